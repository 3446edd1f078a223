"""Lists of records in JSON: found at any depth, nested objects as columns with dots; one record a line as well."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pandas as pd

from quartiermap.domain.progress import Progress
from quartiermap.errors import InputError, Problem
from quartiermap.io import text_files
from quartiermap.io.file_formats import ChoiceNeededError, failure
from quartiermap.io.sheets import cell_text
from quartiermap.io.text_encoding import decode
from quartiermap.io.text_geodata import loaded, without_script

_DEEPEST = 5


def read_document(path: Path, encoding: str | None, progress: Progress) -> tuple[Any, str]:
    """Return the document of a JSON file and its encoding; a file with one object a line is a list of them.

    Raises
    ------
    InputError
        If it is no JSON, with the line.
    """
    text, used = decode(text_files.read_table_bytes(path, progress), encoding)
    text = text.lstrip("\ufeff \t\r\n\x1e")
    inner = without_script(text)  # a script: var kitas = [...]; or callback([...])
    try:
        return (json.loads(text) if inner is None else loaded(inner)), used
    except (ValueError, RecursionError) as error:
        lines = [line.strip(" \r\x1e,") for line in text.split("\n")]
        if len([line for line in lines if line]) > 1 and lines[0].startswith("{") and lines[0].endswith("}"):
            return _one_a_line(path, lines), used
        raise InputError(
            Problem(
                "Die Datei ist kein gültiges JSON.", remedy="Die Datei noch einmal herunterladen.",
                file=path.name, row=getattr(error, "lineno", None), code="json_broken",
            )
        ) from error  # fmt: skip


def _one_a_line(path: Path, lines: list[str]) -> list[Any]:
    out = []
    for i, line in enumerate(lines):
        if not line:
            continue
        try:
            out.append(json.loads(line))
        except (ValueError, RecursionError) as error:
            raise InputError(
                Problem(
                    "Diese Zeile ist kein gültiges JSON.", remedy="Die Datei noch einmal herunterladen.",
                    file=path.name, row=i + 1, value=line[:60], code="json_broken",
                )
            ) from error  # fmt: skip
    return out


def read_records(
    path: Path, sublayer: str | None, encoding: str | None, progress: Progress
) -> tuple[pd.DataFrame, str, str, tuple[str, ...]]:
    """Read the records of a JSON file; return them as text, the encoding, the list read and all lists.

    A nested GeoJSON geometry becomes a column ``<name>`` with WKT.
    """
    document, used = read_document(path, encoding, progress)
    lists = _lists(document)
    if sublayer is not None and sublayer not in lists:
        raise failure(
            path,
            "Diese Liste gibt es in der Datei nicht.",
            f"Vorhanden: {', '.join(lists) or 'keine'}.",
            "sublayer_unknown",
            sublayer,
        )
    if not lists:
        raise failure(
            path, "Die JSON-Datei enthält keine Liste von Datensätzen.", "Eine Liste von Objekten wird gebraucht: [{…}, {…}].", "table_empty"
        )  # fmt: skip
    chosen = sublayer if sublayer is not None else max(lists, key=lambda k: len(lists[k]))
    if sublayer is None and sum(len(v) == len(lists[chosen]) for v in lists.values()) > 1:
        raise ChoiceNeededError(
            Problem(
                f"Die Datei enthält {len(lists)} Listen.", remedy=f"Eine mit --sublayer wählen: {', '.join(list(lists)[:15])}.",
                file=path.name, code="sublayer_needed",
            ),
            tuple(lists),
        )  # fmt: skip
    records = []
    for i, entry in enumerate(lists[chosen]):
        if i % 5000 == 0:
            progress.step(0.5, f"{path.name}: Datensätze lesen")
        records.append(_flat(entry))
    columns = list(dict.fromkeys(k for r in records for k in r))
    if not columns:
        raise failure(
            path,
            "Die Datensätze der JSON-Datei sind leer.",
            "Die Datei noch einmal beschaffen.",
            "table_empty",
        )
    frame = pd.DataFrame(
        [[r.get(c) for c in columns] for r in records], columns=columns, index=pd.RangeIndex(1, len(records) + 1), dtype=object
    )  # fmt: skip
    return frame, used, chosen, tuple(lists)


def _lists(document: Any) -> dict[str, list[Any]]:
    """Return every list of objects in the first four levels, by its path; the root list is called ``.``.

    An object whose values are objects of one kind (``{"01": {…}, "02": {…}}``) is a list with the key in front, and so
    is a list of lists of which the first names the columns.
    """
    found: dict[str, list[Any]] = {}

    def walk(value: Any, path: str, depth: int) -> None:
        if isinstance(value, list) and value and all(isinstance(v, dict) for v in value):
            found[path or "."] = value
        elif _is_grid(value):
            head = [str(c) for c in value[0]]
            found[path or "."] = [dict(zip(head, row, strict=False)) for row in value[1:]]
        elif isinstance(value, dict) and depth < 4:
            if _is_keyed(value):
                found[path or "."] = [{"key": key, **inner} for key, inner in value.items()]
                return
            for key, inner in value.items():
                walk(inner, f"{path}.{key}" if path else str(key), depth + 1)

    walk(document, "", 0)
    return found


def _is_grid(value: Any) -> bool:
    return (
        isinstance(value, list)
        and len(value) > 1
        and all(isinstance(row, list) for row in value)
        and all(isinstance(c, str) and c for c in value[0])
        and len(set(value[0])) == len(value[0]) > 1
        and all(len(row) == len(value[0]) for row in value)
    )


def _is_keyed(value: dict[str, Any]) -> bool:
    inner = list(value.values())
    if len(inner) < 2 or not all(isinstance(v, dict) and v for v in inner):
        return False
    keys = [set(v) for v in inner]
    return len(keys[0]) > 1 and all(len(k & keys[0]) >= 0.8 * max(len(k), len(keys[0])) for k in keys)


def _flat(entry: dict[str, Any], prefix: str = "", depth: int = 0) -> dict[str, str | None]:
    """Return a nested object as one row, keys joined with dots."""
    row: dict[str, str | None] = {}
    for key, value in entry.items():
        name = f"{prefix}{key}"
        if isinstance(value, dict) and (shape := geometry_text(value)) is not None:
            row[name] = shape
        elif isinstance(value, dict) and depth < _DEEPEST:
            row.update(_flat(value, f"{name}.", depth + 1))
        elif isinstance(value, list | dict):
            row[name] = json.dumps(value, ensure_ascii=False)[:2000]
        else:
            row[name] = cell_text(value) or None
    return row


def geometry_text(value: dict[str, Any]) -> str | None:
    """Return a GeoJSON geometry as WKT; ``None`` if the object is none.

    Examples
    --------
    >>> geometry_text({"type": "Point", "coordinates": [9.4, 54.8]})
    'POINT (9.4 54.8)'
    """
    if set(value) - {"type", "coordinates", "crs", "bbox"} or "coordinates" not in value:
        return None
    import shapely

    try:
        shape = shapely.from_geojson(json.dumps({"type": value["type"], "coordinates": value["coordinates"]}))
    except (shapely.errors.GEOSException, KeyError, ValueError, TypeError):
        return None
    return str(shapely.to_wkt(shape, rounding_precision=-1))
