"""Reading and writing report templates and corporate files: every problem at once, with line, key and what would be right.

A template file (TOML) holds the keys of `ReportTemplate`, chapters as ``[[chapter]]``; ``corporate`` is either a section or
the name of a corporate file (the keys of `Corporate`). Names of files are relative to the file that they stand in.
"""

from __future__ import annotations

import json
import os
import re
import tomllib
from collections.abc import Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from quartiermap.domain import os_errors
from quartiermap.domain.report_template import Chapter, Corporate, ReportTemplate
from quartiermap.errors import InputError, Problem
from quartiermap.io.programme_wording import Place, worded
from quartiermap.io.report_assets import font_problems, logo_problems

LARGEST_FILE = 1_000_000
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_VALUES = re.compile(r"„([^“]+)“|(#[0-9a-fA-F]{6})")
_HEAD = """\
# Berichtsvorlage von QuartierMap. Kapitel stehen in der Reihenfolge des Berichts; on = false schaltet eines ab.
# before und after sind freier Text vor und nach dem Kapitel; eine Leerzeile trennt Absätze, „- “ beginnt einen Listenpunkt.
# Eigene Kapitel heißen own-1 bis own-9 und brauchen eine Überschrift (heading).
"""

Model = TypeVar("Model", bound=BaseModel)


def read_template(path: Path) -> ReportTemplate:
    """Read a template; logo, fonts and the corporate file are looked at too.

    Raises
    ------
    InputError
        With every problem: `Problem.row` is the line, `Problem.column` the key, for example ``chapter Nr. 2 › heading``.
    """
    text, data = _parsed(path)
    problems: list[Problem] = []
    place = Place(text, path.name, data)
    plain = dict(data)
    if "chapter" in plain:
        plain["chapters"] = plain.pop("chapter")
    elif "chapters" in plain:
        problems.append(
            place.problem(("chapters",), "Kapitel werden einzeln beschrieben.", "Je Kapitel einen Abschnitt [[chapter]] schreiben.", None, "key_unknown")
        )  # fmt: skip
        del plain["chapters"]
    corporate: Corporate | None = None
    if isinstance(plain.get("corporate"), str):
        named = path.parent / plain.pop("corporate")
        try:
            corporate = read_corporate(named)
        except InputError as error:
            problems += error.problems
    elif isinstance(plain.get("corporate"), dict):
        plain["corporate"] = _with_places(plain["corporate"], path.parent)
    if isinstance(plain.get("logo"), str):
        plain["logo"] = _placed(plain["logo"], path.parent)
    template, found = _validated(ReportTemplate, plain, place, {"chapters": "chapter"})
    problems += found
    if template is not None:
        template = template if corporate is None else template.with_(corporate=corporate)
        if template.logo is not None:
            problems += [_at(p, place, ("logo",)) for p in logo_problems(template.logo)]
        if corporate is None:
            problems += [_at(p, place, ("corporate",)) for p in font_problems(template.corporate)]
    if problems or template is None:
        raise InputError(_in_order(problems))
    return template


def read_corporate(path: Path) -> Corporate:
    """Read the file of a town's colours and fonts.

    Raises
    ------
    InputError
        With every problem: colours too weak on white (with the nearest that is readable), fonts that are not there.
    """
    text, data = _parsed(path)
    place = Place(text, path.name, data)
    corporate, problems = _validated(Corporate, _with_places(data, path.parent), place, {})
    if corporate is not None:
        problems = [_at(p, place, (p.column or "font_files",)) for p in font_problems(corporate)]
    if problems or corporate is None:
        raise InputError(_in_order(problems))
    return corporate


def check_template(template: ReportTemplate) -> None:
    """Look at the files that a template names, just before it is used.

    Raises
    ------
    InputError
        If logo or fonts are missing or cannot be used.
    """
    problems = [] if template.logo is None else logo_problems(template.logo)
    problems += font_problems(template.corporate)
    if problems:
        raise InputError(problems)


def as_toml(template: ReportTemplate, beside: Path | None = None) -> str:
    """Return a template as TOML that a person can read and change.

    Parameters
    ----------
    beside : Path, optional
        The folder of the file: names of logo and fonts are written relative to it where they lie in it.

    Examples
    --------
    >>> print(as_toml(ReportTemplate(name="Amt 61")).splitlines()[4])
    name = "Amt 61"
    """
    lines = [_HEAD.rstrip("\n")]
    for name in ReportTemplate.model_fields:
        value = getattr(template, name)
        if name in ("chapters", "corporate") or value is None:
            continue
        lines.append(f"{name} = {_toml(_named(value, beside) if isinstance(value, Path) else value)}")
    lines.append("\n[corporate]")
    for name in Corporate.model_fields:
        value = getattr(template.corporate, name)
        if name == "font_files":
            value = [_named(file, beside) for file in value]
        lines.append(f"{name} = {_toml(value)}")
    for chapter in template.chapters:
        lines.append("\n[[chapter]]")
        for name in Chapter.model_fields:
            value = getattr(chapter, name)
            if value != "" or name == "heading":
                lines.append(f"{name} = {_toml(value)}")
    return "\n".join(lines) + "\n"


def _named(file: Path, beside: Path | None) -> str:
    if beside is None:
        return file.as_posix()
    try:
        return file.resolve().relative_to(beside.resolve()).as_posix()
    except ValueError:
        return file.as_posix()


def _toml(value: object) -> str:
    """Return a value as TOML; JSON's strings are TOML's, but for DEL."""
    if isinstance(value, tuple):
        value = list(value)
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def _placed(name: str, folder: Path) -> str:
    return os.fspath(folder / name)


