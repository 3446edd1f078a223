"""Population tables with one row for each district *and age*: turned to one row for each district.

Statistical offices publish them so ("Gebiet; Alter; Geschlecht; Anzahl"). Nothing is added up that the file does
not spell out: a further characteristic, by which a district and age would stand twice, is a question to the user.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

import numpy as np
import pandas as pd

from quartiermap.domain.texts import fold, number
from quartiermap.errors import Problem
from quartiermap.io import mapping
from quartiermap.io.import_ages import read_band
from quartiermap.io.import_periods import ALL, YEARS, one_row_each, period_column
from quartiermap.io.numbers import Style, numeric_share, parse_column
from quartiermap.io.sheets import cell_text

_AGE = ("alter", "altersgruppe", "altersgruppen", "altersklasse", "altersklassen", "altersjahr", "altersjahre", "lebensalter", "age", "agegroup", "ageband")  # fmt: skip
_SEX = ("geschlecht", "sex", "gender")
_COUNT = ("anzahl", "personen", "einwohner", "einwohnerzahl", "bevoelkerung", "wert", "value", "bestand", "insgesamt", "zahl", "ew", "count", "population", "hauptwohnsitz")  # fmt: skip
_OLDEST = 85
"""A list of single years that ends at this age or later counts everybody older in its last row."""


def widened(
    frame: pd.DataFrame,
    explicit: Mapping[str, str],
    file: str,
    period: str | None = None,
    decimal: Style | None = None,
) -> tuple[pd.DataFrame, list[Problem]] | None:
    """Return a long table with one row per district, ages as columns; ``None`` if the table is not long.

    Parameters
    ----------
    frame : DataFrame
        Cells as text; the index counts rows as the user does.
    explicit : mapping
        Field -> column as the user named them; ``population`` may name the column of counts.
    file : str
        For the problems.
    period : str, optional
        Year or date to take, if the table has several; without it the last.
    decimal : {"comma", "dot"}, optional
        Decimal sign as the user said it is.

    Returns
    -------
    (DataFrame, list of Problem) or None
        Index: the first row of each district.

    Raises
    ------
    InputError
        If the period asked for is not there.

    Examples
    --------
    >>> long = pd.DataFrame({"Gebiet": ["A", "A", "B", "B"], "Alter": ["0-5", "6+", "0-5", "6+"], "Anzahl": list("1234")})
    >>> wide, notes = widened(long, {}, "a.csv")
    >>> wide.to_dict("list"), notes[0].code
    ({'Gebiet': ['A', 'B'], '0-5': ['1', '3'], '6+': ['2', '4']}, 'long_table')
    """
    columns = mapping.attributes(frame)
    age = next((c for c in columns if fold(c) in _AGE and _holds_ages(frame[c])), None)
    if age is None:
        return None
    count = explicit.get("population") or _count_column(frame, columns, age)
    if count is None or count not in columns:
        return None
    notes: list[Problem] = []
    rows, found = one_row_each(frame.drop(columns=age), file, period)
    notes += found
    rows = frame.loc[rows.index]
    rows = _both_sexes(rows, columns, count, file, notes, decimal)
    when = period_column(frame)
    used = {age, count, when, *(c for c in columns if fold(c) in (*_SEX, *YEARS))}
    keys = [c for c in columns if c not in used]
    named = [c for c in explicit.values() if c in keys]
    for key in dict.fromkeys([*named, *keys]):
        pairs = rows[[key, age]].dropna()
        if len(pairs) and not pairs.duplicated().any() and pairs[key].nunique() < len(pairs):
            return _turned(rows.dropna(subset=[key, age]), key, age, count, keys, file, notes)
    return None


def holds_ages_by_row(frame: pd.DataFrame) -> bool:
    """Tell whether a table has a column of ages, by its heading and by what stands there."""
    return any(fold(c) in _AGE and _holds_ages(frame[c]) for c in mapping.attributes(frame))


def _holds_ages(values: pd.Series) -> bool:
    texts = {t for t in mapping.texts(values) if t is not None}
    ages = [t for t in texts if re.fullmatch(r"\d{1,3}", t) or read_band(t) or fold(t) in ALL]
    return 2 <= len(texts) < len(values) and len(ages) >= 0.9 * len(texts)


def _count_column(frame: pd.DataFrame, columns: list[str], age: str) -> str | None:
    numeric = [c for c in columns if c != age and numeric_share(frame[c].iloc[:2000]) >= 0.9]
    named = [c for word in _COUNT for c in numeric if fold(c) == word]
    if named:
        return named[0]
    others = [c for c in numeric if fold(c) not in (*_SEX, *YEARS) and frame[c].nunique() > 1]
    return others[-1] if others else None


def _both_sexes(
    rows: pd.DataFrame,
    columns: list[str],
    count: str,
    file: str,
    notes: list[Problem],
    decimal: Style | None,
) -> pd.DataFrame:
    """Keep the rows for both sexes together, or add the sexes up; an unknown number makes the sum unknown."""
    sex = next((c for c in columns if fold(c) in _SEX), None)
    if sex is None or rows[sex].nunique() < 2:
        return rows
    both = np.array([t is not None and fold(t) in ALL for t in mapping.texts(rows[sex])])
    if both.any():
        return rows[both]
    others = [c for c in columns if c not in (sex, count)]
    read = parse_column(
        list(rows[count]), column=count, file=file, rows=list(rows.index), style=decimal, whole=True
    )
    notes.extend(read.problems)
    summed = rows.assign(**{count: read.values}).groupby(others, sort=False, dropna=False)[count]
    first = rows[~rows.duplicated(subset=others)].copy()
    total = summed.agg(lambda v: v.sum(skipna=False))
    first[count] = [None if np.isnan(v) else cell_text(float(v)) for v in total]
    return first


def _turned(
    rows: pd.DataFrame, key: str, age: str, count: str, keys: list[str], file: str, notes: list[Problem]
) -> tuple[pd.DataFrame, list[Problem]]:
    texts = mapping.texts(rows[age])
    years = sorted({int(t) for t in texts if t is not None and re.fullmatch(r"\d{1,3}", t)})
    last = years[-1] if years and years[-1] >= _OLDEST else None
    heading = {str(t): _heading(str(t), last) for t in texts}
    ids = mapping.texts(rows[key])
    first = rows[~pd.Series(ids, index=rows.index).duplicated()]
    wide = first[
        [c for c in keys if c == key or rows.groupby(key)[c].nunique(dropna=False).max() == 1]
    ].copy()
    cells = {(i, t): v for i, t, v in zip(ids, texts, rows[count], strict=True)}
    order = mapping.texts(first[key])
    for text in dict.fromkeys(str(t) for t in texts):
        wide[heading[text]] = [cells.get((i, text)) for i in order]
    note = f"Die Tabelle hat je Quartier und Altersgruppe eine Zeile; sie wurde umgestellt (Gebiete: {number(len(wide))}, Altersgruppen: {number(len(heading))})."
    more = (
        f"Die letzte Altersangabe ({last}) gilt als „{last} und älter“ (Annahme)." if last is not None else ""
    )
    notes.append(Problem(note, remedy=more, file=file, column=age, code="long_table", severity="info"))
    return wide, notes


def _heading(text: str, last: int | None) -> str:
    if re.fullmatch(r"\d{1,3}", text):
        return f"{text} und mehr" if last is not None and int(text) == last else f"a{int(text)}"
    return "Insgesamt" if fold(text) in ALL else text
