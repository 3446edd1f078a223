"""Two reports beside each other as a table: what is new, closed, changed, and what that comes from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from quartiermap.domain import texts
from quartiermap.ui.viewmodels.table_order import in_order
from quartiermap.ui.viewmodels.tables import plain_tip
from quartiermap.ui.wording import worded

if TYPE_CHECKING:
    from quartiermap.app.report_comparison import Comparison, GapChange

Index = QModelIndex | QPersistentModelIndex
DIFFERENT = "different"
"""Filter: every gap that is not the same in both."""
NO_CAUSE = ""

RANK_COLUMNS = (1, 2)


@dataclass(frozen=True)
class Wanted:
    """What of a comparison is shown.

    Parameters
    ----------
    state : str
        A state of `report_comparison.STATE_LABELS`, `DIFFERENT`, or empty for all.
    cause : str
        A cause of `report_differences.CAUSE_LABELS`, or empty for any.
    words : str
        Every word must occur in district, kind, reason or a difference.
    """

    state: str = DIFFERENT
    cause: str = NO_CAUSE
    words: str = ""


def fitting(found: Comparison, wanted: Wanted) -> list[GapChange]:
    """Return the gaps that a filter lets through, in the order of the comparison."""
    words = [texts.fold(word) for word in wanted.words.split()]
    return [
        gap
        for gap in found.gaps
        if (wanted.state in ("", gap.state) or (wanted.state == DIFFERENT and gap.state != "same"))
        and (not wanted.cause or wanted.cause in gap.causes)
        and all(word in _searched(gap) for word in words)
    ]


def _searched(gap: GapChange) -> str:
    return texts.fold(" ".join((gap.district, gap.kind, gap.reason, gap.cause, differences(gap))))


def differences(gap: GapChange) -> str:
    """Return what differs in one gap, as one text."""
    return "; ".join(f"{f.label}: {f.before} → {f.after}" for f in gap.fields)


class ComparisonTable(QAbstractTableModel):
    """The gaps of a comparison that the filter lets through; sorted by any column."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._found: Comparison | None = None
        self._rows: list[GapChange] = []
        self._sorted: tuple[int, Qt.SortOrder] = (-1, Qt.SortOrder.AscendingOrder)
        self.wanted = Wanted()

    def show(self, found: Comparison | None) -> None:
        """Show another comparison."""
        self._found = found
        self._fill()

    def filter(self, wanted: Wanted) -> None:
        """Show what another filter lets through."""
        self.wanted = wanted
        self._fill()

    def _fill(self) -> None:
        self.beginResetModel()
        self._rows = [] if self._found is None else fitting(self._found, self.wanted)
        self._order()
        self.endResetModel()

    def gap(self, row: int) -> GapChange | None:
        """Return the gap of a row."""
        return self._rows[row] if 0 <= row < len(self._rows) else None

    def titles(self) -> tuple[str, ...]:
        """Return the headings of the columns."""
        return (
            self.tr("Zustand"), self.tr("Rang vorher"), self.tr("Rang nachher"), self.tr("Quartier"), self.tr("Einrichtungsart"), self.tr("Grund"),
            self.tr("kommt von"), self.tr("Was sich geändert hat"),
        )  # fmt: skip

    def texts_of(self, gap: GapChange) -> tuple[str, ...]:
        """Return the cells of a row."""
        from quartiermap.app.report_comparison import STATE_LABELS

        before, after = (
            "–" if rank is None else texts.number(rank) for rank in (gap.rank_before, gap.rank_after)
        )
        return (
            worded(STATE_LABELS[gap.state]), before, after, gap.district, worded(gap.kind), worded(gap.reason),
            worded(gap.cause) or "–", worded(differences(gap)) or "–",
        )  # fmt: skip

    # ---- Qt

    def rowCount(self, parent: Index | None = None) -> int:
        """Return the number of gaps shown."""
        return 0 if parent is not None and parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index | None = None) -> int:
        """Return the number of columns."""
        return 0 if parent is not None and parent.isValid() else len(self.titles())

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return text, tip or alignment of a cell."""
        gap = self.gap(index.row())
        if gap is None:
            return None
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return self.texts_of(gap)[index.column()]
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tip(self.texts_of(gap)[index.column()])
        if role == Qt.ItemDataRole.TextAlignmentRole and index.column() in RANK_COLUMNS:
            return int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        """Return the heading of a column."""
        if role == Qt.ItemDataRole.DisplayRole and orientation == Qt.Orientation.Horizontal:
            return self.titles()[section]
        return None

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Sort by a column: ranks as numbers (none last), words as words."""
        self._sorted = (column, order)
        self._fill()

    def _order(self) -> None:
        column, order = self._sorted
        down = order == Qt.SortOrder.DescendingOrder
        if column in RANK_COLUMNS:
            ranks = {id(g): (g.rank_before, g.rank_after)[column - 1] for g in self._rows}
            self._rows.sort(
                key=lambda g: (
                    ranks[id(g)] is None,
                    (ranks[id(g)] or 0) * (-1 if down else 1),
                )
            )
        elif column >= 0:
            self._rows.sort(key=lambda g: in_order(self.texts_of(g)[column]), reverse=down)
