"""Who would pay for closing a gap: the cost as stated and the plans of all open programmes, as plain rows."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from quartiermap.domain import texts
from quartiermap.errors import UsageError
from quartiermap.ui.translation import translate

if TYPE_CHECKING:
    from quartiermap.analysis.money import FundingPlan
    from quartiermap.domain.project import Project

_PAYERS = ("bund", "land", "rest", "dritte", "kommune")


@dataclass(frozen=True)
class MoneyWish:
    """What the user wrote into the form."""

    gap_id: str
    amount: str
    price_date: str
    source: str
    work_kind: str
    third_parties: str
    first_year: str


@dataclass(frozen=True)
class MoneyRow:
    """One line of the plans: its name, a cell for each programme, and what each cell is based on."""

    label: str
    cells: tuple[str, ...]
    tips: tuple[str, ...]
    strong: bool = False


@dataclass(frozen=True)
class MoneyPage:
    """The form and the plans of one gap.

    Parameters
    ----------
    works : tuple of (str, str)
        Kinds of work with their names; the first is what holds if none is chosen.
    stated : bool
        Whether a cost is kept with the project.
    programmes : tuple of str
        The heads of the plans, the smallest own part first.
    left_out : tuple of str
        A sentence for each programme that is closed, not yet open, or of another Land.
    """

    gap_id: str = ""
    title: str = ""
    wish: MoneyWish | None = None
    works: tuple[tuple[str, str], ...] = ()
    stated: bool = False
    origin: str = ""
    programmes: tuple[str, ...] = ()
    rows: tuple[MoneyRow, ...] = ()
    left_out: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def euro_words(amount: Decimal) -> str:
    """Write an amount; cents only where there are some.

    Examples
    --------
    >>> euro_words(Decimal("1875000.00")).replace(chr(160), " "), euro_words(Decimal("0.05")).replace(chr(160), " ")
    ('1.875.000 €', '0,05 €')
    """
    whole = amount == amount.to_integral_value()
    fixed = f"{amount:,.{0 if whole else 2}f}"
    return fixed.replace(",", "\x00").replace(".", ",").replace("\x00", ".") + "\u00a0€"


def read_price_date(text: str) -> dt.date | None:
    """Read the day of the prices as planners write it; a month is its first day, a year its first.

    Raises
    ------
    UsageError
        If it is no day, month or year.

    Examples
    --------
    >>> read_price_date("03/2026"), read_price_date("2026"), read_price_date(" ")
    (datetime.date(2026, 3, 1), datetime.date(2026, 1, 1), None)
    """
    words = text.strip()
    if not words:
        return None
    found = re.fullmatch(r"(?:(?:(\d{1,2})\.)?(\d{1,2})[./])?(\d{4})", words)
    iso = re.fullmatch(r"(\d{4})-(\d{2})-(\d{2})", words)
    try:
        if iso:
            return dt.date(int(iso[1]), int(iso[2]), int(iso[3]))
        if found:
            return dt.date(int(found[3]), int(found[2] or 1), int(found[1] or 1))
    except ValueError:
        pass
    raise UsageError(
        translate("Money", "„{text}“ ist kein Preisstand. Muster: 03/2026 oder 15.03.2026.").format(
            text=words
        )
    )


def with_wish(project: Project, wish: MoneyWish) -> Project:
    """Return the project with the cost that the user wrote; nothing is computed anew.

    Raises
    ------
    UsageError
        If an amount, a day or a year cannot be read; nothing is taken over then.
    """
    from quartiermap.analysis.measure_costs import Cost
    from quartiermap.app import funding

    if not wish.amount.strip():
        raise UsageError(
            translate("Money", "Bitte die Gesamtkosten eintragen, z. B. 2.500.000 oder 2,5 Mio.")
        )
    year = wish.first_year.strip()
    if year and not re.fullmatch(r"\d{4}", year):
        raise UsageError(translate("Money", "„{text}“ ist kein Jahr. Muster: 2027.").format(text=year))
    cost = Cost(
        amount=funding.read_amount(wish.amount),
        price_date=read_price_date(wish.price_date),
        source=" ".join(wish.source.split()),
        work_kind=wish.work_kind or None,
        third_parties=funding.read_amount(wish.third_parties) if wish.third_parties.strip() else Decimal(0),
        first_year=int(year) if year else None,
    )
    return funding.with_cost(project, wish.gap_id, cost)


def without_cost(project: Project, gap_id: str) -> Project:
    """Return the project without a cost for a gap."""
    from quartiermap.app import funding

    return funding.with_cost(project, gap_id, None)


def build_money(project: Project, gap_id: str) -> MoneyPage:
    """Return the form and the plans of a gap.

    Raises
    ------
    QuartierMapError
        If there is no such gap, or what is stored cannot be read.
    """
    from quartiermap.analysis.measure_costs import work_kind_of
    from quartiermap.app import funding

    gap = funding.gap_of(project, gap_id)
    cost = funding.cost_of(project, gap_id)
    names = funding.work_kinds(project)
    work, stated = work_kind_of(project, gap)
    proposed = (
        translate("Money", "wie angegeben: {work}")
        if stated
        else translate("Money", "wie die Lücke nahelegt: {work}")
    )
    works = (("", proposed.format(work=names.get(work, work))), *names.items())
    wish = MoneyWish(
        gap_id,
        "" if cost is None else euro_words(cost.amount).removesuffix("\u00a0€"),
        "" if cost is None or cost.price_date is None else texts.date(cost.price_date),
        "" if cost is None else cost.source,
        "" if cost is None else cost.work_kind or "",
        ""
        if cost is None or not cost.third_parties
        else euro_words(cost.third_parties).removesuffix("\u00a0€"),
        "" if cost is None or cost.first_year is None else str(cost.first_year),
    )
    found = None if cost is None else funding.money(project, gap_id)
    if cost is None or found is None:
        return MoneyPage(gap_id, gap.district_name, wish, works)
    notes = [note for plan in found.plans for note in plan.notes]
    return MoneyPage(
        gap_id,
        gap.district_name,
        wish,
        works,
        stated=True,
        origin=translate("Money", "{amount} · {day} · {source}").format(
            amount=euro_words(cost.amount), day=cost.price_words, source=cost.origin
        ),
        programmes=tuple(plan.title for plan in found.plans),
        rows=_rows(found.plans),
        left_out=found.left_out,
        notes=tuple(dict.fromkeys(notes)),
    )


def _rows(plans: tuple[FundingPlan, ...]) -> tuple[MoneyRow, ...]:
    """Return the plans beside each other: what counts, who pays, the instalments."""
    if not plans:
        return ()

    def row(label: str, cells: list[tuple[str, str]], *, strong: bool = False) -> MoneyRow:
        return MoneyRow(label, tuple(c for c, _ in cells), tuple(t for _, t in cells), strong)

    rows = [
        row(
            translate("Money", "Zuschuss höchstens"),
            [(euro_words(p.grant), texts.percent(_share(p.grant, p.total), 1)) for p in plans],
            strong=True,
        ),
        row(
            translate("Money", "Eigenanteil ab"),
            [(euro_words(p.own_min), _own_tip(p)) for p in plans],
            strong=True,
        ),
        row(
            translate("Money", "anrechenbar"),
            [(euro_words(p.eligible), "") for p in plans],
        ),
    ]
    labels: dict[str, str] = {}
    for plan in plans:
        for payment in plan.payments:
            labels.setdefault(payment.payer, payment.label)
    for payer in sorted(labels, key=lambda p: _PAYERS.index(p) if p in _PAYERS else len(_PAYERS)):
        cells = []
        for plan in plans:
            paid = next((p for p in plan.payments if p.payer == payer), None)
            if paid is None:
                cells.append(("–", ""))
                continue
            cells.append((euro_words(paid.amount), f"{paid.label}: {paid.because}"))
        name = translate("Money", "Land + Kommune") if payer == "rest" else labels[payer]
        rows.append(row(name, cells))
    rows.append(
        row(
            translate("Money", "Summe"),
            [(euro_words(sum((p.amount for p in plan.payments), Decimal(0))), "") for plan in plans],
            strong=True,
        )
    )
    silent = translate("Money", "Das Programm nennt keine Raten (hier nicht belegt).")
    if not any(plan.instalments for plan in plans):
        rows.append(row(translate("Money", "Raten"), [(texts.NO_DATA, silent) for _ in plans]))
    for year in sorted({year for plan in plans for year, _ in plan.instalments}):
        cells = []
        for plan in plans:
            amount = dict(plan.instalments).get(year)
            cells.append(("–", silent) if amount is None else (euro_words(amount), ""))
        rows.append(row(translate("Money", "Rate {year}").format(year=year), cells))
    return tuple(rows)


def _own_tip(plan: FundingPlan) -> str:
    """Return what the town's own part is based on; where nobody has settled it, that this is the least."""
    share = texts.percent(_share(plan.own_min, plan.total), 1)
    if any(p.payer == "rest" for p in plan.payments):
        return translate("Money", "{share}; wie Land und Kommune den Rest teilen, ist nicht belegt").format(
            share=share
        )
    return share


def _share(part: Decimal, whole: Decimal) -> float | None:
    return float(part / whole) if whole else None
