"""Makes the walk network out of ways: chains between junctions, lengths, components.

Topology comes in as vertex numbers and is never guessed from coordinates here.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from quartiermap.domain.network import ATTRIBUTES, CONDITIONAL, CROSSING, ONEWAY, UNKNOWN, WalkNetwork
from quartiermap.domain.progress import Progress
from quartiermap.io import chain_kernels, osm_kernels

COMPILED_FROM = 1_000_000
"""So many vertices or pieces of way are gone through by a compiled loop; fewer are done before it would be ready."""
_LENGTHS_AT_ONCE = 100_000

Longs = NDArray[np.int64]
Ints = NDArray[np.int32]
Shorts = NDArray[np.int16]


@dataclass(frozen=True)
class WayColumns:
    """What each way is like, one row a way.

    Parameters
    ----------
    of_class : int16 array
        Index into the network's classes.
    flags : uint8 array
        Bits of `quartiermap.domain.network`; with `ONEWAY` the way leads along its vertices.
    name : int32 array, optional
        Index into the network's names, -1 for none.
    attributes : dict of str to int16 array
        Any of `quartiermap.domain.network.ATTRIBUTES`.
    """

    of_class: Shorts
    flags: NDArray[np.uint8]
    name: NDArray[np.int32] | None = None
    attributes: Mapping[str, Shorts] = field(default_factory=dict)

    def keys(self) -> NDArray[np.uint64]:
        """Return a number for each way; ways with equal numbers are alike in everything."""
        key = self.of_class.astype(np.uint64) * np.uint64(256) + self.flags
        for column in (self.name, *self.attributes.values()):
            if column is not None:
                key = (key ^ (key >> np.uint64(29))) * np.uint64(0x9E3779B97F4A7C15)
                key += column.astype(np.int64).view(np.uint64)
        return key


@dataclass(frozen=True)
class VertexMarks:
    """Things that stand on the way at single vertices.

    Parameters
    ----------
    attributes : dict of str to int16 array, shape (vertices,)
        "kerb_mm" and "barrier": met by who passes the vertex, -1 for nothing. The highest on an edge counts.
    conditional : bool array, shape (vertices,)
        A gate that is open at times only.
    for_feet : bool array, shape (classes,)
        Classes that take what stands at their ends, too. At a junction with a road a kerb or bollard belongs to the
        footway that ends there; who stays on the road does not meet it. Kerbs and crossings count for these classes only.
    crossing : bool array, shape (vertices,), optional
        A marked crossing of a street: whoever comes along a way for feet crosses there.
    crossing_m : float
        A longer edge is no crossing because it leads to one.
    """

    attributes: Mapping[str, Shorts]
    conditional: NDArray[np.bool_]
    for_feet: NDArray[np.bool_]
    crossing: NDArray[np.bool_] | None = None
    crossing_m: float = np.inf


def build_network(
    x: NDArray[np.float64],
    y: NDArray[np.float64],
    way_vertices: NDArray[Any],
    way_first: Longs,
    ways: WayColumns,
    classes: tuple[str, ...],
    origin: Literal["osm", "lines"],
    progress: Progress,
    *,
    names: tuple[str, ...] = (),
    marks: VertexMarks | None = None,
) -> WalkNetwork:
    """Contract ways to chains between junctions.

    A junction is a vertex where not exactly two segments meet, or where anything about the way changes (class, flags,
    name, attributes); a ring without any gets an anchor. Parallel chains and loops stay. Segments of length 0
    are merged: their two vertices become one node. Nodes are numbered along a space-filling curve, which
    makes the shortest-way search about twice as fast as random numbering (engine notes, section 2).

    Parameters
    ----------
    x, y : float64 array, shape (n,)
        Vertices in metres in the project CRS.
    way_vertices : int32 or int64 array, shape (k,)
        Vertex numbers of all ways one after the other.
    way_first : int64 array, shape (w + 1,)
        Way i owns ``way_vertices[way_first[i]:way_first[i + 1]]``.
    ways : WayColumns
        One row a way.
    names : tuple of str
        What `ways.name` counts in.
    marks : VertexMarks, optional

    Returns
    -------
    WalkNetwork
        With `component` filled: component 0 has the greatest length, 1 the next, and so on.

    Examples
    --------
    A way of three vertices and one that starts in its middle give three edges around one junction:

    >>> x, y = np.array([0.0, 10.0, 20.0, 10.0]), np.array([0.0, 0.0, 0.0, 5.0])
    >>> paths = WayColumns(np.zeros(2, np.int16), np.zeros(2, np.uint8))
    >>> net = build_network(x, y, np.array([0, 1, 2, 1, 3]), np.array([0, 3, 5]), paths, ("path",), "lines", Progress())
    >>> net.node_count, sorted(net.edge_length.tolist())
    (4, [5.0, 10.0, 10.0])
    """
    progress.step(0.0, "Wegenetz wird geknüpft")
    merged = _merge_zero_length(x, y, way_vertices.astype(np.int32, copy=False), way_first)
    at, first, of_way = _without_repeats(merged, way_first)
    if len(first) < 2:
        return _empty(classes, origin)
    del merged
    piece_at, piece_first, piece_way = _split_at_junctions(at, first, of_way, len(x))
    del at
    progress.step(0.4, "Wegenetz wird geknüpft")
    oneway = (ways.flags & ONEWAY) > 0
    order, turned, chain_first = _chain(piece_at, piece_first, ways.keys()[piece_way], oneway[piece_way])
    progress.step(0.7, "Weglängen werden berechnet")
    chains = _Chains(piece_at, piece_first, order, turned, chain_first)
    return _assemble(x, y, chains, piece_way[order[chain_first[:-1]]], ways, classes, origin, names, marks)


def _merge_zero_length(x: NDArray[np.float64], y: NDArray[np.float64], vertices: Ints, first: Longs) -> Ints:
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
    merged: Ints = _looked_up(number, vertices)
    return merged


def _looked_up(values: NDArray[Any], rows: Ints) -> Any:
    return osm_kernels.looked_up(values, rows) if len(rows) >= COMPILED_FROM else values[rows]


def _without_repeats(vertices: Ints, first: Longs) -> tuple[Ints, Longs, Longs]:
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


def _split_at_junctions(
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


def _chain(
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
class _Chains:
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


def _assemble(
    x: NDArray[np.float64],
    y: NDArray[np.float64],
    chains: _Chains,
    edge_way: Longs,
    ways: WayColumns,
    classes: tuple[str, ...],
    origin: Literal["osm", "lines"],
    names: tuple[str, ...],
    marks: VertexMarks | None,
) -> WalkNetwork:
    u, v = chains.ends()
    is_node = np.zeros(len(x), bool)
    is_node[u] = is_node[v] = True
    nodes = np.flatnonzero(is_node)
    rank = _curve_rank(x[nodes], y[nodes])
    number = np.empty(len(x), np.int32)
    number[nodes[rank]] = np.arange(len(nodes))
    u, v = number[u], number[v]
    # Both ends in one number: one sort instead of two.
    by_node = np.argsort(np.minimum(u, v).astype(np.int64) * len(nodes) + np.maximum(u, v), kind="stable")
    u, v, edge_way = u[by_node], v[by_node], edge_way[by_node]
    vertices, edge_first = chains.vertices(by_node)
    with ThreadPoolExecutor(1) as pool:
        second = pool.submit(_looked_up, y, vertices)
        beside = pool.submit(_edge_values, vertices, edge_first, edge_way, ways, marks)
        vx, vy = _looked_up(x, vertices), second.result()
        length = _lengths(vx, vy, edge_first)
        component = _components(len(nodes), u, v, length)
        flags, attributes, crossed = beside.result()
    if crossed is not None and marks is not None:
        flags = np.where(crossed & (length <= marks.crossing_m), flags | CROSSING, flags)
    return WalkNetwork(
        node_x=x[nodes[rank]],
        node_y=y[nodes[rank]],
        edge_u=u.astype(np.int32),
        edge_v=v.astype(np.int32),
        edge_length=length,
        vertex_x=vx,
        vertex_y=vy,
        edge_first=edge_first.astype(np.int64),
        edge_class=ways.of_class[edge_way].astype(np.int16),
        edge_flags=flags.astype(np.uint8),
        classes=classes,
        origin=origin,
        component=component,
        edge_name=np.zeros(0, np.int32) if ways.name is None else ways.name[edge_way].astype(np.int32),
        names=names,
        attributes=attributes,
    )


def _lengths(x: NDArray[np.float64], y: NDArray[np.float64], first: Longs) -> NDArray[np.float64]:
    """Return the lengths of lines that stand one after the other, as many at once as fit the processor's cache."""
    length = np.empty(len(first) - 1)
    cuts = np.searchsorted(first, np.arange(0, len(x), _LENGTHS_AT_ONCE))
    for begin, end in itertools.pairwise(np.unique(np.append(cuts, len(length))).tolist()):
        part = slice(first[begin], first[end])
        steps = np.zeros(first[end] - first[begin])
        np.hypot(np.diff(x[part]), np.diff(y[part]), out=steps[:-1])
        # The step from the last vertex of an edge to the first of the next belongs to neither.
        steps[first[begin + 1 : end + 1] - 1 - first[begin]] = 0.0
        length[begin:end] = np.add.reduceat(steps, first[begin:end] - first[begin])
    return length


