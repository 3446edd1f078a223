"""``quartiermap rank``: the ranked gaps with the parts of their score and how stable each place is."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from quartiermap.cli.german import Command
from quartiermap.cli.question_words import AS_JSON, PROJECT, load, plain
from quartiermap.cli.talk import emit, run
from quartiermap.cli.talk import progress as steps

if TYPE_CHECKING:
    from quartiermap.domain.project import Project


@click.command(cls=Command)
@PROJECT
@click.option(
    "--weights",
    default=None,
    metavar="LISTE",
    help="Neue Gewichte, je 0 bis 3, z. B. affected=1,need=1,depth=1; werden im Projekt behalten.",
)
@click.option(
    "--stability",
    is_flag=True,
    help="Prüft, wie stabil jeder Platz ist (243 Varianten); wird im Projekt behalten.",
)
@click.option(
    "--top", type=click.IntRange(min=1), default=None, metavar="N", help="Nur die ersten N Lücken zeigen."
)
@AS_JSON
def rank(project: Path, weights: str | None, stability: bool, top: int | None, as_json: bool) -> None:
    """Zeigt die Rangfolge der Lücken mit ihren Teilen, auf Wunsch mit anderen Gewichten und ihrer Stabilität."""

    def work() -> tuple[Project, Any]:
        from quartiermap.analysis.gap_stability import stored_stability
        from quartiermap.app import ranking
        from quartiermap.io import project_file
        from quartiermap.io.lock import ProjectLock

        if weights is None and not stability:
            opened = _with_result(load(project))
            return opened, stored_stability(opened)
        progress = steps()
        with ProjectLock(project):
            opened = before = _with_result(load(project))
            if weights is not None:
                opened = ranking.with_weights(opened, ranking.read_weights(weights, ranking.weights(opened)))
            if stability:
                opened = ranking.with_stability(opened, progress.part(0.0, 0.7))
            if opened is not before:
                project_file.save(opened, project, progress.part(0.7, 1.0))
        return opened, stored_stability(opened)

    opened, found = run(work, as_json)
    from quartiermap.app import ranking

    used = ranking.weights(opened)
    rows = ranking.ranking_table(opened, found)[:top]
    if as_json:
        emit(
            {
                "ok": True,
                "weights": used.as_dict(),
                "stability": found is not None,
                "stale": opened.stale,
                "gaps": [{**row, "score": plain(row["score"])} for row in rows],
            }
        )
        return
    from quartiermap.analysis.ranking import NOTE_START, plain_number
    from quartiermap.analysis.ranking_stability import STABILITY_NOTE
    from quartiermap.domain.texts import number
    from quartiermap.io import bundled

    kinds = bundled.kinds()
    from quartiermap.domain.findings import Reason

    click.echo(f"{NOTE_START}. Gewichte: {used.words}.")
    for row in rows:
        click.echo(
            f"{row['rank']:>4}. {row['district_name']}: {kinds.name(row['kind'])}, {Reason(row['reason']).label} "
            f"({row['gap_id']})"
        )
        made = " × ".join(
            plain_number(p["factor"], 4) + ("" if p["weight"] == 1 else f"^{plain_number(p['weight'])}")
            for p in row["parts"]
        )
        words = "" if found is None else f"; {ranking.stability_words(found, row['gap_id'])}"
        click.echo(f"      Punktzahl {number(row['score'], 2)} = {made}{words}")
    if found is not None:
        click.echo(STABILITY_NOTE)


def _with_result(project: Project) -> Project:
    from quartiermap.app.results import any_result

    any_result(project)
    return project
