"""Compiled loops of the live field that read labels at points, find catchments, and keep the lists of places.

Places (of facilities and of points) hang in two lists each, by chain and by owner, so that they come and go without
anything being sorted anew.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from quartiermap.analysis.engine.live_kernels import (
    FREE,
    ONLY_BACKWARD,
    ONLY_FORWARD,
    Bytes,
    Floats,
    Ints,
    before,
    offer,
    spread,
    walls,
)
from quartiermap.compiling import compiled


@compiled()
def read_row(
    chain: int,
    at: float,
    leg: float,
    rank: int,
    chain_a: Ints,
    chain_b: Ints,
    chain_length: Floats,
    chain_way: Bytes,
    has_block: Bytes,
    blocked_chain: Ints,
    blocked_rank: Ints,
    row_owner: Ints,
    row_at: Floats,
    row_leg: Floats,
    row_rank: Ints,
    row_next: Ints,
    head: Ints,
    distance: Floats,
    source: Ints,
) -> tuple[float, int]:
    """Return the label of a place on a chain, its own leg included; (inf, -1) if it reaches nothing."""
    low, high = -1, FREE
    if has_block[chain] != 0:
        low, high = walls(chain, rank, blocked_chain, blocked_rank)
    way = chain_way[chain]
    d, s = np.inf, -1
    a, b = chain_a[chain], chain_b[chain]
    if low < 0 and way != ONLY_FORWARD and source[a] >= 0:
        d, s = distance[a] + at, source[a]
    if high == FREE and way != ONLY_BACKWARD and source[b] >= 0:
        over_b = distance[b] + (chain_length[chain] - at)
        if before(over_b, source[b], d, s):
            d, s = over_b, source[b]
    r = head[chain]
    while r >= 0:
        q = row_at[r]
        if low < row_rank[r] < high and (
            q == at or (q > at and way != ONLY_BACKWARD) or (q < at and way != ONLY_FORWARD)
        ):
            along = abs(q - at) + row_leg[r]
            if before(along, row_owner[r], d, s):
                d, s = along, row_owner[r]
        r = row_next[r]
    return d + leg, s


@compiled(
    "(int32[::1], int64, int32[::1], int64[::1], int32[::1], int32[::1], int32[::1], float64[::1], uint8[::1], uint8[::1],"
    " int32[::1], int32[::1], int32[::1], float64[::1], float64[::1], int32[::1], int32[::1], int32[::1],"
    " int32[::1], int32[::1], float64[::1], float64[::1], int32[::1], int32[::1], int32[::1], int32[::1], int32[::1],"
    " int32[::1], float64[::1], int32[::1], float64[::1], int32[::1], int32[::1], int32[::1], int64, int32[::1])"
)
def read_again(
    nodes: Ints,
    node_count: int,
    more_chains: Ints,
    first: NDArray[np.int64],
    chain_of: Ints,
    chain_a: Ints,
    chain_b: Ints,
    chain_length: Floats,
    chain_way: Bytes,
    has_block: Bytes,
    blocked_chain: Ints,
    blocked_rank: Ints,
    row_owner: Ints,
    row_at: Floats,
    row_leg: Floats,
    row_rank: Ints,
    row_next: Ints,
    head: Ints,
    place_owner: Ints,
    place_chain: Ints,
    place_at: Floats,
    place_leg: Floats,
    place_rank: Ints,
    place_next: Ints,
    place_head: Ints,
    place_after: Ints,
    place_first: Ints,
    more_points: Ints,
    distance: Floats,
    source: Ints,
    point_distance: Floats,
    point_source: Ints,
    chain_stamp: Ints,
    point_stamp: Ints,
    stamp: int,
    found: Ints,
) -> int:
    """Read the points on the chains at some nodes and on further chains again; return how many changed.

    Parameters
    ----------
    nodes, node_count, more_chains, more_points
        What has changed: nodes with another label, chains whose facilities or closed edges changed, points with
        other places.
    first, chain_of
        For each node its chains.
    row_owner … head
        Places of the facilities, and by chain their list (``head``, ``row_next``).
    place_owner … place_first
        Places of the points, by chain (``place_head``, ``place_next``) and by point (``place_first``,
        ``place_after``).
    point_distance, point_source
        The points' labels, changed in place.
    chain_stamp, point_stamp, stamp
        What has been looked at in this call carries `stamp`, a number not used before.
    found
        Receives the points whose label changed.
    """
    count = 0
    more = len(more_chains)
    for k in range(node_count + more):
        low = 0
        high = 1
        if k < node_count:
            low, high = first[nodes[k]], first[nodes[k] + 1]
        for i in range(low, high):
            c = more_chains[k - node_count] if k >= node_count else chain_of[i]
            if chain_stamp[c] == stamp:
                continue
            chain_stamp[c] = stamp
            p = place_head[c]
            while p >= 0:
                point = place_owner[p]
                if point_stamp[point] != stamp:
                    point_stamp[point] = stamp
                    found[count] = point
                    count += 1
                p = place_next[p]
    for k in range(len(more_points)):
        point = more_points[k]
        if point_stamp[point] != stamp:
            point_stamp[point] = stamp
            found[count] = point
            count += 1
    changed = 0
    for k in range(count):
        point = found[k]
        d, s = np.inf, -1
        p = place_first[point]
        while p >= 0:
            e, t = read_row(
                place_chain[p], place_at[p], place_leg[p], place_rank[p],
                chain_a, chain_b, chain_length, chain_way, has_block, blocked_chain, blocked_rank,
                row_owner, row_at, row_leg, row_rank, row_next, head, distance, source,
            )  # fmt: skip
            if t >= 0 and before(e, t, d, s):
                d, s = e, t
            p = place_after[p]
        if d != point_distance[point] or s != point_source[point]:
            point_distance[point] = d
            point_source[point] = s
            found[changed] = point
            changed += 1
    return changed


@compiled(
    "(int32[::1], int32[::1], int32[::1], int32[::1], int32[::1], int32[::1], int32[::1])",
)
def link(rows: Ints, owner: Ints, chain: Ints, following: Ints, head: Ints, after: Ints, first: Ints) -> None:
    """Enter rows into the lists of their chains (``head``, ``following``) and of their owners (``first``, ``after``)."""
    for k in range(len(rows)):
        r = rows[k]
        following[r] = head[chain[r]]
        head[chain[r]] = r
        after[r] = first[owner[r]]
        first[owner[r]] = r


@compiled(
    "(int32[::1], int32[::1], int32[::1], int32[::1], int32[::1], int32[::1], int32[::1])",
)
def unlink(
    rows: Ints, owner: Ints, chain: Ints, following: Ints, head: Ints, after: Ints, first: Ints
) -> None:
    """Take rows out of both lists; their owner becomes -1."""
    for k in range(len(rows)):
        r = rows[k]
        c, o = chain[r], owner[r]
        if head[c] == r:
            head[c] = following[r]
        else:
            p = head[c]
            while following[p] != r:
                p = following[p]
            following[p] = following[r]
        if first[o] == r:
            first[o] = after[r]
        else:
            p = first[o]
            while after[p] != r:
                p = after[p]
            after[p] = after[r]
        owner[r] = -1


@compiled(
    "(int32[::1], float64[::1], int32[::1], float64, int64[::1], int32[::1], int32[::1], float64[::1],"
    " int32[::1], int32[::1], float64[::1], uint8[::1], uint8[::1], int32[::1], int32[::1],"
    " int32[::1], float64[::1], float64[::1], int32[::1],"
    " int32[::1], int32[::1], float64[::1], float64[::1], int32[::1], int32[::1], int32[::1], int32[::1], int32[::1],"
    " float64[::1], int32[::1], float64, int32[::1], int32[::1], int32[::1], uint8[::1], int32[::1],"
    " float64[::1], int32[::1], int32[::1], int32[::1], int64, int32[::1], float64[::1])"
)
def reach(
    seed_node: Ints,
    seed_cost: Floats,
    rows: Ints,
    limit: float,
    first: NDArray[np.int64],
    chain_of: Ints,
    other: Ints,
    out_cost: Floats,
    chain_a: Ints,
    chain_b: Ints,
    chain_length: Floats,
    chain_way: Bytes,
    has_block: Bytes,
    blocked_chain: Ints,
    blocked_rank: Ints,
    row_chain: Ints,
    row_at: Floats,
    row_leg: Floats,
    row_rank: Ints,
    place_owner: Ints,
    place_chain: Ints,
    place_at: Floats,
    place_leg: Floats,
    place_rank: Ints,
    place_next: Ints,
    place_head: Ints,
    place_after: Ints,
    place_first: Ints,
    distance: Floats,
    source: Ints,
    width: float,
    buckets: Ints,
    behind: Ints,
    ahead: Ints,
    seen: Bytes,
    touched: Ints,
    old_distance: Floats,
    old_source: Ints,
    chain_stamp: Ints,
    point_stamp: Ints,
    stamp: int,
    found: Ints,
    found_distance: Floats,
) -> int:
    """Find the points within a limit of one facility; return how many.

    Parameters
    ----------
    seed_node, seed_cost, rows
        The facility's ends and places.
    distance, source
        ``inf`` and -1 everywhere, and so again afterwards.
    found, found_distance
        Receive the points and their distances.

    See `settle` and `read_again` for the others.
    """
    count = 0
    for k in range(len(seed_node)):
        if seed_cost[k] <= limit:
            count = offer(
                seed_node[k], seed_cost[k], 0,
                distance, source, seen, touched, old_distance, old_source, count,
            )  # fmt: skip
    count = spread(
        count, first, other, out_cost, limit, width, distance, source,
        buckets, behind, ahead, seen, touched, old_distance, old_source,
    )  # fmt: skip
    points = 0
    for k in range(count + len(rows)):
        low = 0
        high = 1
        if k < count:
            low, high = first[touched[k]], first[touched[k] + 1]
        for i in range(low, high):
            c = row_chain[rows[k - count]] if k >= count else chain_of[i]
            if chain_stamp[c] == stamp:
                continue
            chain_stamp[c] = stamp
            p = place_head[c]
            while p >= 0:
                point = place_owner[p]
                if point_stamp[point] != stamp:
                    point_stamp[point] = stamp
                    found[points] = point
                    points += 1
                p = place_next[p]
    kept = 0
    for k in range(points):
        point = found[k]
        best = np.inf
        p = place_first[point]
        while p >= 0:
            c, at = place_chain[p], place_at[p]
            way = chain_way[c]
            wall_low, wall_high = -1, FREE
            if has_block[c] != 0:
                wall_low, wall_high = walls(c, place_rank[p], blocked_chain, blocked_rank)
            if wall_low < 0 and way != ONLY_FORWARD:
                best = min(best, distance[chain_a[c]] + at + place_leg[p])
            if wall_high == FREE and way != ONLY_BACKWARD:
                best = min(best, distance[chain_b[c]] + (chain_length[c] - at) + place_leg[p])
            for j in range(len(rows)):
                r = rows[j]
                if row_chain[r] != c or not wall_low < row_rank[r] < wall_high:
                    continue
                q = row_at[r]
                if q == at or (q > at and way != ONLY_BACKWARD) or (q < at and way != ONLY_FORWARD):
                    best = min(best, abs(q - at) + row_leg[r] + place_leg[p])
            p = place_after[p]
        if best <= limit:
            found[kept] = point
            found_distance[kept] = best
            kept += 1
    for k in range(count):
        distance[touched[k]] = np.inf
        source[touched[k]] = -1
        seen[touched[k]] = 0
    return kept