def _edge_values(
    vertices: Ints, edge_first: Longs, edge_way: Longs, ways: WayColumns, marks: VertexMarks | None
) -> tuple[Any, dict[str, Shorts], Any]:
    """Return flags and attributes of the edges, those of their ways and what stands on them; which lead over a crossing."""
    flags = ways.flags[edge_way]
    known = {name: values[edge_way] for name, values in ways.attributes.items()}
    crossed = None
    if marks is not None:
        feet = marks.for_feet[ways.of_class[edge_way]]
        for name, at_vertex in marks.attributes.items():
            ends, inside = _met(at_vertex, vertices, edge_first, UNKNOWN)
            if name == "kerb_mm":
                inside = np.where(feet, inside, UNKNOWN)
            met = np.maximum(inside, np.where(feet, ends, UNKNOWN)).astype(np.int16)
            known[name] = np.maximum(known[name], met) if name in known else met
        ends, inside = _met(marks.conditional.astype(np.int16), vertices, edge_first, 0)
        flags = np.where((inside > 0) | ((ends > 0) & feet), flags | CONDITIONAL, flags)
        if marks.crossing is not None and marks.crossing.any():
            ends, inside = _met(marks.crossing.astype(np.int16), vertices, edge_first, 0)
            crossed = feet & ((ends > 0) | (inside > 0))
    ordered = {name: known[name] for name in ATTRIBUTES if name in known and (known[name] != UNKNOWN).any()}
    return flags, ordered, crossed


