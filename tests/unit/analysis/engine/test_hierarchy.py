"""Two passes over the hierarchy give what a search gives, bit for bit."""

from __future__ import annotations

import heapq

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quartiermap.analysis.engine.graph import exact
from quartiermap.analysis.engine.hierarchy import Hierarchy

Arcs = list[tuple[int, int, float]]


def rows(nodes: int, arcs: Arcs) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return arcs (from, to, cost) in compressed rows, in both directions (``inf``: not allowed)."""
    both = arcs + [(q, p, np.inf) for p, q, _ in arcs]
    both.sort(key=lambda arc: arc[0])
    first = np.searchsorted([p for p, _, _ in both], np.arange(nodes + 1)).astype(np.int64)
    return first, np.array([q for _, q, _ in both], np.int32), np.array([w for _, _, w in both], float)


def plain(nodes: int, arcs: Arcs, seeds: list[tuple[int, float]]) -> list[float]:
    """Return the distances by a search that knows nothing of hierarchies."""
    to: list[list[tuple[int, float]]] = [[] for _ in range(nodes)]
    for p, q, w in arcs:
        to[p].append((q, w))
    best = [np.inf] * nodes
    heap = [(w, p) for p, w in seeds]
    heapq.heapify(heap)
    while heap:
        d, p = heapq.heappop(heap)
        if d >= best[p]:
            continue
        best[p] = d
        for q, w in to[p]:
            heapq.heappush(heap, (d + w, q))
    return best


def random_arcs(rng: np.random.Generator, nodes: int, count: int, one_way: float) -> Arcs:
    """Return streets both ways and some one way: parallels, islands, dead ends, ties."""
    arcs: Arcs = []
    for _ in range(count):
        p = int(rng.integers(nodes))
        q = (p + 1) % nodes if rng.random() < 0.5 else int(rng.integers(nodes))
        w = float(exact(rng.choice([10.0, 20.0, 0.0, rng.uniform(0, 50)])))
        arcs.append((p, q, w))
        if rng.random() >= one_way:
            arcs.append((q, p, w))
    return arcs


def some_seeds(rng: np.random.Generator, nodes: int) -> list[tuple[int, float]]:
    return [(int(p), float(exact(rng.uniform(0, 30)))) for p in rng.integers(0, nodes, rng.integers(0, 4))]


def swept(hierarchy: Hierarchy, seeds: list[tuple[int, float]]) -> list[float]:
    found = hierarchy.distances(
        np.array([p for p, _ in seeds], np.int32), np.array([w for _, w in seeds], float)
    )
    return found[hierarchy.rank].tolist()


@settings(max_examples=150, deadline=None)
@given(st.integers(0, 2**32 - 1), st.integers(1, 30), st.integers(0, 70), st.sampled_from([0.0, 0.3, 1.0]))
def test_any_small_town(seed: int, nodes: int, count: int, one_way: float) -> None:
    rng = np.random.default_rng(seed)
    arcs = random_arcs(rng, nodes, count, one_way)
    hierarchy = Hierarchy.of(*rows(nodes, arcs), same=one_way == 0.0)
    for _ in range(5):
        seeds = some_seeds(rng, nodes)
        assert swept(hierarchy, seeds) == plain(nodes, arcs, seeds)


@pytest.mark.parametrize("one_way", [0.0, 0.2])
def test_other_costs_on_the_same_streets(one_way: float) -> None:
    rng = np.random.default_rng(8)
    arcs = random_arcs(rng, 200, 330, one_way)
    first, other, cost = rows(200, arcs)
    hierarchy = Hierarchy.of(first, other, cost, same=one_way == 0.0)
    origin = np.repeat(np.arange(200), np.diff(first))
    for share in (0.02, 0.3, 1.0):
        shut = {
            frozenset(ends)
            for ends in zip(origin.tolist(), other.tolist(), strict=True)
            if rng.random() < share
        }
        closed = np.array([frozenset(e) in shut for e in zip(origin.tolist(), other.tolist(), strict=True)])
        less = hierarchy.with_costs(first, other, np.where(closed, np.inf, cost))
        left = [arc for arc in arcs if frozenset(arc[:2]) not in shut]
        for _ in range(5):
            seeds = some_seeds(rng, 200)
            assert swept(less, seeds) == plain(200, left, seeds)
    assert swept(hierarchy, [(3, 1.0)]) == plain(200, arcs, [(3, 1.0)])  # the first one has stayed as it was


def test_a_city_needs_few_shortcuts() -> None:
    """Leaving out nodes with few neighbours first keeps a grid of streets at some fifteen arcs a node."""
    side = 60
    node = np.arange(side * side).reshape(side, side)
    ends = np.concatenate([
        np.column_stack([node[:, :-1].ravel(), node[:, 1:].ravel()]),
        np.column_stack([node[:-1].ravel(), node[1:].ravel()]),
    ])  # fmt: skip
    arcs = [(int(p), int(q), 1.0) for p, q in ends] + [(int(q), int(p), 1.0) for p, q in ends]
    hierarchy = Hierarchy.of(*rows(side * side, arcs), same=True)
    assert len(hierarchy.up) < 20 * side * side
    corner = swept(hierarchy, [(0, 0.0)])
    assert corner == np.add.outer(np.arange(side), np.arange(side)).ravel().tolist()
