"""What is made below the window is German; here it is said in the language of the window.

Analysis, rules and files write German sentences, for the report and the command line too, and a project keeps them. The
window passes what it shows through `worded`: whole texts and parts of them are looked up in ``below_<language>.toml``
(words, and sentences with places for figures and names). What is not listed stays German. A name from a data file is not
passed through.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from functools import cached_property, lru_cache
from operator import itemgetter
from typing import Final

from quartiermap.io import bundled

_NUMBER: Final = (
    r"\d{1,2}:\d{2}|(?:≈\s?)?[−+]?\d[\d.,–\u00a0\u2009]*(?:[\s\u00a0](?:m²|m|km|km/h|min|%|€))?\+?"
)
_CODE: Final = r"[A-Z]\d{2}"
_TEXT: Final = r"(?:(?!\n| · |(?<!\bo)[.!?] [A-ZÄÖÜ„]).)+?"
"""What stands for any text: never more than one sentence (``o. J.`` does not end one)."""
_COARSE: Final = (r"(\n)", r"( · )", r"((?<!\bS)(?<!\bNr)(?<!\bAbs)(?<!\bo)[.!?] )(?=[A-ZÄÖÜ„≈0-9])")
_FINE: Final = (
    r"(; )", r"( – )", r"( [→/=] )", r"(: )", r"(, )", r"( \(|\)(?=$|[ .,:;]))", r"([„“”])", r"( [×+] )", r"(\u2002)", r"(\. )",
)  # fmt: skip
"""Where a text falls into parts that are looked up by themselves: before and after its phrases are."""

_PHRASE_BLANKS: Final = 2
"""A listed text of so many blanks is also found inside of another one; a shorter one might be a piece of a name."""

_FIRST_WORD: Final = re.compile(r"(?<!\w)(?=([^ ]+) )")
_IN_WORD: Final = re.compile(r"\w")
_PLACE: Final = re.compile(r"\{(\w+)\}")
_WORD: Final = re.compile(r"\w+")
_ORDER: Final = itemgetter(0)


class Wording:
    """Words and sentences of another language, by their German.

    Parameters
    ----------
    words : mapping
        German text to the other one. ``{n…}`` stands for a number with its unit, ``{code}`` for the id of a
        criterion, ``{own…}`` for what is called so by the user or a file and stays as it is, any other ``{name}`` for any
        text, which is looked up in turn.

    Examples
    --------
    >>> said = Wording({"Kita": "Nursery", "unter {n}": "below {n}", "{x} fehlt": "no {x}", "hoch": "high"})
    >>> said.worded("Kita fehlt · unter 25 %; hoch"), said.worded("Altstadt")
    ('no Nursery · below 25 %; high', 'Altstadt')
    """

    def __init__(self, words: Mapping[str, str]) -> None:
        self._exact = {german: other for german, other in words.items() if not _PLACE.search(german)}
        patterns = sorted(
            (_Pattern(german, other) for german, other in words.items() if _PLACE.search(german)),
            key=lambda pattern: -pattern.weight,
        )
        self._by_word: dict[str, list[tuple[int, _Pattern]]] = {}
        """Sentences with places and their order, the heaviest first, by a word that a text has to have ("" for those without one)."""
        for at, pattern in enumerate(patterns):
            self._by_word.setdefault(pattern.word, []).append((at, pattern))
        self._phrases: dict[str, list[str]] = {}
        """By their first word, the longest first: compiling one pattern of all of them takes a quarter of a second."""
        for german in sorted(self._exact, key=len, reverse=True):
            if german.count(" ") >= _PHRASE_BLANKS:
                self._phrases.setdefault(german.partition(" ")[0], []).append(german)
        self.worded = lru_cache(maxsize=50_000)(self._worded)

    def _worded(self, text: str) -> str:
        found = self._whole(text)
        if found is None:
            found = (
                self._split(text, _COARSE)
                or self._headed(text)
                or self._replaced(text)
                or self._split(text, _FINE)
                or text
            )
        return found

    def _headed(self, text: str) -> str:
        """Return a text that is a listed one with a head and a colon before it; empty if it is none."""
        head, colon, rest = text.partition(": ")
        other = self._whole(rest) if colon and rest.strip() else None
        return "" if other is None else f"{self.worded(head)}{colon}{other}"

    def _split(self, text: str, separators: tuple[str, ...]) -> str:
        """Return a text put together of its parts; empty if it has only one."""
        for separator in separators:
            parts = re.split(separator, text)
            if len(parts) > 1:
                return "".join(part if at % 2 else self.worded(part) for at, part in enumerate(parts))
        return ""

    def _replaced(self, text: str) -> str:
        """Return a text with its first listed phrase said, the longest that begins there; empty if it has none."""
        plain = _plain(text)
        if plain.count(" ") < _PHRASE_BLANKS:
            return ""
        for word in _FIRST_WORD.finditer(plain):
            for german in self._phrases.get(word[1], ()):
                start, end = word.start(), word.start() + len(german)
                if plain.startswith(german, start) and not _IN_WORD.match(plain, end):
                    return f"{self.worded(text[:start])}{self._exact[german]}{self.worded(text[end:])}"
        return ""

    def _whole(self, text: str) -> str | None:
        """Return a text that is listed as it is, also with white space or a full stop at its ends."""
        inner = text.strip(" \u00a0\u2002")
        if not inner:
            return text
        core = inner.removesuffix(".")
        other = self._exact.get(_plain(inner))
        stop = ""
        if other is None:
            stop = inner[len(core) :]
            other = self._exact.get(_plain(core)) or next(filter(None, self._filled(core)), None)
        if other is None:
            return None
        start = text.index(inner)
        return f"{text[:start]}{other}{stop}{text[start + len(inner) :]}"

    def _filled(self, text: str) -> Iterator[str | None]:
        words = {"", *_WORD.findall(text)}
        found = [entry for word in words for entry in self._by_word.get(word, ())]
        found.sort(key=_ORDER)
        return (pattern.fill(text, self.worded) for _, pattern in found)


def _plain(text: str) -> str:
    return text.replace("\u00a0", " ")


def _spaced(text: str) -> str:
    """Return a pattern for a text in which blanks may be such that lines do not break at."""
    return re.escape(text).replace(r"\ ", r"[ \u00a0]")


class _Pattern:
    """A sentence with places."""

    def __init__(self, german: str, other: str) -> None:
        pieces = _PLACE.split(german)
        self.other = other
        self.weight = sum(map(len, pieces[::2]))
        self._anchor = max(pieces[::2], key=len)
        whole = [
            word
            for at, piece in enumerate(pieces[::2])
            for word in self._whole_words(piece, at, len(pieces) // 2)
        ]
        self.word = max(whole, key=len, default="")
        self._pieces = pieces

    @staticmethod
    def _whole_words(piece: str, at: int, last: int) -> list[str]:
        """Return the words of a piece that a place cannot be a part of: not those that touch one."""
        inside = piece if at == 0 else re.sub(r"^\w+", "", piece)
        return _WORD.findall(inside if at == last else re.sub(r"\w+$", "", inside))

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        """Compiled when a text first looks like it: all of them at once hold the window up for a quarter of a second."""
        pattern = "".join(
            _spaced(piece) if number % 2 == 0 else self._place(piece)
            for number, piece in enumerate(self._pieces)
        )
        return re.compile(pattern, re.DOTALL)

    @staticmethod
    def _place(name: str) -> str:
        kind = _NUMBER if name.startswith("n") else _CODE if name == "code" else _TEXT
        return f"(?P<{name}>{kind})"

    def fill(self, text: str, worded: Callable[[str], str]) -> str | None:
        """Return the other sentence if `text` is this one."""
        if self._anchor not in _plain(text):
            return None
        found = self._pattern.fullmatch(text)
        if found is None:
            return None
        filled = {n: v if n.startswith(("n", "own")) else worded(v) for n, v in found.groupdict().items()}
        return _PLACE.sub(lambda place: filled[place[1]], self.other)


_spoken: Wording | None = None


def use(language: str) -> None:
    """Say everything from now on in a language; German is what is there anyway."""
    global _spoken
    path = bundled.resources_dir() / "translations" / f"below_{language}.toml"
    _spoken = Wording(words_of(path.read_text(encoding="utf-8"))) if path.is_file() else None


def words_of(text: str) -> dict[str, str]:
    """Return the words of a file, of all its sections."""
    return {german: other for section in tomllib.loads(text).values() for german, other in section.items()}


def active() -> bool:
    """Tell whether the window speaks another language than German."""
    return _spoken is not None


def worded(text: str) -> str:
    """Return a text made below the window in the language of the window; as it is where it is not listed."""
    return text if _spoken is None or not text else _spoken.worded(text)
