"""The project as it may be handed on: every secret figure taken out of figures, gaps, residents and spread points.

Called once before a report or an export is written (`render.report_suppression`). What is left is true; a gap whose number
would give a secret one away is told with a rounded number and without the share.
"""

from __future__ import annotations

from dataclasses import replace

import geopandas as gpd
import numpy as np

from quartiermap.analysis.gap_texts import origin_text
from quartiermap.analysis.protection import Secrets, ages_of, mask_figures, secrets_of
from quartiermap.analysis.ranking import factors_of, scores_of, weights_in
from quartiermap.domain.ages import is_band
from quartiermap.domain.findings import CriterionResult, Gap, RankPart, Reason
from quartiermap.domain.project import Project
from quartiermap.domain.results import Analysis, Demand
from quartiermap.domain.standards import Standard
from quartiermap.domain.texts import metres, number, percent, rounded

STEP = 10.0
"""Numbers that would give a secret one away are rounded to this."""

_ABOUT_PEOPLE = (
    "group_population", "share", "unreachable", "undecided", "places", "places_unknown", "places_planned", "need_places",
    "shortfall_places", "share_in_funding_area", "depth",
)  # fmt: skip


def protected(project: Project, secrets: Secrets | None = None) -> Project:
    """Return the project without any secret figure; the same project if nothing is secret.

    Parameters
    ----------
    secrets : Secrets, optional
        Those of the project if not given.
    """
    analysis = project.analysis
    if analysis is None:
        return project
    secrets = secrets_of(project) if secrets is None else secrets
    banded = _banded(analysis.demand, secrets)
    if not secrets.count and not banded:
        return project
    shown = replace(
        analysis,
        figures=mask_figures(analysis.figures, secrets),
        gaps=tuple(_gap(project, analysis, gap, secrets) for gap in analysis.gaps),
        demand=_demand(analysis.demand, secrets, banded),
    )
    return project.with_(analysis=shown, district_population=_register(project, secrets, banded))


def is_rough(gap: Gap, secrets: Secrets) -> bool:
    """Tell whether a gap's number is only told in tens: exact, it would give a secret figure away."""
    return (
        secrets.hides_group(gap.district_id, gap.standard_id)
        or (gap.reason is Reason.TOO_FEW_PLACES and secrets.hides_need(gap.district_id, gap.standard_id))
        or (gap.reason is Reason.OUT_OF_REACH and secrets.hides_reach(gap.district_id, gap.standard_id))
    )


def _rounded(value: float) -> float:
    return max(STEP, round(value / STEP) * STEP)


def _gap(project: Project, analysis: Analysis, gap: Gap, secrets: Secrets) -> Gap:
    if secrets.hides_persons(gap.district_id, None):  # "nur 43 Einwohner im Quartier" would tell them
        told = tuple(
            "wenige Einwohner im Quartier (unter 100)" if t.startswith("nur ") else t
            for t in gap.confidence_because
        )
        gap = replace(gap, confidence_because=told)
    if not is_rough(gap, secrets) or gap.affected_population is None:
        return gap
    standard = next((s for s in analysis.parameters.standards if s.id == gap.standard_id), None)
    about = _rounded(gap.affected_population)
    parts = tuple(
        RankPart(part.label, f"rund {number(about)} Personen", about)
        if place == 0
        else RankPart(part.label, "nicht ausgewiesen", float(rounded(part.factor, 1)))
        if place == 1 and gap.reason is Reason.TOO_FEW_PLACES
        else part
        for place, part in enumerate(gap.rank_parts)
    )
    rough = replace(
        gap,
        affected_population=about,
        rank_parts=parts,
        because=_because(gap, standard, about),
        figures={k: v for k, v in gap.figures.items() if k not in _ABOUT_PEOPLE} | {"affected": about},
        verdicts=tuple(
            replace(
                verdict,
                criteria=tuple(_criterion(c, analysis, gap) for c in verdict.criteria),
            )
            for verdict in gap.verdicts
        ),
    )
    score = scores_of(factors_of([rough]), weights_in(project.settings))[0]
    return replace(rough, score=float(score))


