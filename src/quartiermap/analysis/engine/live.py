"""The distance field of one kind of facility that follows edits instead of being computed anew.

Facilities come, go and move, ways are closed and opened; only what changes is touched. The labels (distance,
slot of the facility) are compared as pairs and all lengths are multiples of one quantum, so there is exactly one
right field, and this one equals the whole recomputation bit for bit (technique: ``reference/engine.md`` 3).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np
from numpy.typing import NDArray

from quartiermap.analysis.engine import live_kernels as kernels
from quartiermap.analysis.engine import live_reading as reading
from quartiermap.analysis.engine.contraction import ONLY_AB, ONLY_BA
from quartiermap.analysis.engine.drag_kernels import flood
from quartiermap.analysis.engine.graph import Graph
from quartiermap.analysis.engine.live_drag import Others, Stage
from quartiermap.analysis.engine.live_ground import LiveGround, PlaceLists
from quartiermap.analysis.engine.search import BUCKETS, NOWHERE, nearest_labels, read_nearest
from quartiermap.domain.network import Floats, Ints, OnNetwork

__all__ = ["LiveField", "LiveGround"]

Indices = NDArray[np.int64]
_Seeds = set[tuple[int, float, int]]
_Steps = dict[tuple[int, int, int], float]

_SEARCH_ANEW = 0.15
"""Above this share of all labels emptying and filling them takes longer than searching without looking at the old ones."""
_DRAG = 0.08
"""Above this share it takes longer than sweeping the hierarchy for the one facility that moves."""
_READ_ALL = 0.1
"""Above this share of changed labels reading every point takes less time than finding out which ones to read."""


class LiveField:
    """Distance from many points to the nearest facility of one kind, kept up to date through edits.

    Parameters
    ----------
    ground : LiveGround or Graph
        Share one `LiveGround` between kinds.
    points : OnNetwork
        Whose distances are wanted. Points can have several places (`OnNetwork.owner`).

    Attributes
    ----------
    distance_m : float64 array, shape (points,)
        Metres (of the profile) including both legs; ``inf`` where no facility can be reached. Changed in place
        by edits: copy what must stay.
    nearest : int32 array, shape (points,)
        Slot of the nearest facility (of equally near ones the lowest), -1 where none can be reached.
    node_distance_m, node_nearest : arrays, shape (nodes of the graph,)
        The same for the junctions.

    Notes
    -----
    A facility is known by its *slot*, a number >= 0 that the caller gives and that decides ties; keep the slots in
    the order of the facilities' table and give new facilities higher numbers, then the result names the same
    facility as a computation from the table.

    A chain with a closed edge keeps its stumps walkable. Places on a closed edge are not walked from: whoever
    closes an edge gives the points and facilities on it other places in the same `update`.

    Examples
    --------
    >>> from quartiermap.analysis.engine.graph import build_graph
    >>> from quartiermap.domain.network import WalkNetwork
    >>> road = WalkNetwork(
    ...     node_x=np.array([0.0, 100.0, 300.0]), node_y=np.zeros(3), edge_u=np.array([0, 1], np.int32),
    ...     edge_v=np.array([1, 2], np.int32), edge_length=np.array([100.0, 200.0]),
    ...     vertex_x=np.array([0.0, 100.0, 100.0, 300.0]), vertex_y=np.zeros(4), edge_first=np.array([0, 2, 4]),
    ...     edge_class=np.zeros(2, np.int16), edge_flags=np.zeros(2, np.uint8))
    >>> def at(edge, offset, leg):
    ...     return OnNetwork(np.array([edge], np.int32), np.array([offset]), np.array([leg]))
    >>> field = LiveField(build_graph(road), at(0, 40.0, 5.0))
    >>> field.add(0, at(1, 150.0, 3.0)).tolist(), field.distance_m.tolist()
    ([0], [218.0])
    >>> field.add(1, at(1, 20.0, 0.0)).tolist(), field.distance_m.tolist(), field.nearest.tolist()
    ([0], [85.0], [1])
    >>> field.move(1, at(1, 190.0, 0.0)).tolist(), field.distance_m.tolist()
    ([0], [218.0])
    """

    def __init__(self, ground: LiveGround | Graph, points: OnNetwork) -> None:
        self._ground = ground = ground if isinstance(ground, LiveGround) else LiveGround.of(ground)
        graph = self._graph = ground.graph
        n = graph.nodes
        self._out, self._in = ground.out_cost.copy(), ground.in_cost.copy()
        self._has_block = np.zeros(graph.chains, np.uint8)
        self._closed: set[int] = set()
        self._blocked_chain, self._blocked_rank = np.zeros(0, np.int32), np.zeros(0, np.int32)
        self.node_distance_m: Floats = np.full(n, np.inf)
        self.node_nearest: Ints = np.full(n, -1, np.int32)
        self._width = graph.bucket_m
        self._buckets = np.full(BUCKETS + 1, -1, np.int32)
        self._behind, self._ahead = np.zeros(n, np.int32), np.full(n, NOWHERE, np.int32)
        self._seen = np.zeros(n, np.uint8)
        self._touched, self._old_source = np.zeros(n + 1, np.int32), np.zeros(n + 1, np.int32)
        self._old_distance = np.zeros(n + 1)
        self._sites = PlaceLists(graph.chains, 0)
        self.distance_m: Floats = np.full(points.count, np.inf)
        self.nearest: Ints = np.full(points.count, -1, np.int32)
        self._places = PlaceLists(graph.chains, points.count)
        self._enter(self._places, points, None)
        self._chain_stamp = np.zeros(graph.chains, np.int32)
        self._point_stamp = np.zeros(points.count, np.int32)
        self._found = np.zeros(points.count, np.int32)
        self._stamp = 0
        self._probe: tuple[Floats, Ints] | None = None
        self._stage: Stage | None = None
        self._others: Others | None = None

    # Asking

    @property
    def slots(self) -> tuple[int, ...]:
        """The facilities that have a place on the network, ascending."""
        owner = self._sites.owner[: self._sites.used]
        return tuple(np.unique(owner[owner >= 0]).tolist())

    @property
    def closed_edges(self) -> frozenset[int]:
        """The edges closed now."""
        return frozenset(self._closed)

    def within(self, slot: int, limit_m: float) -> tuple[Ints, Floats]:
        """Return the points that reach one facility within a limit, and their distances to it.

        Parameters
        ----------
        slot : int
        limit_m : float
            Metres, included.

        Returns
        -------
        points : int32 array
            Ascending.
        distance_m : float64 array
        """
        rows = np.array(self._sites.of_owner(slot), np.int32)
        seeds = _columns(self._seeds_of(rows.tolist()))
        sites, places, graph, ground = self._sites, self._places, self._graph, self._ground
        self._stamp += 1
        distance = np.empty(len(self.distance_m))
        count = reading.reach(
            seeds[0], seeds[1], rows, float(limit_m), ground.first, ground.chain, ground.other, self._out,
            graph.a, graph.b, graph.length, graph.way, self._has_block, self._blocked_chain, self._blocked_rank,
            sites.chain, sites.at, sites.leg, sites.rank,
            places.owner, places.chain, places.at, places.leg, places.rank, places.following, places.head,
            places.after, places.first, *self._probes(), self._width,
            self._buckets, self._behind, self._ahead, self._seen,
            self._touched, self._old_distance, self._old_source,
            self._chain_stamp, self._point_stamp, self._stamp, self._found, distance,
        )  # fmt: skip
        found = self._found[:count].copy()
        order = np.argsort(found)
        return found[order], distance[:count][order]

    # Editing

    def add(self, slot: int, places: OnNetwork) -> Indices:
        """Open a facility at its places (one point, perhaps several rows); return the points that changed."""
        if self._sites.of_owner(slot):
            msg = f"slot {slot} is taken"
            raise ValueError(msg)
        return self.update({slot: places})

    def remove(self, slot: int) -> Indices:
        """Take a facility away; return the points that changed."""
        return self.update({slot: None})

    def move(self, slot: int, places: OnNetwork) -> Indices:
        """Put a facility elsewhere; return the points that changed."""
        return self.update({slot: places})

    def update(
        self,
        sites: Mapping[int, OnNetwork | None] | None = None,
        *,
        close: Iterable[int] = (),
        reopen: Iterable[int] = (),
        points: tuple[Indices, OnNetwork] | None = None,
    ) -> Indices:
        """Make an edit and bring everything up to date.

        Parameters
        ----------
        sites : mapping of slot -> OnNetwork or None
            Facilities with new places (all their rows belong to the slot); ``None`` takes one away.
        close, reopen : iterable of int
            Edges of the network. Edges that cannot be walked anyway are left out.
        points : (int64 array, OnNetwork), optional
            Points with new places: their numbers, and their places in the same order.

        Returns
        -------
        int64 array
            Points whose distance or nearest facility changed, ascending.

        Raises
        ------
        ValueError
            If a point or a facility still lies on a closed edge; the field is then not to be used any more.
        """
        sites = sites or {}
        closing = [e for e in close if self._graph.of_edge[e] >= 0 and e not in self._closed]
        opening = [e for e in reopen if e in self._closed]
        if points is not None and not len(points[0]):
            points = None
        if len(sites) == 1 and not closing and not opening and points is None:
            ((slot, places),) = sites.items()
            if self._is_dragged(slot, places):
                return self._drag(slot, places)
        self._others = None
        if closing or opening or points is not None:
            self._stage = None
        return self._change(sites, closing, opening, points)

    # Inside

    def _change(
        self,
        sites: Mapping[int, OnNetwork | None],
        closing: list[int],
        opening: list[int],
        points: tuple[Indices, OnNetwork] | None,
    ) -> Indices:
        """Empty what an edit makes doubtful and fill it again, or search anew; return the points that changed."""
        chains = {int(self._graph.of_edge[e]) for e in (*closing, *opening)}
        leaving = [row for slot in sites for row in self._sites.of_owner(slot)]
        was_there = set(self._sites.owner[leaving].tolist())
        standing = {row for chain in chains for row in self._sites.of_chain(chain)} - set(leaving)
        more_chains = chains | {int(self._sites.chain[row]) for row in leaving}
        gone = self._seeds_of([*leaving, *standing])
        self._sites.drop(leaving)
        steps = self._steps_of(chains)
        self._block(closing, opening)
        steps_now = self._steps_of(chains)
        for slot, places in sites.items():
            if places is not None:
                rows = self._enter(self._sites, places, slot)
                standing.update(rows.tolist())
                more_chains.update(self._sites.chain[rows].tolist())
        if not chains and not self._closed and self._touches_much([s for s in sites if s in was_there]):
            count = self._search_anew()
        else:
            come = self._seeds_of(standing)
            count = self._settle(
                gone - come,
                come - gone,
                {key: cost for key, cost in steps.items() if key not in steps_now},
                {key: cost for key, cost in steps_now.items() if key not in steps},
            )
        moved = np.zeros(0, np.int32)
        if points is not None:
            moved = np.asarray(points[0], np.int32)
            self._places.drop(row for point in moved.tolist() for row in self._places.of_owner(point))
            self._enter(self._places, points[1], moved)
        for chain in chains:
            self._check(chain)
        if not self._closed and count > _READ_ALL * self._graph.nodes:
            return self._read_all()
        return self._read(count, more_chains, moved)

    def _is_dragged(self, slot: int, places: OnNetwork | None) -> bool:
        """Tell whether laying one facility over all others takes less time than emptying and filling its labels."""
        if self._others is not None and self._others.slot == slot:
            return True
        if places is None:
            return False
        enough = _SEARCH_ANEW if self._ground.hierarchy is None else _DRAG
        if self._sites.of_owner(slot):
            return int(np.count_nonzero(self.node_nearest == slot)) > enough * self._graph.nodes
        return enough * (len(self.slots) + 1) < 1

    def _drag(self, slot: int, places: OnNetwork | None) -> Indices:
        """Move (or open, or take away) the one facility that is dragged; return the points that changed."""
        ground, sites = self._ground, self._sites
        if self._stage is None:
            hierarchy = ground.hierarchy_without(frozenset(self._closed), self._out)
            blocks = self._has_block, self._blocked_chain, self._blocked_rank
            self._stage = Stage(ground, blocks, hierarchy, len(self.distance_m), self._places)
        stage = self._stage
        if self._others is None or self._others.slot != slot:
            before = self.distance_m.copy(), self.nearest.copy()
            if sites.of_owner(slot):
                self._change({slot: None}, [], [], None)
            self._others = Others(
                slot, self.node_distance_m[stage.node], self.node_nearest[stage.node],
                self.distance_m.copy(), self.nearest.copy(),
            )  # fmt: skip
            self.distance_m[:], self.nearest[:] = before
        sites.drop(sites.of_owner(slot))
        rows = np.zeros(0, np.int32) if places is None else self._enter(sites, places, slot)
        seeds = _columns(self._seeds_of(rows.tolist()))
        if stage.hierarchy is not None:
            own = stage.hierarchy.distances(seeds[0], seeds[1])
        else:
            own = np.empty(self._graph.nodes)
            flood(
                seeds[0], seeds[1], ground.first, ground.other, self._out, self._width, *self._probes(),
                self._buckets, self._behind, self._ahead, self._seen,
                self._touched, self._old_distance, self._old_source, own,
            )  # fmt: skip
        return stage.lay_over(
            own,
            sites,
            rows,
            self._others,
            self.node_distance_m,
            self.node_nearest,
            self.distance_m,
            self.nearest,
        )

    def _probes(self) -> tuple[Floats, Ints]:
        """Return labels beside the field's own: none anywhere, and so again after every use."""
        if self._probe is None:
            self._probe = np.full(self._graph.nodes, np.inf), np.full(self._graph.nodes, -1, np.int32)
        return self._probe

    def _enter(self, rows: PlaceLists, points: OnNetwork, owner: int | Ints | None) -> Ints:
        placed = self._graph.place(points)
        of = placed.owner
        if isinstance(owner, int):
            of = np.full(len(of), owner, np.int32)
        elif owner is not None:
            of = owner[of]
        edge = np.asarray(points.edge)[placed.row]
        return rows.add(of, placed.chain, placed.at, placed.leg, self._ground.rank[edge])

    def _seeds_of(self, rows: Iterable[int]) -> _Seeds:
        """Return the labels (node, distance, slot) that places give to the ends of their chains."""
        graph, sites = self._graph, self._sites
        found: _Seeds = set()
        for row in rows:
            chain, rank, slot = int(sites.chain[row]), int(sites.rank[row]), int(sites.owner[row])
            at, leg, way = float(sites.at[row]), float(sites.leg[row]), int(graph.way[chain])
            ranks = self._blocked_rank[self._blocked_chain == chain] if self._has_block[chain] else ()
            if way != ONLY_BA and not any(r < rank for r in ranks):
                found.add((int(graph.a[chain]), leg + at, slot))
            if way != ONLY_AB and not any(r > rank for r in ranks):
                found.add((int(graph.b[chain]), leg + (float(graph.length[chain]) - at), slot))
        return found

    def _steps_of(self, chains: Iterable[int]) -> _Steps:
        """Return the search steps (from, to, chain) that some chains allow now, with their costs."""
        ground, found = self._ground, {}
        for chain in chains:
            a, b = int(self._graph.a[chain]), int(self._graph.b[chain])
            for node, end, entry in ((a, b, ground.entry_a[chain]), (b, a, ground.entry_b[chain])):
                cost = float(self._out[entry])
                if cost < np.inf:
                    found[node, end, chain] = cost
        return found

    def _block(self, closing: list[int], opening: list[int]) -> None:
        self._closed |= set(closing)
        self._closed -= set(opening)
        edges = np.array(sorted(self._closed), np.int64)
        self._blocked_chain = self._graph.of_edge[edges].astype(np.int32)
        self._blocked_rank = self._ground.rank[edges].astype(np.int32)
        blocked = set(self._blocked_chain.tolist())
        for chain in {int(self._graph.of_edge[e]) for e in (*closing, *opening)}:
            shut = chain in blocked
            self._has_block[chain] = shut
            for entry in (int(self._ground.entry_a[chain]), int(self._ground.entry_b[chain])):
                self._out[entry] = np.inf if shut else self._ground.out_cost[entry]
                self._in[entry] = np.inf if shut else self._ground.in_cost[entry]

    def _check(self, chain: int) -> None:
        shut = self._blocked_rank[self._blocked_chain == chain]
        for rows in (self._sites, self._places):
            if np.isin(rows.rank[rows.of_chain(chain)], shut).any():
                msg = "a point or a facility lies on a closed edge"
                raise ValueError(msg)

    def _touches_much(self, slots: Iterable[int]) -> bool:
        """Tell whether so many labels hang on some facilities (or on none) that searching anew is quicker."""
        near = self.node_nearest
        hanging = sum(int(np.count_nonzero(near == slot)) for slot in (-1, *slots))
        return hanging > _SEARCH_ANEW * len(near)

    def _search_anew(self) -> int:
        """Find all labels as if there had been none before; return how many nodes that may concern (all)."""
        graph, sites = self._graph, self._sites
        rows = np.flatnonzero(sites.owner[: sites.used] >= 0)
        self.node_distance_m[:], self.node_nearest[:] = nearest_labels(
            graph.nodes, graph.first, graph.target, graph.cost, graph.a, graph.b, graph.length, graph.way,
            sites.chain[rows], sites.at[rows], sites.leg[rows], sites.owner[rows], self._width, np.inf,
        )  # fmt: skip
        return graph.nodes

    def _read_all(self) -> Indices:
        """Read every point again, one after the other as they lie in memory; no way may be closed."""
        graph, sites, places = self._graph, self._sites, self._places
        there: slice | Indices = slice(places.used)
        if places.used and places.owner[: places.used].min() < 0:
            there = np.flatnonzero(places.owner[: places.used] >= 0)
        distance, nearest = np.full_like(self.distance_m, np.inf), np.full_like(self.nearest, -1)
        read_nearest(
            self.node_distance_m, self.node_nearest, graph.a, graph.b, graph.length, graph.way,
            sites.head, sites.following, sites.at, sites.leg, sites.owner,
            places.chain[there], places.at[there], places.leg[there], places.owner[there], distance, nearest,
        )  # fmt: skip
        changed = np.flatnonzero((distance != self.distance_m) | (nearest != self.nearest))
        self.distance_m[:], self.nearest[:] = distance, nearest
        return changed

    def _settle(self, gone: _Seeds, come: _Seeds, cut: _Steps, join: _Steps) -> int:
        ground, graph, sites = self._ground, self._graph, self._sites
        found = kernels.settle(
            ground.first, ground.other, self._out, self._in, graph.a, graph.b, graph.length, graph.way,
            self._has_block, self._blocked_chain, self._blocked_rank,
            sites.owner, sites.chain, sites.at, sites.leg, sites.rank, sites.used,
            *_columns(gone), *_columns(come), *_step_columns(cut), *_step_columns(join),
            self.node_distance_m, self.node_nearest, self._width,
            self._buckets, self._behind, self._ahead, self._seen,
            self._touched, self._old_distance, self._old_source,
        )  # fmt: skip
        return int(found)

    def _read(self, count: int, chains: Iterable[int], moved: Ints) -> Indices:
        ground, graph, sites, places = self._ground, self._graph, self._sites, self._places
        self._stamp += 1
        changed = reading.read_again(
            self._touched, count, np.array(sorted(chains), np.int32), ground.first, ground.chain,
            graph.a, graph.b, graph.length, graph.way, self._has_block, self._blocked_chain, self._blocked_rank,
            sites.owner, sites.at, sites.leg, sites.rank, sites.following, sites.head,
            places.owner, places.chain, places.at, places.leg, places.rank, places.following, places.head,
            places.after, places.first, moved, self.node_distance_m, self.node_nearest,
            self.distance_m, self.nearest, self._chain_stamp, self._point_stamp, self._stamp, self._found,
        )  # fmt: skip
        return np.sort(self._found[:changed]).astype(np.int64)


def _columns(seeds: _Seeds) -> tuple[Ints, Floats, Ints]:
    listed = sorted(seeds)
    return (
        np.array([s[0] for s in listed], np.int32),
        np.array([s[1] for s in listed], np.float64),
        np.array([s[2] for s in listed], np.int32),
    )


def _step_columns(steps: _Steps) -> tuple[Ints, Ints, Floats]:
    return (
        np.array([key[0] for key in steps], np.int32),
        np.array([key[1] for key in steps], np.int32),
        np.array(list(steps.values()), np.float64),
    )
