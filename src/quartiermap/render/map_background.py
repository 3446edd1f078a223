"""Polygons and lines of a printed map as paths, prepared once for all maps of a project."""

from __future__ import annotations

from types import MappingProxyType
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


FINE = MappingProxyType(
    {"building": 12_500, "service": 10_000, "path": 10_000, "steps": 10_000, "minor": 30_000}
)
"""Scale numbers up to which the finer classes are drawn on a district's map."""


DISTRICT_ONLY = ("building", "path", "service", "steps")


class Background:
    """The background map of a project, cut to one sheet after the other.

    Found through a spatial index and cut before it is simplified: a page of an atlas costs what lies on it, however
    large the town is.
    """

    def __init__(self, project: Project) -> None:
        self._areas = _Layer.of(project.basemap_areas)
        self._lines = _Layer.of(project.basemap_lines)
        self._streets = None
        if not len(project.basemap_lines) and project.network is not None:
            shapes = edge_shapes(project.network)
            self._streets = _Layer(shapes, np.full(len(shapes), "network", dtype=object))

    def on_sheet(
        self, window: tuple[float, float, float, float], scale: int, district: Any
    ) -> dict[str, Any]:
        """Return what lies in a window (west, south, east, north), simplified to less than a tenth of a millimetre.

        Buildings and paths are given for the district only: in the muted surroundings they would take most of the file
        and show nothing.

        Returns
        -------
        dict of str -> array of geometries
            ``area:<class>``, ``line:<class>``, ``line:river``; without a background map ``line:network``.
        """
        tolerance = scale / 1000 * 0.08
        found: dict[str, Any] = {}
        for layer, sign in ((self._areas, "area"), (self._lines, "line"), (self._streets, "line")):
            for name, cut in (layer.cut(window, scale) if layer is not None else {}).items():
                shapes = cut
                if name in DISTRICT_ONLY:
                    shapes = shapes[shapely.intersects(district, shapes)]
                if sign == "area":
                    least = 0.45 if name == "building" else 0.6
                    shapes = shapes[shapely.area(shapes) >= (least * scale / 1000) ** 2]
                if len(shapes):
                    found[f"{sign}:{name}"] = shapely.simplify(
                        shapes, tolerance * (1.6 if name == "building" else 1.0)
                    )
        return found


class _Layer:
    """Shapes with a class each, behind a spatial index."""

    def __init__(self, shapes: Any, names: Any) -> None:
        self.shapes, self.names = np.asarray(shapes, dtype=object), names
        self.tree = shapely.STRtree(self.shapes)

    @classmethod
    def of(cls, frame: Any) -> _Layer:
        if not len(frame):
            return cls(np.zeros(0, object), np.zeros(0, object))
        names = frame["class"].astype(object).to_numpy()
        if "rank" in frame:  # a brook is not drawn as wide as the river of the town
            river = (names == "waterway") & (frame["rank"] <= RIVER_RANK).to_numpy(bool, na_value=False)
            names = np.where(river, "river", names)
        return cls(frame.geometry.to_numpy(), names)

    def cut(self, window: tuple[float, float, float, float], scale: int) -> dict[str, Any]:
        """Return the parts of the shapes inside a window by class, without those too fine for a scale."""
        rows = np.sort(self.tree.query(shapely.box(*window)))
        kept: dict[str, Any] = {}
        for name in sorted({str(n) for n in self.names[rows]}):
            if scale <= FINE.get(name, scale):
                shapes = _clipped(self.shapes[rows[self.names[rows] == name]], window)
                if len(shapes):
                    kept[name] = shapes
        return kept


def _clipped(shapes: Any, window: tuple[float, float, float, float]) -> Any:
    """Return the parts of shapes inside a window; a shape that cannot be cut stays whole, the sheet hides the rest."""
    try:
        cut = shapely.clip_by_rect(shapes, *window)
    except shapely.GEOSException:
        cut = shapes
    return cut[~shapely.is_empty(cut)]
