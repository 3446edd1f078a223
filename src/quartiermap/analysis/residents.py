"""Who lives at a demand point, and in which district it lies: target groups and point in polygon."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from quartiermap.domain.ages import band_label, is_band, target_weights
from quartiermap.domain.project import Project
from quartiermap.domain.results import Demand
from quartiermap.domain.schema import States
from quartiermap.domain.standards import Supply

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]
Age = tuple[int, int | None]

ALL_RESIDENTS = "alle Einwohner"
NO_AGES = "alle Einwohner (Altersgruppen fehlen)"


@dataclass(frozen=True)
class Group:
    """Persons of a target group at every demand point.

    Parameters
    ----------
    label : str
        German name of the group really used.
    persons : float64 array, shape (points,)
        Persons; 0 where `unknown` and nothing of the group is known.
    known : bool array, shape (points,)
        Whether at least one figure of the group is known at the point.
    unknown : bool array, shape (points,)
        Whether a figure of the group is missing at the point (secret or no data). `persons` is then a
        lower bound.
    exact : bool
        Whether no age band had to be cut and the group asked for is the group given.
    ages_known : bool
        False if the ages do not exist and all residents stand in for the group.
    """

    label: str
    persons: Floats
    known: Bools
    unknown: Bools
    exact: bool
    ages_known: bool


def weighted(table: pd.DataFrame, weights: Iterable[tuple[str, float]]) -> tuple[Floats, Bools, Bools]:
    """Return the weighted sum of some columns in every row, and where any of them is known, and where any is missing.

    A missing figure adds nothing: where `unknown` is true the sum is a lower bound, and not known at all where `known` is false.

    Examples
    --------
    >>> table = pd.DataFrame({"age_0_3": [4.0, np.nan], "age_3_6": [10.0, 6.0]})
    >>> [part.tolist() for part in weighted(table, [("age_0_3", 1.0), ("age_3_6", 0.5)])]
    [[9.0, 3.0], [True, True], [False, True]]
    """
    total = np.zeros(len(table))
    known = np.zeros(len(table), dtype=bool)
    unknown = np.zeros(len(table), dtype=bool)
    for column, weight in weights:
        values = table[column].to_numpy(dtype=np.float64, na_value=np.nan)
        there = np.isfinite(values)
        total[there] += values[there] * weight
        known |= there
        unknown |= ~there
    return total, known, unknown


def _by_age(demand: Demand, age: Age | None) -> Group | None:
    """Return the group, or ``None`` if the age bands do not cover it or are empty."""
    if age is None or age == (0, None):
        total, known, unknown = weighted(demand.table, [("population", 1.0)])
        return Group(ALL_RESIDENTS, total, known, unknown, exact=True, ages_known=True)
    bands = [c for c in demand.table.columns if is_band(c) and demand.table[c].notna().any()]
    cut = target_weights(bands, *age)
    if not cut.complete:
        return None
    total, known, unknown = weighted(demand.table, cut.weights)
    return Group(band_label(*age), total, known, unknown, exact=cut.exact, ages_known=True)


def target_group(demand: Demand, age: Age | None) -> Group:
    """Return the persons of an age group at every demand point.

    Where the age bands do not exist for the group, all residents stand in for it under a label that says
    so; they never pass for the age group (DOMAIN.md 5.1).

    Parameters
    ----------
    demand : Demand
    age : (int, int or None) or None
        From and under, in years; ``None`` means all residents.

    Examples
    --------
    >>> table = pd.DataFrame({"population": [10.0, 5.0], "age_0_3": [2.0, np.nan], "age_3_6": [1.0, 1.0]})
    >>> children = target_group(Demand(table, "cells"), (0, 6))
    >>> children.label, children.persons.tolist(), children.unknown.tolist()
    ('unter 6 Jahre', [3.0, 1.0], [False, True])
    >>> target_group(Demand(table, "cells"), (6, 10)).label
    'alle Einwohner (Altersgruppen fehlen)'
    """
    group = _by_age(demand, age)
    if group is not None:
        return group
    total, known, unknown = weighted(demand.table, [("population", 1.0)])
    return Group(NO_AGES, total, known, unknown, exact=False, ages_known=False)


def need_of(demand: Demand, supply: Supply, age: Age | None) -> Group | None:
    """Return the need (places, m² or sites) at every demand point, or ``None`` if the ages are missing.

    The need of an age part is never taken from all residents: without the ages there is no need.

    Examples
    --------
    >>> from quartiermap.domain.standards import Bindingness, Origin, SupplyPart
    >>> supply = Supply(rate=0.74, parts=(SupplyPart(age=(0, 3), rate=0.5), SupplyPart(age=(3, 6), rate=1.0)),
    ...                 bindingness=Bindingness.ASSUMPTION, origin=Origin(ref="x", text="x", tag="proposal"))
    >>> table = pd.DataFrame({"population": [10.0], "age_0_3": [2.0], "age_3_6": [3.0]})
    >>> need_of(Demand(table, "cells"), supply, (0, 6)).persons.tolist()
    [4.0]
    """
    whole: Group | None = None
    for part in supply.need_parts(age):
        group = _by_age(demand, part.age)
        if group is None:
            return None
        persons = group.persons * part.rate
        if whole is None:
            whole = Group(group.label, persons, group.known, group.unknown, group.exact, ages_known=True)
        else:
            whole = Group(
                whole.label,
                whole.persons + persons,
                whole.known | group.known,
                whole.unknown | group.unknown,
                whole.exact and group.exact,
                ages_known=True,
            )
    return whole


def own_copy(shapes: Any) -> Any:
    """Return a copy of a shape or of an array of shapes that may be prepared.

    A prepared shape builds its index while it is asked; two threads that ask the same one crash the program.
    A project's shapes are shared by all threads, so they are never prepared themselves.
    """
    return shapely.from_wkb(shapely.to_wkb(shapes))


def locate(districts: gpd.GeoDataFrame, x: Floats, y: Floats) -> Ints:
    """Return for every point the row of the district it lies in, -1 outside all.

    A point on a common border belongs to the district that comes first, so that nobody counts twice.

    Examples
    --------
    >>> squares = gpd.GeoDataFrame(geometry=[shapely.box(0, 0, 1, 1), shapely.box(1, 0, 2, 1)])
    >>> locate(squares, np.array([0.5, 1.0, 1.5, 3.0]), np.full(4, 0.5)).tolist()
    [0, 0, 1, -1]
    """
    found = np.full(len(x), -1, dtype=np.int64)
    usable = np.flatnonzero(np.isfinite(x) & np.isfinite(y))
    order = usable[np.argsort(x[usable], kind="stable")]
    sorted_x = x[order]
    for row, shape in enumerate(districts.geometry):
        if shape is None or shape.is_empty:
            continue
        west, south, east, north = shape.bounds
        near = order[np.searchsorted(sorted_x, west, "left") : np.searchsorted(sorted_x, east, "right")]
        near = near[(found[near] < 0) & (y[near] >= south) & (y[near] <= north)]
        if len(near):
            own = own_copy(shape)
            shapely.prepare(own)
            found[near[shapely.intersects_xy(own, x[near], y[near])]] = row
    return found


def reporting_rows(project: Project, demand: Demand) -> Ints:
    """Return for every demand point the row of its district in `Project.reporting_districts`, -1 outside."""
    index = pd.Index(project.reporting_districts["district_id"].astype(object))
    return np.asarray(index.get_indexer(pd.Index(demand.table["district_id"].astype(object))), dtype=np.int64)


@dataclass(frozen=True)
class SecretPoints:
    """Demand points with a figure that is missing because it is secret, not because nobody has it.

    Parameters
    ----------
    residents : bool array, shape (points,)
        The number of all residents is secret.
    ages : bool array, shape (points,)
        An age group is secret, or all residents are.
    """

    residents: Bools
    ages: Bools

    def of(self, group: Group) -> Bools:
        """Return the points that are secret for a group: where only ages are, all residents are not."""
        return self.residents if group.label in (ALL_RESIDENTS, NO_AGES) else self.ages


def secret_points(project: Project, demand: Demand) -> SecretPoints:
    """Tell which demand points have a figure that is missing because it is secret, not because nobody has it."""
    cells = project.cells

    def points(column: str) -> Bools:
        if column not in cells.columns:
            return np.zeros(len(demand.table), dtype=bool)
        flags = (cells[column] == States.SECRET.value).to_numpy(dtype=bool, na_value=False)
        if not flags.any():
            return np.zeros(len(demand.table), dtype=bool)
        return np.asarray(demand.table["cell_id"].isin(set(cells.loc[flags, "cell_id"])), dtype=bool)

    residents = points("population_state")
    return SecretPoints(residents, residents | points("ages_state"))
