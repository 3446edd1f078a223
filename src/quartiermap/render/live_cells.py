"""Cells out of reach, newly reached and newly lost, as a picture that follows a dragging hand.

Which cell a pixel shows is looked up once, together with the patterns that run through it. A new picture is then one
numpy take and a quick PNG, of the bands of rows in which a cell has changed; while a hand drags, only the pixels of the
cells that have changed are told (`LiveCells.strokes`).
"""

from __future__ import annotations

import itertools
import struct
import zlib
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from quartiermap.analysis.ground import outside_network
from quartiermap.domain.crs import transformation
from quartiermap.domain.network import Floats
from quartiermap.domain.progress import Progress
from quartiermap.domain.project import Project
from quartiermap.domain.results import Analysis
from quartiermap.render.cells_png import (
    Bytes,
    Window,
    cell_groups,
    chunk,
    dots,
    look_up,
    stretch_at,
    stripes,
    window_around,
    window_on,
)
from quartiermap.render.live_look import GAINED, IN_REACH, LOST, OUT, PALETTE, Strokes
from quartiermap.render.map_data import Bounds

LIVE_PIXELS = 1_500_000
SAMPLE_WIDTH, SAMPLE_HEIGHT = 36, 24

_STRIPE, _CROSS, _PLUS, _DOT = 1, 2, 4, 8
"""Bits of a pixel's pattern."""
_PATTERNS = 16
_BAND = 64
"""Rows that are compressed together, and kept while nothing in them changes."""
STROKES_BYTES = 60_000
"""Strokes that would take more than this are sent as a whole picture."""
_LONGEST = 256
"""Pixels of a stroke at most: eight bits for the length, three for the number, 21 for the place."""

_numbers = itertools.count(1)


@dataclass(frozen=True)
class LegendEntry:
    """One meaning of the picture: a stable key, German words, and a sample of exactly this pattern.

    Parameters
    ----------
    key : {"out", "gained", "lost", "secret"}
    label : str
    sample : bytes
        PNG, 36 x 24 pixels.
    """

    key: str
    label: str
    sample: bytes


