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

    Making one takes 2 to 40 ms in which no other thread gets a word in, and one may only be used by one thread at a time.

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
        kept[key] = pyproj.Transformer.from_crs(one, other, always_xy=True)
    return kept[key]


_kept = threading.local()
_MOST_KEPT = 32
