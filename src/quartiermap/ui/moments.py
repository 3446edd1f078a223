"""Moments that something waits for: one time of a signal, the first painting of a window."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QTimer, Signal, SignalInstance
from PySide6.QtWidgets import QWidget


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
