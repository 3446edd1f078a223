"""Numbers and messages as protobuf packs them, many at once (https://protobuf.dev/programming-guides/encoding/)."""

from __future__ import annotations

from contextvars import ContextVar

import numpy as np
from numpy.typing import NDArray

from quartiermap.io import osm_kernels

Bytes = NDArray[np.uint8]
Longs = NDArray[np.int64]

use_compiled: ContextVar[bool] = ContextVar("compiled", default=False)
"""Whether the compiled loops are used (`quartiermap.io.osm_kernels`); the numbers are the same."""


class PbfDamagedError(ValueError):
    """The file is cut off, or what it says of itself does not fit together."""


def numbers(
    data: Bytes, start: Longs, size: Longs, *, signed: bool = False, adding: bool = False
) -> tuple[Longs, Longs]:
    """Decode packed numbers that stand in several places: signed ones, and running sums where only steps are stored.

    Returns
    -------
    numbers, counts
        All of them, and how many each place has.
    """
    if use_compiled.get():
        found = osm_kernels.decode(
            data, np.ascontiguousarray(start), np.ascontiguousarray(size), signed=signed, adding=adding
        )
        if isinstance(found, str):
            raise PbfDamagedError(found)
        return found
    values, counts = packed(data, start, size)
    plain = zigzag(values) if signed else values.view(np.int64)
    return (running(plain, counts) if adding else plain), counts


def zigzag(values: NDArray[np.uint64]) -> Longs:
    """Undo the format's coding of signed numbers.

    Examples
    --------
    >>> zigzag(np.array([0, 1, 2, 3], np.uint64)).tolist()
    [0, -1, 1, -2]
    """
    signed = values.view(np.int64)
    return ((signed >> 1) & np.int64(0x7FFFFFFFFFFFFFFF)) ^ -(signed & 1)


def running(steps: Longs, sizes: Longs) -> Longs:
    """Add up steps within each run (`sizes` steps each).

    Examples
    --------
    >>> running(np.array([5, 1, 7, 1, 1]), np.array([2, 0, 3])).tolist()
    [5, 6, 7, 8, 9]
    """
    total = np.cumsum(steps)
    start = np.cumsum(sizes) - sizes
    filled = sizes > 0
    before = np.zeros(len(sizes), np.int64)
    before[filled] = total[start[filled]] - steps[start[filled]]
    return total - np.repeat(before, sizes)


def packed(data: Bytes, start: Longs, size: Longs) -> tuple[NDArray[np.uint64], Longs]:
    """Decode packed numbers that stand in several places; return them all and how many each place has.

    Seven more bytes must follow the last place in `data`, because eight are read at once.

    Examples
    --------
    >>> data = np.array([1, 0xAC, 2, 7, 0, 0, 0, 0, 0, 0, 0], np.uint8)
    >>> values, counts = packed(data, np.array([0, 3]), np.array([3, 1]))
    >>> values.tolist(), counts.tolist()
    ([1, 300, 7], [2, 1])
    """
    total = int(size.sum())
    if len(start) == 1:
        place = None
        raw = data[start[0] : start[0] + total]
        offset = np.zeros(1, np.int64)
    else:
        offset = np.cumsum(size) - size
        place = np.repeat(start - offset, size)
        place += np.arange(total)
        raw = data[place]
    ends = np.flatnonzero(raw < 128)
    filled = size > 0
    last = (offset + size)[filled]
    upto = np.searchsorted(ends, last)
    if total and (not upto.all() or (ends[upto - 1] != last - 1).any()):
        raise PbfDamagedError("Zahl ohne Ende")
    counts = np.zeros(len(size), np.int64)
    counts[filled] = np.diff(upto, prepend=0)
    long = np.diff(ends, prepend=-1)
    begins = ends - long + 1
    at = begins + start[0] if place is None else place[begins]
    return _values_at(data, at, long), counts


_KEEP = np.array([0, *((1 << (8 * n)) - 1 for n in range(1, 9)), *[(1 << 64) - 1] * 8], np.uint64)


