"""The text of the report for the Beschlussvorlage: a Word file with real headings, real tables and maps as pictures.

Looks are in styles, not in the text: a department restyles "Überschrift 1", "Beschriftung" or "QM Tabelle" once and the whole
text follows. Numbers come from the same blocks as those of the PDF.
"""

from __future__ import annotations

import datetime as dt
import io
import re
import tempfile
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from docx import Document
from docx.document import Document as Word
from docx.enum.section import WD_ORIENT
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt, RGBColor
from docx.text.paragraph import Paragraph

from quartiermap.domain.progress import Progress
from quartiermap.domain.project import Project
from quartiermap.domain.report_template import DEFAULT_TEMPLATE, ReportTemplate
from quartiermap.io import tile_bytes
from quartiermap.io.report_assets import LOGO_PPI, drawn_logo, logo_kind
from quartiermap.io.report_template_file import check_template
from quartiermap.render import report_parts
from quartiermap.render.report_blocks import Block
from quartiermap.render.report_document import Parts, document

Row = Mapping[str, Any]

TEXT_MM = 165.0
WIDE_MM = 250.0

TABLE, SMALL, NOTE, BOX, WARNING, FACT, FIGURE = (
    "QM Tabelle", "QM Tabellentext", "QM Hinweis", "QM Kasten", "QM Warnung", "QM Angabe", "QM Kennzahl",
)  # fmt: skip
"""Styles of ours, by the names that a department finds in Word."""
TABLE_ID = "QMTabelle"

_ILLEGAL = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def write_docx(
    project: Project,
    model: Row,
    path: Path,
    progress: Progress | None = None,
    template: ReportTemplate = DEFAULT_TEMPLATE,
) -> None:
    """Write the text of the report; pages of districts are left to the PDF, and said to be.

    Parameters
    ----------
    project : Project
        For the maps, without secret figures (`report_suppression.shown`).
    model : mapping
        From `report_model.build`.
    path : Path
        Written directly; for a safe replacement call it through `io.atomic.replace_file`.

    Raises
    ------
    InputError
        If the template's logo or fonts are gone or cannot be used.
    """
    progress = progress or Progress()
    check_template(template)
    with tempfile.TemporaryDirectory(prefix="quartiermap-") as name:
        folder = Path(name)
        maps = report_parts.draw_pictures(project, model, folder, template, progress.part(0.0, 0.8))
        left_out = len(report_parts.atlas_districts(model, template))
        progress.step(0.8, "Text für Word schreiben")
        made = dt.datetime.fromisoformat(model["meta"]["computed_at"])
        whole = _clean(document(model, template, Parts(maps, {}, (), left_out, in_pdf=True)))
        path.write_bytes(_repeatable(_Text(template, folder, made).write(whole, progress.part(0.85, 1.0))))


