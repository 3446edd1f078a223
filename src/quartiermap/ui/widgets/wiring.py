"""Which action of the window does what: menus, keys and the projector's keys."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut

if TYPE_CHECKING:
    from quartiermap.ui.main_window import MainWindow


def connect_actions(window: MainWindow, legend: bool) -> None:
    """Connect every action; `legend` is whether the legend was open the last time."""
    for name, slot in (
        ("new", window.files.ask_new), ("open", window.files.ask_open), ("demo", window.files.open_demo), ("save", window.files.save),
        ("save_as", window.files.ask_save_as), ("close", window.files.close_project), ("quit", window.close),
        ("undo", window.workspace.undo), ("redo", window.workspace.redo), ("import", window.files.ask_import),
        ("facts", window.facts.ask), ("analyse", window.workspace.analyse), ("cancel", window.tasks.cancel), ("report", window.ask_report),
        ("overview", window.map_controller.fit), ("next_part", window.area.focus_next), ("find", window.focus_filter),
        ("way", window.map_controller.show_way_of_selection), ("next_gap", lambda: window.area.step_gap(1)), ("previous_gap", lambda: window.area.step_gap(-1)),
        ("keys", window.show_keys), ("about", window.show_about),
    ):  # fmt: skip
        window.actions_.connect(name, slot)
    window.actions_["beamer"].toggled.connect(window.set_presentation)
    for name, widget in (
        ("show_left", window.theme_panel), ("show_right", window.inspector), ("show_tables", window.tables),
    ):  # fmt: skip
        window.actions_[name].setChecked(True)
        window.actions_[name].toggled.connect(widget.setVisible)
    window.actions_["legend"].setChecked(legend)
    window.actions_["legend"].toggled.connect(window.show_legend)
    QShortcut(QKeySequence(Qt.Key.Key_Escape), window).activated.connect(window.on_escape)
    for number in range(9):
        window.presentation.on_key(str(number + 1), partial(window.choose_kind_number, number))
    for key, step in (("Right", 1), ("Down", 1), ("Left", -1), ("Up", -1)):
        window.presentation.on_key(key, partial(window.area.step_gap, step))


def connect_panels(window: MainWindow) -> None:
    """Connect the panels with what they ask for."""
    window.tasks.progressed.connect(window.status.show_progress)
    window.status.cancel_wanted.connect(window.tasks.cancel)
    window.status.analyse_wanted.connect(window.workspace.analyse)
    window.files.said.connect(window.say)
    window.inspector.facts_wanted.connect(window.facts.ask_for_gap)
    window.inspector.way_wanted.connect(window.map_controller.show_way_of_selection)
    window.map_controller.said.connect(window.say)
    window.map_controller.background.connect(window.status.show_background)
    window.inspector.wanted.connect(lambda target: window.selection.select(target.what, target.id))
    window.theme_panel.layer_switched.connect(window.map_controller.set_visible)
    window.start_page.demo_wanted.connect(window.files.open_demo)
    window.start_page.open_wanted.connect(window.files.ask_open)
    window.start_page.new_wanted.connect(window.files.ask_new)
    window.start_page.recent_wanted.connect(lambda path: window.files.open_path(Path(path)))
