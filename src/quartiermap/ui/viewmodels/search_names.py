"""How well a typed text fits a name: by its letters, by words it is also found by, with slips of the hand."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from quartiermap.domain import texts

SURE = 84.0
"""A likeness from which on the letters are those of the name; below it they are nearly so."""
_NEARLY = 82.0
"""The most that a name written nearly so can have."""
_STREET = "strasse"
_SHORT = 4
"""A word of fewer letters is not taken for a slip of the hand."""
_ENOUGH = 12
"""So many names as they are written, and nobody looks for those written nearly so."""


@dataclass(frozen=True)
class Name:
    """A name, and what else it is found by.

    Parameters
    ----------
    text : str
        As it is shown.
    key : str
        An id that is found when it is typed in full, or from its beginning where `key_begins`.
    also : str
        Words beside the name: the kind, the address and the district of a facility.
    is_place : bool
        A district: a whole word of its name comes before all other names that have it.
    lead : str
        The first word that somebody types who means such an entry ("Lücke"): without it, it comes after the others.
    """

    text: str
    key: str = ""
    also: str = ""
    is_place: bool = False
    lead: str = ""


@dataclass(frozen=True)
class _Wanted:
    """A typed text in the forms that it is compared in; each part has a blank before it, a whole word also behind."""

    key: str
    joined: str
    beginnings: tuple[str, ...]
    whole: tuple[str, ...]
    loose: tuple[str, ...]

    @classmethod
    def of(cls, key: str) -> _Wanted:
        parts = key.split()
        return cls(
            key,
            "".join(parts),
            tuple(f" {part}" for part in parts),
            tuple(f" {part} " for part in parts),
            tuple(f" {_loosened(part)}" for part in parts),
        )


def _all_in(parts: Iterable[str], text: str) -> bool:
    return all(map(text.__contains__, parts))


class Names:
    """Names as they are compared.

    Examples
    --------
    >>> names = Names([Name("13 Tarup", "STGT13", is_place=True), Name("Tarup Süd"), Name("Kita Groß-Tarup")])
    >>> [round(names.rate("tarup")[at]) for at in range(3)], names.rate("stgt13")
    ([100, 98, 94], {0: 100.0})
    """

    def __init__(self, names: Sequence[Name]) -> None:
        self._names = tuple(names)
        self.keys = [search_key(name.text) for name in self._names]
        self._words = [f" {key} " for key in self.keys]
        self._bare = [key.lstrip("0123456789 ") or key for key in self.keys]
        self._runs = [bare.replace(" ", "") for bare in self._bare]
        """Without blanks: words are put together and apart."""
        self._ids = [texts.fold(name.key) for name in self._names]
        self._leads = [search_key(name.lead) for name in self._names]
        self._also = {
            at: f"{self._words[at]}{search_key(name.also)} "
            for at, name in enumerate(self._names)
            if name.also
        }
        self._loose = [f" {_loosened(key)}" for key in self.keys]
        self._having: dict[str, list[int]] = defaultdict(list)
        """In which names a word stands."""
        for at, key in enumerate(self.keys):
            for word in set(key.split()):
                self._having[word].append(at)

    def rate(self, text: str) -> dict[int, float]:
        """Return the likeness (0 to 100) of every name that may be meant, by its number.

        Parameters
        ----------
        text : str
            As somebody types it; the last word may be unfinished.
        """
        key = search_key(text)
        if not key:
            return {}
        wanted = _Wanted.of(key)
        rated = {at: found for at in range(len(self.keys)) if (found := self._by_letters(at, wanted)) > 0.0}
        if sum(found > SURE for found in rated.values()) < _ENOUGH:
            for at, likeness in self._nearly(wanted).items():
                if likeness > rated.get(at, 0.0):
                    rated[at] = likeness
        return rated

    def _by_letters(self, at: int, wanted: _Wanted) -> float:
        """Return how well the letters fit; 0 where they are not those of the name."""
        key, name = self.keys[at], self._names[at]
        if wanted.key in (key, self._bare[at]) or (len(wanted.joined) > 1 and wanted.joined == self._ids[at]):
            found = 100.0
        elif _all_in(wanted.beginnings, self._words[at]):
            found = self._by_words(at, wanted)
        elif name.is_place and len(wanted.joined) > 1 and self._ids[at].startswith(wanted.joined):
            found = 96.0
        elif len(wanted.joined) >= _SHORT and (
            _all_in(wanted.loose, self._loose[at]) or self._runs[at].startswith(wanted.joined)
        ):
            found = 90.0
        elif name.also and _all_in(wanted.beginnings, self._also[at]):
            found = self._by_words_beside(at, wanted)
        elif len(wanted.key) >= 3 and wanted.key in key:
            found = SURE
        else:
            return 0.0
        lead = self._leads[at]
        return min(found, 89.0) if lead and not wanted.key.startswith(lead[:3]) else found

    def _by_words(self, at: int, wanted: _Wanted) -> float:
        """Return how well words fit that all begin words of the name."""
        words = self._words[at]
        whole = _all_in(wanted.whole, words)
        if whole and self._names[at].is_place:
            return 99.0
        if words.startswith(f" {wanted.key} "):
            return 98.0
        if words.startswith(f" {wanted.key}") or self._bare[at].startswith(wanted.key):
            return 96.0
        return 94.0 if whole else 92.0

    def _by_words_beside(self, at: int, wanted: _Wanted) -> float:
        """Return how well words fit of which some stand beside the name."""
        also = self._also[at]
        if f" {wanted.key} " in also:
            return 88.0
        return 87.0 if _all_in(wanted.whole, also) else 86.0

    def _nearly(self, wanted: _Wanted) -> dict[int, float]:
        """Return names that have every typed word nearly so, some of them perhaps beside the name."""
        parts = wanted.key.split()
        found: dict[int, float] = {}
        if max(map(len, parts)) < _SHORT:
            return found
        for number, part in enumerate(parts):
            fits = self._names_with(part)
            if len(parts) > 1:
                beside = {at: _NEARLY for at, also in self._also.items() if f" {part}" in also}
                fits = beside | fits
            found = {
                at: min(fit, found.get(at, fit)) for at, fit in fits.items() if not number or at in found
            }
        return found

    def _names_with(self, part: str) -> dict[int, float]:
        """Return the names of which a word is nearly the typed one, or begins nearly so."""
        from rapidfuzz import process
        from rapidfuzz.distance import OSA

        likeness: dict[str, float] = {}
        if len(part) < _SHORT or any(letter.isdigit() for letter in part):
            likeness = {word: _NEARLY for word in self._having if word.startswith(part)}
        else:
            slips = 1 if len(part) < 8 else 2
            core = part.removesuffix(_STREET)
            vocabulary = [(w, w) for w in self._having] + [(w[: len(part)], w) for w in self._having]
            found = process.extract(
                part, [cut for cut, _ in vocabulary], scorer=OSA.distance, score_cutoff=slips, limit=None
            )
            for cut, distance, at in found:
                word = vocabulary[at][1]
                if core and part != core and word.endswith(_STREET):
                    # what all streets have in common says nothing
                    distance = OSA.distance(core, word.removesuffix(_STREET))
                    if distance > (1 if len(core) < 8 else 2) or len(core) < _SHORT:
                        continue
                less = 3.0 if cut != word else 0.0
                likeness[word] = max(likeness.get(word, 0.0), _NEARLY - less - 4.0 * distance)
        rated: dict[int, float] = {}
        for word, value in likeness.items():
            for at in self._having[word]:
                rated[at] = max(rated.get(at, 0.0), value)
        return rated


def search_key(text: str) -> str:
    """Return a name for comparing: words in small letters, umlauts spelt out, abbreviations of streets too.

    Examples
    --------
    >>> search_key("Große Str."), search_key("Ritter-Straße"), search_key("Kita „Löwenzahn“ e. V.")
    ('grosse strasse', 'ritter strasse', 'kita loewenzahn e v')
    >>> search_key("Hauptstr"), search_key("St. Anna-Pl.")
    ('hauptstrasse', 'st anna platz')
    """
    found = []
    for raw in re.split(r"[\s/–-]+", text):
        word = texts.fold(raw)
        if not word:
            continue
        if word.endswith("str"):
            word = f"{word}asse"
        elif raw.lower().endswith("pl."):
            word = f"{word}atz"
        found.append(word)
    return " ".join(found)


def _loosened(key: str) -> str:
    """Return a compared name without dots of umlauts and without doubled letters, as people type in a hurry.

    Examples
    --------
    >>> _loosened("suedstadt") == _loosened("sudstadt"), _loosened("grosse mueller") == _loosened("grose muler")
    (True, True)
    """
    return re.sub(r"([a-z])\1", r"\1", re.sub(r"([aou])e", r"\1", key))
