"""Sets a report in portions of about forty pages and joins them, so that it takes no more memory at 500 pages than at 50.

The typesetter keeps a whole document in memory, some 3 MB for each page with tables and a map. A portion is set by a process
of its own; it starts from the page and the numbers at which the one before it ends, and so all are counted first, without maps.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest
from pathlib import Path
from typing import Any

from quartiermap.domain import texts
from quartiermap.domain.progress import Progress
from quartiermap.render.report_blocks import Block
from quartiermap.render.typesetting import Typesetter

PORTION_PAGES = 40.0
"""From about so many pages on the next portion begins where a page begins anyway."""
LATEST = 1.25
"""From so many times as many on it begins with the next heading, on a new page."""
SINGLE_PAGES = 60.0
"""A report of about so many pages is one portion: nothing has to be counted and joined."""

ROWS_ON_PAGE = 40
OWN_PAGES = ("district", "sheet", "turned", "pagebreak")
"""Blocks that begin a page and end one."""

_COUNT_S, _PAGE_S = 1.0, 0.06
"""About what counting a portion and setting a page take in seconds; only for the progress bar."""

_ROUNDS = 3
"""So often the pages are counted at most: with the real numbers the contents may take a line more or less."""

_UNKNOWN_PAGE = 999
"""Stands in the contents while pages are counted: as wide as most."""


@dataclass
class Portion:
    """A part of a report that is set by itself.

    Parameters
    ----------
    blocks : list of Block
    start : dict
        Numbers of headings, tables and pictures in front of it, and the chapter that it begins in.
    pages : int
        How many it has.
    heading_pages : list of int
        For each of its headings, how many of its pages come before.
    """

    blocks: list[Block]
    start: dict[str, Any] = field(default_factory=lambda: {"headings": [0], "tables": 0, "images": 0, "chapter": ""})  # fmt: skip
    pages: int = 0
    heading_pages: list[int] = field(default_factory=list)


def divided(blocks: Sequence[Block]) -> list[Portion]:
    """Return a report's blocks in portions, cut where a page begins.

    Examples
    --------
    >>> pages = [{"type": "district", "title": str(n), "blocks": []} for n in range(100)]
    >>> [len(portion.blocks) for portion in divided(pages)]
    [40, 40, 20]
    """
    if sum(map(_pages, blocks)) <= SINGLE_PAGES:
        return [Portion(list(blocks))]
    portions = [Portion([])]
    filled = 0.0
    for block in blocks:
        before = portions[-1].blocks
        if (
            before
            and filled >= PORTION_PAGES
            and _may_part(before[-1], block, late=filled >= LATEST * PORTION_PAGES)
        ):
            portions.append(Portion([]))
            filled = 0.0
        portions[-1].blocks.append(block)
        filled += _pages(block)
    return portions


def _may_part(before: Block, block: Block, *, late: bool) -> bool:
    if before["type"] in OWN_PAGES or block["type"] in OWN_PAGES:
        return True
    return late and block["type"] == "heading" and block["level"] <= 2


def _pages(block: Block) -> float:
    """Return about how many pages a block takes."""
    if block["type"] in ("district", "sheet"):
        return 1.0
    if "blocks" in block:
        return sum(map(_pages, block["blocks"]))
    if block["type"] == "table":
        return 0.1 + len(block["rows"]) / ROWS_ON_PAGE
    return 0.5 if block["type"] == "picture" else 0.05


def headings(blocks: Iterable[Block]) -> Iterator[dict[str, Any]]:
    """Give the headings of some blocks in order, as the layout's stand-ins need them."""
    for block in blocks:
        if block["type"] == "heading":
            yield {"level": block["level"], "text": block["text"], "district": False}
        elif block["type"] == "district":
            yield {"level": 2, "text": block["title"], "district": True}
        yield from headings(block.get("blocks", ()))


