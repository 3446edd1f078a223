"""Kernels that search: the nearest facility of every node, the two nearest, one way, and reading them at points.

All searches use one queue: `BUCKETS` lists of nodes, each for a stretch of distances as wide as a part of a street,
and one more for what lies beyond, which is dealt out anew when the buckets have been gone through. Inside a bucket the
order is arbitrary and a node may be corrected: what comes out is the one smallest label per node, so no order can
change it. (`link` and `unlink` are written out in the hottest loops: numba counts references of every array handed to a
function; and numbers without a sign are not looked at for being negative before they point into an array, which
saves a sixth.) Measured against heaps with two, four and eight children it takes 40 to 48 % of their time. A node stands in
the queue once (its list is linked both ways), so the queue never grows; arrays that grow inside the loop cost a factor
of two with numba.

A label is a pair (distance, position of the facility); of equally near facilities the lowest position wins.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from quartiermap.compiling import compiled
from quartiermap.domain.network import Floats, Ints

Bytes = NDArray[np.uint8]
Flags = NDArray[np.bool_]

BUCKETS = 4096
"""Number of buckets; written out in the kernels, which compile constants faster than names."""
NOWHERE = -5000
"""In `before`: the node is in no list (-1 - k: it is the first of list k)."""


@compiled()
def bucket_of(distance: float, base: float, inverse: float) -> int:
    """Return the bucket of a distance, `BUCKETS` for what lies beyond the last one."""
    at = (distance - base) * inverse
    return int(at) if at < 4096.0 else 4096


@compiled()
def link(i: int, k: int, head: Ints, behind: Ints, before: Ints) -> None:
    """Put a node at the front of list k."""
    old = head[k]
    behind[i] = old
    before[i] = -1 - k
    head[k] = i
    if old >= 0:
        before[old] = i


@compiled()
def unlink(i: int, head: Ints, behind: Ints, before: Ints) -> None:
    """Take a node out of its list."""
    ahead, after = before[i], behind[i]
    if ahead < 0:
        head[-1 - ahead] = after
    else:
        behind[ahead] = after
    if after >= 0:
        before[after] = ahead
    before[i] = -5000


@compiled(
    "(int64, int32[::1], int32[::1], float64[::1], int32[::1], int32[::1], float64[::1], uint8[::1], "
    "int32[::1], float64[::1], float64[::1], int32[::1], float64, float64)"
)
def nearest_labels(
    nodes: int, first: Ints, target: Ints, cost: Floats, a: Ints, b: Ints, length: Floats, way: Bytes,
    chain: Ints, at: Floats, leg: Floats, owner: Ints, width: float, limit: float,
) -> tuple[Floats, Ints]:  # fmt: skip
    """Return distance and position of the nearest facility for every node.

    Parameters
    ----------
    nodes, first, target, cost
        The graph with arcs from facilities outward (`Graph.inward`).
    a, b, length, way
        Its chains.
    chain, at, leg, owner
        The facilities' places (`Placed`).
    width : float
        Of a bucket; only speed depends on it.
    limit : float
        Nodes farther than this are left out.

    Returns
    -------
    distance : float64 array, shape (nodes,)
        ``inf`` where no facility can be reached.
    source : int32 array, shape (nodes,)
        Owner of the nearest place, -1 where none can be reached.
    """
    distance = np.full(nodes, np.inf)
    source = np.full(nodes, -1, np.int32)
    base = np.inf
    for r in range(len(chain)):
        c = chain[r]
        for side in range(2):
            if side == 0:
                if way[c] == 2:
                    continue
                d, p = leg[r] + at[r], a[c]
            else:
                if way[c] == 1:
                    continue
                d, p = leg[r] + (length[c] - at[r]), b[c]
            if d <= limit and (d < distance[p] or (d == distance[p] and owner[r] < source[p])):
                distance[p] = d
                source[p] = owner[r]
                base = min(base, d)
    inverse = 1.0 / width
    one = np.uint32(1)
    head = np.full(4097, -1, np.int32)
    behind = np.full(nodes, -1, np.int32)
    before = np.full(nodes, -5000, np.int32)
    for i in range(nodes):
        if source[i] >= 0:
            link(i, bucket_of(distance[i], base, inverse), head, behind, before)
    while True:
        for k in range(4096):
            while head[k] >= 0:
                node = np.uint32(head[k])
                after = behind[node]
                head[k] = after
                if after >= 0:
                    before[np.uint32(after)] = -1 - k
                before[node] = -5000
                d = distance[node]
                s = source[node]
                for j in range(np.uint32(first[node]), np.uint32(first[node + one])):
                    t = np.uint32(target[j])
                    away = d + cost[j]
                    old = distance[t]
                    if away > old or away > limit or (away == old and s >= source[t]):
                        continue
                    distance[t] = away
                    source[t] = s
                    scaled = (away - base) * inverse
                    q = np.uint32(scaled if scaled < 4096.0 else 4096.0)
                    ahead, after = before[t], behind[t]
                    if ahead != -5000:
                        scaled = (old - base) * inverse
                        if q == np.uint32(scaled if scaled < 4096.0 else 4096.0):
                            continue
                        if ahead < 0:
                            head[np.uint32(-1 - ahead)] = after
                        else:
                            behind[np.uint32(ahead)] = after
                        if after >= 0:
                            before[np.uint32(after)] = ahead
                    after = head[q]
                    behind[t] = after
                    before[t] = -1 - np.int32(q)
                    head[q] = t
                    if after >= 0:
                        before[np.uint32(after)] = t
        # The buckets start again at the nearest of what lay beyond them.
        u = head[4096]
        if u < 0:
            break
        head[4096] = -1
        base = np.inf
        after = u
        while after >= 0:
            base = min(base, distance[after])
            after = behind[after]
        while u >= 0:
            after = behind[u]
            link(u, bucket_of(distance[u], base, inverse), head, behind, before)
            u = after
    return distance, source


@compiled("(int64, int32[::1])")
def by_chain(chains: int, chain: Ints) -> tuple[Ints, Ints]:
    """Return for each chain the first place on it, and for each place the next one on its chain; -1 ends."""
    head = np.full(chains, -1, np.int32)
    behind = np.empty(len(chain), np.int32)
    for r in range(len(chain) - 1, -1, -1):
        behind[r] = head[chain[r]]
        head[chain[r]] = r
    return head, behind


@compiled(
    "(float64[::1], int32[::1], int32[::1], int32[::1], float64[::1], uint8[::1], "
    "int32[::1], int32[::1], float64[::1], float64[::1], int32[::1], "
    "int32[::1], float64[::1], float64[::1], int32[::1], float64[::1], int32[::1])"
)
def read_nearest(
    distance: Floats, source: Ints, a: Ints, b: Ints, length: Floats, way: Bytes,
    head: Ints, behind: Ints, there_at: Floats, there_leg: Floats, there_owner: Ints,
    chain: Ints, at: Floats, leg: Floats, owner: Ints, best: Floats, nearest: Ints,
) -> None:  # fmt: skip
    """Read labels of nodes at points: over both ends of their chain, and along it to facilities on the same chain.

    `best` and `nearest` (one per point) come in filled with ``inf`` and -1 and are written.
    """
    for r in range(len(chain)):
        c = chain[r]
        x = at[r]
        d = np.inf
        s = np.int32(-1)
        if way[c] != 1:
            d = distance[a[c]] + x
            s = source[a[c]]
        if way[c] != 2:
            over = distance[b[c]] + (length[c] - x)
            if over < d or (over == d and source[b[c]] < s):
                d = over
                s = source[b[c]]
        f = head[c]
        while f >= 0:
            along = there_at[f] - x
            if (along >= 0.0 and way[c] != 2) or (along <= 0.0 and way[c] != 1):
                over = abs(along) + there_leg[f]
                if over < d or (over == d and there_owner[f] < s):
                    d = over
                    s = there_owner[f]
            f = behind[f]
        if d == np.inf:
            continue
        d += leg[r]
        p = owner[r]
        if d < best[p] or (d == best[p] and s < nearest[p]):
            best[p] = d
            nearest[p] = s


@compiled(
    "(int32[::1], int32[::1], float64[::1], int32[::1], int32[::1], float64[::1], uint8[::1], "
    "int32[::1], float64[::1], float64[::1], int32[::1], float64[::1], float64, float64)"
)
def search_way(
    first: Ints, target: Ints, cost: Floats, a: Ints, b: Ints, length: Floats, way: Bytes,
    chain: Ints, at: Floats, leg: Floats, goals: Ints, beyond: Floats, width: float, enough: float,
) -> tuple[Floats, Ints, Ints]:  # fmt: skip
    """Search from the places of one facility until the best way to a goal is settled.

    Parameters
    ----------
    goals, beyond : arrays
        Nodes from which the goal can be reached, and how much farther it is from there.
    enough : float
        A way already known; nothing longer is looked for.

    Returns
    -------
    distance : float64 array, shape (nodes,)
        From the facility; final on every node of the best way.
    place : int32 array, shape (nodes,)
        Place of the facility that the way of a node ends at.
    arc : int32 array, shape (nodes,)
        Arc on which a node was reached (its target is the node), -1 at the ends of the facility's chains.
    """
    nodes = len(first) - 1
    distance = np.full(nodes, np.inf)
    place = np.full(nodes, -1, np.int32)
    arc = np.full(nodes, -1, np.int32)
    base = np.inf
    for r in range(len(chain)):
        c = chain[r]
        for side in range(2):
            if side == 0:
                if way[c] == 2:
                    continue
                d, p = leg[r] + at[r], a[c]
            else:
                if way[c] == 1:
                    continue
                d, p = leg[r] + (length[c] - at[r]), b[c]
            if d < distance[p]:
                distance[p] = d
                place[p] = r
                base = min(base, d)
    inverse = 1.0 / width
    head = np.full(4097, -1, np.int32)
    behind = np.full(nodes, -1, np.int32)
    before = np.full(nodes, -5000, np.int32)
    for r in range(len(chain)):
        for side in range(2):
            p = a[chain[r]] if side == 0 else b[chain[r]]
            if place[p] >= 0 and before[p] == -5000:
                link(p, bucket_of(distance[p], base, inverse), head, behind, before)
    while True:
        for k in range(4096):
            if head[k] < 0:
                continue
            for g in range(len(goals)):
                enough = min(enough, distance[goals[g]] + beyond[g])
            if base + k * width > enough:
                return distance, place, arc
            while head[k] >= 0:
                u = head[k]
                unlink(u, head, behind, before)
                d = distance[u]
                for j in range(first[u], first[u + 1]):
                    t = target[j]
                    away = d + cost[j]
                    old = distance[t]
                    if away >= old:
                        continue
                    distance[t] = away
                    place[t] = place[u]
                    arc[t] = j
                    q = bucket_of(away, base, inverse)
                    if before[t] != -5000:
                        if q == bucket_of(old, base, inverse):
                            continue
                        unlink(t, head, behind, before)
                    link(t, q, head, behind, before)
        u = head[4096]
        if u < 0:
            return distance, place, arc
        head[4096] = -1
        base = np.inf
        after = u
        while after >= 0:
            base = min(base, distance[after])
            after = behind[after]
        while u >= 0:
            after = behind[u]
            link(u, bucket_of(distance[u], base, inverse), head, behind, before)
            u = after
