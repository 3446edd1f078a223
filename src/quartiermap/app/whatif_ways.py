"""The ways that are open while some are closed: where homes and facilities lie then, looked for only where it matters."""

from __future__ import annotations

from functools import cached_property

import numpy as np
import shapely
from numpy.typing import NDArray

from quartiermap.analysis.engine.costs import EdgeCosts, edge_costs
from quartiermap.analysis.engine.graph import Graph, build_graph
from quartiermap.analysis.engine.live import LiveGround
from quartiermap.analysis.paths import Router
from quartiermap.analysis.snapping import EdgeIndex
from quartiermap.app.whatif_setup import Register
from quartiermap.domain.network import Floats, OnNetwork, WalkNetwork
from quartiermap.domain.profiles import Profile
from quartiermap.domain.project import Project

Indices = NDArray[np.int64]
Bools = NDArray[np.bool_]


class OpenWays:
    """What `analysis.access.place_demand` and `place_facilities` need of a router, with some ways closed.

    Parameters
    ----------
    router : Router
        With no way closed.
    profile : Profile
    ways : frozenset of int
        The closed edges.
    """

    def __init__(self, router: Router, profile: Profile, ways: frozenset[int]) -> None:
        self._router, self._profile, self._ways = router, profile, sorted(ways)
        self._allowed = router.allowed_edges.copy()
        self._allowed[self._ways] = False

    @cached_property
    def index(self) -> EdgeIndex:
        """The index of all open ways."""
        return _Index(self, self._allowed)

    @cached_property
    def graph(self) -> Graph:
        """The graph whose chains tell the open ways apart."""
        network = self._router.network
        costs = edge_costs(network, self._profile)
        forward, backward = costs.forward.copy(), costs.backward.copy()
        forward[self._ways] = backward[self._ways] = np.inf
        return build_graph(network, EdgeCosts(forward, backward))

    @property
    def router(self) -> Router:
        """The router with no way closed."""
        return self._router

    def around(self, edges: Bools) -> _Part:
        """Return the same with an index of some edges only."""
        return _Part(_Index(self, self._allowed & edges))


class _Index(EdgeIndex):
    """An index whose graph is only made if somebody asks for it."""

    def __init__(self, ways: OpenWays, allowed: Bools) -> None:
        super().__init__(ways.router.network, allowed, ways.router.shapes)
        self._ways = ways

    @property
    def graph(self) -> Graph:
        """The graph whose chains tell ways apart."""
        return self._ways.graph


class _Part:
    def __init__(self, index: EdgeIndex) -> None:
        self.index = index


class Neighbourhood:
    """Which homes and facilities a closed way can concern, by plain geometry; never too few.

    Parameters
    ----------
    project : Project
    register : Register
    network : WalkNetwork
    ground : LiveGround
    reach_m : float
        No place depends on anything farther than this from the point, the entrances and the outline.
    """

    def __init__(
        self, project: Project, register: Register, network: WalkNetwork, ground: LiveGround, reach_m: float
    ) -> None:
        self._ground, self._reach = ground, reach_m
        self._last: tuple[frozenset[int], Floats] | None = None
        first = network.edge_first[:-1]
        self._boxes: Floats = np.column_stack(
            [
                np.minimum.reduceat(network.vertex_x, first),
                np.minimum.reduceat(network.vertex_y, first),
                np.maximum.reduceat(network.vertex_x, first),
                np.maximum.reduceat(network.vertex_y, first),
            ]
        )
        self._houses: Floats = np.column_stack([register.x, register.y, register.x, register.y])
        shapes = project.facility_shapes
        row_of = {key: row for row, key in enumerate(register.id)}
        bounds = shapely.bounds(np.asarray(shapes.geometry.array, dtype=object)) if len(shapes) else []
        for key, box in zip(shapes["facility_id"].astype(str), bounds, strict=True):
            row = row_of.get(key)
            if row is not None:
                own = self._houses[row]
                own[:2], own[2:] = np.fmin(own[:2], box[:2]), np.fmax(own[2:], box[2:])

    def facilities(self, ways: frozenset[int]) -> Indices:
        """Return the facilities whose places can depend on whether some edges are closed, ascending.

        A closed edge cuts its chain, and the chains that meet at the chain's ends can become one: whoever has a
        choice of places on any of them is concerned.
        """
        near = np.zeros(len(self._houses), bool)
        for box in self._touched(ways):
            near |= self._near(self._houses, box)
        return np.flatnonzero(near)

    def concerns(self, ways: frozenset[int], x: float, y: float) -> bool:
        """Tell whether the places of a facility known as a point can depend on whether some edges are closed."""
        return bool(self._near(self._touched(ways), np.array([x, y, x, y])).any())

    def edges(self, x: Floats, y: Floats) -> Bools:
        """Return the edges that places of some points can lie on."""
        return self._edges(np.column_stack([x, y, x, y]))

    def edges_of(self, facilities: Indices) -> Bools:
        """Return the edges that places of some facilities can lie on."""
        return self._edges(self._houses[facilities])

    def _edges(self, boxes: Floats) -> Bools:
        if not len(boxes):
            return np.zeros(len(self._boxes), bool)
        whole = np.concatenate([boxes[:, :2].min(axis=0), boxes[:, 2:].max(axis=0)])
        return self._near(self._boxes, whole)

    def _touched(self, ways: frozenset[int]) -> Floats:
        """Return the boxes of all edges whose chains closed ways can cut or join."""
        if self._last is None or self._last[0] != ways:
            graph, ground = self._ground.graph, self._ground
            chains = {int(graph.of_edge[edge]) for edge in ways if graph.of_edge[edge] >= 0}
            ends = {int(end) for chain in chains for end in (graph.a[chain], graph.b[chain])}
            meeting = [ground.chain[ground.first[end] : ground.first[end + 1]] for end in ends]
            touched = np.unique(np.concatenate([np.array(sorted(chains), np.int32), *meeting]))
            none = np.zeros(0, np.int32)
            edges = np.concatenate([none, *(graph.edges_of(int(chain)) for chain in touched)])
            self._last = ways, self._boxes[edges]
        return self._last[1]

    def _near(self, boxes: Floats, box: Floats) -> Bools:
        across = np.maximum(boxes[:, 0] - box[2], box[0] - boxes[:, 2])
        along = np.maximum(boxes[:, 1] - box[3], box[1] - boxes[:, 3])
        return np.asarray((across <= self._reach) & (along <= self._reach), bool)


def with_places(places: OnNetwork, points: Indices, new: OnNetwork) -> OnNetwork:
    """Return places in which some points (ascending) have others."""
    stay = ~np.isin(places.owners, points)
    owner = np.concatenate([places.owners[stay], points[new.owners].astype(np.int32)])
    order = np.argsort(owner, kind="stable")

    def joined(old: NDArray[np.generic], own: NDArray[np.generic]) -> NDArray[np.generic]:
        return np.concatenate([old[stay], own])[order]

    crosses = None
    if places.crosses is not None and new.crosses is not None:
        crosses = joined(places.crosses, new.crosses)
    return OnNetwork(
        joined(places.edge, new.edge),  # type: ignore[arg-type]
        joined(places.offset_m, new.offset_m),  # type: ignore[arg-type]
        joined(places.leg_m, new.leg_m),  # type: ignore[arg-type]
        owner[order],
        crosses,  # type: ignore[arg-type]
    )
