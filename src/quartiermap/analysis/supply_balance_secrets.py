"""The supply balance without small numbers of children: what `analysis.protection` hides, and what the balance would add to it.

The balance shows the same persons as the figures of the report, and by the rule of a Land some months more (or less). The
difference of the two is a number of children too, so it is protected like any other; where the figures hide an age group of
an area, the balance shows none of it. See ``docs/decisions/small-numbers.md``.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from quartiermap.analysis.protection import Secrets, ages_of
from quartiermap.analysis.residents import Bools
from quartiermap.analysis.small_numbers import limit_words
from quartiermap.analysis.supply_balance import SupplyBalance
from quartiermap.analysis.supply_balance_reach import with_told_reach
from quartiermap.analysis.supply_windows import WHOLE, AgeGroup, persons_of, windows_for
from quartiermap.analysis.suppression import Total, suppress
from quartiermap.domain.age_windows import AgeWindows
from quartiermap.domain.project import Project
from quartiermap.domain.schema import States

_OF_PERSONS = (
    ("children",),
    ("children_then",),
    ("supply_quota", "low", "high"),
    ("care_quota", "low", "high"),
)
_OF_NEED = (
    ("need",), ("need_then",), *((name, "low", "high") for name in (
        "coverage", "shortfall", "surplus", "coverage_then", "shortfall_then", "surplus_then", "catch_places", "catch_coverage",
        "catch_shortfall",
    )),
)  # fmt: skip
_FLOWS = ("catch_need", "catch_in", "catch_unreached", "catch_out", "catch_idle")
SECRET_WORDS = "Keine Angabe: Die Zahl der Kinder ist geheim (kleine Zahlen)."  # noqa: S105
_Cell = tuple[str, str]


def masked(found: SupplyBalance, project: Project, secrets: Secrets, rules: AgeWindows) -> SupplyBalance:
    """Return a balance as it may be shown: figures of areas and groups that are secret missing, with the state ``secret``.

    Parameters
    ----------
    found : SupplyBalance
        With every figure.
    project : Project
        The one it was computed from.
    secrets : Secrets
        `protection.secrets_of` of the project.
    rules : AgeWindows
        To tell by which ages the figures of the report count.
    """
    if not secrets.limit:
        return found
    found = with_told_reach(found, project, secrets)
    plain = windows_for(found.standard, rules, None, found.windows.key_date)
    usual = {group.id: group for group in plain.shown}
    same = all(_span(usual.get(g.id)) == _span(g) for g in found.windows.shown)
    areas = list(dict.fromkeys(found.table["area_id"].astype(str)))
    groups = [g.id for g in found.windows.shown]
    hidden: set[_Cell] = set()
    for area in areas:
        if same:
            hidden |= {(area, g) for g in groups if (area, _years(usual[g])) in secrets.persons}
        elif any(key == area and ages != ages_of(None) for key, ages in secrets.persons):
            hidden |= {(area, g) for g in groups}
    if not same:
        hidden |= _by_difference(found, project, usual, hidden, secrets.limit)
    hidden |= _whole_of(hidden, areas, groups)
    if not hidden:
        return found
    return replace(
        found, table=_without(found.table, hidden), notes=(*found.notes, limit_words(secrets.limit))
    )


def _span(group: AgeGroup | None) -> tuple[int, int | None] | None:
    return None if group is None else (group.lower, group.upper)


def _years(group: AgeGroup) -> tuple[int, float]:
    return ages_of((group.lower // 12, None if group.upper is None else group.upper // 12))


def _whole_of(hidden: set[_Cell], areas: list[str], groups: list[str]) -> set[_Cell]:
    """Return what must go with it: of U3, Ü3 and both together one alone cannot be hidden."""
    more: set[_Cell] = set()
    for area in areas:
        own = [g for g in groups if (area, g) in hidden]
        if len(groups) == 3 and len(own) == 1:
            more.add((area, next(g for g in groups if g != own[0] and g != WHOLE)))
    return more


def _by_difference(
    found: SupplyBalance, project: Project, usual: dict[str, AgeGroup], hidden: set[_Cell], limit: float
) -> set[_Cell]:
    """Return where the balance and the figures of the report together would tell a small number of children."""
    table = found.table
    districts = table.loc[table["area_level"] == "district", "area_id"].astype(str).drop_duplicates().tolist()
    groups = [g.id for g in found.windows.shown]
    values = np.zeros((len(districts), len(groups)))
    assert project.analysis is not None  # noqa: S101
    people = project.analysis.demand.table
    rows = pd.Index(districts).get_indexer(pd.Index(people["district_id"].astype(object)))
    for column, group in enumerate(found.windows.shown):
        before = persons_of(people, usual[group.id]) if group.id in usual else None
        now = persons_of(people, group)
        if before is None or now is None:
            continue
        more = np.abs(now.values - before.values)
        values[:, column] = np.bincount(rows[rows >= 0], more[rows >= 0], minlength=len(districts))
    first = (values > 1e-9) & (values < limit)
    first |= np.array([[(area, g) in hidden for g in groups] for area in districts]).reshape(first.shape)
    parents = table.loc[(table["area_level"] == "district"), ["area_id", "parent_id"]].drop_duplicates()
    totals = [Total("town", tuple(range(len(districts))))]
    for parent, own in parents.groupby("parent_id")["area_id"]:
        totals.append(Total(str(parent), tuple(districts.index(str(a)) for a in own)))
    answer = suppress(values, totals, limit, primary=first)
    town = str(table.loc[table["area_level"] == "town", "area_id"].iloc[0])
    made = {(districts[a], groups[g]) for a, g in np.argwhere(answer.cells)}
    keys = [town, *(t.key for t in totals[1:])]
    return made | {(keys[t], groups[g]) for t, g in np.argwhere(answer.totals)}


def _without(table: pd.DataFrame, hidden: set[_Cell]) -> pd.DataFrame:
    """Return the table with everything missing that would tell the children of the hidden rows."""
    frame = table.copy()
    keys = list(zip(frame["area_id"].astype(str), frame["group"].astype(str), strict=True))
    persons = np.array([key in hidden for key in keys], dtype=bool)
    # The need of all is a weighted sum of its parts: with the number of all it would tell each of them.
    parts = {area for area, _ in hidden}
    need = np.array([key in hidden or (key[1] == WHOLE and key[0] in parts) for key in keys], dtype=bool)

    def hide(rows: Bools, columns: list[str], state: str) -> None:
        for column in columns:
            frame[column] = frame[column].astype(float).mask(rows)
        told = frame[state].astype(object)
        frame[state] = told.mask(rows & (told == States.VALUE.value).to_numpy(), States.SECRET.value)

    for rows, figures in ((persons, _OF_PERSONS), (need, _OF_NEED)):
        for name, *ends in figures:
            hide(rows, [f"{name}_{end}" for end in ends] or [name], f"{name}_state")
    hide(need, list(_FLOWS), "catch_flows_state")
    hide(need, ["category_urgency"], "category_state")
    words: dict[str, Any] = {"category": "", "category_label": "", "because": SECRET_WORDS, "sentence": ""}
    for column, text in words.items():
        frame[column] = frame[column].astype(object).mask(need, text)
    return frame
