"""Which action of the window does what: menus, keys and the projector's keys."""

from __future__ import annotations

import logging
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut

from quartiermap.ui.map.commands import MapCommands
from quartiermap.ui.widgets.facility_on_map import MOVE, OUTLINE

if TYPE_CHECKING:
    from quartiermap.ui.main_window import MainWindow
    from quartiermap.ui.widgets.map_area import MapPort

log = logging.getLogger(__name__)


def connect_actions(window: MainWindow, legend: bool) -> None:
    """Connect every action; `legend` is whether the legend was open the last time."""
    for name, slot in (
        ("new", window.files.ask_new), ("open", window.files.ask_open), ("demo", window.files.open_demo), ("save", window.files.save),
        ("save_as", window.files.ask_save_as), ("close", window.stage.close_project), ("quit", window.close),
        ("undo", window.undo), ("redo", window.redo), ("import", window.files.ask_import),
        ("service", window.services.ask), ("corrections_out", window.corrections.ask_out), ("corrections_in", window.corrections.ask_in),
        ("network", window.network.ask),
        ("facility_edit", window.facilities.edit_selected), ("facility_add", window.facilities.add), ("facility_draw", partial(window.facilities.add, OUTLINE)),
        ("facility_close", window.facilities.set_status), ("facility_remove", window.facilities.remove),
        ("facts", window.facts.ask), ("analyse", window.workspace.analyse), ("cancel", window.tasks.cancel), ("report", window.ask_report), ("compare_reports", window.reports.ask_comparison),
        ("overview", window.map_controller.fit), ("next_part", window.area.focus_next), ("previous_part", partial(window.area.focus_next, -1)), ("find", window.focus_filter), ("rules", window.show_rules),
        ("way", window.answers.show_way_of_selection), ("next_gap", lambda: window.area.step_gap(1)), ("previous_gap", lambda: window.area.step_gap(-1)),
        ("remember", window.stage.views.remember), ("stations", window.stage.views.ask),
        ("keys", window.help.show_keys), ("about", window.help.show_about),
    ):  # fmt: skip
        window.actions_.connect(name, slot)
    window.actions_["beamer"].toggled.connect(window.set_presentation)
    window.actions_["facility_move"].triggered.connect(window.facilities.move)
    _connect_stage(window)
    for name, widget in (
        ("show_left", window.area.left), ("show_right", window.inspector), ("show_tables", window.tables),
    ):  # fmt: skip
        window.actions_[name].setChecked(True)
        window.actions_[name].toggled.connect(widget.setVisible)
    window.actions_["legend"].setChecked(legend)
    window.actions_["legend"].toggled.connect(partial(_show_legend, window))
    QShortcut(QKeySequence(Qt.Key.Key_Escape), window).activated.connect(window.on_escape)
    for number in range(9):
        window.presentation.on_key(str(number + 1), partial(window.choose_kind_number, number))
    for key, east, north, step in (
        ("Right", 1, 0, 1), ("Down", 0, -1, 1), ("Left", -1, 0, -1), ("Up", 0, 1, -1),
    ):  # fmt: skip
        window.presentation.on_key(key, partial(_arrow, window, east, north, step))


def _connect_facilities(window: MainWindow) -> None:
    """Connect what changes facilities: the table's rows and its menu, the inspector, the map."""
    flow, table = window.facilities, window.tables.facilities
    flow.said.connect(window.say)
    flow.switched.connect(partial(_on_facility_mode, window))
    table.opened.connect(flow.edit)
    table.view.addActions(window.actions_.facilities.actions())
    window.inspector.edit_wanted.connect(flow.edit)


def _on_facility_mode(window: MainWindow) -> None:
    """Let clicks on the map ask nothing else while facilities are placed."""
    window.actions_["facility_move"].setChecked(window.facilities.on_map.mode == MOVE)
    for part in (window.map_controller, window.answers):
        part.set_game(window.facilities.on_map.on or window.game.on)


def _connect_stage(window: MainWindow) -> None:
    """Connect what a facilitator has beside the projector mode."""
    stage, actions = window.stage, window.actions_
    stage.said.connect(window.say)
    actions["room"].toggled.connect(stage.show_room)
    actions["freeze"].toggled.connect(stage.freeze)
    actions.stations.aboutToShow.connect(stage.views.fill_menu)
    for number in range(9):
        QShortcut(QKeySequence(f"Ctrl+{number + 1}"), window).activated.connect(
            partial(stage.views.call, number)
        )
    for key, by in (("PgDown", 1), ("PgUp", -1)):
        window.presentation.on_key(key, partial(stage.views.step, by))
    window.presentation.on_key("F", stage.toggle_hold)
    for key in ("B", "."):
        window.presentation.on_key(key, stage.toggle_dark)
    window.presentation.changed.connect(stage.on_presenting)
    window.game.switched.connect(lambda _on: stage.offer_actions())
    window.map_controller.painted.connect(stage.say_plainly)


