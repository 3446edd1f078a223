"""Gaps: district x kind x reason, with the people affected and a rank whose parts can be read.

The decisions behind the rules stand in ``docs/decisions/gaps.md``.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import scipy.sparse as sp

from quartiermap.analysis.access import facility_coordinates, outside_network, pairs_within, usable
from quartiermap.analysis.catchment import nearest_in_poor_condition, two_step_supply, without_barrier_free
from quartiermap.analysis.gap_texts import because, confidence, depth_text
from quartiermap.analysis.ranking import rank_note, reranked, weights_in
from quartiermap.analysis.residents import (
    Bools,
    Floats,
    Group,
    Ints,
    locate,
    need_of,
    reporting_rows,
    target_group,
)
from quartiermap.analysis.supply import capacities, primary_standard, surveyed
from quartiermap.domain.findings import Gap, RankPart, Reason
from quartiermap.domain.progress import Progress
from quartiermap.domain.project import Project
from quartiermap.domain.results import Access, AnalysisParameters, Demand
from quartiermap.domain.standards import Standard
from quartiermap.domain.texts import number

NEED_FACTORS = {"hoch": 0.8, "mittel": 1.0, "niedrig": 1.25, "sehr niedrig": 1.5}
"""Weight of the social status in the rank: our own assumption, the same for every town; unknown counts 1.0."""


@dataclass(frozen=True)
class GapSearch:
    """The ranked gaps and the German sentences that belong to them in every report."""

    gaps: tuple[Gap, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True)
class _Finding:
    """One reason of one kind at every demand point.

    `persons` are the persons affected (for too few places: the need without a place), `base` the amount in
    each district that they are a share of, `undecided` what unknown data leave open, `reach` the facilities
    concerned by point.
    """

    reason: Reason
    persons: Floats
    base: Floats
    undecided: Floats
    reach: sp.csr_matrix | None
    only: Bools | None = None


class _Ground:
    """What all kinds share: the districts, their points, their residents and their social index."""

    def __init__(self, project: Project, demand: Demand, access: Access, need: pd.DataFrame) -> None:
        self.project, self.demand, self.access = project, demand, access
        districts = project.reporting_districts
        self.ids = districts["district_id"].astype(str).tolist()
        self.names = [str(n) if pd.notna(n) else i for n, i in zip(districts["name"], self.ids, strict=True)]
        self.rows = reporting_rows(project, demand)
        self.size = len(self.ids)
        self.order = np.argsort(self.rows, kind="stable")
        self.first = np.searchsorted(self.rows[self.order], np.arange(self.size + 1))
        self.x = demand.table["x"].to_numpy(np.float64)
        self.y = demand.table["y"].to_numpy(np.float64)
        everybody = target_group(demand, None)
        some_known = self.by_district(everybody.known) > 0
        self.residents = np.where(some_known, self.by_district(everybody.persons), np.nan)
        self.facility_x, self.facility_y = facility_coordinates(project.facilities)
        self.facility_ids = project.facilities["facility_id"].astype(str).to_numpy(dtype=object)
        self.status_class: dict[str, str] = {
            str(d): str(c)
            for d, c in zip(need["district_id"], need["status_class"], strict=True)
            if pd.notna(c)
        }
        running = project.funding_areas
        running = running[running["status"] == "laufend"]
        self.in_funding: Bools | None = None
        if len(project.funding_areas):
            self.in_funding = locate(running, self.x, self.y) >= 0

    def by_district(self, values: Any) -> Floats:
        """Sum values of points by reporting district."""
        inside = self.rows >= 0
        weights = np.asarray(values, dtype=np.float64)[inside]
        return np.asarray(np.bincount(self.rows[inside], weights, minlength=self.size), dtype=np.float64)

    def points(self, district: int) -> Ints:
        """Return the points of a district."""
        return self.order[self.first[district] : self.first[district + 1]]


def find_gaps(
    project: Project,
    demand: Demand,
    access: Access,
    figures: pd.DataFrame,
    need: pd.DataFrame,
    parameters: AnalysisParameters,
    progress: Progress | None = None,
) -> tuple[Gap, ...]:
    """Return the ranked gaps of every reporting district and kind; see `search_gaps`."""
    return search_gaps(project, demand, access, figures, need, parameters, progress).gaps


def search_gaps(
    project: Project,
    demand: Demand,
    access: Access,
    figures: pd.DataFrame,
    need: pd.DataFrame,
    parameters: AnalysisParameters,
    progress: Progress | None = None,
) -> GapSearch:
    """Find the gaps of every reporting district and kind by the kind's primary standard.

    A gap exists where at least ``min_gap_persons`` and at least ``min_gap_share`` of the district's group
    are affected:

    * out of reach: persons whose way to the nearest facility is longer than ``target_m`` (not those who live
      where the loaded network has no data);
    * too few places: the need without a place, where both the district (places against need) and the
      catchments (2SFCA at ``target_m``) are short; who reaches nothing belongs to "out of reach" only;
    * not barrier-free: persons who reach facilities, all of them known not to be (fully) barrier-free;
    * poor condition: persons whose nearest facility within ``target_m`` is in poor condition.

    Unknown capacities, conditions and barriers never make a gap. A kind without any facility in the
    project is not judged.

    Parameters
    ----------
    figures : DataFrame
        The result of `quartiermap.analysis.supply.district_figures`.
    need : DataFrame
        The result of `quartiermap.analysis.need.need_index`.
    """
    progress = progress or Progress()
    ground = _Ground(project, demand, access, need)
    gaps: list[Gap] = []
    notes: list[str] = []
    kinds = list(dict.fromkeys(s.kind for s in parameters.standards))
    unsurveyed = []
    for step, kind in enumerate(kinds):
        standard = primary_standard(parameters, kind)
        if standard is None:
            continue
        progress.step(step / len(kinds), f"Lücken suchen: {standard.label}")
        if not surveyed(project, kind) or kind not in access.distance_m:
            unsurveyed.append(standard.label)
            continue
        group = target_group(demand, standard.age)
        own = figures[(figures["standard_id"] == standard.id) & figures["district_id"].isin(ground.ids)]
        rows = {str(r["district_id"]): r for r in own.to_dict("records")}
        for finding in _findings(ground, standard, group, notes):
            gaps += _gaps_of(ground, standard, group, finding, rows, parameters)
    if unsurveyed:
        notes.append(
            f"Ohne jede Einrichtung im Projekt und deshalb nicht beurteilt: {'; '.join(unsurveyed)}. Fehlende "
            "Einrichtungen und fehlende Daten sind dort nicht zu unterscheiden."
        )
    weights = weights_in(project.settings)
    ranked = reranked(gaps, weights)
    return GapSearch(ranked, (*notes, rank_note(weights)) if ranked else tuple(notes))


def _findings(ground: _Ground, standard: Standard, group: Group, notes: list[str]) -> Iterator[_Finding]:
    """Yield what is found at every point, reason by reason."""
    access, facilities = ground.access, ground.project.facilities
    distance = access.distance_for(standard)
    if distance is None:
        return
    people = ground.by_district(group.persons)
    nothing = np.zeros(ground.size)
    unseen = outside_network(access, len(distance))
    beyond = np.where((distance > standard.target_m) & ~unseen, group.persons, 0.0)
    unjudged = ground.by_district(np.where(unseen, group.persons, 0.0))
    yield _Finding(Reason.OUT_OF_REACH, beyond, people, unjudged, None)

    of_kind = (facilities["kind"] == standard.kind).to_numpy(dtype=bool, na_value=False) & usable(facilities)
    barrier_free = facilities["barrier_free"]
    any_barred = bool(barrier_free[of_kind].isin(["nein", "teilweise"]).any())
    counts_places = standard.supply is not None and standard.supply.counts == "places"
    if not of_kind.any():
        return
    if counts_places or any_barred:
        reach = pairs_within(
            ground.project, ground.demand, access, standard.kind, standard.target_m, standard=standard
        ).tocsr()
    if counts_places and standard.supply is not None:
        need = need_of(ground.demand, standard.supply, standard.age)
        amount = capacities(facilities, standard)
        unknown = int((of_kind & ~np.isfinite(amount)).sum())
        if unknown:
            notes.append(
                f"{standard.label}: Bei {number(unknown)} von {number(int(of_kind.sum()))} Einrichtungen ist die "
                "Platzzahl unbekannt; in ihrem Einzugsbereich wird kein Platzmangel ausgewiesen."
            )
        if need is None:
            notes.append(
                f"{standard.label}: Ohne Altersgruppen lässt sich der Bedarf an Plätzen nicht berechnen."
            )
        else:
            shared = two_step_supply(reach, need.persons, amount)
            open_need = ground.by_district(np.where(shared.undecided, need.persons, 0.0))
            yield _Finding(
                Reason.TOO_FEW_PLACES, shared.unserved, ground.by_district(need.persons), open_need, reach
            )
    if any_barred:
        barred, open_points = without_barrier_free(reach, barrier_free)
        undecided = ground.by_district(np.where(open_points, group.persons, 0.0))
        if undecided.sum() > 0.5:
            notes.append(
                f"{standard.label}: Für {number(float(undecided.sum()))} Personen lässt sich nicht sagen, ob sie eine "
                "barrierefreie Einrichtung erreichen, weil die Angabe fehlt; sie zählen nicht als Lücke."
            )
        yield _Finding(
            Reason.NOT_BARRIER_FREE, np.where(barred, group.persons, 0.0), people, undecided, reach
        )
    poor = nearest_in_poor_condition(access, standard, facilities["condition"])
    if poor.any():
        yield _Finding(Reason.POOR_CONDITION, np.where(poor, group.persons, 0.0), people, nothing, None, poor)


def _gaps_of(
    ground: _Ground,
    standard: Standard,
    group: Group,
    finding: _Finding,
    rows: dict[str, dict[Hashable, Any]],
    parameters: AnalysisParameters,
) -> Iterator[Gap]:
    """Yield the gaps of one finding, not yet ranked."""
    affected = ground.by_district(finding.persons)
    enough = (affected >= parameters.min_gap_persons) & (finding.base > 0)
    enough &= affected >= parameters.min_gap_share * finding.base
    missing = ground.by_district(group.unknown) > 0
    for district in np.flatnonzero(enough):
        own = rows.get(ground.ids[district], {})
        if finding.reason is Reason.TOO_FEW_PLACES and not own.get("shortfall_places", np.nan) >= 1:
            continue
        points = ground.points(int(district))
        points = points[finding.persons[points] > 0]
        weights = finding.persons[points]
        x, y = _centre(ground.x[points], ground.y[points], weights)
        numbers = _figures(ground, standard, finding, points, own, float(finding.base[district]))
        district_id = ground.ids[district]
        status = ground.status_class.get(district_id)
        depth, weight = 1.0 + numbers["depth"], NEED_FACTORS.get(status or "", 1.0)
        amount = float(affected[district])
        sure, doubts = confidence(
            method=ground.access.method,
            origin=ground.demand.origin_in(district_id),
            ages_known=group.ages_known,
            exact=group.exact,
            residents=float(ground.residents[district]),
            missing_points=bool(missing[district]),
            undecided=float(finding.undecided[district]),
            reason=finding.reason,
        )
        who = "Personen rechnerisch ohne Platz" if finding.reason is Reason.TOO_FEW_PLACES else "Personen"
        yield Gap(
            gap_id=f"{district_id}:{standard.kind}:{finding.reason.value}",
            district_id=district_id,
            district_name=ground.names[district],
            kind=standard.kind,
            reason=finding.reason,
            standard_id=standard.id,
            affected_population=amount,
            affected_group=group.label,
            because=because(finding.reason, standard, group.label, ground.access.method, numbers),
            rank=0,
            score=amount * depth * weight,
            rank_parts=(
                RankPart("Betroffene", f"{number(amount)} {who}", amount),
                RankPart("Tiefe der Lücke", depth_text(finding.reason, standard, numbers), depth),
                RankPart("Sozialstatus (Gewicht: Annahme)", status or "keine Daten", weight),
            ),
            confidence=sure,
            confidence_because=doubts,
            facility_ids=_facilities(ground, standard, finding, points, x, y),
            x=x,
            y=y,
            figures=numbers,
        )


def _figures(
    ground: _Ground,
    standard: Standard,
    finding: _Finding,
    points: Ints,
    own: dict[Hashable, Any],
    base: float,
) -> dict[str, Any]:
    """Return the plain numbers of a gap; ``depth`` (0..1) is what exceeds 1 in the rank's depth factor.

    Who reaches nothing at all counts as a way twice the target in the depth, and not at all in the mean.
    """
    weights = finding.persons[points]
    total = float(weights.sum())
    distance = ground.access.distance_for(standard)
    assert distance is not None  # noqa: S101  (a finding has distances)
    way = distance[points]
    reached = np.isfinite(way)
    mean = float(np.average(way[reached], weights=weights[reached])) if reached.any() else None
    numbers: dict[str, Any] = {
        "affected": total,
        "group_population": base,
        "share": min(total / base, 1.0),  # both are sums of floats
        "target_m": standard.target_m,
        "mean_distance_m": mean,
        "unreachable": float(weights[~reached].sum()),
        "undecided": float(finding.undecided.take(ground.rows[points[0]])),
        "depth": 0.0,
    }
    if ground.in_funding is not None:
        numbers["share_in_funding_area"] = float(weights[ground.in_funding[points]].sum()) / total
    if finding.reason is Reason.OUT_OF_REACH:
        excess = np.where(reached, way / standard.target_m - 1.0, 1.0)
        numbers["depth"] = min(1.0, float(np.average(excess, weights=weights)))
    elif finding.reason is Reason.TOO_FEW_PLACES:
        for column in ("places", "places_unknown", "places_planned", "need_places", "shortfall_places"):
            value = own.get(column)
            numbers[column] = None if value is None or not np.isfinite(value) else float(value)
        numbers["depth"] = min(1.0, numbers["shortfall_places"] / numbers["need_places"])
    return numbers


def _centre(x: Floats, y: Floats, weights: Floats) -> tuple[float, float]:
    """Return the affected point nearest to the weighted centre: a place where somebody lives."""
    cx, cy = np.average(x, weights=weights), np.average(y, weights=weights)
    nearest = int(np.argmin((x - cx) ** 2 + (y - cy) ** 2))
    return float(x[nearest]), float(y[nearest])


def _facilities(
    ground: _Ground, standard: Standard, finding: _Finding, points: Ints, x: float, y: float
) -> tuple[str, ...]:
    """Return the facilities concerned, nearest to the centre of the affected first."""
    if finding.reach is not None:
        rows = np.unique(finding.reach[points].indices)
    elif finding.only is not None:
        rows = np.unique(ground.access.nearest_for(standard)[points])
    else:
        return ()
    away = (ground.facility_x[rows] - x) ** 2 + (ground.facility_y[rows] - y) ** 2
    return tuple(ground.facility_ids[rows[np.lexsort((rows, away))]])
