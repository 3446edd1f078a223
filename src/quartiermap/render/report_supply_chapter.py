"""The chapter "Versorgung: Plätze und Bedarf": the balance of each kind for town, parent districts and districts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

from quartiermap.analysis.supply_balance_words import range_words, share_words
from quartiermap.domain import texts
from quartiermap.render.report_blocks import (
    ROUGH,
    Align,
    Block,
    MapFile,
    Maps,
    bullets,
    floating,
    heading,
    paragraph,
    see,
    state_word,
    table,
)
from quartiermap.render.report_lists import FULL_TABLE_UP_TO, WORST, supply_level, too_few_places, with_sites

Row = Mapping[str, Any]
SENTENCES = 4
"""So many districts get the sentence why inside and around differ: those where it differs most."""


def shown(group: Row, name: str, *, share: bool = False, rough: bool = False) -> str:
    """Write a figure of a group: a number, a range, or the word for why it is missing.

    Examples
    --------
    >>> shown({"coverage_low": 0.5, "coverage_high": 0.5, "coverage_state": "value"}, "coverage", share=True)
    '50,0\\xa0%'
    >>> shown({"need": None, "need_state": "secret"}, "need")
    'geheim'
    """
    low, high = (group.get(f"{name}_{end}", group.get(name)) for end in ("low", "high"))
    if low is None or high is None:
        return state_word(group.get(f"{name}_state"))
    words = share_words(low, high) if share else range_words(low, high)
    return f"{ROUGH if rough else ''}{words.replace(' bis ', '–')}"


def supply_chapter(model: Row, maps: Maps = MappingProxyType({})) -> list[Block]:
    """Return the chapter; empty without any balance."""
    found = model.get("supply") or []
    if not found:
        return []
    blocks = [
        heading("Plätze und Bedarf", 2),
        paragraph(
            "Bedarf = Personen der Altersgruppe × Zielquote. Versorgungsquote = Plätze ÷ Personen; Betreuungsquote = belegte Plätze ÷ "
            "Personen; Bedarfsdeckung = Plätze ÷ Bedarf; Auslastung = belegte ÷ vorhandene Plätze. Alles ist rechnerisch: Überbelegung und "
            "andere Angebote können kleine Lücken schließen. Stadt und Stadtteile sind Summen, keine Mittelwerte von Quoten. Spannen "
            "entstehen, wo Einrichtungen ihr Angebot nicht nennen."
        ),
    ]
    for balance in found:
        blocks += _section(model, balance, maps.get(("supply_ratio", balance["kind"])))
    return blocks


def _level_note(model: Row, kind_id: str) -> list[Block]:
    """Say on which level places against need are shown, or why there is no map of them."""
    level = supply_level(model, kind_id)
    if level == "fine" or not too_few_places(model, kind_id):
        return []
    own, asked = with_sites(model["districts"], kind_id)
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


def _whole(area: Row) -> Row:
    found: Row = next(g for g in area["groups"] if g["group"] == "all")
    return found


def _section(model: Row, balance: Row, drawn: MapFile | None) -> list[Block]:
    name, year = balance["kind_name"], balance["year"]
    blocks = [
        heading(name, 3),
        paragraph(
            f"Bedarf: {balance['need_formula']} ({balance['need_source']}). {balance['windows']['title']}."
        ),
    ]
    coarse = [*balance["parents"], balance["town"]]
    split = len(balance["town"]["groups"]) > 1
    blocks.append(
        _table(
            f"{name}: Stadtteile und Stadt" if balance["parents"] else f"{name}: Stadt",
            coarse,
            balance,
            total=True,
        )
    )
    blocks += _level_note(model, balance["kind"])
    if drawn is not None:
        blocks.append(floating(drawn.block()))
    if split:
        told = any(g["places_low"] is not None for g in balance["town"]["groups"] if g["group"] != "all")
        blocks.append(_split_table(f"{name}: nach Altersgruppen", coarse if told else [balance["town"]]))
    districts = sorted(balance["districts"], key=_pressing)
    if len(districts) <= FULL_TABLE_UP_TO:
        blocks.append(_table(f"{name}: Gebiete", districts, balance))
    elif districts:
        caption = f"{name}: die {WORST} Gebiete mit dem größten Handlungsbedarf"
        blocks.append(
            _table(
                caption, districts[:WORST], balance, note="Alle Gebiete: Tabelle „Versorgung“ (Excel, CSV)."
            )
        )
    if _has_categories(balance):
        blocks += _categories(balance)
    differing = sorted((a for a in balance["districts"] if a["sentence"]), key=_differing)[:SENTENCES]
    if differing:
        blocks.append(paragraph("Warum Gebiet und Einzugsbereich sich unterscheiden", "strong"))
        blocks.append(bullets([f"{a['name']}: {a['sentence']}" for a in differing]))
    notes = [n for n in balance["notes"] if n.rstrip(".") != balance["windows"]["title"]]
    if notes:
        blocks.append(paragraph(" ".join(notes), "note"))
    planned = _whole(balance["town"])
    if planned["due_sites"] or planned["later_sites"] or planned["undated_sites"]:
        blocks.append(paragraph(_planned_sentence(planned, year, balance["unit"])))
    return blocks


def _has_categories(balance: Row) -> bool:
    return any(_whole(a)["category"] for a in (*balance["districts"], *balance["parents"], balance["town"]))


def _pressing(area: Row) -> tuple[float, float, str]:
    """Return what sorts areas by what is most pressing: category, then the places missing for sure."""
    group = _whole(area)
    urgency = group["category_urgency"]
    return (
        99.0 if urgency is None else float(urgency),
        -(group["shortfall_low"] or 0.0),
        str(area["area_id"]),
    )


def _differing(area: Row) -> float:
    group = _whole(area)
    inside, around = group["coverage_low"], group["catch_coverage_low"]
    return 0.0 if inside is None or around is None else -abs(inside - around) * (group["need"] or 0.0)


def _table(caption: str, areas: Sequence[Row], balance: Row, *, total: bool = False, note: str = "") -> Block:
    columns: list[tuple[str, float | None, Align]] = [
        ("Gebiet", 2.2, "left"), ("Per\u00adsonen", 1.0, "right"), ("rechn. Bedarf", 1.0, "right"), (str(balance["unit"]), 1.2, "right"),
        ("Versor\u00adgungs\u00adquote", 1.3, "right"), ("Bedarfs\u00addeckung", 1.3, "right"), ("rechn. Fehl\u00adbedarf", 1.1, "right"),
        (f"Deckung bis {balance['year']}", 1.3, "right"), ("Deckung im Einzugs\u00adbereich", 1.3, "right"),
    ]  # fmt: skip
    judged = _has_categories(balance)
    if judged:
        columns.append(("Kate\u00adgorie", 1.0, "right"))
    rows = []
    rough = False
    for area in areas:
        group = _whole(area)
        estimated = bool(group["estimate"])
        rough = rough or estimated
        rows.append(
            [
                area["name"],
                shown(group, "children", rough=estimated),
                shown(group, "need", rough=estimated),
                shown(group, "places"),
                shown(group, "supply_quota", share=True, rough=estimated),
                shown(group, "coverage", share=True, rough=estimated),
                shown(group, "shortfall", rough=estimated),
                shown(group, "coverage_then", share=True, rough=estimated),
                shown(group, "catch_coverage", share=True, rough=estimated),
                *([group["category"] or state_word(group["category_state"])] if judged else []),
            ]
        )
    said = [note] if note else []
    if rough:
        said.append(f"≈ Schätzung ({see('method')}).")
    return table(caption, columns, rows, note=" ".join(said), last_is_total=total)


def _split_table(caption: str, areas: Sequence[Row]) -> Block:
    """Return the table by age group; quotas that nobody has data for are left out and named."""
    groups = [g for area in areas for g in area["groups"]]
    figures = [
        (name, title, share, rough)
        for name, title, share, rough in (
            ("children", "Per\u00adsonen", False, True),
            ("need", "rechn. Bedarf", False, True),
            ("places", "Plätze", False, False),
            ("supply_quota", "Versor\u00adgungs\u00adquote", True, True),
            ("coverage", "Bedarfs\u00addeckung", True, True),
            ("care_quota", "Be\u00adtreuungs\u00adquote", True, True),
            ("use", "Aus\u00adlastung", True, False),
        )
        if name in ("children", "need", "places")
        or any(g.get(f"{name}_low", g.get(name)) is not None for g in groups)
    ]
    columns: list[tuple[str, float | None, Align]] = [("Gebiet", 2.0, "left"), ("Gruppe", 1.4, "left")]
    columns += [(title, 1.2, "right") for _, title, _, _ in figures]
    rows = [
        [
            area["name"] if group is area["groups"][0] else "",
            group["label"],
            *(
                shown(group, name, share=share, rough=rough and bool(group["estimate"]))
                for name, _, share, rough in figures
            ),
        ]
        for area in areas
        for group in area["groups"]
    ]
    ages = "; ".join(f"{g['label']}: {g['ages']}" for g in areas[0]["groups"])
    names = {name for name, _, _, _ in figures}
    said = [f"{ages}."]
    if "care_quota" in names:
        said.append("Betreuungsquote: am Standort der Einrichtung gezählt, nicht am Wohnort der Kinder.")
    missing = [
        word for name, word in (("care_quota", "Betreuungsquote"), ("use", "Auslastung")) if name not in names
    ]
    if missing:
        said.append(f"{' und '.join(missing)}: keine Daten, weil keine Einrichtung belegte Plätze nennt.")
    return table(caption, columns, rows, note=" ".join(said))


def _categories(balance: Row) -> list[Block]:
    found = balance["categories"]
    return [
        paragraph(f"Kategorien: {found['title']} ({found['source']}).", "note"),
        bullets(
            [f"{c['label']}: {c['meaning']}." for c in sorted(found["list"], key=lambda c: c["urgency"])]
        ),
        paragraph(f"Schwellen: {found['reserve_source']} {found['trend_source']}", "note"),
    ]


def _planned_sentence(group: Row, year: int, unit: str) -> str:
    parts = []
    if group["due_sites"]:
        parts.append(
            f"bis {year} {texts.number(group['due_sites'])} Einrichtung(en) mit {shown(group, 'due')} {unit}"
        )
    if group["later_sites"]:
        parts.append(
            f"später {texts.number(group['later_sites'])} mit {texts.number(group['later_places'])} {unit}"
        )
    if group["undated_sites"]:
        parts.append(
            f"ohne Jahr {texts.number(group['undated_sites'])} mit {texts.number(group['undated_places'])} {unit} (zählen nicht)"
        )
    basis = (
        "mit dem Bedarf nach der Prognose"
        if group["then_origin"] == "forecast"
        else "mit dem heutigen Bedarf"
    )
    return f"Geplant in der Stadt: {'; '.join(parts)}. „Deckung bis {year}“ rechnet {basis}."
