"""Small walk networks for the tests of the analysis, made by hand or at random from a seed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise

import networkx as nx
import numpy as np
import pytest

from quartiermap.domain.network import OnNetwork, WalkNetwork

Shape = Sequence[tuple[float, float]]

ORIGIN = np.array([478_000.0, 5_473_000.0])
"""A place in UTM zone 32, so that the tests run at the digits of real coordinates."""


def network_of(
    nodes: Sequence[tuple[float, float]],
    edges: Sequence[tuple[int, int, Shape]],
    classes: Sequence[str] = (),
) -> WalkNetwork:
    """Return the network with these nodes and edges (u, v, inner vertices)."""
    xy = np.array(nodes, float).reshape(-1, 2)
    shapes = [np.array([nodes[u], *inner, nodes[v]], float) for u, v, inner in edges]
    names = tuple(dict.fromkeys(classes)) or ("residential",)
    return WalkNetwork(
        node_x=xy[:, 0],
        node_y=xy[:, 1],
        edge_u=np.array([e[0] for e in edges], np.int32),
        edge_v=np.array([e[1] for e in edges], np.int32),
        edge_length=np.array([np.hypot(*np.diff(s, axis=0).T).sum() for s in shapes]),
        vertex_x=np.concatenate([s[:, 0] for s in shapes]) if shapes else np.zeros(0),
        vertex_y=np.concatenate([s[:, 1] for s in shapes]) if shapes else np.zeros(0),
        edge_first=np.cumsum([0, *(len(s) for s in shapes)]).astype(np.int64),
        edge_class=np.array([names.index(c) for c in classes] or [0] * len(edges), np.int16),
        edge_flags=np.zeros(len(edges), np.uint8),
        classes=names,
    )


def random_net(rng: np.random.Generator, size: int) -> WalkNetwork:
    """Return a net with loops, parallel edges, long chains, dead ends, rings and islands, at UTM coordinates."""
    nodes = [tuple(p) for p in (rng.uniform(0, 400, (size, 2)) + ORIGIN).round(3)]
    edges: list[tuple[int, int, list[tuple[float, float]]]] = []

    def bend(u: int, v: int, count: int) -> list[tuple[float, float]]:
        share = np.linspace(0, 1, count + 2)[1:-1, None]
        line = np.array(nodes[u]) * (1 - share) + np.array(nodes[v]) * share
        return [tuple(p) for p in line + rng.normal(0, 15, line.shape)]

    for u in range(1, size):
        if rng.random() < 0.9:  # otherwise a new island begins
            v = int(rng.integers(max(0, u - 4), u))
            edges.append((u, v, bend(u, v, int(rng.integers(0, 4)))))
    for _ in range(size // 3):
        u, v = (int(k) for k in rng.integers(0, size, 2))
        edges.append((u, v, bend(u, v, 3)))  # u == v: a loop
    for u, v, _ in [edges[int(k)] for k in rng.integers(0, len(edges), 2)] if edges else []:
        edges.append((v, u, bend(u, v, 2)[::-1]))  # a parallel edge, the other way round
    ring = [len(nodes) + k for k in range(3)]
    nodes += [tuple(p) for p in (rng.uniform(600, 700, (3, 2)) + ORIGIN).round(3)]
    edges += [(ring[0], ring[1], []), (ring[2], ring[1], []), (ring[2], ring[0], [])]
    return network_of(nodes, edges)


def split_graph(network: WalkNetwork, groups: dict[str, OnNetwork]) -> nx.Graph:
    """Return the network physically split at every point, each point hung on with its leg.

    Nodes are junction numbers and ``(group, position)``. Deliberately naive: the oracle of the tests.
    """
    graph = nx.Graph()
    graph.add_nodes_from(range(network.node_count))

    def join(a: object, b: object, length: float) -> None:
        if a != b and (not graph.has_edge(a, b) or graph[a][b]["w"] > length):
            graph.add_edge(a, b, w=max(length, 0.0))

    for e in range(network.edge_count):
        stops: list[tuple[float, object]] = [
            (0.0, int(network.edge_u[e])),
            (float(network.edge_length[e]), int(network.edge_v[e])),
        ]
        for group, on in groups.items():
            here = np.flatnonzero(on.edge == e)
            stops += [(float(on.offset_m[k]), ("foot", group, int(k))) for k in here]
        stops[2:] = sorted(stops[2:], key=lambda s: s[0])
        line = [stops[0], *stops[2:], stops[1]]
        if len(line) == 2:
            join(line[0][1], line[1][1], line[1][0])
        for (at, a), (to, b) in pairwise(line):
            join(a, b, to - at)
    for group, on in groups.items():
        for k, leg in enumerate(on.leg_m):
            graph.add_node((group, k))
            if on.edge[k] >= 0:
                join((group, k), ("foot", group, k), float(leg))
    return graph


def graph_distances(graph: nx.Graph, froms: str, count: int, tos: str, others: int) -> np.ndarray:
    """Return all distances between two groups of points of `split_graph`, inf where there is no way."""
    found = np.full((count, others), np.inf)
    for k in range(count):
        reach = nx.single_source_dijkstra_path_length(graph, (froms, k), weight="w")
        for j in range(others):
            found[k, j] = reach.get((tos, j), np.inf)
    return found


def random_points(rng: np.random.Generator, network: WalkNetwork, count: int) -> OnNetwork:
    """Return points on random edges: at ends, at vertices, in between, some with no leg, one off the net."""
    edge = rng.integers(0, network.edge_count, count).astype(np.int32)
    share = rng.choice([0.0, 1.0, -1.0], count, p=[0.15, 0.15, 0.7])
    share = np.where(share < 0, rng.uniform(0, 1, count), share)
    leg = np.where(rng.random(count) < 0.3, 0.0, rng.uniform(0, 30, count))
    offset = share * network.edge_length[edge]
    edge[0], offset[0], leg[0] = -1, np.nan, 800.0
    return OnNetwork(edge, offset, leg)


class Nets:
    """The functions above, handed to tests as one fixture."""

    of = staticmethod(network_of)
    random = staticmethod(random_net)
    points = staticmethod(random_points)
    split = staticmethod(split_graph)
    distances: Callable[..., np.ndarray] = staticmethod(graph_distances)


@pytest.fixture(scope="session")
def nets() -> type[Nets]:
    """Return builders of small networks and the naive oracle."""
    return Nets
