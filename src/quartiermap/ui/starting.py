"""What follows when the window stands: heavy imports in a worker, and what waits for them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from quartiermap.ui.moments import Once
from quartiermap.ui.viewmodels.warming import warm_up, warm_up_rest

if TYPE_CHECKING:
    from quartiermap.ui.main_window import MainWindow

_OPENING_MS = 30_000
"""So long the last imports wait for the project that is opened at the start; it may be refused."""


class Starting(QObject):
    """Makes a furnished window ready for a project."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._waiting: list[Callable[[], None]] = []

    def warm_up(self, then: Callable[[], None] | None = None) -> None:
        """Import what is heavy in a worker; `then` runs when it is there."""
        if then is not None:
            self._waiting.append(then)
        self._window.tasks.read("warm-up", warm_up, self._window.workspace.attach)

    def on_ready(self) -> None:
        """Let the window be used: a session is there."""
        window = self._window
        window.start_page.set_ready(True)
        window.ensure_map()  # while the start page is looked at, not when a project comes
        window.update_actions()
        for then in self._waiting:
            then()
        self._waiting.clear()
        window.recovery.look()
        window.recent.look()
        if window.tasks.busy:  # a project is being opened: what comes after it would hold it up by half
            Once(window.shown, self._import_rest, _OPENING_MS, self)
        else:
            self._import_rest()

    def _import_rest(self) -> None:
        self._window.tasks.read("warm-up-rest", warm_up_rest, lambda _nothing: None)
