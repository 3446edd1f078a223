"""The German sentences of a supply balance: why area and catchment differ, why a category, what must be known."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from quartiermap.analysis.demand_trend import Span
from quartiermap.analysis.supply import NOT_APPLICABLE, VALUE
from quartiermap.analysis.supply_balance_catchment import AreaFlows
from quartiermap.analysis.supply_places import HIGH_SHARE
from quartiermap.analysis.supply_windows import CUT_NOTES, WHOLE, Exactness, Windows
from quartiermap.domain import texts
from quartiermap.domain.schema import States
from quartiermap.domain.standards import Standard
from quartiermap.domain.supply_category import Category, CategoryScheme
from quartiermap.domain.texts import number, percent

SMALL = 0.5
"""Flows below half a place are not worth a sentence."""


def range_words(low: float, high: float, decimals: int = 0) -> str:
    """Write a number, or the two ends of a range.

    Examples
    --------
    >>> range_words(12.0, 12.2), range_words(12.0, 31.0)
    ('12', '12 bis 31')
    """
    ends = number(low, decimals), number(high, decimals)
    return ends[0] if ends[0] == ends[1] else f"{ends[0]} bis {ends[1]}"


def share_words(low: float, high: float) -> str:
    """Write a share as per cent, or the two ends of a range.

    Examples
    --------
    >>> share_words(0.5, 0.5), share_words(0.5, 0.75).replace(chr(160), " ")
    ('50,0\\xa0%', '50,0 bis 75,0 %')
    """
    ends = percent(low), percent(high)
    return ends[0] if ends[0] == ends[1] else f"{number(low * 100, 1)} bis {ends[1]}"


def counted(value: float, unit: str) -> str:
    """Write an amount with its unit.

    Examples
    --------
    >>> counted(1.2, "Plätze"), counted(30.0, "Plätze"), counted(1.0, "m²")
    ('1 Platz', '30 Plätze', '1 m²')
    """
    text = number(value)
    return f"{text} {'Platz' if unit == 'Plätze' and text == '1' else unit}"


def difference_sentence(
    row: Mapping[str, Any], flows: AreaFlows | None, at: int, names: Sequence[str], standard: Standard
) -> str:
    """Say why the balance inside the border and that in the catchment differ; empty where one is not known."""
    if flows is None or row["coverage_state"] != VALUE or row["catch_coverage_state"] != VALUE:
        return ""
    unit = standard.supply.unit if standard.supply else "Plätze"
    inside = share_words(row["coverage_low"], row["coverage_high"])
    around = share_words(row["catch_coverage_low"], row["catch_coverage_high"])
    figures = f"im Gebiet {inside}, im Einzugsbereich ({standard.target_words}) {around} des Bedarfs"
    parts = _crossing(row, flows, at, names, unit)
    if not parts:
        text = f"Die Summen von Gebiet und Einzugsbereich stimmen überein ({figures}): Kein Platz geht rechnerisch über die Grenze."
    else:
        text = f"Gedeckt sind {figures}: {'; '.join(parts)}."
    if row["catch_unreached"] >= SMALL:
        text += f" Außer Reichweite jeder Einrichtung liegt ein Bedarf von {_dative(row['catch_unreached'], unit)}."
    if row["shortfall_high"] < SMALL <= row["catch_shortfall_high"]:
        text += " Im Gebiet fehlt rechnerisch nichts; im Einzugsbereich sind die Plätze ungleich verteilt."
    return text


def _dative(value: float, unit: str) -> str:
    text = counted(value, unit)
    return f"{text}n" if text.endswith("Plätze") else text


def _crossing(
    row: Mapping[str, Any], flows: AreaFlows, at: int, names: Sequence[str], unit: str
) -> list[str]:
    """Return what makes the difference: places going out, coming in, out of reach, need that is not judged."""
    parts = []
    if row["catch_out"] >= SMALL:
        amount = counted(row["catch_out"], unit)
        verb = "steht" if amount == "1 Platz" else "stehen"
        where = _mainly(flows, at, names, coming=False)
        parts.append(f"{amount} des Gebiets {verb} rechnerisch Menschen von außerhalb zur Verfügung{where}")
    if row["catch_in"] >= SMALL:
        amount = counted(row["catch_in"], unit)
        verb = "kommt" if amount == "1 Platz" else "kommen"
        where = _mainly(flows, at, names, coming=True)
        parts.append(f"{amount} von jenseits der Grenze {verb} hinzu{where}")
    if row["catch_idle"] >= SMALL:
        parts.append(f"{counted(row['catch_idle'], unit)} des Gebiets erreicht niemand mit Bedarf")
    unseen = row["need"] - row["catch_need"]
    if unseen >= SMALL:
        parts.append(
            f"ein Bedarf von {_dative(unseen, unit)} liegt außerhalb des geladenen Wegenetzes und zählt nur im Gebiet"
        )
    return parts


def _mainly(flows: AreaFlows, at: int, names: Sequence[str], *, coming: bool) -> str:
    partner = flows.main_partner(at, coming=coming)
    if partner is None:
        return ""
    area, places = partner
    where = "von außerhalb der Stadt" if area < 0 else f"aus „{names[area]}“"
    return f", vor allem {where}" + (f" ({number(places)})" if places >= SMALL else "")


def because_of(
    row: Mapping[str, Any], found: Sequence[Category], scheme: CategoryScheme, span: Span | None
) -> str:
    """Say how a category came about, or what is missing for one."""
    state = row["coverage_state"]
    if state == NOT_APPLICABLE:
        return "Kein Bedarf, deshalb keine Kategorie."
    if state != VALUE:
        return f"Keine Kategorie: Bedarf oder Plätze sind nicht bekannt ({States(state).label})."
    if row["trend_state"] != VALUE or span is None:
        return "Keine Kategorie: Es fehlt die Entwicklung der Kinderzahl (zwei Stände oder eine Prognose nach Altersgruppen)."
    low, high = row["coverage_low"], row["coverage_high"]
    reserves = " oder ".join(c.label for c in scheme.reserve.between(low - 1.0, high - 1.0))
    ways = " oder ".join(c.label for c in scheme.trend.between(row["trend_low"], row["trend_high"]))
    change = f"{'+' if row['trend'] > 0 else ''}{percent(row['trend'])} je Jahr"
    origin = f", {row['trend_origin']}" if row["trend_origin"] else ""
    text = f"Bedarfsdeckung {share_words(low, high)}: {reserves}; Entwicklung {change} ({span.words}{origin}): {ways}"
    if not found:
        return f"{text}."
    if any(c.secured for c in found) and low < 1.0:
        text += "; geplante Plätze decken den Bedarf"
    if len(found) > 1:
        return f"{text}. Offen zwischen {' und '.join(c.label for c in found)}, weil Plätze unbekannt sind oder Varianten abweichen."
    return f"{text}. {found[0].label}: {found[0].meaning}."


def balance_notes(
    windows: Windows,
    table: pd.DataFrame,
    span: Span | None,
    year: int,
    *,
    assumed_date: bool,
    stale: bool,
    outside: tuple[float, float],
    variants: Sequence[str],
    unit: str,
) -> tuple[str, ...]:
    """Return the sentences that belong to every table of a balance."""
    notes = [f"{windows.title}."]
    notes += windows.notes
    if assumed_date:
        notes.append(
            f"Der Stichtag der Einwohnerzahlen steht nicht in den Daten; angenommen ist der {texts.date(windows.key_date)} (Annahme)."
        )
    cuts: list[Exactness] = list(dict.fromkeys(table["exactness"]))
    for name in cuts:
        if CUT_NOTES[name]:
            labels = ", ".join(dict.fromkeys(table.loc[table["exactness"] == name, "group_label"]))
            notes.append(f"{labels}: {CUT_NOTES[name]}.")
    whole = table[(table["group"] == WHOLE) & (table["area_level"] == "town")].iloc[0]
    if whole["sites_state"] == VALUE:
        sites, known = float(whole["sites"]), float(whole["sites_known"])
        if known < sites:
            notes.append(
                f"{number(known)} von {number(sites)} Einrichtungen nennen ihr Angebot. Unbekannte zählen in der unteren Zahl nicht mit, in "
                f"der oberen mit der Größe, die {percent(HIGH_SHARE, 0)} der bekannten nicht überschreiten (Annahme); ergänzt wird nichts."
            )
        split = table[(table["area_level"] == "town") & (table["group"] != WHOLE)]
        for row in split.to_dict("records"):
            if row["sites"] > 0 and row["sites_known"] < row["sites"]:
                notes.append(
                    f"{row['group_label']}: {number(row['sites_known'])} von {number(row['sites'])} Einrichtungen nennen ihre {unit} für diese Gruppe."
                )
    if outside[0]:
        one = outside[0] == 1
        notes.append(
            f"{number(outside[0])} {'Einrichtung' if one else 'Einrichtungen'} mit {_dative(outside[1], unit)} "
            f"{'liegt' if one else 'liegen'} außerhalb aller Gebiete; ihre Plätze zählen in keiner Summe, im Einzugsbereich aber mit."
        )
    notes.append(_year_note(span, year, bool((table["due_sites"] > 0).any())))
    if variants:
        notes.append(
            f"Die Prognose hat Varianten ({', '.join(variants)}); ihre Spanne bestimmt, was offen bleibt."
        )
    if stale:
        notes.append(
            "Das Ergebnis ist älter als die Daten; der Einzugsbereich wird erst nach neuer Analyse gezeigt."
        )
    if np.any(table["trend_origin"].astype(str).str.startswith("Verlauf")):
        notes.append(
            "Wo die Tabelle der Jahre nur das übergeordnete Gebiet nennt, gilt dessen Verlauf für seine Teile (Annahme)."
        )
    return tuple(dict.fromkeys(n for n in notes if n))


def _year_note(span: Span | None, year: int, any_due: bool) -> str:
    planned = (
        f"Geplante Plätze zählen, wenn ihre Eröffnung bis {year} angegeben ist; ohne Jahr zählen sie nicht."
        if any_due
        else ""
    )
    if span is None:
        return f"{planned} Ohne zweiten Stand oder Prognose der Einwohner ist keine Entwicklung angegeben.".strip()
    if span.forecast and span.target == year:
        return f"{planned} Kinder im Jahr {year}: heutige Zahl × Veränderung nach der Tabelle ({span.words}).".strip()
    if span.forecast:
        return f"{planned} Die Tabelle der Jahre reicht nur bis {span.target}; für {year} ist keine Kinderzahl angegeben.".strip()
    return f"{planned} Die Entwicklung ist beobachtet ({span.words}), keine Prognose; für {year} ist keine Kinderzahl angegeben.".strip()
