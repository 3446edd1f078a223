"""Facilities of the project moved on the map: by the hand or by arrow keys, with cells and figures that follow."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer, Signal

from quartiermap.errors import QuartierMapError
from quartiermap.ui.translation import translate
from quartiermap.ui.viewmodels.moving import Moving
from quartiermap.ui.viewmodels.whatif_words import figure_line

if TYPE_CHECKING:
    from quartiermap.app.facility_edits import Edit
    from quartiermap.app.whatif import Change
    from quartiermap.render.live_look import Strokes
    from quartiermap.ui.main_window import MainWindow
    from quartiermap.ui.viewmodels.thematic import Theme
    from quartiermap.ui.viewmodels.whatif_table import Live, Picture
    from quartiermap.ui.viewmodels.workspace import Workspace
    from quartiermap.ui.widgets.facility_bar import FacilityBar
    from quartiermap.ui.widgets.map_area import MapPort

Place = tuple[float, float]
"""Metres in the project CRS, or degrees (longitude first), as the name says."""

_WALK_REST_MS = 700
"""So long after the last arrow key a walk by keys is one finished step."""
_FRAME_REST_MS = 120


class Places:
    """Between the degrees of the map and the metres of the open project."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace

    def metres(self, longitude: float, latitude: float) -> Place:
        """Return a place of the map in the project CRS, to the centimetre."""
        x, y = self._transformer().transform(longitude, latitude, direction="INVERSE")
        return round(float(x), 2), round(float(y), 2)

    def degrees(self, place: Place) -> Place:
        """Return a place of the project as the map has it."""
        lon, lat = self._transformer().transform(*place)
        return round(float(lon), 7), round(float(lat), 7)

    def _transformer(self) -> Any:
        from quartiermap.render.map_data import transformer

        project = self._workspace.project
        if project is None or project.epsg is None:
            raise QuartierMapError(translate("FacilityFlow", "Das Projekt hat noch keine Karte."))
        return transformer(project.epsg)


