"""The routing graph: chains without branches, their arcs, and points as positions on chains.

Every length and leg that enters a distance is rounded once to a multiple of `QUANTUM_M`. All sums of them are
then exact in float64, whatever the order of adding: a way has the same length bit for bit with and without
contraction, forwards and backwards, computed anew or carried on after an edit.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

import numpy as np
from numpy.typing import ArrayLike, NDArray

from quartiermap.analysis.engine.contraction import (
    BOTH,
    CLOSED,
    ONLY_AB,
    ONLY_BA,
    connected_parts,
    hilbert_keys,
    join_edges,
    make_arcs,
    place_rows,
    renumber,
    reorder_members,
)
from quartiermap.compiling import ready
from quartiermap.domain.network import ONEWAY, Floats, Ints, OnNetwork, WalkNetwork

QUANTUM_M = 2.0**-26
"""About 15 nanometres: sums stay exact up to 2**27 m (134,000 km)."""


def exact(values: ArrayLike) -> Floats:
    """Round lengths to a multiple of `QUANTUM_M`; sums of such numbers are exact.

    Examples
    --------
    >>> parts = exact(np.full(10, 0.1))
    >>> bool(parts.sum() == parts[:3].sum() + parts[3:].sum()), round(float(parts.sum()), 6)
    (True, 1.0)
    """
    return np.asarray(np.rint(np.asarray(values, np.float64) / QUANTUM_M) * QUANTUM_M)


class Costs(Protocol):
    """What an edge costs in each direction (`engine.costs.EdgeCosts`)."""

    @property
    def forward(self) -> Floats:
        """Cost u -> v in profile metres, shape (m,); ``inf`` where not passable."""

    @property
    def backward(self) -> Floats:
        """Cost v -> u."""


@dataclass(frozen=True)
class Placed:
    """Places of points on the chains of a graph; points without a walkable edge have none.

    Parameters
    ----------
    count : int
        Number of points, placed or not.
    row : int32 array, shape (r,)
        Row in the `OnNetwork` that was placed, rising.
    owner : int32 array, shape (r,)
        The point that a place belongs to, not falling.
    chain : int32 array, shape (r,)
    at : float64 array, shape (r,)
        Cost from the chain's end a; multiple of the quantum.
    leg : float64 array, shape (r,)
        Straight way beside the network; multiple of the quantum.
    """

    count: int
    row: Ints
    owner: Ints
    chain: Ints
    at: Floats
    leg: Floats


@dataclass(frozen=True)
class Arcs:
    """Arcs in compressed rows.

    Parameters
    ----------
    first : int32 array, shape (n + 1,)
        The arcs of node i are ``first[i]`` to ``first[i + 1] - 1``.
    target : int32 array
    cost : float64 array
    chain : int32 array
        The chain that an arc runs along.
    """

    first: Ints
    target: Ints
    cost: Floats
    chain: Ints


@dataclass(frozen=True)
class Graph:
    """Chains of a walk network for one way of walking.

    Nodes are numbered along a Hilbert curve, chains by their end a. Loops and parallel chains are kept, because
    points can lie on them. Impassable edges are left out.

    Parameters
    ----------
    node : int32 array, shape (n,)
        Number of each node in the network.
    a, b : int32 array, shape (c,)
        The ends of each chain.
    length : float64 array, shape (c,)
        Cost from end to end in (profile) metres; multiple of the quantum.
    way : uint8 array, shape (c,)
        0: both ways, 1: only from a to b, 2: only from b to a.
    first, target, cost, arc_chain : arrays
        Arcs for a search outward FROM a facility that gives the way TO it: an arc from p to q is the way from q
        to p. Loops have none, parallel chains one each.
    of_edge : int32 array, shape (m,)
        Chain of each edge of the network, -1 if it can't be walked.
    start : float64 array, shape (m,)
        Cost from the chain's end a to the nearer end of the edge.
    forward : bool array, shape (m,)
        Whether the edge runs u -> v as its chain runs a -> b.
    edge_cost : float64 array, shape (m,)
        Cost of each edge; 0 where it can't be walked.
    edge_length : float64 array, shape (m,)
        Plain metres, as the network has them.
    members : int32 array
        Walkable edges, chain by chain, each chain from a to b.
    members_first : int32 array, shape (c + 1,)
        Where each chain begins in `members`.
    anchor : int32 array, shape (n,)
        For the ends of one-way edges a chain without length and without edges, on which a point lies that stands
        exactly there (on the edge itself it could not go back); -1 for all other nodes.
    """

    node: Ints
    a: Ints
    b: Ints
    length: Floats
    way: NDArray[np.uint8]
    first: Ints
    target: Ints
    cost: Floats
    arc_chain: Ints
    of_edge: Ints
    start: Floats
    forward: NDArray[np.bool_]
    edge_cost: Floats
    edge_length: Floats
    members: Ints
    members_first: Ints
    anchor: Ints

    @property
    def nodes(self) -> int:
        """Number of nodes."""
        return len(self.node)

    @property
    def chains(self) -> int:
        """Number of chains."""
        return len(self.a)

    @cached_property
    def one_way(self) -> bool:
        """Whether any chain can be walked in one direction only; otherwise ways are the same both ways."""
        return bool(self.way.any())

    @cached_property
    def bucket_m(self) -> float:
        """Width of a bucket in searches; only their speed depends on it."""
        return max(float(self.cost.mean()) / 4, 0.01) if len(self.cost) else 1.0

    @cached_property
    def inward(self) -> Arcs:
        """Arcs for a search from facilities that gives the way to them (`first`, `target`, …)."""
        return Arcs(self.first, self.target, self.cost, self.arc_chain)

    @cached_property
    def outward(self) -> Arcs:
        """Arcs in walking direction, for a search from where people start."""
        if not self.one_way:
            return self.inward
        return Arcs(*make_arcs(self.nodes, self.a, self.b, self.length, self.way, False))

    def edges_of(self, chain: int) -> Ints:
        """Return the edges of a chain from its end a to its end b."""
        return self.members[self.members_first[chain] : self.members_first[chain + 1]]

    def place(self, points: OnNetwork) -> Placed:
        """Return points as positions on chains.

        Points without an edge, or on one that can't be walked, get no place.
        """
        row, owner, chain, at, leg = place_rows(
            ready(points.edge, np.int32),
            ready(points.offset_m, np.float64),
            ready(points.leg_m, np.float64),
            ready(points.owners, np.int32),
            ready(self.edge_length, np.float64),
            self.edge_cost,
            self.of_edge,
            self.start,
            self.forward,
            self.a,
            self.b,
            self.length,
            self.way,
            self.anchor,
            QUANTUM_M,
        )
        return Placed(points.count, row, owner, chain, at, leg)


def directions(network: WalkNetwork, costs: Costs | None = None) -> tuple[NDArray[np.uint8], Floats]:
    """Return how each edge may be walked (`engine.contraction.BOTH` …) and what it costs.

    Parameters
    ----------
    network : WalkNetwork
    costs : Costs, optional
        Plain metres with the one-way edges of the network if not given.

    Raises
    ------
    ValueError
        If an edge costs more one way than the other: a place on it would have no single position.
    """
    m = network.edge_count
    if costs is None:
        way = np.where(np.asarray(network.edge_flags) & ONEWAY, ONLY_AB, BOTH).astype(np.uint8)
        return way, exact(network.edge_length)
    there, back = np.isfinite(costs.forward), np.isfinite(costs.backward)
    if (np.asarray(costs.forward)[there & back] != np.asarray(costs.backward)[there & back]).any():
        msg = "an edge that can be walked both ways must cost the same both ways"
        raise ValueError(msg)
    way = np.full(m, CLOSED, np.uint8)
    way[there & back], way[there & ~back], way[back & ~there] = BOTH, ONLY_AB, ONLY_BA
    cost = np.where(there, costs.forward, np.where(back, costs.backward, 0.0))
    return way, exact(cost)


def build_graph(network: WalkNetwork, costs: Costs | None = None, *, contracted: bool = True) -> Graph:
    """Return the routing graph of a walk network.

    Parameters
    ----------
    network : WalkNetwork
    costs : Costs, optional
        What the edges cost for one profile (`engine.costs.edge_costs`); plain metres if not given.
    contracted : bool
        Whether edges are joined across nodes of degree two. Changes no distance.

    Examples
    --------
    >>> bent = WalkNetwork(
    ...     node_x=np.array([0.0, 100.0, 100.0]), node_y=np.array([0.0, 0.0, 50.0]),
    ...     edge_u=np.array([0, 2], np.int32), edge_v=np.array([1, 1], np.int32), edge_length=np.array([100.0, 50.0]),
    ...     vertex_x=np.array([0.0, 100.0, 100.0, 100.0]), vertex_y=np.array([0.0, 0.0, 50.0, 0.0]),
    ...     edge_first=np.array([0, 2, 4]), edge_class=np.zeros(2, np.int16), edge_flags=np.zeros(2, np.uint8))
    >>> graph = build_graph(bent)
    >>> graph.length.tolist(), graph.of_edge.tolist(), graph.start.tolist(), graph.forward.tolist()
    ([150.0], [0, 0], [0.0, 100.0], [True, False])
    """
    way, cost = directions(network, costs)
    u, v = ready(network.edge_u, np.int32), ready(network.edge_v, np.int32)
    a, b, length, chain_way, of_edge, start, forward, members, first = join_edges(
        network.node_count, u, v, way, cost, contracted
    )
    one_way = chain_way != BOTH
    ends = np.unique(np.concatenate([a[one_way], b[one_way]]))
    a, b = np.concatenate([a, ends]), np.concatenate([b, ends])
    length = np.concatenate([length, np.zeros(len(ends))])
    chain_way = np.concatenate([chain_way, np.full(len(ends), BOTH, np.uint8)])
    first = np.concatenate([first, np.full(len(ends), first[-1], np.int32)])
    used = np.zeros(network.node_count, np.bool_)
    used[a] = used[b] = True
    node = np.flatnonzero(used).astype(np.int32)
    keys = hilbert_keys(
        np.asarray(network.node_x, np.float64)[node], np.asarray(network.node_y, np.float64)[node]
    )
    keys.sort()
    node = node[(keys & np.uint64(0xFFFFFFFF)).astype(np.int64)]
    number, order, chain_number = renumber(network.node_count, node, a)
    first, members = reorder_members(order, chain_number, first, members, of_edge)
    anchor = np.full(len(node), -1, np.int32)
    anchor[number[ends]] = chain_number[len(a) - len(ends) :]
    a, b, length, chain_way = number[a[order]], number[b[order]], length[order], chain_way[order]
    arcs = make_arcs(len(node), a, b, length, chain_way, True)
    return Graph(
        node, a, b, length, chain_way, *arcs,
        of_edge, start, forward, cost, network.edge_length, members, first, anchor,
    )  # fmt: skip


def parts(network: WalkNetwork, way: NDArray[np.uint8]) -> Ints:
    """Return the connected part of each node over walkable edges, numbered by falling length (in metres).

    Nodes without a walkable edge are parts of their own, at the end. Direction does not matter.
    """
    u = ready(network.edge_u, np.int32)
    lowest = connected_parts(network.node_count, u, ready(network.edge_v, np.int32), way)
    length = np.bincount(lowest[u], np.where(way == CLOSED, 0.0, network.edge_length), minlength=len(lowest))
    heads = np.flatnonzero(lowest == np.arange(len(lowest)))
    number = np.empty(len(lowest), np.int32)
    number[heads[np.argsort(-length[heads], kind="stable")]] = np.arange(len(heads), dtype=np.int32)
    return np.asarray(number[lowest], np.int32)
