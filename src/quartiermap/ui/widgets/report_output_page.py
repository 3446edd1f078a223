"""Last step of the report: which files, how tables are written, where to."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QFileDialog,
    QFormLayout,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from quartiermap.domain.report_template import CSV_DIALECTS
from quartiermap.ui.viewmodels.report_draft import AVAILABLE_FORMATS, ReportDraft
from quartiermap.ui.widgets import parts
from quartiermap.ui.widgets.choice_box import ChoiceBox
from quartiermap.ui.wording import worded


class OutputPage(parts.Column):
    """Formats, CSV dialect, folder.

    Signals
    -------
    edited
        The folder or a format is another one.
    """

    edited = Signal()

    def __init__(self, draft: ReportDraft, folder: Path, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._draft = draft
        self._base = folder.parent
        self._filling = False
        column = QVBoxLayout(self)
        column.setSpacing(6)
        column.addWidget(parts.label(self.tr("Was soll geschrieben werden?"), "heading"))
        column.addLayout(self._formats())
        form = QFormLayout()
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        self.csv = ChoiceBox(14)
        for value, word in CSV_DIALECTS.items():
            self.csv.addItem(worded(word), value)
        self.csv.activated.connect(lambda row: self._draft.change(csv=str(self.csv.itemData(row))))
        form.addRow(self.tr("CSV-Tabe&llen"), self.csv)
        column.addLayout(form)
        column.addWidget(parts.label(self.tr("In welchen Ordner?"), "heading"))
        line = QHBoxLayout()
        self.folder = QLineEdit(str(folder))
        self.folder.setAccessibleName(self.tr("Ordner für den Bericht"))
        self.folder.setMinimumWidth(self.fontMetrics().averageCharWidth() * 12)
        self.folder.textChanged.connect(lambda _text: self.edited.emit())
        self.browse = QPushButton(self.tr("Wähle&n …"))
        self.browse.setAutoDefault(False)
        self.browse.clicked.connect(self._ask_folder)
        line.addWidget(self.folder, 1)
        line.addWidget(self.browse)
        column.addLayout(line)
        column.addWidget(
            parts.label(
                self.tr(
                    "Vorhandene Dateien gleichen Namens werden ersetzt, alle zusammen am Ende: Nach einem Abbruch ist im Ordner nichts "
                    "anders, und schon gezeichnete Quartiersseiten werden beim nächsten Mal nicht neu gezeichnet."
                ),
                "muted",
            )
        )
        column.addStretch(1)
        draft.changed.connect(self.fill)
        self.fill()

    def _formats(self) -> QGridLayout:
        names = {
            "pdf": (self.tr("&PDF"), self.tr("der Bericht mit Karten und Vorprüfung, barrierefrei")),
            "docx": (self.tr("&Word"), self.tr("der Text für die Beschlussvorlage")),
            "xlsx": (self.tr("&Excel"), self.tr("alle Tabellen, Reihung und Fehlbedarf zum Nachrechnen")),
            "csv": (self.tr("&CSV"), self.tr("dieselben Tabellen als Text")),
            "html": (self.tr("&HTML"), self.tr("Karte und Tabellen in einer Datei, öffnet ohne Netz")),
            "png": (self.tr("K&artenbilder"), self.tr("PNG je Einrichtungsart")),
            "gpkg": (self.tr("GeoPac&kage"), self.tr("für QGIS, mit unseren Farben")),
            "geojson": (self.tr("Geo&JSON"), self.tr("für andere Programme")),
            "json": (self.tr("&report.json"), self.tr("alle Zahlen für die Nachrechnung")),
        }
        grid = QGridLayout()
        grid.setHorizontalSpacing(14)
        grid.setVerticalSpacing(3)
        grid.setColumnStretch(1, 1)
        self.boxes: dict[str, QCheckBox] = {}
        for row, key in enumerate(AVAILABLE_FORMATS):
            name, why = names[key]
            box = QCheckBox(name)
            box.setAccessibleDescription(why)
            box.toggled.connect(self._toggled)
            self.boxes[key] = box
            grid.addWidget(box, row, 0)
            grid.addWidget(parts.label(why, "muted"), row, 1)
        return grid

    def fill(self) -> None:
        """Show the template at hand."""
        self._filling = True
        for key, box in self.boxes.items():
            box.setChecked(key in self._draft.formats)
        self.csv.setCurrentIndex(self.csv.findData(self._draft.template.csv))
        self.csv.setEnabled("csv" in self._draft.formats)
        self._filling = False
        self.edited.emit()

    @property
    def target(self) -> Path | None:
        """The folder, or ``None`` if none is named; a name alone means one beside the proposed folder."""
        text = self.folder.text().strip()
        return self._base / Path(text).expanduser() if text else None

    def chosen_names(self) -> list[str]:
        """Return the names of the chosen formats; one word if it is all of them."""
        chosen = [
            box.text().replace("&", "") for key, box in self.boxes.items() if key in self._draft.formats
        ]
        return [self.tr("alle Formate")] if len(chosen) == len(self.boxes) else chosen

    def _toggled(self) -> None:
        if self._filling:
            return
        wanted = [key for key, box in self.boxes.items() if box.isChecked()]
        if not wanted or not self._draft.set_formats(wanted):
            self.fill()  # one format at least

    def _ask_folder(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self, self.tr("Ordner für den Bericht"), self.folder.text())
        if chosen:
            self.folder.setText(chosen)
