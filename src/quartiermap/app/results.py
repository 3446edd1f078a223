"""The result of a project, or the sentence why there is none to work with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from quartiermap.errors import InputError, Problem, UsageError

if TYPE_CHECKING:
    from quartiermap.domain.project import Project
    from quartiermap.domain.results import Analysis


def any_result(project: Project) -> Analysis:
    """Return the project's result, however old it is.

    Raises
    ------
    UsageError
        If there is none.
    """
    if project.analysis is None:
        raise UsageError(
            "Das Projekt hat noch kein Ergebnis. Zuerst rechnen: quartiermap analyse PROJEKT.gpkg."
        )
    return project.analysis


def result_of(project: Project) -> Analysis:
    """Return the project's result, if it is one of the present data.

    Raises
    ------
    UsageError
        If there is none.
    InputError
        If it is older than the data: its cells and facilities may not be those of the project any more.
    """
    analysis = any_result(project)
    if project.stale and not project.only_verdicts_stale:
        raise InputError(
            Problem(
                "Das Ergebnis ist älter als die Daten.",
                remedy="Neu rechnen: quartiermap analyse PROJEKT.gpkg.",
                code="analysis_stale",
            )
        )
    return analysis
