"""``quartiermap need`` and ``quartiermap equity``: the social index as tables."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from quartiermap.cli.german import Command
from quartiermap.cli.question_words import AS_JSON, PROJECT, load
from quartiermap.cli.talk import emit, run
from quartiermap.errors import UsageError

if TYPE_CHECKING:
    from quartiermap.app.need_tables import PlainTable
    from quartiermap.domain.project import Project


def _loaded(path: Path) -> Project:
    opened = load(path)
    if opened.analysis is None:
        raise UsageError(
            "Das Projekt hat noch kein Ergebnis. Zuerst rechnen: quartiermap analyse PROJEKT.gpkg."
        )
    return opened


@click.command(cls=Command)
@PROJECT
@AS_JSON
def need(project: Path, as_json: bool) -> None:
    """Zeigt den Sozialindex: die zwölf Felder aus Status und Dynamik und den Aufmerksamkeitsbedarf neben den Fördergebieten."""

    def work() -> tuple[dict[str, Any], list[PlainTable]]:
        from quartiermap.app import need_tables

        opened = _loaded(project)
        return need_tables.need_document(opened), [need_tables.twelve(opened), need_tables.overlay(opened)]

    document, tables = run(work, as_json)
    if as_json:
        emit({"ok": True, **document})
        return
    for table in tables:
        _show(table)


@click.command(cls=Command)
@PROJECT
@AS_JSON
def equity(project: Path, as_json: bool) -> None:
    """Zeigt, wer nach Sozialstatus außer Reichweite wohnt (FGT 0 und FGT 1); kleine Gruppen sind geheim."""

    def work() -> tuple[list[dict[str, Any]], PlainTable]:
        from quartiermap.app import need_tables

        opened = _loaded(project)
        return need_tables.equity_document(opened), need_tables.equity(opened)

    document, table = run(work, as_json)
    if as_json:
        emit({"ok": True, "equity": document, "note": table.note})
        return
    _show(table)


def _show(table: PlainTable) -> None:
    """Write a table in columns; the last one is never padded."""
    click.echo(table.title)
    if not len(table):
        click.echo("  Keine Angaben: Es fehlen Indikatoren des Sozialindex oder Fördergebiete.")
    else:
        widths = [max(len(row[i]) for row in (table.columns, *table.rows)) for i in range(len(table.columns))]
        for row in (table.columns, *table.rows):
            cells = [
                text.rjust(width) if right else text.ljust(width)
                for text, width, right in zip(row, widths, table.numeric, strict=True)
            ]
            click.echo(f"  {'  '.join(cells)}".rstrip())
    if table.note:
        click.echo(table.note)
    click.echo("")


NEED_COMMANDS = (need, equity)
"""What `quartiermap.cli` adds to the command line."""
