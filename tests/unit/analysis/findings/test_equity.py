"""FGT 0 and 1 by status class: hand-computed, and nothing small shows, not even by subtraction."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from quartiermap.analysis.equity import CLASSES, equity_by_status


def rows(*points, target=500.0, least=5.0):
    """`points`: (class, persons, way)."""
    table = equity_by_status(
        np.array([p[2] for p in points], float),
        np.array([p[1] for p in points], float),
        pd.Series([p[0] for p in points], dtype=object),
        target,
        least,
    )
    return {row.status_class: row for row in table}


def test_share_depth_and_missing_way_by_hand():
    got = rows(
        ("sehr niedrig", 30, 400), ("sehr niedrig", 50, 700), ("sehr niedrig", 20, np.inf),
        ("hoch", 100, 100), ("hoch", 25, 600),
    )  # fmt: skip
    low = got["sehr niedrig"]
    assert low.fgt0 == pytest.approx(0.7)
    assert low.missing_m == pytest.approx((50 * 200 + 20 * 500) / 70)  # who reaches nothing misses one target
    assert low.fgt1 == pytest.approx((50 * 0.4 + 20 * 1.0) / 100)
    assert got["hoch"].fgt0 == pytest.approx(0.2)
    assert got["ganze Stadt"].fgt0 == pytest.approx(95 / 225)
    assert got["mittel"].state == "not_applicable"
    assert "ohne Status" not in got


def test_the_target_itself_is_in_reach_and_unknown_points_do_not_count():
    got = rows(("hoch", 50, 500.0), ("hoch", np.nan, 900.0), ("hoch", 40, np.nan), (None, 60, 100.0))
    assert (got["hoch"].persons, got["hoch"].fgt0) == (50.0, 0.0)
    assert got["ohne Status"].persons == 60.0


def test_a_small_class_hides_a_second_one_so_that_subtraction_gives_nothing_away():
    got = rows(("hoch", 3, 100), ("mittel", 100, 100), ("niedrig", 60, 900), ("niedrig", 60, 100))
    assert got["hoch"].state == got["mittel"].state == "secret"  # mittel is the smallest of the rest
    assert got["niedrig"].state == got["ganze Stadt"].state == "value"
    assert got["hoch"].persons is None


def test_few_out_of_reach_are_as_secret_as_few_persons():
    assert rows(("hoch", 100, 100), ("hoch", 2, 900))["hoch"].state == "secret"
    assert rows(("hoch", 2, 100), ("hoch", 100, 900))["hoch"].state == "secret"


points = st.lists(
    st.tuples(st.sampled_from([*CLASSES, None]), st.integers(0, 40), st.sampled_from([100.0, 800.0, np.inf])),
    min_size=1,
    max_size=25,
)


@given(points)
def test_nothing_below_the_limit_can_be_had_by_subtraction(some):
    got = rows(*some)
    whole = got.pop("ganze Stadt")
    if whole.state == "secret":
        return
    for column in ("persons", "beyond"):
        shown = sum(getattr(r, column) for r in got.values() if r.state != "secret")
        rest = getattr(whole, column) - shown
        hidden = [r for r in got.values() if r.state == "secret"]
        if hidden and len(hidden) < len(got):
            # Either nothing of the kind is hidden, or at least the limit, or every class with persons is hidden.
            assert rest == 0 or rest >= 5 or shown == 0


@given(points)
def test_shares_are_shares_and_the_town_is_the_sum(some):
    got = rows(*some, least=0.0)
    whole = got.pop("ganze Stadt")
    assert sum(r.persons for r in got.values()) == whole.persons
    for row in (*got.values(), whole):
        if row.state == "value":
            assert row.fgt1 >= 0
            assert row.fgt1 == 0 or row.fgt0 > 0
            assert 0 <= row.fgt0 <= 1
