"""The command line: the same use cases as the window (DESIGN.md 4.2).

Exit codes: 0 done; 2 wrong call; 3 the input cannot be used; 4 something on this machine is missing;
1 our bug; 130 cancelled. With ``--json`` stdout is one JSON document and nothing else.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from quartiermap import __version__
from quartiermap.domain.progress import Progress
from quartiermap.domain.schema import IMPORT_LAYERS
from quartiermap.errors import Cancelled, InputError, MachineError, Problem, QuartierMapError, UsageError

if TYPE_CHECKING:
    from quartiermap.domain.project import Project

Result = TypeVar("Result")


class _PathType(click.Path):
    """A path that is reported in German by the use case, not checked by click."""

    def __init__(self) -> None:
        super().__init__(path_type=Path)


PATH = _PathType()


def _progress() -> Progress:
    """Report steps on stderr: a line that rewrites itself on a terminal, plain lines elsewhere."""
    terminal = sys.stderr.isatty()
    last = [""]

    def show(share: float, text: str) -> None:
        if terminal:
            click.echo(f"\r\033[K{share:4.0%} {text}", nl=False, err=True)
        elif text != last[0]:
            click.echo(f"{share:4.0%} {text}", err=True)
        last[0] = text

    return Progress(show)


def _end_progress() -> None:
    if sys.stderr.isatty():
        click.echo("\r\033[K", nl=False, err=True)


def _emit(document: dict[str, Any]) -> None:
    click.echo(json.dumps(document, ensure_ascii=False, indent=2, allow_nan=False))


def _say(error: BaseException, as_json: bool) -> int:
    """Show an error of ours and return its exit code."""
    _end_progress()
    if isinstance(error, InputError):
        for problem in error.problems:
            click.echo(f"{'Fehler' if problem.severity == 'error' else 'Hinweis'}: {problem}", err=True)
    elif isinstance(error, QuartierMapError):
        click.echo(f"{'' if isinstance(error, Cancelled) else 'Fehler: '}{error}", err=True)
    else:
        click.echo(f"Fehler im Programm: {type(error).__name__}: {error}", err=True)
        click.echo(
            "Das hätte nicht passieren dürfen. Mit QUARTIERMAP_DEBUG=1 zeigt sich die genaue Stelle.",
            err=True,
        )
    code = error.exit_code if isinstance(error, QuartierMapError) else 1
    if as_json:
        problems = [p.as_dict() for p in error.problems] if isinstance(error, InputError) else []
        command = error.command if isinstance(error, MachineError) else None
        _emit({"ok": False, "exit_code": code, "error": str(error), "problems": problems, "command": command})
    return code


def _run(work: Callable[[], Result], as_json: bool = False) -> Result:
    """Run a use case; errors of ours become sentences and exit codes, anything else is a bug (exit code 1)."""
    try:
        result = work()
    except (KeyboardInterrupt, Cancelled):
        sys.exit(_say(Cancelled(), as_json))
    except QuartierMapError as error:
        sys.exit(_say(error, as_json))
    except MemoryError:
        sys.exit(_say(MachineError("Der Arbeitsspeicher reicht nicht."), as_json))
    except Exception as error:  # a bug of ours: never a bare traceback, never a broken JSON document
        if os.environ.get("QUARTIERMAP_DEBUG"):
            raise
        sys.exit(_say(error, as_json))
    _end_progress()
    return result


def _load(path: Path) -> Project:
    from quartiermap.io import project_file

    return project_file.load(path)


class _Main(click.Group):
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
        return super().resolve_command(ctx, args)


@click.group(cls=_Main, invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="quartiermap")
@click.pass_context
def cli(ctx: click.Context) -> None:
    """QuartierMap: Erreichbarkeit, Versorgung, Lücken und Förder-Vorprüfung im Quartier – ohne Netz.

    Ohne Unterbefehl öffnet sich das Fenster; mit einer Projektdatei dieses Projekt.
    """
    if ctx.invoked_subcommand is None:
        sys.exit(_open_window(None))


@cli.command("open", hidden=True)
@click.argument("project", type=PATH)
def open_(project: Path) -> None:
    """Öffnet ein Projekt im Fenster."""
    if not project.is_file():
        sys.exit(
            _say(
                InputError(Problem("Die Datei gibt es nicht.", file=str(project), remedy="Pfad prüfen.")),
                False,
            )
        )
    sys.exit(_open_window(project))


Opener = Callable[[Path | None, Path | None], int]
"""Opens the window with a project file, or with the demo town built in a folder; returns an exit code."""

_opener: list[Opener] = []


def set_opener(opener: Opener) -> None:
    """Tell the command line how a window is opened; `quartiermap.__main__` does, so that cli knows no ui."""
    _opener[:] = [opener]


def _open_window(project: Path | None, *, demo: Path | None = None) -> int:
    def start() -> int:
        from quartiermap.app.doctor import require_window

        require_window()
        if not _opener:
            raise MachineError("Dieser Aufruf hat kein Fenster.", "python -m quartiermap")
        return _opener[0](project, demo)

    return _run(start)


@cli.command()
@click.option("--out", type=PATH, default=None, help="Ordner für Rohdaten, Projekt und Bericht.")
@click.option("--headless", is_flag=True, help="Ohne Fenster: rechnen, Bericht und Kartenbild schreiben.")
@click.option("--json", "as_json", is_flag=True, help="Ergebnis als ein JSON-Dokument auf stdout.")
def demo(out: Path | None, headless: bool, as_json: bool) -> None:
    """Die erfundene Demo-Stadt: erzeugen, einlesen, rechnen und öffnen."""
    folder = out or Path(tempfile.gettempdir()) / "quartiermap-demo"
    from quartiermap.app.doctor import has_display

    if not headless and has_display():
        sys.exit(_open_window(None, demo=folder))

    def work() -> dict[str, Any]:
        from quartiermap.app import demo_town

        progress = _progress()
        project = demo_town.open_demo(folder, progress.part(0.0, 0.6))
        files = demo_town.demo_report(project, folder, progress.part(0.6, 1.0))
        return {
            "ok": True,
            "project": str(folder / demo_town.PROJECT_NAME),
            "raw": str(folder / demo_town.RAW_FOLDER),
            "report": str(folder / demo_town.REPORT_FOLDER),
            "files": [str(f) for f in files],
            "gaps": len(project.analysis.gaps) if project.analysis else 0,
            "invented": True,
        }

    result = _run(work, as_json)
    if as_json:
        _emit(result)
        return
    pictures = sorted((f for f in result["files"] if f.endswith(".png")), key=lambda f: "Uebersicht" not in f)
    click.echo("Die Demo-Stadt ist gerechnet (erfundene Daten).")
    click.echo(f"  Rohdaten   {result['raw']}")
    click.echo(f"  Projekt    {result['project']}")
    click.echo(f"  Bericht    {result['report']}")
    for picture in pictures[:1]:
        click.echo(f"  Kartenbild {picture}")
    click.echo(f"  Lücken     {result['gaps']}")
    if not headless:
        click.echo("Kein Bildschirm gefunden; mit Bildschirm öffnet sich hier das Fenster.")


@cli.command()
@click.argument("project", type=PATH)
@click.option("--name", default=None, help="Name des Projekts (sonst der Dateiname).")
@click.option(
    "--crs", default=None, help="Koordinatensystem, z. B. EPSG:25833 (sonst nach den ersten Daten)."
)
@click.option("--json", "as_json", is_flag=True)
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

    result = _run(work, as_json)
    if as_json:
        _emit(result)
    else:
        click.echo(f"Projekt „{result['name']}“ angelegt: {project}")


def _mapping(pairs: tuple[str, ...]) -> dict[str, str]:
    mapping: dict[str, str] = {}
    for pair in pairs:
        field, sign, column = pair.partition("=")
        if not sign or not field.strip() or not column.strip():
            raise UsageError(f"--map {pair}: erwartet wird FELD=SPALTE, z. B. --map district_id=RAUMID.")
        mapping[field.strip()] = column.strip()
    return mapping


@cli.command("import")
@click.argument("project", type=PATH)
@click.argument("layer", type=click.Choice(IMPORT_LAYERS))
@click.argument("files", type=PATH, nargs=-1, required=True)
@click.option("--kind", default=None, help="Einrichtungsart, z. B. kita, primary_school, library.")
@click.option(
    "--map", "mapping", multiple=True, metavar="FELD=SPALTE", help="Spalte einem Feld zuordnen; mehrfach."
)
@click.option("--sublayer", default=None, help="Ebene in einer Datei mit mehreren Ebenen.")
@click.option(
    "--crs", default=None, metavar="EPSG:n", help="Koordinatensystem der Datei, falls es darin fehlt."
)
@click.option("--encoding", default=None, help="Zeichensatz, falls er falsch erkannt wird.")
@click.option("--preset", default=None, help="Vorlage, z. B. berlin-mss.")
@click.option("--period", default=None, help="Jahr oder Stichtag der Kennzahlen.")
@click.option("--append", "mode", flag_value="append", help="An die Ebene anhängen.")
@click.option("--replace", "mode", flag_value="replace", help="Die Ebene ersetzen.")
@click.option("--json", "as_json", is_flag=True)
def import_(
    project: Path, layer: str, files: tuple[Path, ...], kind: str | None, mapping: tuple[str, ...], sublayer: str | None,
    crs: str | None, encoding: str | None, preset: str | None, period: str | None, mode: str | None, as_json: bool,
) -> None:  # fmt: skip
    """Liest Dateien in eine Ebene des Projekts ein."""

    def work() -> dict[str, Any]:
        from quartiermap.app import usecases
        from quartiermap.io import project_file
        from quartiermap.io.importers import ImportRequest
        from quartiermap.io.lock import ProjectLock

        request = ImportRequest(
            layer=layer,
            files=tuple(files),
            kind=kind,
            mapping=_mapping(mapping),
            sublayer=sublayer,
            crs=crs,
            encoding=encoding,
            preset=preset,
            period=period,
            mode="append" if mode == "append" else "replace" if mode == "replace" else "auto",
        )
        progress = _progress()
        with ProjectLock(project):
            result = usecases.import_into(_load(project), request, progress.part(0.0, 0.8))
            project_file.save(result.project, project, progress.part(0.8, 1.0))
        return {
            "ok": True,
            "layer": layer,
            "rows": result.rows,
            "summary": result.summary,
            "crs": result.project.crs,
            "problems": [p.as_dict() for p in result.problems],
            "sources": [s.source_id for s in result.sources],
            "_problems": result.problems,
        }

    result = _run(work, as_json)
    for problem in result.pop("_problems"):
        click.echo(f"{'Warnung' if problem.severity == 'warning' else 'Hinweis'}: {problem}", err=True)
    if as_json:
        _emit(result)
    else:
        click.echo(result["summary"])


def _date(text: str | None) -> dt.date | None:
    if text is None:
        return None
    try:
        return dt.date.fromisoformat(text)
    except ValueError as error:
        raise UsageError(f"--date {text}: erwartet wird JJJJ-MM-TT, z. B. 2019-06-30.") from error


@cli.command()
@click.argument("project", type=PATH)
@click.option(
    "--programme", multiple=True, metavar="ID", help="Förderprogramm; mehrfach (Vorgabe: siq-bund)."
)
@click.option("--land", default=None, metavar="XX", help="Land für Landesregeln, z. B. HE, SH, BW.")
@click.option(
    "--date", default=None, metavar="JJJJ-MM-TT", help="Tag, für den geprüft wird (Vorgabe: heute)."
)
@click.option("--standards", type=PATH, default=None, help="Eigene Richtwerte als TOML.")
@click.option("--json", "as_json", is_flag=True)
def analyse(
    project: Path,
    programme: tuple[str, ...],
    land: str | None,
    date: str | None,
    standards: Path | None,
    as_json: bool,
) -> None:
    """Rechnet Erreichbarkeit, Versorgung, Lücken und Vorprüfung."""

    def work() -> Project:
        from quartiermap.app import usecases
        from quartiermap.io import project_file
        from quartiermap.io.lock import ProjectLock

        options = usecases.AnalyseOptions(
            programmes=tuple(programme),
            land=land.upper() if land else None,
            date=_date(date),
            standards_file=standards,
        )
        progress = _progress()
        with ProjectLock(project):
            analysed = usecases.analyse(_load(project), options, progress.part(0.0, 0.85))
            project_file.save(analysed, project, progress.part(0.85, 1.0))
        return analysed

    analysed = _run(work, as_json)
    result = analysed.analysis
    if result is None:  # pragma: no cover - analyse always sets it
        raise AssertionError
    if as_json:
        from quartiermap.app import usecases

        _emit({"ok": True, **(usecases.info(analysed)["analysis"] or {}), "notes": list(result.notes)})
        return
    click.echo(f"{len(result.gaps)} Lücken gefunden.")
    for note in result.notes:
        click.echo(f"  {note}")


@cli.command()
@click.argument("project", type=PATH)
@click.option("--out", type=PATH, required=True, help="Zielordner.")
@click.option(
    "--formats",
    default="pdf,xlsx,csv,gpkg,geojson,html,json,png",
    show_default=True,
)
@click.option("--json", "as_json", is_flag=True)
def report(project: Path, out: Path, formats: str, as_json: bool) -> None:
    """Schreibt den Lückenbericht in den gewünschten Formaten."""

    def work() -> list[Path]:
        from quartiermap.app import usecases

        progress = _progress()
        return usecases.report(
            _load(project), out, [f.strip() for f in formats.split(",") if f.strip()], progress
        )

    _files(_run(work, as_json), as_json)


@cli.command("export-network")
@click.argument("project", type=PATH)
@click.argument("folder", type=PATH)
@click.option("--json", "as_json", is_flag=True)
def export_network(project: Path, folder: Path, as_json: bool) -> None:
    """Schreibt Wegenetz, Rasterzellen, Einrichtungen und Wege als Parquet zum Nachrechnen."""

    def work() -> list[Path]:
        from quartiermap.app import usecases

        return usecases.export_network(_load(project), folder)

    _files(_run(work, as_json), as_json)


def _files(files: list[Path], as_json: bool) -> None:
    if as_json:
        _emit({"ok": True, "files": [str(f) for f in files]})
    else:
        for file in files:
            click.echo(str(file))


@cli.command()
@click.argument("project", type=PATH)
@click.option("--json", "as_json", is_flag=True)
def info(project: Path, as_json: bool) -> None:
    """Zeigt, was in einem Projekt ist."""

    def work() -> dict[str, Any]:
        from quartiermap.app import usecases

        return usecases.info(_load(project))

    result = _run(work, as_json)
    if as_json:
        _emit({"ok": True, **result})
        return
    network, analysis = result["network"], result["analysis"]
    click.echo(f"{result['name']} ({result['crs'] or 'noch ohne Koordinatensystem'})")
    if result["invented"]:
        click.echo("Erfundene Demonstrationsdaten")
    for level in result["levels"]:
        click.echo(f"  Ebene {level['level']}: {level['districts']} Gebiete")
    for kind, count in result["facilities"].items():
        click.echo(f"  {kind}: {count} Einrichtungen")
    click.echo(f"  Rasterzellen: {result['cells']}")
    click.echo(f"  Wegenetz: {'keines' if network is None else str(network['edges']) + ' Kanten'}")
    click.echo(f"  Ergebnis: {'keines' if analysis is None else str(analysis['gaps']) + ' Lücken'}")
    if analysis and analysis["stale"]:
        click.echo("  Das Ergebnis ist älter als die Daten: quartiermap analyse noch einmal aufrufen.")


@cli.command()
@click.option("--json", "as_json", is_flag=True)
def doctor(as_json: bool) -> None:
    """Sagt, was dieser Rechner hat und was ihm fehlt."""
    from quartiermap.app.doctor import examine

    checks = _run(examine, as_json)
    missing = [c for c in checks if c.needed and not c.ok]
    if as_json:
        _emit({"ok": not missing, "checks": [c.as_dict() for c in checks]})
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
