"""Long tables of the report: figures by district, gaps by rank, and the annex that holds them whole."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from quartiermap.domain import texts
from quartiermap.render.report_blocks import Align, Block, heading, share, table, value, whole

Row = Mapping[str, Any]

FULL_TABLE_UP_TO = 60
"""With more districts the chapters show the worst ones and the annex holds all."""

RANKED_GAPS = 80
"""With more gaps the chapter shows that many and the annex holds all."""

ROWS_A_TABLE = 500

WORST = 20
"""How many districts a shortened table shows."""


def surveyed_kinds(model: Row) -> list[Row]:
    """Return the kinds with figures of which at least one facility is known; others cannot be judged."""
    present = {f["kind"] for f in model["facilities"]}
    return [k for k in model["kinds"] if k["id"] in present and k["id"] in model["town"]["kinds"]]


def figure_table(
    caption: str, rows: Sequence[Row], kind: Row, with_supply: bool, *, total: bool = False, note: str = ""
) -> Block:
    """Return the table of a kind's figures for districts, parents or the town."""
    unit = (
        next((r["kinds"][kind["id"]]["supply_unit"] for r in rows if kind["id"] in r["kinds"]), None)
        or "Plätze"
    )
    cells = []
    rough = False
    for row in rows:
        figure = row["kinds"].get(kind["id"])
        if figure is None:
            continue
        estimated = bool(figure["estimate"])
        near = bool(figure["approximation"])
        rough = rough or estimated or near
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
    notes = [note] if note else []
    group = next((r["kinds"][kind["id"]]["target_group"] for r in rows if kind["id"] in r["kinds"]), None)
    if group:
        notes.append(f"Zielgruppe: {group}, Personen.")
    if with_supply and any("mind." in line[5] for line in cells):
        notes.append("mind.: Für weitere Einrichtungen ist die Platzzahl nicht bekannt.")
    if rough:
        notes.append("≈ Schätzung oder Näherung (Kapitel „Methode und Grenzen“).")
    return table(caption, columns, cells, note=" ".join(notes), last_is_total=total)


def annex(model: Row) -> list[Block]:
    """Return the full tables, when the chapters had to shorten them."""
    blocks: list[Block] = []
    if len(model["districts"]) > FULL_TABLE_UP_TO:
        for kind in surveyed_kinds(model):
            rows = [d for d in model["districts"] if kind["id"] in d["kinds"]]
            with_supply = any(d["kinds"][kind["id"]]["need_places"] is not None for d in rows)
            blocks += [
                figure_table(f"{kind['name_plural']}: alle Quartiere{part}", chunk, kind, with_supply)
                for part, chunk in in_parts(rows)
            ]
    if len(model["gaps"]) > RANKED_GAPS:
        blocks += [
            gap_table(f"Alle Lücken nach Rang{part}", chunk) for part, chunk in in_parts(model["gaps"])
        ]
    return [{"type": "pagebreak"}, heading("Anhang: vollständige Tabellen"), *blocks] if blocks else []


def in_parts(rows: Sequence[Row]) -> list[tuple[str, Sequence[Row]]]:
    """Cut very long tables into parts that readers for the blind (and checkers) take."""
    count = -(-len(rows) // ROWS_A_TABLE)
    return [
        (f" (Teil {n + 1} von {count})" if count > 1 else "", rows[n * ROWS_A_TABLE : (n + 1) * ROWS_A_TABLE])
        for n in range(count)
    ]


def gap_table(caption: str, gaps: Sequence[Row], note: str = "") -> Block:
    """Return gaps as rows of the ranked table."""
    rows = [
        [
            texts.number(g["rank"]),
            g["district_name"],
            g["kind_name"],
            g["reason_label"],
            value(g, "affected_population", whole),
            g["affected_group"],
            g["confidence"],
            "; ".join(v["overall_label"] for v in g["verdicts"]) or "nicht geprüft",
        ]
        for g in gaps
    ]
    columns: list[tuple[str, float | None, Align]] = [
        ("Rang", None, "right"), ("Quartier", 1.9, "left"), ("Einrich\u00adtungsart", 1.5, "left"), ("Grund", 1.4, "left"),
        ("Be\u00adtroffene", 0.95, "right"), ("Gruppe", 1.5, "left"), ("Sicher\u00adheit", 0.85, "left"), ("Vorprüfung", 1.8, "left"),
    ]  # fmt: skip
    return table(caption, columns, rows, note=note)
