"""Tables of every kind as text: CSV and its relatives, XLSX, JSON lists; with the header found below title rows."""

from __future__ import annotations

import datetime as dt
import io
import json
import tempfile
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

import pandas as pd

from quartiermap.domain.progress import Progress
from quartiermap.errors import InputError, Problem, QuartierMapError
from quartiermap.io import text_files
from quartiermap.io.import_headers import find_header
from quartiermap.io.numbers import numeric_share

MAX_CELLS = 40_000_000


@dataclass(frozen=True)
class TableData:
    """What a table holds.

    Parameters
    ----------
    frame : DataFrame of str
        One column per heading (repeated headings are numbered ``name (2)``), every cell as text, empty cells
        ``None``. The index is the row number as the user counts it in the file.
    header_row : int
        Row of the (last) heading row, counted from 1; 0 where the format has none (JSON).
    delimiter : str
        Empty for XLSX and JSON.
    encoding : str
    problems : tuple of Problem
        Warnings and infos only.
    sheet : str
        Sheet of a workbook, file in an archive or path inside a JSON document; `sheets` are all that hold a table.
    """

    frame: pd.DataFrame
    header_row: int
    delimiter: str
    encoding: str
    problems: tuple[Problem, ...]
    sheet: str = ""
    sheets: tuple[str, ...] = ()


def _fail(name: str, message: str, remedy: str, code: str, value: str | None = None) -> InputError:
    return InputError(Problem(message, remedy=remedy, file=name, value=value, code=code))


def read_table(
    path: Path,
    sublayer: str | None = None,
    encoding: str | None = None,
    progress: Progress | None = None,
) -> TableData:
    """Read a table as text.

    Parameters
    ----------
    path : Path
        ``.csv``, ``.tsv``, ``.txt`` (also ``.gz`` or in a ``.zip``), ``.xlsx``, ``.json``.
    sublayer : str, optional
        Sheet of a workbook, file in an archive, or path of the list in a JSON document.
    encoding : str, optional
        Else it is recognised.
    progress : Progress, optional

    Raises
    ------
    InputError
        If there is no table in the file, or no heading, or several tables and no choice.
    """
    progress = progress or Progress()
    if (problem := text_files.examine(path)) is not None:
        raise InputError(problem)
    name = path.name.lower()
    try:
        if name.endswith((".xlsx", ".xlsm")):
            return _read_xlsx(path, sublayer, progress)
        if name.endswith(".json"):
            return _read_json(path, sublayer, encoding, progress)
        if name.endswith(".zip"):
            return _read_zip(path, sublayer, encoding, progress)
        data = text_files.read_bytes(path, progress)
        if data.startswith(b"PK\x03\x04"):
            raise _fail(
                path.name,
                "Die Datei ist ein Archiv oder eine Excel-Datei, keine Texttabelle.",
                "Die Endung berichtigen (.xlsx, .zip).",
                "content_mismatch",
            )
        if data.startswith(b"SQLite format 3"):
            raise _fail(
                path.name,
                "Die Datei ist eine Datenbank, keine Texttabelle.",
                "Die Endung berichtigen (.gpkg).",
                "content_mismatch",
            )
        if _is_binary(data[:8192]) and encoding is None:
            raise _fail(
                path.name, "Die Datei enthält keinen Text, sondern Binärdaten.",
                "Die Tabelle als CSV oder XLSX speichern; bei ungewöhnlicher Zeichenkodierung --encoding angeben.", "is_binary",
            )  # fmt: skip
        return _read_text(data, path.name, encoding, progress)
    except InputError as error:
        raise InputError([_with_file(p, path.name) for p in error.problems]) from error


