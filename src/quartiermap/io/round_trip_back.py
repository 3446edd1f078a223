"""What stands in a workbook of facilities when it comes back from a department.

Cells are read, never computed: of a formula only the result that the spreadsheet itself stored is taken, and it is said.
What is not understood is told and left alone.
"""

from __future__ import annotations

import datetime as dt
import json
import re
import zipfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from quartiermap.domain.texts import fold
from quartiermap.errors import InputError, Problem
from quartiermap.io import text_files
from quartiermap.io.bundled import kinds
from quartiermap.io.numbers import parse_column
from quartiermap.io.round_trip import (
    FIELDS,
    FORMAT,
    HIDDEN,
    LISTS,
    NOTE,
    SHEET,
    Field,
    Value,
    checksum,
    clean,
)

MAX_UNPACKED = 300_000_000
MAX_ROWS = 200_000
MAX_COLUMNS = 60
MAX_EMPTY = 5000
_CHOICES = {
    "barrier_free": {"j": "ja", "yes": "ja", "x": "ja", "n": "nein", "no": "nein", "teils": "teilweise", "zumteil": "teilweise", "zt": "teilweise", "bedingt": "teilweise"},
    "status": {"vorhanden": "Bestand", "inbetrieb": "Bestand", "offen": "Bestand", "planung": "geplant", "inplanung": "geplant", "imbau": "geplant", "zu": "geschlossen", "stillgelegt": "geschlossen", "ausserbetrieb": "geschlossen", "aufgegeben": "geschlossen"},
    "condition": {"sehrgut": "gut", "befriedigend": "mittel", "mangelhaft": "schlecht", "sanierungsbeduerftig": "schlecht", "marode": "schlecht"},
}  # fmt: skip
"""Other words for the choices; those of the lists themselves are always understood."""


@dataclass(frozen=True)
class ReturnedRow:
    """One row of a workbook that came back.

    Parameters
    ----------
    row : int
        As the user counts it.
    facility_id : str or None
        ``None``: a new facility.
    values : dict
        Field -> value, only for fields whose column is there and whose cell was understood.
    note : str or None
    """

    row: int
    facility_id: str | None
    values: dict[str, Value]
    note: str | None


@dataclass
class Returned:
    """A workbook that came back; `base` are the values at export, ``None`` if the hidden sheet is lost or was changed."""

    file: str
    sha256: str
    rows: list[ReturnedRow] = field(default_factory=list)
    fields: tuple[str, ...] = ()
    base: dict[str, dict[str, Value]] | None = None
    about: dict[str, str] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


def read_workbook(path: Path) -> Returned:
    """Read a corrected workbook.

    Raises
    ------
    InputError
        If it is no workbook, or has no sheet with the column „Kennung“.
    """
    sheets, results = _load(path)
    found = Returned(path.name, text_files.sha256(path))
    hidden = sheets.get(HIDDEN)
    if hidden is not None:
        _base(hidden, found)
    if found.base is None:
        found.problems.append(
            Problem(
                "Das verborgene Blatt mit den Werten bei der Ausgabe fehlt oder wurde verändert.",
                "Verglichen wird nur mit dem jetzigen Stand des Projekts; ob das Projekt sich inzwischen geändert hat, lässt sich nicht sagen.",
                file=path.name, code="base_missing", severity="warning",
            )
        )  # fmt: skip
    name = next(
        (
            n
            for n in (SHEET, *sheets)
            if n in sheets and n not in (HIDDEN, LISTS) and _header(sheets[n]) is not None
        ),
        None,
    )
    if name is None:
        raise InputError(
            Problem("In der Datei ist kein Blatt mit der Spalte „Kennung“.", "Die Datei angeben, die facilities-out geschrieben hat.", file=path.name, code="no_facility_sheet")
        )  # fmt: skip
    _rows(sheets[name], results.get(name, []), found)
    return found


Grid = list[list[Any]]


