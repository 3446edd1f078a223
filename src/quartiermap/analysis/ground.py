"""What an access question stands on: which facilities count, and where demand and facilities lie."""

from __future__ import annotations

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from quartiermap.domain.network import Floats, Ints
from quartiermap.domain.project import Project
from quartiermap.domain.results import Access, AnalysisParameters, Demand
from quartiermap.domain.standards import Standard

COVERAGE_MARGIN_M = 1000.0
"""Demand farther than this from every way lies where the loaded network has no data, not where nobody can walk."""


def usable(facilities: pd.DataFrame) -> NDArray[np.bool_]:
    """Return which facilities can be walked to today: existing (or status unknown) and with a place.

    Planned and closed facilities are no supply. A missing status means "Bestand": municipal lists name
    what exists.
    """
    status = (
        facilities["status"] if "status" in facilities else pd.Series(index=facilities.index, dtype=object)
    )
    exists = status.isna() | (status == "Bestand")
    x, y = facility_coordinates(facilities)
    return np.asarray(exists, bool) & np.isfinite(x) & np.isfinite(y)


def facility_coordinates(facilities: pd.DataFrame) -> tuple[Floats, Floats]:
    """Return x and y in metres of every row; NaN where a facility has no place.

    A facility drawn as an area is taken at a point on the area.
    """
    shapes = np.asarray(facilities.geometry.array, dtype=object) if len(facilities) else np.zeros(0, object)
    areas = ~shapely.is_missing(shapes) & (shapely.get_type_id(shapes) != 0)
    if areas.any():
        shapes = shapes.copy()
        shapes[areas] = shapely.point_on_surface(shapes[areas])
    return shapely.get_x(shapes), shapely.get_y(shapes)


def outside_network(access: Access, size: int) -> NDArray[np.bool_]:
    """Tell which demand points lie where the loaded network has no data (`COVERAGE_MARGIN_M` from every way).

    Nothing can be said about the ways from there: such a point is neither in reach nor out of reach. Without a
    network (air line) there is no such point.

    Returns
    -------
    bool array, shape (size,)
    """
    if access.points is None:
        return np.zeros(size, dtype=bool)
    return np.asarray(access.points.primary.leg_m > COVERAGE_MARGIN_M, dtype=bool)


def demand_coordinates(demand: Demand) -> tuple[Floats, Floats]:
    """Return x and y in metres of every demand point."""
    return demand.table["x"].to_numpy(np.float64), demand.table["y"].to_numpy(np.float64)


def kinds_of(project: Project, parameters: AnalysisParameters) -> list[str]:
    """Return the kinds of the facilities and those named by a standard, sorted."""
    present = {str(kind) for kind in project.facilities["kind"].dropna().unique()}
    return sorted(present | {standard.kind for standard in parameters.standards})


def rows_of(facilities: pd.DataFrame, kind: str, mask: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Return the rows of a kind for which the mask holds."""
    return np.flatnonzero(np.asarray(facilities["kind"] == kind, bool) & mask)


def barrier_free(facilities: pd.DataFrame) -> NDArray[np.bool_]:
    """Return which facilities are known to be barrier-free ("ja"); unknown is not."""
    if "barrier_free" not in facilities:
        return np.zeros(len(facilities), bool)
    return np.asarray((facilities["barrier_free"] == "ja").fillna(value=False), bool)


def as_rows(found: Ints, rows: NDArray[np.int64]) -> Ints:
    """Turn positions in `rows` into the rows themselves; -1 stays."""
    return np.append(rows, -1)[found].astype(np.int32)


def large_enough(facilities: pd.DataFrame, standard: Standard) -> NDArray[np.bool_]:
    """Return which facilities have the least size that a standard asks for; one of unknown size has not."""
    if standard.min_area_m2 is None:
        return np.ones(len(facilities), bool)
    area = facilities["area_m2"].to_numpy(dtype=np.float64, na_value=np.nan)
    return np.asarray(area >= standard.min_area_m2, bool)
