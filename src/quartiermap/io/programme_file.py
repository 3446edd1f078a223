"""Reading a programme that somebody wrote: every problem at once, with line, key, value, and what would be right."""

from __future__ import annotations

import datetime as dt
import json
import re
import tomllib
from collections.abc import Collection, Iterator, Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from quartiermap.domain import os_errors
from quartiermap.domain.programme import Programme, Rule
from quartiermap.domain.programme_checks import findings
from quartiermap.domain.programme_parts import Path as Keys
from quartiermap.domain.programme_parts import merged_test
from quartiermap.domain.programme_test_checks import type_errors
from quartiermap.errors import InputError, Problem
from quartiermap.io.bundled import kinds
from quartiermap.io.programme_wording import Place, step, worded

LARGEST_FILE = 1_000_000
"""Bytes; the longest programme that ships has 30,000."""
LONGEST_TEXT = 4000
"""Characters of one text: more does not fit into any table of the report."""

GUIDE = "docs/programme-schreiben.md"

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_ID = re.compile(r"[a-z][a-z0-9-]{1,59}")
_RULE_ID = re.compile(r"[A-Za-z][A-Za-z0-9-]{0,11}")


def text_of(path: Path) -> str:
    """Return the text of a programme file.

    Raises
    ------
    InputError
        If it is missing, too large, or no text in UTF-8.
    """
    remedy = f"Eine Programmdatei (*.toml) angeben; Anleitung: {GUIDE}."
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise InputError(
                Problem(
                    "Für eine Programmdatei ist sie zu groß.", remedy, file=path.name, code="file_too_large"
                )
            )
        return path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(
            Problem(
                "Die Datei ist kein Text in UTF-8.",
                "Im Editor als UTF-8 speichern.",
                file=path.name,
                code="encoding",
            )
        ) from error
    except FileNotFoundError as error:
        raise InputError(
            Problem("Die Programmdatei gibt es nicht.", remedy, file=path.name, code="file_missing")
        ) from error
    except OSError as error:
        raise InputError(
            Problem(
                f"Die Programmdatei lässt sich nicht lesen ({os_errors.reason(error)}).",
                remedy,
                file=path.name,
                code="file_unreadable",
            )
        ) from error


def read_programme(
    text: str, file: str, *, taken: Collection[str] = (), today: dt.date | None = None
) -> Programme:
    """Read a programme from TOML text.

    Parameters
    ----------
    file : str
        The name of the file for messages.
    taken : collection of str
        Ids that a programme of the town's own cannot have (those of the shipped ones).
    today : datetime.date or None
        The day after which nobody can have checked the rules; ``None``: today.

    Raises
    ------
    InputError
        With every problem: `Problem.row` is the line, `Problem.column` the key, for example ``rule R03 › test › kinds``.
    """
    try:
        data = tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        raise InputError(_syntax(error, text, file)) from error
    try:
        plain = json.loads(json.dumps(data, default=str, allow_nan=False))
    except ValueError as error:
        raise InputError(
            Problem(
                "Die Werte nan und inf sind keine Zahlen, mit denen sich prüfen lässt.",
                "Eine Zahl angeben.",
                file=file,
                row=_line_with(text, re.compile(r"=.*\b(nan|inf)\b")),
                code="not_finite",
            )
        ) from error
    except RecursionError as error:
        raise InputError(_syntax(error, text, file)) from error
    place = Place(text, file, plain)
    problems = [*_wrong_types(plain, place), *_hygiene(plain, place), *_own_rules(plain, place, taken, today)]
    problems += [place.problem(f.path, f.message, f.remedy, f.value, f.code) for f in findings(plain)]
    if problems:
        raise InputError(_in_order(problems))
    return Programme.model_validate_json(json.dumps(plain))


def _in_order(problems: list[Problem]) -> list[Problem]:
    """Return the problems by line, each said once."""
    once = {(p.row, p.column, p.message): p for p in problems}
    return sorted(once.values(), key=lambda p: (p.row or 0, p.column or ""))


def _syntax(error: Exception, text: str, file: str) -> Problem:
    at = re.search(r"at line (\d+)", str(error))
    lines = text.splitlines()
    row = int(at.group(1)) if at else (len(lines) if "end of document" in str(error) else None)
    line = lines[row - 1].strip()[:80] if row is not None and 0 < row <= len(lines) else None
    twice = "overwrite" in str(error) or "declare" in str(error)
    comma = re.search(r"=\s*(\d+),(\d+)", line or "")
    return Problem(
        "Der Schlüssel oder Abschnitt kommt zweimal vor." if twice else "Das ist kein gültiges TOML.",
        "Jeden Schlüssel in einem Abschnitt nur einmal schreiben."
        if twice
        else f"Zahlen mit Punkt schreiben: {comma[1]}.{comma[2]} statt {comma[1]},{comma[2]}."
        if comma
        else f"Texte in geraden Anführungszeichen, Listen in [ ], jede Angabe als schlüssel = wert; Anleitung: {GUIDE}.",
        file=file,
        row=row,
        value=line or None,
        code="toml_syntax",
    )


def _line_with(text: str, pattern: re.Pattern[str]) -> int | None:
    return next((n for n, line in enumerate(text.splitlines(), 1) if pattern.search(line)), None)


