"""Two entries that are probably one facility, side by side: what each says, where it comes from, what a merge keeps."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QTableWidget, QTableWidgetItem, QVBoxLayout, QWidget

from quartiermap.domain.texts import NO_DATA, metres, number, percent
from quartiermap.ui.viewmodels.tables import plain_tip
from quartiermap.ui.widgets import parts
from quartiermap.ui.widgets.import_parts import Choice, plain

if TYPE_CHECKING:
    from quartiermap.domain.project import Project
    from quartiermap.io.duplicates import MergeProposal


def _german(field: str, text: str) -> str:
    """Return a number as it is written in German, any other text as it is.

    Examples
    --------
    >>> _german("area_m2", "1234.5"), _german("opening_year", "1998"), _german("places", "40")
    ('1.234,5', '1998', '40')
    """
    if field not in ("places", "area_m2") or not text:
        return text
    try:
        value = float(text)
    except ValueError:
        return text
    return number(value, 0 if value.is_integer() else 1)


class MergeTable(QWidget):
    """A merge proposal field by field; where both say something else, the user says which is kept.

    Signals
    -------
    chosen : str
        The answer with the fields chosen, e.g. ``merge+places``.
    """

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 4, 0, 0)
        column.setSpacing(4)
        self.why = parts.label("", "muted")
        column.addWidget(self.why)
        self.table = QTableWidget(0, 4)
        self.table.setAccessibleName(self.tr("Beide Einträge nebeneinander"))
        plain(self.table)
        self.table.setWordWrap(True)
        self.table.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.table.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.table.horizontalHeader().setStretchLastSection(True)
        self.table.viewport().installEventFilter(self)
        column.addWidget(self.table)
        self._proposal: MergeProposal | None = None
        self.takes: dict[str, Choice] = {}

    def show_merge(self, proposal: MergeProposal, answer: str | None, project: Project | None) -> None:
        """Show a proposal with the answer given so far."""
        self._proposal = proposal
        settled = proposal.answered(answer) if answer and answer != "keep" else proposal
        shown = settled or proposal
        origin = {s.source_id: s.title or s.file for s in project.sources} if project is not None else {}
        here, there = origin.get(proposal.kept_source, ""), origin.get(proposal.other_source, "")
        told = self.tr("Sicherheit {score}, {distance} voneinander.").format(
            score=percent(proposal.score, 0), distance=metres(proposal.distance_m)
        )
        where = (
            self.tr("Beide stehen in „{file}“.").format(file=there)
            if proposal.within_file
            else self.tr("Vorhanden aus „{here}“, neu aus „{there}“.").format(here=here, there=there)
        )
        self.why.setText(f"{told} {where}")
        first, second = (
            (self.tr("erster Eintrag"), self.tr("zweiter Eintrag"))
            if proposal.within_file
            else (self.tr("vorhanden"), self.tr("neu"))
        )
        self.table.setHorizontalHeaderLabels([self.tr("Feld"), first, second, self.tr("behalten wird")])
        said = [f for f in shown.fields if f.kept or f.other]
        self.takes = {}
        self.table.setRowCount(len(said))
        for row, field in enumerate(said):
            label = field.label.partition(" (")[0]
            kept, other = _german(field.field, field.kept), _german(field.field, field.other)
            for at, text in enumerate((label, kept or NO_DATA, other or NO_DATA)):
                item = QTableWidgetItem(text)
                item.setToolTip(plain_tip(text))
                self.table.setItem(row, at, item)
            if not field.conflict:
                self.table.removeCellWidget(row, 3)
                self.table.setItem(row, 3, QTableWidgetItem(kept if field.take == "kept" else other))
                continue
            box = Choice(self.tr("Was von {field} behalten wird").format(field=label), 8)
            box.offer([(kept, "kept"), (other, "other")], field.take)
            box.setEnabled(answer is not None and answer != "keep")
            box.activated.connect(self._on_take)
            self.takes[field.field] = box
            self.table.setItem(row, 3, QTableWidgetItem(""))
            self.table.setCellWidget(row, 3, box)
        self._fit()

    def _fit(self) -> None:
        room = max(self.table.viewport().width(), 200)
        for at, share in enumerate((0.2, 0.26, 0.26)):
            self.table.setColumnWidth(at, int(room * share))
        # names are long and the columns narrow: a row takes the lines that it needs
        self.table.resizeRowsToContents()
        height = self.table.verticalHeader().length() + self.table.horizontalHeader().sizeHint().height()
        self.table.setFixedHeight(height + 6)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Share the width among the columns: the table gets its own after this widget has got its."""
        if isinstance(event, QResizeEvent) and event.size().width() != event.oldSize().width():
            self._fit()
        return super().eventFilter(watched, event)

    def _on_take(self) -> None:
        if self._proposal is None:
            return
        default = {f.field: f.take for f in self._proposal.fields}
        words = "".join(
            f"{'+' if box.currentData() == 'other' else '-'}{name}"
            for name, box in self.takes.items()
            if box.currentData() != default[name]
        )
        self.chosen.emit(f"merge{words}")
