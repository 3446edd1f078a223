"""The way on foot from a place to the nearest facility of a kind, as the analysis has measured it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from quartiermap.domain import texts
from quartiermap.domain.progress import Progress
from quartiermap.ui.translation import translate

if TYPE_CHECKING:
    from quartiermap.domain.project import Project

NEAR_M = 250.0
"""A click farther than this from every dwelling place is no place that a way was measured from."""


@dataclass(frozen=True)
class Way:
    """A way to show.

    Parameters
    ----------
    points : tuple of (longitude, latitude)
        Degrees (WGS 84), from the dwelling place to the facility, legs beside the network included; empty if there
        is nothing to draw.
    words : str
        What is known about it, in a sentence.
    facility_id : str
        Where it leads, or nothing.
    """

    points: tuple[tuple[float, float], ...]
    words: str
    facility_id: str = ""


def way_from(
    project: Project,
    kind: str,
    place: tuple[float, float],
    progress: Progress,
    *,
    beyond_m: float = -1.0,
    near_m: float = NEAR_M,
) -> Way:
    """Find the way from the dwelling place nearest to `place` to its nearest facility of `kind`.

    Parameters
    ----------
    project : Project
        With a result; where the result was measured as air line the way is a straight line.
    kind : str
    place : tuple of float
        x and y in the project CRS.
    beyond_m : float
        Only dwelling places whose way is longer than this are taken (for the way of a gap).
    near_m : float
        How far from `place` the dwelling place may be.
    """
    import numpy as np

    from quartiermap.analysis.access import facility_coordinates, route_between
    from quartiermap.render.map_data import transformer

    progress.step(0.05, translate("Way", "Weg suchen"))
    analysis = project.analysis
    if analysis is None or project.epsg is None or kind not in analysis.access.distance_m:
        return Way((), translate("Way", "Dafür ist noch nichts gerechnet."))
    table, access = analysis.demand.table, analysis.access
    x, y = table["x"].to_numpy(float), table["y"].to_numpy(float)
    metres = access.distance_m[kind]
    away = np.hypot(x - place[0], y - place[1])
    away[~(metres > beyond_m)] = np.inf
    if not len(away) or not away.min() <= near_m:
        return Way((), translate("Way", "Hier wohnt nach den Daten niemand; ein Weg wurde nicht gemessen."))
    point = int(away.argmin())
    row = int(access.nearest[kind][point])
    if row < 0 or not np.isfinite(metres[point]):
        return Way(
            (), translate("Way", "Von hier ist keine Einrichtung dieser Art auf dem Wegenetz zu erreichen.")
        )
    ends_x, ends_y = facility_coordinates(project.facilities)
    progress.step(0.3, translate("Way", "Weg suchen"))
    line_x, line_y = np.array([x[point], ends_x[row]]), np.array([y[point], ends_y[row]])
    if access.method == "network":
        route = route_between(project, access, point, row)
        if route is not None:
            line_x = np.concatenate([line_x[:1], route.x, line_x[1:]])
            line_y = np.concatenate([line_y[:1], route.y, line_y[1:]])
    progress.step(0.9, translate("Way", "Weg suchen"))
    lon, lat = transformer(project.epsg).transform(line_x, line_y)
    name = project.facilities["name"].iloc[row]
    name = str(name) if name == name and name is not None else translate("ViewData", "(ohne Namen)")
    length = texts.metres(float(metres[point]))
    words = (
        translate("Way", "{m} Fußweg bis „{name}“").format(m=length, name=name)
        if access.method == "network"
        else translate("Way", "{m} bis „{name}“ (Luftlinie × Umwegfaktor, Näherung)").format(
            m=length, name=name
        )
    )
    return Way(
        tuple(zip(lon.tolist(), lat.tolist(), strict=True)),
        words,
        str(project.facilities["facility_id"].iloc[row]),
    )
