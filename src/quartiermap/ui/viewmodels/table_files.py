"""A table as it is on screen, written as CSV: the same rows in the same order, numbers as numbers."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from typing import Any

from quartiermap.domain import texts
from quartiermap.ui.viewmodels.tables import Column, RecordsFilter, RecordsModel


def csv_of(
    model: RecordsModel[Any], shown: RecordsFilter, columns: Sequence[int], rows: Sequence[int] | None = None
) -> bytes:
    """Return rows as bytes of a CSV file for German Excel (semicolon, decimal comma, UTF-8 with BOM).

    Parameters
    ----------
    model : RecordsModel
    shown : RecordsFilter
        Which rows there are, in which order.
    columns : sequence of int
        Which columns, in which order.
    rows : sequence of int, optional
        Rows of `shown`; all if not given.

    Notes
    -----
    Shares are written in per cent, ways in metres; the head of the column says so. What is missing holds the word that
    says why. Text that a spreadsheet might run is made harmless (`render.csv_tables.guard`).
    """
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, delimiter=";", lineterminator="\r\n")
    chosen = [model.columns[number] for number in columns]
    writer.writerow([_head(column) for column in chosen])
    for row in range(shown.rowCount()) if rows is None else rows:
        record = model.record(shown.source_row(row))
        writer.writerow([_cell(column, record) for column in chosen])
    return b"\xef\xbb\xbf" + buffer.getvalue().encode("utf-8", "replace")


def lines_of(shown: RecordsFilter, columns: Sequence[int], rows: Sequence[int]) -> str:
    """Return rows for the clipboard: as they are shown, tabs between the columns, their heads above more than one row."""
    lines = ["\t".join(str(shown.index(row, c).data() or "") for c in columns) for row in rows]
    if len(rows) > 1:
        from PySide6.QtCore import Qt

        lines.insert(0, "\t".join(str(shown.headerData(c, Qt.Orientation.Horizontal) or "") for c in columns))
    return "\n".join(lines)


def _head(column: Column[Any]) -> str:
    unit = {"share": " (%)", "metres": " (m)"}.get(column.form, "")
    return _guard(f"{column.title}{unit}")


def _cell(column: Column[Any], record: Any) -> str:
    value = column.sort(record) if column.number and column.sort is not None else None
    if isinstance(value, (int, float)) and not isinstance(value, bool) and value == value:
        if column.form == "share":
            return f"{texts.rounded(value * 100, 1):f}".replace(".", ",")
        whole = isinstance(value, int) or float(value).is_integer()
        return f"{texts.rounded(value, 0 if whole else 2):f}".replace(".", ",")
    return _guard(column.text(record).replace("\u00a0", " ").replace("\u2009", " "))


def _guard(text: str) -> str:
    from quartiermap.render.csv_tables import guard  # brings pandas, and the window stands before that

    return guard(text)
