"""The worker process that opens foreign geodata: ``python -m quartiermap.io.worker REQUEST.json``.

A geodata file is code for GDAL: a ``.geojson`` may really be a VRT that reads other files, a GeoPackage may hold a
view that never ends (reliability.md 2.7). So it is opened here, in a process of its own, that

* knows one driver only (all others are switched off by the environment before GDAL is loaded),
* has no network (dead proxy) and a memory limit, and can be killed at any moment,
* sees a copy in a temporary folder, and hands back nothing but rows (an Arrow file with WKB, and a JSON file).

The parent counts it as hostile: it reads the Arrow and JSON files, never a pickle.
"""

from __future__ import annotations

import importlib.abc
import json
import os
import sys
from pathlib import Path
from typing import Any

KNOWN_DRIVERS = (
    "ADBC", "AIVector", "AVCBin", "AVCE00", "AmigoCloud", "CSV", "CSW", "Carto", "DGN", "DXF", "EDIGEO", "EEDA", "ESRI Shapefile",
    "ESRIJSON", "Elasticsearch", "FlatGeobuf", "GDALG", "GML", "GPKG", "GPSBabel", "GPX", "GTFS", "GeoJSON", "GeoJSONSeq", "GeoRSS",
    "HTTP", "Idrisi", "JML", "JSONFG", "KML", "LIBKML", "LVBAG", "MBTiles", "MVT", "MapInfo File", "MapML", "MiraMonVector", "NGW",
    "OAPIF", "ODS", "OGCAPI", "OGR_GMT", "OGR_PDS", "OGR_VRT", "OSM", "OpenFileGDB", "PCIDSK", "PDF", "PDS4", "PGDUMP", "PLSCENES",
    "PMTiles", "S57", "SQLite", "SXF", "Selafin", "TopoJSON", "VDV", "VFK", "VICAR", "WAsP", "WFS", "XLSX",
)  # fmt: skip
"""Vector drivers of the GDAL in the pyogrio wheels; a build with others is answered with ``unknown_drivers``."""

HARMLESS = frozenset(("MEM", "Memory"))
MAX_MEMORY = 4 * 1024**3


def environment(driver: str, skip: tuple[str, ...] = ()) -> dict[str, str]:
    """Return the environment that leaves GDAL one driver and no network.

    Nothing of the user's own GDAL or PROJ settings (QGIS, OSGeo4W) reaches the worker.
    """
    kept = (
        "PATH",
        "SYSTEMROOT",
        "TEMP",
        "TMP",
        "TMPDIR",
        "HOME",
        "LD_LIBRARY_PATH",
        "PYTHONPATH",
        "VIRTUAL_ENV",
        "LANG",
    )
    clean = {k: v for k, v in os.environ.items() if k.upper() in kept}
    off = ",".join(d for d in dict.fromkeys((*KNOWN_DRIVERS, *skip)) if d != driver)
    dead = "127.0.0.1:9"
    return clean | {
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONIOENCODING": "utf-8",
        "OMP_NUM_THREADS": "1",
        "OPENBLAS_NUM_THREADS": "1",
        "GDAL_SKIP": off,
        "OGR_SKIP": off,
        "GDAL_HTTP_PROXY": dead,
        "GDAL_HTTPS_PROXY": dead,
        "http_proxy": f"http://{dead}",
        "https_proxy": f"http://{dead}",
        "GDAL_HTTP_TIMEOUT": "2",
        "GDAL_HTTP_CONNECTTIMEOUT": "2",
        "GDAL_DISABLE_READDIR_ON_OPEN": "FALSE",
        "GML_SKIP_RESOLVE_ELEMS": "ALL",
        "GML_DOWNLOAD_SCHEMA": "NO",
        "DXF_CLOSED_LINE_AS_POLYGON": "TRUE",
        "DXF_MERGE_BLOCK_GEOMETRIES": "TRUE",
        "SHAPE_RESTORE_SHX": "YES",
        "PROJ_NETWORK": "OFF",
        "CPL_DEBUG": "OFF",
    }


