"""Finds the heading of a table: below title rows, over several rows, with merged cells."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from quartiermap.io.numbers import parse


@dataclass(frozen=True)
class Header:
    """The heading of a table; rows are counted from 0.

    Parameters
    ----------
    names : tuple of str
        One unique name per column; a column without a heading is called ``Spalte n``.
    last_row : int
        Row of the lowest heading row.
    first_row : int
        Row in which the data begin.
    rows : int
        Number of heading rows that were joined.
    """

    names: tuple[str, ...]
    last_row: int
    first_row: int
    rows: int


def _is_number(cell: str) -> bool:
    read = parse(cell)
    return read.ok and read.value is not None


def _is_missing(cell: str) -> bool:
    """Tell a sign of official statistics for a missing value (``k. A.``, ``–``, ``•``).

    An empty cell is none, and neither is a letter or two: ``x`` and ``NB`` may well be a heading.
    """
    read = parse(cell)
    return bool(cell) and read.ok and read.value is None and not re.fullmatch(r"[A-Za-z]{1,2}", cell)


def _filled(row: Sequence[str]) -> int:
    return sum(1 for cell in row if cell)


def find_header(rows: Sequence[Sequence[str]]) -> Header | None:
    """Find the heading; ``None`` if the data begin in the first row or there is no table.

    The columns that hold numbers further down tell where the data begin; the heading is what stands directly
    above. Rows with one filled cell (titles, names of groups) and rows that only number the columns are no
    heading.

    Examples
    --------
    >>> find_header([["Einwohner 2020", "", ""], ["", "", ""], ["Nr", "Name", "Zahl"], ["01", "Nord", "5"]]).names
    ('Nr', 'Name', 'Zahl')
    >>> find_header([["", "Ist", ""], ["Nr", "Anzahl", "Anteil (%)"], ["01", "5", "1,5"]]).names
    ('Nr', 'Ist – Anzahl', 'Ist – Anteil (%)')
    >>> find_header([["1", "Nord", "5"], ["2", "Süd", "7"]]) is None
    True
    """
    sample = [list(row) for row in rows[:400]]
    counts = Counter(n for n in map(_filled, sample) if n > 1)
    if not counts:
        return _single_column(rows)
    usual = max(counts, key=lambda n: (counts[n] * n, n))
    width = max((len(r) for r in sample if _filled(r) >= usual), default=0)
    while width and not any(len(r) >= width and r[width - 1] for r in sample):
        width -= 1
    body = [r for r in sample if _filled(r) >= 0.5 * usual]
    numeric = [c for c in range(width) if _numeric_column(body, c)]
    first = _first_data_row(sample, numeric, usual)
    if first is None:
        return None
    header_rows = _rows_above(sample, first, usual)
    if not header_rows:
        return None
    while len(header_rows) > 1 and _filled(sample[header_rows[0]]) == 1 and sample[header_rows[0]][0]:
        header_rows.pop(0)
    names = _join([sample[i] for i in header_rows], width)
    return Header(tuple(names), header_rows[-1], first, len(header_rows))


def stated_header(rows: Sequence[Sequence[str]], row: int) -> Header | None:
    """Return the heading that a person said stands in a row; ``None`` if nothing stands there or below.

    Parameters
    ----------
    rows : sequence of rows
    row : int
        Counted from 1; 0: there is no heading, the columns are numbered.

    Examples
    --------
    >>> stated_header([["Stand 2020", ""], ["Nr", "Zahl"], ["1", "5"]], 2).names
    ('Nr', 'Zahl')
    >>> stated_header([["1", "5"], ["2", "7"]], 0).names
    ('Spalte 1', 'Spalte 2')
    """
    found = find_header(rows)
    if found is not None and found.last_row + 1 == row:
        return found  # with the rows above that belong to it
    first = next((i for i in range(max(row, 0), len(rows)) if _filled(rows[i])), None)
    if first is None or row < 0 or (row > 0 and not _filled(rows[row - 1])):
        return None
    heading = list(rows[row - 1]) if row else []
    widths = Counter(_width(r) for r in rows[first : first + 400] if _filled(r))
    width = max(_width(heading), widths.most_common(1)[0][0])
    return Header(tuple(_join([heading], width)), max(row - 1, 0), first, 1 if row else 0)


def _width(row: Sequence[str]) -> int:
    return max((i + 1 for i, cell in enumerate(row) if cell), default=0)


def _single_column(rows: Sequence[Sequence[str]]) -> Header | None:
    """Return the heading of a list of one column, if it has one."""
    filled = [i for i, row in enumerate(rows[:50]) if _filled(row)]
    if len(filled) < 2 or _is_number(rows[filled[0]][0]):
        return None
    return Header((rows[filled[0]][0] or "Spalte 1",), filled[0], filled[0] + 1, 1)


def _numeric_column(body: Sequence[Sequence[str]], column: int) -> bool:
    cells = [r[column] for r in body if len(r) > column and r[column]]
    known = [c for c in cells if not _is_missing(c)]
    return len(known) > 0 and sum(_is_number(c) for c in known) >= 0.6 * len(known)


def _first_data_row(sample: Sequence[Sequence[str]], numeric: Sequence[int], usual: int) -> int | None:
    """Return the first row that looks like the rows below it."""
    if not numeric:  # text only: the first well-filled row is the heading
        for i, row in enumerate(sample):
            if _filled(row) >= 0.5 * usual:
                return i + 1 if i + 1 < len(sample) else None
        return None
    for i, row in enumerate(sample):
        cells = [row[c] for c in numeric if len(row) > c and row[c] and not _is_missing(row[c])]
        numbers = [c for c in cells if _is_number(c)]
        if (
            len(cells) + sum(_is_missing(row[c]) for c in numeric if len(row) > c) < 0.4 * len(numeric)
            or (len(numbers) < 0.6 * len(cells) and not (numbers and _like_below(sample, i)))
            or _filled(row) < 0.4 * usual
        ):
            continue
        if _numbers_columns(sample, i) or (
            _all_years(numbers)
            and not _is_number(row[0] or "x")
            and i < len(sample) - 1
            and not _all_years_below(sample, i, numeric)
        ):
            continue
        return i
    return None


def _like_below(sample: Sequence[Sequence[str]], i: int) -> bool:
    """Tell whether a row begins with a key of the same form as the row below (``STGT03`` and ``STGT10``).

    A record with a slip among its numbers (``ca. 40``) is no heading.
    """
    below = next((r for r in sample[i + 1 :] if any(r)), None)
    here = next((c for c in sample[i] if c), "")
    there = next((c for c in below if c), "") if below is not None else ""
    return any(c.isdigit() for c in here) and here != there and _form(here) == _form(there)


def _form(cell: str) -> str:
    return re.sub(r"[^\W\d_]", "a", re.sub(r"\d", "9", cell))


def _counts_columns(cells: Sequence[str]) -> bool:
    """Tell whether a row only numbers the columns (1 2 3)."""
    values = [parse(c).value for c in cells]
    return (
        len(values) >= 3
        and values == [values[0] + k if values[0] is not None else None for k in range(len(values))]
        and values[0] in (0, 1, 2)
    )


def _numbers_columns(sample: Sequence[Sequence[str]], i: int) -> bool:
    """Tell whether row `i` numbers the columns; a first record ``1;2;3`` followed by one with number 2 does not."""
    cells = [c for c in sample[i] if c]
    below = next((r for r in sample[i + 1 :] if any(r)), None)
    follows = below is not None and next((c for c in below if c), "") == str(
        int(parse(cells[0]).value or 0) + 1
    )
    return _counts_columns(cells) and below is not None and not follows


def _all_years(cells: Sequence[str]) -> bool:
    return len(cells) > 1 and all(len(c) == 4 and c.isdigit() and 1900 <= int(c) <= 2100 for c in cells)


def _all_years_below(sample: Sequence[Sequence[str]], i: int, numeric: Sequence[int]) -> bool:
    below = sample[i + 1]
    return _all_years([below[c] for c in numeric if len(below) > c and below[c]])


def _rows_above(sample: Sequence[Sequence[str]], first: int, usual: int) -> list[int]:
    """Return the heading rows above the first data row: the lowest well-filled one and what belongs to it."""
    i = first - 1
    while (
        i >= 0
        and (_filled(sample[i]) <= 1 or _only_numbers(sample[i]))
        and not (usual <= 2 and _filled(sample[i]))
    ):
        i -= 1
    if i < 0:
        return []
    found = [i]
    while i > 0 and first - i < 12:
        i -= 1
        if _filled(sample[i]) == 0:
            break
        if _only_numbers(sample[i]) or (
            _filled(sample[i]) == 1 and sample[i][0] and len(sample[i][0]) > 0 and i == 0
        ):
            break
        found.insert(0, i)
    return found


def _only_numbers(row: Sequence[str]) -> bool:
    cells = [c for c in row if c]
    return bool(cells) and _counts_columns(cells)


def _join(rows: Sequence[Sequence[str]], width: int) -> list[str]:
    """Join heading rows to one name per column; cells of upper rows reach over the empty cells to their right."""
    spread: list[list[str]] = []
    for k, row in enumerate(rows):
        cells = (list(row) + [""] * width)[:width]
        if k < len(rows) - 1:
            for c in range(1, width):
                below_used = any(len(r) > c and r[c] for r in rows[k + 1 :])
                above_same = all(spread[j][c] == spread[j][c - 1] for j in range(k))
                own_heading_above = any(spread[j][c] for j in range(k)) and not above_same
                if not cells[c] and cells[c - 1] and below_used and not own_heading_above:
                    cells[c] = cells[c - 1]
        spread.append(cells)
    names, seen = [], Counter[str]()
    for c in range(width):
        parts = list(dict.fromkeys(row[c] for row in spread if row[c]))
        name = " – ".join(parts) or f"Spalte {c + 1}"
        seen[name] += 1
        names.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return names
