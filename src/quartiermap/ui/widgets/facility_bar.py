"""The line above the map while a facility is placed, moved or drawn: what to do, how to stop, and what it brings."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from quartiermap.ui.viewmodels.whatif_words import FigureLine
from quartiermap.ui.widgets import parts
from quartiermap.ui.widgets.whatif_figures import GameFigures


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
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 4, 10, 4)
        column.setSpacing(4)
        row = QHBoxLayout()
        row.setSpacing(8)
        column.addLayout(row)
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
        self.figures = GameFigures()
        self.figures.set_low(True)
        self.figures.hide()
        column.addWidget(self.figures)
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

    def show_figures(self, town: FigureLine | None, district: FigureLine | None) -> None:
        """Show what moving a facility brings; nothing where nothing is counted."""
        self.figures.setVisible(town is not None)
        self.figures.show_lines(town, district)
