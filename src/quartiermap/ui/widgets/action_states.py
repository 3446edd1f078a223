"""Which actions can be used now, and what their tips and the window's title say about it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QMainWindow

from quartiermap.ui.translation import translate
from quartiermap.ui.wording import worded

if TYPE_CHECKING:
    from quartiermap.ui.viewmodels.viewdata import ViewData
    from quartiermap.ui.viewmodels.whatif import Game
    from quartiermap.ui.viewmodels.workspace import Workspace
    from quartiermap.ui.widgets.actions import Actions

_CHANGE_PROJECT = ("save", "save_as", "close", "import", "service", "facts")
_LOOK = (
    "overview", "beamer", "find", "next_gap", "previous_gap", "legend", "remember", "stations", "room", "freeze", "pointer", "spotlight",
)  # fmt: skip


def show_states(
    window: QMainWindow, actions: Actions, workspace: Workspace, data: ViewData | None, game: Game
) -> None:
    """Bring every action and the title in step with what is open and what is running.

    Parameters
    ----------
    data : ViewData or None
        What is on screen of the open project.
    game : Game
        While it is on the project cannot be changed otherwise, and undo and redo are its own.
    """
    project, path = workspace.project, workspace.path
    open_, busy, playing = project is not None, workspace.busy, game.on
    ready = workspace.session is not None and not busy
    steps = () if data is None or not open_ else data.steps
    missing = [s.label for s in steps if not (s.done or s.optional or s.key == "analysis")]
    result = open_ and data is not None and data.has_result
    actions.enable(_CHANGE_PROJECT, open_ and not busy and not playing)
    editable = open_ and not busy and not playing
    actions.enable(
        ("facility_add", "facility_draw"), editable and project is not None and bool(len(project.districts))
    )
    with_facilities = project is not None and bool(len(project.facilities))
    actions.enable(("corrections_out", "corrections_in"), with_facilities and not busy and not playing)
    actions.enable(
        ("facility_edit", "facility_move", "facility_close", "facility_remove"), editable and with_facilities
    )
    actions.enable(_LOOK, open_)
    actions.enable(("new", "open", "demo"), ready and not playing)
    actions.enable(("analyse",), bool(steps) and not missing and not busy and not playing)
    actions["analyse"].setToolTip(
        translate("MainWindow", "Es fehlt noch: {what}").format(what=", ".join(missing))
        if missing
        else translate("MainWindow", "Analyse rechnen (F5)")
    )
    actions.enable(("report",), result and not busy)
    actions.enable(("whatif",), playing or (result and not busy))
    actions.enable(("way",), result)
    actions.enable(("cancel",), busy or workspace.computing)
    standing = game.standing if playing else None
    undo = workspace.undo_text if standing is None else standing.undo_text
    redo = workspace.redo_text if standing is None else standing.redo_text
    for name, words, done in (
        ("undo", translate("MainWindow", "&Rückgängig"), undo),
        ("redo", translate("MainWindow", "&Wiederholen"), redo),
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
    actions["save"].setEnabled(open_ and not busy and not playing and (workspace.dirty or path is None))


def step_words(what: str, count: int, *, again: bool = False) -> str:
    """Return what is said of a step that was taken back, or done again: it takes the place of what the step itself had said."""
    if count > 1:
        text = (
            translate("Actions", "{n} Schritte wiederholt.")
            if again
            else translate("Actions", "{n} Schritte rückgängig gemacht.")
        )
        return text.format(n=count)
    text = (
        translate("Actions", "Wiederholt: {what}.")
        if again
        else translate("Actions", "Rückgängig gemacht: {what}.")
    )
    return text.format(what=worded(what))
