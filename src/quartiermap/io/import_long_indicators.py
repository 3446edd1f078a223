"""Indicator tables with one row for each district, year *and characteristic*: turned to one column per characteristic.

Statistical offices hand them out so ("Raum; Jahr; Merkmal; Wert"). Which characteristics and which period are taken is the
user's choice; without one all are taken, and nothing is ever added up.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from quartiermap.domain.texts import fold, number
from quartiermap.errors import InputError, Problem
from quartiermap.io import mapping
from quartiermap.io.import_model import ImportRequest, read_date
from quartiermap.io.numbers import numeric_share

_CHARACTERISTIC = ("merkmal", "merkmale", "indikator", "kennzahl", "variable", "indicator", "auspraegung", "thema", "kategorie", "bezeichnung", "merkmalname", "merkmalsname", "indikatorname", "name", "gruppe")  # fmt: skip
_VALUE = (
    "wert",
    "value",
    "anzahl",
    "zahl",
    "anteil",
    "prozent",
    "betrag",
    "ergebnis",
    "personen",
    "messwert",
)
_PERIOD = (
    "jahr",
    "year",
    "zeitraum",
    "periode",
    "period",
    "stichtag",
    "berichtsjahr",
    "datum",
    "quartal",
    "stand",
)
_MOST = 400
"""A column with more different words than this holds no characteristics."""


@dataclass(frozen=True)
class LongTable:
    """Which columns of a table say what, if it has a row for each district, period and characteristic.

    `characteristics` and `periods` are what stands there, in the order of the file and of time.
    """

    key: str
    characteristic: str
    value: str
    period: str | None
    characteristics: tuple[str, ...]
    periods: tuple[str, ...]


def find_long(frame: pd.DataFrame, request: ImportRequest) -> LongTable | None:
    """Tell whether a table is long, and how; ``None`` if it has one row for each district (and period).

    The user may name the columns (``indicator``, ``value``, ``period``, ``district_id`` of the mapping).

    Examples
    --------
    >>> long = pd.DataFrame({"Raum": list("AABB"), "Merkmal": ["Quote", "Zahl"] * 2, "Wert": list("1234")})
    >>> found = find_long(long, ImportRequest("indicators", ()))
    >>> found.key, found.value, found.characteristics
    ('Raum', 'Wert', ('Quote', 'Zahl'))
    """
    columns = mapping.attributes(frame)
    said = request.mapping
    period = said.get("period") or next((c for c in columns if fold(c) in _PERIOD), None)
    options = [said["indicator"]] if "indicator" in said else _ranked(frame, columns, _CHARACTERISTIC, period)
    for characteristic in options:
        if characteristic not in columns:
            continue
        value = said.get("value") or _value_column(frame, columns, {characteristic, period})
        if value is None or value not in columns:
            continue
        others = [c for c in columns if c not in (characteristic, value, period)]
        keys = [said["district_id"]] if said.get("district_id") in others else others
        by = [c for c in (period, characteristic) if c]
        for key in keys:
            rows = frame[[key, *by]].dropna(subset=[key, characteristic])
            districts = rows[key].nunique()
            alone = [key] if period is None else [key, period]
            if districts < 2 or not rows.duplicated(alone).any() or rows.duplicated([key, *by]).any():
                continue
            words = [t for t in mapping.texts(frame[characteristic]) if t is not None]
            times = {t for t in mapping.texts(frame[period]) if t} if period else set[str]()
            return LongTable(
                key,
                characteristic,
                value,
                period,
                tuple(dict.fromkeys(words)),
                tuple(sorted(times, key=_when)),
            )
    return None


def _ranked(
    frame: pd.DataFrame, columns: Sequence[str], words: Sequence[str], period: str | None
) -> list[str]:
    """Return columns of words that repeat, those named like characteristics first."""
    found = []
    for column in columns:
        texts = [t for t in mapping.texts(frame[column]) if t is not None]
        different = len(set(texts))
        if column == period or not 2 <= different <= min(_MOST, len(texts) - 1) or numeric_share(texts) > 0.5:
            continue
        named = fold(column) in words or any(fold(column).endswith(w) for w in words if len(w) > 6)
        if named:
            found.append((words.index(fold(column)) if fold(column) in words else len(words), column))
    return [column for _, column in sorted(found)]


def _value_column(frame: pd.DataFrame, columns: Sequence[str], used: set[str | None]) -> str | None:
    numeric = [c for c in columns if c not in used and numeric_share(frame[c].iloc[:2000]) >= 0.6]
    named = [c for word in _VALUE for c in numeric if fold(c) == word]
    return named[0] if named else None


def _when(text: str) -> tuple[str, str]:
    date = read_date(text)
    return ("" if date is None else date.isoformat(), text)


def pivoted(
    frame: pd.DataFrame, request: ImportRequest, file: str
) -> tuple[pd.DataFrame, LongTable, list[Problem]] | None:
    """Return a long table with a column for each characteristic chosen; ``None`` if the table is not long.

    Parameters
    ----------
    frame : DataFrame
        Cells as text; the index counts rows as the user does.
    request : ImportRequest
        `characteristics` (empty: all) and `period` (``None``: every period, each kept apart).
    file : str

    Returns
    -------
    (DataFrame, LongTable, list of Problem) or None
        One row for each district and period, its index the first of the rows it was made of.

    Raises
    ------
    InputError
        If a characteristic or the period asked for is not there.
    """
    long = find_long(frame, request)
    if long is None:
        return None
    wanted = _chosen(long, request, file)
    rows = frame.dropna(subset=[long.key, long.characteristic])
    if request.period is not None and long.period is not None:
        rows = rows[[_same(t, request.period) for t in mapping.texts(rows[long.period])]]
        if not len(rows):
            raise InputError(
                Problem(
                    "Diesen Zeitraum gibt es in der Tabelle nicht.", remedy=f"Vorhanden: {', '.join(long.periods[-12:])}.", file=file,
                    column=long.period, value=request.period, code="period_unknown",
                )
            )  # fmt: skip
    by = [long.key, *([long.period] if long.period else [])]
    words = mapping.texts(rows[long.characteristic])
    cells = {
        (*tuple(identity), word): value
        for identity, word, value in zip(
            rows[by].itertuples(index=False, name=None), words, rows[long.value], strict=True
        )
    }
    used = {long.characteristic, long.value}
    first = rows[~rows.duplicated(by)]
    same = [
        c
        for c in mapping.attributes(frame)
        if c not in used and (c in by or rows.groupby(by)[c].nunique(dropna=False).max() == 1)
    ]
    wide = first[[c for c in same if c in by or numeric_share(first[c]) < 0.8]].copy()
    for word in wanted:
        wide[word] = [
            cells.get((*tuple(identity), word)) for identity in first[by].itertuples(index=False, name=None)
        ]
    left = len(long.characteristics) - len(wanted)
    note = Problem(
        f"Die Tabelle hat je Gebiet und Merkmal eine Zeile; sie wurde umgestellt (Zeilen: {number(len(wide))}, Merkmale: {number(len(wanted))}"
        + (f", {number(left)} nicht gewählt)." if left else ")."),
        remedy=f"Merkmale: {', '.join(wanted[:12])}{' …' if len(wanted) > 12 else ''}.", file=file, column=long.characteristic,
        code="long_table", severity="info",
    )  # fmt: skip
    return wide, long, [note]


def _same(text: str | None, period: str) -> bool:
    return text is not None and (
        text == period or (read_date(text) is not None and read_date(text) == read_date(period))
    )


def _chosen(long: LongTable, request: ImportRequest, file: str) -> list[str]:
    by_word = {fold(c): c for c in long.characteristics}
    unknown = [c for c in request.characteristics if fold(c) not in by_word]
    if unknown:
        raise InputError(
            [
                Problem(
                    "Dieses Merkmal gibt es in der Tabelle nicht.", remedy=f"Vorhanden: {', '.join(long.characteristics[:20])}.", file=file,
                    column=long.characteristic, value=word, code="characteristic_unknown",
                )
                for word in unknown
            ]
        )  # fmt: skip
    return [by_word[fold(c)] for c in request.characteristics] or list(long.characteristics)
