"""Cells out of reach as one transparent picture for the map.

Ten times faster and 25 times leaner than polygons (webmap.md 5.1). The picture is in the map's own projection
(EPSG:3857); every pixel is looked up backwards in the grid it belongs to, so that the squares of the census grid
(EPSG:3035), which stand slightly turned on the map, are drawn as they are.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from quartiermap.analysis.ground import outside_network
from quartiermap.domain.crs import transformation
from quartiermap.domain.progress import Progress
from quartiermap.domain.project import Project
from quartiermap.domain.results import Analysis
from quartiermap.domain.standards import Standard
from quartiermap.render.map_data import Bounds

GRID_CRS = "EPSG:3035"
SPREAD_SIDE_M = 40.0
"""Side of the square that stands for a spread demand point (it has no cell of its own)."""
MAX_PIXELS = 12_000_000
FINEST_M = 5.0
"""Metres on the ground per pixel at best."""
STRIPE_M, STRIPE_PIXELS = 36.0, 6.0
"""Width of a dark and a light stripe together, in metres and at least in pixels of the picture; stripes carry the
meaning without colour."""

CLEAR, LIGHT, DARK = 0, 1, 2
PALETTE = ((0, 0, 0, 0), (233, 201, 222, 150), (122, 31, 92, 235))
"""RGBA of a transparent pixel, of the ground and of the pattern (dark purple, readable when copied in grey)."""

_COARSE = 64  # pixels between exactly transformed points; linear in between is off by less than a pixel

Bytes = NDArray[np.uint8]
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class CellGroup:
    """Cells of one size in one grid: all that is needed to look a place up.

    Parameters
    ----------
    crs : str
        Of the grid.
    side : float
        Metres.
    index : int64 array, shape (k,)
        Keys of the cells (`key_of`), rising.
    cell : int64 array, shape (k,)
        The same cells as positions in what `cell_groups` was given.
    x, y : float64 array, shape (k,)
        Midpoints in `crs`, in any order.
    """

    crs: str
    side: float
    index: NDArray[np.int64]
    cell: NDArray[np.int64]
    x: Floats
    y: Floats


@dataclass(frozen=True)
class LookedUp:
    """Pixels that show a cell, in one band of rows.

    Parameters
    ----------
    rows : slice
    columns : int64 array, shape (c,)
        Columns of the picture that were looked at.
    inside : bool array, shape (rows, c)
        Where there is a cell.
    cell : int64 array, shape (inside.sum(),)
        The cells shown, as positions in what `cell_groups` was given.
    x, y : float64 array, shape (inside.sum(),)
        Where the pixels lie in the grid's CRS, for patterns.
    """

    rows: slice
    columns: NDArray[np.int64]
    inside: NDArray[np.bool_]
    cell: NDArray[np.int64]
    x: Floats
    y: Floats


def cells_png(
    project: Project,
    analysis: Analysis,
    kind: str,
    target_m: float,
    *,
    standard: Standard | None = None,
    max_pixels: int = MAX_PIXELS,
    progress: Progress | None = None,
) -> tuple[bytes, Bounds] | None:
    """Draw the inhabited cells from which no facility of `kind` is within `target_m` metres.

    Striped: out of reach. Dotted: out of reach, and the number of residents is secret or unknown. Transparent:
    reached, or nobody lives there (population 0), or the network has no data there, so that nothing can be said.

    Parameters
    ----------
    project : Project
    analysis : Analysis
        Its `access` holds the distances (m) from every demand point.
    kind : str
    target_m : float
        A cell is reached when its distance is at most this.
    standard : Standard, optional
        The standard that is looked at: one by air line or with a least area has distances of its own.
    max_pixels : int
        Size of the picture at most; the pattern grows with the pixels.
    progress : Progress, optional

    Returns
    -------
    (bytes, bounds) or None
        An 8-bit palette PNG and its corners (west, south, east, north in degrees); ``None`` when every cell is
        reached, there are no cells, or the kind has not been analysed or surveyed.
    """
    if distances(project, analysis, kind, standard) is None:
        return None
    drawn = _out_of_reach(analysis, kind, target_m, standard)
    if drawn is None or project.epsg is None:
        return None
    x, y, side, secret = drawn
    groups = cell_groups(x, y, side, project.epsg)
    window = window_around(x, y, side, project.epsg, max_pixels)
    picture = np.zeros((window.height, window.width), np.uint8)
    progress = progress or Progress()
    for number, group in enumerate(groups):
        part = progress.part(number / len(groups), (number + 1) / len(groups))
        for found in look_up(group, window, part):
            _draw(picture, found, secret[found.cell], window.stripe)
    return palette_png(picture, PALETTE), window.bounds


def distances(
    project: Project, analysis: Analysis, kind: str, standard: Standard | None = None
) -> Floats | None:
    """Return the distance (m) of every demand point, or ``None`` if the kind has not been analysed or surveyed.

    NaN is a way that is not told; infinitely far is what cannot be reached.
    """
    if not (project.facilities["kind"] == kind).any():
        return None  # nobody surveyed this kind: that is "keine Daten", not "out of reach"
    return _distances(analysis, kind, standard)


def _distances(analysis: Analysis, kind: str, standard: Standard | None) -> Floats | None:
    access = analysis.access
    return access.distance_m.get(kind) if standard is None else access.distance_for(standard)


def _out_of_reach(
    analysis: Analysis, kind: str, target_m: float, standard: Standard | None
) -> tuple[Floats, Floats, Floats, NDArray[np.bool_]] | None:
    distance = _distances(analysis, kind, standard)
    if distance is None:
        return None
    table = analysis.demand.table
    population = table["population"].to_numpy(np.float64, na_value=np.nan)
    # NaN: the way is not told (`without_points`); what cannot be reached at all is infinitely far.
    # Where the network has no data nobody is out of reach either: that would be a claim about ways nobody knows.
    chosen = (distance > target_m) & ~(population == 0) & ~outside_network(analysis.access, len(distance))
    if not chosen.any():
        return None
    side = table["resolution_m"].to_numpy(np.float64, na_value=0.0)
    x, y = table["x"].to_numpy(np.float64), table["y"].to_numpy(np.float64)
    return x[chosen], y[chosen], side[chosen], np.isnan(population[chosen])


def cell_groups(x: Floats, y: Floats, side: Floats, epsg: int) -> list[CellGroup]:
    """Return cells (midpoints in `epsg`, sides in metres, 0 for a spread point) as groups of one size."""
    groups = []
    for size in np.unique(side):
        of_size = np.flatnonzero(side == size)
        gx, gy = x[of_size], y[of_size]
        if size > 0:
            crs, cell = GRID_CRS, float(size)
            to_grid = transformation(f"EPSG:{epsg}", GRID_CRS)
            gx, gy = to_grid.transform(gx, gy)
        else:
            crs, cell = f"EPSG:{epsg}", SPREAD_SIDE_M
        key = key_of(np.floor(np.asarray(gx) / cell), np.floor(np.asarray(gy) / cell))
        order = np.argsort(key, kind="stable")
        groups.append(CellGroup(crs, cell, key[order], of_size[order], gx, gy))
    return groups


def key_of(column: Floats, row: Floats) -> NDArray[np.int64]:
    """Return one number for the column and the row of a grid."""
    return (column.astype(np.int64) << 32) + row.astype(np.int64)


@dataclass(frozen=True)
class Window:
    """Where the picture lies, in EPSG:3857.

    Parameters
    ----------
    west, north : float
        Its corner.
    pixel : float
        Metres of that system per pixel.
    width, height : int
        Pixels.
    stretch : float
        Metres of that system per real metre.
    """

    west: float
    north: float
    pixel: float
    width: int
    height: int
    stretch: float

    @property
    def stripe(self) -> float:
        """Width of a dark and a light stripe together, in real metres."""
        return max(STRIPE_M, STRIPE_PIXELS * self.pixel / self.stretch)

    @property
    def bounds(self) -> Bounds:
        """The corners (west, south, east, north) in degrees."""
        to_degrees = transformation("EPSG:3857", "EPSG:4326")
        east, south = self.west + self.width * self.pixel, self.north - self.height * self.pixel
        (lon_w, lon_e), (lat_s, lat_n) = to_degrees.transform([self.west, east], [south, self.north])
        return float(lon_w), float(lat_s), float(lon_e), float(lat_n)


def window_on(
    west: float, south: float, east: float, north: float, stretch: float, max_pixels: int
) -> Window:
    """Return a window on a part of EPSG:3857, as fine as `FINEST_M` and `max_pixels` allow."""
    pixel = max(FINEST_M * stretch, float(np.sqrt((east - west) * (north - south) / max_pixels)))
    width, height = int(np.ceil((east - west) / pixel)), int(np.ceil((north - south) / pixel))
    return Window(west, north, pixel, max(width, 1), max(height, 1), stretch)


def stretch_at(latitude: float) -> float:
    """Return by how much a Mercator metre is longer than a real one."""
    return float(1 / np.cos(np.radians(latitude)))


def window_around(x: Floats, y: Floats, side: Floats, epsg: int, max_pixels: int) -> Window:
    """Return a window that shows all cells."""
    to_map = transformation(f"EPSG:{epsg}", "EPSG:3857")
    map_x, map_y = to_map.transform(x, y)
    _, latitude = transformation(f"EPSG:{epsg}", "EPSG:4326").transform(float(x.mean()), float(y.mean()))
    stretch = stretch_at(latitude)
    margin = float(np.maximum(side, SPREAD_SIDE_M).max()) * stretch
    return window_on(
        float(map_x.min()) - margin,
        float(map_y.min()) - margin,
        float(map_x.max()) + margin,
        float(map_y.max()) + margin,
        stretch,
        max_pixels,
    )


def _blocks(group: CellGroup, window: Window) -> NDArray[np.bool_]:
    """Return which blocks of `_COARSE` x `_COARSE` pixels can hold a cell; most of a town holds none."""
    height, width = -(-window.height // _COARSE), -(-window.width // _COARSE)
    there = transformation(group.crs, "EPSG:3857")
    x, y = there.transform(group.x, group.y)
    # a cell is longer than its place in it
    reach = int(np.ceil(group.side * window.stretch / window.pixel / _COARSE))
    column = np.floor((np.asarray(x) - window.west) / window.pixel / _COARSE).astype(np.int64)
    row = np.floor((window.north - np.asarray(y)) / window.pixel / _COARSE).astype(np.int64)
    near = (column >= -reach) & (column < width + reach) & (row >= -reach) & (row < height + reach)
    blocks = np.zeros((height, width), bool)
    blocks[row[near].clip(0, height - 1), column[near].clip(0, width - 1)] = True
    grown = blocks.copy()
    for down in range(-reach, reach + 1):
        for right in range(-reach, reach + 1):
            grown[max(down, 0) : height + min(down, 0), max(right, 0) : width + min(right, 0)] |= blocks[
                max(-down, 0) : height + min(-down, 0), max(-right, 0) : width + min(-right, 0)
            ]
    return grown


def look_up(group: CellGroup, window: Window, progress: Progress) -> Iterator[LookedUp]:
    """Yield which pixels of a window show which cells, in bands of rows so that memory stays small."""
    height, width = window.height, window.width
    west, north, pixel = window.west, window.north, window.pixel
    blocks = _blocks(group, window)
    back = transformation("EPSG:3857", group.crs)
    columns = np.unique(np.append(np.arange(0, width, _COARSE), width - 1))
    for band, first in enumerate(range(0, height, _COARSE)):
        progress.step(first / height, "Karte zeichnen")
        at = np.flatnonzero(np.repeat(blocks[band], _COARSE)[:width])
        if not len(at):
            continue
        last = min(first + _COARSE, height)
        rows = np.array([first, last], np.float64)
        cx, cy = np.meshgrid(west + (columns + 0.5) * pixel, north - (rows + 0.5) * pixel)
        gx, gy = back.transform(cx, cy)
        share = ((np.arange(first, last) - first) / max(last - first, 1))[:, None]
        x_edge = [np.interp(at, columns, np.asarray(gx)[i]) for i in (0, 1)]
        y_edge = [np.interp(at, columns, np.asarray(gy)[i]) for i in (0, 1)]
        x = x_edge[0] * (1 - share) + x_edge[1] * share
        y = y_edge[0] * (1 - share) + y_edge[1] * share
        key = key_of(np.floor(x / group.side), np.floor(y / group.side))
        place = np.searchsorted(group.index, key)
        place[place == len(group.index)] = 0
        inside = group.index[place] == key
        if inside.any():
            yield LookedUp(slice(first, last), at, inside, group.cell[place[inside]], x[inside], y[inside])


def stripes(x: Floats, y: Floats, stripe: float) -> NDArray[np.bool_]:
    """Return which places lie on a dark diagonal stripe."""
    return np.asarray(np.mod(x + y, stripe * 1.4) < stripe * 0.55)


def dots(x: Floats, y: Floats, stripe: float) -> NDArray[np.bool_]:
    """Return which places lie on a dot."""
    dot = stripe * 0.8  # distance of the dots
    return np.asarray((np.mod(x, dot) - dot / 2) ** 2 + (np.mod(y, dot) - dot / 2) ** 2 < (dot * 0.27) ** 2)


def _draw(picture: Bytes, found: LookedUp, secret: NDArray[np.bool_], stripe: float) -> None:
    """Paint the pixels of one band."""
    pattern = np.where(secret, dots(found.x, found.y, stripe), stripes(found.x, found.y, stripe))
    drawn = picture[found.rows, found.columns]
    drawn[found.inside] = np.where(pattern, DARK, LIGHT)
    picture[found.rows, found.columns] = drawn


def palette_png(picture: Bytes, palette: tuple[tuple[int, int, int, int], ...]) -> bytes:
    """Write class numbers as a palette PNG with transparency.

    Parameters
    ----------
    picture : uint8 array, shape (height, width)
        Numbers below ``len(palette)``, row 0 at the top.
    palette : tuple of (red, green, blue, alpha)
        At most 4 entries: two bits a pixel.

    Examples
    --------
    >>> palette_png(np.zeros((2, 3), np.uint8), PALETTE)[:4]
    b'\\x89PNG'
    """
    height, width = picture.shape
    padded = np.zeros((height, -(-width // 4) * 4), np.uint8)
    padded[:, :width] = picture
    packed = (padded[:, 0::4] << 6) | (padded[:, 1::4] << 4) | (padded[:, 2::4] << 2) | padded[:, 3::4]
    lines = np.zeros((height, packed.shape[1] + 1), np.uint8)  # each line begins with filter type 0
    lines[:, 1:] = packed
    colours = b"".join(bytes(entry[:3]) for entry in palette)
    alpha = bytes(entry[3] for entry in palette)
    return b"".join(
        [
            b"\x89PNG\r\n\x1a\n",
            chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 2, 3, 0, 0, 0)),
            chunk(b"PLTE", colours),
            chunk(b"tRNS", alpha),
            chunk(b"IDAT", zlib.compress(lines.tobytes(), 4)),
            chunk(b"IEND", b""),
        ]
    )


def chunk(name: bytes, body: bytes) -> bytes:
    """Return one part of a PNG file."""
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def has_cells(analysis: Analysis, kind: str, target_m: float, standard: Standard | None = None) -> bool:
    """Tell whether any inhabited cell is out of reach."""
    return _out_of_reach(analysis, kind, target_m, standard) is not None


def has_secret(analysis: Analysis, kind: str, target_m: float, standard: Standard | None = None) -> bool:
    """Tell whether `cells_png` draws dotted cells, for the legend."""
    drawn: Any = _out_of_reach(analysis, kind, target_m, standard)
    return drawn is not None and bool(drawn[3].any())
