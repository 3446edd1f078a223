"""The saved views as a list: order, names, what the room reads, what only the speaker sees."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from quartiermap.ui.viewmodels.stations import Station, described, moved
from quartiermap.ui.widgets import parts

_REST_MS = 700


class StationsDialog(QDialog):
    """Arranges the saved views; every change counts at once and can be undone in the window.

    Parameters
    ----------
    stations : sequence of Station
    parent : QWidget, optional
    at : int
        The one that is chosen at first.

    Signals
    -------
    changed : tuple of Station
    called : int
        Show the station at this place.
    proposal_wanted
        A talk to begin with shall be put behind those that are there.
    """

    changed = Signal(object)
    called = Signal(int)
    proposal_wanted = Signal()

    def __init__(self, stations: Sequence[Station], parent: QWidget | None = None, *, at: int = 0) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Ansichten"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._stations = tuple(stations)
        self._filling = False
        self._rest = QTimer(self)  # one step for what is typed in one go
        self._rest.setSingleShot(True)
        self._rest.setInterval(_REST_MS)
        self._rest.timeout.connect(self._tell)
        self.finished.connect(self.settle)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(10)
        self.empty = parts.label(
            self.tr(
                "Noch keine Ansicht gemerkt. Die Karte so einstellen, wie der Raum sie sehen soll, und dann "
                "„Ansicht merken“ (Strg+Umschalt+M) wählen."
            ),
            "muted",
        )
        column.addWidget(self.empty)
        body = QHBoxLayout()
        body.setSpacing(14)
        column.addLayout(body, 1)
        left = QVBoxLayout()
        self.list = QListWidget()
        self.list.setAccessibleName(self.tr("Gemerkte Ansichten"))
        self.list.setMinimumWidth(240)
        self.list.currentRowChanged.connect(self._show)
        self.list.itemActivated.connect(lambda _item: self.called.emit(self.list.currentRow()))
        left.addWidget(self.list, 1)
        row = QHBoxLayout()
        self.call = self._button(self.tr("&Zeigen"), lambda: self.called.emit(self.list.currentRow()))
        self.up = self._button(self.tr("Nach &oben"), lambda: self._move(-1))
        self.down = self._button(self.tr("Nach &unten"), lambda: self._move(1))
        self.remove = self._button(self.tr("&Entfernen"), self._remove)
        for button in (self.call, self.up, self.down, self.remove):
            row.addWidget(button)
        left.addLayout(row)
        body.addLayout(left, 1)
        form = QVBoxLayout()  # a form gives a label no pixel more than its hint, which some type needs
        self.name = QLineEdit()
        self.name.setMaxLength(120)
        self.text = QPlainTextEdit()
        self.text.setPlaceholderText(self.tr("Leer: die Zeile der Kennzahl"))
        self.note = QPlainTextEdit()
        self.note.setPlaceholderText(self.tr("Nur auf Ihrem Bildschirm"))
        for label, field in (
            (self.tr("&Name"), self.name),
            (self.tr("&Text für den Raum"), self.text),
            (self.tr("Noti&z für Sie"), self.note),
        ):
            head = QLabel(label)
            head.setBuddy(field)
            form.addWidget(head)
            form.addWidget(field)
            if isinstance(field, QPlainTextEdit):
                field.setTabChangesFocus(True)
                field.setMaximumHeight(110)
                field.textChanged.connect(self._edited)
            else:
                field.textChanged.connect(self._edited)
        form.addStretch(1)
        body.addLayout(form, 1)
        close = QHBoxLayout()
        self.propose = self._button(self.tr("Erzählung &vorschlagen"), self.proposal_wanted.emit)
        self.propose.setToolTip(
            self.tr(
                "Ausgangslage, dringlichste Lücke und Variante für die Einrichtungsart, die gerade gezeigt wird"
            )
        )
        close.addWidget(self.propose)
        close.addStretch(1)
        self.close_button = self._button(self.tr("&Schließen"), self.accept)
        close.addWidget(self.close_button)
        column.addLayout(close)
        self.resize(760, 420)
        self._fill(at)

    def _button(self, text: str, slot: object) -> QPushButton:
        made = QPushButton(text)
        made.setAutoDefault(False)
        made.clicked.connect(slot)
        return made

    def take(self, stations: Sequence[Station]) -> None:
        """Show other stations (the window's undo has changed them)."""
        if tuple(stations) != self._stations and not self._rest.isActive():
            self._stations = tuple(stations)
            self._fill(self.list.currentRow())

    def _fill(self, row: int) -> None:
        self._filling = True
        self.list.clear()
        self.list.addItems([f"{n}  {s.name}" for n, s in enumerate(self._stations, 1)])
        self.empty.setVisible(not self._stations)
        self._filling = False
        self.list.setCurrentRow(min(max(row, 0), len(self._stations) - 1))
        self._show(self.list.currentRow())

    def _show(self, row: int) -> None:
        if self._filling:
            return
        station = self._stations[row] if 0 <= row < len(self._stations) else None
        self._filling = True
        self.name.setText(station.name if station else "")
        self.text.setPlainText(station.text if station else "")
        self.note.setPlainText(station.note if station else "")
        self._filling = False
        for widget in (self.name, self.text, self.note, self.call, self.remove):
            widget.setEnabled(station is not None)
        self.up.setEnabled(row > 0)
        self.down.setEnabled(0 <= row < len(self._stations) - 1)

    def _edited(self) -> None:
        row = self.list.currentRow()
        if self._filling or row < 0:
            return
        station = described(
            self._stations[row],
            name=self.name.text(),
            text=self.text.toPlainText(),
            note=self.note.toPlainText(),
        )
        self._stations = (*self._stations[:row], station, *self._stations[row + 1 :])
        item = self.list.item(row)
        if item is not None:
            item.setText(f"{row + 1}  {station.name}")
        self._rest.start()

    def _tell(self) -> None:
        self.changed.emit(self._stations)

    def settle(self) -> None:
        """Let what has just been typed count at once."""
        if self._rest.isActive():
            self._rest.stop()
            self._tell()

    def _move(self, by: int) -> None:
        self.settle()
        row = self.list.currentRow()
        self._stations = moved(self._stations, row, by)
        self._fill(row + by)
        self.changed.emit(self._stations)

    def _remove(self) -> None:
        self.settle()
        row = self.list.currentRow()
        self._stations = (*self._stations[:row], *self._stations[row + 1 :])
        self._fill(row)
        self.changed.emit(self._stations)
