"""A table as it is on screen, written as CSV: the same rows in the same order, numbers as numbers."""

from __future__ import annotations

import csv
import io
import itertools
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from quartiermap.domain import texts
from quartiermap.ui.viewmodels.tables import Column, RecordsFilter, RecordsModel


def csv_bytes(lines: Iterable[str]) -> bytes:
    """Return the lines of `csv_lines` as a file."""
    return b"\xef\xbb\xbf" + "".join(lines).encode("utf-8", "replace")


def csv_lines(model: RecordsModel[Any], shown: RecordsFilter, columns: Sequence[int]) -> Iterator[str]:
    """Yield the lines of a CSV file for German Excel (semicolon, decimal comma, UTF-8 with BOM), the head first.

    Parameters
    ----------
    model : RecordsModel
    shown : RecordsFilter
        Which rows there are, in which order; what it shows later does not matter.
    columns : sequence of int
        Which columns, in which order.

    Notes
    -----
    Shares are written in per cent, ways in metres; the head of the column says so. What is missing holds the word that
    says why. Text that a spreadsheet might run is made harmless (`render.csv_tables.guard`).
    """
    records = [model.record(shown.source_row(row)) for row in range(shown.rowCount())]
    return _csv_lines([model.columns[number] for number in columns], records)


def _csv_lines(columns: Sequence[Column[Any]], records: Sequence[Any]) -> Iterator[str]:
    from quartiermap.render.csv_tables import guard  # brings pandas, and the window stands before that

    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, delimiter=";", lineterminator="\r\n")
    writer.writerow([guard(_head(column)) for column in columns])
    yield buffer.getvalue()
    for record in records:
        buffer.seek(0)
        buffer.truncate()
        writer.writerow([_cell(column, record, guard) for column in columns])
        yield buffer.getvalue()


def shown_lines(
    model: RecordsModel[Any], shown: RecordsFilter, columns: Sequence[int], rows: Sequence[int]
) -> Iterator[str]:
    """Yield rows for the clipboard: as they are shown, tabs between the columns, their heads above more than one row."""
    chosen = [model.columns[number] for number in columns]
    records = [model.record(shown.source_row(row)) for row in rows]
    heads = [[column.title for column in chosen]] if len(rows) > 1 else []
    cells = ([column.shown(record) for column in chosen] for record in records)
    return ("\t".join(line) for line in itertools.chain(heads, cells))


def _head(column: Column[Any]) -> str:
    unit = {"share": " (%)", "metres": " (m)"}.get(column.form, "")
    return f"{column.title}{unit}"


def _cell(column: Column[Any], record: Any, guard: Callable[[str], str]) -> str:
    number = column.exact or column.sort
    value = number(record) if column.number and number is not None else None
    if isinstance(value, (int, float)) and not isinstance(value, bool) and value == value:
        if column.form == "share":
            return f"{texts.rounded(value * 100, 1):f}".replace(".", ",")
        whole = isinstance(value, int) or float(value).is_integer()
        return f"{texts.rounded(value, 0 if whole else 2):f}".replace(".", ",")
    return guard(column.text(record).replace("\u00a0", " ").replace("\u2009", " "))
