"""The files of the import window: asked for while there are none, then listed with how each of them stands."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QListWidget, QListWidgetItem, QPushButton, QVBoxLayout, QWidget

from quartiermap.ui.viewmodels import import_words as words
from quartiermap.ui.viewmodels.import_run import PAGES, ImportRun
from quartiermap.ui.viewmodels.tables import plain_tip
from quartiermap.ui.widgets import parts


class ImportFiles(QListWidget):
    """The files in the order in which they came; with one alone there is nothing to choose."""

    def __init__(self, run: ImportRun, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._run = run
        self.setAccessibleName(self.tr("Dateien"))
        self.setFixedWidth(self.fontMetrics().averageCharWidth() * 34)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def show_run(self) -> None:
        """Show the files as they stand, and which one is looked at."""
        run = self._run
        with parts.quiet(self):
            self.setVisible(len(run.entries) > 1)
            while self.count() > len(run.entries):
                self.takeItem(self.count() - 1)
            for number, entry in enumerate(run.entries):
                if number == self.count():
                    self.addItem(QListWidgetItem())
                item = self.item(number)
                open_points = sum(run.open_count(step, entry) for step in PAGES)
                sign, said = words.entry_state(entry, open_points)
                layer = words.layer_name(entry.target) if entry.target is not None else ""
                below = " · ".join(t for t in (layer, said) if t)
                text = f"{sign} {self._short(entry.name)}\n     {below}"
                if item.text() != text:
                    item.setText(text)
                    item.setToolTip(plain_tip(str(entry.path)))
            if run.entries:
                self.setCurrentRow(run.wizard.current)

    def _short(self, name: str) -> str:
        """Return a file's name as it fits in the list (Qt does not shorten what has two lines)."""
        room = self.width() - self.fontMetrics().averageCharWidth() * 3
        return self.fontMetrics().elidedText(name, Qt.TextElideMode.ElideMiddle, room)


class ImportWish(parts.Column):
    """Asks for files.

    Signals
    -------
    files_wanted, folder_wanted
    """

    files_wanted = Signal()
    folder_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.addStretch(1)
        self._wish = parts.label("", "title")
        column.addWidget(self._wish)
        column.addWidget(
            parts.label(
                self.tr(
                    "Dateien oder Ordner in dieses Fenster ziehen, oder wählen. Gelesen werden GeoPackage, Shapefile (auch ohne .prj und im "
                    "ZIP-Archiv), GeoJSON, GML (WFS, XPlanung), KML, FlatGeobuf, GeoParquet, FileGDB, DXF, CSV, Excel, ODS, JSON, OpenStreetMap-Auszüge "
                    "und Gitter des Zensus. Verändert wird nichts, bevor Sie „Übernehmen“ drücken."
                )
            )
        )
        line = QHBoxLayout()
        choose = QPushButton(self.tr("&Dateien wählen …"))
        choose.setProperty("primary", True)
        choose.clicked.connect(self.files_wanted)
        line.addWidget(choose)
        folder = QPushButton(self.tr("&Ordner wählen …"))
        folder.setAutoDefault(False)
        folder.clicked.connect(self.folder_wanted)
        line.addWidget(folder)
        line.addStretch(1)
        column.addLayout(line)
        column.addStretch(2)
        self.want("")

    def want(self, layer: str) -> None:
        """Say which layer the files are for; empty: for none in particular."""
        if layer:
            text = self.tr("Welche Dateien sollen als „{layer}“ geladen werden?")
            self._wish.setText(text.format(layer=words.layer_name(layer)))
        else:
            self._wish.setText(self.tr("Welche Dateien sollen geladen werden?"))

    def words(self) -> str:
        """Return what is asked for."""
        return self._wish.text()
