"""Street patterns of the building ages: medieval lanes, blocks, rows, estates, cul-de-sacs, villages.

Each function returns lines in straight local metres with their OSM ``highway`` class; they are clipped to
the zone, bent and joined to the rest in `quartiermap.demo.streets`.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import shapely
from shapely import LineString, MultiPoint

from quartiermap.demo.layout import Ground, ellipse, rotated
from quartiermap.demo.parameters import Quarter

Line = tuple[str, Any]
"""Highway class and line."""

_GRIDS: dict[str, tuple[float, float, float, tuple[float, float, float]]] = {
    # row spacing, column spacing, jitter, shares of columns that are street / footway / left out
    "gruenderzeit": (88.0, 104.0, 8.0, (0.95, 0.0, 0.05)),
    "zeilen": (82.0, 112.0, 8.0, (0.66, 0.27, 0.07)),
    "einfamilien": (64.0, 112.0, 11.0, (0.58, 0.32, 0.10)),
    "gewerbe": (210.0, 260.0, 14.0, (0.85, 0.0, 0.15)),
}


def grid(rng: np.random.Generator, q: Quarter, zone: Any) -> list[Line]:
    """Return rows of streets with cross streets between them, jittered; columns may be paths or missing."""
    rows_m, cols_m, jitter, shares = _GRIDS[q.type]
    reach = q.radius * 1.5
    rows, cols = int(2 * reach / rows_m) + 1, int(2 * reach / cols_m) + 1
    x, y = np.meshgrid((np.arange(cols) - cols / 2) * cols_m, (np.arange(rows) - rows / 2) * rows_m)
    bow = rng.uniform(-0.9, 0.9) / 2600 if q.type != "gruenderzeit" else rng.uniform(-0.3, 0.3) / 2600
    y = y + bow * x**2 + rng.normal(0, jitter * 0.35, x.shape)
    x = x + rng.normal(0, jitter, x.shape)
    if q.type in ("einfamilien", "zeilen"):
        x = x + rng.normal(0, 18.0, rows)[:, None]
    x, y = x + q.x, y + q.y
    lines: list[Line] = []
    for r in range(rows):
        cut = rng.random() < 0.25 and q.type == "einfamilien"
        at = int(rng.integers(1, cols - 1)) if cols > 2 else 1
        row = np.c_[x[r], y[r]]
        if cut:
            # A row interrupted in the middle: two cul-de-sacs with a footpath between them.
            lines.append(("residential", LineString(row[: at + 1])))
            if at + 2 < cols:
                lines += [
                    ("footway", LineString(row[at : at + 2])),
                    ("residential", LineString(row[at + 1 :])),
                ]
        else:
            lines.append(
                (
                    "living_street" if rng.random() < 0.1 and q.type != "gewerbe" else "residential",
                    LineString(row),
                )
            )
    for c in range(cols):
        for r in range(rows - 1):
            draw = rng.random()
            if draw < shares[0]:
                lines.append(("residential", LineString([(x[r, c], y[r, c]), (x[r + 1, c], y[r + 1, c])])))
            elif draw < shares[0] + shares[1]:
                lines.append(("footway", LineString([(x[r, c], y[r, c]), (x[r + 1, c], y[r + 1, c])])))
    return [(k, p) for k, line in lines for p in _clip(rotated(line, q.angle, (q.x, q.y)), zone)]


def lanes(
    rng: np.random.Generator, zone: Any, spacing: float, drop: float, highway: str, roughness: float = 0.32
) -> list[Line]:
    """Return crooked lanes: the borders between irregular plots (Voronoi edges), some left out."""
    west, south, east, north = zone.bounds
    x, y = np.meshgrid(
        np.arange(west - spacing, east + spacing, spacing),
        np.arange(south - spacing, north + spacing, spacing),
    )
    x = x + (np.arange(len(x)) % 2)[:, None] * spacing / 2
    xy = np.c_[x.ravel(), y.ravel()] + rng.normal(0, roughness * spacing, (x.size, 2))
    edges = shapely.get_parts(shapely.voronoi_polygons(MultiPoint(xy), only_edges=True))
    edges = shapely.get_parts(shapely.line_merge(shapely.union_all(edges)))
    segments: list[Line] = []
    for edge in edges:
        if edge.length > 4.0 and rng.random() >= drop:
            segments += [(highway, p) for p in _clip(edge, zone)]
    return segments


def old_town(rng: np.random.Generator, ground: Ground) -> list[Line]:
    """Return the lanes within the wall, the street along it, the gates and the market place."""
    plan = ground.plan
    market = shapely.Polygon(plan.market)
    lines = lanes(rng, ground.zones["0101"].difference(market.buffer(-5)), 62.0, 0.10, "living_street", 0.27)
    lines += [
        ("living_street", LineString(ground.wall.exterior)),
        ("pedestrian", LineString(market.exterior)),
    ]
    lines += [("footway", LineString(ellipse(plan.centre, (plan.ring[0] - 32, plan.ring[1] - 32)).exterior))]
    for degrees in plan.gates:
        angle = np.radians(degrees)
        out = np.array([np.cos(angle), np.sin(angle)])
        inner = np.array(plan.wall) * 0.93 * out + plan.centre
        outer = np.array(plan.ring) * 1.03 * out + plan.centre
        lines.append(("residential", LineString([inner, outer])))
    for degrees in plan.gates[::2]:
        # Shopping streets from the gates to the market, closed to cars.
        angle = np.radians(degrees)
        start = np.array(plan.wall) * 1.03 * np.array([np.cos(angle), np.sin(angle)]) + plan.centre
        end = np.asarray(market.exterior.interpolate(market.exterior.project(shapely.Point(start))).coords[0])
        bow = (start + end) / 2 + rng.normal(0, 10, 2)
        lines.append(("pedestrian", LineString([start, bow, end + (end - bow) * 0.04])))
    return lines


def estate(rng: np.random.Generator, q: Quarter, zone: Any) -> list[Line]:
    """Return a loop road, parking stubs and a net of footpaths between the slabs."""
    loop = rotated(ellipse((q.x, q.y), (q.radius * 0.74, q.radius * 0.52)), q.angle, (q.x, q.y))
    lines: list[Line] = [("residential", p) for p in _clip(LineString(loop.exterior), zone)]
    reach = q.radius * 1.4
    across, along = np.arange(-reach, reach, 74.0), np.arange(-reach, reach, 118.0)
    for i, a in enumerate(across):
        bent = [(q.x + b, q.y + a + rng.normal(0, 5.0)) for b in np.arange(-reach, reach, 59.0)]
        kind = "service" if i % 4 == 2 else "footway"
        lines += [(kind, p) for p in _clip(rotated(LineString(bent), q.angle, (q.x, q.y)), zone)]
    for b in along:
        bent = [(q.x + b + rng.normal(0, 5.0), q.y + a) for a in np.arange(-reach, reach, 37.0)]
        lines += [("footway", p) for p in _clip(rotated(LineString(bent), q.angle, (q.x, q.y)), zone)]
    axis = rotated(LineString([(q.x - reach, q.y), (q.x + reach, q.y)]), q.angle + 90, (q.x, q.y))
    lines += [("residential", p) for p in _clip(axis, zone)]
    return lines


def quarter_lines(rng: np.random.Generator, ground: Ground, q: Quarter) -> list[Line]:
    """Return the local streets and paths of one Quartier."""
    zone = ground.zones[q.id]
    if q.type == "altstadt":
        return old_town(rng, ground)
    if q.type == "grosssiedlung":
        return estate(rng, q, zone)
    if q.type == "dorf":
        return lanes(rng, zone, 120.0, 0.06, "residential", 0.25)
    return grid(rng, q, zone)


def _clip(line: Any, zone: Any) -> list[Any]:
    return [
        p
        for p in shapely.get_parts(line.intersection(zone))
        if p.geom_type == "LineString" and p.length > 6.0
    ]
