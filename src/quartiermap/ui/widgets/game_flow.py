"""The flow of "Was wäre wenn": from the button to the planning that is taken over, or to nothing.

Stands between the game (`viewmodels.whatif`), the bar, the map and the window; decides nothing about figures.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from quartiermap.io import bundled
from quartiermap.ui.messages import Messages
from quartiermap.ui.tasks import Tasks
from quartiermap.ui.translation import translate
from quartiermap.ui.viewmodels.selection import Selected, Selection
from quartiermap.ui.viewmodels.thematic import Thematic, Theme
from quartiermap.ui.viewmodels.viewdata import ViewData
from quartiermap.ui.viewmodels.whatif import Game, Live, Standing
from quartiermap.ui.viewmodels.whatif_words import figure_line, group_words
from quartiermap.ui.viewmodels.workspace import Workspace
from quartiermap.ui.widgets.game_map import GameMap
from quartiermap.ui.widgets.map_area import MapPort
from quartiermap.ui.widgets.parts import put_away
from quartiermap.ui.widgets.whatif_bar import ADD, HAND, WAY, KindChoice, WhatIfBar

if TYPE_CHECKING:
    from quartiermap.app.whatif import Change
    from quartiermap.domain.project import Project


class GameFlow(QObject):
    """Plays on the open project.

    Signals
    -------
    switched : bool
        A game began or ended.
    stepped
        Undo and redo of the game have other words.
    said : str
        A sentence for the status bar.
    """

    switched = Signal(bool)
    stepped = Signal()
    said = Signal(str)

    def __init__(
        self,
        window: QWidget,
        tasks: Tasks,
        workspace: Workspace,
        selection: Selection,
        thematic: Thematic,
        messages: Messages,
        bar: WhatIfBar,
    ) -> None:
        super().__init__(window)
        self._workspace, self._selection, self._thematic = workspace, selection, thematic
        self._messages, self.bar = messages, bar
        self._data: ViewData | None = None
        self._shown: QWidget | None = None
        self._tool = HAND
        self._change: Change | None = None
        self._next: Callable[[], object] | None = None
        self._after_reading: Callable[[], object] | None = None
        self.game = Game(tasks, self)
        self._on_map = GameMap(self.game, self)
        self._on_map.said.connect(self.said)
        self._on_map.key_pressed.connect(self._on_key)
        self._connect_game()
        self._connect_bar()
        self._shortcuts = self._make_shortcuts(window)
        selection.changed.connect(self._on_selected)
        thematic.changed.connect(self._on_theme)

    def _connect_game(self) -> None:
        game = self.game
        game.began.connect(self._on_began)
        game.ended.connect(self._on_ended)
        game.stood.connect(self._on_stood)
        game.moved.connect(self._on_moved)
        game.taken.connect(self._on_taken)
        game.said.connect(self.said)
        game.failed.connect(self._messages.show_error)
        game.working.connect(self._on_working)
        game.told.connect(self._on_told)

    def _connect_bar(self) -> None:
        bar, game = self.bar, self.game
        bar.tool_chosen.connect(self.choose_tool)
        bar.kind_chosen.connect(self._thematic.choose_kind)
        bar.places_chosen.connect(game.resize_chosen)
        bar.close_wanted.connect(game.close_chosen)
        bar.way_opened.connect(game.open_way)
        bar.threshold_chosen.connect(game.set_threshold)
        bar.speed_chosen.connect(game.set_speed)
        bar.profile_chosen.connect(game.set_profile)
        bar.undo_wanted.connect(game.undo)
        bar.redo_wanted.connect(game.redo)
        bar.discard_wanted.connect(self.leave)
        bar.take_wanted.connect(game.take)
        bar.cancel_wanted.connect(game.cancel)
        bar.protocol_wanted.connect(lambda: self._ask_protocol())

    def _make_shortcuts(self, window: QWidget) -> list[QShortcut]:
        """Let keys work from everywhere in the window, not only on the map (where plain arrows do)."""
        made = []
        for key, east, north in (("Left", -1, 0), ("Right", 1, 0), ("Up", 0, 1), ("Down", 0, -1)):
            for modifier, metres in (("Ctrl+", 10.0), ("Ctrl+Shift+", 50.0)):
                shortcut = QShortcut(QKeySequence(f"{modifier}{key}"), window)
                shortcut.activated.connect(lambda e=east * metres, n=north * metres: self.game.nudge(e, n))
                made.append(shortcut)
        delete = QShortcut(QKeySequence(Qt.Key.Key_Delete), window)
        delete.activated.connect(self.game.close_chosen)
        made.append(delete)
        for shortcut in made:
            shortcut.setEnabled(False)
        return made

    def set_map(self, shown: MapPort) -> None:
        """Take the map (once)."""
        self._on_map.set_map(shown)
        self._shown = shown if isinstance(shown, QWidget) else None
        shown.mapClicked.connect(self._on_place)
        shown.facilityClicked.connect(self._on_facility)

    def show_data(self, data: ViewData) -> None:
        """Take what the window shows now."""
        self._data = data

    @property
    def on(self) -> bool:
        """Whether a game is on."""
        return self.game.on

    # ---- beginning and ending

    def start(self, kept: Mapping[str, Any] | None = None) -> None:
        """Begin a game on the open project, or go on with one that was `kept` when the program died."""
        project = self._workspace.project
        if self.on:
            return
        if project is None or not self._on_map.there:
            self.switched.emit(False)
            return
        if project.analysis is None or project.stale:
            self.said.emit(
                self.tr("Es wird gerade neu gerechnet: bitte gleich noch einmal.")
                if self._workspace.computing
                else self.tr("Dafür muss das Ergebnis zu den Daten passen: bitte zuerst rechnen (F5).")
            )
            self.switched.emit(False)
            return
        theme = self._thematic.theme
        standard_id = theme.standard.id if theme.standard is not None else ""
        public = self._data.public if self._data is not None else None
        if not self.game.start(project, theme.kind, standard_id, self._on_map.frame, kept, public=public):
            self.said.emit(self.tr("Bitte warten, bis die laufende Arbeit fertig ist."))
            self.switched.emit(False)

    def leave(self, then: Callable[[], object] | None = None) -> None:
        """End the game; what has been changed is asked for before. `then` runs when it is over.

        Whoever wants to read the protocol first is asked again afterwards.
        """
        standing = self.game.standing
        if not self.on:
            if then is not None:
                then()
            return

        def answered(answer: str) -> None:
            if answer == "take":
                self._next = then
                self.game.take()
            elif answer == "protocol":
                self._ask_protocol(lambda: self.leave(then))
            elif answer == "discard":
                self.game.stop()
                if then is not None:
                    then()
            else:
                self.switched.emit(True)  # the button shows again that the game is on

        if standing is not None and standing.worth_keeping:
            self._messages.ask_game(answered)
        else:
            answered("discard")

    def drop_project(self) -> None:
        """End the game without a question: its project is gone."""
        self.game.stop()

    def on_escape(self) -> bool:
        """Take Escape if a game is on: what takes long is stopped, then hand, tool, choice and the game put away."""
        if not self.on:
            return False
        if self.game.is_working:
            self.game.cancel()
        elif self._on_map.holds:
            self._on_map.let_go()
        elif self._tool != HAND:
            self.choose_tool(HAND)
        elif self.game.chosen:
            self._choose("")
        else:
            self.leave()
        return True

    @property
    def changed(self) -> bool:
        """Whether something was tried out that would be lost."""
        standing = self.game.standing
        return self.on and standing is not None and bool(standing.worth_keeping or standing.undo_text)

    @property
    def kept(self) -> Mapping[str, Any]:
        """What was tried out, as plain values for a file; empty if it is nothing, or no game is on."""
        standing = self.game.standing if self.changed else None
        return {} if standing is None else standing.kept

    @property
    def rule(self) -> str:
        """Who is counted by which rule, in one line; empty if no game is on."""
        standing = self.game.standing if self.on else None
        return "" if standing is None else group_words(standing)

    @property
    def holds(self) -> bool:
        """Whether Escape has something to stop or to put back before it leaves anything."""
        return self.on and (self._on_map.holds or self.game.is_working)

    # ---- what the user wants

    def choose_tool(self, tool: str) -> None:
        """Take a tool into the hand."""
        self._tool = tool
        self.bar.show_tool(tool)
        if self.game.standing is not None:
            self._on_map.show(self.game.standing, self._tool)

    def _choose(self, facility_id: str) -> None:
        self.game.choose(facility_id)

    def on_arrow(self, east: int, north: int) -> bool:
        """Let the chosen facility walk 10 m if a game is on; ``False`` if there is none to walk."""
        if not self.on or not self.game.chosen:
            return False
        self.game.nudge(10.0 * east, 10.0 * north)
        return True

    def _on_facility(self, facility_id: str) -> None:
        if self.on:
            self._choose(facility_id)

    def _on_place(self, longitude: float, latitude: float) -> None:
        if not self.on:
            return
        if self._tool == ADD:
            self.game.add(self._kind(), longitude, latitude, float(self.bar.new_places) or None)
            self.choose_tool(HAND)
        elif self._tool == WAY:
            self.game.toggle_way(longitude, latitude)

    def _kind(self) -> str:
        standing = self.game.standing
        return standing.change.kind if standing is not None else self._thematic.theme.kind

    def _on_key(self, key: str) -> None:
        if key == "Delete":
            self.game.close_chosen()
        elif key == "Escape":
            self.on_escape()

    def _on_theme(self, theme: Theme) -> None:
        if self.on and theme.kind and theme.kind != self._kind():
            self.game.watch(theme.kind, theme.standard.id if theme.standard is not None else "")

    def _on_selected(self, selected: Selected) -> None:
        if not self.on:
            return
        if selected.what == "facility":
            self._choose(selected.id)
        self._show_figures()

    # ---- what came of it

    def _on_began(self) -> None:
        standing = self.game.standing
        if standing is None:
            return
        kinds = bundled.kinds()
        self.bar.offer([KindChoice(k, kinds.name(k)) for k in standing.kinds], tuple(bundled.profiles()))
        self._tool = HAND
        self.bar.show_tool(HAND)
        self.bar.show()
        for shortcut in self._shortcuts:
            shortcut.setEnabled(True)
        self.switched.emit(True)
        chosen = self._selection.selected
        if chosen.what == "facility":
            self._choose(chosen.id)

    def _on_ended(self) -> None:
        for shortcut in self._shortcuts:
            shortcut.setEnabled(False)
        put_away(self.bar, self._shown)
        self._change = None
        self._on_map.end()
        self.switched.emit(False)

    def _on_stood(self, standing: Standing) -> None:
        if not self.game.busy and not self.game.is_working:
            self._follow_kind(standing)
        self._change = standing.change
        self.bar.show_standing(standing)
        self._show_figures()
        self._on_map.show(standing, self._tool)
        self.stepped.emit()

    def _follow_kind(self, standing: Standing) -> None:
        """Let the list of kinds say what is played with: a step back may be about another kind, a wish may be stopped."""
        if standing.change.kind != self._thematic.theme.kind:
            self._thematic.choose_kind(standing.change.kind)

    def _on_working(self, working: bool) -> None:
        self.bar.show_working(working)
        self.stepped.emit()

    def _ask_protocol(self, then: Callable[[], object] | None = None) -> None:
        """Have the protocol written; `then` runs when it has been read."""
        self._after_reading = then
        self.bar.text.say(self.tr("Protokoll wird geschrieben …"))
        self.game.tell()

    def _on_told(self, sentences: tuple[str, ...]) -> None:
        then, self._after_reading = self._after_reading, None
        self.bar.show_working(self.game.is_working)  # the hint is back
        self._messages.show_protocol(self._project_name(), sentences, then)

    def _project_name(self) -> str:
        project = self._workspace.project
        return project.name if project is not None else ""

    def _on_moved(self, live: Live) -> None:
        self._change = live.change
        self._show_figures(moving=True)

    def _on_taken(self, project: Project, sentences: tuple[str, ...]) -> None:
        then, self._next = self._next, None
        self.game.stop()
        self._workspace.plan(translate("GameFlow", "Was wäre wenn übernehmen"), project)
        self.said.emit(
            self.tr("Als Planung übernommen; zurück mit Strg+Z.")
            if project.stale
            else self.tr("Gesperrte Wege ändern die Daten nicht; sie stehen jetzt als Notiz bei den Quellen.")
        )
        if then is not None:
            then()
        else:
            self._messages.show_protocol(project.name, sentences, None)

    def _show_figures(self, *, moving: bool = False) -> None:
        change = self._change
        if change is None:
            return
        district = self._district()
        self.bar.figures.show_lines(
            figure_line(change, None, moving=moving, data=self._data),
            figure_line(change, district, moving=moving, data=self._data) if district else None,
        )

    def _district(self) -> str:
        """Return the district that is looked at, or nothing."""
        selected = self._selection.selected
        if selected.what == "district":
            return selected.id
        gap = (
            self._data.gap_by_id.get(selected.id)
            if self._data is not None and selected.what == "gap"
            else None
        )
        return "" if gap is None else gap.district_id
