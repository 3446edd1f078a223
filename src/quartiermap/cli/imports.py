"""The commands that bring files into a project, and the saved mappings they can use."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from quartiermap.cli.base_maps import attach, is_tile_file
from quartiermap.cli.german import Command, Group
from quartiermap.cli.importing import checked, doctor_options, read_answers, tell_check, tell_not_asked
from quartiermap.cli.talk import emit, run
from quartiermap.cli.talk import progress as steps
from quartiermap.cli.window import PATH
from quartiermap.domain.schema import IMPORT_LAYERS
from quartiermap.errors import InputError, Problem, UsageError

if TYPE_CHECKING:
    from quartiermap.app.wizard_check import Merge


class LayerType(click.ParamType[str]):
    """A layer of ``import``, refused in German."""

    name = "layer"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Return the layer, or end the call with the layers there are."""
        if value not in IMPORT_LAYERS:
            self.fail(f"Die Ebene „{value}“ gibt es nicht. Möglich: {', '.join(IMPORT_LAYERS)}.", param, ctx)
        return str(value)


def field_columns(pairs: tuple[str, ...]) -> dict[str, str]:
    """Read ``FELD=SPALTE`` pairs."""
    mapping: dict[str, str] = {}
    for pair in pairs:
        field, sign, column = pair.partition("=")
        if not sign or not field.strip() or not column.strip():
            raise UsageError(f"--map {pair}: erwartet wird FELD=SPALTE, z. B. --map district_id=RAUMID.")
        mapping[field.strip()] = column.strip()
    return mapping


