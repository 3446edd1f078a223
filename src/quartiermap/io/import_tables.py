"""Tables of every kind as text, with the header found below title rows, and notes below the table left out."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

import pandas as pd

from quartiermap.domain.progress import Progress
from quartiermap.domain.texts import number
from quartiermap.errors import InputError, Problem
from quartiermap.io import html_tables, json_tables, text_files, workbooks
from quartiermap.io.file_formats import SIDECARS, ChoiceNeededError, Format, failure
from quartiermap.io.file_recognition import recognise
from quartiermap.io.import_headers import find_header, stated_header
from quartiermap.io.numbers import numeric_share
from quartiermap.io.sheets import MAX_COLUMNS, Sheet, cell_text
from quartiermap.io.table_notes import drop_cut_row, drop_notes, header_notes, mended
from quartiermap.io.worker_call import ask_worker

_IN_ARCHIVES = (
    (".csv", ".tsv", ".txt", ".tab", ".asc"),
    (".xlsx", ".xlsm", ".ods", ".xls", ".xlsb"),
    (".json", ".html", ".htm"),
    (".parquet", ".dbf"),
)
"""Tables in an archive: the first group that has a member is read, the others describe it."""


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
        Empty for all but text tables.
    encoding : str
    problems : tuple of Problem
        Warnings and infos only.
    sheet : str
        Sheet of a workbook, file in an archive or path inside a JSON document; `sheets` are all that hold a table.
    clipped_from : int or None
        Rows of the whole table, if it is a census grid of which only the cells near the town were read.
    """

    frame: pd.DataFrame
    header_row: int
    delimiter: str
    encoding: str
    problems: tuple[Problem, ...]
    sheet: str = ""
    sheets: tuple[str, ...] = ()
    clipped_from: int | None = None


def _fail(name: str, message: str, remedy: str, code: str, value: str | None = None) -> InputError:
    return InputError(Problem(message, remedy=remedy, file=name, value=value, code=code))


def read_table(
    path: Path,
    sublayer: str | None = None,
    encoding: str | None = None,
    progress: Progress | None = None,
    header_row: int | None = None,
    near: Mapping[str, Sequence[float]] | None = None,
) -> TableData:
    """Read a table as text, whatever its ending says.

    Parameters
    ----------
    path : Path
        Text (also ``.gz`` or in a ``.zip``), ``.xlsx``, ``.xls``, ``.xlsb``, ``.ods``, ``.json``, ``.parquet``, a page with tables.
    sublayer : str, optional
        Sheet of a workbook, file in an archive, or path of the list in a JSON document.
    encoding : str, optional
        Else it is recognised.
    progress : Progress, optional
    header_row : int, optional
        Row of the headings counted from 1 (0: there are none); else it is found. Formats that have no rows of
        headings (JSON, Parquet, DBF) take no notice of it.
    near : mapping, optional
        As for `quartiermap.io.readers.read_vector`; for Parquet only.

    Raises
    ------
    InputError
        If there is no table in the file, or no heading; `ChoiceNeededError` if several tables and no choice.
    """
    progress = progress or Progress()
    found = recognise(path)
    try:
        if found.reader == "parquet":
            table = _read_parquet(path, progress, near)
        else:
            table = _read(path, found, sublayer, encoding, progress, header_row)
    except ChoiceNeededError:
        raise
    except InputError as error:
        raise InputError([p if p.file else replace(p, file=path.name) for p in error.problems]) from error
    return replace(table, problems=(*found.notes(path), *table.problems))


