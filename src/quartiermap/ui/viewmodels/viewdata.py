"""A project as the window shows it: plain rows, built once per change in a worker, no frames and no widgets."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from quartiermap.domain.findings import Gap
from quartiermap.ui.viewmodels.age_sources import AgeSources
from quartiermap.ui.viewmodels.ranking_table import RankedGap
from quartiermap.ui.viewmodels.rules_model import Rules
from quartiermap.ui.viewmodels.walking import Walking, minutes_words

if TYPE_CHECKING:
    from quartiermap.analysis.protection import Secrets
    from quartiermap.domain.project import Project
    from quartiermap.domain.standards import Standard

Figure = Mapping[str, Any]
"""One row of `Analysis.figures`, with ``walking`` (how its ways are told)."""

TOWN = "__town__"
"""As `domain.results.TOWN`, which cannot be imported before the window stands (it brings pandas)."""


@dataclass(frozen=True)
class DistrictRow:
    """A district of any level; `population` in persons, ``None`` where unknown or (then `population_state` says so) secret."""

    district_id: str
    name: str
    level: str
    level_rank: int
    reporting: bool
    parent_id: str
    population: float | None
    population_origin: str
    population_state: str = ""


@dataclass(frozen=True)
class FacilityRow:
    """A facility; `places` and `area_m2` are ``None`` where unknown, texts are empty where unknown."""

    facility_id: str
    name: str
    kind: str
    operator: str
    places: float | None
    area_m2: float | None
    condition: str
    barrier_free: str
    status: str
    opening_year: int | None
    address: str
    source_id: str
    x: float
    y: float
    opening: str = ""
    """The day of the opening, where it is known better than by its year."""
    note: str = ""
    by_hand: tuple[str, ...] = ()
    """What was changed by hand in the project, the newest first."""


@dataclass(frozen=True)
class SourceRow:
    """A source as the data tab shows it."""

    source_id: str
    layer: str
    title: str
    file: str
    data_date: str
    provider: str
    licence: str
    imported_at: str
    rows_read: int
    rows_used: int
    crs_read: str
    sha256: str
    invented: bool
    findings: tuple[Mapping[str, Any], ...]


@dataclass(frozen=True)
class KindRow:
    """A kind as the list on the left shows it; `town_share` is 0..1 or ``None``, and then `town_missing` says why."""

    kind: str
    name: str
    name_plural: str
    sign: str
    colour: str
    facilities: int
    town_share: float | None
    town_missing: str
    standards: tuple[Standard, ...]
    capacity_unit: str = "Plätze"


@dataclass(frozen=True)
class Step:
    """One step from an empty project to a result."""

    key: str
    label: str
    hint: str
    done: bool
    optional: bool = False


@dataclass(frozen=True)
class NeedRow:
    """The social index of a district as computed and as published (words, empty where unknown)."""

    period: str
    status_index: float | None
    status_class: str
    dynamics_index: float | None
    dynamics_class: str
    group: str
    attention: bool
    state: str
    published_status_class: str
    published_dynamics_class: str


@dataclass(frozen=True)
class ViewData:
    """Everything that tables, panels and inspector show of one project state."""

    name: str
    epsg: int | None
    invented: bool
    stale: bool
    method: str
    demand_origin: str
    computed_at: str
    notes: tuple[str, ...]
    districts: Mapping[str, DistrictRow]
    facilities: Mapping[str, FacilityRow]
    gaps: tuple[Gap, ...]
    sources: tuple[SourceRow, ...]
    kinds: Mapping[str, KindRow]
    figures: Mapping[tuple[str, str], Figure]
    need: Mapping[str, NeedRow]
    steps: tuple[Step, ...]
    standard_set: str = ""
    detour_factor: float = 1.3
    gap_by_id: Mapping[str, Gap] = field(default_factory=dict)
    walking: Walking = field(default_factory=Walking)
    rules: Rules = field(default_factory=Rules)
    ranked: tuple[RankedGap, ...] = ()
    population: float | None = None
    """Residents of the town, also of districts where they are secret; ``None`` where unknown or secret."""
    secrets: Secrets | None = None
    public: Project | None = field(default=None, compare=False, repr=False)
    """The project as it may be shown: without small numbers. Everything on screen is made from it."""
    ages: AgeSources = field(default_factory=AgeSources)
    """Where the age groups come from."""
    beyond_network: float = 0.0
    """Persons who live where the loaded network has no data: no figure of ways speaks of them."""

    @property
    def has_result(self) -> bool:
        """Whether an analysis is there."""
        return bool(self.figures)

    @property
    def reporting(self) -> tuple[DistrictRow, ...]:
        """The districts that figures and gaps are reported for."""
        return tuple(row for row in self.districts.values() if row.reporting)

    def figure(self, district_id: str, standard: Standard | None) -> Figure | None:
        """Return the figures of a district (or `TOWN`) under a standard."""
        return None if standard is None else self.figures.get((district_id, standard.id))

    def hides_reach(self, district_id: str, standard_id: str) -> bool:
        """Tell whether the persons in reach are secret in a district (or `TOWN`)."""
        return self.secrets is not None and self.secrets.hides_reach(district_id, standard_id)

    def hides_group(self, district_id: str, standard_id: str) -> bool:
        """Tell whether the target group of a standard is secret in a district."""
        return self.secrets is not None and self.secrets.hides_group(district_id, standard_id)

    def hides_need(self, district_id: str, standard_id: str) -> bool:
        """Tell whether the need for places is secret in a district (or `TOWN`)."""
        return self.secrets is not None and self.secrets.hides_need(district_id, standard_id)

    @cached_property
    def _kinds_of_source(self) -> Mapping[str, set[str]]:
        found: dict[str, set[str]] = {}
        for row in self.facilities.values():
            found.setdefault(row.source_id, set()).add(row.kind)
        return found

    @cached_property
    def lacking(self) -> Mapping[str, set[str]]:
        """The kinds of the gaps of every district that has some."""
        found: dict[str, set[str]] = {}
        for gap in self.gaps:
            found.setdefault(gap.district_id, set()).add(gap.kind)
        return found

    def is_source_of(self, source: SourceRow, kind: str) -> bool:
        """Tell whether a figure of a kind can come from a source: not from one of facilities of other kinds."""
        return source.layer != "facilities" or kind in self._kinds_of_source.get(source.source_id, ())

    def primary(self, kind: str) -> Standard | None:
        """Return the standard that a kind is judged by unless the user chooses another."""
        row = self.kinds.get(kind)
        return row.standards[0] if row and row.standards else None

    @property
    def by_network(self) -> bool:
        """Whether ways were followed on the network (otherwise they are air line x detour factor)."""
        return "Näherung" not in self.method

    def walking_minutes(self, metres: float) -> str:
        """Return a way in minutes at the speed of who walks."""
        return minutes_words(self.walking.profile.minutes(metres))

    def gaps_of(self, district_id: str) -> tuple[Gap, ...]:
        """Return the gaps of a district, most pressing first."""
        return tuple(gap for gap in self.gaps if gap.district_id == district_id)


def text(value: Any) -> str:
    """Return a cell of a frame as text; missing is empty.

    Examples
    --------
    >>> text(None), text(float("nan")), text("Kita"), text(7.0)
    ('', '', 'Kita', '7')
    """
    if value is None or value != value:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def known(value: Any) -> float | None:
    """Return a cell of a frame as a number, or ``None`` if it is missing or infinite.

    Examples
    --------
    >>> known(float("nan")), known(float("inf")), known(3)
    (None, None, 3.0)
    """
    if value is None or value != value:
        return None
    found = float(value)
    return found if math.isfinite(found) else None
