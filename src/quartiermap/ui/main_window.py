"""The window: puts the panels together and lets the view models talk to them. It decides nothing by itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QSettings, Qt, Signal
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QKeyEvent
from PySide6.QtWidgets import QMainWindow, QWidget

from quartiermap.ui.front import build_front
from quartiermap.ui.messages import Messages
from quartiermap.ui.starting import Starting
from quartiermap.ui.tasks import Tasks
from quartiermap.ui.viewmodels.workspace import ANALYSIS, LAYERS, PROJECT, SETTINGS, Workspace
from quartiermap.ui.widgets import tab_order
from quartiermap.ui.widgets.action_states import show_states, step_words
from quartiermap.ui.widgets.actions import Actions
from quartiermap.ui.widgets.base_map_look import LookChoice
from quartiermap.ui.widgets.file_flow import FileFlow
from quartiermap.ui.widgets.fitting import press
from quartiermap.ui.widgets.map_area import MapFactory, MapPort, web_map
from quartiermap.ui.widgets.network_switch import Network

if TYPE_CHECKING:
    from PySide6.QtWidgets import QStackedWidget, QToolBar, QVBoxLayout

    from quartiermap.ui.viewmodels.answers import FigureCells
    from quartiermap.ui.viewmodels.discretion import Discretion
    from quartiermap.ui.viewmodels.following import Following
    from quartiermap.ui.viewmodels.selection import Selection
    from quartiermap.ui.viewmodels.thematic import Thematic
    from quartiermap.ui.viewmodels.viewdata import ViewData
    from quartiermap.ui.viewmodels.whatif import Standing
    from quartiermap.ui.wardrobe import Wardrobe
    from quartiermap.ui.widgets.answers_flow import AnswersFlow
    from quartiermap.ui.widgets.base_map_flow import BaseMapFlow
    from quartiermap.ui.widgets.bottom_tables import BottomTables
    from quartiermap.ui.widgets.closing import Closing
    from quartiermap.ui.widgets.corrections_flow import CorrectionsFlow
    from quartiermap.ui.widgets.explore_flow import ExploreFlow
    from quartiermap.ui.widgets.facility_flow import FacilityFlow
    from quartiermap.ui.widgets.facts_flow import FactsFlow
    from quartiermap.ui.widgets.findings_flow import FindingsFlow
    from quartiermap.ui.widgets.fitting import FitDialogs
    from quartiermap.ui.widgets.folding import Folding
    from quartiermap.ui.widgets.game_flow import GameFlow
    from quartiermap.ui.widgets.help_flow import HelpFlow
    from quartiermap.ui.widgets.history_menu import HistoryMenus
    from quartiermap.ui.widgets.inspector_panel import InspectorPanel
    from quartiermap.ui.widgets.job_news import JobNews
    from quartiermap.ui.widgets.language_menu import LanguageMenu
    from quartiermap.ui.widgets.making_room import MakingRoom
    from quartiermap.ui.widgets.map_controller import MapController
    from quartiermap.ui.widgets.presentation import Presentation
    from quartiermap.ui.widgets.recent_flow import RecentFlow
    from quartiermap.ui.widgets.recovery_flow import RecoveryFlow
    from quartiermap.ui.widgets.report_flow import ReportFlow
    from quartiermap.ui.widgets.rules_flow import RulesFlow
    from quartiermap.ui.widgets.service_flow import ServiceFlow
    from quartiermap.ui.widgets.showing import Showing
    from quartiermap.ui.widgets.stage_flow import StageFlow
    from quartiermap.ui.widgets.start_page import StartPage
    from quartiermap.ui.widgets.status import Status
    from quartiermap.ui.widgets.theme_panel import ThemePanel
    from quartiermap.ui.widgets.work_area import WorkArea


class MainWindow(QMainWindow):
    """The main window.

    Parameters
    ----------
    settings : QSettings
        Where the window's habits are kept (geometry, projects worked on last).
    map_factory : callable
        Makes the map when the first project is opened; tests give a stand-in.
    make_messages : callable
        Makes the door for messages; tests give a recorder.
    log_file, cache : Path or None
        Where the log lies, and where background tiles are kept.
    recovery : Path or None
        Where copies of unsaved work lie; without it none are made.
    front_only : bool
        Build only what is seen at first; the rest comes with the steps of `furnishing`, or at once with `furnish`,
        before anything is wanted of the window.

    Signals
    -------
    shown
        A project state is on screen (tables and panels; the map follows by itself).
    """

    shown = Signal()

    language: LanguageMenu
    toolbar: QToolBar
    history: HistoryMenus
    status: Status
    start_page: StartPage
    pages: QStackedWidget
    wardrobe: Wardrobe
    column: QVBoxLayout
    recent: RecentFlow
    # These come with `ui.front`.

    following: Following
    recovery: RecoveryFlow
    selection: Selection
    discretion: Discretion
    facts: FactsFlow
    services: ServiceFlow
    corrections: CorrectionsFlow
    thematic: Thematic
    map_controller: MapController
    backgrounds: BaseMapFlow
    showing: Showing
    area: WorkArea
    theme_panel: ThemePanel
    inspector: InspectorPanel
    tables: BottomTables
    presentation: Presentation
    answers: AnswersFlow
    game: GameFlow
    rules: RulesFlow
    facilities: FacilityFlow
    stage: StageFlow
    reports: ReportFlow
    help: HelpFlow
    findings: FindingsFlow
    explore: ExploreFlow
    closing: Closing
    folding: Folding
    making_room: MakingRoom
    fitting: FitDialogs
    news: JobNews
    # These come with `ui.furnishing`, which takes half of the time of a start: behind the first painting.

    def __init__(
        self,
        settings: QSettings,
        *,
        map_factory: MapFactory = web_map,
        make_messages: Callable[[QWidget, Path | None], Messages] = Messages,
        log_file: Path | None = None,
        cache: Path | None = None,
        recovery: Path | None = None,
        front_only: bool = False,
    ) -> None:
        super().__init__()
        self._settings = settings
        self._map_factory = map_factory
        self._folders = cache, recovery
        self._coming_map: QWidget | None = None
        self.map: MapPort | None = None
        self.setAcceptDrops(True)
        self.setMinimumSize(640, 360)  # 1366x768 at 200 %: panels fold away

        self.tasks = Tasks(self)
        self.messages = make_messages(self, log_file)
        self.workspace = Workspace(self.tasks, self)
        self.files = FileFlow(self, self.workspace, self.tasks, self.messages, settings)
        self.network = Network(self)
        self.look = LookChoice(settings, self)
        self.actions_ = Actions(self)
        self.starting = Starting(self)
        build_front(self, settings)
        self.furnishing = self._furnishing()
        if not front_only:
            self.furnish()

    # ---- building

    def furnish(self) -> None:
        """Bring everything else into the window, or what is left of it; from then on it can be used."""
        for _ in self.furnishing:
            pass

    def _furnishing(self) -> Iterator[None]:
        from quartiermap.ui.furnishing import furnish

        yield from furnish(self, self._settings, *self._folders)
        self.workspace.changed.connect(self._on_changed)
        self.workspace.ready.connect(self.starting.on_ready)
        self.workspace.glimpsed.connect(self.showing.glimpse)
        for ended in (self.tasks.failed, self.tasks.cancelled):
            ended.connect(self.showing.end_glimpse)
        self.selection.changed.connect(self.showing.show_selected)
        self.thematic.changed.connect(self.say_presentation)
        for steps in (self.theme_panel.step_wanted, self.area.invitation.wanted):
            steps.connect(self._on_step)
        self.wardrobe.open(*self.area.frames)
        self.pages.addWidget(self.area)
        self._on_changed(frozenset())

    @property
    def data(self) -> ViewData | None:
        """What is on screen of the open project."""
        return self.showing.data

    # ---- what the user wants

    def ask_report(self) -> None:
        """Open the four steps of the report."""
        if self.showing.data is not None and self.showing.data.has_result:
            self.reports.ask()

    def say(self, text: str) -> None:
        """Say a short sentence in the status bar."""
        self.status.say(text)

    def choose_kind_number(self, number: int) -> None:
        """Show the saved view of this number (0 is the first); without any, the kind with this place in the list."""
        kinds = self.thematic.kinds()
        if self.stage.views.call(number):
            return
        if number < len(kinds):
            self.selection.clear()
            self.thematic.choose_kind(kinds[number])

    def set_presentation(self, on: bool) -> None:
        """Enter or leave the projector mode."""
        if on and self.workspace.project is None:
            self.actions_["beamer"].setChecked(False)
            return
        if on == self.presentation.on:
            return
        if on:
            self.presentation.enter()
            self.say_presentation()
        else:
            self.presentation.leave()
        self.map_controller.set_presentation(on)
        self.answers.set_presentation(on)
        self.area.bar.set_large(on)
        self.actions_["beamer"].setChecked(on)

    def on_escape(self) -> None:
        """Leave the projector mode, or select nothing."""
        if self.explore.on_escape() or self.stage.on_escape():
            return
        if self.presentation.on and not self.game.holds:
            self.set_presentation(False)
        elif not self.facilities.on_map.on_escape() and not self.game.on_escape():
            self.selection.clear()

    def show_rules(self) -> None:
        """Move the keyboard to the panel "Maßstäbe"."""
        self.actions_["show_left"].setChecked(True)
        self.area.show_rules()

    def focus_filter(self) -> None:
        """Move the keyboard to the filter of the table in front."""
        self.actions_["show_tables"].setChecked(True)
        self.area.current_table().filter.words.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Let Tab go through the window in the order in which it is read."""
        return tab_order.go(self, forward)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Let Enter press the button that has the keyboard, as in a dialog; Qt itself presses it with the space bar alone."""
        if not press(self.focusWidget(), event):
            super().keyPressEvent(event)

    # ---- what happened

    def _on_changed(self, kinds: frozenset[str]) -> None:
        project = self.workspace.project
        if self.game.on and kinds & {PROJECT, LAYERS, ANALYSIS}:
            self.game.drop_project()  # what it was played on is gone
        if PROJECT in kinds:
            self.selection.clear()
            self.recent.show()
            if project is None:
                self.showing.clear()
        if project is not None and kinds & {PROJECT, LAYERS, ANALYSIS, SETTINGS}:
            self.showing.show(project)
        self.update_actions()

    def make_map(self, parent: QWidget) -> QWidget:
        """Make a map of the kind that this window has."""
        return self._map_factory(parent)

    def begin_map(self) -> MapPort:
        """Let the map's page come up, in its own process, before the window is furnished."""
        if self._coming_map is None:
            self._coming_map = self.make_map(self)
        return cast("MapPort", self._coming_map)

    def ensure_map(self) -> None:
        """Make the map, once."""
        if self.map is not None:
            return
        from quartiermap.ui.widgets.wiring import connect_map

        widget = self._coming_map or self.make_map(self)
        self.area.put_map(widget)
        self.map = cast("MapPort", widget)
        connect_map(self, self.map)

    def show_cells(self, cells: FigureCells | None) -> None:
        """Show the dwelling places behind a figure below the map, or put them away."""
        if cells is not None:
            self.actions_["show_tables"].setChecked(True)
        self.tables.show_cells(cells)

    def say_presentation(self) -> None:
        """Say on the projector what is shown."""
        from quartiermap.ui.viewmodels.plain_words import lines_for_a_room

        data, selected = self.showing.data, self.selection.selected
        if data is None:
            return
        title, text = lines_for_a_room(data, self.thematic.theme, selected, playing=self.game.rule)
        title, text = self.stage.views.lines(title, self.explore.tools.line(self.answers.line(text)))
        self.presentation.say(title, text)
        self.stage.say(title, text)

    def _on_step(self, key: str) -> None:
        if key == "analysis":
            self.workspace.analyse()
        else:
            self.files.ask_import(layer=key)

    def update_actions(self) -> None:
        """Bring the actions in step with what is open and what is going on."""
        show_states(self, self.actions_, self.workspace, self.showing.data, self.game.game)
        self.history.follow(self.actions_)
        self.status.show_following(self.following.pending)

    def undo(self, count: int = 1) -> None:
        """Take the last step back, or several: of the game while it is on."""
        self.facilities.on_map.moves.end_walk()
        what = self.workspace.undo_text
        if self.game.on:
            self.game.game.undo(count)
        elif self.workspace.undo(count):
            self.say(step_words(what, count))

    def redo(self, count: int = 1) -> None:
        """Do the step again that was taken back, or several."""
        what = self.workspace.redo_text
        if self.game.on:
            self.game.game.redo(count)
        elif self.workspace.redo(count):
            self.say(step_words(what, count, again=True))

    def steps(self) -> Workspace | Standing:
        """Return who knows the steps: the game while it is on."""
        standing = self.game.game.standing
        return self.workspace if standing is None else standing

    # ---- files, habits, closing

    def fit_screen(self) -> None:
        """Fill a screen that has no room for the window's size and its frame (1366x768, for example).

        A size that was kept on another screen is cut to this one without its frame: the status bar would lie below it.
        """
        screen = self.screen().availableGeometry()
        first = self._settings.value("geometry") is None
        wide, high = (1400, 820) if first else (self.width(), self.height() + 32)  # a title bar
        if screen.width() < wide or screen.height() < high:
            self.setWindowState(self.windowState() | Qt.WindowState.WindowMaximized)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Ask before unsaved work is lost or running work is stopped."""
        self.furnish()  # a minimised window may be closed before that
        if not self.closing.begun and self.stage.holds_open():
            event.ignore()
            return
        self.set_presentation(False)  # a question would not be seen
        self.facilities.on_map.moves.end_walk()  # what was not a step yet would not be asked for
        self.closing.on_close(event)

    def leave_without_asking(self) -> None:
        """Close at once; running work is stopped, unsaved changes are lost."""
        self.furnish()
        self.closing.now()

    def keep_habits(self) -> None:
        """Write down how the user has arranged the window, and let the project go."""
        self._settings.setValue("geometry", self.saveGeometry())
        self.area.keep(self._settings)
        legend = self.actions_["legend"].isChecked() or self.folding.is_folded("legend")
        self._settings.setValue("legend", legend)
        self._settings.sync()
        self.workspace.changed.disconnect(self._on_changed)
        self.workspace.detach()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Accept files."""
        if (
            event.mimeData().hasUrls()
            and self.workspace.session is not None
            and not (self.workspace.busy or self.game.on or self.presentation.on)
        ):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Open a dropped project, or offer to load dropped data."""
        files = tuple(Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile())
        event.acceptProposedAction()
        self.files.take_files(files)