def _values_at(data: Bytes, at: Longs, long: Longs) -> NDArray[np.uint64]:
    """Decode the numbers of `long` bytes at some places: eight bytes at once, their top bits squeezed out."""
    words: NDArray[np.uint64] = np.ndarray((len(data) - 7,), "<u8", data, strides=(1,))
    value = words[at] & _KEEP[np.minimum(long, 9)]
    value &= np.uint64(0x7F7F7F7F7F7F7F7F)
    value = (value & np.uint64(0x007F007F007F007F)) | (
        (value >> np.uint64(1)) & np.uint64(0x3F803F803F803F80)
    )
    value = (value & np.uint64(0x00003FFF00003FFF)) | (
        (value >> np.uint64(2)) & np.uint64(0x0FFFC0000FFFC000)
    )
    value = (value & np.uint64(0x000000000FFFFFFF)) | (
        (value >> np.uint64(4)) & np.uint64(0x00FFFFFFF0000000)
    )
    big = np.flatnonzero(long > 8)
    if len(big):
        if long[big].max() > 10:
            raise PbfDamagedError("Zahl zu lang")
        for more in (8, 9):
            some = big[long[big] > more]
            value[some] |= (data[at[some] + more] & 127).astype(np.uint64) << np.uint64(7 * more)
    return value


def messages(
    data: Bytes, spans: Longs, numbers: tuple[int, ...], contents: tuple[int, ...]
) -> tuple[dict[int, NDArray[np.uint64]], dict[int, tuple[Longs, Longs]]]:
    """Read some fields of many messages at once, all messages a field at a time.

    Returns
    -------
    values, parts
        For each field of `numbers` its number (0 where missing); for each of `contents` where its content
        begins and how many bytes it has (0 where missing).
    """
    if use_compiled.get():
        found = osm_kernels.read_messages(data, spans, numbers, contents)
        if isinstance(found, str):
            raise PbfDamagedError(found)
        return found
    rows = len(spans)
    values = {n: np.zeros(rows, np.uint64) for n in numbers}
    parts = {n: (np.zeros(rows, np.int64), np.zeros(rows, np.int64)) for n in contents}
    at, end = spans[:, 0].copy(), spans[:, 1]
    here = np.flatnonzero(at < end)
    while len(here):
        tag, at[here] = _varints_at(data, at[here], end[here])
        kind, number = tag & 7, tag >> 3
        if ((kind != 0) & (kind != 2)).any():
            raise PbfDamagedError("unbekannte Feldart")
        size, at[here] = _varints_at(data, at[here], end[here])
        for n in numbers:
            hit = (number == n) & (kind == 0)
            values[n][here[hit]] = size[hit].view(np.uint64)
        length = np.where(kind == 2, size, 0)
        if (length < 0).any() or (length > end[here] - at[here]).any():
            raise PbfDamagedError("Feld länger als die Nachricht")
        for n in contents:
            hit = (number == n) & (kind == 2)
            parts[n][0][here[hit]] = at[here[hit]]
            parts[n][1][here[hit]] = length[hit]
        at[here] += length
        here = here[at[here] < end[here]]
    return values, parts


def _varints_at(data: Bytes, at: Longs, end: Longs) -> tuple[Longs, Longs]:
    """Read one number at each of many positions; return the numbers and the positions behind them."""
    if (at >= end).any():
        raise PbfDamagedError("Zahl ohne Ende")
    byte = data[at]
    value = (byte & 127).astype(np.int64)
    after = at + 1
    open_ = np.flatnonzero(byte > 127)
    shift = 7
    while len(open_):
        if shift > 63 or (after[open_] >= end[open_]).any():
            raise PbfDamagedError("Zahl ohne Ende")
        byte = data[after[open_]]
        value[open_] |= (byte & 127).astype(np.int64) << shift
        after[open_] += 1
        open_ = open_[byte > 127]
        shift += 7
    return value, after
