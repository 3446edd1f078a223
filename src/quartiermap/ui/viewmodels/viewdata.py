"""A project as the window shows it: plain rows, built once per change in a worker, no frames and no widgets."""

from __future__ import annotations

import datetime as dt
import math
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from quartiermap.domain.findings import Gap
from quartiermap.domain.kinds import Kinds
from quartiermap.domain.progress import Progress
from quartiermap.domain.standards import Standard
from quartiermap.ui.translation import translate
from quartiermap.ui.viewmodels.discretion import Discretion
from quartiermap.ui.viewmodels.ranking_table import RankedGap, ranked_gaps
from quartiermap.ui.viewmodels.rules_model import Rules
from quartiermap.ui.viewmodels.rules_panel import build_rules
from quartiermap.ui.viewmodels.walking import Walking, minutes_words

if TYPE_CHECKING:
    from quartiermap.analysis.protection import Secrets
    from quartiermap.domain.project import Project
    from quartiermap.domain.results import Analysis

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
    """A kind as the list on the left shows it; `town_share` is 0..1 or ``None``."""

    kind: str
    name: str
    name_plural: str
    sign: str
    colour: str
    facilities: int
    town_share: float | None
    town_share_state: str
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

    def hides_need(self, district_id: str, standard_id: str) -> bool:
        """Tell whether the need for places is secret in a district (or `TOWN`)."""
        return self.secrets is not None and self.secrets.hides_need(district_id, standard_id)

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


def _records(frame: Any) -> list[dict[str, Any]]:
    """Return the rows of a frame without its geometry."""
    plain = frame.drop(columns="geometry") if "geometry" in frame.columns else frame
    return list(plain.to_dict("records"))


def _districts(project: Project, secrets: Secrets | None = None) -> dict[str, DistrictRow]:
    reporting = project.reporting_rank
    register = {
        text(row["district_id"]): known(row["population"]) for row in _records(project.district_population)
    }
    counted: dict[str, float] = {}
    if project.analysis is not None:
        table = project.analysis.demand.table
        sums = table.groupby("district_id")["population"].sum(min_count=1)
        counted = {str(key): float(value) for key, value in sums.items() if value == value}
    rows = {}
    for row in _records(project.districts):
        key = text(row["district_id"])
        population = register.get(key)
        origin = translate("ViewData", "Einwohnerregister") if population is not None else ""
        if population is None and key in counted:
            population, origin = counted[key], translate("ViewData", "Summe der Wohnorte in der Rechnung")
        state = ""
        if secrets is not None and secrets.hides_persons(key, None):
            population, state = None, "secret"
            origin = translate(
                "ViewData", "geheim: so wenige Einwohner, dass die Zahl etwas über Einzelne verriete"
            )
        rank = int(known(row["level_rank"]) or 0)
        rows[key] = DistrictRow(
            key,
            text(row["name"]) or key,
            text(row["level"]),
            rank,
            reporting is None or rank == reporting,
            text(row["parent_id"]),
            population,
            origin,
            state,
        )
    return rows


def _facilities(project: Project) -> dict[str, FacilityRow]:
    frame = project.facilities
    if not len(frame):
        return {}
    from quartiermap.app.facility_values import notes_of

    xs, ys = frame.geometry.x.tolist(), frame.geometry.y.tolist()
    notes, by_hand = notes_of(project), _by_hand(project)
    rows = {}
    for row, x, y in zip(_records(frame), xs, ys, strict=True):
        year = known(row["opening_year"])
        key = text(row["facility_id"])
        rows[key] = FacilityRow(
            key,
            text(row["name"]) or translate("ViewData", "(ohne Namen)"),
            text(row["kind"]),
            text(row["operator"]),
            known(row["places"]),
            known(row["area_m2"]),
            text(row["condition"]),
            text(row["barrier_free"]),
            text(row["status"]),
            None if year is None else int(year),
            text(row["address"]),
            text(row["source_id"]),
            x,
            y,
            _day(notes.get(key, {}).get("opening", ""), year),
            str(notes.get(key, {}).get("note", "")),
            tuple(reversed(by_hand.get(key, ()))),
        )
    return rows