def _read(
    path: Path, found: Format, sublayer: str | None, encoding: str | None, progress: Progress, header_row: int | None
) -> TableData:  # fmt: skip
    if found.reader in ("xlsx", "ods", "binary_book"):
        sheets = workbooks.read_workbook(path, found.reader, sublayer, progress)
        return _one_sheet(path, sheets, sublayer, "", progress, header_row)
    if found.reader == "html":
        sheets, used = html_tables.read_pages(path, encoding, progress)
        return _one_sheet(path, sheets, sublayer, used, progress, header_row)
    if found.reader == "json":
        frame, used, chosen, lists = json_tables.read_records(path, sublayer, encoding, progress)
        return TableData(frame, 0, "", used, (), chosen, lists)
    if found.reader == "zip":
        return _read_zip(path, sublayer, encoding, progress, header_row)
    if found.reader != "text":
        raise _fail(
            path.name, "Die Datei enthält Geodaten, keine Tabelle.", "Als Geodatei einlesen.", "content_mismatch"
        )  # fmt: skip
    data = text_files.read_table_bytes(path, progress)
    if _is_binary(data[:8192]) and encoding is None:
        raise _fail(
            path.name, "Die Datei enthält keinen Text, sondern Binärdaten.",
            "Die Tabelle als CSV oder XLSX speichern; bei ungewöhnlicher Zeichenkodierung --encoding angeben.", "is_binary",
        )  # fmt: skip
    return _read_text(data, path.name, encoding, progress, header_row)


