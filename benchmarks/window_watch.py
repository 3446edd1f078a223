"""Notes how long the window's thread was away between two turns of its event loop, and what it did in the long ones."""

from __future__ import annotations

import collections
import faulthandler
import re
import tempfile
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

LIMIT_MS = 100.0
_LOOK_MS = 40.0
_DEPTH = 12
_NOT_TOLD = (
    "bench_window",
    "window_steps",
    "window_watch",
    "runpy",
    "threading.py",
    "concurrent",
    "importlib",
)
_THREAD = re.compile(r"(?:Current thread|Thread) 0x(?P<number>[0-9a-f]+) ")
_PLACE = re.compile(r'  File "(?P<file>.*)", line (?P<line>\d+) in (?P<name>.*)')
_QUEUED = Path("/proc/thread-self/schedstat")


@dataclass(frozen=True)
class Gap:
    """One turn of the event loop.

    ``clock_ms`` on the clock; ``own_ms`` without the time in which the thread could have run and another program had the
    processor (Linux tells; elsewhere the clock): what is left is the program's own, waiting for its other threads included;
    ``cpu_ms`` what the thread itself computed.
    """

    clock_ms: float
    own_ms: float
    cpu_ms: float


class Watch:
    """Notes the gaps of the window's thread; begun and stopped on it."""

    def __init__(self) -> None:
        from PySide6.QtCore import Qt, QTimer

        self.gaps: list[Gap] = []
        self.stacks: collections.Counter[str] = collections.Counter()
        self._main = threading.get_ident()
        self._last = _now()
        self._over = False
        self._timer = QTimer()
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(5)
        self._timer.timeout.connect(self._tick)
        self._timer.start()
        self._looker = threading.Thread(target=self._look, daemon=True)
        self._looker.start()

    def _tick(self) -> None:
        now = _now()
        clock, queued, own = (1000 * (b - a) for a, b in zip(self._last, now, strict=True))
        self.gaps.append(Gap(clock, max(own, clock - queued), own))
        self._last = now

    def _look(self) -> None:
        while not self._over:
            began, queued, _ = _now()
            time.sleep(0.01)
            ended, after, _ = _now()
            if (ended - self._last[0]) * 1000 < _LOOK_MS:
                continue
            # Who sleeps longer than asked, though a processor was free, waited for a call that did not let other threads in.
            held = " (Sperre)" if (ended - began - (after - queued)) * 1000 > _LOOK_MS else ""
            told = _all_told()
            self.stacks[f"Fenster{held}: {told.pop(self._main, '')}"] += 1
            for where in filter(None, told.values()):
                self.stacks[f"daneben{held}: {where}"] += 1

    def reset(self) -> None:
        """Forget what was so far."""
        self._tick()
        self.gaps.clear()
        self.stacks.clear()

    def result(self) -> dict[str, Any]:
        """Return the longest gap since `reset` in each of its three measures (ms), and how many were over the limit."""
        self._tick()
        return {
            "clock_ms": max(gap.clock_ms for gap in self.gaps),
            "own_ms": max(gap.own_ms for gap in self.gaps),
            "cpu_ms": max(gap.cpu_ms for gap in self.gaps),
            "over_limit": sum(gap.own_ms > LIMIT_MS for gap in self.gaps),
            "stacks": self.stacks.most_common(14),
        }

    def stop(self) -> None:
        """Look no more."""
        self._over = True
        self._timer.stop()


def _now() -> tuple[float, float, float]:
    """Return clock, time spent waiting for a processor and computing time of this thread, in seconds."""
    try:
        queued = int(_QUEUED.read_bytes().split()[1]) / 1e9
    except (OSError, IndexError):
        queued = 0.0
    return time.perf_counter(), queued, time.thread_time()


def _all_told() -> dict[int, str]:
    """Return by thread where it is, the innermost first; nothing for one that waits for work.

    Written down by C, for who holds a frame holds what is in it: a painter that outlives what it paints on takes the program
    with it.
    """
    with tempfile.TemporaryFile() as file:
        faulthandler.dump_traceback(file, all_threads=True)
        file.seek(0)
        written = file.read().decode(errors="replace")
    told: dict[int, list[str]] = {}
    lines: list[str] = []
    for line in written.splitlines():
        if thread := _THREAD.match(line):
            lines = told.setdefault(int(thread["number"], 16), [])
        elif (place := _PLACE.match(line)) and not any(part in place["file"] for part in _NOT_TOLD):
            lines.append(f"{Path(place['file']).name}:{place['line']} {place['name']}")
    return {number: " < ".join(places[:_DEPTH]) for number, places in told.items()}
