"""The hint how a talk goes on and ends: beside the title wherever there is room, for the map is what the audience came for."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtWidgets import QLabel, QWidget

_REST_MS = 5_000
"""So long the hint stays after the mouse has moved."""

_SAID_MS = 3_000
"""So long it says something else than usual."""

_GAP = 8
"""Pixels between the hint and what is beside it."""


class TalkHint(QLabel):
    """Lies above title and map, lets the mouse through, and goes away when the mouse rests.

    Parameters
    ----------
    words, short : str
        What it says, and what it says where there is no room for that.
    """

    def __init__(self, words: str, short: str) -> None:
        super().__init__()
        self._usual = words, short
        self._said = ""
        self.setObjectName("presentationHint")
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setStyleSheet(
            "background: #0b1f33; color: #ffffff; border-radius: 8px; padding: 5px 12px; font-size: 14px;"
        )
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(_REST_MS)
        self._rest.timeout.connect(self.hide)
        self._else = QTimer(self)
        self._else.setSingleShot(True)
        self._else.setInterval(_SAID_MS)
        self._else.timeout.connect(self.say_as_usual)

    def begin(self, window: QWidget) -> None:
        """Belong to the window whose talk it is about."""
        self.setParent(window)
        self.hide()

    def say(self, words: str) -> None:
        """Say something else for a moment."""
        self._said = words
        self._else.start()

    def say_as_usual(self) -> None:
        """Say again how it goes on."""
        self._said = ""

    def show_beside(self, title: QWidget, needed: int) -> None:
        """Show it until the mouse has rested for a while; `needed` is how many pixels of its line the title fills."""
        self.place(title, needed)
        self.show()
        self.raise_()
        self._rest.start()

    def place(self, title: QWidget, needed: int) -> None:
        """Lie in the title's line, or, where its words leave no room, in the shortest wording above the map."""
        window = self.window()
        head = title.mapTo(window, QPoint(0, 0)).y()
        room = window.width() - needed - 2 * _GAP
        for words in (self._said,) if self._said else self._usual:
            self.setText(words)
            self.adjustSize()
            if self.width() <= room:
                break
        fits = self.width() <= room and self.height() <= title.height()
        self.setMaximumWidth(window.width())
        y = head + (title.height() - self.height()) // 2 if fits else head + title.height() + _GAP
        self.move(window.width() - self.width() - _GAP, y)

    def stop(self) -> None:
        """Go away: the talk is over."""
        self._rest.stop()
        self._else.stop()
        self.say_as_usual()
        self.hide()
