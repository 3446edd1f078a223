"""What stays the same while one facility is dragged: the labels of all others, and how points get to their chains' ends.

Where a large part of a town hangs on one facility, emptying and filling its labels at every step takes longer than a
frame. Then its own distances are found as a whole (one sweep of the hierarchy) and laid over the labels that
the others give; of each pair the smaller one counts, so the result is the same bit for bit.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from quartiermap.analysis.engine import drag_kernels as kernels
from quartiermap.analysis.engine.hierarchy import Hierarchy
from quartiermap.analysis.engine.live_ground import LiveGround, PlaceLists
from quartiermap.domain.network import Floats, Ints

Bytes = NDArray[np.uint8]
Blocks = tuple[Bytes, Ints, Ints]
"""Which chains have closed edges; chain and rank of each closed edge."""


@dataclass(frozen=True)
class Others:
    """The labels without one facility.

    Parameters
    ----------
    slot : int
        The facility that is not in them.
    distance_m, nearest : arrays, shape (nodes,)
        In the order of the stage (`Stage.node`).
    point_distance_m, point_nearest : arrays, shape (points,)
    """

    slot: int
    distance_m: Floats
    nearest: Ints
    point_distance_m: Floats
    point_nearest: Ints


class Stage:
    """What depends on closed ways and on the points' places only.

    Parameters
    ----------
    ground : LiveGround
    blocks : Blocks
    hierarchy : Hierarchy, optional
        With the ways closed that are closed; none for graphs that are too large.
    points : int
        Number of points.
    places : PlaceLists
        Where they are.

    Attributes
    ----------
    node : int32 array, shape (nodes,)
        Which node each row of distances is.
    """

    def __init__(
        self, ground: LiveGround, blocks: Blocks, hierarchy: Hierarchy | None, points: int, places: PlaceLists
    ) -> None:
        self.hierarchy = hierarchy
        self._graph, self._blocks, self._places = ground.graph, blocks, places
        graph = ground.graph
        numbers = np.arange(graph.nodes, dtype=np.int32)
        self.node: Ints = numbers if hierarchy is None else hierarchy.node
        self._doors = kernels.doors(
            places.owner, places.chain, places.at, places.leg, places.rank, places.used,
            graph.a, graph.b, graph.length, graph.way, *blocks, numbers if hierarchy is None else hierarchy.rank,
        )  # fmt: skip
        self._mine, self._found = np.empty(points), np.empty(points, np.int32)

    def lay_over(
        self, own: Floats, sites: PlaceLists, rows: Ints, others: Others,
        node_distance_m: Floats, node_nearest: Ints, distance_m: Floats, nearest: Ints,
    ) -> NDArray[np.int64]:  # fmt: skip
        """Write the labels with the dragged facility; return the points that changed, rising.

        Parameters
        ----------
        own : float64 array, shape (nodes,)
            Distances to it, in the order of `node`.
        sites, rows
            The places of all facilities, and which are its own.
        others : Others
        node_distance_m, node_nearest, distance_m, nearest
            The labels of nodes and points, changed in place.
        """
        graph, places = self._graph, self._places
        kernels.lay_over_nodes(
            own, self.node, others.slot, others.distance_m, others.nearest, node_distance_m, node_nearest
        )
        count = kernels.lay_over_points(
            own, *self._doors, others.slot, rows, sites.chain, sites.at, sites.leg, sites.rank,
            places.owner, places.at, places.leg, places.rank, places.following, places.head,
            graph.way, *self._blocks, others.point_distance_m, others.point_nearest,
            self._mine, distance_m, nearest, self._found,
        )  # fmt: skip
        return self._found[:count].astype(np.int64)
