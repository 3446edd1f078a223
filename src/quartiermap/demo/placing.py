"""Where facilities stand: chosen so that every Quartier is served, except where a gap is meant.

Sites are picked one after the other, each time the house that brings most unserved people within reach.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from quartiermap.demo.buildings import Buildings
from quartiermap.demo.parameters import Plan
from quartiermap.demo.reach import Walks
from quartiermap.demo.streets import Way

Floats = NDArray[np.float64]

MARGIN_M = 25.0
"""A served place is served with this many metres to spare, a gap stays a gap with as many."""
_PER_QUARTER = 22


def target_people(kind: str, cells: pd.DataFrame) -> Floats:
    """Return the persons of a kind's target group by cell; NaN ages (suppressed) count as none.

    The 10 and 11 year olds of the playground group are two of the six years of their band (DOMAIN.md 2.5).
    """
    known = ~cells["secret"].to_numpy()
    c = {
        name: np.where(known, cells[name].to_numpy(float), 0.0)
        for name in cells.columns
        if name.startswith("age_")
    }
    match kind:
        case "kita":
            return c["age_0_3"] + c["age_3_6"]
        case "primary_school":
            return c["age_6_10"]
        case "secondary_school":
            return c["age_10_16"]
        case "youth_centre":
            return c["age_6_10"] + c["age_10_16"] + c["age_16_19"] + c["age_19_25"]
        case "playground":
            return c["age_6_10"] + c["age_10_16"] / 3
    return np.asarray(cells["population"], dtype=float)


def needed_places(kind: str, cells: pd.DataFrame) -> Floats | None:
    """Return the places needed by cell, or ``None`` where the standard counts no places (DOMAIN.md 2.5)."""
    known = ~cells["secret"].to_numpy()
    match kind:
        case "kita":
            return np.where(known, 0.51 * cells["age_0_3"] + 0.97 * cells["age_3_6"], 0.0)
        case "primary_school":
            return target_people(kind, cells)
        case "youth_centre":
            return 0.114 * target_people(kind, cells)
    return None


def candidates(
    plan: Plan, buildings: Buildings, ways: list[Way], rng: np.random.Generator
) -> NDArray[np.int64]:
    """Return rows of buildings that a facility may be in: spread over each Quartier, with an address."""
    named = np.array([w >= 0 and "name" in ways[w].tags for w in buildings.way.tolist()])
    rows = []
    for q in plan.quarters:
        mine = np.flatnonzero((buildings.quarter == q.id) & named)
        if q.type == "gewerbe" or not len(mine):
            continue
        rows.append(rng.choice(mine, size=min(_PER_QUARTER, len(mine)), replace=False))
    return np.sort(np.concatenate(rows))


class Sites:
    """Picks sites; keeps the distances from the cells to all candidate houses."""

    def __init__(
        self, plan: Plan, buildings: Buildings, ways: list[Way], walks: Walks, cells: pd.DataFrame, district: NDArray[np.str_],
        rng: np.random.Generator,
    ) -> None:  # fmt: skip
        self._plan, self._buildings, self._cells, self._district = plan, buildings, cells, district
        self.rows = candidates(plan, buildings, ways, rng)
        self._quarter = buildings.quarter[self.rows]
        x, y = cells["x"].to_numpy() - plan.origin[0], cells["y"].to_numpy() - plan.origin[1]
        self.distance = walks.distances(x, y, buildings.x[self.rows], buildings.y[self.rows], 1450.0)
        self._used: set[int] = set()

    def central(self, quarter: str) -> int:
        """Return the candidate nearest to the middle of the people of a Quartier."""
        mine = np.flatnonzero(self._district == quarter)
        options = [c for c in np.flatnonzero(self._quarter == quarter).tolist() if c not in self._used]
        far = np.minimum(self.distance[mine][:, options], 3000.0)
        return options[int(np.argmin(self._cells["population"].to_numpy()[mine] @ far))]

    def use(self, quarter: str) -> None:
        """Take the house in the middle of a Quartier off the list."""
        self._used.add(self.central(quarter))

    def pick(
        self,
        kind: str,
        target: float,
        gaps_in: list[str],
        fixed: list[str],
        margin: float = MARGIN_M,
        least: float = 4.0,
    ) -> list[int]:
        """Return candidate numbers for a kind.

        Districts named in `gaps_in` must keep enough people out of reach; all others get served.
        """
        people = target_people(kind, self._cells)
        total = pd.Series(people).groupby(self._district).sum()
        chosen = []
        for quarter in fixed:
            chosen.append(self.central(quarter))
            self._used.add(chosen[-1])
        if target > 1300:
            return chosen
        near: NDArray[np.bool_] = np.asarray(self.distance <= target - margin)
        near_as_number = near.astype(float)
        reach_far: NDArray[np.bool_] = np.asarray(self.distance <= target + margin)
        far_from = {k: (~reach_far[self._district == k]).astype(float) for k in gaps_in}
        open_gap = np.isin(self._district, gaps_in)
        weight = np.where(open_gap, 0.0, people)
        limits = {k: max(24.0, 0.16 * total[k]) for k in gaps_in}
        groups: dict[str, Any] = {k: np.flatnonzero(self._district == k) for k in np.unique(self._district)}
        while True:
            served: NDArray[np.bool_] = np.asarray(near[:, chosen].any(axis=1))
            far_served: NDArray[np.bool_] = np.asarray(reach_far[:, chosen].any(axis=1))
            left = {k: float(people[g][~served[g]].sum()) for k, g in groups.items() if k not in gaps_in}
            todo = {k for k, n in left.items() if n >= 8.0 and n >= 0.04 * total[k]}
            if not todo:
                return chosen
            mask = np.isin(self._district, list(todo)) & ~served
            urgent = (weight * mask) @ near_as_number
            gain = np.where(urgent > least, urgent + 0.15 * ((weight * ~served) @ near_as_number), -1.0)
            for k in gaps_in:
                g = groups[k]
                stays = (people[g] * ~far_served[g]) @ far_from[k]
                gain[stays < min(limits[k], 0.95 * float(people[g][~far_served[g]].sum()))] = -1.0
            gain[[*self._used]] = -1.0
            best = int(np.argmax(gain))
            if gain[best] <= 0.0:
                return chosen
            chosen.append(best)
            self._used.add(best)
