"""The only module with threads: long work beside the window, with progress and cancelling.

Two ways. A *job* is something the user asked for (open, import, analyse, report): one at a time, shown in the
status bar, can be cancelled. A *read* prepares something to look at (tables, a colouring): many, by group, and the
newest request of a group silences the older ones. Besides, a *lane* is one thread for something that only one thread
may touch at a time. Results arrive on the window's thread by queued signals.

The threads are Python's and live as long as the window. Threads of a QThreadPool are foreign to Python: it forgets
their ``threading.local`` after every task, pyproj then frees a PROJ context that cached objects still use, and the
program crashes [met in the tests of the window].
"""

from __future__ import annotations

import logging
import sys
import threading
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from time import monotonic
from typing import Any

from PySide6.QtCore import QObject, Signal, Slot

from quartiermap.domain.progress import Progress
from quartiermap.errors import Cancelled

log = logging.getLogger(__name__)

Work = Callable[[Progress], Any]
Done = Callable[[Any], None]

_MIN_INTERVAL_S = 0.05
_TURN_S = 0.0002
"""So long a worker may go on in Python while the window's thread waits (the default of 5 ms made gaps of a second)."""
_STEP_S = 0.005
"""So often at most a worker asks whether the window has anything to do."""
_COURTESY_S = 0.25
"""So long it waits for the answer at most, once for one that does not come: the window may be waiting for the worker."""


class Task(QObject):
    """One piece of work. Lives on the window's thread, so all its public signals come there.

    Signals
    -------
    progressed : float, str
        Share done (0..1) and a sentence; at most 20 times a second, never after a cancel.
    succeeded : object
        The result.
    failed : object
        The exception.
    cancelled
        Stopped by the user or by a newer request; no result follows.
    finished
        Last, exactly once.
    """

    progressed = Signal(float, str)
    succeeded = Signal(object)
    failed = Signal(object)
    cancelled = Signal()
    finished = Signal()
    _reported = Signal(float, str)
    _asked = Signal()
    _ended = Signal(str, object)

    def __init__(self, label: str, work: Work, parent: QObject, *, gives_way: bool = False) -> None:
        super().__init__(parent)
        self.label = label
        self.gives_way = gives_way
        """Whether it is stopped for the next job that somebody wants."""
        self.overtaken = False
        """Whether it was stopped for something newer, not because the user wished it."""
        self._work = work
        self._stop = threading.Event()
        self._last = self._let_in = 0.0
        self._answered = threading.Event()
        self._answered.set()
        self._reported.connect(self._on_reported)
        self._asked.connect(self._answered.set)
        self._ended.connect(self._on_ended)

    @property
    def stopping(self) -> bool:
        """Whether somebody asked this task to stop."""
        return self._stop.is_set()

    def cancel(self) -> None:
        """Ask the work to stop at its next step; return at once."""
        self._stop.set()

    def run(self) -> None:
        """Do the work. On a pool thread: touches no widget and no session."""
        how, value = "succeeded", None
        try:
            if self._stop.is_set():
                raise Cancelled
            value = self._work(Progress(self._report, self._stop.is_set))
        except Cancelled:
            how = "cancelled"
        except BaseException as error:  # noqa: BLE001  (a thread must hand everything over)
            how, value = "failed", error
        try:
            self._ended.emit(how, value)
        except RuntimeError:  # the window is gone already; nobody waits for the result
            log.debug("task %s ended after its owner", self.label)

    def _let_window_in(self) -> None:
        """Let the window do first what it has to do.

        Python divides its time evenly among its threads, and a call into GDAL keeps all others waiting: a click that takes the
        window 50 ms took 300 ms with a file being saved beside it. A window that does not answer is not asked again until it has.
        """
        if self._answered.is_set() and monotonic() - self._let_in >= _STEP_S:
            self._answered.clear()
            self._asked.emit()
            self._answered.wait(_COURTESY_S)
            self._let_in = monotonic()

    def _report(self, share: float, text: str) -> None:
        self._let_window_in()
        now = monotonic()
        if share >= 1.0 or now - self._last >= _MIN_INTERVAL_S:
            self._last = now
            self._reported.emit(share, text)

    @Slot(float, str)
    def _on_reported(self, share: float, text: str) -> None:
        if not self._stop.is_set():
            self.progressed.emit(share, text)

    @Slot(str, object)
    def _on_ended(self, how: str, value: object) -> None:
        if how == "cancelled" or self._stop.is_set():
            self.cancelled.emit()
        elif how == "failed":
            self.failed.emit(value)
        else:
            self.succeeded.emit(value)
        self.finished.emit()


