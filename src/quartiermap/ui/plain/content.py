"""What the simple map shows, ready to be drawn: shapes in the world of zoom level 0 (web mercator, 256 units wide)."""

from __future__ import annotations

import base64
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QImage, QPainterPath

from quartiermap.render.basemap_styles import style

if TYPE_CHECKING:
    from quartiermap.ui.plain.background import Board

SIZE = 256.0
"""Pixels of the world at zoom level 0, as every web map counts them."""


def world(lon: float, lat: float) -> QPointF:
    """Return a place in world units.

    Examples
    --------
    >>> world(0.0, 0.0)
    PySide6.QtCore.QPointF(128.000000, 128.000000)
    """
    y = 0.5 - math.asinh(math.tan(math.radians(lat))) / (2 * math.pi)
    return QPointF((lon + 180) / 360 * SIZE, y * SIZE)


def degrees(point: QPointF) -> tuple[float, float]:
    """Return longitude and latitude of a place in world units.

    Examples
    --------
    >>> degrees(world(13.4, 52.5)) == (13.4, 52.5) or [round(v, 9) for v in degrees(world(13.4, 52.5))]
    [13.4, 52.5]
    """
    lat = math.degrees(math.atan(math.sinh((0.5 - point.y() / SIZE) * 2 * math.pi)))
    return point.x() / SIZE * 360 - 180, lat


def box(bounds: Sequence[float]) -> QRectF:
    """Return west, south, east, north in degrees as a box in world units."""
    west, south, east, north = bounds
    return QRectF(world(west, north), world(east, south))


def line(points: Iterable[Sequence[float]], *, closed: bool = False) -> QPainterPath:
    """Return a line through places (longitude, latitude)."""
    path = QPainterPath()
    for number, (lon, lat) in enumerate(points):
        if number:
            path.lineTo(world(lon, lat))
        else:
            path.moveTo(world(lon, lat))
    if closed:
        path.closeSubpath()
    return path


def area(geometry: Mapping[str, Any] | None) -> QPainterPath:
    """Return a GeoJSON polygon or multipolygon; rings inside others are holes."""
    path = QPainterPath()
    if geometry is None:
        return path
    if geometry["type"] == "GeometryCollection":
        for part in geometry["geometries"]:
            path.addPath(area(part))
        return path
    polygons = {"Polygon": [geometry["coordinates"]], "MultiPolygon": geometry["coordinates"]}
    for polygon in polygons.get(geometry["type"], []):
        for ring in polygon:
            path.addPath(line(ring, closed=True))
    return path


@dataclass(frozen=True)
class District:
    """A district: key, name, shape."""

    key: str
    name: str
    path: QPainterPath


@dataclass(frozen=True)
class Sign:
    """A facility; `row` is the map's row of it."""

    row: Mapping[str, Any]
    at: QPointF

    @property
    def key(self) -> str:
        """The facility's id."""
        return str(self.row["id"])


@dataclass
class CellsImage:
    """A picture that lies on the land, pixel by pixel in web mercator."""

    where: QRectF
    image: QImage
    number: int = 0
    colours: np.ndarray = field(default_factory=lambda: np.zeros(0, np.uint32))

    @classmethod
    def from_png(cls, png: bytes, bounds: Sequence[float]) -> CellsImage:
        """Return a PNG at its place."""
        return cls(box(bounds), QImage.fromData(png).convertToFormat(QImage.Format.Format_ARGB32))

    @classmethod
    def from_answer(cls, cells: Mapping[str, Any]) -> CellsImage:
        """Return what `ui.map.live.LiveMap.answer` sends as ``cells``."""
        made = cls.from_png(base64.b64decode(cells["png"]), cells["bounds"])
        made.number = int(cells["number"])
        made.colours = np.array(
            [a << 24 | r << 16 | g << 8 | b for r, g, b, a in cells["palette"]], np.uint32
        )
        return made

    def paint_over(self, strokes: Mapping[str, Any]) -> bool:
        """Paint strokes (`render.live_cells.Strokes`) over it; ``False`` if they belong over another picture."""
        if strokes["base"] != self.number:
            return False
        runs = np.frombuffer(base64.b64decode(strokes["runs"]), "<u4").astype(np.int64)
        length = (runs >> 3 & 255) + 1
        within = np.arange(length.sum()) - np.repeat(np.cumsum(length) - length, length)
        pixels = np.frombuffer(self.image.bits(), np.uint32)
        pixels[np.repeat(runs >> 11, length) + within] = np.repeat(self.colours[runs & 7], length)
        self.number = int(strokes["number"])
        return True


