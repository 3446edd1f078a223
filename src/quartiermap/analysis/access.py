"""Walking distance from every demand point to the nearest usable facility of each kind (DOMAIN.md 5.1).

With a walk network distances are measured along it, off-network legs included; without one they are air line
x detour factor (DOMAIN.md 2.4), an approximation that is labelled as one everywhere.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from scipy.spatial import cKDTree

from quartiermap.analysis.paths import Route, Router
from quartiermap.analysis.snapping import EdgeIndex
from quartiermap.domain.network import Floats, Ints, OnNetwork
from quartiermap.domain.progress import Progress
from quartiermap.domain.project import Project
from quartiermap.domain.results import Access, AnalysisParameters, Demand
from quartiermap.domain.texts import metres, number, percent

COVERAGE_MARGIN_M = 1000.0
"""Demand farther than this from every way lies where the loaded network has no data, not where nobody can walk."""
ZERO_M = 1e-9
"""How a distance of exactly 0 m is stored in a sparse matrix, so that it stays an entry."""
_NAMED = 5
"""How many facilities a note names before it says "und weitere"."""


def usable(facilities: pd.DataFrame) -> NDArray[np.bool_]:
    """Return which facilities can be walked to today: existing (or status unknown) and with a place.

    Planned and closed facilities are no supply. A missing status means "Bestand": municipal lists name
    what exists.
    """
    status = (
        facilities["status"] if "status" in facilities else pd.Series(index=facilities.index, dtype=object)
    )
    exists = status.isna() | (status == "Bestand")
    x, y = facility_coordinates(facilities)
    return np.asarray(exists, bool) & np.isfinite(x) & np.isfinite(y)


def facility_coordinates(facilities: pd.DataFrame) -> tuple[Floats, Floats]:
    """Return x and y in metres of every row; NaN where a facility has no place.

    A facility drawn as an area is taken at a point on the area.
    """
    shapes = np.asarray(facilities.geometry.array, dtype=object) if len(facilities) else np.zeros(0, object)
    areas = ~shapely.is_missing(shapes) & (shapely.get_type_id(shapes) != 0)
    if areas.any():
        shapes = shapes.copy()
        shapes[areas] = shapely.point_on_surface(shapes[areas])
    return shapely.get_x(shapes), shapely.get_y(shapes)


def outside_network(access: Access, size: int) -> NDArray[np.bool_]:
    """Tell which demand points lie where the loaded network has no data (`COVERAGE_MARGIN_M` from every way).

    Nothing can be said about the ways from there: such a point is neither in reach nor out of reach. Without a
    network (air line) there is no such point.

    Returns
    -------
    bool array, shape (size,)
    """
    if access.points is None:
        return np.zeros(size, dtype=bool)
    return np.asarray(access.points.leg_m > COVERAGE_MARGIN_M, dtype=bool)


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
        `snap_limit_m`, `min_component_m`, `detour_factor` and the kinds named by `standards` are used.
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
    if project.network is not None and project.network.edge_count:
        return _along_network(project, demand, parameters, progress)
    return _by_air(project, demand, parameters, progress)


def pairs_within(
    project: Project,
    demand: Demand,
    access: Access,
    kind: str,
    limit_m: float,
    *,
    detour_factor: float | None = None,
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
    progress : Progress, optional

    Returns
    -------
    csr_matrix, shape (points, rows of project.facilities)
        Metres; what is not stored is farther than `limit_m`. Exactly 0 m is stored as 1e-9.
    """
    rows = _rows_of(project.facilities, kind, usable(project.facilities))
    shape = (len(demand.table), len(project.facilities))
    if access.method == "network":
        if project.network is None or access.points is None or access.facilities is None:
            msg = "access was computed along a network that the project does not have"
            raise ValueError(msg)
        chosen = _pick(access.facilities, rows)
        near = Router(project.network).distances(access.points, chosen, limit_m, progress)
    else:
        factor = detour_factor or access.detour_factor
        if factor is None:
            msg = "air-line access without a detour factor"
            raise ValueError(msg)
        near = _air_pairs(
            *_demand_places(demand), *facility_coordinates(project.facilities), rows, limit_m, factor
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
    here, there = _pick(access.points, np.array([point])), _pick(access.facilities, np.array([facility]))
    return Router(project.network).route(here, there)


def _along_network(
    project: Project, demand: Demand, parameters: AnalysisParameters, progress: Progress
) -> Access:
    network = project.network
    assert network is not None  # noqa: S101
    progress.step(0.0, "Wegenetz vorbereiten")
    router = Router(network, parameters.min_component_m)
    index = EdgeIndex(network, router.allowed_edges, router.shapes)
    progress.step(0.2, "Wohnorte an das Wegenetz anbinden")
    x, y = _demand_places(demand)
    points = index.locate(x, y, parameters.snap_limit_m)
    progress.step(0.4, "Einrichtungen an das Wegenetz anbinden")
    places = index.locate(*facility_coordinates(project.facilities), parameters.snap_limit_m)
    there = usable(project.facilities)
    notes = [
        *_network_notes(router, parameters),
        *_island_notes(router, points, demand),
        *_far_notes(points, places, there, project, demand, parameters),
        *_coverage_notes(points, demand),
        *_status_notes(project.facilities, there),
    ]
    distance: dict[str, Floats] = {}
    nearest: dict[str, Ints] = {}
    barrier_free: dict[str, Floats] = {}
    kinds = _kinds(project, parameters)
    for number_, kind in enumerate(kinds):
        progress.step(0.5 + 0.5 * number_ / len(kinds), "Wege zu den Einrichtungen berechnen")
        rows = _rows_of(project.facilities, kind, there)
        distance[kind], found = router.nearest(points, _pick(places, rows))
        nearest[kind] = _as_rows(found, rows)
        free = _rows_of(project.facilities, kind, there & _barrier_free(project.facilities))
        barrier_free[kind] = router.nearest(points, _pick(places, free))[0]
    progress.step(1.0, "Wege berechnet")
    return Access(distance, nearest, "network", points, places, tuple(notes), barrier_free)


def _by_air(project: Project, demand: Demand, parameters: AnalysisParameters, progress: Progress) -> Access:
    x, y = _demand_places(demand)
    fx, fy = facility_coordinates(project.facilities)
    there = usable(project.facilities)
    factor = parameters.detour_factor
    notes = [
        (
            "Es ist kein Wegenetz geladen: Alle Entfernungen sind Näherungen "
            f"(Luftlinie × Umwegfaktor {number(factor, 2).rstrip('0').rstrip(',')}, Annahme). "
            "Flüsse, Bahnanlagen und andere Hindernisse bleiben dabei unberücksichtigt."
        ),
        *_status_notes(project.facilities, there),
    ]
    distance: dict[str, Floats] = {}
    nearest: dict[str, Ints] = {}
    barrier_free: dict[str, Floats] = {}
    kinds = _kinds(project, parameters)
    for number_, kind in enumerate(kinds):
        progress.step(number_ / len(kinds), "Entfernungen berechnen")
        rows = _rows_of(project.facilities, kind, there)
        air, found = _nearest_by_air(x, y, fx[rows], fy[rows])
        distance[kind], nearest[kind] = air * factor, _as_rows(found, rows)
        free = _rows_of(project.facilities, kind, there & _barrier_free(project.facilities))
        barrier_free[kind] = _nearest_by_air(x, y, fx[free], fy[free])[0] * factor
    progress.step(1.0, "Entfernungen berechnet")
    return Access(
        distance,
        nearest,
        "air_line",
        notes=tuple(notes),
        barrier_free_m=barrier_free,
        detour_factor=factor,
    )


def _nearest_by_air(x: Floats, y: Floats, fx: Floats, fy: Floats) -> tuple[Floats, Ints]:
    """Return air line in metres to the nearest facility and its position; ``inf`` and -1 if there is none."""
    away = np.full(len(x), np.inf)
    found: Ints = np.full(len(x), -1, np.int32)
    known = np.isfinite(x) & np.isfinite(y)
    if len(fx) and known.any():
        reach, which = cKDTree(np.column_stack([fx, fy])).query(np.column_stack([x[known], y[known]]))
        away[known], found[known] = reach, which
    return away, found


def _air_pairs(
    x: Floats, y: Floats, fx: Floats, fy: Floats, rows: NDArray[np.int64], limit_m: float, factor: float
) -> csr_matrix:
    """Return points x `rows` with air line x factor up to the limit."""
    known = np.flatnonzero(np.isfinite(x) & np.isfinite(y))
    shape = (len(x), len(rows))
    if not len(known) or not len(rows):
        return csr_matrix(shape)
    here = cKDTree(np.column_stack([x[known], y[known]]))
    there = cKDTree(np.column_stack([fx[rows], fy[rows]]))
    # A hair more than the limit, then exactly: the tree compares before the factor is multiplied.
    near = here.sparse_distance_matrix(there, limit_m / factor * (1 + 1e-12) + 1e-9, output_type="ndarray")
    point, facility, away = known[near["i"]], near["j"], near["v"] * factor
    within = away <= limit_m
    point, facility, away = point[within], facility[within], away[within]
    order = np.lexsort((facility, point))
    pointer = np.concatenate([[0], np.cumsum(np.bincount(point, minlength=len(x)))])
    return csr_matrix((away[order], facility[order], pointer), shape=shape)


def _kinds(project: Project, parameters: AnalysisParameters) -> list[str]:
    present = {str(kind) for kind in project.facilities["kind"].dropna().unique()}
    return sorted(present | {standard.kind for standard in parameters.standards})


def _rows_of(facilities: pd.DataFrame, kind: str, mask: NDArray[np.bool_]) -> NDArray[np.int64]:
    return np.flatnonzero(np.asarray(facilities["kind"] == kind, bool) & mask)


def _barrier_free(facilities: pd.DataFrame) -> NDArray[np.bool_]:
    if "barrier_free" not in facilities:
        return np.zeros(len(facilities), bool)
    return np.asarray((facilities["barrier_free"] == "ja").fillna(value=False), bool)


def _pick(points: OnNetwork, rows: NDArray[Any]) -> OnNetwork:
    return OnNetwork(points.edge[rows], points.offset_m[rows], points.leg_m[rows])


def _as_rows(found: Ints, rows: NDArray[np.int64]) -> Ints:
    """Turn positions in `rows` into the rows themselves; -1 stays."""
    return np.append(rows, -1)[found].astype(np.int32)


def _demand_places(demand: Demand) -> tuple[Floats, Floats]:
    return demand.table["x"].to_numpy(np.float64), demand.table["y"].to_numpy(np.float64)


def _persons(demand: Demand, mask: NDArray[np.bool_]) -> str:
    """Write the residents of some points, saying so where they are unknown."""
    population = demand.table["population"].to_numpy(np.float64)[mask]
    known = np.isfinite(population)
    if not known.any():
        return "Einwohnerzahl unbekannt"
    total = f"{number(float(population[known].sum()))} Personen"
    return total if known.all() else f"mindestens {total}"


def _points(count: int) -> str:
    return "1 Wohnpunkt" if count == 1 else f"{number(count)} Wohnpunkte"


def _network_notes(router: Router, parameters: AnalysisParameters) -> list[str]:
    notes = []
    if router.crumb_count:
        limit = metres(parameters.min_component_m)
        what = (
            f"1 abgetrenntes Teilstück ({metres(router.crumb_m)}), das kürzer als {limit} ist, bleibt"
            if router.crumb_count == 1
            else f"{number(router.crumb_count)} abgetrennte Teilstücke (zusammen {metres(router.crumb_m)}), "
            f"die je kürzer als {limit} sind, bleiben"
        )
        notes.append(f"Wegenetz: {what} ungenutzt; Wohnorte und Einrichtungen werden daran nicht angebunden.")
    if router.island_count > 1:
        share = router.component_m[0] / router.component_m.sum()
        notes.append(
            f"Wegenetz: Es besteht aus {number(router.island_count)} Teilen ohne Verbindung untereinander; "
            f"der größte umfasst {percent(float(share))} der Länge. Zwischen den Teilen gibt es keinen Fußweg."
        )
    return notes


def _island_notes(router: Router, points: OnNetwork, demand: Demand) -> list[str]:
    placed = points.edge >= 0
    start = router.network.edge_u[np.where(placed, points.edge, 0)]
    away = placed & (router.component[start] > 0)
    if not away.any():
        return []
    count = int(away.sum())
    return [
        (
            f"{_points(count)} ({_persons(demand, away)}) {'liegt' if count == 1 else 'liegen'} an Teilen des Wegenetzes, "
            "die mit dem größten Teil nicht verbunden sind."
        )
    ]


def _far_notes(
    points: OnNetwork,
    places: OnNetwork,
    there: NDArray[np.bool_],
    project: Project,
    demand: Demand,
    parameters: AnalysisParameters,
) -> list[str]:
    notes = []
    limit = metres(parameters.snap_limit_m)
    far = (points.edge < 0) & ~(points.leg_m > COVERAGE_MARGIN_M)
    if far.any():
        count = int(far.sum())
        notes.append(
            f"{_points(count)} ({_persons(demand, far)}) {'liegt' if count == 1 else 'liegen'} mehr als {limit} von "
            f"jedem Weg entfernt; von dort gilt keine Einrichtung als erreichbar."
        )
    lost = np.flatnonzero(there & (places.edge < 0))
    if len(lost):
        names = [_name(project.facilities.iloc[int(row)]) for row in lost[:_NAMED]]
        more = f" und {number(len(lost) - _NAMED)} weitere" if len(lost) > _NAMED else ""
        subject = "1 Einrichtung liegt" if len(lost) == 1 else f"{number(len(lost))} Einrichtungen liegen"
        verb = "wird" if len(lost) == 1 else "werden"
        notes.append(
            f"{subject} mehr als {limit} vom nächsten Weg entfernt und {verb} von niemandem erreicht: "
            f"{', '.join(names)}{more}. Bitte die Lage prüfen."
        )
    return notes


def _name(facility: pd.Series) -> str:
    name = facility.get("name")
    return f"„{facility['facility_id'] if pd.isna(name) or not str(name).strip() else name}“"


def _coverage_notes(points: OnNetwork, demand: Demand) -> list[str]:
    """Say how much demand lies where the loaded network has no ways at all."""
    outside = points.leg_m > COVERAGE_MARGIN_M
    if not outside.any():
        return []
    count = int(outside.sum())
    where = f"{_points(count)} ({_persons(demand, outside)}) {'liegt' if count == 1 else 'liegen'}"
    note = (
        f"Das Wegenetz deckt nur einen Teil des Gebiets ab: {where} mehr als {metres(COVERAGE_MARGIN_M)} vom nächsten "
        "Weg entfernt. Über die Wege von dort lässt sich nichts sagen; in Reichweite und Lücken zählen diese Orte nicht mit."
    )
    return [note]


def _status_notes(facilities: pd.DataFrame, there: NDArray[np.bool_]) -> list[str]:
    """Say which facilities do not count, and why."""
    notes = []
    x, y = facility_coordinates(facilities)
    nowhere = int(np.count_nonzero(~(np.isfinite(x) & np.isfinite(y))))
    closed = int(np.count_nonzero(~there)) - nowhere
    if nowhere:
        notes.append(
            f"{number(nowhere)} {'Einrichtung hat' if nowhere == 1 else 'Einrichtungen haben'} keinen Ort "
            f"und {'zählt' if nowhere == 1 else 'zählen'} bei den Wegen nicht mit."
        )
    if closed > 0:
        notes.append(
            f"{number(closed)} {'geplante oder geschlossene Einrichtung zählt' if closed == 1 else 'geplante oder geschlossene Einrichtungen zählen'} "
            "bei den Wegen nicht mit."
        )
    return notes
