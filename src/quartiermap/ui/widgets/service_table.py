"""The table of a service's layers: a tick in front, title, where it lies, how many objects, what it is loaded as."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QModelIndex, QObject, Qt
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QTableView, QWidget

from quartiermap.io import bundled
from quartiermap.ui.viewmodels.service import LayerRow, ServicePage
from quartiermap.ui.viewmodels.tables import plain_tip
from quartiermap.ui.widgets.bottom_tables import LAYER_NAMES
from quartiermap.ui.widgets.tick_table import Index, TickModel, calm
from quartiermap.ui.wording import worded

_WIDTHS = (186, 112, 66, 130)


class LayersModel(TickModel[LayerRow]):
    """The layers that the filter leaves."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._page: ServicePage | None = None
        self.titles = (
            self.tr("Ebene"),
            self.tr("Gebiet"),
            self.tr("Objekte"),
            self.tr("Wird geladen als"),
        )

    def show(self, page: ServicePage | None, rows: Sequence[LayerRow]) -> None:
        """Show these layers of a service."""
        self.beginResetModel()
        self._page = page
        self._replace(rows)
        self.endResetModel()

    def tell(self) -> None:
        """Tell the view that texts have changed."""
        if self._rows:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._rows) - 1, len(self.titles) - 1))

    def turn(self, number: int) -> None:
        """Choose a layer, or choose it no more."""
        if self._page is not None:
            self._page.chosen ^= {self._rows[number].name}
            self.tell()
            self.turned.emit()

    def cells(self, row: LayerRow) -> tuple[str, ...]:
        """Return the texts of a layer."""
        loaded = (
            worded(LAYER_NAMES.get(row.target, row.target)) if row.target else self.tr("im Import erkennen")
        )
        if row.kind:
            loaded = f"{loaded}: {worded(bundled.kinds().name(row.kind))}"
        return row.layer.title, row.where, row.objects, loaded

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return text, tick or tip."""
        if not index.isValid() or self._page is None:
            return None
        row = self._rows[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return self.cells(row)[index.column()]
        if role == Qt.ItemDataRole.CheckStateRole and index.column() == 0:
            taken = row.name in self._page.chosen
            return Qt.CheckState.Checked if taken else Qt.CheckState.Unchecked
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tip(f"{self.cells(row)[index.column()]}\n{row.name}")
        if role == Qt.ItemDataRole.TextAlignmentRole and index.column() == 2:
            return int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        return None

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Set a tick."""
        if role != Qt.ItemDataRole.CheckStateRole or not index.isValid() or self._page is None:
            return False
        on = Qt.CheckState(value) == Qt.CheckState.Checked
        if on != (self._rows[index.row()].name in self._page.chosen):
            self.turn(index.row())
        return True


class LayersView(QTableView):
    """The view: Space chooses the layer that the keyboard is on."""

    def __init__(self, model: LayersModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._layers = model
        self.setModel(model)
        self.setAccessibleName(self.tr("Ebenen des Dienstes"))
        calm(self, QAbstractItemView.SelectionMode.SingleSelection)
        self.doubleClicked.connect(self._on_double)

    def _on_double(self, index: QModelIndex) -> None:
        if index.column() > 0:  # in the first column the two clicks have turned the tick already
            self._layers.turn(index.row())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Let Space turn the tick."""
        index = self.currentIndex()
        if event.key() == Qt.Key.Key_Space and index.isValid():
            self._layers.turn(index.row())
            return
        super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the width among the columns."""
        super().resizeEvent(event)
        share = max(0.8, self.viewport().width() / sum(_WIDTHS))
        for number, width in enumerate(_WIDTHS):
            self.setColumnWidth(number, int(width * share))
