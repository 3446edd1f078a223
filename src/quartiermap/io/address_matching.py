"""Puts an address to its place by street and house number; what is not certain is said, what is ambiguous is not guessed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from rapidfuzz import process
from rapidfuzz.distance import OSA

from quartiermap.domain.texts import fold
from quartiermap.io.address_index import AddressIndex, Part
from quartiermap.io.address_text import AddressText, HouseNumber, stem_and_kind, street_key

SAME_PLACE_M = 150.0
"""Points of one address this far apart are still one place (house, entrances, shops in it)."""

MOST_GAP = 20
"""Between known numbers further apart than this nothing is interpolated."""

NEXT_NUMBER = 4
"""A number this close to the last known one of the street is put there, as an approximation."""

CORNER_M = 80.0
"""Known points of two streets this near to each other are where they meet."""


class Found(StrEnum):
    """How an address was placed, or why not."""

    EXACT = "exact"
    APPROXIMATE = "approximate"
    STREET_ONLY = "street_only"
    AMBIGUOUS = "ambiguous"
    NOT_FOUND = "not_found"
    NO_ADDRESS = "no_address"

    @property
    def label(self) -> str:
        """The words on screen."""
        return {
            "exact": "gefunden", "approximate": "ungefähr gefunden", "street_only": "nur die Straße gefunden",
            "ambiguous": "mehrdeutig", "not_found": "nicht gefunden", "no_address": "keine Anschrift",
        }[self.value]  # fmt: skip

    @property
    def placed(self) -> bool:
        """Whether there is a place to be taken over."""
        return self in (Found.EXACT, Found.APPROXIMATE)


@dataclass(frozen=True)
class Candidate:
    """A place that an address may mean: what it is called, and where it is in metres of the project."""

    text: str
    x: float
    y: float


@dataclass(frozen=True)
class Match:
    """What became of one address.

    Parameters
    ----------
    found : Found
    x, y : float
        In metres of the project; NaN where nothing was found. Of a street only: its middle, as an offer.
    score : float
        0..1; 1 is the very house, what was interpolated or spelled differently has less.
    matched : str
        The address of the index.
    reason : str
        German sentence: what was done or why not.
    candidates : tuple of Candidate
        Where it is ambiguous.
    """

    found: Found
    x: float = float("nan")
    y: float = float("nan")
    score: float = 0.0
    matched: str = ""
    reason: str = ""
    candidates: tuple[Candidate, ...] = ()


def match(index: AddressIndex, address: AddressText | None, quarter: str | None = None) -> Match:
    """Find the place of an address.

    Parameters
    ----------
    index : AddressIndex
    address : AddressText or None
        ``None``: the row has none.
    quarter : str, optional
        Name of the Ortsteil or district that the row names.
    """
    if address is None or not street_key(address.street):
        return Match(Found.NO_ADDRESS, reason="Die Zeile nennt keine Straße.")
    keys, likeness = _streets(index, street_key(address.street))
    if not keys:
        return Match(Found.NOT_FOUND, reason=f"Die Straße „{address.street}“ gibt es im Verzeichnis nicht.")
    if len(keys) > 1:
        return Match(
            Found.AMBIGUOUS, reason=f"Die Straße „{address.street}“ gibt es nicht; ähnlich heißen mehrere.",
            candidates=tuple(Candidate(p.name, *p.middle) for k in keys for p in index.parts(k)[:2]),
        )  # fmt: skip
    if address.corner is not None:
        return _corner(index, address, keys[0], likeness)
    parts, doubt = _narrowed(index.parts(keys[0]), address, quarter)
    if len(parts) > 1:
        return _several(parts, address)
    found = _in_street(parts[0], address.number, likeness)
    if doubt:
        spot = parts[0].middle if not found.found.placed else (found.x, found.y)
        return Match(
            Found.NOT_FOUND, reason=f"„{parts[0].name}“ gibt es nur anderswo: {doubt}.", candidates=(Candidate(f"{found.matched or parts[0].name} ({doubt.rpartition(' ')[2]})", *spot),)
        )  # fmt: skip
    if likeness < 1.0 and found.found.placed:
        found = _weaker(
            found, 0.9, f"Geschrieben ist „{address.street}“, gefunden wurde „{parts[0].name}“; bitte prüfen."
        )
    return found


def _weaker(found: Match, factor: float, reason: str) -> Match:
    return Match(
        Found.APPROXIMATE, found.x, found.y, round(found.score * factor, 2), found.matched, f"{reason} {found.reason}".strip(), found.candidates
    )  # fmt: skip


# ---------------------------------------------------------------------------------------------- streets


def _streets(index: AddressIndex, key: str) -> tuple[list[str], float]:
    """Return the keys a street's name can mean and how alike they are; several only if equally alike.

    A slip is allowed for, a different name is not: the kind of way must be the same, digits too, and of the name one
    letter may differ from six letters on and two from eleven on (Berg and Burg are two streets).
    """
    if key in index:
        return [key], 1.0
    stem, kind = stem_and_kind(key)
    digits = [c for c in key if c.isdigit()]
    allowed = 2 if len(stem) >= 11 else 1 if len(stem) >= 6 else 0
    if not allowed:
        return [], 0.0
    near = process.extract(key, index.keys, scorer=OSA.distance, score_cutoff=allowed, limit=12)
    good: list[tuple[int, str]] = []
    for other, distance, _ in near:
        other_stem, other_kind = stem_and_kind(other)
        if (
            other_kind == kind
            and [c for c in other if c.isdigit()] == digits
            and min(len(stem), len(other_stem)) >= 6
        ):
            good.append((int(distance), other))
    if not good:
        return [], 0.0
    best = min(d for d, _ in good)
    return sorted(o for d, o in good if d == best), 1.0 - best / len(key)


def _narrowed(parts: Sequence[Part], address: AddressText, quarter: str | None) -> tuple[list[Part], str]:
    """Return the parts of a street that fit postcode, Ortsteil and town; and what contradicts, in words."""
    left, doubt = list(parts), ""
    code = address.postcode
    if code is not None:
        fitting = [p for p in left if code in p.postcodes]
        unknown = [p for p in left if not p.postcodes]
        if fitting or unknown:
            left = fitting or unknown
        else:
            told = sorted({c for p in left for c in p.postcodes})
            doubt = f"angegeben ist die Postleitzahl {code}, im Verzeichnis steht {', '.join(told[:4])}"
    for hint in (quarter, address.place):
        word = fold(hint) if hint else ""
        fitting = [
            p for p in left if word and any(word == la or (len(word) >= 5 and word in la) for la in p.labels)
        ]
        if fitting and len(left) > 1:
            left = fitting
    return left, doubt


def _several(parts: Sequence[Part], address: AddressText) -> Match:
    """Say which streets of that name there are; a choice is the user's."""
    wanted = set(address.number.numbers) if address.number else set()
    listed = []
    for part in parts[:8]:
        where = ", ".join(sorted(la for la in part.labels if la)[:4]) or "ohne nähere Angabe"
        has = any((int(n), s) in wanted for n, s in zip(part.number, part.suffix, strict=True))
        spot = _in_street(part, address.number, 1.0)
        x, y = (spot.x, spot.y) if spot.found.placed else part.middle
        listed.append(Candidate(f"{part.name} ({where}){', mit dieser Hausnummer' if has else ''}", x, y))
    return Match(
        Found.AMBIGUOUS, reason=f"Die Straße „{parts[0].name}“ gibt es {len(parts)}-mal; Postleitzahl oder Ortsteil entscheiden es nicht.",
        candidates=tuple(listed),
    )  # fmt: skip


