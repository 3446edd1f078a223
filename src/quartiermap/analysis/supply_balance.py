"""The supply balance of a kind: children, need, places and what is missing, in the area and in its catchment.

One row for each area (districts, parent districts, the whole town) and group (U3, Ü3, together). Everything is computed
when it is asked for, from the project and its stored analysis; nothing in here makes a stored result stale.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from quartiermap.analysis.access import outside_network, pairs_within, usable
from quartiermap.analysis.demand_trend import Span, TrendTable, span_of, trends
from quartiermap.analysis.residents import Bools, Floats, secret_points
from quartiermap.analysis.supply import (
    Areas,
    area_levels,
    primary_standard,
    surveyed,
)
from quartiermap.analysis.supply_balance_catchment import Catchments
from quartiermap.analysis.supply_balance_columns import (
    catchment_columns,
    categories,
    then_columns,
    trend_columns,
)
from quartiermap.analysis.supply_balance_figures import (
    Columns,
    Offer,
    demand_columns,
    places_columns,
    ratio_columns,
)
from quartiermap.analysis.supply_balance_words import balance_notes, difference_sentence
from quartiermap.analysis.supply_places import amounts, number_column, planned_by
from quartiermap.analysis.supply_windows import (
    WHOLE,
    AgeGroup,
    Persons,
    Windows,
    key_date_of,
    persons_of,
    windows_for,
)
from quartiermap.domain.age_windows import AgeWindows
from quartiermap.domain.progress import Progress
from quartiermap.domain.project import Project
from quartiermap.domain.results import TOWN, Analysis
from quartiermap.domain.standards import Standard
from quartiermap.domain.supply_category import CategoryScheme
from quartiermap.errors import InputError, Problem

DISTRICT, PARENT, WHOLE_TOWN = "district", "parent", "town"
LAST_YEAR = 2100
"""No plan looks further ahead."""


@dataclass(frozen=True)
class BalanceOptions:
    """What a balance is computed by.

    Parameters
    ----------
    rules : AgeWindows
        Cut-off dates of the Länder.
    scheme : CategoryScheme
        Axes and categories.
    land : str or None
        Two letters; ``None``: the ages of the standard.
    year : int or None
        Reference year for planned places and for the children to come; ``None``: see `reference_year`.
    key_date : date or None
        Day that the residents' ages were counted for; ``None``: from the source.
    windows : mapping
        The town's own age windows: group -> (from, to) in months.
    """

    rules: AgeWindows
    scheme: CategoryScheme
    land: str | None = None
    year: int | None = None
    key_date: dt.date | None = None
    windows: Mapping[str, Sequence[int]] = field(default_factory=dict)


@dataclass(frozen=True)
class SupplyBalance:
    """The balance of one kind.

    Parameters
    ----------
    kind : str
    standard : Standard
        Its supply rate is the target; its distance makes the catchment.
    windows : Windows
        The groups with their ages, and by which rule.
    year : int
        Reference year ("geplant bis JJJJ").
    span : Span or None
        The years that the trend compares, ``None`` without data.
    table : DataFrame
        One row for each area and group. ``area_id``, ``area_name``, ``area_level`` (``district``, ``parent``, ``town``),
        ``parent_id``, ``group``, ``group_label``, ``ages``; figures in persons, places and shares (0..1), NaN where
        missing, with the reason in ``<name>_state`` (for ``<name>_low`` and ``<name>_high`` too). Names with ``_low`` and
        ``_high`` differ only where places are unknown. ``then``: in the reference year; ``catch_``: in the catchment.
    scheme : CategoryScheme
    outside : (float, float)
        Facilities of the kind outside all districts, and their known places; they count in no area.
    notes : tuple of str
        German sentences that belong to every table of it.
    """

    kind: str
    standard: Standard
    windows: Windows
    year: int
    span: Span | None
    table: pd.DataFrame
    scheme: CategoryScheme
    outside: tuple[float, float]
    notes: tuple[str, ...]

    @property
    def unit(self) -> str:
        """What is counted: Plätze, m², Bibliotheken."""
        return self.standard.supply.unit if self.standard.supply else "Plätze"

    def rows(self, area_id: str) -> list[dict[str, Any]]:
        """Return the rows of an area, one for each group, in the order of the tables."""
        return [dict(row) for row in self._by_area.get(area_id, ())]

    @cached_property
    def _by_area(self) -> dict[str, list[dict[str, Any]]]:
        """The table as plain rows by area: a window asks at every click, and a frame takes 20 ms to answer."""
        found: dict[str, list[dict[str, Any]]] = {}
        for row in self.table.to_dict("records"):
            found.setdefault(str(row["area_id"]), []).append({str(k): v for k, v in row.items()})
        return found

    def town_id(self) -> str:
        """Return the id of the area that is the whole town."""
        return next(area for area, rows in self._by_area.items() if rows[0]["area_level"] == "town")


def chosen_options(project: Project, rules: AgeWindows, scheme: CategoryScheme) -> BalanceOptions:
    """Return what a balance is computed by, as the project's settings (``supply.*``) have it.

    The Land falls back on the one of the programme check (``land``).
    """
    settings = project.settings
    day, year = settings.get("supply.key_date"), settings.get("supply.year")
    return BalanceOptions(
        rules=rules,
        scheme=scheme,
        land=settings.get("supply.land") or settings.get("land") or None,
        year=None if year is None else int(year),
        key_date=None if day is None else dt.date.fromisoformat(str(day)),
        windows=settings.get("supply.windows") or {},
    )


def kinds_with_balance(analysis: Analysis) -> tuple[str, ...]:
    """Return the kinds whose need is counted in places, in the order of the standards: Kita, schools, youth centres."""
    return tuple(
        dict.fromkeys(
            s.kind
            for s in analysis.parameters.standards
            if s.primary and s.supply is not None and s.supply.counts == "places"
        )
    )


def reference_year(project: Project, today: int) -> int:
    """Return the year to look ahead to if none is chosen: the last of the forecast, else the last planned opening, else today."""
    years = [int(y) for y in project.forecast["year"].dropna()] if len(project.forecast) else []
    if years and max(years) > today:
        return max(years)
    opens = number_column(project.facilities, "opening_year")
    plan = opens[planned_by(project.facilities, np.ones(len(opens), bool), LAST_YEAR).due]
    return max([today, *(int(y) for y in plan)])


def balance(
    project: Project, analysis: Analysis, kind: str, options: BalanceOptions, progress: Progress | None = None
) -> SupplyBalance:
    """Return the supply balance of a kind for every area.

    Parameters
    ----------
    project : Project
    analysis : Analysis
        A result of the project: its residents by point, its standards and its ways.
    kind : str
    options : BalanceOptions
    progress : Progress, optional

    Raises
    ------
    InputError
        If no standard of the kind says how many places people need.
    Cancelled
        If the user asked to stop.
    """
    progress = progress or Progress()
    standard = primary_standard(analysis.parameters, kind)
    if standard is None or standard.supply is None:
        raise InputError(
            Problem(
                "Für diese Einrichtungsart nennt der Richtwertsatz keinen Bedarf; eine Bilanz ist nicht möglich.",
                remedy="Einen Richtwert mit Bedarf wählen, z. B. für Kita oder Grundschule.", value=kind, code="no_supply_rate",
            )
        )  # fmt: skip
    project = project.completed()
    found_date, date_assumed = key_date_of(project, analysis.demand)
    windows = windows_for(
        standard, options.rules, options.land, options.key_date or found_date, options.windows
    )
    today = analysis.parameters.date.year
    year = options.year or reference_year(project, today)
    progress.step(0.0, "Kinder und Plätze zählen")
    ground = _Ground(project, analysis, standard, year)
    frames = []
    span: Span | None = None
    for number, group in enumerate(windows.shown):
        part = progress.part(number / len(windows.shown), (number + 1) / len(windows.shown))
        part.step(0.1, f"Plätze und Bedarf: {group.label}")
        table = ground.years_of(group)
        span = span_of(table.years, today, options.year or year) or span
        frames.append(ground.frame(group, windows, table, span, options, part))
    made = pd.concat(frames, ignore_index=True)
    order = {area: n for n, area in enumerate(dict.fromkeys(made["area_id"]))}
    made = made.assign(_n=made["area_id"].map(order)).sort_values("_n", kind="stable").drop(columns="_n")
    made = made.reset_index(drop=True)
    progress.step(1.0, "Bilanz fertig")
    notes = balance_notes(
        windows,
        made,
        span,
        year,
        assumed_date=date_assumed and options.key_date is None,
        stale=not ground.fresh,
        outside=ground.outside,
        variants=ground.variants,
        unit=standard.supply.unit,
    )
    return SupplyBalance(kind, standard, windows, year, span, made, options.scheme, ground.outside, notes)


class _Ground:
    """What all groups of a balance share."""

    def __init__(self, project: Project, analysis: Analysis, standard: Standard, year: int) -> None:
        self.project, self.analysis, self.standard, self.year = project, analysis, standard, year
        self.demand = analysis.demand
        self.facilities = project.facilities
        self.of_kind = (self.facilities["kind"] == standard.kind).to_numpy(dtype=bool, na_value=False)
        self.exist = self.of_kind & usable(self.facilities)
        self.planned = planned_by(self.facilities, self.of_kind, year)
        self.levels = area_levels(project, self.demand)
        self.secret = secret_points(project, self.demand).ages
        self.surveyed = surveyed(project, standard.kind)
        # Distances of an older state of the data would not fit the facilities row by row.
        self.fresh = not project.stale or project.only_verdicts_stale
        self.reach: Any = None
        self.outside = self._outside()
        self.variants: list[str] = []
        self._years: dict[AgeGroup, TrendTable] = {}
        self.spread = self.demand.origin != "cells"

    def years_of(self, group: AgeGroup) -> TrendTable:
        """Return the children of a group by year, read once."""
        if group not in self._years:
            self._years[group] = TrendTable(self.project, group)
        return self._years[group]

    def _outside(self) -> tuple[float, float]:
        town = self.levels[-1]
        beyond = self.exist & (town.of_facility < 0)
        group = AgeGroup(WHOLE, "", 0, None, None)
        offered = amounts(self.facilities, self.standard, group, self.of_kind)
        return float(beyond.sum()), float(offered.low[beyond].sum())

    def frame(
        self,
        group: AgeGroup,
        windows: Windows,
        table: TrendTable,
        span: Span | None,
        options: BalanceOptions,
        progress: Progress,
    ) -> pd.DataFrame:
        """Return the rows of one group for all areas."""
        self.variants = sorted({*self.variants, *(v for v in table.variants if v)})
        people = self.demand.table
        children = persons_of(people, group)
        parts = windows.parts if group.id == WHOLE else (group,)
        need = _need(people, parts)
        rate = group.rate if group.id != WHOLE or len(windows.parts) == 1 else None
        rated = any(p.rate is not None for p in parts)
        offer = Offer(
            amounts(self.facilities, self.standard, group, self.of_kind),
            self.exist,
            self.planned,
            self.surveyed,
        )
        progress.step(0.4, f"Einzugsbereiche: {group.label}")
        low, high = self._catchments(need, offer)
        progress.step(0.8, f"Entwicklung: {group.label}")
        ids = self.levels[0].ids
        found = {} if span is None else trends(self.project, table, span, ids)
        of_part = [{} if span is None else trends(self.project, self.years_of(p), span, ids) for p in parts]
        frames = []
        for number, areas in enumerate(self.levels):
            columns = self._identity(number, areas, group)
            columns |= demand_columns(areas, children, need, self.secret, rate, rated=rated)
            columns |= places_columns(areas, offer)
            columns |= ratio_columns(columns)
            each = [
                demand_columns(areas, None, _need(people, (p,)), self.secret, p.rate, rated=True)
                for p in parts
            ]
            columns |= then_columns(areas, columns, each, found, of_part, span, self.year)
            columns |= catchment_columns(areas, columns, low, high)
            columns |= trend_columns(areas, found, span)
            columns["estimate"] = columns["children_partly"] | (
                self.spread or columns["exactness"] != "exact"
            )
            frame = pd.DataFrame(columns)
            frame = frame.assign(**categories(frame, options.scheme, span))
            flows = None if low is None else low.by_area(areas)
            names = self._names(areas)
            frame["sentence"] = [
                difference_sentence(row, flows, at, names, self.standard)
                for at, row in enumerate(frame.to_dict("records"))
            ]
            frames.append(frame)
        return pd.concat(frames, ignore_index=True)

    def _identity(self, number: int, areas: Areas, group: AgeGroup) -> Columns:
        last = number == len(self.levels) - 1
        frame = self.project.districts.drop_duplicates("district_id").set_index("district_id")
        parents = [None if last else _text(frame.at[i, "parent_id"]) for i in areas.ids]
        return {
            "area_id": areas.ids,
            "area_name": self._names(areas),
            "area_level": WHOLE_TOWN if last else (PARENT if number else DISTRICT),
            "parent_id": parents,
            "group": group.id,
            "group_label": group.label,
            "ages": group.ages,
        }

    def _names(self, areas: Areas) -> list[str]:
        if areas.ids == [TOWN]:
            return [self.project.name]
        frame = self.project.districts.drop_duplicates("district_id").set_index("district_id")
        return [_text(frame.at[i, "name"]) or i for i in areas.ids]

    def _ways_known(self) -> bool:
        """Tell whether ways to the facilities can be had from the stored result."""
        access = self.analysis.access
        placed = (
            access.points is not None and access.facilities is not None and self.project.network is not None
        )
        return (
            self.fresh and self.standard.kind in access.distance_m and (placed or access.method == "air_line")
        )

    def _catchments(self, need: Persons | None, offer: Offer) -> tuple[Catchments | None, Catchments | None]:
        """Return the shared places with unknown ones counted as none, and with their upper estimate."""
        access = self.analysis.access
        known = offer.exist & offer.amounts.known
        if need is None or not known.any() or not self._ways_known():
            return None, None
        if self.reach is None:
            self.reach = pairs_within(
                self.project,
                self.demand,
                access,
                self.standard.kind,
                self.standard.target_m,
                standard=self.standard,
            ).tocsr()
        seen = ~outside_network(access, len(self.demand.table)) & (self.levels[-1].of_point >= 0)
        wanted = np.where(seen, need.values, 0.0)
        low = Catchments(self.reach, wanted, np.where(offer.exist, offer.amounts.low, 0.0))
        if bool(known.sum() == offer.exist.sum()):
            return low, low
        return low, Catchments(
            self.reach, wanted, np.where(offer.exist, np.nan_to_num(offer.amounts.high), 0.0)
        )


def _text(value: Any) -> str | None:
    return None if value is None or pd.isna(value) else str(value)


def _need(people: pd.DataFrame, parts: Sequence[AgeGroup]) -> Persons | None:
    """Return the places wanted in every row: the sum over the parts of persons x rate; ``None`` if one is not known."""
    values: Floats = np.zeros(len(people))
    known: Bools = np.zeros(len(people), bool)
    unknown: Bools = np.zeros(len(people), bool)
    for part in parts:
        found = None if part.rate is None else persons_of(people, part)
        if found is None or part.rate is None:
            return None
        values = values + found.values * part.rate
        known, unknown = known | found.known, unknown | found.unknown
    return Persons(values, known, unknown, "exact")
