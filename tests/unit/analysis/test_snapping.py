"""Points onto edges: hand-computed places, shapely as an independent ruler, and the rules for missing things."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from quartiermap.analysis.snapping import EdgeIndex, EdgeShapes, snap

seeds = st.integers(0, 2**32 - 1)


def lines_of(net):
    xy = np.column_stack([net.vertex_x, net.vertex_y])
    return np.array(
        [shapely.LineString(xy[a:b]) for a, b in zip(net.edge_first[:-1], net.edge_first[1:], strict=True)]
    )


def test_known_places(nets):
    # An L of 100 m east and 50 m north, and a parallel road 200 m above.
    net = nets.of([(0, 0), (100, 50), (0, 200), (100, 200)], [(0, 1, [(100, 0)]), (2, 3, [])])
    on = snap(net, np.array([30.0, 104.0, -3.0, 50.0, 50.0]), np.array([-7.0, 20.0, -4.0, 190.0, 900.0]), 250)
    assert on.edge.tolist() == [0, 0, 0, 1, -1]
    assert on.offset_m.tolist()[:4] == [30.0, 120.0, 0.0, 50.0]
    assert np.isnan(on.offset_m[4])
    assert on.leg_m.tolist() == [7.0, 4.0, 5.0, 10.0, 700.0]


def test_limit_is_included_and_beyond_it_the_distance_is_told(nets):
    net = nets.of([(0, 0), (100, 0)], [(0, 1, [])])
    on = snap(net, np.array([50.0, 50.0]), np.array([250.0, 250.001]), 250)
    assert on.edge.tolist() == [0, -1]
    assert on.leg_m.tolist() == [250.0, 250.001]


def test_missing_coordinates_are_placed_nowhere(nets):
    net = nets.of([(0, 0), (100, 0)], [(0, 1, [])])
    on = snap(net, np.array([np.nan, 5.0]), np.array([0.0, np.nan]), 250)
    assert on.edge.tolist() == [-1, -1]
    assert np.isnan(on.leg_m).all()


def test_only_allowed_edges_are_used(nets):
    net = nets.of([(0, 0), (100, 0), (0, 50), (100, 50)], [(0, 1, []), (2, 3, [])])
    x, y = np.array([50.0]), np.array([1.0])
    assert snap(net, x, y, 250).edge.tolist() == [0]
    assert snap(net, x, y, 250, np.array([False, True])).edge.tolist() == [1]
    assert snap(net, x, y, 250, np.array([1])).leg_m.tolist() == [49.0]
    nothing = snap(net, x, y, 250, np.zeros(2, bool))
    assert nothing.edge.tolist() == [-1]
    assert np.isinf(nothing.leg_m).all()


def test_of_equally_near_edges_the_lowest_number_wins(nets):
    net = nets.of([(0, 10), (9, 10), (0, -10), (9, -10)], [(0, 1, []), (2, 3, [])])
    assert snap(net, np.array([5.0]), np.array([0.0]), 99).edge.tolist() == [0]


def test_repeated_vertices_do_no_harm(nets):
    net = nets.of([(0, 0), (10, 0)], [(0, 1, [(0, 0), (4, 0), (4, 0)])])
    on = snap(net, np.array([4.0, 7.0]), np.array([3.0, 0.0]), 99)
    assert on.offset_m.tolist() == [4.0, 7.0]
    x, _ = EdgeShapes(net).coordinates(np.array([0, 0]), np.array([4.0, 7.0]))
    assert x.tolist() == [4.0, 7.0]


@settings(max_examples=40, deadline=None)
@given(seed=seeds, size=st.integers(2, 40))
def test_leg_equals_the_distance_that_shapely_measures(nets, seed, size):
    rng = np.random.default_rng(seed)
    net = nets.random(rng, size)
    x, y = rng.uniform(477_000, 479_500, 60), rng.uniform(5_472_000, 5_474_500, 60)
    at = rng.integers(0, len(net.vertex_x), 10)
    x[:10], y[:10] = net.vertex_x[at], net.vertex_y[at]  # points exactly on vertices
    on = snap(net, x, y, 1e9)
    lines = lines_of(net)
    away = shapely.distance(lines[None, :], shapely.points(x, y)[:, None])
    np.testing.assert_allclose(on.leg_m, away.min(axis=1), rtol=0, atol=1e-8)
    # The place itself lies that far away, on that edge.
    px, py = EdgeShapes(net).coordinates(on.edge.astype(np.int64), on.offset_m)
    np.testing.assert_allclose(np.hypot(px - x, py - y), on.leg_m, rtol=0, atol=1e-8)
    there = shapely.line_interpolate_point(lines[on.edge], on.offset_m)
    np.testing.assert_allclose(np.hypot(px - shapely.get_x(there), py - shapely.get_y(there)), 0, atol=1e-7)
    assert (on.offset_m <= net.edge_length[on.edge] + 1e-9).all()


@settings(max_examples=20, deadline=None)
@given(seed=seeds)
def test_a_long_thin_detour_of_candidates_is_still_exact(nets, seed):
    """A hundred short edges beside one long one: the first eight candidates are not enough."""
    rng = np.random.default_rng(seed)
    comb = [(float(k), 30.0 + rng.uniform(0, 1)) for k in range(200)]
    nodes = [*comb, (-500.0, 0.0), (700.0, 0.0)]
    net = nets.of(nodes, [*((k, k + 1, []) for k in range(199)), (200, 201, [])])
    x, y = rng.uniform(0, 199, 50), rng.uniform(10, 20, 50)
    on = EdgeIndex(net).locate(x, y, 1e9)
    away = shapely.distance(lines_of(net)[None, :], shapely.points(x, y)[:, None])
    np.testing.assert_allclose(on.leg_m, away.min(axis=1), rtol=0, atol=1e-9)


def test_lengths_equal_the_edge_lengths(nets):
    net = nets.random(np.random.default_rng(3), 30)
    np.testing.assert_allclose(EdgeShapes(net).length, net.edge_length, rtol=0, atol=1e-9)
    assert EdgeShapes(net).length.sum() == pytest.approx(net.length_m)
