"""The chapters of the report up to access and supply; everything is read from the report model."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from quartiermap.domain import texts
from quartiermap.render.map_content import plain_level
from quartiermap.render.report_blocks import (
    Align,
    Block,
    Maps,
    bullets,
    callout,
    facts,
    floating,
    heading,
    height_mm,
    paragraph,
    section,
    see,
    share,
    table,
    value,
    whole,
)
from quartiermap.render.report_credits import LAYER_NAMES
from quartiermap.render.report_lists import (
    FULL_TABLE_UP_TO,
    WORST,
    figure_table,
    sign_notes,
    standard_words,
    surveyed_kinds,
)
from quartiermap.render.report_values import german_date

Row = Mapping[str, Any]


def summary(model: Row) -> list[Block]:
    """Return the summary: three numbers, then the sentences."""
    blocks: list[Block] = [{"type": "numbers", "items": list(model["summary"]["numbers"])}]
    if model["meta"]["stale"]:
        blocks.append(
            callout(
                "Das Ergebnis ist älter als die Daten des Projekts und muss neu gerechnet werden.", "warning"
            )
        )
    blocks.append(bullets(model["summary"]["sentences"]))
    return blocks


def area(model: Row, maps: Maps) -> list[Block]:
    """Return occasion, area and state of the data."""
    meta = model["meta"]
    level = plain_level(meta["project"]["reporting_level"], "Quartier")
    town = model["town"]
    missing = town["population_districts_missing"]
    blocks = [
        paragraph(
            f"Dieser Bericht untersucht für {meta['project']['name']}, wo Einrichtungen der sozialen Infrastruktur fehlen, zu klein, "
            "zu weit entfernt, nicht barrierefrei oder in schlechtem Zustand sind. Er stellt die Erreichbarkeit zu Fuß und das "
            "Platzangebot den gewählten Richtwerten gegenüber, leitet daraus Lücken ab und prüft sie überschlägig an den Kriterien "
            "des Förderprogramms."
        ),
        facts(
            [
                ("Gebiet", f"{texts.number(meta['project']['districts'])} Gebiete der Ebene „{level}“"),
                (
                    "Einwohner",
                    value(town, "population", whole)
                    + (f" (ohne {texts.number(missing)} Gebiete ohne Angabe)" if missing else ""),
                ),
                ("Einrichtungen", texts.number(meta["project"]["facilities"])),
                ("Berechnet am", german_date(meta["computed_at"])),
                ("Stichtag der Prüfung", german_date(meta["parameters"]["date"])),
            ]
        ),
    ]
    found = maps.get(("overview", None))
    if found:
        blocks.append(floating(found.block()))
    if model["parents"]:
        blocks.append(_parents_table(model))
    return blocks


_ASKED = ("districts", "population", "facilities", "network", "indicators", "funding-areas", "forecast")
"""Layers that a report can use; those that were not loaded are named."""


def data(model: Row) -> list[Block]:
    """Return what the report rests on: how distances and homes were got, each source with its date, what was not there."""
    method = model["meta"]["method"]
    loaded = {s["layer"].replace("_", "-") for s in model["meta"]["sources"]}
    loaded |= {"population"} if loaded & {"cells", "district-population"} else set()
    absent = [LAYER_NAMES[layer] for layer in _ASKED if layer not in loaded]
    blocks = [
        facts([("Entfernung", method["distance_label"]), ("Wohnorte", method["demand_label"])]),
        _data_table(model),
    ]
    if absent:
        blocks.append(
            paragraph(f"Nicht geladen und deshalb nicht berücksichtigt: {', '.join(absent)}.", "note")
        )
    return blocks


def _parents_table(model: Row) -> Block:
    count: dict[str, int] = {}
    for district in model["districts"]:
        count[district["parent_id"]] = count.get(district["parent_id"], 0) + 1
    rows = [
        [
            plain_level(p["level"], "Stadtteil"),
            p["name"],
            value(p, "population", whole),
            texts.number(count.get(p["district_id"], 0)),
        ]
        for p in model["parents"]
    ]
    rows.append(
        [
            "Stadt",
            model["town"]["name"],
            value(model["town"], "population", whole),
            texts.number(len(model["districts"])),
        ]
    )
    columns: list[tuple[str, float | None, Align]] = [
        ("Ebene", 1, "left"), ("Name", 2.4, "left"), ("Einwohner", 1, "right"), ("Quartiere", 1, "right"),
    ]  # fmt: skip
    return table("Gebiete oberhalb der Quartiere", columns, rows, last_is_total=True)


def _data_table(model: Row) -> Block:
    rows = [
        [
            LAYER_NAMES.get(s["layer"], s["layer"]),
            s["title"] or s["file"],
            german_date(s["data_date"]),
            texts.number(s["rows_used"]),
        ]
        for s in model["meta"]["sources"]
    ]
    columns: list[tuple[str, float | None, Align]] = [
        ("Daten", 1.2, "left"), ("Titel oder Datei", 3, "left"), ("Datenstand", 1, "left"), ("Zeilen", None, "right"),
    ]  # fmt: skip
    note = f"Anbieter, Lizenzen und Prüfsummen: {see('passport')}."
    return table("Verwendete Daten", columns, rows, note=note)


def stock(model: Row) -> list[Block]:
    """Return what there is: facilities by kind."""
    rows = []
    for kind in model["kinds"]:
        of_kind = [f for f in model["facilities"] if f["kind"] == kind["id"]]
        existing = [f for f in of_kind if f["status"] not in ("geplant", "geschlossen")]
        if not of_kind:
            continue
        known = [f["places"] for f in existing if f["places"] is not None]
        barrier = [f["barrier_free"] for f in existing]
        rows.append(
            [
                kind["name_plural"],
                texts.number(len(existing)),
                texts.number(sum(f["status"] == "geplant" for f in of_kind)),
                texts.number(sum(known)) if known else texts.NO_DATA,
                texts.number(len(existing) - len(known)),
                texts.number(barrier.count("ja")),
                texts.number(barrier.count("teilweise")),
                texts.number(barrier.count("nein")),
                texts.number(sum(b is None for b in barrier)),
                texts.number(sum(f["condition"] == "schlecht" for f in existing)),
            ]
        )
    columns: list[tuple[str, float | None, Align]] = [
        ("Einrichtungsart", 2.2, "left"), ("Bestand", 1, "right"), ("geplant", 1, "right"), ("Plätze bekannt", 1.1, "right"),
        ("ohne Platzzahl", 1.1, "right"), ("barriere\u00adfrei", 1, "right"), ("teil\u00adweise", 0.9, "right"), ("nicht", 0.8, "right"),
        ("unbe\u00adkannt", 1, "right"), ("Zustand schlecht", 1.1, "right"),
    ]  # fmt: skip
    return [
        paragraph(
            "Gezählt sind Einrichtungen im Bestand; geplante stehen daneben und zählen nicht zum Angebot. Fehlende Platzzahlen "
            "werden nicht geschätzt."
        ),
        table("Einrichtungen nach Art", columns, rows),
    ]


def access_and_supply(model: Row, maps: Maps) -> list[Block]:
    """Return one section for each kind: standard, maps, Stadtteile and Quartiere."""
    blocks = [
        paragraph(
            "„In Reichweite“ ist der Anteil der Zielgruppe, deren Fußweg zur nächsten Einrichtung den Zielwert nicht "
            "überschreitet. Die rechnerische Bedarfsdeckung stellt die Plätze im Gebiet dem Bedarf seiner Einwohner gegenüber; "
            "Wege über die Gebietsgrenze sind darin nicht enthalten."
        ),
    ]
    blocks += at_a_glance(model)
    blocks += [section(_kind_section(model, kind, maps)) for kind in surveyed_kinds(model)]
    blocks += _districts_by_kind(model)
    names = {k["id"] for k in surveyed_kinds(model)}
    absent = [k["name_plural"] for k in model["kinds"] if k["id"] not in names]
    if absent:
        blocks.append(
            paragraph(
                f"Nicht untersucht, weil keine Einrichtungen dieser Arten geladen sind: {', '.join(absent)}. Ob es dort "
                "keine gibt oder nur die Daten fehlen, lässt sich nicht unterscheiden.",
                "note",
            )
        )
    return blocks


def at_a_glance(model: Row) -> list[Block]:
    """Return one row for each kind: what the town reaches, and how many gaps there are."""
    rows = []
    for kind in surveyed_kinds(model):
        figure = model["town"]["kinds"][kind["id"]]
        estimated, near = bool(figure["estimate"]), bool(figure["approximation"])
        rows.append(
            [
                kind["name"],
                standard_words(model, figure["standard_id"]) or "–",
                value(figure, "covered_share", share, rough=near or estimated),
                value(figure, "mean_distance_m", texts.metres, rough=near or estimated),
                value(figure, "supply_ratio", share, rough=estimated),
                texts.number(sum(g["kind"] == kind["id"] for g in model["gaps"])),
            ]
        )
    columns: list[tuple[str, float | None, Align]] = [
        ("Einrichtungsart", 1.6, "left"), ("Richtwert", 2.2, "left"), ("in Reichweite", 1.1, "right"), ("mittlerer Weg", 1.0, "right"),
        ("rechn. Deckung", 1.1, "right"), ("Lücken", 0.7, "right"),
    ]  # fmt: skip
    note = " ".join(sign_notes(row[2:] for row in rows))
    return [table("Erreichbarkeit und Versorgung der Stadt auf einen Blick", columns, rows, note=note)]


def rest_of_kind_mm(model: Row, kind_id: str) -> float:
    """Return about how high the section of a kind is on paper without its map, in mm; the map gets the rest of the page."""
    kind = next(k for k in surveyed_kinds(model) if k["id"] == kind_id)
    return sum(height_mm(b) for b in _kind_section(model, kind, {})) + CAPTION_MM


CAPTION_MM = 14.0
"""What a map takes beside its own height: caption, and space above and below."""


def _kind_section(model: Row, kind: Row, maps: Maps) -> list[Block]:
    town = model["town"]["kinds"].get(kind["id"], {})
    standard = next((s for s in model["standards"] if s["id"] == town.get("standard_id")), None)
    blocks: list[Block] = [heading(kind["name_plural"], 2)]
    if standard is not None:
        speed = " (Gehgeschwindigkeit: Annahme)" if standard["speed_tag"] in ("memory", "proposal") else ""
        time = (
            f", rund {texts.number(standard['minutes'])} Minuten bei {texts.number(standard['speed_kmh'], 1)} km/h{speed}"
            if standard["measure"] == "walk"
            else ""
        )
        size = (
            f" Es zählen Flächen ab {texts.number(standard['min_area_m2'])} m²."
            if standard["min_area_m2"] is not None
            else ""
        )
        sentence = (
            f"Zielwert: {standard['target_words']}{time}.{size} Verbindlichkeit: {standard['degree']} "
            f"({standard['origin']['text']}, {standard['origin']['date']})."
        )
        if standard["limit_m"] is not None:
            limit = standard["limit_origin"]
            sentence += (
                f" Zumutbarkeitsgrenze: {texts.metres(standard['limit_m'])} ({standard['limit_degree']}: "
                f"{limit['text']}, {limit['date']})."
            )
        blocks.append(paragraph(sentence))
    with_supply = _with_supply(model, kind)
    found = maps.get(("covered_share", kind["id"]))
    if found:
        blocks.append(found.block())
    parents = [p for p in model["parents"] if kind["id"] in p["kinds"]]
    if parents:
        words = standard_words(model, town.get("standard_id"))
        caption = f"{kind['name_plural']}: Stadtteile und Stadt"
        blocks.append(
            figure_table(caption, [*parents, model["town"]], kind, with_supply, total=True, standard=words)
        )
    else:
        blocks.append(_districts_table(model, kind, with_supply))
    return blocks


def _with_supply(model: Row, kind: Row) -> bool:
    areas = (*model["districts"], model["town"])
    return any(d["kinds"].get(kind["id"], {}).get("need_places") is not None for d in areas)


def _districts_table(model: Row, kind: Row, with_supply: bool) -> Block:
    """Return the districts of a kind: all of them with the town where they are few, else those least reached."""
    words = standard_words(model, model["town"]["kinds"].get(kind["id"], {}).get("standard_id"))
    rows = [d for d in model["districts"] if kind["id"] in d["kinds"]]
    if len(rows) <= FULL_TABLE_UP_TO:
        caption = f"{kind['name_plural']}: Quartiere"
        return figure_table(caption, [*rows, model["town"]], kind, with_supply, total=True, standard=words)
    worst = _least_reached(rows, kind["id"])[:WORST]
    caption = f"{kind['name_plural']}: die {len(worst)} Quartiere mit dem kleinsten Anteil in Reichweite"
    note = f"Alle Quartiere: {see('annex')}."
    return figure_table(caption, worst, kind, with_supply, note=note, standard=words)


def _districts_by_kind(model: Row) -> list[Block]:
    """Return the districts of every kind, where the sections of the kinds show the level above them."""
    kinds = surveyed_kinds(model)
    if not model["parents"] or not kinds:
        return []
    tables = [_districts_table(model, kind, _with_supply(model, kind)) for kind in kinds]
    return [heading("Quartiere je Einrichtungsart", 2), *tables]


def _least_reached(rows: Sequence[Row], kind_id: str) -> list[Row]:
    """Return the districts with a share, the smallest first; among equals the one with most people."""
    known = [r for r in rows if r["kinds"][kind_id]["covered_share"] is not None]
    return sorted(
        known,
        key=lambda r: (
            r["kinds"][kind_id]["covered_share"],
            -(r["kinds"][kind_id]["target_population"] or 0),
            r["district_id"],
        ),
    )
