"""Workbooks as rows of text: XLSX, ODS (both parsed here) and the binary kinds (XLS, XLSB, in the worker process).

Cells come over as a person sees them where that matters: a number formatted ``00000`` keeps its zeros, a truth value is
ja/nein, a date is ISO. What a table cannot show is reported: formulas that were never computed, merged cells that were
filled down, hidden rows that were read all the same.
"""

from __future__ import annotations

import json
import re
import tempfile
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from quartiermap.domain.progress import Progress
from quartiermap.errors import Problem, QuartierMapError
from quartiermap.io import text_files
from quartiermap.io.file_formats import failure
from quartiermap.io.opendocument import read_opendocument
from quartiermap.io.sheets import MAX_CELLS, MAX_COLUMNS, Range, Sheet, cell_text, fill_merged, without_tail
from quartiermap.io.worker_call import ask_worker


def read_workbook(path: Path, reader: str, only: str | None, progress: Progress) -> list[Sheet]:
    """Read the sheets of a workbook.

    Parameters
    ----------
    path : Path
    reader : {"xlsx", "ods", "binary_book"}
    only : str or None
        Name of the one sheet wanted; the others are then listed without rows.
    progress : Progress

    Raises
    ------
    InputError
        If the workbook is damaged or too large.
    """
    if reader == "xlsx":
        return _read_xlsx(path, only, progress)
    if reader == "ods":
        return read_opendocument(path, only, progress)
    return _read_binary(path, only, progress)


# ---------------------------------------------------------------------------------------------- XLSX


def _read_xlsx(path: Path, only: str | None, progress: Progress) -> list[Sheet]:
    import openpyxl

    text_files.zip_names(path)  # refuses damaged, encrypted and exploding archives
    stream = path.open("rb")  # by a stream, because openpyxl judges a path by its ending
    try:
        book = openpyxl.load_workbook(stream, read_only=True, data_only=True)
    except Exception as error:  # openpyxl raises half a dozen unrelated types on damaged files
        stream.close()
        raise failure(
            path, "Die Excel-Datei ist beschädigt oder keine Excel-Datei.", "In Excel oder LibreOffice öffnen und neu speichern.", "xlsx_broken"
        ) from error  # fmt: skip
    found: list[Sheet] = []
    try:
        sheets = list(book.worksheets)
        for i, sheet in enumerate(sheets):
            made = Sheet(str(sheet.title), [], sheet.sheet_state != "visible")
            found.append(made)
            if only is not None and made.name != only:
                continue
            part = progress.part(i / len(sheets), (i + 1) / len(sheets))
            made.rows = _xlsx_rows(sheet, path, part)
            look = _look_into(path, str(getattr(sheet, "_worksheet_path", "")))
            made.problems += fill_merged(made.rows, look.merged, path.name)
            made.problems += look.problems(path.name)
    finally:
        book.close()
        stream.close()
    return found


def _xlsx_rows(sheet: Any, path: Path, progress: Progress) -> list[list[str]]:
    rows: list[list[str]] = []
    cells = 0
    formats: dict[int, str | None] = {}
    try:
        sheet.reset_dimensions()  # what a workbook says about its size may be wrong
        for i, row in enumerate(sheet.iter_rows()):
            if i % 500 == 0:
                progress.step(0.5, f"{path.name}: Blatt {sheet.title} lesen")
            cells += len(row)
            if cells > MAX_CELLS:
                raise failure(
                    path,
                    "Die Excel-Datei ist zu groß.",
                    "Als CSV speichern oder zuschneiden.",
                    "xlsx_too_large",
                )
            rows.append([_xlsx_cell(c, formats) for c in row[:MAX_COLUMNS]])
    except QuartierMapError:
        raise
    except Exception as error:  # damaged XML inside the workbook; openpyxl raises half a dozen types
        raise failure(
            path, "Die Excel-Datei ist beschädigt.", "In Excel oder LibreOffice öffnen und neu speichern.", "xlsx_broken"
        ) from error  # fmt: skip
    return without_tail(rows)


def _xlsx_cell(cell: Any, formats: dict[int, str | None]) -> str:
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, int | float) and not isinstance(value, bool):
        style = int(getattr(cell, "_style_id", 0) or 0)
        if style not in formats:
            try:
                formats[style] = str(cell.number_format)
            except (IndexError, KeyError, AttributeError):
                formats[style] = None
        return cell_text(value, formats[style])
    return cell_text(value)


