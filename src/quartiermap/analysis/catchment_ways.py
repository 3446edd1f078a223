"""The ways from which a facility is in reach, as pieces of edges: exact, whatever the way ends at."""

from __future__ import annotations

import queue
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from quartiermap.analysis.engine import way_kernels as kernels
from quartiermap.analysis.engine.catchment_kernels import boxes_near
from quartiermap.analysis.engine.graph import QUANTUM_M
from quartiermap.analysis.engine.search import BUCKETS, NOWHERE, by_chain
from quartiermap.analysis.paths import Router
from quartiermap.compiling import ready
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
        found = kernels.cut_parts(self.ax, self.ay, self.bx, self.by, self.at_a, self.at_b, low, high)
        return StraightParts(*found)

    def lines(self, rows: NDArray[Any]) -> NDArray[np.object_]:
        """Return some of the parts as lines."""
        ends = np.stack([self.ax[rows], self.ay[rows], self.bx[rows], self.by[rows]], axis=1)
        return np.asarray(shapely.linestrings(ends.reshape(-1, 2, 2)), dtype=object)


class _Room:
    """Working arrays of one search: clean before and after it."""

    def __init__(self, nodes: int) -> None:
        self.distance: Floats = np.full(nodes, np.inf)
        self.bucket: Ints = np.full(BUCKETS + 1, -1, np.int32)
        self.after: Ints = np.full(nodes, -1, np.int32)
        self.before: Ints = np.full(nodes, NOWHERE, np.int32)
        self.touched: Ints = np.empty(nodes, np.int32)


class WayFinder:
    """Finds the ways in reach on one network for one profile; build once, ask often, from any thread.

    Parameters
    ----------
    router : Router
        With the costs of the profile. Parts of the network that it leaves out because they are too small
        (`Router.allowed_edges`) do not exist here either.
    """

    def __init__(self, router: Router) -> None:
        self.router = router
        self.network = router.network
        self._lengths = ready(self.network.edge_length, np.float64)
        self._first = ready(self.network.edge_first, np.int64)
        self._vertices = (ready(self.network.vertex_x, np.float64), ready(self.network.vertex_y, np.float64))
        self._spare: queue.SimpleQueue[_Room] = queue.SimpleQueue()

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
        graph, there = self.router.graph, self.router.place(places)
        on = np.flatnonzero(places.edge >= 0)
        edge, offset = ready(places.edge[on], np.int32), ready(places.offset_m[on], np.float64)
        order = np.lexsort((offset, edge))
        head, behind = by_chain(graph.chains, there.chain)
        try:
            room = self._spare.get_nowait()
        except queue.Empty:
            room = _Room(graph.nodes)
        count = kernels.reach_nodes(
            graph.first, graph.target, graph.cost, graph.a, graph.b, graph.length, graph.way,
            there.chain, there.at, there.leg, graph.bucket_m, limit_m,
            room.distance, room.bucket, room.after, room.before, room.touched,
        )  # fmt: skip
        found = kernels.way_pieces(
            self._near(edge, offset, limit_m + margin_m), edge[order], offset[order], self._lengths,
            graph.of_edge, graph.start, graph.forward, graph.edge_cost,
            graph.a, graph.b, graph.length, graph.way, head, behind, there.at, there.leg,
            room.distance, limit_m, QUANTUM_M, _SLIVER_M,
        )  # fmt: skip
        room.distance[room.touched[:count]] = np.inf
        self._spare.put(room)
        return WayPieces(*found)

    def near_reached(self, pieces: WayPieces, margin_m: float) -> WayPieces:
        """Return the pieces in reach, and of the others those that may come within a margin of one in reach."""
        boxes = self.router.boxes
        west, south, east, north = (
            side[pieces.edge] for side in (boxes.west, boxes.south, boxes.east, boxes.north)
        )
        reached = np.isfinite(pieces.from_distance)
        return pieces.only(boxes_near(west, south, east, north, reached, margin_m))

    def _near(self, edge: Ints, offset_m: Floats, margin_m: float) -> Ints:
        """Return the existing edges whose box comes within a margin of the box of some places."""
        if not len(edge):
            return np.zeros(0, np.int32)
        x, y = self.router.shapes.coordinates(edge, offset_m)
        near = self.router.boxes.touching(
            float(x.min()) - margin_m, float(y.min()) - margin_m, float(x.max()) + margin_m, float(y.max()) + margin_m
        )  # fmt: skip
        return near[self.router.allowed_edges[near] | (self.router.graph.of_edge[near] < 0)]

    def straight_parts(self, pieces: WayPieces) -> tuple[StraightParts, Indices]:
        """Return the straight parts of pieces, and the piece that each belongs to."""
        found = kernels.straight_parts(
            ready(pieces.edge, np.int32), ready(pieces.from_m, np.float64), ready(pieces.to_m, np.float64),
            ready(pieces.from_distance, np.float64), ready(pieces.to_distance, np.float64),
            self._first, *self._vertices, self.router.shapes.along,
        )  # fmt: skip
        return StraightParts(*found[1:]), found[0]
