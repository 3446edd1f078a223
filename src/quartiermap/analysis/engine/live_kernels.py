"""Compiled loops of the live field: empty what an edit has made doubtful, refill it, read the points again.

Labels are pairs (distance, slot of the facility), compared in this order. A label is *tight* over an arc if it
equals the label at the arc's start plus its cost. Everything that loses a tight support is emptied together with
whatever hangs on it; what is left stands on supports of its own, so it is right as it is. The emptied
nodes are then filled from their rim, from facilities among them, and from new ways: one bounded Dijkstra.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from quartiermap.analysis.engine.search import bucket_of
from quartiermap.analysis.engine.search import link as enqueue
from quartiermap.analysis.engine.search import unlink as dequeue
from quartiermap.compiling import compiled

Floats = NDArray[np.float64]
Ints = NDArray[np.int32]
Bytes = NDArray[np.uint8]

BOTH, ONLY_FORWARD, ONLY_BACKWARD = 0, 1, 2
"""Directions of a chain (`engine.graph.Graph.way`)."""
FREE = 2**31 - 1


@compiled()
def before(d: float, s: int, e: float, t: int) -> bool:
    """Tell whether the label (d, s) comes before (e, t)."""
    return d < e or (d == e and s < t)


@compiled()
def offer(
    node: int,
    d: float,
    s: int,
    distance: Floats,
    source: Ints,
    seen: Bytes,
    touched: Ints,
    old_distance: Floats,
    old_source: Ints,
    count: int,
) -> int:
    """Offer a label to a node; return the length of the list of touched nodes."""
    if before(d, s, distance[node], source[node]):
        if seen[node] == 0:
            seen[node] = 1
            touched[count] = node
            old_distance[count] = distance[node]
            old_source[count] = source[node]
            count += 1
        distance[node] = d
        source[node] = s
    return count


@compiled()
def spread(
    count: int,
    first: NDArray[np.int64],
    other: Ints,
    out_cost: Floats,
    limit: float,
    width: float,
    distance: Floats,
    source: Ints,
    head: Ints,
    behind: Ints,
    ahead: Ints,
    seen: Bytes,
    touched: Ints,
    old_distance: Floats,
    old_source: Ints,
) -> int:
    """Carry the labels of the touched nodes on to wherever they are better; return how many nodes are touched then.

    The queue of buckets of `engine.search`; ``head`` is -1 and ``ahead`` `engine.search.NOWHERE` everywhere, and so
    again afterwards.
    """
    inverse = 1.0 / width
    base = np.inf
    for t in range(count):
        if source[touched[t]] >= 0:
            base = min(base, distance[touched[t]])
    for t in range(count):
        v = touched[t]
        if source[v] >= 0:
            enqueue(v, bucket_of(distance[v], base, inverse), head, behind, ahead)
    while True:
        for k in range(4096):
            while head[k] >= 0:
                v = head[k]
                dequeue(v, head, behind, ahead)
                d, s = distance[v], source[v]
                for i in range(first[v], first[v + 1]):
                    away = d + out_cost[i]
                    w = other[i]
                    was = distance[w]
                    if away > was or away > limit or (away == was and s >= source[w]) or away == np.inf:
                        continue
                    if seen[w] == 0:
                        seen[w] = 1
                        touched[count] = w
                        old_distance[count] = was
                        old_source[count] = source[w]
                        count += 1
                    distance[w] = away
                    source[w] = s
                    q = bucket_of(away, base, inverse)
                    if ahead[w] != -5000:
                        if q == bucket_of(was, base, inverse):
                            continue
                        dequeue(w, head, behind, ahead)
                    enqueue(w, q, head, behind, ahead)
        # The buckets start again at the nearest of what lay beyond them.
        v = head[4096]
        if v < 0:
            break
        head[4096] = -1
        base = np.inf
        after = v
        while after >= 0:
            base = min(base, distance[after])
            after = behind[after]
        while v >= 0:
            after = behind[v]
            enqueue(v, bucket_of(distance[v], base, inverse), head, behind, ahead)
            v = after
    return count


@compiled()
def empty(
    node: int,
    distance: Floats,
    source: Ints,
    seen: Bytes,
    touched: Ints,
    old_distance: Floats,
    old_source: Ints,
    count: int,
) -> int:
    """Take a node's label away, keeping it in the list of touched nodes."""
    seen[node] = 2
    touched[count] = node
    old_distance[count] = distance[node]
    old_source[count] = source[node]
    distance[node] = np.inf
    source[node] = -1
    return count + 1


@compiled()
def walls(chain: int, rank: int, blocked_chain: Ints, blocked_rank: Ints) -> tuple[int, int]:
    """Return the ranks of the nearest closed edges of a chain before and behind the edge of this rank."""
    low, high = -1, FREE
    for k in range(len(blocked_chain)):
        if blocked_chain[k] == chain:
            if blocked_rank[k] < rank:
                low = max(low, blocked_rank[k])
            elif blocked_rank[k] > rank:
                high = min(high, blocked_rank[k])
    return low, high


