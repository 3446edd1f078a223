"""The tables as an Excel workbook: real numbers with formats, one header row, filters; text can run nothing."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import xlsxwriter
from xlsxwriter.utility import xl_rowcol_to_cell

from quartiermap.domain.progress import Progress
from quartiermap.render import report_marks, report_supply_sheet, report_tables
from quartiermap.render.report_tables import Column, Formula, Missing, Sheet

FORMATS = {
    "count": "#,##0", "decimal": "#,##0.00", "share": "0.0%", "metres": "#,##0", "coordinate": "0.0",
    "euro": '#,##0.00\\ "€"', "rate": "0.00%",
}  # fmt: skip
"""Number formats by form; Excel shows them with the separators of the reader's country."""

MOST_CHARACTERS = 32_000
"""A cell holds 32,767 characters; longer texts end with an ellipsis."""

CHARACTERS_A_PAGE = 150
"""Width of a printed page (DIN A4 landscape); wider sheets go over several pages instead of becoming tiny."""

_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_HEAD, _ODD = "#1d4f7c", "#6b6b6b"


@dataclass(frozen=True)
class About:
    """What a workbook says of itself: title, town (in the head of every page), author, remark, time of computation."""

    title: str
    town: str
    author: str = ""
    comments: str = ""
    remark: str = ""
    made: dt.datetime = dt.datetime(2000, 1, 1)


def write_xlsx(
    model: Mapping[str, Any], path: Path, progress: Progress | None = None, author: str = ""
) -> None:
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
    author : str
        Who hands the report in; the program if nobody is named.
    """
    meta = model["meta"]
    about = About(
        title=f"Lückentabelle {meta['project']['name']}",
        town=str(meta["project"]["name"]),
        author=author or meta["versions"]["program"],
        comments=meta["invented_note"],
        remark="Erfundene Demonstrationsdaten" if meta["invented"] else "",
        made=dt.datetime.fromisoformat(meta["computed_at"]).astimezone(dt.UTC).replace(tzinfo=None),
    )
    write_book(report_tables.all_sheets(model), path, about, progress, model["supply"])


def write_book(
    sheets: Sequence[Sheet], path: Path, about: About, progress: Progress | None = None, supply: Any = None
) -> None:
    """Write tables as a workbook; the same tables give the same bytes.

    Parameters
    ----------
    sheets : sequence of Sheet
        Names of at most 31 characters, each once.
    supply : sequence, optional
        ``model["supply"]``: its sheet is filled with live arithmetic (`report_supply_sheet`).
    """
    progress = progress or Progress()
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
        book.set_properties(
            {
                "title": _clean(about.title),
                "subject": "Erreichbarkeit, Versorgung, Lücken und Vorprüfung der Förderung",
                "author": _clean(about.author) or "QuartierMap",
                "category": "Lückenbericht",
                "keywords": "Soziale Infrastruktur; Erreichbarkeit; Versorgung",
                "comments": _clean(about.comments),
                "created": about.made,
            }
        )
        formats = _formats(book)
        for number, sheet in enumerate(sheets):
            part = progress.part(number / len(sheets), (number + 1) / len(sheets))
            live = supply if sheet.name == report_supply_sheet.NAME else None
            _write_sheet(book, sheet, formats, about, part, live)
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
    about: About,
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
    last, right = max(len(sheet.rows), 1), len(sheet.columns) - 1
    _colour(book, page, sheet, last)
    page.freeze_panes(1, 2 if len(sheet.columns) > 4 else 0)
    page.autofilter(0, 0, last, right)
    everything = f"A1:{xl_rowcol_to_cell(last, right)}"
    # Keys keep their zeros as text, and a town's sum is no mistake because the rows above it are not.
    page.ignore_errors(
        {"number_stored_as_text": everything, "formula_differs": everything, "formula_range": everything}
    )
    page.set_landscape()
    page.set_paper(9)
    wide = max(1, round(sum(column.width for column in sheet.columns) / CHARACTERS_A_PAGE))
    page.fit_to_pages(wide, 0)
    page.print_area(0, 0, last, right)
    page.repeat_rows(0)
    if wide > 1:
        page.repeat_columns(0, 1)
    page.set_margins(left=0.6, right=0.4, top=0.7, bottom=0.6)
    town = _clean(about.town).replace("&", "&&")[:80]
    plain = '&"-,Regular"'  # ends the size: a town's name may begin with a digit
    page.set_header(f"&L&8{plain}{town} – {sheet.name}&R&8{about.remark}")
    page.set_footer("&L&8QuartierMap&R&8Seite &P von &N")


def _colour(book: Any, page: Any, sheet: Sheet, last: int) -> None:
    """Put the rules of a sheet's marks on their columns."""
    titles = [column.title for column in sheet.columns]
    for mark in sheet.marks:
        at = titles.index(mark.column)
        for rule in mark.rules:
            look = book.add_format({"bg_color": rule.colour, "font_color": report_marks.text_on(rule.colour)})
            criteria = report_marks.formula_of(rule, xl_rowcol_to_cell(1, at))
            page.conditional_format(
                1, at, last, at, {"type": "formula", "criteria": criteria, "format": look}
            )


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
