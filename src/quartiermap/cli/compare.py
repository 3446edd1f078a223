"""``quartiermap compare``: two gap reports beside each other."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from quartiermap.cli.german import Command
from quartiermap.cli.question_words import AS_JSON
from quartiermap.cli.talk import emit, run
from quartiermap.cli.talk import progress as steps
from quartiermap.cli.window import PATH

if TYPE_CHECKING:
    from quartiermap.app.report_comparison import Comparison, GapChange


@click.command(cls=Command)
@click.argument("before", type=PATH, metavar="ALT/report.json")
@click.argument("after", type=PATH, metavar="NEU/report.json")
@click.option("--all", "everything", is_flag=True, help="Auch die unveränderten Lücken zeigen.")
@click.option(
    "--csv",
    "csv_file",
    type=PATH,
    default=None,
    metavar="DATEI.csv",
    help="Die Tabelle zusätzlich für Excel schreiben.",
)
@click.option(
    "--xlsx",
    "xlsx_file",
    type=PATH,
    default=None,
    metavar="DATEI.xlsx",
    help="Den Vergleich zusätzlich als Excel-Mappe schreiben.",
)
@click.option(
    "--project",
    type=PATH,
    default=None,
    metavar="NEU.gpkg",
    help="Projekt des späteren Berichts: rechnet seine Daten mit den alten Vorgaben und trennt so die Ursachen.",
)
@AS_JSON
def compare(
    before: Path,
    after: Path,
    everything: bool,
    csv_file: Path | None,
    xlsx_file: Path | None,
    project: Path | None,
    as_json: bool,
) -> None:
    """Vergleicht zwei Berichte: welche Lücken neu, weg oder verändert sind und woher das kommt."""

    def work() -> Comparison:
        from quartiermap.app import report_comparison, report_comparison_sheets
        from quartiermap.io.atomic import replace_file

        old, new = report_comparison.read_report(before), report_comparison.read_report(after)
        middle = None
        if project is not None:
            from quartiermap.app import report_split
            from quartiermap.io import project_file

            middle = report_split.between(before, new, project_file.load(project), steps())
        found = report_comparison.compare(old, new, middle)
        if csv_file is not None:
            from quartiermap.render.csv_tables import write_csv

            replace_file(csv_file, lambda path: write_csv(report_comparison_sheets.sheet(found), path))
        if xlsx_file is not None:
            replace_file(xlsx_file, lambda path: report_comparison_sheets.write_workbook(found, path))
        return found

    found = run(work, as_json)
    if as_json:
        emit({"ok": True, **found.as_dict()})
        return
    click.echo(f"Vorher:  {found.before}\nNachher: {found.after}")
    for sentence in found.sentences:
        click.echo(sentence)
    if found.can_be_split:
        click.echo(
            "Dazu die Projektdatei des späteren Berichts angeben: quartiermap compare ALT NEU --project NEU.gpkg"
        )
    for title, lines in (
        ("Daten", list(found.data)),
        ("Richtwerte und Einstellungen", [f"{f.label}: {f.before} → {f.after}" for f in found.rules]),
        ("Vorprüfung", [f"{f.label}: {f.before} → {f.after}" for f in found.check]),
        ("Programm", [] if found.version is None else [f"{found.version.before} → {found.version.after}"]),
    ):
        if lines:
            click.echo(f"\n{title}")
            for line in lines:
                click.echo(f"  {line}")
    shown = [gap for gap in found.gaps if everything or gap.state != "same"]
    if shown:
        click.echo("\nLücken")
    for gap in shown:
        _say(gap)


def _say(gap: GapChange) -> None:
    from quartiermap.app.report_comparison import STATE_LABELS

    old, new = ("–" if rank is None else rank for rank in (gap.rank_before, gap.rank_after))
    rank = f"Rang {old} → {new}"
    cause = f" · {gap.cause}" if gap.cause else ""
    click.echo(f"  {STATE_LABELS[gap.state]:13} {gap.district}: {gap.kind}, {gap.reason} ({rank}){cause}")
    for field in gap.fields:
        click.echo(f"                {field.label}: {field.before} → {field.after}")
