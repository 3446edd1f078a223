"""Register population by district: totals and age bands."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from quartiermap.domain import schema
from quartiermap.domain.ages import is_band
from quartiermap.domain.project import Project
from quartiermap.domain.schema import States
from quartiermap.domain.texts import fold, number
from quartiermap.errors import Problem
from quartiermap.io import mapping
from quartiermap.io.import_ages import Cover, bands_of, cover, read_band
from quartiermap.io.import_keys import match_districts
from quartiermap.io.import_long import widened
from quartiermap.io.import_model import ImportRequest, Loaded, Rows, year_in
from quartiermap.io.import_periods import chosen_period, one_row_each, turned_round, years_in_headings
from quartiermap.io.numbers import Style, column_style, numeric_share, parse_column

_MORE_TOTALS = ("total", "summe", "ins gesamt", "einwohner insgesamt", "anzahl insgesamt", "insgesamt anzahl", "bevölkerung insgesamt", "insgesamt_bevoelkerung", "einwohnerinnen und einwohner")  # fmt: skip
_BAND_PATTERN = r"age_\d{1,3}_(?:\d{1,3}|plus)"


def import_population(
    project: Project, loaded: Loaded, request: ImportRequest, *, total_needed: bool = True
) -> Rows:
    """Make rows of register population: ``district_id``, ``population``, age bands in persons.

    Keys are matched by text and counted. Overlapping age bands are reduced to a cover that counts nobody twice.
    Numbers that are missing stay missing. Without `total_needed` a table of some ages alone serves; its totals are missing.
    """
    rows = Rows(rows_read=len(loaded.frame))
    file = loaded.file
    frame = _one_row_a_district(project, loaded, request, rows)
    if frame is None:
        return rows
    match = match_districts(
        frame, project, request.mapping.get("district_id"), file, once=True, joins=request.joins
    )
    rows.problems += match.problems
    keep = np.array([i is not None for i in match.ids], dtype=bool)
    ids = [i for i in match.ids if i is not None]
    if any(p.severity == "error" for p in match.problems) or not ids:
        return rows
    frame = frame[keep]
    keys = set(match.column.split("+"))
    columns = _columns_of(frame, request, keys, file, rows)
    reader = _PersonColumns(frame, file, rows, request.decimal)
    chosen = cover({c: (limits, reader.read(c)) for c, limits in columns.bands.items()})
    total = reader.read(columns.total) if columns.total else None
    if total is None:
        total = _total_without_column(chosen, frame, bool(columns.bands), total_needed, file, rows)
    if total is None:
        return rows
    shares = columns.shares
    if chosen.complete and _adds_up_to_hundred(total, chosen.bands):
        shares = list(columns.bands)
        chosen = cover({})
    _tell_shares(shares, file, rows)
    _tell_secret(reader.secret, file, rows)
    _tell_missing(total, columns.total, reader.secret, file, rows)
    if columns.total is not None and "population" not in request.mapping:
        _tell_twice(frame, columns.total, file, rows)
    _check_sum(total, chosen.bands, chosen.complete, frame, file, rows)
    _tell_bands(chosen.derived, chosen.left_out, bool(chosen.bands), file, rows)
    made = pd.DataFrame({"district_id": ids, "population": total, **chosen.bands})
    made = _no_repeats(made, frame, match.column, file, rows)
    rows.mapping = {"district_id": match.column, **({"population": columns.total} if columns.total else {})}
    rows.layers["district_population"] = made
    rows.rows_used = len(made)
    rows.data_date = year_in(loaded.path.name) or ""
    return rows


def _one_row_a_district(
    project: Project, loaded: Loaded, request: ImportRequest, rows: Rows
) -> pd.DataFrame | None:
    """Return the table with a row a district, however it came; ``None`` if columns that were named are not there."""
    frame = pd.DataFrame(loaded.frame[mapping.attributes(loaded.frame)])
    file = loaded.file
    round_ = turned_round(frame, project, file, request.mapping)
    if round_ is not None:
        frame = round_[0]
    rows.problems += mapping.check_explicit(
        frame, request.mapping, ("district_id", "population"), file, _BAND_PATTERN
    )
    if rows.problems:
        return None
    rows.problems += round_[1] if round_ is not None else []
    turned = widened(frame, request.mapping, file, request.period, request.decimal)
    if turned is None:
        turned = one_row_each(frame, file, request.period, request.mapping.get("district_id"))
    frame, notes = turned
    rows.problems += notes
    return frame


@dataclass(frozen=True)
class _Columns:
    """Which columns hold persons: of age bands, of all ages; and which hold per cent of them."""

    bands: dict[str, tuple[int, int | None]]
    shares: list[str]
    total: str | None


def _columns_of(
    frame: pd.DataFrame, request: ImportRequest, keys: set[str], file: str, rows: Rows
) -> _Columns:
    """Tell the columns apart: as they were named, else by their headings; `keys` are those of the district."""
    bands = {
        c: (int(f.split("_")[1]), None if f.endswith("plus") else int(f.split("_")[2]))
        for f, c in request.mapping.items()
        if is_band(f)
    }
    if not bands:
        used = keys | set(request.mapping.values())
        bands = bands_of(c for c in frame.columns if c not in used)
    shares = [c for c in bands if _in_per_cent(frame[c])]
    bands = {c: limits for c, limits in bands.items() if c not in shares}
    shares += [c for c in frame.columns if c not in bands and _heading_of_shares(c)]
    named = request.mapping.get("population")
    total = (named if named in frame.columns else None) or _total(frame, {*bands, *shares, *keys})
    if total is None and not bands:
        total = _lone_count(frame, file, rows)
    if total is None and not bands and (when := years_in_headings(list(frame.columns))):
        total = chosen_period(when, request.period, file, None, rows.problems)
    return _Columns(bands, shares, total)


class _PersonColumns:
    """Reads columns of persons in the style of the whole table, and remembers how much of each is secret."""

    def __init__(self, frame: pd.DataFrame, file: str, rows: Rows, said: Style | None) -> None:
        self._frame, self._file, self._rows, self._said = frame, file, rows, said
        usual, certain = column_style(v for c in frame.columns for v in frame[c].iloc[:300])
        self._fallback = usual if certain else None
        self.secret: dict[str, int] = {}

    def read(self, column: str) -> NDArray[np.float64]:
        """Return the numbers of a column; missing and secret ones are NaN."""
        frame, file = self._frame, self._file
        parsed = parse_column(
            list(frame[column]),
            column=column,
            file=file,
            rows=list(frame.index),
            style=self._said,
            fallback=self._fallback,
            whole=True,
        )
        self._rows.problems.extend(parsed.problems)
        if hidden := sum(s is States.SECRET for s in parsed.states):
            self.secret[column] = hidden
        if (parsed.values < 0).any():
            first = int(np.flatnonzero(parsed.values < 0)[0])
            self._rows.problems.append(
                Problem("Eine Zahl von Personen kann nicht negativ sein.", file=file, column=column, row=int(frame.index[first]), value=str(frame[column].iloc[first]), code="negative")
            )  # fmt: skip
        return parsed.values


def _total_without_column(
    chosen: Cover, frame: pd.DataFrame, has_bands: bool, needed: bool, file: str, rows: Rows
) -> NDArray[np.float64] | None:
    """Return the totals of a table without a column of them, missing ones where they may miss, else ``None``."""
    if chosen.complete:
        rows.problems.append(
            Problem(
                "Eine Spalte mit der Gesamtzahl fehlt; sie wurde aus den Altersgruppen zusammengezählt.",
                file=file,
                code="total_summed",
                severity="info",
            )
        )
        summed: NDArray[np.float64] = np.sum(list(chosen.bands.values()), axis=0)
        return summed
    if has_bands and not needed:
        return np.full(len(frame), np.nan)
    rows.problems.append(
        Problem(
            "In der Datei ist keine Spalte mit der Zahl der Einwohner zu erkennen.",
            remedy=f"Mit --map population=SPALTE angeben. Spalten: {', '.join(frame.columns[:25])}.", file=file, code="population_missing",
        )
    )  # fmt: skip
    return None


def _in_per_cent(values: pd.Series) -> bool:
    """Tell whether most filled cells of a column carry a per cent sign."""
    filled = [t for t in mapping.texts(values) if t is not None]
    return bool(filled) and sum(t.endswith("%") for t in filled) > 0.5 * len(filled)


def _heading_of_shares(heading: str) -> bool:
    """Tell whether a heading names the share of an age band (``unter 6 in %``)."""
    bare = re.sub(r"(?i)\(?\bin\s*%\)?|\(?%\)?|\bin\s+prozent\b|\bprozent\b|\banteile?\b", " ", heading)
    return bare != heading and read_band(bare.strip()) is not None


def _adds_up_to_hundred(total: NDArray[np.float64], bands: dict[str, NDArray[np.float64]]) -> bool:
    """Tell whether bands that cover all ages are shares: they add up to 100 where many more people live."""
    known = np.isfinite(total) & np.isfinite(np.sum(list(bands.values()), axis=0))
    added = np.sum(list(bands.values()), axis=0)[known]
    return bool(
        known.sum() >= 2 and (np.abs(added - 100.0) <= 1.5).all() and float(np.median(total[known])) > 200.0
    )


def _tell_shares(columns: list[str], file: str, rows: Rows) -> None:
    if columns:
        rows.problems.append(
            Problem(
                "Die Altersgruppen stehen in Prozent, nicht in Personen, und wurden nicht übernommen.",
                remedy="Gebraucht werden Personenzahlen je Altersgruppe; aus gerundeten Anteilen werden sie nicht zurückgerechnet.",
                file=file, column=columns[0], count=len(columns), code="ages_in_per_cent", severity="warning",
            )
        )  # fmt: skip


def _tell_secret(secret: dict[str, int], file: str, rows: Rows) -> None:
    if secret:
        listed = ", ".join(f"{column} ({count})" for column, count in list(secret.items())[:8])
        rows.problems.append(
            Problem(
                f"Unterdrückte (geheime) Werte: {listed}. Sie gelten nicht als 0.", file=file, code="secret_values",
                severity="info",
            )
        )  # fmt: skip


def _tell_missing(
    total: NDArray[np.float64], column: str | None, secret: dict[str, int], file: str, rows: Rows
) -> None:
    """Tell of districts whose total is not in the file; suppressed ones are told elsewhere."""
    missing = int(np.isnan(total).sum()) - secret.get(column or "", 0)
    if column is not None and missing > 0:
        rows.problems.append(
            Problem(
                f"Für {missing} von {len(total)} Quartieren nennt die Spalte keine Einwohnerzahl.",
                remedy="Sie gelten als „keine Daten“, nicht als 0.", file=file, column=column, code="population_unknown",
                severity="warning",
            )
        )  # fmt: skip


def _tell_twice(frame: pd.DataFrame, column: str, file: str, rows: Rows) -> None:
    """Ask for a look where two columns of one name hold different totals."""
    base = re.sub(r" \(\d+\)$", "", column)
    same = [c for c in frame.columns if re.sub(r" \(\d+\)$", "", str(c)) == base]
    if len(same) > 1 and any(mapping.texts(frame[c]) != mapping.texts(frame[column]) for c in same):
        rows.problems.append(
            Problem(
                f"Mehrere Spalten heißen „{base}“ und enthalten verschiedene Zahlen; als Gesamtzahl gelesen wurde „{column}“.",
                remedy=f"Eine andere mit --map population=SPALTE wählen: {', '.join(str(c) for c in same)}.", file=file, column=column,
                code="total_twice", severity="warning",
            )
        )  # fmt: skip


def _total(frame: pd.DataFrame, used: set[str]) -> str | None:
    words = (*schema.DISTRICT_POPULATION["population"].synonyms, *_MORE_TOTALS)
    best, best_score = None, 0.0
    for column in frame.columns:
        if column in used or any(
            w in fold(column) for w in ("percent", "anteil", "prozent", "index", "quote")
        ):
            continue
        names = (column, column.split(" – ")[0], column.rsplit(".", 1)[-1])
        score = max(mapping.likeness(n, words)[0] * (1.0 if n == column else 0.9) for n in names)
        if (
            score >= 0.75
            and score > best_score
            and not pd.isna(parse_column(list(frame[column])).values).all()
        ):
            best, best_score = column, score
    return best


_COUNT = ("anzahl", "personen", "bestand", "wert", "zahl", "value", "count")


def _lone_count(frame: pd.DataFrame, file: str, rows: Rows) -> str | None:
    """Return the one column that is called like a number of something, for want of a better one, and tell it."""
    found = [
        str(c) for c in frame.columns if fold(str(c)) in _COUNT and numeric_share(frame[c].iloc[:2000]) >= 0.5
    ]
    if len(found) != 1:
        return None
    rows.problems.append(
        Problem(
            "Als Zahl der Einwohner wurde die einzige Spalte mit Anzahlen gelesen.", remedy="Eine andere mit --map population=SPALTE angeben.",
            file=file, column=found[0], code="total_guessed", severity="warning",
        )
    )  # fmt: skip
    return found[0]


def _check_sum(
    total: NDArray[np.float64],
    bands: dict[str, NDArray[np.float64]],
    complete: bool,
    frame: pd.DataFrame,
    file: str,
    rows: Rows,
) -> None:
    if not bands:
        return
    added = np.sum(list(bands.values()), axis=0)
    wrong = (
        (np.abs(added - total) > np.maximum(2.0, 0.005 * total))
        if complete
        else (added > total + np.maximum(2.0, 0.005 * total))
    )
    if wrong.any():
        first = int(np.flatnonzero(wrong)[0])
        rows.problems.append(
            Problem(
                "Die Altersgruppen ergeben zusammen nicht die Gesamtzahl.",
                remedy=f"Summe {number(float(added[first]))}, Gesamtzahl {number(float(total[first]))}; beides bleibt, wie es in der Datei steht.",
                file=file, row=int(frame.index[first]), count=int(wrong.sum()), code="ages_do_not_add_up", severity="warning",
            )
        )  # fmt: skip
    if not complete:
        rows.problems.append(
            Problem(
                "Die Altersgruppen decken nicht alle Alter ab.", remedy="Zielgruppen außerhalb der vorhandenen gelten als „keine Daten“.", file=file,
                code="ages_incomplete", severity="info",
            )
        )  # fmt: skip


def _tell_bands(
    derived: tuple[str, ...], left: tuple[str, ...], any_bands: bool, file: str, rows: Rows
) -> None:
    if derived:
        rows.problems.append(
            Problem(
                f"Durch Abziehen überlappender Altersgruppen berechnet: {', '.join(derived)}.",
                file=file,
                code="ages_subtracted",
                severity="info",
            )
        )
    if left:
        rows.problems.append(
            Problem(
                f"Nicht gelesen, weil sie sich mit anderen Altersgruppen überschneiden: {', '.join(left)}.",
                file=file,
                code="ages_overlap",
                severity="info",
            )
        )
    if not any_bands:
        rows.problems.append(
            Problem(
                "Die Datei enthält keine Altersgruppen.",
                remedy="Zielgruppen lassen sich damit nicht bestimmen.",
                file=file,
                code="ages_missing",
                severity="info",
            )
        )


def _no_repeats(made: pd.DataFrame, frame: pd.DataFrame, column: str, file: str, rows: Rows) -> pd.DataFrame:
    again = made["district_id"].duplicated().to_numpy()
    if not again.any():
        return made
    first = int(np.flatnonzero(again)[0])
    if made.duplicated().to_numpy()[again].all():
        rows.problems.append(
            Problem(
                "Dieselbe Zeile steht mehrfach in der Datei und zählt einmal.",
                file=file,
                row=int(frame.index[first]),
                count=int(again.sum()),
                code="row_repeated",
                severity="warning",
            )
        )
        return made[~again].reset_index(drop=True)
    key: Any = made["district_id"].iloc[first]
    rows.problems.append(
        Problem(
            "Derselbe Schlüssel steht in mehreren Zeilen mit verschiedenen Zahlen.", remedy="Je Quartier darf es eine Zeile geben.", file=file,
            row=int(frame.index[first]), column=column, value=str(key), count=int(again.sum()), code="key_duplicate",
        )
    )  # fmt: skip
    return made
