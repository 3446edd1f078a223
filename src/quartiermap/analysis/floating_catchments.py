"""Places shared out in catchments: 2SFCA and its relatives on one sparse matrix of ways (DOMAIN.md 5.1).

Notation as in DOMAIN.md 5: need ``P_i`` of the points, capacity ``S_j`` of the facilities, way ``c_ij``, weight
``w_ij = w(c_ij)``; what is not stored in the matrix is out of reach and weighs nothing.

=======  ==================================================  ===============================================
method   places per unit of need ``A_i``                      what holds for ``sum_i P_i A_i``
=======  ==================================================  ===============================================
2sfca    ``sum_j S_j / sum_k P_k`` (all in reach)             = sum of ``S_j`` over facilities with need in reach
e2sfca   ``sum_j w_ij S_j / sum_k w_kj P_k``                  the same
3sfca    as e2sfca with ``G_ij w_ij``, ``G_ij = w_ij / sum_j w_ij``   the same
m2sfca   ``sum_j w_ij^2 S_j / sum_k w_kj P_k``                = sum of ``S_j (sum_i P_i w_ij^2) / (sum_k P_k w_kj)``,
                                                              at most the sum of ``S_j``, less the farther people live
=======  ==================================================  ===============================================
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from quartiermap.errors import InputError, Problem

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

Method = Literal["2sfca", "e2sfca", "3sfca", "m2sfca"]

METHOD_NAMES: dict[Method, str] = {
    "2sfca": "2SFCA (Einzugsgebiete ohne Abstufung)",
    "e2sfca": "E2SFCA (nach Entfernung abgestuft)",
    "3sfca": "3SFCA (mit Auswahl unter den erreichbaren Einrichtungen)",
    "m2sfca": "M2SFCA (ungünstige Lage mindert die Versorgung)",
}


@dataclass(frozen=True)
class DistanceWeights:
    """How much a facility counts by the way to it, 1 (at the door) to 0 (out of reach).

    Parameters
    ----------
    steps : tuple of (float, float)
        ``(up to metres, weight)`` with rising metres and falling weights in (0, 1]; the limit belongs to its step.
    sigma_m : float or None
        If given, the weight is ``exp(-c^2 / (2 sigma^2))`` up to the last limit and the steps' weights are not used.

    Examples
    --------
    >>> weights = DistanceWeights.by_steps([(300, 1.0), (600, 0.68), (1000, 0.22)])
    >>> weights.of(np.array([0.0, 300.0, 300.1, 1000.0, 1000.1])).tolist()
    [1.0, 1.0, 0.68, 0.22, 0.0]
    >>> DistanceWeights.gaussian(500, 1000).of(np.array([0.0, 500.0, 1001.0])).round(3).tolist()
    [1.0, 0.607, 0.0]
    """

    steps: tuple[tuple[float, float], ...]
    sigma_m: float | None = None

    @classmethod
    def within(cls, limit_m: float) -> DistanceWeights:
        """Count everything up to a limit alike (2SFCA)."""
        return cls.by_steps([(limit_m, 1.0)])

    @classmethod
    def by_steps(cls, steps: Sequence[tuple[float, float]]) -> DistanceWeights:
        """Count in steps, e.g. ``[(300, 1.0), (600, 0.68), (1000, 0.22)]``.

        Raises
        ------
        InputError
            If the limits do not rise, or the weights rise or leave (0, 1].
        """
        limits = [float(limit) for limit, _ in steps]
        weights = [float(weight) for _, weight in steps]
        rising = bool(limits) and limits[0] >= 0 and all(a < b for a, b in pairwise(limits))
        falling = all(0 < w <= 1 for w in weights) and sorted(weights, reverse=True) == weights
        if not rising or not falling:
            raise InputError(
                Problem(
                    "Die Abstufung nach Entfernung ist keine.",
                    remedy="Steigende Entfernungen mit fallenden Gewichten über 0 bis 1 angeben, z. B. 300:1 600:0,68 1000:0,22.",
                    value=" ".join(f"{limit:g}:{weight:g}" for limit, weight in steps),
                    code="weights_invalid",
                )
            )
        return cls(tuple(zip(limits, weights, strict=True)))

    @classmethod
    def gaussian(cls, sigma_m: float, limit_m: float) -> DistanceWeights:
        """Count by a bell curve up to a limit."""
        if not (sigma_m > 0 and limit_m > 0):
            raise InputError(
                Problem("Breite und Grenze der Gewichtung müssen größer als 0 sein.", code="weights_invalid")
            )
        return cls(((float(limit_m), 1.0),), float(sigma_m))

    @property
    def limit_m(self) -> float:
        """Beyond this way nothing counts."""
        return self.steps[-1][0]

    def of(self, distance_m: Floats) -> Floats:
        """Return the weight of every distance (metres); infinite and missing distances weigh 0."""
        limits = np.array([limit for limit, _ in self.steps])
        if self.sigma_m is not None:
            near = distance_m <= limits[-1]
            return np.where(near, np.exp(-((np.where(near, distance_m, 0.0) / self.sigma_m) ** 2) / 2), 0.0)
        weights = np.array([*(weight for _, weight in self.steps), 0.0])
        step = np.zeros(np.shape(distance_m), np.int16)
        # A few comparisons are quicker than a search; what is missing is not within any limit either.
        for limit in limits:
            step += np.logical_not(distance_m <= limit)
        return np.asarray(weights[step])


@dataclass(frozen=True)
class SharedPlaces:
    """What every point gets, and what every facility can give.

    Parameters
    ----------
    ratio : float64 array, shape (points,)
        Places (or m², sites) per unit of need. 0 where nothing is in reach; a lower bound where `undecided`.
    reaches : bool array, shape (points,)
        Whether any facility is in reach.
    undecided : bool array, shape (points,)
        Whether a facility of unknown capacity is in reach: `ratio` then counts it with nothing.
    estimate : bool array, shape (points,)
        Whether a facility in reach also serves points whose need is unknown: `ratio` is then too high at most.
    asked : float64 array, shape (facilities,)
        Weighted need in reach of each facility.
    per_need : float64 array, shape (facilities,)
        Places of the facility for a unit of weighted need; NaN where its capacity is unknown, 0 where nobody asks
        (it then gives nothing to anybody).
    weight : csr_matrix, shape (points, facilities)
        The weights that the need was summed with (``w``, or ``G w`` for 3SFCA).
    """

    ratio: Floats
    reaches: Bools
    undecided: Bools
    estimate: Bools
    asked: Floats
    per_need: Floats
    weight: sp.csr_matrix


def share_places(
    distance_m: sp.csr_matrix,
    need: Floats,
    capacity: Floats,
    weights: DistanceWeights | None = None,
    method: Method = "e2sfca",
    need_unknown: Bools | None = None,
) -> SharedPlaces:
    """Share the capacity of every facility among the need in reach of it (table at the top of the module).

    Parameters
    ----------
    distance_m : csr_matrix, shape (points, facilities)
        Ways in metres as `quartiermap.analysis.access.pairs_within` gives them; not stored: out of reach.
    need : float64 array, shape (points,)
        Persons or places wanted, >= 0.
    capacity : float64 array, shape (facilities,)
        NaN where unknown; unknown stays unknown (see `SharedPlaces.undecided`).
    weights : DistanceWeights, optional
        Without them (and always for ``2sfca`` within its limit) everything stored counts 1.
    method : {"2sfca", "e2sfca", "3sfca", "m2sfca"}
    need_unknown : bool array, shape (points,), optional
        Points where `need` is only a lower bound.

    Examples
    --------
    Two districts of 10 and 30 children, both near a school of 20 places; only the second also has one of 15, at
    the edge of its reach:

    >>> ways = sp.csr_matrix(np.array([[100.0, 0.0], [400.0, 900.0], [0.0, 0.0]]))
    >>> children, places = np.array([10.0, 30.0, 5.0]), np.array([20.0, 15.0])
    >>> share_places(ways, children, places, method="2sfca").ratio.tolist()
    [0.5, 1.0, 0.0]
    >>> steps = DistanceWeights.by_steps([(500, 1.0), (1000, 0.5)])
    >>> share_places(ways, children, places, steps).ratio.tolist()
    [0.5, 1.0, 0.0]
    >>> share_places(ways, children, places, steps, "m2sfca").ratio.tolist()
    [0.5, 0.75, 0.0]
    """
    data = np.ones(len(distance_m.data)) if weights is None else weights.of(distance_m.data)
    if method == "2sfca":
        data = (data > 0).astype(np.float64)
    # The ways' own index arrays are shared, never changed: what weighs nothing is left out in a copy.
    weight = sp.csr_matrix((data, distance_m.indices, distance_m.indptr), shape=distance_m.shape)
    if not data.all():
        weight = weight.copy()
        weight.eliminate_zeros()
    if method == "3sfca":
        weight = _chosen(weight)
    known = np.isfinite(capacity)
    asked = np.asarray(weight.T @ need, dtype=np.float64)
    per_need: Floats = np.where(known, 0.0, np.nan)
    given = known & (asked > 0)
    per_need[given] = capacity[given] / asked[given]
    sure = np.where(known, per_need, 0.0)
    received = weight.multiply(weight).tocsr() if method == "m2sfca" else weight
    return SharedPlaces(
        ratio=np.asarray(received @ sure, dtype=np.float64),
        reaches=np.diff(weight.indptr) > 0,
        undecided=_touches(weight, ~known),
        estimate=_touches(weight, _touches(weight.T.tocsr(), need_unknown))
        if need_unknown is not None and need_unknown.any()
        else np.zeros(weight.shape[0], bool),
        asked=asked,
        per_need=per_need,
        weight=weight,
    )


def given_places(shared: SharedPlaces, capacity: Floats, need: Floats, method: Method) -> float:
    """Return what ``sum(need x ratio)`` must be: the right side of the laws at the top of the module.

    Facilities of unknown capacity and those that nobody with need reaches give nothing.

    Examples
    --------
    >>> ways = sp.csr_matrix(np.array([[100.0], [900.0]]))
    >>> steps = DistanceWeights.by_steps([(500, 1.0), (1000, 0.5)])
    >>> need, places = np.array([10.0, 20.0]), np.array([30.0])
    >>> shared = share_places(ways, need, places, steps, "m2sfca")
    >>> given_places(shared, places, need, "m2sfca"), float(need @ shared.ratio)
    (22.5, 22.5)
    """
    given = np.isfinite(capacity) & (shared.asked > 0)
    if method != "m2sfca":
        return float(capacity[given].sum())
    used = np.asarray(shared.weight.multiply(shared.weight).T @ need, dtype=np.float64)
    return float((capacity[given] * used[given] / shared.asked[given]).sum())


def _chosen(weight: sp.csr_matrix) -> sp.csr_matrix:
    """Multiply every weight by its share of the point's weights (the selection weight G of 3SFCA)."""
    total = np.repeat(np.asarray(weight.sum(axis=1)).ravel(), np.diff(weight.indptr))
    return sp.csr_matrix(
        (weight.data * (weight.data / total), weight.indices, weight.indptr), shape=weight.shape
    )


def _touches(link: sp.csr_matrix, columns: Bools) -> Bools:
    """Tell which rows have an entry in one of the marked columns."""
    if not columns.any():
        return np.zeros(link.shape[0], bool)
    marked = np.concatenate([[0], np.cumsum(columns[link.indices])])
    return np.asarray(marked[link.indptr[1:]] > marked[link.indptr[:-1]], bool)
