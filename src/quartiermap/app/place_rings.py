"""How far one gets from any place on foot, who lives there and what is there. Nothing here changes the project."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from quartiermap.app.questions import profile_for
from quartiermap.app.results import result_of
from quartiermap.domain.profiles import Profile
from quartiermap.domain.progress import Progress
from quartiermap.errors import InputError, Problem

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd
    import shapely

    from quartiermap.domain.network import Floats, OnNetwork
    from quartiermap.domain.project import Project
    from quartiermap.domain.results import Analysis


@dataclass(frozen=True)
class PlaceRing:
    """One limit.

    Parameters
    ----------
    limit_m, minutes : float
        Metres of the profile, included, and the same as walking time.
    area : MultiPolygon
        In the project CRS.
    residents : DataFrame
        `quartiermap.analysis.catchment_areas.residents_in`.
    facilities : tuple of str
        Ids of usable facilities in reach, the nearest first.
    """

    limit_m: float
    minutes: float
    area: shapely.MultiPolygon
    residents: pd.DataFrame
    facilities: tuple[str, ...]


@dataclass(frozen=True)
class PlaceRings:
    """What is in reach of a place, the smallest limit first.

    Parameters
    ----------
    x, y : float
        In the project CRS.
    by_network : bool
        Otherwise circles of limit / detour factor.
    leg_m : float or None
        Straight way from the place to the nearest way; ``None`` without a network.
    facility_m : dict of facility id -> metres of the profile
        All within the largest limit.
    notes : tuple of str
        German sentences.
    """

    x: float
    y: float
    profile: Profile
    by_network: bool
    leg_m: float | None
    rings: tuple[PlaceRing, ...]
    facility_m: dict[str, float]
    notes: tuple[str, ...]


def place_rings(
    project: Project,
    x: float,
    y: float,
    minutes: Sequence[float] = (5.0, 10.0, 15.0),
    *,
    profile_id: str | None = None,
    progress: Progress | None = None,
) -> PlaceRings:
    """Return how far one gets from a place within some times.

    Parameters
    ----------
    x, y : float
        In the project CRS.
    minutes : sequence of float
        At the speed of the profile.
    profile_id : str, optional
        The result's profile if not given.

    Raises
    ------
    UsageError, InputError
        Without a fresh result (`questions.result_of`); if a time is not positive, or no way is near.
    Cancelled
        If the user asked to stop.

    Notes
    -----
    Ways are those of the analysis: both straight legs beside the network count. People are counted by their way, not by
    the drawn area.
    """
    import numpy as np

    from quartiermap.analysis.catchment_areas import residents_in
    from quartiermap.analysis.residents import secret_points
    from quartiermap.analysis.small_numbers import limit_in

    progress = progress or Progress()
    progress.step(0.0, "Gehzeit-Ringe berechnen")
    analysis = result_of(project)
    profile = profile_for(project, profile_id)
    limits = sorted({profile.metres(float(m)) for m in minutes})
    if not limits or limits[0] <= 0 or not np.isfinite(limits[-1]):
        raise InputError(
            Problem(
                "Die Gehzeit muss größer als 0 sein.", remedy="Zum Beispiel 10 Minuten.", code="limit_invalid"
            )
        )
    if analysis.access.method == "air_line" or project.network is None:
        homes, sites, areas, leg, notes = _by_air(project, analysis, x, y, limits)
    else:
        homes, sites, areas, leg, notes = _by_network(project, analysis, x, y, limits, profile, progress)
    progress.step(0.9, "Einwohner zählen")
    secret, few = secret_points(project, analysis.demand), limit_in(project.settings)
    usable = _usable_ids(project)
    order = np.argsort(sites, kind="stable")
    near = [(usable[i], float(sites[i])) for i in order.tolist() if sites[i] <= limits[-1] and usable[i]]
    return PlaceRings(
        x, y, profile, leg is not None, leg,
        tuple(
            PlaceRing(
                limit, profile.minutes(limit), area, residents_in(analysis.demand, homes, limit, secret, few),
                tuple(key for key, metres in near if metres <= limit),
            )
            for limit, area in zip(limits, areas, strict=True)
        ),
        dict(near), notes,
    )  # fmt: skip


_Found = tuple["Floats", "Floats", "list[shapely.MultiPolygon]", "float | None", tuple[str, ...]]


def _by_air(project: Project, analysis: Analysis, x: float, y: float, limits: Sequence[float]) -> _Found:
    import numpy as np
    import shapely

    from quartiermap.analysis.ground import demand_coordinates, facility_coordinates
    from quartiermap.domain.texts import number

    factor = analysis.access.detour_factor or analysis.parameters.detour_factor
    hx, hy = demand_coordinates(analysis.demand)
    fx, fy = facility_coordinates(project.facilities)
    circles = [shapely.MultiPolygon([shapely.Point(x, y).buffer(limit / factor)]) for limit in limits]
    note = f"Ohne Wegenetz: Kreise mit Reichweite ÷ Umwegfaktor {number(factor, 2)} (Näherung)."
    return np.hypot(hx - x, hy - y) * factor, np.hypot(fx - x, fy - y) * factor, circles, None, (note,)


def _by_network(
    project: Project,
    analysis: Analysis,
    x: float,
    y: float,
    limits: Sequence[float],
    profile: Profile,
    progress: Progress,
) -> _Found:
    import numpy as np

    from quartiermap.analysis.access import place_demand, place_facilities
    from quartiermap.analysis.catchment_areas import CatchmentFinder
    from quartiermap.analysis.paths import router_for
    from quartiermap.domain.texts import metres

    network, parameters = project.network, analysis.parameters
    assert network is not None  # noqa: S101  (asked by the caller)
    router = router_for(network, parameters.min_component_m, profile)
    here = place_at(project, analysis, x, y, profile)
    if here.edge[0] < 0:
        raise InputError(
            Problem(
                f"Im Umkreis von {metres(parameters.snap_limit_m)} um diesen Ort liegt kein Weg.",
                remedy="Einen Ort näher an einem Weg wählen.", code="place_without_way",
            )
        )  # fmt: skip
    progress.step(0.2, "Gehzeit-Ringe berechnen")
    access = analysis.access
    if profile == access.profile and access.points is not None and access.facilities is not None:
        points, places = access.points, access.facilities
    else:
        asked = replace(parameters, profile=profile)
        points = place_demand(project, analysis.demand, asked, router)
        places = place_facilities(project, asked, router)
    homes = router.nearest(points, here)[0]
    sites = router.nearest(places, here)[0]
    finder = CatchmentFinder(router)
    areas = []
    for at, limit in enumerate(limits):
        progress.step(0.4 + 0.5 * at / len(limits), "Gehzeit-Ringe zeichnen")
        areas.append(finder.polygon(here, limit))
    notes = []
    if profile.speed_is_assumption:
        notes.append(f"Minuten sind gerechnet mit {profile.speed_words}.")
    if here.crosses is not None and bool(here.crosses[0]):
        notes.append(
            "Die gerade Linie zum nächsten Weg quert ein Hindernis (Gewässer, Bahn, Autobahn oder Mauer)."
        )
    return homes, sites, areas, float(np.min(here.leg_m)), tuple(notes)


def place_at(project: Project, analysis: Analysis, x: float, y: float, profile: Profile) -> OnNetwork:
    """Return where a place lies on the network: one place, not beyond a barrier if avoidable, as for dwelling places."""
    import numpy as np

    from quartiermap.analysis.paths import router_for
    from quartiermap.analysis.snapping import Barriers, place_points

    network = project.network
    assert network is not None  # noqa: S101
    router = router_for(network, analysis.parameters.min_component_m, profile)
    lines = project.barrier_lines
    barriers = Barriers(lines.geometry.to_numpy()) if len(lines) else None
    return place_points(
        router.index, np.array([x]), np.array([y]), analysis.parameters.snap_limit_m, barriers=barriers
    )


def _usable_ids(project: Project) -> list[str]:
    """Return the id of every facility that can be used today, empty for the others (planned, closed)."""
    from quartiermap.analysis.ground import usable

    ids = project.facilities["facility_id"].astype(str).tolist()
    return [key if fit else "" for key, fit in zip(ids, usable(project.facilities).tolist(), strict=True)]


@dataclass(frozen=True)
class WayBetween:
    """The way on foot between two places.

    Parameters
    ----------
    metres, plain_m : float
        Metres of the profile, and as they are; both with the straight legs beside the network.
    x, y : float64 array
        In the project CRS.
    """

    metres: float
    plain_m: float
    x: Floats
    y: Floats


def way_between(project: Project, start: tuple[float, float], end: tuple[float, float]) -> WayBetween | None:
    """Return the way on foot between two places for the result's profile; ``None`` if there is none.

    Parameters
    ----------
    start, end : (x, y)
        In the project CRS.

    Notes
    -----
    Needs a network, no result: without one an adult walks.
    """
    import numpy as np

    from quartiermap.analysis.paths import router_for
    from quartiermap.analysis.snapping import Barriers, place_points
    from quartiermap.domain.results import AnalysisParameters

    network = project.network
    if network is None:
        return None
    analysis = project.analysis
    parameters = analysis.parameters if analysis is not None else AnalysisParameters((), "")
    profile = profile_for(project, None)
    router = router_for(network, parameters.min_component_m, profile)
    lines = project.barrier_lines
    barriers = Barriers(lines.geometry.to_numpy()) if len(lines) else None
    both = place_points(
        router.index, np.array([start[0], end[0]]), np.array([start[1], end[1]]), parameters.snap_limit_m, barriers=barriers
    )  # fmt: skip
    if (both.edge < 0).any():
        return None
    route = router.route(both.pick(np.array([0])), both.pick(np.array([1])))
    if route is None:
        return None
    plain = route.start_leg_m + float(route.metres.sum()) + route.end_leg_m
    x = np.concatenate([[start[0]], route.x, [end[0]]])
    y = np.concatenate([[start[1]], route.y, [end[1]]])
    return WayBetween(float(route.total_m), plain, x, y)
