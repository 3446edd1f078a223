"""A gap report made again: what it was made from is written beside it (``Lauf.json``), checked, and computed anew.

The same data, parameters and version of the program give the same ``report.json`` and the same CSV files to the byte: time
stamps and the data passport are taken from the run. Other data are refused by name; another version of the program is said.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path, PureWindowsPath
from typing import TYPE_CHECKING, Any

from quartiermap.app.report_run_check import differences, refuse_others
from quartiermap.app.report_run_file import FORMAT, NAME, RunFile, read_run, to_text
from quartiermap.app.results import any_result
from quartiermap.domain.progress import Progress
from quartiermap.errors import InputError, Problem, QuartierMapError, UsageError

if TYPE_CHECKING:
    from quartiermap.domain.project import Project, Source
    from quartiermap.domain.report_template import ReportTemplate

REPEATABLE = (".json", ".csv", ".xlsx", ".geojson")
"""Endings of the files of a report that are the same to the byte when it is made again."""

_NOT_KEPT = ("view.", "notes.", "ranking.stability")
"""Settings that no report depends on (remarks on facilities are nobody else's business), or that are computed again."""


@dataclass(frozen=True)
class Rerun:
    """A report made again.

    Parameters
    ----------
    files : tuple of Path
        What was written.
    notes : tuple of str
        German sentences: what was checked, and what is not as it was.
    same : bool
        Whether every repeatable file that both have is the same to the byte.
    differing : tuple of str
        Names of those that are not.
    """

    files: tuple[Path, ...]
    notes: tuple[str, ...]
    same: bool
    differing: tuple[str, ...] = ()


def run_of(
    project: Project, template: ReportTemplate, formats: Sequence[str], csv: str, project_file: str = ""
) -> RunFile:
    """Return what makes a project's report, without the checksums of what was written.

    Parameters
    ----------
    project : Project
        With its result, as it was handed to the writers (before small numbers are taken out).
    project_file : str
        Name or path of the project's file; no folder is kept.
    """
    from quartiermap.analysis.evidence import attached
    from quartiermap.app.programmes import available
    from quartiermap.app.report_run_files import assets_of, plain_template
    from quartiermap.domain.checksums import layer_sums, programme_sum
    from quartiermap.render.report_model import versions
    from quartiermap.render.report_suppression import shown

    analysis = any_result(project)
    there = available(project)
    told = versions()
    return RunFile.model_validate_json(
        _json(
            {
                "format": FORMAT,
                "program": told["program"],
                "libraries": told["libraries"],
                "project": project.name,
                "project_file": PureWindowsPath(project_file).name,
                "created_at": project.created_at,
                "computed_at": analysis.computed_at.isoformat(),
                "fingerprint": analysis.fingerprint,
                "stale": project.stale,
                "parameters": analysis.parameters.as_dict(),
                "settings": {k: v for k, v in project.settings.items() if not k.startswith(_NOT_KEPT)},
                "programmes": [
                    {"id": i, "title": there[i].title, "sha256": programme_sum(there[i])}
                    for i in analysis.parameters.programmes
                    if i in there
                ],
                "layers": [asdict(layer) for layer in layer_sums(shown(project)[0])],
                "papers": [{"name": paper.name, "sha256": paper.sha256} for paper in attached(project)],
                "sources": [asdict(s) | {"file": PureWindowsPath(s.file).name} for s in project.sources],
                "template": plain_template(template),
                "assets": [asset.model_dump() for asset in assets_of(template)],
                "formats": list(formats),
                "csv": csv,
                "outputs": [],
            }
        )
    )


def write_run(run: RunFile, out: Path, files: Sequence[Path]) -> Path:
    """Write ``Lauf.json`` into a report's folder, with the checksums of the files that can be repeated."""
    from quartiermap.io.atomic import replace_file

    outputs = [
        {"name": file.relative_to(out).as_posix(), "sha256": _sha256(file)}
        for file in sorted(files)
        if file.suffix in REPEATABLE and file.name != NAME
    ]
    whole = RunFile.model_validate_json(_json({**run.model_dump(mode="json"), "outputs": outputs}))
    content = to_text(whole).encode()
    path = out / NAME

    def write(place: Path) -> None:
        place.write_bytes(content)

    replace_file(path, write)
    return path


def find_project(run_file: Path, run: RunFile) -> Path:
    """Return the project's file that lies beside a run file or in the folders above it.

    Raises
    ------
    UsageError
        If there is none of that name.
    """
    folder = (run_file if run_file.is_dir() else run_file.parent).resolve()
    # A run from elsewhere must not send us to another folder, or to another machine.
    name = PureWindowsPath(run.project_file).name
    for place in (folder, folder.parent, folder.parent.parent):
        if name and (place / name).is_file():
            return place / name
    named = f"„{run.project_file}“ liegt" if run.project_file else "Das Projekt liegt"
    raise UsageError(
        f"{named} nicht beim Lauf. Die Projektdatei angeben: quartiermap report --run {NAME} PROJEKT.gpkg --out ORDNER."
    )


def rerun(
    run: RunFile,
    project: Project,
    out: Path,
    *,
    formats: Sequence[str] | None = None,
    template: ReportTemplate | None = None,
    csv: str | None = None,
    project_file: str = "",
    beside: Path | None = None,
    progress: Progress | None = None,
) -> Rerun:
    """Compute a run again and write its report.

    Parameters
    ----------
    run : RunFile
        From `report_run_file.read_run`.
    project : Project
        With the same data; its result and its settings do not matter.
    formats, template, csv : optional
        Others than those of the run.
    beside : Path, optional
        The folder of the run file: the logo of the template lies there.

    Raises
    ------
    InputError
        If the data are not those of the run (every layer that differs), or the run was of a stale result.
    QuartierMapError
        If the same data and the same version give other numbers: a bug of ours, or a file changed by hand.
    """
    from quartiermap.app import usecases
    from quartiermap.app.report_run_files import template_of

    progress = progress or Progress()
    if run.stale:
        raise InputError(
            Problem(
                "Der Bericht wurde aus einem Ergebnis geschrieben, das älter war als die Daten. Nachrechnen lässt sich nur ein aktueller Bericht.",
                "Neu rechnen (quartiermap analyse) und den Bericht neu schreiben.", code="run_stale",
            )
        )  # fmt: skip
    progress.step(0.0, "Daten mit dem Lauf vergleichen")
    refuse_others(run, project.with_(analysis=None))
    notes = [
        "Die Daten sind dieselben wie im Lauf: " + ", ".join(layer.label for layer in run.layers) + ".",
        *_version_notes(run),
    ]
    ready, about_rules = _recomputed(run, project, progress.part(0.05, 0.6))
    refuse_others(run, ready)
    notes += about_rules
    if template is None:
        template, about = template_of(run, beside)
        notes += about
    wanted = tuple(formats or run.formats)
    files = usecases.report(
        ready, out, wanted, progress.part(0.6, 1.0), template=template, csv=csv or run.csv,
        project_file=project_file or run.project_file,
    )  # fmt: skip
    differing = _differing(run, out, files)
    compared = [o.name for o in run.outputs if (out / o.name) in files]
    if not compared:
        notes.append("Der Lauf nennt keine Datei, mit der sich vergleichen ließe.")
    elif not differing:
        notes.append(f"Bytegleich mit dem Lauf: {', '.join(compared)}.")
    elif _same_program(run):
        raise QuartierMapError(
            f"Nicht wie im Lauf, obwohl Daten, Parameter und Programmversion dieselben sind: {', '.join(differing)}. Entweder hatte "
            "eine frühere Programmversion gerechnet (dann neu rechnen und neu berichten), oder die Datei wurde danach geändert."
        )
    else:
        notes.append(f"Mit dieser Programmversion anders als im Lauf: {', '.join(differing)}.")
    return Rerun(tuple(files), tuple(notes), not differing, tuple(differing))


def with_parameters_of(run: RunFile, project: Project, progress: Progress | None = None) -> Project:
    """Return a project computed with the parameters and settings of a run, on its own data.

    For telling apart what other data and what other rules have changed (`app.report_split`).
    """
    ready, _ = _recomputed(run, project, progress or Progress(), own_data=True)
    return ready


def _recomputed(
    run: RunFile, project: Project, progress: Progress, *, own_data: bool = False
) -> tuple[Project, list[str]]:
    import datetime as dt

    from quartiermap.analysis.run import analyse
    from quartiermap.app.programmes import by_ids, known
    from quartiermap.domain.checksums import programme_sum
    from quartiermap.domain.results import AnalysisParameters

    try:
        parameters = AnalysisParameters.from_dict(run.parameters)
        stamp = dt.datetime.fromisoformat(run.computed_at)
        sources = tuple(_source(row) for row in run.sources)
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise InputError(
            Problem(
                "Die Parameter des Laufs lassen sich nicht lesen.",
                "Die Datei unverändert verwenden.",
                file=NAME,
                code="run_damaged",
            )
        ) from error
    settings = {k: v for k, v in project.settings.items() if k.startswith(_NOT_KEPT)} | run.settings
    ready = project.with_(settings=settings, analysis=None)
    if not own_data:
        ready = ready.with_(name=run.project, created_at=run.created_at, sources=sources)
    programmes = by_ids(parameters.programmes, ready)
    sums = {p.id: p.sha256 for p in run.programmes}
    notes = [
        f"Die Regeln von „{programme.title}“ lauten in dieser Programmversion anders als im Lauf."
        for i, programme in programmes.items()
        if sums.get(i, "") != programme_sum(programme)
    ]
    found = analyse(ready, parameters, list(programmes.values()), progress, known(ready))
    if not own_data:
        found = replace(found, computed_at=stamp)
    from quartiermap.app.ranking import ranked

    return ranked(ready.with_(analysis=found)), notes


def _source(row: Mapping[str, Any]) -> Source:
    from quartiermap.domain.project import Source

    names = {f.name for f in fields(Source)}
    if set(row) != names:
        raise ValueError(sorted(set(row) ^ names))
    return Source(**{**row, "findings": tuple(row["findings"])})


def _version_notes(run: RunFile) -> list[str]:
    from quartiermap.render.report_model import versions

    now = versions()
    if run.program != now["program"]:
        return [f"Gerechnet wurde mit {run.program}, nachgerechnet mit {now['program']}; Zahlen können abweichen."]  # fmt: skip
    other = [
        f"{name} {run.libraries.get(name, '–')} → {version}"
        for name, version in now["libraries"].items()
        if run.libraries.get(name) != version
    ]
    return [f"Andere Bibliotheken als im Lauf: {', '.join(other)}."] if other else []


def _same_program(run: RunFile) -> bool:
    return not _version_notes(run)


def _differing(run: RunFile, out: Path, files: Sequence[Path]) -> list[str]:
    written = set(files)
    return [o.name for o in run.outputs if (out / o.name) in written and _sha256(out / o.name) != o.sha256]


def _json(value: Any) -> str:
    import json

    from quartiermap.render.report_values import plain

    return json.dumps(plain(value), ensure_ascii=False)


def _sha256(path: Path) -> str:
    with path.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()


__all__ = [
    "NAME", "REPEATABLE", "Rerun", "RunFile", "differences", "find_project", "read_run", "rerun", "run_of", "with_parameters_of",
    "write_run",
]  # fmt: skip
