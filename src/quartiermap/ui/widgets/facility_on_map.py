"""What the map is asked for while facilities are edited: another place, a new point, an outline.

The map helps as it does in "Was wäre wenn" (`ui.map.live`), but nothing is counted meanwhile: what comes of it is told by the
next computing, which is offered.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QElapsedTimer, QObject, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeySequence, QShortcut

from quartiermap.errors import QuartierMapError
from quartiermap.ui.translation import translate
from quartiermap.ui.widgets.facility_bar import FacilityBar

if TYPE_CHECKING:
    from quartiermap.app.facility_edits import Edit
    from quartiermap.app.facility_values import FacilityValues
    from quartiermap.domain.project import Project
    from quartiermap.ui.main_window import MainWindow
    from quartiermap.ui.map.live import LiveLegend
    from quartiermap.ui.widgets.facility_dialog import FacilityDialog
    from quartiermap.ui.widgets.map_area import MapPort

MOVE, PLACE, POINT, OUTLINE = "move", "place", "point", "outline"
"""What the map is asked for: facilities dragged elsewhere, a place for the form, a new facility as a point or as an outline."""

_MOST_CORNERS = 200
_Place = tuple[float, float]


class FacilityOnMap(QObject):
    """The modes of the map; what is done with what they find, whoever has the forms decides (`FacilityFlow`).

    Signals
    -------
    said : str
        A sentence for the status bar.
    switched
        A mode of the map began or ended.
    """

    said = Signal(str)
    switched = Signal()

    def __init__(self, window: MainWindow, bar: FacilityBar) -> None:
        super().__init__(window)
        self._window, self._workspace, self.bar = window, window.workspace, bar
        self._map: MapPort | None = None
        self.dialog: FacilityDialog | None = None
        self.mode = ""
        self._corners: list[_Place] = []
        self._moved: dict[str, dict[str, Any]] = {}
        self._grabbed = ""
        self._clicked, self._since = "", QElapsedTimer()
        bar.done.connect(self.finish)
        bar.back.connect(self.take_corner_back)
        bar.stopped.connect(self.stop)
        self._keys = []
        for keys, slot in ((Qt.Key.Key_Return, self.finish), (Qt.Key.Key_Enter, self.finish), (Qt.Key.Key_Backspace, self.take_corner_back)):  # fmt: skip
            shortcut = QShortcut(QKeySequence(keys), window)
            shortcut.activated.connect(slot)
            shortcut.setEnabled(False)
            self._keys.append(shortcut)

    def set_map(self, shown: MapPort) -> None:
        """Take the map (once)."""
        self._map = shown
        shown.facilityClicked.connect(self._on_clicked)
        shown.mapClicked.connect(self._on_place)
        live = shown.live
        live.grabbed.connect(self._on_grabbed)
        live.handMoved.connect(self._on_hand)
        live.dropped.connect(self._on_dropped)
        live.takenBack.connect(lambda: self._on_grabbed(""))
        live.nudged.connect(self._on_nudged)
        live.keyPressed.connect(self._on_key)

    @property
    def on(self) -> bool:
        """Whether the map is asked for something."""
        return bool(self.mode)

    def edit(self, facility_id: str) -> None:
        """Open the form of a facility."""
        raise NotImplementedError

    def _open(self, title: str, values: FacilityValues, facility_id: str) -> None:
        raise NotImplementedError

    def _do(self, change: Callable[[Project], Edit | None]) -> Edit | None:
        raise NotImplementedError

    # ---- modes

    def _begin(self, mode: str) -> None:
        if self._map is None:
            return
        self.mode, self._corners, self._moved, self._grabbed = mode, [], {}, ""
        for shortcut in self._keys:
            shortcut.setEnabled(mode == OUTLINE)
        self._show()
        self.switched.emit()

    def stop(self) -> None:
        """Ask the map for nothing any more; nothing comes of what was begun."""
        if not self.mode:
            return
        if self.mode == MOVE and self._grabbed and self._map is not None:
            self._map.live.let_go()
        self.mode, self._corners, self._moved = "", [], {}
        for shortcut in self._keys:
            shortcut.setEnabled(False)
        self.bar.hide()
        if self._map is not None and not self._window.game.on:
            self._map.live.end_game()
        self.switched.emit()

    def on_escape(self) -> bool:
        """Take Escape if the map is asked for something."""
        if not self.on:
            return False
        if self._grabbed and self._map is not None:
            self._map.live.let_go()
        else:
            self.stop()
        return True

    def finish(self) -> None:
        """Take the outline that was drawn, or end moving."""
        if self.mode == MOVE:
            self.stop()
        elif self.mode == OUTLINE:
            if len(self._corners) < 3:
                self.said.emit(translate("FacilityFlow", "Ein Umriss braucht mindestens drei Ecken."))
                return
            corners = [self._metres(*corner) for corner in self._corners]
            self.stop()
            self._open_new(_inside(corners), tuple(corners))

    def take_corner_back(self) -> None:
        """Take the last corner of the outline away."""
        if self.mode == OUTLINE and self._corners:
            self._corners.pop()
            self._show()

    def _on_place(self, longitude: float, latitude: float) -> None:
        if self.mode == OUTLINE:
            if len(self._corners) < _MOST_CORNERS:
                self._corners.append((longitude, latitude))
                self._show()
        elif self.mode == POINT:
            self.stop()
            self._open_new(self._metres(longitude, latitude), ())
        elif self.mode == PLACE:
            dialog = self.dialog
            self.stop()
            if dialog is not None:
                dialog.set_place(self._metres(longitude, latitude))
                dialog.raise_()
                dialog.activateWindow()

    def _open_new(self, place: _Place, outline: tuple[_Place, ...]) -> None:
        from quartiermap.app.facility_values import FacilityValues

        kind = self._window.thematic.theme.kind
        values = FacilityValues(kind=kind, status="geplant", place=place, outline=outline)
        self._open(translate("FacilityFlow", "Neue Einrichtung"), values, "")

    def _on_clicked(self, facility_id: str) -> None:
        """Open the form at a double click."""
        if self._window.game.on:
            return
        if self.mode == MOVE:
            self._show()
        again = facility_id == self._clicked and self._since.isValid()
        if again and self._since.elapsed() <= QGuiApplication.styleHints().mouseDoubleClickInterval():
            self._clicked = ""
            self.edit(facility_id)
            return
        self._clicked = facility_id
        self._since.start()

    def _on_grabbed(self, facility_id: str) -> None:
        self._grabbed = facility_id if self.mode == MOVE else ""

    def _on_hand(self, _longitude: float, _latitude: float, stamp: float) -> None:
        if self.mode == MOVE and self._map is not None:
            self._map.live.answer(stamp, None)

    def _on_dropped(self, longitude: float, latitude: float) -> None:
        grabbed, self._grabbed = self._grabbed, ""
        if self.mode == MOVE and grabbed:
            self._move_to(grabbed, self._metres(longitude, latitude), (longitude, latitude))

    def _on_nudged(self, east_m: float, north_m: float, _stamp: float) -> None:
        selected, data = self._window.selection.selected, self._window.data
        if self.mode != MOVE or data is None or selected.what != "facility":
            return
        at = self._moved.get(selected.id)
        row = data.facilities.get(selected.id)
        if at is not None:
            x, y = self._metres(at["lon"], at["lat"])
        elif row is not None:
            x, y = row.x, row.y
        else:
            return
        place = (x + east_m, y + north_m)
        self._move_to(selected.id, place, self._degrees(place))

    def _on_key(self, key: str) -> None:
        if key == "Escape":
            self.on_escape()

    def _move_to(self, facility_id: str, place: _Place, degrees: _Place) -> None:
        from quartiermap.app.facility_edits import moved

        data = self._window.data
        row = data.facilities.get(facility_id) if data is not None else None
        done = self._do(lambda project: moved(project, facility_id, place))
        if done is not None and row is not None:
            lon, lat = self._degrees((row.x, row.y))
            self._moved[facility_id] = {
                "id": facility_id, "kind": row.kind, "name": row.name, "text": done.label, "lon": degrees[0], "lat": degrees[1],
                "planned": row.status == "geplant", "places": row.places, "mark": "moved", "from": [lat, lon],
            }  # fmt: skip
        self._show()

    # ---- what the map shows

    def _show(self) -> None:
        from quartiermap.ui.map.live import GameOnMap

        shown = self._map
        if shown is None or not self.mode:
            return
        text = {
            MOVE: translate("FacilityFlow", "Einrichtung mit der Maus an ihren neuen Ort ziehen (gewählte: Pfeiltasten). Jedes Loslassen ist ein Schritt."),
            PLACE: translate("FacilityFlow", "Auf der Karte den Ort der Einrichtung anklicken."),
            POINT: translate("FacilityFlow", "Auf der Karte den Ort der neuen Einrichtung anklicken."),
            OUTLINE: translate("FacilityFlow", "Die Ecken der Fläche nacheinander anklicken; Eingabetaste schließt ab. Ecken: {n}").format(n=len(self._corners)),
        }[self.mode]  # fmt: skip
        self.bar.show_mode(
            text, corners=len(self._corners) if self.mode == OUTLINE else None, moves=self.mode == MOVE
        )
        selected = self._window.selection.selected
        ring = [*self._corners, self._corners[0]] if len(self._corners) > 1 else []
        shown.live.show_game(
            GameOnMap(
                "hand" if self.mode == MOVE else "add",
                tuple(self._moved.values()) + self._marks(),
                (tuple(ring),) if ring else (),
                selected.id if selected.what == "facility" and self.mode == MOVE else None,
                self._legend(),
            )
        )

    def _marks(self) -> tuple[dict[str, Any], ...]:
        """Show the first corner as a sign: a line needs two."""
        if self.mode != OUTLINE or not self._corners:
            return ()
        lon, lat = self._corners[0]
        kind = self._window.thematic.theme.kind
        return (
            {"id": "\u0000outline", "kind": kind, "name": "", "text": "", "lon": lon, "lat": lat, "planned": True, "places": None, "mark": "added"},
        )  # fmt: skip

    def _legend(self) -> LiveLegend:
        from quartiermap.ui.map.live import LiveLegend

        return LiveLegend(
            translate("FacilityFlow", "Einrichtungen bearbeiten"),
            translate("FacilityFlow", "geändert wird das Projekt selbst"),
            (),
        )

    def _metres(self, longitude: float, latitude: float) -> _Place:
        x, y = self._transformer().transform(longitude, latitude, direction="INVERSE")
        return round(float(x), 2), round(float(y), 2)

    def _degrees(self, place: _Place) -> _Place:
        lon, lat = self._transformer().transform(*place)
        return round(float(lon), 7), round(float(lat), 7)

    def _transformer(self) -> Any:
        from quartiermap.render.map_data import transformer

        project = self._workspace.project
        if project is None or project.epsg is None:
            raise QuartierMapError(translate("FacilityFlow", "Das Projekt hat noch keine Karte."))
        return transformer(project.epsg)


def _inside(corners: list[_Place]) -> _Place:
    """Return a place within an outline (its middle where that lies within)."""
    import shapely

    shape = shapely.Polygon(corners)
    point = shape.centroid
    if not shape.is_valid or not shape.contains(point):
        point = shapely.make_valid(shape).representative_point()
    return round(float(point.x), 2), round(float(point.y), 2)
