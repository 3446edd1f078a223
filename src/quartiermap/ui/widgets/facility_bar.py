"""The line above the map while a facility is placed, moved or drawn: what to do, and how to stop."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QWidget

from quartiermap.ui.widgets import parts


class FacilityBar(QFrame):
    """Says what a click on the map does now.

    Signals
    -------
    done, back, stopped
        Finished; the last corner shall go; nothing shall come of it.
    """

    done = Signal()
    back = Signal()
    stopped = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("facilityBar")
        self.setAccessibleName(self.tr("Einrichtung auf der Karte bearbeiten"))
        row = QHBoxLayout(self)
        row.setContentsMargins(10, 4, 10, 4)
        row.setSpacing(8)
        self.text = parts.label("", "strong")
        row.addWidget(self.text, 1)
        self.finish = QPushButton(self.tr("&Fertig"))
        self.step_back = QPushButton(self.tr("&Letzte Ecke zurück"))
        self.stop = QPushButton(self.tr("Abbrechen (Esc)"))
        for button, signal in (
            (self.finish, self.done),
            (self.step_back, self.back),
            (self.stop, self.stopped),
        ):
            button.setProperty("small", True)
            button.setAutoDefault(False)
            button.clicked.connect(signal)
            row.addWidget(button)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.hide()

    def show_mode(self, text: str, *, corners: int | None = None, moves: bool = False) -> None:
        """Say what to do; `corners` are those drawn so far, ``None`` if none are drawn."""
        self.text.setText(text)
        self.text.setAccessibleName(text)
        self.finish.setVisible(corners is not None or moves)
        self.finish.setEnabled(moves or (corners or 0) >= 3)
        self.step_back.setVisible(corners is not None)
        self.step_back.setEnabled(bool(corners))
        self.stop.setVisible(not moves)
        self.show()
