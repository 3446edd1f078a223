"""The flow of a search: an index made in a worker, hits while somebody types, and going there."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from quartiermap.domain.progress import Progress
from quartiermap.ui.tasks import Tasks
from quartiermap.ui.viewmodels.search_entries import Entry
from quartiermap.ui.viewmodels.search_index import Hit, SearchIndex, build_index
from quartiermap.ui.viewmodels.selection import Selection
from quartiermap.ui.viewmodels.viewdata import ViewData
from quartiermap.ui.widgets.map_area import MapPort
from quartiermap.ui.widgets.search_field import SearchField

if TYPE_CHECKING:
    from quartiermap.domain.project import Project


class SearchFlow(QObject):
    """Between the search field, the selection and the map.

    Signals
    -------
    said : str
        A sentence for the status bar.
    found_place : Entry
        A street or an address was taken: its place shall be marked.
    found_facility : str
        A facility (its id) was taken: the map shall go there, whatever else it does with what is selected.
    gone
        Something was taken, and the search has given the keyboard away.
    """

    said = Signal(str)
    found_place = Signal(object)
    found_facility = Signal(str)
    gone = Signal()

    def __init__(
        self, tasks: Tasks, selection: Selection, field: SearchField, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._tasks, self._selection, self.field = tasks, selection, field
        self._map: MapPort | None = None
        self._index: SearchIndex | None = None
        self._made_from: tuple[object, ...] = ()
        self._waiting = ""
        field.asked.connect(self._on_asked)
        field.taken.connect(self.go)
        field.setEnabled(False)

    @property
    def ready(self) -> bool:
        """Whether names can be searched."""
        return self._index is not None

    def set_map(self, shown: MapPort) -> None:
        """Take the map (once)."""
        self._map = shown

    def show(self, project: Project, data: ViewData) -> None:
        """Make the index of another project state; the old one answers until the new one stands."""
        self.field.setEnabled(True)
        project = data.public or project
        parts = (project.network, project.districts, project.facilities, project.addresses, data.gaps)
        if len(parts) == len(self._made_from) and all(
            a is b for a, b in zip(parts, self._made_from, strict=True)
        ):
            return
        self._made_from = parts
        self._tasks.read(
            "search-index", lambda progress: build_index(project, data, progress), self._on_index
        )

    def clear(self) -> None:
        """Forget the project."""
        self._index, self._made_from, self._waiting = None, (), ""
        self.field.clear()
        self.field.popup.hide()
        self.field.setEnabled(False)

    def _on_index(self, index: SearchIndex) -> None:
        self._index = index
        if self._waiting:
            self._on_asked(self._waiting)

    def _on_asked(self, text: str) -> None:
        index = self._index
        if index is None:
            self._waiting = text
            self.field.show_hits(text, (), self.tr("Die Suche wird vorbereitet …"))
            return
        self._waiting = ""
        self._tasks.read("search", _finder(index, text), self._on_hits)

    def _on_hits(self, found: tuple[str, tuple[Hit, ...]]) -> None:
        text, hits = found
        self.field.show_hits(text, hits, "" if hits else self._nothing_found(text))

    def _nothing_found(self, text: str) -> str:
        note = self.tr("Nichts gefunden für „{text}“.").format(text=text.strip())
        if self._index is None or self._index.has_streets:
            return note
        without = self.tr(
            "Das Projekt kennt keine Straßennamen: Sie kommen mit einem Wegenetz aus OpenStreetMap."
        )
        return f"{note} {without}"

    def go(self, hit: Hit) -> None:
        """Select what was found, or go to the street or the house."""
        entry: Entry = hit.entry
        if entry.what == "district":
            self._selection.select("district", entry.key)
            self._show_selected_district(entry)
        elif entry.what == "facility":
            self._selection.select("facility", entry.key)
            self.found_facility.emit(entry.key)
        elif entry.what == "gap":
            self._selection.select("gap", entry.key)
        else:
            if self._map is not None and entry.bounds is not None:
                self._map.focus_bounds(*entry.bounds)
            self.found_place.emit(entry)
            self.said.emit(f"{entry.name} · {entry.note}")
        self.gone.emit()

    def _show_selected_district(self, entry: Entry) -> None:
        """Show the whole of a district: a click on the map leaves the view, a search goes there."""
        index, shown = self._index, self._map
        if shown is None or index is None or index.project is None:
            return
        bounds = district_bounds(index.project, (entry.key,))
        if bounds is not None:
            shown.focus_bounds(*bounds)


def _finder(index: SearchIndex, text: str) -> Callable[[Progress], tuple[str, tuple[Hit, ...]]]:
    return lambda progress: (text, index.find(text, progress=progress))


def district_bounds(project: Project, keys: tuple[str, ...]) -> tuple[float, float, float, float] | None:
    """Return the box around some districts in degrees, ``None`` if there are none."""
    from quartiermap.render.map_data import transformer

    frame = project.districts
    if project.epsg is None or not len(frame):
        return None
    chosen = frame[frame["district_id"].astype(str).isin(keys)]
    if not len(chosen):
        return None
    west, south, east, north = (float(v) for v in chosen.total_bounds)
    if not west <= east:
        return None
    lon, lat = transformer(project.epsg).transform([west, east, east, west], [south, south, north, north])
    return float(min(lon)), float(min(lat)), float(max(lon)), float(max(lat))
