"""Where people live: census cells, or the residents of districts spread over the land they live on.

Cells are used as they are. Ages that only the register knows are spread over the cells of a district in
proportion to their residents. Districts without cells are spread over residential land, else along streets,
else over their area. Totals by district are kept, every step is an estimate and leaves a note.
"""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from quartiermap.analysis.register import Register, age_bands, match_register
from quartiermap.analysis.spreading import Areas, Spreader, SpreadOrigin
from quartiermap.domain.ages import is_band, target_weights
from quartiermap.domain.network import Floats
from quartiermap.domain.progress import Progress
from quartiermap.domain.project import Project
from quartiermap.domain.results import Demand, DemandOrigin
from quartiermap.domain.schema import States
from quartiermap.domain.texts import number
from quartiermap.errors import InputError, Problem

THIN_COVER = 0.5
"""A district whose cells hold less than this share of its register population is named in a note."""

_COARSENESS: tuple[DemandOrigin, ...] = (
    "cells", "cells_with_register_ages", "residential_land", "streets", "district_area",
)  # fmt: skip

_SPREAD_WORDS: dict[SpreadOrigin, str] = {
    "residential_land": "gleichmäßig auf das Wohnbauland verteilt",
    "streets": "gleichmäßig entlang der Straßen verteilt, weil dort kein ausreichendes Wohnbauland bekannt ist",
    "district_area": "gleichmäßig auf die Fläche verteilt, weil dort weder ausreichendes Wohnbauland noch Straßen bekannt sind",
}


def build_demand(project: Project, progress: Progress) -> Demand:
    """Return the points where people live, with residents by age band as far as known.

    Parameters
    ----------
    project : Project
        `cells` come first, then `district_population` with `districts`, `residential_land` and `network`.
    progress : Progress

    Returns
    -------
    Demand
        `origin` is the coarsest way that any of the points came about.

    Raises
    ------
    InputError
        If the project says nothing about where people live, or a cell occurs twice.
    Cancelled
        If the user asked to stop.
    """
    progress.step(0.0, "Einwohner verorten")
    register = match_register(project)
    cells = _cells(project)
    if cells is None and register is None:
        raise InputError(_no_population(project))
    reporting = Areas.of(project.reporting_districts)
    notes: list[str] = list(register.notes) if register else []
    tables: list[pd.DataFrame] = []
    origins: list[DemandOrigin] = []
    uncovered = np.ones(len(register.values), bool) if register else np.zeros(0, bool)
    if cells is not None:
        cells["district_id"] = reporting.key_at(cells["x"].to_numpy(float), cells["y"].to_numpy(float))
        progress.step(0.2, "Altersgruppen auf Rasterzellen verteilen")
        notes += _cell_notes(project.cells, cells)
        origin: DemandOrigin = "cells"
        if register is not None:
            cells, uncovered, estimated, said = _with_register(cells, register)
            origin = "cells_with_register_ages" if estimated else "cells"
            notes += said
        tables.append(cells.assign(origin=origin))
        origins.append(origin)
    if register is not None and uncovered.any():
        own = None if cells is None else age_bands(cells)
        spread, used, said = _spread(project, register, uncovered, own, progress.part(0.3, 0.9))
        if len(spread):
            if not register.same_level:
                spread["district_id"] = reporting.key_at(
                    spread["x"].to_numpy(float), spread["y"].to_numpy(float)
                )
            tables.append(spread)
            origins += used
        notes += said
    if not tables:
        raise InputError(_no_population(project))
    ways = _ways(tables)
    table = _joined(tables)
    notes += _outside_note(table)
    progress.step(1.0, "Einwohner verortet")
    return Demand(table, max(origins, key=_COARSENESS.index, default="district_area"), tuple(notes), ways)


def _no_population(project: Project) -> Problem:
    if len(project.district_population) and not len(project.districts):
        return Problem(
            "Einwohnerdaten fehlen: Zu den Einwohnerzahlen nach Quartier fehlen die Quartiersgrenzen.",
            remedy="Quartiersgrenzen laden (Ebene „districts“), deren Schlüssel zu den Einwohnerzahlen passen.",
            code="population_without_districts",
        )
    if len(project.district_population):
        return Problem(
            "Einwohnerdaten fehlen: Kein Schlüssel der Einwohnertabelle passt mit einer Zahl zu einem Quartier.",
            remedy="Prüfen, ob Einwohnertabelle und Quartiersgrenzen denselben Gebietsstand und dieselben Schlüssel haben.",
            code="population_keys_unknown",
        )
    return Problem(
        "Einwohnerdaten fehlen: Ohne sie lässt sich nicht sagen, wie viele Menschen wohin gehen müssen.",
        remedy="Rasterzellen des Zensus oder Einwohnerzahlen nach Quartier laden (Ebene „population“).",
        code="population_missing",
    )


