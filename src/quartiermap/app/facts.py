"""Facts for the programme check ("Angaben zur Vorprüfung"): list, read, validate, state and clear them.

Facts live in the project's settings: ``facts.<name>`` holds for all gaps, ``facts.<gap_id>.<name>`` for one gap and
goes before it. ``land`` and ``date`` (ISO text) say by whose rules and for which day the check is made. Nothing is ever
filled in; a fact that is not stated leaves its criterion open. A change of facts recomputes the verdicts alone.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from quartiermap.app.fact_values import read_date, read_land, read_value
from quartiermap.domain.progress import Progress
from quartiermap.errors import InputError, Problem

if TYPE_CHECKING:
    from quartiermap.domain.facts import Fact
    from quartiermap.domain.findings import Result
    from quartiermap.domain.programme import Programme
    from quartiermap.domain.project import Project
    from quartiermap.domain.results import AnalysisParameters

LABEL = "Angaben zur Vorprüfung"
"""What a change of facts is called in the undo menu."""

_PREFIX = "facts."


@dataclass(frozen=True)
class Statement:
    """What somebody states: values by fact, ``None`` takes a statement back.

    Parameters
    ----------
    facts : mapping
        For all gaps.
    gaps : mapping of gap id -> facts
        For single gaps.
    frame : mapping
        ``land`` (code or ``None`` for no Land) and ``date`` (`datetime.date`, or ``None`` for the day of the
        calculation); what is not in it stays as it is.
    """

    facts: Mapping[str, Any] = field(default_factory=dict)
    gaps: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    frame: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Stated:
    """One fact with what is stated about it: for this gap (`own`), for all gaps (`common`), and what decides."""

    fact: Fact
    own: Any = None
    common: Any = None

    @property
    def value(self) -> Any:
        """What holds; ``None`` if nothing is stated."""
        return self.common if self.own is None else self.own


def programmes_of(project: Project) -> tuple[Programme, ...]:
    """Return the programmes that the project's gaps are (or would be) checked against."""
    from quartiermap.app.programmes import chosen

    return chosen(project)


def facts_of(programmes: Sequence[Programme]) -> dict[str, Fact]:
    """Return the facts that programmes ask for, by id, in the order of the programme files."""
    return {fact.id: fact for programme in reversed(programmes) for fact in programme.fact}


def key_of(fact_id: str, gap_id: str | None = None) -> str:
    """Return the name of the setting that holds a fact.

    Examples
    --------
    >>> key_of("isek"), key_of("work_kind", "0105:kita:out_of_reach")
    ('facts.isek', 'facts.0105:kita:out_of_reach.work_kind')
    """
    return f"{_PREFIX}{fact_id}" if gap_id is None else f"{_PREFIX}{gap_id}.{fact_id}"


def stated(
    project: Project, programmes: Sequence[Programme], gap_id: str | None = None
) -> tuple[Stated, ...]:
    """Return every fact with what the project says about it; for a gap only those that it can have of its own."""
    settings = project.settings
    if gap_id is None:
        return tuple(Stated(f, settings.get(key_of(f.id))) for f in facts_of(programmes).values())
    return tuple(
        Stated(f, settings.get(key_of(f.id, gap_id)), settings.get(key_of(f.id)))
        for f in facts_of(programmes).values()
        if f.per_gap
    )


def finance_outcome(programmes: Sequence[Programme], amounts: Mapping[str, Any]) -> tuple[Result, str] | None:
    """Return what the rule on shares says to a plan of finance, before it is stated; ``None`` without such a rule."""
    from quartiermap.analysis.rules import check_finance

    for programme in programmes:
        for rule in programme.rule:
            if rule.test["type"] == "finance":
                outcome = check_finance(programme, amounts, rule.test)
                return outcome.result, outcome.because
    return None


def chosen_land(project: Project) -> str | None:
    """Return the Land whose rules hold: the one stated, else the one of the last calculation."""
    if "land" in project.settings:
        return str(project.settings["land"]) if project.settings["land"] else None
    return None if project.analysis is None else project.analysis.parameters.land


