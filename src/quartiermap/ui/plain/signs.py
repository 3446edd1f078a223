"""Draws the facilities and gaps of the simple map: each sign once, as a little picture that is put down wherever it stands."""

from __future__ import annotations

import functools
import math
from collections import defaultdict
from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QImage, QPainter, QPainterPath

from quartiermap.render import colours
from quartiermap.ui.plain.content import Content, Sign, area
from quartiermap.ui.plain.extent import View
from quartiermap.ui.plain.pens import FOCUS, INK, pen

_LARGE = 1.45
"""So much larger in a room."""
_EDGE = 30.0
"""Pixels beside the map from where a sign may reach into it."""
_BUCKET = 64.0
"""Pixels of a square in which flags are kept that stand already."""

Picture = tuple[QImage, QPointF]
"""A sign, and what of it stands at its place."""


def radius(content: Content, view: View, places: float | None) -> float:
    """Return the radius of a facility in pixels: grows with the zoom, then with the places."""
    return _radius(places or 0.0, _size(content, view))


def _size(content: Content, view: View) -> float:
    """Return how large the signs are at a zoom level, and in a room."""
    steps = ((15, 1.0), (14, 0.88), (13, 0.72), (12, 0.46), (11, 0.3))
    share = next((share for zoom, share in steps if view.zoom >= zoom), 0.18)
    return share * (_LARGE if content.presentation else 1.0)


@functools.lru_cache(maxsize=4000)
def _radius(places: float, size: float) -> float:
    """Return a radius in quarters of a pixel, so that few pictures do for all."""
    return round(4 * size * (8 + (min(6.0, math.sqrt(places) / 4.5) if places > 0 else 0))) / 4


def flag(content: Content, view: View, gap: Sign) -> QRectF:
    """Return the box of a gap's flag in pixels."""
    return _flag_box(view.pixel(gap.at), str(gap.row["rank"]), _LARGE if content.presentation else 1.0)


def _flag_box(at: QPointF, text: str, scale: float) -> QRectF:
    half = (6 + 4 * len(text)) * scale
    return QRectF(at.x() - half, at.y() - 27 * scale, 2 * half, 18 * scale)


def draw_facilities(
    painter: QPainter, content: Content, view: View, hand: tuple[str, QPointF] | None
) -> None:
    """Draw the facilities of the kind that is shown; `hand` is one being dragged and where it is."""
    ratio, size = painter.device().devicePixelRatio(), _size(content, view)
    chosen = (content.game["chosen"] if content.game is not None else None) or content.facility
    held, there = hand or (None, QPointF())
    edge = _EDGE / view.scale
    seen = view.seen.adjusted(-edge, -edge, edge, edge)
    signs = content.of_kind(content.facilities)
    _draw_grounds(painter, content, view, signs)
    for sign in signs:
        place = there if sign.key == held else sign.at
        if not seen.contains(place):
            continue
        row, at = sign.row, view.pixel(place)
        r = _radius(row.get("places") or 0.0, size)
        mark, focus = row.get("mark", ""), chosen == sign.key
        if focus or mark:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(pen(FOCUS if focus else INK, 4.5 if focus else 2))
            painter.drawEllipse(at, r + (6 if focus else 3.4), r + (6 if focus else 3.4))
        about = content.kinds.get(row["kind"], {"sign": "?", "colour": "#444444"})
        picture = facility_picture(
            about["colour"], about["sign"], r, bool(row.get("planned")), mark == "closed", ratio
        )
        _put(painter, picture, at)


def _draw_grounds(painter: QPainter, content: Content, view: View, signs: Sequence[Sign]) -> None:
    """Draw the ground of each facility whose outline is known."""
    painter.setTransform(view.transform)
    for sign in signs:
        if "ground" not in sign.row:
            continue
        colour = content.kinds.get(sign.row["kind"], {"colour": "#444444"})["colour"]
        planned = bool(sign.row.get("planned"))
        fill = QColor(colour)
        fill.setAlphaF(0.12 if planned else 0.22)
        painter.setBrush(fill)
        painter.setPen(pen(colour, 1.8, (3, 2) if planned else ()))
        painter.drawPath(area(sign.row["ground"]))
    painter.resetTransform()


def _put(painter: QPainter, picture: Picture, at: QPointF) -> None:
    image, middle = picture
    painter.drawImage(at - middle, image)


def _blank(side: float, ratio: float) -> QImage:
    picture = QImage(
        math.ceil(side * ratio), math.ceil(side * ratio), QImage.Format.Format_ARGB32_Premultiplied
    )
    picture.setDevicePixelRatio(ratio)
    picture.fill(Qt.GlobalColor.transparent)
    return picture


