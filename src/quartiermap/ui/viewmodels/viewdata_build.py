"""Builds what the window shows of a project (`viewdata.ViewData`): in a worker, once per change."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from quartiermap.domain import texts
from quartiermap.domain.progress import Progress
from quartiermap.ui.translation import translate
from quartiermap.ui.viewmodels.age_sources import age_sources
from quartiermap.ui.viewmodels.discretion import Discretion
from quartiermap.ui.viewmodels.explain import missing_words
from quartiermap.ui.viewmodels.ranking_table import ranked_gaps
from quartiermap.ui.viewmodels.rules_panel import build_rules
from quartiermap.ui.viewmodels.viewdata import (
    TOWN,
    DistrictRow,
    FacilityRow,
    Figure,
    KindRow,
    NeedRow,
    SourceRow,
    Step,
    ViewData,
    known,
    text,
)
from quartiermap.ui.viewmodels.walking import Walking
from quartiermap.ui.wording import worded

if TYPE_CHECKING:
    from quartiermap.analysis.protection import Secrets
    from quartiermap.domain.kinds import Kinds
    from quartiermap.domain.project import Project
    from quartiermap.domain.results import Analysis
    from quartiermap.domain.standards import Standard


def _records(frame: Any) -> list[dict[str, Any]]:
    """Return the rows of a frame without its geometry (pandas' own way takes four times as long)."""
    names = [name for name in frame.columns if name != "geometry"]
    columns = [frame[name].astype(object).tolist() for name in names]
    return [dict(zip(names, values, strict=True)) for values in zip(*columns, strict=True)]


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
            worded(kind.name),
            worded(kind.name_plural),
            kind.sign,
            kind.colour,
            counted[kind.id],
            known(town["covered_share"]) if town and counted[kind.id] else None,
            missing_words(town, "covered_share") if town and counted[kind.id] else texts.NO_DATA,
            tuple(own),
            worded(kind.capacity_unit),
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
    from quartiermap.domain.results import METHOD_LABELS

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
        demand_origin=analysis.demand.label if analysis else "",
        computed_at=f"{analysis.computed_at.astimezone():%d.%m.%Y, %H:%M Uhr}" if analysis else "",
        notes=notes,
        districts=districts,
        facilities=facilities,
        gaps=gaps,
        sources=tuple(
            SourceRow(
                s.source_id, s.layer, s.title or s.file, s.file, texts.iso_day(s.data_date), s.provider, s.licence,
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
        ages=age_sources(project),
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
