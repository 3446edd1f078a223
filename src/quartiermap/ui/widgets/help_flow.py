"""What the window says about itself: keys, versions and licences, what went out into the network."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from quartiermap.ui.widgets.about_dialog import AboutDialog, KeysDialog
from quartiermap.ui.widgets.requests_dialog import RequestsDialog

if TYPE_CHECKING:
    from quartiermap.ui.main_window import MainWindow


class HelpFlow(QObject):
    """Opens the windows that explain."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window

    def show_keys(self) -> None:
        """Show all keys."""
        KeysDialog(self._window.actions_.keys(), self._window).open()

    def show_about(self) -> None:
        """Show versions and licences."""
        AboutDialog(self._window).open()

    def show_requests(self) -> None:
        """Show what went out, and what the map page was refused."""
        from quartiermap.app import network_switch

        count = getattr(self._window.map, "refusals", None)
        refused, addresses = (0, ()) if count is None else (count.total, count.addresses)
        RequestsDialog(
            network_switch.state().text, network_switch.sent(), refused, addresses, self._window
        ).open()
