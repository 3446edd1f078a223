"""What a step of "Was wäre, wenn …" tells: who is reached now and was not before, and the places for them.

Everything is kept as arrays over the reporting districts, because a result is made while a hand is dragging.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from quartiermap.domain.results import TOWN

Floats = NDArray[np.float64]
Indices = NDArray[np.int64]


@dataclass(frozen=True)
class Reach:
    """Persons of the target group within the threshold, in one district or the whole town.

    Parameters
    ----------
    district_id, name : str
        `results.TOWN` and the project's name for the whole town.
    target_population : float or None
        Persons of the target group; ``None`` where no figure is known ("keine Daten" or "geheim").
    before, now : float or None
        Persons within the threshold in the analysis and in the game; ``None`` where nothing can be said.
    share_before, share_now : float or None
        The same as shares (0..1) of the persons whose ways are known.
    newly_reached, newly_lost : float
        Persons who were out of reach and are in reach now, and the other way round; ``now - before`` is their
        difference (up to rounding of sums).
    """

    district_id: str
    name: str
    target_population: float | None
    before: float | None
    now: float | None
    share_before: float | None
    share_now: float | None
    newly_reached: float
    newly_lost: float


@dataclass(frozen=True)
class ReachTable:
    """`Reach` for every reporting district (in the project's order) and the town.

    Parameters
    ----------
    ids, names : tuple of str, length n
    target, before, now, judged, gained, lost : float64 array, shape (n + 1,)
        Persons: all of the group, in reach before, in reach now, with known ways, newly reached, newly lost;
        the last entry is the whole town (everybody inside a reporting district), counted from the points.
    known : bool array, shape (n + 1,)
        Whether a figure of the group may be given at all.
    given : bool array, shape (n + 1,)
        Whether shares may be given (the group is known, not empty, and somebody's ways are known).
    group : str
        German name of the target group really used.
    surveyed_before, surveyed_now : bool
        Whether any facility of the kind is known. Without one, "none there" and "no data" look the same: nothing is
        said (`Reach.before` and `now` are ``None``).
    gaps_before, gaps_now : bool array, shape (n,), or None
        Whether a district has a gap for being out of reach; ``None`` where nothing is known of the kind, or where gaps are
        not judged by this standard.
    """

    ids: tuple[str, ...]
    names: tuple[str, ...]
    target: Floats
    before: Floats
    now: Floats
    judged: Floats
    gained: Floats
    lost: Floats
    known: NDArray[np.bool_]
    given: NDArray[np.bool_]
    group: str
    surveyed_before: bool = True
    surveyed_now: bool = True
    gaps_before: NDArray[np.bool_] | None = None
    gaps_now: NDArray[np.bool_] | None = None

    @property
    def town(self) -> Reach:
        """The whole town."""
        return self._row(len(self.ids))

    def district(self, district_id: str) -> Reach:
        """Return one reporting district (or `results.TOWN`); `KeyError` if there is none of that id."""
        if district_id == TOWN:
            return self.town
        if district_id not in self.ids:
            raise KeyError(district_id)
        return self._row(self.ids.index(district_id))

    @property
    def changed(self) -> tuple[Reach, ...]:
        """The districts in which anybody is newly reached or lost, most persons first."""
        moved = self.gained[:-1] + self.lost[:-1]
        order = np.argsort(-moved, kind="stable")
        return tuple(self._row(int(i)) for i in order if moved[i] > 0)

    def _row(self, i: int) -> Reach:
        known, given = bool(self.known[i]), bool(self.given[i])
        empty = known and float(self.target[i]) == 0.0

        def persons(part: Floats, surveyed: bool) -> float | None:
            return float(part[i]) if surveyed and (given or empty) else None

        def share(part: Floats, surveyed: bool) -> float | None:
            return float(part[i] / self.judged[i]) if surveyed and given else None

        return Reach(
            district_id=self.ids[i] if i < len(self.ids) else TOWN,
            name=self.names[i],
            target_population=float(self.target[i]) if known else None,
            before=persons(self.before, self.surveyed_before),
            now=persons(self.now, self.surveyed_now),
            share_before=share(self.before, self.surveyed_before),
            share_now=share(self.now, self.surveyed_now),
            newly_reached=float(self.gained[i]),
            newly_lost=float(self.lost[i]),
        )


@dataclass(frozen=True)
class Supply:
    """Places against need within the threshold (2SFCA, DOMAIN.md 5.1), in one district or the whole town.

    Parameters
    ----------
    need : float or None
        Places (or m², sites) that the residents need; ``None`` without ages.
    unserved_before, unserved_now : float or None
        Need that finds no place in the catchments although a facility is reached; who reaches nothing belongs
        to "außer Reichweite" and is not counted here.
    undecided_now : float
        Need in catchments of facilities whose capacity is unknown: nothing can be said about it.
    """

    district_id: str
    name: str
    need: float | None
    unserved_before: float | None
    unserved_now: float | None
    undecided_now: float


@dataclass(frozen=True)
class SupplyTable:
    """`Supply` for every reporting district and the town, and the places of the whole town.

    Parameters
    ----------
    need, unserved_before, unserved_now, undecided_now : float64 array, shape (n + 1,)
        The last entry is the whole town.
    known : bool array, shape (n + 1,)
    unit : str
        What is counted ("Plätze", "m²", …).
    places_before, places_now : float
        Known capacity of all usable facilities of the kind.
    unknown_now : int
        Usable facilities whose capacity is unknown.
    ratio_now : float64 array, shape (points,)
        Places per need at every demand point.
    """

    ids: tuple[str, ...]
    names: tuple[str, ...]
    need: Floats
    unserved_before: Floats
    unserved_now: Floats
    undecided_now: Floats
    known: NDArray[np.bool_]
    unit: str
    places_before: float
    places_now: float
    unknown_now: int
    ratio_now: Floats

    @property
    def town(self) -> Supply:
        """The whole town."""
        return self._row(len(self.ids))

    def district(self, district_id: str) -> Supply:
        """Return one reporting district (or `results.TOWN`); `KeyError` if there is none of that id."""
        if district_id == TOWN:
            return self.town
        if district_id not in self.ids:
            raise KeyError(district_id)
        return self._row(self.ids.index(district_id))

    def _row(self, i: int) -> Supply:
        known = bool(self.known[i])
        return Supply(
            district_id=self.ids[i] if i < len(self.ids) else TOWN,
            name=self.names[i],
            need=float(self.need[i]) if known else None,
            unserved_before=float(self.unserved_before[i]) if known else None,
            unserved_now=float(self.unserved_now[i]) if known else None,
            undecided_now=float(self.undecided_now[i]),
        )


@dataclass(frozen=True)
class Site:
    """A facility as it stands in the game.

    Parameters
    ----------
    id : str
        `facility_id` of the project, or a new one for an added facility.
    row : int
        Row in `Project.facilities`; added facilities are numbered on behind it. `Change.nearest` uses it.
    kind, name : str
        The name is the id where a facility has none.
    x, y : float
        Metres in the project CRS; NaN where a facility has no place.
    places : float or None
        ``None`` where unknown.
    open : bool
        Whether it counts now (existing or added, not closed, with a place).
    added, moved, resized, closed, opened : bool
        What the game did to it; `opened`: planned or closed in the project, and counts in the game.
    reached : bool
        Whether it lies near enough to a way (with a network); nobody reaches it otherwise.
    """

    id: str
    row: int
    kind: str
    name: str
    x: float
    y: float
    places: float | None
    open: bool
    added: bool
    moved: bool
    resized: bool
    closed: bool
    opened: bool
    reached: bool


@dataclass(frozen=True)
class Change:
    """The state of the watched kind after a step, against the analysis.

    Parameters
    ----------
    label : str
        The step in German ("Kita „Sonnenschein“ verschoben"); empty if nothing was done.
    kind : str
        The kind that everything here is about.
    standard_id : str or None
        The standard that the persons are counted by (`WhatIf.standard`); ``None`` if the kind has none.
    target_before_m, target_now_m : float
        Its threshold in the analysis and in the game, in metres of the profile.
    points : int64 array
        Demand points (rows of `Demand.table`) whose distance or nearest facility changed in *this* step.
    before_m, now_m : float64 array, shape (points,)
        Distance from every demand point in the analysis and in the game; ``inf`` where nothing can be reached.
        Read-only.
    nearest : int32 array, shape (points,)
        `Site.row` of the nearest facility now, -1 where none can be reached. Read-only.
    reach : ReachTable or None
        ``None`` if the kind has no standard.
    supply : SupplyTable or None
        ``None`` while dragging, without a supply standard or without ages.
    notes : tuple of str
        German sentences that must be shown with it ("… liegt 480 m vom nächsten Weg: niemand erreicht sie.").
    """

    label: str
    kind: str
    standard_id: str | None
    target_before_m: float
    target_now_m: float
    points: Indices
    before_m: Floats
    now_m: Floats
    nearest: NDArray[np.int32]
    reach: ReachTable | None
    supply: SupplyTable | None
    notes: tuple[str, ...] = ()
