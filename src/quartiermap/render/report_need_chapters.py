"""The social index and equity in the report: what the index is made of, the 12 fields, the overlay, who is left behind."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from quartiermap.analysis.need import DYNAMICS_CLASSES, STATUS_CLASSES
from quartiermap.domain import texts
from quartiermap.render.report_blocks import (
    ROUGH,
    Align,
    Block,
    Maps,
    bullets,
    floating,
    heading,
    paragraph,
    state_word,
    table,
    value,
    whole,
    word,
)
from quartiermap.render.report_lists import NEED_TABLE_UP_TO
from quartiermap.render.report_need import state_or

Row = Mapping[str, Any]

NAMES_IN_A_FIELD = 6
"""With more districts in a field the matrix gives their number only; all names stand in Excel."""


def social(model: Row, maps: Maps) -> list[Block]:
    """Return the social situation, if indicators were loaded."""
    need = model["need"]
    if not need:
        return []
    blocks = [
        heading("Soziale Lage", 2),
        paragraph(
            "Status und Dynamik sind nach der Methode des Berliner Monitorings Soziale Stadtentwicklung gerechnet: "
            "standardisierte Kennzahlen, verglichen mit dem Durchschnitt der Stadt. Ein niedriger Status bedeutet eine hohe "
            "soziale Belastung; „Aufmerksamkeit“ bezeichnet Gebiete mit besonderem Aufmerksamkeitsbedarf."
        ),
    ]
    found = maps.get(("need_status", None))
    if found:
        blocks.append(floating(found.block()))
    order = {"sehr niedrig": 0, "niedrig": 1, "mittel": 2, "hoch": 3}
    ranked = sorted(need, key=lambda r: (order.get(r["status_class"], 9), r["district_id"]))
    shown = (
        ranked
        if len(ranked) <= NEED_TABLE_UP_TO
        else [r for r in ranked if r["attention"]][:NEED_TABLE_UP_TO]
    )
    rows = [
        [
            r["name"],
            word(r["status_class"], state_word(r["status_index_state"])),
            value(r, "status_index", lambda v: texts.number(v, 2)),
            word(r["dynamics_class"], state_word(r["dynamics_index_state"])),
            value(r, "dynamics_index", lambda v: texts.number(v, 2)),
            "● ja" if r["attention"] else ("nein" if r["attention"] is not None else texts.NO_DATA),
        ]
        for r in shown
    ]
    columns: list[tuple[str, float | None, Align]] = [
        ("Quartier", 2.2, "left"), ("Status", 1.1, "left"), ("Statusindex", 1, "right"), ("Dynamik", 1, "left"),
        ("Dynamik\u00adindex", 1, "right"), ("Aufmerk\u00adsamkeit", 1.2, "left"),
    ]  # fmt: skip
    caption = (
        "Sozialindex nach Quartier"
        if len(shown) == len(need)
        else "Quartiere mit besonderem Aufmerksamkeitsbedarf"
    )
    if rows:
        blocks.append(table(caption, columns, rows, note=_period_note(need)))
    return [
        *blocks,
        *definition(model),
        *fields(model),
        *overlay(model),
        *equity(model),
    ]


def _period_note(need: Sequence[Row]) -> str:
    periods = sorted({r["period"] for r in need if r["period"]})
    return f"Zeitraum: {', '.join(periods)}." if periods else ""


def definition(model: Row) -> list[Block]:
    """Return what the index is made of: period, indicators with direction and weight, limits, source."""
    made = model["need_views"]["definition"]
    if made is None:
        return []
    low, high, highest = (texts.number(limit, 1) for limit in made["status_limits"])
    sentences = [made["note"]]
    if made["computed"]:
        sentences.append(
            f"Klassen nach Standardabweichungen des ungerundeten Index: hoch unter {low}, mittel bis {high}, niedrig bis {highest}, "
            f"darüber sehr niedrig. Gebiete unter {texts.number(made['min_base'])} Einwohnern sind nicht einbezogen."
        )
    if made["origin"] is not None:
        sentences.append(f"Festlegung: {made['origin']['text']}, {made['origin']['date']}.")
    if made["excluded"]:
        sentences.append(f"Von der Kommune ausgenommen: {', '.join(made['excluded'])}.")
    return [bullets([s for s in sentences if s])]


def fields(model: Row) -> list[Block]:
    """Return the matrix of the 12 fields: number of districts, residents, and the names where they are few."""
    found = {(f["status_class"], f["dynamics_class"]): f for f in model["need_views"]["twelve_fields"]}
    if not found:
        return []
    columns: list[tuple[str, float | None, Align]] = [("Status", 0.8, "left")]
    columns += [(f"Dynamik {name}", 2.0, "left") for name in DYNAMICS_CLASSES]
    rows = [
        [status, *(_field(found[status, dynamics]) for dynamics in DYNAMICS_CLASSES)]
        for status in STATUS_CLASSES
    ]
    return [
        table(
            "Zwölf Felder aus Status und Dynamik",
            columns,
            rows,
            note="● Gebiete mit besonderem Aufmerksamkeitsbedarf (Status sehr niedrig, oder niedrig bei negativer Dynamik). "
            "Hinweis, wo genauer hinzusehen ist; keine Feststellung über Menschen.",
        )
    ]


def _field(field: Row) -> str:
    mark = "● " if field["attention"] else ""
    if not field["districts"]:
        return f"{mark}{field['group']}: –"
    count = f"{texts.number(field['districts'])} {'Quartier' if field['districts'] == 1 else 'Quartiere'}"
    text = f"{mark}{field['group']}: {count}, {value(field, 'residents', whole)} Einwohner"
    names = field["district_names"]
    return f"{text}: {', '.join(names)}" if len(names) <= NAMES_IN_A_FIELD else text


def overlay(model: Row) -> list[Block]:
    """Return attention areas beside running funding areas: how many of each, and those where the two differ."""
    rows = model["need_views"]["overlay"]
    if not rows:
        return []
    kinds = list(dict.fromkeys(r["overlay"] for r in rows))
    counts = ", ".join(
        f"{kind}: {texts.number(sum(r['overlay'] == kind for r in rows))}" for kind in sorted(kinds)
    )
    concerned = [r for r in rows if r["attention"] or r["funding_areas"]]
    blocks: list[Block] = [
        paragraph(f"Aufmerksamkeitsbedarf und laufende Fördergebiete, Zahl der Quartiere – {counts}.")
    ]
    if not concerned:
        return blocks
    columns: list[tuple[str, float | None, Align]] = [
        ("Quartier", 1.6, "left"), ("Feld", 0.6, "left"), ("Fläche im Fördergebiet", 0.9, "right"),
        ("Einwohner im Fördergebiet", 0.9, "right"), ("Fördergebiete", 1.6, "left"), ("Ergebnis", 2.0, "left"),
    ]  # fmt: skip
    cells = [
        [
            r["name"],
            word(r["group"]),
            texts.percent(r["area_share"], 0),
            value(r, "residents_share", lambda v: texts.percent(v, 0)),
            r["funding_areas"] or "–",
            r["overlay"],
        ]
        for r in concerned[:NEED_TABLE_UP_TO]
    ]
    note = "Ein Quartier zählt ab einem Hundertstel seiner Fläche als im Fördergebiet (Annahme)."
    if len(concerned) > NEED_TABLE_UP_TO:
        note += f" {texts.number(len(concerned) - NEED_TABLE_UP_TO)} weitere: Excel, Blatt „Aufmerksamkeit“."
    return [*blocks, table("Aufmerksamkeitsbedarf und Fördergebiete", columns, cells, note=note)]


def equity(model: Row) -> list[Block]:
    """Return who is out of reach by social status; one table for all kinds."""
    found: Sequence[Row] = model["equity"]
    if not found:
        return []
    columns: list[tuple[str, float | None, Align]] = [
        ("Einrichtungsart, Richtwert", 2.0, "left"), ("Sozialstatus", 1.0, "left"), ("Personen", 0.8, "right"),
        ("außer Reichweite", 0.9, "right"), ("Anteil", 0.7, "right"), ("Fehlweg je Person", 0.9, "right"),
        ("fehlender Weg", 0.9, "right"),
    ]  # fmt: skip
    rows = [
        [
            f"{entry['kind_name']}, {entry['target_words']}",
            row["status_class"],
            _number(row, "persons"),
            _about(row, _number(row, "beyond")),
            _about(row, state_or(row["share_beyond"], row["state"], texts.percent)),
            state_or(row["depth"], row["state"], texts.percent),
            _about(row, state_or(row["missing_m"], row["state"], texts.metres)),
        ]
        for entry in found
        for row in entry["classes"]
        if row["state"] != "not_applicable"
    ]
    return [
        heading("Erreichbarkeit nach Sozialstatus", 3),
        paragraph(
            "Anteil: Personen der Zielgruppe, deren Weg länger ist als der Zielwert. Fehlweg je Person: was allen Personen der Gruppe im "
            "Mittel zum Zielwert fehlt, als Anteil des Zielwerts. Fehlender Weg: im Mittel derer außer Reichweite."
        ),
        table(
            "Wer nach Sozialstatus außer Reichweite wohnt", columns, rows, note=model["small_numbers"]["note"]
        ),
    ]


def _about(row: Row, words: str) -> str:
    return f"{ROUGH}{words}" if row["beyond_rounded"] else words


def _number(row: Row, name: str) -> str:
    return state_word(row["state"]) if row[name] is None else texts.number(row[name])
