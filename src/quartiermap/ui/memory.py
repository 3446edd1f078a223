"""Keeps Python's search for garbage out of the way of the window.

With a city open there are 370,000 objects that Python looks through for cycles nobody refers to any more: a quarter of a
second in which no thread of the program gets a word in, now and then, in the middle of a click [measured]. What the program
and an open project consist of stays anyway, so it is left out of that search; everything is searched when nobody looks: when
another program is in front, or when nobody has touched mouse and keyboard for a while.
"""

from __future__ import annotations

import gc
from time import monotonic
from typing import TYPE_CHECKING

import shiboken6
from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal

if TYPE_CHECKING:
    from PySide6.QtGui import QGuiApplication, QWindow

    from quartiermap.ui.main_window import MainWindow
    from quartiermap.ui.window_keeper import WindowKeeper

_THRESHOLDS = (20_000, 50, 1000)
"""New objects before the young are searched (10 ms), rounds of that before the middle-aged are, and so on."""
_PAUSE_S = 300.0
"""Between two searches of everything."""
_QUIET_S = 10.0
"""Nobody looks who has not touched anything for so long."""
_TOUCHES = frozenset(
    {
        QEvent.Type.MouseMove,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.Wheel,
        QEvent.Type.KeyPress,
        QEvent.Type.TouchBegin,
    }
)


class CalmMemory(QObject):
    """Decides when Python looks for garbage.

    Parameters
    ----------
    keeper : WindowKeeper
    application : QGuiApplication

    Signals
    -------
    quiet
        Nobody has touched anything for a while: what takes a moment may be done.
    """

    quiet = Signal()

    def __init__(self, keeper: WindowKeeper, application: QGuiApplication) -> None:
        super().__init__(keeper)
        self._before = gc.get_threshold()
        self._searched = self._touched = monotonic()
        self.kept = 0
        """Objects that were left out after the last search of everything, or at first; 0 before they are counted."""
        self._front: QWindow | None = None
        self._due = QTimer(self)
        self._due.setSingleShot(True)
        self._due.timeout.connect(self._when_quiet)
        gc.set_threshold(*_THRESHOLDS)
        keeper.opened.connect(self._follow)
        self._follow(keeper.window)
        application.applicationStateChanged.connect(self._on_state)
        application.focusWindowChanged.connect(self._on_front)

    def _follow(self, window: MainWindow) -> None:
        window.workspace.ready.connect(self._leave_out)
        window.shown.connect(self._leave_out)

    def _on_front(self, front: QWindow | None) -> None:
        if self._front is not None and shiboken6.isValid(self._front):
            self._front.removeEventFilter(self)
        self._front = front
        if front is not None:
            front.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Hear that somebody is there."""
        if event.type() in _TOUCHES:
            self.touch()
        return False

    def touch(self) -> None:
        """Note that somebody is working with the program."""
        self._touched = monotonic()

    def _leave_out(self) -> None:
        """Leave out what is there now; how much that is will be counted when nobody looks (30 ms with a city open)."""
        gc.freeze()
        if not self._due.isActive():
            self._due.start(round(1000 * _QUIET_S))

    def _when_quiet(self) -> None:
        """Count what is left out; where that has doubled, old projects may be among it, and everything is searched."""
        left = self._touched + _QUIET_S - monotonic()
        if left > 0:
            self._due.start(round(1000 * left))
            return
        self.quiet.emit()
        if not self.kept:
            self.kept = gc.get_freeze_count()
        elif gc.get_freeze_count() > 2 * self.kept:
            self.search()

    def _on_state(self, state: Qt.ApplicationState) -> None:
        if state != Qt.ApplicationState.ApplicationActive and monotonic() - self._searched > _PAUSE_S:
            self.search()

    def search(self) -> None:
        """Look through everything, what was left out too."""
        self._due.stop()
        gc.unfreeze()
        gc.collect()
        gc.freeze()
        self.kept = gc.get_freeze_count()
        self._searched = monotonic()

    def stop(self) -> None:
        """Leave it to Python again."""
        self._due.stop()
        self._on_front(None)
        gc.unfreeze()
        gc.set_threshold(*self._before)
