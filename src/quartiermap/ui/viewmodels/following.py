"""The result follows what is changed: a moment after the last step it is computed anew, in the background."""

from __future__ import annotations

from PySide6.QtCore import QObject, QSettings, QTimer

from quartiermap.ui.tasks import Tasks
from quartiermap.ui.viewmodels.workspace import PROJECT, Workspace

_QUIET_MS = 400
"""How long nothing must change before what is older is computed anew."""
_SETTING = "rules/automatic"


class Following(QObject):
    """Begins computing when steps have come to rest, and again when something else had to go first.

    What the user stops does not begin again by itself, and data that were loaded wait for F5: more of them mostly follow.
    """

    def __init__(self, workspace: Workspace, tasks: Tasks, settings: QSettings) -> None:
        super().__init__(workspace)
        self._workspace, self._settings = workspace, settings
        self.automatic = bool(settings.value(_SETTING, True, bool))
        self._wanted = False
        self._quiet = QTimer(self)
        self._quiet.setSingleShot(True)
        self._quiet.setInterval(_QUIET_MS)
        self._quiet.timeout.connect(self._begin)
        workspace.outdated.connect(self._want)
        workspace.changed.connect(self._on_changed)
        tasks.given_way.connect(self._want)
        tasks.busy_changed.connect(self._on_busy)

    @property
    def pending(self) -> bool:
        """Whether the result is going to follow by itself, or does so just now."""
        return self._workspace.computing or (self.automatic and self._wanted)

    def set_automatic(self, on: bool) -> None:
        """Let the result follow by itself, or only when it is asked for."""
        self.automatic = on
        self._settings.setValue(_SETTING, on)
        project = self._workspace.project
        if on and project is not None and project.stale:
            self._want()

    def _want(self) -> None:
        self._wanted = True
        if self.automatic:
            self._quiet.start()

    def _begin(self) -> None:
        if not (self.automatic and self._wanted) or self._workspace.busy:
            return
        self._workspace.recompute()
        self._wanted = False

    def _on_busy(self, busy: bool, _label: str) -> None:
        if not busy and self._wanted and self.automatic:
            self._quiet.start()

    def _on_changed(self, kinds: frozenset[str]) -> None:
        if PROJECT in kinds:
            self._wanted = False
            self._quiet.stop()
