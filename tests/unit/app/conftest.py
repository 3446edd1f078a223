"""A town of two squares for the tests of the use cases."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
import shapely

from quartiermap.domain.project import Project, new_project


@pytest.fixture(scope="session")
def town() -> Project:
    """Two squares of 1 km: a shabby Kita in A, and nothing near the homes of B."""
    project = new_project("Zwei Quadrate", 25832)
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
            "condition": "schlecht", "barrier_free": "ja", "status": "Bestand", "opening_year": np.nan, "address": None, "source_id": "s",
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
    return project.with_(districts=districts, facilities=kita, cells=cells)
