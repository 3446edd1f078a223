"""The arithmetic of a supply balance for the areas of one level: quotas, need, shortfall, use, as ranges where places are unknown.

Formulas as German planners use them (german_peers.md 3.4)::

    Bedarf = children x target rate            Versorgungsquote = places / children
    Bedarfsdeckung = places / Bedarf           Betreuungsquote  = children placed / children
    Fehlbedarf = max(0, Bedarf - places)       Überhang         = max(0, places - Bedarf)
    Auslastung = places taken / places (of the facilities that state both)

Every figure of a coarser area is made of sums over its own points and facilities, never of ratios.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from quartiermap.analysis.residents import Bools, Floats
from quartiermap.analysis.supply import NO_DATA, NOT_APPLICABLE, SECRET, VALUE, Areas, sum_by
from quartiermap.analysis.supply_places import Amounts, Planned
from quartiermap.analysis.supply_windows import Persons

States_ = NDArray[np.object_]
Columns = dict[str, Any]


@dataclass(frozen=True)
class Offer:
    """What the facilities of a kind offer to one group, and which of them exist or are planned.

    `surveyed` is false if no facility of the kind is in the project: then none there and no data look alike.
    """

    amounts: Amounts
    exist: Bools
    planned: Planned
    surveyed: bool


def first_missing(*states: States_) -> States_:
    """Return for each area the first state that is not ``value``.

    Examples
    --------
    >>> first_missing(np.array(["value", "secret"], object), np.array(["no_data", "no_data"], object)).tolist()
    ['no_data', 'secret']
    """
    found = states[0].copy()
    for state in states[1:]:
        found = np.where(found == VALUE, state, found)
    return found


def share_of(part: Floats, whole: Floats, state: States_) -> Floats:
    """Return part / whole where the state says there is one, else NaN."""
    share: Floats = np.full(len(whole), np.nan)
    np.divide(part, whole, out=share, where=(state == VALUE) & (whole > 0))
    return share


def only(values: Floats, state: States_) -> Floats:
    """Return the values where the state says there is one, else NaN."""
    return np.where(state == VALUE, values, np.nan)


def given_persons(areas: Areas, persons: Persons | None, secret: Bools) -> tuple[Floats, States_, Bools]:
    """Return the sum of each area, its state, and whether some points are missing in it.

    A sum of nobody counts only if no point is unknown: "0 children" from the open cells of an area whose other cells
    are secret would be a secret written as 0.
    """
    size = len(areas.ids)
    if persons is None:
        return np.full(size, np.nan), np.full(size, NO_DATA, dtype=object), np.zeros(size, bool)
    total = sum_by(areas.of_point, size, persons.values)
    known = sum_by(areas.of_point, size, persons.known) > 0
    unknown = sum_by(areas.of_point, size, persons.unknown) > 0
    hidden = sum_by(areas.of_point, size, persons.unknown & secret) > 0
    given = (known & ((total > 0) | ~unknown)) | areas.uninhabited
    state = np.where(given, VALUE, np.where(hidden, SECRET, NO_DATA)).astype(object)
    return np.where(given, total, np.nan), state, given & unknown


def demand_columns(
    areas: Areas,
    children: Persons | None,
    need: Persons | None,
    secret: Bools,
    rate: float | None,
    *,
    rated: bool,
) -> Columns:
    """Return children and need of every area; the need does not apply to a group that the standard has no rate for."""
    size = len(areas.ids)
    persons, state, partly = given_persons(areas, children, secret)
    wanted, need_state, _ = given_persons(areas, need, secret)
    if not rated:
        need_state = np.full(size, NOT_APPLICABLE, dtype=object)
    return {
        "children": persons,
        "children_state": state,
        "children_partly": partly,
        "exactness": "exact" if children is None else children.exactness,
        "rate": np.nan if rate is None else rate,
        "need": wanted,
        "need_state": need_state,
    }


def places_columns(areas: Areas, offer: Offer) -> Columns:
    """Return places that exist, are taken and are planned, with n of m known and the range that unknown ones leave."""
    size = len(areas.ids)
    amounts, exist = offer.amounts, offer.exist

    def by(mask: Bools, weights: Floats | None = None) -> Floats:
        return sum_by(np.where(mask, areas.of_facility, -1), size, weights)

    sites, known = by(exist), by(exist & amounts.known)
    state = _state(sites, known, surveyed=offer.surveyed)
    told = np.isfinite(amounts.taken)
    taken = np.where(told, amounts.taken, 0.0)
    # Nobody knows more of a silent facility than that it may be full.
    at_most = np.where(told, taken, amounts.high)
    both = exist & told & amounts.known
    taken_state = _state(sites, by(exist & told), surveyed=offer.surveyed)
    use_state = np.where(by(both) > 0, VALUE, taken_state).astype(object)
    use_state[(sites == 0) & (use_state == VALUE)] = NOT_APPLICABLE
    use_places = by(both, amounts.low)
    use_state[(by(both) > 0) & (use_places == 0)] = NOT_APPLICABLE
    use_state[(by(both) == 0) & (use_state == VALUE)] = NO_DATA
    plan = offer.planned
    due_state = _state(by(plan.due), by(plan.due & amounts.known), surveyed=offer.surveyed)
    kind = np.full(size, VALUE if offer.surveyed else NO_DATA, dtype=object)
    return {
        "sites": only(sites, kind),
        "sites_known": only(known, kind),
        "sites_state": kind,
        "places_low": only(by(exist, amounts.low), state),
        "places_high": only(by(exist, np.nan_to_num(amounts.high)), state),
        "places_state": state,
        "occupied_low": only(by(exist, taken), taken_state),
        "occupied_high": only(by(exist, np.nan_to_num(at_most)), taken_state),
        "occupied_known": only(by(exist & told), kind),
        "occupied_state": taken_state,
        "use": share_of(by(both, taken), use_places, use_state),
        "use_sites": by(both),
        "use_state": use_state,
        "due_sites": only(by(plan.due), kind),
        "due_low": only(by(plan.due, amounts.low), due_state),
        "due_high": only(by(plan.due, np.nan_to_num(amounts.high)), due_state),
        "due_state": due_state,
        "later_sites": only(by(plan.later), kind),
        "later_places": only(by(plan.later, amounts.low), kind),
        "undated_sites": only(by(plan.undated), kind),
        "undated_places": only(by(plan.undated, amounts.low), kind),
    }


def _state(sites: Floats, known: Floats, *, surveyed: bool) -> States_:
    if not surveyed:
        return np.full(len(sites), NO_DATA, dtype=object)
    return np.where((sites > 0) & (known == 0), NO_DATA, VALUE).astype(object)


def ratio_columns(columns: Columns) -> Columns:
    """Return quotas, coverage, shortfall and surplus of every area from `demand_columns` and `places_columns`.

    Where places are unknown, the low figure counts them with none and the high one with their upper estimate; for
    the shortfall it is the other way round.
    """
    children, need = columns["children"], columns["need"]
    per_child = first_missing(columns["children_state"], columns["places_state"])
    per_child[(columns["children_state"] == VALUE) & (children == 0)] = NOT_APPLICABLE
    placed = first_missing(columns["children_state"], columns["occupied_state"])
    placed[(columns["children_state"] == VALUE) & (children == 0)] = NOT_APPLICABLE
    low, high = columns["places_low"], columns["places_high"]
    return {
        "supply_quota_low": share_of(low, children, per_child),
        "supply_quota_high": share_of(high, children, per_child),
        "supply_quota_state": per_child,
        "care_quota_low": share_of(columns["occupied_low"], children, placed),
        "care_quota_high": share_of(columns["occupied_high"], children, placed),
        "care_quota_state": placed,
        **against_need("", need, columns["need_state"], low, high, columns["places_state"]),
    }


def against_need(
    suffix: str, need: Floats, need_state: States_, low: Floats, high: Floats, places_state: States_
) -> Columns:
    """Return coverage, shortfall and surplus of a need by places between two bounds.

    Examples
    --------
    72 places short of 100, and a facility of unknown size that has 10 at most:

    >>> ok = np.array(["value"], object)
    >>> found = against_need("", np.array([100.0]), ok, np.array([28.0]), np.array([38.0]), ok)
    >>> [float(found[name][0]) for name in ("coverage_low", "coverage_high", "shortfall_low", "shortfall_high", "surplus_high")]
    [0.28, 0.38, 62.0, 72.0, 0.0]
    """
    state = first_missing(need_state, places_state)
    ratio = state.copy()
    ratio[(need_state == VALUE) & (need == 0)] = NOT_APPLICABLE
    return {
        f"coverage{suffix}_low": share_of(low, need, ratio),
        f"coverage{suffix}_high": share_of(high, need, ratio),
        f"coverage{suffix}_state": ratio,
        f"shortfall{suffix}_low": only(np.maximum(0.0, need - high), state),
        f"shortfall{suffix}_high": only(np.maximum(0.0, need - low), state),
        f"shortfall{suffix}_state": state,
        f"surplus{suffix}_low": only(np.maximum(0.0, low - need), state),
        f"surplus{suffix}_high": only(np.maximum(0.0, high - need), state),
        f"surplus{suffix}_state": state,
    }
