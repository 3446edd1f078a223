"""Maps that show what another one shows: as much of the land, in their own size."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QEvent, QObject, QTimer

if TYPE_CHECKING:
    from quartiermap.ui.map.commands import MapCommands

_ZOOM_STEP: Final = 0.25
"""Steps in which maps zoom."""
_SAME_PLACE: Final = 1e-5
"""Degrees."""

_Seen = tuple[float, float, float, bool]
"""Longitude, latitude, zoom level, and whether it is the whole municipality."""


class Mirrors(QObject):
    """The mirrors of one map.

    Parameters
    ----------
    first : MapCommands
        The map that they follow.
    """

    def __init__(self, first: MapCommands) -> None:
        super().__init__(first)
        self._first = first
        self._all: list[MapCommands] = []
        self._frozen: set[MapCommands] = set()
        self._seen: _Seen | None = None
        self._resized = QTimer(self)
        self._resized.setSingleShot(True)
        self._resized.timeout.connect(self.show_place)

    @property
    def all(self) -> tuple[MapCommands, ...]:
        """The maps that follow."""
        return tuple(self._all)

    def add(self, other: MapCommands) -> None:
        """Follow from now on."""
        self._all.append(other)
        other.installEventFilter(self)
        other.ready.connect(self.show_place)

    def remove(self, other: MapCommands) -> None:
        """Go on alone."""
        self._frozen.discard(other)
        if other in self._all:
            self._all.remove(other)
            other.removeEventFilter(self)
            other.ready.disconnect(self.show_place)

    def freeze(self, other: MapCommands, on: bool) -> None:
        """Stay where one is, whatever the first map looks at; or follow again."""
        if on:
            self._frozen.add(other)
        else:
            self._frozen.discard(other)
            self._show_there(other)

    def tell(self, op: str, values: dict[str, Any], *, keep: bool) -> None:
        """Pass on a command; where the first map goes is followed when it is there and knows what is seen."""
        for other in self._all:
            if op != "view":
                other.take(op, values, keep=keep)
            if op == "gap" and values["go"] and other in self._frozen and other.view is not None:
                there = other.view  # the gap is marked there, but not gone to
                other.show_view(there["lon"], there["lat"], there["zoom"])

    def follow(self, longitude: float, latitude: float, zoom: float, whole: bool) -> None:
        """Go where the first map is now; that only its size has changed (a bar has opened beside it) moves nothing."""
        before, self._seen = self._seen, (longitude, latitude, zoom, whole)
        if before is None or not _same_place(before, self._seen):
            self.show_place()

    def show_place(self) -> None:
        """Show in every mirror that is not frozen what the first map shows."""
        for other in self._all:
            if other not in self._frozen and "view" not in other.own:
                self._show_there(other)

    def _show_there(self, other: MapCommands) -> None:
        first, view = self._first, self._first.view
        if first.whole:
            other.fit()
        elif view is not None:
            larger = min(other.width() / max(1, first.width()), other.height() / max(1, first.height()))
            zoom = view["zoom"] + (math.log2(larger) if larger > 0 else 0.0)
            other.show_view(view["lon"], view["lat"], math.floor(zoom / _ZOOM_STEP) * _ZOOM_STEP)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Show as much in a mirror that has got another size as before."""
        if event.type() == QEvent.Type.Resize and watched in self._all:
            self._resized.start()
        return False


def _same_place(one: _Seen, other: _Seen) -> bool:
    if one[3] or other[3]:
        return one[3] == other[3]
    return one[2] == other[2] and max(abs(one[0] - other[0]), abs(one[1] - other[1])) < _SAME_PLACE
