"""The social index below the map: twelve fields, attention beside funding, reach by social status; a click selects districts."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QBrush, QColor
from PySide6.QtWidgets import (
    QAbstractItemView,
    QButtonGroup,
    QHBoxLayout,
    QHeaderView,
    QListWidget,
    QListWidgetItem,
    QSizePolicy,
    QStackedWidget,
    QTableWidget,
    QTableWidgetItem,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from quartiermap.domain import texts
from quartiermap.ui.viewmodels.need_matrix import DYNAMICS, STATUS, Field, Social, people_words
from quartiermap.ui.viewmodels.selection import NO_GROUP, Group, Selection
from quartiermap.ui.viewmodels.tables import plain_tip
from quartiermap.ui.viewmodels.thematic import Theme
from quartiermap.ui.viewmodels.viewdata import ViewData
from quartiermap.ui.widgets import parts
from quartiermap.ui.widgets.rules_parts import OneLine
from quartiermap.ui.wording import worded

_IDS = int(Qt.ItemDataRole.UserRole) + 9
_GROUNDS = (
    (18, Qt.BrushStyle.SolidPattern),
    (52, Qt.BrushStyle.SolidPattern),
    (130, Qt.BrushStyle.Dense5Pattern),
    (165, Qt.BrushStyle.Dense3Pattern),
)
"""Opacity and pattern of a field's ground by its level, good on light and dark; the numbers say the same without any of it."""

_SHORT = {
    "Aufmerksamkeit": "Bedarf",
    "Fläche im Fördergebiet": "Fläche im Gebiet",
    "Einwohner im Fördergebiet": "Einwohner im Gebiet",
    "Anteil außer Reichweite": "Anteil",
    "Fehlweg je Person in % des Zielwerts": "Fehlweg",
    "fehlender Weg im Mittel": "fehlt i. M.",
}
"""Heads of columns as short as the room; the whole head stands in the tip."""


