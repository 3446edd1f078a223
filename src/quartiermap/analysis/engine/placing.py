"""Kernels that choose places on the ways: never across a barrier if avoidable, several on different streets."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from quartiermap.analysis.engine.grid import CELLS, Cells, away_from
from quartiermap.compiling import compiled
from quartiermap.domain.network import Floats, Ints

Flags = NDArray[np.bool_]

ON_M = 1e-6
"""A point this near to a barrier lies on it."""

Streets = tuple[
    NDArray[np.int64], Floats, Ints, Ints, NDArray[np.int64], Ints, Ints, Ints, Ints, Floats, Floats, Flags
]
"""Edge and running length of each vertex; ends and first vertex of each edge; its chain and street name; ends and
length of each chain; start and direction of each edge on its chain (`EdgeIndex.streets`)."""
STREETS = (
    "Tuple((int64[::1], float64[::1], int32[::1], int32[::1], int64[::1], int32[::1], int32[::1], int32[::1], "
    "int32[::1], float64[::1], float64[::1], boolean[::1]))"
)
"""Their type in numba's words."""


@compiled()
def crosses_any(px: float, py: float, qx: float, qy: float, walls: Cells) -> bool:
    """Tell whether the straight way from p to q crosses a segment; one that p or q lies on does not count."""
    x, y, first, segment, low_x, low_y, side, columns, rows = walls
    if len(segment) == 0:
        return False
    dx, dy = qx - px, qy - py
    if dx == 0.0 and dy == 0.0:
        return False
    left, right = int(np.floor((min(px, qx) - low_x) / side)), int(np.floor((max(px, qx) - low_x) / side))
    low, high = int(np.floor((min(py, qy) - low_y) / side)), int(np.floor((max(py, qy) - low_y) / side))
    for row in range(max(low, 0), min(high, rows - 1) + 1):
        for column in range(max(left, 0), min(right, columns - 1) + 1):
            cell = row * columns + column
            for at in range(first[cell], first[cell + 1]):
                j = segment[at]
                sx, sy = x[j + 1] - x[j], y[j + 1] - y[j]
                cross = dx * sy - dy * sx
                if cross == 0.0:
                    continue  # beside each other, or one along the other
                ax, ay = x[j] - px, y[j] - py
                along = (ax * sy - ay * sx) / cross
                across = (ax * dy - ay * dx) / cross
                if along <= 0.0 or along >= 1.0 or across < 0.0 or across > 1.0:
                    continue
                if (
                    away_from(px, py, x[j], y[j], x[j + 1], y[j + 1])[0] > 1e-6
                    and away_from(qx, qy, x[j], y[j], x[j + 1], y[j + 1])[0] > 1e-6
                ):
                    return True
    return False


@compiled()
def segments_within(px: float, py: float, radius: float, cells: Cells) -> tuple[Ints, Floats]:
    """Return all segments within a radius and their distances, nearest first, then lowest first; each once."""
    x, y, first, segment, low_x, low_y, side, columns, rows = cells
    found = np.empty(64, np.int32)
    count = 0
    left, right = int(np.floor((px - radius - low_x) / side)), int(np.floor((px + radius - low_x) / side))
    low, high = int(np.floor((py - radius - low_y) / side)), int(np.floor((py + radius - low_y) / side))
    for row in range(max(low, 0), min(high, rows - 1) + 1):
        for column in range(max(left, 0), min(right, columns - 1) + 1):
            cell = row * columns + column
            for at in range(first[cell], first[cell + 1]):
                if (
                    away_from(px, py, x[segment[at]], y[segment[at]], x[segment[at] + 1], y[segment[at] + 1])[
                        0
                    ]
                    <= radius
                ):
                    if count == len(found):
                        longer = np.empty(2 * count, np.int32)
                        longer[:count] = found
                        found = longer
                    found[count] = segment[at]
                    count += 1
    away = np.empty(count)
    for i in range(count):
        j = found[i]
        away[i] = away_from(px, py, x[j], y[j], x[j + 1], y[j + 1])[0]
    # Shell's sort by distance, then number: numba's own takes five seconds to compile.
    gap = count // 2
    while gap > 0:
        for i in range(gap, count):
            d, j, k = away[i], found[i], i
            while k >= gap and (away[k - gap] > d or (away[k - gap] == d and found[k - gap] > j)):
                away[k] = away[k - gap]
                found[k] = found[k - gap]
                k -= gap
            away[k] = d
            found[k] = j
        gap //= 2
    once = 0
    for i in range(count):  # a segment stands in several cells
        if i == 0 or found[i] != found[once - 1]:
            found[once] = found[i]
            away[once] = away[i]
            once += 1
    return found[:once], away[:once]


