"""The projector mode: map full screen, big type, a title line, number and arrow keys, nothing else."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QLabel, QMainWindow, QSizePolicy, QWidget


class Presentation(QObject):
    """Hides everything but the map and brings it back exactly as it was.

    Parameters
    ----------
    window : QMainWindow
    hidden : sequence of QWidget
        What is hidden while presenting.
    title, text, hint : QLabel
        The lines above and below the map, and how to go on and to leave.
    """

    def __init__(
        self, window: QMainWindow, hidden: Sequence[QWidget], title: QLabel, text: QLabel, hint: QLabel
    ) -> None:
        super().__init__(window)
        self._window = window
        self._hidden = tuple(hidden)
        self._before: list[bool] = []
        self._state = Qt.WindowState.WindowNoState
        self.title, self.text, self.hint = title, text, hint
        self.on = False
        self._shortcuts: list[QShortcut] = []
        for label in (title, text):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setWordWrap(True)
            label.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
            label.hide()
        hint.hide()

    def on_key(self, key: str, slot: Callable[[], object]) -> None:
        """Call `slot` when `key` is pressed while presenting."""
        shortcut = QShortcut(QKeySequence(key), self._window)
        shortcut.setEnabled(False)
        shortcut.activated.connect(slot)
        self._shortcuts.append(shortcut)

    def enter(self) -> None:
        """Begin."""
        if self.on:
            return
        self.on = True
        self._state = self._window.windowState()
        self._before = [not widget.isHidden() for widget in self._hidden]
        for widget in self._hidden:
            widget.hide()
        self.title.show()
        self.hint.show()
        self.text.setVisible(bool(self.text.text()))
        for shortcut in self._shortcuts:
            shortcut.setEnabled(True)
        self._window.showFullScreen()

    def leave(self) -> None:
        """End; everything is as it was."""
        if not self.on:
            return
        self.on = False
        for shortcut in self._shortcuts:
            shortcut.setEnabled(False)
        self.title.hide()
        self.hint.hide()
        self.text.hide()
        for widget, visible in zip(self._hidden, self._before, strict=True):
            widget.setVisible(visible)
        self._window.setWindowState(self._state & ~Qt.WindowState.WindowFullScreen)
        self._window.show()

    def say(self, title: str, text: str) -> None:
        """Set the two lines."""
        self.title.setText(title)
        self.text.setText(text)
        self.text.setVisible(self.on and bool(text))
