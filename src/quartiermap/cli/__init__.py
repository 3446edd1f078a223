"""The command line: the same use cases as the window (DESIGN.md 4.2).

Exit codes: 0 done; 2 wrong call; 3 the input cannot be used; 4 something on this machine is missing;
1 our bug; 130 cancelled. With ``--json`` stdout is one JSON document and nothing else.
"""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from quartiermap import __version__
from quartiermap.cli.compare import compare
from quartiermap.cli.corrections import facilities_in, facilities_out
from quartiermap.cli.evidence import evidence as evidence_group
from quartiermap.cli.facts import facts as facts_form
from quartiermap.cli.german import Group
from quartiermap.cli.imports import import_, mappings
from quartiermap.cli.money import money
from quartiermap.cli.need import NEED_COMMANDS
from quartiermap.cli.programmes import programmes as programmes_group
from quartiermap.cli.questions import COMMANDS
from quartiermap.cli.ranking import rank
from quartiermap.cli.report_runs import repeat
from quartiermap.cli.report_templates import chosen_template, report_templates
from quartiermap.cli.rules import rule_options, with_rules
from quartiermap.cli.services import import_service, network, service
from quartiermap.cli.supply import supply
from quartiermap.cli.talk import day, emit, run, say
from quartiermap.cli.talk import progress as steps
from quartiermap.cli.verdicts import verdict
from quartiermap.cli.window import PATH, demo, open_window, set_opener
from quartiermap.errors import InputError, Problem, QuartierMapError, UsageError

__all__ = ["cli", "main", "set_opener"]

if TYPE_CHECKING:
    from quartiermap.domain.project import Project


def _load(path: Path) -> Project:
    from quartiermap.io import project_file

    return project_file.load(path)


def _load_for(path: Path, folder: Path) -> Project:
    """Load a project whose result is to be written into a folder; the folder is made if there is a result."""
    from quartiermap.io.atomic import make_folder

    project = _load(path)
    if project.analysis is not None:
        make_folder(folder)
    return project


def _count(count: int, one: str, many: str) -> str:
    from quartiermap.domain.texts import number

    return f"{number(count)} {one if count == 1 else many}"


