"""A file to attach as evidence: which, where in it, of which day, and whether for one gap or for all."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from quartiermap.ui.widgets import parts
from quartiermap.ui.widgets.choice_box import ChoiceBox


class EvidenceDialog(QDialog):
    """Asks for a file; stays open until it was taken.

    Signals
    -------
    wanted : Path, str, str, str, bool
        File, page, day, title, and whether it holds for this gap alone.
    """

    wanted = Signal(object, str, str, str, bool)

    def __init__(
        self, what: str, folder: str, *, for_gap: bool = True, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Datei anhängen"))
        self._folder = folder
        column = QVBoxLayout(self)
        column.setContentsMargins(18, 14, 18, 12)
        column.setSpacing(8)
        column.addWidget(parts.label(what, "title"))
        column.addWidget(
            parts.label(
                self.tr(
                    "Die Datei wird in das Projekt kopiert, damit sie mitreist; festgehalten werden Name und Prüfsumme, nicht der "
                    "Ordner. Höchstens 10 MB: PDF, Bilder, Word-, Excel- oder OpenDocument-Dateien, Text."
                ),
                "muted",
            )
        )
        form = QFormLayout()
        line = QHBoxLayout()
        self.file = QLineEdit()
        self.file.setAccessibleName(self.tr("Datei"))
        choose = QPushButton(self.tr("Wählen …"))
        choose.clicked.connect(self._choose)
        line.addWidget(self.file, 1)
        line.addWidget(choose)
        form.addRow(self.tr("Datei"), line)
        self.title, self.page, self.day = QLineEdit(), QLineEdit(), QLineEdit()
        self.scope = ChoiceBox()
        self.scope.addItems([self.tr("diese Lücke"), self.tr("alle Lücken")])
        self.scope.setCurrentIndex(0 if for_gap else 1)
        self.scope.setEnabled(for_gap)
        for words, widget, hint in (
            (self.tr("Bezeichnung"), self.title, self.tr("z. B. ISEK Nordstadt 2018 (sonst der Dateiname)")),
            (self.tr("Seite"), self.page, self.tr("z. B. 44 oder 44–46")),
            (self.tr("Datum"), self.day, self.tr("TT.MM.JJJJ")),
        ):
            widget.setPlaceholderText(hint)
            widget.setAccessibleName(words)
            form.addRow(words, widget)
        self.scope.setAccessibleName(self.tr("gilt für"))
        form.addRow(self.tr("gilt für"), self.scope)
        column.addLayout(form)
        self.problem = parts.label("", "notice")
        self.problem.hide()
        column.addWidget(self.problem)
        buttons = QDialogButtonBox()
        self.go = buttons.addButton(self.tr("Anhängen"), QDialogButtonBox.ButtonRole.AcceptRole)
        self.go.setProperty("primary", True)
        buttons.addButton(self.tr("Abbrechen"), QDialogButtonBox.ButtonRole.RejectRole)
        buttons.accepted.connect(self._on_go)
        buttons.rejected.connect(self.reject)
        column.addWidget(buttons)
        self.resize(520, 0)

    def say(self, problem: str) -> None:
        """Say why the file was not taken."""
        self.problem.setText(problem)
        self.problem.setVisible(bool(problem))
        self.go.setEnabled(True)

    def _choose(self) -> None:
        kinds = self.tr(
            "Unterlagen (*.pdf *.png *.jpg *.jpeg *.tif *.tiff *.docx *.xlsx *.odt *.ods *.txt *.csv)"
        )
        name, _ = QFileDialog.getOpenFileName(self, self.windowTitle(), self._folder, kinds)
        if name:
            self.file.setText(name)
            self.say("")

    def _on_go(self) -> None:
        name = self.file.text().strip()
        if not name:
            self.say(self.tr("Bitte eine Datei wählen."))
            return
        self.go.setEnabled(False)
        self.wanted.emit(
            Path(name), self.page.text(), self.day.text(), self.title.text(), self.scope.currentIndex() == 0
        )
