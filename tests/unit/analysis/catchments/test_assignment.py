"""Everybody one place: hand-computed towns, the whole problem given to the solver at once, laws."""

from __future__ import annotations

import numpy as np
import pytest
import scipy.sparse as sp
from scipy.optimize import linprog

from quartiermap.analysis.assignment import assign_between, assign_places, whole_persons
from quartiermap.domain.progress import Progress
from quartiermap.errors import Cancelled


def town(
    seed: int, points: int = 60, facilities: int = 7, whole: bool = True
) -> tuple[sp.csr_matrix, np.ndarray, np.ndarray]:
    """Return ways within 1,000 m, children and places of a random town that is short of places here and there."""
    rng = np.random.default_rng(seed)
    homes, schools = rng.uniform(0, 3000, (points, 2)), rng.uniform(0, 3000, (facilities, 2))
    away = np.hypot(*(homes[:, None] - schools[None]).transpose(2, 0, 1)).round(1)
    away[points // 2 :: 7] = away[points // 2]  # several blocks of flats at one address
    ways = sp.csr_matrix(np.where(away <= 1000, away, 0))
    need = rng.integers(0, 6, points).astype(float) if whole else rng.gamma(1.0, 2.0, points)
    places = rng.integers(0, 40, facilities).astype(float)
    return ways, need, places


def whole_problem(ways: sp.csr_matrix, need: np.ndarray, places: np.ndarray) -> tuple[float, float]:
    """Return most persons with a place and the fewest metres for that many, by two plain linear programmes."""
    on = ways.tocoo()
    m = len(on.data)
    at_home = sp.csr_matrix((np.ones(m), (on.row, np.arange(m))), shape=(len(need), m))
    at_school = sp.csr_matrix((np.ones(m), (on.col, np.arange(m))), shape=(len(places), m))
    bounds = np.concatenate([need, places])
    most = -linprog(-np.ones(m), A_ub=sp.vstack([at_home, at_school]), b_ub=bounds).fun
    least = linprog(
        on.data, A_ub=sp.vstack([at_home, at_school]), b_ub=bounds, A_eq=np.ones((1, m)), b_eq=[most - 1e-9]
    ).fun
    return most, least


@pytest.mark.parametrize("whole", [True, False])
@pytest.mark.parametrize("seed", range(12))
def test_as_good_as_the_whole_problem_solved_at_once(seed: int, whole: bool) -> None:
    ways, need, places = town(seed, whole=whole)
    found = assign_places(ways, need, places)
    most, least = whole_problem(ways, need, places)
    assert found.with_place == pytest.approx(most, abs=1e-5)
    assert found.total_m == pytest.approx(least, rel=1e-6)


@pytest.mark.parametrize("seed", range(12))
def test_books_are_balanced(seed: int) -> None:
    ways, need, places = town(seed + 100)
    found = assign_places(ways, need, places)
    got = np.asarray(found.placed.sum(axis=1)).ravel()
    assert (found.used <= places).all()
    assert (got + found.overflow + found.unreached).tolist() == need.tolist()
    # Whole children in, whole children out, and only on ways that exist.
    assert (found.placed.data == np.rint(found.placed.data)).all()
    assert (ways.toarray()[found.placed.nonzero()] > 0).all()
    assert (found.unreached[np.diff(ways.indptr) > 0] == 0).all()
    # Nobody stays without a place beside a free one.
    free = np.flatnonzero(found.used < places)
    waiting = np.flatnonzero(found.overflow > 0)
    assert ways[waiting][:, free].nnz == 0


def test_with_places_enough_everybody_goes_to_the_nearest() -> None:
    ways, need, _ = town(1)
    found = assign_places(ways, need, np.full(7, 1000.0))
    dense = np.where(ways.toarray() > 0, ways.toarray(), np.inf)
    reach = np.isfinite(dense.min(axis=1))
    assert found.total_m == pytest.approx((need[reach] * dense.min(axis=1)[reach]).sum())
    assert found.overflow.sum() == 0


def test_a_chain_of_displacements_rather_than_a_child_without_a_place() -> None:
    # Three streets in a row; only the last school has room: everybody moves up by one.
    ways = sp.csr_matrix(np.array([[10.0, 900.0, 0, 0], [0, 10.0, 900.0, 0], [0, 0, 10.0, 900.0]]))
    found = assign_places(ways, np.array([2.0, 1.0, 1.0]), np.ones(4))
    assert found.overflow.sum() == 0
    assert found.placed.toarray().tolist() == [[1, 1, 0, 0], [0, 0, 1, 0], [0, 0, 0, 1]]
    assert found.longest_m == 900


def test_houses_with_equal_ways_share_what_there_is() -> None:
    ways = sp.csr_matrix(np.array([[100.0, 300.0]] * 3))
    found = assign_places(ways, np.array([2.0, 3.0, 2.0]), np.array([4.0, 2.0]))
    assert found.used.tolist() == [4.0, 2.0]
    assert found.overflow.sum() == 1.0
    assert found.total_m == 4 * 100 + 2 * 300
    assert (found.placed.data == np.rint(found.placed.data)).all()


@pytest.mark.parametrize("seed", range(6))
def test_more_places_never_leave_more_without_one(seed: int) -> None:
    ways, need, places = town(seed)
    before = assign_places(ways, need, places)
    more = places.copy()
    more[seed % len(places)] += 5
    after = assign_places(ways, need, more)
    assert after.with_place >= before.with_place - 1e-9


def test_unknown_places_bracket_the_truth() -> None:
    ways, need, places = town(3)
    unknown = places.copy()
    unknown[[1, 4]] = np.nan
    low, high = assign_between(ways, need, unknown)
    truth = assign_places(ways, need, places)
    assert low.with_place <= truth.with_place <= high.with_place
    assert low.used[[1, 4]].tolist() == [0, 0]
    with pytest.raises(ValueError):
        assign_places(ways, need, unknown)


def test_unknown_places_that_nobody_reaches_change_nothing() -> None:
    ways = sp.csr_matrix(np.array([[100.0, 0.0]]))
    low, high = assign_between(ways, np.array([3.0]), np.array([2.0, np.nan]))
    assert low is high
    assert low.overflow.tolist() == [1.0]


def test_nobody_nowhere() -> None:
    found = assign_places(sp.csr_matrix((3, 2)), np.array([1.0, 0.0, 2.0]), np.array([5.0, 5.0]))
    assert found.unreached.tolist() == [1.0, 0.0, 2.0]
    assert (found.with_place, found.total_m) == (0.0, 0.0)
    assert np.isnan(found.mean_m)


def test_whole_persons_keep_the_sum() -> None:
    need = np.random.default_rng(0).gamma(0.5, 1.0, 500)
    persons = whole_persons(need)
    assert (persons == np.rint(persons)).all()
    assert (np.abs(np.cumsum(persons) - np.cumsum(need)) <= 0.5 + 1e-9).all()


def test_can_be_cancelled() -> None:
    ways, need, places = town(3)
    with pytest.raises(Cancelled):
        assign_places(ways, need, places, Progress(cancelled=lambda: True))
