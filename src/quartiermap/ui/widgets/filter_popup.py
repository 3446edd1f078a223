"""What a table can be filtered by, to tick: opens below the button "Filter" and stays while somebody ticks."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from quartiermap.domain import texts
from quartiermap.ui.viewmodels.tables import plain_tip
from quartiermap.ui.widgets import parts

_WORD = int(Qt.ItemDataRole.UserRole)
_ACROSS = 3
_WIDE = 210
_TICK = 44
"""What the box to tick, the margins and a scroll bar take of it."""


class FilterPopup(QFrame):
    """One list with ticks for each facet.

    Signals
    -------
    chosen : str, object
        A facet (its key) and the words that are ticked now (frozenset).
    cleared
        Nothing shall be filtered by any more.
    """

    chosen = Signal(str, object)
    cleared = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setObjectName("card")
        self.setAccessibleName(self.tr("Filter"))
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 10, 12, 10)
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(14)
        column.addLayout(self._grid)
        line = QHBoxLayout()
        self.clear_all = QPushButton(self.tr("Alle Filter aufheben"))
        self.clear_all.clicked.connect(self.cleared)
        close = QPushButton(self.tr("Fertig"))
        close.setDefault(True)
        close.clicked.connect(self.hide)
        line.addWidget(self.clear_all)
        line.addStretch(1)
        line.addWidget(close)
        column.addLayout(line)
        self.lists: dict[str, QListWidget] = {}
        self._titles: dict[str, str] = {}

    def offer(self, facets: Mapping[str, tuple[str, Mapping[str, int], frozenset[str]]]) -> None:
        """Offer facets: key -> title, words with their counts (in their order), ticked words."""
        if tuple(facets) != tuple(self.lists):
            self._build(facets)
        for key, (title, counts, ticked) in facets.items():
            box = self.lists[key]
            with parts.quiet(box):
                known = {str(box.item(row).data(_WORD)): box.item(row) for row in range(box.count())}
                if list(known) != list(counts):
                    box.clear()
                    known = {}
                    for word in counts:
                        item = QListWidgetItem(box)
                        item.setData(_WORD, word)
                        item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
                        known[word] = item
                for word, count in counts.items():
                    item = known[word]
                    item.setText(self._short(word, f" ({texts.number(count)})"))
                    item.setCheckState(Qt.CheckState.Checked if word in ticked else Qt.CheckState.Unchecked)
                    item.setToolTip(plain_tip(word))
                box.setAccessibleName(title)

    def _short(self, word: str, count: str) -> str:
        """Return a word and its count as they fit into a list: the count is never what is left out."""
        metrics = self.fontMetrics()
        room = _WIDE - _TICK - metrics.horizontalAdvance(count)
        return metrics.elidedText(word, Qt.TextElideMode.ElideRight, room) + count

    def show_below(self, button: QWidget) -> None:
        """Open below a button, on the screen (above it where there is no room)."""
        self.adjustSize()
        corner = button.mapToGlobal(QPoint(0, button.height() + 2))
        screen = button.screen().availableGeometry()
        left = max(screen.left(), min(corner.x(), screen.right() - self.width()))
        top = corner.y()
        if top + self.height() > screen.bottom():
            top = max(screen.top(), button.mapToGlobal(QPoint(0, 0)).y() - self.height() - 2)
        self.move(left, top)
        self.show()
        first = next(iter(self.lists.values()), None)
        if first is not None:
            first.setFocus(Qt.FocusReason.PopupFocusReason)
            first.setCurrentRow(0)

    def _build(self, facets: Mapping[str, tuple[str, Mapping[str, int], frozenset[str]]]) -> None:
        parts.clear(self._grid)
        self.lists.clear()
        for number, (key, (title, counts, _ticked)) in enumerate(facets.items()):
            row, column = 2 * (number // _ACROSS), number % _ACROSS
            self._grid.addWidget(parts.label(title, "group", wrap=False), row, column)
            box = QListWidget()
            box.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
            box.setTabKeyNavigation(False)
            box.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
            box.setTextElideMode(Qt.TextElideMode.ElideRight)
            box.setFixedSize(_WIDE, min(max(len(counts), 2), 7) * (self.fontMetrics().height() + 3) + 8)
            box.itemChanged.connect(lambda _item, key=key: self._on_ticked(key))
            self.lists[key] = box
            self._grid.addWidget(box, row + 1, column, Qt.AlignmentFlag.AlignTop)

    def _on_ticked(self, key: str) -> None:
        box = self.lists[key]
        items = (box.item(row) for row in range(box.count()))
        words = frozenset(
            str(item.data(_WORD)) for item in items if item.checkState() == Qt.CheckState.Checked
        )
        self.chosen.emit(key, words)
