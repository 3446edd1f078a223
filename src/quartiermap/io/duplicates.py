"""The same facility twice, in one file or in two sources: found and proposed for merging.

Nothing is merged unasked: a proposal is a question, `quartiermap.io.merging` carries out those answered with yes. Places of a
facility that stands twice would count twice.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, Literal

import numpy as np
import pandas as pd
import shapely
from rapidfuzz import fuzz

from quartiermap.domain import schema
from quartiermap.domain.progress import Progress
from quartiermap.domain.texts import fold, metres, number
from quartiermap.errors import UsageError
from quartiermap.io.address_text import read_address, street_key
from quartiermap.io.bundled import kinds as kind_catalogue

Side = Literal["kept", "other"]

REACH_M = 300.0
"""Farther apart two entries are never taken for one facility."""
SAME_PLACE_M = 25.0
"""Two geocoders put the same house this far apart at most."""
SURE = 0.85
"""Score from which entries of the same name may be merged together with others (``--merge all``)."""
_AT_ONCE = 2000
"""Entries whose neighbours are looked up at once: a file of a million must neither fill the memory nor be deaf to a cancel."""
MANY = 50_000
NEARBY_M = 150.0
"""The middle of a school's ground and its gate can be this far apart."""

_FIELDS = (
    "name",
    "operator",
    "address",
    "places",
    "places_u3",
    "places_o3",
    "occupied",
    "occupied_u3",
    "occupied_o3",
    "area_m2",
    "condition",
    "barrier_free",
    "status",
    "opening_year",
)
_GENERIC = re.compile(
    r"\b(staedtische[rs]?|stadtische[rs]?|kommunale[rs]?|evangelische[rs]?|ev|evang|katholische[rs]?|kath|e ?v|ggmbh|gmbh|die|der|das|am|an|im|in|und)\b"
)
_SCHOOLS = frozenset(("school", "primary_school", "secondary_school"))


@dataclass(frozen=True)
class FieldChoice:
    """One field of a merged facility: what both entries say, and which of the two is taken.

    `conflict` tells that both say something, and not the same.
    """

    field: str
    label: str
    kept: str
    other: str
    take: Side
    conflict: bool


@dataclass(frozen=True)
class MergeProposal:
    """Two entries that are probably one facility.

    Parameters
    ----------
    kept_id, other_id : str
        `facility_id` of the entry that stays (of the project, or the first in the file) and of the one that goes into it.
    kept_name, other_name : str
        Names as written; the kind's name where there is none.
    kept_source, other_source : str
        `source_id` of both.
    distance_m : float
    score : float
        How sure (0..1): half from the name, three tenths from the distance, two tenths from the address.
    because : str
        The reasons, as a German phrase.
    within_file : bool
        Whether both stand in what is being imported.
    fields : tuple of FieldChoice
    """

    kept_id: str
    other_id: str
    kind: str
    kept_name: str
    other_name: str
    kept_source: str
    other_source: str
    distance_m: float
    score: float
    because: str
    within_file: bool
    fields: tuple[FieldChoice, ...]

    @property
    def key(self) -> str:
        """A short key of this proposal for answers (``merge:<key>``): the same for the same two entries."""
        return f"{self.kept_id}={self.other_id}"

    def answered(self, answer: str) -> MergeProposal | None:
        """Return the proposal as an answer accepts it, ``None`` if it is declined.

        ``merge`` takes the fields as proposed; ``merge+places-name`` takes the places of the other entry and the name of
        the one that stays.

        Raises
        ------
        UsageError
            If that is no answer.
        """
        if answer == "keep":
            return None
        if not re.fullmatch(r"merge(?:[+-][a-z_0-9]+)*", answer):
            raise UsageError(
                f"„{answer}“ ist keine Antwort: möglich sind merge, keep und z. B. merge+places (Plätze aus der neuen Quelle)."
            )
        take: dict[str, Side] = {
            f: "other" if s == "+" else "kept" for s, f in re.findall(r"([+-])([a-z_0-9]+)", answer)
        }
        unknown = set(take) - {f.field for f in self.fields}
        if unknown:
            raise UsageError(
                f"„{answer}“: das Feld {', '.join(sorted(unknown))} steht nicht zur Wahl. Möglich: {', '.join(f.field for f in self.fields)}."
            )
        return replace(self, fields=tuple(replace(f, take=take.get(f.field, f.take)) for f in self.fields))

    @property
    def sure(self) -> bool:
        """Whether it may be merged without looking at it alone: the same name, and near or in the same house.

        Houses called Mini and Maxi lie door to door; so a score alone is never enough.
        """
        same = name_likeness(self.kept_name, self.other_name) >= 0.97
        return same and self.score >= SURE

    @property
    def text(self) -> str:
        """The proposal as a German sentence."""
        return f"„{self.kept_name}“ und „{self.other_name}“ ({kind_catalogue().name(self.kind)}): {self.because}."


