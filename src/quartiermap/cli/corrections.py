"""The round trip of the facilities: out as a workbook, back with what a department corrected."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from quartiermap.cli.german import Command
from quartiermap.cli.talk import emit, run
from quartiermap.cli.talk import progress as steps
from quartiermap.cli.window import PATH
from quartiermap.domain.texts import number

_JSON = click.option("--json", "as_json", is_flag=True, help="Ergebnis als ein JSON-Dokument auf stdout.")


@click.command("facilities-out", cls=Command)
@click.argument("project", type=PATH, metavar="PROJEKT.gpkg")
@click.argument("file", type=PATH, metavar="DATEI.xlsx")
@click.option("--kind", "kinds", multiple=True, metavar="ART", help="Nur diese Einrichtungsart; mehrfach.")
@_JSON
def facilities_out(project: Path, file: Path, kinds: tuple[str, ...], as_json: bool) -> None:
    """Schreibt die Einrichtungen als Excel-Datei zum Berichtigen durch ein Fachamt."""

    def work() -> int:
        from quartiermap.app.corrections import write_workbook
        from quartiermap.io import project_file

        return write_workbook(project_file.load(project), file, kinds)

    count = run(work, as_json)
    if as_json:
        emit({"ok": True, "file": str(file), "facilities": count})
    else:
        click.echo(
            f"{number(count)} {'Einrichtung' if count == 1 else 'Einrichtungen'} zum Berichtigen: {file}"
        )


@click.command("facilities-in", cls=Command)
@click.argument("project", type=PATH, metavar="PROJEKT.gpkg")
@click.argument("file", type=PATH, metavar="DATEI.xlsx")
@click.option(
    "--accept", "accept", multiple=True, metavar="WAS",
    help="Was übernommen wird: all (alles ohne Widerspruch), conflicts, new, missing, field=FELD oder eine Datei mit Kennungen der Änderungen; mehrfach. Ohne: nur zeigen.",
)  # fmt: skip
@click.option(
    "--addresses",
    type=PATH,
    default=None,
    metavar="DATEI",
    help="OSM-Auszug oder Adressverzeichnis für neue Zeilen ohne Koordinaten; ohne: das des Projekts, wenn es eines hat.",
)
@_JSON
def facilities_in(
    project: Path, file: Path, accept: tuple[str, ...], addresses: Path | None, as_json: bool
) -> None:
    """Zeigt Feld für Feld, was ein Fachamt berichtigt hat, und übernimmt, was angenommen wird."""

    def work() -> dict[str, Any]:
        from quartiermap.app import correction_steps, corrections
        from quartiermap.io import project_file
        from quartiermap.io.lock import ProjectLock

        progress = steps()
        with ProjectLock(project):
            opened = project_file.load(project)
            found = corrections.compare(opened, file, addresses, progress.part(0.0, 0.5))
            chosen = correction_steps.chosen(found, accept)
            if chosen:
                opened = correction_steps.take_over(opened, found, chosen)
                project_file.save(opened, project, progress.part(0.6, 1.0))
        return {"ok": True, **found.as_dict(), "accepted": sorted(chosen), "_found": found}

    result = run(work, as_json)
    found = result.pop("_found")
    for problem in found.problems:
        click.echo(f"{'Warnung' if problem.severity == 'warning' else 'Hinweis'}: {problem}", err=True)
    if as_json:
        emit(result)
        return
    for change in found.changes:
        sign = "übernommen" if change.id in result["accepted"] else "offen"
        click.echo(f"{sign:11}{change.text}  [{change.id}]")
    click.echo(found.summary)
    if not accept and found.changes:
        click.echo(
            "Noch ist nichts übernommen: mit --accept all, --accept field=places oder --accept DATEI annehmen."
        )
