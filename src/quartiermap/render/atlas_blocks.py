"""What stands below the map on the page of a district: figures, gaps, facilities, notes. Every number from the report model."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

from quartiermap.domain import texts
from quartiermap.render.district_scene import ShownFacility
from quartiermap.render.report_blocks import (
    Block,
    height_mm,
    paragraph,
    see,
    share,
    state_word,
    table,
    value,
    whole,
    word,
)

Row = Mapping[str, Any]

PAGE_MM = 246.0
TITLE_MM = 11.0
"""Height of the text block of an A4 page, and of the page's own heading."""

SMALLER_MM = 2.0
"""A table of short rows takes less than `height_mm` allows for."""

LIST_MM = 12.0
"""Room kept for the list of facilities when gaps are many."""

LEAST_GAPS = 3
"""So many gaps are named however full the page is."""


def page_blocks(
    model: Row, facilities: Mapping[str, Sequence[ShownFacility]], map_mm: float
) -> dict[str, list[Block]]:
    """Return the blocks of the pages of some districts.

    Parameters
    ----------
    model : mapping
        From `report_model.build`.
    facilities : mapping of district id -> facilities
        With their numbers on the map.
    map_mm : float
        Height of the map: what is left of the page is filled, and what does not fit is said to be elsewhere.
    """
    need = {row["district_id"]: row for row in model["need"]}
    gaps: dict[str, list[Row]] = {}
    for gap in model["gaps"]:
        gaps.setdefault(gap["district_id"], []).append(gap)
    names = {row["district_id"]: row["name"] for row in model["parents"]}
    kinds = {kind["id"]: kind for kind in model["kinds"]}
    known = {row["facility_id"]: row for row in model["facilities"]}
    room = PAGE_MM - TITLE_MM - map_mm
    return {
        row["district_id"]: _page(
            row, need.get(row["district_id"]), gaps.get(row["district_id"], []), facilities[row["district_id"]],
            names, kinds, known, room,
        )
        for row in model["districts"]
        if row["district_id"] in facilities
    }  # fmt: skip


def _page(
    row: Row, need: Row | None, gaps: Sequence[Row], facilities: Sequence[ShownFacility], parents: Mapping[str, str],
    kinds: Mapping[str, Row], known: Mapping[str, Row], room: float,
) -> list[Block]:  # fmt: skip
    head = paragraph(_who(row, need, parents))
    rough = {k for k, f in row["kinds"].items() if f["estimate"] or f["approximation"]}
    room -= height_mm(head) + height_mm(_figures(row, kinds, "")) - SMALLER_MM
    listed = len(gaps)
    while listed > LEAST_GAPS and height_mm(_gaps(gaps, listed, rough)) - SMALLER_MM > room - LIST_MM:
        listed -= 1
    found = _gaps(gaps, listed, rough)
    room -= height_mm(found) - SMALLER_MM
    shown = len(facilities)
    while shown > 0 and note_mm(_facilities(facilities, shown, known, kinds)) > room:
        shown -= 1
    return [head, _figures(row, kinds, _facilities(facilities, shown, known, kinds)), found]