@compiled(
    "(int32[::1], int32[::1], float64[::1], float64[::1], float64[::1], int64, "
    "int32[::1], int32[::1], int32[::1], int32[::1], float64[::1], int64)"
)
def different_streets(
    edge: Ints, end_node: Ints, at: Floats, spot_x: Floats, spot_y: Floats, given: int,
    chain_of: Ints, street_of: Ints, chain_u: Ints, chain_v: Ints, chain_length: Floats, most: int,
) -> Ints:  # fmt: skip
    """Choose places on different streets from candidates in the order of preference.

    A chain gives its first place only, unless it winds back: more than three times as far along it as straight.
    A street (by name) that has a place gives no other. A place at a junction is none of its own if a street that
    ends there is among the candidates before it.

    Parameters
    ----------
    edge : int32 array, shape (k,)
        Edge of each candidate.
    end_node : int32 array, shape (k,)
        Node of the network at which a candidate lies, -1 in the middle of an edge.
    at : float64 array, shape (k,)
        Position along its chain.
    spot_x, spot_y : float64 array, shape (k,)
    given : int
        So many candidates at the beginning are chosen in any case.
    chain_of, street_of : int32 array, shape (edges,)
        Chain of each edge (-1: none), street name of each edge (-1: none).
    chain_u, chain_v, chain_length : arrays, shape (chains,)
        End nodes of each chain (numbers of the network), its length.
    most : int

    Returns
    -------
    int32 array
        Positions of the chosen candidates, in order.
    """
    chosen = np.empty(min(most, len(edge)), np.int32)
    count = 0
    covered = np.empty(2 * len(edge) + 1, np.int32)
    nodes = 0
    seen = np.empty(len(edge), np.int32)
    known = 0
    for i in range(len(edge)):
        if count == most:
            break
        c = chain_of[edge[i]]
        if c < 0:
            continue
        free = True
        if i >= given:
            for k in range(known):
                if chain_of[edge[seen[k]]] == c:
                    along = abs(at[i] - at[seen[k]])
                    if chain_u[c] == chain_v[c]:
                        along = min(along, chain_length[c] - along)
                    straight = np.hypot(spot_x[i] - spot_x[seen[k]], spot_y[i] - spot_y[seen[k]])
                    free = free and along > 3.0 * straight and straight > 1.0
            if not free:
                continue
        seen[known] = i
        known += 1
        node = end_node[i]
        if node >= 0 and (node == chain_u[c] or node == chain_v[c]):
            for k in range(nodes):
                free = free and covered[k] != node
            covered[nodes] = node
            nodes += 1
        else:
            covered[nodes] = chain_u[c]
            covered[nodes + 1] = chain_v[c]
            nodes += 2
        if street_of[edge[i]] >= 0:
            for k in range(count):
                free = free and street_of[edge[chosen[k]]] != street_of[edge[i]]
        if free or i < given:
            chosen[count] = i
            count += 1
    return chosen[:count].copy()


@compiled(f"(float64[::1], float64[::1], float64[::1], float64[::1], {CELLS})")
def legs_cross(px: Floats, py: Floats, qx: Floats, qy: Floats, walls: Cells) -> Flags:
    """Tell which straight ways from p to q cross a barrier."""
    found = np.zeros(len(px), np.bool_)
    for i in range(len(px)):
        found[i] = crosses_any(px[i], py[i], qx[i], qy[i], walls)
    return found


