"""The demand points that make a district's figures, one row each, so that anybody can add them up again."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from quartiermap.analysis.ground import demand_coordinates, outside_network
from quartiermap.analysis.residents import Ints, locate, reporting_rows, secret_points, target_group
from quartiermap.analysis.supply import surveyed
from quartiermap.domain.network import Floats
from quartiermap.domain.project import Project
from quartiermap.domain.results import TOWN, Analysis
from quartiermap.domain.schema import States
from quartiermap.domain.standards import Standard
from quartiermap.errors import InputError, Problem


@dataclass(frozen=True)
class ExplainedDistrict:
    """The cells that make a district's figures for one standard.

    Parameters
    ----------
    district_id, name : str
    standard : Standard
    group : str
        German name of the persons counted.
    cells : DataFrame
        One row per demand point of the district, in the order of the demand: ``cell_id``, ``persons`` (of the group;
        NaN where unknown), ``persons_state``, ``distance_m`` (NaN where there is no way), ``distance_state`` ("value",
        "not_applicable": no facility can be reached, "no_data": beyond the loaded network, or no
        facility of the kind was imported), ``facility_id``,
        ``in_reach`` (True, False, None where it cannot be judged), ``persons_in_reach`` (what the point adds to the covered persons),
        ``weight`` (share 0..1 of the persons judged).
    covered_population, judged_population, reaching_population, metres : float
        Sums over the rows, in their order: exactly what the district's figures are made of.
    """

    district_id: str
    name: str
    standard: Standard
    group: str
    cells: pd.DataFrame
    covered_population: float
    judged_population: float
    reaching_population: float
    metres: float

    @property
    def covered_share(self) -> float:
        """Share in reach, NaN without persons."""
        return (
            self.covered_population / self.judged_population if self.judged_population > 0 else float("nan")
        )

    @property
    def mean_distance_m(self) -> float:
        """Mean way of those who reach a facility, NaN if nobody does."""
        return self.metres / self.reaching_population if self.reaching_population > 0 else float("nan")


def explain_district(
    project: Project, analysis: Analysis, district_id: str, standard_id: str
) -> ExplainedDistrict:
    """Return the cells that make a district's figures (`Analysis.figures`) for a standard.

    Parameters
    ----------
    district_id : str
        Of any level, or `quartiermap.domain.results.TOWN`.
    standard_id : str

    Returns
    -------
    ExplainedDistrict
        Its sums equal the figures bit for bit.

    Raises
    ------
    InputError
        If there is no such district or standard.
    """
    standard = next((s for s in analysis.parameters.standards if s.id == standard_id), None)
    if standard is None:
        there = ", ".join(s.id for s in analysis.parameters.standards)
        raise InputError(
            Problem(
                f"Den Richtwert „{standard_id}“ gibt es im Ergebnis nicht.",
                remedy=f"Vorhanden: {there}.",
                value=standard_id,
                code="standard_unknown",
            )
        )
    points, name = _points_of(project, analysis, district_id)
    demand, access = analysis.demand, analysis.access
    group = target_group(demand, standard.age)
    distance = access.distance_for(standard) if surveyed(project, standard.kind) else None
    size = len(demand.table)
    way = np.full(size, np.inf) if distance is None else distance
    unseen = outside_network(access, size)
    persons = np.where(unseen, 0.0, group.persons)
    secret = secret_points(project, demand).of(group)
    missing = group.unknown & ~group.known
    nearest = np.full(size, -1, np.int64) if distance is None else access.nearest_for(standard)
    ids = np.full(len(project.facilities) + 1, None, dtype=object)
    ids[:-1] = project.facilities["facility_id"].to_numpy(object)
    open_: NDArray[np.bool_] = np.ones(size, bool) if distance is None else unseen
    reach = (way <= standard.target_m).astype(object)
    reach[open_] = None
    judged = _sum(persons[points])
    reached = np.isfinite(way)
    cells = pd.DataFrame(
        {
            "cell_id": demand.table["cell_id"].to_numpy(object),
            "persons": np.where(missing, np.nan, group.persons),
            "persons_state": np.where(
                missing, np.where(secret, States.SECRET.value, States.NO_DATA.value), States.VALUE.value
            ),
            "distance_m": np.where(reached, way, np.nan),
            "distance_state": np.where(
                open_,
                States.NO_DATA.value,
                np.where(reached, States.VALUE.value, States.NOT_APPLICABLE.value),
            ),
            "facility_id": ids[nearest],
            "in_reach": reach,
            "persons_in_reach": persons * (way <= standard.target_m),
            "weight": persons / judged if judged > 0 else np.full(size, np.nan),
        }
    )
    return ExplainedDistrict(
        district_id=district_id,
        name=name,
        standard=standard,
        group=group.label,
        cells=cells.iloc[points].reset_index(drop=True),
        covered_population=_sum((persons * (way <= standard.target_m))[points]),
        judged_population=judged,
        reaching_population=_sum((persons * reached)[points]),
        metres=_sum((persons * np.where(reached, way, 0.0))[points]),
    )


def _sum(values: Floats) -> float:
    """Add in the order given, as the figures of the districts are added."""
    return float(np.bincount(np.zeros(len(values), np.int64), values, minlength=1)[0])


def _points_of(project: Project, analysis: Analysis, district_id: str) -> tuple[Ints, str]:
    """Return the demand points of a district of any level, and its name."""
    rows = reporting_rows(project, analysis.demand)
    if district_id == TOWN:
        return np.flatnonzero(rows >= 0), project.name
    keys = project.districts["district_id"].astype(str)
    at = np.flatnonzero(keys.to_numpy(object) == district_id)
    if not len(at):
        raise InputError(
            Problem(
                "Dieses Gebiet gibt es im Projekt nicht.",
                remedy=f"Zum Beispiel „{keys.iloc[0]}“." if len(keys) else "Zuerst Quartiersgrenzen laden.",
                value=district_id,
                code="district_unknown",
            )
        )
    district = project.districts.iloc[int(at[0])]
    name = district_id if pd.isna(district["name"]) else str(district["name"])
    own = np.flatnonzero(
        project.reporting_districts["district_id"].astype(str).to_numpy(object) == district_id
    )
    if len(own):
        return np.flatnonzero(rows == own[0]), name
    level = project.districts[project.districts["level_rank"] == district["level_rank"]]
    of_point: NDArray[np.int64] = locate(level, *demand_coordinates(analysis.demand))
    position = np.flatnonzero(level["district_id"].astype(str).to_numpy(object) == district_id)[0]
    return np.flatnonzero(of_point == position), name
