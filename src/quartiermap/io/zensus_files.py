"""Census grids in files that are no CSV: GeoPackage, Parquet, XLSX, ODS, Shapefile … recognised by what their columns hold.

Whoever has worked with the grid before hands it on so, often with other headings. A column of names of cells
(``CRS3035RES100mN2689000E4337000``, ``100mN26890E43370``) or two columns of midpoints tell it, else the shapes themselves.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import geopandas as gpd
import numpy as np
import pandas as pd
import pyproj
import shapely
from numpy.typing import NDArray

from quartiermap.domain.project import Project
from quartiermap.domain.texts import fold, number
from quartiermap.errors import InputError, Problem
from quartiermap.io import mapping
from quartiermap.io.import_model import Loaded
from quartiermap.io.numbers import parse_column
from quartiermap.io.sheets import cell_text
from quartiermap.io.zensus_cells import cell_id, parse_cell_id
from quartiermap.io.zensus_stream import Clip

_OTHER_SYSTEMS = (25832, 25833, 4326, 4258, 3857)
_SAMPLE = 200
_PLACE = ("xmp", "ymp", "xsw", "ysw", "xmin", "ymin", "xmax", "ymax", "fid", "ogcfid", "objectid", "shapearea", "shapeleng", "shapelength", "id", "left", "top", "right", "bottom")  # fmt: skip
"""Headings (folded) that say where a cell is or number it, and are no topic."""


def grid_boxes(project: Project, margin_m: float) -> dict[str, tuple[float, float, float, float]] | None:
    """Return where the districts lie in the systems in which grids are kept, for `readers.read_vector`; ``None`` without districts."""
    if project.districts.empty or project.epsg is None:
        return None
    west, south, east, north = project.districts.total_bounds
    box = (west - margin_m, south - margin_m, east + margin_m, north + margin_m)
    out = {}
    for epsg in (3035, *_OTHER_SYSTEMS):
        to = pyproj.Transformer.from_crs(project.epsg, epsg, always_xy=True)
        out[str(epsg)] = tuple(float(v) for v in to.transform_bounds(*box))
    return out  # type: ignore[return-value]


def key_column(frame: pd.DataFrame) -> str | None:
    """Return the column that holds names of cells (of several the long form of 2022), or ``None``.

    Examples
    --------
    >>> key_column(pd.DataFrame({"id": ["100mN26890E43370", "100mN26890E43371"], "n": ["1", "2"]}))
    'id'
    >>> key_column(pd.DataFrame({"id": ["05E3", "100mN26890E43370"]})) is None
    True
    """
    found = []
    for column in mapping.attributes(frame):
        texts = [t for t in mapping.texts(frame[column].iloc[:_SAMPLE]) if t]
        if texts and sum(parse_cell_id(t) is not None for t in texts) >= 0.95 * len(texts):
            found.append((not texts[0].startswith("CRS"), column))
    return min(found)[1] if found else None


def middle_columns(columns: Sequence[str]) -> tuple[str, str, int] | None:
    """Return the columns of the midpoint and the size of the cells in metres that their headings name, or ``None``.

    Examples
    --------
    >>> middle_columns(["x_mp_100m", "y_mp_100m", "Einwohner"]), middle_columns(["x_mp_1km", "y_mp_1km"])
    (('x_mp_100m', 'y_mp_100m', 100), ('x_mp_1km', 'y_mp_1km', 1000))
    >>> middle_columns(["x", "y"]) is None
    True
    """
    found: dict[str, tuple[str, int]] = {}
    for column in columns:
        if match := re.fullmatch(r"(?i)([xy])_?mp_?(\d+)(k?)m", column.strip()):
            found[match.group(1).lower()] = (column, int(match.group(2)) * (1000 if match.group(3) else 1))
    if set(found) != {"x", "y"} or found["x"][1] != found["y"][1]:
        return None
    return found["x"][0], found["y"][0], found["x"][1]


def is_grid(loaded: Loaded) -> bool:
    """Tell whether a file is a census grid."""
    frame = loaded.frame
    return (
        loaded.clipped_from is not None
        or key_column(frame) is not None
        or middle_columns(mapping.attributes(frame)) is not None
        or (isinstance(frame, gpd.GeoDataFrame) and cells_of_shapes(frame) is not None)
    )


_SIZES = (100, 200, 250, 500, 1000, 5000, 10_000)
_NEAR_M = 2.0
"""A grid that was carried over into UTM and back is off by less."""


def cells_of_shapes(frame: gpd.GeoDataFrame) -> NDArray[np.int64] | None:
    """Return size, east and north of the cells that shapes are (squares or midpoints), or ``None`` if they are none.

    Whoever cuts a grid out in a GIS often keeps the shapes and drops the names. Shapes are looked at in EPSG:3035: nearly
    all must be cells of one size.

    Examples
    --------
    >>> shapes = [shapely.box(4337000 + 100 * i, 2689000, 4337100 + 100 * i, 2689100) for i in range(3)]
    >>> cells_of_shapes(gpd.GeoDataFrame(geometry=shapes, crs=3035)).tolist()[0]
    [100, 4337000, 2689000]
    >>> cells_of_shapes(gpd.GeoDataFrame(geometry=[shapely.Point(4337012, 2689000)] * 3, crs=3035)) is None
    True
    """
    if len(frame) < 2 or frame.crs is None or frame.geometry.isna().any() or frame.geometry.is_empty.any():
        return None
    kinds = set(frame.geometry.geom_type)
    if not (kinds <= {"Point", "MultiPoint"} or kinds <= {"Polygon", "MultiPolygon"}):
        return None
    first = frame.geometry.iloc[:_SAMPLE].to_crs(3035)
    sizes = [size for size in _SIZES if _corners(first, size) is not None]
    if not sizes:
        return None
    corners = _corners(frame.geometry.to_crs(3035), sizes[0])
    return None if corners is None else np.column_stack([np.full(len(frame), sizes[0], np.int64), corners])


def _corners(shapes: gpd.GeoSeries, size: int) -> NDArray[np.int64] | None:
    """Return the lower left corners of shapes (EPSG:3035) if they are cells of a size."""
    middle = shapely.get_coordinates(shapely.centroid(shapes.to_numpy()))
    if not np.isfinite(middle).all():
        return None
    corner = (middle - size / 2) / size
    off = (np.abs(corner - np.round(corner)) * size > _NEAR_M).any(axis=1)
    area = shapely.area(shapes.to_numpy())
    off |= (area > 0) & (np.abs(area / size**2 - 1.0) > 0.02)
    return None if off.mean() > 0.01 else np.round(corner).astype(np.int64) * size


def with_cell_names(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return a grid that has shapes only with a column of the names of its cells; every other frame as it is."""
    columns = mapping.attributes(frame)
    if key_column(frame) is not None or middle_columns(columns) is not None:
        return frame
    cells = cells_of_shapes(frame)
    if cells is None:
        return frame
    made = frame.copy()
    made.insert(0, "Gitter_ID", [cell_id(*(int(v) for v in c)) for c in cells])
    return made


