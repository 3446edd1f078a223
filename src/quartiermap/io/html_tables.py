"""Tables inside pages: HTML saved as ``.xls`` (what many portals call an Excel export) and Excel's own XML of 2003."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree as ET

from quartiermap.domain.progress import Progress
from quartiermap.errors import Problem
from quartiermap.io import text_files
from quartiermap.io.file_formats import failure
from quartiermap.io.sheets import Sheet, cell_text, fill_merged
from quartiermap.io.text_encoding import decode

MAX_CELLS = 5_000_000


class _Tables(HTMLParser):
    """Collects every table of a page; a table inside a cell is a table of its own."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.done: list[tuple[str, list[list[str]], list[tuple[int, int, int, int]]]] = []
        self._open: list[list[list[str]]] = []
        self._merged: list[list[tuple[int, int, int, int]]] = []
        self._covered: list[set[tuple[int, int]]] = []
        self._cell: list[list[str] | None] = []
        self._spans: list[tuple[int, int]] = []
        self._silent = 0
        self.cells = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("script", "style"):
            self._silent += 1
        if tag == "table":
            self._open.append([])
            self._merged.append([])
            self._covered.append(set())
            self._cell.append(None)
            self._spans.append((1, 1))
        if not self._open:
            return
        if tag == "tr":
            self._end_cell()
            self._open[-1].append([])
        elif tag in ("td", "th"):
            self._end_cell()
            if not self._open[-1]:
                self._open[-1].append([])
            given = dict(attrs)
            self._spans[-1] = (_span(given.get("rowspan")), _span(given.get("colspan")))
            self._cell[-1] = []
        elif tag in ("br", "p", "div") and self._cell[-1] is not None:
            self._cell[-1].append(" ")

    def handle_endtag(self, tag: str) -> None:
        if tag in ("script", "style"):
            self._silent = max(0, self._silent - 1)
        if not self._open:
            return
        if tag in ("td", "th", "tr"):
            self._end_cell()
        elif tag == "table":
            self._end_cell()
            rows = self._open.pop()
            self.done.append((f"Tabelle {len(self.done) + 1}", rows, self._merged.pop()))
            self._covered.pop()
            self._cell.pop()
            self._spans.pop()

    def handle_data(self, data: str) -> None:
        if self._open and self._cell[-1] is not None and not self._silent:
            self._cell[-1].append(data)

    def close_open(self) -> set[str]:
        """Close the tables that the page left open; return their names."""
        cut = set()
        while self._open:
            self.handle_endtag("table")
            cut.add(self.done[-1][0])
        return cut

    def _end_cell(self) -> None:
        parts = self._cell[-1]
        if parts is None:
            return
        self._cell[-1] = None
        row, covered = self._open[-1][-1], self._covered[-1]
        at = len(self._open[-1]) - 1
        while (at, len(row)) in covered:
            row.append("")
        down, across = self._spans[-1]
        left = len(row)
        row.append(text_files.tidy("".join(parts)))
        row.extend([""] * (across - 1))
        self.cells += across
        if down > 1:
            self._merged[-1].append((at, left, at + down - 1, left + across - 1))
            covered.update((at + d, left + a) for d in range(1, min(down, 2000)) for a in range(across))


def _span(text: str | None) -> int:
    return min(int(text), 500) if text and text.strip().isdigit() and int(text) > 0 else 1


def read_pages(path: Path, encoding: str | None, progress: Progress) -> tuple[list[Sheet], str]:
    """Read the tables of a page (HTML) or of a workbook in Excel's XML of 2003; return them and the encoding."""
    data = text_files.read_table_bytes(path, progress)
    if b"urn:schemas-microsoft-com:office:spreadsheet" in data[:65536].replace(b"\x00", b""):
        return _read_spreadsheet_xml(path, data, progress), "utf-8"
    text, used = _page_text(data, encoding)
    reader = _Tables()
    for start in range(0, len(text), 1 << 18):
        progress.step(0.1 + 0.8 * start / len(text), f"{path.name}: Tabellen suchen")
        reader.feed(text[start : start + (1 << 18)])
        if reader.cells > MAX_CELLS:
            raise failure(
                path, "Die Tabelle ist zu groß.", "Als CSV speichern oder zuschneiden.", "xlsx_too_large"
            )
    reader.close()
    cut = reader.close_open()
    sheets: list[Sheet] = []
    for name, rows, merged in reader.done:
        sheet = Sheet(name, rows)
        if name in cut and rows:
            rows.pop()
            sheet.problems.append(
                Problem(
                    "Die Seite bricht mitten in der Tabelle ab; die letzte Zeile wurde ausgelassen.", remedy="Die Datei noch einmal herunterladen.",
                    file=path.name, row=len(rows) + 1, code="file_cut", severity="warning",
                )
            )  # fmt: skip
        sheet.problems += fill_merged(rows, merged, path.name)
        sheets.append(sheet)
    return sheets, used


