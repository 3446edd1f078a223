"""What the worker process reads without GDAL: Parquet files (pyarrow) and binary workbooks (calamine).

Runs in the worker only (`quartiermap.io.worker`): both parsers work on foreign bytes in compiled code, so they get the
same fences, the memory limit among them. Answers are plain JSON and Arrow, as for geodata.
"""

from __future__ import annotations

import datetime as dt
import json
import re
import struct
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

MAX_CELLS = 40_000_000


def read_parquet(request: dict[str, Any]) -> dict[str, Any]:
    """Read a Parquet file; a geometry column comes over as WKB in the last column, the CRS as PROJJSON."""
    import pyarrow as pa
    import pyarrow.compute as pc
    import pyarrow.feather as feather
    import pyarrow.parquet as pq

    try:
        file = pq.ParquetFile(request["path"])
        meta = file.schema_arrow.metadata or {}
        geo = json.loads(meta[b"geo"]) if b"geo" in meta else {}
        read = _near_rows(file, request.get("near"), pa)
        table = file.read() if read is None else read
    except MemoryError:
        raise
    except Exception as error:  # noqa: BLE001  (whatever pyarrow says about a foreign file is one message for the user)
        return {"error": "unreadable", "text": str(error)}
    primary = str(geo.get("primary_column") or "")
    columns = geo.get("columns") if isinstance(geo.get("columns"), dict) else {}
    described = columns.get(primary) if isinstance(columns, dict) else None
    if primary not in table.column_names:
        primary = next(
            (
                n
                for n in ("geometry", "geom", "wkb_geometry", "wkb")
                if n in table.column_names and _is_binary(table.schema.field(n).type, pa)
            ),
            "",
        )
    names, arrays = [], []
    for i, name in enumerate(table.column_names):
        if name == primary or (isinstance(columns, dict) and name in columns):
            continue
        names.append(str(name))
        arrays.append(_as_plain(table.column(i), pa, pc))
    crs: Any = None
    encoding = ""
    if primary:
        shapes = table.column(primary).combine_chunks()
        if isinstance(shapes, pa.ChunkedArray):
            shapes = pa.concat_arrays(shapes.chunks) if shapes.num_chunks else pa.array([], pa.large_binary())
        if isinstance(shapes, pa.ExtensionArray):
            shapes = shapes.storage
        encoding = str(described.get("encoding", "WKB")) if isinstance(described, dict) else "WKB"
        wkb = _wkb(shapes, encoding, pa)
        if wkb is None:
            return {"error": "unreadable", "text": f"GeoParquet-Kodierung {encoding}"}
        names.append("__wkb__")
        arrays.append(wkb)
        # no key "crs" means OGC:CRS84 (the rule of the format), null means unknown
        if isinstance(described, dict):
            crs = described.get("crs", "EPSG:4326")
    if not names:
        return {"layers": [], "rows": None}
    out = pa.Table.from_arrays(arrays, names=[f"c{i}" for i in range(len(names))])
    feather.write_feather(out, request["out"], compression="uncompressed")
    layer = {
        "name": Path(request["path"]).stem,
        "geometry": "Unknown" if primary else None,
        "features": file.metadata.num_rows,
        "fields": names,
    }
    return {
        "layers": [layer], "layer": layer["name"], "rows": table.num_rows, "columns": names,
        "crs": json.dumps(crs) if isinstance(crs, dict) else crs, "encoding": "", "geometry_type": "Unknown" if primary else None,
        "clipped": read is not None,
    }  # fmt: skip


_CELL = re.compile(r"(?:CRS3035RES)?(\d+)(k?m)N(\d+)E(\d+)")


def _cell_name(value: object) -> re.Match[str] | None:
    return _CELL.fullmatch(value.strip()) if isinstance(value, str) else None


def grid_filter(path: str, layer: str, near: Mapping[str, Sequence[float]] | None) -> dict[str, Any]:
    """Return what pyogrio needs to read only the cells near the town, if a layer is a census grid; else nothing.

    It is one if a column of its first row holds the name of a cell. With geometry the box is asked for in the CRS of the
    layer (which its index answers), without one by the columns of the midpoint or by the order of the names.
    """
    import pyogrio.raw

    if near is None:
        return {}
    try:
        meta, _, geometry, columns = pyogrio.raw.read(path, layer=layer, max_features=1)
    except Exception:  # noqa: BLE001  (reading the layer itself says what is wrong with it)
        return {}
    fields = [str(f) for f in meta["fields"]]
    names = [
        (f, match)
        for f, values in zip(fields, columns, strict=True)
        for v in values
        if (match := _cell_name(v)) is not None
    ]
    crs = str(meta["crs"] or "")
    if not names and not _is_cell(None if geometry is None else geometry[0], crs):
        return {}
    if geometry is not None and geometry[0] is not None and crs.startswith("EPSG:") and crs[5:] in near:
        return {"bbox": tuple(near[crs[5:]])}
    if not names:
        return {}
    west, south, east, north = near["3035"]
    middle = [next((f for f in fields if f.lower().startswith(k)), None) for k in ("x_mp", "y_mp")]
    if all(middle):
        x, y = (str(f).replace('"', '""') for f in middle)
        return {"where": f'"{x}" BETWEEN {west} AND {east} AND "{y}" BETWEEN {south} AND {north}'}
    field, match = names[0]
    quoted, text = field.replace('"', '""'), match.string.strip()
    scale = 1 if text.startswith("CRS") else _size(match)
    low, high = (
        f"{text[: match.start(3)]}{int(v) // scale:0{len(match.group(3))}d}" for v in (south - 10_000, north)
    )
    return {"where": f"\"{quoted}\" >= '{low}' AND \"{quoted}\" <= '{high}Z'"}


