"""Columns of a supply balance beside the plain arithmetic: the reference year, the catchment, the trend, the category."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from quartiermap.analysis.demand_trend import ORIGIN_WORDS, Span, Trend
from quartiermap.analysis.supply import NO_DATA, NOT_APPLICABLE, VALUE, Areas
from quartiermap.analysis.supply_balance_catchment import Catchments
from quartiermap.analysis.supply_balance_figures import Columns, against_need, first_missing, only, share_of
from quartiermap.analysis.supply_balance_words import because_of
from quartiermap.domain.supply_category import CategoryScheme


def then_columns(
    areas: Areas,
    columns: Columns,
    parts: Sequence[Columns],
    found: Mapping[str, Trend],
    of_part: Sequence[Mapping[str, Trend]],
    span: Span | None,
    year: int,
) -> Columns:
    """Return children, need and coverage in the reference year: today's numbers x the change of the forecast.

    Without a forecast for the year the need stays today's, and ``then_origin`` says so: planned places are then held
    against the need of today.
    """
    size = len(areas.ids)
    told = span is not None and span.forecast and span.target == year
    factor = np.array([found[i].factor if told and i in found else np.nan for i in areas.ids])
    children = columns["children"] * factor
    children_state = first_missing(
        columns["children_state"], np.where(np.isfinite(factor), VALUE, NO_DATA).astype(object)
    )
    need = np.zeros(size)
    for part, trend in zip(parts, of_part, strict=True):
        growth = np.array([trend[i].factor if told and i in trend else np.nan for i in areas.ids])
        need = need + np.where(part["need"] == 0, 0.0, part["need"] * growth)
    forecast = np.isfinite(need) & (columns["need_state"] == VALUE)
    need = np.where(forecast, need, columns["need"])
    low = columns["places_low"] + np.nan_to_num(columns["due_low"])
    high = columns["places_high"] + np.nan_to_num(columns["due_high"])
    places_state = first_missing(columns["places_state"], columns["due_state"])
    return {
        "children_then": only(children, children_state),
        "children_then_state": children_state,
        "need_then": need,
        "need_then_state": columns["need_state"],
        "then_origin": np.where(forecast, "forecast", "today").astype(object),
        "places_then_low": only(low, places_state),
        "places_then_high": only(high, places_state),
        "places_then_state": places_state,
        **against_need("_then", need, columns["need_state"], low, high, places_state),
    }


_CATCHMENT = ("places", "coverage", "shortfall")


def catchment_columns(
    areas: Areas, columns: Columns, low: Catchments | None, high: Catchments | None
) -> Columns:
    """Return the places that reach the people of every area, their coverage and shortfall, and what crosses the border.

    `low` and `high` hold unknown places as none and at their upper estimate; without them everything is "keine Daten".
    """
    size = len(areas.ids)
    nothing = np.full(size, np.nan)
    if low is None or high is None:
        missing = columns["need_state"].copy()
        missing[missing == VALUE] = NO_DATA
        names = [f"catch_{name}_{end}" for name in _CATCHMENT for end in ("low", "high")]
        flows = ("catch_need", "catch_out", "catch_in", "catch_idle", "catch_unreached")
        return dict.fromkeys((*names, *flows), nothing) | {
            f"catch_{name}_state": missing for name in (*_CATCHMENT, "flows")
        }
    few, many = low.by_area(areas), high.by_area(areas)
    state = columns["need_state"].copy()
    ratio = state.copy()
    ratio[(state == VALUE) & (few.need == 0)] = NOT_APPLICABLE
    return {
        "catch_need": only(few.need, state),
        "catch_places_low": only(few.got, state),
        "catch_places_high": only(many.got, state),
        "catch_places_state": state,
        "catch_coverage_low": share_of(few.got, few.need, ratio),
        "catch_coverage_high": share_of(many.got, many.need, ratio),
        "catch_coverage_state": ratio,
        "catch_shortfall_low": only(many.unserved, state),
        "catch_shortfall_high": only(few.unserved, state),
        "catch_shortfall_state": state,
        "catch_out": few.out,
        "catch_in": only(few.into, state),
        "catch_idle": few.idle,
        "catch_unreached": only(few.unreached, state),
        "catch_flows_state": state,
    }


def trend_columns(areas: Areas, found: Mapping[str, Trend], span: Span | None) -> Columns:
    """Return the mean change a year of every area as a share of its base, with the range of the variants."""
    of = [found.get(area) for area in areas.ids]
    years = span.years if span else 1

    def change(trend: Trend | None, value: str) -> float:
        return np.nan if trend is None else (getattr(trend, value) - trend.base) / trend.base / years

    return {
        "trend": [change(t, "target") for t in of],
        "trend_low": [change(t, "low") for t in of],
        "trend_high": [change(t, "high") for t in of],
        "trend_state": [NO_DATA if t is None else VALUE for t in of],
        "trend_base": [np.nan if t is None else t.base for t in of],
        "trend_target": [np.nan if t is None else t.target for t in of],
        "trend_origin": ["" if t is None else ORIGIN_WORDS[t.origin] for t in of],
    }


def categories(frame: pd.DataFrame, scheme: CategoryScheme, span: Span | None) -> dict[str, list[Any]]:
    """Return the category of every row: one, several that unknown places leave open, or why there is none."""
    out: dict[str, list[Any]] = {"category": [], "category_label": [], "category_state": [], "category_urgency": [], "because": []}  # fmt: skip
    for row in frame.to_dict("records"):
        found = []
        state = row["coverage_state"] if row["coverage_state"] != VALUE else row["trend_state"]
        if state == VALUE:
            reserves = scheme.reserve.between(row["coverage_low"] - 1.0, row["coverage_high"] - 1.0)
            ways = scheme.trend.between(row["trend_low"], row["trend_high"])
            secured = (
                row["coverage_then_state"] == VALUE
                and row["due_sites"] > 0
                and row["coverage_then_low"] >= 1.0
            )
            for way in ways:
                # "Durch Ausbau gesichert": where demand falls, places that are due count as reserve.
                late = [c for c in scheme.category if c.secured and way.id in c.trend] if secured else []
                found += late or [scheme.of(reserve.id, way.id) for reserve in reserves]
        unique = list({c.id: c for c in found}.values())
        out["category"].append(" oder ".join(c.id for c in unique))
        out["category_label"].append(" oder ".join(c.label for c in unique))
        out["category_state"].append(state)
        out["category_urgency"].append(min((c.urgency for c in unique), default=np.nan))
        out["because"].append(because_of(row, unique, scheme, span))
    return out
