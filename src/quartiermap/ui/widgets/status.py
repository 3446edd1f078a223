"""The status bar: what is open, how it was computed, what is going on, and that nothing leaves the machine."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QProgressBar, QPushButton, QSizePolicy, QStatusBar, QStyle, QWidget

from quartiermap.app import network_switch
from quartiermap.domain import texts
from quartiermap.ui.theme import role
from quartiermap.ui.viewmodels.tables import plain_tip
from quartiermap.ui.widgets import parts
from quartiermap.ui.widgets.requests_dialog import refused_words, sent_words
from quartiermap.ui.wording import worded

if TYPE_CHECKING:
    from quartiermap.ui.viewmodels.viewdata import ViewData

_LOOK_MS = 3000
_GLANCE_MS = 2000
_LETTER_MS = 40
"""Of a sentence that goes again: to see that it is there, and to read a letter of it (about 250 words a minute)."""


class ShrinkingLabel(parts.Label):
    """A line that gives way where the room is short, down to some letters: the rest is dots, the whole stands in its tip."""

    def __init__(self, *, name: bool = False, letters: int = 0) -> None:
        super().__init__(name=name)
        self._letters = letters
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)

    def minimumSizeHint(self) -> QSize:
        """Return the width of the letters that stay."""
        whole, least = super().minimumSizeHint(), self._letters * self.fontMetrics().averageCharWidth()
        return QSize(min(whole.width(), least), whole.height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw what fits."""
        painter = QPainter(self)
        room = self.contentsRect()
        shown = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, room.width())
        middle = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        style: QStyle = self.style()
        style.drawItemText(
            painter, room, int(middle), self.palette(), self.isEnabled(), shown, self.foregroundRole()
        )


