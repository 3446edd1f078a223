"""``import … basemap FILE.mbtiles``: a file with map tiles is attached as background, not read into the project."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from quartiermap.errors import UsageError

if TYPE_CHECKING:
    from quartiermap.domain.progress import Progress

SUFFIXES = (".mbtiles", ".pmtiles")


def is_tile_file(files: tuple[Path, ...]) -> bool:
    """Tell whether any of the files has the name of a tile file.

    Examples
    --------
    >>> is_tile_file((Path("stadt.PMTiles"),)), is_tile_file((Path("stadt.osm.pbf"),))
    (True, False)
    """
    return any(path.suffix.lower() in SUFFIXES for path in files)


def attach(
    project: Path, files: tuple[Path, ...], title: str, provider: str, licence: str, progress: Progress
) -> dict[str, Any]:
    """Attach one tile file to a project, choose it as background and return what ``import`` reports.

    Raises
    ------
    UsageError
        For several files.
    InputError
        If the file cannot be a background.
    """
    from quartiermap.app import base_maps
    from quartiermap.io import project_file
    from quartiermap.io.lock import ProjectLock

    if len(files) != 1:
        msg = "Als Kartenhintergrund wird genau eine Datei (.mbtiles oder .pmtiles) angehängt."
        raise UsageError(msg)
    with ProjectLock(project):
        opened = project_file.load(project)
        added = base_maps.attach_file(
            files[0],
            project.resolve().parent,
            progress.part(0.0, 0.6),
            licence=licence,
            credit=provider,
            name=title,
        )
        project_file.save(base_maps.add(opened, added), project, progress.part(0.6, 1.0))
    credit = f" Auf der Karte steht: {added.line}." if added.credit else ""
    missing = (
        ""
        if added.credit or licence
        else " Die Datei nennt keinen Urheber: mit --provider und --licence angeben."
    )
    return {
        "ok": True,
        "layer": "basemap",
        "rows": 0,
        "summary": f"Kartenhintergrund „{added.name}“ angehängt (die Datei bleibt, wo sie ist).{credit}{missing}",
        "crs": opened.crs,
        "background": {"key": added.key, "file": added.path, "sha256": added.sha256, "credit": added.line},
        "problems": [],
        "sources": [],
        "addresses": [],
        "saved_mapping": None,
        "not_asked": [],
        "_problems": [],
    }
