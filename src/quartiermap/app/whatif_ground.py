"""What the game stands on: demand and facilities on the ways of one profile, and the field of one kind on top.

With a walk network the field follows edits (`quartiermap.analysis.engine.live`); without one, distances are air line and
simply computed anew. Both give exactly what `quartiermap.analysis.access.compute_access` gives.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Protocol, cast

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from quartiermap.analysis.access import place_demand, place_facilities
from quartiermap.analysis.air_line import air_pairs, nearest_by_air
from quartiermap.analysis.engine.live import LiveField, LiveGround
from quartiermap.analysis.ground import as_rows, demand_coordinates
from quartiermap.analysis.paths import Router, router_for
from quartiermap.analysis.snapping import Barriers, EdgeIndex, place_points
from quartiermap.app.whatif_setup import Register, Setup
from quartiermap.app.whatif_ways import Neighbourhood, OpenWays, with_places
from quartiermap.domain.network import Floats, Ints, OnNetwork, WalkNetwork
from quartiermap.domain.profiles import Profile
from quartiermap.domain.progress import Progress
from quartiermap.domain.project import Project
from quartiermap.domain.results import Analysis
from quartiermap.domain.standards import Standard

Indices = NDArray[np.int64]

_KEPT = 4
"""Sets of closed ways whose index of the open ones is kept."""


@dataclass(frozen=True)
class Question:
    """What is asked about a kind: by which measure, and of which facilities.

    Parameters
    ----------
    kind : str
    air_line : bool
        A standard that counts metres as the crow flies.
    min_area_m2 : float or None
        A standard that leaves smaller facilities out.
    """

    kind: str
    air_line: bool = False
    min_area_m2: float | None = None

    @classmethod
    def of(cls, standard: Standard) -> Question:
        """Return the question that a standard asks."""
        return cls(standard.kind, standard.measure == "air_line", standard.min_area_m2)


class Kind(Protocol):
    """The distances of one question in the game."""

    distance_m: Floats
    nearest: Ints

    def follow(self, setup: Setup) -> Indices:
        """Bring the distances up to a state of the game; return the points that changed, ascending."""

    def within(self, limit_m: float) -> csr_matrix:
        """Return all ways up to a limit, shape (points, rows of the register)."""


class WalkGround:
    """Demand and facilities on the ways of one profile, with any ways closed.

    Attributes
    ----------
    live : LiveGround
    router : Router
        With no way closed.
    points, sites : OnNetwork
        Demand points and facilities of the project (where they lie there), with no way closed.
    """

    def __init__(
        self,
        project: Project,
        analysis: Analysis,
        register: Register,
        profile: Profile,
        progress: Progress,
    ) -> None:
        assert project.network is not None  # noqa: S101  (the caller has looked)
        self.network: WalkNetwork = project.network
        self.profile = profile
        self._parameters = replace(analysis.parameters, profile=profile)
        self._project, self._demand, self._register = project, analysis.demand, register
        self._barriers = barriers_of(project)
        access = analysis.access
        progress.step(0.0, "Wegenetz vorbereiten")
        self.router = router_for(self.network, self._parameters.min_component_m, profile)
        progress.step(0.4, "Wegenetz vorbereiten")
        self.live = LiveGround.of(self.router.graph)
        self._closed: dict[frozenset[int], OpenWays] = {}
        self._standing: dict[frozenset[int], OnNetwork] = {}
        self._lost: tuple[frozenset[int], Floats] | None = None
        self._last: tuple[tuple[float, float, frozenset[int]], OnNetwork] | None = None
        progress.step(0.5, "Wohnorte an das Wegenetz anbinden")
        known = profile == access.profile
        points, sites = access.points, access.facilities
        if not known or points is None:
            points = place_demand(project, self._demand, self._parameters, self.router)
        progress.step(0.8, "Einrichtungen an das Wegenetz anbinden")
        if not known or sites is None:
            sites = place_facilities(project, self._parameters, self.router)
        self.points, self.sites = points, sites
        wanted = self._parameters
        reach = wanted.snap_limit_m + wanted.second_place_m + wanted.outline_reach_m + 1.0
        self._around = Neighbourhood(project, register, self.network, self.live, reach)

    def homes(self, before: frozenset[int], now: frozenset[int]) -> tuple[Indices, OnNetwork] | None:
        """Return the demand points whose places change when other ways are closed, and their new places."""
        on = np.isin(self.points.edge, np.array(sorted(before | now), np.int64))
        touched = np.unique(self.points.owners[on]).astype(np.int64)
        if not len(touched):
            return None
        some = replace(self._demand, table=self._demand.table.iloc[touched].reset_index(drop=True))
        if not now:
            return touched, self.points.pick(touched)
        open_ways = self._open(now)
        near = open_ways.around(self._around.edges(*demand_coordinates(some)))
        placed = place_demand(self._project, some, self._parameters, cast(Router, near))
        if (placed.edge < 0).any():  # the nearest of all ways counts, however far
            placed = place_demand(self._project, some, self._parameters, cast(Router, open_ways))
        return touched, placed

    def concerned(self, ways: frozenset[int]) -> set[int]:
        """Return the facilities of the project whose places can depend on whether some ways are closed."""
        return set(self._around.facilities(ways).tolist())

    def site(self, setup: Setup, row: int) -> OnNetwork:
        """Return a facility's places on the ways that are open."""
        if row < self._register.base and row not in setup.moved:
            return self._sites(setup.ways).pick(np.array([row]))
        x, y = self._register.place(setup, row)
        key = x, y, setup.ways
        if self._last is None or self._last[0] != key:  # asked for twice in each step of a drag
            self._last = key, self._point(setup.ways, x, y)
        return self._last[1]

    def _point(self, ways: frozenset[int], x: float, y: float) -> OnNetwork:
        """Return the places of a facility known as a point."""
        at = np.array([x]), np.array([y])

        def on(index: EdgeIndex) -> OnNetwork:
            return place_points(
                index,
                *at,
                self._parameters.snap_limit_m,
                barriers=self._barriers,
                places=self._parameters.max_places,
                second_m=self._parameters.second_place_m,
            )

        if not ways or not self._around.concerns(ways, x, y):
            return on(self.router.index)
        open_ways = self._open(ways)
        placed = on(open_ways.around(self._around.edges(*at)).index)
        return placed if (placed.edge >= 0).all() else on(open_ways.index)

    def leg_of_lost(self, setup: Setup, row: int) -> float:
        """Return how far a facility lies from the nearest way if it is too far from every one, else NaN."""
        if row < self._register.base and row not in setup.moved:
            if self._lost is None or self._lost[0] != setup.ways:
                self._lost = setup.ways, _legs_of_lost(self._sites(setup.ways))
            return float(self._lost[1][row])
        return float(_legs_of_lost(self.site(setup, row))[0])

    def _sites(self, ways: frozenset[int]) -> OnNetwork:
        """Return the places of all facilities of the project: a closed way can change those beside it too."""
        if not ways:
            return self.sites
        if ways not in self._standing:
            _make_room(self._standing)
            rows = self._around.facilities(ways)
            found = self.sites
            if len(rows):
                frame = self._project.facilities.iloc[rows].reset_index(drop=True)
                some = self._project.with_(facilities=frame)
                open_ways = self._open(ways)
                near = open_ways.around(self._around.edges_of(rows))
                placed = place_facilities(some, self._parameters, cast(Router, near))
                if (placed.edge < 0).any():  # the nearest of all ways counts, however far
                    placed = place_facilities(some, self._parameters, cast(Router, open_ways))
                found = with_places(found, rows, placed)
            self._standing[ways] = found
        return self._standing[ways]

    def _open(self, ways: frozenset[int]) -> OpenWays:
        if ways not in self._closed:
            _make_room(self._closed)
            self._closed[ways] = OpenWays(self.router, self.profile, ways)
        return self._closed[ways]


