"""Draws what a report shows as pictures: the maps of figures, the large sheets, the pages of districts; and keeps them for the next time.

The same maps serve the PDF, the Word text and the preview; the pictures of one state of the project are drawn once.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Literal, NamedTuple

from quartiermap.domain.progress import Progress
from quartiermap.domain.project import Project
from quartiermap.domain.report_template import ReportTemplate
from quartiermap.domain.standards import Standard
from quartiermap.render import atlas, district_map, map_content, report_lists, static_map
from quartiermap.render.map_furniture import Imprint
from quartiermap.render.report_blocks import MapFile
from quartiermap.render.report_chapters import rest_of_kind_mm
from quartiermap.render.report_document import DistrictPage

Row = Mapping[str, Any]
Key = tuple[str, str | None]

WIDTH_MM = 165.0
PAGE_MM = 246.0
"""Height of the text on an A4 page."""
HEIGHTS_MM = (90.0, 96.0, 102.0, 108.0, 120.0, 132.0, 144.0)
"""Heights that a map of a kind may have: with the tables below it fills its page."""
OVERVIEW_MM = (165.0, 150.0)
PICTURE_DPI = 200
A3_MM = (385.0, 235.0)
"""Size of a map on an A3 sheet in landscape."""


class PlannedMap(NamedTuple):
    """One map of the report: figure, kind, id of the standard, and whether the coarser level is coloured."""

    figure: str
    kind: str | None = None
    standard_id: str | None = None
    coarse: bool = False


def planned_maps(model: Row) -> list[PlannedMap]:
    """Return the maps worth drawing: none without a single value, and places against need only for a finding."""
    plan = [PlannedMap(map_content.OVERVIEW)]
    if any(row["status_class"] for row in model["need"]):
        plan.append(PlannedMap("need_status"))
    for kind in report_lists.surveyed_kinds(model):
        rows = [d["kinds"][kind["id"]] for d in model["districts"] if kind["id"] in d["kinds"]]
        if any(row["covered_share"] is not None for row in rows):
            plan.append(PlannedMap("covered_share", kind["id"], rows[0]["standard_id"]))
        level = report_lists.supply_level(model, kind["id"])
        if level and report_lists.too_few_places(model, kind["id"]):
            plan.append(PlannedMap("supply_ratio", kind["id"], rows[0]["standard_id"], level == "coarse"))
    return plan


_CHAPTER_OF = {
    map_content.OVERVIEW: "area",
    "need_status": "need",
    "covered_share": "access",
    "supply_ratio": "access",
}


def wanted_maps(model: Row, template: ReportTemplate) -> list[PlannedMap]:
    """Return the maps of the chapters that are there."""
    on = {c.id for c in template.shown}
    return [p for p in planned_maps(model) if _CHAPTER_OF[p.figure] in on]


def size_mm(model: Row, planned: PlannedMap) -> tuple[float, float]:
    """Return the size of a map: with the text and tables of its section it is to fill one page."""
    if planned.figure == map_content.OVERVIEW:
        return OVERVIEW_MM
    if planned.figure != "covered_share" or planned.kind is None:
        return WIDTH_MM, HEIGHTS_MM[3]
    room = PAGE_MM - rest_of_kind_mm(model, planned.kind)
    fitting = [h for h in HEIGHTS_MM if h <= room]
    return WIDTH_MM, fitting[-1] if fitting else HEIGHTS_MM[3]


def frames(project: Project, model: Row) -> dict[Key, MapFile]:
    """Return the maps as empty frames of their size, for a draft."""
    found: dict[Key, MapFile] = {}
    standards = _standards(project)
    for planned in planned_maps(model):
        width, height = size_mm(model, planned)
        title, _ = map_content.title_of(
            project, planned.figure, planned.kind, standards.get(planned.standard_id or ""), coarse=planned.coarse
        )  # fmt: skip
        found[planned.figure, planned.kind] = MapFile("", title, title, width, height)
    return found


def draw_maps(
    project: Project, model: Row, folder: Path, template: ReportTemplate, progress: Progress
) -> dict[Key, MapFile]:
    """Draw the maps of the text as SVG into `folder`; return them by (figure, kind). Those that are there are kept."""
    plan = wanted_maps(model, template)
    return _drawn(project, ((p, size_mm(model, p)) for p in plan), len(plan), "karte", folder, template, progress)  # fmt: skip


def draw_sheets(
    project: Project, model: Row, folder: Path, template: ReportTemplate, progress: Progress
) -> dict[Key, MapFile]:
    """Draw the same maps for A3 sheets in landscape, where the template asks for them."""
    if template.map_paper != "a3":
        return {}
    plan = wanted_maps(model, template)
    return _drawn(project, ((p, A3_MM) for p in plan), len(plan), "blatt", folder, template, progress)


def draw_pictures(
    project: Project, model: Row, folder: Path, template: ReportTemplate, progress: Progress
) -> dict[Key, MapFile]:
    """Draw the maps of the text as PNG, for what cannot show SVG."""
    plan = wanted_maps(model, template)
    return _drawn(project, ((p, size_mm(model, p)) for p in plan), len(plan), "karte", folder, template, progress, "png")  # fmt: skip


def draft_pages(model: Row, template: ReportTemplate, most: int) -> list[DistrictPage]:
    """Return the first pages of districts as empty frames, for a draft whose maps are not drawn."""
    width, height = district_map.SIZE_MM
    return [
        atlas.AtlasPage(district, district, Path(), "", "", width, height, ())
        for district in atlas_districts(model, template)[:most]
    ]


def atlas_districts(model: Row, template: ReportTemplate) -> list[str]:
    """Return the ids of the districts that get a page of their own."""
    if "districts" not in {c.id for c in template.shown}:
        return []
    return atlas.wanted_districts(model, template)


def _standards(project: Project) -> dict[str, Standard]:
    return {s.id: s for s in project.analysis.parameters.standards} if project.analysis is not None else {}


def _drawn(
    project: Project, plan: Iterable[tuple[PlannedMap, tuple[float, float]]], count: int, name: str, folder: Path, template: ReportTemplate,
    progress: Progress, form: Literal["svg", "png"] = "svg",
) -> dict[Key, MapFile]:  # fmt: skip
    painters: dict[tuple[float, float], static_map.MapPainter] = {}
    standards = _standards(project)
    drawn: dict[Key, MapFile] = {}
    for number, (planned, size) in enumerate(plan):
        progress.step(number / count, f"Karte {number + 1} von {count} zeichnen")
        figure, kind, standard_id, coarse = planned
        standard = standards.get(standard_id or "")
        path = folder / f"{name}-{number + 1:02d}.{form}"
        if not path.is_file():
            painter = painters.setdefault(size, _painter(project, size, template))
            path.write_bytes(
                painter.draw(figure, kind, standard, coarse=coarse, format=form, dpi=PICTURE_DPI)
            )
        width, height = _svg_size(path) if form == "svg" else size
        title, _ = map_content.title_of(project, figure, kind, standard, coarse=coarse)
        alt = map_content.describe(project, figure, kind, standard, coarse=coarse)
        drawn[figure, kind] = MapFile(path.name, alt, title, width, height)
    return drawn


def _painter(project: Project, size: tuple[float, float], template: ReportTemplate) -> static_map.MapPainter:
    return static_map.MapPainter(project, size, shrink=True, imprint=Imprint.of(template))


_SIZE = re.compile(rb'<svg[^>]*?\swidth="([\d.]+)(mm|pt|px|)"[^>]*?\sheight="([\d.]+)|<svg[^>]*?\sheight="([\d.]+)(mm|pt|px|)"[^>]*?\swidth="([\d.]+)')  # fmt: skip
_UNIT_MM = {b"mm": 1.0, b"pt": 25.4 / 72, b"px": 25.4 / 96, b"": 25.4 / 96}


def _svg_size(path: Path) -> tuple[float, float]:
    """Return width and height of an SVG in mm, as its head says."""
    with path.open("rb") as file:
        found = _SIZE.search(file.read(4000))
    if found is None:
        return WIDTH_MM, HEIGHTS_MM[3]
    if found.group(1):
        width, unit, height = found.group(1), found.group(2), found.group(3)
    else:
        height, unit, width = found.group(4), found.group(5), found.group(6)
    return float(width) * _UNIT_MM[unit], float(height) * _UNIT_MM[unit]


def key_of(project: Project, template: ReportTemplate) -> str:
    """Return what drawn pictures depend on: the result, the data, what the template says on maps, the program."""
    import quartiermap

    analysis = project.analysis
    parts = [
        quartiermap.__version__,
        project.fingerprint,
        "" if analysis is None else analysis.computed_at.isoformat(),
        "" if analysis is None else analysis.fingerprint,
        str(project.settings.get("small_numbers.limit", "")),
        template.author, template.department, template.status, template.date_line, template.map_paper, template.corporate.accent,
    ]  # fmt: skip
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:24]
