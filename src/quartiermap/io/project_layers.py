"""How a project's layers with geometry get into a GeoPackage and back, by GDAL and a piece at a time.

GDAL holds Python's interpreter while it reads and writes, and the window must stay alive beside it. The columns are
`project_tables`'s.
"""

from __future__ import annotations

import contextlib
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import shapely

from quartiermap.domain.progress import Progress
from quartiermap.io.project_tables import Spec, pack_frame, quoted, unpack_frame

PIECE_ROWS = 500
"""Rows that GDAL writes in one call: 10 ms, during which no other thread can do anything."""
PIECE_READ = 2_000
"""Rows that GDAL reads in one call, for the same reason."""
_LOWEST_ROWID = -(2**63)


def gdal_takes(path: Path) -> bool:
    """Tell whether GDAL's Python side takes a path literally (``#``, ``?``, ``!`` can mean something to it)."""
    return bool(pyogrio.util.vsi_path(str(path)) == str(path)) and not str(path).startswith("/vsi")


def through_plain_path(path: Path, write: Callable[[Path], None]) -> None:
    """Have `write` make a file at a path that GDAL takes literally, and put it at `path`."""
    if gdal_takes(path):
        write(path)
        return
    with tempfile.TemporaryDirectory() as folder:
        plain_path = Path(folder) / f"datei{path.suffix}"
        write(plain_path)
        shutil.copyfile(plain_path, path)


def write_layer(
    path: Path,
    layer: str,
    frame: gpd.GeoDataFrame,
    geometry_type: str,
    epsg: int | None,
    *,
    title: str = "",
    index: bool = True,
    rows_at_once: int = PIECE_ROWS,
    progress: Progress | None = None,
) -> Spec:
    """Write one layer with geometry into a GeoPackage file that nothing else has open.

    It is not durable yet (whoever writes a file has it synced whole, before it counts).

    Parameters
    ----------
    geometry_type : str
        "Point", "LineString" or "MultiPolygon"; single polygons are written as MultiPolygon (QGIS wants one type
        per layer) and remembered, so that they come back single. "Unknown" takes any mixture as it is.
    rows_at_once : int
        Rows that GDAL writes in one call.

    Returns
    -------
    dict
        The description for `read_layer`.
    """
    progress = progress or Progress()
    table, spec = pack_frame(frame)
    shapes = frame.geometry.to_numpy()
    spec["crs"] = frame.crs is not None
    spec["geometry"] = frame.geometry.name
    stored = shapes
    if geometry_type.startswith("Multi"):
        single = np.isin(shapely.get_type_id(shapes), (0, 1, 3))
        spec["single"] = "all" if len(shapes) and single.all() else np.flatnonzero(single).tolist()
        stored = shapes.copy()
        make: Any = shapely.multipolygons if geometry_type == "MultiPolygon" else shapely.multilinestrings
        if single.any():
            stored[single] = make(shapes[single], indices=np.arange(single.sum()))
    types: set[int] = set(shapely.get_type_id(stored[~pd.isna(stored)]).tolist())
    expected: set[int] = {"Point": {0}, "LineString": {1}, "MultiPolygon": {6}, "MultiLineString": {5}}.get(
        geometry_type, set()
    )
    crs = None if epsg is None else f"EPSG:{epsg}"
    out = gpd.GeoDataFrame(table, geometry=gpd.GeoSeries(stored, index=table.index, crs=crs))
    fid = "fid" if "fid" not in {n.lower() for n in table.columns} else "qm_fid"
    for start in range(0, max(len(out), 1), rows_at_once):
        progress.step(start / max(len(out), 1), f"Speichern: {title or layer}")
        with _unsynced():
            pyogrio.write_dataframe(
                out.iloc[start : start + rows_at_once],
                path,
                layer=layer,
                driver="GPKG",
                append=start > 0,
                geometry_type=geometry_type if types <= expected else "Unknown",
                promote_to_multi=False,
                dataset_options={"VERSION": "1.2"},
                layer_options={
                    "SPATIAL_INDEX": "YES" if index else "NO",
                    "FID": fid,
                    "GEOMETRY_NAME": "geom",
                    "IDENTIFIER": title or layer,
                },
            )
    return spec


