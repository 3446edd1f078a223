"""The town as OpenStreetMap data: nodes first, then ways, sorted, with real tags."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import osmium
import pyproj
import shapely
from osmium.osm import mutable

from quartiermap.demo.buildings import Buildings, land_uses
from quartiermap.demo.facilities import Facility
from quartiermap.demo.layout import GRID_M, Ground
from quartiermap.demo.streets import Key, Way, keys_of

_GREEN_TAGS = {
    "park": {"leisure": "park"},
    "forest": {"landuse": "forest"},
    "cemetery": {"landuse": "cemetery"},
    "pitch": {"leisure": "pitch"},
    "water": {"natural": "water"},
}
_ACCESS = {"service": {"service": "parking_aisle"}}


def _areas(
    ground: Ground, ways: list[Way], buildings: Buildings, facilities: list[Facility]
) -> list[tuple[dict[str, str], Any]]:
    """Return all areas with their tags."""
    plan = ground.plan
    bent = ground.bend
    out = [({**_GREEN_TAGS[kind], "name": name}, bent(area)) for kind, name, area in ground.greens]
    out.append(({"natural": "water", "water": "river", "name": plan.river_name},
                bent(ground.river).buffer(plan.river_width / 2).intersection(bent(ground.bounds))))  # fmt: skip
    out.append(({"leisure": "park", "name": "Wallanlagen"}, _ring(ground)))
    out.append(
        (
            {"place": "square", "highway": "pedestrian", "area": "yes", "name": "Markt"},
            bent(shapely.Polygon(plan.market)),
        )
    )
    (x, y), (w, h) = plan.island["centre"], plan.island["size"]
    garden = shapely.box(x - w / 2 - 12, y - h / 2 - 12, x + w / 2 + 12, y + h / 2 + 12)
    out.append(({"landuse": "allotments", "name": plan.island["name"], "barrier": "fence"}, bent(garden)))
    out += land_uses(ground, buildings)
    out += _fields(ground, ways, out)
    special = {f.building: f for f in facilities if f.status == "Bestand" and f.kind != "playground"}
    tags_of = {
        "kita": "kindergarten",
        "primary_school": "school",
        "secondary_school": "school",
        "library": "public",
        "quartierstreff": "civic",
        "youth_centre": "civic",
    }
    for i, shape in enumerate(buildings.shapes):
        tags = {"building": "yes"}
        if i in special:
            tags["building"] = tags_of[special[i].kind]
        if buildings.floors[i] >= 1:
            tags["building:levels"] = f"{int(buildings.floors[i])}"
        out.append((tags, shape))
    out += [
        ({"leisure": "playground", "name": f.name}, playground_area(f))
        for f in facilities
        if f.kind == "playground"
    ]
    return out


def playground_area(facility: Facility) -> Any:
    """Return the area of a playground, local metres: a rounded patch of its size."""
    return shapely.Point(facility.x, facility.y).buffer(float(np.sqrt(facility.area_m2 / np.pi)), quad_segs=4)


def _ring(ground: Ground) -> Any:
    """Return the promenade between wall and ring road, cut open so that it is one plain polygon."""
    (x, y), reach = ground.plan.centre, 2 * ground.plan.ring[0]
    slit = shapely.box(x - 1, y, x + 1, y + reach)
    return ground.bend(ground.ring.buffer(-8).difference(ground.wall.buffer(4)).difference(slit))


def _fields(
    ground: Ground, ways: list[Way], taken: list[tuple[dict[str, str], Any]]
) -> list[tuple[dict[str, str], Any]]:
    """Return the farmland and meadows between the tracks."""
    lines = [w.line() for w in ways if w.rank in (0, 4)]
    bounds = ground.bend(ground.bounds)
    lines += [bounds.exterior, ground.bend(ground.rail), ground.bend(ground.motorway)]
    blocks = shapely.get_parts(shapely.polygonize(list(shapely.get_parts(shapely.union_all(lines)))))
    core = max(shapely.get_parts(ground.built), key=lambda p: p.area)
    used = shapely.union_all([a for _, a in taken]).union(ground.bend(core))
    wet = ground.bend(ground.river).buffer(170)
    out: list[tuple[dict[str, str], Any]] = []
    for block in blocks:
        land = block.buffer(-5).difference(used).buffer(-6).buffer(6)
        for part in shapely.get_parts(land):
            if (
                part.geom_type == "Polygon"
                and part.area > 12000
                and bounds.contains(part.representative_point())
            ):
                plain: Any = shapely.Polygon(part.exterior).simplify(2.0)
                near = wet.intersects(part.representative_point()) or part.area < 40000
                out.append(
                    ({"landuse": "meadow" if near else "farmland"}, part if not part.interiors else plain)
                )
    return [(t, a) for t, a in out if not a.interiors]


def _lines(ground: Ground) -> list[tuple[dict[str, str], Any]]:
    bounds = ground.bend(ground.bounds)
    return [
        (
            {"waterway": "river", "name": ground.plan.river_name},
            ground.bend(ground.river).intersection(bounds),
        ),
        ({"waterway": "stream", "name": "Mühlbach"}, ground.bend(ground.brook).intersection(bounds)),
        (
            {"railway": "rail", "usage": "main", "electrified": "contact_line"},
            ground.bend(ground.rail).intersection(bounds),
        ),
        ({"railway": "rail", "service": "siding"}, ground.bend(ground.siding)),
    ]


def write(
    path: Path,
    ground: Ground,
    ways: list[Way],
    gates: list[tuple[Key, dict[str, str]]],
    buildings: Buildings,
    facilities: list[Facility],
) -> None:
    """Write the .osm.pbf; ids are given in order, so the file is sorted by kind and id."""
    plan = ground.plan
    node_ids: dict[Key, int] = {}
    shapes: list[tuple[dict[str, str], list[int]]] = []

    def refs(keys: list[Key]) -> list[int]:
        return [node_ids.setdefault(k, len(node_ids) + 1) for k in keys]

    for way in ways:
        tags = {**way.tags, **_ACCESS.get(way.highway, {})}
        if way.highway in ("track", "path"):
            tags |= {"surface": "ground"}
        shapes += [
            (tags, refs(way.keys[start : start + 1501])) for start in range(0, len(way.keys) - 1, 1500)
        ]
    corners: list[Key] = []
    outlines: list[tuple[dict[str, str], int, int, bool]] = []
    for tags, geometry in [*_areas(ground, ways, buildings, facilities), *_lines(ground)]:
        for part in shapely.get_parts(geometry):
            ring = part.exterior if part.geom_type == "Polygon" else part
            keys = keys_of(ring)
            closed = part.geom_type == "Polygon"
            if closed and (len(keys) < 4 or keys[0] != keys[-1]):
                continue
            outlines.append((tags, len(corners), len(keys) - closed, closed))
            corners += keys[:-1] if closed else keys
    # Areas have nodes of their own: no walker may step from a street onto a forest's outline.
    base = len(node_ids)
    rows = [
        (tags, list(range(base + 1 + first, base + 1 + first + count)), closed)
        for tags, first, count, closed in outlines
    ]
    shapes += [(tags, [*ids, ids[0]] if closed else ids) for tags, ids, closed in rows]
    every = np.array([*node_ids, *corners], float) * GRID_M + plan.origin
    lonlat = np.c_[
        pyproj.Transformer.from_crs("EPSG:25832", "EPSG:4326", always_xy=True).transform(*every.T)
    ].round(7)
    tagged = {node_ids[k]: t for k, t in gates if k in node_ids}
    path.unlink(missing_ok=True)
    writer = osmium.SimpleWriter(str(path))
    try:
        for i, (lon, lat) in enumerate(lonlat.tolist(), start=1):
            writer.add_node(mutable.Node(id=i, version=1, location=(lon, lat), tags=tagged.get(i, {})))
        number = len(lonlat)
        for tags, point in _places(ground):
            number += 1
            lon, lat = pyproj.Transformer.from_crs("EPSG:25832", "EPSG:4326", always_xy=True).transform(
                point.x + plan.origin[0], point.y + plan.origin[1]
            )
            writer.add_node(
                mutable.Node(id=number, version=1, location=(round(lon, 7), round(lat, 7)), tags=tags)
            )
        for i, (tags, ids) in enumerate(shapes, start=1):
            writer.add_way(mutable.Way(id=i, version=1, nodes=ids, tags=tags))
    finally:
        writer.close()


def _places(ground: Ground) -> list[tuple[dict[str, str], Any]]:
    plan = ground.plan
    out: list[tuple[dict[str, str], Any]] = [
        ({"place": "town", "name": plan.name, "population": str(plan.residents), "note": "erfundene Stadt"}, ground.bend(shapely.Point(plan.centre))),
        ({"railway": "station", "name": f"{plan.name} Hbf", "public_transport": "station"}, ground.bend(ground.rail.interpolate(ground.rail.project(shapely.Point(-215, 720))))),
    ]  # fmt: skip
    for q in plan.quarters:
        kind = "village" if q.type == "dorf" else "neighbourhood"
        out.append(({"place": kind, "name": q.name}, ground.bend(shapely.Point(q.x, q.y))))
    for part, name in plan.parts[1:-1]:
        cells = [ground.cells[q.id].intersection(ground.built) for q in plan.quarters if q.part_id == part]
        out.append(({"place": "suburb", "name": name}, ground.bend(shapely.union_all(cells).centroid)))
    return out
