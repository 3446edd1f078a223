"""The tables as an Excel workbook: real numbers with formats, one header row, filters; text can run nothing."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import xlsxwriter

from quartiermap.domain.progress import Progress
from quartiermap.render import report_supply_sheet, report_tables
from quartiermap.render.report_tables import Column, Formula, Missing, Sheet

FORMATS = {
    "count": "#,##0", "decimal": "#,##0.00", "share": "0.0%", "metres": "#,##0", "coordinate": "0.0",
    "euro": '#,##0.00\\ "€"', "rate": "0.00%",
}  # fmt: skip
"""Number formats by form; Excel shows them with the separators of the reader's country."""

MOST_CHARACTERS = 32_000
"""A cell holds 32,767 characters; longer texts end with an ellipsis."""

CHARACTERS_A_PAGE = 190
"""Width of a printed page (DIN A4 landscape); wider sheets go over several pages instead of becoming tiny."""

_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_HEAD, _ODD = "#1d4f7c", "#6b6b6b"


def write_xlsx(model: Mapping[str, Any], path: Path, progress: Progress | None = None) -> None:
    """Write the workbook: one sheet for each table of `report_tables.all_sheets`.

    Text is only ever written by `write_string`: one that begins with ``=`` stays text. Formulas are ours (`Formula`). A missing value
    is the word that says why, never an empty cell and never 0. The same model gives the same bytes.

    Parameters
    ----------
    model : mapping
        From `report_model.build`.
    path : Path
        Written directly; call through `io.atomic.replace_file`.
    progress : Progress
    """
    progress = progress or Progress()
    meta = model["meta"]
    book = xlsxwriter.Workbook(
        str(path),
        {
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
            "nan_inf_to_errors": False,
        },
    )
    try:
        made = dt.datetime.fromisoformat(meta["computed_at"]).astimezone(dt.UTC).replace(tzinfo=None)
        book.set_properties(
            {
                "title": f"Lückentabelle {meta['project']['name']}",
                "author": meta["versions"]["program"],
                "comments": meta["invented_note"],
                "created": made,
            }
        )
        formats = _formats(book)
        sheets = report_tables.all_sheets(model)
        for number, sheet in enumerate(sheets):
            part = progress.part(number / len(sheets), (number + 1) / len(sheets))
            live = model["supply"] if sheet.name == report_supply_sheet.NAME else None
            _write_sheet(book, sheet, formats, meta, part, live)
    finally:
        book.close()


def _formats(book: Any) -> dict[str, Any]:
    base = {"font_name": "Arial", "font_size": 9, "valign": "top"}
    formats = {form: book.add_format({**base, "num_format": code}) for form, code in FORMATS.items()}
    formats["text"] = book.add_format(base)
    formats["key"] = book.add_format({**base, "num_format": "@"})
    formats["long"] = book.add_format({**base, "text_wrap": True})
    formats["missing"] = book.add_format({**base, "italic": True, "font_color": _ODD, "align": "right"})
    formats["missing_text"] = book.add_format({**base, "italic": True, "font_color": _ODD})
    formats["head"] = book.add_format(
        {**base, "bold": True, "font_color": "#ffffff", "bg_color": _HEAD, "text_wrap": True, "valign": "vcenter", "border": 1, "border_color": "#ffffff"}
    )  # fmt: skip
    return formats


def _write_sheet(
    book: Any,
    sheet: Sheet,
    formats: dict[str, Any],
    meta: Mapping[str, Any],
    progress: Progress,
    live: Any = None,
) -> None:
    """Write one sheet; with `live` (balances) its cells are numbers and formulas on them."""
    page = book.add_worksheet(sheet.name)
    page.set_row(0, 42)
    for position, column in enumerate(sheet.columns):
        page.set_column(position, position, column.width)
        page.write_string(0, position, column.title, formats["head"])
    if live is not None:
        report_supply_sheet.write_supply_page(page, formats, live)
    for number, row in enumerate(() if live is not None else sheet.rows, start=1):
        if number % 500 == 1:
            progress.step(number / (len(sheet.rows) + 1), f"Excel-Blatt „{sheet.name}“")
        for position, (column, cell) in enumerate(zip(sheet.columns, row, strict=True)):
            _write_cell(page, number, position, column, cell, formats)
    page.freeze_panes(1, 2 if len(sheet.columns) > 4 else 0)
    page.autofilter(0, 0, max(len(sheet.rows), 1), len(sheet.columns) - 1)
    page.ignore_errors({"number_stored_as_text": f"A1:AZ{len(sheet.rows) + 1}"})  # keys keep their zeros
    page.set_landscape()
    page.set_paper(9)
    wide = max(1, round(sum(column.width for column in sheet.columns) / CHARACTERS_A_PAGE))
    page.fit_to_pages(wide, 0)
    page.repeat_rows(0)
    if wide > 1:
        page.repeat_columns(0, 1)
    page.set_margins(left=0.6, right=0.4, top=0.7, bottom=0.6)
    town = _clean(str(meta["project"]["name"])).replace("&", "&&")[:80]
    page.set_header(
        f"&L&8{town} – {sheet.name}&R&8{'Erfundene Demonstrationsdaten' if meta['invented'] else ''}"
    )
    page.set_footer("&L&8QuartierMap&R&8Seite &P von &N")


def _write_cell(
    page: Any, row: int, position: int, column: Column, cell: report_tables.Cell, formats: dict[str, Any]
) -> None:
    if isinstance(cell, Formula):
        form = column.form if column.form in FORMATS else "text"
        page.write_formula(row, position, cell.text, formats[form], cell.value)
    elif isinstance(cell, Missing):
        page.write_string(
            row, position, cell.word, formats["missing" if column.form in FORMATS else "missing_text"]
        )
    elif isinstance(cell, str):
        page.write_string(
            row,
            position,
            _clean(cell),
            formats.get(column.form, formats["text"]) if column.form not in FORMATS else formats["text"],
        )
    else:
        page.write_number(row, position, cell, formats[column.form if column.form in FORMATS else "decimal"])


def _clean(text: str) -> str:
    """Drop characters that XML forbids and shorten what no cell holds."""
    text = _NOT_XML.sub("", text)
    return text if len(text) <= MOST_CHARACTERS else f"{text[:MOST_CHARACTERS]} …"
