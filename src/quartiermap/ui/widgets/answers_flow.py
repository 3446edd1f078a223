"""The flow of answers: a way from a dwelling place, the places behind a figure, a catchment; on map, table and inspector.

Every answer is found in a worker; the newest question wins.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from quartiermap.ui.tasks import Tasks
from quartiermap.ui.viewmodels import asking
from quartiermap.ui.viewmodels.answers import Answers, CatchmentAnswer, CellAnswer, FigureCells
from quartiermap.ui.viewmodels.blocks import Ask
from quartiermap.ui.viewmodels.plain_words import way_line
from quartiermap.ui.viewmodels.selection import Selected, Selection
from quartiermap.ui.viewmodels.thematic import Thematic, Theme
from quartiermap.ui.viewmodels.viewdata import ViewData
from quartiermap.ui.widgets.map_area import MapPort

if TYPE_CHECKING:
    from quartiermap.domain.progress import Progress
    from quartiermap.domain.project import Project

CELL_ZOOM = 15.0
"""From this zoom level on a click means the dwelling place under it (a cell is then 30 pixels wide), not its district."""


class AnswersFlow(QObject):
    """Answers what is asked of the open project.

    Signals
    -------
    changed
        The inspector's page has more to say.
    cells_changed : FigureCells or None
        The dwelling places behind a figure, for the table.
    said : str
        A sentence for the status bar.
    """

    changed = Signal()
    cells_changed = Signal(object)
    said = Signal(str)

    def __init__(
        self, tasks: Tasks, selection: Selection, thematic: Thematic, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._tasks, self._selection, self._thematic = tasks, selection, thematic
        self._map: MapPort | None = None
        self._project: Project | None = None
        self._data: ViewData | None = None
        self._playing = self._presenting = False
        self.state = Answers()
        selection.changed.connect(self._on_selected)
        thematic.changed.connect(self._on_theme)

    def set_map(self, shown: MapPort) -> None:
        """Take the map (once)."""
        self._map = shown
        shown.wayWanted.connect(self.show_way)
        shown.mapClicked.connect(self._on_place)
        shown.squareClicked.connect(lambda cell_id: self._selection.select("cell", cell_id))

    def show(self, project: Project, data: ViewData) -> None:
        """Take another project state; answers about an older result are taken away."""
        project = data.public or project
        same = self._project is not None and self._project.analysis is project.analysis
        self._project, self._data = project, data
        if not same:
            self.clear()

    def clear(self) -> None:
        """Take every answer away."""
        if self._selection.selected.what == "cell":
            self._selection.clear()
        self._set(Answers())

    def set_presentation(self, on: bool) -> None:
        """Leave the map where it is in front of a room: a way is drawn, and nobody is taken elsewhere by it."""
        self._presenting = on

    def line(self, text: str) -> str:
        """Return the line for a room: the way from a dwelling place, if one is shown."""
        cell, data = self.state.cell, self._data
        if cell is None or data is None or self._selection.selected.what != "cell":
            return text
        return way_line(data, cell)

    def set_game(self, on: bool) -> None:
        """Answer no clicks while "Was wäre wenn" is on: they belong to the game."""
        self._playing = on
        if on:
            self.clear()

    # ---- questions

    def ask(self, ask: Ask) -> None:
        """Answer a question of the inspector."""
        if ask.what == "cells":
            self.show_cells(*ask.about)
        elif ask.what == "catchment" and not ask.about:
            self._set(replace(self.state, catchment=None))
        elif ask.what == "catchment":
            facility_id, unit, limits, *profile = ask.about
            self.show_catchment(facility_id, unit, tuple(float(limit) for limit in limits.split()), *profile)
        elif ask.what == "profiles":
            self._find_cell(
                lambda p, kind, progress: asking.cell_by_id(
                    p, kind, ask.about[0], progress, all_profiles=True
                )
            )

    def show_way(self, longitude: float, latitude: float) -> None:
        """Show the way from a place (degrees) to the nearest facility of the kind on the map."""
        if self._playing:
            return
        self._find_cell(lambda p, kind, progress: asking.cell_at(p, kind, (longitude, latitude), progress))

    def show_way_of_selection(self) -> None:
        """Show the way from the selected gap; without one, say how a way is chosen."""
        data, selected = self._data, self._selection.selected
        gap = data.gap_by_id.get(selected.id) if data is not None and selected.what == "gap" else None
        if gap is None:
            self.said.emit(
                self.tr(
                    "Bitte eine Lücke auswählen oder mit der rechten Taste auf einen Wohnort in der Karte klicken."
                )
            )
            return
        standard = self._thematic.theme.standard
        far = gap.reason.value == "out_of_reach" and standard is not None
        beyond = standard.target_m if far and standard else -1.0
        self._find_cell(
            lambda p, kind, progress: asking.cell_near(p, kind, (gap.x, gap.y), progress, beyond_m=beyond)
        )

    def show_cells(self, district_id: str, standard_id: str) -> None:
        """Show the dwelling places that make a figure."""
        project, data = self._project, self._data
        if project is None or data is None:
            return
        self._tasks.read(
            "figure-cells",
            lambda progress: asking.cells_of(project, data, district_id, standard_id, progress),
            self._on_cells,
        )

    def hide_cells(self) -> None:
        """Take the dwelling places of a figure away."""
        self._set(replace(self.state, cells=None))

    def show_catchment(
        self, facility_id: str, unit: str, limits: tuple[float, ...], profile_id: str | None = None
    ) -> None:
        """Show the catchment of a facility for some limits in minutes or metres (of the result's profile, or another)."""
        project = self._project
        if project is not None:
            self.said.emit(self.tr("Das Einzugsgebiet wird gerechnet …"))
            self._tasks.read(
                "catchment",
                lambda progress: asking.catchment(
                    project, facility_id, unit, limits, progress, profile_id=profile_id
                ),
                self._on_catchment,
            )

    def _find_cell(self, find: Callable[[Project, str, Progress], CellAnswer | str]) -> None:
        project, kind = self._project, self._thematic.theme.kind
        if project is not None:
            self._tasks.read("way", lambda progress: find(project, kind, progress), self._on_cell)

    # ---- answers

    def _on_cell(self, found: CellAnswer | str) -> None:
        if isinstance(found, str):
            if found:
                self._set(replace(self.state, cell=None))
                if self._selection.selected.what == "cell":
                    self._selection.clear()  # its page would wait for a way that nobody looks for any more
                self.said.emit(found)
            return
        self._set(replace(self.state, cell=found))
        self._selection.select("cell", found.cell_id)
        if found.words:
            self.said.emit(found.words[0])

    def _on_cells(self, found: FigureCells | str) -> None:
        if isinstance(found, str):
            self.said.emit(found)
            return
        self._set(replace(self.state, cells=found))
        if self._map is not None and found.bounds is not None:
            self._map.focus_bounds(*found.bounds)
        self.said.emit(found.words)

    def _on_catchment(self, found: CatchmentAnswer | str) -> None:
        if isinstance(found, str):
            self.said.emit(found)
            return
        self._set(replace(self.state, catchment=found))
        self.said.emit(
            " · ".join(
                self.tr("{limit}: {n} Einwohner").format(limit=ring.words, n=ring.residents[0][1])
                for ring in found.rings
                if ring.residents
            )
        )
        if self._map is not None and found.bounds is not None:
            self._map.focus_bounds(*found.bounds)

    def _set(self, state: Answers) -> None:
        """Show another state: what differs is told to the map, the table and the inspector."""
        before, self.state = self.state, state
        shown = self._map
        if shown is not None and state.cell is not before.cell:
            shown.show_ways(state.cell.ways if state.cell is not None else ())
            if state.cell is not None:
                shown.select(state.cell.district_id or None)
                bounds = None if self._presenting else _bounds(state.cell)
                if bounds is not None:
                    shown.focus_bounds(*bounds)
        if shown is not None and state.catchment is not before.catchment:
            shown.show_areas(state.catchment.areas if state.catchment is not None else ())
        if state.cells is not before.cells:
            if shown is not None:
                shown.show_squares(state.cells.squares if state.cells is not None else None)
            self.cells_changed.emit(state.cells)
        if state != before:
            self.changed.emit()

    # ---- what the user looks at

    def _on_place(self, longitude: float, latitude: float) -> None:
        view = self._map.view if self._map is not None else None
        if view is not None and view["zoom"] >= CELL_ZOOM and not self._playing:
            self._find_cell(
                lambda p, kind, progress: asking.cell_at(p, kind, (longitude, latitude), progress, quiet=True)
            )

    def _on_theme(self, theme: Theme) -> None:
        """Follow another kind: the way goes elsewhere, and the figure is another one."""
        state = self.state
        if state.cells is not None and state.cells.kind != theme.kind:
            self._set(replace(state, cells=None))
        if state.cell is not None and state.cell.kind != theme.kind:
            cell_id = state.cell.cell_id
            self._find_cell(lambda p, kind, progress: asking.cell_by_id(p, kind, cell_id, progress))

    def _on_selected(self, selected: Selected) -> None:
        state = self.state
        if self._map is not None:
            self._map.choose_square(selected.id if selected.what == "cell" else None)
        if selected.what == "cell":
            if state.cell is None or state.cell.cell_id != selected.id:
                cell_id = selected.id
                self._find_cell(lambda p, kind, progress: asking.cell_by_id(p, kind, cell_id, progress))
            return
        state = replace(state, cell=None)
        if selected.what != "facility" or (
            state.catchment is not None and state.catchment.facility_id != selected.id
        ):
            state = replace(state, catchment=None)
        if selected.what == "district" and state.cells is not None and state.cells.district_id != selected.id:
            state = replace(state, cells=None)
        self._set(state)


def _bounds(cell: CellAnswer) -> tuple[float, float, float, float] | None:
    points: list[Any] = [point for way in cell.ways for point in (*way["path"], way["start"], way["end"])]
    if not points:
        return None
    lons, lats = [p[0] for p in points], [p[1] for p in points]
    return min(lons), min(lats), max(lons), max(lats)
