"""Air line x detour factor (DOMAIN.md 2.4): what is left to say about distances where no walk network is loaded."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from scipy.spatial import cKDTree

from quartiermap.analysis.access_notes import status_notes
from quartiermap.analysis.ground import (
    as_rows,
    demand_coordinates,
    facility_coordinates,
    kinds_of,
    rows_of,
    usable,
)
from quartiermap.analysis.ground import barrier_free as barrier_free_mask
from quartiermap.domain.network import Floats, Ints
from quartiermap.domain.progress import Progress
from quartiermap.domain.project import Project
from quartiermap.domain.results import Access, AnalysisParameters, Demand
from quartiermap.domain.texts import number


def compute_by_air(
    project: Project, demand: Demand, parameters: AnalysisParameters, progress: Progress
) -> Access:
    """Return air line x detour factor from every demand point to the nearest usable facility of each kind."""
    x, y = demand_coordinates(demand)
    fx, fy = facility_coordinates(project.facilities)
    there = usable(project.facilities)
    factor = parameters.detour_factor
    notes = [
        (
            "Es ist kein Wegenetz geladen: Alle Entfernungen sind Näherungen "
            f"(Luftlinie × Umwegfaktor {number(factor, 2).rstrip('0').rstrip(',')}, Annahme). "
            "Flüsse, Bahnanlagen und andere Hindernisse bleiben dabei unberücksichtigt."
        ),
        *status_notes(project.facilities, there),
    ]
    distance: dict[str, Floats] = {}
    nearest: dict[str, Ints] = {}
    barrier_free: dict[str, Floats] = {}
    kinds = kinds_of(project, parameters)
    for number_, kind in enumerate(kinds):
        progress.step(number_ / len(kinds), "Entfernungen berechnen")
        rows = rows_of(project.facilities, kind, there)
        air, found = nearest_by_air(x, y, fx[rows], fy[rows])
        distance[kind], nearest[kind] = air * factor, as_rows(found, rows)
        free = rows_of(project.facilities, kind, there & barrier_free_mask(project.facilities))
        barrier_free[kind] = nearest_by_air(x, y, fx[free], fy[free])[0] * factor
    progress.step(1.0, "Entfernungen berechnet")
    return Access(
        distance,
        nearest,
        "air_line",
        notes=tuple(notes),
        barrier_free_m=barrier_free,
        detour_factor=factor,
    )


def nearest_by_air(x: Floats, y: Floats, fx: Floats, fy: Floats) -> tuple[Floats, Ints]:
    """Return air line in metres to the nearest facility and its position; ``inf`` and -1 if there is none."""
    away = np.full(len(x), np.inf)
    found: Ints = np.full(len(x), -1, np.int32)
    known = np.isfinite(x) & np.isfinite(y)
    if len(fx) and known.any():
        reach, which = cKDTree(np.column_stack([fx, fy])).query(np.column_stack([x[known], y[known]]))
        away[known], found[known] = reach, which
    return away, found


def air_pairs(
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
