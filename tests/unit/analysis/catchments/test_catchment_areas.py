"""Areas in reach: no way out of reach lies inside, every way in reach does, and who lives there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
import shapely

from quartiermap.analysis.catchment_areas import CUT_M, CatchmentFinder, catchment_polygons, residents_in
from quartiermap.analysis.paths import Router
from quartiermap.analysis.residents import SecretPoints
from quartiermap.domain.network import STEPS, OnNetwork, WalkNetwork
from quartiermap.domain.profiles import Profile, Rule
from quartiermap.domain.progress import Progress
from quartiermap.domain.results import Demand
from quartiermap.errors import Cancelled

TOLERANCE = 10.0


def at(edge: int, offset: float, leg: float = 0.0) -> OnNetwork:
    return OnNetwork(np.array([edge], np.int32), np.array([offset]), np.array([leg]))


def places_on(network: WalkNetwork, every_m: float) -> OnNetwork:
    """Return places all along all edges."""
    count = np.maximum(2, np.ceil(network.edge_length / every_m).astype(int) + 1)
    edge = np.repeat(np.arange(network.edge_count), count)
    share = np.concatenate([np.linspace(0, 1, k) for k in count])
    return OnNetwork(edge.astype(np.int32), share * network.edge_length[edge], np.zeros(len(edge)))


def assert_laws(router: Router, place: OnNetwork, limit: float, every_m: float = 2.0) -> shapely.Geometry:
    """Check both laws of `CatchmentFinder.polygon` at places all along the network; return the area."""
    area = CatchmentFinder(router).polygon(place, limit)
    assert shapely.is_valid(area)
    spots = places_on(router.network, every_m)
    x, y = router.shapes.coordinates(spots.edge, spots.offset_m)
    distance = router.nearest(spots, place)[0]
    points = shapely.points(x, y)
    shapely.prepare(area)
    far = distance > limit + TOLERANCE
    assert not shapely.contains_properly(area, points[far]).any()
    # Within the slit along a way out of reach (a bridge) a place in reach may be lost.
    lost = ~shapely.intersects(area, points) & (distance <= limit - TOLERANCE)
    if lost.any():
        tree = shapely.STRtree(points[far])
        gap = tree.query_nearest(points[lost], return_distance=True, all_matches=False)[1]
        assert (gap <= CUT_M + every_m).all()
    return area


def test_area_along_one_street(nets: Any) -> None:
    street = nets.of([(0, 0), (1000, 0)], [(0, 1, [])])
    area = assert_laws(Router(street), at(0, 500), 200)
    west, south, east, north = area.bounds
    assert (west, east) == pytest.approx((300, 700), abs=2)
    assert (south, north) == pytest.approx((-50, 50), abs=2)


def test_a_way_out_of_reach_between_ways_in_reach_stays_out(nets: Any) -> None:
    """What areas spanned between reached nodes get wrong (QNEAT3): a way in the middle that nobody gets to."""
    nodes = [(0, 0), (400, 0), (400, 120), (0, 120), (0, 60), (380, 60), (-3000, 60)]
    edges = [(0, 1, []), (1, 2, []), (2, 3, []), (4, 5, []), (4, 6, [])]
    net = nets.of(nodes, edges)  # a U of streets, and a track inside it that hangs on something far away
    place = at(1, 60)
    router = Router(net)
    hull = shapely.convex_hull(
        shapely.multilinestrings(CatchmentFinder(router).lines(CatchmentFinder(router).edges(place, 450)))
    )
    assert shapely.contains_properly(hull, shapely.Point(200, 60))
    area = assert_laws(router, place, 450)
    assert not shapely.intersects(area, shapely.LineString([(1, 60), (379, 60)]))


@pytest.mark.parametrize("apart", [0.2, 1.0, 4.0, 9.0, 15.0])
def test_ways_side_by_side(nets: Any, apart: float) -> None:
    net = nets.of(
        [(0, 0), (800, 0), (0, apart), (800, apart), (5000, 0)], [(0, 1, []), (2, 3, []), (1, 4, [])]
    )
    assert_laws(Router(net), at(0, 400), 300)


def test_bridge_over_ways_in_reach(nets: Any) -> None:
    net = nets.of([(0, 0), (400, 0), (200, -300), (200, 300)], [(0, 1, []), (2, 3, [])])
    area = assert_laws(Router(net), at(0, 200), 150)
    assert not shapely.contains_properly(area, shapely.Point(200, 30))
    assert shapely.contains_properly(area, shapely.Point(150, 0))


def test_steps_that_wheels_cannot_use_are_cut_out(nets: Any) -> None:
    from quartiermap.analysis.engine.costs import edge_costs

    net = nets.of([(0, 0), (200, 0), (200, 30), (400, 0)], [(0, 1, []), (1, 2, []), (1, 3, [])])
    net = replace(net, edge_flags=np.array([0, STEPS, 0], np.uint8))
    profile = Profile(
        id="p", name="P", speed_kmh=4, rules=(Rule(because="Treppe", steps=True, passable=False),)
    )
    area = assert_laws(Router(net, costs=edge_costs(net, profile)), at(0, 150), 120)
    assert not shapely.contains_properly(area, shapely.Point(200, 15))


@pytest.mark.parametrize("seed", range(20))
def test_laws_on_random_nets(nets: Any, seed: int) -> None:
    rng = np.random.default_rng(seed)
    net = nets.random(rng, int(rng.integers(6, 40)))
    places = nets.points(rng, net, int(rng.integers(2, 4)))
    assert_laws(Router(net), places, float(rng.uniform(30, 400)))


def test_a_limit_beyond_all_measure_stays_drawable(nets: Any) -> None:
    net = nets.of(
        [(0, 0), (90_000, 0), (90_000, 60_000), (20_000, 60_000)], [(0, 1, []), (1, 2, []), (2, 3, [])]
    )
    finder = CatchmentFinder(Router(net))
    assert finder.spacing(500) == 10
    assert finder.spacing(1e9) == 45
    whole = finder.polygon(at(0, 10), 1e6)
    part = finder.polygon(at(0, 10), 100_000)
    for area, inside, outside in (
        (whole, (50_000, 60_000), (50_000, 30_000)),
        (part, (90_000, 9_900), (90_000, 10_200)),
    ):
        assert shapely.contains_properly(area, shapely.Point(inside))
        assert not shapely.contains_properly(area, shapely.Point(outside))


def test_nothing_in_reach_is_an_empty_area(nets: Any) -> None:
    street = nets.of([(0, 0), (100, 0)], [(0, 1, [])])
    assert CatchmentFinder(Router(street)).polygon(at(0, 50, leg=80), 60).is_empty
    nowhere = OnNetwork(np.array([-1], np.int32), np.array([np.nan]), np.array([900.0]))
    assert CatchmentFinder(Router(street)).polygon(nowhere, 60).is_empty


def test_polygons_of_many_facilities_can_be_cancelled(nets: Any) -> None:
    street = nets.of([(0, 0), (1000, 0)], [(0, 1, [])])
    places = OnNetwork(np.zeros(3, np.int32), np.array([100.0, 500.0, 900.0]), np.zeros(3))
    areas = catchment_polygons(Router(street), places, 50)
    assert [round(a.centroid.x) for a in areas] == [100, 500, 900]
    with pytest.raises(Cancelled):
        catchment_polygons(Router(street), places, 50, Progress(cancelled=lambda: True))


def test_residents_in_reach_with_all_states() -> None:
    table = pd.DataFrame(
        {
            "population": [10.0, 5.0, np.nan, 100.0],
            "age_0_3": [0.0, np.nan, np.nan, 9.0],
            "age_3_6": [1.0, 2.0, np.nan, 9.0],
            "age_6_10": [np.nan, np.nan, np.nan, 9.0],
        }
    )
    distance = np.array([100.0, 200.0, 300.0, np.inf])
    nothing = np.zeros(4, bool)
    secret = SecretPoints(nothing, np.array([False, True, False, False]))
    found = residents_in(Demand(table, "cells"), distance, 300.0, secret).set_index("band")
    assert found.loc["population", "persons"] == 15.0
    assert found.loc["population", "unknown_points"] == 1
    assert found.loc["age_3_6", "persons"] == 3.0
    # 0 known children beside a secret cell are no 0.
    assert found.loc["age_0_3", "state"] == "secret"
    assert np.isnan(found.loc["age_0_3", "persons"])
    assert found.loc["age_6_10", "state"] == "secret"
    assert (
        residents_in(Demand(table, "cells"), distance, 250.0).set_index("band").loc["age_6_10", "state"]
        == "no_data"
    )
    # Only ages are secret: the number of all residents, which nobody has, is not.
    table["population"] = np.nan
    found = residents_in(Demand(table, "cells"), distance, 300.0, secret).set_index("band")
    assert found.loc["population", "state"] == "no_data"
    # No point at all: nobody lives there, or the cells do not cover it. That is no 0.
    nobody = residents_in(Demand(table, "cells"), distance, 50.0)
    assert nobody["persons"].isna().all()
    assert set(nobody["state"]) == {"no_data"}


@pytest.mark.realdata
@pytest.mark.parametrize("limit", [300.0, 1000.0])
def test_laws_in_a_real_town(shared_data: Path, limit: float, nets: Any) -> None:
    from quartiermap.io.osm import read_osm

    read: Callable[..., Any] = read_osm
    net = read(shared_data / "osm" / "bautzen.osm", epsg=25833).network
    router = Router(net)
    rng = np.random.default_rng(3)
    for _ in range(3):
        place = nets.points(rng, net, 2)
        assert_laws(router, place, limit, every_m=5.0)
