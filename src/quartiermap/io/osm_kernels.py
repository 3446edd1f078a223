"""The loops over millions of numbers in a city-size OSM file, compiled; small files are read without them.

Compiling takes some seconds once on a machine and is kept in the user's cache folder; a town's file is read by
numpy alone in less time than that. Both ways give the same numbers bit for bit (tests/unit/io/test_osm_kernels.py).
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np
import platformdirs
from numpy.typing import NDArray

Longs = NDArray[np.int64]
Bytes = NDArray[np.uint8]


@cache
def kernel(function: Callable[..., Any], signature: str) -> Callable[..., Any]:
    """Return a function compiled for some types (numba's words), from the cache folder if it is there."""
    import numba

    options: dict[str, Any] = {"nogil": True, "error_model": "numpy"}
    before = numba.config.CACHE_DIR
    numba.config.CACHE_DIR = str(
        platformdirs.user_cache_path("quartiermap", appauthor=False) / "kernels" / "osm"
    )
    try:
        compiled: Callable[..., Any] = numba.njit(signature, cache=True, **options)(function)
    except (RuntimeError, OSError):  # nowhere to keep it
        compiled = numba.njit(signature, **options)(function)
    finally:
        numba.config.CACHE_DIR = before
    return compiled


_DECODE = "int64(uint8[::1], int64[::1], int64[::1], boolean, boolean, int64[::1], int64[::1])"


def _decode(
    data: Bytes, start: Longs, size: Longs, signed: bool, adding: bool, values: Longs, counts: Longs
) -> int:
    """Decode packed numbers; return how many, -1 for a number without an end, -2 for one that is too long."""
    found = 0
    for place in range(len(start)):
        at = start[place]
        end = at + size[place]
        before = found
        total = np.int64(0)
        while at < end:
            value = np.uint64(0)
            shift = np.uint64(0)
            byte = np.uint64(128)
            while byte > 127:
                if at >= end:
                    return -1
                if shift > 63:
                    return -2
                byte = np.uint64(data[at])
                at += 1
                value |= (byte & np.uint64(127)) << shift
                shift += np.uint64(7)
            if signed:
                number = np.int64(value >> np.uint64(1)) ^ -np.int64(value & np.uint64(1))
            else:
                number = np.int64(value)
            total = total + number if adding else number
            values[found] = total
            found += 1
        counts[place] = found - before
    return found


def decode(
    data: Bytes, start: Longs, size: Longs, *, signed: bool, adding: bool
) -> tuple[Longs, Longs] | str:
    """Do what `osm_packed.packed` (then `zigzag`, then `running`) does; a text says what is damaged."""
    values = np.empty(int(size.sum()), np.int64)
    counts = np.empty(len(size), np.int64)
    found = kernel(_decode, _DECODE)(data, start, size, signed, adding, values, counts)
    if found < 0:
        return "Zahl ohne Ende" if found == -1 else "Zahl zu lang"
    return values[:found], counts


_LISTED = "int64(Array(uint8, 1, 'C', readonly=True), int64, int64[::1], int64[::1])"


def _listed(data: Bytes, tag: int, start: Longs, size: Longs) -> int:
    """Follow a list of messages of one kind; return how many, -1 for anything else."""
    at = 0
    found = 0
    while at < len(data):
        if data[at] != tag:
            return -1
        at += 1
        length = 0
        shift = 0
        byte = 128
        while byte > 127:
            if at >= len(data) or shift > 28:
                return -1
            byte = data[at]
            at += 1
            length |= (byte & 127) << shift
            shift += 7
        if length > len(data) - at:
            return -1
        start[found] = at
        size[found] = length
        found += 1
        at += length
    return found


def listed(data: Bytes, tag: int) -> tuple[Longs, Longs] | None:
    """Do what `osm_pbf._listed` does, from the beginning of `data`."""
    start, size = np.empty(len(data) // 2 + 1, np.int64), np.empty(len(data) // 2 + 1, np.int64)
    found = kernel(_listed, _LISTED)(data, tag, start, size)
    return None if found < 0 else (start[:found].copy(), size[:found].copy())


_ROWS = "void(int64[::1], int64[::1], int64[::1])"


def _rows(known: Longs, ids: Longs, rows: Longs) -> None:
    """Find each id among rising ids, beginning where the one before was found: neighbours have neighbouring ids."""
    last = len(known) - 1
    at = 0
    for i in range(len(ids)):
        wanted = ids[i]
        if known[at] <= wanted:
            low = at
            step = 1
            while low + step <= last and known[low + step] < wanted:
                low += step
                step *= 2
            high = min(low + step, last)
        else:
            high = at
            step = 1
            while high - step >= 0 and known[high - step] > wanted:
                high -= step
                step *= 2
            low = max(high - step, 0)
        while low < high:
            middle = (low + high) // 2
            if known[middle] < wanted:
                low = middle + 1
            else:
                high = middle
        at = low
        rows[i] = low if known[low] == wanted else -1


def rows_of(known: Longs, ids: Longs) -> Longs:
    """Return the row of each id among rising ids, -1 for one that is not there; `known` has at least one."""
    rows = np.empty(len(ids), np.int64)
    kernel(_rows, _ROWS)(_own(known), _own(ids), rows)
    return rows


def _own(values: Longs) -> Longs:
    return values if values.flags.writeable and values.flags.c_contiguous else np.array(values)


_TAKE = "void(int64[::1], int64[::1], int64[::1], int64[::1])"


def _take(values: Longs, start: Longs, size: Longs, found: Longs) -> None:
    count = 0
    for run in range(len(start)):
        for place in range(start[run], start[run] + size[run]):
            found[count] = values[place]
            count += 1


def taken(values: Longs, start: Longs, size: Longs) -> Longs:
    """Return runs of values one after the other (``values[osm_areas.ranges(start, size)]``)."""
    found = np.empty(int(size.sum()), np.int64)
    kernel(_take, _TAKE)(_own(values), _own(start), _own(size), found)
    return found


_ZERO = "int64(float64[::1], float64[::1], int64[::1], int64[::1])"


def _zero(x: NDArray[np.float64], y: NDArray[np.float64], at: Longs, found: Longs) -> int:
    count = 0
    for i in range(len(at) - 1):
        u, v = at[i], at[i + 1]
        if u != v and x[u] == x[v] and y[u] == y[v]:
            if count < len(found):
                found[count] = i
            count += 1
    return count


def zero_steps(x: NDArray[np.float64], y: NDArray[np.float64], at: Longs) -> Longs:
    """Return the positions from which the next vertex is another one at the same place."""
    found = np.empty(1024, np.int64)
    count = kernel(_zero, _ZERO)(x, y, at, found)
    if count > len(found):
        found = np.empty(count, np.int64)
        kernel(_zero, _ZERO)(x, y, at, found)
    return found[:count]


_PARTNERS = "void(int64[::1], uint64[::1], boolean[::1], int64[::1], int64[::1])"


def _partners(
    half: Longs, key: NDArray[np.uint64], oneway: NDArray[np.bool_], slot: Longs, partner: Longs
) -> None:
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


def partners(half: Longs, key: NDArray[np.uint64], oneway: NDArray[np.bool_], vertex_count: int) -> Longs:
    """Return for each end of a piece the end that it goes on to, -1 for none (`chains._partners`)."""
    partner = np.full(len(half), -1, np.int64)
    kernel(_partners, _PARTNERS)(half, key, oneway, np.full(vertex_count, -1, np.int64), partner)
    return partner


_WALK = "UniTuple(int64, 2)(int64[::1], boolean[::1], int64[::1], int64[::1], uint8[::1])"


def _walk(
    partner: Longs, oneway: NDArray[np.bool_], entered: Longs, first: Longs, done: NDArray[np.uint8]
) -> tuple[int, int]:
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


def walk(partner: Longs, oneway: NDArray[np.bool_]) -> tuple[Longs, Longs]:
    """Return the ends at which pieces are entered, chain by chain, and where the chains begin (`chains._chain`)."""
    pieces = len(partner) // 2
    entered, first = np.empty(pieces, np.int64), np.zeros(pieces + 1, np.int64)
    count, chains = kernel(_walk, _WALK)(partner, oneway, entered, first, np.zeros(pieces, np.uint8))
    return entered[:count], first[: chains + 1]


_JOIN = "void(int64[::1], int64[::1], boolean[::1], int64[::1], int64[::1])"


def _join(at: Longs, start: Longs, turned: NDArray[np.bool_], begin: Longs, found: Longs) -> None:
    """Copy runs of vertices one after the other, those that are turned from their end."""
    for piece in range(len(start)):
        step = -1 if turned[piece] else 1
        place = start[piece]
        for target in range(begin[piece], begin[piece + 1]):
            found[target] = at[place]
            place += step


def joined(at: Longs, start: Longs, turned: NDArray[np.bool_], begin: Longs) -> Longs:
    """Return the vertices of pieces in a row (`chains._Chains.vertices`)."""
    found = np.empty(int(begin[-1]), np.int64)
    kernel(_join, _JOIN)(_own(at), start, turned, begin, found)
    return found
