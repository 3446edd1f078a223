"""What a measure costs whom: eligible cost, shares by programme, the town's own part, yearly instalments.

Amounts are whole cents, so that the parts of a plan always sum up to its cost. A programme's plan is the most that
its published rates allow, never a promise.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal

from quartiermap.analysis.rule_case import listed
from quartiermap.analysis.rule_money import share_text
from quartiermap.domain.laender import LAENDER
from quartiermap.domain.programme import FundingShare, Programme
from quartiermap.domain.texts import date, number
from quartiermap.errors import UsageError

PAYER_LABELS = {
    "bund": "Bund",
    "land": "Land",
    "kommune": "Kommune",
    "dritte": "Dritte",
    "rest": "übrige Geldgeber",
}
_CENT = Decimal("0.01")
_SLACK = Decimal("0.0001")
"""Less than this is no part of a cent but how a third is written."""


@dataclass(frozen=True)
class Payment:
    """One payer's part of a plan in euro.

    `share` is the part of the whole cost (0..1); `settled` tells whether published rates decide it (the split of
    what is left between Land and Kommune often is not).
    """

    payer: str
    label: str
    amount: Decimal
    share: float
    settled: bool
    because: str
    rate: float | None = None
    """The share of the eligible cost that the programme names; ``None`` for what is left."""
    cap: float | None = None
    """The most in euro that the programme gives; ``None`` without a cap."""


@dataclass(frozen=True)
class FundingPlan:
    """The most that a programme's published rates give for a measure.

    Parameters
    ----------
    total, eligible : Decimal
        Euro; `eligible` is the part of the cost that counts.
    payments : tuple of Payment
        Sum up to `total` to the cent.
    own_min : Decimal
        What the town itself pays at least (Eigenanteil), the part of the cost that does not count included.
    instalments : tuple of (year, Decimal)
        The grant by year; empty where the programme says nothing about it. Sums up to `grant`.
    notes : tuple of str
        German sentences with the sources of every rate, assumptions named as such.
    """

    programme: str
    title: str
    open: bool
    work_kind: str
    total: Decimal
    eligible: Decimal
    grant: Decimal
    own_min: Decimal
    payments: tuple[Payment, ...]
    instalments: tuple[tuple[int, Decimal], ...]
    notes: tuple[str, ...]
    eligible_share: float = 1.0

    def __post_init__(self) -> None:
        """Refuse a plan whose parts are not its whole, to the cent: nobody shall ever see one."""
        if sum((p.amount for p in self.payments), Decimal("0.00")) != self.total:
            raise ValueError("the payments of a plan are not its cost")
        if self.instalments and sum(a for _, a in self.instalments) != self.grant:
            raise ValueError("the instalments of a plan are not its grant")


def euro(value: float | int | Decimal | str) -> Decimal:
    """Return an amount rounded to the cent.

    Raises
    ------
    UsageError
        If it is no amount of at least 0.

    Examples
    --------
    >>> euro(1234.565), euro("10")
    (Decimal('1234.57'), Decimal('10.00'))
    """
    try:
        amount = Decimal(str(value)).quantize(_CENT, ROUND_HALF_UP)
    except ArithmeticError as error:
        raise UsageError(f"„{value}“ ist kein Betrag in Euro.") from error
    if not amount.is_finite() or amount < 0:
        raise UsageError(f"„{value}“ ist kein Betrag ab 0 Euro.")
    return amount


def at_most(amount: Decimal, share: float) -> Decimal:
    """Return a share of an amount in whole cents that is not above it: "höchstens 75 %" is never a cent more.

    Examples
    --------
    >>> at_most(Decimal("100.10"), 0.75), at_most(Decimal("300.00"), 1 / 3)
    (Decimal('75.07'), Decimal('100.00'))
    """
    return (amount * Decimal(str(share)) + _SLACK).quantize(_CENT, ROUND_FLOOR)


def at_least(amount: Decimal, share: float) -> Decimal:
    """Return a share of an amount in whole cents that is not below it.

    Examples
    --------
    >>> at_least(Decimal("100.10"), 0.1), at_least(Decimal("100.00"), 0.1)
    (Decimal('10.01'), Decimal('10.00'))
    """
    return (amount * Decimal(str(share)) - _SLACK).quantize(_CENT, ROUND_CEILING)


def divided(amount: Decimal, parts: int) -> tuple[Decimal, ...]:
    """Divide an amount into nearly equal parts of whole cents, the larger ones first; they sum up to it.

    Examples
    --------
    >>> divided(Decimal("100.00"), 3)
    (Decimal('33.34'), Decimal('33.33'), Decimal('33.33'))
    """
    cents, left = divmod(int(amount / _CENT), parts)
    return tuple((cents + (1 if i < left else 0)) * _CENT for i in range(parts))


def funding_plan(
    programme: Programme,
    work_kind: str,
    total: float | Decimal,
    day: dt.date,
    *,
    third_parties: float | Decimal = 0,
    first_year: int | None = None,
) -> FundingPlan:
    """Return who pays what at most, by the published rates of a programme.

    The grant of each public payer is its highest share of the eligible cost; the town pays what is left. Money
    of third parties lowers the town's part, but not below the programme's least share (Annahme where the programme says
    nothing about it; named in the notes).

    Parameters
    ----------
    work_kind : str
        A kind of work as in the programme's rules ("sanierung", "neubau", …).
    total : float or Decimal
        Whole cost in euro.
    day : date
        Tells whether the programme is open.
    third_parties : float or Decimal
        Euro from foundations, churches, associations.
    first_year : int, optional
        Of the first instalment; the year of `day` if not given.

    Raises
    ------
    UsageError
        If an amount is none, or third parties pay more than the whole.
    """
    whole, third = euro(total), euro(third_parties)
    if third > whole:
        raise UsageError("Der Beitrag Dritter ist höher als die Gesamtkosten.")
    notes: list[str] = []
    counted = programme.eligible_for(work_kind)
    if counted is not None:
        eligible = (whole * Decimal(str(counted.share))).quantize(_CENT, ROUND_HALF_UP)
        notes.append(f"{counted.text} Quelle: {programme.cite(counted.sources)}.")
    elif programme.eligible:
        eligible = Decimal("0.00")
        notes.append(
            "Für diese Art der Arbeiten nennt das Programm keinen Kostenanteil; gerechnet ohne Zuschuss."
        )
    else:
        eligible = whole
        notes.append(
            "Die gesamten Kosten sind als anrechenbar gerechnet (Annahme; verbindlich sagt es die Bewilligungsstelle)."
        )
    payments, left = _grants(programme, eligible, whole)
    grant = sum((p.amount for p in payments), Decimal("0.00"))
    least = next((s.share_min for s in programme.funding if s.payer == "kommune"), None)
    floor = at_least(eligible, least) if least is not None else Decimal("0.00")
    floor = min(floor, left)
    most = next((s for s in programme.funding if s.payer == "dritte"), None)
    allowed = third if most is None else min(third, _most(most, eligible))
    others = min(allowed, left - floor)
    if others:
        payments.append(_payment("dritte", others, whole, settled=True, because="wie angegeben"))
        notes.append(
            "Beiträge Dritter mindern den Anteil der Kommune (Annahme), nicht aber ihren Mindestanteil."
        )
    if third > allowed and most is not None and most.share_max is not None:
        notes.append(
            f"Dritte dürfen höchstens {share_text(most.share_max)} der anrechenbaren Kosten tragen; mehr ist nicht gerechnet."
        )
    if allowed > others:
        notes.append(
            "Ein Teil der Beiträge Dritter bleibt unberücksichtigt, weil der Mindestanteil der Kommune bestehen bleibt."
        )
    own = left - others
    rest = next((s for s in programme.funding if s.payer == "rest"), None)
    if rest is not None:
        payments.append(
            _payment(
                "rest",
                own,
                whole,
                settled=False,
                because="wie Land und Kommune teilen, regelt das Land (hier nicht belegt)",
                label=rest.label,
            )
        )
    else:
        payments.append(_payment("kommune", own, whole, settled=True, because="was übrig bleibt"))
    return FundingPlan(
        programme=programme.id,
        title=programme.short,
        open=programme.open_on(day),
        work_kind=work_kind,
        total=whole,
        eligible=eligible,
        grant=grant,
        own_min=floor if rest is not None else own,
        payments=tuple(payments),
        instalments=_instalments(programme, grant, first_year or day.year, notes),
        notes=tuple(notes),
        eligible_share=(0.0 if programme.eligible else 1.0) if counted is None else counted.share,
    )


def _grants(programme: Programme, eligible: Decimal, whole: Decimal) -> tuple[list[Payment], Decimal]:
    """Return what the public payers give at most, and what is left of the whole cost."""
    payments: list[Payment] = []
    left = whole
    for rule in programme.funding:
        # What third parties give is no grant of the programme, whatever share it lets them have.
        if rule.payer in ("kommune", "rest", "dritte") or rule.share_max is None:
            continue
        amount = min(_most(rule, eligible), left)
        because = f"höchstens {share_text(rule.share_max)} der anrechenbaren Kosten"
        if rule.amount_max is not None:
            because += f", höchstens {number(rule.amount_max, 2)}\u00a0€"
        payments.append(
            _payment(
                rule.payer,
                amount,
                whole,
                settled=True,
                because=because,
                label=rule.label,
                rate=rule.share_max,
                cap=rule.amount_max,
            )
        )
        left -= amount
    return payments, left


def _most(rule: FundingShare, eligible: Decimal) -> Decimal:
    """Return the most that a payer may give."""
    amount = eligible if rule.share_max is None else at_most(eligible, rule.share_max)
    return amount if rule.amount_max is None else min(amount, euro(rule.amount_max))


def _payment(
    payer: str,
    amount: Decimal,
    whole: Decimal,
    *,
    settled: bool,
    because: str,
    label: str = "",
    rate: float | None = None,
    cap: float | None = None,
) -> Payment:
    share = float(amount / whole) if whole else 0.0
    return Payment(payer, label or PAYER_LABELS.get(payer, payer), amount, share, settled, because, rate, cap)


def _instalments(
    programme: Programme, grant: Decimal, first_year: int, notes: list[str]
) -> tuple[tuple[int, Decimal], ...]:
    rule = programme.instalments
    if not grant:
        return ()
    if rule is None:
        notes.append("In welchen Jahresraten das Geld kommt, ist für dieses Programm nicht belegt.")
        return ()
    notes.append(f"{rule.text} Quelle: {programme.cite(rule.sources)}.")
    return tuple((first_year + n, amount) for n, amount in enumerate(divided(grant, rule.years)))


def plans_for(
    programmes: Sequence[Programme],
    work_kind: str,
    total: float | Decimal,
    day: dt.date,
    land: str | None = None,
    *,
    third_parties: float | Decimal = 0,
    first_year: int | None = None,
) -> tuple[tuple[FundingPlan, ...], tuple[str, ...]]:
    """Return the plans of all programmes that are open on a day, side by side, and why others are not among them.

    Returns
    -------
    plans : tuple of FundingPlan
        The smallest own part first.
    left_out : tuple of str
        One German sentence for each programme left out (closed, not yet open, another Land).
    """
    plans, left_out = [], []
    for programme in programmes:
        if programme.lands and land is not None and land not in programme.lands:
            left_out.append(
                f"{programme.short}: nur in {listed([LAENDER[each] for each in programme.lands], 'und')}."
            )
        elif day < programme.valid_from:
            left_out.append(f"{programme.short}: beginnt erst am {date(programme.valid_from)}.")
        elif programme.valid_to is not None and programme.valid_to < day:
            since = programme.valid_to + dt.timedelta(days=1)
            left_out.append(f"{programme.short}: geschlossen seit {date(since)}.")
        else:
            plan = funding_plan(
                programme, work_kind, total, day, third_parties=third_parties, first_year=first_year
            )
            if programme.lands and land is None:
                where = listed([LAENDER[each] for each in programme.lands], "und")
                only = f"Nur in {where}; für das Projekt ist kein Land angegeben."
                plan = replace(plan, notes=(only, *plan.notes))
            plans.append(plan)
    return tuple(sorted(plans, key=lambda plan: plan.total - plan.grant)), tuple(left_out)
