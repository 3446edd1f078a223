"""The small numbers of a result: which figures are secret, and the project with all of them taken out.

Protected are persons of an age group in a district (also the need for places that follows from them) and persons by social
status in and out of reach, on every level. `protected` is called once before a report is written or anything is
handed on; the project itself keeps what it knows. See ``docs/decisions/small-numbers.md``.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from quartiermap.analysis.equity import CLASSES, UNKNOWN_CLASS
from quartiermap.analysis.ground import outside_network
from quartiermap.analysis.reach_protection import Reach, Standing, reach_told
from quartiermap.analysis.residents import Age, Group, reporting_rows, target_group
from quartiermap.analysis.small_numbers import limit_in
from quartiermap.analysis.supply import area_levels
from quartiermap.analysis.suppression import Total, suppress
from quartiermap.domain.project import Project
from quartiermap.domain.results import TOWN, Analysis
from quartiermap.domain.schema import States
from quartiermap.domain.standards import Standard

Floats = NDArray[np.float64]
Whole = tuple[int, float]
"""Ages from and below (infinite where open)."""

ALL: Whole = (0, float("inf"))

BOUNDS = {
    "covered_population_low": "low", "covered_population_high": "high",
    "covered_share_low": "share_low", "covered_share_high": "share_high",
}  # fmt: skip
"""Columns that `mask_figures` adds to the figures: a secret number in reach lies between them (both excluded); missing: open to that side."""


def ages_of(age: Age | None) -> Whole:
    """Return an age group with plain ends; all residents for ``None``.

    Examples
    --------
    >>> ages_of((65, None)), ages_of(None)
    ((65, inf), (0, inf))
    """
    return ALL if age is None else (age[0], float("inf") if age[1] is None else float(age[1]))


@dataclass(frozen=True)
class Secrets:
    """Which figures of a result are too small to be shown, or would give one away.

    Parameters
    ----------
    limit : float
        Persons; 0: nothing is secret.
    persons : frozenset of (district id, ages)
        Persons of an age group (`ages_of`). `TOWN`, coarser levels, ``class:niedrig`` and ``field:3-`` stand beside districts.
    reach : mapping of (district id, standard id) to Reach
        What is told of persons in reach (and, by what is left, out of reach) where it is not the exact number.
    """

    limit: float
    persons: frozenset[tuple[str, Whole]] = frozenset()
    reach: Mapping[tuple[str, str], Reach] = field(default_factory=dict)
    groups: Mapping[str, Whole] = field(default_factory=dict)
    """Ages that a standard's figures really count, by standard id."""
    needs: Mapping[str, tuple[Whole, ...]] = field(default_factory=dict)
    """Age groups that the need of a standard is made of, by standard id."""

    def hides_persons(self, area: str, age: Age | None) -> bool:
        """Tell whether the number of persons of an age group in an area is secret."""
        return (area, ages_of(age)) in self.persons

    def hides_group(self, area: str, standard_id: str) -> bool:
        """Tell whether the target group of a standard is secret in an area."""
        return (area, self.groups.get(standard_id, ALL)) in self.persons

    def hides_need(self, area: str, standard_id: str) -> bool:
        """Tell whether the need for places is secret in an area: it gives the persons away that it is made of."""
        return self.hides_group(area, standard_id) or any(
            (area, ages) in self.persons for ages in self.needs.get(standard_id, ())
        )

    def hides_reach(self, area: str, standard_id: str) -> bool:
        """Tell whether the number in reach (and its share) is secret in an area."""
        told = self.reach.get((area, standard_id))
        return self.hides_group(area, standard_id) or (told is not None and told.hidden)

    def rounds_reach(self, area: str, standard_id: str) -> bool:
        """Tell whether the number in reach is only told in tens: parts of it are secret."""
        told = self.reach.get((area, standard_id))
        return told is not None and told.rounded

    @property
    def count(self) -> int:
        """How many figures are secret; those in tens are not."""
        alone = sum(
            1 for (area, own), told in self.reach.items() if told.hidden and not self.hides_group(area, own)
        )
        return len(self.persons) + alone


def secrets_of(project: Project) -> Secrets:
    """Return which figures of a project's result are secret; the same for the same project and limit.

    Parameters
    ----------
    project : Project
        Without a result nothing is secret.

    Raises
    ------
    UsageError
        If the project's limit is no number of persons.
    """
    limit, analysis = limit_in(project.settings), project.analysis
    if analysis is None or not limit:
        return Secrets(limit)
    frame = _Frame(project, analysis)
    hidden = suppress(frame.persons, frame.totals, limit, shape=frame.shape)
    persons = {
        (area, ages)
        for row, area in enumerate(frame.ids)
        for column, ages in enumerate(frame.ages)
        if hidden.cells[row, column]
    }
    persons |= {
        (total.key, ages)
        for row, total in enumerate(frame.totals)
        for column, ages in enumerate(frame.ages)
        if hidden.totals[row, column]
    }
    return Secrets(limit, frozenset(persons), frame.reach(persons, limit), frame.groups, frame.needs)


