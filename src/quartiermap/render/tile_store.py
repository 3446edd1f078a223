"""Reading tile files and naming contents: what the running map needs of the background, without GDAL or pandas."""

from __future__ import annotations

import hashlib
import sqlite3
import zlib
from pathlib import Path


def version_of(body: bytes) -> str:
    """Return a short name for a content, for addresses that may be cached for ever.

    Examples
    --------
    >>> version_of(b"[]")
    '4f53cda18c2baa0c'
    """
    return hashlib.sha256(body).hexdigest()[:16]


def unpacked(body: bytes) -> bytes:
    """Return a tile's body without its gzip wrapping, if it has one."""
    return zlib.decompress(body, wbits=31) if body[:2] == b"\x1f\x8b" else body


class TileStore:
    """Read access to a tile file; for one thread.

    Examples
    --------
    >>> TileStore(Path("gibt-es-nicht.mbtiles"))
    Traceback (most recent call last):
    ...
    FileNotFoundError: gibt-es-nicht.mbtiles
    """

    def __init__(self, path: Path) -> None:
        if not path.is_file():
            raise FileNotFoundError(path.name)
        self.path = path
        self._db = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True)
        self.metadata: dict[str, str] = dict(self._db.execute("SELECT name, value FROM metadata").fetchall())

    @property
    def max_zoom(self) -> int:
        """The deepest stored zoom level."""
        return int(self.metadata["maxzoom"])

    @property
    def bounds(self) -> tuple[float, float, float, float]:
        """West, south, east, north in degrees."""
        west, south, east, north = (float(v) for v in self.metadata["bounds"].split(","))
        return west, south, east, north

    def tile(self, z: int, x: int, y: int) -> bytes | None:
        """Return a tile (y counted from the north), unpacked, or ``None`` if there is nothing."""
        if not 0 <= z <= 24:
            return None
        row = self._db.execute(
            "SELECT tile_data FROM tiles WHERE zoom_level=? AND tile_column=? AND tile_row=?",
            (z, x, (1 << z) - 1 - y),
        ).fetchone()
        return None if row is None else unpacked(row[0])

    def tiles(self) -> list[tuple[int, int, int, bytes]]:
        """Return all tiles as (z, x, y from the north, gzip-packed body)."""
        rows = self._db.execute(
            "SELECT zoom_level, tile_column, tile_row, tile_data FROM tiles ORDER BY zoom_level, tile_column, tile_row"
        )
        return [(z, x, (1 << z) - 1 - row, body) for z, x, row, body in rows]

    def close(self) -> None:
        """Let go of the file."""
        self._db.close()
