"""Cut-off dates: every Land has a rule with a source, and the windows follow from them by months."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from quartiermap.domain.age_windows import boundary_months, span_label, windows_from_toml
from quartiermap.domain.supply_category import categories_from_toml
from quartiermap.io import bundled

LANDS = ["BB", "BE", "BW", "BY", "HB", "HE", "HH", "MV", "NI", "NW", "RP", "SH", "SL", "SN", "ST", "TH"]


def test_every_land_has_one_rule_with_a_source():
    rules = bundled.age_windows()
    assert sorted(rule.id for rule in rules.land) == LANDS
    assert all(rule.origin.text and rule.law for rule in rules.land)
    assert rules.rule("be").primary_years == 6
    assert rules.rule("BW").primary_years == 4
    assert rules.rule(None) is None
    assert rules.rule("XX") is None
    # What was not read in the law itself is called an assumption.
    assert rules.rule("NW").is_assumption


@given(st.dates(dt.date(2000, 1, 1), dt.date(2060, 1, 1)), st.sampled_from(LANDS))
def test_the_oldest_child_not_at_school_is_between_five_and_a_half_and_seven_years_one_month(day, land):
    rules = bundled.age_windows()
    months = boundary_months(6, rules.rule(land).school_cutoff, rules.school_start, day)
    assert 72 - 2 <= months <= 72 + 13


@given(st.dates(dt.date(2000, 1, 1), dt.date(2060, 1, 1)))
def test_an_earlier_cutoff_leaves_older_children_in_the_kita(day):
    assert boundary_months(6, "06-30", "08-01", day) >= boundary_months(6, "09-30", "08-01", day)


def test_on_the_first_of_november_no_months_are_added_for_its_own_cutoff():
    assert boundary_months(3, "11-01", "08-01", dt.date(2023, 11, 1)) == 36


@pytest.mark.parametrize(
    ("lower", "upper", "words"),
    [
        (0, 36, "unter 3 Jahre"),
        (36, 75, "3 Jahre bis unter 6 Jahre 3 Monate"),
        (72, 120, "6 bis unter 10 Jahre"),
        (0, 1, "unter 0 Jahre 1 Monat"),
    ],
)
def test_spans_in_words(lower, upper, words):
    assert span_label(lower, upper) == words


def test_a_broken_rule_is_refused_with_every_error():
    text = """checked_on = "2026-01-01"
school_start = "8-1"
school_start_origin = { ref = "x", text = "x", tag = "verified" }
land = [{ id = "B", name = "x", law = "x", school_cutoff = "13-01", origin = { ref = "x", text = "x", tag = "sure" } }]"""
    with pytest.raises(ValidationError) as error:
        windows_from_toml(text)
    assert error.value.error_count() >= 4


SCHEME = """id = "x"
title = "x"
origin = { ref = "x", text = "x", tag = "proposal" }
[reserve]
title = "r"
origin = { ref = "x", text = "x", tag = "proposal" }
classes = [{ id = "no", label = "n", below = 0.0 }, { id = "yes", label = "y" }]
[trend]
title = "t"
origin = { ref = "x", text = "x", tag = "proposal" }
classes = [{ id = "down", label = "d", below = 0.0 }, { id = "up", label = "u" }]
[[category]]
id = "1"
label = "1"
meaning = "m"
reserve = ["no"]
trend = ["up", "down"]
urgency = 1
"""


def test_a_scheme_must_name_every_pair_once():
    rest = (
        '[[category]]\nid = "2"\nlabel = "2"\nmeaning = "m"\nreserve = ["yes"]\ntrend = [{}]\nurgency = 2\n'
    )
    assert categories_from_toml(SCHEME + rest.format('"up", "down"')).of("yes", "up").id == "2"
    with pytest.raises(ValidationError, match="genau eine Kategorie"):
        categories_from_toml(SCHEME + rest.format('"up"'))
    with pytest.raises(ValidationError, match="genau eine Kategorie"):
        categories_from_toml(SCHEME)


def test_berlins_five_categories_are_there_and_their_bounds_are_assumptions():
    scheme = bundled.supply_categories()
    assert [c.id for c in sorted(scheme.category, key=lambda c: c.urgency)] == ["1", "3+", "3", "2", "4"]
    assert not scheme.origin.is_unproven
    assert scheme.reserve.origin.is_unproven
    assert scheme.trend.origin.is_unproven
    assert [c.id for c in scheme.reserve.between(-0.1, 0.2)] == ["none", "small", "some"]