def _by_hand(project: Project) -> dict[str, list[str]]:
    """Return what was changed by hand, by facility, the oldest first."""
    from quartiermap.app.facility_edits import SOURCE_ID

    found: dict[str, list[str]] = {}
    for source in project.sources:
        for finding in source.findings if source.source_id == SOURCE_ID else ():
            found.setdefault(str(finding.get("facility_id", "")), []).append(str(finding.get("message", "")))
    return found


def _day(iso: str, year: float | None) -> str:
    """Return a day as people write it, if it is one of that year.

    Examples
    --------
    >>> _day("2027-08-01", 2027.0), _day("2027-08-01", 2028.0), _day("bald", 2027.0)
    ('01.08.2027', '', '')
    """
    try:
        found = dt.date.fromisoformat(iso)
    except ValueError:
        return ""
    return f"{found:%d.%m.%Y}" if year is not None and found.year == int(year) else ""


def _need(analysis: Analysis | None) -> dict[str, NeedRow]:
    if analysis is None:
        return {}
    rows = {}
    for row in _records(analysis.need):
        attention = row["attention"]
        rows[text(row["district_id"])] = NeedRow(
            text(row["period"]),
            known(row["status_index"]),
            text(row["status_class"]),
            known(row["dynamics_index"]),
            text(row["dynamics_class"]),
            text(row["group"]),
            attention == attention and bool(attention),
            text(row["state"]),
            text(row["published_status_class"]),
            text(row["published_dynamics_class"]),
        )
    return rows


def _kinds(
    kinds: Kinds,
    standards: Iterable[Standard],
    facilities: Mapping[str, FacilityRow],
    figures: Mapping[tuple[str, str], Figure],
) -> dict[str, KindRow]:
    counted = Counter(row.kind for row in facilities.values())
    by_kind: dict[str, list[Standard]] = {}
    for standard in standards:
        by_kind.setdefault(standard.kind, []).append(standard)
    rows = {}
    for kind in kinds:
        own = sorted(by_kind.get(kind.id, ()), key=lambda s: not s.primary)
        if not own and not counted[kind.id]:
            continue
        town = figures.get((TOWN, own[0].id)) if own else None
        rows[kind.id] = KindRow(
            kind.id,
            kind.name,
            kind.name_plural,
            kind.sign,
            kind.colour,
            counted[kind.id],
            known(town["covered_share"]) if town and counted[kind.id] else None,
            text(town["covered_share_state"]) if town and counted[kind.id] else "no_data",
            tuple(own),
            kind.capacity_unit,
        )
    return rows


def _steps(project: Project) -> tuple[Step, ...]:
    def step(key: str, label: str, hint: str, done: bool, optional: bool = False) -> Step:
        return Step(key, label, hint, done, optional)

    return (
        step(
            "districts",
            translate("Steps", "Quartiere"),
            translate("Steps", "Grenzen der Quartiere oder Planungsräume als GeoJSON, GeoPackage oder Shapefile"),
            len(project.districts) > 0,
        ),
        step(
            "facilities",
            translate("Steps", "Einrichtungen"),
            translate("Steps", "Kitas, Schulen, Bibliotheken … als Punkte oder Tabelle mit Koordinaten"),
            len(project.facilities) > 0,
        ),
        step(
            "population",
            translate("Steps", "Einwohner"),
            translate("Steps", "Rasterzellen des Zensus oder Einwohner je Quartier"),
            len(project.cells) > 0 or len(project.district_population) > 0,
        ),
        step(
            "network",
            translate("Steps", "Wegenetz"),
            translate("Steps", "OpenStreetMap-Datei (.osm.pbf) oder Straßenlinien; ohne Netz wird mit Luftlinie × Umwegfaktor genähert"),
            project.network is not None,
            True,
        ),
        step(
            "analysis",
            translate("Steps", "Analyse"),
            translate("Steps", "Erreichbarkeit, Versorgung und Lücken rechnen (F5)"),
            project.analysis is not None,
        ),
    )  # fmt: skip


