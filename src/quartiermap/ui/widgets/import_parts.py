"""Pieces of the import window: the line of steps at the top, the table of first rows, choices that say who made them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QColor, QFont
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QTableView,
    QWidget,
)

from quartiermap.app.wizard_preview import ShownColumn
from quartiermap.app.wizard_steps import Step
from quartiermap.domain import texts
from quartiermap.domain.texts import NO_DATA, SECRET
from quartiermap.ui import theme
from quartiermap.ui.viewmodels.import_run import PAGES
from quartiermap.ui.viewmodels.tables import plain_tip
from quartiermap.ui.widgets import parts
from quartiermap.ui.widgets.choice_box import ChoiceBox
from quartiermap.ui.wording import worded

Index = QModelIndex | QPersistentModelIndex


class PathLine(QWidget):
    """The four steps at the top: where one is, what is done, where something is open; each can be gone to.

    Signals
    -------
    wanted : object
        A `Step`.
    """

    wanted = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(self.tr("Schritte"))
        self.setObjectName("path")
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(2)
        self.buttons: dict[Step, QPushButton] = {}
        for place, step in enumerate(PAGES):
            if place:
                line.addWidget(parts.label("›", "muted", wrap=False))
            button = QPushButton()
            button.setCheckable(True)
            button.setAutoDefault(False)
            button.setToolTip(worded(step.explanation))
            button.clicked.connect(lambda _checked=False, s=step: self.wanted.emit(s))
            self.buttons[step] = button
            line.addWidget(button)
        line.addStretch(1)
        self.show_state(PAGES[0], {}, checked=False)

    def show_state(self, at: Step, open_points: dict[Step, int], *, checked: bool) -> None:
        """Show where one is and how many points are open in each step; without a check nothing is called done."""
        first = next((s for s in PAGES if open_points.get(s)), PAGES[-1])
        for place, (step, button) in enumerate(self.buttons.items(), start=1):
            count = open_points.get(step, 0)
            if count:
                sign, words = f" ({texts.number(count)})", self.tr("{n} offen").format(n=texts.number(count))
            elif checked and PAGES.index(step) < PAGES.index(first):
                sign, words = " ✓", self.tr("nichts offen")
            else:
                sign, words = "", ""
            button.setText(f"{place}  {worded(step.label)}{sign}")
            button.setChecked(step is at)
            # a file that cannot be read does not keep anybody from answering what is asked about the others
            button.setEnabled(bool(count) or PAGES.index(step) <= max(PAGES.index(first), PAGES.index(at)))
            here = self.tr("hier sind Sie") if step is at else ""
            said = ", ".join(w for w in (words, here) if w)
            name = self.tr("Schritt {n} von 4: {step}").format(n=place, step=worded(step.label))
            button.setAccessibleName(f"{name} ({said})" if said else name)


class PreviewModel(QAbstractTableModel):
    """The first rows as they are read: numbers to the right, what is missing or secret as words."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._columns: tuple[ShownColumn, ...] = ()
        self._rows = 0
        self._slanted = QFont()
        self._slanted.setItalic(True)

    def show(self, columns: Sequence[ShownColumn]) -> None:
        """Show other columns."""
        self.beginResetModel()
        self._columns = tuple(columns)
        self._rows = max((len(c.raw) for c in columns), default=0)
        self.endResetModel()

    def rowCount(self, parent: Index | None = None) -> int:
        """Return the number of rows."""
        return 0 if parent is not None and parent.isValid() else self._rows

    def columnCount(self, parent: Index | None = None) -> int:
        """Return the number of columns."""
        return 0 if parent is not None and parent.isValid() else len(self._columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return what a view asks for."""
        if not index.isValid():
            return None
        column, row = self._columns[index.column()], index.row()
        raw, typed = column.raw[row], column.typed[row]
        word = typed in (NO_DATA, SECRET) or not raw
        if role == Qt.ItemDataRole.DisplayRole:
            return typed or NO_DATA
        if role == Qt.ItemDataRole.ToolTipRole:
            return (
                plain_tip(self.tr("in der Datei: „{raw}“").format(raw=raw))
                if raw and raw != typed
                else plain_tip(raw)
            )
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if column.is_number else Qt.AlignmentFlag.AlignLeft
            return int(side | Qt.AlignmentFlag.AlignVCenter)
        if role == Qt.ItemDataRole.ForegroundRole and word:
            return QColor(theme.look().muted)
        if role == Qt.ItemDataRole.FontRole and word:
            return self._slanted
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Return the heading as it stands in the file."""
        if orientation != Qt.Orientation.Horizontal:
            return None
        column = self._columns[section]
        if role == Qt.ItemDataRole.DisplayRole:
            return column.name
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tip(column.name)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if column.is_number else Qt.AlignmentFlag.AlignLeft
            return int(side | Qt.AlignmentFlag.AlignVCenter)
        return None


class PreviewTable(QTableView):
    """The first rows of a file. It scrolls sideways only: what does not fit downwards is reached by the arrow keys."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rows = PreviewModel(self)
        self.setModel(self.rows)
        self.setAccessibleName(self.tr("Die ersten Zeilen der Datei"))
        plain(self)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.horizontalHeader().setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setMinimumHeight(110)

    def show_columns(self, columns: Sequence[ShownColumn]) -> None:
        """Show other columns, each as wide as its heading and cells need, within limits."""
        self.rows.show(columns)
        metrics = self.fontMetrics()
        for place, column in enumerate(columns[:60]):
            widest = max((metrics.horizontalAdvance(t[:40]) for t in (column.name, *column.typed)), default=0)
            self.setColumnWidth(place, min(max(widest + 26, 64), 230))


def plain(view: QTableView) -> None:
    """Make a table calm: rows are chosen, nothing is edited, Tab leaves it."""
    view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    view.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
    view.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    view.setAlternatingRowColors(True)
    view.setShowGrid(False)
    view.setWordWrap(False)
    view.setTabKeyNavigation(False)
    view.verticalHeader().hide()
    view.verticalHeader().setDefaultSectionSize(view.fontMetrics().height() + 8)
    view.horizontalHeader().setHighlightSections(False)
    view.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    view.horizontalHeader().setMinimumSectionSize(40)


class Choice(ChoiceBox):
    """A list to choose from that only speaks when the user chooses; long entries don't widen it."""

    def __init__(self, name: str, least: int = 14, parent: QWidget | None = None) -> None:
        super().__init__(least, parent)
        self.setAccessibleName(name)

    def offer(self, options: Sequence[tuple[str, Any]], at: Any, *, names: bool = False) -> None:
        """Offer options (words and what they stand for) and stand at one of them; `names` of a file stay as they are."""
        with parts.quiet(self):
            self.clear()
            for words, value in options:
                self.addItem(words if names else worded(words), value)
            place = next((i for i, (_, value) in enumerate(options) if value == at), -1)
            if place < 0 and at is not None:
                self.addItem(str(at), at)
                place = self.count() - 1
            self.setCurrentIndex(max(place, 0))

    def wheelEvent(self, event: Any) -> None:
        """Leave the wheel to what is scrolled: rolling past a list must not choose."""
        event.ignore()


def note(text: str = "") -> QLabel:
    """Return a small grey line beside a field."""
    return parts.label(text, "muted")


def show_text(label: QLabel, text: str) -> None:
    """Show a text, or nothing at all if there is none."""
    label.setText(text)
    label.setAccessibleName(worded(text))
    label.setVisible(bool(text))
