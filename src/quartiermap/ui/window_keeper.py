"""Holds the window that is open, and builds it anew in another language with everything as it was.

Texts are set when widgets are made, so another language means another window. It takes over the session (the open project
with its unsaved steps and its undo list); what only the window knew is written down before and set again after: place and
size, panels, theme, selection, section of the map, layers, and a talk with its view, its held extent and the window for the room.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QObject, QSettings, Qt, QTranslator, Signal
from PySide6.QtGui import QGuiApplication

from quartiermap.ui import translation
from quartiermap.ui.main_window import MainWindow
from quartiermap.ui.moments import FirstPaint, Once
from quartiermap.ui.turns import REST, Turns
from quartiermap.ui.viewmodels.workspace import ANALYSIS, LAYERS, PATH, PROJECT, SETTINGS
from quartiermap.ui.widgets.language_menu import SAID

if TYPE_CHECKING:
    from quartiermap.ui.sight import Sight
    from quartiermap.ui.widgets.room_window import RoomWindow

_PAINT_MS = 300
"""A window that is shown minimised is not painted; so long its first painting is waited for."""


class WindowKeeper(QObject):
    """Knows the window that is open.

    Parameters
    ----------
    app : QCoreApplication
    settings : QSettings
        ``language`` is read and written.
    make : callable
        Makes a window in the language that is installed; its front is enough.
    installed : sequence of QTranslator
        The translators of the language that is installed.

    Signals
    -------
    opened : MainWindow
        Another window takes the session over; it is not shown yet.
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
        self._building = Turns(self)
        self._left: list[MainWindow] = []
        app.aboutToQuit.connect(self._building.stop)
        self.window = self._made()
        self._language = self.window.language.current

    def _made(self) -> MainWindow:
        made = self._make()
        made.language.change = self.change
        return made

    def change(self, language: str) -> None:
        """Build the window anew in another language; nothing may be running (`LanguageMenu.refusal`).

        It is built a piece at a time behind the open one, which is used on until the new one takes over.
        """
        self._building.begin(self._change(language))

    def _change(self, language: str) -> Iterator[object]:
        old, new = self.window, None
        try:
            self._speak(language)
            yield REST
            self.drop()  # whoever goes to and fro without a pause would pile up windows, a hundred megabytes each
            yield REST
            new = self._made()
            yield REST
            yield from new.furnishing
            yield REST
            yield from new.wardrobe.dressing()
            new.ensure_map()
            yield REST
            if reason := old.language.refusal():  # something has begun meanwhile
                old.say(reason)
            while old.language.refusal():
                yield REST
            if not old.closing.begun:
                self._take_over(old, new)
                self._language = language
                new.say(SAID[language])
                yield REST
        finally:  # also where it is given up: for another language, or because the program ends
            if self.window is new:
                self._put_away(old)
            else:
                self._give_up(old, new)

    def _give_up(self, old: MainWindow, new: MainWindow | None) -> None:
        """Let go of a window that was not finished; the language stays what it was."""
        self._settings.setValue("language", self._language)
        old.language.actions[self._language].setChecked(True)
        self._speak(self._language)
        if new is not None:
            self._end_work(new)

    def _speak(self, language: str) -> None:
        for translator in self._installed:
            self._app.removeTranslator(translator)
        self._installed = translation.install(self._app, language)

    def _take_over(self, old: MainWindow, new: MainWindow) -> None:
        """Give the session, and what is looked at, to the new window."""
        from quartiermap.ui.sight import panels_of, set_panels, set_view, sight_of

        old.facilities.on_map.stop()  # a walk by keys is a step by that
        unfinished = old.following.pending
        sight = sight_of(old)
        place = old.normalGeometry() if old.isFullScreen() else old.geometry()
        room = old.stage.leave_room()
        if old.stage.views.dialog is not None:
            old.stage.views.dialog.settle()  # what has just been typed counts; hidden in a talk, closing does not do it
            old.stage.views.dialog.close()
        old.set_presentation(False)
        old.game.drop_project()
        old.explore.compare.use("")
        sight = replace(
            sight, panels=panels_of(old)
        )  # those that made room for talk, game, comparison are back
        old.area.keep(self._settings)
        new.area.restore(self._settings)
        session = old.workspace.release()
        old.recovery.close(keep=False)  # the new window keeps its own copies
        self.window = new
        self.opened.emit(new)
        there = session is not None and session.is_open
        if there:
            self._show_when_there(new, sight, room)
        if session is not None:
            new.workspace.attach(session)
        set_panels(new, sight)
        if there:
            set_view(new, sight)
        new.setGeometry(place)
        new.setWindowState(old.windowState() & ~Qt.WindowState.WindowFullScreen)
        if there:  # the workers that read it would hold its first painting up
            Once(FirstPaint(new).painted, partial(self._bring, new, unfinished), _PAINT_MS, new)
        if sight.talk.presenting:
            new.set_presentation(True)  # at once: the room must not see the tools in between
        else:
            new.show()
        old.hide()
        if not there:
            self.changed.emit(new)

    @staticmethod
    def _bring(window: MainWindow, unfinished: bool) -> None:
        """Let a window show the project that it has taken over."""
        if window.closing.begun:
            return
        window.workspace.changed.emit(frozenset({PROJECT, LAYERS, ANALYSIS, SETTINGS, PATH}))
        if unfinished:
            window.workspace.recompute()

    def _show_when_there(self, window: MainWindow, sight: Sight, room: RoomWindow | None) -> None:
        from quartiermap.ui.sight import set_sight

        def once() -> None:
            window.shown.disconnect(once)
            set_sight(window, sight)
            if room is not None:  # the new one lies above it by now
                room.close()
                room.deleteLater()
            self.changed.emit(window)

        window.shown.connect(once)

    def _put_away(self, old: MainWindow) -> None:
        """Close a window whose project has another one now."""
        quits = QGuiApplication.quitOnLastWindowClosed()
        QGuiApplication.setQuitOnLastWindowClosed(False)
        old.closing.begun = True
        old.close()
        self._end_work(old)
        QGuiApplication.setQuitOnLastWindowClosed(quits)

    def _end_work(self, window: MainWindow) -> None:
        window.tasks.shut_down(2000)
        shut = getattr(window.map, "shutdown", None)
        if shut is not None:
            shut()
        self._left.append(window)

    def drop(self) -> None:
        """Delete the windows that were put away; a thousand widgets take 60 ms, so it is done when nobody looks."""
        for window in self._left:
            window.deleteLater()
        self._left.clear()
