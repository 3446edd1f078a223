"""District figures: hand-computed cases and laws."""

from __future__ import annotations

import datetime as dt
from typing import Any

import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from quartiermap.analysis.residents import NO_AGES, locate, secret_points, target_group
from quartiermap.analysis.supply import district_figures, with_threshold
from quartiermap.domain.network import OnNetwork
from quartiermap.domain.results import FIGURES, TOWN, Access, Analysis

# Kita at x = 500. Distances: 100 m, 500 m (on the threshold), 900 m, 1600 m.
POINTS = [
    (400.0, "A", 50.0, 4.0, 6.0),
    (1000.0, "A", 30.0, 2.0, 0.0),
    (1400.0, "B", 20.0, 0.0, 8.0),
    (2100.0, "C", 40.0, 10.0, 0.0),
]


def row(figures: pd.DataFrame, district: str, standard_id: str = "kita") -> dict[str, Any]:
    found = figures[(figures["district_id"] == district) & (figures["standard_id"] == standard_id)]
    assert len(found) == 1
    return dict(found.iloc[0])


def run(hand: Any, *facilities: Any, points: Any = POINTS, parameters: Any = None) -> pd.DataFrame:
    chosen = parameters or hand.parameters()
    project, demand = hand.project(*facilities), hand.demand(points)
    return district_figures(project, demand, hand.access(project, demand, chosen), chosen)


def test_every_column_and_one_row_per_area_and_standard(hand: Any) -> None:
    figures = run(hand, hand.facility("k", 500, places=10))
    assert tuple(figures.columns) == FIGURES
    assert sorted(figures["district_id"]) == sorted(["A", "B", "C", "W", "O", TOWN])


def test_hand_computed_reach(hand: Any) -> None:
    figures = run(hand, hand.facility("k", 500, places=10))
    a = row(figures, "A")
    # Both points of A count: 500 m is within 500 m.
    assert (a["target_population"], a["covered_population"], a["covered_share"]) == (12, 12, 1.0)
    assert a["mean_distance_m"] == pytest.approx((10 * 100 + 2 * 500) / 12)
    assert row(figures, "B")["covered_share"] == 0.0
    assert row(figures, "B")["mean_distance_m"] == 900.0
    # W is A and B counted from the points: 12 of 20, not the mean of 100 % and 0 %.
    assert row(figures, "W")["covered_share"] == pytest.approx(12 / 20)
    town = row(figures, TOWN)
    assert town["covered_share"] == pytest.approx(12 / 30)
    assert town["mean_distance_m"] == pytest.approx((10 * 100 + 2 * 500 + 8 * 900 + 10 * 1600) / 30)


def test_hand_computed_places(hand: Any) -> None:
    figures = run(
        hand, hand.facility("k", 500, places=7), hand.facility("n", 600, places=9, status="geplant")
    )
    a = row(figures, "A")
    # 6 children below 3 x 0.5 and 6 of 3 to 5 x 1.0.
    assert a["need_places"] == pytest.approx(9.0)
    assert (a["sites"], a["sites_planned"], a["places"], a["places_planned"]) == (1, 1, 7, 9)
    assert a["supply_ratio"] == pytest.approx(7 / 9)
    assert (a["shortfall_places"], a["surplus_places"]) == (pytest.approx(2.0), 0.0)
    # B has no Kita: 0 places are known, 8 are missing.
    b = row(figures, "B")
    assert (b["places"], b["places_state"], b["shortfall_places"]) == (0, "value", 8)


def test_unknown_capacity_is_never_filled_in(hand: Any) -> None:
    figures = run(hand, hand.facility("k", 500, places=7), hand.facility("u", 600))
    a = row(figures, "A")
    assert (a["places"], a["places_known"], a["places_unknown"]) == (7, 1, 1)
    assert (a["supply_ratio_state"], a["places_state"]) == ("no_data", "value")
    assert np.isnan(a["supply_ratio"])
    assert np.isnan(a["shortfall_places"])


def test_known_places_that_suffice_decide_even_beside_unknown_ones(hand: Any) -> None:
    a = row(run(hand, hand.facility("k", 500, places=12), hand.facility("u", 600)), "A")
    assert (a["supply_ratio_state"], a["shortfall_places"]) == ("value", 0)
    assert a["supply_ratio"] == pytest.approx(12 / 9)
    assert np.isnan(a["surplus_places"])


