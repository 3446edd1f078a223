"""The form for the facts of the programme check ("Angaben zur Vorprüfung"), as plain values: what to ask, what is known."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from quartiermap.app import facts
from quartiermap.app.fact_values import read_value
from quartiermap.domain import texts
from quartiermap.domain.findings import Gap, Result, Verdict
from quartiermap.ui.translation import translate
from quartiermap.ui.wording import worded

if TYPE_CHECKING:
    from quartiermap.domain.facts import Fact
    from quartiermap.domain.kinds import Kinds
    from quartiermap.domain.programme import Programme
    from quartiermap.domain.project import Project


@dataclass(frozen=True)
class Field:
    """One fact of the form.

    Parameters
    ----------
    value : object
        What is stated in the form's own scope; ``None`` if nothing.
    inherited : str
        For a gap: what holds while its field stays empty, in words; empty if nothing.
    decides : str
        The criteria that the fact decides, and where they are open.
    rules : tuple of str
        Their ids.
    """

    fact: Fact
    value: Any
    inherited: str
    decides: str
    rules: tuple[str, ...]
    is_open: bool


@dataclass(frozen=True)
class FieldGroup:
    """Fields under one heading."""

    key: str
    title: str
    fields: tuple[Field, ...]


@dataclass(frozen=True)
class Form:
    """The whole form: for all gaps (`gap_id` is ``None``, with Land and date) or for one gap."""

    title: str
    intro: str
    gap_id: str | None
    groups: tuple[FieldGroup, ...]
    programmes: tuple[Programme, ...]
    land: str | None = None
    date: str = ""
    checked_for: str = ""

    def field_of_rule(self, rule_id: str) -> Field | None:
        """Return the first field that helps to decide a criterion; an empty one before a filled one."""
        fields = [f for group in self.groups for f in group.fields if rule_id in f.rules]
        return next((f for f in fields if f.value is None), fields[0] if fields else None)


def rules_with_facts(programme_id: str, verdict: Verdict | None = None) -> frozenset[str]:
    """Return the ids of the criteria that a statement of the municipality can decide.

    Parameters
    ----------
    verdict : Verdict or None
        Of that programme; it tells the tests of a programme that the town wrote itself too.
    """
    from quartiermap.domain.rule_tests import TEST_MODELS

    if verdict is not None and any(c.test for c in verdict.criteria):
        return frozenset(
            c.id for c in verdict.criteria if c.test in TEST_MODELS and TEST_MODELS[c.test].reads
        )
    return _shipped_with_facts(programme_id)


@lru_cache(maxsize=32)
def _shipped_with_facts(programme_id: str) -> frozenset[str]:
    from quartiermap.errors import QuartierMapError
    from quartiermap.io import bundled

    try:
        programme = bundled.programme(programme_id)
    except QuartierMapError:
        return frozenset()
    return frozenset(rule.id for fact in programme.fact for rule in programme.rules_asking(fact.id))


def scope_of(project: Project, gap_id: str | None, rule_id: str = "") -> str | None:
    """Return the gap to ask about, or ``None`` where a criterion is decided by facts that hold for all gaps only."""
    programmes = facts.programmes_of(project)
    asking = [f for p in programmes for f in p.fact if rule_id in {r.id for r in p.rules_asking(f.id)}]
    return None if asking and not any(f.per_gap for f in asking) else gap_id


def build_form(project: Project, kinds: Kinds, gap_id: str | None = None) -> Form:
    """Return the form of a project, for all gaps or for one.

    Parameters
    ----------
    gap_id : str or None
        A gap that the result does not have gives the form for all gaps.
    """
    programmes = facts.programmes_of(project)
    gaps = () if project.analysis is None else project.analysis.gaps
    gap = next((g for g in gaps if g.gap_id == gap_id), None)
    scope = None if gap is None else gap.gap_id
    about = gaps if gap is None else (gap,)
    results = _results(about)
    known = facts.stated(project, programmes, scope)
    groups = []
    for key, title in _group_titles().items():
        fields = tuple(
            _field(s, programmes, results, len(about), scope) for s in known if s.fact.group == key
        )
        if fields or (key == "application" and scope is None):
            groups.append(FieldGroup(key, title, fields))
    day = facts.chosen_date(project)
    used = None if project.analysis is None else project.analysis.parameters.date
    return Form(
        title=translate("Facts", "Angaben zur Vorprüfung"),
        intro=_intro(gap, kinds),
        gap_id=scope,
        groups=tuple(groups),
        programmes=programmes,
        land=facts.chosen_land(project),
        date="" if day is None else texts.date(day),
        checked_for="" if used is None else texts.date(used),
    )


def _group_titles() -> dict[str, str]:
    from quartiermap.domain.facts import GROUP_LABELS

    words = {
        "application": translate("Facts", "&Antrag"),
        "concept": translate("Facts", "&Konzept und Beschluss"),
        "measure": translate("Facts", "&Maßnahme"),
        "finance": translate("Facts", "&Finanzierung"),
        "quality": translate("Facts", "&Qualität"),
    }
    return {key: words[key] for key in GROUP_LABELS}


def _intro(gap: Gap | None, kinds: Kinds) -> str:
    if gap is None:
        return translate(
            "Facts",
            "Gilt für alle Lücken, für die nichts Eigenes angegeben ist. Was leer bleibt, ist offen, nie „nicht erfüllt“.",
        )
    name = f"{kinds.name(gap.kind)}, {gap.reason.label}, {gap.district_name}"
    return translate(
        "Facts", "Gilt nur für die Lücke „{gap}“. Leere Felder übernehmen die Angaben für alle Lücken."
    ).format(gap=name)


def _results(gaps: Iterable[Gap]) -> dict[str, list[Result]]:
    """Return the outcomes of every criterion, by its id."""
    found: dict[str, list[Result]] = {}
    for gap in gaps:
        for verdict in gap.verdicts:
            for criterion in verdict.criteria:
                found.setdefault(criterion.id, []).append(criterion.result)
    return found


def _field(
    stated: facts.Stated,
    programmes: Sequence[Programme],
    results: Mapping[str, Sequence[Result]],
    gaps: int,
    scope: str | None,
) -> Field:
    fact = stated.fact
    rules = [rule for p in programmes for rule in p.rules_asking(fact.id)]
    parts, is_open = [], False
    for rule in rules:
        found = results.get(rule.id, ())
        is_open = is_open or Result.OPEN in found
        state = found[0].label if found and scope is not None else _counted(found, gaps)
        parts.append(f"{rule.id} {worded(rule.label)}{f' ({state})' if state else ''}")
    return Field(
        fact=fact,
        value=stated.own,
        inherited=value_words(fact, stated.common) if scope is not None else "",
        decides=translate("Facts", "Kriterium: {rules}").format(rules="; ".join(parts)),
        rules=tuple(rule.id for rule in rules),
        is_open=is_open,
    )


def _counted(found: Sequence[Result], gaps: int) -> str:
    """Return at how many gaps a criterion is open or not met; empty without a check."""
    if not found:
        return ""
    parts = [
        words.format(n=texts.number(count), all=texts.number(gaps))
        for words, count in (
            (translate("Facts", "offen bei {n} von {all} Lücken"), found.count(Result.OPEN)),
            (translate("Facts", "nicht erfüllt bei {n} von {all} Lücken"), found.count(Result.NOT_MET)),
        )
        if count
    ]
    return ", ".join(parts) or translate("Facts", "nirgends offen")


def value_words(fact: Fact, value: Any) -> str:
    """Return a kept value in words.

    Examples
    --------
    >>> value_words(Fact(id="a", label="", type="yes_no", group="quality", help=""), False)
    'nein'
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return translate("Facts", "ja") if value else translate("Facts", "nein")
    if isinstance(value, Mapping):
        return ", ".join(f"{_label(fact, k)} {number_text(v)}\u00a0{fact.unit}" for k, v in value.items())
    if isinstance(value, list | tuple):
        return ", ".join(str(v) if fact.type == "multi" else _label(fact, v) for v in value)
    if isinstance(value, int | float):
        return f"{number_text(value)} {fact.unit}".strip()
    return _label(fact, value)


