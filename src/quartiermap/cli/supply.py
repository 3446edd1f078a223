"""``quartiermap supply``: places and need as planners count them, in the area and in its catchment."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from quartiermap.cli.german import Command
from quartiermap.cli.question_words import AS_JSON, PROJECT, load
from quartiermap.cli.talk import day, emit, run
from quartiermap.cli.talk import progress as steps
from quartiermap.cli.window import PATH
from quartiermap.errors import UsageError


@click.command(cls=Command)
@PROJECT
@click.option("--kind", default="kita", metavar="ART", help="Einrichtungsart (Vorgabe: kita).")
@click.option(
    "--year", type=int, default=None, metavar="JJJJ", help="Bezugsjahr für geplante Plätze und Prognose."
)
@click.option(
    "--land", default=None, metavar="XX", help="Land, dessen Stichtage die Altersgruppen bestimmen, z. B. BW."
)
@click.option(
    "--key-date",
    default=None,
    metavar="JJJJ-MM-TT",
    help="Stichtag der Einwohnerzahlen (sonst aus der Quelle).",
)
@click.option(
    "--window",
    multiple=True,
    metavar="GRUPPE=VON-BIS",
    help="Eigene Altersgruppe in Monaten, z. B. u3=0-36 oder o3=36-78; mehrfach.",
)
@click.option(
    "--keep", is_flag=True, help="Die Wahl im Projekt merken; Bericht und Fenster rechnen dann ebenso."
)
@click.option(
    "--csv", "csv_file", type=PATH, default=None, metavar="DATEI.csv", help="Tabelle als CSV schreiben."
)
@AS_JSON
def supply(
    project: Path,
    kind: str,
    year: int | None,
    land: str | None,
    key_date: str | None,
    window: tuple[str, ...],
    keep: bool,
    csv_file: Path | None,
    as_json: bool,
) -> None:
    """Stellt Plätze und Bedarf gegenüber: Quoten, Fehlbedarf, Auslastung, geplante Plätze, Kategorie."""

    def work() -> dict[str, Any]:
        from quartiermap.app import supply as use

        choice = use.SupplyChoice(
            land, year, day(key_date, "--key-date", "2024-12-31"), dict(_window(text) for text in window)
        )
        progress = steps()
        found = use.published(load(project), kind, choice, progress)
        if keep:
            _keep(project, choice)
        if csv_file is not None:
            use.write_csv(found, csv_file)
        return found

    found = run(work, as_json)
    if as_json:
        emit({"ok": True, **({"file": str(csv_file)} if csv_file else {}), **found})
        return
    for line in _lines(found):
        click.echo(line)
    if csv_file is not None:
        click.echo(str(csv_file))


def _keep(path: Path, choice: Any) -> None:
    from quartiermap.app.supply import with_choice
    from quartiermap.io import project_file
    from quartiermap.io.lock import ProjectLock

    with ProjectLock(path):
        project_file.save(with_choice(load(path), choice), path)


def _window(text: str) -> tuple[str, tuple[int, int]]:
    group, _, span = text.partition("=")
    start, _, end = span.partition("-")
    if not (start.strip().isdigit() and end.strip().isdigit()):
        raise UsageError(f"--window {text}: erwartet wird GRUPPE=VON-BIS in Monaten, z. B. o3=36-78.")
    return group.strip(), (int(start), int(end))


_HEAD = ("Gebiet", "Personen", "Bedarf", "Plätze", "Deckung", "Fehlbedarf", "Einzugsbereich", "Kategorie")


def _lines(found: Mapping[str, Any]) -> list[str]:
    """Return the balance as lines of text: the town, the parent districts, the districts; then the notes."""
    rows: list[tuple[str, ...]] = [_HEAD]
    for area in (found["town"], *found["parents"], *found["districts"]):
        for group in sorted(area["groups"], key=lambda g: str(g["group"]) != "all"):
            name = area["name"] if group["group"] == "all" else f"  {group['label']}"
            rows.append((name, *_cells(group)))
    widths = [min(34, max(len(row[i]) for row in rows)) for i in range(len(_HEAD))]
    lines = [f"{found['kind_name']}: {found['need_formula']}; Bezugsjahr {found['year']}"]
    for row in rows:
        first, *rest = (cell[:34] for cell in row)
        lines.append(
            "  ".join(
                [first.ljust(widths[0]), *(c.rjust(w) for c, w in zip(rest, widths[1:], strict=True))]
            ).rstrip()
        )
    return [*lines, *found["notes"]]


def _cells(group: Mapping[str, Any]) -> tuple[str, ...]:
    from quartiermap.app.supply import words

    return (
        words(group, "children"),
        words(group, "need"),
        words(group, "places"),
        words(group, "coverage", share=True),
        words(group, "shortfall"),
        words(group, "catch_coverage", share=True),
        group["category"] or words(group, "category"),
    )
