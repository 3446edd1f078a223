"""Small numbers of persons: from which limit on they are shown, and why (``docs/decisions/small-numbers.md``)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from quartiermap.domain.texts import SECRET, number, number_between, percent, percent_between
from quartiermap.errors import UsageError

LIMIT = 5.0
"""Fewer persons than this (but some) are not shown: Annahme. Stricter than the 3 persons that the confidentiality of
social data in grids asks for (Destatis EXSTAT, DOMAIN.md 3.4 [Q91])."""

STEP = 10.0
"""Numbers that would give a secret one away are told rounded to this many persons."""

SETTING = "small_numbers.limit"


def limit_in(settings: Mapping[str, Any]) -> float:
    """Return the limit of a project; 0 shows every number.

    Raises
    ------
    UsageError
        If what is stored is no number of persons.

    Examples
    --------
    >>> limit_in({}), limit_in({"small_numbers.limit": 10})
    (5.0, 10.0)
    """
    value = settings.get(SETTING)
    if value is None:
        return LIMIT
    try:
        limit = float(value)
    except (TypeError, ValueError):
        limit = -1.0
    if not 0.0 <= limit <= 1000.0:
        raise UsageError("Die Grenze für kleine Zahlen muss zwischen 0 und 1.000 Personen liegen.")
    return limit


def is_small(persons: float, limit: float) -> bool:
    """Tell whether a number of persons is too small to be shown; nobody at all is not.

    Examples
    --------
    >>> [is_small(n, 5.0) for n in (0.0, 0.4, 4.9, 5.0)]
    [False, True, True, False]
    """
    return 1e-9 < persons < limit


def stepped(persons: float, limit: float) -> float:
    """Return a number of persons in steps of the limit: two of them then never differ by a few. Few are half a step.

    Examples
    --------
    >>> [stepped(n, 5.0) for n in (0.0, 2.0, 12.0, 13.0)], stepped(12.0, 0.0)
    ([0.0, 2.5, 10.0, 15.0], 12.0)
    """
    if not limit or persons <= 1e-9:
        return persons
    return limit / 2.0 if persons < limit else limit * round(persons / limit)


def told(persons: float, limit: float) -> str:
    """Write a number of persons that many others of the same kind can be subtracted from (`stepped`).

    Examples
    --------
    >>> [told(n, 5.0).replace(chr(160), " ") for n in (0.0, 2.0, 12.0)], told(12.0, 0.0)
    (['0', 'unter 5', '≈ 10'], '12')
    """
    if is_small(persons, limit):
        return number_between(None, limit)
    return number(persons) if not limit or persons <= 1e-9 else f"≈\u00a0{number(stepped(persons, limit))}"


def told_share(persons: float, judged: float, limit: float) -> str:
    """Write a share in reach in the same way; few within or beyond reach are told by the bound that the limit sets.

    Examples
    --------
    >>> [told_share(n, 26.0, 5.0).replace(chr(160), " ") for n in (0.0, 2.0, 12.0, 24.0, 26.0)]
    ['0,0 %', 'unter 20 %', '≈ 38,5 %', 'über 80 %', '100,0 %']
    """
    beyond = judged - persons
    partly = persons > 1e-6 and beyond > 1e-6
    if not limit or not partly:
        return percent(persons / judged if judged > 0 else None)
    if judged < 2.0 * limit:
        return SECRET
    if is_small(persons, limit):
        return percent_between(None, limit / judged)
    if is_small(beyond, limit):
        return percent_between(1.0 - limit / judged, None)
    return f"≈\u00a0{percent(stepped(persons, limit) / judged)}"


def limit_words(limit: float) -> str:
    """Return the sentence on small numbers that belongs under every table of persons."""
    if not limit:
        return "Kleine Personenzahlen sind nicht unterdrückt (Einstellung des Projekts)."
    return (
        f"Personenzahlen unter {limit:g}, aber über 0, sind geheim (Grenze: Annahme), ebenso Werte, aus denen sie sich "
        "durch Abziehen ergäben. Wohnen so wenige in oder außer Reichweite, steht statt des Anteils nur „unter“ oder „über“; "
        f"Summen, in denen eine geheime Zahl steckt, sind aus den gezeigten gerechnet und auf {STEP:g} Personen gerundet (≈)."
    ).replace(".0 ", " ")