@dataclass
class Content:
    """Everything that the map has been told, as it is drawn."""

    title: str = ""
    credit: str = ""
    sources: tuple[str, ...] = ()
    invented: bool = False
    bounds: QRectF | None = None
    kinds: Mapping[str, Any] = field(default_factory=dict)
    districts: list[District] = field(default_factory=list)
    outlines: QPainterPath = field(default_factory=QPainterPath)
    funding: list[tuple[str, QPainterPath]] = field(default_factory=list)
    payloads: Mapping[str, Any] = field(default_factory=dict)
    """The layers as they were told last."""
    known: list[Mapping[str, Any]] = field(default_factory=list)
    facilities: list[Sign] = field(default_factory=list)
    gaps: list[Sign] = field(default_factory=list)
    scheme: Mapping[str, Any] | None = None
    note: str = ""
    classes: Mapping[str, int] = field(default_factory=dict)
    values: Mapping[str, str] = field(default_factory=dict)
    cells: CellsImage | None = None
    cells_label: str = ""
    cells_secret: bool = False
    kind: str | None = None
    selected: str | None = None
    facility: str | None = None
    group: tuple[str, ...] = ()
    gap: str | None = None
    ways: Sequence[Mapping[str, Any]] = field(default_factory=list)
    areas: Sequence[Mapping[str, Any]] = field(default_factory=list)
    squares: Mapping[str, Any] | None = None
    square: str | None = None
    presentation: bool = False
    plain: Mapping[str, Any] | None = None
    visible: dict[str, bool] = field(default_factory=dict)
    only: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """What the filters let through, by layer; a layer that is not here is shown whole."""
    rings: Sequence[Mapping[str, Any]] = field(default_factory=list)
    filter_words: tuple[str, ...] = ()
    game: Mapping[str, Any] | None = None
    """What is played or edited by hand; where the project itself is edited (`themed`) districts keep their colours."""
    live: CellsImage | None = None
    pointer: tuple[QPointF, bool] | None = None
    board: Board | None = None
    """The background, shared by all that is drawn over it."""

    @property
    def look(self) -> Mapping[str, Any]:
        """The style that is drawn in (`render.basemap_styles`)."""
        return style("light") if self.board is None else self.board.look

    @property
    def shows_background(self) -> bool:
        """Whether there is a background and it is switched on."""
        return self.board is not None and self.board.shown and self.is_visible("basemap")

    @property
    def plays(self) -> bool:
        """Whether the cells of "Was wäre wenn" are what is looked at, not the districts' colours."""
        return self.game is not None and not self.game.get("themed")

    @property
    def seen_cells(self) -> CellsImage | None:
        """The cells that are shown: those that follow the hand, where there are such."""
        followed = self.game is not None and (self.plays or self.live is not None)
        return self.live if followed else self.cells

    @property
    def cover(self) -> float:
        """How much of a class's colour covers the ground."""
        return float(self.look["fill"]) if self.shows_background else 0.72

    @property
    def background_credit(self) -> str:
        """What the background's licence wants in sight, while it is."""
        return (self.board.credit or "") if self.board is not None and self.shows_background else ""

    def is_visible(self, layer: str) -> bool:
        """Whether a layer is switched on."""
        return self.visible.get(layer, True)

    @property
    def plain_words(self) -> Mapping[str, Any] | None:
        """The legend's words for residents, where they are meant and fit what is shown."""
        fits = self.presentation and self.scheme is not None and self.plain is not None
        return self.plain if fits and self.plain["scheme"] == self.scheme["id"] else None  # type: ignore[index]

    def take_layers(self, layers: Any, meta: Mapping[str, Any]) -> None:
        """Take a project's layers (`render.map_data.MapLayers`); what is the same object as before is drawn already."""
        before, payloads = self.payloads, layers.payloads
        self.payloads = payloads
        self.title, self.credit = str(meta["title"]), str(meta["credit"])
        self.sources, self.invented, self.kinds = (
            tuple(meta["source_list"]),
            bool(meta["invented"]),
            meta["kinds"],
        )
        self.bounds = None if meta["bounds"] is None else box(meta["bounds"])
        if before.get("districts") is not payloads["districts"]:
            self.districts = [
                District(str(f["id"]), str(f["properties"]["name"]), area(f["geometry"]))
                for f in payloads["districts"]["features"]
            ]
        if before.get("outlines") is not payloads["outlines"]:
            self.outlines = QPainterPath()
            for feature in payloads["outlines"]["features"]:
                self.outlines.addPath(area(feature["geometry"]))
        if before.get("funding") is not payloads["funding"]:
            self.funding = [
                (str(f["properties"].get("status") or "laufend"), area(f["geometry"]))
                for f in payloads["funding"]["features"]
            ]
        self.known = list(payloads["facilities"])
        self.gaps = [Sign(row, world(row["lon"], row["lat"])) for row in payloads["gaps"]]
        self.place_facilities()

    def place_facilities(self) -> None:
        """Place the facilities, as "Was wäre wenn" has them while it is on."""
        changed = {row["id"]: row for row in (self.game or {}).get("rows", ())}
        rows = [changed.pop(row["id"], row) for row in self.known]
        self.facilities = [Sign(row, world(row["lon"], row["lat"])) for row in (*rows, *changed.values())]

    def of_kind(self, signs: Sequence[Sign]) -> Sequence[Sign]:
        """Return the facilities or gaps of the kind that is shown, as far as the filters let them through."""
        shown = signs if self.kind is None else [sign for sign in signs if sign.row["kind"] == self.kind]
        return [sign for sign in shown if self._passes(sign)] if self.only else shown

    def _passes(self, sign: Sign) -> bool:
        only = self.only.get("gaps" if "rank" in sign.row else "facilities")
        return only is None or sign.key in only or bool(sign.row.get("mark"))
