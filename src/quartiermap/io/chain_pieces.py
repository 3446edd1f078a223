"""Cuts ways at junctions and puts the pieces together to chains: from vertex numbers alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from quartiermap.io import chain_kernels, osm_kernels

COMPILED_FROM = 1_000_000
"""So many vertices or pieces of way are gone through by a compiled loop; fewer are done before it would be ready."""

Longs = NDArray[np.int64]
Ints = NDArray[np.int32]


def merge_zero_length(x: NDArray[np.float64], y: NDArray[np.float64], vertices: Ints, first: Longs) -> Ints:
    """Give vertices with nothing between them one number: the lowest."""
    if len(vertices) >= COMPILED_FROM:
        zero = chain_kernels.zero_steps(x, y, vertices)
    else:
        vx, vy = x[vertices], y[vertices]
        zero = np.flatnonzero((vx[1:] == vx[:-1]) & (vy[1:] == vy[:-1]) & (vertices[1:] != vertices[:-1]))
    # The last vertex of a way and the first of the next are no segment.
    zero = zero[first[np.searchsorted(first, zero + 1)] != zero + 1]
    if not len(zero):
        return vertices
    spots, place = np.unique(np.concatenate((vertices[zero], vertices[zero + 1])), return_inverse=True)
    u, v = place[: len(zero)], place[len(zero) :]
    links = coo_matrix((np.ones(len(zero), np.int8), (u, v)), shape=(len(spots), len(spots)))
    _, label = connected_components(links, directed=False)
    # Spots rise, so the first of a label is its lowest vertex.
    _, lowest = np.unique(label, return_index=True)
    number = np.arange(len(x), dtype=np.int32)
    number[spots] = spots[lowest[label]]
    merged: Ints = looked_up(number, vertices)
    return merged


def looked_up(values: NDArray[Any], rows: Ints) -> Any:
    """Return ``values[rows]``; for many rows by a compiled loop."""
    return osm_kernels.looked_up(values, rows) if len(rows) >= COMPILED_FROM else values[rows]


def without_repeats(vertices: Ints, first: Longs) -> tuple[Ints, Longs, Longs]:
    """Drop vertices equal to the one before in the same way, and ways that then have fewer than two."""
    again = np.flatnonzero(vertices[1:] == vertices[:-1]) + 1
    again = again[first[np.searchsorted(first, again)] != again]
    sizes = np.diff(first) - np.diff(np.searchsorted(again, first))
    good = sizes >= 2
    if not len(again) and good.all():
        return vertices, first, np.arange(len(sizes))
    keep = np.repeat(good, np.diff(first))
    keep[again] = False
    return vertices[keep], np.concatenate(([0], np.cumsum(sizes[good]))), np.flatnonzero(good)


def split_at_junctions(
    at: Ints,
    first: Longs,
    of_way: Longs,
    vertex_count: int,
) -> tuple[Ints, Longs, Longs]:
    """Cut ways at vertices where other than two segments meet; both pieces keep the vertex."""
    if len(at) >= COMPILED_FROM:
        return chain_kernels.split(at, first, of_way, vertex_count)
    starts, ends = first[:-1], first[1:] - 1
    degree = 2 * np.bincount(at, minlength=vertex_count)
    degree -= np.bincount(at[starts], minlength=vertex_count)
    degree -= np.bincount(at[ends], minlength=vertex_count)
    cut = degree[at] != 2
    cut[starts] = cut[ends] = False
    times = cut.view(np.int8) + np.int8(1)
    piece_at = np.repeat(at, times)
    # A piece begins at every way start and at the second copy of every cut vertex.
    places = np.flatnonzero(cut)
    way_begins = starts + np.searchsorted(places, starts)
    begins = np.sort(np.concatenate((way_begins, places + np.arange(len(places)) + 1)))
    piece_way = of_way[np.searchsorted(way_begins, begins, side="right") - 1]
    return piece_at, np.concatenate((begins, [len(piece_at)])), piece_way


def chained(
    at: Ints, first: Longs, key: NDArray[np.uint64], oneway: NDArray[np.bool_]
) -> tuple[Longs, NDArray[np.bool_], Longs]:
    """Order pieces into chains: through every vertex where exactly two pieces of the same kind end.

    Every piece can be entered at its two ends; entering it at one leads to the end of the next piece, and so on.
    How far it is to the last one is found for all by doubling the stride (list ranking).

    Returns
    -------
    order, turned, chain_first : arrays
        Chain i is the pieces ``order[chain_first[i]:chain_first[i + 1]]``, reversed where `turned`. Chains of one-way
        pieces run along them.
    """
    pieces = len(first) - 1
    if pieces >= COMPILED_FROM:
        half = np.empty(2 * pieces, np.int32)
        half[0::2], half[1::2] = at[first[:-1]], at[first[1:] - 1]
        entered, chain_first = chain_kernels.walk(
            chain_kernels.partners(half, key, oneway, int(half.max()) + 1), oneway
        )
        return entered // 2, (entered & 1) > 0, chain_first
    partner = _partners(at, first, key, oneway)
    halves = np.arange(2 * pieces)
    follows = partner[halves ^ 1]
    last, rank = np.where(follows < 0, halves, follows), (follows >= 0).astype(np.int64)
    moving = np.flatnonzero(follows >= 0)
    for _ in range(max(pieces.bit_length() + 1, 1)):
        if not len(moving):
            break
        target = last[moving]
        rank[moving] += rank[target]
        last[moving] = last[target]
        # Those that were at the end of their chain are done; in a ring nobody ever is.
        moving = moving[follows[last[moving]] >= 0]
    in_ring = np.zeros(2 * pieces, bool)
    in_ring[moving] = True
    heads = np.flatnonzero((partner < 0) & ~in_ring)
    other = last[heads] ^ 1
    heads = heads[np.where(oneway[heads // 2], heads % 2 == 0, heads <= other)]
    size = rank[heads] + 1
    chain_first = np.concatenate(([0], np.cumsum(size)))
    chain_of = np.full(2 * pieces, -1, np.int64)
    chain_of[last[heads]] = np.arange(len(heads))
    chain = np.where(in_ring, -1, chain_of[last])
    taken = np.flatnonzero(chain >= 0)
    entered = np.empty(len(taken), np.int64)
    entered[chain_first[chain[taken] + 1] - 1 - rank[taken]] = taken
    rings, ring_sizes = _rings(follows, in_ring)
    entered = np.concatenate((entered, rings))
    ends = np.concatenate((chain_first, chain_first[-1] + np.cumsum(ring_sizes)))
    return entered // 2, (entered & 1) > 0, ends.astype(np.int64)


def _partners(at: Ints, first: Longs, key: NDArray[np.uint64], oneway: NDArray[np.bool_]) -> Longs:
    """Return for each end of a piece (2 i its start, 2 i + 1 its end) the end that it goes on to, else -1."""
    half = np.empty(2 * (len(first) - 1), np.int64)
    half[0::2], half[1::2] = at[first[:-1]], at[first[1:] - 1]
    sorted_half = np.argsort(half, kind="stable")
    vertex = half[sorted_half]
    run = np.flatnonzero(np.diff(vertex, prepend=-1))
    two = run[np.diff(run, append=len(vertex)) == 2]
    a, b = sorted_half[two], sorted_half[two + 1]
    through = (key[a // 2] == key[b // 2]) & (a // 2 != b // 2) & (~oneway[a // 2] | ((a ^ b) & 1 > 0))
    partner = np.full(len(half), -1, np.int64)
    partner[a[through]], partner[b[through]] = b[through], a[through]
    return partner


def _rings(follows: Longs, in_ring: NDArray[np.bool_]) -> tuple[Longs, Longs]:
    """Return the ends at which the pieces of rings are entered, ring by ring, and how many pieces each ring has."""
    order: list[int] = []
    sizes: list[int] = []
    done: set[int] = set()
    for start in np.flatnonzero(in_ring[0::2]).tolist():
        begin, at = len(order), 2 * start
        while at // 2 not in done:
            done.add(at // 2)
            order.append(at)
            at = int(follows[at])
        if len(order) > begin:
            sizes.append(len(order) - begin)
    return np.array(order, np.int64), np.array(sizes, np.int64)


@dataclass(frozen=True)
class Chains:
    """Chain i is the pieces ``order[first[i]:first[i + 1]]``, reversed where `turned`; a piece is a run of `at`."""

    at: Ints
    piece_first: Longs
    order: Longs
    turned: NDArray[np.bool_]
    first: Longs

    def ends(self) -> tuple[Ints, Ints]:
        """Return the vertices at which the chains begin and end."""
        heads, tails = self.first[:-1], self.first[1:] - 1
        low, high = self.piece_first[self.order], self.piece_first[self.order + 1] - 1
        return (
            self.at[np.where(self.turned[heads], high[heads], low[heads])],
            self.at[np.where(self.turned[tails], low[tails], high[tails])],
        )

    def vertices(self, rows: Longs) -> tuple[Ints, Longs]:
        """Return the vertices of some chains in a row (those that pieces share once), and where each begins."""
        if len(self.at) >= COMPILED_FROM:
            return chain_kernels.joined(self.at, self.piece_first, self.order, self.turned, self.first, rows)
        pieces = _runs(self.first[rows], np.diff(self.first)[rows])
        order, turned = self.order[pieces], self.turned[pieces]
        size = self.piece_first[order + 1] - self.piece_first[order]
        heads = np.concatenate(([0], np.cumsum(np.diff(self.first)[rows])))
        skip = np.ones(len(order), np.int64)
        skip[heads[:-1]] = 0
        take = size - skip
        begin = np.concatenate(([0], np.cumsum(take)))
        start = np.where(turned, self.piece_first[order + 1] - 1 - skip, self.piece_first[order] + skip)
        step = np.where(turned, -1, 1)
        index = np.repeat(start - step * begin[:-1], take) + np.repeat(step, take) * np.arange(begin[-1])
        return self.at[index], begin[heads]


def _runs(start: Longs, size: Longs) -> Longs:
    offset = np.cumsum(size) - size
    return np.repeat(start - offset, size) + np.arange(int(size.sum()))
