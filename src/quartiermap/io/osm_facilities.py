"""Facilities of an OSM file: points, outlines, entrances."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from quartiermap.domain import schema
from quartiermap.domain.kinds import Kinds
from quartiermap.domain.progress import Progress
from quartiermap.domain.project import empty_frame, empty_shapes
from quartiermap.io import osm_features as features
from quartiermap.io.osm_areas import (
    Places,
    ranges,
    relation_polygons,
    relation_rows,
    way_polygons,
)
from quartiermap.io.osm_tables import OsmTables

Longs = NDArray[np.int64]

_ON_OUTLINE_M = 0.05


@dataclass(frozen=True)
class Found:
    """Facilities with their tags, kinds and places.

    Parameters
    ----------
    osm_id : list of str
        "osm-node-1", "osm-way-7", "osm-relation-9".
    tags : list of dict
    kinds : list of tuple of str
    shape : object array
        Points for nodes, areas for ways and relations.
    broken : int
        Areas that were left out because their outline is not whole.
    """

    osm_id: list[str]
    tags: list[dict[str, str]]
    kinds: list[tuple[str, ...]]
    shape: Any
    broken: int


def keys(kinds: Kinds) -> frozenset[str]:
    """Return the keys that facilities, their kinds and their entrances are told by."""
    return frozenset({
        *features.FACILITY_KEYS, *features.ENTRANCE_KEYS, "type", *(tag.partition("=")[0] for kind in kinds for tag in kind.osm),
    })  # fmt: skip


def find(tables: OsmTables, places: Places, kinds: Kinds, progress: Progress) -> Found:
    """Find facilities: nodes, closed ways and multipolygons whose tags are those of a kind."""
    progress.step(0.0, "Einrichtungen werden gesucht")
    wanted = [(key, value) for kind in kinds for key, _, value in [tag.partition("=") for tag in kind.osm]]
    nodes = np.flatnonzero(tables.node_tags.matching(wanted) & ~np.isnan(places.x))
    ways = np.flatnonzero(tables.way_tags.matching(wanted) & tables.way_closed)
    relations = relation_rows(tables, tables.relation_tags.matching(wanted), ("multipolygon", "boundary"))
    groups = (
        ("node", tables.node_id, tables.node_tags, nodes, shapely.points(places.x[nodes], places.y[nodes])),
        ("way", tables.way_id, tables.way_tags, ways, way_polygons(tables, places, ways)),
        ("relation", tables.relation_id, tables.relation_tags, relations, relation_polygons(tables, places, relations, progress)),
    )  # fmt: skip
    found = Found([], [], [], None, 0)
    shapes: list[Any] = []
    broken = 0
    for name, ids, tags_of, rows, shape_of in groups:
        for row, shape in zip(rows.tolist(), shape_of, strict=True):
            tags = tags_of.of(row)
            of_kinds = features.facility_kinds(tags, kinds) if tags.get("area") != "no" else ()
            if of_kinds and shape is None:
                broken += 1
            elif of_kinds:
                found.osm_id.append(f"osm-{name}-{ids[row]}")
                found.tags.append(tags)
                found.kinds.append(of_kinds)
                shapes.append(shape)
    return Found(found.osm_id, found.tags, found.kinds, np.array([*shapes, None], object)[:-1], broken)


def facility_frame(found: Found, kinds: Kinds, epsg: int) -> gpd.GeoDataFrame:
    """Return the facilities as points on their areas, one row per kind."""
    if not found.osm_id:
        return empty_frame(schema.FACILITIES, epsg)
    size = shapely.area(found.shape)
    inside = shapely.point_on_surface(found.shape)
    rows: list[dict[str, Any]] = []
    at: list[int] = []
    for number, (osm_id, tags, of_kinds) in enumerate(
        zip(found.osm_id, found.tags, found.kinds, strict=True)
    ):
        for order, kind in enumerate(of_kinds):
            rows.append(
                {
                    "facility_id": facility_id(osm_id, kind, order),
                    "kind": kind,
                    "name": tags.get("name"),
                    "operator": tags.get("operator"),
                    # The places of a school with two levels cannot be told apart.
                    "places": features.capacity(tags) if len(of_kinds) == 1 else np.nan,
                    "area_m2": float(size[number]) if kinds[kind].open_space and size[number] > 0 else np.nan,
                    "condition": None,
                    "barrier_free": features.barrier_free(tags),
                    "status": "Bestand",
                    "opening_year": features.opening_year(tags),
                    "address": features.address(tags),
                    "source_id": "",
                }
            )
            at.append(number)
    missing = {c.name: np.nan if c.type in ("float", "int") else None for c in schema.FACILITIES.columns}
    columns = {name: [row.get(name, nothing) for row in rows] for name, nothing in missing.items()}
    return gpd.GeoDataFrame(columns, geometry=gpd.GeoSeries(inside[at], crs=f"EPSG:{epsg}"))


def facility_id(osm_id: str, kind: str, order: int) -> str:
    """Return the id of a facility; a school of two levels is two facilities."""
    return osm_id if order == 0 else f"{osm_id}-{kind}"


def shape_frame(found: Found, tables: OsmTables, places: Places, kinds: Kinds, epsg: int) -> gpd.GeoDataFrame:
    """Return outlines and entrances (`schema.FACILITY_SHAPES`) of the facilities that are areas.

    An entrance is a node with ``entrance`` on the outline or, unless the facility is open ground, on a building inside it.
    """
    areas = (
        np.flatnonzero(shapely.get_dimensions(found.shape) == 2)
        if len(found.osm_id)
        else np.zeros(0, np.int64)
    )
    if not len(areas):
        return empty_shapes(epsg)
    points, of_building = _entrances(tables, places)
    owner, entrance = np.zeros(0, np.int64), np.zeros(0, np.int64)
    if len(points):
        outlines = found.shape[areas]
        owner, entrance = shapely.STRtree(points).query(outlines, predicate="dwithin", distance=_ON_OUTLINE_M)
        on_rim = shapely.dwithin(shapely.boundary(outlines[owner]), points[entrance], _ON_OUTLINE_M)
        ground = np.array([all(kinds[kind].open_space for kind in found.kinds[i]) for i in areas], bool)
        keep = on_rim | (of_building[entrance] & ~ground[owner])
        owner, entrance = owner[keep], entrance[keep]
        by_owner = np.lexsort((entrance, owner))
        owner, entrance = owner[by_owner], entrance[by_owner]
    bounds = np.searchsorted(owner, np.arange(len(areas) + 1))
    rows: list[tuple[str, str]] = []
    shapes: list[Any] = []
    for position, i in enumerate(areas.tolist()):
        doors = points[entrance[bounds[position] : bounds[position + 1]]]
        for order, kind in enumerate(found.kinds[i]):
            own = facility_id(found.osm_id[i], kind, order)
            rows += [(own, "outline"), *((own, "entrance") for _ in doors)]
            shapes += [found.shape[i], *doors]
    columns = {
        "facility_id": np.array([own for own, _ in rows], object),
        "part": np.array([part for _, part in rows], object),
        "source_id": np.full(len(rows), "", object),
    }
    return gpd.GeoDataFrame(columns, geometry=gpd.GeoSeries(np.array(shapes, object), crs=f"EPSG:{epsg}"))


def _entrances(tables: OsmTables, places: Places) -> tuple[Any, NDArray[np.bool_]]:
    """Return the entrances as points, and which of them are on a building."""
    tagged = tables.node_tags.only(features.ENTRANCE_KEYS)
    nodes = np.unique(tagged.owner)
    number, kinds = tagged.take(nodes).combinations(features.ENTRANCE_KEYS)
    good = np.array([features.is_entrance(tags) for tags in kinds], bool)
    rows = nodes[good[number] & ~np.isnan(places.x[nodes])] if len(kinds) else nodes
    on_building = np.zeros(len(places.x) + 1, bool)
    if len(rows):
        buildings = np.flatnonzero(tables.way_tags.having({"building"}))
        size = np.diff(tables.way_first)[buildings]
        on_building[places.at[ranges(tables.way_first[buildings], size)]] = True
    return shapely.points(places.x[rows], places.y[rows]), on_building[rows]
