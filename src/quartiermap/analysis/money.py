"""What a measure costs whom: eligible cost, shares by programme, the town's own part, yearly instalments.

Amounts are whole cents, so that the parts of a plan always sum up to its cost. A programme's plan is the most that
its published rates allow, never a promise.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from quartiermap.domain.programme import Programme
from quartiermap.domain.texts import date, number, percent
from quartiermap.errors import UsageError

PAYER_LABELS = {
    "bund": "Bund",
    "land": "Land",
    "kommune": "Kommune",
    "dritte": "Dritte",
    "rest": "übrige Geldgeber",
}
_CENT = Decimal("0.01")


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
    floor = (
        (eligible * Decimal(str(least))).quantize(_CENT, ROUND_HALF_UP)
        if least is not None
        else Decimal("0.00")
    )
    floor = min(floor, left)
    others = min(third, left - floor)
    if others:
        payments.append(_payment("dritte", others, whole, settled=True, because="wie angegeben"))
        notes.append(
            "Beiträge Dritter mindern den Anteil der Kommune (Annahme), nicht aber ihren Mindestanteil."
        )
    if third > others:
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
        if rule.payer in ("kommune", "rest") or rule.share_max is None:
            continue
        amount = min((eligible * Decimal(str(rule.share_max))).quantize(_CENT, ROUND_HALF_UP), left)
        because = f"höchstens {percent(rule.share_max, 1)} der anrechenbaren Kosten"
        if rule.amount_max is not None:
            amount = min(amount, euro(rule.amount_max))
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
            left_out.append(f"{programme.short}: nur in {', '.join(programme.lands)}.")
        elif day < programme.valid_from:
            left_out.append(f"{programme.short}: beginnt erst am {date(programme.valid_from)}.")
        elif not programme.open_on(day):
            left_out.append(f"{programme.short}: geschlossen seit {date(programme.valid_to)}.")
        else:
            plans.append(
                funding_plan(
                    programme, work_kind, total, day, third_parties=third_parties, first_year=first_year
                )
            )
    return tuple(sorted(plans, key=lambda plan: plan.total - plan.grant)), tuple(left_out)
