"""Pointer and spotlight: where the operator's mouse is, seen from the last row, here and in the room."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from quartiermap.ui.map.commands import MapCommands

if TYPE_CHECKING:
    from quartiermap.ui.main_window import MainWindow

NAMES = {"pointer": "dot", "spotlight": "spot"}
"""The window's actions, and how the map draws them; one of them at a time."""


class Spotlight(QObject):
    """Follows the mouse on the window's map while one of the two is on."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self.how = ""
        for name in NAMES:
            window.actions_[name].toggled.connect(lambda on, name=name: self._switch(name, on))

    def put_away(self) -> bool:
        """Switch off what is on; ``False`` if it was neither."""
        was = bool(self.how)
        for name in NAMES:
            self._window.actions_[name].setChecked(False)
        return was

    def _switch(self, name: str, on: bool) -> None:
        shown = self._window.map
        if not isinstance(shown, MapCommands):
            return
        if on:
            for other in NAMES.keys() - {name}:
                self._window.actions_[other].setChecked(False)
            self.how = NAMES[name]
        elif self.how == NAMES[name]:
            self.how = ""
        shown.watch_pointer(bool(self.how))
        if not self.how:
            shown.point(None)

    def follow(self, longitude: float, latitude: float) -> None:
        """Show it where the mouse is (degrees)."""
        shown = self._window.map
        if self.how and isinstance(shown, MapCommands):
            shown.point(longitude, latitude, spot=self.how == "spot")
