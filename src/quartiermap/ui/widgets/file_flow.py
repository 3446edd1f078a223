"""Everything that begins with a file: open, save, import, close; and that nothing unsaved gets lost."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QObject, QSettings, QStandardPaths, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from quartiermap.ui.messages import Messages
from quartiermap.ui.tasks import Tasks
from quartiermap.ui.viewmodels.recent import Recent, RecentProjects
from quartiermap.ui.viewmodels.workspace import Workspace

if TYPE_CHECKING:
    from quartiermap.app.imports import ImportOrder
    from quartiermap.io.import_model import ImportRequest
    from quartiermap.ui.main_window import MainWindow
    from quartiermap.ui.widgets.import_window import ImportWindow


class FileFlow(QObject):
    """The dialogs around files and the projects worked on last.

    Signals
    -------
    said : str
        A short sentence for the status bar.
    """

    said = Signal(str)

    def __init__(
        self, window: QWidget, workspace: Workspace, tasks: Tasks, messages: Messages, settings: QSettings
    ) -> None:
        super().__init__(window)
        self._window = window
        self._workspace = workspace
        self._tasks = tasks
        self._messages = messages
        self._settings = settings
        self.recents = RecentProjects(settings)

    # ---- projects

    def ask_new(self) -> None:
        """Ask for the name of a new project and open it."""
        from quartiermap.ui.widgets.new_project_dialog import NewProjectDialog

        def go() -> None:
            dialog = NewProjectDialog(self._window)
            dialog.wanted.connect(self._workspace.new)
            dialog.open()

        self.when_safe(go)

    def ask_open(self) -> None:
        """Ask for a project file and open it."""
        chosen, _ = QFileDialog.getOpenFileName(
            self._window, self.tr("Projekt öffnen"), self.folder(), self.tr("QuartierMap-Projekt (*.gpkg)")
        )
        if chosen:
            self.open_path(Path(chosen))

    def open_path(self, path: Path) -> None:
        """Open a project file; asks before unsaved changes are lost."""
        self.when_safe(lambda: self._workspace.open(path))

    def open_demo(self, folder: Path | None = None) -> None:
        """Build and open the demo town; its raw files are written to `folder`."""
        base = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.TempLocation)
        target = folder or Path(base) / "quartiermap-demo"
        self.when_safe(lambda: self._workspace.open_demo(target))

    def save(self) -> None:
        """Save, asking for a place if there is none yet."""
        if not self._workspace.save():
            self.ask_save_as()

    def ask_save_as(self, then: Callable[[], None] | None = None) -> None:
        """Ask for a place and save there."""
        project = self._workspace.project
        if project is None:
            return
        proposal = str(Path(self.folder()) / f"{project.name.replace('/', '-')}.gpkg")
        chosen, _ = QFileDialog.getSaveFileName(
            self._window,
            self.tr("Projekt speichern unter"),
            proposal,
            self.tr("QuartierMap-Projekt (*.gpkg)"),
        )
        if chosen:
            path = Path(chosen)
            self._workspace.save(path if path.suffix else path.with_suffix(".gpkg"), then)

    def close_project(self) -> None:
        """Close the project; asks before unsaved changes are lost."""

        def go() -> None:
            if self._workspace.session is not None:
                self._workspace.session.close()

        self.when_safe(go)

    def when_safe(self, then: Callable[[], None]) -> None:
        """Do `then` once nothing unsaved can be lost by it."""
        if self._workspace.busy:
            self.said.emit(self.tr("Bitte warten: „{label}“ läuft noch.").format(label=self._tasks.label))
            return
        project = self._workspace.project
        if project is None or not self._workspace.dirty:
            then()
            return

        def answered(answer: str) -> None:
            if answer == "discard":
                then()
            elif answer == "save" and not self._workspace.save(then=then):
                self.ask_save_as(then)

        self._messages.ask_unsaved(project.name, answered)

    # ---- data in

    def take_files(self, files: tuple[Path, ...]) -> None:
        """Open a project file, or load data files into the open project (a new one if there is none)."""
        if not files:
            return
        if len(files) == 1 and files[0].suffix.lower() == ".gpkg" and is_project(files[0]):
            self.open_path(files[0])
            return
        if self._workspace.project is None:
            self._workspace.new(files[0].stem)
        self.ask_import(files)

    def ask_import(self, files: tuple[Path, ...] = (), layer: str = "") -> None:
        """Open the import window, for files of a certain layer if one is named."""
        if self._workspace.project is not None:
            open_wizard(cast("MainWindow", self._window), files, _wanting(layer))

    # ---- habits

    def recent(self) -> list[Path]:
        """Return the projects worked on last, those pinned first; whether they are still there nobody has looked."""
        return self.recents.paths()

    def remember(self) -> tuple[Recent, ...]:
        """Put the open project first among those worked on last; return them all."""
        path, project = self._workspace.path, self._workspace.project
        if path is not None and project is not None:
            self.recents.remember(path, project.name)
            self._settings.setValue("folder", str(path.parent))
        return self.recents.entries()

    def folder(self) -> str:
        """Return the folder to begin in when a file is asked for."""
        stored = str(self._settings.value("folder", ""))
        fallback = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        return stored if stored and Path(stored).is_dir() else fallback


def open_wizard(
    window: MainWindow, files: Iterable[Path] = (), request: ImportRequest | ImportOrder | None = None
) -> ImportWindow | None:
    """Open the import window for files, or put them into the one that is open; ``None`` if no project is open.

    Parameters
    ----------
    window : MainWindow
    files : iterable of Path
        Files and folders, as they were dropped or chosen; none: the window asks for them.
    request : ImportRequest or ImportOrder, optional
        How the files are to be read, as far as it is known already (its own `files` are not looked at): layer, kind,
        sublayer, CRS, and with an order also provider, licence and date (`ImportOrder.stated`).
    """
    from quartiermap.ui.viewmodels.import_words import taken_sentence
    from quartiermap.ui.widgets.import_window import ImportWindow

    project = window.workspace.project
    if project is None:
        return None
    shown = next((w for w in window.findChildren(ImportWindow) if not w.closed), None)
    if shown is None:
        shown = ImportWindow(
            window.tasks, window.workspace, project, folder=window.files.folder(), parent=window
        )
        shown.finished_import.connect(lambda taken: window.say(taken_sentence(taken)))
    listed = [] if shown.run.taking else list(files)
    if not listed and not shown.run.taking:
        if shown.run.result is not None:
            shown.run.begin_anew()
        shown.want("" if request is None else _layer_of(request))
    if listed:
        shown.add_files(listed, request)
    shown.show()
    shown.raise_()
    shown.activateWindow()
    return shown


def _layer_of(request: ImportRequest | ImportOrder) -> str:
    return request.layer if hasattr(request, "layer") else request.request.layer


def _wanting(layer: str) -> ImportRequest | None:
    from quartiermap.ui.viewmodels.import_wishes import with_layer

    return with_layer(layer)


def is_project(path: Path) -> bool:
    """Tell whether a GeoPackage is a project of ours, of whatever age (any other is data to load)."""
    import contextlib
    import sqlite3

    with (
        contextlib.suppress(sqlite3.Error),
        contextlib.closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True)) as db,
    ):
        found = db.execute("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'qm_meta'").fetchone()
        return found is not None
    return False
