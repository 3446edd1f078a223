"""The open project: what is in it, what can be undone, and who wants to hear of changes.

Plain Python; the window and the command line both hold one `Session`. A project is an immutable value, so
undo keeps the earlier value and costs no copying.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from quartiermap.app import ranking
from quartiermap.app.step_names import StepNames
from quartiermap.domain.progress import Progress
from quartiermap.domain.project import Project, new_project
from quartiermap.errors import UsageError
from quartiermap.io import project_file
from quartiermap.io.autosave import Stamp, Step, stamp_of
from quartiermap.io.autosave_states import State
from quartiermap.io.lock import ProjectLock

PROJECT, LAYERS, ANALYSIS, SETTINGS, PATH = "project", "layers", "analysis", "settings", "path"
"""Kinds of change that listeners are told of: another project, its data, its results, settings, where it lies."""

Listener = Callable[[frozenset[str]], None]

UNDO_LIMIT = 50


@dataclass(frozen=True)
class _Step:
    """One step: `project` is the state to go to, which has the number `state`."""

    label: str
    project: Project
    changed: frozenset[str]
    state: int
    when: str


class Session(StepNames):
    """One open project, or none.

    Not thread-safe on purpose: change it from one thread (in the window the GUI thread); long work takes the
    immutable `project` with it and comes back with a new one for `apply`.

    Examples
    --------
    >>> session = Session()
    >>> session.new("Musterstadt")
    >>> heard = []
    >>> stop = session.subscribe(lambda changed: heard.append(sorted(changed)))
    >>> session.apply("Land einstellen", session.project.with_(settings={"land": "HE"}), frozenset({SETTINGS}))
    >>> session.undo_text, session.dirty, [s.label for s in session.unsaved]
    ('Land einstellen', True, ['Land einstellen'])
    >>> session.undo(); session.project.settings
    {}
    >>> heard
    [['settings'], ['settings']]
    """

    def __init__(self) -> None:
        self._project: Project | None = None
        self._saved: Project | None = None
        self._path: Path | None = None
        self._lock: ProjectLock | None = None
        self._undo: list[_Step] = []
        self._redo: list[_Step] = []
        self._state = self._saved_state = self._last_state = 0
        self._earlier: tuple[Step, ...] = ()
        self._stamp: Stamp | None = None
        self._listeners: list[Listener] = []

    @property
    def project(self) -> Project:
        """The open project; raises `UsageError` if there is none (ask `is_open` first)."""
        if self._project is None:
            msg = "Es ist kein Projekt geöffnet."
            raise UsageError(msg)
        return self._project

    @property
    def is_open(self) -> bool:
        """Whether a project is open."""
        return self._project is not None

    @property
    def path(self) -> Path | None:
        """Where the project lies on disk; ``None`` if it was never saved."""
        return self._path

    @property
    def stamp(self) -> Stamp | None:
        """The project file as it was when it was read or saved last; ``None`` without a file."""
        return self._stamp

    @property
    def dirty(self) -> bool:
        """Whether there is something that a close would lose."""
        return self._project is not self._saved

    @property
    def can_undo(self) -> bool:
        """Whether `undo` would do something."""
        return bool(self._undo)

    @property
    def can_redo(self) -> bool:
        """Whether `redo` would do something."""
        return bool(self._redo)

    @property
    def unsaved(self) -> tuple[Step, ...]:
        """The steps that a close would lose, the first one first; those taken back since the last save are marked.

        More than `UNDO_LIMIT` steps ago nothing is known of single steps; then only the known ones are told. A project that
        was brought back after a crash begins with the steps that were unsaved then.

        Examples
        --------
        >>> session = Session()
        >>> session.new("Musterstadt")
        >>> session.apply("Land einstellen", session.project.with_(settings={"land": "HE"}), frozenset({SETTINGS}))
        >>> session.undo(); session.unsaved
        ()
        """
        if not self.dirty:
            return ()
        back = [step.state for step in self._redo]
        if self._saved_state in back:  # saved, then steps were taken back
            return tuple(
                Step(step.label, step.when, taken_back=True)
                for step in reversed(self._redo[back.index(self._saved_state) :])
            )
        return (*self._earlier, *(Step(step.label, step.when) for step in self._since_saved()))

    def _since_saved(self) -> list[_Step]:
        """Return the steps that can be taken back and that the file does not have."""
        since = [*(step.state for step in self._undo), self._state]
        return self._undo[since.index(self._saved_state) if self._saved_state in since else 0 :]

    @property
    def states(self) -> tuple[State, ...]:
        """What undo (no further than to what is saved) and redo go to, in each direction the nearest first."""
        saved_later = any(step.state == self._saved_state for step in self._redo)
        back = [] if saved_later else self._since_saved()
        return tuple(
            State(step.label, step.when, step.changed, way is back, step.project)
            for way in (back, self._redo)
            for step in reversed(way)
        )

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        """Call `listener` with the kinds of change after every change; returns the call that ends it."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def new(self, name: str, epsg: int | None = None) -> None:
        """Open a new empty project that has no file yet."""
        self._open(new_project(name, epsg), None, None)

    def adopt(self, project: Project, *, can_be_made_again: bool = False) -> None:
        """Open a project that was made elsewhere and has no file yet.

        One that can be made again at any time (the demo town) loses nothing when it is closed unchanged.
        """
        self._open(project, None, None)
        if not can_be_made_again:
            self._saved = None

    def open(self, path: Path) -> None:
        """Open a project file.

        Raises
        ------
        ProjectError
            If it is in use, damaged, too new or no project of ours. The open project then stays open.
        """
        lock = ProjectLock(path)
        lock.acquire()
        try:
            project = project_file.load(path)
        except BaseException:
            lock.release()
            raise
        self._open(project, path, lock)

    def take_over(self, project: Project, path: Path, lock: ProjectLock) -> None:
        """Open a project that a worker has already locked and loaded."""
        self._open(project, path, lock)

    def bring_back(
        self,
        project: Project,
        path: Path | None,
        lock: ProjectLock | None,
        earlier: tuple[Step, ...],
        states: tuple[State, ...] = (),
    ) -> None:
        """Open a project that a crash had left unsaved; it is unsaved still, and `earlier` are the steps in it.

        With `path` and `lock` it goes on as the project of that file, whose content is the older one. `states` are those that
        undo and redo go to again (as `states` gave them): the last ones of `earlier`, and what had been taken back.
        """
        back = [state for state in states if state.back]
        self._open(project, path, lock, earlier[: len(earlier) - len(back)], states)

    def _open(
        self,
        project: Project,
        path: Path | None,
        lock: ProjectLock | None,
        earlier: tuple[Step, ...] | None = None,
        states: tuple[State, ...] = (),
    ) -> None:
        self._release()
        self._project = project
        self._saved = project if earlier is None else None
        self._earlier = earlier or ()
        self._path, self._lock = path, lock
        self._stamp = None if path is None else stamp_of(path)
        self._undo.clear()
        self._redo.clear()
        self._state = self._saved_state = self._last_state = self._last_state + 1
        for state in reversed(states):
            self._last_state += 1
            (self._undo if state.back else self._redo).append(
                _Step(state.label, state.project, state.changed, self._last_state, state.when)
            )
        if self._undo:  # the state that is saved is not among them
            self._last_state += 1
            self._state = self._last_state
        self._tell(frozenset({PROJECT, LAYERS, ANALYSIS, SETTINGS, PATH}))

    def save(self, path: Path | None = None, progress: Progress | None = None) -> None:
        """Save to `path`, or to where the project came from.

        Raises
        ------
        UsageError
            If the project has no place yet and none is given.
        ProjectError
            If it cannot be written; what was on disk before is still there.
        """
        target = path or self._path
        if target is None:
            msg = "Das Projekt hat noch keinen Speicherort."
            raise UsageError(msg)
        project = self.project
        lock = self._lock_for(target)
        try:
            project_file.save(project, target, progress)
        except BaseException:
            if lock is not self._lock:
                lock.release()
            raise
        self.saved(project, target, lock)

    def _lock_for(self, target: Path) -> ProjectLock:
        if self._lock is not None and self._path is not None and target.resolve() == self._path.resolve():
            return self._lock
        lock = ProjectLock(target)
        lock.acquire()
        return lock

    def saved(self, project: Project, path: Path, lock: ProjectLock) -> None:
        """Note that `project` now lies at `path` (the window saves in a worker and reports here)."""
        if self._lock is not None and self._lock is not lock:
            self._lock.release()
        self._lock = lock
        self._saved, self._path = project, path
        self._stamp = stamp_of(path)
        self._saved_state = next(
            (step.state for step in (*self._undo, *self._redo) if step.project is project), self._state
        )
        self._earlier = ()
        self._tell(frozenset({PATH}))

    def lock_for(self, target: Path) -> ProjectLock:
        """Return the lock to write `target` with: ours if it is our file, else a new one, acquired."""
        return self._lock_for(target)

    def apply(self, label: str, project: Project, changed: frozenset[str]) -> None:
        """Make `project` the current state; `label` names the step in the undo menu."""
        if self._saved_state in (
            step.state for step in self._redo
        ):  # what lies on disk can no longer be gone back to
            self._earlier, self._saved_state = self.unsaved, self._state
        self._undo.append(_Step(label, self.project, changed, self._state, _now()))
        del self._undo[:-UNDO_LIMIT]
        self._redo.clear()
        self._project = project
        self._last_state += 1
        self._state = self._last_state
        self._tell(changed)

    def complete(self, project: Project, changed: frozenset[str]) -> None:
        """Put in what belongs to the last step but took longer than it: its computed result.

        No step of its own: undo takes the step and its result back together. Other states that the result fits as well (a
        bookmark was set while it was computed) have it too.

        Examples
        --------
        >>> session = Session()
        >>> session.new("Musterstadt")
        >>> session.apply("Land einstellen", session.project.with_(settings={"land": "HE"}), frozenset({SETTINGS}))
        >>> session.complete(session.project.with_(name="gerechnet"), frozenset({ANALYSIS}))
        >>> session.undo(); session.project.name, session.project.settings
        ('Musterstadt', {})
        """
        if self._saved_state == self._state and self._saved is self._project:
            self._earlier = (*self._earlier, Step("Neu rechnen", _now()))
        self._project = project
        for steps in (self._undo, self._redo):
            steps[:] = [self._completed(step, project) for step in steps]
        self._tell(changed)

    def _completed(self, step: _Step, found: Project) -> _Step:
        state = step.project
        if state is self._saved or not state.stale or state.fingerprint != found.fingerprint:
            return step
        return replace(step, project=ranking.ranked(state.with_(analysis=found.analysis)))

    def undo(self, count: int = 1) -> None:
        """Take the last step back, or the last `count` steps at once (listeners are told once)."""
        self._swap(self._undo, self._redo, count)

    def redo(self, count: int = 1) -> None:
        """Do the step that was taken back again, or `count` of them at once."""
        self._swap(self._redo, self._undo, count)

    def _swap(self, source: list[_Step], target: list[_Step], count: int) -> None:
        changed: frozenset[str] = frozenset()
        for _ in range(min(count, len(source))):
            step = source.pop()
            target.append(_Step(step.label, self.project, step.changed, self._state, step.when))
            self._project, self._state = step.project, step.state
            changed |= step.changed
        if changed:
            self._tell(changed)

    def close(self) -> None:
        """Close the project; unsaved changes are lost (the window asks before)."""
        self._release()
        self._project = self._saved = self._path = self._stamp = None
        self._earlier = ()
        self._undo.clear()
        self._redo.clear()
        self._tell(frozenset({PROJECT, LAYERS, ANALYSIS, SETTINGS, PATH}))

    def _release(self) -> None:
        if self._lock is not None:
            self._lock.release()
            self._lock = None

    def _tell(self, changed: frozenset[str]) -> None:
        for listener in list(self._listeners):
            listener(changed)


def _now() -> str:
    return dt.datetime.now().astimezone().isoformat(timespec="seconds")
