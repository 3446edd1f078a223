"""The import window: files on their way into the project, in at most four steps, beside the work in the main window."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QDialog,
    QFileDialog,
    QHBoxLayout,
    QProgressBar,
    QPushButton,
    QSizePolicy,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from quartiermap.app.wizard_steps import Entry, Step
from quartiermap.errors import Problem
from quartiermap.ui.viewmodels import import_words as words
from quartiermap.ui.viewmodels.import_run import PAGES, ImportRun
from quartiermap.ui.viewmodels.remedies import in_window
from quartiermap.ui.widgets import parts
from quartiermap.ui.widgets.import_check import CheckPage
from quartiermap.ui.widgets.import_files import ImportFiles, ImportWish
from quartiermap.ui.widgets.import_finish import FinishPage
from quartiermap.ui.widgets.import_mapping import MappingPage
from quartiermap.ui.widgets.import_parts import PathLine, show_text
from quartiermap.ui.widgets.import_recognised import RecognisedPage

if TYPE_CHECKING:
    from quartiermap.app.imports import ImportOrder
    from quartiermap.domain.project import Project
    from quartiermap.io.import_model import ImportRequest
    from quartiermap.ui.tasks import Tasks
    from quartiermap.ui.viewmodels.workspace import Workspace

FILE_FILTER = (
    "*.gpkg *.geojson *.json *.geojsonl *.shp *.zip *.csv *.tsv *.txt *.xlsx *.xls *.xlsb *.ods *.kml *.kmz *.gml *.xml *.fgb *.parquet *.dxf *.gpx "
    "*.pbf *.osm *.gz *.bz2 *.wkt *.poly *.mif *.dbf *.html"
)


_Page = TypeVar("_Page", bound=QWidget)


class ImportWindow(QDialog):
    """The wizard with widgets. It is not modal: the main window can be used beside it.

    Signals
    -------
    finished_import : object
        The `Taken` that is in the project now.
    """

    finished_import = Signal(object)

    def __init__(
        self,
        tasks: Tasks,
        workspace: Workspace,
        project: Project,
        *,
        folder: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Daten laden"))
        self.setWindowFlag(Qt.WindowType.Window, True)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowModality(Qt.WindowModality.NonModal)
        self.setAcceptDrops(True)
        self.run = ImportRun(tasks, workspace, project, self)
        self.wanted_layer = ""
        self._workspace = workspace
        self._folder = folder
        self._sure = False
        self._closed = False
        self._lead = True
        self._was: Entry | None = None
        self._build()
        self.setMinimumSize(860, 520)
        self.resize(self._first_size())
        self.run.changed.connect(self._show)
        self.run.working.connect(self._on_working)
        self.run.progressed.connect(self._on_progress)
        self.run.refused.connect(self._on_refused)
        self.run.taken.connect(self._on_taken)
        self.run.gone.connect(self._leave)
        self._calm_down()
        self._show()

    def _first_size(self) -> QSize:
        room = self.screen().availableGeometry().size()
        return QSize(min(1180, room.width() - 60), min(720, room.height() - 60))

    @property
    def closed(self) -> bool:
        """Whether it was closed and only waits to be deleted."""
        return self._closed

    # ---- building

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 10, 16, 10)
        column.setSpacing(8)
        self.path = PathLine()
        self.path.wanted.connect(self._go_to)
        column.addWidget(self.path)
        column.addWidget(parts.rule())
        middle = QHBoxLayout()
        middle.setSpacing(14)
        self.files = ImportFiles(self.run)
        self.files.currentRowChanged.connect(self.run.show_entry)
        middle.addWidget(self.files)
        self.pages = QStackedWidget()
        self.empty = ImportWish()
        self.empty.files_wanted.connect(self.ask_files)
        self.empty.folder_wanted.connect(self.ask_folder)
        self.pages.addWidget(self.empty)
        middle.addWidget(self.pages, 1)
        column.addLayout(middle, 1)
        self.notice = parts.label("", "notice", selectable=True)
        column.addWidget(self.notice)
        column.addWidget(parts.rule())
        column.addLayout(self._foot())
        undo = QShortcut(QKeySequence(QKeySequence.StandardKey.Undo), self)
        undo.activated.connect(self.run.take_back)
        keys = (("Alt+Right", self._on_next), ("Alt+Left", self.run.go_back), ("Ctrl+Return", self._on_next))
        for key, slot in keys:
            shortcut = QShortcut(QKeySequence(key), self)
            shortcut.activated.connect(slot)

    @cached_property
    def recognised(self) -> RecognisedPage:
        """What was recognised; as the other steps it is built when it is first shown."""
        return self._added(RecognisedPage(self.run))

    @cached_property
    def mapping(self) -> MappingPage:
        """Columns and values."""
        return self._added(MappingPage(self.run, folder=self._folder))

    @cached_property
    def check(self) -> CheckPage:
        """What the doctor found."""
        return self._added(CheckPage(self.run))

    @cached_property
    def finish(self) -> FinishPage:
        """What will be taken over."""
        return self._added(FinishPage(self.run, self._workspace))

    def _added(self, page: _Page) -> _Page:
        self.pages.addWidget(page)
        return page

    def _page(self, step: Step) -> RecognisedPage | MappingPage | CheckPage | FinishPage:
        if step is Step.RECOGNISED:
            return self.recognised
        if step is Step.MAPPING:
            return self.mapping
        return self.check if step is Step.CHECK else self.finish

    def _foot(self) -> QHBoxLayout:
        line = QHBoxLayout()
        line.setSpacing(8)
        self.more = QPushButton(self.tr("Datei &hinzufügen …"))
        self.more.clicked.connect(self.ask_files)
        self.drop = QPushButton(self.tr("Datei weglassen"))
        self.drop.clicked.connect(self._on_drop)
        line.addWidget(self.more)
        line.addWidget(self.drop)
        self.doing = parts.label("", "muted", wrap=False)
        self.doing.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        line.addWidget(self.doing, 1)
        self.progress = QProgressBar()
        self.progress.setRange(0, 1000)
        self.progress.setTextVisible(False)
        self.progress.setFixedWidth(150)
        self.progress.setAccessibleName(self.tr("Fortschritt"))
        line.addWidget(self.progress)
        self.cancel = QPushButton(self.tr("Abbrechen"))
        self.cancel.setToolTip(self.tr("Hält die Arbeit an; es bleibt alles, wie es vorher war (Esc)."))
        self.cancel.clicked.connect(self._on_cancel)
        line.addWidget(self.cancel)
        self.back = QPushButton(self.tr("&Zurück"))
        self.back.setToolTip(self.tr("Zum vorigen Schritt; keine Antwort geht verloren (Alt+Links)"))
        self.back.clicked.connect(self.run.go_back)
        self.next = QPushButton(self.tr("&Weiter"))
        self.next.setProperty("primary", True)
        self.next.clicked.connect(self._on_next)
        self.shut = QPushButton(self.tr("S&chließen"))
        self.shut.clicked.connect(self.reject)
        for button in (self.back, self.next, self.shut):
            line.addWidget(button)
        for button in (self.more, self.drop, self.cancel, self.back, self.shut):
            button.setAutoDefault(False)
        self.next.setDefault(True)
        return line

    # ---- files

    def add_files(self, files: Iterable[Path], request: ImportRequest | ImportOrder | None = None) -> None:
        """Put files into the queue; with a request or an order they are read as it says."""
        self._calm_down()
        self._lead = True
        self.run.add(files, request or self._wish())
        self.want("")
        if self.run.entries:
            self.next.setFocus(Qt.FocusReason.OtherFocusReason)

    def want(self, layer: str) -> None:
        """Say which layer the next files are for (the checklist asks for one)."""
        self.wanted_layer = layer
        self.empty.want(layer)

    def _wish(self) -> ImportRequest | None:
        from quartiermap.ui.viewmodels.import_wishes import with_layer

        return with_layer(self.wanted_layer)

    def ask_files(self) -> None:
        """Ask for files."""
        chosen, _ = QFileDialog.getOpenFileNames(
            self, self.tr("Dateien wählen"), self._folder, self.tr("Daten ({pattern});;Alle Dateien (*)").format(pattern=FILE_FILTER)
        )  # fmt: skip
        if chosen:
            self._folder = str(Path(chosen[0]).parent)
            self.add_files(Path(c) for c in chosen)

    def ask_folder(self) -> None:
        """Ask for a folder; all its files are looked at."""
        chosen = QFileDialog.getExistingDirectory(self, self.tr("Ordner wählen"), self._folder)
        if chosen:
            self._folder = chosen
            self.add_files([Path(chosen)])

    def _on_drop(self) -> None:
        if self.run.entry is not None:
            self.run.remove(self.run.entry)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Accept files."""
        if event.mimeData().hasUrls() and not self.run.taking:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Put dropped files into the queue."""
        files = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
        event.acceptProposedAction()
        self.add_files(files)

    # ---- showing

    def _show(self) -> None:
        run = self.run
        entry, page = run.entry, run.page
        inside = self._page_has_focus()
        self.files.show_run()
        counts = {step: run.open_count(step) for step in PAGES}
        self.path.show_state(page, counts, checked=run.checked)
        self.path.setEnabled(entry is not None and not run.taking)
        moved = False
        if entry is None:
            self.pages.setCurrentWidget(self.empty)
        else:
            shown = self._page(page)
            other = entry is not self._was and not self.files.hasFocus()
            moved = other or self.pages.currentWidget() is not shown
            self._was = entry
            shown.show_entry(entry)
            self.pages.setCurrentWidget(shown)
        done = run.result is not None
        self.more.setVisible(entry is not None)
        self.drop.setVisible(len(run.entries) > 1 and not done)
        for button in (self.more, self.drop):
            button.setEnabled(not run.taking)
        last = page is Step.TAKE_OVER
        self.next.setVisible(entry is not None and not done)
        (self.shut if done else self.next).setDefault(True)
        self.next.setText(self.tr("Ü&bernehmen") if last else self.tr("&Weiter"))
        ready = run.checked and run.next_page is Step.TAKE_OVER
        self.next.setEnabled(not run.taking and (ready and not run.busy if last else entry is not None))
        self.next.setToolTip(
            self.tr("Erst die offenen Punkte klären")
            if last and not ready
            else self.tr("Strg+Eingabe oder Alt+Rechts")
        )
        self.back.setEnabled(entry is not None and page is not PAGES[0] and not run.taking and not done)
        self.back.setVisible(entry is not None and not done)
        lost = inside and not self._page_has_focus()
        if entry is not None and (moved or lost or (self._lead and not run.busy)):
            self._lead = self._lead and run.busy
            if counts[page]:
                self._page(page).focus_open()
            elif self.next.isVisibleTo(self):
                self.next.setFocus(Qt.FocusReason.OtherFocusReason)
        if not run.busy:
            self._idle()

    def _page_has_focus(self) -> bool:
        focus: QWidget | None = self.focusWidget()
        return focus is not None and self.pages.isAncestorOf(focus)

    # ---- what is going on

    def _on_working(self, on: bool, label: str) -> None:
        self._say_doing(f"{label} …" if on else "")
        self.progress.setVisible(on)
        self.progress.setValue(0)
        self.cancel.setVisible(on)
        self.cancel.setEnabled(on)
        if on:
            self._calm_down()  # what was said belongs to what was asked before

    def _idle(self) -> None:
        self._say_doing("")
        self.progress.hide()
        self.cancel.hide()

    def _on_progress(self, share: float, text: str) -> None:
        self.progress.setValue(round(share * 1000))
        if text:
            self._say_doing(f"{text} …")

    def _say_doing(self, text: str) -> None:
        """Say what is being done, in as many letters as there is room for."""
        self.doing.setText(
            self.doing.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, self.doing.width())
        )
        self.doing.setToolTip(text)

    def _on_cancel(self) -> None:
        self.cancel.setEnabled(False)
        self._say_doing(self.tr("Wird abgebrochen …"))
        self.run.stop()

    def _on_refused(self, problems: tuple[Problem, ...]) -> None:
        told = dict.fromkeys(in_window(f"{p.message} {p.remedy}".strip()) for p in problems)
        show_text(self.notice, "\n".join(list(told)[:6]))

    def _on_taken(self, taken: object) -> None:
        self._calm_down()
        self.shut.setFocus(Qt.FocusReason.OtherFocusReason)
        self.finished_import.emit(taken)

    def _calm_down(self) -> None:
        self._sure = False
        show_text(self.notice, "")

    # ---- steps

    def _go_to(self, step: Step) -> None:
        self._calm_down()
        self.run.go_to(step)

    def _on_next(self) -> None:
        if not self.next.isEnabled() or not self.next.isVisibleTo(self):
            return
        self._calm_down()
        if self.run.page is Step.TAKE_OVER:
            self.run.take_over()
        else:
            before = (self.run.page, self.run.entry)
            self.run.go_on()
            if self.run.checked and before == (self.run.page, self.run.entry):
                self._say_what_is_open()

    def _say_what_is_open(self) -> None:
        """Say why it does not go on: something is open about the file on screen that this step cannot do without."""
        entry, page = self.run.entry, self.run.page
        if entry is None or not self.run.open_count(page, entry):
            return
        said = self.tr("Es geht weiter, sobald {file} geklärt ist.").format(file=entry.name)
        if len(self.run.entries) > 1:
            said += " " + self.tr("„Datei weglassen“ lädt die anderen Dateien ohne sie.")
            if words.unread(entry):
                self.drop.setFocus(Qt.FocusReason.OtherFocusReason)
        show_text(self.notice, said)

    # ---- closing

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Let Esc stop what is going on first; only a second one closes."""
        if event.key() == Qt.Key.Key_Escape and self.run.busy and self.run.entries:
            self._on_cancel()
            event.accept()
            return
        super().keyPressEvent(event)

    def reject(self) -> None:
        """Close; what was decided and not taken over needs a second word."""
        if self.run.touched and not self._sure and not self.run.taking:
            self._sure = True
            show_text(
                self.notice,
                self.tr(
                    "Noch ist nichts übernommen. Noch einmal „Schließen“ verwirft, was Sie hier entschieden haben."
                ),
            )
            return
        self._leave()

    def _leave(self) -> None:
        self._closed = True
        self.run.close()
        super().reject()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Stop everything; nothing is half taken over."""
        self._closed = True
        self.run.close()
        super().closeEvent(event)
