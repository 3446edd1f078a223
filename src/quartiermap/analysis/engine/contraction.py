"""Kernels that make the routing graph: chains of edges, connected parts, an order along a curve, arcs.

A chain joins edges across nodes where nothing branches off; German street networks become 5 to 8 times smaller
by it (``reference/engine.md`` 2) and no distance changes. Everything here is one walk over the edges, O(n + m).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from quartiermap.compiling import compiled
from quartiermap.domain.network import Floats, Ints

Bytes = NDArray[np.uint8]
Flags = NDArray[np.bool_]

BOTH, ONLY_AB, ONLY_BA, CLOSED = 0, 1, 2, 3
"""How a chain or an edge may be walked: both ways, only a -> b, only b -> a, not at all."""


@compiled()
def _follow(
    edge: int, node: int, chain: int, done: int, u: Ints, v: Ints, way: Bytes, cost: Floats, kept: Flags, link: Ints,
    of_edge: Ints, start: Floats, forward: Flags, order: Ints, a: Ints, b: Ints, length: Floats, chain_way: Bytes,
) -> int:  # fmt: skip
    """Walk one chain from a kept node to the next kept node; return how many edges are done then."""
    a[chain] = node
    at = 0.0
    first_way = way[edge]
    first_forward = u[edge] == node
    while True:
        of_edge[edge] = chain
        start[edge] = at
        at += cost[edge]
        order[done] = edge
        done += 1
        if u[edge] == node:
            forward[edge] = True
            node = v[edge]
        else:
            node = u[edge]
        if kept[node]:
            break
        edge = link[node] ^ edge
    b[chain] = node
    length[chain] = at
    if first_way == 0 or first_forward:  # a one-way edge is a chain of its own
        chain_way[chain] = first_way
    else:
        chain_way[chain] = 3 - first_way
    return done


@compiled("(int64, int32[::1], int32[::1], uint8[::1], float64[::1], boolean)")
def join_edges(
    nodes: int, u: Ints, v: Ints, way: Bytes, cost: Floats, contracted: bool
) -> tuple[Ints, Ints, Floats, Bytes, Ints, Floats, Flags, Ints, Ints]:
    """Join edges across nodes of degree two.

    Parameters
    ----------
    nodes : int
    u, v : int32 array, shape (m,)
    way : uint8 array, shape (m,)
        `BOTH`, `ONLY_AB` (u -> v), `ONLY_BA` (v -> u) or `CLOSED`.
    cost : float64 array, shape (m,)
    contracted : bool
        If not, every edge is a chain of its own.

    Returns
    -------
    a, b, length, way : arrays, shape (c,)
        End nodes (numbers of the network), cost and direction of each chain.
    of_edge, start, forward : arrays, shape (m,)
        Chain (-1: closed), cost from the chain's end a to the nearer end of the edge, whether it runs with it.
    order : int32 array
        The walkable edges, chain by chain, each chain from a to b.
    first : int32 array, shape (c + 1,)
        Where each chain begins in `order`.

    Notes
    -----
    A ring without any junction keeps one of its nodes. One-way edges and their ends are never joined. Of an inner
    node only the exclusive or of its two edges is kept: coming along one, it gives the other.
    """
    m = len(u)
    degree = np.zeros(nodes, np.int32)
    kept = np.zeros(nodes, np.bool_)
    link = np.zeros(nodes, np.int32)
    walkable = 0
    for e in range(m):
        if way[e] == 3:
            continue
        walkable += 1
        p, q = u[e], v[e]
        degree[p] += 1
        degree[q] += 1
        link[p] ^= e
        link[q] ^= e
        if p == q or way[e] != 0 or not contracted:
            kept[p] = True
            kept[q] = True
    for i in range(nodes):
        if degree[i] != 2:
            kept[i] = True
    of_edge = np.full(m, -1, np.int32)
    start = np.zeros(m)
    forward = np.zeros(m, np.bool_)
    order = np.empty(walkable, np.int32)
    a = np.empty(walkable, np.int32)
    b = np.empty(walkable, np.int32)
    length = np.empty(walkable)
    chain_way = np.empty(walkable, np.uint8)
    first = np.zeros(walkable + 1, np.int32)
    chains = 0
    done = 0
    for round_ in range(2):
        for e in range(m):
            if way[e] == 3 or of_edge[e] >= 0:
                continue
            if round_ == 1:  # what is left are rings
                kept[u[e]] = True
            if kept[u[e]]:
                node = u[e]
            elif kept[v[e]]:
                node = v[e]
            else:
                continue
            done = _follow(
                e, node, chains, done, u, v, way, cost, kept, link,
                of_edge, start, forward, order, a, b, length, chain_way,
            )  # fmt: skip
            chains += 1
            first[chains] = done
        if done == walkable:
            break
    return (
        a[:chains].copy(), b[:chains].copy(), length[:chains].copy(), chain_way[:chains].copy(),
        of_edge, start, forward, order, first[: chains + 1].copy(),
    )  # fmt: skip


@compiled("(int64, int32[::1], int32[::1], uint8[::1])")
def connected_parts(nodes: int, u: Ints, v: Ints, way: Bytes) -> Ints:
    """Return for each node the lowest node that it hangs together with over edges that are not `CLOSED`."""
    parent = np.arange(nodes).astype(np.int32)
    for e in range(len(u)):
        if way[e] == 3:
            continue
        p, q = u[e], v[e]
        while parent[p] != p:
            parent[p] = parent[parent[p]]
            p = parent[p]
        while parent[q] != q:
            parent[q] = parent[parent[q]]
            q = parent[q]
        if p < q:
            parent[q] = p
        elif q < p:
            parent[p] = q
    for i in range(nodes):  # a parent is never above its child, so it is final before its child is reached
        parent[i] = parent[parent[i]]
    return parent


@compiled("(float64[::1], float64[::1])")
def hilbert_keys(x: Floats, y: Floats) -> NDArray[np.uint64]:
    """Return keys that sort places along a Hilbert curve; unique, their low 32 bits are the position."""
    n = len(x)
    keys = np.empty(n, np.uint64)
    if n == 0:
        return keys
    low_x, low_y = x.min(), y.min()
    span = max(x.max() - low_x, y.max() - low_y)
    scale = 65535.0 / span if span > 0 else 0.0
    for i in range(n):
        p = int((x[i] - low_x) * scale)
        q = int((y[i] - low_y) * scale)
        key = 0
        side = 32768
        while side > 0:
            right = 1 if p & side else 0
            up = 1 if q & side else 0
            key += side * side * ((3 * right) ^ up)
            if up == 0:
                if right == 1:
                    p = 65535 - p
                    q = 65535 - q
                p, q = q, p
            side >>= 1
        keys[i] = np.uint64(key) << np.uint64(32) | np.uint64(i)
    return keys


@compiled("(int64, int32[::1], int32[::1])")
def renumber(size: int, chosen: Ints, ends: Ints) -> tuple[Ints, Ints, Ints]:
    """Give the chosen nodes new numbers, and sort chains by their end a.

    Parameters
    ----------
    size : int
        Number of nodes before.
    chosen : int32 array, shape (n,)
        Old numbers in the new order.
    ends : int32 array, shape (c,)
        Old number of each chain's end a.

    Returns
    -------
    number : int32 array, shape (size,)
        New number of each old node, -1 if not chosen.
    chain_order : int32 array, shape (c,)
        Old chain numbers in the new order.
    chain_number : int32 array, shape (c,)
        New number of each old chain.
    """
    number = np.full(size, -1, np.int32)
    for i in range(len(chosen)):
        number[chosen[i]] = i
    c = len(ends)
    begin = np.zeros(len(chosen) + 1, np.int32)
    for k in range(c):
        begin[number[ends[k]] + 1] += 1
    for i in range(len(chosen)):
        begin[i + 1] += begin[i]
    chain_order = np.empty(c, np.int32)
    chain_number = np.empty(c, np.int32)
    for k in range(c):
        at = begin[number[ends[k]]]
        begin[number[ends[k]]] += 1
        chain_order[at] = k
        chain_number[k] = at
    return number, chain_order, chain_number


@compiled("(int32[::1], int32[::1], int32[::1], int32[::1], int32[::1])")
def reorder_members(
    chain_order: Ints, chain_number: Ints, first: Ints, members: Ints, of_edge: Ints
) -> tuple[Ints, Ints]:
    """Bring the edges of all chains into the chains' new order, and `of_edge` (in place) to their new numbers."""
    new_first = np.zeros(len(first), np.int32)
    new_members = np.empty_like(members)
    at = 0
    for k in range(len(chain_order)):
        old = chain_order[k]
        for j in range(first[old], first[old + 1]):
            new_members[at] = members[j]
            at += 1
        new_first[k + 1] = at
    for e in range(len(of_edge)):
        if of_edge[e] >= 0:
            of_edge[e] = chain_number[of_edge[e]]
    return new_first, new_members


