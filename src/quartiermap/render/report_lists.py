"""Long tables of the report: figures by district, gaps by rank, and the annex that holds them whole."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Literal, TypeVar

from quartiermap.domain import texts
from quartiermap.domain.findings import Reason
from quartiermap.render.report_blocks import (
    ROUGH,
    Align,
    Block,
    heading,
    paragraph,
    see,
    share,
    table,
    upright_or_turned,
    value,
    whole,
)

Row = Mapping[str, Any]
Item = TypeVar("Item")
Level = Literal["fine", "coarse"]

ENOUGH_SITES = 0.5
"""Share of the districts with a need that must have a facility of their own, see `supply_level`."""

FULL_TABLE_UP_TO = 15
"""With more districts the chapters show the worst ones and the annex holds all."""

NEED_TABLE_UP_TO = 60
"""With more districts the table of the social index holds those that ask for attention."""

RANKED_GAPS = 80
"""With more gaps the chapter shows that many and the annex holds all."""

ANNEX_GAPS = 400
"""More gaps than these nobody reads on paper; Excel and report.json hold all of them."""

ROWS_A_TABLE = 500

WORST = 8
"""How many districts a shortened table shows."""


def surveyed_kinds(model: Row) -> list[Row]:
    """Return the kinds with figures of which at least one facility is known; others cannot be judged."""
    present = {f["kind"] for f in model["facilities"]}
    return [k for k in model["kinds"] if k["id"] in present and k["id"] in model["town"]["kinds"]]


def standard_words(model: Row, standard_id: str | None) -> str:
    """Return the standard a table is judged by, with its degree; empty for an unknown one."""
    found = next((s for s in model["standards"] if s["id"] == standard_id), None)
    return "" if found is None else f"{found['target_words']} ({found['degree']})"


def figure_table(
    caption: str,
    rows: Sequence[Row],
    kind: Row,
    with_supply: bool,
    *,
    total: bool = False,
    note: str = "",
    standard: str = "",
) -> Block:
    """Return the table of a kind's figures for districts, parents or the town; `standard` is said below it."""
    unit = (
        next((r["kinds"][kind["id"]]["supply_unit"] for r in rows if kind["id"] in r["kinds"]), None)
        or "Plätze"
    )
    cells = []
    for row in rows:
        figure = row["kinds"].get(kind["id"])
        if figure is None:
            continue
        estimated = bool(figure["estimate"])
        near = bool(figure["approximation"])
        line = [
            row["name"],
            value(figure, "target_population", whole, rough=estimated),
            value(figure, "covered_share", share, rough=near or estimated),
            value(figure, "mean_distance_m", texts.metres, rough=near or estimated),
            texts.number(figure["sites"]),
        ]
        if with_supply:
            line += [
                ("mind. " if figure["places_unknown"] and figure["places"] is not None else "")
                + value(figure, "places", whole),
                value(figure, "need_places", whole, rough=estimated),
                value(figure, "supply_ratio", share, rough=estimated),
                value(figure, "shortfall_places", whole, rough=estimated),
            ]
        cells.append(line)
    columns: list[tuple[str, float | None, Align]] = [
        ("Gebiet", 2.3, "left"), ("Ziel\u00adgruppe", 1.25, "right"), ("in Reich\u00adweite", 1.1, "right"), ("mittlerer Weg", 1.1, "right"),
        ("Einrich\u00adtungen", 0.95, "right"),
    ]  # fmt: skip
    if with_supply:
        columns += [
            (unit, 1.2, "right"), ("rechn. Bedarf", 1.1, "right"), ("rechn. Deckung", 1.1, "right"), ("rechn. Fehl\u00adbedarf", 1.25, "right"),
        ]  # fmt: skip
    notes = [n for n in (note, f"Richtwert: {standard}." if standard else "") if n]
    group = next((r["kinds"][kind["id"]]["target_group"] for r in rows if kind["id"] in r["kinds"]), None)
    if group:
        notes.append(f"Zielgruppe: {group}, Personen.")
    if with_supply and any("mind." in line[5] for line in cells):
        notes.append("mind.: Für weitere Einrichtungen ist die Platzzahl nicht bekannt.")
    notes += sign_notes(line[1:] for line in cells)
    return table(caption, columns, cells, note=" ".join(notes), last_is_total=total)


def sign_notes(rows: Iterable[Sequence[str]]) -> list[str]:
    """Return what the signs mean that stand before the figures of a table.

    Examples
    --------
    >>> sign_notes([["12", "über 95 %"]]), sign_notes([["12", "keine Daten"]])
    (['unter, über: Die genaue Zahl ist geheim (kleine Zahlen).'], [])
    """
    cells = [cell for row in rows for cell in row]
    notes = []
    if any(cell.startswith(ROUGH) for cell in cells):
        notes.append(f"≈ Schätzung, Näherung oder gerundete Summe ({see('method')}).")
    if any(cell.startswith(("unter ", "über ")) for cell in cells):
        notes.append("unter, über: Die genaue Zahl ist geheim (kleine Zahlen).")
    return notes


