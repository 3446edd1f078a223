"""The routing form of a walk network: chains without branches, connected parts, the sparse matrix.

Contraction makes German street networks 5 to 8 times smaller (``reference/engine.md`` 2) and changes no distance.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_matrix, csr_matrix
from scipy.sparse.csgraph import connected_components, dijkstra

from quartiermap.domain.network import Floats, WalkNetwork

Indices = NDArray[np.int64]


@dataclass(frozen=True)
class Chains:
    """Edges joined across nodes where nothing branches off.

    Parameters
    ----------
    u, v : int64 array, shape (c,)
        End nodes (numbers of the network).
    length : float64 array, shape (c,)
        Metres.
    of_edge : int64 array, shape (m,)
        The chain of each edge.
    start : float64 array, shape (m,)
        Metres along the chain from its end u to the nearer end of the edge.
    forward : bool array, shape (m,)
        Whether the edge runs u -> v as its chain does.
    """

    u: Indices
    v: Indices
    length: Floats
    of_edge: Indices
    start: Floats
    forward: NDArray[np.bool_]


def single_chains(network: WalkNetwork) -> Chains:
    """Return every edge as a chain of its own."""
    m = network.edge_count
    return Chains(
        network.edge_u.astype(np.int64),
        network.edge_v.astype(np.int64),
        network.edge_length,
        np.arange(m),
        np.zeros(m),
        np.ones(m, bool),
    )


def contract(network: WalkNetwork) -> Chains:
    """Join edges across nodes of degree two; distances between all points stay what they are.

    A ring without any junction keeps one of its nodes as an anchor. Loops and parallel chains stay, because
    points can lie on them.

    Notes
    -----
    Every chain is laid out as a path of its own (its two ends split off from the junctions), and positions
    along it are the distances of one multi-source search from one end of each: no loop over chains.
    """
    n, m = network.node_count, network.edge_count
    ends = np.concatenate([network.edge_u, network.edge_v]).astype(np.int64)
    inner = np.bincount(ends, minlength=n) == 2
    inner[network.edge_u[network.edge_u == network.edge_v]] = False
    # Half-edge h (h < m: at u, otherwise at v) keeps its inner node or gets an end of its own, numbered n + h.
    vertex = np.where(inner[ends], ends, n + np.arange(2 * m))
    chain_at = parts(n + 2 * m, vertex[:m], vertex[m:])
    chain = chain_at[vertex[:m]]
    has_end = np.zeros(int(chain_at.max(initial=-1)) + 1, bool)
    has_end[chain_at[vertex[vertex >= n]]] = True
    # Rings: their first edge's node u becomes an anchor, which splits it into two ends.
    ring_edges = np.flatnonzero(~has_end[chain])
    if len(ring_edges):
        _, first = np.unique(chain[ring_edges], return_index=True)
        inner[network.edge_u[ring_edges[first]]] = False
        vertex = np.where(inner[ends], ends, n + np.arange(2 * m))
        chain_at = parts(n + 2 * m, vertex[:m], vertex[m:])
        chain = chain_at[vertex[:m]]
    # The two ends of every chain, the lower half-edge first.
    half = np.flatnonzero(vertex >= n)
    order = half[np.argsort(chain[half % m], kind="stable")].reshape(-1, 2)
    start, stop = order[:, 0], order[:, 1]
    used, numbers = np.unique(vertex, return_inverse=True)
    path = routing_matrix(len(used), numbers[:m], numbers[m:], network.edge_length)
    position = (
        dijkstra(path, directed=True, indices=numbers[start], min_only=True) if len(start) else np.zeros(0)
    )
    at_u, at_v = position[numbers[:m]], position[numbers[m:]]
    names, of_edge = np.unique(chain, return_inverse=True)
    assert len(names) == len(order)  # noqa: S101  (every chain has exactly two ends)
    return Chains(
        u=ends[start],
        v=ends[stop],
        length=position[numbers[stop]],
        of_edge=of_edge.astype(np.int64),
        start=np.minimum(at_u, at_v),
        forward=at_u <= at_v,
    )


def parts(n: int, u: Indices, v: Indices) -> Indices:
    """Return the connected part of each of `n` nodes."""
    graph = coo_matrix((np.ones(len(u), np.int8), (u, v)), shape=(n, n))
    return np.asarray(connected_components(graph, directed=False)[1], np.int64)


def routing_matrix(n: int, u: Indices, v: Indices, length: Floats) -> csr_matrix:
    """Return the routing matrix: both directions, the shortest of parallel edges, no loops, int32."""
    keep = np.flatnonzero(u != v)
    low, high = np.minimum(u[keep], v[keep]), np.maximum(u[keep], v[keep])
    order = np.lexsort((length[keep], high, low))
    low, high, weight = low[order], high[order], length[keep][order]
    first = np.ones(len(low), bool)
    first[1:] = (low[1:] != low[:-1]) | (high[1:] != high[:-1])
    low, high, weight = low[first], high[first], weight[first]
    rows, columns = np.concatenate([low, high]), np.concatenate([high, low])
    weights = np.concatenate([weight, weight])
    order = np.lexsort((columns, rows))
    pointer = np.zeros(n + 1, np.int32)
    np.cumsum(np.bincount(rows, minlength=n), out=pointer[1:])
    return csr_matrix((weights[order], columns[order].astype(np.int32), pointer), shape=(n, n))
