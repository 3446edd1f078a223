"""A result that settings have made older, computed anew; a project file that somebody else has changed meanwhile."""

from __future__ import annotations

from typing import TYPE_CHECKING

from quartiermap.errors import Problem, ProjectError

if TYPE_CHECKING:
    from pathlib import Path

    from quartiermap.domain.progress import Progress
    from quartiermap.domain.project import Project
    from quartiermap.io.autosave import Stamp


def can_search(project: Project) -> bool:
    """Tell whether ways can be sought again as the result did: a result without its network can only be read."""
    result = project.analysis
    if result is None or project.stale:
        return False
    return result.access.method != "network" or project.network is not None


def recomputed(project: Project, progress: Progress) -> Project:
    """Return a project with a result that fits its settings: only the verdicts anew where that is enough."""
    from dataclasses import replace
    from datetime import date

    from quartiermap.app import facts, programmes, usecases

    result = project.analysis
    if result is None or not project.only_verdicts_stale:
        return usecases.analyse(project, None, progress)
    parameters = replace(
        result.parameters,
        land=facts.chosen_land(project),
        date=facts.chosen_date(project) or date.today(),
    )
    return programmes.rejudged(project, progress, parameters)


def check_unchanged(path: Path, expected: Stamp) -> None:
    """Raise if somebody else has changed a project file since it was read or saved here; a missing file is no obstacle.

    Raises
    ------
    ProjectError
        The file is then as that other program has left it.
    """
    from quartiermap.io.autosave import stamp_of

    if stamp_of(path) in (None, expected):
        return
    raise ProjectError(
        Problem(
            "Die Projektdatei wurde inzwischen von einem anderen Programm geändert; es wurde nichts gespeichert.",
            "Unter anderem Namen speichern (Strg+Umschalt+S) und vergleichen, oder denselben Namen wählen, um sie zu ersetzen.",
            file=path.name,
            code="project_changed_outside",
        )
    )
