"""What live fields stand on: for each node of a graph its chains, and places on chains that come and go."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from quartiermap.analysis.engine import live_reading as reading
from quartiermap.analysis.engine.contraction import ONLY_AB, ONLY_BA
from quartiermap.analysis.engine.graph import Graph
from quartiermap.analysis.engine.hierarchy import Hierarchy
from quartiermap.domain.network import Floats, Ints

Indices = NDArray[np.int64]

MOST_NODES = 300_000
"""Graphs with more nodes get no hierarchy: building one takes seconds."""


@dataclass(frozen=True)
class LiveGround:
    """What the fields of all kinds share: for each node of a graph its chains, for each edge its rank on its chain.

    Parameters
    ----------
    graph : Graph
        With no way closed.
    first : int64 array, shape (n + 1,)
        The entries of node i are ``first[i]`` to ``first[i + 1] - 1``; a loop has one.
    chain, other : int32 array, shape (k,)
        Chain of each entry and the node at its other end.
    out_cost, in_cost : float64 array, shape (k,)
        Cost of a search step to the other end and from there; ``inf`` where not allowed.
    entry_a, entry_b : int64 array, shape (c,)
        The entry of each chain at its end a and b (the same for a loop).
    rank : int32 array, shape (m,)
        How many edges of its chain lie between an edge and the chain's end a.
    """

    graph: Graph
    first: Indices
    chain: Ints
    other: Ints
    out_cost: Floats
    in_cost: Floats
    entry_a: Indices
    entry_b: Indices
    rank: Ints

    @cached_property
    def hierarchy(self) -> Hierarchy | None:
        """For whole fields of one facility; ``None`` for graphs of more than `MOST_NODES`."""
        if self.graph.nodes > MOST_NODES:
            return None
        return Hierarchy.of(self.first, self.other, self.out_cost, same=not self.graph.one_way)

    def hierarchy_without(self, closed: frozenset[int], out_cost: Floats) -> Hierarchy | None:
        """Return the hierarchy with some ways closed; the last one is kept, because all kinds ask for the same.

        Parameters
        ----------
        closed : frozenset of int
            The edges, by which it is known.
        out_cost : float64 array
            `out_cost` with ``inf`` at their chains.
        """
        if self.hierarchy is None or not closed:
            return self.hierarchy
        kept: tuple[frozenset[int], Hierarchy] | None = vars(self).get("_closed_hierarchy")
        if kept is None or kept[0] != closed:
            kept = closed, self.hierarchy.with_costs(self.first, self.other, out_cost)
            vars(self)["_closed_hierarchy"] = kept  # one assignment: threads may ask at once
        return kept[1]

    @classmethod
    def of(cls, graph: Graph) -> LiveGround:
        """Prepare a graph, its hierarchy included (a city of 500,000 nodes: 0.13 s)."""
        a, b = graph.a.astype(np.int64), graph.b.astype(np.int64)
        chains = np.arange(graph.chains, dtype=np.int64)
        real = chains[a != b]
        node = np.concatenate([a, b[real]])
        order = np.argsort(node, kind="stable")
        place = np.empty(len(order), np.int64)
        place[order] = np.arange(len(order))
        entry_a = place[: graph.chains]
        entry_b = entry_a.copy()
        entry_b[real] = place[graph.chains :]
        first = np.concatenate([[0], np.cumsum(np.bincount(node, minlength=graph.nodes))]).astype(np.int64)
        other = np.concatenate([b, a[real]])[order].astype(np.int32)
        to_a = np.where((graph.way != ONLY_AB) & (a != b), graph.length, np.inf)
        to_b = np.where((graph.way != ONLY_BA) & (a != b), graph.length, np.inf)
        rank = np.full(len(graph.of_edge), -1, np.int32)
        sizes = np.diff(graph.members_first)
        rank[graph.members] = np.arange(len(graph.members)) - np.repeat(graph.members_first[:-1], sizes)
        made = cls(
            graph,
            first,
            np.concatenate([chains, real])[order].astype(np.int32),
            other,
            np.concatenate([to_a, to_b[real]])[order],
            np.concatenate([to_b, to_a[real]])[order],
            entry_a,
            entry_b,
            rank,
        )
        _ = made.hierarchy  # now, and not when the first facility is dragged
        return made


class PlaceLists:
    """Places on chains that come and go: arrays with room, listed by chain and by owner."""

    def __init__(self, chains: int, owners: int) -> None:
        self.head: Ints = np.full(chains, -1, np.int32)
        self.first: Ints = np.full(max(owners, 1), -1, np.int32)
        self.owner: Ints = np.full(0, -1, np.int32)
        self.chain, self.rank, self.following, self.after = (np.zeros(0, np.int32) for _ in range(4))
        self.at, self.leg = np.zeros(0), np.zeros(0)
        self.used = 0
        self._free: list[int] = []

    def add(self, owner: Ints, chain: Ints, at: Floats, leg: Floats, rank: Ints) -> Ints:
        """Enter places; return their rows."""
        count = len(owner)
        if not count:
            return np.zeros(0, np.int32)
        self._own(int(owner.max()))
        rows = [self._free.pop() for _ in range(min(count, len(self._free)))]
        missing = count - len(rows)
        self._room(self.used + missing)
        rows += range(self.used, self.used + missing)
        self.used += missing
        at_rows = np.array(rows, np.int32)
        self.owner[at_rows], self.chain[at_rows], self.rank[at_rows] = owner, chain, rank
        self.at[at_rows], self.leg[at_rows] = at, leg
        reading.link(at_rows, self.owner, self.chain, self.following, self.head, self.after, self.first)
        return at_rows

    def drop(self, rows: Iterable[int]) -> None:
        """Take places out."""
        gone = list(rows)
        if gone:
            at_rows = np.array(gone, np.int32)
            reading.unlink(at_rows, self.owner, self.chain, self.following, self.head, self.after, self.first)
            self._free += gone

    def of_owner(self, owner: int) -> list[int]:
        """Return the rows of one owner."""
        return self._listed(int(self.first[owner]) if owner < len(self.first) else -1, self.after)

    def of_chain(self, chain: int) -> list[int]:
        """Return the rows on one chain."""
        return self._listed(int(self.head[chain]), self.following)

    @staticmethod
    def _listed(row: int, following: Ints) -> list[int]:
        found = []
        while row >= 0:
            found.append(row)
            row = int(following[row])
        return found

    def _room(self, size: int) -> None:
        if size <= len(self.owner):
            return
        more = max(size, 2 * len(self.owner), 16) - len(self.owner)
        self.owner = np.concatenate([self.owner, np.full(more, -1, np.int32)])
        for name in ("chain", "rank", "following", "after", "at", "leg"):
            old = getattr(self, name)
            setattr(self, name, np.concatenate([old, np.zeros(more, old.dtype)]))

    def _own(self, owner: int) -> None:
        if owner >= len(self.first):
            more = max(owner + 1, 2 * len(self.first)) - len(self.first)
            self.first = np.concatenate([self.first, np.full(more, -1, np.int32)])
