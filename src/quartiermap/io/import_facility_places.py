"""Where facilities are: shapes of a geodata file, columns with coordinates, or a column of WKT."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pyproj
import shapely

from quartiermap.domain.project import Project
from quartiermap.domain.texts import fold
from quartiermap.errors import InputError, Problem
from quartiermap.io import crs_guess, mapping
from quartiermap.io.import_model import ImportRequest, Loaded, Rows
from quartiermap.io.import_places import place, project_area
from quartiermap.io.numbers import parse_column
from quartiermap.io.shape_texts import read_wkt

_PAIRS = (
    ("lon", "lat"), ("lng", "lat"), ("long", "lat"), ("longitude", "latitude"), ("laenge", "breite"), ("geolaenge", "geobreite"), ("laengengrad", "breitengrad"),
    ("geograflaenge", "geografbreite"), ("x", "y"), ("xkoord", "ykoord"), ("xkoordinate", "ykoordinate"), ("koordx", "koordy"), ("koordinatex", "koordinatey"),
    ("xcoord", "ycoord"), ("coordx", "coordy"), ("xwert", "ywert"), ("gcxwert", "gcywert"), ("rechtswert", "hochwert"), ("ostwert", "nordwert"), ("ost", "nord"),
    ("easting", "northing"), ("east", "north"), ("utmx", "utmy"), ("utmost", "utmnord"), ("eutm", "nutm"), ("rw", "hw"), ("rechts", "hoch"), ("pointx", "pointy"),
    ("xetrs89", "yetrs89"), ("xutm", "yutm"), ("xcoordinate", "ycoordinate"), ("geox", "geoy"), ("mpx", "mpy"), ("xmp", "ymp"), ("gkr", "gkh"), ("gkrechts", "gkhoch"),
    ("centerlon", "centerlat"), ("e", "n"),
)  # fmt: skip
"""Headings of coordinates, east and north; both of a pair have to be there."""
_EAST = tuple(dict.fromkeys(e for e, _ in _PAIRS if len(e) > 1))
_NORTH = tuple(dict.fromkeys(n for _, n in _PAIRS if len(n) > 1))
_SUFFIX = re.compile(r"(?:etrs89|wgs84|utm\d*|utm|gk\d?|\d{4,5}|grad|koordinate|koord|in|m)*$")
_ADDRESS = frozenset(("address", "adresse", "anschrift", "strasse", "street", "plz", "postalcode", "district", "stadtteil", "estrasse", "strassehausnummer", "strassehausnr", "strassenname", "addrstreet", "tagsaddrstreet", "hausnummer", "hausnr", "ort"))  # fmt: skip
_DISTRICT = frozenset(
    (
        "plrid",
        "raumid",
        "planungsraum",
        "stadtteil",
        "stadtbezirk",
        "quartier",
        "ortsteil",
        "bezirk",
        "districtid",
        "gebiet",
        "lor",
    )
)
_TWO = re.compile(r"^[\[(\s]*([-+]?\d{1,8}(?:[.,]\d+)?)\s*[,;/|\s]\s*([-+]?\d{1,8}(?:[.,]\d+)?)[\])\s]*$")
_DMS = re.compile(r"""^([NSEWO])?\s*(\d{1,3})\s*[°º]\s*(?:(\d{1,2}(?:[.,]\d+)?)\s*['′’]\s*)?(?:(\d{1,2}(?:[.,]\d+)?)\s*(?:"|″|''|”)\s*)?([NSEWO])?$""", re.I)  # fmt: skip
_WKT = re.compile(
    r"^\s*(?:SRID=(\d+);)?\s*((?:MULTI)?(?:POINT|POLYGON|LINESTRING)|GEOMETRYCOLLECTION)\s*(?:Z|M|ZM)?\s*\(",
    re.I,
)


def points(
    project: Project, loaded: Loaded, request: ImportRequest, rows: Rows
) -> tuple[pd.DataFrame, list[Any], int]:
    """Return the rows that have a place, their shapes and the CRS."""
    frame, file = loaded.frame, loaded.file
    if loaded.placed and loaded.epsg is not None:
        epsg = loaded.epsg
    else:
        geo, crs, origin = from_columns(frame, project, request, file, rows)
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


def _tell_coarse(x: Any, y: Any, file: str, rows: Rows) -> None:
    """Tell degrees that are written with so few decimals that the places are off by tens of metres."""
    for decimals, metres in ((2, 600), (3, 60)):
        if all(np.allclose(v, np.round(v, decimals), atol=1e-9) for v in (x, y)):
            rows.problems.append(
                Problem(
                    f"Die Koordinaten haben höchstens {decimals} Nachkommastellen; die Orte können bis zu {metres} m falsch liegen.",
                    remedy="Genauere Koordinaten beschaffen (5 Nachkommastellen sind rund 1 m).", file=file, code="coordinates_coarse", severity="warning",
                )
            )  # fmt: skip
            return


def has_places(frame: pd.DataFrame) -> bool:
    """Tell whether a table has coordinates: two columns, one with both, or WKT."""
    return (
        any(_is_wkt(frame[c]) for c in mapping.attributes(frame))
        or coordinate_columns(frame) is not None
        or _both_in_one(frame) is not None
    )


def coordinate_columns(frame: pd.DataFrame) -> tuple[str, str] | None:
    """Return the columns that hold east and north, told by their headings, or ``None``.

    Examples
    --------
    >>> coordinate_columns(pd.DataFrame(columns=["Name", "Rechtswert (ETRS89)", "Hochwert (ETRS89)"]))
    ('Rechtswert (ETRS89)', 'Hochwert (ETRS89)')
    >>> coordinate_columns(pd.DataFrame(columns=["Name", "Ort"])) is None
    True
    """
    for last in (False, True):
        folded: dict[str, str] = {}
        for column in reversed(mapping.attributes(frame)):
            whole = fold(mapping.last_part(column) if last else column)
            for name in (_SUFFIX.sub("", whole), whole):
                if name:
                    folded[name] = column
        for east, north in _PAIRS:
            if east in folded and north in folded and folded[east] != folded[north]:
                return folded[east], folded[north]
        one = next((folded[e] for e in _EAST if e in folded), None)
        other = next((folded[n] for n in _NORTH if n in folded), None)
        if one is not None and other is not None and one != other:
            return one, other
    return None


def from_columns(
    frame: pd.DataFrame, project: Project, request: ImportRequest, file: str, rows: Rows
) -> tuple[gpd.GeoDataFrame, str | None, str]:
    """Make points of coordinate columns or a WKT column."""
    shaped = wkt_rows(frame, request, file, rows) if "x" not in request.mapping else None
    if shaped is not None:
        return shaped
    named = (request.mapping.get("x"), request.mapping.get("y"))
    pair = (named[0], named[1]) if named[0] and named[1] else coordinate_columns(frame)
    if pair is None and (both := _both_in_one(frame)) is not None:
        texts = [_TWO.match(t) if t else None for t in mapping.texts(frame[both])]
        options = [
            np.array(
                [
                    [_plain_number(m.group(1)), _plain_number(m.group(2))] if m else [np.nan, np.nan]
                    for m in texts
                ],
                float,
            ).T
        ]
        _count_bad(
            frame,
            both,
            [t is not None and m is None for t, m in zip(mapping.texts(frame[both]), texts, strict=True)],
            file,
            rows,
        )
    elif pair is None:
        raise InputError(_no_places(frame, file, request.mapping.get("address")))
    else:
        options = _numbers(frame, (str(pair[0]), str(pair[1])), file, rows)
    x, y = _the_fitting(options, project, request, file)
    if pair is not None and not (named[0] and named[1]):
        _fill_from_second(frame, (str(pair[0]), str(pair[1])), x, y, file, rows)
    x[(x == 0) & (y == 0)] = np.nan
    good = np.isfinite(x) & np.isfinite(y)
    shapes = np.full(len(frame), None, dtype=object)
    shapes[good] = shapely.points(x[good], y[good])
    geo = gpd.GeoDataFrame(frame, geometry=gpd.GeoSeries(shapes, index=frame.index))
    degrees = bool(good.any()) and np.abs(x[good]).max() <= 180 and np.abs(y[good]).max() <= 90
    if degrees and good.sum() > 1:
        _tell_coarse(x[good], y[good], file, rows)
    if request.crs is not None:
        return geo, request.crs, "given"
    return geo, ("EPSG:4326" if degrees else None), "degrees"


def _fill_from_second(
    frame: pd.DataFrame, pair: tuple[str, str], x: Any, y: Any, file: str, rows: Rows
) -> None:
    """Take places that are missing in the two columns from two of the same name one level deeper (``address.lng``), and tell it.

    Only degrees, which say what they are.
    """
    wanted = [fold(mapping.last_part(c)) for c in pair]
    rest = [c for c in mapping.attributes(frame) if c not in pair and "." in c]
    second = [next((c for c in rest if fold(mapping.last_part(c)) == w), None) for w in wanted]
    gaps = ~(np.isfinite(x) & np.isfinite(y))
    if not gaps.any() or second[0] is None or second[1] is None:
        return
    if second[0].rpartition(".")[0] != second[1].rpartition(".")[0]:
        return
    east, north = (_as_degrees(mapping.texts(frame[c])) for c in (second[0], second[1]))
    known = np.isfinite(x) & np.isfinite(y)
    degrees = all(np.nanmax(np.abs(v[known]), initial=0.0) <= 180 for v in (x, y))
    use = gaps & np.isfinite(east) & np.isfinite(north) & (np.abs(east) <= 180) & (np.abs(north) <= 90)
    if not degrees or not use.any():
        return
    x[use], y[use] = east[use], north[use]
    first = int(np.flatnonzero(use)[0])
    rows.problems.append(
        Problem(
            f"Die Koordinaten fehlen in {pair[0]} und {pair[1]}; sie stammen aus {second[0]} und {second[1]}.",
            remedy="Die Lage auf der Karte prüfen.", file=file, row=int(frame.index[first]), count=int(use.sum()), code="place_from_second",
            severity="warning",
        )
    )  # fmt: skip


def _as_degrees(cells: list[str | None]) -> _Pair:
    """Return a column as degrees, with the decimal sign that makes most of its numbers some."""
    both = [parse_column(cells, fallback="dot").values, parse_column(cells, fallback="comma").values]
    return max(both, key=lambda values: int((np.abs(values) <= 180.0).sum()))


def wkt_rows(
    frame: pd.DataFrame, request: ImportRequest, file: str, rows: Rows
) -> tuple[gpd.GeoDataFrame, str | None, str] | None:
    """Return a table with the shapes of its column of WKT, their CRS and where that comes from; ``None`` without one."""
    wkt = request.mapping.get("wkt") or next(
        (c for c in mapping.attributes(frame) if _is_wkt(frame[c])), None
    )
    return None if wkt is None else _from_wkt(frame, wkt, request, file, rows)


_Pair = np.ndarray[Any, np.dtype[np.float64]]


def _numbers(frame: pd.DataFrame, names: tuple[str, str], file: str, rows: Rows) -> list[_Pair]:
    """Read two columns of coordinates, with either decimal sign where the columns do not show it."""
    options: list[_Pair] = []
    told: list[Problem] = []
    for fallback in ("dot", "comma"):
        columns, notes = [], []
        for name in names:
            cells = [_from_dms(v) for v in mapping.texts(frame[name])]
            read = parse_column(
                cells,
                column=name,
                file=file,
                rows=list(frame.index),
                fallback="dot" if fallback == "dot" else "comma",
            )
            notes += [p for p in read.problems if p.code != "number_ambiguous"]
            columns.append(read.values)
        made = np.array(columns)
        told = told or notes
        if not any(np.array_equal(made, o, equal_nan=True) for o in options):
            options.append(made)
    for problem in told:
        soft = problem.count < 0.2 * max(len(frame), 1)
        rows.problems.append(
            replace(problem, severity="warning", remedy=f"Die Zeile hat damit keinen Ort. {problem.remedy}")
            if soft
            else problem
        )
    return options


def _the_fitting(options: list[_Pair], project: Project, request: ImportRequest, file: str) -> _Pair:
    """Return the one way to read the decimal sign that puts the places where they can lie."""
    if len(options) == 1:
        return options[0]
    area = project_area(project)

    def fits(pair: _Pair) -> bool:
        if request.crs is None:
            return bool(crs_guess.readings(pair[0], pair[1], area))
        lon, lat = pyproj.Transformer.from_crs(request.crs, 4326, always_xy=True).transform(pair[0], pair[1])
        return bool(crs_guess.inside(lon, lat, area).any())

    good = [o for o in options if fits(o)]
    if len(good) == 1:
        return good[0]
    if not good:
        return options[0]  # the message about the place follows
    raise InputError(
        Problem(
            "Die Koordinaten lassen sich auf zwei Arten lesen (Punkt als Dezimalzeichen oder zwischen Tausendern).",
            remedy="Die Koordinaten mit mehr oder ohne Nachkommastellen speichern.", file=file, code="coordinates_ambiguous",
        )
    )  # fmt: skip


def _from_dms(text: str | None) -> str | None:
    """Return degrees, minutes and seconds as decimal degrees; everything else as it is.

    Examples
    --------
    >>> _from_dms("52° 31' 12\\" N"), _from_dms("13.5")
    ('52.52', '13.5')
    """
    match = _DMS.match(text.strip()) if text else None
    if match is None or (
        match.group(3) is None
        and match.group(1) is None
        and match.group(5) is None
        and match.group(4) is None
    ):
        return text.rstrip("°º ") if text and re.fullmatch(r"\s*[-+]?\d+[.,]\d+\s*[°º]\s*", text) else text
    degrees, minutes, seconds = (float((g or "0").replace(",", ".")) for g in match.group(2, 3, 4))
    sign = -1.0 if (match.group(1) or match.group(5) or "").upper() in ("S", "W") else 1.0
    return repr(round(sign * (degrees + minutes / 60 + seconds / 3600), 10))


def _plain_number(text: str) -> float:
    return float(text.replace(",", "."))


def _both_in_one(frame: pd.DataFrame) -> str | None:
    """Return the column that holds both coordinates (``52.52, 13.40``), or ``None``."""
    for column in mapping.attributes(frame):
        filled = [t for t in mapping.texts(frame[column].iloc[:200]) if t]
        if len(filled) >= max(1, min(len(frame), 200) // 2) and sum(
            bool(_TWO.match(t)) for t in filled
        ) >= 0.9 * len(filled):
            pairs = [m for t in filled if (m := _TWO.match(t))]
            x = np.array([_plain_number(m.group(1)) for m in pairs])
            y = np.array([_plain_number(m.group(2)) for m in pairs])
            if crs_guess.readings(x, y):
                return column
    return None


def _count_bad(frame: pd.DataFrame, column: str, bad: list[bool], file: str, rows: Rows) -> None:
    if any(bad):
        first = bad.index(True)
        rows.problems.append(
            Problem(
                "Das sind keine Koordinaten; die Zeile hat damit keinen Ort.", file=file, row=int(frame.index[first]), column=column,
                value=str(frame[column].iloc[first])[:60], count=sum(bad), code="not_a_number", severity="warning",
            )
        )  # fmt: skip


def _no_places(frame: pd.DataFrame, file: str, named: str | None) -> Problem:
    """Return the problem of a table without coordinates: it says what the table has instead.

    `named` is the column of addresses, if the user has said so.
    """
    addresses = [c for c in mapping.attributes(frame) if c == named or fold(mapping.last_part(c)) in _ADDRESS]
    streets = [
        c
        for c in addresses
        if c == named
        or fold(mapping.last_part(c))
        not in ("plz", "postalcode", "district", "stadtteil", "ort", "hausnummer", "hausnr")
    ]
    ask = "zwei Spalten mit Koordinaten ergänzen und mit --map x=SPALTE --map y=SPALTE nennen."
    street = "Stehen in einer Spalte Anschriften, sie mit --map address=SPALTE nennen; sonst"
    if streets:
        return Problem(
            f"Der Tabelle fehlen Koordinaten; sie nennt nur Anschriften ({', '.join(addresses)}).",
            remedy=f"Die Anschriften lassen sich mit --addresses DATEI gegen einen OSM-Auszug oder ein Adressverzeichnis in Orte umrechnen; oder {ask}",
            file=file, column=streets[0], code="address_only",
        )  # fmt: skip
    keys = [c for c in mapping.attributes(frame) if fold(mapping.last_part(c)) in _DISTRICT]
    if keys:
        return Problem(
            f"Der Tabelle fehlen Koordinaten; sie nennt nur das Gebiet ({', '.join(keys)}), aber nicht den Ort der Einrichtungen.",
            remedy=f"Ohne Ort lässt sich kein Weg berechnen. {street} eine Geodatei mit denselben Einrichtungen angeben oder {ask}",
            file=file, column=keys[0], code="key_only",
        )  # fmt: skip
    return Problem(
        "Der Tabelle fehlen Koordinaten.", remedy=f"{street} eine Geodatei (z. B. .geojson) mit denselben Einrichtungen angeben oder {ask}", file=file,
        code="coordinates_missing",
    )  # fmt: skip


def _is_wkt(values: pd.Series[Any]) -> bool:
    filled = [v for v in values.iloc[:50] if isinstance(v, str) and v.strip()]
    return bool(filled) and all(_WKT.match(v) for v in filled)


def _from_wkt(
    frame: pd.DataFrame, column: str, request: ImportRequest, file: str, rows: Rows
) -> tuple[gpd.GeoDataFrame, str | None, str]:
    """Make shapes of a column of WKT or EWKT; unreadable ones are reported and are missing."""
    texts = mapping.texts(frame[column])
    read = [read_wkt(t) if t else (None, None) for t in texts]
    srids = {s for _, s in read if s}
    if len(srids) > 1:
        raise InputError(
            Problem(
                "Die Spalte mischt Koordinatensysteme.", remedy="Je Datei ein Koordinatensystem verwenden.", file=file, column=column,
                value=", ".join(f"SRID={s}" for s in sorted(srids)), code="crs_mixed",
            )
        )  # fmt: skip
    bad = [t is not None and s is None for t, (s, _) in zip(texts, read, strict=True)]
    if any(bad):
        first = bad.index(True)
        rows.problems.append(
            Problem(
                "Die Geometrie (WKT) ist unlesbar; die Zeile hat damit keinen Ort.", file=file, row=int(frame.index[first]), column=column,
                value=str(texts[first])[:60], count=sum(bad), code="geometry_unreadable", severity="warning",
            )
        )  # fmt: skip
    shapes = np.empty(len(frame), dtype=object)
    shapes[:] = [s for s, _ in read]
    geo = gpd.GeoDataFrame(frame.drop(columns=column), geometry=gpd.GeoSeries(shapes, index=frame.index))
    if request.crs is not None:
        return geo, request.crs, "given"
    finite = shapely.bounds(shapes[~shapely.is_missing(shapes)])
    degrees = len(finite) > 0 and bool(np.nanmax(np.abs(finite)) <= 180)
    return (
        geo,
        (f"EPSG:{srids.pop()}" if srids else "EPSG:4326" if degrees else None),
        "file" if not degrees or srids else "degrees",
    )
