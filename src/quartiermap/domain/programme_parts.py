"""The pieces that the checks of a programme are made of: findings, and walking over plain values of any shape."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

Path = tuple[str | int, ...]


@dataclass(frozen=True)
class Finding:
    """One thing that does not fit: where (keys and positions), what, and what would be right."""

    path: Path
    message: str
    remedy: str = ""
    value: str | None = None
    code: str = "programme"

    def __str__(self) -> str:
        return f"{self.message} {self.remedy}".rstrip()


@dataclass(frozen=True)
class WrongType:
    """An error of the model of a test's parameters, with the path of the value in the programme."""

    path: Path
    error: Mapping[str, Any]


def merged_test(own: Mapping[str, Any], change: Mapping[str, Any]) -> dict[str, Any]:
    """Return a rule's test as a Land has it: laid over the common one, or in its place where it is another test.

    Examples
    --------
    >>> merged_test({"type": "field", "met": ["stadt"]}, {"met": ["stadt", "verband"]})
    {'type': 'field', 'met': ['stadt', 'verband']}
    >>> merged_test({"type": "evidence", "facts": ["a"]}, {"type": "excluded"})
    {'type': 'excluded'}
    """
    if "type" in change and change["type"] != own.get("type"):
        return dict(change)
    return {**own, **change}


def as_json(value: Any) -> str:
    """Return a plain value as JSON, dates as text."""
    return json.dumps(value, default=str)


def rows(data: Mapping[str, Any], name: str) -> Iterator[tuple[int, Mapping[str, Any]]]:
    """Yield the tables of a list of tables, those that are tables."""
    rows = data.get(name, ())
    if isinstance(rows, Sequence) and not isinstance(rows, str):
        for number, row in enumerate(rows):
            if isinstance(row, Mapping):
                yield number, row


def texts(value: Any) -> tuple[str, ...]:
    """Return the texts of a list; nothing for anything else."""
    if isinstance(value, Sequence) and not isinstance(value, str):
        return tuple(v for v in value if isinstance(v, str))
    return ()


def all_tests(data: Mapping[str, Any]) -> Iterator[tuple[Path, dict[str, Any], Mapping[str, Any] | None]]:
    """Yield every test with its path: the common ones, then as each Land has it, with what the Land itself says."""
    for number, rule in rows(data, "rule"):
        own = rule.get("test")
        if not isinstance(own, Mapping):
            continue
        yield ("rule", number, "test"), dict(own), None
        overrides = rule.get("overrides")
        for land, change in overrides.items() if isinstance(overrides, Mapping) else ():
            changed = change.get("test") if isinstance(change, Mapping) else None
            if isinstance(changed, Mapping):
                yield ("rule", number, "overrides", land, "test"), merged_test(own, changed), changed


def rule_name(rule: Mapping[str, Any], land: object = None) -> str:
    """Return what a rule is called, with the Land where the words are its own."""
    return f"Regel {rule.get('id', '?')}{'' if land is None else f' ({land})'}"


def near_words(word: object, known: Sequence[str], words: str = "Möglich") -> str:
    """Return the known words, and first the one that was probably meant.

    Examples
    --------
    >>> near_words("kitta", ["kita", "library"])
    'Gemeint ist wohl „kita“. Möglich: kita, library.'
    """
    near = get_close_matches(str(word), known, 1)
    hint = f"Gemeint ist wohl „{near[0]}“. " if near else ""
    return f"{hint}{words}: {', '.join(known) or 'nichts'}."
