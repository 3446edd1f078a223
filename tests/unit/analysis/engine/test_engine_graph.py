"""The routing graph by hand, searches longer than the queue, and the router that is kept."""

from __future__ import annotations

import gc
import weakref
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import numpy as np
import pytest

from quartiermap.analysis.engine.graph import build_graph
from quartiermap.analysis.engine.search import BUCKETS
from quartiermap.analysis.paths import Router, router_for
from quartiermap.domain.network import ONEWAY, STEPS, OnNetwork, WalkNetwork
from quartiermap.domain.profiles import ADULT, Profile, Rule


def on(*places: tuple[int, float, float]) -> OnNetwork:
    edge, offset, leg = zip(*places, strict=True)
    return OnNetwork(np.array(edge, np.int32), np.array(offset, float), np.array(leg, float))


@pytest.fixture
def lane(nets) -> WalkNetwork:
    """0 - 1 - 2 - 3, a branch 2 - 4, a ring 5 - 6 - 7 of its own; edges run as they like."""
    nodes = [(0, 0), (100, 0), (200, 0), (300, 0), (200, 50), (0, 900), (100, 900), (0, 1000)]
    return nets.of(
        nodes, [(0, 1, []), (2, 1, []), (2, 3, []), (4, 2, []), (5, 6, []), (7, 6, []), (7, 5, [])]
    )


def test_edges_are_joined_between_junctions_only(lane):
    graph = build_graph(lane)
    assert graph.chains == 4  # 0-2, 2-3, 2-4 and the ring
    assert graph.nodes == 5  # 0, 2, 3, 4 and one of the ring
    assert graph.of_edge[0] == graph.of_edge[1]
    assert len(set(graph.of_edge[4:])) == 1
    assert sorted(graph.length.tolist()) == pytest.approx([50, 100, 200, 200 + np.sqrt(20_000)])
    assert (graph.start[0], graph.start[1]) in ((0.0, 100.0), (100.0, 0.0))
    assert graph.forward[0] != graph.forward[1]  # they run against each other
    ring = int(graph.of_edge[4])
    assert graph.a[ring] == graph.b[ring]
    assert sorted(graph.edges_of(ring).tolist()) == [4, 5, 6]
    assert len(graph.target) == 2 * 3  # a ring has no arcs
    for chain in range(graph.chains):
        edges = graph.edges_of(chain)
        assert (graph.of_edge[edges] == chain).all()
        assert (np.diff(graph.start[edges]) > 0).all()


def test_a_one_way_and_its_ends_stay_apart(lane):
    graph = build_graph(replace(lane, edge_flags=np.array([ONEWAY, 0, 0, 0, 0, 0, 0], np.uint8)))
    chain = int(graph.of_edge[0])
    assert chain != graph.of_edge[1]
    assert graph.way[chain] == (1 if graph.forward[0] else 2)
    assert graph.one_way
    start, end = (graph.a, graph.b) if graph.forward[0] else (graph.b, graph.a)
    u, v = int(start[chain]), int(end[chain])
    assert graph.node[[u, v]].tolist() == [0, 1]
    towards = graph.inward  # searched from facilities: from 1 one gets back to 0, not from 0 to 1
    assert u in towards.target[towards.first[v] : towards.first[v + 1]]
    assert towards.first[u] == towards.first[u + 1]
    walking = graph.outward
    assert v in walking.target[walking.first[u] : walking.first[u + 1]]


def test_nodes_without_ways_and_networks_without_edges_do_no_harm(nets):
    empty = nets.of([(0, 0), (5, 5)], [])
    router = Router(empty)
    nothing = OnNetwork(np.array([-1], np.int32), np.array([np.nan]), np.array([np.inf]))
    assert router.nearest(nothing, nothing)[1].tolist() == [-1]
    assert router.nearest_two(nothing, nothing)[1].tolist() == [[-1, -1]]
    assert router.distances(nothing, nothing, 1e9).nnz == 0
    assert router.route(nothing, nothing) is None
    assert (router.island_count, router.crumb_count) == (0, 0)
    assert router.index.locate(np.array([1.0]), np.array([1.0]), 250).edge.tolist() == [-1]