def _with_places(data: Mapping[str, Any], folder: Path) -> dict[str, Any]:
    files = data.get("font_files")
    if not isinstance(files, list):
        return dict(data)
    return {**data, "font_files": [_placed(f, folder) if isinstance(f, str) else f for f in files]}


def _parsed(path: Path) -> tuple[str, dict[str, Any]]:
    what = "Eine Vorlage als TOML-Datei angeben; ein Muster schreibt „quartiermap report-templates show“."
    try:
        if path.exists() and not path.is_file():
            raise os_errors.NoPlainFileError
        if path.stat().st_size > LARGEST_FILE:
            raise InputError(Problem("Für eine Vorlage ist die Datei zu groß.", what, file=path.name, code="file_too_large"))  # fmt: skip
        text = path.read_bytes().decode("utf-8-sig")
        data = tomllib.loads(text)
        json.dumps(data, default=str, allow_nan=False)
    except FileNotFoundError as error:
        raise InputError(Problem("Die Datei gibt es nicht.", what, file=path.name, code="file_missing")) from error  # fmt: skip
    except UnicodeDecodeError as error:
        raise InputError(
            Problem("Die Datei ist kein Text in UTF-8.", "Im Editor als UTF-8 speichern.", file=path.name, code="encoding")
        ) from error  # fmt: skip
    except OSError as error:
        raise InputError(
            Problem(f"Die Datei lässt sich nicht lesen ({os_errors.reason(error)}).", what, file=path.name, code="file_unreadable")
        ) from error  # fmt: skip
    except (ValueError, RecursionError) as error:
        at = re.search(r"at line (\d+)", str(error))
        raise InputError(
            Problem(
                "Das ist kein gültiges TOML.", "Texte in geraden Anführungszeichen, jede Angabe als schlüssel = wert, jeden Schlüssel nur einmal.",
                file=path.name, row=int(at.group(1)) if at else None, code="toml_syntax",
            )
        ) from error  # fmt: skip
    hidden = [
        Problem(
            f"Der Text enthält ein unsichtbares Steuerzeichen (U+{ord(found.group()):04X}).", "Das Zeichen entfernen.", file=path.name, row=n,
            code="control_character",
        )
        for n, line in enumerate(text.split("\n"), 1)
        if (found := _CONTROL.search(line.rstrip("\r")))
    ]  # fmt: skip
    if hidden:
        raise InputError(hidden)
    return text, data


def _validated(
    model: type[Model], data: Mapping[str, Any], place: Place, spelled: Mapping[str, str]
) -> tuple[Model | None, list[Problem]]:
    """Return the model, or everything that is wrong with it; `spelled` says how the file calls a field."""
    try:
        return model.model_validate_json(json.dumps(data, default=str)), []
    except ValidationError as error:
        problems = []
        for each in error.errors():
            path = tuple(spelled.get(str(p), p) if isinstance(p, str) else p for p in each["loc"])
            problems.append(_worded(path, each, place, model, spelled))
        return None, problems


def _worded(
    path: tuple[str | int, ...],
    error: Mapping[str, Any],
    place: Place,
    model: type[BaseModel],
    spelled: Mapping[str, str],
) -> Problem:
    kind, name = str(error["type"]), str(path[-1]) if path else ""
    inner = Chapter if path[:1] == ("chapter",) else Corporate if path[:1] == ("corporate",) else model
    if kind == "extra_forbidden":
        known = [spelled.get(f, f) for f in inner.model_fields]
        near = get_close_matches(name, known, 1)
        hint = f"Gemeint ist wohl „{near[0]}“. " if near else ""
        return place.problem(path, f"Den Schlüssel „{name}“ gibt es hier nicht.", f"{hint}Möglich: {', '.join(known)}.", None, "key_unknown")  # fmt: skip
    if kind == "string_too_long":
        limit = error["ctx"]["max_length"]
        return place.problem(path, f"„{name}“ ist zu lang.", f"Höchstens {limit} Zeichen.", str(error["input"]), "text_too_long")  # fmt: skip
    if kind == "string_pattern_mismatch":
        return place.problem(path, f"„{name}“ ist keine Farbe.", 'Sechs Stellen nach #, zum Beispiel "#1d4f7c".', str(error["input"]), "colour")  # fmt: skip
    if kind == "value_error":
        message, _, remedy = str(error["msg"]).removeprefix("Value error, ").partition("; ")
        remedy = f"{remedy[:1].upper()}{remedy[1:]}." if remedy else ""
        path = (*path, *_key_named(message, error["input"], inner))
        return place.problem(path, f"{message}.", remedy, None, "value")
    return worded(path, error, place)


def _key_named(message: str, given: object, model: type[BaseModel]) -> tuple[str, ...]:
    """Return the key whose value a sentence about several keys names first: that is the line to be changed."""
    if not isinstance(given, Mapping):
        return ()
    told = {quoted or colour for quoted, colour in _VALUES.findall(message)}
    return tuple(key for key in model.model_fields if str(given.get(key)) in told)[:1]


def _at(problem: Problem, place: Place, path: tuple[str, ...]) -> Problem:
    """Return a problem of a file that a template names, with the line that names it."""
    key = (*path, problem.column) if problem.column and problem.column not in path else path
    named = f" ({problem.file})" if problem.file else ""
    return place.problem(key, f"{problem.message.rstrip('.')}{named}.", problem.remedy, problem.value, problem.code)  # fmt: skip


def _in_order(problems: list[Problem]) -> list[Problem]:
    once = {(p.file, p.row, p.column, p.message): p for p in problems}
    return sorted(once.values(), key=lambda p: (p.file or "", p.row or 0, p.column or ""))
