"""The background of the simple map: the same tiles as on the real one, painted in worker threads, in the same styles.

Vector tiles become two pictures each: what lies below the districts, and the water that lies above them. Names of
places are written on top; names along streets are left to the real map.
"""

from __future__ import annotations

import itertools
import logging
import math
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

from PySide6.QtCore import QObject, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QBrush, QColor, QFont, QImage, QPainter, QPainterPath, QPen

from quartiermap.io.tile_files import TileFile
from quartiermap.render.basemap_decode import AREA, LINE, POINT, DecodeError, TileFeature, decode
from quartiermap.render.basemap_source import Background, Tiles
from quartiermap.render.basemap_styles import style
from quartiermap.ui.plain.content import SIZE
from quartiermap.ui.plain.street_names import FIRST, Street

SIDE: Final = 512
"""Pixels of a painted vector tile's side."""
KEPT: Final = 160
"""Tiles that are kept; twice a megabyte each at most."""
_DEEPEST_MAP: Final = 19

log = logging.getLogger(__name__)

Place = tuple[int, int, int]
_Drawn = tuple[QImage | None, QImage | None, list[tuple[str, int, QPointF]], list[Street]]
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


class Board(QObject):
    """Holds the painted tiles.

    Signals
    -------
    ready
        There is more to see.
    """

    ready = Signal()
    _done = Signal(int, object, object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tiles: Tiles | None = None
        self._owned: TileFile | None = None
        self._about: Background | None = None
        self._style = "light"
        self._number = 0
        self._pool: ThreadPoolExecutor | None = None
        self._painted: OrderedDict[Place, _Drawn] = OrderedDict()
        self._asked: set[Place] = set()
        self.credit: str | None = None
        self._done.connect(self._on_done, Qt.ConnectionType.QueuedConnection)

    @property
    def shown(self) -> bool:
        """Whether there is a background."""
        return self._tiles is not None

    @property
    def look(self) -> dict[str, Any]:
        """The style that is drawn in."""
        return style(self._style)

    def show(self, shown: Path | Background | None) -> None:
        """Show another background, or none."""
        self.close()
        if isinstance(shown, Path):
            shown = Background(shown.stem, own=shown)
        self._about = shown
        if shown is None:
            return
        if shown.own is not None:
            self._owned = self._tiles = TileFile(shown.own)
            info = self._owned.info
            self._about = Background(
                shown.version,
                own=shown.own,
                min_zoom=info.min_zoom,
                max_zoom=info.max_zoom,
                credit=shown.credit,
            )
        else:
            self._tiles = shown.tiles
        self.credit = shown.credit
        self._pool = ThreadPoolExecutor(max(2, shown.parallel), thread_name_prefix="plain-tiles")

    def dress(self, name: str) -> None:
        """Draw in another style."""
        if name != self._style:
            self._style = name
            self._number += 1
            self._painted.clear()
            self._asked.clear()

    def close(self, *_: object) -> None:
        """Show nothing and let go of files of our own."""
        self._number += 1
        if self._pool is not None:
            self._pool.shutdown(wait=False, cancel_futures=True)
        if self._owned is not None:
            self._owned.close()
        self._pool = self._owned = self._tiles = self._about = self.credit = None
        self._painted.clear()
        self._asked.clear()

    # ---- drawing

    def _level(self, zoom: float) -> int:
        about = self._about
        if about is None:
            return 0
        # a picture of 256 pixels belongs to the map's own level, one of 512 to the level above it
        wanted = round(zoom) - (0 if about.kind == "raster" and about.size == 256 else 1)
        return min(max(wanted, about.min_zoom), about.max_zoom)

    def _places(self, seen: QRectF, z: int) -> Iterator[tuple[Place, QRectF]]:
        unit = SIZE / (1 << z)
        most = (1 << z) - 1
        left, right = math.floor(seen.left() / unit), math.floor(seen.right() / unit)
        top, bottom = math.floor(seen.top() / unit), math.floor(seen.bottom() / unit)
        if (right - left + 1) * (bottom - top + 1) > KEPT // 2:
            return  # far out of a file's levels: nothing rather than thousands of tiles
        for x in range(max(left, 0), min(right, most) + 1):
            for y in range(max(top, 0), min(bottom, most) + 1):
                yield (z, x, y), QRectF(x * unit, y * unit, unit, unit)

    def draw(self, painter: QPainter, seen: QRectF, zoom: float, *, above: bool) -> None:
        """Draw what is there of the visible tiles (world units) and ask for the rest."""
        if self._tiles is None or self._pool is None:
            return
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        for place, where in self._places(seen, self._level(zoom)):
            found = self._painted.get(place)
            if found is not None:
                self._painted.move_to_end(place)
                image = found[1] if above else found[0]
                if image is not None:
                    painter.drawImage(where, image, QRectF(image.rect()))
            elif place not in self._asked:
                self._asked.add(place)
                about = self._about
                if about is not None:
                    self._pool.submit(
                        self._paint, self._tiles, about.kind, self._number, place, self._style, zoom
                    )

    def names(self, seen: QRectF, zoom: float) -> list[tuple[str, int, QPointF]]:
        """Return names of places in sight with their size in pixels and place (world units), the largest first."""
        found = {
            (name, round(at.x(), 4), round(at.y(), 4)): (name, size, at)
            for place, _ in self._places(seen, self._level(zoom))
            for name, size, at in self._painted.get(place, (None, None, [], []))[2]
            if seen.contains(at)
        }
        return sorted(found.values(), key=lambda row: (-row[1], row[0]))

    def streets(self, seen: QRectF, zoom: float) -> list[Street]:
        """Return the named streets of the tiles in sight."""
        places = self._places(seen, self._level(zoom))
        return [street for place, _ in places for street in self._painted.get(place, (None, None, [], []))[3]]

    def draw_names(self, painter: QPainter, rows: list[tuple[str, int, QPointF]]) -> list[QRectF]:
        """Write names (places in pixels) and return where; where two would cover each other the smaller gives way."""
        text = self.look["text"]["place"]
        taken: list[QRectF] = []
        for name, size, at in rows:
            font = QFont(painter.font())
            font.setPixelSize(size)
            font.setBold(size >= 12)
            path = QPainterPath()
            path.addText(QPointF(0, 0), font, name)
            room = path.boundingRect()
            path.translate(at.x() - room.center().x(), at.y() - room.center().y())
            room = path.boundingRect().adjusted(-6, -3, 6, 3)
            if any(room.intersects(other) for other in taken):
                continue
            taken.append(room)
            halo = QPen(QColor(self.look["halo"]), 3.2)
            halo.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
            painter.strokePath(path, halo)
            painter.fillPath(path, QColor(text))
        return taken

    # ---- painting, in worker threads

    def _paint(self, tiles: Tiles, kind: str, number: int, place: Place, name: str, zoom: float) -> None:
        drawn: _Drawn = (None, None, [], [])
        try:
            body = tiles.tile(*place)
            if body and kind == "raster":
                image = QImage.fromData(body)
                drawn = (None if image.isNull() else _muted(image, name), None, [], [])
            elif body:
                drawn = paint_tile(body, place, style(name), max(place[0] + 1.0, min(zoom, place[0] + 2.0)))
        except (DecodeError, ValueError, OverflowError, MemoryError):
            pass  # a damaged tile is left out
        except Exception:  # a thread that dies would leave the tile waiting for ever
            log.exception("tile %s", place)
        with suppress(RuntimeError):  # the window is gone
            self._done.emit(number, place, drawn)

    def _on_done(self, number: int, place: Place, drawn: _Drawn) -> None:
        if number != self._number:
            return
        self._asked.discard(place)
        self._painted[place] = drawn
        while len(self._painted) > KEPT:
            self._painted.popitem(last=False)
        self.ready.emit()


def _muted(image: QImage, name: str) -> QImage:
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


def paint_tile(body: bytes, place: Place, look: dict[str, Any], zoom: float) -> _Drawn:
    """Paint a vector tile; safe in any thread.

    Returns
    -------
    tuple
        What lies below the districts, the water above them, names with size (pixels) and place (world units), and named streets.

    Raises
    ------
    DecodeError
        If the bytes are no vector tile.
    """
    areas: list[tuple[str, QPainterPath]] = []
    lines: dict[str, QPainterPath] = {}
    names: list[tuple[str, int, QPointF]] = []
    streets: list[Street] = []
    unit = SIZE / (1 << place[0])
    for feature in decode(body):
        kind = _class_of(feature)
        if feature.kind == AREA:
            areas.append((kind, _outline(feature.parts, closed=True)))
        elif feature.kind == LINE and kind:
            lines.setdefault(kind, QPainterPath()).addPath(_outline(feature.parts, closed=False))
            if kind in FIRST and place[0] >= _NAMED_FROM:
                streets += _streets(feature, kind, place, unit)
        elif (
            feature.kind == POINT
            and feature.props.get("name")
            and feature.layer in ("places", "place", "place_labels")
        ):
            first, size = _PLACES.get(str(feature.props.get("class") or feature.props.get("kind")), (14, 11))
            for x, y in feature.parts[0][:1] if zoom >= first and feature.parts else ():
                names.append(
                    (
                        str(feature.props["name"])[:60],
                        size,
                        QPointF((place[1] + x) * unit, (place[2] + y) * unit),
                    )
                )
    scale = 2.0 ** (zoom - place[0] - 1)  # of pixels of the screen to pixels of the tile
    below, above = _blank(), _blank()
    painter = QPainter(below)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for kind, path in areas:
        if kind in look["areas"]:
            painter.fillPath(path, QColor(look["areas"][kind]))
    painter.setPen(QPen(QColor(look["building"][1]), 0.6))
    painter.setBrush(QBrush(QColor(look["building"][0])))
    for kind, path in areas:
        if kind == "building" and zoom >= 14:
            painter.drawPath(path)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for kind, colour in (("path", look["path"]), ("steps", look["steps"])):
        if kind in lines and zoom >= 14:
            pen = QPen(QColor(colour), 1.0)
            pen.setDashPattern([3, 2])
            painter.strokePath(lines[kind], pen)
    for inner in (False, True):
        for kind in _ROADS:
            if kind not in lines or zoom < _FIRST[kind] or (not inner and zoom < 13):
                continue
            casing, fill = look["roads"][kind]
            wide = width_at(_WIDTHS[kind], zoom) + (0 if inner else 1.6)
            colour = fill if inner and (zoom >= 13 or look["dark"]) else casing
            pen = QPen(
                QColor(colour),
                wide / scale,
                Qt.PenStyle.SolidLine,
                Qt.PenCapStyle.RoundCap,
                Qt.PenJoinStyle.RoundJoin,
            )
            painter.strokePath(lines[kind], pen)
    if "rail" in lines:
        painter.strokePath(
            lines["rail"],
            QPen(QColor(look["rail"][0]), width_at(((10, 0.8), (14, 1.8), (18, 4.0)), zoom) / scale),
        )
    painter.end()
    painter = QPainter(above)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    water = QColor(look["water"])
    for kind, path in areas:
        if kind == "water":
            painter.fillPath(path, water)
    if "waterway" in lines:
        painter.strokePath(
            lines["waterway"], QPen(water, width_at(((10, 0.6), (14, 1.6), (18, 6.0)), zoom) / scale)
        )
    painter.end()
    return below, above, names, streets


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
