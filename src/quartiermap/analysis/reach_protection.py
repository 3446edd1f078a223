"""Persons within and beyond reach of a standard: which are too few to be told, and what is told instead of them.

A district's number is secret where 1 to limit - 1 persons live within reach, beyond it, or between two standards that ask the same
ways; told are bounds that the limit itself sets. A sum over districts of which one is secret is told from what is
shown of its parts, in tens: it then says nothing that the parts do not say (``docs/decisions/small-numbers.md``).
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from quartiermap.analysis.small_numbers import STEP
from quartiermap.domain.schema import States

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]

_DUST = 1e-6
"""Persons: what is left of a difference of sums of floats."""


@dataclass(frozen=True)
class Reach:
    """What is told about one area and one standard; NaN is not told.

    Parameters
    ----------
    hidden : bool
        Persons in reach and their share are secret.
    covered, share : float
        Persons in reach, and their share of those whose way is known.
    low, high : float
        A secret number of persons lies between them (both excluded); NaN where that says nothing.
    share_low, share_high : float
        The same as shares.
    rounded : bool
        `covered` and `share` are reckoned from what is shown of the parts, in tens of persons.
    unreachable : float
        Persons who reach nothing at all.
    unreachable_rounded : bool
    mean_m : float
        Mean way in metres.
    """

    hidden: bool
    covered: float
    share: float
    low: float
    high: float
    unreachable: float
    mean_m: float
    share_low: float = np.nan
    share_high: float = np.nan
    rounded: bool = False
    unreachable_rounded: bool = False


@dataclass
class Standing:
    """Exact figures of one standard: of all districts, then of all sums of districts.

    Parameters
    ----------
    group, judged, covered, unreachable, mean_m : float64 array, shape (areas,)
        Persons of the target group; those whose way is known; those in reach; those who reach nothing; metres.
        NaN where the result gives none.
    primary : bool
        Whether its kind is judged by this standard.
    ages : tuple of float
        Ages from and below.
    target_m : float
    ways : bytes
        Standards with equal ones ask the same ways.
    """

    group: Floats
    judged: Floats
    covered: Floats
    unreachable: Floats
    mean_m: Floats
    primary: bool
    ages: tuple[int, float]
    target_m: float
    ways: bytes
    hidden: Bools = field(init=False)
    low: Floats = field(init=False)
    high: Floats = field(init=False)
    told: Floats = field(init=False)
    """What stands for a secret number in sums."""

    def __post_init__(self) -> None:
        size = len(self.group)
        self.hidden = np.zeros(size, dtype=bool)
        self.low, self.high = np.full(size, np.nan), np.full(size, np.nan)
        self.told = self.covered.copy()

    def hide(self, where: Bools, low: Floats | float = np.nan, high: Floats | float = np.nan) -> None:
        """Make numbers secret; between `low` and `high` they are told to be, and counted in the middle."""
        where = where & ~self.hidden
        self.hidden |= where
        for own, given in ((self.low, low), (self.high, high)):
            own[where] = np.broadcast_to(given, where.shape)[where]
        middle = (self.low + self.high) / 2.0
        self.told = np.where(where & np.isfinite(middle), middle, self.told)


def few(persons: Floats, limit: float) -> Bools:
    """Tell which numbers are above 0 and below the limit; what is not known is not.

    Examples
    --------
    >>> few(np.array([0.0, 0.5, 4.9, 5.0, np.nan]), 5.0).tolist()
    [False, True, True, False, False]
    """
    return np.asarray((persons > _DUST) & (persons < limit - _DUST), dtype=bool)


def reach_told(
    standings: Sequence[Standing], members: Sequence[tuple[int, ...]], secret: Sequence[Bools], limit: float
) -> list[dict[int, Reach]]:
    """Return what is told instead of the exact figures, for every standard by row of the area; where nothing changes there is no entry.

    Parameters
    ----------
    standings : sequence of Standing
        One for each standard. They are worked on in place.
    members : sequence of tuple of int
        Which districts (rows) the sums are made of, in the order of their rows after the districts'.
    secret : sequence of bool array, shape (areas,)
        Where the target group itself is secret.
    limit : float
    """
    districts = len(standings[0].group) - len(members) if standings else 0
    for standing in standings:
        _hide_few(standing, limit)
    # A sum of districts without a secret number leaves what they leave: nobody, or enough.
    single = np.arange(len(standings[0].group) if standings else 0) < districts
    for one, other in itertools.combinations(standings, 2):
        if one.ways == other.ways:
            _hide_between(one, other, single, limit)
    _hide_ties(standings)
    return [
        _told(standing, members, group, districts, limit)
        for standing, group in zip(standings, secret, strict=True)
    ]


def _hide_few(own: Standing, limit: float) -> None:
    """Hide the numbers that are small themselves, or leave a small one of the group."""
    inside, judged = own.covered, own.judged
    beyond = judged - inside
    both = (inside > _DUST) & (beyond > _DUST)
    # Who is told "under the limit" of few persons could tell the number from the wording.
    own.hide(both & (judged < 2.0 * limit), 0.0, judged)
    own.hide(few(inside, limit), 0.0, limit)
    own.hide(few(beyond, limit), judged - limit, judged)
    own.hide(few(own.group - judged, limit) & (inside > _DUST))


def _hide_between(one: Standing, other: Standing, where: Bools, limit: float) -> None:
    """Hide one of two numbers that, subtracted, leave few persons: one group and distance lie within the other's."""
    for inner, outer in ((one, other), (other, one)):
        if not (outer.ages[0] <= inner.ages[0] and inner.ages[1] <= outer.ages[1]):
            continue
        if inner.target_m <= outer.target_m:
            left = outer.covered - inner.covered
            _hide_pair(inner, outer, where & few(left, limit), np.zeros_like(left), limit)
        if inner.target_m >= outer.target_m:
            rest = outer.judged - inner.judged
            left = rest - (outer.covered - inner.covered)
            _hide_pair(inner, outer, where & few(left, limit), rest, limit, beyond=True)


