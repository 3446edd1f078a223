"""The loops over millions of vertices that knot a city's walk network, compiled; a town's is knotted by numpy alone.

Both ways give the same network bit for bit (tests/unit/io/test_osm_kernels.py). Vertices are numbered in 32 bits: every
array that is half as long is memory that need not be touched, and touching new memory is most of what such a loop costs.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from quartiermap.compiling import compiled
from quartiermap.io.osm_kernels import own

Longs = NDArray[np.int64]
Ints = NDArray[np.int32]
Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Shorts = NDArray[np.int16]
Bytes = NDArray[np.uint8]


@compiled("int64(float64[::1], float64[::1], int32[::1], int64[::1])")
def _zero(x: Floats, y: Floats, at: Ints, found: Longs) -> int:
    count = 0
    for i in range(len(at) - 1):
        u, v = at[i], at[i + 1]
        if u != v and x[u] == x[v] and y[u] == y[v]:
            if count < len(found):
                found[count] = i
            count += 1
    return count


def zero_steps(x: Floats, y: Floats, at: Ints) -> Longs:
    """Return the positions from which the next vertex is another one at the same place."""
    x, y, at = own(x), own(y), own(at)
    found = np.empty(1024, np.int64)
    count = _zero(x, y, at, found)
    if count > len(found):
        found = np.empty(count, np.int64)
        _zero(x, y, at, found)
    return found[:count]


@compiled("int64(int32[::1], int64[::1], uint8[::1])")
def _crowded(at: Ints, first: Longs, segments: Bytes) -> int:
    """Count the segments at each vertex (3 is any number above 2); return the places at which ways are cut."""
    for way in range(len(first) - 1):
        last = first[way + 1] - 1
        for i in range(first[way], last + 1):
            more = 1 if i == first[way] or i == last else 2
            segments[at[i]] = min(segments[at[i]] + more, 3)
    cuts = 0
    for way in range(len(first) - 1):
        for i in range(first[way] + 1, first[way + 1] - 1):
            if segments[at[i]] != 2:
                cuts += 1
    return cuts


@compiled("void(int32[::1], int64[::1], int64[::1], uint8[::1], int32[::1], int64[::1], int64[::1])")
def _cut(
    at: Ints,
    first: Longs,
    of_way: Longs,
    segments: Bytes,
    piece_at: Ints,
    piece_first: Longs,
    piece_way: Longs,
) -> None:
    count = piece = 0
    for way in range(len(first) - 1):
        last = first[way + 1] - 1
        piece_first[piece] = count
        piece_way[piece] = of_way[way]
        piece += 1
        for i in range(first[way], last + 1):
            piece_at[count] = at[i]
            count += 1
            if i > first[way] and i < last and segments[at[i]] != 2:
                piece_first[piece] = count
                piece_way[piece] = of_way[way]
                piece += 1
                piece_at[count] = at[i]
                count += 1
    piece_first[piece] = count


def split(at: Ints, first: Longs, of_way: Longs, vertex_count: int) -> tuple[Ints, Longs, Longs]:
    """Do what `chain_pieces.split_at_junctions` does."""
    at, of_way = own(at), own(of_way)
    segments = np.zeros(vertex_count, np.uint8)
    cuts = _crowded(at, first, segments)
    pieces = len(first) - 1 + cuts
    piece_at, piece_first = np.empty(len(at) + cuts, np.int32), np.empty(pieces + 1, np.int64)
    piece_way = np.empty(pieces, np.int64)
    _cut(at, first, of_way, segments, piece_at, piece_first, piece_way)
    return piece_at, piece_first, piece_way


@compiled("void(int32[::1], uint64[::1], boolean[::1], int32[::1], int64[::1])")
def _partners(half: Ints, key: NDArray[np.uint64], oneway: Flags, slot: Ints, partner: Longs) -> None:
    """Pair the two ends of pieces that meet at a vertex where no other ends; -1 where the chain ends.

    `slot` has a place for each vertex: -1 nothing yet, -2 more than two ends, else the first end (or both met).
    """
    for i in range(len(half)):
        vertex = half[i]
        first = slot[vertex]
        if first == -1:
            slot[vertex] = i
        elif first >= 0:
            if partner[first] == -1:
                partner[first] = i
                partner[i] = first
            else:
                other = partner[first]
                partner[first] = -1
                partner[other] = -1
                slot[vertex] = -2
    for i in range(len(half)):
        other = partner[i]
        if other < i:
            continue
        a, b = i // 2, other // 2
        if a == b or key[a] != key[b] or (oneway[a] and (i ^ other) & 1 == 0):
            partner[i] = -1
            partner[other] = -1


def partners(half: Ints, key: NDArray[np.uint64], oneway: Flags, vertex_count: int) -> Longs:
    """Return for each end of a piece the end that it goes on to, -1 for none (`chain_pieces._partners`)."""
    partner = np.full(len(half), -1, np.int64)
    _partners(half, key, oneway, np.full(vertex_count, -1, np.int32), partner)
    return partner


@compiled("UniTuple(int64, 2)(int64[::1], boolean[::1], int64[::1], int64[::1], uint8[::1])")
def _walk(partner: Longs, oneway: Flags, entered: Longs, first: Longs, done: Bytes) -> tuple[int, int]:
    """Follow chains from their ends, then rings; return how many pieces and how many chains."""
    count = chains = 0
    halves = len(partner)
    for turn in range(2):
        for head in range(0, halves, 1 + turn):
            if done[head // 2] or (turn == 0 and partner[head] >= 0):
                continue
            if turn == 0 and oneway[head // 2] and head & 1:
                continue
            end = head
            while end >= 0 and not done[end // 2]:
                done[end // 2] = 1
                entered[count] = end
                count += 1
                end = partner[end ^ 1]
            chains += 1
            first[chains] = count
    return count, chains


def walk(partner: Longs, oneway: Flags) -> tuple[Longs, Longs]:
    """Return the ends at which pieces are entered, chain by chain, and where the chains begin (`chain_pieces.chained`)."""
    pieces = len(partner) // 2
    entered, first = np.empty(pieces, np.int64), np.zeros(pieces + 1, np.int64)
    count, chains = _walk(partner, oneway, entered, first, np.zeros(pieces, np.uint8))
    return entered[:count], first[: chains + 1]


@compiled("void(int64[::1], int64[::1], int64[::1], int64[::1], int64[::1])")
def _begin(piece_first: Longs, order: Longs, first: Longs, rows: Longs, begin: Longs) -> None:
    """Find where the vertices of each chain begin; pieces share a vertex with the one before."""
    count = 0
    for row in range(len(rows)):
        begin[row] = count
        for place in range(first[rows[row]], first[rows[row] + 1]):
            count += piece_first[order[place] + 1] - piece_first[order[place]] - 1
        count += 1
    begin[len(rows)] = count


@compiled("void(int32[::1], int64[::1], int64[::1], boolean[::1], int64[::1], int64[::1], int32[::1])")
def _join(
    at: Ints, piece_first: Longs, order: Longs, turned: Flags, first: Longs, rows: Longs, found: Ints
) -> None:
    """Copy the vertices of chains one after the other, those of turned pieces from their end."""
    count = 0
    for row in range(len(rows)):
        head = first[rows[row]]
        for place in range(head, first[rows[row] + 1]):
            low, high = piece_first[order[place]], piece_first[order[place] + 1] - 1
            skip = 0 if place == head else 1
            for i in range(skip, high - low + 1):
                found[count] = at[high - i] if turned[place] else at[low + i]
                count += 1


def joined(
    at: Ints, piece_first: Longs, order: Longs, turned: Flags, first: Longs, rows: Longs
) -> tuple[Ints, Longs]:
    """Do what `chain_pieces.Chains.vertices` does."""
    begin = np.empty(len(rows) + 1, np.int64)
    rows = own(rows)
    order, first = own(order), own(first)
    _begin(piece_first, order, first, rows, begin)
    found = np.empty(int(begin[-1]), np.int32)
    _join(own(at), piece_first, order, turned, first, rows, found)
    return found, begin


@compiled("void(int16[::1], int32[::1], int64[::1], int16, int16[::1], int16[::1])")
def _met(values: Shorts, vertices: Ints, first: Longs, nothing: int, ends: Shorts, inside: Shorts) -> None:
    for edge in range(len(first) - 1):
        begin, last = first[edge], first[edge + 1] - 1
        ends[edge] = max(values[vertices[begin]], values[vertices[last]])
        highest = nothing
        for i in range(begin + 1, last):
            highest = max(highest, values[vertices[i]])
        inside[edge] = highest


def met(values: Shorts, vertices: Ints, first: Longs, nothing: int) -> tuple[Shorts, Shorts]:
    """Return the highest value of a vertex at the ends of each edge, and between them (`chains._met`)."""
    ends, inside = np.empty(len(first) - 1, np.int16), np.empty(len(first) - 1, np.int16)
    _met(own(values), vertices, first, nothing, ends, inside)
    return ends, inside