def _load(path: Path) -> tuple[dict[str, Grid], dict[str, Grid]]:
    """Return the cells of every sheet: as written, and with the results of formulas."""
    if (problem := text_files.examine(path)) is not None:
        raise InputError(problem)
    broken = Problem("Die Datei ist keine Excel-Datei (.xlsx) oder beschädigt.", "Die Datei in Excel oder LibreOffice öffnen und als .xlsx speichern.", file=path.name, code="not_xlsx")  # fmt: skip
    try:
        with zipfile.ZipFile(path) as archive:
            if sum(i.file_size for i in archive.infolist()) > MAX_UNPACKED:
                raise InputError(
                    Problem(
                        "Die Datei ist entpackt unmöglich groß.",
                        "Die richtige Datei angeben.",
                        file=path.name,
                        code="too_large",
                    )
                )
            if any(i.flag_bits & 1 for i in archive.infolist()):
                raise InputError(broken)
    except (zipfile.BadZipFile, OSError) as error:
        raise InputError(broken) from error
    import openpyxl

    out: list[dict[str, Grid]] = []
    for only_results in (False, True):
        try:
            book = openpyxl.load_workbook(path, read_only=True, data_only=only_results, keep_links=False)
        except Exception as error:  # openpyxl raises whatever a damaged file makes it stumble over
            raise InputError(broken) from error
        try:
            grids: dict[str, Grid] = {}
            for sheet in book.worksheets:
                sheet.reset_dimensions()
                grid: Grid = []
                empty = 0
                for cells in sheet.iter_rows(max_col=MAX_COLUMNS):
                    filled = any(c.value is not None for c in cells)
                    empty = 0 if filled else empty + 1
                    if empty > MAX_EMPTY or len(grid) >= MAX_ROWS:
                        break  # spreadsheets give a format to the last of a million rows
                    grid.append([_content(c) for c in cells] if filled else [])
                grids[sheet.title] = grid
            out.append(grids)
        except Exception as error:
            raise InputError(broken) from error
        finally:
            book.close()
    return out[0], out[1]


_FAULTS = re.compile(r"#(WERT!|BEZUG!|DIV/0!|NAME\?|NV|ZAHL!|NULL!|VALUE!|REF!|N/A|NUM!|ÜBERLAUF!|SPILL!)")
"""What spreadsheets show for a result that there is none of; as text too, if somebody copied values."""


class _Formula(str):
    """A cell that holds a formula."""


class _Fault(str):
    """A cell that holds an error (#WERT!)."""


def _content(cell: Any) -> Any:
    if cell.data_type == "f":
        return _Formula(cell.value)
    return _Fault(cell.value) if cell.data_type == "e" else cell.value


def _base(grid: Grid, found: Returned) -> None:
    about: dict[str, str] = {}
    values: dict[str, dict[str, Value]] = {}
    rows = iter(grid)
    for cells in rows:
        if not cells or cells[0] is None:
            break
        about[str(cells[0])] = str(cells[1] if len(cells) > 1 and cells[1] is not None else "")
    try:
        for cells in rows:
            if cells and cells[0] is not None:
                values[str(cells[0])] = json.loads("".join(str(c) for c in cells[1:] if c is not None))
    except ValueError:
        return
    found.about = about
    if about.get("format") not in (None, str(FORMAT)):
        raise InputError(
            Problem(f"Die Datei hat das Format {about['format']}; gelesen wird {FORMAT}.", "Mit dieser Fassung von QuartierMap neu ausgeben.", file=found.file, code="format_unknown")
        )  # fmt: skip
    if checksum(values) == about.get("checksum"):
        found.base = values


def _header(grid: Grid) -> tuple[int, dict[str, int]] | None:
    """Return the position of the heading row and of the fields in it."""
    heads = {fold(f.heading): f.name for f in FIELDS} | {fold(NOTE): NOTE}
    for r, cells in enumerate(grid[:15]):
        found: dict[str, int] = {}
        for c, value in enumerate(cells):
            name = heads.get(fold(str(value))) if value is not None else None
            if name is not None:
                found.setdefault(name, c)
        if "facility_id" in found and len(found) >= 2:
            return r, found
    return None


def _rows(grid: Grid, results: Grid, found: Returned) -> None:
    header = _header(grid)
    if header is None:
        return
    top, where = header
    found.fields = tuple(f.name for f in FIELDS[1:] if f.name in where)
    absent = [f.heading for f in FIELDS[1:] if f.name not in where]
    if absent:
        found.problems.append(
            Problem(f"Diese Spalten fehlen in der Datei und werden nicht verglichen: {', '.join(absent)}.", file=found.file, code="columns_missing", severity="warning")
        )  # fmt: skip
    body: list[tuple[int, list[Any]]] = []
    for r in range(top + 1, len(grid)):
        if not grid[r]:
            continue
        cells = [_cell(grid, results, r, c, found) for c in (where.get(f.name, -1) for f in FIELDS)] + [
            _cell(grid, results, r, where.get(NOTE, -1), found)
        ]
        if any(clean(c) is not None for c in cells):
            body.append((r + 1, cells))
    columns = {f.name: [cells[i] for _, cells in body] for i, f in enumerate(FIELDS)}
    lines = [r for r, _ in body]
    parsed = {f.name: _parsed(f, columns[f.name], lines, found) for f in FIELDS[1:] if f.name in where}
    for i, (row, cells) in enumerate(body):
        values = {
            name: column[i] for name, column in parsed.items() if not isinstance(column[i], _NotUnderstood)
        }
        found.rows.append(ReturnedRow(row, clean(cells[0]), values, clean(cells[-1])))


