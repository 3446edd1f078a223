"""What a map tells the program: clicks, the hand, what is seen. The page speaks through `ui.map.bridge`, the simple map itself."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal


class Door(QObject):
    """Signals of a map; places are longitude and latitude in degrees, times the map's own in ms."""

    page_ready = Signal()
    painted = Signal(int)
    page_failed = Signal(str)
    district = Signal(str)
    facility = Signal(str)
    gap = Signal(str)
    map = Signal(float, float)
    way = Signal(float, float)
    view = Signal(float, float, float, bool)
    """Centre, zoom level, and whether it is the whole municipality that the map was asked for."""
    pointer = Signal(float, float)
    square = Signal(str)
    frame = Signal(float, float, float, float, int, int)
    grab = Signal(str)
    hand = Signal(float, float, float)
    drop = Signal(float, float)
    back = Signal()
    nudge = Signal(float, float, float)
    key = Signal(str)
    legend = Signal(bool)
    tool_place = Signal(float, float)
    tool_end = Signal()
    tool_back = Signal()
    tool_shape = Signal(str)
    also = Signal(str)
    divider = Signal(float)
    moving = Signal(float, float, float)
    blocked = Signal(str)
