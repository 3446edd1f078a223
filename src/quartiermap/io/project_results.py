"""How a result is stored in a project file, and comes back equal."""

from __future__ import annotations

import datetime as dt
import json
import sqlite3
from collections.abc import Callable, Iterable
from dataclasses import asdict
from typing import Any

import numpy as np
import pandas as pd

from quartiermap.domain.findings import (
    CriterionResult,
    Gap,
    Overall,
    RankPart,
    Reason,
    Result,
    SuccessorFit,
    Verdict,
)
from quartiermap.domain.network import OnNetwork
from quartiermap.domain.profiles import ADULT, Profile
from quartiermap.domain.results import Access, Analysis, AnalysisParameters, Demand
from quartiermap.io.project_tables import Content, as_json, write_array

_BY_NAME = ("distance_m", "nearest", "barrier_free_m", "by_standard_m", "by_standard")
"""The parts of `Access` that hold an array by kind or standard."""
_PLACED = ("edge", "offset_m", "leg_m", "owner", "crosses")


def write_analysis(
    connection: sqlite3.Connection, analysis: Analysis, table: Callable[[str, pd.DataFrame, str], None]
) -> str:
    """Store a result; return its description as JSON. `table` writes one table (name, frame, title)."""
    table("qm_results_figures", analysis.figures, "Ergebnisse: Kennzahlen")
    table("qm_results_need", analysis.need, "Ergebnisse: Sozialindex")
    table("qm_results_demand", analysis.demand.table, "Ergebnisse: Wohnorte")
    details = pd.DataFrame(
        {"gap_id": [g.gap_id for g in analysis.gaps], "details": [gap_json(g) for g in analysis.gaps]},
        dtype=object,
    )
    table("qm_gap_details", details, "Ergebnisse: Lücken mit Vorprüfung")
    access = analysis.access
    for group in _BY_NAME:
        for name, values in getattr(access, group).items():
            write_array(connection, f"access.{group}.{name}", values)
    for group in ("points", "facilities"):
        placed: OnNetwork | None = getattr(access, group)
        for part in _PLACED if placed is not None else ():
            values = getattr(placed, part)
            if values is not None:
                write_array(
                    connection,
                    f"access.{group}.{part}",
                    values.astype(np.uint8) if part == "crosses" else values,
                )
    return as_json(
        {
            "parameters": analysis.parameters.as_dict(),
            "fingerprint": analysis.fingerprint,
            "computed_at": analysis.computed_at.isoformat(),
            "notes": analysis.notes,
            "demand_origin": analysis.demand.origin,
            "demand_notes": analysis.demand.notes,
            "demand_origins": dict(analysis.demand.origins),
            "access_method": access.method,
            "access_detour_factor": access.detour_factor,
            "access_notes": access.notes,
            "access_profile": access.profile.model_dump(mode="json"),
            "access_min_component_m": access.min_component_m,
        }
    )


def _profile_from(row: dict[str, Any] | None) -> Profile:
    # Results from before there were profiles are those of an adult.
    return ADULT if row is None else Profile.model_validate_json(json.dumps(row))


def analysis_from(content: Content) -> Analysis | None:
    """Undo `write_analysis`."""
    if "analysis" not in content.meta:
        return None
    row = json.loads(content.meta["analysis"])
    arrays = content.arrays

    def by_kind(group: str) -> dict[str, Any]:
        start = f"access.{group}."
        return {name[len(start) :]: values for name, values in arrays.items() if name.startswith(start)}

    def placed(group: str) -> OnNetwork | None:
        parts = by_kind(group)
        if not parts:
            return None
        crosses = parts["crosses"].astype(bool) if "crosses" in parts else None
        return OnNetwork(parts["edge"], parts["offset_m"], parts["leg_m"], parts.get("owner"), crosses)

    return Analysis(
        parameters=AnalysisParameters.from_dict(row["parameters"]),
        fingerprint=row["fingerprint"],
        computed_at=dt.datetime.fromisoformat(row["computed_at"]),
        demand=Demand(
            content.frames["qm_results_demand"],
            row["demand_origin"],
            tuple(row["demand_notes"]),
            row.get("demand_origins", {}),
        ),
        access=Access(
            **{group: by_kind(group) for group in _BY_NAME},
            method=row["access_method"],
            points=placed("points"),
            facilities=placed("facilities"),
            notes=tuple(row["access_notes"]),
            detour_factor=row.get("access_detour_factor"),
            profile=_profile_from(row.get("access_profile")),
            min_component_m=row.get("access_min_component_m", 0.0),
        ),
        figures=content.frames["qm_results_figures"],
        need=content.frames["qm_results_need"],
        gaps=gaps_from_json(content.frames["qm_gap_details"]["details"]),
        notes=tuple(row["notes"]),
    )


def gap_json(gap: Gap) -> str:
    """Return a gap with its verdicts as JSON."""
    return as_json(asdict(gap))


def gaps_from_json(texts: Iterable[str]) -> tuple[Gap, ...]:
    """Undo `gap_json` for all gaps of a result.

    What is judged alike is one object: of a city's 36,000 criteria 1,300 differ, and making each anew takes longer than all
    the rest of them.
    """
    known: dict[tuple[Any, ...], CriterionResult] = {}

    def criterion(row: dict[str, Any]) -> CriterionResult:
        key = tuple(row.items())
        found = known.get(key)
        if found is None:
            found = known[key] = CriterionResult(**{**row, "result": Result(row["result"])})
        return found

    return tuple(_gap_from(json.loads(text), criterion) for text in texts)


def _gap_from(row: dict[str, Any], criterion: Callable[[dict[str, Any]], CriterionResult]) -> Gap:
    return Gap(
        **{
            **row,
            "reason": Reason(row["reason"]),
            "rank_parts": tuple(RankPart(**part) for part in row["rank_parts"]),
            "confidence_because": tuple(row["confidence_because"]),
            "facility_ids": tuple(row["facility_ids"]),
            "verdicts": tuple(
                Verdict(
                    **{
                        **verdict,
                        "overall": Overall(verdict["overall"]),
                        "criteria": tuple(criterion(each) for each in verdict["criteria"]),
                        "path": tuple(verdict.get("path", ())),
                        "successors": tuple(SuccessorFit(**s) for s in verdict.get("successors", ())),
                    }
                )
                for verdict in row["verdicts"]
            ),
        }
    )
