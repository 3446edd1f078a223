"""Geometries that are plain text or JSON without GDAL: WKT and EWKT, Osmosis polygon files, answers of Overpass.

Coordinates of Overpass and of ``.poly`` files are degrees (WGS 84) by definition; WKT says so only with ``SRID=``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from quartiermap.domain.progress import Progress
from quartiermap.errors import InputError, Problem
from quartiermap.io import text_files
from quartiermap.io.file_formats import failure
from quartiermap.io.json_tables import read_document
from quartiermap.io.text_encoding import decode

_DEEPEST = 12
_START = re.compile(
    r"(?:SRID=\d{1,6};)?\s*(?:GEOMETRYCOLLECTION|MULTI(?:POINT|LINESTRING|POLYGON|CURVE|SURFACE)|POINT|LINESTRING|POLYGON)\b",
    re.I,
)


@dataclass(frozen=True)
class Shapes:
    """Rows with shapes; `crs` is ``None`` where the text does not say."""

    frame: gpd.GeoDataFrame
    crs: str | None
    encoding: str
    problems: tuple[Problem, ...] = ()


def read_wkt(text: str) -> tuple[Any, int | None]:
    """Read one geometry as WKT or EWKT; return it in two dimensions with its SRID, or ``None`` if it is unreadable.

    Examples
    --------
    >>> shape, srid = read_wkt("SRID=25832;POINT Z (1 2 3)")
    >>> shape.wkt, srid
    ('POINT (1 2)', 25832)
    >>> read_wkt("POLYGON ((1 2")
    (None, None)
    """
    match = re.match(r"\s*SRID=(\d{1,6});\s*", text, re.I)
    srid = int(match.group(1)) if match else None
    body = text[match.end() :] if match else text
    depth = deepest = 0
    for sign in re.findall(r"[()]", body[:2_000_000]):  # GEOS would follow any depth until its stack ends
        depth += 1 if sign == "(" else -1
        deepest = max(deepest, depth)
    if deepest > _DEEPEST:
        return None, None
    with np.errstate(all="ignore"):
        shape = shapely.from_wkt(body.strip().rstrip(";"), on_invalid="ignore")
    if shape is None:
        return None, None
    flat = shapely.force_2d(shape)
    if not flat.is_empty and not np.isfinite(flat.bounds).all():
        return None, None
    return flat, srid or None


def read_shape_text(path: Path, ending: str, encoding: str | None, progress: Progress) -> Shapes:
    """Read a file of WKT (one or several geometries) or an Osmosis polygon file."""
    text, used = decode(text_files.read_table_bytes(path, progress), encoding)
    text = text.lstrip("\ufeff \t\r\n")
    if ending == ".poly":
        return Shapes(_poly(path, text), "EPSG:4326", used)
    starts = [m.start() for m in _START.finditer(text) if _outermost(text, m.start())]
    shapes, srids, bad = [], set(), []
    for i, (start, end) in enumerate(zip(starts, [*starts[1:], len(text)], strict=True)):
        if i % 500 == 0:
            progress.step(0.5, f"{path.name}: Geometrien lesen")
        shape, srid = read_wkt(text[start:end].rstrip(" \t\r\n,;\"'"))
        if shape is None:
            bad.append(i + 1)
        shapes.append(shape)
        srids.add(srid)
    if len(bad) == len(shapes):
        raise failure(
            path,
            "Die Datei enthält keine lesbare Geometrie (WKT).",
            "Die Datei noch einmal beschaffen.",
            "unreadable",
            text[:60] or None,
        )
    if len(srids - {None}) > 1:
        raise failure(path, "Die Datei mischt Koordinatensysteme.", "Je Datei ein Koordinatensystem verwenden.", "crs_mixed", ", ".join(f"SRID={s}" for s in sorted(filter(None, srids))))  # fmt: skip
    problems = []
    if bad:
        problems.append(
            Problem(
                "Die Geometrie ist unbrauchbar und wird wie eine fehlende behandelt.", file=path.name, row=bad[0], count=len(bad),
                code="geometry_unreadable", severity="warning",
            )
        )  # fmt: skip
    known = next((s for s in srids if s), None)
    index = pd.RangeIndex(1, len(shapes) + 1)
    frame = gpd.GeoDataFrame(index=index, geometry=gpd.GeoSeries(np.array(shapes, dtype=object), index=index))
    return Shapes(frame, f"EPSG:{known}" if known else None, used, tuple(problems))


def _outermost(text: str, at: int) -> bool:
    """Tell whether a geometry begins here that is no part of a collection: at the start, or after a line end or sign."""
    before = text[max(0, at - 400) : at].rstrip(" \t")
    return (
        not before
        or before[-1] in '\n\r;"'
        or (before.endswith(")") and text[:at].count("(") == text[:at].count(")"))
    )


def _poly(path: Path, text: str) -> gpd.GeoDataFrame:
    """Read an Osmosis polygon file: sections of ``lon lat`` lines, a name with ``!`` is a hole."""
    lines = text.splitlines()
    name = lines[0].strip() if lines else ""
    rings: list[list[tuple[float, float]]] = []
    holes: list[list[tuple[float, float]]] = []
    ring: list[tuple[float, float]] | None = None
    hole = False
    for i, line in enumerate(lines[1:], start=2):
        words = line.split()
        if not words:
            continue
        if words[0].upper() == "END":
            if ring is not None and len(ring) >= 3:
                (holes if hole else rings).append(ring)
            ring = None
        elif ring is None:
            ring, hole = [], words[0].startswith("!")
        else:
            try:
                ring.append((float(words[0]), float(words[1])))
            except (ValueError, IndexError) as error:
                raise InputError(
                    Problem(
                        "Hier wird eine Zeile mit Länge und Breite erwartet.", remedy="Die Datei noch einmal beschaffen.", file=path.name, row=i,
                        value=line.strip()[:60], code="unreadable",
                    )
                ) from error  # fmt: skip
    if not rings:
        raise failure(
            path,
            "Die Datei enthält keine Fläche.",
            "Erwartet wird eine Osmosis-Polygondatei (.poly).",
            "unreadable",
        )
    area = shapely.union_all([shapely.make_valid(shapely.Polygon(r)) for r in rings])
    if holes:
        area = area.difference(shapely.union_all([shapely.make_valid(shapely.Polygon(r)) for r in holes]))
    index = pd.RangeIndex(1, 2)
    return gpd.GeoDataFrame(
        {"name": [name or path.stem]}, index=index, geometry=gpd.GeoSeries([area], index=index)
    )


def read_overpass(path: Path, encoding: str | None, progress: Progress) -> Shapes:
    """Read an answer of Overpass: nodes are points, closed ways and multipolygons areas, others lines or their centre.

    Columns: ``@id`` (``way/123``) and every tag under its own name, so that ``amenity`` tells the kind.
    """
    document, used = read_document(path, encoding, progress)
    elements = [e for e in document.get("elements", []) if isinstance(e, dict)]
    if not elements:
        remark = str(document.get("remark") or "")[:120]
        raise failure(path, "Die Antwort des OSM-Dienstes enthält kein einziges Objekt.", "Die Abfrage prüfen und wiederholen.", "no_features", remark or None)  # fmt: skip
    nodes = {e.get("id"): _lonlat(e) for e in elements if e.get("type") == "node"}
    ways = {e.get("id"): _line(e, nodes) for e in elements if e.get("type") == "way"}
    rows, shapes = [], []
    for i, element in enumerate(elements):
        if i % 2000 == 0:
            progress.step(0.5 + 0.4 * i / len(elements), f"{path.name}: Objekte lesen")
        tags = element.get("tags") if isinstance(element.get("tags"), dict) else {}
        if not tags:
            continue  # vertices of ways
        rows.append(
            {"@id": f"{element.get('type')}/{element.get('id')}", **{str(k): str(v) for k, v in tags.items()}}
        )
        shapes.append(_shape(element, nodes, ways))
    if not rows:
        raise failure(path, "Die Objekte der Datei haben keine Eigenschaften (tags).", "In der Abfrage „out tags center“ oder „out geom“ verwenden.", "no_features")  # fmt: skip
    index = pd.RangeIndex(1, len(rows) + 1)
    made = np.empty(len(rows), dtype=object)
    made[:] = shapes
    frame = pd.DataFrame(rows, index=index, dtype=object)
    names = {c: f"{c} (Attribut)" for c in frame.columns if c == "geometry"}
    return Shapes(
        gpd.GeoDataFrame(frame.rename(columns=names), geometry=gpd.GeoSeries(made, index=index)),
        "EPSG:4326",
        used,
    )


def _lonlat(place: Any) -> tuple[float, float] | None:
    try:
        lon, lat = float(place["lon"]), float(place["lat"])
    except (KeyError, TypeError, ValueError):
        return None
    return (lon, lat) if np.isfinite([lon, lat]).all() else None


def _line(
    way: dict[str, Any], nodes: dict[Any, tuple[float, float] | None]
) -> list[tuple[float, float]] | None:
    """Return the vertices of a way; ``None`` unless all are known."""
    given = way.get("geometry")
    points = (
        [_lonlat(p) for p in given]
        if isinstance(given, list)
        else [nodes.get(n) for n in way.get("nodes") or []]
    )
    return [p for p in points if p is not None] if len(points) >= 2 and None not in points else None


_AREA_KEYS = (
    "amenity",
    "leisure",
    "building",
    "landuse",
    "natural",
    "shop",
    "office",
    "boundary",
    "place",
    "social_facility",
    "tourism",
)


def _shape(element: dict[str, Any], nodes: dict[Any, Any], ways: dict[Any, Any]) -> Any:
    kind = element.get("type")
    if kind == "node":
        place = nodes.get(element.get("id"))
        return shapely.Point(place) if place else None
    if kind == "way":
        line = ways.get(element.get("id"))
        if line is not None:
            tags = element.get("tags") or {}
            closed = len(line) >= 4 and line[0] == line[-1]
            if closed and (tags.get("area") == "yes" or any(k in tags for k in _AREA_KEYS)):
                return shapely.Polygon(line)
            return shapely.LineString(line)
    if kind == "relation":
        area = _multipolygon(element, ways)
        if area is not None:
            return area
    place = _lonlat(element.get("center"))
    return shapely.Point(place) if place else None


def _multipolygon(relation: dict[str, Any], ways: dict[Any, Any]) -> Any:
    """Return the area of a multipolygon or boundary whose members carry their geometry; ``None`` if it does not close."""
    lines: dict[str, list[Any]] = {"outer": [], "inner": []}
    for member in relation.get("members") or []:
        if not isinstance(member, dict) or member.get("type") != "way":
            continue
        line = _line(member, {}) if member.get("geometry") else ways.get(member.get("ref"))
        if line is None:
            continue
        lines["inner" if member.get("role") == "inner" else "outer"].append(shapely.LineString(line))
    if not lines["outer"]:
        return None
    faces = {
        role: shapely.union_all(shapely.get_parts(shapely.polygonize(found)))
        for role, found in lines.items()
        if found
    }
    area = faces["outer"] if "inner" not in faces else faces["outer"].difference(faces["inner"])
    return None if area.is_empty else area
