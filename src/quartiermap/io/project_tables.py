"""How the project's values become tables of a GeoPackage and come back equal.

A GeoPackage column knows text, whole numbers and decimals. What else a column is (its dtype, which kind of
"missing" it uses) stands in a small description beside the table, so that a loaded frame equals the saved one,
while QGIS sees plain columns and a change made there is read.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import json
import math
import sqlite3
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd

Spec = dict[str, Any]


@dataclass(frozen=True)
class Content:
    """What was read from a file: meta data, arrays, frames by name."""

    meta: Mapping[str, str]
    arrays: Mapping[str, Any] = field(default_factory=dict)
    frames: Mapping[str, pd.DataFrame] = field(default_factory=dict)


_PIECE_ROWS = 1000
"""Rows that SQLite gives at a time: no other thread gets a word in while Python makes them."""

_NULLS = {"none": None, "nan": math.nan, "na": pd.NA, "nat": pd.NaT}


def pack_column(column: pd.Series) -> tuple[Any, Spec]:
    """Return values that SQLite can hold (text, float, int, bool, ``None``) and the description to undo it.

    Examples
    --------
    >>> values, spec = pack_column(pd.Series([dt.date(2020, 1, 2), None], dtype=object))
    >>> list(values), unpack_column(values, spec).tolist()
    (['2020-01-02', None], [datetime.date(2020, 1, 2), None])
    """
    spec: Spec = {"dtype": str(column.dtype)}
    kind = column.dtype
    if isinstance(kind, np.dtype) and kind.kind in "fiub":
        return column.to_numpy(), spec
    if isinstance(kind, pd.StringDtype):
        spec["dtype"] = "str" if kind.na_value is not pd.NA else "string"
        return _texts(column), spec
    if isinstance(kind, np.dtype) and kind.kind in "Mm":
        return np.array([None if pd.isna(v) else v.isoformat() for v in column], object), spec
    values = column.astype(object)
    present = [v for v in values if not _missing(v)]
    spec["as"] = form = _form(present)
    nulls = [_null_code(v) for v in values if _missing(v)]
    if len(set(nulls)) == 1:
        spec["null"] = nulls[0]
    elif nulls:
        spec["null"] = nulls
    packed = np.array([None if _missing(v) else _encode(v, form) for v in values], object)
    return packed, spec


def unpack_column(values: Any, spec: Spec) -> Any:
    """Undo `pack_column`; values that no longer fit the description are kept as they are."""
    dtype = spec.get("dtype", "object")
    if dtype in ("str", "string"):
        return pd.Series(list(values), dtype=dtype)
    if dtype.startswith(("datetime64", "timedelta64")):
        times: pd.Series = pd.Series(list(values), dtype=object).astype(dtype)
        return times
    if "as" not in spec:
        plain_values: pd.Series = pd.Series(np.asarray(values))
        with contextlib.suppress(TypeError, ValueError):
            plain_values = plain_values.astype(dtype)
        return plain_values
    form = spec["as"]
    missing = [v is None or (isinstance(v, float) and math.isnan(v)) for v in values]
    codes = spec.get("null", "none")
    count = sum(missing)
    fill = iter(
        codes
        if isinstance(codes, list) and len(codes) == count
        else [codes if isinstance(codes, str) else "none"] * count
    )
    restored = np.empty(len(missing), object)
    for row, (value, gone) in enumerate(zip(values, missing, strict=True)):
        restored[row] = _NULLS[next(fill)] if gone else _decode(value, form)
    column = pd.Series(restored, dtype=object)
    return column if dtype == "object" else column.astype(dtype)


def _form(present: list[Any]) -> str:
    if all(isinstance(v, str) for v in present):
        return "text"
    if all(isinstance(v, bool | np.bool_) for v in present):
        return "bool"
    if all(isinstance(v, dt.date) and not isinstance(v, dt.datetime) for v in present):
        return "date"
    return "json"


def _encode(value: Any, form: str) -> str | int:
    if form == "text":
        return str(value)
    if form == "bool":
        return int(value)
    return str(value.isoformat()) if form == "date" else json.dumps(value, default=plain, ensure_ascii=False)


def _decode(value: Any, form: str) -> Any:
    """Undo `_encode`; what was changed elsewhere into something else is kept as it stands."""
    try:
        if form == "date":
            return dt.date.fromisoformat(value)
        if form == "json":
            return json.loads(value)
        if form == "bool":  # a layer with geometry keeps 0 and 1 as text
            return bool(int(value))
    except (TypeError, ValueError):
        return value
    return str(value)


def _missing(value: Any) -> bool:
    return (
        value is None or value is pd.NA or value is pd.NaT or (isinstance(value, float) and math.isnan(value))
    )


def _null_code(value: Any) -> str:
    return "none" if value is None else "na" if value is pd.NA else "nat" if value is pd.NaT else "nan"


def _texts(column: pd.Series) -> Any:
    values = column.astype(object).to_numpy(copy=True)
    values[column.isna().to_numpy()] = None
    return values


def plain(value: Any) -> Any:
    """Turn numpy values, dates and enums into plain ones for JSON."""
    if isinstance(value, np.generic):
        return value.item()
    if isinstance(value, np.ndarray):
        return value.tolist()
    if isinstance(value, dt.date | dt.datetime):
        return value.isoformat()
    if isinstance(value, set | frozenset):
        return sorted(value)
    msg = f"cannot store a {type(value).__name__}"
    raise TypeError(msg)


def as_json(value: Any) -> str:
    """Return plain values, dates and numpy values as JSON."""
    return json.dumps(value, default=plain, ensure_ascii=False)


def pack_frame(frame: pd.DataFrame) -> tuple[pd.DataFrame, Spec]:
    """Return the frame's plain columns (without geometry) and the description of all of them."""
    names = [name for name in frame.columns if name != _geometry_name(frame)]
    packed: dict[str, Any] = {}
    columns: dict[str, Spec] = {}
    for name in names:
        packed[name], columns[name] = pack_column(frame[name])
    # dtype=object for texts keeps pandas from turning None into NaN on the way to the file.
    plain_frame = pd.DataFrame(
        {
            n: pd.Series(v, dtype=object if getattr(v, "dtype", np.dtype(object)).kind == "O" else None)
            for n, v in packed.items()
        },
        index=range(len(frame)),
    )
    return plain_frame, {"columns": columns, "rows": len(frame), "order": [str(n) for n in frame.columns]}


