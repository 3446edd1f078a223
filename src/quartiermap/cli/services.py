"""The commands for the network: the one switch, what a geodata service offers, a layer of it into the project."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from quartiermap.cli.german import Command
from quartiermap.cli.imports import LayerType, field_columns
from quartiermap.cli.talk import emit, run
from quartiermap.cli.talk import progress as steps
from quartiermap.cli.window import PATH

_JSON = click.option("--json", "as_json", is_flag=True, help="Ergebnis als ein JSON-Dokument auf stdout.")
_HOSTS = click.option("--other-hosts", is_flag=True, help="Weiterleitungen an andere Server befolgen.")


@click.command(cls=Command)
@click.argument("turn", type=click.Choice(["on", "off", "show"]), metavar="on|off|show")
@_JSON
def network(turn: str, as_json: bool) -> None:
    """Der Netzschalter: ein, aus oder zeigen. Ausgeschaltet öffnet QuartierMap keine Verbindung."""

    def work() -> Any:
        from quartiermap.app import network_switch

        return network_switch.state() if turn == "show" else network_switch.turn(turn == "on")

    state = run(work, as_json)
    if as_json:
        emit({"ok": True, "network": "on" if state.on else "off", "since": state.since})
    else:
        click.echo(state.text)


@click.command(cls=Command)
@click.argument("address", metavar="ADRESSE")
@_HOSTS
@_JSON
def service(address: str, other_hosts: bool, as_json: bool) -> None:
    """Zeigt, welche Ebenen ein Geodienst (WFS, OGC API Features) anbietet."""

    def work() -> Any:
        from quartiermap.app.service_import import service_layers

        return service_layers(address, steps(), other_hosts=other_hosts)

    found = run(work, as_json)
    if as_json:
        emit({"ok": True, **found.as_dict()})
        return
    click.echo(f"{found.title or found.address} ({found.label})")
    click.echo(f"  Anbieter: {found.provider or 'nicht genannt'}")
    click.echo(f"  Lizenz:   {found.licence or 'nicht genannt'}")
    for layer in found.layers:
        click.echo(f"  {layer.name}" + (f": {layer.title}" if layer.title != layer.name else ""))


@click.command("import-service", cls=Command)
@click.argument("project", type=PATH, metavar="PROJEKT.gpkg")
@click.argument("layer", type=LayerType(), metavar="EBENE")
@click.argument("address", metavar="ADRESSE")
@click.option(
    "--service-layer",
    default=None,
    metavar="NAME",
    help="Ebene des Dienstes (siehe quartiermap service ADRESSE).",
)
@click.option("--kind", default=None, metavar="ART", help="Einrichtungsart, z. B. kita.")
@click.option(
    "--map", "mapping", multiple=True, metavar="FELD=SPALTE", help="Spalte einem Feld zuordnen; mehrfach."
)
@click.option("--period", default=None, metavar="JAHR", help="Jahr oder Stichtag der Kennzahlen.")
@_HOSTS
@click.option("--append", "mode", flag_value="append", help="An die Ebene anhängen.")
@click.option("--replace", "mode", flag_value="replace", help="Die Ebene ersetzen.")
@_JSON
def import_service(
    project: Path, layer: str, address: str, service_layer: str | None, kind: str | None, mapping: tuple[str, ...], period: str | None,
    other_hosts: bool, mode: str | None, as_json: bool,
) -> None:  # fmt: skip
    """Holt eine Ebene eines Geodienstes, auf das Projektgebiet zugeschnitten, in das Projekt.

    Danach braucht das Projekt den Dienst nicht mehr; Adresse, Lizenz und Tag stehen in der Quelle.
    """

    def work() -> dict[str, Any]:
        from quartiermap.app import network_switch
        from quartiermap.app.service_import import ServiceRequest, import_from_service
        from quartiermap.io import project_file
        from quartiermap.io.lock import ProjectLock

        network_switch.require()
        request = ServiceRequest(
            address, service_layer, layer, kind, field_columns(mapping), period,
            "append" if mode == "append" else "replace" if mode == "replace" else "auto", other_hosts,
        )  # fmt: skip
        progress = steps()
        with ProjectLock(project):
            result = import_from_service(project_file.load(project), request, progress.part(0.0, 0.9))
            project_file.save(result.project, project, progress.part(0.9, 1.0))
        (source,) = result.sources
        return {
            "ok": True,
            "layer": layer,
            "rows": result.rows,
            "summary": result.summary,
            "crs": result.project.crs,
            "service": {
                k.removeprefix("@"): v for k, v in source.mapping.items() if k.startswith("@service")
            },
            "title": source.title,
            "provider": source.provider,
            "licence": source.licence,
            "imported_at": source.imported_at,
            "problems": [p.as_dict() for p in result.problems],
            "_problems": result.problems,
        }

    result = run(work, as_json)
    for problem in result.pop("_problems"):
        click.echo(f"{'Warnung' if problem.severity == 'warning' else 'Hinweis'}: {problem}", err=True)
    if as_json:
        emit(result)
    else:
        click.echo(f"{result['summary']} Lizenz: {result['licence'] or 'nicht genannt'}.")