def _hide_pair(
    inner: Standing, outer: Standing, where: Bools, rest: Floats, limit: float, *, beyond: bool = False
) -> None:
    """Hide the standard that its kind is not judged by (else the inner one) where both are shown; told is what the other leaves."""
    where = where & ~inner.hidden & ~outer.hidden
    sign = 1.0 if beyond else -1.0  # of the inner number: outer - rest + left, or outer - left
    ends = outer.covered - rest, outer.covered - rest + sign * limit
    if inner.primary and not outer.primary:
        ends = inner.covered + rest, inner.covered + rest - sign * limit
        outer.hide(where, np.minimum(*ends), np.maximum(*ends))
    else:
        inner.hide(where, np.minimum(*ends), np.maximum(*ends))


def _hide_ties(standings: Sequence[Standing]) -> None:
    """Hide all of three or more standards on the same ways with ages in common, where one of them is secret: sums of groups could tell it."""
    for own in standings:
        near = [
            s
            for s in standings
            if s is not own and s.ways == own.ways and s.ages[0] < own.ages[1] and own.ages[0] < s.ages[1]
        ]
        if len(near) < 2:
            continue
        for other in near:
            partly = (other.covered > _DUST) & (other.judged - other.covered > _DUST)
            other.hide(own.hidden & partly)


def _told(
    own: Standing, members: Sequence[tuple[int, ...]], group: Bools, districts: int, limit: float
) -> dict[int, Reach]:
    """Return what is told of one standard, area by area."""
    hidden = own.hidden | (group & np.isfinite(own.covered))
    cut = few(own.group - own.judged, limit)
    lost = _unreachable_hidden(own, hidden, cut, limit) | (group & np.isfinite(own.unreachable))
    lonely = (few(own.judged - own.unreachable, limit) | group) & np.isfinite(own.mean_m)
    found = {
        int(row): _alone(
            own, int(row), hidden=bool(hidden[row]), lost=bool(lost[row]), lonely=bool(lonely[row])
        )
        for row in np.flatnonzero(hidden | lost | lonely)
    }
    for row, members_of in enumerate(members, start=districts):
        parts = np.asarray(members_of, dtype=np.int64)
        away, gone = parts[(hidden | cut)[parts]], parts[(lost & (own.unreachable > _DUST))[parts]]
        if group[row] or not (_matters(own, away) or len(gone)):
            continue
        told = _alone(own, row, hidden=False, lost=False, lonely=bool(lonely[row]))
        told = _sum_told(own, row, told, away, cut, limit) if _matters(own, away) else told
        found[row] = _rest_told(own, row, told, gone, limit) if len(gone) else told
    return found  # fmt: skip


def _matters(own: Standing, away: Ints) -> bool:
    """Tell whether the sum of some districts says more of those that are not shown than that nobody, or everybody, is in reach."""
    inside, people = np.nansum(own.covered[away]), np.nansum(own.judged[away])
    return bool(inside > _DUST and people - inside > _DUST) or bool(
        (own.group - own.judged)[away].sum() > _DUST
    )


def _unreachable_hidden(own: Standing, hidden: Bools, cut: Bools, limit: float) -> Bools:
    """Tell where the number of those who reach nothing is small, or leaves a small one of those who do."""
    lost = own.unreachable
    between = few(own.judged - own.covered - lost, limit) & ~hidden
    return (lost > _DUST) & (few(lost, limit) | few(own.judged - lost, limit) | between | cut)


def _alone(own: Standing, row: int, *, hidden: bool, lost: bool, lonely: bool) -> Reach:
    """Return what is told of an area by itself."""
    judged = float(own.judged[row])
    low, high = (float(own.low[row]), float(own.high[row])) if hidden else (np.nan, np.nan)
    reach = Reach(
        hidden=hidden,
        covered=np.nan if hidden else float(own.covered[row]),
        share=np.nan,
        low=low,
        high=high,
        unreachable=np.nan if lost else float(own.unreachable[row]),
        mean_m=np.nan if lonely else float(own.mean_m[row]),
    )
    return _with_shares(reach, judged)


