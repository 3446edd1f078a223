"""The screen language, chosen in the menu: the window is built anew in it, with everything that was open."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QSettings
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QApplication

from quartiermap.ui.translation import LANGUAGES, translate

if TYPE_CHECKING:
    from quartiermap.ui.main_window import MainWindow

NAMES = {"de": "&Deutsch", "en": "&English"}
"""Each language is called by its own name, so that nobody has to know the other one to find it."""

SAID = {
    "de": "Die Fenster sind jetzt deutsch.",
    "en": "The windows are in English now; names from your data and reports stay German, numbers are written as Germans do.",
}
"""Said once, in the language that was chosen."""

LATER = {
    "de": "Deutsch gilt ab dem nächsten Start.",
    "en": "English takes effect at the next start; names from your data and reports stay German.",
}
"""Said where nobody is there to build the window anew."""


class LanguageMenu(QObject):
    """Offers the languages; `change` is set by whoever can build the window anew (`ui.window_keeper`)."""

    def __init__(self, window: MainWindow, settings: QSettings) -> None:
        super().__init__(window)
        self._window, self._settings = window, settings
        self.change: Callable[[str], None] | None = None
        self.actions: dict[str, QAction] = {}
        menu = window.actions_.language
        menu.setTitle(translate("Actions", "S&prache / Language"))
        group = QActionGroup(menu)
        for language in LANGUAGES:
            action = menu.addAction(NAMES[language])
            action.setCheckable(True)
            action.setChecked(language == self.current)
            action.triggered.connect(partial(self.choose, language))
            group.addAction(action)
            self.actions[language] = action

    @property
    def current(self) -> str:
        """The language that is chosen."""
        chosen = str(self._settings.value("language", "de"))
        return chosen if chosen in LANGUAGES else LANGUAGES[0]

    def choose(self, language: str, _checked: bool = False) -> None:
        """Change to a language, or say why that has to wait."""
        if language == self.current:
            return
        reason = self.refusal()
        if reason:
            self.actions[self.current].setChecked(True)
            self._window.say(reason)
            return
        self._settings.setValue("language", language)
        self._settings.sync()
        if self.change is None:
            self._window.say(LATER[language])
        else:
            self.change(language)

    def refusal(self) -> str:
        """Return why the window cannot be built anew just now; empty if it can."""
        window = self._window
        if window.workspace.session is None:
            return self.tr("Bitte warten: Das Programm wird noch vorbereitet.")
        if window.workspace.busy:
            return self.tr("Bitte warten: „{label}“ läuft noch.").format(label=window.tasks.label)
        if window.game.holds or window.game.game.busy:
            return self.tr("Bitte warten: „{label}“ läuft noch.").format(label=self.tr("Was wäre wenn"))
        moved = window.stage.views.dialog  # it is opened again
        for other in QApplication.topLevelWidgets():
            if (
                (other.isVisible() or other in window.presentation.waiting)
                and other.parentWidget() is window
                and other.windowTitle()
                and other is not moved
            ):
                return self.tr(
                    "Die Sprache lässt sich wechseln, wenn das Fenster „{name}“ geschlossen ist."
                ).format(name=other.windowTitle())
        return ""
