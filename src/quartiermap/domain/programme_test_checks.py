"""Whether a programme's tests exist, have what they need, and ask for facts that are described and that they can read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from quartiermap.domain.facts import asked_by
from quartiermap.domain.programme_parts import (
    Finding,
    Path,
    WrongType,
    all_tests,
    as_json,
    near_words,
    rows,
    rule_name,
    texts,
)
from quartiermap.domain.rule_tests import TEST_MODELS


def type_errors(data: Mapping[str, Any]) -> list[WrongType]:
    """Return the errors of types in the parameters of all tests, with their paths in the programme."""
    found: list[WrongType] = []
    seen: set[tuple[Path, str]] = set()
    for at, test, base in all_tests(data):
        model = TEST_MODELS.get(str(test.get("type")))
        if model is None:
            continue
        try:
            model.model_validate_json(as_json(test))
        except ValidationError as error:
            for each in error.errors():
                inner = tuple(each["loc"])
                # what a Land only inherits is wrong in the common test already
                path = at if base is None or (inner and inner[0] in base) else (at[0], at[1], "test")
                key = ((*path, *inner), str(each["type"]))
                if key not in seen:
                    seen.add(key)
                    found.append(WrongType((*path, *inner), dict(each)))
    return found


def unfit_facts(data: Mapping[str, Any]) -> list[Finding]:
    """Find facts that are asked for but not described, described but not asked for, and options that are missing."""
    facts = {str(f.get("id")): (n, f) for n, f in rows(data, "fact")}
    options = {
        name: [str(o.get("value")) for _, o in rows(fact, "options")] for name, (_, fact) in facts.items()
    }
    found = []
    used: set[str] = set()
    rules = dict(rows(data, "rule"))
    for at, test, own in all_tests(data):
        rule = str(rules[int(at[1])].get("id", "?"))
        reads = getattr(TEST_MODELS.get(str(test.get("type"))), "reads", ())
        for name, values in _asked(test):
            used.add(name)
            path = _at_fact(at, test, name)
            if own is not None and not _speaks_of(own, name, values):
                continue
            if name not in facts:
                found.append(
                    Finding(
                        path,
                        f"{rule}: Angabe {name} ist nicht beschrieben.",
                        f"Unter [[fact]] beschreiben. {near_words(name, list(facts), 'Vorhanden')}",
                        name,
                    )
                )
                continue
            kind = facts[name][1].get("type")
            fits = ("text", "yes_no") if path[-1] == "fact" and "conditional" in path else reads
            if isinstance(kind, str) and fits and kind not in fits:
                found.append(
                    Finding(
                        path,
                        f"Regel {rule}: Die Prüfung „{test.get('type')}“ kann die Angabe „{name}“ vom Typ „{kind}“ nicht lesen.",
                        f"Lesbar: {', '.join(fits)}.",
                        name,
                        "rule_fact_type",
                    )
                )
            found += [
                Finding(
                    path,
                    f"{rule}: Angabe {name} hat keine Option {v}.",
                    near_words(v, options[name], "Vorhanden"),
                    v,
                )
                for v in sorted(values - set(options[name]))
            ]
    found += [
        Finding(
            ("fact", number, "id"),
            f"Angabe {name} wird von keiner Regel gefragt.",
            "Die Angabe streichen oder in der Prüfung einer Regel nennen.",
            name,
        )
        for name, (number, _) in facts.items()
        if name not in used
    ]
    return found


def _asked(test: Mapping[str, Any]) -> list[tuple[str, frozenset[str]]]:
    """Return the facts that a test of any shape asks for."""
    try:
        return list(asked_by(test))
    except TypeError:  # a parameter of the wrong type: told by the check of types
        return []


def _speaks_of(own: Mapping[str, Any], name: str, values: frozenset[str]) -> bool:
    """Tell whether a Land's own words name a fact or one of the values expected of it."""
    text = as_json(own)
    return f'"{name}"' in text or any(f'"{value}"' in text for value in values)


def _at_fact(at: Path, test: Mapping[str, Any], name: str) -> Path:
    if test.get("fact") == name:
        return (*at, "fact")
    if name in texts(test.get("facts")):
        return (*at, "facts")
    conditional = test.get("conditional")
    for work, rule in conditional.items() if isinstance(conditional, Mapping) else ():
        if isinstance(rule, Mapping) and rule.get("fact") == name:
            return (*at, "conditional", work, "fact")
    return at


def unknown_tests(data: Mapping[str, Any]) -> list[Finding]:
    """Find tests that do not exist."""
    rules = dict(rows(data, "rule"))
    return [
        Finding(
            (*at, "type"),
            f"{rule_name(rules[int(at[1])], at[3] if len(at) > 3 else None)}: Die Prüfung „{test.get('type')}“ gibt es nicht.",
            near_words(test.get("type"), list(TEST_MODELS), "Vorhanden"),
            None if test.get("type") is None else str(test["type"]),
            "rule_test_unknown",
        )
        for at, test, own in all_tests(data)
        if test.get("type") not in TEST_MODELS and (own is None or "type" in own)
    ]
