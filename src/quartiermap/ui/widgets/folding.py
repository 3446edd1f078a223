"""Folds panels, legend and the words of the toolbar where there is no room for them, and brings them back with the room."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QToolButton, QWidget

if TYPE_CHECKING:
    from quartiermap.ui.main_window import MainWindow

_LOW = 470
"""Height of a window below which the tables fold, and "Was wäre wenn" shows its rules on demand only."""

_NEEDS = (("show_right", 960, 0), ("show_left", 560, 0), ("show_tables", 0, _LOW))
"""Panel, and the least width and height of the window in which it is open beside a map of some size."""

_LEGEND = 470
"""Width of the map below which an open legend would lie on half of it."""


class Folding(QObject):
    """Watches the size of the window. Whoever opens a folded panel keeps it open until the size crosses the line again."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._fits = dict.fromkeys((*(name for name, _, _ in _NEEDS), "legend"), True)
        self._folded: set[str] = set()
        self._signs_only: list[QToolButton] = []
        self._words_need = 0
        window.installEventFilter(self)
        self._map: QWidget | None = None
        for name in self._fits:
            window.actions_[name].triggered.connect(lambda _on=False, name=name: self.decided(name))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the sizes of the window and of the map."""
        if watched is self._window and event.type() == QEvent.Type.Resize:
            self.follow()
        elif watched is self._map and event.type() in (QEvent.Type.Resize, QEvent.Type.Show):
            self._follow_map()
        return False

    def is_folded(self, name: str) -> bool:
        """Tell whether a panel is closed for want of room alone, and would be open otherwise."""
        return name in self._folded

    def decided(self, name: str) -> None:
        """Note that the user opened or closed a panel: it stays so."""
        self._folded.discard(name)

    def follow(self) -> None:
        """Fold what has no room, open what has some again."""
        window = self._window
        if window.presentation.on:
            return
        self._fit_toolbar()
        window.area.bar.set_low(window.height() < _LOW)
        for name, width, height in _NEEDS:
            self._fold(name, window.width() >= width and window.height() >= height)

    def watch_map(self, shown: QWidget) -> None:
        """Follow the size of the map, once there is one; beside another it has half of the room."""
        self._map = shown
        shown.installEventFilter(self)
        self._follow_map()

    def _follow_map(self) -> None:
        if self._map is not None and self._map.isVisible() and not self._window.presentation.on:
            self._fold("legend", self._map.width() >= _LEGEND)

    def _fold(self, name: str, fits: bool) -> None:
        if fits == self._fits[name]:
            return
        self._fits[name] = fits
        action = self._window.actions_[name]
        if not fits and action.isChecked():
            action.setChecked(False)
            self._folded.add(name)
        elif fits and name in self._folded:
            self._folded.discard(name)
            action.setChecked(True)

    def _fit_toolbar(self) -> None:
        """Show signs alone where the words of the toolbar would push its end, with the search, out of the window."""
        bar, words = self._window.toolbar, Qt.ToolButtonStyle.ToolButtonTextBesideIcon
        signs = Qt.ToolButtonStyle.ToolButtonIconOnly
        if not self._words_need:
            buttons = bar.findChildren(QToolButton, options=Qt.FindChildOption.FindDirectChildrenOnly)
            self._signs_only = [b for b in buttons if b.toolButtonStyle() == signs]  # never with words
            self._words_need = bar.sizeHint().width()
            bar.setAccessibleName(self.tr("Werkzeuge und Suche"))
            more = bar.findChild(QToolButton, "qt_toolbar_ext_button")
            if more is not None:  # Qt gives it neither name nor tip
                more.setAccessibleName(self.tr("Weitere Werkzeuge"))
                more.setToolTip(more.accessibleName())
        style = signs if self._window.width() < self._words_need else words
        if bar.toolButtonStyle() != style:
            bar.setToolButtonStyle(style)
            for button in self._signs_only:
                button.setToolButtonStyle(signs)
