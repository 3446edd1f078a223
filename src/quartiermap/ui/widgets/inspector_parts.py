"""Pieces of the inspector: pairs, a criterion that opens to its rule, places and need, the list of evidence."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from quartiermap.domain import texts
from quartiermap.domain.findings import CriterionResult
from quartiermap.ui.translation import translate
from quartiermap.ui.viewmodels.blocks import EvidenceLine, EvidenceList
from quartiermap.ui.viewmodels.remedies import in_window
from quartiermap.ui.viewmodels.supply_balance import BalanceBlock, BalanceGroup
from quartiermap.ui.viewmodels.tables import plain_tip
from quartiermap.ui.widgets import parts
from quartiermap.ui.wording import worded

_NOTHING = (texts.NO_DATA, texts.SECRET, texts.NOT_APPLICABLE, "–")

_WORD_PX = 210


def pairs(rows: Sequence[tuple[str, str]]) -> QGridLayout:
    """Return labels and values beside each other."""
    grid = QGridLayout()
    grid.setHorizontalSpacing(10)
    grid.setVerticalSpacing(3)
    grid.setColumnStretch(0, 2)
    grid.setColumnStretch(1, 3)
    for number, (name, value) in enumerate(rows):
        grid.addWidget(parts.label(name, "muted"), number, 0, Qt.AlignmentFlag.AlignTop)
        said = parts.label(parts.breakable(value), selectable=True)
        # a word is never broken: the labels beside it give way, as far as they can be read
        words = said.text().replace("\u200b", " ").split()
        longest = max((said.fontMetrics().horizontalAdvance(word) for word in words), default=0)
        said.setMinimumWidth(min(longest + 1, _WORD_PX))
        grid.addWidget(said, number, 1, Qt.AlignmentFlag.AlignTop)
    return grid


class CriterionRow(QFrame):
    """One criterion: sign and word on their colours, and why; it opens to the rule, what was found and what is asked.

    Signals
    -------
    opened
        Somebody has opened the rest of it; its height is known after the next layout.
    """

    opened = Signal()

    def __init__(self, criterion: CriterionResult, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.criterion = criterion
        self.setAccessibleName(worded(f"{criterion.label}: {criterion.result.label}"))
        self._lines = QVBoxLayout(self)
        self._lines.setContentsMargins(0, 2, 0, 6)
        self._lines.setSpacing(2)
        top = QHBoxLayout()
        top.setSpacing(7)
        mark = parts.label(
            f"{criterion.result.sign}\u2002{criterion.result.label}", criterion.result.value, wrap=False
        )
        top.addWidget(mark, 0, Qt.AlignmentFlag.AlignTop)
        # other criteria name it by its id
        top.addWidget(parts.label(f"{criterion.id} · {criterion.label}", selectable=True), 1)
        self._lines.addLayout(top)
        self._lines.addWidget(parts.label(criterion.because, selectable=True))
        if criterion.missing:
            missing = self.tr("Es fehlt: {what}").format(what=in_window(criterion.missing))
            self._lines.addWidget(parts.label(missing, selectable=True))
        if criterion.points is not None:
            points = texts.number(criterion.points, 0 if criterion.points == int(criterion.points) else 1)
            self._lines.addWidget(
                parts.label(self.tr("Punkte: {n} (eigene Rangfolge)").format(n=points), "muted")
            )
        self.more = parts.link(self.tr("Regel, Wert und Quelle"))
        self.more.setCheckable(True)
        self.more.setAccessibleName(
            self.tr("Regel, Wert und Quelle: {label}").format(label=worded(criterion.label))
        )
        self.more.toggled.connect(self._open)
        self._lines.addWidget(self.more)
        self._inside: QWidget | None = None

    def folded(self) -> tuple[str, ...]:
        """Return what stands in the part that is not drawn yet."""
        return () if self._inside is not None else tuple(value for _, value in self._rows())

    def _rows(self) -> tuple[tuple[str, str], ...]:
        c = self.criterion
        rows = (
            (self.tr("Gefunden"), c.found),
            (self.tr("Verlangt"), c.threshold),
            (self.tr("Regel {id}").format(id=c.id), c.text),
            (self.tr("Tritt ein für"), c.instead_of),
            (self.tr("Was es ändern würde"), c.change),
            (self.tr("Quelle"), c.source),
            (self.tr("Stand der Regel"), c.sureness),
        )
        return tuple((name, value) for name, value in rows if value)

    @property
    def fold_name(self) -> str:
        """What this is known by when its page is written anew."""
        return self.criterion.id

    def unfold(self) -> None:
        """Open it without bringing it into sight."""
        with parts.quiet(self.more):
            self.more.setChecked(True)
        self._fold(True)

    def _open(self, on: bool) -> None:
        self._fold(on)
        if on:
            self.opened.emit()

    def _fold(self, on: bool) -> None:
        self.more.setText(self.tr("Zuklappen") if on else self.tr("Regel, Wert und Quelle"))
        if self._inside is None:
            self._inside = QWidget()
            inside = QVBoxLayout(self._inside)
            inside.setContentsMargins(8, 2, 0, 2)
            inside.setSpacing(1)
            for name, value in self._rows():
                inside.addWidget(parts.label(name, "group"))
                inside.addWidget(parts.label(value, selectable=True))
            self._lines.addWidget(self._inside)
        self._inside.setVisible(on)


class PlacesBox(QWidget):
    """Places and need of a kind: the area beside its catchment, why they differ, and how other areas stand."""

    def __init__(self, block: BalanceBlock, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        lines = QVBoxLayout(self)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(4)
        if block.sentence:
            lines.addWidget(parts.label(block.sentence, selectable=True))
        first, *others = block.groups
        lines.addWidget(_group_table(first))
        if first.category:
            lines.addWidget(
                parts.label(
                    self.tr("Kategorie: {name}").format(name=first.category), "strong", selectable=True
                )
            )
            lines.addWidget(parts.label(first.category_because, "muted", selectable=True))
        self.more = parts.link(
            self.tr("Altersgruppen, Stadtteil und Stadt") if others else self.tr("Stadtteil und Stadt")
        )
        self.more.setCheckable(True)
        lines.addWidget(self.more)
        self._block, self._inside = block, QWidget()
        self._inside.hide()
        lines.addWidget(self._inside)
        self.more.toggled.connect(self._open)

    @property
    def fold_name(self) -> str:
        """What this is known by when its page is written anew."""
        return self._block.title

    def unfold(self) -> None:
        """Open it."""
        self.more.setChecked(True)

    def complete(self) -> None:
        """Make what is folded away, which takes longer than all the rest of the page."""
        if self._inside.layout() is not None:
            return
        block = self._block
        inside = QVBoxLayout(self._inside)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(4)
        for group in block.groups[1:]:
            inside.addWidget(parts.label(group.title, "group"))
            inside.addWidget(_group_table(group))
            if group.category:
                inside.addWidget(parts.label(f"{group.category}. {group.category_because}", "muted"))
        inside.addWidget(parts.label(self.tr("Zum Vergleich (gewichtete Summen)"), "group"))
        inside.addWidget(
            _grid(
                ("", self.tr("Bedarfsdeckung"), self.tr("Versorgungsquote")),
                [(name, (coverage, quota)) for name, coverage, quota in block.comparison],
            )
        )
        said = self.tr("Altersgrenzen: {windows}. Geplante Plätze bis {year}.").format(
            windows=block.windows, year=block.year
        )
        for note in (said, *block.notes):
            inside.addWidget(parts.label(note, "muted", selectable=True))

    def _open(self, on: bool) -> None:
        self.complete()
        self._inside.setVisible(on)


def _group_table(group: BalanceGroup) -> QWidget:
    return _grid(
        (
            group.title,
            translate("Inspector", "im Gebiet"),
            translate("Inspector", "im Einzugs-\ngebiet"),
        ),
        [(line.label, (line.area, line.catchment)) for line in group.lines],
    )


def _grid(heads: Sequence[str], rows: Sequence[tuple[str, tuple[str, str]]]) -> QWidget:
    """Return a small table: a label and two figures a line."""
    box = QWidget()
    grid = QGridLayout(box)
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setHorizontalSpacing(8)
    grid.setVerticalSpacing(2)
    grid.setColumnStretch(0, 1)
    if heads[0]:
        grid.addWidget(parts.label(heads[0], "muted"), 0, 0, 1, len(heads))
    for column, head in enumerate(heads[1:], start=1):
        label = parts.label(head, "muted", wrap=False)
        label.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignBottom)
        grid.addWidget(label, 1, column)
    for number, (name, values) in enumerate(rows, start=2):
        grid.addWidget(parts.label(name, "muted"), number, 0)
        for column, value in enumerate(values, start=1):
            shown = value.replace(" bis ", "–")  # a range has to stand beside its label
            kind = "nothing" if value in _NOTHING else "cell"
            cell = parts.label(shown, kind, wrap=False, selectable=True)
            cell.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            cell.setAccessibleName(worded(f"{name}, {heads[column]}: {value}".replace("-\n", "")))
            grid.addWidget(cell, number, column)
    return box


class EvidenceBox(QWidget):
    """What a programme wants to see for a gap: first what the program proves, then what the municipality brings.

    Signals
    -------
    attach_wanted : str, str, str
        A file shall be attached: id of the gap, id of the fact, what it is for.
    detach_wanted : str
        An attached file (its id) shall go.
    """

    attach_wanted = Signal(str, str, str)
    detach_wanted = Signal(str)

    def __init__(self, block: EvidenceList, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._gap_id = block.gap_id
        self.attach_buttons: dict[str, QWidget] = {}
        self.detach_buttons: dict[str, QWidget] = {}
        lines = QVBoxLayout(self)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(3)
        for title, rows in (
            (self.tr("Belegt das Programm selbst"), [r for r in block.rows if not r.fact]),
            (self.tr("Bringt die Kommune"), [r for r in block.rows if r.fact]),
        ):
            if rows:
                lines.addWidget(parts.label(title, "group"))
            for row in rows:
                self._add(lines, row)

    def _add(self, lines: QVBoxLayout, row: EvidenceLine) -> None:
        top = QHBoxLayout()
        top.setSpacing(7)
        mark = parts.label(f"{row.sign}\u2002{row.state}", row.tone, wrap=False)
        top.addWidget(mark, 0, Qt.AlignmentFlag.AlignTop)
        label = parts.label(row.label, selectable=True)
        label.setToolTip(plain_tip(row.help))
        top.addWidget(label, 1)
        lines.addLayout(top)
        said = " · ".join(part for part in (row.what, row.where) if part)
        if said:
            lines.addWidget(parts.label(said, "muted", selectable=True))
        for file in row.files:
            line = QHBoxLayout()
            words = parts.label(file.words, selectable=True)
            gone = parts.link(self.tr("lösen"))
            gone.setAccessibleName(self.tr("{file} lösen").format(file=file.words))
            gone.clicked.connect(lambda _on=False, key=file.id: self.detach_wanted.emit(key))
            self.detach_buttons[file.id] = gone
            line.addWidget(words, 1)
            line.addWidget(gone, 0, Qt.AlignmentFlag.AlignTop)
            lines.addLayout(line)
        if row.fact:
            button = parts.link(self.tr("Datei anhängen …"))
            button.setAccessibleName(self.tr("Datei anhängen: {what}").format(what=worded(row.label)))
            button.clicked.connect(
                lambda _on=False, key=row.fact, what=row.label: self.attach_wanted.emit(
                    self._gap_id, key, what
                )
            )
            self.attach_buttons[row.fact] = button
            lines.addWidget(button)