@dataclass(frozen=True)
class _Order:
    group: str
    work: Callable[[], Any]
    done: Done | None


class Lane(QObject):
    """One thread of its own that does one thing after the other, for something that only one thread may touch.

    Of the orders of one group that still wait only the newest is done: a hand that drags asks more often than anybody
    can answer. Results and errors arrive on the window's thread.

    Signals
    -------
    failed : object
        An exception of an order.
    """

    failed = Signal(object)
    _ended = Signal(object, object, object)

    def __init__(self, name: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pool = ThreadPoolExecutor(1, name)
        self._lock = threading.Lock()
        self._waiting: deque[_Order] = deque()
        self._open = True
        self._last: Future[None] | None = None
        self._count = 0
        self._ended.connect(self._on_ended)

    @property
    def is_open(self) -> bool:
        """Whether it takes orders."""
        return self._open

    @property
    def busy(self) -> bool:
        """Whether anything is going on or waiting, or a result is still on its way to the window."""
        return self._count > 0

    def do(self, work: Callable[[], Any], done: Done | None = None, *, group: str = "") -> None:
        """Do `work` when everything before it is done; then call `done` with its result on the window's thread.

        With a `group` this takes the place of an order of the same group if that one is the last that waits (an order
        behind others is never moved before them).
        """
        if not self._open:
            return
        with self._lock:
            if group and self._waiting and self._waiting[-1].group == group:
                self._waiting[-1] = _Order(group, work, done)
                return
            self._waiting.append(_Order(group, work, done))
            self._count += 1
        self._last = self._pool.submit(self._next)

    def close(self) -> None:
        """Drop what waits and take no more; what is being done ends by itself, and nobody hears of it."""
        self._open = False
        with self._lock:
            self._waiting.clear()
        self._pool.shutdown(wait=False)

    def join(self, timeout_s: float) -> bool:
        """Wait for what is being done; ``False`` if it did not end in time."""
        return self._last is None or not wait([self._last], timeout_s).not_done

    def _next(self) -> None:
        with self._lock:
            if not self._waiting:
                return
            order = self._waiting.popleft()
        result, error = None, None
        try:
            result = order.work()
        except BaseException as raised:  # noqa: BLE001  (a thread must hand everything over)
            error = raised
        try:
            self._ended.emit(order, result, error)
        except RuntimeError:
            log.debug("an order of a lane ended after its owner")

    @Slot(object, object, object)
    def _on_ended(self, order: _Order, result: object, error: BaseException | None) -> None:
        self._count -= 1
        if not self._open:
            return
        if error is not None:
            self.failed.emit(error)
        elif order.done is not None:
            order.done(result)


class Tasks(QObject):
    """Starts tasks and knows what is going on.

    Signals
    -------
    busy_changed : bool, str
        A job began (with its label) or ended.
    progressed : float, str
        Of the job.
    failed : object
        An exception of a job or a read; for `messages`, which is the only place that shows it.
    cancelled : str
        A job was stopped at the user's wish; its label.
    given_way
        A job was stopped for something newer; whoever wants it still begins it again.
    """

    busy_changed = Signal(bool, str)
    progressed = Signal(float, str)
    failed = Signal(object)
    cancelled = Signal(str)
    given_way = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        # A call into Qt lets the other threads in, and the window then waits for its turn: a hundred calls a hundred times.
        sys.setswitchinterval(min(sys.getswitchinterval(), _TURN_S))
        self._jobs = ThreadPoolExecutor(1, "job")
        self._reads = ThreadPoolExecutor(3, "read")
        self._running: set[Future[None]] = set()
        self._job: Task | None = None
        self._latest: dict[str, Task] = {}
        self._lanes: list[Lane] = []
        self._over = False

    @property
    def busy(self) -> bool:
        """Whether a job is running."""
        return self._job is not None

    @property
    def current(self) -> Task | None:
        """The job that is running."""
        return self._job

    @property
    def free(self) -> bool:
        """Whether a job can begin: none is running, or one that gives way."""
        return self._job is None or self._job.gives_way

    @property
    def reading(self) -> bool:
        """Whether any read is going on."""
        return bool(self._latest)

    @property
    def label(self) -> str:
        """What the running job does, or nothing."""
        return self._job.label if self._job else ""

    def job(
        self, label: str, work: Work, done: Done | None = None, *, gives_way: bool = False
    ) -> Task | None:
        """Start a job, or return ``None`` if one is running (nothing is queued behind the user's back).

        One that is running and `gives_way` is stopped, and the new one begins as soon as it has. `done` is called with the
        result on the window's thread, after the lane is free again.
        """
        if not self.free or self._over:
            return None
        self.give_way()
        task = Task(label, work, self, gives_way=gives_way)
        self._job = task
        task.progressed.connect(self.progressed)
        task.succeeded.connect(lambda value: self._job_ended(task, lambda: done(value) if done else None))
        task.failed.connect(lambda error: self._job_ended(task, lambda: self.failed.emit(error)))
        task.cancelled.connect(lambda: self._job_ended(task, lambda: self._tell_stopped(task)))
        task.finished.connect(task.deleteLater)
        self.busy_changed.emit(True, label)
        self._submit(self._jobs, task)
        return task

    def read(self, group: str, work: Work, done: Done) -> Task:
        """Start a read; an older one of the same group is told to stop and can no longer speak.

        After `shut_down` the read only says that it was cancelled: a timer or a late signal may still ask for one.
        """
        self.give_up(group)
        task = Task(group, work, self)
        self._latest[group] = task
        task.succeeded.connect(done)
        task.failed.connect(self.failed)
        task.finished.connect(lambda: self._read_ended(group, task))
        if self._over:
            task.cancel()
            task.run()  # does nothing but tell that it was cancelled
        else:
            self._submit(self._reads, task)
        return task

    def give_up(self, group: str) -> None:
        """Silence the read of a group, if there is one: nobody waits for it any more."""
        if group in self._latest:
            self._latest[group].cancel()

    def lane(self, name: str) -> Lane:
        """Open a lane; whoever opens it closes it (`shut_down` does at the latest) and listens to its errors."""
        lane = Lane(name, self)
        self._lanes = [*(one for one in self._lanes if one.is_open or not one.join(0)), lane]
        if self._over:
            lane.close()
        return lane

    def cancel(self) -> None:
        """Ask the running job to stop; return at once."""
        if self._job is not None:
            self._job.cancel()

    def give_way(self) -> None:
        """Stop the running job if it is one that gives way: something newer has come."""
        if self._job is not None and self._job.gives_way:
            self._job.overtaken = True
            self._job.cancel()

    def cancel_reads(self) -> None:
        """Silence all reads (the project was closed)."""
        for task in self._latest.values():
            task.cancel()

    def shut_down(self, timeout_ms: int = 5000) -> bool:
        """Ask everything to stop and wait; ``False`` if something did not stop in time."""
        self._over = True
        self.cancel()
        self.cancel_reads()
        for lane in self._lanes:
            lane.close()
        left = wait(set(self._running), timeout_ms / 1000).not_done
        stuck = [lane for lane in self._lanes if not lane.join(timeout_ms / 1000)]
        self._jobs.shutdown(wait=False)
        self._reads.shutdown(wait=False)
        return not left and not stuck

    def _submit(self, pool: ThreadPoolExecutor, task: Task) -> None:
        future = pool.submit(task.run)
        self._running.add(future)
        task.finished.connect(lambda: self._running.discard(future))

    def _job_ended(self, task: Task, then: Callable[[], None]) -> None:
        if self._job is task:
            self._job = None
            self.busy_changed.emit(False, task.label)
        then()

    def _tell_stopped(self, task: Task) -> None:
        if task.overtaken:
            self.given_way.emit()
        else:
            self.cancelled.emit(task.label)

    def _read_ended(self, group: str, task: Task) -> None:
        if self._latest.get(group) is task:
            del self._latest[group]
        task.deleteLater()
