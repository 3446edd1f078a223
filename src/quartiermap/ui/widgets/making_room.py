"""Panels that make room for a bar above the map, and come back when nothing needs their room any more."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtWidgets import QWidget

if TYPE_CHECKING:
    from quartiermap.ui.main_window import MainWindow

_SQUEEZE_PX: Final = 40
"""So much its longest words give way before a panel is folded for it."""


class MakingRoom:
    """Folds panels for those who hold room, all of them together: one may begin before another ends."""

    def __init__(self, window: MainWindow) -> None:
        self._window = window
        self._holders: set[str] = set()
        self._folded: list[str] = []
        window.presentation.changed.connect(lambda _on: self._give_back())

    def hold(self, who: str, bar: QWidget, *, tables: bool = False) -> None:
        """Fold the panels at the sides if they cut a bar, with `tables` the tables too; not in a talk, which has its own."""
        if who in self._holders:
            return
        self._holders.add(who)
        window = self._window
        if window.presentation.on:
            return
        found = ["show_tables"] if tables else []
        sides = (("show_right", window.inspector), ("show_left", window.area.left))
        room = window.width() - sum(panel.width() for _, panel in sides if panel.isVisible())
        for name, panel in sides:
            if room < bar.minimumSizeHint().width() - _SQUEEZE_PX and panel.isVisible():
                found.append(name)
                room += panel.width()
        for name in found:
            if window.actions_[name].isChecked():
                window.actions_[name].setChecked(False)
                self._folded.append(name)

    def release(self, who: str) -> None:
        """Need the room no more."""
        self._holders.discard(who)
        self._give_back()

    def _give_back(self) -> None:
        if self._holders or self._window.presentation.on:  # never in the middle of a talk
            return
        folded, self._folded = self._folded, []
        for name in folded:
            self._window.actions_[name].setChecked(True)
