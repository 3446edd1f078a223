"""The map's side of exploring: tools that want places or shapes, what they draw, filters, and a second theme beside the first."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from PySide6.QtCore import QObject, Signal

from quartiermap.domain.schema import States
from quartiermap.ui.map.door import Door

Tool = Literal["", "place", "box", "lasso"]
"""What a click means: nothing special, a place for a tool; a box or a free outline is dragged."""

Lonlat = tuple[float, float]
Ring = tuple[Lonlat, ...]


@dataclass(frozen=True)
class Drawing:
    """What a tool has drawn on the map; places are longitude and latitude in degrees.

    Parameters
    ----------
    line : tuple of Lonlat
        Straight from place to place.
    closed : bool
        The line encloses an area.
    way : tuple of tuple of Lonlat
        Lines along the ways.
    labels : tuple of (str, Lonlat)
    pin : Lonlat or None
        One marked place.
    loose : bool
        The next piece of the line follows the pointer.
    dots : bool
        Each place of the line has a dot.
    """

    line: tuple[Lonlat, ...] = ()
    closed: bool = False
    way: tuple[tuple[Lonlat, ...], ...] = ()
    labels: tuple[tuple[str, Lonlat], ...] = ()
    pin: Lonlat | None = None
    loose: bool = False
    dots: bool = True

    def as_dict(self) -> dict[str, Any]:
        """Return plain values for the page."""
        return {
            "line": [list(p) for p in self.line], "closed": self.closed, "way": [[list(p) for p in part] for part in self.way],
            "labels": [{"text": text, "at": list(at)} for text, at in self.labels],
            "pin": None if self.pin is None else list(self.pin), "loose": self.loose, "dots": self.dots,
        }  # fmt: skip


@dataclass(frozen=True)
class Shown:
    """What the filters let through: ids by layer (``None``: everything), and the legend's words about it."""

    districts: frozenset[str] | None = None
    facilities: frozenset[str] | None = None
    gaps: frozenset[str] | None = None
    words: tuple[str, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """Return plain values for the page."""
        layers: dict[str, Any] = {
            name: None if ids is None else sorted(ids)
            for name, ids in (
                ("districts", self.districts),
                ("facilities", self.facilities),
                ("gaps", self.gaps),
            )
        }
        return {**layers, "words": list(self.words)}


def scheme_values(scheme: Any, classes: Mapping[str, int], values: Mapping[str, str]) -> dict[str, Any]:
    """Return a scheme as a map takes it, with what its legend must name: ``secret`` districts, and those where a figure is ``gone``."""
    told = {k: v for k, v in dataclasses.asdict(scheme).items() if k != "breaks"}
    return told | {
        "secret": -2 in classes.values(),
        "gone": States.NOT_APPLICABLE.label in values.values(),
    }


def cells_values(png: bytes, bounds: Sequence[float], label: str, *, secret: bool) -> dict[str, Any]:
    """Return a picture of cells as a map takes it."""
    return {"png": png, "bounds": list(bounds), "label": label, "secret": secret}


@dataclass(frozen=True)
class SecondTheme:
    """What lies to the right of the divider: the same land with other colours.

    Parameters
    ----------
    scheme, classes, values, note
        As in `MapCommands.paint`.
    kind : str or None
        Whose facilities are shown there.
    titles : (str, str)
        What the left and the right side show, in words.
    plain : mapping
        The legend in words for residents (`viewmodels.plain_words.PlainLegend`), used on the projector.
    """

    scheme: Mapping[str, Any]
    classes: Mapping[str, int]
    values: Mapping[str, str]
    note: str
    kind: str | None
    titles: tuple[str, str]
    plain: Mapping[str, Any] = field(default_factory=dict)

    def as_dict(self) -> dict[str, Any]:
        """Return plain values for the page."""
        return {
            "scheme": dict(self.scheme), "classes": dict(self.classes), "values": dict(self.values), "note": self.note,
            "kind": self.kind, "titles": list(self.titles), "plain": dict(self.plain),
        }  # fmt: skip


class MapTools(QObject):
    """What exploring asks of a map, and hears from it; the map keeps it as ``tools``.

    Signals
    -------
    placed : float, float
        A click (degrees) while a tool wants places.
    ended
        A double click: that was the last place.
    takenBack
        The last place shall go.
    shaped : object
        A box or an outline has been dragged (`Ring`).
    added : str
        A district shall join the selection, or leave it.
    divided : float
        The divider stands at this share of the width.
    moving : float, float, float
        The view while the map is being moved (degrees, zoom).
    """

    placed = Signal(float, float)
    ended = Signal()
    takenBack = Signal()  # noqa: N815
    shaped = Signal(object)
    added = Signal(str)
    divided = Signal(float)
    moving = Signal(float, float, float)

    def __init__(
        self, door: Door, send: Callable[..., None], post: Callable[..., None], parent: QObject
    ) -> None:
        super().__init__(parent)
        self._send, self._post = send, post
        self._filtered = self._drawn = self._ringed = self._split = self._split_cells = False
        self.tool: Tool = ""
        door.tool_place.connect(self.placed)
        door.tool_end.connect(self.ended)
        door.tool_back.connect(self.takenBack)
        door.tool_shape.connect(self._on_shape)
        door.also.connect(self.added)
        door.divider.connect(self.divided)
        door.moving.connect(self.moving)

    def use(self, tool: Tool) -> None:
        """Let clicks mean something else, or again what they always mean."""
        if tool != self.tool:
            self.tool = tool
            self._send("tool", name=tool)

    def draw(self, drawing: Drawing | None) -> None:
        """Show what a tool has drawn; ``None`` takes it away."""
        if drawing is not None or self._drawn:
            self._drawn = drawing is not None
            self._send("drawing", drawing=None if drawing is None else drawing.as_dict())

    def show_rings(self, rings: Sequence[Mapping[str, Any]]) -> None:
        """Show how far one gets, the nearest first: ``shape``, ``text``, ``label``, ``place`` as in `MapCommands.show_areas`."""
        if rings or self._ringed:
            self._ringed = bool(rings)
            self._send("rings", rings=[dict(ring) for ring in rings])

    def show_only(self, shown: Shown) -> None:
        """Show what the filters let through."""
        if shown != Shown() or self._filtered:
            self._filtered = shown != Shown()
            self._send("filter", **shown.as_dict())

    def split(self, second: SecondTheme | None) -> None:
        """Show a second theme to the right of a divider, or one theme again."""
        if second is None:
            self.split_cells(None, None)
        if second is not None or self._split:
            self._split = second is not None
            self._send("swipe", second=None if second is None else second.as_dict())

    def split_cells(
        self, png: bytes | None, bounds: Sequence[float] | None, *, label: str = "", secret: bool = False
    ) -> None:
        """Show the cells out of reach of the second theme, or none; as `MapCommands.show_cells`."""
        shown = None if png is None or bounds is None else cells_values(png, bounds, label, secret=secret)
        if shown is not None or self._split_cells:
            self._split_cells = shown is not None
            self._send("second_cells", cells=shown)

    def divide(self, share: float) -> None:
        """Put the divider at a share of the width."""
        self._send("divide", at=min(max(share, 0.02), 0.98))

    def watch_moves(self, on: bool) -> None:
        """Tell the view while the map is being moved, or only when it rests."""
        self._send("follow", on=on)

    def _on_shape(self, text: str) -> None:
        ring: Ring = tuple((float(lon), float(lat)) for lon, lat in json.loads(text))
        if len(ring) >= 3:
            self.shaped.emit(ring)
