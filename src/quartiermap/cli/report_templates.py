"""``quartiermap report-templates``: the departments' report templates from a shell."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from quartiermap.cli.german import Group
from quartiermap.cli.talk import emit, run
from quartiermap.cli.window import PATH

if TYPE_CHECKING:
    from quartiermap.domain.report_template import ReportTemplate


def chosen_template(name: str | None, corporate: Path | None) -> ReportTemplate | None:
    """Return the template that was asked for, ``None`` if none was."""
    from quartiermap.app import report_templates as kept

    if name is None and corporate is None:
        return None
    return kept.load(kept.STANDARD if name is None else name, corporate)


@click.group(cls=Group, name="report-templates")
def report_templates() -> None:
    """Berichtsvorlagen: auflisten, zeigen, speichern, löschen."""


@report_templates.command("list")
@click.option("--json", "as_json", is_flag=True, help="Ergebnis als ein JSON-Dokument auf stdout.")
def list_(as_json: bool) -> None:
    """Listet die Vorlagen auf."""

    def work() -> dict[str, Any]:
        from quartiermap.app import report_templates as kept

        return {
            "ok": True,
            "folder": str(kept.folder()),
            "templates": [
                {"name": e.name, "department": e.department, "file": None if e.path is None else str(e.path)}
                for e in kept.entries()
            ],
        }

    result = run(work, as_json)
    if as_json:
        emit(result)
        return
    for entry in result["templates"]:
        about = entry["department"] or ("mitgeliefert" if entry["file"] is None else "")
        click.echo(f"{entry['name']}{f' ({about})' if about else ''}")


@report_templates.command()
@click.argument("name", metavar="[NAME|DATEI.toml]", default="Standard")
@click.option("--json", "as_json", is_flag=True, help="Ergebnis als ein JSON-Dokument auf stdout.")
def show(name: str, as_json: bool) -> None:
    """Zeigt eine Vorlage als TOML; das ist auch ein Muster für eine eigene."""

    def work() -> tuple[Any, str]:
        from quartiermap.app import report_templates as kept
        from quartiermap.io.report_template_file import as_toml

        found = kept.load(name)
        return found.model_dump(mode="json"), as_toml(found, kept.path_of(name).parent)

    values, text = run(work, as_json)
    if as_json:
        emit({"ok": True, **values})
    else:
        click.echo(text, nl=False)


@report_templates.command()
@click.argument("file", type=PATH, metavar="DATEI.toml")
@click.option("--name", default=None, metavar="NAME", help="Name der Vorlage (sonst der in der Datei).")
@click.option(
    "--corporate", type=PATH, default=None, metavar="DATEI.toml", help="Farben und Schriften der Stadt."
)
@click.option("--json", "as_json", is_flag=True, help="Ergebnis als ein JSON-Dokument auf stdout.")
def save(file: Path, name: str | None, corporate: Path | None, as_json: bool) -> None:
    """Prüft eine Vorlage und speichert sie mit Logo und Schriften für diesen Rechner."""

    def work() -> tuple[str, str]:
        from quartiermap.app import report_templates as kept
        from quartiermap.io.report_template_file import read_corporate, read_template

        template = read_template(file)
        if corporate is not None:
            template = template.with_(corporate=read_corporate(corporate))
        path = kept.save(template, name)
        return path.stem, str(path)

    saved, path = run(work, as_json)
    if as_json:
        emit({"ok": True, "name": saved, "file": path})
    else:
        click.echo(f"Vorlage „{saved}“ gespeichert: {path}")


@report_templates.command()
@click.argument("name", metavar="NAME")
@click.option("--json", "as_json", is_flag=True, help="Ergebnis als ein JSON-Dokument auf stdout.")
def delete(name: str, as_json: bool) -> None:
    """Löscht eine gespeicherte Vorlage."""

    def work() -> str:
        from quartiermap.app import report_templates as kept

        return str(kept.delete(name))

    path = run(work, as_json)
    if as_json:
        emit({"ok": True, "deleted": path})
    else:
        click.echo(f"Gelöscht: {path}")
