"""Which column of a file is which field of ours: named by the user, or proposed and shown."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
from rapidfuzz import fuzz, process

from quartiermap.domain import schema
from quartiermap.domain.texts import fold
from quartiermap.errors import Problem
from quartiermap.io.numbers import numeric_share

NOT_THIS = "-"
"""What ``--map FELD=-`` says: leave this field out."""
NOT_MAPPED = frozenset(
    ("level", "level_rank", "parent_id", "source_id", "resolution_m", "population_state", "state")
)
"""Fields that are computed, never taken from a column of that name by likeness alone."""


@dataclass(frozen=True)
class Proposal:
    """A proposed column with how sure it is (0..1) and why, as a German phrase."""

    column: str
    confidence: float
    reason: str


_TURNS = re.compile("[\u202a-\u202e\u2066-\u2069]")
"""Invisible signs that turn the reading direction, also of what we write after a name."""


def texts(values: Iterable[Any]) -> list[str | None]:
    """Return cells as text: whole floats without ``.0``, blanks trimmed, missing and empty ones as ``None``.

    Invisible signs that turn the reading direction are left out; they would turn round the line a name stands in.

    Examples
    --------
    >>> texts([1200623.0, " Mitte ", None, float("nan"), "", "011"])
    ['1200623', 'Mitte', None, None, None, '011']
    >>> texts([chr(0x202E) + "Kita Süd"])
    ['Kita Süd']
    """
    out: list[str | None] = []
    for value in values:
        if value is None or (not isinstance(value, str) and pd.isna(value)):
            out.append(None)
        elif isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
            out.append(str(int(value)))
        else:
            out.append(_TURNS.sub("", str(value)).strip() or None)
    return out


def column_texts(frame: pd.DataFrame, column: str) -> list[str | None]:
    """Return a column as text; ``A+B+C`` joins the parts of a key that stand in several columns.

    Examples
    --------
    >>> column_texts(pd.DataFrame({"BEZ": ["01", "01"], "PLR": ["11", None]}), "BEZ+PLR")
    ['0111', None]
    """
    if column in frame.columns:
        return texts(frame[column])
    parts = [texts(frame[part]) for part in column.split("+")]
    return [None if None in row else "".join(str(p) for p in row) for row in zip(*parts, strict=True)]


def has_column(frame: pd.DataFrame, column: str) -> bool:
    """Tell whether a column (or every part of ``A+B``) is there."""
    return column in frame.columns or (
        "+" in column and all(part in frame.columns for part in column.split("+"))
    )


def named_columns(frame: pd.DataFrame, wanted: Mapping[str, str]) -> dict[str, str]:
    """Return field -> column with the columns spelled as they stand in the file.

    A user may leave out case and punctuation, and of a heading over several rows (``Einwohner – insgesamt``) or a
    nested one (``tags.name``) name the last part only, if that is the name of one column alone.

    Examples
    --------
    >>> frame = pd.DataFrame(columns=["Nr", "Einwohner – insgesamt", "Einwohner – unter 6"])
    >>> named_columns(frame, {"population": "insgesamt", "district_id": "NR", "name": "fehlt"})
    {'population': 'Einwohner – insgesamt', 'district_id': 'Nr', 'name': 'fehlt'}
    """
    columns = attributes(frame)

    def one(name: str) -> str:
        if name in columns:
            return name
        for key in (fold, lambda c: fold(last_part(c))):
            found = [c for c in columns if key(c) == fold(name)]
            if len(found) == 1 and fold(name):
                return found[0]
        return name

    return {
        field: one(column)
        if has_column(frame, column) or "+" not in column
        else "+".join(map(one, column.split("+")))
        for field, column in wanted.items()
    }


def last_part(heading: str) -> str:
    """Return the lowest part of a heading that was joined from several rows or levels.

    Examples
    --------
    >>> last_part("Einwohner – insgesamt"), last_part("tags.name"), last_part("Str. 5")
    ('insgesamt', 'name', 'Str. 5')
    """
    lowest = heading.rsplit(" – ", 1)[-1]
    return lowest.rsplit(".", 1)[-1] if re.fullmatch(r"\w+(?:[.:]\w+)+", lowest) else lowest


def attributes(frame: pd.DataFrame) -> list[str]:
    """Return the columns that are no geometry."""
    return [str(c) for c in frame.columns if c != "geometry"]


def likeness(column: str, synonyms: Sequence[str]) -> tuple[float, str]:
    """Return how well a heading fits a field (0..1), and the word it fits.

    Same word folded: 1, minus a little for words further down the list. A long word contained at the beginning
    or end: 0.8. Otherwise letters that differ (typing errors), at least 88 % alike: up to 0.75.

    Examples
    --------
    >>> likeness("Träger", ("traeger",))[0], likeness("Ortsteilname", ("ortsteil",))[0]
    (1.0, 0.8)
    >>> likeness("Bemerkung", ("einwohner", "bevoelkerung"))[0]
    0.0
    """
    folded = fold(column)
    words = [fold(s) for s in synonyms]
    if folded in words:
        i = words.index(folded)
        return 1.0 - 0.004 * i, synonyms[i]
    best, word = 0.0, ""
    for synonym, w in zip(synonyms, words, strict=True):
        score = 0.0
        if (
            len(w) >= 5
            and len(folded) >= 5
            and (folded.startswith(w) or folded.endswith(w) or (len(column) == 10 and w.startswith(folded)))
        ):
            score = 0.8
        elif len(w) >= 6 and len(folded) >= 6 and (ratio := fuzz.ratio(folded, w)) >= 88:
            score = 0.75 * ratio / 100
        if score > best:
            best, word = score, synonym
    return best, word


def propose(frame: pd.DataFrame, table: schema.Table) -> dict[str, Proposal]:
    """Propose columns for the fields of a table, by heading and by content.

    A field gets at most one column and a column serves at most one field; the best fits are given away first.
    Keys must be filled and, for districts, without repetition to be proposed with confidence.
    """
    options: list[tuple[float, str, str, str]] = []
    for field in table.columns:
        if field.name in NOT_MAPPED:
            continue
        words = tuple(dict.fromkeys((field.name, *field.synonyms)))
        for column in attributes(frame):
            score, word = likeness(column, words)
            if (part := last_part(column)) != column:
                below, of_part = likeness(part, words)
                score, word = max((score, word), (0.9 * below, of_part))
            if score <= 0:
                continue
            named = fold(column) in map(fold, words)
            score *= _content(frame[column], field, table, named=named)
            if score >= 0.5:
                options.append((score, field.name, column, word))
    chosen: dict[str, Proposal] = {}
    used: set[str] = set()
    for score, name, column, word in sorted(options, key=lambda o: -o[0]):
        if name not in chosen and column not in used:
            chosen[name] = Proposal(column, round(score, 2), f"Überschrift wie „{word}“")
            used.add(column)
    return chosen


def _content(values: pd.Series[Any], field: schema.Column, table: schema.Table, *, named: bool) -> float:
    """Return a factor (0..1): how well the content of a column fits a field; `named` is whether it is called just like it."""
    sample = values.iloc[:2000]
    cells = texts(sample)
    filled = [c for c in cells if c is not None]
    if not filled:
        return 0.0
    if field.name == table.key and table.name in ("districts", "funding_areas", "district_population"):
        unique = len(set(filled)) / len(filled)
        complete = len(filled) / len(cells)
        return complete * (1.0 if unique == 1.0 else 0.75 if unique > 0.9 else 0.3)
    if field.type in ("float", "int"):
        share = numeric_share(sample)
        if table.name == "facilities" and named and share > 0:
            return 1.0  # few rows and "ca. 40" in some: what is no number is told value by value, not dropped with the rest
        return 1.0 if share >= 0.6 else 0.0
    if field.name == "name":
        return 0.6 if numeric_share(filled) > 0.9 else 1.0
    return 1.0


def key_like(frame: pd.DataFrame) -> str | None:
    """Return the first column that looks like a key though its heading does not say so, or neighbours joined by ``+``.

    A key is filled, unique, short, without blanks, and every value has the same length and a digit.
    """
    names = attributes(frame)
    columns = {name: texts(frame[name]) for name in names}
    for name in names:
        if _is_key(columns[name]):
            return name
    for start in range(len(names)):
        for width in (4, 3, 2):
            parts = names[start : start + width]
            if len(parts) < width or not all(_is_part(columns[p]) for p in parts):
                continue
            rows = [r for r in zip(*(columns[p] for p in parts), strict=True) if None not in r]
            joined = ["".join(str(p) for p in r) for r in rows]
            if len(joined) > 0.7 * len(frame) and len(set(joined)) == len(joined):
                return "+".join(parts)
    return None


def _is_key(cells: Sequence[str | None]) -> bool:
    filled = [c for c in cells if c is not None]
    return (
        bool(cells)
        and len(filled) == len(cells) == len(set(filled))
        and len({len(c) for c in filled}) == 1
        and len(filled[0]) <= 20
        and all(re.fullmatch(r"[A-Za-z0-9_.-]*\d[A-Za-z0-9_.-]*", c) for c in filled)
    )


def _is_part(cells: Sequence[str | None]) -> bool:
    filled = [c for c in cells if c is not None]
    codes = [c for c in filled if re.fullmatch(r"\d{1,3}", c)]
    return len(codes) > 0.8 * len(cells) and len({len(c) for c in codes}) == 1


def check_explicit(
    frame: pd.DataFrame,
    mapping: Mapping[str, str],
    allowed: Sequence[str],
    file: str,
    pattern: str | None = None,
) -> list[Problem]:
    """Return a problem for every ``--map FIELD=COLUMN`` that names a field or column which is not there.

    Parameters
    ----------
    allowed : sequence of str
        Field names that the layer knows.
    pattern : str, optional
        Regular expression of further names (age bands).
    """
    problems: list[Problem] = []
    columns = attributes(frame)
    listed = f"Spalten: {', '.join(columns[:30])}{' …' if len(columns) > 30 else ''}."
    for field, column in mapping.items():
        if column == NOT_THIS:
            continue
        if field not in allowed and not (pattern and re.fullmatch(pattern, field)):
            problems.append(
                Problem(
                    f"Das Feld „{field}“ gibt es in dieser Ebene nicht.", remedy=f"Felder: {', '.join(allowed)}.",
                    file=file, code="field_unknown",
                )
            )  # fmt: skip
        if not has_column(frame, column):
            close = process.extractOne(column, columns, scorer=fuzz.WRatio, score_cutoff=60)
            hint = f"Gemeint ist vielleicht „{close[0]}“." if close else ""
            once = "" if any(p.code == "column_unknown" for p in problems) else listed
            problems.append(
                Problem(
                    "Diese Spalte gibt es in der Datei nicht.", remedy=f"{hint} {once}".strip(),
                    file=file, column=column, code="column_unknown",
                )
            )  # fmt: skip
    return problems


def resolve(frame: pd.DataFrame, table: schema.Table, explicit: Mapping[str, str]) -> dict[str, str]:
    """Return field -> column: what the user named, completed by what is proposed; named columns are used once.

    A field whose column is `NOT_THIS` is left out.
    """
    taken = set(explicit.values())
    proposed = {
        f: p.column for f, p in propose(frame, table).items() if f not in explicit and p.column not in taken
    }
    return {**proposed, **{f: c for f, c in explicit.items() if c != NOT_THIS}}