# ---------------------------------------------------------------------------------------------- house numbers


def _in_street(part: Part, house: HouseNumber | None, likeness: float) -> Match:
    """Find a house number in a street."""
    if house is None:
        return _street_only(part, likeness, "Die Hausnummer fehlt.")
    text = f"{part.name} {house.text}"
    own: dict[tuple[int, str], list[int]] = {}
    for i, (n, s) in enumerate(zip(part.number, part.suffix, strict=True)):
        own.setdefault((int(n), s), []).append(i)
    wanted = _wanted(house)
    hits = [w for w in wanted if w in own]
    if hits:
        rows = [i for w in hits for i in own[w]]
        whole = len(hits) == len(wanted) or house.is_range
        return _spot(
            part, rows, 1.0 if whole else 0.95, text, "", likeness, derived=bool(part.derived[rows].all())
        )
    plain = [(n, s) for n, s in own if n in {n for n, _ in wanted}]
    if plain:
        rows = [i for w in plain for i in own[w]]
        shown = ", ".join(f"{n}{s}" for n, s in sorted(plain)[:4])
        found = _spot(
            part,
            rows,
            0.9,
            text,
            f"Diesen Zusatz gibt es nicht; genommen wurde Hausnummer {shown}.",
            likeness,
        )
        return found if found.found is not Found.EXACT else _weaker(found, 1.0, "")
    return _between(part, wanted[0][0], text, likeness)


def _wanted(house: HouseNumber) -> list[tuple[int, str]]:
    """Return the numbers that an address means, a range with what lies on its side of the street."""
    if not house.is_range:
        return list(house.numbers)
    (low, first), (high, last) = house.numbers
    if low == high:
        return list(house.numbers)
    step = 2 if (high - low) % 2 == 0 else 1
    return [(low, first), *((n, "") for n in range(low + step, min(high, low + 40), step)), (high, last)]


