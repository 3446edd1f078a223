"""Gives a window its look part by part, what is seen first.

A sheet on a window is read anew by each widget in it: more than a thousand, three of four of which lie behind a tab, in a closed dialog
or in a bar that is put away. Here only the parts of a window carry a sheet, and the frames that hold them are drawn from the palette: a part
that is not seen takes another look when it comes up, or when there is nothing else to do.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial

from PySide6.QtCore import QChildEvent, QEvent, QObject, Qt, QTimer
from PySide6.QtWidgets import QSplitterHandle, QStackedWidget, QTabWidget, QWidget

from quartiermap.ui import theme
from quartiermap.ui.turns import REST, Turns

_PAGES = "qt_tabwidget_stackedwidget"
"""Qt's name for what holds the pages behind tabs."""


class Wardrobe(QObject):
    """Dresses whatever lies in the frames of a window, also what is put into them later: panels, bars, dialogs, menus.

    Parameters
    ----------
    window : QWidget
        The outermost frame.
    frames : QWidget
        Those in it that are there already.
    """

    def __init__(self, window: QWidget, *frames: QWidget) -> None:
        super().__init__(window)
        self._frames: list[QWidget] = []
        self._parts: dict[int, QWidget] = {}
        self._later = Turns(self)
        self._look_again = QTimer(self)
        self._look_again.setSingleShot(True)
        self._look_again.timeout.connect(self._meet)
        window.setProperty(theme.BY_PARTS, True)
        theme.news.turned.connect(self.turn)
        self.open(window, *frames)

    def open(self, *frames: QWidget) -> None:
        """Take these for frames: not they carry the sheet, but what lies in them."""
        for frame in frames:
            direct = Qt.FindChildOption.FindDirectChildrenOnly
            pages = (
                frame.findChildren(QStackedWidget, _PAGES, direct) if isinstance(frame, QTabWidget) else ()
            )
            for one in (frame, *pages):
                self._frames.append(one)
                self._parts.pop(id(one), None)
                one.installEventFilter(self)
        self._meet()

    def dressing(self) -> Iterator[object]:
        """Dress what does not have the look that holds, one part at every step."""
        yield from self._dress(tuple(self._parts))

    def turn(self) -> None:
        """Take the look that holds now: what is seen as a whole, then the rest."""
        seen = tuple(key for key, part in self._parts.items() if part.isVisible())
        self._frames[0].setUpdatesEnabled(False)
        self._later.begin(self._dress(seen), self._turned)

    def _turned(self) -> None:
        self._frames[0].setUpdatesEnabled(True)
        self._later.begin(self.dressing(), after_ms=0)

    def _dress(self, keys: Sequence[int]) -> Iterator[object]:
        for key in keys:
            part = self._parts.get(key)  # it may have gone meanwhile
            if part is not None and not theme.is_dressed(part):
                theme.dress(part)
                part.ensurePolished()
                yield REST

    def _meet(self) -> None:
        """Take what has come into the frames."""
        for frame in self._frames:
            for child in frame.children():
                if isinstance(child, QWidget):
                    self._take(child)

    def _take(self, part: QWidget) -> None:
        """Dress a part when it is seen; what draws itself, or brings a sheet of its own, is none."""
        if (
            part in self._frames
            or id(part) in self._parts
            or part.styleSheet()
            or isinstance(part, QSplitterHandle)
        ):
            return
        self._parts[id(part)] = part
        part.destroyed.connect(partial(self._parts.pop, id(part), None))
        part.installEventFilter(self)
        if part.isVisible():
            theme.dress(part)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Notice what comes into a frame, and dress what comes up."""
        kind = event.type()
        if kind == QEvent.Type.Show:
            if id(watched) in self._parts:
                theme.dress(self._parts[id(watched)])
        elif kind == QEvent.Type.ChildPolished and isinstance(event, QChildEvent):
            child = event.child()
            if watched in self._frames and isinstance(child, QWidget):
                self._take(child)
                if child.isWindow() and id(child) in self._parts:
                    theme.dress(child)  # it asks for its size before it is shown
        elif kind == QEvent.Type.ChildAdded:  # too early to touch it
            self._look_again.start(0)
        return False
