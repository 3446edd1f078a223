"""Compiled loops of the hierarchy: which shortcuts there are, what they cost, and the two passes that find all labels.

Nodes are numbered by their *rank* here. The arcs of a rank lead up, to higher ranks only; ``upward`` is the cost of a
search step to the higher one, ``downward`` of a step from there.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from quartiermap.compiling import compiled
from quartiermap.domain.network import Floats, Ints

Bytes = NDArray[np.uint8]
Longs = NDArray[np.int64]


@compiled("(int32[::1], int32[::1], int64[::1], int32[::1])")
def fill_in(rank: Ints, node: Ints, first: Longs, other: Ints) -> tuple[Ints, Ints]:
    """Return the arcs that lead up from each rank, in compressed rows, rising: streets, and all shortcuts needed.

    Parameters
    ----------
    rank, node : int32 array, shape (n,)
        Rank of each node, node of each rank.
    first, other
        The neighbours of each node.

    Notes
    -----
    Leaving a node out joins its higher neighbours with each other; what the lowest of them gets is handed on to it as
    a whole (the elimination tree), so that every pair is looked at once.
    """
    n = len(rank)
    up_first = np.zeros(n + 1, np.int32)
    up = np.empty(max(8 * n, 16), np.int32)
    child = np.full(n, -1, np.int32)
    sibling = np.full(n, -1, np.int32)
    mark = np.full(n, -1, np.int32)
    count = 0
    for v in range(n):
        begin = count
        mark[v] = v
        i = node[v]
        room = first[i + 1] - first[i]
        c = child[v]
        while c >= 0:
            room += up_first[c + 1] - up_first[c]
            c = sibling[c]
        if count + room > len(up):
            more = np.empty(2 * (count + room), np.int32)
            more[:count] = up[:count]
            up = more
        for j in range(first[i], first[i + 1]):
            u = rank[other[j]]
            if u > v and mark[u] != v:
                mark[u] = v
                up[count] = u
                count += 1
        c = child[v]
        while c >= 0:
            for j in range(up_first[c], up_first[c + 1]):
                u = up[j]
                if mark[u] != v:
                    mark[u] = v
                    up[count] = u
                    count += 1
            c = sibling[c]
        up[begin:count].sort()
        up_first[v + 1] = count
        if count > begin:
            parent = up[begin]
            sibling[v] = child[parent]
            child[parent] = v
    return up_first, up[:count].copy()


@compiled("(int32[::1], int32[::1])")
def turned(up_first: Ints, up: Ints) -> tuple[Ints, Ints, Ints]:
    """Return for each rank the arcs that lead up to it: first, the lower rank, the arc; rising."""
    n = len(up_first) - 1
    first = np.zeros(n + 1, np.int32)
    for k in range(len(up)):
        first[up[k] + 1] += 1
    for v in range(n):
        first[v + 1] += first[v]
    at = first[:-1].copy()
    lower, arc = np.empty(len(up), np.int32), np.empty(len(up), np.int32)
    for v in range(n):
        for k in range(up_first[v], up_first[v + 1]):
            u = up[k]
            lower[at[u]] = v
            arc[at[u]] = k
            at[u] += 1
    return first, lower, arc


@compiled(
    "(int32[::1], int32[::1], int32[::1], int32[::1], int32[::1], int32[::1], int32[::1],"
    " int64[::1], int32[::1], float64[::1], float64[::1], float64[::1], boolean)"
)
def weigh(
    up_first: Ints, up: Ints, down_first: Ints, lower: Ints, arc: Ints, rank: Ints, node: Ints,
    first: Longs, other: Ints, out_cost: Floats, upward: Floats, downward: Floats, same: bool,
) -> None:  # fmt: skip
    """Find the cost of every arc: of the street, or of the shortest way over lower ranks.

    Parameters
    ----------
    up_first, up
        The arcs (`fill_in`).
    down_first, lower, arc
        The same arcs by their higher rank (`turned`).
    rank, node, first, other, out_cost
        The streets: for each node its neighbours and the cost of a search step there (``inf``: closed).
    upward, downward : float64 array
        Written; the same array twice if `same`.
    same : bool
        Whether every step costs the same in both directions.
    """
    place = np.empty(len(rank), np.int32)
    for v in range(len(rank)):
        i = node[v]
        for k in range(up_first[v], up_first[v + 1]):
            place[up[k]] = k
            upward[k] = np.inf
            downward[k] = np.inf
        for j in range(first[i], first[i + 1]):
            u = rank[other[j]]
            if u > v:
                upward[place[u]] = min(upward[place[u]], out_cost[j])
        if not same:
            for k in range(up_first[v], up_first[v + 1]):
                h = node[up[k]]
                for j in range(first[h], first[h + 1]):
                    if other[j] == i:
                        downward[k] = min(downward[k], out_cost[j])
        # All arcs of lower ranks are final: every lower one that leads up to here may be a way round.
        for t in range(down_first[v], down_first[v + 1]):
            w = lower[t]
            down, back = downward[arc[t]], upward[arc[t]]
            for j in range(arc[t] + 1, up_first[w + 1]):
                k = place[up[j]]
                upward[k] = min(upward[k], down + upward[j])
                if not same:
                    downward[k] = min(downward[k], downward[j] + back)


@compiled("(int32[::1], int32[::1], float64[::1], float64[::1], float64[::1])")
def sweep(up_first: Ints, up: Ints, upward: Floats, downward: Floats, distance: Floats) -> None:
    """Carry distances to all ranks: every shortest way goes up first and then down only.

    Parameters
    ----------
    up_first, up, upward, downward
        The hierarchy.
    distance : float64 array, by rank
        Where the search starts from, and ``inf``; changed in place.
    """
    n = len(up_first) - 1
    for v in range(n):
        d = distance[v]
        if d < np.inf:
            for k in range(up_first[v], up_first[v + 1]):
                distance[up[k]] = min(distance[up[k]], d + upward[k])
    for v in range(n - 1, -1, -1):
        # Two at once: neither waits for the other's result. Numbers without a sign are not looked at for being negative.
        best, beside = distance[v], np.inf
        arc, end, next_ = np.uint64(up_first[v]), np.uint64(up_first[v + 1]), np.uint64(1)
        while arc + next_ < end:
            one = distance[np.uint64(up[arc])] + downward[arc]
            two = distance[np.uint64(up[arc + next_])] + downward[arc + next_]
            best = one if one < best else best
            beside = two if two < beside else beside
            arc += np.uint64(2)
        if arc < end:
            one = distance[np.uint64(up[arc])] + downward[arc]
            best = one if one < best else best
        distance[v] = beside if beside < best else best
