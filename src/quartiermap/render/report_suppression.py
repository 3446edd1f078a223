"""The one place where small numbers leave the report: what is handed on, and the words for it.

Which figures are secret decides `analysis.protection`; the reasons stand in ``docs/decisions/small-numbers.md``. Everything
that is written (model, tables, maps, exports) is made from `shown`, never from the project itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from quartiermap.analysis.air_comparison import AirComparison
from quartiermap.analysis.protected import STEP, is_rough, protected
from quartiermap.analysis.protection import Secrets, secrets_of
from quartiermap.analysis.small_numbers import limit_words
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
    gaps = () if project.analysis is None else project.analysis.gaps
    return {
        "limit": secrets.limit,
        "note": limit_words(secrets.limit),
        "secret_figures": secrets.count,
        "rough_gaps": sorted(g.gap_id for g in gaps if is_rough(g, secrets)),
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
    """Hide every class of a table of equity that is secret itself or that the districts would give away."""
    for row in table["classes"]:
        name = row["status_class"]
        key = TOWN if name == "ganze Stadt" else f"class:{name}"
        if row["state"] == States.VALUE.value and secrets.hides_reach(key, table["standard_id"]):
            row.update(
                persons=None,
                beyond=None,
                share_beyond=None,
                depth=None,
                missing_m=None,
                state=States.SECRET.value,
            )


def rounded_comparison(found: AirComparison, secrets: Secrets) -> AirComparison:
    """Return a comparison with the air line in tens of persons where the town's number in reach is secret."""
    classes = ("both", "only_air", "only_foot", "neither")
    if not secrets.hides_reach(TOWN, found.standard_id):
        return found
    return replace(found, **{name: round(getattr(found, name) / STEP) * STEP for name in classes})


__all__ = [
    "is_rough",
    "mask_equity",
    "mask_fields",
    "mask_person_rows",
    "rounded_comparison",
    "shown",
    "suppression_row",
]