def _clean(value: Any) -> Any:
    """Drop what XML cannot hold."""
    if isinstance(value, str):
        return _ILLEGAL.sub("", value)
    if isinstance(value, dict):
        return {key: _clean(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_clean(item) for item in value]
    return value


def _repeatable(content: bytes) -> bytes:
    """Return the file without times of writing: the same report gives the same bytes."""
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as new:  # fmt: skip
        for entry in old.infolist():
            fixed = zipfile.ZipInfo(entry.filename, (1980, 1, 1, 0, 0, 0))
            fixed.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(fixed, old.read(entry))
    return packed.getvalue()


class _Text:
    """A Word document that blocks are written into."""

    def __init__(self, template: ReportTemplate, folder: Path, made: dt.datetime) -> None:
        self._template, self._folder, self._made = template, folder, made
        self._word: Word = Document()
        self._counts = {"Tabelle": 0, "Abbildung": 0}
        self._width = TEXT_MM
        _set_up(self._word, template)

    def write(self, whole: Mapping[str, Any], progress: Progress) -> bytes:
        self._properties(whole)
        self._head(whole)
        blocks = whole["blocks"]
        for number, block in enumerate(blocks):
            progress.step(number / len(blocks), "Text für Word schreiben")
            self._block(block)
        packed = io.BytesIO()
        self._word.save(packed)
        return packed.getvalue()

    def _properties(self, whole: Mapping[str, Any]) -> None:
        core = self._word.core_properties
        core.title, core.author, core.language = whole["title"][:255], whole["author"][:255], "de-DE"
        core.subject, core.keywords = whole["subtitle"][:255], ", ".join(whole["keywords"])[:255]
        core.comments = core.last_modified_by = ""
        naive = self._made.astimezone(dt.UTC).replace(tzinfo=None)
        core.created = core.modified = naive
        core.revision = 1
        section = self._word.sections[0]
        head = section.header.paragraphs[0]
        head.text = f"{whole['header']}\t{whole['header_right']}"
        foot = section.footer.paragraphs[0]
        foot.text = f"{whole['footer']}\tSeite "
        _field(foot, "PAGE", "1")

    def _head(self, whole: Mapping[str, Any]) -> None:
        drawn = _logo(self._template)
        if drawn is not None:
            place = self._word.add_paragraph()
            place.alignment = WD_ALIGN_PARAGRAPH.RIGHT
            width, height = tile_bytes.picture_size(drawn) or (1, 1)
            shape = place.add_run().add_picture(
                io.BytesIO(drawn), Mm(25.4 * width / LOGO_PPI), Mm(25.4 * height / LOGO_PPI)
            )
            _alt(shape, _clean(self._template.logo_alt) or f"Logo {whole['town']}")
        self._word.add_paragraph(whole["title_short"], style="Title")
        self._word.add_paragraph(whole["subtitle"], style="Subtitle")
        self._facts(whole["title_facts"])
        for text in whole["warnings"]:
            self._word.add_paragraph(text, style=WARNING)
        for text in whole["notices"]:
            self._word.add_paragraph(text, style=BOX)

    def _block(self, block: Block) -> None:
        kind = block["type"]
        if kind == "heading":
            self._word.add_heading(block["text"], level=block["level"])
        elif kind == "paragraph":
            style = NOTE if block["style"] == "note" else None
            said = self._word.add_paragraph(style=style)
            said.add_run(block["text"]).bold = True if block["style"] == "strong" else None
            said.paragraph_format.keep_with_next = True if block["style"] == "strong" else None
        elif kind == "bullets":
            for item in block["items"]:
                self._word.add_paragraph(item, style="List Bullet")
        elif kind == "facts":
            self._facts(block["pairs"])
        elif kind == "callout":
            self._word.add_paragraph(block["text"], style=WARNING if block["tone"] == "warning" else BOX)
        elif kind == "numbers":
            for item in block["items"]:
                said = self._word.add_paragraph(style=FIGURE)
                said.add_run(f"{item['value']}\u2002").bold = True
                said.add_run(item["label"])
        elif kind == "picture":
            self._picture(block)
        elif kind == "table":
            self._table(block)
        elif kind == "section":
            for inner in block["blocks"]:
                self._block(inner)
        elif kind == "turned":
            self._turned(block["blocks"])

    def _facts(self, pairs: Sequence[Sequence[str]]) -> None:
        for label, text in pairs:
            said = self._word.add_paragraph(style=FACT)
            said.add_run(f"{label}:\t").bold = True
            said.add_run(text)

    def _caption(self, label: str, text: str, *, above: bool) -> None:
        said = self._word.add_paragraph(style="Caption")
        said.add_run(f"{label} ")
        self._counts[label] += 1
        _field(said, f"SEQ {label} \\* ARABIC", str(self._counts[label]))
        said.add_run(f": {text}")
        said.paragraph_format.keep_with_next = above or None

    def _picture(self, block: Block) -> None:
        if not block["file"]:
            return
        place = self._word.add_paragraph()
        place.paragraph_format.keep_with_next = True
        shape = place.add_run().add_picture(str(self._folder / block["file"]), width=Mm(min(block["width"], TEXT_MM)))  # fmt: skip
        _alt(shape, block["alt"])
        if block["caption"]:
            self._caption("Abbildung", block["caption"], above=False)

    def _turned(self, blocks: Sequence[Block]) -> None:
        self._section(WD_ORIENT.LANDSCAPE)
        for inner in blocks:
            self._block(inner)
        self._section(WD_ORIENT.PORTRAIT)

    def _section(self, orientation: WD_ORIENT) -> None:
        section = self._word.add_section()
        section.orientation = orientation
        turned = orientation == WD_ORIENT.LANDSCAPE
        section.page_width, section.page_height = (Mm(297), Mm(210)) if turned else (Mm(210), Mm(297))
        self._width = WIDE_MM if turned else TEXT_MM

    def _table(self, block: Block) -> None:
        self._caption("Tabelle", block["caption"], above=True)
        small = self._word.styles[SMALL].style_id
        table = parse_xml(_table_xml(block, _widths(block, self._width), small))
        self._word.element.body.insert_element_before(table, "w:sectPr")
        self._word.add_paragraph(block["note"], style=NOTE)  # without a note it keeps two tables apart


def _logo(template: ReportTemplate) -> bytes | None:
    """Return the logo as PNG: Word draws no SVG of its own accord, and not every JPEG is known to python-docx."""
    if template.logo is None:
        return None
    content = template.logo.read_bytes()
    return drawn_logo(content, logo_kind(content) or "svg")


def _table_xml(block: Block, widths: Sequence[float], style_id: str) -> str:
    """Return a table as WordprocessingML, written at once: cell by cell python-docx takes a minute for a report."""
    columns, rows = block["columns"], block["rows"]
    twips = [round(w / 25.4 * 1440) for w in widths]
    titles = [c["title"].replace("\u00ad", "") for c in columns]
    last = "1" if block["total"] else "0"
    parts = [
        (
            f'<w:tbl {nsdecls("w")}><w:tblPr><w:tblStyle w:val="{TABLE_ID}"/><w:tblW w:w="{sum(twips)}" w:type="dxa"/>'
            f'<w:tblLayout w:type="fixed"/><w:tblLook w:firstRow="1" w:lastRow="{last}" w:firstColumn="0" w:lastColumn="0" w:noHBand="1" w:noVBand="1"/>'
            f"<w:tblCaption w:val={quoteattr(block['caption'])}/></w:tblPr><w:tblGrid>"
        ),
        *(f'<w:gridCol w:w="{w}"/>' for w in twips),
        "</w:tblGrid>",
    ]
    for number, line in enumerate([titles, *rows]):
        parts.append(f"<w:tr><w:trPr><w:cantSplit/>{'<w:tblHeader/>' if number == 0 else ''}</w:trPr>")
        for column, width, text in zip(columns, twips, line, strict=True):
            side = "" if column["align"] == "left" else f'<w:jc w:val="{column["align"]}"/>'
            parts.append(
                f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr><w:p><w:pPr><w:pStyle w:val="{style_id}"/>{side}</w:pPr>'
                f'<w:r><w:t xml:space="preserve">{escape(text)}</w:t></w:r></w:p></w:tc>'
            )
        parts.append("</w:tr>")
    return "".join([*parts, "</w:tbl>"])


def _widths(block: Block, whole: float) -> list[float]:
    """Return the widths of a table's columns in mm; one without a share is as wide as its longest cell."""
    columns = block["columns"]
    fixed = {
        i: min(30.0, 4.0 + 1.7 * max(len(row[i]) for row in [[c["title"] for c in columns], *block["rows"][:200]]))
        for i, c in enumerate(columns)
        if c["width"] is None
    }  # fmt: skip
    shares = sum(c["width"] for c in columns if c["width"] is not None) or 1.0
    left = max(whole - sum(fixed.values()), 20.0)
    return [fixed[i] if i in fixed else left * c["width"] / shares for i, c in enumerate(columns)]


def _alt(shape: Any, text: str) -> None:
    """Give a picture the text that is read aloud instead of it."""
    shape._inline.docPr.set("descr", text)  # noqa: SLF001  (python-docx has no other door)


def _field(paragraph: Paragraph, code: str, shown: str) -> None:
    """Append a field that Word counts itself; `shown` stands there until it does."""
    for kind in ("begin", None, "separate", "text", "end"):
        run = paragraph.add_run()
        if kind is None:
            instruction = OxmlElement("w:instrText")
            instruction.set(qn("xml:space"), "preserve")
            instruction.text = f" {code} "
            run._r.append(instruction)  # noqa: SLF001
        elif kind == "text":
            run.text = shown
        else:
            mark = OxmlElement("w:fldChar")
            mark.set(qn("w:fldCharType"), kind)
            run._r.append(mark)  # noqa: SLF001


def _set_up(word: Word, template: ReportTemplate) -> None:
    """Set page, language and styles."""
    section = word.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin, section.right_margin = Mm(25), Mm(20)
    section.top_margin, section.bottom_margin = Mm(25), Mm(20)
    accent = RGBColor.from_string(template.corporate.accent.lstrip("#").upper())
    styles: Any = word.styles
    defaults = styles.element.find(qn("w:docDefaults")).find(qn("w:rPrDefault")).find(qn("w:rPr"))
    language = defaults.find(qn("w:lang"))
    if language is None:
        language = OxmlElement("w:lang")
        defaults.append(language)
    language.set(qn("w:val"), "de-DE")
    language.set(qn("w:eastAsia"), "de-DE")
    text_font = template.corporate.text_font or "Calibri"
    normal = styles["Normal"]
    _font(normal, text_font, 11)
    normal.paragraph_format.space_after = Pt(6)
    heading_font = template.corporate.heading_font or template.corporate.text_font or "Calibri"
    for name, size in (
        ("Title", 24),
        ("Subtitle", 13),
        ("Heading 1", 16),
        ("Heading 2", 13),
        ("Heading 3", 11),
    ):
        style = styles[name]
        _font(style, heading_font, size)
        style.font.color.rgb = accent
        style.font.italic = False
        style.font.bold = name != "Subtitle"
    caption = styles["Caption"]
    _font(caption, heading_font, 9)
    caption.font.color.rgb = RGBColor(0x1A, 0x1A, 0x1A)
    for name, size in ((SMALL, 8), (NOTE, 9), (BOX, 10), (WARNING, 10), (FACT, 10), (FIGURE, 12)):
        style = styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        style.base_style = normal
        style.quick_style = True
        _font(style, text_font, size)
        style.paragraph_format.space_after = Pt(0 if name == SMALL else 2 if name in (FACT, FIGURE) else 8)
    for name in ("Header", "Footer"):
        style = styles[name]
        _font(style, text_font, 8)
        style.paragraph_format.tab_stops.clear_all()
        style.paragraph_format.tab_stops.add_tab_stop(Mm(TEXT_MM), WD_TAB_ALIGNMENT.RIGHT)
    styles[NOTE].font.color.rgb = RGBColor(0x4D, 0x4D, 0x4D)
    styles[FACT].paragraph_format.tab_stops.add_tab_stop(Mm(45))
    styles[FACT].paragraph_format.left_indent = Mm(45)
    styles[FACT].paragraph_format.first_line_indent = Mm(-45)
    for name, colour in ((BOX, template.corporate.accent), (WARNING, "#8a1c1c")):
        edge = f'<w:pBdr {nsdecls("w")}><w:left w:val="single" w:sz="18" w:space="8" w:color="{colour.lstrip("#")}"/></w:pBdr>'
        styles[name].element.get_or_add_pPr().insert_element_before(
            parse_xml(edge), "w:shd", "w:tabs", "w:spacing", "w:ind", "w:jc", "w:outlineLvl"
        )
    _table_style(styles, template)


def _font(style: Any, name: str, size: float) -> None:
    style.font.name, style.font.size = name, Pt(size)
    fonts = style.element.rPr.rFonts
    for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):  # a theme would win over the name
        fonts.attrib.pop(qn(f"w:{theme}"), None)
    for script in ("eastAsia", "cs"):
        fonts.set(qn(f"w:{script}"), name)


