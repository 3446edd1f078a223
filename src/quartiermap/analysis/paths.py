"""Shortest ways on foot: one multi-source search per question, exact to the last digits.

Points lie on edges, not on junctions. A search starts at virtual nodes, one for each facility, with two
outgoing edges to the ends of the chain it lies on; a point reads the smaller of both ends of its own chain,
and facilities on the same chain are compared along the chain too (without that a facility 20 m away would
read as a walk round the block). Techniques and measurements: ``reference/engine.md`` 2, 3 and 8.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import dijkstra

from quartiermap.analysis.chains import contract, parts, routing_matrix, single_chains
from quartiermap.analysis.snapping import EdgeShapes
from quartiermap.domain.network import Floats, Ints, OnNetwork, WalkNetwork
from quartiermap.domain.progress import Progress

Indices = NDArray[np.int64]

_PAIRS = 4_000_000
"""Pairs or matrix entries handled at once, to bound the memory."""


@dataclass(frozen=True)
class _Placed:
    """Points on chains: `row` in the caller's arrays, chain, position `at` from its end u, off-network leg."""

    row: Indices
    chain: Indices
    at: Floats
    leg: Floats


@dataclass(frozen=True)
class Field:
    """Distances from a set of facilities to every node.

    Parameters
    ----------
    distance_m : float64 array, shape (nodes,)
        ``inf`` where no facility can be reached.
    source : int32 array, shape (nodes,)
        Position in the set of facilities of the nearest one, -1 where none can be reached.
    """

    distance_m: Floats
    source: Ints
    facilities: _Placed


@dataclass(frozen=True)
class Route:
    """The way from a point to a facility.

    Parameters
    ----------
    x, y : float64 array, shape (k,)
        The polyline on the network in the project CRS, from the point's place on its edge to the facility's;
        the two legs beside the network are not part of it.
    length_m : float
        Length on the network in metres.
    start_leg_m, end_leg_m : float
        Straight ways between the point (the facility) and the network in metres.
    """

    x: Floats
    y: Floats
    length_m: float
    start_leg_m: float
    end_leg_m: float

    @property
    def total_m(self) -> float:
        """The whole way in metres, as `Access.distance_m` gives it."""
        return self.start_leg_m + self.length_m + self.end_leg_m