@contextlib.contextmanager
def _unsynced() -> Iterator[None]:
    """Have GDAL leave a piece to the system: waiting for a busy disk, it would hold the interpreter for 0.2 s."""
    pyogrio.set_gdal_config_options({"OGR_SQLITE_SYNCHRONOUS": "OFF"})
    try:
        yield
    finally:
        pyogrio.set_gdal_config_options({"OGR_SQLITE_SYNCHRONOUS": None})


def read_layer(
    path: Path, layer: str, spec: Spec, epsg: int | None, progress: Progress | None = None
) -> gpd.GeoDataFrame:
    """Undo `write_layer`."""
    shapes, columns = _read_in_pieces(path, layer, spec["rows"], progress or Progress())
    rows = len(shapes)
    single = spec.get("single", [])
    if rows == spec["rows"] and single:
        which = np.arange(rows) if single == "all" else np.array(single, np.int64)
        shapes = shapes.copy()
        shapes[which] = shapely.get_geometry(shapes[which], 0)
    table = unpack_frame(columns, spec, rows)
    crs = f"EPSG:{epsg}" if spec["crs"] and epsg is not None else None
    return as_geo(table, shapes, crs, spec)


def _read_in_pieces(path: Path, layer: str, expected: int, progress: Progress) -> tuple[Any, dict[str, Any]]:
    """Return geometries and columns of a layer of which so many rows are `expected`.

    A piece is found by the numbers of its rows: rows to be skipped would be read all the same, anew for every piece.
    """
    pieces: list[tuple[Any, Any]] = []
    start = _LOWEST_ROWID
    while (last := _last_of_piece(path, layer, start)) is not None or not pieces:
        if last is None:  # an empty layer has columns too
            last = start
        progress.step(len(pieces) * PIECE_READ / max(expected, 1), "Projekt öffnen")
        meta, _, wkb, fields = pyogrio.raw.read(
            path, layer=layer, where=f"_rowid_ BETWEEN {start} AND {last}"
        )
        pieces.append((shapely.from_wkb(wkb) if wkb is not None else np.zeros(0, object), fields))
        start = last + 1
    names = meta["fields"].tolist()
    columns = {name: np.concatenate([fields[at] for _, fields in pieces]) for at, name in enumerate(names)}
    return np.concatenate([shapes for shapes, _ in pieces]), columns


def _last_of_piece(path: Path, layer: str, start: int) -> int | None:
    """Return the number of the last row of the piece that begins at row `start`; ``None`` if no row is left."""
    rows = f"SELECT _rowid_ AS id FROM {quoted(layer)} WHERE _rowid_ >= {start} ORDER BY _rowid_ LIMIT {PIECE_READ}"  # noqa: S608
    query = f"SELECT CAST(max(id) AS TEXT) AS last FROM ({rows})"  # noqa: S608  (text: GDAL takes a number for a small one)
    *_, found = pyogrio.raw.read(path, sql=query, read_geometry=False)
    last = found[0][0]
    return None if last is None else int(last)


def as_geo(table: pd.DataFrame, shapes: Any, crs: str | None, spec: Spec) -> gpd.GeoDataFrame:
    """Put shapes and attributes together, the geometry at its old place among the columns."""
    name = spec.get("geometry", "geometry")
    frame = gpd.GeoDataFrame(table.assign(**{name: gpd.GeoSeries(shapes, index=table.index, crs=crs)}))
    order = [n for n in spec["order"] if n in frame.columns]
    return frame[[*order, *(n for n in frame.columns if n not in order)]].set_geometry(name)
