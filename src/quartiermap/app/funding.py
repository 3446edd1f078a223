"""What a measure costs and who would pay: costs stated for gaps, plans of all open programmes side by side."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING

from quartiermap.app.results import any_result
from quartiermap.errors import UsageError

if TYPE_CHECKING:
    from quartiermap.analysis.measure_costs import Cost, Money
    from quartiermap.analysis.money import FundingPlan
    from quartiermap.domain.findings import Gap
    from quartiermap.domain.project import Project

LABEL = "Kosten einer Maßnahme"
"""What a change of a cost is called in the undo menu."""

_AMOUNT = re.compile(
    r"(?P<grouped>\d{1,3}(?:\.\d{3})+)(?:,(?P<cents>\d{1,2}))?|(?P<whole>\d+)(?:[.,](?P<part>\d+))?"
)


def read_amount(text: str) -> Decimal:
    """Read an amount in euro as Germans and machines write it.

    Raises
    ------
    UsageError
        If it is no amount, or cannot be read in one way only.

    Examples
    --------
    >>> [str(read_amount(t)) for t in ("2500000", "2.500.000,50 €", "2500000.5", "2,5 Mio. Euro")]
    ['2500000', '2500000.50', '2500000.5', '2500000.0']
    """
    short = (
        re.sub(r"[\s\u00a0\u202f]", "", text)
        .lower()
        .removesuffix("€")
        .removesuffix("euro")
        .removesuffix("eur")
    )
    million = re.search(r"(mio\.?|millionen|million)$", short)
    found = _AMOUNT.fullmatch(short[: million.start()] if million else short)
    cents = found and (found["cents"] or found["part"])
    if found is None or (cents and len(cents) > 2 and not million):
        raise UsageError(f"„{text}“ ist kein Betrag in Euro. Muster: 2500000 oder 2.500.000,00.")
    digits = (found["grouped"] or found["whole"]).replace(".", "") + (f".{cents}" if cents else "")
    return Decimal(digits) * (1_000_000 if million else 1)


def gap_of(project: Project, gap_id: str) -> Gap:
    """Return a gap of the project's result.

    Raises
    ------
    UsageError
        If there is no result or no such gap; near ids are named.
    """
    from difflib import get_close_matches

    analysis = any_result(project)
    found = next((g for g in analysis.gaps if g.gap_id == gap_id), None)
    if found is None:
        near = get_close_matches(gap_id, [g.gap_id for g in analysis.gaps], 3)
        hint = f" Ähnlich: {', '.join(near)}." if near else ""
        raise UsageError(f"Die Lücke „{gap_id}“ gibt es im Ergebnis nicht.{hint}")
    return found


def cost_of(project: Project, gap_id: str) -> Cost | None:
    """Return the cost stated for a gap, ``None`` if there is none."""
    from quartiermap.analysis.measure_costs import costs_in

    return costs_in(project.settings).get(gap_id)


def with_cost(project: Project, gap_id: str, cost: Cost | None) -> Project:
    """Return the project with the cost of closing a gap (``None`` takes it away); no result grows stale.

    Raises
    ------
    UsageError
        If there is no such gap, or the kind of work is unknown.
    """
    from quartiermap.analysis.measure_costs import SETTING

    kept = dict(project.settings.get(SETTING) or {})
    if cost is None:
        if kept.pop(gap_id, None) is None:
            return project
    else:
        gap_of(project, gap_id)
        known = work_kinds(project)
        if cost.work_kind is not None and cost.work_kind not in known:
            raise UsageError(
                f"Die Art der Arbeiten „{cost.work_kind}“ gibt es nicht. Möglich: {', '.join(known)}."
            )
        if kept.get(gap_id) == cost.as_dict():
            return project
        kept[gap_id] = cost.as_dict()
    settings = {**project.settings, SETTING: kept}
    if not kept:
        del settings[SETTING]
    return project.with_(settings=settings)


def work_kinds(project: Project | None = None) -> dict[str, str]:
    """Return the kinds of work that a cost can be stated for, with their German names."""
    from quartiermap.app import programmes
    from quartiermap.domain.rule_tests import WORK_KINDS

    found = dict(WORK_KINDS)
    for programme in programmes.available(project).values():
        for each in programme.eligible:
            for work in each.works:
                found.setdefault(work, work)
    return found


def money(project: Project, gap_id: str, cost: Cost | None = None) -> Money | None:
    """Return the plans for a gap with what was left out and why; ``None`` if no cost is stated (or given here).

    Parameters
    ----------
    cost : Cost, optional
        Asked about without keeping it; the stated one if not given.

    Raises
    ------
    UsageError
        If there is no such gap.
    """
    from quartiermap.analysis.measure_costs import money_for
    from quartiermap.app import facts, programmes

    gap = gap_of(project, gap_id)
    used = cost or cost_of(project, gap_id)
    if used is None:
        return None
    asked = programmes.available(project).values()
    return money_for(project, gap, used, asked, programmes.day_of(project), facts.chosen_land(project))


def side_by_side(project: Project, gap_id: str) -> tuple[FundingPlan, ...]:
    """Return the plans of all programmes open on the day, the smallest own part first; none without a stated cost."""
    found = money(project, gap_id)
    return () if found is None else found.plans


def left_out(project: Project, gap_id: str) -> tuple[str, ...]:
    """Return a German sentence for each programme that is not among the plans: closed, not yet open, of another Land."""
    found = money(project, gap_id)
    return () if found is None else found.left_out
