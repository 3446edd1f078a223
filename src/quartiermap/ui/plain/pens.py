"""The pens of the simple map, and the colours of what is chosen."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPen

INK, FOCUS = "#0b1f33", "#f2c200"


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
