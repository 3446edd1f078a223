"""The supply balance as ``report.json`` holds it: by kind, for the town, parent districts and districts."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from quartiermap.analysis.protection import Secrets
from quartiermap.analysis.supply_balance import SupplyBalance, balance, chosen_options, kinds_with_balance
from quartiermap.analysis.supply_balance_secrets import masked
from quartiermap.domain.kinds import Kinds
from quartiermap.domain.project import Project
from quartiermap.domain.results import Analysis
from quartiermap.domain.schema import States
from quartiermap.domain.standards import Origin
from quartiermap.io import bundled
from quartiermap.render.report_values import plain, text_or_none, with_state

Row = dict[str, Any]

RANGES = (
    "places", "supply_quota", "care_quota", "occupied", "coverage", "shortfall", "surplus", "due", "places_then", "coverage_then",
    "shortfall_then", "surplus_then", "catch_places", "catch_coverage", "catch_shortfall",
)  # fmt: skip
"""Figures with a low and a high end. Where they are equal, the figure itself is given too; else it is not known."""
SINGLE = ("children", "need", "use", "children_then", "need_then", "trend")
FLOWS = ("catch_out", "catch_in", "catch_idle", "catch_unreached")
COUNTS = ("sites", "sites_known", "occupied_known", "due_sites", "later_sites", "later_places", "undated_sites", "undated_places")  # fmt: skip


def supply_rows(project: Project, analysis: Analysis, kinds: Kinds, secrets: Secrets) -> list[Row]:
    """Return the balances of all kinds that are counted in places and that the project has facilities of.

    `project` and `analysis` hold every figure; those in `secrets` are left out here.
    """
    rules = bundled.age_windows()
    options = chosen_options(project, rules, bundled.supply_categories())
    present = set(project.facilities["kind"].dropna().astype(str))
    return [
        balance_row(masked(balance(project, analysis, kind, options), project, secrets, rules), kinds)
        for kind in kinds_with_balance(analysis)
        if kind in present
    ]


def balance_row(found: SupplyBalance, kinds: Kinds) -> Row:
    """Return one balance in plain values: what it was computed by, then the areas with their groups.

    Shares are 0..1, persons and places counts; a missing number is ``None`` and ``<name>_state`` says why.
    """
    areas: dict[str, Row] = {}
    for record in found.table.to_dict("records"):
        row = {str(name): value for name, value in record.items()}
        area = areas.setdefault(
            str(row["area_id"]),
            {
                "area_id": str(row["area_id"]),
                "name": str(row["area_name"]),
                "level": str(row["area_level"]),
                "parent_id": text_or_none(row["parent_id"]),
                "sentence": "",
                "groups": [],
            },
        )
        area["groups"].append(group_row(row))
        area["sentence"] = str(row["sentence"]) if row["group"] == "all" else area["sentence"]
    scheme, windows, span = found.scheme, found.windows, found.span
    return {
        "kind": found.kind,
        "kind_name": kinds.name(found.kind),
        "standard_id": found.standard.id,
        "standard_label": found.standard.label,
        "catchment": found.standard.target_words,
        "unit": found.unit,
        "need_formula": found.windows.formula,
        "need_source": _origin(found.standard.supply.origin) if found.standard.supply else "",
        "year": found.year,
        "windows": {
            "title": windows.title,
            "land": windows.land,
            "key_date": windows.key_date.isoformat(),
            "assumption": windows.assumed,
            "groups": [
                {
                    "group": g.id,
                    "label": g.label,
                    "ages": g.ages,
                    "from_months": g.lower,
                    "under_months": g.upper,
                    "rate": g.rate,
                }
                for g in windows.shown
            ],
        },
        "trend_span": None
        if span is None
        else {"from": span.base, "to": span.target, "forecast": span.forecast, "words": span.words},
        "categories": {
            "scheme": scheme.id,
            "title": scheme.title,
            "source": _origin(scheme.origin),
            "reserve_source": _origin(scheme.reserve.origin),
            "trend_source": _origin(scheme.trend.origin),
            "list": [
                {"id": c.id, "label": c.label, "meaning": c.meaning, "urgency": c.urgency}
                for c in scheme.category
            ],
        },
        "outside_sites": found.outside[0],
        "outside_places": found.outside[1],
        "notes": list(found.notes),
        "town": next(a for a in areas.values() if a["level"] == "town"),
        "parents": [a for a in areas.values() if a["level"] == "parent"],
        "districts": [a for a in areas.values() if a["level"] == "district"],
    }


def _origin(origin: Origin) -> str:
    return f"Annahme: {origin.text}" if origin.is_unproven else origin.text


def group_row(row: Mapping[str, Any]) -> Row:
    """Return the figures of one group of one area."""
    out: Row = {
        "group": str(row["group"]),
        "label": str(row["group_label"]),
        "ages": str(row["ages"]),
        "rate": plain(row["rate"]),
        "estimate": bool(row["estimate"]),
        "ages_cut": str(row["exactness"]),
    }
    for name in SINGLE:
        out[name], out[f"{name}_state"] = with_state(row[name], row[f"{name}_state"])
    for name in RANGES:
        low, state = with_state(row[f"{name}_low"], row[f"{name}_state"])
        high, _ = with_state(row[f"{name}_high"], row[f"{name}_state"])
        sure = low if low is not None and high is not None and math.isclose(low, high) else None
        state = States.NO_DATA.value if low is not None and sure is None else state
        out |= {name: sure, f"{name}_state": state, f"{name}_low": low, f"{name}_high": high}
    for name in FLOWS:
        out[name], out[f"{name}_state"] = with_state(row[name], row["catch_flows_state"])
    for name in COUNTS:
        out[name], out[f"{name}_state"] = with_state(row[name], row["sites_state"])
    out["then_origin"] = str(row["then_origin"])
    out["trend_origin"] = str(row["trend_origin"])
    known = row["category_state"] == States.VALUE.value
    out["category"] = str(row["category"]) if known else None
    out["category_label"] = str(row["category_label"]) if known else None
    out["category_state"] = str(row["category_state"])
    out["category_urgency"] = plain(row["category_urgency"])
    out["because"] = str(row["because"])
    return out
