"""The commands for funding programmes: what there is, what a file says, which a project asks."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from quartiermap.cli.german import Group
from quartiermap.cli.talk import emit, run
from quartiermap.cli.talk import progress as steps
from quartiermap.cli.window import PATH

if TYPE_CHECKING:
    from quartiermap.app.programmes import Entry
    from quartiermap.domain.programme import Programme

_JSON = click.option("--json", "as_json", is_flag=True, help="Ergebnis als ein JSON-Dokument auf stdout.")

KIND_WORDS = {
    "mandatory": "Pflicht",
    "evidence": "Nachweis",
    "points": "eigene Reihung",
    "info": "Hinweis",
}


@click.group("programmes", cls=Group)
def programmes() -> None:
    """Förderprogramme: mitgelieferte und eigene."""


@programmes.command("list")
@click.argument("project", type=PATH, metavar="[PROJEKT.gpkg]", required=False)
@_JSON
def list_(project: Path | None, as_json: bool) -> None:
    """Zeigt die Förderprogramme, mit einem Projekt auch dessen eigene und welche es prüft."""

    def work() -> tuple[Entry, ...]:
        from quartiermap.app.programmes import entries
        from quartiermap.domain.project import new_project
        from quartiermap.io import project_file

        return entries(new_project("") if project is None else project_file.load(project))

    found = run(work, as_json)
    if as_json:
        emit({"ok": True, "programmes": [_entry(e, with_choice=project is not None) for e in found]})
        return
    for entry in found:
        words = [entry.state]
        if entry.own:
            words.append(f"eigenes ({entry.file})")
        if project is not None and entry.chosen:
            words.append("wird geprüft")
        click.echo(f"{entry.programme.id}: {entry.programme.title}")
        click.echo(f"    {', '.join(words)}")


def _entry(entry: Entry, *, with_choice: bool) -> dict[str, Any]:
    programme = entry.programme
    return {
        "id": programme.id,
        "title": programme.title,
        "short": programme.short,
        "state": entry.state,
        "valid_from": programme.valid_from.isoformat(),
        "valid_to": None if programme.valid_to is None else programme.valid_to.isoformat(),
        "lands": list(programme.lands),
        "own": entry.own,
        "chosen": entry.chosen if with_choice else None,
        "file": entry.file or None,
        "sha256": entry.sha256 or None,
        "rules": len(programme.rule),
    }


@programmes.command()
@click.argument("file", type=PATH, metavar="DATEI.toml")
@_JSON
def check(file: Path, as_json: bool) -> None:
    """Prüft eine Programmdatei und nennt alle Fehler mit Zeile und Schlüssel (Anleitung: docs/programme-schreiben.md)."""

    def work() -> Programme:
        from quartiermap.app.programmes import read_file

        return read_file(file)

    found = run(work, as_json)
    if as_json:
        emit(
            {
                "ok": True,
                "id": found.id,
                "title": found.title,
                "rules": len(found.rule),
                "facts": len(found.fact),
            }
        )
        return
    click.echo(f"In Ordnung: {found.title} ({found.id})")
    kinds = [r.kind for r in found.rule]
    counted = [f"{kinds.count(kind)} {words}" for kind, words in KIND_WORDS.items() if kind in kinds]
    click.echo(
        f"  {len(found.rule)} Regeln ({', '.join(counted)}), {len(found.fact)} {'Angabe' if len(found.fact) == 1 else 'Angaben'}, "
        f"{len(found.source)} {'Quelle' if len(found.source) == 1 else 'Quellen'}"
    )


@programmes.command()
@click.argument("name", metavar="KENNUNG|DATEI.toml")
@click.option(
    "--project", type=PATH, default=None, metavar="PROJEKT.gpkg", help="Auch dessen eigene Programme."
)
@click.option("--land", default=None, metavar="XX", help="Die Regeln, wie sie in diesem Land gelten.")
@_JSON
def show(name: str, project: Path | None, land: str | None, as_json: bool) -> None:
    """Zeigt ein Programm: Zeitraum, Regeln, Quellen und was nicht geprüft ist."""

    def work() -> tuple[Programme, str | None]:
        from quartiermap.app import programmes as app
        from quartiermap.app.fact_values import read_land
        from quartiermap.io import project_file

        own = None if land is None else read_land(land)
        if name.lower().endswith(".toml"):
            return app.read_file(Path(name)), own
        opened = None if project is None else project_file.load(project)
        return app.by_ids([name], opened)[name], own

    found, own = run(work, as_json)
    if as_json:
        rules = [rule.for_land(own).model_dump(mode="json") for rule in found.rule]
        emit({"ok": True, "land": own, "programme": {**found.model_dump(mode="json"), "rule": rules}})
        return
    for line in _shown(found, own):
        click.echo(line)


def _shown(programme: Programme, land: str | None) -> list[str]:
    """Return a programme as lines of text."""
    from quartiermap.domain.laender import LAENDER
    from quartiermap.domain.texts import date

    until = date(programme.valid_to, missing="auf Weiteres")
    lines = [programme.title, f"Aufnahme: {date(programme.valid_from)} bis {until}"]
    if programme.closed_note:
        lines.append(programme.closed_note)
    if programme.deadlines:
        lines.append(f"Bekannte Fristen: {', '.join(date(day) for day in programme.deadlines)}")
    if programme.lands:
        lines.append(f"Nur in: {', '.join(LAENDER[each] for each in programme.lands)}")
    if land is not None:
        lines.append(f"Regeln, wie sie in {LAENDER[land]} gelten")
    lines += [f"Regeln geprüft am {date(programme.checked_on)}", programme.disclaimer, ""]
    for common in programme.rule:
        rule = common.for_land(land)
        head = f"{rule.id}  {rule.label} [{KIND_WORDS[rule.kind]}]"
        lines += [head, f"    {rule.text}", f"    Quelle: {programme.citation(rule)}"]
        if rule.otherwise:
            lines.append(f"    Sonst gilt: {rule.otherwise}")
        if common.overrides and land is None:
            lines.append(f"    Abweichend in: {', '.join(common.overrides)}")
    if programme.successor:
        lines += ["", "Was danach kam:"]
        for successor in programme.successor:
            where = f" (nur {', '.join(successor.lands)})" if successor.lands else ""
            lines.append(f"    {successor.title}{where}: {successor.because}")
    return lines


@programmes.command()
@click.argument("project", type=PATH, metavar="PROJEKT.gpkg")
@click.argument("file", type=PATH, metavar="DATEI.toml")
@click.option("--only-keep", is_flag=True, help="Nur aufnehmen, noch nicht prüfen.")
@_JSON
def add(project: Path, file: Path, only_keep: bool, as_json: bool) -> None:
    """Nimmt ein eigenes Programm in ein Projekt auf; Lücken werden von da an auch danach geprüft."""

    def work() -> dict[str, Any]:
        from quartiermap.app import programmes as app
        from quartiermap.io import project_file
        from quartiermap.io.lock import ProjectLock

        progress = steps()
        with ProjectLock(project):
            opened = project_file.load(project)
            changed = app.with_programme_file(
                opened, file, choose=not only_keep, progress=progress.part(0.0, 0.5)
            )
            if changed is not opened:
                project_file.save(changed, project, progress.part(0.5, 1.0))
        added = app.read_file(file)
        return {"ok": True, "id": added.id, "title": added.title, "programmes": list(app.chosen_ids(changed))}

    result = run(work, as_json)
    if as_json:
        emit(result)
    else:
        click.echo(
            f"Aufgenommen: {result['title']} ({result['id']}). Geprüft wird: {', '.join(result['programmes'])}."
        )


@programmes.command()
@click.argument("project", type=PATH, metavar="PROJEKT.gpkg")
@click.argument("programme", metavar="KENNUNG")
@_JSON
def remove(project: Path, programme: str, as_json: bool) -> None:
    """Nimmt ein eigenes Programm aus einem Projekt heraus."""

    def work() -> dict[str, Any]:
        from quartiermap.app import programmes as app
        from quartiermap.io import project_file
        from quartiermap.io.lock import ProjectLock

        progress = steps()
        with ProjectLock(project):
            opened = project_file.load(project)
            changed = app.without_programme(opened, programme, progress.part(0.0, 0.5))
            project_file.save(changed, project, progress.part(0.5, 1.0))
        return {"ok": True, "id": programme, "programmes": list(app.chosen_ids(changed))}

    result = run(work, as_json)
    if as_json:
        emit(result)
    else:
        click.echo(f"Entfernt: {programme}. Geprüft wird: {', '.join(result['programmes'])}.")