def supply_level(model: Row, kind_id: str) -> Level | None:
    """Return the level on which a kind's places against need may be shown as a map; ``None`` for none.

    A library serves more than the district it stands in: coloured by district the map would say 0 % everywhere
    but there. A level is shown where at least half of its districts with a need have a facility of their own.
    """
    if _share_with_sites(model["districts"], kind_id) >= ENOUGH_SITES:
        return "fine"
    parents = _just_above(model)
    if len(parents) > 1 and _share_with_sites(parents, kind_id) >= ENOUGH_SITES:
        return "coarse"
    return None


def _just_above(model: Row) -> list[Row]:
    """Return the parents of the level just above the reporting level."""
    ranks = [p["level_rank"] for p in model["parents"] if p["level_rank"] is not None]
    return [p for p in model["parents"] if p["level_rank"] == max(ranks)] if ranks else []


def with_sites(districts: Sequence[Row], kind_id: str) -> tuple[int, int]:
    """Return how many districts with a need have a facility of the kind, and how many have a need."""
    rows = [d["kinds"][kind_id] for d in districts if kind_id in d["kinds"]]
    asked = [r for r in rows if r["need_places"]]
    return sum(1 for r in asked if r["sites"]), len(asked)


def _share_with_sites(districts: Sequence[Row], kind_id: str) -> float:
    own, asked = with_sites(districts, kind_id)
    return own / asked if asked else 0.0


def too_few_places(model: Row, kind_id: str) -> bool:
    """Tell whether any gap of a kind is about missing places; only then a map of them says something."""
    return any(g["kind"] == kind_id and g["reason"] == Reason.TOO_FEW_PLACES for g in model["gaps"])


def annex(model: Row) -> list[Block]:
    """Return every district with the main figures of all kinds, when the chapters had to shorten their tables."""
    blocks: list[Block] = []
    if len(model["districts"]) > FULL_TABLE_UP_TO:
        for title, name, form, rough in (
            ("Anteil in Reichweite", "covered_share", lambda v: texts.percent(v, 0), ("estimate", "approximation")),
            ("Mittlerer Fußweg zur nächsten Einrichtung", "mean_distance_m", texts.metres, ("estimate", "approximation")),
            ("Rechnerische Bedarfsdeckung", "supply_ratio", lambda v: texts.percent(v, 0), ("estimate",)),
        ):  # fmt: skip
            blocks += _matrix(model, title, name, form, rough)
        blocks.append(
            paragraph(
                "Plätze, Bedarf und Fehlbedarf jedes Quartiers stehen in der Lückentabelle (Excel, Blatt „Quartiere“) "
                "und in der beigefügten Datei report.json.",
                "note",
            )
        )
    if len(model["gaps"]) > RANKED_GAPS:
        listed = model["gaps"][:ANNEX_GAPS]
        title, note = "Alle Lücken nach Rang", ""
        if len(listed) < len(model["gaps"]):
            title = f"Die {ANNEX_GAPS} dringendsten Lücken nach Rang"
            note = f"Alle {texts.number(len(model['gaps']))} Lücken: Lückentabelle (Excel)."
        blocks += [
            gap_table(f"{title}{part}", chunk, programme_shorts(model), note)
            for part, chunk in in_parts(listed)
        ]
    blocks += _facilities(model)
    return [heading("Vollständige Tabellen", 2), *blocks] if blocks else []


ANNEX_FACILITIES = 600
"""More facilities than these are listed in Excel only."""


def _facilities(model: Row) -> list[Block]:
    """Return all facilities by district and kind."""
    found = model["facilities"]
    if not found:
        return []
    if len(found) > ANNEX_FACILITIES:
        text = f"Alle {texts.number(len(found))} Einrichtungen: Lückentabelle (Excel, Blatt „Einrichtungen“)."
        return [paragraph(text, "note")]
    names = {d["district_id"]: d["name"] for d in model["districts"]}
    order = {k["id"]: n for n, k in enumerate(model["kinds"])}
    rows = [
        [
            names.get(f["district_id"], "außerhalb"),
            f["kind_name"],
            f["name"] or "–",
            value(f, "places", whole),
            f["barrier_free"] or texts.NO_DATA,
            f["condition"] or texts.NO_DATA,
            f["status"] or texts.NO_DATA,
        ]
        for f in sorted(
            found, key=lambda f: (str(f["district_id"] or "~"), order.get(f["kind"], 99), f["facility_id"])
        )
    ]
    columns: list[tuple[str, float | None, Align]] = [
        ("Quartier", 1.5, "left"), ("Art", 1.3, "left"), ("Name", 2.2, "left"), ("Plätze", 0.9, "right"), ("barrierefrei", 1.0, "left"),
        ("Zustand", 0.9, "left"), ("Status", 0.9, "left"),
    ]  # fmt: skip
    return [
        table(f"Einrichtungen nach Quartier und Art{part}", columns, chunk) for part, chunk in in_parts(rows)
    ]


