"""The tables below the map: gaps, districts, facilities and all others; the social index, the cost of a gap, charts."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QSettings, Qt, Signal
from PySide6.QtGui import QPixmap, QResizeEvent
from PySide6.QtWidgets import QMenu, QStackedWidget, QTabWidget, QWidget

from quartiermap.domain import texts
from quartiermap.ui.theme import swatch
from quartiermap.ui.viewmodels.answers import FigureCells
from quartiermap.ui.viewmodels.ranking_table import RankedGap
from quartiermap.ui.viewmodels.selection import NO_GROUP, Group, Selected, Selection
from quartiermap.ui.viewmodels.tables import RecordsModel
from quartiermap.ui.viewmodels.thematic import Painting, Thematic, Theme
from quartiermap.ui.viewmodels.viewdata import DistrictRow, FacilityRow, ViewData
from quartiermap.ui.viewmodels.walking import Walking
from quartiermap.ui.widgets.cells_table import CellsTable
from quartiermap.ui.widgets.chart_panel import ChartPanel
from quartiermap.ui.widgets.money_panel import MoneyPanel
from quartiermap.ui.widgets.need_matrix import NeedMatrix
from quartiermap.ui.widgets.ranking_columns import BAR_COLUMNS, BarDelegate, gap_columns
from quartiermap.ui.widgets.record_table import RecordTable
from quartiermap.ui.widgets.table_columns import LAYER_NAMES, Columns
from quartiermap.ui.widgets.table_more import MoreTables, table_title
from quartiermap.ui.widgets.table_source import SourceDialog
from quartiermap.ui.widgets.table_tabs import TableTabs, share_room
from quartiermap.ui.wording import worded

__all__ = ["LAYER_NAMES", "BottomTables", "SourceDialog"]


class BottomTables(QTabWidget):
    """Tables that follow and set the selection, the social index, the cost of a gap, and charts.

    One more table holds the dwelling places behind a figure while they are asked for.

    Signals
    -------
    cells_closed
        The dwelling places behind a figure are no longer wanted.
    filtered
        The filter of a table lets other rows through; see `passing`.
    area_wanted : FundingRow
        The user went to a funding area.
    said : str
        A sentence for the status bar.
    failed : QuartierMapError
        A file could not be written.
    """

    cells_closed = Signal()
    filtered = Signal()
    area_wanted = Signal(object)
    said = Signal(str)
    failed = Signal(object)

    def __init__(self, selection: Selection, thematic: Thematic, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("tables")
        self.tabs = TableTabs()
        self.setTabBar(self.tabs)
        self.setDocumentMode(True)
        self.tabs.setObjectName("tableTabs")
        self.setAccessibleName(self.tr("Tabellen"))
        self._selection, self._thematic = selection, thematic
        self._data: ViewData | None = None
        self._theme = thematic.theme
        self._signs: dict[str, QPixmap] = {}
        self._ranked: tuple[RankedGap, ...] | None = None
        self._before_cells = 0
        self._without_tab: tuple[QWidget, ...] = ()
        self.columns = Columns(self._sign)
        self.columns.theme = self._theme

        self._gap_model: RecordsModel[RankedGap] = RecordsModel(
            gap_columns(self.columns.kind_name, self._sign, self.columns.standard_of, self.columns.hows),
            lambda g: g.gap.gap_id, lambda g: g.gap.kind, facets=self.columns.gap_facets(),
        )  # fmt: skip
        self._district_model: RecordsModel[DistrictRow] = RecordsModel(
            self.columns.districts(), lambda d: d.district_id, facets=self.columns.district_facets()
        )
        self._facility_model: RecordsModel[FacilityRow] = RecordsModel(
            self.columns.facilities(), lambda f: f.facility_id, lambda f: f.kind, facets=self.columns.facility_facets()
        )  # fmt: skip
        self.gaps = RecordTable(self.tr("Lücken"), self._gap_model, key="gaps")
        self._bar = BarDelegate(self.gaps.view)
        for number in BAR_COLUMNS:
            self.gaps.view.setItemDelegateForColumn(number, self._bar)
        self.districts = RecordTable(
            self.tr("Quartiere"), self._district_model, key="districts", several=True
        )
        self.facilities = RecordTable(self.tr("Einrichtungen"), self._facility_model, key="facilities")
        self.more = MoreTables(self.columns)
        self.sources = self.more.sources
        self.social = NeedMatrix(selection)
        self.money = MoneyPanel()
        self.charts = ChartPanel(selection)
        self.cells = CellsTable()
        self.cells.setParent(self)  # no tab until it is asked for, but it goes with the window
        self.cells.hide()
        for table in (self.gaps, self.districts, self.facilities):
            table.nothing.say(self.tr("Das Projekt wird gelesen …"))
        self._build_tabs()
        self._connect(selection, thematic)
        self.source_dialog: SourceDialog | None = None

    def _build_tabs(self) -> None:
        for widget, title in (
            (self.gaps, self.tr("Lücken")),
            (self.districts, self.tr("Quartiere")),
            (self.facilities, self.tr("Einrichtungen")),
            (self.more, self.tr("Weitere ▾")),
            (self.charts, self.tr("Diagramme")),
            (self.social, self.tr("Soziales")),
            (self.money, self.tr("Kosten")),
        ):
            self.addTab(widget, title)
        self._bars = QStackedWidget()
        self._bar_of: dict[QWidget, QWidget] = {}
        for table in self._all_tables():
            self._bars.addWidget(table.filter.bar)
            self._bar_of[table] = table.filter.bar
        self._say_what_filters_reach()
        self._room_of_bar = self._bars.sizeHint().width()
        self.setCornerWidget(self._bars, Qt.Corner.TopRightCorner)
        self.setTabToolTip(
            self.indexOf(self.more), self.tr("Weitere Tabellen: noch einmal anklicken, um zu wählen")
        )
        self.tabBarClicked.connect(self._on_tab_clicked)
        self.tabs.menu_wanted.connect(self._offer_more)
        self.currentChanged.connect(self._on_tab)
        self.tabs.setUsesScrollButtons(False)  # what has no room stands in the menu of "Weitere"
        self.tabs.setElideMode(Qt.TextElideMode.ElideRight)

    def _connect(self, selection: Selection, thematic: Thematic) -> None:
        self.cells.picked.connect(lambda key: selection.select("cell", key))
        self.cells.close_button.clicked.connect(self.cells_closed)
        self.gaps.picked.connect(lambda key: selection.select("gap", key))
        self.districts.picked.connect(lambda key: selection.select("district", key))
        self.districts.picked_several.connect(selection.pick)
        self.facilities.picked.connect(lambda key: selection.select("facility", key))
        self.more.places.picked.connect(lambda key: selection.select("cell", key))
        self.more.social.picked.connect(lambda key: selection.select("district", key))
        self.more.social.picked_several.connect(selection.pick)
        self.more.supply.picked.connect(self._on_supply)
        self.more.supply.picked_several.connect(
            lambda keys: selection.pick(tuple(dict.fromkeys(key.partition("|")[0] for key in keys)))
        )
        self.more.funding.picked.connect(self._on_area)
        self.more.turned.connect(self._on_turned)
        self.sources.opened.connect(self._open_source)
        for table in self._all_tables():
            table.filtered.connect(self.filtered)
            table.said.connect(self.said)
            table.failed.connect(self.failed)
        self.gaps.filtered.connect(lambda: self._follow_kind(self.gaps))
        self.facilities.filtered.connect(lambda: self._follow_kind(self.facilities))
        self.districts.filter.group.clicked.connect(lambda: selection.select_group(NO_GROUP))
        self.social.table_wanted.connect(lambda: self.setCurrentWidget(self.districts))
        selection.grouped.connect(self._on_grouped)
        selection.changed.connect(self._on_selected)
        thematic.changed.connect(self._on_theme)

    def _all_tables(self) -> tuple[RecordTable, ...]:
        return (self.gaps, self.districts, self.facilities, *self.more.tables.values(), self.cells)

    def restore(self, settings: QSettings) -> None:
        """Take the columns that the user left."""
        for table in self._all_tables():
            table.restore(settings)

    def keep(self, settings: QSettings) -> None:
        """Remember which columns are shown."""
        for table in self._all_tables():
            table.keep(settings)

    def _say_what_filters_reach(self) -> None:
        """Say whether a filter is the map's too: only the layers of the map share theirs with it."""
        for table in self._all_tables():
            shared = table in (self.gaps, self.districts, self.facilities)
            words = table.filter.words
            words.setToolTip(
                self.tr("Filtert Tabelle, Karte und Diagramme")
                if shared
                else self.tr("Filtert nur diese Tabelle; Karte und Diagramme zeigen weiter alles")
            )
            words.setAccessibleDescription(words.toolTip())
            if not shared:
                words.setPlaceholderText(self.tr("Tabelle filtern …"))

    def table_in_front(self) -> RecordTable | None:
        """Return the table in front, ``None`` where a view without rows is in front."""
        front = self.currentWidget()
        if isinstance(front, MoreTables):
            return front.table
        return front if isinstance(front, RecordTable) else None

    def passing(self, layer: str) -> frozenset[str] | None:
        """Return the ids that the filter of a layer ("gaps", "districts", "facilities") lets through; ``None``: all."""
        return {"gaps": self.gaps, "districts": self.districts, "facilities": self.facilities}[
            layer
        ].shown.passing()

    def clear_filters(self) -> None:
        """Let everything through again, in every table."""
        for table in self._all_tables():
            table.filter.clear()

    # ---- what is shown

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the tabs readable: where the room is short, the filter line keeps its words only."""
        super().resizeEvent(event)
        self._share_room()

    def _share_room(self) -> None:
        giving_way = (self.money, self.social, self.charts, self.facilities, self.districts)
        narrow = bool(share_room(self, self.width() - self._room_of_bar, giving_way))
        for table in self._all_tables():
            table.filter.set_narrow(narrow)
        front = self.table_in_front()
        bar = 0 if front is None else self._bar_of[front].sizeHint().width()
        self._without_tab = share_room(self, self.width() - bar, giving_way)

    def steps_of(self, data: ViewData) -> tuple[Callable[[], object], ...]:
        """Return what shows another project state when it is done one after the other, the event loop between.

        Hidden tables show rows of the state before until it is their turn: whatever columns ask `data` for may be missing there.
        """
        return (
            partial(self._take, data),
            partial(self.show_ranking, data.ranked),
            lambda: self.districts.show_rows(data.reporting, columns=self.columns.districts()),
            partial(self.facilities.show_rows, tuple(data.facilities.values())),
            *self.more.steps_of(data),
            self._shown,
        )

    def _take(self, data: ViewData) -> None:
        self._data = self.columns.data = data
        self.districts.nothing.say(self.tr("Noch keine Quartiere: Daten laden (Strg+I)."))
        self.facilities.nothing.say(self.tr("Noch keine Einrichtungen: Daten laden (Strg+I)."))
        self.gaps.nothing.say(
            self.tr("Keine Lücke gefunden.")
            if data.has_result
            else self.tr("Lücken stehen hier nach der Analyse: Daten laden (Strg+I), dann rechnen (F5).")
        )
        self.setTabText(0, self.tr("Lücken ({n})").format(n=texts.number(len(data.gaps))))
        self._ranked = None

    def _shown(self) -> None:
        self._on_selected(self._selection.selected)
        self._share_room()

    def show_ranking(self, rows: tuple[RankedGap, ...]) -> None:
        """Show the gaps in another order, or with what is known of their stability."""
        if rows is not self._ranked:
            self._ranked = rows
            self.gaps.show_rows(rows)

    def take_painting(self, painting: Painting) -> None:
        """Take the classes of the map: districts can be filtered by them."""
        labels = painting.scheme.labels
        classes = {key: labels[n] if 0 <= n < len(labels) else "" for key, n in painting.classes.items()}
        if classes == self.columns.classes:
            return
        self.columns.classes = classes
        ticked = self.districts.filter.chosen.get("class", frozenset())
        if ticked:
            left = ticked & frozenset(worded(label) for label in labels)
            self.districts.filter.filter_by("class", frozenset())
            self.districts.filter.filter_by("class", left)

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
        self.more.places.select_key(selected.id if selected.what == "cell" else "")
        self.gaps.select_key(selected.id if selected.what == "gap" else "")
        self.facilities.select_key(selected.id if selected.what == "facility" else "")
        if selected.what == "none" and self._selection.group.picked:
            return  # the rows of the group are selected
        district = self._district_of_selection()
        self.districts.select_key(district)
        self.more.social.select_key(district)
        kept = self.more.supply.current_key()
        if kept.partition("|")[0] != district or not district:
            self.more.supply.select_key(f"{district}|{self._theme.kind}" if district else "")

    def _on_tab(self, _at: int) -> None:
        """Show the filter line of the table in front; a view without one leaves its room to the tabs."""
        table = self.table_in_front()
        self._bars.setVisible(table is not None)
        if table is not None:
            self._bars.setCurrentWidget(self._bar_of[table])
        if self.currentWidget() is self.more:
            self.more.ask_for_rows()
        self._share_room()

    def _on_tab_clicked(self, at: int) -> None:
        """Offer the other tables where their tab is clicked; the first click shows the one that was there last."""
        if self.currentWidget() is self.more or self._without_tab:
            self._offer_more(at)

    def _offer_more(self, at: int) -> None:
        if at >= 0 and self.widget(at) is self.more:
            menu = self.more_menu()
            menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            menu.popup(self.tabs.mapToGlobal(self.tabs.tabRect(at).topLeft()))

    def more_menu(self) -> QMenu:
        """Return what stands behind the tab of further tables: these, and the pages whose tabs have no room."""
        menu = self.more.menu()
        menu.addSeparator()
        for page in self._without_tab:
            choose = menu.addAction(self.tabText(self.indexOf(page)))
            choose.triggered.connect(lambda _checked=False, page=page: self.setCurrentWidget(page))
        return menu

    def show_table(self, key: str) -> None:
        """Bring one of the further tables to the front."""
        self.setCurrentWidget(self.more)
        self.more.turn_to(key)

    def _on_turned(self, key: str) -> None:
        self.setTabText(self.indexOf(self.more), f"{table_title(key)} ▾")
        self._on_tab(self.currentIndex())
        self._share_room()

    def _on_grouped(self, group: Group) -> None:
        if group.picked:
            self.districts.show_only(None)
            self.districts.select_keys(group.ids)
            self.more.social.select_keys(group.ids)
            return
        self.districts.show_only(frozenset(group.ids) if group.ids else None, group.label)
        if not group.ids:
            self._on_selected(self._selection.selected)

    def _on_theme(self, theme: Theme) -> None:
        other_kind = (theme.kind, theme.standard) != (self._theme.kind, self._theme.standard)
        if (theme.kind, theme.figure, theme.standard) != (
            self._theme.kind,
            self._theme.figure,
            self._theme.standard,
        ):
            self.districts.filter.forget("class")
        self._theme = self.columns.theme = theme
        if other_kind and self._data is not None:
            self.districts.set_columns(self.columns.districts())
            if not self._selection.group.picked:
                self.districts.select_key(self._district_of_selection())
            self.more.forget("places")

    def _follow_kind(self, table: RecordTable) -> None:
        """Show the kind on the map that a table is filtered by: the map shows one kind at a time."""
        names = table.filter.chosen.get("kind", frozenset())
        data = self._data
        if data is None or len(names) != 1:
            return
        kind = next((k.kind for k in data.kinds.values() if worded(k.name) in names), "")
        if kind:
            self._thematic.choose_kind(kind)

    def _on_supply(self, key: str) -> None:
        district, _, kind = key.partition("|")
        self._thematic.choose_kind(kind)
        self._selection.select("district", district)

    def _on_area(self, key: str) -> None:
        row = self.more.funding.model.row_of(key)
        if row is not None:
            self.area_wanted.emit(self.more.funding.model.record(row))

    def _district_of_selection(self) -> str:
        selected = self._selection.selected
        if selected.what == "gap" and self._data is not None:
            gap = self._data.gap_by_id.get(selected.id)
            return gap.district_id if gap else ""
        return selected.id if selected.what == "district" else ""

    def _sign(self, kind: str) -> QPixmap | None:
        if self._data is None or kind not in self._data.kinds:
            return None
        if kind not in self._signs:
            row = self._data.kinds[kind]
            self._signs[kind] = swatch(row.colour, row.sign, 17)
        return self._signs[kind]

    def _open_source(self, key: str) -> None:
        row = self.sources.model.row_of(key)
        if row is not None:
            self.source_dialog = SourceDialog(self.sources.model.record(row), self.window())
            self.source_dialog.open()
