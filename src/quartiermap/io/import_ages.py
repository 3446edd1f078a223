"""Age bands in the headings of German tables, and a cover of bands that does not count anyone twice."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from quartiermap.domain.ages import OPEN_END, band_name

_NOT_A_COUNT = re.compile(
    r"percent|anteil|prozent|%|quote|weibl|female|maennl|\bmale|auslaend|foreign|veraender|german|deutsch|migration|benefit|arbeitslos|unemploy|haushalt|household|basic_income|durchschnitt|\d[ _-]?personen?\b|wohnung|gebaeude|raeume|zimmer|m²|\bqm\b|\beur\b|€|euro|baujahr|miete"
)
_NOISE = re.compile(
    r"\banzahl\b|inhabitants|einwohner(?:innen)?|residents|bevoelkerung|personen|population|insgesamt|kinder|jugendliche|senioren|im alter von|von|age groups?|aged?|alter|altersgruppe|jahren?|years?|ew|davon|\(.*?\)"
)
_UNDER = re.compile(
    r"^(?:0 ?(?:to|bis|-) ?)?(?:bis unter|to under|unter|below|under|juenger als|<|u) ?(\d{1,3})$"
)
_UPTO = re.compile(r"^(?:bis|up to|<=) ?(\d{1,3})$")
_PLUS = re.compile(r"^(?:a ?|ab |>= ?|ue )?(\d{1,3}) ?(?:\+|plus|und (?:mehr|aelter|darueber|ueber)|u ?ae|u ?m|undmehr|undaelter|undueber|and (?:above|older|more|over)|an more|or older|ff)$|^(?:ab|above|ueber|over|aelter als) ?(\d{1,3})$")  # fmt: skip
_TO_UNDER = re.compile(r"^a?(\d{1,3}) ?(?:bis unter|bis u|to under|b u) ?(\d{1,3})$")
_RANGE = re.compile(r"^a?(\d{1,3}) ?(?:bis|to|-|–|_| ) ?(\d{1,3})$")
_SINGLE = re.compile(r"^a(?:lter)? ?(\d{1,2})$")


@dataclass(frozen=True)
class Band:
    """A band read from a heading: `lower` included, `upper` excluded, ``None`` open.

    `closed` tells that the heading may mean the upper age to be included (``6-15``).
    """

    lower: int
    upper: int | None
    closed: bool = False


def read_band(heading: str) -> Band | None:
    """Read an age band from a heading; ``None`` if it names none or counts something else than residents.

    Examples
    --------
    >>> read_band("unter6"), read_band("65undmehr"), read_band("18 bis unter 27")
    (Band(lower=0, upper=6, closed=False), Band(lower=65, upper=None, closed=False), Band(lower=18, upper=27, closed=False))
    >>> read_band("age_groups.age_0_to_under_7"), read_band("a3bis5")
    (Band(lower=0, upper=7, closed=False), Band(lower=3, upper=6, closed=False))
    >>> read_band("inhabitants_age_6_15"), read_band("inhabitants_age_6_15_percentage") is None
    (Band(lower=6, upper=15, closed=True), True)
    """
    text = heading.lower().replace("ä", "ae").replace("ö", "oe").replace("ü", "ue").replace("ß", "ss")
    zensus = re.fullmatch(r"a(\d+)bis(\d+)", text)
    if zensus and int(zensus.group(2)) < OPEN_END:
        return Band(int(zensus.group(1)), int(zensus.group(2)) + 1)
    parts = [text, text.rsplit(".", 1)[-1], text.rsplit("–", 1)[-1]]
    if _NOT_A_COUNT.search(text):
        return None
    for part in dict.fromkeys(parts):
        bare = _NOISE.sub(" ", part.replace("_", " "))
        bare = re.sub(r"[.:,…]", " ", bare)
        bare = re.sub(r"\s+", " ", bare).strip(" -–")
        band = _bare_band(bare)
        if (
            band is not None
            and band.lower < OPEN_END
            and (band.upper is None or band.lower < band.upper <= OPEN_END)
        ):
            return band
    return None


def _bare_band(text: str) -> Band | None:
    if m := _UNDER.match(text):
        return Band(0, int(m.group(1)))
    if m := _UPTO.match(text):
        return Band(0, int(m.group(1)) + 1)
    if m := _PLUS.match(text):
        return Band(int(m.group(1) or m.group(2)), None)
    if m := _TO_UNDER.match(text):
        return Band(int(m.group(1)), int(m.group(2)))
    if m := _RANGE.match(text):
        return Band(int(m.group(1)), int(m.group(2)), closed=True)
    if m := _SINGLE.match(text):
        return Band(int(m.group(1)), int(m.group(1)) + 1)
    return None


def bands_of(headings: Iterable[str]) -> dict[str, tuple[int, int | None]]:
    """Return heading -> (lower, upper excluded), deciding for the whole table whether ``6-15`` includes the 15.

    If some band begins where another ends (6-15, 15-18), upper ages are excluded; if bands begin one year
    later (6-14, 15-17), they are included.

    Examples
    --------
    >>> bands_of(["unter6", "6-15", "15-18"])["6-15"], bands_of(["0-5", "6-14", "15-17"])["6-14"]
    ((6, 15), (6, 15))
    """
    read = {h: b for h in headings if (b := read_band(h)) is not None}
    lowers = {b.lower for b in read.values()}
    meets = sum(b.closed and b.upper in lowers for b in read.values())
    gaps = sum(b.closed and b.upper is not None and b.upper + 1 in lowers for b in read.values())
    included = gaps > meets
    out: dict[str, tuple[int, int | None]] = {}
    for heading, band in read.items():
        upper = band.upper
        if band.closed and included and upper is not None:
            upper += 1
        if (band.lower, upper) not in out.values():
            out[heading] = (band.lower, upper)
    return out


@dataclass(frozen=True)
class Cover:
    """Bands that count nobody twice.

    Parameters
    ----------
    bands : dict
        Band column (``age_0_6``) -> residents, shape (n,).
    derived : tuple of str
        Bands got by subtracting one band from another that contains it (exact, no estimate).
    left_out : tuple of str
        Headings that overlap and were not used.
    complete : bool
        Whether the bands cover all ages.
    """

    bands: dict[str, NDArray[np.float64]]
    derived: tuple[str, ...]
    left_out: tuple[str, ...]
    complete: bool


def cover(columns: Mapping[str, tuple[tuple[int, int | None], NDArray[np.float64]]]) -> Cover:
    """Choose from overlapping bands those that cover most ages, the finest where there is a choice.

    A band left over that begins or ends like a chosen one which contains it splits that one by subtraction
    (under 18 minus under 7 is 7 to under 18).

    Parameters
    ----------
    columns : mapping of heading -> ((lower, upper), values)
    """
    spans = sorted(
        ((lo, OPEN_END if hi is None else hi, h) for h, ((lo, hi), _) in columns.items()),
        key=lambda s: (s[1], s[0]),
    )
    best: list[tuple[int, int, tuple[int, ...]]] = []
    for i, (lo, hi, _) in enumerate(spans):
        before = max(
            (best[j] for j in range(i) if spans[j][1] <= lo), key=lambda b: (b[0], b[1]), default=(0, 0, ())
        )
        best.append((before[0] + hi - lo, before[1] + 1, (*before[2], i)))
    chain = max(best, key=lambda b: (b[0], b[1]), default=(0, 0, ()))[2]
    chosen: dict[tuple[int, int], NDArray[np.float64]] = {
        (spans[i][0], spans[i][1]): columns[spans[i][2]][1] for i in chain
    }
    left = [spans[i] for i in range(len(spans)) if i not in chain]
    derived: list[str] = []
    unused: list[str] = []
    for lo, hi, heading in sorted(left, key=lambda s: s[1] - s[0]):
        values = columns[heading][1]
        host = next((s for s in chosen if s[0] <= lo and hi <= s[1] and (s[0] == lo) != (s[1] == hi)), None)
        if host is None:
            unused.append(heading)
            continue
        rest = chosen[host] - values
        if np.nanmin(rest, initial=0.0) < 0:
            unused.append(heading)
            continue
        del chosen[host]
        other = (hi, host[1]) if host[0] == lo else (host[0], lo)
        chosen[(lo, hi)], chosen[other] = values, rest
        derived.append(_name(*other))
    ordered = sorted(chosen)
    complete = (
        bool(ordered)
        and ordered[0][0] == 0
        and ordered[-1][1] == OPEN_END
        and all(a[1] == b[0] for a, b in pairwise(ordered))
    )
    return Cover({_name(*s): chosen[s] for s in ordered}, tuple(derived), tuple(unused), complete)


def _name(lower: int, upper: int) -> str:
    return band_name(lower, None if upper == OPEN_END else upper)
