"""The social index: Berlin's staged index procedure (Monitoring Soziale Stadtentwicklung), for any town.

Shares are z-transformed over the valid areas, added without weights and z-transformed again; classes are cut
at standard deviations of the unrounded index (DOMAIN.md 3.1). The standard deviation is the population form
(divided by n): only so the published z-values come out (DOMAIN.md 3.3). A high index means more disadvantage,
that is a *low* status. The result is a hint where to look closer, not a finding about people.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from quartiermap.analysis.need_choice import IndicatorChoice, choose_indicators
from quartiermap.domain.project import Project
from quartiermap.domain.results import NEED_COLUMNS
from quartiermap.domain.schema import States
from quartiermap.domain.texts import fold

Floats = NDArray[np.float64]

MIN_BASE = 300.0
"""Residents below which an area is left out (DOMAIN.md 3.1: below 300 in Berlin and Hamburg)."""

MIN_AREAS = 3
"""Fewer valid areas than this give no index: a standard deviation over two areas says nothing."""

STATUS_CLASSES = ("hoch", "mittel", "niedrig", "sehr niedrig")
DYNAMICS_CLASSES = ("positiv", "stabil", "negativ")

_POPULATION_KEYS = ("inhabitants", "einwohner", "einwohnerzahl", "bevoelkerung", "einwohnergesamt", "ew")


@dataclass(frozen=True)
class StagedIndex:
    """The result of the staged procedure.

    Parameters
    ----------
    z : DataFrame
        z-value of every indicator (columns as given), NaN for areas left out.
    total : Series
        Sum of the z-values times their factors.
    index : Series
        z-transformed sum; positive is more disadvantage.
    valid : Series of bool
        Areas that took part.
    moments : dict of str -> (mean, population SD)
    total_sd : float
        Population SD of the sum.
    """

    z: pd.DataFrame
    total: pd.Series
    index: pd.Series
    valid: pd.Series
    moments: dict[str, tuple[float, float]]
    total_sd: float


def staged_index(
    shares: pd.DataFrame,
    population: pd.Series | None = None,
    min_base: float = MIN_BASE,
    exclude: Sequence[str] = (),
    factors: Mapping[str, float] | None = None,
) -> StagedIndex:
    """Compute the staged index (DOMAIN.md 3.1, steps 2 to 4).

    Parameters
    ----------
    shares : DataFrame
        One row per area (index: its key), one column per indicator; more means more disadvantage. The unit
        does not matter (per cent, percentage points).
    population : Series, optional
        Residents by the same index; areas below `min_base` are left out, unknown ones are not.
    exclude : sequence of str
        Keys of outliers that the town leaves out.
    factors : mapping of str to float, optional
        What the z-value of an indicator is multiplied by in the sum (`IndexIndicator.factor`); 1 if not given.

    Returns
    -------
    StagedIndex
        Areas with a missing share are left out. With fewer than `MIN_AREAS` valid areas, or if all sums are
        equal, the index is NaN everywhere.

    Examples
    --------
    >>> shares = pd.DataFrame({"s1": [2.0, 4.0, 6.0], "s2": [10.0, 20.0, 30.0]}, index=["a", "b", "c"])
    >>> staged_index(shares).index.round(4).tolist()
    [-1.2247, 0.0, 1.2247]
    """
    valid = shares.notna().all(axis=1) & ~shares.index.isin(list(exclude))
    if population is not None:
        base = population.reindex(shares.index)
        valid &= ~(base < min_base)
    used = shares[valid].astype(float)
    z = pd.DataFrame(np.nan, index=shares.index, columns=shares.columns)
    total = pd.Series(np.nan, index=shares.index)
    index = pd.Series(np.nan, index=shares.index)
    moments: dict[str, tuple[float, float]] = {}
    if len(used) < MIN_AREAS or not len(shares.columns):
        return StagedIndex(z, total, index, valid, moments, float("nan"))
    for column in shares.columns:
        mean, sd = float(used[column].mean()), float(used[column].std(ddof=0))
        moments[str(column)] = (mean, sd)
        # An indicator that is the same everywhere tells the areas apart by nothing: it adds 0 to each.
        z.loc[valid, column] = (used[column] - mean) / sd if sd > 1e-12 * max(1.0, abs(mean)) else 0.0
    weight = pd.Series({c: (factors or {}).get(str(c), 1.0) for c in shares.columns})
    total[valid] = (z[valid] * weight).sum(axis=1)
    spread = float(total[valid].std(ddof=0))
    if spread > 1e-12:
        index[valid] = (total[valid] - float(total[valid].mean())) / spread
    return StagedIndex(z, total, index, valid, moments, spread)


def status_class(index: float, limits: tuple[float, float, float] = (-1.0, 1.0, 1.5)) -> str:
    """Return the class of a status index, from the unrounded value; `limits` in standard deviations.

    Examples
    --------
    >>> [status_class(i) for i in (-1.001, -1.0, 1.0, 1.001, 1.5, 1.501)]
    ['hoch', 'mittel', 'mittel', 'niedrig', 'niedrig', 'sehr niedrig']
    """
    if index < limits[0]:
        return "hoch"
    if index <= limits[1]:
        return "mittel"
    return "niedrig" if index <= limits[2] else "sehr niedrig"


def dynamics_class(index: float, limits: tuple[float, float] = (-1.0, 1.0)) -> str:
    """Return the class of a dynamics index, from the unrounded value; `limits` in standard deviations.

    Examples
    --------
    >>> [dynamics_class(i) for i in (-1.001, -1.0, 1.0, 1.001)]
    ['positiv', 'stabil', 'stabil', 'negativ']
    """
    return "positiv" if index < limits[0] else "stabil" if index <= limits[1] else "negativ"


def group_code(status: str | None, dynamics: str | None) -> str | None:
    """Return one of the 12 groups as published, ``1+`` to ``4-``.

    Examples
    --------
    >>> group_code("mittel", "stabil"), group_code("sehr niedrig", "negativ"), group_code("hoch", None)
    ('2+/-', '4-', None)
    """
    if status not in STATUS_CLASSES or dynamics not in DYNAMICS_CLASSES:
        return None
    sign = {"positiv": "+", "stabil": "+/-", "negativ": "-"}[dynamics]
    return f"{STATUS_CLASSES.index(status) + 1}{sign}"


def needs_attention(status: str | None, dynamics: str | None) -> bool | None:
    """Tell whether an area needs particular attention (DOMAIN.md 3.2): groups 4+, 4+/-, 4- and 3-.

    ``None`` if that cannot be told.

    Examples
    --------
    >>> needs_attention("sehr niedrig", None), needs_attention("niedrig", "negativ")
    (True, True)
    >>> needs_attention("niedrig", "stabil"), needs_attention("niedrig", None), needs_attention(None, "negativ")
    (False, None, None)
    """
    if status not in STATUS_CLASSES:
        return None
    if status == "sehr niedrig":
        return True
    if status != "niedrig":
        return False
    return None if dynamics not in DYNAMICS_CLASSES else dynamics == "negativ"


def _wide(table: pd.DataFrame, period: str, keys: Sequence[str]) -> pd.DataFrame:
    rows = table[(table["period"].astype(str) == period) & table["indicator"].isin(list(keys))]
    wide = rows.pivot_table(index="district_id", columns="indicator", values="value", aggfunc="last")
    return wide.reindex(columns=list(keys)).astype(float)


def _population(project: Project, period: str, areas: pd.Index) -> pd.Series:
    """Residents by area: from the indicators of the period, else from the register."""
    table = project.indicators
    rows = table[table["period"].astype(str) == period]
    folded = rows["indicator"].astype(str).map(fold)
    for key in _POPULATION_KEYS:
        found = rows[(folded == key) & rows["value"].notna()]
        if len(found):
            return found.drop_duplicates("district_id").set_index("district_id")["value"].reindex(areas)
    register = project.district_population.drop_duplicates("district_id").set_index("district_id")[
        "population"
    ]
    return register.reindex(areas)


def _published(project: Project, period: str | None, key: str, column: str) -> dict[str, Any]:
    table = project.indicators
    rows = table[(table["period"].astype(str) == str(period)) & (table["indicator"] == key)]
    rows = rows[rows[column].notna()]
    return dict(zip(rows["district_id"].astype(str), rows[column], strict=True))


def _secret(table: pd.DataFrame, choice: IndicatorChoice) -> set[str]:
    """Return the areas of which an indicator of the index (or the published class) is suppressed."""
    keys = [*choice.status] or ["status_index", "status_class"]
    own = (table["period"].astype(str) == choice.period) & table["indicator"].isin(keys)
    return set(table.loc[own & (table["state"] == States.SECRET.value), "district_id"])


def need_index(project: Project) -> pd.DataFrame:
    """Return the social index of the newest period (DOMAIN.md 3.1 and 3.2).

    Returns
    -------
    DataFrame
        Columns `results.NEED_COLUMNS`, one row per area that has indicators and per reporting district.
        ``state`` is ``value``; ``not_applicable`` for areas below 300 residents or excluded by the town
        (``settings["need.exclude"]``); ``secret`` where a share is suppressed; ``no_data`` otherwise. Where the shares themselves are missing, the
        published index and classes are taken over. ``attention`` is ``None`` where it cannot be told.
    """
    choice = choose_indicators(project)
    reporting = project.reporting_districts["district_id"].astype(str).tolist()
    empty = pd.DataFrame({c: pd.Series(dtype=object) for c in NEED_COLUMNS})
    if choice.period is None:
        return empty
    table = project.indicators.assign(district_id=project.indicators["district_id"].astype(str))
    excluded = [str(e) for e in project.settings.get("need.exclude", ())]
    status_value: dict[str, float] = {}
    dynamics_value: dict[str, float] = {}
    left_out: set[str] = set()
    if choice.status:
        shares = _one_level(project, _wide(table, choice.period, choice.status))
        people = _population(project.with_(indicators=table), choice.period, shares.index)
        least = choice.min_base
        status = staged_index(shares, people, least, excluded, choice.factors)
        status_value = {str(k): float(v) for k, v in status.index.dropna().items()}
        left_out = set(shares.index[(people < least) | shares.index.isin(excluded)].astype(str))
        changes = None
        if choice.dynamics:
            changes = _wide(table, choice.period, choice.dynamics).reindex(shares.index)
            changes.columns = list(choice.status)
        elif choice.earlier:
            changes = shares - _wide(table, choice.earlier, choice.status).reindex(shares.index)
        if changes is not None:
            dynamics = staged_index(changes[status.valid], exclude=excluded, factors=choice.factors)
            dynamics_value = {str(k): float(v) for k, v in dynamics.index.dropna().items()}
    published_status = _published(project, choice.period, "status_class", "text_value")
    published_dynamics = _published(project, choice.period, "dynamics_class", "text_value")
    if not choice.status:
        status_value = _published(project, choice.period, "status_index", "value")
        dynamics_value = _published(project, choice.period, "dynamics_index", "value")
    of_period = table.loc[table["period"].astype(str) == choice.period, "district_id"]
    secret = _secret(table, choice)
    rows = []
    for area in dict.fromkeys([*reporting, *of_period]):
        index, change = status_value.get(area), dynamics_value.get(area)
        class_ = published_status.get(area) if not choice.status else None
        trend = published_dynamics.get(area) if not choice.status else None
        if index is not None and class_ is None:
            class_ = status_class(index, choice.status_limits)
        if change is not None and trend is None:
            trend = dynamics_class(change, choice.dynamics_limits)
        state = (
            States.VALUE
            if class_
            else States.NOT_APPLICABLE
            if area in left_out
            else States.SECRET
            if area in secret
            else States.NO_DATA
        )
        rows.append(
            {
                "district_id": area,
                "period": choice.period,
                "status_index": np.nan if index is None else index,
                "status_class": class_,
                "dynamics_index": np.nan if change is None else change,
                "dynamics_class": trend,
                "group": group_code(class_, trend),
                "attention": needs_attention(class_, trend),
                "state": state.value,
                "published_status_class": published_status.get(area),
                "published_dynamics_class": published_dynamics.get(area),
            }
        )
    return pd.DataFrame(rows, columns=list(NEED_COLUMNS)).astype({"attention": object}) if rows else empty


def _one_level(project: Project, wide: pd.DataFrame) -> pd.DataFrame:
    """Keep the areas of one level: the standard deviation over a mix of towns and quarters is nonsense."""
    wide = wide.set_axis(wide.index.astype(str), axis=0)
    reporting = set(project.reporting_districts["district_id"].astype(str))
    others = set(project.districts["district_id"].astype(str)) - reporting
    if reporting & set(wide.index):
        return wide[~wide.index.isin(others)]
    return wide
