"""Kernels that find the ways around some places: how far it is from every spot on them, and their straight parts."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from quartiermap.analysis.engine.search import bucket_of, link, unlink
from quartiermap.compiling import compiled
from quartiermap.domain.network import Floats, Ints

Bytes = NDArray[np.uint8]
Flags = NDArray[np.bool_]
Longs = NDArray[np.int64]


@compiled(
    "(int32[::1], int32[::1], float64[::1], int32[::1], int32[::1], float64[::1], uint8[::1],"
    " int32[::1], float64[::1], float64[::1], float64, float64,"
    " float64[::1], int32[::1], int32[::1], int32[::1], int32[::1])"
)
def reach_nodes(
    first: Ints, target: Ints, cost: Floats, a: Ints, b: Ints, length: Floats, way: Bytes,
    chain: Ints, at: Floats, leg: Floats, width: float, limit: float,
    distance: Floats, bucket: Ints, after: Ints, before: Ints, touched: Ints,
) -> int:  # fmt: skip
    """Find the nodes from which the nearest of some places is at most `limit` away; return how many.

    Parameters
    ----------
    first, target, cost, a, b, length, way
        The graph with arcs from facilities outward (`Graph.inward`) and its chains.
    chain, at, leg
        The places.
    width : float
        Of a bucket; only speed depends on it.
    distance
        ``inf`` everywhere; written. The caller makes the touched nodes ``inf`` again.
    bucket, after, before
        -1, any and `search.NOWHERE` everywhere, and so again afterwards.
    touched
        Written: the nodes found.
    """
    seen = 0
    base = np.inf
    for turn in range(2):
        for r in range(len(chain)):
            c = chain[r]
            for side in range(2):
                if side == 0:
                    if way[c] == 2:
                        continue
                    d, p = leg[r] + at[r], a[c]
                else:
                    if way[c] == 1:
                        continue
                    d, p = leg[r] + (length[c] - at[r]), b[c]
                if d > limit:
                    continue
                if turn == 0:
                    base = min(base, d)
                elif d < distance[p]:
                    if distance[p] == np.inf:
                        touched[seen] = p
                        seen += 1
                    else:
                        unlink(p, bucket, after, before)
                    distance[p] = d
                    link(p, bucket_of(d, base, 1.0 / width), bucket, after, before)
    inverse = 1.0 / width
    while True:
        for k in range(4096):
            while bucket[k] >= 0:
                u = bucket[k]
                unlink(u, bucket, after, before)
                d = distance[u]
                for j in range(first[u], first[u + 1]):
                    t = target[j]
                    away = d + cost[j]
                    old = distance[t]
                    if away > limit or away >= old:
                        continue
                    distance[t] = away
                    q = bucket_of(away, base, inverse)
                    if old == np.inf:
                        touched[seen] = t
                        seen += 1
                    elif before[t] != -5000:
                        if q == bucket_of(old, base, inverse):
                            continue
                        unlink(t, bucket, after, before)
                    link(t, q, bucket, after, before)
        # The buckets start again at the nearest of what lay beyond them.
        u = bucket[4096]
        if u < 0:
            return seen
        bucket[4096] = -1
        base = np.inf
        follows = u
        while follows >= 0:
            base = min(base, distance[follows])
            follows = after[follows]
        while u >= 0:
            follows = after[u]
            link(u, bucket_of(distance[u], base, inverse), bucket, after, before)
            u = follows


@compiled()
def _distance_at(
    edge: int, offset: float, length: float, of_edge: Ints, start: Floats, forward: Flags, edge_cost: Floats,
    a: Ints, b: Ints, chain_length: Floats, way: Bytes, head: Ints, behind: Ints, there_at: Floats, there_leg: Floats,
    distance: Floats, limit: float, quantum: float,
) -> float:  # fmt: skip
    """Return how far the nearest place is from a spot on an edge, ``inf`` beyond the limit."""
    c = of_edge[edge]
    # As in `contraction.place_rows`: in whole quanta, the end of an edge exactly at its end.
    whole = np.rint(length / quantum) * quantum
    scale = edge_cost[edge] / whole if whole > 0.0 else 0.0
    x = min(max(np.rint(offset * scale / quantum) * quantum, 0.0), edge_cost[edge])
    if np.rint(offset / quantum) * quantum >= whole:
        x = edge_cost[edge]
    if not forward[edge]:
        x = edge_cost[edge] - x
    x += start[edge]
    at_end = x == 0.0 or x == chain_length[c]
    if way[c] != 0 and at_end:  # it stands on the junction
        d = distance[a[c]] if x == 0.0 else distance[b[c]]
        return d if d <= limit else np.inf
    d = np.inf
    if way[c] != 1:
        d = distance[a[c]] + x
    if way[c] != 2:
        d = min(d, distance[b[c]] + (chain_length[c] - x))
    f = head[c]
    while f >= 0:
        along = there_at[f] - x
        if (along >= 0.0 and way[c] != 2) or (along <= 0.0 and way[c] != 1):
            d = min(d, abs(along) + there_leg[f])
        f = behind[f]
    return d if d <= limit else np.inf


@compiled(
    "(int32[::1], int32[::1], float64[::1], float64[::1], int32[::1], float64[::1], boolean[::1], float64[::1],"
    " int32[::1], int32[::1], float64[::1], uint8[::1], int32[::1], int32[::1], float64[::1], float64[::1],"
    " float64[::1], float64, float64, float64)"
)
def way_pieces(
    edges: Ints, stop_edge: Ints, stop: Floats, edge_length: Floats,
    of_edge: Ints, start: Floats, forward: Flags, edge_cost: Floats,
    a: Ints, b: Ints, chain_length: Floats, way: Bytes, head: Ints, behind: Ints, there_at: Floats, there_leg: Floats,
    distance: Floats, limit: float, quantum: float, sliver: float,
) -> tuple[Ints, Floats, Floats, Floats, Floats]:  # fmt: skip
    """Return pieces of edges with the distance from both ends, ``inf`` at both where the limit is exceeded.

    Parameters
    ----------
    edges : int32 array
        Rising.
    stop_edge, stop : arrays
        Facilities' places on edges in metres, sorted by edge and place: between two neighbouring stops the
        distance has one peak at most.
    edge_length : float64 array
        Plain metres of all edges.
    of_edge, start, forward, edge_cost, a, b, chain_length, way
        The graph.
    head, behind, there_at, there_leg
        The facilities' places by chain.
    distance : float64 array
        Of the nodes (`reach_nodes`).
    sliver : float
        A gap shorter than this between ways in reach comes from rounding.

    Returns
    -------
    edge, from_m, to_m, from_distance, to_distance : arrays
        By edge and along it, covering it without overlap.
    """
    room = 3 * (len(edges) + len(stop))
    edge = np.empty(room, np.int32)
    begins, ends = np.empty(room), np.empty(room)
    at_begin, at_end = np.empty(room), np.empty(room)
    count = 0
    s = 0
    for e in edges:
        c = of_edge[e]
        whole = edge_length[e]
        if c < 0 or (distance[a[c]] == np.inf and distance[b[c]] == np.inf and head[c] < 0):
            if whole > 0.0:
                edge[count], begins[count], ends[count] = e, 0.0, whole
                at_begin[count], at_end[count] = np.inf, np.inf
                count += 1
            continue
        rate = edge_cost[e] / whole if whole > 0.0 else 0.0
        onward = way[c] == 0 or (way[c] == 1) == forward[e]
        back = way[c] == 0 or (way[c] == 2) == forward[e]
        while s < len(stop) and stop_edge[s] < e:
            s += 1
        left = 0.0
        d_left = _distance_at(
            e, left, whole, of_edge, start, forward, edge_cost, a, b, chain_length, way,
            head, behind, there_at, there_leg, distance, limit, quantum,
        )  # fmt: skip
        while left < whole:
            right = whole
            while s < len(stop) and stop_edge[s] == e and stop[s] <= left:
                s += 1
            if s < len(stop) and stop_edge[s] == e:
                right = min(stop[s], whole)
            d_right = _distance_at(
                e, right, whole, of_edge, start, forward, edge_cost, a, b, chain_length, way,
                head, behind, there_at, there_leg, distance, limit, quantum,
            )  # fmt: skip
            by_left = back and d_left < np.inf
            by_right = onward and d_right < np.inf
            safe = max(rate, 1e-300)
            till = left
            if by_left:
                till = min(right, left + (limit - d_left) / safe)
            since = right
            if by_right:
                since = max(left, right - (limit - d_right) / safe)
            if by_left and by_right:
                meet = (d_right - d_left + (right - left) * rate) / (safe + safe)
                meet = left + min(max(meet, 0.0), right - left)
                till, since = min(till, meet), max(since, meet)
            since = max(since, till)
            if since - till < sliver:
                if by_left:
                    till = since
                elif by_right:
                    since = till
            if till > left:
                edge[count], begins[count], ends[count] = e, left, till
                at_begin[count], at_end[count] = d_left, d_left + (till - left) * rate
                count += 1
            if since > till:
                edge[count], begins[count], ends[count] = e, till, since
                at_begin[count], at_end[count] = np.inf, np.inf
                count += 1
            if right > since:
                edge[count], begins[count], ends[count] = e, since, right
                at_begin[count], at_end[count] = d_right + (right - since) * rate, d_right
                count += 1
            left, d_left = right, d_right
    return edge[:count], begins[:count], ends[:count], at_begin[:count], at_end[:count]


@compiled(
    "(int32[::1], float64[::1], float64[::1], float64[::1], float64[::1],"
    " int64[::1], float64[::1], float64[::1], float64[::1])"
)
def straight_parts(
    edge: Ints, from_m: Floats, to_m: Floats, from_distance: Floats, to_distance: Floats,
    first: Longs, vertex_x: Floats, vertex_y: Floats, along: Floats,
) -> tuple[Longs, Floats, Floats, Floats, Floats, Floats, Floats]:  # fmt: skip
    """Cut pieces of edges at the vertices of their shapes.

    Parameters
    ----------
    edge, from_m, to_m, from_distance, to_distance
        The pieces (`way_pieces`).
    first, vertex_x, vertex_y, along
        The shapes of the edges, metres from the beginning of its edge for each vertex.

    Returns
    -------
    piece, ax, ay, bx, by, at_a, at_b : arrays, shape (s,)
        For each part its piece, both ends, and the distance from them.
    """
    room = 0
    for k in range(len(edge)):
        room += first[edge[k] + 1] - first[edge[k]]
    piece = np.empty(room, np.int64)
    ax, ay, bx, by = np.empty(room), np.empty(room), np.empty(room), np.empty(room)
    at_a, at_b = np.empty(room), np.empty(room)
    count = 0
    for k in range(len(edge)):
        begin, last = first[edge[k]], first[edge[k] + 1] - 1
        near, far = from_distance[k], from_distance[k] == np.inf
        slope = 0.0 if far else (to_distance[k] - near) / (to_m[k] - from_m[k])
        j = begin
        while j < last - 1 and along[j + 1] <= from_m[k]:
            j += 1
        place = from_m[k]
        step = along[j + 1] - along[j]
        share = min(max((place - along[j]) / step, 0.0), 1.0) if step > 0.0 else 0.0
        x = vertex_x[j] + share * (vertex_x[j + 1] - vertex_x[j])
        y = vertex_y[j] + share * (vertex_y[j + 1] - vertex_y[j])
        while True:
            ended = j == last - 1 or along[j + 1] >= to_m[k]
            if ended:
                goal = to_m[k]
                step = along[j + 1] - along[j]
                share = min(max((goal - along[j]) / step, 0.0), 1.0) if step > 0.0 else 0.0
                next_x = vertex_x[j] + share * (vertex_x[j + 1] - vertex_x[j])
                next_y = vertex_y[j] + share * (vertex_y[j + 1] - vertex_y[j])
            else:
                goal, next_x, next_y = along[j + 1], vertex_x[j + 1], vertex_y[j + 1]
            piece[count] = k
            ax[count], ay[count], bx[count], by[count] = x, y, next_x, next_y
            at_a[count] = np.inf if far else near + (place - from_m[k]) * slope
            at_b[count] = np.inf if far else near + (goal - from_m[k]) * slope
            count += 1
            if ended:
                break
            j += 1
            place, x, y = goal, next_x, next_y
    return (
        piece[:count], ax[:count], ay[:count], bx[:count], by[:count], at_a[:count], at_b[:count],
    )  # fmt: skip


@compiled(
    "(float64[::1], float64[::1], float64[::1], float64[::1], float64[::1], float64[::1], float64, float64)"
)
def cut_parts(
    ax: Floats, ay: Floats, bx: Floats, by: Floats, at_a: Floats, at_b: Floats, low: float, high: float
) -> tuple[Floats, Floats, Floats, Floats, Floats, Floats]:
    """Return what of straight parts has a distance above `low` and up to `high`; ``inf`` is above all."""
    room = len(ax)
    px, py, qx, qy = np.empty(room), np.empty(room), np.empty(room), np.empty(room)
    at_p, at_q = np.empty(room), np.empty(room)
    count = 0
    for s in range(room):
        begin, end = 0.0, 1.0
        da, rise = at_a[s], at_b[s] - at_a[s]
        if da == np.inf:
            rise = 0.0
            if high < np.inf:
                continue
        elif rise == 0.0:
            if not low < da <= high:
                continue
        else:
            u, v = (low - da) / rise, (high - da) / rise
            begin, end = max(min(u, v), 0.0), min(max(u, v), 1.0)
            if not end > begin:
                continue
        dx, dy = bx[s] - ax[s], by[s] - ay[s]
        px[count], py[count] = ax[s] + begin * dx, ay[s] + begin * dy
        qx[count], qy[count] = ax[s] + end * dx, ay[s] + end * dy
        at_p[count], at_q[count] = da + begin * rise, da + end * rise
        count += 1
    return px[:count], py[:count], qx[:count], qy[:count], at_p[:count], at_q[:count]
