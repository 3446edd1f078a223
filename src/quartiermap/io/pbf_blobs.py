"""The container of OSM PBF files: blobs one after the other, deflated, each a protobuf message.

Every number that steers reading (lengths, positions) is checked against what is there, because files come from strangers and
break on the way. Inflating runs ahead in a thread.
"""

from __future__ import annotations

import mmap
import zlib
from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor

from quartiermap.io.osm_packed import PbfDamagedError

_MAX_HEADER = 64 * 1024
_MAX_BLOB = 64 * 1024 * 1024
"""Twice the limit of the format; a blob that claims more is no OSM data."""
_AHEAD = 160
_FEATURES = frozenset({b"OsmSchema-V0.6", b"DenseNodes"})


class PbfUnusualError(ValueError):
    """A valid file that uses a compression or feature which is left to osmium."""


def inflated(data: mmap.mmap, pool: ThreadPoolExecutor) -> Iterator[tuple[int, bytes]]:
    """Yield the position in the file and the content of every data block, in order."""
    waiting: deque[tuple[int, Future[bytes]]] = deque()
    try:
        for end, blob in _blobs(data):
            waiting.append((end, pool.submit(_inflate, blob)))
            if len(waiting) > _AHEAD:
                place, job = waiting.popleft()
                yield place, job.result()
        while waiting:
            place, job = waiting.popleft()
            yield place, job.result()
    finally:
        for _, job in waiting:
            job.cancel()


def _blobs(data: mmap.mmap) -> Iterator[tuple[int, bytes]]:
    position, size = 0, len(data)
    header_seen = False
    while position < size:
        if position + 4 > size:
            raise PbfDamagedError("abgeschnitten")
        length = int.from_bytes(data[position : position + 4], "big")
        start = position + 4 + length
        if length > _MAX_HEADER or start > size:
            raise PbfDamagedError("abgeschnitten")
        kind, blob_size = b"", 0
        head = data[position + 4 : start]
        for number, value, begin, end in fields(head, 0, length):
            if number == 1:
                kind = head[begin:end]
            elif number == 3:
                blob_size = value
        if not 0 <= blob_size <= _MAX_BLOB or start + blob_size > size:
            raise PbfDamagedError("abgeschnitten")
        position = start + blob_size
        blob = data[start:position]
        if kind == b"OSMHeader":
            header_seen = True
            _check_header(_inflate(blob))
        elif kind == b"OSMData":
            if not header_seen:
                raise PbfDamagedError("ohne Kopf")
            yield position, blob


def _check_header(block: bytes) -> None:
    for number, _, begin, end in fields(block, 0, len(block)):
        if number == 4 and block[begin:end] not in _FEATURES:
            raise PbfUnusualError(block[begin:end].decode("utf-8", "replace"))


def _inflate(blob: bytes) -> bytes:
    raw_size = -1
    found: bytes | None = None
    for number, value, begin, end in fields(blob, 0, len(blob)):
        if number == 1:
            found = blob[begin:end]
        elif number == 2:
            raw_size = value
        elif number == 3:
            engine = zlib.decompressobj()
            try:
                found = engine.decompress(blob[begin:end], _MAX_BLOB)
            except zlib.error as error:
                raise PbfDamagedError(str(error)) from error
            if not engine.eof:
                raise PbfDamagedError("Block nicht vollständig")
        elif number in (4, 5, 6, 7):
            raise PbfUnusualError("Kompression")
    if found is None or (raw_size >= 0 and raw_size != len(found)):
        raise PbfDamagedError("Block nicht vollständig")
    return found


def _varint(data: bytes, at: int, end: int) -> tuple[int, int]:
    value = shift = 0
    while at < end and shift < 70:
        byte = data[at]
        at += 1
        value |= (byte & 127) << shift
        if byte < 128:
            return value, at
        shift += 7
    raise PbfDamagedError("Zahl ohne Ende")


def fields(data: bytes, at: int, end: int) -> Iterator[tuple[int, int, int, int]]:
    """Yield (field number, number, begin, end of the content) of a message."""
    while at < end:
        tag, at = _varint(data, at, end)
        kind = tag & 7
        if kind == 0:
            value, at = _varint(data, at, end)
            yield tag >> 3, value, at, at
            continue
        if kind == 2:
            size, at = _varint(data, at, end)
        elif kind in (1, 5):
            size = 8 if kind == 1 else 4
        else:
            raise PbfDamagedError("unbekannte Feldart")
        if size > end - at:
            raise PbfDamagedError("Feld länger als der Block")
        yield tag >> 3, 0, at, at + size
        at += size


def signed(value: int) -> int:
    """Read a number that the format stores as int64 (negative ones as two's complement)."""
    return value - (1 << 64) if value >= 1 << 63 else value
