"""Register population by district, matched with the district level that its keys belong to."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from quartiermap.analysis.spreading import Areas
from quartiermap.domain.ages import band_limits, is_band, target_weights
from quartiermap.domain.network import Floats
from quartiermap.domain.project import Project
from quartiermap.domain.texts import number
from quartiermap.errors import InputError, Problem


@dataclass(frozen=True)
class Register:
    """Residents by district, at the district level whose keys fit best.

    `areas` and `values` have the same rows: polygons with keys; ``population`` and age bands in persons.
    """

    areas: Areas
    values: pd.DataFrame
    bands: tuple[str, ...]
    same_level: bool
    notes: tuple[str, ...]

    @property
    def most(self) -> Floats:
        """Residents of each district, or where unknown those of its strongest age band."""
        total = self.values["population"].to_numpy(float)
        return np.asarray(np.where(np.isfinite(total), total, self.values.max(axis=1)), dtype=float)

    def residents_of(self, band: str) -> Floats:
        """Return the residents of an age band by district, cut out of the register's bands; NaN where it can't be."""
        if band in self.bands:
            return np.asarray(self.values[band], dtype=float)
        weights = target_weights(self.bands, *band_limits(band))
        if not weights.complete:
            return np.full(len(self.values), np.nan)
        total = np.zeros(len(self.values))
        for name, share in weights.weights:
            total += share * self.values[name].to_numpy(float)
        return total


def age_bands(frame: pd.DataFrame) -> tuple[str, ...]:
    """Return the age bands of a table that hold at least one value, in the order of its columns."""
    return tuple(c for c in map(str, frame.columns) if is_band(c) and frame[c].notna().any())


def match_register(project: Project) -> Register | None:
    """Match the register population with the district level that its keys belong to.

    Returns
    -------
    Register or None
        ``None`` if there is no table, no district, or no row of the table has a number for a district.

    Raises
    ------
    InputError
        If a key occurs twice.
    """
    table = project.district_population
    if not len(table) or not len(project.districts):
        return None
    bands = age_bands(table)
    values = pd.DataFrame({c: pd.to_numeric(table[c]).astype(float) for c in ("population", *bands)})
    values.index = pd.Index(table["district_id"].astype(str))
    _refuse_twice(
        values.index, "Ein Quartier steht mehrfach in der Einwohnertabelle.", "Die Einwohnertabelle"
    )
    whole = target_weights(bands, 0, None)
    if whole.complete and whole.exact:  # a missing total is the sum of all its ages, if all are known
        total = values[[name for name, _ in whole.weights]].sum(axis=1, skipna=False)
        values["population"] = values["population"].fillna(total)
    values = values[values.notna().any(axis=1)]
    finest = project.reporting_rank
    best = project.reporting_districts
    for _, level in project.districts.groupby("level_rank", sort=False):
        if _fitting(level, values).sum() > _fitting(best, values).sum():
            best = level
    fits = _fitting(best, values)
    without = int((~fits).sum())
    best = best[fits].reset_index(drop=True)
    if not len(best):
        return None
    keys = pd.Index(best["district_id"].astype(str))
    _refuse_twice(keys, "Ein Quartiersschlüssel kommt auf einer Ebene mehrfach vor.", "Die Quartiersgrenzen")
    notes = []
    lost = values.index.difference(pd.Index(project.districts["district_id"].astype(str)))
    if len(lost):
        notes.append(
            f"{number(len(lost))} Zeilen der Einwohnertabelle passen zu keinem Quartier und zählen nicht mit "
            f"({number(float(values.loc[lost, 'population'].sum()))} Personen, z. B. Schlüssel „{lost[0]}“)."
        )
    if without:
        notes.append(
            f"Für {number(without)} {'Quartier' if without == 1 else 'Quartiere'} enthält die Einwohnertabelle keine Zahlen."
        )
    same = finest is None or bool((best["level_rank"] == finest).all())
    return Register(Areas.of(best), values.loc[keys].reset_index(drop=True), bands, same, tuple(notes))


def _fitting(level: pd.DataFrame, values: pd.DataFrame) -> pd.Series:
    """Return which districts of a level the population table knows."""
    return level["district_id"].astype(str).isin(values.index)


def _refuse_twice(keys: pd.Index, message: str, what: str) -> None:
    """Raise if a key occurs twice: its residents would count twice."""
    twice = keys[keys.duplicated()]
    if len(twice):
        raise InputError(
            Problem(
                message,
                remedy=f"{what} mit „ersetzen“ statt „anhängen“ neu laden.",
                column="district_id",
                value=str(twice[0]),
                count=len(twice),
                code="population_key_twice",
            )
        )
