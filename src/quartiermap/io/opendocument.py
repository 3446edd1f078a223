"""OpenDocument tables (ODS), read from their XML: what is shown decides about zeros in front, what is stored about values."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path
from xml.etree import ElementTree as ET

from quartiermap.domain.progress import Progress
from quartiermap.errors import InputError
from quartiermap.io import text_files
from quartiermap.io.file_formats import failure
from quartiermap.io.sheets import MAX_CELLS, MAX_COLUMNS, Range, Sheet, cell_text, fill_merged, without_tail

_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"


def read_opendocument(path: Path, only: str | None, progress: Progress) -> list[Sheet]:
    """Read an OpenDocument table from its XML, sheet by sheet; repeated empty rows and cells cost nothing."""
    text_files.zip_names(path)
    found: list[Sheet] = []
    hidden_styles: set[str] = set()
    try:
        with zipfile.ZipFile(path) as archive, archive.open("content.xml") as stream:
            if b"<!ENTITY" in stream.read(65536):
                raise failure(path, "Die Tabelle erklärt eigene Ersetzungen (XML-Entities) und wird aus Sicherheitsgründen nicht gelesen.", "In LibreOffice öffnen und neu speichern.", "xml_entities")  # fmt: skip
            stream.seek(0)
            merged: list[Range] = []
            budget = MAX_CELLS
            for event, node in ET.iterparse(stream, events=("start", "end")):  # noqa: S314  (no entities, see above)
                if event == "start":
                    if node.tag == f"{_TABLE}table":
                        name = str(node.get(f"{_TABLE}name") or f"Tabelle{len(found) + 1}")
                        found.append(Sheet(name, [], node.get(f"{_TABLE}style-name") in hidden_styles))
                        merged = []
                    continue
                if node.tag == f"{_STYLE}style":
                    if any(
                        p.get(f"{_TABLE}display") == "false" for p in node.iter(f"{_STYLE}table-properties")
                    ):
                        hidden_styles.add(str(node.get(f"{_STYLE}name")))
                elif node.tag == f"{_TABLE}table-row" and found:
                    sheet = found[-1]
                    if only is None or sheet.name == only:
                        if len(sheet.rows) % 500 == 0:
                            progress.step(0.5, f"{path.name}: Blatt {sheet.name} lesen")
                        budget -= _add_ods_row(node, sheet.rows, merged, budget)
                        if budget < 0:
                            raise failure(
                                path,
                                "Die Tabelle ist zu groß.",
                                "Als CSV speichern oder zuschneiden.",
                                "xlsx_too_large",
                            )
                    node.clear()
                elif node.tag == f"{_TABLE}table" and found:
                    without_tail(found[-1].rows)
                    found[-1].problems += fill_merged(found[-1].rows, merged, path.name)
                    node.clear()
    except InputError:
        raise
    except (ET.ParseError, *text_files.ZIP_ERRORS) as error:
        raise failure(
            path, "Die Tabelle ist beschädigt.", "In LibreOffice öffnen und neu speichern.", "xlsx_broken"
        ) from error
    return found


def _add_ods_row(node: ET.Element, rows: list[list[str]], merged: list[Range], budget: int) -> int:
    """Append a row (as often as it is repeated, if it is not empty); return how many cells it takes."""
    cells: list[str] = []
    for cell in node:
        if cell.tag not in (f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell"):
            continue
        text = _ods_cell(cell)
        repeat = _count(cell.get(f"{_TABLE}number-columns-repeated"))
        if len(cells) < MAX_COLUMNS:
            spans = _count(cell.get(f"{_TABLE}number-rows-spanned"))
            wide = _count(cell.get(f"{_TABLE}number-columns-spanned"))
            if spans > 1:
                merged.append((len(rows), len(cells), len(rows) + spans - 1, len(cells) + wide - 1))
            cells.extend([text] * min(repeat, MAX_COLUMNS - len(cells)))
    while cells and not cells[-1]:
        cells.pop()
    repeat = _count(node.get(f"{_TABLE}number-rows-repeated"))
    if not cells:
        # a long run of empty rows is the end of the sheet, a short one a gap that row numbers have to count
        rows.extend([] for _ in range(repeat if repeat <= 10_000 else 0))
        return 0
    if len(cells) * repeat > budget:
        return len(cells) * repeat
    rows.extend(list(cells) for _ in range(repeat))
    return len(cells) * repeat


def _count(text: str | None) -> int:
    return max(1, int(text)) if text and text.isdigit() else 1


def _ods_cell(cell: ET.Element) -> str:
    """Return a cell as text: typed values exactly, but as shown where the display keeps leading zeros."""
    kind = cell.get(f"{_OFFICE}value-type")
    shown = text_files.tidy(" ".join("".join(p.itertext()) for p in cell.findall(f"{_TEXT}p")))
    if kind in ("float", "currency"):
        if re.fullmatch(r"0\d+", shown):
            return shown
        try:
            return cell_text(float(str(cell.get(f"{_OFFICE}value"))))
        except ValueError:
            return shown
    if kind == "percentage":
        try:
            return cell_text(float(str(cell.get(f"{_OFFICE}value"))), "0%")
        except ValueError:
            return shown
    if kind == "date":
        return re.sub(r"T00:00:00(\.0+)?$", "", str(cell.get(f"{_OFFICE}date-value") or shown)).replace(
            "T", " "
        )
    if kind == "boolean":
        return "ja" if cell.get(f"{_OFFICE}boolean-value") == "true" else "nein"
    return shown
