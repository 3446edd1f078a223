"""Keeps the map in step: layers when the data change, colours when the theme changes, focus when the selection does.

Everything that takes time is prepared in a worker; the newest wish wins, so a slider can be dragged.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from quartiermap.domain.progress import Progress
from quartiermap.ui.map.said import said_layers
from quartiermap.ui.tasks import Tasks
from quartiermap.ui.viewmodels.selection import Group, Selected, Selection, What
from quartiermap.ui.viewmodels.thematic import Painting, Thematic, Theme, paint
from quartiermap.ui.viewmodels.viewdata import ViewData
from quartiermap.ui.widgets.base_map_flow import BaseMapFlow
from quartiermap.ui.widgets.map_area import MapPort
from quartiermap.ui.widgets.map_cells import CellsOnMap

if TYPE_CHECKING:
    from quartiermap.app.base_maps import Prepared
    from quartiermap.domain.project import Project
    from quartiermap.render.map_data import MapLayers

_FACILITY_VIEW_DEG = 0.004
"""Half the extent that a facility is shown in: about 300 m to the west and east of it, 450 m to the north and south."""


_MANY_POINTS = 60_000
"""Dwelling places that are counted beside the window; fewer take it 25 ms, while a worker waits 100 ms for its turns."""


def _many(project: Project) -> bool:
    return project.analysis is not None and len(project.analysis.demand.table) > _MANY_POINTS


def _layers_of(project: Project, before: Layers | None, progress: Progress) -> Layers:
    from quartiermap.render.map_data import build_layers

    made = build_layers(project, progress, None if before is None else before.made)
    said = said_layers(made)
    if before is not None:
        said.take_over(before.said)
    for layer in said.payloads:  # here, not on the window's thread
        said.encoded(layer)
    return Layers(made, said)


@dataclass(frozen=True)
class Layers:
    """What the map shows, as made and with its texts in the language of the window."""

    made: MapLayers
    said: MapLayers


class MapController(QObject):
    """Between the view models and the map.

    Signals
    -------
    painted : Painting
        The map has been told these colours.
    background : float
        How far the background map is; 1 when nothing more comes.
    """

    painted = Signal(object)
    background = Signal(float)

    def __init__(
        self, tasks: Tasks, selection: Selection, thematic: Thematic, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._selection = selection
        self._thematic = thematic
        self._map: MapPort | None = None
        self._data: ViewData | None = None
        self._project: Project | None = None
        self._basemap_of: object = None
        self.cache: Path | None = None
        self.backgrounds: BaseMapFlow | None = None
        self._laid: ViewData | None = None
        self._layers: Layers | None = None
        self._cells = CellsOnMap(tasks, self)
        self._playing = self._held = self._clicking = False
        selection.changed.connect(self._on_selected)
        selection.grouped.connect(self._on_grouped)
        thematic.changed.connect(self._on_theme)

    def set_map(self, shown: MapPort) -> None:
        """Take the map (once)."""
        self._map = shown
        self._cells.set_map(shown)
        shown.districtClicked.connect(partial(self._on_clicked, "district"))
        shown.facilityClicked.connect(partial(self._on_clicked, "facility"))
        shown.gapClicked.connect(partial(self._on_clicked, "gap"))

    def show(self, project: Project, data: ViewData) -> None:
        """Show a project state: its layers, then its colours."""
        project = self._project = data.public or project  # the map shows what the report shows
        self._data = data
        self._tasks.read("layers", partial(_layers_of, project, self._layers), self._on_layers)
        self._prepare_basemap(project)

    def glimpse(self, project: Project) -> None:
        """Show the districts of a project that is still being read; nothing can be said of them yet."""
        if self._map is not None:
            self._tasks.read("layers", partial(_layers_of, project, None), self._on_glimpse)

    def set_game(self, on: bool) -> None:
        """Leave the map where it is while "Was wäre wenn" is on: who drags does not want to be taken elsewhere."""
        self._playing = on

    def hold(self, on: bool) -> None:
        """Leave the map where it is when something on it is clicked: in front of a room it is held; keys and views still move it."""
        self._held = on

    def clear(self) -> None:
        """Forget the project (it was closed)."""
        self._cells.clear()
        self._project = self._data = self._laid = self._layers = None
        if self.backgrounds is not None:
            self.backgrounds.let_go()
        self._basemap_of = None

    def set_visible(self, layer: str, shown: bool) -> None:
        """Switch a layer on or off."""
        if self._map is not None:
            self._map.set_visible(layer, shown)

    def set_presentation(self, on: bool) -> None:
        """Switch to big type for a projector, or back."""
        if self._map is not None:
            self._map.set_presentation(on)

    def fit(self) -> None:
        """Show the whole town."""
        if self._map is not None:
            self._map.fit()

    def _on_glimpse(self, layers: Layers) -> None:
        if self._map is not None:
            self._layers = layers
            self._map.load_layers(layers.said)

    def _on_layers(self, layers: Layers) -> None:
        if self._map is None or self._data is None:
            return
        self._layers = layers
        self._map.load_layers(layers.said)
        self._laid = self._data
        self._on_theme(self._thematic.theme)
        self._mark(self._selection.selected, go=False)  # who has moved on since must not be taken back there

    def _on_theme(self, theme: Theme) -> None:
        project, data = self._project, self._data
        if self._map is None or project is None or data is None:
            return
        # Where little has to be counted it takes some milliseconds: kind and colours then come in one frame of the map.
        if self._laid is data and not (theme.recounts and _many(project)):
            painting = paint(data, project, theme)
            with self._map.together():
                self._cells.show(
                    project, theme
                )  # first: the page waits for its picture, the others don't wait
                self._map.show_kind(theme.kind or None)
                self._on_painting(painting)
        else:
            self._map.show_kind(theme.kind or None)
            self._tasks.read(
                "paint", lambda progress: paint(data, project, theme, progress), self._on_painting
            )
            self._cells.show(project, theme)  # beside the counting, not after it

    def _on_painting(self, painting: Painting) -> None:
        if self._map is None or self._project is None or painting.theme != self._thematic.theme:
            return
        self._map.paint(painting.scheme, painting.classes, painting.values, painting.note, painting.detail)
        self.painted.emit(painting)

    def _on_clicked(self, what: What, key: str) -> None:
        self._clicking = True
        self._selection.select(what, key)
        self._clicking = False

    def _on_selected(self, selected: Selected) -> None:
        data = self._data
        if data is None:
            return
        kind = ""
        if selected.what == "gap" and selected.id in data.gap_by_id:
            kind = data.gap_by_id[selected.id].kind
        elif selected.what == "facility" and selected.id in data.facilities:
            kind = data.facilities[selected.id].kind
        if kind:
            self._thematic.choose_kind(kind)
        if self._map is not None:
            self._mark(selected, go=not (self._clicking and self._held))

    def _on_grouped(self, group: Group) -> None:
        if self._map is not None:
            self._map.select_group(group.ids, group.label)
            if not group.ids:
                self._mark(self._selection.selected)

    def _mark(self, selected: Selected, *, go: bool = True) -> None:
        data, shown = self._data, self._map
        if data is None or shown is None:
            return
        shown.mark_facility(selected.id if selected.what == "facility" else None)
        if selected.what == "gap" and selected.id in data.gap_by_id:
            shown.select(data.gap_by_id[selected.id].district_id)
            shown.focus_gap(selected.id, go=go)
            return
        shown.focus_gap(None)
        if selected.what == "cell":
            return  # its district is outlined when its way is known
        if selected.what == "none" and self._selection.group.ids:
            shown.select_group(self._selection.group.ids, self._selection.group.label)
            return
        shown.select(selected.id if selected.what == "district" else None)
        if selected.what == "facility" and go and not self._playing:
            self._go_to_facility(selected.id)

    def show_found(self, facility_id: str) -> None:
        """Go to a facility that was searched for, also where the map else stays (`set_game`)."""
        if self._playing:
            self._go_to_facility(facility_id)

    def _go_to_facility(self, facility_id: str) -> None:
        data, shown = self._data, self._map
        if data is None or shown is None or data.epsg is None:
            return
        if facility_id in data.facilities:
            from quartiermap.render.map_data import transformer

            row = data.facilities[facility_id]
            lon, lat = transformer(data.epsg).transform(row.x, row.y)
            d = _FACILITY_VIEW_DEG
            shown.focus_bounds(lon - d, lat - d, lon + d, lat + d)

    def refresh_background(self) -> None:
        """Prepare the background anew (the network was switched)."""
        if self._project is not None:
            self._prepare_basemap(self._project)

    def _prepare_basemap(self, project: Project) -> None:
        if self._map is None or self.cache is None:
            return
        backgrounds = self.backgrounds
        now = (
            id(project.basemap_areas),
            id(project.basemap_lines),
            id(project.basemap_places),
            id(project.districts),
            None if backgrounds is None else backgrounds.stamp(project),
        )
        if now == self._basemap_of:
            return
        self._basemap_of = now
        folder = self.cache

        def work(progress: Progress) -> Path | Prepared | None:
            from quartiermap.render.basemap import build_tiles, has_basemap

            def own() -> Path | None:
                if not has_basemap(project):
                    return None
                folder.mkdir(parents=True, exist_ok=True)
                return build_tiles(project, folder, progress, beside=True)

            return own() if backgrounds is None else backgrounds.prepare(project, own, progress)

        task = self._tasks.read("basemap", work, self._on_basemap)
        task.progressed.connect(lambda share, _text: self.background.emit(min(share, 0.99)))
        task.finished.connect(lambda: self.background.emit(1.0))

    def _on_basemap(self, found: Path | Prepared | None) -> None:
        if self._map is None:
            return
        if found is None or isinstance(found, Path):
            self._map.set_basemap(found)
            return
        self._map.set_basemap(found.shown)
        if self.backgrounds is not None:
            self.backgrounds.shown(found)
