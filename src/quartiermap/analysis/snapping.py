"""Points onto the shapes of a walk network's edges: exact, vectorised, and back again.

The nearest place is searched on the *segments* of the edges, not among junctions: junction snapping without
legs moves the covered share of a town by 1.5 to 5 percentage points (measured on Heidelberg).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from quartiermap.domain.network import OnNetwork, WalkNetwork

Floats = NDArray[np.float64]
Indices = NDArray[np.int64]

_PIECE_M = 20.0
"""Segments are sampled at the middle of pieces at most this long; only speed depends on it."""
_TIE_M = 1e-9
"""Nearer than this counts as equally near; the lowest edge number then wins, whatever the search order."""
_FIRST_NEIGHBOURS = 8
_BLOCK = 20_000
"""Points handled at once, to bound the memory."""


class EdgeShapes:
    """Positions along the shapes of a network's edges.

    Parameters
    ----------
    network : WalkNetwork

    Attributes
    ----------
    along : float64 array, shape (k,)
        Metres from node u of the edge to each vertex, summed within the edge (a running sum over the whole
        network would cost seven digits).
    length : float64 array, shape (m,)
        Length of each edge as the sum of its segments in metres.
    vertex_edge : int64 array, shape (k,)
        The edge that a vertex belongs to.
    """

    def __init__(self, network: WalkNetwork) -> None:
        self.network = network
        first = np.asarray(network.edge_first, np.int64)
        counts = np.diff(first)
        self.vertex_edge: Indices = np.repeat(np.arange(len(counts), dtype=np.int64), counts)
        steps = np.hypot(np.diff(network.vertex_x), np.diff(network.vertex_y))
        self.along: Floats = np.zeros(len(network.vertex_x), np.float64)
        # Edges by falling vertex count: in round j only the leading ones still have a vertex j.
        order = np.argsort(-counts, kind="stable")
        falling = -counts[order]
        for j in range(1, int(counts.max(initial=0))):
            at = first[order[: np.searchsorted(falling, -j, side="left")]] + j
            self.along[at] = self.along[at - 1] + steps[at - 1]
        self.length: Floats = self.along[first[1:] - 1] if len(counts) else np.zeros(0)
        self._base: Floats = np.concatenate([[0.0], np.cumsum(self.length)])
        self._key: Floats = self._base[self.vertex_edge] + self.along

    def segment_at(self, edge: Indices, offset_m: Floats) -> Indices:
        """Return the first vertex of the segment in which a position lies.

        Parameters
        ----------
        edge : int array, shape (p,)
        offset_m : float64 array, shape (p,)
            Metres along the edge from its node u.

        Returns
        -------
        int64 array, shape (p,)
            Vertex number j; the position lies between the vertices j and j + 1, at a vertex either side.
        """
        first = self.network.edge_first
        low, high = first[edge], first[edge + 1] - 2
        found = np.searchsorted(self._key, self._base[edge] + offset_m, side="right") - 1
        at = np.clip(found, low, high)
        # The key is a sum over the whole network and rounds; the position within the edge decides.
        for _ in range(3):
            at = np.clip(at - (self.along[at] > offset_m), low, high)
            at = np.clip(at + (self.along[at + 1] < offset_m), low, high)
        return np.asarray(at, np.int64)

    def coordinates(self, edge: Indices, offset_m: Floats) -> tuple[Floats, Floats]:
        """Return the places (x, y in metres, shape (p,)) that lie `offset_m` along the given edges."""
        at = self.segment_at(edge, offset_m)
        step = self.along[at + 1] - self.along[at]
        share = np.clip((offset_m - self.along[at]) / np.where(step > 0, step, 1.0), 0.0, 1.0)
        x, y = self.network.vertex_x, self.network.vertex_y
        return x[at] + share * (x[at + 1] - x[at]), y[at] + share * (y[at + 1] - y[at])


class EdgeIndex:
    """A spatial index over the segments of a network; build once, ask often.

    Parameters
    ----------
    network : WalkNetwork
    allowed_edges : bool array, shape (m,), or int array, optional
        Edges that points may lie on (mask or numbers); all edges if not given.
    shapes : EdgeShapes, optional
        Positions along the edges if the caller has them already.

    Notes
    -----
    Every segment is cut into pieces of at most 20 m whose middles go into a k-d tree. A point's nearest
    segment at distance D then has a middle within D + half a piece. Candidates are measured exactly; the
    answer stands once the farthest candidate middle is beyond that bound, otherwise twice as many
    candidates are looked at.
    """

    def __init__(
        self,
        network: WalkNetwork,
        allowed_edges: NDArray[np.bool_] | NDArray[np.integer] | None = None,
        shapes: EdgeShapes | None = None,
    ) -> None:
        self.shapes = shapes or EdgeShapes(network)
        last = np.zeros(len(network.vertex_x), bool)
        last[network.edge_first[1:] - 1] = True
        starts = np.flatnonzero(~last)
        if allowed_edges is not None:
            allowed = np.zeros(network.edge_count, bool)
            allowed[allowed_edges] = True
            starts = starts[allowed[self.shapes.vertex_edge[starts]]]
        self._starts: Indices = starts
        x, y = network.vertex_x, network.vertex_y
        self._ax, self._ay = x[starts], y[starts]
        self._dx, self._dy = x[starts + 1] - self._ax, y[starts + 1] - self._ay
        self._step = np.hypot(self._dx, self._dy)
        pieces = np.maximum(1, np.ceil(self._step / _PIECE_M)).astype(np.int64)
        self._half = float((self._step / pieces).max(initial=0.0)) / 2
        self._sample_segment = np.repeat(np.arange(len(starts)), pieces)
        nth = np.arange(len(self._sample_segment)) - np.repeat(np.cumsum(pieces) - pieces, pieces)
        share = (nth + 0.5) / pieces[self._sample_segment]
        self._tree = cKDTree(
            np.column_stack(
                [
                    self._ax[self._sample_segment] + share * self._dx[self._sample_segment],
                    self._ay[self._sample_segment] + share * self._dy[self._sample_segment],
                ]
            )
        )

    def locate(self, x: Floats, y: Floats, limit_m: float) -> OnNetwork:
        """Return the nearest place on the allowed edges for every point (see `snap`)."""
        x, y = np.asarray(x, np.float64), np.asarray(y, np.float64)
        edge = np.full(len(x), -1, np.int32)
        offset = np.full(len(x), np.nan)
        leg = np.full(len(x), np.nan)
        asked = np.flatnonzero(np.isfinite(x) & np.isfinite(y))
        if len(self._starts) == 0:
            leg[asked] = np.inf
            return OnNetwork(edge, offset, leg)
        for begin in range(0, len(asked), _BLOCK):
            rows = asked[begin : begin + _BLOCK]
            segment, share, away = self._nearest(x[rows], y[rows])
            leg[rows] = away
            near = away <= limit_m
            at, rows = segment[near], rows[near]
            vertex = self._starts[at]
            edge[rows] = self.shapes.vertex_edge[vertex]
            offset[rows] = np.minimum(
                self.shapes.along[vertex] + share[near] * self._step[at],
                self.shapes.along[vertex + 1],
            )
        return OnNetwork(edge, offset, leg)

    def _nearest(self, x: Floats, y: Floats) -> tuple[Indices, Floats, Floats]:
        """Return segment, share along it and distance of the nearest place for finite points."""
        segment = np.zeros(len(x), np.int64)
        share = np.zeros(len(x))
        away = np.full(len(x), np.inf)
        todo = np.arange(len(x))
        samples = len(self._sample_segment)
        neighbours = min(_FIRST_NEIGHBOURS, samples)
        while len(todo):
            # Blocks shrink as the neighbours grow, so that memory stays bounded.
            block = max(1, _BLOCK * _FIRST_NEIGHBOURS // neighbours)
            unproved = []
            for begin in range(0, len(todo), block):
                rows = todo[begin : begin + block]
                points = np.column_stack([x[rows], y[rows]])
                found = self._tree.query(points, k=list(range(1, neighbours + 1)))
                reach, sample = np.asarray(found[0]), np.asarray(found[1])
                candidate = self._sample_segment[sample]
                along, distance = self._project(x[rows, None], y[rows, None], candidate)
                nearest = distance.min(axis=1)
                tied = distance <= nearest[:, None] + _TIE_M
                pick = np.where(tied, candidate, np.iinfo(np.int64).max).argmin(axis=1)
                each = np.arange(len(rows))
                segment[rows], share[rows] = candidate[each, pick], along[each, pick]
                away[rows] = distance[each, pick]
                if neighbours < samples:
                    unproved.append(rows[reach[:, -1] < nearest + self._half + 2 * _TIE_M])
            todo = np.concatenate(unproved) if unproved else todo[:0]
            neighbours = min(2 * neighbours, samples)
        return segment, share, away

    def _project(self, x: Floats, y: Floats, segment: Indices) -> tuple[Floats, Floats]:
        """Return the share (0..1) along each segment of the place nearest to the point, and its distance."""
        dx, dy, step = self._dx[segment], self._dy[segment], self._step[segment]
        px, py = x - self._ax[segment], y - self._ay[segment]
        # Dividing twice by the length keeps tiny segments from underflowing in the square.
        safe = np.where(step > 0, step, 1.0)
        share = np.clip((px * (dx / safe) + py * (dy / safe)) / safe, 0.0, 1.0)
        return share, np.hypot(px - share * dx, py - share * dy)


def snap(
    network: WalkNetwork,
    x: Floats,
    y: Floats,
    limit_m: float,
    allowed_edges: NDArray[np.bool_] | NDArray[np.integer] | None = None,
) -> OnNetwork:
    """Place points on the nearest edge shapes of a network.

    Parameters
    ----------
    network : WalkNetwork
    x, y : float64 array, shape (p,)
        Metres in the CRS of the network. A point with a missing coordinate gets no edge and a missing leg.
    limit_m : float
        Farther than this from every edge a point gets no edge (-1) and the distance found as its leg.
    allowed_edges : bool array, shape (m,), or int array, optional
        Edges that points may lie on (mask or numbers).

    Returns
    -------
    OnNetwork
        `leg_m` is exact to 1e-9 m. Of equally near edges the one with the lowest number wins.

    Examples
    --------
    >>> road = WalkNetwork(
    ...     node_x=np.array([0.0, 100.0]), node_y=np.array([0.0, 0.0]),
    ...     edge_u=np.array([0], np.int32), edge_v=np.array([1], np.int32), edge_length=np.array([100.0]),
    ...     vertex_x=np.array([0.0, 100.0]), vertex_y=np.array([0.0, 0.0]), edge_first=np.array([0, 2]),
    ...     edge_class=np.zeros(1, np.int16), edge_flags=np.zeros(1, np.uint8))
    >>> on = snap(road, np.array([30.0, 30.0]), np.array([4.0, 900.0]), limit_m=250)
    >>> on.edge.tolist(), on.offset_m.tolist(), on.leg_m.tolist()
    ([0, -1], [30.0, nan], [4.0, 900.0])
    """
    return EdgeIndex(network, allowed_edges).locate(x, y, limit_m)
