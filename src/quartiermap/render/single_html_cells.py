"""Cells and tables of the single HTML file: the one place where text becomes markup.

A figure stands as people read it, with its full value beside it (``data-value``), so that sorting and recomputing never
work with rounded numbers. A missing figure is a word with its state (``data-state``), never an empty cell.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from quartiermap.domain import texts
from quartiermap.domain.schema import States
from quartiermap.render.report_blocks import missing_word, state_word, value

Row = Mapping[str, Any]

_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


def text_of(value: Any) -> str:
    """Return a text as it may stand in HTML, between tags as well as in quoted attributes.

    Characters that no document may hold (NUL, other controls, halves of surrogate pairs) become U+FFFD.

    Examples
    --------
    >>> text_of('<b title="x">') == "&lt;b title=&quot;x&quot;&gt;", text_of("a" + chr(0)) == "a" + chr(0xFFFD)
    (True, True)
    """
    return html.escape(_FORBIDDEN.sub("\ufffd", str(value)), quote=True)


@dataclass(frozen=True)
class Head:
    """A column: title, whether it holds numbers (right-aligned, sorted by value) or long text (wide)."""

    title: str
    numeric: bool = False
    long: bool = False


# ---- cells


def cell(value: Any) -> str:
    """Return a cell with text; nothing is said to be "keine Daten".

    Examples
    --------
    >>> cell("a&b"), cell(None)
    ('<td>a&amp;b</td>', '<td class="m" data-state="no_data">keine Daten</td>')
    """
    if value is None or value == "":
        return missing(States.NO_DATA.value)
    return f"<td>{text_of(value)}</td>"


def missing(state: Any, *, numeric: bool = False, word: str = "") -> str:
    """Return a cell that says why there is no value; `word` says it better than the state alone."""
    known = {s.value for s in States} - {States.VALUE.value}
    name = str(state) if str(state) in known else States.NO_DATA.value
    return f'<td class="{"m n" if numeric else "m"}" data-state="{name}">{text_of(word or state_word(name))}</td>'


def figure(row: Row, name: str, write: Callable[[float], str] = texts.number) -> str:
    """Return a cell with a figure of the model: rounded to read, exact in ``data-value``.

    Examples
    --------
    >>> figure({"covered_share": 0.8534, "covered_share_state": "value"}, "covered_share", texts.percent)
    '<td class="n" data-value="0.8534">85,3\\xa0%</td>'
    >>> figure({"places": None, "places_state": "secret"}, "places")
    '<td class="m n" data-state="secret">geheim</td>'
    """
    found = row.get(name)
    if found is None:
        return missing(row.get(f"{name}_state"), numeric=True, word=missing_word(row, name))
    return f'<td class="n" data-value="{found!r}">{text_of(value(row, name, write))}</td>'


def heading_cell(shown: str) -> str:
    """Return the cell that names its row; `shown` is markup of ours."""
    return f'<th scope="row">{shown}</th>'


def map_link(what: str, identity: str, shown: Any) -> str:
    """Return a link that shows something on the map (by script; without, it leads to the place of the map)."""
    return f'<a href="#karte" data-{what}="{text_of(identity)}">{text_of(shown)}</a>'


def table(caption: str, heads: Sequence[Head], rows: Iterable[str], *, foot: str = "", note: str = "") -> str:
    """Return a table in a region that scrolls by itself where the screen is too narrow.

    Parameters
    ----------
    caption, note : str
        Plain text.
    rows : iterable of str
        Cells of each row as markup.
    foot : str
        Cells of the row of totals.
    """
    listed = "".join(f'<th scope="col"{_class(h)}>{text_of(h.title)}</th>' for h in heads)
    body = "\n".join(row if row.startswith("<tr") else f"<tr>{row}</tr>" for row in rows)
    end = f"<tfoot><tr>{foot}</tr></tfoot>" if foot else ""
    said = f'<p class="qm-table-note">{text_of(note)}</p>' if note else ""
    return (
        f'<div class="qm-table" role="region" tabindex="0" aria-label="{text_of(caption)}">'
        f"<table><caption>{text_of(caption)}</caption><thead><tr>{listed}</tr></thead><tbody>\n{body}\n</tbody>{end}</table></div>{said}"
    )


def _class(head: Head) -> str:
    return ' class="n"' if head.numeric else ' class="w"' if head.long else ""


def paragraphs(sentences: Iterable[str]) -> str:
    """Return each sentence as a list entry."""
    found = list(dict.fromkeys(s for s in sentences if s))
    return f"<ul>{''.join(f'<li>{text_of(s)}</li>' for s in found)}</ul>" if found else ""
