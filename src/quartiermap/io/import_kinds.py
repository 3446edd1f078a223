"""Which kind of facility is each row? Told by the user, by an attribute, by school levels, or by the file name."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from quartiermap.domain.texts import fold
from quartiermap.errors import Problem
from quartiermap.io import mapping
from quartiermap.io.bundled import kinds as kind_catalogue
from quartiermap.io.import_model import ImportRequest, Loaded

_LEVELS = ("primary_school", "secondary_school")
_TRUE = frozenset(("1", "x", "ja", "j", "yes", "true", "wahr", "✓", "✔"))

KindsByRow = dict[int, tuple[str, ...]]


def decide_kinds(loaded: Loaded, request: ImportRequest) -> tuple[KindsByRow, list[Problem], str | None]:
    """Return the kinds of every row (by its index), problems, and the column that told.

    Order: ``--kind``; a column whose words name kinds; the file name. Schools are told apart by a column with the
    kind of school or by one column per level (``Grundschule`` = 1); a school that serves several levels gets
    several kinds.
    """
    frame = loaded.frame
    problems: list[Problem] = []
    catalogue = kind_catalogue()
    by_file = kind_of_name(loaded.path.name)
    if request.kind is not None:
        named = catalogue.by_word(request.kind)
        if named is None:
            listed = ", ".join(f"{k.id} ({k.name})" for k in catalogue)
            problems.append(
                Problem(
                    "Diese Einrichtungsart gibt es nicht.", remedy=f"Möglich sind: {listed}.", value=request.kind, file=loaded.file,
                    code="kind_unknown",
                )
            )  # fmt: skip
            return {}, problems, None
        if named.id == "school" and "kind" not in request.mapping:
            schools = _school_levels(frame, loaded.file, problems)
            if schools is not None:
                return schools[0], problems, schools[1]
        if "kind" not in request.mapping:
            return dict.fromkeys(frame.index, (named.id,)), problems, None
    column = request.mapping.get("kind") or _kind_column(frame)
    fallback = (catalogue.by_word(request.kind) if request.kind else None) or (
        catalogue[by_file] if by_file else None
    )
    if column is not None and mapping.has_column(frame, column):
        return (
            _by_column(
                frame, column, fallback.id if fallback else None, loaded.file, problems, request.kind_words
            ),
            problems,
            column,
        )
    if by_file == "school" or (by_file is None and _flag_columns(frame)):
        schools = _school_levels(frame, loaded.file, problems)
        if schools is not None:
            return schools[0], problems, schools[1]
    if by_file is not None:
        problems.append(
            Problem(
                f"Die Einrichtungsart „{catalogue.name(by_file)}“ wurde aus dem Dateinamen geschlossen.",
                remedy="Eine andere mit --kind angeben.", file=loaded.file, code="kind_from_file_name", severity="info",
            )
        )  # fmt: skip
        return dict.fromkeys(frame.index, (by_file,)), problems, None
    problems.append(
        Problem(
            "Die Datei sagt nicht, welche Art von Einrichtungen sie enthält.",
            remedy=f"Mit --kind angeben, z. B. --kind kita. Möglich: {', '.join(catalogue.ids)}.", file=loaded.file, code="kind_missing",
        )
    )  # fmt: skip
    return {}, problems, None


def kind_of_name(name: str) -> str | None:
    """Return the one kind that a file name names, or ``None``.

    Examples
    --------
    >>> kind_of_name("osm_bibliotheken.geojson"), kind_of_name("kitas_in_flensburg.csv"), kind_of_name("daten.csv")
    ('library', 'kita', None)
    """
    stem = name.split(".")[0]
    tokens = [stem, *re.split(r"[^A-Za-zÄÖÜäöüß]+", stem)]
    found = {kind.id for t in tokens if len(t) > 2 and (kind := kind_catalogue().by_word(t)) is not None}
    return found.pop() if len(found) == 1 else None


def _kind_column(frame: pd.DataFrame) -> str | None:
    """Return the column most of whose words name kinds (at least 60 % of the rows)."""
    best, best_share = None, 0.6
    for column in mapping.attributes(frame):
        values = mapping.texts(frame[column])
        filled = [v for v in values if v]
        if not filled or len(set(filled)) > 60 or (len(filled) > 5 and len(set(filled)) > 0.6 * len(filled)):
            continue
        known = {v: kind_catalogue().by_word(v) is not None for v in set(filled)}
        share = sum(known[v] for v in filled) / len(values)
        levels = _level_share(values)
        if share + levels * 0.5 > best_share:
            best, best_share = column, share + levels * 0.5
    return best


def _level_share(values: Sequence[str | None]) -> float:
    """Return the share of rows whose word names a school level."""
    known = {
        v: (kind := kind_catalogue().by_word(v)) is not None and kind.id in _LEVELS
        for v in {v for v in values if v}
    }
    return sum(known[v] for v in values if v) / len(values) if values else 0.0


def _by_column(
    frame: pd.DataFrame,
    column: str,
    fallback: str | None,
    file: str,
    problems: list[Problem],
    said: Mapping[str, tuple[str, ...]] | None = None,
) -> KindsByRow:
    catalogue = kind_catalogue()
    told = {fold(word): tuple(k for k in found if k in catalogue) for word, found in (said or {}).items()}
    out: KindsByRow = {}
    unknown: Counter[str] = Counter()
    first: dict[str, int] = {}
    values = mapping.column_texts(frame, column)
    if fallback is None and _level_share(values) > 0.3:
        fallback = "school"  # a list of schools: kinds of school that the catalogue has no word for
    for row, text in zip(frame.index, values, strict=True):
        if text and fold(text) in told:
            out[row] = told[fold(text)]
            continue
        kind = catalogue.by_word(text) if text else None
        if kind is not None:
            out[row] = (kind.id,)
            continue
        unknown[text or "(leer)"] += 1
        first.setdefault(text or "(leer)", int(row))
        out[row] = (fallback,) if fallback else ()
    if unknown:
        words = ", ".join(f"{text} ({count})" for text, count in unknown.most_common(12))
        done = (
            f"Sie wurden als „{catalogue.name(fallback)}“ übernommen."
            if fallback
            else "Die Zeilen wurden ausgelassen."
        )
        problems.append(
            Problem(
                f"Nicht jedes Wort für die Einrichtungsart ist bekannt: {words}. {done}",
                remedy="Mit --kind lässt sich die Art für die ganze Datei festlegen.", file=file, row=first[unknown.most_common(1)[0][0]],
                column=column, code="kind_word_unknown", severity="info" if fallback else "warning",
            )
        )  # fmt: skip
    return out


def _flag_columns(frame: pd.DataFrame) -> dict[str, str]:
    """Return columns that are named like a school level and hold nothing but yes or no."""
    found = {}
    for column in mapping.attributes(frame):
        kind = kind_catalogue().by_word(column)
        if kind is None or kind.id not in (*_LEVELS, "school"):
            continue
        values = {fold(v) for v in mapping.texts(frame[column]) if v}
        if values and values <= (_TRUE | {"0", "nein", "n", "no", "false", "falsch"}):
            found[column] = kind.id
    return found


def _school_levels(frame: pd.DataFrame, file: str, problems: list[Problem]) -> tuple[KindsByRow, str] | None:
    """Tell schools apart by flags or by a column with the kind of school; ``None`` if nothing tells."""
    flags = _flag_columns(frame)
    if any(kind in _LEVELS for kind in flags.values()):
        return _by_flags(frame, flags, file, problems)
    columns: list[tuple[float, str]] = [
        (_level_share(mapping.texts(frame[c])), c)
        for c in mapping.attributes(frame)
        if not _too_many(frame[c])
    ]
    share, column = max(columns, default=(0.0, ""))
    if share < 0.3:
        return None
    return _by_column(frame, column, "school", file, problems), column


def _too_many(values: pd.Series[Any]) -> bool:
    return len(set(mapping.texts(values))) > 60


def _by_flags(
    frame: pd.DataFrame, flags: dict[str, str], file: str, problems: list[Problem]
) -> tuple[KindsByRow, str]:
    marks = {c: [bool(v) and fold(str(v)) in _TRUE for v in mapping.texts(frame[c])] for c in flags}
    out: KindsByRow = {}
    several = 0
    for i, row in enumerate(frame.index):
        kinds = {flags[c] for c in flags if marks[c][i]}
        levels = tuple(k for k in _LEVELS if k in kinds)
        out[row] = levels or ("school",)
        several += len(levels) > 1
    if several:
        problems.append(
            Problem(
                f"{several} Schulen führen Grundschule und weiterführende Stufen; sie stehen je Stufe einmal in der Liste.",
                remedy="So zählt jede Stufe bei der Erreichbarkeit.", file=file, code="school_levels", severity="info",
            )
        )  # fmt: skip
    return out, "+".join(flags)
