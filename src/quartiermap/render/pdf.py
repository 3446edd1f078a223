"""The gap report as an accessible, archivable PDF (PDF/UA-1 and PDF/A-3a in one file), typeset with typst."""

from __future__ import annotations

import datetime as dt
import json
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from quartiermap.domain import texts
from quartiermap.domain.progress import Progress
from quartiermap.domain.project import Project
from quartiermap.domain.report_template import DEFAULT_TEMPLATE, ReportTemplate
from quartiermap.io import bundled
from quartiermap.io.report_assets import logo_kind
from quartiermap.io.report_template_file import check_template
from quartiermap.render import atlas, portions, report_model, report_parts
from quartiermap.render.report_blocks import Block
from quartiermap.render.report_document import Parts, cover, document
from quartiermap.render.report_fonts import font_dir, known_everywhere, printable_all
from quartiermap.render.typesetting import Typesetter

DRAFT_ROWS = 50
"""More rows of a table than these are left out of a draft."""


def view(
    model: Mapping[str, Any], template: ReportTemplate, parts: Parts | None, *, draft: bool = False
) -> dict[str, Any]:
    """Return what the layout needs: the document, colours and fonts, the logo by its name beside it.

    Characters that no font has are marked, and only those that the fonts at hand have are left. The long tables of a
    draft are cut. Without `parts` it is the cover alone, for which the facts of `report_model.cover_facts` do.
    """
    corporate = template.corporate
    known = known_everywhere(corporate.font_files)
    put_together = document(model, template, parts) if parts is not None else cover(model, template)
    prepared: dict[str, Any] = printable_all(put_together, known)
    if draft:
        prepared["blocks"] = [_shortened(block) for block in prepared["blocks"]]
    alt = template.logo_alt or f"Logo {model['meta']['project']['name']}"
    prepared |= {
        "department": prepared["department"],
        "logo": {"file": _logo_name(template), "alt": printable_all(alt, known)},
        "style": {
            "accent": corporate.accent,
            "band": corporate.band,
            "text_fonts": [f for f in (corporate.text_font, "Libertinus Serif", "DejaVu Sans") if f],
            "heading_fonts": [f for f in (corporate.heading_font, "DejaVu Sans") if f],
        },
    }
    return prepared


def _shortened(block: Block) -> Block:
    """Return a block of a draft: a long table with its first rows, saying how many follow."""
    if block["type"] in ("section", "turned"):
        return {**block, "blocks": [_shortened(inner) for inner in block["blocks"]]}
    if block["type"] != "table" or len(block["rows"]) <= DRAFT_ROWS:
        return block
    more = texts.number(len(block["rows"]) - DRAFT_ROWS)
    note = f"Vorschau: {more} weitere Zeilen im fertigen Bericht. {block['note']}".strip()
    return {**block, "rows": block["rows"][:DRAFT_ROWS], "note": note, "total": False}


def _logo_name(template: ReportTemplate) -> str:
    return "" if template.logo is None else f"logo.{logo_kind(template.logo.read_bytes()) or 'svg'}"


def prepare(
    model: Mapping[str, Any],
    template: ReportTemplate,
    parts: Parts | None,
    folder: Path,
    *,
    draft: bool = False,
) -> tuple[list[Path], list[Block]]:
    """Put into a folder what the typesetter reads (the pictures lie there already); return the folders of fonts, and the blocks to be set."""
    layout = bundled.resources_dir() / "report" / "report.typ"
    (folder / "report.typ").write_bytes(layout.read_bytes())
    data = view(model, template, parts, draft=draft)
    blocks = data.pop("blocks")
    (folder / "data.json").write_text(json.dumps(data, ensure_ascii=False), "utf-8")
    if template.logo is not None:
        (folder / data["logo"]["file"]).write_bytes(template.logo.read_bytes())
    fonts = [font_dir()]
    if template.corporate.font_files:
        own = folder / "fonts"
        own.mkdir(exist_ok=True)
        for number, file in enumerate(template.corporate.font_files):
            shutil.copyfile(file, own / f"{number}{file.suffix.lower()}")
        fonts.insert(0, own)
    return fonts, blocks


def draw_parts(
    project: Project, model: Mapping[str, Any], template: ReportTemplate, folder: Path, progress: Progress
) -> Parts:
    """Draw everything that a report shows as pictures into `folder`; those that are there are kept.

    Parameters
    ----------
    project : Project
        Without secret figures (`report_suppression.shown`).
    """
    districts = report_parts.atlas_districts(model, template)
    middle = 0.3 if districts else 1.0
    maps = report_parts.draw_maps(project, model, folder, template, progress.part(0.0, 0.6 * middle))
    sheets = {}
    if "annex" in {c.id for c in template.shown}:
        sheets = report_parts.draw_sheets(
            project, model, folder, template, progress.part(0.6 * middle, middle)
        )
    pages = atlas.atlas_pages(
        project, model, folder, template, progress.part(middle, 1.0), districts=districts
    )
    return Parts(maps, sheets, pages)


def write_pdf(
    project: Project,
    model: Mapping[str, Any],
    path: Path,
    progress: Progress | None = None,
    template: ReportTemplate = DEFAULT_TEMPLATE,
) -> None:
    """Write the report to `path`; it carries ``report.json`` as an attachment.

    Parameters
    ----------
    project : Project
        For the maps; every number of the text comes from `model`. Without secret figures (`report_suppression.shown`).
    model : mapping
        From `report_model.build`.
    path : Path
        Written directly; for a safe replacement call it through `io.atomic.replace_file`.
    progress : Progress
        Cancelling ends the typesetter's process at once.
    template : ReportTemplate

    Raises
    ------
    InputError
        If the template's logo or fonts are gone or cannot be used.
    MachineError
        If the memory does not do for typesetting.

    Notes
    -----
    Neither system fonts nor the network are used, and the date inside is that of the computation: the
    same project gives the same bytes.
    """
    progress = progress or Progress()
    check_template(template)
    with tempfile.TemporaryDirectory(prefix="quartiermap-") as name:
        folder = Path(name)
        drawn = draw_parts(project, model, template, folder, progress.part(0.0, 0.6))
        progress.step(0.6, "Bericht setzen")
        fonts, blocks = prepare(model, template, drawn, folder)
        report_model.write_json(model, folder / "report.json")
        made = dt.datetime.fromisoformat(model["meta"]["computed_at"])
        typesetter = Typesetter(folder, fonts, int(made.timestamp()))
        portions.set_report(typesetter, blocks, path, progress.part(0.62, 0.98), attach=True)
        progress.step(0.98, "Bericht schreiben")
