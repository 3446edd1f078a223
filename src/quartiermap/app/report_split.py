"""What other data and what other rules have changed, told apart by computing: the later data under the earlier rules."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from quartiermap.app.report_run import with_parameters_of
from quartiermap.app.report_run_file import NAME, read_run
from quartiermap.domain.progress import Progress
from quartiermap.errors import InputError, Problem

if TYPE_CHECKING:
    from quartiermap.domain.project import Project


def between(
    before: Path, after: Mapping[str, Any], project: Project, progress: Progress | None = None
) -> dict[str, Any]:
    """Return the report of the later data under the parameters and settings of the earlier report.

    Parameters
    ----------
    before : Path
        The earlier ``report.json`` or its folder; ``Lauf.json`` lies beside it.
    after : mapping
        The later report (`report_comparison.read_report`).
    project : Project
        The project that `after` was made from.

    Raises
    ------
    InputError
        If there is no run file, or the project does not hold the data of the later report.
    """
    from quartiermap.app.programmes import available
    from quartiermap.domain.checksums import layer_sums
    from quartiermap.render import report_model
    from quartiermap.render.report_suppression import shown

    folder = before if before.is_dir() else before.parent
    if not (folder / NAME).is_file():
        raise InputError(
            Problem(
                f"Beim früheren Bericht liegt keine Datei {NAME}; ohne sie sind seine Richtwerte und Einstellungen nicht vollständig bekannt.",
                "Den früheren Bericht mit dieser Programmversion neu schreiben.", file=str(folder), code="run_missing",
            )
        )  # fmt: skip
    told = {str(layer["layer"]): str(layer["sha256"]) for layer in after["meta"].get("layers", ())}
    sums = layer_sums(shown(project)[0])
    held = {layer.layer: layer.sha256 for layer in sums}
    other = sorted(name for name in told.keys() | held.keys() if told.get(name) != held.get(name))
    if other:
        labels = {layer.layer: layer.label for layer in sums}
        raise InputError(
            Problem(
                f"Das Projekt enthält nicht die Daten des späteren Berichts: {', '.join(labels.get(o, o) for o in other)}.",
                "Das Projekt angeben, aus dem der spätere Bericht geschrieben wurde.", code="run_data_differ",
            )
        )  # fmt: skip
    progress = progress or Progress()
    ready = with_parameters_of(read_run(folder), project, progress.part(0.0, 0.9))
    progress.step(0.9, "Zahlen zusammenstellen")
    return report_model.build(ready, available(ready))
