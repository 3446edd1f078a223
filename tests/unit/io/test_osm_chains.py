"""Contraction changes no distance and loses no metre."""

from __future__ import annotations

import itertools

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import dijkstra

from quartiermap.domain.network import CONDITIONAL, ONEWAY, WalkNetwork
from quartiermap.domain.progress import Progress
from quartiermap.io.chains import VertexMarks, WayColumns, build_network

NODES = 12


def distances(u, v, length, one_way, count: int):
    """All distances of a graph with parallel edges, loops and one-ways."""
    best: dict[tuple[int, int], float] = {}
    for a, b, d, only in zip(u, v, length, one_way, strict=True):
        for key in [(a, b)] if only else [(a, b), (b, a)]:
            if a != b:
                best[key] = min(d, best.get(key, np.inf))
    pairs = list(best)
    graph = coo_matrix(
        ([best[p] for p in pairs], ([a for a, _ in pairs], [b for _, b in pairs])), shape=(count, count)
    )
    return dijkstra(graph.tocsr(), directed=True)


ways = st.lists(
    st.tuples(st.lists(st.integers(0, NODES - 1), min_size=1, max_size=8), st.integers(0, 1), st.booleans()),
    min_size=1,
    max_size=6,
)


@settings(max_examples=200, deadline=None)
@given(ways, st.integers(0, 2**32 - 1))
def test_distances_and_lengths_equal_those_of_the_raw_ways(
    drawn: list[tuple[list[int], int, bool]], seed: int
) -> None:
    chance = np.random.default_rng(seed)
    x, y = chance.uniform(0, 1000, NODES), chance.uniform(0, 1000, NODES)
    vertices = np.array([n for way, _, _ in drawn for n in way], np.int64)
    first = np.cumsum([0, *(len(way) for way, _, _ in drawn)])
    columns = WayColumns(
        np.array([c for _, c, _ in drawn], np.int16),
        np.array([ONEWAY * only for _, _, only in drawn], np.uint8),
    )
    net = build_network(x, y, vertices, first, columns, ("a", "b"), "osm", Progress())
    raw = [(a, b, c, only) for way, c, only in drawn for a, b in itertools.pairwise(way) if a != b]
    lengths = [float(np.hypot(x[a] - x[b], y[a] - y[b])) for a, b, _, _ in raw]
    assert abs(net.length_m - sum(lengths)) < 1e-6
    if not raw:
        assert net.edge_count == 0
        return
    whole = distances([r[0] for r in raw], [r[1] for r in raw], lengths, [r[3] for r in raw], NODES)
    kept = [int(np.flatnonzero((x == a) & (y == b))[0]) for a, b in zip(net.node_x, net.node_y, strict=True)]
    only = ((net.edge_flags & ONEWAY) > 0).tolist()
    short = distances(
        net.edge_u.tolist(), net.edge_v.tolist(), net.edge_length.tolist(), only, net.node_count
    )
    np.testing.assert_allclose(short, whole[np.ix_(kept, kept)], atol=1e-6)
    same = net.component[:, None] == net.component[None, :]
    connected = distances(
        net.edge_u.tolist(),
        net.edge_v.tolist(),
        net.edge_length.tolist(),
        [False] * net.edge_count,
        net.node_count,
    )
    np.testing.assert_array_equal(np.isfinite(connected), same)
    by_class = np.bincount(net.edge_class, weights=net.edge_length, minlength=2)
    for number in (0, 1):
        own = sum(d for d, r in zip(lengths, raw, strict=True) if r[2] == number)
        assert abs(by_class[number] - own) < 1e-6
    for edge in range(net.edge_count):
        at = slice(net.edge_first[edge], net.edge_first[edge + 1])
        assert net.vertex_x[at][0] == net.node_x[net.edge_u[edge]]
        assert net.vertex_x[at][-1] == net.node_x[net.edge_v[edge]]


def straight(names: list[int], kerbs: list[int], **marks) -> WalkNetwork:
    """Return five vertices in a row as four ways of one segment with these names and kerbs."""
    x, y = np.arange(5.0) * 10, np.zeros(5)
    columns = WayColumns(
        np.zeros(4, np.int16),
        np.zeros(4, np.uint8),
        np.array(names, np.int32),
        {"kerb_mm": np.array(kerbs, np.int16)},
    )
    vertices = np.array([0, 1, 1, 2, 2, 3, 3, 4])
    return build_network(
        x,
        y,
        vertices,
        np.arange(0, 9, 2),
        columns,
        ("footway",),
        "osm",
        Progress(),
        names=("A", "B"),
        **marks,
    )


def test_an_edge_ends_where_name_or_attributes_change() -> None:
    net = straight([0, 0, 1, 1], [-1, -1, -1, 30])
    assert sorted(net.edge_length.tolist()) == [10.0, 10.0, 20.0]
    assert {net.street(e) for e in range(3)} == {"A", "B"}
    assert sorted(net.attribute("kerb_mm").tolist()) == [-1, -1, 30]


def test_a_kerb_or_bollard_inside_an_edge_counts_for_it_the_highest_wins() -> None:
    kerb, barrier = np.full(5, -1, np.int16), np.full(5, -1, np.int16)
    kerb[1], kerb[2], barrier[3] = 30, 120, 1
    marks = VertexMarks({"kerb_mm": kerb, "barrier": barrier}, np.zeros(5, bool), np.array([True]))
    net = straight([0] * 4, [-1] * 4, marks=marks)
    assert (net.edge_count, net.attribute("kerb_mm").tolist(), net.attribute("barrier").tolist()) == (
        1,
        [120],
        [1],
    )


def test_at_a_junction_a_kerb_belongs_to_the_footway_that_ends_there() -> None:
    x, y = np.array([0.0, 10.0, 20.0, 10.0]), np.array([0.0, 0.0, 0.0, 5.0])
    columns = WayColumns(np.array([0, 1], np.int16), np.zeros(2, np.uint8))
    kerb = np.array([-1, 30, -1, -1], np.int16)
    marks = VertexMarks({"kerb_mm": kerb}, np.array([False, True, False, False]), np.array([False, True]))
    net = build_network(
        x, y, np.array([0, 1, 2, 1, 3]), np.array([0, 3, 5]), columns, ("residential", "footway"), "osm", Progress(),
        marks=marks,
    )  # fmt: skip
    by_class = dict(zip(net.edge_class.tolist(), net.attribute("kerb_mm").tolist(), strict=True))
    assert by_class == {0: -1, 1: 30}
    assert dict(zip(net.edge_class.tolist(), (net.edge_flags == CONDITIONAL).tolist(), strict=True)) == {
        0: False,
        1: True,
    }


def test_a_kerb_on_a_road_is_not_met_by_who_walks_along_it() -> None:
    kerb = np.array([-1, -1, 120, -1, -1], np.int16)
    marks = VertexMarks({"kerb_mm": kerb}, np.zeros(5, bool), np.array([False]))
    assert straight([0] * 4, [-1] * 4, marks=marks).attribute("kerb_mm").tolist() == [-1]
