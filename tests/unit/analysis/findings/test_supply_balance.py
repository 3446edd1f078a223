"""Every figure of a supply balance, computed by hand in the town of three squares."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd
import pytest
import scipy.sparse as sp
from hypothesis import given, settings
from hypothesis import strategies as st

from quartiermap.analysis.need import need_index
from quartiermap.analysis.supply import Areas, district_figures
from quartiermap.analysis.supply_balance import BalanceOptions, balance, reference_year
from quartiermap.analysis.supply_balance_catchment import Catchments
from quartiermap.domain.project import Source
from quartiermap.domain.results import TOWN, Analysis
from quartiermap.domain.standards import Bindingness, Supply, SupplyPart
from quartiermap.errors import InputError
from quartiermap.io import bundled

OPTIONS = BalanceOptions(bundled.age_windows(), bundled.supply_categories())


def balanced(hand, project, demand, kind="kita", standard=None, **options):
    chosen = hand.parameters(standard or hand.standard(kind))
    access = hand.access(project, demand, chosen)
    figures = district_figures(project, demand, access, chosen)
    analysis = Analysis(
        chosen, project.fingerprint, dt.datetime.now(dt.UTC), demand, access, figures, need_index(project), ()
    )
    made = BalanceOptions(OPTIONS.rules, OPTIONS.scheme, **options)
    return balance(project.with_(analysis=analysis), analysis, kind, made)


def row(found, area, group="all"):
    return next(r for r in found.rows(area) if r["group"] == group)


@pytest.fixture
def demand(hand):
    """A: 20 + 30 children, B: 40 + 20, C: none; need by part 0.5 and 1.0."""
    return hand.demand(
        [(500.0, "A", 500.0, 20.0, 30.0), (1400.0, "B", 700.0, 40.0, 20.0), (2500.0, "C", 90.0, 0.0, 0.0)]
    )


def test_the_arithmetic_of_planners(hand, demand):
    """Bottrop's way: quota, need, shortfall; U3 and Ü3 apart, and use and care quota are two different numbers."""
    project = hand.project(
        hand.facility(
            "k",
            500.0,
            places=30.0,
            places_u3=8.0,
            places_o3=22.0,
            occupied=27.0,
            occupied_u3=8.0,
            occupied_o3=19.0,
        )
    )
    found = balanced(hand, project, demand)
    whole, u3, o3 = (row(found, "A", group) for group in ("all", "u3", "o3"))
    assert [whole[k] for k in ("children", "need", "places_low")] == [50.0, 40.0, 30.0]
    assert whole["supply_quota_low"] == pytest.approx(30 / 50)
    assert whole["care_quota_low"] == pytest.approx(27 / 50)
    assert whole["coverage_low"] == pytest.approx(30 / 40)
    assert (whole["shortfall_low"], whole["surplus_low"]) == (10.0, 0.0)
    assert whole["use"] == pytest.approx(27 / 30)
    assert [u3[k] for k in ("children", "need", "places_low", "shortfall_low", "surplus_low")] == [
        20.0,
        10.0,
        8.0,
        2.0,
        0.0,
    ]
    assert [o3[k] for k in ("children", "need", "places_low", "shortfall_low")] == [30.0, 30.0, 22.0, 8.0]
    assert o3["use"] == pytest.approx(19 / 22)
    assert u3["need"] + o3["need"] == whole["need"]


def test_one_of_three_place_figures_follows_from_the_other_two(hand, demand):
    project = hand.project(
        hand.facility("a", 500.0, places=30.0, places_u3=8.0),
        hand.facility("b", 600.0, places_u3=5.0, places_o3=10.0),
    )
    found = balanced(hand, project, demand)
    assert row(found, "A", "o3")["places_low"] == 22.0 + 10.0
    assert row(found, "A")["places_low"] == 30.0 + 15.0


