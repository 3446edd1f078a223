"""Social indicators: any table with a key becomes one row per district, period and indicator."""

from __future__ import annotations

import re
import tomllib
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from quartiermap.domain.project import Project
from quartiermap.domain.schema import States
from quartiermap.domain.texts import fold
from quartiermap.errors import InputError, Problem
from quartiermap.io import mapping
from quartiermap.io.bundled import data_dir
from quartiermap.io.import_keys import match_districts
from quartiermap.io.import_long_indicators import pivoted
from quartiermap.io.import_model import ImportRequest, Loaded, Rows, year_in
from quartiermap.io.numbers import Style, column_style, numeric_share, parse, parse_column

_PERIOD = ("jahr", "year", "zeitraum", "periode", "period", "stichtag", "berichtsjahr")
_CLASS_WORDS = frozenset(("hoch", "mittel", "niedrig", "sehrniedrig", "positiv", "stabil", "negativ"))


def preset_names() -> tuple[str, ...]:
    """Return the names of the shipped presets."""
    return tuple(sorted(p.stem for p in (data_dir() / "presets").glob("*.toml")))


def read_preset(name: str) -> dict[str, Any]:
    """Return a preset.

    Raises
    ------
    InputError
        If there is none of that name.
    """
    if name not in preset_names():
        raise InputError(
            Problem(
                "Diese Voreinstellung gibt es nicht.",
                remedy=f"Vorhanden: {', '.join(preset_names())}.",
                value=name,
                code="preset_unknown",
            )
        )
    return tomllib.loads((data_dir() / "presets" / f"{name}.toml").read_text("utf-8"))


def import_indicators(project: Project, loaded: Loaded, request: ImportRequest) -> Rows:
    """Make long rows: ``district_id``, ``period``, ``indicator``, ``value``, ``state``, ``text_value``.

    With a preset the columns it names, without one every numeric column (key = folded heading). Shares stay in
    per cent as published.
    """
    rows = Rows(rows_read=len(loaded.frame))
    frame = pd.DataFrame(loaded.frame[mapping.attributes(loaded.frame)])
    file = loaded.file
    preset = read_preset(request.preset) if request.preset else None
    turned = pivoted(frame, request, file) if preset is None else None
    notes: list[Problem] = []
    if turned is not None:
        frame, long, notes = turned
        named = {k: v for k, v in request.mapping.items() if k not in ("indicator", "value")}
        request = replace(request, mapping=named | ({"period": long.period} if long.period else {}))
    rows.problems += mapping.check_explicit(
        frame, request.mapping, ("district_id", "period"), file, r"[A-Za-z0-9][A-Za-z0-9_]*"
    )
    period_column = request.mapping.get("period") or next(
        (c for c in frame.columns if fold(c) in _PERIOD), None
    )
    if request.period is None and (period_column is None or period_column not in frame.columns):
        rows.problems.append(
            Problem(
                "Zu welchem Jahr die Kennzahlen gehören, steht nicht in der Datei.", remedy=f"Mit --period angeben, z. B. --period {year_in(file) or 2019}.", file=file,
                code="period_missing",
            )
        )  # fmt: skip
    if rows.problems:
        return rows
    rows.problems += notes
    match = match_districts(
        frame,
        project,
        request.mapping.get("district_id"),
        file,
        once=period_column is None,
        joins=request.joins,
    )
    rows.problems += match.problems
    keep = np.array([i is not None for i in match.ids], dtype=bool)
    if not keep.any():
        return rows
    ids = [i for i in match.ids if i is not None]
    frame = frame[keep]
    skip = {*match.column.split("+"), *([period_column] if period_column else [])}
    values, classes = _columns(frame, preset, request, skip)
    if preset is not None and len(values) < 3:
        rows.problems.append(
            Problem(
                f"Die Datei passt nicht zur Voreinstellung „{request.preset}“: {len(values)} ihrer Spalten sind da.",
                remedy="Ohne --preset einlesen oder die richtige Datei angeben.", file=file, code="preset_does_not_fit",
            )
        )  # fmt: skip
    if not values and not classes:
        rows.problems.append(
            Problem(
                "Die Datei enthält keine Spalte mit Zahlen.",
                remedy="Die Datei prüfen.",
                file=file,
                code="no_numbers",
            )
        )
    if any(p.severity == "error" for p in rows.problems):
        return rows
    periods: list[str | None] = (
        [request.period] * len(frame) if request.period else mapping.texts(frame[str(period_column)])
    )
    rows.layers["indicators"] = _long(frame, ids, periods, values, classes, file, rows, request.decimal)
    rows.rows_used = len(frame)
    rows.mapping = {"district_id": match.column, **{k: c for c, k in (values | classes).items()}}
    if preset is not None:
        rows.title, rows.provider, rows.licence = (
            str(preset.get(k, "")) for k in ("title", "provider", "licence")
        )
    rows.data_date = request.period or ""
    return rows


