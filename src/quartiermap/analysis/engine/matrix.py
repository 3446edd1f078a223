"""All ways up to a limit as a sparse matrix: a bounded search from every point of the smaller side.

Sources are taken along the graph's own order, so that neighbours find their surroundings in the cache; blocks of
them run on two threads. Every search leaves its working arrays as it found them.
"""

from __future__ import annotations

import os
import queue
from collections import deque
from concurrent.futures import ThreadPoolExecutor

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from quartiermap.analysis.engine.graph import Arcs, Graph, Placed
from quartiermap.analysis.engine.search import BUCKETS, NOWHERE, bucket_of, by_chain, link, unlink
from quartiermap.compiling import compiled
from quartiermap.domain.network import Floats, Ints
from quartiermap.domain.progress import Progress

Bytes = NDArray[np.uint8]
Words = NDArray[np.uint64]
Longs = NDArray[np.int64]
_Rows = tuple[Longs, Ints, Floats]

THREADS = min(2, os.cpu_count() or 1)
_WIDTH = 3.0
"""Buckets are this much wider than in searches of whole cities: there are few nodes in each."""
_BLOCK = 1024
"""Sources of one block: short enough to cancel at once."""
_ROOM = 2_000_000
"""Distances for which a thread asks room at once: few large pieces of memory are got, and touched first, in less time
than many small ones."""

_BIT = np.zeros(64, np.int64)
_BIT[[(0x03F79D71B4CB0A89 << k & 0xFFFFFFFFFFFFFFFF) >> 58 for k in range(64)]] = np.arange(64)
"""Position of the only bit of a word, found by multiplying it with a de Bruijn number."""


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


class _Work:
    """Working arrays of one thread: clean before and after each search; and room for what it finds."""

    def __init__(self, nodes: int, points: int, room: int) -> None:
        words = points // 64 + 1
        self.distance: Floats = np.full(nodes, np.inf)
        self.bucket: Ints = np.full(BUCKETS + 1, -1, np.int32)
        self.after: Ints = np.full(nodes, -1, np.int32)
        self.before: Ints = np.full(nodes, NOWHERE, np.int32)
        self.touched: Ints = np.empty(nodes, np.int32)
        self.best: Floats = np.full(points, np.inf)
        self.words: Words = np.zeros(words, np.uint64)
        self.pages: Words = np.zeros(words // 64 + 1, np.uint64)
        self.row_first: Longs = np.zeros(_BLOCK + 1, np.int64)
        self._room = points + room
        self.more_room()

    def more_room(self) -> None:
        """Begin new columns and metres; what has been found so far stays with those who have it."""
        self.column: Ints = np.empty(self._room, np.int32)
        self.metres: Floats = np.empty(self._room)
        self.size = 0


def pairs_within(
    graph: Graph, origins: Placed, goals: Placed, limit: float, progress: Progress | None = None
) -> csr_matrix:
    """Return all walking distances from origins to goals up to a limit.

    Parameters
    ----------
    graph : Graph
    origins, goals : Placed
        The rows and the columns; a point with several places has the smallest distance over them.
    limit : float
        (Profile) metres, included.
    progress : Progress, optional

    Returns
    -------
    csr_matrix, shape (origins.count, goals.count)
        (Profile) metres with both legs; columns rise within each row. Not stored: farther than `limit`. A distance of
        exactly 0 is a stored zero.

    Raises
    ------
    Cancelled
        If the user asked to stop.
    """
    progress = progress or Progress()
    progress.step(0.0, "Wege berechnen")
    if origins.count <= goals.count:
        return _search(graph, graph.outward, 1, origins, goals, limit, progress)
    turned = _search(graph, graph.inward, 2, goals, origins, limit, progress)
    return turned.T.tocsr()


def _search(
    graph: Graph, arcs: Arcs, not_to_a: int, start: Placed, stop: Placed, limit: float, progress: Progress
) -> csr_matrix:
    """Search from each point of `start`; see `bounded_rows`."""
    head, behind = by_chain(graph.chains, stop.chain)
    ways_in = doors(
        graph.nodes,
        graph.a,
        graph.b,
        graph.length,
        graph.way,
        not_to_a,
        stop.chain,
        stop.at,
        stop.leg,
        stop.owner,
    )
    rows_first = np.searchsorted(start.owner, np.arange(start.count + 1)).astype(np.int32)
    own = np.flatnonzero(np.diff(rows_first))
    order = own[np.argsort(start.chain[rows_first[own]], kind="stable")].astype(np.int32)
    spare: queue.SimpleQueue[_Work] = queue.SimpleQueue()
    threads = THREADS if len(order) > _BLOCK else 1
    for _ in range(threads):
        spare.put(_Work(graph.nodes, stop.count, min(_ROOM, len(order) * stop.count)))

    def rows(begin: int) -> list[_Rows]:
        end = min(begin + _BLOCK, len(order))
        work = spare.get()
        done: list[_Rows] = []
        while begin < end:
            count = bounded_rows(
                order, begin, end, arcs.first, arcs.target, arcs.cost,
                graph.a, graph.b, graph.length, graph.way, not_to_a,
                rows_first, start.chain, start.at, start.leg, *ways_in,
                head, behind, stop.owner, stop.at, stop.leg,
                work.distance, work.bucket, work.after, work.before, work.touched, work.best, work.words, work.pages,
                _BIT, _WIDTH * graph.bucket_m, limit, work.row_first, work.column, work.metres, work.size,
            )  # fmt: skip
            first, begin = work.row_first[: count + 1].copy(), begin + count
            work.size = int(first[-1])
            done.append((first, work.column, work.metres))
            if begin < end:
                work.more_room()
        spare.put(work)
        return done

    if threads == 1:  # starting a thread takes longer than a short search
        return _assembled(order, rows(0) if len(order) else [], (start.count, stop.count), None)
    found: list[_Rows] = []
    with ThreadPoolExecutor(THREADS) as pool:
        running = deque(pool.submit(rows, begin) for begin in range(0, len(order), _BLOCK))
        blocks = len(running)
        try:
            while running:
                found += running.popleft().result()
                progress.step(1 - len(running) / blocks, "Wege berechnen")
        except BaseException:
            pool.shutdown(wait=True, cancel_futures=True)
            raise
        while not spare.empty():
            spare.get()  # their room goes as soon as all rows in it have been copied
        return _assembled(order, found, (start.count, stop.count), pool)


def _assembled(
    order: Ints, found: list[_Rows], shape: tuple[int, int], pool: ThreadPoolExecutor | None
) -> csr_matrix:
    """Put the rows of all blocks in their places; blocks are given up as they are copied."""
    counts = np.zeros(shape[0] + 1, np.int64)
    ends = np.cumsum([0, *(len(first) - 1 for first, _, _ in found)])
    for position, (first, _, _) in enumerate(found):
        counts[order[ends[position] : ends[position + 1]] + 1] = np.diff(first)
    pointer = np.cumsum(counts)
    small = pointer[-1] < 2**31
    columns, data = np.empty(pointer[-1], np.int32), np.empty(pointer[-1])

    def put(position: int) -> None:
        first, column, metres = found[position]
        put_rows(
            order[ends[position] : ends[position + 1]].copy(), first, column, metres, pointer, columns, data
        )
        found[position] = first[:0], columns[:0], data[:0]

    list(map(put, range(len(found))) if pool is None else pool.map(put, range(len(found))))
    matrix = csr_matrix(
        (data, columns, pointer.astype(np.int32) if small else pointer), shape=shape, copy=False
    )
    matrix.has_sorted_indices = True
    return matrix
