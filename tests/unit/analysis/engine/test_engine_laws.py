"""The laws of the engine on random nets with loops, parallels, islands, one-ways, ties and several places."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quartiermap.analysis.engine.graph import QUANTUM_M, build_graph, exact
from quartiermap.analysis.paths import Router
from quartiermap.domain.network import ONEWAY, Floats, OnNetwork, WalkNetwork

seeds = st.integers(0, 2**32 - 1)


def rounded(on: OnNetwork) -> OnNetwork:
    """Whole metres: many equally near facilities, many exact zeros."""
    return replace(on, offset_m=np.floor(on.offset_m), leg_m=np.floor(on.leg_m / 10) * 10)


def make(nets, oracle, seed: int, size: int) -> tuple[WalkNetwork, OnNetwork, OnNetwork]:
    """Return a net, points and facilities; every second one with one-ways, ties and several places."""
    rng = np.random.default_rng(seed)
    net = nets.random(rng, size)
    points, facilities = nets.points(rng, net, 14), nets.points(rng, net, 9)
    if seed % 2:
        net = oracle.one_ways(rng, net)
    if seed % 3:
        points, facilities = oracle.several(rng, points), oracle.several(rng, facilities)
    if seed % 5 == 0:
        points, facilities = rounded(points), rounded(facilities)
    return net, points, facilities


def dense(matrix, shape) -> np.ndarray:
    stored = matrix.tocoo()
    found = np.full(shape, np.inf)
    found[stored.row, stored.col] = stored.data
    return found


@settings(max_examples=150, deadline=None)
@given(seed=seeds, size=st.integers(2, 25))
def test_every_question_agrees_with_an_independent_directed_graph(nets, oracle, seed, size):
    net, points, facilities = make(nets, oracle, seed, size)
    truth = oracle.distances(net, points, facilities)
    router = Router(net)

    distance, nearest = router.nearest(points, facilities)
    np.testing.assert_allclose(distance, truth.min(axis=1), rtol=0, atol=1e-6)

    two, which = router.nearest_two(points, facilities)
    ranked = np.sort(np.column_stack([truth, np.full(len(truth), np.inf)]), axis=1)
    np.testing.assert_allclose(two, ranked[:, :2], rtol=0, atol=1e-6)
    np.testing.assert_array_equal(two[:, 0], distance)
    np.testing.assert_array_equal(which[:, 0], nearest)
    both = which[:, 1] >= 0
    assert (which[both, 0] != which[both, 1]).all()

    everything = dense(router.distances(points, facilities, np.inf), truth.shape)
    np.testing.assert_allclose(everything, truth, rtol=0, atol=1e-6)
    for i in range(points.count):
        for j in range(facilities.count):
            route = router.route(points.pick(np.array([i])), facilities.pick(np.array([j])))
            assert (route is None) == np.isinf(truth[i, j])
            if route is not None:
                assert route.total_m == everything[i, j]


@settings(max_examples=150, deadline=None)
@given(seed=seeds, size=st.integers(2, 25))
def test_field_matrix_and_two_nearest_are_equal_bit_for_bit(nets, oracle, seed, size):
    """Three different searches, one of them from the other side: every sum is exact, so they cannot differ."""
    net, points, facilities = make(nets, oracle, seed, size)
    router = Router(net)
    distance, nearest = router.nearest(points, facilities)
    shape = (points.count, facilities.count)
    everything = dense(router.distances(points, facilities, np.inf), shape)
    np.testing.assert_array_equal(distance, everything.min(axis=1))
    reached = np.isfinite(distance)
    lowest = everything.argmin(axis=1)  # the first of equals
    np.testing.assert_array_equal(nearest[reached], lowest[reached])
    assert (nearest[~reached] == -1).all()

    two, which = router.nearest_two(points, facilities)
    order = np.argsort(everything, axis=1, kind="stable")[:, :2]
    best = np.take_along_axis(everything, order, axis=1)
    np.testing.assert_array_equal(two[:, : best.shape[1]], best)
    known = np.isfinite(best)
    np.testing.assert_array_equal(which[:, : best.shape[1]][known], order[known])

    limit = float(np.median(everything[np.isfinite(everything)])) if np.isfinite(everything).any() else 100.0
    inside = router.distances(points, facilities, limit)
    assert inside.has_canonical_format
    np.testing.assert_array_equal(dense(inside, shape), np.where(everything <= limit, everything, np.inf))
    turned = Router(net, costs=plain_costs(net).turned)
    back = dense(turned.distances(facilities, points, limit), shape[::-1])
    np.testing.assert_array_equal(back.T, dense(inside, shape))
    [(again, who)] = router.nearest_of_each(points, [facilities])
    np.testing.assert_array_equal(again, distance)
    np.testing.assert_array_equal(who, nearest)


@dataclass(frozen=True)
class EdgeCosts:
    forward: Floats
    backward: Floats

    @property
    def turned(self) -> EdgeCosts:
        return EdgeCosts(self.backward, self.forward)


def plain_costs(net: WalkNetwork) -> EdgeCosts:
    length = exact(net.edge_length)
    return EdgeCosts(length, np.where(net.edge_flags & ONEWAY, np.inf, length))


@settings(max_examples=100, deadline=None)
@given(seed=seeds, size=st.integers(2, 25))
def test_contraction_and_costs_spelled_out_change_no_bit(nets, oracle, seed, size):
    net, points, facilities = make(nets, oracle, seed, size)
    joined, single = Router(net), Router(net, contracted=False)
    spelled = Router(net, costs=plain_costs(net))
    assert joined.graph.chains <= single.graph.chains
    expected = joined.nearest(points, facilities)
    for other in (single, spelled):
        distance, nearest = other.nearest(points, facilities)
        np.testing.assert_array_equal(distance, expected[0])
        np.testing.assert_array_equal(nearest, expected[1])
        matrix, same = joined.distances(points, facilities, 500), other.distances(points, facilities, 500)
        assert (matrix != same).nnz == 0
        assert matrix.nnz == same.nnz


@settings(max_examples=60, deadline=None)
@given(seed=seeds, size=st.integers(2, 25))
def test_order_of_edges_and_of_facilities_changes_no_bit(nets, oracle, seed, size):
    net, points, facilities = make(nets, oracle, seed, size)
    rng = np.random.default_rng(seed + 1)
    distance, nearest = Router(net).nearest(points, facilities)

    order = rng.permutation(net.edge_count)
    place = np.argsort(order)
    mixed = rearranged(net, order)

    def on_mixed(on: OnNetwork) -> OnNetwork:
        return replace(on, edge=np.where(on.edge >= 0, place[on.edge], -1).astype(np.int32))

    np.testing.assert_array_equal(Router(mixed).nearest(on_mixed(points), on_mixed(facilities))[0], distance)

    shuffle = rng.permutation(facilities.count)
    again, who = Router(net).nearest(points, facilities.pick(shuffle))
    np.testing.assert_array_equal(again, distance)
    np.testing.assert_array_equal(who >= 0, nearest >= 0)


def rearranged(net: WalkNetwork, order: np.ndarray) -> WalkNetwork:
    first, count = net.edge_first[:-1], np.diff(net.edge_first)
    vertices = np.concatenate([np.arange(first[e], first[e] + count[e]) for e in order])
    return replace(
        net, edge_u=net.edge_u[order], edge_v=net.edge_v[order], edge_length=net.edge_length[order],
        edge_class=net.edge_class[order], edge_flags=net.edge_flags[order],
        vertex_x=net.vertex_x[vertices], vertex_y=net.vertex_y[vertices],
        edge_first=np.concatenate([[0], np.cumsum(count[order])]).astype(np.int64),
    )  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(seed=seeds, size=st.integers(2, 25))
def test_distances_on_foot_are_a_metric_to_the_last_bit(nets, seed, size):
    rng = np.random.default_rng(seed)
    net = nets.random(rng, size)
    points = nets.points(rng, net, 10)
    router = Router(net)
    far = dense(router.distances(points, points, np.inf), (10, 10))
    np.testing.assert_array_equal(far, far.T)
    np.testing.assert_array_equal(np.diag(far)[1:], 2 * exact(points.leg_m[1:]))  # there and back to the way
    via = (far[:, :, None] + far[None, :, :]).min(axis=1)
    assert (far <= via).all()

    x, y = np.full(10, np.nan), np.full(10, np.nan)
    x[1:], y[1:] = router.shapes.coordinates(points.edge[1:], points.offset_m[1:])
    air = np.hypot(x[:, None] - x, y[:, None] - y) + points.leg_m[:, None] + points.leg_m
    assert (far[1:, 1:] >= air[1:, 1:] - 1e-6).all()


@settings(max_examples=60, deadline=None)
@given(seed=seeds, size=st.integers(2, 25))
def test_one_more_facility_or_entrance_makes_nobody_worse_off(nets, oracle, seed, size):
    net, points, facilities = make(nets, oracle, seed, size)
    router = Router(net)
    fewer, _ = router.nearest(points, facilities.pick(np.arange(facilities.count - 1)))
    more, who = router.nearest(points, facilities)
    assert (more <= fewer).all()
    changed = more < fewer
    assert (who[changed] == facilities.count - 1).all()
    one_door, _ = router.nearest(points, facilities.primary)
    assert (more <= one_door).all()


@settings(max_examples=40, deadline=None)
@given(seed=seeds, size=st.integers(2, 25))
def test_slower_ways_are_longer_and_closed_ways_are_not_used(nets, oracle, seed, size):
    net, points, facilities = make(nets, oracle, seed, size)
    rng = np.random.default_rng(seed)
    plain = plain_costs(net)
    slow = exact(np.where(rng.random(net.edge_count) < 0.5, 1.5, 1.0) * net.edge_length)
    closed = rng.random(net.edge_count) < 0.15
    forward = np.where(closed, np.inf, slow)
    router = Router(net, costs=EdgeCosts(forward, np.where(np.isinf(plain.backward), np.inf, forward)))
    before, _ = Router(net).nearest(points, facilities)
    after, _ = router.nearest(points, facilities)
    assert (after >= before).all()
    assert (router.graph.of_edge[closed] == -1).all()
    assert not router.allowed_edges[closed].any()
    for i in range(points.count):
        route = router.route(points.pick(np.array([i])), facilities)
        if route is not None:
            assert not closed[route.edges].any()
            assert route.total_m == after[i]


@settings(max_examples=60, deadline=None)
@given(seed=seeds, size=st.integers(2, 25))
def test_a_route_tells_the_edges_it_walks(nets, oracle, seed, size):
    net, points, facilities = make(nets, oracle, seed, size)
    router = Router(net)
    for i in range(points.count):
        here = points.pick(np.array([i]))
        route = router.route(here, facilities.pick(np.arange(facilities.count)))
        if route is None:
            continue
        assert route.metres.sum() == pytest.approx(route.length_m, abs=1e-6)
        assert (np.minimum(route.from_m, route.to_m) >= 0).all()
        assert (np.maximum(route.from_m, route.to_m) <= net.edge_length[route.edges] + 1e-6).all()
        against = route.to_m < route.from_m - 1e-6
        assert not (net.edge_flags[route.edges[against]] & ONEWAY).any()
        for place, row, k in ((here, route.start_place, 0), (facilities, route.end_place, -1)):
            x, y = router.shapes.coordinates(place.edge[[row]], place.offset_m[[row]])
            assert (route.x[k], route.y[k]) == (pytest.approx(x[0]), pytest.approx(y[0]))
        # Every edge begins where the one before has ended.
        ends = np.stack([net.edge_u[route.edges], net.edge_v[route.edges]])
        for k in range(1, len(route.edges)):
            left = ends[int(route.to_m[k - 1] > route.from_m[k - 1]), k - 1]
            entered = ends[int(route.to_m[k] < route.from_m[k]), k]
            if min(route.metres[k - 1], route.metres[k]) > 1e-6:
                assert left == entered


def test_lengths_are_multiples_of_the_quantum_and_sums_exact(nets):
    net = nets.random(np.random.default_rng(5), 40)
    graph = build_graph(net)
    for values in (graph.length, graph.start, graph.edge_cost, graph.cost):
        np.testing.assert_array_equal(values / QUANTUM_M, np.round(values / QUANTUM_M))
    assert graph.length.sum() == exact(net.edge_length).sum()
    assert np.isinf(exact([np.inf]))[0]


def test_an_edge_that_costs_more_uphill_is_refused(nets):
    net = nets.of([(0, 0), (10, 0)], [(0, 1, [])])
    with pytest.raises(ValueError, match="both ways"):
        build_graph(net, EdgeCosts(np.array([10.0]), np.array([12.0])))
