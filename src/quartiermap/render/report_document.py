"""Puts the report together as its template says: chapters, their order, headings and free text. One document for PDF, Word and preview.

The document is plain data (blocks, see `report_blocks`); what lays it out knows nothing of gaps or Kitas.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from quartiermap.domain import texts
from quartiermap.domain.report_template import Chapter, ReportTemplate
from quartiermap.render import (
    report_chapters,
    report_evidence,
    report_gap_chapters,
    report_lists,
    report_method,
    report_money,
    report_need_chapters,
    report_residents,
    report_supply_chapter,
)
from quartiermap.render.report_blocks import Block, Maps, bullets, heading, paragraph, picture, resolved
from quartiermap.render.report_values import german_date

Row = Mapping[str, Any]

_UNIT = re.compile(r"(\d) (%|€|m|km|m²|ha|Euro|Mio\.)(?!\w)")
"""A number and its unit: they are not parted at the end of a line."""


class DistrictPage(Protocol):
    """What the document needs of a page of the atlas (`render.atlas.AtlasPage`)."""

    @property
    def district_id(self) -> str:
        """Key of the district."""

    @property
    def map_file(self) -> Path:
        """The drawn map (SVG)."""

    @property
    def alt(self) -> str:
        """What is read aloud instead of the map."""

    @property
    def width_mm(self) -> float:
        """Width of the map on paper."""

    @property
    def height_mm(self) -> float:
        """Height of the map on paper."""

    @property
    def blocks(self) -> Sequence[Block]:
        """Figures, gaps and notes of the district."""


@dataclass(frozen=True)
class Parts:
    """What was drawn for a document: maps in the text, the same as large sheets, pages of districts, and how many of these are left out.

    `left_out` is for a draft that shows only some of the district pages, `in_pdf` for a text that leaves them to the PDF.
    """

    maps: Maps = field(default_factory=dict)
    sheets: Maps = field(default_factory=dict)
    pages: Sequence[DistrictPage] = ()
    left_out: int = 0
    in_pdf: bool = False


def document(model: Row, template: ReportTemplate, parts: Parts) -> dict[str, Any]:
    """Return the document: cover, running heads, and the blocks of all chapters in order.

    A chapter without anything to say (no cost stated, no indicator loaded, no free text) is left out.

    Parameters
    ----------
    model : mapping
        From `report_model.build`; every number comes from it.
    template : ReportTemplate
    parts : Parts
        Pictures beside the document, by file name.
    """
    blocks: list[Block] = []
    names: dict[str, str] = {}
    for chapter in template.shown:
        found = _chapter(chapter, model, template, parts)
        if found:
            names[chapter.id] = chapter.title
            blocks += [{**heading(chapter.title), "chapter": chapter.id}, *found]
    prepared: dict[str, Any] = resolved({**_cover(model, template), "blocks": _filled(blocks)}, names)
    return prepared


def cover(facts: Row, template: ReportTemplate) -> dict[str, Any]:
    """Return the document without a chapter; `facts` are those of `report_model.cover_facts`."""
    return {**_cover(facts, template), "blocks": []}


def _filled(blocks: Sequence[Block]) -> list[Block]:
    """Leave out tables without rows: they would have no cells for a screen reader to head, and nothing to say."""
    return [
        {**b, "blocks": _filled(b["blocks"])} if "blocks" in b else b
        for b in blocks
        if b["type"] != "table" or b["rows"]
    ]


def _cover(model: Row, template: ReportTemplate) -> dict[str, Any]:
    meta = model["meta"]
    town = meta["project"]["name"]
    stand = template.date_line or german_date(meta["computed_at"])
    warnings = [meta["invented_note"]] if meta["invented"] else []
    if meta["stale"]:
        warnings.append("Das Ergebnis ist älter als die Daten des Projekts und muss neu gerechnet werden.")
    notices = [note for p in model["programmes"] for note in (p["closed_note"], p["disclaimer"]) if note]
    facts = [
        ["Stadt", town],
        ["Dienststelle", template.department],
        ["Bearbeitung", template.author],
        ["Verfahrensstand", template.status],
        ["Stand", stand],
        ["Stichtag der Prüfung", german_date(meta["parameters"]["date"])],
        ["Richtwerte", meta["parameters"]["standard_set_title"]],
        ["Berechnet mit", f"{meta['versions']['program']}, {german_date(meta['computed_at'])}"],
        ["Kennung der Daten", meta["fingerprint"]],
    ]
    right = [f"Stand {stand}" if not template.date_line else stand, template.status]
    right += ["Erfundene Demonstrationsdaten"] if meta["invented"] else []
    return {
        "title": f"{template.title}: {town}",
        "title_short": template.title,
        "subtitle": template.subtitle,
        "town": town,
        "department": template.department,
        "status": template.status,
        "author": template.author or template.department or town,
        "keywords": ["Lückenbericht", "Erreichbarkeit", "soziale Infrastruktur", town],
        "header": f"{template.title} · {town}",
        "header_right": " · ".join(r for r in right if r),
        "footer": " · ".join(r for r in (template.department, f"Daten {meta['fingerprint']}") if r),
        "warnings": warnings,
        "notices": list(dict.fromkeys(notices)),
        "title_facts": [f for f in facts if f[1]],
    }


def free_text(text: str) -> list[Block]:
    """Return free text as paragraphs and lists.

    Examples
    --------
    >>> [b["type"] for b in free_text("Erstens.\\n\\n- a\\n- b\\nZweitens.")]
    ['paragraph', 'bullets', 'paragraph']
    """
    blocks: list[Block] = []
    for part in re.split(r"\n[ \t]*\n", text.replace("\r\n", "\n").strip()):
        points: list[str] = []
        lines: list[str] = []
        for line in part.split("\n"):
            point = re.match(r"\s*[-•–]\s+(.*)", line)
            if point:
                _say(blocks, lines)
                points.append(_UNIT.sub("\\1\u00a0\\2", point.group(1)))
            else:
                if points:
                    blocks.append(bullets(points))
                    points = []
                lines.append(line.strip())
        _say(blocks, lines)
        if points:
            blocks.append(bullets(points))
    return blocks


def _say(blocks: list[Block], lines: list[str]) -> None:
    said = _UNIT.sub("\\1\u00a0\\2", " ".join(line for line in lines if line))
    if said:
        blocks.append(paragraph(said))
    lines.clear()


def _chapter(chapter: Chapter, model: Row, template: ReportTemplate, parts: Parts) -> list[Block]:
    own = [] if chapter.own else _CHAPTERS[chapter.id](model, template, parts)
    return [*free_text(chapter.before), *own, *free_text(chapter.after)]


def _access(model: Row, _template: ReportTemplate, parts: Parts) -> list[Block]:
    return [
        *report_chapters.access_and_supply(model, parts.maps),
        *report_supply_chapter.supply_chapter(model, parts.maps),
    ]


def _need(model: Row, _template: ReportTemplate, parts: Parts) -> list[Block]:
    return [*report_residents.residents_section(model), *report_need_chapters.social(model, parts.maps)]


def _annex(model: Row, _template: ReportTemplate, parts: Parts) -> list[Block]:
    return [*report_method.signs(), *report_lists.annex(model), *_sheets(parts.sheets)]


A3_PAGE_MM = (420.0, 297.0)


def _sheets(maps: Maps) -> list[Block]:
    """Return the large maps, each on a page of its own."""
    if not maps:
        return []
    width, height = A3_PAGE_MM
    sheets: list[Block] = [
        {"type": "sheet", "page_width": width, "page_height": height, "picture": m.block()}
        for m in maps.values()
    ]
    intro = paragraph("Dieselben Karten wie im Text, auf Blättern A3 quer.")
    return [heading("Karten A3", 2), intro, *sheets]


def _districts(model: Row, template: ReportTemplate, parts: Parts) -> list[Block]:
    """Return one page for each district; each begins a page of its own."""
    if not parts.pages and not parts.left_out:
        return []
    names = {d["district_id"]: d["name"] for d in model["districts"]}
    if parts.in_pdf:
        count = "eine Seite" if parts.left_out == 1 else f"{texts.number(parts.left_out)} Seiten"
        return [
            paragraph(
                f"Die Quartiere im Einzelnen ({count} mit Karte, Zahlen und Lücken) stehen im PDF-Bericht."
            )
        ]
    listed = len(parts.pages) + parts.left_out
    which = "mit Lücken" if template.district_pages == "with_gaps" else "des Gebiets"
    count = f"{texts.number(listed)} Quartiere {which}" if listed != 1 else f"ein Quartier {which}"
    blocks: list[Block] = [
        paragraph(f"Je eine Seite für {count}: Karte, Zahlen, Lücken. Reihenfolge nach Kennung.")
    ]
    if parts.left_out:
        blocks.append(
            paragraph(f"Vorschau: {texts.number(parts.left_out)} weitere Quartiersseiten folgen im fertigen Bericht.", "note")
        )  # fmt: skip
    blocks.append({"type": "district-index"})
    for page in parts.pages:
        found = picture(page.map_file.name, page.alt, "", page.width_mm, page.height_mm)
        title = names.get(page.district_id, page.district_id)
        blocks.append({"type": "district", "title": title, "picture": found, "blocks": list(page.blocks)})
    return blocks


Maker = Callable[[Row, ReportTemplate, Parts], list[Block]]

_CHAPTERS: dict[str, Maker] = {
    "summary": lambda m, _t, _p: report_chapters.summary(m),
    "area": lambda m, _t, p: report_chapters.area(m, p.maps),
    "data": lambda m, _t, _p: report_chapters.data(m),
    "stock": lambda m, _t, _p: report_chapters.stock(m),
    "need": _need,
    "access": _access,
    "gaps": lambda m, _t, _p: report_gap_chapters.gaps(m),
    "precheck": lambda m, _t, _p: report_gap_chapters.precheck(m),
    "evidence": lambda m, _t, _p: report_evidence.evidence_chapter(m),
    "money": lambda m, _t, _p: report_money.money_chapter(m),
    "districts": _districts,
    "method": lambda m, _t, _p: [*report_method.method(m), *report_method.standards(m)],
    "passport": lambda m, _t, _p: report_method.sources(m),
    "annex": _annex,
}
