"""The pieces a report is put together from, and numbers as they stand in its tables.

A report is a list of blocks in plain JSON; the template in ``resources/report`` lays them out and knows
nothing of gaps or Kitas. Text is data there, never markup.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Literal

from quartiermap.domain import texts
from quartiermap.domain.schema import States

Block = dict[str, Any]
Align = Literal["left", "right", "center"]

ROUGH = "≈\u00a0"
"""Stands before an estimated or approximated figure; explained under "Zeichenerklärung"."""


WHOLE_ROWS = 14
SHORT_CELL = 40
"""A table of so few rows and such short cells is not torn apart by a page break (it takes half a page at most)."""


def heading(text: str, level: int = 1) -> Block:
    """Return a heading; level 1 is a chapter."""
    return {"type": "heading", "level": level, "text": text}


def paragraph(text: str, style: Literal["normal", "strong", "note"] = "normal") -> Block:
    """Return a paragraph."""
    return {"type": "paragraph", "text": text, "style": style}


def bullets(items: Sequence[str]) -> Block:
    """Return a list of points."""
    return {"type": "bullets", "items": list(items)}


def facts(pairs: Sequence[tuple[str, str]]) -> Block:
    """Return labelled facts, one below the other."""
    return {"type": "facts", "pairs": [list(pair) for pair in pairs]}


def picture(file: str, alt: str, caption: str, width_mm: float) -> Block:
    """Return a map; `alt` is read aloud instead of it."""
    return {"type": "picture", "file": file, "alt": alt, "caption": caption, "width": width_mm}


def callout(text: str, tone: Literal["notice", "warning"] = "notice") -> Block:
    """Return a framed remark."""
    return {"type": "callout", "text": text, "tone": tone}


def table(
    caption: str,
    columns: Sequence[tuple[str, float | None, Align]],
    rows: Sequence[Sequence[str]],
    *,
    note: str = "",
    last_is_total: bool = False,
) -> Block:
    """Return a table that breaks over pages with its header repeated.

    Parameters
    ----------
    caption : str
    columns : sequence of (title, width, align)
        Width as a share of the room left, ``None`` for as wide as its content.
    rows : sequence of sequences of str
        As many cells as columns.
    note : str
        A sentence below.
    last_is_total : bool
        Whether the last row is a sum of the others and is set off.

    Raises
    ------
    ValueError
        If a row has another number of cells (the page would shift silently).
    """
    for row in rows:
        if len(row) != len(columns):
            msg = f"{len(row)} cells in a table of {len(columns)} columns: {row!r}"
            raise ValueError(msg)
    return {
        "type": "table",
        "caption": caption,
        "columns": [{"title": t, "width": w, "align": a} for t, w, a in columns],
        "rows": [list(row) for row in rows],
        "note": note,
        "total": last_is_total,
        "whole": len(rows) <= WHOLE_ROWS and all(len(cell) <= SHORT_CELL for row in rows for cell in row),
    }


def value(row: Mapping[str, Any], name: str, form: Callable[[float], str], *, rough: bool = False) -> str:
    """Return a figure of the report model as text, or the word for why it is missing.

    Examples
    --------
    >>> value({"places": None, "places_state": "secret"}, "places", texts.number)
    'geheim'
    >>> value({"places": 12.0, "places_state": "value"}, "places", texts.number)
    '12'
    """
    found = row.get(name)
    if found is None:
        return state_word(row.get(f"{name}_state"))
    return f"{ROUGH if rough else ''}{form(found)}"


def state_word(state: Any) -> str:
    """Return the German word for a missing value's state.

    Examples
    --------
    >>> state_word("not_applicable"), state_word(None)
    ('entfällt', 'keine Daten')
    """
    try:
        return States(str(state)).label or texts.NO_DATA
    except ValueError:
        return texts.NO_DATA


def whole(number: float) -> str:
    """Return persons or places: whole, German."""
    return texts.number(number)


def share(number: float) -> str:
    """Return a share 0..1 as per cent with one decimal."""
    return texts.percent(number)


def word(found: Any, missing: str = texts.NO_DATA) -> str:
    """Return a text, or the word for a missing one."""
    return missing if found is None or found == "" else str(found)
