"""Tables of plain records for Qt views: numbers sort as numbers, what is missing always comes last."""

from __future__ import annotations

import html
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QSortFilterProxyModel,
    Qt,
)

from quartiermap.domain.texts import fold

Record = TypeVar("Record")
Index = QModelIndex | QPersistentModelIndex

SORT_ROLE = int(Qt.ItemDataRole.UserRole) + 1
KEY_ROLE = int(Qt.ItemDataRole.UserRole) + 2

_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)


def plain_tip(text: str) -> str:
    """Return a tool tip that Qt shows as it is written: a name like ``<b>`` from a file is never markup.

    Examples
    --------
    >>> plain_tip("Kita & Hort"), plain_tip("Kita <b>A</b>")
    ('Kita & Hort', '<span>Kita &lt;b&gt;A&lt;/b&gt;</span>')
    """
    if "<" not in text:
        return text
    return f"<span>{html.escape(text)}</span>".replace("\n", "<br>")


@dataclass(frozen=True)
class Column(Generic[Record]):
    """One column: its title, the text of a record, what to sort by (default: the text), a tool tip.

    `sort` may return ``None`` for a missing value; such rows stay last in either order.
    """

    title: str
    text: Callable[[Record], str]
    sort: Callable[[Record], Any] | None = None
    tip: Callable[[Record], str] | None = None
    title_tip: str = ""
    number: bool = False
    width: int = 110
    decoration: Callable[[Record], Any] | None = None


class RecordsModel(QAbstractTableModel, Generic[Record]):
    """Records as rows. `key` gives the id that selections are made by."""

    def __init__(
        self,
        columns: Sequence[Column[Record]],
        key: Callable[[Record], str],
        kind: Callable[[Record], str] = lambda _record: "",
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.columns = tuple(columns)
        self._key = key
        self._kind = kind
        self._rows: tuple[Record, ...] = ()
        self._row_of: dict[str, int] = {}
        self._searchable: list[str] = []

    def show(self, rows: Sequence[Record]) -> None:
        """Show other records."""
        self.beginResetModel()
        self._rows = tuple(rows)
        self._row_of = {self._key(row): number for number, row in enumerate(self._rows)}
        self._searchable = []
        self.endResetModel()

    def set_columns(self, columns: Sequence[Column[Record]]) -> None:
        """Show the same records in other columns."""
        self.beginResetModel()
        self.columns = tuple(columns)
        self._searchable = []
        self.endResetModel()

    def record(self, row: int) -> Record:
        """Return the record of a row of this model (not of a proxy)."""
        return self._rows[row]

    def row_of(self, key: str) -> int | None:
        """Return the row of a record by its id."""
        return self._row_of.get(key)

    def kind_of(self, row: int) -> str:
        """Return the facility kind a row belongs to, for the filter."""
        return self._kind(self._rows[row])

    def searchable(self, row: int) -> str:
        """Return a row's texts, folded, for the filter."""
        if not self._searchable:
            self._searchable = [
                " ".join(fold(column.text(record)) for column in self.columns) for record in self._rows
            ]
        return self._searchable[row]

    def rowCount(self, parent: Index | None = None) -> int:
        """Return the number of records."""
        return 0 if parent is not None and parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index | None = None) -> int:
        """Return the number of columns."""
        return 0 if parent is not None and parent.isValid() else len(self.columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return what a view asks for."""
        if not index.isValid():
            return None
        record, column = self._rows[index.row()], self.columns[index.column()]
        if role == Qt.ItemDataRole.DisplayRole:
            return column.text(record)
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tip(column.tip(record) if column.tip else column.text(record))
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _RIGHT if column.number else _LEFT
        if role == Qt.ItemDataRole.DecorationRole and column.decoration:
            return column.decoration(record)
        if role == SORT_ROLE:
            return column.sort(record) if column.sort else fold(column.text(record))
        if role == KEY_ROLE:
            return self._key(record)
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Return a column's title, its explanation and its alignment."""
        if orientation != Qt.Orientation.Horizontal:
            return None
        column = self.columns[section]
        if role == Qt.ItemDataRole.DisplayRole:
            return column.title
        if role == Qt.ItemDataRole.ToolTipRole:
            return column.title_tip or column.title
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _RIGHT if column.number else _LEFT
        return None


class RecordsFilter(QSortFilterProxyModel):
    """Sorts by what the columns mean and filters by words and by kind."""

    def __init__(self, source: RecordsModel[Any], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._records = source
        self._words: tuple[str, ...] = ()
        self._kind = ""
        self.setSourceModel(source)

    def filter_by(self, *, words: str | None = None, kind: str | None = None) -> None:
        """Show only rows that contain every word (in any column) and belong to the kind (empty: all)."""
        if words is not None:
            self._words = tuple(w for w in (fold(part) for part in words.split()) if w)
        if kind is not None:
            self._kind = kind
        self.invalidate()

    def filterAcceptsRow(self, row: int, _parent: Index) -> bool:
        """Tell whether a row is shown."""
        if self._kind and self._records.kind_of(row) != self._kind:
            return False
        return not self._words or all(word in self._records.searchable(row) for word in self._words)

    def lessThan(self, left: Index, right: Index) -> bool:
        """Compare two cells; a missing value is last whichever way the column is sorted."""
        one, other = self._records.data(left, SORT_ROLE), self._records.data(right, SORT_ROLE)
        ascending = self.sortOrder() == Qt.SortOrder.AscendingOrder
        if one is None or other is None:
            if one is other:
                return left.row() < right.row()
            return (other is None) == ascending
        if one == other:
            return (left.row() < right.row()) == ascending
        return bool(one < other)
