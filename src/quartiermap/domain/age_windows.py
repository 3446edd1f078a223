"""Age windows and cut-off dates: who counts as a child under three, from three, or of primary school age.

A Land says until which day a child must turn six to enter school in the same year. On any other day the oldest
children who are not yet at school are therefore older than six: by the months since that day. The formula::

    boundary on day D = nominal age + months from the last cut-off (of the school year that D lies in) to D

With the cut-off 30 June, children of 3 to under 6.5 years are of Kita age on 31 December (german_peers.md 3.4: cut-off
date and age window differ by Land and must be settings). Data file: ``data/age_windows.toml``.
"""

from __future__ import annotations

import datetime as dt
import json
import tomllib
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from quartiermap.domain.standards import Origin

MonthDay = Annotated[str, Field(pattern=r"^(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$")]
"""A day of the year as ``MM-DD``."""

DAYS_A_MONTH = 365.25 / 12


class LandRule(BaseModel):
    """The cut-off dates of one Land.

    Parameters
    ----------
    id, name : str
        Two letters as in `AnalysisParameters.land`.
    law : str
        The paragraph that rules school entry.
    school_cutoff : str
        ``MM-DD``: children who are six by that day enter school in that year.
    origin : Origin
        Where the cut-off was read.
    third_birthday_cutoff : str or None
        ``MM-DD``: children who are three by that day of the Kita year count as three or older for the whole year;
        ``None``: the age on the day itself counts.
    third_origin : Origin or None
    primary_years : int
        Years of primary school.
    primary_origin : Origin
    note : str
        What the rule leaves open (a corridor in which parents choose), in a German sentence.
    """

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid")

    id: Annotated[str, Field(pattern=r"^[A-Z]{2}$")]
    name: str
    law: str
    school_cutoff: MonthDay
    origin: Origin
    third_birthday_cutoff: MonthDay | None = None
    third_origin: Origin | None = None
    primary_years: Annotated[int, Field(ge=1, le=8)] = 4
    primary_origin: Origin
    note: str = ""

    @property
    def is_assumption(self) -> bool:
        """Whether any date in here was not read in a source."""
        third = self.third_origin is not None and self.third_origin.is_unproven
        return self.origin.is_unproven or third


class AgeWindows(BaseModel):
    """The rules of all Länder.

    `school_start` is the first day of the school and Kita year (``MM-DD``), `checked_on` the day on which the sources were
    looked at.
    """

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid")

    checked_on: str
    school_start: MonthDay
    school_start_origin: Origin
    land: tuple[LandRule, ...]

    def rule(self, land: str | None) -> LandRule | None:
        """Return the rule of a Land by its two letters, ``None`` if there is none."""
        wanted = (land or "").upper()
        return next((rule for rule in self.land if rule.id == wanted), None)


def windows_from_toml(text: str) -> AgeWindows:
    """Read the rules from TOML text; raises `pydantic.ValidationError` with every error at once."""
    return AgeWindows.model_validate_json(json.dumps(tomllib.loads(text), default=str))


def on_day(month_day: str, year: int) -> dt.date:
    """Return a day of a year given as ``MM-DD``.

    Examples
    --------
    >>> on_day("06-30", 2022)
    datetime.date(2022, 6, 30)
    """
    month, day = (int(part) for part in month_day.split("-"))
    return dt.date(year, month, day)


def months_between(start: dt.date, end: dt.date) -> int:
    """Return the months from one day to another, rounded to whole ones; negative if the end comes first.

    Examples
    --------
    >>> months_between(dt.date(2022, 6, 30), dt.date(2022, 12, 31)), months_between(dt.date(2022, 11, 1), dt.date(2022, 8, 1))
    (6, -3)
    """
    return round((end - start).days / DAYS_A_MONTH)


def boundary_months(nominal_years: int, cutoff: str, school_start: str, key_date: dt.date) -> int:
    """Return the age in months that divides two groups on a day (formula at the top of the module).

    Parameters
    ----------
    nominal_years : int
        6 for school entry, 3 for the change from under three to three and older.
    cutoff : str
        ``MM-DD`` by which that age must be reached.
    school_start : str
        ``MM-DD`` on which the year begins.
    key_date : date
        The day for which children are counted.

    Examples
    --------
    On 31 December half a cohort more is of Kita age where the cut-off is 30 June, a quarter where it is 30 September; the
    day before a new school year begins it is a whole cohort and a month:

    >>> [boundary_months(6, c, "08-01", dt.date(2022, 12, 31)) for c in ("06-30", "09-30")]
    [78, 75]
    >>> boundary_months(6, "06-30", "08-01", dt.date(2022, 7, 31)), boundary_months(6, "06-30", "08-01", dt.date(2022, 8, 1))
    (85, 73)
    >>> boundary_months(3, "11-01", "08-01", dt.date(2022, 8, 1))
    33
    """
    start = on_day(school_start, key_date.year)
    year = key_date.year if key_date >= start else key_date.year - 1
    return nominal_years * 12 + months_between(on_day(cutoff, year), key_date)


def span_label(lower: int, upper: int | None) -> str:
    """Return a span of ages in months as Germans write it.

    Examples
    --------
    >>> span_label(0, 36), span_label(36, 78), span_label(780, None), span_label(0, None)
    ('unter 3 Jahre', '3 bis unter 6½ Jahre', '65 Jahre und älter', 'alle Einwohner')
    >>> span_label(33, 75), span_label(36, 72)
    ('2 Jahre 9 Monate bis unter 6 Jahre 3 Monate', '3 bis unter 6 Jahre')
    """
    if upper is None:
        return "alle Einwohner" if lower == 0 else f"{_years(lower)} und älter"
    if lower == 0:
        return f"unter {_years(upper)}"
    short = _short(lower), _short(upper)
    if None not in short:
        return f"{short[0]} bis unter {short[1]} Jahre"
    return f"{_years(lower)} bis unter {_years(upper)}"


def _short(months: int) -> str | None:
    """Return years without their word if they are whole or half ones."""
    years, rest = divmod(months, 12)
    return {0: str(years), 6: f"{years}½"}.get(rest)


def _years(months: int) -> str:
    short = _short(months)
    if short is not None:
        return f"{short} {'Jahr' if short == '1' else 'Jahre'}"
    years, rest = divmod(months, 12)
    word = "Jahr" if years == 1 else "Jahre"
    return f"{years} {word} {rest} {'Monat' if rest == 1 else 'Monate'}"
