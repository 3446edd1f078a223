"""The one place where small numbers leave the report: what is handed on, and the words for it.

Which figures are secret decides `analysis.protection`; the reasons stand in ``docs/decisions/small-numbers.md``. Everything
that is written (model, tables, maps, exports) is made from `shown`, never from the project itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from quartiermap.analysis.air_comparison import AirComparison
from quartiermap.analysis.equity import TOWN_CLASS
from quartiermap.analysis.protected import protected
from quartiermap.analysis.protected_gaps import GapTelling
from quartiermap.analysis.protection import Secrets, secrets_of
from quartiermap.analysis.small_numbers import STEP, is_small, limit_words
from quartiermap.domain.project import Project
from quartiermap.domain.results import TOWN
from quartiermap.domain.schema import States

Row = dict[str, Any]


def shown(project: Project) -> tuple[Project, Secrets]:
    """Return the project without secret figures, and which ones those are."""
    secrets = secrets_of(project)
    return protected(project, secrets), secrets


def suppression_row(project: Project, secrets: Secrets) -> Row:
    """Return what the report says about small numbers: the limit, the sentence, how much is secret."""
    rough: list[str] = []
    if project.analysis is not None:
        telling = GapTelling(project, project.analysis, secrets)
        rough = sorted(g.gap_id for g in project.analysis.gaps if telling.is_rough(g))
    return {
        "limit": secrets.limit,
        "note": limit_words(secrets.limit),
        "secret_figures": secrets.count,
        "rough_gaps": rough,
        "rounded_to": STEP,
    }


def mask_person_rows(rows: list[Row], secrets: Secrets) -> None:
    """Take the residents out of district rows (also coarser levels and the town) where they are secret."""
    for row in rows:
        if secrets.hides_persons(str(row["district_id"]), None):
            row["population"], row["population_state"] = None, States.SECRET.value


def mask_fields(rows: list[Row], secrets: Secrets) -> None:
    """Take the residents out of the 12 fields where they are secret."""
    for row in rows:
        if secrets.hides_persons(f"field:{row['group']}", None):
            row["residents"], row["residents_state"] = None, States.SECRET.value


def mask_equity(table: Mapping[str, Any], secrets: Secrets) -> None:
    """Hide every class of a table of equity that is secret; where a part of it is, those beyond are told in tens."""
    for row in table["classes"]:
        name = row["status_class"]
        key = TOWN if name == TOWN_CLASS else f"class:{name}"
        told = secrets.reach.get((key, table["standard_id"]))
        row["beyond_rounded"] = False
        if row["state"] != States.VALUE.value:
            continue
        if secrets.hides_reach(key, table["standard_id"]):
            nothing = dict.fromkeys(("persons", "beyond", "share_beyond", "depth", "missing_m"))
            row.update(nothing, state=States.SECRET.value)
        elif told is not None and told.rounded:
            missing = row["depth"] * table["target_m"] * row["persons"]
            beyond = row["persons"] - told.covered
            row.update(
                beyond=beyond,
                share_beyond=beyond / row["persons"],
                missing_m=missing / beyond,
                beyond_rounded=True,
            )


def rounded_comparison(found: AirComparison, secrets: Secrets) -> AirComparison:
    """Return a comparison with the air line in tens of persons where the town's number in reach is not told, or a part of it is small."""
    parts = {name: float(getattr(found, name)) for name in ("both", "only_air", "only_foot", "neither")}
    few = any(is_small(persons, secrets.limit) for persons in parts.values())
    if not (
        few or secrets.hides_reach(TOWN, found.standard_id) or secrets.rounds_reach(TOWN, found.standard_id)
    ):
        return found
    # Nobody stays nobody: "0" must not be said of a few.
    rough: dict[str, Any] = {n: max(STEP, round(p / STEP) * STEP) if p > 0 else 0.0 for n, p in parts.items()}
    return replace(found, **rough, rounded=True)


__all__ = [
    "mask_equity",
    "mask_fields",
    "mask_person_rows",
    "rounded_comparison",
    "shown",
    "suppression_row",
]
