"""The tools of exploring on the simple map: places, boxes and outlines, what they draw, rings, filters, two themes."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QKeyEvent, QPainter, QPainterPath, QPen, QPolygonF

from quartiermap.ui.map.door import Door
from quartiermap.ui.plain.content import CellsImage, Content, area, degrees, line, world
from quartiermap.ui.plain.extent import View
from quartiermap.ui.plain.paint import draw_above, draw_ground
from quartiermap.ui.plain.pens import FOCUS, INK, pen

_DASHES: tuple[tuple[float, ...], ...] = ((), (4.0, 2.0), (1.0, 2.0))
_STEP = 4.0
"""Pixels between two points of a drawn outline."""


class PlainTools:
    """What the page's ``tools.js`` and ``swipe.js`` do, without a page.

    Parameters
    ----------
    door : Door
        What the user does is told here.
    content : Content
        What the map shows; filters are kept there.
    """

    def __init__(self, door: Door, content: Content) -> None:
        self._door, self.content = door, content
        self.tool = ""
        self.drawing: Mapping[str, Any] | None = None
        self.second: Mapping[str, Any] | None = None
        self.second_cells: CellsImage | None = None
        self.share = 0.5
        self.follows = False
        self.quiet = False
        self._shape: list[QPointF] = []
        self._divides = False

    def do(self, op: str, values: Mapping[str, Any]) -> bool:
        """Carry out a command; ``False`` if it is none of ours."""
        if op == "tool":
            self.tool, self._shape = str(values["name"]), []
        elif op == "rings":
            self.content.rings = [{**ring, "path": area(ring["shape"])} for ring in values["rings"]]
        elif op == "drawing":
            self.drawing = values["drawing"]
        elif op == "filter":
            names = ("districts", "facilities", "gaps")
            self.content.only = {name: frozenset(values[name]) for name in names if values[name] is not None}
            self.content.filter_words = tuple(values["words"])
        elif op == "swipe":
            self.second = values["second"]
        elif op == "second_cells":
            cells = values["cells"]
            self.second_cells = None if cells is None else CellsImage.from_png(cells["png"], cells["bounds"])
        elif op == "divide":
            self.share = float(values["at"])
        elif op == "follow":
            self.follows = bool(values["on"])
        else:
            return False
        return True

    # ---- the hand

    def press(self, at: QPointF, view: View) -> bool:
        """Take the divider, or begin a box or an outline; ``False`` if the press means something else."""
        if self.second is not None and abs(at.x() - self._edge(view)) <= 8:
            self._divides = True
            return True
        if self.tool in ("box", "lasso"):
            self._shape = [QPointF(at)]
            return True
        return False

    def move(self, at: QPointF, view: View) -> bool:
        """Carry on; ``False`` if nothing of ours is in the hand."""
        if self._divides:
            self.share = min(max(at.x() / view.size.width(), 0.02), 0.98)
            return True
        if not self._shape:
            return False
        if self.tool == "box":
            first = self._shape[0]
            self._shape = [first, QPointF(at.x(), first.y()), QPointF(at), QPointF(first.x(), at.y())]
        elif (at - self._shape[-1]).manhattanLength() >= _STEP:
            self._shape.append(QPointF(at))
        return True

    def release(self, view: View) -> bool:
        """Let go, and tell what was dragged; ``False`` if nothing of ours was in the hand."""
        if self._divides:
            self._divides = False
            self._door.divider.emit(self.share)
            return True
        if not self._shape:
            return False
        shape, self._shape = self._shape, []
        if len(shape) > 2:
            self._door.tool_shape.emit(json.dumps([list(degrees(view.place(at))) for at in shape]))
        return True

    def click(self, place: QPointF) -> bool:
        """Tell a place to a tool that wants one; ``False`` if no tool is on."""
        if not self.tool:
            return False
        if self.tool == "place":
            self._door.tool_place.emit(*degrees(place))
        return True

    def double_click(self) -> bool:
        """Tell a tool that the last place was the last; ``False`` if no tool is on."""
        if self.tool == "place":
            self._door.tool_end.emit()
        return bool(self.tool)

    def key(self, event: QKeyEvent) -> bool:
        """Take the last place back, or move the divider; ``False`` if the key means something else."""
        if self.tool and event.key() == Qt.Key.Key_Backspace:
            self._door.tool_back.emit()
            return True
        step = {Qt.Key.Key_PageUp: -0.1, Qt.Key.Key_PageDown: 0.1}.get(Qt.Key(event.key()))
        if self.second is not None and step is not None:
            self.share = min(max(self.share + step, 0.02), 0.98)
            self._door.divider.emit(self.share)
            return True
        return False

    # ---- two themes

    def _edge(self, view: View) -> float:
        return view.size.width() * self.share

    def covers(self, at: QPointF, view: View) -> bool:
        """Tell whether a pixel belongs to the second theme."""
        return self.second is not None and at.x() > self._edge(view)

    @property
    def right(self) -> Content:
        """What the map shows to the right of the divider."""
        second = self.second
        if second is None:
            return self.content
        return dataclasses.replace(
            self.content, scheme=second["scheme"], classes=second["classes"], values=second["values"],
            kind=second["kind"], cells=self.second_cells, gaps=[],
        )  # fmt: skip

    def ground(self, painter: QPainter, view: View) -> None:
        """Draw the ground, of both themes if there are two."""
        for content, clip in self._halves(view):
            painter.setClipRect(clip)
            draw_ground(painter, content, view)
        painter.setClipping(False)

    def above(self, painter: QPainter, view: View, hand: tuple[str, QPointF] | None) -> None:
        """Draw what lies above the ground, then what the tools have drawn."""
        for content, clip in self._halves(view):
            painter.setClipRect(clip)
            draw_above(painter, content, view, hand)
        painter.setClipping(False)
        self._draw_rings(painter, view)
        self._draw_drawing(painter, view)
        if self.second is not None:
            self._draw_divider(painter, view)

    def _halves(self, view: View) -> Sequence[tuple[Content, QRectF]]:
        whole = QRectF(QPointF(0, 0), view.size)
        if self.second is None:
            return ((self.content, whole),)
        edge = self._edge(view)
        left, right = QRectF(whole), QRectF(whole)
        left.setRight(edge)
        right.setLeft(edge)
        return ((self.content, left), (self.right, right))

    def _draw_divider(self, painter: QPainter, view: View) -> None:
        x, height = self._edge(view), view.size.height()
        for width, colour in ((7.0, "#ffffff"), (4.0, INK)):
            painter.setPen(QPen(QColor(colour), width))
            painter.drawLine(QPointF(x, 0), QPointF(x, height))
        titles = [] if self.second is None else list(self.second["titles"])
        for number, text in enumerate(titles):
            width = painter.fontMetrics().horizontalAdvance(text) + 18
            plate = QRectF(x - width - 8 if number == 0 else x + 8, 36, width, 22)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(INK))
            painter.drawRoundedRect(plate, 3, 3)
            painter.setPen(QColor("#ffffff"))
            painter.drawText(plate, Qt.AlignmentFlag.AlignCenter, text)

    # ---- what tools have drawn

    def _draw_rings(self, painter: QPainter, view: View) -> None:
        painter.setTransform(view.transform)
        for number, ring in enumerate(self.content.rings):
            painter.setBrush(QColor(28, 90, 148, 15))
            painter.setPen(pen("#ffffff", 6))
            painter.drawPath(ring["path"])
            painter.setPen(pen("#14507f", 3, _DASHES[number % 3]))
            painter.drawPath(ring["path"])
        painter.resetTransform()
        for ring in self.content.rings:
            if ring.get("label") and ring.get(
                "place"
            ):  # on its own line: beside it the label would lie on the next ring
                _label(painter, str(ring["label"]), view.pixel(world(*ring["place"])), centred=True)

    def _draw_drawing(self, painter: QPainter, view: View) -> None:
        if self._shape:
            painter.setPen(QPen(QColor(INK), 2, Qt.PenStyle.DashLine))
            painter.setBrush(QColor(242, 194, 0, 46))
            painter.drawPolygon(QPolygonF(self._shape))
        drawing = self.drawing
        if drawing is None:
            return
        painter.setTransform(view.transform)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for part in drawing["way"]:
            for stroke in (pen("#ffffff", 8), pen("#1c5a94", 4)):
                painter.setPen(stroke)
                painter.drawPath(line(part))
        points: list[QPointF] = [world(*at) for at in drawing["line"]]
        if len(points) > 1:
            closed = bool(drawing["closed"]) and len(points) > 2
            path = QPainterPath(points[0])
            for point in points[1:]:
                path.lineTo(point)
            if closed:
                path.closeSubpath()
            painter.setBrush(QBrush(QColor(242, 194, 0, 56)) if closed else QBrush(Qt.BrushStyle.NoBrush))
            for stroke in (pen("#ffffff", 5), pen(INK, 2.2, (3.0, 2.0))):
                painter.setPen(stroke)
                painter.drawPath(path)
                painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.resetTransform()
        painter.setPen(QPen(QColor(INK), 2))
        painter.setBrush(QColor("#ffffff"))
        for point in points if drawing["dots"] else ():
            painter.drawEllipse(view.pixel(point), 5, 5)
        if drawing["pin"] is not None:
            at = view.pixel(world(*drawing["pin"]))
            painter.setPen(QPen(QColor(INK), 3))
            painter.setBrush(QColor(FOCUS))
            painter.drawEllipse(at, 9, 9)
            painter.setBrush(QColor(INK))
            painter.drawEllipse(at, 1.5, 1.5)
        for label in drawing["labels"]:
            _label(painter, str(label["text"]), view.pixel(world(*label["at"])))


def _label(painter: QPainter, text: str, at: QPointF, *, centred: bool = False) -> None:
    width = painter.fontMetrics().horizontalAdvance(text) + 12
    plate = QRectF(at.x() - width / 2 if centred else at.x() + 12.0, at.y() - 10.0, width, 20)
    painter.setPen(QPen(QColor(INK), 1))
    painter.setBrush(QColor("#fff8d6"))
    painter.drawRoundedRect(plate, 4, 4)
    painter.drawText(plate, Qt.AlignmentFlag.AlignCenter, text)
