"""The curve of distances, drawn by hand: mouse and keyboard read it off."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QToolTip, QWidget

from quartiermap.domain import texts
from quartiermap.ui.theme import look
from quartiermap.ui.viewmodels.charts import Curve, Distances
from quartiermap.ui.viewmodels.tables import plain_tip
from quartiermap.ui.widgets.chart_canvas import Canvas, ticks

_STEP_M = 25.0
"""What an arrow key moves the reading line by."""
_DRAWN = 800
"""Steps that a curve is drawn with; it is read off exactly."""


class DistanceCanvas(Canvas):
    """Curves: which share has at most how far to go; a line at the standard's distance."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.found: Distances | None = None
        self.at_m: float | None = None

    def show_found(self, found: Distances) -> None:
        """Show other curves."""
        self.found = found
        self.setAccessibleName(found.title)
        self.setAccessibleDescription(found.summary)
        self.update()

    @property
    def _most(self) -> float:
        found = self.found
        if found is None or not found.curves:
            return 1000.0
        far = [curve.metres_for(0.985) or curve.metres[-1] for curve in found.curves]
        return max(*far, found.target_m * 1.5, 100.0)

    def reading(self, metres: float) -> str:
        """Return what the curves say about a distance."""
        found = self.found
        if found is None:
            return ""
        rows = [f"{c.name}: {texts.percent(c.share_within(metres))}" for c in found.curves]
        head = self.tr("höchstens {m} m").format(m=texts.number(metres))
        return "\n".join([head, *rows])

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the curves."""
        painter = self._begin()
        found = self.found
        if found is None or not found.curves:
            self._say_nothing(painter, self.tr("Noch nichts zu zeigen.") if found is None else found.summary)
            painter.end()
            return
        xs = ticks(self._most, 6)
        self._axes(painter, xs, (0.0, 0.25, 0.5, 0.75, 1.0), (
            self.tr("{measure} in Metern").format(measure=found.measure),
            self.tr("Anteil der Personen ({group})").format(group=found.group),
        ), percent=True)  # fmt: skip
        plot = self.plot

        def place(metres: float, share: float) -> QPointF:
            return QPointF(
                plot.left() + plot.width() * min(metres / xs[-1], 1.0), plot.bottom() - plot.height() * share
            )

        self._draw_target(painter, found, place(found.target_m, 0).x())
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setClipRect(plot.adjusted(-1, -2, 2, 2))
        for number, curve in enumerate(found.curves):
            path = QPainterPath(place(0.0, 0.0))
            share = 0.0
            step = max(
                1, len(curve.metres) // _DRAWN
            )  # a large town has more dwelling places than the screen pixels
            for metres, after in zip(curve.metres[::step], curve.shares[::step], strict=True):
                path.lineTo(place(metres, share))  # steps: nobody is between two dwelling places
                path.lineTo(place(metres, after))
                share = after
            path.lineTo(place(curve.metres[-1], curve.shares[-1]))
            path.lineTo(place(xs[-1], curve.shares[-1]))
            pen = QPen(QColor(look().accent if number == 0 else look().lost), 2.4)
            if number:
                pen.setStyle(Qt.PenStyle.DashLine)
            painter.setPen(pen)
            painter.drawPath(path)
        painter.setClipping(False)
        self._draw_key(painter, found.curves)
        if self.at_m is not None:
            x = place(self.at_m, 0).x()
            painter.setPen(QPen(QColor(look().text), 1, Qt.PenStyle.DotLine))
            painter.drawLine(QPointF(x, plot.top()), QPointF(x, plot.bottom()))
            painter.setPen(QPen(QColor(look().text), 1.5))
            painter.setBrush(QColor(look().surface))
            for curve in found.curves:
                painter.drawEllipse(place(self.at_m, curve.share_within(self.at_m)), 4, 4)
        painter.end()

    def _draw_target(self, painter: QPainter, found: Distances, x: float) -> None:
        plot = self.plot
        painter.setPen(QPen(QColor(look().text), 1.6, Qt.PenStyle.DashDotLine))
        painter.drawLine(QPointF(x, plot.top()), QPointF(x, plot.bottom()))
        words = self.tr("Richtwert {m}").format(m=texts.metres(found.target_m))
        width = self.fontMetrics().horizontalAdvance(words) + 10
        left = x + 4 if x + 4 + width < plot.right() else x - width - 4
        box = QRectF(
            left, plot.bottom() - self.fontMetrics().height() - 6, width, self.fontMetrics().height() + 2
        )
        painter.fillRect(box, QColor(look().surface))
        painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter), words)

    def _draw_key(self, painter: QPainter, curves: tuple[Curve, ...]) -> None:
        plot, line = self.plot, self.fontMetrics().height()
        top = plot.bottom() - (len(curves) + 2) * (line + 2) - 8
        names = [f"{curve.name} ({texts.number(curve.persons)})" for curve in curves]
        width = max(self.fontMetrics().horizontalAdvance(name) for name in names) + 46
        box = QRectF(plot.right() - width, top, width, len(curves) * (line + 2) + 4)
        ground = QColor(look().surface)
        ground.setAlphaF(0.9)
        painter.fillRect(box, ground)
        for number, name in enumerate(names):
            y = box.top() + 2 + number * (line + 2)
            pen = QPen(QColor(look().accent if number == 0 else look().lost), 2.4)
            if number:
                pen.setStyle(Qt.PenStyle.DashLine)
            painter.setPen(pen)
            painter.drawLine(QPointF(box.left() + 4, y + line / 2), QPointF(box.left() + 32, y + line / 2))
            painter.setPen(QColor(look().text))
            painter.drawText(QRectF(box.left() + 38, y, width, line), 0, name)

    def _read(self, metres: float | None) -> None:
        self.at_m = metres
        if metres is not None:
            self.setAccessibleDescription(self.reading(metres).replace("\n", ", "))
        self.update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Read the curves off under the pointer."""
        plot = self.plot
        if (
            self.found is None
            or not self.found.curves
            or not plot.adjusted(-4, 0, 4, 0).contains(event.position())
        ):
            return
        metres = max(0.0, (event.position().x() - plot.left()) / plot.width()) * ticks(self._most, 6)[-1]
        self._read(round(metres))
        QToolTip.showText(event.globalPosition().toPoint(), plain_tip(self.reading(round(metres))), self)

    def leaveEvent(self, event: QEvent) -> None:
        """Take the reading line away."""
        super().leaveEvent(event)
        self._read(None)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move the reading line with the arrow keys."""
        steps = {
            Qt.Key.Key_Left: -_STEP_M,
            Qt.Key.Key_Right: _STEP_M,
            Qt.Key.Key_PageUp: -250.0,
            Qt.Key.Key_PageDown: 250.0,
        }
        step = steps.get(Qt.Key(event.key()))
        if step is None or self.found is None or event.modifiers() & Qt.KeyboardModifier.AltModifier:
            super().keyPressEvent(event)
            return
        now = self.found.target_m if self.at_m is None else self.at_m + step
        self._read(min(max(now, 0.0), ticks(self._most, 6)[-1]))
        plot = self.plot
        x = plot.left() + plot.width() * (self.at_m or 0.0) / ticks(self._most, 6)[-1]
        QToolTip.showText(
            self.mapToGlobal(QPointF(x, plot.top()).toPoint()),
            plain_tip(self.reading(self.at_m or 0.0)),
            self,
        )
