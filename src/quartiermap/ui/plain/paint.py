"""Draws the content of the simple map with the look of the real one."""

from __future__ import annotations

import math

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath

from quartiermap.domain import texts
from quartiermap.render import colours
from quartiermap.ui.plain.content import SIZE, CellsImage, Content, degrees, line, world
from quartiermap.ui.plain.extent import View
from quartiermap.ui.plain.pens import FOCUS, INK, pattern, pen
from quartiermap.ui.plain.signs import draw_facilities, draw_gaps
from quartiermap.ui.plain.street_names import draw_street_names

FUNDING_COLOUR = "#a3195b"
HATCH_GROUND, HATCH_INK = colours.NO_DATA_FACE, colours.NO_DATA_LINE
GROUND = "#f7f6f3"

FUNDING: dict[str, tuple[float, tuple[float, ...], float]] = {
    "laufend": (3.5, (4.0, 2.5), 1.0),
    "Voruntersuchung": (3.0, (0.8, 2.2), 1.0),
    "abgerechnet": (2.0, (6.0, 3.5), 0.55),
}
"""Width, dashes (in widths) and opacity by status."""

_HATCH_STEP = 6.0


def draw_ground(painter: QPainter, content: Content, view: View) -> None:
    """Draw districts with their classes, the cells, outlines and funding areas."""
    painter.fillRect(QRectF(QPointF(0, 0), view.size), QColor(content.look["ground"]))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setTransform(view.transform)
    seen = view.seen
    board = content.board if content.shows_background else None
    if board is not None:
        board.draw(painter, seen, view.zoom, above=False)
    if content.is_visible("districts"):
        for district in content.districts:
            if district.path.boundingRect().intersects(seen):
                _draw_district(painter, content, district.key, district.path)
    if board is not None:
        board.draw(painter, seen, view.zoom, above=True)  # water: what people find their way by
    picture = content.seen_cells
    if picture is not None and content.is_visible("cells"):
        _draw_picture(painter, picture, view)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    if content.is_visible("outlines"):
        for (colour, opacity), width in zip(content.look["outline"], (2.6, 1.7), strict=True):
            painter.setPen(pen(colour, width * (1.8 if content.presentation else 1.0), opacity=opacity))
            painter.drawPath(content.outlines)
    if content.is_visible("funding"):
        for status, path in content.funding:
            width, dashes, opacity = FUNDING.get(status, FUNDING["laufend"])
            painter.setPen(pen("#ffffff", 6, opacity=0.7))
            painter.drawPath(path)
            painter.setPen(pen(FUNDING_COLOUR, width, dashes, opacity))
            painter.drawPath(path)
    painter.resetTransform()
    if board is not None and not content.presentation:  # before a room the districts are named instead
        taken = board.draw_names(
            painter, [(name, size, view.pixel(at)) for name, size, at in board.names(seen, view.zoom)]
        )
        streets = board.streets(seen, view.zoom)
        draw_street_names(painter, streets, view.transform, view.zoom, board.look, taken)


def _draw_picture(painter: QPainter, picture: CellsImage, view: View) -> None:
    wide = picture.where.width() * view.scale > 1.6 * picture.image.width()
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, not wide)
    painter.drawImage(picture.where, picture.image, QRectF(picture.image.rect()))


def _draw_district(painter: QPainter, content: Content, key: str, path: QPainterPath) -> None:
    scheme = content.scheme
    painter.setPen(
        pen("#1d252c", 1.6)
        if content.presentation
        else pen(content.look["line"][0], 0.9, opacity=content.look["line"][1])
    )
    if scheme is None or content.plays:
        painter.setBrush(QColor(255, 255, 255, 13 if content.shows_background else 60))
        painter.drawPath(path)
        return
    only = content.only.get("districts")
    if only is not None and key not in only:
        painter.setPen(pen("#59636e", 0.9, opacity=0.3))
        painter.setBrush(QColor(255, 255, 255, 90))
        painter.drawPath(path)
        return
    number = content.classes.get(key, -1)
    if 0 <= number < len(scheme["colours"]):
        colour = QColor(scheme["colours"][number])
        colour.setAlphaF(content.cover)
        painter.setBrush(colour)
        painter.drawPath(path)
        return
    face, ink = content.look["hatch"] if content.look["dark"] else (HATCH_GROUND, HATCH_INK)
    painter.setBrush(QColor(face))
    painter.drawPath(path)
    hatch = pattern(ink, secret=number == -2)
    hatch.setTransform(hatch.transform() * painter.worldTransform().inverted()[0])
    painter.setBrush(hatch)
    painter.drawPath(path)