@compiled("(int64, int32[::1], int32[::1], float64[::1], uint8[::1], boolean)")
def make_arcs(
    nodes: int, a: Ints, b: Ints, length: Floats, way: Bytes, backwards: bool
) -> tuple[Ints, Ints, Floats, Ints]:
    """Return the arcs of all chains but loops, node by node: first, target, cost, chain.

    With `backwards` an arc from p to q stands for the way from q to p.
    """
    first = np.zeros(nodes + 1, np.int32)
    not_from_a = 1 if backwards else 2
    not_from_b = 2 if backwards else 1
    for k in range(len(a)):
        if a[k] == b[k]:
            continue
        if way[k] != not_from_a:
            first[a[k] + 1] += 1
        if way[k] != not_from_b:
            first[b[k] + 1] += 1
    for i in range(nodes):
        first[i + 1] += first[i]
    at = first[:-1].copy()
    target = np.empty(first[nodes], np.int32)
    cost = np.empty(first[nodes])
    chain = np.empty(first[nodes], np.int32)
    for k in range(len(a)):
        p, q = a[k], b[k]
        if p == q:
            continue
        if way[k] != not_from_a:
            target[at[p]] = q
            cost[at[p]] = length[k]
            chain[at[p]] = k
            at[p] += 1
        if way[k] != not_from_b:
            target[at[q]] = p
            cost[at[q]] = length[k]
            chain[at[q]] = k
            at[q] += 1
    return first, target, cost, chain


