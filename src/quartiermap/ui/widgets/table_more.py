"""The tables that are asked for less often behind one tab: places and need, social index, dwelling places, funding areas, data."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QSettings, Signal
from PySide6.QtWidgets import QMenu, QStackedWidget, QWidget

from quartiermap.ui.translation import translate
from quartiermap.ui.viewmodels.layer_rows import (
    FundingRow,
    PlaceRow,
    PlaceRows,
    SocialRow,
    SupplyRow,
    social_rows,
    supply_rows,
)
from quartiermap.ui.viewmodels.tables import RecordsModel
from quartiermap.ui.viewmodels.viewdata import SourceRow, ViewData
from quartiermap.ui.widgets.record_table import RecordTable
from quartiermap.ui.widgets.table_columns import Columns

ORDER = ("supply", "social", "places", "funding", "sources")


def table_title(key: str) -> str:
    """Return the title of one of these tables."""
    return {
        "supply": translate("BottomTables", "Plätze und Bedarf"),
        "social": translate("BottomTables", "Sozialindex"),
        "places": translate("BottomTables", "Wohnorte"),
        "funding": translate("BottomTables", "Fördergebiete"),
        "sources": translate("BottomTables", "Daten"),
    }[key]


class MoreTables(QStackedWidget):
    """Shows one of several tables.

    Signals
    -------
    turned : str
        Another table is in front (its key).
    needed : str
        A table is looked at whose rows have to be made first.
    """

    turned = Signal(str)
    needed = Signal(str)

    def __init__(self, columns: Columns, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._columns = columns
        self._missing: set[str] = set()
        supply: RecordsModel[SupplyRow] = RecordsModel(
            columns.supply(), lambda r: r.key, facets=columns.supply_facets()
        )
        social: RecordsModel[SocialRow] = RecordsModel(
            columns.social(), lambda r: r.district_id, facets=columns.social_facets()
        )
        places: RecordsModel[PlaceRow] = RecordsModel(
            columns.places(), lambda r: r.cell_id, facets=columns.place_facets()
        )
        funding: RecordsModel[FundingRow] = RecordsModel(
            columns.funding(), lambda r: r.area_id, facets=columns.funding_facets()
        )
        sources: RecordsModel[SourceRow] = RecordsModel(columns.sources(), lambda s: s.source_id)
        models: tuple[RecordsModel[Any], ...] = (supply, social, places, funding, sources)
        self.tables: dict[str, RecordTable] = {}
        for key, model in zip(ORDER, models, strict=True):
            table = RecordTable(table_title(key), model, key=key, several=key in ("supply", "social"))
            self.tables[key] = table
            self.addWidget(table)
        self.supply, self.social, self.places, self.funding, self.sources = (self.tables[k] for k in ORDER)
        self.places_standard = ""

    @property
    def front(self) -> str:
        """The key of the table in front."""
        return ORDER[self.currentIndex()]

    @property
    def table(self) -> RecordTable:
        """The table in front."""
        return self.tables[self.front]

    def turn_to(self, key: str) -> None:
        """Bring a table to the front."""
        self.setCurrentIndex(ORDER.index(key))
        self.turned.emit(key)
        self.ask_for_rows()

    def ask_for_rows(self) -> None:
        """Ask for the rows of the table in front if they are not there."""
        if self.front in self._missing:
            self.needed.emit(self.front)

    def menu(self) -> QMenu:
        """Return the menu of tables."""
        menu = QMenu(self)
        for key in ORDER:
            action = menu.addAction(table_title(key))
            action.setCheckable(True)
            action.setChecked(key == self.front)
            action.triggered.connect(lambda _checked=False, key=key: self.turn_to(key))
        return menu

    def steps_of(self, data: ViewData) -> tuple[Callable[[], object], ...]:
        """Return what shows another state, step by step; what takes long to make is asked for when it is looked at."""
        return (
            self._say_what_next,
            lambda: self.supply.show_rows(supply_rows(data)),
            lambda: self.social.show_rows(social_rows(data)),
            lambda: self.sources.show_rows(data.sources),
            lambda: self.forget("places", "funding"),
        )

    def _say_what_next(self) -> None:
        """Say in the tables that may stay empty what brings them rows; the others say that their rows are being made."""
        self.supply.nothing.say(
            self.tr(
                "Plätze und Bedarf stehen hier nach der Analyse: Daten laden (Strg+I), dann rechnen (F5)."
            )
        )
        self.social.nothing.say(
            self.tr("Noch kein Sozialindex: Sozialdaten laden (Strg+I), dann rechnen (F5).")
        )
        self.sources.nothing.say(self.tr("Noch keine Daten: Daten laden (Strg+I)."))

    def forget(self, *keys: str) -> None:
        """Take note that rows are no longer those of the state."""
        self._missing.update(keys)
        for key in keys:
            self.tables[key].nothing.say(self.tr("Die Zeilen werden zusammengestellt …"))
        if self.isVisible():
            self.ask_for_rows()

    def show_places(self, found: PlaceRows) -> None:
        """Show the dwelling places."""
        self._missing.discard("places")
        self.places.nothing.say(
            self.tr("Wohnorte stehen hier nach der Analyse: Einwohner laden (Strg+I), dann rechnen (F5).")
            if found.standard_id
            else self.tr(
                "Für diese Einrichtungsart gibt es keinen Richtwert, also keine Wohnorte in oder außer Reichweite."
            )
        )
        self.places_standard = found.standard_id
        self.places.show_rows(found.rows, found.searchable)
        self.places.view.setAccessibleDescription(found.words)

    def show_funding(self, rows: tuple[FundingRow, ...]) -> None:
        """Show the funding areas."""
        self._missing.discard("funding")
        self.funding.nothing.say(self.tr("Noch keine Fördergebiete: Daten laden (Strg+I)."))
        self.funding.show_rows(rows)

    def restore(self, settings: QSettings) -> None:
        """Take the columns that the user left."""
        for table in self.tables.values():
            table.restore(settings)

    def keep(self, settings: QSettings) -> None:
        """Remember the columns."""
        for table in self.tables.values():
            table.keep(settings)
