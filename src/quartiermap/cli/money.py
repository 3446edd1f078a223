"""``quartiermap money``: what closing a gap costs, and who would pay by the programmes that are open."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from quartiermap.cli.evidence import find_gap
from quartiermap.cli.german import Command
from quartiermap.cli.question_words import AS_JSON, PROJECT, load
from quartiermap.cli.talk import day, emit, run
from quartiermap.cli.talk import progress as steps
from quartiermap.errors import UsageError

if TYPE_CHECKING:
    from quartiermap.analysis.measure_costs import Cost, Money
    from quartiermap.domain.project import Project


@click.command(cls=Command)
@PROJECT
@click.argument("gap", metavar="LÜCKE")
@click.option(
    "--cost",
    default=None,
    metavar="EURO",
    help="Gesamtkosten der Maßnahme in Euro; wird im Projekt behalten.",
)
@click.option("--price-date", default=None, metavar="JJJJ-MM-TT", help="Preisstand der Kosten.")
@click.option("--source", default="", metavar="TEXT", help="Woher die Kosten stammen (sonst: Annahme).")
@click.option(
    "--work",
    default=None,
    metavar="ART",
    help="Art der Arbeiten: sanierung, ausbau, umbau, freiflaeche, begleitung, ersatzneubau, neubau.",
)
@click.option("--third", default="0", metavar="EURO", help="Beitrag Dritter in Euro.")
@click.option("--first-year", type=int, default=None, metavar="JJJJ", help="Jahr der ersten Rate.")
@click.option("--clear", is_flag=True, help="Nimmt die Kostenangabe zurück.")
@AS_JSON
def money(
    project: Path,
    gap: str,
    cost: str | None,
    price_date: str | None,
    source: str,
    work: str | None,
    third: str,
    first_year: int | None,
    clear: bool,
    as_json: bool,
) -> None:
    """Stellt für eine Lücke nebeneinander, was die offenen Programme höchstens zahlen und was der Kommune bleibt."""
    given = any((price_date, source, work, third != "0", first_year is not None))

    def work_() -> tuple[str, Money | None]:
        from quartiermap.app import funding
        from quartiermap.io import project_file
        from quartiermap.io.lock import ProjectLock

        if clear and (cost is not None or given):
            raise UsageError("--clear nimmt die Kosten zurück und verträgt sich mit keiner neuen Angabe.")
        if cost is None and given:
            raise UsageError("Zu diesen Angaben gehören die Kosten: --cost EURO.")
        if cost is None and not clear:
            opened = load(project)
            gap_id = _gap_id(opened, gap)
            return gap_id, funding.money(opened, gap_id)
        stated = None if cost is None else _cost(cost, price_date, source, work, third, first_year)
        progress = steps()
        with ProjectLock(project):
            before = load(project)
            gap_id = _gap_id(before, gap)
            opened = funding.with_cost(before, gap_id, stated)
            if opened is not before:
                project_file.save(opened, project, progress)
        return gap_id, None if clear else funding.money(opened, gap_id)

    gap_id, found = run(work_, as_json)
    if as_json:
        from quartiermap.render.report_money import money_row

        emit({"ok": True, "gap_id": gap_id, "money": None if found is None else money_row(found)})
        return
    if found is None:
        click.echo(
            "Die Kostenangabe ist zurückgenommen."
            if clear
            else "Für diese Lücke sind keine Kosten angegeben: --cost EURO."
        )
        return
    from quartiermap.render.report_money import money_sentences

    for sentence in money_sentences(found):
        click.echo(sentence)


def _gap_id(project: Project, name: str) -> str:
    """Return the id of a gap given by rank or id; an id is taken as it is: its gap may be gone while its cost is kept."""
    return find_gap(project, name).gap_id if name.isdigit() else name


def _cost(
    amount: str, price_date: str | None, source: str, work: str | None, third: str, first_year: int | None
) -> Cost:
    from quartiermap.analysis.measure_costs import Cost
    from quartiermap.app.funding import read_amount

    return Cost(
        read_amount(amount),
        day(price_date, "--price-date", "2026-05-01"),
        source,
        work.lower() if work else None,
        read_amount(third),
        first_year,
    )