def _is_cell(wkb: Any, crs: str) -> bool:
    """Tell whether a shape in EPSG:3035 is a cell of the grid of 100 m, 1 km or 10 km, or its midpoint."""
    if wkb is None or crs != "EPSG:3035":
        return False
    box = _box_of(bytes(wkb))
    if box is None:
        return False
    x, y, width, height = box
    for size in (100.0, 1000.0, 10_000.0):
        if width == height == 0.0:
            if x % size == y % size == size / 2:
                return True
        elif abs(width - size) < 0.01 and abs(height - size) < 0.01 and x % size < 0.01 and y % size < 0.01:
            return True
    return False


def _box_of(wkb: bytes) -> tuple[float, float, float, float] | None:
    """Return left, bottom, width and height of the first part of a point or an area in plain WKB; the worker has no shapely."""
    order = "<" if wkb[:1] == b"\x01" else ">"
    try:
        (kind,) = struct.unpack_from(f"{order}I", wkb, 1)
        if kind in (4, 6):  # the parts follow, each with a head of its own
            return _box_of(wkb[9:])
        if kind == 1:
            return (*struct.unpack_from(f"{order}2d", wkb, 5), 0.0, 0.0)
        if kind != 3:
            return None
        (count,) = struct.unpack_from(f"{order}I", wkb, 9)
        if count > 64:
            return None
        numbers = struct.unpack_from(f"{order}{2 * count}d", wkb, 13)
    except struct.error:
        return None
    xs, ys = numbers[::2], numbers[1::2]
    return min(xs), min(ys), max(xs) - min(xs), max(ys) - min(ys)


def _near_rows(file: Any, near: Mapping[str, Sequence[float]] | None, pa: Any) -> Any:
    """Return the cells near the town of a Parquet file that is a census grid; ``None`` if it is none."""
    import numpy as np

    if near is None or not file.metadata.num_rows:
        return None
    first = next(file.iter_batches(batch_size=1), None)
    if first is None:
        return None
    west, south, east, north = near["3035"]
    middle = [
        next((n for n in file.schema_arrow.names if n.lower().startswith(k)), None) for k in ("x_mp", "y_mp")
    ]
    named = (
        (n, _cell_name(column[0].as_py()))
        for n, column in zip(first.schema.names, first.columns, strict=True)
    )
    key, size = next(((n, _size(match)) for n, match in named if match is not None), (None, 0))
    if key is None:
        return None
    kept = []
    for batch in file.iter_batches(batch_size=200_000):
        if all(middle):
            x, y = (batch.column(str(m)).to_numpy(zero_copy_only=False).astype(float) for m in middle)
        else:
            parsed = [_cell_name(v) for v in batch.column(key).to_pylist()]
            x, y = (np.array([_metres(m, g) for m in parsed], float) for g in (4, 3))
        near_ = (x >= west - size) & (x <= east) & (y >= south - size) & (y <= north) | np.isnan(x)
        if near_.any():
            kept.append(batch.take(np.flatnonzero(near_)))
    return pa.Table.from_batches(kept, schema=file.schema_arrow)


def _size(match: re.Match[str]) -> int:
    return int(match.group(1)) * (1000 if match.group(2) == "km" else 1)


def _metres(match: re.Match[str] | None, group: int) -> float:
    if match is None:
        return float("nan")
    scale = 1 if match.string.startswith("CRS") else _size(match)
    return float(int(match.group(group)) * scale)


def _is_binary(kind: Any, pa: Any) -> bool:
    return bool(
        pa.types.is_binary(kind) or pa.types.is_large_binary(kind) or isinstance(kind, pa.ExtensionType)
    )


def _as_plain(column: Any, pa: Any, pc: Any) -> Any:
    """Return a column as numbers, truth values or text; nested values as JSON."""
    kind = column.type
    if isinstance(kind, pa.ExtensionType):
        column = column.cast(kind.storage_type)
        kind = column.type
    if pa.types.is_dictionary(kind):
        column = column.cast(kind.value_type)
        kind = column.type
    if pa.types.is_boolean(kind):
        return pa.chunked_array([pc.if_else(c, "ja", "nein") for c in column.chunks], pa.string())
    if pa.types.is_integer(kind) or pa.types.is_floating(kind):
        return column.cast(pa.float64()) if pa.types.is_float16(kind) else column
    if pa.types.is_string(kind) or pa.types.is_large_string(kind):
        return column.cast(pa.string())
    if pa.types.is_decimal(kind):
        return column.cast(pa.float64())
    return pa.array([_text(v) for v in column.to_pylist()], pa.string())


