"""The simple map without hands: it carries out the commands of the map page and draws what they say."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QPointF, QRectF, QSize, QSizeF, Qt, QTimer
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QPixmap, QResizeEvent
from PySide6.QtWidgets import QWidget

from quartiermap.ui.map.door import Door
from quartiermap.ui.plain.background import Board
from quartiermap.ui.plain.content import CellsImage, Content, Sign, area, box, degrees, line, world
from quartiermap.ui.plain.extent import View
from quartiermap.ui.plain.furniture import Legend, Notice, large_type
from quartiermap.ui.plain.names import draw_names
from quartiermap.ui.plain.paint import draw_pointer, draw_scale
from quartiermap.ui.plain.pens import INK
from quartiermap.ui.plain.tools import PlainTools
from quartiermap.ui.translation import translate
from quartiermap.ui.viewmodels.tables import plain_tip
from quartiermap.ui.widgets import parts

ZOOMS = (4.0, 19.0)
_REST_MS = 60
"""The ground is drawn anew when the map has rested so long; until then its last picture is moved along."""


class PlainSurface(QWidget):
    """Draws what the map page would draw, without a web engine and without a background map.

    Parameters
    ----------
    door : Door
        What the user does is told here.
    reason : str
        Why this map stands here; shown above it.
    again : callable, optional
        Tries the real map once more.
    """

    def __init__(
        self,
        door: Door,
        reason: str,
        parent: QWidget | None = None,
        *,
        again: Callable[[], None] | None = None,
    ) -> None:
        super().__init__(parent)
        self._door = door
        self.content = Content()
        self.tools = PlainTools(door, self.content)
        self.content.board = Board(self)
        self.content.board.ready.connect(self._on_tiles)
        self.destroyed.connect(self.content.board.close)
        self._view = View(world(10.4, 51.2), 6.0, QSizeF(100, 100))
        self._fitted, self._beside = True, QSize()
        self._ground: tuple[QPixmap, View] | None = None
        self._pressed: QPointF | None = None
        self._panned = False
        self._watched = self._held = False
        self._hand: tuple[str, QPointF] | None = None
        self._hand_offset = QPointF()
        self._sent: float | None = None
        self._waiting: tuple[QPointF, float] | None = None
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(_REST_MS)
        self._rest.timeout.connect(self._on_rest)
        self.notice = Notice(reason, again, self)
        self.invented = parts.label(
            translate("Legend", "Erfundene Demonstrationsdaten"), "invented", wrap=False
        )
        self.invented.setParent(self)
        self.invented.hide()
        self.legend = Legend(self)
        self.legend.folded.connect(door.legend)
        self.legend.hide()
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    # ---- what the program says

    def do(self, op: str, values: dict[str, Any]) -> None:
        """Carry out one command of the map page (`ui.map.commands.REPLAY` and those that are not kept)."""
        if self.tools.do(op, values):
            self._changed(ground=op in ("filter", "swipe", "divide"))
            return
        getattr(self, f"_do_{op}", self._do_nothing)(**values)

    def _do_nothing(self, **_values: Any) -> None:
        """Leave out what this map has not (a background, marks for pictures)."""

    def _changed(self, *, ground: bool = True) -> None:
        if ground:
            self._ground = None
        self.invented.setVisible(self.content.invented)
        self._place_notice()
        self.legend.show_content(self.content)
        self.legend.setVisible(bool(self.content.districts or self.content.known))
        still = self._held or self.content.game is not None  # the room, or the hand, would lose its place
        if self._fitted and not still and self.legend.size() != self._beside:
            self._do_fit()
        self.update()

    def _do_basemap(self, shown: Any) -> None:
        if self.content.board is not None:
            self.content.board.show(shown)
        self._changed()

    def _do_look(self, style: str, dark: bool) -> None:  # noqa: ARG002  (the window's own look is the application's)
        if self.content.board is not None:
            self.content.board.dress(style)
        self._changed()

    def _on_tiles(self) -> None:
        self._ground = None
        self.update()

    def _do_layers(self, layers: Any, meta: dict[str, Any]) -> None:
        first = self.content.bounds is None
        self.content.take_layers(layers, meta)
        self._changed()
        if (first and not meta.get("at")) or meta.get("refit"):
            self._do_fit()
        elif first:
            self._do_view(meta["at"])

    def _do_paint(self, scheme: Any, classes: Any, values: Any, note: str, detail: str) -> None:
        self.content.scheme, self.content.classes, self.content.values, self.content.note = (
            scheme,
            classes,
            values,
            note,
        )
        self.legend.setToolTip(plain_tip(detail))
        self._changed()

    def _do_cells(self, cells: dict[str, Any] | None) -> None:
        self.content.cells = None
        if cells is not None:
            self.content.cells = CellsImage.from_png(cells["png"], cells["bounds"])
            self.content.cells_label, self.content.cells_secret = cells["label"], cells["secret"]
        self._changed()

    def _do_kind(self, kind: str | None) -> None:
        self.content.kind = kind
        self._changed(ground=False)

    def _do_select(self, id: str | None) -> None:  # noqa: A002  (the command's own word)
        self.content.selected, self.content.group = id, ()
        self._changed(ground=False)

    def _do_group(self, ids: list[str], label: str = "") -> None:  # noqa: ARG002  (the label is for screen readers)
        self.content.selected, self.content.group = None, tuple(ids)
        self._changed(ground=False)

    def _do_gap(self, id: str | None, *, go: bool) -> None:  # noqa: A002
        self.content.gap = id
        found = next((gap for gap in self.content.gaps if gap.key == id), None)
        if found is not None and go:
            self._go(found.at, max(self._view.zoom, 15.0))
        self._changed(ground=False)

    def _do_facility(self, id: str | None) -> None:  # noqa: A002
        self.content.facility = id
        self._changed(ground=False)

    def _do_bounds(self, bounds: list[float]) -> None:
        self._show(box(bounds), most=17.0)
        self._fitted = False

    def _do_fit(self) -> None:
        if self.content.bounds is not None:
            self._show(self.content.bounds, most=17.0)
        self._fitted, self._beside = True, self.legend.size()

    def _do_view(self, view: dict[str, float]) -> None:
        self.tools.quiet = True
        self._go(world(view["lon"], view["lat"]), view["zoom"])
        self.tools.quiet = False

    def _do_visible(self, layer: str, shown: bool) -> None:
        self.content.visible[layer] = shown
        self._changed()

    def _do_hold(self, on: bool) -> None:
        self._held = on

    def _do_plain(self, legend: dict[str, Any] | None) -> None:
        self.content.plain = legend
        if self.content.presentation:
            self._changed(ground=False)

    def _do_presentation(self, on: bool) -> None:
        self.content.presentation = on
        self.legend.enlarge(on)
        self.invented.setStyleSheet(large_type(self) if on else "")
        self.notice.setVisible(not on)
        self._place_notice()
        self._changed()
        if self._fitted and self.content.game is None:
            self._do_fit()  # held or not: the legend has another size for good

    def _do_legend(self, shown: bool) -> None:
        self.legend.open(shown)

    def _do_way(self, ways: list[dict[str, Any]]) -> None:
        self.content.ways = ways
        self._changed(ground=False)

    def _do_areas(self, areas: list[dict[str, Any]]) -> None:
        self.content.areas = [{**shown, "path": area(shown["shape"])} for shown in areas]
        self._changed(ground=False)

    def _do_squares(self, squares: dict[str, Any] | None) -> None:
        self.content.square = None
        self.content.squares = None
        if squares is not None:
            cells = [{**cell, "path": line(cell["ring"], closed=True)} for cell in squares["cells"]]
            self.content.squares = {**squares, "cells": cells}
        self._changed(ground=False)

    def _do_square(self, id: str | None) -> None:  # noqa: A002
        self.content.square = id
        self.update()

    def _do_game(self, on: bool, **game: Any) -> None:
        before = self.content.game is not None
        self.content.game = game if on else None
        if not on:
            self.content.live = None
            self._let_go()
        self.content.place_facilities()
        self.setCursor(
            Qt.CursorShape.CrossCursor if on and game["tool"] != "hand" else Qt.CursorShape.ArrowCursor
        )
        self._changed()
        if on and not before:
            if self._fitted:
                self._do_fit()
            self._tell_frame()

    def _do_live(
        self,
        stamp: float,
        cells: dict[str, Any] | None = None,
        strokes: dict[str, Any] | None = None,
        at: list[Any] | None = None,
    ) -> None:
        content = self.content
        if at is not None:
            content.facilities = [
                Sign(s.row, world(at[1], at[2])) if s.key == at[0] else s for s in content.facilities
            ]
        if cells is not None:
            content.live = CellsImage.from_answer(cells)
        elif strokes is not None and (content.live is None or not content.live.paint_over(strokes)):
            self._tell_frame()
        self._ground = None
        self.update()
        if self._sent is not None and stamp >= self._sent:
            self._sent = None
            self._tell_hand()

    def _do_point(self, at: list[float] | None, spot: bool) -> None:
        self.content.pointer = None if at is None else (world(at[0], at[1]), spot)
        self.update()

    def _do_watch(self, on: bool) -> None:
        self._watched = on
        if not on:
            self._do_point(None, False)

    def _do_ungrab(self) -> None:
        if self._hand is not None:
            self._let_go()
            self._door.back.emit()

    # ---- where one looks

    def _go(self, centre: QPointF, zoom: float) -> None:
        self._view = View(centre, min(max(zoom, ZOOMS[0]), ZOOMS[1]), self._view.size)
        self._fitted = False
        self._rest.start()
        if self.tools.follows and not self.tools.quiet:
            self._door.moving.emit(*degrees(centre), self._view.zoom)
        self.update()

    def _show(self, wanted: QRectF, most: float) -> None:
        """Show a part of the world as large as possible, with room for the legend at the left."""
        left = self.legend.width() + 14 if self.legend.isVisible() and self.legend.is_open else 10
        size = self._view.size
        left = left if left < 0.42 * size.width() else 10
        room = QSizeF(max(40.0, size.width() - left - 16), max(40.0, size.height() - 36 - self._top))
        zoom = most
        while zoom > ZOOMS[0] and (
            wanted.width() * 2**zoom > room.width() or wanted.height() * 2**zoom > room.height()
        ):
            zoom -= 0.25
        shift = QPointF((16 - left) / 2, (22 - 14 - self._top) / 2) / 2**zoom
        self._go(wanted.center() + shift, zoom)

    @property
    def _top(self) -> float:
        return 0.0 if self.notice.isHidden() else float(self.notice.height())

    def _on_rest(self) -> None:
        self._ground = None
        self.update()
        lon, lat = degrees(self._view.centre)
        self._door.view.emit(lon, lat, self._view.zoom, self._fitted)
        self._tell_frame()

    def _tell_frame(self) -> None:
        seen = self._view.seen
        west, north = degrees(seen.topLeft())
        east, south = degrees(seen.bottomRight())
        self._door.frame.emit(
            west, south, east, north, round(self._view.size.width()), round(self._view.size.height())
        )

    # ---- what is drawn

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the centre; a view of the whole town goes on showing the whole town."""
        self._view.size = QSizeF(event.size())
        self._place_notice()
        self.legend.show_content(self.content)
        if self._fitted:
            self._do_fit()
        self._rest.start()

    def _place_notice(self) -> None:
        self.notice.setGeometry(0, 0, self.width(), self.notice.heightForWidth(self.width()))
        self.legend.covered = round(self._top)
        self.invented.adjustSize()
        self.invented.move(10, 10 + (self.notice.height() if self.notice.isVisibleTo(self) else 0))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the ground (a kept picture while the map moves) and what lies above it."""
        if self._ground is None:
            pixmap = QPixmap(self.size() * self.devicePixelRatioF())
            pixmap.setDevicePixelRatio(self.devicePixelRatioF())
            inner = QPainter(pixmap)
            self.tools.ground(inner, self._view)
            inner.end()
            self._ground = (pixmap, View(self._view.centre, self._view.zoom, self._view.size))
        pixmap, then = self._ground
        painter = QPainter(self)
        painter.fillRect(self.rect(), self.palette().window())
        corner = self._view.pixel(then.place(QPointF(0, 0)))
        other = self._view.pixel(then.place(QPointF(then.size.width(), then.size.height())))
        painter.drawPixmap(QRectF(corner, other), pixmap, QRectF(pixmap.rect()))
        self.tools.above(painter, self._view, self._hand)
        if self.content.presentation and self.content.is_visible("outlines"):
            draw_names(painter, self.content, self._view)
        draw_scale(painter, self._view, dark=bool(self.content.look["dark"]))
        draw_pointer(painter, self.content, self._view)
        if self.hasFocus():
            middle = QPointF(self.width() / 2, self.height() / 2)
            for width, colour in ((4.0, "#ffffff"), (1.6, INK)):
                painter.setPen(QPen(QColor(colour), width))
                painter.drawLine(middle - QPointF(7, 0), middle + QPointF(7, 0))
                painter.drawLine(middle - QPointF(0, 7), middle + QPointF(0, 7))
        painter.end()

    # ---- what is in the hand

    def _tell_hand(self) -> None:
        """Tell the newest place, one at a time."""
        if self._sent is None and self._waiting is not None and self._hand is not None:
            (place, stamp), self._waiting = self._waiting, None
            self._sent = stamp
            self._door.hand.emit(*degrees(place), stamp)

    def _let_go(self) -> None:
        self._hand = self._waiting = self._sent = None
        self.update()