def test_unknown_places_make_a_range_and_are_never_filled_in(hand, demand):
    """Two of three are known (30 and 20); nine of ten known ones have at most 29 places."""
    project = hand.project(
        hand.facility("a", 500.0, places=30.0),
        hand.facility("b", 600.0, places=20.0),
        hand.facility("c", 1500.0),
    )
    found = balanced(hand, project, demand)
    town = row(found, TOWN)
    high = 50.0 + float(np.quantile([20.0, 30.0], 0.9))
    assert (town["sites"], town["sites_known"]) == (3.0, 2.0)
    assert (town["places_low"], town["places_high"]) == (50.0, high)
    need = 40.0 + 40.0
    assert (town["shortfall_low"], town["shortfall_high"]) == pytest.approx((need - high, need - 50.0))
    assert (town["coverage_low"], town["coverage_high"]) == pytest.approx((50 / need, high / need))
    only_unknown = row(found, "B")
    assert only_unknown["places_state"] == "no_data"
    assert np.isnan(only_unknown["places_low"])
    assert only_unknown["shortfall_state"] == only_unknown["coverage_state"] == "no_data"
    assert any("2 von 3 Einrichtungen nennen ihr Angebot" in note for note in found.notes)


def test_of_a_facility_without_a_split_a_group_has_at_most_its_total(hand, demand):
    project = hand.project(
        hand.facility("a", 500.0, places=30.0, places_u3=10.0), hand.facility("b", 600.0, places=12.0)
    )
    u3 = row(balanced(hand, project, demand), "A", "u3")
    assert (u3["places_low"], u3["places_high"]) == (10.0, 10.0 + 12.0)
    assert (u3["sites"], u3["sites_known"]) == (2.0, 1.0)


def test_use_counts_only_facilities_that_state_both(hand, demand):
    project = hand.project(
        hand.facility("a", 500.0, places=30.0, occupied=24.0), hand.facility("b", 600.0, places=100.0),
        hand.facility("c", 700.0, occupied=9.0),
    )  # fmt: skip
    whole = row(balanced(hand, project, demand), "A")
    assert whole["use"] == pytest.approx(24 / 30)
    assert whole["use_sites"] == 1.0
    # Children placed: 24 + 9 for sure, at most 100 more in the silent house.
    assert (whole["care_quota_low"], whole["care_quota_high"]) == pytest.approx((33 / 50, 133 / 50))


def test_no_facility_is_zero_places_but_no_survey_is_no_data(hand, demand):
    found = balanced(hand, hand.project(hand.facility("k", 500.0, places=30.0)), demand)
    empty = row(found, "B")
    assert (empty["places_low"], empty["places_state"], empty["shortfall_low"]) == (0.0, "value", 40.0)
    assert (empty["coverage_low"], empty["coverage_state"]) == (0.0, "value")
    nobody = balanced(hand, hand.project(hand.facility("x", 500.0, kind="library")), demand)
    assert {r["places_state"] for r in nobody.rows("A")} == {"no_data"}
    assert {r["coverage_state"] for r in nobody.rows("A")} == {"no_data"}


def test_without_children_quotas_do_not_apply_and_nothing_is_missing(hand, demand):
    found = balanced(hand, hand.project(hand.facility("k", 2500.0, places=10.0)), demand)
    c = row(found, "C")
    assert (c["children"], c["need"]) == (0.0, 0.0)
    assert {c["supply_quota_state"], c["coverage_state"], c["care_quota_state"], c["category_state"]} <= {
        "not_applicable",
        "no_data",
    }
    assert c["coverage_state"] == c["supply_quota_state"] == "not_applicable"
    assert (c["shortfall_low"], c["surplus_low"]) == (0.0, 10.0)


def test_secret_children_make_everything_secret_and_missing_ages_no_data(hand):
    demand = hand.demand([(500.0, "A", 50.0, np.nan, np.nan), (1400.0, "B", 60.0, 4.0, 5.0)])
    project = hand.project(hand.facility("k", 500.0, places=30.0))
    cells = project.cells.reindex(range(2)).assign(cell_id=["z0", "z1"], ages_state=["secret", "value"])
    secret = row(balanced(hand, project.with_(cells=cells), demand), "A")
    for name in ("children", "need", "supply_quota", "coverage", "shortfall", "category"):
        assert secret[f"{name}_state"] == "secret", name
    assert np.isnan([secret["children"], secret["coverage_low"]]).all()
    unknown = row(balanced(hand, project, demand), "A")
    assert unknown["children_state"] == unknown["coverage_state"] == "no_data"
    without = hand.demand([(500.0, "A", 50.0, np.nan, np.nan)])
    assert row(balanced(hand, project, without), "A")["need_state"] == "no_data"


