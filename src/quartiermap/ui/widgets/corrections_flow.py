"""The round trip of the facilities in the window: out to a department as a workbook, back with corrections."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QSettings, QStandardPaths, Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QMessageBox, QWidget

from quartiermap.domain.texts import number
from quartiermap.ui.tasks import Tasks
from quartiermap.ui.viewmodels.workspace import Workspace
from quartiermap.ui.widgets.corrections_dialog import CorrectionsDialog
from quartiermap.ui.widgets.corrections_export import CorrectionsExportDialog

if TYPE_CHECKING:
    from quartiermap.domain.progress import Progress

_FOLDER = "corrections/folder"


class CorrectionsFlow(QObject):
    """Asks what goes out and what of what came back is taken.

    Signals
    -------
    said : str
        A short sentence for the status bar.
    written : object, int
        The workbook lies there: its path and how many facilities are in it.
    """

    said = Signal(str)
    written = Signal(object, int)

    def __init__(self, window: QWidget, workspace: Workspace, tasks: Tasks, settings: QSettings) -> None:
        super().__init__(window)
        self._window = window
        self._workspace = workspace
        self._tasks = tasks
        self._settings = settings
        self.export: CorrectionsExportDialog | None = None
        self.dialog: CorrectionsDialog | None = None
        self.written.connect(self._tell_written)

    # ---- out

    def ask_out(self) -> None:
        """Ask which facilities go out and where to, then write the workbook."""
        project = self._workspace.project
        if project is None or self._workspace.busy or not len(project.facilities):
            return
        dialog = CorrectionsExportDialog(project, self._folder(), self._window)
        dialog.wanted.connect(self.write)
        dialog.finished.connect(dialog.deleteLater)
        self.export = dialog
        dialog.open()

    def write(self, path: Path, kinds: Sequence[str]) -> None:
        """Write the workbook in a job that can be cancelled."""
        project = self._workspace.project
        if project is None:
            return
        self._settings.setValue(_FOLDER, str(path.parent))

        def work(progress: Progress) -> int:
            from quartiermap.app.corrections import write_workbook

            progress.step(0.1, f"{path.name} schreiben")
            return write_workbook(project, path, kinds)

        self._tasks.job(self.tr("Einrichtungen ausgeben"), work, lambda count: self.written.emit(path, count))

    def _tell_written(self, path: Path, count: int) -> None:
        box = QMessageBox(self._window)
        box.setWindowTitle(self.tr("Einrichtungen ausgegeben"))
        box.setTextFormat(Qt.TextFormat.PlainText)
        box.setText(self.tr("{n} Einrichtungen stehen in\n{file}").format(n=number(count), file=path))
        box.setInformativeText(
            self.tr(
                "Zurückgekommene Dateien liest Menü „Daten“, „Berichtigte Tabelle einlesen“. Das Blatt „Hinweise“ der "
                "Datei erklärt dem Fachamt, wie sie auszufüllen ist."
            )
        )
        show = box.addButton(self.tr("&Ordner öffnen"), QMessageBox.ButtonRole.ActionRole)
        box.addButton(QMessageBox.StandardButton.Close)
        show.clicked.connect(lambda: QDesktopServices.openUrl(QUrl.fromLocalFile(str(path.parent))))
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.open()

    # ---- back

    def ask_in(self, file: Path | None = None) -> None:
        """Open the window that compares a workbook with the project."""
        project = self._workspace.project
        if project is None or self._workspace.busy:
            return
        dialog = CorrectionsDialog(
            self._tasks, project, file, folder=str(self._folder()), parent=self._window
        )
        dialog.wanted.connect(self._take)
        dialog.finished.connect(self._closed)
        self.dialog = dialog
        dialog.open()

    def _take(self, project: object, label: str) -> None:
        self._workspace.plan(label, project)  # type: ignore[arg-type]
        self.said.emit(
            self.tr("{label}: erledigt; „Rückgängig“ holt den alten Stand zurück.").format(label=label)
        )

    def _closed(self) -> None:
        if self.dialog is not None:
            self.dialog.deleteLater()
            self.dialog = None

    def _folder(self) -> Path:
        stored = str(self._settings.value(_FOLDER, "") or self._settings.value("folder", ""))
        if stored and Path(stored).is_dir():
            return Path(stored)
        return Path(QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation))