def _columns(
    frame: pd.DataFrame, preset: dict[str, Any] | None, request: ImportRequest, skip: set[str]
) -> tuple[dict[str, str], dict[str, str]]:
    """Return column -> indicator for numbers and for classes."""
    explicit = {c: f for f, c in request.mapping.items() if f not in ("district_id", "period")}
    if preset is not None:
        wanted = dict(preset["values"]) | dict(preset["shifted"])
        if any(re.match(r"k16", c) for c in frame.columns):  # the tables of the Bezirke have right headings
            wanted |= {c: c[:3] for c in frame.columns if re.match(r"k\d\d_", c)}
        else:
            wanted |= dict(preset["shifted_context"])
        values = {c: k for c, k in wanted.items() if c in frame.columns} | explicit
        return values, {c: k for c, k in preset["classes"].items() if c in frame.columns}
    if explicit:
        return explicit, {}
    values, classes = {}, {}
    taken: set[str] = set()
    for column in frame.columns:
        if column in skip:
            continue
        key = _key(column, taken)
        if numeric_share(frame[column]) >= 0.8:
            values[column] = key
        elif {fold(v) for v in mapping.texts(frame[column]) if v and parse(v).ok is False} and {
            fold(v) for v in mapping.texts(frame[column]) if v
        } <= _CLASS_WORDS:
            classes[column] = key
        else:
            continue
        taken.add(key)
    return values, classes


def _key(column: str, taken: set[str]) -> str:
    """Return a short name for a column: folded, with underscores where words end."""
    words = [fold(w) for w in re.split(r"[^A-Za-zÄÖÜäöüß0-9²]+", column)]
    key = base = "_".join(w for w in words if w)[:60] or "kennzahl"
    n = 1
    while key in taken:
        n += 1
        key = f"{base}_{n}"
    return key


def _long(
    frame: pd.DataFrame, ids: list[str], periods: list[str | None], values: dict[str, str], classes: dict[str, str], file: str, rows: Rows,
    said: Style | None = None,
) -> pd.DataFrame:  # fmt: skip
    usual, certain = column_style(v for c in values for v in frame[c].iloc[:300])
    style = usual if certain else None
    parts = []
    for column, key in values.items():
        read = parse_column(
            list(frame[column]), column=column, file=file, rows=list(frame.index), style=said, fallback=style
        )
        rows.problems.extend(read.problems)
        if all(s is not States.VALUE for s in read.states):
            continue
        parts.append(
            pd.DataFrame(
                {
                    "district_id": ids, "period": periods, "indicator": key, "value": read.values,
                    "state": [s.value for s in read.states], "text_value": None,
                }
            )
        )  # fmt: skip
    for column, key in classes.items():
        words = mapping.texts(frame[column])
        missing = [w is None or (parse(w).ok and parse(w).value is None) for w in words]
        parts.append(
            pd.DataFrame(
                {
                    "district_id": ids, "period": periods, "indicator": key, "value": np.nan,
                    "state": [States.NO_DATA.value if m else States.VALUE.value for m in missing],
                    "text_value": [None if m else w for w, m in zip(words, missing, strict=True)],
                }
            )
        )  # fmt: skip
    made = pd.concat(parts, ignore_index=True)
    again = made.duplicated(["district_id", "period", "indicator"]).to_numpy()
    if again.any():
        first = made[again].iloc[0]
        rows.problems.append(
            Problem(
                "Für ein Quartier stehen mehrere Zeilen desselben Zeitraums in der Datei.", remedy="Je Quartier und Zeitraum darf es eine Zeile geben. Hat die Tabelle je Merkmal eine Zeile: --map indicator=SPALTE (Merkmal) und --map value=SPALTE (Wert) angeben.",
                file=file, value=str(first["district_id"]), count=int(again.sum()), code="key_duplicate",
            )
        )  # fmt: skip
    return made