def test_only_unknown_capacities_give_no_data(hand: Any) -> None:
    a = row(run(hand, hand.facility("u", 600)), "A")
    assert a["places_state"] == "no_data"
    assert np.isnan(a["places"])
    assert a["sites"] == 1


def test_a_kind_without_any_facility_was_not_surveyed(hand: Any) -> None:
    figures = run(hand, hand.facility("b", 500, kind="library"))
    for area in ("A", TOWN):
        got = row(figures, area)
        assert (got["covered_share_state"], got["mean_distance_state"], got["places_state"]) == (
            "no_data",
        ) * 3
        assert np.isnan(got["covered_share"])
        assert got["need_state"] == "value"


def test_closed_and_planned_facilities_are_no_supply(hand: Any) -> None:
    figures = run(
        hand,
        hand.facility("p", 500, status="geplant", places=5),
        hand.facility("z", 500, status="geschlossen"),
    )
    a = row(figures, "A")
    assert (a["covered_share"], a["covered_share_state"], a["sites"]) == (0.0, "value", 0)
    assert a["unreachable_population"] == 12
    assert a["mean_distance_state"] == "not_applicable"


def test_missing_ages_are_named_and_never_pass_for_the_age_group(hand: Any) -> None:
    chosen = hand.parameters(
        hand.standard(age=(6, 10), supply=hand.standard().supply.model_copy(update={"parts": ()}))
    )
    a = row(run(hand, hand.facility("k", 500, places=10), parameters=chosen), "A")
    assert (a["target_group"], a["target_group_exact"], a["estimate"]) == (NO_AGES, False, True)
    assert a["target_population"] == 80
    # The need of an age group is not taken from all residents.
    assert a["need_state"] == "no_data"
    assert np.isnan(a["need_places"])


def test_an_unknown_figure_is_not_zero(hand: Any) -> None:
    nan = float("nan")
    points = [(400.0, "A", 50.0, 4.0, 6.0), (450.0, "A", nan, nan, nan), (1400.0, "B", nan, nan, nan)]
    figures = run(hand, hand.facility("k", 500, places=10), points=points)
    assert row(figures, "A")["target_population"] == 10
    assert row(figures, "A")["estimate"]
    b = row(figures, "B")
    assert (b["target_population_state"], b["covered_share_state"]) == ("no_data", "no_data")
    assert np.isnan(b["target_population"])
    # C has no cell at all: nobody knows whether anybody lives there.
    assert row(figures, "C")["target_population_state"] == "no_data"


def test_secret_is_told_from_missing(hand: Any) -> None:
    nan = float("nan")
    project, demand = hand.project(hand.facility("k", 500)), hand.demand([(1400.0, "B", nan, nan, nan)])
    cells = demand.table[["cell_id"]].assign(population_state="secret")
    chosen = hand.parameters()
    figures = district_figures(
        project.with_(cells=cells), demand, hand.access(project, demand, chosen), chosen
    )
    assert row(figures, "B")["target_population_state"] == "secret"


def test_secret_ages_do_not_make_the_number_of_all_residents_secret(hand: Any) -> None:
    nan = float("nan")
    project, demand = hand.project(hand.facility("k", 500)), hand.demand([(1400.0, "B", nan, nan, nan)])
    cells = demand.table[["cell_id"]].assign(population_state="no_data", ages_state="secret")
    secret = secret_points(project.with_(cells=cells), demand)
    assert (secret.residents.tolist(), secret.ages.tolist()) == ([False], [True])
    assert secret.of(target_group(demand, None)).tolist() == [False]


def test_a_district_without_children_has_no_share(hand: Any) -> None:
    b = row(run(hand, hand.facility("k", 500), points=[(1400.0, "B", 20.0, 0.0, 0.0)]), "B")
    assert (b["target_population"], b["target_population_state"]) == (0, "value")
    assert (b["covered_share_state"], b["mean_distance_state"]) == ("not_applicable", "not_applicable")
    assert b["supply_ratio_state"] == "not_applicable"


def test_residents_outside_every_district_do_not_count(hand: Any) -> None:
    outside = [*POINTS, (5000.0, None, 1000.0, 100.0, 100.0)]
    one, other = (
        row(run(hand, hand.facility("k", 500, places=9), points=p), TOWN) for p in (POINTS, outside)
    )
    assert one["target_population"] == other["target_population"]
    assert one["mean_distance_m"] == other["mean_distance_m"]


