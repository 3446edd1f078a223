"""Figures by district: who is within the standard, how far it is, and places against need (DOMAIN.md 5.1).

Coarser levels and the whole town are counted from the same points, so every figure of a coarser area is a
weighted sum over its points and never a mean of shares.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from quartiermap.analysis.access import facility_coordinates, outside_network, usable
from quartiermap.analysis.residents import (
    Age,
    Bools,
    Floats,
    Group,
    Ints,
    locate,
    need_of,
    reporting_rows,
    secret_points,
    target_group,
)
from quartiermap.domain.progress import Progress
from quartiermap.domain.project import Project
from quartiermap.domain.results import FIGURES, TOWN, Access, Analysis, AnalysisParameters, Demand
from quartiermap.domain.schema import States
from quartiermap.domain.standards import Standard

VALUE, NO_DATA, SECRET, NOT_APPLICABLE = (
    States.VALUE.value,
    States.NO_DATA.value,
    States.SECRET.value,
    States.NOT_APPLICABLE.value,
)


def planned(facilities: pd.DataFrame) -> Bools:
    """Tell which facilities are planned; without a status none is (see `ground.usable`).

    Examples
    --------
    >>> planned(pd.DataFrame({"status": ["geplant", None]})).tolist(), planned(pd.DataFrame({"name": ["A"]})).tolist()
    ([True, False], [False])
    """
    if "status" not in facilities:
        return np.zeros(len(facilities), bool)
    return np.asarray((facilities["status"] == "geplant").fillna(False), dtype=bool)


def surveyed(project: Project, kind: str) -> bool:
    """Tell whether a kind was surveyed at all: at least one facility of it, in any state, was imported.

    Without any, "none there" and "no data" look the same; the figures then say "keine Daten".
    """
    return bool((project.facilities["kind"] == kind).any())


def capacities(facilities: pd.DataFrame, standard: Standard) -> Floats:
    """Return what the standard counts (places, m² or sites) for every facility; NaN where unknown."""
    counts = standard.supply.counts if standard.supply else "places"
    if counts == "sites":
        return np.ones(len(facilities))
    column = "area_m2" if counts == "area_m2" else "places"
    return np.asarray(facilities[column].to_numpy(dtype=np.float64, na_value=np.nan))


def sum_by(rows: Ints, size: int, weights: Any = None) -> Floats:
    """Sum weights by row, leaving out row -1."""
    inside = rows >= 0
    picked = None if weights is None else np.asarray(weights, dtype=np.float64)[inside]
    return np.asarray(np.bincount(rows[inside], picked, minlength=size), dtype=np.float64)


def _share(part: Floats, whole: Floats) -> Floats:
    share: Floats = np.full(len(whole), np.nan)
    np.divide(part, whole, out=share, where=whole > 0)
    return share


class Areas:
    """The areas of one level, with the row of every demand point and facility in it.

    `uninhabited` are areas without a demand point that the register knows to have no residents. Any other
    area without a point has no data: the cells may simply not cover it.
    """

    def __init__(self, ids: list[str], of_point: Ints, of_facility: Ints, empty_ids: set[str]) -> None:
        self.ids = ids
        self.of_point = of_point
        self.of_facility = of_facility
        without = sum_by(of_point, len(ids)) == 0
        self.uninhabited: Bools = without & np.array([i in empty_ids for i in ids], dtype=bool)


def area_levels(project: Project, demand: Demand) -> list[Areas]:
    """Return every level from fine to coarse, then the town (everything inside a reporting district)."""
    fx, fy = facility_coordinates(project.facilities)
    finest = project.reporting_districts
    points = reporting_rows(project, demand)
    sites = locate(finest, fx, fy)
    register = project.district_population
    empty_ids = set(register.loc[register["population"] == 0, "district_id"].astype(str))
    levels = [Areas(finest["district_id"].astype(str).tolist(), points, sites, empty_ids)]
    px, py = demand.table["x"].to_numpy(np.float64), demand.table["y"].to_numpy(np.float64)
    ranks = sorted({int(r) for r in project.districts["level_rank"].dropna()}, reverse=True)
    for rank in ranks[1:]:
        coarse = project.districts[project.districts["level_rank"] == rank]
        ids = coarse["district_id"].astype(str).tolist()
        levels.append(Areas(ids, locate(coarse, px, py), locate(coarse, fx, fy), empty_ids))
    levels.append(Areas([TOWN], np.where(points >= 0, 0, -1), np.where(sites >= 0, 0, -1), set()))
    return levels


def _population_columns(group: Group, areas: Areas, secret: Bools) -> dict[str, Any]:
    """Target population of every area with its state, and whether figures of it are missing."""
    size = len(areas.ids)
    persons = sum_by(areas.of_point, size, group.persons)
    partly = sum_by(areas.of_point, size, group.unknown) > 0
    any_secret = sum_by(areas.of_point, size, group.unknown & secret) > 0
    given = sum_given(areas, group, persons)
    state = np.where(given, VALUE, np.where(any_secret, SECRET, NO_DATA)).astype(object)
    return {
        "target_population": np.where(given, persons, np.nan),
        "target_population_state": state,
        "_partly": partly,
    }


def sum_given(areas: Areas, group: Group, persons: Floats) -> Bools:
    """Tell in which areas a sum over points may be given.

    Some point must know the group. A sum of nobody counts only if no point is unknown: "0 children" from the
    open cells of an area whose other cells are secret would be a secret written as 0.
    """
    size = len(areas.ids)
    known = sum_by(areas.of_point, size, group.known) > 0
    unknown = sum_by(areas.of_point, size, group.unknown) > 0
    given: Bools = (known & ((persons > 0) | ~unknown)) | areas.uninhabited
    return given


def _reach_columns(
    group: Group,
    areas: Areas,
    distance: Floats | None,
    target_m: float,
    population: dict[str, Any],
    unseen: Bools,
) -> dict[str, Any]:
    """Who is within the standard, how far it is, who reaches nothing; `unseen` points have no network data."""
    size = len(areas.ids)
    people = population["target_population"]
    state = population["target_population_state"].copy()
    state[people == 0] = NOT_APPLICABLE
    persons = np.where(unseen, 0.0, group.persons)
    judged = sum_by(areas.of_point, size, persons)
    state[(state == VALUE) & (judged == 0)] = NO_DATA
    if distance is None:
        state[state == VALUE] = NO_DATA
        nothing = np.full(size, np.nan)
        return {
            "covered_population": nothing,
            "covered_share": nothing,
            "covered_share_state": state,
            "mean_distance_m": nothing,
            "mean_distance_state": state,
            "unreachable_population": nothing,
        }
    reached = np.isfinite(distance)
    way = np.where(reached, distance, 0.0)
    covered = sum_by(areas.of_point, size, persons * (distance <= target_m))
    reaching = sum_by(areas.of_point, size, persons * reached)
    metres = sum_by(areas.of_point, size, persons * way)
    given = state == VALUE
    mean_state = state.copy()
    mean_state[given & (reaching == 0)] = NOT_APPLICABLE
    return {
        "covered_population": np.where(given | (people == 0), covered, np.nan),
        "covered_share": np.where(given, _share(covered, judged), np.nan),
        "covered_share_state": state,
        "mean_distance_m": np.where(given, _share(metres, reaching), np.nan),
        "mean_distance_state": mean_state,
        "unreachable_population": np.where(given | (people == 0), _clean(judged - reaching), np.nan),
    }


def _clean(values: Floats) -> Floats:
    """Drop what is left of a difference of two float sums (below a millionth of a person)."""
    return np.where(np.abs(values) < 1e-6, 0.0, values)


def _place_columns(
    facilities: pd.DataFrame, standard: Standard, need: Group | None, areas: Areas, known_kind: bool
) -> dict[str, Any]:
    """Places against need; unknown capacities are never filled in.

    With unknown capacities the known places are a lower bound. If they cover the need already, the ratio is
    given (it is at least that) and the shortfall is 0; if not, ratio and shortfall are "keine Daten".
    """
    size = len(areas.ids)
    of_kind = (facilities["kind"] == standard.kind).to_numpy(dtype=bool, na_value=False)
    amount = capacities(facilities, standard)
    has = np.isfinite(amount)
    value = np.where(has, amount, 0.0)
    use, plan = of_kind & usable(facilities), of_kind & planned(facilities)

    def by_area(mask: Bools, weights: Floats | None = None) -> Floats:
        rows = np.where(mask, areas.of_facility, -1)
        return sum_by(rows, size, weights)

    sites, sites_planned = by_area(use), by_area(plan)
    known, unknown = by_area(use & has), by_area(use & ~has)
    places, later = by_area(use, value), by_area(plan, value)
    none_known = (sites > 0) & (known == 0)
    states = np.where(none_known, NO_DATA, VALUE).astype(object)
    later_unknown = (sites_planned > 0) & (by_area(plan & has) == 0)
    if not known_kind:
        states[:] = NO_DATA
    missing = states != VALUE

    needed = np.full(size, np.nan)
    need_state = np.full(size, NOT_APPLICABLE if standard.supply is None else NO_DATA, dtype=object)
    if need is not None:
        asked = sum_by(areas.of_point, size, need.persons)
        points_known = sum_given(areas, need, asked)
        needed = np.where(points_known, asked, np.nan)
        need_state[points_known] = VALUE
    decided = ~missing & (need_state == VALUE)
    full = decided & (places >= needed)
    sure = decided & ((unknown == 0) | full)
    ratio_state = np.full(size, NO_DATA, dtype=object)
    ratio_state[sure] = VALUE
    ratio_state[need_state == NOT_APPLICABLE] = NOT_APPLICABLE
    ratio_state[(need_state == VALUE) & (needed == 0)] = NOT_APPLICABLE
    return {
        "sites": sites if known_kind else np.full(size, np.nan),
        "sites_planned": sites_planned if known_kind else np.full(size, np.nan),
        "places": np.where(missing, np.nan, places),
        "places_state": states,
        "places_known": known,
        "places_unknown": unknown,
        "places_planned": np.where(later_unknown | (not known_kind), np.nan, later),
        "need_places": needed,
        "need_state": need_state,
        "supply_ratio": np.where(ratio_state == VALUE, _share(places, needed), np.nan),
        "supply_ratio_state": ratio_state,
        "shortfall_places": np.where(sure, np.maximum(0.0, needed - places), np.nan),
        "surplus_places": np.where(sure & (unknown == 0), np.maximum(0.0, places - needed), np.nan),
        "supply_unit": standard.supply.unit if standard.supply else "Plätze",
    }


def district_figures(
    project: Project,
    demand: Demand,
    access: Access,
    parameters: AnalysisParameters,
    progress: Progress | None = None,
) -> pd.DataFrame:
    """Return the figures of every area (all levels and `TOWN`) for every standard.

    Parameters
    ----------
    project, demand, access : Project, Demand, Access
        Distances in metres, persons per point; see `quartiermap.domain.results`.
    parameters : AnalysisParameters
        The standards, in the order of the result.

    Returns
    -------
    DataFrame
        Columns `results.FIGURES`. Covered means distance <= ``target_m``. The mean distance is weighted by
        the persons who reach a facility at all; the others stand in ``unreachable_population``. A point whose
        group is unknown (secret or missing) does not count; the area's ``estimate`` is then true.
        ``shortfall_places`` is NaN where unknown capacities could make up for it. Persons beyond the loaded
        network count in ``target_population`` but in no figure of reach; without any other, reach is "keine Daten".
    """
    progress = progress or Progress()
    levels = area_levels(project, demand)
    secret = secret_points(project, demand)
    unseen = outside_network(access, len(demand.table))
    frames = []
    for number, standard in enumerate(parameters.standards):
        progress.step(number / max(1, len(parameters.standards)), f"Kennzahlen: {standard.label}")
        known_kind = surveyed(project, standard.kind)
        group = target_group(demand, standard.age)
        need = None if standard.supply is None else need_of(demand, standard.supply, standard.age)
        distance = access.distance_for(standard) if known_kind else None
        spread = demand.origin != "cells"
        for areas in levels:
            population = _population_columns(group, areas, secret.of(group))
            partly = population.pop("_partly") | (
                sum_by(areas.of_point, len(areas.ids), group.persons * unseen) > 0
            )
            frames.append(
                pd.DataFrame(
                    {
                        "district_id": areas.ids,
                        "kind": standard.kind,
                        "standard_id": standard.id,
                        "target_group": group.label,
                        "target_group_exact": group.exact,
                        **population,
                        **_reach_columns(group, areas, distance, standard.target_m, population, unseen),
                        **_place_columns(project.facilities, standard, need, areas, known_kind),
                        "estimate": partly | (spread or not group.exact),
                        "approximation": access.method == "air_line",
                    }
                )
            )
    if not frames:
        return pd.DataFrame(columns=list(FIGURES))
    return pd.concat(frames, ignore_index=True)[list(FIGURES)]


def coverage_at(
    demand: Demand,
    distance_m: Floats,
    of_point: Ints,
    size: int,
    age: Age | None,
    target_m: float,
    unseen: Bools | None = None,
) -> tuple[Floats, Floats]:
    """Return covered persons and judged persons of the group by area for any threshold, from stored distances.

    Parameters
    ----------
    distance_m : float64 array, shape (points,)
        `Access.distance_m` of the kind.
    of_point : int64 array, shape (points,)
        Row of the area of every point, -1 for none.
    size : int
        Number of areas.
    target_m : float
        Threshold in metres, included.
    unseen : bool array, shape (points,), optional
        Points without network data; they count in neither.
    """
    persons = target_group(demand, age).persons
    if unseen is not None:
        persons = np.where(unseen, 0.0, persons)
    return sum_by(of_point, size, persons * (distance_m <= target_m)), sum_by(of_point, size, persons)


def with_threshold(
    analysis: Analysis, kind: str, target_m: float, standard: Standard | None = None
) -> pd.DataFrame:
    """Return the covered share by reporting district and for the town at another threshold.

    No way is computed again; a city of 90,000 points takes a few milliseconds, so a slider can follow.

    Parameters
    ----------
    analysis : Analysis
    kind : str
    target_m : float
        The other threshold in metres, included.
    standard : Standard, optional
        Whose age group is counted; otherwise the kind's primary standard.

    Returns
    -------
    DataFrame
        ``district_id``, ``target_population`` (those the network covers), ``covered_population`` (persons), ``covered_share`` (0..1, NaN
        without persons of the group and where `Analysis.figures` gives none). The last row is `TOWN`. Empty if
        the kind has no distances.
    """
    columns = ["district_id", "target_population", "covered_population", "covered_share"]
    standard = standard or primary_standard(analysis.parameters, kind)
    access = analysis.access
    distance = access.distance_m.get(kind) if standard is None else access.distance_for(standard)
    if distance is None:
        return pd.DataFrame(columns=columns)
    rows, ids = pd.factorize(analysis.demand.table["district_id"])
    of_point = np.asarray(rows, dtype=np.int64)
    age = None if standard is None else standard.age
    unseen = outside_network(analysis.access, len(distance))
    covered, people = coverage_at(analysis.demand, distance, of_point, len(ids), age, target_m, unseen)
    covered, people = np.append(covered, covered.sum()), np.append(people, people.sum())
    areas = [*ids.astype(object), TOWN]
    figures = analysis.figures
    if standard is not None:
        # A kind nobody surveyed is reached by nobody, but that is "keine Daten", not 0 %.
        # A share that is secret at the standard's own distance may be told at another one; a secret group at none.
        told = (figures["covered_share_state"] == VALUE) | (
            (figures["covered_share_state"] == SECRET) & (figures["target_population_state"] == VALUE)
        )
        own = figures[(figures["standard_id"] == standard.id) & told]
        known = set(own["district_id"])
        given = np.array([area in known for area in areas])
        covered, people = np.where(given, covered, np.nan), np.where(given, people, np.nan)
    return pd.DataFrame(
        {
            "district_id": areas,
            "target_population": people,
            "covered_population": covered,
            "covered_share": _share(covered, people),
        }
    )


def primary_standard(parameters: AnalysisParameters, kind: str) -> Standard | None:
    """Return the standard a kind is judged by: its primary one, else its first, or ``None``."""
    of_kind = [s for s in parameters.standards if s.kind == kind]
    return next((s for s in of_kind if s.primary), of_kind[0] if of_kind else None)
