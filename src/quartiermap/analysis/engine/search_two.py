"""Kernels that search the two nearest different facilities (see `engine.search` for the queue and the labels)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from quartiermap.analysis.engine.search import bucket_of, link
from quartiermap.compiling import compiled
from quartiermap.domain.network import Floats, Ints

Bytes = NDArray[np.uint8]
Pairs = NDArray[np.float64]
IntPairs = NDArray[np.int32]


@compiled()
def offer(i: int, away: float, who: int, distance: Pairs, source: IntPairs) -> None:
    """Put a label among the two best of different facilities."""
    if who == source[i, 0]:
        distance[i, 0] = min(distance[i, 0], away)
    elif away < distance[i, 0] or (away == distance[i, 0] and who < source[i, 0]):
        distance[i, 1] = distance[i, 0]
        source[i, 1] = source[i, 0]
        distance[i, 0] = away
        source[i, 0] = who
    elif away < distance[i, 1] or (away == distance[i, 1] and who < source[i, 1]):
        distance[i, 1] = away
        source[i, 1] = who


@compiled(
    "(int64, int32[::1], int32[::1], float64[::1], int32[::1], int32[::1], float64[::1], uint8[::1], "
    "int32[::1], float64[::1], float64[::1], int32[::1], float64)"
)
def two_nearest_labels(
    nodes: int, first: Ints, target: Ints, cost: Floats, a: Ints, b: Ints, length: Floats, way: Bytes,
    chain: Ints, at: Floats, leg: Floats, owner: Ints, width: float,
) -> tuple[Pairs, IntPairs]:  # fmt: skip
    """Return distances and positions of the two nearest different facilities for every node.

    A node stands in the queue by its nearest label that was not yet handed on.

    Returns
    -------
    distance : float64 array, shape (nodes, 2)
        ``inf`` where there is no such facility.
    source : int32 array, shape (nodes, 2)
    """
    distance = np.full((nodes, 2), np.inf)
    source = np.full((nodes, 2), -1, np.int32)
    base = np.inf
    for r in range(len(chain)):
        c = chain[r]
        if way[c] != 2:
            base = min(base, leg[r] + at[r])
            offer(a[c], leg[r] + at[r], owner[r], distance, source)
        if way[c] != 1:
            base = min(base, leg[r] + (length[c] - at[r]))
            offer(b[c], leg[r] + (length[c] - at[r]), owner[r], distance, source)
    inverse = 1.0 / width
    head = np.full(4097, -1, np.int32)
    behind = np.full(nodes, -1, np.int32)
    before = np.full(nodes, -5000, np.int32)
    waits = np.zeros((nodes, 2), np.bool_)
    for i in range(nodes):
        if source[i, 0] >= 0:
            waits[i, 0] = True
            waits[i, 1] = source[i, 1] >= 0
            link(i, bucket_of(distance[i, 0], base, inverse), head, behind, before)
    while True:
        for k in range(4096):
            while head[k] >= 0:
                u = head[k]
                head[k] = behind[u]
                if behind[u] >= 0:
                    before[behind[u]] = -1 - k
                before[u] = -5000
                for slot in range(2):
                    if not waits[u, slot] or bucket_of(distance[u, slot], base, inverse) > k:
                        continue
                    waits[u, slot] = False
                    d = distance[u, slot]
                    s = source[u, slot]
                    for j in range(first[u], first[u + 1]):
                        t = target[j]
                        away = d + cost[j]
                        if away > distance[t, 1]:
                            continue
                        if s == source[t, 0]:
                            if away >= distance[t, 0]:
                                continue
                            distance[t, 0] = away
                            waits[t, 0] = True
                        elif away < distance[t, 0] or (away == distance[t, 0] and s < source[t, 0]):
                            distance[t, 1] = distance[t, 0]
                            source[t, 1] = source[t, 0]
                            waits[t, 1] = waits[t, 0]
                            distance[t, 0] = away
                            source[t, 0] = s
                            waits[t, 0] = True
                        elif away < distance[t, 1] or s < source[t, 1]:
                            distance[t, 1] = away
                            source[t, 1] = s
                            waits[t, 1] = True
                        else:
                            continue
                        q = bucket_of(distance[t, 0 if waits[t, 0] else 1], base, inverse)
                        ahead, after = before[t], behind[t]
                        if ahead != -5000:
                            if ahead == -1 - q:
                                continue
                            if ahead < 0:
                                head[-1 - ahead] = after
                            else:
                                behind[ahead] = after
                            if after >= 0:
                                before[after] = ahead
                        after = head[q]
                        behind[t] = after
                        before[t] = -1 - q
                        head[q] = t
                        if after >= 0:
                            before[after] = t
                if (waits[u, 0] or waits[u, 1]) and before[u] == -5000:
                    link(
                        u,
                        bucket_of(distance[u, 0 if waits[u, 0] else 1], base, inverse),
                        head,
                        behind,
                        before,
                    )
        u = head[4096]
        if u < 0:
            break
        head[4096] = -1
        base = np.inf
        after = u
        while after >= 0:
            base = min(base, distance[after, 0 if waits[after, 0] else 1])
            after = behind[after]
        while u >= 0:
            after = behind[u]
            link(u, bucket_of(distance[u, 0 if waits[u, 0] else 1], base, inverse), head, behind, before)
            u = after
    return distance, source


@compiled(
    "(float64[:, ::1], int32[:, ::1], int32[::1], int32[::1], float64[::1], uint8[::1], "
    "int32[::1], int32[::1], float64[::1], float64[::1], int32[::1], "
    "int32[::1], float64[::1], float64[::1], int32[::1], float64[:, ::1], int32[:, ::1])"
)
def read_two_nearest(
    distance: Pairs, source: IntPairs, a: Ints, b: Ints, length: Floats, way: Bytes,
    head: Ints, behind: Ints, there_at: Floats, there_leg: Floats, there_owner: Ints,
    chain: Ints, at: Floats, leg: Floats, owner: Ints, best: Pairs, nearest: IntPairs,
) -> None:  # fmt: skip
    """Read the two labels of nodes at points (see `engine.search.read_nearest`)."""
    for r in range(len(chain)):
        c = chain[r]
        p = owner[r]
        for slot in range(2):
            if way[c] != 1 and source[a[c], slot] >= 0:
                offer(p, distance[a[c], slot] + at[r] + leg[r], source[a[c], slot], best, nearest)
            if way[c] != 2 and source[b[c], slot] >= 0:
                over = distance[b[c], slot] + (length[c] - at[r]) + leg[r]
                offer(p, over, source[b[c], slot], best, nearest)
        f = head[c]
        while f >= 0:
            along = there_at[f] - at[r]
            if (along >= 0.0 and way[c] != 2) or (along <= 0.0 and way[c] != 1):
                offer(p, abs(along) + there_leg[f] + leg[r], there_owner[f], best, nearest)
            f = behind[f]
