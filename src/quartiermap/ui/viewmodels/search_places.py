"""A place by its coordinates, as people copy them from other programs: degrees, UTM, or metres of a surveying office."""

from __future__ import annotations

import re
from dataclasses import dataclass

from quartiermap.domain import texts
from quartiermap.domain.crs import GERMANY_LONLAT, METRIC_EPSG, transformation
from quartiermap.ui.translation import translate

_DEGREES = re.compile(
    r"""(\d{1,3})\s*°\s*(?:(\d{1,2})\s*['′’]\s*)?(?:(\d{1,2}(?:[.,]\d+)?)\s*(?:"|″|”|''))?"""
)
_NUMBER = re.compile(r"\d+(?:[.,]\d+)?")
_GROUPED = re.compile(r"\d{1,3}(?:[. \u00a0\u202f]\d{3})+(?:,\d+)?")
_ZONE = re.compile(r"(?i)^(?:UTM|Zone|\s)*+(3[23])\s*[A-Z]?\s+(?=\d)")
_PLAIN = re.compile(r"(?i)(?:UTM|Zone|EPSG|3[23]\s*[A-Z]\b|[NSEOW]|[\d.,:;/°'′’\"″”\s\u00a0\u202f])++")
_EAST = (100_000.0, 900_000.0)
_NORTH = (5_200_000.0, 6_150_000.0)
"""Eastings and northings (m) that a place in Germany can have in its UTM zone."""


@dataclass(frozen=True)
class Coordinates:
    """A place in degrees (WGS 84), and what its coordinates were taken for."""

    lon: float
    lat: float
    read_as: str

    @property
    def words(self) -> str:
        """The place in degrees, as people write it."""
        return translate("Search", "{lat}° N, {lon}° O").format(
            lat=texts.number(self.lat, 5), lon=texts.number(self.lon, 5)
        )


def read_coordinates(text: str, epsg: int | None = None) -> Coordinates | None:
    """Return the place in Germany that a text gives the coordinates of, or ``None``.

    Parameters
    ----------
    text : str
        ``51,4567 9,8765``, ``9.87 51.45``, ``N 51° 27' 24" E 9° 52' 35"``, ``32U 500000 5700000``, ``32500000 5700000`` or
        a pair of metres. Degrees may stand in either order: in Germany no latitude is a longitude.
    epsg : int, optional
        What a pair of metres without a zone is in: 25832 or 25833.

    Examples
    --------
    >>> found = read_coordinates("51,4567 9,8765")
    >>> found.lat, found.lon
    (51.4567, 9.8765)
    >>> read_coordinates("9.8765, 51.4567") == found
    True
    >>> read_coordinates("32U 500000 5700000").words
    '51,45118° N, 9,00000° O'
    >>> read_coordinates("Hauptstraße 12 34") is None
    True
    """
    if _PLAIN.fullmatch(text.strip()) is None:
        return None
    return _in_degrees(text) or _in_metres(text, epsg)


def _in_degrees(text: str) -> Coordinates | None:
    found = [
        int(d) + int(m or 0) / 60 + _float(s or "0") / 3600 for d, m, s in _DEGREES.findall(text) if m or s
    ] or [_float(number) for number in _NUMBER.findall(text)]
    if len(found) != 2:
        return None
    for lat, lon in (found, found[::-1]):
        if _in_germany(lon, lat):
            return Coordinates(lon, lat, translate("Search", "Grad (WGS 84)"))
    return None


def _in_metres(text: str, epsg: int | None) -> Coordinates | None:
    zone = _ZONE.match(text)
    code = int(zone[1]) + 25800 if zone is not None else None
    rest = text[zone.end() :] if zone is not None else text
    named = re.search(r"(?i)EPSG:\s*(258(?:32|33))\b", rest)
    if named is not None:
        code, rest = int(named[1]), f"{rest[: named.start()]} {rest[named.end() :]}"
    for pattern in (_NUMBER, _GROUPED):
        found = [_float(n, grouped=pattern is _GROUPED) for n in pattern.findall(rest)]
        if len(found) == 2:
            for east, north in (found, found[::-1]):
                place = _metres(east, north, code, epsg)
                if place is not None:
                    return place
    return None


def _metres(east: float, north: float, code: int | None, epsg: int | None) -> Coordinates | None:
    prefix = int(east // 1_000_000)
    if code is None and prefix in (
        32,
        33,
    ):  # the number of the zone stands before the easting (EPSG:4647, 5650)
        code, east = 25800 + prefix, east - prefix * 1_000_000
    if not (_EAST[0] <= east <= _EAST[1] and _NORTH[0] <= north <= _NORTH[1]):
        return None
    used = code or (epsg if epsg in METRIC_EPSG else METRIC_EPSG[0])
    lon, lat = transformation(f"EPSG:{used}", "EPSG:4326").transform(east, north)
    if not _in_germany(lon, lat):
        return None
    read_as = translate("Search", "Meter in EPSG:{code}").format(code=used)
    return Coordinates(float(lon), float(lat), read_as)


def _in_germany(lon: float, lat: float) -> bool:
    west, south, east, north = GERMANY_LONLAT
    return west <= lon <= east and south <= lat <= north


def _float(number: str, *, grouped: bool = False) -> float:
    if grouped:
        number = re.sub(r"[. \u00a0\u202f]", "", number)
    return float(number.replace(",", "."))