class _Frame:
    """Persons by district and age group, and what is published as sums of them."""

    def __init__(self, project: Project, analysis: Analysis) -> None:
        self.analysis = analysis
        demand = analysis.demand
        self.ids = project.reporting_districts["district_id"].astype(str).tolist()
        self.rows = reporting_rows(project, demand)
        self.totals = self._totals(project)
        groups: dict[Whole, Group] = {ALL: target_group(demand, None)}
        self.groups: dict[str, Whole] = {}
        self.needs: dict[str, tuple[Whole, ...]] = {}
        for standard in analysis.parameters.standards:
            own = target_group(demand, standard.age)
            ages = ages_of(standard.age) if own.ages_known else ALL
            groups.setdefault(ages, own)
            self.groups[standard.id] = ages
            if standard.supply is None:
                continue
            parts = []
            for part in standard.supply.need_parts(standard.age):
                of_part = target_group(demand, part.age)
                if of_part.ages_known:
                    groups.setdefault(ages_of(part.age), of_part)
                    parts.append(ages_of(part.age))
            self.needs[standard.id] = tuple(parts)
        self.ages = sorted(groups)
        self.persons = np.column_stack([self._by_district(groups[a].persons) for a in self.ages])
        register = project.district_population
        if len(register):  # what the report shows as residents
            known = dict(
                zip(register["district_id"].astype(str), register["population"].astype(float), strict=True)
            )
            column = self.ages.index(ALL)
            for row, area in enumerate(self.ids):
                value = known.get(area, np.nan)
                if np.isfinite(value):
                    self.persons[row, column] = value
        ends = sorted({end for ages in self.ages for end in ages})
        self.shape = np.array(
            [[1.0 if low <= a and b <= high else 0.0 for a, b in pairwise(ends)] for low, high in self.ages]
        )

    def _by_district(self, persons: Floats) -> Floats:
        inside = self.rows >= 0
        return np.bincount(self.rows[inside], persons[inside], minlength=len(self.ids)).astype(np.float64)

    def _totals(self, project: Project) -> list[Total]:
        """Return every published sum: coarser levels, the town, status classes, the 12 fields."""
        found = []
        for level in area_levels(project, self.analysis.demand)[1:]:
            together = pd.DataFrame({"fine": self.rows, "coarse": level.of_point})
            together = together[(together["fine"] >= 0) & (together["coarse"] >= 0)]
            most = together.groupby("fine")["coarse"].agg(lambda s: s.value_counts().index[0])
            for row, area in enumerate(level.ids):
                members = tuple(int(i) for i in most.index[most == row])
                if members:
                    found.append(Total(area, members))
        need = self.analysis.need.drop_duplicates("district_id").set_index("district_id")
        status = [need["status_class"].get(i) for i in self.ids]
        fields = [need["group"].get(i) for i in self.ids]
        if any(c in CLASSES for c in status):
            for name in (*CLASSES, UNKNOWN_CLASS):
                members = tuple(
                    n for n, c in enumerate(status) if (c if c in CLASSES else UNKNOWN_CLASS) == name
                )
                if members:
                    found.append(Total(f"class:{name}", members))
        names = sorted({str(f) for f in fields if isinstance(f, str)})
        return found + [
            Total(f"field:{name}", tuple(n for n, f in enumerate(fields) if f == name)) for name in names
        ]

    def reach(self, persons: Collection[tuple[str, Whole]], limit: float) -> dict[tuple[str, str], Reach]:
        """Return what is told instead of the numbers in reach, where it is not the exact one."""
        totals = [t for t in self.totals if not t.key.startswith("field:")]
        areas = [*self.ids, *(t.key for t in totals)]
        standards = [s for s in self.analysis.parameters.standards if self._ways(s) is not None]
        outside = outside_network(self.analysis.access, len(self.rows))
        standings = [self._standing(s, areas, totals, outside) for s in standards]
        secret = [np.array([(a, self.groups[s.id]) in persons for a in areas], dtype=bool) for s in standards]
        told = reach_told(standings, [t.members for t in totals], secret, limit)
        return {
            (areas[row], standard.id): reach
            for standard, by_row in zip(standards, told, strict=True)
            for row, reach in by_row.items()
        }

    def _ways(self, standard: Standard) -> Floats | None:
        return self.analysis.access.distance_for(standard)

    def _standing(
        self, standard: Standard, areas: list[str], totals: list[Total], outside: NDArray[np.bool_]
    ) -> Standing:
        """Return the exact figures of a standard: of the result, and of the status classes as sums of its districts."""
        own = self.analysis.figures
        own = own[own["standard_id"] == standard.id].drop_duplicates("district_id").set_index("district_id")
        known = own["covered_share_state"].to_numpy(dtype=object) == States.VALUE.value
        columns = {
            name: own[name].astype(float).where(known).reindex(areas).to_numpy(dtype=np.float64, copy=True)
            for name in (
                "target_population",
                "covered_population",
                "unreachable_population",
                "mean_distance_m",
            )
        }
        group = target_group(self.analysis.demand, standard.age)
        unseen = np.nan_to_num(self._by_district(np.where(outside, group.persons, 0.0)))
        unjudged = np.concatenate([unseen, [unseen[list(t.members)].sum() for t in totals]])
        size = len(self.ids)
        for row, total in enumerate(totals, start=size):
            if total.key.startswith("class:"):
                for values in columns.values():
                    values[row] = np.nansum(values[list(total.members)])
        persons, inside, lost, metres = columns.values()
        ways = self._ways(standard)
        return Standing(
            group=persons,
            judged=persons - unjudged,
            covered=inside,
            unreachable=lost,
            mean_m=metres,
            primary=standard.primary,
            ages=self.groups[standard.id],
            target_m=standard.target_m,
            ways=b"" if ways is None else ways.tobytes(),
        )


