"""Tables that say more than one thing about a district: several years, several characteristics, or districts as columns.

What can be told without adding anything up is taken and told: the latest year, the row of the total, the table turned round.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping

import numpy as np
import pandas as pd

from quartiermap.domain.project import Project
from quartiermap.domain.texts import fold, number
from quartiermap.errors import InputError, Problem
from quartiermap.io import mapping
from quartiermap.io.import_keys import headings_of_districts
from quartiermap.io.import_model import read_date

EARLIEST, LATEST = 1950, 2100
"""A year outside of these is a typing error."""
YEARS = ("jahr", "prognosejahr", "year", "stichtag", "stand", "datum", "berichtsjahr", "zeit", "quartal", "zeitraum", "periode", "period")  # fmt: skip
_OTHER_YEARS = re.compile(r"alter|geburt|lebens|baujahr|schuljahr|jahrgang|jahresdurchschnitt")
ALL = ("insgesamt", "gesamt", "alle", "zusammen", "summe", "total", "allealtersgruppen", "beide", "einwohnerinsgesamt", "ohnedifferenzierung")  # fmt: skip
_SPLITS = re.compile(
    r"geschlecht|sex|gender|staatsangehoerigkeit|nationalitaet|deutschauslaender|auslaender|herkunft|migration|familienstand|wohnsitz|wohnstatus"
    r"|meldestatus|konfession|religion|haushaltgroesse|haushaltsgroesse|haushaltstyp|haushalttyp|einwohnerart|merkmal"
)


def period_column(frame: pd.DataFrame) -> str | None:
    """Return the column that holds years or dates, told by its heading and, if that is unusual, by its content.

    Examples
    --------
    >>> period_column(pd.DataFrame({"Jahr-Prognose": ["2025", "2030"], "Anzahl": ["1", "2"]}))
    'Jahr-Prognose'
    >>> period_column(pd.DataFrame({"Geburtsjahr": ["2001", "2002"], "Anzahl": ["1990", "2000"]})) is None
    True
    """
    columns = mapping.attributes(frame)
    named = next((c for word in YEARS for c in columns if fold(c) == word), None)
    if named is not None:
        return named
    for column in columns:
        heading = fold(column)
        if not re.search(r"jahr|year|stichtag", heading) or _OTHER_YEARS.search(heading):
            continue
        texts = [t for t in mapping.texts(frame[column]) if t is not None]
        if texts and sum(year_of(t) is not None for t in texts) >= 0.95 * len(texts):
            return column
    return None


def year_of(text: str) -> int | None:
    """Return the year of a year or date.

    Examples
    --------
    >>> year_of("2030"), year_of("31.12.2025"), year_of("30")
    (2030, 2025, None)
    """
    day = read_date(text)
    return day.year if day is not None and EARLIEST <= day.year <= LATEST else None


def one_row_each(
    frame: pd.DataFrame, file: str, period: str | None, key: str | None = None
) -> tuple[pd.DataFrame, list[Problem]]:
    """Return the rows of one period and, of every characteristic that has one, of its total.

    Parameters
    ----------
    frame : DataFrame
        Cells as text; a row for each district, period and characteristic.
    file : str
    period : str, optional
        Year or date to take, if the table has several; without it the last.
    key : str, optional
        Column of the district, which is no characteristic whatever its heading.

    Raises
    ------
    InputError
        If the period asked for is not there.

    Examples
    --------
    >>> long = pd.DataFrame({"Gebiet": list("AABB"), "Geschlecht": ["w", "gesamt"] * 2, "Einwohner": list("1234")})
    >>> rows, notes = one_row_each(long, "a.csv", None)
    >>> list(rows["Einwohner"]), notes[0].code
    (['2', '4'], 'totals_taken')
    """
    notes: list[Problem] = []
    column = period_column(frame)
    if column is not None and column != key and frame[column].nunique() > 1:
        frame = one_period(frame, column, file, notes, period)
    for split in mapping.attributes(frame):
        if split in (key, column) or not _SPLITS.search(fold(split)):
            continue
        texts = mapping.texts(frame[split])
        words = {t for t in texts if t is not None}
        totals = {t for t in words if fold(t) in ALL}
        if len(words) < 2 or len(totals) != 1:
            continue
        total = totals.pop()
        rows = frame[np.array([t == total for t in texts])]
        notes.append(
            Problem(
                f"Die Tabelle unterscheidet nach {split}; gelesen wurden die Zeilen „{total}“ ({number(len(rows))} von {number(len(frame))}). "
                "Die übrigen hätten Personen doppelt gezählt.",
                file=file, column=split, value="; ".join(sorted(words)), code="totals_taken", severity="info",
            )
        )  # fmt: skip
        frame = rows
    return frame, notes


def one_period(
    frame: pd.DataFrame, column: str, file: str, notes: list[Problem], period: str | None
) -> pd.DataFrame:
    """Keep the rows of the period asked for, else of the latest that is not in the future."""
    there = sorted({t for t in mapping.texts(frame[column]) if t is not None}, key=_when)
    chosen = chosen_period(there, period, file, column, notes)
    return frame[np.array([t == chosen for t in mapping.texts(frame[column])])]


def chosen_period(
    there: list[str], period: str | None, file: str, column: str | None, notes: list[Problem]
) -> str:
    """Return the period asked for, else the latest that is not in the future, and tell it.

    A forecast read as today's residents would be wrong by decades: of years to come alone the first is taken.

    Raises
    ------
    InputError
        If the period asked for is not there.
    """
    asked = [t for t in there if period is not None and (t == period or read_date(t) == read_date(period))]
    if period is not None and not asked:
        raise InputError(
            Problem(
                "Diesen Zeitpunkt gibt es in der Tabelle nicht.", remedy=f"Vorhanden: {', '.join(there[-12:])}.", file=file,
                column=column, value=period, code="period_unknown",
            )
        )  # fmt: skip
    chosen = asked[0] if asked else usual_period(there)
    if period is None and len(there) > 1:
        which = (
            "der letzte"
            if chosen == there[-1]
            else "der letzte, der nicht in der Zukunft liegt"
            if chosen != there[0] or _when(chosen)[0] <= dt.date.today().isoformat()
            else "der erste, weil alle in der Zukunft liegen"
        )
        notes.append(
            Problem(
                f"Die Tabelle enthält mehrere Zeitpunkte; gelesen wurde {which} ({chosen}).",
                remedy=f"Einen anderen mit --period wählen: {', '.join(there[-12:])}. Alle zusammen nimmt die Ebene forecast (Einwohner nach Jahren) auf.",
                file=file, column=column, value="; ".join(there), code="latest_period", severity="warning",
            )
        )  # fmt: skip
    return chosen


def usual_period(there: list[str]) -> str:
    """Return the latest of periods (in the order of time) that is not in the future; the first, if all are.

    Examples
    --------
    >>> usual_period(["2019", "2021", "2099"]), usual_period(["2098", "2099"])
    ('2021', '2098')
    """
    today = dt.date.today().isoformat()
    return ([t for t in there if _when(t)[0] <= today] or there[:1])[-1]


def _when(text: str) -> tuple[str, str]:
    """Return what sorts periods by time, however they are written."""
    date = read_date(text)
    return ("" if date is None else date.isoformat(), text)


def years_in_headings(columns: list[str]) -> list[str]:
    """Return the columns whose heading is nothing but a year or a date, by time.

    Examples
    --------
    >>> years_in_headings(["Gebiet", "2025", "31.12.2024", "Einwohner"])
    ['31.12.2024', '2025']
    """
    found = [
        c for c in columns if re.fullmatch(r"[\d.\s/-]{4,10}", c.strip()) and year_of(c.strip()) is not None
    ]
    return sorted(found, key=lambda c: _when(c.strip()))


def turned_round(
    frame: pd.DataFrame, project: Project, file: str, explicit: Mapping[str, str]
) -> tuple[pd.DataFrame, list[Problem]] | None:
    """Return a table whose columns are districts with a row for each of them; ``None`` if it is no such table.

    One further column names the rows (years, ages, figures); its words become the headings.
    """
    columns = mapping.attributes(frame)
    if (
        explicit.get("district_id") in columns
        or project.districts.empty
        or not len(columns) >= 3
        or len(frame) > _MOST_ROWS
    ):
        return None
    known = headings_of_districts(columns, project)
    rest = [c for c in columns if c not in known]
    if len(known) < 2 or len(rest) != 1:
        return None
    words = mapping.texts(frame[rest[0]])
    rows = [i for i, word in enumerate(words) if word is not None]
    heads = [str(words[i]) for i in rows]
    if not heads or len(set(heads)) != len(heads):
        return None
    made = pd.DataFrame(
        [[name, *(frame[name].iloc[i] for i in rows)] for name in known], columns=["Gebiet", *heads],
        index=pd.RangeIndex(1, len(known) + 1), dtype=object,
    )  # fmt: skip
    note = Problem(
        f"Die Quartiere standen in den Spalten; die Tabelle wurde gedreht (Gebiete: {number(len(known))}; Angaben je Gebiet: "
        f"{', '.join(heads[:6])}{' …' if len(heads) > 6 else ''}).",
        remedy="Zeilennummern in weiteren Meldungen zählen die Gebiete von links.", file=file, column=rest[0], code="table_turned", severity="warning",
    )  # fmt: skip
    return made, [note]


_MOST_ROWS = 400
"""A table with more rows has no districts as columns that anybody would have typed."""
