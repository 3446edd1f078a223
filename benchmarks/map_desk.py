"""The window with the real map page, a hand that moves on it, and a clock on both sides of the door.

Times are taken where they count: frames by the page's own animation clock, a command from the moment it is sent until the
page has painted it (`ui.map.bridge`), processor time of the page's process from the system. On a machine that others use
too, the last is what can be compared.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

PROBE = """
window.qmBench = window.qmBench || (() => {
  let frames = [], long = [], run = 0;
  new PerformanceObserver((list) => { for (const entry of list.getEntries()) long.push(entry.duration); }).observe({ entryTypes: ["longtask"] });
  const ticker = (own) => function tick(now) { if (own === run) { frames.push(now); requestAnimationFrame(tick); } };
  return {
    start() { frames = []; long = []; run += 1; requestAnimationFrame(ticker(run)); return true; },
    stop() { run += 1; return { frames, long, heap: performance.memory ? performance.memory.usedJSHeapSize / 1e6 : null }; },
  };
})()
"""
"""Put into the page; the product has no such thing."""
SLOW_FRAME_MS = 50.0
WAKE_MS = 5
TICKS_S = os.sysconf("SC_CLK_TCK") if hasattr(os, "sysconf") else 100


def processor_ms(pid: int) -> float:
    """Return the processor time a process has used; 0 where the system does not tell."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) * 1000 / TICKS_S


@dataclass
class Smooth:
    """How evenly the page drew while something moved."""

    frames: list[float]
    long_tasks: list[float]
    page_cpu_ms: float
    own_cpu_ms: float
    heap_mb: float | None

    def as_dict(self) -> dict[str, float | None]:
        """Return the figures of the table: intervals in ms."""
        gaps = np.diff(self.frames) if len(self.frames) > 2 else np.array([np.nan])
        return {
            "frames": float(len(gaps)), "median_ms": float(np.median(gaps)), "p95_ms": float(np.percentile(gaps, 95)), "longest_ms": float(gaps.max()),
            "lost_ms": float(gaps[gaps > SLOW_FRAME_MS].sum()), "long_tasks": float(len(self.long_tasks)), "longest_task_ms": max(self.long_tasks, default=0.0),
            "page_cpu_ms": self.page_cpu_ms, "own_cpu_ms": self.own_cpu_ms, "heap_mb": self.heap_mb,
        }  # fmt: skip


@dataclass
class Order:
    """What was sent to the page for one wish, and when it was painted (ms since the wish)."""

    sent: dict[int, tuple[str, float]] = field(default_factory=dict)
    painted: dict[int, float] = field(default_factory=dict)

    def until(self, ops: tuple[str, ...]) -> float:
        """Return when the last of these commands was painted; NaN if none came."""
        return max((at for seq, at in self.painted.items() if self.sent[seq][0] in ops), default=float("nan"))

    def in_page(self, ops: tuple[str, ...]) -> float:
        """Return the longest that one of these took from being sent until painted."""
        return max((at - self.sent[seq][1] for seq, at in self.painted.items() if self.sent[seq][0] in ops), default=float("nan"))  # fmt: skip


