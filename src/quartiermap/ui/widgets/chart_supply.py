"""Places against need, drawn by hand: a point for every district, read off and selected by mouse and keyboard."""

from __future__ import annotations

import math

from PySide6.QtCore import QPointF, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QToolTip, QWidget

from quartiermap.domain import texts
from quartiermap.ui.theme import look
from quartiermap.ui.viewmodels.charts import Spot, Supply
from quartiermap.ui.viewmodels.tables import plain_tip
from quartiermap.ui.widgets.chart_canvas import Canvas, ticks

_NEAR = 9.0
"""Pixels within which a point is meant."""


class SupplyCanvas(Canvas):
    """A point for every district: need to the right, places upwards; below the line there are too few.

    Signals
    -------
    picked : tuple of str
        Districts that the user chose.
    """

    picked = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.found: Supply | None = None
        self.selected: frozenset[str] = frozenset()
        self.focus_at = -1

    def show_found(self, found: Supply) -> None:
        """Show other points."""
        self.found, self.focus_at = found, -1
        self.setAccessibleName(found.title)
        self.setAccessibleDescription(found.summary)
        self.update()

    def select(self, ids: frozenset[str]) -> None:
        """Mark what is selected elsewhere."""
        if ids != self.selected:
            self.selected = ids
            self.update()

    def _ticks(self) -> tuple[tuple[float, ...], tuple[float, ...]]:
        spots = self.found.spots if self.found is not None else ()
        return ticks(max((s.need for s in spots), default=1.0)), ticks(
            max((s.places for s in spots), default=1.0), 4
        )

    def place(self, spot: Spot) -> QPointF:
        """Return where a district's point lies."""
        (xs, ys), plot = self._ticks(), self.plot
        return QPointF(
            plot.left() + plot.width() * spot.need / xs[-1],
            plot.bottom() - plot.height() * spot.places / ys[-1],
        )

    def reading(self, spot: Spot) -> str:
        """Return what a point says."""
        unit = self.found.unit if self.found is not None else ""
        having = texts.number(spot.places)
        if spot.at_least:
            having = self.tr("mindestens {n}").format(n=having)
        gap = spot.need - spot.places
        tail = (
            self.tr("es fehlen {n}").format(n=texts.number(gap, 1 if gap < 1 else 0))
            if spot.short
            else self.tr("reicht rechnerisch")
        )
        return f"{spot.name}\n" + self.tr("{places} {unit}, Bedarf {need}: {tail}").format(
            places=having, unit=unit, need=texts.number(spot.need, 1 if spot.need < 10 else 0), tail=tail
        )

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the points."""
        painter = self._begin()
        found = self.found
        if found is None or not found.spots:
            self._say_nothing(painter, self.tr("Noch nichts zu zeigen.") if found is None else found.summary)
            painter.end()
            return
        xs, ys = self._ticks()
        self._axes(
            painter, xs, ys, (self.tr("rechnerischer Bedarf ({unit})").format(unit=found.unit), self.tr("vorhandene {unit}").format(unit=found.unit)), percent=False
        )  # fmt: skip
        plot, least = self.plot, min(xs[-1], ys[-1])
        end = QPointF(
            plot.left() + plot.width() * least / xs[-1], plot.bottom() - plot.height() * least / ys[-1]
        )
        painter.setPen(QPen(QColor(look().text), 1.6, Qt.PenStyle.DashDotLine))
        painter.drawLine(QPointF(plot.left(), plot.bottom()), end)
        words = self.tr("Angebot = Bedarf")
        width = self.fontMetrics().horizontalAdvance(words)
        painter.drawText(
            QPointF(min(end.x() + 6, plot.right() - width), max(end.y() + 4, plot.top() + 30)), words
        )
        for spot in sorted(found.spots, key=lambda s: s.district_id in self.selected):
            self._draw_spot(painter, spot)
        painter.end()

    def _draw_spot(self, painter: QPainter, spot: Spot) -> None:
        at, found = self.place(spot), self.found
        chosen = spot.district_id in self.selected
        focused = (
            found is not None and 0 <= self.focus_at < len(found.spots) and found.spots[self.focus_at] == spot
        )
        if chosen or focused:
            painter.setPen(QPen(QColor("#f2c200" if chosen else look().accent), 3))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawEllipse(at, 9, 9)
        painter.setPen(QPen(QColor(look().surface), 1))
        painter.setBrush(QColor(look().lost if spot.short else look().gained))
        if spot.short:  # a triangle that points down: not by colour alone
            path = QPainterPath(at + QPointF(-5.5, -4.5))
            path.lineTo(at + QPointF(5.5, -4.5))
            path.lineTo(at + QPointF(0, 5.5))
            path.closeSubpath()
            painter.drawPath(path)
        else:
            painter.drawEllipse(at, 4.6, 4.6)

    def spot_at(self, pixel: QPointF) -> Spot | None:
        """Return the district whose point is meant by a pixel."""
        if self.found is None:
            return None
        best: tuple[float, Spot] | None = None
        for spot in self.found.spots:
            away = self.place(spot) - pixel
            distance = math.hypot(away.x(), away.y())
            if distance <= _NEAR and (best is None or distance < best[0]):
                best = (distance, spot)
        return None if best is None else best[1]

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Say what lies under the pointer."""
        spot = self.spot_at(event.position())
        self.setCursor(Qt.CursorShape.PointingHandCursor if spot else Qt.CursorShape.ArrowCursor)
        if spot is None:
            QToolTip.hideText()
        else:
            QToolTip.showText(event.globalPosition().toPoint(), plain_tip(self.reading(spot)), self)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Select the district under the pointer; with Ctrl or Shift one more."""
        spot = self.spot_at(event.position()) if event.button() == Qt.MouseButton.LeftButton else None
        if spot is not None:
            more = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
            self._pick(spot, also=bool(event.modifiers() & more))
        super().mousePressEvent(event)

    def _pick(self, spot: Spot, *, also: bool) -> None:
        chosen = self.selected ^ {spot.district_id} if also else frozenset({spot.district_id})
        order = [s.district_id for s in (self.found.spots if self.found else ())]
        outside = tuple(sorted(chosen - frozenset(order)))
        self.picked.emit((*outside, *(key for key in order if key in chosen)))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go from point to point by need with the arrow keys; Enter selects, with Ctrl or Shift one more."""
        found, key = self.found, event.key()
        if found is None or not found.spots or event.modifiers() & Qt.KeyboardModifier.AltModifier:
            super().keyPressEvent(event)
            return
        if key in (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down):
            order = sorted(range(len(found.spots)), key=lambda n: (found.spots[n].need, found.spots[n].name))
            step = 1 if key in (Qt.Key.Key_Right, Qt.Key.Key_Up) else -1
            at = order.index(self.focus_at) + step if self.focus_at in order else 0
            self.focus_at = order[at % len(order)]
            spot = found.spots[self.focus_at]
            self.setAccessibleDescription(self.reading(spot).replace("\n", ": "))
            QToolTip.showText(
                self.mapToGlobal(self.place(spot).toPoint()), plain_tip(self.reading(spot)), self
            )
            self.update()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space) and self.focus_at >= 0:
            more = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
            self._pick(found.spots[self.focus_at], also=bool(event.modifiers() & more))
        else:
            super().keyPressEvent(event)