def _text(value: Any) -> str | None:
    if value is None:
        return None
    if isinstance(value, dt.datetime):
        return value.date().isoformat() if value.time() == dt.time() else value.isoformat(" ")
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, bytes):
        return value.hex()[:2000]
    if isinstance(value, list | dict):
        return json.dumps(value, ensure_ascii=False, default=str)[:2000]
    return str(value)


def _wkb(shapes: Any, encoding: str, pa: Any) -> Any:
    """Return geometries as WKB; of the native encodings of GeoParquet 1.1 each is put together from its lists."""
    if encoding.upper() == "WKB":
        return shapes.cast(pa.large_binary()) if _is_binary(shapes.type, pa) else None
    made = _native(encoding.lower())
    if made is None:
        return None
    return pa.array([None if v is None else made(v) for v in shapes.to_pylist()], pa.large_binary())


def _native(encoding: str) -> Any:
    import struct

    def xy(p: dict[str, float]) -> bytes:
        return struct.pack("<dd", p["x"], p["y"])

    def path(code: int) -> Any:
        return lambda points: struct.pack("<BII", 1, code, len(points)) + b"".join(map(xy, points))

    def rings(polygon: Any) -> bytes:
        body = b"".join(struct.pack("<I", len(r)) + b"".join(map(xy, r)) for r in polygon)
        return struct.pack("<BII", 1, 3, len(polygon)) + body

    def point(p: dict[str, float]) -> bytes:
        return struct.pack("<BI", 1, 1) + xy(p)

    def many(code: int, one: Any) -> Any:
        return lambda parts: struct.pack("<BII", 1, code, len(parts)) + b"".join(map(one, parts))

    return {
        "point": point, "linestring": path(2), "polygon": rings, "multipoint": many(4, point), "multilinestring": many(5, path(2)), "multipolygon": many(6, rings),
    }.get(encoding)  # fmt: skip


def read_book(request: dict[str, Any]) -> dict[str, Any]:
    """Read every sheet of a binary workbook as lists of typed cells, written as JSON lines."""
    import python_calamine as calamine

    from quartiermap.io.binary_formats import formats_of

    try:
        book = calamine.CalamineWorkbook.from_path(request["path"])
        hidden = {str(m.name): str(m.visible) != "SheetVisibleEnum.Visible" for m in book.sheets_metadata}
        kinds = {str(m.name): str(m.typ) for m in book.sheets_metadata}
        sheets: list[dict[str, Any]] = []
        formats = formats_of(Path(request["path"]))
        count = 0
        with Path(request["out"]).open("w", encoding="utf-8") as out:
            for name in book.sheet_names:
                if kinds.get(name, "SheetTypeEnum.WorkSheet") != "SheetTypeEnum.WorkSheet":
                    continue
                sheet = book.get_sheet_by_name(name)
                count += sheet.total_height * sheet.total_width
                if count > MAX_CELLS:
                    return {"error": "memory"}
                rows = sheet.to_python(skip_empty_area=False)
                sheets.append(
                    {
                        "name": name,
                        "hidden": hidden.get(name, False),
                        "rows": len(rows),
                        "merged": _merged(sheet),
                    }
                )
                shown = formats.get(str(name), {})
                for i, row in enumerate(rows):
                    cells = [_cell(v) for v in row]
                    for j, value in enumerate(cells):
                        if isinstance(value, int | float) and (i, j) in shown:
                            cells[j] = {"value": value, "format": shown[i, j]}
                    out.write(json.dumps(cells, ensure_ascii=False) + "\n")
    except MemoryError:
        raise
    except BaseException as error:  # noqa: BLE001  (a panic of the parser is no Exception)
        text = str(error)
        return {"error": "encrypted" if "assword" in text or "ncrypt" in text else "unreadable", "text": text}
    return {"layers": [], "rows": None, "sheets": sheets}


def _merged(sheet: Any) -> list[list[int]]:
    """Return merged ranges as first row, first column, last row, last column (counted from 0)."""
    ranges = sheet.merged_cell_ranges or []
    return [[a[0], a[1], b[0], b[1]] for a, b in ranges]


def _cell(value: Any) -> Any:
    if isinstance(value, str | bool | int) or value is None:
        return value
    if isinstance(value, float):
        return value if value == value and abs(value) != float("inf") else None
    if isinstance(value, dt.datetime):
        return value.date().isoformat() if value.time() == dt.time() else value.isoformat(" ")
    return value.isoformat() if isinstance(value, dt.date | dt.time) else str(value)
