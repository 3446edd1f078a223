"""Paints one tile of a background: what lies below the districts, and the water that lies above them."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QBrush, QColor, QImage, QPainter, QPainterPath, QPen

from quartiermap.render.basemap_decode import AREA, LINE, POINT, TileFeature, decode
from quartiermap.ui.plain.content import SIZE
from quartiermap.ui.plain.street_names import FIRST, Street

SIDE: Final = 512
"""Pixels of a painted vector tile's side."""

Place = tuple[int, int, int]
Drawn = tuple[QImage | None, QImage | None, list[tuple[str, int, QPointF]], list[Street]]
"""What lies below the districts, the water above them, names with size (pixels) and place (world units), named streets."""

_NAMED_FROM: Final = 13
"""Level of the tiles from which streets are named: the farther ones hold too many of them."""

_ROADS: Final = ("service", "minor", "major", "motorway")
_WIDTHS: Final = {  # stops of the width in pixels by zoom level, as in basemap.js
    "service": ((15, 1.0), (17, 3.5), (19, 9.0)), "minor": ((12, 0.5), (14, 1.8), (16, 5.0), (19, 17.0)),
    "major": ((9, 0.6), (12, 1.8), (14, 3.6), (16, 8.0), (19, 24.0)), "motorway": ((8, 0.8), (11, 2.0), (14, 4.6), (16, 9.0), (19, 26.0)),
}  # fmt: skip
_FIRST: Final = {"service": 15, "minor": 12, "major": 9, "motorway": 8}
_PLACES: Final = {
    "city": (8, 15),
    "town": (8, 15),
    "suburb": (11, 12),
    "village": (11, 12),
    "borough": (11, 12),
}


def width_at(stops: Sequence[tuple[int, float]], zoom: float) -> float:
    """Return the width between two stops.

    Examples
    --------
    >>> width_at(((12, 1.0), (14, 3.0)), 13), width_at(((12, 1.0), (14, 3.0)), 10), width_at(((12, 1.0), (14, 3.0)), 18)
    (2.0, 1.0, 3.0)
    """
    for (low, narrow), (high, wide) in itertools.pairwise(stops):
        if zoom <= high:
            share = min(max((zoom - low) / (high - low), 0.0), 1.0)
            return narrow + share * (wide - narrow)
    return stops[-1][1]


def muted(image: QImage, name: str) -> QImage:
    """Return a picture of somebody else in the spirit of a style: paler, dark or as it is."""
    image = image.convertToFormat(QImage.Format.Format_ARGB32)
    if name == "contrast":
        return image
    if name == "dark":
        image.invertPixels()
    grey = image.convertToFormat(QImage.Format.Format_Grayscale8).convertToFormat(QImage.Format.Format_ARGB32)
    painter = QPainter(image)
    painter.setOpacity(0.45 if name == "light" else 0.6)
    painter.drawImage(0, 0, grey)
    painter.end()
    return image


@dataclass
class _Gathered:
    """What of a tile is painted or written, in pixels of the tile."""

    areas: list[tuple[str, QPainterPath]] = field(default_factory=list)
    lines: dict[str, QPainterPath] = field(default_factory=dict)
    names: list[tuple[str, int, QPointF]] = field(default_factory=list)
    streets: list[Street] = field(default_factory=list)


def paint_tile(body: bytes, place: Place, look: dict[str, Any], zoom: float) -> Drawn:
    """Paint a vector tile; safe in any thread.

    Raises
    ------
    DecodeError
        If the bytes are no vector tile.
    """
    found = _gathered(body, place, zoom)
    scale = 2.0 ** (zoom - place[0] - 1)  # of pixels of the screen to pixels of the tile
    below, above = _blank(), _blank()
    painter = QPainter(below)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    _paint_land(painter, found, look, zoom)
    _paint_roads(painter, found.lines, look, zoom, scale)
    painter.end()
    painter = QPainter(above)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    water = QColor(look["water"])
    for kind, path in found.areas:
        if kind == "water":
            painter.fillPath(path, water)
    if "waterway" in found.lines:
        wide = width_at(((10, 0.6), (14, 1.6), (18, 6.0)), zoom)
        painter.strokePath(found.lines["waterway"], QPen(water, wide / scale))
    painter.end()
    return below, above, found.names, found.streets


