"""Tables of plain records for Qt views: numbers sort as numbers, what is missing always comes last."""

from __future__ import annotations

import html
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
)

from quartiermap.domain.texts import NO_DATA, NOT_APPLICABLE, SECRET, fold
from quartiermap.ui.viewmodels.table_order import in_order
from quartiermap.ui.wording import worded

if TYPE_CHECKING:
    from quartiermap.ui.viewmodels.explain import How

Record = TypeVar("Record")
Index = QModelIndex | QPersistentModelIndex

SORT_ROLE = int(Qt.ItemDataRole.UserRole) + 1
KEY_ROLE = int(Qt.ItemDataRole.UserRole) + 2
BAR_ROLE = int(Qt.ItemDataRole.UserRole) + 3

_folded = lru_cache(maxsize=60_000)(fold)
"""Names of kinds, reasons and districts come again and again."""

_NOTHING = ("", "–", NO_DATA, SECRET, NOT_APPLICABLE)
"""What stands where a record has no value."""

_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)


def plain_tip(text: str) -> str:
    """Return a tool tip that Qt shows as it is written: a name like ``<b>`` from a file is never markup.

    Examples
    --------
    >>> plain_tip("Kita & Hort"), plain_tip("Kita <b>A</b>")
    ('Kita & Hort', '<span>Kita &lt;b&gt;A&lt;/b&gt;</span>')
    """
    text = worded(text)
    if "<" not in text:
        return text
    return f"<span>{html.escape(text)}</span>".replace("\n", "<br>")


@dataclass(frozen=True)
class Column(Generic[Record]):
    """One column: its title, the text of a record, what to sort by (default: the text), a tool tip.

    `is_name` marks names from data files, which are not translated; they and `is_subject` say what a row is about. `bar` gives the length (0..1) of a bar under the text, for a delegate that draws one.
    `sort` may return ``None`` for a missing value; such rows stay last in either order. `form` says how a number is written
    into a file: ``share`` (in per cent), ``metres``, or as it is; `exact` is that number where rows are sorted by another one.
    `hows` says how the figure of a record came about; then its tool tip says so too.
    """

    title: str
    text: Callable[[Record], str]
    sort: Callable[[Record], Any] | None = None
    tip: Callable[[Record], str] | None = None
    title_tip: str = ""
    number: bool = False
    width: int = 110
    decoration: Callable[[Record], Any] | None = None
    bar: Callable[[Record], float] | None = None
    form: str = ""
    is_name: bool = False
    exact: Callable[[Record], Any] | None = None
    hows: Callable[[Record], Sequence[How]] | None = None
    is_subject: bool = False

    def order(self, record: Record) -> Any:
        """Return what a record is sorted by; ``None`` where it has nothing."""
        if self.sort is not None:
            return self.sort(record)
        return None if self.text(record) in _NOTHING else in_order(self.shown(record))

    def explained(self, record: Record) -> tuple[How, ...]:
        """Return how the figure of a record came about; nothing where there is no figure."""
        return () if self.hows is None else tuple(self.hows(record))

    def tip_of(self, record: Record) -> str:
        """Return the tool tip of a record."""
        if self.tip is not None:
            return self.tip(record)
        hows = self.explained(record)
        return hows[0].tip if hows else self.shown(record)

    def shown(self, record: Record) -> str:
        """Return the text of a record in the language of the window; a name from a file stays as it is."""
        text = self.text(record)
        return text if self.is_name else worded(text)


@dataclass(frozen=True)
class Facet(Generic[Record]):
    """Something that rows are filtered by: its title, and the word of a record (empty: keine Daten)."""

    key: str
    title: str
    value: Callable[[Record], str]
    order: tuple[str, ...] = ()

    def word(self, record: Record) -> str:
        """Return the word of a record as shown."""
        return worded(self.value(record) or NO_DATA)