class Desk:
    """The window with a project, ready to be used."""

    def __init__(self, size: tuple[int, int], scratch: Path) -> None:
        from PySide6.QtCore import QSettings, QTimer
        from PySide6.QtWidgets import QApplication

        from quartiermap.ui import theme
        from quartiermap.ui.main_window import MainWindow

        found = QApplication.instance()
        self.app = found if isinstance(found, QApplication) else QApplication(["bench"])
        self._waker = QTimer()  # ends every wait for events
        self._waker.start(WAKE_MS)
        settings = QSettings(str(scratch / "fenster.ini"), QSettings.Format.IniFormat)
        settings.setValue("brightness", "light")
        theme.apply(self.app, dark=False)
        self.window = MainWindow(settings, cache=scratch / "tiles", recovery=scratch / "copies")
        self.window.resize(*size)
        self.window.show()
        self.shown: Any = None
        self._ready: list[object] = []
        self.window.workspace.ready.connect(lambda: self._ready.append(1))
        self.window.starting.warm_up()

    def open(self, town: Path) -> None:
        """Open the project and wait until the page has painted it."""
        self.until(lambda: bool(self._ready))
        self.window.files.open_path(town)
        self.until(lambda: self.window.data is not None and self.view is not None and self.view.is_ready)
        self.rest()
        self.prepare_page()

    def prepare_page(self) -> None:
        """Put the clock into the page."""
        self.js(f"({PROBE}, 1)")

    def painted(self) -> None:
        """Wait until the page has drawn two frames."""
        self.js("(window.qmDrawn = false, requestAnimationFrame(() => requestAnimationFrame(() => { window.qmDrawn = true; })), 1)")  # fmt: skip
        self.until(lambda: bool(self.js("window.qmDrawn")))

    @property
    def view(self) -> Any:
        """The map that is measured."""
        return self.window.map if self.shown is None else self.shown

    @property
    def page_pid(self) -> int:
        """The process that the page lives in."""
        return int(self.view.page.renderProcessPid())

    def until(self, done: Callable[[], Any], timeout_s: float = 180.0) -> None:
        """Turn the event loop until something is true."""
        from PySide6.QtCore import QEventLoop

        end = time.monotonic() + timeout_s
        while not done():
            if time.monotonic() > end:
                raise TimeoutError
            # With a time limit Qt would not wait but go round and round, and take the page the second processor.
            self.app.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)

    def pause(self, seconds: float) -> None:
        """Let the window live for a while."""
        end = time.monotonic() + seconds
        self.until(lambda: time.monotonic() >= end)

    def rest(self, looks: int = 2) -> None:
        """Wait until nothing is computed or drawn any more; `looks` times in a row, nearly a second apart."""
        for _ in range(looks):
            self.until(lambda: not self.window.tasks.reading and not self.window.tasks.busy)
            self.pause(0.9)

    def js(self, code: str) -> Any:
        """Run an expression in the page and return its value."""
        answers: list[Any] = []
        self.view.page.runJavaScript(f"(() => JSON.stringify({code}))()", 0, answers.append)
        self.until(lambda: bool(answers))
        return json.loads(answers[0]) if answers[0] else None

    # ---- measuring

    def watch(self, act: Callable[[], Any]) -> Smooth:
        """Do something that moves the map and return how evenly it was drawn."""
        self.js("window.qmBench.start()")
        before = processor_ms(self.page_pid), time.process_time()
        act()
        self.pause(0.25)  # what follows the movement belongs to it
        after = processor_ms(self.page_pid), time.process_time()
        found = self.js("window.qmBench.stop()")
        return Smooth(found["frames"], found["long"], after[0] - before[0], (after[1] - before[1]) * 1000, found["heap"])  # fmt: skip

    def order(self, act: Callable[[], Any], wanted: str) -> Order:
        """Do something that recolours and return when what was sent for it was painted; ends with the last `wanted`."""
        found, begun = Order(), time.perf_counter()
        bridge = self.view.bridge

        def sent(text: str) -> None:
            for command in json.loads(text):
                found.sent[command["seq"]] = command["op"], (time.perf_counter() - begun) * 1000

        def painted(sequence: int) -> None:
            if sequence in found.sent:
                found.painted[sequence] = (time.perf_counter() - begun) * 1000

        ears = bridge.command.connect(sent), bridge.painted.connect(painted)
        begun = time.perf_counter()
        act()
        self.until(lambda: wanted in {found.sent[seq][0] for seq in found.painted})
        self.until(lambda: not self.window.tasks.reading and len(found.painted) == len(found.sent))
        for ear in ears:
            bridge.disconnect(ear)
        return found

    # ---- the hand

    def mouse(self, kind: str, x: float, y: float) -> None:
        """Let the mouse be pressed, moved or let go at a place of the map (pixels)."""
        from PySide6.QtCore import QEvent, QPointF, Qt
        from PySide6.QtGui import QMouseEvent

        none, left = Qt.MouseButton.NoButton, Qt.MouseButton.LeftButton
        event, button, held = {
            "press": (QEvent.Type.MouseButtonPress, left, left),
            "drag": (QEvent.Type.MouseMove, none, left),
            "move": (QEvent.Type.MouseMove, none, none),
            "release": (QEvent.Type.MouseButtonRelease, left, none),
        }[kind]
        target, at = self.view.web.focusProxy(), QPointF(x, y)
        self.app.sendEvent(target, QMouseEvent(event, at, QPointF(target.mapToGlobal(at)), button, held, Qt.KeyboardModifier.NoModifier))  # fmt: skip

    def wheel(self, x: float, y: float, steps: int) -> None:
        """Turn the wheel at a place of the map."""
        from PySide6.QtCore import QPoint, QPointF, Qt
        from PySide6.QtGui import QWheelEvent

        target, at = self.view.web.focusProxy(), QPointF(x, y)
        turned = QWheelEvent(at, QPointF(target.mapToGlobal(at)), QPoint(), QPoint(0, 120 * steps), Qt.MouseButton.NoButton,
                             Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False)  # fmt: skip
        self.app.sendEvent(target, turned)

    def along(self, kind: str, path: Callable[[float], tuple[float, float]], seconds: float) -> None:
        """Move along a path (share of the time -> pixels), 60 places a second."""
        begun = time.monotonic()
        while (share := (time.monotonic() - begun) / seconds) < 1:
            self.mouse(kind, *path(share))
            self.pause(1 / 60)
