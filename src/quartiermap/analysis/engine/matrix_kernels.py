"""Kernels of the matrix: what lies within a limit of each source, and where it goes in the assembled rows."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from quartiermap.analysis.engine.search import bucket_of, link, unlink
from quartiermap.compiling import compiled
from quartiermap.domain.network import Floats, Ints

Bytes = NDArray[np.uint8]
Words = NDArray[np.uint64]
Longs = NDArray[np.int64]


@compiled(
    "(int64, int32[::1], int32[::1], float64[::1], uint8[::1], uint8, int32[::1], float64[::1], float64[::1], int32[::1])"
)
def doors(
    nodes: int, a: Ints, b: Ints, length: Floats, way: Bytes, not_to_a: int,
    chain: Ints, at: Floats, leg: Floats, owner: Ints,
) -> tuple[Ints, Ints, Floats, Floats, Ints]:  # fmt: skip
    """Return for each node the places on the chains at it, one after the other in memory.

    Parameters
    ----------
    not_to_a : int
        See `bounded_rows`.
    chain, at, leg, owner
        The places that are looked for.

    Returns
    -------
    first : int32 array, shape (nodes + 1,)
    other : int32 array
        The node at the chain's other end; ``-1 - other`` in the list of its end b, where it only counts if end a is out
        of reach (otherwise the place is found from there).
    here, there : float64 array
        From this end and from the other one to the place, its leg included; ``inf`` where that is not allowed.
    point : int32 array
        Whose place it is.
    """
    first = np.zeros(nodes + 1, np.int32)
    for r in range(len(chain)):
        p, q = a[chain[r]], b[chain[r]]
        first[p + 1] += 1
        if q != p:
            first[q + 1] += 1
    for i in range(nodes):
        first[i + 1] += first[i]
    fill = first[:-1].copy()
    other, point = np.empty(first[nodes], np.int32), np.empty(first[nodes], np.int32)
    here, there = np.empty(first[nodes]), np.empty(first[nodes])
    for r in range(len(chain)):
        c = chain[r]
        p, q = a[c], b[c]
        over_a = at[r] + leg[r] if way[c] != 3 - not_to_a else np.inf
        over_b = length[c] - at[r] + leg[r] if way[c] != not_to_a else np.inf
        k = fill[p]
        fill[p] += 1
        other[k], here[k], there[k], point[k] = q, over_a, over_b, owner[r]
        if q != p:
            k = fill[q]
            fill[q] += 1
            other[k], here[k], there[k], point[k] = -1 - p, over_b, over_a, owner[r]
    return first, other, here, there, point


@compiled(
    "(int32[::1], int64, int64, int32[::1], int32[::1], float64[::1], int32[::1], int32[::1], float64[::1], uint8[::1], "
    "uint8, int32[::1], int32[::1], float64[::1], float64[::1], "
    "int32[::1], int32[::1], float64[::1], float64[::1], int32[::1], "
    "int32[::1], int32[::1], int32[::1], float64[::1], float64[::1], "
    "float64[::1], int32[::1], int32[::1], int32[::1], int32[::1], float64[::1], uint64[::1], uint64[::1], int64[::1], "
    "float64, float64, int64[::1], int32[::1], float64[::1], int64)"
)
def bounded_rows(
    order: Ints, begin: int, end: int, first: Ints, target: Ints, cost: Floats, a: Ints, b: Ints, length: Floats,
    way: Bytes, not_to_a: int, rows_first: Ints, chain: Ints, at: Floats, leg: Floats,
    door_first: Ints, other: Ints, here: Floats, there: Floats, point: Ints,
    head: Ints, behind: Ints, there_owner: Ints, there_at: Floats, there_leg: Floats,
    distance: Floats, bucket: Ints, after: Ints, before: Ints, touched: Ints, best: Floats, words: Words, pages: Words,
    bit: Longs, width: float, limit: float, row_first: Longs, column: Ints, metres: Floats, size: int,
) -> int:  # fmt: skip
    """Search from the points ``order[begin:end]`` up to the limit, as far as there is room for another row.

    Parameters
    ----------
    not_to_a : int
        The `way` of chains along which a search from a source cannot get to end a: 1 in walking direction, 2 for
        ways towards the sources.
    rows_first : int32 array
        Places of point i are ``rows_first[i]`` to ``rows_first[i + 1] - 1``.
    door_first, other, here, there, point
        See `doors`.
    distance, bucket, after, before, touched, best, words, pages
        Working arrays of `_Work`, left as they were.
    row_first : int64 array
        Written: where each row begins and the last one ends.
    column : int32 array
        Written from `size` on: the points found, rising within each row.
    metres : float64 array
    size : int

    Returns
    -------
    int
        Number of rows written; one at least if there is room for all points.

    Notes
    -----
    In the two hot loops numbers of nodes and points have no sign: others are looked at for being negative whenever
    they point into an array, which takes a sixth of the time.
    """
    not_to_b = 3 - not_to_a
    row_first[0] = size
    one = np.uint32(1)
    inverse = 1.0 / width
    buckets = bucket_of(limit, 0.0, inverse)  # the last one takes everything beyond
    for i in range(begin, end):
        if size + len(best) > len(column):
            return i - begin
        source = order[i]
        seen = 0
        for r in range(rows_first[source], rows_first[source + 1]):
            c = chain[r]
            for side in range(2):
                if side == 0:
                    if way[c] == not_to_a:
                        continue
                    d, p = leg[r] + at[r], a[c]
                else:
                    if way[c] == not_to_b:
                        continue
                    d, p = leg[r] + (length[c] - at[r]), b[c]
                if d > limit or d >= distance[p]:
                    continue
                if distance[p] == np.inf:
                    touched[seen] = p
                    seen += 1
                else:
                    unlink(p, bucket, after, before)
                distance[p] = d
                link(p, bucket_of(d, 0.0, inverse), bucket, after, before)
            # Along the source's own chain.
            f = head[c]
            while f >= 0:
                along = there_at[f] - at[r]
                if (along >= 0.0 and way[c] != not_to_b) or (along <= 0.0 and way[c] != not_to_a):
                    away = leg[r] + abs(along) + there_leg[f]
                    if away <= limit:
                        p = there_owner[f]
                        if best[p] == np.inf:
                            words[p >> 6] |= np.uint64(1) << np.uint64(p & 63)
                            pages[p >> 12] |= np.uint64(1) << np.uint64((p >> 6) & 63)
                        best[p] = min(best[p], away)
                f = behind[f]
        for k in range(buckets + 1):
            while bucket[k] >= 0:
                node = np.uint32(bucket[k])
                follows = after[node]
                bucket[k] = follows
                if follows >= 0:
                    before[np.uint32(follows)] = -1 - k
                before[node] = -5000
                d = distance[node]
                for arc in range(np.uint32(first[node]), np.uint32(first[node + one])):
                    goal = np.uint32(target[arc])
                    away = d + cost[arc]
                    old = distance[goal]
                    if away > limit or away >= old:
                        continue
                    distance[goal] = away
                    scaled = away * inverse
                    q = np.uint32(scaled if scaled < 4096.0 else 4096.0)
                    if old == np.inf:
                        touched[seen] = goal
                        seen += 1
                    elif before[goal] != -5000:
                        scaled = old * inverse
                        if q == np.uint32(scaled if scaled < 4096.0 else 4096.0):
                            continue
                        ahead, follows = before[goal], after[goal]
                        if ahead < 0:
                            bucket[np.uint32(-1 - ahead)] = follows
                        else:
                            after[np.uint32(ahead)] = follows
                        if follows >= 0:
                            before[np.uint32(follows)] = ahead
                    follows = bucket[q]
                    after[goal] = follows
                    before[goal] = -1 - np.int32(q)
                    bucket[q] = goal
                    if follows >= 0:
                        before[np.uint32(follows)] = goal
        for j in range(seen):
            node = np.uint32(touched[j])
            d = distance[node]
            for door in range(np.uint32(door_first[node]), np.uint32(door_first[node + one])):
                far = other[door]
                if far < 0:
                    far = -1 - far
                    if distance[np.uint32(far)] < np.inf:
                        continue  # found from there
                away, over = d + here[door], distance[np.uint32(far)] + there[door]
                away = away if away < over else over
                if away <= limit:
                    it = np.uint32(point[door])
                    old = best[it]
                    if old == np.inf:
                        word_of = it >> np.uint32(6)
                        words[word_of] |= np.uint64(1) << np.uint64(it & np.uint32(63))
                        pages[word_of >> np.uint32(6)] |= np.uint64(1) << np.uint64(word_of & np.uint32(63))
                    best[it] = away if away < old else old
        for j in range(seen):
            distance[touched[j]] = np.inf
        # Found points in rising order: by the bits of two levels of words.
        for page in range(len(pages)):
            while pages[page] != 0:
                low = pages[page] & (~pages[page] + np.uint64(1))
                pages[page] ^= low
                word = (page << 6) + bit[(low * np.uint64(0x03F79D71B4CB0A89)) >> np.uint64(58)]
                while words[word] != 0:
                    low = words[word] & (~words[word] + np.uint64(1))
                    words[word] ^= low
                    p = (word << 6) + bit[(low * np.uint64(0x03F79D71B4CB0A89)) >> np.uint64(58)]
                    column[size] = p
                    metres[size] = best[p]
                    best[p] = np.inf
                    size += 1
        row_first[i - begin + 1] = size
    return end - begin


@compiled("(int32[::1], int64[::1], int32[::1], float64[::1], int64[::1], int32[::1], float64[::1])")
def put_rows(
    rows: Ints, first: Longs, column: Ints, metres: Floats, into: Longs, columns: Ints, data: Floats
) -> None:
    """Copy the rows of one block to where they belong: row ``rows[i]`` begins at ``into[rows[i]]``."""
    for i in range(len(rows)):
        at = into[rows[i]]
        for j in range(first[i], first[i + 1]):
            columns[at] = column[j]
            data[at] = metres[j]
            at += 1
