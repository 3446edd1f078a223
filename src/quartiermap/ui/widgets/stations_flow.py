"""The saved views of a talk: remembered, called up, put in order. Keeping one is a step that can be undone; calling one changes nothing."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from quartiermap.ui.map.commands import MapCommands
from quartiermap.ui.viewmodels import plain_words
from quartiermap.ui.viewmodels.stations import (
    MOST,
    Station,
    described,
    free_name,
    of_now,
    stations,
    story,
    with_stations,
    words,
)
from quartiermap.ui.viewmodels.workspace import PROJECT
from quartiermap.ui.widgets.stations_dialog import StationsDialog

if TYPE_CHECKING:
    from quartiermap.ui.main_window import MainWindow
    from quartiermap.ui.viewmodels.viewdata import ViewData

VIEWS = "views"
"""The kind of change that saving a view is: nothing on screen depends on it."""

_SETTLE_MS = 60
"""A station's place is gone to after its kind and selection have been shown, which may move the map."""


class StationsFlow(QObject):
    """Stands between the window, its map and `viewmodels.stations`.

    Signals
    -------
    said : str
        A sentence for the status bar.
    turned
        Another view is shown, or none of them any more: the room reads something else.
    """

    said = Signal(str)
    turned = Signal()

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._workspace = window.workspace
        self.dialog: StationsDialog | None = None
        self.at = -1
        self.shown: Station | None = None
        self._wanted: Station | None = None
        self._settle = QTimer(self)
        self._settle.setSingleShot(True)
        self._settle.setInterval(_SETTLE_MS)
        self._settle.timeout.connect(self._go_there)
        self._workspace.changed.connect(self._on_changed)
        window.thematic.changed.connect(lambda _theme: self._forget())
        window.selection.changed.connect(lambda _selected: self._forget())

    @property
    def all(self) -> tuple[Station, ...]:
        """The saved views of the open project."""
        project = self._workspace.project
        return () if project is None else stations(project)

    # ---- calling them up

    def call(self, number: int) -> bool:
        """Show a saved view (0 is the first); ``False`` if there is none of that number."""
        known = self.all
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
        self._wanted = self.shown = station
        self._settle.start()
        self.turned.emit()
        return True

    def step(self, by: int) -> bool:
        """Show the next or the previous view, or kind of facility while no view is saved; ``False`` if there is neither."""
        count = len(self.all)
        if count:
            return self.call(min(max(self.at + by, 0), count - 1))
        thematic = self._window.thematic
        kinds = thematic.kinds()
        if thematic.theme.kind not in kinds:
            return False
        at = kinds.index(thematic.theme.kind)
        number = min(max(at + by, 0), len(kinds) - 1)
        if number != at:
            self._window.choose_kind_number(number)
        return True

    def go_on(self, at: int, *, shown: bool) -> None:
        """Go on at a view in a window that has just taken over everything else that is on screen (`ui.window_keeper`).

        `shown` is whether the map still showed this view when it was handed over.
        """
        self.at = at
        self.shown = self.all[at] if shown and 0 <= at < len(self.all) else None
        self.turned.emit()

    def _go_there(self) -> None:
        station, self._wanted = self._wanted, None
        shown = self._window.map
        if station is None or shown is None:
            return
        if station.place is None:
            shown.fit()
        elif isinstance(shown, MapCommands):
            shown.show_view(*station.place)
        self.shown = station
        if station.whatif and not self._window.game.on:
            self._window.actions_["whatif"].setChecked(True)
        self.turned.emit()

    def _forget(self) -> None:
        """Say no longer what the view said: something else is on screen now."""
        if self._wanted is None and self.shown is not None:
            self.shown = None
            self.turned.emit()

    def lines(self, title: str, text: str) -> tuple[str, str]:
        """Return the lines above and below the map: the view's where it has some, or the figure's own."""
        station, data = self.shown, self._window.data
        if station is None or data is None:
            return title, text
        if self._window.game.on and not station.whatif:
            return title, text  # what was tried out is still on the map: it must not be called what is
        return plain_words.with_town(station.name, data), station.text or text

    @property
    def after(self) -> str:
        """Name of the next view; empty at the end."""
        known = self.all
        return known[self.at + 1].name if self.at + 1 < len(known) else ""

    # ---- keeping them

    def remember(self) -> None:
        """Save what is shown now as a view."""
        window, known = self._window, self.all
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
            self.tr("Ansicht {n} gemerkt: „{name}“. Strg+{n} zeigt sie wieder.").format(n=number, name=name)
            if number <= 9
            else self.tr("Ansicht {n} gemerkt: „{name}“.").format(n=number, name=name)
        )

    def propose(self) -> None:
        """Put a talk to begin with behind the views that are there: today, the first gap, a variant."""
        data, known = self._window.data, self.all
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
            dialog = self.dialog = StationsDialog(self.all, self._window, at=self.at)
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
        for number, station in enumerate(self.all):
            action = menu.addAction(words(number + 1, station).replace("&", "&&"))
            action.triggered.connect(lambda _checked=False, n=number: self.call(n))

    def _keep(self, label: str, wanted: tuple[Station, ...]) -> None:
        project, session = self._workspace.project, self._workspace.session
        if project is None or session is None:
            return
        changed = with_stations(project, wanted)
        if changed is not project:
            session.apply(label, changed, frozenset({VIEWS}))

    def _on_changed(self, kinds: frozenset[str]) -> None:
        if PROJECT in kinds:
            self.at = -1
        if VIEWS in kinds:
            self._find_again()
        if self.dialog is None:
            return
        if self._workspace.project is None:
            self.dialog.close()
        else:
            self.dialog.take(self.all)

    def _find_again(self) -> None:
        """Follow the view that is shown when the list is put in order, and take its new words."""
        known, shown = self.all, self.shown
        if shown is None:
            return
        if shown in known:
            self.at = known.index(shown)
        else:
            now = known[self.at] if self.at < len(known) else None
            self.shown = (
                now if now is not None and described(shown, now.name, now.text, now.note) == now else None
            )
        self.turned.emit()

    def _forget_dialog(self) -> None:
        self.dialog = None


def _degrees(data: ViewData, x: float, y: float) -> tuple[float, float] | None:
    if data.epsg is None:
        return None
    from quartiermap.render.map_data import transformer

    longitude, latitude = transformer(data.epsg).transform(x, y)
    return float(longitude), float(latitude)
