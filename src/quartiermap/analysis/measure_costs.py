"""What closing a gap would cost, as the town states it, and the plans of all programmes for it side by side.

Costs are kept in ``settings["money.costs"]`` by gap id. A cost without a source is an assumption and called so.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from quartiermap.analysis.eligibility import derived_work
from quartiermap.analysis.money import FundingPlan, euro, plans_for
from quartiermap.domain.findings import Gap
from quartiermap.domain.programme import Programme
from quartiermap.domain.project import Project
from quartiermap.domain.texts import date
from quartiermap.errors import UsageError

SETTING = "money.costs"

MOST = Decimal("1e12")
"""More than this is a slip of the keyboard, not a measure in a Quartier."""


@dataclass(frozen=True)
class Cost:
    """The cost of a measure for one gap, as the town states it.

    Parameters
    ----------
    amount : Decimal
        Whole cost in euro, more than 0; other numbers and plain texts ("2500000") are turned into cents.
    price_date : date or None
        The day of the prices (Preisstand); ``None`` if nobody said.
    source : str
        Where the amount comes from (cost estimate, page). Empty: an assumption ("Annahme").
    work_kind : str or None
        Kind of work as in the programmes' rules; ``None``: as stated for the pre-check, else as the gap suggests.
    third_parties : Decimal
        Euro from foundations, churches, associations.
    first_year : int or None
        Of the first instalment; ``None``: the year of the judgement.

    Examples
    --------
    >>> cost = Cost("2500000", dt.date(2026, 5, 1))
    >>> cost.amount, cost.origin, cost.price_words
    (Decimal('2500000.00'), 'Annahme', 'Preisstand 01.05.2026')
    """

    amount: Decimal
    price_date: dt.date | None = None
    source: str = ""
    work_kind: str | None = None
    third_parties: Decimal = Decimal("0.00")
    first_year: int | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "amount", euro(self.amount))
        object.__setattr__(self, "third_parties", euro(self.third_parties))
        object.__setattr__(self, "source", self.source.strip())
        if not Decimal(0) < self.amount <= MOST:
            raise UsageError("Die Kosten müssen mehr als 0 Euro und höchstens eine Billion Euro betragen.")
        if self.third_parties > self.amount:
            raise UsageError("Der Beitrag Dritter ist höher als die Gesamtkosten.")
        if self.first_year is not None and not 1990 <= self.first_year <= 2200:
            raise UsageError(f"{self.first_year} ist kein Jahr für die erste Rate (1990 bis 2200).")

    @property
    def is_assumption(self) -> bool:
        """Whether nobody said where the amount comes from."""
        return not self.source

    @property
    def origin(self) -> str:
        """Where the amount comes from, in words."""
        return self.source or "Annahme"

    @property
    def price_words(self) -> str:
        """The day of the prices in words."""
        return (
            "Preisstand nicht angegeben" if self.price_date is None else f"Preisstand {date(self.price_date)}"
        )

    def as_dict(self) -> dict[str, Any]:
        """Return plain values for JSON; `from_dict` gives the cost back."""
        return {
            "amount": str(self.amount),
            "price_date": None if self.price_date is None else self.price_date.isoformat(),
            "source": self.source,
            "work_kind": self.work_kind,
            "third_parties": str(self.third_parties),
            "first_year": self.first_year,
        }

    @classmethod
    def from_dict(cls, row: Mapping[str, Any]) -> Cost:
        """Undo `as_dict`.

        Raises
        ------
        UsageError
            If the values are no cost.
        """
        try:
            day = row.get("price_date")
            return cls(
                amount=row["amount"],
                price_date=dt.date.fromisoformat(day) if day else None,
                source=str(row.get("source") or ""),
                work_kind=row.get("work_kind") or None,
                third_parties=row.get("third_parties") or Decimal(0),
                first_year=row.get("first_year"),
            )
        except (KeyError, TypeError, ValueError) as error:
            raise UsageError(
                "Eine gespeicherte Kostenangabe ist unbrauchbar; bitte neu eintragen."
            ) from error


@dataclass(frozen=True)
class Money:
    """A cost with the plans of all programmes that are open on the day.

    Parameters
    ----------
    work_kind : str
        The kind of work that the plans are made for.
    work_kind_stated : bool
        Whether somebody stated it; else the gap suggests it.
    plans : tuple of FundingPlan
        The smallest own part first.
    left_out : tuple of str
        A German sentence for each programme that is closed, not yet open, or of another Land.
    """

    gap_id: str
    cost: Cost
    day: dt.date
    land: str | None
    work_kind: str
    work_kind_stated: bool
    plans: tuple[FundingPlan, ...]
    left_out: tuple[str, ...]


def costs_in(settings: Mapping[str, Any]) -> dict[str, Cost]:
    """Return the costs that a project's settings hold, by gap id.

    Raises
    ------
    UsageError
        If what is stored are no costs.
    """
    stored = settings.get(SETTING) or {}
    if not isinstance(stored, Mapping):
        raise UsageError("Die gespeicherten Kosten sind unbrauchbar; bitte neu eintragen.")
    return {str(gap_id): Cost.from_dict(row) for gap_id, row in stored.items()}


def work_kind_of(project: Project, gap: Gap, cost: Cost | None = None) -> tuple[str, bool]:
    """Return the kind of work that a gap's measure is, and whether somebody stated it.

    In this order: stated with the cost, for the gap, for all gaps (facts of the pre-check), suggested by the gap.
    """
    if cost is not None and cost.work_kind:
        return cost.work_kind, True
    for key in (f"facts.{gap.gap_id}.work_kind", "facts.work_kind"):
        value = project.settings.get(key)
        if value:
            return str(value).lower(), True
    return derived_work(gap), False


def money_for(
    project: Project,
    gap: Gap,
    cost: Cost,
    programmes: Iterable[Programme],
    day: dt.date,
    land: str | None,
) -> Money:
    """Return the plans of some programmes for a gap and its cost."""
    work, stated = work_kind_of(project, gap, cost)
    plans, left_out = plans_for(
        tuple(programmes), work, cost.amount, day, land,
        third_parties=cost.third_parties, first_year=cost.first_year,
    )  # fmt: skip
    return Money(gap.gap_id, cost, day, land, work, stated, plans, left_out)


def money_of(project: Project, programmes: Iterable[Programme]) -> tuple[Money, ...]:
    """Return the money of every gap of the result that has a cost, in the order of the ranking.

    Judged for the day and the Land of the result. Costs of gaps that the result does not have are left out.
    """
    analysis = project.analysis
    if analysis is None:
        return ()
    costs, asked = costs_in(project.settings), tuple(programmes)
    parameters = analysis.parameters
    return tuple(
        money_for(project, gap, costs[gap.gap_id], asked, parameters.date, parameters.land)
        for gap in sorted(analysis.gaps, key=lambda g: (g.rank, g.gap_id))
        if gap.gap_id in costs
    )
