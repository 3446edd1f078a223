"""What a game tells of the reach: "before" as the result does, "now" in steps from there, never a few persons."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quartiermap.app.whatif_results import Reach
from quartiermap.app.whatif_told import Published, Told, told_reach

LIMIT = 5.0


def reach(before: float, now: float, judged: float) -> Reach:
    gained, lost = max(now - before, 0.0), max(before - now, 0.0)
    return Reach("d", "Am Anger", judged, before, now, before / judged, now / judged, gained, lost)


def told(before: float, now: float, judged: float, base: Published | None, limit: float = LIMIT) -> Told:
    return told_reach(reach(before, now, judged), base, limit)


def number(words: str) -> float:
    return float(re.sub(r"[^\d]", "", words))


def test_before_is_the_result_whatever_the_true_sum_rounds_to() -> None:
    words = told(3336, 3336, 3686, Published(3330, 3330 / 3686, about=True))
    assert words.share_before == words.share_now == "≈\u00a090,3\u00a0%"
    assert words.persons_before == words.persons_now == "≈\u00a03.330"


def test_without_a_limit_everything_is_exact() -> None:
    words = told(61, 64, 100, Published(61, 0.61), limit=0.0)
    assert (words.persons_before, words.persons_now) == ("61", "64")
    assert (words.share_before, words.share_now) == ("61,0\u00a0%", "64,0\u00a0%")


def test_a_change_of_few_is_no_change_that_could_be_subtracted() -> None:
    words = told(61, 64, 100, Published(61, 0.61))
    assert (words.share_before, words.share_now) == ("61,0\u00a0%", "≈\u00a061,0\u00a0%")


@pytest.mark.parametrize(
    ("now", "share"), [(0.0, "0,0\u00a0%"), (3.0, "unter 5\u00a0%"), (98.0, "über 95\u00a0%"), (100.0, "100,0\u00a0%")]
)  # fmt: skip
def test_nobody_few_all_but_few_and_all_keep_their_words(now: float, share: str) -> None:
    assert told(61, now, 100, Published(61, 0.61)).share_now == share


def test_a_secret_figure_is_not_told_from_the_game_either() -> None:
    words = told(3, 43, 100, None)
    assert words.share_before == "unter 5\u00a0%"
    assert words.share_now == "≈\u00a045,0\u00a0%"


@given(
    judged=st.integers(10, 3_000),
    parts=st.tuples(st.floats(0, 1), st.floats(0, 1), st.floats(0, 1)),
    rounded=st.booleans(),
)
def test_two_states_of_a_game_differ_by_nobody_or_by_steps(
    judged: int, parts: tuple[float, float, float], rounded: bool
) -> None:
    before, one, other = (round(part * judged) for part in parts)
    base = Published(10 * round(before / 10), 10 * round(before / 10) / judged, about=True)
    base = base if rounded else Published(before, before / judged)
    if not 0 < base.persons < judged:
        return
    plain = [n for n in (one, other) if LIMIT <= n <= judged - LIMIT]
    numbers = [number(told(before, n, judged, base).persons_now) for n in plain]
    for shown in numbers:
        apart = abs(shown - round(base.persons))
        at_the_end = shown in (LIMIT, judged - LIMIT)
        assert at_the_end or apart % LIMIT == 0
        assert LIMIT <= shown <= judged - LIMIT
