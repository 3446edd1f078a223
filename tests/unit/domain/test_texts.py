"""German numbers and dates."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quartiermap.domain import texts

finite = st.floats(-1e9, 1e9, allow_nan=False)


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [
        (1234567.891, 2, "1.234.567,89"), (0.5, 0, "1"), (2.5, 0, "3"), (1.005, 2, "1,01"), (-1234.5, 1, "−1.234,5"),
        (-0.04, 1, "0,0"), (0, 0, "0"), (999.95, 1, "1.000,0"), (1e-7, 1, "0,0"),
    ],
)  # fmt: skip
def test_numbers_by_hand(value: float, decimals: int, text: str) -> None:
    assert texts.number(value, decimals) == text


@pytest.mark.parametrize("value", [None, float("nan"), float("inf"), float("-inf")])
def test_missing_is_never_zero(value: float | None) -> None:
    for write in (texts.number, texts.percent, texts.metres):
        assert write(value) == "keine Daten"
        assert write(value, missing="geheim") == "geheim"
    assert texts.date(None) == "keine Daten"


@settings(deadline=None)
@given(finite, st.integers(0, 4))
def test_a_written_number_reads_back_within_half_a_unit(value: float, decimals: int) -> None:
    written = texts.number(value, decimals)
    back = Decimal(written.replace(".", "").replace(",", ".").replace("−", "-"))
    assert abs(back - Decimal(repr(value))) <= Decimal(5).scaleb(-decimals - 1)
    assert not written.startswith("−0") or any(c in "123456789" for c in written)


@settings(deadline=None)
@given(finite, finite)
def test_rounding_keeps_the_order(one: float, other: float) -> None:
    low, high = sorted((one, other))
    assert texts.rounded(low, 1) <= texts.rounded(high, 1)


def test_percent_is_computed_in_decimals() -> None:
    # 0.285 x 100 is 28.499999999999996 in floats.
    assert texts.percent(0.285, 0) == "29\u00a0%"
    assert texts.percent(1.0) == "100,0\u00a0%"


@pytest.mark.parametrize(
    ("value", "text"),
    [(94.6, "95 m"), (104.9, "100 m"), (105.0, "110 m"), (9994, "9.990 m"), (12345, "12,3 km")],
)
def test_metres_to_ten(value: float, text: str) -> None:
    assert texts.metres(value) == text.replace(" ", "\u00a0")


def test_dates() -> None:
    assert texts.date(dt.date(2020, 1, 5)) == "05.01.2020"


@settings(deadline=None)
@given(st.text())
def test_folding_is_stable(word: str) -> None:
    folded = texts.fold(word)
    assert texts.fold(folded) == folded
    assert folded.isascii()


@pytest.mark.parametrize(
    ("one", "other"), [("PLÄTZE", "plaetze"), ("Größe (m²)", "groesse_m2"), ("Straße", "STRASSE")]
)
def test_words_of_files_meet(one: str, other: str) -> None:
    assert texts.fold(one) == texts.fold(other)
