"""From where the facilities of a kind are in reach: the outline that a district's map shows above the dwelling places."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import shapely

from quartiermap.analysis.catchment_areas import CELL_M, CatchmentFinder
from quartiermap.analysis.ground import facility_coordinates, large_enough, usable
from quartiermap.analysis.paths import router_for
from quartiermap.domain.project import Project
from quartiermap.domain.standards import Standard

YARD_M2 = 20_000.0
"""A hole smaller than two hectares is left out."""

PARTS = 1_000
"""Into so many cells the width of a sheet is divided at most: a fifth of a millimetre on A4."""


class Catchments:
    """Areas in reach of the facilities around a window; the network is prepared when it is first asked for.

    Parameters
    ----------
    project : Project
        With a result, or nothing is found.
    """

    def __init__(self, project: Project) -> None:
        self.project = project
        self._x, self._y = facility_coordinates(project.facilities)
        self._usable = usable(project.facilities)
        self._finder: CatchmentFinder | None = None

    def around(
        self,
        window: tuple[float, float, float, float],
        standard: Standard,
        secret: Sequence[Any] = (),
        beyond: Sequence[Any] = (),
    ) -> Any:
        """Return the area from which a usable facility is within the target of a standard.

        Measured as the standard and the result measure: along the ways, as the crow flies, or as the crow flies with
        the detour factor.

        Parameters
        ----------
        window
            West, south, east, north in the project CRS; the area is right inside of it, and may go on beyond.
        standard : Standard
        secret : sequence of polygon
            Districts whose share in reach is secret: nothing of the area in them is told.
        beyond : sequence of polygon
            Dwelling places out of reach: a hole of the area that touches one is kept, however small it is. Other small
            holes are insides of blocks too far from any way, and are left out.

        Returns
        -------
        MultiPolygon or Polygon
            Empty if there is no facility near, or no result.
        """
        found = _without_yards(self._around(window, standard), beyond)
        if len(secret) and not found.is_empty:
            found = shapely.difference(found, shapely.union_all(np.asarray(secret, dtype=object)))
        return found

    def _around(self, window: tuple[float, float, float, float], standard: Standard) -> Any:
        analysis = self.project.analysis
        reach = standard.target_m
        west, south, east, north = window
        near = (
            (self._x > west - reach)
            & (self._x < east + reach)
            & (self._y > south - reach)
            & (self._y < north + reach)
        )
        chosen = near & self._usable & (self.project.facilities["kind"] == standard.kind).to_numpy(bool)
        if standard.min_area_m2 is not None:
            chosen &= large_enough(self.project.facilities, standard)
        rows = np.flatnonzero(chosen)
        if analysis is None or not len(rows):
            return shapely.MultiPolygon()
        access = analysis.access
        if standard.measure == "air_line" or access.method != "network":
            factor = (
                1.0
                if standard.measure == "air_line"
                else (access.detour_factor or analysis.parameters.detour_factor)
            )
            points = shapely.points(self._x[rows], self._y[rows])
            return shapely.union_all(shapely.buffer(points, reach / factor, quad_segs=16))
        if access.facilities is None or self.project.network is None:
            return shapely.MultiPolygon()
        if self._finder is None:
            self._finder = CatchmentFinder(
                router_for(self.project.network, access.min_component_m, access.profile)
            )
        cell = max(CELL_M, (east - west) / PARTS)
        return self._finder.polygon(access.facilities.pick(rows), reach, cell_m=cell)


def _without_yards(area: Any, beyond: Sequence[Any]) -> Any:
    """Return an area without small holes that touch none of some areas."""
    parts = []
    for part in shapely.get_parts(area):
        holes = shapely.polygons(shapely.get_rings(part)[1:])
        kept = shapely.area(holes) >= YARD_M2
        for other in beyond:
            kept |= shapely.intersects(holes, other)
        parts.append(shapely.Polygon(part.exterior, [h.exterior for h in holes[kept]]))
    return shapely.union_all(parts)
