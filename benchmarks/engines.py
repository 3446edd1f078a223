"""The other libraries, each in the form that suits it best; built once, asked often.

An engine gets the split graph (`benchmarks.streets.Split`) and answers two questions in metres: how far is the
nearest facility of a kind from every cell, and how far is every cell from some cells up to a limit. ``inf``: not
reached; NaN: the engine says nothing. Multi-source search: by the library itself where it has one, else from one
extra node with edges of no length, which is the best that can be done with it.

igraph is GPL, pandana AGPL: to compare with, never to import from `quartiermap`, never to ship.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from benchmarks.streets import Floats, Nodes, Split


class Engine(Protocol):
    """A library with the graph built in."""

    def nearest(self, kind: str) -> Floats:
        """Return the distance of every cell to the nearest facility of a kind, shape (cells,)."""
        ...

    def rows(self, cells: Nodes, limit: float) -> Floats:
        """Return the distances from some cells (positions) to all, shape (some, cells); ``inf`` beyond the limit."""
        ...


@dataclass(frozen=True)
class Peer:
    """What there is to say about an engine."""

    id: str
    title: str
    module: str
    distribution: str
    licence: str
    build: type[Any]


def both_ways(graph: Split) -> tuple[Nodes, Nodes, Floats]:
    """Return every edge in both directions."""
    return np.concatenate([graph.u, graph.v]), np.concatenate([graph.v, graph.u]), np.concatenate([graph.w, graph.w])  # fmt: skip


def with_sources(graph: Split) -> tuple[Nodes, Nodes, Floats, dict[str, int]]:
    """Return directed edges with one extra source node per kind, for engines without multi-source search."""
    u, v, w = ([part] for part in both_ways(graph))
    source = {kind: graph.nodes + k for k, kind in enumerate(graph.kinds)}
    for kind, nodes in graph.kinds.items():
        u.append(np.full(len(nodes), source[kind]))
        v.append(nodes)
        w.append(np.zeros(len(nodes)))
    return np.concatenate(u), np.concatenate(v), np.concatenate(w), source


def shortest_parallel(u: Nodes, v: Nodes, w: Floats) -> tuple[Nodes, Nodes, Floats]:
    """Return directed edges without loops, of parallel ones the shortest; sorted by u, v."""
    keep = u != v
    u, v, w = u[keep], v[keep], w[keep]
    order = np.lexsort((w, v, u))
    u, v, w = u[order], v[order], w[order]
    first = np.ones(len(u), bool)
    first[1:] = (u[1:] != u[:-1]) | (v[1:] != v[:-1])
    return u[first], v[first], w[first]


class Scipy:
    """``scipy.sparse.csgraph.dijkstra(min_only=True)`` on the raw graph."""

    def __init__(self, graph: Split) -> None:
        from scipy.sparse import csr_matrix

        u, v, w = shortest_parallel(*both_ways(graph))  # csr_matrix would add parallel edges up
        pointer = np.concatenate([[0], np.cumsum(np.bincount(u, minlength=graph.nodes))]).astype(np.int32)
        self.matrix = csr_matrix((w, v.astype(np.int32), pointer), shape=(graph.nodes, graph.nodes))
        self.graph = graph

    def nearest(self, kind: str) -> Floats:
        from scipy.sparse.csgraph import dijkstra

        found: Floats = dijkstra(self.matrix, directed=True, indices=self.graph.kinds[kind], min_only=True)
        return found[self.graph.cells]

    def rows(self, cells: Nodes, limit: float) -> Floats:
        from scipy.sparse.csgraph import dijkstra

        found: Floats = dijkstra(self.matrix, directed=True, indices=self.graph.cells[cells], limit=limit)
        return found[:, self.graph.cells]


class Networkx:
    """``networkx.multi_source_dijkstra_path_length``."""

    def __init__(self, graph: Split) -> None:
        import networkx as nx

        self.net = nx.Graph()
        self.net.add_nodes_from(range(graph.nodes))
        u, v, w = shortest_parallel(np.minimum(graph.u, graph.v), np.maximum(graph.u, graph.v), graph.w)
        self.net.add_weighted_edges_from(zip(u.tolist(), v.tolist(), w.tolist(), strict=True))
        self.graph = graph
        self.cells = graph.cells.tolist()

    def nearest(self, kind: str) -> Floats:
        import networkx as nx

        reach = nx.multi_source_dijkstra_path_length(self.net, self.graph.kinds[kind].tolist())
        return np.array([reach.get(cell, np.inf) for cell in self.cells])

    def rows(self, cells: Nodes, limit: float) -> Floats:
        import networkx as nx

        found = []
        for cell in self.graph.cells[cells].tolist():
            reach = nx.single_source_dijkstra_path_length(self.net, cell, cutoff=limit)
            found.append([reach.get(other, np.inf) for other in self.cells])
        return np.array(found)


class Rustworkx:
    """``rustworkx.dijkstra_shortest_path_lengths``; edges carry their length, the cost function is ``float``."""

    def __init__(self, graph: Split) -> None:
        import rustworkx

        u, v, w, self.source = with_sources(graph)
        self.net = rustworkx.PyDiGraph(multigraph=True)
        self.net.add_nodes_from(range(graph.nodes + len(self.source)))
        self.net.add_edges_from(list(zip(u.tolist(), v.tolist(), w.tolist(), strict=True)))
        self.cells = graph.cells.tolist()

    def _from(self, start: int) -> Floats:
        import rustworkx

        reach = dict(rustworkx.dijkstra_shortest_path_lengths(self.net, start, float).items())
        reach[start] = 0.0
        return np.array([reach.get(cell, np.inf) for cell in self.cells])

    def nearest(self, kind: str) -> Floats:
        return self._from(self.source[kind])

    def rows(self, cells: Nodes, limit: float) -> Floats:
        return _cut(np.array([self._from(self.cells[cell]) for cell in cells.tolist()]), limit)


class Networkit:
    """``networkit.distance.Dijkstra`` and, for the rows, ``SPSP`` on all cores."""

    def __init__(self, graph: Split) -> None:
        import networkit

        u, v, w, self.source = with_sources(graph)
        self.net = networkit.GraphFromCoo((w, (u, v)), n=graph.nodes + len(self.source), weighted=True, directed=True)  # fmt: skip
        self.cells = graph.cells

    def nearest(self, kind: str) -> Floats:
        import networkit

        search = networkit.distance.Dijkstra(self.net, self.source[kind], False)
        search.run()
        return _reached(np.asarray(search.getDistances(), np.float64)[self.cells])

    def rows(self, cells: Nodes, limit: float) -> Floats:
        import networkit

        search = networkit.distance.SPSP(self.net, self.cells[cells].tolist())
        search.setTargets(self.cells.tolist())
        search.run()
        found = np.asarray(search.getDistances(asarray=True), np.float64)
        return _cut(_reached(found), limit)


class Igraph:
    """``igraph.Graph.distances`` (GPL)."""

    def __init__(self, graph: Split) -> None:
        import igraph

        u, v, w, self.source = with_sources(graph)
        self.net = igraph.Graph(n=graph.nodes + len(self.source), edges=np.column_stack([u, v]), directed=True)  # fmt: skip
        self.net.es["weight"] = w.tolist()
        self.cells = graph.cells.tolist()

    def nearest(self, kind: str) -> Floats:
        found = self.net.distances(source=[self.source[kind]], target=self.cells, weights="weight", mode="out")  # fmt: skip
        return np.asarray(found[0], np.float64)

    def rows(self, cells: Nodes, limit: float) -> Floats:
        start = [self.cells[cell] for cell in cells.tolist()]
        found = self.net.distances(source=start, target=self.cells, weights="weight", mode="out")
        return _cut(np.asarray(found, np.float64), limit)


class Pandana:
    """``pandana.Network.nearest_pois`` (AGPL): needs a limit, and its time grows with it; silent beyond."""

    LIMIT_M = 3000.0

    def __init__(self, graph: Split) -> None:
        import pandana
        import pandas as pd

        self.net = pandana.Network(pd.Series(graph.x), pd.Series(graph.y), pd.Series(graph.u), pd.Series(graph.v), pd.DataFrame({"weight": graph.w}))  # fmt: skip
        for kind, nodes in graph.kinds.items():
            # The places are given as coordinates of their own nodes, so each falls on its node.
            self.net.set_pois(kind, self.LIMIT_M, 1, pd.Series(graph.x[nodes]), pd.Series(graph.y[nodes]))
        self.graph = graph

    def nearest(self, kind: str) -> Floats:
        found = self.net.nearest_pois(self.LIMIT_M, kind, num_pois=1)[1].to_numpy()[self.graph.cells]
        return np.where(found >= self.LIMIT_M, np.nan, found)

    def rows(self, cells: Nodes, limit: float) -> Floats:
        # It has no search within a limit: it must be told the pairs. A way is never shorter than the air line, so it gets
        # those that are near enough by that.
        from scipy.spatial import cKDTree

        at = np.column_stack([self.graph.x[self.graph.cells], self.graph.y[self.graph.cells]])
        near = cKDTree(at).query_ball_point(at[cells], limit)
        row = np.repeat(np.arange(len(cells)), [len(others) for others in near])
        column = np.concatenate([np.asarray(others, np.int64) for others in near])
        start, stop = self.graph.cells[cells[row]], self.graph.cells[column]
        away = np.asarray(self.net.shortest_path_lengths(start, stop), np.float64)
        found = np.full((len(cells), len(at)), np.inf)
        found[row, column] = np.where(
            away > 4_000_000.0, np.inf, away
        )  # its sign for "no way" is 2**32 - 1 mm
        return _cut(found, limit)


def _reached(distance: NDArray[Any]) -> Floats:
    """Return distances with networkit's largest number as not reached."""
    return np.where(distance > 1e300, np.inf, distance)


def _cut(distance: Floats, limit: float) -> Floats:
    return np.where(distance <= limit, distance, np.inf)


PEERS: tuple[Peer, ...] = (
    Peer("scipy", "scipy, rohes Netz", "scipy.sparse.csgraph", "scipy", "BSD", Scipy),
    Peer("networkit", "networkit", "networkit", "networkit", "MIT", Networkit),
    Peer("rustworkx", "rustworkx", "rustworkx", "rustworkx", "Apache-2.0", Rustworkx),
    Peer("igraph", "igraph", "igraph", "igraph", "GPL", Igraph),
    Peer("pandana", "pandana (bis 3 km)", "pandana", "pandana", "AGPL", Pandana),
    Peer("networkx", "networkx", "networkx", "networkx", "BSD", Networkx),
)


def peer(name: str) -> Peer:
    """Return the peer with an id."""
    return next(one for one in PEERS if one.id == name)