@functools.lru_cache(maxsize=1000)
def facility_picture(face: str, sign: str, size: float, hollow: bool, closed: bool, ratio: float) -> Picture:
    """Return the picture of a facility of some size (radius in pixels): full, hollow (planned) or crossed out (closed)."""
    picture = _blank(2 * size + 6, ratio)
    at = QPointF(1, 1) * (size + 3)
    colour = QColor("#59636e" if closed else face)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(255, 255, 255, 242))
    painter.drawEllipse(at, size + 1.4, size + 1.4)
    if hollow or closed:
        painter.setPen(pen(colour.name(), 2 if size > 5 else 1.2, () if closed else (1.6, 1.2)))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawEllipse(at, size - 1, size - 1)
    else:
        painter.setBrush(colour)
        painter.drawEllipse(at, size, size)
    if closed:
        r = max(2.5, size * 0.5)
        painter.drawLine(at + QPointF(-r, -r), at + QPointF(r, r))
        painter.drawLine(at + QPointF(r, -r), at + QPointF(-r, r))
    elif size >= 6:
        ink = colour.name() if hollow else colours.text_on(colour.name())
        _write(painter, sign, at, size * (1.2 if len(sign) == 1 else 0.95), ink)
    painter.end()
    return picture, at


def draw_gaps(painter: QPainter, content: Content, view: View) -> None:
    """Draw flags with numbers; where they would cover each other only the more pressing one has its number."""
    ratio, scale = painter.device().devicePixelRatio(), _LARGE if content.presentation else 1.0
    shown = sorted(content.of_kind(content.gaps), key=lambda g: (g.key != content.gap, g.row["rank"]))
    standing: defaultdict[tuple[int, int], list[QRectF]] = defaultdict(list)
    seen = QRectF(QPointF(0, 0), view.size)
    for gap in shown:
        at, text = view.pixel(gap.at), str(gap.row["rank"])
        box = _flag_box(at, text, scale)
        if not box.intersects(seen):
            continue
        buckets = _buckets(box)
        if any(box.intersects(other) for bucket in buckets for other in standing[bucket]):
            _put(painter, _diamond(gap.key == content.gap, ratio), at)
            continue
        for bucket in buckets:
            standing[bucket].append(box)
        _put(painter, _flag(text, gap.key == content.gap, scale, ratio), at)


def _buckets(box: QRectF) -> list[tuple[int, int]]:
    """Return the squares of the screen that a box lies in."""
    columns = range(int(box.left() // _BUCKET), int(box.right() // _BUCKET) + 1)
    rows = range(int(box.top() // _BUCKET), int(box.bottom() // _BUCKET) + 1)
    return [(column, row) for column in columns for row in rows]


@functools.lru_cache(maxsize=8)
def _diamond(focus: bool, ratio: float) -> Picture:
    """Return the picture of a gap whose number has no room."""
    picture = _blank(14, ratio)
    path = QPainterPath(QPointF(7, 2))
    for x, y in ((12, 7), (7, 12), (2, 7), (7, 2)):
        path.lineTo(x, y)
    painter = QPainter(picture)
    _fill(painter, path, focus)
    painter.end()
    return picture, QPointF(7, 7)


@functools.lru_cache(maxsize=4000)
def _flag(text: str, focus: bool, scale: float, ratio: float) -> Picture:
    """Return the picture of a gap's flag; its foot stands in the middle of it."""
    middle = 1.0 + max(27.0, 6.0 + 4.0 * len(text)) * scale
    picture = _blank(2 * middle, ratio)
    foot = QPointF(middle, middle)
    painter = QPainter(picture)
    _fill(painter, _flag_shape(len(text), scale).translated(foot), focus)
    centre = _flag_box(foot, text, scale).center()
    _write(painter, text, centre, 12.0 * scale, INK if focus else "#ffffff")
    painter.end()
    return picture, foot


@functools.lru_cache(maxsize=20)
def _flag_shape(letters: int, scale: float) -> QPainterPath:
    box = _flag_box(QPointF(), "0" * letters, scale)
    staff = QPainterPath(QPointF())
    staff.lineTo(box.left() + 6, box.bottom() - 1)
    staff.lineTo(box.right() - 6, box.bottom() - 1)
    staff.closeSubpath()
    body = QPainterPath()
    body.addRoundedRect(box, 3, 3)
    return body.united(staff)


def _fill(painter: QPainter, path: QPainterPath, focus: bool) -> None:
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(pen("#ffffff", 2))
    painter.setBrush(QColor(FOCUS if focus else INK))
    painter.drawPath(path)


def _write(painter: QPainter, text: str, at: QPointF, size: float, colour: str) -> None:
    font = QFont(painter.font())
    font.setBold(True)
    font.setPixelSize(max(6, round(size)))
    painter.setFont(font)
    painter.setPen(QColor(colour))
    painter.drawText(QRectF(at.x() - 40, at.y() - 20, 80, 40), Qt.AlignmentFlag.AlignCenter, text)
