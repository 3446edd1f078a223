"""The pre-check (Vorprüfung): what a programme's rules say to a gap. Never a promise of money.

Facts that only the municipality knows come from the project's settings: ``facts.<name>`` for all gaps,
``facts.<gap_id>.<name>`` for one. What is not stated stays open and says which evidence is missing.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import shapely

from quartiermap.analysis.access import facility_coordinates
from quartiermap.analysis.programme_rules import what_would_change
from quartiermap.analysis.residents import own_copy
from quartiermap.analysis.rule_case import AreaHit, Case, Outcome, given, said
from quartiermap.analysis.rules import check_programme, run_test
from quartiermap.domain.findings import CriterionResult, Gap, Overall, Reason, Result, Verdict
from quartiermap.domain.programme import Programme, Rule
from quartiermap.domain.progress import Progress
from quartiermap.domain.project import Project
from quartiermap.domain.results import AnalysisParameters
from quartiermap.domain.texts import date, number

OPEN_SPACES = ("playground", "green_space")
"""Kinds that are open spaces: for them even the making of a new one is an aim (Z3, DOMAIN.md 1.2)."""

_DERIVED_WORK = {
    Reason.POOR_CONDITION: "sanierung",
    Reason.NOT_BARRIER_FREE: "umbau",
    Reason.TOO_FEW_PLACES: "ausbau",
    Reason.OUT_OF_REACH: "neubau",
}


class FundingAreas:
    """The funding areas of a project, prepared once for any number of sites."""

    def __init__(self, project: Project, day: dt.date) -> None:
        areas = project.funding_areas
        shapes = areas.geometry.to_numpy()
        usable = ~(shapely.is_missing(shapes) | shapely.is_empty(shapes))
        self.loaded = bool(usable.any())
        self._shapes = own_copy(shapes[usable])
        names = areas["name"].where(areas["name"].notna(), areas["area_id"])
        self._names = [str(n) for n in names[usable]]
        self._status = ["" if pd.isna(s) else str(s) for s in areas["status"][usable]]
        self._basis = ["" if pd.isna(s) else str(s) for s in areas["legal_basis"][usable]]
        starts, ends = (pd.to_datetime(areas[c][usable], errors="coerce") for c in ("valid_from", "valid_to"))
        when = pd.Timestamp(day)
        self._in_time = [
            not ((pd.notna(a) and when < _naive(a)) or (pd.notna(b) and when > _naive(b)))
            for a, b in zip(starts, ends, strict=True)
        ]
        self._tree = shapely.STRtree(self._shapes) if self.loaded else None
        self._borders = {status: self._border(status) for status in ("laufend", "Voruntersuchung")}
        self._found: dict[tuple[float, float], dict[str, AreaHit]] = {}
        shapely.prepare(self._shapes)

    def _border(self, status: str) -> Any:
        """Return the outer border of the areas of a status as a tree of its segments, or ``None``."""
        chosen = self._shapes[np.array([s == status for s in self._status], dtype=bool)]
        if not len(chosen):
            return None
        lines = shapely.get_parts(shapely.boundary(shapely.union_all(shapely.make_valid(chosen))))
        corners, line = shapely.get_coordinates(lines, return_index=True)
        joined = line[:-1] == line[1:]
        segments = np.stack([corners[:-1][joined], corners[1:][joined]], axis=1)
        return shapely.STRtree(np.asarray(shapely.linestrings(segments)))

    def hits(self, x: float, y: float) -> dict[str, AreaHit]:
        """Return how a site (project CRS, metres) lies to running and investigated areas."""
        if self._tree is None:
            return {}
        if (x, y) in self._found:
            return self._found[x, y]
        site = shapely.Point(x, y)
        near = np.sort(self._tree.query(site))
        rows = [int(r) for r in near[shapely.intersects(self._shapes[near], site)]]
        found = {}
        for status, border in self._borders.items():
            inside = [r for r in rows if self._status[r] == status and self._in_time[r]]
            names, basis = [self._names[r] for r in inside], [self._basis[r] for r in inside]
            unclear = [
                self._names[r]
                for r in rows
                if not self._status[r] or (self._status[r] == status and not self._in_time[r])
            ]
            away = None
            if border is not None:
                _, distance = border.query_nearest(site, return_distance=True, all_matches=False)
                away = float(distance[0])
            found[status] = AreaHit(True, tuple(names), tuple(unclear), away, tuple(basis))
        self._found[x, y] = found
        return found


def _naive(stamp: Any) -> pd.Timestamp:
    """Drop the time zone, so that dates of any source compare."""
    naive: pd.Timestamp = pd.Timestamp(stamp)
    if naive.tzinfo is not None:
        naive = naive.tz_localize(None)
    return naive


class Judge:
    """Judges gaps by one programme; prepares geometry and rules once.

    Parameters
    ----------
    figures, need : DataFrame
        `Analysis.figures` and `Analysis.need`.
    """

    def __init__(
        self,
        project: Project,
        programme: Programme,
        figures: pd.DataFrame,
        need: pd.DataFrame,
        parameters: AnalysisParameters,
        areas: FundingAreas | None = None,
    ) -> None:
        check_programme(programme)
        self._programme = programme
        self._day = parameters.date
        self._land = parameters.land
        self._areas = areas or FundingAreas(project, parameters.date)
        self._rules = [rule.for_land(parameters.land) for rule in programme.rule]
        self._chains = _Chains(programme, self._rules)
        self._citation = {rule.id: programme.citation(rule) for rule in self._rules}
        facilities = project.facilities
        self._sites = {
            str(i): (None if pd.isna(n) else str(n), float(x), float(y))
            for i, n, x, y in zip(
                facilities["facility_id"], facilities["name"], *facility_coordinates(facilities), strict=True
            )
            if np.isfinite(x)
        }
        self._facts = {k[6:]: v for k, v in project.settings.items() if k.startswith("facts.")}
        self._common = {k: v for k, v in self._facts.items() if "." not in k}
        shares = figures[figures["covered_share_state"] == "value"]
        self._shares: dict[tuple[str, str], float] = {
            (str(d), str(s)): float(v)
            for d, s, v in zip(
                shares["district_id"], shares["standard_id"], shares["covered_share"], strict=True
            )
        }
        self._need = need.drop_duplicates("district_id").set_index("district_id").to_dict("index")

    def _case(self, gap: Gap) -> Case:
        prefix = f"{gap.gap_id}."
        own = {k.removeprefix(prefix): v for k, v in self._facts.items() if k.startswith(prefix)}
        facts: Mapping[str, Any] = {**self._common, **own}
        stated = facts.get("work_kind")
        derived = _DERIVED_WORK[gap.reason]
        if gap.kind in OPEN_SPACES and derived in ("neubau", "ausbau"):
            derived = "freiflaeche"
        site, x, y = "Der Schwerpunkt der Betroffenen (ein Standort steht noch nicht fest)", gap.x, gap.y
        if gap.facility_ids and gap.facility_ids[0] in self._sites:
            name, x, y = self._sites[gap.facility_ids[0]]
            site = f"Die Einrichtung „{name or gap.facility_ids[0]}“"
            if len(gap.facility_ids) > 1:
                site += f" (die nächste von {number(len(gap.facility_ids))})"
        social = self._need.get(gap.district_id, {})
        attention = social.get("attention")
        return Case(
            gap=gap,
            programme=self._programme,
            day=self._day,
            facts=facts,
            work_kind=said(stated).lower() if given(stated) else derived,
            work_kind_stated=given(stated),
            site=site,
            areas=self._areas.hits(x, y),
            covered_share=self._shares.get((gap.district_id, gap.standard_id)),
            status_class=_text(social.get("status_class")),
            dynamics_class=_text(social.get("dynamics_class")),
            attention=None if attention is None or pd.isna(attention) else bool(attention),
            period=_text(social.get("period")),
            land=self._land,
        )

    def __call__(self, gap: Gap) -> Verdict:
        """Return the verdict on one gap."""
        case = self._case(gap)
        outcomes = {rule.id: run_test(case, rule.test) for rule in self._rules}
        self._chains.settle(outcomes)
        criteria = tuple(
            CriterionResult(
                id=rule.id,
                label=rule.label,
                kind=rule.kind,
                result=outcomes[rule.id].result,
                because=outcomes[rule.id].because,
                source=self._citation[rule.id],
                missing=outcomes[rule.id].missing,
                points=outcomes[rule.id].points,
                text=rule.text,
                change=what_would_change(rule.test, outcomes[rule.id]),
            )
            for rule in self._rules
        )
        finals = [
            (rule.test["type"] == "date", *self._chains.final(rule, outcomes))
            for rule in self._chains.roots
            if rule.kind in ("mandatory", "evidence")
        ]
        overall, details = _conclude([(i, outcome) for _, i, outcome in finals])
        without = _conclude([(i, outcome) for is_date, i, outcome in finals if not is_date])
        return Verdict(
            programme=self._programme.id,
            programme_title=self._programme.title,
            overall=overall,
            summary=self._summary(overall, details, *without),
            closed_note=self._programme.closed_note,
            disclaimer=self._programme.disclaimer,
            criteria=criteria,
        )

    def _summary(self, overall: Overall, details: str, without: Overall, rest: str) -> str:
        """Say first that a programme is closed, then what the criteria apart from the period give."""
        programme = self._programme
        if programme.open_on(self._day):
            return f"Vorprüfung: {overall.label}{details}."
        period = f"{date(programme.valid_from)} bis {date(programme.valid_to, missing='auf Weiteres')}"
        late = self._day > programme.valid_from
        head = "Programm geschlossen" if late else "Programm noch nicht geöffnet"
        text = (
            f"{head} (Aufnahme {period}, Stichtag {date(self._day)}). Ohne die Frist: {without.label}{rest}."
        )
        instead = [s.title for s in programme.successors(self._land)] if late else []
        return f"{text} Heute kommt in Frage: {', '.join(instead)}." if instead else text


def _text(value: Any) -> str | None:
    return None if value is None or pd.isna(value) else str(value)


def _replacements(programme: Programme) -> set[str]:
    """Return the ids of rules that are only asked when another one is not met."""
    return {rule.otherwise for rule in programme.rule if rule.otherwise}


class _Chains:
    """The rules of a Land, each followed by the rules that may replace it."""

    def __init__(self, programme: Programme, rules: Sequence[Rule]) -> None:
        self.by_id = {rule.id: rule for rule in rules}
        replacements = _replacements(programme)
        self.roots = [rule for rule in rules if rule.id not in replacements]
        self.unused = replacements - {r.id for root in self.roots for r in self._after(root)}

    def _after(self, rule: Rule) -> list[Rule]:
        chain = []
        while rule.otherwise:
            rule = self.by_id[rule.otherwise]
            chain.append(rule)
        return chain

    def settle(self, outcomes: dict[str, Outcome]) -> None:
        """Mark replacements that are not needed as not asked, and those not yet needed as open."""
        for root in self.roots:
            before = root
            for rule in self._after(root):
                result = outcomes[before.id].result
                if result in (Result.MET, Result.NOT_APPLICABLE):
                    because = f"Nicht gefragt, weil {root.id} oder ein Ersatz dafür erfüllt ist."
                    outcomes[rule.id] = Outcome(Result.NOT_APPLICABLE, because)
                elif result is Result.OPEN and outcomes[rule.id].result is not Result.MET:
                    because = f"Nur gefragt, wenn {before.id} nicht erfüllt ist; das ist noch offen."
                    outcomes[rule.id] = Outcome(Result.OPEN, because, outcomes[rule.id].missing)
                before = rule
        for unused in self.unused:
            outcomes[unused] = Outcome(Result.NOT_APPLICABLE, "In diesem Land als Ersatz nicht vorgesehen.")

    def final(self, rule: Rule, outcomes: Mapping[str, Outcome]) -> tuple[str, Outcome]:
        """Follow the replacements of a rule as long as it is not met."""
        while outcomes[rule.id].result is Result.NOT_MET and rule.otherwise:
            rule = self.by_id[rule.otherwise]
        return rule.id, outcomes[rule.id]


def _conclude(finals: Sequence[tuple[str, Outcome]]) -> tuple[Overall, str]:
    """Return the overall result of what the mandatory and evidence rules come to, and its details."""
    failed = [i for i, outcome in finals if outcome.result is Result.NOT_MET]
    exceptions = [i for i, outcome in finals if outcome.exception]
    missing = [i for i, outcome in finals if outcome.result is Result.OPEN]
    parts = [
        f"{words}: {', '.join(ids)}"
        for words, ids in (
            ("nicht erfüllt", failed),
            ("als Ausnahme zu begründen", exceptions),
            ("noch offen", missing),
        )
        if ids
    ]
    details = f" ({'; '.join(parts)})" if parts else ""
    if failed:
        return Overall.NOT_MET, details
    if exceptions:
        return Overall.EXCEPTION, details
    return (Overall.OPEN if missing else Overall.MET), details


def judge(
    project: Project,
    gap: Gap,
    programme: Programme,
    parameters: AnalysisParameters,
    figures: pd.DataFrame,
    need: pd.DataFrame,
) -> Verdict:
    """Return the pre-check of one gap by one programme; for many gaps use `judge_all`.

    Raises
    ------
    InputError
        If the programme names a test that does not exist.
    """
    return Judge(project, programme, figures, need, parameters)(gap)


def judge_all(
    project: Project,
    gaps: Sequence[Gap],
    programmes: Sequence[Programme],
    parameters: AnalysisParameters,
    figures: pd.DataFrame,
    need: pd.DataFrame,
    progress: Progress | None = None,
) -> tuple[Gap, ...]:
    """Return the gaps with the verdicts of all programmes; geometry is prepared once."""
    progress = progress or Progress()
    areas = FundingAreas(project, parameters.date)
    judges = [Judge(project, programme, figures, need, parameters, areas) for programme in programmes]
    judged = []
    for number_done, gap in enumerate(gaps):
        if number_done % 50 == 0:
            progress.step(number_done / len(gaps), "Förderkriterien prüfen")
        judged.append(replace(gap, verdicts=tuple(ask(gap) for ask in judges)))
    return tuple(judged)