class Status(QStatusBar):
    """Labels on the left for what is, progress and Cancel on the right for what is going on.

    Signals
    -------
    cancel_wanted
        The running work shall stop.
    analyse_wanted
        The stale result shall be computed anew.
    requests_wanted
        The user wants to know what went out.
    """

    cancel_wanted = Signal()
    analyse_wanted = Signal()
    requests_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizeGripEnabled(False)
        self.setAccessibleName(self.tr("Status"))
        self.invented = parts.label(self.tr("Erfundene Demonstrationsdaten"), "invented", wrap=False)
        self.stale = QPushButton()
        self.stale.setProperty("link", True)
        self.stale.setProperty("notice", True)
        self.stale.clicked.connect(self.analyse_wanted)
        self.project = ShrinkingLabel(name=True, letters=12)
        self.method = ShrinkingLabel()
        self.crs = ShrinkingLabel()
        self.offline = parts.link("")
        self.offline.clicked.connect(self.requests_wanted)
        self._blocked = 0
        self._look = QTimer(self)
        self._look.setInterval(_LOOK_MS)
        self._look.timeout.connect(self._show_requests)
        self._look.start()
        self.text = ShrinkingLabel(letters=12)
        self.background = parts.label("", wrap=False)
        self.background.setToolTip(
            self.tr(
                "Die Grundkarte wird einmal aus den OpenStreetMap-Daten gezeichnet; alles andere geht schon."
            )
        )
        self.background.hide()
        self.progress = QProgressBar()
        self.progress.setMinimumWidth(60)
        self.progress.setMaximumWidth(170)
        self.progress.setRange(0, 1000)
        self.progress.setTextVisible(False)
        self.progress.setAccessibleName(self.tr("Fortschritt"))
        self.cancel = QPushButton(self.tr("Abbrechen"))
        self.cancel.setToolTip(
            self.tr("Bricht die laufende Arbeit ab; es bleibt alles, wie es vorher war (Strg+.)")
        )
        self.cancel.clicked.connect(self._on_cancel)
        self.said = ShrinkingLabel()
        role(self.said, "strong")
        self.said.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._forget = QTimer(self)
        self._forget.setSingleShot(True)
        self._forget.timeout.connect(self._on_forget)
        for widget in (self.invented, self.stale, self.project, self.method, self.crs):
            self.addWidget(widget)
        self.addWidget(self.said, 1)
        for later in (self.background, self.text, self.progress, self.cancel, self.offline):
            self.addPermanentWidget(later)
        self._lasting = (self.project, self.method, self.crs)
        for widget in (self.invented, self.stale, self.method, self.crs):
            widget.hide()
        self.show_following(False)
        self.show_busy(False, "")
        self.show_blocked(0)

    def say(self, text: str) -> None:
        """Say a sentence as long as it takes to read, beside what is always there (that the data are invented, above all)."""
        self.said.setText(text)
        self.said.setToolTip(plain_tip(text))
        self._forget.start(_GLANCE_MS + _LETTER_MS * len(text))
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, text))
        self._share_room()

    def _on_forget(self) -> None:
        self.said.clear()
        self._share_room()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the room anew."""
        super().resizeEvent(event)
        self._share_room()

    def _share_room(self) -> None:
        """Let what is always there give way to what is said just now, where there is no room for both."""
        shown = [w for w in self.findChildren(QWidget) if w.parent() is self and w.isVisibleTo(self)]
        hints = sum(w.sizeHint().width() + 6 for w in shown if w not in (*self._lasting, self.said))
        lasting = sum(w.sizeHint().width() + 6 for w in self._lasting if w.text())
        need = self.said.fontMetrics().horizontalAdvance(self.said.text()) if self.said.text() else 0
        tight = bool(need) and hints + lasting + need > self.width()
        no_crs = self.progress.isVisibleTo(self) or hints + lasting > self.width()
        for label in self._lasting:
            label.setVisible(bool(label.text()) and not tight and not (no_crs and label is self.crs))

    def show_data(self, data: ViewData | None) -> None:
        """Show what is open."""
        self.project.setText(data.name if data else self.tr("Kein Projekt geöffnet"))
        self.invented.setVisible(bool(data and data.invented))
        self.stale.setVisible(bool(data and data.stale))
        self.method.setText(f"{data.method} · {data.walking.who}" if data and data.method else "")
        self.method.setToolTip(
            self.tr("So wurden die Wege gemessen. Gerechnet am {when}.").format(when=worded(data.computed_at))
            if data
            else ""
        )
        role(self.method, "stale" if data and "Näherung" in data.method else "muted")
        self.crs.setText(f"EPSG:{data.epsg}" if data and data.epsg else "")
        self.crs.setToolTip(self.tr("Koordinatensystem des Projekts; gerechnet wird in Metern"))
        self.project.setToolTip(plain_tip(self.project.text()))
        self._share_room()

    def show_following(self, following: bool) -> None:
        """Say whether a result that is older than the data is computed anew by itself, or waits for it."""
        self.stale.setEnabled(not following)
        self.stale.setText(
            self.tr("Ergebnis ist älter als die Daten – wird neu gerechnet")
            if following
            else self.tr("Ergebnis ist älter als die Daten – neu rechnen (F5)")
        )
        self._share_room()

    def show_busy(self, busy: bool, label: str) -> None:
        """Show that work began or ended."""
        self.text.setText(label if busy else "")
        self.progress.setVisible(busy)
        self.progress.setValue(0)
        self.cancel.setVisible(busy)
        self.cancel.setEnabled(busy)
        self._share_room()  # a narrow window has no room for the coordinate system beside the progress

    def show_progress(self, share: float, text: str) -> None:
        """Show how far the work is."""
        if self.progress.isVisibleTo(self):
            self.progress.setValue(round(share * 1000))
            if self.cancel.isEnabled():
                self.text.setText(text)

    def show_background(self, share: float) -> None:
        """Show how far the background map is (0..1); from 1 on it is there and nothing is said."""
        self.background.setVisible(share < 1.0)
        self.background.setText(self.tr("Grundkarte entsteht: {p}").format(p=texts.percent(share, 0)))

    def show_blocked(self, count: int) -> None:
        """Show how many requests of the map page were refused."""
        self._blocked = count
        self._show_requests()

    def _show_requests(self) -> None:
        """Say how many requests have left the program, and how many of the map page were refused."""
        words = " · ".join(filter(None, (sent_words(network_switch.sent()), refused_words(self._blocked))))
        if words == self.offline.text():
            return
        self.offline.setText(words)
        self.offline.setToolTip(
            self.tr(
                "Die Karte lädt nie selbst etwas aus dem Netz, auch wenn es eingeschaltet ist. Jeder Versuch wird abgewiesen und hier gezählt. Ein Klick zeigt die Einzelheiten."
            )
        )

    def _on_cancel(self) -> None:
        self.cancel.setEnabled(False)
        self.text.setText(self.tr("Wird abgebrochen …"))
        self.cancel_wanted.emit()