def test_coarser_areas_are_sums_never_means_of_shares(hand, demand):
    project = hand.project(
        hand.facility("a", 500.0, places=10.0, occupied=9.0),
        hand.facility("b", 1500.0, places=50.0, occupied=25.0),
    )
    found = balanced(hand, project, demand)
    west, town = row(found, "W"), row(found, TOWN)
    assert west["coverage_low"] == pytest.approx((10 + 50) / (40 + 40))
    assert west["use"] == pytest.approx((9 + 25) / (10 + 50))
    for name in ("children", "need", "places_low", "sites", "occupied_low"):
        assert town[name] == pytest.approx(sum(row(found, d)[name] for d in "ABC"))
    # A shortfall of the town is not the sum of its districts' shortfalls: surplus elsewhere counts against it.
    assert town["shortfall_low"] == 80.0 - 60.0
    assert sum(row(found, d)["shortfall_low"] for d in "ABC") == 30.0


def test_need_is_that_of_the_figures_of_the_report(hand, demand):
    project = hand.project(hand.facility("k", 500.0, places=30.0), hand.facility("l", 2100.0))
    found = balanced(hand, project, demand)
    chosen = hand.parameters()
    figures = district_figures(project, demand, hand.access(project, demand, chosen), chosen).set_index(
        "district_id"
    )
    for area in figures.index:
        assert row(found, area)["need"] == pytest.approx(figures.at[area, "need_places"], nan_ok=True)
        assert row(found, area)["places_low"] == pytest.approx(figures.at[area, "places"], nan_ok=True)


def test_only_places_due_by_the_year_count_as_planned(hand, demand):
    plan = [
        hand.facility("due", 500.0, places=15.0, status="geplant", opening_year=2028.0),
        hand.facility("late", 520.0, places=40.0, status="geplant", opening_year=2033.0),
        hand.facility("undated", 540.0, places=7.0, status="geplant"),
        hand.facility("gone", 560.0, places=99.0, status="geschlossen"),
    ]
    project = hand.project(hand.facility("k", 500.0, places=20.0), *plan)
    a = row(balanced(hand, project, demand, year=2030), "A")
    assert (a["places_low"], a["due_low"], a["later_places"], a["undated_places"]) == (20.0, 15.0, 40.0, 7.0)
    assert a["coverage_then_low"] == pytest.approx((20 + 15) / 40)
    assert a["then_origin"] == "today"
    assert row(balanced(hand, project, demand, year=2033), "A")["due_low"] == 55.0
    assert reference_year(project, 2026) == 2033


# ------------------------------------------------------------------------------------------ catchments


def test_area_and_catchment_side_by_side_with_the_reason(hand):
    """Children of B, 400 m from A's Kita, take half of its places; what crosses the border is what differs."""
    demand = hand.demand([(900.0, "A", 100.0, 20.0, 10.0), (1100.0, "B", 100.0, 20.0, 10.0)])
    project = hand.project(hand.facility("k", 950.0, places=20.0))
    found = balanced(hand, project, demand)
    a, b = row(found, "A"), row(found, "B")
    assert (a["coverage_low"], b["coverage_low"]) == (1.0, 0.0)
    assert a["catch_coverage_low"] == b["catch_coverage_low"] == pytest.approx(0.5)
    assert (a["catch_out"], a["catch_in"], b["catch_in"]) == pytest.approx((10.0, 0.0, 10.0))
    assert (a["catch_shortfall_low"], b["catch_shortfall_low"]) == pytest.approx((10.0, 10.0))
    assert (
        "10 Plätze des Gebiets stehen rechnerisch Menschen von außerhalb zur Verfügung, vor allem aus „Quartier B“ (10)"
        in a["sentence"]
    )
    assert "10 Plätze von jenseits der Grenze kommen hinzu, vor allem aus „Quartier A“ (10)" in b["sentence"]
    town = row(found, TOWN)
    assert (town["catch_out"], town["catch_in"]) == pytest.approx((0.0, 0.0))
    assert "Die Summen von Gebiet und Einzugsbereich stimmen überein" in town["sentence"]


