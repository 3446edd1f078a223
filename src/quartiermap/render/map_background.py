"""Polygons and lines of a printed map as paths, prepared once for all maps of a project."""

from __future__ import annotations

from typing import Any

import numpy as np
import shapely
from matplotlib.axes import Axes
from matplotlib.collections import PathCollection
from matplotlib.path import Path as MplPath

from quartiermap.domain.project import Project
from quartiermap.io.project_content import edge_shapes
from quartiermap.render import colours
from quartiermap.render.map_content import parents_of

Paths = dict[str, list[MplPath]]

NETWORK_UP_TO = 40_000
"""Above this scale number the walk network would be a grey carpet."""

RIVER_RANK = 3
"""Waterways up to this rank are rivers and canals."""


def prepare(
    project: Project, centre: tuple[float, float], half_size_m: tuple[float, float], scale: int
) -> Paths:
    """Return districts, outlines and basemap as paths, simplified to less than a tenth of a millimetre on paper.

    Parameters
    ----------
    project : Project
    centre : tuple of float
        Middle of the sheet in the project CRS.
    half_size_m : tuple of float
        Half of its width and height in metres.
    scale : int
        The number n of the scale 1 : n.

    Returns
    -------
    dict of str -> list of Path
        ``districts`` (one each, in the order of `Project.reporting_districts`), ``parent_areas``, ``parents`` (border lines), ``funding``,
        ``area:<class>``, ``line:<class>``, ``line:river`` (rivers and canals; the rest is ``line:waterway``).
    """
    tolerance = scale / 1000 * 0.1
    window = shapely.box(
        centre[0] - half_size_m[0],
        centre[1] - half_size_m[1],
        centre[0] + half_size_m[0],
        centre[1] + half_size_m[1],
    )
    geometry = project.reporting_districts.geometry.to_numpy()
    ready: Paths = {
        "districts": [as_path(g) for g in shapely.simplify(geometry, tolerance)],
        "parent_areas": [
            as_path(g) for g in shapely.simplify(parents_of(project).geometry.to_numpy(), tolerance)
        ],
        "parents": _line_paths(_borders(parents_of(project).geometry.to_numpy()), tolerance),
        "funding": [
            as_path(g) for g in shapely.simplify(project.funding_areas.geometry.to_numpy(), tolerance)
        ],
    }
    smallest = (scale / 1000 * 0.9) ** 2
    areas = project.basemap_areas
    if len(areas):
        shapes = areas.geometry.to_numpy()
        near = shapely.intersects(window, shapes) & (shapely.area(shapes) >= smallest)
        for name in colours.BASEMAP_AREAS:
            if name == "building":
                continue  # too fine for a report map
            chosen = shapes[near & (areas["class"] == name).to_numpy()]
            ready[f"area:{name}"] = [as_path(g) for g in shapely.simplify(chosen, tolerance)]
    lines = project.basemap_lines
    if len(lines):
        shapes = lines.geometry.to_numpy()
        near = shapely.intersects(window, shapes)
        for name in colours.BASEMAP_LINES:
            if name == "minor" and scale > 30_000:
                continue
            chosen = near & (lines["class"] == name).to_numpy()
            if name == "waterway":  # a brook is not drawn as wide as the river of the town
                river = (lines["rank"] <= RIVER_RANK).to_numpy(bool, na_value=False)
                ready["line:river"] = _line_paths(shapes[chosen & river], tolerance)
                chosen = chosen & ~river
            ready[f"line:{name}"] = _line_paths(shapes[chosen], tolerance)
    elif project.network is not None and scale <= NETWORK_UP_TO:
        # Without a background map the walk network itself shows the streets.
        shapes = edge_shapes(project.network)
        ready["line:network"] = _line_paths(shapes[shapely.intersects(window, shapes)], tolerance)
    return ready


def _borders(polygons: Any) -> Any:
    """Return the borders of polygons, each stretch once: dashes drawn twice would fill each other's gaps."""
    return shapely.line_merge(shapely.union_all(shapely.boundary(polygons)))


def _line_paths(shapes: Any, tolerance: float) -> list[MplPath]:
    parts = shapely.get_parts(shapely.simplify(shapes, tolerance))
    return [MplPath(shapely.get_coordinates(g)) for g in parts if not g.is_empty]


def as_path(geometry: Any) -> MplPath:
    """Turn a polygon with holes, or several, into one path."""
    vertices, codes = [], []
    for polygon in shapely.get_parts(geometry):
        for ring in (polygon.exterior, *polygon.interiors) if polygon.geom_type == "Polygon" else ():
            points = shapely.get_coordinates(ring)
            if len(points) < 3:
                continue
            vertices.append(points)
            codes.append(
                np.concatenate(
                    ([MplPath.MOVETO], np.full(len(points) - 2, MplPath.LINETO), [MplPath.CLOSEPOLY])
                )
            )
    if not vertices:
        return MplPath(np.zeros((0, 2)))
    return MplPath(np.concatenate(vertices), np.concatenate(codes))


def fill(axes: Axes, paths: list[MplPath], colour: str, zorder: float, *, alpha: float | None = None) -> None:
    """Fill polygons with one colour."""
    if paths:
        axes.add_collection(
            PathCollection(
                paths, facecolors=colour, edgecolors="none", linewidths=0, alpha=alpha, zorder=zorder
            )
        )


def outline(axes: Axes, paths: list[MplPath], colour: str, width: float, zorder: float) -> None:
    """Draw the outlines of polygons."""
    if paths:
        axes.add_collection(
            PathCollection(paths, facecolors="none", edgecolors=colour, linewidths=width, zorder=zorder)
        )
