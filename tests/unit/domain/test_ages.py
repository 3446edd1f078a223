"""Age bands: names, and target groups cut out of them."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quartiermap.domain import ages

bands = st.lists(
    st.tuples(st.integers(0, 30), st.integers(1, 15)).map(lambda b: ages.band_name(b[0], b[0] + b[1])),
    max_size=8, unique=True,
)  # fmt: skip


@settings(deadline=None)
@given(st.integers(0, 100), st.one_of(st.none(), st.integers(1, 20)))
def test_names_are_read_back(lower: int, width: int | None) -> None:
    upper = None if width is None else lower + width
    assert ages.band_limits(ages.band_name(lower, upper)) == (lower, upper)


@pytest.mark.parametrize("word", ["age_3", "age_3_", "alter_3_6", "age_3_6_extra", "population", ""])
def test_other_columns_are_no_bands(word: str) -> None:
    assert not ages.is_band(word)
    with pytest.raises(ValueError, match="age band"):
        ages.band_limits(word)


def years(name: str) -> set[int]:
    lower, upper = ages.band_limits(name)
    return set(range(lower, ages.OPEN_END if upper is None else upper))


@settings(deadline=None)
@given(bands, st.integers(0, 25), st.integers(1, 15))
def test_complete_means_every_year_is_covered_and_counted_once(
    names: list[str], lower: int, width: int
) -> None:
    wanted = set(range(lower, lower + width))
    covered = set().union(*(years(n) for n in names)) if names else set()
    cut = ages.target_weights(names, lower, lower + width)
    assert cut.complete == (wanted <= covered)
    if cut.complete:
        # Years counted = sum of weight x width of the band; every year once.
        assert sum(w * len(years(n)) for n, w in cut.weights) == pytest.approx(width)
        assert all(0 < w <= 1 for _, w in cut.weights)
        assert cut.exact == all(w == 1 for _, w in cut.weights)
        assert all(years(n) & wanted for n, _ in cut.weights)
    else:
        assert cut.weights == ()


@settings(deadline=None)
@given(st.permutations(ages.ZENSUS_2022_BANDS))
def test_the_order_of_columns_does_not_matter(names: list[str]) -> None:
    assert ages.target_weights(names, 6, 12) == ages.target_weights(ages.ZENSUS_2022_BANDS, 6, 12)


def test_census_bands_by_hand() -> None:
    kita = ages.target_weights(ages.ZENSUS_2022_BANDS, 0, 6)
    assert (kita.weights, kita.exact) == ((("age_0_3", 1.0), ("age_3_6", 1.0)), True)
    # 10 and 11 are two of the six years of 10 to 15 (DOMAIN.md 2.5).
    playground = ages.target_weights(ages.ZENSUS_2022_BANDS, 6, 12)
    assert dict(playground.weights) == {"age_6_10": 1.0, "age_10_16": pytest.approx(2 / 6)}
    assert not playground.exact
    old = ages.target_weights(ages.ZENSUS_2022_BANDS, 67, None)
    assert (dict(old.weights), old.exact) == ({"age_67_75": 1.0, "age_75_plus": 1.0}, True)


def test_a_whole_band_is_taken_before_a_cut_one() -> None:
    cut = ages.target_weights(["age_0_3", "age_0_6"], 0, 6)
    assert (cut.weights, cut.exact) == ((("age_0_6", 1.0),), True)


def test_berlin_register_bands() -> None:
    names = ["age_0_6", "age_6_15", "age_15_18", "age_18_27", "age_65_plus"]
    assert ages.target_weights(names, 0, 6).exact
    youth = ages.target_weights(names, 6, 25)
    assert youth.complete
    assert dict(youth.weights)["age_18_27"] == pytest.approx(7 / 9)
    assert not ages.target_weights(names, 60, None).complete


def test_labels() -> None:
    assert ages.band_label(0, 6) == "unter 6 Jahre"
    assert ages.band_label(65, None) == "65 Jahre und älter"
