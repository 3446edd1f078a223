"""What the window shows of a supply balance: plain words, no widget."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
import shapely

from quartiermap.app import usecases
from quartiermap.domain.project import new_project
from quartiermap.domain.results import TOWN
from quartiermap.ui.viewmodels import supply_balance as shown


@pytest.fixture(scope="module")
def analysed():
    """Two squares of 1 km: a Kita of 90 places in A, none near the homes of B; 90 children in each."""
    districts = gpd.GeoDataFrame(
        {
            "district_id": ["A", "B"], "name": ["Am Anger", "Beim Bach"], "level": "Quartier", "level_rank": 1,
            "parent_id": None, "source_id": "s",
        },
        geometry=[shapely.box(500_000, 5_500_000, 501_000, 5_501_000), shapely.box(503_000, 5_500_000, 504_000, 5_501_000)],
        crs="EPSG:25832",
    )  # fmt: skip
    kita = gpd.GeoDataFrame(
        {
            "facility_id": ["k"], "kind": "kita", "name": "Kita Anger", "operator": None, "places": 90.0, "area_m2": np.nan,
            "condition": None, "barrier_free": "ja", "status": "Bestand", "opening_year": np.nan, "address": None, "source_id": "s",
        },
        geometry=[shapely.Point(500_500, 5_500_500)], crs="EPSG:25832",
    )  # fmt: skip
    cells = gpd.GeoDataFrame(
        {
            "cell_id": ["1", "2"], "resolution_m": 100, "population": 900.0, "population_state": "value",
            "source_id": "s", "age_0_3": 45.0, "age_3_6": 45.0, "ages_state": "value",
        },
        geometry=[shapely.Point(500_500, 5_500_450), shapely.Point(503_500, 5_500_500)], crs="EPSG:25832",
    )  # fmt: skip
    project = new_project("Zwei Quadrate", 25832).with_(districts=districts, facilities=kita, cells=cells)
    return usecases.analyse(project)


def test_the_window_gets_plain_words(analysed):
    found = shown.compute(analysed, "kita")
    block = shown.block(found, "A")
    assert block is not None
    assert [g.group for g in block.groups] == ["all", "u3", "o3"]
    lines = {line.label: line for line in block.groups[0].lines}
    assert lines["rechnerischer Bedarf"].area == "67"
    assert lines["Bedarfsdeckung"].area == "135,1\xa0%"
    assert lines["Bedarfsdeckung"].catchment == "135,1\xa0%"
    assert [name for name, _, _ in block.comparison] == ["Am Anger", "Zwei Quadrate"]
    assert shown.block(found, "nicht da") is None
    assert shown.block(found, TOWN) is not None
