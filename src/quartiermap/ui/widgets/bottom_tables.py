"""The tables below the map: gaps, districts, facilities, data."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPixmap, QResizeEvent
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QStackedWidget, QTabWidget, QVBoxLayout, QWidget

from quartiermap.domain import texts
from quartiermap.errors import Problem
from quartiermap.ui.messages import ProblemsTable
from quartiermap.ui.theme import swatch
from quartiermap.ui.translation import translate
from quartiermap.ui.viewmodels import explain
from quartiermap.ui.viewmodels.answers import FigureCells
from quartiermap.ui.viewmodels.ranking_table import RankedGap
from quartiermap.ui.viewmodels.selection import NO_GROUP, Group, Selected, Selection
from quartiermap.ui.viewmodels.tables import Column, RecordsModel
from quartiermap.ui.viewmodels.thematic import Thematic, Theme
from quartiermap.ui.viewmodels.viewdata import DistrictRow, FacilityRow, SourceRow, ViewData, known
from quartiermap.ui.viewmodels.walking import Walking
from quartiermap.ui.widgets import parts
from quartiermap.ui.widgets.cells_table import CellsTable
from quartiermap.ui.widgets.money_panel import MoneyPanel
from quartiermap.ui.widgets.need_matrix import NeedMatrix
from quartiermap.ui.widgets.ranking_columns import BAR_COLUMNS, BarDelegate, gap_columns
from quartiermap.ui.widgets.record_table import RecordTable

LAYER_NAMES = {
    "districts": "Quartiere",
    "facilities": "Einrichtungen",
    "population": "Einwohner",
    "forecast": "Einwohner nach Jahren",
    "indicators": "Sozialindikatoren",
    "network": "Wegenetz",
    "funding-areas": "Fördergebiete",
    "basemap": "Grundkarte",
    "addresses": "Adressverzeichnis",
}


class BottomTables(QTabWidget):
    """Tables that follow and set the selection, the social index, and the cost of a gap; one more table holds the dwelling places behind a figure while asked for.

    Signals
    -------
    cells_closed
        The dwelling places behind a figure are no longer wanted.
    """

    cells_closed = Signal()

    def __init__(self, selection: Selection, thematic: Thematic, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("tables")
        self.setDocumentMode(True)
        self.setAccessibleName(self.tr("Tabellen"))
        self._selection = selection
        self._data: ViewData | None = None
        self._theme = thematic.theme
        self._signs: dict[str, QPixmap] = {}
        self._before_cells = 0

        self._gap_model: RecordsModel[RankedGap] = RecordsModel(
            self._gap_columns(), lambda g: g.gap.gap_id, lambda g: g.gap.kind
        )
        self._district_model: RecordsModel[DistrictRow] = RecordsModel(
            self._district_columns(), lambda d: d.district_id
        )
        self._facility_model: RecordsModel[FacilityRow] = RecordsModel(
            self._facility_columns(), lambda f: f.facility_id, lambda f: f.kind
        )
        self._source_model: RecordsModel[SourceRow] = RecordsModel(
            self._source_columns(), lambda s: s.source_id
        )
        self.gaps = RecordTable(self.tr("Lücken"), self._gap_model, with_kinds=True)
        self._bar = BarDelegate(self.gaps.view)
        for number in BAR_COLUMNS:
            self.gaps.view.setItemDelegateForColumn(number, self._bar)
        self.districts = RecordTable(self.tr("Quartiere"), self._district_model)
        self.facilities = RecordTable(self.tr("Einrichtungen"), self._facility_model, with_kinds=True)
        self.sources = RecordTable(self.tr("Daten"), self._source_model)
        self.social = NeedMatrix(selection)
        self.money = MoneyPanel()
        for table, title in (
            (self.gaps, self.tr("Lücken")),
            (self.districts, self.tr("Quartiere")),
            (self.facilities, self.tr("Einrichtungen")),
            (self.sources, self.tr("Daten")),
            (self.social, self.tr("Soziale Lage")),
            (self.money, self.tr("Kosten")),
        ):
            self.addTab(table, title)
        self._bars = QStackedWidget()
        for table in (self.gaps, self.districts, self.facilities, self.sources):
            self._bars.addWidget(table.bar)
        self._room_of_bar = self._bars.sizeHint().width()
        for _ in (self.social, self.money):
            self._bars.addWidget(QWidget())  # nothing to filter there
        self.cells = CellsTable()
        self._bars.addWidget(self.cells.bar)
        self.cells.picked.connect(lambda key: selection.select("cell", key))
        self.cells.close_button.clicked.connect(self.cells_closed)
        self.setCornerWidget(self._bars, Qt.Corner.TopRightCorner)
        self.currentChanged.connect(self._on_tab)
        self.gaps.picked.connect(lambda key: selection.select("gap", key))
        self.districts.picked.connect(lambda key: selection.select("district", key))
        self.facilities.picked.connect(lambda key: selection.select("facility", key))
        self.sources.opened.connect(self._open_source)
        self.districts.group.clicked.connect(lambda: selection.select_group(NO_GROUP))
        self.social.table_wanted.connect(lambda: self.setCurrentWidget(self.districts))
        selection.grouped.connect(self._on_grouped)
        self.source_dialog: SourceDialog | None = None
        selection.changed.connect(self._on_selected)
        thematic.changed.connect(self._on_theme)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the tabs readable: where the room is short, the filter line keeps its words only."""
        super().resizeEvent(event)
        self._share_room()

    def _share_room(self) -> None:
        narrow = self.width() < self.tabBar().sizeHint().width() + self._room_of_bar
        for table in (self.gaps, self.districts, self.facilities, self.sources, self.cells):
            table.set_narrow(narrow)

    def show_data(self, data: ViewData) -> None:
        """Show another project state."""
        self._data = data
        kinds = tuple(data.kinds.values())
        self._district_model.set_columns(self._district_columns())
        self.gaps.show_rows(data.ranked)
        self.districts.show_rows(data.reporting)
        self.facilities.show_rows(tuple(data.facilities.values()))
        self.sources.show_rows(data.sources)
        self.gaps.offer_kinds(kinds)
        self.facilities.offer_kinds(kinds)
        self.setTabText(0, self.tr("Lücken ({n})").format(n=texts.number(len(data.gaps))))
        self._on_selected(self._selection.selected)

    def show_ranking(self, rows: tuple[RankedGap, ...]) -> None:
        """Show the gaps in another order, or with what is known of their stability."""
        self.gaps.show_rows(rows)

    def show_cells(self, cells: FigureCells | None) -> None:
        """Show the dwelling places behind a figure, or put them away."""
        at = self.indexOf(self.cells)
        if cells is None:
            if at >= 0:
                if self.currentIndex() == at:
                    self.setCurrentIndex(self._before_cells)
                self.removeTab(at)
                self.cells.hide()
            return
        walking = self._data.walking if self._data is not None else Walking()
        self.cells.show_cells(cells, walking)
        if at < 0:
            self._before_cells = self.currentIndex()
            at = self.addTab(self.cells, "")
        self.setTabText(at, self.tr("Wohnorte ({n})").format(n=texts.number(len(cells.rows))))
        self.setCurrentIndex(at)
        self._share_room()

    def _on_selected(self, selected: Selected) -> None:
        self.cells.select_key(selected.id if selected.what == "cell" else "")
        self.gaps.select_key(selected.id if selected.what == "gap" else "")
        self.facilities.select_key(selected.id if selected.what == "facility" else "")
        if selected.what == "gap" and self._data is not None:
            gap = self._data.gap_by_id.get(selected.id)
            self.districts.select_key(gap.district_id if gap else "")
        else:
            self.districts.select_key(selected.id if selected.what == "district" else "")

    def _on_tab(self, at: int) -> None:
        """Show the filter line of the table in front; a view without one leaves its room to the tabs."""
        self._bars.setCurrentIndex(at)
        self._bars.setVisible(self.widget(at) not in (self.social, self.money))

    def _on_grouped(self, group: Group) -> None:
        self.districts.show_only(frozenset(group.ids) if group.ids else None, group.label)

    def _on_theme(self, theme: Theme) -> None:
        other_kind = (theme.kind, theme.standard) != (self._theme.kind, self._theme.standard)
        self._theme = theme
        if other_kind and self._data is not None:
            self._district_model.set_columns(self._district_columns())
            self.districts.select_key(self._district_of_selection())

    def _district_of_selection(self) -> str:
        selected = self._selection.selected
        if selected.what == "gap" and self._data is not None:
            gap = self._data.gap_by_id.get(selected.id)
            return gap.district_id if gap else ""
        return selected.id if selected.what == "district" else ""

    def _kind_name(self, kind: str) -> str:
        return self._data.kinds[kind].name if self._data and kind in self._data.kinds else kind

    def _sign(self, kind: str) -> QPixmap | None:
        if self._data is None or kind not in self._data.kinds:
            return None
        if kind not in self._signs:
            row = self._data.kinds[kind]
            self._signs[kind] = swatch(row.colour, row.sign, 17)
        return self._signs[kind]

    def _gap_columns(self) -> tuple[Column[RankedGap], ...]:
        return gap_columns(self._kind_name, self._sign, self._standard_of)

    def _standard_of(self, row: RankedGap) -> str:
        """Return the standard that a gap was found by, in few words."""
        data = self._data
        if data is None or row.gap.kind not in data.kinds:
            return texts.NO_DATA
        standards = data.kinds[row.gap.kind].standards
        found = next((s for s in standards if s.id == row.gap.standard_id), None)
        return texts.NO_DATA if found is None else explain.standard_short(found, None, data.walking)

    def _district_columns(self) -> tuple[Column[DistrictRow], ...]:
        def figure(shown: Callable[[Any], str]) -> Callable[[DistrictRow], str]:
            return lambda d: shown(self._figure(d))

        def value(name: str) -> Callable[[DistrictRow], float | None]:
            def of(row: DistrictRow) -> float | None:
                found = self._figure(row)
                return None if found is None else known(found[name])

            return of

        kind = self._kind_name(self._theme.kind)
        who = self._data.walking.profile.name if self._data is not None else ""
        hint = self.tr("Bezieht sich auf: {kind} · gerechnet für: {who}").format(kind=kind, who=who)
        standard = self._theme.standard
        reach = self.tr("in Reichweite")
        if standard is not None:
            hint = f"{hint}\n{explain.standard_words(standard)}"
            reach = self.tr("in {m}").format(m=explain.target_short(standard))
        return (
            Column(self.tr("Quartier"), lambda d: d.name, width=146),
            Column(self.tr("Schlüssel"), lambda d: d.district_id, width=88),
            Column(self.tr("Einwohner"), lambda d: texts.number(d.population, missing=explain.state_words(d.population_state)), lambda d: d.population,
                   tip=lambda d: d.population_origin or texts.NO_DATA, number=True, width=96),
            Column(self.tr("Zielgruppe"), figure(explain.target_population), value("target_population"),
                   number=True, width=98, title_tip=hint),
            Column(reach, figure(explain.share), value("covered_share"), number=True, width=132, title_tip=hint),
            Column(self.tr("mittl. Weg"), figure(explain.mean_distance), value("mean_distance_m"), number=True, width=96, title_tip=hint),
            Column(self.tr("Angebot/Bedarf"), figure(explain.places_and_need), value("places"), number=True, width=122, title_tip=hint),
            Column(self.tr("Deckung"), figure(explain.supply_ratio), value("supply_ratio"), number=True, width=86, title_tip=hint),
            Column(self.tr("Fehlbedarf"), figure(explain.shortfall), value("shortfall_places"), number=True, width=98,
                   title_tip=f"{self.tr('rechnerischer Fehlbedarf')}; {hint}"),
            Column(self.tr("Sozialstatus"), self._status, width=100),
        )  # fmt: skip

    def _figure(self, row: DistrictRow) -> Any:
        return None if self._data is None else self._data.figure(row.district_id, self._theme.standard)

    def _status(self, row: DistrictRow) -> str:
        need = self._data.need.get(row.district_id) if self._data else None
        return need.status_class or texts.NO_DATA if need else texts.NO_DATA

    def _facility_columns(self) -> tuple[Column[FacilityRow], ...]:
        def or_no_data(get: Callable[[FacilityRow], str]) -> Callable[[FacilityRow], str]:
            return lambda f: get(f) or texts.NO_DATA

        return (
            Column(self.tr("Name"), lambda f: f.name, width=230),
            Column(self.tr("Einrichtungsart"), lambda f: self._kind_name(f.kind), width=165,
                   decoration=lambda f: self._sign(f.kind)),
            Column(self.tr("Plätze"), lambda f: texts.number(f.places), lambda f: f.places, number=True, width=78),
            Column(self.tr("Zustand"), or_no_data(lambda f: f.condition), width=84),
            Column(self.tr("barrierefrei"), or_no_data(lambda f: f.barrier_free), width=88),
            Column(self.tr("Stand"), or_no_data(lambda f: f.status), width=80),
            Column(self.tr("Träger"), or_no_data(lambda f: f.operator), width=170),
            Column(self.tr("Anschrift"), or_no_data(lambda f: f.address), width=170),
        )  # fmt: skip

    def _source_columns(self) -> tuple[Column[SourceRow], ...]:
        return (
            Column(self.tr("Ebene"), lambda s: LAYER_NAMES.get(s.layer, s.layer), width=120),
            Column(self.tr("Datei"), lambda s: s.file, tip=lambda s: f"SHA-256 {s.sha256}", width=230),
            Column(self.tr("Datenstand"), lambda s: s.data_date or texts.NO_DATA, width=96),
            Column(self.tr("Anbieter"), lambda s: s.provider or texts.NO_DATA, width=150),
            Column(self.tr("Lizenz"), lambda s: s.licence or texts.NO_DATA, width=130),
            Column(self.tr("Zeilen"), lambda s: texts.number(s.rows_used), lambda s: s.rows_used,
                   tip=lambda s: self.tr("{n} gelesen, {m} verwendet").format(n=texts.number(s.rows_read), m=texts.number(s.rows_used)),
                   number=True, width=74),
            Column(self.tr("Befunde"), lambda s: texts.number(len(s.findings)), lambda s: len(s.findings),
                   tip=lambda _s: self.tr("Eingabetaste oder Doppelklick zeigt die Befunde"), number=True, width=72),
            Column(self.tr("Bemerkung"), lambda s: self.tr("erfundene Daten") if s.invented else "", width=110),
        )  # fmt: skip

    def _open_source(self, key: str) -> None:
        row = self._source_model.row_of(key)
        if row is not None:
            self.source_dialog = SourceDialog(self._source_model.record(row), self.window())
            self.source_dialog.open()