@click.command("import", cls=Command)
@click.argument("project", type=PATH, metavar="PROJEKT.gpkg")
@click.argument("layer", type=LayerType(), metavar="EBENE")
@click.argument("files", type=PATH, nargs=-1, required=True, metavar="DATEI...")
@click.option(
    "--kind", default=None, metavar="ART", help="Einrichtungsart, z. B. kita, primary_school, library."
)
@click.option(
    "--map", "mapping", multiple=True, metavar="FELD=SPALTE", help="Spalte einem Feld zuordnen; mehrfach."
)
@click.option("--sublayer", default=None, metavar="NAME", help="Ebene in einer Datei mit mehreren Ebenen.")
@click.option(
    "--crs", default=None, metavar="EPSG:n", help="Koordinatensystem der Datei, falls es darin fehlt."
)
@click.option("--encoding", default=None, metavar="NAME", help="Zeichensatz, falls er falsch erkannt wird.")
@click.option(
    "--header-row",
    type=click.IntRange(min=0),
    default=None,
    metavar="ZEILE",
    help="Zeile der Spaltennamen einer Tabelle (ab 1; 0: sie hat keine), falls sie falsch erkannt wird.",
)
@click.option(
    "--decimal",
    type=click.Choice(["komma", "punkt"]),
    default=None,
    help="Dezimalzeichen einer Tabelle, falls es falsch erkannt wird.",
)
@click.option("--preset", default=None, metavar="NAME", help="Vorlage, z. B. berlin-mss.")
@click.option("--period", default=None, metavar="JAHR", help="Jahr oder Stichtag der Kennzahlen.")
@click.option(
    "--addresses",
    type=PATH,
    default=None,
    metavar="DATEI",
    help="OSM-Auszug oder Adressverzeichnis, um Anschriften ohne Koordinaten zu verorten; project: das des Projekts (Vorgabe, wenn es eines hat).",
)
@click.option("--street-middle", is_flag=True, help="Ist nur die Straße bekannt, ihre Mitte nehmen.")
@click.option(
    "--address-list",
    type=PATH,
    default=None,
    metavar="DATEI.csv",
    help="Liste aller Anschriften mit Güte und Grund schreiben.",
)
@click.option(
    "--mapping",
    "saved",
    default=None,
    metavar="NAME",
    help="Gespeicherte Zuordnung (Name oder DATEI.toml) anwenden.",
)
@click.option(
    "--save-mapping",
    "save_as",
    default=None,
    metavar="NAME",
    help="Zuordnung unter einem Namen oder als DATEI.toml speichern.",
)
@click.option(
    "--join-crossings/--no-join-crossings",
    default=True,
    help="Linien des Wegenetzes auch dort verbinden, wo sie sich kreuzen (Vorgabe), oder nur an ihren Enden.",
)
@click.option("--title", default="", metavar="TEXT", help="Titel der Daten, wie er im Bericht stehen soll.")
@click.option("--provider", default="", metavar="TEXT", help="Wer die Daten herausgibt.")
@click.option("--licence", default="", metavar="TEXT", help="Lizenz der Daten.")
@click.option("--data-date", default="", metavar="DATUM", help="Stand der Daten, z. B. 31.12.2025.")
@click.option("--append", "mode", flag_value="append", help="An die Ebene anhängen.")
@doctor_options
@click.option("--replace", "mode", flag_value="replace", help="Die Ebene ersetzen.")
@click.option("--json", "as_json", is_flag=True, help="Ergebnis als ein JSON-Dokument auf stdout.")
def import_(
    project: Path, layer: str, files: tuple[Path, ...], kind: str | None, mapping: tuple[str, ...], sublayer: str | None,
    crs: str | None, encoding: str | None, header_row: int | None, decimal: str | None, preset: str | None, period: str | None,
    addresses: Path | None, street_middle: bool, address_list: Path | None, saved: str | None, save_as: str | None, mode: str | None, as_json: bool,
    join_crossings: bool, title: str, provider: str, licence: str, data_date: str,
    check: bool, accept: tuple[str, ...], merge: Merge, long: tuple[str, ...],
) -> None:  # fmt: skip
    """Liest Dateien in eine Ebene des Projekts ein.

    Ebenen: districts (Quartiere), facilities (Einrichtungen), population (Bevölkerung), indicators
    (Sozialindikatoren), network (Wegenetz), funding-areas (Fördergebiete), basemap (Grundkarte), addresses (Adressverzeichnis).
    """

    def work() -> dict[str, Any]:
        from quartiermap.app.imports import ImportOrder, write_address_list
        from quartiermap.app.wizard_check import take_over, with_merges
        from quartiermap.app.wizard_steps import Stated
        from quartiermap.io import project_file
        from quartiermap.io.address_layer import has_addresses
        from quartiermap.io.address_matching import Found
        from quartiermap.io.importers import ImportRequest
        from quartiermap.io.lock import ProjectLock

        if layer == "basemap" and not check and is_tile_file(files):
            return attach(project, files, title, provider, licence, steps())
        request = ImportRequest(
            layer=layer,
            files=tuple(files),
            kind=kind,
            mapping=field_columns(mapping),
            sublayer=sublayer,
            crs=crs,
            encoding=encoding,
            preset=preset,
            period=period,
            mode="append" if mode == "append" else "replace" if mode == "replace" else "auto",
            characteristics=long,
            join_crossings=join_crossings,
            header_row=header_row,
            decimal=None if decimal is None else "comma" if decimal == "komma" else "dot",
        )
        answers = read_answers(accept)
        order = ImportOrder(
            request, addresses, street_middle, saved, save_as, Stated(title, provider, licence, data_date)
        )
        progress = steps()
        if check:
            return checked(project_file.load(project), order, answers, merge, progress)
        with ProjectLock(project):
            opened = project_file.load(project)
            if address_list is not None and addresses is None and not has_addresses(opened):
                raise UsageError(
                    "--address-list gibt es nur zusammen mit --addresses oder mit einem Adressverzeichnis im Projekt."
                )
            outcome, page = take_over(opened, order, answers, merge, progress.part(0.0, 0.8))
            result = outcome.result
            project_file.save(result.project, project, progress.part(0.8, 1.0))
        if address_list is not None:
            write_address_list(outcome.placements, address_list)
        return {
            "ok": True,
            "layer": layer,
            "rows": result.rows,
            "summary": result.summary,
            "crs": result.project.crs,
            "problems": [p.as_dict() for p in result.problems],
            "sources": [s.source_id for s in result.sources],
            "addresses": [
                {
                    "origin": p.origin,
                    "columns": p.columns.named,
                    "rows": len(p.matches),
                    "found": {f.value: p.count(f) for f in Found},
                }
                for p in outcome.placements
            ],
            "saved_mapping": None if outcome.saved_to is None else str(outcome.saved_to),
            "not_asked": [f.as_dict() for f in page.open(with_merges(page, answers, merge))],
            "_problems": result.problems,
            "_not_asked": page.open(with_merges(page, answers, merge)),
        }

    result = run(work, as_json)
    if check:
        tell_check(result, as_json)
        return
    tell_not_asked(result.pop("_not_asked", []))
    for problem in result.pop("_problems"):
        click.echo(f"{'Warnung' if problem.severity == 'warning' else 'Hinweis'}: {problem}", err=True)
    if as_json:
        emit(result)
    else:
        click.echo(result["summary"])
        if result.get("saved_mapping"):
            click.echo(f"Zuordnung gespeichert: {result['saved_mapping']}")


