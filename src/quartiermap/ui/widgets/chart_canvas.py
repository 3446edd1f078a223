"""What both charts are drawn on: room for axes, a frame for the keyboard, an empty state."""

from __future__ import annotations

import math

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFocusEvent, QPainter, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from quartiermap.domain import texts
from quartiermap.ui.theme import look


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
        number = self.fontMetrics().horizontalAdvance("10.000")
        return QRectF(self.rect()).adjusted(number + 14, line + 8, -(number / 2 + 4), -(2 * line + 8))

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
        above = self.fontMetrics().elidedText(words[1], Qt.TextElideMode.ElideRight, round(plot.width()))
        painter.drawText(QRectF(plot.left(), plot.top() - line - 4, plot.width(), line), 0, above)

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
