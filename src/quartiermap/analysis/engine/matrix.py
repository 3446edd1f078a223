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
from scipy.sparse import csr_matrix

from quartiermap.analysis.engine.graph import Arcs, Graph, Placed
from quartiermap.analysis.engine.matrix_kernels import Longs, Words, bounded_rows, doors, put_rows
from quartiermap.analysis.engine.search import BUCKETS, NOWHERE, by_chain
from quartiermap.domain.network import Floats, Ints
from quartiermap.domain.progress import Progress

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
