"""Questions to a project that has a result: why, who is in reach, how many to choose from, who gets a place.

The same for the window and the command line. Nothing here changes the project.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from quartiermap.app.results import result_of
from quartiermap.domain.profiles import Profile
from quartiermap.domain.progress import Progress
from quartiermap.errors import InputError, Problem, UsageError

if TYPE_CHECKING:
    import pandas as pd
    import shapely

    from quartiermap.analysis.air_comparison import AirComparison
    from quartiermap.analysis.engine.costs import ProfileReport
    from quartiermap.analysis.explain import ExplainedCell
    from quartiermap.analysis.explain_figures import ExplainedDistrict
    from quartiermap.analysis.opportunities import Opportunities
    from quartiermap.domain.network import Floats
    from quartiermap.domain.project import Project
    from quartiermap.domain.results import Access, Analysis, AnalysisParameters

NEAR_M = 250.0
"""A click farther than this from every dwelling place is no place that a way was measured from."""


@dataclass(frozen=True)
class Ring:
    """One limit of a catchment.

    Parameters
    ----------
    limit_m : float
        Metres of the profile, included.
    minutes : float
        The same as walking time.
    area : MultiPolygon
        In the project CRS; empty if nothing is in reach.
    ways_m : float
        Metres of way in reach; 0 without a network.
    residents : DataFrame
        See `quartiermap.analysis.catchment_areas.residents_in`; people within the limit by their way.
    """

    limit_m: float
    minutes: float
    area: shapely.MultiPolygon
    ways_m: float
    residents: pd.DataFrame


@dataclass(frozen=True)
class Catchment:
    """The catchment of one facility for one profile, smallest limit first; `notes` are German sentences about it."""

    facility_id: str
    name: str
    kind: str
    profile: Profile
    rings: tuple[Ring, ...]
    notes: tuple[str, ...]


def profile_for(project: Project, profile_id: str | None) -> Profile:
    """Return a shipped profile by its id; without one that of the project's result.

    Raises
    ------
    InputError
        If no profile has that id.
    """
    from quartiermap.domain.profiles import ADULT
    from quartiermap.io import bundled

    if profile_id is None:
        return ADULT if project.analysis is None else project.analysis.parameters.profile
    return bundled.profile(profile_id)


def cell_near(
    project: Project,
    x: float,
    y: float,
    *,
    kind: str | None = None,
    beyond_m: float = -1.0,
    near_m: float = NEAR_M,
) -> str | None:
    """Return the dwelling place nearest to a place, ``None`` if there is none within `near_m`.

    Parameters
    ----------
    x, y : float
        In the project CRS.
    kind : str, optional
        With `beyond_m`: only dwelling places whose way to this kind is longer (for the way of a gap).
    beyond_m, near_m : float
        Metres.
    """
    import numpy as np

    from quartiermap.analysis.ground import demand_coordinates

    analysis = result_of(project)
    px, py = demand_coordinates(analysis.demand)
    away = np.hypot(px - x, py - y)
    away[~np.isfinite(away)] = np.inf
    if kind is not None and beyond_m >= 0 and kind in analysis.access.distance_m:
        away[~(analysis.access.distance_m[kind] > beyond_m)] = np.inf
    if not len(away) or not away.min() <= near_m:
        return None
    return str(analysis.demand.table["cell_id"].iloc[int(away.argmin())])


def explain_cell(
    project: Project, cell_id: str, kind: str, *, all_profiles: bool = False, progress: Progress | None = None
) -> ExplainedCell:
    """Explain the distance from a dwelling place; see `quartiermap.analysis.explain.explain_cell`.

    Parameters
    ----------
    all_profiles : bool
        Also say how long it takes for every shipped profile (builds their routing graphs when first asked).
    """
    from quartiermap.analysis import explain
    from quartiermap.io import bundled

    return explain.explain_cell(
        project,
        result_of(project),
        cell_id,
        kind,
        kind_name=bundled.kinds().name(kind),
        profiles=tuple(bundled.profiles()) if all_profiles else (),
        progress=progress,
    )


def explain_district(project: Project, district_id: str, standard_id: str) -> ExplainedDistrict:
    """Return the dwelling places that make a figure; see `quartiermap.analysis.explain_figures.explain_district`."""
    from quartiermap.analysis import explain_figures

    return explain_figures.explain_district(project, result_of(project), district_id, standard_id)


def catchment(
    project: Project,
    facility_id: str,
    *,
    metres: Sequence[float] = (),
    minutes: Sequence[float] = (),
    profile_id: str | None = None,
    progress: Progress | None = None,
) -> Catchment:
    """Return from where a facility is in reach, and who lives there.

    Parameters
    ----------
    facility_id : str
        Also a planned or closed one.
    metres, minutes : sequence of float
        Limits; minutes count at the profile's speed, metres are metres of the profile.
    profile_id : str, optional
        The result's profile if not given.

    Returns
    -------
    Catchment
        Without a network the areas are circles of limit / detour factor, and the notes say so.

    Raises
    ------
    InputError
        If there is no such facility or profile, or a limit is not positive.
    Cancelled
        If the user asked to stop.
    """
    import numpy as np

    progress = progress or Progress()
    progress.step(0.0, "Einzugsgebiet berechnen")
    analysis = result_of(project)
    profile = profile_for(project, profile_id)
    limits = sorted({float(m) for m in metres} | {profile.metres(float(m)) for m in minutes})
    if not limits or limits[0] <= 0 or not np.isfinite(limits[-1]):
        raise InputError(
            Problem(
                "Die Reichweite muss größer als 0 sein.",
                remedy="Zum Beispiel 800 Meter oder 10 Minuten.",
                code="limit_invalid",
            )
        )
    row = _facility_row(project, facility_id)
    facility = project.facilities.iloc[row]
    distance, rings, notes = _rings(project, analysis, row, limits, profile, progress)
    progress.step(0.9, "Einwohner zählen")
    return Catchment(
        facility_id=facility_id,
        name=_text(facility["name"]) or facility_id,
        kind=str(facility["kind"]),
        profile=profile,
        rings=tuple(
            _ring(project, analysis, profile, limit, area, ways, distance)
            for limit, (area, ways) in zip(limits, rings, strict=True)
        ),
        notes=notes,
    )


def nearest_by_profile(
    project: Project,
    profile_ids: Sequence[str] = (),
    parameters: AnalysisParameters | None = None,
    progress: Progress | None = None,
) -> dict[str, Access]:
    """Return the distances of every dwelling place to every kind for several profiles in one go.

    Parameters
    ----------
    profile_ids : sequence of str
        All shipped profiles if empty.
    parameters : AnalysisParameters, optional
        Those of the result if not given; their profile does not matter.

    Returns
    -------
    dict of profile id -> Access
        Exactly what an analysis for that profile gives. Metres of the profile; ``Access.profile.minutes`` makes
        minutes of them.
    """
    from quartiermap.analysis.profile_access import nearest_by_profile as compute
    from quartiermap.io import bundled

    analysis = result_of(project)
    chosen = [bundled.profile(i) for i in profile_ids] or list(bundled.profiles())
    return compute(project, analysis.demand, parameters or analysis.parameters, chosen, progress)


def profile_reports(project: Project, profile_ids: Sequence[str] = ()) -> tuple[ProfileReport, ...]:
    """Say what profiles make of the project's network, and what is not known (all shipped profiles if none is named).

    Raises
    ------
    UsageError
        If the project has no network.
    InputError
        If a profile does not exist.
    """
    from quartiermap.analysis.engine.costs import profile_report
    from quartiermap.io import bundled

    if project.network is None:
        raise UsageError("Das Projekt hat kein Wegenetz.")
    chosen = [bundled.profile(i) for i in profile_ids] or list(bundled.profiles())
    return tuple(profile_report(project.network, profile) for profile in chosen)


def opportunities(
    project: Project, kind: str, limits_m: Sequence[float], progress: Progress | None = None
) -> Opportunities:
    """Count facilities and places in reach of every dwelling place; see `quartiermap.analysis.opportunities`."""
    from quartiermap.analysis import opportunities as counting

    return counting.opportunities(project, result_of(project), kind, limits_m, progress)


def compare_air(
    project: Project, factor: float | None = None, progress: Progress | None = None
) -> tuple[AirComparison, ...]:
    """Compare ways on foot with air line times a factor, without small numbers; see `quartiermap.analysis.air_comparison`."""
    from quartiermap.analysis import air_comparison
    from quartiermap.analysis.protection import secrets_of
    from quartiermap.render.report_suppression import rounded_comparison

    found = air_comparison.compare_air(project, result_of(project), factor, progress)
    secrets = secrets_of(project)
    return tuple(rounded_comparison(each, secrets) for each in found)


def _facility_row(project: Project, facility_id: str) -> int:
    import numpy as np

    rows = np.flatnonzero(project.facilities["facility_id"].astype(str).to_numpy(object) == facility_id)
    if not len(rows):
        ids = project.facilities["facility_id"].astype(str)
        raise InputError(
            Problem(
                "Diese Einrichtung gibt es im Projekt nicht.",
                remedy=f"Eine Kennung wie „{ids.iloc[0]}“ angeben."
                if len(ids)
                else "Zuerst Einrichtungen laden.",
                value=facility_id,
                code="facility_unknown",
            )
        )
    return int(rows[0])


def _rings(
    project: Project,
    analysis: Analysis,
    row: int,
    limits: Sequence[float],
    profile: Profile,
    progress: Progress,
) -> tuple[Floats, list[tuple[shapely.MultiPolygon, float]], tuple[str, ...]]:
    """Return the way of every dwelling place to the facility, area and metres of way for each limit, and notes."""
    import numpy as np
    import shapely

    from quartiermap.analysis.access import place_demand, place_facilities
    from quartiermap.analysis.catchment_areas import CatchmentFinder
    from quartiermap.analysis.ground import demand_coordinates, facility_coordinates
    from quartiermap.analysis.paths import router_for
    from quartiermap.domain.texts import metres, number

    access, parameters = analysis.access, analysis.parameters
    if access.method == "air_line" or project.network is None:
        factor = access.detour_factor or parameters.detour_factor
        fx, fy = facility_coordinates(project.facilities.iloc[[row]])
        x, y = demand_coordinates(analysis.demand)
        air = np.hypot(x - fx[0], y - fy[0]) * factor
        centre = shapely.Point(fx[0], fy[0])
        circles = [shapely.MultiPolygon([centre.buffer(limit / factor)]) for limit in limits]
        note = f"Ohne Wegenetz: Kreise mit Reichweite ÷ Umwegfaktor {number(factor, 2)} (Näherung)."
        return air, [(circle, 0.0) for circle in circles], (note,)
    router = router_for(project.network, parameters.min_component_m, profile)
    if profile == access.profile and access.points is not None and access.facilities is not None:
        points, places = access.points, access.facilities.pick(np.array([row]))
    else:
        asked = replace(parameters, profile=profile)
        progress.step(0.1, "Wohnorte an das Wegenetz anbinden")
        points = place_demand(project, analysis.demand, asked, router)
        alone = project.with_(facilities=project.facilities.iloc[[row]].reset_index(drop=True))
        places = place_facilities(alone, asked, router)
    progress.step(0.4, "Einzugsgebiet berechnen")
    distance = router.nearest(points, places)[0]
    finder = CatchmentFinder(router)
    rings = []
    for at, limit in enumerate(limits):
        progress.step(0.5 + 0.4 * at / len(limits), "Einzugsgebiet zeichnen")
        rings.append((finder.polygon(places, limit), finder.edges(places, limit).length_m))
    notes = []
    if profile.speed_is_assumption:
        notes.append(f"Minuten sind gerechnet mit {profile.speed_words}.")
    if not profile.is_plain:
        notes.append(
            f"Was an einem Weg nicht erfasst ist, gilt für „{profile.name}“ als unbedenklich, Treppen ohne Angabe zu einer "
            "Rampe als solche ohne (Annahme)."
            if any(rule.steps and rule.ramp for rule in profile.rules)
            else f"Was an einem Weg nicht erfasst ist, gilt für „{profile.name}“ als unbedenklich (Annahme)."
        )
    if places.edge[0] < 0:
        notes.append(
            f"Die Einrichtung liegt mehr als {metres(parameters.snap_limit_m)} vom nächsten Weg entfernt; "
            "niemand erreicht sie."
        )
    return distance, rings, tuple(notes)


def _ring(
    project: Project,
    analysis: Analysis,
    profile: Profile,
    limit: float,
    area: shapely.MultiPolygon,
    ways_m: float,
    distance: Floats,
) -> Ring:
    from quartiermap.analysis.catchment_areas import residents_in
    from quartiermap.analysis.residents import secret_points
    from quartiermap.analysis.small_numbers import limit_in

    secret = secret_points(project, analysis.demand)
    few = limit_in(project.settings)
    residents = residents_in(analysis.demand, distance, limit, secret, few)
    return Ring(limit, profile.minutes(limit), area, ways_m, residents)


def _text(value: object) -> str:
    import pandas as pd

    return "" if value is None or pd.isna(value) else str(value).strip()
