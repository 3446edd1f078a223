"""What a workbook is to us, whatever its format: sheets of text, and how a typed cell becomes text."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, field

from quartiermap.errors import Problem
from quartiermap.io import text_files

MAX_CELLS = 40_000_000
MAX_COLUMNS = 2_000
"""Columns beyond are empty formatting in every workbook that was not made to do harm."""

Range = tuple[int, int, int, int]
"""First row, first column, last row, last column; counted from 0, all included."""


@dataclass
class Sheet:
    """One sheet: its rows as text, and what was noticed while reading it."""

    name: str
    rows: list[list[str]]
    hidden: bool = False
    problems: list[Problem] = field(default_factory=list)


def fill_merged(rows: list[list[str]], ranges: list[Range], name: str) -> list[Problem]:
    """Write the text of a cell merged over several rows into each of them; numbers stay where they are.

    A merged text (the name of a Bezirk beside its Ortsteile) holds for every row that it spans; a merged number may be
    a sum for all of them and would be counted several times.

    Examples
    --------
    >>> rows = [["Bezirk", "Ortsteil"], ["Mitte", "Wedding"], ["", "Moabit"]]
    >>> notes = fill_merged(rows, [(1, 0, 2, 0)], "a.xlsx")
    >>> rows[2], notes[0].code
    (['Mitte', 'Moabit'], 'merged_filled')
    """
    filled: list[int] = []
    value = ""
    for top, left, bottom, right in ranges:
        if bottom <= top or top >= len(rows) or left >= len(rows[top]):
            continue
        text = rows[top][left]
        number = re.fullmatch(r"[-+\d.,\s%]+", text) and not re.fullmatch(r"0\d+", text)
        if not text or number or right > left:
            continue
        for row in range(top + 1, min(bottom, len(rows) - 1) + 1):
            if left < len(rows[row]) and not rows[row][left] and any(rows[row]):
                rows[row][left] = text
                filled.append(row)
                value = value or text
    if not filled:
        return []
    return [
        Problem(
            "Verbundene Zellen: ihr Text gilt für jede Zeile, über die sie reichen.", file=name, row=min(filled) + 1, value=value[:80],
            count=len(filled), code="merged_filled", severity="info",
        )
    ]  # fmt: skip


def cell_text(value: object, number_format: str | None = None) -> str:
    """Return a typed cell as text; decimal numbers with a comma, so that they cannot be misread.

    Examples
    --------
    >>> cell_text(98.3), cell_text(2613.0), cell_text(None), cell_text(dt.datetime(2021, 12, 2))
    ('98,3', '2613', '', '2021-12-02')
    >>> cell_text(1011101, "00000000"), cell_text(0.125, "0.0%"), cell_text(7, "000.0")
    ('01011101', '12,5 %', '7')
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return "ja" if value else "nein"
    if isinstance(value, int | float) and number_format is not None:
        shown = _formatted(value, number_format)
        if shown is not None:
            return shown
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value).replace(".", ",")
    if isinstance(value, dt.datetime):
        return value.date().isoformat() if value.time() == dt.time() else value.isoformat(" ")
    return text_files.tidy(str(value))


def _formatted(value: float, number_format: str) -> str | None:
    """Return what a format adds that a number has not: leading zeros, the per cent sign; else ``None``."""
    plain = number_format.split(";")[0].replace('"', "").replace("\\", "")
    if re.fullmatch(r"0{2,30}", plain) and value >= 0 and float(value).is_integer():
        return str(int(value)).zfill(len(plain))
    if re.fullmatch(r"[#,]*0(?:\.0+)?\s*%", plain):
        # as published: 12,5 % is 12.5 for the reader of numbers, so the share is written out in per cent
        text = repr(round(value * 100, 10)).replace(".", ",")
        return f"{text.removesuffix(',0')} %"
    return None


def without_tail(rows: list[list[str]]) -> list[list[str]]:
    """Drop empty rows at the end."""
    while rows and not any(rows[-1]):
        rows.pop()
    return rows
