"""Copies of unsaved work and the bar that offers those of an earlier program: stands between `Keeping`, bar and window."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QSettings, Qt, Signal
from PySide6.QtGui import QActionGroup
from PySide6.QtWidgets import QMenu, QWidget

from quartiermap.ui.viewmodels.recovery import Keeping
from quartiermap.ui.widgets.recovery_bar import RecoveryBar

if TYPE_CHECKING:
    from quartiermap.app.recovery import Offer
    from quartiermap.ui.main_window import MainWindow
    from quartiermap.ui.widgets.game_flow import GameFlow

SETTING = "autosave_minutes"
_CHOICES = (0, 1, 5, 10)
_DEFAULT = 1


class RecoveryFlow(QObject):
    """Keeps work while it is done, and brings back what was left.

    Parameters
    ----------
    folder : Path or None
        Where copies lie; without one nothing is kept and nothing offered.

    Signals
    -------
    said : str
        A sentence for the status bar.
    """

    said = Signal(str)

    def __init__(self, window: MainWindow, folder: Path | None, settings: QSettings) -> None:
        super().__init__(window)
        self._window, self._settings = window, settings
        self.bar = RecoveryBar()
        self.keeping: Keeping | None = None
        if folder is None:
            return
        keeping = self.keeping = Keeping(folder, window.workspace, window.tasks, _minutes(settings), self)
        keeping.said.connect(self.said)
        keeping.failed.connect(window.messages.show_error)
        keeping.offered.connect(self.bar.show_offers)
        keeping.game_left.connect(self._go_on_with)
        self.bar.wanted.connect(self._on_wanted)
        self.bar.thrown.connect(keeping.throw_away)

    def watch(self, game: GameFlow) -> None:
        """Keep what is tried out in a game too."""
        keeping = self.keeping
        if keeping is not None:
            game.stepped.connect(lambda: keeping.set_game(game.kept))
            game.switched.connect(lambda _on: keeping.set_game(game.kept))

    def _go_on_with(self, kept: Mapping[str, Any]) -> None:
        """Go on with a game as soon as the project that it was played on is shown."""
        once = Qt.ConnectionType.SingleShotConnection
        self._window.shown.connect(lambda: self._window.game.start(kept), once)

    def look(self) -> None:
        """Look for what earlier programs have left."""
        if self.keeping is not None:
            self.keeping.look()

    def close(self, *, keep: bool) -> None:
        """Stop; the copy goes, or stays to be offered again (`keep`)."""
        if self.keeping is not None:
            if keep:
                self.keeping.keep_at_once()
            self.keeping.close(keep=keep)

    def _on_wanted(self, offer: Offer, beside: bool) -> None:
        keeping = self.keeping
        if keeping is None:
            return

        def go() -> None:
            # From a button that is switched off and then goes, Qt would move the keyboard anywhere.
            focus: QWidget | None = self._window.focusWidget()
            if focus is not None and self.bar.isAncestorOf(focus):
                focus.clearFocus()
                once = Qt.ConnectionType.SingleShotConnection
                self._window.shown.connect(self._give_keyboard_on, once)
            keeping.bring_back(offer, beside=beside)

        self._window.files.when_safe(go)

    def _give_keyboard_on(self) -> None:
        """Put the keyboard where work begins, unless the user has put it anywhere meanwhile."""
        focus: QWidget | None = self._window.focusWidget()
        if focus is None:
            self._window.theme_panel.focus_first()

    def fill_menu(self, menu: QMenu) -> None:
        """Offer how often copies are made; the menu is not there where none are."""
        keeping = self.keeping
        menu.menuAction().setVisible(keeping is not None)
        if keeping is None:
            return
        group = QActionGroup(self)
        for minutes in sorted({*_CHOICES, int(keeping.minutes)}):
            words = (
                self.tr("keine")
                if not minutes
                else self.tr("jede Minute")
                if minutes == 1
                else self.tr("alle {n} Minuten").format(n=minutes)
            )
            action = menu.addAction(words)
            action.setCheckable(True)
            action.setChecked(minutes == keeping.minutes)
            action.triggered.connect(lambda _checked=False, m=minutes: self._choose(m))
            group.addAction(action)

    def _choose(self, minutes: int) -> None:
        self._settings.setValue(SETTING, minutes)
        if self.keeping is not None:
            self.keeping.set_minutes(minutes)
        self.said.emit(
            self.tr(
                "Nicht gespeicherte Arbeit wird nebenbei gesichert; Ihre Projektdatei ändert sich dadurch nie."
            )
            if minutes
            else self.tr("Nicht gespeicherte Arbeit wird nicht mehr nebenbei gesichert.")
        )


def _minutes(settings: QSettings) -> float:
    try:
        found = float(str(settings.value(SETTING, _DEFAULT)))
    except ValueError:
        return float(_DEFAULT)
    return found if 0 <= found <= 120 else float(_DEFAULT)
