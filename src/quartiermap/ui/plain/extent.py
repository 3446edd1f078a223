"""Which part of the world the simple map shows."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSizeF
from PySide6.QtGui import QTransform


class View:
    """Which part of the world is seen.

    Parameters
    ----------
    centre : QPointF
        In world units.
    zoom : float
        A pixel is 1 / 2 ** zoom units.
    """

    def __init__(self, centre: QPointF, zoom: float, size: QSizeF) -> None:
        self.centre, self.zoom, self.size = QPointF(centre), zoom, QSizeF(size)
        self.scale = float(2.0**zoom)
        """Pixels for one unit."""

    @property
    def transform(self) -> QTransform:
        """From world units to pixels."""
        return (
            QTransform.fromTranslate(self.size.width() / 2, self.size.height() / 2)
            .scale(self.scale, self.scale)
            .translate(-self.centre.x(), -self.centre.y())
        )

    def pixel(self, point: QPointF) -> QPointF:
        """Return a place in pixels."""
        return QPointF(
            (point.x() - self.centre.x()) * self.scale + self.size.width() / 2,
            (point.y() - self.centre.y()) * self.scale + self.size.height() / 2,
        )

    def place(self, pixel: QPointF) -> QPointF:
        """Return the place under a pixel."""
        return QPointF(
            (pixel.x() - self.size.width() / 2) / self.scale + self.centre.x(),
            (pixel.y() - self.size.height() / 2) / self.scale + self.centre.y(),
        )

    @property
    def seen(self) -> QRectF:
        """The part of the world on screen."""
        return QRectF(self.place(QPointF(0, 0)), self.place(QPointF(self.size.width(), self.size.height())))
