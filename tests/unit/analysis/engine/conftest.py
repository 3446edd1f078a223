"""Oracles for the engine: a directed graph physically split at every place, searched by networkx."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise

import networkx as nx
import numpy as np
import pytest

from quartiermap.domain.network import ONEWAY, OnNetwork, WalkNetwork


def with_one_ways(rng: np.random.Generator, network: WalkNetwork, share: float = 0.2) -> WalkNetwork:
    """Return the network with some edges walked from u to v only."""
    flags = np.where(rng.random(network.edge_count) < share, ONEWAY, 0).astype(np.uint8)
    return replace(network, edge_flags=flags)


def several_places(rng: np.random.Generator, on: OnNetwork) -> OnNetwork:
    """Make groups of one to three neighbouring rows places of one point."""
    owner = np.cumsum(rng.random(len(on.edge)) < 0.6)
    owner -= owner[0]
    return OnNetwork(on.edge, on.offset_m, on.leg_m, owner.astype(np.int32))


def directed_distances(network: WalkNetwork, froms: OnNetwork, tos: OnNetwork) -> np.ndarray:
    """Return all walking distances between points (with all their places); inf where there is no way."""
    graph = nx.DiGraph()

    def join(a: object, b: object, length: float) -> None:
        if not graph.has_edge(a, b) or graph[a][b]["w"] > length:
            graph.add_edge(a, b, w=max(length, 0.0))

    for e in range(network.edge_count):
        line: list[tuple[float, object]] = [(0.0, int(network.edge_u[e]))]
        feet: list[tuple[float, object]] = []
        for group, on in (("f", froms), ("t", tos)):
            feet += [(float(on.offset_m[k]), (group, "foot", int(k))) for k in np.flatnonzero(on.edge == e)]
        line += sorted(feet, key=lambda stop: stop[0])
        line.append((float(network.edge_length[e]), int(network.edge_v[e])))
        for (at, a), (to, b) in pairwise(line):
            join(a, b, to - at)
            if to == at or not network.edge_flags[e] & ONEWAY:
                join(b, a, to - at)
    for k in np.flatnonzero(froms.edge >= 0):
        join(("from", int(froms.owners[k])), ("f", "foot", int(k)), float(froms.leg_m[k]))
    for k in np.flatnonzero(tos.edge >= 0):
        join(("t", "foot", int(k)), ("to", int(tos.owners[k])), float(tos.leg_m[k]))
    found = np.full((froms.count, tos.count), np.inf)
    for i in range(froms.count):
        if ("from", i) in graph:
            reach = nx.single_source_dijkstra_path_length(graph, ("from", i), weight="w")
            for j in range(tos.count):
                found[i, j] = reach.get(("to", j), np.inf)
    return found


class Oracle:
    """The functions above, handed to tests as one fixture."""

    one_ways = staticmethod(with_one_ways)
    several = staticmethod(several_places)
    distances: Callable[..., np.ndarray] = staticmethod(directed_distances)


@pytest.fixture(scope="session")
def oracle() -> type[Oracle]:
    """Return the directed oracle and what makes nets harder."""
    return Oracle