def _wrong_types(data: Mapping[str, Any], place: Place) -> list[Problem]:
    """Return the problems of types, of the programme, of what Länder change, and of the tests' parameters."""
    errors: list[tuple[Keys, Mapping[str, Any]]] = []
    try:
        Programme.model_validate_json(json.dumps(data))
    except ValidationError as error:
        # what does not fit together (value errors of the whole) is told with its line by `findings`
        errors += [(tuple(e["loc"]), e) for e in error.errors() if e["loc"] or e["type"] != "value_error"]
    errors += _override_errors(data)
    errors += [(e.path, e.error) for e in type_errors(data)]
    within = {path[:n] for path, _ in errors for n in range(1, len(path))}
    # a list whose entries are all wrong counts as empty: the entries are told, the list is not
    kept = [(p, e) for p, e in errors if not (e["type"] == "too_short" and e["input"] and p in within)]
    return [worded(path, error, place) for path, error in kept]


def _override_errors(data: Mapping[str, Any]) -> Iterator[tuple[Keys, Mapping[str, Any]]]:
    """Yield the errors of fields that a Land changes; a rule that is wrong itself is told already."""
    rules = data.get("rule")
    for number, rule in enumerate(rules if isinstance(rules, list) else ()):
        if not isinstance(rule, Mapping) or not isinstance(rule.get("overrides"), Mapping):
            continue
        bare = {k: v for k, v in rule.items() if k != "overrides"}
        try:
            Rule.model_validate_json(json.dumps(bare))
        except ValidationError:
            continue
        for land, change in rule["overrides"].items():
            if not isinstance(change, Mapping):
                continue
            test = change.get("test", {})
            merged = {**bare, **change}
            if isinstance(test, Mapping):
                merged["test"] = merged_test(bare["test"], test)
            try:
                Rule.model_validate_json(json.dumps(merged))
            except ValidationError as error:
                for each in error.errors():
                    yield ("rule", number, "overrides", land, *each["loc"]), each


def _texts(value: Any, path: Keys = ()) -> Iterator[tuple[Keys, str]]:
    """Yield every text with its path, keys too."""
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            yield (*path, key), key
            yield from _texts(inner, (*path, key))
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from _texts(inner, (*path, number))


def _hygiene(data: Mapping[str, Any], place: Place) -> Iterator[Problem]:
    """Yield texts that no table can hold: too long, or with characters that are not to be seen."""
    for path, text in _texts(data):
        hidden = _CONTROL.search(text)
        if hidden:
            sign = f"U+{ord(hidden.group()):04X}"
            yield place.problem(
                path,
                f"Der Text enthält ein unsichtbares Steuerzeichen ({sign}).",
                "Das Zeichen entfernen.",
                None,
                "control_character",
            )
        if len(text) > LONGEST_TEXT:
            yield place.problem(
                path,
                f"Der Text ist länger als {LONGEST_TEXT} Zeichen.",
                "Kürzer fassen.",
                text,
                "text_too_long",
            )


def _own_rules(
    data: Mapping[str, Any], place: Place, taken: Collection[str], today: dt.date | None
) -> Iterator[Problem]:
    """Yield what only a file of the town's own has to keep to: ids, names of kinds, dates that can be."""
    own = data.get("id")
    if isinstance(own, str) and not _ID.fullmatch(own):
        yield place.problem(
            ("id",),
            "Die Kennung des Programms passt nicht.",
            "Kleinbuchstaben ohne Umlaute, Ziffern und Bindestriche, mit einem Buchstaben am Anfang, zum Beispiel "
            "quartiersfonds-2027.",
            own,
            "programme_id",
        )
    elif own in taken:
        yield place.problem(
            ("id",),
            "So heißt ein mitgeliefertes Programm.",
            f"Eine eigene Kennung wählen, zum Beispiel {own}-eigene.",
            str(own),
            "programme_id_taken",
        )
    for name, what in (("rule", "Regel"), ("source", "Quelle")):
        rows = data.get(name)
        for number, row in enumerate(rows if isinstance(rows, list) else ()):
            text = step(row, "id")
            if isinstance(text, str) and not _RULE_ID.fullmatch(text):
                yield place.problem(
                    (name, number, "id"),
                    f"Die Kennung der {what} passt nicht.",
                    "Höchstens 12 Buchstaben ohne Umlaute, Ziffern und Bindestriche, zum Beispiel K01.",
                    text,
                    "rule_id",
                )
    if data.get("rule") in (None, []):
        yield place.problem(
            ("rule",),
            "Das Programm hat keine Regel.",
            "Mindestens eine [[rule]] beschreiben.",
            None,
            "no_rule",
        )
    for at, kind in _kinds_named(data):
        near = get_close_matches(kind, kinds().ids, 1)
        yield place.problem(
            at,
            f"Die Einrichtungsart „{kind}“ gibt es nicht.",
            f"{f'Gemeint ist wohl „{near[0]}“. ' if near else ''}Möglich: {', '.join(kinds().ids)}.",
            kind,
            "kind_unknown",
        )
    checked = data.get("checked_on")
    try:
        day = dt.date.fromisoformat(str(checked))
    except ValueError:
        return
    if day > (today or dt.date.today()):
        yield place.problem(
            ("checked_on",),
            "Der Tag, an dem die Regeln geprüft wurden, liegt in der Zukunft.",
            "Den Tag angeben, an dem jemand die Regeln an der Quelle gelesen hat.",
            str(checked),
            "checked_in_future",
        )


def _kinds_named(data: Mapping[str, Any]) -> Iterator[tuple[Keys, str]]:
    """Yield the kinds of facilities that tests name and the catalogue does not have."""
    for path, text in _texts(data.get("rule"), ("rule",)):
        keys = [part for part in path if isinstance(part, str)]
        in_list = isinstance(path[-1], int) and keys[-1] in ("kinds", "excluded", "not_kinds")
        if in_list and "test" in keys and text not in kinds():
            yield path, text
