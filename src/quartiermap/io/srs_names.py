"""Coordinate systems as GML names them, the German ways that GDAL does not know among them.

``urn:adv:crs:ETRS89_UTM32`` is how surveying offices (AdV: ALKIS, XPlanung) write EPSG:25832.
"""

from __future__ import annotations

import re
from pathlib import Path

from quartiermap.errors import InputError, Problem

_ADV = {
    "ETRS89_UTM32": 25832, "ETRS89_UTM33": 25833, "ETRS89_UTM31": 25831, "ETRS89_LAT-LON": 4258, "ETRS89_LAT_LON": 4258, "ETRS89_LON-LAT": 4258,
    "DE_DHDN_3GK2": 31466, "DE_DHDN_3GK3": 31467, "DE_DHDN_3GK4": 31468, "DE_DHDN_3GK5": 31469, "DE_42-83_3GK4": 2398, "DE_42-83_3GK5": 2399,
    "DE_RD-83_3GK4": 3398, "DE_RD-83_3GK5": 3399, "ETRS89_LAEA": 3035,
}  # fmt: skip
_LOOKED_AT = 400 * 1024**2
_ON_SHAPE = re.compile(
    rb"<(?:\w+:)?(?:Point|LineString|Curve|CompositeCurve|Polygon|Surface|CompositeSurface|MultiPoint|MultiCurve|MultiLineString|MultiSurface|MultiPolygon|MultiGeometry|PolyhedralSurface)\b[^>]*?\bsrsName\s*=\s*[\"']([^\"']{1,200})[\"']"
)  # fmt: skip
_ANY = re.compile(rb"\bsrsName\s*=\s*[\"']([^\"']{1,200})[\"']")


def epsg_of(name: str) -> int | None:
    """Return the EPSG code that a ``srsName`` stands for, or ``None``.

    Examples
    --------
    >>> epsg_of("urn:adv:crs:ETRS89_UTM32"), epsg_of("urn:ogc:def:crs:EPSG::25833"), epsg_of("EPSG:31467")
    (25832, 25833, 31467)
    >>> epsg_of("http://www.opengis.net/def/crs/EPSG/0/4326"), epsg_of("http://www.opengis.net/gml/srs/epsg.xml#25832")
    (4326, 25832)
    >>> epsg_of("urn:ogc:def:crs:OGC:1.3:CRS84"), epsg_of("urn:ogc:def:crs:EPSG:6.9:31468"), epsg_of("lokal")
    (4326, 31468, None)
    """
    text = name.strip()
    if match := re.search(r"adv:crs:([A-Za-z0-9_-]+?)(?:\*|$)", text, re.I):
        return _ADV.get(match.group(1).upper())
    if re.search(r"CRS:?84$", text, re.I):
        return 4326
    match = re.search(r"EPSG.*?[:/#](\d{4,6})$", text, re.I) or re.fullmatch(r"()(\d{4,6})", text)
    return int(match.group(match.lastindex or 1)) if match else None


def crs_of_gml(path: Path, read: str | None, file: str, *, given: bool) -> str | None:
    """Return the CRS of a GML file: what GDAL read, else what the names in the file stand for.

    Raises
    ------
    InputError
        If shapes of one file are in different systems and the user has not said which holds.
    """
    with path.open("rb") as stream:
        data = stream.read(_LOOKED_AT)
    on_shapes = {m.decode("latin-1") for m in set(_ON_SHAPE.findall(data))}
    codes = {c for c in map(epsg_of, on_shapes) if c is not None}
    if len(codes) > 1 and not given:
        listed = ", ".join(f"EPSG:{c}" for c in sorted(codes))
        raise InputError(
            Problem(
                "Die Datei mischt Koordinatensysteme.", remedy="In QGIS in ein einziges umrechnen oder die Objekte getrennt speichern.", file=file,
                value=listed, code="crs_mixed",
            )
        )  # fmt: skip
    if read is not None:
        return read
    found = codes or {c for m in set(_ANY.findall(data)) if (c := epsg_of(m.decode("latin-1"))) is not None}
    return f"EPSG:{found.pop()}" if len(found) == 1 else None
