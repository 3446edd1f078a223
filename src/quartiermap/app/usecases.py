"""What a user can have done: the same functions for the window and for the command line.

Each takes an immutable project and gives a new one (or files); none of them talks to anybody.
Heavy packages are imported inside, so that importing this module is cheap.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from quartiermap.app.results import any_result
from quartiermap.domain.progress import Progress
from quartiermap.errors import UsageError

if TYPE_CHECKING:
    from quartiermap.analysis.ranking import Weights
    from quartiermap.domain.need_index import IndexDefinition
    from quartiermap.domain.programme import Programme
    from quartiermap.domain.project import Project
    from quartiermap.domain.report_template import ReportTemplate
    from quartiermap.domain.standards import Standard, StandardEdit, StandardSet
    from quartiermap.io.importers import ImportRequest, ImportResult

REPORT_FORMATS = ("pdf", "docx", "xlsx", "csv", "gpkg", "geojson", "html", "json", "png")
DEFAULT_PROGRAMMES = ("siq-bund",)


@dataclass(frozen=True)
class AnalyseOptions:
    """What a user may choose for an analysis; ``None`` means the default or what the project has chosen.

    `targets` overrides the target distance in metres of single standards by their id. `profile` is the id of
    a walking profile (``adult``, ``child``, ``wheelchair``, …). `need_index` is the id of a shipped definition of the
    social index, or the path of a TOML file with one. `standard_edits` are values of the town's own with their reason,
    `weights` those of the ranking, `need_definition` is an index of the town's own, `small_numbers` the number of persons
    below which figures are secret; all are kept with the project.
    """

    programmes: tuple[str, ...] = ()
    land: str | None = None
    date: dt.date | None = None
    standards_file: Path | None = None
    standard_sets: tuple[str, ...] = ()
    targets: Mapping[str, float] = field(default_factory=dict)
    profile: str | None = None
    need_index: str | None = None
    standard_edits: tuple[StandardEdit, ...] = ()
    weights: Weights | None = None
    need_definition: IndexDefinition | None = None
    small_numbers: float | None = None


def default_project_name(path: Path) -> str:
    """Return a project's name when none is given: that of its file."""
    return path.stem.replace("_", " ")


def import_into(project: Project, request: ImportRequest, progress: Progress | None = None) -> ImportResult:
    """Import files into a layer; see `quartiermap.io.importers.import_layer`."""
    from quartiermap.io.importers import import_layer

    return import_layer(project, request, progress or Progress())


def programmes_for(ids: Sequence[str], project: Project | None = None) -> dict[str, Programme]:
    """Return the programmes with these ids: those shipped and, of a project, those that the town wrote itself.

    Raises
    ------
    InputError
        Naming every unknown id and the ids there are.
    """
    from quartiermap.app.programmes import by_ids

    return by_ids(ids, project)


def standards_for(project: Project, options: AnalyseOptions) -> StandardSet:
    """Return the standards that an analysis uses: the user's file, the chosen sets, the project's, the default.

    Several sets are combined: of each kind the standards of the last set that has any. The town's own values
    (``settings["standards.edits"]``) are laid over them.

    Raises
    ------
    UsageError
        If a set does not exist, or a value of the town's own does not fit its standard.
    """
    from quartiermap.domain.standards import StandardSet, combined
    from quartiermap.io import bundled

    custom = project.settings.get("standards.custom")
    if options.standards_file is not None:
        return _with_edits(project, bundled.read_standard_set(options.standards_file))
    if custom and not options.standard_sets:
        return _with_edits(project, StandardSet.model_validate_json(json.dumps(custom)))
    stored = project.settings.get("standards.set", "default")
    ids = options.standard_sets or ((stored,) if isinstance(stored, str) else tuple(stored))
    unknown = [i for i in ids if i not in bundled.standard_set_ids()]
    if unknown:
        raise UsageError(
            f"Den Richtwertsatz „{unknown[0]}“ gibt es nicht. Vorhanden: {', '.join(bundled.standard_set_ids())}."
        )
    return _with_edits(project, combined(bundled.standard_set(i) for i in ids))


def _with_edits(project: Project, chosen: StandardSet) -> StandardSet:
    """Lay the town's own values over a set."""
    from quartiermap.domain.standards import StandardEdit, edited

    edits = [
        StandardEdit.model_validate_json(json.dumps(e)) for e in project.settings.get("standards.edits", ())
    ]
    try:
        return edited(chosen, edits)
    except ValueError as error:
        raise UsageError(str(error)) from error


