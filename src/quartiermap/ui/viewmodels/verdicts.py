"""The outcome of a gap's pre-check in so few words that gaps can be told apart in a table."""

from __future__ import annotations

from functools import lru_cache

from quartiermap.domain import texts
from quartiermap.domain.findings import Gap, Result, Verdict
from quartiermap.ui.translation import translate

_COUNTED = ("mandatory", "evidence")


def period_criteria(verdict: Verdict) -> frozenset[str]:
    """Return the ids of the criteria that only ask whether a programme or a call of it is open."""
    told = frozenset(c.id for c in verdict.criteria if c.test in ("date", "calls"))
    if told or any(c.test for c in verdict.criteria):
        return told
    return _shipped_period(verdict.programme)  # a result of an earlier version names no tests


@lru_cache(maxsize=32)
def _shipped_period(programme_id: str) -> frozenset[str]:
    from quartiermap.errors import QuartierMapError
    from quartiermap.io import bundled

    if programme_id not in bundled.programme_ids():
        return frozenset()
    try:
        rules = bundled.programme(programme_id).rule
    except QuartierMapError:
        return frozenset()
    return frozenset(rule.id for rule in rules if rule.test["type"] == "date")


def counts(verdict: Verdict) -> tuple[bool, int, int]:
    """Return whether the programme is closed on the day, and how many other criteria are not met and open.

    Criteria that give points or only inform aren't counted.
    """
    period = period_criteria(verdict)
    closed, not_met, unknown = False, 0, 0
    for criterion in verdict.criteria:
        if criterion.id in period:
            closed = closed or criterion.result is Result.NOT_MET
            unknown += criterion.result is Result.OPEN
        elif criterion.kind in _COUNTED:
            not_met += criterion.result is Result.NOT_MET
            unknown += criterion.result is Result.OPEN
    return closed, not_met, unknown


def verdict_words(gap: Gap) -> str:
    """Return the outcome of a gap's first pre-check: "geschlossen · 3 offen, 2 nicht erfüllt"."""
    if not gap.verdicts:
        return texts.NO_DATA
    verdict = gap.verdicts[0]
    closed, not_met, unknown = counts(verdict)
    rest = []
    if unknown:
        rest.append(translate("Verdicts", "{n} offen").format(n=unknown))
    if not_met:
        rest.append(translate("Verdicts", "{n} nicht erfüllt").format(n=not_met))
    if not closed:
        return " · ".join([verdict.overall.label, *([", ".join(rest)] if rest else [])])
    head, else_met = translate("Verdicts", "geschlossen"), translate("Verdicts", "sonst erfüllt")
    return f"{head} · {', '.join(rest) or else_met}"


def verdict_order(gap: Gap) -> tuple[int, int] | None:
    """Return what gaps are sorted by: first what is not met, then what is open; ``None`` without a pre-check."""
    if not gap.verdicts:
        return None
    _, not_met, unknown = counts(gap.verdicts[0])
    return not_met, unknown


def verdict_tip(gap: Gap) -> str:
    """Return the summaries of all pre-checks of a gap."""
    from quartiermap.domain.programme_checks import NO_PROMISE

    told = [f"{v.programme_title}: {v.summary}" for v in gap.verdicts]
    return "\n\n".join([*told, f"{NO_PROMISE}."]) if told else texts.NO_DATA