def _gathered(body: bytes, place: Place, zoom: float) -> _Gathered:
    """Sort the features of a tile by what is done with them."""
    found = _Gathered()
    unit = SIZE / (1 << place[0])
    for feature in decode(body):
        kind = _class_of(feature)
        if feature.kind == AREA:
            found.areas.append((kind, _outline(feature.parts, closed=True)))
        elif feature.kind == LINE and kind:
            found.lines.setdefault(kind, QPainterPath()).addPath(_outline(feature.parts, closed=False))
            if kind in FIRST and place[0] >= _NAMED_FROM:
                found.streets += _streets(feature, kind, place, unit)
        elif (
            feature.kind == POINT
            and feature.props.get("name")
            and feature.layer in ("places", "place", "place_labels")
        ):
            first, size = _PLACES.get(str(feature.props.get("class") or feature.props.get("kind")), (14, 11))
            for x, y in feature.parts[0][:1] if zoom >= first and feature.parts else ():
                at = QPointF((place[1] + x) * unit, (place[2] + y) * unit)
                found.names.append((str(feature.props["name"])[:60], size, at))
    return found


def _paint_land(painter: QPainter, found: _Gathered, look: dict[str, Any], zoom: float) -> None:
    """Paint areas, buildings, paths and steps."""
    for kind, path in found.areas:
        if kind in look["areas"]:
            painter.fillPath(path, QColor(look["areas"][kind]))
    painter.setPen(QPen(QColor(look["building"][1]), 0.6))
    painter.setBrush(QBrush(QColor(look["building"][0])))
    for kind, path in found.areas:
        if kind == "building" and zoom >= 14:
            painter.drawPath(path)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for kind, colour in (("path", look["path"]), ("steps", look["steps"])):
        if kind in found.lines and zoom >= 14:
            pen = QPen(QColor(colour), 1.0)
            pen.setDashPattern([3, 2])
            painter.strokePath(found.lines[kind], pen)


def _paint_roads(
    painter: QPainter, lines: dict[str, QPainterPath], look: dict[str, Any], zoom: float, scale: float
) -> None:
    """Paint all casings, then all roads upon them, and the railways above."""
    for inner in (False, True):
        for kind in _ROADS:
            if kind not in lines or zoom < _FIRST[kind] or (not inner and zoom < 13):
                continue
            casing, fill = look["roads"][kind]
            wide = width_at(_WIDTHS[kind], zoom) + (0 if inner else 1.6)
            colour = fill if inner and (zoom >= 13 or look["dark"]) else casing
            pen = QPen(QColor(colour), wide / scale)
            pen.setCapStyle(Qt.PenCapStyle.RoundCap)
            pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
            painter.strokePath(lines[kind], pen)
    if "rail" in lines:
        wide = width_at(((10, 0.8), (14, 1.8), (18, 4.0)), zoom)
        painter.strokePath(lines["rail"], QPen(QColor(look["rail"][0]), wide / scale))


def _class_of(feature: TileFeature) -> str:
    """Return our class of a feature; what others call their layers is guessed by word."""
    own = feature.props.get("class")
    if feature.layer in ("areas", "areas_small", "lines", "streets", "paths", "buildings", "places"):
        return "building" if feature.layer == "buildings" else str(own)
    name = feature.layer.lower()
    if "water" in name or name == "ocean":
        return "water" if feature.kind == AREA else "waterway"
    if "building" in name:
        return "building"
    if (
        feature.kind == LINE
        and any(word in name for word in ("street", "road", "transport"))
        and "label" not in name
    ):
        kind = str(feature.props.get("kind") or own)
        return (
            "motorway"
            if kind in ("motorway", "highway")
            else "major"
            if kind in ("trunk", "primary", "secondary", "tertiary", "major_road")
            else "minor"
        )
    return ""


def _outline(parts: Sequence[Sequence[tuple[float, float]]], *, closed: bool) -> QPainterPath:
    path = QPainterPath()
    for part in parts:
        for number, (x, y) in enumerate(part):
            if number:
                path.lineTo(x * SIDE, y * SIDE)
            else:
                path.moveTo(x * SIDE, y * SIDE)
        if closed:
            path.closeSubpath()
    return path


def _streets(feature: TileFeature, kind: str, place: Place, unit: float) -> list[Street]:
    name = str(
        feature.props.get("name:de") or feature.props.get("name_de") or feature.props.get("name") or ""
    )
    return [
        Street(name[:60], kind, tuple(((place[1] + x) * unit, (place[2] + y) * unit) for x, y in part))
        for part in (feature.parts if name else ())
    ]


def _blank() -> QImage:
    image = QImage(SIDE, SIDE, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    return image