def _cells(project: Project) -> pd.DataFrame | None:
    """Return the cells as a demand table, ``None`` if there are none that know anything."""
    cells = project.cells
    bands = age_bands(cells)
    if not len(cells) or not (bands or cells["population"].notna().any()):
        return None
    twice = cells["cell_id"][cells["cell_id"].duplicated()]
    if len(twice):
        raise InputError(
            Problem(
                "Eine Rasterzelle steht mehrfach im Projekt; ihre Einwohner würden doppelt zählen.",
                remedy="Die Einwohnerdaten mit „ersetzen“ statt „anhängen“ neu laden.",
                column="cell_id",
                value=str(twice.iloc[0]),
                count=len(twice),
                code="cell_twice",
            )
        )
    table = pd.DataFrame(
        {
            "cell_id": cells["cell_id"].astype(str).to_numpy(object),
            "x": shapely.get_x(np.asarray(cells.geometry.array, dtype=object)),
            "y": shapely.get_y(np.asarray(cells.geometry.array, dtype=object)),
            "population": pd.to_numeric(cells["population"]).to_numpy(float),
            "resolution_m": pd.to_numeric(cells["resolution_m"]).to_numpy(float),
        }
    )
    for band in bands:
        table[band] = pd.to_numeric(cells[band]).to_numpy(float)
    return table


def _cell_notes(raw: gpd.GeoDataFrame, cells: pd.DataFrame) -> list[str]:
    """Say how many cells don't count because their value is secret or missing."""
    notes = []
    missing = cells["population"].isna().to_numpy()
    if missing.all():
        return []  # the file has no totals at all: said where they are estimated
    state = raw["population_state"] if "population_state" in raw else pd.Series(index=raw.index, dtype=object)
    secret = missing & np.asarray(state == States.SECRET, bool)
    for mask, word in ((secret, "geheimem Wert"), (missing & ~secret, "fehlender Einwohnerzahl")):
        count = int(mask.sum())
        if count:
            notes.append(
                f"{number(count)} {'Zelle mit ' + word + ' zählt' if count == 1 else 'Zellen mit ' + word + ' zählen'} nicht mit."
            )
    if "ages_state" in raw:
        count = int(np.count_nonzero(np.asarray(raw["ages_state"] == States.SECRET, bool) & ~missing))
        if count:
            notes.append(
                f"In {number(count)} {'Zelle ist' if count == 1 else 'Zellen sind'} die Altersgruppen geheim; "
                f"{'sie zählt' if count == 1 else 'sie zählen'} nur bei den Einwohnern insgesamt mit."
            )
    return notes


def _with_register(
    cells: pd.DataFrame, register: Register
) -> tuple[pd.DataFrame, NDArray[np.bool_], bool, list[str]]:
    """Add to cells what only the register knows: the ages, and the totals if the cells have none.

    Returns
    -------
    table : DataFrame
    uncovered : bool array, shape (register rows,)
        Districts without any cell that could carry their residents.
    estimated : bool
        Whether anything was added, and so spread over the cells.
    notes : list of str
    """
    row = register.areas.row_at(cells["x"].to_numpy(float), cells["y"].to_numpy(float))
    own = age_bands(cells)
    population = cells["population"].to_numpy(float)
    no_totals = bool(np.isnan(population).all())
    # Residents in proportion to residents; where a file knows none, to the ages it does know.
    weight = cells[list(own)].sum(axis=1, min_count=1).to_numpy(float) if no_totals else population
    carrying = (row >= 0) & np.isfinite(weight) & (weight > 0)
    in_district: Floats = np.zeros(len(register.values))
    np.add.at(in_district, row[carrying], weight[carrying])
    uncovered = (in_district <= 0) & (register.most > 0)
    own_complete = target_weights(own, 0, None).complete
    wanted = [] if own_complete else [band for band in register.bands if band not in own]
    columns = ["population", *wanted] if no_totals else wanted
    share = np.zeros(len(cells))
    share[carrying] = weight[carrying] / in_district[row[carrying]]
    table = cells.copy()
    for column in columns:
        known = register.values[column].to_numpy(float)
        value = np.full(len(cells), np.nan)
        value[carrying] = known[row[carrying]] * share[carrying]
        # A cell in which nobody lives has nobody of any age: that is known, not missing.
        value[(row >= 0) & (weight == 0) & ~uncovered[np.maximum(row, 0)]] = 0.0
        table[column] = value
    without = int(table["population"].isna().sum())
    notes = _register_notes(register, in_district, wanted, own, no_totals, without)
    return table, uncovered, bool(columns), notes


