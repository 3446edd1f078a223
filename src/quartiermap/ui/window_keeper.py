"""Holds the window that is open, and builds it anew in another language with everything as it was.

Texts are set when widgets are made, so another language means another window. It takes over the session (the open project
with its unsaved steps and its undo list); what only the window knew is written down before and set again after: place and
size, panels, theme, selection, section of the map, layers, the window for the room.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, QObject, QSettings, Qt, QTranslator, Signal
from PySide6.QtGui import QGuiApplication

from quartiermap.ui import translation
from quartiermap.ui.main_window import MainWindow
from quartiermap.ui.map.commands import MapCommands
from quartiermap.ui.viewmodels.selection import Group, Selected
from quartiermap.ui.viewmodels.thematic import Theme
from quartiermap.ui.viewmodels.workspace import ANALYSIS, LAYERS, PATH, PROJECT, SETTINGS
from quartiermap.ui.widgets.language_menu import SAID

_PANELS = ("show_left", "show_right", "show_tables", "legend")


@dataclass(frozen=True)
class Sight:
    """What is looked at, as far as neither project nor settings know it."""

    theme: Theme
    selected: Selected
    group: Group
    view: dict[str, float] | None
    layers: dict[str, bool]
    panels: dict[str, bool]
    tabs: tuple[int, int]
    station: int
    room: bool


def sight_of(window: MainWindow) -> Sight:
    """Write down what a window shows."""
    return Sight(
        window.thematic.theme,
        window.selection.selected,
        window.selection.group,
        None if window.map is None else window.map.view,
        {layer: box.isChecked() for layer, box in window.theme_panel.layers.items()},
        {name: window.actions_[name].isChecked() for name in _PANELS},
        (window.area.left.currentIndex(), window.tables.currentIndex()),
        window.stage.at,
        window.stage.room is not None,
    )


def set_sight(window: MainWindow, sight: Sight) -> None:
    """Show it again; what is not there any more is left out."""
    for name, on in sight.panels.items():
        window.actions_[name].setChecked(on)
    window.area.left.setCurrentIndex(sight.tabs[0])
    window.tables.setCurrentIndex(sight.tabs[1])
    for layer, on in sight.layers.items():
        if layer in window.theme_panel.layers:
            window.theme_panel.layers[layer].setChecked(on)
    theme = sight.theme
    window.thematic.choose_kind(theme.kind)
    window.thematic.choose_figure(theme.figure)
    if theme.standard is not None:
        window.thematic.choose_standard(theme.standard.id)
        window.thematic.choose_target(theme.target_m)
    if sight.selected.what != "none":
        window.selection.select(sight.selected.what, sight.selected.id)
    elif sight.group.ids:
        window.selection.select_group(sight.group)
    if sight.view is not None and isinstance(window.map, MapCommands):
        window.map.show_view(sight.view["lon"], sight.view["lat"], sight.view["zoom"])
    window.stage.at = sight.station  # a talk goes on where it was
    if sight.room:
        window.actions_["room"].setChecked(True)


class WindowKeeper(QObject):
    """Knows the window that is open.

    Parameters
    ----------
    app : QCoreApplication
    settings : QSettings
        ``language`` is read and written.
    make : callable
        Makes a window in the language that is installed.
    installed : sequence of QTranslator
        The translators of the language that is installed.

    Signals
    -------
    opened : MainWindow
        A window has been made (the first one too); it is not shown yet.
    changed : MainWindow
        The window stands in the other language and shows what the one before showed.
    """

    opened = Signal(object)
    changed = Signal(object)

    def __init__(
        self,
        app: QCoreApplication,
        settings: QSettings,
        make: Callable[[], MainWindow],
        installed: Sequence[QTranslator] = (),
    ) -> None:
        super().__init__()
        self._app, self._settings, self._make = app, settings, make
        self._installed = tuple(installed)
        self.window = self.open()

    def open(self) -> MainWindow:
        """Make a window."""
        made = self._make()
        made.language.change = self.change
        self.window = made
        self.opened.emit(made)
        return made

    def change(self, language: str) -> None:
        """Build the window anew in another language; nothing may be running (`LanguageMenu.refusal`)."""
        old = self.window
        old.set_presentation(False)
        sight = sight_of(old)
        old.stage.close_room()
        self._settings.setValue("geometry", old.saveGeometry())
        old.area.keep(self._settings)
        self._settings.setValue("legend", sight.panels["legend"])
        session = old.workspace.release()
        old.recovery.close(keep=False)  # the new window keeps its own copies
        for translator in self._installed:
            self._app.removeTranslator(translator)
        self._installed = translation.install(self._app, language)
        new = self.open()
        if session is not None and session.is_open:
            self._show_when_there(new, sight)
        if session is not None:
            new.workspace.attach(session)
        new.setGeometry(old.geometry())
        new.setWindowState(old.windowState() & ~Qt.WindowState.WindowFullScreen)
        new.show()
        self._put_away(old)
        if session is not None and session.is_open:
            new.workspace.changed.emit(frozenset({PROJECT, LAYERS, ANALYSIS, SETTINGS, PATH}))
        else:
            self.changed.emit(new)
        new.say(SAID[language])

    def _show_when_there(self, window: MainWindow, sight: Sight) -> None:
        def once() -> None:
            window.shown.disconnect(once)
            set_sight(window, sight)
            self.changed.emit(window)

        window.shown.connect(once)

    def _put_away(self, old: MainWindow) -> None:
        """Close a window whose project has another one now."""
        quits = QGuiApplication.quitOnLastWindowClosed()
        QGuiApplication.setQuitOnLastWindowClosed(False)
        old.closing.begun = True
        old.close()
        old.tasks.shut_down(2000)
        shut = getattr(old.map, "shutdown", None)
        if shut is not None:
            shut()
        old.deleteLater()
        QGuiApplication.setQuitOnLastWindowClosed(quits)
