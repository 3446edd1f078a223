"""Which actions can be used now, and what their tips and the window's title say about it."""

from __future__ import annotations

from PySide6.QtWidgets import QMainWindow

from quartiermap.ui.translation import translate
from quartiermap.ui.viewmodels.viewdata import ViewData
from quartiermap.ui.viewmodels.workspace import Workspace
from quartiermap.ui.widgets.actions import Actions

_CHANGE_PROJECT = ("save", "save_as", "close", "import", "facts")
_LOOK = ("overview", "beamer", "find", "next_gap", "previous_gap", "legend")


def show_states(window: QMainWindow, actions: Actions, workspace: Workspace, data: ViewData | None) -> None:
    """Bring every action and the title in step with what is open and what is running.

    Parameters
    ----------
    data : ViewData or None
        What is on screen of the open project.
    """
    project, path = workspace.project, workspace.path
    open_, busy = project is not None, workspace.busy
    ready = workspace.session is not None and not busy
    steps = () if data is None or not open_ else data.steps
    missing = [s.label for s in steps if not (s.done or s.optional or s.key == "analysis")]
    result = open_ and data is not None and data.has_result
    actions.enable(_CHANGE_PROJECT, open_ and not busy)
    actions.enable(_LOOK, open_)
    actions.enable(("new", "open", "demo"), ready)
    actions.enable(("analyse",), bool(steps) and not missing and not busy)
    actions["analyse"].setToolTip(
        translate("MainWindow", "Es fehlt noch: {what}").format(what=", ".join(missing))
        if missing
        else translate("MainWindow", "Analyse rechnen (F5)")
    )
    actions.enable(("report",), result and not busy)
    actions.enable(("way",), result)
    actions.enable(("cancel",), busy)
    for name, words, done in (
        ("undo", translate("MainWindow", "&Rückgängig"), workspace.undo_text),
        ("redo", translate("MainWindow", "&Wiederholen"), workspace.redo_text),
    ):
        actions[name].setEnabled(bool(done) and not busy)
        actions[name].setText(f"{words}: {done.replace('&', '&&')}" if done else words)
        plain = words.replace("&", "")
        actions[name].setToolTip(f"{plain}: {done}" if done else plain)
    if project is None:
        window.setWindowTitle("QuartierMap")
    else:
        where = f" ({path.name})" if path else ""
        window.setWindowTitle(f"{project.name}{where}[*] – QuartierMap")
    window.setWindowModified(workspace.dirty)
    actions["save"].setEnabled(open_ and not busy and (workspace.dirty or path is None))
