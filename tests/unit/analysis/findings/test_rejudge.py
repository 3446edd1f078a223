"""Only the verdicts, without computing distances anew."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import geopandas as gpd
import pytest
import shapely

from quartiermap.analysis.run import analyse, rejudge
from quartiermap.domain.progress import Progress
from quartiermap.domain.project import Project
from quartiermap.errors import Cancelled, InputError
from quartiermap.io import bundled

SIQ = (bundled.programme("siq-bund"),)
FACTS = {"facts.isek": "ISEK 2018, S. 44", "facts.finance": {"bund": 75, "land": 15, "kommune": 10}}


@pytest.fixture
def town(hand: Any) -> Project:
    xs = [250.0, 750.0, 1250.0, 1750.0, 2250.0, 2750.0]
    cells = gpd.GeoDataFrame(
        {
            "cell_id": [f"z{i}" for i in range(6)], "resolution_m": 100, "population": 500.0,
            "population_state": "value", "source_id": "s", "age_0_3": 20.0, "age_3_6": 30.0,
        },
        geometry=[shapely.Point(x, 500) for x in xs], crs="EPSG:25832",
    )  # fmt: skip
    project = hand.project(hand.facility("k", 500, places=40), hand.facility("l", 1250, places=999)).with_(
        cells=cells
    )
    return project.with_(analysis=analyse(project, hand.parameters(), SIQ))


@pytest.mark.parametrize("land", [None, "HE", "SH"])
def test_it_gives_what_a_whole_analysis_gives(town: Project, hand: Any, land: str | None) -> None:
    changed = town.with_(settings={**FACTS, "land": land, "date": "2020-02-29"})
    parameters = hand.parameters(land=land, date=dt.date(2020, 2, 29))
    quick, whole = rejudge(changed, SIQ, parameters), analyse(changed, parameters, SIQ)
    assert quick.gaps == whole.gaps
    assert quick.gaps != town.analysis.gaps  # type: ignore[union-attr]
    assert (quick.notes, quick.parameters, quick.fingerprint) == (
        whole.notes,
        whole.parameters,
        whole.fingerprint,
    )
    assert not changed.with_(analysis=quick).stale


def test_distances_and_figures_are_the_same_values(town: Project) -> None:
    before = town.analysis
    after = rejudge(town.with_(settings=FACTS), SIQ)
    assert before is not None
    assert after.demand is before.demand
    assert after.access is before.access
    assert after.figures is before.figures
    assert after.parameters == before.parameters


def test_only_land_and_date_of_other_parameters_are_taken(town: Project, hand: Any) -> None:
    other = hand.parameters(hand.standard(target_m=100.0), land="HE")
    after = rejudge(town, SIQ, other)
    assert after.parameters == replace(town.analysis.parameters, land="HE")  # type: ignore[union-attr]


def test_facts_make_the_result_stale_only_as_far_as_the_verdicts_go(town: Project) -> None:
    stated = town.with_(settings=FACTS)
    assert stated.stale
    assert stated.only_verdicts_stale
    assert stated.data_fingerprint == town.fingerprint
    for changed in (
        town.with_(facilities=town.facilities.iloc[:1]),
        stated.with_(settings={**FACTS, "detour": 2}),
    ):
        assert changed.stale
        assert not changed.only_verdicts_stale
        with pytest.raises(InputError, match="älter als die Daten"):
            rejudge(changed, SIQ)


def test_without_a_programme_there_is_no_verdict(town: Project) -> None:
    after = rejudge(town, ())
    assert all(gap.verdicts == () for gap in after.gaps)
    assert not any("kein Land" in note for note in after.notes)


def test_it_can_be_cancelled(town: Project) -> None:
    with pytest.raises(Cancelled):
        rejudge(town, SIQ, progress=Progress(cancelled=lambda: True))
