"""Small numbers stay secret: whatever is shown, an attacker with all published figures gets none of them."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quartiermap.analysis.small_numbers import LIMIT, is_small, limit_in
from quartiermap.analysis.suppression import Total, suppress
from quartiermap.errors import UsageError

AGES = np.array([[1, 0, 0], [0, 1, 0], [1, 1, 0], [1, 1, 1]], float)
"""Under 3, 3 to 6, under 6, all."""


def attack(values, totals, hidden, shape):
    """Yield every small figure that the shown ones determine: brute force over the finest unknowns, one for each class."""
    areas, classes = len(values), shape.shape[1]

    def vector(rows, item):
        out = np.zeros((areas, classes))
        out[list(rows)] = shape[item]
        return out.ravel()

    figures = [((a,), i, hidden.cells[a, i]) for a in range(areas) for i in range(len(shape))]
    figures += [
        (t.members, i, hidden.totals[n, i])
        for n, t in enumerate(totals)
        for i in (range(len(shape)) if t.items is None else t.items)
    ]
    shown = [vector(rows, i) for rows, i, secret in figures if not secret]
    # What a figure of 0 says: nobody of it is there, class by class.
    for rows, i, secret in figures:
        if not secret and values[list(rows), i].sum() == 0:
            for a in rows:
                for c in np.flatnonzero(shape[i]):
                    one = np.zeros((areas, classes))
                    one[a, c] = 1
                    shown.append(one.ravel())
    basis = np.array(shown) if shown else np.zeros((1, areas * classes))
    rank = np.linalg.matrix_rank(basis, tol=1e-6)
    for rows, i, _ in figures:
        if is_small(values[list(rows), i].sum(), LIMIT):
            grown = np.linalg.matrix_rank(np.vstack([basis, vector(rows, i)]), tol=1e-6)
            if grown == rank:
                yield rows, i


def town(classes, split):
    """Return values of the four items, and the sums: two halves, a class of status, the town."""
    values = np.array(classes, float) @ AGES.T
    areas = len(values)
    halves = [Total("N", tuple(range(split))), Total("S", tuple(range(split, areas)))]
    status = Total("niedrig", tuple(range(0, areas, 2)), (0, 2, 3))
    return values, [t for t in (*halves, status, Total("town", tuple(range(areas)))) if t.members]


districts = st.lists(
    st.tuples(st.integers(0, 9), st.integers(0, 12), st.sampled_from([0, 1, 3, 40, 400])),
    min_size=1,
    max_size=7,
)


@given(districts, st.integers(1, 6))
@settings(max_examples=250, deadline=None)
def test_no_small_figure_follows_from_all_that_is_shown(classes, split):
    values, totals = town(classes, min(split, len(classes)))
    hidden = suppress(values, totals, LIMIT, shape=AGES)
    assert list(attack(values, totals, hidden, AGES)) == []


@given(
    st.lists(st.lists(st.integers(0, 30), min_size=2, max_size=2), min_size=1, max_size=9), st.integers(1, 8)
)
@settings(max_examples=150, deadline=None)
def test_items_that_have_nothing_to_do_with_each_other(rows, split):
    values = np.array(rows, float)
    split = min(split, len(values))
    totals = [
        Total("N", tuple(range(split))), Total("S", tuple(range(split, len(values)))),
        Total("town", tuple(range(len(values)))),
    ]  # fmt: skip
    totals = [t for t in totals if t.members]
    hidden = suppress(values, totals, LIMIT)
    assert list(attack(values, totals, hidden, np.eye(2))) == []
    for n, total in enumerate(totals):
        for item in range(2):
            under = [a for a in total.members if hidden.cells[a, item]]
            if under and not hidden.totals[n, item]:
                # What is hidden under a shown sum is several districts and not small together.
                assert len([a for a in under if values[a, item] > 0]) > 1
                assert values[under, item].sum() >= LIMIT


def test_nothing_is_hidden_where_nothing_is_small():
    values = np.array([[50.0], [0.0], [7.0]])
    hidden = suppress(values, [Total("town", (0, 1, 2))], LIMIT)
    assert not hidden.cells.any()
    assert not hidden.totals.any()


def test_the_smallest_neighbour_is_hidden_with_it_and_the_sum_stays():
    hidden = suppress(np.array([[2.0], [90.0], [30.0], [60.0]]), [Total("town", (0, 1, 2, 3))], LIMIT)
    assert hidden.cells[:, 0].tolist() == [True, False, True, False]
    assert not hidden.totals.any()


def test_two_small_ones_that_are_small_together_take_a_third_one_with_them():
    hidden = suppress(np.array([[1.0], [2.0], [30.0]]), [Total("town", (0, 1, 2))], LIMIT)
    assert hidden.cells[:, 0].all()


def test_a_lonely_small_district_takes_its_sum_with_it():
    hidden = suppress(np.array([[3.0]]), [Total("town", (0,))], LIMIT)
    assert hidden.cells.all()
    assert hidden.totals.all()


def test_a_small_rest_between_two_groups_hides_the_inner_one():
    # 20 under 6 of whom 18 under 3: two would be left.
    hidden = suppress(np.array([[18.0, 20.0]]), [], LIMIT, shape=np.array([[1.0, 0], [1, 1]]))
    assert hidden.cells.tolist() == [[True, False]]


def test_a_limit_of_0_shows_everything():
    assert not suppress(np.array([[1.0]]), [Total("t", (0,))], 0.0).cells.any()
    assert limit_in({"small_numbers.limit": 0}) == 0.0


@pytest.mark.parametrize("wrong", [-1, "viel", 2000, float("nan")])
def test_a_limit_that_makes_no_sense_is_refused(wrong):
    with pytest.raises(UsageError, match="kleine Zahlen"):
        limit_in({"small_numbers.limit": wrong})
