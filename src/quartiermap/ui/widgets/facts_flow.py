"""Asking for the facts of the programme check: opens the form and hands over what is stated."""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from quartiermap.errors import QuartierMapError
from quartiermap.io import bundled
from quartiermap.ui.messages import Messages
from quartiermap.ui.viewmodels.facts import build_form, scope_of
from quartiermap.ui.viewmodels.selection import Selection
from quartiermap.ui.viewmodels.workspace import Workspace
from quartiermap.ui.widgets.facts_dialog import FactsDialog


class FactsFlow(QObject):
    """Opens the form for all gaps or for the gap that is selected."""

    def __init__(
        self, window: QWidget, workspace: Workspace, selection: Selection, messages: Messages
    ) -> None:
        super().__init__(window)
        self._window = window
        self._workspace = workspace
        self._selection = selection
        self._messages = messages
        self.dialog: FactsDialog | None = None

    def ask(self) -> None:
        """Ask for the facts that hold for all gaps."""
        self._open(None, "")

    def ask_for_gap(self, rule_id: str = "") -> None:
        """Ask for the facts of the selected gap, first for those that decide a criterion."""
        chosen = self._selection.selected
        self._open(chosen.id if chosen.what == "gap" else None, rule_id)

    def _open(self, gap_id: str | None, rule_id: str) -> None:
        project = self._workspace.project
        if project is None or self._workspace.busy:
            return
        try:
            form = build_form(project, bundled.kinds(), scope_of(project, gap_id, rule_id))
        except QuartierMapError as error:  # a programme that this version does not have
            self._messages.show_error(error)
            return
        dialog = FactsDialog(form, rule_id, self._window)
        dialog.wanted.connect(self._workspace.state_facts)
        dialog.finished.connect(dialog.deleteLater)
        dialog.destroyed.connect(self._forget)
        self.dialog = dialog
        dialog.open()

    def _forget(self) -> None:
        self.dialog = None
