"""The one rule about coordinates: a project has one metric CRS, and everything in it is in that CRS."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

from quartiermap.errors import InputError, Problem

if TYPE_CHECKING:
    # 0.1 s that the window does not wait for: who only wants to know where Germany lies needs no PROJ
    import pyproj

GERMANY_LONLAT = (5.5, 47.0, 15.6, 55.3)
"""Where data of a German municipality can lie: west, south, east, north in degrees (WGS 84), with a margin."""

METRIC_EPSG = (25832, 25833)
"""ETRS89 / UTM zones 32 and 33: the metric systems that German surveying offices use."""


def utm_epsg(longitude: float) -> int:
    """Return the EPSG code of the ETRS89/UTM zone for a longitude in degrees.

    Germany lies in zones 32 (6 to 12 degrees east) and 33 (12 to 18); places west of 6 degrees
    (Aachen, Selfkant) use zone 32 as their Land does.

    Examples
    --------
    >>> utm_epsg(8.7), utm_epsg(13.4), utm_epsg(5.9)
    (25832, 25833, 25832)
    """
    return 25833 if longitude >= 12.0 else 25832


def check_metric(crs: Any) -> pyproj.CRS:
    """Return `crs` as a `pyproj.CRS`; degrees, feet or nothing at all are errors, never warnings.

    Raises
    ------
    InputError
        If the CRS is missing, geographic, or its axes are not in metres.
    """
    import pyproj

    if crs is None:
        raise InputError(
            Problem(
                "Das Koordinatensystem fehlt.",
                remedy="Koordinatensystem angeben, z. B. --crs EPSG:25832.",
                code="crs_missing",
            )
        )
    found = pyproj.CRS.from_user_input(crs)
    if not found.is_projected or any(axis.unit_name != "metre" for axis in found.axis_info):
        raise InputError(
            Problem(
                f"Das Koordinatensystem {found.name} rechnet nicht in Metern.",
                remedy="Ein metrisches System wählen: EPSG:25832 (westlich von 12° Ost) oder EPSG:25833.",
                code="crs_not_metric",
            )
        )
    return found


def transformation(one: Any, other: Any) -> pyproj.Transformer:
    """Return the transformation between two CRS, easting/longitude first on both sides; kept by every thread for itself.

    One may only be used by one thread at a time. Making one takes 2 to 100 ms in which no other thread gets a word in: PROJ
    weighs what it knows of all of Europe. Between the systems of every map it is told what it finds for Germany.

    Examples
    --------
    >>> transformation("EPSG:25832", "EPSG:4326") is transformation("EPSG:25832", "EPSG:4326")
    True
    """
    import pyproj

    kept: dict[tuple[str, str], pyproj.Transformer] = _kept.__dict__.setdefault("transformers", {})
    key = (str(one), str(other))
    if key not in kept:
        if len(kept) >= _MOST_KEPT:
            kept.clear()
        steps = _between(*key)
        kept[key] = (
            pyproj.Transformer.from_crs(one, other, always_xy=True)
            if steps is None
            else pyproj.Transformer.from_pipeline(steps)
        )
    return kept[key]


_TO_DEGREES = ("step proj=unitconvert xy_in=rad xy_out=deg", "step proj=unitconvert xy_in=deg xy_out=rad")
_STEPS = {
    f"EPSG:{code}": steps if isinstance(steps, tuple) else (f"step {steps}", f"step inv {steps}")
    for code, steps in {
        4326: _TO_DEGREES,
        3857: "proj=webmerc lat_0=0 lon_0=0 x_0=0 y_0=0 ellps=WGS84",
        3035: "proj=laea lat_0=52 lon_0=10 x_0=4321000 y_0=3210000 ellps=GRS80",
        25832: "proj=utm zone=32 ellps=GRS80",
        25833: "proj=utm zone=33 ellps=GRS80",
    }.items()
}
"""The systems of every map: what PROJ does from longitude and latitude (in radians), and back to them."""


def _between(one: str, other: str) -> str | None:
    """Return what PROJ does between two systems of every map; ``None`` for others."""
    if one not in _STEPS or other not in _STEPS or one == other:
        return None
    return f"proj=pipeline {_STEPS[one][1]} {_STEPS[other][0]}"


_kept = threading.local()
_MOST_KEPT = 32
