"""The gap report as an accessible, archivable PDF (PDF/UA-1 and PDF/A-3a in one file), typeset with typst."""

from __future__ import annotations

import datetime as dt
import json
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

import typst

from quartiermap.domain.progress import Progress
from quartiermap.domain.project import Project
from quartiermap.domain.standards import Standard
from quartiermap.io import bundled
from quartiermap.render import (
    map_content,
    report_chapters,
    report_evidence,
    report_gap_chapters,
    report_lists,
    report_method,
    report_model,
    report_money,
    report_supply_chapter,
    static_map,
)
from quartiermap.render.report_chapters import MapFile
from quartiermap.render.report_fonts import font_dir, printable_all
from quartiermap.render.report_values import german_date

MIDDLE_MM = (165.0, 142.0)
"""Size of the maps of figures: with a table below it one fills a page."""

TITLE = "Lückenbericht Soziale Infrastruktur im Quartier"


class PlannedMap(NamedTuple):
    """One map of the report: figure, kind, id of the standard, and whether the coarser level is coloured."""

    figure: str
    kind: str | None = None
    standard_id: str | None = None
    coarse: bool = False


def planned_maps(model: Mapping[str, Any]) -> list[PlannedMap]:
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


def draw_maps(
    project: Project, model: Mapping[str, Any], folder: Path, progress: Progress
) -> dict[tuple[str, str | None], MapFile]:
    """Draw all maps of the report as SVG into `folder`; return them by (figure, kind)."""
    large = static_map.MapPainter(project, shrink=True)
    middle = static_map.MapPainter(project, MIDDLE_MM, shrink=True)
    by_id: dict[str, Standard] = {}
    if project.analysis is not None:
        by_id = {s.id: s for s in project.analysis.parameters.standards}
    plan = planned_maps(model)
    drawn: dict[tuple[str, str | None], MapFile] = {}
    for number, (figure, kind, standard_id, coarse) in enumerate(plan):
        progress.step(number / len(plan), f"Karte {number + 1} von {len(plan)} zeichnen")
        standard = by_id.get(standard_id or "")
        file = f"karte-{number + 1:02d}.svg"
        painter = large if figure == map_content.OVERVIEW else middle
        (folder / file).write_bytes(painter.draw(figure, kind, standard, coarse=coarse))
        title, _ = map_content.title_of(project, figure, kind, standard, coarse=coarse)
        drawn[(figure, kind)] = MapFile(
            file,
            map_content.describe(project, figure, kind, standard, coarse=coarse),
            title,
            painter.width_mm,
        )
    return drawn


def view(model: Mapping[str, Any], maps: report_chapters.Maps, *, attach: bool = True) -> dict[str, Any]:
    """Return what the template needs: title page, running heads, and the blocks of all chapters."""
    meta = model["meta"]
    town = meta["project"]["name"]
    stand = german_date(meta["computed_at"])
    blocks = [
        *report_chapters.summary(model),
        *report_chapters.area(model, maps),
        *report_chapters.stock(model),
        *report_chapters.social(model, maps),
        *report_chapters.access_and_supply(model, maps),
        *report_supply_chapter.supply_chapter(model),
        *report_gap_chapters.gaps(model),
        *report_gap_chapters.precheck(model),
        *report_evidence.evidence_chapter(model),
        *report_money.money_chapter(model),
        *report_method.method(model),
        *report_method.standards(model),
        *report_method.sources(model),
        *report_method.signs(),
        *report_lists.annex(model),
    ]
    warnings = [meta["invented_note"]] if meta["invented"] else []
    if meta["stale"]:
        warnings.append("Das Ergebnis ist älter als die Daten des Projekts und muss neu gerechnet werden.")
    notices = [note for p in model["programmes"] for note in (p["closed_note"], p["disclaimer"]) if note]
    prepared: dict[str, Any] = printable_all(
        {
            "title": f"{TITLE}: {town}",
            "title_short": TITLE,
            "subtitle": "Erreichbarkeit, Versorgung, Lücken und Vorprüfung der Förderung",
            "town": town,
            "author": town,
            "keywords": ["Lückenbericht", "Erreichbarkeit", "soziale Infrastruktur", town],
            "header": f"{TITLE} · {town}",
            "header_right": f"Stand {stand}"
            + (" · Erfundene Demonstrationsdaten" if meta["invented"] else ""),
            "footer": f"{meta['versions']['program']} · Daten {meta['fingerprint']}",
            "warnings": warnings,
            "notices": list(dict.fromkeys(notices)),
            "title_facts": [
                ["Stadt", town],
                ["Stand", stand],
                ["Stichtag der Prüfung", german_date(meta["parameters"]["date"])],
                ["Bearbeitung", meta["versions"]["program"]],
                ["Richtwerte", meta["parameters"]["standard_set_title"]],
                ["Daten", meta["fingerprint"]],
            ],
            # A table without rows would have no header cells for a screen reader, and nothing to say.
            "blocks": [b for b in blocks if b["type"] != "table" or b["rows"]],
        }
    )
    prepared["attach"] = attach
    return prepared


def write_pdf(
    project: Project, model: Mapping[str, Any], path: Path, progress: Progress | None = None
) -> None:
    """Write the report to `path`; it carries ``report.json`` as an attachment.

    Parameters
    ----------
    project : Project
        For the maps; every number of the text comes from `model`.
    model : mapping
        From `report_model.build`.
    path : Path
        Written directly; for a safe replacement call it through `io.atomic.replace_file`.
    progress : Progress

    Notes
    -----
    Neither system fonts nor the network are used, and the date inside is that of the computation: the
    same project gives the same bytes.
    """
    progress = progress or Progress()
    with tempfile.TemporaryDirectory(prefix="quartiermap-") as name:
        folder = Path(name)
        maps = draw_maps(project, model, folder, progress.part(0.0, 0.7))
        progress.step(0.7, "Bericht setzen")
        template = bundled.resources_dir() / "report" / "report.typ"
        (folder / "report.typ").write_bytes(template.read_bytes())
        (folder / "data.json").write_text(json.dumps(view(model, maps), ensure_ascii=False), "utf-8")
        (folder / "report.json").write_text(report_model.to_json(model), "utf-8")
        made = dt.datetime.fromisoformat(model["meta"]["computed_at"])
        pdf = typst.compile(
            str(folder / "report.typ"),
            root=str(folder),
            font_paths=[str(font_dir())],
            ignore_system_fonts=True,
            pdf_standards=["a-3a", "ua-1"],
            timestamp=int(made.timestamp()),
        )
        progress.step(0.98, "Bericht schreiben")
        path.write_bytes(pdf)
