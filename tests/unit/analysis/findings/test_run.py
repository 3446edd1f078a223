"""The whole analysis in one call."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import numpy as np
import pytest
import shapely

from quartiermap.analysis.run import analyse
from quartiermap.domain.progress import Progress
from quartiermap.domain.results import FIGURES, NEED_COLUMNS, TOWN
from quartiermap.errors import Cancelled, InputError
from quartiermap.io import bundled


def town(hand: Any) -> Any:
    xs = [250.0, 750.0, 1250.0, 1750.0, 2250.0, 2750.0]
    cells = gpd.GeoDataFrame(
        {
            "cell_id": [f"z{i}" for i in range(6)], "resolution_m": 100, "population": 500.0,
            "population_state": "value", "source_id": "s", "age_0_3": 20.0, "age_3_6": 30.0,
        },
        geometry=[shapely.Point(x, 500) for x in xs], crs="EPSG:25832",
    )  # fmt: skip
    return hand.project(hand.facility("k", 500, places=40), hand.facility("l", 1250, places=999)).with_(
        cells=cells
    )


def test_all_of_it(hand: Any) -> None:
    project = town(hand)
    seen: list[float] = []
    analysis = analyse(
        project,
        hand.parameters(),
        [bundled.programme("siq-bund")],
        Progress(lambda share, _: seen.append(share)),
    )
    assert analysis.fingerprint == project.fingerprint
    assert tuple(analysis.figures.columns) == FIGURES
    assert tuple(analysis.need.columns) == NEED_COLUMNS
    figure = analysis.figure(TOWN, "kita")
    assert figure is not None
    assert figure["covered_share"] == pytest.approx(4 / 6)
    # The home at 250 m reaches only the Kita with 40 places for a need of 80; the one at 750 m also reaches "l".
    assert {g.gap_id for g in analysis.gaps} == {"A:kita:too_few_places", "C:kita:out_of_reach"}
    short = next(g for g in analysis.gaps if g.district_id == "A")
    assert short.affected_population == pytest.approx(20)
    assert all(len(g.verdicts) == 1 for g in analysis.gaps)
    assert [g.rank for g in analysis.gaps] == list(range(1, len(analysis.gaps) + 1))
    assert seen == sorted(seen)
    assert seen[-1] == 1.0


def test_the_same_input_gives_the_same_result(hand: Any) -> None:
    one, other = (analyse(town(hand), hand.parameters(), [bundled.programme("siq-bund")]) for _ in range(2))
    assert one.gaps == other.gaps
    assert one.figures.equals(other.figures)
    assert one.notes == other.notes


def test_everything_missing_is_named_at_once(hand: Any) -> None:
    project = hand.project()
    with pytest.raises(InputError) as caught:
        analyse(project.with_(districts=project.districts.iloc[:0]), hand.parameters())
    assert {p.code for p in caught.value.problems} == {
        "districts_missing",
        "population_missing",
        "facilities_missing",
    }
    assert all(p.remedy for p in caught.value.problems)


def test_a_key_that_occurs_twice_is_an_input_error(hand: Any) -> None:
    project = town(hand)
    doubled = project.districts.assign(district_id=["W", "O", "A", "A", "C"])
    with pytest.raises(InputError) as caught:
        analyse(project.with_(districts=doubled), hand.parameters())
    assert [(p.code, p.value) for p in caught.value.problems] == [("district_id_duplicate", "A")]


def test_it_can_be_cancelled_at_every_step(hand: Any) -> None:
    asked = 0

    def count() -> bool:
        nonlocal asked
        asked += 1
        return False

    analyse(town(hand), hand.parameters(), [bundled.programme("siq-bund")], Progress(cancelled=count))
    assert asked > 5
    for stop_at in range(asked):
        left = iter([False] * stop_at)
        progress = Progress(cancelled=lambda left=left: next(left, True))
        with pytest.raises(Cancelled):
            analyse(town(hand), hand.parameters(), [bundled.programme("siq-bund")], progress)


def test_missing_land_is_said(hand: Any) -> None:
    siq = [bundled.programme("siq-bund")]
    assert any("kein Land" in n for n in analyse(town(hand), hand.parameters(), siq).notes)
    assert not any("kein Land" in n for n in analyse(town(hand), hand.parameters(land="NI"), siq).notes)


def test_figures_hold_no_infinity(hand: Any) -> None:
    analysis = analyse(town(hand), hand.parameters())
    numbers = analysis.figures.select_dtypes("number").to_numpy()
    assert not np.isinf(numbers).any()
