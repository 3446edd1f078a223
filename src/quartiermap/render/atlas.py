"""One page for each district: its map, and its figures, gaps and facilities as blocks of a report.

Made for a whole city (Berlin: 448 pages): one map is in memory at a time, every finished one is kept in a cache folder
and taken from there after a break, and cancelling is asked for before each. What a kept map depends on is in the name
of its folder (`cache_key`), so an old one is never taken for a new one.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from functools import cache as once
from pathlib import Path
from typing import Any

import platformdirs

import quartiermap
from quartiermap.domain import texts
from quartiermap.domain.progress import Progress
from quartiermap.domain.project import Project
from quartiermap.domain.report_template import ReportTemplate
from quartiermap.render.atlas_blocks import page_blocks
from quartiermap.render.district_map import SIZE_MM, DistrictMaps
from quartiermap.render.map_furniture import Imprint
from quartiermap.render.report_blocks import Block
from quartiermap.render.report_values import plain
from quartiermap.render.svg_sheet import described

KEPT_KEYS = 3
"""How many sets of finished maps stay in the cache: the last reports of a few projects."""

Row = Mapping[str, Any]


@dataclass(frozen=True)
class AtlasPage:
    """One page of the atlas.

    Parameters
    ----------
    district_id, name : str
    map_file : Path
        The map as SVG, of the size `width_mm` x `height_mm` on paper.
    alt : str
        Written from the data; read aloud instead of the map.
    caption : str
    blocks : tuple of Block
        Figures, gaps, facilities (by the numbers on the map) and notes; they fit on the page below the map.
    """

    district_id: str
    name: str
    map_file: Path
    alt: str
    caption: str
    width_mm: float
    height_mm: float
    blocks: tuple[Block, ...]


def atlas_pages(
    project: Project,
    model: Row,
    folder: Path,
    template: ReportTemplate,
    progress: Progress | None = None,
    *,
    districts: Sequence[str] | None = None,
    size_mm: tuple[float, float] = SIZE_MM,
    cache: Path | None = None,
) -> list[AtlasPage]:
    """Draw the maps of the districts into `folder` and return their pages.

    Parameters
    ----------
    project : Project
        Without secret figures (`report_suppression.shown`).
    model : mapping
        From `report_model.build` of the same project; every number of the blocks comes from it.
    folder : Path
        The maps lie there when the function returns, as ``quartier-0001.svg`` and so on.
    template : ReportTemplate
        Says which districts get a page, and what stands in the title blocks.
    progress : Progress
        Asked before each page.
    districts : sequence of str, optional
        Keys of the districts instead of those that the template asks for, in this order.
    size_mm : tuple of float
        Width and height of the maps.
    cache : Path, optional
        Where finished maps are kept; the user's cache folder if not given. Without a usable one nothing is kept.

    Raises
    ------
    Cancelled
        If the user asked to stop; finished maps stay in the cache.
    """
    progress = progress or Progress()
    wanted = wanted_districts(model, template) if districts is None else list(districts)
    if not wanted:
        return []
    progress.step(0.0, "Quartierskarten vorbereiten")
    imprint = Imprint.of(template)
    maps = DistrictMaps(project, size_mm, imprint)
    known = set(maps.ids)
    wanted = [d for d in wanted if d in known]
    kept = _usable(cache or cache_folder(), cache_key(project, imprint, size_mm))
    folder.mkdir(parents=True, exist_ok=True)
    blocks = page_blocks(model, {i: maps.facilities(i) for i in wanted}, size_mm[1])
    pages = []
    for number, district_id in enumerate(wanted):
        progress.step(
            number / len(wanted),
            f"Quartier {texts.number(number + 1)} von {texts.number(len(wanted))} zeichnen",
        )
        path = folder / f"quartier-{number + 1:04d}.svg"
        alt = _put(path, kept, maps, district_id)
        pages.append(
            AtlasPage(
                district_id, maps.scenes.name(district_id), path, alt, maps.caption(district_id), *size_mm,
                tuple(blocks[district_id]),
            )
        )  # fmt: skip
    progress.step(1.0, "Quartierskarten gezeichnet")
    return pages


def wanted_districts(model: Row, template: ReportTemplate) -> list[str]:
    """Return the districts that get a page by what the template says, in the order of their keys."""
    if template.district_pages == "none":
        return []
    concerned = {g["district_id"] for g in model["gaps"]}
    every = sorted(str(d["district_id"]) for d in model["districts"])
    return every if template.district_pages == "all" else [d for d in every if d in concerned]


def cache_folder() -> Path:
    """Return where finished maps are kept on this machine."""
    return platformdirs.user_cache_path("quartiermap", appauthor=False) / "atlas"


def cache_key(project: Project, imprint: Imprint, size_mm: tuple[float, float]) -> str:
    """Return a name for everything that the maps depend on: data, result, parameters, title block, size, program."""
    analysis = project.analysis
    parts = {
        "program": quartiermap.__version__,
        "drawing": _code(),
        "data": project.fingerprint,
        "name": project.name,
        "settings": {k: v for k, v in project.settings.items() if not k.startswith("view.")},
        "ground": [len(project.basemap_areas), len(project.basemap_lines), len(project.funding_areas)],
        "sources": [[s.source_id, s.sha256, s.provider, s.licence, s.data_date] for s in project.sources],
        "imprint": asdict(imprint),
        "size": list(size_mm),
    }
    if analysis is not None:
        parts["result"] = [
            analysis.fingerprint,
            analysis.computed_at.isoformat(),
            analysis.parameters.as_dict(),
        ]
        parts["gaps"] = [[g.gap_id, g.rank] for g in analysis.gaps]
    text = json.dumps(plain(parts), sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:24]


@once
def _code() -> str:
    """Return a hash of the code that draws, so that maps of another state of the program are never taken."""
    digest = hashlib.sha256()
    for file in sorted(Path(__file__).parent.glob("*.py")):
        digest.update(file.read_bytes())
    return digest.hexdigest()  # without the files (a frozen program) the version stands for them


def _usable(cache: Path, key: str) -> Path | None:
    """Return the folder of a key, made if it is not there; the oldest ones go. ``None`` if none can be had."""
    try:
        own = cache / key
        own.mkdir(parents=True, exist_ok=True)
        os.utime(own)
        others = sorted((f for f in cache.iterdir() if f.is_dir() and f != own), key=_age, reverse=True)
    except OSError:
        return None
    for old in others[KEPT_KEYS - 1 :]:
        shutil.rmtree(old, ignore_errors=True)
    return own


def _age(folder: Path) -> float:
    with suppress(OSError):
        return folder.stat().st_mtime
    return 0.0


def _put(path: Path, kept: Path | None, maps: DistrictMaps, district_id: str) -> str:
    """Put the map of a district at `path`, a finished one if there is one; return its alternative text."""
    name = hashlib.sha256(district_id.encode()).hexdigest()[:16]  # a key may hold any sign
    known = None if kept is None else kept / f"{name}.svg"
    drawing = _read(known)
    alt = None if drawing is None else described(drawing)
    if drawing is None or alt is None:
        drawing = maps.draw(district_id)
        alt = described(drawing) or ""
        if known is not None:
            _keep(known, drawing)
    path.write_bytes(drawing)
    return alt


def _read(path: Path | None) -> bytes | None:
    if path is not None:
        with suppress(OSError):
            return path.read_bytes()
    return None


def _keep(path: Path, drawing: bytes) -> None:
    """Keep a finished map: there whole or not at all. A full disk costs the next run time, not this one its report."""
    beside = path.with_suffix(f".{os.getpid()}")
    try:
        beside.write_bytes(drawing)
        beside.replace(path)
    except OSError:
        with suppress(OSError):
            beside.unlink(missing_ok=True)


def total_bytes(pages: Iterable[AtlasPage]) -> int:
    """Return how many bytes the maps of some pages take."""
    return sum(page.map_file.stat().st_size for page in pages)
