"""The import window: what a file is, which column means what, what was found, before anything is changed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from quartiermap.domain import texts
from quartiermap.domain.schema import IMPORT_LAYERS
from quartiermap.io import bundled
from quartiermap.ui.messages import ProblemsTable
from quartiermap.ui.tasks import Tasks
from quartiermap.ui.widgets import parts
from quartiermap.ui.widgets.bottom_tables import LAYER_NAMES

if TYPE_CHECKING:
    from quartiermap.domain.progress import Progress
    from quartiermap.domain.project import Project
    from quartiermap.io.import_model import ImportPreview, ImportRequest, ImportResult

CRS_CHOICES = (
    "EPSG:25832",
    "EPSG:25833",
    "EPSG:4326",
    "EPSG:3035",
    "EPSG:31467",
    "EPSG:31468",
    "EPSG:3068",
    "EPSG:3857",
)
ENCODINGS = ("utf-8", "windows-1252", "iso-8859-1", "iso-8859-15", "cp850", "utf-16")
FILE_FILTER = "*.gpkg *.geojson *.json *.shp *.zip *.csv *.txt *.xlsx *.kml *.gml *.pbf *.osm *.gz *.bz2"


class ImportDialog(QDialog):
    """Asks what some files are and how to read them; shows at once what would come of it.

    All files of one window go into one layer, as one step that can be undone.

    Signals
    -------
    wanted : list of ImportRequest
        What shall be loaded.
    """

    wanted = Signal(object)
    previewed = Signal(object)

    def __init__(
        self,
        tasks: Tasks,
        project: Project,
        *,
        files: tuple[Path, ...] = (),
        layer: str = "",
        folder: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Daten laden"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._tasks = tasks
        self._project = project
        self._folder = folder
        self._files: tuple[Path, ...] = ()
        self._layer_by_hand = bool(layer)
        self._touched: dict[str, str] = {}
        self._preview: ImportPreview | None = None
        self._filling = False
        self._delay = QTimer(self)
        self._delay.setSingleShot(True)
        self._delay.setInterval(150)
        self._delay.timeout.connect(self._ask_preview)
        self._build(layer)
        self.resize(1000, 640)
        self.set_files(files)

    # ---- building

    def _build(self, layer: str) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(8)
        line = QHBoxLayout()
        self.files_line = QLineEdit()
        self.files_line.setReadOnly(True)
        self.files_line.setPlaceholderText(self.tr("Noch keine Datei gewählt"))
        self.files_line.setAccessibleName(self.tr("Dateien"))
        line.addWidget(self.files_line, 1)
        self.browse = QPushButton(self.tr("&Dateien wählen …"))
        self.browse.clicked.connect(self._browse)
        line.addWidget(self.browse)
        column.addLayout(line)

        self.layer = QComboBox()
        for key in IMPORT_LAYERS:
            self.layer.addItem(LAYER_NAMES[key], key)
        self.layer.setCurrentIndex(max(self.layer.findData(layer), 0))
        self.layer.activated.connect(self._on_layer)
        self.kind = QComboBox()
        self.kind.addItem(self.tr("aus der Datei erkennen"), "")
        for kind in bundled.kinds():
            self.kind.addItem(kind.name, kind.id)
        self.crs = QComboBox()
        self.crs.setEditable(True)
        self.crs.addItem(self.tr("aus der Datei"))
        self.crs.addItems(CRS_CHOICES)
        self.encoding = QComboBox()
        self.encoding.addItem(self.tr("aus der Datei erkennen"), "")
        for name in ENCODINGS:
            self.encoding.addItem(name, name)
        self.sublayer = QComboBox()
        self.period = QLineEdit()
        self.period.setPlaceholderText(self.tr("z. B. 2025"))
        self.period.setMaximumWidth(110)
        self.preset = QComboBox()
        self.preset.addItem(self.tr("keine Vorlage"), "")
        for name in preset_names():
            self.preset.addItem(name, name)
        self.mode = QComboBox()
        for words, key in (
            (self.tr("ergänzen (gleiche Datei ersetzt sich)"), "auto"),
            (self.tr("anhängen"), "append"),
            (self.tr("Ebene ersetzen"), "replace"),
        ):
            self.mode.addItem(words, key)
        grid = QGridLayout()
        grid.setHorizontalSpacing(10)
        grid.setVerticalSpacing(6)
        self._labels: dict[QWidget, QLabel] = {}
        for number, (words, widget) in enumerate(
            (
                (self.tr("&Ebene"), self.layer), (self.tr("E&inrichtungsart"), self.kind), (self.tr("&Koordinatensystem"), self.crs),
                (self.tr("&Teil der Datei"), self.sublayer), (self.tr("&Vorlage"), self.preset), (self.tr("&Jahr"), self.period),
                (self.tr("&Modus"), self.mode), (self.tr("&Zeichenkodierung"), self.encoding),
            )
        ):  # fmt: skip
            label = QLabel(words)
            label.setBuddy(widget)
            widget.setAccessibleName(words.replace("&", ""))
            self._labels[widget] = label
            grid.addWidget(label, number // 3, 2 * (number % 3))
            grid.addWidget(widget, number // 3, 2 * (number % 3) + 1)
        for stretch in (1, 3, 5):
            grid.setColumnStretch(stretch, 1)
        column.addLayout(grid)
        self.reason = parts.label("", "muted")
        column.addWidget(self.reason)

        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        self.fields = QTableWidget(0, 3)
        self.fields.setHorizontalHeaderLabels(
            [self.tr("Feld"), self.tr("Spalte der Datei"), self.tr("Warum")]
        )
        self.fields.verticalHeader().hide()
        self.fields.setAccessibleName(self.tr("Zuordnung der Spalten"))
        self.fields.horizontalHeader().setStretchLastSection(True)
        self.fields.setColumnWidth(0, 210)
        self.fields.setColumnWidth(1, 250)
        self.rows = QTableWidget(0, 0)
        self.rows.setAccessibleName(self.tr("Vorschau der ersten Zeilen"))
        self.rows.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        self.findings = ProblemsTable(())
        self.tabs.addTab(self.fields, self.tr("Zuordnung"))
        self.tabs.addTab(self.rows, self.tr("Vorschau"))
        self.tabs.addTab(self.findings, self.tr("Befunde"))
        column.addWidget(self.tabs, 1)

        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.go = self.buttons.addButton(self.tr("Ü&bernehmen"), QDialogButtonBox.ButtonRole.AcceptRole)
        self.go.setProperty("primary", True)
        self.go.setEnabled(False)
        self.buttons.accepted.connect(self._accept)
        self.buttons.rejected.connect(self.reject)
        column.addWidget(self.buttons)
        for combo in (self.kind, self.sublayer, self.preset, self.mode, self.encoding):
            combo.activated.connect(self._delay.start)
        self.crs.currentTextChanged.connect(self._delay.start)
        self.period.textChanged.connect(self._delay.start)
        self._show_wanted_fields()

    # ---- what the user does

    def set_files(self, files: Sequence[Path]) -> None:
        """Take files; the first one is looked at."""
        self._files = tuple(files)
        self.files_line.setText("; ".join(f.name for f in self._files))
        self.files_line.setToolTip("\n".join(str(f) for f in self._files))
        self._touched.clear()
        self.sublayer.clear()
        self.sublayer.setEditable(False)
        self._ask_preview()

    def request_for(self, files: Sequence[Path]) -> ImportRequest:
        """Return what the window now says, as a request."""
        from quartiermap.io.import_model import ImportRequest

        crs = self.crs.currentText().strip()
        return ImportRequest(
            layer=str(self.layer.currentData()),
            files=tuple(files),
            kind=(str(self.kind.currentData()) or None) if self.kind.isVisibleTo(self) else None,
            mapping=dict(self._touched),
            sublayer=self.sublayer.currentText() or None,
            crs=crs if self.crs.currentIndex() != 0 or crs != self.crs.itemText(0) else None,
            encoding=str(self.encoding.currentData() or "") or None,
            preset=str(self.preset.currentData() or "") or None,
            period=self.period.text().strip() or None,
            mode=self.mode.currentData(),
        )

    def _browse(self) -> None:
        chosen, _ = QFileDialog.getOpenFileNames(
            self, self.tr("Dateien wählen"), self._folder, self.tr("Daten ({pattern});;Alle Dateien (*)").format(pattern=FILE_FILTER)
        )  # fmt: skip
        if chosen:
            self.set_files([Path(c) for c in chosen])

    def _on_layer(self) -> None:
        self._layer_by_hand = True
        self._touched.clear()
        self._show_wanted_fields()
        self._ask_preview()

    def _show_wanted_fields(self) -> None:
        layer = str(self.layer.currentData())
        for widget, layers in (
            (self.kind, ("facilities",)), (self.preset, ("indicators",)), (self.period, ("indicators",)),
            (self.crs, ("districts", "facilities", "network", "funding-areas", "population", "basemap")),
        ):  # fmt: skip
            for shown in (widget, self._labels[widget]):
                shown.setVisible(layer in layers)
        for shown in (self.encoding, self._labels[self.encoding]):
            shown.setVisible(layer not in ("network", "basemap"))
        for shown in (self.sublayer, self._labels[self.sublayer]):
            shown.setVisible(self.sublayer.count() > 1 or self.sublayer.isEditable())

    def _on_mapping(self, field: str, column: str) -> None:
        if self._filling:
            return
        self._touched[field] = column
        self._delay.start()

    def _accept(self) -> None:
        if self._files:
            self.wanted.emit([self.request_for(self._files)])
            self.accept()

    # ---- the preview

    def _ask_preview(self) -> None:
        if not self._files:
            self.reason.setText(self.tr("Dateien wählen oder in das Fenster ziehen."))
            self.go.setEnabled(False)
            return
        request, project, propose = self.request_for(self._files[:1]), self._project, not self._layer_by_hand
        self.reason.setText(self.tr("Datei wird angesehen …"))

        def work(progress: Progress) -> Any:
            from dataclasses import replace

            from quartiermap.io import importers

            progress.step(0.0, "Datei ansehen")
            return importers.preview(project, replace(request, layer="") if propose else request)

        self._tasks.read("preview", work, self._on_preview)

    def _on_preview(self, found: ImportPreview) -> None:
        self._preview = found
        self._filling = True
        if not self._layer_by_hand and found.layer is not None:
            self.layer.setCurrentIndex(max(self.layer.findData(found.layer), 0))
        if found.layers and not self.sublayer.count():
            self.sublayer.addItems(list(found.layers))
        if not found.layers and not self.sublayer.count():
            self._offer_parts(found)
        self._show_wanted_fields()
        facts = [found.layer_reason]
        if found.row_count:
            facts.append(self.tr("{n} Zeilen").format(n=texts.number(found.row_count)))
        facts += [part for part in (found.crs, found.encoding) if part]
        self.reason.setText(" · ".join(fact for fact in facts if fact))
        self._fill_fields(found)
        self._fill_rows(found)
        self.findings.show_problems(found.problems)
        errors = sum(p.severity == "error" for p in found.problems)
        self.tabs.setTabText(2, self.tr("Befunde ({n})").format(n=len(found.problems)))
        if errors:
            self.tabs.setCurrentWidget(self.findings)
        self.go.setEnabled(not errors)
        self.go.setToolTip(self.tr("Erst die Fehler unter „Befunde“ beheben") if errors else "")
        self._filling = False
        self.previewed.emit(found)

    def _offer_parts(self, found: ImportPreview) -> None:
        """Let one part be chosen of a file that cannot be read before one is (layers, sheets, files of an archive).

        The finding names them; a name it leaves out can be typed.
        """
        names = next((part_names(p.remedy) for p in found.problems if p.code == "sublayer_needed"), ())
        if not names:
            return
        self.sublayer.setEditable(True)
        self.sublayer.addItems(list(names))
        self.sublayer.setCurrentIndex(-1)
        line = self.sublayer.lineEdit()
        if line is not None:
            line.setPlaceholderText(self.tr("bitte wählen"))
            line.editingFinished.connect(self._delay.start)

    def _fill_fields(self, found: ImportPreview) -> None:
        self.fields.setRowCount(len(found.fields))
        for row, proposal in enumerate(found.fields):
            name = f"{proposal.label}{' *' if proposal.required else ''}"
            item = QTableWidgetItem(name)
            item.setFlags(Qt.ItemFlag.ItemIsEnabled)
            if proposal.required:
                item.setToolTip(self.tr("wird gebraucht"))
            self.fields.setItem(row, 0, item)
            choice = QComboBox()
            choice.setAccessibleName(self.tr("Spalte für {field}").format(field=proposal.label))
            choice.addItem(self.tr("– keine –"), "")
            for name in found.columns:
                choice.addItem(name, name)
            column = self._touched.get(proposal.field, proposal.column or "")
            if column and choice.findData(column) < 0:
                choice.addItem(column, column)
            choice.setCurrentIndex(max(choice.findData(column), 0))
            choice.activated.connect(
                lambda _index, f=proposal.field, c=choice: self._on_mapping(f, str(c.currentData()))
            )
            self.fields.setCellWidget(row, 1, choice)
            why = proposal.reason
            if proposal.column and proposal.confidence < 0.8:
                why = self.tr("unsicher – bitte prüfen: {why}").format(why=why)
            reason = QTableWidgetItem(why)
            reason.setFlags(Qt.ItemFlag.ItemIsEnabled)
            reason.setToolTip(why)
            self.fields.setItem(row, 2, reason)

    def _fill_rows(self, found: ImportPreview) -> None:
        self.rows.clear()
        self.rows.setColumnCount(len(found.columns))
        self.rows.setHorizontalHeaderLabels(list(found.columns))
        self.rows.setRowCount(len(found.rows))
        for row, cells in enumerate(found.rows):
            for column, words in enumerate(cells[: len(found.columns)]):
                self.rows.setItem(row, column, QTableWidgetItem(words))


class ImportedDialog(QDialog):
    """What an import noticed and repaired."""

    def __init__(self, result: ImportResult, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Daten geladen"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        column = QVBoxLayout(self)
        column.setContentsMargins(18, 14, 18, 12)
        column.addWidget(parts.label(result.summary, "heading"))
        column.addWidget(
            parts.label(
                self.tr("Beim Laden ist Folgendes aufgefallen. Es steht auch unter „Daten“ und im Bericht.")
            )
        )
        column.addWidget(ProblemsTable(result.problems, self), 1)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        column.addWidget(buttons)
        self.resize(860, 360)


def part_names(remedy: str) -> tuple[str, ...]:
    """Return the parts of a file that a remedy lists after its colon.

    Examples
    --------
    >>> part_names("Eine mit --sublayer wählen: BP_Plan (1 Fläche); XP_PTO (22 Punkte).")
    ('BP_Plan', 'XP_PTO')
    >>> part_names("Eine mit --sublayer wählen: kitas, schulen.")
    ('kitas', 'schulen')
    """
    _, colon, listed = remedy.partition(": ")
    if not colon:
        return ()
    names = listed.removesuffix(".").split("; " if "; " in listed else ", ")
    found = (re.sub(r" \([^()]*\)$", "", name.strip()) for name in names)
    return tuple(name for name in found if name and name not in ("…", "keine"))


def preset_names() -> tuple[str, ...]:
    """Return the names of the shipped presets for indicator files."""
    return tuple(sorted(p.stem for p in (bundled.data_dir() / "presets").glob("*.toml")))