class RecordsModel(QAbstractTableModel, Generic[Record]):
    """Records as rows. `key` gives the id that selections are made by."""

    def __init__(
        self,
        columns: Sequence[Column[Record]],
        key: Callable[[Record], str],
        kind: Callable[[Record], str] = lambda _record: "",
        parent: QObject | None = None,
        *,
        facets: Sequence[Facet[Record]] = (),
    ) -> None:
        super().__init__(parent)
        self.facets = tuple(facets)
        self.columns = tuple(columns)
        self._key = key
        self._kind = kind
        self._rows: tuple[Record, ...] = ()
        self._row_of: dict[str, int] = {}
        self._searchable: list[str] = []

    def show(
        self,
        rows: Sequence[Record],
        searchable: Sequence[str] = (),
        columns: Sequence[Column[Record]] | None = None,
    ) -> None:
        """Show other records; `searchable` are their folded texts, if a worker has made them already."""
        self.beginResetModel()
        if columns is not None:
            self.columns = tuple(columns)
        self._rows = tuple(rows)
        self._row_of = {self._key(row): number for number, row in enumerate(self._rows)}
        self._searchable = list(searchable)
        self.endResetModel()

    def words_of(self, facet: Facet[Record]) -> list[str]:
        """Return the word of every record for a facet."""
        return [facet.word(record) for record in self._rows]

    def cells(self, row: int) -> list[str]:
        """Return the texts of a row as shown."""
        return [column.shown(self._rows[row]) for column in self.columns]

    def set_columns(self, columns: Sequence[Column[Record]]) -> None:
        """Show the same records in other columns."""
        self.beginResetModel()
        self.columns = tuple(columns)
        self._searchable = []
        self.endResetModel()

    def record(self, row: int) -> Record:
        """Return the record of a row of this model (not of a proxy)."""
        return self._rows[row]

    def subject(self, record: Record) -> str:
        """Return what a row is about: its names, with the kind where there is one."""
        return " · ".join(c.shown(record) for c in self.columns if c.is_name or c.is_subject)

    def row_of(self, key: str) -> int | None:
        """Return the row of a record by its id."""
        return self._row_of.get(key)

    def key_of(self, row: int) -> str:
        """Return the id of a row."""
        return self._key(self._rows[row])

    def kind_of(self, row: int) -> str:
        """Return the facility kind a row belongs to, for the filter."""
        return self._kind(self._rows[row])

    @property
    def folded(self) -> bool:
        """Whether `searchable` can answer at once."""
        return len(self._searchable) == len(self._rows)

    def fold_all(self) -> Iterator[None]:
        """Make what `searchable` says of every row, one at a step; given up where other rows or columns come meanwhile."""
        rows, columns = self._rows, self.columns
        found = list(self._searchable) if self.folded else []
        for record in rows[len(found) :]:
            if rows is not self._rows or columns is not self.columns:
                return
            found.append(" ".join(_folded(column.shown(record)) for column in columns))
            yield
        if rows is self._rows and columns is self.columns:
            self._searchable = found

    def searchable(self, row: int) -> str:
        """Return a row's texts, folded, for the filter."""
        if not self.folded:
            deque(self.fold_all(), maxlen=0)
        return self._searchable[row]

    def sort_keys(self, column: int) -> list[Any]:
        """Return what every record is sorted by in a column; ``None`` where it is missing."""
        chosen = self.columns[min(max(column, 0), len(self.columns) - 1)]
        return [chosen.order(record) for record in self._rows]

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
            return column.shown(record)
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tip(column.tip_of(record))
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _RIGHT if column.number else _LEFT
        if role == Qt.ItemDataRole.DecorationRole and column.decoration:
            return column.decoration(record)
        if role == SORT_ROLE:
            return column.order(record)
        if role == KEY_ROLE:
            return self._key(record)
        if role == BAR_ROLE:
            return column.bar(record) if column.bar else None
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Return a column's title, its explanation and its alignment."""
        if orientation != Qt.Orientation.Horizontal:
            return None
        column = self.columns[section]
        if role == Qt.ItemDataRole.DisplayRole:
            return worded(column.title)
        if role == Qt.ItemDataRole.ToolTipRole:
            return worded(column.title_tip or column.title)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _RIGHT if column.number else _LEFT
        return None


