"""The sheets that say how to read the others: method with parameters, data passport, remarks, legend of colours."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from quartiermap.domain import texts
from quartiermap.render import report_marks, report_method
from quartiermap.render.report_credits import LAYER_NAMES, repairs
from quartiermap.render.report_marks import Mark, Rule
from quartiermap.render.report_parameters import parameter_rows
from quartiermap.render.report_tables import Cell, Column, Missing, Sheet

Row = Mapping[str, Any]


def method_sheet(model: Row) -> Sheet:
    """Return how everything was computed: method, parameters, rules with their checksums, versions."""
    meta = model["meta"]
    rows: list[tuple[Cell, ...]] = [("Methode", "", s) for s in report_method.method_sentences(model)]
    rows += [("Parameter", name, value) for name, value in parameter_rows(model)]
    rows += [
        ("Rangfolge", "Gewichte", str(model["ranking"]["weights_words"])),
        ("Rangfolge", "", str(model["ranking"]["note"])),
        ("Stabilität", "", str(model["ranking"]["stability_note"])),
        ("Kleine Zahlen", "", str(model["small_numbers"]["note"])),
    ]
    rows += [
        (
            "Förderprogramm",
            p["title"],
            f"Regeln zuletzt geprüft am {p['checked_on']}; Prüfsumme {p['sha256']}",
        )
        for p in model["programmes"]
    ]
    rows += [
        ("Version", "Programm", meta["versions"]["program"]),
        ("Version", "Format", meta["versions"]["format"]),
    ]
    rows += [("Version", name, version) for name, version in meta["versions"]["libraries"].items()]
    rows += [
        ("Lauf", "Berechnet am", meta["computed_at"]),
        ("Lauf", "Kennung der Eingangsdaten", meta["fingerprint"]),
        ("Lauf", "Nachrechnen", "quartiermap report --run Lauf.json PROJEKT.gpkg --out ORDNER"),
    ]
    columns = (Column("Thema", "text", 20), Column("Was", "text", 34), Column("Angabe", "long", 120))
    return Sheet("Methode", "Methode", columns, tuple(rows))


def passport_sheet(model: Row) -> Sheet:
    """Return the data passport: every source with provider, licence, date, checksum and repairs; then the layers' checksums."""
    columns = (
        Column("Daten", "text", 26), Column("Titel", "text", 36), Column("Datei", "text", 34), Column("Anbieter", "text", 34),
        Column("Lizenz", "text", 24), Column("Quellenvermerk", "long", 44), Column("Daten verändert", "text", 11),
        Column("Datenstand", "text", 14), Column("eingelesen am", "text", 26), Column("Zeilen gelesen", "count", 11),
        Column("Zeilen verwendet", "count", 12), Column("Koordinatensystem", "text", 18), Column("Zeichensatz", "text", 13),
        Column("Befunde und Reparaturen", "long", 70), Column("erfunden", "text", 10), Column("SHA-256", "key", 66),
    )  # fmt: skip
    rows: list[tuple[Cell, ...]] = [
        (
            LAYER_NAMES.get(s["layer"], s["layer"]), _text(s["title"]), _text(s["file"]), _text(s["provider"]), _text(s["licence"]),
            s["licence_line"], _yes(s["changed"]), _text(s["data_date"]), _text(s["imported_at"]), float(s["rows_read"]),
            float(s["rows_used"]), _text(s["crs_read"]), _text(s["encoding"]), repairs(s["findings"]) or "keine", _yes(s["invented"]),
            _text(s["sha256"]),
        )
        for s in model["meta"]["sources"]
    ]  # fmt: skip
    none = Missing(texts.NOT_APPLICABLE)
    rows += [
        (
            f"Ebene im Projekt: {layer['label']}", none, none, none, none, none, none, none, none, none, float(layer["rows"]), none, none,
            "Prüfsumme des Inhalts, nach allen Berichtigungen", none, layer["sha256"],
        )
        for layer in model["meta"]["layers"]
    ]  # fmt: skip
    return Sheet("Datenpass", "Datenpass", columns, tuple(rows))


def note_sheet(model: Row) -> Sheet:
    """Return what must be known to read the tables."""
    meta = model["meta"]
    rows: list[tuple[Cell, ...]] = [("Projekt", meta["project"]["name"])]
    if meta["invented"]:
        rows.append(("Achtung", meta["invented_note"]))
    if meta["stale"]:
        rows.append(
            ("Achtung", "Das Ergebnis ist älter als die Daten des Projekts und muss neu gerechnet werden.")
        )
    for programme in model["programmes"]:
        rows += [
            (programme["title"], note) for note in (programme["closed_note"], programme["disclaimer"]) if note
        ]
    rows += [("Zusammenfassung", s) for s in model["summary"]["sentences"]]
    rows += [("Hinweis zum Ergebnis", n) for n in meta["notes"]]
    rows += [("Zeichen", f"{word}: {meaning}") for word, meaning in report_method.SIGNS]
    rows += [
        (
            "Reihung",
            "Eigene Rangfolge der Kommune (Annahme). Betroffene verschiedener Lücken dürfen nicht addiert werden.",
        ),
        ("Kleine Zahlen", model["small_numbers"]["note"]),
        (
            "Formeln",
            (
                "Rangfolge, Anteile, Bedarfsdeckung, Fehlbedarf und Überhang sind Formeln auf den gezählten Werten daneben; angezeigt wird "
                "gerundet, gerechnet ungerundet. Wer einen gezählten Wert ändert, rechnet den Bericht nicht neu, sondern probiert."
            ),
        ),
    ]
    return Sheet(
        "Hinweise", "Hinweise", (Column("Thema", "text", 28), Column("Hinweis", "long", 120)), tuple(rows)
    )


def legend_sheet(sheets: Sequence[Sheet]) -> Sheet:
    """Return the legend of the colours in use; each class is coloured as where it stands."""
    rows = report_marks.legend_rows([(sheet.name, sheet.marks) for sheet in sheets])
    rules: dict[str, Rule] = {}
    for sheet in sheets:
        for mark in sheet.marks:
            for rule in mark.rules:
                rules.setdefault(rule.label, Rule(rule.label, rule.meaning, rule.colour, starts=rule.label))
    columns = (
        Column("Blatt", "text", 18), Column("Spalten", "text", 54), Column("Klasse", "text", 26), Column("Bedeutung", "long", 66),
    )  # fmt: skip
    states = [
        ("alle", "alle", texts.NO_DATA, "Ein Wert fehlt in den Daten; nie eine Null."),
        ("alle", "alle", texts.SECRET, "Der Wert ist zum Schutz kleiner Zahlen nicht ausgewiesen."),
        ("alle", "alle", texts.NOT_APPLICABLE, "Die Frage stellt sich hier nicht."),
    ]
    return Sheet(
        report_marks.LEGEND,
        report_marks.LEGEND,
        columns,
        (*rows, *states),
        (Mark("Klasse", tuple(rules.values())),),
    )


def _text(value: Any) -> Cell:
    return Missing(texts.NO_DATA) if value is None or value == "" else str(value)


def _yes(value: Any) -> Cell:
    return Missing(texts.NO_DATA) if value is None else ("ja" if value else "nein")
