"""The table of corrections: one difference a row, a tick in front, everything by keyboard."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QTableView, QWidget

from quartiermap.domain.texts import fold
from quartiermap.ui.viewmodels.corrections import CONFLICT, SIGNS, STATES, CorrectionList, Row, state_names
from quartiermap.ui.viewmodels.tables import plain_tip
from quartiermap.ui.widgets.tick_table import Index, TickModel, calm

_SHARES = (0, 0, 16, 9, 10, 12, 12, 12, 11, 0)
"""How columns share the width; tick, state and row take what they need."""


class CorrectionsModel(TickModel[Row]):
    """The rows that the filter leaves, with their ticks."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._list: CorrectionList | None = None
        self._sorted = (-1, Qt.SortOrder.AscendingOrder)
        self.titles = (
            self.tr("Übernehmen"),
            self.tr("Was"),
            self.tr("Einrichtung"),
            self.tr("Art"),
            self.tr("Angabe"),
            self.tr("Bei Ausgabe"),
            self.tr("Im Projekt"),
            self.tr("In der Datei"),
            self.tr("Bemerkung"),
            self.tr("Zeile"),
        )

    def show(self, found: CorrectionList | None, rows: Sequence[Row]) -> None:
        """Show these rows of a list."""
        self.beginResetModel()
        self._list = found
        self._replace(rows)
        self._put_in_order()
        self.endResetModel()

    def turn(self, numbers: Sequence[int]) -> None:
        """Tick these rows; if all are ticked already, untick them."""
        if self._list is not None and numbers:
            self._list.turn(self._rows[n].id for n in numbers)
            self.tell_ticks()

    def tell_ticks(self) -> None:
        """Tell the view that ticks have changed."""
        if self._rows:
            last = self.index(len(self._rows) - 1, 0)
            self.dataChanged.emit(self.index(0, 0), last, [Qt.ItemDataRole.CheckStateRole])
        self.turned.emit()

    def cells(self, row: Row) -> tuple[str, ...]:
        """Return the texts of a row."""
        number = "" if row.row is None else str(row.row)
        return (
            "", row.state_text, row.facility, row.kind, row.field, row.at_export, row.in_project, row.in_file, row.note, number,
        )  # fmt: skip

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return text, tick, tip or what a screen reader says."""
        if not index.isValid() or self._list is None:
            return None
        row = self._rows[index.row()]
        taken = row.id in self._list.taken
        if role == Qt.ItemDataRole.DisplayRole:
            return self.cells(row)[index.column()]
        if role == Qt.ItemDataRole.CheckStateRole and index.column() == 0:
            return Qt.CheckState.Checked if taken else Qt.CheckState.Unchecked
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tip(row.explanation)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            if index.column() == 0:
                return self.tr("wird übernommen") if taken else self.tr("wird nicht übernommen")
            return f"{self.titles[index.column()]}: {self.cells(row)[index.column()]}"
        if role == Qt.ItemDataRole.TextAlignmentRole and index.column() == 9:
            return int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        return None

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Set a tick."""
        if role != Qt.ItemDataRole.CheckStateRole or not index.isValid() or self._list is None:
            return False
        on = Qt.CheckState(value) == Qt.CheckState.Checked
        self._list.set_taken([self._rows[index.row()].id], on)
        self.tell_ticks()
        return True

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Put the rows in the order of a column."""
        self.layoutAboutToBeChanged.emit()
        held = self.persistentIndexList()
        ids = [(self._rows[i.row()].id, i.column()) for i in held]
        self._sorted = (column, order)
        self._put_in_order()
        place = {row.id: n for n, row in enumerate(self._rows)}
        for old, (key, at) in zip(held, ids, strict=True):
            self.changePersistentIndex(old, self.index(place[key], at))
        self.layoutChanged.emit()

    def _put_in_order(self) -> None:
        column, order = self._sorted
        if column < 0 or self._list is None:
            return
        taken = self._list.taken

        def key(row: Row) -> Any:
            if column == 0:
                return (row.id not in taken, 0, "")
            if column == 1:
                return (STATES.index(row.state), 0, "")
            if column == 9:
                return (row.row is None, row.row or 0, "")
            text = self.cells(row)[column]
            return (not text, 0, fold(text))

        self._rows.sort(key=key, reverse=order == Qt.SortOrder.DescendingOrder)


class CorrectionsView(QTableView):
    """The view: Space ticks all selected rows, Ctrl+A selects all that are shown, Ctrl+C copies the row."""

    def __init__(self, model: CorrectionsModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self.setModel(model)
        self.setAccessibleName(self.tr("Unterschiede zwischen Datei und Projekt"))
        calm(self, QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setSortingEnabled(True)
        self.sortByColumn(-1, Qt.SortOrder.AscendingOrder)
        self.horizontalHeader().setMinimumSectionSize(44)

    def selected_numbers(self) -> list[int]:
        """Return the rows of the table that are selected."""
        return sorted(i.row() for i in self.selectionModel().selectedRows())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Let Space turn the ticks of all selected rows."""
        if event.key() == Qt.Key.Key_Space and not event.modifiers():
            self._model.turn(self.selected_numbers())
            return
        super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give tick, state and row what their words need, and share the rest among the other columns."""
        super().resizeEvent(event)
        metrics = self.fontMetrics()
        fixed = {0: self._model.titles[0], 1: f"{SIGNS[CONFLICT]} {state_names()[CONFLICT]}", 9: "12.345"}
        widths = {n: metrics.horizontalAdvance(text) + 30 for n, text in fixed.items()}
        shared = [n for n in range(len(_SHARES)) if n not in widths and not self.isColumnHidden(n)]
        share = max(60.0, self.viewport().width() - sum(widths.values())) / sum(_SHARES[n] for n in shared)
        widths |= {n: int(_SHARES[n] * share) for n in shared}
        for n, width in widths.items():
            self.setColumnWidth(n, width)
