"""Kernels that turn ways with distances into a raster: for every place the nearest way, and what it is from there."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from quartiermap.compiling import compiled
from quartiermap.domain.network import Floats

Flags = NDArray[np.bool_]

_TIE = 1e-9
"""Squares of metres; nearer than this counts as equally near (two pieces meeting in a point)."""
_OFF = 1e-6
"""Metres; nearer to 0 than this no level is. Both are written out in the kernel: constants compile faster than names."""


@compiled(
    "(float64[::1], float64[::1], float64[::1], float64[::1], float64[::1], float64[::1], float64, float64, float64,"
    " int64, int64, float64, float64)"
)
def levels(
    ax: Floats, ay: Floats, bx: Floats, by: Floats, at_a: Floats, at_b: Floats,
    west: float, south: float, cell: float, columns: int, rows: int, beside: float, limit: float,
) -> Floats:  # fmt: skip
    """Return for every raster place how far it lies outside (positive) or inside (negative) of the area in reach.

    A place is inside if its nearest way is at most `beside` away and the distance from there, the straight way to it
    included, at most `limit`. Of equally near ways the one with the shorter distance counts.

    Parameters
    ----------
    ax, ay, bx, by : float64 array, shape (s,)
        Straight pieces of way.
    at_a, at_b : float64 array, shape (s,)
        Distance to the facility from both ends, linear between them; ``inf`` at both where it is too far.
    west, south, cell : float
        Place of raster point (0, 0) and the spacing.
    columns, rows : int
    beside, limit : float
        Metres.

    Returns
    -------
    float64 array, shape (rows, columns)
        The larger of ``distance + leg - limit`` and ``leg - beside``, cut off at plus and minus `cell`; never within
        `_OFF` of 0, so that no border runs exactly through a raster place (areas touching in a point are invalid).

    Notes
    -----
    The two inner loops have no branches and count upwards without a sign: the compiler then takes four places at once.
    """
    near = np.full(rows * columns, np.inf)  # squares of metres: no root for the ways that lose
    distance = np.full(rows * columns, np.inf)
    place = np.empty(columns)
    for column in range(columns):
        place[column] = west + column * cell
    reach = beside + cell  # ways farther from a place than this leave it outside
    for turn in range(2 * len(ax)):
        # First the ways in reach; the others only matter where one of these is near.
        s = turn if turn < len(ax) else turn - len(ax)
        far = at_a[s] == np.inf
        if far != (turn >= len(ax)):
            continue
        x, y = ax[s], ay[s]
        dx, dy = bx[s] - x, by[s] - y
        square = dx * dx + dy * dy
        per_square = 1.0 / square if square > 0.0 else 0.0
        left = max(0, int(np.ceil((min(x, bx[s]) - reach - west) / cell)))
        right = min(columns - 1, int(np.floor((max(x, bx[s]) + reach - west) / cell)))
        low = max(0, int(np.ceil((min(y, by[s]) - reach - south) / cell)))
        high = min(rows - 1, int(np.floor((max(y, by[s]) + reach - south) / cell)))
        if left > right:
            continue
        width, start = np.uint64(right - left + 1), np.uint64(left)
        first, rise = at_a[s], at_b[s] - at_a[s]
        for row in range(low, high + 1):
            py = south + row * cell - y
            base = np.uint64(row * columns + left)
            if far:
                for i in range(width):
                    px = place[start + i] - x
                    share = (px * dx + py * dy) * per_square
                    share = share if share > 0.0 else 0.0
                    share = share if share < 1.0 else 1.0
                    ex, ey = px - share * dx, py - share * dy
                    away = ex * ex + ey * ey
                    before = near[base + i]
                    wins = (away < before - 1e-9) & (before < np.inf)
                    near[base + i] = away if wins else before
                    distance[base + i] = np.inf if wins else distance[base + i]
            else:
                for i in range(width):
                    px = place[start + i] - x
                    share = (px * dx + py * dy) * per_square
                    share = share if share > 0.0 else 0.0
                    share = share if share < 1.0 else 1.0
                    ex, ey = px - share * dx, py - share * dy
                    away = ex * ex + ey * ey
                    there = first + share * rise
                    before, was = near[base + i], distance[base + i]
                    wins = (away < before - 1e-9) | ((away <= before + 1e-9) & (there < was))
                    near[base + i] = away if wins else before
                    distance[base + i] = there if wins else was
    for k in range(len(near)):
        leg = np.sqrt(near[k])
        level = max(distance[k] + leg - limit, leg - beside)
        level = min(max(level, -cell), cell)
        if abs(level) < 1e-6:
            level = -1e-6 if level < 0.0 else 1e-6
        near[k] = level
    return near.reshape((rows, columns))


@compiled("(float64[::1], float64[::1], float64[::1], float64[::1], boolean[::1], float64)")
def boxes_near(
    west: Floats, south: Floats, east: Floats, north: Floats, chosen: Flags, margin: float
) -> Flags:
    """Tell which boxes may come within a margin of a chosen one (these included).

    Boxes are judged by the squares of a coarse grid: False means surely farther than `margin`.
    """
    near = chosen.copy()
    low_x, low_y, high_x, high_y = np.inf, np.inf, -np.inf, -np.inf
    for i in range(len(west)):
        if chosen[i]:
            low_x, high_x = min(low_x, west[i] - margin), max(high_x, east[i] + margin)
            low_y, high_y = min(low_y, south[i] - margin), max(high_y, north[i] + margin)
    if low_x == np.inf:
        return near
    side = max(margin, (high_x - low_x) / 500.0, (high_y - low_y) / 500.0, 1.0)
    columns, rows = int((high_x - low_x) / side) + 1, int((high_y - low_y) / side) + 1
    marked = np.zeros((rows, columns), np.bool_)
    for i in range(len(west)):
        if chosen[i]:
            for row in range(
                int((south[i] - margin - low_y) / side), int((north[i] + margin - low_y) / side) + 1
            ):
                for column in range(
                    int((west[i] - margin - low_x) / side), int((east[i] + margin - low_x) / side) + 1
                ):
                    marked[row, column] = True
    for i in range(len(west)):
        if chosen[i] or west[i] > high_x or east[i] < low_x or south[i] > high_y or north[i] < low_y:
            continue
        left, right = max(0, int((west[i] - low_x) / side)), min(columns - 1, int((east[i] - low_x) / side))
        low, high = max(0, int((south[i] - low_y) / side)), min(rows - 1, int((north[i] - low_y) / side))
        for row in range(low, high + 1):
            for column in range(left, right + 1):
                near[i] |= marked[row, column]
    return near


@compiled(
    "(float64[::1], float64[::1], float64[::1], float64[::1], float64[:, ::1], float64, float64, float64)"
)
def against_area(
    ax: Floats, ay: Floats, bx: Floats, by: Floats, level: Floats, west: float, south: float, cell: float
) -> tuple[Flags, Flags]:
    """Tell which straight pieces can touch the area ``level < 0``, and which may leave it.

    The area is drawn between raster places, so it lies in the squares that have a corner below 0, and holds
    every square whose four corners are all below 0. A piece is judged by the squares of its bounding box.

    Returns
    -------
    touches, leaves : bool array, shape (s,)
        False means surely not.
    """
    rows, columns = level.shape
    touches = np.zeros(len(ax), np.bool_)
    leaves = np.zeros(len(ax), np.bool_)
    for s in range(len(ax)):
        left = int(np.floor((min(ax[s], bx[s]) - west) / cell - 1e-6))
        right = int(np.floor((max(ax[s], bx[s]) - west) / cell + 1e-6)) + 1
        low = int(np.floor((min(ay[s], by[s]) - south) / cell - 1e-6))
        high = int(np.floor((max(ay[s], by[s]) - south) / cell + 1e-6)) + 1
        for row in range(low, high + 1):
            for column in range(left, right + 1):
                inside = False
                if 0 <= row < rows and 0 <= column < columns:
                    inside = level[row, column] < 0.0
                if inside:
                    touches[s] = True
                else:
                    leaves[s] = True
            if touches[s] and leaves[s]:
                break
    return touches, leaves
