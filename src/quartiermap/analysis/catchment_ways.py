"""The ways from which a facility is in reach, as pieces of edges: exact, whatever the way ends at."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from quartiermap.analysis.engine.catchment_kernels import boxes_near
from quartiermap.analysis.engine.compiled import ready
from quartiermap.analysis.paths import Router
from quartiermap.domain.network import Floats, Ints, OnNetwork

Bools = NDArray[np.bool_]
Indices = NDArray[np.int64]

_SLIVER_M = 1e-6
"""A gap shorter than this between ways in reach comes from rounding."""


@dataclass(frozen=True)
class WayPieces:
    """Pieces of edges, in the order of the edges and along them.

    Parameters
    ----------
    edge : int32 array, shape (k,)
    from_m, to_m : float64 array, shape (k,)
        Metres along the edge from its node u.
    from_distance, to_distance : float64 array, shape (k,)
        Distance to the facility from both ends in metres of the profile, linear between them; ``inf`` at both for
        a piece that is out of reach.
    """

    edge: Ints
    from_m: Floats
    to_m: Floats
    from_distance: Floats
    to_distance: Floats

    @property
    def length_m(self) -> float:
        """Metres of way in all."""
        return float((self.to_m - self.from_m).sum())

    def only(self, mask: Bools | Indices) -> WayPieces:
        """Return some of the pieces (by mask or by position, in that order)."""
        return WayPieces(
            self.edge[mask],
            self.from_m[mask],
            self.to_m[mask],
            self.from_distance[mask],
            self.to_distance[mask],
        )


@dataclass(frozen=True)
class StraightParts:
    """Straight parts of pieces: coordinates of both ends and the distance from them."""

    ax: Floats
    ay: Floats
    bx: Floats
    by: Floats
    at_a: Floats
    at_b: Floats

    def cut_to(self, low: float, high: float) -> StraightParts:
        """Return the parts (of parts) with a distance above `low` and up to `high`; parts out of reach are above all."""
        far = ~np.isfinite(self.at_a)
        da, db = np.where(far, 0.0, self.at_a), np.where(far, 0.0, self.at_b)
        rise = np.where(db == da, 1.0, db - da)
        s, t = (low - da) / rise, (high - da) / rise
        flat = db == da
        inside = (da > low) & (da <= high)
        start = np.where(flat, np.where(inside, 0.0, 1.0), np.clip(np.minimum(s, t), 0.0, 1.0))
        stop = np.where(flat, np.where(inside, 1.0, 0.0), np.clip(np.maximum(s, t), 0.0, 1.0))
        if high == np.inf:
            start, stop = np.where(far, 0.0, start), np.where(far, 1.0, stop)
        else:
            stop = np.where(far, start, stop)
        keep = stop > start
        start, stop = start[keep], stop[keep]
        ax, ay, dx, dy = self.ax[keep], self.ay[keep], (self.bx - self.ax)[keep], (self.by - self.ay)[keep]
        da, rise = self.at_a[keep], np.where(far, 0.0, db - da)[keep]
        return StraightParts(
            ax + start * dx,
            ay + start * dy,
            ax + stop * dx,
            ay + stop * dy,
            da + start * rise,
            da + stop * rise,
        )

    def lines(self, rows: NDArray[Any]) -> NDArray[np.object_]:
        """Return some of the parts as lines."""
        ends = np.stack([self.ax[rows], self.ay[rows], self.bx[rows], self.by[rows]], axis=1)
        return np.asarray(shapely.linestrings(ends.reshape(-1, 2, 2)), dtype=object)


class WayFinder:
    """Finds the ways in reach on one network for one profile; build once, ask often.

    Parameters
    ----------
    router : Router
        With the costs of the profile. Parts of the network that it leaves out because they are too small
        (`Router.allowed_edges`) do not exist here either.
    """

    def __init__(self, router: Router) -> None:
        self.router = router
        network, graph = router.network, router.graph
        self.network = network
        used = graph.of_edge >= 0
        way = np.zeros(len(used), np.uint8)
        way[used] = graph.way[graph.of_edge[used]]
        onward = (way == 0) | ((way == 1) == graph.forward)
        back = (way == 0) | ((way == 2) == graph.forward)
        self._forward: Floats = np.where(used & onward, graph.edge_cost, np.inf)
        self._backward: Floats = np.where(used & back, graph.edge_cost, np.inf)
        self._exists: Bools = np.asarray(router.allowed_edges | ~used, bool)

    @cached_property
    def _boxes(self) -> tuple[Floats, Floats, Floats, Floats]:
        """West, south, east and north of every edge."""
        first = self.network.edge_first[:-1]
        if not len(first):
            return (np.zeros(0),) * 4
        x, y = self.network.vertex_x, self.network.vertex_y
        return (
            np.minimum.reduceat(x, first), np.minimum.reduceat(y, first),
            np.maximum.reduceat(x, first), np.maximum.reduceat(y, first),
        )  # fmt: skip

    def edges(self, places: OnNetwork, limit_m: float) -> WayPieces:
        """Return the pieces of edges from which the nearest of some facilities is at most `limit_m` away.

        Parameters
        ----------
        places : OnNetwork
            The facilities; off-network legs count.
        limit_m : float
            Metres of the profile, included.

        Returns
        -------
        WayPieces
            Exact. An edge reached from both sides gives two pieces: with a gap between them, or meeting where
            both ways are equally long.
        """
        pieces = self.pieces(places, limit_m, 0.0)
        return pieces.only(np.isfinite(pieces.from_distance))

    def lines(self, pieces: WayPieces) -> NDArray[np.object_]:
        """Return the shape of every piece as a line in the project CRS, shape (k,)."""
        parts, of_piece = self.straight_parts(pieces)
        if not len(of_piece):
            return np.zeros(0, dtype=object)
        last = np.append(of_piece[1:] != of_piece[:-1], True)
        order = np.argsort(
            np.concatenate([np.arange(len(of_piece)) * 2, np.flatnonzero(last) * 2 + 1]), kind="stable"
        )
        x = np.concatenate([parts.ax, parts.bx[last]])[order]
        y = np.concatenate([parts.ay, parts.by[last]])[order]
        owner = np.concatenate([of_piece, of_piece[last]])[order]
        return np.asarray(shapely.linestrings(np.column_stack([x, y]), indices=owner), dtype=object)

    def pieces(self, places: OnNetwork, limit_m: float, margin_m: float) -> WayPieces:
        """Return pieces in reach and, with an infinite distance, those that are not.

        Parameters
        ----------
        places : OnNetwork
        limit_m : float
        margin_m : float
            Ways out of reach are looked for in the box around the places, widened by ``limit_m + margin_m``.

        Returns
        -------
        WayPieces
            Sorted by edge and position; the pieces of an edge cover it without overlap.
        """
        network = self.network
        on = np.flatnonzero(places.edge >= 0)
        fac_edge, fac_at = places.edge[on].astype(np.int64), places.offset_m[on]
        edges = self._near(fac_edge, fac_at, limit_m + margin_m)
        # Every facility on an edge splits it: between two neighbouring stops the distance has one peak at most.
        stops_edge = np.concatenate([edges, edges, fac_edge])
        stops = np.concatenate([np.zeros(len(edges)), network.edge_length[edges], fac_at])
        order = np.lexsort((stops, stops_edge))
        stops_edge, stops = stops_edge[order], stops[order]
        first = np.flatnonzero((stops_edge[1:] == stops_edge[:-1]) & (stops[1:] > stops[:-1]))
        edge, a, b = stops_edge[first], stops[first], stops[first + 1]
        reach = self._distance(np.concatenate([edge, edge]), np.concatenate([a, b]), places, limit_m)
        at_a, at_b = reach[: len(edge)], reach[len(edge) :]
        length = network.edge_length[edge]
        up, down = self._backward[edge] / length, self._forward[edge] / length  # a metre from a, and from b
        by_a = np.isfinite(at_a) & np.isfinite(up)
        by_b = np.isfinite(at_b) & np.isfinite(down)
        da, db = np.where(by_a, at_a, 0.0), np.where(by_b, at_b, 0.0)
        up, down = np.where(by_a, up, 1.0), np.where(by_b, down, 1.0)
        safe_up, safe_down = np.maximum(up, 1e-300), np.maximum(down, 1e-300)
        end = np.where(by_a, np.minimum(b, a + (limit_m - da) / safe_up), a)
        start = np.where(by_b, np.maximum(a, b - (limit_m - db) / safe_down), b)
        meet = a + np.clip((db - da + (b - a) * down) / (safe_up + safe_down), 0.0, b - a)
        both = by_a & by_b
        end = np.where(both, np.minimum(end, meet), end)
        start = np.maximum(np.where(both, np.maximum(start, meet), start), end)
        rounded = start - end < _SLIVER_M
        end = np.where(rounded & by_a, start, end)
        start = np.where(rounded & ~by_a & by_b, end, start)
        far = np.full(len(edge), np.inf)
        found = WayPieces(
            np.concatenate([edge, edge, edge]).astype(np.int32),
            np.concatenate([a, end, start]),
            np.concatenate([end, start, b]),
            np.concatenate([da, far, db + (b - start) * down]),
            np.concatenate([da + (end - a) * up, far, db]),
        )
        order = np.lexsort((found.from_m, found.edge))
        return found.only(order[(found.to_m > found.from_m)[order]])

    def near_reached(self, pieces: WayPieces, margin_m: float) -> WayPieces:
        """Return the pieces in reach, and of the others those that may come within a margin of one in reach."""
        west, south, east, north = (ready(side[pieces.edge], np.float64) for side in self._boxes)
        reached = np.isfinite(pieces.from_distance)
        return pieces.only(boxes_near(west, south, east, north, reached, margin_m))

    def _near(self, edge: Indices, offset_m: Floats, margin_m: float) -> Indices:
        """Return the existing edges whose box comes within a margin of the box of some places."""
        if not len(edge):
            return np.zeros(0, np.int64)
        x, y = self.router.shapes.coordinates(edge, offset_m)
        west, south, east, north = self._boxes
        near = (west <= x.max() + margin_m) & (east >= x.min() - margin_m)
        near &= (south <= y.max() + margin_m) & (north >= y.min() - margin_m)
        return np.flatnonzero(near & self._exists)

    def _distance(self, edge: Indices, at_m: Floats, places: OnNetwork, limit_m: float) -> Floats:
        """Return the distance from positions on edges to the nearest place, ``inf`` beyond the limit."""
        points = OnNetwork(edge.astype(np.int32), at_m, np.zeros(len(edge)))
        found = self.router.distances(points, places, limit_m)
        nearest = np.full(len(edge), np.inf)
        if found.nnz:
            filled = np.flatnonzero(np.diff(found.indptr))
            nearest[filled] = np.minimum.reduceat(found.data, found.indptr[filled])
        return nearest

    def straight_parts(self, pieces: WayPieces) -> tuple[StraightParts, Indices]:
        """Return the straight parts of pieces, and the piece that each belongs to."""
        network, shapes = self.network, self.router.shapes
        edge = pieces.edge.astype(np.int64)
        first, last = network.edge_first[edge], network.edge_first[edge + 1]
        count = last - first
        piece = np.repeat(np.arange(len(edge)), count)
        vertex = np.repeat(first - (np.cumsum(count) - count), count) + np.arange(int(count.sum()))
        along = shapes.along[vertex]
        inner = (along > pieces.from_m[piece]) & (along < pieces.to_m[piece])
        piece, vertex, along = piece[inner], vertex[inner], along[inner]
        # Every piece owns its start, its inner vertices and its end, in this order.
        size = 2 + np.bincount(piece, minlength=len(edge))
        begin = np.cumsum(size) - size
        end = begin + size - 1
        total = int(size.sum())
        x, y, at = np.empty(total), np.empty(total), np.empty(total)
        x[begin], y[begin] = shapes.coordinates(edge, pieces.from_m)
        x[end], y[end] = shapes.coordinates(edge, pieces.to_m)
        at[begin], at[end] = pieces.from_m, pieces.to_m
        within = np.ones(total, bool)
        within[begin] = within[end] = False
        x[within], y[within], at[within] = network.vertex_x[vertex], network.vertex_y[vertex], along
        owner = np.repeat(np.arange(len(edge)), size)
        far = ~np.isfinite(pieces.from_distance)
        low = np.where(far, 0.0, pieces.from_distance)
        slope = (np.where(far, 0.0, pieces.to_distance) - low) / (pieces.to_m - pieces.from_m)
        value = np.where(far[owner], np.inf, low[owner] + (at - pieces.from_m[owner]) * slope[owner])
        go = np.ones(total, bool)
        go[end] = False
        here = np.flatnonzero(go)
        parts = (x[here], y[here], x[here + 1], y[here + 1], value[here], value[here + 1])
        return StraightParts(*(ready(part, np.float64) for part in parts)), owner[here]
