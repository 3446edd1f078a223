"""The commands for evidence: what a gap needs, what is attached, attaching and taking off."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from quartiermap.cli.german import Group
from quartiermap.cli.talk import emit, run
from quartiermap.cli.talk import progress as steps
from quartiermap.cli.window import PATH
from quartiermap.errors import UsageError

if TYPE_CHECKING:
    from quartiermap.analysis.evidence import Attached, Item
    from quartiermap.domain.findings import Gap
    from quartiermap.domain.project import Project

_JSON = click.option("--json", "as_json", is_flag=True, help="Ergebnis als ein JSON-Dokument auf stdout.")


@click.group("evidence", cls=Group)
def evidence() -> None:
    """Nachweise zur Vorprüfung: was eine Lücke braucht, was angehängt ist."""


def find_gap(project: Project, name: str) -> Gap:
    """Return a gap by its id or its rank.

    Raises
    ------
    UsageError
        If there is no result or no such gap, naming the first there are.
    """
    gaps = () if project.analysis is None else project.analysis.gaps
    if project.analysis is None:
        raise UsageError(
            "Das Projekt hat noch kein Ergebnis. Zuerst rechnen: quartiermap analyse PROJEKT.gpkg."
        )
    ranked = sorted(gaps, key=lambda gap: gap.rank)
    found = next((g for g in ranked if g.gap_id == name or (name.isdigit() and g.rank == int(name))), None)
    if found is None:
        there = ", ".join(f"{g.rank} ({g.gap_id})" for g in ranked[:5])
        more = f" und {len(ranked) - 5} weitere" if len(ranked) > 5 else ""
        raise UsageError(
            f"Die Lücke „{name}“ gibt es nicht. Rang oder Kennung angeben: {there or 'keine'}{more}."
        )
    return found


def file_dict(file: Attached) -> dict[str, Any]:
    """Return an attached file as plain values."""
    return {
        "id": file.id,
        "fact": file.fact,
        "gap_id": file.gap_id,
        "name": file.name,
        "sha256": file.sha256,
        "size_bytes": file.size,
        "page": file.page or None,
        "date": file.date or None,
        "added_at": file.added_at,
    }


def item_dict(item: Item) -> dict[str, Any]:
    """Return a line of a list of evidence as plain values."""
    return {
        "id": item.id,
        "label": item.label,
        "by": item.by,
        "state": item.state,
        "state_label": item.state_label,
        "criteria": list(item.rules),
        "what": item.what or None,
        "where": item.where or None,
        "files": [file.id for file in item.files],
    }


def item_lines(items: tuple[Item, ...]) -> list[str]:
    """Return a list of evidence as lines of text."""
    lines = []
    for by, title in (
        ("app", "QuartierMap belegt selbst:"),
        ("municipality", "Die Kommune gibt an oder hängt an:"),
    ):
        chosen = [item for item in items if item.by == by]
        if chosen:
            lines.append(title)
        for item in chosen:
            rules = f" [{', '.join(item.rules)}]" if item.rules else ""
            lines.append(f"  {item.state_label:26}{item.label}{rules}")
            if item.what:
                lines.append(f"  {'':26}{item.what}{f' ({item.where})' if item.where else ''}")
            if item.by == "municipality" and item.state == "missing":
                lines.append(f"  {'':26}Kennung für --fact: {item.id}")
    return lines


@evidence.command("list")
@click.argument("project", type=PATH, metavar="PROJEKT.gpkg")
@click.argument("gap", required=False, metavar="[LÜCKE]")
@click.option("--programme", default=None, metavar="ID", help="Nur dieses Förderprogramm.")
@click.option(
    "--against", type=PATH, default=None, metavar="ORDNER", help="Angehängte Dateien mit den Originalen in diesem Ordner vergleichen."
)  # fmt: skip
@_JSON
def list_(project: Path, gap: str | None, programme: str | None, against: Path | None, as_json: bool) -> None:
    """Zeigt die angehängten Dateien; mit einer Lücke (Rang oder Kennung) die Liste ihrer Nachweise."""

    def work() -> dict[str, Any]:
        from quartiermap.app import evidence as app
        from quartiermap.app import programmes
        from quartiermap.io import project_file

        opened = project_file.load(project)
        checks = app.check(opened, against)
        asked = programmes.chosen(opened)
        if programme is not None:
            asked = tuple(programmes.by_ids([programme], opened).values())
        found = None if gap is None else find_gap(opened, gap)
        lists = {} if found is None else app.lists(opened, found, asked)
        return {"checks": checks, "gap": found, "lists": lists, "titles": {p.id: p.title for p in asked}}

    result = run(work, as_json)
    if as_json:
        emit(
            {
                "ok": True,
                "files": [
                    {**file_dict(c.attached), "whole": c.whole, "original": c.original}
                    for c in result["checks"]
                ],
                "gap_id": None if result["gap"] is None else result["gap"].gap_id,
                "programmes": {
                    i: [item_dict(item) for item in items] for i, items in result["lists"].items()
                },
            }
        )
        return
    for line in _files(result["checks"]):
        click.echo(line)
    for programme_id, items in result["lists"].items():
        click.echo("")
        click.echo(result["titles"][programme_id])
        for line in item_lines(items):
            click.echo(line)


def _files(checks: tuple[Any, ...]) -> list[str]:
    from quartiermap.domain.texts import number

    if not checks:
        return ["Angehängte Dateien: keine."]
    lines = ["Angehängte Dateien:"]
    for each in checks:
        file = each.attached
        about = "alle Lücken" if file.gap_id is None else f"Lücke {file.gap_id}"
        size = f"{number(max(1, file.size / 1000))}\u00a0kB"
        page = f", {'S. ' if file.page[:1].isdigit() else ''}{file.page}" if file.page else ""
        lines.append(f"  {file.id:4}{file.name}{page}, {size}: {file.fact}, {about}")
        lines.append(f"      SHA-256 {file.sha256}")
        if each.sentence:
            lines.append(f"      {each.sentence}")
    return lines


@evidence.command()
@click.argument("project", type=PATH, metavar="PROJEKT.gpkg")
@click.argument("file", type=PATH, metavar="DATEI")
@click.option(
    "--fact", required=True, metavar="KENNUNG", help="Wofür: die Angabe, z. B. isek oder council_resolution."
)
@click.option(
    "--gap", default=None, metavar="LÜCKE", help="Nur für diese Lücke (Rang oder Kennung); sonst für alle."
)
@click.option("--page", default="", metavar="SEITE", help="Fundstelle, z. B. 44 oder 44–46.")
@click.option("--date", default="", metavar="DATUM", help="Stand der Unterlage, z. B. 12.03.2018.")
@click.option(
    "--title", default="", metavar="TITEL", help="Was es ist, z. B. ISEK Nordstadt (sonst der Dateiname)."
)
@_JSON
def attach(
    project: Path, file: Path, fact: str, gap: str | None, page: str, date: str, title: str, as_json: bool
) -> None:
    """Hängt eine Datei als Nachweis an; sie wird in das Projekt kopiert."""

    def work() -> Attached:
        from quartiermap.analysis.evidence import attached
        from quartiermap.app import evidence as app
        from quartiermap.io import project_file
        from quartiermap.io.lock import ProjectLock

        progress = steps()
        with ProjectLock(project):
            opened = project_file.load(project)
            gap_id = None if gap is None else find_gap(opened, gap).gap_id
            changed = app.attach(
                opened, app.NewFile(file, fact, gap_id, page, date, title), progress.part(0.0, 0.5)
            )
            project_file.save(changed, project, progress.part(0.5, 1.0))
        return attached(changed)[-1]

    found = run(work, as_json)
    if as_json:
        emit({"ok": True, **file_dict(found), "stated": found.statement or None})
        return
    click.echo(f"Angehängt als {found.id}: {found.name}")
    if found.statement:
        click.echo(f"Damit angegeben: „{found.statement}“ ({found.fact})")


@evidence.command()
@click.argument("project", type=PATH, metavar="PROJEKT.gpkg")
@click.argument("name", metavar="NUMMER")
@_JSON
def detach(project: Path, name: str, as_json: bool) -> None:
    """Löst eine angehängte Datei (Nummer wie N1); was nur durch sie angegeben war, ist dann wieder offen."""

    def work() -> None:
        from quartiermap.app import evidence as app
        from quartiermap.io import project_file
        from quartiermap.io.lock import ProjectLock

        progress = steps()
        with ProjectLock(project):
            changed = app.detach(project_file.load(project), name, progress.part(0.0, 0.5))
            project_file.save(changed, project, progress.part(0.5, 1.0))

    run(work, as_json)
    if as_json:
        emit({"ok": True, "detached": name})
    else:
        click.echo(f"Gelöst: {name}")