def test_square_metres_and_sites_are_counted_for_all_residents(hand: Any) -> None:
    from quartiermap.io import bundled

    default = bundled.standard_set("default")
    chosen = hand.parameters(*default.for_kinds(["quartierstreff", "library"]))
    figures = run(
        hand,
        hand.facility("q", 500, kind="quartierstreff", area_m2=0.6, places=99),
        hand.facility("b", 500, kind="library"),
        parameters=chosen,
    )
    q = row(figures, TOWN, "quartierstreff")
    # 140 residents x 10 m² per 1,000; the places of the house do not count.
    assert (q["need_places"], q["places"], q["supply_unit"]) == (pytest.approx(1.4), 0.6, "m²")
    assert q["shortfall_places"] == pytest.approx(0.8)
    b = row(figures, TOWN, "bibliothek")
    assert (b["places"], b["need_places"]) == (1, pytest.approx(0.014))


def test_a_point_on_a_border_counts_once(hand: Any) -> None:
    districts = hand.districts()
    finest = districts[districts["level_rank"] == 2]
    assert locate(finest, np.array([1000.0, 1000.0]), np.array([500.0, 1000.0])).tolist() == [0, 0]


@settings(deadline=None, max_examples=40)
@given(
    st.lists(st.tuples(st.floats(0, 2999), st.integers(0, 50), st.integers(0, 50)), min_size=1, max_size=30),
    st.floats(0, 2999),
)
def test_the_town_is_the_sum_of_its_districts(hand: Any, homes: Any, kita: float) -> None:
    points = [(x, "ABC"[int(x // 1000)], 100.0, float(a), float(b)) for x, a, b in homes]
    figures = run(hand, hand.facility("k", kita, places=5), points=points)
    town = row(figures, TOWN)
    parts = figures[figures["district_id"].isin(["A", "B", "C"])]
    for column in ("target_population", "covered_population", "need_places", "places", "sites"):
        assert np.nansum(parts[column]) == pytest.approx(town[column])
    if town["target_population"] > 0:
        assert 0 <= town["covered_share"] <= 1
        weighted = (
            np.nansum(parts["mean_distance_m"] * parts["target_population"]) / town["target_population"]
        )
        assert weighted == pytest.approx(town["mean_distance_m"])


@settings(deadline=None, max_examples=40)
@given(st.floats(1, 5000), st.floats(1, 5000))
def test_a_longer_threshold_never_covers_fewer(hand: Any, one: float, other: float) -> None:
    project, demand, chosen = hand.project(hand.facility("k", 500)), hand.demand(POINTS), hand.parameters()
    access = hand.access(project, demand, chosen)
    figures = district_figures(project, demand, access, chosen)
    analysis = Analysis(chosen, "", dt.datetime.now(dt.UTC), demand, access, figures, pd.DataFrame(), ())
    short, long = (with_threshold(analysis, "kita", t) for t in sorted((one, other)))
    assert (short["covered_population"] <= long["covered_population"]).all()
    own = with_threshold(analysis, "kita", 500.0).set_index("district_id")
    for area in ("A", "B", "C", TOWN):
        assert own.loc[area, "covered_share"] == row(figures, area)["covered_share"]


def test_with_threshold_of_an_unknown_kind_is_empty(hand: Any) -> None:
    project, demand, chosen = hand.project(hand.facility("k", 500)), hand.demand(POINTS), hand.parameters()
    access = hand.access(project, demand, chosen)
    analysis = Analysis(
        chosen, "", dt.datetime.now(dt.UTC), demand, access, pd.DataFrame(), pd.DataFrame(), ()
    )
    assert with_threshold(analysis, "theatre", 500.0).empty


def test_a_cut_band_is_an_estimate(hand: Any) -> None:
    group = target_group(hand.demand(POINTS), (0, 4))
    assert not group.exact
    assert group.persons.tolist() == pytest.approx([6, 2, 8 / 3, 10])


def test_locate_leaves_out_places_without_coordinates() -> None:
    import geopandas as gpd

    one = gpd.GeoDataFrame(geometry=[shapely.box(0, 0, 1, 1)])
    assert locate(one, np.array([np.nan, 0.5]), np.array([0.5, 0.5])).tolist() == [-1, 0]


def test_nobody_among_the_open_cells_beside_a_secret_one_is_not_zero(hand: Any) -> None:
    # A: one cell without children, one whose ages are missing. "0 children" would be a guess.
    points = [
        (400.0, "A", 50.0, 0.0, 0.0),
        (450.0, "A", 30.0, np.nan, np.nan),
        (1400.0, "B", 20.0, 0.0, 0.0),
    ]
    figures = run(hand, hand.facility("k", 500, places=10), points=points)
    a, b = row(figures, "A"), row(figures, "B")
    for column in ("target_population", "need_places", "covered_share", "supply_ratio", "shortfall_places"):
        assert np.isnan(a[column]), column
    states = ("target_population_state", "need_state", "covered_share_state", "supply_ratio_state")
    assert {a[s] for s in states} == {"no_data"}
    # B is known in full: nobody of the group lives there.
    assert (b["target_population"], b["need_places"], b["covered_share_state"]) == (0, 0, "not_applicable")


def test_where_the_network_has_no_data_nobody_is_in_or_out_of_reach(hand: Any) -> None:
    points = [(400.0, "A", 50.0, 4.0, 6.0), (1400.0, "B", 20.0, 0.0, 8.0), (1500.0, "B", 9.0, 4.0, 0.0)]
    project, demand, chosen = hand.project(hand.facility("k", 500)), hand.demand(points), hand.parameters()
    legs = np.array([0.0, 1000.5, 1000.0])
    on = OnNetwork(np.array([0, -1, -1], np.int32), np.array([0.0, np.nan, np.nan]), legs)
    access = Access(
        {"kita": np.array([100.0, np.inf, np.inf])}, {"kita": np.array([0, -1, -1], np.int32)}, "network", on
    )
    figures = district_figures(project, demand, access, chosen)
    a, b = row(figures, "A"), row(figures, "B")
    assert (a["covered_share"], a["estimate"]) == (1.0, False)
    # Of B's 12 children 4 live at the edge of the network and reach nothing; 8 live beyond it.
    assert (b["target_population"], b["covered_share"], b["unreachable_population"]) == (12, 0.0, 4)
    assert b["estimate"]
    assert row(figures, TOWN)["covered_share"] == pytest.approx(10 / 14)
    # Who reaches nothing has no way, and none of 0 m: the mean is that of the ten others.
    assert row(figures, TOWN)["mean_distance_m"] == 100.0
    analysis = Analysis(chosen, "", dt.datetime.now(dt.UTC), demand, access, figures, pd.DataFrame(), ())
    assert with_threshold(analysis, "kita", 500.0)["target_population"].tolist() == [10, 4, 14]
    legs[2] = 5000.0
    b = row(district_figures(project, demand, access, chosen), "B")
    assert np.isnan(b["covered_share"])
    assert (b["covered_share_state"], b["mean_distance_state"]) == ("no_data", "no_data")


def test_another_threshold_gives_no_share_where_nothing_was_surveyed(hand: Any) -> None:
    project, demand, chosen = hand.project(), hand.demand(POINTS), hand.parameters()
    access = hand.access(project, demand, chosen)
    figures = district_figures(project, demand, access, chosen)
    analysis = Analysis(chosen, "", dt.datetime.now(dt.UTC), demand, access, figures, pd.DataFrame(), ())
    again = with_threshold(analysis, "kita", 5000.0)
    assert again["covered_share"].isna().all()
    assert again["covered_population"].isna().all()


def test_a_district_without_points_is_empty_only_if_the_register_says_so(hand: Any) -> None:
    points = [(400.0, "A", 50.0, 4.0, 6.0)]
    project, demand, chosen = hand.project(hand.facility("k", 500)), hand.demand(points), hand.parameters()
    register = pd.DataFrame({"district_id": ["B", "C"], "population": [0.0, 7.0], "source_id": "s"})
    project = project.with_(district_population=register)
    figures = district_figures(project, demand, hand.access(project, demand, chosen), chosen)
    b, c = row(figures, "B"), row(figures, "C")
    assert (b["target_population"], b["target_population_state"]) == (0, "value")
    assert (b["need_places"], b["covered_share_state"]) == (0, "not_applicable")
    assert np.isnan(c["target_population"])
    assert (c["target_population_state"], c["covered_share_state"]) == ("no_data", "no_data")
