"""The background of the simple map: the same tiles as on the real one, painted in worker threads, in the same styles.

Vector tiles become two pictures each: what lies below the districts, and the water that lies above them. Names of
places are written on top; names along streets are left to the real map.
"""

from __future__ import annotations

import logging
import math
from collections import OrderedDict
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

from PySide6.QtCore import QObject, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QFont, QImage, QPainter, QPainterPath, QPen

from quartiermap.io.tile_files import TileFile
from quartiermap.render.basemap_decode import DecodeError
from quartiermap.render.basemap_source import Background, Tiles
from quartiermap.render.basemap_styles import style
from quartiermap.ui.plain.content import SIZE
from quartiermap.ui.plain.street_names import Street
from quartiermap.ui.plain.tile_painting import Drawn, Place, muted, paint_tile

KEPT: Final = 160
"""Tiles that are kept; twice a megabyte each at most."""
_DEEPEST_MAP: Final = 19

log = logging.getLogger(__name__)


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
        self._painted: OrderedDict[Place, Drawn] = OrderedDict()
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
        drawn: Drawn = (None, None, [], [])
        try:
            body = tiles.tile(*place)
            if body and kind == "raster":
                image = QImage.fromData(body)
                drawn = (None if image.isNull() else muted(image, name), None, [], [])
            elif body:
                drawn = paint_tile(body, place, style(name), max(place[0] + 1.0, min(zoom, place[0] + 2.0)))
        except (DecodeError, ValueError, OverflowError, MemoryError):
            pass  # a damaged tile is left out
        except Exception:  # a thread that dies would leave the tile waiting for ever
            log.exception("tile %s", place)
        with suppress(RuntimeError):  # the window is gone
            self._done.emit(number, place, drawn)

    def _on_done(self, number: int, place: Place, drawn: Drawn) -> None:
        if number != self._number:
            return
        self._asked.discard(place)
        self._painted[place] = drawn
        while len(self._painted) > KEPT:
            self._painted.popitem(last=False)
        self.ready.emit()
