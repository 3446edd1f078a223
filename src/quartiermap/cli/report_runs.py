"""``quartiermap report --run``: a report made again from its run file."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from quartiermap.cli.talk import emit, run
from quartiermap.cli.talk import progress as steps

if TYPE_CHECKING:
    from quartiermap.app.report_run import Rerun
    from quartiermap.domain.report_template import ReportTemplate


def repeat(
    run_file: Path,
    project: Path | None,
    out: Path,
    *,
    formats: Sequence[str] | None = None,
    template: ReportTemplate | None = None,
    csv: str | None = None,
    as_json: bool = False,
) -> None:
    """Check the data, compute a run again, write its report and say what was compared."""

    def work() -> Rerun:
        from quartiermap.app import report_run
        from quartiermap.io import project_file
        from quartiermap.io.atomic import make_folder

        found = report_run.read_run(run_file)
        place = project or report_run.find_project(run_file, found)
        opened = project_file.load(place)
        make_folder(out)
        return report_run.rerun(
            found,
            opened,
            out,
            formats=formats,
            template=template,
            csv=csv,
            project_file=place.name,
            beside=run_file if run_file.is_dir() else run_file.parent,
            progress=steps(),
        )

    made = run(work, as_json)
    if as_json:
        emit(
            {
                "ok": True,
                "files": [str(f) for f in made.files],
                "same": made.same,
                "differing": list(made.differing),
                "notes": list(made.notes),
            }
        )
        return
    for note in made.notes:
        click.echo(note)
    for file in made.files:
        click.echo(str(file))
