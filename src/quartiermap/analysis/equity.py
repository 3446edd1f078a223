"""Who is left behind: shares out of reach and missing way by social status (FGT 0 and 1, DOMAIN.md 5.3)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from quartiermap.analysis.ground import outside_network
from quartiermap.analysis.residents import target_group
from quartiermap.analysis.small_numbers import LIMIT, limit_in
from quartiermap.analysis.supply import primary_standard, surveyed
from quartiermap.domain.progress import Progress
from quartiermap.domain.project import Project
from quartiermap.domain.results import Analysis
from quartiermap.domain.schema import States
from quartiermap.domain.standards import Standard

Floats = NDArray[np.float64]

CLASSES = ("hoch", "mittel", "niedrig", "sehr niedrig")
UNKNOWN_CLASS = "ohne Status"
TOWN_CLASS = "ganze Stadt"
MIN_PERSONS = LIMIT
"""Groups of fewer persons are not shown (Annahme; the limit is a setting of the project)."""


@dataclass(frozen=True)
class EquityRow:
    """One status class.

    Parameters
    ----------
    persons, beyond : float or None
        Persons of the target group, and those out of reach; ``None`` if suppressed.
    fgt0 : float or None
        Share (0..1) of persons whose way is longer than the target.
    fgt1 : float or None
        Mean missing way as a share of the target over all persons of the class (who is in reach misses nothing; who
        reaches nothing misses one target).
    missing_m : float or None
        Mean missing way in metres of those out of reach.
    state : str
        One of `States`: ``value``, ``secret`` (suppressed), ``not_applicable`` (nobody there).
    """

    status_class: str
    persons: float | None
    beyond: float | None
    fgt0: float | None
    fgt1: float | None
    missing_m: float | None
    state: str


def equity_by_status(
    distance_m: Floats,
    persons: Floats,
    status_class: pd.Series,
    target_m: float,
    min_persons: float = MIN_PERSONS,
) -> tuple[EquityRow, ...]:
    """Return FGT 0 and 1 for every status class and for the town.

    Parameters
    ----------
    distance_m : float64 array, shape (points,)
        Way to the nearest facility; ``inf`` where none can be reached, NaN where nothing is known (such points
        do not count).
    persons : float64 array, shape (points,)
        Persons of the target group; NaN unknown (not counted).
    status_class : Series of text, length points
        Class of the district each point lies in; missing where it has none.
    target_m : float
        Metres, included.
    min_persons : float
        A class with fewer persons, or with fewer out of reach (but some), or fewer within (but some), is
        suppressed. If that leaves one class alone suppressed, the next smallest is too: otherwise it could
        be had by subtraction from the town.

    Returns
    -------
    tuple of EquityRow
        The classes from high to very low, then those without status (if any), then the town.

    Examples
    --------
    >>> rows = equity_by_status(np.array([100.0, 900.0]), np.array([60.0, 40.0]), pd.Series(["hoch", "hoch"]), 500.0)
    >>> rows[0].fgt0, rows[0].missing_m, rows[0].fgt1
    (0.4, 400.0, 0.32)
    """
    counted = np.isfinite(persons) & ~np.isnan(distance_m)
    weight = np.where(counted, persons, 0.0)
    missing = np.clip(
        np.where(np.isinf(distance_m), 2.0 * target_m, np.nan_to_num(distance_m)) - target_m, 0.0, None
    )
    missing = np.where(np.isinf(distance_m), target_m, missing)
    beyond = counted & (distance_m > target_m)
    labels = status_class.where(status_class.isin(CLASSES), UNKNOWN_CLASS).to_numpy(dtype=object)
    groups = [c for c in (*CLASSES, UNKNOWN_CLASS) if c in CLASSES or (labels == c).any()]
    sums = {
        c: (
            float(weight[labels == c].sum()),
            float(weight[(labels == c) & beyond].sum()),
            float((weight * missing)[labels == c].sum()),
        )
        for c in groups
    }
    hidden = _suppressed(sums, min_persons)
    rows = [_row(c, *sums[c], target_m, hidden=c in hidden) for c in groups]
    persons_all, beyond_all, missing_all = (sum(parts) for parts in zip(*sums.values(), strict=True))
    town_hidden = _small(persons_all, beyond_all, min_persons)
    rows.append(_row(TOWN_CLASS, persons_all, beyond_all, missing_all, target_m, hidden=town_hidden))
    return tuple(rows)


def _small(persons: float, beyond: float, least: float) -> bool:
    """Tell whether a group, or one of its two parts, is too small to be shown."""
    parts = (persons, beyond, persons - beyond)
    return any(1e-9 < part < least for part in parts)


def _suppressed(sums: dict[str, tuple[float, float, float]], least: float) -> set[str]:
    hidden = {c for c, (persons, beyond, _) in sums.items() if _small(persons, beyond, least)}
    open_ = sorted(
        (c for c, (persons, _, _) in sums.items() if c not in hidden and persons > 0),
        key=lambda c: sums[c][0],
    )
    # The hidden classes together are the town less the shown ones: one alone, or few persons, would be given away.
    while (
        hidden
        and open_
        and (
            len([c for c in hidden if sums[c][0] > 0]) < 2
            or _small(sum(sums[c][0] for c in hidden), sum(sums[c][1] for c in hidden), least)
        )
    ):
        hidden.add(open_.pop(0))
    return hidden


def _row(
    name: str, persons: float, beyond: float, missing: float, target_m: float, *, hidden: bool
) -> EquityRow:
    if hidden:
        return EquityRow(name, None, None, None, None, None, States.SECRET.value)
    if persons <= 0:
        return EquityRow(name, 0.0, 0.0, None, None, None, States.NOT_APPLICABLE.value)
    return EquityRow(
        name,
        persons,
        beyond,
        beyond / persons,
        missing / target_m / persons,
        missing / beyond if beyond > 0 else None,
        States.VALUE.value,
    )


@dataclass(frozen=True)
class EquityTable:
    """Who is left behind by one standard, by social status.

    Parameters
    ----------
    standard : Standard
    group : str
        German name of the persons counted.
    rows : tuple of EquityRow
        The classes, those without status (if any), the town.
    """

    standard: Standard
    group: str
    rows: tuple[EquityRow, ...]


def equity_tables(
    project: Project, analysis: Analysis, min_persons: float | None = None, progress: Progress | None = None
) -> tuple[EquityTable, ...]:
    """Return FGT 0 and 1 by social status for the primary standard of every kind that has facilities.

    Who lives where the loaded network has no data is not counted. Without any status class there is no table.

    Parameters
    ----------
    min_persons : float, optional
        Smaller groups are suppressed (`equity_by_status`); the project's limit if not given.

    Raises
    ------
    Cancelled
        If the user asked to stop.
    """
    progress = progress or Progress()
    least = limit_in(project.settings) if min_persons is None else min_persons
    classes = analysis.need.drop_duplicates("district_id").set_index("district_id")["status_class"]
    classes = classes[classes.isin(CLASSES)]
    if classes.empty:
        return ()
    demand, access = analysis.demand, analysis.access
    of_point = demand.table["district_id"].map(classes)
    unseen = outside_network(access, len(demand.table))
    kinds = list(dict.fromkeys(s.kind for s in analysis.parameters.standards))
    found = []
    for number, kind in enumerate(kinds):
        progress.step(number / len(kinds), "Erreichbarkeit nach Sozialstatus")
        standard = primary_standard(analysis.parameters, kind)
        distance = None if standard is None else access.distance_for(standard)
        if standard is None or distance is None or not surveyed(project, kind):
            continue
        group = target_group(demand, standard.age)
        way = np.where(unseen, np.nan, distance)
        persons = np.where(group.known, group.persons, np.nan)
        rows = equity_by_status(way, persons, of_point, standard.target_m, least)
        found.append(EquityTable(standard, group.label, rows))
    return tuple(found)
