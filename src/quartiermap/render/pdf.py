"""The gap report as an accessible, archivable PDF (PDF/UA-1 and PDF/A-3a in one file), typeset with typst."""

from __future__ import annotations

import datetime as dt
import json
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import typst

from quartiermap.domain.progress import Progress
from quartiermap.domain.project import Project
from quartiermap.domain.standards import Standard
from quartiermap.io import bundled
from quartiermap.render import (
    map_content,
    report_chapters,
    report_gap_chapters,
    report_lists,
    report_method,
    report_model,
    static_map,
)
from quartiermap.render.report_chapters import MapFile
from quartiermap.render.report_fonts import font_dir, printable_all
from quartiermap.render.report_values import german_date

TITLE = "Lückenbericht Soziale Infrastruktur im Quartier"


def planned_maps(model: Mapping[str, Any]) -> list[tuple[str, str | None, str | None]]:
    """Return the maps worth drawing as (figure, kind, standard id): none without a single value."""
    plan: list[tuple[str, str | None, str | None]] = [(map_content.OVERVIEW, None, None)]
    if any(row["status_class"] for row in model["need"]):
        plan.append(("need_status", None, None))
    for kind in report_lists.surveyed_kinds(model):
        rows = [d["kinds"][kind["id"]] for d in model["districts"] if kind["id"] in d["kinds"]]
        plan += [
            (figure, kind["id"], rows[0]["standard_id"])
            for figure in ("covered_share", "supply_ratio")
            if any(row[figure] is not None for row in rows)
        ]
    return plan


def draw_maps(
    project: Project, model: Mapping[str, Any], folder: Path, progress: Progress
) -> dict[tuple[str, str | None], MapFile]:
    """Draw all maps of the report as SVG into `folder`; return them by (figure, kind)."""
    painter = static_map.MapPainter(project, shrink=True)
    by_id: dict[str, Standard] = {}
    if project.analysis is not None:
        by_id = {s.id: s for s in project.analysis.parameters.standards}
    plan = planned_maps(model)
    drawn: dict[tuple[str, str | None], MapFile] = {}
    for number, (figure, kind, standard_id) in enumerate(plan):
        progress.step(number / len(plan), f"Karte {number + 1} von {len(plan)} zeichnen")
        standard = by_id.get(standard_id or "")
        file = f"karte-{number + 1:02d}.svg"
        (folder / file).write_bytes(painter.draw(figure, kind, standard))
        title, _ = map_content.title_of(project, figure, kind, standard)
        drawn[(figure, kind)] = MapFile(
            file, map_content.describe(project, figure, kind, standard), title, painter.width_mm
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
        *report_gap_chapters.gaps(model),
        *report_gap_chapters.precheck(model),
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
            "blocks": blocks,
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
