"""From a service to the import wizard: opens the window of services and hands over what was fetched."""

from __future__ import annotations

import shutil
import tempfile
import weakref
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QSettings, Signal
from PySide6.QtWidgets import QWidget

from quartiermap.ui.tasks import Tasks
from quartiermap.ui.viewmodels.service import LayerRow, done_text
from quartiermap.ui.viewmodels.workspace import Workspace
from quartiermap.ui.widgets.network_switch import Network
from quartiermap.ui.widgets.service_dialog import ServiceDialog

if TYPE_CHECKING:
    from quartiermap.app.imports import ImportOrder
    from quartiermap.app.service_import import Downloads

OpenWizard = Callable[[tuple[Path, ...], "ImportOrder"], object]
"""Opens the wizard (or adds to the open one) with a file and how it is to be read."""


class ServiceFlow(QObject):
    """The window of services and the files it brings, which are kept until the program ends.

    Parameters
    ----------
    open_wizard : callable
        What was fetched goes into it, file by file.

    Signals
    -------
    said : str
        A short sentence for the status bar.
    """

    said = Signal(str)

    def __init__(
        self, window: QWidget, workspace: Workspace, tasks: Tasks, network: Network, settings: QSettings, open_wizard: OpenWizard
    ) -> None:  # fmt: skip
        super().__init__(window)
        self._window = window
        self._workspace = workspace
        self._tasks = tasks
        self._network = network
        self._settings = settings
        self._open_wizard = open_wizard
        self.dialog: ServiceDialog | None = None

    def ask(self) -> None:
        """Open the window of services for the open project."""
        project = self._workspace.project
        if project is None or self._workspace.busy:
            return
        # the wizard reads the files as long as the user likes: they go when the window does, or the program ends
        folder = Path(tempfile.mkdtemp(prefix="quartiermap-dienst-"))
        weakref.finalize(self, shutil.rmtree, folder, ignore_errors=True)
        dialog = ServiceDialog(self._tasks, self._network, project, folder, self._settings, self._window)
        dialog.fetched.connect(self._hand_over)
        dialog.finished.connect(self._closed)
        self.dialog = dialog
        dialog.open()

    def _hand_over(self, found: Downloads, rows: Sequence[LayerRow]) -> None:
        from quartiermap.app.imports import ImportOrder
        from quartiermap.io.import_model import ImportRequest

        self.said.emit(done_text(found.done, found.requests, found.bytes))
        for download, row in zip(found.done, rows, strict=True):
            wish = ImportRequest(row.target, (download.path,), kind=row.kind or None)
            self._open_wizard((download.path,), ImportOrder(wish, origin=download.origin))

    def _closed(self) -> None:
        if self.dialog is not None:
            self.dialog.deleteLater()
            self.dialog = None
