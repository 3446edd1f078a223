"""Cost and funding of the selected gap, below the map: what it costs on the left, who pays on the right."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFont
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QHeaderView,
    QLineEdit,
    QPushButton,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from quartiermap.ui.theme import role
from quartiermap.ui.viewmodels.money_panel import MoneyPage, MoneyWish
from quartiermap.ui.viewmodels.tables import plain_tip
from quartiermap.ui.widgets import parts
from quartiermap.ui.widgets.choice_box import ChoiceBox
from quartiermap.ui.widgets.rules_parts import OneLine
from quartiermap.ui.wording import worded

_FEW = 3
"""As many programmes share the room; more of them are scrolled."""


class MoneyPanel(QWidget):
    """The cost of the measure for one gap, and the plans of all programmes that are open on the day.

    Signals
    -------
    wanted : MoneyWish
        This cost shall be kept.
    removed : str
        The cost of this gap shall go.
    needed
        It is looked at.
    """

    wanted = Signal(object)
    removed = Signal(str)
    needed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(self.tr("Kosten und Förderung"))
        self.setObjectName("page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.page = MoneyPage()
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 6, 8, 4)
        row.setSpacing(12)
        row.addWidget(self._form())
        row.addWidget(self._plans(), 1)
        self.empty = parts.label(
            self.tr(
                "Eine Lücke wählen: Hier stehen dann ihre Kosten und wer sie nach welchem Programm trüge."
            ),
            "muted",
        )
        row.addWidget(self.empty, 1, Qt.AlignmentFlag.AlignTop)
        self.show_page(MoneyPage())

    def _form(self) -> QWidget:
        """Return what the measure costs, to be written in."""
        self.form = QWidget()
        self.form.setFixedWidth(284)
        lines = QVBoxLayout(self.form)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(4)
        self.title = OneLine()
        role(self.title, "strong")
        lines.addWidget(self.title)
        inner = QWidget()
        inner.setObjectName("page")
        inside = QVBoxLayout(inner)
        inside.setContentsMargins(0, 0, 6, 0)
        inside.setSpacing(4)
        inside.addLayout(self._fields())
        self.problem = parts.label("", "notice")
        self.problem.hide()
        inside.addWidget(self.problem)
        inside.addLayout(self._buttons())
        inside.addStretch(1)
        lines.addWidget(parts.scrolled(inner, self.tr("Kosten der Maßnahme")), 1)
        return self.form

    def _fields(self) -> QGridLayout:
        """Return the fields in two columns, each below its words."""
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(6)
        grid.setVerticalSpacing(3)
        self.amount, self.price_date, self.source = QLineEdit(), QLineEdit(), QLineEdit()
        self.third, self.year, self.work = QLineEdit(), QLineEdit(), ChoiceBox(8)
        for words, widget, hint, at in (
            (self.tr("Kosten in €"), self.amount, self.tr("z. B. 2,5 Mio."), (0, 0)),
            (self.tr("Preisstand"), self.price_date, self.tr("03/2026"), (0, 1)),
            (self.tr("Quelle der Kosten"), self.source, self.tr("leer: Annahme"), (1, 0)),
            (self.tr("Dritte zahlen €"), self.third, self.tr("z. B. Stiftung"), (1, 1)),
            (self.tr("Art der Arbeiten"), self.work, "", (2, 0)),
            (self.tr("erste Rate"), self.year, self.tr("Jahr"), (2, 1)),
        ):
            label = parts.label(words, "muted", wrap=False)
            label.setBuddy(widget)
            widget.setAccessibleName(words)
            if isinstance(widget, QLineEdit):
                widget.setPlaceholderText(hint)
                widget.setMaxLength(300)
                widget.returnPressed.connect(self._on_take)
            grid.addWidget(label, 2 * at[0], at[1])
            grid.addWidget(widget, 2 * at[0] + 1, at[1])
        grid.setColumnStretch(0, 3)
        grid.setColumnStretch(1, 2)
        return grid

    def _buttons(self) -> QHBoxLayout:
        buttons = QHBoxLayout()
        self.take = QPushButton(self.tr("Übernehmen"))
        self.take.setProperty("small", True)
        self.take.clicked.connect(self._on_take)
        self.remove = parts.link(self.tr("Kosten entfernen"))
        self.remove.clicked.connect(lambda: self.removed.emit(self.page.gap_id))
        buttons.addWidget(self.take)
        buttons.addWidget(self.remove)
        buttons.addStretch(1)
        return buttons

    def _plans(self) -> QWidget:
        """Return who pays, programme beside programme."""
        self.right = QWidget()
        side = QVBoxLayout(self.right)
        side.setContentsMargins(0, 0, 0, 0)
        side.setSpacing(3)
        self.origin = parts.label("", "muted", selectable=True)
        side.addWidget(self.origin)
        self.table = parts.small_table(self.tr("Wer zahlt was, nach Programm"))
        self.table.setAlternatingRowColors(True)
        self.table.horizontalHeader().setTextElideMode(Qt.TextElideMode.ElideRight)
        self.table.verticalHeader().setDefaultSectionSize(21)
        side.addWidget(self.table, 1)
        self.notes = OneLine()
        side.addWidget(self.notes)
        return self.right

    def showEvent(self, event: object) -> None:
        """Say that it is looked at."""
        super().showEvent(event)  # type: ignore[arg-type]
        self.needed.emit()

    def show_page(self, page: MoneyPage, kind: str = "") -> None:
        """Show a gap's cost and plans; what somebody is typing for the same gap stays as long as nothing was kept."""
        same = page.gap_id == self.page.gap_id and page.wish == self.page.wish
        self.page = page
        there = bool(page.gap_id)
        for widget in (self.form, self.right):
            widget.setVisible(there)
        self.empty.setVisible(not there)
        if not there:
            return
        self.title.say(f"{page.title}: {kind}" if kind else page.title)
        wish = page.wish
        if wish is not None and not same:
            self.work.clear()
            for key, name in page.works:
                self.work.addItem(worded(name), key)
                self.work.setItemData(self.work.count() - 1, worded(name), Qt.ItemDataRole.ToolTipRole)
            for field, text in (
                (self.amount, wish.amount),
                (self.price_date, wish.price_date),
                (self.source, wish.source),
                (self.third, wish.third_parties),
                (self.year, wish.first_year),
            ):
                field.setText(text)
                field.setCursorPosition(0)
            self.work.setCurrentIndex(max(0, self.work.findData(wish.work_kind)))
            self.say("")
        self.remove.setVisible(page.stated)
        self.origin.setText(
            page.origin
            if page.stated
            else self.tr(
                "Noch keine Kosten angegeben. Nach „Übernehmen“ stehen die offenen Programme nebeneinander."
            )
        )
        self._fill(page)
        notes = [*page.left_out, self.tr("Keine Förderzusage; kein Rechtsanspruch.")] if page.stated else []
        self.notes.say(" ".join(notes), "\n".join((*notes, *page.notes)))

    def say(self, problem: str) -> None:
        """Say why the cost was not taken, or nothing."""
        self.problem.setText(problem)
        self.problem.setVisible(bool(problem))

    def _fill(self, page: MoneyPage) -> None:
        self.table.setVisible(bool(page.rows))
        self.table.clear()
        self.table.setRowCount(len(page.rows))
        self.table.setColumnCount(len(page.programmes))
        self.table.setHorizontalHeaderLabels([worded(title) for title in page.programmes])
        self.table.setVerticalHeaderLabels([worded(row.label) for row in page.rows])
        for at, row in enumerate(page.rows):
            for column, (text, tip) in enumerate(zip(row.cells, row.tips, strict=True)):
                item = QTableWidgetItem(worded(text))
                item.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
                item.setToolTip(plain_tip(tip or text))
                if row.strong:
                    font = QFont(self.table.font())
                    font.setBold(True)
                    item.setFont(font)
                self.table.setItem(at, column, item)
        for column, title in enumerate(page.programmes):
            head = self.table.horizontalHeaderItem(column)
            if head is not None:
                head.setToolTip(plain_tip(title))
        few = len(page.programmes) <= _FEW
        mode = QHeaderView.ResizeMode.Stretch if few else QHeaderView.ResizeMode.ResizeToContents
        self.table.horizontalHeader().setSectionResizeMode(mode)

    def _on_take(self) -> None:
        if self.page.gap_id:
            self.wanted.emit(
                MoneyWish(
                    self.page.gap_id,
                    self.amount.text(),
                    self.price_date.text(),
                    self.source.text(),
                    str(self.work.currentData() or ""),
                    self.third.text(),
                    self.year.text(),
                )
            )
