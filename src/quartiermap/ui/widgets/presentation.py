"""The projector mode: map full screen, big type, a title line, number and arrow keys, nothing else.

What wants to open over the map while the room looks at it waits until the mode is left: dialogs, tips, messages.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

import shiboken6
from PySide6.QtCore import QChildEvent, QEvent, QObject, QPoint, QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QCursor,
    QFont,
    QFontMetrics,
    QGuiApplication,
    QKeySequence,
    QResizeEvent,
    QScreen,
    QShortcut,
)
from PySide6.QtWidgets import QApplication, QLabel, QMainWindow, QSizePolicy, QToolTip, QWidget

from quartiermap.ui.widgets.talk_hint import TalkHint
from quartiermap.ui.wording import worded

_WATCH_MS = 250

_HEAD = QSize(120, 24)
"""So much of a window's head is taken by a mouse."""

_SCREEN = (600, 1080)
"""Heights between which type grows."""


class FittedLabel(QLabel):
    """A line that is as large as its window allows, wraps to two lines, and shrinks before it would need a third.

    Parameters
    ----------
    small, large : int
        Pixels of the type in a window of 600 and of 1,080 pixels; between them it grows evenly.
    bold : bool
    """

    def __init__(self, small: int, large: int, *, bold: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._small, self._large, self._bold = small, large, bold
        self._fitted: tuple[str, int, int] = ("", 0, 0)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(True)
        self.setIndent(0)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def setText(self, text: str) -> None:
        """Show a text as large as it fits."""
        super().setText(worded(text))
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit the text into the new width."""
        super().resizeEvent(event)
        self._fit()

    def showEvent(self, event: object) -> None:
        """Fit the text: the window may have another height than when it was set."""
        super().showEvent(event)  # type: ignore[arg-type]
        self._fit()

    @property
    def pixels(self) -> int:
        """The height of the type as it is now."""
        return self.font().pixelSize()

    @property
    def filled(self) -> int:
        """How many pixels of its width the words fill, from its left edge."""
        inner = self.contentsRect()
        words = self.fontMetrics().boundingRect(inner, int(Qt.TextFlag.TextWordWrap), self.text())
        return min(inner.left() + words.width() + self.width() // 40, self.width())

    def _fit(self) -> None:
        least, most = _SCREEN
        height = min(max(self.window().height(), least), most)
        wanted = (self.text(), self.width(), height)
        if wanted == self._fitted or self.width() < 60:
            return
        self._fitted = wanted
        beside, above = self.width() // 40, max(4, height // 110)
        room = QRect(0, 0, self.width() - 2 * beside - 8, 10_000)  # a label wraps a little before its edge
        size = round(self._small + (self._large - self._small) * (height - least) / (most - least))
        font = QFont(self.font())
        font.setWeight(QFont.Weight.DemiBold if self._bold else QFont.Weight.Normal)
        while True:
            font.setPixelSize(size)
            metrics = QFontMetrics(font)
            needed = metrics.boundingRect(room, int(Qt.TextFlag.TextWordWrap), self.text())
            fits = needed.height() <= 2 * metrics.lineSpacing() + 2 and needed.width() <= room.width()
            if fits or size <= self._small * 0.7:
                break
            size -= 1
        weight = 600 if self._bold else 400
        self.setStyleSheet(f"font-size: {size}px; font-weight: {weight}; padding: {above}px {beside}px;")
        self.setFixedHeight(needed.height() + 2 * above + 2)


class Cover(QWidget):
    """Makes a window dark so that people look at each other, whatever size it gets meanwhile."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)  # else a class of one's own paints none
        self.setStyleSheet("background: #000000;")
        self.hide()
        window.installEventFilter(self)  # a projector may be pulled out meanwhile

    def put(self, on: bool) -> None:
        """Cover the window, or bring it back."""
        self.setGeometry(self.window().rect())
        self.setVisible(on)
        self.raise_()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keep all of the window covered."""
        if event.type() == QEvent.Type.Resize and isinstance(watched, QWidget):
            self.setGeometry(watched.rect())
        return False


class Presentation(QObject):
    """Hides everything but the map and brings it back exactly as it was.

    Parameters
    ----------
    window : QMainWindow
    hidden : sequence of QWidget
        What is hidden while presenting.
    title, text : FittedLabel
        The lines above and below the map.
    hint : TalkHint
        How to go on and to leave.

    Signals
    -------
    changed : bool
        The mode has begun or ended.
    """

    changed = Signal(bool)

    def __init__(
        self,
        window: QMainWindow,
        hidden: Sequence[QWidget],
        title: FittedLabel,
        text: FittedLabel,
        hint: TalkHint,
    ) -> None:
        super().__init__(window)
        self._window = window
        self._hidden = tuple(hidden)
        self._before: list[bool] = []
        self._state = Qt.WindowState.WindowNoState
        self._screen = ""
        self.waiting: list[QWidget] = []
        self.title, self.text, self.hint = title, text, hint
        self.on = False
        self._shortcuts: list[QShortcut] = []
        for label in (title, text):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.hide()
        hint.begin(window)
        self._mouse = QPoint()
        self._watch = QTimer(self)  # the map takes the mouse's events for itself
        self._watch.setInterval(_WATCH_MS)
        self._watch.timeout.connect(self._look_at_mouse)
        application = QGuiApplication.instance()
        if isinstance(application, QGuiApplication):
            application.screenAdded.connect(self._on_screen)

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
        self._screen = self._window.screen().name()
        self._before = [not widget.isHidden() for widget in self._hidden]
        for widget in self._hidden:
            widget.hide()
        self.title.show()
        self.text.setVisible(bool(self.text.text()))
        for shortcut in self._shortcuts:
            shortcut.setEnabled(True)
        dialogs = [w for w in QApplication.topLevelWidgets() if self._may_wait(w)]
        self.waiting = [w for w in dialogs if w.isVisible()]
        for dialog in self.waiting:
            dialog.hide()
        QToolTip.hideText()
        self._window.showFullScreen()
        for watched in (self._window, *self._hidden, *dialogs):
            watched.installEventFilter(self)
        self._mouse = QCursor.pos()
        self._watch.start()
        self.show_hint()
        self.changed.emit(True)

    def leave(self) -> None:
        """End; everything is as it was, and what has waited is shown."""
        if not self.on:
            return
        self.on = False
        for watched in (
            self._window,
            *self._hidden,
            *(w for w in QApplication.topLevelWidgets() if self._may_wait(w)),
        ):
            watched.removeEventFilter(self)
        for shortcut in self._shortcuts:
            shortcut.setEnabled(False)
        self._watch.stop()
        self.hint.stop()
        for label in (self.title, self.text):
            label.hide()
        for widget, visible in zip(self._hidden, self._before, strict=True):
            widget.setVisible(visible)
        self._window.setWindowState(self._state & ~Qt.WindowState.WindowFullScreen)
        self._window.show()
        QTimer.singleShot(_WATCH_MS, self, self._stay_in_sight)  # the desktop has placed it by then
        self.changed.emit(False)
        waiting, self.waiting = self.waiting, []
        for dialog in waiting:
            if shiboken6.isValid(dialog):
                dialog.setWindowOpacity(1.0)
                dialog.show()

    def say(self, title: str, text: str) -> None:
        """Set the two lines."""
        self.title.setText(title)
        self.text.setText(text)
        self.text.setVisible(self.on and bool(text))

    # ---- the projector is pulled out, and plugged in again

    def _on_screen(self, screen: QScreen) -> None:
        """Go back to the projector from which the desktop has moved the window away."""
        if self.on and screen.name() == self._screen and self._window.screen() is not screen:
            self._window.setScreen(screen)
            self._window.setGeometry(screen.geometry())
            self._window.showFullScreen()

    def _stay_in_sight(self) -> None:
        """Bring the window to a screen that is there, if its head, by which it could be pulled there, is on none."""
        frame = self._window.frameGeometry()
        head = QRect(frame.left(), frame.top(), frame.width(), _HEAD.height())
        seen = (screen.availableGeometry() & head for screen in QGuiApplication.screens())
        if any(part.width() >= _HEAD.width() and part.height() >= _HEAD.height() // 2 for part in seen):
            return
        free = QGuiApplication.primaryScreen().availableGeometry()
        self._window.resize(self._window.size().boundedTo(free.size()))
        self._window.move(free.topLeft())

    # ---- hints and what has to wait

    def show_hint(self, words: str = "") -> None:
        """Show how to go on, or other words for a moment, until the mouse has rested for a while."""
        if words:
            self.hint.say(words)
        self.hint.show_beside(self.title, self.title.filled)

    def _may_wait(self, widget: QWidget) -> bool:
        """Tell whether a window belongs to the main window and would lie over the map."""
        return (
            widget is not self._window
            and widget.isWindow()
            and widget.windowType() in (Qt.WindowType.Dialog, Qt.WindowType.Window, Qt.WindowType.Sheet)
            and self._belongs(widget)
        )

    def _belongs(self, widget: QWidget) -> bool:
        above = widget.parentWidget()
        while above is not None and above is not self._window:
            above = above.parentWidget()
        return above is self._window

    def _look_at_mouse(self) -> None:
        at = QCursor.pos()
        if at != self._mouse:
            self._mouse = at
            self.show_hint()
        elif self.hint.isVisible():
            self.hint.place(self.title, self.title.filled)  # the title may say something else meanwhile

    def _put_off(self, dialog: QWidget) -> None:
        """Hide a window that has to wait, so that it blocks nothing; the keys belong to the talk again."""
        if self.on:
            dialog.hide()
            self._window.activateWindow()
        else:  # the mode was left in the same moment
            dialog.setWindowOpacity(1.0)

    def _keep_away(self, panel: QWidget) -> None:
        """Hide a panel that wants to be seen in the middle of a talk (a copy of unsaved work was found): it is there afterwards."""
        if self.on:
            panel.hide()
            self._before[self._hidden.index(panel)] = True

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let dialogs and panels of the window wait."""
        kind = event.type()
        if kind == QEvent.Type.ShowToParent and watched in self._hidden:
            self._keep_away(watched)
        elif kind == QEvent.Type.ChildPolished and isinstance(event, QChildEvent):
            child = event.child()
            if isinstance(child, QWidget) and child.isWindow():
                child.installEventFilter(self)
        elif kind == QEvent.Type.Show and isinstance(watched, QWidget) and self._may_wait(watched):
            watched.setWindowOpacity(0.0)  # not even for a blink
            if watched not in self.waiting:
                self.waiting.append(watched)
            QTimer.singleShot(0, watched, partial(self._put_off, watched))
        return False


def room_lines() -> tuple[FittedLabel, FittedLabel]:
    """Return the line above and the line below a map that a room looks at."""
    title, text = FittedLabel(21, 44, bold=True), FittedLabel(16, 28)
    title.setObjectName("presentationTitle")
    text.setObjectName("presentationText")
    return title, text
