"""The loops over millions of numbers in a city-size OSM file, compiled; small files are read without them.

Compiling takes some seconds once on a machine and is kept in the user's cache folder; a town's file is read by
numpy alone in less time than that. Both ways give the same numbers bit for bit (tests/unit/io/test_osm_kernels.py).
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from quartiermap.compiling import compiled

Longs = NDArray[np.int64]
Ints = NDArray[np.int32]
Bytes = NDArray[np.uint8]


@compiled("int64(uint8[::1], int64[::1], int64[::1], boolean, boolean, int64[::1], int64[::1])")
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
    found = _decode(data, start, size, signed, adding, values, counts)
    if found < 0:
        return "Zahl ohne Ende" if found == -1 else "Zahl zu lang"
    return values[:found], counts


@compiled("int64(Array(uint8, 1, 'C', readonly=True), int64, int64[::1], int64[::1])")
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
    found = _listed(data, tag, start, size)
    return None if found < 0 else (start[:found].copy(), size[:found].copy())


_WRONG = ("", "Zahl ohne Ende", "unbekannte Feldart", "Feld länger als die Nachricht")


@compiled("int64(uint8[::1], int64[:, ::1], int64[::1], int64[::1], uint64[:, ::1], int64[:, :, ::1])")
def _messages(
    data: Bytes, spans: Longs, numbers: Longs, contents: Longs, values: NDArray[np.uint64], parts: Longs
) -> int:
    for row in range(len(spans)):
        at, end = spans[row, 0], spans[row, 1]
        while at < end:
            tag = word = np.int64(0)
            for turn in range(2):
                word = np.int64(0)
                shift = 0
                byte = 128
                while byte > 127:
                    if at >= end or shift > 63:
                        return 1
                    byte = data[at]
                    at += 1
                    word |= np.int64(byte & 127) << shift
                    shift += 7
                if turn == 0:
                    tag = word
            kind, number = tag & 7, tag >> 3
            if kind == 0:
                for n in range(len(numbers)):
                    if numbers[n] == number:
                        values[n, row] = np.uint64(word)
            elif kind == 2:
                if word < 0 or word > end - at:
                    return 3
                for n in range(len(contents)):
                    if contents[n] == number:
                        parts[n, 0, row] = at
                        parts[n, 1, row] = word
                at += word
            else:
                return 2
    return 0


def read_messages(
    data: Bytes, spans: Longs, numbers: tuple[int, ...], contents: tuple[int, ...]
) -> tuple[dict[int, NDArray[np.uint64]], dict[int, tuple[Longs, Longs]]] | str:
    """Do what `osm_packed.messages` does; a text says what is damaged."""
    values = np.zeros((len(numbers), len(spans)), np.uint64)
    parts = np.zeros((len(contents), 2, len(spans)), np.int64)
    asked = (np.array(numbers, np.int64), np.array(contents, np.int64))
    wrong = _messages(data, own(spans), *asked, values, parts)
    if wrong:
        return _WRONG[wrong]
    return {n: values[i] for i, n in enumerate(numbers)}, {n: (*parts[i],) for i, n in enumerate(contents)}


@compiled("void(int64[::1], int64[::1], int32[::1])")
def _rows(known: Longs, ids: Longs, rows: Ints) -> None:
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


def rows_of(known: Longs, ids: Longs) -> Ints:
    """Return the row of each id among rising ids, -1 for one that is not there; `known` has at least one."""
    rows = np.empty(len(ids), np.int32)
    known, ids, find = own(known), own(ids), _rows
    middle = len(ids) // 2
    with ThreadPoolExecutor(1) as pool:
        half = pool.submit(find, known, ids[:middle], rows[:middle])
        find(known, ids[middle:], rows[middle:])
        half.result()
    return rows


def own(values: NDArray[Any]) -> Any:
    """Return values as the loops take them: in a row, and not locked."""
    return values if values.flags.writeable and values.flags.c_contiguous else np.array(values)


@compiled("void(int32[::1], int64[::1], int64[::1], int32[::1])")
def _take(values: Ints, start: Longs, size: Longs, found: Ints) -> None:
    count = 0
    for run in range(len(start)):
        for place in range(start[run], start[run] + size[run]):
            found[count] = values[place]
            count += 1


def taken(values: Ints, start: Longs, size: Longs) -> Ints:
    """Return runs of values one after the other (``values[osm_areas.ranges(start, size)]``)."""
    found = np.empty(int(size.sum()), np.int32)
    _take(own(values), own(start), own(size), found)
    return found


@compiled("void(boolean[::1], int32[::1])")
def _mark(flags: NDArray[np.bool_], rows: Ints) -> None:
    for i in range(len(rows)):
        flags[rows[i]] = True


def mark(flags: NDArray[np.bool_], rows: Ints) -> None:
    """Set the flags of some rows (``flags[rows] = True``); -1 is the last one."""
    _mark(flags, own(rows))


_LOOK_UP = "void({0}[::1], int32[::1], {0}[::1])"


def _look_up(values: NDArray[Any], rows: Ints, found: NDArray[Any]) -> None:
    for i in range(len(rows)):
        found[i] = values[rows[i]]


@cache
def _look_up_of(name: str) -> Callable[[NDArray[Any], Ints, NDArray[Any]], None]:
    """Return the loop for values of one type (numba's word)."""
    return compiled(_LOOK_UP.format(name))(_look_up)


def looked_up(values: NDArray[Any], rows: Ints) -> Any:
    """Return ``values[rows]`` without the list of long row numbers that numpy makes of short ones; -1 is the last one."""
    found = np.empty(len(rows), values.dtype)
    _look_up_of("boolean" if values.dtype == bool else str(values.dtype))(own(values), own(rows), found)
    return found
