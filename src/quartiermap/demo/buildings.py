"""Buildings along the streets, slabs in the estates, and the land uses drawn from them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from quartiermap.demo.layout import Ground
from quartiermap.demo.streets import LOCAL, Way
from quartiermap.domain.progress import Progress

Floats = NDArray[np.float64]

_STYLES: dict[str, tuple[float, float, float, float, float, float, float]] = {
    # every, width, depth, distance of the middle from the street axis, floors, jitter, share left empty
    "altstadt": (13.5, 12.6, 12.0, 11.0, 3.0, 0.5, 0.02),
    "gruenderzeit": (19.0, 18.4, 13.0, 15.5, 4.0, 0.4, 0.04),
    "zeilen": (47.0, 38.0, 11.5, 19.0, 3.0, 1.0, 0.06),
    "einfamilien": (24.0, 11.5, 10.0, 16.0, 1.5, 1.6, 0.08),
    "dorf": (29.0, 15.0, 11.0, 16.0, 1.5, 2.6, 0.14),
    "gewerbe": (92.0, 68.0, 42.0, 46.0, 0.05, 6.0, 0.15),
}


@dataclass(frozen=True)
class Buildings:
    """Footprints with what is needed of them, row by row.

    Parameters
    ----------
    shapes : array of Polygon, local metres
    x, y : float64 arrays
        Centre, local metres.
    quarter : array of str
        Key of the Quartier.
    weight : float64 array
        Floor area in m2: how many people live here, relative to the others.
    way : int array
        Row of the street the address belongs to, -1 for none.
    number : int array
        House number.
    floors : float64 array
    """

    shapes: NDArray[Any]
    x: Floats
    y: Floats
    quarter: NDArray[Any]
    weight: Floats
    way: NDArray[np.int64]
    number: NDArray[np.int64]
    floors: Floats


def _boxes(x: Floats, y: Floats, angle: Floats, width: Floats, depth: Floats) -> NDArray[Any]:
    """Return turned rectangles."""
    cos, sin = np.cos(angle), np.sin(angle)
    corners = []
    for a, b in ((-1, -1), (1, -1), (1, 1), (-1, 1)):
        u, v = a * width / 2, b * depth / 2
        corners.append(np.c_[x + u * cos - v * sin, y + u * sin + v * cos])
    return np.asarray(shapely.polygons(np.stack(corners, axis=1)))


def _along(
    rng: np.random.Generator, ways: list[Way], kinds: dict[str, str], cells: dict[str, Any]
) -> list[Floats]:
    """Return candidate houses along the streets: x, y, angle, width, depth, floors, way, number."""
    keys = list(cells)
    tree = shapely.STRtree([cells[k] for k in keys])
    rows: list[Floats] = []
    for i, way in enumerate(ways):
        if way.rank > LOCAL or not way.walkable or {"bridge", "tunnel"} & way.tags.keys():
            continue
        line = way.line()
        hit = tree.query(line.interpolate(0.5, normalized=True), predicate="within")
        kind = kinds[keys[int(hit[0])]] if len(hit) else ""
        if kind not in _STYLES:
            continue
        every, width, depth, off, floors, jitter, empty = _STYLES[kind]
        count = int(line.length / every)
        if not count:
            continue
        at = (np.arange(count) + 0.5) * line.length / count
        for side in (1.0, -1.0):
            spot = at + rng.normal(0, jitter, count)
            here = shapely.get_coordinates(shapely.line_interpolate_point(line, spot))
            ahead = shapely.get_coordinates(shapely.line_interpolate_point(line, spot + 2.0))
            behind = shapely.get_coordinates(shapely.line_interpolate_point(line, spot - 2.0))
            angle = np.arctan2(*(ahead - behind).T[::-1])
            away = off + rng.normal(0, jitter, count) + (jitter > 1.5) * rng.uniform(0, 5, count)
            x = here[:, 0] - side * away * np.sin(angle)
            y = here[:, 1] + side * away * np.cos(angle)
            turn = angle + rng.normal(0, 0.012 * jitter, count)
            w = (
                width
                * rng.uniform(0.86, 1.0, count)
                * (1.0 if kind != "gewerbe" else rng.uniform(0.5, 1.1, count))
            )
            d = depth * rng.uniform(0.86, 1.1, count)
            number = 2 * np.arange(1, count + 1) - (1 if side > 0 else 0)
            block = np.c_[x, y, turn, w, d, np.full(count, floors), np.full(count, i), number]
            rows.append(block[rng.random(count) >= empty])
    return rows


def _slabs(rng: np.random.Generator, ground: Ground) -> list[Floats]:
    """Return the slabs and towers of the estates."""
    rows = []
    for q in ground.plan.quarters:
        if q.type != "grosssiedlung":
            continue
        reach = q.radius * 1.4
        angle = np.radians(q.angle)
        for a in np.arange(-reach + 37, reach, 74.0):
            for b in np.arange(-reach + 59, reach, 118.0):
                u, v = b + rng.normal(0, 4), a + rng.normal(0, 4)
                place = shapely.Point(
                    q.x + u * np.cos(angle) - v * np.sin(angle), q.y + u * np.sin(angle) + v * np.cos(angle)
                )
                if not ground.zones[q.id].contains(place):
                    continue
                moved = ground.bend(place)
                draw = rng.random()
                shape = (
                    (82.0, 12.5, 6.0)
                    if draw < 0.55
                    else (58.0, 12.5, 5.0)
                    if draw < 0.8
                    else (25.0, 24.0, 9.0)
                )
                rows.append(np.array([[moved.x, moved.y, angle + rng.normal(0, 0.02), *shape, -1.0, 0.0]]))
    return rows


def _addresses(table: Floats, ways: list[Way]) -> Floats:
    """Give slabs, which stand beside footpaths, an address on the nearest street."""
    loose = np.flatnonzero(table[:, 6] < 0)
    streets = [i for i, w in enumerate(ways) if w.rank <= LOCAL and w.walkable]
    tree = shapely.STRtree([ways[i].line() for i in streets])
    near = tree.query_nearest(shapely.points(table[loose, :2]), all_matches=False)[1]
    table = table.copy()
    table[loose, 6] = np.asarray(streets)[near]
    # Numbers beyond those of the houses along the street, so that none occurs twice.
    table[loose, 7] = 101 + 2 * np.arange(len(loose))
    return table


def build(ground: Ground, ways: list[Way], rng: np.random.Generator, progress: Progress) -> Buildings:
    """Place buildings where they touch neither streets, water, railway nor each other."""
    plan = ground.plan
    cells = {k: ground.bend(c) for k, c in ground.cells.items()}
    kinds = {q.id: q.type for q in plan.quarters}
    table = np.concatenate(_slabs(rng, ground) + _along(rng, ways, kinds, cells))
    progress.step(0.4, "Gebäude setzen")
    shapes = _boxes(table[:, 0], table[:, 1], table[:, 2], table[:, 3], table[:, 4])
    lines = np.array([w.line() for w in ways], dtype=object)
    bad = np.zeros(len(shapes), bool)
    bad[shapely.STRtree(lines).query(shapes, predicate="dwithin", distance=2.6)[0]] = True
    main = lines[[w.rank == 0 for w in ways]]
    bad[shapely.STRtree(main).query(shapes, predicate="dwithin", distance=6.0)[0]] = True
    closed = [ground.bend(g) for _, _, g in ground.greens]
    closed += [
        ground.bend(ground.river).buffer(plan.river_width / 2 + 10),
        ground.bend(ground.rail).buffer(16),
    ]
    closed += [ground.bend(ground.brook).buffer(9), ground.bend(ground.siding).buffer(10), shapely.Polygon(
        shapely.get_coordinates(ground.bend(shapely.Polygon(plan.market).exterior)))]  # fmt: skip
    ring = ground.bend(ground.ring.difference(ground.wall.buffer(4)))
    bad[shapely.STRtree([*closed, ring]).query(shapes, predicate="intersects")[0]] = True
    inside = np.zeros(len(shapes), bool)
    built = ground.bend(ground.built.union(ground.wall)).buffer(18)
    inside[
        shapely.STRtree(shapely.get_parts(built)).query(shapely.centroid(shapes), predicate="within")[0]
    ] = True
    rows = np.flatnonzero(inside & ~bad)
    shapes, table = shapes[rows], table[rows]
    a, b = shapely.STRtree(shapely.buffer(shapes, -0.25)).query(
        shapely.buffer(shapes, -0.25), predicate="intersects"
    )
    keep = np.ones(len(shapes), bool)
    for one, other in zip(a.tolist(), b.tolist(), strict=True):
        # The pairs come by ascending first row, so an earlier house stands and a later one gives way.
        if other > one and keep[one]:
            keep[other] = False
    shapes, table = shapes[keep], table[keep]
    progress.step(0.8, "Gebäude setzen")
    keys = np.array(list(cells))
    spot, cell = shapely.STRtree([cells[k] for k in keys]).query(shapely.centroid(shapes), predicate="within")
    shapes, table, quarter = shapes[spot], table[spot], keys[cell]
    table = _addresses(table, ways)
    order = np.lexsort((table[:, 1], table[:, 0], quarter))
    shapes, table, quarter = shapes[order], table[order], quarter[order]
    weight = shapely.area(shapes) * table[:, 5]
    return Buildings(
        shapes,
        table[:, 0],
        table[:, 1],
        quarter,
        weight,
        table[:, 6].astype(int),
        table[:, 7].astype(int),
        table[:, 5],
    )


def land_uses(ground: Ground, buildings: Buildings) -> list[tuple[dict[str, str], Any]]:
    """Return land use areas (OSM tags, polygon in local metres)."""
    out: list[tuple[dict[str, str], Any]] = []
    kinds = {q.id: q.type for q in ground.plan.quarters}
    greens = shapely.union_all([ground.bend(g) for _, _, g in ground.greens])
    water = ground.bend(ground.river).buffer(ground.plan.river_width / 2 + 6)
    track = ground.bend(ground.rail).buffer(12)
    away = shapely.union_all([greens, water, track])
    for q in ground.plan.quarters:
        mine = buildings.shapes[buildings.quarter == q.id]
        wide = 62.0 if kinds[q.id] in ("gewerbe", "grosssiedlung") else 42.0
        land = shapely.union_all(shapely.buffer(mine, wide, quad_segs=3)).buffer(-wide * 0.55)
        if kinds[q.id] != "dorf":
            land = land.union(ground.bend(ground.zones[q.id]))
        land = land.intersection(ground.bend(ground.cells[q.id])).difference(away).simplify(1.5)
        tags = {"landuse": "industrial" if kinds[q.id] == "gewerbe" else "residential", "name": q.name}
        out += [(tags, p) for p in shapely.get_parts(land) if p.geom_type == "Polygon" and p.area > 2500]
    return out
