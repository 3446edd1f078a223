"""Two charts drawn by hand: a curve of distances, and places against need. Mouse and keyboard read them off, a click selects."""

from __future__ import annotations

import math

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from quartiermap.domain import texts
from quartiermap.ui.theme import look
from quartiermap.ui.viewmodels.charts import Curve, Distances, Spot, Supply
from quartiermap.ui.viewmodels.tables import plain_tip

_STEP_M = 25.0
"""What an arrow key moves the reading line by."""
_DRAWN = 800
"""Steps that a curve is drawn with; it is read off exactly."""
_NEAR = 9.0
"""Pixels within which a point is meant."""


def ticks(most: float, count: int = 5) -> tuple[float, ...]:
    """Return round values from 0 up to at least `most`.

    Examples
    --------
    >>> ticks(930.0), ticks(7.0)
    ((0.0, 200.0, 400.0, 600.0, 800.0, 1000.0), (0.0, 2.0, 4.0, 6.0, 8.0))
    """
    if not math.isfinite(most) or most <= 0:
        return (0.0, 1.0)
    raw = most / count
    power = 10.0 ** math.floor(math.log10(raw))
    step = next(s * power for s in (1.0, 2.0, 2.5, 5.0, 10.0) if s * power >= raw * 0.999)
    return tuple(step * n for n in range(math.ceil(most / step - 1e-9) + 1))


class Canvas(QWidget):
    """What both charts have in common: room for axes, a frame for the keyboard, an empty state."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setMinimumSize(QSize(260, 110))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)

    @property
    def plot(self) -> QRectF:
        """The room between the axes."""
        line = self.fontMetrics().height()
        left = self.fontMetrics().horizontalAdvance("10.000") + 14
        return QRectF(self.rect()).adjusted(left, 10, -18, -(2 * line + 8))

    def _begin(self) -> QPainter:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), QColor(look().surface))
        if self.hasFocus():
            painter.setPen(QPen(QColor(look().accent), 2))
            painter.drawRect(QRectF(self.rect()).adjusted(1, 1, -1, -1))
        return painter

    def _axes(
        self,
        painter: QPainter,
        xs: tuple[float, ...],
        ys: tuple[float, ...],
        words: tuple[str, str],
        percent: bool,
    ) -> None:
        plot, line = self.plot, self.fontMetrics().height()
        right = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        for y in ys:
            at = plot.bottom() - plot.height() * y / ys[-1]
            painter.setPen(QPen(QColor(look().grid), 1))
            painter.drawLine(QPointF(plot.left(), at), QPointF(plot.right(), at))
            painter.setPen(QColor(look().muted))
            label = texts.percent(y, 0) if percent else texts.number(y)
            painter.drawText(QRectF(0, at - line / 2, plot.left() - 6, line), right, label)
        for x in xs:
            at = plot.left() + plot.width() * x / xs[-1]
            painter.setPen(QPen(QColor(look().grid), 1))
            painter.drawLine(QPointF(at, plot.top()), QPointF(at, plot.bottom()))
            painter.setPen(QColor(look().muted))
            centre = int(Qt.AlignmentFlag.AlignHCenter)
            painter.drawText(QRectF(at - 40, plot.bottom() + 3, 80, line), centre, texts.number(x))
        painter.setPen(QColor(look().text))
        painter.drawText(
            QRectF(plot.left(), plot.bottom() + line + 4, plot.width(), line),
            int(Qt.AlignmentFlag.AlignRight),
            words[0],
        )
        painter.drawText(QRectF(plot.left() + 6, plot.top(), plot.width(), line), 0, words[1])

    def _say_nothing(self, painter: QPainter, text: str) -> None:
        painter.setPen(QColor(look().muted))
        painter.drawText(
            QRectF(self.rect()).adjusted(20, 10, -20, -10),
            int(Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap),
            text,
        )

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show where the keyboard is."""
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Hide the frame."""
        super().focusOutEvent(event)
        self.update()


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
