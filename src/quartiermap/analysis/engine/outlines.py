"""Where ways meet the outline of a facility."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from quartiermap.analysis.engine.grid import CELLS, Cells, SegmentGrid
from quartiermap.analysis.engine.index import Barriers, EdgeIndex
from quartiermap.analysis.engine.placing import different_streets, legs_cross
from quartiermap.compiling import compiled, ready
from quartiermap.domain.network import Floats, Ints

Flags = NDArray[np.bool_]

_SAME_M = 1e-6
"""Two places this near to each other on one edge are one."""


@dataclass(frozen=True)
class Spots:
    """Places of one facility on the ways, nearest first.

    Parameters
    ----------
    edge : int32 array, shape (k,)
    offset, leg : float64 array, shape (k,)
        Metres along the edge from its node u, and from the outline to the place.
    x, y : float64 array, shape (k,)
        The place.
    crosses : bool array, shape (k,)
        Whether the leg crosses a barrier.
    """

    edge: Ints
    offset: Floats
    leg: Floats
    x: Floats
    y: Floats
    crosses: Flags

    def rows(self, chosen: NDArray[np.integer] | NDArray[np.bool_]) -> Spots:
        """Return some of the places."""
        return Spots(
            self.edge[chosen], self.offset[chosen], self.leg[chosen], self.x[chosen], self.y[chosen], self.crosses[chosen]
        )  # fmt: skip

    def __len__(self) -> int:
        return len(self.edge)


@compiled(f"(float64, float64, float64, float64, {CELLS})")
def segments_in_box(left: float, low: float, right: float, high: float, cells: Cells) -> Ints:
    """Return the segments of all cells that touch a box; a segment can stand in several."""
    _, _, first, segment, low_x, low_y, side, columns, rows = cells
    begin_c, end_c = (
        max(int(np.floor((left - low_x) / side)), 0),
        min(int(np.floor((right - low_x) / side)), columns - 1),
    )
    begin_r, end_r = (
        max(int(np.floor((low - low_y) / side)), 0),
        min(int(np.floor((high - low_y) / side)), rows - 1),
    )
    count = 0
    for row in range(begin_r, end_r + 1):
        for column in range(begin_c, end_c + 1):
            cell = row * columns + column
            count += first[cell + 1] - first[cell]
    found = np.empty(count, np.int32)
    count = 0
    for row in range(begin_r, end_r + 1):
        for column in range(begin_c, end_c + 1):
            cell = row * columns + column
            for at in range(first[cell], first[cell + 1]):
                found[count] = segment[at]
                count += 1
    return found


def spots_on_outline(
    index: EdgeIndex, outline: shapely.Geometry, reach_m: float, limit_m: float, barriers: Barriers | None
) -> Spots:
    """Return where ways meet an outline, or come near to it.

    Every spot where a way crosses the outline is one (its leg is 0); of the other ways within `reach_m` the nearest
    spot of each way between two junctions. If there is none, the nearest spot within `limit_m`. Legs that cross a
    barrier are left out as long as there is another.

    Parameters
    ----------
    outline : shapely Polygon or MultiPolygon
        Only outer rings count: what lies in an inner courtyard is reached through the building.

    Returns
    -------
    Spots
        Empty if there is no way within `limit_m`.
    """
    ring = shapely.union_all(shapely.get_exterior_ring(shapely.get_parts(outline)))
    reach = reach_m
    while True:
        spots = _near_ring(index, ring, min(reach, limit_m), barriers)
        free = spots.rows(~spots.crosses)
        if len(free):
            return _by_street(index, free) if reach <= reach_m else free.rows(np.array([0]))
        if reach >= limit_m:
            return spots.rows(np.arange(min(1, len(spots))))
        reach = min(max(2 * reach, 10.0), limit_m)


def _near_ring(index: EdgeIndex, ring: shapely.Geometry, reach: float, barriers: Barriers | None) -> Spots:
    """Return the crossings and the nearest spot of every segment within reach, nearest first."""
    left, low, right, high = (float(v) for v in shapely.bounds(ring))
    grid = index.grid
    j = np.unique(segments_in_box(left - reach, low - reach, right + reach, high + reach, grid.cells))
    ends = np.stack([grid.x[j], grid.y[j], grid.x[j + 1], grid.y[j + 1]], axis=1).reshape(-1, 2, 2)
    lines = shapely.linestrings(ends)
    ring = shapely.from_wkb(
        shapely.to_wkb(ring)
    )  # a shape that two threads may hold is never prepared itself
    shapely.prepare(ring)
    away = shapely.distance(lines, ring)
    beside = np.flatnonzero((away > 0) & (away <= reach))
    legs = shapely.get_coordinates(shapely.shortest_line(lines[beside], ring)).reshape(-1, 2, 2)
    on = np.flatnonzero(away == 0)
    meeting, of = shapely.get_coordinates(shapely.intersection(lines[on], ring), return_index=True)
    segment = np.concatenate([j[on[of]], j[beside]])
    x, y = np.concatenate([meeting[:, 0], legs[:, 0, 0]]), np.concatenate([meeting[:, 1], legs[:, 0, 1]])
    leg = np.concatenate([np.zeros(len(of)), away[beside]])
    crosses = np.zeros(len(segment), bool)
    if barriers is not None:
        crosses[len(of) :] = _crossing(barriers.grid, legs)
    along = index.shapes.along
    edge = index.shapes.vertex_edge[segment].astype(np.int32)
    offset = np.minimum(
        along[segment] + np.hypot(x - grid.x[segment], y - grid.y[segment]), along[segment + 1]
    )
    order = np.lexsort((segment, leg))
    return Spots(edge, offset, leg, x, y, crosses).rows(order)


def _crossing(grid: SegmentGrid, legs: Floats) -> Flags:
    flat = [ready(legs[:, end, axis], np.float64) for end in (0, 1) for axis in (0, 1)]
    return legs_cross(flat[0], flat[1], flat[2], flat[3], grid.cells)


def _by_street(index: EdgeIndex, spots: Spots) -> Spots:
    """Keep each crossing once, and of the ways that only come near one spot between two junctions."""
    graph, network = index.graph, index.network
    whole = index.shapes.length[spots.edge]
    at_u, at_v = spots.offset <= _SAME_M, whole - spots.offset <= _SAME_M
    end_node = np.where(at_u, network.edge_u[spots.edge], np.where(at_v, network.edge_v[spots.edge], -1))
    crossing = np.flatnonzero(spots.leg == 0)
    # The same spot is found on every segment that ends there; a bridge over a way stays a spot of its own.
    at_node = end_node[crossing] >= 0
    where = np.where(at_node, -1 - end_node[crossing], spots.edge[crossing])
    along = np.where(at_node, 0.0, np.round(spots.offset[crossing] / _SAME_M))
    _, once = np.unique(np.column_stack([where, along]), axis=0, return_index=True)
    kept = np.concatenate([crossing[np.sort(once)], np.flatnonzero(spots.leg > 0)])
    spots, end_node, whole = spots.rows(kept), end_node[kept], whole[kept]
    forward = graph.forward[spots.edge]
    picks = different_streets(
        ready(spots.edge, np.int32),
        ready(end_node, np.int32),
        ready(graph.start[spots.edge] + np.where(forward, spots.offset, whole - spots.offset), np.float64),
        ready(spots.x, np.float64),
        ready(spots.y, np.float64),
        len(once),
        graph.of_edge,
        index.nameless,
        *index.chain_ends,
        graph.length,
        len(spots),
    )
    return spots.rows(picks)


def spread(spots: Spots, most: int) -> Spots:
    """Return at most so many places: the nearest, then always the one farthest from those already chosen."""
    if len(spots) <= most:
        return spots
    chosen = [0]
    apart = np.hypot(spots.x - spots.x[0], spots.y - spots.y[0])
    while len(chosen) < most:
        chosen.append(int(apart.argmax()))
        apart = np.minimum(apart, np.hypot(spots.x - spots.x[chosen[-1]], spots.y - spots.y[chosen[-1]]))
    return spots.rows(np.sort(np.array(chosen)))