def _cell(grid: Grid, results: Grid, r: int, c: int, found: Returned) -> Any:
    if c < 0 or c >= len(grid[r]):
        return None
    value = grid[r][c]
    if not isinstance(value, _Formula):
        return value
    result = results[r][c] if r < len(results) and c < len(results[r]) else None
    head = next((str(v) for v in [grid[k][c] for k in range(r) if c < len(grid[k])] if v is not None), None)
    found.problems.append(
        Problem(
            "In der Zelle steht eine Formel; genommen wird das Ergebnis, das mit der Datei gespeichert ist." if result is not None
            else "In der Zelle steht eine Formel ohne gespeichertes Ergebnis; die Zelle gilt als nicht verstanden, der bisherige Wert bleibt.",
            "Den Wert selbst eintragen.", file=found.file, row=r + 1, column=head, value=str(value)[:60], code="formula", severity="warning",
        )
    )  # fmt: skip
    return result if result is not None else _Fault("")


class _NotUnderstood:
    """A cell whose content is no value of its field; the value in the project stays."""


def _parsed(one: Field, cells: list[Any], rows: list[int], found: Returned) -> list[Any]:
    """Return the values of a column; what is not understood is told and left alone."""
    out: list[Any] = [clean(c) for c in cells]
    faults = {
        i
        for i, c in enumerate(cells)
        if isinstance(c, _Fault) or (isinstance(c, str) and _FAULTS.fullmatch(c.strip()))
    }

    def odd(i: int, message: str, remedy: str) -> None:
        out[i] = _NotUnderstood()
        found.problems.append(
            Problem(f"{message} Der bisherige Wert bleibt.", remedy, file=found.file, row=rows[i], column=one.heading, value=str(cells[i])[:80], code="cell_not_understood", severity="warning")
        )  # fmt: skip

    for i in faults:
        out[i] = _NotUnderstood()
        if cells[i]:
            odd(i, "In der Zelle steht ein Rechenfehler.", "Den Wert eintragen.")
    if one.form in ("number", "coordinate", "year"):
        _numbers(one, cells, out, odd)
    elif one.form in ("choice", "kind"):
        words = {fold(w): w for w in one.choices} | _CHOICES.get(one.name, {})
        for i, text in enumerate(out):
            if not isinstance(text, str):
                continue
            kind = kinds().by_word(text) if one.form == "kind" else None
            value = (kind.id if kind else None) if one.form == "kind" else words.get(fold(text))
            if (
                value is None
                and one.form == "choice"
                and fold(text) in ("", "unbekannt", "ka", "keineangabe", "keinedaten")
            ):
                out[i] = None
            elif value is None:
                listed = ", ".join(k.name for k in kinds()) if one.form == "kind" else ", ".join(one.choices)
                odd(
                    i,
                    "Diese Angabe wird nicht verstanden.",
                    f"In die Zelle gehört eines der Wörter: {listed}.",
                )
            else:
                out[i] = value
    return out


def _numbers(one: Field, cells: list[Any], out: list[Any], odd: Any) -> None:
    plain = [
        None if isinstance(o, _NotUnderstood) else float(c.year) if isinstance(c, dt.datetime | dt.date) and one.form == "year"
        else o if isinstance(c, str | dt.datetime | dt.date | dt.time) else c
        for c, o in zip(cells, out, strict=True)
    ]  # fmt: skip
    texts = [p for p in plain if isinstance(p, str)]
    style = parse_column(texts).style if texts else "comma"
    for i, value in enumerate(plain):
        if isinstance(out[i], _NotUnderstood):
            continue
        read = parse_column([value], style=style)
        if read.bad or isinstance(value, bool):
            odd(i, "Das ist keine Zahl.", "Eine Zahl wie 45 oder 12,5 eintragen.")
        elif np.isnan(read.values[0]):
            out[i] = None
        elif one.form == "number" and read.values[0] < 0:
            odd(i, f"{one.heading}: Die Zahl kann nicht negativ sein.", "Eine Zahl ab 0 eintragen.")
        elif one.form == "year" and not (
            1500 <= read.values[0] <= 2100 and float(read.values[0]).is_integer()
        ):
            odd(i, "Das ist kein Jahr.", "Ein Jahr wie 2024 eintragen.")
        else:
            number = float(read.values[0])
            out[i] = round(number, 2) if one.form == "coordinate" else number
