"""The ground plan: river, railway, district borders, built-up land, greens.

Everything is drawn straight and then bent by one smooth, seeded displacement (`Ground.bend`), so that lines
which meet before still meet afterwards and nothing looks ruled.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.interpolate import CubicSpline
from shapely import LineString, MultiPoint, Point, Polygon, affinity

from quartiermap.demo.parameters import Plan, Points, Quarter

Floats = NDArray[np.float64]
GRID_M = 0.01
"""Coordinates are rounded to centimetres; lines meet exactly when their coordinates are equal."""


def smooth(points: Points, step: float = 25.0) -> LineString:
    """Return a smooth line through `points`, with a vertex about every `step` metres.

    Examples
    --------
    >>> round(smooth(((0.0, 0.0), (50.0, 0.0), (100.0, 0.0))).length)
    100
    """
    xy = np.asarray(points, float)
    along = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(xy, axis=0).T))])
    at = np.linspace(0.0, along[-1], max(2, int(along[-1] / step) + 1))
    return LineString(CubicSpline(along, xy)(at))


def ellipse(centre: tuple[float, float], radius: tuple[float, float]) -> Polygon:
    """Return an ellipse as a polygon with 96 corners."""
    angle = np.linspace(0.0, 2 * np.pi, 97)[:-1]
    return Polygon(np.c_[centre[0] + radius[0] * np.cos(angle), centre[1] + radius[1] * np.sin(angle)])


_OVERLAP_M = 8.0
"""Streets reach this far over the edge of their zone, so that they really cross the street there;
the stubs beyond are cut off again."""


@dataclass(frozen=True)
class Ground:
    """The ground plan in straight (not yet bent) local metres.

    `zones` is the built-up land of each Quartier, `cells` its whole territory; `no_go` is the land along
    river and railway that streets end at.
    """

    plan: Plan
    bounds: Polygon
    river: LineString
    brook: LineString
    rail: LineString
    motorway: LineString
    bypass: LineString
    siding: LineString
    ring: Polygon
    wall: Polygon
    no_go: Any
    greens: tuple[tuple[str, str, Any], ...]
    cells: dict[str, Polygon]
    borders: Any
    zones: dict[str, Any]
    built: Any
    waves: Floats

    def bend(self, geometry: Any) -> Any:
        """Return a geometry (or array of them) bent like the whole town, vertices every 25 m at most."""
        return shapely.transform(shapely.segmentize(geometry, 25.0), self._shift)

    def _shift(self, xy: Floats) -> Floats:
        out = xy.astype(float)
        # Damped towards the rim of the map so that the outer border stays where it is.
        for ax, ay, kx, ky, phase in self.waves:
            turn = np.sin(kx * xy[:, 0] + ky * xy[:, 1] + phase)
            out[:, 0] += ax * turn
            out[:, 1] += ay * turn
        return out

    def quarter(self, key: str) -> Quarter:
        """Return the Quartier with a key."""
        return next(q for q in self.plan.quarters if q.id == key)


def _waves(rng: np.random.Generator) -> Floats:
    rows = []
    for length, height, count in ((2600.0, 60.0, 4), (1100.0, 26.0, 5), (480.0, 7.0, 5)):
        for _ in range(count):
            direction, swing = rng.uniform(0, 2 * np.pi, 2)
            k = 2 * np.pi / (length * rng.uniform(0.8, 1.2))
            rows.append(
                (height * np.cos(swing), height * np.sin(swing), k * np.cos(direction), k * np.sin(direction),
                 rng.uniform(0, 2 * np.pi))
            )  # fmt: skip
    return np.array(rows)


def _blob(
    rng: np.random.Generator, centre: tuple[float, float], radius: tuple[float, float], power: float = 2.0
) -> Polygon:
    """Return an irregular ellipse; a higher `power` makes it more of a rounded rectangle."""
    angle = np.linspace(0.0, 2 * np.pi, 65)[:-1]
    plain = (np.abs(np.cos(angle)) ** power + np.abs(np.sin(angle)) ** power) ** (-1 / power)
    factor = plain * (
        1.0
        + sum(rng.uniform(0.03, 0.12) * np.sin(n * angle + rng.uniform(0, 2 * np.pi)) for n in (2, 3, 5))
        * (1.0 if power == 2.0 else 0.35)
    )
    return Polygon(
        np.c_[centre[0] + radius[0] * factor * np.cos(angle), centre[1] + radius[1] * factor * np.sin(angle)]
    )


def _cells(
    plan: Plan, bounds: Polygon, river: LineString, rail: LineString, ring: Polygon
) -> dict[str, Polygon]:
    """Cut the territory by river and railway, and each side between its Quartiere (nearest seed)."""
    sides = shapely.get_parts(shapely.polygonize(
        list(shapely.get_parts(shapely.union_all([bounds.exterior, river, rail], grid_size=GRID_M)))
    ))  # fmt: skip
    cells: dict[str, Polygon] = {}
    for side in ("nord", "mitte", "sued"):
        members = [q for q in plan.quarters if q.side == side]
        land = next(s for s in sides if s.contains(Point(members[0].x, members[0].y)))
        seeds = [q for q in members if q.type != "altstadt"]
        for piece in shapely.get_parts(
            shapely.voronoi_polygons(MultiPoint([(q.x, q.y) for q in seeds]), extend_to=bounds.buffer(2000))
        ):
            owner = next(q for q in seeds if piece.contains(Point(q.x, q.y)))
            part = piece.intersection(land)
            if side == "mitte":
                part = part.difference(ring)
            parts = shapely.get_parts(part)
            cells[owner.id] = max(parts, key=lambda p: p.area)
        for q in members:
            if q.type == "altstadt":
                cells[q.id] = ring
    return cells


def ground(plan: Plan, rng: np.random.Generator) -> Ground:
    """Lay out the town."""
    west, south, east, north = plan.extent
    bounds = _blob(
        rng, ((west + east) / 2, (south + north) / 2), ((east - west) / 2.06, (north - south) / 2.06), 5.0
    )
    river, rail = smooth(plan.river), smooth(plan.rail)
    motorway, bypass = smooth(plan.motorway), smooth(plan.bypass)
    siding = smooth(plan.siding)
    ring, wall = ellipse(plan.centre, plan.ring), ellipse(plan.centre, plan.wall)
    cells = _cells(plan, bounds, river, rail, ring)
    no_go = shapely.union_all([river.buffer(38), rail.buffer(34), motorway.buffer(90), bypass.buffer(45)])
    greens = tuple((g.kind, g.name, _blob(rng, g.centre, g.radius).difference(no_go)) for g in plan.greens)
    keep_out = shapely.union_all([g for _, _, g in greens])
    disks = shapely.union_all(
        [_blob(rng, (q.x, q.y), (q.radius * 1.02, q.radius * 1.02)) for q in plan.quarters]
    )
    built = (
        disks.buffer(90).buffer(-90).difference(keep_out).difference(no_go).intersection(bounds.buffer(-60))
    )
    zones: dict[str, Any] = {}
    for q in plan.quarters:
        if q.type == "altstadt":
            zones[q.id] = wall.buffer(_OVERLAP_M)
            continue
        near = _blob(rng, (q.x, q.y), (q.radius * 1.35, q.radius * 1.35))
        land = cells[q.id].buffer(_OVERLAP_M).difference(ring.buffer(12))
        zones[q.id] = land.intersection(built).intersection(near)
    borders = shapely.union_all([c.exterior for c in cells.values()])
    return Ground(
        plan, bounds, river, smooth(plan.brook), rail, motorway, bypass, siding, ring, wall, no_go, greens, cells,
        borders, zones, built, _waves(rng),
    )  # fmt: skip


def rotated(geometry: Any, degrees: float, origin: tuple[float, float]) -> Any:
    """Turn a geometry counter-clockwise around a point."""
    return affinity.rotate(geometry, degrees, origin=origin)