def set_report(
    typesetter: Typesetter, blocks: Sequence[Block], output: Path, progress: Progress, *, attach: bool = False
) -> None:
    """Set a report and write the PDF to `output`.

    Parameters
    ----------
    typesetter : Typesetter
        Its folder holds the layout, ``data.json`` and the pictures.
    blocks : sequence of Block
    output : Path
    progress : Progress
        Cancelling ends the typesetter's process at once; `output` is not written.
    attach : bool
        Whether the file carries ``report.json`` from the folder.

    Raises
    ------
    Cancelled, MachineError, RuntimeError
        From `Typesetter`.
    """
    portions = divided(blocks)
    if len(portions) == 1:
        _write(typesetter.folder, 0, portions, attach=attach)
        expected = 2.0 + _PAGE_S * sum(map(_pages, blocks))
        typesetter.set(_name(0), output, _waiting(progress, "Bericht setzen", expected))
        return
    for _ in range(_ROUNDS):
        _count(typesetter, portions, progress.part(0.0, 0.25))
        files = _set(typesetter, portions, progress.part(0.25, 0.9), attach=attach)
        if files:
            break
    else:
        raise RuntimeError(f"portions of {[p.pages for p in portions]} pages are never as long as counted")
    typesetter.join(files, output, _waiting(progress.part(0.9, 1.0), "Bericht zusammenfügen", 5.0))


def write_whole(folder: Path, blocks: Sequence[Block]) -> str:
    """Write all blocks as one portion; return the name of its file."""
    return _write(folder, 0, [Portion(list(blocks))])


def _count(typesetter: Typesetter, portions: Sequence[Portion], progress: Progress) -> None:
    """Find out how long the portions are and which numbers each one starts from."""
    for number, portion in enumerate(portions):
        _write(typesetter.folder, number, portions)
        part = progress.part(number / len(portions), (number + 1) / len(portions))
        told = typesetter.count(_name(number), _waiting(part, "Seiten zählen", _COUNT_S))
        before = _spare(number)
        portion.pages = told["length"] - before
        portion.heading_pages = [page - 1 - before for page in told["pages"]]
        if number + 1 < len(portions):
            chapters = [h["text"] for h in headings(portion.blocks) if h["level"] == 1]
            chapter = chapters[-1] if chapters else portion.start["chapter"]
            portions[number + 1].start = {k: told[k] for k in ("headings", "tables", "images")} | {
                "chapter": chapter
            }


def _set(
    typesetter: Typesetter, portions: Sequence[Portion], progress: Progress, *, attach: bool
) -> list[tuple[Path, int, int]]:
    """Set the portions that are counted; return the files with their spare pages in front and their own, or none if one is longer or shorter."""
    files = []
    for number, portion in enumerate(portions):
        file = typesetter.folder / f"portion-{number:03d}.pdf"
        part = progress.part(number / len(portions), (number + 1) / len(portions))
        said = f"Bericht setzen: Teil {texts.number(number + 1)} von {texts.number(len(portions))}"
        _write(typesetter.folder, number, portions, total=sum(p.pages for p in portions), attach=attach)
        told = typesetter.set(_name(number), file, _waiting(part, said, 1.0 + _PAGE_S * portion.pages))
        if told["length"] - _spare(number) != portion.pages:
            return []
        files.append((file, _spare(number), portion.pages))
    return files


def _write(
    folder: Path, number: int, portions: Sequence[Portion], *, total: int | None = None, attach: bool = False
) -> str:
    """Write what the layout reads of a portion; return the name of the file."""
    portion = portions[number]
    offset = sum(p.pages for p in portions[:number]) - _spare(number) if total is not None else 0
    data = {
        "first": number == 0,
        "blocks": portion.blocks,
        "offset": offset,
        "total": total,
        "following": _following(portions, number),
        "attach": attach and number == 0,
        **portion.start,
    }
    (folder / _name(number)).write_text(json.dumps(data, ensure_ascii=False), "utf-8")
    return _name(number)


def _following(portions: Sequence[Portion], number: int) -> list[dict[str, Any]]:
    """Return the headings behind a portion that lists them, with their pages as far as these are known."""
    listing = number == 0 or any(block["type"] == "district-index" for block in portions[number].blocks)
    found = []
    for place, portion in enumerate(portions):
        if listing and place > number:
            before = sum(p.pages for p in portions[:place])
            for heading, page in zip_longest(headings(portion.blocks), portion.heading_pages):
                found.append({**heading, "page": _UNKNOWN_PAGE if page is None else before + page + 1})
    return found


def _spare(number: int) -> int:
    """Return how many pages stand in front of a portion's own: one that begins its headings."""
    return 0 if number == 0 else 1


def _name(number: int) -> str:
    return f"portion-{number:03d}.json"


def _waiting(progress: Progress, said: str, expected_s: float) -> Callable[[float], None]:
    """Return what moves the bar on while a process runs, slower the longer it takes."""
    return lambda used: progress.step(used / (used + expected_s), said)