def with_standard_edit(project: Project, edit: StandardEdit) -> Project:
    """Return the project with a value of the town's own for one standard; an earlier one for it is replaced.

    Raises
    ------
    UsageError
        If no such standard is in use, or the value does not fit it.
    """
    kept = [e for e in project.settings.get("standards.edits", ()) if e["standard_id"] != edit.standard_id]
    changed = project.with_(
        settings={**project.settings, "standards.edits": [*kept, edit.model_dump(mode="json")]}
    )
    found = standards_for(changed, AnalyseOptions())
    standard = next((s for s in found.standard if s.id == edit.standard_id), None)
    if standard is None:
        there = ", ".join(s.id for s in found.standard)
        raise UsageError(
            f"Den Richtwert „{edit.standard_id}“ gibt es im gewählten Satz nicht. Vorhanden: {there}."
        )
    if edit.target_min is not None and standard.measure != "minutes":
        raise UsageError(f"Der Richtwert „{standard.label}“ ist in Metern angegeben, nicht in Minuten.")
    if edit.target_m is not None and standard.measure == "minutes":
        raise UsageError(f"Der Richtwert „{standard.label}“ ist in Minuten angegeben, nicht in Metern.")
    if edit.supply_rate is not None and standard.supply is None:
        raise UsageError(f"Der Richtwert „{standard.label}“ hat keinen Bedarfswert.")
    return changed


def without_standard_edit(project: Project, standard_id: str) -> Project:
    """Return the project with a standard as its set has it."""
    kept = [e for e in project.settings.get("standards.edits", ()) if e["standard_id"] != standard_id]
    return project.with_(settings={**project.settings, "standards.edits": kept})


def need_index_for(name: str) -> IndexDefinition:
    """Return a shipped definition of the social index by its id, or the user's own from a TOML file."""
    from quartiermap.io import bundled

    if name in bundled.need_index_ids():
        return bundled.need_index(name)
    if not name.endswith(".toml"):
        there = ", ".join(bundled.need_index_ids())
        raise UsageError(
            f"Den Sozialindex „{name}“ gibt es nicht. Vorhanden: {there}; oder eine TOML-Datei angeben."
        )
    return bundled.read_need_index(Path(name))


def _with_targets(standards: Sequence[Standard], targets: Mapping[str, float]) -> tuple[Standard, ...]:
    return tuple(
        s.model_copy(update={"target_m": float(targets[s.id])}) if s.id in targets else s for s in standards
    )


def _remembered(project: Project, options: AnalyseOptions) -> Project:
    """Keep what was chosen for good (Land, programmes, standards, profile), so that the next run gives the same.

    The day is not kept: a later check is about its own day unless the project itself states one.
    """
    from quartiermap.io import bundled

    kept: dict[str, Any] = {}
    if options.land:
        kept["land"] = options.land
    if options.programmes:
        kept["programmes"] = list(options.programmes)
    if options.profile:
        kept["profile"] = options.profile
    if options.need_index:
        kept["need.index"] = need_index_for(options.need_index).model_dump(mode="json")
    if options.standards_file is not None:
        # The file as it is: the town's own values are laid over it at every run.
        kept["standards.custom"] = bundled.read_standard_set(options.standards_file).model_dump(mode="json")
    elif options.standard_sets:
        only = options.standard_sets[0] if len(options.standard_sets) == 1 else list(options.standard_sets)
        kept["standards.set"], kept["standards.custom"] = only, None
    if options.need_definition is not None:
        kept["need.index"] = options.need_definition.model_dump(mode="json")
    if options.small_numbers is not None:
        kept["small_numbers.limit"] = options.small_numbers
    if options.weights is not None:
        kept["ranking.weights"] = options.weights.as_dict()
    return project.with_(settings={**project.settings, **kept}) if kept else project


def analyse(
    project: Project, options: AnalyseOptions | None = None, progress: Progress | None = None
) -> Project:
    """Compute access, supply, need, gaps and verdicts; returns the project with its `analysis`.

    Raises
    ------
    InputError
        If districts, residents or facilities are missing.
    Cancelled
        If the user asked to stop.
    """
    from quartiermap.analysis.run import analyse as run
    from quartiermap.app import facts
    from quartiermap.app.programmes import known
    from quartiermap.domain.results import AnalysisParameters
    from quartiermap.io import bundled

    options = options or AnalyseOptions()
    standards_for(project, options)  # a set that does not exist is refused before anything is kept
    profile = bundled.profile(options.profile or str(project.settings.get("profile", "adult")))
    project = _remembered(project, options)
    for edit in options.standard_edits:
        project = with_standard_edit(project, edit)
    chosen = standards_for(project, AnalyseOptions())
    ids = options.programmes or tuple(project.settings.get("programmes", DEFAULT_PROGRAMMES))
    programmes = programmes_for(ids, project)
    parameters = AnalysisParameters(
        standards=_with_targets(chosen.standard, options.targets),
        standard_set=chosen.title,
        programmes=tuple(programmes),
        land=options.land or project.settings.get("land") or None,
        date=options.date or facts.chosen_date(project) or dt.date.today(),
        detour_factor=chosen.detour_factor,
        profile=profile,
    )
    found = run(project, parameters, list(programmes.values()), progress or Progress(), known(project))
    return project.with_(analysis=found)


