"""The commands whose answer is a table: opportunities, assign, share, compare-air.

Each calls the use case that the window calls (`quartiermap.app`) and changes nothing in the project.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from quartiermap.cli.german import Command
from quartiermap.cli.question_words import (
    AS_JSON,
    KIND,
    PROJECT,
    TABLE,
    PositiveNumber,
    WeightStep,
    load,
    plain,
    records,
)
from quartiermap.cli.talk import emit, run
from quartiermap.cli.talk import progress as steps
from quartiermap.cli.window import PATH


@click.command(cls=Command)
@PROJECT
@KIND
@click.option(
    "--metres", multiple=True, required=True, type=PositiveNumber(), metavar="M", help="Reichweite; mehrfach."
)
@click.option("--out", type=PATH, required=True, metavar=TABLE, help="Zieldatei.")
@AS_JSON
def opportunities(project: Path, kind: str, metres: tuple[float, ...], out: Path, as_json: bool) -> None:
    """Zählt je Wohnort, wie viele Einrichtungen und Plätze in Reichweite sind."""

    def work() -> dict[str, Any]:
        from quartiermap.app import question_files, questions, results

        question_files.check_suffix(out, (".csv", ".parquet"))
        opened = load(project)
        found = questions.opportunities(opened, kind, metres, steps())
        analysis = results.result_of(opened)
        table = analysis.demand.table
        question_files.write_table(found.frame(table["cell_id"]), out)
        people = table["population"].fillna(0.0).to_numpy()
        judged = people[found.judged].sum()
        return {
            "ok": True,
            "file": str(out),
            "limits": [
                {
                    "limit_m": limit,
                    "mean_facilities": plain((people @ found.facilities[:, at]) / judged if judged else None),
                    "without_any": plain(people[found.judged & (found.facilities[:, at] == 0)].sum()),
                }
                for at, limit in enumerate(found.limits_m)
            ],
        }

    result = run(work, as_json)
    if as_json:
        emit(result)
        return
    from quartiermap.domain.texts import number

    click.echo(str(out))
    for entry in result["limits"]:
        click.echo(
            f"  bis {number(entry['limit_m'])} m: im Mittel {number(entry['mean_facilities'], 1)} Einrichtungen; "
            f"{number(entry['without_any'])} Einwohner ohne eine"
        )


@click.command(cls=Command)
@PROJECT
@KIND
@click.option(
    "--metres",
    default=None,
    type=PositiveNumber(),
    metavar="M",
    help="Längster Weg (Vorgabe: der Richtwert).",
)
@click.option(
    "--rate", is_flag=True, help="Nur so viele Plätze wollen, wie die Quote des Richtwerts verlangt."
)
@click.option("--whole", is_flag=True, help="Personen der Wohnorte vorher auf ganze runden.")
@click.option(
    "--out",
    type=PATH,
    required=True,
    metavar=TABLE,
    help="Zieldatei: je Wohnort Personen mit und ohne Platz.",
)
@click.option(
    "--ways-out", type=PATH, default=None, metavar=TABLE, help="Auch: wer welche Einrichtung besucht."
)
@AS_JSON
def assign(
    project: Path, kind: str, metres: float | None, rate: bool, whole: bool, out: Path, ways_out: Path | None, as_json: bool
) -> None:  # fmt: skip
    """Verteilt die vorhandenen Plätze auf kürzesten Wegen und zeigt, wer leer ausgeht."""

    def work() -> dict[str, Any]:
        from quartiermap.app import assigning, question_files

        for path in (out, ways_out):
            if path is not None:
                question_files.check_suffix(path, (".csv", ".parquet"))
        found = assigning.assign(
            load(project), kind, limit_m=metres, by_rate=rate, whole=whole, progress=steps()
        )
        question_files.write_table(found.cells, out)
        files = [str(out)]
        if ways_out is not None:
            question_files.write_table(found.ways, ways_out)
            files.append(str(ways_out))
        return {
            "ok": True,
            "files": files,
            "kind": kind,
            "group": found.group,
            "limit_m": found.limit_m,
            "persons": plain(found.persons),
            "unjudged": plain(found.unjudged),
            "facilities_without_known_places": found.unknown_facilities,
            "cases": [
                {
                    "case": name,
                    "with_place": plain(case.with_place),
                    "full": plain(case.overflow.sum()),
                    "unreached": plain(case.unreached.sum()),
                    "mean_m": plain(case.mean_m),
                    "longest_m": plain(case.longest_m),
                }
                for name, case in (("low", found.low), ("high", found.high))
            ],
            "facilities": records(found.facilities),
            "districts": records(found.districts),
            "notes": list(found.notes),
        }

    result = run(work, as_json)
    if as_json:
        emit(result)
        return
    for file in result["files"]:
        click.echo(file)
    for note in result["notes"]:
        click.echo(f"  {note}")


@click.command(cls=Command)
@PROJECT
@KIND
@click.option(
    "--step",
    "steps_",
    multiple=True,
    type=WeightStep(),
    metavar="M:GEWICHT",
    help="Stufe, z. B. 600:0,68; mehrfach (Vorgabe: Richtwert, Gewicht 1).",
)
@click.option(
    "--method", default="e2sfca", metavar="NAME", help="2sfca, e2sfca (Vorgabe), 3sfca oder m2sfca."
)
@click.option(
    "--out", type=PATH, required=True, metavar=TABLE, help="Zieldatei: Plätze je Person an jedem Wohnort."
)
@AS_JSON
def share(
    project: Path, kind: str, steps_: tuple[tuple[float, float], ...], method: str, out: Path, as_json: bool
) -> None:
    """Teilt Plätze in Einzugsgebieten auf (2SFCA und Verwandte): Plätze je Person."""

    def work() -> dict[str, Any]:
        from quartiermap.app import question_files, sharing

        question_files.check_suffix(out, (".csv", ".parquet"))
        found = sharing.share(load(project), kind, steps_, method, steps())
        question_files.write_table(found.cells, out)
        return {
            "ok": True,
            "file": str(out),
            "kind": kind,
            "group": found.group,
            "method": found.method,
            "steps": [list(step) for step in found.steps],
            "mean_ratio": plain(found.mean_ratio),
            "handed_out": plain(found.handed_out),
            "given": plain(found.given),
            "facilities": records(found.facilities),
            "notes": list(found.notes),
        }

    result = run(work, as_json)
    if as_json:
        emit(result)
        return
    click.echo(result["file"])
    for note in result["notes"]:
        click.echo(f"  {note}")


@click.command("compare-air", cls=Command)
@PROJECT
@click.option(
    "--factor",
    default=None,
    type=PositiveNumber(),
    metavar="F",
    help="Umwegfaktor (Vorgabe: der des Richtwertsatzes).",
)
@click.option("--out", type=PATH, default=None, metavar=TABLE, help="Auch: beide Entfernungen je Wohnort.")
@AS_JSON
def compare_air(project: Path, factor: float | None, out: Path | None, as_json: bool) -> None:
    """Zählt, für wie viele Personen Luftlinie und Fußweg Verschiedenes sagen."""

    def work() -> Any:
        from quartiermap.app import question_files, questions, results

        if out is not None:
            question_files.check_suffix(out, (".csv", ".parquet"))
        opened = load(project)
        found = questions.compare_air(opened, factor, steps())
        if out is not None:
            import pandas as pd

            from quartiermap.analysis.air_comparison import cell_frame

            analysis = results.result_of(opened)
            frames = [cell_frame(analysis, entry) for entry in found]
            question_files.write_table(
                pd.concat(frames, ignore_index=True) if frames else pd.DataFrame(), out
            )
        return found

    found = run(work, as_json)
    if as_json:
        emit(
            {
                "ok": True,
                "file": None if out is None else str(out),
                "standards": [
                    {
                        "kind": entry.kind,
                        "standard_id": entry.standard_id,
                        "group": entry.group,
                        "target_m": entry.target_m,
                        "factor": entry.factor,
                        "persons": plain(entry.persons),
                        "both": plain(entry.both),
                        "only_air": plain(entry.only_air),
                        "only_foot": plain(entry.only_foot),
                        "neither": plain(entry.neither),
                        "detour": plain(entry.detour),
                        "sentence": entry.sentence,
                    }
                    for entry in found
                ],
            }
        )
        return
    for entry in found:
        click.echo(entry.sentence)
    if not found:
        click.echo("Es gibt keinen Richtwert mit Einrichtungen, der zu Fuß gemessen wird.")


TABLE_COMMANDS = (opportunities, assign, share, compare_air)
"""What `quartiermap.cli.questions` adds to the command line."""
