"""The list of the kinds: sign, name, and the share of the whole town at the right edge."""

from __future__ import annotations

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, QRect, Qt
from PySide6.QtGui import QBrush, QIcon, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from quartiermap.domain import texts
from quartiermap.ui.theme import swatch
from quartiermap.ui.viewmodels.viewdata import KindRow

Index = QModelIndex | QPersistentModelIndex

SHARE_ROLE = int(Qt.ItemDataRole.UserRole) + 1
_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)


def _share(row: KindRow, decimals: int) -> str:
    """Return the share of the whole town; of a secret one its bounds."""
    missing = "–" if row.town_missing == texts.NO_DATA else row.town_missing
    return texts.percent(row.town_share, decimals, missing=missing)


class KindsModel(QAbstractListModel):
    """The kinds with their sign and the share of the whole town."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: tuple[KindRow, ...] = ()
        self._signs: dict[str, QIcon] = {}

    def show(self, rows: tuple[KindRow, ...]) -> None:
        """Show other kinds."""
        self.beginResetModel()
        self._rows = rows
        self.endResetModel()

    def kind(self, row: int) -> str:
        """Return the kind of a row."""
        return self._rows[row].kind

    def row_of(self, kind: str) -> int:
        """Return the row of a kind, or -1."""
        return next((i for i, row in enumerate(self._rows) if row.kind == kind), -1)

    def rowCount(self, parent: Index | None = None) -> int:
        """Return the number of kinds."""
        return 0 if parent is not None and parent.isValid() else len(self._rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return name and share, the sign, or what they mean."""
        if not index.isValid():
            return None
        row = self._rows[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return row.name
        if role == SHARE_ROLE:
            return _share(row, 0)
        if role == Qt.ItemDataRole.DecorationRole:
            if row.kind not in self._signs:
                sign = QIcon(swatch(row.colour, row.sign, 20))
                sign.addPixmap(swatch(row.colour, row.sign, 20), QIcon.Mode.Selected)
                self._signs[row.kind] = sign
            return self._signs[row.kind]
        if role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleDescriptionRole):
            if not row.facilities:
                return self.tr("{name}: keine Einrichtung geladen").format(name=row.name)
            if row.town_share is None and row.town_missing == texts.NO_DATA:
                return self.tr("{name}: {n} Einrichtungen, Anteil: keine Daten").format(
                    name=row.name, n=texts.number(row.facilities)
                )
            return self.tr(
                "{name}: {n} Einrichtungen; in der ganzen Stadt sind {share} der Zielgruppe in Reichweite"
            ).format(name=row.name, n=texts.number(row.facilities), share=_share(row, 1))
        return None


class KindDelegate(QStyledItemDelegate):
    """Draws the share of the whole town at the right edge."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw one kind."""
        share = str(index.data(SHARE_ROLE))
        room = option.fontMetrics.horizontalAdvance(share) + 10
        whole = QRect(option.rect)
        narrow = QStyleOptionViewItem(option)
        narrow.rect = whole.adjusted(0, 0, -room, 0)
        self.initStyleOption(narrow, index)
        background = QStyleOptionViewItem(option)
        self.initStyleOption(background, index)
        style = background.widget.style()
        background.text, background.icon = "", QIcon()
        style.drawControl(QStyle.ControlElement.CE_ItemViewItem, background, painter, background.widget)
        narrow.backgroundBrush = QBrush()
        narrow.state &= ~QStyle.StateFlag.State_HasFocus
        super().paint(painter, narrow, index)
        painter.drawText(whole.adjusted(0, 0, -6, 0), _RIGHT, share)
