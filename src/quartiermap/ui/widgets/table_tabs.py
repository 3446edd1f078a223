"""The tabs of the tables: those that have no room stand in the menu of the last table tab, and the keyboard opens it too."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QTabBar, QTabWidget, QWidget

_OPENING = (Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)


class TableTabs(QTabBar):
    """Tabs whose menu is opened by the keyboard.

    Signals
    -------
    menu_wanted : int
        What stands behind the tab in front is wanted (its number).
    """

    menu_wanted = Signal(int)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ask for the menu; everything else is the tabs' own."""
        if event.key() in _OPENING:
            self.menu_wanted.emit(self.currentIndex())
        else:
            super().keyPressEvent(event)


def share_room(tabs: QTabWidget, room: int, giving_way: Sequence[QWidget]) -> tuple[QWidget, ...]:
    """Show all tabs that have room, and return those that have none; the one in front always stays.

    Parameters
    ----------
    tabs : QTabWidget
    room : int
        Width that the tabs may take together (pixels).
    giving_way : sequence of QWidget
        Which pages may lose their tab, the first one first.
    """
    front = tabs.currentWidget()
    # the front first: Qt leaves one that has no tab for the next page that gets a tab
    for page in sorted(giving_way, key=lambda page: page is not front):
        if not tabs.isTabVisible(at := tabs.indexOf(page)):
            tabs.setTabVisible(at, True)
    gone: list[QWidget] = []
    for page in giving_way:
        if tabs.tabBar().sizeHint().width() <= room:
            break
        if page is not tabs.currentWidget():
            tabs.setTabVisible(tabs.indexOf(page), False)
            gone.append(page)
    return tuple(gone)