@compiled(f"(float64[::1], float64[::1], float64[::1], float64, {CELLS}, {CELLS})")
def this_side(
    points_x: Floats, points_y: Floats, nearest_away: Floats, limit: float, cells: Cells, walls: Cells
) -> Ints:
    """Return the nearest segment whose leg crosses no barrier for points whose nearest one does not do; -1: none.

    Of segments within `grid.TIE_M` of the nearest the lowest wins, as everywhere.
    """
    x, y = cells[0], cells[1]
    found = np.full(len(points_x), -1, np.int32)
    for i in range(len(points_x)):
        px, py = points_x[i], points_y[i]
        radius = nearest_away[i]
        while radius < limit and found[i] < 0:
            radius = min(limit, max(2.0 * radius, 10.0))
            some, far = segments_within(px, py, radius, cells)
            best = -1
            away = np.inf
            for k in range(len(some)):
                if far[k] > away + 1e-9:
                    break
                j = some[k]
                share = away_from(px, py, x[j], y[j], x[j + 1], y[j + 1])[1]
                qx, qy = x[j] + share * (x[j + 1] - x[j]), y[j] + share * (y[j + 1] - y[j])
                if not crosses_any(px, py, qx, qy, walls):
                    away = min(away, far[k])
                    best = j if best < 0 else min(best, j)
            if away + 1e-9 < radius or radius >= limit:  # otherwise an equally near one may lie just outside
                found[i] = best
    return found


@compiled(
    f"(float64[::1], float64[::1], int32[::1], float64[::1], float64, int64, float64, {CELLS}, {STREETS}, {CELLS})"
)
def other_places(
    points_x: Floats, points_y: Floats, nearest: Ints, nearest_away: Floats, limit: float, most: int, second: float,
    cells: Cells, streets: Streets, walls: Cells,
) -> tuple[Ints, Ints]:  # fmt: skip
    """Return further places of points: the point, and the segment, nearest first.

    Parameters
    ----------
    nearest, nearest_away
        The first place of each point; its leg crosses no barrier.
    limit, most, second
        Metres; places of a point, the first one counted; how much farther than the first the others may be.
    cells, streets, walls
        The ways, what tells streets apart, the barriers.
    """
    x, y = cells[0], cells[1]
    (
        vertex_edge,
        along,
        edge_u,
        edge_v,
        edge_first,
        chain_of,
        street_of,
        chain_u,
        chain_v,
        chain_length,
        start,
        forward,
    ) = streets
    owner = np.empty(len(points_x) * max(most - 1, 0), np.int32)
    chosen = np.empty(len(points_x) * max(most - 1, 0), np.int32)
    count = 0
    for i in range(len(points_x)):
        px, py = points_x[i], points_y[i]
        radius = min(nearest_away[i] + second, limit)
        some, _ = segments_within(px, py, radius, cells)
        edge = np.empty(len(some) + 1, np.int32)
        where = np.empty(len(some) + 1, np.int32)
        end_node = np.empty(len(some) + 1, np.int32)
        at = np.empty(len(some) + 1)
        spot_x = np.empty(len(some) + 1)
        spot_y = np.empty(len(some) + 1)
        known = 0
        for k in range(-1, len(some)):
            j = nearest[i] if k < 0 else some[k]
            if k >= 0 and j == nearest[i]:
                continue
            share = away_from(px, py, x[j], y[j], x[j + 1], y[j + 1])[1]
            qx, qy = x[j] + share * (x[j + 1] - x[j]), y[j] + share * (y[j + 1] - y[j])
            if k >= 0 and crosses_any(px, py, qx, qy, walls):
                continue
            e = vertex_edge[j]
            offset = along[j] + share * (along[j + 1] - along[j])
            whole = along[edge_first[e + 1] - 1]
            edge[known] = e
            where[known] = j
            at[known] = start[e] + (offset if forward[e] else whole - offset)
            spot_x[known] = qx
            spot_y[known] = qy
            end_node[known] = -1
            if offset <= 1e-6:
                end_node[known] = edge_u[e]
            elif whole - offset <= 1e-6:
                end_node[known] = edge_v[e]
            known += 1
        picks = different_streets(
            edge[:known], end_node[:known], at[:known], spot_x[:known], spot_y[:known], 1,
            chain_of, street_of, chain_u, chain_v, chain_length, most,
        )  # fmt: skip
        for k in range(len(picks)):
            if picks[k] > 0:
                owner[count] = i
                chosen[count] = where[picks[k]]
                count += 1
    return owner[:count].copy(), chosen[:count].copy()
