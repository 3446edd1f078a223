"""Places of facilities as planners count them: existing, planned by a year, taken; known, unknown, and between.

An unknown number of places is never filled in. It makes a range: at least none, at most what nine of ten known
facilities of the kind in the town stay within (`HIGH_SHARE`, an assumption), or the facility's own total where only the
split by age is unknown.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from quartiermap.analysis.residents import Bools, Floats
from quartiermap.analysis.supply_windows import O3, U3, WHOLE, AgeGroup
from quartiermap.domain.standards import Standard

HIGH_SHARE = 0.9
"""The upper estimate for a facility of unknown size is this quantile of the known ones (assumption of the project)."""


@dataclass(frozen=True)
class Amounts:
    """What every facility of a project offers to one group.

    Parameters
    ----------
    low, high : float64 arrays, shape (facilities,)
        Places (or m², sites); equal where `known`. Unknown: 0 and the upper estimate (NaN if nothing is known to
        estimate from).
    known : bool array, shape (facilities,)
    taken : float64 array, shape (facilities,)
        Places taken; NaN where unknown.
    """

    low: Floats
    high: Floats
    known: Bools
    taken: Floats


def number_column(facilities: pd.DataFrame, name: str) -> Floats:
    """Return a numeric column, NaN where it or its value is missing."""
    if name not in facilities:
        return np.full(len(facilities), np.nan)
    return np.asarray(pd.to_numeric(facilities[name], errors="coerce").to_numpy(np.float64, na_value=np.nan))


def of_group(total: Floats, under: Floats, over: Floats, group: str) -> Floats:
    """Return the places of a group from total and parts, by adding or taking away where two of three are known.

    Parts that are more than the total leave the remainder unknown: somebody has made a mistake.

    Examples
    --------
    >>> total, u3, o3 = np.array([50.0, np.nan, 50.0, 50.0]), np.array([10.0, 10.0, np.nan, 60.0]), np.array([np.nan, 30.0, 45.0, np.nan])
    >>> of_group(total, u3, o3, "o3").tolist(), of_group(total, u3, o3, "all").tolist(), of_group(total, u3, o3, "u3").tolist()
    ([40.0, 30.0, 45.0, nan], [50.0, 40.0, 50.0, 50.0], [10.0, 10.0, 5.0, 60.0])
    """
    if group == WHOLE:
        return np.where(np.isfinite(total), total, under + over)
    own, other = (under, over) if group == U3 else (over, under)
    rest = total - other
    return np.where(np.isfinite(own), own, np.where(rest >= 0, rest, np.nan))


def amounts(facilities: pd.DataFrame, standard: Standard, group: AgeGroup, of_kind: Bools) -> Amounts:
    """Return what the facilities offer to a group.

    Parameters
    ----------
    facilities : DataFrame
        `schema.FACILITIES`.
    standard : Standard
        Says what is counted: places, square metres or sites.
    group : AgeGroup
    of_kind : bool array, shape (facilities,)
        The facilities to estimate from: those of the kind that exist.
    """
    counts = standard.supply.counts if standard.supply else "places"
    nothing = np.full(len(facilities), np.nan)
    if counts == "sites":
        one = np.ones(len(facilities))
        return Amounts(one, one, np.ones(len(facilities), bool), nothing)
    total = number_column(facilities, "area_m2" if counts == "area_m2" else "places")
    if counts == "area_m2":
        return _ranged(total, nothing, of_kind, nothing)
    parts = [number_column(facilities, f"{name}_{of}") for name in ("places", "occupied") for of in (U3, O3)]
    whole = of_group(total, parts[0], parts[1], WHOLE)
    taken = of_group(number_column(facilities, "occupied"), parts[2], parts[3], group.id)
    if group.id == WHOLE:
        return _ranged(whole, nothing, of_kind, taken)
    own = of_group(total, parts[0], parts[1], group.id)
    return _ranged(own, whole, of_kind, taken)


def _ranged(own: Floats, at_most: Floats, of_kind: Bools, taken: Floats) -> Amounts:
    known = np.isfinite(own)
    sure = own[of_kind & known]
    usual = float(np.quantile(sure, HIGH_SHARE)) if len(sure) else np.nan
    # Of a facility whose total is known, no group can have more.
    unknown_high = np.where(np.isfinite(at_most), at_most, usual)
    return Amounts(np.where(known, own, 0.0), np.where(known, own, unknown_high), known, taken)


@dataclass(frozen=True)
class Planned:
    """Facilities that are planned, by when: due by the reference year, later, without a year."""

    due: Bools
    later: Bools
    undated: Bools


def planned_by(facilities: pd.DataFrame, of_kind: Bools, year: int) -> Planned:
    """Sort the planned facilities of a kind by their year of opening; only those due by `year` count as "bis JJJJ".

    Examples
    --------
    >>> frame = pd.DataFrame({"status": ["geplant", "geplant", "geplant", "Bestand"], "opening_year": [2028, 2031, None, 2028]})
    >>> found = planned_by(frame, np.ones(4, bool), 2030)
    >>> found.due.tolist(), found.later.tolist(), found.undated.tolist()
    ([True, False, False, False], [False, True, False, False], [False, False, True, False])
    """
    status = facilities["status"] if "status" in facilities else pd.Series(None, index=facilities.index)
    plan = of_kind & np.asarray((status == "geplant").fillna(value=False), dtype=bool)
    opens = number_column(facilities, "opening_year")
    return Planned(plan & (opens <= year), plan & (opens > year), plan & np.isnan(opens))