def _register_notes(
    register: Register,
    in_district: Floats,
    wanted: list[str],
    own: tuple[str, ...],
    no_totals: bool,
    without: int,
) -> list[str]:
    notes = []
    covered = in_district > 0
    residents = register.values["population"].to_numpy(float)
    if no_totals:
        notes.append(
            f"Die Rasterzellen enthalten keine Einwohnerzahl, nur einzelne Altersgruppen. Die "
            f"{number(float(np.nansum(residents[covered])))} Einwohner der Quartiere sind deshalb im Verhältnis dieser "
            "Altersgruppen auf die Zellen verteilt (Schätzung)."
        )
        if without:
            notes.append(
                f"{number(without)} {'Zelle bleibt' if without == 1 else 'Zellen bleiben'} ohne Einwohnerzahl "
                f"und {'zählt' if without == 1 else 'zählen'} nicht mit."
            )
    if wanted:
        beside = "; die übrigen Altersgruppen stammen aus den Rasterzellen selbst" if own else ""
        notes.append(
            f"{number(len(wanted))} Altersgruppen kennt nur die Einwohnertabelle der Quartiere. Sie sind im Verhältnis "
            f"der Einwohner auf die Rasterzellen verteilt; die Summen der Quartiere bleiben erhalten (Schätzung){beside}."
        )
    known = covered & np.isfinite(residents)
    if no_totals or not known.any():
        return notes
    where = "diesen Quartieren" if wanted else "den Quartieren beider Quellen"
    notes.append(
        f"In {where} nennt die Einwohnertabelle {number(float(residents[known].sum()))} Personen, "
        f"das Raster {number(float(in_district[known].sum()))}; Stichtage und Quellen unterscheiden sich. Gerechnet wird "
        "mit den Einwohnern des Rasters."
    )
    thin = int(np.count_nonzero(known & (in_district < THIN_COVER * residents)))
    if thin:
        unsure = "; die Verteilung ist dort unsicher" if wanted else ""
        notes.append(
            f"In {number(thin)} {'Quartier' if thin == 1 else 'Quartieren'} enthalten die Rasterzellen weniger als die "
            f"Hälfte der gemeldeten Einwohner (das Raster deckt sie nur teilweise ab){unsure}."
        )
    return notes


def _spread(
    project: Project,
    register: Register,
    chosen: NDArray[np.bool_],
    cell_bands: tuple[str, ...] | None,
    progress: Progress,
) -> tuple[pd.DataFrame, list[DemandOrigin], list[str]]:
    """Spread the residents of districts without cells over points, district by district.

    `cell_bands` are the age bands of the cells beside them, ``None`` if there are no cells. One table must
    not name the same people by two sets of bands, so bands that only the cells know are cut out of the register's.
    """
    residents = register.values["population"].to_numpy(float)
    spreader = Spreader(project, register.areas, register.most)
    points = spreader.points(chosen, progress)
    columns: dict[str, object] = {
        "cell_id": [
            f"{register.areas.keys[row]}#{number_}"
            for row, number_ in zip(points.area, points.number, strict=True)
        ],
        "x": points.x,
        "y": points.y,
        "population": residents[points.area] * points.share,
        "district_id": register.areas.keys[points.area],
        "resolution_m": np.zeros(len(points.x)),
        "origin": points.origin_of_area[points.area],
    }
    complete = cell_bands is not None and target_weights(cell_bands, 0, None).complete
    bands = cell_bands or () if complete else (*(cell_bands or ()), *register.bands)
    for band in dict.fromkeys(bands):
        columns[band] = register.residents_of(band)[points.area] * points.share
    notes, origins = [], []
    for origin, words in _SPREAD_WORDS.items():
        areas = np.flatnonzero(points.origin_of_area == origin)
        if not len(areas):
            continue
        origins.append(origin)
        where = "1 Quartier" if len(areas) == 1 else f"{number(len(areas))} Quartieren"
        notes.append(
            f"In {where}{' ohne Rasterzellen' if cell_bands is not None else ''} sind die "
            f"{number(float(np.nansum(residents[areas])))} Einwohner {words} (Schätzung)."
        )
    return pd.DataFrame(columns), list(origins), notes + spreader.notes


def _ways(tables: list[pd.DataFrame]) -> dict[str, DemandOrigin]:
    """Return the coarsest way in which the points of each district came about."""
    points = pd.concat([table[["district_id", "origin"]] for table in tables], ignore_index=True)
    points = points.dropna()  # outside every district, or for a district where nobody lives
    coarseness = points["origin"].map(_COARSENESS.index).groupby(points["district_id"]).max()
    return {str(district): _COARSENESS[int(rank)] for district, rank in coarseness.items()}


def _joined(tables: list[pd.DataFrame]) -> pd.DataFrame:
    """Return one table with the fixed columns first; a band that one part doesn't know is missing there."""
    table = tables[0] if len(tables) == 1 else pd.concat(tables, ignore_index=True)
    fixed = ["cell_id", "x", "y", "population", "district_id", "resolution_m"]
    bands = [c for c in map(str, table.columns) if is_band(c)]
    return table[fixed + bands].reset_index(drop=True)


def _outside_note(table: pd.DataFrame) -> list[str]:
    outside = table["district_id"].isna()
    if not outside.any():
        return []
    persons = table.loc[outside, "population"]
    many = (
        f"{number(float(persons.sum()))} Personen" if persons.notna().any() else "unbekannter Einwohnerzahl"
    )
    count = int(outside.sum())
    where = "1 Wohnpunkt" if count == 1 else f"{number(count)} Wohnpunkte"
    verbs = ("liegt", "zählt") if count == 1 else ("liegen", "zählen")
    return [f"{where} mit {many} {verbs[0]} außerhalb aller Quartiere und {verbs[1]} zu keinem."]
