"""Picks the lines of a census grid that lie near the town out of its bytes, before anything is split into columns.

In a file as the statistical office writes it every line begins with a name of one and the same form and the midpoint
(``CRS3035RES100mN2689000E4337000;4337050;2689050;…``), so its place is known from the bytes at fixed positions. A few
operations of numpy for a block of lines tell which to keep; only those (some thousands of 3 million) are split. Whatever does
not look exactly so is left to the reader that splits everything (`quartiermap.io.zensus_stream`). As there, the midpoint tells
where a cell lies, and the name only where the table has no midpoints.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from quartiermap.io.zensus_cells import parse_cell_id

BLOCK_BYTES = 4 << 20
_WORD = 8
_ID = re.compile(rb"((?:CRS3035RES)?\d+k?mN)(\d{4,7})E(\d{4,7})")


class NotPlainError(Exception):
    """The bytes are not of the one form that can be read so; never shown to anybody."""


@dataclass(frozen=True)
class Lines:
    """Lines that were kept.

    Parameters
    ----------
    data : bytes
        The lines, each with its end.
    numbers : int array
        For each line which one of the table it is, counted from 0 without the heading.
    count : int
        Lines in the whole table.
    """

    data: bytes
    numbers: NDArray[np.int64]
    count: int


def near_lines(
    stream: Any, head: bytes, columns: int, delimiter: str, box: tuple[float, ...], *, midpoints: bool
) -> Lines:
    """Return the lines whose cell may lie in the box (a few beyond its edge among them).

    Parameters
    ----------
    stream : binary stream
        What follows `head`.
    head : bytes
        The beginning of the table, the line of headings among it.
    columns : int
        Number of headings; every line must have as many fields.
    delimiter : str
    box : tuple of float
        West, south, east, north in metres of EPSG:3035.
    midpoints : bool
        Whether the second and third column are the midpoint (east, north).

    Raises
    ------
    NotPlainError
        If any line looks different from the first one, or is quoted, empty or has another number of fields.
    """
    begin = head.find(b"\n") + 1
    first = _ID.match(head, begin)
    if (
        not begin
        or first is None
        or len(delimiter) != 1
        or head[first.end() : first.end() + 1] != delimiter.encode()
    ):
        raise NotPlainError
    form = _Form(first, begin, columns, ord(delimiter), box, midpoints)
    kept: list[bytes] = []
    numbers: list[NDArray[np.int64]] = []
    count = 0
    rest = head[begin:]
    while True:
        block = stream.read(BLOCK_BYTES)
        data = rest + block
        if not block and data and not data.endswith(b"\n"):
            data += b"\n"
        end = data.rfind(b"\n") + 1
        rest = data[end:]
        if end:
            lines, rows, found = form.pick(data[:end] if rest else data)
            kept.append(lines)
            numbers.append(rows + count)
            count += found
        elif len(data) > 4 * BLOCK_BYTES:
            raise NotPlainError
        if not block:
            break
    return Lines(b"".join(kept), np.concatenate([np.empty(0, np.int64), *numbers]), count)


class _Form:
    """How every line begins, and which of them lie near."""

    def __init__(
        self, first: re.Match[bytes], begin: int, columns: int, delimiter: int, box: tuple[float, ...], midpoints: bool
    ) -> None:  # fmt: skip
        size = parse_cell_id(first.group().decode("ascii"))
        if size is None:
            raise NotPlainError
        self._columns, self._delimiter = columns, delimiter
        self._end = first.end() - begin
        scale = 1 if first.group(1).startswith(b"CRS") else size[0]
        places = [(first.span(3), delimiter), (first.span(2), ord("E"))]
        margin = 2 * size[0]
        if midpoints:
            sign = re.escape(bytes([delimiter]))
            middle = re.compile(sign + rb"(\d{4,7})" + sign + rb"(\d{4,7})" + sign).match(
                first.string, first.end()
            )
            if middle is None:
                raise NotPlainError
            places, scale, margin = [(middle.span(1), delimiter), (middle.span(2), delimiter)], 1, 0
            self._end = middle.end() - begin - 1
        self._east, self._north = (
            _Digits(span[0] - begin, span[1] - begin, mark, (low - margin) / scale, (high + margin) / scale)
            for (span, mark), low, high in zip(places, box[:2], box[2:], strict=True)
        )

    def pick(self, data: bytes) -> tuple[bytes, NDArray[np.int64], int]:
        """Return the near lines of a block of whole lines, their numbers in it, and how many lines it has."""
        if b'"' in data:
            raise NotPlainError
        letters = np.frombuffer(data, np.uint8)
        ends = np.flatnonzero(letters == 10)
        starts = np.empty_like(ends)
        starts[0], starts[1:] = 0, ends[:-1] + 1
        fields = np.count_nonzero(letters == self._delimiter)
        if fields != len(ends) * (self._columns - 1) or int((ends - starts).min()) <= self._end:
            raise NotPlainError
        words = np.lib.stride_tricks.sliding_window_view(letters, _WORD)
        near = np.flatnonzero(self._north.within(words, starts))
        near = near[self._east.within(words, starts[near])]
        return b"".join(data[starts[i] : ends[i] + 1] for i in near.tolist()), near, len(ends)


class _Digits:
    """A number of the cell's name: up to seven digits at a fixed place of each line, with one certain sign behind."""

    def __init__(self, begin: int, end: int, mark: int, low: float, high: float) -> None:
        width = end - begin
        if not 0 < width < _WORD or end + 1 < _WORD:
            raise NotPlainError
        self._at, self._mark = end + 1 - _WORD, mark
        self._mask = (1 << 8 * width) - 1
        self._threes, self._sixes = (int.from_bytes(bytes([b]) * width, "big") for b in (0x30, 0x06))
        # digits of one width stand in the order of their letters, so the letters are compared
        bounds = [min(max(int(edge), 0), 10**width - 1) for edge in (low, high + 1)]
        self._low, self._high = (int.from_bytes(b"%0*d" % (width, b), "big") for b in bounds)

    def within(self, words: NDArray[np.uint8], starts: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Tell for each line whether its number lies within the limits; only there the line is looked at once."""
        last = words[starts + self._at].view(">u8")[:, 0].astype(np.uint64)
        digits = (last >> np.uint64(8)) & np.uint64(self._mask)
        high = np.uint64(self._threes // 3 * 15)  # the upper half of every letter
        plain = ((digits & high) == self._threes) & (
            ((digits + np.uint64(self._sixes)) & high) == self._threes
        )
        if not plain.all() or ((last & np.uint64(0xFF)) != self._mark).any():
            raise NotPlainError
        return np.asarray((digits >= self._low) & (digits <= self._high))