def _limit_memory() -> None:
    if sys.platform == "win32":
        return
    import resource

    resource.setrlimit(resource.RLIMIT_AS, (MAX_MEMORY, MAX_MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _column(values: Any, ogr_type: str, pa: Any) -> Any:
    """Return one attribute column as Arrow: numbers stay numbers, dates and lists become text."""
    kind = values.dtype.kind
    if kind in "iufb":
        return pa.array(values, from_pandas=True)
    if kind == "M":
        text = values.astype("datetime64[s]").astype(str)
        short = all(t == "NaT" or t.endswith("T00:00:00") for t in text)
        return pa.array([None if t == "NaT" else (t[:10] if short else t) for t in text], pa.string())
    if ogr_type.endswith("List"):
        return pa.array(
            [
                None
                if v is None
                else json.dumps(v.tolist() if hasattr(v, "tolist") else v, ensure_ascii=False, default=str)
                for v in values
            ],
            pa.string(),
        )
    return pa.array([_text(v) for v in values], pa.string())


def _text(value: Any) -> str | None:
    if value is None or value != value:
        return None
    if isinstance(value, bytes):
        return None
    return str(value).encode("utf-8", "replace").decode("utf-8")


class _Blocked(importlib.abc.MetaPathFinder):
    """Hides packages that pyogrio and pyarrow would load if they could: half a second of start-up for nothing."""

    def find_spec(self, fullname: str, path: object = None, target: object = None) -> None:  # noqa: ARG002
        if fullname in ("geopandas", "pandas", "shapely", "pyproj"):
            raise ModuleNotFoundError(fullname)


def _choose(layers: list[dict[str, Any]], request: dict[str, Any]) -> str | None:
    """Return the layer to read: the one asked for, the only one, or the only one with the wanted geometry."""
    asked, wanted = request.get("layer"), request.get("wanted")
    names = [layer["name"] for layer in layers]
    if asked is not None:
        return asked if asked in names else None
    if len(names) == 1:
        return str(names[0])
    filled = [layer for layer in layers if layer["geometry"] and layer["features"] != 0]
    fitting = [layer for layer in filled if wanted and wanted in layer["geometry"]]
    for group in (filled, fitting):
        if len(group) == 1:
            return str(group[0]["name"])
    return None


def _folders(path: str, names: list[str], request: dict[str, Any]) -> dict[str, Any]:
    """Read all folders of a KML as one layer: they are chapters of one map, told apart by the column ``Ordner``."""
    import pyarrow as pa
    import pyarrow.feather as feather
    import pyogrio.raw

    parts: list[tuple[int, dict[str, list[Any]]]] = []
    shapes: list[bytes | None] = []
    for name in names:
        try:
            meta, _, geometry, columns = pyogrio.raw.read(path, layer=name)
        except Exception as error:  # noqa: BLE001  (whatever GDAL says about a foreign file is one message for the user)
            return {"error": "layer_unreadable", "text": str(error)}
        if geometry is None or not len(geometry):
            continue
        shapes += [None if g is None else bytes(g) for g in geometry]
        own = {
            str(field): _column(v, str(t), pa).to_pylist()
            for field, v, t in zip(meta["fields"], columns, meta["ogr_types"], strict=True)
        }
        parts.append((len(geometry), {"Ordner": [name] * len(geometry), **own}))
    fields = list(dict.fromkeys(f for _, own in parts for f in own))
    arrays = []
    for field in fields:
        values = [v for count, own in parts for v in own.get(field, [None] * count)]
        kinds = {type(v) for v in values if v is not None}
        arrays.append(pa.array(values if len(kinds) < 2 else [None if v is None else str(v) for v in values]))
    arrays.append(pa.array(shapes, pa.large_binary()))
    table = pa.Table.from_arrays(arrays, names=[f"c{i}" for i in range(len(arrays))])
    feather.write_feather(table, request["out"], compression="uncompressed")
    return {
        "rows": len(shapes), "columns": [*fields, "__wkb__"], "crs": "EPSG:4326", "encoding": "UTF-8", "geometry_type": "Unknown",
        "layer": " + ".join(names)[:120], "folders": len(parts),
    }  # fmt: skip


def _run(request: dict[str, Any]) -> dict[str, Any]:
    sys.meta_path.insert(0, _Blocked())
    if request["driver"] in ("parquet", "calamine"):
        from quartiermap.io import worker_tables

        return (
            worker_tables.read_parquet(request)
            if request["driver"] == "parquet"
            else worker_tables.read_book(request)
        )
    import pyogrio
    import pyogrio.raw

    extra = sorted(set(pyogrio.list_drivers()) - HARMLESS - {request["driver"]})
    if extra:
        return {"error": "unknown_drivers", "drivers": extra}
    path = request["path"]
    try:
        layers = [
            (str(name), None if kind is None else str(kind)) for name, kind in pyogrio.list_layers(path)
        ]
    except Exception as error:  # noqa: BLE001  (whatever GDAL says about a foreign file is one message for the user)
        return {"error": "unreadable", "text": str(error)}
    answer: dict[str, Any] = {"layers": [], "rows": None}
    for name, kind in layers:
        try:
            info = pyogrio.read_info(path, layer=name)
            count, fields = int(info["features"]), [str(f) for f in info["fields"]]
        except Exception as error:  # noqa: BLE001
            count, fields = -1, []
            answer.setdefault("layer_errors", {})[name] = str(error)
        answer["layers"].append({"name": name, "geometry": kind, "features": count, "fields": fields})
    layer = _choose(answer["layers"], request)
    if layer is None and request["driver"] == "LIBKML" and request.get("layer") is None:
        return answer | _folders(path, [str(entry["name"]) for entry in answer["layers"]], request)
    if layer is None:
        return answer
    import pyarrow as pa
    import pyarrow.feather as feather

    options: dict[str, Any] = {"encoding": request["encoding"]} if request.get("encoding") else {}
    from quartiermap.io.worker_tables import grid_filter

    options |= grid_filter(path, layer, request.get("near"))
    try:
        meta, _, geometry, columns = pyogrio.raw.read(path, layer=layer, **options)
    except Exception as error:  # noqa: BLE001
        return answer | {"error": "layer_unreadable", "text": str(error)}
    names = [str(f) for f in meta["fields"]]
    arrays = [_column(v, str(t), pa) for v, t in zip(columns, meta["ogr_types"], strict=True)]
    rows = len(geometry) if geometry is not None else (len(columns[0]) if columns else 0)
    if geometry is not None:
        names.append("__wkb__")
        arrays.append(pa.array([None if g is None else bytes(g) for g in geometry], pa.large_binary()))
    # columns are numbered in the file, so that equal names in a hostile file do no harm
    table = pa.Table.from_arrays(arrays, names=[f"c{i}" for i in range(len(names))])
    feather.write_feather(table, request["out"], compression="uncompressed")
    crs = meta["crs"]
    return answer | {
        "rows": rows,
        "columns": names,
        "crs": None if crs is None else str(crs),
        "encoding": str(meta["encoding"] or ""),
        "geometry_type": None if meta["geometry_type"] is None else str(meta["geometry_type"]),
        "layer": layer,
        "clipped": "bbox" in options or "where" in options,
    }


def main(request_file: str) -> int:
    """Read the request, write the answer beside it; 0 even when the foreign file is unusable."""
    _limit_memory()
    request = json.loads(Path(request_file).read_text("utf-8"))
    try:
        answer = _run(request)
    except MemoryError:
        answer = {"error": "memory"}
    Path(request["answer"]).write_text(json.dumps(answer), "utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1]))
