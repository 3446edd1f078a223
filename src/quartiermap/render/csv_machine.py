"""The model as CSV for programs: comma, decimal point, ISO dates, the names and values of ``report.json`` to the last digit.

A missing number is an empty field, and the column ``<name>_state`` beside it says why. Shares are 0..1, distances metres.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from quartiermap.render.csv_tables import guard

Row = Mapping[str, Any]

LIST_MARK = "|"
"""Between the entries of a list in one field."""

_AREA = ("district_id", "name", "level", "parent_id", "population", "population_state", "population_origin")


def tables(model: Row) -> dict[str, bytes]:
    """Return the tables as bytes of CSV files, by the name of the file; tables without rows are left out.

    Parameters
    ----------
    model : mapping
        From `report_model.build`.
    """
    rows: dict[str, Iterator[Row]] = {
        "districts": _districts(model),
        "gaps": (_scalars(g) for g in model["gaps"]),
        "rank_parts": ({"gap_id": g["gap_id"], **part} for g in model["gaps"] for part in g["rank_parts"]),
        "verdicts": ({"gap_id": g["gap_id"], **_scalars(v)} for g in model["gaps"] for v in g["verdicts"]),
        "criteria": (
            {"gap_id": g["gap_id"], "programme": v["programme"], **_scalars(c)}
            for g in model["gaps"]
            for v in g["verdicts"]
            for c in v["criteria"]
        ),
        "need": iter(model["need"]),
        "supply": _supply(model),
        "facilities": iter(model["facilities"]),
        "standards": (_flat(s) for s in model["standards"]),
        "equity": (
            {"kind": t["kind"], "standard_id": t["standard_id"], "target_group": t["target_group"], **_scalars(c)}
            for t in model["equity"]
            for c in t["classes"]
        ),
        "air_line": iter(model["air_line"]),
        "sources": (_scalars(s) for s in model["meta"]["sources"]),
        "findings": (
            {"source_id": s["source_id"], **_scalars(f)} for s in model["meta"]["sources"] for f in s["findings"]
        ),
        "layers": iter(model["meta"]["layers"]),
    }  # fmt: skip
    found = {name: list(of) for name, of in rows.items()}
    return {f"{name}.csv": to_csv(of) for name, of in found.items() if of}


def to_csv(rows: Sequence[Row]) -> bytes:
    """Return rows as a CSV file: quoted as in RFC 4180, lines end with LF, UTF-8 without a mark; columns in the order in which they first appear.

    Examples
    --------
    >>> print(to_csv([{"a": 1.5, "a_state": "value"}, {"a": None, "a_state": "secret", "b": "=1"}]).decode(), end="")
    a,a_state,b
    1.5,value,
    ,secret,'=1
    """
    columns = list(dict.fromkeys(name for row in rows for name in row))
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(columns)
    for row in rows:
        writer.writerow([_field(row.get(name)) for name in columns])
    return buffer.getvalue().encode("utf-8", "replace")


def joined(entries: Iterable[str]) -> str:
    """Return the entries of a list as one field: a bar between them, a backslash before a bar or a backslash within one.

    Examples
    --------
    >>> print(joined(["Kita A|B", "C"]))
    Kita A\\|B|C
    """
    return LIST_MARK.join(e.replace("\\", r"\\").replace(LIST_MARK, rf"\{LIST_MARK}") for e in entries)


def _field(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return guard(value)
    if isinstance(value, (list, tuple)):
        return guard(joined("" if item is None else str(item) for item in value))
    return repr(value)


def _scalars(row: Row) -> Row:
    """Return what fits into one row: values, lists of values, and what is in its objects; not lists of objects."""
    kept = {k: v for k, v in row.items() if not (isinstance(v, list) and v and isinstance(v[0], Mapping))}
    return _flat(
        {k: v for k, v in kept.items() if k not in ("verdicts", "criteria", "rank_parts", "successors")}
    )


def _flat(row: Row, start: str = "") -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in row.items():
        if isinstance(value, Mapping):
            found |= _flat(value, f"{start}{name}.")
        else:
            found[f"{start}{name}"] = value
    return found


def _districts(model: Row) -> Iterator[Row]:
    """Yield one row for each area (finest level, coarser levels, the town), kind and standard."""
    town = {**model["town"], "level": "town", "parent_id": None}
    for area in (*model["districts"], *model["parents"], town):
        about = {name: area.get(name) for name in _AREA}
        for kind, first in area["kinds"].items():
            for number, figure in enumerate((first, *first["other_standards"])):
                own = {k: v for k, v in figure.items() if k != "other_standards"}
                yield {**about, "kind": kind, "primary": number == 0, **own}


def _supply(model: Row) -> Iterator[Row]:
    for found in model["supply"]:
        for area in (*found["districts"], *found["parents"], found["town"]):
            about = {k: area[k] for k in ("area_id", "name", "level", "parent_id")}
            for group in area["groups"]:
                yield {"kind": found["kind"], **about, **group}
