"""Whether a project's result still stands, for computations that go on from it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from quartiermap.errors import InputError, Problem

if TYPE_CHECKING:
    from quartiermap.domain.project import Project
    from quartiermap.domain.results import Analysis


def standing_result(project: Project, missing: str, stale: str) -> Analysis:
    """Return the result if its distances belong to the present data.

    Parameters
    ----------
    project : Project
    missing, stale : str
        German sentences: what cannot be done without a result, and with one that is older than its data.

    Raises
    ------
    InputError
        With the sentence that fits, and what to do.
    """
    if project.analysis is None:
        raise InputError(Problem(missing, remedy="Erst die Analyse rechnen.", code="analysis_missing"))
    if project.stale and not project.only_verdicts_stale:
        raise InputError(Problem(stale, remedy="Die Analyse neu rechnen.", code="analysis_stale"))
    return project.analysis
