"""Keeps Python's search for garbage out of the way of the window.

With a city open there are 370,000 objects that Python looks through for cycles nobody refers to any more: a quarter of a
second in which no thread of the program gets a word in, now and then, in the middle of a click [measured]. What the program
and an open project consist of stays anyway, so it is left out of that search; everything is searched when nobody looks.
"""

from __future__ import annotations

import gc
from time import monotonic
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt

if TYPE_CHECKING:
    from PySide6.QtGui import QGuiApplication

    from quartiermap.ui.main_window import MainWindow
    from quartiermap.ui.window_keeper import WindowKeeper

_THRESHOLDS = (20_000, 50, 1000)
"""New objects before the young are searched (10 ms), rounds of that before the middle-aged are, and so on."""
_PAUSE_S = 300.0
"""Between two searches of everything."""


class CalmMemory(QObject):
    """Decides when Python looks for garbage.

    Parameters
    ----------
    keeper : WindowKeeper
    application : QGuiApplication
    """

    def __init__(self, keeper: WindowKeeper, application: QGuiApplication) -> None:
        super().__init__(keeper)
        self._before = gc.get_threshold()
        self._searched = monotonic()
        self._kept = 0
        gc.set_threshold(*_THRESHOLDS)
        keeper.opened.connect(self._follow)
        self._follow(keeper.window)
        application.applicationStateChanged.connect(self._on_state)

    def _follow(self, window: MainWindow) -> None:
        window.workspace.ready.connect(self._on_ready)
        window.shown.connect(gc.freeze)

    def _on_ready(self) -> None:
        """Leave out what is there now; where that has doubled, old projects may be among it, and everything is searched."""
        gc.freeze()
        if not self._kept:
            self._kept = gc.get_freeze_count()
        elif gc.get_freeze_count() > 2 * self._kept:
            self.search()

    def _on_state(self, state: Qt.ApplicationState) -> None:
        if state != Qt.ApplicationState.ApplicationActive and monotonic() - self._searched > _PAUSE_S:
            self.search()

    def search(self) -> None:
        """Look through everything, what was left out too."""
        gc.unfreeze()
        gc.collect()
        gc.freeze()
        self._kept = gc.get_freeze_count()
        self._searched = monotonic()

    def stop(self) -> None:
        """Leave it to Python again."""
        gc.unfreeze()
        gc.set_threshold(*self._before)
