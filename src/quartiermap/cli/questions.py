"""The commands that ask why and for whom: reach, catchment, profiles; with those of `question_tables` in `COMMANDS`.

Each calls the use case that the window calls (`quartiermap.app.questions`) and changes nothing in the project.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from quartiermap.cli.german import Command
from quartiermap.cli.question_tables import TABLE_COMMANDS
from quartiermap.cli.question_words import AS_JSON, KIND, PROJECT, PositiveNumber, load, plain, records
from quartiermap.cli.talk import emit, run
from quartiermap.cli.talk import progress as steps
from quartiermap.cli.window import PATH
from quartiermap.errors import UsageError

if TYPE_CHECKING:
    from quartiermap.analysis.engine.costs import ProfileReport, Share
    from quartiermap.analysis.explain import ExplainedCell, ExplainedWay


@click.command(cls=Command)
@PROJECT
@click.option("--cell", required=True, metavar="ID", help="Gitter-ID eines Wohnorts, wie in den Exporten.")
@KIND
@click.option(
    "--all-profiles", is_flag=True, help="Auch sagen, wie lange der Weg für jedes Gehprofil dauert."
)
@AS_JSON
def reach(project: Path, cell: str, kind: str, all_profiles: bool, as_json: bool) -> None:
    """Erklärt den Weg von einem Wohnort zur nächsten Einrichtung: Strecke, Straßen, zweite Wahl."""

    def work() -> ExplainedCell:
        from quartiermap.app import questions

        return questions.explain_cell(load(project), cell, kind, all_profiles=all_profiles, progress=steps())

    found = run(work, as_json)
    if as_json:
        emit(_reach_document(found))
        return
    for sentence in found.sentences:
        click.echo(sentence)


def _reach_document(found: ExplainedCell) -> dict[str, Any]:
    def way(choice: ExplainedWay | None) -> dict[str, Any] | None:
        if choice is None:
            return None
        return {
            "facility_id": choice.facility_id,
            "name": choice.name,
            "distance_m": plain(choice.distance_m),
            "metres": plain(choice.metres),
            "legs_m": [plain(leg) for leg in choice.legs_m],
            "air_line_m": plain(choice.air_line_m),
            "crosses_barrier": choice.crosses,
            "streets": [
                {
                    "name": part.name,
                    "named": part.named,
                    "feature": part.feature,
                    "metres": plain(part.metres),
                }
                for part in choice.streets
            ],
            "line": [
                [round(float(x), 3), round(float(y), 3)] for x, y in zip(choice.x, choice.y, strict=True)
            ],
        }

    return {
        "ok": True,
        "cell_id": found.cell_id,
        "district_id": found.district_id,
        "kind": found.kind,
        "population": plain(found.population),
        "population_state": found.population_state,
        "method": found.method,
        "profile": found.profile.id,
        "snapped_m": plain(found.snapped_m),
        "first": way(found.first),
        "second": way(found.second),
        "farther_m": plain(found.farther_m),
        "by_profile": [
            {
                "profile": entry.profile.id,
                "facility_id": entry.facility_id or None,
                "distance_m": plain(entry.distance_m),
                "minutes": plain(entry.minutes),
            }
            for entry in found.by_profile
        ],
        "sentences": list(found.sentences),
    }


@click.command(cls=Command)
@PROJECT
@click.option("--facility", required=True, metavar="ID", help="Kennung einer Einrichtung.")
@click.option(
    "--metres", multiple=True, type=PositiveNumber(), metavar="M", help="Reichweite in Metern; mehrfach."
)
@click.option(
    "--minutes",
    multiple=True,
    type=PositiveNumber(),
    metavar="MIN",
    help="Reichweite in Gehminuten; mehrfach.",
)
@click.option("--profile", default=None, metavar="ID", help="Gehprofil (Vorgabe: das des Ergebnisses).")
@click.option("--out", type=PATH, required=True, metavar="DATEI.gpkg|.geojson", help="Zieldatei.")
@AS_JSON
def catchment(
    project: Path,
    facility: str,
    metres: tuple[float, ...],
    minutes: tuple[float, ...],
    profile: str | None,
    out: Path,
    as_json: bool,
) -> None:
    """Schreibt das Einzugsgebiet einer Einrichtung als Fläche, mit den Einwohnern darin."""

    def work() -> Any:
        from quartiermap.app import question_files, questions

        if not metres and not minutes:
            raise UsageError("Es fehlt die Reichweite: --metres M oder --minutes MIN.")
        question_files.check_suffix(out, (".gpkg", ".geojson"))
        opened = load(project)
        found = questions.catchment(
            opened, facility, metres=metres, minutes=minutes, profile_id=profile, progress=steps()
        )
        question_files.write_catchment(opened, found, out)
        return found

    found = run(work, as_json)
    if as_json:
        emit(
            {
                "ok": True,
                "file": str(out),
                "facility_id": found.facility_id,
                "profile": found.profile.id,
                "rings": [
                    {
                        "limit_m": plain(ring.limit_m),
                        "minutes": plain(ring.minutes),
                        "area_m2": plain(ring.area.area),
                        "ways_m": plain(ring.ways_m),
                        "residents": records(ring.residents),
                    }
                    for ring in found.rings
                ],
                "notes": list(found.notes),
            }
        )
        return
    from quartiermap.domain.schema import States
    from quartiermap.domain.texts import number

    click.echo(f"Einzugsgebiet von „{found.name}“ ({found.profile.name}): {out}")
    for ring in found.rings:
        row = ring.residents.iloc[0]
        value = number(row["persons"], missing=States(row["state"]).label)
        value = f"≈ {value}" if row["rounded"] and value[:1].isdigit() else value
        click.echo(f"  bis {number(ring.limit_m)} m ({number(ring.minutes, 1)} Minuten): {value} Einwohner")
    for note in found.notes:
        click.echo(f"  {note}")


@click.command(cls=Command)
@PROJECT
@click.option("--profile", "chosen", multiple=True, metavar="ID", help="Nur dieses Gehprofil; mehrfach.")
@AS_JSON
def profiles(project: Path, chosen: tuple[str, ...], as_json: bool) -> None:
    """Zeigt, wie viel vom Wegenetz welches Gehprofil nutzen kann und worüber nichts bekannt ist."""

    def work() -> tuple[ProfileReport, ...]:
        from quartiermap.app import questions

        return questions.profile_reports(load(project), chosen)

    reports = run(work, as_json)

    def part(share: Share) -> dict[str, Any]:
        return {"because": share.because, "edges": share.edges, "length_m": plain(share.length_m)}

    if as_json:
        emit(
            {
                "ok": True,
                "profiles": [
                    {
                        "id": r.profile.id,
                        "name": r.profile.name,
                        "speed_kmh": r.profile.speed_kmh,
                        "speed_source": r.profile.speed_source,
                        "speed_is_assumption": r.profile.speed_is_assumption,
                        "total_m": plain(r.total_m),
                        "passable_m": plain(r.passable_m),
                        "certain_m": plain(r.certain_m),
                        "closed": [part(share) for share in r.closed],
                        "slowed": [part(share) for share in r.slowed],
                        "unknown": {name: part(share) for name, share in r.unknown.items()},
                        "sentences": list(r.sentences()),
                    }
                    for r in reports
                ],
            }
        )
        return
    for report in reports:
        for line, sentence in enumerate(report.sentences()):
            click.echo(sentence if line == 0 else f"  {sentence}")


COMMANDS = (reach, catchment, *TABLE_COMMANDS, profiles)
"""What `quartiermap.cli` adds to the command line."""
