"""Census topics as indicators of the districts: shares and averages of the cells, each weighted by what it is a share of.

A column of counts (``Unter18``) becomes the share of the file's total in per cent; a published share or average
(``AnteilAuslaender``, ``durchschnMieteQM``) the mean of the cells, weighted by residents or dwellings. A value that the census
hides counts neither above nor below the line, and how much of the base has a value is said: below `COVERAGE` the district has
no figure at all. Cells of 100 m belong to the district of their middle, larger ones by the share of their ground.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pyproj
import shapely
from numpy.typing import NDArray

from quartiermap.domain.ages import is_band
from quartiermap.domain.progress import Progress
from quartiermap.domain.project import Project
from quartiermap.domain.schema import States
from quartiermap.domain.texts import number, percent
from quartiermap.errors import Problem
from quartiermap.io.import_model import ImportRequest, Loaded, Rows
from quartiermap.io.zensus import GRID_EPSG, read_grid
from quartiermap.io.zensus_cells import noise
from quartiermap.io.zensus_topics import IN_FILE, Topic, is_dwellings, size_of, topics_of, with_base

COVERAGE = 0.8
"""Least share of the base (residents, dwellings …) in cells with a value for a district to get a figure (Annahme)."""
MIDPOINT_M = 100
"""Cells up to this size belong to the district of their middle; of larger ones each district gets its share of the ground."""


@dataclass(frozen=True)
class Figures:
    """One topic for all districts, in their order.

    Parameters
    ----------
    values : float array
        NaN where there is none.
    states : list of States
    coverage : float array
        Share (0..1) of the base that lies in cells with a value; NaN where no base is known.
    hidden : int
        Cells in the districts that have a base but no value: suppressed, or left out of the file.
    """

    values: NDArray[np.float64]
    states: list[States]
    coverage: NDArray[np.float64]
    hidden: int


def import_grid_indicators(
    project: Project, path: Path, request: ImportRequest, progress: Progress, loaded: Loaded | None = None
) -> Rows:
    """Make indicator rows (``district_id``, ``period``, ``indicator``, ``value``, ``state``) of a census grid.

    Every level of districts gets its own figures, always from the cells and never from the figures of smaller districts.

    Raises
    ------
    InputError
        If nothing of the grid lies in the districts, or the base of an average is not known.
    """
    grid = read_grid(
        project, path, request.sublayer, request.encoding, progress.part(0.0, 0.9), loaded=loaded
    )
    rows = replace(grid.rows, problems=[p for p in grid.rows.problems if p.code != "grid_topics"])
    cells = with_base(project, grid)
    topics = topics_of(grid, cells, path.name)
    progress.step(0.93, f"{path.name}: Kennzahlen der Quartiere berechnen")
    parts: list[pd.DataFrame] = []
    period = request.period or grid.year
    districts = project.districts.reset_index(drop=True)
    owner = shares_of_ground(cells, districts)
    rows.rows_used = len(np.unique(owner.cell[cells[IN_FILE].to_numpy(bool)[owner.cell]]))
    rows.mapping = {}
    figures: dict[Topic, Figures] = {}
    for n, topic in enumerate(topics):
        progress.step(0.93 + 0.06 * n / len(topics), topic.heading)
        made = figures[topic] = figures_of(cells, topic, owner, len(districts))
        rows.mapping[topic.key] = topic.heading
        parts.append(
            pd.DataFrame(
                {
                    "district_id": districts["district_id"].to_numpy(object), "period": period, "indicator": topic.key, "value": made.values,
                    "state": [s.value for s in made.states], "text_value": None,
                }
            )
        )  # fmt: skip
    rows.layers["indicators"] = pd.concat(parts, ignore_index=True)
    rows.problems += _told(figures, districts, cells, path.name)
    rows.problems += noise(project, grid.cells, grid.year, path.name)
    return rows


# ---------------------------------------------------------------------------------------------- cells -> districts


@dataclass(frozen=True)
class Owner:
    """Which cell belongs to which district with which share of its ground (0..1); three arrays of one length."""

    cell: NDArray[np.intp]
    district: NDArray[np.intp]
    share: NDArray[np.float64]


def shares_of_ground(cells: gpd.GeoDataFrame, districts: gpd.GeoDataFrame) -> Owner:
    """Give cells to districts: up to `MIDPOINT_M` whole by their middle (of two districts of one level the first), else by area."""
    shapes = shapely.make_valid(districts.geometry.to_numpy())
    points = cells.geometry.to_numpy()
    size = size_of(cells)
    if size <= MIDPOINT_M:
        district, cell = shapely.STRtree(points).query(shapes, predicate="intersects")
        order = np.lexsort((district, cell))
        level = districts["level"].astype(str).to_numpy(object)
        found = pd.DataFrame(
            {"cell": cell[order], "district": district[order], "level": level[district[order]]}
        )
        found = found.drop_duplicates(["cell", "level"])
        return Owner(
            found["cell"].to_numpy(np.intp), found["district"].to_numpy(np.intp), np.ones(len(found))
        )
    squares = _squares(cells, size)
    district, cell = shapely.STRtree(squares).query(shapes, predicate="intersects")
    ground = shapely.area(shapely.intersection(squares[cell], shapes[district])) / shapely.area(squares[cell])
    there = ground > 1e-9
    return Owner(cell[there], district[there], np.minimum(ground[there], 1.0))


def _squares(cells: gpd.GeoDataFrame, size: float) -> NDArray[np.object_]:
    """Return the cells as the squares of the grid, in the CRS of the cells."""
    to = pyproj.Transformer.from_crs(cells.crs, GRID_EPSG, always_xy=True)
    back = pyproj.Transformer.from_crs(GRID_EPSG, cells.crs, always_xy=True)
    x, y = to.transform(shapely.get_x(cells.geometry.to_numpy()), shapely.get_y(cells.geometry.to_numpy()))
    west, south = (np.floor(np.asarray(v) / size) * size for v in (x, y))
    corners = np.array([[0, 0], [1, 0], [1, 1], [0, 1]], float) * size
    east = west[:, None] + corners[:, 0]
    north = south[:, None] + corners[:, 1]
    px, py = back.transform(east.ravel(), north.ravel())
    rings = np.stack([np.asarray(px), np.asarray(py)], axis=-1).reshape(-1, 4, 2)
    return np.asarray(shapely.polygons(rings), dtype=object)


def figures_of(cells: gpd.GeoDataFrame, topic: Topic, owner: Owner, districts: int) -> Figures:
    """Return one topic for every district.

    With cell `i`, its value `v`, base `b` and share of ground `g` in the district, over the cells that have both: a share is
    ``100 Σ g v / Σ g b``, a mean ``Σ g b v / Σ g b``, the mean household size ``Σ g b / Σ (g b / v)``. The coverage is
    ``Σ g b`` over cells with a value divided by that over all cells with a base.

    A cell whose value is missing counts nowhere; it is never taken for 0.
    """
    value = cells[topic.column].to_numpy(float)[owner.cell]
    base = cells[topic.base].to_numpy(float)[owner.cell] * owner.share
    if topic.kind == "sum":
        value, base = value * owner.share, np.ones(len(value))
    missing = np.isnan(value)
    based = np.isfinite(base) & (base > 0)
    if topic.kind == "harmonic":
        missing |= ~(value > 0)
    used = based & ~missing

    def summed(weights: NDArray[np.float64], where: NDArray[np.bool_]) -> NDArray[np.float64]:
        return np.bincount(owner.district[where], weights=weights[where], minlength=districts).astype(float)

    known, whole = summed(base, used), summed(base, based)
    with np.errstate(invalid="ignore", divide="ignore"):
        if topic.kind == "share":
            values = 100.0 * summed(value * owner.share, used) / known
        elif topic.kind == "mean":
            values = summed(value * base, used) / known
        elif topic.kind == "harmonic":
            values = known / summed(base / value, used)
        else:
            values = summed(value, used)
        coverage = np.where(whole > 0, known / whole, np.nan)
    in_file = cells[IN_FILE].to_numpy(bool)[owner.cell]
    hidden = summed(np.ones(len(value)), based & missing & in_file)
    states: list[States] = []
    for d in range(districts):
        if known[d] > 0 and coverage[d] >= COVERAGE:
            states.append(States.VALUE)
        elif known[d] == 0 and hidden[d] > 0:
            states.append(States.SECRET)
        else:
            states.append(States.NO_DATA)
    values = np.where([s is States.VALUE for s in states], values, np.nan)
    cells_hidden = len(np.unique(owner.cell[based & missing]))
    return Figures(values, states, coverage, cells_hidden)


# ---------------------------------------------------------------------------------------------- what is told


def _told(
    figures: dict[Topic, Figures], districts: gpd.GeoDataFrame, cells: gpd.GeoDataFrame, file: str
) -> list[Problem]:
    """Say how the figures were made, how much of the base has a value, and what is assumed."""
    size = size_of(cells)
    how = (
        "nach ihrem Mittelpunkt"
        if size <= MIDPOINT_M
        else "nach ihrem Flächenanteil (Annahme: die Werte sind in der Zelle gleichmäßig verteilt)"
    )
    out = [
        Problem(
            f"Aus {number(int(cells[IN_FILE].sum()))} Gitterzellen {'wurde 1 Kennzahl' if len(figures) == 1 else f'wurden {number(len(figures))} Kennzahlen'} je Gebiet gebildet; die Zellen zählen {how}.",
            remedy=f"Ein Gebiet bekommt einen Wert, wenn mindestens {percent(COVERAGE, 0)} der Bezugsgröße in Zellen mit Wert liegen (Annahme).",
            file=file, code="grid_indicators", severity="info",
        )
    ]  # fmt: skip
    names = districts["name"].fillna(districts["district_id"]).astype(str).to_numpy(object)
    lowest: list[tuple[float, str]] = []
    for topic, made in figures.items():
        known = np.isfinite(made.coverage)
        if topic.assumed:
            out.append(
                Problem(f"{topic.assumed} (Annahme).", file=file, column=topic.heading, code="grid_base_assumed", severity="warning")
            )  # fmt: skip
        if not made.hidden or not known.any():
            continue
        least = int(np.nanargmin(made.coverage))
        without = sum(s is not States.VALUE for s in made.states)
        lowest.append((float(made.coverage[least]), topic.heading))
        if made.coverage[least] >= _GOOD and topic.kind != "share":
            continue
        share = (
            f"{number(made.hidden)} {'Zelle' if made.hidden == 1 else 'Zellen'} ohne Wert (geheim oder nicht in der Datei); Zellen mit Wert umfassen im Gebiet mit der geringsten"
            f" Abdeckung „{names[least]}“ {percent(float(made.coverage[least]), 0)} der {_base_word(topic)}"
        )
        bias = (
            " Geheim sind vor allem kleine Zahlen, der Anteil ist deshalb eher zu hoch."
            if topic.kind == "share"
            else ""
        )
        out.append(
            Problem(
                f"{share}.{bias}",
                remedy=f"{number(without)} von {number(len(districts))} Gebieten {'bleibt' if without == 1 else 'bleiben'} ohne Wert." if without else "",
                file=file, column=topic.heading, count=made.hidden, code="grid_coverage", severity="warning" if without or bias else "info",
            )
        )  # fmt: skip
    if lowest:
        listed = ", ".join(f"{heading} {percent(share, 0)}" for share, heading in sorted(lowest))
        out.append(
            Problem(
                f"Anteil der Bezugsgröße in Zellen mit Wert, jeweils im Gebiet mit der geringsten Abdeckung: {listed}.", file=file,
                code="grid_known_shares", severity="info",
            )
        )  # fmt: skip
    out += _additivity(figures, cells, file)
    return out


_GOOD = 0.95
"""From this coverage on everywhere, nothing but the figure itself is said about it."""


def _base_word(topic: Topic) -> str:
    if topic.kind == "sum":
        return "Zellen"
    return (
        "Wohnungen"
        if is_dwellings(topic.base)
        else "Einwohner"
        if topic.base == "population"
        else "Bezugsgröße"
    )


def _additivity(figures: dict[Topic, Figures], cells: gpd.GeoDataFrame, file: str) -> list[Problem]:
    """Say by how much the parts miss the total over all cells: noise of the confidentiality method and hidden values."""
    shares = [t for t in figures if t.kind == "share"]
    bands = [t for t in shares if is_band(t.column)]
    parts = bands or shares
    if len(parts) < 2:
        return []
    total = cells[parts[0].base].to_numpy(float)
    values = np.array([cells[t.column].to_numpy(float) for t in parts])
    rows = np.isfinite(total)
    whole, added = float(total[rows].sum()), float(np.nansum(values[:, rows]))
    if not whole or abs(added - whole) <= 0.005 * whole or added > 1.5 * whole:
        return []
    return [
        Problem(
            f"Die Teile ergeben zusammen {number(added)}, die Gesamtzahl ist {number(whole)} ({percent(added / whole)}): Überlagerung und Geheimhaltung des Zensus.",
            remedy="Die Teile wurden nicht hochgerechnet.", file=file, code="grid_not_additive", severity="info",
        )
    ]  # fmt: skip