class NeedMatrix(QWidget):
    """Three views of the social index.

    Signals
    -------
    needed
        Its tables are looked at and not there yet.
    table_wanted
        The selected districts shall be shown as a table.
    """

    needed = Signal()
    table_wanted = Signal()

    def __init__(self, selection: Selection, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(self.tr("Soziale Lage"))
        self.setObjectName("page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._selection = selection
        self._social: Social | None = None
        self._data: ViewData | None = None
        self._theme = Theme()
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 6, 8, 4)
        row.setSpacing(10)
        row.addLayout(self._side())
        self._build_tables()
        row.addWidget(self._pages(), 1)
        selection.grouped.connect(self._on_grouped)
        self._on_grouped(selection.group)
        self._show_view(0)

    def _side(self) -> QVBoxLayout:
        """Return the choice between the views, and below it what is selected."""
        side = QVBoxLayout()
        side.setSpacing(2)
        self.buttons = QButtonGroup(self)
        for number, (words, tip) in enumerate(
            (
                (
                    self.tr("Status und Dynamik"),
                    self.tr("Wie viele Quartiere in jedem der zwölf Felder liegen"),
                ),
                (self.tr("Förderung"), self.tr("Wo Aufmerksamkeitsbedarf und Fördergebiete zusammenfallen")),
                (self.tr("Erreichbarkeit"), self.tr("Wer außer Reichweite wohnt, nach Sozialstatus")),
            )
        ):
            button = QToolButton()
            button.setText(words)
            button.setToolTip(tip)
            button.setCheckable(True)
            button.setChecked(number == 0)
            button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            button.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
            self.buttons.addButton(button, number)
            side.addWidget(button)
        self.buttons.idClicked.connect(self._show_view)
        side.addStretch(1)
        self.chosen = parts.label("", "muted")
        self.chosen.setFixedWidth(150)
        self.to_table = parts.link(self.tr("In der Tabelle zeigen"))
        self.none = parts.link(self.tr("Auswahl aufheben"))
        self.to_table.clicked.connect(self.table_wanted)
        self.none.clicked.connect(lambda: self._selection.select_group(NO_GROUP))
        for widget in (self.chosen, self.to_table, self.none):
            side.addWidget(widget)
        return side

    def _build_tables(self) -> None:
        self._build_matrix()
        self.overlaps = QListWidget()
        self.overlaps.setAccessibleName(self.tr("Aufmerksamkeitsbedarf und Förderung"))
        self.overlay = parts.small_table(self.tr("Aufmerksamkeitsbedarf und Fördergebiete nach Quartier"))
        self.equity = parts.small_table(self.tr("Erreichbarkeit nach Sozialstatus"))
        for table in (self.overlay, self.equity):
            table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
            table.verticalHeader().hide()
            table.verticalHeader().setDefaultSectionSize(22)
            table.setAlternatingRowColors(True)
        for table in (self.matrix, self.overlay, self.equity):
            table.itemClicked.connect(self._on_item)
            table.itemActivated.connect(self._on_item)
        self.overlaps.itemClicked.connect(self._on_overlap)
        self.overlaps.itemActivated.connect(self._on_overlap)

    def _build_matrix(self) -> None:
        """Build the twelve fields: status in rows, dynamics in columns."""
        self.matrix = parts.small_table(self.tr("Zwölf Felder: Status in Zeilen, Dynamik in Spalten"))
        self.matrix.setRowCount(len(STATUS))
        self.matrix.setColumnCount(len(DYNAMICS))
        self._heads = [(self.tr("Dynamik {d}").format(d=worded(d)), worded(d)) for d in DYNAMICS]
        self.matrix.setHorizontalHeaderLabels([whole for whole, _ in self._heads])
        self.matrix.horizontalHeader().sectionResized.connect(self._fit_heads)
        self.matrix.setVerticalHeaderLabels([self.tr("Status {s}").format(s=worded(s)) for s in STATUS])
        self.matrix.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.matrix.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.matrix.verticalHeader().setMinimumSectionSize(20)
        self.matrix.setShowGrid(True)

    def _pages(self) -> QStackedWidget:
        """Return the views, each with its note, and the page that says what is missing."""
        self.views = QStackedWidget()
        self._note_of = [OneLine() for _ in range(3)]
        for widget, note in zip((self.matrix, self._beside(), self.equity), self._note_of, strict=True):
            page = QWidget()
            lines = QVBoxLayout(page)
            lines.setContentsMargins(0, 0, 0, 0)
            lines.setSpacing(3)
            lines.addWidget(widget, 1)
            lines.addWidget(note)
            self.views.addWidget(page)
        self.empty = parts.label("", "muted")
        self.empty_page = QWidget()
        lines = QVBoxLayout(self.empty_page)
        lines.addWidget(self.empty)
        lines.addStretch(1)
        self.views.addWidget(self.empty_page)
        return self.views

    def _beside(self) -> QWidget:
        box = QWidget()
        row = QHBoxLayout(box)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        self.overlaps.setWordWrap(True)
        self.overlaps.setFixedWidth(230)
        row.addWidget(self.overlaps)
        row.addWidget(self.overlay, 1)
        return box

    @property
    def ready(self) -> bool:
        """Whether the tables of the present project state are there."""
        return self._social is not None

    def forget(self, data: ViewData | None) -> None:
        """Note that the project state is another; its tables come when they are looked at."""
        self._social, self._data = None, data
        if self.isVisible():
            self.needed.emit()

    def showEvent(self, event: object) -> None:
        """Ask for the tables the first time they are looked at."""
        super().showEvent(event)  # type: ignore[arg-type]
        if self._social is None:
            self.needed.emit()

    def show_social(self, social: Social) -> None:
        """Show the tables of a project state."""
        self._social = social
        self._fill_matrix(social.fields)
        self._fill_overlay(social)
        self._fill_equity()
        mark = self.tr("„!“: Gebiet mit besonderem Aufmerksamkeitsbedarf.")
        self._note_of[0].say(f"{mark} {social.note}")
        self._note_of[1].say(social.overlay.note if social.overlay is not None else "")
        self._show_view(self.buttons.checkedId())

    def show_theme(self, theme: Theme) -> None:
        """Show the reach by status for another standard."""
        self._theme = theme
        self._fill_equity()

    def _show_view(self, number: int) -> None:
        social = self._social or Social()
        there = (bool(social.fields), social.overlay is not None, bool(social.equity and len(social.equity)))
        if there[number]:
            self.views.setCurrentIndex(number)
            return
        self.empty.setText(
            (
                self.tr("Kein Sozialindex: Sozialindikatoren laden und rechnen (F5)."),
                self.tr("Keine Fördergebiete geladen: Daten laden, Ebene „Fördergebiete“."),
                self.tr("Noch keine Auswertung: Sozialindikatoren laden und rechnen (F5)."),
            )[number]
        )
        self.views.setCurrentWidget(self.empty_page)

    def _fit_heads(self, _column: int, _before: int, width: int) -> None:
        """Say "positiv" where there is no room for "Dynamik positiv"."""
        letters = self.matrix.horizontalHeader().fontMetrics()
        fits = all(letters.horizontalAdvance(whole) + 22 <= width for whole, _ in self._heads)
        for at, (whole, short) in enumerate(self._heads):
            item = self.matrix.horizontalHeaderItem(at)
            if item is not None:
                item.setText(whole if fits else short)
                item.setToolTip(whole)

    def _fill_matrix(self, fields: Sequence[Field]) -> None:
        self.matrix.clearContents()
        for field in fields:
            if field.status not in STATUS or field.dynamics not in DYNAMICS:
                continue
            people = people_words(field.residents) if field.ids else ""
            count = (
                self.tr("1 Quartier")
                if field.districts == "1"
                else self.tr("{n} Quartiere").format(n=field.districts)
            )
            mark = "\u2002!" if field.attention else ""
            text = f"{field.group}:\u2002{count}{mark}" + (f"\n{people}" if people else "")
            item = QTableWidgetItem(text if field.ids else f"{field.group}:\u2002–")
            item.setTextAlignment(Qt.AlignmentFlag.AlignCenter)
            opacity, pattern = _GROUNDS[field.level if field.ids else 0]
            item.setBackground(QBrush(QColor(108, 146, 186, opacity), pattern))
            item.setToolTip(plain_tip(field.words))
            item.setData(Qt.ItemDataRole.AccessibleTextRole, field.words)
            item.setData(_IDS, (self.tr("Feld {group}").format(group=field.group), field.ids))
            self.matrix.setItem(STATUS.index(field.status), DYNAMICS.index(field.dynamics), item)

    def _fill_overlay(self, social: Social) -> None:
        self.overlaps.clear()
        for overlap in social.overlaps:
            item = QListWidgetItem(f"{texts.number(len(overlap.ids))}\u2002{worded(overlap.words)}")
            item.setData(_IDS, (overlap.words, overlap.ids))
            item.setToolTip(self.tr("Anklicken wählt diese Quartiere"))
            self.overlaps.addItem(item)
        table = social.overlay
        if table is None:
            return
        self._fill(
            self.overlay, table.columns, table.numeric, table.rows, [(row[0], ids) for row, ids in zip(table.rows, table.ids, strict=True)]
        )  # fmt: skip

    def _fill_equity(self) -> None:
        social, standard = self._social, self._theme.standard
        if social is None or social.equity is None or standard is None:
            self.equity.setRowCount(0)
            return
        rows = social.equity_of(standard.id)
        head = social.equity.columns[3:]
        self._fill(
            self.equity,
            head,
            social.equity.numeric[3:],
            [cells for cells, _, _ in rows],
            [(self.tr("Status {s}").format(s=name), ids) for _, ids, name in rows],
        )
        kind = self._data.kinds.get(standard.kind) if self._data is not None else None
        said = f"{kind.name}, {standard.target_words}. " if kind is not None else ""
        self._note_of[2].say(f"{said}{social.equity.note}")

    def _fill(
        self,
        table: QTableWidget,
        columns: Sequence[str],
        numeric: Sequence[bool],
        rows: Sequence[Sequence[str]],
        groups: Sequence[tuple[str, tuple[str, ...]]],
    ) -> None:
        table.clear()
        table.setColumnCount(len(columns))
        table.setRowCount(len(rows))
        table.setHorizontalHeaderLabels([worded(_SHORT.get(name, name)) for name in columns])
        for at, (row, group) in enumerate(zip(rows, groups, strict=True)):
            for column, text in enumerate(row):
                item = QTableWidgetItem(worded(text))
                side = Qt.AlignmentFlag.AlignRight if numeric[column] else Qt.AlignmentFlag.AlignLeft
                item.setTextAlignment(side | Qt.AlignmentFlag.AlignVCenter)
                item.setData(_IDS, group)
                item.setToolTip(plain_tip(f"{columns[column]}: {text}"))
                if text in (texts.NO_DATA, texts.SECRET, texts.NOT_APPLICABLE):
                    slanted = item.font()  # a colour would not suit light and dark alike
                    slanted.setItalic(True)
                    item.setFont(slanted)
                table.setItem(at, column, item)
        for column, title in enumerate(columns):
            head = table.horizontalHeaderItem(column)
            if head is not None:
                head.setToolTip(plain_tip(title))
        table.resizeColumnsToContents()
        for column in range(len(columns)):
            table.setColumnWidth(column, min(table.columnWidth(column) + 2, 190))
        table.horizontalHeader().setStretchLastSection(not numeric[-1])

    def _on_item(self, item: QTableWidgetItem) -> None:
        self._choose(item.data(_IDS))

    def _on_overlap(self, item: QListWidgetItem) -> None:
        self._choose(item.data(_IDS))

    def _choose(self, group: tuple[str, tuple[str, ...]] | None) -> None:
        if group and group[1]:
            self._selection.select_group(Group(group[0], tuple(group[1])))
        else:
            self._selection.select_group(NO_GROUP)

    def _on_grouped(self, group: Group) -> None:
        count = len(group.ids)
        words = (
            self.tr("1 Quartier") if count == 1 else self.tr("{n} Quartiere").format(n=texts.number(count))
        )
        self.chosen.setText(f"{group.label}: {words}" if count else "")
        for widget in (self.chosen, self.to_table, self.none):
            widget.setVisible(bool(count))