def _spot(
    part: Part,
    rows: Sequence[int],
    score: float,
    text: str,
    reason: str,
    likeness: float,
    *,
    derived: bool = False,
) -> Match:
    """Return one place for several points, or say that they are too far apart."""
    xy = part.xy[list(rows)]
    middle = np.median(xy, axis=0)
    away = np.hypot(*(xy - middle).T)
    nearest = int(away.argmin())
    spread = float(np.hypot(*(xy - xy[nearest]).T).max())
    if spread > 2 * SAME_PLACE_M:
        return Match(
            Found.AMBIGUOUS, reason=f"„{text}“ gibt es an mehreren Stellen, bis zu {spread:.0f} m auseinander.",
            candidates=tuple(Candidate(text, float(x), float(y)) for x, y in np.unique(xy, axis=0)[:8]),
        )  # fmt: skip
    found = Found.EXACT
    if derived:
        score, found = min(score, 0.85), Found.APPROXIMATE
        reason = reason or "Die Hausnummer ist im Verzeichnis selbst zwischen bekannten interpoliert."
    elif spread > SAME_PLACE_M:
        score, found = min(score, 0.8), Found.APPROXIMATE
        reason = reason or f"Die Anschrift hat mehrere Punkte bis {spread:.0f} m auseinander."
    if reason and found is Found.EXACT:
        found = Found.APPROXIMATE
    x, y = xy[nearest]
    return Match(found, float(x), float(y), round(score * likeness, 2), text, reason)


def _between(part: Part, number: int, text: str, likeness: float) -> Match:
    """Interpolate between known numbers of the same side, take the next known one, or offer the street."""
    same = np.flatnonzero(part.number % 2 == number % 2)
    if len(same):
        side = part.number[same]
        lower, upper = side[side < number], side[side > number]
        if len(lower) and len(upper) and int(upper.min()) - int(lower.max()) <= MOST_GAP:
            low, high = int(lower.max()), int(upper.min())
            one = part.xy[same[side == low]].mean(axis=0)
            two = part.xy[same[side == high]].mean(axis=0)
            if np.hypot(*(two - one)) <= 60.0 * (high - low):  # more would be a jump in the numbering
                x, y = one + (two - one) * (number - low) / (high - low)
                score = 0.8 - 0.015 * (high - low)
                return Match(
                    Found.APPROXIMATE, float(x), float(y), round(score * likeness, 2), text,
                    f"Die Hausnummer ist nicht bekannt; der Ort liegt zwischen {low} und {high}.",
                )  # fmt: skip
    if len(part.number):
        gap = np.abs(part.number - number)
        nearest = int(gap.min())
        if nearest <= NEXT_NUMBER:
            best = int(np.flatnonzero(gap == nearest)[0])
            x, y = part.xy[best]
            return Match(
                Found.APPROXIMATE, float(x), float(y), round((0.6 - 0.03 * nearest) * likeness, 2), text,
                f"Die Hausnummer ist nicht bekannt; genommen wurde die nächste bekannte, {part.number[best]}{part.suffix[best]}.",
            )  # fmt: skip
    return _street_only(
        part, likeness, "Die Hausnummer ist nicht bekannt, und keine bekannte liegt in der Nähe."
    )


def _street_only(part: Part, likeness: float, reason: str) -> Match:
    x, y = part.middle
    return Match(
        Found.STREET_ONLY,
        x,
        y,
        round(0.3 * likeness, 2),
        part.name,
        reason,
        (Candidate(f"{part.name}, Mitte der Straße", x, y),),
    )


def _corner(index: AddressIndex, address: AddressText, key: str, likeness: float) -> Match:
    """Find where two streets meet."""
    others, also = _streets(index, street_key(address.corner or ""))
    if len(others) != 1:
        return Match(
            Found.NOT_FOUND,
            reason=f"Die zweite Straße der Ecke, „{address.corner}“, gibt es im Verzeichnis nicht.",
        )
    meetings: list[tuple[float, float, float, str]] = []
    for one in index.parts(key):
        for two in index.parts(others[0]):
            away = np.hypot(
                one.line[:, None, 0] - two.line[None, :, 0], one.line[:, None, 1] - two.line[None, :, 1]
            )
            i, j = np.unravel_index(int(away.argmin()), away.shape)
            x, y = (one.line[i] + two.line[j]) / 2
            meetings.append((float(away[i, j]), float(x), float(y), f"{one.name} / {two.name}"))
    near = sorted(m for m in meetings if m[0] <= CORNER_M)
    if not near:
        return Match(Found.NOT_FOUND, reason="Die beiden Straßen treffen sich im Verzeichnis nirgends.")
    best = near[0]
    if len(near) > 1:
        return Match(
            Found.AMBIGUOUS,
            reason="Straßen dieser Namen treffen sich mehrmals.",
            candidates=tuple(Candidate(m[3], m[1], m[2]) for m in near[:8]),
        )
    return Match(
        Found.APPROXIMATE, best[1], best[2], round(0.7 * likeness * also, 2), best[3], "Der Ort ist die Ecke der beiden Straßen."
    )  # fmt: skip
