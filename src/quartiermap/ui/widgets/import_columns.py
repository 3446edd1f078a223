"""Tables in which a person says what stands for what: the column of a field, the kind of a word."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QTableWidget, QTableWidgetItem, QWidget

from quartiermap.app.wizard_preview import ShownColumn
from quartiermap.app.wizard_survey import KindWord
from quartiermap.domain.texts import number
from quartiermap.io.bundled import kinds
from quartiermap.io.import_model import FieldProposal
from quartiermap.io.mapping import NOT_THIS
from quartiermap.ui.viewmodels import import_words as words
from quartiermap.ui.viewmodels.tables import plain_tip
from quartiermap.ui.widgets.import_parts import Choice, plain
from quartiermap.ui.wording import worded

UNSURE = 0.75


class _Table(QTableWidget):
    """A table with a list to choose from in one column; its widths follow the room."""

    shares: tuple[float, ...] = ()

    def __init__(self, titles: list[str], name: str, parent: QWidget | None = None) -> None:
        super().__init__(0, len(titles), parent)
        self.setHorizontalHeaderLabels(titles)
        self.setAccessibleName(name)
        plain(self)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.verticalHeader().setDefaultSectionSize(self.fontMetrics().height() + 15)
        self.horizontalHeader().setStretchLastSection(True)

    def resizeEvent(self, event: Any) -> None:
        """Share the width among the columns."""
        super().resizeEvent(event)
        room = self.viewport().width()
        for at, share in enumerate(self.shares):
            self.setColumnWidth(at, int(room * share))

    def cell(self, row: int, at: int, text: str) -> None:
        """Show a text."""
        item = QTableWidgetItem(text)
        item.setToolTip(plain_tip(text))
        self.setItem(row, at, item)


class FieldsTable(_Table):
    """Fields of the layer, the column for each, some of its values, and why it was proposed.

    Signals
    -------
    chosen : str, object
        The user chose a column for a field (``-``: leave it out; ``None``: as proposed).
    """

    chosen = Signal(str, object)
    shares = (0.22, 0.28, 0.24)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__([], "", parent)
        self.setColumnCount(4)
        self.setHorizontalHeaderLabels(
            [self.tr("Feld"), self.tr("Spalte der Datei"), self.tr("Beispiele"), self.tr("Warum")]
        )
        self.setAccessibleName(self.tr("Zuordnung der Spalten"))
        self.boxes: dict[str, Choice] = {}

    def show_fields(
        self,
        fields: tuple[FieldProposal, ...],
        columns: tuple[ShownColumn, ...],
        said: dict[str, str],
        saved: dict[str, str],
        told: dict[str, str] | None = None,
    ) -> None:
        """Show fields; what the user said wins over a saved mapping, that over a proposal.

        `told` says of a field where its value comes from if not from a column.
        """
        samples = {c.name: ", ".join(c.samples) for c in columns}
        if self.rowCount() != len(fields):
            self.setRowCount(len(fields))
        self.boxes = {}
        for row, proposal in enumerate(fields):
            field = proposal.field
            name = (
                self.tr("{field} (nötig)").format(field=worded(proposal.label))
                if proposal.required and field not in (told or {})
                else worded(proposal.label)
            )
            self.cell(row, 0, name)
            stands = said.get(field, saved.get(field))
            proposed = (
                self.tr("{column} (Vorschlag)").format(column=proposal.column)
                if proposal.column is not None and field not in said
                else self.tr("wie vorgeschlagen")
                if field in said
                else self.tr("keine gefunden")
            )
            options: list[tuple[str, Any]] = [(proposed, None)]
            if not proposal.required:
                options.append((self.tr("– nicht übernehmen –"), NOT_THIS))
            options += [(c, c) for c in samples]
            box = self.cellWidget(row, 1)
            if not isinstance(box, Choice):
                box = Choice("", 8)
                self.setCellWidget(row, 1, box)
            else:
                box.activated.disconnect()
            box.setAccessibleName(self.tr("Spalte für {field}").format(field=worded(proposal.label)))
            box.offer(options, stands, names=True)
            box.activated.connect(lambda _at, f=field, b=box: self.chosen.emit(f, b.currentData()))
            self.boxes[field] = box
            column = stands if stands is not None else proposal.column
            self.cell(row, 2, samples.get(column or "", ""))
            elsewhere = (told or {}).get(field, "") if column is None else ""
            self.cell(
                row,
                3,
                elsewhere or self._why(proposal, field in said, field in saved, known=column in samples),
            )

    def _why(self, proposal: FieldProposal, said: bool, saved: bool, *, known: bool) -> str:
        if saved and not said and not known:
            return self.tr("diese Spalte der Zuordnung gibt es hier nicht")
        if said:
            return words.chosen()
        if saved:
            return self.tr("aus der gespeicherten Zuordnung")
        if proposal.column is None:
            return self.tr("bitte eine Spalte wählen") if proposal.required else ""
        if proposal.confidence < UNSURE:
            return self.tr("unsicher, bitte prüfen: {why}").format(why=worded(proposal.reason))
        return worded(proposal.reason)


class KindsTable(_Table):
    """Words of the kind column, how often they stand there, and the kind that each is taken for.

    Signals
    -------
    chosen : str, object
        The user chose a kind for a word (``-``: leave these rows out; ``None``: as proposed).
    """

    chosen = Signal(str, object)
    shares = (0.36, 0.1, 0.3)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__([], "", parent)
        self.setColumnCount(4)
        self.setHorizontalHeaderLabels(
            [self.tr("Wort in der Datei"), self.tr("Zeilen"), self.tr("Einrichtungsart"), self.tr("Warum")]
        )
        self.setAccessibleName(self.tr("Wörter und Einrichtungsarten"))
        self.boxes: dict[str, Choice] = {}

    def show_words(self, found: tuple[KindWord, ...], answers: dict[str, str]) -> None:
        """Show words with what they are taken for."""
        catalogue = [(kind.name, kind.id) for kind in kinds()]
        self.setRowCount(len(found))
        self.boxes = {}
        for row, one in enumerate(found):
            self.cell(row, 0, one.word)
            count = QTableWidgetItem(number(one.count))
            count.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            self.setItem(row, 1, count)
            said = answers.get(f"kind_word:{one.word}")
            named = ", ".join(kinds().name(k) for k in one.kinds)
            if said is not None:
                first = self.tr("wie vorgeschlagen")
            elif named:
                first = self.tr("{kind} (Vorschlag)").format(kind=named)
            else:
                first = self.tr("keine: wird ausgelassen")
            box = self.cellWidget(row, 2)
            if not isinstance(box, Choice):
                box = Choice("", 8)
                self.setCellWidget(row, 2, box)
            else:
                box.activated.disconnect()
            box.setAccessibleName(self.tr("Einrichtungsart für {word}").format(word=one.word))
            box.offer([(first, None), (self.tr("– Zeilen auslassen –"), NOT_THIS), *catalogue], said)
            box.activated.connect(lambda _at, w=one.word, b=box: self.chosen.emit(w, b.currentData()))
            self.boxes[one.word] = box
            why = (
                words.chosen()
                if said is not None
                else self.tr("Wort des Katalogs")
                if one.known
                else self.tr("unbekanntes Wort; gilt, was für die Datei gilt")
                if one.kinds
                else self.tr("unbekanntes Wort")
            )
            self.cell(row, 3, why)