def _because(gap: Gap, standard: Standard | None, about: float) -> str:
    """Return why a gap is one, with the number in tens and without any share."""
    who = f"Rund {number(about)} Personen der Gruppe „{gap.affected_group}“"
    target = "dem Richtwert" if standard is None else metres(standard.target_m)
    text = {
        Reason.OUT_OF_REACH: f"{who} wohnen weiter als {target} von der nächsten Einrichtung entfernt",
        Reason.TOO_FEW_PLACES: f"Rechnerisch bleiben rund {number(about)} Plätze im Einzugsbereich von {target} ungedeckt",
        Reason.NOT_BARRIER_FREE: f"{who} erreichen innerhalb von {target} nur Einrichtungen, die nicht oder nur teilweise barrierefrei sind",
        Reason.POOR_CONDITION: f"Für {who[0].lower()}{who[1:]} ist die nächste Einrichtung innerhalb von {target} in schlechtem Zustand",
    }[gap.reason]
    text += " (Anteil geheim: kleine Zahlen)."
    if standard is not None:
        source = origin_text(standard.bindingness.label, standard.is_assumption, standard.origin)
        text += f" Richtwert „{standard.label}“ – {source}"
    return text if text.endswith(".") else f"{text}."


def _criterion(criterion: CriterionResult, analysis: Analysis, gap: Gap) -> CriterionResult:
    """Take the district's share in reach out of the texts of a criterion; its result stays."""
    own = analysis.figures
    own = own[(own["district_id"] == gap.district_id) & (own["standard_id"] == gap.standard_id)]
    shares = [float(v) for v in own["covered_share"] if np.isfinite(v)]
    for share in shares:
        words = percent(share)
        changes = {
            name: text.replace(words, "(geheim)")
            for name in ("because", "found", "change", "missing")
            if words in (text := str(getattr(criterion, name, "")))
        }
        if changes:
            criterion = replace(criterion, **changes)  # type: ignore[arg-type]
    return criterion


def _banded(demand: Demand, secrets: Secrets) -> frozenset[str]:
    """Return the districts whose age bands must not be handed on with spread points.

    The points of a district sum up to the register's bands. A small one is secret whether or not any standard counts it; where
    one is hidden, the others and the residents in the report would give it away, so all bands of the district go.
    """
    bands = [column for column in demand.table.columns if is_band(column)]
    if demand.origin == "cells" or not secrets.limit or not bands:
        return frozenset()
    sums = demand.table.groupby(demand.table["district_id"].astype(object))[bands].sum()
    small = ((sums > 1e-9) & (sums < secrets.limit)).any(axis=1)
    found = {str(area) for area in sums.index[small]}
    return frozenset(found | ({area for area, _ in secrets.persons} & {str(i) for i in sums.index}))


def _demand(demand: Demand, secrets: Secrets, banded: frozenset[str]) -> Demand:
    """Blank persons of secret groups at points that were spread from a register; census cells are open data."""
    if demand.origin == "cells":
        return demand
    table = demand.table.copy()
    districts = table["district_id"].astype(object)
    secret = districts.isin({area for area, _ in secrets.persons})
    for column in table.columns:
        if is_band(column):
            table.loc[districts.isin(banded), column] = np.nan
        elif column == "population" and demand.origin != "cells_with_register_ages":
            table.loc[secret, column] = np.nan
    return replace(demand, table=table)


def _register(project: Project, secrets: Secrets, banded: frozenset[str]) -> gpd.GeoDataFrame:
    """Blank the register's numbers of every district that has a secret group."""
    frame = project.district_population
    areas = {area for area, _ in secrets.persons} | banded
    if not len(frame) or not areas:
        return frame
    frame = frame.copy()
    concerned = frame["district_id"].astype(str).isin(areas)
    everybody = (
        frame["district_id"].astype(str).isin({a for a, own in secrets.persons if own == ages_of(None)})
    )
    for column in frame.columns:
        if is_band(column):
            frame[column] = frame[column].astype(float).mask(concerned)
        elif column == "population":
            frame[column] = frame[column].astype(float).mask(everybody)
    return frame