def _table_style(styles: Any, template: ReportTemplate) -> None:
    """Add the table style: rules between rows, head and sum set off; one place to change all tables."""
    accent, band = template.corporate.accent.lstrip("#"), template.corporate.band.lstrip("#")
    styles.element.append(
        parse_xml(f"""
        <w:style {nsdecls("w")} w:type="table" w:customStyle="1" w:styleId="{TABLE_ID}">
          <w:name w:val="{TABLE}"/><w:basedOn w:val="TableNormal"/><w:uiPriority w:val="99"/><w:qFormat/>
          <w:tblPr><w:tblBorders>
            <w:top w:val="single" w:sz="8" w:color="{accent}"/><w:bottom w:val="single" w:sz="8" w:color="{accent}"/>
            <w:insideH w:val="single" w:sz="4" w:color="B8C2CC"/>
          </w:tblBorders><w:tblCellMar><w:left w:w="60" w:type="dxa"/><w:right w:w="60" w:type="dxa"/></w:tblCellMar></w:tblPr>
          <w:tblStylePr w:type="firstRow"><w:rPr><w:b/></w:rPr><w:tcPr><w:shd w:val="clear" w:color="auto" w:fill="{band}"/></w:tcPr></w:tblStylePr>
          <w:tblStylePr w:type="lastRow"><w:rPr><w:b/></w:rPr><w:tcPr><w:tcBorders><w:top w:val="single" w:sz="8" w:color="1A1A1A"/></w:tcBorders></w:tcPr></w:tblStylePr>
        </w:style>""")
    )
