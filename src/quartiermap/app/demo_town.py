"""The demo town: built once through the real importers, then only opened (the second run takes seconds).

What is built lies in one folder: ``rohdaten`` (the town's raw files), ``demo.gpkg`` (the project), ``bericht``
(the report) and ``stand.json``, which says which version of the program made it.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import TYPE_CHECKING

from quartiermap.app.usecases import REPORT_FORMATS, analyse, import_into, report
from quartiermap.domain.progress import Progress
from quartiermap.errors import ProjectError

if TYPE_CHECKING:
    from quartiermap.domain.project import Project

PROJECT_NAME = "demo.gpkg"
RAW_FOLDER = "rohdaten"
REPORT_FOLDER = "bericht"
_STAMP_NAME = "stand.json"


def build_demo(folder: Path, progress: Progress | None = None) -> Project:
    """Generate the demo town's files in `folder`, import them through the real importers, and analyse.

    Parameters
    ----------
    folder : Path
        Where the town's raw files are written (they stay there, to be looked at and imported by hand).
    """
    from dataclasses import replace

    from quartiermap.demo.town import generate
    from quartiermap.domain.project import new_project
    from quartiermap.io.importers import ImportRequest

    progress = progress or Progress()
    town = generate(folder, progress=progress.part(0.0, 0.35))
    project = new_project(town.name)
    share = 0.35
    width = 0.4 / max(len(town.files), 1)
    for file in town.files:
        request = ImportRequest(
            layer=file.layer,
            files=(file.path,),
            kind=file.kind,
            mapping=dict(file.mapping),
            preset=file.preset,
            period=file.period,
            crs=file.crs,
        )
        project = import_into(project, request, progress.part(share, share + width)).project
        share += width
    project = project.with_(
        settings={**project.settings, **town.facts},
        sources=tuple(
            # The files imitate real providers; nobody may be named as the source of invented figures.
            replace(
                s,
                invented=True,
                title=s.file,
                provider="QuartierMap, Demo-Stadt (erfunden)",
                licence="ohne Lizenz, da erfunden",
            )
            for s in project.sources
        ),
    )
    return analyse(project, None, progress.part(0.75, 1.0))


def program_stamp() -> str:
    """Return a hash of everything that shapes the demo town: our modules and the shipped data files."""
    from quartiermap.io import bundled

    digest = hashlib.sha256()
    package = Path(__file__).resolve().parents[1]
    folders = ("demo", "domain", "io", "analysis", "render", "app")
    files = [p for folder in folders for p in (package / folder).rglob("*.py")]
    files += [p for p in bundled.data_dir().rglob("*") if p.is_file()]
    files += [p for p in (bundled.resources_dir() / "report").rglob("*") if p.is_file()]
    for file in sorted(files):
        digest.update(file.name.encode())
        digest.update(file.read_bytes())
    return digest.hexdigest()


def _stamp(folder: Path) -> dict[str, str]:
    try:
        found = json.loads((folder / _STAMP_NAME).read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return {str(k): str(v) for k, v in found.items()} if isinstance(found, dict) else {}


def _put_stamp(folder: Path, **values: str) -> None:
    (folder / _STAMP_NAME).write_text(json.dumps({**_stamp(folder), **values}, indent=2), "utf-8")


def open_demo(folder: Path, progress: Progress | None = None) -> Project:
    """Return the demo town's project, built in `folder` if this version of the program has not done so yet.

    The town is never taken from `folder` if its project file was changed or damaged since it was built.
    """
    from quartiermap.io import project_file

    progress = progress or Progress()
    stamp = program_stamp()
    path = folder / PROJECT_NAME
    known = _stamp(folder)
    if known.get("project") == stamp and path.is_file() and known.get("sha256") == _sha256(path):
        progress.step(0.5, "Demo-Stadt öffnen")
        try:
            return project_file.load(path)
        except ProjectError:
            pass  # built anew below; nothing of the user's is in it
    folder.mkdir(parents=True, exist_ok=True)
    project = build_demo(folder / RAW_FOLDER, progress.part(0.0, 0.95))
    project_file.save(project, path, progress.part(0.95, 1.0))
    _put_stamp(folder, project=stamp, sha256=_sha256(path), report="")
    return project


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def demo_report(project: Project, folder: Path, progress: Progress | None = None) -> list[Path]:
    """Return the files of the demo town's report, written to `folder` if they are not there yet."""
    target = folder / REPORT_FOLDER
    stamp = program_stamp()
    if _stamp(folder).get("report") == stamp and (target / "report.json").is_file():
        return sorted(p for p in target.rglob("*") if p.is_file())
    files = report(project, target, REPORT_FORMATS, progress)
    _put_stamp(folder, report=stamp)
    return files
