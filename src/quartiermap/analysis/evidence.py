"""What has to be proved for a gap and a programme, and by whom: the program itself, or papers of the municipality.

The program proves what it computes (gap, reach, social status, lie in a funding area) with the figure and the place in the
report. What a programme asks the municipality for (`domain.facts`) is a statement, to which files can be attached.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np
import pandas as pd

from quartiermap.analysis.eligibility import derived_work
from quartiermap.analysis.rule_case import WORK_KINDS, given, said
from quartiermap.domain.facts import Fact, asked_by
from quartiermap.domain.findings import CriterionResult, Gap, Result, Verdict
from quartiermap.domain.programme import Programme, Rule
from quartiermap.domain.project import Project
from quartiermap.domain.report_template import CHAPTERS
from quartiermap.domain.results import Analysis
from quartiermap.domain.texts import metres, number, percent

FILES = "evidence.files"
"""The setting that lists the attached files (`Attached.as_dict`)."""

DOCUMENTS = ("text", "number", "amounts")
"""Types of facts that a paper stands behind; the others are statements of the municipality itself."""

By = Literal["app", "municipality"]
State = Literal["proved", "hint", "stated", "derived", "attached", "missing", "no_data"]

STATE_LABELS: dict[str, str] = {
    "proved": "belegt",
    "hint": "Hinweis, kein Beleg",
    "stated": "angegeben, ohne Datei",
    "derived": "aus der Lücke abgeleitet",
    "attached": "angehängt",
    "missing": "fehlt",
    "no_data": "keine Daten",
}


@dataclass(frozen=True)
class Attached:
    """One file attached as evidence; its content is `Project.attachments` under `sha256`.

    Parameters
    ----------
    id : str
        Short, stable, unique in the project ("N3").
    fact : str
        The fact that it stands behind.
    gap_id : str or None
        The gap for which alone it holds; ``None``: for all gaps.
    name : str
        The file's own name, as it was.
    page, date : str
        Where in the file („S. 44“) and of which day the paper is (ISO); empty if not stated.
    statement : str
        What was stated because of it; empty where something was stated before.
    """

    id: str
    fact: str
    gap_id: str | None
    name: str
    sha256: str
    size: int
    page: str = ""
    date: str = ""
    added_at: str = ""
    statement: str = ""


@dataclass(frozen=True)
class Item:
    """One line of a list of evidence.

    Parameters
    ----------
    id : str
        The fact's id, or ``app:gap``, ``app:reach``, ``app:status``, ``app:area``.
    rules : tuple of str
        The criteria that it decides or supports.
    what : str
        The figure, or what the municipality stated.
    where : str
        Where it stands in the report.
    """

    id: str
    label: str
    by: By
    state: State
    rules: tuple[str, ...]
    what: str
    where: str = ""
    help: str = ""
    document: bool = False
    files: tuple[Attached, ...] = ()

    @property
    def state_label(self) -> str:
        """The state in words; what needs no paper is simply stated."""
        if self.state == "stated" and not self.document:
            return "angegeben"
        return STATE_LABELS[self.state]


def attached(project: Project) -> tuple[Attached, ...]:
    """Return the files attached in a project, in the order in which they were."""
    return tuple(Attached(**row) for row in project.settings.get(FILES, ()))


def evidence(project: Project, gap: Gap, programme: Programme) -> tuple[Item, ...]:
    """Return what a programme wants to see for a gap: first what the program proves, then what the municipality brings.

    Facts that the gap's verdict does not ask for (an exception that is not needed, another kind of facility) are left out.

    Parameters
    ----------
    gap : Gap
        Of the project's result, with its verdict on the programme.
    """
    land = None if project.analysis is None else project.analysis.parameters.land
    rules = [rule.for_land(land) for rule in programme.rule]
    verdict = next((v for v in gap.verdicts if v.programme == programme.id), None)
    results = {} if verdict is None else {c.id: c for c in verdict.criteria}
    items = [] if project.analysis is None else _own(project.analysis, gap, rules, results)
    return (*items, *_municipal(project, gap, programme, rules, results, verdict))


def _own(
    analysis: Analysis, gap: Gap, rules: Sequence[Rule], results: Mapping[str, CriterionResult]
) -> list[Item]:
    """Return what the program can prove itself."""
    items = [_gap(gap, rules), _reach(analysis, gap, rules), _status(analysis, gap, rules)]
    items += _area(rules, results)
    return items


def _rules(rules: Sequence[Rule], *types: str) -> tuple[str, ...]:
    return tuple(rule.id for rule in rules if rule.test["type"] in types)


def _chapter(chapter_id: str) -> str:
    """Return where the report tells it, by the heading that the chapter has unless a template changes it."""
    return f"Kapitel „{next(c.heading for c in CHAPTERS if c.id == chapter_id)}“"


def _gap(gap: Gap, rules: Sequence[Rule]) -> Item:
    supports = [rule.id for rule in rules if rule.test.get("with_gap")]
    supports += [
        rule.id
        for rule in rules
        if any(each.get("gap_proves") for each in rule.test.get("conditional", {}).values())
    ]
    people = gap.affected_population
    what = "Die Zahl der Betroffenen ist nicht bekannt"
    if people is not None:
        what = f"{number(people)} Betroffene ({gap.affected_group})"
    return Item(
        id="app:gap",
        label=f"Lücke: {gap.reason.label}",
        by="app",
        state="no_data" if people is None else "hint" if gap.confidence == "gering" else "proved",
        rules=(*supports, *_rules(rules, "affected_points")),
        what=f"{what}, Rang {number(gap.rank)}, Sicherheit {gap.confidence}",
        where=_chapter("gaps"),
    )


def _reach(analysis: Analysis, gap: Gap, rules: Sequence[Rule]) -> Item:
    row = _row(analysis.figures, district_id=gap.district_id, standard_id=gap.standard_id)
    standard = next((s for s in analysis.parameters.standards if s.id == gap.standard_id), None)
    share = float("nan") if row is None else float(row["covered_share"])
    known = row is not None and not pd.isna(share)
    secret = row is not None and row["covered_share_state"] == "secret"
    what = "geheim (kleine Zahl)" if secret else "Die Erreichbarkeit im Quartier ist nicht bekannt"
    if row is not None and known:
        limit = "" if standard is None else f" von {metres(standard.target_m)}"
        what = f"{percent(share)} der Zielgruppe im Richtwert{limit}"
        mean = row["mean_distance_m"]
        if not pd.isna(mean):
            what += f", mittlerer Weg {metres(float(mean))}"
    air_line = analysis.access.method != "network"
    return Item(
        id="app:reach",
        label="Erreichbarkeit im Quartier",
        by="app",
        state="no_data" if not known else "hint" if air_line else "proved",
        rules=_rules(rules, "reach"),
        what=what + (" (Luftlinie, Näherung)" if known and air_line else ""),
        where=_chapter("access"),
    )


def _row(frame: pd.DataFrame, **equal: str) -> pd.Series | None:
    """Return the first row whose columns hold these texts; asked for every gap, so nothing but that row is copied."""
    same = np.ones(len(frame), bool)
    for column, value in equal.items():
        same &= frame[column].to_numpy() == value
    at = int(same.argmax()) if same.any() else None
    return None if at is None else frame.iloc[at]


def _status(analysis: Analysis, gap: Gap, rules: Sequence[Rule]) -> Item:
    row = _row(analysis.need, district_id=gap.district_id)
    word = None if row is None else row["status_class"]
    known = word is not None and not pd.isna(word)
    what = "Für das Quartier liegt kein Sozialindex vor"
    if row is not None and known:
        what = f"Status {word}"
        what += f", Dynamik {row['dynamics_class']}" if not pd.isna(row["dynamics_class"]) else ""
        attention = row["attention"]
        if not pd.isna(attention) and bool(attention):
            what += ", besonderer Aufmerksamkeitsbedarf"
        what += f" ({row['period']})" if not pd.isna(row["period"]) else ""
    return Item(
        id="app:status",
        label="Soziale Lage des Quartiers",
        by="app",
        state="hint" if known else "no_data",
        rules=_rules(rules, "need", "class_points"),
        what=what,
        where=_chapter("need") if known else "",
    )


def _area(rules: Sequence[Rule], results: Mapping[str, CriterionResult]) -> list[Item]:
    """Return the lie to the funding areas, told by the first rule that the gap meets or else the first asked."""
    asked = [results[i] for i in _rules(rules, "within") if i in results]
    asked = [c for c in asked if c.result is not Result.NOT_APPLICABLE]
    if not asked:
        return []
    told = next((c for c in asked if c.result is Result.MET), asked[0])
    known = told.result is not Result.OPEN
    met = told.result is not Result.NOT_MET
    return [
        Item(
            id="app:area",
            label="Lage zu den Gebieten der Städtebauförderung",
            by="app",
            state="proved" if known else "no_data",
            rules=tuple(c.id for c in asked),
            what=told.because if not told.found else told.found if met else f"nicht {told.threshold}",
            where=f"{_chapter('precheck')}; Übersichtskarte" if known else "",
        )
    ]


def _municipal(
    project: Project,
    gap: Gap,
    programme: Programme,
    rules: Sequence[Rule],
    results: Mapping[str, CriterionResult],
    verdict: Verdict | None,
) -> list[Item]:
    """Return what the municipality has to state or attach for this gap."""
    files = attached(project)
    work = stated_value(project, "work_kind", gap.gap_id)
    work = str(work) if given(work) else derived_work(gap)
    items = []
    asked = {rule.id: _asked(rule, work) for rule in rules}
    for fact in programme.fact:
        asking = [
            rule.id
            for rule in rules
            if fact.id in asked[rule.id]
            and (
                verdict is None
                or rule.id not in results
                or results[rule.id].result is not Result.NOT_APPLICABLE
            )
        ]
        if not asking:
            continue
        if all(results[i].kind == "points" for i in asking if i in results) and results:
            continue  # a municipality's own ranking needs no papers
        own = tuple(f for f in files if f.fact == fact.id and f.gap_id in (None, gap.gap_id))
        value = stated_value(project, fact.id, gap.gap_id)
        derived = any(rule.test["type"] == "work_kind" and rule.test.get("fact") == fact.id for rule in rules)
        if not (own or given(value) or derived) and all(_met(i, results) for i in asking):
            continue  # decided by something else: the list of kinds, the social index, another paper
        item = _municipal_item(fact, value, tuple(asking), own)
        if derived and not (own or given(value)):
            item = replace(item, state="derived", what=WORK_KINDS.get(work, work))
        items.append(item)
    return items


def _met(rule: str, results: Mapping[str, CriterionResult]) -> bool:
    return rule in results and results[rule].result is Result.MET


def _asked(rule: Rule, work: str) -> set[str]:
    """Return the facts that a rule asks for; conditions for other kinds of work are not asked."""
    test = dict(rule.test)
    conditions = test.pop("conditional", {})
    names = {name for name, _ in asked_by(test)}
    condition = conditions.get(work)
    return names | ({str(condition["fact"])} if condition else set())


def _municipal_item(fact: Fact, value: Any, asking: tuple[str, ...], files: tuple[Attached, ...]) -> Item:
    state: State = "missing"
    if files:
        state = "attached"
    elif given(value):
        state = "stated"
    return Item(
        id=fact.id,
        label=fact.label,
        by="municipality",
        state=state,
        rules=asking,
        what=value_words(fact, value),
        where=f"Anlage {', '.join(f.id for f in files)}" if files else "",
        help=fact.help,
        document=fact.type in DOCUMENTS,
        files=files,
    )


def stated_value(project: Project, fact: str, gap_id: str | None) -> Any:
    """Return what is stated about a fact for a gap, its own statement before the common one."""
    own = None if gap_id is None else project.settings.get(f"facts.{gap_id}.{fact}")
    return project.settings.get(f"facts.{fact}") if own is None else own


def value_words(fact: Fact, value: Any) -> str:
    """Return what is stated about a fact in words; empty if nothing is.

    Examples
    --------
    >>> value_words(Fact(id="y", label="", type="number", group="measure", help="", unit="Jahre"), 25)
    '25 Jahre'
    """
    if not given(value):
        return ""
    if isinstance(value, bool):
        return "ja" if value else "nein"

    def label(each: object) -> str:
        option = fact.option(str(each))
        return str(each) if option is None else option.label

    def amount(each: Any) -> str:
        decimals = 0 if float(each) == int(each) else 2
        return f"{number(float(each), decimals)} {fact.unit}".strip()

    if isinstance(value, Mapping):
        return ", ".join(f"{label(k)} {amount(v)}" for k, v in value.items())
    if isinstance(value, list | tuple):
        return ", ".join(label(v) for v in value)
    if isinstance(value, int | float):
        return amount(value)
    return label(value) if fact.options else said(value)
