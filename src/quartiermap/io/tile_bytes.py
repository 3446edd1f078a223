"""The bytes of a single tile from somebody else: unpacked within bounds, recognised by what they are, never by what they claim."""

from __future__ import annotations

import zlib
from typing import Final, Literal

Format = Literal["png", "jpg", "webp", "pbf"]

MAX_PACKED: Final = 4_000_000
MAX_UNPACKED: Final = 8_000_000
"""Bytes of a tile; the largest vector tile of a city has about 0.5 MB."""

MAX_SIDE: Final = 2048
"""Pixels of a raster tile's side; a larger picture would be memory for nothing."""


def unpacked(body: bytes) -> bytes | None:
    """Return a body without gzip or zlib packing; ``None`` if it is too long, cut off or broken.

    Examples
    --------
    >>> unpacked(zlib.compress(b"abc")), unpacked(b"abc"), unpacked(zlib.compress(b"abc")[:-3])
    (b'abc', b'abc', None)
    >>> unpacked(zlib.compress(bytes(MAX_UNPACKED + 1))) is None
    True
    """
    if len(body) > MAX_PACKED:
        return None
    if body[:2] != b"\x1f\x8b" and not (
        len(body) > 2 and body[0] == 0x78 and body[0] * 256 % 31 == (-body[1]) % 31
    ):
        return body
    unpack = zlib.decompressobj(47)
    try:
        plain = unpack.decompress(body, MAX_UNPACKED + 1)
    except zlib.error:
        return None
    return plain if unpack.eof and len(plain) <= MAX_UNPACKED else None


def picture_format(body: bytes) -> Format | None:
    """Return what kind of picture these bytes begin like, or ``None``.

    Examples
    --------
    >>> picture_format(b"\\x89PNG\\r\\n\\x1a\\n"), picture_format(b"<svg onload=...>")
    ('png', None)
    """
    if body.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png"
    if body.startswith(b"\xff\xd8\xff"):
        return "jpg"
    if body[:4] == b"RIFF" and body[8:12] == b"WEBP":
        return "webp"
    return None


def picture_size(body: bytes) -> tuple[int, int] | None:
    """Return width and height in pixels as the picture's head says, or ``None`` if it has none.

    Examples
    --------
    >>> picture_size(b"\\x89PNG\\r\\n\\x1a\\n" + bytes(4) + b"IHDR" + (256).to_bytes(4, "big") * 2)
    (256, 256)
    """
    kind = picture_format(body)
    if kind == "png" and len(body) >= 24 and body[12:16] == b"IHDR":
        return int.from_bytes(body[16:20], "big"), int.from_bytes(body[20:24], "big")
    if kind == "webp" and len(body) >= 30:
        if body[12:16] == b"VP8X":
            return 1 + int.from_bytes(body[24:27], "little"), 1 + int.from_bytes(body[27:30], "little")
        if body[12:16] == b"VP8L":
            bits = int.from_bytes(body[21:25], "little")
            return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
        if body[12:16] == b"VP8 ":
            return int.from_bytes(body[26:28], "little") & 0x3FFF, int.from_bytes(
                body[28:30], "little"
            ) & 0x3FFF
    return _jpeg_size(body) if kind == "jpg" else None


def _jpeg_size(body: bytes) -> tuple[int, int] | None:
    at = 2
    while at + 9 <= len(body) and body[at] == 0xFF:
        marker = body[at + 1]
        if marker == 0xFF:  # filling
            at += 1
            continue
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            return int.from_bytes(body[at + 7 : at + 9], "big"), int.from_bytes(body[at + 5 : at + 7], "big")
        at += (
            2
            if 0xD0 <= marker <= 0xD9 or marker == 0x01
            else 2 + int.from_bytes(body[at + 2 : at + 4], "big")
        )
    return None


def safe_picture(body: bytes) -> bytes | None:
    """Return a picture that may be shown, or ``None``: PNG, JPEG or WebP, of a size that a tile can have."""
    size = picture_size(body) if len(body) <= MAX_PACKED else None
    return body if size is not None and 0 < size[0] <= MAX_SIDE and 0 < size[1] <= MAX_SIDE else None


def is_vector_tile(body: bytes) -> bool:
    """Tell whether unpacked bytes read as a list of layers (Mapbox vector tile, field 3 with a name inside).

    Examples
    --------
    >>> is_vector_tile(b"\\x1a\\x05\\x0a\\x03abc"), is_vector_tile(b"<html>"), is_vector_tile(b"")
    (True, False, True)
    """
    at = 0
    while at < len(body):
        key, at = _varint(body, at)
        if key != 0x1A:  # field 3, length-delimited
            return False
        length, at = _varint(body, at)
        if length < 0 or at + length > len(body):
            return False
        at += length
    return True


def layer_names(body: bytes) -> tuple[str, ...]:
    """Return the names of a vector tile's layers, in their order.

    Examples
    --------
    >>> layer_names(b"\\x1a\\x05\\x0a\\x03abc")
    ('abc',)
    """
    names, at = [], 0
    while at < len(body):
        _, at = _varint(body, at)
        length, at = _varint(body, at)
        end, inner = at + length, at
        while inner < end:
            key, inner = _varint(body, inner)
            size, inner = _varint(body, inner)
            if key == 0x0A:
                names.append(body[inner : inner + size].decode("utf-8", "replace"))
                break
            inner += size if key & 7 == 2 else 0
        at = end
    return tuple(names)


def _varint(body: bytes, at: int) -> tuple[int, int]:
    """Return a number and where it ends; -1 where there is none."""
    value = shift = 0
    while at < len(body) and shift < 64:
        byte = body[at]
        at += 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return value, at
        shift += 7
    return -1, len(body)
