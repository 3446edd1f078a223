"""The tables below the map of the single HTML file: the same content as the map, for everybody who cannot see it.

Figures come from ``report.json`` alone; how they are written and escaped is `single_html_cells`'.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from quartiermap.domain import texts
from quartiermap.domain.findings import Result
from quartiermap.domain.programme_checks import NO_PROMISE
from quartiermap.domain.schema import States
from quartiermap.render import report_method
from quartiermap.render.report_credits import LAYER_NAMES
from quartiermap.render.report_gap_chapters import RULE_KINDS
from quartiermap.render.report_lists import by_programme, programme_shorts, standard_words
from quartiermap.render.report_values import german_date
from quartiermap.render.single_html_cells import (
    Head,
    cell,
    figure,
    heading_cell,
    map_link,
    missing,
    paragraphs,
    table,
    text_of,
)

Row = Mapping[str, Any]

SECTIONS = (
    ("luecken", "Lücken"),
    ("quartiere", "Quartiere"),
    ("versorgung", "Versorgung"),
    ("pruefung", "Förderprüfung"),
    ("einrichtungen", "Einrichtungen"),
    ("foerdergebiete", "Fördergebiete"),
    ("richtwerte", "Richtwerte"),
    ("quellen", "Quellen"),
    ("methode", "Methode und Grenzen"),
)
"""Id and heading of every section in order; a section without content is left out, from the menu too."""


def sections(model: Row, areas: Sequence[Row]) -> dict[str, str]:
    """Return the content of every section that has any, as markup by id of `SECTIONS`.

    Parameters
    ----------
    model : mapping
        ``report.json`` as `report_model.build` gives it.
    areas : sequence of mapping
        Funding areas: ``name, programme, status, legal_basis`` (texts, may be missing).
    """
    made = {
        "luecken": _gaps(model),
        "quartiere": _districts(model),
        "versorgung": _supply(model),
        "pruefung": _programmes(model),
        "einrichtungen": facilities(model["facilities"], model["districts"]),
        "foerdergebiete": funding_areas(areas),
        "richtwerte": _standards(model),
        "quellen": _sources(model),
        "methode": _method(model),
    }
    return {key: text for key, text in made.items() if text}


def _gaps(model: Row) -> str:
    shorts = programme_shorts(model)
    heads = [
        Head("Rang", numeric=True), Head("Quartier"), Head("Einrichtungsart"), Head("Grund"), Head("Betroffene", numeric=True), Head("Gruppe"),
        Head("Sicherheit"), Head("Vorprüfung"), Head("Begründung", long=True), Head("Vorprüfung im Einzelnen", long=True), Head("Kriterien", long=True),
    ]  # fmt: skip
    rows = [
        f'<tr id="luecke-{int(gap["rank"])}" data-kind="{text_of(gap["kind"])}">'
        f'<th scope="row" class="n" data-value="{int(gap["rank"])}">{map_link("gap", gap["gap_id"], gap["rank"])}</th>'
        f"<td>{map_link('district', gap['district_id'], gap['district_name'])}</td>"
        + cell(gap["kind_name"])
        + cell(gap["reason_label"])
        + figure(gap, "affected_population")
        + cell(gap["affected_group"])
        + cell(gap["confidence"])
        + cell(by_programme(gap["verdicts"], shorts, "overall_label", "; ") or "nicht geprüft")
        + cell(gap["because"])
        + cell(by_programme(gap["verdicts"], shorts, "summary", " ") or "nicht geprüft")
        + cell("; ".join(_criteria(v, shorts, len(gap["verdicts"]) > 1) for v in gap["verdicts"]) or "nicht geprüft")
        + "</tr>"
        for gap in model["gaps"]
    ]  # fmt: skip
    if not rows:
        return "<p>Der Bericht nennt keine Lücke.</p>"
    note = (
        f"Die Reihung ist eine eigene Rangfolge der Kommune (Annahme). Vorprüfung der Förderung: {NO_PROMISE}. Betroffene "
        "verschiedener Lücken dürfen nicht addiert werden. Was ein Kriterium verlangt, steht unter „Förderprüfung“."
    )
    return table("Lücken in der Reihenfolge ihrer Dringlichkeit", heads, rows, note=note)


def _criteria(verdict: Row, shorts: Mapping[str, str], named: bool) -> str:
    """Return the criteria by their outcome, such as "offen: R12 Langfristige Nutzung; erfüllt: R02 …, R03 …"."""
    outcomes: dict[str, list[str]] = {}
    for criterion in verdict["criteria"]:
        words = f"{criterion['id']} {criterion['label']}"
        outcomes.setdefault(str(criterion["result"]), []).append(words)
    order = [r.value for r in (Result.NOT_MET, Result.OPEN, Result.MET, Result.NOT_APPLICABLE)]
    said = "; ".join(
        f"{Result(name).label}: {', '.join(outcomes[name])}"
        for name in [*order, *(n for n in outcomes if n not in order)]
        if name in outcomes
    )
    programme = str(verdict["programme"])
    return f"{shorts.get(programme, programme)}: {said}" if named else said


def _districts(model: Row) -> str:
    need = {str(row["district_id"]): row for row in model["need"]}
    parents = {str(p["district_id"]): p["name"] for p in model["parents"]}
    counts: dict[str, int] = {}
    for gap in model["gaps"]:
        counts[gap["district_id"]] = counts.get(gap["district_id"], 0) + 1
    heads = [
        Head("Quartier"),
        Head("liegt in"),
        Head("Einwohner", numeric=True),
        Head("Lücken", numeric=True),
    ]
    if need:
        heads += [Head("Sozialindex: Status"), Head("Sozialindex: Dynamik"), Head("Aufmerksamkeit")]
    rows = []
    for district in model["districts"]:
        key = str(district["district_id"])
        count = counts.get(key, 0)
        row = heading_cell(map_link("district", key, district["name"]))
        parent = district.get("parent_id")
        row += cell(parents.get(str(parent), parent)) if parent else missing(States.NOT_APPLICABLE.value)
        row += (
            figure(district, "population") + f'<td class="n" data-value="{count}">{texts.number(count)}</td>'
        )
        row += _need_cells(need.get(key)) if need else ""
        rows.append(row)
    if not rows:
        return ""
    town = model["town"]
    blank = missing(States.NOT_APPLICABLE.value)
    foot = heading_cell(text_of(town["name"])) + blank + figure(town, "population")
    foot += f'<td class="n">{texts.number(len(model["gaps"]))}</td>' + (blank * 3 if need else "")
    return table("Quartiere mit Einwohnern, Lücken und Sozialindex", heads, rows, foot=foot)


def _need_cells(row: Row | None) -> str:
    if row is None:
        return missing(States.NO_DATA.value) * 3
    attention = row.get("attention")
    return (
        _class_cell(row, "status")
        + _class_cell(row, "dynamics")
        + (missing(States.NO_DATA.value) if attention is None else cell("ja" if attention else "nein"))
    )


def _class_cell(row: Row, name: str) -> str:
    word = row.get(f"{name}_class")
    return cell(word) if word else missing(row.get(f"{name}_index_state"))


def _supply(model: Row) -> str:
    """One table for each kind that was analysed, by the standard that counts."""
    made = []
    for kind in model["kinds"]:
        key = kind["id"]
        rows = [(d, d["kinds"][key]) for d in model["districts"] if key in d["kinds"]]
        if not rows:
            continue
        first = rows[0][1]
        unit = first.get("supply_unit") or kind["capacity_unit"]
        heads = [
            Head("Quartier"), Head("Zielgruppe (Personen)", numeric=True), Head("Anteil in Reichweite", numeric=True), Head("in Reichweite (Personen)", numeric=True),
            Head("mittlerer Weg", numeric=True), Head("Einrichtungen", numeric=True), Head(f"Angebot ({unit})", numeric=True),
            Head(f"rechnerischer Bedarf ({unit})", numeric=True), Head("Bedarfsdeckung", numeric=True), Head(f"Fehlbedarf ({unit})", numeric=True),
        ]  # fmt: skip
        lines = [
            heading_cell(map_link("district", d["district_id"], d["name"])) + _figures(row) for d, row in rows
        ]
        town = model["town"]["kinds"].get(key)
        foot = heading_cell(text_of(model["town"]["name"])) + _figures(town) if town else ""
        standard = standard_words(model, first["standard_id"])
        notes = [f"Richtwert: {standard}." if standard else "", f"Zielgruppe: {first['target_group']}."]
        notes += ["Schätzung: Altersgruppen mussten geteilt werden."] if first["estimate"] else []
        notes += ["Näherung: Luftlinie mal Umwegfaktor."] if first["approximation"] else []
        name = text_of(kind["name_plural"])
        caption = f"{kind['name_plural']}: Erreichbarkeit und rechnerische Versorgung nach Quartier"
        made.append(
            f'<div class="qm-part"><h3 id="art-{text_of(key)}">{name}</h3>'
            + table(caption, heads, lines, foot=foot, note=" ".join(n for n in notes if n))
            + "</div>"
        )
    return "\n".join(made)


def _figures(row: Row) -> str:
    return (
        figure(row, "target_population")
        + figure(row, "covered_share", texts.percent)
        + figure(row, "covered_population")
        + figure(row, "mean_distance_m", texts.metres)
        + figure(row, "sites")
        + figure(row, "places")
        + figure(row, "need_places")
        + figure(row, "supply_ratio", texts.percent)
        + figure(row, "shortfall_places")
    )


def _programmes(model: Row) -> str:
    """Return what each programme asks, and how often the answer was what."""
    made = []
    for programme in model["programmes"]:
        counts: dict[tuple[str, str], int] = {}
        for gap in model["gaps"]:
            for verdict in gap["verdicts"]:
                if verdict["programme"] == programme["id"]:
                    for criterion in verdict["criteria"]:
                        where = (str(criterion["id"]), str(criterion["result"]))
                        counts[where] = counts.get(where, 0) + 1
        results = (Result.MET, Result.NOT_MET, Result.OPEN, Result.NOT_APPLICABLE)
        heads = [Head("Nr."), Head("Kriterium"), Head("Art"), Head("Regel", long=True)]
        heads += [Head(r.label, numeric=True) for r in results] + [Head("Quelle", long=True)]
        rows = [
            heading_cell(text_of(rule["id"]))
            + cell(rule["label"])
            + cell(RULE_KINDS.get(rule["kind"], rule["kind"]))
            + cell(rule["text"])
            + "".join(_count(counts.get((str(rule["id"]), r.value), 0)) for r in results)
            + cell(rule["source"])
            for rule in programme["rules"]
        ]
        said = paragraphs([programme["closed_note"], programme["disclaimer"], f"{NO_PROMISE}."])
        made.append(
            f'<div class="qm-part"><h3>{text_of(programme["title"])}</h3>{said}'
            + table(f"{programme['short']}: Kriterien und Zahl der Lücken je Ergebnis", heads, rows)
            + "</div>"
        )
    return "\n".join(made)


def _count(number: int) -> str:
    return f'<td class="n" data-value="{number}">{texts.number(number)}</td>'


def facilities(rows: Sequence[Row], districts: Sequence[Row]) -> str:
    """Return every facility; an empty text if there is none."""
    names = {str(d["district_id"]): d["name"] for d in districts}
    heads = [
        Head("Name"), Head("Einrichtungsart"), Head("Träger"), Head("Plätze", numeric=True), Head("Zustand"), Head("barrierefrei"), Head("Stand"),
        Head("Anschrift"), Head("Quartier"),
    ]  # fmt: skip
    lines = []
    for row in rows:
        name = row["name"] or row["kind_name"]
        closed = row["status"] == "geschlossen"  # not on the map: it serves nobody
        shown = text_of(name) if closed else map_link("facility", row["facility_id"], name)
        where = row.get("district_id")
        lines.append(
            heading_cell(shown)
            + cell(row["kind_name"])
            + cell(row["operator"])
            + figure(row, "places")
            + cell(row["condition"])
            + cell(row["barrier_free"])
            + cell(row["status"])
            + cell(row["address"])
            + cell(names.get(str(where), where) if where else "außerhalb der Quartiere")
        )
    return table("Einrichtungen", heads, lines) if lines else ""


def funding_areas(rows: Sequence[Row]) -> str:
    """Return the areas of urban development funding; an empty text if there is none."""
    heads = [Head("Name"), Head("Programm"), Head("Rechtsgrundlage"), Head("Stand")]
    lines = [
        heading_cell(text_of(row["name"] or texts.NO_DATA))
        + cell(row["programme"])
        + cell(row["legal_basis"])
        + cell(row["status"])
        for row in rows
    ]
    return table("Gebiete der Städtebauförderung", heads, lines) if lines else ""


def _standards(model: Row) -> str:
    heads = [
        Head("Richtwert"),
        Head("Einrichtungsart"),
        Head("Ziel"),
        Head("Verbindlichkeit"),
        Head("Quelle", long=True),
    ]
    rows = [
        heading_cell(text_of(s["label"]))
        + cell(s["kind_name"])
        + cell(s["target_words"])
        + cell(s["degree"])
        + cell(", ".join(p for p in (s["origin"]["text"], s["origin"]["date"]) if p))
        for s in model["standards"]
    ]
    return table("Richtwerte, nach denen gerechnet wurde", heads, rows) if rows else ""


def _sources(model: Row) -> str:
    heads = [
        Head("Daten"), Head("Titel"), Head("Anbieter"), Head("Lizenz"), Head("Datenstand"), Head("verändert"), Head("Datei"),
        Head("Prüfsumme (SHA-256)"),
    ]  # fmt: skip
    kinds = {k["id"]: k["name"] for k in model["kinds"]}
    rows = []
    for source in model["meta"]["sources"]:
        detail = ", ".join(p for p in (kinds.get(source["kind"], source["kind"]), source["period"]) if p)
        name = LAYER_NAMES.get(source["layer"], source["layer"])
        changed = bool(source["findings"]) or source["rows_used"] != source["rows_read"]
        rows.append(
            heading_cell(text_of(f"{name} ({detail})" if detail else name))
            + cell(source["title"])
            + cell(source["provider"])
            + cell(source["licence"])
            + cell(german_date(source["data_date"]) if source["data_date"] else None)
            + cell("Daten verändert" if changed else "nein")
            + cell(source["file"])
            + cell(source["sha256"])
        )
    return table("Quellen aller Daten dieses Berichts", heads, rows) if rows else ""


def _method(model: Row) -> str:
    meta = model["meta"]
    signs = "".join(f"<dt>{text_of(w)}</dt><dd>{text_of(m)}</dd>" for w, m in report_method.SIGNS)
    about = [
        f"Berechnet am {german_date(meta['computed_at'])} mit {meta['versions']['program']}.",
        f"Kennung der Eingangsdaten: {meta['fingerprint']}.",
    ]
    parts = [
        ("Zusammenfassung", paragraphs(model["summary"]["sentences"])),
        ("Wie gerechnet wurde", paragraphs(report_method.method_sentences(model))),
        ("Hinweise zu diesem Ergebnis", paragraphs(meta["notes"])),
        ("Rangfolge", paragraphs([model["ranking"]["note"], model["ranking"]["stability_note"]])),
        ("Kleine Zahlen", paragraphs([model["small_numbers"]["note"]])),
        ("Zeichen", f"<dl>{signs}</dl>" if signs else ""),
        ("Stand", paragraphs(about)),
    ]
    return "\n".join(f"<h3>{title}</h3>{body}" for title, body in parts if body)