class WalkedKind:
    """One question along the ways: a live field that follows the game."""

    def __init__(self, ground: WalkGround, register: Register, question: Question) -> None:
        self._ground, self._register, self._question = ground, register, question
        self._field = LiveField(ground.live, ground.points)
        self.distance_m, self.nearest = self._field.distance_m, self._field.nearest
        self._setup: Setup | None = None
        self._places: dict[int, OnNetwork] = {}
        self._reach: dict[int, tuple[float, Ints, Floats]] = {}

    def follow(self, setup: Setup) -> Indices:
        """Bring the distances up to a state of the game; return the points that changed, ascending."""
        before, register = self._setup, self._register
        if setup is before:
            return np.zeros(0, np.int64)
        was = frozenset[int]() if before is None else before.ways
        homes = None
        if before is None:
            rows = set(register.rows(setup, self._question.kind))
            homes = self._ground.homes(was, setup.ways)
        else:
            rows = {r for r in setup.differing(before, register.base) if self._is_mine(setup, before, r)}
        if before is not None and setup.ways != was:
            concerned = self._ground.concerned(was | setup.ways)
            concerned |= {row for row in self._places if row >= register.base or row in setup.moved}
            rows |= {row for row in concerned if self._is_mine(setup, before, row)}
            homes = self._ground.homes(was, setup.ways)
            self._reach.clear()
        sites: dict[int, OnNetwork | None] = {}
        for row in sorted(rows):
            if row < register.count(setup) and register.counts(setup, row, self._question.min_area_m2):
                places = self._ground.site(setup, row)
                if _same(places, self._places.get(row)):
                    continue
                sites[row] = self._places[row] = places
            elif self._places.pop(row, None) is not None:
                sites[row] = None
            self._reach.pop(row, None)
        self._setup = setup
        if not sites and setup.ways == was:
            return np.zeros(0, np.int64)
        return self._field.update(sites, close=setup.ways - was, reopen=was - setup.ways, points=homes)

    def _is_mine(self, setup: Setup, before: Setup, row: int) -> bool:
        there = setup if row < self._register.count(setup) else before
        return self._register.kind_of(there, row) == self._question.kind

    def within(self, limit_m: float) -> csr_matrix:
        """Return all ways up to a limit, shape (points, rows of the register)."""
        assert self._setup is not None  # noqa: S101  (`follow` comes first)
        points, rows, away = [], [], []
        for row in sorted(self._places):
            known = self._reach.get(row)
            if known is None or known[0] < limit_m:
                known = self._reach[row] = (limit_m, *self._field.within(row, limit_m))
            near = known[2] <= limit_m
            points.append(known[1][near])
            rows.append(np.full(int(near.sum()), row, np.int32))
            away.append(known[2][near])
        shape = (len(self.distance_m), self._register.count(self._setup))
        if not points:
            return csr_matrix(shape)
        return _matrix(np.concatenate(points), np.concatenate(rows), np.concatenate(away), shape)


