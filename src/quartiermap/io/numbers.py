"""The one parser of numbers as German offices write them.

A lone ``1.234`` may be one thousand two hundred thirty-four or one comma two three four; nobody can tell from the
one value. So a *column* is read as a whole (`parse_column`): its other values show which sign stands for what.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from quartiermap.domain.schema import States
from quartiermap.errors import Problem

Style = Literal["comma", "dot"]
"""Which sign is the decimal sign."""

_BLANKS = " \t\u00a0\u202f\u2009\u2007\u2008\u200a\u2002\u2003\u2005\u2006"
_SEPARATORS = str.maketrans(dict.fromkeys(_BLANKS, " ") | dict.fromkeys("’´‘", "'"))
_BLANK = re.compile(f"[\\s{_BLANKS}]")
_ZERO_WIDTH = re.compile("[\u200b\u200c\u200d\u2060\ufeff]")
_MINUS = str.maketrans({"−": "-", "﹣": "-", "－": "-", "‐": "-", "‑": "-", "‒": "-"})
_UNIT = re.compile(
    r"(?:%|‰|€|eur|euro|m²|m2|qm|ha|km²|plätze|plaetze|personen|einwohner|ew|einw\.|stück|jahre)$", re.I
)

_NO_DATA = frozenset(
    (
        "", "-", "–", "—", "--", "---", "...", "…", "..", "x", "/", "//", "()", "?", "k.a.", "k.a", "ka", "keineangabe",
        "keineangaben", "keinedaten", "keinwert", "keinewerte", "n.a.", "n.a", "na", "n/a", "#n/a", "#nv", "nan", "null", "none", "nil",
        "<na>", "o.a.", "o.a", "o.angabe", "ohneangabe", "unbekannt", "u", "n.v.", "nichtverfügbar", "entfällt", "nb", "n.b.", "k.w.",
        "#div/0!", "#wert!", "#bezug!", "#value!", "#ref!", "#name?", "#zahl!",
    )
)  # fmt: skip
_SECRET = frozenset(
    ("*", "**", "***", "•", "·", ".", "geheim", "g", "g.h.", "gesperrt", "anonymisiert", "(g)")
)
_PLAIN = re.compile(r"\d+")
_THOUSANDS = {
    "dot": re.compile(r"\d{1,3}(?:\.\d{3})+"),
    "comma": re.compile(r"\d{1,3}(?:,\d{3})+"),
}
_EXPONENT = re.compile(r"\d+(?:[.,]\d+)?[eE][+-]?\d{1,3}")


@dataclass(frozen=True)
class Parsed:
    """One text read as a number.

    Parameters
    ----------
    value : float or None
        The number; ``None`` when `state` is not ``VALUE`` or the text is no number.
    state : States
        ``VALUE``, ``NO_DATA`` or ``SECRET``.
    ok : bool
        Whether the text was understood. ``False``: it is neither a number nor a sign of official statistics.
    ambiguous : bool
        Whether the text reads as another number with the other decimal sign (``1.234``).
    """

    value: float | None
    state: States
    ok: bool = True
    ambiguous: bool = False


_BAD = Parsed(None, States.NO_DATA, ok=False)

LARGEST = 1e12
"""No count, area, coordinate or share of a municipality is larger; what is, is a slip or an attack."""


def parse(text: object, style: Style = "comma") -> Parsed:
    """Read one text as a number or as the reason why there is none.

    Parameters
    ----------
    text : object
        The text; ``None`` and NaN are *no data*; Python numbers are taken as they are.
    style : {"comma", "dot"}
        What an ambiguous text is read with: ``comma`` is the German way (``1.234`` is one thousand two hundred
        thirty-four), ``dot`` the way of machines. Where the text shows the decimal sign itself, the text wins.

    Returns
    -------
    Parsed
        Signs of official statistics: ``* • .`` are *secret*; ``- – x / … k. A.`` *no data*. Per cent signs and
        common units are dropped, the number stays as published (``12,5 %`` is 12.5).

    Examples
    --------
    >>> parse("12,5").value, parse("1.234.567").value, parse("2 613").value, parse("−0,5").value
    (12.5, 1234567.0, 2613.0, -0.5)
    >>> parse("1.234"), parse("1.234", "dot").value
    (Parsed(value=1234.0, state=<States.VALUE: 'value'>, ok=True, ambiguous=True), 1.234)
    >>> parse("–").state.label, parse("•").state.label, parse("ca. 40").ok
    ('keine Daten', 'geheim', False)
    """
    if text is None:
        return Parsed(None, States.NO_DATA)
    if isinstance(text, bool | np.bool_):
        return Parsed(float(text), States.VALUE)
    if isinstance(text, int | float | np.integer | np.floating):
        number = float(text)
        return Parsed(number, States.VALUE) if math.isfinite(number) else Parsed(None, States.NO_DATA)
    raw = _ZERO_WIDTH.sub("", str(text)).translate(_MINUS).strip()
    bare = _BLANK.sub("", raw).lower()
    if bare in _NO_DATA:
        return Parsed(None, States.NO_DATA)
    if bare in _SECRET:
        return Parsed(None, States.SECRET)
    read = _number(_UNIT.sub("", raw).strip(), style)
    return replace(read, value=0.0) if read.value == 0 else read  # "-0" is no negative number


def _number(raw: str, style: Style) -> Parsed:
    """Read what is left once signs of missing values and units are gone."""
    sign = 1.0
    if raw.startswith(("+", "-")):
        sign = -1.0 if raw[0] == "-" else 1.0
        raw = raw[1:].strip()
    elif raw.startswith("(") and raw.endswith(")"):
        raw = raw[1:-1].strip()  # official statistics: the value is uncertain, but it is a value
    raw = raw.translate(_SEPARATORS)  # then only ASCII may be left: "٣" or "½" are no digits of ours
    if not raw.isascii() or not re.match(r"\d|[.,]\d", raw):
        return _BAD
    grouped = _without_groups(raw)
    if grouped is None:
        return _BAD
    text, was_grouped = grouped
    if _EXPONENT.fullmatch(text) and not was_grouped:
        number = float(text.replace(",", "."))
        return Parsed(sign * number, States.VALUE) if math.isfinite(number) else _BAD
    return _signs(text, sign, style, was_grouped)


def _without_groups(raw: str) -> tuple[str, bool] | None:
    """Drop blanks and apostrophes between groups of three digits; ``None`` if they stand elsewhere."""
    text = re.sub(r"[ \t']", " ", raw)
    if " " not in text:
        return text, False
    head, *tail = text.split(" ")
    last = tail[-1]
    whole = re.split(r"[.,]", last)[0]
    groups = [*tail[:-1], whole]
    if not re.fullmatch(r"\d{1,3}", head) or any(not re.fullmatch(r"\d{3}", g) for g in groups):
        return None
    return head + "".join(tail), True


def _signs(text: str, sign: float, style: Style, grouped: bool) -> Parsed:
    """Read digits with at most dots and commas in them."""
    dots, commas = text.count("."), text.count(",")
    if not dots and not commas:
        return Parsed(sign * float(text), States.VALUE) if _PLAIN.fullmatch(text) else _BAD
    if dots and commas:
        decimal, thousands = (",", "dot") if text.rfind(",") > text.rfind(".") else (".", "comma")
        if text.count(decimal) != 1 or grouped:
            return _BAD
        whole, _, fraction = text.partition(decimal)
        if not _THOUSANDS[thousands].fullmatch(whole) or not _PLAIN.fullmatch(fraction):
            return _BAD
        return Parsed(sign * float(f"{re.sub('[.,]', '', whole)}.{fraction}"), States.VALUE)
    mark, name = (".", "dot") if dots else (",", "comma")
    if max(dots, commas) > 1:
        good = _THOUSANDS[name].fullmatch(text) and not grouped
        return Parsed(sign * float(text.replace(mark, "")), States.VALUE) if good else _BAD
    whole, _, fraction = text.partition(mark)
    if (whole and not _PLAIN.fullmatch(whole)) or not _PLAIN.fullmatch(fraction):
        return _BAD
    as_decimal = sign * float(f"{whole or '0'}.{fraction}")
    ambiguous = bool(_THOUSANDS[name].fullmatch(text)) and not text.startswith("0") and not grouped
    if not ambiguous or (mark == ",") == (style == "comma"):
        return Parsed(as_decimal, States.VALUE, ambiguous=ambiguous)
    return Parsed(sign * float(whole + fraction), States.VALUE, ambiguous=True)


@dataclass(frozen=True)
class ParsedColumn:
    """A column read as numbers.

    Parameters
    ----------
    values : float64 array, shape (n,)
        NaN where there is no value.
    states : object array of States, shape (n,)
    problems : tuple of Problem
        Texts that are no numbers (errors, one for the whole column with the first case and the count), and a
        warning where the decimal sign could not be told.
    style : {"comma", "dot"}
        The decimal sign that the column was read with.
    bad : int
        How many texts were no numbers.
    """

    values: NDArray[np.float64]
    states: NDArray[Any]
    problems: tuple[Problem, ...]
    style: Style
    bad: int = 0


def column_style(values: Iterable[object]) -> tuple[Style, bool]:
    """Tell which decimal sign a column uses, and whether its values show it.

    A value that can be read one way only decides: ``12,5`` and ``1.234.567`` say comma; ``3.14`` and
    ``1,234.5`` say dot. Where values contradict each other, the majority wins and the column is not certain.
    Without any such value the German way holds.

    Examples
    --------
    >>> column_style(["1.234", "12,5"]), column_style(["1.234", "0.5"]), column_style(["1.234", "2.345"])
    (('comma', True), ('dot', True), ('comma', False))
    """
    comma = dot = 0
    for value in values:
        if not isinstance(value, str) or ("." not in value and "," not in value):
            continue
        read = parse(value, "comma")
        if not read.ok or read.value is None or read.ambiguous:
            continue
        last = max(value.rfind("."), value.rfind(","))
        mark = value[last]
        several = value.count(mark) > 1
        if (mark == ",") != several:
            comma += 1
        else:
            dot += 1
    certain = (comma > 0) != (dot > 0)
    return ("dot" if dot > comma else "comma"), certain


def parse_column(
    values: Sequence[object],
    *,
    column: str | None = None,
    file: str | None = None,
    rows: Sequence[int] | None = None,
    style: Style | None = None,
    fallback: Style | None = None,
    whole: bool = False,
) -> ParsedColumn:
    """Read a whole column as numbers, its decimal sign decided by all its values.

    Parameters
    ----------
    values : sequence
        Texts (or numbers) as they stand in the file.
    column, file : str, optional
        For the problems.
    rows : sequence of int, optional
        Row numbers as the user counts them, for the problems.
    style : {"comma", "dot"}, optional
        Forces the decimal sign.
    fallback : {"comma", "dot"}, optional
        What the other columns of the same file use; taken where this column's own values do not decide.
    whole : bool
        The column counts persons or things: where nothing else decides, groups of three digits are thousands,
        whichever sign stands between them (``1,137`` persons are no fraction of a person).

    Examples
    --------
    >>> read = parse_column(["1.234", "0,5", "–", "*", None])
    >>> read.values.tolist(), [s.value for s in read.states]
    ([1234.0, 0.5, nan, nan, nan], ['value', 'value', 'no_data', 'secret', 'no_data'])
    >>> str(parse_column(["4", "ca. 40"], column="Plätze").problems[0])
    'Zeile 2, Spalte „Plätze“, Wert „ca. 40“: Das ist keine Zahl. Eine Zahl wie 45 oder 12,5 eintragen oder das Feld leer lassen.'
    """
    found, certain = column_style(values) if style is None else (style, True)
    if not certain and fallback is not None:
        found, certain = fallback, True
    if (
        not certain
        and whole
        and any(isinstance(v, str) and "," in v for v in values)
        and not any(isinstance(v, str) and "." in v.strip(".") for v in values)
    ):
        found = "dot"  # the comma stands between thousands
    numbers = np.full(len(values), np.nan)
    states = np.full(len(values), States.NO_DATA, dtype=object)
    bad: list[int] = []
    huge: list[int] = []
    unsure: list[int] = []
    for i, value in enumerate(values):
        read = parse(value, found)
        states[i] = read.state
        if not read.ok:
            bad.append(i)
        elif read.value is not None and abs(read.value) > LARGEST:
            huge.append(i)
            states[i] = States.NO_DATA
        elif read.value is not None:
            numbers[i] = read.value
            if read.ambiguous:
                unsure.append(i)

    def row(i: int) -> int:
        return i + 1 if rows is None else int(rows[i])

    problems = []
    if bad:
        i = bad[0]
        problems.append(
            Problem(
                "Das ist keine Zahl.",
                remedy="Eine Zahl wie 45 oder 12,5 eintragen oder das Feld leer lassen.",
                file=file, row=row(i), column=column, value=str(values[i])[:80], count=len(bad), code="not_a_number",
            )
        )  # fmt: skip
    if huge:
        i = huge[0]
        problems.append(
            Problem(
                "Die Zahl ist unmöglich groß.",
                remedy="Die Zahl berichtigen oder das Feld leer lassen.",
                file=file, row=row(i), column=column, value=str(values[i])[:80], count=len(huge), code="number_too_large",
            )
        )  # fmt: skip
    if unsure and not certain:
        i = unsure[0]
        mark = "." if "." in str(values[i]) else ","
        use = "Dezimal" if (mark == ",") == (found == "comma") else "Tausender"
        sign = use + ("punkt" if mark == "." else "komma")
        problems.append(
            Problem(
                "Die Zahl lässt sich auf zwei Arten lesen, und keine andere Zahl der Spalte entscheidet es.",
                remedy=f"Gelesen mit {sign}. Bitte prüfen.",
                file=file, row=row(i), column=column, value=str(values[i])[:80], count=len(unsure),
                code="number_ambiguous", severity="warning",
            )
        )  # fmt: skip
    return ParsedColumn(numbers, states, tuple(problems), found, len(bad) + len(huge))


def numeric_share(values: Iterable[object]) -> float:
    """Return the share of filled values (0..1) that are numbers; 0 for a column without any value.

    Signs of official statistics count neither for nor against.

    Examples
    --------
    >>> numeric_share(["1", "2,5", "-", "Mitte"])
    0.6666666666666666
    """
    good = bad = 0
    for value in values:
        read = parse(value)
        if not read.ok:
            bad += 1
        elif read.value is not None:
            good += 1
    return good / (good + bad) if good + bad else 0.0