def clip_of(loaded: Loaded, box: tuple[float, float, float, float]) -> Clip:
    """Return the rows of a grid whose cell lies in `box` (EPSG:3035), as the reader of CSV does.

    Raises
    ------
    InputError
        If a name is no cell.
    """
    frame = pd.DataFrame(loaded.frame[mapping.attributes(loaded.frame)])
    if not len(frame):
        return Clip(frame, np.empty((0, 3), np.int64), "", loaded.clipped_from or 0)
    key = key_column(frame)
    cells = _from_names(frame, key, loaded.file) if key is not None else _from_middles(frame, loaded.file)
    middle = cells[:, 1:] + cells[:, :1] // 2
    near = (
        (middle[:, 0] >= box[0])
        & (middle[:, 0] <= box[2])
        & (middle[:, 1] >= box[1])
        & (middle[:, 1] <= box[3])
    )
    made = pd.DataFrame(
        {str(c): [_text(v) for v in frame[c]] for c in frame.columns if fold(str(c)) not in _PLACE or c == key},
        index=frame.index, dtype=object,
    )  # fmt: skip
    if key is None:
        key = "Gitter_ID"
        made.insert(0, key, [cell_id(*(int(v) for v in c)) for c in cells])
    elif not fold(key).startswith("gitterid"):
        made = made.rename(columns={key: f"Gitter_ID ({key})"})
        key = f"Gitter_ID ({key})"
    return Clip(made[near], cells[near], key, loaded.clipped_from or len(frame))


def _text(value: object) -> str:
    return "" if value is None or (isinstance(value, float) and np.isnan(value)) else cell_text(value)


def _from_names(frame: pd.DataFrame, key: str, file: str) -> NDArray[np.int64]:
    texts = mapping.texts(frame[key])
    parsed = [None if t is None else parse_cell_id(t) for t in texts]
    bad = [i for i, p in enumerate(parsed) if p is None]
    if bad:
        raise InputError(
            Problem(
                "Das ist keine Kennung einer Gitterzelle.", remedy="Erwartet wird z. B. CRS3035RES100mN2689000E4337000 oder 100mN26890E43370.",
                file=file, row=int(frame.index[bad[0]]), column=key, value=str(texts[bad[0]])[:60], count=len(bad), code="cell_id",
            )
        )  # fmt: skip
    return np.array(parsed, dtype=np.int64).reshape(-1, 3)


def _from_middles(frame: pd.DataFrame, file: str) -> NDArray[np.int64]:
    found = middle_columns(mapping.attributes(frame))
    if found is None:
        raise InputError(Problem("Die Datei enthält keine Gitterzellen.", file=file, code="cell_id"))
    x, y, size = found
    corners = []
    for column in (x, y):
        read = parse_column(
            list(frame[column]), column=column, file=file, rows=[int(i) for i in frame.index], fallback="dot"
        )
        corner = read.values - size / 2
        off = ~np.isfinite(corner) | (np.abs(corner - np.round(corner / size) * size) > 1.0)
        if off.any():
            first = int(np.flatnonzero(off)[0])
            raise InputError(
                Problem(
                    f"Das ist kein Mittelpunkt einer Gitterzelle von {number(size)} m.",
                    remedy="Erwartet werden Koordinaten in ETRS89-LAEA (EPSG:3035), deren Ecken durch die Zellgröße teilbar sind.",
                    file=file, row=int(frame.index[first]), column=column, value=str(frame[column].iloc[first])[:40], count=int(off.sum()),
                    code="cell_midpoint",
                )
            )  # fmt: skip
        corners.append(np.round(corner / size).astype(np.int64) * size)
    return np.column_stack([np.full(len(frame), size, np.int64), *corners])
