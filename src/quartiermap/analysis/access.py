"""Walking distance from every demand point to the nearest usable facility of each kind (DOMAIN.md 5.1).

With a walk network distances are measured along it, off-network legs included; without one they are air line
x detour factor (DOMAIN.md 2.4), an approximation that is labelled as one everywhere.
"""

from __future__ import annotations

from dataclasses import replace

import geopandas as gpd
import numpy as np
import shapely
from scipy.sparse import csr_matrix

from quartiermap.analysis import access_notes as notes_of
from quartiermap.analysis.air_line import air_pairs, compute_by_air, nearest_by_air
from quartiermap.analysis.ground import (
    COVERAGE_MARGIN_M,
    as_rows,
    barrier_free,
    demand_coordinates,
    facility_coordinates,
    kinds_of,
    large_enough,
    outside_network,
    rows_of,
    usable,
)
from quartiermap.analysis.paths import Route, Router, router_for
from quartiermap.analysis.snapping import Barriers, place_outlines, place_points
from quartiermap.domain.network import Floats, Ints, OnNetwork
from quartiermap.domain.progress import Progress
from quartiermap.domain.project import Project
from quartiermap.domain.results import Access, AnalysisParameters, Demand
from quartiermap.domain.standards import Standard

__all__ = [
    "COVERAGE_MARGIN_M",
    "ZERO_M",
    "compute_access",
    "facility_coordinates",
    "outside_network",
    "pairs_within",
    "place_demand",
    "place_facilities",
    "route_between",
    "usable",
]

ZERO_M = 1e-9
"""How a distance of exactly 0 m is stored in a sparse matrix, so that it stays an entry."""


def compute_access(
    project: Project, demand: Demand, parameters: AnalysisParameters, progress: Progress
) -> Access:
    """Return the distance from every demand point to the nearest usable facility of each kind.

    Parameters
    ----------
    project : Project
    demand : Demand
        From `analysis.demand.build_demand` on the same project.
    parameters : AnalysisParameters
        `profile`, `snap_limit_m`, `min_component_m`, `max_places`, `second_place_m`, `outline_reach_m`,
        `detour_factor` and the kinds named by `standards` are used.
    progress : Progress

    Returns
    -------
    Access
        Kinds: those of the facilities and those named by a standard, in sorted order; a kind without any
        usable facility is reached by nobody (``inf``).

    Raises
    ------
    Cancelled
        If the user asked to stop.
    """
    along = project.network is not None and project.network.edge_count > 0
    compute = _along_network if along else compute_by_air
    return _with_own_questions(compute(project, demand, parameters, progress), project, demand, parameters)


def _with_own_questions(
    access: Access, project: Project, demand: Demand, parameters: AnalysisParameters
) -> Access:
    """Add the distances of standards that ask for an air line, or for facilities of a least size."""
    facilities, there = project.facilities, usable(project.facilities)
    x, y = demand_coordinates(demand)
    fx, fy = facility_coordinates(facilities)
    metres_: dict[str, Floats] = {}
    nearest: dict[str, Ints] = {}
    notes = []
    for standard in parameters.standards:
        if standard.measure != "air_line" and standard.min_area_m2 is None:
            continue
        rows = rows_of(facilities, standard.kind, there & large_enough(facilities, standard))
        if standard.measure == "air_line":
            distance, found = nearest_by_air(x, y, fx[rows], fy[rows])
        elif access.points is not None and access.facilities is not None and project.network is not None:
            router = router_for(project.network, access.min_component_m, access.profile)
            distance, found = router.nearest(access.points, access.facilities.pick(rows))
        else:
            distance, found = nearest_by_air(x, y, fx[rows], fy[rows])
            distance = distance * (access.detour_factor or 1.0)
        metres_[standard.id], nearest[standard.id] = distance, as_rows(found, rows)
        notes += notes_of.size_notes(facilities, standard, there)
    if not metres_:
        return access
    return replace(access, by_standard_m=metres_, by_standard=nearest, notes=(*access.notes, *notes))


def pairs_within(
    project: Project,
    demand: Demand,
    access: Access,
    kind: str,
    limit_m: float,
    *,
    detour_factor: float | None = None,
    standard: Standard | None = None,
    progress: Progress | None = None,
) -> csr_matrix:
    """Return every way from a demand point to a usable facility of one kind up to a limit.

    Parameters
    ----------
    project, demand, access
        As computed together; the matrix uses the method of `access`.
    kind : str
    limit_m : float
        Metres on foot, included.
    detour_factor : float, optional
        For air line, if `access` doesn't carry it.
    standard : Standard, optional
        Asks the standard's own question: an air line without any factor, only facilities of its least size.
    progress : Progress, optional

    Returns
    -------
    csr_matrix, shape (points, rows of project.facilities)
        Metres; what is not stored is farther than `limit_m`. Exactly 0 m is stored as 1e-9.
    """
    counted = usable(project.facilities)
    if standard is not None:
        counted &= large_enough(project.facilities, standard)
    rows = rows_of(project.facilities, kind, counted)
    shape = (len(demand.table), len(project.facilities))
    if standard is not None and standard.measure == "air_line":
        near = air_pairs(
            *demand_coordinates(demand), *facility_coordinates(project.facilities), rows, limit_m, 1.0
        )
    elif access.method == "network":
        if project.network is None or access.points is None or access.facilities is None:
            msg = "access was computed along a network that the project does not have"
            raise ValueError(msg)
        router = router_for(project.network, access.min_component_m, access.profile)
        near = router.distances(access.points, access.facilities.pick(rows), limit_m, progress)
    else:
        factor = detour_factor or access.detour_factor
        if factor is None:
            msg = "air-line access without a detour factor"
            raise ValueError(msg)
        near = air_pairs(
            *demand_coordinates(demand), *facility_coordinates(project.facilities), rows, limit_m, factor
        )
    data = np.where(near.data == 0.0, ZERO_M, near.data)
    return csr_matrix((data, rows[near.indices], near.indptr), shape=shape)


