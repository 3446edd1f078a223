"""What only the operator sees while the room has its own window: note, what the room reads, what comes next, the time."""

from __future__ import annotations

from PySide6.QtCore import QDateTime, QElapsedTimer, QTimer, Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from quartiermap.ui.theme import role
from quartiermap.ui.widgets import parts
from quartiermap.ui.widgets.rules_parts import OneLine

_TICK_MS = 5_000


class SpeakerPanel(QFrame):
    """A strip above the operator's map.

    Signals
    -------
    stepped : int
        The next (1) or the previous (-1) view is wanted.
    darkened
        The room is to be dark, or light again.
    """

    stepped = Signal(int)
    darkened = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("panel")
        self.setAccessibleName(self.tr("Vortrag: nur auf Ihrem Bildschirm"))
        line = QHBoxLayout(self)
        line.setContentsMargins(12, 6, 12, 6)
        line.setSpacing(14)
        self.back = QPushButton(self.tr("‹ Zurück"))
        self.back.setToolTip(self.tr("Vorige Ansicht (Bild ↑)"))
        self.forth = QPushButton(self.tr("Weiter ›"))
        self.forth.setToolTip(self.tr("Nächste Ansicht (Bild ↓)"))
        self.back.clicked.connect(lambda: self.stepped.emit(-1))
        self.forth.clicked.connect(lambda: self.stepped.emit(1))
        self.dark = QPushButton(self.tr("Dunkel"))
        self.dark.setToolTip(self.tr("Das Bild im Raum dunkel machen oder wieder zeigen (B)"))
        self.dark.setCheckable(True)
        self.dark.clicked.connect(self.darkened)
        for button in (self.back, self.forth, self.dark):
            line.addWidget(button)
        middle = QVBoxLayout()
        middle.setSpacing(1)
        self.now, self.read = OneLine(), OneLine()
        role(self.now, "strong")
        self.note = parts.label("", "notice")
        for label in (self.now, self.read, self.note):
            middle.addWidget(label)
        middle.addStretch(1)
        line.addLayout(middle, 3)
        right = QVBoxLayout()
        right.setSpacing(1)
        self.clock, self.next = parts.label("", "strong", wrap=False), OneLine()
        right.addWidget(self.clock)
        right.addWidget(self.next)
        right.addStretch(1)
        line.addLayout(right, 2)
        self._since = QElapsedTimer()
        self._tick = QTimer(self)
        self._tick.setInterval(_TICK_MS)
        self._tick.timeout.connect(self._tell_time)
        self.hide()

    def show_station(self, at: int, count: int, title: str, text: str, note: str, after: str) -> None:
        """Show where the talk is.

        Parameters
        ----------
        at : int
            Number of the view, from 0; -1 while none of them is shown.
        count : int
            How many there are.
        title, text : str
            What the room reads.
        note : str
            Never shown in the room.
        after : str
            Name of the next view; empty at the end.
        """
        place = (
            self.tr("Ansicht {n} von {all}: {title}").format(n=at + 1, all=count, title=title)
            if at >= 0
            else title
        )
        self.now.say(place)
        self.read.say(self.tr("Der Raum liest: {text}").format(text=text) if text else "")
        self.read.setVisible(bool(text))
        self.note.setText(self.tr("Ihre Notiz: {note}").format(note=note))
        self.note.setVisible(bool(note))
        if after:
            self.next.say(self.tr("Danach: {name}").format(name=after))
        else:
            self.next.say(
                self.tr("Keine weitere Ansicht") if count else self.tr("Noch keine Ansicht gemerkt")
            )
        self.back.setEnabled(at > 0)
        self.forth.setEnabled(bool(after))

    def show_dark(self, on: bool) -> None:
        """Say that the room sees nothing now, or no longer."""
        self.dark.setChecked(on)
        self.dark.setText(self.tr("Raum ist dunkel") if on else self.tr("Dunkel"))

    def _tell_time(self) -> None:
        minutes = self._since.elapsed() // 60_000
        self.clock.setText(
            self.tr("{time} Uhr · seit {n} min").format(
                time=QDateTime.currentDateTime().toString("HH:mm"), n=minutes
            )
        )

    def showEvent(self, event: QShowEvent) -> None:
        """Start the clock."""
        super().showEvent(event)
        if not self._since.isValid():
            self._since.start()
        self._tell_time()
        self._tick.start()

    def hideEvent(self, event: QHideEvent) -> None:
        """Stop it."""
        super().hideEvent(event)
        self._tick.stop()

    def begin_anew(self) -> None:
        """Count the minutes from the next showing on."""
        self._since.invalidate()
