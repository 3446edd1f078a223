"""The stability of a project's own ranking: searched anew under varied targets, kept with the project as a setting.

Only the targets and the weights are varied; distances, residents and figures stay those of the result. What is kept
carries a key of everything it depends on, so that it is never shown beside another result or other weights.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import replace

from quartiermap.analysis.gaps import find_gaps
from quartiermap.analysis.ranking import weights_in
from quartiermap.analysis.ranking_stability import ROBUST_FROM, SPREAD, TOP, Search, Stability, searches
from quartiermap.analysis.standing import standing_result
from quartiermap.domain.findings import Gap
from quartiermap.domain.progress import Progress
from quartiermap.domain.project import Project
from quartiermap.domain.standards import Standard

SETTING = "ranking.stability"
"""The setting of a project that holds the stability of its ranking."""


def search_key(project: Project) -> str:
    """Return a key of everything that the searches depend on: the result with its standards, not the weights.

    The day, the Land and the programmes are left out: no gap depends on them. An empty text without a result.
    """
    analysis = project.analysis
    if analysis is None:
        return ""
    parameters = {
        k: v for k, v in analysis.parameters.as_dict().items() if k not in ("programmes", "land", "date")
    }
    gaps = sorted((g.gap_id, [p.factor for p in g.rank_parts]) for g in analysis.gaps)
    parts = [
        analysis.fingerprint.partition("-")[0],
        json.dumps(parameters, sort_keys=True, default=str),
        json.dumps(gaps),
        f"{SPREAD} {TOP} {ROBUST_FROM}",
    ]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]


def stability_key(project: Project) -> str:
    """Return a key of everything that the stability depends on: `search_key` and the weights."""
    weights = weights_in(project.settings).as_dict()
    return f"{search_key(project)}|{json.dumps(weights, sort_keys=True)}"


def search_variants(project: Project, progress: Progress | None = None) -> tuple[Search, ...]:
    """Search the gaps of a project's result under varied targets.

    Raises
    ------
    InputError
        If there is no result, or one that is older than its data.
    Cancelled
        If the user asked to stop.
    """
    analysis = standing_result(
        project,
        "Es gibt noch kein Ergebnis, dessen Rangfolge zu prüfen wäre.",
        "Das Ergebnis ist älter als die Daten; die Stabilität der Rangfolge lässt sich so nicht prüfen.",
    )
    known, whole = analysis, project.completed()
    steps = progress or Progress()

    def search(standards: tuple[Standard, ...]) -> Sequence[Gap]:
        parameters = replace(known.parameters, standards=standards)
        asked = Progress(cancelled=steps.cancelled)  # how far the whole is, `searches` tells
        return find_gaps(whole, known.demand, known.access, known.figures, known.need, parameters, asked)

    return searches(known.parameters.standards, search, steps)


def as_setting(project: Project, found: Mapping[str, Stability]) -> dict[str, object]:
    """Return the stability of every gap of the result as plain values for `SETTING`."""
    own = {} if project.analysis is None else {g.gap_id for g in project.analysis.gaps}
    return {
        "key": stability_key(project),
        "gaps": {i: [s.share, s.best, s.worst] for i, s in sorted(found.items()) if i in own},
    }


def stored_stability(project: Project) -> dict[str, Stability] | None:
    """Return the stability kept with the project; ``None`` if there is none for this result and these weights."""
    kept = project.settings.get(SETTING)
    if not isinstance(kept, dict) or project.analysis is None or kept.get("key") != stability_key(project):
        return None
    rows = kept.get("gaps")
    if not isinstance(rows, dict):
        return None
    return {str(gap_id): Stability(float(row[0]), row[1], row[2]) for gap_id, row in rows.items()}
