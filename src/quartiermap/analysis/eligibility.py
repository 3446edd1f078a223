"""The pre-check (Vorprüfung): what a programme's rules say to a gap. Never a promise of money.

Facts that only the municipality knows come from the project's settings: ``facts.<name>`` for all gaps,
``facts.<gap_id>.<name>`` for one. What is not stated stays open and says which evidence is missing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import pandas as pd

from quartiermap.analysis.access import facility_coordinates
from quartiermap.analysis.funding_areas import FundingAreas
from quartiermap.analysis.programme_rules import what_would_change
from quartiermap.analysis.rule_case import Case, Outcome, given, listed, said
from quartiermap.analysis.rules import check_programme, run_test
from quartiermap.domain.findings import CriterionResult, Gap, Overall, Reason, Result, SuccessorFit, Verdict
from quartiermap.domain.laender import LAENDER
from quartiermap.domain.programme import Programme, Rule, Successor
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


def derived_work(gap: Gap) -> str:
    """Return the kind of work that a gap suggests where nobody has stated one."""
    derived = _DERIVED_WORK[gap.reason]
    return "freiflaeche" if gap.kind in OPEN_SPACES and derived in ("neubau", "ausbau") else derived


@dataclass(frozen=True)
class Known:
    """What verdicts name beside the gap: other programmes, and what kinds of facilities are called.

    Parameters
    ----------
    programmes : mapping of id -> Programme
        Every programme there is; a closed programme's successors are judged by them. Without one its title is named.
    kind_names : mapping of kind -> name
    """

    programmes: Mapping[str, Programme] = field(default_factory=dict)
    kind_names: Mapping[str, str] = field(default_factory=dict)


class Judge:
    """Judges gaps by one programme; prepares geometry and rules once.

    Parameters
    ----------
    figures, need : DataFrame
        `Analysis.figures` and `Analysis.need`.
    known : Known
        Where it has a closed programme's successors, each verdict says which of them fits the gap.
    """

    def __init__(
        self,
        project: Project,
        programme: Programme,
        figures: pd.DataFrame,
        need: pd.DataFrame,
        parameters: AnalysisParameters,
        areas: FundingAreas | None = None,
        known: Known | None = None,
    ) -> None:
        check_programme(programme)
        known = known or Known()
        self._kind_names = known.kind_names
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
        self._sureness = {rule.id: sureness(rule, self._land) for rule in self._rules}
        self._after: list[tuple[Successor, Judge | None]] = []
        if programme.valid_to is not None and self._day > programme.valid_to:
            only_names = Known(kind_names=known.kind_names)
            for successor in programme.successors(self._land):
                other = known.programmes.get(successor.programme)
                ask = (
                    None
                    if other is None
                    else Judge(project, other, figures, need, parameters, self._areas, only_names)
                )
                self._after.append((successor, ask))
        self._need = need.drop_duplicates("district_id").set_index("district_id").to_dict("index")

    def _case(self, gap: Gap) -> Case:
        prefix = f"{gap.gap_id}."
        own = {k.removeprefix(prefix): v for k, v in self._facts.items() if k.startswith(prefix)}
        facts: Mapping[str, Any] = {**self._common, **own}
        stated = facts.get("work_kind")
        derived = derived_work(gap)
        site, x, y = "Der Schwerpunkt der Betroffenen (ein Standort steht noch nicht fest)", gap.x, gap.y
        fixed = bool(gap.facility_ids) and gap.facility_ids[0] in self._sites
        if fixed:
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
            site_fixed=fixed,
            areas=self._areas.hits(x, y),
            covered_share=self._shares.get((gap.district_id, gap.standard_id)),
            status_class=_text(social.get("status_class")),
            dynamics_class=_text(social.get("dynamics_class")),
            attention=None if attention is None or pd.isna(attention) else bool(attention),
            period=_text(social.get("period")),
            land=self._land,
            kind_names=self._kind_names,
        )

    def __call__(self, gap: Gap) -> Verdict:
        """Return the verdict on one gap."""
        case = self._case(gap)
        answers = {rule.id: run_test(case, rule.test) for rule in self._rules}
        outcomes = self._chains.settled(answers)
        criteria = tuple(self._criterion(rule, outcomes[rule.id]) for rule in self._rules)
        finals = [
            (rule.test["type"] in ("date", "calls"), *self._chains.final(rule, answers))
            for rule in self._chains.roots
            if rule.kind in ("mandatory", "evidence")
        ]
        overall, details = _conclude([(i, outcome) for _, i, outcome in finals])
        without = _conclude([(i, outcome) for is_date, i, outcome in finals if not is_date])
        fits = tuple(_fit(successor, ask, gap, self._land) for successor, ask in self._after)
        programme = self._programme
        return Verdict(
            programme=programme.id,
            programme_title=programme.title,
            overall=overall,
            summary=self._summary(overall, details, *without, fits),
            closed_note=programme.closed_words(self._day),
            disclaimer=programme.disclaimer,
            criteria=criteria,
            day=self._day.isoformat(),
            checked_on=programme.checked_on.isoformat(),
            path=self._chains.ways(outcomes),
            successors=fits,
        )

    def _criterion(self, rule: Rule, outcome: Outcome) -> CriterionResult:
        return CriterionResult(
            id=rule.id,
            label=rule.label,
            kind=rule.kind,
            result=outcome.result,
            because=outcome.because,
            source=self._citation[rule.id],
            missing=outcome.missing,
            points=outcome.points,
            text=rule.text,
            change=what_would_change(rule.test, outcome),
            found=outcome.found,
            threshold=outcome.threshold,
            sureness=self._sureness[rule.id],
            test=str(rule.test["type"]),
            instead_of=self._chains.before.get(rule.id, ""),
        )

    def _summary(
        self, overall: Overall, details: str, without: Overall, rest: str, fits: Sequence[SuccessorFit]
    ) -> str:
        """Say first that a programme is closed, then what the criteria apart from the period give, then where to ask."""
        programme = self._programme
        if programme.open_on(self._day):
            return f"Ergebnis der Vorprüfung: {overall.label}{details}."
        period = f"{date(programme.valid_from)} bis {date(programme.valid_to, missing='auf Weiteres')}"
        late = self._day > programme.valid_from
        head = "Programm geschlossen" if late else "Programm noch nicht geöffnet"
        text = (
            f"{head} (Aufnahme {period}, Stichtag {date(self._day)}). Ohne die Frist: {without.label}{rest}."
        )
        asked = [f"{f.title}{f' ({f.because})' if f.because else ''}" for f in fits if f.fits != "nicht"]
        refused = [f"{f.title} ({f.because})" for f in fits if f.fits == "nicht"]
        if asked:
            text += f" Stattdessen kommt in Frage: {'; '.join(asked)}."
        if refused:
            text += f" Nicht in Frage kommt: {'; '.join(refused)}."
        return text


def sureness(rule: Rule, land: str | None = None) -> str:
    """Return how sure a rule itself is in a Land: its sources read (for this Land), some of them, or none."""
    tags = [source.tag for source in rule.sources]
    unread = [tag for tag in tags if tag not in ("verified", "computed", "user")]
    if unread:
        if len(unread) < len(tags):
            return "zum Teil nicht geprüft (Annahme)"
        return "eigene Festlegung (Annahme)" if set(unread) == {"proposal"} else "nicht geprüft (Annahme)"
    if rule.proved_in and land not in rule.proved_in:
        where = listed([LAENDER[each] for each in rule.proved_in], "und")
        return f"für {where} an der Quelle gelesen, anderswo nicht geprüft (Annahme)"
    return "von der Kommune angegeben" if "user" in tags else "an der Quelle gelesen"


def _fit(successor: Successor, ask: Judge | None, gap: Gap, land: str | None) -> SuccessorFit:
    """Return whether a successor fits a gap: by its Land, and by what the gap is."""
    if ask is None:
        return SuccessorFit(successor.programme, successor.title, "offen", "")
    verdict = ask(gap)
    failed = [c for c in verdict.criteria if c.id in _deciding(verdict, Result.NOT_MET)]
    if verdict.overall is Overall.NOT_MET:
        because = "; ".join(f"{c.id} {c.label}: nicht erfüllt" for c in failed) or verdict.overall.label
        return SuccessorFit(successor.programme, successor.title, "nicht", because)
    fits = "in Frage" if verdict.overall is Overall.MET else "offen"
    missing = len(_deciding(verdict, Result.OPEN))
    because = verdict.overall.label
    if missing:
        because = f"{missing} {'Kriterium' if missing == 1 else 'Kriterien'} offen"
    if land is None and successor.lands:
        because = f"nur in {listed([LAENDER[each] for each in successor.lands])}; {because}"
    return SuccessorFit(successor.programme, successor.title, fits, because)


def _deciding(verdict: Verdict, result: Result) -> list[str]:
    """Return the criteria with a result that decide; those with a replacement are left to it."""
    replaced = {c.instead_of for c in verdict.criteria if c.instead_of}
    return [
        c.id
        for c in verdict.criteria
        if c.result is result and c.kind in ("mandatory", "evidence") and c.id not in replaced
    ]


def _text(value: Any) -> str | None:
    return None if value is None or pd.isna(value) else str(value)


def _replacements(programme: Programme) -> set[str]:
    """Return the ids of rules that are only asked when another one is not met."""
    return {rule.otherwise for rule in programme.rule if rule.otherwise}


_IDLE, _MAYBE, _NEEDED = range(3)
"""Whether a replacement is asked: not at all, only if what is open turns out not met, or because it is needed."""


class _Chains:
    """The rules of a Land, each followed by the rules that may replace it."""

    def __init__(self, programme: Programme, rules: Sequence[Rule]) -> None:
        self.by_id = {rule.id: rule for rule in rules}
        replacements = _replacements(programme)
        self.roots = [rule for rule in rules if rule.id not in replacements]
        self.before = {rule.otherwise: rule.id for rule in rules if rule.otherwise}
        """Which rule another one stands in for."""
        self.unused = replacements - {r.id for root in self.roots for r in self._after(root)}

    def _after(self, rule: Rule) -> list[Rule]:
        chain = []
        while rule.otherwise:
            rule = self.by_id[rule.otherwise]
            chain.append(rule)
        return chain

    def settled(self, answers: Mapping[str, Outcome]) -> dict[str, Outcome]:
        """Return the answers as they are told: replacements that are not needed are not asked, those not yet needed are open.

        A rule that stands in for several is asked as soon as one of them needs it.
        """
        told: dict[str, tuple[int, Outcome]] = {}
        for root in self.roots:
            before, need, last, enough = root, _NEEDED, answers[root.id].result, ""
            for rule in self._after(root):
                answer = answers[rule.id]
                if need == _NEEDED:
                    need = {Result.NOT_MET: _NEEDED, Result.OPEN: _MAYBE}.get(last, _IDLE)
                    enough = f"{before.id} {last.label}"
                if need == _IDLE:
                    because = f"Nicht gefragt, weil {enough} ist."
                    answer = Outcome(Result.NOT_APPLICABLE, because)
                elif need == _MAYBE and rule.test["type"] == "excluded":
                    because = f"{answer.because} Es kommt allein auf {before.id} an."
                    answer = Outcome(Result.NOT_APPLICABLE, because)
                elif need == _MAYBE and answer.result is not Result.MET:
                    because = f"Nur gefragt, wenn {before.id} nicht erfüllt ist; das ist noch offen."
                    lacks = answer.missing or answers[before.id].missing
                    answer = replace(
                        answer, result=Result.OPEN, because=because, missing=lacks, exception=False
                    )
                if need > told.get(rule.id, (-1,))[0]:
                    told[rule.id] = (need, answer)
                before, last = rule, answers[rule.id].result
        unused = "In diesem Land als Ersatz nicht vorgesehen."
        return {
            **answers,
            **{i: answer for i, (_, answer) in told.items()},
            **{i: Outcome(Result.NOT_APPLICABLE, unused) for i in self.unused},
        }

    def ways(self, outcomes: Mapping[str, Outcome]) -> tuple[str, ...]:
        """Tell every way through replacements that was followed, step by step."""
        told = []
        for root in self.roots:
            steps = [root, *self._after(root)]
            if len(steps) == 1 or outcomes[root.id].result in (Result.MET, Result.NOT_APPLICABLE):
                continue
            words = []
            for rule in steps:
                outcome = outcomes[rule.id]
                if outcome.result is Result.NOT_APPLICABLE:
                    break
                name = f"{rule.id} {rule.label}: {outcome.result.label}"
                words.append(f"{name}, nur als begründete Ausnahme" if outcome.exception else name)
                if outcome.result is not Result.NOT_MET:
                    break
            told.append(f"{' → '.join(words)}.")
        return tuple(told)

    def final(self, rule: Rule, outcomes: Mapping[str, Outcome]) -> tuple[str, Outcome]:
        """Follow the replacements of a rule as long as it is not met."""
        while outcomes[rule.id].result is Result.NOT_MET and rule.otherwise:
            rule = self.by_id[rule.otherwise]
        return rule.id, outcomes[rule.id]


def _conclude(finals: Sequence[tuple[str, Outcome]]) -> tuple[Overall, str]:
    """Return the overall result of what the mandatory and evidence rules come to, and its details."""
    failed = [i for i, outcome in finals if outcome.result is Result.NOT_MET]
    exceptions = [i for i, outcome in finals if outcome.exception]
    unproved = [i for i, o in finals if o.exception and o.result is Result.OPEN]
    missing = [i for i, o in finals if o.result is Result.OPEN and not o.exception]
    parts = [
        f"{words}: {', '.join(ids)}"
        for words, ids in (
            ("nicht erfüllt", failed),
            ("als Ausnahme zu begründen, Begründung fehlt noch", unproved),
            ("als Ausnahme begründet", [i for i in exceptions if i not in unproved]),
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
    known: Known | None = None,
) -> tuple[Gap, ...]:
    """Return the gaps with the verdicts of all programmes; geometry is prepared once."""
    progress = progress or Progress()
    areas = FundingAreas(project, parameters.date)
    judges = [Judge(project, programme, figures, need, parameters, areas, known) for programme in programmes]
    judged = []
    for number_done, gap in enumerate(gaps):
        if number_done % 50 == 0:
            progress.step(number_done / len(gaps), "Förderkriterien prüfen")
        judged.append(replace(gap, verdicts=tuple(ask(gap) for ask in judges)))
    return tuple(judged)
