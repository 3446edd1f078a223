"""Exploring: search, filters, tools, charts, two maps, back and forward; puts them together and stands beside the window."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QSizePolicy, QToolButton, QWidget

from quartiermap.domain import texts
from quartiermap.ui.map.commands import MapCommands
from quartiermap.ui.map.tools import Drawing, Shown
from quartiermap.ui.viewmodels.charts import distances, supply
from quartiermap.ui.viewmodels.layer_rows import FundingRow, PlaceRows, funding_rows, place_rows
from quartiermap.ui.viewmodels.search_entries import Entry
from quartiermap.ui.viewmodels.thematic import Painting, Theme
from quartiermap.ui.viewmodels.viewdata import ViewData
from quartiermap.ui.widgets.compare_map import CompareFlow, How
from quartiermap.ui.widgets.history_flow import HistoryFlow, SideButtons
from quartiermap.ui.widgets.measure_flow import MeasureFlow, Mode
from quartiermap.ui.widgets.search_field import SearchField
from quartiermap.ui.widgets.search_flow import SearchFlow

if TYPE_CHECKING:
    from quartiermap.domain.project import Project
    from quartiermap.ui.main_window import MainWindow

TOOLS: tuple[Mode, ...] = ("length", "area", "rings", "box", "lasso")
WAYS: tuple[How, ...] = ("swipe", "beside")
NEED_PROJECT = ("search", "clear_filters")


class ExploreFlow(QObject):
    """Everything that exploring brings into the window."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._project: Project | None = None
        self._data: ViewData | None = None
        self.field = SearchField()
        self.search = SearchFlow(window.tasks, window.selection, self.field, self)
        self.tools = MeasureFlow(window.tasks, window.selection, window.area.tools_bar, self)
        self.history = HistoryFlow(window.selection, window.thematic, self)
        self.side_buttons = SideButtons(self)
        self.compare = CompareFlow(
            window.tasks, window.selection, window.thematic, window.area.compare_bar,
            lambda: window.make_map(window.area), window.area.put_second_map, self,
        )  # fmt: skip
        self._put_search()
        self._connect()
        self.update_actions()

    def _put_search(self) -> None:
        """Put the search field at the right end of the toolbar."""
        bar = self._window.toolbar
        gap = QWidget()
        gap.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        bar.addWidget(gap)
        for name in ("back", "forward"):
            action = self._window.actions_[name]
            bar.addAction(action)
            button = bar.widgetForAction(action)
            if isinstance(button, QToolButton):
                button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonIconOnly)
                button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        bar.addWidget(self.field)

    def _connect(self) -> None:
        window, actions, tables = self._window, self._window.actions_, self._window.tables
        actions.connect("search", self.field.begin)
        actions.connect("back", self.history.back)
        actions.connect("forward", self.history.forward)
        self.side_buttons.back.connect(actions["back"].trigger)
        self.side_buttons.forward.connect(actions["forward"].trigger)
        actions.connect("clear_filters", tables.clear_filters)
        for mode in TOOLS:
            actions[mode].toggled.connect(partial(self.tools.toggle, mode))
        for how in WAYS:
            actions[how].toggled.connect(partial(self.compare.toggle, how))
        actions["beamer"].toggled.connect(self.compare.set_presentation)
        actions["beamer"].toggled.connect(self.tools.set_presentation)
        self.compare.switched.connect(self._on_compared)
        self.tools.switched.connect(self._on_tool)
        self.history.changed.connect(self.update_actions)
        for part in (self.search, self.tools, tables):
            part.said.connect(window.say)
        tables.failed.connect(window.messages.show_error)
        tables.filtered.connect(self.apply_filters)
        tables.area_wanted.connect(self._on_area)
        tables.more.needed.connect(self._make_rows)
        tables.charts.needed.connect(self._make_charts)
        tables.charts.matrix_wanted.connect(lambda: tables.setCurrentWidget(tables.social))
        tables.districts.filtered.connect(tables.charts.forget)
        self.search.found_place.connect(self._on_found)
        self.search.found_facility.connect(self._window.map_controller.show_found)
        self.search.gone.connect(lambda: self._window.area.map_widget.setFocus())
        self.tools.changed.connect(window.showing.show_selected)
        self.tools.changed.connect(window.say_presentation)
        window.inspector.asked.connect(self.tools.ask)
        window.selection.grouped.connect(lambda _group: window.showing.show_selected())
        window.map_controller.painted.connect(self._on_painted)
        window.thematic.changed.connect(self._on_theme)
        window.game.switched.connect(self._on_game)

    def set_map(self, shown: object) -> None:
        """Take the map (once)."""
        if self._window.map is not None:
            self.search.set_map(self._window.map)
        self.tools.set_map(shown)
        self.history.set_map(shown)
        self.compare.set_map(shown)

    def show(self, project: Project, data: ViewData) -> None:
        """Take another project state."""
        self._project, self._data = data.public or project, data
        self.search.show(project, data)
        self.tools.show(project, data)
        self.compare.show(project, data)
        self.history.begin()
        self.side_buttons.watch(self._window.windowHandle())
        self.apply_filters()
        self._window.tables.charts.forget()
        self.update_actions()

    def clear(self) -> None:
        """Forget the project: it was closed."""
        self._project = self._data = None
        self._window.tables.clear_filters()
        self.search.clear()
        self.tools.clear()
        self.compare.clear()
        self.history.clear()
        self.update_actions()

    def update_actions(self) -> None:
        """Bring the actions in step with what can be done."""
        actions = self._window.actions_
        with_map = isinstance(self._window.map, MapCommands)
        there, playing = self._data is not None, self._window.game.on
        for name in NEED_PROJECT:
            actions[name].setEnabled(there)
        for name in TOOLS:
            actions[name].setEnabled(there and with_map and not playing)
        result = self._data is not None and self._data.has_result
        for name in ("rings", *WAYS):
            actions[name].setEnabled(result and with_map and not playing)
        actions["back"].setEnabled(self.history.line.can_go_back)
        actions["forward"].setEnabled(self.history.line.can_go_forward)

    def on_escape(self) -> bool:
        """Switch a tool off; ``False`` if there was nothing of ours to end."""
        return self.tools.on_escape() or (not self._window.presentation.on and self.compare.on_escape())

    def _on_tool(self, mode: str) -> None:
        for name in TOOLS:
            self._window.actions_[name].setChecked(name == mode)

    def _on_compared(self, how: str) -> None:
        for name in WAYS:
            self._window.actions_[name].setChecked(name == how)
        if how:
            self._window.making_room.hold("compare", self.compare.bar)
        else:
            self._window.making_room.release("compare")

    def _on_game(self, on: bool) -> None:
        if on:
            self.tools.use("")
            self.compare.use("")
        self.update_actions()

    # ---- filters

    def apply_filters(self) -> None:
        """Show on the map what the tables' filters let through."""
        shown, tables = self._window.map, self._window.tables
        if not isinstance(shown, MapCommands):
            return
        layers = {name: tables.passing(name) for name in ("districts", "facilities", "gaps")}
        words = []
        for name, table in (
            ("districts", tables.districts), ("facilities", tables.facilities), ("gaps", tables.gaps),
        ):  # fmt: skip
            if layers[name] is not None:
                words.append(
                    self.tr("Filter: {n} von {all} {what}").format(
                        n=texts.number(len(layers[name] or ())), all=texts.number(table.model.rowCount()), what=table.name
                    )
                )  # fmt: skip
        shown.tools.show_only(Shown(layers["districts"], layers["facilities"], layers["gaps"], tuple(words)))

    def _on_painted(self, painting: Painting) -> None:
        self._window.tables.take_painting(painting)

    # ---- rows that take long to make

    def _make_rows(self, key: str) -> None:
        project, data = self._project, self._data
        if project is None or data is None:
            return
        tables = self._window.tables
        if key == "funding":
            self._window.tasks.read(
                "funding-rows", lambda progress: funding_rows(project, progress), tables.more.show_funding
            )
            return
        standard = self._window.thematic.theme.standard
        if standard is None:
            tables.more.show_places(PlaceRows("", (), (), ""))
            return
        self._window.tasks.read(
            "place-rows",
            lambda progress: place_rows(project, data, standard, progress),
            tables.more.show_places,
        )

    def _make_charts(self) -> None:
        """Make what the charts show: the curves in a worker, the points at once."""
        project, data, tables = self._project, self._data, self._window.tables
        if project is None or data is None:
            return
        theme, only = self._window.thematic.theme, tables.passing("districts")
        name, districts = tables.charts.wanted
        if not districts and only is not None:
            name, districts = self.tr("gefilterte Quartiere"), tuple(sorted(only))
        if len(districts) == 1 and districts[0] in data.districts:
            name = data.districts[districts[0]].name
        districts = _reporting(data, districts)
        tables.charts.show_supply(supply(data, theme, only))
        self._window.tasks.read(
            "chart",
            lambda progress: distances(project, data, theme, districts, name, progress),
            tables.charts.show_distances,
        )

    def _on_theme(self, _theme: Theme) -> None:
        self._window.tables.charts.forget()
        self.update_actions()

    # ---- going somewhere

    def _on_found(self, entry: Entry) -> None:
        self._window.selection.clear()
        self.tools.mark(entry.place, entry.name)

    def _on_area(self, row: FundingRow) -> None:
        shown = self._window.map
        if shown is None or row.bounds is None:
            return
        shown.focus_bounds(*row.bounds)
        if isinstance(shown, MapCommands) and not self.tools.mode:
            self.tools.marked = True
            shown.tools.draw(Drawing(row.ring, closed=True, dots=False))
        self._window.say(f"{row.name} · {row.programme or texts.NO_DATA}")


def _reporting(data: ViewData, keys: tuple[str, ...]) -> tuple[str, ...]:
    """Return districts of the reporting level: a coarser one stands for those that lie in it."""
    found: list[str] = []
    for key in keys:
        row = data.districts.get(key)
        if row is not None and not row.reporting:
            found += [r.district_id for r in data.reporting if r.parent_id == key]
        else:
            found.append(key)
    return tuple(dict.fromkeys(found))
