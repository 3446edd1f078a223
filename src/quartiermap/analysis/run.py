"""The whole analysis in one call: demand, access, figures, social index, gaps, verdicts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

from quartiermap.analysis.access import compute_access
from quartiermap.analysis.demand import build_demand
from quartiermap.analysis.eligibility import Known, judge_all
from quartiermap.analysis.gaps import search_gaps
from quartiermap.analysis.need import need_index
from quartiermap.analysis.need_choice import choose_indicators
from quartiermap.analysis.rules import check_programme
from quartiermap.analysis.standing import standing_result
from quartiermap.analysis.supply import district_figures, with_threshold
from quartiermap.domain.programme import Programme
from quartiermap.domain.progress import Progress
from quartiermap.domain.project import Project
from quartiermap.domain.results import Analysis, AnalysisParameters
from quartiermap.errors import InputError, Problem

__all__ = ["analyse", "check_ready", "rejudge", "with_threshold"]

_NO_LAND = (
    "Für die Vorprüfung ist kein Land angegeben; Besonderheiten einzelner Länder sind nicht berücksichtigt."
)


def check_ready(project: Project, parameters: AnalysisParameters) -> None:
    """Raise `InputError` with everything that an analysis needs and the project lacks."""
    problems = []
    if not len(project.districts):
        problems.append(
            Problem(
                "Quartiersgrenzen fehlen.",
                remedy="Grenzen laden: quartiermap import PROJEKT.gpkg districts DATEI.",
                code="districts_missing",
            )
        )
    twice = project.districts["district_id"][project.districts["district_id"].duplicated()]
    if len(twice):
        problems.append(
            Problem(
                "Ein Gebietsschlüssel kommt mehrfach vor.",
                remedy="Jedes Gebiet braucht einen eigenen Schlüssel; Teilflächen zu einem Gebiet zusammenfassen.",
                column="district_id",
                value=str(twice.iloc[0]),
                count=len(twice),
                code="district_id_duplicate",
            )
        )
    if not len(project.cells) and not len(project.district_population):
        problems.append(
            Problem(
                "Einwohnerdaten fehlen.",
                remedy="Rasterzellen oder Einwohner je Quartier laden: quartiermap import PROJEKT.gpkg population DATEI.",
                code="population_missing",
            )
        )
    if not len(project.facilities):
        problems.append(
            Problem(
                "Einrichtungen fehlen.",
                remedy="Einrichtungen laden: quartiermap import PROJEKT.gpkg facilities DATEI --kind kita.",
                code="facilities_missing",
            )
        )
    if not parameters.standards:
        problems.append(
            Problem(
                "Richtwerte fehlen.",
                remedy="Einen Richtwertsatz wählen, z. B. die Voreinstellung.",
                code="standards_missing",
            )
        )
    if problems:
        raise InputError(problems)


def analyse(
    project: Project,
    parameters: AnalysisParameters,
    programmes: Sequence[Programme] = (),
    progress: Progress | None = None,
    known: Known | None = None,
) -> Analysis:
    """Run the whole analysis; the project stays as it is.

    Parameters
    ----------
    project : Project
        With districts, facilities and residents (cells or by district); a network makes real ways.
    parameters : AnalysisParameters
        Standards, date, Land, limits.
    programmes : sequence of Programme
        Every gap is pre-checked against each.
    known : Known or None
        What verdicts name beside the gap (successors of closed programmes, names of kinds).

    Returns
    -------
    Analysis
        With `Project.fingerprint` of the inputs, and notes that belong into every report.

    Raises
    ------
    InputError
        With everything missing at once (districts, residents, facilities, standards; unknown rules).
    Cancelled
        If the user asked to stop.
    """
    progress = progress or Progress()
    project = project.completed()
    check_ready(project, parameters)
    for programme in programmes:
        check_programme(programme)
    progress.step(0.0, "Einwohner verorten")
    demand = build_demand(project, progress.part(0.0, 0.25))
    access = compute_access(project, demand, parameters, progress.part(0.25, 0.7))
    figures = district_figures(project, demand, access, parameters, progress.part(0.7, 0.78))
    progress.step(0.78, "Sozialindex berechnen")
    need = need_index(project)
    search = search_gaps(project, demand, access, figures, need, parameters, progress.part(0.8, 0.92))
    gaps = judge_all(
        project, search.gaps, programmes, parameters, figures, need, progress.part(0.92, 1.0), known
    )
    progress.step(1.0, "Analyse fertig")
    notes = [*demand.notes, *access.notes, choose_indicators(project).note, *search.notes]
    if programmes and parameters.land is None:
        notes.append(_NO_LAND)
    return Analysis(
        parameters=parameters,
        fingerprint=project.fingerprint,
        computed_at=dt.datetime.now().astimezone(),
        demand=demand,
        access=access,
        figures=figures,
        need=need,
        gaps=gaps,
        notes=tuple(dict.fromkeys(note for note in notes if note)),
    )


def rejudge(
    project: Project,
    programmes: Sequence[Programme],
    parameters: AnalysisParameters | None = None,
    progress: Progress | None = None,
    known: Known | None = None,
) -> Analysis:
    """Recompute only the verdicts of a project's result, after a change of facts, Land or date.

    Distances, figures and gaps stay the values they are, because nothing that they depend on has changed. The
    result equals that of a whole new `analyse` with the same parameters.

    Parameters
    ----------
    project : Project
        With a result that fits its data (`Project.data_fingerprint`).
    programmes : sequence of Programme
        Every gap is pre-checked against each.
    parameters : AnalysisParameters or None
        Its Land and date are used; ``None`` keeps those of the result.

    Raises
    ------
    InputError
        If there is no result, or its distances are older than the data.
    Cancelled
        If the user asked to stop.

    Examples
    --------
    >>> from quartiermap.domain.project import new_project
    >>> rejudge(new_project("Musterstadt"), ())
    Traceback (most recent call last):
        ...
    quartiermap.errors.InputError: Es gibt noch kein Ergebnis, das zu prüfen wäre. Erst die Analyse rechnen.
    """
    progress = progress or Progress()
    result = standing_result(
        project,
        "Es gibt noch kein Ergebnis, das zu prüfen wäre.",
        "Das Ergebnis ist älter als die Daten; die Vorprüfung allein genügt nicht.",
    )
    asked = parameters or result.parameters
    used = replace(
        result.parameters,
        land=asked.land,
        date=asked.date,
        programmes=tuple(programme.id for programme in programmes),
    )
    progress.step(0.0, "Förderkriterien prüfen")
    gaps = judge_all(project, result.gaps, programmes, used, result.figures, result.need, progress, known)
    progress.step(1.0, "Vorprüfung fertig")
    notes = [note for note in result.notes if note != _NO_LAND]
    if programmes and used.land is None:
        notes.append(_NO_LAND)
    return replace(
        result,
        parameters=used,
        fingerprint=project.fingerprint,
        computed_at=dt.datetime.now().astimezone(),
        gaps=gaps,
        notes=tuple(notes),
    )