class FacilityMoves(QObject):
    """What happens while facilities can be moved.

    Parameters
    ----------
    window : MainWindow
    bar : FacilityBar
        Shows the figures that follow.
    places : Places
    move : callable
        Moves a facility (its id, metres) in the project, as one step; ``None`` if that does not go.

    Signals
    -------
    changed
        The map has something else to show (`rows`, `samples`).
    """

    changed = Signal()

    def __init__(
        self, window: MainWindow, bar: FacilityBar, places: Places, move: Callable[[str, Place], Edit | None]
    ) -> None:
        super().__init__(window)
        self._window, self._bar, self._places, self._move = window, bar, places, move
        self._map: MapPort | None = None
        self._on = False
        self._grabbed = ""
        self._walking = ""
        self._at: Place = (0.0, 0.0)
        self._rows: dict[str, dict[str, Any]] = {}
        self._moving = Moving(window.tasks, self)
        self._moving.moved.connect(self._on_moved)
        self._moving.pictured.connect(self._on_pictured)
        self._moving.counted.connect(self._on_counted)
        self._rest, self._settle = QTimer(self), QTimer(self)
        for timer, interval, slot in (
            (self._rest, _WALK_REST_MS, self.end_walk),
            (self._settle, _FRAME_REST_MS, self._tell_frame),
        ):
            timer.setSingleShot(True)
            timer.setInterval(interval)
            timer.timeout.connect(slot)
        window.workspace.changed.connect(self._on_project)
        window.thematic.changed.connect(lambda theme: self._moving.watch(theme.kind, _standard_of(theme)))

    def set_map(self, shown: MapPort) -> None:
        """Take the map (once)."""
        self._map = shown
        live = shown.live
        live.grabbed.connect(self._on_grabbed)
        live.handMoved.connect(self._on_hand)
        live.dropped.connect(self._on_dropped)
        live.takenBack.connect(self._on_taken_back)
        live.nudged.connect(self._on_nudged)
        live.framed.connect(lambda *_frame: self._settle.start())
        shown.ready.connect(self._tell_frame)

    # ---- the mode

    def begin(self) -> None:
        """Let facilities be moved."""
        self._on = True
        self._follow()

    def end(self) -> None:
        """Let them be moved no longer; what the hand holds goes back, a walk by keys is finished."""
        if not self._on:
            return
        self.end_walk()
        self.let_go()
        self._on = False
        self._rows = {}
        self._moving.end()
        self._bar.show_figures(None, None)

    @property
    def holds(self) -> bool:
        """Whether the hand holds something, or keys are walking with it."""
        return bool(self._grabbed or self._walking)

    @property
    def rows(self) -> tuple[dict[str, Any], ...]:
        """What has been moved, as `ui.map.live.GameOnMap.rows` wants it."""
        return tuple(self._rows.values())

    @property
    def samples(self) -> tuple[tuple[bytes, str], ...]:
        """What the cells that follow the hand mean, for the legend."""
        from quartiermap.render.live_cells import legend

        return tuple((entry.sample, entry.label) for entry in legend()) if self._moving.on else ()

    def let_go(self) -> None:
        """Put what the hand or the keys hold back where it was."""
        if self._walking:
            self._rest.stop()
            facility_id, self._walking = self._walking, ""
            self._moving.put_back()
            self._show_at(facility_id)
        elif self._grabbed and self._map is not None:
            self._map.live.let_go()

    # ---- the hand

    def _on_grabbed(self, facility_id: str) -> None:
        if not self._on:
            return
        self.end_walk()
        self._grabbed = facility_id
        self._moving.grab(facility_id)

    def _on_hand(self, longitude: float, latitude: float, stamp: float) -> None:
        if self._on:
            self._moving.hand(longitude, latitude, stamp)

    def _on_dropped(self, longitude: float, latitude: float) -> None:
        facility_id, self._grabbed = self._grabbed, ""
        if self._on and facility_id:
            self._put(facility_id, self._places.metres(longitude, latitude))

    def _on_taken_back(self) -> None:
        if self._on and self._grabbed:
            self._grabbed = ""
            self._moving.put_back()

    # ---- arrow keys

    def _on_nudged(self, east_m: float, north_m: float, _stamp: float) -> None:
        selected = self._window.selection.selected
        if not self._on or selected.what != "facility" or self._grabbed:
            return
        if self._walking != selected.id:
            self.end_walk()
            place = self._place_of(selected.id)
            if place is None:
                return
            self._walking, self._at = selected.id, place
            self._moving.grab(selected.id)
        self._at = (self._at[0] + east_m, self._at[1] + north_m)
        self._moving.hand(*self._places.degrees(self._at), 0.0)
        self._rest.start()

    def end_walk(self) -> None:
        """Finish a walk by keys: all of it is one step."""
        self._rest.stop()
        facility_id, self._walking = self._walking, ""
        if facility_id:
            self._put(facility_id, self._at)

    def _put(self, facility_id: str, place: Place) -> None:
        """Have a facility moved in the project, and show what came of it."""
        before = self._rows.get(facility_id)
        home = self._place_of(facility_id)
        done = self._move(facility_id, place)
        if done is None:
            self._moving.put_back()
            self._show_at(facility_id)
            return
        lon, lat = self._places.degrees(place)
        self._moving.drop(lon, lat)
        data = self._window.data
        row = data.facilities.get(facility_id) if data is not None else None
        if row is not None and home is not None:
            was_lon, was_lat = self._places.degrees(home)
            self._rows[facility_id] = {
                "id": facility_id, "kind": row.kind, "name": row.name, "text": done.label, "lon": lon, "lat": lat,
                "planned": row.status == "geplant", "places": row.places, "mark": "moved",
                "from": [was_lat, was_lon] if before is None else before["from"],
            }  # fmt: skip
        self.changed.emit()

    def _show_at(self, facility_id: str) -> None:
        """Let the map show a facility where the project has it."""
        place = self._place_of(facility_id)
        if place is not None and self._map is not None:
            self._map.live.answer(0.0, None, (facility_id, *self._places.degrees(place)))

    def _place_of(self, facility_id: str) -> Place | None:
        from quartiermap.app.facility_values import values_of

        project = self._window.workspace.project
        values = None if project is None else values_of(project, facility_id)
        return None if values is None else values.place

    # ---- what follows

    def _on_project(self, kinds: frozenset[str]) -> None:
        if not self._on or "project" in kinds:
            return
        if "layers" in kinds:  # a step taken back: it stands where it stood
            stayed = {
                key: row
                for key, row in self._rows.items()
                if (place := self._place_of(key)) is not None
                and self._places.degrees(place) == (row["lon"], row["lat"])
            }
            if stayed != self._rows:
                self._rows = stayed
                self.changed.emit()
        self._follow()

    def _follow(self) -> None:
        project = self._window.workspace.project
        if project is not None and self._map is not None:
            theme = self._window.thematic.theme
            self._moving.follow(project, theme.kind, _standard_of(theme), self._map.live.frame)

    def _tell_frame(self) -> None:
        if self._on and self._map is not None and self._map.live.frame is not None:
            self._moving.set_frame(self._map.live.frame)

    def _on_moved(self, live: Live) -> None:
        if self._map is None:
            return
        walker = (self._walking, *self._places.degrees(self._at)) if self._walking else None
        self._map.live.answer(live.stamp, live.picture, walker)
        if live.change is not None:
            self._show_figures(live.change, moving=True)

    def _on_pictured(self, picture: Picture | Strokes) -> None:
        if self._on and self._map is not None:
            self._map.live.answer(0.0, picture)
            self.changed.emit()  # the legend has to say what the cells mean

    def _on_counted(self, change: Change) -> None:
        if self._on:
            self._show_figures(change, moving=False)

    def _show_figures(self, change: Change, *, moving: bool) -> None:
        data, selected = self._window.data, self._window.selection.selected
        most = change.reach.changed[:1] if change.reach is not None else ()
        district = selected.id if selected.what == "district" else most[0].district_id if most else ""
        self._bar.show_figures(
            figure_line(change, None, moving=moving, data=data),
            figure_line(change, district, moving=moving, data=data) if district else None,
        )


def _standard_of(theme: Theme) -> str:
    return theme.standard.id if theme.standard is not None else ""
