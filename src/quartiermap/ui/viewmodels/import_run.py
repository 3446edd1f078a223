"""The import wizard as the window knows it: what the user does goes to `app.import_wizard`, long work into workers.

The wizard itself is only changed on the window's thread. A worker gets a copy (`ImportWizard.copy`), and what it found out
is adopted afterwards; so nothing that the user does meanwhile is lost or overwritten.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer, Signal

from quartiermap.app.import_wizard import ImportWizard, Taken
from quartiermap.app.imports import ImportOrder
from quartiermap.app.wizard_steps import Entry, Step
from quartiermap.errors import Cancelled, InputError, Problem, QuartierMapError
from quartiermap.io.import_model import ImportRequest
from quartiermap.ui.tasks import Task, Tasks
from quartiermap.ui.viewmodels.import_wishes import preset
from quartiermap.ui.viewmodels.workspace import PROJECT, Workspace

if TYPE_CHECKING:
    from quartiermap.domain.progress import Progress
    from quartiermap.domain.project import Project

PAGES = (Step.RECOGNISED, Step.MAPPING, Step.CHECK, Step.TAKE_OVER)
"""The steps on screen; what is open about the file itself stands on the first."""


class ImportRun(QObject):
    """Files on their way into the open project.

    Signals
    -------
    changed
        Something to show has changed: entries, what was recognised, what is open, the step.
    working : bool, str
        Work began or ended, with what is being done.
    progressed : float, str
        Share done (0..1) and a sentence.
    refused : object
        What was asked for does not go: a tuple of `Problem`.
    taken : object
        A `Taken`: it is in the project now, as one step that undo takes back.
    gone
        The project was closed or another one opened: there is nothing to import into any more.
    """

    changed = Signal()
    working = Signal(bool, str)
    progressed = Signal(float, str)
    refused = Signal(object)
    taken = Signal(object)
    gone = Signal()

    def __init__(
        self, tasks: Tasks, workspace: Workspace, project: Project, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self.wizard = ImportWizard(project)
        self.result: Taken | None = None
        self.touched = False
        self._tasks = tasks
        self._workspace = workspace
        self._reading: Task | None = None
        self._job: Task | None = None
        self._jump = True
        self._over = False
        self._given: tuple[Problem, ...] = ()
        self._delay = QTimer(self)
        self._delay.setSingleShot(True)
        self._delay.setInterval(120)
        self._delay.timeout.connect(self._look)
        workspace.changed.connect(self._on_project)

    # ---- what there is

    @property
    def entries(self) -> list[Entry]:
        """The files, in the order in which they came."""
        return self.wizard.entries

    @property
    def entry(self) -> Entry | None:
        """The file the user looks at, or ``None`` if there is none."""
        return self.wizard.entry if self.wizard.entries else None

    @property
    def page(self) -> Step:
        """The step on screen."""
        return Step.RECOGNISED if self.wizard.step is Step.FILE else self.wizard.step

    @property
    def busy(self) -> bool:
        """Whether anything is going on."""
        return self._reading is not None or self._job is not None or self._delay.isActive()

    @property
    def taking(self) -> bool:
        """Whether the files are being taken over."""
        return self._job is not None

    @property
    def checked(self) -> bool:
        """Whether every file was tried as it stands now."""
        return bool(self.entries) and all(
            e.preview is not None and (e.target is None or e.trial is not None) for e in self.entries
        )

    @property
    def next_page(self) -> Step:
        """The first step on screen in which something is open."""
        step = self.wizard.next_open_step
        return Step.RECOGNISED if step is Step.FILE else step

    def open_count(self, page: Step, entry: Entry | None = None) -> int:
        """Return how many points are open in a step on screen, for one file or all."""
        steps = (Step.FILE, Step.RECOGNISED) if page is Step.RECOGNISED else (page,)
        return sum(
            point.about != "recognise" for step in steps for point in self.wizard.open_points(step, entry)
        )

    # ---- files

    def add(self, files: Iterable[Path], request: ImportRequest | ImportOrder | None = None) -> None:
        """Put files into the queue; with a request or an order they are read as it says."""
        if self.result is not None:
            self.begin_anew()
        before = len(self.entries)
        self.wizard.add(files)
        if request is not None:
            for entry in self.entries[before:]:
                preset(entry, request)
        if len(self.entries) == before:
            return
        self._jump = self._jump and self.page is Step.RECOGNISED
        self.look_again()

    def remove(self, entry: Entry) -> None:
        """Take a file out of the queue."""
        self.wizard.remove(entry)
        self._after_change()

    def show_entry(self, number: int) -> None:
        """Look at another file."""
        if 0 <= number < len(self.entries) and number != self.wizard.current:
            self.wizard.current = number
            self.changed.emit()

    # ---- what the user decides

    def do(self, change: Callable[..., Any], *args: Any, **named: Any) -> bool:
        """Do one change of the wizard (``choose_…``, ``answer`` …) and look at everything again that depends on it."""
        try:
            change(*args, **named)
        except QuartierMapError as error:
            self.refused.emit(problems_of(error))
            self.changed.emit()
            return False
        self._after_change()
        return True

    def _after_change(self) -> None:
        self.touched = True
        self._jump = False
        self.result = None
        self.look_again()

    def look_again(self) -> None:
        """Recognise and try what has changed, in a moment: several changes in a row are one."""
        self.changed.emit()
        self._delay.start()

    # ---- steps

    def go_to(self, step: Step) -> None:
        """Go to a step, forwards or back; no answer is lost."""
        self._jump = False
        self.wizard.go_to(step)
        self.changed.emit()

    def go_on(self) -> None:
        """Go to the next step in which something is open; waits for the check if it is going on."""
        if not self.checked:
            self._jump = True
            if not self.busy:  # it was stopped
                self.look_again()
            return
        at = PAGES.index(self.page)
        target = self.next_page
        if PAGES.index(target) <= at and not self.open_count(self.page):
            target = PAGES[min(at + 1, len(PAGES) - 1)]
        if target is self.page and target is not Step.TAKE_OVER:
            self.wizard.go_on()  # to the file that something is open about
        else:
            self.wizard.go_to(target)
            for number, entry in enumerate(self.entries):
                if self.open_count(target, entry):
                    self.wizard.current = number
                    break
        self._jump = False
        self.changed.emit()

    def go_back(self) -> None:
        """Go to the step before, whether or not anything is open there."""
        self.go_to(PAGES[max(PAGES.index(self.page) - 1, 0)])

    # ---- work

    def _look(self) -> None:
        """Recognise what was not looked at yet, then try it."""
        if self._over or self._job is not None:
            return
        if not self.entries:
            self._stop_reading()
            self.changed.emit()
            return
        worked = self.wizard.copy()
        self._start(self.tr("Dateien erkennen"), worked, worked.recognise, self._on_recognised)

    def _on_recognised(self, found: tuple[ImportWizard, tuple[Problem, ...]]) -> None:
        self._reading = None
        if self._over:
            return
        worked, _ = found
        self.wizard.adopt(worked)
        self.changed.emit()
        again = self.wizard.copy()
        self._start(self.tr("Daten prüfen"), again, again.check, self._on_checked)

    def _on_checked(self, found: tuple[ImportWizard, tuple[Problem, ...]]) -> None:
        self._reading = None
        if self._over:
            return
        worked, problems = found
        self.wizard.adopt(worked)
        self.working.emit(False, "")
        if problems:
            self.refused.emit(problems)
        if self._jump and self.checked:
            self.go_on()
        else:
            self.changed.emit()

    def _start(
        self,
        label: str,
        worked: ImportWizard,
        work: Callable[[Progress], Any],
        done: Callable[[Any], None],
    ) -> None:
        def run(progress: Progress) -> tuple[ImportWizard, tuple[Problem, ...]]:
            try:
                work(progress)
            except Cancelled:
                raise
            except QuartierMapError as error:
                return worked, problems_of(error)
            return worked, ()

        self.working.emit(True, label)
        task = self._tasks.read(f"import-{id(self)}", run, done)
        self._reading = task
        task.progressed.connect(self._on_progress)
        task.failed.connect(self._on_broken)
        task.cancelled.connect(self._on_stopped)

    def _on_progress(self, share: float, text: str) -> None:
        if not self._over and self.sender() in (self._reading, self._job):
            self.progressed.emit(share, text)

    def _on_broken(self, _error: object) -> None:
        """Stop waiting for a read that failed by a fault of ours (the window's door for messages shows it)."""
        if not self._over and self.sender() is self._reading:
            self._reading = None
            self.working.emit(False, "")
            text = self.tr(
                "Die Prüfung ist an einem Programmfehler gescheitert; am Projekt ist nichts verändert."
            )
            self.refused.emit((Problem(text, code="fault"),))
            self.changed.emit()

    def _on_stopped(self) -> None:
        if not self._over and self.sender() is self._reading:  # not silenced by a newer one
            self._reading = None
            self.working.emit(False, "")
            self.changed.emit()

    def _stop_reading(self) -> None:
        if self._reading is not None:
            task, self._reading = self._reading, None
            task.cancel()
            self.working.emit(False, "")

    def stop(self) -> None:
        """Stop what is going on; nothing is changed by it."""
        self._jump = False
        self._delay.stop()
        if self._job is not None:
            self._job.cancel()
        self._stop_reading()
        self.changed.emit()

    # ---- taking over

    def take_over(self) -> None:
        """Take everything over in a job, as one step that undo takes back."""
        project = self._workspace.project
        if project is None or not self.entries or self._job is not None:
            return
        if project is not self.wizard.project:
            self.wizard.rebase(project)
        self._delay.stop()
        self._stop_reading()
        worked = self.wizard.copy()

        def run(progress: Progress) -> tuple[ImportWizard, Taken | None, tuple[Problem, ...]]:
            try:
                return worked, worked.take_over(progress), ()
            except Cancelled:
                raise
            except QuartierMapError as error:
                return worked, None, problems_of(error)

        job = self._tasks.job(self.tr("Daten laden"), run, self._on_taken)
        if job is None:
            text = self.tr("Bitte warten: „{label}“ läuft noch.").format(label=self._tasks.label)
            self.refused.emit((Problem(text, code="busy", severity="info"),))
            return
        self._job = job
        job.progressed.connect(self._on_progress)
        job.failed.connect(self._on_job_ended)
        job.cancelled.connect(self._on_job_ended)
        self.working.emit(True, self.tr("Daten laden"))
        self.changed.emit()

    def _on_job_ended(self, _error: object = None) -> None:
        self._job = None
        if not self._over:
            self.working.emit(False, "")
            self.changed.emit()

    def _on_taken(self, found: tuple[ImportWizard, Taken | None, tuple[Problem, ...]]) -> None:
        self._job = None
        if self._over:
            return
        worked, taken, problems = found
        self.wizard.adopt(worked)
        if taken is None:
            self.wizard.stand_as(worked)
        self.working.emit(False, "")
        session = self._workspace.session
        if taken is not None and session is not None:
            try:
                self.result = taken
                self.wizard.go_to(Step.TAKE_OVER)
                self.wizard.apply_to(session, taken)
            except QuartierMapError as error:
                self.result = None
                problems = problems_of(error)
                self.wizard.rebase(session.project)
                self.look_again()
        if problems:
            self.refused.emit(problems)
        self.changed.emit()
        if self.result is not None:
            self.touched = False
            self.taken.emit(self.result)

    @property
    def can_take_back(self) -> bool:
        """Whether what was taken over is the last thing that happened to the project."""
        return self.result is not None and self._workspace.project is self.result.project and not self.busy

    def take_back(self) -> None:
        """Undo what was taken over; the files stay here and can be taken over again."""
        if self.can_take_back:
            self.result = None
            self._workspace.undo()  # the project changes, so everything is held against it again
            self.changed.emit()

    def begin_anew(self) -> None:
        """Forget the files that were taken over; the next ones are held against the project as it is now."""
        project = self._workspace.project
        if project is None:
            return
        self.wizard = ImportWizard(project)
        self.result = None
        self.touched = False
        self._jump = True
        self.changed.emit()

    # ---- the project

    def _on_project(self, kinds: frozenset[str]) -> None:
        if self._over:
            return
        project = self._workspace.project
        if project is None or PROJECT in kinds:
            self.close()
            self.gone.emit()
        elif self.result is None and self._job is None and project is not self.wizard.project:
            self.wizard.rebase(project)
            self.look_again()

    def close(self) -> None:
        """Stop everything and hear no more."""
        if self._over:
            return
        self._over = True
        self._delay.stop()
        if self._reading is not None:
            self._reading.cancel()
        if self._job is not None:
            self._job.cancel()
        self._workspace.changed.disconnect(self._on_project)


def problems_of(error: QuartierMapError) -> tuple[Problem, ...]:
    """Return what an error says, one problem for each."""
    return tuple(error.problems) if isinstance(error, InputError) else (Problem(str(error), code="usage"),)
