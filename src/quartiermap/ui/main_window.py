"""The window: puts the panels together and lets the view models talk to them. It decides nothing by itself."""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QByteArray, QSettings, Qt, Signal
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QMainWindow, QStackedWidget, QWidget

from quartiermap.io import bundled
from quartiermap.ui.map.commands import MapCommands
from quartiermap.ui.messages import Messages
from quartiermap.ui.tasks import Tasks
from quartiermap.ui.viewmodels.answers import FigureCells
from quartiermap.ui.viewmodels.discretion import Discretion
from quartiermap.ui.viewmodels.inspector import page_for
from quartiermap.ui.viewmodels.selection import Selected, Selection
from quartiermap.ui.viewmodels.thematic import Thematic, Theme, lines_for_a_room
from quartiermap.ui.viewmodels.viewdata import ViewData, build
from quartiermap.ui.viewmodels.workspace import (
    ANALYSIS,
    LAYERS,
    PROJECT,
    SETTINGS,
    Workspace,
    warm_up,
    warm_up_rest,
)
from quartiermap.ui.widgets import language_menu
from quartiermap.ui.widgets.about_dialog import AboutDialog, KeysDialog
from quartiermap.ui.widgets.action_states import show_states
from quartiermap.ui.widgets.actions import Actions
from quartiermap.ui.widgets.answers_flow import AnswersFlow
from quartiermap.ui.widgets.closing import Closing
from quartiermap.ui.widgets.corrections_flow import CorrectionsFlow
from quartiermap.ui.widgets.facts_flow import FactsFlow
from quartiermap.ui.widgets.file_flow import FileFlow, open_wizard
from quartiermap.ui.widgets.findings_flow import FindingsFlow
from quartiermap.ui.widgets.game_flow import GameFlow
from quartiermap.ui.widgets.map_area import MapFactory, MapPort, web_map
from quartiermap.ui.widgets.map_controller import MapController
from quartiermap.ui.widgets.network_switch import Network, NetworkSign
from quartiermap.ui.widgets.presentation import Presentation
from quartiermap.ui.widgets.rules_flow import RulesFlow
from quartiermap.ui.widgets.service_flow import ServiceFlow
from quartiermap.ui.widgets.stage_flow import StageFlow
from quartiermap.ui.widgets.start_page import StartPage
from quartiermap.ui.widgets.status import Status
from quartiermap.ui.widgets.wiring import connect_actions, connect_game, connect_panels
from quartiermap.ui.widgets.work_area import WorkArea

if TYPE_CHECKING:
    from quartiermap.domain.progress import Progress
    from quartiermap.domain.project import Project

