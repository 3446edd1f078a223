"""In front of a room: saved views, the second window, pointer and spotlight.

Stands between the window, its map and `viewmodels.stations`. Saved views are steps that can be undone; calling one up changes
nothing in the project.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QVBoxLayout

from quartiermap.ui.map.commands import MapCommands
from quartiermap.ui.viewmodels import plain_words
from quartiermap.ui.viewmodels.stations import (
    MOST,
    Station,
    free_name,
    of_now,
    stations,
    story,
    with_stations,
    words,
)
from quartiermap.ui.widgets.presentation import Cover
from quartiermap.ui.widgets.room_window import DARK_KEYS, RoomWindow
from quartiermap.ui.widgets.speaker_panel import SpeakerPanel
from quartiermap.ui.widgets.stations_dialog import StationsDialog

if TYPE_CHECKING:
    from quartiermap.ui.main_window import MainWindow
    from quartiermap.ui.viewmodels.thematic import Painting
    from quartiermap.ui.viewmodels.viewdata import ViewData

VIEWS = "views"
"""The kind of change that saving a view is: nothing on screen depends on it."""

PRESENTING = (
    "beamer", "room", "freeze", "pointer", "spotlight", "overview", "legend", "previous_gap", "next_gap", "cancel", "rings", "swipe",
)  # fmt: skip
"""What can be done by key while presenting: nothing that opens a window over the map or changes the project."""
PLAYING = ("undo", "redo")
"""What belongs to a game that is on; its steps can be taken back."""

_SETTLE_MS = 60
"""A station's place is gone to after its kind and selection have been shown, which may move the map."""
_SAID_MS = 3_000
"""So long the hint says something else than usual."""


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
        self._workspace = window.workspace
        self.room: RoomWindow | None = None
        self.dialog: StationsDialog | None = None
        self.at = -1
        self._station: Station | None = None
        self._held = False
        self._pointer = ""
        self.panel = SpeakerPanel()
        self.panel.stepped.connect(self.step)
        self.panel.darkened.connect(self.toggle_dark)
        centre = window.centralWidget()
        column = None if centre is None else centre.layout()
        if isinstance(column, QVBoxLayout):
            column.insertWidget(0, self.panel)
        self.dark = Cover(window)
        self._usual_hint = ""
        self._said = QTimer(self)
        self._said.setSingleShot(True)
        self._said.setInterval(_SAID_MS)
        self._said.timeout.connect(self._hint_as_usual)
        self._clicker = self._make_clicker(window)
        self._wanted: Station | None = None
        self._settle = QTimer(self)
        self._settle.setSingleShot(True)
        self._settle.setInterval(_SETTLE_MS)
        self._settle.timeout.connect(self._go_there)
        self._workspace.changed.connect(self._on_changed)
        window.thematic.changed.connect(lambda _theme: self._forget_station())
        window.selection.changed.connect(lambda _selected: self._forget_station())

    def _make_clicker(self, window: MainWindow) -> list[QShortcut]:
        """Return the keys of a hand-held clicker, for the time in which the room has a window of its own."""
        made = []
        for key, slot in (
            (Qt.Key.Key_PageDown, partial(self.step, 1)),
            (Qt.Key.Key_PageUp, partial(self.step, -1)),
            *((key, self.toggle_dark) for key in DARK_KEYS),
        ):
            shortcut = QShortcut(QKeySequence(key), window)
            shortcut.activated.connect(slot)
            shortcut.setEnabled(False)
            made.append(shortcut)
        return made

    # ---- saved views

    @property
    def stations(self) -> tuple[Station, ...]:
        """The saved views of the open project."""
        project = self._workspace.project
        return () if project is None else stations(project)

    def remember(self) -> None:
        """Save what is shown now as a view."""
        window, known = self._window, self.stations
        if self._workspace.project is None or window.map is None:
            return
        if len(known) >= MOST:
            self.said.emit(self.tr("Mehr als {n} Ansichten fasst ein Projekt nicht.").format(n=MOST))
            return
        theme = window.thematic.theme
        data = window.data
        if data is None:
            return
        name = free_name(known, plain_words.plain_title(data, theme))
        layers = {layer: box.isChecked() for layer, box in window.theme_panel.layers.items()}
        shown = window.map
        place = None if isinstance(shown, MapCommands) and shown.whole else shown.view
        station = of_now(name, theme, window.selection.selected, place, layers, whatif=window.game.on)
        self._keep(self.tr("Ansicht „{name}“ merken").format(name=name), (*known, station))
        number = len(known) + 1
        self.said.emit(
            self.tr("Ansicht {n} gemerkt: {name}. Strg+{n} zeigt sie wieder.").format(n=number, name=name)
            if number <= 9
            else self.tr("Ansicht {n} gemerkt: {name}.").format(n=number, name=name)
        )

    def call(self, number: int) -> bool:
        """Show a saved view (0 is the first); ``False`` if there is none of that number."""
        known = self.stations
        if not 0 <= number < len(known):
            return False
        station, window = known[number], self._window
        self.at = number
        if not station.whatif and window.game.on and not window.game.changed:
            window.game.leave()  # nothing was tried out: the view shows what is
        for layer, on in station.layers.items():
            if layer in window.theme_panel.layers:
                window.theme_panel.layers[layer].setChecked(on)
        window.selection.clear()
        window.thematic.choose_kind(station.kind)
        if window.thematic.theme.kind != station.kind:
            self.said.emit(self.tr("Was die Ansicht zeigte, gibt es im Projekt nicht mehr."))
        window.thematic.choose_figure(station.figure)
        window.thematic.choose_standard(station.standard_id)
        window.thematic.choose_target(station.target_m)
        if station.what in ("district", "gap", "facility"):
            window.selection.select(station.what, station.item)  # type: ignore[arg-type]
        self._wanted = self._station = station
        self._settle.start()
        self._tell_room()
        return True

    def step(self, by: int) -> bool:
        """Show the next or the previous view; ``False`` if there are none."""
        count = len(self.stations)
        return count > 0 and self.call(min(max(self.at + by, 0), count - 1))

    def _go_there(self) -> None:
        station, self._wanted = self._wanted, None
        shown = self._window.map
        if station is None or shown is None:
            return
        if station.place is None:
            shown.fit()
        elif isinstance(shown, MapCommands):
            shown.show_view(*station.place)
        self._station = station
        if station.whatif and not self._window.game.on:
            self._window.actions_["whatif"].setChecked(True)
        self._tell_room()

    def _forget_station(self) -> None:
        """Say no longer what the station said: something else is shown now."""
        if self._wanted is None and self._station is not None:
            self._station = None
            self._tell_room()

    def propose(self) -> None:
        """Put a talk to begin with behind the views that are there: today, the first gap, a variant."""
        data, known = self._window.data, self.stations
        if data is None:
            return
        proposed = story(data, self._window.thematic.theme, partial(_degrees, data))
        named: tuple[Station, ...] = known
        for station in proposed[: MOST - len(known)]:
            named = (*named, replace(station, name=free_name(named, station.name)))
        self._keep(self.tr("Ansichten vorschlagen"), named)

    def ask(self) -> None:
        """Show the list of saved views."""
        if self._workspace.project is None:
            return
        if self.dialog is None:
            dialog = self.dialog = StationsDialog(self.stations, self._window)
            dialog.changed.connect(partial(self._keep, self.tr("Ansichten ordnen")))
            dialog.called.connect(self.call)
            dialog.proposal_wanted.connect(self.propose)
            dialog.destroyed.connect(self._forget_dialog)
        self.dialog.show()
        self.dialog.raise_()

    def fill_menu(self) -> None:
        """Fill the menu of saved views."""
        actions = self._window.actions_
        menu = actions.stations
        menu.clear()
        for name in ("remember", "stations"):
            menu.addAction(actions[name])
        menu.addSeparator()
        for number, station in enumerate(self.stations):
            action = menu.addAction(words(number + 1, station).replace("&", "&&"))
            action.triggered.connect(lambda _checked=False, n=number: self.call(n))

    def _keep(self, label: str, wanted: tuple[Station, ...]) -> None:
        project, session = self._workspace.project, self._workspace.session
        if project is None or session is None:
            return
        changed = with_stations(project, wanted)
        if changed is not project:
            session.apply(label, changed, frozenset({VIEWS}))

    def _on_changed(self, _kinds: frozenset[str]) -> None:
        if self._workspace.project is None:
            self.close_room()
            if self.dialog is not None:
                self.dialog.close()
        elif self.dialog is not None:
            self.dialog.take(self.stations)

    def _forget_dialog(self) -> None:
        self.dialog = None

    # ---- the room

    def show_room(self, on: bool) -> None:
        """Open or close the window for the room."""
        shown = self._window.map
        if not on:
            self.close_room()
        elif self.room is None and isinstance(shown, MapCommands) and self._workspace.project is not None:
            self.room = room = RoomWindow(shown, self._window.make_map, self._window)
            room.closed.connect(self._on_room_closed)
            room.said.connect(self.said)
            room.stepped.connect(self.step)
            room.called.connect(self.call)
            room.darkened.connect(self.toggle_dark)
            room.place()
            self.panel.begin_anew()
            self.panel.setVisible(not self._window.presentation.on)
            if self._window.game.on and shown.live.frame is not None:
                bounds, width, height = shown.live.frame
                self._window.game.game.set_frame(bounds, width, height)  # a whole picture for both
            self._tell_room()
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
        for shortcut in self._clicker:
            shortcut.setEnabled(self.room is not None and not self._window.presentation.on)

    def freeze(self, on: bool) -> None:
        """Let the room's map stay where it is, or follow again."""
        if self.room is not None:
            self.room.freeze(on)

    def lines(self, title: str, text: str) -> tuple[str, str]:
        """Return the lines above and below the map: the station's where it has some, or the figure's own."""
        station, data = self._station, self._window.data
        if station is None or data is None:
            return title, text
        if self._window.game.on and not station.whatif:
            return title, text  # what was tried out is still on the map: it must not be called what is
        return plain_words.with_town(station.name, data), station.text or text

    def _tell_room(self) -> None:
        self._window.say_presentation()

    def say(self, title: str, text: str) -> None:
        """Say in the room what is shown."""
        if self.room is not None:
            self.room.say(title, text)
        known, station = self.stations, self._station
        after = known[self.at + 1].name if self.at + 1 < len(known) else ""
        at = self.at if station is not None else -1
        self.panel.show_station(at, len(known), title, text, station.note if station else "", after)

    def say_plainly(self, painting: Painting) -> None:
        """Give the legend its words for residents."""
        shown, data = self._window.map, self._window.data
        if isinstance(shown, MapCommands) and data is not None:
            shown.say_plainly(plain_words.plain_legend(data, painting.theme, painting.scheme).as_dict())

    # ---- presenting on this screen

    def on_presenting(self, on: bool) -> None:
        """Hold the extent and put away what could slip while the room looks at this screen; or bring it back."""
        if on:
            self._window.facilities.stop()  # nobody edits in front of a room
            self._window.explore.field.popup.hide()
        self.hold(on)
        self.offer_actions()
        self._darken(False)
        self.panel.setVisible(self.room is not None and not on)
        self._give_keys()

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

    def toggle_hold(self) -> None:
        """Let the map be moved, or hold it again."""
        self.hold(not self._held)
        hint = self._window.presentation.hint
        if not self._usual_hint:  # else the key is pressed again while the hint still speaks of the last time
            self._usual_hint = hint.text()
        hint.setText(
            self.tr("Karte festgehalten (F: bewegen)")
            if self._held
            else self.tr("Karte lässt sich bewegen (F: festhalten)")
        )
        self._window.presentation.show_hint()
        self._said.start()

    def _hint_as_usual(self) -> None:
        if self._usual_hint:
            self._window.presentation.hint.setText(self._usual_hint)
            self._usual_hint = ""

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
        """Take Escape: light on the dark screen, pointer and spotlight away; ``False`` if there was none of it."""
        if self.is_dark:
            self._darken(False)
            return True
        if self._pointer and self._window.presentation.on:
            for name in ("pointer", "spotlight"):
                self._window.actions_[name].setChecked(False)
            return True
        return False

    # ---- pointer and spotlight

    def point(self, how: str, on: bool) -> None:
        """Show a pointer (``dot``) or a spotlight (``spot``) where the mouse is."""
        shown = self._window.map
        if not isinstance(shown, MapCommands):
            return
        other = "spotlight" if how == "dot" else "pointer"
        if on:
            self._window.actions_[other].setChecked(False)
        self._pointer = how if on else ("" if self._pointer == how else self._pointer)
        shown.watch_pointer(bool(self._pointer))
        if not self._pointer:
            shown.point(None)

    def on_pointed(self, longitude: float, latitude: float) -> None:
        """Show the pointer where the mouse is, here and in the room."""
        shown = self._window.map
        if self._pointer and isinstance(shown, MapCommands):
            shown.point(longitude, latitude, spot=self._pointer == "spot")


def _degrees(data: ViewData, x: float, y: float) -> tuple[float, float] | None:
    if data.epsg is None:
        return None
    from quartiermap.render.map_data import transformer

    longitude, latitude = transformer(data.epsg).transform(x, y)
    return float(longitude), float(latitude)
