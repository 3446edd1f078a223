"""Names of streets on the simple map: along a straight stretch that is long enough, none across another."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPainterPath, QPen, QTransform

FIRST: Final = {"major": 14.0, "motorway": 14.0, "minor": 15.0}
"""Zoom level from which streets of a class are named."""
_PIXELS: Final = {"major": 12, "motorway": 12, "minor": 11}
_STRAIGHT: Final = 0.97
"""A stretch counts as straight whose ends are this share of its length apart."""
_AGAIN: Final = 260.0
"""Pixels after which the name of the same street may stand again."""


@dataclass(frozen=True)
class Street:
    """A named line of a tile; `points` are world units."""

    name: str
    kind: str
    points: tuple[tuple[float, float], ...]


def draw_street_names(
    painter: QPainter,
    streets: Iterable[Street],
    to_pixels: QTransform,
    zoom: float,
    look: dict[str, Any],
    taken: list[QRectF],
) -> None:
    """Write the names that have room.

    Parameters
    ----------
    painter : QPainter
        In pixels.
    streets : iterable of Street
    to_pixels : QTransform
        From world units.
    zoom : float
    look : dict
        The style (`render.basemap_styles.style`).
    taken : list of QRectF
        Where something is written already, in pixels; what is written here is added.
    """
    shown: dict[str, list[QPointF]] = {}
    wanted = [street for street in streets if zoom >= FIRST.get(street.kind, math.inf)]
    for street in sorted(wanted, key=lambda s: (s.kind == "minor", s.name)):
        font = QFont(painter.font())
        font.setPixelSize(_PIXELS[street.kind])
        path = QPainterPath()
        path.addText(QPointF(0, 0), font, street.name)
        size = path.boundingRect()
        points = [to_pixels.map(QPointF(x, y)) for x, y in street.points]
        stretch = middle_stretch(points, size.width() + 12)
        if stretch is None:
            continue
        at, angle = stretch
        if any((at - other).manhattanLength() < _AGAIN for other in shown.get(street.name, ())):
            continue
        turned = QTransform().translate(at.x(), at.y()).rotate(angle)
        room = turned.mapRect(size.translated(-size.center())).adjusted(-2, -2, 2, 2)
        if any(room.intersects(other) for other in taken):
            continue
        taken.append(room)
        shown.setdefault(street.name, []).append(at)
        _write(painter, turned.translate(-size.center().x(), -size.center().y()).map(path), street.kind, look)


def _write(painter: QPainter, path: QPainterPath, kind: str, look: dict[str, Any]) -> None:
    halo = QPen(QColor(look["halo"]), 2.6)
    halo.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.strokePath(path, halo)
    painter.fillPath(path, QColor(look["text"]["minor" if kind == "minor" else "major"]))


def middle_stretch(points: Sequence[QPointF], length: float) -> tuple[QPointF, float] | None:
    """Return the middle and the angle (degrees, so that text is upright) of a line's straight stretch nearest to its middle.

    Parameters
    ----------
    points : sequence of QPointF
        The line, in pixels.
    length : float
        How long the stretch must be, in pixels.

    Returns
    -------
    tuple of QPointF and float, or None
        ``None`` if the line is too short or nowhere straight for so long.

    Examples
    --------
    >>> at, angle = middle_stretch([QPointF(0, 0), QPointF(100, 0)], 60.0)
    >>> (at.x(), at.y(), angle)
    (50.0, 0.0, 0.0)
    >>> middle_stretch([QPointF(0, 0), QPointF(100, 0)], 120.0) is None
    True
    """
    along = [0.0]
    for a, b in itertools.pairwise(points):
        along.append(along[-1] + math.hypot(b.x() - a.x(), b.y() - a.y()))
    spare = along[-1] - length
    if spare < 0:
        return None
    for share in (0.5, 0.3, 0.7, 0.1, 0.9):
        start, end = _point(points, along, spare * share), _point(points, along, spare * share + length)
        across = end - start
        if math.hypot(across.x(), across.y()) < _STRAIGHT * length:
            continue
        angle = math.degrees(math.atan2(across.y(), across.x()))
        upright = angle - 180 if angle > 90 else angle + 180 if angle <= -90 else angle
        return (start + end) / 2, upright
    return None


def _point(points: Sequence[QPointF], along: Sequence[float], at: float) -> QPointF:
    """Return the point of a line that is so far along it."""
    for number in range(1, len(points)):
        if along[number] >= at:
            step = along[number] - along[number - 1]
            share = (at - along[number - 1]) / step if step else 0.0
            return points[number - 1] + (points[number] - points[number - 1]) * share
    return points[-1]
