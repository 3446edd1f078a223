"""Everybody one place: existing places shared out so that as many as possible get one, on the shortest ways in all.

A transport problem (persons at the points, places at the facilities, ways up to a limit), solved by HiGHS in scipy. Only
few of all ways can matter, so columns are priced in: the solver sees the promising ways, its prices show which others could
improve the result, and it ends when none can. So the result is the optimum over all ways, not only over those it saw.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray
from scipy.optimize import linprog

from quartiermap.domain.network import Floats
from quartiermap.domain.progress import Progress

Bools = NDArray[np.bool_]
Indices = NDArray[np.int64]

_ROUNDS = 500
"""More rounds of pricing than any town needs; each of them improves the result or is the last."""
_NEW_WAYS = 2
"""Ways that a round adds for one cell."""
_SLACK = 1e-9
"""Prices this much better (as a share of the longest way) are no improvement: below what the solver resolves."""


@dataclass(frozen=True)
class Assignment:
    """Who gets a place where.

    Parameters
    ----------
    placed : csr_matrix, shape (points, facilities)
        Persons. Whole numbers if need and places are; otherwise fractions of persons (residents of a cell are
        estimates then, and a fraction of one stands for itself).
    unreached : float64 array, shape (points,)
        Persons with no facility within the limit at all.
    overflow : float64 array, shape (points,)
        Persons with facilities within the limit, all of whose places are taken by others.
    used : float64 array, shape (facilities,)
        Places taken.
    total_m : float
        Metres walked by all who have a place.
    longest_m : float
        Longest way of anybody who has a place, NaN if nobody has.
    """

    placed: sp.csr_matrix
    unreached: Floats
    overflow: Floats
    used: Floats
    total_m: float
    longest_m: float

    @property
    def with_place(self) -> float:
        """Persons who have a place."""
        return float(self.used.sum())

    @property
    def mean_m(self) -> float:
        """Mean way of those who have a place, NaN if nobody has."""
        return self.total_m / self.with_place if self.with_place > 0 else float("nan")


def whole_persons(need: Floats) -> Floats:
    """Turn fractions of persons into whole ones; the sum stays, up to half a person, also of every run of points.

    Examples
    --------
    >>> whole_persons(np.array([0.4, 0.4, 0.4, 2.5, 0.3])).tolist()
    [0.0, 1.0, 0.0, 3.0, 0.0]
    """
    return np.asarray(np.diff(np.floor(np.cumsum(need) + 0.5), prepend=0.0))


def assign_places(
    distance_m: sp.csr_matrix, need: Floats, capacity: Floats, progress: Progress | None = None
) -> Assignment:
    """Give everybody one place: first as many persons as possible, then the shortest ways in all.

    Parameters
    ----------
    distance_m : csr_matrix, shape (points, facilities)
        Ways up to the limit in metres (`quartiermap.analysis.access.pairs_within`); what is not stored is too far.
    need : float64 array, shape (points,)
        Persons who want a place, >= 0.
    capacity : float64 array, shape (facilities,)
        Places; ``inf`` for no bound. NaN is not allowed: see `assign_between`.
    progress : Progress, optional
        Asked between the rounds of the solver (each some tenths of a second for a city).

    Returns
    -------
    Assignment

    Raises
    ------
    Cancelled
        If the user asked to stop.

    Examples
    --------
    The nearest school has one place too few; of the two the one goes on for whom it is the smaller detour:

    >>> ways = sp.csr_matrix(np.array([[100.0, 900.0], [200.0, 500.0], [0.0, 0.0]]))
    >>> found = assign_places(ways, np.array([5.0, 5.0, 2.0]), np.array([9.0, 9.0]))
    >>> found.placed.toarray().tolist(), found.unreached.tolist(), found.total_m
    ([[5.0, 0.0], [4.0, 1.0], [0.0, 0.0]], [0.0, 0.0, 2.0], 1800.0)
    """
    progress = progress or Progress()
    progress.step(0.0, "Plätze zuordnen")
    if np.isnan(capacity).any():
        msg = "unknown capacities: use assign_between"
        raise ValueError(msg)
    problem = _merged(distance_m, need, capacity)
    flow = _nearest_if_it_fits(problem)
    if flow is None:
        flow = _Pricing(problem).solve(progress)
    return _spread(problem, flow, distance_m, need, capacity)


def assign_between(
    distance_m: sp.csr_matrix, need: Floats, capacity: Floats, progress: Progress | None = None
) -> tuple[Assignment, Assignment]:
    """Bracket the assignment where some capacities are unknown: with none of their places, and with as many as needed.

    Returns
    -------
    low, high : Assignment
        Facilities of unknown capacity count with 0 places in `low` and without a bound in `high`; the truth lies
        between (in persons with a place). The same object twice if no unknown capacity is in anybody's reach.
    """
    progress = progress or Progress()
    unknown = np.isnan(capacity)
    matters = unknown & (np.bincount(distance_m.indices, minlength=len(capacity)) > 0)
    low = assign_places(distance_m, need, np.where(unknown, 0.0, capacity), progress.part(0.0, 0.5))
    if not matters.any():
        return low, low
    high = assign_places(distance_m, need, np.where(unknown, np.inf, capacity), progress.part(0.5, 1.0))
    return low, high


@dataclass(frozen=True)
class _Problem:
    """Cells (points with equal ways merged), facilities with places, and the ways between them, sorted by cell and way.

    `of_point` is the cell of each point, -1 for points without need or without a facility in reach.
    """

    of_point: Indices
    need: Floats
    capacity: Floats
    cell: Indices
    facility: Indices
    way: Floats

    @property
    def first(self) -> Indices:
        """Where the ways of each cell begin."""
        return np.searchsorted(self.cell, np.arange(len(self.need) + 1))


def _merged(distance_m: sp.csr_matrix, need: Floats, capacity: Floats) -> _Problem:
    """Leave out what cannot take part, and merge points with the same ways to the same facilities."""
    pointer, column, data = distance_m.indptr, distance_m.indices, distance_m.data
    useful = capacity[column] > 0
    of_point = np.full(len(need), -1, np.int64)
    seen: dict[bytes, int] = {}
    heads: list[int] = []
    for point in np.flatnonzero((need > 0) & (np.diff(pointer) > 0)):
        here = slice(pointer[point], pointer[point + 1])
        keep = useful[here]
        if not keep.any():
            continue
        key = column[here][keep].tobytes() + data[here][keep].tobytes()
        cell = seen.setdefault(key, len(heads))
        if cell == len(heads):
            heads.append(int(point))
        of_point[point] = cell
    count = len(heads)
    inside = of_point >= 0
    merged = np.bincount(of_point[inside], need[inside], minlength=count).astype(np.float64)
    rows = distance_m[np.array(heads, np.int64)].tocsr()
    keep = capacity[rows.indices] > 0
    cell = np.repeat(np.arange(count), np.diff(rows.indptr))[keep]
    facility, way = rows.indices[keep].astype(np.int64), rows.data[keep]
    order = np.lexsort((facility, way, cell))
    return _Problem(of_point, merged, capacity, cell[order], facility[order], way[order])


def _nearest_if_it_fits(problem: _Problem) -> Floats | None:
    """Send everybody to the nearest facility; ``None`` if the places do not suffice for that."""
    flow = np.zeros(len(problem.way))
    flow[problem.first[:-1]] = problem.need
    asked = np.bincount(problem.facility, flow, minlength=len(problem.capacity))
    return flow if (asked <= problem.capacity).all() else None


class _Pricing:
    """The transport problem in growing selections of its ways.

    Every cell also has the way "no place", whose price is so high that nobody stays without a place only to save
    others metres: an exchange that brings one more person to a place moves at most one person at each facility, so
    it costs less than the longest way times the number of facilities.
    """

    def __init__(self, problem: _Problem) -> None:
        self.problem = problem
        bounded = np.isfinite(problem.capacity)
        self.full = np.where(bounded, problem.capacity, problem.need.sum())
        self.unit = max(float(problem.way.max(initial=0.0)), 1.0)
        self.cost = problem.way / self.unit  # the longest way is 1, so that the solver's tolerances fit
        self.no_place = float(len(np.unique(problem.facility)) + 1)

    def solve(self, progress: Progress) -> Floats:
        """Return the persons on each way."""
        problem = self.problem
        prices = self._first_prices()
        value = self.cost + prices[problem.facility]
        best = np.minimum.reduceat(value, problem.first[:-1])
        chosen = value <= best[problem.cell] + 0.05
        least = np.inf
        for turn in range(_ROUNDS):
            progress.step(1 - 0.85**turn, "Plätze zuordnen")
            flow, prices, worth = self._relaxed(
                problem.cell[chosen], problem.facility[chosen], self.cost[chosen], problem.need
            )
            gain = worth[problem.cell] - self.cost - prices[problem.facility]
            new = np.flatnonzero((gain > _SLACK * self.no_place) & ~chosen)
            whole = np.zeros(len(chosen))
            whole[chosen] = flow
            if not len(new):
                return whole
            new = new[np.lexsort((-gain[new], problem.cell[new]))]
            cells = problem.cell[new]
            rank = np.arange(len(new)) - np.searchsorted(cells, cells)
            # Ways that have become hopeless go again, so that every round stays as small as the first; but only
            # after a round that has made the result better, or the rounds might go in a circle.
            priced = self._price_of(whole)
            if priced < least * (1 - 1e-9):
                least = priced
                chosen &= (whole > 0) | (gain > -0.05)
            chosen[new[rank < _NEW_WAYS]] = True
        msg = "the transport problem did not come to an end"  # pragma: no cover
        raise RuntimeError(msg)  # pragma: no cover

    def _price_of(self, flow: Floats) -> float:
        """Return what a flow costs in all, those without a place included."""
        return float(flow @ self.cost) + self.no_place * float(self.problem.need.sum() - flow.sum())

    def _first_prices(self) -> Floats:
        """Return about what a place is worth, from a problem in which neighbouring cells stand together."""
        problem, facilities = self.problem, len(self.problem.capacity)
        near = [np.minimum(problem.first[:-1] + k, problem.first[1:] - 1) for k in range(3)]
        first, second, third = (problem.facility[at] for at in near)
        key = (first * facilities + np.minimum(second, third)) * facilities + np.maximum(second, third)
        _, group = np.unique(key, return_inverse=True)
        size = int(group.max()) + 1
        need = np.bincount(group, problem.need, minlength=size).astype(np.float64)
        place = (group[problem.cell], problem.facility)
        persons = sp.csr_matrix((problem.need[problem.cell], place), shape=(size, facilities))
        metres = sp.csr_matrix((problem.need[problem.cell] * self.cost, place), shape=(size, facilities))
        persons.sort_indices()
        metres.sort_indices()
        row = np.repeat(np.arange(size), np.diff(persons.indptr))
        common = persons.data >= 0.5 * need[row]
        mean = metres.data / persons.data
        _, prices, _ = self._relaxed(
            row[common], persons.indices[common].astype(np.int64), mean[common], need
        )
        return prices

    def _relaxed(
        self, cell: Indices, facility: Indices, cost: Floats, need: Floats
    ) -> tuple[Floats, Floats, Floats]:
        """Solve with some ways; return the flow on them, the price of a place, what a place is worth to a cell."""
        ways, cells, facilities = len(cost), len(need), len(self.full)
        every = np.arange(ways)
        everybody = sp.csc_matrix(
            (np.ones(ways + cells), (np.concatenate([cell, np.arange(cells)]), np.arange(ways + cells))),
            shape=(cells, ways + cells),
        )
        places = sp.csc_matrix((np.ones(ways), (facility, every)), shape=(facilities, ways + cells))
        result: Any = linprog(
            np.concatenate([cost, np.full(cells, self.no_place)]),
            A_ub=places, b_ub=self.full, A_eq=everybody, b_eq=need, method="highs-ds",
        )  # fmt: skip
        if result.status != 0:  # pragma: no cover - "no place" is always allowed
            msg = f"HiGHS: {result.message}"
            raise RuntimeError(msg)
        return result.x[:ways], -result.ineqlin.marginals, result.eqlin.marginals


def _spread(
    problem: _Problem, flow: Floats, distance_m: sp.csr_matrix, need: Floats, capacity: Floats
) -> Assignment:
    """Hand the persons of merged cells back to their points, in proportion to the need."""
    whole = bool((need == np.rint(need)).all() and (capacity[np.isfinite(capacity)] % 1 == 0).all())
    nearly = np.rint(flow)
    flow = np.where(np.abs(flow - nearly) < 1e-6, nearly, flow)
    flow = np.maximum(flow, 0.0)
    points, facilities = distance_m.shape
    of_cell = sp.csr_matrix((flow, (problem.cell, problem.facility)), shape=(len(problem.need), facilities))
    of_cell.eliminate_zeros()
    inside = np.flatnonzero(problem.of_point >= 0)
    share = need[inside] / problem.need[problem.of_point[inside]]
    if whole:
        share = np.where(share < 1.0, 0.0, share)
    picked = sp.csr_matrix((share, (inside, problem.of_point[inside])), shape=(points, len(problem.need)))
    placed = (picked @ of_cell).tocsr()
    if whole and not share.all():
        rest = inside[share == 0.0]
        placed = placed + _in_whole_persons(of_cell, problem.of_point[rest], rest, need, points)
    placed.eliminate_zeros()
    placed.sort_indices()
    got = np.asarray(placed.sum(axis=1)).ravel()
    reaches = np.diff(distance_m.indptr) > 0
    rest = np.where(np.abs(need - got) < 1e-6, 0.0, need - got)
    on_way = placed.tocoo()
    walked = np.asarray(distance_m[on_way.row, on_way.col]).ravel() if on_way.nnz else np.zeros(0)
    return Assignment(
        placed=placed,
        unreached=np.where(reaches, 0.0, rest),
        overflow=np.where(reaches, rest, 0.0),
        used=np.asarray(placed.sum(axis=0)).ravel(),
        total_m=float(walked @ on_way.data),
        longest_m=float(walked.max()) if len(walked) else float("nan"),
    )


def _in_whole_persons(
    of_cell: sp.csr_matrix, cell: Indices, point: Indices, need: Floats, points: int
) -> sp.csr_matrix:
    """Hand whole persons of merged cells out point by point: first come, first to the next facility."""
    rows: list[int] = []
    columns: list[int] = []
    persons: list[float] = []
    left: dict[int, list[tuple[int, float]]] = {}
    for k in np.unique(cell).tolist():
        here = slice(of_cell.indptr[k], of_cell.indptr[k + 1])
        left[k] = list(zip(of_cell.indices[here].tolist(), of_cell.data[here].tolist(), strict=True))
    for k, p in zip(cell.tolist(), point.tolist(), strict=True):
        wanted = float(need[p])
        while wanted > 0 and left[k]:
            facility, there = left[k].pop()
            taken = min(wanted, there)
            rows.append(p)
            columns.append(facility)
            persons.append(taken)
            wanted -= taken
            if there > taken:
                left[k].append((facility, there - taken))
    return sp.csr_matrix((persons, (rows, columns)), shape=(points, of_cell.shape[1]))
