"""Work that has to be done on the window's thread, a little at every turn of its event loop."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from time import monotonic

from PySide6.QtCore import QObject, QTimer

_TURN_S = 0.012
"""So long the window may be held up at a time."""
_REST_MS = 8
"""So long it is left alone then, by all that is done in this way."""

REST = object()
"""A step that gives this ends its turn: there is nothing to do until something else has happened."""


class Turns(QObject):
    """Does one piece of work; what is begun later takes the place of what is not done yet, which then never ends."""

    _others = 0.0
    """When the window was held up last, by any of them."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._work: Iterator[object] = iter(())
        self._done: Callable[[], object] | None = None
        self._next = QTimer(self)
        self._next.setSingleShot(True)
        self._next.timeout.connect(self._in_turn)

    @property
    def busy(self) -> bool:
        """Whether something is not done yet."""
        return self._done is not None

    def begin(
        self,
        work: Iterator[object],
        done: Callable[[], object] = lambda: None,
        *,
        after_ms: int | None = None,
    ) -> None:
        """Do `work` and then `done`.

        Parameters
        ----------
        work : iterator
            Every step is a short piece of the work; of what the steps give only `REST` counts.
        done : callable
        after_ms : int, optional
            Begin so much later, and not now (short work is else done when this returns).
        """
        self._work, self._done = work, done
        if after_ms is None:
            self._go_on()
        else:
            self._next.start(after_ms)

    def stop(self) -> None:
        """Leave what is not done."""
        self._work, self._done = iter(()), None
        self._next.stop()

    def _in_turn(self) -> None:
        if monotonic() - Turns._others < _REST_MS / 1000:
            self._next.start(_REST_MS)
        else:
            self._go_on()

    def _go_on(self) -> None:
        work, done, end = self._work, self._done, monotonic() + _TURN_S
        if done is None:
            return
        for given in work:
            if self._work is not work:
                return  # a step has begun something else
            if given is REST or monotonic() > end:
                Turns._others = monotonic()
                self._next.start(_REST_MS)
                return
        if self._work is not work:
            return  # the last one has
        self.stop()
        done()
