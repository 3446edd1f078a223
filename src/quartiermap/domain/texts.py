"""Text that has to be compared, and numbers and dates as Germans write them.

The one place that rounds for people: kaufmännisch, on the decimal value, so that screen, PDF and
Excel never show different digits for the same figure.
"""

from __future__ import annotations

import datetime as dt
import math
import re
from decimal import ROUND_HALF_UP, Decimal

NO_DATA = "keine Daten"
SECRET = "geheim"  # noqa: S105  (the word for a suppressed statistical value)
NOT_APPLICABLE = "entfällt"

_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "é": "e", "è": "e"})


def fold(text: str) -> str:
    """Return text for comparing: lower case, umlauts spelt out, everything but letters and digits dropped.

    Examples
    --------
    >>> fold("Größe (m²)"), fold("Straße"), fold("  EINW._ges ")
    ('groessem2', 'strasse', 'einwges')
    """
    lowered = text.lower().translate(_UMLAUTS).replace("²", "2").replace("³", "3")
    return re.sub(r"[^a-z0-9]+", "", lowered)


def rounded(value: float, decimals: int = 0) -> Decimal:
    """Round kaufmännisch (half away from zero) on the shortest decimal form of the number.

    Examples
    --------
    >>> rounded(35.45, 1), rounded(-0.5), rounded(2.675, 2)
    (Decimal('35.5'), Decimal('-1'), Decimal('2.68'))
    """
    return Decimal(repr(float(value))).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)


def number(value: float | None, decimals: int = 0, *, missing: str = NO_DATA) -> str:
    """Write a number the German way: dot between thousands, decimal comma, true minus sign.

    ``None`` and NaN give `missing`; infinity does too (a way that does not exist has no length).

    Examples
    --------
    >>> number(1234.5, 1), number(-12), number(None), number(0.04, 1)
    ('1.234,5', '−12', 'keine Daten', '0,0')
    """
    if value is None or not math.isfinite(value):
        return missing
    fixed = f"{rounded(value, decimals):,.{decimals}f}"
    text = fixed.replace(",", "\x00").replace(".", ",").replace("\x00", ".")
    if text.startswith("-"):
        text = text[1:] if not text.strip("-0,.") else f"−{text[1:]}"
    return text


def percent(share: float | None, decimals: int = 1, *, missing: str = NO_DATA) -> str:
    """Write a share (0..1) as German per cent with a no-break space.

    Examples
    --------
    >>> percent(0.853).replace(chr(160), " "), percent(None)
    ('85,3 %', 'keine Daten')
    """
    if share is None or not math.isfinite(share):
        return missing
    return f"{number(float(Decimal(repr(float(share))) * 100), decimals)}\u00a0%"


def number_between(low: float | None, high: float | None, *, missing: str = SECRET) -> str:
    """Write the bounds of a number that is not told, rounded outwards to whole ones; ``None`` and NaN: open to that side.

    Examples
    --------
    >>> number_between(None, 5.0), number_between(21.0, None), number_between(21.5, 26.2), number_between(None, None)
    ('unter 5', 'über 21', '21 bis 27', 'geheim')
    """
    return _between(low, high, 1.0, "", missing)


def percent_between(low: float | None, high: float | None, *, missing: str = SECRET) -> str:
    """Write the bounds of a share (0..1) that is not told, rounded outwards to whole per cents.

    Examples
    --------
    >>> percent_between(None, 5 / 26).replace(chr(160), " "), percent_between(21 / 26, None).replace(chr(160), " ")
    ('unter 20 %', 'über 80 %')
    """
    return _between(low, high, 100.0, "\u00a0%", missing)


def _between(low: float | None, high: float | None, scale: float, unit: str, missing: str) -> str:
    below = None if low is None or not math.isfinite(low) else number(math.floor(round(low * scale, 6)))
    above = None if high is None or not math.isfinite(high) else number(math.ceil(round(high * scale, 6)))
    if below is not None and above is not None:
        return f"{below} bis {above}{unit}"
    if above is not None:
        return f"unter {above}{unit}"
    return missing if below is None else f"über {below}{unit}"


def metres(value: float | None, *, missing: str = NO_DATA) -> str:
    """Write a distance in metres, to 10 m from 100 m on, as planners do; kilometres from 10 km on.

    Examples
    --------
    >>> metres(437.2).replace(chr(160), " "), metres(18340).replace(chr(160), " "), metres(42)
    ('440 m', '18,3 km', '42\\xa0m')
    """
    if value is None or not math.isfinite(value):
        return missing
    if value >= 10_000:
        return f"{number(value / 1000, 1)}\u00a0km"
    shown = value if value < 100 else float(rounded(value / 10)) * 10
    return f"{number(shown)}\u00a0m"


def degrees(longitude: float, latitude: float, decimals: int = 2) -> str:
    """Write a place as one reads it from a map; a minus before "Ost" would say nothing to most.

    Examples
    --------
    >>> degrees(9.43, 54.781), degrees(-61.59, -12.19)
    ('54,78° Nord, 9,43° Ost', '12,19° Süd, 61,59° West')
    """
    north = f"{number(abs(latitude), decimals)}° {'Süd' if latitude < 0 else 'Nord'}"
    return f"{north}, {number(abs(longitude), decimals)}° {'West' if longitude < 0 else 'Ost'}"


def date(value: dt.date | dt.datetime | None, *, missing: str = NO_DATA) -> str:
    """Write a date the German way.

    Examples
    --------
    >>> date(dt.date(2025, 12, 31))
    '31.12.2025'
    """
    return missing if value is None else f"{value:%d.%m.%Y}"


def iso_day(said: str) -> str:
    """Write a day (ISO 8601) the German way; what is no whole day (a year, a range, words) stays as it is.

    Examples
    --------
    >>> iso_day("2018-01-01"), iso_day("2018-01-01T09:30:00"), iso_day("2024-12"), iso_day("2022"), iso_day("bald")
    ('01.01.2018', '01.01.2018', '12/2024', '2022', 'bald')
    """
    found = re.fullmatch(r"(\d{4})-(\d{2})(?:-(\d{2})(?:[T ].*)?)?", said)
    if found is None:
        return said
    year, month, day = found.groups()
    return f"{month}/{year}" if day is None else f"{day}.{month}.{year}"