def _geometry_name(frame: pd.DataFrame) -> str | None:
    return frame.geometry.name if isinstance(frame, gpd.GeoDataFrame) else None


def unpack_frame(columns: Mapping[str, Any], spec: Spec, rows: int) -> pd.DataFrame:
    """Undo `pack_frame` for raw column values in file order; columns added elsewhere follow at the end."""
    known: Mapping[str, Spec] = spec["columns"]
    frame = {
        name: unpack_column(columns[name] if name in columns else np.full(rows, None, object), column)
        for name, column in known.items()
    }
    for name in columns:
        if name not in frame:
            frame[name] = pd.Series(columns[name])
    return pd.DataFrame(frame, index=pd.RangeIndex(rows), columns=pd.Index(list(frame)) if frame else None)


def write_table(connection: sqlite3.Connection, name: str, frame: pd.DataFrame, title: str) -> Spec:
    """Write one table without geometry and register it, so that GDAL and QGIS show it."""
    table, spec = pack_frame(frame)
    columns = ", ".join(f"{quoted(n)} {_sql_type(table[n])}" for n in table.columns)
    connection.execute(
        f"CREATE TABLE {quoted(name)} (fid INTEGER PRIMARY KEY{', ' if columns else ''}{columns})"
    )
    arrays = [table[n].astype(object).tolist() for n in table.columns]
    marks = ", ".join("?" * (len(arrays) + 1))
    rows: Iterable[Any] = zip(range(1, len(table) + 1), *arrays, strict=True)
    connection.executemany(f"INSERT INTO {quoted(name)} VALUES ({marks})", rows)  # noqa: S608
    register(connection, name, title)
    return spec


def read_table(connection: sqlite3.Connection, name: str, spec: Spec) -> pd.DataFrame:
    """Undo `write_table`."""
    cursor = connection.execute(f"SELECT * FROM {quoted(name)} ORDER BY rowid")  # noqa: S608
    names = [column[0] for column in cursor.description]
    rows: list[tuple[Any, ...]] = []
    while piece := cursor.fetchmany(_PIECE_ROWS):
        rows += piece
    columns = {
        n: np.array([row[i] for row in rows], object) if rows else np.zeros(0, object)
        for i, n in enumerate(names)
        if n != "fid"
    }
    return unpack_frame(
        {n: _floats(v, spec["columns"].get(n, {})) for n, v in columns.items()}, spec, len(rows)
    )


def _floats(values: Any, spec: Spec) -> Any:
    if spec.get("dtype", "").startswith("float"):
        return np.array([math.nan if v is None else v for v in values], float)
    return values


def register(connection: sqlite3.Connection, name: str, title: str) -> None:
    """Enter a table without geometry into the GeoPackage's list of contents."""
    connection.execute(
        "INSERT OR REPLACE INTO gpkg_contents (table_name, data_type, identifier, description) VALUES (?, 'attributes', ?, '')",
        (name, title),
    )


def _sql_type(column: pd.Series) -> str:
    if column.dtype.kind == "f":
        return "REAL"
    return "INTEGER" if column.dtype.kind in "iub" else "TEXT" if not _whole(column) else "INTEGER"


def _whole(column: pd.Series) -> bool:
    present = column.dropna()
    return len(present) > 0 and all(isinstance(v, int) for v in present)


def quoted(name: str) -> str:
    """Return a name as SQL takes it."""
    return '"' + name.replace('"', '""') + '"'


_ARRAY_TYPES = frozenset({"float64", "int64", "int32", "int16", "uint8"})


def write_array(connection: sqlite3.Connection, name: str, values: Any) -> None:
    """Store one array exactly (little endian, lightly compressed)."""
    array = np.ascontiguousarray(values)
    if array.dtype.name not in _ARRAY_TYPES:
        msg = f"array type {array.dtype} is not stored"
        raise TypeError(msg)
    raw = array.astype(array.dtype.newbyteorder("<"), copy=False).tobytes()
    packed = zlib.compress(raw, 1)
    if len(packed) > 0.5 * len(
        raw
    ):  # coordinates hardly shrink, and unpacking would be most of the time of loading
        packed = zlib.compress(raw, 0)
    connection.execute(
        "INSERT INTO qm_arrays (name, dtype, shape, data) VALUES (?, ?, ?, ?)",
        (name, array.dtype.name, json.dumps(array.shape), packed),
    )


def read_arrays(connection: sqlite3.Connection) -> dict[str, Any]:
    """Return every stored array by name."""
    found = {}
    for name, dtype, shape, data in connection.execute("SELECT name, dtype, shape, data FROM qm_arrays"):
        if dtype not in _ARRAY_TYPES:
            msg = f"unknown array type {dtype!r}"
            raise ValueError(msg)
        array = np.frombuffer(zlib.decompress(data), np.dtype(dtype).newbyteorder("<"))
        found[name] = array.astype(dtype).reshape(json.loads(shape))
    return found
