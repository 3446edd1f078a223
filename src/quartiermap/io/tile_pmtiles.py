"""PMTiles version 3, read-only: a header, directories, and tiles found by their number on a Hilbert curve.

An own reader instead of the package ``pmtiles``: that one unpacks directories without any bound and reads the root
directory anew for each tile. Written after the specification (PMTiles 3.4, public domain).
"""

from __future__ import annotations

import bisect
import io
import json
import struct
import zlib
from array import array
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

MAGIC: Final = b"PMTiles"
HEADER: Final = 127
MAX_DIRECTORY: Final = 4_000_000
"""Bytes of an unpacked directory; those of a planet have some hundred kB. A million entries at most, 32 MB in memory."""
MAX_METADATA: Final = 4_000_000
MAX_DEPTH: Final = 4
KEPT_LEAVES: Final = 8

TYPES: Final = {1: "pbf", 2: "png", 3: "jpg", 4: "webp"}
PACKINGS: Final = {1: "none", 2: "gzip"}


class PmtilesError(ValueError):
    """The file breaks the specification; says where in German."""


@dataclass(frozen=True)
class Directory:
    """Entries sorted by tile number; a run length of 0 points to a further directory."""

    ids: array[int]
    runs: array[int]
    lengths: array[int]
    offsets: array[int]


def tile_number(z: int, x: int, y: int) -> int:
    """Return the number of a tile: levels one after the other, each along a Hilbert curve.

    Examples
    --------
    >>> [tile_number(0, 0, 0), tile_number(1, 0, 0), tile_number(1, 0, 1), tile_number(1, 1, 1), tile_number(1, 1, 0)]
    [0, 1, 2, 3, 4]
    >>> tile_number(12, 3423, 1763)
    19078479
    """
    number = 0
    for level in range(z - 1, -1, -1):
        side = 1 << level
        right, low = int(bool(x & side)), int(bool(y & side))
        number += side * side * ((3 * right) ^ low)
        if not low:
            if right:
                x, y = side - 1 - (x & (side - 1)), side - 1 - (y & (side - 1))
            x, y = y & (side - 1), x & (side - 1)
        else:
            x, y = x & (side - 1), y & (side - 1)
    return number + ((1 << (2 * z)) - 1) // 3