def test_a_search_goes_on_beyond_the_last_bucket(nets):
    """A ladder of 6,000 rungs has paths much longer than all buckets together; distances are known in closed form."""
    n = 3 * BUCKETS // 2
    x = np.repeat(np.arange(n) * 10.0, 2)
    y = np.tile([0.0, 7.0], n)
    rung = np.arange(n)
    u = np.concatenate([2 * rung, 2 * rung[:-1], 2 * rung[:-1] + 1]).astype(np.int32)
    v = np.concatenate([2 * rung + 1, 2 * rung[1:], 2 * rung[1:] + 1]).astype(np.int32)
    m = len(u)
    ends = np.stack([u, v], axis=1).ravel()
    ladder = WalkNetwork(
        x, y, u, v, np.hypot(x[u] - x[v], y[u] - y[v]), x[ends], y[ends], np.arange(0, 2 * m + 1, 2),
        np.zeros(m, np.int16), np.zeros(m, np.uint8),
    )  # fmt: skip
    router = Router(ladder)
    assert (n - 1) * 10.0 > 2 * BUCKETS * router.graph.bucket_m
    points = on(*[(int(k), 3.0, 1.0) for k in range(0, n, 97)])  # on the rungs, 3 m from the lower side
    first, last = on((0, 0.0, 0.0)), on((n - 1, 7.0, 2.0))
    along = np.arange(0, n, 97) * 10.0
    to_first = np.where(along == 0, 3.0, along + 3.0) + 1.0
    to_last = (n - 1) * 10.0 - along + 4.0 + 3.0
    both = on((0, 0.0, 0.0), (n - 1, 7.0, 2.0))
    assert router.nearest(points, first)[0].tolist() == to_first.tolist()
    assert router.nearest(points, last)[0].tolist() == to_last.tolist()
    two, which = router.nearest_two(points, both)
    assert two.tolist() == np.sort(np.column_stack([to_first, to_last]), axis=1).tolist()
    assert which[:, 0].tolist() == np.where(to_first <= to_last, 0, 1).tolist()
    matrix = router.distances(both, points, np.inf)
    assert matrix.toarray().tolist() == [to_first.tolist(), to_last.tolist()]
    route = router.route(points.pick(np.array([0])), last)
    assert route is not None
    assert route.total_m == to_last[0]
    far_away = on((0, 0.0, 0.0), (n - 1, 7.0, 5e7))  # a leg round the world
    assert router.nearest(points, far_away)[0].tolist() == to_first.tolist()


def test_a_router_is_built_once_and_goes_with_its_network(lane):
    stairs = replace(lane, edge_flags=np.array([0, 0, STEPS, 0, 0, 0, 0], np.uint8))
    pram = Profile(
        id="pram",
        name="Kinderwagen",
        speed_kmh=4,
        rules=(Rule(because="Treppe", steps=True, passable=False),),
    )
    router = router_for(stairs, 10.0)
    assert router_for(stairs, 10.0, ADULT) is router
    assert router_for(stairs, 20.0) is not router
    with_pram = router_for(stairs, 10.0, pram)
    assert router_for(stairs, 10.0, pram.model_copy()) is with_pram
    assert not with_pram.allowed_edges[2]
    assert router.allowed_edges.all()
    again = replace(stairs)
    assert router_for(again, 10.0) is not router
    with ThreadPoolExecutor(4) as pool:
        assert len(set(map(id, pool.map(lambda _: router_for(again, 30.0), range(8))))) == 1
    gone = weakref.ref(router)
    del stairs, router, with_pram
    gc.collect()
    assert gone() is None


def test_crumbs_are_measured_over_passable_ways(lane):
    assert Router(lane, 345.0).allowed_edges.tolist() == [True] * 4 + [False] * 3  # 350 m and a ring of 341 m
    no_stairs = Profile(
        id="wheels",
        name="Rollstuhl",
        speed_kmh=4,
        rules=(Rule(because="Treppe", steps=True, passable=False),),
    )
    stairs = replace(lane, edge_flags=np.array([STEPS, 0, 0, 0, 0, 0, 0], np.uint8))
    router = router_for(stairs, 300.0, no_stairs)  # without the steps 250 m are left
    assert router.allowed_edges.tolist() == [False] * 4 + [True] * 3
    assert router.component_m[:2].tolist() == pytest.approx([200 + np.sqrt(20_000), 250.0])
    assert (router.island_count, router.crumb_count, router.crumb_m) == (1, 1, 250.0)
