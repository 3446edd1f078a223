"""Moments that something waits for: one time of a signal, the first painting of a window."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from PySide6.QtCore import QEvent, QObject, QTimer, Signal, SignalInstance
from PySide6.QtWidgets import QWidget

_QUIET_MS = 300
"""So long no key must have come: nobody answers sooner to what has just come up."""
_KEYS = (QEvent.Type.KeyPress, QEvent.Type.KeyRelease, QEvent.Type.ShortcutOverride)


class Once(QObject):
    """Calls one time: when a signal comes, or after a while in any case.

    Parameters
    ----------
    signal : SignalInstance or None
    then : callable
    patience_ms : int
    parent : QObject
    """

    def __init__(
        self, signal: SignalInstance | None, then: Callable[[], None], patience_ms: int, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._then: Callable[[], None] | None = then
        if signal is not None:
            signal.connect(self.call)
        QTimer.singleShot(patience_ms, self, self.call)

    def call(self) -> None:
        """Call, unless that has been done."""
        then, self._then = self._then, None
        if then is not None:
            then()


class AllCome:
    """Calls one time: when everything has come that it waits for, each by its name.

    Examples
    --------
    >>> both = AllCome(("page", "window"), lambda: print("both"))
    >>> both.come("page"); both.come("page"); both.come("window"); both.come("page")
    both
    """

    def __init__(self, names: Iterable[str], then: Callable[[], object]) -> None:
        self._missing, self._then = set(names), then

    def come(self, name: str, *_with: object) -> None:
        """Note that something has come, whatever it brings."""
        if name in self._missing:
            self._missing.remove(name)
            if not self._missing:
                self._then()


class FirstPaint(QObject):
    """Tells when a window has been painted for the first time."""

    painted = Signal()

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Notice the first painting (called by Qt)."""
        if event.type() == QEvent.Type.Paint:
            self._window.removeEventFilter(self)
            QTimer.singleShot(0, self, self.painted.emit)  # this one is still to be carried out
        return super().eventFilter(watched, event)


class EarlyKeys(QObject):
    """Keeps from a window the keys that were pressed before it was ready: they were meant for nothing that it shows now.

    Parameters
    ----------
    window : QWidget
        It is shown already.
    ready : SignalInstance
        From here on keys count, as soon as the hand that was typing has paused.
    failed : SignalInstance
        It will not be ready; keys count all the same.
    """

    def __init__(self, window: QWidget, ready: SignalInstance, failed: SignalInstance) -> None:
        super().__init__(window)
        self._quiet = QTimer(self)
        self._quiet.setSingleShot(True)
        self._quiet.setInterval(_QUIET_MS)
        self._quiet.timeout.connect(self.deleteLater)
        for signal in (ready, failed):
            signal.connect(self._begin)
        window.windowHandle().installEventFilter(self)

    def _begin(self) -> None:
        self._quiet.start()

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Take the key (called by Qt)."""
        if event.type() not in _KEYS:
            return False
        if self._quiet.isActive():
            self._quiet.start()
        return True