class AirKind:
    """One question by air line x factor, computed anew after every edit."""

    def __init__(self, analysis: Analysis, register: Register, question: Question) -> None:
        self._register, self._question = register, question
        factor = analysis.access.detour_factor or analysis.parameters.detour_factor
        self._factor = 1.0 if question.air_line else factor
        self._x, self._y = demand_coordinates(analysis.demand)
        self.distance_m: Floats = np.full(len(self._x), np.inf)
        self.nearest: Ints = np.full(len(self._x), -1, np.int32)
        self._setup: Setup | None = None

    def follow(self, setup: Setup) -> Indices:
        """Bring the distances up to a state of the game; return the points that changed, ascending."""
        if setup is self._setup:
            return np.zeros(0, np.int64)
        self._setup = setup
        rows, x, y = self._sites()
        air, found = nearest_by_air(self._x, self._y, x, y)
        distance, nearest = air * self._factor, as_rows(found, rows)
        changed = np.flatnonzero((distance != self.distance_m) | (nearest != self.nearest))
        self.distance_m, self.nearest = distance, nearest
        return changed

    def within(self, limit_m: float) -> csr_matrix:
        """Return all ways up to a limit, shape (points, rows of the register)."""
        assert self._setup is not None  # noqa: S101  (`follow` comes first)
        rows, x, y = self._sites()
        near = air_pairs(self._x, self._y, x, y, np.arange(len(rows)), limit_m, self._factor)
        shape = (len(self._x), self._register.count(self._setup))
        return csr_matrix((near.data, rows[near.indices], near.indptr), shape=shape)

    def _sites(self) -> tuple[Indices, Floats, Floats]:
        assert self._setup is not None  # noqa: S101
        setup, register, question = self._setup, self._register, self._question
        mine = register.rows(setup, question.kind)
        rows = np.array([r for r in mine if register.counts(setup, r, question.min_area_m2)], np.int64)
        places = [register.place(setup, int(row)) for row in rows]
        return rows, np.array([p[0] for p in places], float), np.array([p[1] for p in places], float)


def without_ways(network: WalkNetwork, ways: frozenset[int]) -> WalkNetwork:
    """Return a network in which some edges are not there; all nodes stay."""
    kept = np.ones(network.edge_count, bool)
    kept[sorted(ways)] = False
    sizes = np.diff(network.edge_first)
    vertices = np.repeat(kept, sizes)
    names = network.edge_name[kept] if len(network.edge_name) else network.edge_name
    return replace(
        network,
        edge_u=network.edge_u[kept],
        edge_v=network.edge_v[kept],
        edge_length=network.edge_length[kept],
        vertex_x=network.vertex_x[vertices],
        vertex_y=network.vertex_y[vertices],
        edge_first=np.concatenate([[0], np.cumsum(sizes[kept])]).astype(np.int64),
        edge_class=network.edge_class[kept],
        edge_flags=network.edge_flags[kept],
        edge_name=names,
        attributes={name: values[kept] for name, values in network.attributes.items()},
    )


def barriers_of(project: Project) -> Barriers | None:
    """Return what nobody walks across beside the ways, as `analysis.access` sees it."""
    return Barriers(project.barrier_lines.geometry.to_numpy()) if len(project.barrier_lines) else None


def _legs_of_lost(places: OnNetwork) -> Floats:
    """Return for every point without a way near enough how far the nearest is, NaN for the others."""
    first = np.searchsorted(places.owners, np.arange(places.count))
    edge, leg = places.edge[first], places.leg_m[first]
    return np.where(edge >= 0, np.nan, np.where(np.isnan(leg), np.inf, leg))


def _make_room(kept: dict[frozenset[int], Any]) -> None:
    """Forget the oldest so that undoing a few closed ways is quick and memory stays small."""
    while len(kept) >= _KEPT:
        del kept[next(iter(kept))]


def _same(one: OnNetwork, other: OnNetwork | None) -> bool:
    return (
        other is not None
        and np.array_equal(one.edge, other.edge)
        and np.array_equal(one.offset_m, other.offset_m, equal_nan=True)
        and np.array_equal(one.leg_m, other.leg_m, equal_nan=True)
    )


def _matrix(points: Ints, rows: Ints, away: Floats, shape: tuple[int, int]) -> csr_matrix:
    order = np.lexsort((rows, points))
    pointer = np.concatenate([[0], np.cumsum(np.bincount(points, minlength=shape[0]))])
    return csr_matrix((away[order], rows[order], pointer), shape=shape)