def test_places_in_reach_of_nobody_and_need_out_of_reach_are_said(hand):
    demand = hand.demand([(100.0, "A", 100.0, 20.0, 10.0)])
    project = hand.project(hand.facility("k", 900.0, places=20.0))
    a = row(balanced(hand, project, demand), "A")
    assert (a["coverage_low"], a["catch_coverage_low"], a["catch_idle"], a["catch_unreached"]) == (
        1.0,
        0.0,
        20.0,
        20.0,
    )
    assert "20 Plätze des Gebiets erreicht niemand mit Bedarf" in a["sentence"]
    assert "Außer Reichweite jeder Einrichtung liegt ein Bedarf von 20 Plätzen." in a["sentence"]
    assert a["sentence"].endswith(
        "fehlt rechnerisch nichts; im Einzugsbereich sind die Plätze ungleich verteilt."
    )


def test_unknown_places_in_the_catchment_make_a_range_too(hand):
    demand = hand.demand([(500.0, "A", 100.0, 20.0, 10.0)])
    project = hand.project(hand.facility("k", 500.0, places=10.0), hand.facility("l", 520.0))
    a = row(balanced(hand, project, demand), "A")
    assert (a["catch_coverage_low"], a["catch_coverage_high"]) == pytest.approx((0.5, 1.0))
    assert (a["catch_shortfall_low"], a["catch_shortfall_high"]) == pytest.approx((0.0, 10.0))


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10_000), st.integers(1, 12), st.integers(1, 6), st.integers(1, 4))
def test_what_reaches_an_area_is_its_places_less_out_and_idle_plus_in(seed, points, sites, areas):
    rng = np.random.default_rng(seed)
    reach = sp.csr_matrix((rng.random((points, sites)) < 0.5).astype(float))
    need = rng.integers(0, 30, points).astype(float)
    capacity = rng.integers(0, 50, sites).astype(float)
    level = Areas(
        [str(i) for i in range(areas)], rng.integers(-1, areas, points), rng.integers(-1, areas, sites), set()
    )
    flows = Catchments(reach, need, capacity).by_area(level)
    inside = np.bincount(level.of_facility + 1, capacity, minlength=areas + 1)[1:]
    assert np.allclose(flows.got, inside - flows.idle - flows.out + flows.into)
    assert min(flows.out.min(), flows.into.min()) > -1e-9
    assert (flows.unserved <= flows.need + 1e-9).all()
    assert (flows.unreached <= flows.unserved + 1e-9).all()


# ------------------------------------------------------------------------------------------ trend and category


def with_forecast(project, rows, variant=None):
    """Rows: (district, year, under three, three to five)."""
    table = pd.DataFrame(rows, columns=["district_id", "year", "age_0_3", "age_3_6"])
    table = table.assign(variant=variant, population=np.nan, source_id="f")
    return project.with_(forecast=table)


def test_category_crosses_reserve_with_trend(hand, demand):
    """A has 42 of 40 places (5 % to spare), B 30 of 40 (none); A grows, B shrinks."""
    project = hand.project(hand.facility("a", 500.0, places=42.0), hand.facility("b", 1400.0, places=30.0))
    project = with_forecast(
        project, [("A", 2019, 10, 10), ("A", 2024, 12, 12), ("B", 2019, 10, 10), ("B", 2024, 9, 9)]
    )
    found = balanced(hand, project, demand, year=2024)
    a, b = row(found, "A"), row(found, "B")
    assert a["trend"] == pytest.approx(0.2 / 5)
    assert (a["category"], b["category"]) == ("3", "2")
    assert (a["category_label"], a["category_urgency"]) == ("Kategorie 3", 3)
    assert "Bedarfsdeckung 75,0\xa0%: keine Platzreserve; Entwicklung −2,0\xa0% je Jahr" in b["because"]
    assert a["children_then"] == pytest.approx(50 * 1.2)
    assert (a["need_then"], a["then_origin"]) == (pytest.approx(40 * 1.2), "forecast")
    assert a["coverage_then_low"] == pytest.approx(42 / 48)
    assert a["shortfall_then_low"] == pytest.approx(6.0)
    assert row(found, "C")["category_state"] == "not_applicable"


