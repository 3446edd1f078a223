"""Map backgrounds that the user has as a file: MBTiles and PMTiles, with pictures or vector tiles.

A foreign file is opened read-only and never trusted: SQL may read and nothing else, with an end to its time; every
tile is checked before it is handed on; what the file says of itself is text, without any markup.
"""

from __future__ import annotations

import hashlib
import html
import json
import math
import re
import sqlite3
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Literal

from quartiermap.domain.progress import Progress
from quartiermap.domain.texts import number
from quartiermap.errors import InputError, Problem
from quartiermap.io import tile_bytes
from quartiermap.io.tile_pmtiles import Pmtiles, PmtilesError

SUFFIXES: Final = (".mbtiles", ".pmtiles")

MAX_TEXT: Final = 400
"""Characters of a name or credit that are shown."""

_SQL_SECONDS: Final = 2.0
_MAX_ROWS: Final = 200
_WORLD: Final = (-180.0, -85.06, 180.0, 85.06)


@dataclass(frozen=True)
class TileFileInfo:
    """What a tile file is.

    Parameters
    ----------
    container : str
        ``mbtiles`` or ``pmtiles``.
    format : str
        ``pbf``, ``png``, ``jpg`` or ``webp``.
    name, credit : str
        As the file says, as plain text; empty if it says nothing.
    min_zoom, max_zoom : int
    bounds : tuple of float
        West, south, east, north in degrees.
    layers : tuple of str
        Of vector tiles.
    side : int
        Pixels of a raster tile's side.
    bytes : int
        Length of the file.
    """

    container: Literal["mbtiles", "pmtiles"]
    format: tile_bytes.Format
    name: str
    credit: str
    min_zoom: int
    max_zoom: int
    bounds: tuple[float, float, float, float]
    layers: tuple[str, ...] = ()
    side: int = 256
    bytes: int = 0

    @property
    def is_vector(self) -> bool:
        """Whether the tiles are drawn by our styles."""
        return self.format == "pbf"


def plain_text(value: object, most: int = MAX_TEXT) -> str:
    """Return a text of a file without markup, control signs and direction marks, and not too long.

    Examples
    --------
    >>> plain_text('<a href="https://x.de">&copy; Amt</a> <img onerror=alert(1)> 2024')
    '© Amt 2024'
    >>> plain_text(None), len(plain_text("a" * 5000))
    ('', 400)
    """
    if not isinstance(value, str):
        return ""
    text = value[: 20 * most]
    for _ in range(3):  # markup may be written as entities, and those again
        before = text
        text = html.unescape(re.sub(r"<[^<>]*>?", " ", text))
        if text == before:
            break
    text = re.sub(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069<>]", " ", text)
    text = re.sub(r"\s+", " ", text).strip()
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


def check(path: Path, progress: Progress | None = None) -> tuple[TileFileInfo, str]:
    """Look whether a file can be a background; return what it is and its SHA-256.

    Parameters
    ----------
    path : Path
    progress : Progress, optional

    Raises
    ------
    InputError
        Saying what is wrong with it.
    """
    progress = progress or Progress()
    with TileFile(path) as tiles:
        info = tiles.info
    return info, checksum(path, progress)


def checksum(path: Path, progress: Progress | None = None) -> str:
    """Return the SHA-256 of a file.

    Raises
    ------
    InputError
        If it cannot be read.
    """
    progress = progress or Progress()
    digest, done = hashlib.sha256(), 0
    try:
        size = max(path.stat().st_size, 1)
        with path.open("rb") as stream:
            while block := stream.read(1 << 22):
                digest.update(block)
                done += len(block)
                progress.step(min(done / size, 1.0), "Kartendatei: Prüfsumme bilden")
    except OSError as error:
        raise _missing(path, error) from error
    return digest.hexdigest()