def _page_text(data: bytes, encoding: str | None) -> tuple[str, str]:
    """Decode a page: what the user says, a byte order mark, valid UTF-8, what the page says, what its letters say."""
    text, used = decode(data, encoding)
    said = re.search(rb"charset\s*=\s*[\"']?([A-Za-z0-9_-]{3,20})", data[:4096])
    if encoding is None and used in ("cp1252", "cp850", "mac_roman") and said:
        try:
            return data.decode(said.group(1).decode("ascii")), said.group(1).decode("ascii").lower()
        except (LookupError, UnicodeDecodeError):
            pass
    return text, used


_SS = "{urn:schemas-microsoft-com:office:spreadsheet}"


def _read_spreadsheet_xml(path: Path, data: bytes, progress: Progress) -> list[Sheet]:
    if b"<!ENTITY" in data[:65536].replace(b"\x00", b""):
        raise failure(path, "Die Tabelle erklärt eigene Ersetzungen (XML-Entities) und wird aus Sicherheitsgründen nicht gelesen.", "In Excel oder LibreOffice öffnen und als XLSX speichern.", "xml_entities")  # fmt: skip
    try:
        root = ET.fromstring(data)  # noqa: S314  (no entities, see above; expat never opens another file)
    except ET.ParseError as error:
        raise failure(path, "Die Tabelle (Excel-XML) ist beschädigt.", "In Excel oder LibreOffice öffnen und als XLSX speichern.", "xlsx_broken") from error  # fmt: skip
    sheets: list[Sheet] = []
    for sheet in root.iter(f"{_SS}Worksheet"):
        rows: list[list[str]] = []
        merged: list[tuple[int, int, int, int]] = []
        for node in sheet.iter(f"{_SS}Row"):
            index = node.get(f"{_SS}Index")
            if index and index.isdigit() and len(rows) < int(index) <= 1_048_576:
                rows.extend([] for _ in range(int(index) - 1 - len(rows)))
            row: list[str] = []
            for cell in node.findall(f"{_SS}Cell"):
                at = cell.get(f"{_SS}Index")
                if at and at.isdigit() and len(row) < int(at) <= 2000:
                    row.extend([""] * (int(at) - 1 - len(row)))
                across, down = (int(cell.get(f"{_SS}{m}") or 0) for m in ("MergeAcross", "MergeDown"))
                if down:
                    merged.append((len(rows), len(row), len(rows) + down, len(row) + across))
                row.append(_typed(cell.find(f"{_SS}Data")))
                row.extend([""] * min(across, 500))
            rows.append(row)
            if len(rows) % 2000 == 0:
                progress.step(0.5, f"{path.name}: Zeilen lesen")
        made = Sheet(str(sheet.get(f"{_SS}Name") or f"Tabelle{len(sheets) + 1}"), rows)
        made.problems += fill_merged(rows, merged, path.name)
        sheets.append(made)
    return sheets


def _typed(data: ET.Element | None) -> str:
    if data is None:
        return ""
    text = "".join(data.itertext())
    kind = data.get(f"{_SS}Type")
    if kind == "Number":
        try:
            return cell_text(float(text))
        except ValueError:
            return text_files.tidy(text)
    if kind == "Boolean":
        return "ja" if text.strip() == "1" else "nein"
    if kind == "DateTime":
        return re.sub(r"T00:00:00(\.0+)?$", "", text.strip()).replace("T", " ")
    return text_files.tidy(text)
