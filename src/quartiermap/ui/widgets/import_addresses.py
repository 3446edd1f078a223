"""The page of the import window on addresses: by which directory rows without coordinates come to their places."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QFileDialog,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from quartiermap.app.wizard_steps import Entry
from quartiermap.app.wizard_survey import is_extract
from quartiermap.io.address_layer import has_addresses
from quartiermap.ui.viewmodels.import_run import ImportRun
from quartiermap.ui.widgets import parts
from quartiermap.ui.widgets.import_parts import show_text

ADDRESS_FILTER = "*.pbf *.osm *.osm.gz *.osm.bz2 *.csv *.txt *.xlsx *.gpkg *.geojson *.zip"


class AddressPage(parts.Column):
    """A directory of addresses is chosen, and it is told how many rows it has placed."""

    def __init__(self, run: ImportRun, folder: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._run, self._folder = run, folder
        column = QVBoxLayout(self)
        column.setContentsMargins(2, 8, 2, 2)
        self.words = parts.label("")
        column.addWidget(self.words)
        line = QHBoxLayout()
        self.directory = QLineEdit()
        self.directory.setReadOnly(True)
        self.directory.setPlaceholderText(self.tr("kein Adressverzeichnis gewählt"))
        self.directory.setAccessibleName(self.tr("Adressverzeichnis"))
        line.addWidget(self.directory, 1)
        self.pick = QPushButton(self.tr("Adress&verzeichnis wählen …"))
        self.pick.clicked.connect(self._ask)
        self.extract = QPushButton()
        self.extract.clicked.connect(self._take_extract)
        self.none = QPushButton(self.tr("ohne"))
        self.none.clicked.connect(lambda: self._choose(None))
        for button in (self.extract, self.pick, self.none):
            button.setAutoDefault(False)
            line.addWidget(button)
        column.addLayout(line)
        self.street_middle = QCheckBox(
            self.tr("Ist nur die Straße bekannt, ihre Mitte nehmen (wird als ungefähr vermerkt)")
        )
        self.street_middle.clicked.connect(self._on_street_middle)
        column.addWidget(self.street_middle)
        column.addWidget(
            parts.label(
                self.tr(
                    "Geeignet sind ein OpenStreetMap-Auszug der Stadt (.osm.pbf), die amtlichen Hauskoordinaten oder eine Tabelle mit Straße, "
                    "Hausnummer und Koordinaten. Als „Adressverzeichnis“ geladen, bleibt es im Projekt und gilt für jede Tabelle. Gesucht wird nur auf diesem "
                    "Rechner. Welche Anschriften nicht gefunden wurden, steht in der Prüfung."
                ),
                "muted",
            )
        )
        self.placed = parts.label("", "strong")
        column.addWidget(self.placed)
        column.addStretch(1)

    def show_entry(self, entry: Entry) -> None:
        """Show whether the places of a file's rows are known, and where they come from."""
        survey = entry.survey
        if survey is None:
            return
        named = ", ".join(f"„{c}“" for c in survey.address.values())
        by_project = entry.addresses is None and has_addresses(self._run.wizard.project)
        if survey.only_addresses and by_project:
            text = self.tr(
                "Die Zeilen haben Anschriften ({columns}), aber keine Koordinaten. Das Adressverzeichnis des Projekts setzt sie an ihren Ort; hier lässt sich ein anderes wählen."
            )
        elif survey.only_addresses:
            text = self.tr(
                "Die Zeilen haben Anschriften ({columns}), aber keine Koordinaten. Woher sollen die Orte kommen?"
            )
        else:
            text = self.tr(
                "Die Zeilen haben Koordinaten; Anschriften ({columns}) werden nur gebraucht, wo sie fehlen."
            )
        self.words.setText(text.format(columns=named))
        self.directory.setText(entry.addresses.name if entry.addresses is not None else "")
        self.none.setEnabled(entry.addresses is not None)
        extract = self._extract()
        self.extract.setVisible(extract is not None and entry.addresses is None and survey.only_addresses)
        if extract is not None:
            self.extract.setText(self.tr("Aus „{file}“ nehmen").format(file=extract.name))
        self.street_middle.setChecked(entry.street_middle)
        self.street_middle.setEnabled(entry.addresses is not None or (survey.only_addresses and by_project))
        placements = entry.trial.outcome.placements if entry.trial and entry.trial.outcome else ()
        show_text(self.placed, "\n".join(p.summary for p in placements))

    def focus_open(self) -> None:
        """Move the keyboard to what is to be chosen."""
        entry = self._run.entry
        if entry is not None and entry.addresses is not None:
            self.street_middle.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            nearest = self.pick if self.extract.isHidden() else self.extract
            nearest.setFocus(Qt.FocusReason.OtherFocusReason)

    def _extract(self) -> Path | None:
        """Return the OpenStreetMap extract that is being loaded too, if there is one: it has the addresses of the town."""
        return next(
            (e.path for e in self._run.entries if e.survey is not None and is_extract(e.survey)), None
        )

    def _take_extract(self) -> None:
        extract = self._extract()
        if extract is not None:
            self._choose(extract)

    def _ask(self) -> None:
        chosen, _ = QFileDialog.getOpenFileName(
            self, self.tr("Adressverzeichnis wählen"), self._folder, self.tr("Verzeichnisse ({pattern});;Alle Dateien (*)").format(pattern=ADDRESS_FILTER)
        )  # fmt: skip
        if chosen:
            self.use_directory(Path(chosen))

    def use_directory(self, path: Path) -> None:
        """Put the addresses to their places by a directory."""
        self._folder = str(path.parent)
        self._choose(path)

    def _choose(self, path: Path | None) -> None:
        entry = self._run.entry
        if entry is not None:
            self._run.do(self._run.wizard.choose_addresses, entry, path)

    def _on_street_middle(self, on: bool) -> None:
        entry = self._run.entry
        if entry is not None:
            self._run.do(self._run.wizard.choose_addresses, entry, entry.addresses, street_middle=on)
