"""Makes the walk network out of ways: chains between junctions, lengths, components.

Topology comes in as vertex numbers and is never guessed from coordinates here.
"""

from __future__ import annotations

from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from quartiermap.domain.network import WalkNetwork
from quartiermap.domain.progress import Progress

Longs = NDArray[np.int64]


def build_network(
    x: NDArray[np.float64],
    y: NDArray[np.float64],
    way_vertices: Longs,
    way_first: Longs,
    way_class: NDArray[np.int16],
    way_flags: NDArray[np.uint8],
    classes: tuple[str, ...],
    origin: Literal["osm", "lines"],
    progress: Progress,
) -> WalkNetwork:
    """Contract ways to chains between junctions.

    A junction is a vertex where not exactly two segments meet, or where the class or the flags change; a
    ring without any gets an anchor. Parallel chains and loops stay. Segments of length 0 are merged: their
    two vertices become one node. Nodes are numbered along a space-filling curve, which makes the
    shortest-way search about twice as fast as random numbering (engine notes, section 2).

    Parameters
    ----------
    x, y : float64 array, shape (n,)
        Vertices in metres in the project CRS.
    way_vertices : int64 array, shape (k,)
        Vertex numbers of all ways one after the other.
    way_first : int64 array, shape (w + 1,)
        Way i owns ``way_vertices[way_first[i]:way_first[i + 1]]``.
    way_class, way_flags : arrays, shape (w,)
        Index into `classes`; bits of `quartiermap.domain.network`.

    Returns
    -------
    WalkNetwork
        With `component` filled: component 0 has the greatest length, 1 the next, and so on.

    Examples
    --------
    A way of three vertices and one that starts in its middle give three edges around one junction:

    >>> x, y = np.array([0.0, 10.0, 20.0, 10.0]), np.array([0.0, 0.0, 0.0, 5.0])
    >>> net = build_network(x, y, np.array([0, 1, 2, 1, 3]), np.array([0, 3, 5]), np.zeros(2, np.int16),
    ...                     np.zeros(2, np.uint8), ("path",), "lines", Progress())
    >>> net.node_count, sorted(net.edge_length.tolist())
    (4, [5.0, 10.0, 10.0])
    """
    progress.step(0.0, "Wegenetz wird geknüpft")
    merged = _merge_zero_length(x, y, way_vertices, way_first)
    at, first, of_way = _without_repeats(merged, way_first)
    if len(first) < 2:
        return _empty(classes, origin)
    piece_at, piece_first, piece_way = _split_at_junctions(at, first, of_way, len(x))
    progress.step(0.4, "Wegenetz wird geknüpft")
    key = way_class[piece_way].astype(np.int64) * 256 + way_flags[piece_way]
    order, turned, chain_first = _chain(piece_at, piece_first, key, progress.part(0.4, 0.8))
    vertices, edge_first = _join(piece_at, piece_first, order, turned, chain_first)
    edge_way = piece_way[order[chain_first[:-1]]]
    progress.step(0.8, "Weglängen werden berechnet")
    return _assemble(x, y, vertices, edge_first, way_class[edge_way], way_flags[edge_way], classes, origin)


def _merge_zero_length(
    x: NDArray[np.float64], y: NDArray[np.float64], vertices: Longs, first: Longs
) -> Longs:
    inside = np.ones(max(len(vertices) - 1, 0), bool)
    inside[first[1:-1] - 1] = False
    u, v = vertices[:-1][inside], vertices[1:][inside]
    zero = (u != v) & (x[u] == x[v]) & (y[u] == y[v])
    if not zero.any():
        return vertices
    links = coo_matrix((np.ones(zero.sum(), np.int8), (u[zero], v[zero])), shape=(len(x), len(x)))
    count, label = connected_components(links, directed=False)
    lowest = np.full(count, len(x), np.int64)
    np.minimum.at(lowest, label, np.arange(len(x)))
    return np.asarray(lowest[label][vertices])


def _without_repeats(vertices: Longs, first: Longs) -> tuple[Longs, Longs, Longs]:
    """Drop vertices equal to the one before in the same way, and ways that then have fewer than two."""
    way = np.repeat(np.arange(len(first) - 1), np.diff(first))
    keep = np.ones(len(vertices), bool)
    keep[1:] = (vertices[1:] != vertices[:-1]) | (way[1:] != way[:-1])
    way, vertices = way[keep], vertices[keep]
    counts = np.bincount(way, minlength=len(first) - 1)
    good = counts >= 2
    at = vertices[good[way]]
    return at, np.concatenate(([0], np.cumsum(counts[good]))), np.flatnonzero(good)


def _split_at_junctions(
    at: Longs,
    first: Longs,
    of_way: Longs,
    vertex_count: int,
) -> tuple[Longs, Longs, Longs]:
    """Cut ways at vertices where other than two segments meet; both pieces keep the vertex."""
    starts, ends = first[:-1], first[1:] - 1
    degree = 2 * np.bincount(at, minlength=vertex_count)
    degree -= np.bincount(at[starts], minlength=vertex_count)
    degree -= np.bincount(at[ends], minlength=vertex_count)
    inner = np.ones(len(at), bool)
    inner[starts] = inner[ends] = False
    cut = inner & (degree[at] != 2)
    times = np.where(cut, 2, 1)
    piece_at = np.repeat(at, times)
    # A piece begins at every way start and at the second copy of every cut vertex.
    position = np.cumsum(times) - times
    begins = np.sort(np.concatenate((position[starts], position[cut] + 1)))
    way = np.repeat(np.arange(len(starts)), np.diff(first))
    piece_way = of_way[np.repeat(way, times)[begins]]
    return piece_at, np.concatenate((begins, [len(piece_at)])), piece_way


