"""Makes the walk network out of ways: chains between junctions (`chain_pieces`), lengths, components.

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
from quartiermap.io import chain_kernels
from quartiermap.io.chain_pieces import (
    COMPILED_FROM,
    Chains,
    Ints,
    Longs,
    chained,
    looked_up,
    merge_zero_length,
    split_at_junctions,
    without_repeats,
)

_LENGTHS_AT_ONCE = 100_000

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
    merged = merge_zero_length(x, y, way_vertices.astype(np.int32, copy=False), way_first)
    at, first, of_way = without_repeats(merged, way_first)
    if len(first) < 2:
        return _empty(classes, origin)
    del merged
    piece_at, piece_first, piece_way = split_at_junctions(at, first, of_way, len(x))
    del at
    progress.step(0.4, "Wegenetz wird geknüpft")
    oneway = (ways.flags & ONEWAY) > 0
    order, turned, chain_first = chained(piece_at, piece_first, ways.keys()[piece_way], oneway[piece_way])
    progress.step(0.7, "Weglängen werden berechnet")
    chains = Chains(piece_at, piece_first, order, turned, chain_first)
    return _assemble(x, y, chains, piece_way[order[chain_first[:-1]]], ways, classes, origin, names, marks)


def _assemble(
    x: NDArray[np.float64],
    y: NDArray[np.float64],
    chains: Chains,
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
        second = pool.submit(looked_up, y, vertices)
        beside = pool.submit(_edge_values, vertices, edge_first, edge_way, ways, marks)
        vx, vy = looked_up(x, vertices), second.result()
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
