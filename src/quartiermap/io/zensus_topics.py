"""Which indicators a census grid gives, and what each of them is a share of or has to be weighted by."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import geopandas as gpd
import pandas as pd

from quartiermap.domain.ages import is_band
from quartiermap.domain.project import Project
from quartiermap.domain.texts import fold
from quartiermap.errors import InputError, Problem
from quartiermap.io.zensus import Grid
from quartiermap.io.zensus_columns import PREFIX

_DWELLINGS = ("insgesamtwohnungen", "anzahlwohnungen", "wohnungeninsgesamt")


@dataclass(frozen=True)
class Topic:
    """One indicator that a grid gives.

    Parameters
    ----------
    key : str
        ``zensus_…``; a share made from counts ends with ``_anteil``.
    column : str
        Column of the cells.
    heading : str
        As in the file.
    base : str
        Column of the cells that it is weighted by, or that it is a share of.
    kind : {"share", "mean", "harmonic", "sum"}
        Share of counts in per cent; mean weighted by the base; mean household size, for which residents divided by the size
        are the households; plain sum.
    assumed : str
        What is assumed about the base, as the beginning of a German sentence; empty if nothing is.
    """

    key: str
    column: str
    heading: str
    base: str
    kind: Literal["share", "mean", "harmonic", "sum"]
    assumed: str = ""


def with_base(project: Project, grid: Grid) -> gpd.GeoDataFrame:
    """Return the cells with residents and dwellings from the project's own cells, where the file has none.

    Cells that only the project has come with it, as cells without a value. Residents of another edition are no base.
    """
    cells, old = grid.cells, project.cells
    made = cells.assign(**{IN_FILE: True})
    titles = {s.source_id: s.title for s in project.sources}
    same = old["source_id"].map(titles) == f"Zensus {grid.year}" if len(old) else None
    if same is None or not same.any() or size_of(old) != size_of(cells):
        return made
    old = old[same]
    wanted = [str(c) for c in old.columns if is_dwellings(str(c)) and c not in made.columns]
    if made["population"].isna().all():
        wanted.append("population")
    if not wanted:
        return made
    # the files of averages leave out the cells that they hide: these count as cells without a value
    absent = old[~old["cell_id"].isin(set(made["cell_id"]))]
    absent = absent[["cell_id", "resolution_m", "geometry"]].to_crs(made.crs).assign(**{IN_FILE: False})
    made = pd.concat([made, absent], ignore_index=True)
    known = old.set_index("cell_id")
    for column in wanted:
        made[column] = known[column].reindex(made["cell_id"]).to_numpy(float)
    return gpd.GeoDataFrame(made, geometry="geometry", crs=cells.crs)


IN_FILE = "in_file"
"""Column of the cells: whether the file has them, or only the project."""


def size_of(cells: gpd.GeoDataFrame) -> float:
    """Return the size of the cells in metres."""
    return float(cells["resolution_m"].iloc[0])


def is_dwellings(column: str) -> bool:
    """Tell whether a column of the cells counts all dwellings."""
    return fold(column.removeprefix(PREFIX)) in _DWELLINGS


def topics_of(grid: Grid, cells: gpd.GeoDataFrame, file: str) -> list[Topic]:
    """Return the indicators that a grid gives.

    Raises
    ------
    InputError
        If what a share or an average has to be weighted by is neither in the file nor in the project.
    """
    named = grid.rows.mapping
    own = [c for c in named if c in grid.cells.columns]
    counts = [c for c in own if c in grid.counts]
    total = _total(counts, named)
    topics: list[Topic] = []
    lacking: list[str] = []
    for column in own:
        heading = named[column]
        stem = column if column.startswith(PREFIX) else PREFIX + column
        if column == total:
            topics.append(Topic(stem, column, heading, column, "sum"))
        elif column in grid.counts:
            if is_dwellings(column):
                continue
            if total is None and is_band(column) and cells["population"].notna().any():
                topics.append(Topic(f"{stem}_anteil", column, heading, "population", "share"))
                continue
            if total is None:
                lacking.append(heading)
                continue
            topics.append(Topic(f"{stem}_anteil", column, heading, total, "share"))
        else:
            base, assumed = _base_of(heading, cells)
            if base is None:
                lacking.append(heading)
                continue
            topics.append(
                Topic(
                    stem,
                    column,
                    heading,
                    base,
                    "harmonic" if _is_householdsize_of(heading) else "mean",
                    assumed,
                )
            )
    if lacking and not [t for t in topics if t.kind != "sum"]:
        raise InputError(
            Problem(
                "Ohne die Zahl, auf die sich die Anteile und Mittelwerte beziehen, lassen sich keine Werte der Quartiere bilden.",
                remedy=f"Zuerst die Einwohner des Zensus {grid.year} im selben Gitter als Bevölkerung einlesen (gleiche Zellgröße, z. B. Zensus2022_Bevoelkerungszahl).", file=file,
                column=lacking[0], count=len(lacking), code="grid_base_missing",
            )
        )  # fmt: skip
    return topics


def _total(counts: Sequence[str], named: dict[str, str]) -> str | None:
    if "population" in counts:
        return "population"
    return next(
        (
            c
            for c in counts
            if fold(named[c]).startswith(("insgesamt", "einheiteninsgesamt")) or c == f"{PREFIX}insgesamt"
        ),
        None,
    )


def _is_householdsize_of(heading: str) -> bool:
    return "hhgroesse" in fold(heading) or "haushaltsgroesse" in fold(heading)


def _base_of(heading: str, cells: gpd.GeoDataFrame) -> tuple[str | None, str]:
    """Return the column that an average or share is weighted by, and what is assumed with it."""
    folded = fold(heading)
    residents = "population" if cells["population"].notna().any() else None
    dwellings = next((str(c) for c in cells.columns if is_dwellings(str(c)) and cells[c].notna().any()), None)
    per_dwelling = any(
        w in folded for w in ("miete", "eigentuemer", "leerstand", "flaechejewohn", "wohnflwhg")
    )
    if not per_dwelling:
        if _is_householdsize_of(heading):
            return residents, "Alle Einwohner leben in privaten Haushalten"
        known = ("frauena", "anteilunter18", "anteilueber65", "anteilab65", "anteilauslaender", "durchschnittsalter", "unter18a", "ab65a", "auslaendera", "alterd", "jebew", "wohnflbew")  # fmt: skip
        exact = any(w in folded for w in known) and "ab18" not in folded
        return residents, "" if exact else "Mit den Einwohnern gewichtet"
    if dwellings is not None:
        return dwellings, ""
    return residents, "Mit den Einwohnern statt den Wohnungen gewichtet, weil die Zahl der Wohnungen fehlt"
