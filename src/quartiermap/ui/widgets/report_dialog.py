"""Which formats the report shall have and where it goes."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from quartiermap.ui.widgets import parts


class ReportDialog(QDialog):
    """Asks for formats and folder.

    Signals
    -------
    wanted : object, object
        Folder (`Path`) and formats (tuple of str).
    """

    wanted = Signal(object, object)

    def __init__(self, folder: Path, *, stale: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Bericht schreiben"))
        column = QVBoxLayout(self)
        column.setContentsMargins(18, 14, 18, 14)
        column.setSpacing(8)
        column.addWidget(parts.label(self.tr("Was soll geschrieben werden?"), "heading"))
        if stale:
            column.addWidget(
                parts.label(
                    self.tr("Das Ergebnis ist älter als die Daten. Besser erst neu rechnen (F5)."), "notice"
                )
            )
        names = {
            "pdf": (self.tr("&PDF"), self.tr("Lückenbericht mit Karten und Vorprüfung, barrierefrei")),
            "xlsx": (self.tr("&Excel"), self.tr("Lücken, Quartiere, Kriterien, Quellen als Tabellen")),
            "csv": (self.tr("&CSV"), self.tr("dieselben Tabellen mit Semikolon und Dezimalkomma")),
            "html": (self.tr("Karte als &HTML"), self.tr("eine Datei, öffnet ohne Netz im Browser")),
            "png": (self.tr("Karten&bilder"), self.tr("PNG je Einrichtungsart")),
            "gpkg": (self.tr("&GeoPackage"), self.tr("für QGIS, mit unseren Farben")),
            "geojson": (self.tr("Geo&JSON"), self.tr("für andere Programme")),
            "json": (self.tr("&report.json"), self.tr("alle Zahlen für die Nachrechnung")),
        }
        grid = QGridLayout()
        grid.setHorizontalSpacing(14)
        grid.setColumnStretch(1, 1)
        self.boxes: dict[str, QCheckBox] = {}
        for row, (key, (name, why)) in enumerate(names.items()):
            box = QCheckBox(name)
            box.setChecked(True)
            box.setAccessibleDescription(why)
            box.toggled.connect(self._check)
            self.boxes[key] = box
            grid.addWidget(box, row, 0)
            grid.addWidget(parts.label(why, "muted", wrap=False), row, 1)
        column.addLayout(grid)
        column.addWidget(parts.label(self.tr("In welchen Ordner?"), "heading"))
        line = QHBoxLayout()
        self.folder = QLineEdit(str(folder))
        self.folder.setAccessibleName(self.tr("Ordner"))
        self.folder.textChanged.connect(self._check)
        line.addWidget(self.folder, 1)
        browse = QPushButton(self.tr("&Wählen …"))
        browse.clicked.connect(self._browse)
        line.addWidget(browse)
        column.addLayout(line)
        column.addWidget(parts.label(self.tr("Vorhandene Dateien gleichen Namens werden ersetzt."), "muted"))
        column.addStretch(1)
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.go = self.buttons.addButton(
            self.tr("Bericht &schreiben"), QDialogButtonBox.ButtonRole.AcceptRole
        )
        self.go.setProperty("primary", True)
        self.buttons.accepted.connect(self._accept)
        self.buttons.rejected.connect(self.reject)
        column.addWidget(self.buttons)
        self.setMinimumWidth(560)

    def formats(self) -> tuple[str, ...]:
        """Return the chosen formats."""
        return tuple(key for key, box in self.boxes.items() if box.isChecked())

    def _browse(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self, self.tr("Ordner für den Bericht"), self.folder.text())
        if chosen:
            self.folder.setText(chosen)

    def _check(self) -> None:
        self.go.setEnabled(bool(self.formats()) and bool(self.folder.text().strip()))

    def _accept(self) -> None:
        self.wanted.emit(Path(self.folder.text().strip()).expanduser(), self.formats())
        self.accept()
