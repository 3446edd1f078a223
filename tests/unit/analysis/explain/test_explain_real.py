"""Explanations in a real town: parts add up to what the result says, and figures to their cells."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import shapely

from quartiermap.app import questions, usecases
from quartiermap.domain.project import Project, new_project
from quartiermap.domain.results import TOWN
from quartiermap.io.osm import read_osm


@pytest.fixture(scope="module")
def bautzen(shared_data: Path) -> Project:
    """Return a real network and its facilities, with invented residents at 200 random places."""
    found = read_osm(shared_data / "osm" / "bautzen.osm", epsg=25833)
    assert found.network is not None
    net = found.network
    rng = np.random.default_rng(1)
    at = rng.integers(0, net.node_count, 200)
    places = shapely.points(net.node_x[at] + rng.normal(0, 40, 200), net.node_y[at] + rng.normal(0, 40, 200))
    cells = gpd.GeoDataFrame(
        {
            "cell_id": [f"c{k}" for k in range(200)], "resolution_m": 100, "population": rng.integers(1, 90, 200).astype(float),
            "population_state": "value", "source_id": "s",
        },
        geometry=places, crs="EPSG:25833",
    )  # fmt: skip
    box = shapely.box(
        net.node_x.min() - 500, net.node_y.min() - 500, net.node_x.max() + 500, net.node_y.max() + 500
    )
    districts = gpd.GeoDataFrame(
        {"district_id": ["1"], "name": ["Bautzen"], "level": ["Stadt"], "level_rank": [1], "parent_id": [None], "source_id": ["s"]},
        geometry=[box], crs="EPSG:25833",
    )  # fmt: skip
    library = gpd.GeoDataFrame(
        {
            "facility_id": ["l1", "l2", "l3"], "kind": "library", "name": ["Nord", "Mitte", "Süd"], "operator": None, "places": np.nan,
            "area_m2": np.nan, "condition": None, "barrier_free": None, "status": "Bestand", "opening_year": np.nan,
            "address": None, "source_id": "s",
        },
        geometry=places[[0, 70, 140]], crs="EPSG:25833",
    )  # fmt: skip
    project = new_project("Bautzen", 25833).with_(
        districts=districts, cells=cells, facilities=library, network=net, barrier_lines=found.barrier_lines
    )
    return usecases.analyse(project)


@pytest.mark.realdata
def test_parts_add_up_to_the_distance_of_the_result(bautzen: Project) -> None:
    assert bautzen.analysis is not None
    access = bautzen.analysis.access
    explained = 0
    for point, cell_id in enumerate(bautzen.analysis.demand.table["cell_id"]):
        found = questions.explain_cell(bautzen, str(cell_id), "library")
        if found.first is None:
            assert np.isinf(access.distance_m["library"][point])
            continue
        explained += 1
        first = found.first
        assert first.distance_m == access.distance_m["library"][point]
        assert first.row == access.nearest["library"][point]
        assert sum(p.metres for p in first.streets) + sum(first.legs_m) == pytest.approx(
            first.distance_m, abs=1e-5
        )
        # The drawn way is as long as what is said (from the door: several entrances are one point here).
        drawn = shapely.LineString(np.column_stack([first.x, first.y])).length
        assert drawn == pytest.approx(first.distance_m, abs=0.01)
        assert first.distance_m >= first.air_line_m - 1e-6
        if found.second is not None:
            assert found.second.row != first.row
            assert found.second.distance_m >= first.distance_m
    assert explained > 150


@pytest.mark.realdata
def test_the_cells_of_the_town_make_its_figures(bautzen: Project) -> None:
    assert bautzen.analysis is not None
    for row in bautzen.analysis.figures.itertuples():
        if row.covered_share_state == "value":
            found = questions.explain_district(bautzen, row.district_id, row.standard_id)
            assert found.covered_population == row.covered_population
            assert found.covered_share == row.covered_share
    assert (
        len(questions.explain_district(bautzen, TOWN, bautzen.analysis.figures["standard_id"].iloc[0]).cells)
        == 200
    )


@pytest.mark.realdata
def test_who_lives_in_a_catchment_lives_in_its_area(bautzen: Project) -> None:
    """People within the limit by their way stand in the area, unless their home lies farther beside the way than it reaches."""
    from quartiermap.analysis.catchment_areas import BESIDE_M, CELL_M
    from quartiermap.analysis.paths import router_for

    assert bautzen.analysis is not None
    assert bautzen.network is not None
    access, table = bautzen.analysis.access, bautzen.analysis.demand.table
    assert access.points is not None
    assert access.facilities is not None
    router = router_for(bautzen.network, access.min_component_m, access.profile)
    for row, facility_id in enumerate(("l1", "l2", "l3")):
        ring = questions.catchment(bautzen, facility_id, metres=[1200]).rings[0]
        way = router.nearest(access.points, access.facilities.pick(np.array([row])))[0]
        homes = shapely.points(table["x"].to_numpy(), table["y"].to_numpy())
        beside = access.points.primary.leg_m
        crossed = access.points.primary.crosses
        usual = beside < BESIDE_M - CELL_M
        if crossed is not None:
            usual &= ~crossed
        sure = (way < 1200 - 2 * CELL_M) & usual
        # A home whose nearest way lies behind a barrier is counted by another way than the area goes by.
        inside = shapely.distance(ring.area, homes) < CELL_M
        assert sure.any()
        assert inside[sure].mean() > 0.97
        far = (way > 1200 + 2 * CELL_M) & usual
        assert (shapely.contains_properly(ring.area, homes[far])).mean() < 0.03
