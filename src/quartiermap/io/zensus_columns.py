"""What the columns of a census grid mean: residents, age bands, or any other topic (DOMAIN.md 4.1 and 4.2).

Only a file about the population may set residents and ages. Many topics have columns that look the same: ``unter30``
is an age in one file and a flat of less than 30 m² in another, ``Insgesamt`` counts people, households or houses.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from quartiermap.domain.texts import fold
from quartiermap.io.import_ages import bands_of, read_band

PREFIX = "zensus_"
"""Every topic but residents and ages becomes a column of the cells with this in front."""

_KEYS = ("gitterid", "xmp", "ymp")
FLAG = "werterlaeuterndezeichen"
_PEOPLE = ("einwohner", "insgesamtbevoelkerung", "bevoelkerunginsgesamt", "bevoelkerung")
_SHARES = ("anteil", "durchschn", "quote", "alterd", "alteradurchschnitt")


@dataclass(frozen=True)
class Meaning:
    """What to read of a table.

    Parameters
    ----------
    columns : dict
        Their heading -> ours (``population``, ``age_3_6``, ``zensus_…``).
    counts : frozenset of str
        Our columns that count whole persons or things and so cannot be negative.
    flag : str or None
        Heading of the column that marks uncertain values.
    """

    columns: dict[str, str]
    counts: frozenset[str]
    flag: str | None = None


def meaning_of(headings: Sequence[str], file: str, *, residents_known: bool = False) -> Meaning:
    """Tell what the columns of a table with one row for each cell mean.

    With `residents_known` the total of a table about something else (marital status, religion) does not take the place
    of the residents that the project has: it is a column of its own.

    Examples
    --------
    >>> meaning_of(["GITTER_ID_100m", "x_mp_100m", "y_mp_100m", "Insgesamt_Bevoelkerung", "Unter3", "a3bis5"], "a.csv").columns
    {'Insgesamt_Bevoelkerung': 'population', 'Unter3': 'age_0_3', 'a3bis5': 'age_3_6'}
    >>> meaning_of(["GITTER_ID_100m", "Insgesamt_Wohnungen", "unter30", "30bis39"], "Flaeche.csv").columns["unter30"]
    'zensus_unter30'
    """
    plain = [h for h in headings if not fold(h).startswith(_KEYS) and fold(h) != FLAG and fold(h)]
    flag = next((h for h in headings if fold(h) == FLAG), None)
    people = next((h for w in _PEOPLE for h in plain if fold(h) == w), None)
    others = [h for h in plain if fold(h).startswith("insgesamt") and h != people and fold(h) != "insgesamt"]
    about_ages = not others and (people is not None or _names_ages(file))
    columns: dict[str, str] = {}
    if people is None and about_ages:
        people = next((h for h in plain if fold(h) == "insgesamt"), None)
    bands: dict[str, tuple[int, int | None]] = {}
    if about_ages:
        bands = bands_of(h for h in plain if h != people and not _is_share(h) and read_band(h) is not None)
    if people is not None and (bands or not residents_known or fold(people) == "einwohner"):
        columns[people] = "population"
    if bands:
        columns |= {h: f"age_{lo}_{'plus' if hi is None else hi}" for h, (lo, hi) in bands.items()}
    for heading in plain:
        if heading not in columns:
            columns[heading] = PREFIX + _short(heading)
    counts = frozenset(ours for theirs, ours in columns.items() if not _is_share(theirs))
    return Meaning({h: columns[h] for h in plain}, counts, flag)


def _names_ages(file: str) -> bool:
    name = fold(file)
    return (
        "alter" in name
        and "durchschnittsalter" not in name
        and "unterhalt" not in name
        and "haushalt" not in name
    )


def _is_share(heading: str) -> bool:
    """Tell averages and shares from counts (``Alter_D``, ``unter18_A``, ``Leerstandsquote``)."""
    folded = fold(heading)
    return (
        heading.endswith(("_A", "_D", "_q"))
        or any(w in folded for w in _SHARES)
        or "flaeche" in folded
        or "miete" in folded
    )


def _short(heading: str) -> str:
    words = [fold(w) for w in re.split(r"[^A-Za-zÄÖÜäöüß0-9²]+", heading)]
    return "_".join(w for w in words if w)[:50] or "wert"


def classified(file: str, headings: Sequence[str]) -> bool:
    """Tell the edition of 2011 that holds numbers of classes (1 to 6) where the others hold values.

    Examples
    --------
    >>> classified("Zensus_klassierte_Werte_1km-Gitter.csv", ["Gitter_ID_1km", "Einwohner"])
    True
    """
    return "klassiert" in file.lower() or any("klasse" in h.lower() for h in headings)


def long_columns(pairs: Sequence[tuple[str, str]], file: str) -> dict[tuple[str, str], str]:
    """Return (characteristic, value as text) -> our column for the long layout of 2011.

    Of several divisions by age the one with most classes is read, as each of them counts everybody. The total counts
    residents only in a file about the population: in the others it counts flats, houses or households.

    Examples
    --------
    >>> long_columns([("INSGESAMT", "Einheiten insgesamt"), ("ALTER_10JG", "Unter 10"), ("ALTER_10JG", "80 und älter")], "a.csv")
    {('INSGESAMT', 'Einheiten insgesamt'): 'population', ('ALTER_10JG', 'Unter 10'): 'age_0_10', ('ALTER_10JG', '80 und älter'): 'age_80_plus'}
    >>> long_columns([("INSGESAMT", "Einheiten insgesamt"), ("ALTER_10JG", "10 - 19")], "a.csv")[("ALTER_10JG", "10 - 19")]
    'age_10_20'
    >>> long_columns([("INSGESAMT", "Einheiten insgesamt"), ("GEBTYPBAUWEISE", "Freistehend")], "Gebaeude100m.csv")
    {('INSGESAMT', 'Einheiten insgesamt'): 'zensus_insgesamt', ('GEBTYPBAUWEISE', 'Freistehend'): 'zensus_gebtypbauweise_freistehend'}
    """
    ages: dict[str, dict[tuple[str, str], str]] = {}
    for mark, text in pairs:
        if fold(mark).startswith("alter") and (column := _age(text)) is not None:
            ages.setdefault(mark, {})[mark, text] = column
    about_people = bool(ages) or "bevoelkerung" in fold(file) or any(
        fold(m) in ("geschlecht", "staatsangekurz", "famstndausf", "gebland", "religionkurz") for m, _ in pairs
    )  # fmt: skip
    finest = max(ages, key=lambda m: len(ages[m]), default=None)
    out: dict[tuple[str, str], str] = {}
    for mark, text in pairs:
        if fold(text) in ("insgesamt", "einheiteninsgesamt") or fold(mark) == "insgesamt":
            out[mark, text] = "population" if about_people else f"{PREFIX}insgesamt"
        elif mark == finest and (mark, text) in ages[mark]:
            out[mark, text] = ages[mark][mark, text]
        elif not fold(mark).startswith("alter"):
            out[mark, text] = PREFIX + _short(f"{mark}_{text}")
    return out


def _age(text: str) -> str | None:
    fixed = re.sub(r"(?i)\bund\s+\S*lter\b", "und aelter", text)  # "80 und älter" in whatever encoding
    fixed = re.sub(r"^(\d+)\s*[-–]\s*(\d+)$", lambda m: f"a{m.group(1)}bis{m.group(2)}", fixed.strip())
    band = read_band(fixed)
    return None if band is None else f"age_{band.lower}_{'plus' if band.upper is None else band.upper}"
