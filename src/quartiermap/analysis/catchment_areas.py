"""Catchments as areas to draw and to count in: where a facility is in reach, and who lives there.

A place belongs to an area if the nearest way beside it is in reach, the straight way to there included. So an area
never spreads over a way that is out of reach (as areas made by interpolation between reached nodes do);
`CatchmentFinder.polygon` states how exactly.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
import pandas as pd
import shapely
from contourpy import FillType, LineType, SerialContourGenerator, ZInterp

from quartiermap.analysis.catchment_ways import WayFinder
from quartiermap.analysis.engine.catchment_kernels import against_area, levels
from quartiermap.analysis.paths import Router
from quartiermap.analysis.residents import ALL_RESIDENTS, SecretPoints
from quartiermap.analysis.small_numbers import is_small, stepped
from quartiermap.domain.ages import band_label, band_limits, is_band
from quartiermap.domain.network import Floats, OnNetwork
from quartiermap.domain.progress import Progress
from quartiermap.domain.results import Demand
from quartiermap.domain.schema import States

BESIDE_M = 50.0
"""How far an area reaches beside the ways."""
CELL_M = 10.0
"""Spacing of the raster that areas are drawn from."""
_RASTER = 2000
CUT_M = 0.5
"""Half the width of the slit cut along a way out of reach that runs beside one in reach."""


class CatchmentFinder(WayFinder):
    """Finds catchments on one network for one profile; build once, ask often (see `WayFinder`)."""

    def spacing(self, limit_m: float, cell_m: float = CELL_M) -> float:
        """Return the spacing of the raster that `polygon` uses for a limit: `cell_m`, but at most `_RASTER` points a side."""
        if not self.network.node_count:
            return cell_m
        x, y = self.network.node_x, self.network.node_y
        widest = min(2 * limit_m, max(float(x.max() - x.min()), float(y.max() - y.min())))
        return max(cell_m, widest / _RASTER)

    def polygon(
        self,
        places: OnNetwork,
        limit_m: float,
        *,
        beside_m: float = BESIDE_M,
        cell_m: float = CELL_M,
        tolerance_m: float | None = None,
    ) -> shapely.MultiPolygon:
        """Return the area around the ways in reach.

        Parameters
        ----------
        places : OnNetwork
        limit_m : float
            Metres of the profile, included; the straight way from the place to the nearest way counts.
        beside_m : float
            The area reaches at most this far beside the ways.
        cell_m : float
            Spacing of the raster that the area is drawn from; between ways its border is as exact as that. Coarser for
            areas wider than about 20 km (`spacing`).
        tolerance_m : float, optional
            See below; `cell_m` if not given.

        Returns
        -------
        MultiPolygon
            Valid, in the project CRS; empty if nothing is in reach.

        Notes
        -----
        Two laws hold for every place on the network (whatever the raster):

        1. A place that is farther than ``limit_m + tolerance_m`` does not lie inside, nor any way that the profile
           cannot use.
        2. A place that is at most ``limit_m - tolerance_m`` away lies inside, unless it is closer than `CUT_M` to
           one that the first law keeps out (a bridge over a way in reach).
        """
        cell_m = self.spacing(limit_m, cell_m)
        tolerance = cell_m if tolerance_m is None else tolerance_m
        margin = beside_m + 2 * cell_m
        pieces = self.near_reached(self.pieces(places, limit_m + tolerance, margin), margin)
        parts, _ = self.straight_parts(pieces)
        reached = np.isfinite(parts.at_a)
        if not reached.any():
            return shapely.MultiPolygon()
        xs = np.concatenate([parts.ax[reached], parts.bx[reached]])
        ys = np.concatenate([parts.ay[reached], parts.by[reached]])
        west, south = float(xs.min()) - margin, float(ys.min()) - margin
        columns = int(np.ceil((float(xs.max()) + margin - west) / cell_m)) + 1
        rows = int(np.ceil((float(ys.max()) + margin - south) / cell_m)) + 1
        level = levels(
            parts.ax, parts.ay, parts.bx, parts.by, parts.at_a, parts.at_b,
            west, south, cell_m, columns, rows, beside_m, limit_m,
        )  # fmt: skip
        area = _below_zero(level, west, south, cell_m)
        # Beyond the tolerance the raster may be wrong where ways run side by side: there the ways themselves decide.
        missing = parts.cut_to(-np.inf, limit_m - tolerance)
        _, leaves = against_area(missing.ax, missing.ay, missing.bx, missing.by, level, west, south, cell_m)
        lost = missing.lines(np.flatnonzero(leaves))
        shapely.prepare(area)
        lost = lost[~shapely.covers(area, lost)]
        if len(lost):
            _mark(level, shapely.bounds(lost), west, south, cell_m)
            area = shapely.union_all(
                [area, shapely.buffer(shapely.multilinestrings(lost), CUT_M, quad_segs=2)]
            )
        far = parts.cut_to(limit_m + tolerance, np.inf)
        touches, _ = against_area(far.ax, far.ay, far.bx, far.by, level, west, south, cell_m)
        wrong = far.lines(np.flatnonzero(touches))
        shapely.prepare(area)
        wrong = wrong[shapely.intersects(area, wrong)]
        if len(wrong):
            area = shapely.difference(
                area, shapely.buffer(shapely.multilinestrings(wrong), CUT_M, quad_segs=2)
            )
        if not len(lost) and not len(wrong):
            return area
        return _areas_of(area if shapely.is_valid(area) else shapely.make_valid(area))


def catchment_polygons(
    router: Router, places: OnNetwork, limit_m: float, progress: Progress | None = None
) -> list[shapely.MultiPolygon]:
    """Return one area for every point of `places`, in order; an empty one for a point without a way."""
    progress = progress or Progress()
    progress.step(0.0, "Einzugsgebiete zeichnen")
    finder = CatchmentFinder(router)
    found = []
    # The work is done outside of the interpreter's lock, so two threads draw twice as many.
    with ThreadPoolExecutor(2) as pool:
        drawn = [
            pool.submit(finder.polygon, places.pick(np.array([point])), limit_m)
            for point in range(places.count)
        ]
        try:
            for point, area in enumerate(drawn):
                progress.step(point / len(drawn), "Einzugsgebiete zeichnen")
                found.append(area.result())
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise
    progress.step(1.0, "Einzugsgebiete gezeichnet")
    return found


def residents_in(
    demand: Demand, distance_m: Floats, limit_m: float, secret: SecretPoints | None = None, few: float = 0.0
) -> pd.DataFrame:
    """Count the residents in reach, in all and by age group.

    Parameters
    ----------
    demand : Demand
    distance_m : float64 array, shape (points,)
        Way of every demand point to the facility (or the nearest of a kind); ``inf`` where there is none.
    limit_m : float
        In the unit of `distance_m`, included.
    secret : SecretPoints, optional
        Points whose missing figures are secret (`quartiermap.analysis.residents.secret_points`).
    few : float
        Fewer persons are secret, others told in steps of so many (`small_numbers.stepped`): any two places and limits can be
        subtracted from each other. 0: exact.

    Returns
    -------
    DataFrame
        ``band`` ("population" or an age band), ``label`` (German), ``persons`` (NaN where `state` is not "value"),
        ``state``, ``unknown_points`` (points in reach whose figure is missing: `persons` is then a lower bound), ``rounded`` (in steps of `few`).
        Without any demand point in reach there is no figure ("no_data"): nobody may live there, or the cells do not
        cover it. The same where the only figures known are 0 and others are missing.

    Examples
    --------
    >>> table = pd.DataFrame({"population": [10.0, 5.0, 7.0], "age_0_3": [2.0, np.nan, 1.0]})
    >>> found = residents_in(Demand(table, "cells"), np.array([100.0, 300.0, 900.0]), 500.0)
    >>> found[["band", "persons", "unknown_points"]].values.tolist()
    [['population', 15.0, 0], ['age_0_3', 2.0, 1]]
    """
    near = np.asarray(distance_m <= limit_m, bool)
    nothing = np.zeros(len(near), bool)
    rows = []
    for band in ("population", *(str(c) for c in demand.table.columns if is_band(str(c)))):
        value = demand.table[band].to_numpy(dtype=np.float64, na_value=np.nan)
        known = near & np.isfinite(value)
        missing = near & ~known
        persons = float(value[known].sum())
        state = States.SECRET if is_small(persons, few) else States.VALUE
        if not known.any() or (missing.any() and persons == 0):
            hidden = nothing if secret is None else secret.residents if band == "population" else secret.ages
            state = States.SECRET if (missing & hidden).any() else States.NO_DATA
        rows.append(
            {
                "band": band,
                "label": ALL_RESIDENTS if band == "population" else band_label(*band_limits(band)),
                "persons": stepped(persons, few) if state is States.VALUE else np.nan,
                "state": state.value,
                "unknown_points": int(missing.sum()),
                "rounded": few > 0 and persons > 0,
            }
        )
    return pd.DataFrame(rows)


def _below_zero(level: Floats, west: float, south: float, cell: float) -> shapely.MultiPolygon:
    """Return the area where a raster, read linearly between its places, is below 0.

    Valid as it is: no place is within a micrometre of 0 (`levels`), so no two borders meet in a raster place, and inside
    a square they never do.
    """
    rows, columns = level.shape
    x, y = np.meshgrid(west + cell * np.arange(columns), south + cell * np.arange(rows))
    # `contourpy.contour_generator` would look for missing values first, which takes as long as drawing does.
    drawer = SerialContourGenerator(
        x, y, level, None,
        corner_mask=False, line_type=LineType.Separate, fill_type=FillType.OuterOffset, quad_as_tri=False,
        z_interp=ZInterp.Linear,
    )  # fmt: skip
    found: Any = drawer.filled(-np.inf, 0.0)
    outlines, offsets = found
    if not outlines:
        return shapely.MultiPolygon()
    size = np.concatenate([np.diff(part.astype(np.int64)) for part in offsets])
    of_ring = np.concatenate([[0], np.cumsum(size)])
    of_area = np.concatenate([[0], np.cumsum([len(part) - 1 for part in offsets])])
    areas = shapely.from_ragged_array(
        shapely.GeometryType.POLYGON, np.concatenate(outlines), (of_ring, of_area)
    )
    return shapely.multipolygons(areas)


def _mark(level: Floats, boxes: Floats, west: float, south: float, cell: float) -> None:
    """Let the squares of a raster in which some boxes lie count as inside."""
    low = np.floor((boxes[:, :2] - CUT_M - [west, south]) / cell).astype(np.int64)
    high = np.ceil((boxes[:, 2:] + CUT_M - [west, south]) / cell).astype(np.int64)
    for (column, row), (last_column, last_row) in zip(np.maximum(low, 0), high, strict=True):
        level[row : last_row + 1, column : last_column + 1] = -cell


def _areas_of(shape: shapely.Geometry) -> shapely.MultiPolygon:
    """Return the areas of a shape without lines and points that cutting has left over."""
    parts = shapely.get_parts(shapely.get_parts(shape))
    areas = parts[shapely.get_dimensions(parts) == 2]
    return shapely.MultiPolygon(list(areas[shapely.area(areas) > 0]))