class SourceDialog(QDialog):
    """One source: where it is from, and everything that was found and repaired while reading it."""

    def __init__(self, source: SourceRow, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Datenquelle"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        column = QVBoxLayout(self)
        column.setContentsMargins(18, 14, 18, 12)
        column.addWidget(parts.label(source.title, "title"))
        facts = (
            (self.tr("Datei"), source.file),
            (self.tr("Prüfsumme (SHA-256)"), source.sha256),
            (self.tr("Datenstand"), source.data_date or texts.NO_DATA),
            (self.tr("Anbieter"), source.provider or texts.NO_DATA),
            (self.tr("Lizenz"), source.licence or texts.NO_DATA),
            (self.tr("Koordinatensystem der Datei"), source.crs_read or texts.NOT_APPLICABLE),
            (self.tr("geladen am"), source.imported_at),
            (self.tr("Zeilen"), f"{texts.number(source.rows_read)} gelesen, {texts.number(source.rows_used)} verwendet"),
        )  # fmt: skip
        for name, value in facts:
            column.addWidget(parts.label(f"{name}: {value}", selectable=True))
        fields = set(Problem.__dataclass_fields__)
        problems = [Problem(**{k: v for k, v in f.items() if k in fields}) for f in source.findings]
        if problems:
            column.addWidget(parts.label(self.tr("Befunde beim Laden"), "heading"))
            column.addWidget(ProblemsTable(problems, self), 1)
        else:
            column.addWidget(parts.label(self.tr("Beim Laden ist nichts aufgefallen."), "muted"))
            column.addStretch(1)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        column.addWidget(buttons)
        self.resize(820, 460 if problems else 320)


def tab_titles() -> tuple[str, ...]:
    """Return the titles of the tabs, for the menu."""
    return (
        translate("BottomTables", "Lücken"),
        translate("BottomTables", "Quartiere"),
        translate("BottomTables", "Einrichtungen"),
        translate("BottomTables", "Daten"),
    )
