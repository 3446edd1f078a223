"""Lines and polygons of OSM ways and relations, in metres, all of a kind at once."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyproj
import shapely
from numpy.typing import NDArray

from quartiermap.domain.progress import Progress
from quartiermap.io.osm_tables import UNDEFINED, OsmTables

Longs = NDArray[np.int64]
Ints = NDArray[np.int32]
Floats = NDArray[np.float64]

_PROJECT_AT_ONCE = 100_000


@dataclass(frozen=True)
class Places:
    """Where the nodes of a file are.

    Parameters
    ----------
    x, y : float64 array, shape (nodes,)
        Metres; NaN for a node without a usable place.
    at : int32 array, shape (vertices of all ways,)
        For each entry of `OsmTables.way_ref` the row of its node, -1 if it is not in the file or has no place.
    """

    x: Floats
    y: Floats
    at: Ints


def find_nodes(tables: OsmTables) -> Ints:
    """Return for each vertex of a way the row of its node, -1 for one that is not there."""
    row = tables.rows_of_nodes(tables.way_ref)
    lost = tables.node_lon == UNDEFINED
    if lost.any():
        row[np.append(lost, False)[row]] = -1
    return row


def place_nodes(tables: OsmTables, at: Ints, epsg: int, progress: Progress) -> Places:
    """Bring all nodes into a metric CRS."""
    count = len(tables.node_id)
    x, y = np.empty(count), np.empty(count)
    own = threading.local()

    def place(begin: int) -> int:
        if not hasattr(own, "to_metric"):  # a transformer belongs to one thread
            own.to_metric = pyproj.Transformer.from_crs(4326, epsg, always_xy=True)
        part = slice(begin, begin + _PROJECT_AT_ONCE)
        lon, lat = tables.node_lon[part], tables.node_lat[part]
        x[part], y[part] = own.to_metric.transform(lon / 1e7, lat / 1e7)
        lost = lon == UNDEFINED
        if lost.any():
            x[part][lost] = y[part][lost] = np.nan
        return begin

    with ThreadPoolExecutor(2) as pool:
        for begin in pool.map(place, range(0, count, _PROJECT_AT_ONCE)):
            progress.step(begin / count, "Orte werden berechnet")
    return Places(x, y, at)


def ranges(start: Longs, size: Longs) -> Longs:
    """Return the positions of runs that begin at some places, one run after the other.

    Examples
    --------
    >>> ranges(np.array([10, 3]), np.array([2, 3])).tolist()
    [10, 11, 3, 4, 5]
    """
    offset = np.cumsum(size) - size
    return np.repeat(start - offset, size) + np.arange(int(size.sum()))


def starts(sizes: Any) -> Longs:
    """Return where runs of some sizes begin, and the end of the last one.

    Examples
    --------
    >>> starts([2, 0, 3]).tolist()
    [0, 2, 2, 5]
    """
    return np.concatenate((np.zeros(1, np.int64), np.cumsum(sizes, dtype=np.int64)))


def way_lines(tables: OsmTables, places: Places, rows: NDArray[Any]) -> tuple[Any, Longs]:
    """Return the ways as LineStrings, cut where a node is not in the file.

    Returns
    -------
    lines, which
        Lines of at least two vertices, and for each the position in `rows` that it comes from.
    """
    sizes = np.diff(tables.way_first)[rows]
    at = places.at[ranges(tables.way_first[rows], sizes)]
    way = np.repeat(np.arange(len(rows)), sizes)
    known = at >= 0
    begins = np.ones(len(at), bool)
    begins[1:] = (way[1:] != way[:-1]) | ~known[:-1]
    piece = np.cumsum(begins) - 1
    size = np.bincount(piece[known], minlength=int(begins.sum()))
    good = known & (size[piece] >= 2)
    at, piece = at[good], piece[good]
    if not len(at):
        return np.zeros(0, object), np.zeros(0, np.int64)
    first = np.flatnonzero(np.diff(piece, prepend=-1))
    number = np.repeat(np.arange(len(first)), np.diff(first, append=len(at)))
    lines = shapely.linestrings(np.column_stack((places.x[at], places.y[at])), indices=number)
    return lines, way[good][first]


def way_polygons(tables: OsmTables, places: Places, rows: Longs) -> Any:
    """Return closed ways as valid polygons, ``None`` where a corner is not in the file or the ring has no area."""
    sizes = np.diff(tables.way_first)[rows]
    at = places.at[ranges(tables.way_first[rows], sizes)]
    way = np.repeat(np.arange(len(rows)), sizes)
    whole = np.ones(len(rows), bool)
    whole[way[at < 0]] = False
    shapes = np.full(len(rows), None, object)
    if whole.any():
        good = whole[way]
        number = np.cumsum(whole) - 1
        rings = shapely.linearrings(
            np.column_stack((places.x[at[good]], places.y[at[good]])), indices=number[way[good]]
        )
        shapes[whole] = sound(shapely.polygons(rings))
    return shapes


def sound(shapes: Any) -> Any:
    """Return areas that are valid: self-crossing ones are repaired; ``None`` for what then has no area."""
    shapes = np.array(shapes, object)
    wrong = np.flatnonzero(~shapely.is_valid(shapes) & ~shapely.is_missing(shapes))
    for i in wrong.tolist():
        parts = shapely.get_parts(shapely.make_valid(shapes[i], method="structure", keep_collapsed=False))
        areas = parts[shapely.get_dimensions(parts) == 2]
        shapes[i] = shapely.union_all(areas) if len(areas) else None
    shapes[shapely.area(shapes) <= 0.0] = None
    return shapes


def relation_rows(tables: OsmTables, wanted: NDArray[np.bool_], types: tuple[str, ...]) -> Longs:
    """Return the rows of the relations that are wanted and have one of some types."""
    kind = tables.relation_tags.column("type")
    texts = tables.relation_tags.texts
    of_type = np.array([texts[k] in types if k >= 0 else False for k in kind.tolist()], bool)
    return np.flatnonzero(wanted & of_type)


def relation_lines(tables: OsmTables, rows: Longs) -> tuple[Ints, Longs, Longs]:
    """Return the rows of the member ways that are in the file, how many members are not, and whose members they are.

    Returns
    -------
    ways, owner, lacking
        `owner` gives the position in `rows`; `lacking` counts for each of `rows` the members that are missing.
    """
    sizes = np.diff(tables.member_first)[rows]
    member = ranges(tables.member_first[rows], sizes)
    owner = np.repeat(np.arange(len(rows)), sizes)
    is_way = tables.member_kind[member] == 1
    member, owner = member[is_way], owner[is_way]
    ways = tables.rows_of_ways(tables.member_ref[member])
    lacking = np.bincount(owner[ways < 0], minlength=len(rows))
    return ways[ways >= 0], owner[ways >= 0], lacking


def relation_polygons(tables: OsmTables, places: Places, rows: Longs, progress: Progress) -> Any:
    """Return multipolygon relations as valid areas, ``None`` where the outline is not whole.

    What is inside and what is outside is told by the lines alone: roles are often wrong.
    """
    ways, owner, lacking = relation_lines(tables, rows)
    lines, which = way_lines(tables, places, ways)
    whole = lacking == 0
    sizes = np.diff(tables.way_first)[ways]
    at = places.at[ranges(tables.way_first[ways], sizes)]
    whole[np.repeat(owner, sizes)[at < 0]] = False
    of_line = owner[which]
    order = np.argsort(of_line, kind="stable")
    bounds = np.searchsorted(of_line[order], np.arange(len(rows) + 1))
    shapes = np.full(len(rows), None, object)
    for i in range(len(rows)):
        if not i % 500:
            progress.step(i / len(rows), "Flächen werden gebildet")
        members = lines[order[bounds[i] : bounds[i + 1]]]
        if whole[i] and len(members):
            shapes[i] = _area_of(members)
    return sound(shapes)


def _area_of(lines: Any) -> Any:
    """Return what closed lines enclose, an inner ring being a hole; ``None`` if a line dangles."""
    rings = shapely.is_closed(lines)
    if len(lines) == 1 and rings[0]:
        return shapely.Polygon(lines[0])
    ends = shapely.get_coordinates(shapely.get_point(lines[~rings], [[0], [-1]]).ravel())
    if len(ends):
        _, count = np.unique(ends, axis=0, return_counts=True)
        if (count % 2).any():
            return None
    area = shapely.build_area(shapely.geometrycollections(lines))
    return area if shapely.area(area) > 0 else None