def _is_binary(head: bytes) -> bool:
    """Tell bytes that are no text in any encoding: control signs, where UTF-16 has none but NUL."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return False
    control = sum(b < 32 and b not in (0, 7, 9, 10, 12, 13, 26, 27) for b in head)
    return control > 0.02 * len(head)


# ---------------------------------------------------------------------------------------------- text


def _read_text(
    data: bytes, name: str, encoding: str | None, progress: Progress, header_row: int | None = None
) -> TableData:
    text, used = text_files.decode(data, encoding)
    problems: list[Problem] = []
    if encoding is None:
        text = mended(text, used, name, problems)
    if "\x00" in text:
        at = text.index("\x00")
        problems.append(
            Problem(
                "Die Datei enthält NUL-Zeichen, die in keine Tabelle gehören; sie wurden entfernt.", remedy="Die genannten Zeilen prüfen.", file=name,
                row=text.count("\n", 0, at) + 1, value=text[max(0, at - 12) : at + 12].replace("\x00", "␀").replace("\n", " ").strip(), count=text.count("\x00"),
                code="nul_letters", severity="warning",
            )
        )  # fmt: skip
    delimiter = text_files.delimiter_of(text, name)
    progress.step(0.5, f"{name}: Spalten trennen")
    if (spaced := _columns_by_blanks(text, delimiter)) is not None:
        text, delimiter = spaced, "\t"
    rows = text_files.split_rows(text, delimiter)
    drop_cut_row(rows, text, name, problems)
    frame, found, notes = _frame(rows, name, progress, header_row)
    return TableData(frame, found, delimiter, used, (*problems, *notes))


def _columns_by_blanks(text: str, delimiter: str) -> str | None:
    """Return a table whose columns are set apart by runs of blanks with tabs instead; ``None`` if it is none."""
    lines = [line for line in text[:100_000].splitlines() if line.strip()]
    if len(lines) < 3 or sum(line.count(delimiter) > 0 for line in lines) > 0.5 * len(lines):
        return None
    widths = [len(re.split(r" {2,}", line.strip())) for line in lines]
    usual = max(set(widths), key=widths.count)
    if usual < 2 or widths.count(usual) < 0.8 * len(widths):
        return None
    return "\n".join(re.sub(r" {2,}", "\t", line.strip()) for line in text.splitlines())


# ---------------------------------------------------------------------------------------------- rows


def _frame(
    rows: list[list[str]], name: str, progress: Progress, stated: int | None = None
) -> tuple[pd.DataFrame, int, list[Problem]]:
    """Make a frame of the rows of a sheet: heading found, rows without content and notes below dropped."""
    widest = max((_width(row) for row in rows[:400] if len(row) > MAX_COLUMNS), default=0)
    if widest > MAX_COLUMNS:  # before anything looks at every cell of them
        raise _too_wide(widest, name)
    header = find_header(rows) if stated is None else stated_header(rows, stated)
    if header is None and stated is not None:
        raise _fail(
            name, "In der genannten Zeile stehen keine Spaltennamen, oder darunter stehen keine Daten.",
            f"Die Zeile der Spaltennamen prüfen (die Tabelle hat {len(rows)} Zeilen) oder sie weglassen, dann wird sie gesucht.",
            "header_row", str(stated),
        )  # fmt: skip
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
    if width > MAX_COLUMNS:
        raise _too_wide(width, name)
    heading = [c for c in rows[header.last_row] if c] if header.rows else []
    numbers, kept, ragged, again = [], [], [], []
    for i in range(header.first_row, len(rows)):
        if i % 20_000 == 0:
            progress.step(0.6 + 0.4 * i / len(rows), f"{name}: Zeilen lesen")
        row = rows[i]
        if not any(row):
            continue
        if len(heading) > 1 and [c for c in row if c] == heading:
            again.append(i + 1)
            continue
        if len(row) > width and any(row[width:]):
            ragged.append(i + 1)
        kept.append([cell or None for cell in (row + [""] * (width - len(row)))[:width]])
        numbers.append(i + 1)
    problems = header_notes(header.rows, header.last_row, name) if stated is None else []
    if ragged:
        problems.append(
            Problem(
                f"Die Zeile hat mehr Felder als die Kopfzeile ({width}); die überzähligen wurden nicht gelesen.",
                remedy="Prüfen, ob ein Trennzeichen mitten in einem Text steht.",
                file=name, row=ragged[0], count=len(ragged), code="row_too_long", severity="warning",
            )
        )  # fmt: skip
    if again:
        problems.append(
            Problem(
                "Die Kopfzeile wiederholt sich mitten in der Tabelle; diese Zeilen wurden ausgelassen.", file=name, row=again[0], count=len(again),
                code="header_repeated", severity="info",
            )
        )  # fmt: skip
    problems += drop_notes(kept, numbers, width, name)
    if not kept:
        raise _fail(
            name,
            "Unter der Kopfzeile stehen keine Daten.",
            "Die Datei noch einmal beschaffen.",
            "table_empty",
        )
    frame = pd.DataFrame(kept, columns=header.names, index=pd.Index(numbers), dtype=object)
    empty = [c for c in frame.columns if c.startswith("Spalte ") and frame[c].isna().all()]
    return frame.drop(columns=empty), header.last_row + 1 if header.rows else 0, problems


def _width(row: Sequence[str]) -> int:
    """Return up to which column a row is filled."""
    return next((n + 1 for n in range(len(row) - 1, -1, -1) if row[n]), 0)


def _too_wide(width: int, name: str) -> InputError:
    return _fail(
        name, f"Die Tabelle hat {number(width)} Spalten; gelesen werden höchstens {number(MAX_COLUMNS)}.", "Die gebrauchten Spalten in eine eigene Tabelle kopieren.",
        "too_many_columns",
    )  # fmt: skip


# ---------------------------------------------------------------------------------------------- several tables


def _one_sheet(
    path: Path, sheets: Sequence[Sheet], only: str | None, encoding: str, progress: Progress, header_row: int | None
) -> TableData:  # fmt: skip
    """Return the one sheet that was named or that alone holds a table; visible sheets go before hidden ones."""
    names = tuple(s.name for s in sheets)
    if only is not None:
        mine = [s for s in sheets if s.name == only] or [
            s for s in sheets if s.name.strip().lower() == only.strip().lower()
        ]
        if not mine:
            raise ChoiceNeededError(
                Problem(
                    "Dieses Blatt gibt es in der Datei nicht.", remedy=f"Vorhanden: {', '.join(names[:20])}.", file=path.name, value=only,
                    code="sublayer_unknown",
                ),
                names,
            )  # fmt: skip
        chosen = mine[0]
    else:
        fitting = [
            s
            for s in sheets
            if len(s.rows) >= 2 and (header_row is not None or find_header(s.rows) is not None)
        ]
        large = [s for s in fitting if _looks_like_table(s.rows)] or fitting
        found = [s for s in large if not s.hidden] or large
        if not found:
            raise _fail(
                path.name, "In der Datei ist keine Tabelle mit Kopfzeile.", "Ein Blatt mit Spaltennamen in einer Zeile anlegen.", "table_empty",
            )  # fmt: skip
        if len(found) > 1:
            listed = "; ".join(f"{s.name} ({len(s.rows)} Zeilen)" for s in found[:15])
            raise ChoiceNeededError(
                Problem(
                    f"Die Datei hat {len(found)} Blätter mit Tabellen.", remedy=f"Eines mit --sublayer wählen: {listed}.", file=path.name,
                    code="sublayer_needed",
                ),
                tuple(s.name for s in found),
            )  # fmt: skip
        chosen = found[0]
    frame, found_row, problems = _frame(chosen.rows, path.name, progress, header_row)
    return TableData(frame, found_row, "", encoding, (*chosen.problems, *problems), chosen.name, names)


def _looks_like_table(rows: list[list[str]]) -> bool:
    return sum(1 for row in rows if sum(1 for c in row if c) >= 2) >= 4


def _read_zip(
    path: Path, sublayer: str | None, encoding: str | None, progress: Progress, header_row: int | None
) -> TableData:
    names = [n for n in text_files.zip_names(path) if PurePosixPath(n).suffix.lower() not in SIDECARS[:1]]
    tables: list[str] = []
    for group in _IN_ARCHIVES:
        tables = [n for n in names if PurePosixPath(n).suffix.lower() in group]
        if tables:
            break
    stems = tuple(PurePosixPath(n).stem for n in tables)
    chosen = (
        [n for n in tables if sublayer in (PurePosixPath(n).name, PurePosixPath(n).stem, n)]
        if sublayer
        else tables
    )
    inside = None
    if sublayer and not chosen and len(tables) == 1:
        chosen, inside = tables, sublayer  # a sheet of the only workbook
    if len(chosen) != 1:
        raise ChoiceNeededError(
            Problem(
                f"Das ZIP-Archiv enthält {len(tables)} Tabellen." if not sublayer else "Diese Tabelle gibt es im ZIP-Archiv nicht.",
                remedy=f"Eine mit --sublayer wählen: {', '.join(stems[:12])}.", file=path.name, value=sublayer, code="sublayer_needed",
            ),
            stems,
        )  # fmt: skip
    with tempfile.TemporaryDirectory(prefix="quartiermap-") as folder:
        inner = text_files.unpack(path, chosen, Path(folder), progress)[chosen[0]]
        table = read_table(inner, inside, encoding, progress, header_row)
    return table if table.sheet else replace(table, sheet=PurePosixPath(chosen[0]).stem, sheets=stems)


def _read_parquet(path: Path, progress: Progress, near: Mapping[str, Sequence[float]] | None) -> TableData:
    """Read a Parquet file without geometry in the worker process."""
    import pyarrow.feather as feather

    with tempfile.TemporaryDirectory(prefix="quartiermap-") as name:
        folder = Path(name)
        staged = folder / "daten.parquet"
        staged.write_bytes(path.read_bytes())
        answer = ask_worker(path, staged, "parquet", folder, None, None, None, progress, near)
        if not answer.get("rows") and not answer.get("clipped"):
            raise failure(path, "Die Tabelle ist leer.", "Die Datei noch einmal beschaffen.", "table_empty")
        table = feather.read_table(folder / "rows.feather", memory_map=False)
    names: list[str] = []
    for raw in answer["columns"]:
        same = sum(n == raw or n.startswith(f"{raw} (") for n in names)
        names.append(str(raw) if not same else f"{raw} ({same + 1})")
    data = {n: [cell_text(v) or None for v in table.column(i).to_pylist()] for i, n in enumerate(names)}
    frame = pd.DataFrame(data, index=pd.RangeIndex(1, table.num_rows + 1), dtype=object)
    total = int(answer["layers"][0]["features"])
    return TableData(frame, 0, "", "", (), clipped_from=total if answer.get("clipped") else None)
