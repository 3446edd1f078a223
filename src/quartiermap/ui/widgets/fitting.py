"""Keeps every dialog on its screen: at 200 % on a small one its first size would put its buttons out of sight. Enter presses what has the keyboard."""

from __future__ import annotations

from PySide6.QtCore import QChildEvent, QEvent, QObject, QSize, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLayout, QMainWindow, QPushButton, QToolButton, QWidget

_FRAME = QSize(8, 40)
"""What the frame and the title of a window take."""

_KINDS = (Qt.WindowType.Dialog, Qt.WindowType.Window, Qt.WindowType.Sheet)


class FitDialogs(QObject):
    """Watches which windows a window opens, and theirs, and shrinks those that are larger than the screen as they come up."""

    def __init__(self, window: QMainWindow) -> None:
        super().__init__(window)
        self._window = window
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Watch new windows, and fit them before they are seen."""
        kind = event.type()
        if kind == QEvent.Type.ChildPolished and isinstance(event, QChildEvent):
            child = event.child()
            if isinstance(child, QWidget) and child.isWindow() and child.windowType() in _KINDS:
                child.installEventFilter(self)
        elif kind == QEvent.Type.Show and isinstance(watched, QWidget) and watched is not self._window:
            fit(watched, watched.screen().availableSize())
        elif kind == QEvent.Type.KeyPress and isinstance(watched, QWidget) and watched is not self._window:
            return isinstance(event, QKeyEvent) and press(watched.focusWidget(), event)
        return False


def press(button: QWidget | None, event: QKeyEvent) -> bool:
    """Let Enter press the button that has the keyboard, as Qt does with some; ``False`` where it is no button or key of that kind."""
    enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
    if not (enter and isinstance(button, QPushButton | QToolButton) and button.isEnabled()):
        return False
    button.click()
    return True


class ShortWords(QObject):
    """Gives a button fewer words while its bar is too narrow for all; its tip and its name for screen readers keep them."""

    def __init__(self, bar: QWidget, line: QLayout, button: QPushButton, short: str) -> None:
        super().__init__(bar)
        self._line, self._button = line, button
        self._words = button.text(), short
        button.setAccessibleName(button.text())
        bar.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Choose the words that fit."""
        if event.type() == QEvent.Type.Resize and isinstance(watched, QWidget):
            whole, short = self._words
            self._button.setText(whole)
            self._line.invalidate()
            layout = watched.layout()
            edges = layout.contentsMargins() if layout is not None else watched.contentsMargins()
            if self._line.sizeHint().width() > watched.width() - edges.left() - edges.right():
                self._button.setText(short)
        return False


def fit(dialog: QWidget, screen: QSize) -> None:
    """Make a dialog no larger than a screen of this size (pixels) has room for; a smaller one stays as it is.

    The least size that its layout asks for gives way: it is what the lines would need if the dialog were as narrow as
    its narrowest button, and parts that scroll take what is missing.
    """
    room = screen - _FRAME
    if dialog.isFullScreen() or dialog.isMaximized():
        return
    layout = dialog.layout()
    if (
        layout is not None
        and layout.hasHeightForWidth()
        and not dialog.testAttribute(Qt.WidgetAttribute.WA_Resized)
    ):
        # nobody has said how large: Qt then takes the height that the lines need at the least width, not at this one
        dialog.resize(dialog.width(), layout.totalHeightForWidth(dialog.width()))
    least = dialog.minimumSize().expandedTo(dialog.minimumSizeHint())
    if least.width() > room.width() or least.height() > room.height():
        dialog.setMinimumSize(least.boundedTo(room))
    if dialog.width() > room.width() or dialog.height() > room.height():
        dialog.resize(dialog.size().boundedTo(room))
