"""Saying what is wrong in a programme file: where it stands (line and key), what it is, and what would be right."""

from __future__ import annotations

import json
from collections.abc import Mapping
from difflib import get_close_matches
from typing import Any, get_args

from pydantic import BaseModel

from quartiermap.domain.programme import Programme, Rule
from quartiermap.domain.programme_parts import Path as Keys
from quartiermap.domain.programme_parts import merged_test
from quartiermap.domain.rule_tests import TEST_MODELS
from quartiermap.errors import Problem
from quartiermap.io.toml_lines import lines_of


class Place:
    """Where things stand in the file: lines and keys as a reader of it finds them."""

    def __init__(self, text: str, file: str, data: Mapping[str, Any]) -> None:
        self._file = file
        self.data = data
        self._lines = lines_of(text)

    def line(self, path: Keys) -> int:
        """Return the line of a path, or of the nearest table around it that has one; the first line for the whole file."""
        while path:
            if path in self._lines:
                return self._lines[path]
            path = path[:-1]
        return 1

    def key(self, path: Keys) -> str:
        """Return a path in words: lists of tables by their ids, positions counted from 1."""
        words: list[str] = []
        at: Any = self.data
        for part in path:
            try:
                at = at[part]
            except (KeyError, IndexError, TypeError):
                at = None
            if isinstance(part, int):
                own = at.get("id") if isinstance(at, Mapping) else None
                words[-1] += f" {own}" if isinstance(own, str) else f" Nr. {part + 1}"
            else:
                words.append(part)
        return " › ".join(words)

    def problem(self, path: Keys, message: str, remedy: str, value: str | None, code: str) -> Problem:
        """Return a problem at a path, with file, line and key."""
        return Problem(
            message,
            remedy,
            file=self._file,
            row=self.line(path),
            column=self.key(path) or None,
            value=None if value is None else value[:80],
            code=code,
        )


_EXPECTED: dict[str, str] = {
    "string_type": "ein Text in geraden Anführungszeichen",
    "bool_type": "true oder false",
    "int_type": "eine ganze Zahl",
    "int_from_float": "eine ganze Zahl",
    "float_type": "eine Zahl (mit Punkt als Dezimalzeichen, zum Beispiel 0.75)",
    "tuple_type": 'eine Liste, zum Beispiel ["kita"]',
    "list_type": 'eine Liste, zum Beispiel ["kita"]',
    "dict_type": "ein Abschnitt mit Schlüsseln und Werten",
    "model_type": "ein Abschnitt mit Schlüsseln und Werten",
    "model_attributes_type": "ein Abschnitt mit Schlüsseln und Werten",
}


def worded(path: Keys, error: Mapping[str, Any], place: Place) -> Problem:
    """Say an error of a model in a sentence."""
    kind = str(error["type"])
    context = error.get("ctx", {})
    name = next((str(p) for p in reversed(path) if isinstance(p, str)), "")
    given = error["input"]
    value: str | None = (
        given if isinstance(given, str) else json.dumps(given, ensure_ascii=False, default=str)
    )
    if kind == "missing":
        return place.problem(
            path, f"Der Schlüssel „{name}“ fehlt.", _about(path, place) or "Ergänzen.", None, "key_missing"
        )
    if kind == "extra_forbidden":
        known = _known_keys(path, place)
        near = get_close_matches(name, known, 1)
        hint = f"Gemeint ist wohl „{near[0]}“. " if near else ""
        remedy = f"{hint}Möglich: {', '.join(known)}." if known else "Den Schlüssel streichen."
        return place.problem(path, f"Den Schlüssel „{name}“ gibt es hier nicht.", remedy, None, "key_unknown")
    if isinstance(given, Mapping | list):
        value = None
    expected = _EXPECTED.get(kind)
    message = f"„{name}“: Diese Angabe passt nicht."
    if expected is None:
        message, expected = _limits(name, kind, context, error)
    return place.problem(path, message, f"Erwartet: {expected}." if expected else "", value, kind)


