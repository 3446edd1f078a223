"""Reading vector tiles (Mapbox Vector Tile 2.1) for drawing: what the simple map needs of them, without any library."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import Any, Final, NamedTuple

POINT, LINE, AREA = 1, 2, 3

MOST: Final = 400_000
"""So many corners of one tile are drawn at most; a whole city block has some thousands."""


class TileFeature(NamedTuple):
    """One thing in a tile: its layer, kind (`POINT`, `LINE`, `AREA`), properties, and lines of corners in 0..1 of the tile's side."""

    layer: str
    kind: int
    props: dict[str, Any]
    parts: list[list[tuple[float, float]]]


class DecodeError(ValueError):
    """The bytes are no vector tile."""


def decode(body: bytes) -> Iterator[TileFeature]:
    """Yield the things in a tile, in their order.

    Raises
    ------
    DecodeError

    Examples
    --------
    >>> list(decode(b""))
    []
    >>> list(decode(b"<html>"))
    Traceback (most recent call last):
    ...
    quartiermap.render.basemap_decode.DecodeError: wire type 4
    """
    left = [MOST]
    try:
        for field, value in _fields(body):
            if field == 3 and isinstance(value, bytes):
                yield from _layer(value, left)
    except (IndexError, struct.error, UnicodeDecodeError, MemoryError) as error:
        raise DecodeError(str(error)) from error


def _layer(body: bytes, left: list[int]) -> Iterator[TileFeature]:
    name, extent = "", 4096
    keys: list[str] = []
    values: list[Any] = []
    features: list[bytes] = []
    for field, value in _fields(body):
        if field == 2 and isinstance(value, bytes):
            features.append(value)
        elif field == 5 and isinstance(value, int):
            extent = value or 4096
        elif isinstance(value, bytes):
            if field == 1:
                name = value.decode()
            elif field == 3:
                keys.append(value.decode())
            elif field == 4:
                values.append(_value(value))
    for feature in features:
        kind, tags, geometry = 0, [], b""
        for field, value in _fields(feature):
            if field == 3 and isinstance(value, int):
                kind = value
            elif field == 2 and isinstance(value, bytes):
                tags = _numbers(value)
            elif field == 4 and isinstance(value, bytes):
                geometry = value
        props = {keys[k]: values[v] for k, v in zip(tags[::2], tags[1::2], strict=False)}
        yield TileFeature(name, kind, props, _parts(_numbers(geometry), extent, kind, left))


def _value(body: bytes) -> Any:
    for field, value in _fields(body):
        if field == 1 and isinstance(value, bytes):
            return value.decode()
        if field in (2, 3) and isinstance(value, bytes):
            return struct.unpack("<f" if field == 2 else "<d", value)[0]
        if field == 6 and isinstance(value, int):
            return (value >> 1) ^ -(value & 1)
        return bool(value) if field == 7 else value
    return None


def _parts(numbers: list[int], extent: int, kind: int, left: list[int]) -> list[list[tuple[float, float]]]:
    parts: list[list[tuple[float, float]]] = []
    x = y = at = 0
    while at < len(numbers):
        command, count = numbers[at] & 7, numbers[at] >> 3
        at += 1
        if command == 7:
            continue
        if command not in (1, 2):
            raise DecodeError(f"command {command}")
        left[0] -= count
        if left[0] < 0:
            raise DecodeError("too many corners")
        for _ in range(count):
            dx, dy = numbers[at], numbers[at + 1]
            at += 2
            x += (dx >> 1) ^ -(dx & 1)
            y += (dy >> 1) ^ -(dy & 1)
            if command == 1 or not parts:
                parts.append([])
            parts[-1].append((x / extent, y / extent))
    return parts if kind != POINT else [[p for part in parts for p in part]]


def _numbers(body: bytes) -> list[int]:
    out, value, shift = [], 0, 0
    for byte in body:
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            out.append(value)
            value = shift = 0
        else:
            shift += 7
            if shift > 63:
                raise DecodeError("number too long")
    return out


def _fields(body: bytes) -> Iterator[tuple[int, int | bytes]]:
    at, end = 0, len(body)

    def varint() -> int:
        nonlocal at
        value = shift = 0
        while True:
            byte = body[at]
            at += 1
            value |= (byte & 0x7F) << shift
            if byte < 0x80:
                return value
            shift += 7
            if shift > 63:
                raise DecodeError("number too long")

    while at < end:
        key = varint()
        wire = key & 7
        if wire == 0:
            yield key >> 3, varint()
            continue
        if wire not in (1, 2, 5):
            raise DecodeError(f"wire type {wire}")
        size = varint() if wire == 2 else 8 if wire == 1 else 4
        if at + size > end:
            raise DecodeError("cut off")
        yield key >> 3, body[at : at + size]
        at += size
