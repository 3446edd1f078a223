"""Saved mappings: how a file was read, kept as TOML, and applied to next year's file.

A preset (``data/presets``) ships with the program and says what the columns of a published table *mean*; a saved
mapping is the user's own and says how *this office's* file is read: columns, sheet, encoding, CRS, kinds. It can name
a preset.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal

import pandas as pd
import platformdirs
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from quartiermap.domain import schema
from quartiermap.domain.texts import fold
from quartiermap.errors import InputError, Problem
from quartiermap.io import mapping
from quartiermap.io.atomic import make_folder, replace_file
from quartiermap.io.bundled import kinds
from quartiermap.io.named_files import place_of

FORMAT = 1
NOT_THIS = mapping.NOT_THIS
"""What ``--map FELD=-`` says: leave this field out."""

_TABLES = {
    "districts": schema.DISTRICTS, "facilities": schema.FACILITIES, "population": schema.DISTRICT_POPULATION, "indicators": schema.INDICATORS,
    "funding-areas": schema.FUNDING_AREAS,
}  # fmt: skip


class SavedMapping(BaseModel):
    """How a file is read.

    `fields` is field -> column; `columns` are all columns the file had, so that new and missing ones can be told;
    `kind_words` says which kinds a word of the kind column means (an empty list: not taken over); `header_row` is the row
    (counted from 1) in which the headings stood, 0 if the table had none; `decimal` is the decimal sign, if it was stated.
    """

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)

    format: Literal[1] = 1
    name: Annotated[str, Field(min_length=1, max_length=80)]
    layer: str
    title: str = ""
    file: str = ""
    saved_at: str = ""
    kind: str | None = None
    crs: Annotated[str, Field(pattern=r"^(EPSG:\d{4,6})$")] | None = None
    encoding: str | None = None
    sublayer: str | None = None
    preset: str | None = None
    header_row: Annotated[int, Field(ge=0)] | None = None
    decimal: Literal["comma", "dot"] | None = None
    provider: str = ""
    licence: str = ""
    columns: tuple[str, ...] = ()
    fields: dict[str, str] = Field(default_factory=dict)
    kind_words: dict[str, tuple[str, ...]] = Field(default_factory=dict)

    @field_validator("layer")
    @classmethod
    def _layer(cls, value: str) -> str:
        if value not in schema.IMPORT_LAYERS:
            msg = f"Die Ebene gibt es nicht. Möglich: {', '.join(schema.IMPORT_LAYERS)}"
            raise ValueError(msg)
        return value

    @field_validator("kind")
    @classmethod
    def _kind(cls, value: str | None) -> str | None:
        if value is not None and kinds().by_word(value) is None:
            msg = f"Die Einrichtungsart gibt es nicht. Möglich: {', '.join(kinds().ids)}"
            raise ValueError(msg)
        return value

    @field_validator("kind_words")
    @classmethod
    def _words(cls, value: dict[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
        unknown = sorted({k for found in value.values() for k in found} - set(kinds().ids))
        if unknown:
            msg = f"Einrichtungsarten gibt es nicht: {', '.join(unknown)}. Möglich: {', '.join(kinds().ids)}"
            raise ValueError(msg)
        return value


def folder() -> Path:
    """Return the folder with the user's saved mappings."""
    return platformdirs.user_config_path("quartiermap", appauthor=False) / "zuordnungen"


def path_of(name: str) -> Path:
    """Return the file of a mapping: a path if the name is one (ends with ``.toml``), else one in the user's folder.

    Examples
    --------
    >>> path_of("daten/kitas.toml").as_posix(), path_of("Kitas Amt 51").name
    ('daten/kitas.toml', 'Kitas Amt 51.toml')
    """
    return place_of(name, folder(), what="eine gespeicherte Zuordnung", code="mapping_name")


def names() -> list[str]:
    """Return the names of the user's saved mappings."""
    return sorted(p.stem for p in folder().glob("*.toml")) if folder().is_dir() else []


