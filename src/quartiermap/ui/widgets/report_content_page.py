"""Second step of the report: which chapters in which order, with which words of the department's own."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from quartiermap.domain.report_template import CHAPTERS, DISTRICT_PAGES, LONGEST_TEXT, OWN_IDS, PAPERS
from quartiermap.ui.viewmodels.report_draft import ReportDraft
from quartiermap.ui.widgets import parts
from quartiermap.ui.widgets.choice_box import ChoiceBox
from quartiermap.ui.wording import worded

_ID = Qt.ItemDataRole.UserRole


class ContentPage(parts.Column):
    """The chapters as a list to switch and order, the words of the chosen one, pages of districts, paper."""

    def __init__(self, draft: ReportDraft, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._draft = draft
        self._filling = False
        column = QVBoxLayout(self)
        column.setSpacing(6)
        column.addWidget(parts.label(self.tr("Kapitel"), "heading"))
        column.addWidget(
            parts.label(
                self.tr(
                    "Leertaste schaltet ein Kapitel, Alt+Pfeil oder Ziehen ordnet, Enter führt zum eigenen Text."
                ),
                "muted",
            )
        )
        self.list = QListWidget()
        self.list.setAccessibleName(self.tr("Kapitel"))
        self.list.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
        self.list.setDefaultDropAction(Qt.DropAction.MoveAction)
        self.list.setMinimumHeight(self.fontMetrics().height() * 8)
        self.list.itemChanged.connect(self._switched)
        self.list.currentItemChanged.connect(lambda *_: self._show())
        self.list.itemActivated.connect(lambda _item: self.before.setFocus())
        self.list.model().rowsMoved.connect(self._dragged)
        self.list.installEventFilter(self)
        column.addWidget(self.list, 3)
        row = QHBoxLayout()
        self.up = self._button("↑", lambda: self._move(-1), self.tr("Kapitel nach oben (Alt+Pfeil hoch)"))
        self.down = self._button("↓", lambda: self._move(1), self.tr("Kapitel nach unten (Alt+Pfeil runter)"))
        self.add = self._button(self.tr("&Eigenes Kapitel"), self._add, "")
        self.remove = self._button(self.tr("En&tfernen"), self._remove, "")
        for button in (self.up, self.down, self.add, self.remove):
            row.addWidget(button)
        row.addStretch(1)
        column.addLayout(row)
        column.addLayout(self._form(), 3)
        column.addLayout(self._choices())
        draft.changed.connect(self.fill)
        self.fill()
        self.list.setCurrentRow(0)

    def _form(self) -> QFormLayout:
        form = QFormLayout()
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapAllRows)
        self.about = parts.label("", "muted")
        self.heading = QLineEdit()
        self.heading.setMaxLength(200)
        self.heading.textEdited.connect(self._rename)
        self.heading.editingFinished.connect(self._show)
        self.before = QPlainTextEdit()
        self.after = QPlainTextEdit()
        for field, key in ((self.before, "before"), (self.after, "after")):
            field.setTabChangesFocus(True)
            field.setMinimumHeight(self.fontMetrics().height() * 2 + 12)
            field.setMaximumHeight(self.fontMetrics().height() * 6)
            field.textChanged.connect(
                lambda f=field, k=key: self._edit(**{k: f.toPlainText()[:LONGEST_TEXT]})
            )
        form.addRow(self.about)
        form.addRow(self.tr("Übers&chrift"), self.heading)
        form.addRow(self.tr("Text da&vor"), self.before)
        form.addRow(self.tr("Text da&nach"), self.after)
        return form

    def _choices(self) -> QFormLayout:
        form = QFormLayout()
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        self.districts = ChoiceBox()
        self.paper = ChoiceBox()
        for box, words, key, name in (
            (self.districts, DISTRICT_PAGES, "district_pages", self.tr("&Quartiersseiten")),
            (self.paper, PAPERS, "map_paper", self.tr("Papier der &Karten")),
        ):
            for value, word in words.items():
                box.addItem(worded(word), value)
            box.activated.connect(lambda row, b=box, k=key: self._draft.change(**{k: str(b.itemData(row))}))
            form.addRow(name, box)
        return form

    def _button(self, text: str, slot: object, name: str) -> QPushButton:
        made = QPushButton(text)
        made.setAutoDefault(False)
        made.setProperty("small", True)
        if name:
            made.setAccessibleName(name)
            made.setToolTip(name)
        made.clicked.connect(slot)
        return made

    # ---- showing

    def fill(self) -> None:
        """Show the template at hand; the chosen chapter stays chosen."""
        template = self._draft.template
        ids = [c.id for c in template.chapters]
        self._filling = True
        if ids != self.ids():
            kept = self._current()
            self.list.clear()
            for chapter in template.chapters:
                item = QListWidgetItem(chapter.title)
                item.setData(_ID, chapter.id)
                item.setFlags(
                    Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsUserCheckable
                    | Qt.ItemFlag.ItemIsDragEnabled
                )  # fmt: skip
                self.list.addItem(item)
            self.list.setCurrentRow(ids.index(kept) if kept in ids else 0)
        for row, chapter in enumerate(template.chapters):
            item = self.list.item(row)
            item.setText(worded(chapter.title))
            item.setCheckState(Qt.CheckState.Checked if chapter.on else Qt.CheckState.Unchecked)
        for box, value in (
            (self.districts, template.district_pages),
            (self.paper, template.map_paper),
        ):
            box.setCurrentIndex(box.findData(value))
        self._filling = False
        self._show()

    def ids(self) -> list[str]:
        """Return the ids of the chapters as they are listed."""
        return [str(self.list.item(row).data(_ID)) for row in range(self.list.count())]

    def _current(self) -> str:
        item: QListWidgetItem | None = self.list.currentItem()
        return "" if item is None else str(item.data(_ID))

    def _show(self) -> None:
        chapter = next((c for c in self._draft.template.chapters if c.id == self._current()), None)
        row = self.list.currentRow()
        self.up.setEnabled(row > 0)
        self.down.setEnabled(0 <= row < self.list.count() - 1)
        self.remove.setEnabled(chapter is not None and chapter.own)
        self.add.setEnabled(sum(c.own for c in self._draft.template.chapters) < len(OWN_IDS))
        if chapter is None:
            return
        kind = next((c for c in CHAPTERS if c.id == chapter.id), None)
        was, self._filling = self._filling, True
        self.about.setText(self.tr("Eigenes Kapitel: nur Ihr Text.") if kind is None else kind.about)
        self.heading.setPlaceholderText("" if kind is None else kind.heading)
        if self.heading.text() != chapter.heading:
            self.heading.setText(chapter.heading)
        for field, text in ((self.before, chapter.before), (self.after, chapter.after)):
            if field.toPlainText() != text:
                field.setPlainText(text)
        self._filling = was

    # ---- changing

    def _switched(self, item: QListWidgetItem) -> None:
        if self._filling:
            return
        on = item.checkState() == Qt.CheckState.Checked
        if not self._draft.edit_chapter(str(item.data(_ID)), on=on):
            self.fill()  # the last chapter stays

    def _edit(self, **values: str) -> None:
        if not self._filling and self._current() and not self._draft.edit_chapter(self._current(), **values):
            self._show()

    def _rename(self, text: str) -> None:
        """Take another heading; a chapter of the department's own keeps its last one while the field is empty."""
        if text.strip() or self._current() not in OWN_IDS:
            self._edit(heading=text)

    def _move(self, by: int) -> None:
        if self._current():
            self._draft.move_chapter(self._current(), by)

    def _dragged(self) -> None:
        if not self._filling:
            self._draft.order_chapters(self.ids())

    def _add(self) -> None:
        made = self._draft.add_own_chapter(self.tr("Stellungnahme"))
        if made:
            self.list.setCurrentRow(self.ids().index(made))
            self.heading.setFocus()
            self.heading.selectAll()

    def _remove(self) -> None:
        self._draft.remove_own_chapter(self._current())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Order by Alt+Up and Alt+Down."""
        if watched is self.list and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            by = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()))
            if by is not None and event.modifiers() & Qt.KeyboardModifier.AltModifier:
                self._move(by)
                return True
        return super().eventFilter(watched, event)