class TileFile:
    """An open tile file; several threads may ask, one is answered at a time.

    Raises
    ------
    InputError
        If there is no such file or it is not what it should be.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock = threading.Lock()
        try:
            with path.open("rb") as stream:
                head = stream.read(16)
        except OSError as error:
            raise _missing(path, error) from error
        self._source: _Mbtiles | Pmtiles
        try:
            if head.startswith(b"PMTiles"):
                self._source = Pmtiles(path)
            elif head.startswith(b"SQLite format 3\x00"):
                self._source = _Mbtiles(path)
            else:
                raise _problem(
                    path, "Das ist weder eine MBTiles- noch eine PMTiles-Datei.",
                    "Eine Datei mit fertigen Kartenkacheln wählen; Vektordaten (z. B. .osm.pbf) werden als Grundkarte geladen.", "tiles_unknown",
                )  # fmt: skip
        except PmtilesError as error:
            raise _problem(path, str(error), _AGAIN, "tiles_damaged") from error
        except (sqlite3.Error, OSError, OverflowError, MemoryError) as error:
            raise _problem(
                path,
                "Die Datei lässt sich nicht lesen; sie ist beschädigt oder abgeschnitten.",
                _AGAIN,
                "tiles_damaged",
            ) from error
        try:
            self.info = self._describe()
        except BaseException:
            self._source.close()
            raise

    def __enter__(self) -> TileFile:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def tile(self, z: int, x: int, y: int) -> bytes | None:
        """Return a tile (y counted from the north), checked and unpacked; ``None`` where there is none or none that can be shown."""
        if not self.info.min_zoom <= z <= self.info.max_zoom:
            return None
        with self._lock:
            try:
                body = self._source.tile(z, x, y)
            except (PmtilesError, sqlite3.Error, OSError, ValueError, OverflowError, MemoryError):
                return None
        return None if body is None else _checked(body, self.info.format)

    def close(self) -> None:
        """Let go of the file."""
        with self._lock:
            self._source.close()

    def _describe(self) -> TileFileInfo:
        source, path = self._source, self.path
        try:
            about, sample = source.metadata(), source.first()
        except PmtilesError as error:
            raise _problem(path, str(error), _AGAIN, "tiles_damaged") from error
        except (sqlite3.Error, OSError, ValueError, MemoryError) as error:
            text = "Die Kacheln der Datei lassen sich nicht lesen; sie ist beschädigt, abgeschnitten oder keine MBTiles-Datei."
            raise _problem(path, text, _AGAIN, "tiles_damaged") from error
        if sample is None:
            raise _problem(path, "Die Datei enthält keine einzige Kachel.", _AGAIN, "tiles_empty")
        found = tile_bytes.picture_format(sample)
        if found is None:
            plain = tile_bytes.unpacked(sample)
            if plain is None or not tile_bytes.is_vector_tile(plain):
                raise _problem(
                    path, "Die Kacheln sind weder Bilder (PNG, JPEG, WebP) noch Vektorkacheln, oder sie sind unmöglich groß.", _AGAIN, "tiles_format",
                )  # fmt: skip
            found = "pbf"
        elif tile_bytes.safe_picture(sample) is None:
            raise _problem(
                path,
                f"Die Kacheln sind größer als {number(tile_bytes.MAX_SIDE)} Bildpunkte.",
                _AGAIN,
                "tiles_too_large",
            )
        low, high, bounds = self._limits(about)
        side = tile_bytes.picture_size(sample)
        return TileFileInfo(
            container="pmtiles" if isinstance(source, Pmtiles) else "mbtiles", format=found,
            name=plain_text(about.get("name"), 80), credit=plain_text(about.get("attribution")),
            min_zoom=low, max_zoom=high, bounds=bounds,
            layers=self._layers(about, sample) if found == "pbf" else (),
            side=512 if found != "pbf" and side is not None and side[0] == 512 else 256, bytes=path.stat().st_size,
        )  # fmt: skip

    def _limits(self, about: dict[str, Any]) -> tuple[int, int, tuple[float, float, float, float]]:
        source = self._source
        if isinstance(source, Pmtiles):
            return source.min_zoom, source.max_zoom, _sane(source.bounds)
        low, high = source.zooms()
        if not 0 <= low <= high <= 24:
            raise _problem(
                self.path, f"Die Zoomstufen {low} bis {high} kann es nicht geben.", _AGAIN, "tiles_zoom"
            )
        try:
            stated = tuple(float(v) for v in str(about.get("bounds", "")).split(",")[:4])
        except ValueError:
            stated = ()
        return low, high, _sane(stated)

    def _layers(self, about: dict[str, Any], sample: bytes) -> tuple[str, ...]:
        named = about.get("vector_layers")
        if named is None and isinstance(about.get("json"), str):
            try:
                named = json.loads(about["json"]).get("vector_layers")
            except (ValueError, AttributeError, RecursionError):
                named = None
        stated = (
            [plain_text(row.get("id"), 60) for row in named[:200] if isinstance(row, dict)]
            if isinstance(named, list)
            else []
        )
        plain = tile_bytes.unpacked(sample) or b""
        return tuple(dict.fromkeys(n for n in (*stated, *tile_bytes.layer_names(plain)[:200]) if n))


class _Mbtiles:
    """An SQLite file of which nothing but reading is allowed, and that for a moment only."""

    def __init__(self, path: Path) -> None:
        # immutable: neither a lock nor a journal beside the file; what lies on a share stays untouched
        self._db = sqlite3.connect(
            f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True, check_same_thread=False
        )
        self._until = 0.0
        self._db.execute("PRAGMA trusted_schema=OFF")
        self._db.execute("PRAGMA query_only=ON")
        self._db.execute("PRAGMA mmap_size=0")
        self._db.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, tile_bytes.MAX_UNPACKED)
        self._db.setlimit(sqlite3.SQLITE_LIMIT_ATTACHED, 0)
        self._db.setlimit(sqlite3.SQLITE_LIMIT_COMPOUND_SELECT, 20)
        self._db.set_authorizer(_only_reading)
        self._db.set_progress_handler(self._too_long, 20_000)

    def _too_long(self) -> int:
        return int(time.monotonic() > self._until)

    def _rows(
        self, sql: str, values: tuple[object, ...] = (), most: int = _MAX_ROWS
    ) -> list[tuple[Any, ...]]:
        self._until = time.monotonic() + _SQL_SECONDS
        return self._db.execute(sql, values).fetchmany(most)

    def metadata(self) -> dict[str, Any]:
        return {str(k): v for k, v in self._rows("SELECT name, value FROM metadata")}

    def first(self) -> bytes | None:
        """Return a tile of the deepest level: shallow ones are often empty sea."""
        rows = self._rows("SELECT tile_data FROM tiles WHERE zoom_level = ? LIMIT 1", (self.zooms()[1],), 1)
        return rows[0][0] if rows and isinstance(rows[0][0], bytes) else None

    def zooms(self) -> tuple[int, int]:
        """Return the levels that there really are; what the metadata say is often wrong."""
        found = [
            z for z in range(25) if self._rows("SELECT 1 FROM tiles WHERE zoom_level = ? LIMIT 1", (z,), 1)
        ]
        return (found[0], found[-1]) if found else (0, 0)

    def tile(self, z: int, x: int, y: int) -> bytes | None:
        if not (0 <= z <= 24 and 0 <= x < 1 << z and 0 <= y < 1 << z):
            return None
        sql = "SELECT tile_data FROM tiles WHERE zoom_level=? AND tile_column=? AND tile_row=?"
        rows = self._rows(sql, (z, x, (1 << z) - 1 - y), 1)
        return rows[0][0] if rows and isinstance(rows[0][0], bytes) else None

    def close(self) -> None:
        self._db.close()


def _only_reading(action: int, *_: object) -> int:
    """Let a query read tables and views; a function, a pragma or another file that a view may hide is refused."""
    return (
        sqlite3.SQLITE_OK if action in (sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ) else sqlite3.SQLITE_DENY
    )


def _checked(body: bytes, kind: tile_bytes.Format) -> bytes | None:
    if kind != "pbf":
        return tile_bytes.safe_picture(body)
    plain = tile_bytes.unpacked(body)
    return plain if plain is not None and tile_bytes.is_vector_tile(plain) else None


def _sane(bounds: tuple[float, ...]) -> tuple[float, float, float, float]:
    """Return bounds in degrees that can be; otherwise the whole world."""
    if len(bounds) != 4 or not all(math.isfinite(v) for v in bounds):
        return _WORLD
    west, south, east, north = (
        min(max(v, low), high)
        for v, (low, high) in zip(bounds, ((-180.0, 180.0), (-85.06, 85.06)) * 2, strict=True)
    )
    return (west, south, east, north) if west < east and south < north else _WORLD


_AGAIN = "Eine andere Datei wählen oder diese noch einmal beschaffen."


def _problem(path: Path, message: str, remedy: str, code: str) -> InputError:
    return InputError(Problem(message, remedy, file=path.name, code=code))


def _missing(path: Path, error: OSError) -> InputError:
    if isinstance(error, FileNotFoundError):
        text = "Die Kartendatei ist nicht mehr da."
        return _problem(
            path,
            text,
            f"Erwartet wird sie unter {path.parent}. Zurücklegen, neu anhängen oder einen anderen Kartenhintergrund wählen.",
            "tiles_missing",
        )
    return _problem(
        path,
        "Die Kartendatei lässt sich nicht öffnen.",
        "Zugriffsrechte und Laufwerk prüfen.",
        "tiles_unreadable",
    )


Writer = Callable[[int, int, int, bytes], None]


def write_mbtiles(path: Path, metadata: dict[str, str], fill: Callable[[Writer], None]) -> None:
    """Write a new MBTiles file (not atomic: `path` is a temporary file of `io.atomic.replace_file`).

    Parameters
    ----------
    path : Path
    metadata : dict
        ``name``, ``format``, ``bounds``, ``minzoom``, ``maxzoom``, ``attribution``, …
    fill : callable
        Receives the function that takes tiles: z, x, y (from the north), body. Same pictures (sea, for example) are
        kept once.
    """
    db = sqlite3.connect(path, isolation_level=None)
    try:
        db.executescript(
            "PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; BEGIN;"
            "CREATE TABLE metadata (name TEXT PRIMARY KEY, value TEXT);"
            "CREATE TABLE images (tile_id TEXT PRIMARY KEY, tile_data BLOB) WITHOUT ROWID;"
            "CREATE TABLE map (zoom_level INTEGER, tile_column INTEGER, tile_row INTEGER, tile_id TEXT,"
            " PRIMARY KEY (zoom_level, tile_column, tile_row)) WITHOUT ROWID;"
            "CREATE VIEW tiles AS SELECT zoom_level, tile_column, tile_row, tile_data FROM map JOIN images ON images.tile_id = map.tile_id;"
        )
        db.executemany("INSERT INTO metadata VALUES (?, ?)", metadata.items())

        def take(z: int, x: int, y: int, body: bytes) -> None:
            key = hashlib.sha256(body).hexdigest()[:32]
            db.execute("INSERT OR IGNORE INTO images VALUES (?, ?)", (key, body))
            db.execute("INSERT OR REPLACE INTO map VALUES (?, ?, ?, ?)", (z, x, (1 << z) - 1 - y, key))

        fill(take)
        db.execute("COMMIT")
    finally:
        db.close()
