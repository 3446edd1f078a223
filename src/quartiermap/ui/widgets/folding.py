"""Folds panels and the words of the toolbar away where a window has no room for them, and brings them back with the room."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QToolButton

if TYPE_CHECKING:
    from quartiermap.ui.main_window import MainWindow

_LOW = 470
"""Height of a window below which the tables fold, and "Was wäre wenn" shows its rules on demand only."""

_NEEDS = (("show_right", 960, 0), ("show_left", 560, 0), ("show_tables", 0, _LOW))
"""Panel, and the least width and height of the window in which it is open beside a map of some size."""


class Folding(QObject):
    """Watches the size of the window. Whoever opens a folded panel keeps it open until the size crosses the line again."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._fits = {name: True for name, _, _ in _NEEDS}
        self._folded: set[str] = set()
        self._signs_only: list[QToolButton] = []
        self._words_need = 0
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the window's size."""
        if watched is self._window and event.type() == QEvent.Type.Resize:
            self.follow()
        return False

    def follow(self) -> None:
        """Fold what has no room, open what has some again."""
        window = self._window
        if window.presentation.on:
            return
        self._fit_toolbar()
        window.area.bar.set_low(window.height() < _LOW)
        for name, width, height in _NEEDS:
            fits = window.width() >= width and window.height() >= height
            if fits == self._fits[name]:
                continue
            self._fits[name] = fits
            action = window.actions_[name]
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
