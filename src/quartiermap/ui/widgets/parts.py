"""Small pieces that several panels are built from: labels that never read markup, rules, scroll areas."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtCore import QObject, QSize, Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QFrame,
    QLabel,
    QLayout,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QTableWidget,
    QWidget,
)

from quartiermap.ui.theme import role
from quartiermap.ui.wording import worded

_LINE = 60
"""Letters in a line of text that wraps, as long as nobody knows how wide it will be."""


class Label(QLabel):
    """A label that says in the language of the window what is said in German below it; a name stays as it is.

    Text from data files is never markup.
    """

    def __init__(self, *, name: bool = False) -> None:
        super().__init__()
        self._is_name = name
        self.setTextFormat(Qt.TextFormat.PlainText)

    def setText(self, text: str) -> None:
        """Show a text."""
        super().setText(text if self._is_name else worded(text))

    def sizeHint(self) -> QSize:
        """Return the size; of a wrapped text in a dialog the height that it has in a line of usual length.

        Qt answers with the height of a column as narrow as the longest word: a dialog of a few sentences would open as tall as
        the screen. In the narrow panels of the window that is the safe answer.
        """
        hint = super().sizeHint()
        if not self.wordWrap() or not isinstance(self.window(), QDialog):
            return hint
        usual = self.heightForWidth(_LINE * self.fontMetrics().averageCharWidth())
        return QSize(hint.width(), min(hint.height(), usual))


def label(
    text: str, kind: str = "", *, wrap: bool = True, selectable: bool = False, name: bool = False
) -> QLabel:
    """Return a label; `name` says that its text comes from a data file."""
    made = Label(name=name)
    made.setText(text)
    made.setIndent(0)
    made.setWordWrap(wrap)
    if wrap:
        made.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        made.setMinimumWidth(1)
    if kind:
        role(made, kind)
    if selectable:
        made.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        made.setCursor(Qt.CursorShape.IBeamCursor)
    return made


_LONG = re.compile(r"\S{40,}")
_SEAM = re.compile(r"(?<=[_./\\])(?=\w)|(?<=[a-zäöüß])(?=[A-ZÄÖÜ])")


def breakable(text: str) -> str:
    """Let words that no column has room for, as names of files are, break at their seams (by spaces without width).

    Examples
    --------
    >>> breakable("Zensus2022.csv")
    'Zensus2022.csv'
    >>> breakable("Zensus2022_Bevoelkerungszahl_Altersgruppen_100m.csv").split("\u200b")
    ['Zensus2022_', 'Bevoelkerungszahl_', 'Altersgruppen_', '100m.', 'csv']
    """
    return _LONG.sub(lambda word: _SEAM.sub("\u200b", word[0]), text)


class Column(QWidget):
    """A column of wrapped text in a scroll area: as tall as its text at the given width, and no taller.

    Without this a scroll area reserves the height that the text would need at its least width.
    """

    def minimumSizeHint(self) -> QSize:
        """Return the least size of the contents; where lines wrap, the height follows from the width."""
        layout = self.layout()
        if layout is None:
            return QSize(0, 0)
        least = layout.totalMinimumSize()
        return QSize(least.width(), 0 if layout.hasHeightForWidth() else least.height())


def rule() -> QFrame:
    """Return a thin horizontal line."""
    made = QFrame()
    made.setFixedHeight(1)
    role(made, "rule")
    return made


def link(text: str, tip: str = "") -> QPushButton:
    """Return a button that looks like a link and can be reached by keyboard."""
    made = QPushButton(text.replace("&", "&&"))
    made.setProperty("link", True)
    made.setCursor(Qt.CursorShape.PointingHandCursor)
    made.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
    made.setAutoDefault(False)
    if tip:
        made.setToolTip(tip)
    return made


def scrolled(inner: QWidget, name: str) -> QScrollArea:
    """Return a scroll area around `inner` that only scrolls vertically."""
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setAccessibleName(name)
    area.setWidget(inner)
    return area


def small_table(name: str) -> QTableWidget:
    """Return an empty table in small type that is only read; Tab leaves it."""
    made = QTableWidget()
    made.setAccessibleName(name)
    made.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    made.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
    made.setTabKeyNavigation(False)
    made.setWordWrap(False)
    made.setShowGrid(False)
    font = made.font()
    font.setPointSizeF(max(font.pointSizeF() - 0.8, 8.5))
    made.setFont(font)
    for header in (made.horizontalHeader(), made.verticalHeader()):
        header.setFont(font)
        header.setHighlightSections(False)
    return made


def put_away(bar: QWidget, then: QWidget | None) -> None:
    """Hide a bar; the keyboard, if it is in it, goes to another part instead of to whatever comes next."""
    focus: QWidget | None = bar.window().focusWidget()
    if then is not None and focus is not None and bar.isAncestorOf(focus):
        then.setFocus()
    bar.hide()


@contextmanager
def quiet(*objects: QObject) -> Iterator[None]:
    """Let objects be changed without telling it; afterwards, also after an error, each speaks as it did before.

    What `QSignalBlocker` is for; that one would be a further type of Qt made while the worker imports (`tests/ui/test_qt_types.py`).
    """
    before = [(each, each.blockSignals(True)) for each in objects]
    try:
        yield
    finally:
        for each, was in before:
            each.blockSignals(was)


def clear(layout: QLayout) -> None:
    """Remove everything from a layout."""
    while (item := layout.takeAt(0)) is not None:
        widget = item.widget()
        if widget is not None:
            widget.hide()
            widget.deleteLater()
        inner = item.layout()
        if inner is not None:
            clear(inner)


def as_window(dialog: QDialog, title: str) -> None:
    """Make a dialog a window of its own beside the main one: it holds nobody up, and is gone when it is closed."""
    dialog.setWindowTitle(title)
    dialog.setWindowFlag(Qt.WindowType.Window, True)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.setWindowModality(Qt.WindowModality.NonModal)


def fill_up_to(dialog: QDialog, width: int, height: int) -> None:
    """Give a window this size, or what its screen has room for."""
    room = dialog.screen().availableGeometry().size()
    dialog.resize(min(width, room.width() - 40), min(height, room.height() - 60))