def note_mm(text: str) -> float:
    """Return about how high the text below a table is."""
    return 2.0 + 3.2 * -(-len(text) // 130)


def _who(row: Row, need: Row | None, parents: Mapping[str, str]) -> str:
    """Return where the district lies, who lives there, and its social index in one paragraph."""
    parts = []
    if row["parent_id"] and row["parent_id"] in parents:
        parts.append(f"Teil von {parents[row['parent_id']]}")
    persons = value(row, "population", whole)
    # the table beside it counts the target groups where people live: another source, another number
    origin = " (Einwohnerregister)" if row["population_origin"] == "register" else ""
    parts.append(f"{persons} Einwohner{origin}" if row["population"] is not None else f"Einwohner: {persons}")
    if need is not None:
        if need["status_class"]:
            dynamics = f", Dynamik {need['dynamics_class']}" if need["dynamics_class"] else ""
            attention = " (besonderer Aufmerksamkeitsbedarf)" if need["attention"] else ""
            parts.append(f"Sozialindex {need['period'] or ''}: Status {need['status_class']}{dynamics}{attention}".replace("  ", " "))  # fmt: skip
        else:
            parts.append(f"Sozialindex: {state_word(need['status_index_state'])}")
    return f"{'; '.join(parts)}."


def _figures(row: Row, kinds: Mapping[str, Row], note: str) -> Block:
    rows = []
    for kind_id, figure in row["kinds"].items():
        estimated, near = bool(figure["estimate"]), bool(figure["approximation"])
        rows.append(
            [
                kinds[kind_id]["name"] if kind_id in kinds else kind_id,
                word(figure["target_group"]),
                value(figure, "target_population", whole, rough=estimated),
                value(figure, "covered_share", share, rough=near or estimated),
                value(figure, "mean_distance_m", texts.metres, rough=near or estimated),
                value(figure, "sites", whole),
                value(figure, "places", _in_unit(figure["supply_unit"])),
                value(figure, "supply_ratio", share, rough=estimated),
            ]
        )
    if not rows:
        return paragraph(f"Für dieses Quartier ist keine Kennzahl berechnet. {note}".strip())
    return table(
        "Erreichbarkeit und Versorgung (erreicht: Anteil der Zielgruppe in Reichweite; Deckung: Plätze zu Bedarf)",
        [
            ("Einrichtungsart", None, "left"), ("Zielgruppe", 1, "left"), ("Personen", None, "right"), ("erreicht", None, "right"),
            ("mittl. Weg", None, "right"), ("Orte", None, "right"), ("Plätze", None, "right"), ("Deckung", None, "right"),
        ],
        rows,
        note=note,
    )  # fmt: skip


def _in_unit(unit: str | None) -> Callable[[float], str]:
    """Return how places are written: with their unit where they are none (m² of a playground)."""
    return (lambda number: f"{whole(number)}\u00a0{unit}") if unit == "m²" else whole


def _gaps(gaps: Sequence[Row], listed: int, rough: Collection[str]) -> Block:
    if not gaps:
        return paragraph("In diesem Quartier ist keine Lücke gefunden worden.")
    rows = [
        [
            whole(g["rank"]),
            f"{g['kind_name']}: {g['reason_label']}",
            value(g, "affected_population", whole, rough=g["kind"] in rough or g["affected_rounded"]),
            word(g["affected_group"]),
            "; ".join(dict.fromkeys(v["overall_label"] for v in g["verdicts"])) or "nicht geprüft",
        ]
        for g in gaps[:listed]
    ]
    more = len(gaps) - listed
    note = f"Und {texts.number(more)}\u00a0weitere: siehe {see('gaps')}." if more else ""
    return table(
        "Lücken",
        [("Rang", None, "right"), ("Lücke", 2.6, "left"), ("betroffen", None, "right"), ("Gruppe", 1.6, "left"), ("Vorprüfung", 2.0, "left")],
        rows,
        note=note,
    )  # fmt: skip


def _facilities(
    facilities: Sequence[ShownFacility], shown: int, known: Mapping[str, Row], kinds: Mapping[str, Row]
) -> str:
    """Return the facilities by their numbers on the map, as running text: a table of thirty would not fit."""
    if not facilities:
        return "Im Quartier liegt keine erfasste Einrichtung."
    told = [f"{f.number}\u00a0{_facility(known.get(f.facility_id), f, kinds)}" for f in facilities[:shown]]
    more = len(facilities) - shown
    if not told:
        return f"{texts.number(more)}\u00a0Einrichtungen im Quartier: siehe {see('annex')}."
    rest = f" und {texts.number(more)}\u00a0weitere, siehe {see('annex')}" if more else ""
    return f"Einrichtungen (Nummern der Karte): {'; '.join(told)}{rest}."


def _facility(row: Row | None, f: ShownFacility, kinds: Mapping[str, Row]) -> str:
    if row is None:
        return f.name or f.kind
    name = row["name"] or row["kind_name"]
    about = [row["kind_name"]] if row["kind_name"].lower() not in name.lower() else []
    if row["places"] is not None:
        unit = kinds[f.kind]["capacity_unit"] if f.kind in kinds else "Plätze"
        about.append(f"{whole(row['places'])}\u00a0{unit}")
    if row["condition"] == "schlecht":
        about.append("Zustand schlecht")
    if row["barrier_free"] == "nein":
        about.append("nicht barrierefrei")
    if row["status"] == "geplant":
        about.append("geplant")
    return f"{name} ({', '.join(about)})" if about else str(name)
