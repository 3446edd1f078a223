"""A table with a filter line: words, facets, a count, chips of what is filtered by; rows that others can select."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import (
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QPoint,
    QSettings,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QAction, QGuiApplication, QKeySequence, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFileDialog,
    QHBoxLayout,
    QLineEdit,
    QMenu,
    QPushButton,
    QTableView,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from quartiermap.domain import texts
from quartiermap.errors import QuartierMapError
from quartiermap.ui.theme import icon
from quartiermap.ui.viewmodels.table_files import csv_of, lines_of
from quartiermap.ui.viewmodels.tables import KEY_ROLE, RecordsFilter, RecordsModel, plain_tip
from quartiermap.ui.widgets import parts
from quartiermap.ui.widgets.filter_popup import FilterPopup

_CHIP = 34
"""Letters that a chip has room for."""


class RecordTable(QWidget):
    """Shows a `RecordsModel`; the filter line `bar` is put where there is room for it.

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
        The user pressed Enter or double-clicked.
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
        self.chosen: dict[str, frozenset[str]] = {}
        self.hidden: set[str] = set()
        self._several, self._silent, self._narrow = several, False, False
        self._popup: FilterPopup | None = None
        self._own_widths, self._set_by_hand = True, False
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self._make_bar()
        self.chips = QWidget()
        self._chip_line = QHBoxLayout(self.chips)
        self._chip_line.setContentsMargins(6, 3, 6, 3)
        self._chip_line.setSpacing(5)
        self.group = QPushButton()
        self.group.setProperty("small", True)
        self.group.setToolTip(self.tr("Auswahl aufheben (Esc)"))
        self.group.hide()
        self._chip_line.addWidget(self.group)
        self._chip_line.addStretch(1)
        self.chip_count = parts.label("", "muted", wrap=False)
        self._chip_line.addWidget(self.chip_count)
        self.chips.hide()
        self.chip_buttons: dict[str, QPushButton] = {}
        column.addWidget(self.chips)
        self._make_view(name)
        column.addWidget(self.view, 1)
        self.apply_widths()

    def _make_bar(self) -> None:
        self.bar = QWidget(self)
        line = QHBoxLayout(self.bar)
        line.setContentsMargins(4, 2, 8, 2)
        line.setSpacing(6)
        self.words = QLineEdit()
        self.words.setPlaceholderText(self.tr("Filtern …"))
        self.words.setAccessibleName(self.tr("{name} filtern").format(name=self.name))
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
        line.addWidget(self.words)
        self.choose = QToolButton()
        self.choose.setText(self.tr("Filter ▾"))
        self.choose.setToolTip(self.tr("Nach Merkmalen filtern"))
        self.choose.setAccessibleName(self.tr("{name} nach Merkmalen filtern").format(name=self.name))
        self.choose.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.choose.clicked.connect(self.show_filters)
        self.choose.setVisible(bool(self.model.facets))
        line.addWidget(self.choose)
        self.count = parts.label("", "muted", wrap=False)
        line.addWidget(self.count)

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
        self.export = QAction(self.tr("Tabelle als CSV speichern …"), self.view)
        self.export.triggered.connect(self._ask_export)
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
        short = label if len(label) <= _CHIP else f"{label[: _CHIP - 1]}…"
        self.group.setText(f"{short}\u2002✕".replace("&", "&&"))
        self.group.setAccessibleName(self.tr("{label}: Auswahl aufheben").format(label=label))
        self.group.setVisible(keys is not None)
        self._show_chips()
        self._say_count()

    def set_narrow(self, narrow: bool) -> None:
        """Leave out what the filter line can do without."""
        self._narrow = narrow
        self.words.setFixedWidth(92 if narrow else 150)
        self.choose.setText("▾" if narrow else self.tr("Filter ▾"))
        self._say_count()

    def apply_widths(self) -> None:
        """Give the columns their proposed widths, all of them more where there is room; the last takes the rest."""
        columns = [(n, c) for n, c in enumerate(self.model.columns) if not self.view.isColumnHidden(n)]
        room = self.view.viewport().width()
        share = max(1.0, room / max(1, sum(column.width for _, column in columns)))
        self._own_widths = False
        for number, column in columns[:-1]:
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

    def set_columns(self, columns: Sequence[Any]) -> None:
        """Show the same rows in other columns; what was selected stays so."""
        before = self.selected_keys()
        self._silent = True
        self.model.set_columns(columns)
        self._silent = False
        self._hide_columns()
        self.select_keys(before)

    def show_rows(self, rows: Sequence[Any], searchable: Sequence[str] = ()) -> None:
        """Show other records; the selected ones stay selected if they are still there."""
        before = self.selected_keys()
        self._silent = True
        self.model.show(rows, searchable)
        self._silent = False
        self.select_keys(before)
        self._say_count()
        if self.shown.filters:
            self.filtered.emit()

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
        return tuple(str(self.shown.index(row, 0).data(KEY_ROLE)) for row in self._selected_rows())

    def _selected_rows(self) -> list[int]:
        return sorted(index.row() for index in self.view.selectionModel().selectedRows())

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
                for index in found:
                    wanted.select(index, index)
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
        keys = self.selected_keys()
        if len(keys) == 1:
            self.picked.emit(keys[0])
        elif keys and self._several:
            self.picked_several.emit(keys)

    def _on_opened(self, index: QModelIndex) -> None:
        if index.isValid():
            self.opened.emit(str(index.data(KEY_ROLE)))

    # ---- filtering

    def show_filters(self) -> None:
        """Open the list of what can be filtered by."""
        if self._popup is None:
            self._popup = FilterPopup(self)
            self._popup.chosen.connect(self.filter_by)
            self._popup.cleared.connect(self.clear_filters)
        self._offer()
        self._popup.show_below(self.choose)

    def _offer(self) -> None:
        if self._popup is None:
            return
        offered = {}
        for facet in self.model.facets:
            counts = self.shown.counts(facet)
            order = {word: place for place, word in enumerate(facet.order)}
            ordered = sorted(
                counts, key=lambda w: (w == texts.NO_DATA, order.get(w, len(order)), texts.fold(w))
            )
            ticked = self.chosen.get(facet.key, frozenset())
            offered[facet.key] = (facet.title, {word: counts[word] for word in ordered}, ticked)
        self._popup.offer(offered)

    def filter_by(self, facet: str, words: frozenset[str]) -> None:
        """Let only rows through that have one of some words for a facet; no words: all."""
        if words:
            self.chosen[facet] = words
        else:
            self.chosen.pop(facet, None)
        self._filter()
        self._offer()

    def clear_filters(self) -> None:
        """Let everything through again."""
        self.chosen.clear()
        self.words.blockSignals(True)
        self.words.clear()
        self.words.blockSignals(False)
        self._delay.stop()
        self._filter()
        self._offer()

    def forget(self, facet: str) -> None:
        """Drop a facet that has got other words (the classes of another figure)."""
        if facet in self.chosen:
            self.filter_by(facet, frozenset())

    def _filter(self) -> None:
        before, passing = self.selected_keys(), self.shown.passing()
        self._silent = True
        self.shown.filter_by(words=self.words.text(), chosen=self.chosen)
        self._silent = False
        self.select_keys(before)
        self._show_chips()
        self._say_count()
        if self.shown.passing() != passing:
            self.filtered.emit()

    def _show_chips(self) -> None:
        """Show what is filtered by, each with a cross."""
        wanted: dict[str, str] = {}
        if self.words.text().strip():
            wanted[""] = self.tr("Text: {words}").format(words=self.words.text().strip())
        for facet in self.model.facets:
            if facet.key in self.chosen:
                wanted[facet.key] = (
                    f"{facet.title}: {', '.join(sorted(self.chosen[facet.key], key=texts.fold))}"
                )
        for button in self.chip_buttons.values():
            self._chip_line.removeWidget(button)
            button.hide()
            button.deleteLater()
        self.chip_buttons = {}
        for number, (key, words) in enumerate(wanted.items()):
            short = words if len(words) <= _CHIP else f"{words[: _CHIP - 1]}…"
            button = QPushButton(f"{short}\u2002✕".replace("&", "&&"))
            button.setProperty("small", True)
            about = self.tr("Filter aufheben: {words}").format(words=words)
            button.setToolTip(plain_tip(about))
            button.setAccessibleName(about)
            button.clicked.connect(lambda _checked=False, key=key: self._take_chip(key))
            self._chip_line.insertWidget(1 + number, button)
            self.chip_buttons[key] = button
        self.chips.setVisible(bool(wanted) or self.group.isVisibleTo(self.chips))

    def _take_chip(self, key: str) -> None:
        if key:
            self.filter_by(key, frozenset())
        else:
            self.words.clear()

    @property
    def count_words(self) -> str:
        """How many of the rows are shown: "12 von 63", or how many there are."""
        shown, everything = self.shown.rowCount(), self.model.rowCount()
        if shown == everything:
            return texts.number(everything)
        return self.tr("{n} von {all}").format(n=texts.number(shown), all=texts.number(everything))

    def _say_count(self) -> None:
        self.count.setText(self.count_words)
        self.count.setVisible(not self._narrow)
        self.chip_count.setText(self.count_words)
        self.chip_count.setVisible(self._narrow)

    # ---- out of the program

    def _columns_shown(self) -> list[int]:
        return [n for n in range(len(self.model.columns)) if not self.view.isColumnHidden(n)]

    def copy_rows(self) -> None:
        """Put the selected rows on the clipboard."""
        rows = self._selected_rows()
        if rows:
            QGuiApplication.clipboard().setText(lines_of(self.shown, self._columns_shown(), rows))
            self.said.emit(
                self.tr("Zeile kopiert.")
                if len(rows) == 1
                else self.tr("{n} Zeilen kopiert.").format(n=texts.number(len(rows)))
            )

    def _show_menu(self, at: QPoint) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addActions(self.view.actions())
        menu.addSeparator()
        menu.addAction(self.export)
        columns = menu.addAction(self.tr("Spalten …"))
        columns.triggered.connect(lambda: self.columns_menu().popup(self.view.mapToGlobal(at)))
        menu.popup(self.view.viewport().mapToGlobal(at))

    def _ask_export(self) -> None:
        name = f"{self.name}.csv".replace("/", "-")
        path, _ = QFileDialog.getSaveFileName(
            self, self.tr("Tabelle als CSV speichern"), name, self.tr("CSV-Datei (*.csv)")
        )
        if path:
            self.save_csv(Path(path))

    def save_csv(self, path: Path) -> None:
        """Write the rows that are shown, in their order and in the columns shown."""
        from quartiermap.io.atomic import replace_file

        body = csv_of(self.model, self.shown, self._columns_shown())

        def write(draft: Path) -> None:
            draft.write_bytes(body)

        try:
            replace_file(path, write)
        except QuartierMapError as error:
            self.failed.emit(error)
            return
        rows = texts.number(self.shown.rowCount())
        self.said.emit(self.tr("{n} Zeilen geschrieben: {file}").format(n=rows, file=path.name))
