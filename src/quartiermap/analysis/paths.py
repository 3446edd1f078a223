"""Shortest ways on foot: the door to the access engine.

Points lie on edges, not on junctions, and may have several places (entrances); a distance is the smallest over
them, both off-network legs included. From a point to a facility always means walking direction. The work is done
in `quartiermap.analysis.engine`; techniques and measurements: ``reference/engine.md`` 2, 3 and 8.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from quartiermap.analysis.engine import fields
from quartiermap.analysis.engine.contraction import CLOSED
from quartiermap.analysis.engine.costs import edge_costs
from quartiermap.analysis.engine.edge_boxes import EdgeBoxes
from quartiermap.analysis.engine.fields import Field
from quartiermap.analysis.engine.graph import Costs, Graph, Placed, build_graph, directions, parts
from quartiermap.analysis.engine.index import EdgeIndex
from quartiermap.analysis.engine.matrix import pairs_within
from quartiermap.analysis.engine.routes import pieces_on_edges, way_between
from quartiermap.analysis.engine.shapes import EdgeShapes
from quartiermap.domain.network import Floats, Ints, OnNetwork, WalkNetwork
from quartiermap.domain.profiles import ADULT, Profile
from quartiermap.domain.progress import Progress

__all__ = ["Field", "Route", "Router", "router_for"]


@dataclass(frozen=True)
class Route:
    """The way from a point to a facility.

    Parameters
    ----------
    x, y : float64 array, shape (k,)
        The polyline on the network in the project CRS, from the point's place on its edge to the facility's;
        the two legs beside the network are not part of it.
    length_m : float
        Length on the network in the metres of the profile (plain metres for `profiles.ADULT`).
    start_leg_m, end_leg_m : float
        Straight ways between the point (the facility) and the network in metres.
    edges : int32 array, shape (e,)
        The edges walked, in order.
    from_m, to_m : float64 array, shape (e,)
        From where to where on each edge, in plain metres from its node u (``to_m < from_m``: walked from v to u).
    start_place, end_place : int
        Which of the point's (the facility's) places is used: position among its rows in `OnNetwork`.
    """

    x: Floats
    y: Floats
    length_m: float
    start_leg_m: float
    end_leg_m: float
    edges: Ints = field(default_factory=lambda: np.zeros(0, np.int32))
    from_m: Floats = field(default_factory=lambda: np.zeros(0))
    to_m: Floats = field(default_factory=lambda: np.zeros(0))
    start_place: int = 0
    end_place: int = 0

    @property
    def total_m(self) -> float:
        """The whole way in metres (of the profile), as `Access.distance_m` gives it."""
        return self.start_leg_m + self.length_m + self.end_leg_m

    @property
    def metres(self) -> Floats:
        """Plain metres walked on each of `edges`, shape (e,)."""
        return np.abs(self.to_m - self.from_m)


class Router:
    """Shortest ways on a walk network.

    Parameters
    ----------
    network : WalkNetwork
    min_component_m : float
        Connected parts with less length than this (crumbs) are not walked on: snapping to
        `allowed_edges` leaves them out. Bigger islands stay. The longest part always stays.
    costs : Costs, optional
        What the edges cost for a profile (`engine.costs.edge_costs`); plain metres if not given. Parts are those
        that hang together over passable edges; lengths of parts are plain metres.
    contracted : bool
        Whether edges are joined across nodes of degree two. Changes no distance.

    Attributes
    ----------
    graph : Graph
        The routing graph.
    component : int32 array, shape (nodes of the network,)
        Connected part of each node, numbered by falling length.
    component_m : float64 array, shape (parts,)
        Length of each part in metres, falling.
    allowed_edges : bool array, shape (m,)
        Edges that can be walked and do not lie in crumbs.

    Examples
    --------
    >>> square = WalkNetwork(
    ...     node_x=np.array([0.0, 100.0]), node_y=np.array([0.0, 0.0]), edge_u=np.array([0, 0], np.int32),
    ...     edge_v=np.array([1, 1], np.int32), edge_length=np.array([100.0, 300.0]),
    ...     vertex_x=np.array([0.0, 100.0, 0.0, 0.0, 100.0, 100.0]),
    ...     vertex_y=np.array([0.0, 0.0, 0.0, 100.0, 100.0, 0.0]), edge_first=np.array([0, 2, 6]),
    ...     edge_class=np.zeros(2, np.int16), edge_flags=np.zeros(2, np.uint8))
    >>> here = OnNetwork(np.array([1], np.int32), np.array([50.0]), np.array([3.0]))
    >>> there = OnNetwork(np.array([1], np.int32), np.array([290.0]), np.array([4.0]))
    >>> Router(square).nearest(here, there)[0].tolist()  # 3 + 50 + 100 + 10 + 4, not 3 + 240 + 4
    [167.0]
    """

    def __init__(
        self,
        network: WalkNetwork,
        min_component_m: float = 0.0,
        *,
        costs: Costs | None = None,
        contracted: bool = True,
    ) -> None:
        self.network = network
        self.graph: Graph = build_graph(network, costs, contracted=contracted)
        way, _ = directions(network, costs)
        self.component: Ints = parts(network, way)
        part = self.component[network.edge_u]
        walkable = way != CLOSED
        count = int(self.component.max(initial=-1)) + 1
        self.component_m: Floats = np.bincount(
            part, np.where(walkable, network.edge_length, 0.0), minlength=count
        ).astype(np.float64)
        self._kept = self.component_m >= min_component_m
        self._kept[:1] = True
        self.allowed_edges: NDArray[np.bool_] = self._kept[part] & walkable
        self._lock = threading.Lock()
        self._shapes: EdgeShapes | None = None
        self._boxes: EdgeBoxes | None = None
        self._index: EdgeIndex | None = None

    @property
    def shapes(self) -> EdgeShapes:
        """Positions along the edges (computed when first asked for)."""
        with self._lock:
            if self._shapes is None:
                self._shapes = EdgeShapes(self.network)
            return self._shapes

    @property
    def boxes(self) -> EdgeBoxes:
        """The boxes around the edges (computed when first asked for)."""
        with self._lock:
            if self._boxes is None:
                self._boxes = EdgeBoxes(self.network)
            return self._boxes

    @property
    def index(self) -> EdgeIndex:
        """The index that places points on `allowed_edges` (built when first asked for)."""
        shapes = self.shapes
        with self._lock:
            if self._index is None:
                self._index = EdgeIndex(self.network, self.allowed_edges, shapes, self.graph)
            return self._index

    @property
    def crumb_count(self) -> int:
        """Number of connected parts that are too short to be walked on (parts without length not counted)."""
        return int(np.count_nonzero(~self._kept & (self.component_m > 0)))

    @property
    def crumb_m(self) -> float:
        """Their length in metres."""
        return float(self.component_m[~self._kept].sum())

    @property
    def island_count(self) -> int:
        """Number of connected parts that are walked on (1: everything hangs together)."""
        return int(np.count_nonzero(self._kept & (self.component_m > 0)))

    def place(self, points: OnNetwork) -> Placed:
        """Return points as positions on the chains of `graph`."""
        return self.graph.place(points)

    def field(self, facilities: OnNetwork) -> Field:
        """Return the distance from every node of `graph` to the nearest of some facilities, its leg included."""
        return fields.field(self.graph, self.place(facilities))

    def read(self, field: Field, points: OnNetwork) -> tuple[Floats, Ints]:
        """Read a field at points on the network.

        Returns
        -------
        distance_m : float64 array, shape (p,)
            (Profile) metres from each point including both legs; ``inf`` where no facility can be reached.
        nearest : int32 array, shape (p,)
            Position in the field's facilities (of equally near ones the lowest), -1 where none can be reached.
        """
        return fields.read(self.graph, field, self.place(points))

    def nearest(self, points: OnNetwork, facilities: OnNetwork) -> tuple[Floats, Ints]:
        """Return distance and position of the nearest facility for every point (see `read`)."""
        return self.read(self.field(facilities), points)

    def nearest_of_each(
        self, points: OnNetwork, kinds: Sequence[OnNetwork], progress: Progress | None = None
    ) -> list[tuple[Floats, Ints]]:
        """Return `nearest` for several sets of facilities, searched on two threads; points are placed only once.

        Raises
        ------
        Cancelled
            If the user asked to stop.
        """
        placed = [self.place(facilities) for facilities in kinds]
        return fields.nearest_of_each(self.graph, self.place(points), placed, progress)

    def nearest_two(
        self, points: OnNetwork, facilities: OnNetwork
    ) -> tuple[NDArray[np.float64], NDArray[np.int32]]:
        """Return the two nearest different facilities of every point.

        Returns
        -------
        distance_m : float64 array, shape (p, 2)
            (Profile) metres including both legs, nearest first; ``inf`` where there is no such facility.
        nearest : int32 array, shape (p, 2)
            Positions in `facilities`, -1 where there is none. The first column is what `nearest` gives.
        """
        return fields.two_nearest(self.graph, self.place(points), self.place(facilities))

    def distances(
        self,
        from_points: OnNetwork,
        to_points: OnNetwork,
        limit: float,
        progress: Progress | None = None,
    ) -> csr_matrix:
        """Return all distances within a limit as a sparse matrix.

        Parameters
        ----------
        from_points, to_points : OnNetwork
            The rows and the columns.
        limit : float
            (Profile) metres, included.
        progress : Progress, optional

        Returns
        -------
        csr_matrix, shape (points, points)
            (Profile) metres including both legs, columns rising within each row. Not stored: farther than `limit`.
            A distance of exactly 0 is a stored zero.

        Raises
        ------
        Cancelled
            If the user asked to stop.
        """
        origins = self.place(from_points)
        goals = origins if to_points is from_points else self.place(to_points)
        return pairs_within(self.graph, origins, goals, limit, progress)

    def route(self, point: OnNetwork, facility: OnNetwork) -> Route | None:
        """Return the shortest way from a point to a facility, ``None`` if there is none.

        Parameters
        ----------
        point, facility : OnNetwork
            One point each, with all its places.
        """
        here, there = self.place(point), self.place(facility)
        way = way_between(self.graph, here, there)
        if way is None:
            return None
        edges, begin, end = pieces_on_edges(self.graph, way.pieces)
        if len(edges):
            x, y = self.shapes.line(edges, begin, end)
        else:  # both at one junction
            row = here.row[[way.here, way.here]]
            x, y = self.shapes.coordinates(point.edge[row], point.offset_m[row])
        return Route(
            x=x,
            y=y,
            length_m=way.cost,
            start_leg_m=float(here.leg[way.here]),
            end_leg_m=float(there.leg[way.there]),
            edges=edges,
            from_m=begin,
            to_m=end,
            start_place=int(here.row[way.here]),
            end_place=int(there.row[way.there]),
        )


_routers_lock = threading.Lock()


def router_for(network: WalkNetwork, min_component_m: float = 0.0, profile: Profile = ADULT) -> Router:
    """Return the router of a network and a profile; it is built once and goes when the network goes.

    Parameters
    ----------
    network : WalkNetwork
        Known by identity: a changed copy gets a router of its own.
    min_component_m : float
        See `Router`.
    profile : Profile
        Who walks. A profile without rules walks every edge in plain metres.
    """
    # Kept in the network's own dictionary: a table elsewhere would keep alive every network a router points to.
    kept: dict[tuple[float, Profile | None], Router] = vars(network).setdefault("_routers", {})
    key = (float(min_component_m), None if profile.is_plain else profile)
    with _routers_lock:
        router = kept.get(key)
        if router is None or router.network is not network:  # a copied dictionary brings another network's
            costs = None if profile.is_plain else edge_costs(network, profile)
            router = kept[key] = Router(network, min_component_m, costs=costs)
        return router
