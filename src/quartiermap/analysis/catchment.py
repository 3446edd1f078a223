"""Who lacks what at a demand point, seen from the catchments: places shared out, barriers, condition.

A catchment does not stop at a district's border: a place next door counts, and children from next door take
places too. The two-step floating catchment area method (2SFCA, DOMAIN.md 5.1) shares the places of every
facility among all residents within the standard's target distance.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
import scipy.sparse as sp

from quartiermap.analysis.floating_catchments import share_places
from quartiermap.analysis.residents import Bools, Floats
from quartiermap.domain.results import Access
from quartiermap.domain.standards import Standard


@dataclass(frozen=True)
class CatchmentSupply:
    """Supply of every demand point from the facilities within reach.

    Parameters
    ----------
    ratio : float64 array, shape (points,)
        Places (or m², sites) per unit of need, shared fairly; 0 where nothing is reached.
    reaches : bool array, shape (points,)
        Whether any facility is within reach.
    undecided : bool array, shape (points,)
        Whether a facility of unknown capacity is within reach; the point then never counts as short.
    unserved : float64 array, shape (points,)
        Need without a place: ``need x max(0, 1 - ratio)`` where a facility is reached and nothing is unknown.
    """

    ratio: Floats
    reaches: Bools
    undecided: Bools
    unserved: Floats


def two_step_supply(reach: sp.csr_matrix, need: Floats, capacity: Floats) -> CatchmentSupply:
    """Share the capacity of every facility among the need within reach (2SFCA, DOMAIN.md 5.1).

    ``R_j = S_j / sum of need_k within reach``, ``A_i = sum of R_j within reach``. So ``sum(need x A)`` equals
    the capacity of all facilities that have any need within reach. A facility without need in reach gives
    nothing to anybody; a point without a facility has ratio 0.

    Parameters
    ----------
    reach : csr_matrix, shape (points, facilities)
        Every stored entry is a facility within reach, whatever its value.
    need : float64 array, shape (points,)
    capacity : float64 array, shape (facilities,)
        NaN where unknown.

    Examples
    --------
    >>> reach = sp.csr_matrix(np.array([[1.0, 0.0], [1.0, 1.0], [0.0, 0.0]]))
    >>> shared = two_step_supply(reach, np.array([10.0, 30.0, 5.0]), np.array([20.0, 15.0]))
    >>> shared.ratio.tolist(), shared.unserved.tolist()
    ([0.5, 1.0, 0.0], [5.0, 0.0, 0.0])
    """
    shared = share_places(reach, need, capacity, method="2sfca")
    decided = shared.reaches & ~shared.undecided
    unserved = np.where(decided, need * np.maximum(0.0, 1.0 - shared.ratio), 0.0)
    return CatchmentSupply(shared.ratio, shared.reaches, shared.undecided, unserved)


def without_barrier_free(reach: sp.csr_matrix, barrier_free: pd.Series) -> tuple[Bools, Bools]:
    """Tell which points reach facilities, but none that is barrier-free.

    Parameters
    ----------
    reach : csr_matrix, shape (points, facilities)
    barrier_free : Series of text
        "ja", "teilweise", "nein" or missing, by facility.

    Returns
    -------
    affected, undecided : bool arrays, shape (points,)
        Affected: every facility reached is known to be "nein" or "teilweise". Undecided: none is known to
        be "ja", and of at least one it is unknown.

    Examples
    --------
    >>> reach = sp.csr_matrix(np.array([[1.0, 0, 0], [1.0, 1.0, 0], [1.0, 0, 1.0], [0, 0, 0]]))
    >>> affected, undecided = without_barrier_free(reach, pd.Series(["nein", "ja", None]))
    >>> affected.tolist(), undecided.tolist()
    ([True, False, False, False], [False, False, True, False])
    """
    link = sp.csr_matrix((np.ones(len(reach.data)), reach.indices, reach.indptr), shape=reach.shape)
    free = (barrier_free == "ja").to_numpy(dtype=bool, na_value=False)
    barred = barrier_free.isin(["nein", "teilweise"]).to_numpy(dtype=bool)
    reaches_free = np.asarray(link @ free.astype(np.float64)) > 0
    reaches_unknown = np.asarray(link @ (~free & ~barred).astype(np.float64)) > 0
    reaches = np.diff(link.indptr) > 0
    return reaches & ~reaches_free & ~reaches_unknown, reaches & ~reaches_free & reaches_unknown


def nearest_in_poor_condition(access: Access, standard: Standard, condition: pd.Series) -> Bools:
    """Tell at which points the nearest facility within the standard's target is in poor condition ("schlecht").

    A facility of unknown condition is not in poor condition.
    """
    nearest, distance = access.nearest_for(standard), access.distance_for(standard)
    reached = (nearest >= 0) & (False if distance is None else distance <= standard.target_m)
    poor = (condition == "schlecht").to_numpy(dtype=bool, na_value=False)
    found: Bools = np.zeros(len(nearest), dtype=bool)
    found[reached] = poor[nearest[reached]]
    return found
