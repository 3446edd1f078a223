"""The ranking in ``report.json``: weights, parts of each rank, stability, and the standards that the town changed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from quartiermap.analysis.ranking import PART_LABELS, Weights, parts_of, rank_note
from quartiermap.analysis.ranking_stability import ROBUST_FROM, SPREAD, STABILITY_NOTE, TOP, Stability
from quartiermap.domain.findings import Gap
from quartiermap.domain.project import Project
from quartiermap.domain.results import Analysis
from quartiermap.domain.texts import percent

Row = dict[str, Any]

UNSEARCHED = "nicht geprüft"
NEVER = f"nie unter den ersten {TOP}"


def ranking_row(weights: Weights, stable: Mapping[str, Stability] | None) -> Row:
    """Return how the gaps are ranked: weights, and what the words on stability mean."""
    return {
        "weights": weights.as_dict(),
        "weights_words": weights.words,
        "part_labels": dict(PART_LABELS),
        "note": rank_note(weights),
        "stability_searched": stable is not None,
        "stability_note": STABILITY_NOTE,
        "top": TOP,
        "spread": SPREAD,
        "robust_from": ROBUST_FROM,
    }


def rank_row(gap: Gap, weights: Weights, stable: Mapping[str, Stability] | None) -> Row:
    """Return the parts of a gap's rank with their weights, and how stable its place is (``None``: not searched)."""
    own = None if stable is None else stable.get(gap.gap_id)
    return {
        "rank_parts": [p.as_dict() for p in parts_of(gap, weights)],
        "stability": None
        if own is None
        else {"share": own.share, "best": own.best, "worst": own.worst, "word": own.word or NEVER},
    }


def stability_words(gap: Mapping[str, Any]) -> str:
    """Return word and share of a gap of the model.

    Examples
    --------
    >>> stability_words({"stability": None})
    'nicht geprüft'
    >>> stability_words({"stability": {"share": 0.625, "word": "kippelig"}}).replace(chr(160), " ")
    'kippelig (63 %)'
    """
    found = gap["stability"]
    if found is None:
        return UNSEARCHED
    return str(found["word"]) if not found["share"] else f"{found['word']} ({percent(found['share'], 0)})"


def edit_rows(project: Project, analysis: Analysis) -> list[Row]:
    """Return the values of the town's own that the result was computed with, each with its reason."""
    used = {s.id: s for s in analysis.parameters.standards}
    rows = []
    for edit in project.settings.get("standards.edits", ()):
        standard = used.get(str(edit["standard_id"]))
        told = standard is not None and any(
            origin is not None and origin.tag == "user" and str(edit["reason"]) in origin.text
            for origin in (standard.origin, None if standard.supply is None else standard.supply.origin)
        )
        # A speed that only turns metres into minutes leaves no trace in the origin of the target.
        quiet = standard is not None and edit.get("speed_kmh") == standard.speed_kmh
        if standard is None or not (told or quiet):
            continue
        rows.append(
            {
                "standard_id": standard.id,
                "label": standard.label,
                "target_m": edit.get("target_m"),
                "target_min": edit.get("target_min"),
                "speed_kmh": edit.get("speed_kmh"),
                "supply_rate": edit.get("supply_rate"),
                "bindingness": str(edit.get("bindingness", "annahme")),
                "reason": str(edit["reason"]),
                "by": str(edit.get("by", "")),
                "date": str(edit.get("date", "o. J.")),
            }
        )
    return rows
