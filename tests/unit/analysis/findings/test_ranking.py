"""Weights and stability of the ranking: laws and cases that can be computed by hand."""

from __future__ import annotations

import math
from itertools import pairwise, product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quartiermap.analysis.ranking import Weights, parts_of, rank_note, reranked, weights_in
from quartiermap.analysis.ranking_stability import STEPS, Stability, stability, varied
from quartiermap.domain.findings import Gap, RankPart, Reason
from quartiermap.errors import UsageError
from quartiermap.io import bundled

KITA = bundled.standard_set().primary("kita")


def gap(name: str, people: float, depth: float = 1.0, need: float = 1.0) -> Gap:
    values: dict[str, Any] = {
        "gap_id": name, "district_id": name, "district_name": name, "kind": "kita", "reason": Reason.OUT_OF_REACH,
        "standard_id": "kita", "affected_population": people, "affected_group": "", "because": "", "rank": 0,
        "score": 0.0, "confidence": "hoch", "confidence_because": (), "facility_ids": (), "x": 0.0, "y": 0.0,
        "rank_parts": (RankPart("", "", people), RankPart("", "", depth), RankPart("", "", need)),
    }  # fmt: skip
    return Gap(**values)


def order(gaps, weights):
    return [g.gap_id for g in reranked(gaps, weights)]


def test_a_weight_moves_the_order_and_zero_leaves_a_part_out():
    gaps = [gap("many", 200, 1.0), gap("deep", 120, 1.9), gap("poor", 110, 1.0, 1.5)]
    assert order(gaps, Weights()) == ["deep", "many", "poor"]  # 228, 200, 165
    assert order(gaps, Weights(depth=0)) == ["many", "poor", "deep"]  # 200, 165, 120
    assert order(gaps, Weights(people=0, depth=0)) == ["poor", "deep", "many"]
    assert [g.score for g in reranked(gaps, Weights(depth=0))] == pytest.approx([200, 165, 120])


factors = st.tuples(st.floats(1, 5000), st.floats(1, 2), st.sampled_from([0.8, 1.0, 1.25, 1.5]))
weights_ = st.builds(Weights, st.floats(0.1, 3), st.floats(0, 3), st.floats(0, 3))


@given(st.lists(factors, min_size=1, max_size=12), weights_)
def test_every_gap_is_ranked_once_and_the_order_of_input_does_not_matter(rows, weights):
    gaps = [gap(f"g{i:02}", *row) for i, row in enumerate(rows)]
    ranked = reranked(gaps, weights)
    assert [g.rank for g in ranked] == list(range(1, len(gaps) + 1))
    assert order(gaps[::-1], weights) == [g.gap_id for g in ranked]
    assert all(a.score >= b.score - 1e-5 for a, b in pairwise(ranked))


@given(st.lists(factors, min_size=2, max_size=8), weights_)
def test_more_people_never_rank_lower(rows, weights):
    gaps = [gap(f"g{i}", *row) for i, row in enumerate(rows)]
    before = next(g.rank for g in reranked(gaps, weights) if g.gap_id == "g0")
    people, depth, need = rows[0]
    more = [gap("g0", people * 2, depth, need), *gaps[1:]]
    assert next(g.rank for g in reranked(more, weights) if g.gap_id == "g0") <= before


@pytest.mark.parametrize("wrong", [{"people": -0.1}, {"need": 3.5}, {"people": 0, "depth": 0, "need": 0}])
def test_weights_that_make_no_sense_are_refused(wrong):
    with pytest.raises(UsageError, match="Gewicht"):
        Weights(**wrong)


@given(st.lists(factors, min_size=1, max_size=14), weights_)
@settings(max_examples=15, deadline=None)
def test_it_says_what_243_rankings_one_by_one_say(rows, weights):
    def search(standards):
        # A farther target has fewer gaps: the last ones vanish with it.
        return [gap(f"g{i:02}", *row) for i, row in enumerate(rows) if standards[0].target_m < 600 or i % 3]

    found = stability([KITA], search, weights, top=3)
    seen: dict[str, list[int]] = {}
    for threshold, speed, *steps in product(STEPS, repeat=5):
        for each in reranked(search([varied(KITA, threshold, speed)]), weights.scaled(*steps)):
            seen.setdefault(each.gap_id, []).append(each.rank)
    for gap_id, ranks in seen.items():
        worst = max(ranks) if len(ranks) == 243 else None
        assert found[gap_id] == Stability(sum(r <= 3 for r in ranks) / 243, min(ranks), worst)
    assert found.keys() == seen.keys()


def test_targets_in_metres_are_searched_three_times_only():
    asked = []

    def search(standards):
        asked.append(standards[0].target_m)
        return [gap("a", 10)]

    assert stability([KITA], search)["a"] == Stability(1.0, 1, 1)
    assert sorted(asked) == pytest.approx([400, 500, 600])


def test_a_gap_that_vanishes_under_another_threshold_is_shaky():
    def search(standards):
        return [gap("always", 100), *([gap("sometimes", 50)] if standards[0].target_m < 550 else [])]

    found = stability([KITA], search)
    assert (found["always"].share, found["always"].word) == (1.0, "robust")
    assert found["sometimes"].share == pytest.approx(2 / 3)
    assert found["sometimes"].word == "kippelig"
    assert found["sometimes"].worst is None


def test_the_eleventh_is_never_among_the_first_ten():
    gaps = [gap(f"g{i:02}", 1000.0 - i * 50) for i in range(11)]
    found = stability([KITA], lambda _: gaps, top=10)
    assert found["g10"] == Stability(0.0, 11, 11)
    assert found["g10"].word == ""
    assert found["g00"].word == "robust"


@given(factors, weights_)
def test_the_parts_make_the_score_and_their_shares_the_whole(row, weights):
    one = reranked([gap("a", *row)], weights)[0]
    parts = parts_of(one, weights)
    assert math.prod(p.contribution for p in parts) == pytest.approx(one.score)
    assert sum(p.share for p in parts) == pytest.approx(1.0) or all(p.contribution == 1 for p in parts)
    assert [p.name for p in parts if p.lowers] == [p.name for p in parts if p.contribution < 1]


def test_nobody_affected_makes_the_whole_score():
    assert [p.share for p in parts_of(gap("a", 0.0, 1.5), Weights())] == [1.0, 0.0, 0.0]


def test_weights_are_read_from_the_settings_and_rubbish_is_refused():
    assert weights_in({}) == Weights()
    assert weights_in({"ranking.weights": {"people": 2, "depth": 0, "need": 1}}) == Weights(2.0, 0.0, 1.0)
    for wrong in ({"people": 1}, [1, 2, 3], {"people": "x", "depth": 1, "need": 1}):
        with pytest.raises(UsageError, match="Gewichte"):
            weights_in({"ranking.weights": wrong})


def test_the_note_names_weights_only_where_they_are_not_plain():
    assert "Exponenten" not in rank_note(Weights())
    assert "Sozialstatus 0,5" in rank_note(Weights(need=0.5))
