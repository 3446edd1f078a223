"""Which facilities a department shall correct, and where the workbook goes."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from quartiermap.domain.texts import number
from quartiermap.io import bundled
from quartiermap.ui.widgets import parts

if TYPE_CHECKING:
    from quartiermap.domain.project import Project


class CorrectionsExportDialog(QDialog):
    """Asks for kinds and file.

    Signals
    -------
    wanted : object, object
        The file (`Path`) and the kinds (tuple of ids; empty: all).
    """

    wanted = Signal(object, object)

    def __init__(self, project: Project, folder: Path, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Einrichtungen zur Berichtigung ausgeben"))
        column = QVBoxLayout(self)
        column.setSizeConstraint(
            QVBoxLayout.SizeConstraint.SetNoConstraint
        )  # wrapped text is as tall as it is wide
        column.setContentsMargins(18, 14, 18, 14)
        column.setSpacing(8)
        column.addWidget(
            parts.label(
                self.tr(
                    "Das Fachamt bekommt eine Excel-Datei mit einer Zeile je Einrichtung, berichtigt sie und schickt "
                    "sie zurück. „Berichtigte Tabelle einlesen“ zeigt dann jeden Unterschied; übernommen wird nur, was "
                    "Sie annehmen."
                )
            )
        )
        column.addWidget(parts.label(self.tr("Welche Einrichtungen?"), "heading"))
        inner = parts.Column()
        inner.setObjectName("page")
        lines = QVBoxLayout(inner)
        lines.setContentsMargins(10, 6, 10, 6)
        lines.setSpacing(2)
        counts = project.facilities["kind"].value_counts()
        catalogue = bundled.kinds()
        self.boxes: dict[str, QCheckBox] = {}
        for kind, count in sorted(counts.items(), key=lambda c: catalogue.name(str(c[0]))):
            box = QCheckBox(f"{catalogue.name(str(kind))} ({number(int(count))})".replace("&", "&&"))
            box.setChecked(True)
            box.toggled.connect(self._check)
            self.boxes[str(kind)] = box
            lines.addWidget(box)
        lines.addStretch(1)
        column.addWidget(parts.scrolled(inner, self.tr("Einrichtungsarten")), 1)
        line = QHBoxLayout()
        for text, on in ((self.tr("&Alle"), True), (self.tr("&Keine"), False)):
            button = QPushButton(text)
            button.setProperty("small", True)
            button.setAutoDefault(False)
            button.clicked.connect(lambda _checked=False, on=on: self._set_all(on))
            line.addWidget(button)
        line.addStretch(1)
        column.addLayout(line)
        column.addWidget(parts.label(self.tr("In welche Datei?"), "heading"))
        line = QHBoxLayout()
        self.file = QLineEdit(str(folder / f"Einrichtungen {project.name.replace('/', '-')}.xlsx"))
        self.file.setAccessibleName(self.tr("Datei"))
        self.file.textChanged.connect(self._check)
        line.addWidget(self.file, 1)
        browse = QPushButton(self.tr("&Wählen …"))
        browse.setAutoDefault(False)
        browse.clicked.connect(self._browse)
        line.addWidget(browse)
        column.addLayout(line)
        self.note = parts.label("", "muted")
        column.addWidget(self.note)
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.go = self.buttons.addButton(self.tr("Aus&geben"), QDialogButtonBox.ButtonRole.AcceptRole)
        self.go.setProperty("primary", True)
        self.buttons.accepted.connect(self._accept)
        self.buttons.rejected.connect(self.reject)
        column.addWidget(self.buttons)
        self.setMinimumSize(520, 420)
        self.resize(560, 520)
        self._check()

    def kinds(self) -> tuple[str, ...]:
        """Return the chosen kinds; nothing stands for all."""
        chosen = tuple(kind for kind, box in self.boxes.items() if box.isChecked())
        return () if len(chosen) == len(self.boxes) else chosen

    def path(self) -> Path:
        """Return the file to write, with the ending that it must have."""
        path = Path(self.file.text().strip()).expanduser()
        return path if path.suffix.lower() == ".xlsx" else path.with_name(f"{path.name}.xlsx")

    def _set_all(self, on: bool) -> None:
        for box in self.boxes.values():
            box.setChecked(on)

    def _browse(self) -> None:
        chosen, _ = QFileDialog.getSaveFileName(
            self, self.windowTitle(), self.file.text(), self.tr("Excel-Datei (*.xlsx)")
        )
        if chosen:
            self.file.setText(chosen)

    def _check(self) -> None:
        named = bool(self.file.text().strip())
        self.go.setEnabled(named and any(box.isChecked() for box in self.boxes.values()))
        there = named and self.path().is_file()
        self.note.setText(self.tr("Die vorhandene Datei dieses Namens wird ersetzt.") if there else "")

    def _accept(self) -> None:
        self.wanted.emit(self.path(), self.kinds())
        self.accept()
