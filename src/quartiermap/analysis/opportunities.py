"""How many facilities of a kind, and how many places, are within reach of every demand point (DOMAIN.md 5.1).

Cumulative opportunities: ``A_i = sum_j S_j [c_ij <= c0]``, for several limits at once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
import scipy.sparse as sp
from numpy.typing import NDArray

from quartiermap.analysis.access import pairs_within
from quartiermap.analysis.ground import outside_network
from quartiermap.domain.network import Floats
from quartiermap.domain.progress import Progress
from quartiermap.domain.project import Project
from quartiermap.domain.results import Analysis
from quartiermap.domain.schema import States
from quartiermap.errors import InputError, Problem

Bools = NDArray[np.bool_]
Counts = NDArray[np.int64]


@dataclass(frozen=True)
class Opportunities:
    """Facilities and places in reach, for every point and limit.

    Parameters
    ----------
    limits_m : tuple of float
        Metres of the profile, included; rising.
    facilities : int64 array, shape (points, limits)
    places : float64 array, shape (points, limits)
        Known places of these facilities: a lower bound where `unknown` is not 0.
    unknown : int64 array, shape (points, limits)
        How many of these facilities have an unknown number of places.
    judged : bool array, shape (points,)
        False where nothing can be said: the point lies where the loaded network has no data.
    """

    limits_m: tuple[float, ...]
    facilities: Counts
    places: Floats
    unknown: Counts
    judged: Bools

    def frame(self, cell_ids: pd.Series) -> pd.DataFrame:
        """Return one row for each point and limit.

        Returns
        -------
        DataFrame
            ``cell_id``, ``limit_m``, ``facilities``, ``places`` (both NaN where there is no data; places also where
            none of the facilities' places are known), ``places_state``, ``places_unknown`` (facilities without a
            known number of places), ``state``.
        """
        points, limits = self.facilities.shape
        judged = np.repeat(self.judged, limits)
        count, unknown = self.facilities.ravel(), self.unknown.ravel()
        known = judged & ((unknown < count) | (count == 0))
        return pd.DataFrame(
            {
                "cell_id": np.repeat(cell_ids.to_numpy(object), limits),
                "limit_m": np.tile(np.array(self.limits_m), points),
                "facilities": np.where(judged, count, np.nan),
                "state": np.where(judged, States.VALUE.value, States.NO_DATA.value),
                "places": np.where(known, self.places.ravel(), np.nan),
                "places_state": np.where(known, States.VALUE.value, States.NO_DATA.value),
                "places_unknown": np.where(judged, unknown, 0),
            }
        )


def count_within(
    distance_m: sp.csr_matrix, limits_m: Sequence[float], places: Floats, judged: Bools | None = None
) -> Opportunities:
    """Count facilities and places within several limits.

    Parameters
    ----------
    distance_m : csr_matrix, shape (points, facilities)
        All ways up to the largest limit in metres.
    limits_m : sequence of float
    places : float64 array, shape (facilities,)
        NaN where unknown.
    judged : bool array, shape (points,), optional

    Examples
    --------
    >>> ways = sp.csr_matrix(np.array([[100.0, 400.0, 900.0], [0.0, 0.0, 500.0]]))
    >>> found = count_within(ways, [500, 1000], np.array([20.0, np.nan, 30.0]))
    >>> found.facilities.tolist(), found.places.tolist(), found.unknown.tolist()
    ([[2, 3], [1, 1]], [[20.0, 50.0], [30.0, 30.0]], [[1, 1], [0, 0]])
    """
    limits = tuple(sorted(float(limit) for limit in limits_m))
    points = distance_m.shape[0]
    row = np.repeat(np.arange(points), np.diff(distance_m.indptr))
    step = np.searchsorted(np.array(limits), distance_m.data, side="left")
    near = step < len(limits)
    row, step, column = row[near], step[near], distance_m.indices[near]
    given = np.nan_to_num(places[column], nan=0.0)
    missing = np.isnan(places[column]).astype(np.float64)

    def total(weight: Floats) -> Floats:
        flat = np.bincount(row * len(limits) + step, weight, minlength=points * len(limits))
        return np.asarray(np.cumsum(flat.reshape(points, len(limits)), axis=1))

    return Opportunities(
        limits_m=limits,
        facilities=np.rint(total(np.ones(len(row)))).astype(np.int64),
        places=total(given),
        unknown=np.rint(total(missing)).astype(np.int64),
        judged=np.ones(points, bool) if judged is None else judged,
    )


def opportunities(
    project: Project,
    analysis: Analysis,
    kind: str,
    limits_m: Sequence[float],
    progress: Progress | None = None,
) -> Opportunities:
    """Count the usable facilities of a kind, and their places, within reach of every demand point of a result.

    Raises
    ------
    InputError
        If a limit is not positive, or nothing of that kind was computed.
    Cancelled
        If the user asked to stop.
    """
    if not limits_m or min(limits_m) <= 0:
        raise InputError(
            Problem(
                "Entfernungen müssen größer als 0 sein.",
                remedy="Zum Beispiel 500 und 1000.",
                code="limit_invalid",
            )
        )
    if kind not in analysis.access.distance_m:
        there = ", ".join(sorted(analysis.access.distance_m))
        raise InputError(
            Problem(
                f"Für die Einrichtungsart „{kind}“ gibt es kein Ergebnis.",
                remedy=f"Gerechnet ist: {there}.",
                value=kind,
                code="kind_unknown",
            )
        )
    progress = progress or Progress()
    ways = pairs_within(
        project, analysis.demand, analysis.access, kind, float(max(limits_m)), progress=progress
    )
    places = project.facilities["places"].to_numpy(dtype=np.float64, na_value=np.nan)
    unseen = outside_network(analysis.access, ways.shape[0])
    return count_within(ways, limits_m, places, ~unseen)
