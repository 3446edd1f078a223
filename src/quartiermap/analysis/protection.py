"""The small numbers of a result: which figures are secret, and the project with all of them taken out.

Protected are persons of an age group in a district (also the need for places that follows from them) and persons by social
status in and out of reach, on every level. `protected` is called once before a report is written or anything is
handed on; the project itself keeps what it knows. See ``docs/decisions/small-numbers.md``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from quartiermap.analysis.equity import CLASSES, UNKNOWN_CLASS
from quartiermap.analysis.residents import Age, Group, reporting_rows, target_group
from quartiermap.analysis.small_numbers import limit_in
from quartiermap.analysis.supply import area_levels
from quartiermap.analysis.suppression import Total, suppress
from quartiermap.domain.project import Project
from quartiermap.domain.results import TOWN, Analysis

Floats = NDArray[np.float64]
Whole = tuple[int, float]
"""Ages from and below (infinite where open)."""

ALL: Whole = (0, float("inf"))


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
    covered : frozenset of (district id, standard id)
        Persons in reach (and, by what is left, out of reach).
    """

    limit: float
    persons: frozenset[tuple[str, Whole]] = frozenset()
    covered: frozenset[tuple[str, str]] = frozenset()
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
        return self.hides_group(area, standard_id) or (area, standard_id) in self.covered

    @property
    def count(self) -> int:
        """How many figures are secret."""
        return len(self.persons) + len(self.covered)


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
    return Secrets(limit, frozenset(persons), frame.reach(limit), frame.groups, frame.needs)


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

    def reach(self, limit: float) -> frozenset[tuple[str, str]]:
        """Return for which districts and standards the persons in reach would give away a small part of a status class."""
        figures = self.analysis.figures
        ids = [s.id for s in self.analysis.parameters.standards]
        classes = [n for n, total in enumerate(self.totals) if total.key.startswith("class:")]
        if not classes or not ids:
            return frozenset()
        inside, whole = (
            figures.pivot_table(index="district_id", columns="standard_id", values=name, aggfunc="first")
            .reindex(index=self.ids, columns=ids)
            .fillna(0.0)
            .to_numpy(dtype=np.float64)
            for name in ("covered_population", "target_population")
        )
        secret = np.zeros((len(self.totals), len(ids)), dtype=bool)
        for row in classes:
            own = list(self.totals[row].members)
            for part in (inside[own].sum(axis=0), (whole - inside)[own].sum(axis=0)):
                secret[row] |= (part > 1e-9) & (part < limit)
        hidden = suppress(
            inside, self.totals, limit, primary=np.zeros_like(inside, dtype=bool), primary_totals=secret
        )
        return frozenset(
            {(self.ids[a], ids[s]) for a, s in np.argwhere(hidden.cells)}
            | {(self.totals[t].key, ids[s]) for t, s in np.argwhere(hidden.totals)}
        )


def mask_figures(figures: pd.DataFrame, secrets: Secrets) -> pd.DataFrame:
    """Return `Analysis.figures` with every secret figure missing and its state ``secret``; adds ``unreachable_state``."""
    frame = figures.copy()
    areas, standards = frame["district_id"].astype(str), frame["standard_id"].astype(str)

    def where(test: Any) -> NDArray[np.bool_]:
        return np.array([test(a, s) for a, s in zip(areas, standards, strict=True)], dtype=bool)

    group = where(secrets.hides_group)
    need = where(secrets.hides_need)
    reach = where(secrets.hides_reach)
    for column, mask, state in (
        ("target_population", group, "target_population_state"),
        ("covered_population", reach, None),
        ("covered_share", reach, "covered_share_state"),
        ("mean_distance_m", group, "mean_distance_state"),
        ("unreachable_population", group, None),
        ("need_places", need, "need_state"),
        ("supply_ratio", need, "supply_ratio_state"),
        ("shortfall_places", need, None),
        ("surplus_places", need, None),
    ):
        # What is missing for another reason stays missing for that reason.
        mask = mask & frame[column].notna().to_numpy(dtype=bool)
        frame.loc[mask, column] = np.nan
        if state is not None:
            frame[state] = frame[state].astype(object).mask(mask, "secret")
    frame["unreachable_state"] = ["secret" if hidden else None for hidden in group]
    return frame


__all__ = ["ALL", "TOWN", "Secrets", "ages_of", "mask_figures", "secrets_of"]