def build(
    project: Project,
    kinds: Kinds,
    standards: Iterable[Standard],
    progress: Progress | None = None,
    *,
    minutes: bool = False,
    discretion: Discretion | None = None,
) -> ViewData:
    """Build everything the window shows of a project.

    Parameters
    ----------
    project : Project
    kinds : Kinds
        The catalogue, which gives the order.
    standards : iterable of Standard
        What to offer while there is no analysis; afterwards the analysis' own standards count.
    progress : Progress or None
        Asked between the steps, so that a newer request can take over.
    minutes : bool
        Ways are told in minutes.
    discretion : Discretion, optional
        Knows what is secret in the results that were shown last.

    Notes
    -----
    Small numbers are left out of everything, as in the report (`Discretion.shown`).
    """
    from quartiermap.domain.results import DEMAND_ORIGIN_LABELS, METHOD_LABELS

    progress = progress or Progress()
    whole = project
    progress.step(0.05, translate("ViewData", "Tabellen vorbereiten"))
    project, secrets = (discretion or Discretion()).shown(project)
    analysis = project.analysis
    progress.step(0.2, translate("ViewData", "Tabellen vorbereiten"))
    figures: dict[tuple[str, str], Figure] = {}
    walking = Walking(minutes=minutes) if analysis is None else Walking(analysis.access.profile, minutes)
    if analysis is not None:
        figures = {
            (text(row["district_id"]), text(row["standard_id"])): {**row, "walking": walking}
            for row in _records(analysis.figures)
        }
        standards = analysis.parameters.standards
    progress.step(0.4, translate("ViewData", "Tabellen vorbereiten"))
    facilities = _facilities(project)
    progress.step(0.6, translate("ViewData", "Tabellen vorbereiten"))
    gaps = tuple(sorted(analysis.gaps, key=lambda gap: gap.rank)) if analysis else ()
    rules = build_rules(project, kinds)
    progress.step(0.8, translate("ViewData", "Tabellen vorbereiten"))
    notes: tuple[str, ...] = ()
    if analysis is not None:
        notes = tuple(dict.fromkeys((*analysis.demand.notes, *analysis.access.notes, *analysis.notes)))
    districts = _districts(project, secrets)
    return ViewData(
        name=project.name,
        epsg=project.epsg,
        invented=project.invented,
        stale=project.stale,
        method=METHOD_LABELS[analysis.access.method] if analysis else "",
        demand_origin=DEMAND_ORIGIN_LABELS[analysis.demand.origin] if analysis else "",
        computed_at=f"{analysis.computed_at.astimezone():%d.%m.%Y, %H:%M Uhr}" if analysis else "",
        notes=notes,
        districts=districts,
        facilities=facilities,
        gaps=gaps,
        sources=tuple(
            SourceRow(
                s.source_id, s.layer, s.title or s.file, s.file, s.data_date, s.provider, s.licence,
                s.imported_at, s.rows_read, s.rows_used, s.crs_read, s.sha256, s.invented, s.findings,
            )
            for s in project.sources
        ),
        kinds=_kinds(kinds, standards, facilities, figures),
        figures=figures,
        need=_need(analysis),
        steps=_steps(project),
        standard_set=analysis.parameters.standard_set if analysis else "",
        detour_factor=analysis.parameters.detour_factor if analysis else 1.3,
        gap_by_id={gap.gap_id: gap for gap in gaps},
        walking=walking,
        population=_population(whole, secrets, districts),
        secrets=secrets,
        public=project,
        beyond_network=_beyond_network(whole.analysis),
        rules=rules,
        ranked=ranked_gaps(gaps, rules.weights or {}) if gaps else (),
    )  # fmt: skip


def _population(whole: Project, secrets: Secrets, shown: Mapping[str, DistrictRow]) -> float | None:
    """Return the residents of the town: also those of districts whose own number is secret."""
    if secrets.hides_persons(TOWN, None):
        return None
    hidden = any(row.population_state for row in shown.values())
    rows = (_districts(whole) if hidden else shown).values()
    people = [row.population for row in rows if row.reporting and row.population is not None]
    return sum(people) if people else None


def _beyond_network(analysis: Analysis | None) -> float:
    from quartiermap.analysis.ground import outside_network

    if analysis is None:
        return 0.0
    people = analysis.demand.table["population"]
    return float(people[outside_network(analysis.access, len(people))].sum())