class _Main(Group):
    """A group whose first word may also be a project file: ``quartiermap PROJECT.gpkg`` opens the window."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if (
            args
            and args[0] not in self.commands
            and (args[0].lower().endswith(".gpkg") or Path(args[0]).exists())
        ):
            args = ["open", *args]
        if args and args[0] not in self.commands and not args[0].startswith("-"):
            known = ", ".join(n for n, c in self.commands.items() if not c.hidden)
            raise click.UsageError(f"Den Befehl „{args[0]}“ gibt es nicht. Möglich: {known}.", ctx)
        return super().resolve_command(ctx, args)


@click.group(cls=_Main, invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="quartiermap", help="Zeigt die Version.")
@click.pass_context
def cli(ctx: click.Context) -> None:
    """QuartierMap: Erreichbarkeit, Versorgung, Lücken und Förder-Vorprüfung im Quartier – ohne Netz.

    Ohne Unterbefehl öffnet sich das Fenster; mit einer Projektdatei dieses Projekt.
    """
    if ctx.invoked_subcommand is None:
        sys.exit(open_window(None))


@cli.command("open", hidden=True)
@click.argument("project", type=PATH, metavar="PROJEKT.gpkg")
def open_(project: Path) -> None:
    """Öffnet ein Projekt im Fenster."""
    if not project.is_file():
        sys.exit(
            say(
                InputError(Problem("Die Datei gibt es nicht.", file=str(project), remedy="Pfad prüfen.")),
                False,
            )
        )
    sys.exit(open_window(project))


cli.add_command(demo)
cli.add_command(facts_form)
cli.add_command(programmes_group)
cli.add_command(evidence_group)
cli.add_command(report_templates)
cli.add_command(verdict)
for _command in (import_, mappings, network, service, import_service, facilities_out, facilities_in):
    cli.add_command(_command)
for _command in (rank, money, supply, compare, *NEED_COMMANDS):
    cli.add_command(_command)
for _question in COMMANDS:
    cli.add_command(_question)


@cli.command()
@click.argument("project", type=PATH, metavar="PROJEKT.gpkg")
@click.option("--name", default=None, metavar="NAME", help="Name des Projekts (sonst der Dateiname).")
@click.option(
    "--crs",
    default=None,
    metavar="EPSG:n",
    help="Koordinatensystem, z. B. EPSG:25833 (sonst nach den ersten Daten).",
)
@click.option("--json", "as_json", is_flag=True, help="Ergebnis als ein JSON-Dokument auf stdout.")
def new(project: Path, name: str | None, crs: str | None, as_json: bool) -> None:
    """Legt ein leeres Projekt an."""

    def work() -> dict[str, Any]:
        from quartiermap.app import usecases
        from quartiermap.domain.crs import check_metric
        from quartiermap.domain.project import new_project
        from quartiermap.io import project_file
        from quartiermap.io.lock import ProjectLock

        if project.exists():
            raise UsageError(
                f"{project} gibt es schon. Einen anderen Namen wählen oder die Datei vorher verschieben."
            )
        epsg: int | None = None
        if crs is not None:
            try:
                epsg = check_metric(crs).to_epsg()
            except QuartierMapError:
                raise
            except Exception as error:
                raise UsageError(f"„{crs}“ ist kein Koordinatensystem. Muster: EPSG:25832.") from error
        made = new_project(name or usecases.default_project_name(project), epsg)
        with ProjectLock(project):
            project_file.save(made, project)
        return {"ok": True, "project": str(project), "name": made.name, "crs": made.crs}

    result = run(work, as_json)
    if as_json:
        emit(result)
    else:
        click.echo(f"Projekt „{result['name']}“ angelegt: {project}")


@cli.command()
@click.argument("project", type=PATH, metavar="PROJEKT.gpkg")
@click.option(
    "--programme",
    multiple=True,
    metavar="ID|DATEI.toml",
    help="Förderprogramm, mitgeliefert oder als eigene Datei; mehrfach (Vorgabe: siq-bund).",
)
@click.option("--land", default=None, metavar="XX", help="Land für Landesregeln, z. B. HE, SH, BW.")
@click.option(
    "--date", default=None, metavar="JJJJ-MM-TT", help="Tag, für den geprüft wird (Vorgabe: heute)."
)
@click.option(
    "--standards", type=PATH, metavar="DATEI.toml", default=None, help="Eigene Richtwerte als TOML."
)
@click.option(
    "--facts",
    type=PATH,
    metavar="DATEI.toml",
    default=None,
    help="Angaben zur Vorprüfung als TOML (siehe Handbuch).",
)
@click.option(
    "--standard-set",
    multiple=True,
    metavar="ID",
    help="Richtwertsatz (default, berlin, muenchen, …); mehrfach: der letzte gilt für seine Einrichtungsarten.",
)
@click.option(
    "--profile",
    default=None,
    metavar="ID",
    help="Wer geht: adult, child, older, pram, wheelchair (Vorgabe: adult).",
)
@click.option(
    "--need-index",
    default=None,
    metavar="ID|DATEI.toml",
    help="Festlegung des Sozialindex, z. B. berlin-mss-2019, oder eine eigene.",
)
@rule_options
@click.option("--json", "as_json", is_flag=True, help="Ergebnis als ein JSON-Dokument auf stdout.")
def analyse(
    project: Path,
    programme: tuple[str, ...],
    land: str | None,
    date: str | None,
    standards: Path | None,
    facts: Path | None,
    standard_set: tuple[str, ...],
    profile: str | None,
    need_index: str | None,
    as_json: bool,
    **rules: Any,
) -> None:
    """Rechnet Erreichbarkeit, Versorgung, Lücken und Vorprüfung."""

    def work() -> Project:
        from quartiermap.app import fact_files, programmes, usecases
        from quartiermap.io import project_file
        from quartiermap.io.lock import ProjectLock

        options = usecases.AnalyseOptions(
            programmes=tuple(programme),
            land=land.upper() if land else None,
            date=day(date, "--date", "2019-06-30"),
            standards_file=standards,
            standard_sets=standard_set,
            profile=profile,
            need_index=need_index,
        )
        progress = steps()
        with ProjectLock(project):
            opened, named = programmes.taken(_load(project), options.programmes)
            options = with_rules(replace(options, programmes=named), opened, **rules)
            if facts is not None:
                opened = fact_files.with_facts_file(opened, facts, options.programmes)
            analysed = usecases.analyse(opened, options, progress.part(0.0, 0.85))
            project_file.save(analysed, project, progress.part(0.85, 1.0))
        return analysed

    analysed = run(work, as_json)
    result = analysed.analysis
    if result is None:  # pragma: no cover - analyse always sets it
        raise AssertionError
    if facts is not None:
        from quartiermap.app.fact_files import unmatched_gaps

        for gap_id in unmatched_gaps(analysed):
            click.echo(f"Hinweis: Angaben für die Lücke „{gap_id}“, die es im Ergebnis nicht gibt.", err=True)
    if as_json:
        from quartiermap.app import usecases

        emit({"ok": True, **(usecases.info(analysed)["analysis"] or {}), "notes": list(result.notes)})
        return
    click.echo(f"{_count(len(result.gaps), 'Lücke', 'Lücken')} gefunden.")
    for note in result.notes:
        click.echo(f"  {note}")


@cli.command()
@click.argument("project", type=PATH, metavar="PROJEKT.gpkg", required=False)
@click.option("--out", type=PATH, metavar="ORDNER", required=True, help="Zielordner.")
@click.option(
    "--formats",
    default=None,
    metavar="LISTE",
    help="Mit Komma getrennt: pdf,docx,xlsx,csv,gpkg,geojson,html,json,png (Vorgabe: alle, oder die der Vorlage).",
)
@click.option(
    "--template",
    default=None,
    metavar="NAME|DATEI.toml",
    help="Berichtsvorlage: gespeichert (report-templates list) oder eine Datei.",
)
@click.option(
    "--corporate", type=PATH, default=None, metavar="DATEI.toml", help="Farben und Schriften der Stadt."
)
@click.option(
    "--csv",
    type=click.Choice(["excel", "machine"]),
    default=None,
    help="CSV-Tabellen für Excel (Vorgabe) oder für Programme: Komma, Dezimalpunkt, ISO-Daten.",
)
@click.option(
    "--run",
    "run_file",
    type=PATH,
    default=None,
    metavar="Lauf.json",
    help="Einen früheren Bericht nachrechnen: prüft die Daten, rechnet und schreibt dieselben Zahlen.",
)
@click.option("--json", "as_json", is_flag=True, help="Ergebnis als ein JSON-Dokument auf stdout.")
def report(
    project: Path | None,
    out: Path,
    formats: str | None,
    template: str | None,
    corporate: Path | None,
    csv: str | None,
    run_file: Path | None,
    as_json: bool,
) -> None:
    """Schreibt den Lückenbericht in den gewünschten Formaten."""
    wanted = None if formats is None else [f.strip() for f in formats.split(",") if f.strip()]
    chosen = run(lambda: chosen_template(template, corporate), as_json)
    if run_file is not None:
        repeat(run_file, project, out, formats=wanted, template=chosen, csv=csv, as_json=as_json)
        return

    def work() -> list[Path]:
        from quartiermap.app import usecases

        if project is None:
            raise UsageError("Es fehlt die Projektdatei: quartiermap report PROJEKT.gpkg --out ORDNER.")
        return usecases.report(
            _load_for(project, out),
            out,
            wanted or (usecases.REPORT_FORMATS if chosen is None else chosen.formats),
            steps(),
            template=chosen,
            csv=csv,
            project_file=project.name,
        )

    _files(run(work, as_json), as_json)


@cli.command("export-network")
@click.argument("project", type=PATH, metavar="PROJEKT.gpkg")
@click.argument("folder", type=PATH, metavar="ORDNER")
@click.option("--json", "as_json", is_flag=True, help="Ergebnis als ein JSON-Dokument auf stdout.")
def export_network(project: Path, folder: Path, as_json: bool) -> None:
    """Schreibt Wegenetz, Rasterzellen, Einrichtungen und Wege als Parquet zum Nachrechnen."""

    def work() -> list[Path]:
        from quartiermap.app import usecases

        return usecases.export_network(_load_for(project, folder), folder)

    _files(run(work, as_json), as_json)


def _files(files: list[Path], as_json: bool) -> None:
    if as_json:
        emit({"ok": True, "files": [str(f) for f in files]})
    else:
        for file in files:
            click.echo(str(file))


@cli.command()
@click.argument("project", type=PATH, metavar="PROJEKT.gpkg")
@click.option("--json", "as_json", is_flag=True, help="Ergebnis als ein JSON-Dokument auf stdout.")
def info(project: Path, as_json: bool) -> None:
    """Zeigt, was in einem Projekt ist."""

    def work() -> dict[str, Any]:
        from quartiermap.app import usecases

        return usecases.info(_load(project))

    result = run(work, as_json)
    if as_json:
        emit({"ok": True, **result})
        return
    network, analysis = result["network"], result["analysis"]
    click.echo(f"{result['name']} ({result['crs'] or 'noch ohne Koordinatensystem'})")
    if result["invented"]:
        click.echo("Erfundene Demonstrationsdaten")
    for level in result["levels"]:
        click.echo(f"  Ebene {level['level']}: {_count(level['districts'], 'Gebiet', 'Gebiete')}")
    for kind, count in result["facilities"].items():
        click.echo(f"  {kind}: {_count(count, 'Einrichtung', 'Einrichtungen')}")
    click.echo(f"  Rasterzellen: {result['cells']}")
    click.echo(f"  Wegenetz: {'keines' if network is None else _count(network['edges'], 'Kante', 'Kanten')}")
    click.echo(f"  Ergebnis: {'keines' if analysis is None else _count(analysis['gaps'], 'Lücke', 'Lücken')}")
    if analysis and analysis["stale"]:
        click.echo("  Das Ergebnis ist älter als die Daten: quartiermap analyse noch einmal aufrufen.")


@cli.command()
@click.option("--json", "as_json", is_flag=True, help="Ergebnis als ein JSON-Dokument auf stdout.")
def doctor(as_json: bool) -> None:
    """Sagt, was dieser Rechner hat und was ihm fehlt."""
    from quartiermap.app.doctor import examine

    checks = run(examine, as_json)
    missing = [c for c in checks if c.needed and not c.ok]
    if as_json:
        emit({"ok": not missing, "checks": [c.as_dict() for c in checks]})
    else:
        for check in checks:
            sign = "ja  " if check.ok else ("FEHLT" if check.needed else "nein")
            click.echo(f"{sign:6}{check.name}: {check.found}")
            if not check.ok and check.command:
                click.echo(f"      Abhilfe: {check.command}")
    sys.exit(4 if missing else 0)


def main() -> None:
    """Entry point of the ``quartiermap`` command."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    cli(prog_name="quartiermap")
