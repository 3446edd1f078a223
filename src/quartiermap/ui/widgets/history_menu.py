"""The lists behind Undo and Redo: every step by its name; choosing one goes there at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QMenu, QToolBar, QToolButton, QWidget

from quartiermap.ui.translation import translate
from quartiermap.ui.widgets.actions import Actions
from quartiermap.ui.wording import worded

_SHOWN = 25


class HistoryMenus(QObject):
    """A menu each for what can be taken back and done again, on the buttons of the toolbar and in the menu bar.

    Parameters
    ----------
    window : QWidget
    actions : Actions
        Has the two menus.
    undo, redo : callable
        Return the names of the steps, the next one first.
    undone, redone : callable
        Take this many steps back, or do them again.
    """

    def __init__(
        self,
        window: QWidget,
        actions: Actions,
        *,
        undo: Callable[[], Sequence[str]],
        redo: Callable[[], Sequence[str]],
        undone: Callable[[int], object],
        redone: Callable[[int], object],
    ) -> None:
        super().__init__(window)
        self.undo, self.redo = actions.undo_steps, actions.redo_steps
        for menu, labels, go in ((self.undo, undo, undone), (self.redo, redo, redone)):
            menu.aboutToShow.connect(lambda m=menu, names=labels, then=go: fill(m, names(), then))

    def put_on(self, toolbar: QToolBar, actions: Actions) -> None:
        """Give the two buttons of the toolbar their lists."""
        for name, menu in (("undo", self.undo), ("redo", self.redo)):
            button = toolbar.widgetForAction(actions[name])
            if isinstance(button, QToolButton):
                button.setMenu(menu)
                button.setPopupMode(QToolButton.ToolButtonPopupMode.MenuButtonPopup)

    def follow(self, actions: Actions) -> None:
        """Let steps be chosen where Undo and Redo can be used."""
        self.undo.menuAction().setEnabled(actions["undo"].isEnabled())
        self.redo.menuAction().setEnabled(actions["redo"].isEnabled())


def fill(menu: QMenu, labels: Sequence[str], then: Callable[[int], object]) -> None:
    """Fill a menu with steps; choosing the n-th goes n steps."""
    menu.clear()
    if not labels:
        menu.addAction(translate("HistoryMenus", "Keine Schritte")).setEnabled(False)
        return
    for number, label in enumerate(labels[:_SHOWN], start=1):
        said = worded(label)
        words = said if number == 1 else translate("HistoryMenus", "bis: {label}").format(label=said)
        action = menu.addAction(words.replace("&", "&&"))
        action.triggered.connect(lambda _checked=False, n=number: then(n))
    if len(labels) > _SHOWN:
        menu.addAction(
            translate("HistoryMenus", "… und {n} frühere").format(n=len(labels) - _SHOWN)
        ).setEnabled(False)