def _limits(name: str, kind: str, context: Mapping[str, Any], error: Mapping[str, Any]) -> tuple[str, str]:
    """Return the message and what is expected, for values of the right type that are out of their limits."""
    if kind.startswith("date") or "date" in kind:
        return (
            f"„{name}“ ist kein Datum, das es gibt.",
            "ein Datum ohne Anführungszeichen, zum Beispiel 2027-01-31",
        )
    if kind in ("literal_error", "enum"):
        return f"„{name}“: Diesen Wert gibt es nicht.", str(context.get("expected", "")).replace(
            " or ", " oder "
        ).replace("'", "")
    if kind in ("greater_than_equal", "greater_than", "less_than_equal", "less_than"):
        words = {
            "greater_than_equal": "eine Zahl ab {ge}",
            "greater_than": "eine Zahl über {gt}",
            "less_than_equal": "eine Zahl bis {le}",
            "less_than": "eine Zahl unter {lt}",
        }
        limits = words[kind].format_map({k: f"{v:g}".replace(".", ",") for k, v in context.items()})
        given = error["input"]
        share = context.get("le") == 1 and isinstance(given, int | float) and 1 < given <= 100
        hint = f" (Anteile von 0 bis 1: {given:g} % sind {given / 100:g})" if share else ""
        return f"„{name}“ liegt außerhalb der Grenzen.", f"{limits}{hint}"
    if kind in ("too_short", "string_too_short"):
        return f"„{name}“ ist leer.", "mindestens ein Eintrag"
    if kind == "string_pattern_mismatch":
        return (
            f"„{name}“ enthält Zeichen, die hier nicht vorgesehen sind.",
            "Buchstaben ohne Umlaute, Ziffern und _",
        )
    if kind == "value_error":
        return f"{str(error['msg']).removeprefix('Value error, ')}.", ""
    return f"„{name}“: Diese Angabe passt nicht ({error['msg']}).", ""


def _model_at(path: Keys, data: Mapping[str, Any]) -> type[BaseModel] | None:
    """Return the model of the table at a path, ``None`` where there is none (or a test that does not exist)."""
    model: type[BaseModel] | None = Programme
    rest = path
    if len(path) >= 2 and path[0] == "rule":
        rule = step(data["rule"], path[1])
        test = step(rule, "test")
        model, rest = Rule, path[2:]
        if rest[:1] == ("overrides",):
            change = step(step(step(rule, "overrides"), rest[1] if len(rest) > 1 else ""), "test")
            test = (
                merged_test(test, change)
                if isinstance(test, Mapping) and isinstance(change, Mapping)
                else test
            )
            rest = rest[2:]
        if rest[:1] == ("test",):
            model, rest = TEST_MODELS.get(str(step(test, "type"))), rest[1:]
    for part in rest:
        if model is not None and isinstance(part, str) and part in model.model_fields:
            model = _model_in(model.model_fields[part].annotation)
    return model


def _known_keys(path: Keys, place: Place) -> list[str]:
    model = _model_at(path[:-1], place.data)
    return [] if model is None else list(model.model_fields)


def _about(path: Keys, place: Place) -> str:
    """Return what a missing key is for, as its model describes it."""
    model = _model_at(path[:-1], place.data)
    field = None if model is None else model.model_fields.get(str(path[-1]))
    return (field.description if field is not None else None) or ""


def step(at: Any, part: str | int) -> Any:
    """Return what stands under a key or at a position, ``None`` if nothing does."""
    try:
        return at[part]
    except (KeyError, IndexError, TypeError):
        return None


def _model_in(annotation: Any) -> type[BaseModel] | None:
    """Return the model inside a type such as ``tuple[Rule, ...]`` or ``Instalments | None``."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    for inner in get_args(annotation):
        found = _model_in(inner)
        if found is not None:
            return found
    return None
