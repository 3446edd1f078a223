"""The command that writes the form for the programme check; ``analyse --facts`` reads it back."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from quartiermap.cli.german import Command
from quartiermap.cli.talk import emit, run
from quartiermap.cli.window import PATH
from quartiermap.errors import UsageError


@click.command(cls=Command)
@click.argument("project", type=PATH, metavar="PROJEKT.gpkg")
@click.argument("file", type=PATH, metavar="DATEI.toml")
@click.option("--json", "as_json", is_flag=True, help="Ergebnis als ein JSON-Dokument auf stdout.")
def facts(project: Path, file: Path, as_json: bool) -> None:
    """Schreibt die Angaben zur Vorprüfung als Datei zum Ausfüllen (siehe analyse --facts)."""

    def work() -> dict[str, Any]:
        from quartiermap.app.fact_files import gap_facts, write_facts
        from quartiermap.app.facts import programmes_of, stated
        from quartiermap.io import project_file

        if file.exists():
            raise UsageError(
                f"{file} gibt es schon. Einen anderen Namen wählen, damit nichts Ausgefülltes verloren geht."
            )
        opened = project_file.load(project)
        programmes = programmes_of(opened)
        write_facts(opened, programmes, file)
        known = stated(opened, programmes)
        return {
            "ok": True,
            "file": str(file),
            "stated": [s.fact.id for s in known if s.own is not None],
            "missing": [s.fact.id for s in known if s.own is None],
            "gaps": sorted(gap_facts(opened)),
        }

    result = run(work, as_json)
    if as_json:
        emit(result)
        return
    total = len(result["stated"]) + len(result["missing"])
    click.echo(f"{len(result['stated'])} von {total} Angaben stehen fest, die anderen zum Ausfüllen: {file}")