class Router:
    """Shortest ways on a walk network.

    Parameters
    ----------
    network : WalkNetwork
    min_component_m : float
        Connected parts with less length than this (crumbs) are not walked on: snapping to
        `allowed_edges` leaves them out. Bigger islands stay. The longest part always stays.
    contracted : bool or None
        Whether edges are joined across nodes of degree two; ``None`` decides by whether it pays. Changes no
        distance.

    Attributes
    ----------
    component : int64 array, shape (nodes,)
        Connected part of each node, numbered by falling length.
    component_m : float64 array, shape (parts,)
        Length of each part in metres, falling.
    allowed_edges : bool array, shape (m,)
        Edges that do not lie in crumbs.

    Examples
    --------
    >>> square = WalkNetwork(
    ...     node_x=np.array([0.0, 100.0]), node_y=np.array([0.0, 0.0]), edge_u=np.array([0, 0], np.int32),
    ...     edge_v=np.array([1, 1], np.int32), edge_length=np.array([100.0, 300.0]),
    ...     vertex_x=np.array([0.0, 100.0, 0.0, 0.0, 100.0, 100.0]),
    ...     vertex_y=np.array([0.0, 0.0, 0.0, 100.0, 100.0, 0.0]), edge_first=np.array([0, 2, 6]),
    ...     edge_class=np.zeros(2, np.int16), edge_flags=np.zeros(2, np.uint8))
    >>> here = OnNetwork(np.array([1], np.int32), np.array([50.0]), np.array([3.0]))
    >>> there = OnNetwork(np.array([1], np.int32), np.array([290.0]), np.array([4.0]))
    >>> Router(square).nearest(here, there)[0].tolist()  # 3 + 50 + 100 + 10 + 4, not 3 + 240 + 4
    [167.0]
    """

    def __init__(
        self, network: WalkNetwork, min_component_m: float = 0.0, *, contracted: bool | None = None
    ) -> None:
        self.network = network
        u, v = network.edge_u.astype(np.int64), network.edge_v.astype(np.int64)
        part = parts(network.node_count, u, v)
        length: Floats = np.zeros(int(part.max(initial=-1)) + 1)
        np.add.at(length, part[u], network.edge_length)
        order = np.argsort(-length, kind="stable")
        number = np.empty(len(order), np.int64)
        number[order] = np.arange(len(order))
        self.component: Indices = number[part]
        self.component_m: Floats = length[order]
        kept = self.component_m >= min_component_m
        kept[:1] = True
        self._kept = kept
        self.allowed_edges: NDArray[np.bool_] = kept[self.component[u]]
        if contracted is None:
            degree = np.bincount(np.concatenate([u, v]), minlength=network.node_count)
            contracted = bool(np.count_nonzero(degree == 2) > 0.1 * network.node_count)
        self.chains = contract(network) if contracted else single_chains(network)
        used, ends = np.unique(np.concatenate([self.chains.u, self.chains.v]), return_inverse=True)
        c = len(self.chains.u)
        self._a, self._b = ends[:c].astype(np.int64), ends[c:].astype(np.int64)
        self._nodes = len(used)
        self._graph = routing_matrix(self._nodes, self._a, self._b, self.chains.length)
        self._shapes: EdgeShapes | None = None

    @property
    def shapes(self) -> EdgeShapes:
        """Positions along the edges (computed when first asked for)."""
        if self._shapes is None:
            self._shapes = EdgeShapes(self.network)
        return self._shapes

    @property
    def crumb_count(self) -> int:
        """Number of connected parts that are too short to be walked on (parts without length not counted)."""
        return int(np.count_nonzero(~self._kept & (self.component_m > 0)))

    @property
    def crumb_m(self) -> float:
        """Their length in metres."""
        return float(self.component_m[~self._kept].sum())

    @property
    def island_count(self) -> int:
        """Number of connected parts that are walked on (1: everything hangs together)."""
        return int(np.count_nonzero(self._kept & (self.component_m > 0)))

    def field(self, facilities: OnNetwork) -> Field:
        """Return the distance from the nearest of some facilities to every node, legs included."""
        placed = self._place(facilities)
        distance = np.full(self._nodes, np.inf)
        source: Ints = np.full(self._nodes, -1, np.int32)
        if len(placed.row):
            graph, starts = self._started(placed)
            found, _, sources = dijkstra(graph, indices=starts, return_predecessors=True, min_only=True)
            distance = found[: self._nodes]
            reached = np.isfinite(distance)
            source[reached] = placed.row[sources[: self._nodes][reached] - self._nodes]
        return Field(distance, source, placed)

    def read(self, field: Field, points: OnNetwork) -> tuple[Floats, Ints]:
        """Read a field at points on the network.

        Returns
        -------
        distance_m : float64 array, shape (p,)
            Metres including both legs; ``inf`` where no facility can be reached.
        nearest : int32 array, shape (p,)
            Position in the field's facilities, -1 where none can be reached.
        """
        placed = self._place(points)
        distance = np.full(len(points.edge), np.inf)
        nearest = np.full(len(points.edge), -1, np.int32)
        a, b = self._a[placed.chain], self._b[placed.chain]
        from_a = field.distance_m[a] + placed.at
        from_b = field.distance_m[b] + (self.chains.length[placed.chain] - placed.at)
        best = np.minimum(from_a, from_b)
        source = np.where(from_a <= from_b, field.source[a], field.source[b])
        for point, facility in self._same_chain(placed, field.facilities):
            along = np.abs(placed.at[point] - field.facilities.at[facility]) + field.facilities.leg[facility]
            order = np.lexsort((along, point))
            each, first = np.unique(point[order], return_index=True)
            nearer = along[order][first] < best[each]
            best[each[nearer]] = along[order][first][nearer]
            source[each[nearer]] = field.facilities.row[facility[order][first][nearer]]
        distance[placed.row] = best + placed.leg
        reached = np.isfinite(best)
        nearest[placed.row[reached]] = source[reached]
        return distance, nearest

    def nearest(self, points: OnNetwork, facilities: OnNetwork) -> tuple[Floats, Ints]:
        """Return distance and position of the nearest facility for every point (see `read`)."""
        return self.read(self.field(facilities), points)

    def distances(
        self,
        from_points: OnNetwork,
        to_points: OnNetwork,
        limit: float,
        progress: Progress | None = None,
    ) -> csr_matrix:
        """Return all distances within a limit as a sparse matrix.

        Parameters
        ----------
        from_points, to_points : OnNetwork
            The rows and the columns.
        limit : float
            Metres, included.
        progress : Progress, optional

        Returns
        -------
        csr_matrix, shape (from, to)
            Metres including both legs. Not stored: farther than `limit`. A distance of exactly 0 is a stored zero.
        """
        shape = (len(from_points.edge), len(to_points.edge))
        if shape[0] > shape[1]:  # ways are the same both ways: search from the smaller side
            return self.distances(to_points, from_points, limit, progress).T.tocsr()
        progress = progress or Progress()
        start, stop = self._place(from_points), self._place(to_points)
        found: list[tuple[Indices, Indices, Floats]] = []
        for near, far in self._same_chain(start, stop):
            found.append((near, far, start.leg[near] + np.abs(start.at[near] - stop.at[far]) + stop.leg[far]))
        # Which points hang on which node, over either end of their chain.
        each = np.arange(len(stop.row))
        hooks = np.concatenate([self._a[stop.chain], self._b[stop.chain]])
        order = np.argsort(hooks, kind="stable")
        hooked = np.concatenate([each, each])[order]
        beyond = np.concatenate([stop.at, self.chains.length[stop.chain] - stop.at])[order]
        pointer = np.concatenate([[0], np.cumsum(np.bincount(hooks, minlength=self._nodes))])
        block = max(1, _PAIRS // max(1, self._nodes))
        graph, starts = self._started(start)
        for begin in range(0, len(start.row), block):
            progress.step(begin / len(start.row), "Wege berechnen")
            rows = np.arange(begin, min(begin + block, len(start.row)))
            reach = dijkstra(graph, indices=starts[rows], limit=limit)[:, : self._nodes]
            row, node = np.nonzero(np.isfinite(reach) & (np.diff(pointer) > 0))
            count = pointer[node + 1] - pointer[node]
            for part in _blocks(count):
                repeat = np.repeat(part, count[part])
                entry = _ranges(pointer[node[part]], count[part])
                away = reach[row[repeat], node[repeat]] + beyond[entry] + stop.leg[hooked[entry]]
                near = away <= limit
                found.append((rows[row[repeat[near]]], hooked[entry[near]], away[near]))
        if not found:
            return csr_matrix(shape)
        near, far = np.concatenate([f[0] for f in found]), np.concatenate([f[1] for f in found])
        away = np.concatenate([f[2] for f in found])
        within = away <= limit
        near, far, away = start.row[near[within]], stop.row[far[within]], away[within]
        order = np.lexsort((away, far, near))
        near, far, away = near[order], far[order], away[order]
        first = np.ones(len(near), bool)
        first[1:] = (near[1:] != near[:-1]) | (far[1:] != far[:-1])
        pointer = np.concatenate([[0], np.cumsum(np.bincount(near[first], minlength=shape[0]))])
        return csr_matrix((away[first], far[first], pointer), shape=shape)

    def route(self, point: OnNetwork, facility: OnNetwork) -> Route | None:
        """Return the shortest way from a point to a facility, ``None`` if there is none.

        Parameters
        ----------
        point, facility : OnNetwork
            One point each (arrays of length 1).
        """
        here, there = self._place(point), self._place(facility)
        if not len(here.row) or not len(there.row):
            return None
        chain, at, goal = int(here.chain[0]), float(here.at[0]), float(there.at[0])
        graph, starts = self._started(there)
        found, before = dijkstra(graph, indices=starts, return_predecessors=True)
        reach, back = found[0], before[0]
        ways = [
            (reach[self._a[chain]] + at, 0.0, int(self._a[chain])),
            (reach[self._b[chain]] + (self.chains.length[chain] - at), self.chains.length[chain], int(self._b[chain])),
        ]  # fmt: skip
        best, exit_at, node = min(ways)
        legs = float(here.leg[0]), float(there.leg[0])
        if int(there.chain[0]) == chain and abs(at - goal) + legs[1] <= best:
            x, y = self._piece(chain, at, goal)
            return Route(x, y, abs(at - goal), *legs)
        if not np.isfinite(best):
            return None
        pieces = [self._piece(chain, at, exit_at)]
        while back[node] < self._nodes:
            following = int(back[node])
            step = self._between(node, following)
            forward = int(self._a[step]) == node
            length = float(self.chains.length[step])
            pieces.append(self._piece(step, *((0.0, length) if forward else (length, 0.0))))
            node = following
        last = int(there.chain[0])
        end = float(self.chains.length[last])
        over_a = int(self._a[last]) == node and (int(self._b[last]) != node or goal <= end - goal)
        pieces.append(self._piece(last, 0.0 if over_a else end, goal))
        return Route(
            np.concatenate([piece[0] for piece in pieces]),
            np.concatenate([piece[1] for piece in pieces]),
            float(best) - legs[1],
            *legs,
        )

    def _between(self, one: int, other: int) -> int:
        """Return the shortest chain between two nodes."""
        chains = np.flatnonzero(
            ((self._a == one) & (self._b == other)) | ((self._a == other) & (self._b == one))
        )
        return int(chains[np.argmin(self.chains.length[chains])])

    def _piece(self, chain: int, start: float, stop: float) -> tuple[Floats, Floats]:
        """Return the shape of a chain from position `start` to position `stop` (metres from its end u)."""
        low, high = min(start, stop), max(start, stop)
        edges = np.flatnonzero(self.chains.of_edge == chain)
        edges = edges[np.argsort(self.chains.start[edges], kind="stable")]
        xs, ys = [], []
        for edge in edges:
            begin, end = (
                float(self.chains.start[edge]),
                float(self.chains.start[edge] + self.network.edge_length[edge]),
            )
            if end < low or begin > high:
                continue
            ends = np.clip(np.array([low - begin, high - begin]), 0.0, end - begin)
            forward = bool(self.chains.forward[edge])
            offsets = ends if forward else (end - begin) - ends
            x, y = self.shapes.coordinates(np.array([edge, edge]), offsets)
            first, last = self.network.edge_first[edge], self.network.edge_first[edge + 1]
            along = self.shapes.along[first:last]
            inside = np.flatnonzero((along > offsets.min()) & (along < offsets.max())) + first
            if not forward:
                inside = inside[::-1]
            xs += [x[:1], self.network.vertex_x[inside], x[1:]]
            ys += [y[:1], self.network.vertex_y[inside], y[1:]]
        turn = slice(None) if start <= stop else slice(None, None, -1)
        return np.concatenate(xs)[turn], np.concatenate(ys)[turn]

    def _place(self, points: OnNetwork) -> _Placed:
        """Return the points that lie on an edge as positions on chains."""
        row = np.flatnonzero(np.asarray(points.edge) >= 0)
        edge = np.asarray(points.edge)[row].astype(np.int64)
        offset = points.offset_m[row]
        along = np.where(self.chains.forward[edge], offset, self.network.edge_length[edge] - offset)
        chain = self.chains.of_edge[edge]
        at = np.clip(self.chains.start[edge] + along, 0.0, self.chains.length[chain])
        return _Placed(row, chain, at, points.leg_m[row])

    def _started(self, placed: _Placed) -> tuple[csr_matrix, Indices]:
        """Return the graph with a virtual node for each placed point behind its own nodes, and their numbers.

        Virtual nodes have no incoming edges, so they change no way between others.
        """
        f = len(placed.row)
        weights = np.column_stack(
            [placed.leg + placed.at, placed.leg + (self.chains.length[placed.chain] - placed.at)]
        )
        targets = np.column_stack([self._a[placed.chain], self._b[placed.chain]])
        loop = targets[:, 0] == targets[:, 1]
        weights[loop] = weights[loop].min(axis=1, keepdims=True)
        own = self._graph
        graph = csr_matrix(
            (
                np.concatenate([own.data, weights.ravel()]),
                np.concatenate([own.indices, targets.ravel().astype(np.int32)]),
                np.concatenate([own.indptr, own.indptr[-1] + 2 * np.arange(1, f + 1, dtype=np.int32)]),
            ),
            shape=(self._nodes + f, self._nodes + f),
        )
        return graph, self._nodes + np.arange(f)

    def _same_chain(self, some: _Placed, others: _Placed) -> Iterator[tuple[Indices, Indices]]:
        """Yield all pairs (position in `some`, position in `others`) that lie on one chain, in blocks."""
        order = np.argsort(others.chain, kind="stable")
        sorted_chain = others.chain[order]
        low = np.searchsorted(sorted_chain, some.chain, side="left")
        count = np.searchsorted(sorted_chain, some.chain, side="right") - low
        for part in _blocks(count):
            yield np.repeat(part, count[part]), order[_ranges(low[part], count[part])]


def _blocks(count: Indices) -> Iterator[Indices]:
    """Yield the positions with a count, in blocks whose counts add up to a bounded number."""
    at = np.flatnonzero(count)
    if len(at):
        yield from np.split(at, np.flatnonzero(np.diff(np.cumsum(count[at]) // _PAIRS)) + 1)


def _ranges(start: Indices, count: Indices) -> Indices:
    """Return start[0], start[0] + 1, … (count[0] numbers), start[1], … one after the other."""
    before = np.cumsum(count) - count
    return np.repeat(start - before, count) + np.arange(int(count.sum()))