@compiled(
    "(int64[::1], int32[::1], float64[::1], float64[::1], int32[::1], int32[::1], float64[::1], uint8[::1],"
    " uint8[::1], int32[::1], int32[::1], int32[::1], int32[::1], float64[::1], float64[::1], int32[::1], int64,"
    " int32[::1], float64[::1], int32[::1], int32[::1], float64[::1], int32[::1],"
    " int32[::1], int32[::1], float64[::1], int32[::1], int32[::1], float64[::1],"
    " float64[::1], int32[::1], float64, int32[::1], int32[::1], int32[::1], uint8[::1], int32[::1],"
    " float64[::1], int32[::1])"
)
def settle(
    first: NDArray[np.int64],
    other: Ints,
    out_cost: Floats,
    in_cost: Floats,
    chain_a: Ints,
    chain_b: Ints,
    chain_length: Floats,
    chain_way: Bytes,
    has_block: Bytes,
    blocked_chain: Ints,
    blocked_rank: Ints,
    row_owner: Ints,
    row_chain: Ints,
    row_at: Floats,
    row_leg: Floats,
    row_rank: Ints,
    rows: int,
    drop_node: Ints,
    drop_cost: Floats,
    drop_slot: Ints,
    give_node: Ints,
    give_cost: Floats,
    give_slot: Ints,
    cut_from: Ints,
    cut_to: Ints,
    cut_cost: Floats,
    join_from: Ints,
    join_to: Ints,
    join_cost: Floats,
    distance: Floats,
    source: Ints,
    width: float,
    head: Ints,
    behind: Ints,
    ahead: Ints,
    seen: Bytes,
    touched: Ints,
    old_distance: Floats,
    old_source: Ints,
) -> int:
    """Bring all labels up to date after an edit; return how many nodes have another label now.

    Parameters
    ----------
    first, other, out_cost, in_cost
        For each node its chains' other ends, with the cost of a search step there and back (``inf``: not
        allowed); closed ways are already ``inf``, opened ones are not any more.
    chain_a, chain_b, chain_length, chain_way, has_block, blocked_chain, blocked_rank
        The chains, and the closed edges on them.
    row_owner, row_chain, row_at, row_leg, row_rank, rows
        Places of the facilities after the edit; owner -1 is an empty row.
    drop_node, drop_cost, drop_slot; cut_from, cut_to, cut_cost
        Facility ends and search steps that are there no more.
    give_node, give_cost, give_slot; join_from, join_to, join_cost
        Facility ends and search steps that are new.
    distance, source
        The labels, changed in place.
    width
        Of a bucket of the queue; only speed depends on it.
    head, behind, ahead, seen, touched, old_distance, old_source
        Room to work in; ``head`` is -1, ``ahead`` `engine.search.NOWHERE` and ``seen`` 0 everywhere, and so again
        afterwards. The first entries of ``touched`` name the nodes with another label.
    """
    count = 0
    for k in range(len(drop_node)):
        v = drop_node[k]
        if seen[v] == 0 and source[v] == drop_slot[k] and distance[v] == drop_cost[k]:
            count = empty(v, distance, source, seen, touched, old_distance, old_source, count)
    # The supports of all cut steps are looked at before anything else is emptied through them.
    for k in range(len(cut_from)):
        u, w = cut_from[k], cut_to[k]
        d, s = distance[u], source[u]
        if seen[u] == 2:
            for t in range(count):
                if touched[t] == u:
                    d, s = old_distance[t], old_source[t]
        if seen[w] == 0 and s >= 0 and source[w] == s and distance[w] == d + cut_cost[k]:
            count = empty(w, distance, source, seen, touched, old_distance, old_source, count)
    done = 0
    while done < count:
        v = touched[done]
        d, s = old_distance[done], old_source[done]
        done += 1
        for i in range(first[v], first[v + 1]):
            w = other[i]
            if seen[w] == 0 and source[w] == s and distance[w] == d + out_cost[i]:
                count = empty(w, distance, source, seen, touched, old_distance, old_source, count)
    emptied = count
    for t in range(emptied):
        v = touched[t]
        d, s = np.inf, FREE
        for i in range(first[v], first[v + 1]):
            u = other[i]
            if seen[u] != 2 and source[u] >= 0 and before(distance[u] + in_cost[i], source[u], d, s):
                d, s = distance[u] + in_cost[i], source[u]
        if d < np.inf:
            count = offer(v, d, s, distance, source, seen, touched, old_distance, old_source, count)
    if emptied > 0:
        for r in range(rows):
            if row_owner[r] < 0:
                continue
            c = row_chain[r]
            a, b = chain_a[c], chain_b[c]
            if seen[a] != 2 and seen[b] != 2:
                continue
            low, high = -1, FREE
            if has_block[c] != 0:
                low, high = walls(c, row_rank[r], blocked_chain, blocked_rank)
            if seen[a] == 2 and low < 0 and chain_way[c] != ONLY_BACKWARD:
                d = row_leg[r] + row_at[r]
                count = offer(
                    a, d, row_owner[r], distance, source, seen, touched, old_distance, old_source, count
                )
            if seen[b] == 2 and high == FREE and chain_way[c] != ONLY_FORWARD:
                d = row_leg[r] + (chain_length[c] - row_at[r])
                count = offer(
                    b, d, row_owner[r], distance, source, seen, touched, old_distance, old_source, count
                )
    for k in range(len(give_node)):
        count = offer(
            give_node[k], give_cost[k], give_slot[k],
            distance, source, seen, touched, old_distance, old_source, count,
        )  # fmt: skip
    for k in range(len(join_from)):
        u = join_from[k]
        if source[u] >= 0:
            count = offer(
                join_to[k], distance[u] + join_cost[k], source[u],
                distance, source, seen, touched, old_distance, old_source, count,
            )  # fmt: skip
    count = spread(
        count, first, other, out_cost, np.inf, width, distance, source,
        head, behind, ahead, seen, touched, old_distance, old_source,
    )  # fmt: skip
    changed = 0
    for t in range(count):
        v = touched[t]
        seen[v] = 0
        if distance[v] != old_distance[t] or source[v] != old_source[t]:
            touched[changed] = v
            changed += 1
    return changed
