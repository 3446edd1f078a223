"""How sites lie to real areas: adjoining planning areas of Berlin stand in for funding areas, with a plain recomputation beside."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pytest
import shapely

from quartiermap.analysis.funding_areas import FundingAreas

pytestmark = pytest.mark.realdata


@pytest.fixture(scope="module")
def berlin(shared_data: Path) -> gpd.GeoDataFrame:
    frame = gpd.read_file(shared_data / "berlin/grenzen/lor_planungsraeume_bis2020.geojson").to_crs(
        "EPSG:25833"
    )
    rng = np.random.default_rng(7)
    status = rng.choice(["laufend", "Voruntersuchung", "abgerechnet"], len(frame), p=[0.2, 0.1, 0.7])
    return gpd.GeoDataFrame(
        {
            "area_id": frame["RAUMID"].astype(str), "name": frame["RAUMID"].astype(str), "programme": "Soziale Stadt",
            "legal_basis": "§ 171e BauGB", "status": status, "valid_from": None, "valid_to": None, "source_id": "s",
        },
        geometry=frame.geometry, crs=frame.crs,
    ).reset_index(drop=True)  # fmt: skip


def test_names_and_border_distances_are_those_of_a_plain_recomputation(
    hand: Any, berlin: gpd.GeoDataFrame
) -> None:
    areas = FundingAreas(
        hand.project(hand.facility("k", 500)).with_(funding_areas=berlin), dt.date(2020, 1, 1)
    )
    rng = np.random.default_rng(11)
    west, south, east, north = berlin.total_bounds
    corners = shapely.get_coordinates(berlin.geometry.to_numpy())
    near_borders = corners[rng.choice(len(corners), 150, replace=False)] + rng.uniform(-40, 40, (150, 2))
    anywhere = rng.uniform((west, south), (east, north), (50, 2))
    border_cases = 0
    for status in ("laufend", "Voruntersuchung"):
        chosen = berlin[berlin["status"] == status]
        outline = shapely.boundary(shapely.union_all(shapely.make_valid(chosen.geometry.to_numpy())))
        for x, y in np.vstack([near_borders, anywhere]):
            site = shapely.Point(x, y)
            hit = areas.hits(float(x), float(y))[status]
            inside = chosen[chosen.geometry.intersects(site)]
            assert set(hit.names) == set(inside["name"])
            assert hit.border_m == pytest.approx(float(shapely.distance(outline, site)), abs=1e-6)
            border_cases += hit.border_m is not None and hit.border_m < 25
    assert border_cases > 20
