"""The commands that open the window: told from outside how, so that the command line knows no ``ui``."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from quartiermap.cli.german import Command
from quartiermap.cli.talk import emit, run
from quartiermap.cli.talk import progress as steps
from quartiermap.errors import MachineError


class _PathType(click.Path):
    """A path that is reported in German by the use case, not checked by click."""

    def __init__(self) -> None:
        super().__init__(path_type=Path)


PATH = _PathType()


Opener = Callable[[Path | None, Path | None], int]
"""Opens the window with a project file, or with the demo town built in a folder; returns an exit code."""

_opener: list[Opener] = []


def set_opener(opener: Opener) -> None:
    """Tell the command line how a window is opened; `quartiermap.__main__` does, so that cli knows no ui."""
    _opener[:] = [opener]


def open_window(project: Path | None, *, demo: Path | None = None) -> int:
    """Open the window with a project, the demo town or nothing; return the exit code."""

    def start() -> int:
        from quartiermap.app.doctor import require_window

        require_window()
        if not _opener:
            raise MachineError("Dieser Aufruf hat kein Fenster.", "python -m quartiermap")
        return _opener[0](project, demo)

    return run(start)


@click.command(cls=Command)
@click.option(
    "--out", type=PATH, metavar="ORDNER", default=None, help="Ordner für Rohdaten, Projekt und Bericht."
)
@click.option("--headless", is_flag=True, help="Ohne Fenster: rechnen, Bericht und Kartenbild schreiben.")
@click.option("--json", "as_json", is_flag=True, help="Ergebnis als ein JSON-Dokument auf stdout.")
def demo(out: Path | None, headless: bool, as_json: bool) -> None:
    """Die erfundene Demo-Stadt: erzeugen, einlesen, rechnen und öffnen."""
    folder = out or Path(tempfile.gettempdir()) / "quartiermap-demo"
    from quartiermap.app.doctor import has_display

    if not headless and has_display():
        sys.exit(open_window(None, demo=folder))

    def work() -> dict[str, Any]:
        from quartiermap.app import demo_town

        progress = steps()
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

    result = run(work, as_json)
    if as_json:
        emit(result)
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
