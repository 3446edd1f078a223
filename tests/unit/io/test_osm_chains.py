"""Contraction changes no distance and loses no metre."""

from __future__ import annotations

import itertools

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import dijkstra

from quartiermap.domain.progress import Progress
from quartiermap.io.chains import build_network

NODES = 12


def distances(u, v, length, count: int):
    """All distances of a graph with parallel edges and loops."""
    best: dict[tuple[int, int], float] = {}
    for a, b, d in zip(u, v, length, strict=True):
        if a != b:
            key = (min(a, b), max(a, b))
            best[key] = min(d, best.get(key, np.inf))
    pairs = list(best)
    graph = coo_matrix(
        ([best[p] for p in pairs], ([a for a, _ in pairs], [b for _, b in pairs])), shape=(count, count)
    )
    return dijkstra(graph.tocsr(), directed=False)


ways = st.lists(
    st.tuples(st.lists(st.integers(0, NODES - 1), min_size=1, max_size=8), st.integers(0, 1)),
    min_size=1,
    max_size=6,
)


@settings(max_examples=200, deadline=None)
@given(ways, st.integers(0, 2**32 - 1))
def test_distances_and_lengths_equal_those_of_the_raw_ways(
    drawn: list[tuple[list[int], int]], seed: int
) -> None:
    chance = np.random.default_rng(seed)
    x, y = chance.uniform(0, 1000, NODES), chance.uniform(0, 1000, NODES)
    vertices = np.array([n for way, _ in drawn for n in way], np.int64)
    first = np.cumsum([0, *(len(way) for way, _ in drawn)])
    classes = np.array([c for _, c in drawn], np.int16)
    net = build_network(
        x, y, vertices, first, classes, np.zeros(len(drawn), np.uint8), ("a", "b"), "osm", Progress()
    )
    raw = [(a, b) for way, _ in drawn for a, b in itertools.pairwise(way) if a != b]
    lengths = [float(np.hypot(x[a] - x[b], y[a] - y[b])) for a, b in raw]
    assert abs(net.length_m - sum(lengths)) < 1e-6
    if not raw:
        assert net.edge_count == 0
        return
    whole = distances([a for a, _ in raw], [b for _, b in raw], lengths, NODES)
    kept = [int(np.flatnonzero((x == a) & (y == b))[0]) for a, b in zip(net.node_x, net.node_y, strict=True)]
    short = distances(net.edge_u.tolist(), net.edge_v.tolist(), net.edge_length.tolist(), net.node_count)
    np.testing.assert_allclose(short, whole[np.ix_(kept, kept)], atol=1e-6)
    same = net.component[:, None] == net.component[None, :]
    np.testing.assert_array_equal(np.isfinite(short), same)
    by_class = np.bincount(net.edge_class, weights=net.edge_length, minlength=2)
    for number in (0, 1):
        own = sum(
            float(np.hypot(x[a] - x[b], y[a] - y[b]))
            for way, c in drawn
            if c == number
            for a, b in itertools.pairwise(way)
        )
        assert abs(by_class[number] - own) < 1e-6
