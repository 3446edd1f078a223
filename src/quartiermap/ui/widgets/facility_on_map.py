"""What the map is asked for while facilities are edited: another place, a new point, an outline.

The map helps as it does in "Was wäre wenn" (`ui.map.live`), but it is the project itself that is edited: its colours stay.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QElapsedTimer, QObject, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeySequence, QShortcut

from quartiermap.ui.translation import translate
from quartiermap.ui.widgets.facility_bar import FacilityBar
from quartiermap.ui.widgets.facility_moves import FacilityMoves, Place, Places
from quartiermap.ui.widgets.parts import put_away

if TYPE_CHECKING:
    from quartiermap.app.facility_edits import Edit
    from quartiermap.ui.main_window import MainWindow
    from quartiermap.ui.map.live import LiveLegend
    from quartiermap.ui.widgets.map_area import MapPort

MOVE, PLACE, POINT, OUTLINE, GROUND = "move", "place", "point", "outline", "ground"
"""What the map is asked for: facilities dragged elsewhere, a place for the form, a new facility as a point or as an outline, an
outline for the form."""

_DRAWING = (OUTLINE, GROUND)
_MOST_CORNERS = 200


class FacilityOnMap(QObject):
    """The modes of the map; what they find is told, nothing is done with it here.

    Parameters
    ----------
    window : MainWindow
    bar : FacilityBar
    move : callable
        Moves a facility in the project (`FacilityMoves`).

    Signals
    -------
    said : str
        A sentence for the status bar.
    switched
        A mode of the map began or ended.
    opened : str
        The form of a facility is wanted (double click).
    found : str, object, object
        The mode, a place in the project CRS and the corners of an outline (none for a point) that were asked for.
    """

    said = Signal(str)
    switched = Signal()
    opened = Signal(str)
    found = Signal(str, object, object)

    def __init__(
        self, window: MainWindow, bar: FacilityBar, move: Callable[[str, Place], Edit | None]
    ) -> None:
        super().__init__(window)
        self._window, self.bar = window, bar
        self.places = Places(window.workspace)
        self.moves = FacilityMoves(window, bar, self.places, move)
        self.moves.changed.connect(self._show)
        self._map: MapPort | None = None
        self.mode = ""
        self._corners: list[Place] = []
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
        shown.live.keyPressed.connect(self._on_key)
        self.moves.set_map(shown)

    @property
    def on(self) -> bool:
        """Whether the map is asked for something."""
        return bool(self.mode)

    # ---- modes

    def begin(self, mode: str) -> None:
        """Ask the map for something; what it was asked for before is dropped."""
        if self._map is None:
            return
        self.moves.end()
        self.mode, self._corners = mode, []
        for shortcut in self._keys:
            shortcut.setEnabled(mode in _DRAWING)
        if mode == MOVE:
            self.moves.begin()
        self._show()
        self._window.activateWindow()  # a form may have asked
        self._window.area.map_widget.setFocus()  # arrows and Enter are meant for the map now
        self.switched.emit()

    def stop(self) -> None:
        """Ask the map for nothing any more; nothing comes of what was begun."""
        if not self.mode:
            return
        self.moves.end()
        self.mode, self._corners = "", []
        for shortcut in self._keys:
            shortcut.setEnabled(False)
        put_away(self.bar, self._window.area.map_widget)
        if self._map is not None and not self._window.game.on:
            self._map.live.end_game()
        self.switched.emit()

    def on_escape(self) -> bool:
        """Take Escape if the map is asked for something."""
        if not self.on:
            return False
        if self.moves.holds:
            self.moves.let_go()
        else:
            self.stop()
        return True

    def finish(self) -> None:
        """Take the outline that was drawn, or end moving."""
        mode = self.mode
        if mode == MOVE:
            self.stop()
        elif mode in _DRAWING:
            if len(self._corners) < 3:
                self.said.emit(translate("FacilityFlow", "Ein Umriss braucht mindestens drei Ecken."))
                return
            corners = [self.places.metres(*corner) for corner in self._corners]
            self.stop()
            self.found.emit(mode, _inside(corners), tuple(corners))

    def take_corner_back(self) -> None:
        """Take the last corner of the outline away."""
        if self.mode in _DRAWING and self._corners:
            self._corners.pop()
            self._show()

    def _on_place(self, longitude: float, latitude: float) -> None:
        mode = self.mode
        if mode in _DRAWING:
            if len(self._corners) < _MOST_CORNERS:
                self._corners.append((longitude, latitude))
                self._show()
            else:
                self.said.emit(
                    translate("FacilityFlow", "Mehr als {n} Ecken nimmt ein Umriss nicht auf.").format(
                        n=_MOST_CORNERS
                    )
                )
        elif mode in (POINT, PLACE):
            self.stop()
            self.found.emit(mode, self.places.metres(longitude, latitude), ())

    def _on_clicked(self, facility_id: str) -> None:
        """Have the form opened at a double click."""
        if self._window.game.on:
            return
        if self.mode == MOVE:
            self._show()
        again = facility_id == self._clicked and self._since.isValid()
        if again and self._since.elapsed() <= QGuiApplication.styleHints().mouseDoubleClickInterval():
            self._clicked = ""
            self.opened.emit(facility_id)
            return
        self._clicked = facility_id
        self._since.start()

    def _on_key(self, key: str) -> None:
        if key == "Escape":
            self.on_escape()

    # ---- what the map shows

    def _show(self) -> None:
        from quartiermap.ui.map.live import GameOnMap

        shown = self._map
        if shown is None or not self.mode:
            return
        drawing, moving = self.mode in _DRAWING, self.mode == MOVE
        self.bar.show_mode(self._words(), corners=len(self._corners) if drawing else None, moves=moving)
        selected = self._window.selection.selected
        ring = [*self._corners, self._corners[0]] if len(self._corners) > 1 else []
        shown.live.show_game(
            GameOnMap(
                "hand" if moving else "add",
                self.moves.rows + self._marks(),
                (tuple(ring),) if ring else (),
                selected.id if selected.what == "facility" and moving else None,
                self._legend(),
                themed=True,
            )
        )

    def _words(self) -> str:
        if self.mode in _DRAWING:
            words = translate("FacilityFlow", "Die Ecken der Fläche nacheinander anklicken (Leertaste: Kartenmitte); Eingabetaste schließt ab. Ecken: {n}")  # fmt: skip
            return words.format(n=len(self._corners))
        return {
            MOVE: translate("FacilityFlow", "Einrichtung mit der Maus an ihren neuen Ort ziehen (gewählte: Pfeiltasten). Jedes Loslassen ist ein Schritt."),
            PLACE: translate("FacilityFlow", "Auf der Karte den Ort der Einrichtung anklicken (Eingabetaste: Kartenmitte)."),
            POINT: translate("FacilityFlow", "Auf der Karte den Ort der neuen Einrichtung anklicken (Eingabetaste: Kartenmitte)."),
        }[self.mode]  # fmt: skip

    def _marks(self) -> tuple[dict[str, Any], ...]:
        """Show the first corner as a sign: a line needs two."""
        if self.mode not in _DRAWING or not self._corners:
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
            self.moves.samples,
        )


def _inside(corners: list[Place]) -> Place:
    """Return a place within an outline (its middle where that lies within)."""
    import shapely

    shape = shapely.Polygon(corners)
    point = shape.centroid
    if not shape.is_valid or not shape.contains(point):
        point = shapely.make_valid(shape).representative_point()
    return round(float(point.x), 2), round(float(point.y), 2)