@dataclass
class _Look:
    """What the XML of a sheet says beside the values."""

    merged: list[Range] = field(default_factory=list)
    uncomputed: list[str] = field(default_factory=list)
    hidden_rows: list[int] = field(default_factory=list)

    def problems(self, name: str) -> list[Problem]:
        out = []
        if self.uncomputed:
            first = self.uncomputed[0]
            row = re.sub(r"\D", "", first)
            out.append(
                Problem(
                    "Die Zelle enthält eine Formel, deren Ergebnis nicht in der Datei steht; der Wert gilt als fehlend.",
                    remedy="Die Datei in Excel oder LibreOffice öffnen und speichern, dann noch einmal einlesen.", file=name,
                    row=int(row) if row else None, value=f"Zelle {first}", count=len(self.uncomputed), code="formula_uncomputed", severity="warning",
                )
            )  # fmt: skip
        if self.hidden_rows:
            out.append(
                Problem(
                    "Ausgeblendete Zeilen wurden mitgelesen.", remedy="Wenn sie nicht zählen sollen, in der Tabelle löschen.", file=name,
                    row=self.hidden_rows[0], count=len(self.hidden_rows), code="rows_hidden", severity="info",
                )
            )  # fmt: skip
        return out


_MERGE = re.compile(rb'<(?:\w+:)?mergeCell\s[^>]*ref="([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})"')
_FORMULA = re.compile(
    rb'<(?:\w+:)?c\s[^>]*?r="([A-Z]{1,3}\d{1,7})"[^>]*>\s*<(?:\w+:)?f(?:\s[^>]*)?(?:/>|>[^<]*</(?:\w+:)?f>)\s*(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v></(?:\w+:)?v>)?\s*</(?:\w+:)?c>'
)
_HIDDEN = re.compile(rb'<(?:\w+:)?row\s[^>]*?r="(\d{1,7})"[^>]*?\shidden="(?:1|true)"')


def _look_into(path: Path, member: str) -> _Look:
    """Find merged cells, formulas without a result and hidden rows in the XML of one sheet."""
    look = _Look()
    try:
        with zipfile.ZipFile(path) as archive:
            name = member.lstrip("/")
            if name not in archive.namelist() or archive.getinfo(name).file_size > 300_000_000:
                return look
            data = archive.read(name)
    except text_files.ZIP_ERRORS:
        return look
    for left, top, right, bottom in _MERGE.findall(data):
        look.merged.append((int(top) - 1, _column_number(left), int(bottom) - 1, _column_number(right)))
    if b"<f" in data or b":f>" in data:
        look.uncomputed = [m.decode("ascii") for m in _FORMULA.findall(data)]
    look.hidden_rows = [int(m) for m in _HIDDEN.findall(data)]
    return look


def _column_number(letters: bytes) -> int:
    """Return the number of a column (A is 0).

    Examples
    --------
    >>> _column_number(b"A"), _column_number(b"AA")
    (0, 26)
    """
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number - 1


# ---------------------------------------------------------------------------------------------- XLS, XLSB


def _read_binary(path: Path, only: str | None, progress: Progress) -> list[Sheet]:
    """Read a binary workbook in the worker process."""
    with tempfile.TemporaryDirectory(prefix="quartiermap-") as name:
        folder = Path(name)
        data = path.read_bytes()
        staged = folder / ("daten.xlsb" if data.startswith(b"PK") else "daten.xls")
        staged.write_bytes(data)
        answer = ask_worker(path, staged, "calamine", folder, None, None, None, progress)
        lines = _lines(folder / "rows.feather")
        found = []
        for entry in answer["sheets"]:
            rows = [next(lines) for _ in range(int(entry["rows"]))]
            sheet = Sheet(str(entry["name"]), [], bool(entry["hidden"]))
            found.append(sheet)
            if only is None or sheet.name == only:
                sheet.rows = without_tail([[_shown(v) for v in row[:MAX_COLUMNS]] for row in rows])
                merged: list[Range] = [(int(a), int(b), int(c), int(d)) for a, b, c, d in entry["merged"]]
                sheet.problems += fill_merged(sheet.rows, merged, path.name)
    return found


def _shown(value: Any) -> str:
    """Return a cell as text; a number with a format that adds something comes with it."""
    if isinstance(value, dict):
        return cell_text(value.get("value"), str(value.get("format")))
    return cell_text(value)


def _lines(path: Path) -> Iterator[list[Any]]:
    with path.open(encoding="utf-8") as stream:
        for line in stream:
            yield json.loads(line)
