"""The supply balance as a use case: the same for window, command line and report, by the project's settings.

Settings (JSON values; none of them makes a result stale): ``supply.land``, ``supply.year``, ``supply.key_date`` (ISO),
``supply.windows`` (group -> [from, to] in months). The Land falls back on the one of the programme check.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from quartiermap.app.results import any_result
from quartiermap.domain.progress import Progress
from quartiermap.errors import InputError, Problem, UsageError

if TYPE_CHECKING:
    from pathlib import Path

    from quartiermap.analysis.supply_balance import SupplyBalance
    from quartiermap.domain.project import Project

GROUPS = ("u3", "o3", "all")


@dataclass(frozen=True)
class SupplyChoice:
    """What a user may choose for a balance; ``None`` (or empty) means what the project has chosen, else the default."""

    land: str | None = None
    year: int | None = None
    key_date: dt.date | None = None
    windows: Mapping[str, Sequence[int]] = field(default_factory=dict)


def choice_of(project: Project) -> SupplyChoice:
    """Return what the project has chosen; the Land falls back on the one of the programme check."""
    from quartiermap.analysis.supply_balance import chosen_options
    from quartiermap.io import bundled

    own = chosen_options(project, bundled.age_windows(), bundled.supply_categories())
    return SupplyChoice(own.land, own.year, own.key_date, own.windows)


def with_choice(project: Project, choice: SupplyChoice) -> Project:
    """Return the project with a choice kept; what is not chosen goes back to its default.

    Raises
    ------
    UsageError
        If the Land, the year or a window cannot be.
    """
    _check(choice)
    kept: dict[str, Any] = {
        "supply.land": choice.land.upper() if choice.land else None,
        "supply.year": choice.year,
        "supply.key_date": None if choice.key_date is None else choice.key_date.isoformat(),
        "supply.windows": {group: list(span) for group, span in choice.windows.items()} or None,
    }
    settings = {k: v for k, v in {**project.settings, **kept}.items() if v is not None or k not in kept}
    return project.with_(settings=settings)


def lands() -> tuple[tuple[str, str], ...]:
    """Return the Länder with rules of their own: two letters and name."""
    from quartiermap.io import bundled

    return tuple((rule.id, rule.name) for rule in bundled.age_windows().land)


def kinds_with_balance(project: Project) -> tuple[str, ...]:
    """Return the kinds that the project's result can balance in places, in the order of the standards."""
    from quartiermap.analysis import supply_balance

    return () if project.analysis is None else supply_balance.kinds_with_balance(project.analysis)


def balance_of(
    project: Project, kind: str, choice: SupplyChoice | None = None, progress: Progress | None = None
) -> SupplyBalance:
    """Return the supply balance of a kind.

    Parameters
    ----------
    project : Project
        With a result.
    kind : str
    choice : SupplyChoice, optional
        What it names wins over what the project has chosen.
    progress : Progress, optional

    Raises
    ------
    UsageError
        If the project has no result, or the choice cannot be.
    InputError
        If the standard of the kind names no need.
    """
    from quartiermap.analysis.supply_balance import balance, chosen_options
    from quartiermap.io import bundled

    analysis = any_result(project)
    found = bundled.kinds().by_word(kind)
    if found is None:
        raise InputError(
            Problem(
                "Diese Einrichtungsart gibt es nicht.",
                remedy=f"Möglich sind: {', '.join(bundled.kinds().ids)}.",
                value=kind,
                code="kind_unknown",
            )
        )
    asked = choice or SupplyChoice()
    _check(asked)
    own = chosen_options(project, bundled.age_windows(), bundled.supply_categories())
    options = replace(
        own,
        land=asked.land or own.land,
        year=asked.year or own.year,
        key_date=asked.key_date or own.key_date,
        windows=asked.windows or own.windows,
    )
    return balance(project, analysis, found.id, options, progress)


def _check(choice: SupplyChoice) -> None:
    from quartiermap.io import bundled

    if choice.land and bundled.age_windows().rule(choice.land) is None:
        there = ", ".join(rule.id for rule in bundled.age_windows().land)
        raise UsageError(f"Das Land „{choice.land}“ gibt es nicht. Möglich: {there}.")
    if choice.year is not None and not 1990 <= choice.year <= 2100:
        raise UsageError(f"Das Jahr {choice.year} liegt nicht zwischen 1990 und 2100.")
    for group, span in choice.windows.items():
        if group not in GROUPS:
            raise UsageError(f"Die Gruppe „{group}“ gibt es nicht. Möglich: u3, o3, all.")
        if len(span) != 2 or not 0 <= int(span[0]) < int(span[1]) <= 1440:
            raise UsageError(
                f"Das Altersfenster {group}={'-'.join(map(str, span))} ist keine Spanne in Monaten, z. B. u3=0-36."
            )


def shown_balance(
    project: Project, kind: str, choice: SupplyChoice | None = None, progress: Progress | None = None
) -> SupplyBalance:
    """Return a balance as it may be shown: small numbers of children are secret (`analysis.protection`).

    Raises
    ------
    UsageError, InputError
        As `balance_of`.
    """
    from quartiermap.analysis.protection import secrets_of
    from quartiermap.analysis.supply_balance_secrets import masked
    from quartiermap.io import bundled

    found = balance_of(project, kind, choice, progress)
    return masked(found, project, secrets_of(project), bundled.age_windows())


def published(
    project: Project, kind: str, choice: SupplyChoice | None = None, progress: Progress | None = None
) -> dict[str, Any]:
    """Return a balance in the plain values of ``report.json`` (`render.report_supply.balance_row`), small numbers hidden.

    Raises
    ------
    UsageError, InputError
        As `balance_of`.
    """
    from quartiermap.io import bundled
    from quartiermap.render.report_supply import balance_row

    return balance_row(shown_balance(project, kind, choice, progress), bundled.kinds())


def write_csv(found: Mapping[str, Any], path: Path) -> None:
    """Write a published balance as CSV for German Excel.

    Raises
    ------
    UsageError
        If the file is to have another ending.
    """
    from quartiermap.io.atomic import replace_file
    from quartiermap.render.csv_tables import write_csv as write
    from quartiermap.render.report_supply_sheet import supply_sheet

    if path.suffix.lower() != ".csv":
        raise UsageError(f"{path.name}: Die Tabelle wird als CSV geschrieben; der Name muss auf .csv enden.")
    sheet = supply_sheet([found])
    replace_file(path, lambda target: write(sheet, target))


def words(group: Mapping[str, Any], name: str, *, share: bool = False) -> str:
    """Write a figure of a published group: a number, a range, or the word for why it is missing.

    Examples
    --------
    >>> words({"places": None, "places_low": 3.0, "places_high": 5.0, "places_state": "no_data"}, "places")
    '3 bis 5'
    >>> words({"need": None, "need_state": "secret"}, "need")
    'geheim'
    """
    from quartiermap.analysis.supply_balance_words import range_words, share_words
    from quartiermap.domain.schema import States
    from quartiermap.domain.texts import NO_DATA

    low, high = (group.get(f"{name}_{end}", group.get(name)) for end in ("low", "high"))
    if low is None or high is None:
        return States(str(group[f"{name}_state"])).label or NO_DATA
    return share_words(low, high) if share else range_words(low, high)