@lru_cache(maxsize=50_000)
def bare_name(name: str) -> str:
    """Return a name for comparing: small letters, umlauts spelled out, words that many names share left out.

    Examples
    --------
    >>> bare_name("Ev. Kita St. Jürgen"), bare_name("Kindertagesstätte Sankt Jürgen e.V."), bare_name("Kita")
    ('kita sankt juergen', 'kita sankt juergen', 'kita')
    """
    text = name.lower()
    for letter, spelled in (("ä", "ae"), ("ö", "oe"), ("ü", "ue"), ("ß", "ss")):
        text = text.replace(letter, spelled)
    text = re.sub(r"\bst\.", "sankt ", text)
    text = re.sub(r"[^a-z0-9à-ÿ]+", " ", text)
    text = re.sub(r"kindertages(?:staette|einrichtung)|kindergarten|kinderhaus|kiga\b", "kita", text)
    kept = re.sub(r"\s+", " ", _GENERIC.sub(" ", text)).strip()
    return kept or text.strip()


def name_likeness(one: str, other: str) -> float:
    """Return how alike two names are (0..1); names with different numbers (12. and 13. Schule) are not.

    Examples
    --------
    >>> name_likeness("Kita Sonnenschein", "Kindertagesstätte Sonnenschein")
    1.0
    >>> name_likeness("12. Grundschule", "13. Grundschule")
    0.0
    """
    a, b = bare_name(one), bare_name(other)
    if not a or not b:
        return 0.0
    one_numbers, other_numbers = _numbers(a), _numbers(b)
    if one_numbers != other_numbers and (
        (one_numbers and other_numbers) or one_numbers ^ other_numbers <= _ORDER
    ):
        return 0.0
    return max(fuzz.token_sort_ratio(a, b), 0.8 * fuzz.token_set_ratio(a, b) * _own_words(a, b)) / 100


_ROMAN = {"i": "1", "ii": "2", "iii": "3", "iv": "4", "v": "5", "vi": "6"}
_SIDES = frozenset(("nord", "sued", "ost", "west", "mini", "maxi", "minis", "maxis"))
"""Words by which neighbouring houses of one name are told apart."""
_ORDER = frozenset("123456789") | _SIDES


@lru_cache(maxsize=50_000)
def _numbers(name: str) -> frozenset[str]:
    """Return the numbers in a bare name; Roman ones at its end count too (Kita Pumuckel II)."""
    words = name.split()
    found = set(re.findall(r"\d+(?:[a-z]\b)?", name)) | (_SIDES & set(words))
    if len(words) > 1 and words[-1] in _ROMAN:
        found.add(_ROMAN[words[-1]])
    return frozenset(found)


def _own_words(a: str, b: str) -> float:
    """Return 1 if the words that two names share say more than what kind of house it is, else 0."""
    shared = set(a.split()) & set(b.split())
    return float(any(len(w) > 3 and kind_catalogue().by_word(w) is None for w in shared))


def same_address(one: str | None, other: str | None) -> bool | None:
    """Tell whether two addresses name the same house; ``None`` if one of them is not known.

    Examples
    --------
    >>> same_address("Ritterstr. 5", "Ritterstraße 5, 24939"), same_address("Ritterstr. 5", None)
    (True, None)
    """
    if not one or not other:
        return None
    a, b = _house(one), _house(other)
    if a is None or b is None:
        return None
    return a == b


@lru_cache(maxsize=50_000)
def _house(address: str) -> tuple[str, tuple[tuple[int, str], ...]] | None:
    read = read_address(address)
    if read is None or read.number is None:
        return None
    return street_key(read.street), read.number.numbers