def _label(fact: Fact, value: object) -> str:
    option = fact.option(str(value))
    return str(value) if option is None else option.label


def number_text(value: object) -> str:
    """Return a number as it stands in a field, with as many decimals as it has; anything else as it is.

    Examples
    --------
    >>> number_text(750000), number_text(0.75), number_text("viel")
    ('750.000', '0,75', 'viel')
    """
    if isinstance(value, bool) or not isinstance(value, int | float):
        return "" if value is None else str(value)
    decimals = len(repr(float(value)).partition(".")[2]) if value != int(value) else 0
    return texts.number(value, decimals)


def finance_words(programmes: Sequence[Programme], amounts: Mapping[str, str]) -> tuple[str, str]:
    """Return the outcome of the rule on shares for what stands in the fields, and its sentence; two empty texts if nothing does.

    Parameters
    ----------
    amounts : mapping of payer -> text
        As typed.
    """
    from quartiermap.errors import InputError

    fact = next((f for p in programmes for f in p.fact if f.type == "amounts"), None)
    if fact is None:
        return "", ""
    try:
        read = read_value(fact, dict(amounts))
    except InputError as error:
        return Result.OPEN.value, " ".join(p.message for p in error.problems)
    found = None if read is None else facts.finance_outcome(programmes, read)
    return ("", "") if found is None else (found[0].value, found[1])
