"""Few within or beyond reach: what is told of one area, and that a sum says no more than its parts."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quartiermap.analysis.reach_protection import Standing, reach_told, told_within

LIMIT = 5.0
NOBODY = np.zeros(3)


def standing(
    covered,
    judged,
    members=(),
    *,
    lost=None,
    outside=None,
    ages=(0, 99),
    target=400.0,
    ways=b"w",
    primary=True,
):
    """Return the figures of some districts, and of the sums of `members`."""
    inside, people = np.array(covered, float), np.array(judged, float)
    gone = np.zeros(len(inside)) if lost is None else np.array(lost, float)
    away = np.zeros(len(inside)) if outside is None else np.array(outside, float)

    def with_sums(values):
        return np.append(values, [values[list(m)].sum() for m in members])

    return Standing(
        group=with_sums(people + away), judged=with_sums(people), covered=with_sums(inside), unreachable=with_sums(gone),
        mean_m=np.full(len(inside) + len(members), 300.0), primary=primary, ages=ages, target_m=target, ways=ways,
    )  # fmt: skip


def told(*standings, members=()):
    secret = [np.zeros(len(s.group), dtype=bool) for s in standings]
    return reach_told(list(standings), members, secret, LIMIT)


@pytest.mark.parametrize(
    ("inside", "people", "low", "high"),
    [(2, 26, None, 5.0), (24, 26, 21.0, None), (4, 9, None, None), (1, 10, None, 5.0), (6, 10, 5.0, None)],
)
def test_few_within_or_beyond_are_told_by_bounds_of_the_limit(inside, people, low, high):
    (found,) = told(standing([inside], [people]))
    reach = found[0]
    assert reach.hidden
    assert np.isnan([reach.covered, reach.share]).all()
    assert [None if np.isnan(v) else v for v in (reach.low, reach.high)] == [low, high]
    assert [None if np.isnan(v) else v * people for v in (reach.share_low, reach.share_high)] == [low, high]


@pytest.mark.parametrize(("inside", "people"), [(0, 26), (26, 26), (5, 10), (0, 8), (13, 26)])
def test_nobody_all_and_enough_are_told_exactly(inside, people):
    assert told(standing([inside], [people])) == [{}]


def test_a_sum_is_reckoned_from_what_is_told_of_its_parts_in_tens():
    (found,) = told(standing([60, 98, 3], [100, 100, 50], [(0, 1, 2)]), members=[(0, 1, 2)])
    total = found[3]
    assert (total.covered, total.rounded, total.hidden) == (160.0, True, False)  # 60 + 97.5 + 2.5
    assert total.share == pytest.approx(160 / 250)


def test_a_sum_without_secret_parts_is_exact_and_one_that_would_be_0_or_all_has_bounds():
    parts = [(0, 1), (2, 3), (4, 5)]
    (found,) = told(standing([10, 20, 2, 0, 40, 37], [30, 30, 30, 30, 40, 40], parts), members=parts)
    assert 6 not in found
    assert (found[7].hidden, found[7].high) == (True, 5.0)
    assert (found[8].hidden, found[8].low) == (True, 75.0)


def test_who_reaches_nothing_is_not_told_where_few_do_or_few_do_not():
    (found,) = told(standing([10, 10, 10, 10], [100, 100, 100, 100], lost=[2, 0, 50, 87]))
    assert set(found) == {0, 3}
    assert np.isnan(found[0].unreachable)
    assert np.isnan(found[3].unreachable)  # 10 within, 87 nowhere: 3 would have a long way
    assert found[0].covered == 10.0


def test_the_sum_of_who_reaches_nothing_and_its_mean_way_leave_nothing_to_subtract():
    (found,) = told(standing([10, 10], [100, 100], [(0, 1)], lost=[2, 50]), members=[(0, 1)])
    assert (found[2].unreachable, found[2].unreachable_rounded) == (50.0, True)  # 50 + 2.5
    assert found[2].mean_m == pytest.approx(300.0)


def test_few_beyond_the_network_hide_the_number_that_would_tell_them():
    (found,) = told(standing([10, 0], [24, 24], outside=[2, 2]))
    assert found[0].hidden
    assert 1 not in found, "a share of 0 says nothing about how many are judged"


def test_two_distances_of_the_same_ways_do_not_tell_who_lives_between():
    near = standing([40], [100], target=400.0, primary=True)
    far = standing([43], [100], target=800.0, primary=False)
    first, second = told(near, far)
    assert first == {}
    assert (second[0].low, second[0].high) == (40.0, 45.0)
    assert told(near, replace(far, ways=b"other")) == [{}, {}], (
        "other ways have nothing to do with each other"
    )


def test_two_nested_groups_do_not_tell_who_is_only_in_one():
    everybody = standing([60], [100], ages=(0, 99))
    old = standing([57], [80], ages=(65, 99), primary=False)
    assert [f.get(0) is not None and f[0].hidden for f in told(everybody, old)] == [False, True]
    # 43 of 100 and 39 of 80 beyond: 4 of the younger ones
    beyond = told(standing([57], [100]), standing([41], [80], ages=(65, 99), primary=False))
    assert beyond[1][0].hidden


def test_groups_that_add_up_are_hidden_together():
    young, old = standing([3], [40], ages=(0, 6)), standing([30], [60], ages=(6, 99), primary=False)
    both = standing([33], [100], ages=(0, 99), primary=False)
    hidden = [bool(f.get(0) and f[0].hidden) for f in told(young, old, both)]
    assert sum(hidden) >= 2


both_sides = st.tuples(st.integers(0, 40), st.integers(0, 40)).filter(lambda row: not 0 < sum(row) < LIMIT)
"""Persons within and beyond reach; a group that is small itself is secret before the reach is looked at (`suppression`)."""
numbers = st.lists(both_sides, min_size=2, max_size=6)


@settings(max_examples=120, deadline=None)
@given(numbers, st.data())
def test_whatever_a_secret_number_is_the_same_is_told(rows, data):
    """The strongest attacker: who sees all that is told cannot tell two towns apart that differ in secret numbers."""
    inside = np.array([a for a, _ in rows], float)
    people = inside + np.array([b for _, b in rows], float)
    half = len(rows) // 2
    members = [tuple(range(half)), tuple(range(half, len(rows))), tuple(range(len(rows)))]
    (found,) = told(standing(inside, people, members), members=members)
    other = inside.copy()
    for row, reach in found.items():
        if row < len(rows) and reach.hidden:
            low = 0.0 if np.isnan(reach.low) else reach.low
            high = people[row] if np.isnan(reach.high) else reach.high
            other[row] = data.draw(st.integers(int(low) + 1, int(np.ceil(high)) - 1))
    (again,) = told(standing(other, people, members), members=members)
    assert {k: repr(v) for k, v in again.items()} == {k: repr(v) for k, v in found.items()}
    shown = [row for row in range(len(rows)) if row not in found]
    assert (inside[shown] == other[shown]).all()


def test_at_any_distance_numbers_differ_by_nobody_or_by_the_limit():
    counts = np.arange(0.0, 27.0)
    table = pd.DataFrame(
        {
            "district_id": "a",
            "target_population": 26.0,
            "covered_population": counts,
            "covered_share": counts / 26.0,
        }
    )
    found = told_within(table, LIMIT)
    shown = np.unique(found["covered_population"].dropna())
    assert (np.diff(shown) >= LIMIT).all()
    assert found["covered_share_state"].eq("secret").sum() == 8
    assert found.loc[3, "covered_share_high"] == pytest.approx(5 / 26)
    assert told_within(table, 0.0)["covered_population"].tolist() == counts.tolist()
