"""The ranking of the gaps: its weights, the parts of a rank, and how stable each place is.

Weights are kept in ``settings["ranking.weights"]``; another weight re-ranks the gaps of the result at once and makes
nothing stale. The stability is searched once for a result, kept in memory and with the project.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import replace
from threading import Lock
from typing import TYPE_CHECKING, Any

from quartiermap.domain.progress import Progress
from quartiermap.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from quartiermap.analysis.ranking import RankingPart, Weights
    from quartiermap.analysis.ranking_stability import Search, Stability
    from quartiermap.domain.findings import Gap
    from quartiermap.domain.project import Project

LABEL = "Gewichte der Rangfolge"
"""What a change of the weights is called in the undo menu."""

NAMES = {
    "affected": "people", "people": "people", "betroffene": "people",
    "depth": "depth", "tiefe": "depth",
    "need": "need", "status": "need", "sozialstatus": "need",
}  # fmt: skip
"""What a weight may be called on the command line."""

_KEPT = 4
_searched: OrderedDict[str, tuple[Search, ...]] = OrderedDict()
_lock = Lock()


def weights(project: Project) -> Weights:
    """Return the weights that the project's gaps are ranked by."""
    from quartiermap.analysis.ranking import weights_in

    return weights_in(project.settings)


def with_weights(project: Project, weights: Weights) -> Project:
    """Return the project with other weights, its gaps ranked anew (no search, no distances; nothing grows stale).

    The same project if nothing changes. Verdicts and everything else about a gap stay.
    """
    from quartiermap.analysis.ranking import SETTING, weights_in

    settings = dict(project.settings)
    if weights.plain:
        settings.pop(SETTING, None)
    else:
        settings[SETTING] = weights.as_dict()
    if settings == project.settings and weights_in(project.settings) == weights:
        return project
    return ranked(project.with_(settings=settings))


def ranked(project: Project) -> Project:
    """Return the project with the gaps of its result in the order of its weights."""
    from quartiermap.analysis.ranking import NOTE_START, rank_note, reranked, weights_in

    analysis = project.analysis
    if analysis is None:
        return project
    used = weights_in(project.settings)
    notes = tuple(rank_note(used) if n.startswith(NOTE_START) else n for n in analysis.notes)
    return project.with_(analysis=replace(analysis, gaps=reranked(analysis.gaps, used), notes=notes))


def parts(gap: Gap, weights: Weights | None = None) -> tuple[RankingPart, ...]:
    """Return what each part makes of a gap's score: value, weight, contribution, share (parts.share sums up to 1)."""
    from quartiermap.analysis.ranking import Weights, parts_of

    return parts_of(gap, weights or Weights())


def read_weights(text: str, base: Weights | None = None) -> Weights:
    """Read weights as they are written on the command line; what is not named stays as it is.

    Raises
    ------
    UsageError
        If a name is unknown or a value is no weight.

    Examples
    --------
    >>> read_weights("affected=1, need=0,5; depth=2").as_dict()
    {'people': 1.0, 'depth': 2.0, 'need': 0.5}
    """
    from quartiermap.analysis.ranking import Weights

    values = (base or Weights()).as_dict()
    pieces = [p for p in _split(text) if p]
    if not pieces:
        raise UsageError("Es fehlen die Gewichte. Muster: affected=1,need=1,depth=1.")
    for piece in pieces:
        name, sign, number = (part.strip() for part in piece.partition("="))
        key = NAMES.get(name.lower())
        if key is None or not sign:
            raise UsageError(f"„{piece}“ ist kein Gewicht. Muster: affected=1,need=1,depth=1 (je 0 bis 3).")
        try:
            values[key] = float(number.replace(",", "."))
        except ValueError as error:
            raise UsageError(f"„{number}“ ist keine Zahl für das Gewicht „{name}“ (0 bis 3).") from error
    return Weights(**values)


def _split(text: str) -> list[str]:
    """Split at semicolons and commas, but not at a decimal comma (a comma that no name follows)."""
    import re

    return [piece.strip() for piece in re.split(r";|,(?=\s*[^\W\d])", text)]


def stability_of(project: Project, progress: Progress | None = None) -> dict[str, Stability]:
    """Return how stable the place of each gap is, by gap id; searched once for a result, then some milliseconds.

    What is kept with the project is taken if it fits the result and the weights.

    Raises
    ------
    InputError
        If there is no result, or one that is older than its data.
    Cancelled
        If the user asked to stop.
    """
    from quartiermap.analysis.gap_stability import search_key, search_variants, stored_stability
    from quartiermap.analysis.ranking_stability import stability_in

    kept = stored_stability(project)
    if kept is not None:
        return kept
    key = search_key(project)
    with _lock:
        found = _searched.get(key)
        if found is not None:
            _searched.move_to_end(key)
    if found is None:
        found = search_variants(project, progress)
        with _lock:
            _searched[key] = found
            while len(_searched) > _KEPT:
                _searched.popitem(last=False)
    own = {gap.gap_id for gap in project.analysis.gaps} if project.analysis else set()
    return {i: s for i, s in stability_in(found, weights(project)).items() if i in own}


def with_stability(project: Project, progress: Progress | None = None) -> Project:
    """Return the project with the stability of its ranking kept in it, for report and next session.

    Raises
    ------
    InputError, Cancelled
        As `stability_of`.
    """
    from quartiermap.analysis.gap_stability import SETTING, as_setting, stored_stability

    if stored_stability(project) is not None:
        return project
    kept = as_setting(project, stability_of(project, progress))
    return project.with_(settings={**project.settings, SETTING: kept})


def stability_words(found: Mapping[str, Stability], gap_id: str) -> str:
    """Return the word and the share for a gap: "robust (100 %)", "kippelig (62 %)", or that it is never among the first ten."""
    from quartiermap.domain.texts import percent

    one = found.get(gap_id)
    if one is None:
        return "nicht geprüft"
    return f"{one.word} ({percent(one.share, 0)})" if one.word else "nie unter den ersten zehn"


def ranking_table(project: Project, stability: Mapping[str, Stability] | None = None) -> list[dict[str, Any]]:
    """Return the ranked gaps as plain values: ids, score, parts, stability (``None`` where it was not searched)."""
    used = weights(project)
    rows = []
    for gap in project.analysis.gaps if project.analysis else ():
        one = None if stability is None else stability.get(gap.gap_id)
        rows.append(
            {
                "rank": gap.rank,
                "gap_id": gap.gap_id,
                "district_name": gap.district_name,
                "kind": gap.kind,
                "reason": gap.reason.value,
                "score": gap.score,
                "parts": [p.as_dict() for p in parts(gap, used)],
                "stability": None
                if one is None
                else {"share": one.share, "best": one.best, "worst": one.worst, "word": one.word},
            }
        )
    return rows
