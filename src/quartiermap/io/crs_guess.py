"""Which coordinate system do these numbers belong to? Asked only where a file does not say.

A guess is taken only when exactly one reading puts the data where the project lies (or, for an empty project,
in Germany). Everything else is a question to the user, never a silent choice.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
import pyproj
import shapely
from numpy.typing import NDArray

Bounds = tuple[float, float, float, float]
"""West, south, east, north; degrees or metres as the text says."""

NEAR_KM = 50.0
"""Data further away than this from the districts of the project belong to another place."""

_OUTLINE = (
    (8.2, 55.1), (9.5, 54.95), (10.2, 54.9), (11.3, 54.6), (12.4, 54.6), (13.6, 54.75), (14.4, 53.95), (14.5, 53.0), (14.75, 52.6),
    (14.85, 51.9), (15.1, 51.3), (14.9, 50.85), (14.3, 50.9), (13.4, 50.5), (12.4, 50.2), (12.7, 49.5), (13.9, 48.75), (13.5, 48.4),
    (12.9, 47.9), (13.1, 47.5), (12.2, 47.55), (10.5, 47.25), (9.6, 47.45), (8.5, 47.6), (7.6, 47.5), (7.5, 48.2), (8.2, 48.95),
    (6.7, 49.1), (6.3, 49.6), (6.0, 50.3), (5.85, 51.0), (6.0, 51.9), (6.8, 52.2), (6.9, 52.6), (7.0, 53.3), (6.6, 53.6), (7.85, 54.25),
    (8.2, 54.6),
)  # fmt: skip
"""A coarse outline of Germany in degrees; with the margin below good enough to tell here from elsewhere."""

_MARGIN_DEG = 0.25


@dataclass(frozen=True)
class Reading:
    """One way to read coordinates.

    Parameters
    ----------
    epsg : int
    label : str
        German name of the system.
    swapped : bool
        Whether the axes stand the other way round (north first).
    prefix : int or None
        Zone number in front of the easting (32 500 000 instead of 500 000).
    lonlat : tuple of float
        Centre of the data read so, in degrees.
    bounds : tuple of 4 floats or None
        Where the data lie read so, in degrees (west, south, east, north), for a preview.
    share : float
        Share of the objects (0..1) that lie where they can lie.
    """

    epsg: int
    label: str
    swapped: bool
    prefix: int | None
    lonlat: tuple[float, float]
    bounds: Bounds | None = None
    share: float = 1.0

    @property
    def crs(self) -> str:
        """What ``--crs`` takes for this reading; a zone number in front of the easting has codes of its own."""
        return f"EPSG:{_WITH_ZONE[self.prefix] if self.prefix else self.epsg}"

    @property
    def text(self) -> str:
        """The reading as a German phrase."""
        extra = ", mit Zonenkennziffer vor dem Rechtswert" if self.prefix else ""
        return f"{self.crs} ({self.label}{extra}{', Achsen vertauscht' if self.swapped else ''})"


_WITH_ZONE = {32: 4647, 33: 5650}
"""UTM with the zone number in front of the easting (zE-N)."""

_SYSTEMS: tuple[tuple[int, str, int | None, Bounds], ...] = (
    (4326, "geographische Koordinaten, WGS 84", None, (5.0, 46.5, 16.0, 56.0)),
    (25832, "ETRS89/UTM 32", None, (200e3, 5.2e6, 940e3, 6.2e6)),
    (25833, "ETRS89/UTM 33", None, (0.0, 5.2e6, 600e3, 6.2e6)),
    (25832, "ETRS89/UTM 32", 32, (32.2e6, 5.2e6, 32.94e6, 6.2e6)),
    (25833, "ETRS89/UTM 33", 33, (33.0e6, 5.2e6, 33.6e6, 6.2e6)),
    (31466, "Gauß-Krüger Zone 2", None, (2.4e6, 5.2e6, 2.75e6, 6.2e6)),
    (31467, "Gauß-Krüger Zone 3", None, (3.2e6, 5.2e6, 3.8e6, 6.2e6)),
    (31468, "Gauß-Krüger Zone 4", None, (4.2e6, 5.2e6, 4.8e6, 6.2e6)),
    (3035, "ETRS89-LAEA, Gitter des Zensus", None, (4.0e6, 2.6e6, 4.75e6, 3.6e6)),
    (3857, "Web-Mercator", None, (0.55e6, 5.85e6, 1.75e6, 7.5e6)),
    (31469, "Gauß-Krüger Zone 5", None, (5.2e6, 5.2e6, 5.6e6, 6.2e6)),
    (3068, "Soldner Berlin", None, (1e3, 1e3, 60e3, 50e3)),
)
_ONLY_NEAR = frozenset((3068,))
"""Numbers so plain that they count as a reading only where the project lies there."""

ENOUGH = 0.9
"""Share of the objects that a reading must put where they can lie; the others are slips and are reported."""

GERMAN_EAST = shapely.box(9.9, 50.2, 15.1, 54.8)
"""Where a Gauß-Krüger number may also mean the old System 42/83, about 100 m away."""


@cache
def germany() -> shapely.Polygon:
    """Return the coarse outline of Germany with a margin, in degrees."""
    return shapely.Polygon(_OUTLINE).buffer(_MARGIN_DEG)


@cache
def _to_lonlat(epsg: int) -> pyproj.Transformer:
    return pyproj.Transformer.from_crs(epsg, 4326, always_xy=True)


def in_germany(lon: float, lat: float) -> bool:
    """Tell whether a place in degrees lies in Germany or within about 20 km of it.

    Examples
    --------
    >>> in_germany(13.4, 52.5), in_germany(9.4, 54.8), in_germany(2.35, 48.86), in_germany(52.5, 13.4)
    (True, True, False, False)
    """
    return bool(np.isfinite([lon, lat]).all()) and bool(shapely.contains_xy(germany(), lon, lat))


def near(lon: float, lat: float, area: Bounds) -> bool:
    """Tell whether a place lies within `NEAR_KM` of a box in degrees (flat, good to 1 %)."""
    dx = max(area[0] - lon, 0.0, lon - area[2]) * 111.32 * float(np.cos(np.radians((area[1] + area[3]) / 2)))
    dy = max(area[1] - lat, 0.0, lat - area[3]) * 111.32
    return bool(np.hypot(dx, dy) <= NEAR_KM)


def candidates(bounds: Sequence[float], area: Bounds | None = None) -> tuple[Reading, ...]:
    """Return every reading that puts the data where they can lie.

    Parameters
    ----------
    bounds : sequence of 4 floats
        The numbers as they stand in the file: smallest first, smallest second, largest first, largest second.
    area : tuple of 4 floats, optional
        Where the districts of the project lie, in degrees; without it Germany.

    Examples
    --------
    >>> [r.epsg for r in candidates((522969, 6067279, 532600, 6075308))]
    [25832]
    >>> [r.epsg for r in candidates((385000, 5815000, 395000, 5822000))]
    [25832, 25833]
    >>> [r.epsg for r in candidates((385000, 5815000, 395000, 5822000), (13.1, 52.3, 13.8, 52.7))]
    [25833]
    >>> candidates((54.7, 9.3, 54.8, 9.5))[0].text
    'EPSG:4326 (geographische Koordinaten, WGS 84, Achsen vertauscht)'
    """
    found = []
    for swapped in (False, True):
        box = tuple(bounds) if not swapped else (bounds[1], bounds[0], bounds[3], bounds[2])
        for epsg, label, prefix, (west, south, east, north) in _SYSTEMS:
            if not (west <= box[0] and box[2] <= east and south <= box[1] and box[3] <= north):
                continue
            x = (box[0] + box[2]) / 2 - (prefix or 0) * 1e6
            y = (box[1] + box[3]) / 2
            lon, lat = _to_lonlat(epsg).transform(x, y)
            if not in_germany(lon, lat) or (area is not None and not near(lon, lat, area)):
                continue
            found.append(Reading(epsg, label, swapped, prefix, (float(lon), float(lat))))
    return tuple(found)


def readings(
    x: NDArray[np.float64], y: NDArray[np.float64], area: Bounds | None = None
) -> tuple[Reading, ...]:
    """Return every reading that puts (nearly) all places where they can lie, and some of them at the project.

    Parameters
    ----------
    x, y : float arrays, shape (n,)
        First and second coordinate of each object as they stand in the file; NaN for objects without a place.
    area : tuple of 4 floats, optional
        Where the districts of the project lie, in degrees. A file may reach beyond (all schools of a Land), so one
        object there is enough.

    Examples
    --------
    >>> [r.crs for r in readings(np.array([32522969.0, 32532600.0, 0.0] * 10), np.array([6067279.0, 6075308.0, 0.0] * 10))]
    []
    >>> [r.crs for r in readings(np.array([32522969.0, 32532600.0] * 10), np.array([6067279.0, 6075308.0] * 10))]
    ['EPSG:4647']
    """
    known = np.isfinite(x) & np.isfinite(y)
    if not known.any():
        return ()
    found = []
    for swapped in (False, True):
        east, north = (y[known], x[known]) if swapped else (x[known], y[known])
        for epsg, label, prefix, (west, south, right, top) in _SYSTEMS:
            fits = (east >= west) & (east <= right) & (north >= south) & (north <= top)
            if fits.mean() < ENOUGH or (epsg in _ONLY_NEAR and area is None):
                continue
            lon, lat = _to_lonlat(epsg).transform(east[fits] - (prefix or 0) * 1e6, north[fits])
            here = inside(lon, lat)
            if here.sum() < ENOUGH * known.sum() or (area is not None and not inside(lon, lat, area).any()):
                continue
            lon, lat = np.asarray(lon)[here], np.asarray(lat)[here]
            bounds = (float(lon.min()), float(lat.min()), float(lon.max()), float(lat.max()))
            middle = (float(np.median(lon)), float(np.median(lat)))
            found.append(
                Reading(epsg, label, swapped, prefix, middle, bounds, float(here.sum() / known.sum()))
            )
    return tuple(found)


def inside(lon: Any, lat: Any, area: Bounds | None = None) -> NDArray[np.bool_]:
    """Tell for each place in degrees whether it lies in Germany and, with `area`, within `NEAR_KM` of it."""
    lon, lat = np.asarray(lon, float), np.asarray(lat, float)
    finite = np.isfinite(lon) & np.isfinite(lat)
    found = np.asarray(shapely.contains_xy(germany(), np.where(finite, lon, 0.0), np.where(finite, lat, 0.0)))
    if area is not None:
        kx = 111.32 * np.cos(np.radians((area[1] + area[3]) / 2))
        dx = np.maximum(np.maximum(area[0] - lon, lon - area[2]), 0.0) * kx
        dy = np.maximum(np.maximum(area[1] - lat, lat - area[3]), 0.0) * 111.32
        found &= np.hypot(dx, dy) <= NEAR_KM
    return np.asarray(found & finite, dtype=bool)