class RecordsFilter(QAbstractTableModel):
    """The rows of a `RecordsModel` that pass the filter, in the order of a column.

    A QSortFilterProxyModel would ask Python for every comparison (40 ms for 300 rows); here the rows are sorted by
    their keys at once. What is missing comes last in either order; equal rows keep the order of the model.
    """

    def __init__(self, source: RecordsModel[Any], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._records = source
        self._words: tuple[str, ...] = ()
        self._kind = ""
        self._keys: frozenset[str] | None = None
        self._chosen: dict[str, frozenset[str]] = {}
        self._column = 0
        self._order = Qt.SortOrder.AscendingOrder
        self._rows: list[int] = []
        self._place: dict[int, int] = {}
        source.modelAboutToBeReset.connect(self.beginResetModel)
        source.modelReset.connect(self._on_reset)
        self._choose_rows()

    def only(self, keys: frozenset[str] | None) -> None:
        """Show only the rows with these ids (and what the filter lets through); ``None``: all."""
        if keys != self._keys:
            self.beginResetModel()
            self._keys = keys
            self._choose_rows()
            self.endResetModel()

    def filter_by(
        self,
        *,
        words: str | None = None,
        kind: str | None = None,
        chosen: Mapping[str, frozenset[str]] | None = None,
    ) -> None:
        """Show only rows that contain every word (in any column), belong to the kind, and have the chosen words.

        Parameters
        ----------
        words, kind : str, optional
            Empty: all. Not given: as it was.
        chosen : mapping of facet key -> words, optional
            One of the words of each facet has to be the row's; a facet without words lets everything through.
        """
        before = self._words, self._kind, self._chosen
        if words is not None:
            self._words = tuple(w for w in (fold(part) for part in words.split()) if w)
        if kind is not None:
            self._kind = kind
        if chosen is not None:
            self._chosen = {key: frozenset(some) for key, some in chosen.items() if some}
        if (self._words, self._kind, self._chosen) != before:
            self.beginResetModel()
            self._choose_rows()
            self.endResetModel()

    @property
    def filters(self) -> bool:
        """Whether anything is filtered by (a group that is looked at is no filter)."""
        return bool(self._words or self._kind or self._chosen)

    def passing(self) -> frozenset[str] | None:
        """Return the ids that the filter lets through, ``None`` if there is no filter."""
        if not self.filters:
            return None
        records = self._records
        return frozenset(records.key_of(row) for row in self._let_through())

    def counts(self, facet: Facet[Any]) -> dict[str, int]:
        """Return how many records each word of a facet would let through beside what else is filtered by."""
        rows = self._let_through(without=facet.key)
        words = self._records.words_of(facet)
        found: dict[str, int] = dict.fromkeys(words, 0)
        for row in rows:
            found[words[row]] += 1
        return found

    def key_of(self, row: int) -> str:
        """Return the id of what is shown in a row."""
        return self._records.key_of(self._rows[row])

    def source_row(self, row: int) -> int:
        """Return the row of the model that is shown in a row."""
        return self._rows[row]

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Put the rows in the order of a column; what is selected stays selected."""
        self.layoutAboutToBeChanged.emit()
        old = self.persistentIndexList()
        sources = [(self._rows[index.row()], index.column()) for index in old]
        self._column, self._order = column, order
        self._choose_rows()
        self.changePersistentIndexList(old, [self.index(self._place.get(row, -1), at) for row, at in sources])
        self.layoutChanged.emit()

    def mapFromSource(self, index: Index) -> QModelIndex:
        """Return where a row of the model is shown; an invalid index if it isn't."""
        place = self._place.get(index.row()) if index.isValid() else None
        return QModelIndex() if place is None else self.index(place, index.column())

    def rowCount(self, parent: Index | None = None) -> int:
        """Return the number of rows shown."""
        return 0 if parent is not None and parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index | None = None) -> int:
        """Return the number of columns."""
        return self._records.columnCount(parent)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return what a view asks for."""
        if not index.isValid():
            return None
        return self._records.data(self._records.index(self._rows[index.row()], index.column()), role)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Return a column's title, its explanation and its alignment."""
        return self._records.headerData(section, orientation, role)

    def _on_reset(self) -> None:
        self._choose_rows()
        self.endResetModel()

    def _choose_rows(self) -> None:
        """Choose and order the rows anew; the caller tells the views."""
        records = self._records
        rows = [row for row in self._let_through() if self._keys is None or records.key_of(row) in self._keys]
        keys = records.sort_keys(self._column) if records.columns else []
        known = [row for row in rows if keys[row] is not None]
        descending = self._order == Qt.SortOrder.DescendingOrder
        known.sort(key=lambda row: keys[row], reverse=descending)
        self._rows = known + [row for row in rows if keys[row] is None]
        self._place = {row: place for place, row in enumerate(self._rows)}

    def _let_through(self, without: str = "") -> list[int]:
        """Return the rows of the model that the filter lets through; `without` is a facet that does not count."""
        records = self._records
        rows: Iterable[int] = range(records.rowCount())
        if self._kind:
            rows = [row for row in rows if records.kind_of(row) == self._kind]
        for facet in records.facets:
            wanted = self._chosen.get(facet.key)
            if wanted and facet.key != without:
                words = records.words_of(facet)
                rows = [row for row in rows if words[row] in wanted]
        if self._words:
            rows = [row for row in rows if all(word in records.searchable(row) for word in self._words)]
        return list(rows)
