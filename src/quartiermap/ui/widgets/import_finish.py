"""The last step of the import window: what happens in one sentence for each file, and afterwards what has happened."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget

from quartiermap.app.wizard_steps import Entry, Step
from quartiermap.ui.theme import icon
from quartiermap.ui.viewmodels import import_words as words
from quartiermap.ui.viewmodels.import_run import ImportRun
from quartiermap.ui.viewmodels.remedies import in_window
from quartiermap.ui.viewmodels.workspace import Workspace
from quartiermap.ui.widgets import parts
from quartiermap.ui.widgets.import_parts import show_text
from quartiermap.ui.wording import worded


class FinishPage(parts.Column):
    """What will be taken over, file by file, and the same as a command line."""

    def __init__(self, run: ImportRun, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._run = run
        self._workspace = workspace
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(7)
        self.heading = parts.label("", "title")
        column.addWidget(self.heading)
        self.result = parts.label("", "met", selectable=True)
        column.addWidget(self.result)
        inner = parts.Column()
        inner.setObjectName("panel")
        self._lines = QVBoxLayout(inner)
        self._lines.setContentsMargins(10, 8, 10, 8)
        self._lines.setSpacing(4)
        column.addWidget(parts.scrolled(inner, self.tr("Was übernommen wird")), 1)
        back = QHBoxLayout()
        self.undo = parts.label("", "muted")
        back.addWidget(self.undo, 1)
        self.take_back = QPushButton(self.tr("&Rückgängig machen"))
        self.take_back.setIcon(icon("undo"))
        self.take_back.setAutoDefault(False)
        self.take_back.clicked.connect(run.take_back)
        back.addWidget(self.take_back)
        column.addLayout(back)
        head = QHBoxLayout()
        head.addWidget(parts.label(self.tr("Dasselbe als Befehl"), "heading", wrap=False))
        head.addStretch(1)
        self.copy = QPushButton(self.tr("Befehl &kopieren"))
        self.copy.setIcon(icon("copy"))
        self.copy.setAutoDefault(False)
        self.copy.clicked.connect(self._on_copy)
        head.addWidget(self.copy)
        column.addLayout(head)
        self.command = QPlainTextEdit()
        self.command.setReadOnly(True)
        self.command.setTabChangesFocus(True)
        self.command.setAccessibleName(self.tr("Dasselbe als Befehl"))
        self.command.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.command.setFixedHeight(self.fontMetrics().height() * 4 + 16)
        column.addWidget(self.command)

    def show_entry(self, _entry: Entry) -> None:
        """Show all files; this step is about everything at once."""
        run = self._run
        done = run.result is not None
        ready = run.checked and run.next_page is Step.TAKE_OVER
        self.heading.setText(
            self.tr("Übernommen")
            if done
            else self.tr("Alles ist geklärt")
            if ready
            else self.tr("Noch ist nicht alles geklärt")
        )
        summaries = [in_window(r.summary) for r in run.result.results] if run.result is not None else []
        show_text(self.result, "\n".join(summaries))
        parts.clear(self._lines)
        for entry in run.wizard.in_order():
            self._add(entry)
        self._lines.addStretch(1)
        self.undo.setText(
            self.tr("Rückgängig mit Strg+Z: „{label}“.").format(label=worded(run.wizard.label))
            if done
            else self.tr("Ein Schritt, der sich mit Strg+Z rückgängig machen lässt: „{label}“.").format(
                label=worded(run.wizard.label)
            )
        )
        self.take_back.setVisible(done)
        self.take_back.setEnabled(run.can_take_back)
        path: Path | None = self._workspace.path
        self.command.setPlainText(
            "\n".join(run.wizard.as_command(path, e) for e in run.wizard.in_order() if e.target is not None)
        )

    def _add(self, entry: Entry) -> None:
        sign, state = words.entry_state(entry, 0)
        self._lines.addWidget(parts.label(f"{sign} {entry.name}", "strong"))
        done = self._run.result is not None
        sentences = [
            words.rows_sentence(entry, done=done) or state,
            "" if done else words.mode_sentence(entry),
        ]
        if entry.result is not None:
            tally = words.tally(entry)
            if tally.warnings or tally.infos:
                sentences.append(self.tr("Befunde: {n}; sie stehen auch im Bericht.").format(n=tally.text))
        self._lines.addWidget(parts.label(" ".join(s for s in sentences if s)))
        read = words.how_read(entry)
        if read:
            self._lines.addWidget(parts.label(read, "muted"))
        self._lines.addSpacing(5)

    def _on_copy(self) -> None:
        QGuiApplication.clipboard().setText(self.command.toPlainText())

    def focus_open(self) -> None:
        """Nothing is open here: the keyboard stays at the button that takes over."""
