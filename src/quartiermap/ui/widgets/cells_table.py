"""The table of dwelling places that make a figure; its sum is the figure."""

from __future__ import annotations

from PySide6.QtWidgets import QToolButton, QVBoxLayout, QWidget

from quartiermap.domain import texts
from quartiermap.ui.translation import translate
from quartiermap.ui.viewmodels import explain
from quartiermap.ui.viewmodels.answers import CellRow, FigureCells
from quartiermap.ui.viewmodels.tables import Column, RecordsModel
from quartiermap.ui.viewmodels.walking import Walking
from quartiermap.ui.widgets import parts
from quartiermap.ui.widgets.record_table import RecordTable


class CellsTable(RecordTable):
    """Shows the rows of a `FigureCells`, with the sentence that says how the figure comes of them."""

    def __init__(self, parent: QWidget | None = None) -> None:
        self._walking: Walking | None = None
        self._model: RecordsModel[CellRow] = RecordsModel((), lambda row: row.cell_id)
        super().__init__(translate("BottomTables", "Wohnorte"), self._model, key="cells", parent=parent)
        self._model.set_columns(self._columns())
        self.sum = parts.label("", "muted")
        self.sum.setContentsMargins(8, 3, 8, 3)
        column = self.layout()
        assert isinstance(column, QVBoxLayout)  # noqa: S101  (made by RecordTable)
        column.insertWidget(0, self.sum)
        self.close_button = QToolButton()
        self.close_button.setText("✕")
        self.close_button.setToolTip(self.tr("Wohnorte wieder ausblenden"))
        self.close_button.setAccessibleName(self.close_button.toolTip())
        line = self.filter.bar.layout()
        if line is not None:
            line.addWidget(self.close_button)

    def show_cells(self, cells: FigureCells, walking: Walking) -> None:
        """Show the dwelling places behind another figure."""
        self._walking = walking
        self.set_columns(self._columns())
        self.sum.setText(f"{cells.title}: {cells.words}")
        self.show_rows(cells.rows)
        self.apply_widths()

    def _columns(self) -> tuple[Column[CellRow], ...]:
        return (
            Column(self.tr("Wohnort (Rasterzelle)"), lambda r: r.cell_id, lambda r: r.cell_id, width=210),
            Column(self.tr("Personen"), lambda r: _persons(r), lambda r: r.persons, number=True, width=90,
                   title_tip=self.tr("Personen der Zielgruppe an diesem Wohnort")),
            Column(self.tr("Weg"), lambda r: self._way(r), lambda r: r.metres, number=True, width=90,
                   title_tip=self.tr("Weg zur nächsten Einrichtung")),
            Column(self.tr("in Reichweite"), lambda r: self._reached(r), width=110),
            Column(self.tr("nächste Einrichtung"), lambda r: r.facility or texts.NO_DATA, width=220),
        )  # fmt: skip

    def _way(self, row: CellRow) -> str:
        if row.metres is None and row.distance_state == "not_applicable":
            return self.tr("kein Weg")
        missing = explain.state_words(row.distance_state)
        if self._walking is not None and self._walking.minutes:
            return self._walking.way(row.metres, missing=missing)
        shown = texts.number(row.metres, 1, missing="")  # to the decimetre: 500,4 m is not within 500 m
        return f"{shown}\u00a0m" if shown else missing

    def _reached(self, row: CellRow) -> str:
        if row.reached is None:
            if row.distance_state == "not_applicable":
                return self.tr("nein, kein Weg")
            return explain.state_words(row.distance_state or row.persons_state)
        return self.tr("ja") if row.reached else self.tr("nein")


def _persons(row: CellRow) -> str:
    if row.persons is None:
        return explain.state_words(row.persons_state)
    whole = abs(row.persons - round(row.persons)) < 0.005
    return texts.number(row.persons, 0 if whole else 2)
