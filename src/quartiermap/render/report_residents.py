"""Residents of the town by age, and by year where a forecast was loaded: rows of report.json, and the section on them."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from quartiermap.analysis.protection import Secrets
from quartiermap.domain import texts
from quartiermap.domain.ages import band_label, band_limits, is_band
from quartiermap.domain.project import Project
from quartiermap.domain.results import TOWN, Analysis
from quartiermap.domain.schema import States
from quartiermap.render.report_blocks import Align, Block, heading, paragraph, share, table, value, whole
from quartiermap.render.report_values import file_name

Row = dict[str, Any]

MOST_YEARS = 8
"""A table of more years shows so many, evenly spread, the first and the last among them."""


def residents_row(project: Project, analysis: Analysis, secrets: Secrets) -> Row:
    """Return ``residents`` of report.json: ``origin``, ``ages[]`` and ``years[]`` of the town.

    Parameters
    ----------
    project, analysis : Project, Analysis
        With every figure.
    secrets : Secrets
        Where any figure of the town is secret, or an age group is below the limit, no age group of the town is told:
        neighbouring groups could be subtracted from each other.

    Returns
    -------
    dict
        ``ages``: ``band, label, residents, residents_state, share``; persons at the demand points, so their sum may differ
        from the register. ``unknown_points``: points whose ages are not known; they count in no band.
        ``years``: ``year, variant, population, groups``; only years for which every district of a level has a number.
    """
    demand = analysis.demand.table
    bands = partition([str(c) for c in demand.columns if is_band(str(c)) and demand[c].notna().any()])
    sums = {band: float(demand[band].sum(min_count=1)) for band in bands}
    town_secret = any(area == TOWN for area, _ in secrets.persons)
    small = any(0 < n < secrets.limit for n in sums.values())
    hidden = bool(secrets.limit) and (town_secret or small)
    whole_town = math.fsum(sums.values())
    unknown = int(demand[bands].isna().any(axis=1).sum()) if bands else len(demand)
    return {
        "origin": analysis.demand.origin,
        "unknown_points": unknown,
        "ages": [
            {
                "band": band,
                "label": band_label(*band_limits(band)),
                "residents": None if hidden else number,
                "residents_state": (States.SECRET if hidden else States.VALUE).value,
                "share": None if hidden or not whole_town else number / whole_town,
            }
            for band, number in sums.items()
        ],
        "years": _years(project, secrets),
        "sources": sorted({file_name(s.file) for s in project.sources if s.layer == "forecast"}),
    }


def partition(bands: Sequence[str]) -> list[str]:
    """Return bands that do not overlap, from the youngest on, the narrower one first.

    Examples
    --------
    >>> partition(["age_6_10", "age_0_6", "age_0_3", "age_3_6", "age_65_plus"])
    ['age_0_3', 'age_3_6', 'age_6_10', 'age_65_plus']
    """
    chosen, end = [], 0.0
    for lower, upper, band in sorted(
        (lo, math.inf if up is None else up, b) for b in bands for lo, up in [band_limits(b)]
    ):
        if lower >= end:
            chosen.append(band)
            end = upper
    return chosen


def _years(project: Project, secrets: Secrets) -> list[Row]:
    """Return the town's residents by year and variant, from the coarsest level that is whole."""
    frame = project.forecast
    if not len(frame):
        return []
    bands = partition([str(c) for c in frame.columns if is_band(str(c))])
    for _, level in project.districts.groupby("level_rank", sort=True):
        ids = set(level["district_id"].astype(str))
        rows = frame[frame["district_id"].astype(str).isin(ids)]
        found = []
        for (year, variant), group in rows.groupby(["year", rows["variant"].fillna("")], sort=True):
            if set(group["district_id"].astype(str)) != ids or len(group) != len(ids):
                continue
            if group["population"].isna().any():
                continue
            found.append(_year(int(year), str(variant), group, bands, secrets.limit))
        if found:
            return found
    return []


def _year(year: int, variant: str, group: pd.DataFrame, bands: Sequence[str], limit: float) -> Row:
    sums = {b: float(group[b].sum()) for b in bands if group[b].notna().all()}
    shown = {} if any(0 < n < limit for n in sums.values()) else sums
    return {
        "year": year,
        "variant": variant,
        "population": float(group["population"].sum()),
        "groups": [
            {"band": band, "label": band_label(*band_limits(band)), "residents": number} for band, number in shown.items()
        ],
    }  # fmt: skip


def residents_section(model: Mapping[str, Any]) -> list[Block]:
    """Return residents by age and by year."""
    found = model.get("residents")
    if not found or not (found["ages"] or found["years"]):
        return []
    blocks: list[Block] = [heading("Einwohner nach Alter", 2)]
    if found["ages"]:
        columns: list[tuple[str, float | None, Align]] = [
            ("Altersgruppe", 2.0, "left"),
            ("Personen", 1.0, "right"),
            ("Anteil", 1.0, "right"),
        ]
        rows = [
            [
                a["label"],
                value(a, "residents", whole),
                texts.SECRET
                if a["residents_state"] == "secret"
                else texts.NO_DATA
                if a["share"] is None
                else share(a["share"]),
            ]
            for a in found["ages"]
        ]
        note = f"Personen an den Wohnorten ({model['meta']['method']['demand_label']}); die Summe kann vom Melderegister abweichen."
        if found["unknown_points"]:
            note += f" An {texts.number(found['unknown_points'])} Wohnorten ist das Alter nicht bekannt; sie zählen hier nicht mit."
        blocks.append(table("Einwohner der Stadt nach Altersgruppen", columns, rows, note=note))
    else:
        blocks.append(paragraph("Altersgruppen liegen nicht vor.", "note"))
    return [*blocks, *_forecast(found)]


def spread_years(years: Sequence[int], most: int = MOST_YEARS) -> list[int]:
    """Return at most so many years, evenly spread, the first and the last among them.

    Examples
    --------
    >>> spread_years(range(2020, 2041), 5), spread_years([2022, 2030])
    ([2020, 2025, 2030, 2035, 2040], [2022, 2030])
    """
    listed = sorted(set(years))
    if len(listed) <= most:
        return listed
    return [listed[round(i * (len(listed) - 1) / (most - 1))] for i in range(most)]


def _forecast(found: Mapping[str, Any]) -> list[Block]:
    if not found["years"]:
        return []
    variants = list(dict.fromkeys(y["variant"] for y in found["years"]))
    blocks: list[Block] = [heading("Vorausberechnung", 2)]
    for variant in variants:
        rows = [y for y in found["years"] if y["variant"] == variant]
        years = spread_years([y["year"] for y in rows])
        shown = {y["year"]: y for y in rows if y["year"] in years}
        labels = list(dict.fromkeys(g["label"] for y in shown.values() for g in y["groups"]))
        columns: list[tuple[str, float | None, Align]] = [("Personen", 1.8, "left")]
        columns += [(str(year), 1.0, "right") for year in years]
        cells = []
        for label in labels:
            of_year = {
                year: next((g["residents"] for g in row["groups"] if g["label"] == label), None)
                for year, row in shown.items()
            }
            cells.append([label, *(texts.number(of_year[year]) for year in years)])
        cells.append(["Einwohner", *(texts.number(shown[year]["population"]) for year in years)])
        name = f" ({variant})" if variant else ""
        blocks.append(
            table(f"Einwohner nach Jahren{name}", columns, cells, note="Frühere Stände und Vorausberechnung der Kommune, Summe der Gebiete.", last_is_total=bool(labels))
        )  # fmt: skip
    return blocks
