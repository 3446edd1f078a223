"""The screen language, chosen in the menu; it takes effect at the next start."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QSettings
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu

from quartiermap.ui.translation import LANGUAGES, translate

NAMES = {"de": "&Deutsch", "en": "&English"}
"""Each language is called by its own name, so that nobody has to know the other one to find it."""

SAID = {
    "de": "Deutsch gilt ab dem nächsten Start.",
    "en": "English takes effect at the next start; terms of the trade and reports stay German.",
}
"""Said in the language that was chosen."""


def fill(menu: QMenu, settings: QSettings, say: Callable[[str], None]) -> dict[str, QAction]:
    """Fill a menu with the languages and return its actions; a choice is stored and said.

    Parameters
    ----------
    menu : QMenu
    settings : QSettings
        ``language`` is read and written.
    say : callable
        Shows a short sentence.
    """
    menu.setTitle(translate("Actions", "Spr&ache / Language"))
    group = QActionGroup(menu)
    current = str(settings.value("language", "de"))

    def choose(language: str, _checked: bool = False) -> None:
        settings.setValue("language", language)
        settings.sync()
        say(SAID[language])

    made = {}
    for language in LANGUAGES:
        action = menu.addAction(NAMES[language])
        action.setCheckable(True)
        action.setChecked(language == current)
        action.triggered.connect(partial(choose, language))
        group.addAction(action)
        made[language] = action
    return made
