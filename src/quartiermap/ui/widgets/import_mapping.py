"""The second step of the import window: which column means what, which word which kind, and who made the data."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from quartiermap.app.wizard_preview import shown_columns
from quartiermap.app.wizard_steps import Entry, Stated, Step
from quartiermap.domain.texts import number
from quartiermap.errors import InputError
from quartiermap.io import bundled, saved_mappings
from quartiermap.ui.viewmodels import import_words as words
from quartiermap.ui.viewmodels.import_run import ImportRun
from quartiermap.ui.viewmodels.remedies import in_window
from quartiermap.ui.widgets import parts
from quartiermap.ui.widgets.import_addresses import AddressPage
from quartiermap.ui.widgets.import_columns import FieldsTable, KindsTable
from quartiermap.ui.widgets.import_findings import FindingsView
from quartiermap.ui.widgets.import_parts import Choice, show_text

_ASKED_BY = {"coordinates_missing": "address", "key_only": "address"}
"""Code of a question -> field that answers it."""
_BY_ADDRESSES = {"address_only", "address_column_missing", "addresses"}
"""Codes of questions that the page on addresses answers."""


class MappingPage(parts.Column):
    """What the columns of a file mean, every proposal with its reason; mappings are saved and used again here."""

    def __init__(self, run: ImportRun, *, folder: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._run = run
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(7)
        self.heading = parts.label("", "title")
        self.notice = parts.label("", "notice", selectable=True)
        column.addWidget(self.heading)
        column.addWidget(self.notice)
        column.addLayout(self._head())
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        self.fields = FieldsTable()
        self.fields.chosen.connect(lambda field, name: self._do("choose_column", field, name))
        self.kinds = KindsTable()
        self.kinds.chosen.connect(lambda word, kind: self._do("choose_word", word, kind))
        self.questions = FindingsView(run)
        self.long = self._long_page()
        self.addresses = AddressPage(run, folder)
        self.places = parts.scrolled(self.addresses, self.tr("Anschriften"))
        self.source = parts.scrolled(self._source_page(), self.tr("Quelle und Speichern"))
        self._titles: dict[QWidget, str] = {
            self.questions: self.tr("Fragen"), self.fields: self.tr("Spalten"), self.kinds: self.tr("Einrichtungsarten"), self.long: self.tr("Merkmale"),
            self.places: self.tr("Anschriften"), self.source: self.tr("Quelle und Speichern"),
        }  # fmt: skip
        for page, title in self._titles.items():
            self.tabs.addTab(page, title)
        column.addWidget(self.tabs, 1)

    # ---- building

    def _head(self) -> QHBoxLayout:
        line = QHBoxLayout()
        line.setSpacing(8)
        self.saved = Choice(self.tr("Gespeicherte Zuordnung"))
        self.saved.activated.connect(lambda: self._do("use_saved", self.saved.currentData()))
        self.kind = Choice(self.tr("Einrichtungsart"))
        self.kind.activated.connect(lambda: self._do("choose_kind", self.kind.currentData()))
        self.preset = Choice(self.tr("Vorlage"), 10)
        self.preset.activated.connect(lambda: self._do("choose_preset", self.preset.currentData()))
        self.period = QLineEdit()
        self.period.setAccessibleName(self.tr("Jahr"))
        self.period.setPlaceholderText(self.tr("z. B. 2025"))
        self.period.setMaximumWidth(110)
        self.period.editingFinished.connect(self._on_period)
        self.mode = Choice(self.tr("Modus"), 10)
        self.mode.activated.connect(lambda: self._do("choose_mode", self.mode.currentData()))
        self._labels: dict[QWidget, QLabel] = {}
        for text, widget in (
            (self.tr("Gespeicherte Z&uordnung"), self.saved), (self.tr("E&inrichtungsart"), self.kind), (self.tr("&Vorlage"), self.preset),
            (self.tr("&Jahr"), self.period), (self.tr("&Modus"), self.mode),
        ):  # fmt: skip
            label = QLabel(text)
            label.setBuddy(widget)
            self._labels[widget] = label
            line.addWidget(label)
            line.addWidget(widget, 1)
        return line

    def _long_page(self) -> QWidget:
        page = parts.Column()
        column = QVBoxLayout(page)
        column.setContentsMargins(2, 6, 2, 2)
        self.long_words = parts.label("", "muted")
        column.addWidget(self.long_words)
        self.characteristics = QListWidget()
        self.characteristics.setAccessibleName(self.tr("Merkmale der Tabelle"))
        self.characteristics.itemChanged.connect(self._on_characteristic)
        column.addWidget(self.characteristics, 1)
        return page

    def _source_page(self) -> QWidget:
        page = parts.Column()
        column = QVBoxLayout(page)
        column.setContentsMargins(2, 8, 2, 2)
        grid = QGridLayout()
        grid.setHorizontalSpacing(10)
        self.stated: dict[str, QLineEdit] = {}
        for row, (field, label, hint) in enumerate(
            (
                ("title", self.tr("&Titel"), self.tr("z. B. Kindertageseinrichtungen der Stadt")),
                ("provider", self.tr("&Anbieter"), self.tr("z. B. Jugendamt")),
                ("licence", self.tr("&Lizenz"), self.tr("z. B. Datenlizenz Deutschland – Namensnennung – Version 2.0")),
                ("data_date", self.tr("&Stand der Daten"), self.tr("z. B. 31.12.2025")),
            )
        ):  # fmt: skip
            field_line = QLineEdit()
            field_line.setPlaceholderText(hint)
            field_line.setAccessibleName(label.replace("&", ""))
            field_line.editingFinished.connect(self._on_stated)
            said = QLabel(label)
            said.setBuddy(field_line)
            grid.addWidget(said, row, 0)
            grid.addWidget(field_line, row, 1)
            self.stated[field] = field_line
        column.addLayout(grid)
        column.addWidget(
            parts.label(
                self.tr(
                    "Diese Angaben stehen im Bericht bei den Quellen. Leer heißt: was die Datei selbst sagt."
                ),
                "muted",
            )
        )
        column.addWidget(parts.rule())
        line = QHBoxLayout()
        keep = QLabel(self.tr("Diese Zuordnung &merken als"))
        self.save_as = QLineEdit()
        self.save_as.setPlaceholderText(self.tr("Name, z. B. Kitas Jugendamt"))
        self.save_as.setAccessibleName(self.tr("Diese Zuordnung merken als"))
        self.save_as.editingFinished.connect(
            lambda: self._do("choose_name_to_save", self.save_as.text().strip() or None)
        )
        keep.setBuddy(self.save_as)
        line.addWidget(keep)
        line.addWidget(self.save_as, 1)
        column.addLayout(line)
        column.addWidget(
            parts.label(
                self.tr(
                    "Die Datei vom nächsten Jahr wird dann auf dieselbe Weise gelesen; was anders ist, wird gezeigt."
                ),
                "muted",
            )
        )
        column.addStretch(1)
        return page

    # ---- showing

    def show_entry(self, entry: Entry) -> None:
        """Show how the columns of a file are taken."""
        preview, survey = entry.preview, entry.survey
        layer = entry.target
        self.heading.setText(
            self.tr("{file}: Was bedeutet was in „{layer}“?").format(
                file=entry.name, layer=words.layer_name(layer)
            )
        )
        points = [in_window(p.text) for p in self._run.wizard.open_points(Step.MAPPING, entry)]
        if len(points) > 3:
            points = [*points[:3], self.tr("und {n} weitere Fragen").format(n=number(len(points) - 3))]
        show_text(self.notice, "\n".join(dict.fromkeys(points)))
        saved = self._show_head(entry)
        columns = shown_columns(preview, entry.decimal) if preview is not None else ()
        fields = preview.fields if preview is not None else ()
        self.fields.show_fields(fields, columns, entry.mapping, saved, self._told(entry))
        found = survey.kind_words if survey is not None else ()
        self.kinds.show_words(found, entry.answers)
        asked = (
            [f for f in entry.trial.page.findings if f.step == Step.MAPPING]
            if entry.trial is not None
            else []
        )
        asked += [f for f in words.given_joins(entry) if all(f.key != other.key for other in asked)]
        self.questions.show_findings(entry, asked)
        self._show_long(entry)
        self.addresses.show_entry(entry)
        for field, line in self.stated.items():
            if not line.hasFocus():
                line.setText(getattr(entry.stated, field))
        if not self.save_as.hasFocus():
            self.save_as.setText(entry.save_as or "")
        shown = {
            self.questions: bool(asked), self.fields: bool(fields), self.kinds: bool(found), self.long: survey is not None and survey.long is not None,
            self.places: survey is not None and (bool(survey.address) or entry.addresses is not None), self.source: True,
        }  # fmt: skip
        for page, on in shown.items():
            self.tabs.setTabVisible(self.tabs.indexOf(page), on)
        if not self.tabs.isTabVisible(self.tabs.currentIndex()):  # its page would stay in sight, empty
            self.tabs.setCurrentIndex(next(i for i in range(self.tabs.count()) if self.tabs.isTabVisible(i)))
        open_here = [f for f in asked if words.state_of(f, entry.answers) in ("error", "open")]
        for page, count in ((self.questions, len(open_here)), (self.kinds, len(found))):
            text = self._titles[page]
            self.tabs.setTabText(self.tabs.indexOf(page), f"{text} ({number(count)})" if count else text)

    def _show_head(self, entry: Entry) -> dict[str, str]:
        """Show the choices above the tabs; return the columns that a saved mapping names."""
        layer = entry.target
        names = saved_mappings.names()
        nothing = self.tr("keine")
        self.saved.offer([(nothing, None), *((n, n) for n in names)], entry.saved, names=True)
        kind_words = entry.survey.kind_words if entry.survey is not None else ()
        auto = (
            self.tr("je Zeile, aus „{column}“").format(column=entry.survey.kind_column)
            if kind_words and entry.survey is not None
            else self.tr("aus der Datei erkennen")
        )
        self.kind.offer([(auto, None), *((k.name, k.id) for k in bundled.kinds())], entry.kind)
        self.preset.offer([(self.tr("keine Vorlage"), None), *((n, n) for n in preset_names())], entry.preset)
        if not self.period.hasFocus():
            said = entry.answers.get("period_missing") or entry.answers.get("latest_period") or ""
            self.period.setText(entry.period or said)
        self.mode.offer(
            [
                (self.tr("ergänzen (dieselbe Datei ersetzt sich)"), "auto"), (self.tr("anhängen"), "append"), (self.tr("Ebene ersetzen"), "replace"),
            ],
            entry.mode,
        )  # fmt: skip
        for widget, on in (
            (self.saved, bool(names)), (self.kind, layer == "facilities"), (self.preset, layer == "indicators"),
            (self.period, layer in ("indicators", "population", "forecast")), (self.mode, True),
        ):  # fmt: skip
            widget.setVisible(on)
            self._labels[widget].setVisible(on)
        if entry.saved is None:
            return {}
        try:
            return dict(saved_mappings.load(entry.saved).fields)
        except InputError:
            return {}

    def _told(self, entry: Entry) -> dict[str, str]:
        """Return where a field's value comes from if not from a column: one kind or one year for the whole file."""
        told = {}
        codes = {f.code: f for f in entry.trial.page.findings} if entry.trial is not None else {}
        if entry.kind is not None:
            told["kind"] = self.tr("für die ganze Datei: {kind}").format(
                kind=bundled.kinds().name(entry.kind)
            )
        elif entry.target == "facilities" and entry.trial is not None and "kind_missing" not in codes:
            told["kind"] = self.tr("aus dem Namen oder den Merkmalen der Datei")
        if entry.period or (
            entry.target == "indicators" and entry.trial is not None and "period_missing" not in codes
        ):
            told["period"] = self.tr("für die ganze Datei: {year}").format(
                year=entry.period or self.tr("siehe „Jahr“")
            )
        return told

    def _show_long(self, entry: Entry) -> None:
        long = entry.survey.long if entry.survey is not None else None
        if long is None:
            return
        self.long_words.setText(
            self.tr(
                "Die Tabelle hat je Gebiet und Merkmal eine Zeile (Spalte „{column}“, Werte in „{value}“). Welche Merkmale sollen übernommen werden?"
            ).format(column=long.characteristic, value=long.value)
        )
        with parts.quiet(self.characteristics):
            if [self.characteristics.item(i).text() for i in range(self.characteristics.count())] != list(
                long.characteristics
            ):
                self.characteristics.clear()
                for name in long.characteristics:
                    item = QListWidgetItem(name)
                    item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
                    self.characteristics.addItem(item)
            for i, name in enumerate(long.characteristics):
                on = not entry.characteristics or name in entry.characteristics
                self.characteristics.item(i).setCheckState(
                    Qt.CheckState.Checked if on else Qt.CheckState.Unchecked
                )

    # ---- what the user does

    def _do(self, name: str, *args: Any) -> None:
        entry = self._run.entry
        if entry is not None:
            self._run.do(getattr(self._run.wizard, name), entry, *args)

    def _on_period(self) -> None:
        entry, text = self._run.entry, self.period.text().strip() or None
        if entry is not None and text != entry.period:
            self._do("choose_period", text)

    def _on_stated(self) -> None:
        entry = self._run.entry
        stated = Stated(**{field: line.text().strip() for field, line in self.stated.items()})
        if entry is not None and stated != entry.stated:
            self._do("state", stated)

    def _on_characteristic(self, _item: QListWidgetItem) -> None:
        rows: Sequence[QListWidgetItem] = [
            self.characteristics.item(i) for i in range(self.characteristics.count())
        ]
        chosen = [r.text() for r in rows if r.checkState() == Qt.CheckState.Checked]
        if not chosen:
            entry = self._run.entry
            if entry is not None:
                self._show_long(entry)  # at least one stays
            return
        self._do("choose_characteristics", () if len(chosen) == len(rows) else tuple(chosen))

    def focus_open(self) -> None:
        """Move the keyboard to what is open."""
        entry = self._run.entry
        if entry is None:
            return
        about = [p.about for p in self._run.wizard.open_points(Step.MAPPING, entry)]
        if "kind_missing" in about:
            self.kind.setFocus(Qt.FocusReason.OtherFocusReason)
        elif _BY_ADDRESSES & set(about):
            self.tabs.setCurrentWidget(self.places)
            self.addresses.focus_open()
        elif field := next(
            (_ASKED_BY.get(f, f) for f in about if _ASKED_BY.get(f, f) in self.fields.boxes), None
        ):
            self.tabs.setCurrentWidget(self.fields)
            self.fields.boxes[field].setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.tabs.setCurrentWidget(self.questions)
            self.questions.list.setFocus(Qt.FocusReason.OtherFocusReason)


def preset_names() -> tuple[str, ...]:
    """Return the names of the shipped presets for indicator files."""
    return tuple(sorted(p.stem for p in (bundled.data_dir() / "presets").glob("*.toml")))