def proposals(
    facilities: pd.DataFrame, new_sources: Collection[str], progress: Progress | None = None
) -> tuple[MergeProposal, ...]:
    """Find the entries of newly read sources that stand in the project, or in the same sources, already.

    Parameters
    ----------
    facilities : GeoDataFrame
        `schema.FACILITIES` of the project with the new rows.
    new_sources : collection of str
        `source_id` of what was just read.

    Returns
    -------
    tuple of MergeProposal
        The surest first; every entry goes into at most one other.

    Notes
    -----
    Only entries of one kind are compared (schools whose level is not known with those of any level). Two are proposed
    if they lie within `SAME_PLACE_M` and their names (or, without a name, their addresses) agree, within `NEARBY_M`
    with nearly the same name or the same address, or within `REACH_M` with the same name *and* address.
    More than `MANY` new entries are only compared within `SAME_PLACE_M`: a file of a million trees that somebody took for
    facilities must be looked through in seconds.
    """
    progress = progress or Progress()
    if not len(facilities):
        return ()
    new = facilities["source_id"].isin(set(new_sources)).to_numpy(bool)
    shapes = np.asarray(facilities.geometry.array, dtype=object)
    known = ~shapely.is_missing(shapes) & ~shapely.is_empty(shapes)
    if not (new & known).any():
        return ()
    spots = shapely.centroid(shapes)
    tree = shapely.STRtree(np.where(known, spots, None))
    asked = np.flatnonzero(new & known)
    found: list[tuple[float, int, int, float, str]] = []
    reach = REACH_M if len(asked) <= MANY else SAME_PLACE_M
    names, addresses = ([_text(v) for v in facilities[c].to_numpy(object)] for c in ("name", "address"))
    kinds = facilities["kind"].to_numpy(object)
    done = 0
    for part in np.array_split(asked, max(1, -(-len(asked) // _AT_ONCE))):
        left, right = tree.query(spots[part], predicate="dwithin", distance=reach)
        left = part[left]
        kept = (left != right) & ~(new[right] & (right > left)) & _comparable(kinds, left, right)
        left, right = left[kept], right[kept]
        distances = shapely.distance(spots[left], spots[right])
        for n, (i, j, distance) in enumerate(
            zip(left.tolist(), right.tolist(), distances.tolist(), strict=True)
        ):
            if n % 5000 == 0:
                progress.step(done / len(asked), "Doppelte Einrichtungen suchen")
            judged = _judge((names[i], names[j]), (addresses[i], addresses[j]), distance)
            if judged is not None:
                found.append((judged[0], i, j, distance, judged[1]))
        done += len(part)
    gone: set[int] = set()
    used: set[int] = set()
    out = []
    for score, i, j, distance, why in sorted(found, key=lambda f: (-f[0], f[3], f[1], f[2])):
        if i in gone or j in gone or i in used:
            continue
        gone.add(i)
        used.add(j)
        out.append(_proposal(facilities.iloc[j], facilities.iloc[i], distance, score, why, bool(new[j])))
    return tuple(out)


def _comparable(kinds: Any, left: Any, right: Any) -> Any:
    """Tell which pairs may be one facility by their kind; schools whose level is not known go with any level."""
    codes, uniques = pd.factorize(kinds)
    a, b = codes[left], codes[right]
    is_school = np.array([kind in _SCHOOLS for kind in uniques], bool)
    is_any = np.array([kind == "school" for kind in uniques], bool)
    return (a == b) | (is_school[a] & is_school[b] & (is_any[a] | is_any[b]))


def _text(value: Any) -> str:
    return "" if value is None or (not isinstance(value, str) and pd.isna(value)) else str(value).strip()


def _judge(names: tuple[str, str], addresses: tuple[str, str], distance: float) -> tuple[float, str] | None:
    """Return score and reasons if two entries are probably one facility, else ``None``."""
    likeness = name_likeness(*names) if all(names) else None
    if likeness is not None and likeness < 0.6:
        return None  # whatever the addresses say
    address = same_address(addresses[0] or None, addresses[1] or None)
    if likeness is None:
        fits = distance <= 1.0 or (distance <= SAME_PLACE_M and address is True)
    elif likeness == 0.0:
        fits = False
    elif address is False:  # two houses: only the very same name at the very same place is a slip
        fits = distance <= SAME_PLACE_M and likeness >= 0.9
    else:
        fits = (
            (distance <= SAME_PLACE_M and likeness >= 0.7)
            or (distance <= NEARBY_M and likeness >= 0.85)
            or (distance <= NEARBY_M and address is True and likeness >= 0.6)
            or (likeness >= 0.95 and address is True)
        )
    if not fits:
        return None
    near = 1.0 - min(distance / REACH_M, 1.0)
    score = (
        0.5 * (0.6 if likeness is None else likeness)
        + 0.3 * near
        + 0.2 * {True: 1.0, None: 0.5, False: 0.0}[address]
    )
    words = []
    if likeness is None:
        words.append("ein Name fehlt")
    else:
        words.append(
            "gleicher Name" if likeness >= 0.995 else f"Namen zu {number(100 * likeness)}\u00a0% gleich"
        )
    words.append("gleicher Ort" if distance < 1.0 else f"{metres(distance)} voneinander entfernt")
    if address is not None:
        words.append("gleiche Anschrift" if address else "verschiedene Anschriften")
    return round(score, 3), ", ".join(words)


def _proposal(
    kept: pd.Series[Any], other: pd.Series[Any], distance: float, score: float, why: str, within: bool
) -> MergeProposal:
    fields = []
    for field in _FIELDS:
        a, b = kept.get(field), other.get(field)
        left, right = _shown(a), _shown(b)
        if not left and not right:
            continue
        differ = bool(left and right) and fold(left) != fold(right)
        fields.append(
            FieldChoice(
                field, schema.FACILITIES[field].label, left, right, "kept" if left else "other", differ
            )
        )
    catalogue = kind_catalogue()
    nameless = catalogue.name(str(kept["kind"]))
    return MergeProposal(
        str(kept["facility_id"]), str(other["facility_id"]), str(kept["kind"]), _text(kept["name"]) or nameless, _text(other["name"]) or nameless,
        str(kept["source_id"]), str(other["source_id"]), distance, score, why, within, tuple(fields),
    )  # fmt: skip


def _shown(value: Any) -> str:
    if isinstance(value, float):
        return "" if np.isnan(value) else f"{value:g}"
    return _text(value)