@pytest.mark.parametrize(
    ("places", "later", "expected"),
    [
        (39.9, 11, "1"),
        (40.0, 11, "3+"),
        (41.9, 11, "3+"),
        (42.0, 10, "3"),
        (39.9, 9, "2"),
        (40.0, 9, "4"),
        (80.0, 9, "4"),
    ],
)
def test_the_bounds_of_the_categories(hand, demand, places, later, expected):
    project = with_forecast(
        hand.project(hand.facility("a", 500.0, places=places)),
        [("A", 2019, 10, 10), ("A", 2024, later, later)],
    )
    assert row(balanced(hand, project, demand, year=2024), "A")["category"] == expected


def test_due_places_secure_supply_only_where_demand_falls(hand, demand):
    plan = hand.facility("p", 500.0, places=20.0, status="geplant", opening_year=2023.0)
    project = hand.project(hand.facility("a", 500.0, places=30.0), plan)
    falling = with_forecast(project, [("A", 2019, 10, 10), ("A", 2024, 9, 9)])
    rising = with_forecast(project, [("A", 2019, 10, 10), ("A", 2024, 11, 11)])
    assert row(balanced(hand, falling, demand, year=2024), "A")["category"] == "4"
    assert row(balanced(hand, rising, demand, year=2024), "A")["category"] == "1"


def test_unknown_places_leave_the_category_open(hand, demand):
    project = hand.project(hand.facility("a", 500.0, places=30.0), hand.facility("b", 520.0))
    project = with_forecast(project, [("A", 2019, 10, 10), ("A", 2024, 12, 12)])
    a = row(balanced(hand, project, demand, year=2024), "A")
    assert a["category"] == "1 oder 3+ oder 3"
    assert a["category_urgency"] == 1
    assert "Offen zwischen Kategorie 1 und Kategorie 3+ und Kategorie 3" in a["because"]


def test_without_a_trend_there_is_no_category_and_it_says_what_is_missing(hand, demand):
    a = row(balanced(hand, hand.project(hand.facility("a", 500.0, places=42.0)), demand), "A")
    assert (a["category"], a["category_state"], a["trend_state"]) == ("", "no_data", "no_data")
    assert "zwei Stände oder eine Prognose" in a["because"]


# ------------------------------------------------------------------------------------------ options


def test_a_land_moves_the_upper_age_by_months(hand):
    """Baden-Württemberg on 31 December: three to under six and a half, half of the six-year-olds with it."""
    table = hand.demand([(500.0, "A", 100.0, 12.0, 12.0)])
    single = table.table.assign(age_6_7=8.0)
    demand = type(table)(single, "cells")
    project = hand.project(hand.facility("a", 500.0, places=10.0))
    found = balanced(hand, project, demand, land="BW", key_date=dt.date(2022, 12, 31))
    o3 = row(found, "A", "o3")
    assert (o3["children"], o3["need"], o3["ages"]) == (16.0, 16.0, "3 bis unter 6½ Jahre")
    assert o3["exactness"] == "months"
    assert "Altersfenster Baden-Württemberg" in found.notes[0]
    assert "31.12.2022" in found.notes[0]
    own = balanced(hand, project, demand, windows={"o3": [36, 84]})
    assert row(own, "A", "o3")["children"] == 20.0
    assert row(own, "A")["children"] == 12.0 + 20.0
    assert own.windows.title == "eigene Altersgruppen der Kommune"


def test_the_key_date_comes_from_the_source_or_is_called_an_assumption(hand, demand):
    project = hand.project(hand.facility("a", 500.0, places=10.0))
    cells = project.cells.reindex(range(1)).assign(cell_id="z0", source_id="zz", age_0_3=1.0)
    source = Source(
        "zz", "population", "z.csv", "0", 1, 1, "2026-01-01T00:00:00+00:00", data_date="2022-05-15"
    )
    assert balanced(hand, project.with_(cells=cells, sources=(source,)), demand).windows.key_date == dt.date(
        2022, 5, 15
    )
    assert any("angenommen ist der 31.12." in note for note in balanced(hand, project, demand).notes)