def report(
    project: Project,
    out: Path,
    formats: Sequence[str] = REPORT_FORMATS,
    progress: Progress | None = None,
    *,
    template: ReportTemplate | None = None,
    csv: str | None = None,
    project_file: str = "",
) -> list[Path]:
    """Write the report folder with its run file (`app.report_run`); returns the files written.

    Parameters
    ----------
    csv : {"excel", "machine"}, optional
        How the CSV tables are written; default: as the template says.
    project_file : str
        Name of the project's file, for the run file.

    Raises
    ------
    UsageError
        If a format is unknown or the project has no result yet.
    """
    from quartiermap.app import report_run, report_run_files
    from quartiermap.app.programmes import available
    from quartiermap.domain.report_template import DEFAULT_TEMPLATE
    from quartiermap.io.atomic import make_folder
    from quartiermap.render.report import write_report

    unknown = [f for f in formats if f not in REPORT_FORMATS]
    if unknown:
        raise UsageError(f"Unbekanntes Format: {', '.join(unknown)}. Möglich: {', '.join(REPORT_FORMATS)}.")
    programmes_for(
        any_result(project).parameters.programmes, project
    )  # refuses one that is not there any more
    make_folder(out)
    progress = progress or Progress()
    ready = with_stability_if_fresh(project, progress.part(0.0, 0.1))
    template = template or DEFAULT_TEMPLATE
    csv = csv or template.csv
    files = list(
        write_report(
            ready, out, list(formats), available(project), progress.part(0.1, 1.0), csv=csv, template=template
        )
    )
    run = report_run.run_of(ready, template, formats, csv, project_file)
    return [*files, *report_run_files.keep(template, out), report_run.write_run(run, out, files)]


def with_stability_if_fresh(project: Project, progress: Progress) -> Project:
    """Return the project with the stability of its ranking, unless its result is older than its data."""
    from quartiermap.app.ranking import with_stability

    if project.analysis is None or (project.stale and not project.only_verdicts_stale):
        return project
    return with_stability(project, progress)


def export_network(project: Project, out: Path) -> list[Path]:
    """Write nodes, edges, cells, facilities and access as Parquet, for an independent recomputation."""
    from quartiermap.analysis.network_frames import network_frames
    from quartiermap.io.atomic import make_folder
    from quartiermap.io.export import write_network

    if project.analysis is None:
        raise UsageError(
            "Das Projekt hat noch kein Ergebnis. Zuerst rechnen: quartiermap analyse PROJEKT.gpkg."
        )
    make_folder(out)
    return list(write_network(network_frames(project, project.analysis), out))


def info(project: Project) -> dict[str, Any]:
    """Return what is in a project as plain values (``quartiermap info --json``)."""
    network = project.network
    analysis = project.analysis
    residents = (
        project.district_population["population"].sum(min_count=1)
        if len(project.district_population)
        else None
    )
    cells = project.cells["population"].sum(min_count=1) if len(project.cells) else None
    levels = (
        project.districts.groupby("level_rank", sort=True)["level"].agg(["first", "size"])
        if len(project.districts)
        else None
    )
    return {
        "name": project.name,
        "crs": project.crs,
        "invented": project.invented,
        "districts": len(project.reporting_districts),
        "levels": [] if levels is None else [{"level": str(r["first"]), "districts": int(r["size"])} for _, r in levels.iterrows()],
        "facilities": {str(k): int(n) for k, n in project.facilities["kind"].value_counts(sort=False).items()},
        "cells": len(project.cells),
        "population_cells": _plain(cells),
        "population_register": _plain(residents),
        "indicators": sorted({str(v) for v in project.indicators["indicator"]}) if len(project.indicators) else [],
        "indicator_periods": sorted({str(v) for v in project.indicators["period"]}) if len(project.indicators) else [],
        "funding_areas": len(project.funding_areas),
        "network": None if network is None else {"nodes": network.node_count, "edges": network.edge_count, "length_m": round(network.length_m, 1)},
        "analysis": None
        if analysis is None
        else {
            "computed_at": analysis.computed_at.isoformat(timespec="seconds"),
            "stale": project.stale,
            "method": analysis.access.method,
            "demand_origin": analysis.demand.origin,
            "gaps": len(analysis.gaps),
            "programmes": list(analysis.parameters.programmes),
        },
        "sources": [
            {"source_id": s.source_id, "layer": s.layer, "file": s.file, "rows_used": s.rows_used, "sha256": s.sha256, "imported_at": s.imported_at, "findings": [dict(f) for f in s.findings]}
            for s in project.sources
        ],
    }  # fmt: skip


def _plain(value: Any) -> float | None:
    return None if value is None or value != value else float(value)