def _chain(at: Longs, first: Longs, key: Longs, progress: Progress) -> tuple[Longs, NDArray[np.bool_], Longs]:
    """Order pieces into chains: through every vertex where exactly two pieces of the same kind end.

    Returns
    -------
    order, turned, chain_first : arrays
        Chain i is the pieces ``order[chain_first[i]:chain_first[i + 1]]``, reversed where `turned`.
    """
    pieces = len(first) - 1
    # Half-ends: 2 * piece is its start, 2 * piece + 1 its end.
    half = np.empty(2 * pieces, np.int64)
    half[0::2], half[1::2] = at[first[:-1]], at[first[1:] - 1]
    sorted_half = np.argsort(half, kind="stable")
    vertex = half[sorted_half]
    run = np.flatnonzero(np.diff(vertex, prepend=-1))
    size = np.diff(run, append=len(vertex))
    two = run[size == 2]
    a, b = sorted_half[two], sorted_half[two + 1]
    through = (key[a // 2] == key[b // 2]) & (a // 2 != b // 2)
    partner = np.full(2 * pieces, -1, np.int64)
    partner[a[through]], partner[b[through]] = b[through], a[through]

    follows = partner.tolist()
    done = bytearray(pieces)
    order: list[int] = []
    turned: list[bool] = []
    chain_first = [0]
    # Chains that begin at a junction first; what then is left are rings, which get an anchor.
    heads = np.flatnonzero(partner < 0).tolist()
    for number, head in enumerate((*heads, *range(0, 2 * pieces, 2))):
        if not number % 20_000:
            progress.step(number / (len(heads) + pieces), "Wegenetz wird geknüpft")
        if done[head // 2]:
            continue
        end = head
        while end >= 0 and not done[end // 2]:
            done[end // 2] = 1
            order.append(end // 2)
            turned.append(bool(end & 1))
            end = follows[end ^ 1]
        chain_first.append(len(order))
    return np.array(order, np.int64), np.array(turned, bool), np.array(chain_first, np.int64)


def _join(
    at: Longs, first: Longs, order: Longs, turned: NDArray[np.bool_], chain_first: Longs
) -> tuple[Longs, Longs]:
    """Put the vertices of each chain's pieces in a row, the shared vertices once."""
    size = np.diff(first)[order]
    skip = np.ones(len(order), np.int64)
    skip[chain_first[:-1]] = 0
    take = size - skip
    begin = np.cumsum(take) - take
    within = np.arange(take.sum()) - np.repeat(begin, take) + np.repeat(skip, take)
    start = np.where(turned, first[order + 1] - 1, first[order])
    step = np.where(turned, -1, 1)
    index = np.repeat(start, take) + np.repeat(step, take) * within
    edge_first = np.concatenate((begin[chain_first[:-1]], [take.sum()]))
    return at[index], edge_first


def _assemble(
    x: NDArray[np.float64],
    y: NDArray[np.float64],
    vertices: Longs,
    edge_first: Longs,
    edge_class: NDArray[np.int16],
    edge_flags: NDArray[np.uint8],
    classes: tuple[str, ...],
    origin: Literal["osm", "lines"],
) -> WalkNetwork:
    vx, vy = x[vertices], y[vertices]
    steps = np.hypot(np.diff(vx), np.diff(vy))
    # The step from the last vertex of an edge to the first of the next belongs to neither.
    steps = np.append(steps, 0.0)
    steps[edge_first[1:] - 1] = 0.0
    length = np.add.reduceat(steps, edge_first[:-1])
    u, v = vertices[edge_first[:-1]], vertices[edge_first[1:] - 1]
    nodes, inverse = np.unique(np.concatenate((u, v)), return_inverse=True)
    rank = _curve_rank(x[nodes], y[nodes])
    number = np.empty(len(nodes), np.int64)
    number[rank] = np.arange(len(nodes))
    u, v = number[inverse[: len(u)]], number[inverse[len(u) :]]
    by_node = np.lexsort((np.maximum(u, v), np.minimum(u, v)))
    sizes = np.diff(edge_first)[by_node]
    new_first = np.concatenate(([0], np.cumsum(sizes)))
    gather = np.repeat(edge_first[:-1][by_node] - new_first[:-1], sizes) + np.arange(new_first[-1])
    u, v, length = u[by_node], v[by_node], length[by_node]
    return WalkNetwork(
        node_x=x[nodes][rank],
        node_y=y[nodes][rank],
        edge_u=u.astype(np.int32),
        edge_v=v.astype(np.int32),
        edge_length=length,
        vertex_x=vx[gather],
        vertex_y=vy[gather],
        edge_first=new_first.astype(np.int64),
        edge_class=edge_class[by_node].astype(np.int16),
        edge_flags=edge_flags[by_node].astype(np.uint8),
        classes=classes,
        origin=origin,
        component=_components(len(nodes), u, v, length),
    )


def _components(nodes: int, u: Longs, v: Longs, length: NDArray[np.float64]) -> NDArray[np.int32]:
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
