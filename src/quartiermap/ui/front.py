"""What of the window is seen at first: menus, toolbar, status bar, start page. The rest comes with `ui.furnishing`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QSettings
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from quartiermap.ui.translation import translate
from quartiermap.ui.wardrobe import Wardrobe
from quartiermap.ui.widgets.actions import TOOLS
from quartiermap.ui.widgets.history_menu import HistoryMenus
from quartiermap.ui.widgets.language_menu import LanguageMenu
from quartiermap.ui.widgets.network_switch import NetworkSign
from quartiermap.ui.widgets.recent_flow import RecentFlow
from quartiermap.ui.widgets.start_page import StartPage
from quartiermap.ui.widgets.status import Status

if TYPE_CHECKING:
    from quartiermap.ui.main_window import MainWindow


def build_front(window: MainWindow, settings: QSettings) -> None:
    """Build it, and give the window the place and size that it had the last time."""
    window.setWindowTitle("QuartierMap")
    window.actions_.fill_menus()
    window.actions_.enable(filter(None, TOOLS), False)  # until there is something that they can do
    window.look.fill_brightness(window.actions_.brightness)
    window.language = LanguageMenu(window, settings)
    window.toolbar = window.actions_.toolbar()
    window.addToolBar(window.toolbar)
    window.history = HistoryMenus(
        window,
        window.actions_,
        undo=lambda: window.steps().undo_labels,
        redo=lambda: window.steps().redo_labels,
        undone=window.undo,
        redone=window.redo,
    )
    window.history.put_on(window.toolbar, window.actions_)
    window.status = Status()
    window.setStatusBar(window.status)
    window.status.addPermanentWidget(NetworkSign(window.network))
    window.start_page = StartPage()
    window.start_page.set_ready(False, translate("MainWindow", "Programm wird vorbereitet …"))
    window.pages = QStackedWidget()
    window.pages.addWidget(window.start_page)
    centre = QWidget()
    window.column = QVBoxLayout(centre)
    window.column.setContentsMargins(0, 0, 0, 0)
    window.column.setSpacing(0)
    window.column.addWidget(window.pages, 1)
    window.setCentralWidget(centre)
    window.wardrobe = Wardrobe(window, centre, window.pages)
    window.recent = RecentFlow(window)
    geometry = settings.value("geometry")
    # Qt refuses what was kept on a screen of quite another size
    if not (isinstance(geometry, QByteArray) and window.restoreGeometry(geometry)):
        window.resize(1366, 768)
    window.recent.show()