def _arrow(window: MainWindow, east: int, north: int, step: int) -> None:
    """On the projector an arrow moves the chosen facility of "Was wäre wenn", or goes to another gap."""
    if not window.game.on_arrow(east, north):
        window.area.step_gap(step)


def connect_map(window: MainWindow, shown: MapPort) -> None:
    """Connect the map, once there is one, with everything that is shown on it and asked of it."""
    if isinstance(shown, MapCommands):
        shown.pointed.connect(window.stage.spotlight.follow)
    window.stage.slips.set_map(shown)
    shown.blocked.connect(window.status.show_blocked)
    shown.failed.connect(lambda text: log.error("map page: %s", text))
    shown.legendShown.connect(partial(_legend_was_folded, window))
    for part in (
        window.look, window.map_controller, window.answers, window.game, window.facilities, window.explore,
    ):  # fmt: skip
        part.set_map(shown)
    window.folding.watch_map(window.area.map_widget)
    shown.set_legend(window.actions_["legend"].isChecked())


def connect_panels(window: MainWindow) -> None:
    """Connect the panels with what they ask for."""
    window.tasks.progressed.connect(window.status.show_progress)
    window.status.cancel_wanted.connect(window.tasks.cancel)
    window.status.requests_wanted.connect(window.help.show_requests)
    window.status.analyse_wanted.connect(window.workspace.analyse)
    window.files.said.connect(window.say)
    window.reports.said.connect(window.say)
    window.services.said.connect(window.say)
    window.backgrounds.said.connect(window.say)
    window.backgrounds.changed.connect(window.map_controller.refresh_background)
    _connect_facilities(window)
    window.recovery.said.connect(window.say)
    window.recovery.bar.seen.connect(lambda seen: window.start_page.set_inviting(not seen))
    window.corrections.said.connect(window.say)
    window.game.said.connect(window.say)
    window.inspector.facts_wanted.connect(window.facts.ask_for_gap)
    window.inspector.way_wanted.connect(window.answers.show_way_of_selection)
    window.inspector.asked.connect(window.answers.ask)
    window.answers.said.connect(window.say)
    window.answers.changed.connect(window.showing.show_selected)
    window.answers.cells_changed.connect(window.show_cells)
    window.tables.cells_closed.connect(window.answers.hide_cells)
    window.map_controller.background.connect(window.status.show_background)
    window.inspector.wanted.connect(lambda target: window.selection.select(target.what, target.id))
    window.rules.ranked.connect(window.tables.show_ranking)
    window.rules.ranked.connect(window.findings.take_ranking)
    window.findings.changed.connect(window.showing.show_selected)
    window.findings.weights_wanted.connect(partial(_show_weights, window))
    window.inspector.asked.connect(window.findings.ask)
    window.inspector.attach_wanted.connect(window.findings.ask_file)
    window.inspector.detach_wanted.connect(window.findings.detach)
    window.area.rules_panel.check.facts_wanted.connect(window.facts.ask)
    window.theme_panel.profile_wanted.connect(partial(_compute_for, window))
    window.theme_panel.minutes_chosen.connect(window.showing.tell_ways_in)
    window.theme_panel.layer_switched.connect(window.map_controller.set_visible)
    window.start_page.demo_wanted.connect(window.files.open_demo)
    window.start_page.open_wanted.connect(window.files.ask_open)
    window.start_page.new_wanted.connect(window.files.ask_new)


def connect_game(window: MainWindow) -> None:
    """Connect "Was wäre wenn" with everything that changes while it is on."""
    action = window.actions_["whatif"]

    def wanted(on: bool) -> None:
        if on and not window.game.on:
            window.facilities.on_map.stop()  # one hand at a time moves facilities
            window.game.start()
        elif not on:
            window.game.leave()

    def switched(on: bool) -> None:
        action.setChecked(on)
        for part in (window.theme_panel, window.map_controller, window.answers, window.rules):
            part.set_game(on)
        if on:
            window.making_room.hold("whatif", window.area.bar, tables=True)
            window.area.map_widget.setFocus()  # arrows, Enter and Delete are meant for the map now
        else:
            window.making_room.release("whatif")
        window.update_actions()
        window.say_presentation()

    action.toggled.connect(wanted)
    window.game.switched.connect(switched)
    window.game.stepped.connect(window.update_actions)
    window.recovery.watch(window.game)
    window.game.stepped.connect(window.say_presentation)


def _legend_was_folded(window: MainWindow, shown: bool) -> None:
    """On the map itself."""
    window.actions_["legend"].setChecked(shown)
    window.folding.decided("legend")


def _show_legend(window: MainWindow, shown: bool) -> None:
    if window.map is not None:
        window.map.set_legend(shown)


def _show_weights(window: MainWindow) -> None:
    window.show_rules()
    window.area.rules_panel.show_weights()


def _compute_for(window: MainWindow, profile_id: str) -> None:
    from quartiermap.app.usecases import AnalyseOptions

    window.workspace.analyse(AnalyseOptions(profile=profile_id))
