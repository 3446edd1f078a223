"""The report in four steps with its pages beside them; not modal, and nothing waits while it is written."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSettings, Qt, QUrl, Signal
from PySide6.QtGui import QCloseEvent, QDesktopServices, QResizeEvent
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QProgressBar,
    QPushButton,
    QSizePolicy,
    QSplitter,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from quartiermap.domain import texts
from quartiermap.errors import QuartierMapError
from quartiermap.ui.viewmodels.report_draft import ReportDraft
from quartiermap.ui.viewmodels.report_preview import MakePages, PreviewFeed, typeset
from quartiermap.ui.widgets import parts
from quartiermap.ui.widgets.report_content_page import ContentPage
from quartiermap.ui.widgets.report_output_page import OutputPage
from quartiermap.ui.widgets.report_pages import PagesView
from quartiermap.ui.widgets.report_template_page import TemplatePage

if TYPE_CHECKING:
    from quartiermap.domain.progress import Progress
    from quartiermap.domain.project import Project
    from quartiermap.ui.tasks import Task, Tasks
    from quartiermap.ui.viewmodels.workspace import Workspace

TEMPLATE, CONTENT, PAGES, OUTPUT = range(4)
_MAIN_FILES = (".pdf", ".docx", ".html", ".xlsx")
"""What "Öffnen" opens, in this order of preference."""


_BESIDE = 760
"""Width of the window from which on the pages have room beside the settings."""


class ReportWindow(QDialog):
    """Set up, look at and write the report.

    Signals
    -------
    written : object, object
        Folder and files of a finished report.
    """

    written = Signal(object, object)

    def __init__(
        self,
        tasks: Tasks,
        workspace: Workspace,
        settings: QSettings,
        folder: Path,
        *,
        make_pages: MakePages | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        parts.as_window(self, self.tr("Bericht"))
        self._tasks = tasks
        self._workspace = workspace
        self._task: Task | None = None
        self._files: list[Path] = []
        self.closed = False
        self.draft = ReportDraft(settings, self)
        self.feed = PreviewFeed(tasks, make_pages or typeset, self)
        self._build(folder)
        self.setMinimumSize(760, 480)
        parts.fill_up_to(self, 1240, 780)
        self.draft.changed.connect(self._on_draft)
        self.draft.refused.connect(self._on_refused)
        workspace.changed.connect(self._on_project)
        tasks.busy_changed.connect(self._on_busy)
        self.go_to(TEMPLATE)
        self._on_project(frozenset())

    # ---- building

    def _build(self, folder: Path) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 10, 14, 10)
        column.setSpacing(8)
        column.addLayout(self._step_line())
        column.addWidget(parts.rule())
        self.stale = QWidget()
        line = QHBoxLayout(self.stale)
        line.setContentsMargins(0, 0, 0, 0)
        self.stale_text = parts.label("", "notice")
        self.compute = self._button(self.tr("Neu &rechnen"), self._workspace.analyse)
        line.addWidget(self.stale_text, 1)
        line.addWidget(self.compute)
        column.addWidget(self.stale)
        self.split = QSplitter(Qt.Orientation.Horizontal)
        self.split.setChildrenCollapsible(False)
        self.stack = QStackedWidget()
        self.template_page = TemplatePage(self.draft)
        self.content_page = ContentPage(self.draft)
        self.output_page = OutputPage(self.draft, folder)
        self.template_page.print_now.connect(self.start)
        self.output_page.edited.connect(self._enable)
        for page, name in (
            (self.template_page, self.tr("Vorlage")), (self.content_page, self.tr("Inhalt")), (QWidget(), ""), (self.output_page, self.tr("Ausgabe")),
        ):  # fmt: skip
            self.stack.addWidget(parts.scrolled(page, name))
        self.pages = PagesView(self.feed)
        self.split.addWidget(self.stack)
        self.split.addWidget(self.pages)
        self.split.setStretchFactor(0, 3)
        self.split.setStretchFactor(1, 2)
        self.split.setSizes([620, 500])
        column.addWidget(self.split, 1)
        self.notice = parts.label("", "notice", selectable=True)
        self.notice.hide()
        column.addWidget(self.notice)
        column.addWidget(self._running_line())
        column.addWidget(self._result_line())
        column.addWidget(parts.rule())
        column.addLayout(self._foot())

    def _step_line(self) -> QHBoxLayout:
        line = QHBoxLayout()
        line.setSpacing(4)
        self.steps: list[QToolButton] = []
        names = (self.tr("Vorlage"), self.tr("Inhalt"), self.tr("Seiten ansehen"), self.tr("Ausgabe"))
        for number, name in enumerate(names):
            if number:
                line.addWidget(parts.label("›", "muted", wrap=False))
            button = QToolButton()
            button.setText(f"&{number + 1}  {name}")
            button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            button.clicked.connect(lambda _checked=False, n=number: self.go_to(n))
            button.setCheckable(True)
            button.setAccessibleName(self.tr("Schritt {n}: {name}").format(n=number + 1, name=name))
            self.steps.append(button)
            line.addWidget(button)
        line.addStretch(1)
        return line

    def _running_line(self) -> QWidget:
        self.running = QWidget()
        line = QHBoxLayout(self.running)
        line.setContentsMargins(0, 0, 0, 0)
        self.progress = QProgressBar()
        self.progress.setRange(0, 1000)
        self.progress.setAccessibleName(self.tr("Fortschritt des Berichts"))
        self.progress.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.progress_text = parts.label("", "muted")
        self.stop = self._button(self.tr("A&bbrechen"), self._cancel)
        line.addWidget(self.progress, 2)
        line.addWidget(self.progress_text, 3)
        line.addWidget(self.stop)
        self.running.hide()
        return self.running

    def _result_line(self) -> QWidget:
        self.result_bar = QWidget()
        line = QHBoxLayout(self.result_bar)
        line.setContentsMargins(0, 0, 0, 0)
        self.result_text = parts.label("", "notice", selectable=True)
        self.open_button = self._button(self.tr("Ö&ffnen"), self._open_main)
        self.show_folder = self._button(self.tr("Or&dner zeigen"), self._open_folder)
        line.addWidget(self.result_text, 1)
        line.addWidget(self.open_button)
        line.addWidget(self.show_folder)
        self.result_bar.hide()
        return self.result_bar

    def _foot(self) -> QHBoxLayout:
        line = QHBoxLayout()
        self.back = self._button(self.tr("‹ &Zurück"), lambda: self.go_to(self.step - 1))
        self.on = self._button(self.tr("&Weiter ›"), lambda: self.go_to(self.step + 1))
        self.write = self._button(self.tr("Bericht &schreiben"), self.start)
        self.write.setProperty("primary", True)
        self.leave = self._button(self.tr("Schl&ießen"), self.close)
        line.addWidget(self.back)
        line.addWidget(self.on)
        line.addStretch(1)
        line.addWidget(self.write)
        line.addWidget(self.leave)
        return line

    def _button(self, text: str, slot: object) -> QPushButton:
        made = QPushButton(text)
        made.setAutoDefault(False)
        made.clicked.connect(lambda _checked=False: slot())  # type: ignore[operator]
        return made

    # ---- steps

    @property
    def step(self) -> int:
        """The step in sight, 0 to 3."""
        return self.stack.currentIndex()

    def go_to(self, step: int) -> None:
        """Show a step; the pages have the whole window in theirs."""
        step = min(max(step, TEMPLATE), OUTPUT)
        self.stack.setCurrentIndex(step)
        self.stack.setVisible(step != PAGES)
        self.pages.set_large(step == PAGES)
        self._share_room()
        for number, button in enumerate(self.steps):
            button.setChecked(number == step)
            font = button.font()
            font.setBold(number == step)
            button.setFont(font)
        self._enable()
        target = (
            self.template_page.choice, self.content_page.list, self.pages.area, self.output_page.folder,
        )[step]  # fmt: skip
        target.setFocus(Qt.FocusReason.OtherFocusReason)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the room anew."""
        super().resizeEvent(event)
        self._share_room()

    def _share_room(self) -> None:
        """Leave the settings the whole width where it is too short for the pages beside them; the third step shows those."""
        self.pages.setVisible(self.step == PAGES or self.width() >= _BESIDE)

    def _enable(self) -> None:
        if not hasattr(self, "leave"):
            return  # still being built
        ready = self._tasks.free and self._project() is not None
        self.back.setEnabled(self.step > TEMPLATE)
        self.on.setVisible(self.step < OUTPUT)
        self.write.setVisible(self.step == OUTPUT)
        self.write.setEnabled(ready and bool(self.draft.formats) and self.output_page.target is not None)
        self.template_page.now.setEnabled(ready and self.output_page.target is not None)
        self.compute.setEnabled(self._tasks.free)
        self.template_page.tell_target(self.output_page.chosen_names(), self.output_page.target)

    # ---- project and template

    def _project(self) -> Project | None:
        project = self._workspace.project
        return project if project is not None and project.analysis is not None else None

    def _on_project(self, _kinds: frozenset[str]) -> None:
        if self._workspace.project is None:
            self.close()
            return
        project = self._project()
        self.stale.setVisible(project is None or project.stale)
        self.stale_text.setText(
            self.tr("Es gibt noch kein Ergebnis. Vor dem Bericht wird gerechnet.")
            if project is None
            else self.tr(
                "Das Ergebnis ist älter als die Daten oder Maßstäbe. Der Bericht würde das sagen; besser vorher neu rechnen."
            )
        )
        self._on_draft()

    def _on_draft(self) -> None:
        self.notice.hide()
        project = self._project()
        if project is not None:
            self.pages.set_titles(self.draft.template)
            self.feed.show(project, self.draft.template)
        self._enable()

    def _on_refused(self, error: QuartierMapError) -> None:
        self.notice.setText(str(error))
        self.notice.show()

    # ---- writing

    def start(self) -> None:
        """Write the report as the template says, into the folder named."""
        project, folder, template = self._project(), self.output_page.target, self.draft.template
        formats = self.draft.formats
        if project is None or folder is None:
            return
        name = self._workspace.path.name if self._workspace.path is not None else ""

        def work(progress: Progress) -> list[Path]:
            from quartiermap.app import usecases

            return usecases.report(project, folder, formats, progress, template=template, project_file=name)

        task = self._tasks.job(self.tr("Bericht schreiben"), work, lambda files: self._done(folder, files))
        if task is None:
            self._on_refused(
                QuartierMapError(
                    self.tr("Bitte warten: „{label}“ läuft noch.").format(label=self._tasks.label)
                )
            )
            return
        self._task = task
        self.result_bar.hide()
        self.notice.hide()
        self.progress.setValue(0)
        self.progress_text.setText(self.tr("Der Bericht wird geschrieben …"))
        self.running.show()
        task.progressed.connect(self._on_progress)
        task.cancelled.connect(self._on_cancelled)
        task.finished.connect(self._on_finished)

    def _cancel(self) -> None:
        if self._task is not None:
            self.progress_text.setText(self.tr("Wird abgebrochen …"))
            self._task.cancel()

    def _on_progress(self, share: float, text: str) -> None:
        self.progress.setValue(round(share * 1000))
        self.progress_text.setText(text)

    def _on_cancelled(self) -> None:
        self._on_refused(
            QuartierMapError(
                self.tr(
                    "Abgebrochen. Im Ordner hat sich nichts geändert; ein neuer Anlauf verwendet schon gezeichnete Quartiersseiten wieder."
                )
            )
        )

    def _on_finished(self) -> None:
        self._task = None
        self.running.hide()
        self._enable()

    def _on_busy(self, _busy: bool, _label: str) -> None:
        self._enable()

    def _done(self, folder: Path, files: list[Path]) -> None:
        if self.closed:
            return
        self._files = files
        self.result_text.setText(
            self.tr("Fertig: {n} Dateien in {folder}").format(n=texts.number(len(files)), folder=folder)
        )
        main = self._main_file()
        self.open_button.setEnabled(main is not None)
        self.open_button.setToolTip("" if main is None else main.name)
        self.show_folder.setToolTip(str(folder))
        self.result_bar.show()
        (self.open_button if main is not None else self.show_folder).setFocus()
        self.written.emit(folder, files)

    def _main_file(self) -> Path | None:
        for ending in _MAIN_FILES:
            for file in self._files:
                if file.suffix == ending:
                    return file
        return None

    def _open_main(self) -> None:
        main = self._main_file()
        if main is not None:
            self._show_outside(main)

    def _open_folder(self) -> None:
        if self._files:
            self._show_outside(self._files[0].parent)

    def _show_outside(self, path: Path) -> None:
        if not QDesktopServices.openUrl(QUrl.fromLocalFile(str(path))):
            self._on_refused(
                QuartierMapError(
                    self.tr("Auf diesem Rechner ist kein Programm dafür eingerichtet: {path}").format(
                        path=path
                    )
                )
            )

    def closeEvent(self, event: QCloseEvent) -> None:
        """Let the pages go; a report that is being written goes on."""
        if not self.closed:
            self.closed = True
            self.feed.close()
            self._workspace.changed.disconnect(self._on_project)
            self._tasks.busy_changed.disconnect(self._on_busy)
        event.accept()  # a dialog's own answer would be to reject, which is to close again

    def reject(self) -> None:
        """Close, as by the button (Escape)."""
        self.close()