@compiled(
    "(int32[::1], float64[::1], float64[::1], int32[::1], float64[::1], float64[::1], "
    "int32[::1], float64[::1], boolean[::1], int32[::1], int32[::1], float64[::1], uint8[::1], int32[::1], float64)"
)
def place_rows(
    edge: Ints, offset: Floats, leg: Floats, owner: Ints, edge_length: Floats, edge_cost: Floats,
    of_edge: Ints, start: Floats, forward: Flags, a: Ints, b: Ints, length: Floats, way: Bytes, anchor: Ints,
    quantum: float,
) -> tuple[Ints, Ints, Ints, Floats, Floats]:  # fmt: skip
    """Return row, owner, chain, position along the chain and leg of the points that lie on a walkable edge.

    A point exactly at the end of a one-way edge stands on the junction: it gets the anchor of that node.
    """
    count = 0
    for i in range(len(edge)):
        if edge[i] >= 0 and of_edge[edge[i]] >= 0:
            count += 1
    row = np.empty(count, np.int32)
    of = np.empty(count, np.int32)
    chain = np.empty(count, np.int32)
    at = np.empty(count)
    beside = np.empty(count)
    k = 0
    for i in range(len(edge)):
        e = edge[i]
        if e < 0 or of_edge[e] < 0:
            continue
        whole = np.rint(edge_length[e] / quantum) * quantum
        scale = edge_cost[e] / whole if whole > 0.0 else 0.0
        along = min(max(np.rint(offset[i] * scale / quantum) * quantum, 0.0), edge_cost[e])
        if np.rint(offset[i] / quantum) * quantum >= whole:
            along = edge_cost[e]  # the end itself, whatever a slow edge makes of half a quantum
        if not forward[e]:
            along = edge_cost[e] - along
        c = of_edge[e]
        along += start[e]
        if way[c] != 0 and (along == 0.0 or along == length[c]):
            c = anchor[a[c]] if along == 0.0 else anchor[b[c]]
            along = 0.0
        row[k] = i
        of[k] = owner[i]
        chain[k] = c
        at[k] = along
        beside[k] = np.rint(leg[i] / quantum) * quantum
        k += 1
    return row, of, chain, at, beside