class LiveCells:
    """The cells layer for "Was wäre, wenn …": prepared once, redrawn in milliseconds.

    Parameters
    ----------
    project : Project
    analysis : Analysis
        Its demand points are drawn: census cells as squares of their grid, spread points as small squares.
    bounds : (west, south, east, north) in degrees, optional
        What the screen shows (EPSG:4326); the whole town if not given. Made anew when the map is zoomed or moved.
    max_pixels : int
        Size of the picture at most.
    progress : Progress, optional

    Attributes
    ----------
    bounds : (west, south, east, north) in degrees
        Corners of the picture, for the image overlay (the picture is in the map's projection, EPSG:3857).
    width, height : int
        Pixels.
    number : int
        Of the newest picture or strokes; 0 before the first.

    Notes
    -----
    `picture` and `strokes` may be called from any one thread at a time.
    """

    def __init__(
        self,
        project: Project,
        analysis: Analysis,
        *,
        bounds: Bounds | None = None,
        max_pixels: int = LIVE_PIXELS,
        progress: Progress | None = None,
    ) -> None:
        progress = progress or Progress()
        table = analysis.demand.table
        x, y = table["x"].to_numpy(np.float64), table["y"].to_numpy(np.float64)
        population = table["population"].to_numpy(np.float64, na_value=np.nan)
        unseen = outside_network(analysis.access, len(table))  # nothing can be said about ways from there
        self._cells = np.flatnonzero(~(population == 0) & ~unseen & np.isfinite(x) & np.isfinite(y))
        self._secret = np.isnan(population[self._cells])
        side = table["resolution_m"].to_numpy(np.float64, na_value=0.0)[self._cells]
        x, y = x[self._cells], y[self._cells]
        if project.epsg is None or not len(x):
            window = Window(0.0, 0.0, 1.0, 1, 1, 1.0)
        elif bounds is None:
            window = window_around(x, y, side, project.epsg, max_pixels)
        else:
            window = _window(bounds, max_pixels)
        self.width, self.height = window.width, window.height
        self.bounds: Bounds = window.bounds
        self._bands = -(-self.height // _BAND)
        # Even widths, because two pixels share a byte.
        self._index = np.full((self.height, self.width + self.width % 2), len(x) * _PATTERNS, np.int32)
        self._first = np.full(len(x), self._bands, np.int32)
        self._last = np.full(len(x), -1, np.int32)
        if project.epsg is not None and len(x):
            groups = cell_groups(x, y, side, project.epsg)
            for number, group in enumerate(groups):
                part = progress.part(number / len(groups), (number + 1) / len(groups))
                for found in look_up(group, window, part):
                    codes = found.cell * _PATTERNS + _patterns(found.x, found.y, window.stripe)
                    drawn = self._index[found.rows, found.columns]
                    drawn[found.inside] = codes
                    self._index[found.rows, found.columns] = drawn
                    self._note(found.cell, found.rows)
        self._pixel, self._begin = _pixels_by_cell(self._index[:, : self.width], len(x))
        self._state = np.full(len(x), 255, np.uint8)
        self._told = self._state
        self.number = 0
        self._packed: list[bytes] = [b""] * self._bands
        self._raw: list[bytes] = [b""] * self._bands

    def picture(self, before_m: Floats, now_m: Floats, target_before_m: float, target_now_m: float) -> bytes:
        """Draw the cells for a state (`Change.before_m`, `now_m`, `target_before_m`, `target_now_m`).

        Striped purple: out of reach before and now. Blue with plus signs: newly reached. Orange, crosshatched: newly
        lost. With dots instead of the pattern: the number of residents is secret or unknown. Transparent: in reach
        before and now, or nobody lives there.

        Parameters
        ----------
        before_m, now_m : float64 array, shape (points,)
        target_before_m, target_now_m : float
            In reach means distance <= target.

        Returns
        -------
        bytes
            A palette PNG with transparency, `width` x `height`.
        """
        state = self._now(before_m, now_m, target_before_m, target_now_m)
        self._told, self.number = state, next(_numbers)
        changed = (state != self._state) & (self._last >= 0)
        self._state = state
        # How many changed cells begin in each band, less those that ended before it.
        begin = np.bincount(self._first[changed], minlength=self._bands + 1)
        end = np.bincount(self._last[changed] + 1, minlength=self._bands + 1)
        stale = (np.cumsum(begin - end)[: self._bands] > 0) | (np.array([not p for p in self._packed]))
        table = np.append(_LOOKS[state.astype(np.int64) + 4 * self._secret].ravel(), np.uint8(0))
        for band in np.flatnonzero(stale):
            rows = self._index[band * _BAND : (band + 1) * _BAND]
            pixels = np.take(table, rows, mode="clip")  # twice as fast as with the check of every index
            raw = np.zeros(
                (len(rows), rows.shape[1] // 2 + 1), np.uint8
            )  # each line begins with filter type 0
            raw[:, 1:] = (pixels[:, 0::2] << 4) | pixels[:, 1::2]
            flat = raw.tobytes()
            if flat != self._raw[band]:
                packer = zlib.compressobj(1, zlib.DEFLATED, -15)
                self._packed[band] = packer.compress(flat) + packer.flush(zlib.Z_FULL_FLUSH)
                self._raw[band] = flat
        return _png(self.width, self.height, self._packed, self._raw)

    def strokes(
        self, before_m: Floats, now_m: Floats, target_before_m: float, target_now_m: float
    ) -> Strokes | None:
        """Tell only the pixels that differ from what was drawn last (parameters as for `picture`).

        Returns
        -------
        Strokes or None
            ``None`` where there is no picture yet, or so much has changed that a whole one is smaller: then ask for it.

        Notes
        -----
        Costs one look at every cell, and some nanoseconds for each pixel that changes.
        """
        if not self.number:
            return None
        state = self._now(before_m, now_m, target_before_m, target_now_m)
        cells = np.flatnonzero(state != self._told)
        first, count = self._begin[cells], np.diff(self._begin)[cells]
        if count.sum() > 8 * STROKES_BYTES:
            return None
        within = np.arange(count.sum()) - np.repeat(np.cumsum(count) - count, count)
        place = self._pixel[np.repeat(first, count) + within].astype(np.int64)
        pattern = self._index[np.divmod(place, self.width)] % _PATTERNS
        looks = (self._told[cells], state[cells])
        old, new = (
            _LOOKS[np.repeat(look.astype(np.int64) + 4 * self._secret[cells], count), pattern]
            for look in looks
        )
        runs = _runs(place[old != new], new[old != new])
        if 4 * len(runs) > STROKES_BYTES:
            return None
        base, self._told, self.number = self.number, state, next(_numbers)
        return Strokes(runs.tobytes(), base, self.number)

    def _now(self, before_m: Floats, now_m: Floats, target_before_m: float, target_now_m: float) -> Bytes:
        was = before_m[self._cells] <= target_before_m
        is_ = now_m[self._cells] <= target_now_m
        found: Bytes = _STATES[was.astype(np.int64) * 2 + is_]
        return found

    def _note(self, cell: NDArray[np.int64], rows: slice) -> None:
        """Remember in which bands a cell is drawn."""
        seen = np.unique(cell)
        self._first[seen] = np.minimum(self._first[seen], rows.start // _BAND)
        self._last[seen] = np.maximum(self._last[seen], (rows.stop - 1) // _BAND)


def legend() -> tuple[LegendEntry, ...]:
    """Return the legend's entries in the order they should stand."""
    return (
        LegendEntry("out", "außer Reichweite", _sample(OUT, secret=False)),
        LegendEntry("gained", "neu erreicht", _sample(GAINED, secret=False)),
        LegendEntry("lost", "nicht mehr erreicht", _sample(LOST, secret=False)),
        LegendEntry("secret", "Einwohnerzahl geheim oder unbekannt", _sample(OUT, secret=True)),
    )


def _window(bounds: Bounds, max_pixels: int) -> Window:
    to_map = transformation("EPSG:4326", "EPSG:3857")
    (west, east), (south, north) = to_map.transform([bounds[0], bounds[2]], [bounds[1], bounds[3]])
    stretch = stretch_at((bounds[1] + bounds[3]) / 2)
    return window_on(west, south, east, north, stretch, max_pixels)


def _pixels_by_cell(index: NDArray[np.int32], count: int) -> tuple[NDArray[np.int32], NDArray[np.int64]]:
    """Return the places of all pixels that show a cell, cell by cell, each cell's rising, and where each cell's begin."""
    cell = index.ravel() // _PATTERNS
    place = np.flatnonzero(cell < count).astype(np.int32)
    begin = np.concatenate([[0], np.cumsum(np.bincount(cell[place], minlength=count))])
    return place[np.argsort(cell[place], kind="stable")], begin


def _runs(place: NDArray[np.int64], number: Bytes) -> NDArray[np.uint32]:
    """Return runs of neighbouring places with one number as `Strokes.runs` writes them.

    Examples
    --------
    >>> [(int(r) >> 11, (int(r) >> 3 & 255) + 1, int(r) & 7) for r in _runs(np.array([7, 8, 9, 10]), np.array([1, 1, 2, 2]))]
    [(7, 2, 1), (9, 2, 2)]
    """
    follows = (np.diff(place) == 1) & (np.diff(number.astype(np.int64)) == 0)
    follows &= place[1:] % _LONGEST != 0  # so that none gets too long
    first = np.flatnonzero(np.concatenate([[True], ~follows])) if len(place) else np.zeros(0, np.int64)
    length = np.diff(np.append(first, len(place)))
    runs = place[first] << 11 | (length - 1) << 3 | number[first]
    return runs.astype("<u4")


def _patterns(x: Floats, y: Floats, stripe: float) -> NDArray[np.int32]:
    """Return which patterns have ink at places given in metres, as bits."""
    diagonal = stripes(x, y, stripe)
    step = stripe * 1.4
    cross = (np.mod(x + y, step) < stripe * 0.34) | (np.mod(x - y, step) < stripe * 0.34)
    u, v = np.abs(np.mod(x, step) - step / 2), np.abs(np.mod(y, step) - step / 2)
    arm, half = step * 0.36, step * 0.13
    plus = ((u < arm) & (v < half)) | ((v < arm) & (u < half))
    bits = diagonal * _STRIPE + cross * _CROSS + plus * _PLUS + dots(x, y, stripe) * _DOT
    return np.asarray(bits, np.int32)


def _looks() -> Bytes:
    """Return the palette number for state + 4 x secret and pattern bits, shape (8, 16)."""
    looks = np.zeros((8, _PATTERNS), np.uint8)
    bits = np.arange(_PATTERNS)
    for state, bit in ((OUT, _STRIPE), (GAINED, _PLUS), (LOST, _CROSS)):
        for secret in (0, 1):
            ink = (bits & (_DOT if secret else bit)) > 0
            looks[state + 4 * secret] = np.where(ink, 2 * state, 2 * state - 1)
    return looks


_LOOKS = _looks()
_STATES = np.array([OUT, GAINED, LOST, IN_REACH], np.uint8)
"""State by 2 x (in reach before) + (in reach now)."""


def _sample(state: int, *, secret: bool) -> bytes:
    x, y = np.meshgrid(np.arange(SAMPLE_WIDTH, dtype=np.float64), -np.arange(SAMPLE_HEIGHT, dtype=np.float64))
    pixels = _LOOKS[state + 4 * secret][_patterns(x, y, 7.0)]
    raw = np.zeros((SAMPLE_HEIGHT, SAMPLE_WIDTH // 2 + 1), np.uint8)
    raw[:, 1:] = (pixels[:, 0::2] << 4) | pixels[:, 1::2]
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    packed = packer.compress(raw.tobytes()) + packer.flush(zlib.Z_FULL_FLUSH)
    return _png(SAMPLE_WIDTH, SAMPLE_HEIGHT, [packed], [raw.tobytes()])


def _png(width: int, height: int, packed: list[bytes], raw: list[bytes]) -> bytes:
    """Join bands that were compressed by themselves into a palette PNG of four bits a pixel."""
    check = 1
    for band in raw:
        check = zlib.adler32(band, check)
    # zlib's header, the bands (each ends with a full flush), an empty last block, the checksum
    body = b"".join([b"\x78\x01", *packed, b"\x03\x00", struct.pack(">I", check)])
    return b"".join(
        [
            b"\x89PNG\r\n\x1a\n",
            chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 4, 3, 0, 0, 0)),
            chunk(b"PLTE", b"".join(bytes(colour[:3]) for colour in PALETTE)),
            chunk(b"tRNS", bytes(colour[3] for colour in PALETTE)),
            chunk(b"IDAT", body),
            chunk(b"IEND", b""),
        ]
    )
