"""Gaps of a hand-drawn town, and the laws of shared places."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
import scipy.sparse as sp
from hypothesis import given, settings
from hypothesis import strategies as st

from quartiermap.analysis.catchment import two_step_supply
from quartiermap.analysis.gaps import search_gaps
from quartiermap.analysis.need import need_index
from quartiermap.analysis.supply import district_figures
from quartiermap.domain.network import OnNetwork
from quartiermap.domain.results import NEED_COLUMNS, Access

# x, district, residents, children under 3, children 3 to 5 (need = 0.5 and 1.0 a child).
HOMES = [
    (500.0, "A", 400.0, 20.0, 30.0),
    (1500.0, "B", 400.0, 20.0, 30.0),
    (2500.0, "C", 400.0, 20.0, 30.0),
]


def search(
    hand: Any, *facilities: Any, homes: Any = HOMES, parameters: Any = None, status: Any = None, **more: Any
) -> Any:
    chosen = parameters or hand.parameters()
    project, demand = hand.project(*facilities), hand.demand(homes, **more)
    access = hand.access(project, demand, chosen)
    figures = district_figures(project, demand, access, chosen)
    need = need_index(project)
    if status:
        need = pd.DataFrame(dict.fromkeys(NEED_COLUMNS), index=range(len(status)))
        need["district_id"], need["status_class"] = list(status), list(status.values())
    return search_gaps(project, demand, access, figures, need, chosen)


def keys(found: Any) -> set[str]:
    return {gap.gap_id for gap in found.gaps}


def test_out_of_reach(hand: Any) -> None:
    found = search(hand, hand.facility("k", 500, places=999))
    assert keys(found) == {"B:kita:out_of_reach", "C:kita:out_of_reach"}
    gap = next(g for g in found.gaps if g.district_id == "C")
    assert gap.affected_population == 50
    assert (gap.x, gap.y) == (2500, 500)
    assert "50 von 50 Personen der Altersgruppe „unter 6 Jahre“" in gap.because
    assert "Studie: Testquelle [Q00], 2020" in gap.because
    # 2,000 m on 500 m is capped at twice; so is 1,000 m in B: equal scores, ties by id.
    assert [g.gap_id for g in found.gaps] == ["B:kita:out_of_reach", "C:kita:out_of_reach"]
    assert [g.rank for g in found.gaps] == [1, 2]
    assert gap.score == pytest.approx(50 * 2)


def test_exactly_on_the_threshold_is_within_reach(hand: Any) -> None:
    homes = [(500.0, "A", 400.0, 20.0, 30.0)]
    assert not search(hand, hand.facility("k", 1000, places=999), homes=homes).gaps
    assert search(hand, hand.facility("k", 1000.5, places=999), homes=homes).gaps


def test_few_persons_or_a_small_share_are_no_gap(hand: Any) -> None:
    near, far = (500.0, "A", 400.0, 20.0, 30.0), (20.0, "A", 10.0, 0.0, 9.0)
    kita = hand.facility("k", 600, places=999)
    assert not search(hand, kita, homes=[near, far]).gaps
    more = (20.0, "A", 10.0, 0.0, 11.0)
    assert keys(search(hand, kita, homes=[near, more])) == {"A:kita:out_of_reach"}
    crowd = (500.0, "A", 4000.0, 200.0, 300.0)
    assert not search(hand, kita, homes=[crowd, more]).gaps


def test_too_few_places_needs_both_readings(hand: Any) -> None:
    homes = [(900.0, "A", 400.0, 20.0, 30.0), (2500.0, "C", 10.0, 0.0, 0.0)]
    # Need 40; 20 places in A: half is missing.
    short = search(hand, hand.facility("k", 800, places=20), homes=homes)
    assert keys(short) == {"A:kita:too_few_places"}
    gap = short.gaps[0]
    assert gap.affected_population == pytest.approx(20)
    assert gap.facility_ids == ("k",)
    assert gap.figures["shortfall_places"] == pytest.approx(20)
    assert gap.score == pytest.approx(20 * 1.5)
    assert "Im Quartier stehen 20 Plätze einem Bedarf von 40 gegenüber" in gap.because
    # 20 more places just across the border, within 500 m: the district is short, the catchment is not.
    across = [hand.facility("k", 800, places=20), hand.facility("n", 1100, places=20)]
    assert not search(hand, *across, homes=homes).gaps


def test_who_reaches_nothing_is_not_counted_as_short_of_places(hand: Any) -> None:
    homes = [(100.0, "A", 400.0, 20.0, 30.0), (950.0, "A", 400.0, 20.0, 30.0)]
    found = search(hand, hand.facility("k", 100, places=40), homes=homes)
    assert keys(found) == {"A:kita:out_of_reach"}


def test_an_unknown_capacity_in_reach_makes_no_gap(hand: Any) -> None:
    homes = [(900.0, "A", 400.0, 20.0, 30.0)]
    found = search(hand, hand.facility("k", 800, places=1), hand.facility("u", 1200), homes=homes)
    assert not found.gaps
    assert any("Platzzahl unbekannt" in note for note in found.notes)


def test_not_barrier_free_only_where_it_is_known(hand: Any) -> None:
    homes = [(500.0, "A", 400.0, 20.0, 30.0), (1500.0, "B", 400.0, 20.0, 30.0)]
    barred = hand.facility("k", 500, places=999, barrier_free="teilweise")
    unknown = hand.facility("u", 1500, places=999)
    assert keys(search(hand, barred, unknown, homes=homes)) == {"A:kita:not_barrier_free"}
    free = hand.facility("f", 800, places=999, barrier_free="ja")
    assert not search(hand, barred, unknown, free, homes=homes).gaps
    beside = hand.facility("u2", 300, places=999)
    open_case = search(hand, barred, unknown, beside, homes=homes)
    assert not open_case.gaps
    assert any("barrierefreie" in note for note in open_case.notes)


def test_poor_condition_of_the_nearest(hand: Any) -> None:
    homes = [(500.0, "A", 400.0, 20.0, 30.0)]
    poor = hand.facility("k", 510, places=999, condition="schlecht")
    found = search(hand, poor, hand.facility("n", 700, places=999, condition="gut"), homes=homes)
    assert keys(found) == {"A:kita:poor_condition"}
    assert found.gaps[0].facility_ids == ("k",)
    nearer = hand.facility("m", 505, places=999, condition="gut")
    assert not search(hand, poor, nearer, homes=homes).gaps


def test_a_kind_without_any_facility_is_not_judged_but_named(hand: Any) -> None:
    found = search(hand, hand.facility("b", 500, kind="library"))
    assert not found.gaps
    assert any("kita in 500 m" in note for note in found.notes)


def test_the_social_status_moves_the_rank(hand: Any) -> None:
    kita = hand.facility("k", 500, places=999)
    found = search(hand, kita, status={"B": "hoch", "C": "sehr niedrig"})
    assert [g.district_id for g in found.gaps] == ["C", "B"]
    assert [g.score for g in found.gaps] == pytest.approx([150, 80])
    for gap in found.gaps:
        assert gap.score == pytest.approx(np.prod([p.factor for p in gap.rank_parts]))


def test_confidence_names_its_doubts(hand: Any) -> None:
    kita = hand.facility("k", 500, places=999)
    gap = search(hand, kita).gaps[0]
    assert gap.confidence == "mittel"
    assert "Luftlinie" in gap.confidence_because[0]
    assert search(hand, kita, origin="district_area").gaps[0].confidence == "gering"
    mixed = search(hand, kita, origin="district_area", origins={gap.district_id: "cells"}).gaps[0]
    assert (mixed.confidence, mixed.confidence_because) == (gap.confidence, gap.confidence_because)
    few = [(1500.0, "B", 60.0, 20.0, 30.0)]
    assert any("unter 100" in d for d in search(hand, kita, homes=few).gaps[0].confidence_because)
    untold = [(2000.0, "C", np.nan, 20.0, 30.0)]  # ages alone are known: nobody counted is not nobody
    doubts = search(hand, kita, homes=untold).gaps[0].confidence_because
    assert "keine Daten zur Zahl der Einwohner im Quartier" in doubts
    assert not any("unter 100" in doubt for doubt in doubts)


def test_all_residents_are_named_as_such(hand: Any) -> None:
    chosen = hand.parameters(hand.standard(age=(6, 10)))
    gap = search(hand, hand.facility("k", 500, places=999), parameters=chosen).gaps[0]
    assert "400 von 400 Einwohnern (Altersgruppen fehlen)" in gap.because
    assert gap.confidence == "gering"


@settings(deadline=None, max_examples=40)
@given(st.integers(0, 10_000))
def test_shared_places_are_neither_lost_nor_made(seed: int) -> None:
    rng = np.random.default_rng(seed)
    points, sites = int(rng.integers(1, 30)), int(rng.integers(1, 8))
    reach = sp.random(points, sites, 0.3, "csr", random_state=rng)
    need, capacity = rng.uniform(0, 50, points), rng.uniform(0, 80, sites)
    need[rng.random(points) < 0.2] = 0.0
    shared = two_step_supply(reach, need, capacity)
    asked = (reach.toarray() > 0).T @ need
    assert float((need * shared.ratio).sum()) == pytest.approx(float(capacity[asked > 0].sum()))
    assert (shared.unserved <= need + 1e-9).all()
    assert (shared.unserved >= 0).all()


@settings(deadline=None, max_examples=40)
@given(st.integers(0, 10_000))
def test_one_more_kita_never_puts_more_people_out_of_reach(hand: Any, seed: int) -> None:
    rng = np.random.default_rng(seed)
    homes = [(float(x), "ABC"[int(x // 1000)], 500.0, 20.0, 30.0) for x in rng.uniform(0, 2999, 8)]
    kitas = [hand.facility(f"k{i}", float(x), places=999) for i, x in enumerate(rng.uniform(0, 2999, 3))]

    def out_of_reach(found: Any) -> float:
        return sum(g.affected_population for g in found.gaps if g.reason == "out_of_reach")

    assert out_of_reach(search(hand, *kitas, homes=homes)) <= out_of_reach(
        search(hand, *kitas[:-1], homes=homes)
    )


def test_the_order_of_the_rows_changes_nothing(hand: Any) -> None:
    kitas = [
        hand.facility("k", 500, places=20),
        hand.facility("l", 900, places=5),
        hand.facility("m", 2900, places=3),
    ]
    one = search(hand, *kitas)
    other = search(hand, *kitas[::-1], homes=HOMES[::-1])
    assert [(g.gap_id, g.rank, g.facility_ids) for g in one.gaps] == [
        (g.gap_id, g.rank, g.facility_ids) for g in other.gaps
    ]
    assert [g.score for g in one.gaps] == pytest.approx([g.score for g in other.gaps])


def test_where_the_network_has_no_data_is_no_gap(hand: Any) -> None:
    homes = [
        (500.0, "A", 400.0, 20.0, 30.0),
        (1500.0, "B", 400.0, 20.0, 30.0),
        (1600.0, "B", 99.0, 12.0, 0.0),
    ]
    project, demand, chosen = (
        hand.project(hand.facility("k", 500)),
        hand.demand(homes),
        hand.parameters(hand.standard(supply=None)),
    )
    legs = np.array([0.0, 3000.0, 900.0])
    on = OnNetwork(np.array([0, -1, -1], np.int32), np.array([0.0, np.nan, np.nan]), legs)
    away, nearest = np.array([10.0, np.inf, np.inf]), np.array([0, -1, -1], np.int32)
    access = Access({"kita": away}, {"kita": nearest}, "network", on)
    figures = district_figures(project, demand, access, chosen)
    found = search_gaps(project, demand, access, figures, need_index(project), chosen)
    assert keys(found) == {"B:kita:out_of_reach"}
    # 12 children at the edge of the network; the 50 beyond it are undecided, and the gap says so.
    assert found.gaps[0].affected_population == 12
    assert found.gaps[0].figures["undecided"] == 50
    assert any("Wegenetz" in doubt for doubt in found.gaps[0].confidence_because)
    legs[2] = 3000.0
    assert not search_gaps(project, demand, access, figures, need_index(project), chosen).gaps
