"""The pieces a report is put together from, and numbers as they stand in its tables.

A report is a list of blocks in plain JSON; the template in ``resources/report`` lays them out and knows
nothing of gaps or Kitas. Text is data there, never markup.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from quartiermap.domain import texts
from quartiermap.domain.schema import States

Block = dict[str, Any]
Align = Literal["left", "right", "center"]

ROUGH = "≈\u00a0"
"""Stands before an estimated or approximated figure; explained under "Zeichenerklärung"."""


_SEE = "\ue010{}\ue011"
"""Stands in a text for the name of a chapter until `resolved` knows what the template calls it."""

MOST_COLUMNS = 16
"""A table of more columns is printed on pages in landscape."""
WHOLE_ROWS = 14
_SEEN = re.compile("\ue010([a-z0-9-]+)\ue011")
SHORT_CELL = 40
"""A table of so few rows and such short cells is not torn apart by a page break (it takes half a page at most)."""


def see(chapter: str) -> str:
    """Return a reference to a chapter by its id; the document puts in what that chapter is called in it."""
    return _SEE.format(chapter)


def resolved(value: Any, chapters: Mapping[str, str], elsewhere: str = "Datei report.json") -> Any:
    """Return texts in nested lists and dicts with the references put in.

    Parameters
    ----------
    chapters : mapping of id -> heading
        The chapters that are there.
    elsewhere : str
        What is said instead for one that is not.

    Examples
    --------
    >>> resolved([f"Siehe {see('method')}, {see('gaps')}."], {"method": "Methodik"})
    ['Siehe Kapitel „Methodik“, Datei report.json.']
    """
    if isinstance(value, str):
        if "\ue010" not in value:
            return value
        for chapter in set(_SEEN.findall(value)):
            name = f"Kapitel „{chapters[chapter]}“" if chapter in chapters else elsewhere
            value = value.replace(_SEE.format(chapter), name)
        return value
    if isinstance(value, dict):
        return {key: resolved(item, chapters, elsewhere) for key, item in value.items()}
    if isinstance(value, list):
        return [resolved(item, chapters, elsewhere) for item in value]
    return value


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


def picture(file: str, alt: str, caption: str, width_mm: float, height_mm: float = 0.0) -> Block:
    """Return a map; `alt` is read aloud instead of it. Without a file it is an empty frame (of a draft)."""
    return {
        "type": "picture",
        "file": file,
        "alt": alt,
        "caption": caption,
        "width": width_mm,
        "height": height_mm,
    }


def floating(block: Block) -> Block:
    """Return a picture that moves to the next place with room for it, so that the text before it fills its page."""
    return {**block, "float": True}


def section(blocks: Sequence[Block]) -> Block:
    """Return blocks that stay on one page where they fit on one."""
    return {"type": "section", "blocks": list(blocks)}


def turned(blocks: Sequence[Block]) -> Block:
    """Return wide tables, on pages in landscape."""
    return {"type": "turned", "blocks": list(blocks)}


def upright_or_turned(found: Block) -> Block:
    """Return a table as it is, or turned where it has more columns than a page in portrait holds."""
    return turned([found]) if len(found["columns"]) > MOST_COLUMNS else found


def flat(blocks: Iterable[Block]) -> Iterator[Block]:
    """Yield blocks with those inside sections and turned pages, for a text without pages."""
    for block in blocks:
        if block["type"] in ("section", "turned"):
            yield from flat(block["blocks"])
        else:
            yield block


def height_mm(block: Block) -> float:
    """Return about how high a block is on a page of the PDF in mm; only to choose the size of a map beside it.

    Examples
    --------
    >>> round(height_mm(table("A", [("x", 1, "left")], [["1"]] * 10)))
    52
    """
    kind = block["type"]
    if kind == "heading":
        return {1: 16.0, 2: 12.0}.get(block["level"], 9.0)
    if kind == "paragraph":
        return 4.0 + 5.0 * -(-len(block["text"]) // 92)
    if kind == "table":
        notes = 3.2 * -(-len(block["note"]) // 135) + 2 if block["note"] else 0.0
        return 19.0 + 3.3 * len(block["rows"]) + notes
    if kind == "picture":
        return float(block["height"]) + 10.0
    if kind == "bullets":
        return sum(1.5 + 5.0 * -(-len(item) // 88) for item in block["items"])
    return 12.0


@dataclass(frozen=True)
class MapFile:
    """A drawn map: its file beside the template, alternative text, caption, size in mm."""

    file: str
    alt: str
    caption: str
    width_mm: float
    height_mm: float = 0.0

    def block(self) -> Block:
        """Return the map as a block."""
        return picture(self.file, self.alt, self.caption, self.width_mm, self.height_mm)


Maps = Mapping[tuple[str, str | None], MapFile]


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
    >>> value({"covered_population": None, "covered_population_state": "secret", "covered_population_high": 5.0},
    ...       "covered_population", texts.number)
    'unter 5'
    """
    found = row.get(name)
    if found is None:
        return missing_word(row, name)
    return f"{ROUGH if rough or row.get(f'{name}_rounded') else ''}{form(found)}"


def missing_word(row: Mapping[str, Any], name: str) -> str:
    """Return why a figure is missing; the bounds of a secret one where it has any (shares in per cent)."""
    word = state_word(row.get(f"{name}_state"))
    write = texts.percent_between if name.endswith("_share") else texts.number_between
    return write(row.get(f"{name}_low"), row.get(f"{name}_high")) if word == texts.SECRET else word


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
