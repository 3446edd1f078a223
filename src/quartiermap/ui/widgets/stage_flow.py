"""In front of a room: the second window, a dark screen, the extent held, and what must not slip."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QKeySequence, QShortcut
from PySide6.QtWidgets import QVBoxLayout

from quartiermap.ui.map.commands import MapCommands
from quartiermap.ui.viewmodels import plain_words
from quartiermap.ui.widgets.presentation import Cover
from quartiermap.ui.widgets.room_window import DARK_KEYS, RoomWindow
from quartiermap.ui.widgets.slips import Slips
from quartiermap.ui.widgets.speaker_panel import SpeakerPanel
from quartiermap.ui.widgets.spotlight import Spotlight
from quartiermap.ui.widgets.stations_flow import StationsFlow

if TYPE_CHECKING:
    from quartiermap.ui.main_window import MainWindow
    from quartiermap.ui.viewmodels.thematic import Painting

PRESENTING = (
    "beamer", "room", "freeze", "pointer", "spotlight", "overview", "legend", "previous_gap", "next_gap", "cancel", "rings", "swipe",
)  # fmt: skip
"""What can be done by key while presenting: nothing that opens a window over the map or changes the project."""
PLAYING = ("undo", "redo")
"""What belongs to a game that is on; its steps can be taken back."""

_AGAIN_MS = 5_000
"""Who wants to close a window in the middle of a talk closes it again within this time."""


@dataclass(frozen=True)
class Talk:
    """Where a talk is, for a window that takes it over (`ui.window_keeper`).

    Parameters
    ----------
    at : int
        Number of the view, from 0; -1 before the first.
    shown : bool
        Whether the map still shows that view.
    presenting, held, dark : bool
        Projector mode, extent held in it, dark screen.
    room : bool
        The room has a window of its own.
    frozen : mapping or None
        The place at which the room's map is held; ``None`` if it follows.
    """

    at: int
    shown: bool
    presenting: bool
    held: bool
    dark: bool
    room: bool
    frozen: dict[str, float] | None


class StageFlow(QObject):
    """What a facilitator has beside the projector mode.

    Signals
    -------
    said : str
        A sentence for the status bar.
    """

    said = Signal(str)

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self.views = StationsFlow(window)
        self.views.said.connect(self.said)
        self.views.turned.connect(window.say_presentation)
        self.spotlight = Spotlight(window)
        self.slips = Slips(window)
        self.room: RoomWindow | None = None
        self._held = False
        self.panel = SpeakerPanel()
        self.panel.stepped.connect(self.views.step)
        self.panel.darkened.connect(self.toggle_dark)
        centre = window.centralWidget()
        column = None if centre is None else centre.layout()
        if isinstance(column, QVBoxLayout):
            column.insertWidget(0, self.panel)
        self.dark = Cover(window)
        self._legend: bool | None = None
        self._again = QTimer(self)
        self._again.setSingleShot(True)
        self._again.setInterval(_AGAIN_MS)
        self._clicker = self._make_clicker(window)
        self._start_keys = window.actions_["analyse"].shortcuts()
        window.workspace.changed.connect(self._on_changed)

    def _make_clicker(self, window: MainWindow) -> list[QShortcut]:
        """Return the keys of a hand-held clicker, for the time in which the room has a window of its own."""
        made = []
        for key, slot in (
            (Qt.Key.Key_PageDown, partial(self.views.step, 1)),
            (Qt.Key.Key_PageUp, partial(self.views.step, -1)),
            *((key, self.toggle_dark) for key in DARK_KEYS),
        ):
            shortcut = QShortcut(QKeySequence(key), window)
            shortcut.activated.connect(slot)
            shortcut.setEnabled(False)
            made.append(shortcut)
        return made

    def _on_changed(self, _kinds: frozenset[str]) -> None:
        if self._window.workspace.project is None:
            self.close_room()

    # ---- handed over to another window

    @property
    def talk(self) -> Talk:
        """Where the talk is."""
        room, on = self.room, self._window.presentation.on
        frozen = room.map.view if room is not None and room.frozen else None
        return Talk(
            self.views.at,
            self.views.shown is not None,
            on,
            self._held,
            self.is_dark,
            room is not None,
            frozen,
        )

    def go_on(self, talk: Talk) -> None:
        """Go on with a talk that another window has begun; its map, theme and selection are taken over already."""
        self.views.go_on(talk.at, shown=talk.shown)
        if talk.room:
            self.show_room(True)
        if talk.frozen is not None and self.room is not None:
            self._window.actions_["freeze"].setChecked(True)
            self.room.map.show_view(talk.frozen["lon"], talk.frozen["lat"], talk.frozen["zoom"])
        if talk.presenting:
            self._window.set_presentation(True)
            self.hold(talk.held)
        self._darken(talk.dark)

    def leave_room(self) -> RoomWindow | None:
        """Let go of the room's window, which keeps its last picture: the audience must not see what lies behind it."""
        room, self.room = self.room, None
        if room is not None:
            room.stand_still()
        return room

    # ---- the room

    def show_room(self, on: bool) -> None:
        """Open or close the window for the room."""
        shown = self._window.map
        if not on:
            self.close_room()
        elif (
            self.room is None
            and isinstance(shown, MapCommands)
            and self._window.workspace.project is not None
        ):
            self.room = room = RoomWindow(shown, self._window.make_map, self._window)
            room.closed.connect(self._on_room_closed)
            room.said.connect(self.said)
            room.stepped.connect(self.views.step)
            room.called.connect(self.views.call)
            room.darkened.connect(self.toggle_dark)
            room.place()
            self.panel.begin_anew()
            self.panel.setVisible(not self._window.presentation.on)
            if self._window.game.on and shown.live.frame is not None:
                bounds, width, height = shown.live.frame
                self._window.game.game.set_frame(bounds, width, height)  # a whole picture for both
            self._window.say_presentation()
        self._window.actions_["room"].setChecked(self.room is not None)
        self._give_keys()

    def close_room(self) -> None:
        """Close the window for the room."""
        if self.room is not None:
            self.room.close()

    def _on_room_closed(self) -> None:
        room, self.room = self.room, None
        self.panel.hide()
        self.panel.show_dark(False)
        if room is not None:
            room.deleteLater()
        self._window.actions_["room"].setChecked(False)
        self._window.actions_["freeze"].setChecked(False)
        self._give_keys()

    def _give_keys(self) -> None:
        """Let a clicker work beside the room's window too (on the projector it has keys already)."""
        beside = self.room is not None and not self._window.presentation.on
        for shortcut in self._clicker:
            shortcut.setEnabled(beside)
        # a clicker's "start" is F5: nobody wants the figures computed anew in the middle of a talk
        self._window.actions_["analyse"].setShortcuts([] if beside else self._start_keys)

    def freeze(self, on: bool) -> None:
        """Let the room's map stay where it is, or follow again."""
        if self.room is not None:
            self.room.freeze(on)

    def say(self, title: str, text: str) -> None:
        """Say in the room what is shown."""
        if self.room is not None:
            self.room.say(title, text)
        views = self.views
        at, note = (-1, "") if views.shown is None else (views.at, views.shown.note)
        self.panel.show_station(at, len(views.all), title, text, note, views.after)

    def say_plainly(self, painting: Painting) -> None:
        """Give the legend its words for residents."""
        shown, data = self._window.map, self._window.data
        if isinstance(shown, MapCommands) and data is not None:
            shown.say_plainly(plain_words.plain_legend(data, painting.theme, painting.scheme).as_dict())

    # ---- presenting on this screen

    def on_presenting(self, on: bool) -> None:
        """Hold the extent and put away what could slip while the room looks at this screen; or bring it back."""
        if on:
            self._window.facilities.on_map.stop()  # nobody edits in front of a room
            self._window.explore.field.popup.hide()
        self._keep_legend(on)
        self.hold(on)
        self.offer_actions()
        self._darken(False)
        self.panel.setVisible(self.room is not None and not on)
        self._give_keys()

    @property
    def legend_at_desk(self) -> bool:
        """Whether the legend is open, or will be when the talk is over."""
        return self._window.actions_["legend"].isChecked() if self._legend is None else self._legend

    def _keep_legend(self, on: bool) -> None:
        """Open the legend for people far away, and leave it at the end as it was at the desk."""
        shown = self._window.actions_["legend"]
        if on:
            self._legend = shown.isChecked()
            shown.setChecked(True)
        elif self._legend is not None:
            shown.setChecked(self._legend)
            self._legend = None

    def offer_actions(self) -> None:
        """Leave only those actions to the keys that suit the moment."""
        window = self._window
        if not window.presentation.on:
            window.actions_.keep_only(None)
        else:
            window.actions_.keep_only((*PRESENTING, *(PLAYING if window.game.on else ("whatif",))))

    def hold(self, on: bool) -> None:
        """Let the extent of this screen's map stay, or let hand and wheel move it."""
        self._held = on
        if isinstance(self._window.map, MapCommands):
            self._window.map.hold(on)
        self._window.map_controller.hold(on)

    def toggle_hold(self) -> None:
        """Let the map be moved, or hold it again."""
        self.hold(not self._held)
        self._window.presentation.show_hint(
            self.tr("Karte festgehalten (F: bewegen)")
            if self._held
            else self.tr("Karte lässt sich bewegen (F: festhalten)")
        )

    def holds_open(self) -> bool:
        """Tell whether a wish to close the window was rather a slip in the middle of a talk; who wants it, wishes it again."""
        window = self._window
        talking = window.presentation.on or self.room is not None
        application = QGuiApplication.instance()
        ending = isinstance(application, QGuiApplication) and application.isSavingSession()
        if not talking or ending or self._again.isActive():
            return False
        self._again.start()
        words = self.tr("Der Vortrag läuft noch. Noch einmal schließen beendet ihn.")
        window.presentation.show_hint(words) if window.presentation.on else self.said.emit(words)
        return True

    def close_project(self) -> None:
        """Close the project; in the middle of a talk, whose picture goes with it, only for who wishes it twice."""
        if not self.holds_open():
            self._window.files.close_project()

    @property
    def is_dark(self) -> bool:
        """Whether the audience looks at a dark screen."""
        covers = (self.dark, *(() if self.room is None else (self.room.dark,)))
        return any(not cover.isHidden() for cover in covers)

    def toggle_dark(self) -> None:
        """Make what the audience sees dark, or bring the map back; the operator beside the room's window goes on seeing it."""
        self._darken(not self.is_dark)

    def _darken(self, on: bool) -> None:
        if self.room is not None:
            self.room.dark.put(on)
        self.dark.put(on and self._window.presentation.on)
        self.panel.show_dark(on and self.room is not None)

    def on_escape(self) -> bool:
        """Take Escape: light on the dark screen, pointer and spotlight away, what was clicked; ``False`` if there was none of it."""
        if self.is_dark:
            self._darken(False)
            return True
        return self.spotlight.put_away() or self.slips.take_back()
