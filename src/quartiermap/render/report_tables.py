"""The tables of the report as Excel and CSV hold them: defined once, so that both show the same."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from quartiermap.domain import texts
from quartiermap.domain.findings import Result
from quartiermap.domain.programme_checks import NO_PROMISE
from quartiermap.render import report_method
from quartiermap.render.report_blocks import state_word
from quartiermap.render.report_credits import LAYER_NAMES
from quartiermap.render.report_gap_chapters import RULE_KINDS
from quartiermap.render.report_lists import by_programme, programme_shorts, standard_words

Row = Mapping[str, Any]
Form = Literal["text", "long", "key", "count", "decimal", "share", "metres", "coordinate", "euro", "rate"]

DECIMALS: dict[str, int] = {
    "count": 0, "decimal": 2, "share": 3, "metres": 0, "coordinate": 1, "euro": 2, "rate": 4,
}  # fmt: skip
"""Digits kept by form (shares 0..1: three digits are one digit of per cent), rounded as everywhere."""


@dataclass(frozen=True)
class Missing:
    """A missing value in a cell, with the word that says why."""

    word: str


@dataclass(frozen=True)
class Formula:
    """A figure that a spreadsheet recomputes: the formula in English names, and the value that it gives.

    The text is put together from numbers and cell references of ours only, never from text of a data file.
    """

    text: str
    value: float | str


Cell = str | float | Missing | Formula


@dataclass(frozen=True)
class Column:
    """A column: title, how its values are written, width in characters."""

    title: str
    form: Form = "text"
    width: float = 16


@dataclass(frozen=True)
class Sheet:
    """A table: name of the Excel sheet, of the CSV file (without ending), columns, rows."""

    name: str
    file: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]


def number_cell(row: Row, name: str, form: Form) -> Cell:
    """Return a figure rounded as it is shown, or why it is missing.

    Examples
    --------
    >>> number_cell({"covered_share": 0.85349, "covered_share_state": "value"}, "covered_share", "share")
    0.853
    >>> number_cell({"covered_share": None, "covered_share_state": "secret"}, "covered_share", "share")
    Missing(word='geheim')
    """
    found = row.get(name)
    if found is None:
        return Missing(state_word(row.get(f"{name}_state")))
    return float(texts.rounded(float(found), DECIMALS[form]))


def _text(value: Any) -> Cell:
    return Missing(texts.NO_DATA) if value is None or value == "" else str(value)


def _yes(value: Any) -> Cell:
    return Missing(texts.NO_DATA) if value is None else ("ja" if value else "nein")


def gap_sheet(model: Row) -> Sheet:
    """Return the ranked gaps."""
    shorts = programme_shorts(model)
    columns = (
        Column("Rang", "count", 7), Column("Quartier", "text", 26), Column("Schlüssel", "key", 14), Column("Einrichtungsart", "text", 22),
        Column("Grund", "text", 20), Column("Betroffene (Personen)", "count", 13), Column("Betroffene Gruppe", "text", 26),
        Column("Sicherheit", "text", 11), Column("Sicherheit, weil", "long", 34), Column("Punktzahl der Reihung (Annahme)", "decimal", 14),
        Column("Reihung, Teile", "long", 46), Column("Vorprüfung", "text", 30), Column("Vorprüfung, Zusammenfassung", "long", 50),
        Column("Programm", "text", 34), Column("Begründung", "long", 70), Column("Richtwert", "key", 18), Column("Ziel des Richtwerts", "text", 32), Column("Einrichtungen", "long", 30),
        Column("Ostwert", "coordinate", 12), Column("Nordwert", "coordinate", 13), Column("Kennung der Lücke", "key", 34),
        Column("Hinweis", "long", 40),
    )  # fmt: skip
    rows = tuple(
        (
            float(g["rank"]),
            g["district_name"],
            g["district_id"],
            g["kind_name"],
            g["reason_label"],
            number_cell(g, "affected_population", "count"),
            _text(g["affected_group"]),
            g["confidence"],
            "; ".join(g["confidence_because"]),
            number_cell(g, "score", "decimal"),
            " × ".join(f"{p['label']} {p['value']}" for p in g["rank_parts"]),
            _text(by_programme(g["verdicts"], shorts, "overall_label", "; ")),
            _text(by_programme(g["verdicts"], shorts, "summary", " ")),
            _text("; ".join(v["programme_title"] for v in g["verdicts"])),
            _text(g["because"]),
            _text(g["standard_id"]),
            _text(standard_words(model, g["standard_id"])),
            ", ".join(g["facility_ids"]),
            number_cell(g, "x", "coordinate"),
            number_cell(g, "y", "coordinate"),
            g["gap_id"],
            f"{NO_PROMISE}." if g["verdicts"] else "",
        )
        for g in model["gaps"]
    )
    return Sheet("Lücken", "Luecken", columns, rows)


def district_sheet(model: Row) -> Sheet:
    """Return all figures: one row per district (finest level, coarser levels, town) and kind."""
    kinds = {k["id"]: k["name"] for k in model["kinds"]}
    columns = (
        Column("Schlüssel", "key", 14), Column("Gebiet", "text", 28), Column("Ebene", "text", 16), Column("übergeordnet", "key", 13),
        Column("Einwohner", "count", 11), Column("Einrichtungsart", "text", 22), Column("Richtwert", "key", 18), Column("Ziel des Richtwerts", "text", 32),
        Column("Zielgruppe", "text", 24), Column("Zielgruppe (Personen)", "count", 12), Column("Anteil in Reichweite", "share", 12), Column("in Reichweite (Personen)", "count", 13),
        Column("mittlerer Weg (m)", "metres", 11), Column("ohne erreichbare Einrichtung (Personen)", "count", 15),
        Column("Einrichtungen", "count", 13), Column("geplante Einrichtungen", "count", 13), Column("Platzangebot", "count", 12),
        Column("Einrichtungen ohne Angabe", "count", 14), Column("geplantes Angebot", "count", 12), Column("rechnerischer Bedarf", "count", 13),
        Column("rechnerische Bedarfsdeckung", "share", 15), Column("rechnerischer Fehlbedarf", "count", 14), Column("rechnerischer Überhang", "count", 14),
        Column("Einheit", "text", 10), Column("Schätzung", "text", 11), Column("Näherung", "text", 11),
    )  # fmt: skip
    rows: list[tuple[Cell, ...]] = []
    words = {s["id"]: standard_words(model, s["id"]) for s in model["standards"]} | {None: ""}
    town = {**model["town"], "level": "Stadt", "parent_id": None}
    for district in (*model["districts"], *model["parents"], town):
        own = "Stadt" if district is town else district["district_id"]
        for kind, primary in district["kinds"].items():
            rows += [
                (
                    own, district["name"], _text(district["level"]), _text(district["parent_id"]),
                    number_cell(district, "population", "count"), kinds.get(kind, kind), _text(figure["standard_id"]),
                    _text(words[figure["standard_id"]]), _text(figure["target_group"]), number_cell(figure, "target_population", "count"),
                    number_cell(figure, "covered_share", "share"), number_cell(figure, "covered_population", "count"),
                    number_cell(figure, "mean_distance_m", "metres"), number_cell(figure, "unreachable_population", "count"),
                    number_cell(figure, "sites", "count"), number_cell(figure, "sites_planned", "count"),
                    number_cell(figure, "places", "count"), number_cell(figure, "places_unknown", "count"),
                    number_cell(figure, "places_planned", "count"), number_cell(figure, "need_places", "count"),
                    number_cell(figure, "supply_ratio", "share"), number_cell(figure, "shortfall_places", "count"),
                    number_cell(figure, "surplus_places", "count"), _text(figure["supply_unit"]), _yes(figure["estimate"]),
                    _yes(figure["approximation"]),
                )
                for figure in (primary, *primary["other_standards"])
            ]  # fmt: skip
    return Sheet("Quartiere", "Quartiere", columns, tuple(rows))


def criteria_sheet(model: Row) -> Sheet:
    """Return every criterion of every gap and programme."""
    columns = (
        Column("Rang", "count", 7), Column("Quartier", "text", 26), Column("Einrichtungsart", "text", 22), Column("Grund", "text", 20),
        Column("Programm", "text", 34), Column("Nr.", "key", 7), Column("Kriterium", "long", 38), Column("Art", "text", 10),
        Column("Ergebnis", "text", 20), Column("Begründung", "long", 60), Column("es fehlt", "long", 36), Column("Punkte", "decimal", 9),
        Column("Quelle", "long", 50), Column("Kennung der Lücke", "key", 34), Column("Verlangt", "long", 40),
        Column("Befund kurz", "long", 34), Column("Was es ändert", "long", 40), Column("Regel", "long", 60),
        Column("Sicherheit der Regel", "long", 30), Column("Hinweis", "long", 40),
    )  # fmt: skip
    rows = tuple(
        (
            float(g["rank"]), g["district_name"], g["kind_name"], g["reason_label"], v["programme_title"], c["id"], c["label"],
            RULE_KINDS.get(c["kind"], c["kind"]), f"{Result(c['result']).sign} {Result(c['result']).label}", c["because"], c["missing"],
            float(c["points"]) if "points" in c else Missing(texts.NOT_APPLICABLE if c["kind"] != "points" else texts.NO_DATA),
            c["source"], g["gap_id"], c["threshold"], c["found"], c["change"], c["rule"], c["sureness"], f"{NO_PROMISE}.",
        )
        for g in model["gaps"] for v in g["verdicts"] for c in v["criteria"]
    )  # fmt: skip
    return Sheet("Kriterien", "Kriterien", columns, rows)


def facility_sheet(model: Row) -> Sheet:
    """Return every facility."""
    names = {d["district_id"]: d["name"] for d in model["districts"]}
    columns = (
        Column("Kennung", "key", 18), Column("Einrichtungsart", "text", 22), Column("Name", "text", 36), Column("Träger", "text", 26),
        Column("Plätze", "count", 9), Column("Fläche (m²)", "count", 11), Column("Zustand", "text", 12), Column("barrierefrei", "text", 12),
        Column("Stand", "text", 12), Column("Eröffnung", "key", 10), Column("Anschrift", "text", 30), Column("Quartier", "text", 26),
        Column("Schlüssel", "key", 14), Column("Ostwert", "coordinate", 12), Column("Nordwert", "coordinate", 13),
    )  # fmt: skip
    rows = tuple(
        (
            f["facility_id"], f["kind_name"], _text(f["name"]), _text(f["operator"]), number_cell(f, "places", "count"),
            number_cell(f, "area_m2", "count"), _text(f["condition"]), _text(f["barrier_free"]), _text(f["status"]), _text(f["opening_year"]),
            _text(f["address"]), _text(names.get(f["district_id"])), _text(f["district_id"]), number_cell(f, "x", "coordinate"),
            number_cell(f, "y", "coordinate"),
        )
        for f in model["facilities"]
    )  # fmt: skip
    return Sheet("Einrichtungen", "Einrichtungen", columns, rows)


def standard_sheet(model: Row) -> Sheet:
    """Return the standards with degree, source and date."""
    columns = (
        Column("Kennung", "key", 20), Column("Einrichtungsart", "text", 22), Column("Richtwert", "text", 34), Column("Ziel (m)", "metres", 10), Column("Maß", "text", 10),
        Column("Gehminuten", "count", 11), Column("Grad", "text", 14), Column("Quelle", "long", 50), Column("Datum", "text", 12),
        Column("Grenze (m)", "metres", 10), Column("Grad der Grenze", "text", 15), Column("Quelle der Grenze", "long", 40),
        Column("Bedarf je Person im Mittel", "decimal", 11), Column("Bedarf gerechnet als", "long", 40),
        Column("Einheit", "text", 14), Column("Grad des Bedarfs", "text", 15), Column("Quelle des Bedarfs", "long", 50),
    )  # fmt: skip
    none = Missing(texts.NOT_APPLICABLE)
    rows = tuple(
        (
            s["id"], s["kind_name"], s["label"], float(s["target_m"]), s["measure_label"], number_cell(s, "minutes", "count"), s["degree"], s["origin"]["text"],
            s["origin"]["date"], none if s["limit_m"] is None else float(s["limit_m"]), s.get("limit_degree") or none,
            s["limit_origin"]["text"] if s["limit_origin"] else none, float(s["supply"]["rate"]) if s["supply"] else none,
            s["supply"]["formula"] if s["supply"] else none, s["supply"]["unit"] if s["supply"] else none,
            s["supply"]["degree"] if s["supply"] else none, s["supply"]["origin"]["text"] if s["supply"] else none,
        )
        for s in model["standards"]
    )  # fmt: skip
    return Sheet("Richtwerte", "Richtwerte", columns, rows)


def source_sheet(model: Row) -> Sheet:
    """Return the data passport: every source with provider, licence, date, checksum."""
    columns = (
        Column("Daten", "text", 26), Column("Titel", "text", 36), Column("Datei", "text", 34), Column("Anbieter", "text", 34),
        Column("Lizenz", "text", 24), Column("Datenstand", "text", 14), Column("eingelesen am", "text", 22), Column("Zeilen gelesen", "count", 11),
        Column("Zeilen verwendet", "count", 12), Column("Koordinatensystem", "text", 18), Column("Zeichensatz", "text", 13),
        Column("Befunde", "long", 60), Column("erfunden", "text", 10), Column("SHA-256", "key", 66),
    )  # fmt: skip
    rows = tuple(
        (
            LAYER_NAMES.get(s["layer"], s["layer"]), _text(s["title"]), _text(s["file"]), _text(s["provider"]), _text(s["licence"]),
            _text(s["data_date"]), _text(s["imported_at"]), float(s["rows_read"]), float(s["rows_used"]), _text(s["crs_read"]),
            _text(s["encoding"]), " ".join(str(f.get("message", "")) for f in s["findings"]), _yes(s["invented"]), _text(s["sha256"]),
        )
        for s in model["meta"]["sources"]
    )  # fmt: skip
    return Sheet("Quellen", "Quellen", columns, rows)


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
    rows += [("Methode", s) for s in report_method.method_sentences(model)]
    rows += [("Hinweis zum Ergebnis", n) for n in meta["notes"]]
    rows += [("Zeichen", f"{word}: {meaning}") for word, meaning in report_method.SIGNS]
    rows += [
        (
            "Reihung",
            "Eigene Rangfolge der Kommune (Annahme). Betroffene verschiedener Lücken dürfen nicht addiert werden.",
        ),
        ("Rangfolge", model["ranking"]["note"]),
        ("Stabilität", model["ranking"]["stability_note"]),
        ("Kleine Zahlen", model["small_numbers"]["note"]),
        ("Berechnet am", meta["computed_at"]),
        ("Programm", meta["versions"]["program"]),
        ("Kennung der Eingangsdaten", meta["fingerprint"]),
    ]
    return Sheet(
        "Hinweise", "Hinweise", (Column("Thema", "text", 28), Column("Hinweis", "long", 120)), tuple(rows)
    )


def all_sheets(model: Row) -> Sequence[Sheet]:
    """Return all tables in the order of the workbook."""
    from quartiermap.render import report_live_sheets  # they build on this module
    from quartiermap.render.report_supply_sheet import supply_sheet

    return (
        gap_sheet(model),
        *report_live_sheets.ranking_sheets(model),
        *report_live_sheets.money_sheets(model),
        district_sheet(model),
        *([supply_sheet(model["supply"])] if model.get("supply") else []),
        criteria_sheet(model),
        *report_live_sheets.need_sheets(model),
        facility_sheet(model),
        standard_sheet(model),
        *report_live_sheets.edit_sheets(model),
        source_sheet(model),
        note_sheet(model),
    )
