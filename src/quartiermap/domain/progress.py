"""Progress and cancelling, without knowing who shows it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from quartiermap.errors import Cancelled

Report = Callable[[float, str], None]
"""Called with the share done (0..1) and a short German sentence."""


def _silent(_share: float, _text: str) -> None:
    """Drop the report."""


def _never() -> bool:
    return False


@dataclass
class Progress:
    """Tells how far long work is, and asks whether it shall stop.

    Parameters
    ----------
    report : callable
        Receives ``(share, text)``; share is 0..1 of the whole work.
    cancelled : callable
        Returns ``True`` once the user asked to stop. Must be cheap and safe to call from any thread.

    Examples
    --------
    >>> seen = []
    >>> whole = Progress(lambda share, text: seen.append((round(share, 2), text)))
    >>> half = whole.part(0.0, 0.5)
    >>> half.step(0.5, "Wegenetz lesen")
    >>> seen
    [(0.25, 'Wegenetz lesen')]
    """

    report: Report = _silent
    cancelled: Callable[[], bool] = _never
    start: float = field(default=0.0)
    end: float = field(default=1.0)

    def step(self, share: float, text: str) -> None:
        """Report `share` (0..1) of this part and raise `Cancelled` if the user asked to stop."""
        if self.cancelled():
            raise Cancelled
        self.report(self.start + (self.end - self.start) * min(max(share, 0.0), 1.0), text)

    def part(self, start: float, end: float) -> Progress:
        """Return the progress of a part of this work, from share `start` to share `end`."""
        width = self.end - self.start
        return Progress(self.report, self.cancelled, self.start + width * start, self.start + width * end)