log = logging.getLogger(__name__)


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

    Signals
    -------
    shown
        A project state is on screen (tables and panels; the map follows by itself).
    """

    shown = Signal()

    def __init__(
        self,
        settings: QSettings,
        *,
        map_factory: MapFactory = web_map,
        make_messages: Callable[[QWidget, Path | None], Messages] = Messages,
        log_file: Path | None = None,
        cache: Path | None = None,
    ) -> None:
        super().__init__()
        self._settings = settings
        self._map_factory = map_factory
        self._data: ViewData | None = None
        self._after_warm_up: list[Callable[[], None]] = []
        self.map: MapPort | None = None
        self.setAcceptDrops(True)
        self.setMinimumSize(980, 600)

        self.tasks = Tasks(self)
        self.messages = make_messages(self, log_file)
        self.workspace = Workspace(self.tasks, self)
        self.files = FileFlow(self, self.workspace, self.tasks, self.messages, settings)
        self.selection = Selection(self)
        self.discretion = Discretion()
        self.facts = FactsFlow(self, self.workspace, self.selection, self.messages)
        self.network = Network(self)
        self.services = ServiceFlow(
            self, self.workspace, self.tasks, self.network, settings, partial(open_wizard, self)
        )
        self.corrections = CorrectionsFlow(self, self.workspace, self.tasks, settings)
        self.thematic = Thematic(self)
        self.map_controller = MapController(self.tasks, self.selection, self.thematic, self)
        self.map_controller.cache = cache

        self.actions_ = Actions(self)
        self._build_widgets()
        self.answers = AnswersFlow(self.tasks, self.selection, self.thematic, self)
        self.game = GameFlow(
            self, self.tasks, self.workspace, self.selection, self.thematic, self.messages, self.area.bar
        )
        self.rules = RulesFlow(
            self, self.workspace, self.tasks, self.messages, settings, self.area.rules_panel
        )
        self.stage = StageFlow(self)
        connect_actions(self, bool(self._settings.value("legend", True, bool)))
        self.findings = FindingsFlow(
            self, self.workspace, self.tasks, self.selection, self.thematic, self.tables, settings
        )
        self.closing = Closing(self)
        self._connect_models()
        self._restore()
        self._on_changed(frozenset())

    # ---- building

    def _build_widgets(self) -> None:
        self.actions_.fill_menus()
        language_menu.fill(self.actions_.language, self._settings, self.say)
        self.toolbar = self.actions_.toolbar()
        self.addToolBar(self.toolbar)
        self.status = Status()
        self.setStatusBar(self.status)
        self.status.addPermanentWidget(NetworkSign(self.network))

        self.start_page = StartPage()
        self.area = WorkArea(self.selection, self.thematic)
        self.theme_panel, self.inspector, self.tables = (
            self.area.theme_panel,
            self.area.inspector,
            self.area.tables,
        )
        self.pages = QStackedWidget()
        self.pages.addWidget(self.start_page)
        self.pages.addWidget(self.area)
        self.setCentralWidget(self.pages)
        self.presentation = Presentation(
            self,
            (self.menuBar(), self.toolbar, self.status, self.area.left, self.inspector, self.tables),
            self.area.title,
            self.area.text,
            self.area.hint,
        )

    def _connect_models(self) -> None:
        self.tasks.busy_changed.connect(self._on_busy)
        self.tasks.failed.connect(self._on_failed)
        self.tasks.cancelled.connect(self._on_cancelled)
        self.workspace.changed.connect(self._on_changed)
        self.workspace.ready.connect(self._on_ready)
        self.workspace.refused.connect(self._on_failed)
        self.workspace.waiting.connect(self._on_waiting)
        self.selection.changed.connect(self._on_selected)
        self.thematic.changed.connect(self._on_theme)
        self.theme_panel.step_wanted.connect(self._on_step)
        connect_panels(self)
        connect_game(self)

    # ---- starting

    def warm_up(self, then: Callable[[], None] | None = None) -> None:
        """Import what is heavy in a worker, now that the window stands; `then` runs when it is there."""
        if then is not None:
            self._after_warm_up.append(then)
        self.start_page.set_ready(False, self.tr("Programm wird vorbereitet …"))
        self.tasks.read("warm-up", warm_up, self.workspace.attach)

    def _on_ready(self) -> None:
        self.start_page.set_ready(True)
        self._ensure_map()  # while the start page is looked at, not when a project comes
        self._on_changed(frozenset())
        for then in self._after_warm_up:
            then()
        self._after_warm_up.clear()
        self.tasks.read("warm-up-rest", warm_up_rest, lambda _nothing: None)

    # ---- what the user wants

    def ask_report(self) -> None:
        """Ask for formats and folder, then write the report."""
        if self._data is not None and self._data.has_result:
            self.files.ask_report(stale=self._data.stale)

    def say(self, text: str) -> None:
        """Say a short sentence in the status bar."""
        self.status.say(text)

    def choose_kind_number(self, number: int) -> None:
        """Show the saved view of this number (0 is the first); without any, the kind with this place in the list."""
        kinds = self.thematic.kinds()
        if self.stage.call(number):
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
        self.area.bar.set_large(on)
        self.actions_["beamer"].setChecked(on)

    def on_escape(self) -> None:
        """Leave the projector mode, or select nothing."""
        if self.presentation.on and not self.game.holds:
            self.set_presentation(False)
        elif not self.game.on_escape():
            self.selection.clear()

    def show_rules(self) -> None:
        """Move the keyboard to the panel "Maßstäbe"."""
        self.actions_["show_left"].setChecked(True)
        self.area.show_rules()

    def show_weights(self) -> None:
        """Move the keyboard to the weights of the ranking."""
        self.show_rules()
        self.area.rules_panel.show_weights()

    def focus_filter(self) -> None:
        """Move the keyboard to the filter of the table in front."""
        self.actions_["show_tables"].setChecked(True)
        self.area.current_table().words.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def show_keys(self) -> None:
        """Show all keys."""
        KeysDialog(self.actions_.keys(), self).open()

    def show_about(self) -> None:
        """Show versions and licences."""
        AboutDialog(self).open()

    # ---- what happened

    def _on_changed(self, kinds: frozenset[str]) -> None:
        project = self.workspace.project
        if self.game.on and kinds & {PROJECT, LAYERS, ANALYSIS}:
            self.game.drop_project()  # what it was played on is gone
        if PROJECT in kinds:
            self.selection.clear()
            self._show_recent()
            if project is None:
                self._show_no_project()
        if project is not None and kinds & {PROJECT, LAYERS, ANALYSIS, SETTINGS}:
            self._prepare(project)
        self.update_actions()

    def _prepare(self, project: Project) -> None:
        minutes = bool(self._settings.value("minutes", False, bool))

        def work(progress: Progress) -> tuple[Project, ViewData]:
            from quartiermap.app.usecases import AnalyseOptions, standards_for

            standards = standards_for(project, AnalyseOptions()).standard
            data = build(
                project, bundled.kinds(), standards, progress, minutes=minutes, discretion=self.discretion
            )
            return project, data

        self.tasks.read("view", work, self._on_prepared)

    def _on_prepared(self, found: tuple[Project, ViewData]) -> None:
        project, data = found
        if project is not self.workspace.project:
            return
        first = self._data is None
        self._data = data
        self._ensure_map()
        self.pages.setCurrentWidget(self.area)
        self.status.show_data(data)
        self.map_controller.show(project, data)
        self.answers.show(project, data)
        self.game.show_data(data)
        self.thematic.use(data)
        self.theme_panel.show_data(data)
        self.tables.show_data(data)
        self.rules.show(project, data)
        self.findings.show(project, data)
        self._on_selected(self.selection.selected)
        self.update_actions()
        if first:
            self.theme_panel.kinds.setFocus()
        self.shown.emit()

    def _show_no_project(self) -> None:
        self.game.drop_project()
        self.tasks.cancel_reads()
        self._data = None
        self.discretion.forget()
        self.map_controller.clear()
        self.rules.clear()
        self.findings.clear()
        if self.presentation.on:
            self.set_presentation(False)
        self.status.show_data(None)
        self.pages.setCurrentWidget(self.start_page)

    def make_map(self, parent: QWidget) -> QWidget:
        """Make a map of the kind that this window has."""
        return self._map_factory(parent)

    def _ensure_map(self) -> None:
        if self.map is not None:
            return
        widget = self.make_map(self)
        if isinstance(widget, MapCommands):
            widget.pointed.connect(self.stage.on_pointed)
        self.area.put_map(widget)
        self.map = cast("MapPort", widget)
        self.map.blocked.connect(self.status.show_blocked)
        self.map.failed.connect(lambda text: log.error("map page: %s", text))
        self.map.legendShown.connect(self.actions_["legend"].setChecked)
        self.map_controller.set_map(self.map)
        self.answers.set_map(self.map)
        self.game.set_map(self.map)
        self.map.set_legend(self.actions_["legend"].isChecked())

    def _on_selected(self, selected: Selected) -> None:
        if self._data is not None:
            self.inspector.show_page(page_for(self._data, selected, self.answers.state, self.findings.state))
            self.say_presentation()

    def show_selected(self) -> None:
        """Show the page of what is selected again: there is more to say about it."""
        self._on_selected(self.selection.selected)

    def show_cells(self, cells: FigureCells | None) -> None:
        """Show the dwelling places behind a figure below the map, or put them away."""
        if cells is not None:
            self.actions_["show_tables"].setChecked(True)
        self.tables.show_cells(cells)

    def _on_theme(self, _theme: Theme) -> None:
        self.say_presentation()

    def show_legend(self, shown: bool) -> None:
        """Open or fold the legend of the map."""
        if self.map is not None:
            self.map.set_legend(shown)

    def say_presentation(self) -> None:
        """Say on the projector what is shown."""
        data, selected = self._data, self.selection.selected
        if data is None:
            return
        title, text = lines_for_a_room(data, self.thematic.theme, selected, playing=self.game.rule)
        text = self.stage.line(text)
        self.presentation.say(title, text)
        self.stage.say(title, text)

    def _on_busy(self, busy: bool, label: str) -> None:
        self.status.show_busy(busy, label)
        if self.pages.currentWidget() is self.start_page:
            self.start_page.set_ready(
                not busy and self.workspace.session is not None, f"{label} …" if busy else ""
            )
        self.update_actions()
        if not busy:
            self.closing.on_free()

    def _on_failed(self, error: BaseException) -> None:
        self.actions_["whatif"].setChecked(self.game.on)
        if not self.closing.begun:
            self.messages.show_error(error)

    def _on_cancelled(self, label: str) -> None:
        self.actions_["whatif"].setChecked(self.game.on)
        if self.workspace.overtaken():
            return
        self.say(self.tr("„{label}“ abgebrochen. Es wurde nichts verändert.").format(label=label))

    def _on_waiting(self, label: str) -> None:
        self.say(self.tr("Bitte warten: „{label}“ läuft noch.").format(label=label))

    def _on_step(self, key: str) -> None:
        if key == "analysis":
            self.workspace.analyse()
        else:
            self.files.ask_import(layer=key)

    def compute_for(self, profile_id: str) -> None:
        """Compute everything anew for somebody else."""
        from quartiermap.app.usecases import AnalyseOptions

        self.workspace.analyse(AnalyseOptions(profile=profile_id))

    def tell_ways_in(self, minutes: bool) -> None:
        """Tell ways in minutes, or in metres."""
        self._settings.setValue("minutes", minutes)
        project = self.workspace.project
        if project is not None:
            self._prepare(project)

    def update_actions(self) -> None:
        """Bring the actions in step with what is open and what is going on."""
        show_states(self, self.actions_, self.workspace, self._data, self.game.game)

    def undo(self) -> None:
        """Take the last step back: of the game while it is on."""
        (self.game.game if self.game.on else self.workspace).undo()

    def redo(self) -> None:
        """Do the step again that was taken back."""
        (self.game.game if self.game.on else self.workspace).redo()

    # ---- files, habits, closing

    def _show_recent(self) -> None:
        recent = self.files.remember()
        self.start_page.show_recent(recent)
        self.actions_.recent.clear()
        for known in recent:
            action = self.actions_.recent.addAction(known.name.replace("&", "&&"))
            action.setToolTip(str(known))
            action.triggered.connect(partial(self._open_recent, known))
        self.actions_.recent.setEnabled(bool(recent))

    def _open_recent(self, path: Path, _checked: bool = False) -> None:
        self.files.open_path(path)

    def _restore(self) -> None:
        geometry = self._settings.value("geometry")
        if isinstance(geometry, QByteArray):
            self.restoreGeometry(geometry)
        else:
            self.resize(1366, 768)
        self.area.restore(self._settings)
        self._show_recent()

    def fit_screen(self) -> None:
        """Fill a screen that has no room for the window's first size and its frame (1366x768, for example)."""
        screen = self.screen().availableGeometry()
        if self._settings.value("geometry") is None and (screen.width() < 1400 or screen.height() < 820):
            self.setWindowState(self.windowState() | Qt.WindowState.WindowMaximized)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Ask before unsaved work is lost or running work is stopped."""
        self.closing.on_close(event)

    def leave_without_asking(self) -> None:
        """Close at once; running work is stopped, unsaved changes are lost."""
        self.closing.now()

    def keep_habits(self) -> None:
        """Write down how the user has arranged the window, and let the project go."""
        self.stage.close_room()
        if self.presentation.on:
            self.set_presentation(False)
        self._settings.setValue("geometry", self.saveGeometry())
        self.area.keep(self._settings)
        self._settings.setValue("legend", self.actions_["legend"].isChecked())
        self._settings.sync()
        self.map_controller.clear()
        self.tasks.cancel_reads()
        self.workspace.changed.disconnect(self._on_changed)
        self.workspace.detach()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Accept files."""
        if (
            event.mimeData().hasUrls()
            and self.workspace.session is not None
            and not (self.workspace.busy or self.game.on)
        ):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Open a dropped project, or offer to load dropped data."""
        files = tuple(Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile())
        event.acceptProposedAction()
        self.files.take_files(files)