def _is_binary(head: bytes) -> bool:
    """Tell bytes that are no text in any encoding: control signs, where UTF-16 has none but NUL."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return False
    control = sum(b < 32 and b not in (0, 7, 9, 10, 12, 13, 26, 27) for b in head)
    return control > 0.02 * len(head)


def _with_file(problem: Problem, name: str) -> Problem:
    from dataclasses import replace

    return problem if problem.file else replace(problem, file=name)


def _read_text(data: bytes, name: str, encoding: str | None, progress: Progress) -> TableData:
    text, used = text_files.decode(data, encoding)
    delimiter = text_files.delimiter_of(text, name)
    progress.step(0.5, f"{name}: Spalten trennen")
    rows = text_files.split_rows(text, delimiter)
    frame, header_row, problems = _frame(rows, name, progress)
    return TableData(frame, header_row, delimiter, used, tuple(problems))


def _frame(rows: list[list[str]], name: str, progress: Progress) -> tuple[pd.DataFrame, int, list[Problem]]:
    """Make a frame of the rows of a sheet: heading found, rows without content dropped."""
    header = find_header(rows)
    if header is None:
        if not any(any(row) for row in rows):
            raise _fail(name, "Die Tabelle ist leer.", "Die Datei noch einmal beschaffen.", "table_empty")
        if sum(1 for row in rows if any(row)) == 1 and numeric_share(c for row in rows for c in row) == 0:
            raise _fail(
                name,
                "Unter der Kopfzeile stehen keine Daten.",
                "Die Datei noch einmal beschaffen.",
                "table_empty",
            )
        raise _fail(
            name, "Die Tabelle hat keine Kopfzeile; die erste Zeile enthält schon Daten.",
            "Eine erste Zeile mit den Spaltennamen ergänzen, z. B. „Schlüssel;Name;Einwohner“.",
            "header_missing", "; ".join(c for c in rows[0] if c)[:80] if rows else None,
        )  # fmt: skip
    width = len(header.names)
    numbers, kept, ragged = [], [], []
    for i in range(header.first_row, len(rows)):
        if i % 20_000 == 0:
            progress.step(0.6 + 0.4 * i / len(rows), f"{name}: Zeilen lesen")
        row = rows[i]
        if not any(row):
            continue
        if len(row) > width and any(row[width:]):
            ragged.append(i + 1)
        kept.append([cell or None for cell in (row + [""] * (width - len(row)))[:width]])
        numbers.append(i + 1)
    problems = []
    if ragged:
        problems.append(
            Problem(
                f"Die Zeile hat mehr Felder als die Kopfzeile ({width}); die überzähligen wurden nicht gelesen.",
                remedy="Prüfen, ob ein Trennzeichen mitten in einem Text steht.",
                file=name, row=ragged[0], count=len(ragged), code="row_too_long", severity="warning",
            )
        )  # fmt: skip
    if header.rows > 1 or header.last_row > 0:
        problems.append(
            Problem(
                f"Die Spaltennamen stehen in Zeile {header.last_row + 1}"
                + (" und darüber; sie wurden verbunden." if header.rows > 1 else "."),
                file=name, code="header_found", severity="info",
            )
        )  # fmt: skip
    if not kept:
        raise _fail(
            name,
            "Unter der Kopfzeile stehen keine Daten.",
            "Die Datei noch einmal beschaffen.",
            "table_empty",
        )
    frame = pd.DataFrame(kept, columns=header.names, index=pd.Index(numbers), dtype=object)
    empty = [c for c in frame.columns if c.startswith("Spalte ") and frame[c].isna().all()]
    return frame.drop(columns=empty), header.last_row + 1, problems


# ---------------------------------------------------------------------------------------------- archives


def _read_zip(path: Path, sublayer: str | None, encoding: str | None, progress: Progress) -> TableData:
    names = [
        n
        for n in text_files.zip_names(path)
        if PurePosixPath(n).suffix.lower() in (".csv", ".tsv", ".txt", ".xlsx")
    ]
    tables = [n for n in names if not n.lower().endswith(".xlsx")] or names
    chosen = (
        [n for n in tables if sublayer in (PurePosixPath(n).name, PurePosixPath(n).stem)]
        if sublayer
        else tables
    )
    if not chosen or len(chosen) > 1:
        listed = ", ".join(PurePosixPath(n).stem for n in tables[:12])
        raise _fail(
            path.name, f"Das ZIP-Archiv enthält {len(tables)} Tabellen." if not sublayer else "Diese Tabelle gibt es im ZIP-Archiv nicht.",
            f"Eine mit --sublayer wählen: {listed}.", "sublayer_needed", sublayer,
        )  # fmt: skip
    with tempfile.TemporaryDirectory(prefix="quartiermap-") as folder:
        inner = text_files.unpack(path, chosen, Path(folder), progress)[chosen[0]]
        return read_table(inner, None, encoding, progress)


# ---------------------------------------------------------------------------------------------- XLSX


def _read_xlsx(path: Path, sublayer: str | None, progress: Progress) -> TableData:
    import openpyxl

    if not path.read_bytes()[:4].startswith(b"PK"):
        raise _fail(
            path.name, "Die Datei heißt .xlsx, ist aber keine Excel-Datei (vielleicht eine Texttabelle).",
            "Die Endung berichtigen (z. B. .csv) oder in Excel oder LibreOffice als .xlsx speichern.", "content_mismatch",
        )  # fmt: skip
    text_files.zip_names(path)  # refuses damaged, encrypted and exploding archives
    try:
        book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    except Exception as error:  # openpyxl raises half a dozen unrelated types on damaged files
        raise _fail(
            path.name, "Die Excel-Datei ist beschädigt oder keine Excel-Datei.", "In Excel oder LibreOffice öffnen und neu speichern.", "xlsx_broken"
        ) from error  # fmt: skip
    try:
        names = tuple(str(sheet.title) for sheet in book.worksheets)
        if sublayer is not None and sublayer not in names:
            raise _fail(
                path.name,
                "Dieses Blatt gibt es in der Datei nicht.",
                f"Vorhanden: {', '.join(names)}.",
                "sublayer_unknown",
                sublayer,
            )
        found: dict[str, list[list[str]]] = {}
        for i, sheet in enumerate(book.worksheets):
            if sublayer is not None and sheet.title != sublayer:
                continue
            rows = _sheet_rows(sheet, path.name, progress.part(i / len(names), (i + 1) / len(names)))
            if sublayer is not None or (
                len(rows) >= 3 and find_header(rows) is not None and _looks_like_table(rows)
            ):
                found[str(sheet.title)] = rows
    finally:
        book.close()
    if not found:
        raise _fail(
            path.name,
            "In der Excel-Datei ist keine Tabelle mit Kopfzeile.",
            "Ein Blatt mit Spaltennamen in einer Zeile anlegen.",
            "table_empty",
        )
    if len(found) > 1:
        raise _fail(
            path.name, f"Die Excel-Datei hat {len(found)} Blätter mit Tabellen.", f"Eines mit --sublayer wählen: {', '.join(found)}.", "sublayer_needed"
        )  # fmt: skip
    ((title, rows),) = found.items()
    frame, header_row, problems = _frame(rows, path.name, progress)
    return TableData(frame, header_row, "", "", tuple(problems), title, names)


def _looks_like_table(rows: list[list[str]]) -> bool:
    return sum(1 for row in rows if sum(1 for c in row if c) >= 3) >= 5


def _sheet_rows(sheet: Any, name: str, progress: Progress) -> list[list[str]]:
    rows: list[list[str]] = []
    cells = 0
    try:
        for i, row in enumerate(sheet.iter_rows(values_only=True)):
            if i % 500 == 0:
                progress.step(0.5, f"{name}: Blatt {sheet.title} lesen")
            cells += len(row)
            if cells > MAX_CELLS:
                raise _fail(
                    name,
                    "Die Excel-Datei ist zu groß.",
                    "Als CSV speichern oder zuschneiden.",
                    "xlsx_too_large",
                )
            rows.append([_cell(v) for v in row])
    except InputError:
        raise
    except Exception as error:  # damaged XML inside the workbook; openpyxl raises half a dozen types
        if isinstance(error, QuartierMapError):
            raise
        raise _fail(
            name,
            "Die Excel-Datei ist beschädigt.",
            "In Excel oder LibreOffice öffnen und neu speichern.",
            "xlsx_broken",
        ) from error
    while rows and not any(rows[-1]):
        rows.pop()
    return rows


def _cell(value: object) -> str:
    """Return a typed cell as text; decimal numbers with a comma, so that they cannot be misread.

    Examples
    --------
    >>> _cell(98.3), _cell(2613.0), _cell(None), _cell(dt.datetime(2021, 12, 2))
    ('98,3', '2613', '', '2021-12-02')
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return "ja" if value else "nein"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value).replace(".", ",")
    if isinstance(value, dt.datetime):
        return value.date().isoformat() if value.time() == dt.time() else value.isoformat(" ")
    return text_files.tidy(str(value))


