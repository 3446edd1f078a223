"""Why this distance: the way from a cell with its legs and streets, the second choice, the time it takes whom."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from quartiermap.analysis.access import place_demand, place_facilities
from quartiermap.analysis.explain_words import CellWords, StreetPart, street_parts
from quartiermap.analysis.ground import (
    demand_coordinates,
    facility_coordinates,
    outside_network,
    rows_of,
    usable,
)
from quartiermap.analysis.paths import router_for
from quartiermap.analysis.residents import secret_points
from quartiermap.domain.network import Floats
from quartiermap.domain.profiles import Profile
from quartiermap.domain.progress import Progress
from quartiermap.domain.project import Project
from quartiermap.domain.results import Analysis, DistanceMethod
from quartiermap.domain.schema import States
from quartiermap.errors import InputError, Problem


@dataclass(frozen=True)
class ExplainedWay:
    """The way to one facility.

    Parameters
    ----------
    row, facility_id, name : int, str, str
        Row in `Project.facilities`; the name is the id where there is none.
    distance_m : float
        What counts, as in `Access.distance_m`: metres of the profile with both legs; for air line metres x factor.
    metres : float
        Plain metres with both legs (for the default profile the same as `distance_m`).
    legs_m : tuple of float
        Straight ways beside the network at the home and at the facility; 0 for air line.
    streets : tuple of StreetPart
        In walking order, neighbouring pieces of one street joined; empty for air line.
    x, y : float64 array
        The whole way in the project CRS, from the home to the facility, legs included.
    air_line_m : float
        Straight from the home to the facility.
    crosses : bool
        Whether a leg crosses a barrier because there was no other way out.
    """

    row: int
    facility_id: str
    name: str
    distance_m: float
    metres: float
    legs_m: tuple[float, float]
    streets: tuple[StreetPart, ...]
    x: Floats
    y: Floats
    air_line_m: float
    crosses: bool = False


@dataclass(frozen=True)
class ProfileWay:
    """The way of one cell for one profile: metres of the profile (``inf``: no way) and what that is in minutes."""

    profile: Profile
    distance_m: float
    facility_id: str

    @property
    def minutes(self) -> float:
        """Walking time; ``inf`` where there is no way."""
        return self.profile.minutes(self.distance_m)


@dataclass(frozen=True)
class ExplainedCell:
    """Everything behind the distance of one cell to one kind.

    Parameters
    ----------
    point, cell_id, district_id, kind : int, str, str or None, str
        `point` is the row in `Demand.table`.
    population : float
        NaN where `population_state` is not "value".
    x, y : float
    method : {"network", "air_line"}
    profile : Profile
    snapped_m : float or None
        How far the nearest usable way is; ``None`` for air line.
    first, second : ExplainedWay or None
        The nearest and the second nearest usable facility; ``None`` where there is none in reach of the network.
    by_profile : tuple of ProfileWay
        For the profiles asked for.
    sentences : tuple of str
        The explanation in German.
    """

    point: int
    cell_id: str
    district_id: str | None
    kind: str
    population: float
    population_state: str
    x: float
    y: float
    method: DistanceMethod
    profile: Profile
    snapped_m: float | None
    first: ExplainedWay | None
    second: ExplainedWay | None
    by_profile: tuple[ProfileWay, ...]
    sentences: tuple[str, ...]

    @property
    def farther_m(self) -> float | None:
        """How much farther the second choice is, in metres of the profile."""
        if self.first is None or self.second is None:
            return None
        return self.second.distance_m - self.first.distance_m


def explain_cell(
    project: Project,
    analysis: Analysis,
    cell_id: str,
    kind: str,
    *,
    kind_name: str = "",
    profiles: Sequence[Profile] = (),
    progress: Progress | None = None,
) -> ExplainedCell:
    """Explain the distance from a cell to the nearest facility of a kind.

    Parameters
    ----------
    project : Project
    analysis : Analysis
        Of this project; its ways, places and profile are used.
    cell_id, kind : str
    kind_name : str
        German name of the kind for the sentences.
    profiles : sequence of Profile
        Also say how far it is for these.
    progress : Progress, optional

    Returns
    -------
    ExplainedCell

    Raises
    ------
    InputError
        If the result has no such cell or kind.
    Cancelled
        If the user asked to stop.
    """
    progress = progress or Progress()
    progress.step(0.0, "Weg suchen")
    demand, access = analysis.demand, analysis.access
    point = _point_of(analysis, cell_id)
    if kind not in access.distance_m:
        there = ", ".join(sorted(access.distance_m))
        raise InputError(
            Problem(
                f"Für die Einrichtungsart „{kind}“ gibt es kein Ergebnis.",
                remedy=f"Gerechnet ist: {there}.",
                value=kind,
                code="kind_unknown",
            )
        )
    x, y = demand_coordinates(demand)
    ways = _ways(project, analysis, kind, point, float(x[point]), float(y[point]))
    progress.step(0.4, "Weg suchen")
    by_profile = tuple(
        _for_profile(project, analysis, kind, point, profile, progress.part(0.4, 1.0), at / len(profiles))
        for at, profile in enumerate(profiles)
    )
    population = float(demand.table["population"].to_numpy(np.float64)[point])
    state = States.VALUE
    if np.isnan(population):
        state = States.SECRET if secret_points(project, demand).residents[point] else States.NO_DATA
    district = demand.table["district_id"].iloc[point]
    snapped = None if access.points is None else float(access.points.primary.leg_m[point])
    found = ExplainedCell(
        point=point, cell_id=cell_id, district_id=None if pd.isna(district) else str(district), kind=kind,
        population=population, population_state=state.value, x=float(x[point]), y=float(y[point]),
        method=access.method, profile=access.profile, snapped_m=snapped,
        first=ways[0] if ways else None, second=ways[1] if len(ways) > 1 else None,
        by_profile=by_profile, sentences=(),
    )  # fmt: skip
    words = CellWords(
        kind=kind_name or kind,
        profile=access.profile,
        factor=access.detour_factor,
        snap_limit_m=analysis.parameters.snap_limit_m,
        unseen=bool(outside_network(access, len(x))[point]),
    )
    return replace(found, sentences=words.sentences(snapped, found.first, found.second, found.by_profile))


def _point_of(analysis: Analysis, cell_id: str) -> int:
    rows = np.flatnonzero(analysis.demand.table["cell_id"].to_numpy(object) == cell_id)
    if not len(rows):
        example = analysis.demand.table["cell_id"].iloc[0] if len(analysis.demand.table) else "keine"
        raise InputError(
            Problem(
                "Diesen Wohnort gibt es im Ergebnis nicht.",
                remedy=f"Eine Gitter-ID wie „{example}“ angeben.",
                value=cell_id,
                code="cell_unknown",
            )
        )
    return int(rows[0])


def _ways(
    project: Project, analysis: Analysis, kind: str, point: int, x: float, y: float
) -> list[ExplainedWay]:
    """Return the ways to the two nearest facilities, nearest first."""
    access = analysis.access
    rows = rows_of(project.facilities, kind, usable(project.facilities))
    fx, fy = facility_coordinates(project.facilities)
    if (
        access.method == "air_line"
        or project.network is None
        or access.points is None
        or access.facilities is None
    ):
        air = np.hypot(fx[rows] - x, fy[rows] - y)
        near = np.argsort(air, kind="stable")[:2]
        factor = access.detour_factor or 1.0
        return [
            ExplainedWay(
                int(rows[k]), *_named(project, int(rows[k])), float(air[k]) * factor, float(air[k]) * factor,
                (0.0, 0.0), (), np.array([x, fx[rows[k]]]), np.array([y, fy[rows[k]]]), float(air[k]),
            )
            for k in near
        ]  # fmt: skip
    network = project.network
    router = router_for(network, access.min_component_m, access.profile)
    here = access.points.pick(np.array([point]))
    distance, nearest = router.nearest_two(here, access.facilities.pick(rows))
    found = []
    for metres, which in zip(distance[0], nearest[0], strict=True):
        if which < 0:
            continue
        row = int(rows[which])
        places = access.facilities.pick(np.array([row]))
        route = router.route(here, places)
        if route is None:  # pragma: no cover - a facility with a distance has a way
            continue
        crosses = (here.crosses is not None and bool(here.crosses[route.start_place])) or (
            places.crosses is not None and bool(places.crosses[route.end_place])
        )
        found.append(
            ExplainedWay(
                row,
                *_named(project, row),
                distance_m=float(metres),
                metres=route.start_leg_m + float(route.metres.sum()) + route.end_leg_m,
                legs_m=(route.start_leg_m, route.end_leg_m),
                streets=street_parts(network, route.edges, route.metres),
                x=np.concatenate([[x], route.x, [fx[row]]]),
                y=np.concatenate([[y], route.y, [fy[row]]]),
                air_line_m=float(np.hypot(fx[row] - x, fy[row] - y)),
                crosses=crosses,
            )
        )
    return found


def _named(project: Project, row: int) -> tuple[str, str]:
    facility = project.facilities.iloc[row]
    name = facility["name"]
    key = str(facility["facility_id"])
    return key, key if pd.isna(name) or not str(name).strip() else str(name)


def _for_profile(
    project: Project,
    analysis: Analysis,
    kind: str,
    point: int,
    profile: Profile,
    progress: Progress,
    share: float,
) -> ProfileWay:
    """Return how far it is for a profile, placed and measured as a whole analysis for that profile would do."""
    progress.step(share, f"Weg suchen: {profile.name}")
    access = analysis.access
    rows = rows_of(project.facilities, kind, usable(project.facilities))
    if access.method == "air_line" or project.network is None or profile == access.profile:
        metres, row = float(access.distance_m[kind][point]), int(access.nearest[kind][point])
    else:
        parameters = replace(analysis.parameters, profile=profile)
        router = router_for(project.network, access.min_component_m, profile)
        alone = replace(analysis.demand, table=analysis.demand.table.iloc[[point]])
        here = place_demand(project, alone, parameters, router)
        of_kind = project.with_(facilities=project.facilities.iloc[rows].reset_index(drop=True))
        there = place_facilities(of_kind, parameters, router)
        distance, nearest = router.nearest(here, there)
        metres, row = float(distance[0]), int(rows[nearest[0]]) if nearest[0] >= 0 else -1
    return ProfileWay(profile, metres, _named(project, row)[0] if row >= 0 else "")