def chosen_date(project: Project) -> dt.date | None:
    """Return the day that the project's check is made for; ``None`` if no day is fixed (then: today).

    Raises
    ------
    InputError
        If the setting is no date.
    """
    value = project.settings.get("date")
    if not value:
        return None
    try:
        return dt.date.fromisoformat(str(value))
    except ValueError as error:
        raise InputError(
            Problem("Der Stichtag im Projekt ist kein Datum.", remedy="Muster: 2019-06-30.", value=str(value))
        ) from error


def checked(programmes: Sequence[Programme], statement: Statement) -> Statement:
    """Return a statement with every value as it is kept.

    Raises
    ------
    InputError
        With every problem of every value.
    """
    known = facts_of(programmes)
    problems: list[Problem] = []

    def read_all(values: Mapping[str, Any], gap_id: str | None) -> dict[str, Any]:
        found = {}
        for name, value in values.items():
            fact = known.get(name)
            if fact is None:
                problems.append(_unknown(name, known))
            elif gap_id is not None and not fact.per_gap:
                message = f"{fact.label}: Das gilt für alle Lücken, nicht für eine."
                problems.append(
                    Problem(
                        message, "Unter [facts] angeben.", column=name, value=gap_id, code="fact_not_per_gap"
                    )
                )
            else:
                try:
                    found[name] = read_value(fact, value)
                except InputError as error:
                    problems.extend(error.problems)
        return found

    facts = read_all(statement.facts, None)
    gaps = {gap_id: read_all(values, gap_id) for gap_id, values in statement.gaps.items()}
    frame: dict[str, Any] = {}
    for name, read in (("land", read_land), ("date", read_date)):
        if name in statement.frame:
            try:
                frame[name] = read(statement.frame[name])
            except InputError as error:
                problems.extend(error.problems)
    if problems:
        raise InputError(problems)
    return Statement(facts, gaps, frame)


def _unknown(name: str, known: Mapping[str, Fact]) -> Problem:
    from difflib import get_close_matches

    near = get_close_matches(name, known, 1)
    hint = f"Gemeint ist wohl „{near[0]}“. " if near else ""
    return Problem(
        f"Die Angabe „{name}“ gibt es nicht.",
        remedy=f"{hint}Möglich: {', '.join(known)}.",
        column=name,
        code="fact_unknown",
    )


def with_statement(
    project: Project,
    statement: Statement,
    programmes: Sequence[Programme] | None = None,
    progress: Progress | None = None,
) -> Project:
    """Return the project with what is stated, its verdicts recomputed; the same project if nothing changes.

    Where there is no result, or one that is older than its data, only the settings change.

    Raises
    ------
    InputError
        With every problem of every value; nothing is taken over then.
    Cancelled
        If the user asked to stop.
    """
    asked = programmes_of(project) if programmes is None else tuple(programmes)
    good = checked(asked, statement)
    settings = dict(project.settings)
    for gap_id, values in ((None, good.facts), *good.gaps.items()):
        for name, value in values.items():
            if value is None:
                settings.pop(key_of(name, gap_id), None)
            else:
                settings[key_of(name, gap_id)] = value
    if "land" in good.frame and good.frame["land"] != chosen_land(project):
        settings["land"] = good.frame["land"]
    if "date" in good.frame and good.frame["date"] != chosen_date(project):
        settings["date"] = good.frame["date"].isoformat() if good.frame["date"] else None
    if settings == project.settings:
        return project
    changed = project.with_(settings=settings)
    if changed.analysis is None or (changed.stale and not changed.only_verdicts_stale):
        return changed
    from quartiermap.analysis.run import rejudge
    from quartiermap.app.programmes import known

    parameters = _parameters(project, changed)
    return changed.with_(analysis=rejudge(changed, asked, parameters, progress or Progress(), known(changed)))


def _parameters(before: Project, after: Project) -> AnalysisParameters | None:
    """Return the result's parameters with the Land and the date that were changed; others stay those of the result."""
    from dataclasses import replace

    if after.analysis is None:
        return None
    parameters = after.analysis.parameters
    if before.settings.get("land", "") != after.settings.get("land", ""):
        parameters = replace(parameters, land=chosen_land(after))
    if before.settings.get("date", "") != after.settings.get("date", ""):
        parameters = replace(parameters, date=chosen_date(after) or dt.date.today())
    return parameters
