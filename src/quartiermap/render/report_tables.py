"""The tables of the report as Excel and CSV hold them: defined once, so that both show the same."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from quartiermap.domain import texts
from quartiermap.domain.findings import Result
from quartiermap.domain.programme_checks import NO_PROMISE
from quartiermap.render.report_blocks import missing_word, state_word
from quartiermap.render.report_gap_chapters import RULE_KINDS
from quartiermap.render.report_lists import by_programme, programme_shorts, standard_words
from quartiermap.render.report_marks import RATIOS, RESULTS, SHARES, Mark, Rule, class_word

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
    """A table: name of the Excel sheet, of the CSV file (without ending), columns, rows, and what is coloured."""

    name: str
    file: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    marks: tuple[Mark, ...] = ()


def number_cell(row: Row, name: str) -> Cell:
    """Return a figure as it is (Excel shows it rounded by its format, CSV is rounded when written), or why it is missing.

    Examples
    --------
    >>> number_cell({"covered_share": 0.85349, "covered_share_state": "value"}, "covered_share")
    0.85349
    >>> number_cell({"covered_share": None, "covered_share_state": "secret"}, "covered_share")
    Missing(word='geheim')
    """
    found = row.get(name)
    return Missing(missing_word(row, name)) if found is None else float(found)


def derived(value: Cell, formula: str, reckoned: float | None) -> Cell:
    """Return a figure as a formula on other cells if that gives our value, else the figure as it is.

    Parameters
    ----------
    value : Cell
        Our figure.
    formula : str
        In English names, put together from cell references of ours only.
    reckoned : float or None
        What the formula gives, computed here; ``None`` if one of its cells holds no number.

    Examples
    --------
    >>> derived(0.5, "=L2/J2", 0.5), derived(0.5, "=L2/J2", 0.7), derived(Missing("geheim"), "=L2/J2", None)
    (Formula(text='=L2/J2', value=0.5), 0.5, Missing(word='geheim'))
    """
    if (
        not isinstance(value, float)
        or reckoned is None
        or not math.isclose(value, reckoned, rel_tol=1e-12, abs_tol=1e-9)
    ):
        return value
    return Formula(formula, value)


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
            number_cell(g, "affected_population"),
            _text(g["affected_group"]),
            g["confidence"],
            "; ".join(g["confidence_because"]),
            number_cell(g, "score"),
            " × ".join(f"{p['label']} {p['value']}" for p in g["rank_parts"]),
            _text(by_programme(g["verdicts"], shorts, "overall_label", "; ")),
            _text(by_programme(g["verdicts"], shorts, "summary", " ")),
            _text("; ".join(v["programme_title"] for v in g["verdicts"])),
            _text(g["because"]),
            _text(g["standard_id"]),
            _text(standard_words(model, g["standard_id"])),
            ", ".join(g["facility_ids"]),
            number_cell(g, "x"),
            number_cell(g, "y"),
            g["gap_id"],
            f"{NO_PROMISE}." if g["verdicts"] else "",
        )
        for g in model["gaps"]
    )
    return Sheet("Lücken", "Luecken", columns, rows)


def district_sheet(model: Row) -> Sheet:
    """Return all figures: one row per district (finest level, coarser levels, town) and kind.

    Shares, need covered, shortfall and surplus are formulas on the counts beside them.
    """
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
        Column("Klasse der Erreichbarkeit", "text", 20), Column("Klasse der Bedarfsdeckung", "text", 20),
    )  # fmt: skip
    rows: list[tuple[Cell, ...]] = []
    words = {s["id"]: standard_words(model, s["id"]) for s in model["standards"]} | {None: ""}
    town = {**model["town"], "level": "Stadt", "parent_id": None}
    for district in (*model["districts"], *model["parents"], town):
        own = "Stadt" if district is town else district["district_id"]
        for kind, primary in district["kinds"].items():
            for figure in (primary, *primary["other_standards"]):
                share, ratio, shortfall, surplus = _derived_figures(figure, len(rows) + 2)
                rows.append((
                    own, district["name"], _text(district["level"]), _text(district["parent_id"]),
                    number_cell(district, "population"), kinds.get(kind, kind), _text(figure["standard_id"]),
                    _text(words[figure["standard_id"]]), _text(figure["target_group"]), number_cell(figure, "target_population"),
                    share, number_cell(figure, "covered_population"),
                    number_cell(figure, "mean_distance_m"), number_cell(figure, "unreachable_population"),
                    number_cell(figure, "sites"), number_cell(figure, "sites_planned"),
                    number_cell(figure, "places"), number_cell(figure, "places_unknown"),
                    number_cell(figure, "places_planned"), number_cell(figure, "need_places"),
                    ratio, shortfall, surplus, _text(figure["supply_unit"]), _yes(figure["estimate"]), _yes(figure["approximation"]),
                    _class(figure, "covered_share"), _class(figure, "supply_ratio"),
                ))  # fmt: skip
    marks = (
        Mark("Anteil in Reichweite", SHARES), Mark("Klasse der Erreichbarkeit", _by_word(SHARES)),
        Mark("rechnerische Bedarfsdeckung", RATIOS), Mark("Klasse der Bedarfsdeckung", _by_word(RATIOS)),
    )  # fmt: skip
    return Sheet("Quartiere", "Quartiere", columns, tuple(rows), marks)


def _derived_figures(figure: Row, at: int) -> tuple[Cell, Cell, Cell, Cell]:
    """Return share in reach, need covered, shortfall and surplus of a row as formulas on its counts."""
    target, covered = figure["target_population"], figure["covered_population"]
    places, need = figure["places"], figure["need_places"]
    share = covered / target if target and covered is not None else None
    ratio = places / need if need and places is not None else None
    missing = None if places is None or need is None else need - places
    return (
        derived(number_cell(figure, "covered_share"), f"=L{at}/J{at}", share),
        derived(number_cell(figure, "supply_ratio"), f"=Q{at}/T{at}", ratio),
        derived(number_cell(figure, "shortfall_places"), f"=MAX(0,T{at}-Q{at})", None if missing is None else max(0.0, missing)),
        derived(number_cell(figure, "surplus_places"), f"=MAX(0,Q{at}-T{at})", None if missing is None else max(0.0, -missing)),
    )  # fmt: skip


def _class(figure: Row, name: str) -> Cell:
    word = class_word(figure, name)
    return Missing(state_word(figure[f"{name}_state"])) if word is None else word


def _by_word(rules: tuple[Rule, ...]) -> tuple[Rule, ...]:
    return tuple(replace(rule, low=None, high=None, starts=rule.label) for rule in rules)


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
    return Sheet("Kriterien", "Kriterien", columns, rows, (Mark("Ergebnis", RESULTS),))


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
            f["facility_id"], f["kind_name"], _text(f["name"]), _text(f["operator"]), number_cell(f, "places"),
            number_cell(f, "area_m2"), _text(f["condition"]), _text(f["barrier_free"]), _text(f["status"]), _text(f["opening_year"]),
            _text(f["address"]), _text(names.get(f["district_id"])), _text(f["district_id"]), number_cell(f, "x"),
            number_cell(f, "y"),
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
            s["id"], s["kind_name"], s["label"], float(s["target_m"]), s["measure_label"], number_cell(s, "minutes"), s["degree"], s["origin"]["text"],
            s["origin"]["date"], none if s["limit_m"] is None else float(s["limit_m"]), s.get("limit_degree") or none,
            s["limit_origin"]["text"] if s["limit_origin"] else none, float(s["supply"]["rate"]) if s["supply"] else none,
            s["supply"]["formula"] if s["supply"] else none, s["supply"]["unit"] if s["supply"] else none,
            s["supply"]["degree"] if s["supply"] else none, s["supply"]["origin"]["text"] if s["supply"] else none,
        )
        for s in model["standards"]
    )  # fmt: skip
    return Sheet("Richtwerte", "Richtwerte", columns, rows)


def all_sheets(model: Row) -> Sequence[Sheet]:
    """Return all tables in the order of the workbook, the legend of its colours at the end."""
    from quartiermap.render import report_about_sheets, report_live_sheets  # they build on this module
    from quartiermap.render.report_supply_sheet import supply_sheet

    sheets = (
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
        report_about_sheets.method_sheet(model),
        report_about_sheets.passport_sheet(model),
        report_about_sheets.note_sheet(model),
    )
    return (*sheets, report_about_sheets.legend_sheet(sheets))
