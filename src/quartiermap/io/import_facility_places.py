"""Where facilities are: shapes of a geodata file, columns with coordinates, or a column of WKT."""

from __future__ import annotations

import re
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from quartiermap.domain.project import Project
from quartiermap.domain.texts import fold
from quartiermap.errors import InputError, Problem
from quartiermap.io import mapping
from quartiermap.io.import_model import ImportRequest, Loaded, Rows
from quartiermap.io.import_places import place
from quartiermap.io.numbers import parse_column

_EAST = (
    "lon",
    "lng",
    "long",
    "longitude",
    "laenge",
    "geolaenge",
    "laengengrad",
    "x",
    "xkoord",
    "xkoordinate",
    "koordx",
    "xcoord",
    "xwert",
    "gcxwert",
    "rechtswert",
    "ostwert",
    "easting",
    "east",
    "utmx",
    "utmost",
    "rw",
    "pointx",
    "xetrs89",
    "xutm",
    "xcoordinate",
    "geox",
    "mpx",
)
_NORTH = ("lat", "lat", "lat", "latitude", "breite", "geobreite", "breitengrad", "y", "ykoord", "ykoordinate", "koordy", "ycoord", "ywert", "gcywert", "hochwert", "nordwert", "northing", "north", "utmy", "utmnord", "hw", "pointy", "yetrs89", "yutm", "ycoordinate", "geoy", "mpy")  # fmt: skip
_WKT = re.compile(r"^\s*(?:SRID=(\d+);)?\s*((?:MULTI)?(?:POINT|POLYGON))\s*Z?M?\s*\(", re.I)


def points(
    project: Project, loaded: Loaded, request: ImportRequest, rows: Rows
) -> tuple[pd.DataFrame, list[Any], int]:
    """Return the rows that have a place, their shapes and the CRS."""
    frame, file = loaded.frame, loaded.file
    if loaded.placed and loaded.epsg is not None:
        epsg = loaded.epsg
    else:
        geo, crs, origin = _from_columns(frame, request, file, rows)
        placed = place(geo, crs, origin, project, file)
        rows.problems += placed.problems
        frame, epsg = placed.frame, placed.epsg
    shapes = frame.geometry
    good = ~(shapes.isna() | shapes.is_empty).to_numpy()
    if not good.all():
        first = int(frame.index[int(np.flatnonzero(~good)[0])])
        rows.problems.append(
            Problem(
                "Die Einrichtung hat keinen Ort und wurde ausgelassen.", remedy="Koordinaten ergänzen.", file=file, row=first,
                count=int((~good).sum()), code="place_missing", severity="warning",
            )
        )  # fmt: skip
    lines = shapes.geom_type.isin(["LineString", "MultiLineString"]).to_numpy() & good
    if lines.all() and len(lines):
        raise InputError(
            Problem(
                "Die Datei enthält Linien, keine Einrichtungen.",
                remedy="Punkte oder Flächen angeben.",
                file=file,
                code="not_points",
            )
        )
    good &= ~lines
    return frame[good], list(shapes[good]), epsg


def _from_columns(
    frame: pd.DataFrame, request: ImportRequest, file: str, rows: Rows
) -> tuple[gpd.GeoDataFrame, str | None, str]:
    """Make points of coordinate columns or a WKT column."""
    folded = {fold(c): c for c in mapping.attributes(frame)}
    wkt = request.mapping.get("wkt") or next(
        (c for c in mapping.attributes(frame) if _is_wkt(frame[c])), None
    )
    if wkt is not None and "x" not in request.mapping:
        return _from_wkt(frame, wkt, request)
    pair = (request.mapping.get("x"), request.mapping.get("y"))
    if not all(pair):
        pair = next(
            (
                (folded[e], folded[n])
                for e, n in zip(_EAST, _NORTH, strict=True)
                if e in folded and n in folded
            ),
            (None, None),
        )
    if not all(pair):
        east = next((folded[e] for e in _EAST if e in folded), None)
        north = next((folded[n] for n in _NORTH if n in folded), None)
        pair = (east, north)
    if pair[0] is None or pair[1] is None:
        has = [
            c
            for c in mapping.attributes(frame)
            if fold(c)
            in (
                "address",
                "adresse",
                "anschrift",
                "strasse",
                "street",
                "plz",
                "postalcode",
                "district",
                "stadtteil",
            )
        ]
        known = (
            f"Die Tabelle nennt nur Anschriften ({', '.join(has)}); Anschriften werden nicht in Orte umgerechnet. "
            if has
            else ""
        )
        raise InputError(
            Problem(
                "Der Tabelle fehlen Koordinaten.",
                remedy=f"{known}Eine Geodatei (z. B. .geojson) mit denselben Einrichtungen angeben oder zwei Spalten mit Koordinaten ergänzen und mit --map x=SPALTE --map y=SPALTE nennen.",
                file=file, code="coordinates_missing",
            )
        )  # fmt: skip
    columns: list[np.ndarray[Any, np.dtype[np.float64]]] = []
    for name in (str(pair[0]), str(pair[1])):
        read = parse_column(list(frame[name]), column=name, file=file, rows=list(frame.index))
        rows.problems += [p for p in read.problems if p.code != "number_ambiguous"]
        columns.append(read.values)
    x, y = columns
    x[(x == 0) & (y == 0)] = np.nan
    good = np.isfinite(x) & np.isfinite(y)
    points = np.full(len(frame), None, dtype=object)
    points[good] = shapely.points(x[good], y[good])
    geo = gpd.GeoDataFrame(frame, geometry=gpd.GeoSeries(points, index=frame.index))
    if request.crs is not None:
        return geo, request.crs, "given"
    degrees = good.any() and np.abs(x[good]).max() <= 180 and np.abs(y[good]).max() <= 90
    return geo, ("EPSG:4326" if degrees else None), "assumed"


def _is_wkt(values: pd.Series[Any]) -> bool:
    filled = [v for v in values.iloc[:50] if isinstance(v, str) and v.strip()]
    return bool(filled) and all(_WKT.match(v) for v in filled)


def _from_wkt(
    frame: pd.DataFrame, column: str, request: ImportRequest
) -> tuple[gpd.GeoDataFrame, str | None, str]:
    srid = None
    texts = []
    for value in mapping.texts(frame[column]):
        match = _WKT.match(value) if value else None
        srid = srid or (match.group(1) if match else None)
        texts.append(value.split(";", 1)[1] if value and match and match.group(1) else value)
    shapes = shapely.force_2d(shapely.from_wkt(np.array(texts, dtype=object), on_invalid="ignore"))
    geo = gpd.GeoDataFrame(frame, geometry=gpd.GeoSeries(shapes, index=frame.index))
    if request.crs is not None:
        return geo, request.crs, "given"
    return geo, (f"EPSG:{srid}" if srid else None), "file"
