"""The tools on the map: measuring, rings around a place, districts in a box or an outline. One is on at a time."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import QObject, Signal

from quartiermap.ui.map.commands import MapCommands
from quartiermap.ui.map.tools import Drawing, Lonlat, Ring, Tool
from quartiermap.ui.tasks import Tasks
from quartiermap.ui.viewmodels.blocks import Ask
from quartiermap.ui.viewmodels.measure import (
    Measured,
    What,
    districts_in,
    length_words,
    measured,
    walked,
    words,
)
from quartiermap.ui.viewmodels.rings import RingsAnswer, place_id, place_of, rings_at
from quartiermap.ui.viewmodels.selection import Group, Selected, Selection
from quartiermap.ui.viewmodels.viewdata import ViewData
from quartiermap.ui.viewmodels.walking import Walking
from quartiermap.ui.widgets.measure_bar import MeasureBar
from quartiermap.ui.widgets.parts import put_away

if TYPE_CHECKING:
    from quartiermap.domain.project import Project

Mode = Literal["", "length", "area", "rings", "box", "lasso"]

_TOOLS: dict[Mode, Tool] = {
    "": "", "length": "place", "area": "place", "rings": "place", "box": "box", "lasso": "lasso",
}  # fmt: skip


_READABLE_ZOOM = 13.25
"""From here on a walk of 15 minutes is some 300 pixels wide."""


class MeasureFlow(QObject):
    """Between the map's tools and what they are for.

    Signals
    -------
    switched : str
        Another tool is on (`Mode`), or none.
    changed
        The inspector's page has more to say.
    said : str
        A sentence for the status bar.
    """

    switched = Signal(str)
    changed = Signal()
    said = Signal(str)

    def __init__(
        self, tasks: Tasks, selection: Selection, bar: MeasureBar, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._tasks, self._selection, self.bar = tasks, selection, bar
        self._map: MapCommands | None = None
        self._project: Project | None = None
        self._data: ViewData | None = None
        self._points: tuple[Lonlat, ...] = ()
        self._complete = False
        self.mode: Mode = ""
        self.found: Measured | None = None
        self.rings: RingsAnswer | None = None
        self._wanted = ""
        self.marked = False
        self._presenting = False
        bar.back_wanted.connect(self.take_back)
        bar.again_wanted.connect(self.again)
        bar.done.connect(lambda: self.use(""))
        selection.changed.connect(self._on_selected)
        selection.grouped.connect(self._on_grouped)

    def set_map(self, shown: object) -> None:
        """Take the map (once); one that only listens has no tools."""
        if not isinstance(shown, MapCommands):
            return
        self._map = shown
        shown.tools.placed.connect(self._on_place)
        shown.tools.ended.connect(self._on_end)
        shown.tools.takenBack.connect(self.take_back)
        shown.tools.shaped.connect(self._on_shape)
        shown.tools.added.connect(self._selection.add)

    def show(self, project: Project, data: ViewData) -> None:
        """Take another project state; what was in reach of a place is asked anew."""
        project = data.public or project
        same = self._project is not None and self._project.analysis is project.analysis
        self._project, self._data = project, data
        if not same and self._selection.selected.what == "place":
            self.find_rings(self._selection.selected.id)

    def clear(self) -> None:
        """Forget the project."""
        self.use("")
        self._project = self._data = None
        self._set_rings(None)

    # ---- which tool is on

    def use(self, mode: Mode) -> None:
        """Switch a tool on, or all of them off; what was drawn goes."""
        if self._map is None or (mode and self._project is None):
            self.switched.emit(self.mode)
            return
        self._points, self.found, self._complete = (), None, False
        self.mode = mode
        self._map.tools.use(_TOOLS[mode])
        self._map.tools.draw(None)
        if mode:
            name, hint = self._words(mode)
            self.bar.begin(name, hint, places=mode in ("length", "area"))
            self.bar.setVisible(not self._presenting)
            self._map.setFocus()
        else:
            put_away(self.bar, self._map)
        self.switched.emit(mode)

    def set_presentation(self, on: bool) -> None:
        """Leave the bar away, which is for the desk, or bring it back."""
        self._presenting = on
        self.bar.setVisible(bool(self.mode) and not on)

    def toggle(self, mode: Mode, on: bool) -> None:
        """Switch a tool on or off, as its action says."""
        if on and self.mode != mode:
            self.use(mode)
        elif not on and self.mode == mode:
            self.use("")

    def _words(self, mode: Mode) -> tuple[str, str]:
        return {
            "length": (
                self.tr("Strecke messen"),
                self.tr("Punkte anklicken; Doppelklick beendet die Linie, Rücktaste nimmt den letzten Punkt zurück."),
            ),
            "area": (
                self.tr("Fläche messen"),
                self.tr("Eckpunkte anklicken; Doppelklick beendet den Umriss, Rücktaste nimmt den letzten Punkt zurück."),
            ),
            "rings": (
                self.tr("Gehzeit-Ringe"),
                self.tr("Einen Ort anklicken: wie weit kommt man von dort zu Fuß in 5, 10 und 15 Minuten?"),
            ),
            "box": (
                self.tr("Quartiere im Rechteck"),
                self.tr("Ein Rechteck aufziehen; ausgewählt werden Quartiere, deren Mitte darin liegt."),
            ),
            "lasso": (
                self.tr("Quartiere im Umriss"),
                self.tr("Einen Umriss ziehen; ausgewählt werden Quartiere, deren Mitte darin liegt."),
            ),
        }.get(mode, ("", ""))  # fmt: skip

    def on_escape(self) -> bool:
        """Switch the tool off; ``False`` if none was on (a mark on the map goes all the same)."""
        self._unmark()
        if not self.mode:
            return False
        self.use("")
        return True

    # ---- measuring

    def _on_place(self, longitude: float, latitude: float) -> None:
        if self.mode == "rings":
            self._selection.select("place", place_id(longitude, latitude))
        elif self.mode in ("length", "area"):
            if self._complete:  # a click after the last one begins anew
                self._points, self._complete = (), False
            self._points = (*self._points, (longitude, latitude))
            self._measure()

    def _on_end(self) -> None:
        if self.mode in ("length", "area") and len(self._points) > 1:
            self._complete = True
            self._show(self.found)

    def take_back(self) -> None:
        """Take the last place back."""
        if self._points:
            self._points, self._complete = self._points[:-1], False
            self._measure()

    def again(self) -> None:
        """Begin anew."""
        self._points, self._complete = (), False
        self._measure()

    @property
    def _what(self) -> What:
        return "area" if self.mode == "area" else "length"

    def _measure(self) -> None:
        project = self._project
        if project is None:
            return
        found = measured(project, self._points, self._what)
        self._show(found)
        if self._what == "length" and len(self._points) > 1:
            self._tasks.read("measure", partial(_walk, project, found), self._on_walked)

    def _on_walked(self, found: Measured) -> None:
        if found.points == self._points and self.mode == "length":
            self._show(found)

    def _show(self, found: Measured | None) -> None:
        self.found = found
        if self._map is None or found is None:
            return
        area = self._what == "area"
        walking = self._data.walking if self._data is not None else Walking()
        enough = len(found.points) > 1
        line = words(found, self._what, walking) if enough else ""
        self.bar.say(line, len(found.points))
        labels: tuple[tuple[str, Lonlat], ...] = ()
        if enough:
            short = line if area else self._short(found)
            labels = ((short, found.points[-1]),)
        self._map.tools.draw(
            Drawing(found.points, area, found.way, labels, loose=not self._complete) if found.points else None
        )

    def _short(self, found: Measured) -> str:
        if found.walk_m is None:
            return length_words(found.air_m)
        return self.tr("Luftlinie {air}, Fußweg {walk}").format(
            air=length_words(found.air_m), walk=length_words(found.walk_m)
        )

    # ---- rings around a place

    def ask(self, ask: Ask) -> None:
        """Answer a question of the inspector about rings."""
        if ask.what != "rings":
            return
        if not ask.about:
            self._selection.clear()
        else:
            self.find_rings(ask.about[0], ask.about[1] if len(ask.about) > 1 else None)

    def find_rings(self, key: str, profile_id: str | None = None) -> None:
        """Find what is in reach of a place (of the result's profile, or another)."""
        project = self._project
        if project is None:
            return
        self._wanted = key
        self._tasks.read(
            "rings",
            lambda progress: (key, rings_at(project, key, progress, profile_id=profile_id)),
            self._on_rings,
        )

    def _on_rings(self, answer: tuple[str, RingsAnswer | str]) -> None:
        key, found = answer
        if key != self._wanted or self._selection.selected != Selected("place", key):
            return
        if isinstance(found, str):
            self._set_rings(None)
            self._selection.clear()
            if found:
                self.said.emit(found)
            return
        self._set_rings(found)
        self._come_near(found)
        self.said.emit(found.line)
        self.changed.emit()

    def _come_near(self, found: RingsAnswer) -> None:
        """Go nearer where the rings would be too small to be read; otherwise, and in front of a room, the map stays where it is."""
        view = self._map.view if self._map is not None else None
        if self._map is None or view is None or found.bounds is None:
            return
        if self._presenting or view["zoom"] >= _READABLE_ZOOM:
            return
        self._map.focus_bounds(*found.bounds)

    def _set_rings(self, found: RingsAnswer | None) -> None:
        self.rings = found
        if self._map is None:
            return
        self._map.tools.show_rings(found.drawn if found is not None else ())
        if self.mode in ("", "rings"):
            place = None if found is None else place_of(found.place_id)
            self._map.tools.draw(None if place is None else Drawing(pin=place))

    def line(self, text: str) -> str:
        """Return the line for a room: what is in reach of the place, if one is shown."""
        return self.rings.line if self.rings is not None else text

    def _unmark(self) -> None:
        if self.marked and self._map is not None and not self.mode:
            self._map.tools.draw(None)
        self.marked = False

    def _on_selected(self, selected: Selected) -> None:
        self._unmark()
        if selected.what == "place":
            if self._map is not None and self.mode in ("", "rings"):
                place = place_of(selected.id)
                self._map.tools.draw(None if place is None else Drawing(pin=place))
            self.find_rings(selected.id)
        elif self.rings is not None or self._wanted:
            self._wanted = ""
            self._set_rings(None)

    # ---- districts in a shape

    def _on_shape(self, ring: Ring) -> None:
        project = self._project
        if project is not None:
            self._tasks.read("shape", lambda _progress: districts_in(project, ring), self._on_districts)

    def _on_districts(self, keys: tuple[str, ...]) -> None:
        if not keys:
            self.said.emit(self.tr("In dieser Fläche liegt die Mitte keines Quartiers."))
        self._selection.pick(keys)

    def _on_grouped(self, group: Group) -> None:
        if group.picked:
            self.said.emit(group.label)

    def mark(self, place: Lonlat | None, label: str = "") -> None:
        """Mark a place that was searched."""
        if self._map is not None and not self.mode:
            self.marked = place is not None
            labels = ((label, place),) if label and place is not None else ()
            self._map.tools.draw(None if place is None else Drawing(pin=place, labels=labels))


def _walk(project: Project, found: Measured, progress: object) -> Measured:
    from quartiermap.domain.progress import Progress

    return walked(project, found, progress if isinstance(progress, Progress) else None)