def route_between(project: Project, access: Access, point: int, facility: int) -> Route | None:
    """Return the way from a demand point to a facility, ``None`` if there is none or no network.

    Parameters
    ----------
    point, facility : int
        Row of `Demand.table` and of `Project.facilities`.
    """
    if project.network is None or access.points is None or access.facilities is None:
        return None
    router = router_for(project.network, access.min_component_m, access.profile)
    return router.route(access.points.pick(np.array([point])), access.facilities.pick(np.array([facility])))


def place_demand(
    project: Project, demand: Demand, parameters: AnalysisParameters, router: Router
) -> OnNetwork:
    """Return where the demand points lie on the network: one place each, not beyond a barrier if avoidable."""
    x, y = demand_coordinates(demand)
    return place_points(router.index, x, y, parameters.snap_limit_m, barriers=_barriers(project))


def place_facilities(project: Project, parameters: AnalysisParameters, router: Router) -> OnNetwork:
    """Return where the facilities lie on the network: every row with one place or several.

    A facility with known entrances has a place for each; one known by its outline uses every way along it;
    one known only as a point may also use a second way about as near as the first (`AnalysisParameters`).
    """
    shapes = project.facility_shapes
    ids = project.facilities["facility_id"].astype(str).tolist()
    outlines = _one_shape_each(shapes[shapes["part"] == "outline"], ids)
    entrances = _one_shape_each(shapes[shapes["part"] == "entrance"], ids)
    return place_outlines(
        router.index,
        outlines,
        entrances,
        *facility_coordinates(project.facilities),
        parameters.snap_limit_m,
        reach_m=parameters.outline_reach_m,
        places=parameters.max_places,
        second_m=parameters.second_place_m,
        barriers=_barriers(project),
    )


def _one_shape_each(shapes: gpd.GeoDataFrame, ids: list[str]) -> list[shapely.Geometry | None]:
    """Return the union of the shapes of each facility, ``None`` for those without any."""
    if not len(shapes):
        return [None] * len(ids)
    own: dict[str, list[shapely.Geometry]] = {}
    for facility_id, shape in zip(shapes["facility_id"].astype(str), shapes.geometry, strict=True):
        if shape is not None and not shape.is_empty:
            own.setdefault(facility_id, []).append(shape)
    return [shapely.union_all(own[i]) if i in own else None for i in ids]


def _barriers(project: Project) -> Barriers | None:
    return Barriers(project.barrier_lines.geometry.to_numpy()) if len(project.barrier_lines) else None


def _along_network(
    project: Project, demand: Demand, parameters: AnalysisParameters, progress: Progress
) -> Access:
    network = project.network
    assert network is not None  # noqa: S101
    progress.step(0.0, "Wegenetz vorbereiten")
    router = router_for(network, parameters.min_component_m, parameters.profile)
    progress.step(0.2, "Wohnorte an das Wegenetz anbinden")
    points = place_demand(project, demand, parameters, router)
    progress.step(0.4, "Einrichtungen an das Wegenetz anbinden")
    places = place_facilities(project, parameters, router)
    there = usable(project.facilities)
    free = there & barrier_free(project.facilities)
    kinds = kinds_of(project, parameters)
    rows = {kind: rows_of(project.facilities, kind, there) for kind in kinds}
    free_rows = {kind: rows_of(project.facilities, kind, free) for kind in kinds}
    asked = [places.pick(r) for r in (*rows.values(), *free_rows.values())]
    found = router.nearest_of_each(points, asked, progress.part(0.5, 1.0))
    nearest = dict(zip(kinds, found[: len(kinds)], strict=True))
    barred = dict(zip(kinds, found[len(kinds) :], strict=True))
    progress.step(1.0, "Wege berechnet")
    return Access(
        distance_m={kind: distance for kind, (distance, _) in nearest.items()},
        nearest={kind: as_rows(which, rows[kind]) for kind, (_, which) in nearest.items()},
        method="network",
        points=points,
        facilities=places,
        notes=(
            *notes_of.profile_notes(network, parameters.profile),
            *notes_of.network_notes(router, parameters),
            *notes_of.island_notes(router, points, demand),
            *notes_of.far_notes(points, places, there, project, demand, parameters),
            *notes_of.barrier_notes(points, places, there, demand),
            *notes_of.coverage_notes(points, demand),
            *notes_of.status_notes(project.facilities, there),
        ),
        barrier_free_m={kind: distance for kind, (distance, _) in barred.items()},
        profile=parameters.profile,
        min_component_m=parameters.min_component_m,
    )
