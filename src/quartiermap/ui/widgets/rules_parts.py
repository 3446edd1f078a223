"""Pieces of the panel "Maßstäbe": sections that fold, and a list with a value at its right edge."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QFormLayout,
    QLabel,
    QListView,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from quartiermap.ui.theme import role
from quartiermap.ui.viewmodels.tables import plain_tip
from quartiermap.ui.widgets import parts
from quartiermap.ui.widgets.kinds_list import KindDelegate
from quartiermap.ui.wording import worded


class OneLine(QLabel):
    """A muted label of one line; what does not fit stands in its tip."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._text = ""
        role(self, "muted")

    def say(self, text: str, tip: str = "") -> None:
        """Show another text, and a longer one in the tip."""
        self._text = worded(text)
        self.setAccessibleName(self._text)
        self.setToolTip(plain_tip(tip or text))
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Cut the text to the new width."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        margins = self.contentsMargins()
        room = self.width() - margins.left() - margins.right()
        self.setText(self.fontMetrics().elidedText(self._text, Qt.TextElideMode.ElideRight, max(room, 1)))


class Section(QWidget):
    """A part of the panel with a head that opens and folds it; folded, one line says what is set.

    Signals
    -------
    opened
        The user opened it.
    """

    opened = Signal()

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title = title
        self._summary = ""
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.head = QToolButton()
        self.head.setText(title)
        self.head.setCheckable(True)
        self.head.setProperty("section", True)
        self.head.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.head.setArrowType(Qt.ArrowType.RightArrow)
        self.head.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.head.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.head.setIconSize(QSize(12, 12))
        self.head.toggled.connect(self._on_toggled)
        column.addWidget(self.head)
        self.summary = OneLine()
        self.summary.setContentsMargins(20, 0, 0, 3)
        column.addWidget(self.summary)
        self.body = QWidget()
        self.lines = QVBoxLayout(self.body)
        self.lines.setContentsMargins(2, 2, 0, 6)
        self.lines.setSpacing(3)
        self.body.hide()
        column.addWidget(self.body)
        column.addWidget(parts.rule())
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)

    def set_summary(self, text: str) -> None:
        """Say in one line what is set."""
        self._summary = text
        self.summary.say(text)
        self.head.setAccessibleName(f"{self._title}: {worded(text)}")

    def set_open(self, on: bool) -> None:
        """Open or fold it."""
        self.head.setChecked(on)

    @property
    def is_open(self) -> bool:
        """Whether it is open."""
        return self.head.isChecked()

    def _on_toggled(self, on: bool) -> None:
        self.head.setArrowType(Qt.ArrowType.DownArrow if on else Qt.ArrowType.RightArrow)
        self.body.setVisible(on)
        self.summary.setVisible(not on)
        if on:
            self.opened.emit()


def values_list(name: str) -> QListView:
    """Return a list whose rows show a value at the right edge (role `theme_panel.SHARE_ROLE`)."""
    made = QListView()
    made.setAccessibleName(name)
    made.setItemDelegate(KindDelegate(made))
    made.setIconSize(QSize(18, 18))
    made.setUniformItemSizes(True)
    made.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
    made.setTextElideMode(Qt.TextElideMode.ElideRight)
    made.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    return made


def small_form() -> QFormLayout:
    """Return a form for the narrow panel."""
    form = QFormLayout()
    form.setContentsMargins(0, 0, 0, 0)
    form.setHorizontalSpacing(6)
    form.setVerticalSpacing(4)
    return form
