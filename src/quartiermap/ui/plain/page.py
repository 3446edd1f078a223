"""The simple map as a widget: it understands the commands of the map page and tells the same through the same door."""

from __future__ import annotations

import time
from collections.abc import Callable

from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QContextMenuEvent, QFocusEvent, QKeyEvent, QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QToolTip, QWidget

from quartiermap.ui.map.door import Door
from quartiermap.ui.plain.content import Sign, degrees
from quartiermap.ui.plain.extent import View
from quartiermap.ui.plain.signs import flag, radius
from quartiermap.ui.plain.surface import ZOOMS, PlainSurface
from quartiermap.ui.viewmodels.tables import plain_tip

_PAN = 80.0
"""Pixels that an arrow key moves the map by."""
_CLICK = 4.0
"""Pixels that a hand may tremble in a click."""

_ARROWS = {
    Qt.Key.Key_Left: (-1.0, 0.0), Qt.Key.Key_Right: (1.0, 0.0), Qt.Key.Key_Up: (0.0, -1.0), Qt.Key.Key_Down: (0.0, 1.0),
}  # fmt: skip


class PlainPage(PlainSurface):
    """The map with mouse and keyboard; parameters as in `PlainSurface`."""

    def __init__(
        self,
        door: Door,
        reason: str,
        parent: QWidget | None = None,
        *,
        again: Callable[[], None] | None = None,
    ) -> None:
        super().__init__(door, reason, parent, again=again)
        self.setAccessibleName(self.tr("Karte"))
        self.setAccessibleDescription(
            self.tr(
                "Pfeiltasten verschieben, Plus und Minus vergrößern und verkleinern, Eingabe wählt, was in der Mitte liegt."
            )
        )

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show where the keyboard points."""
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Hide the cross."""
        super().focusOutEvent(event)
        self.update()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom around the pointer."""
        if self._held:
            return
        self._zoom(event.angleDelta().y() / 240.0, event.position())

    def _zoom(self, step: float, around: QPointF) -> None:
        fixed = self._view.place(around)
        zoom = min(max(self._view.zoom + step, ZOOMS[0]), ZOOMS[1])
        after = View(self._view.centre, zoom, self._view.size)
        self._go(after.centre + fixed - after.place(around), zoom)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take the map, or a facility, into the hand."""
        if event.button() != Qt.MouseButton.LeftButton:
            return
        if self.tools.press(event.position(), self._view):
            return
        self._pressed, self._panned = event.position(), False
        game = self.content.game
        if game is not None and game["tool"] == "hand":
            sign = self._facility_at(event.position())
            if sign is not None and sign.row.get("mark") != "closed":
                self._hand = (sign.key, sign.at)
                self._hand_offset = self._view.pixel(sign.at) - event.position()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Move what is in the hand; say what lies under the pointer."""
        here = event.position()
        if self._watched:
            self._door.pointer.emit(*degrees(self._view.place(here)))
        if self.tools.move(here, self._view):
            self._ground = None if self.tools.second is not None else self._ground
            self.update()
            return
        if self._pressed is None:
            self._tip(event)
            return
        if not self._panned and (here - self._pressed).manhattanLength() < _CLICK:
            return
        if self._hand is not None:
            if not self._panned:
                self._panned = True
                self._door.grab.emit(self._hand[0])
            place = self._view.place(here + self._hand_offset)
            self._hand = (self._hand[0], place)
            self._waiting = (place, time.monotonic() * 1000)
            self._tell_hand()
            self.update()
            return
        self._panned = True
        if self._held:
            return
        moved = here - self._pressed
        self._pressed = here
        self._go(self._view.centre - moved / self._view.scale, self._view.zoom)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let go, or click."""
        if event.button() == Qt.MouseButton.LeftButton and self.tools.release(self._view):
            self.update()
            return
        if event.button() != Qt.MouseButton.LeftButton or self._pressed is None:
            return
        hand, moved = self._hand, self._panned
        self._pressed = None
        if hand is not None and moved:
            self._let_go()
            if self.rect().contains(event.position().toPoint()):
                self.content.facilities = [
                    Sign(s.row, hand[1]) if s.key == hand[0] else s for s in self.content.facilities
                ]
                self._door.drop.emit(*degrees(hand[1]))
            else:  # nobody sees where that would be: it goes back
                self._door.back.emit()
            return
        self._let_go()
        if not moved:
            more = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
            self._click(event.position(), also=bool(event.modifiers() & more))

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Zoom in, or end what a tool gathers."""
        if self.tools.double_click() or self._held:
            return
        self._zoom(1.0, event.position())

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Ask for the way from here."""
        self._door.way.emit(*degrees(self._view.place(QPointF(event.pos()))))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move and zoom the map; let the chosen facility walk; Enter and the space bar click in the middle."""
        game, key = self.content.game, event.key()
        middle = QPointF(self.width() / 2, self.height() / 2)
        arrow = _ARROWS.get(Qt.Key(key))
        if self.tools.key(event):
            self._ground = None
            self.update()
            return
        if event.modifiers() & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier):
            super().keyPressEvent(event)
        elif arrow and game is not None and game["chosen"] and game["tool"] == "hand":
            metres = 50.0 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 10.0
            self._door.nudge.emit(arrow[0] * metres, -arrow[1] * metres, time.monotonic() * 1000)
        elif self._held and (arrow or key in (Qt.Key.Key_Plus, Qt.Key.Key_Minus)):
            event.accept()
        elif arrow:
            self._go(self._view.centre + QPointF(*arrow) * (_PAN / self._view.scale), self._view.zoom)
        elif key in (Qt.Key.Key_Plus, Qt.Key.Key_Minus):
            self._zoom(0.5 if key == Qt.Key.Key_Plus else -0.5, middle)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self._click(middle)
        elif game is not None and key in (Qt.Key.Key_Delete, Qt.Key.Key_Escape):
            if key == Qt.Key.Key_Escape and self._hand is not None:
                self._do_ungrab()
            else:
                self._door.key.emit("Delete" if key == Qt.Key.Key_Delete else "Escape")
        else:
            super().keyPressEvent(event)

    # ---- what lies where

    def _facility_at(self, pixel: QPointF) -> Sign | None:
        if not self.content.is_visible("facilities"):
            return None
        best: tuple[float, Sign] | None = None
        for sign in self.content.of_kind(self.content.facilities):
            away = self._view.pixel(sign.at) - pixel
            distance = (away.x() ** 2 + away.y() ** 2) ** 0.5
            if distance <= radius(self.content, self._view, sign.row.get("places")) + 4 and (
                best is None or distance < best[0]
            ):
                best = (distance, sign)
        return None if best is None else best[1]

    def _gap_at(self, pixel: QPointF) -> Sign | None:
        if not self.content.is_visible("gaps"):
            return None
        shown = sorted(self.content.of_kind(self.content.gaps), key=lambda gap: gap.row["rank"])
        return next(
            (g for g in shown if flag(self.content, self._view, g).adjusted(-2, -2, 2, 11).contains(pixel)),
            None,
        )

    def _click(self, pixel: QPointF, *, also: bool = False) -> None:
        place = self._view.place(pixel)
        if self.tools.click(place):
            return
        if also and (key := self._district_at(place)) is not None:
            self._door.also.emit(key)
            return
        game = self.content.game
        if game is not None and game["tool"] != "hand":
            self._door.map.emit(*degrees(place))
            return
        gap, facility = self._gap_at(pixel), self._facility_at(pixel)
        squares = (self.content.squares or {"cells": ()})["cells"]
        square = next((cell for cell in squares if cell["path"].contains(place)), None)
        if gap is not None:
            self._door.gap.emit(gap.key)
        elif facility is not None:
            self._door.facility.emit(facility.key)
        elif square is not None:
            self._door.square.emit(square["id"])
        else:
            district = self._district_at(place)
            if district is not None:
                self._door.district.emit(district)
            self._door.map.emit(*degrees(place))

    def _district_at(self, place: QPointF) -> str | None:
        return next(
            (
                d.key
                for d in self.content.districts
                if d.path.boundingRect().contains(place) and d.path.contains(place)
            ),
            None,
        )

    def _tip(self, event: QMouseEvent) -> None:
        if self.content.presentation:
            return  # nothing lies over the map that a room looks at
        if self.tools.tool:
            QToolTip.hideText()  # it would lie on what is measured
            return
        pixel = event.position()
        sign = self._gap_at(pixel) or self._facility_at(pixel)
        if sign is not None:
            text = f"{sign.row.get('title') or sign.row.get('name')}\n{sign.row['text']}"
        else:
            key = self._district_at(self._view.place(pixel))
            name = next((d.name for d in self.content.districts if d.key == key), "")
            values = (self.tools.right if self.tools.covers(pixel, self._view) else self.content).values
            text = f"{name}\n{values.get(key or '', '')}".strip()
        if text:
            QToolTip.showText(event.globalPosition().toPoint(), plain_tip(text), self)
        else:
            QToolTip.hideText()

    def leaveEvent(self, event: QEvent) -> None:
        """Say nothing any more."""
        QToolTip.hideText()
        super().leaveEvent(event)
