"""Reading single facts as people write them: in a file, in a form, as TOML values.

Every reader gives the value as the settings keep it, ``None`` for nothing stated, or says what would be right.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from quartiermap.domain.laender import LAENDER
from quartiermap.errors import InputError, Problem

if TYPE_CHECKING:
    from quartiermap.domain.facts import Fact

LONGEST_TEXT = 2000
_NO_EVIDENCE = frozenset(
    [
        "ja",
        "nein",
        "keine",
        "keiner",
        "kein",
        "fehlt",
        "fehlen",
        "offen",
        "folgt",
        "tbd",
        "todo",
        "unbekannt",
        "ausstehend",
        "vorhanden",
        "liegtvor",
        "liegtbei",
        "nochoffen",
        "nochnicht",
        "nichtvorhanden",
        "liegtnichtvor",
        "wirdnachgereicht",
        "kommtnoch",
        "nv",
        "na",
        "ka",
        "x",
        "xx",
        "xxx",
    ]
)
"""Answers, without blanks and points, that name no evidence: they would close a criterion with nothing behind it."""
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def read_value(fact: Fact, value: Any) -> Any:
    """Return a value as it is kept in the settings; ``None`` for nothing stated.

    Raises
    ------
    InputError
        With every problem of this value.

    Examples
    --------
    >>> finance = Fact(id="f", label="Plan", type="amounts", group="finance", help="",
    ...                options=({"value": "bund", "label": "Bund"}, {"value": "land", "label": "Land"}))
    >>> read_value(finance, {"bund": "750.000,00 €", "land": ""})
    {'bund': 750000}
    """
    if value is None or (isinstance(value, str | list | tuple | Mapping) and not len(value)):
        return None
    return _READERS[fact.type](fact, value)


def _bad(fact: Fact, message: str, remedy: str, value: Any, code: str = "fact_value") -> InputError:
    return InputError(
        Problem(f"{fact.label}: {message}", remedy=remedy, column=fact.id, value=str(value)[:80], code=code)
    )


def _choice(fact: Fact, value: Any) -> str | None:
    word = str(value).strip() if isinstance(value, str) else ""
    if isinstance(value, bool):  # TOML's true for an option "ja"
        word = "ja" if value else "nein"
    if isinstance(value, str) and not word:
        return None
    for option in fact.options:
        if word.casefold() in (option.value.casefold(), option.label.casefold()):
            return option.value
    raise _bad(fact, "Diese Antwort gibt es nicht.", f"Möglich: {_options(fact)}.", value)


def _options(fact: Fact) -> str:
    return ", ".join(option.value for option in fact.options)


def _yes_no(fact: Fact, value: Any) -> bool | None:
    if isinstance(value, bool):
        return value
    word = str(value).strip().casefold()
    if not word:
        return None
    if word not in ("ja", "nein", "true", "false"):
        raise _bad(fact, "Erwartet wird ja oder nein.", "„ja“ oder „nein“ angeben.", value)
    return word in ("ja", "true")


def _text(fact: Fact, value: Any) -> str | None:
    if not isinstance(value, str):
        raise _bad(fact, "Erwartet wird ein Text.", f"Zum Beispiel: {fact.example}.", value)
    text = "\n".join(line.strip() for line in _CONTROL.sub(" ", value).strip().splitlines())
    if not text:
        return None
    letters = re.sub(r"[^a-zäöüß0-9]", "", text.casefold())
    if not letters or letters in _NO_EVIDENCE:
        raise _bad(
            fact,
            "Das nennt keinen Nachweis.",
            f"Titel, Datum und Fundstelle nennen (zum Beispiel: {fact.example}) oder leer lassen; dann bleibt das "
            "Kriterium offen.",
            value,
            "fact_no_evidence",
        )
    if len(text) > LONGEST_TEXT:
        raise _bad(fact, f"Der Text ist länger als {LONGEST_TEXT} Zeichen.", "Kürzer fassen.", value)
    return text


def _number(fact: Fact, value: Any, *, zero: bool = False) -> float | int | None:
    from quartiermap.io.numbers import LARGEST, parse

    try:
        read = None if isinstance(value, bool | Mapping | list) else parse(value)
    except OverflowError:  # TOML knows whole numbers of any length
        read = None
    if read is not None and read.ok and read.value is None:
        if isinstance(value, str) and not value.strip():
            return None
        read = None
    if read is None or read.value is None or not (0 if zero else 1e-9) <= read.value <= LARGEST:
        kind = "eine Zahl ab 0" if zero else "eine Zahl über 0"
        raise _bad(
            fact, f"Erwartet wird {kind} ({fact.unit}).", f"Zum Beispiel: {fact.example or '750.000'}.", value
        )
    return int(read.value) if read.value == int(read.value) else read.value


def _amounts(fact: Fact, value: Any) -> dict[str, float | int] | None:
    if not isinstance(value, Mapping):
        raise _bad(
            fact,
            "Erwartet werden Beträge je Geldgeber.",
            f"Zum Beispiel: {{ bund = 750000, land = 150000, kommune = 100000 }}; möglich: {_options(fact)}.",
            value,
        )
    problems: list[Problem] = []
    amounts: dict[str, float | int] = {}
    for payer, amount in value.items():
        option = fact.option(str(payer))
        if option is None:
            problems += _bad(
                fact, "Diesen Geldgeber gibt es nicht.", f"Möglich: {_options(fact)}.", payer
            ).problems
            continue
        try:
            read = None if amount is None else _number(fact, amount, zero=True)
        except InputError as error:
            problems += [
                Problem(f"{fact.label}, {option.label}: {p.message.partition(': ')[2]}", p.remedy, column=p.column, value=p.value, code=p.code)
                for p in error.problems
            ]  # fmt: skip
            continue
        if read is not None:
            amounts[option.value] = read
    if problems:
        raise InputError(problems)
    return {o.value: amounts[o.value] for o in fact.options if o.value in amounts} or None


def _multi(fact: Fact, value: Any) -> list[str] | None:
    items = re.split(r"[,;]", value) if isinstance(value, str) else value
    if not isinstance(items, list | tuple):
        raise _bad(fact, "Erwartet wird eine Liste.", f"Möglich: {_options(fact)}.", value)
    problems: list[Problem] = []
    chosen = set()
    for item in items:
        try:
            chosen.add(_choice(fact, item))
        except InputError as error:
            problems += error.problems
    if problems:
        raise InputError(problems)
    return [o.value for o in fact.options if o.value in chosen] or None


def _list(fact: Fact, value: Any) -> list[str] | None:
    items = re.split(r"[,;\n]", value) if isinstance(value, str) else value
    if not isinstance(items, list | tuple) or not all(isinstance(item, str) for item in items):
        raise _bad(fact, "Erwartet wird eine Liste von Wörtern.", 'Zum Beispiel: ["Kita", "Treff"].', value)
    words = [_CONTROL.sub(" ", item).strip() for item in items]
    return list(dict.fromkeys(word for word in words if word)) or None


_READERS: dict[str, Callable[[Fact, Any], Any]] = {
    "choice": _choice,
    "yes_no": _yes_no,
    "text": _text,
    "number": _number,
    "amounts": _amounts,
    "multi": _multi,
    "list": _list,
}


def read_land(value: Any) -> str | None:
    """Return the code of a Land from its code or name; ``None`` for none.

    Raises
    ------
    InputError
        If there is no such Land.

    Examples
    --------
    >>> read_land("Hessen"), read_land("sh"), read_land("")
    ('HE', 'SH', None)
    """
    word = str(value or "").strip()
    if not word:
        return None
    for code, name in LAENDER.items():
        if word.casefold() in (code.casefold(), name.casefold()):
            return code
    raise InputError(
        Problem(
            "Dieses Land gibt es nicht.",
            remedy=f"Möglich: {', '.join(LAENDER)}.",
            column="land",
            value=word[:80],
            code="land_unknown",
        )
    )


def read_date(value: Any) -> dt.date | None:
    """Return a date from a date, ``2019-06-30`` or ``30.06.2019``; ``None`` for the day of the calculation.

    Raises
    ------
    InputError
        If it is no date.

    Examples
    --------
    >>> read_date("30.06.2019"), read_date(" ")
    (datetime.date(2019, 6, 30), None)
    """
    if isinstance(value, dt.datetime):
        return value.date()
    if value is None or isinstance(value, dt.date):
        return value
    word = str(value).strip()
    if not word:
        return None
    for pattern in ("%Y-%m-%d", "%d.%m.%Y"):
        try:
            return dt.datetime.strptime(word, pattern).date()
        except ValueError:
            continue
    raise InputError(
        Problem(
            "Der Stichtag ist kein Datum.",
            remedy="Muster: 30.06.2019 oder 2019-06-30.",
            column="date",
            value=word[:80],
            code="date_invalid",
        )
    )