def load(name: str) -> SavedMapping:
    """Read a saved mapping by name or path.

    Raises
    ------
    InputError
        If there is none of that name, or with everything wrong in it at once.
    """
    path = path_of(name)
    try:
        text = path.read_text("utf-8")
    except FileNotFoundError as error:
        listed = ", ".join(names())
        raise InputError(
            Problem(
                "Diese Zuordnung gibt es nicht.", f"Gespeichert sind: {listed}." if listed else "Es ist noch keine gespeichert (--save-mapping NAME).",
                file=path.name, value=name, code="mapping_missing",
            )
        ) from error  # fmt: skip
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(
            Problem(
                "Die Zuordnung lässt sich nicht lesen.",
                "Die Datei prüfen.",
                file=path.name,
                code="mapping_unreadable",
            )
        ) from error
    try:
        return SavedMapping.model_validate_json(json.dumps(tomllib.loads(text), default=str))
    except tomllib.TOMLDecodeError as error:
        row = re.search(r"at line (\d+)", str(error))
        raise InputError(
            Problem("Die Zuordnung ist kein gültiges TOML.", "Die genannte Zeile berichtigen.", file=path.name, row=int(row.group(1)) if row else None, code="mapping_toml")
        ) from error  # fmt: skip
    except ValidationError as error:
        raise InputError(
            [
                Problem(
                    _german(e), remedy="Den Eintrag in der Datei berichtigen.", file=path.name, column=".".join(str(p) for p in e["loc"]),
                    value=str(e["input"])[:80], code="mapping_invalid",
                )
                for e in error.errors()
            ]
        ) from error  # fmt: skip


def _german(error: Any) -> str:
    if error["type"] == "extra_forbidden":
        return "Diesen Eintrag gibt es in einer Zuordnung nicht."
    if error["type"] == "missing":
        return "Dieser Eintrag fehlt."
    if error["type"] == "literal_error":
        return f"Diese Datei hat ein anderes Format; gelesen wird Format {FORMAT}."
    if error["type"] == "value_error":
        return f"{error['ctx']['error']!s}."
    return "Die Angabe ist ungültig."


def save(saved: SavedMapping, name: str) -> Path:
    """Write a mapping under a name or path; an older one of that name is replaced. Return the file."""
    path = path_of(name)
    make_folder(path.parent)

    def write(place: Path) -> None:
        place.write_text(as_toml(saved), "utf-8")

    replace_file(path, write)
    return path


def delete(name: str) -> Path:
    """Delete a saved mapping and return the file that it was.

    Raises
    ------
    InputError
        If there is none of that name.
    """
    load_path = path_of(name)
    if not load_path.is_file():
        load(name)
    load_path.unlink()
    return load_path


def as_toml(saved: SavedMapping) -> str:
    """Return a mapping as TOML that a person can read and change."""
    lines = ["# Gespeicherte Zuordnung von QuartierMap: so wird diese Datei eingelesen."]
    values = saved.model_dump(mode="json")
    for key, value in values.items():
        if value is None or value == "" or isinstance(value, dict | list):
            continue
        lines.append(f"{key} = {_toml(value)}")
    if saved.columns:
        lines.append("columns = [\n" + "".join(f"  {_toml(c)},\n" for c in saved.columns) + "]")
    lines.append("\n[fields]  # Feld = Spalte der Datei")
    lines += [f"{_toml(k)} = {_toml(v)}" for k, v in saved.fields.items()]
    if saved.kind_words:
        lines.append(
            "\n[kind_words]  # Wort in der Spalte der Art = Einrichtungsarten; [] lässt die Zeilen aus"
        )
        lines += [
            f"{_toml(k)} = [{', '.join(_toml(v) for v in found)}]" for k, found in saved.kind_words.items()
        ]
    return "\n".join(lines) + "\n"