def test_one_rate_for_all_ages_gives_no_need_by_group(hand, demand):
    edited = hand.standard(
        supply=Supply(rate=0.9, bindingness=Bindingness.GUIDE, origin=hand.standard().origin)
    )
    found = balanced(hand, hand.project(hand.facility("a", 500.0, places=10.0)), demand, standard=edited)
    assert row(found, "A")["need"] == pytest.approx(45.0)
    assert row(found, "A", "u3")["need_state"] == "not_applicable"
    assert any("keine getrennten Quoten" in note for note in found.notes)


def test_a_kind_without_a_rate_is_refused_with_a_sentence(hand, demand):
    with pytest.raises(InputError, match="keinen Bedarf"):
        balanced(hand, hand.project(hand.facility("a", 500.0)), demand, standard=hand.standard(supply=None))


def test_facilities_outside_count_in_no_area_but_are_told(hand, demand):
    found = balanced(
        hand,
        hand.project(hand.facility("in", 500.0, places=10.0), hand.facility("out", 9000.0, places=33.0)),
        demand,
    )
    assert found.outside == (1.0, 33.0)
    assert row(found, TOWN)["places_low"] == 10.0
    assert any("1 Einrichtung mit 33 Plätzen liegt außerhalb" in note for note in found.notes)


def test_a_stale_result_shows_no_catchment(hand, demand):
    project = hand.project(hand.facility("a", 500.0, places=10.0))
    chosen = hand.parameters()
    access = hand.access(project, demand, chosen)
    analysis = Analysis(
        chosen,
        "old",
        dt.datetime.now(dt.UTC),
        demand,
        access,
        district_figures(project, demand, access, chosen),
        need_index(project),
        (),
    )
    found = balance(project.with_(analysis=analysis), analysis, "kita", OPTIONS)
    assert row(found, "A")["catch_coverage_state"] == "no_data"
    assert row(found, "A")["coverage_state"] == "value"
    assert any("älter als die Daten" in note for note in found.notes)


# ------------------------------------------------------------------------------------------ published examples


def rated(hand, under, over):
    parts = (SupplyPart(age=(0, 3), rate=under), SupplyPart(age=(3, 6), rate=over))
    supply = Supply(rate=1.0, bindingness=Bindingness.GUIDE, origin=hand.standard().origin, parts=parts)
    return hand.standard(supply=supply)


def test_wiesbadens_new_housing_area(hand):
    """16 children a cohort: 16 x 3 x 48 % = 23 places for U3, 16 x 3 11/12 x 85 % = 53 for Ü3 (german_peers.md 3.4)."""
    table = hand.demand([(500.0, "A", 700.0, 48.0, 48.0)])
    demand = type(table)(table.table.assign(age_6_7=16.0), "cells")
    project = hand.project(hand.facility("a", 500.0, places=10.0))
    found = balanced(hand, project, demand, standard=rated(hand, 0.48, 0.85), windows={"o3": [36, 36 + 47]})
    assert round(row(found, "A", "u3")["need"]) == 23
    assert round(row(found, "A", "o3")["need"]) == 53
    assert row(found, "A", "o3")["exactness"] == "months"


def test_bottrops_council_paper(hand):
    """U3 quota 32.11 % against a target of 35 %: 72 places short; Ü3 98.17 % against 100 %: 49 short."""
    children = (72 / (0.35 - 0.3211), 49 / (1 - 0.9817))
    demand = hand.demand([(500.0, "A", 9000.0, *children)])
    places = {"places_u3": 0.3211 * children[0], "places_o3": 0.9817 * children[1]}
    found = balanced(
        hand, hand.project(hand.facility("a", 500.0, **places)), demand, standard=rated(hand, 0.35, 1.0)
    )
    u3, o3 = row(found, "A", "u3"), row(found, "A", "o3")
    assert (u3["supply_quota_low"], u3["shortfall_low"]) == pytest.approx((0.3211, 72.0))
    assert (o3["supply_quota_low"], o3["shortfall_low"]) == pytest.approx((0.9817, 49.0))
    assert row(found, "A")["shortfall_low"] == pytest.approx(72.0 + 49.0)
