"""Findings of the import doctor: a list, and beside it what one of them is about, what will be done, what else could be."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QHBoxLayout,
    QHeaderView,
    QLineEdit,
    QPushButton,
    QRadioButton,
    QSizePolicy,
    QSplitter,
    QTableView,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from quartiermap.app.wizard_steps import Entry
from quartiermap.domain.texts import number
from quartiermap.io.bundled import kinds
from quartiermap.io.doctor_model import Finding, answer_of
from quartiermap.ui.theme import look, swatch
from quartiermap.ui.viewmodels import import_words as words
from quartiermap.ui.viewmodels.import_run import ImportRun
from quartiermap.ui.viewmodels.remedies import in_window
from quartiermap.ui.viewmodels.tables import KEY_ROLE, Column, RecordsModel, plain_tip
from quartiermap.ui.widgets import parts
from quartiermap.ui.widgets.import_merge import MergeTable
from quartiermap.ui.widgets.import_parts import Choice, plain, show_text
from quartiermap.ui.wording import worded

_OUTCOMES = {
    "error": "not_met", "open": "open", "warning": "open", "info": "not_applicable", "answered": "met",
}  # fmt: skip
"""States of a finding have the colours of the outcomes of a criterion."""
_WITH_CASES_CHARS = 95
"""So wide is the list with all its columns beside the finding in full."""
MODE_CODES = ("layer_exists", "key_exists")
"""Errors that another treatment of what is there already answers."""


class FindingsView(QWidget):
    """A list of findings and the chosen one in full; answers go to the wizard at once."""

    def __init__(self, run: ImportRun, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._run = run
        self._entry: Entry | None = None
        self._shown: tuple[Finding, ...] = ()
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        split = QSplitter(Qt.Orientation.Horizontal)
        split.setChildrenCollapsible(False)
        line.addWidget(split)
        self.model: RecordsModel[Finding] = RecordsModel(self._columns(), lambda f: f.key, parent=self)
        self.list = QTableView()
        self.list.setAccessibleName(self.tr("Befunde"))
        self.list.setModel(self.model)
        plain(self.list)
        self.list.setWordWrap(True)
        self.list.verticalHeader().setDefaultSectionSize(2 * self.list.fontMetrics().lineSpacing() + 8)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        header, metrics = self.list.horizontalHeader(), self.list.fontMetrics()
        header.setSectionResizeMode(
            1, QHeaderView.ResizeMode.Stretch
        )  # the headline has what the others leave
        for column, widest, room in (
            (0, words.state_word("open"), 44),
            (2, "99.999", 12),
            (3, self.tr("Entscheidung"), 24),
        ):
            header.resizeSection(column, metrics.horizontalAdvance(widest) + room)
        self.list.selectionModel().currentRowChanged.connect(lambda *_: self._show_detail())
        split.addWidget(self.list)
        split.addWidget(parts.scrolled(self._detail(), self.tr("Befund im Einzelnen")))
        split.setStretchFactor(0, 1)
        split.setStretchFactor(1, 1)
        split.setSizes([600, 520])
        self._split = split

    def _columns(self) -> list[Column[Finding]]:
        def state(f: Finding) -> str:
            return words.state_of(f, self._answers())

        return [
            Column(
                self.tr("Art"), lambda f: words.state_word(state(f)), width=120,
                decoration=lambda f: swatch(look().result(_OUTCOMES[state(f)])[0], words.SIGNS[state(f)], 16),
            ),
            Column(self.tr("Was aufgefallen ist"), self._headline, width=300),
            Column(self.tr("Fälle"), lambda f: number(f.count), number=True, width=54),
            Column(self.tr("Entscheidung"), lambda f: words.decision_of(f, self._answers()), width=130),
        ]  # fmt: skip

    def _headline(self, finding: Finding) -> str:
        return words.headline(finding, self._entry) if self._entry is not None else ""

    def _detail(self) -> QWidget:
        inner = parts.Column()
        inner.setObjectName("panel")
        column = QVBoxLayout(inner)
        column.setContentsMargins(12, 6, 10, 6)
        column.setSpacing(6)
        self.title = parts.label("", "strong", selectable=True)
        self.cases = parts.label("", "muted")
        self.done = parts.label("", selectable=True)
        self.choices = QWidget()
        self._choices = QVBoxLayout(self.choices)
        self._choices.setContentsMargins(0, 2, 0, 2)
        self._choices.setSpacing(3)
        self.merge = MergeTable()
        self.merge.chosen.connect(self._on_answer)
        self.alike = QPushButton()
        self.alike.setAutoDefault(False)
        self.alike.clicked.connect(self._on_alike)
        self.sure = QPushButton()
        self.sure.setAutoDefault(False)
        self.sure.clicked.connect(self._on_sure)
        self.back = QPushButton(self.tr("&Antwort zurücknehmen"))
        self.back.setAutoDefault(False)
        self.back.clicked.connect(self._on_back)
        self.show_rows = QPushButton(self.tr("Zei&len zeigen"))
        self.show_rows.setAutoDefault(False)
        self.show_rows.setCheckable(True)
        self.show_rows.toggled.connect(self._on_rows)
        self.rows = QTableWidget(0, 4)
        self.rows.setAccessibleName(self.tr("Beispiele aus der Datei"))
        self.rows.setHorizontalHeaderLabels(
            [self.tr("Zeile"), self.tr("Spalte"), self.tr("Wert"), self.tr("Was")]
        )
        plain(self.rows)
        self.rows.horizontalHeader().setStretchLastSection(True)
        self.rows.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.rows.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        bulk = QHBoxLayout()
        bulk.addWidget(self.back)
        bulk.addWidget(self.alike)
        bulk.addWidget(self.sure)
        bulk.addStretch(1)
        below = QHBoxLayout()
        below.addWidget(self.show_rows)
        below.addStretch(1)
        for widget in (self.title, self.cases, self.done, self.choices, self.merge):
            column.addWidget(widget)
        column.addLayout(bulk)
        column.addLayout(below)
        column.addWidget(self.rows)
        column.addStretch(1)
        self._group: QButtonGroup | None = None
        return inner

    # ---- showing

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave to the headline what room there is: how many cases and what was decided also stand beside the list."""
        super().resizeEvent(event)
        narrow = self.width() < self.fontMetrics().averageCharWidth() * _WITH_CASES_CHARS
        if narrow == self.list.isColumnHidden(2):
            return
        for column in (2, 3):
            self.list.setColumnHidden(column, narrow)
        self._split.setSizes([400, 600] if narrow else [600, 520])

    def _answers(self) -> dict[str, str]:
        return self._entry.answers if self._entry is not None else {}

    def show_findings(self, entry: Entry, findings: Sequence[Finding]) -> None:
        """Show findings about a file; the chosen one stays chosen, else the first is."""
        key = self.current_key() if entry is self._entry else ""
        same = entry is self._entry and tuple(findings) == self._shown
        self._entry, self._shown = entry, tuple(findings)
        if same:
            count = self.model.columnCount()
            self.model.dataChanged.emit(
                self.model.index(0, 0), self.model.index(max(len(findings) - 1, 0), count - 1)
            )
            self._show_detail()
            return
        self.model.show(findings)
        row = self.model.row_of(key) if key else None
        if findings:
            first = next(
                (i for i, f in enumerate(findings) if words.state_of(f, entry.answers) in ("error", "open")),
                0,
            )
            self.list.setCurrentIndex(self.model.index(first if row is None else row, 0))
        self._show_detail()

    def current_key(self) -> str:
        """Return the key of the finding shown, or nothing."""
        index = self.list.currentIndex()
        return str(index.data(KEY_ROLE)) if index.isValid() else ""

    def current(self) -> Finding | None:
        """Return the finding shown."""
        index = self.list.currentIndex()
        return self.model.record(index.row()) if index.isValid() and index.row() < len(self._shown) else None

    def choose(self, key: str) -> None:
        """Show a finding by its key."""
        row = self.model.row_of(key)
        if row is not None:
            self.list.setCurrentIndex(self.model.index(row, 0))

    def _show_detail(self) -> None:
        finding = self.current()
        for widget in (
            self.title,
            self.cases,
            self.done,
            self.choices,
            self.show_rows,
            self.alike,
            self.sure,
        ):
            widget.setVisible(finding is not None)
        if finding is None or self._entry is None:
            self.merge.hide()
            self.rows.hide()
            return
        answers = self._answers()
        state = words.state_of(finding, answers)
        self.title.setText(f"{words.SIGNS[state]} {words.state_word(state)}: {in_window(finding.message)}")
        show_text(
            self.cases, self.tr("{n} Fälle").format(n=number(finding.count)) if finding.count > 1 else ""
        )
        happens = words.what_happens(finding, answers)
        show_text(
            self.done,
            self.tr("Was zu tun ist: {what}").format(what=happens)
            if happens and state == "error"
            else self.tr("Was geschieht: {what}").format(what=happens)
            if happens
            else "",
        )
        merge = next(
            (m for m in self._entry.trial.page.merges if f"merge:{m.key}" == finding.key), None
        ) if self._entry.trial is not None else None  # fmt: skip
        self._fill_choices(finding, answer_of(finding, answers))
        project = (
            self._entry.trial.page.result.project
            if self._entry.trial and self._entry.trial.page.result
            else None
        )
        self.back.setVisible(answer_of(finding, answers) is not None)
        self.merge.setVisible(merge is not None)
        if merge is not None:
            self.merge.show_merge(merge, answer_of(finding, answers), project)
        same = self._alike(finding)
        self.alike.setVisible(bool(same) and answer_of(finding, answers) is not None)
        self.alike.setText(self.tr("Auch die {n} übrigen so entscheiden").format(n=number(len(same))))
        sure = self._sure()
        self.sure.setVisible(finding.code == "merge" and len(sure) > 1)
        self.sure.setText(self.tr("Alle {n} sicheren zusammenführen").format(n=number(len(sure))))
        self.show_rows.setVisible(bool(finding.examples) and merge is None)
        self._fill_rows(finding)

    def _fill_rows(self, finding: Finding) -> None:
        self.rows.setRowCount(len(finding.examples))
        used = [False] * 4
        for row, example in enumerate(finding.examples):
            cells = (
                "" if example.row is None else str(example.row), example.column or "", example.value or "", in_window(example.text),
            )  # fmt: skip
            used = [was or bool(text) for was, text in zip(used, cells, strict=True)]
            for at, text in enumerate(cells):
                item = QTableWidgetItem(worded(text))
                item.setToolTip(plain_tip(text))
                if at == 0:
                    item.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
                self.rows.setItem(row, at, item)
        for at in range(4):
            self.rows.setColumnHidden(at, not used[at])
        self.rows.resizeColumnsToContents()
        height = self.rows.verticalHeader().defaultSectionSize() * len(finding.examples)
        self.rows.setFixedHeight(height + self.rows.horizontalHeader().sizeHint().height() + 6)
        self.rows.setVisible(self.show_rows.isChecked() and self.show_rows.isVisibleTo(self))

    def _on_rows(self, on: bool) -> None:
        self.show_rows.setText(self.tr("Zei&len verbergen") if on else self.tr("Zei&len zeigen"))
        self.rows.setVisible(on)

    # ---- choices

    def _fill_choices(self, finding: Finding, answer: str | None) -> None:
        parts.clear(self._choices)
        self._group = QButtonGroup(self.choices)
        chosen = answer if answer is not None else "" if finding.must_answer else finding.default
        if finding.code in MODE_CODES and finding.severity == "error":
            self._offer_modes(finding)
            return
        for choice in finding.choices:
            # a radio button cannot break its line: the first words stand beside it, the rest below
            head, _, rest = worded(choice.label).partition(": ")
            if choice.id == finding.default and answer is None and not finding.must_answer:
                head = self.tr("{what} (ohne Antwort)").format(what=head)
            button = QRadioButton(head.replace("&", "&&"))
            button.setAccessibleName(worded(choice.label))
            button.setToolTip(plain_tip(choice.label))
            button.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
            button.setChecked(
                chosen == choice.id or (finding.code == "merge" and chosen.startswith(f"{choice.id}+"))
            )
            button.clicked.connect(partial(self._on_answer, choice.id))
            self._group.addButton(button)
            self._choices.addWidget(button)
            if rest:
                below = parts.label(f"{rest[0].upper()}{rest[1:]}", "muted")
                below.setContentsMargins(24, 0, 0, 3)
                self._choices.addWidget(below)
        if (finding.free and finding.severity != "error") or finding.code == "period_missing":
            self._offer_free(finding, answer)
        self.choices.setVisible(self._choices.count() > 0)

    def _offer_modes(self, finding: Finding) -> None:
        entry = self._entry
        for mode, label in (("replace", self.tr("Ebene ersetzen")), ("append", self.tr("anhängen"))):
            if f"--{mode}" not in finding.done or entry is None:
                continue
            button = QPushButton(label)
            button.setAutoDefault(False)
            button.clicked.connect(
                lambda _checked=False, m=mode: self._run.do(self._run.wizard.choose_mode, entry, m)
            )
            self._choices.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
        self.choices.setVisible(self._choices.count() > 0)

    def _offer_free(self, finding: Finding, answer: str | None) -> None:
        """Offer what else can be answered: any kind, any district, any word."""
        listed = {c.id for c in finding.choices}
        if finding.code in ("kind_word", "join"):
            if finding.code == "kind_word":
                options = [(k.name, k.id) for k in kinds() if k.id not in listed]
                lead = self.tr("andere Einrichtungsart wählen …")
            else:
                rows = self._run.wizard.project.reporting_districts
                options = [
                    (f"{key} {name}" if isinstance(name, str) else str(key), str(key))
                    for key, name in zip(rows["district_id"], rows["name"], strict=True)
                    if key not in listed
                ]
                lead = self.tr("anderes Quartier wählen …")
            box = Choice(lead.removesuffix(" …"), 22)
            box.offer([(lead, ""), *options], answer if answer and answer not in listed else "")
            box.activated.connect(lambda: self._on_answer(str(box.currentData())))
            self._choices.addWidget(box, 0, Qt.AlignmentFlag.AlignLeft)
            return
        line = QLineEdit(answer if answer and answer not in listed else "")
        line.setAccessibleName(self.tr("Eigene Antwort"))
        line.setPlaceholderText(self.tr("z. B. 2025"))
        line.setMaximumWidth(200)
        line.editingFinished.connect(lambda: self._on_answer(line.text().strip()))
        self._choices.addWidget(line)

    def _on_answer(self, answer: str) -> None:
        finding = self.current()
        if finding is None or self._entry is None or not answer:
            return
        if answer_of(finding, self._answers()) != answer:
            self._run.do(self._run.wizard.answer, self._entry, finding.key, answer)

    def _on_back(self) -> None:
        finding = self.current()
        if finding is not None and self._entry is not None:
            key = finding.key if finding.key in self._entry.answers else finding.code
            self._run.do(self._run.wizard.answer, self._entry, key, None)

    def _alike(self, finding: Finding) -> list[Finding]:
        """Return the other findings that can be answered the same way and are not yet."""
        answer = answer_of(finding, self._answers())
        if answer is None or not finding.choices:
            return []
        return [
            f
            for f in self._shown
            if f.code == finding.code and f.key != finding.key and answer_of(f, self._answers()) != answer
            and any(c.id == answer for c in f.choices)
        ]  # fmt: skip

    def _on_alike(self) -> None:
        finding, entry = self.current(), self._entry
        answer = answer_of(finding, self._answers()) if finding is not None else None
        if finding is None or entry is None or answer is None:
            return
        keys = [f.key for f in self._alike(finding)]
        self._run.do(self._answer_all, dict.fromkeys(keys, answer))

    def _sure(self) -> list[str]:
        page = self._entry.trial.page if self._entry is not None and self._entry.trial is not None else None
        if page is None:
            return []
        open_keys = {f.key for f in self._shown if answer_of(f, self._answers()) is None}
        return [f"merge:{m.key}" for m in page.merges if m.sure and f"merge:{m.key}" in open_keys]

    def _on_sure(self) -> None:
        self._run.do(self._answer_all, dict.fromkeys(self._sure(), "merge"))

    def _answer_all(self, answers: dict[str, str]) -> None:
        if self._entry is not None:
            for key, answer in answers.items():
                self._run.wizard.answer(self._entry, key, answer)