def _met(at_vertex: Shorts, vertices: Ints, edge_first: Longs, nothing: int) -> tuple[Any, Any]:
    """Return the highest value at the ends of each edge, and between them."""
    if len(vertices) >= COMPILED_FROM:
        return chain_kernels.met(at_vertex, vertices, edge_first, nothing)
    values = at_vertex[vertices]
    start, end = edge_first[:-1], edge_first[1:] - 1
    ends = np.maximum(values[start], values[end])
    inner = values.copy()
    inner[start] = inner[end] = nothing
    return ends, np.maximum.reduceat(inner, start)


def _components(nodes: int, u: Ints, v: Ints, length: NDArray[np.float64]) -> NDArray[np.int32]:
    links = coo_matrix((np.ones(len(u), np.int8), (u, v)), shape=(nodes, nodes))
    count, label = connected_components(links, directed=False)
    by_length = np.argsort(-np.bincount(label[u], weights=length, minlength=count), kind="stable")
    number = np.empty(count, np.int32)
    number[by_length] = np.arange(count, dtype=np.int32)
    return np.asarray(number[label])


def _curve_rank(x: NDArray[np.float64], y: NDArray[np.float64]) -> Longs:
    """Order points along a Z-curve with cells of about a 65,536th of the extent."""

    def spread(values: NDArray[np.float64]) -> Any:
        span = float(np.ptp(values)) or 1.0
        bits = ((values - values.min()) / span * 65_535).astype(np.uint64)
        for shift, mask in ((8, 0x00FF00FF), (4, 0x0F0F0F0F), (2, 0x33333333), (1, 0x55555555)):
            bits = ((bits | (bits << np.uint64(shift))) & np.uint64(mask)).astype(np.uint64)
        return bits

    rank: Longs = np.argsort(spread(x) | (spread(y) << np.uint64(1)), kind="stable")
    return rank


def _empty(classes: tuple[str, ...], origin: Literal["osm", "lines"]) -> WalkNetwork:
    def none(kind: Any) -> Any:
        return np.zeros(0, kind)

    return WalkNetwork(
        none(float), none(float), none(np.int32), none(np.int32), none(float), none(float), none(float),
        np.zeros(1, np.int64), none(np.int16), none(np.uint8), classes, origin, none(np.int32),
    )  # fmt: skip
