"""The first step of the import window: what a file was taken for, why, its first rows, and where it lies."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QCheckBox, QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from quartiermap.app.wizard_preview import shown_columns
from quartiermap.app.wizard_steps import LAYER_NAMES, Entry, Step
from quartiermap.app.wizard_survey import is_extract
from quartiermap.domain.texts import number
from quartiermap.ui.viewmodels import import_words as words
from quartiermap.ui.viewmodels.import_run import ImportRun
from quartiermap.ui.viewmodels.remedies import in_window
from quartiermap.ui.viewmodels.tables import plain_tip
from quartiermap.ui.widgets import parts
from quartiermap.ui.widgets.import_map import LittleMaps
from quartiermap.ui.widgets.import_parts import Choice, PreviewTable, note, show_text

CRS_CHOICES = (
    ("EPSG:25832 (ETRS89/UTM 32)", "EPSG:25832"), ("EPSG:25833 (ETRS89/UTM 33)", "EPSG:25833"), ("EPSG:4326 (Längen- und Breitengrad)", "EPSG:4326"),
    ("EPSG:31466 (Gauß-Krüger 2)", "EPSG:31466"), ("EPSG:31467 (Gauß-Krüger 3)", "EPSG:31467"), ("EPSG:31468 (Gauß-Krüger 4)", "EPSG:31468"),
    ("EPSG:31469 (Gauß-Krüger 5)", "EPSG:31469"), ("EPSG:4647 (UTM 32 mit Zonenziffer)", "EPSG:4647"), ("EPSG:5650 (UTM 33 mit Zonenziffer)", "EPSG:5650"),
    ("EPSG:3035 (Gitter des Zensus)", "EPSG:3035"), ("EPSG:3068 (Soldner Berlin)", "EPSG:3068"), ("EPSG:3857 (Web-Mercator)", "EPSG:3857"),
)  # fmt: skip
ENCODINGS = ("utf-8", "windows-1252", "iso-8859-1", "iso-8859-15", "cp850", "utf-16")
MOST_HEADER_ROWS = 40
_BESIDE_CHARS = 105
"""So wide is what was recognised with the little maps beside it; on less the reasons would have a word a line."""
OSM_LAYERS = ("network", "facilities", "districts", "addresses")
"""What an OSM extract can be read into together; the network brings the basemap with it."""


class RecognisedPage(QWidget):
    """What was recognised, every guess marked as a proposal that can be changed; the rows and the map follow."""

    def __init__(self, run: ImportRun, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._run = run
        inner = parts.Column()
        area = parts.scrolled(inner, self.tr("Erkannt"))
        area.setProperty("onGround", True)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(area)
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(7)
        self.heading = parts.label("", "title")
        self.reason = parts.label("", "muted")
        self.notice = parts.label("", "notice", selectable=True)
        column.addWidget(self.heading)
        column.addWidget(self.reason)
        column.addWidget(self.notice)
        upper = QHBoxLayout()
        upper.setSpacing(14)
        upper.addLayout(self._form(), 3)
        self.maps = LittleMaps()
        self.maps.chosen.connect(self._on_map)
        upper.addWidget(self.maps, 2)
        self._upper = upper
        column.addLayout(upper)
        self.others = QWidget()
        line = QHBoxLayout(self.others)
        line.setContentsMargins(0, 0, 0, 0)
        line.addWidget(
            parts.label(self.tr("Aus demselben Auszug (das Wegenetz bringt die Grundkarte mit):"), wrap=False)
        )
        self.also: dict[str, QCheckBox] = {}
        for layer in OSM_LAYERS:
            box = QCheckBox(words.layer_name(layer))
            box.clicked.connect(lambda on, name=layer: self._on_also(name, on))
            self.also[layer] = box
            line.addWidget(box)
        line.addStretch(1)
        column.addWidget(self.others)
        self.caption = parts.label("", "heading")
        column.addWidget(self.caption)
        self.table = PreviewTable()
        column.addWidget(self.table, 1)
        self._filler = QWidget()
        column.addWidget(self._filler, 1)

    def _form(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(10)
        grid.setVerticalSpacing(5)
        grid.setColumnStretch(1, 3)
        grid.setColumnStretch(2, 4)
        self.layer = Choice(self.tr("Inhalt"))
        self.layer.activated.connect(lambda: self._do("choose_layer", self.layer.currentData()))
        self.form = parts.label("", selectable=True)
        self.sublayer = Choice(self.tr("Teil der Datei"))
        self.sublayer.activated.connect(self._on_sublayer)
        self.header = Choice(self.tr("Zeile der Spaltennamen"))
        self.header.activated.connect(lambda: self._do("choose_header_row", self.header.currentData()))
        self.encoding = Choice(self.tr("Zeichenkodierung"))
        self.encoding.activated.connect(lambda: self._do("choose_encoding", self.encoding.currentData()))
        self.decimal = Choice(self.tr("Dezimalzeichen"))
        self.decimal.activated.connect(lambda: self._do("choose_decimal", self.decimal.currentData()))
        self.crs = Choice(self.tr("Koordinatensystem"))
        self.crs.setEditable(True)
        self.crs.setInsertPolicy(Choice.InsertPolicy.NoInsert)
        self.crs.activated.connect(self._on_crs)
        line = self.crs.lineEdit()
        if line is not None:
            line.returnPressed.connect(self._on_crs)
        self._rows: dict[QWidget, tuple[QLabel, QLabel]] = {}
        for row, (label, widget) in enumerate(
            (
                (self.tr("&Inhalt"), self.layer), (self.tr("Format"), self.form), (self.tr("&Teil der Datei"), self.sublayer),
                (self.tr("Spalten&namen in Zeile"), self.header), (self.tr("Zeichen&kodierung"), self.encoding), (self.tr("&Dezimalzeichen"), self.decimal),
                (self.tr("K&oordinatensystem"), self.crs),
            )
        ):  # fmt: skip
            said = QLabel(label)
            said.setBuddy(widget)
            why = note()
            grid.addWidget(said, row, 0)
            grid.addWidget(widget, row, 1)
            grid.addWidget(why, row, 2)
            self._rows[widget] = (said, why)
        grid.setRowStretch(7, 1)
        return grid

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the little maps below what was recognised where there is no room beside it."""
        super().resizeEvent(event)
        narrow = self.width() < self.fontMetrics().averageCharWidth() * _BESIDE_CHARS
        down, across = QBoxLayout.Direction.TopToBottom, QBoxLayout.Direction.LeftToRight
        self._upper.setDirection(down if narrow else across)

    # ---- showing

    def show_entry(self, entry: Entry) -> None:
        """Show one file as it was recognised."""
        preview, survey = entry.preview, entry.survey
        if preview is None:
            self.heading.setText(entry.name)
            self.reason.setText(self.tr("Die Datei wird angesehen …"))
            self._show_nothing_yet()
            return
        known = entry.target is not None
        about = {p.about for p in self._run.wizard.open_points(Step.FILE, entry)}
        self.heading.setText(
            self.tr("{file} hat mehrere Teile: Welcher soll gelesen werden?").format(file=entry.name)
            if "sublayer" in about
            else self.tr("{file} lässt sich so nicht lesen").format(file=entry.name)
            if about and not preview.columns
            else self.tr("{file} wurde als „{layer}“ erkannt").format(
                file=entry.name, layer=words.layer_name(entry.target)
            )
            if known and entry.layer is None
            else self.tr("{file} wird als „{layer}“ gelesen").format(
                file=entry.name, layer=words.layer_name(entry.target)
            )
            if known
            else self.tr("Was {file} enthält, ist nicht zu erkennen").format(file=entry.name)
        )
        facts = [preview.layer_reason]
        if preview.row_count:
            facts.append(
                self.tr("1 Zeile")
                if preview.row_count == 1
                else self.tr("{n} Zeilen").format(n=number(preview.row_count))
            )
        if preview.columns:
            facts.append(self.tr("{n} Spalten").format(n=number(len(preview.columns))))
        self.reason.setText(" · ".join(f for f in facts if f))
        points = [
            in_window(p.text)
            for step in (Step.FILE, Step.RECOGNISED)
            for p in self._run.wizard.open_points(step, entry)
        ]
        if any(p.code == "header_missing" for p in preview.problems):
            points.append(
                self.tr(
                    "Oder unten „keine Spaltennamen“ wählen; die Spalten heißen dann „Spalte 1“, „Spalte 2“ und so weiter."
                )
            )
        show_text(self.notice, "\n".join(dict.fromkeys(points)))
        self._show_layer(entry)
        self._show_reading(entry)
        self._show_crs(entry)
        maps = survey.maps if survey is not None else ()
        self.maps.show_maps(maps, entry.crs or (maps[0].crs if len(maps) == 1 else None))
        self._upper.setStretch(1, 2 if len(maps) < 2 else 4)
        self.others.setVisible(survey is not None and is_extract(survey))
        beside = {e.target for e in self._run.entries if e.path == entry.path}
        for layer, box in self.also.items():
            box.setChecked(layer in beside)
            box.setEnabled(layer != entry.target)
        columns = shown_columns(preview, entry.decimal) if preview.columns else ()
        self.table.show_columns(columns)
        self.table.setVisible(bool(columns))
        self._filler.setVisible(not columns)
        shown = len(preview.rows)
        self.caption.setVisible(bool(columns))
        self.caption.setText(
            self.tr("Die ersten {n} von {all} Zeilen, so wie sie gelesen werden").format(
                n=number(shown), all=number(preview.row_count)
            )
            if shown < preview.row_count
            else self.tr("Alle Zeilen, so wie sie gelesen werden")
        )

    def _show_nothing_yet(self) -> None:
        """Empty choices would look like a file that has nothing."""
        show_text(self.notice, "")
        for widget in self._rows:
            self._show(widget, False)
        self.maps.show_maps((), None)
        for part in (self.others, self.caption, self.table):
            part.hide()
        self._filler.show()

    def _show(self, widget: QWidget, shown: bool, why: str = "") -> None:
        label, said = self._rows[widget]
        for one in (label, widget, said):
            one.setVisible(shown)
        said.setText(why)
        said.setToolTip(plain_tip(why))

    def _show_layer(self, entry: Entry) -> None:
        options: list[tuple[str, Any]] = [(words.layer_name(key), key) for key in LAYER_NAMES]
        if entry.target is None:
            options.insert(0, (self.tr("bitte wählen"), ""))
        self.layer.offer(options, entry.target or "")
        reason = entry.preview.layer_reason if entry.preview is not None else ""
        why = words.proposed(reason) if entry.target is not None else ""
        self._show(self.layer, True, words.chosen() if entry.layer else why)

    def _show_reading(self, entry: Entry) -> None:
        preview, survey = entry.preview, entry.survey
        if preview is None:
            return
        self.form.setText(survey.form if survey is not None else "")
        self._show(self.form, bool(self.form.text()), self.tr("am Inhalt der Datei erkannt"))
        several = len(preview.layers) > 1
        read = entry.sublayer or (survey.sublayer if survey is not None else "")
        listed: list[tuple[str, Any]] = [(n, n) for n in preview.layers]
        if not read:
            listed.insert(0, (self.tr("bitte wählen"), ""))
        if several:
            listed.append((self.tr("alle, einzeln nacheinander"), "*"))
        self.sublayer.offer(listed, read, names=True)
        why = words.chosen() if entry.sublayer else words.proposed("") if read else ""
        self._show(self.sublayer, several or entry.sublayer is not None, why)
        found = survey.header_row if survey is not None and entry.header_row is None else 0
        is_table = survey is not None and survey.tabular and (bool(preview.columns) or not preview.layers)
        auto = self.tr("erkannt: Zeile {n}").format(n=found) if found else self.tr("selbst suchen lassen")
        rows = [(self.tr("Zeile {n}").format(n=n), n) for n in range(1, MOST_HEADER_ROWS + 1)]
        self.header.offer([(auto, None), (self.tr("keine Spaltennamen"), 0), *rows], entry.header_row)
        joined = any(p.code == "header_found" and "verbunden" in p.message for p in preview.problems)
        reason = self.tr("mit den Zeilen darüber verbunden") if joined else ""
        self._show(
            self.header, is_table, words.chosen() if entry.header_row is not None else words.proposed(reason)
        )
        used = preview.encoding
        auto = self.tr("erkannt: {name}").format(name=used) if used else self.tr("aus der Datei erkennen")
        self.encoding.offer([(auto, None), *((name, name) for name in ENCODINGS)], entry.encoding)
        self._show(
            self.encoding,
            bool(used) or entry.encoding is not None,
            words.chosen() if entry.encoding else words.proposed(""),
        )
        style = survey.decimal if survey is not None else None
        names = {"comma": self.tr("Komma (12,5)"), "dot": self.tr("Punkt (12.5)")}
        auto = (
            self.tr("erkannt: {name}").format(name=names[style])
            if style is not None
            else self.tr("je Spalte erkennen")
        )
        self.decimal.offer([(auto, None), *((n, k) for k, n in names.items())], entry.decimal)
        reason = self.tr("an den Zahlen") if style else self.tr("keine Zahl entscheidet es")
        self._show(
            self.decimal, is_table, words.chosen() if entry.decimal is not None else words.proposed(reason)
        )

    def _show_crs(self, entry: Entry) -> None:
        preview, survey = entry.preview, entry.survey
        placed = bool(preview is not None and (preview.crs or preview.readings or entry.crs))
        asked = bool(self._run.wizard.open_points(Step.RECOGNISED, entry))
        placed = placed or (asked and survey is not None and survey.placed)
        if preview is None:
            return
        said = preview.crs.partition(" (")[0] if preview.crs else ""
        auto = self.tr("erkannt: {crs}").format(crs=said) if said else self.tr("bitte wählen")
        options: list[tuple[str, Any]] = [(auto, None)]
        options += [(r.text, r.crs) for r in preview.readings]
        there = {r.crs for r in preview.readings}
        options += [o for o in CRS_CHOICES if o[1] not in there]
        self.crs.offer(options, entry.crs)
        guessed = bool(preview.readings)
        if entry.crs:
            why = words.chosen()
        elif guessed and len(preview.readings) > 1:
            why = self.tr("{n} Lesarten sind möglich: die kleine Karte zeigt, welche zur Stadt passt").format(
                n=len(preview.readings)
            )
        elif guessed and not any(p.code == "wrong_place" for p in preview.problems):
            why = words.proposed(self.tr("nur so liegen die Daten, wo das Projekt liegt"))
        else:
            why = preview.crs.partition(" (")[2].removesuffix(")") or (words.from_file() if said else "")
        self._show(self.crs, placed, why)

    # ---- what the user does

    def _do(self, name: str, *args: Any) -> None:
        entry = self._run.entry
        if entry is not None and args != ("",):
            self._run.do(getattr(self._run.wizard, name), entry, *args)

    def _on_sublayer(self) -> None:
        entry, name = self._run.entry, self.sublayer.currentData()
        if entry is None or not name or entry.preview is None:
            return
        names = list(entry.preview.layers) if name == "*" else [name]
        self._run.do(self._run.wizard.choose_sublayers, entry, names)

    def _on_crs(self) -> None:
        at = self.crs.currentIndex()
        typed = self.crs.currentText().strip()
        value = self.crs.itemData(at) if typed == self.crs.itemText(at) else typed.partition(" ")[0] or None
        self._do("choose_crs", value)

    def _on_map(self, crs: str) -> None:
        self._do("choose_crs", crs)

    def _on_also(self, layer: str, on: bool) -> None:
        entry = self._run.entry
        if entry is None:
            return
        if on:
            self._run.do(self._run.wizard.also_as, entry, layer)
            return
        path: Path = entry.path
        for other in [e for e in self._run.entries if e.path == path and e.target == layer]:
            self._run.remove(other)

    def focus_open(self) -> None:
        """Move the keyboard to what is open."""
        entry = self._run.entry
        points = {p.about for p in self._run.wizard.open_points(Step.RECOGNISED, entry)} if entry else set()
        if "sublayer" in {p.about for p in self._run.wizard.open_points(Step.FILE, entry)}:
            self.sublayer.setFocus(Qt.FocusReason.OtherFocusReason)
        elif "crs" in points and self.maps.cards:
            self.maps.cards[0].setFocus(Qt.FocusReason.OtherFocusReason)
        elif "crs" in points:
            self.crs.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.layer.setFocus(Qt.FocusReason.OtherFocusReason)
