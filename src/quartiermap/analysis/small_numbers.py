"""Small numbers of persons: from which limit on they are shown, and why (``docs/decisions/small-numbers.md``)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from quartiermap.errors import UsageError

LIMIT = 5.0
"""Fewer persons than this (but some) are not shown: Annahme. Stricter than the 3 persons that the confidentiality of
social data in grids asks for (Destatis EXSTAT, DOMAIN.md 3.4 [Q91])."""

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


def limit_words(limit: float) -> str:
    """Return the sentence on small numbers that belongs under every table of persons."""
    if not limit:
        return "Kleine Personenzahlen sind nicht unterdrückt (Einstellung des Projekts)."
    return (
        f"Personenzahlen unter {limit:g}, aber über 0, sind geheim (Grenze: Annahme), ebenso Werte, aus denen sie sich "
        "durch Abziehen ergäben. Ausgenommen ist, wie viele der Zielgruppe eines Gebiets in oder außer Reichweite wohnen: Das ist "
        "eine Schätzung aus Wohnorten, keine Zählung."
    ).replace(".0 ", " ")
