"""Who pays what, as rows of ``report.json``, as sentences and as the chapter of the report."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from quartiermap.analysis.measure_costs import Money, money_of
from quartiermap.analysis.money import FundingPlan
from quartiermap.domain import texts
from quartiermap.domain.programme import Programme
from quartiermap.domain.project import Project
from quartiermap.domain.rule_tests import WORK_KINDS
from quartiermap.render.report_blocks import Align, Block, bullets, heading, paragraph, table

Row = dict[str, Any]

DISCLAIMER = (
    "Keine Förderzusage; kein Rechtsanspruch. Gerechnet sind die Höchstsätze, die veröffentlicht sind."
)


def euros(amount: float | Decimal) -> str:
    r"""Write an amount in euro with cents.

    Examples
    --------
    >>> euros(Decimal("833333.33")), euros(2500000.0)
    ('833.333,33\xa0€', '2.500.000,00\xa0€')
    """
    return f"{texts.number(float(amount), 2)}\u00a0€"


def own_settled(plan: FundingPlan) -> bool:
    """Tell whether published rates decide what the town itself pays."""
    return all(payment.settled for payment in plan.payments)


def plan_row(plan: FundingPlan) -> Row:
    """Return a plan as plain values; euro as numbers with two decimals."""
    settled = own_settled(plan)
    return {
        "programme": plan.programme,
        "title": plan.title,
        "open": plan.open,
        "work_kind": plan.work_kind,
        "total": float(plan.total),
        "eligible_share": plan.eligible_share,
        "eligible": float(plan.eligible),
        "grant": float(plan.grant),
        "own_min": float(plan.own_min) if settled else None,
        "own_min_state": "value" if settled else "no_data",
        "payments": [
            {
                "payer": p.payer,
                "label": p.label,
                "amount": float(p.amount),
                "share": p.share,
                "settled": p.settled,
                "because": p.because,
                "rate": p.rate,
                "cap": p.cap,
            }
            for p in plan.payments
        ],
        "instalments": [{"year": year, "amount": float(amount)} for year, amount in plan.instalments],
        "notes": list(plan.notes),
    }


def money_row(money: Money) -> Row:
    """Return a cost with its plans as plain values."""
    cost = money.cost
    return {
        "gap_id": money.gap_id,
        "cost": float(cost.amount),
        "price_date": None if cost.price_date is None else cost.price_date.isoformat(),
        "source": cost.source,
        "is_assumption": cost.is_assumption,
        "third_parties": float(cost.third_parties),
        "work_kind": money.work_kind,
        "work_kind_stated": money.work_kind_stated,
        "date": money.day.isoformat(),
        "land": money.land,
        "plans": [plan_row(plan) for plan in money.plans],
        "left_out": list(money.left_out),
        "disclaimer": DISCLAIMER,
    }


def money_rows(project: Project, programmes: Iterable[Programme]) -> list[Row]:
    """Return the money of every gap that has a cost, in the order of the ranking."""
    return [money_row(money) for money in money_of(project, programmes)]


def money_sentences(money: Money) -> list[str]:
    """Return a cost with its plans as German lines, for the command line."""
    row = money_row(money)
    lines = [_cost_line(row)]
    for plan in row["plans"]:
        lines.append(f"{plan['title']}: {own_words(plan)}")
        lines += [f"  {p['label']}: {euros(p['amount'])} ({p['because']})" for p in plan["payments"]]
        lines += [f"  Rate {i['year']}: {euros(i['amount'])}" for i in plan["instalments"]]
        lines += [f"  {note}" for note in plan["notes"]]
    if not row["plans"]:
        lines.append("Am Stichtag ist kein Programm offen, das hier passt.")
    return [*lines, *row["left_out"], DISCLAIMER]


def _cost_line(row: Mapping[str, Any]) -> str:
    price = (
        "Preisstand nicht angegeben"
        if row["price_date"] is None
        else f"Preisstand {_date(row['price_date'])}"
    )
    work = WORK_KINDS.get(row["work_kind"], row["work_kind"])
    work = work if row["work_kind_stated"] else f"{work}, aus der Lücke abgeleitet"
    third = f"; Beitrag Dritter {euros(row['third_parties'])}" if row["third_parties"] else ""
    return f"Kosten {euros(row['cost'])} ({row['source'] or 'Annahme'}; {price}; Art der Arbeiten: {work}{third})."


def _date(iso: str) -> str:
    from quartiermap.render.report_values import german_date

    return german_date(iso)


def own_words(plan: Mapping[str, Any]) -> str:
    """Return the grant at most and what the town pays at least, in words."""
    own = (
        f"Eigenanteil mindestens {euros(plan['own_min'])}"
        if plan["own_min"] is not None
        else "Eigenanteil offen, weil nicht belegt ist, wie Land und Kommune teilen"
    )
    return f"Zuschuss höchstens {euros(plan['grant'])}, {own}"


def money_chapter(model: Mapping[str, Any]) -> list[Block]:
    """Return the chapter on costs and funding; nothing where no cost was stated."""
    if not model["money"]:
        return []
    gaps = {gap["gap_id"]: gap for gap in model["gaps"]}
    blocks = [paragraph(DISCLAIMER)]
    for row in model["money"]:
        gap = gaps[row["gap_id"]]
        blocks.append(
            heading(
                f"Rang {gap['rank']}: {gap['district_name']}, {gap['kind_name']}, {gap['reason_label']}", 2
            )
        )
        blocks.append(paragraph(_cost_line(row)))
        if row["plans"]:
            blocks.append(
                _plan_table(f"Finanzierung Rang {gap['rank']}: offene Programme nebeneinander", row["plans"])
            )
        if any(plan["instalments"] for plan in row["plans"]):
            blocks.append(_instalment_table(gap, row["plans"]))
        notes = [f"{plan['title']}: {note}" for plan in row["plans"] for note in plan["notes"]]
        blocks.append(bullets([*notes, *row["left_out"]]))
    return blocks


def _plan_table(caption: str, plans: Sequence[Mapping[str, Any]]) -> Block:
    payers = list(dict.fromkeys(p["label"] for plan in plans for p in plan["payments"]))
    columns: list[tuple[str, float | None, Align]] = [
        ("Programm", 1.6, "left"),
        ("anrechenbar", 1.2, "right"),
    ]
    columns += [(label, 1.2, "right") for label in payers]
    columns.append(("Summe", 1.2, "right"))
    rows = []
    for plan in plans:
        by_label = {p["label"]: p["amount"] for p in plan["payments"]}
        rows.append(
            [
                plan["title"],
                euros(plan["eligible"]),
                *(euros(by_label[label]) if label in by_label else "–" for label in payers),
                euros(plan["total"]),
            ]
        )
    return table(caption, columns, rows, note="Der kleinste Rest nach Abzug des Zuschusses zuerst.")


def _instalment_table(gap: Mapping[str, Any], plans: Sequence[Mapping[str, Any]]) -> Block:
    years = sorted({i["year"] for plan in plans for i in plan["instalments"]})
    columns: list[tuple[str, float | None, Align]] = [("Programm", 1.6, "left")]
    columns += [(str(year), 1.0, "right") for year in years]
    rows = []
    for plan in plans:
        by_year = {i["year"]: i["amount"] for i in plan["instalments"]}
        if by_year:
            rows.append([plan["title"], *(euros(by_year[y]) if y in by_year else "–" for y in years)])
    return table(f"Jahresraten des Zuschusses Rang {gap['rank']}", columns, rows)
