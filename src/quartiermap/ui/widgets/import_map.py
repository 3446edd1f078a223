"""The little map of the import window: where a file lies, drawn without the web engine; several readings to choose from."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import cos, radians
from typing import Any

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QHBoxLayout, QSizePolicy, QWidget

from quartiermap.app.wizard_preview import LittleMap
from quartiermap.domain.texts import degrees, number
from quartiermap.ui import theme
from quartiermap.ui.widgets import parts
from quartiermap.ui.wording import worded

_POINT = 3.0
Lonlat = tuple[float, float]


def rings_of(collection: dict[str, Any]) -> tuple[list[list[Lonlat]], list[list[Lonlat]], list[Lonlat]]:
    """Return the rings, lines and points of a feature collection, in degrees.

    Examples
    --------
    >>> point = {"type": "Feature", "geometry": {"type": "Point", "coordinates": [8.5, 49.0]}}
    >>> rings_of({"features": [point]})
    ([], [], [(8.5, 49.0)])
    """
    rings: list[list[Lonlat]] = []
    lines: list[list[Lonlat]] = []
    points: list[Lonlat] = []

    def take(shape: dict[str, Any]) -> None:
        kind, at = shape["type"], shape.get("coordinates") or ()
        if kind == "GeometryCollection":
            for one in shape["geometries"]:
                take(one)
        elif kind == "Point" and at:
            points.append((at[0], at[1]))
        elif kind == "MultiPoint":
            points.extend((p[0], p[1]) for p in at)
        elif kind == "LineString":
            lines.append([(p[0], p[1]) for p in at])
        elif kind == "MultiLineString":
            lines.extend([(p[0], p[1]) for p in line] for line in at)
        elif kind == "Polygon":
            rings.extend([(p[0], p[1]) for p in ring] for ring in at)
        elif kind == "MultiPolygon":
            rings.extend([(p[0], p[1]) for p in ring] for polygon in at for ring in polygon)

    for feature in collection["features"]:
        take(feature["geometry"])
    return rings, lines, points


class MapCard(QAbstractButton):
    """One little map; checkable where there are several readings of the coordinates to choose from.

    Drawn so that the districts of the project and the data are both in sight: data that lie elsewhere are seen to.
    """

    def __init__(self, shown: LittleMap, *, choosable: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.shown = shown
        self._data = rings_of(shown.data)
        self._districts = rings_of(shown.districts)
        self.setCheckable(choosable)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus if choosable else Qt.FocusPolicy.NoFocus)
        if choosable:
            self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(150, 120)
        where = self.tr("Lage der Daten: {label}").format(label=shown.label)
        if shown.bounds is not None:
            west, south, east, north = shown.bounds
            where = f"{where} ({worded(degrees((west + east) / 2, (south + north) / 2))})"
        self.setAccessibleName(where)
        drawn = (
            self.tr("{n} Objekte").format(n=number(shown.total))
            if shown.shown == shown.total
            else self.tr("{n} von {all} Objekten gezeichnet").format(
                n=number(shown.shown), all=number(shown.total)
            )
        )
        self.setToolTip(f"{where}\n{drawn}")

    def sizeHint(self) -> QSize:
        """Return a size that shows a town."""
        return QSize(260, 190)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw districts, data and, if it can be chosen, whether it is."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        frame = QRectF(self.rect()).adjusted(1.5, 1.5, -1.5, -1.5)
        on = self.isChecked()
        painter.setPen(QPen(QColor(theme.look().accent if on else theme.look().line), 2.5 if on else 1.0))
        painter.setBrush(QColor(theme.look().surface))
        painter.drawRoundedRect(frame, 5, 5)
        foot = painter.fontMetrics().height() + 6
        inner = frame.adjusted(6, 6, -6, -6 - foot)
        painter.save()
        painter.setClipRect(inner.adjusted(-3, -3, 3, 3))
        self._draw(painter, inner)
        painter.restore()
        sign = "◉ " if on else "○ " if self.isCheckable() else ""
        text = painter.fontMetrics().elidedText(
            f"{sign}{self.shown.label}", Qt.TextElideMode.ElideRight, int(inner.width())
        )
        painter.setPen(QColor(theme.look().text))
        below = QRectF(inner.left(), inner.bottom() + 3, inner.width(), foot)
        painter.drawText(below, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, text)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(theme.look().text), 1.5, Qt.PenStyle.DashLine))
            painter.drawRoundedRect(frame.adjusted(2.5, 2.5, -2.5, -2.5), 4, 4)
        painter.end()

    def _draw(self, painter: QPainter, inner: QRectF) -> None:
        everything = [
            *(p for part in (self._data, self._districts) for shapes in part[:2] for ring in shapes for p in ring),
            *self._data[2], *self._districts[2],
        ]  # fmt: skip
        if not everything or inner.width() < 10 or inner.height() < 10:
            return
        west, east = min(p[0] for p in everything), max(p[0] for p in everything)
        south, north = min(p[1] for p in everything), max(p[1] for p in everything)
        kx = cos(radians((south + north) / 2))
        scale = min(inner.width() / max((east - west) * kx, 1e-4), inner.height() / max(north - south, 1e-4))
        left = inner.center().x() - (west + east) / 2 * kx * scale
        top = inner.center().y() + (south + north) / 2 * scale

        def at(place: Lonlat) -> QPointF:
            return QPointF(left + place[0] * kx * scale, top - place[1] * scale)

        _fill(painter, self._districts[0], at, QColor(theme.look().disabled), QColor(theme.look().ground))
        if self.shown.country and self.shown.bounds is not None:
            self._mark(painter, at)  # at this scale a town is a dot
            return
        _fill(painter, self._data[0], at, _accent(), _accent(70))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(_accent(), 1.2))
        for line in self._data[1]:
            painter.drawPolyline([at(p) for p in line])
        painter.setPen(QPen(QColor("#ffffff"), 0.8))
        painter.setBrush(_accent())
        for place in self._data[2]:
            painter.drawEllipse(at(place), _POINT, _POINT)

    def _mark(self, painter: QPainter, at: Any) -> None:
        """Show on the map of the country where the data lie."""
        west, south, east, north = self.shown.bounds or (0.0, 0.0, 0.0, 0.0)
        place = at(((west + east) / 2, (south + north) / 2))
        painter.setPen(QPen(_accent(), 2.0))
        painter.setBrush(_accent(70))
        painter.drawEllipse(place, 9.0, 9.0)
        painter.setPen(QPen(QColor("#ffffff"), 0.8))
        painter.setBrush(_accent())
        painter.drawEllipse(place, _POINT, _POINT)


def _accent(opacity: int = 255) -> QColor:
    """Return the colour of the data, asked while painting: the window may have turned dark."""
    colour = QColor(theme.look().accent)
    colour.setAlpha(opacity)
    return colour


def _fill(painter: QPainter, rings: Iterable[list[Lonlat]], at: Any, line: QColor, ground: QColor) -> None:
    path = QPainterPath()
    for ring in rings:
        if len(ring) > 2:
            path.moveTo(at(ring[0]))
            for place in ring[1:]:
                path.lineTo(at(place))
            path.closeSubpath()
    painter.setPen(QPen(line, 1.0))
    painter.setBrush(ground)
    painter.drawPath(path)


class LittleMaps(QWidget):
    """The little map of a file, or one for each reading of its coordinates, side by side.

    Signals
    -------
    chosen : str
        The user chose a reading: its ``EPSG:n``.
    """

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._line = QHBoxLayout(self)
        self._line.setContentsMargins(0, 0, 0, 0)
        self._line.setSpacing(8)
        self._shown: tuple[LittleMap, ...] = ()
        self.cards: list[MapCard] = []
        self._group = QButtonGroup(self)
        self._group.setExclusive(False)

    def show_maps(self, maps: Sequence[LittleMap], crs: str | None) -> None:
        """Show maps; `crs` is the reading that is chosen, if one is."""
        if tuple(maps) != self._shown:
            self._shown = tuple(maps)
            parts.clear(self._line)
            self.cards = []
            for one in maps:
                card = MapCard(one, choosable=bool(one.crs))
                card.clicked.connect(lambda _checked=False, c=card: self._on_click(c))
                self.cards.append(card)
                self._line.addWidget(card)
        for card in self.cards:
            card.setChecked(card.isCheckable() and card.shown.crs == crs)
        self.setVisible(bool(maps))

    def _on_click(self, card: MapCard) -> None:
        for other in self.cards:
            other.setChecked(other is card)
        if card.isCheckable():
            self.chosen.emit(card.shown.crs)
