"""A splitter whose handles are thin lines in the colours that hold while they are drawn."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSplitter, QSplitterHandle

from quartiermap.ui import theme


class LineSplitter(QSplitter):
    """Needs no sheet, which everything in it would have to read as well."""

    def createHandle(self) -> QSplitterHandle:
        """Make a handle (called by Qt)."""
        return _Line(self.orientation(), self)


class _Line(QSplitterHandle):
    def __init__(self, orientation: Qt.Orientation, parent: QSplitter) -> None:
        super().__init__(orientation, parent)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the line, stronger under the hand."""
        look = theme.look()
        QPainter(self).fillRect(self.rect(), QColor(look.accent if self.underMouse() else look.line))
