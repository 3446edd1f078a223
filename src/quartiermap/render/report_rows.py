"""The rows of ``report.json``: districts with their figures, need, facilities, standards, gaps."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd
import shapely

from quartiermap.analysis.air_comparison import compare_air
from quartiermap.analysis.protection import BOUNDS, Secrets
from quartiermap.domain.findings import Gap, Verdict
from quartiermap.domain.kinds import Kinds
from quartiermap.domain.project import Project
from quartiermap.domain.results import TOWN, Analysis
from quartiermap.domain.schema import States
from quartiermap.domain.standards import Standard
from quartiermap.render.report_suppression import rounded_comparison
from quartiermap.render.report_values import count_or_none, is_missing, plain, text_or_none, with_state

Row = dict[str, Any]

_STATED = (
    ("target_population", "target_population_state"),
    ("covered_share", "covered_share_state"),
    ("mean_distance_m", "mean_distance_state"),
    ("places", "places_state"),
    ("need_places", "need_state"),
    ("supply_ratio", "supply_ratio_state"),
)
"""Figures with a state of their own in `results.FIGURES`; in the report all are called ``<name>_state``."""


def figure_row(figure: Mapping[str, Any]) -> Row:
    """Return one row of `Analysis.figures` as the report holds it (DESIGN.md 4.2).

    Parameters
    ----------
    figure : mapping
        Columns of `results.FIGURES`.

    Returns
    -------
    dict
        Shares 0..1, metres, persons, places; a missing number is ``None`` and ``<name>_state`` says why.
    """
    row: Row = {
        "standard_id": text_or_none(figure["standard_id"]),
        "target_group": text_or_none(figure["target_group"]),
        "target_group_exact": _flag(figure["target_group_exact"]),
    }
    for name, state_name in _STATED:
        row[name], row[f"{name}_state"] = with_state(figure[name], figure[state_name])
    covered_state = row["covered_share_state"]
    row["covered_population"], row["covered_population_state"] = with_state(
        figure["covered_population"],
        row["target_population_state"]
        if row["target_population"] is None
        else (covered_state if covered_state == "secret" else None),
    )
    row["unreachable_population"], row["unreachable_population_state"] = with_state(
        figure["unreachable_population"],
        figure.get("unreachable_state")
        or (covered_state if is_missing(figure["unreachable_population"]) else None),
    )
    for name in BOUNDS:
        row[name] = with_state(figure.get(name))[0]
    for name in ("covered_population", "covered_share", "unreachable_population"):
        row[f"{name}_rounded"] = bool(figure.get(f"{name}_rounded", False))
    # A shortfall needs both sides; whichever is missing gives the reason.
    lacking = next(
        (row[f"{n}_state"] for n in ("need_places", "places", "supply_ratio") if row[n] is None), None
    )
    for name in ("shortfall_places", "surplus_places"):
        missing = is_missing(figure[name])
        withheld = lacking if missing or lacking == "secret" else None
        row[name], row[f"{name}_state"] = with_state(figure[name], withheld)
    row["places_planned"], row["places_planned_state"] = with_state(figure["places_planned"])
    for name in ("places_known", "places_unknown", "sites", "sites_planned"):
        row[name] = count_or_none(figure[name])
        row[f"{name}_state"] = with_state(figure[name])[1]
    row["supply_unit"] = text_or_none(figure["supply_unit"])
    row["estimate"] = _flag(figure["estimate"])
    row["approximation"] = _flag(figure["approximation"])
    return row


def _flag(value: Any) -> bool | None:
    return None if is_missing(value) else bool(value)


def figures_by_district(
    analysis: Analysis, kinds: Kinds, figures: pd.DataFrame | None = None
) -> dict[str, dict[str, Row]]:
    """Return ``{district_id: {kind: figures}}``; further standards of a kind stand in its ``other_standards``.

    `figures` replace those of the result (without secret ones).
    """
    primary = {s.id: s.primary for s in analysis.parameters.standards}
    order = {kind_id: number for number, kind_id in enumerate(kinds.ids)}
    found: dict[str, dict[str, list[tuple[bool, Row]]]] = {}
    for record in (analysis.figures if figures is None else figures).to_dict("records"):
        of_district = found.setdefault(str(record["district_id"]), {})
        row = figure_row({str(name): value for name, value in record.items()})
        of_district.setdefault(str(record["kind"]), []).append((primary.get(row["standard_id"], True), row))
    result: dict[str, dict[str, Row]] = {}
    for district_id, by_kind in found.items():
        result[district_id] = {}
        for kind in sorted(by_kind, key=lambda k: (order.get(k, len(order)), k)):
            rows = [row for _, row in sorted(by_kind[kind], key=lambda item: not item[0])]
            result[district_id][kind] = {**rows[0], "other_standards": rows[1:]}
    return result


def district_rows(
    project: Project, analysis: Analysis, kinds: Kinds, shown: pd.DataFrame | None = None
) -> tuple[list[Row], list[Row], Row]:
    """Return the rows of the reporting level, of all coarser levels, and of the whole town.

    `shown` are the figures without secret ones (`Analysis.figures` if not given).
    """
    figures = figures_by_district(analysis, kinds, shown)
    population = _population(project, analysis)
    fine: list[Row] = []
    coarse: list[Row] = []
    for record in project.districts.drop(columns="geometry").to_dict("records"):
        district_id = str(record["district_id"])
        persons, state, origin = population.get(district_id, (None, "no_data", None))
        rank = count_or_none(record["level_rank"])
        row: Row = {
            "district_id": district_id,
            "name": text_or_none(record["name"]) or district_id,
            "level": text_or_none(record["level"]),
            "level_rank": rank,
            "parent_id": text_or_none(record["parent_id"]),
            "population": persons,
            "population_state": state,
            "population_origin": origin,
            "kinds": figures.get(district_id, {}),
        }
        (fine if rank == project.reporting_rank else coarse).append(row)
    coarse.sort(key=lambda r: (r["level_rank"] or 0, r["district_id"]))
    fine.sort(key=lambda r: str(r["district_id"]))
    town_persons = [row["population"] for row in fine]
    known = [p for p in town_persons if p is not None]
    town: Row = {
        "district_id": TOWN,
        "name": project.name,
        "population": sum(known) if known else None,
        "population_state": "value" if known else "no_data",
        "population_districts_missing": len(town_persons) - len(known),
        "kinds": figures.get(TOWN, {}),
    }
    return fine, coarse, town


def _population(project: Project, analysis: Analysis) -> dict[str, tuple[float | None, str, str | None]]:
    """Return persons, state and origin of each district: register, else demand points, else the sum of the parts."""
    found: dict[str, tuple[float | None, str, str | None]] = {}
    if len(project.district_population):
        for record in project.district_population[["district_id", "population"]].to_dict("records"):
            value, state = with_state(record["population"])
            found[str(record["district_id"])] = (value, state, "register" if value is not None else None)
    points = analysis.demand.table
    if {"district_id", "population"} <= set(points.columns):
        sums = points.dropna(subset=["district_id"]).groupby("district_id")["population"].sum(min_count=1)
        for district_id, persons in sums.items():
            if found.get(str(district_id), (None,))[0] is None:
                value, state = with_state(persons)
                found[str(district_id)] = (value, state, "points" if value is not None else None)
    ranked = project.districts[["district_id", "parent_id", "level_rank"]].sort_values(
        "level_rank", ascending=False
    )
    parts: dict[str, list[float | None]] = {}
    for district, parent in zip(ranked["district_id"].astype(str), ranked["parent_id"], strict=True):
        if found.get(district, (None,))[0] is None and district in parts:
            children = parts[district]
            if children and all(c is not None for c in children):
                found[district] = (float(sum(c for c in children if c is not None)), "value", "parts")
        if not pd.isna(parent):
            parts.setdefault(str(parent), []).append(found.get(district, (None,))[0])
    return found


def population_of(project: Project, analysis: Analysis) -> dict[str, tuple[float | None, str]]:
    """Return persons and state of every district, as the district rows show them."""
    return {i: (value, state) for i, (value, state, _) in _population(project, analysis).items()}


def district_names(project: Project) -> dict[str, str]:
    """Return the name of every district by its id; one without a name is called by its id."""
    ids, names = project.districts["district_id"].astype(str), project.districts["name"]
    return {i: text_or_none(name) or i for i, name in zip(ids, names, strict=True)}


def need_rows(project: Project, analysis: Analysis) -> list[Row]:
    """Return the need index (Sozialindex) of each district; classes in the words they are published in."""
    names = dict(zip(project.districts["district_id"].astype(str), project.districts["name"], strict=True))
    rows = []
    for record in analysis.need.to_dict("records"):
        state = record.get("state")
        status, status_state = with_state(record["status_index"], state)
        dynamics, dynamics_state = with_state(record["dynamics_index"], state)
        district_id = str(record["district_id"])
        rows.append(
            {
                "district_id": district_id,
                "name": text_or_none(names.get(district_id)) or district_id,
                "period": text_or_none(record["period"]),
                "status_index": status,
                "status_index_state": status_state,
                "status_class": text_or_none(record["status_class"]),
                "dynamics_index": dynamics,
                "dynamics_index_state": dynamics_state,
                "dynamics_class": text_or_none(record["dynamics_class"]),
                "group": text_or_none(record["group"]),
                "attention": _flag(record["attention"]),
                "published_status_class": text_or_none(record.get("published_status_class")),
                "published_dynamics_class": text_or_none(record.get("published_dynamics_class")),
            }
        )
    return rows


def facility_rows(project: Project, kinds: Kinds) -> list[Row]:
    """Return every facility with the reporting district it lies in (``None`` outside all of them)."""
    frame = project.facilities
    inside = _district_of(project)
    rows = []
    for position, record in enumerate(frame.drop(columns="geometry").to_dict("records")):
        point = frame.geometry.iloc[position]
        places, places_state = with_state(record["places"])
        located = point is not None and not point.is_empty
        rows.append(
            {
                "facility_id": str(record["facility_id"]),
                "kind": str(record["kind"]),
                "kind_name": kinds.name(str(record["kind"])),
                "name": text_or_none(record["name"]),
                "operator": text_or_none(record["operator"]),
                "places": places,
                "places_state": places_state,
                "area_m2": with_state(record["area_m2"])[0],
                "area_m2_state": with_state(record["area_m2"])[1],
                "condition": text_or_none(record["condition"]),
                "barrier_free": text_or_none(record["barrier_free"]),
                "status": text_or_none(record["status"]),
                "opening_year": count_or_none(record["opening_year"]),
                "opening_year_state": with_state(record["opening_year"])[1],
                "address": text_or_none(record["address"]),
                "district_id": inside.get(position),
                "x": float(point.x) if located else None,
                "y": float(point.y) if located else None,
                "x_state": "value" if located else "no_data",
                "y_state": "value" if located else "no_data",
                "source_id": text_or_none(record["source_id"]),
            }
        )
    return rows


def _district_of(project: Project) -> dict[int, str]:
    """Return the reporting district of every facility by its row; the first one on a shared border."""
    districts = project.reporting_districts
    if not len(districts) or not len(project.facilities):
        return {}
    points, polygons = shapely.STRtree(districts.geometry.to_numpy()).query(
        project.facilities.geometry.to_numpy(), predicate="intersects"
    )
    ids = districts["district_id"].astype(str).to_numpy()
    found: dict[int, str] = {}
    for point, polygon in sorted(zip(points.tolist(), polygons.tolist(), strict=True)):
        found.setdefault(point, str(ids[polygon]))
    return found


def standard_row(standard: Standard, kinds: Kinds) -> Row:
    """Return a standard in full, with the words for its degree; unproven ones are called "Annahme"."""
    dumped: Row = plain(standard.model_dump(mode="json"))
    dumped["kind_name"] = kinds.name(standard.kind)
    dumped["minutes"] = standard.minutes
    dumped["measure_label"] = standard.measure_label
    dumped["target_words"] = standard.target_words
    dumped["is_assumption"] = standard.is_assumption
    dumped["degree"] = "Annahme" if standard.is_assumption else standard.bindingness.label
    if standard.supply is not None:
        supply = standard.supply
        dumped["supply"]["degree"] = "Annahme" if supply.is_assumption else supply.bindingness.label
        dumped["supply"]["formula"] = supply.formula(standard.age)
    if standard.limit_bindingness is not None and standard.limit_origin is not None:
        unproven = standard.limit_origin.is_unproven
        dumped["limit_degree"] = "Annahme" if unproven else standard.limit_bindingness.label
    return dumped


def gap_row(gap: Gap, kinds: Kinds) -> Row:
    """Return a gap with its reasons, the parts of its rank and what the programmes say."""
    affected, state = with_state(gap.affected_population)
    return {
        "gap_id": gap.gap_id,
        "district_id": gap.district_id,
        "district_name": gap.district_name or gap.district_id,
        "kind": gap.kind,
        "kind_name": kinds.name(gap.kind),
        "reason": gap.reason.value,
        "reason_label": gap.reason.label,
        "standard_id": gap.standard_id,
        "affected_population": affected,
        "affected_population_state": state,
        "affected_group": gap.affected_group,
        "because": gap.because,
        "rank": int(gap.rank),
        "score": with_state(gap.score)[0],
        "score_state": with_state(gap.score)[1],
        "rank_parts": [
            {"label": p.label, "value": p.value, "factor": with_state(p.factor)[0]} for p in gap.rank_parts
        ],
        "confidence": gap.confidence,
        "confidence_because": list(gap.confidence_because),
        "facility_ids": list(gap.facility_ids),
        "x": with_state(gap.x)[0],
        "y": with_state(gap.y)[0],
        "x_state": with_state(gap.x)[1],
        "y_state": with_state(gap.y)[1],
        "verdicts": [_verdict_row(v) for v in gap.verdicts],
        "figures": plain(gap.figures),
    }


def air_rows(project: Project, analysis: Analysis, secrets: Secrets) -> list[Row]:
    """Return by standard how many persons an air line x detour factor would put into the wrong class; none without a network."""
    if analysis.access.method != "network":
        return []
    found = (rounded_comparison(c, secrets) for c in compare_air(project, analysis))
    return [
        {
            "standard_id": c.standard_id,
            "kind": c.kind,
            "label": c.label,
            "target_group": c.group,
            "target_m": c.target_m,
            "detour_factor": c.factor,
            "within_both": c.both,
            "within_air_line_only": c.only_air,
            "within_walk_only": c.only_foot,
            "within_neither": c.neither,
            "mean_detour": c.detour,
            "mean_detour_state": States.VALUE.value if c.detour is not None else States.NO_DATA.value,
            "sentence": c.sentence,
        }
        for c in found
    ]


def _verdict_row(verdict: Verdict) -> Row:
    """Return a verdict; closing note and disclaimer stand once, with the programme."""
    return {
        "programme": verdict.programme,
        "programme_title": verdict.programme_title,
        "overall": verdict.overall.value,
        "overall_label": verdict.overall.label,
        "summary": verdict.summary,
        "day": verdict.day,
        "checked_on": verdict.checked_on,
        "path": list(verdict.path),
        "successors": [
            {"programme": s.programme, "title": s.title, "fits": s.fits, "because": s.because}
            for s in verdict.successors
        ],
        "criteria": [
            {
                "id": c.id,
                "label": c.label,
                "kind": c.kind,
                "result": c.result.value,
                "because": c.because,
                "missing": c.missing,
                "rule": c.text,
                "change": c.change,
                "found": c.found,
                "threshold": c.threshold,
                "source": c.source,
                "sureness": c.sureness,
                "instead_of": c.instead_of,
                **({} if is_missing(c.points) else {"points": c.points}),
            }
            for c in verdict.criteria
        ],
    }
