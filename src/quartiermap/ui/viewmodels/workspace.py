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
from quartiermap.errors import QuartierMapError
from quartiermap.ui.tasks import Tasks

if TYPE_CHECKING:
    from quartiermap.app.facts import Statement
    from quartiermap.app.session import Session
    from quartiermap.app.usecases import AnalyseOptions
    from quartiermap.domain.project import Project
    from quartiermap.io.import_model import ImportRequest, ImportResult
    from quartiermap.io.lock import ProjectLock

PROJECT, LAYERS, ANALYSIS, SETTINGS, PATH = "project", "layers", "analysis", "settings", "path"
"""As in `app.session`, which cannot be imported before the window stands (it brings pandas)."""


def warm_up(progress: Progress) -> Session:
    """Import what is heavy, in a worker, while the window already stands; return an empty session."""
    progress.step(0.1, "Programm wird vorbereitet")
    import geopandas  # noqa: F401

    progress.step(0.6, "Programm wird vorbereitet")
    from quartiermap.analysis import catchment_areas, explain, explain_figures, supply  # noqa: F401
    from quartiermap.app import questions, usecases, whatif  # noqa: F401
    from quartiermap.app.session import Session as _Session
    from quartiermap.domain.project import new_project
    from quartiermap.render import cells_png, classes, live_cells, map_data  # noqa: F401

    new_project("")  # its empty tables bring in the last half second of imports
    return _Session()


class Workspace(QObject):
    """The session with Qt's manners.

    Signals
    -------
    ready
        The program is warmed up; projects can be opened.
    changed : frozenset of str
        Which kinds of things changed, as `app.session` tells.
    refused : object
        A wish that could not be done at once, as an exception for `messages`.
    waiting : str
        A wish came while a job was running; the label of that job.
    imported : object
        The `ImportResult` of a finished import.
    reported : object, object
        Folder and files of a finished report.
    saved
        The project has been written.
    """

    ready = Signal()
    changed = Signal(object)
    refused = Signal(object)
    waiting = Signal(str)
    imported = Signal(object)
    reported = Signal(object, object)
    saved = Signal()

    def __init__(self, tasks: Tasks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._session: Session | None = None
        self._end: Callable[[], None] | None = None

    def attach(self, session: Session) -> None:
        """Take the session (once)."""
        self._session = session
        self._end = session.subscribe(self.changed.emit)
        self.ready.emit()

    def detach(self) -> None:
        """Stop listening and let the project file go."""
        if self._end is not None:
            self._end()
            self._end = None
        if self._session is not None and self._session.is_open:
            self._session.close()

    @property
    def session(self) -> Session | None:
        """The session, once the program is warmed up."""
        return self._session

    @property
    def project(self) -> Project | None:
        """The open project, or ``None``."""
        return self._session.project if self._session is not None and self._session.is_open else None

    @property
    def path(self) -> Path | None:
        """Where the project lies, or ``None``."""
        return self._session.path if self._session is not None else None

    @property
    def dirty(self) -> bool:
        """Whether closing would lose something."""
        return self._session is not None and self._session.is_open and self._session.dirty

    @property
    def undo_text(self) -> str:
        """What undo takes back; empty if nothing."""
        return self._session.undo_text if self._session is not None and self._session.can_undo else ""

    @property
    def redo_text(self) -> str:
        """What redo does again; empty if nothing."""
        return self._session.redo_text if self._session is not None and self._session.can_redo else ""

    @property
    def busy(self) -> bool:
        """Whether a job is running."""
        return self._tasks.busy

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
        if self.path is not None and path.resolve() == self.path.resolve():
            # our own lock would refuse it: let the file go first (nothing unsaved is left, the window asked)
            session.close()

        def work(progress: Progress) -> tuple[Project, ProjectLock]:
            from quartiermap.io import project_file
            from quartiermap.io.lock import ProjectLock

            progress.step(0.05, self.tr("Projekt öffnen"))
            lock = ProjectLock(path)
            lock.acquire()
            try:
                project = project_file.load(path)
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

        def work(progress: Progress) -> None:
            from quartiermap.io import project_file

            try:
                project_file.save(project, target, progress)
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

    def import_data(self, requests: Sequence[ImportRequest]) -> None:
        """Import files, one request after the other, as one step that can be undone as one."""
        project = self.project
        if project is None or not requests:
            return

        def work(progress: Progress) -> tuple[Project, list[ImportResult]]:
            from quartiermap.app import usecases

            at, results = project, []
            for number, request in enumerate(requests):
                part = progress.part(number / len(requests), (number + 1) / len(requests))
                result = usecases.import_into(at, request, part)
                at = result.project
                results.append(result)
            return at, results

        def done(found: tuple[Project, list[ImportResult]]) -> None:
            files = ", ".join(f.name for r in requests for f in r.files)
            self._apply(self.tr("{files} laden").format(files=files), found[0], frozenset({LAYERS, SETTINGS}))
            for result in found[1]:
                self.imported.emit(result)

        self._start(self.tr("Daten laden"), work, done)

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

    def plan(self, label: str, project: Project) -> None:
        """Take a planning over (one step); the result becomes stale."""
        self._apply(label, project, frozenset({LAYERS}))

    def report(self, folder: Path, formats: Sequence[str]) -> None:
        """Write the report in a job."""
        project = self.project
        if project is None:
            return

        def work(progress: Progress) -> list[Path]:
            from quartiermap.app import usecases

            return usecases.report(project, folder, formats, progress)

        self._start(self.tr("Bericht schreiben"), work, lambda files: self.reported.emit(folder, files))

    def undo(self) -> None:
        """Take the last step back."""
        if self._session is not None and not self.busy:
            self._session.undo()

    def redo(self) -> None:
        """Do the step again that was taken back."""
        if self._session is not None and not self.busy:
            self._session.redo()

    def _apply(self, label: str, project: Project, changed: frozenset[str]) -> None:
        if self._session is not None and self._session.is_open:
            self._session.apply(label, project, changed)

    def _start(self, label: str, work: Callable[[Progress], Any], done: Callable[[Any], None]) -> None:
        if self._tasks.job(label, work, done) is None:
            self.waiting.emit(self._tasks.label)