def mask_figures(figures: pd.DataFrame, secrets: Secrets) -> pd.DataFrame:
    """Return `Analysis.figures` as they may be told: secret ones missing, sums of secret ones in tens.

    Adds ``unreachable_state``, `BOUNDS` and for numbers in tens ``<name>_rounded``.
    """
    frame = figures.copy()
    areas, standards = frame["district_id"].astype(str), frame["standard_id"].astype(str)

    def where(test: Any) -> NDArray[np.bool_]:
        return np.array([test(a, s) for a, s in zip(areas, standards, strict=True)], dtype=bool)

    group = where(secrets.hides_group)
    need = where(secrets.hides_need)
    for column, mask, state in (
        ("target_population", group, "target_population_state"),
        ("need_places", need, "need_state"),
        ("supply_ratio", need, "supply_ratio_state"),
        ("shortfall_places", need, None),
        ("surplus_places", need, None),
    ):
        _blank(frame, column, mask, state)
    return _with_reach(frame, [secrets.reach.get(key) for key in zip(areas, standards, strict=True)])


def _blank(frame: pd.DataFrame, column: str, mask: NDArray[np.bool_], state: str | None) -> None:
    """Take figures out; what is missing for another reason stays missing for that reason."""
    mask = mask & frame[column].notna().to_numpy(dtype=bool)
    frame.loc[mask, column] = np.nan
    if state is not None:
        frame[state] = frame[state].astype(object).mask(mask, States.SECRET.value)


def _with_reach(frame: pd.DataFrame, told: Sequence[Reach | None]) -> pd.DataFrame:
    """Put what is told of the reach into the figures, with its bounds."""
    there = np.array([t is not None for t in told], dtype=bool)

    def of(name: str) -> Floats:
        return np.array([np.nan if t is None else getattr(t, name) for t in told], dtype=np.float64)

    missing = frame["unreachable_population"].notna().to_numpy(dtype=bool) & there
    missing &= np.isnan(of("unreachable"))
    for column, name, state in (
        ("covered_population", "covered", None),
        ("covered_share", "share", "covered_share_state"),
        ("mean_distance_m", "mean_m", "mean_distance_state"),
        ("unreachable_population", "unreachable", None),
    ):
        values = of(name)
        _blank(frame, column, there & np.isnan(values), state)
        replaced = there & np.isfinite(values) & frame[column].notna().to_numpy(dtype=bool)
        frame[column] = frame[column].astype(float).mask(replaced, pd.Series(values, index=frame.index))
    frame["unreachable_state"] = np.where(missing, States.SECRET.value, None)  # type: ignore[call-overload]
    for column, name in BOUNDS.items():
        frame[column] = of(name)
    frame["covered_population_rounded"] = [t is not None and t.rounded for t in told]
    frame["covered_share_rounded"] = frame["covered_population_rounded"]
    frame["unreachable_population_rounded"] = [t is not None and t.unreachable_rounded for t in told]
    return frame


__all__ = ["ALL", "TOWN", "Secrets", "ages_of", "mask_figures", "secrets_of"]