def _matrix(
    model: Row, title: str, name: str, form: Callable[[float], str], rough: Sequence[str]
) -> list[Block]:
    """Return one figure of all kinds for every district and the town."""
    kinds = [
        k
        for k in surveyed_kinds(model)
        if any(d["kinds"].get(k["id"], {}).get(name) is not None for d in model["districts"])
    ]
    if not kinds:
        return []
    columns: list[tuple[str, float | None, Align]] = [("Quartier", 2.1, "left")]
    columns += [(k["name"], 1.0, "right") for k in kinds]

    def cells(row: Row) -> list[str]:
        figures = [row["kinds"].get(k["id"], {}) for k in kinds]
        return [
            row["name"],
            *(value(f, name, form, rough=any(f.get(flag) for flag in rough)) for f in figures),
        ]

    note = " ".join(sign_notes(cells(d)[1:] for d in (*model["districts"], model["town"])))
    targets = [
        f"{k['name']} {words}"
        for k in kinds
        if (words := standard_words(model, model["town"]["kinds"].get(k["id"], {}).get("standard_id")))
    ]
    note = f"Richtwerte: {'; '.join(targets)}. {note}".strip() if targets else note
    parts = in_parts(model["districts"])
    return [
        upright_or_turned(
            table(
                f"{title} nach Quartier und Einrichtungsart{part}",
                columns,
                [*map(cells, chunk), *([cells(model["town"])] if number == len(parts) else [])],
                note=note,
                last_is_total=number == len(parts),
            )
        )
        for number, (part, chunk) in enumerate(parts, start=1)
    ]


def in_parts(rows: Sequence[Item]) -> list[tuple[str, Sequence[Item]]]:
    """Cut very long tables into parts that readers for the blind (and checkers) take."""
    count = -(-len(rows) // ROWS_A_TABLE)
    return [
        (f" (Teil {n + 1} von {count})" if count > 1 else "", rows[n * ROWS_A_TABLE : (n + 1) * ROWS_A_TABLE])
        for n in range(count)
    ]


def by_programme(verdicts: Sequence[Row], shorts: Mapping[str, str], name: str, between: str) -> str:
    """Return a text of every verdict in one cell; of several, each says which programme's it is.

    Examples
    --------
    >>> both = [{"programme": "a", "word": "offen"}, {"programme": "b", "word": "erfüllt"}]
    >>> by_programme(both, {"a": "SIQ", "b": "Fonds"}, "word", "; ")
    'SIQ: offen; Fonds: erfüllt'
    """
    if len(verdicts) == 1:
        return str(verdicts[0][name])
    return between.join(f"{shorts[v['programme']]}: {v[name]}" for v in verdicts)


def programme_shorts(model: Row) -> dict[str, str]:
    """Return the short names of a report's programmes by id."""
    return {p["id"]: p["short"] for p in model["programmes"]}


def gap_table(caption: str, gaps: Sequence[Row], shorts: Mapping[str, str], note: str = "") -> Block:
    """Return gaps as rows of the ranked table; a verdict that is the same for all of them is said below it."""
    verdicts = [by_programme(g["verdicts"], shorts, "overall_label", "; ") or "nicht geprüft" for g in gaps]
    differ = len(set(verdicts)) > 1
    rows = [
        [
            texts.number(g["rank"]),
            g["district_name"],
            f"{g['kind_name']}, {g['reason_label']}",
            value(g, "affected_population", whole, rough=g["affected_rounded"]),
            g["affected_group"],
            g["confidence"],
            *([verdict] if differ else []),
        ]
        for g, verdict in zip(gaps, verdicts, strict=True)
    ]
    columns: list[tuple[str, float | None, Align]] = [
        ("Rang", None, "right"), ("Quartier", 1.8, "left"), ("Einrichtungsart und Grund", 2.9, "left"),
        ("Betroffene", None, "right"), ("Gruppe", 1.7, "left"), ("Sicherheit", None, "left"),
    ]  # fmt: skip
    if differ:
        columns.append(("Vorprüfung", 2.0, "left"))
    elif verdicts:
        note = f"Vorprüfung aller Lücken: {verdicts[0]}. {note}".strip()
    return table(caption, columns, rows, note=note)
