"""The walk network: junctions, edges with their shape, and points placed on edges."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int32]

STEPS = 1
"""Bit of `WalkNetwork.edge_flags`: the edge has steps."""
BRIDGE = 2
TUNNEL = 4
ONEWAY = 8
"""On foot only from node u to node v (signed ``oneway:foot``); everything else is walked both ways."""
PLAZA = 16
"""A straight way across an open square, made from its outline; the square's own border is an ordinary edge."""
CROSSING = 32
"""A marked crossing of a street."""
LIFT = 64
CONDITIONAL = 128
"""Only open at certain hours or on conditions that we cannot decide."""

UNKNOWN = -1
"""In `WalkNetwork.attributes`: nothing is known about this edge."""

SURFACES = ("paved", "sett", "compacted", "loose")
"""Values 0, 1, 2, 3 of the attribute ``surface``: smooth, small paving stones or cobbles, firm unpaved, soft."""
SMOOTHNESSES = ("good", "intermediate", "bad", "very_bad")
BARRIERS = ("none", "narrow", "pram_hindered", "impassable_on_wheels")
"""Values of ``barrier``: nothing in the way; bollards or a wide gate; chicane (cycle barrier, kissing gate); stile, turnstile."""
WHEELCHAIR = ("no", "limited", "yes")
ATTRIBUTES: Mapping[str, str] = {
    "surface": "index into SURFACES",
    "smoothness": "index into SMOOTHNESSES",
    "width_cm": "clear width in centimetres",
    "incline_pm": "steepness up or down in parts per thousand",
    "kerb_mm": "highest kerb on the way in millimetres",
    "barrier": "index into BARRIERS",
    "wheelchair": "index into WHEELCHAIR, as mapped by someone on the spot",
    "ramp": "1 if steps have a ramp for wheels",
}
"""What `WalkNetwork.attributes` can hold, and in what unit."""


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
        Bits `STEPS`, `BRIDGE`, `TUNNEL`, `ONEWAY`, `PLAZA`, `CROSSING`, `LIFT`, `CONDITIONAL`.
    classes : tuple of str
    origin : {"osm", "lines"}
    component : int32 array, shape (n,)
        Connected part of every node, numbered by falling length.
    edge_name : int32 array, shape (m,)
        Index into `names` (street names), -1 where a way has none; empty if names were not read.
    names : tuple of str
    attributes : mapping of str to int16 array, shape (m,)
        Any of `ATTRIBUTES`; `UNKNOWN` (-1) where nothing is known. A missing key means: unknown everywhere.
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
    edge_name: Ints = field(default_factory=lambda: np.zeros(0, np.int32))
    names: tuple[str, ...] = ()
    attributes: Mapping[str, NDArray[np.int16]] = field(default_factory=dict)

    def __getstate__(self) -> dict[str, Any]:
        """Leave out what is kept beside the fields: searches made ready hold locks, and another process makes its own."""
        return {part.name: getattr(self, part.name) for part in fields(self)}

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

    def attribute(self, name: str) -> NDArray[np.int16]:
        """Return an attribute of every edge, `UNKNOWN` where (or if) nothing is known."""
        known = self.attributes.get(name)
        return np.full(self.edge_count, UNKNOWN, np.int16) if known is None else known

    def street(self, edge: int) -> str:
        """Return the name of the street an edge belongs to, empty if it has none."""
        at = int(self.edge_name[edge]) if len(self.edge_name) else -1
        return self.names[at] if at >= 0 else ""


@dataclass(frozen=True)
class OnNetwork:
    """Points placed on the edges of a network.

    A point can have several places (a school with a front and a back entrance); a distance is then the smallest
    over them. Row i of the arrays belongs to point `owner[i]`; without `owner` row i is point i.

    Parameters
    ----------
    edge : int32 array, shape (p,)
        Edge number, or -1 for a point with no edge near enough (it reaches nothing).
    offset_m : float64 array, shape (p,)
        Metres along the edge from its node u; NaN where `edge` is -1.
    leg_m : float64 array, shape (p,)
        Straight way from the point to the edge in metres (counted in every distance); for a point
        without an edge the distance to the nearest one, so that a finding can name it.
    owner : int32 array, shape (p,), or None
        The point that a row belongs to, not falling; every point has at least one row, its nearest place first.
    crosses : bool array, shape (p,), or None
        Whether the leg crosses a barrier (river, rail, motorway) because there was no other way out;
        ``None`` if barriers were not looked at.

    Examples
    --------
    >>> places = OnNetwork(np.array([4, 9, 2], np.int32), np.zeros(3), np.array([5.0, 12.0, 3.0]),
    ...                    owner=np.array([0, 0, 1], np.int32))
    >>> places.count, places.pick(np.array([1])).edge.tolist(), places.primary.leg_m.tolist()
    (2, [2], [5.0, 3.0])
    """

    edge: Ints
    offset_m: Floats
    leg_m: Floats
    owner: Ints | None = None
    crosses: NDArray[np.bool_] | None = None

    @property
    def count(self) -> int:
        """Number of points."""
        if self.owner is None:
            return len(self.edge)
        return int(self.owner[-1]) + 1 if len(self.owner) else 0

    @property
    def owners(self) -> Ints:
        """The point that each row belongs to."""
        return np.arange(len(self.edge), dtype=np.int32) if self.owner is None else self.owner

    @property
    def primary(self) -> OnNetwork:
        """The first (nearest) place of every point alone."""
        if self.owner is None:
            return self
        _, first = np.unique(self.owner, return_index=True)
        return self._rows(first, None)

    def pick(self, points: NDArray[Any]) -> OnNetwork:
        """Return some points with all their places, numbered anew in the order given."""
        points = np.asarray(points, np.int64)
        if self.owner is None:
            return self._rows(points, None)
        begin = np.searchsorted(self.owner, points, side="left")
        count = np.searchsorted(self.owner, points, side="right") - begin
        before = np.cumsum(count) - count
        rows = np.repeat(begin - before, count) + np.arange(int(count.sum()))
        return self._rows(rows, np.repeat(np.arange(len(points), dtype=np.int32), count))

    def _rows(self, rows: NDArray[Any], owner: Ints | None) -> OnNetwork:
        crosses = None if self.crosses is None else self.crosses[rows]
        return OnNetwork(self.edge[rows], self.offset_m[rows], self.leg_m[rows], owner, crosses)
