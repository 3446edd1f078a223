"""A click on the map in the middle of a talk can be taken back: Escape shows again what stood there before."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from quartiermap.ui.viewmodels.selection import NOTHING, Selected, What

if TYPE_CHECKING:
    from quartiermap.ui.main_window import MainWindow
    from quartiermap.ui.viewmodels.history import Moment
    from quartiermap.ui.widgets.map_area import MapPort

_FOUND: tuple[What, ...] = "cell", "place"
"""What is selected only after a worker has looked what lies under the click; in a talk nothing but a click selects it."""


class Slips(QObject):
    """Remembers what was shown before the first of several clicks.

    Parameters
    ----------
    window : MainWindow
        Its way back and its talk are asked for, so both must be there when the first click comes.
    """

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._before: Moment | None = None
        self._view = -1
        self._clicked = NOTHING

    def set_map(self, shown: MapPort) -> None:
        """Take the map (once), before those who answer its clicks."""
        shown.districtClicked.connect(partial(self._on_click, "district"))
        shown.facilityClicked.connect(partial(self._on_click, "facility"))
        shown.gapClicked.connect(partial(self._on_click, "gap"))
        shown.wayWanted.connect(lambda *_place: self._on_click("cell"))

    def _on_click(self, what: What, key: str = "") -> None:
        window = self._window
        stage = window.stage
        if not (window.presentation.on or stage.room is not None) or window.game.on:
            return
        if not self._stands:
            shown = stage.views.shown is not None
            self._before, self._view = window.explore.history.moment, stage.views.at if shown else -1
        self._clicked = Selected(what, key)

    @property
    def _stands(self) -> bool:
        """Whether what is shown came of clicks: neither of a view, nor of a key, nor was it there before."""
        window = self._window
        now = window.selection.selected
        return (
            self._before is not None
            and window.stage.views.shown is None
            and (now == self._clicked or now.what in _FOUND)
            and window.explore.history.moment.content != self._before.content
        )

    def take_back(self) -> bool:
        """Show what was there before the clicks; ``False`` if nothing came of them."""
        stands, before = self._stands, self._before
        self._before = None
        if before is None or not stands:
            return False
        self._window.explore.history.show(before)
        if self._view >= 0:
            self._window.stage.views.go_on(self._view, shown=True)
        return True
