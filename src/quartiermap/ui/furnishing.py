"""Brings into the window what its first painting does not need: view models, flows, panels, and who listens to whom.

Half of what the window consists of, and of the time of a start; so it is imported and built when the window already stands.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSettings

from quartiermap.ui.viewmodels.discretion import Discretion
from quartiermap.ui.viewmodels.following import Following
from quartiermap.ui.viewmodels.selection import Selection
from quartiermap.ui.viewmodels.thematic import Thematic
from quartiermap.ui.widgets.answers_flow import AnswersFlow
from quartiermap.ui.widgets.base_map_flow import BaseMapFlow
from quartiermap.ui.widgets.bottom_tables import BottomTables
from quartiermap.ui.widgets.closing import Closing
from quartiermap.ui.widgets.corrections_flow import CorrectionsFlow
from quartiermap.ui.widgets.explore_flow import ExploreFlow
from quartiermap.ui.widgets.facility_flow import FacilityFlow
from quartiermap.ui.widgets.facts_flow import FactsFlow
from quartiermap.ui.widgets.file_flow import open_wizard
from quartiermap.ui.widgets.findings_flow import FindingsFlow
from quartiermap.ui.widgets.fitting import FitDialogs
from quartiermap.ui.widgets.folding import Folding
from quartiermap.ui.widgets.game_flow import GameFlow
from quartiermap.ui.widgets.help_flow import HelpFlow
from quartiermap.ui.widgets.inspector_panel import InspectorPanel
from quartiermap.ui.widgets.job_news import JobNews
from quartiermap.ui.widgets.making_room import MakingRoom
from quartiermap.ui.widgets.map_controller import MapController
from quartiermap.ui.widgets.presentation import Presentation
from quartiermap.ui.widgets.recovery_flow import RecoveryFlow
from quartiermap.ui.widgets.report_flow import ReportFlow
from quartiermap.ui.widgets.rules_flow import RulesFlow
from quartiermap.ui.widgets.rules_panel import RulesPanel
from quartiermap.ui.widgets.service_flow import ServiceFlow
from quartiermap.ui.widgets.showing import Showing
from quartiermap.ui.widgets.stage_flow import StageFlow
from quartiermap.ui.widgets.theme_panel import ThemePanel
from quartiermap.ui.widgets.wiring import connect_actions, connect_game, connect_panels
from quartiermap.ui.widgets.work_area import WorkArea

if TYPE_CHECKING:
    from quartiermap.ui.main_window import MainWindow


def furnish(
    window: MainWindow, settings: QSettings, cache: Path | None, recovery: Path | None
) -> Iterator[None]:
    """Build everything that a window's front does not have, a piece at every step.

    Parameters
    ----------
    window : MainWindow
        With its front alone.
    settings : QSettings
    cache, recovery : Path or None
        Where background tiles and copies of unsaved work are kept.
    """
    _add_models(window, settings, cache, recovery)
    yield
    yield from _add_panels(window)
    yield from _add_flows(window, settings)
    connect_panels(window)
    connect_game(window)
    window.area.restore(settings)
    if window.isVisible():
        window.folding.follow()


def _add_models(window: MainWindow, settings: QSettings, cache: Path | None, recovery: Path | None) -> None:
    """Build what needs no panel."""
    workspace, tasks, network = window.workspace, window.tasks, window.network
    window.showing = Showing(window, settings)
    window.showing.shown.connect(window.shown)
    window.following = Following(workspace, tasks, settings)
    window.recovery = RecoveryFlow(window, recovery, settings)
    window.recovery.fill_menu(window.actions_.copies)
    window.selection = Selection(window)
    window.discretion = Discretion()
    window.facts = FactsFlow(window, workspace, window.selection, window.messages)
    window.services = ServiceFlow(window, workspace, tasks, network, settings, partial(open_wizard, window))
    window.corrections = CorrectionsFlow(window, workspace, tasks, settings)
    window.thematic = Thematic(window)
    window.backgrounds = BaseMapFlow(window, workspace, tasks, network, settings, window.look)
    menu = window.actions_.backgrounds
    menu.aboutToShow.connect(partial(window.backgrounds.fill_menu, menu))
    window.map_controller = MapController(tasks, window.selection, window.thematic, window)
    window.map_controller.cache = cache
    window.map_controller.backgrounds = window.backgrounds


def _add_panels(window: MainWindow) -> Iterator[None]:
    """Build the working area; it is put behind the start page when everything is in it."""
    window.theme_panel, rules_panel = ThemePanel(window.thematic), RulesPanel()
    yield
    window.inspector = InspectorPanel()
    yield
    window.tables = BottomTables(window.selection, window.thematic)
    yield
    area = window.area = WorkArea(window.theme_panel, rules_panel, window.inspector, window.tables)
    window.column.insertWidget(0, window.recovery.bar)
    hidden = window.menuBar(), window.toolbar, window.status, window.recovery.bar, area.left, area.inspector, area.tables  # fmt: skip
    window.presentation = Presentation(window, hidden, area.title, area.text, area.hint)
    window.making_room = MakingRoom(window)
    yield


def _add_flows(window: MainWindow, settings: QSettings) -> Iterator[None]:
    """Build what stands between panels and models."""
    workspace, tasks, messages, area = window.workspace, window.tasks, window.messages, window.area
    chosen = window.selection, window.thematic
    window.answers = AnswersFlow(tasks, *chosen, window)
    window.game = GameFlow(window, tasks, workspace, *chosen, messages, area.bar)
    window.rules = RulesFlow(window, workspace, tasks, messages, settings, area.rules_panel, window.following)
    window.facilities = FacilityFlow(window, area.facility_bar)
    window.stage = StageFlow(window)
    window.reports = ReportFlow(window, settings)
    window.help = HelpFlow(window)
    yield
    connect_actions(window, bool(settings.value("legend", True, bool)))
    window.findings = FindingsFlow(window, workspace, tasks, *chosen, window.tables, settings)
    window.explore = ExploreFlow(window)
    window.closing = Closing(window)
    window.folding = Folding(window)
    window.fitting = FitDialogs(window)
    window.news = JobNews(window)
    yield