class Pmtiles:
    """An open PMTiles file; for one thread at a time.

    Raises
    ------
    PmtilesError
        If the header or the root directory cannot be right.
    OSError
    """

    def __init__(self, path: Path) -> None:
        self._file = path.open("rb")
        try:
            self._size = path.stat().st_size
            self._read_header()
            self._root = self._directory(self._numbers[0], self._numbers[1])
        except BaseException:
            self._file.close()
            raise
        self._leaves: dict[int, Directory] = {}

    def _read_header(self) -> None:
        head = self._file.read(HEADER)
        if len(head) < HEADER or head[:7] != MAGIC:
            raise PmtilesError("Der Anfang der Datei ist nicht der einer PMTiles-Datei.")
        if head[7] != 3:
            raise PmtilesError(f"Die Datei hat die PMTiles-Version {head[7]}; gelesen wird Version 3.")
        self._numbers = struct.unpack("<8Q", head[8:72])
        inner, packing, kind, low, high = head[97], head[98], head[99], head[100], head[101]
        if inner not in PACKINGS or packing not in PACKINGS:
            raise PmtilesError(
                "Die Datei ist auf eine Art gepackt, die nicht gelesen wird (gelesen werden gzip und ungepackt)."
            )
        if kind not in TYPES:
            raise PmtilesError("Die Datei enthält weder Vektorkacheln noch PNG, JPEG oder WebP.")
        if not 0 <= low <= high <= 24:
            raise PmtilesError(f"Die Zoomstufen {low} bis {high} kann es nicht geben.")
        self._inner, self.packing, self.format = PACKINGS[inner], PACKINGS[packing], TYPES[kind]
        self.min_zoom, self.max_zoom = low, high
        west, south, east, north = (v / 1e7 for v in struct.unpack("<4i", head[102:118]))
        self.bounds = (west, south, east, north)

    def _part(self, offset: int, length: int, most: int, what: str) -> bytes:
        if length > most or offset + length > self._size:
            raise PmtilesError(
                f"{what} liegt außerhalb der Datei oder ist unmöglich lang; die Datei ist abgeschnitten oder beschädigt."
            )
        self._file.seek(offset)
        return self._file.read(length)

    def _plain(self, body: bytes, most: int, what: str) -> bytes:
        if self._inner == "none":
            return body
        unpack = zlib.decompressobj(31)
        try:
            plain = unpack.decompress(body, most + 1)
        except zlib.error as error:
            raise PmtilesError(f"{what} lässt sich nicht entpacken.") from error
        if len(plain) > most or not unpack.eof:
            raise PmtilesError(f"{what} ist entpackt unmöglich lang oder bricht ab.")
        return plain

    def _directory(self, offset: int, length: int) -> Directory:
        what = "Das Verzeichnis der Kacheln"
        stream = io.BytesIO(self._plain(self._part(offset, length, MAX_DIRECTORY, what), MAX_DIRECTORY, what))
        count = _varint(stream)
        if count > MAX_DIRECTORY // 4:  # an entry takes four bytes at least
            raise PmtilesError(f"{what} ist unmöglich lang.")
        try:
            ids, last = array("Q"), 0
            for _ in range(count):
                last += _varint(stream)
                ids.append(last)
            runs = array("Q", (_varint(stream) for _ in range(count)))
            lengths = array("Q", (_varint(stream) for _ in range(count)))
            offsets = array("Q")
            for number in range(count):
                value = _varint(stream)
                offsets.append(value - 1 if value or not number else offsets[-1] + lengths[number - 1])
        except OverflowError as error:  # below 0 or beyond 64 bits
            raise PmtilesError(f"{what} nennt Stellen, die es nicht geben kann.") from error
        return Directory(ids, runs, lengths, offsets)

    def metadata(self) -> dict[str, Any]:
        """Return the metadata as the file gives them.

        Raises
        ------
        PmtilesError
        """
        what = "Der Teil mit den Angaben zur Datei (Metadaten)"
        body = self._plain(
            self._part(self._numbers[2], self._numbers[3], MAX_METADATA, what), MAX_METADATA, what
        )
        try:
            found = json.loads(body or b"{}")
        except (ValueError, RecursionError) as error:
            raise PmtilesError(f"{what} ist kein JSON.") from error
        return found if isinstance(found, dict) else {}

    def first(self) -> bytes | None:
        """Return some tile of the file as it is stored, or ``None`` if there is none."""
        directory = self._root
        for _ in range(MAX_DEPTH):
            if not directory.ids:
                return None
            if directory.runs[0]:
                return self._body(directory.offsets[0], directory.lengths[0])
            directory = self._directory(self._numbers[4] + directory.offsets[0], directory.lengths[0])
        return None

    def tile(self, z: int, x: int, y: int, most: int = 8_000_000) -> bytes | None:
        """Return a tile as it is stored, or ``None`` if there is none.

        Raises
        ------
        PmtilesError
            If a directory on the way is damaged.
        """
        if not (0 <= z <= 24 and 0 <= x < 1 << z and 0 <= y < 1 << z):
            return None
        number, directory = tile_number(z, x, y), self._root
        for _ in range(MAX_DEPTH):
            at = bisect.bisect_right(directory.ids, number) - 1
            if at < 0:
                return None
            if directory.runs[at]:
                inside = number - directory.ids[at] < directory.runs[at]
                return self._body(directory.offsets[at], directory.lengths[at], most) if inside else None
            offset = self._numbers[4] + directory.offsets[at]
            if offset not in self._leaves:
                if len(self._leaves) >= KEPT_LEAVES:
                    self._leaves.pop(next(iter(self._leaves)))
                self._leaves[offset] = self._directory(offset, directory.lengths[at])
            directory = self._leaves[offset]
        return None

    def _body(self, offset: int, length: int, most: int = 8_000_000) -> bytes:
        return self._part(self._numbers[6] + offset, length, most, "Eine Kachel")

    def close(self) -> None:
        """Let go of the file."""
        self._file.close()


def _varint(stream: io.BytesIO) -> int:
    value = shift = 0
    while shift < 64:
        byte = stream.read(1)
        if not byte:
            break
        value |= (byte[0] & 0x7F) << shift
        if byte[0] < 0x80:
            return value
        shift += 7
    raise PmtilesError("Das Verzeichnis der Kacheln bricht ab.")
