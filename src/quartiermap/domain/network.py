"""The walk network: junctions, edges with their shape, and points placed on edges."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int32]

STEPS = 1
"""Bit of `WalkNetwork.edge_flags`: the edge has steps."""
BRIDGE = 2
TUNNEL = 4


@dataclass(frozen=True)
class WalkNetwork:
    """The pedestrian graph in the project CRS; undirected, on foot both ways.

    Nodes are junctions, dead ends and places where a way's class changes; everything between two nodes is
    one edge with its full shape. Topology is by node number only: two nodes at the same place are not joined
    (a bridge over a road).

    Parameters
    ----------
    node_x, node_y : float64 array, shape (n,)
        Metres in the project CRS.
    edge_u, edge_v : int32 array, shape (m,)
        Node numbers; equal for a loop. Parallel edges are allowed.
    edge_length : float64 array, shape (m,)
        Length along the shape in metres; > 0.
    vertex_x, vertex_y : float64 array, shape (k,)
        The shapes of all edges one after the other; each begins at node u and ends at node v.
    edge_first : int64 array, shape (m + 1,)
        Edge i owns the vertices ``edge_first[i]`` to ``edge_first[i + 1] - 1`` (at least two).
    edge_class : int16 array, shape (m,)
        Index into `classes` (the OSM highway class or the value of the line layer).
    edge_flags : uint8 array, shape (m,)
        Bits `STEPS`, `BRIDGE`, `TUNNEL`.
    classes : tuple of str
    origin : {"osm", "lines"}
    """

    node_x: Floats
    node_y: Floats
    edge_u: Ints
    edge_v: Ints
    edge_length: Floats
    vertex_x: Floats
    vertex_y: Floats
    edge_first: NDArray[np.int64]
    edge_class: NDArray[np.int16]
    edge_flags: NDArray[np.uint8]
    classes: tuple[str, ...] = ()
    origin: Literal["osm", "lines"] = "osm"
    component: Ints = field(default_factory=lambda: np.zeros(0, np.int32))

    @property
    def node_count(self) -> int:
        """Number of nodes."""
        return len(self.node_x)

    @property
    def edge_count(self) -> int:
        """Number of edges."""
        return len(self.edge_u)

    @property
    def length_m(self) -> float:
        """Length of the whole network in metres."""
        return float(self.edge_length.sum())


@dataclass(frozen=True)
class OnNetwork:
    """Points placed on the edges of a network.

    Parameters
    ----------
    edge : int32 array, shape (p,)
        Edge number, or -1 for a point with no edge near enough (it reaches nothing).
    offset_m : float64 array, shape (p,)
        Metres along the edge from its node u; NaN where `edge` is -1.
    leg_m : float64 array, shape (p,)
        Straight way from the point to the edge in metres (counted in every distance); for a point
        without an edge the distance to the nearest one, so that a finding can name it.
    """

    edge: Ints
    offset_m: Floats
    leg_m: Floats