def draw_above(painter: QPainter, content: Content, view: View, hand: tuple[str, QPointF] | None) -> None:
    """Draw answers, the selection, facilities and gaps; `hand` is a facility being dragged and where it is."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setTransform(view.transform)
    _draw_answers(painter, content)
    chosen = next((d for d in content.districts if d.key == content.selected), None)
    if chosen is not None:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for colour, width in (("#ffffff", 7.0), (INK, 3.5)):
            painter.setPen(pen(colour, width))
            painter.drawPath(chosen.path)
    for one in content.districts if content.group else ():
        if one.key in content.group:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            for stroke in (pen("#ffffff", 7.0), pen(INK, 3.5, (2.6, 1.4))):
                painter.setPen(stroke)
                painter.drawPath(one.path)
    for way in (content.game or {}).get("ways", ()):
        for stroke in (pen("#ffffff", 9), pen("#8a3b00", 5, (0.6, 1.2))):
            painter.setPen(stroke)
            painter.drawPath(line(way))
    painter.resetTransform()
    _draw_labels(painter, content, view)
    if content.is_visible("facilities"):
        draw_facilities(painter, content, view, hand)
    if content.is_visible("gaps"):
        draw_gaps(painter, content, view)


def round_length(most: float) -> float:
    """Return the longest of 1, 2, 5, 10, … that is at most `most` (metres).

    Examples
    --------
    >>> round_length(730.0), round_length(199.0), round_length(1000.0)
    (500.0, 100.0, 1000.0)
    """
    power = 10.0 ** math.floor(math.log10(most))
    return next(step * power for step in (5.0, 2.0, 1.0) if step * power <= most)


def draw_scale(painter: QPainter, view: View, *, dark: bool = False) -> None:
    """Draw a bar of a round length at the lower right."""
    metre = view.scale * SIZE / (40_075_016.686 * math.cos(math.radians(degrees(view.centre)[1])))
    metres = round_length(130 / metre)
    text = f"{texts.number(metres / 1000)}\u00a0km" if metres >= 1000 else f"{texts.number(metres)}\u00a0m"
    right, y = view.size.width() - 14, view.size.height() - 12
    left = right - metres * metre
    bar = QPainterPath(QPointF(left, y - 5))
    for x, height in ((left, 0.0), (right, 0.0), (right, -5.0)):
        bar.lineTo(x, y + height)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for colour, width in (("#14181d", 4.0), ("#eef2f6", 1.4)) if dark else (("#ffffff", 4.0), (INK, 1.4)):
        painter.setPen(pen(colour, width))
        painter.drawPath(bar)
    painter.drawText(QRectF(left, y - 24, right - left, 18), Qt.AlignmentFlag.AlignCenter, text)


def draw_pointer(painter: QPainter, content: Content, view: View) -> None:
    """Draw the pointer for a room, or leave everything but its surroundings in the dark."""
    if content.pointer is None:
        return
    at, spot = view.pixel(content.pointer[0]), content.pointer[1]
    painter.setBrush(Qt.BrushStyle.NoBrush)
    if spot:
        dark = QPainterPath()
        dark.addRect(QRectF(QPointF(0, 0), view.size))
        dark.addEllipse(at, 135, 135)
        painter.fillPath(dark, QColor(11, 31, 51, 184))
        return
    for colour, width in ((INK, 12.0), (FOCUS, 6.0)):
        painter.setPen(pen(colour, width))
        painter.drawEllipse(at, 14, 14)


def _draw_answers(painter: QPainter, content: Content) -> None:
    squares = content.squares or {"cells": ()}
    for square in squares["cells"]:
        ring = square["path"]
        far = square["reached"] is False
        face = QColor("#e9c9de" if far else "#cfe3f2")
        face.setAlphaF(0.15 if square["reached"] is None else 0.55)
        painter.setBrush(face)
        painter.setPen(pen("#7a1f5c" if far else "#0f5c8f", 1.6))
        painter.drawPath(ring)
        if far:
            painter.drawPath(line([square["ring"][0], square["ring"][2]]))
        if square["id"] == content.square:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            for stroke in (pen(INK, 6.5), pen(FOCUS, 3.5)):
                painter.setPen(stroke)
                painter.drawPath(ring)
    for number, shown in enumerate(content.areas):
        shape = shown["path"]
        painter.setBrush(QColor(28, 90, 148, 18))
        painter.setPen(pen("#ffffff", 5, opacity=0.85))
        painter.drawPath(shape)
        painter.setPen(pen("#14507f", 2.4, ((), (4.0, 2.0), (1.0, 2.0))[number % 3]))
        painter.drawPath(shape)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for way in reversed(content.ways):
        first = way["rank"] == "first"
        pens = (
            (pen("#ffffff", 8), pen(INK, 4))
            if first
            else (pen("#ffffff", 4.5), pen("#1c5a94", 2, (4.5, 2.0)))
        )
        for stroke in pens:
            painter.setPen(stroke)
            painter.drawPath(line(way["path"]))
        for leg in way["legs"]:
            painter.setPen(pen(INK if first else "#1c5a94", 2.6 if first else 1.5, (1.0, 2.0)))
            painter.drawPath(line(leg))


def _draw_labels(painter: QPainter, content: Content, view: View) -> None:
    words = [(str(w["label"]), world(*w["end"])) for w in content.ways if w["label"]]
    words += [
        (str(a["label"]), world(*a["place"])) for a in content.areas if a.get("label") and a.get("place")
    ]
    for text, place in words:
        at = view.pixel(place) + QPointF(12, 0)
        width = painter.fontMetrics().horizontalAdvance(text)
        plate = QRectF(at.x(), at.y() - 10, width + 12, 20)
        painter.setPen(pen(INK, 1))
        painter.setBrush(QColor("#ffffff"))
        painter.drawRoundedRect(plate, 4, 4)
        painter.drawText(plate, Qt.AlignmentFlag.AlignCenter, text)
