"""Standards with measures of their own: air line without a factor, and facilities of a least size."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from quartiermap.analysis.access import compute_access, pairs_within
from quartiermap.domain.progress import Progress
from quartiermap.domain.project import Project
from quartiermap.domain.results import AnalysisParameters, Demand
from quartiermap.domain.standards import Bindingness, Origin, Standard

ORIGIN = Origin(ref="-", text="Test", tag="verified")


def standard(**changes):
    values = {"id": "s", "kind": "green_space", "label": "Grün", "target_m": 300.0, "speed_kmh": 3.0,
              "bindingness": Bindingness.GUIDE, "origin": ORIGIN}  # fmt: skip
    return Standard(**{**values, **changes})


def town():
    table = gpd.GeoDataFrame(
        {"facility_id": ["small", "large", "unknown"], "kind": "green_space", "name": None, "status": None,
         "barrier_free": None, "area_m2": [1000.0, 6000.0, np.nan]},
        geometry=[shapely.Point(100, 0), shapely.Point(290, 0), shapely.Point(0, 50)], crs="EPSG:25832",
    )  # fmt: skip
    demand = Demand(
        pd.DataFrame({"cell_id": ["c"], "x": [0.0], "y": [0.0], "population": [10.0], "district_id": ["A"],
                      "resolution_m": [100.0]}), "cells",
    )  # fmt: skip
    return Project("T", 25832, facilities=table), demand


def access_of(*standards):
    project, demand = town()
    parameters = AnalysisParameters(standards, "t", detour_factor=1.3)
    return project, demand, compute_access(project, demand, parameters, Progress())


def test_an_air_line_knows_no_detour():
    air, walk = standard(id="air", measure="air_line"), standard(id="walk")
    _, _, access = access_of(air, walk)
    assert access.distance_for(air).tolist() == [50.0]
    assert access.distance_for(walk).tolist() == [65.0]


def test_only_facilities_of_the_least_size_count_and_unknown_sizes_are_said():
    large = standard(id="large", min_area_m2=5000.0)
    project, demand, access = access_of(large)
    assert access.distance_for(large).tolist() == [290.0 * 1.3]
    assert project.facilities["facility_id"][access.nearest_for(large)[0]] == "large"
    assert any("Bei 1 von 3 Flächen ist die Größe unbekannt" in note for note in access.notes)
    found = pairs_within(project, demand, access, "green_space", 400.0, standard=large)
    assert found.indices.tolist() == [1]


def test_an_air_line_counts_pairs_without_the_factor():
    air = standard(id="air", measure="air_line")
    project, demand, access = access_of(air)
    assert pairs_within(project, demand, access, "green_space", 300.0, standard=air).nnz == 3
    assert pairs_within(project, demand, access, "green_space", 300.0).nnz == 2  # 290 m x 1.3 is too far
