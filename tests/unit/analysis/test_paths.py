"""Shortest ways: a town drawn by hand, an independent program on a physically split graph, and laws."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quartiermap.analysis.engine.graph import build_graph
from quartiermap.analysis.paths import Router
from quartiermap.analysis.snapping import snap
from quartiermap.domain.network import OnNetwork, WalkNetwork
from quartiermap.domain.progress import Progress
from quartiermap.errors import Cancelled

seeds = st.integers(0, 2**32 - 1)


def on(*places: tuple[int, float, float]) -> OnNetwork:
    return OnNetwork(
        np.array([p[0] for p in places], np.int32),
        np.array([p[1] for p in places], float),
        np.array([p[2] for p in places], float),
    )


@pytest.fixture
def town(nets) -> WalkNetwork:
    """A block 300 x 200 with a lane across, a dead end to the east, a loop in the north and an island.

    ::

        3---(lane 4: parallel, bent)---2        edge 0: 0-1   300 m
        |                              |        edge 1: 1-2   200 m
        0------------------------------1--4     edge 2: 2-3   300 m
                                                edge 3: 3-0   200 m
        5---6  island                           edge 4: 3-2   500 m (bent)
                                                edge 5: 1-4   100 m (dead end)
                                                edge 6: 2-2   400 m (loop)
                                                edge 7: 5-6   150 m (island)
    """
    nodes = [(0, 0), (300, 0), (300, 200), (0, 200), (400, 0), (0, -900), (150, -900)]
    edges = [
        (0, 1, []),
        (1, 2, []),
        (2, 3, []),
        (3, 0, []),
        (3, 2, [(0, 300), (300, 300)]),
        (1, 4, []),
        (2, 2, [(400, 200), (400, 300), (300, 300)]),
        (5, 6, []),
    ]
    return nets.of(nodes, edges)


# Point, facilities, distance and nearest facility, all worked out by hand.
HAND = [
    (((0, 50.0, 5.0),), ((0, 250.0, 7.0),), 212.0, 0),  # along one edge: 5 + 200 + 7
    (((0, 50.0, 5.0),), ((2, 150.0, 0.0),), 405.0, 0),  # 5 + 50 + 200 + 150 (west about)
    (((4, 10.0, 0.0),), ((4, 490.0, 0.0),), 320.0, 0),  # round by the straight parallel: 10 + 300 + 10
    (((4, 200.0, 0.0),), ((4, 300.0, 0.0),), 100.0, 0),  # along the bent lane itself
    (((6, 10.0, 1.0),), ((6, 390.0, 2.0),), 23.0, 0),  # over the loop's junction: 1 + 10 + 10 + 2
    (((5, 100.0, 0.0),), ((5, 100.0, 0.0),), 0.0, 0),  # the same place at a dead end
    (((5, 100.0, 3.0),), ((5, 100.0, 3.0),), 6.0, 0),  # the same place off the road: both legs count
    (((5, 100.0, 0.0),), ((1, 200.0, 0.0), (0, 100.0, 50.0)), 300.0, 0),  # 100 + 200 against 100 + 200 + 50
    (((5, 100.0, 0.0),), ((1, 200.0, 60.0), (0, 100.0, 50.0)), 350.0, 1),
    (((7, 20.0, 0.0),), ((0, 0.0, 0.0),), np.inf, -1),  # from the island there is no way
    (((7, 20.0, 0.0),), ((0, 0.0, 0.0), (7, 150.0, 1.0)), 131.0, 1),
    (((-1, np.nan, 900.0),), ((0, 0.0, 0.0),), np.inf, -1),  # too far from any way
    (((0, 0.0, 0.0),), ((-1, np.nan, 900.0),), np.inf, -1),
    (((0, 0.0, 0.0),), (), np.inf, -1),  # no facility at all
]


@pytest.mark.parametrize(("points", "facilities", "metres", "which"), HAND)
@pytest.mark.parametrize("contracted", [False, True])
def test_known_answers_of_a_hand_drawn_town(town, points, facilities, metres, which, contracted):
    router = Router(town, contracted=contracted)
    distance, nearest = router.nearest(on(*points), on(*facilities))
    assert distance.tolist() == [pytest.approx(metres, abs=1e-12)]
    assert nearest.tolist() == [which]


def test_parallel_edges_take_the_shorter_and_are_not_added(nets):
    net = nets.of([(0, 0), (3, 0), (10, 0)], [(0, 1, []), (0, 1, [(1.5, 1.0)]), (1, 2, [])])
    distance, _ = Router(net).nearest(on((0, 0.0, 0.0)), on((2, 7.0, 0.0)))
    assert distance[0] == pytest.approx(10.0)


def test_crumbs_are_left_out_and_islands_kept(town):
    assert Router(town, 100).allowed_edges.all()
    router = Router(town, 200)  # the island has 150 m
    assert router.allowed_edges.tolist() == [True] * 7 + [False]
    assert (router.crumb_count, router.crumb_m, router.island_count) == (1, 150.0, 1)
    everything_short = Router(town, 1e9)  # the longest part is never a crumb
    assert everything_short.allowed_edges.tolist() == [True] * 7 + [False]


@settings(max_examples=60, deadline=None)
@given(seed=seeds, size=st.integers(2, 30), contracted=st.booleans())
def test_equals_networkx_on_a_physically_split_graph(nets, seed, size, contracted):
    rng = np.random.default_rng(seed)
    net = nets.random(rng, size)
    points, facilities = nets.points(rng, net, 12), nets.points(rng, net, 6)
    router = Router(net, contracted=contracted)
    truth = nets.distances(nets.split(net, {"p": points, "f": facilities}), "p", 12, "f", 6)

    distance, nearest = router.nearest(points, facilities)
    np.testing.assert_allclose(distance, truth.min(axis=1), rtol=0, atol=1e-6)
    reached = np.isfinite(distance)
    assert (nearest[~reached] == -1).all()
    np.testing.assert_allclose(
        truth[np.flatnonzero(reached), nearest[reached]], distance[reached], rtol=0, atol=1e-6
    )

    limit = 300.0
    matrix = router.distances(points, facilities, limit)
    inside = np.full(truth.shape, np.inf)
    stored = matrix.tocoo()
    inside[stored.row, stored.col] = stored.data
    clear = np.abs(truth - limit) > 1e-6
    np.testing.assert_allclose(
        inside[clear], np.where(truth <= limit, truth, np.inf)[clear], rtol=0, atol=1e-6
    )
    turned = router.distances(facilities, points, limit).T.toarray()
    np.testing.assert_allclose(turned, matrix.toarray(), rtol=0, atol=1e-6)


@settings(max_examples=30, deadline=None)
@given(seed=seeds, size=st.integers(2, 30))
def test_contraction_changes_nothing(nets, seed, size):
    rng = np.random.default_rng(seed)
    net = nets.random(rng, size)
    points, facilities = nets.points(rng, net, 20), nets.points(rng, net, 5)
    plain, _ = Router(net, contracted=False).nearest(points, facilities)
    joined, _ = Router(net, contracted=True).nearest(points, facilities)
    np.testing.assert_allclose(joined, plain, rtol=0, atol=1e-9)
    chains = build_graph(net)
    assert chains.length.sum() == pytest.approx(net.length_m)


@settings(max_examples=30, deadline=None)
@given(seed=seeds, size=st.integers(2, 25))
def test_laws_of_distances(nets, seed, size):
    rng = np.random.default_rng(seed)
    net = nets.random(rng, size)
    points = nets.points(rng, net, 10)
    router = Router(net)
    stored = router.distances(points, points, 1e9).tocoo()
    far = np.full((10, 10), np.inf)
    far[stored.row, stored.col] = stored.data
    np.testing.assert_allclose(far, far.T, rtol=0, atol=1e-7)  # symmetric

    placed = points.edge >= 0
    x, y = np.full(10, np.nan), np.full(10, np.nan)
    x[placed], y[placed] = router.shapes.coordinates(
        points.edge[placed].astype(np.int64), points.offset_m[placed]
    )
    for i in np.flatnonzero(placed):
        for j in np.flatnonzero(placed):
            if i == j or not np.isfinite(far[i, j]):
                continue
            air = np.hypot(x[i] - x[j], y[i] - y[j]) + points.leg_m[i] + points.leg_m[j]
            assert far[i, j] >= air - 1e-6  # never shorter than the air line
            for k in np.flatnonzero(placed):
                if k not in (i, j) and np.isfinite(far[i, k]) and np.isfinite(far[k, j]):
                    assert far[i, j] <= far[i, k] + far[k, j] + 1e-6  # triangle


@settings(max_examples=30, deadline=None)
@given(seed=seeds, size=st.integers(2, 25))
def test_one_more_facility_makes_nobody_worse_and_order_does_not_matter(nets, seed, size):
    rng = np.random.default_rng(seed)
    net = nets.random(rng, size)
    points, facilities = nets.points(rng, net, 12), nets.points(rng, net, 6)
    router = Router(net)

    def some(rows):
        return OnNetwork(facilities.edge[rows], facilities.offset_m[rows], facilities.leg_m[rows])

    fewer, _ = router.nearest(points, some(np.arange(5)))
    more, _ = router.nearest(points, some(np.arange(6)))
    assert (more <= fewer).all()
    shuffled, _ = router.nearest(points, some(rng.permutation(6)))
    np.testing.assert_array_equal(shuffled, more)


@settings(max_examples=20, deadline=None)
@given(seed=seeds, size=st.integers(3, 20))
def test_numbering_of_edges_and_place_on_earth_do_not_matter(nets, seed, size):
    rng = np.random.default_rng(seed)
    net = nets.random(rng, size)
    x, y = rng.uniform(477_990, 478_410, 15), rng.uniform(5_472_990, 5_473_410, 15)

    def answer(edge_order, dx, dy):
        nodes = list(zip(net.node_x + dx, net.node_y + dy, strict=True))
        shapes = [
            (
                int(net.edge_u[e]),
                int(net.edge_v[e]),
                [
                    (net.vertex_x[k] + dx, net.vertex_y[k] + dy)
                    for k in range(net.edge_first[e] + 1, net.edge_first[e + 1] - 1)
                ],
            )
            for e in edge_order
        ]
        moved = nets.of(nodes, shapes)
        points = snap(moved, x + dx, y + dy, 500)
        here = OnNetwork(points.edge[:10], points.offset_m[:10], points.leg_m[:10])
        there = OnNetwork(points.edge[10:], points.offset_m[10:], points.leg_m[10:])
        return Router(moved).nearest(here, there)[0]

    plain = answer(np.arange(net.edge_count), 0, 0)
    np.testing.assert_allclose(answer(rng.permutation(net.edge_count), 0, 0), plain, rtol=0, atol=1e-6)
    np.testing.assert_allclose(answer(np.arange(net.edge_count), 4096, -8192), plain, rtol=0, atol=1e-6)


@settings(max_examples=40, deadline=None)
@given(seed=seeds, size=st.integers(2, 25), contracted=st.booleans())
def test_route_is_a_line_on_the_network_as_long_as_the_distance(nets, seed, size, contracted):
    rng = np.random.default_rng(seed)
    net = nets.random(rng, size)
    points = nets.points(rng, net, 4)
    router = Router(net, contracted=contracted)
    for i in range(4):
        for j in range(4):
            one, other = on(*_row(points, i)), on(*_row(points, j))
            distance, _ = router.nearest(one, other)
            route = router.route(one, other)
            if not np.isfinite(distance[0]):
                assert route is None
                continue
            assert route is not None
            assert route.total_m == pytest.approx(distance[0], abs=1e-6)
            drawn = np.hypot(np.diff(route.x), np.diff(route.y)).sum()
            assert drawn == pytest.approx(route.length_m, abs=1e-5)
            for place, k in ((one, 0), (other, -1)):
                x, y = router.shapes.coordinates(place.edge.astype(np.int64), place.offset_m)
                assert (route.x[k], route.y[k]) == (pytest.approx(x[0]), pytest.approx(y[0]))


def _row(points: OnNetwork, k: int) -> list[tuple[int, float, float]]:
    return [(int(points.edge[k]), float(points.offset_m[k]), float(points.leg_m[k]))]


def test_long_work_can_be_cancelled(town):
    points = on(*[(0, float(k), 0.0) for k in range(5)])
    with pytest.raises(Cancelled):
        Router(town).distances(points, points, 100, Progress(cancelled=lambda: True))


def test_limit_is_included(town):
    matrix = Router(town).distances(on((0, 50.0, 5.0)), on((0, 250.0, 7.0)), 212.0)
    assert matrix.toarray().tolist() == [[212.0]]
    assert Router(town).distances(on((0, 50.0, 5.0)), on((0, 250.0, 7.0)), 211.999).nnz == 0
