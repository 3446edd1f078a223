"""The chapters of the report up to access and supply; everything is read from the report model."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from quartiermap.domain import texts
from quartiermap.render import report_need_chapters
from quartiermap.render.map_content import plain_level
from quartiermap.render.report_blocks import (
    Align,
    Block,
    bullets,
    callout,
    facts,
    heading,
    paragraph,
    picture,
    state_word,
    table,
    value,
    whole,
    word,
)
from quartiermap.render.report_credits import LAYER_NAMES
from quartiermap.render.report_lists import (
    FULL_TABLE_UP_TO,
    NEED_TABLE_UP_TO,
    WORST,
    figure_table,
    standard_words,
    supply_level,
    surveyed_kinds,
    too_few_places,
    with_sites,
)
from quartiermap.render.report_values import german_date

Row = Mapping[str, Any]


@dataclass(frozen=True)
class MapFile:
    """A drawn map: its file beside the template, alternative text, caption, width in mm."""

    file: str
    alt: str
    caption: str
    width_mm: float

    def block(self) -> Block:
        """Return the map as a block."""
        return picture(self.file, self.alt, self.caption, self.width_mm)


Maps = Mapping[tuple[str, str | None], MapFile]


def summary(model: Row) -> list[Block]:
    """Return the summary: three numbers, then the sentences."""
    blocks = [heading("Zusammenfassung"), {"type": "numbers", "items": list(model["summary"]["numbers"])}]
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
    method = meta["method"]
    level = plain_level(meta["project"]["reporting_level"], "Quartier")
    town = model["town"]
    missing = town["population_districts_missing"]
    blocks = [
        heading("Anlass, Gebiet und Datenstand"),
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
                ("Entfernung", method["distance_label"]),
                ("Wohnorte", method["demand_label"]),
                ("Berechnet am", german_date(meta["computed_at"])),
                ("Stichtag der Prüfung", german_date(meta["parameters"]["date"])),
            ]
        ),
    ]
    found = maps.get(("overview", None))
    if found:
        blocks.append(found.block())
    if model["parents"]:
        blocks.append(_parents_table(model))
    blocks.append(_data_table(model))
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
    note = "Anbieter, Lizenzen und Prüfsummen: Kapitel „Quellen und Lizenzen“."
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
        heading("Bestand"),
        paragraph(
            "Gezählt sind Einrichtungen im Bestand; geplante stehen daneben und zählen nicht zum Angebot. Fehlende Platzzahlen "
            "werden nicht geschätzt."
        ),
        table("Einrichtungen nach Art", columns, rows),
    ]


def social(model: Row, maps: Maps) -> list[Block]:
    """Return the social situation, if indicators were loaded."""
    need = model["need"]
    if not need:
        return []
    blocks = [
        heading("Soziale Lage"),
        paragraph(
            "Status und Dynamik sind nach der Methode des Berliner Monitorings Soziale Stadtentwicklung gerechnet: "
            "standardisierte Kennzahlen, verglichen mit dem Durchschnitt der Stadt. Ein niedriger Status bedeutet eine hohe "
            "soziale Belastung; „Aufmerksamkeit“ bezeichnet Gebiete mit besonderem Aufmerksamkeitsbedarf."
        ),
    ]
    found = maps.get(("need_status", None))
    if found:
        blocks.append(found.block())
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
        *report_need_chapters.definition(model),
        *report_need_chapters.fields(model),
        *report_need_chapters.overlay(model),
        *report_need_chapters.equity(model),
    ]


def _period_note(need: Sequence[Row]) -> str:
    periods = sorted({r["period"] for r in need if r["period"]})
    return f"Zeitraum: {', '.join(periods)}." if periods else ""


def access_and_supply(model: Row, maps: Maps) -> list[Block]:
    """Return one section for each kind: standard, maps, Stadtteile and Quartiere."""
    blocks = [
        heading("Erreichbarkeit und Versorgung"),
        paragraph(
            "„In Reichweite“ ist der Anteil der Zielgruppe, deren Fußweg zur nächsten Einrichtung den Zielwert nicht "
            "überschreitet. Die rechnerische Bedarfsdeckung stellt die Plätze im Gebiet dem Bedarf seiner Einwohner gegenüber; "
            "Wege über die Gebietsgrenze sind darin nicht enthalten."
        ),
    ]
    for kind in surveyed_kinds(model):
        blocks += _kind_section(model, kind, maps)
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
    with_supply = any(
        d["kinds"].get(kind["id"], {}).get("need_places") is not None
        for d in (*model["districts"], model["town"])
    )
    blocks += _supply_note(model, kind, with_supply)
    blocks += [
        maps[key].block()
        for figure in ("covered_share", "supply_ratio")
        if (key := (figure, kind["id"])) in maps
    ]
    words = standard_words(model, town.get("standard_id"))
    rows = [d for d in model["districts"] if kind["id"] in d["kinds"]]
    parents = [p for p in model["parents"] if kind["id"] in p["kinds"]]
    if parents:
        blocks.append(
            figure_table(
                f"{kind['name_plural']}: Stadtteile und Stadt",
                [*parents, model["town"]],
                kind,
                with_supply,
                total=True,
                standard=words,
            )
        )
    if len(rows) <= FULL_TABLE_UP_TO:
        listed = rows if parents else [*rows, model["town"]]
        blocks.append(
            figure_table(
                f"{kind['name_plural']}: Quartiere",
                listed,
                kind,
                with_supply,
                total=not parents,
                standard=words,
            )
        )
    else:
        worst = _least_reached(rows, kind["id"])[:WORST]
        caption = f"{kind['name_plural']}: die {len(worst)} Quartiere mit dem kleinsten Anteil in Reichweite"
        blocks.append(
            figure_table(caption, worst, kind, with_supply, note="Alle Quartiere: Anhang.", standard=words)
        )
    return blocks


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


def _supply_note(model: Row, kind: Row, with_supply: bool) -> list[Block]:
    """Say on which level places against need are shown, or why there is no map of them."""
    if not with_supply or not too_few_places(model, kind["id"]):
        return []
    level = supply_level(model, kind["id"])
    if level == "fine":
        return []
    own, asked = with_sites(model["districts"], kind["id"])
    why = (
        f"Nur {texts.number(own)} von {texts.number(asked)} Quartieren mit Bedarf haben eine eigene Einrichtung dieser Art; "
        "die vorhandenen versorgen mehrere Quartiere."
    )
    if level == "coarse":
        return [
            paragraph(
                f"{why} Die Karte zeigt die rechnerische Bedarfsdeckung deshalb nach Stadtteilen.", "note"
            )
        ]
    return [
        paragraph(
            f"{why} Auf eine Karte der rechnerischen Bedarfsdeckung nach Gebieten wird deshalb verzichtet; die Zahlen stehen "
            "in den Tabellen.",
            "note",
        )
    ]
