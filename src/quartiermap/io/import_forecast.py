"""Residents by district, year and age: earlier dates and forecasts, in whatever shape an office publishes them.

Years stand in a column (a row for each district and year, ages beside or below each other), in the headings (``2030``,
``unter 6 2030``), or the whole file is for one year (``--period``). Each year is then read as register population is, so
that keys, ages and numbers follow the same rules.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pandas as pd

from quartiermap.domain.progress import Progress
from quartiermap.domain.project import Project
from quartiermap.domain.texts import fold, number
from quartiermap.errors import Problem
from quartiermap.io import mapping
from quartiermap.io.import_ages import read_band
from quartiermap.io.import_model import ImportRequest, Loaded, Rows, year_in
from quartiermap.io.import_periods import EARLIEST, LATEST, period_column, turned_round, year_of
from quartiermap.io.import_population import import_population

_VARIANT = ("variante", "prognosevariante", "szenario", "variant", "scenario")
_IN_HEADING = re.compile(r"(?<!\d)((?:19|20)\d{2})(?!\d)")


def import_forecast(
    project: Project, loaded: Loaded, request: ImportRequest, progress: Progress | None = None
) -> Rows:
    """Make rows of `schema.FORECAST`: ``district_id``, ``year``, ``variant``, ``population``, age bands in persons.

    A total is not needed: a table of children alone serves. Numbers that are missing stay missing; districts of any
    level may be named. Every problem of all years is reported at once.
    """
    rows = Rows(rows_read=len(loaded.frame))
    frame = pd.DataFrame(loaded.frame[mapping.attributes(loaded.frame)])
    named = dict(request.mapping)
    round_ = turned_round(frame, project, loaded.file, named)
    if round_ is not None:
        frame = round_[0]
    allowed = ("district_id", "population", "year", "variant")
    rows.problems += mapping.check_explicit(
        frame, named, allowed, loaded.file, r"age_\d{1,3}_(?:\d{1,3}|plus)"
    )
    if rows.problems:
        return rows
    rows.problems += round_[1] if round_ is not None else []
    column, variant = named.pop("year", None), named.pop("variant", None)
    column = column or period_column(frame)
    variant = variant or _column(frame, _VARIANT)
    parts = _parts(frame, column, variant, request, loaded.file, rows)
    made: list[pd.DataFrame] = []
    seen: dict[tuple[str, str | None, str | None], Problem] = {}
    progress = progress or Progress()
    for done, (year, of_variant, part) in enumerate(parts):
        progress.step(done / len(parts), f"{loaded.file}: {year} lesen")
        read = import_population(
            project,
            replace(loaded, frame=part, placed=False),
            replace(request, mapping=named, period=None),
            total_needed=False,
        )
        for problem in read.problems:
            seen.setdefault((problem.code, problem.column, problem.value), problem)
        table = read.layers.get("district_population")
        if isinstance(table, pd.DataFrame):
            made.append(table.assign(year=float(year), variant=of_variant))
            rows.mapping |= read.mapping
    rows.problems += seen.values()
    if any(p.severity == "error" for p in rows.problems) or not made:
        return rows
    table = pd.concat(made, ignore_index=True)
    bands = [c for c in table.columns if c.startswith("age_")]
    if not bands:
        rows.problems.append(
            Problem(
                "Die Tabelle enthält keine Altersgruppen; die Entwicklung der Kinderzahl lässt sich damit nicht bestimmen.",
                remedy="Eine Tabelle mit Altersgruppen einlesen, z. B. mit den Spalten „unter 3“ und „3 bis unter 6“.",
                file=loaded.file, code="forecast_without_ages", severity="warning",
            )
        )  # fmt: skip
    rows.layers["forecast"] = table[["district_id", "year", "variant", "population", *bands]]
    rows.rows_used = len(table)
    rows.mapping |= {k: v for k, v in (("year", column), ("variant", variant)) if v is not None}
    years = sorted({int(y) for y in table["year"]})
    rows.data_date = str(years[0]) if len(years) == 1 else f"{years[0]}–{years[-1]}"
    return rows


def without_years(old: pd.DataFrame, new: pd.DataFrame) -> pd.DataFrame:
    """Drop the rows that a new file gives again (same district, year and variant)."""
    if not len(old):
        return old
    again = set(_keys(new))
    return old[[key not in again for key in _keys(old)]]


def without_older_edition(
    old: pd.DataFrame, new: pd.DataFrame, names: Mapping[str, str], file: str
) -> tuple[pd.DataFrame, list[Problem]]:
    """Drop what an older edition of the same forecast says from the first year of the new one on, and tell it.

    A file of several years that gives a year of another file again (same district and variant) is a newer edition: the
    later years that only the older one has would make a series of two forecasts. Earlier years stay as what was; a file
    that shares no year, another variant, and other districts only add.

    Parameters
    ----------
    old, new : DataFrame
        Rows of `schema.FORECAST`; `old` with ``source_id``.
    names : mapping
        Source -> its file, for the finding.
    file : str
        The new file.
    """
    if not len(old):
        return old, []
    own = list(zip(_keys(old), old["source_id"], strict=True))
    fresh = _keys(new)
    gone = np.zeros(len(old), dtype=bool)
    for variant in {v for _, _, v in fresh}:
        years = {y for _, y, v in fresh if v == variant}
        districts = {d for d, _, v in fresh if v == variant}
        if len(years) < 2:
            continue
        again = set(fresh)
        older = {s for key, s in own if key in again and key[2] == variant}
        gone |= np.array(
            [
                s in older and v == variant and d in districts and y >= min(years) and (d, y, v) not in again
                for (d, y, v), s in own
            ]
        )
    if not gone.any():
        return old, []
    lost = sorted({int(y) for y in old.loc[gone, "year"]})
    files = ", ".join(f"„{names.get(s, s)}“" for s in dict.fromkeys(old.loc[gone, "source_id"]))
    note = Problem(
        f"Die Datei gilt als neuere Ausgabe von {files}, weil sie dieselben Jahre noch einmal nennt. Was die ältere darüber hinaus für "
        f"{', '.join(map(str, lost[:12]))}{' …' if len(lost) > 12 else ''} sagte, wurde entfernt ({number(int(gone.sum()))} "
        f"{'Zeile' if gone.sum() == 1 else 'Zeilen'}); frühere Jahre bleiben.",
        remedy="Mit --append bleiben beide nebeneinander, mit --replace nur die neue.", file=file, code="forecast_edition", severity="warning",
    )  # fmt: skip
    return old[~gone], [note]


def _keys(frame: pd.DataFrame) -> list[tuple[str, int, str]]:
    variants = ["" if pd.isna(v) else str(v) for v in frame["variant"]]
    return [
        (str(d), int(y), v) for d, y, v in zip(frame["district_id"], frame["year"], variants, strict=True)
    ]


def _column(frame: pd.DataFrame, words: tuple[str, ...]) -> str | None:
    """Return the column whose heading is one of the words."""
    return next((c for word in words for c in mapping.attributes(frame) if fold(c) == word), None)


Part = tuple[int, str | None, pd.DataFrame]


def _parts(
    frame: pd.DataFrame,
    column: str | None,
    variant: str | None,
    request: ImportRequest,
    file: str,
    rows: Rows,
) -> list[Part]:
    """Return a table for each year and variant, without their columns."""
    if column is not None:
        return _by_column(frame, column, variant, file, rows)
    headings = _by_heading(frame)
    if headings:
        return [
            (year, name, part)
            for year, wide in headings
            for name, part in _variants(wide, variant if variant in wide.columns else None)
        ]
    said = request.period or year_in(file)
    year = None if said is None else year_of(said)
    if year is None:
        rows.problems.append(
            Problem(
                "Zu welchem Jahr die Zahlen gehören, steht nicht in der Datei.",
                remedy="Eine Spalte „Jahr“ ergänzen, die Jahre in die Überschriften schreiben oder das Jahr mit --period angeben.",
                file=file, code="year_missing",
            )
        )  # fmt: skip
        return []
    return [(year, name, part) for name, part in _variants(frame, variant)]


def _by_column(frame: pd.DataFrame, column: str, variant: str | None, file: str, rows: Rows) -> list[Part]:
    texts = mapping.column_texts(frame, column)
    years = [None if text is None else year_of(text) for text in texts]
    wrong = [i for i, (text, year) in enumerate(zip(texts, years, strict=True)) if text and year is None]
    blank = [i for i, text in enumerate(texts) if text is None]
    for found, message in ((wrong, "Das ist kein Jahr."), (blank, "In dieser Zeile fehlt das Jahr.")):
        if found:
            rows.problems.append(
                Problem(
                    message, remedy=f"Ein Jahr von {EARLIEST} bis {LATEST} eintragen, z. B. 2030.", file=file, column=column,
                    row=int(frame.index[found[0]]), value=texts[found[0]], count=len(found), code="year_invalid",
                )
            )  # fmt: skip
    bare = frame.drop(columns=column)
    return [
        (year, name, part)
        for year in sorted({y for y in years if y is not None})
        for name, part in _variants(bare[np.array([y == year for y in years])], variant)
    ]


def _by_heading(frame: pd.DataFrame) -> list[tuple[int, pd.DataFrame]]:
    """Return a table for each year that stands in headings; empty if fewer than two years do."""
    of_year: dict[int, dict[str, str]] = {}
    for heading in mapping.attributes(frame):
        found = _IN_HEADING.findall(heading)
        rest = _IN_HEADING.sub(" ", heading).strip(" _-–./:()")
        if len(found) == 1 and (not rest or read_band(rest) is not None or fold(rest) in _TOTALS):
            of_year.setdefault(int(found[0]), {})[heading] = rest or "Insgesamt"
    if len(of_year) < 2:
        return []
    used = {heading for columns in of_year.values() for heading in columns}
    others = [c for c in mapping.attributes(frame) if c not in used]
    return [
        (year, frame[[*others, *columns]].rename(columns=columns))
        for year, columns in sorted(of_year.items())
    ]


_TOTALS = ("einwohner", "insgesamt", "bevoelkerung", "gesamt", "summe", "personen", "kinder", "prognose")


def _variants(frame: pd.DataFrame, column: str | None) -> list[tuple[str | None, pd.DataFrame]]:
    if column is None:
        return [(None, frame)]
    names = mapping.texts(frame[column])
    bare = frame.drop(columns=column)
    return [(name, bare[np.array([n == name for n in names])]) for name in dict.fromkeys(names)]
