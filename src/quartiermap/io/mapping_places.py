"""Where the table of a saved mapping stands in next year's file: its sheet, and the row of its headings."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from quartiermap.domain.progress import Progress
from quartiermap.domain.texts import fold
from quartiermap.errors import InputError, Problem
from quartiermap.io.file_formats import ChoiceNeededError
from quartiermap.io.import_tables import read_table
from quartiermap.io.saved_mappings import SavedMapping, told


@dataclass(frozen=True)
class Found:
    """Where the table of a saved mapping stands in another file: the sheet and row to read, and what is new about it.

    `header_row` and `sublayer` are ``None`` where the file may be read as if nothing was said.
    """

    header_row: int | None
    sublayer: str | None
    problems: tuple[Problem, ...] = ()


def locate(
    saved: SavedMapping, path: Path, sublayer: str | None, encoding: str | None, progress: Progress
) -> Found:
    """Find the table that a mapping was saved for in a file, which may have its headings or its sheet elsewhere.

    What the program finds by itself is taken if it has the columns that the mapping uses; else the row that holds most of
    the saved headings. A place other than the saved one is always told.

    Parameters
    ----------
    sublayer, encoding : str or None
        As the user says this time, else as saved.

    Raises
    ------
    InputError
        If the file cannot be read at all.
    """
    used = {part for column in saved.fields.values() for part in (column, *column.split("+"))}
    wanted = {fold(c) for c in saved.columns if c in used} or {fold(c) for c in saved.columns}
    notes: list[Problem] = []
    if saved.header_row == 0:
        return Found(0, sublayer)
    failed: InputError | None = None
    table = None
    try:
        table = read_table(path, sublayer, encoding, progress.part(0.0, 0.5))
    except ChoiceNeededError as error:
        if sublayer is None or error.problems[0].code != "sublayer_unknown":
            raise
        try:
            table = read_table(path, None, encoding, progress.part(0.0, 0.5))
        except InputError:
            raise error from None
        notes.append(
            Problem(
                f"Das Blatt „{sublayer}“ gibt es nicht mehr; gelesen wurde „{table.sheet}“, das einzige mit einer Tabelle.",
                remedy="Ein anderes mit --sublayer wählen.", file=path.name, value=table.sheet, code="mapping_sheet", severity="warning",
            )
        )  # fmt: skip
        sublayer = None
    except InputError as error:
        failed = error
    if table is not None and wanted <= {fold(str(c)) for c in table.frame.columns}:
        return Found(None, sublayer, (*notes, *_moved(saved, table.header_row, path.name)))
    row = _row_of(saved, path, sublayer, encoding, progress.part(0.5, 1.0))
    if row is not None:
        return Found(row, sublayer, (*notes, *_moved(saved, row, path.name)))
    if failed is not None:
        raise failed
    return Found(None, sublayer, tuple(notes))


def _row_of(
    saved: SavedMapping, path: Path, sublayer: str | None, encoding: str | None, progress: Progress
) -> int | None:
    """Return the row that holds at least half of the saved headings (the one with most), or ``None``."""
    known = {fold(c) for c in saved.columns} - {""}
    try:
        frame = read_table(path, sublayer, encoding, progress, header_row=0).frame
    except InputError:
        return None
    best, most = None, max(2.0, 0.5 * len(known)) if len(known) > 1 else 1.0
    for row, cells in zip(
        frame.index[:_SEARCHED], frame.iloc[:_SEARCHED].itertuples(index=False), strict=True
    ):
        there = len(known & {fold(str(c)) for c in cells if c})
        if there >= most and (best is None or there > most):
            best, most = int(row), there
    return best


_SEARCHED = 100
"""Headings are looked for in so many rows."""


def _moved(saved: SavedMapping, row: int, file: str) -> tuple[Problem, ...]:
    if saved.header_row is None or not row or row == saved.header_row:
        return ()
    return (
        told(f"Die Spaltennamen stehen jetzt in Zeile {row} (als die Zuordnung gespeichert wurde, in Zeile {saved.header_row}).", file, None, "mapping_header_moved"),
    )  # fmt: skip