# ---------------------------------------------------------------------------------------------- JSON


def _read_json(path: Path, sublayer: str | None, encoding: str | None, progress: Progress) -> TableData:
    text, used = text_files.decode(text_files.read_bytes(path, progress), encoding)
    try:
        document = json.load(io.StringIO(text))
    except (ValueError, RecursionError) as error:
        line = getattr(error, "lineno", None)
        raise InputError(
            Problem(
                "Die Datei ist kein gültiges JSON.", remedy="Die Datei noch einmal herunterladen.",
                file=path.name, row=line, code="json_broken",
            )
        ) from error  # fmt: skip
    lists = _lists(document)
    if sublayer is not None and sublayer not in lists:
        raise _fail(
            path.name,
            "Diese Liste gibt es in der Datei nicht.",
            f"Vorhanden: {', '.join(lists) or 'keine'}.",
            "sublayer_unknown",
            sublayer,
        )
    if not lists:
        raise _fail(
            path.name,
            "Die JSON-Datei enthält keine Liste von Datensätzen.",
            "Eine Liste von Objekten wird gebraucht: [{…}, {…}].",
            "table_empty",
        )
    chosen = sublayer if sublayer is not None else max(lists, key=lambda k: len(lists[k]))
    if sublayer is None and sum(len(v) == len(lists[chosen]) for v in lists.values()) > 1:
        raise _fail(
            path.name,
            f"Die Datei enthält {len(lists)} Listen.",
            f"Eine mit --sublayer wählen: {', '.join(lists)}.",
            "sublayer_needed",
        )
    records = []
    for i, entry in enumerate(lists[chosen]):
        if i % 5000 == 0:
            progress.step(0.5, f"{path.name}: Datensätze lesen")
        records.append(_flat(entry))
    columns = list(dict.fromkeys(k for r in records for k in r))
    if not columns:
        raise _fail(
            path.name,
            "Die Datensätze der JSON-Datei sind leer.",
            "Die Datei noch einmal beschaffen.",
            "table_empty",
        )
    frame = pd.DataFrame(
        [[r.get(c) for c in columns] for r in records],
        columns=columns,
        index=pd.RangeIndex(1, len(records) + 1),
        dtype=object,
    )
    return TableData(frame, 0, "", used, (), chosen, tuple(lists))


def _lists(document: Any) -> dict[str, list[Any]]:
    """Return every list of objects in the first three levels, by its path; the root list is called ``.``."""
    found: dict[str, list[Any]] = {}

    def walk(value: Any, path: str, depth: int) -> None:
        if isinstance(value, list) and value and all(isinstance(v, dict) for v in value):
            found[path or "."] = value
        elif isinstance(value, dict) and depth < 3:
            for key, inner in value.items():
                walk(inner, f"{path}.{key}" if path else str(key), depth + 1)

    walk(document, "", 0)
    return found


def _flat(entry: dict[str, Any], prefix: str = "", depth: int = 0) -> dict[str, str | None]:
    """Return a nested object as one row, keys joined with dots."""
    row: dict[str, str | None] = {}
    for key, value in entry.items():
        name = f"{prefix}{key}"
        if isinstance(value, dict) and depth < 5:
            row.update(_flat(value, f"{name}.", depth + 1))
        elif isinstance(value, list | dict):
            row[name] = json.dumps(value, ensure_ascii=False)[:2000]
        else:
            row[name] = _cell(value) or None
    return row
