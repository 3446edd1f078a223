"""The open project as the window knows it, and everything the user can have done to it.

Stands between `app.session.Session` (plain Python, one thread) and the widgets. Long work takes the immutable
project into a job and comes back here with the result; the session itself is only touched on the window's thread.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from quartiermap.domain.progress import Progress
from quartiermap.errors import Cancelled, QuartierMapError
from quartiermap.ui.tasks import Task, Tasks
from quartiermap.ui.viewmodels.recomputing import check_unchanged, recomputed
from quartiermap.ui.viewmodels.session_holder import SessionHolder

if TYPE_CHECKING:
    from quartiermap.app.facility_edits import Edit
    from quartiermap.app.facts import Statement
    from quartiermap.app.usecases import AnalyseOptions
    from quartiermap.domain.project import Project
    from quartiermap.io.lock import ProjectLock

PROJECT, LAYERS, ANALYSIS, SETTINGS, PATH = "project", "layers", "analysis", "settings", "path"
"""As in `app.session`, which cannot be imported before the window stands (it brings pandas)."""


class Workspace(SessionHolder):
    """The session with Qt's manners.

    Signals
    -------
    refused : object
        A wish that could not be done at once, as an exception for `messages`.
    waiting : str
        A wish came while a job was running; the label of that job.
    glimpsed : Project
        What there is so far of a project that is being opened: its districts.
    reported : object, object
        Folder and files of a finished report.
    saved
        The project has been written.
    outdated
        A step has made the result older than the project: it is to follow (`recompute`).
    held_up : object
        Why the result cannot follow, as an exception; it stays as it is, older than the project.
    """

    refused = Signal(object)
    waiting = Signal(str)
    glimpsed = Signal(object)
    reported = Signal(object, object)
    saved = Signal()
    outdated = Signal()
    held_up = Signal(object)

    def __init__(self, tasks: Tasks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._computing: Task | None = None

    @property
    def busy(self) -> bool:
        """Whether a job is running that has to be waited for (computing anew gives way to whatever is wanted)."""
        return not self._tasks.free

    def new(self, name: str, epsg: int | None = None) -> None:
        """Open a new empty project."""
        if self._session is not None and not self.busy:
            self._session.new(name, epsg)

    def adopt(self, project: Project, *, can_be_made_again: bool = False) -> None:
        """Open a project that has no file yet."""
        if self._session is not None:
            self._session.adopt(project, can_be_made_again=can_be_made_again)

    def open(self, path: Path) -> None:
        """Load a project file in a job and open it; the open project stays until that worked."""
        session = self._session
        if session is None:
            return

        def work(progress: Progress) -> tuple[Project, ProjectLock]:
            from quartiermap.io import project_file
            from quartiermap.io.lock import ProjectLock

            progress.step(0.05, self.tr("Projekt öffnen"))
            lock = ProjectLock(path)
            lock.acquire()
            try:
                project = project_file.load(path, progress.part(0.05, 0.9), self.glimpsed.emit)
                progress.step(1.0, self.tr("Projekt öffnen"))
            except BaseException:
                lock.release()
                raise
            return project, lock

        self._start(
            self.tr("Projekt öffnen"), work, lambda found: session.take_over(found[0], path, found[1])
        )

    def open_demo(self, folder: Path) -> None:
        """Build the demo town in a job and open it."""

        def work(progress: Progress) -> Project:
            from quartiermap.app import demo_town

            return demo_town.open_demo(folder, progress)

        self._start(
            self.tr("Demo-Stadt erzeugen"), work, lambda made: self.adopt(made, can_be_made_again=True)
        )

    def save(self, path: Path | None = None, then: Callable[[], None] | None = None) -> bool:
        """Save in a job; ``False`` if there is no place to save to yet (ask for one)."""
        session, project = self._session, self.project
        target = path or self.path
        if session is None or project is None or target is None:
            return False
        if self.busy:
            self.waiting.emit(self._tasks.label)
            return True
        own = self.path is not None and target.resolve() == self.path.resolve()
        try:
            lock = session.lock_for(target)
        except QuartierMapError as error:
            self.refused.emit(error)
            return True

        expected = session.stamp if own and path is None else None

        def work(progress: Progress) -> None:
            from quartiermap.io import project_file

            try:
                if expected is not None:
                    check_unchanged(target, expected)
                project_file.save(project, target, progress, beside=True)
            except BaseException:
                if not own:
                    lock.release()
                raise

        def done(_nothing: object) -> None:
            session.saved(project, target, lock)
            self.saved.emit()
            if then is not None:
                then()

        self._start(self.tr("Projekt speichern"), work, done)
        return True

    def analyse(self, options: AnalyseOptions | None = None) -> None:
        """Compute everything anew in a job."""
        project = self.project
        if project is None:
            return

        def work(progress: Progress) -> Project:
            from quartiermap.app import usecases

            return usecases.analyse(project, options, progress)

        self._start(
            self.tr("Analyse rechnen"),
            work,
            lambda found: self._apply(self.tr("Analyse rechnen"), found, frozenset({ANALYSIS})),
        )

    def state_facts(self, statement: Statement) -> None:
        """Take facts for the programme check over and recompute the verdicts, in a job, as one step."""
        project = self.project
        if project is None:
            return

        def work(progress: Progress) -> Project:
            from quartiermap.app import facts

            return facts.with_statement(project, statement, progress=progress)

        def done(found: Project) -> None:
            if found is not project:
                self._apply(self.tr("Angaben zur Vorprüfung"), found, frozenset({SETTINGS, ANALYSIS}))

        self._start(self.tr("Vorprüfung rechnen"), work, done)

    def adjust(
        self,
        label: str,
        change: Callable[[Project], Project],
        refused: Callable[[QuartierMapError], None] | None = None,
    ) -> bool:
        """Change settings at once, as one step; whether there was anything to change.

        What it makes older is computed anew by `recompute`. A computing that is going on is given up for it. What
        cannot be done is told to `refused`, or else by the signal of that name.
        """
        project = self.project
        if project is None or self.busy:
            if project is not None:
                self.waiting.emit(self._tasks.label)
            return False
        try:
            changed = change(project)
        except QuartierMapError as error:
            (refused or self.refused.emit)(error)
            return False
        if changed is project:
            return False
        self._apply(label, changed, frozenset({SETTINGS}))
        self._follow()
        return True

    def adjust_verdicts(
        self,
        label: str,
        change: Callable[[Project, Progress], Project],
        *,
        refused: Callable[[QuartierMapError], None] | None = None,
        done: Callable[[], object] | None = None,
    ) -> None:
        """Change what only the programme check depends on and recompute the verdicts, in a job, as one step.

        What cannot be done is told to `refused`, or else shown; `done` is called when it is done.
        """
        project = self.project
        if project is None:
            return

        def work(progress: Progress) -> Project | QuartierMapError:
            try:
                return change(project, progress)
            except Cancelled:
                raise
            except QuartierMapError as error:
                if refused is None:
                    raise
                return error

        def over(found: Project | QuartierMapError) -> None:
            if isinstance(found, QuartierMapError):
                if refused is not None:
                    refused(found)
                return
            if found is not project:
                self._apply(label, found, frozenset({SETTINGS, ANALYSIS}))
            if done is not None:
                done()

        self._start(self.tr("Vorprüfung rechnen"), work, over)

    def recompute(self) -> None:
        """Compute what settings have made older, in a job; the result belongs to the step that made it so."""
        project = self.project
        if project is None or project.analysis is None or not project.stale or self.busy:
            return

        def work(progress: Progress) -> Project | QuartierMapError:
            try:
                return recomputed(project, progress)
            except Cancelled:
                raise
            except QuartierMapError as error:  # said in passing: nobody has asked for anything
                return error

        def done(found: Project | QuartierMapError) -> None:
            from quartiermap.app import ranking

            now = self.project
            if now is None or self._session is None:
                return
            if isinstance(found, QuartierMapError):
                self.held_up.emit(found)
                return
            if now.fingerprint != project.fingerprint:  # somebody went on meanwhile
                self._follow()
                return
            fresh = now.with_(analysis=found.analysis)
            self._session.complete(
                fresh if now.settings == project.settings else ranking.ranked(fresh), frozenset({ANALYSIS})
            )

        self._computing = self._tasks.job(self.tr("Neu rechnen"), work, done, gives_way=True)

    @property
    def computing(self) -> bool:
        """Whether what a step has made older is being computed."""
        return self._computing is not None and self._tasks.current is self._computing

    def _follow(self) -> None:
        """Give a computing up that a step has overtaken, and say that the result is to follow the step."""
        self._tasks.give_way()
        project = self.project
        if project is not None and project.stale:
            self.outdated.emit()

    def plan(self, label: str, project: Project) -> None:
        """Take a planning over (one step); the result follows."""
        self._apply(label, project, frozenset({LAYERS}))
        self._follow()

    def report(self, folder: Path, formats: Sequence[str]) -> None:
        """Write the report in a job."""
        project = self.project
        if project is None:
            return

        def work(progress: Progress) -> list[Path]:
            from quartiermap.app import usecases

            return usecases.report(project, folder, formats, progress)

        self._start(self.tr("Bericht schreiben"), work, lambda files: self.reported.emit(folder, files))

    def undo(self, count: int = 1) -> bool:
        """Take the last step back, or several at once; ``False`` if nothing could be."""
        if self._session is None or self.busy or not self.undo_text:
            return False
        self._session.undo(count)
        self._follow()
        return True

    def redo(self, count: int = 1) -> bool:
        """Do the step again that was taken back, or several at once; ``False`` if nothing could be."""
        if self._session is None or self.busy or not self.redo_text:
            return False
        self._session.redo(count)
        self._follow()
        return True

    def job(self, label: str, work: Callable[[Progress], Any], done: Callable[[Any], None]) -> bool:
        """Do something long of somebody else's in a job; ``False`` (and `waiting`) if another one is running."""
        return self._start(label, work, done)

    def edit(self, change: Callable[[Project], Edit | None]) -> Edit | None:
        """Change data at once, as one step, and return what was done; ``None`` if there was nothing to do, or no time.

        The result follows.

        Raises
        ------
        QuartierMapError
            What `change` raises: whoever has the form shows it there.
        """
        project = self.project
        if project is None or self.busy:
            if project is not None:
                self.waiting.emit(self._tasks.label)
            return None
        made = change(project)
        if made is not None:
            self._apply(made.label, made.project, frozenset({LAYERS, SETTINGS}))
            self._follow()
        return made

    def _apply(self, label: str, project: Project, changed: frozenset[str]) -> None:
        if self._session is not None and self._session.is_open:
            self._session.apply(label, project, changed)

    def _start(self, label: str, work: Callable[[Progress], Any], done: Callable[[Any], None]) -> bool:
        if self._tasks.job(label, work, done) is not None:
            return True
        self.waiting.emit(self._tasks.label)
        return False
