"""The number parser: laws on random numbers, and the cases that CoSI got wrong (german_peers.md 1.4)."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quartiermap.domain.schema import States
from quartiermap.domain.texts import number
from quartiermap.io.numbers import parse, parse_column


@given(st.integers(-(10**9), 10**9), st.integers(1, 6))
def test_a_number_written_the_german_way_reads_back(whole: int, decimals: int) -> None:
    value = whole / 10**decimals
    assert parse(number(value, decimals)).value == pytest.approx(value, abs=1e-9)


@given(st.integers(0, 10**12), st.sampled_from([" ", "\u00a0", "\u202f", "\u2009", "'", "’", "."]))
def test_thousands_signs_do_not_change_the_number(value: int, sign: str) -> None:
    assert parse(f"{value:,}".replace(",", sign)).value == value


@given(st.floats(allow_nan=False, allow_infinity=False, width=32))
def test_machine_floats_read_back_in_dot_style(value: float) -> None:
    assert parse(repr(float(value)), "dot").value == float(value)


@given(st.text(max_size=12))
def test_any_text_gives_a_number_or_a_state_and_never_both(text: str) -> None:
    read = parse(text)
    assert (read.value is not None) == (read.state is States.VALUE)
    assert read.value is None or math.isfinite(read.value)
    assert read.ok or read.value is None


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("12,5", 12.5), ("1.234,5", 1234.5), ("1,234.5", 1234.5), ("2 613", 2613.0), (" 6 257", 6257.0), ("−7", -7.0), ("12,5 %", 12.5),
        ("0.500", 0.5), ("1.000.000", 1e6), ("(12)", 12.0), ("3,5 ha", 3.5), ("1e3", 1000.0),
    ],
)  # fmt: skip
def test_hand_written_numbers(text: str, value: float) -> None:
    assert parse(text).value == value


@pytest.mark.parametrize(
    "text", ["ca. 40", "12,5,3", "1.23.4", "12 34", "1,2.3,4", "٣", "½", "4-5", "1 2", "12.34,5", "0x10"]
)
def test_what_is_no_number_is_refused_not_bent(text: str) -> None:
    assert not parse(text).ok


@pytest.mark.parametrize(
    ("text", "state"),
    [("-", "no_data"), ("–", "no_data"), ("x", "no_data"), ("/", "no_data"), ("…", "no_data"), ("k. A.", "no_data"), ("keine Angabe", "no_data"),
     ("", "no_data"), ("*", "secret"), ("•", "secret"), (".", "secret"), (None, "no_data"), (float("nan"), "no_data")],
)  # fmt: skip
def test_signs_of_official_statistics(text: object, state: str) -> None:
    read = parse(text)
    assert read.ok
    assert read.value is None
    assert read.state.value == state


def test_the_column_decides_what_a_lone_dot_means() -> None:
    assert parse_column(["1.234", "12,5"]).values.tolist() == [1234.0, 12.5]
    assert parse_column(["1.234", "12.5"]).values.tolist() == [1.234, 12.5]
    assert not parse_column(["1.234", "12.5"]).problems


def test_an_undecided_column_says_so() -> None:
    (problem,) = parse_column(["1.234", "2.345"], column="EW").problems
    assert problem.code == "number_ambiguous"
    assert problem.severity == "warning"
    assert problem.count == 2


def test_the_rest_of_the_file_can_decide() -> None:
    read = parse_column(["1.234"], fallback="dot")
    assert read.values.tolist() == [1.234]
    assert not read.problems


def test_bad_cells_are_counted_and_the_first_is_shown() -> None:
    read = parse_column(["4", "vier", "5", "fünf"], column="Plätze", file="a.csv", rows=[2, 3, 4, 5])
    (problem,) = read.problems
    assert (problem.row, problem.value, problem.count, problem.severity) == (3, "vier", 2, "error")
    assert math.isnan(read.values[1])
