"""Persons in reach and places for them, counted exactly as `analysis.supply` and `analysis.gaps` count them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from quartiermap.analysis.catchment import two_step_supply
from quartiermap.analysis.residents import need_of, reporting_rows, target_group
from quartiermap.analysis.supply import primary_standard
from quartiermap.app.whatif_results import ReachTable, SupplyTable
from quartiermap.domain.network import Floats
from quartiermap.domain.project import Project
from quartiermap.domain.results import TOWN, Analysis
from quartiermap.domain.schema import States
from quartiermap.domain.standards import Standard

Bools = NDArray[np.bool_]
Indices = NDArray[np.int64]


@dataclass(frozen=True)
class Served:
    """Places shared out at one moment, by district and for the town (last)."""

    unserved: Floats
    undecided: Floats
    ratio: Floats
    places: float
    unknown: int


class Areas:
    """The reporting districts, and in which of them every demand point lies."""

    def __init__(self, project: Project, analysis: Analysis) -> None:
        districts = project.reporting_districts
        self.ids = tuple(districts["district_id"].astype(str).tolist())
        named = districts["name"].where(districts["name"].notna(), districts["district_id"])
        self.names = (*named.astype(str).tolist(), project.name)
        rows = reporting_rows(project, analysis.demand)
        self._of_point = rows
        self._inside = np.flatnonzero(rows >= 0)
        self._rows = rows[self._inside]
        self._town = np.zeros(len(self._rows), np.int64)

    def sum(self, values: Floats) -> Floats:
        """Sum values of points by district, then for the town: shape (n + 1,).

        Adds in the order of the points, as `analysis.supply` does, so that sums are the same to the last digit.
        """
        picked = values[self._inside]
        return np.concatenate(
            [
                np.bincount(self._rows, picked, minlength=len(self.ids)),
                np.bincount(self._town, picked, minlength=1),
            ]
        )

    def sum_few(self, values: Floats, where: Bools) -> Floats:
        """Sum the values of a few points: the same as `sum` with 0 elsewhere."""
        points = np.flatnonzero(where)
        rows = self._of_point[points]
        points, rows = points[rows >= 0], rows[rows >= 0]
        found = np.bincount(rows, values[points], minlength=len(self.ids))
        return np.append(found, np.bincount(np.zeros(len(rows), np.int64), values[points], minlength=1))


class Count:
    """Everything that is counted by one standard.

    Parameters
    ----------
    areas : Areas
    analysis : Analysis
    standard : Standard
    unseen : bool array, shape (points,)
        Demand points where the loaded network has no data; they are neither in reach nor out of reach.
    """

    def __init__(self, areas: Areas, analysis: Analysis, standard: Standard, unseen: Bools) -> None:
        self.areas, self.standard = areas, standard
        group = target_group(analysis.demand, standard.age)
        self._persons = np.where(unseen, 0.0, group.persons)
        self._group = group.label
        self._judged = areas.sum(self._persons)
        self._parameters = analysis.parameters
        self._people = areas.sum(group.persons)
        judge = primary_standard(analysis.parameters, standard.kind)
        self._judges = judge is not None and judge.id == standard.id
        self._before: tuple[Floats | None, float, Floats] | None = None
        figures = analysis.figures
        own = figures[figures["standard_id"] == standard.id].set_index("district_id")
        own = own[~own.index.duplicated()].reindex([*areas.ids, TOWN])
        self._target: Floats = own["target_population"].to_numpy(np.float64, na_value=np.nan)
        self._known: Bools = (own["target_population_state"] == States.VALUE.value).to_numpy(bool)
        self._given: Bools = self._known & (self._target > 0) & (self._judged > 0)
        need = None if standard.supply is None else need_of(analysis.demand, standard.supply, standard.age)
        self._need = None if need is None else need.persons
        self._need_known: Bools = (own["need_state"] == States.VALUE.value).to_numpy(bool)

    def reach(
        self, before: Floats | None, now: Floats | None, target_before_m: float, target_now_m: float
    ) -> ReachTable:
        """Count who is in reach before and now; ``None`` for a kind of which no facility is known."""
        nobody = np.zeros(len(self._persons), bool)
        was = nobody if before is None else before <= target_before_m
        is_ = nobody if now is None else now <= target_now_m
        areas, persons = self.areas, self._persons
        if self._before is None or self._before[0] is not before or self._before[1] != target_before_m:
            self._before = before, target_before_m, areas.sum(np.where(was, persons, 0.0))
        reached = areas.sum(np.where(is_, persons, 0.0))
        return ReachTable(
            ids=areas.ids,
            names=areas.names,
            target=self._target,
            before=self._before[2],
            now=reached,
            judged=self._judged,
            gained=areas.sum_few(persons, is_ & ~was),
            lost=areas.sum_few(persons, was & ~is_),
            known=self._known,
            given=self._given,
            group=self._group,
            surveyed_before=before is not None,
            surveyed_now=now is not None,
            gaps_before=self._gaps(self._before[2]) if before is not None else None,
            gaps_now=self._gaps(reached) if now is not None else None,
        )

    def _gaps(self, reached: Floats) -> Bools | None:
        """Return which districts have a gap for being out of reach, as `analysis.gaps` judges it."""
        if not self._judges:
            return None
        beyond, people = (self._judged - reached)[:-1], self._people[:-1]
        rule = self._parameters
        return (beyond >= rule.min_gap_persons) & (people > 0) & (beyond >= rule.min_gap_share * people)

    def persons(self, points: Bools) -> float:
        """Return the persons of the group at some points, everywhere together."""
        return float(self._persons[points].sum())

    def serve(self, reach: csr_matrix, capacity: Floats, open_rows: list[int]) -> Served | None:
        """Share the places out; ``None`` without a supply standard or without ages.

        Parameters
        ----------
        reach : csr_matrix, shape (points, rows)
            Ways within the threshold.
        capacity : float64 array, shape (rows,)
            NaN where unknown.
        open_rows : list of int
            The facilities that count.
        """
        if self._need is None:
            return None
        shared = two_step_supply(reach, self._need, capacity)
        own = capacity[open_rows]
        known = np.isfinite(own)
        return Served(
            unserved=self.areas.sum(shared.unserved),
            undecided=self.areas.sum(np.where(shared.undecided, self._need, 0.0)),
            ratio=shared.ratio,
            places=float(own[known].sum()),
            unknown=int(np.count_nonzero(~known)),
        )

    def supply(self, before: Served | None, now: Served | None) -> SupplyTable | None:
        """Compare the places before and now."""
        if before is None or now is None or self._need is None or self.standard.supply is None:
            return None
        return SupplyTable(
            ids=self.areas.ids,
            names=self.areas.names,
            need=self.areas.sum(self._need),
            unserved_before=before.unserved,
            unserved_now=now.unserved,
            undecided_now=now.undecided,
            known=self._need_known,
            unit=self.standard.supply.unit,
            places_before=before.places,
            places_now=now.places,
            unknown_now=now.unknown,
            ratio_now=now.ratio,
        )
