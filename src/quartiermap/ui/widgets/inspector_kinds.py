"""The table of kinds on the page of a district: what is reached, how far it is, what is there and what is missing."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QToolButton, QVBoxLayout, QWidget

from quartiermap.ui.theme import swatch
from quartiermap.ui.translation import translate
from quartiermap.ui.viewmodels.blocks import Ask, KindLine, KindTable
from quartiermap.ui.viewmodels.tables import plain_tip
from quartiermap.ui.widgets import parts
from quartiermap.ui.wording import worded

_BESIDE = 34
"""A kind and its group of so many letters stand in one line; beside a longer name a group would be cut off."""

_BREAKING = 2
"""From this column on a figure goes on in a second line where all four do not fit: those of a large town are long."""


def how_button(name: str) -> QToolButton:
    """Return the button that opens a figure up to how it was computed."""
    button = QToolButton()
    button.setText("?")
    button.setProperty("how", True)
    button.setToolTip(translate("InspectorPanel", "Wie gerechnet?"))
    button.setAccessibleName(translate("InspectorPanel", "Wie gerechnet: {kind}").format(kind=name))
    button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    return button


class KindTableBox(QWidget):
    """Shows the kinds, two lines each: what and for whom, then the four figures under their heads.

    Signals
    -------
    explained : str, object
        The figures of a kind (its name, a sequence of `How`) shall be opened up.
    asked : Ask
        The user asks something that the map can answer.
    """

    explained = Signal(str, object)
    asked = Signal(object)

    def __init__(self, table: KindTable, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.how_buttons: list[QToolButton] = []
        self.asks: list[tuple[Ask, QToolButton]] = []
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(4)
        grid.setVerticalSpacing(2)
        heads = (
            (self.tr("erreicht"), self.tr("Anteil der Zielgruppe in Reichweite")),
            (self.tr("mittl. Weg"), self.tr("mittlerer Fußweg zur nächsten Einrichtung")),
            (
                self.tr("Angebot/\nBedarf"),
                self.tr("vorhandene Plätze (oder Fläche, Standorte) / rechnerischer Bedarf im Gebiet"),
            ),
            (self.tr("Fehl-\nbedarf"), self.tr("rechnerischer Fehlbedarf im Gebiet")),
        )
        for column, (words, tip) in enumerate(heads):
            head = parts.label(words, "muted", wrap=False)
            head.setToolTip(tip)
            head.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignBottom)
            grid.addWidget(head, 0, column)
        for number, line in enumerate(table.rows):
            row = 1 + 3 * number
            grid.addWidget(parts.rule(), row, 0, 1, 4)
            self._add_line(grid, row + 1, line)

    def _add_line(self, grid: QGridLayout, row: int, line: KindLine) -> None:
        sign = QLabel()
        sign.setPixmap(swatch(line.colour, line.sign, 18))
        top = QHBoxLayout()
        top.setSpacing(7)
        top.addWidget(sign)
        group = parts.label(line.group, "muted")
        group.setToolTip(self.tr("Personen der Zielgruppe"))
        beside = len(line.name) + len(line.group) <= _BESIDE
        words = QHBoxLayout() if beside else QVBoxLayout()
        words.setSpacing(7 if beside else 0)
        words.addWidget(parts.label(line.name, "kind", wrap=False))
        words.addWidget(group, 1)
        top.addLayout(words, 1)
        grid.addLayout(top, row, 0, 1, 4)
        if line.cells is not None:
            top.addWidget(self._cells_button(line, line.cells))
        button = how_button(line.name)
        button.clicked.connect(lambda: self.explained.emit(line.name, line.hows))
        self.how_buttons.append(button)
        top.addWidget(button)
        values = (line.share, line.distance, line.places, line.shortfall)
        for column, value in enumerate(values):
            cell = parts.label(
                value,
                "nothing" if value in ("keine Daten", "–", "entfällt", "geheim") else "cell",
                wrap=False,
            )
            cell.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            cell.setWordWrap(column >= _BREAKING)
            place = min(column, 2)
            if place < len(line.hows):
                cell.setToolTip(plain_tip(line.hows[place].tip))
                cell.setAccessibleName(f"{worded(line.name)}, {line.hows[place].title}: {worded(value)}")
            grid.addWidget(cell, row + 1, column)

    def _cells_button(self, line: KindLine, ask: Ask) -> QToolButton:
        cells = QToolButton()
        cells.setText("▦")
        cells.setProperty("how", True)
        cells.setToolTip(ask.text)
        cells.setAccessibleName(f"{line.name}: {ask.text}")
        cells.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        cells.clicked.connect(lambda: self.asked.emit(ask))
        self.asks.append((ask, cells))
        return cells
