"""What the window may show of a project: the same as the report, without small numbers (``docs/decisions/small-numbers.md``).

Which figures are secret takes seconds to find out in a large town, so the last answers are kept. Runs in workers.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from quartiermap.analysis.protection import Secrets
    from quartiermap.domain.project import Project
    from quartiermap.domain.results import Analysis

_KEPT = 2
"""How many results are kept: the one on screen, and the one that undo brings back."""


@dataclass(frozen=True)
class _Kept:
    """What was found out, and what it was found out from (compared by identity: none of it is ever changed in place)."""

    limit: float
    parts: tuple[Any, ...]
    secrets: Secrets
    analysis: Analysis
    public: Project


class Discretion:
    """Takes the small numbers out of projects, and keeps the last answers."""

    def __init__(self) -> None:
        self._kept: tuple[_Kept, ...] = ()
        self._lock = threading.Lock()

    def forget(self) -> None:
        """Let everything go: the project was closed."""
        self._kept = ()

    def shown(self, project: Project) -> tuple[Project, Secrets]:
        """Return the project as it may be shown, and what is secret in it.

        Without a limit it is the project itself. The same result always gives the same shown result, so that
        whoever compares results by identity sees no change where there is none.

        Raises
        ------
        UsageError
            If the project's limit is no number of persons.
        """
        from quartiermap.analysis.protected import protected
        from quartiermap.analysis.protection import Secrets, secrets_of
        from quartiermap.analysis.small_numbers import limit_in

        analysis, limit = project.analysis, limit_in(project.settings)
        if analysis is None:
            return project, Secrets(limit)
        parts = (
            analysis.figures,
            analysis.demand,
            analysis.need,
            analysis.parameters.standards,
            project.district_population,
            project.districts,
        )
        with self._lock:  # two readers of the same state wait for one answer
            kept = self._find(limit, parts)
            if kept is None or kept.analysis is not analysis:
                secrets = secrets_of(project) if kept is None else kept.secrets
                kept = _Kept(limit, parts, secrets, analysis, protected(project, secrets))
                self._kept = (kept, *(k for k in self._kept if k.parts[0] is not parts[0]))[:_KEPT]
        if not limit:
            return project, kept.secrets
        public = kept.public
        return replace(
            project, analysis=public.analysis, district_population=public.district_population
        ), kept.secrets

    def _find(self, limit: float, parts: tuple[Any, ...]) -> _Kept | None:
        for kept in self._kept:
            if kept.limit == limit and all(a is b for a, b in zip(kept.parts, parts, strict=True)):
                return kept
        return None
