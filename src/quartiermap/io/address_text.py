"""Addresses as people write them: street, house number, postcode and place out of free text.

All of this is about writing, not about places: nothing here knows which streets there are.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "æ": "ae", "ø": "oe", "å": "a"})
_SHORT = {
    "st": "sankt", "bgm": "buergermeister", "bgmstr": "buergermeister", "frhr": "freiherr", "prof": "professor", "a": "am",
}  # fmt: skip
_KINDS = ("strasse", "allee", "weg", "platz", "ring", "gasse", "damm", "ufer", "chaussee", "steig", "stieg", "promenade", "pfad", "hof", "kamp", "steg", "markt", "zeile", "twiete", "graben")  # fmt: skip


@dataclass(frozen=True)
class HouseNumber:
    """House numbers of one address.

    Parameters
    ----------
    numbers : tuple of (int, str)
        Number and suffix in small letters; of a range the two ends.
    is_range : bool
        Whether everything between the two ends belongs to it.
    """

    numbers: tuple[tuple[int, str], ...]
    is_range: bool = False

    @property
    def text(self) -> str:
        """The numbers as they are written."""
        return ("–" if self.is_range else "/").join(f"{n}{s}" for n, s in self.numbers)


@dataclass(frozen=True)
class AddressText:
    """One address, taken apart; what is not there is ``None`` or empty.

    `corner` names the second street of a corner without a number (``Hauptstraße Ecke Ringstraße``).
    """

    street: str
    number: HouseNumber | None = None
    postcode: str | None = None
    place: str | None = None
    corner: str | None = None


def street_key(name: str) -> str:
    """Return a street's name for comparing: abbreviations spelled out, umlauts too, nothing but letters and digits.

    Examples
    --------
    >>> street_key("Ritterstr."), street_key("Ritter-Straße"), street_key("RITTERSTRASSE")
    ('ritterstrasse', 'ritterstrasse', 'ritterstrasse')
    >>> street_key("Str. des 17. Juni"), street_key("St.-Jürgen-Pl."), street_key("Große Str. (Altstadt)")
    ('strassedes17juni', 'sanktjuergenplatz', 'grossestrasse')
    """
    text = re.sub(r"\([^)]*\)", " ", name).lower().translate(_UMLAUTS)
    text = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    text = re.sub(r"str(?:\.|(?=$|[\s,/-]))", "strasse", text)
    text = re.sub(r"(?<=[a-z])pl(?:\.|$)|\bpl\.", "platz", text)
    text = re.sub(
        r"\b([a-z]{1,6})\.(?=[\s-]*[a-z])", lambda m: f"{_SHORT.get(m.group(1), m.group(1))} ", text
    )
    words = re.findall(r"[a-z]+|\d+", text)
    return "".join(_SHORT.get(w, w) if w in ("st",) and i == 0 else w for i, w in enumerate(words))


def stem_and_kind(key: str) -> tuple[str, str]:
    """Split a street's key into what names it and what kind of way it is.

    Examples
    --------
    >>> stem_and_kind("ritterstrasse"), stem_and_kind("amkatharinenhof"), stem_and_kind("ramsharde")
    (('ritter', 'strasse'), ('amkatharinen', 'hof'), ('ramsharde', ''))
    """
    for kind in _KINDS:
        if key.endswith(kind) and len(key) > len(kind) + 1:
            return key[: -len(kind)], kind
    return key, ""


def read_numbers(text: str) -> HouseNumber | None:
    """Read a house number in any of its forms; ``None`` if it is none.

    Examples
    --------
    >>> read_numbers("12 a").numbers, read_numbers("29 - 31"), read_numbers("12 a/b").numbers
    (((12, 'a'),), HouseNumber(numbers=((29, ''), (31, '')), is_range=True), ((12, 'a'), (12, 'b')))
    >>> read_numbers("5 und 7").numbers, read_numbers("12/1").numbers, read_numbers("10a-c").text
    (((5, ''), (7, '')), ((12, '/1'),), '10a–10c')
    >>> read_numbers("o. Nr.") is None, read_numbers("007").numbers
    (True, ((7, ''),))
    """
    plain = text.strip().lower().replace("½", " 1/2").replace("nr.", "").replace("–", "-").replace("—", "-")
    plain = re.sub(r"\bbis\b", "-", plain)
    plain = re.sub(r"\s*(?:,|;|\+|&|\bund\b|\bu\.)\s*", "/", plain.strip())
    pieces = re.findall(r"[-/]|\d{1,4}|[a-z](?![a-z])", plain)
    if "".join(pieces) != re.sub(r"\s+", "", plain) or not pieces or not pieces[0].isdigit():
        return None
    found: list[tuple[int, str]] = []
    is_range = False
    sign = ""
    for piece in pieces:
        if piece in "-/":
            sign = piece
        elif piece.isdigit():
            value = int(piece)
            if found and sign == "/" and value < found[-1][0]:
                found[-1] = (found[-1][0], f"{found[-1][1]}/{value}")
            else:
                found.append((value, ""))
                is_range = is_range or sign == "-"
            sign = ""
        else:
            if sign and found:
                found.append((found[-1][0], piece))
                is_range = is_range or sign == "-"
            elif found and not found[-1][1]:
                found[-1] = (found[-1][0], piece)
            else:
                return None
            sign = ""
    if not found or (is_range and (len(found) != 2 or found[1][0] < found[0][0])):
        return None
    return HouseNumber(tuple(found), is_range)


_NUMBER = re.compile(
    r"^(?P<street>.*?[^\W\d_].*?)[\s,]*?(?<![A-Za-z])(?P<number>\d{1,4}\s?[a-zA-Z]?(?:\s*(?:[-–—/+&,]|\bund\b|\bu\.|\bbis\b)\s*(?:\d{1,4}\s?[a-zA-Z]?|[a-zA-Z]))*)(?:\s*(?:\(.*\)|\b(?:haus|hh|hinterhaus|vorderhaus|eg|og|etage|aufgang|gebäude|geb\.|eingang|hintereingang)\b.*))?$",
    re.I,
)
_POSTCODE = re.compile(r"(?:^|\bD[-\s]?|\s)(\d{5})(?!\d)\s*(.*)$")
_CORNER = re.compile(r"^(.*?[^\W\d_].*?)\s*(?:\s/\s|/|,?\s*\becke\b)\s*([^\W\d_].*)$", re.I)
_BLOCK = re.compile(r"^[A-Z]{1,2}\s?\d{1,2}$")


def read_address(
    street: str | None, number: str | None = None, postcode: str | None = None, place: str | None = None
) -> AddressText | None:
    """Take an address apart; parts that stand in columns of their own win over those in the text.

    Examples
    --------
    >>> a = read_address("Ritterstr. 5, 24939 Flensburg")
    >>> a.street, a.number.text, a.postcode, a.place
    ('Ritterstr.', '5', '24939', 'Flensburg')
    >>> read_address("Straße des 17. Juni 135 b").street, read_address("Straße des 17. Juni").number
    ('Straße des 17. Juni', None)
    >>> a = read_address("Kita Nord, Schulstraße 29 - 31 (Eingang Hof)"); a.street, a.number.text
    ('Schulstraße', '29–31')
    >>> a = read_address("Hauptstraße / Ecke Ringstraße"); a.street, a.corner
    ('Hauptstraße', 'Ringstraße')
    >>> read_address("  ") is None
    True
    """
    text = re.sub(r"\s+", " ", (street or "").replace("\n", ", ")).strip(" ,;")
    own = read_numbers(number) if number else None
    if not text:
        return None
    code, town = (postcode or "").strip() or None, (place or "").strip() or None
    parts = [p.strip() for p in re.split(r"[,;]", text) if p.strip()]
    kept: list[str] = []
    for part in parts:
        match = _POSTCODE.search(part)
        if match:
            code, town = code or match.group(1), town or match.group(2).strip() or None
            part = part[: match.start()].strip()
        if part:
            kept.append(part)
    if code is not None and code.isdigit() and len(code) == 4:
        code = f"0{code}"  # a spreadsheet took the zero of an eastern postcode away
    if not kept:
        return None
    if own is None and len(kept) > 1 and _BLOCK.match(kept[0]) and (block := read_numbers(kept[1])):
        return AddressText(kept[0], block, code, town)  # the squares of Mannheim: "Q 7, 24"
    if own is None and len(kept) > 1:
        follows = read_numbers(kept[1])  # "Hauptstraße, 5"
        if follows is not None and not _NUMBER.match(kept[0]):
            return AddressText(kept[0], follows, code, town)
    chosen = next((p for p in kept if _NUMBER.match(p)), kept[0]) if own is None else kept[0]
    match = _NUMBER.match(chosen)
    if own is not None:
        return AddressText(_bare(chosen), own, code, town)
    if match is not None and (numbers := read_numbers(match.group("number"))) is not None:
        return AddressText(_bare(match.group("street")), numbers, code, town)
    corner = _CORNER.match(chosen)
    if corner is not None and len(corner.group(1)) > 3 and len(corner.group(2)) > 3:
        second = re.sub(r"^ecke\s+", "", corner.group(2), flags=re.I)
        return AddressText(_bare(corner.group(1)), None, code, town, _bare(second))
    return AddressText(_bare(chosen), None, code, town)


def _bare(street: str) -> str:
    return re.sub(r"\s*(?:,|\bNr\.?|\bHausnummer|/)\s*$", "", street.strip(), flags=re.I).strip(" ,-")
