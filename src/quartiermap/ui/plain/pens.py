"""The pens and patterns of the simple map, and the colours of what is chosen."""

from __future__ import annotations

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QBrush, QColor, QImage, QPainter, QPen, QTransform

INK, FOCUS = "#0b1f33", "#f2c200"

_DOTS, _STROKES = 6, 8
"""Sides of what is repeated, in pixels."""


def pen(colour: str, width: float, dashes: tuple[float, ...] = (), opacity: float = 1.0) -> QPen:
    """Return a pen that is as wide at every zoom; dashes are in widths."""
    ink = QColor(colour)
    ink.setAlphaF(opacity)
    made = QPen(ink, width)
    made.setCosmetic(True)
    made.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    if dashes:
        made.setCapStyle(Qt.PenCapStyle.FlatCap)
        made.setDashPattern(list(dashes))
    return made


def pattern(ink: str, *, secret: bool) -> QBrush:
    """Return what marks a district without a value: dots where it is secret, else strokes.

    Qt's own patterns are a pixel fine: in a legend, and on a fine screen, dots and strokes look the same grey. These are as
    coarse as those of the other map, and drawn at twice their size so that they stay sharp.
    """
    side = _DOTS if secret else _STROKES
    tile = QImage(2 * side, 2 * side, QImage.Format.Format_ARGB32_Premultiplied)
    tile.fill(Qt.GlobalColor.transparent)
    painter = QPainter(tile)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.scale(2.0, 2.0)
    if secret:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(ink))
        painter.drawEllipse(QPointF(side / 2, side / 2), 1.6, 1.6)
    else:
        painter.setPen(QPen(QColor(ink), 1.7))
        for x in range(-side, 2 * side, side):
            painter.drawLine(QPointF(x - 1, side + 1), QPointF(x + side + 1, -1))
    painter.end()
    made = QBrush(tile)
    made.setTransform(QTransform.fromScale(0.5, 0.5))
    return made
