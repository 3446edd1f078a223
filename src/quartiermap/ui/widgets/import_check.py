"""The third step of the import window: what was noticed about a file, and what shall be done about it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from quartiermap.app.wizard_steps import Entry
from quartiermap.ui.viewmodels import import_words as words
from quartiermap.ui.viewmodels.import_run import ImportRun
from quartiermap.ui.widgets import parts
from quartiermap.ui.widgets.import_findings import FindingsView
from quartiermap.ui.widgets.import_parts import show_text


class CheckPage(parts.Column):
    """The doctor's page of one file: totals, findings, questions."""

    def __init__(self, run: ImportRun, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._run = run
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(7)
        self.heading = parts.label("", "title")
        self.totals = parts.label("", "strong")
        self.placed = parts.label("", "muted")
        self.nothing = parts.label(self.tr("Es ist nichts aufgefallen, was Sie wissen müssten."), "muted")
        self.findings = FindingsView(run)
        for widget in (self.heading, self.totals, self.placed, self.nothing):
            column.addWidget(widget)
        column.addWidget(self.findings, 1)
        self._filler = QWidget()
        column.addWidget(self._filler, 1)

    def show_entry(self, entry: Entry) -> None:
        """Show what was noticed about one file."""
        found = entry.trial.page.findings if entry.trial is not None else ()
        self.heading.setText(self.tr("{file} prüfen").format(file=entry.name))
        if entry.trial is None:
            self.totals.setText(
                self.tr("Erst klären, was die Datei enthält.")
                if entry.preview is not None and entry.target is None
                else self.tr("Die Datei wird geprüft …")
            )
        else:
            count = self.tr("Befunde: {n}.").format(n=words.tally(entry).text)
            self.totals.setText(f"{words.rows_sentence(entry)} {count}")
        placements = entry.trial.outcome.placements if entry.trial and entry.trial.outcome else ()
        show_text(self.placed, "\n".join(p.summary for p in placements))
        self.nothing.setVisible(entry.trial is not None and not found)
        self.findings.setVisible(bool(found))
        self._filler.setVisible(not found)
        if found:
            self.findings.show_findings(entry, found)

    def focus_open(self) -> None:
        """Move the keyboard to the findings."""
        self.findings.list.setFocus(Qt.FocusReason.OtherFocusReason)
