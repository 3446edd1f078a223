"""What the program can ask of a map, whoever draws it: kept here, and told anew to one that has just come up."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from quartiermap.ui.map.door import Door
from quartiermap.ui.map.live import LiveMap
from quartiermap.ui.map.mirrors import Mirrors
from quartiermap.ui.map.page_words import page_words
from quartiermap.ui.map.said import said
from quartiermap.ui.map.tools import MapTools, cells_values, scheme_values
from quartiermap.ui.translation import translate

if TYPE_CHECKING:  # both bring pandas with them, which would delay the window by a second
    from quartiermap.render.basemap_source import Background
    from quartiermap.render.classes import ClassScheme
    from quartiermap.render.map_data import Bounds, MapLayers

REPLAY: Final = (
    "words",
    "look",
    "presentation",
    "layers",
    "basemap",
    "hold",
    "plain",
    "legend",
    "visible",
    "kind",
    "paint",
    "cells",
    "select",
    "group",
    "gap",
    "facility",
    "way",
    "areas",
    "squares",
    "square",
    "filter",
    "rings",
    "drawing",
    "divide",
    "swipe",
    "second_cells",
    "tool",
    "game",
    "view",
    "watch",
    "follow",
)
"""Order in which the state is told to a fresh page."""


_OWN: Final = ("presentation", "legend")
"""What a mirror has of its own."""
_ONLY_THERE: Final = ("hold", "mark", "ungrab", "bounds", "fit", "watch", "tool", "follow")
"""What only concerns the map that was asked; where it is looked at then is told by its view."""


class MapCommands(QWidget):
    """A map as the window uses it (`ui.widgets.map_area.MapPort`), without anybody who draws it.

    Subclasses say when a map is up (`_on_ready`) and carry out single commands (`_deliver`).

    Parameters
    ----------
    door : Door
        Through which the map tells what the user does.
    """

    ready = Signal()
    """The page is up and knows everything that was set so far."""
    settled = Signal()
    """The last command has been painted."""
    districtClicked = Signal(str)  # noqa: N815
    facilityClicked = Signal(str)  # noqa: N815
    gapClicked = Signal(str)  # noqa: N815
    mapClicked = Signal(float, float)  # noqa: N815
    squareClicked = Signal(str)  # noqa: N815
    """A dwelling place that is drawn behind a figure: its cell id."""
    wayWanted = Signal(float, float)  # noqa: N815
    """The user wants to see the way from here (degrees) to the nearest facility."""
    legendShown = Signal(bool)  # noqa: N815
    """The user opened or folded the legend."""
    viewChanged = Signal()  # noqa: N815
    pointed = Signal(float, float)
    """Where the mouse is (degrees), while that is watched."""
    blocked = Signal(int)
    """How many requests have been refused so far."""
    failed = Signal(str)
    """The page could not do something; a bug of ours, for the log."""
    pictureSaved = Signal(str)  # noqa: N815
    pictureFailed = Signal(str)  # noqa: N815

    def __init__(self, door: Door, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(translate("MapPlaceholder", "Karte"))
        self._state: dict[str, dict[str, Any]] = {}
        if words := page_words():
            self._state["words"] = {"words": words}
        self._visible: dict[str, bool] = {}
        self._is_ready = False
        self._mirrors = Mirrors(self)
        self.whole = False
        """Whether the whole municipality is shown, whatever the size."""
        self._called = False  # for an extent: first layers then don't bring the whole municipality
        self.own = frozenset(_OWN)
        self.live = LiveMap(door, self._send, self._post, self)
        self.tools = MapTools(door, self._send, self._post, self)
        door.page_ready.connect(self._on_ready)
        door.page_failed.connect(self.failed)
        door.district.connect(self.districtClicked)
        door.facility.connect(self.facilityClicked)
        door.gap.connect(self.gapClicked)
        door.map.connect(self.mapClicked)
        door.way.connect(self.wayWanted)
        door.square.connect(self.squareClicked)
        door.legend.connect(self._on_legend)
        door.view.connect(self._on_view)
        door.pointer.connect(self.pointed)

    # ---- what the program says

    def load_layers(self, layers: MapLayers) -> None:
        """Show a project's layers; a layer whose content is the same is not drawn again."""
        meta = dict(layers.meta)
        before = self._state.get("layers", {}).get("meta", {}).get("bounds")
        if before is not None and before != meta["bounds"]:
            meta["refit"] = True
            self._state.pop("view", None)
        if before is None and self._called:
            meta["at"] = self.view
        elif before is None:
            self._state.pop("view", None)  # of an empty map: a page that starts over now must not go there
        self._send("layers", layers=layers, meta=meta)
        self._state["layers"]["meta"] = {**meta, "refit": False, "at": None}

    def paint(
        self,
        scheme: ClassScheme,
        classes: Mapping[str, int],
        values: Mapping[str, str],
        note: str = "",
        detail: str = "",
    ) -> None:
        """Colour the districts, without a reload.

        Parameters
        ----------
        scheme : ClassScheme
        classes : mapping of district_id -> int
            Class numbers; -1, and districts that are not in the mapping, are shown as "keine Daten", -2 as "geheim".
        values : mapping of district_id -> str
            German text of the value for the tip ("85,3 %", "geheim", …).
        note : str
            A short line below the legend's title ("500 m · Studie, 2008").
        detail : str
            What the legend says instead after a click on "mehr": the source in full.
        """
        self._send(
            "paint",
            scheme=scheme_values(scheme, classes, values),
            classes={k: int(v) for k, v in classes.items()},
            values=dict(values),
            note=note,
            detail=detail,
        )

    def show_cells(
        self, png: bytes | None, bounds: Bounds | None, *, label: str = "", secret: bool = False
    ) -> None:
        """Show the picture of cells out of reach (`render.cells_png`), or take it away.

        `label` is the legend's text, `secret` whether the picture has dotted cells.
        """
        if png is None or bounds is None:
            self._send("cells", cells=None)
        else:
            self._send("cells", cells=cells_values(png, bounds, label, secret=secret))

    def show_kind(self, kind: str | None) -> None:
        """Show facilities and gaps of one kind, or of all."""
        self._send("kind", kind=kind)

    def select(self, district_id: str | None) -> None:
        """Outline one district, or none."""
        self._state.pop("group", None)
        self._send("select", id=district_id)

    def select_group(self, district_ids: Sequence[str], label: str = "") -> None:
        """Outline several districts in dashes; none takes the outlines away."""
        self._state.pop("select", None)
        self._send("group", ids=list(district_ids), label=label)

    def focus_gap(self, gap_id: str | None, *, go: bool = True) -> None:
        """Mark a gap and go there, or only mark it."""
        if gap_id is not None and go:
            self.whole = False
            self._state.pop("view", None)  # the map goes there and will tell
        self._send("gap", id=gap_id, go=go)

    def mark_facility(self, facility_id: str | None) -> None:
        """Put a ring around one facility, or around none."""
        self._send("facility", id=facility_id)

    def focus_bounds(self, west: float, south: float, east: float, north: float) -> None:
        """Go to an extent in degrees."""
        self.whole = False
        self._post("bounds", bounds=[west, south, east, north])

    def show_view(self, longitude: float, latitude: float, zoom: float) -> None:
        """Go to a place (degrees) at a zoom level."""
        self.whole, self._called = False, True
        self._send("view", view={"lon": longitude, "lat": latitude, "zoom": zoom})

    def point(self, longitude: float | None, latitude: float = 0.0, *, spot: bool = False) -> None:
        """Show a pointer at a place (degrees), or a spotlight around it; none if no longitude is given."""
        at = None if longitude is None else [longitude, latitude]
        self._post("point", at=at, spot=spot)

    def watch_pointer(self, on: bool) -> None:
        """Tell where the mouse is (`pointed`), or no longer."""
        self._send("watch", on=on)

    def fit(self) -> None:
        """Show the whole municipality."""
        self.whole, self._called = True, False
        self._state.pop("view", None)
        self._post("fit")

    def set_visible(self, layer: str, shown: bool) -> None:
        """Switch a layer: basemap, districts, outlines, funding, cells, facilities, gaps."""
        self._visible[layer] = shown
        self._post("visible", layer=layer, shown=shown)

    def set_presentation(self, on: bool) -> None:
        """Switch to big type without controls, for a projector."""
        self._send("presentation", on=on)

    def hold(self, on: bool) -> None:
        """Let the extent stay where it is, whatever hand and wheel do, or let it go; commands still move it."""
        self._send("hold", on=on)

    def say_plainly(self, legend: Mapping[str, Any] | None) -> None:
        """Give the legend words for residents, used on the projector (`viewmodels.plain_words.PlainLegend`)."""
        self._send("plain", legend=None if legend is None else dict(legend))

    def set_legend(self, shown: bool) -> None:
        """Open the legend, or fold it to its title."""
        self._send("legend", shown=shown)

    def show_ways(self, ways: Sequence[Mapping[str, Any]]) -> None:
        """Show ways, the first choice and perhaps the second; none if empty.

        Each has ``rank`` ("first" or "second"), ``path`` (on the network), ``legs`` (lines beside it), ``start``, ``end``
        (points), ``label``; points are longitude and latitude in degrees.
        """
        self._send("way", ways=[dict(way) for way in ways])

    def show_areas(self, areas: Sequence[Mapping[str, Any]]) -> None:
        """Show catchments, the nearest first: ``shape`` (GeoJSON in degrees), ``text`` (legend), ``label`` and its ``place``."""
        self._send("areas", areas=[dict(area) for area in areas])

    def show_squares(self, squares: Mapping[str, Any] | None) -> None:
        """Show dwelling places behind a figure, or none.

        ``cells`` is a list of ``id``, ``ring`` (corners in degrees), ``reached`` (true, false, null: unknown); ``words`` are
        the legend's words for the three.
        """
        self._send("squares", squares=None if squares is None else dict(squares))
        self._state.pop("square", None)

    def choose_square(self, cell_id: str | None) -> None:
        """Mark one of the dwelling places, or none."""
        self._send("square", id=cell_id)

    def set_basemap(self, shown: Path | Background | None) -> None:
        """Show a tile file made by `render.basemap.build_tiles`, another background, or none."""
        self._send("basemap", shown=shown)

    def set_look(self, style: str, dark: bool) -> None:
        """Choose the style of the map (`render.basemap_styles.STYLES`) and whether what stands around it is dark."""
        self._send("look", style=style, dark=dark)

    @property
    def is_ready(self) -> bool:
        """Whether the map is up."""
        return self._is_ready

    @property
    def view(self) -> dict[str, float] | None:
        """Centre (``lon``, ``lat`` in degrees) and ``zoom`` of what is seen, or ``None`` before the first view."""
        found = self._state.get("view")
        return None if found is None else dict(found["view"])

    # ---- the machinery

    def _deliver(self, op: str, values: dict[str, Any]) -> None:
        """Carry out one command; only asked for while the map is up."""
        raise NotImplementedError

    def _joined(self) -> AbstractContextManager[None]:
        """Join what is delivered meanwhile, where that is of use."""
        return nullcontext()

    @contextmanager
    def together(self) -> Iterator[None]:
        """Show what is told meanwhile in one picture, here and in the mirrors."""
        with ExitStack() as joined:
            joined.enter_context(self._joined())
            for other in self._mirrors.all:
                joined.enter_context(other.together())
            yield

    def _send(self, op: str, **values: Any) -> None:
        values = said(values)
        self._state[op] = values
        self._tell(op, values)
        self._mirrors.tell(op, values, keep=True)

    def _post(self, op: str, **values: Any) -> None:
        values = said(values)
        self._tell(op, values)
        self._mirrors.tell(op, values, keep=False)

    def _tell(self, op: str, values: dict[str, Any]) -> None:
        if self._is_ready:
            self._deliver(op, values)

    # ---- a second map that shows the same

    def mirror(self, other: MapCommands, own: Sequence[str] = ()) -> None:
        """Let another map show what this one shows, from now on; what is clicked there is its own affair.

        `own` are further commands that the other map is told by somebody else.
        """
        other.own = frozenset(_OWN) | frozenset(own)
        kept = {op: other._state[op] for op in other.own if op in other._state}
        left = {"view"} | other.own
        other._state = {op: values for op, values in self._state.items() if op not in left} | kept
        other._visible = dict(self._visible)
        self._mirrors.add(other)
        if other.is_ready:
            other._on_ready()

    def unmirror(self, other: MapCommands) -> None:
        """Let it go on alone."""
        self._mirrors.remove(other)

    def freeze(self, other: MapCommands, on: bool) -> None:
        """Let a mirror stay where it is, whatever is looked at here; or follow again."""
        self._mirrors.freeze(other, on)

    def take(self, op: str, values: dict[str, Any], *, keep: bool) -> None:
        """Show what another map is told, as a mirror of it."""
        if op in self.own or op in _ONLY_THERE:
            return
        if op == "visible":
            self._visible[values["layer"]] = values["shown"]
        if op == "live":
            values = {**values, "stamp": 0.0}  # the hand is there
        if keep:
            self._send(op, **values)
        else:
            self._post(op, **values)

    def _on_ready(self) -> None:
        self._is_ready = True
        state = dict(self._state)  # the map's own view events must not change what is told now
        for op in REPLAY:
            if op == "visible":
                for layer, shown in self._visible.items():
                    self._tell("visible", {"layer": layer, "shown": shown})
            elif op in state:
                self._tell(op, state[op])
        self.ready.emit()

    def _on_view(self, longitude: float, latitude: float, zoom: float, whole: bool) -> None:
        self._state["view"] = {"view": {"lon": longitude, "lat": latitude, "zoom": zoom}}
        self.whole = whole
        self._mirrors.follow(longitude, latitude, zoom, whole)
        self.viewChanged.emit()

    def _on_legend(self, shown: bool) -> None:
        self._state["legend"] = {"shown": shown}
        self.legendShown.emit(shown)
