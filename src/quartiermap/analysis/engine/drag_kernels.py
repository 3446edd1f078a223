"""Compiled loops for a facility that is dragged: its own distances laid over those to all others, which stay.

The facility's distances come by rank (`engine.hierarchy`) or by node; `node` says which node a row of them is.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from quartiermap.analysis.engine.live_kernels import FREE, ONLY_BACKWARD, ONLY_FORWARD, offer, spread, walls
from quartiermap.compiling import compiled
from quartiermap.domain.network import Floats, Ints

Bytes = NDArray[np.uint8]


@compiled(
    "(int32[::1], float64[::1], int64[::1], int32[::1], float64[::1], float64, float64[::1], int32[::1],"
    " int32[::1], int32[::1], int32[::1], uint8[::1], int32[::1], float64[::1], int32[::1], float64[::1])"
)
def flood(
    seed_node: Ints, seed_cost: Floats, first: NDArray[np.int64], other: Ints, out_cost: Floats, width: float,
    distance: Floats, source: Ints, head: Ints, behind: Ints, ahead: Ints, seen: Bytes, touched: Ints,
    old_distance: Floats, old_source: Ints, found: Floats,
) -> None:  # fmt: skip
    """Search from the ends of one facility's chains; `found` receives the distance of every node.

    For graphs that are too large for a hierarchy. The other arrays are those of
    `live_kernels.settle`; `distance` is ``inf`` and `source` -1 everywhere, and so again afterwards.
    """
    count = 0
    for k in range(len(seed_node)):
        count = offer(
            seed_node[k], seed_cost[k], 0, distance, source, seen, touched, old_distance, old_source, count
        )
    count = spread(
        count, first, other, out_cost, np.inf, width, distance, source,
        head, behind, ahead, seen, touched, old_distance, old_source,
    )  # fmt: skip
    found[:] = np.inf
    for t in range(count):
        v = touched[t]
        found[v] = distance[v]
        distance[v] = np.inf
        source[v] = -1
        seen[v] = 0


@compiled(
    "(int32[::1], int32[::1], float64[::1], float64[::1], int32[::1], int64, int32[::1], int32[::1], float64[::1],"
    " uint8[::1], uint8[::1], int32[::1], int32[::1], int32[::1])"
)
def doors(
    owner: Ints, chain: Ints, at: Floats, leg: Floats, edge_rank: Ints, used: int, chain_a: Ints, chain_b: Ints,
    chain_length: Floats, chain_way: Bytes, has_block: Bytes, blocked_chain: Ints, blocked_rank: Ints, rank: Ints,
) -> tuple[Ints, Ints, Ints, Floats, Floats]:  # fmt: skip
    """Return for each place of a point how it gets to both ends of its chain.

    Parameters
    ----------
    owner, chain, at, leg, edge_rank, used
        The places of the points (`PlaceLists`); owner -1 is an empty row.
    rank : int32 array
        Where each node stands in the distances that will be read.

    Returns
    -------
    point, to_a, to_b : int32 array
    over_a, over_b : float64 array
        Metres to the ends with the leg; ``inf`` where that way is not open.
    """
    point = np.empty(used, np.int32)
    to_a, to_b = np.empty(used, np.int32), np.empty(used, np.int32)
    over_a, over_b = np.empty(used), np.empty(used)
    count = 0
    for r in range(used):
        if owner[r] < 0:
            continue
        c = chain[r]
        low, high = -1, FREE
        if has_block[c] != 0:
            low, high = walls(c, edge_rank[r], blocked_chain, blocked_rank)
        point[count] = owner[r]
        to_a[count], to_b[count] = rank[chain_a[c]], rank[chain_b[c]]
        over_a[count] = at[r] + leg[r] if low < 0 and chain_way[c] != ONLY_FORWARD else np.inf
        over_b[count] = np.inf
        if high == FREE and chain_way[c] != ONLY_BACKWARD:
            over_b[count] = chain_length[c] - at[r] + leg[r]
        count += 1
    return point[:count], to_a[:count], to_b[:count], over_a[:count], over_b[:count]


@compiled("(float64[::1], int32[::1], int64, float64[::1], int32[::1], float64[::1], int32[::1])")
def lay_over_nodes(
    own: Floats, node: Ints, slot: int, others: Floats, other_slot: Ints, distance: Floats, nearest: Ints
) -> None:
    """Give every node the smaller of two labels: the dragged facility's own, or the nearest of the others.

    Parameters
    ----------
    own : float64 array
        Distances to the dragged facility.
    node : int32 array
        Which node each row of `own`, `others` and `other_slot` is.
    others, other_slot
        The labels without it.
    distance, nearest
        Written, by node.
    """
    for v in range(len(own)):
        d, e, s = own[v], others[v], other_slot[v]
        wins = (d < e) | ((d == e) & (slot < s))
        i = node[v]
        distance[i] = d if wins else e
        nearest[i] = slot if wins else s


@compiled(
    "(float64[::1], int32[::1], int32[::1], int32[::1], float64[::1], float64[::1], int64,"
    " int32[::1], int32[::1], float64[::1], float64[::1], int32[::1],"
    " int32[::1], float64[::1], float64[::1], int32[::1], int32[::1], int32[::1],"
    " uint8[::1], uint8[::1], int32[::1], int32[::1], float64[::1], int32[::1],"
    " float64[::1], float64[::1], int32[::1], int32[::1])"
)
def lay_over_points(
    own: Floats, point: Ints, to_a: Ints, to_b: Ints, over_a: Floats, over_b: Floats, slot: int,
    site_rows: Ints, site_chain: Ints, site_at: Floats, site_leg: Floats, site_rank: Ints,
    place_owner: Ints, place_at: Floats, place_leg: Floats, place_rank: Ints, place_next: Ints, place_head: Ints,
    chain_way: Bytes, has_block: Bytes, blocked_chain: Ints, blocked_rank: Ints, others: Floats, other_slot: Ints,
    mine: Floats, distance: Floats, nearest: Ints, found: Ints,
) -> int:  # fmt: skip
    """Give every point the smaller of two labels, as `lay_over_nodes` does; return how many points changed.

    Parameters
    ----------
    own : float64 array
        Distances of the nodes to the dragged facility.
    point, to_a, to_b, over_a, over_b
        See `doors`.
    site_rows, site_chain, site_at, site_leg, site_rank
        The places of the dragged facility: its rows, and the table of all.
    place_owner … place_head
        The places of the points by chain.
    others, other_slot
        The labels of the points without the dragged facility.
    mine : float64 array, shape (points,)
        Room to work in.
    distance, nearest
        The labels of the points, changed in place.
    found
        Receives the points whose label changed, rising.
    """
    mine[:] = np.inf
    for r in range(len(point)):
        one, two = own[to_a[r]] + over_a[r], own[to_b[r]] + over_b[r]
        d = one if one < two else two
        p = point[r]
        before = mine[p]
        mine[p] = d if d < before else before
    for k in range(len(site_rows)):  # along the facility's own chains
        r = site_rows[k]
        c, q = site_chain[r], site_at[r]
        p = place_head[c]
        while p >= 0:
            low, high = -1, FREE
            if has_block[c] != 0:
                low, high = walls(c, place_rank[p], blocked_chain, blocked_rank)
            at = place_at[p]
            if low < site_rank[r] < high and (
                q == at
                or (q > at and chain_way[c] != ONLY_BACKWARD)
                or (q < at and chain_way[c] != ONLY_FORWARD)
            ):
                i = place_owner[p]
                mine[i] = min(mine[i], abs(q - at) + site_leg[r] + place_leg[p])
            p = place_next[p]
    count = 0
    for i in range(len(mine)):
        d, s = others[i], other_slot[i]
        if mine[i] < d or (mine[i] == d and slot < s):
            d, s = mine[i], slot
        if d != distance[i] or s != nearest[i]:
            distance[i] = d
            nearest[i] = s
            found[count] = i
            count += 1
    return count