def _toml(value: object) -> str:
    """Return a value as TOML; JSON's strings are TOML's, but for DEL."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


@dataclass(frozen=True)
class Applied:
    """A saved mapping held against a file.

    Parameters
    ----------
    fields : dict
        Field -> column as it stands in this file.
    new : tuple of str
        Columns that were not there when the mapping was saved.
    gone : tuple of str
        Columns that were there and are not used by any field.
    problems : tuple of Problem
        Errors where a column of a field is missing, with a proposal if there is one; else what was noticed.
    """

    fields: dict[str, str]
    new: tuple[str, ...]
    gone: tuple[str, ...]
    problems: tuple[Problem, ...]


def apply(
    saved: SavedMapping, frame: pd.DataFrame, file: str, explicit: dict[str, str] | None = None
) -> Applied:
    """Hold a mapping against the columns of a file.

    A column that only differs in case and punctuation is taken. One that is missing is an error with a proposal and the
    ``--map`` that accepts it: a guess is never taken silently. ``FELD=-`` leaves a field out.

    Parameters
    ----------
    explicit : dict, optional
        What the user says this time; wins over the mapping.
    """
    columns = mapping.attributes(frame)
    wanted = {**saved.fields, **(explicit or {})}
    wanted = {f: c for f, c in wanted.items() if c != NOT_THIS and not f.startswith("@")}
    spelled = mapping.named_columns(frame, wanted)
    known = {fold(c) for c in saved.columns}
    new = tuple(c for c in columns if saved.columns and fold(c) not in known)
    problems: list[Problem] = []
    fields: dict[str, str] = {}
    for field, column in spelled.items():
        parts = [column] if column in columns else column.split("+")
        missing = [p for p in parts if p not in columns]
        if not missing:
            fields[field] = column
            if column != wanted[field]:
                problems.append(
                    told(
                        f"Die Spalte „{wanted[field]}“ heißt jetzt „{column}“.",
                        file,
                        column,
                        "mapping_renamed",
                    )
                )
            continue
        problems.append(_missing(field, missing[0], saved, frame, new or columns, file))
    taken = {p for c in fields.values() for p in c.split("+")} | set(fields.values())
    gone = tuple(
        c for c in saved.columns if fold(c) not in {fold(d) for d in columns} and c not in wanted.values()
    )
    if new:
        problems.append(told(f"Neue Spalten, die noch keinem Feld zugeordnet sind: {', '.join(c for c in new if c not in taken) or 'keine'}.", file, None, "mapping_new_columns"))  # fmt: skip
    if gone:
        problems.append(
            told(
                f"Diese Spalten gibt es nicht mehr; gebraucht wurden sie nicht: {', '.join(gone)}.",
                file,
                None,
                "mapping_gone_columns",
            )
        )
    return Applied(fields, new, gone, tuple(problems))


def told(message: str, file: str, column: str | None, code: str) -> Problem:
    """Return a note of no consequence."""
    return Problem(message, file=file, column=column, code=code, severity="info")


def _missing(
    field: str, column: str, saved: SavedMapping, frame: pd.DataFrame, candidates: Sequence[str], file: str
) -> Problem:
    """Return the error for a column that is not there, with what it may be called now."""
    table = _TABLES.get(saved.layer)
    words = [column]
    label = field
    if table is not None and field in table.names:
        words += [field, *table[field].synonyms]
        label = table[field].label
    scored = sorted(
        ((mapping.likeness(c, words)[0], c) for c in candidates if c in frame.columns), reverse=True
    )
    near = [c for score, c in scored if score >= 0.5][:2]
    remedy = (
        f"Vielleicht heißt sie jetzt „{near[0]}“: --map {field}={near[0]}"
        if near
        else f"Die Spalte nennen: --map {field}=SPALTE"
    )
    return Problem(
        f"Die gespeicherte Zuordnung „{saved.name}“ braucht für „{label}“ eine Spalte, die es nicht mehr gibt.",
        remedy=f"{remedy}, oder das Feld weglassen: --map {field}={NOT_THIS}.", file=file, column=column, code="mapping_column_missing",
    )  # fmt: skip


def with_kinds(
    frame: pd.DataFrame, column: str, words: dict[str, tuple[str, ...]]
) -> tuple[pd.DataFrame, list[str]]:
    """Return the rows with the saved kinds written into the kind column, one row for each kind, and the words not known.

    Words that the mapping does not know stay as they are; the importer decides about them as it always does.
    """
    known = {fold(w): found for w, found in words.items()}
    cells = mapping.column_texts(frame, column)
    where: list[int] = []
    told: list[str | None] = []
    unknown: dict[str, None] = {}
    for i, cell in enumerate(cells):
        found: Iterable[str | None] = known.get(fold(cell), (cell,)) if cell else (cell,)
        if cell and fold(cell) not in known:
            unknown[cell] = None
        for kind in found:
            where.append(i)
            told.append(kind)
    return frame.iloc[where].assign(**{column: told}), list(unknown)