def _with_shares(reach: Reach, judged: float) -> Reach:
    """Add the shares; "more than nobody" and "fewer than all" say nothing and are not told."""
    if not judged > _DUST:
        return reach
    low = reach.low if reach.low > _DUST else np.nan
    high = reach.high if reach.high < judged - _DUST else np.nan
    return replace(
        reach,
        share=reach.covered / judged,
        low=low,
        high=high,
        share_low=low / judged,
        share_high=high / judged,
    )


def _sum_told(own: Standing, row: int, told: Reach, away: Ints, cut: Bools, limit: float) -> Reach:
    """Return a sum over districts as what is shown of them gives it: those that are not shown count in the middle of their bounds."""
    bounded = away[np.isfinite(own.low[away])]
    unbound = away[~np.isfinite(own.low[away])]
    base = float(own.covered[row] - np.nansum(own.covered[away]))
    judged = float(own.judged[row] - np.nansum((own.judged - own.group + limit / 2.0)[away[cut[away]]]))
    inside, people = float(np.nansum(own.covered[unbound])), float(np.nansum(own.judged[unbound]))
    rest = _blurred(inside, people, limit)
    about = STEP * round((base + float(own.told[bounded].sum()) + rest) / STEP)
    if _DUST < about < judged - _DUST:
        return _with_shares(replace(told, covered=about, low=np.nan, high=np.nan, rounded=True), judged)
    low = base + float(own.low[bounded].sum())
    high = base + float(own.high[bounded].sum()) + people
    return _with_shares(replace(told, hidden=True, covered=np.nan, low=low, high=high), judged)


def _blurred(inside: float, people: float, limit: float) -> float:
    """Return a number in reach, put to the middle of what it could be where it, or what it leaves, is small."""
    if few(np.array(inside), limit):
        return min(limit, people) / 2.0
    if few(np.array(people - inside), limit):
        return people - min(limit, people) / 2.0
    return inside


def _rest_told(own: Standing, row: int, told: Reach, gone: Ints, limit: float) -> Reach:
    """Return those who reach nothing, and the mean way, as what is shown of the districts gives them."""
    reaching = own.judged - own.unreachable
    lost = np.where(few(own.unreachable, limit), limit / 2.0, own.unreachable)
    lost = np.where(few(reaching, limit), own.judged - limit / 2.0, lost)
    between = own.judged - own.covered
    lost = np.where(few(between - own.unreachable, limit), between - limit / 2.0, lost)
    about = STEP * round(float(own.unreachable[row] - np.nansum((own.unreachable - lost)[gone])) / STEP)
    # A district's mean way is shown, so that it may count as if as many reached something as told; not that of a few.
    weights = np.where(few(reaching, limit), 0.0, own.judged - lost)
    weight = float(reaching[row] - np.nansum((reaching - weights)[gone]))
    metres = np.nan_to_num(own.mean_m)
    way = float((metres * reaching)[row] - np.nansum((metres * (reaching - weights))[gone]))
    return replace(
        told,
        unreachable=about if about > 0 else np.nan,
        unreachable_rounded=about > 0,
        mean_m=way / weight if weight > _DUST and np.isfinite(told.mean_m) else np.nan,
    )


def told_within(table: pd.DataFrame, limit: float) -> pd.DataFrame:
    """Return what is told of the reach at any distance: persons in steps of the limit, and bounds where it is secret.

    Two distances then differ by nobody or by as many as the limit: few who live between them are not told.

    Parameters
    ----------
    table : DataFrame
        Columns of `supply.with_threshold`, with figures nobody has seen yet.
    limit : float

    Returns
    -------
    DataFrame
        ``district_id``, ``covered_population``, ``covered_share``, ``covered_share_state`` and their bounds, as `protection.mask_figures`
        gives them; areas without any figure are left out.
    """
    table = table[table["covered_share"].notna()]
    inside, judged = (
        table[name].to_numpy(dtype=np.float64) for name in ("covered_population", "target_population")
    )
    nothing = np.full(len(table), np.nan)
    own = Standing(
        judged, judged, inside, nothing, nothing, primary=True, ages=(0, np.inf), target_m=0.0, ways=b""
    )
    _hide_few(own, limit)
    told = [
        _alone(own, row, hidden=bool(own.hidden[row]), lost=False, lonely=False) for row in range(len(table))
    ]
    partly = (inside > _DUST) & (judged - inside > _DUST) & ~own.hidden
    steps = np.where(partly, limit * np.round(inside / limit) if limit else inside, inside)
    steps = np.where(own.hidden, np.nan, steps)
    return pd.DataFrame(
        {
            "district_id": table["district_id"],
            "covered_population": steps,
            "covered_share": np.divide(steps, judged, out=nothing.copy(), where=judged > _DUST),
            "covered_share_state": np.where(own.hidden, States.SECRET.value, States.VALUE.value),
            "covered_share_low": [t.share_low for t in told],
            "covered_share_high": [t.share_high for t in told],
            "covered_population_low": [t.low for t in told],
            "covered_population_high": [t.high for t in told],
            "covered_share_rounded": partly & bool(limit),
        }
    )  # fmt: skip
