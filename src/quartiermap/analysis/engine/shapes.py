"""Positions along the shapes of a network's edges."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from quartiermap.compiling import compiled, ready
from quartiermap.domain.network import Floats, Ints, WalkNetwork

Indices = NDArray[np.int64]


@compiled("(float64[::1], float64[::1], int64[::1])")
def running_lengths(x: Floats, y: Floats, first: Indices) -> tuple[Floats, Indices]:
    """Return for each vertex the metres from the beginning of its edge, and the edge."""
    along = np.zeros(len(x))
    edge = np.zeros(len(x), np.int64)
    for e in range(len(first) - 1):
        for j in range(first[e], first[e + 1]):
            edge[j] = e
            if j > first[e]:
                along[j] = along[j - 1] + np.hypot(x[j] - x[j - 1], y[j] - y[j - 1])
    return along, edge


@compiled("(int64[::1], float64[::1], int64[::1], float64[::1])")
def segments_of(edge: Indices, offset: Floats, first: Indices, along: Floats) -> Indices:
    """Return for each position its edge's last vertex that is not beyond it (the last vertex itself left out)."""
    found = np.empty(len(edge), np.int64)
    for i in range(len(edge)):
        low, last = first[edge[i]], first[edge[i] + 1] - 2
        high = last
        while low < high:
            middle = (low + high + 1) // 2
            if along[middle] > offset[i]:
                high = middle - 1
            else:
                low = middle
        found[i] = min(low, last)
    return found


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
        first = ready(network.edge_first, np.int64)
        self.along: Floats
        self.vertex_edge: Indices
        self.along, self.vertex_edge = running_lengths(
            ready(network.vertex_x, np.float64), ready(network.vertex_y, np.float64), first
        )
        self.length: Floats = self.along[first[1:] - 1] if len(first) > 1 else np.zeros(0)

    def segment_at(self, edge: NDArray[np.integer], offset_m: Floats) -> Indices:
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
        first = ready(self.network.edge_first, np.int64)
        found: Indices = segments_of(ready(edge, np.int64), ready(offset_m, np.float64), first, self.along)
        return found

    def coordinates(self, edge: NDArray[np.integer], offset_m: Floats) -> tuple[Floats, Floats]:
        """Return the places (x, y in metres, shape (p,)) that lie `offset_m` along the given edges."""
        at = self.segment_at(edge, offset_m)
        step = self.along[at + 1] - self.along[at]
        share = np.clip((offset_m - self.along[at]) / np.where(step > 0, step, 1.0), 0.0, 1.0)
        x, y = self.network.vertex_x, self.network.vertex_y
        return x[at] + share * (x[at + 1] - x[at]), y[at] + share * (y[at + 1] - y[at])

    def line(self, edges: Ints, from_m: Floats, to_m: Floats) -> tuple[Floats, Floats]:
        """Return the polyline (x, y in metres) along pieces of edges, one after the other.

        Parameters
        ----------
        edges : int array, shape (e,)
        from_m, to_m : float64 array, shape (e,)
            Metres from node u of each edge; ``to_m < from_m`` runs backwards.
        """
        xs: list[Floats] = []
        ys: list[Floats] = []
        for edge, begin, end in zip(edges, from_m, to_m, strict=True):
            first, last = int(self.network.edge_first[edge]), int(self.network.edge_first[edge + 1])
            along = self.along[first:last]
            inside = np.flatnonzero((along > min(begin, end)) & (along < max(begin, end))) + first
            x, y = self.coordinates(np.array([edge, edge]), np.array([begin, end]))
            inside = inside if begin <= end else inside[::-1]
            xs += [x[:1], self.network.vertex_x[inside], x[1:]]
            ys += [y[:1], self.network.vertex_y[inside], y[1:]]
        return (np.concatenate(xs), np.concatenate(ys)) if xs else (np.zeros(0), np.zeros(0))
