"""Widths, heights and slopes as mappers write them: "1,5 m", "80 cm", "6 %", "3°"."""

from __future__ import annotations

import math
import re

KEYS = frozenset({
    "surface", "smoothness", "width", "incline", "kerb", "kerb:height", "wheelchair", "ramp", "ramp:wheelchair",
})  # fmt: skip
"""The keys of a way that tell what it is like."""

_LENGTH = re.compile(r"^\s*(\d+(?:[.,]\d+)?)\s*(m|cm|mm|meter|metres?)?\s*$", re.IGNORECASE)
_SLOPE = re.compile(r"^\s*([+\-−]?)\s*(\d+(?:[.,]\d+)?)\s*(%|°|‰)\s*$")
_UNITS = {"m": 1000.0, "meter": 1000.0, "metre": 1000.0, "metres": 1000.0, "cm": 10.0, "mm": 1.0}


def millimetres(text: str) -> int | None:
    """Read a length; without a unit it is metres, as OSM has it. ``None`` for anything that is not one length.

    Examples
    --------
    >>> millimetres("0.03"), millimetres("3 cm"), millimetres("ca. 3"), millimetres("2-3")
    (30, 30, None, None)
    """
    match = _LENGTH.match(text)
    if match is None:
        return None
    value = float(match.group(1).replace(",", ".")) * _UNITS[(match.group(2) or "m").lower()]
    return round(value) if value <= 32_000 else None


def centimetres(text: str) -> int | None:
    """Read a width in centimetres (`None` for none); widths over 320 m are slips of the pen.

    Examples
    --------
    >>> centimetres("1,5 m"), centimetres("2"), centimetres("0"), centimetres("breit")
    (150, 200, None, None)
    """
    match = _LENGTH.match(text)
    if match is None:
        return None
    value = float(match.group(1).replace(",", ".")) * _UNITS[(match.group(2) or "m").lower()] / 10
    return round(value) if 0 < value <= 32_000 else None


def per_mille(text: str) -> int | None:
    """Read a slope up or down in parts per thousand; "up", "down" and bare numbers say nothing about how steep.

    Examples
    --------
    >>> per_mille("-6 %"), per_mille("45°"), per_mille("up"), per_mille("0.06")
    (60, 1000, None, None)
    """
    match = _SLOPE.match(text)
    if match is None:
        return None
    value = float(match.group(2).replace(",", "."))
    if match.group(3) == "°":
        if value >= 60:
            return None
        return round(math.tan(math.radians(value)) * 1000)
    return round(value * 10 if match.group(3) == "%" else value) if value <= 200 else None