@click.group(cls=Group)
def mappings() -> None:
    """Gespeicherte Zuordnungen: auflisten, ansehen, löschen."""


@mappings.command("list")
@click.option("--json", "as_json", is_flag=True, help="Ergebnis als ein JSON-Dokument auf stdout.")
def list_(as_json: bool) -> None:
    """Listet die gespeicherten Zuordnungen auf."""

    def work() -> dict[str, Any]:
        from quartiermap.io import saved_mappings

        found, problems = [], list[Problem]()
        for name in saved_mappings.names():
            try:
                one = saved_mappings.load(name)
            except InputError as error:
                problems += error.problems
                continue
            found.append(
                {
                    "name": name,
                    "layer": one.layer,
                    "kind": one.kind,
                    "file": one.file,
                    "saved_at": one.saved_at,
                }
            )
        return {
            "ok": True,
            "folder": str(saved_mappings.folder()),
            "mappings": found,
            "problems": [p.as_dict() for p in problems],
            "_problems": problems,
        }

    result = run(work, as_json)
    for problem in result.pop("_problems"):
        click.echo(f"Hinweis: {problem}", err=True)
    if as_json:
        emit(result)
        return
    if not result["mappings"]:
        click.echo("Es ist noch keine Zuordnung gespeichert (import … --save-mapping NAME).")
    for one in result["mappings"]:
        click.echo(
            f"{one['name']}: {one['layer']}{', ' + one['kind'] if one['kind'] else ''} (nach {one['file']}, {one['saved_at'][:10]})"
        )


@mappings.command()
@click.argument("name", metavar="NAME")
@click.option("--json", "as_json", is_flag=True, help="Ergebnis als ein JSON-Dokument auf stdout.")
def show(name: str, as_json: bool) -> None:
    """Zeigt eine gespeicherte Zuordnung."""

    def work() -> Any:
        from quartiermap.io import saved_mappings

        return saved_mappings.load(name)

    saved = run(work, as_json)
    if as_json:
        emit({"ok": True, **saved.model_dump(mode="json")})
        return
    from quartiermap.io.saved_mappings import as_toml

    click.echo(as_toml(saved), nl=False)


@mappings.command()
@click.argument("name", metavar="NAME")
@click.option("--json", "as_json", is_flag=True, help="Ergebnis als ein JSON-Dokument auf stdout.")
def delete(name: str, as_json: bool) -> None:
    """Löscht eine gespeicherte Zuordnung."""

    def work() -> str:
        from quartiermap.io import saved_mappings

        return str(saved_mappings.delete(name))

    path = run(work, as_json)
    if as_json:
        emit({"ok": True, "deleted": path})
    else:
        click.echo(f"Gelöscht: {path}")
