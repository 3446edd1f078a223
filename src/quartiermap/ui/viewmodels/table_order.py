"""What rows of tables are sorted by: words as in a German dictionary, days by the calendar, words of a scale by their place."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import lru_cache

from quartiermap.domain.texts import NO_DATA

_PLAIN = str.maketrans("äöüáàâéèêíîóôúûçñåø", "aouaaaeeeiioouucnao") | {ord("ß"): "ss", ord("æ"): "ae"}

_THOUSANDS = re.compile(r"(?<![\d.,])[1-9]\d{0,2}(?:\.\d{3})+(?![\d.])")
"""A number as it is written here, such as 1.000: its point is none between two words. A key with leading noughts is no number."""


@lru_cache(maxsize=60_000)
def in_order(text: str) -> tuple[str | int, ...]:
    """Return what a text is sorted by: as in a German dictionary (DIN 5007-1: ä like a, ß like ss), numbers by their size.

    Examples
    --------
    >>> sorted(["Kita 10", "Kita 2", "Ärztehaus", "Zoo", "Auenweg", "Öhringen", "ohne"], key=in_order)
    ['Ärztehaus', 'Auenweg', 'Kita 2', 'Kita 10', 'ohne', 'Öhringen', 'Zoo']
    >>> sorted(["1.000 m Fußweg", "800 m Fußweg"], key=in_order)
    ['800 m Fußweg', '1.000 m Fußweg']
    """
    text = _THOUSANDS.sub(lambda number: number[0].replace(".", ""), text)
    words = re.sub(r"[^a-z0-9]+", " ", text.lower().translate(_PLAIN)).strip()
    return tuple(int(part) if part.isdigit() else part for part in re.split(r"(\d+)", words))


def day_order(day: str) -> tuple[str | int, ...] | None:
    """Return what a day as shown is sorted by; ``None`` for none.

    Examples
    --------
    >>> sorted(["31.12.2020", "2022", "05/2021", "01.02.2021"], key=day_order), day_order("")
    (['31.12.2020', '01.02.2021', '05/2021', '2022'], None)
    """
    if not day or day == NO_DATA:
        return None
    return in_order(" ".join(reversed(re.split(r"[./]", day))))


def place_in(order: Sequence[str]) -> Callable[[str], int | None]:
    """Return what words of a scale are sorted by: their place on it; another word has none.

    Examples
    --------
    >>> place = place_in(("hoch", "mittel", "niedrig"))
    >>> place("niedrig"), place("")
    (2, None)
    """
    places = {word: place for place, word in enumerate(order)}
    return places.get
