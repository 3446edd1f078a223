"""A table of records with a filter line; rows that others can select, copied and written as they are shown."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import (
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QPoint,
    QSettings,
    Qt,
    Signal,
)
from PySide6.QtGui import QAction, QKeySequence, QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QMenu,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from quartiermap.ui.translation import translate
from quartiermap.ui.turns import Turns
from quartiermap.ui.viewmodels.tables import KEY_ROLE, RecordsFilter, RecordsModel
from quartiermap.ui.widgets.column_widths import head_metrics, readable_widths
from quartiermap.ui.widgets.filter_line import FilterLine
from quartiermap.ui.widgets.how_dialog import HowDialog
from quartiermap.ui.widgets.nothing_here import NothingHere
from quartiermap.ui.widgets.table_output import TableOutput

_FOLD_AFTER_MS = 400
"""The map has been drawn by then; who types earlier waits for no more than this takes."""


class RecordTable(QWidget):
    """Shows a `RecordsModel`; the bar of `filter` is put where there is room for it.

    Parameters
    ----------
    name : str
        What the rows are, for people.
    model : RecordsModel
    key : str
        Under which habits are kept (columns); none are without it.
    several : bool
        More than one row can be selected for the rest of the window (otherwise for copying alone).

    Signals
    -------
    picked : str
        The user went to a row: its id. Never told when a row is selected from outside.
    picked_several : tuple of str
        The user selected several rows (only with `several`).
    opened : str
        The user pressed Enter or double-clicked where no figure can be explained (`explain`).
    filtered
        Other rows are let through by the filter (`shown.passing`), or there are other rows.
    said : str
        A sentence for the status bar.
    failed : QuartierMapError
        A file could not be written.
    """

    picked = Signal(str)
    picked_several = Signal(object)
    opened = Signal(str)
    filtered = Signal()
    said = Signal(str)
    failed = Signal(object)

    def __init__(
        self,
        name: str,
        model: RecordsModel[Any],
        *,
        key: str = "",
        several: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.model, self.name, self.key = model, name, key
        self.shown = RecordsFilter(model, self)
        self.hidden: set[str] = set()
        self.how: HowDialog | None = None
        self._several, self._silent = several, False
        self._own_widths, self._set_by_hand, self._widths_due = True, False, False
        self._folding = Turns(self)
        self.output = TableOutput(name, model, self.shown, self._columns_shown, self)
        self.output.said.connect(self.said)
        self.output.failed.connect(self.failed)
        self.filter = FilterLine(name, model, self.shown, self)
        self.filter.changed.connect(self._filter)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.filter.chips)
        self._make_view(name)
        column.addWidget(self.view, 1)
        self.nothing = NothingHere(self.view, model)
        self.apply_widths()

    def _sort_here(self, order: Qt.SortOrder, _checked: bool = False) -> None:
        """Sort by the column that the keyboard stands in (left and right go through them)."""
        self.view.sortByColumn(max(self.view.currentIndex().column(), 0), order)

    def _make_view(self, name: str) -> None:
        self.view = QTableView()
        self.view.setAccessibleName(name)
        self.view.setModel(self.shown)
        self.view.setSortingEnabled(True)
        self.view.sortByColumn(0, Qt.SortOrder.AscendingOrder)
        self.view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.view.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.view.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.view.setAlternatingRowColors(True)
        self.view.setShowGrid(False)
        self.view.setWordWrap(False)
        self.view.setTabKeyNavigation(False)
        self.view.verticalHeader().hide()
        self.view.verticalHeader().setDefaultSectionSize(23)
        header = self.view.horizontalHeader()
        header.setHighlightSections(False)
        header.setTextElideMode(Qt.TextElideMode.ElideRight)
        # A head that knows the selection asks for every row of it whenever it is painted.
        header.setSelectionModel(QItemSelectionModel(self.shown, header))
        header.setStretchLastSection(True)
        header.setMinimumSectionSize(48)
        header.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        header.customContextMenuRequested.connect(
            lambda at: self.columns_menu().popup(header.mapToGlobal(at))
        )
        header.sectionResized.connect(self._on_column)
        font = self.view.font()
        font.setPointSizeF(max(font.pointSizeF() - 0.8, 8.5))
        self.view.setFont(font)
        header.setFont(font)
        self.view.selectionModel().selectionChanged.connect(self._on_selection)
        self.view.activated.connect(self._on_opened)
        self.copy = QAction(self.tr("Zeilen kopieren"), self.view)
        self.copy.setShortcut(QKeySequence.StandardKey.Copy)
        self.copy.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        self.copy.triggered.connect(self.copy_rows)
        self.view.addAction(self.copy)
        for words, keys, order in (
            (
                self.tr("Nach dieser Spalte aufsteigend sortieren"),
                "Alt+Shift+Up",
                Qt.SortOrder.AscendingOrder,
            ),
            (
                self.tr("Nach dieser Spalte absteigend sortieren"),
                "Alt+Shift+Down",
                Qt.SortOrder.DescendingOrder,
            ),
        ):
            sort = QAction(words, self.view)
            sort.setShortcut(QKeySequence(keys))
            sort.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
            sort.triggered.connect(partial(self._sort_here, order))
            self.view.addAction(sort)
        self.export = QAction(self.tr("Tabelle als CSV speichern …"), self.view)
        self.export.triggered.connect(self.output.ask)
        self.view.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.view.customContextMenuRequested.connect(self._show_menu)

    # ---- rows and columns

    def show_only(self, keys: frozenset[str] | None, label: str = "") -> None:
        """Show only some rows, and a button `group` that names them; ``None``: all."""
        before = self.selected_keys()
        self._silent = True
        self.shown.only(keys)
        self._silent = False
        self.select_keys(before)
        self.filter.show_group(label, on=keys is not None)

    def apply_widths(self) -> None:
        """Give the columns the widths that their words need, all of them more where there is room; the last takes the rest.

        Words are measured when the table is seen: in many tables at once that would hold the window up.
        """
        self._widths_due = not self.isVisible()
        if self._widths_due:
            return
        header = self.view.horizontalHeader()
        widths = readable_widths(self.model, self.view.fontMetrics(), head_metrics(header))
        columns = [(n, w) for n, w in enumerate(widths) if not self.view.isColumnHidden(n)]
        share = max(1.0, self.view.viewport().width() / max(1, sum(width for _, width in columns)))
        self._own_widths = False
        for number, width in columns[:-1]:
            self.view.setColumnWidth(number, int(width * share))
        self._own_widths = True

    def showEvent(self, event: QShowEvent) -> None:
        """Give the columns their widths if there are other words since the table was seen last."""
        super().showEvent(event)
        if self._widths_due and not self._set_by_hand:
            self.apply_widths()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the new width among the columns, unless the user has set them."""
        super().resizeEvent(event)
        self.nothing.place()
        if not self._set_by_hand:
            self.apply_widths()

    def _on_column(self, number: int, _old: int, _new: int) -> None:
        if self._own_widths and number < len(self.model.columns) - 1:
            self._set_by_hand = True

    def set_columns(self, columns: Sequence[Any]) -> None:
        """Show the same rows in other columns; what was selected stays so."""
        before = self.selected_keys()
        self._silent = True
        self.model.set_columns(columns)
        self._silent = False
        self._hide_columns()
        self.select_keys(before)
        self._fold()

    def show_rows(
        self, rows: Sequence[Any], searchable: Sequence[str] = (), columns: Sequence[Any] | None = None
    ) -> None:
        """Show other records, in other columns too; the selected ones stay selected if they are still there."""
        before = self.selected_keys()
        self._silent = True
        self.model.show(rows, searchable, columns)
        self._silent = False
        self._hide_columns()
        self.select_keys(before)
        self._fold()
        self.filter.show_count()
        if self.shown.filters:
            self.filtered.emit()

    def _fold(self) -> None:
        """Make ready what words are looked for in, before somebody looks for any."""
        self._folding.begin(self.model.fold_all(), after_ms=_FOLD_AFTER_MS)

    def columns_menu(self) -> QMenu:
        """Return the menu of columns to tick; the first always stays."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for number, column in enumerate(self.model.columns):
            action = menu.addAction(column.title.replace("&", "&&"))
            action.setCheckable(True)
            action.setChecked(not self.view.isColumnHidden(number))
            action.setEnabled(number > 0)
            action.toggled.connect(lambda on, number=number: self.show_column(number, on))
        menu.addSeparator()
        everything = menu.addAction(self.tr("Alle Spalten zeigen"))
        everything.triggered.connect(self._show_all_columns)
        return menu

    def show_column(self, number: int, on: bool) -> None:
        """Show or hide a column."""
        name = str(number)
        if on:
            self.hidden.discard(name)
        else:
            self.hidden.add(name)
        self._hide_columns()

    def _show_all_columns(self) -> None:
        self.hidden.clear()
        self._hide_columns()

    def _hide_columns(self) -> None:
        for number in range(len(self.model.columns)):
            self.view.setColumnHidden(number, str(number) in self.hidden)
        if not self._set_by_hand:
            self.apply_widths()

    def restore(self, settings: QSettings) -> None:
        """Take the columns that the user left."""
        if self.key:
            kept = str(settings.value(f"columns_hidden/{self.key}", "") or "")
            self.hidden = {part for part in kept.split(",") if part.isdigit() and part != "0"}
            self._hide_columns()

    def keep(self, settings: QSettings) -> None:
        """Remember which columns are shown."""
        if self.key:
            settings.setValue(f"columns_hidden/{self.key}", ",".join(sorted(self.hidden)))

    # ---- selecting

    def current_key(self) -> str:
        """Return the id of the selected row, or nothing; of several the one with the keyboard."""
        index = self.view.currentIndex()
        return str(index.data(KEY_ROLE)) if index.isValid() else ""

    def selected_keys(self) -> tuple[str, ...]:
        """Return the ids of the selected rows, from top to bottom."""
        return tuple(self.shown.key_of(row) for row in self._selected_rows())

    def _selected_rows(self) -> list[int]:
        # By ranges: `selectedRows` looks at every cell (half a second for 8,000 rows).
        ranges = self.view.selectionModel().selection().toList()
        return sorted({row for part in ranges for row in range(part.top(), part.bottom() + 1)})

    def select_key(self, key: str) -> None:
        """Select a row from outside; an unknown or filtered id selects nothing."""
        self.select_keys((key,) if key else ())

    def select_keys(self, keys: Sequence[str]) -> None:
        """Select rows from outside; unknown or filtered ids are left out."""
        if tuple(keys) == self.selected_keys() and (keys or not self.current_key()):
            return
        rows = [self.model.row_of(key) for key in keys]
        places = [self.shown.mapFromSource(self.model.index(row, 0)) for row in rows if row is not None]
        found = [index for index in places if index.isValid()]
        self._silent = True
        try:
            selection = self.view.selectionModel()
            if not found:
                selection.clear()
            elif len(found) == 1:
                self.view.setCurrentIndex(found[0])
            else:
                wanted = QItemSelection()
                for first, last in _runs(sorted(index.row() for index in found)):
                    wanted.select(self.shown.index(first, 0), self.shown.index(last, 0))
                how = QItemSelectionModel.SelectionFlag
                selection.select(wanted, how.ClearAndSelect | how.Rows)
                selection.setCurrentIndex(found[-1], how.NoUpdate)
            if found:
                self.view.scrollTo(found[-1])
        finally:
            self._silent = False

    def _on_selection(self, _now: QItemSelection, _before: QItemSelection) -> None:
        if self._silent:
            return
        rows = self._selected_rows()
        if len(rows) == 1:
            self.picked.emit(self.shown.key_of(rows[0]))
        elif rows and self._several:
            self.picked_several.emit(self.selected_keys())

    def _on_opened(self, index: QModelIndex) -> None:
        if index.isValid() and not self.explain(index):
            self.opened.emit(str(index.data(KEY_ROLE)))

    def explain(self, index: QModelIndex) -> bool:
        """Say how the figure of a cell came about; ``False`` where there is nothing to say."""
        record = self.model.record(self.shown.source_row(index.row()))
        hows = self.model.columns[index.column()].explained(record)
        if hows:
            self.how = HowDialog(self.model.subject(record), hows, self.window())
            self.how.open()
        return bool(hows)

    def _filter(self) -> None:
        if self.filter.text.strip() and not self.model.folded:
            self._folding.begin(self.model.fold_all(), self._filter)
            return
        before, passing = self.selected_keys(), self.shown.passing()
        self._silent = True
        self.shown.filter_by(words=self.filter.text, chosen=self.filter.chosen)
        self._silent = False
        self.select_keys(before)
        self.filter.show_chips()
        if self.shown.passing() != passing:
            self.filtered.emit()

    # ---- out of the program

    def _columns_shown(self) -> list[int]:
        return [n for n in range(len(self.model.columns)) if not self.view.isColumnHidden(n)]

    def copy_rows(self) -> None:
        """Put the selected rows on the clipboard."""
        self.output.copy(self._selected_rows())

    def _show_menu(self, at: QPoint) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        index = self.view.indexAt(at)
        if index.isValid() and self.model.columns[index.column()].hows is not None:
            how = menu.addAction(translate("HowDialog", "Wie gerechnet?"))
            how.triggered.connect(lambda: self.explain(index))
            menu.addSeparator()
        menu.addActions(self.view.actions())
        menu.addSeparator()
        menu.addAction(self.export)
        columns = menu.addAction(self.tr("Spalten …"))
        columns.triggered.connect(lambda: self.columns_menu().popup(self.view.mapToGlobal(at)))
        menu.popup(self.view.viewport().mapToGlobal(at))


def _runs(rows: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Return the first and the last of every run of rows that follow each other; a selection grows slow with its parts.

    Examples
    --------
    >>> list(_runs([1, 2, 3, 7, 9, 10]))
    [(1, 3), (7, 7), (9, 10)]
    """
    first = last = -1
    for row in rows:
        if row == last + 1 and first >= 0:
            last = row
            continue
        if first >= 0:
            yield first, last
        first = last = row
    if first >= 0:
        yield first, last
