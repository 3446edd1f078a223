"""How the number of children of a group develops in every area: from earlier counts or from a forecast.

The table of years (`schema.FORECAST`) may be for another level than the districts: a finer one is added up, a coarser
one lends its rate of change, which is then said. Between two years of the table the change is linear; beyond its last
year nothing is said.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

from quartiermap.analysis.register import age_bands
from quartiermap.analysis.supply_windows import AgeGroup, persons_of
from quartiermap.domain.project import Project
from quartiermap.domain.results import TOWN

LOOK_BACK = 5
"""Of several earlier counts the one nearest to this many years before the last is compared with it (assumption)."""

TrendOrigin = Literal["own", "parts", "parent"]
ORIGIN_WORDS: dict[TrendOrigin, str] = {
    "own": "",
    "parts": "Summe der Teilgebiete",
    "parent": "Verlauf des übergeordneten Gebiets (Annahme)",
}


@dataclass(frozen=True)
class Span:
    """The two years that are compared, and whether the later one is a forecast or the last count."""

    base: int
    target: int
    forecast: bool

    @property
    def years(self) -> int:
        """Years between the two."""
        return self.target - self.base

    @property
    def words(self) -> str:
        """The span in words.

        Examples
        --------
        >>> Span(2022, 2030, True).words, Span(2015, 2020, False).words
        ('Prognose 2022 bis 2030', 'gezählt 2015 bis 2020')
        """
        return f"{'Prognose' if self.forecast else 'gezählt'} {self.base} bis {self.target}"


@dataclass(frozen=True)
class Trend:
    """The development of one group in one area.

    Parameters
    ----------
    base, target : float
        Persons at the two years of the span, of the table's own area.
    low, high : float
        The same at the target for the variant with fewest and with most (equal without variants).
    origin : {"own", "parts", "parent"}
    of_area : str
        The area that the numbers are of (another one for ``parent``).
    """

    base: float
    target: float
    low: float
    high: float
    origin: TrendOrigin
    of_area: str

    def per_year(self, years: int) -> float:
        """Return the mean change a year as a share of the base.

        Examples
        --------
        >>> Trend(200.0, 220.0, 220.0, 220.0, "own", "A").per_year(10)
        0.01
        """
        return (self.target - self.base) / self.base / years

    @property
    def factor(self) -> float:
        """Children at the target year for one child at the base year."""
        return self.target / self.base


def span_of(years: Sequence[int], today: int, wanted: int | None) -> Span | None:
    """Return the years to compare: from the last one up to today to the one wanted, else two counts of the past.

    Parameters
    ----------
    years : sequence of int
        Years of the table (and of the register).
    today : int
        The year of the analysis.
    wanted : int or None
        The reference year; ``None``: the last of the table.

    Examples
    --------
    >>> span_of([2022, 2025, 2030], 2026, 2030), span_of([2022, 2030, 2035], 2023, 2032)
    (Span(base=2025, target=2030, forecast=True), Span(base=2022, target=2032, forecast=True))
    >>> span_of([2010, 2015, 2020], 2026, 2030), span_of([2020], 2026, None)
    (Span(base=2015, target=2020, forecast=False), None)
    """
    known = sorted(set(years))
    past = [y for y in known if y <= today]
    base = past[-1] if past else (known[0] if known else None)
    target = known[-1] if wanted is None and known else wanted
    if base is not None and target is not None and known[-1] > base:
        within = min(target, known[-1])
        if within > base:
            return Span(base, within, True)
    if len(past) < 2:
        return None
    last = past[-1]
    before = min(past[:-1], key=lambda y: (abs(last - LOOK_BACK - y), y))
    return Span(before, last, False)


class TrendTable:
    """Children of one group by area, year and variant, with the register's count among them.

    Parameters
    ----------
    project : Project
    group : AgeGroup
    """

    def __init__(self, project: Project, group: AgeGroup) -> None:
        self.group = group
        self.notes: list[str] = []
        self._of: dict[str, dict[str, dict[int, float]]] = {}
        self._read(project.forecast)
        year = register_year(project)
        table = project.district_population
        self.register_year: int | None = None
        if year is not None and len(table) and self._of:
            self._add_register(table, year)
        self.variants = sorted({v for of in self._of.values() for v in of})

    def _read(self, table: pd.DataFrame) -> None:
        if not len(table) or not age_bands(table):
            return
        keys = table["district_id"].astype(str).to_numpy(object)
        years = table["year"].to_numpy(np.float64).astype(int)
        names = ["" if pd.isna(v) else str(v) for v in table["variant"]]
        # Files of one year may cut the ages otherwise than those of another.
        for year in np.unique(years):
            rows = np.flatnonzero(years == year)
            found = persons_of(table.iloc[rows], self.group)
            if found is None:
                continue
            for row, value, unknown in zip(rows, found.values, found.unknown, strict=True):
                if not unknown:
                    self._of.setdefault(str(keys[row]), {}).setdefault(names[row], {})[int(year)] = float(
                        value
                    )

    def _add_register(self, table: pd.DataFrame, year: int) -> None:
        """Add the register's count where the table has no number for its year."""
        found = persons_of(table, self.group)
        if found is None:
            return
        self.register_year = year
        for key, value, unknown in zip(
            table["district_id"].astype(str), found.values, found.unknown, strict=True
        ):
            for series in self._of.get(key, {}).values():
                if not unknown:
                    series.setdefault(year, float(value))

    @property
    def years(self) -> list[int]:
        """Every year that some area has a number for."""
        return sorted({y for of in self._of.values() for series in of.values() for y in series})

    @property
    def areas(self) -> set[str]:
        """The areas that stand in the table."""
        return set(self._of)

    def of(self, area: str, span: Span) -> tuple[float, float, float, float] | None:
        """Return base, target of the main variant, lowest and highest target; ``None`` if a year is not known.

        The main variant is the one without a name, or the one whose name says so, else the middle one.
        """
        found = {}
        for variant, series in self._of.get(area, {}).items():
            base, target = _at(series, span.base), _at(series, span.target)
            if base is not None and target is not None:
                found[variant] = (base, target)
        if not found:
            # Counts often stand without a variant, forecasts with one.
            base = _at(self._of.get(area, {}).get("", {}), span.base)
            for variant, series in self._of.get(area, {}).items():
                target = _at(series, span.target)
                if base is not None and target is not None:
                    found[variant] = (base, target)
        if not found:
            return None
        targets = sorted((target, base) for base, target in found.values())
        main = next((v for v in found if v == "" or _is_main(v)), None)
        base, target = found[main] if main is not None else targets[len(targets) // 2][::-1]
        return base, target, targets[0][0], targets[-1][0]


def _is_main(variant: str) -> bool:
    text = variant.lower()
    return any(word in text for word in ("mittler", "haupt", "basis", "trend", "main", "medium"))


def _at(series: Mapping[int, float], year: int) -> float | None:
    """Return the value of a year, linear between two; ``None`` outside.

    Examples
    --------
    >>> _at({2020: 100.0, 2030: 120.0}, 2025), _at({2020: 100.0}, 2021)
    (110.0, None)
    """
    if year in series:
        return series[year]
    before = max((y for y in series if y < year), default=None)
    after = min((y for y in series if y > year), default=None)
    if before is None or after is None:
        return None
    return series[before] + (series[after] - series[before]) * (year - before) / (after - before)


def register_year(project: Project) -> int | None:
    """Return the year that the register population was counted for, ``None`` if its source does not say."""
    table = project.district_population
    used = set(table["source_id"].dropna()) if len(table) and "source_id" in table else set()
    dates = sorted(s.data_date for s in project.sources if s.source_id in used and s.data_date[:4].isdigit())
    return int(dates[-1][:4]) if dates else None


def trends(project: Project, table: TrendTable, span: Span, of_town: Sequence[str]) -> dict[str, Trend]:
    """Return the trend of every area that has one: its own numbers, those of its parts, or its parent's.

    Parameters
    ----------
    project : Project
        Districts of all levels with ``parent_id``.
    table : TrendTable
    span : Span
    of_town : sequence of str
        The reporting districts; the town is the sum of theirs (or of a coarser level that is complete).

    Returns
    -------
    dict of area id -> Trend
        An area of no persons at the base has no trend.
    """
    frame = project.districts
    ids = frame["district_id"].astype(str).tolist()
    parent_of = {
        i: str(p) for i, p in zip(ids, frame["parent_id"], strict=True) if not pd.isna(p) and str(p) != i
    }
    children: dict[str, list[str]] = {}
    for child, parent in parent_of.items():
        children.setdefault(parent, []).append(child)
    known: dict[str, Trend] = {}

    def summed(area: str, depth: int = 0) -> Trend | None:
        if area in known:
            return known[area]
        own = table.of(area, span)
        if own is not None:
            known[area] = Trend(*own, origin="own", of_area=area)
            return known[area]
        parts = [summed(child, depth + 1) for child in children.get(area, [])] if depth < len(ids) else []
        if not parts or None in parts:
            return None
        known[area] = _sum([p for p in parts if p is not None], area)
        return known[area]

    for area in ids:
        summed(area)
    lent = dict(known)
    for area in ids:
        above = area
        seen = {area}
        while above not in known and above in parent_of and parent_of[above] not in seen:
            above = parent_of[above]
            seen.add(above)
        if area not in known and above in known:
            of = known[above]
            lent[area] = Trend(of.base, of.target, of.low, of.high, "parent", above)
    town = _town(frame, known, of_town)
    if town is not None:
        lent[TOWN] = town
    return {area: trend for area, trend in lent.items() if trend.base > 0}


def _town(frame: pd.DataFrame, known: Mapping[str, Trend], of_town: Sequence[str]) -> Trend | None:
    """Return the town's trend: the sum over the finest level of which every area is known."""
    ranks = sorted({int(r) for r in frame["level_rank"].dropna()}, reverse=True)
    coarser = [frame.loc[frame["level_rank"] == rank, "district_id"].astype(str).tolist() for rank in ranks]
    for level in (list(of_town), *coarser):
        if level and all(area in known for area in level):
            return _sum([known[area] for area in level], TOWN)
    return None


def _sum(parts: Sequence[Trend], area: str) -> Trend:
    return Trend(
        sum(p.base for p in parts),
        sum(p.target for p in parts),
        sum(p.low for p in parts),
        sum(p.high for p in parts),
        "parts",
        area,
    )
