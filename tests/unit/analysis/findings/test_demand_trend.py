"""Trends: own numbers, sums of parts, the parent's course; years between and beyond; variants."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from quartiermap.analysis.demand_trend import Span, TrendTable, span_of, trends
from quartiermap.analysis.supply_windows import AgeGroup
from quartiermap.domain.project import Source
from quartiermap.domain.results import TOWN

GROUP = AgeGroup("all", "zusammen", 0, 72, 1.0)
SPAN = Span(2020, 2030, True)


def table(project, rows, variant=None):
    """Rows: (district, year, children under six)."""
    frame = pd.DataFrame(rows, columns=["district_id", "year", "age_0_6"])
    return project.with_(forecast=frame.assign(variant=variant, population=np.nan, source_id="f"))


def of(hand, rows, span=SPAN, **changes):
    project = table(hand.project(hand.facility("k", 500.0)), rows).with_(**changes)
    made = TrendTable(project, GROUP)
    return made, trends(project, made, span, ["A", "B", "C"])


def test_own_numbers_parts_and_the_parents_course(hand):
    """W is given, its parts A and B are not; C is given, its parent O is not: the town is W + C."""
    _, found = of(hand, [("W", 2020, 200), ("W", 2030, 220), ("C", 2020, 50), ("C", 2030, 40)])
    assert found["W"].factor == pytest.approx(1.1)
    assert (found["A"].factor, found["A"].origin, found["A"].of_area) == (pytest.approx(1.1), "parent", "W")
    assert (found["O"].factor, found["O"].origin) == (pytest.approx(0.8), "parts")
    assert (found[TOWN].base, found[TOWN].target) == (250.0, 260.0)
    assert found["C"].per_year(10) == pytest.approx(-0.02)


def test_a_town_with_a_missing_district_has_no_trend(hand):
    _, found = of(hand, [("A", 2020, 10), ("A", 2030, 11), ("C", 2020, 10), ("C", 2030, 11)])
    assert set(found) == {"A", "C", "O"}


def test_between_two_years_it_is_linear_and_beyond_nothing_is_said(hand):
    made, _ = of(hand, [("A", 2020, 100), ("A", 2030, 200)])
    assert made.of("A", Span(2020, 2025, True)) == (100.0, 150.0, 150.0, 150.0)
    assert made.of("A", Span(2020, 2031, True)) is None
    assert made.of("B", SPAN) is None


def test_nobody_at_the_base_gives_no_rate(hand):
    _, found = of(hand, [("A", 2020, 0), ("A", 2030, 20)])
    assert "A" not in found


def test_an_unknown_number_is_no_number(hand):
    _, found = of(hand, [("A", 2020, 10), ("A", 2030, np.nan)])
    assert "A" not in found


def test_variants_span_a_corridor_around_the_main_one(hand):
    project = hand.project(hand.facility("k", 500.0))
    rows = [("A", 2030, 90), ("A", 2030, 105), ("A", 2030, 130)]
    names = ["untere Variante", "mittlere Variante", "obere Variante"]
    frame = table(project, rows).forecast.assign(variant=names)
    base = table(project, [("A", 2020, 100)]).forecast
    project = project.with_(forecast=pd.concat([frame, base], ignore_index=True))
    made = TrendTable(project, GROUP)
    assert made.of("A", SPAN) == (100.0, 105.0, 90.0, 130.0)
    assert made.variants == ["", *sorted(names)]


def test_the_register_is_the_base_where_the_table_has_none(hand):
    population = pd.DataFrame(
        {"district_id": ["A"], "population": [900.0], "age_0_6": [80.0], "source_id": "r"}
    )
    source = Source("r", "population", "r.csv", "0", 1, 1, "2026-01-01", data_date="2022-12-31")
    project = table(hand.project(hand.facility("k", 500.0)), [("A", 2030, 100)])
    project = project.with_(district_population=population, sources=(source,))
    made = TrendTable(project, GROUP)
    assert made.years == [2022, 2030]
    assert made.of("A", Span(2022, 2030, True)) == (80.0, 100.0, 100.0, 100.0)


@pytest.mark.parametrize(
    ("years", "today", "wanted", "expected"),
    [
        ([2022, 2030], 2026, 2030, Span(2022, 2030, True)),
        ([2022, 2026, 2030, 2040], 2026, 2035, Span(2026, 2035, True)),
        ([2022, 2030], 2026, 2040, Span(2022, 2030, True)),
        ([2030, 2035], 2026, None, Span(2030, 2035, True)),
        ([2012, 2017, 2021, 2022], 2026, 2030, Span(2017, 2022, False)),
        ([2022], 2026, 2030, None),
        ([], 2026, None, None),
    ],
)
def test_the_years_compared(years, today, wanted, expected):
    assert span_of(years, today, wanted) == expected
