"""What the wizard shows of a file: its first rows as they stand and as they are read, its columns, and a little map."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, replace
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pyproj
import shapely
from numpy.typing import NDArray

from quartiermap.domain.progress import Progress
from quartiermap.domain.project import Project
from quartiermap.domain.schema import States
from quartiermap.domain.texts import NO_DATA, SECRET, number
from quartiermap.errors import InputError
from quartiermap.io import readers, zensus, zensus_files
from quartiermap.io.crs_guess import Reading, germany
from quartiermap.io.import_facility_places import from_columns, has_places
from quartiermap.io.import_model import ImportPreview, ImportRequest, Rows
from quartiermap.io.numbers import Style, column_style, numeric_share, parse

MOST_VERTICES = 2000
"""All a little map draws together: the data and the districts of the project."""
_FOR_DISTRICTS = 600
SAMPLES = 4


@dataclass(frozen=True)
class ShownColumn:
    """A column of the preview: its cells as they stand in the file and as they will be read.

    `typed` holds numbers written the German way, ``keine Daten`` and ``geheim``; a cell of a column of numbers that is
    none stays as it is, with `slips` counting them. In a column of text both are the same.
    """

    name: str
    raw: tuple[str, ...]
    typed: tuple[str, ...]
    is_number: bool
    slips: int

    @property
    def samples(self) -> tuple[str, ...]:
        """Some different values, for the list of columns."""
        return tuple(dict.fromkeys(t for t in self.raw if t))[:SAMPLES]


@dataclass(frozen=True)
class LittleMap:
    """Where the data lie with one reading of their coordinates.

    Parameters
    ----------
    crs : str
        ``EPSG:n`` for ``ImportRequest.crs``; empty if the file says it itself.
    label : str
    data, districts : dict
        GeoJSON FeatureCollections in degrees (WGS 84); text of the file is not in them. Without districts in the project
        a coarse outline of Germany stands in their place, and `country` says so.
    bounds : tuple of 4 floats or None
        West, south, east, north of the data.
    shown, total : int
        How many objects are drawn, and how many there are.
    """

    crs: str
    label: str
    data: dict[str, Any]
    districts: dict[str, Any]
    bounds: tuple[float, float, float, float] | None
    shown: int
    total: int
    country: bool = False


def shown_columns(preview: ImportPreview, decimal: Style | None = None) -> tuple[ShownColumn, ...]:
    """Return the columns of a preview, cell by cell as written and as read (with the decimal sign, if it is stated)."""
    out = []
    for n, name in enumerate(preview.columns):
        raw = tuple(row[n] for row in preview.rows)
        style, certain = column_style(raw) if decimal is None else (decimal, True)
        filled = [t for t in raw if t]
        is_number = bool(filled) and numeric_share(filled) >= 0.6 and not _is_key(name, filled)
        if not is_number:
            out.append(ShownColumn(name, raw, raw, False, 0))
            continue
        read = [parse(t or None, style if certain else "comma") for t in raw]
        typed = tuple(
            t
            if not r.ok
            else SECRET
            if r.state is States.SECRET
            else NO_DATA
            if r.value is None
            else _written(r.value)
            for t, r in zip(raw, read, strict=True)
        )
        out.append(ShownColumn(name, raw, typed, True, sum(not r.ok for r in read)))
    return tuple(out)


_KEYS = re.compile(r"plz|postleit|postal|zip.?code|schl(ü|ue)ssel|\bags\b|telefon|phone", re.IGNORECASE)


def _is_key(name: str, filled: list[str]) -> bool:
    """Tell whether numbers are keys: a leading zero, which a number does not have, or the name of the column says so.

    Examples
    --------
    >>> _is_key("Bezirk", ["01", "02"]), _is_key("postal_code", ["24939"]), _is_key("Plätze", ["24939"])
    (True, True, False)
    """
    digits = [t for t in filled if t.isdigit()]
    return any(len(t) > 1 and t.startswith("0") for t in digits) or bool(digits and _KEYS.search(name))


def _written(value: float) -> str:
    text = repr(value).rstrip("0").rstrip(".") if "e" not in repr(value) else repr(value)
    return number(value, min(len(text.partition(".")[2]), 6))


def little_maps(
    project: Project,
    request: ImportRequest,
    readings: tuple[Reading, ...] = (),
    progress: Progress | None = None,
) -> tuple[LittleMap, ...]:
    """Return a little map for the file as it is read, or one for each of the readings to choose from.

    Empty if the file has no places or cannot be read; never raises for bad content.
    """
    progress = progress or Progress()
    progress.step(0.0, "Lage zeichnen")
    try:
        found = _raw(project, request, progress)
    except InputError:
        return ()
    return () if found is None else maps_of(project, *found, readings, progress)


def maps_of(
    project: Project,
    frame: gpd.GeoDataFrame,
    crs: str | None,
    readings: tuple[Reading, ...] = (),
    progress: Progress | None = None,
) -> tuple[LittleMap, ...]:
    """Return little maps of rows that are read already; `crs` is what the file says, ``None`` if nothing."""
    progress = progress or Progress()
    shapes = np.asarray(frame.geometry.array, dtype=object)
    shapes = shapes[~shapely.is_missing(shapes) & ~shapely.is_empty(shapes)]
    districts = _of_districts(project)
    maps = []
    if not readings and crs is not None:
        maps.append(_drawn(shapes, crs, False, 0.0, "", "wie in der Datei angegeben", districts))
    for n, reading in enumerate(readings):
        progress.step((n + 1) / (len(readings) + 1), "Lage zeichnen")
        maps.append(
            _drawn(
                shapes,
                f"EPSG:{reading.epsg}",
                reading.swapped,
                (reading.prefix or 0) * 1e6,
                reading.crs,
                reading.text,
                districts,
            )
        )
    progress.step(1.0, "Lage gezeichnet")
    country = not _has_districts(project)
    return tuple(replace(m, country=country) for m in maps if m is not None)


def _raw(
    project: Project, request: ImportRequest, progress: Progress
) -> tuple[gpd.GeoDataFrame, str | None] | None:
    path = request.files[0]
    kind = readers.file_kind(path)
    if kind == "osm":
        return None
    if kind == "vector":
        near = zensus_files.grid_boxes(project, zensus.MARGIN_M)
        data = readers.read_vector(path, request.sublayer, request.crs, request.encoding, progress, near=near)
        return data.frame, data.crs
    table = readers.read_table(path, request.sublayer, request.encoding, progress, request.header_row)
    return raw_places(project, request, table.frame) if has_places(table.frame) else None


def raw_places(
    project: Project, request: ImportRequest, frame: pd.DataFrame
) -> tuple[gpd.GeoDataFrame, str | None] | None:
    """Return the rows of a table with the places that its columns hold, as they stand there; ``None`` if they are none."""
    try:
        placed, crs, _ = from_columns(frame, project, request, request.files[0].name, Rows())
    except InputError:
        return None
    return placed, crs


def _has_districts(project: Project) -> bool:
    return project.epsg is not None and len(project.districts) > 0


def _of_districts(project: Project) -> dict[str, Any]:
    if not _has_districts(project):
        return _collection(np.array([germany()], dtype=object))
    shapes = np.asarray(project.reporting_districts.geometry.array, dtype=object)
    return _collection(_thinned(_to_degrees(shapes, f"EPSG:{project.epsg}", False, 0.0), _FOR_DISTRICTS))


def _to_degrees(shapes: NDArray[Any], crs: str, swapped: bool, shift: float) -> NDArray[Any]:
    to = pyproj.Transformer.from_crs(crs, 4326, always_xy=True)

    def turn(xy: NDArray[np.float64]) -> NDArray[np.float64]:
        x, y = (xy[:, 1], xy[:, 0]) if swapped else (xy[:, 0], xy[:, 1])
        return np.column_stack(to.transform(x - shift, y))

    return np.asarray(shapely.transform(shapes, turn), dtype=object)


def _drawn(
    shapes: NDArray[Any],
    crs: str,
    swapped: bool,
    shift: float,
    named: str,
    label: str,
    districts: dict[str, Any],
) -> LittleMap | None:
    try:
        placed = _to_degrees(shapes, crs, swapped, shift)
    except pyproj.exceptions.ProjError:
        return None
    placed = placed[np.isfinite(shapely.bounds(placed)).all(axis=1)]
    if not len(placed):
        return None
    thin = _thinned(placed, MOST_VERTICES - _FOR_DISTRICTS)
    west, south, east, north = (float(v) for v in shapely.total_bounds(placed))
    return LittleMap(
        named, label, _collection(thin), districts, (west, south, east, north), len(thin), len(shapes)
    )


def _thinned(shapes: NDArray[Any], most: int) -> NDArray[Any]:
    """Return shapes with at most `most` vertices together: coarser outlines first, then fewer objects."""
    if not len(shapes):
        return shapes
    west, south, east, north = shapely.total_bounds(shapes)
    tolerance = max(east - west, north - south) / 2000
    thin = shapes
    for _ in range(12):
        if shapely.get_num_coordinates(thin).sum() <= most:
            return thin
        if (shapely.get_dimensions(thin) < 1).all():
            break
        thin = shapely.simplify(shapes, tolerance, preserve_topology=False)
        thin = np.where(shapely.is_empty(thin), shapely.point_on_surface(shapes), thin)
        tolerance *= 2
    counts = shapely.get_num_coordinates(thin)
    order = np.argsort(np.arange(len(thin)) % max(1, int(np.ceil(counts.sum() / most))), kind="stable")
    kept = order[np.cumsum(counts[order]) <= most]
    return np.asarray(thin[np.sort(kept)], dtype=object)


def _collection(shapes: NDArray[Any]) -> dict[str, Any]:
    features = [
        {"type": "Feature", "properties": {}, "geometry": json.loads(shapely.to_geojson(shape))}
        for shape in shapes
        if not shapely.is_empty(shape)
    ]
    return {"type": "FeatureCollection", "features": features}
