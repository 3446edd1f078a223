"""A table with a filter line: words, a kind, a count, and one selected row that others can set."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QModelIndex, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QGuiApplication, QKeySequence, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from quartiermap.domain import texts
from quartiermap.ui.theme import icon
from quartiermap.ui.viewmodels.tables import KEY_ROLE, RecordsFilter, RecordsModel
from quartiermap.ui.viewmodels.viewdata import KindRow
from quartiermap.ui.widgets import parts


class RecordTable(QWidget):
    """Shows a `RecordsModel`; the filter line `bar` is put where there is room for it.

    Signals
    -------
    picked : str
        The user went to a row: its id. Never told when a row is selected from outside.
    opened : str
        The user pressed Enter or double-clicked.
    """

    picked = Signal(str)
    opened = Signal(str)

    def __init__(
        self, name: str, model: RecordsModel[Any], *, with_kinds: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.model = model
        self.shown = RecordsFilter(model, self)
        self._silent = False
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        self.bar = QWidget(self)
        line = QHBoxLayout(self.bar)
        line.setContentsMargins(4, 2, 8, 2)
        line.setSpacing(6)
        self.words = QLineEdit()
        self.words.setPlaceholderText(self.tr("Filtern …"))
        self.words.setAccessibleName(self.tr("{name} filtern").format(name=name))
        self.words.setClearButtonEnabled(True)
        self.words.setFixedWidth(150)
        self.words.addAction(icon("search"), QLineEdit.ActionPosition.LeadingPosition).setText(
            self.tr("Filtern")
        )
        self._delay = QTimer(self)
        self._delay.setSingleShot(True)
        self._delay.setInterval(120)
        self._delay.timeout.connect(self._filter)
        self.words.textChanged.connect(self._delay.start)
        line.addStretch(1)
        self.group = QPushButton()
        self.group.setProperty("small", True)
        self.group.setToolTip(self.tr("Auswahl aufheben (Esc)"))
        self.group.hide()
        line.addWidget(self.group)
        line.addWidget(self.words)
        self.kinds = QComboBox()
        self.kinds.setAccessibleName(self.tr("Nur eine Einrichtungsart"))
        self.kinds.addItem(self.tr("alle Einrichtungsarten"), "")
        self._with_kinds = with_kinds
        self.kinds.setVisible(with_kinds)
        self.kinds.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.kinds.setMinimumContentsLength(8)
        self.kinds.setMaximumWidth(150)
        self.kinds.currentIndexChanged.connect(self._filter)
        line.addWidget(self.kinds)
        self.count = parts.label("", "muted", wrap=False)
        line.addWidget(self.count)

        self.view = QTableView()
        self.view.setAccessibleName(name)
        self.view.setModel(self.shown)
        self.view.setSortingEnabled(True)
        self.view.sortByColumn(0, Qt.SortOrder.AscendingOrder)
        self.view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.view.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.view.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.view.setAlternatingRowColors(True)
        self.view.setShowGrid(False)
        self.view.setWordWrap(False)
        self.view.setTabKeyNavigation(False)
        self.view.verticalHeader().hide()
        self.view.verticalHeader().setDefaultSectionSize(23)
        self.view.horizontalHeader().setHighlightSections(False)
        self.view.horizontalHeader().setStretchLastSection(True)
        self.view.horizontalHeader().setMinimumSectionSize(48)
        font = self.view.font()
        font.setPointSizeF(max(font.pointSizeF() - 0.8, 8.5))
        self.view.setFont(font)
        self.view.horizontalHeader().setFont(font)
        self.view.selectionModel().currentRowChanged.connect(self._on_row)
        self.view.activated.connect(self._on_opened)
        copy = QAction(self.tr("Zeile kopieren"), self.view)
        copy.setShortcut(QKeySequence.StandardKey.Copy)
        copy.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        copy.triggered.connect(self._copy)
        self.view.addAction(copy)
        self.view.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        column.addWidget(self.view, 1)
        self._own_widths = True
        self._set_by_hand = False
        self.view.horizontalHeader().sectionResized.connect(self._on_column)
        self.apply_widths()

    def show_only(self, keys: frozenset[str] | None, label: str = "") -> None:
        """Show only some rows, and a button `group` that names them; ``None``: all."""
        key = self.current_key()
        self._silent = True
        self.shown.only(keys)
        self._silent = False
        self.select_key(key)
        short = label if len(label) <= 24 else f"{label[:23]}…"
        self.group.setText(f"{short}\u2002✕".replace("&", "&&"))
        self.group.setAccessibleName(self.tr("{label}: Auswahl aufheben").format(label=label))
        self.group.setVisible(keys is not None)
        self._say_count()

    def set_narrow(self, narrow: bool) -> None:
        """Leave out what the filter line can do without; a kind that is filtered by stays in sight."""
        filtered = bool(self.kinds.currentData())
        self.kinds.setVisible(self._with_kinds and (filtered or not narrow))
        self.count.setVisible(not narrow)
        self.words.setFixedWidth(110 if narrow else 150)

    def apply_widths(self) -> None:
        """Give the columns their proposed widths, all of them more where there is room; the last takes the rest."""
        columns = self.model.columns
        room = self.view.viewport().width()
        share = max(1.0, room / max(1, sum(column.width for column in columns)))
        self._own_widths = False
        for number, column in enumerate(columns[:-1]):
            self.view.setColumnWidth(number, int(column.width * share))
        self._own_widths = True

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the new width among the columns, unless the user has set them."""
        super().resizeEvent(event)
        if not self._set_by_hand:
            self.apply_widths()

    def _on_column(self, number: int, _old: int, _new: int) -> None:
        if self._own_widths and number < len(self.model.columns) - 1:
            self._set_by_hand = True

    def show_rows(self, rows: Sequence[Any]) -> None:
        """Show other records; the selected one stays selected if it is still there."""
        key = self.current_key()
        self._silent = True
        self.model.show(rows)
        self._silent = False
        self.select_key(key)
        self._say_count()

    def offer_kinds(self, kinds: Sequence[KindRow]) -> None:
        """Offer other kinds to filter by."""
        chosen = self.kinds.currentData()
        self.kinds.blockSignals(True)
        self.kinds.clear()
        self.kinds.addItem(self.tr("alle Einrichtungsarten"), "")
        for kind in kinds:
            self.kinds.addItem(kind.name, kind.kind)
        self.kinds.setCurrentIndex(max(self.kinds.findData(chosen), 0))
        self.kinds.blockSignals(False)
        self._filter()

    def current_key(self) -> str:
        """Return the id of the selected row, or nothing."""
        index = self.view.currentIndex()
        return str(index.data(KEY_ROLE)) if index.isValid() else ""

    def select_key(self, key: str) -> None:
        """Select a row from outside; an unknown or filtered id selects nothing."""
        if key == self.current_key():
            return
        row = self.model.row_of(key) if key else None
        index = QModelIndex() if row is None else self.shown.mapFromSource(self.model.index(row, 0))
        self._silent = True
        try:
            if index.isValid():
                self.view.setCurrentIndex(index)
                self.view.scrollTo(index)
            else:
                self.view.selectionModel().clear()
        finally:
            self._silent = False

    def _filter(self) -> None:
        key = self.current_key()
        self._silent = True
        self.shown.filter_by(words=self.words.text(), kind=str(self.kinds.currentData() or ""))
        self._silent = False
        self.select_key(key)
        self._say_count()

    def _say_count(self) -> None:
        shown, everything = self.shown.rowCount(), self.model.rowCount()
        words = (
            texts.number(everything)
            if shown == everything
            else self.tr("{n} von {all}").format(n=texts.number(shown), all=texts.number(everything))
        )
        self.count.setText(words)

    def _on_row(self, current: QModelIndex, _previous: QModelIndex) -> None:
        if not self._silent and current.isValid():
            self.picked.emit(str(current.data(KEY_ROLE)))

    def _on_opened(self, index: QModelIndex) -> None:
        if index.isValid():
            self.opened.emit(str(index.data(KEY_ROLE)))

    def _copy(self) -> None:
        index = self.view.currentIndex()
        if index.isValid():
            cells = [str(index.siblingAtColumn(c).data() or "") for c in range(self.shown.columnCount())]
            QGuiApplication.clipboard().setText("\t".join(cells))
