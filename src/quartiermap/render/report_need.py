"""The rows of ``report.json`` on the social index: its definition, the 12 fields, the overlay, equity."""

from __future__ import annotations

import json
from typing import Any

import pandas as pd

from quartiermap.analysis.equity import equity_tables
from quartiermap.analysis.need import needs_attention
from quartiermap.analysis.need_choice import choose_indicators
from quartiermap.analysis.need_views import attention_and_funding, twelve_fields
from quartiermap.analysis.protection import Secrets
from quartiermap.analysis.small_numbers import is_small
from quartiermap.domain.kinds import Kinds
from quartiermap.domain.need_index import IndexDefinition
from quartiermap.domain.project import Project
from quartiermap.domain.results import Analysis
from quartiermap.domain.schema import States
from quartiermap.domain.texts import SECRET
from quartiermap.render.report_rows import district_names, population_of
from quartiermap.render.report_suppression import mask_equity, mask_fields
from quartiermap.render.report_values import plain, text_or_none, with_state

Row = dict[str, Any]


def definition_row(project: Project) -> Row | None:
    """Return what the social index is made of and for which period; ``None`` without indicators."""
    choice = choose_indicators(project)
    if choice.period is None:
        return None
    defined = project.settings.get("need.index")
    definition = IndexDefinition.model_validate_json(json.dumps(defined)) if defined else None
    by_key = {} if definition is None else {i.key: i for i in definition.indicator}
    indicators = []
    for key in choice.status:
        own = by_key.get(key)
        indicators.append(
            {
                "key": key,
                "label": key if own is None else own.label or key,
                "direction": "more_is_worse" if own is None else own.direction,
                "weight": 1.0 if own is None else own.weight,
                "substitute": False if own is None else own.substitute,
            }
        )
    return {
        "id": None if definition is None else definition.id,
        "title": "Vorgabe des Programms" if definition is None else definition.title,
        "origin": None if definition is None else plain(definition.origin.model_dump(mode="json")),
        "period": choice.period,
        "earlier_period": choice.earlier,
        "computed": bool(choice.status),
        "indicators": indicators,
        "dynamics": list(choice.dynamics),
        "min_base": choice.min_base,
        "status_limits": list(choice.status_limits),
        "dynamics_limits": list(choice.dynamics_limits),
        "excluded": [str(e) for e in project.settings.get("need.exclude", ())],
        "note": choice.note,
    }


def twelve_rows(project: Project, analysis: Analysis, secrets: Secrets) -> list[Row]:
    """Return the 12 fields of status and dynamics; none without any class. Residents that are secret are not shown."""
    if not analysis.need["status_class"].notna().any():
        return []
    names = district_names(project)
    people = pd.Series(
        {d: v for d, (v, _) in population_of(project, analysis).items() if v is not None}, dtype=float
    )
    rows = []
    for field in twelve_fields(analysis.need, people).to_dict("records"):
        ids = [str(i) for i in field["district_ids"]]
        residents, state = with_state(field["residents"], None if ids else States.NOT_APPLICABLE.value)
        rows.append(
            {
                "group": field["group"],
                "status_class": field["status_class"],
                "dynamics_class": field["dynamics_class"],
                "districts": int(field["districts"]),
                "residents": residents,
                "residents_state": state,
                "attention": bool(needs_attention(field["status_class"], field["dynamics_class"])),
                "district_ids": ids,
                "district_names": [names.get(i, i) for i in ids],
            }
        )
    mask_fields(rows, secrets)
    return rows


def overlay_rows(project: Project, analysis: Analysis, secrets: Secrets) -> list[Row]:
    """Return attention areas beside running funding areas, district by district; none without either of them.

    The share of the residents is secret where it would name fewer persons than the limit.
    """
    if not analysis.need["status_class"].notna().any() or not len(project.funding_areas):
        return []
    people = population_of(project, analysis)
    rows = []
    for found in attention_and_funding(project, analysis.need, analysis.demand).to_dict("records"):
        persons = people.get(str(found["district_id"]), (None, ""))[0]
        part = (
            None
            if persons is None or pd.isna(found["residents_share"])
            else persons * float(found["residents_share"])
        )
        hidden = secrets.hides_persons(str(found["district_id"]), None) or (
            part is not None
            and persons is not None
            and (is_small(part, secrets.limit) or is_small(persons - part, secrets.limit))
        )
        share, state = with_state(found["residents_share"], States.SECRET.value if hidden else None)
        rows.append(
            {
                "district_id": str(found["district_id"]),
                "name": found["name"],
                "group": text_or_none(found["group"]),
                "attention": None
                if found["attention"] is None or pd.isna(found["attention"])
                else bool(found["attention"]),
                "area_share": float(found["area_share"]),
                "residents_share": share,
                "residents_share_state": state,
                "funding_areas": found["funding_areas"],
                "overlay": found["overlay"],
            }
        )
    return rows


def equity_rows(project: Project, analysis: Analysis, kinds: Kinds, secrets: Secrets) -> list[Row]:
    """Return one entry for each kind with its status classes (FGT 0 and 1); suppressed ones are ``secret``."""
    rows: list[Row] = [
        {
            "standard_id": table.standard.id,
            "kind": table.standard.kind,
            "kind_name": kinds.name(table.standard.kind),
            "label": table.standard.label,
            "target_words": table.standard.target_words,
            "target_m": table.standard.target_m,
            "target_group": table.group,
            "classes": [
                {
                    "status_class": row.status_class,
                    "persons": row.persons,
                    "beyond": row.beyond,
                    "share_beyond": row.fgt0,
                    "depth": row.fgt1,
                    "missing_m": row.missing_m,
                    "state": row.state,
                }
                for row in table.rows
            ],
        }
        for table in equity_tables(project, analysis, secrets.limit)
    ]
    for row in rows:
        mask_equity(row, secrets)
    return rows


def state_or(value: float | None, state: str, write: Any) -> str:
    """Write a figure of an equity row, or the word for its state; a figure that does not arise is a dash.

    Examples
    --------
    >>> state_or(None, "secret", str), state_or(None, "value", str), state_or(2.0, "value", str)
    ('geheim', '–', '2.0')
    """
    if state == States.SECRET.value:
        return SECRET
    if state != States.VALUE.value:
        return States(state).label
    return "–" if value is None else str(write(value))
