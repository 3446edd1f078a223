"""Kernels that turn ways with distances into a raster: for every place the nearest way, and what it is from there."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from quartiermap.analysis.engine.compiled import compiled
from quartiermap.domain.network import Floats

Flags = NDArray[np.bool_]

_TIE = 1e-9
"""Squares of metres; nearer than this counts as equally near (two pieces meeting in a point)."""


@compiled(
    "(float64[::1], float64[::1], float64[::1], float64[::1], float64[::1], float64[::1], float64, float64, float64,"
    " int64, int64, float64)"
)
def nearest_way(
    ax: Floats, ay: Floats, bx: Floats, by: Floats, at_a: Floats, at_b: Floats,
    west: float, south: float, cell: float, columns: int, rows: int, reach: float,
) -> tuple[Floats, Floats]:  # fmt: skip
    """Return for every raster place how far the nearest way is, and the distance from that place on it.

    Parameters
    ----------
    ax, ay, bx, by : float64 array, shape (s,)
        Straight pieces of way.
    at_a, at_b : float64 array, shape (s,)
        Distance to the facility from both ends, linear between them; ``inf`` at both where it is too far.
    west, south, cell : float
        Place of raster point (0, 0) and the spacing.
    columns, rows : int
    reach : float
        Ways farther than this from a raster place are not looked at.

    Returns
    -------
    leg, distance : float64 array, shape (rows, columns)
        Of equally near ways the one with the shorter distance counts; ``inf`` where no way in reach is as near as about
        `reach`, whatever other ways there are.
    """
    near = np.full((rows, columns), np.inf)  # squares of metres: no root for the ways that lose
    distance = np.full((rows, columns), np.inf)
    for turn in range(2 * len(ax)):
        # First the ways in reach; the others only matter where one of these is near.
        s = turn if turn < len(ax) else turn - len(ax)
        if (at_a[s] < np.inf) != (turn < len(ax)):
            continue
        dx, dy = bx[s] - ax[s], by[s] - ay[s]
        square = dx * dx + dy * dy
        per_square = 1.0 / square if square > 0.0 else 0.0
        far = not at_a[s] < np.inf
        left = max(0, int(np.ceil((min(ax[s], bx[s]) - reach - west) / cell)))
        right = min(columns - 1, int(np.floor((max(ax[s], bx[s]) + reach - west) / cell)))
        low = max(0, int(np.ceil((min(ay[s], by[s]) - reach - south) / cell)))
        high = min(rows - 1, int(np.floor((max(ay[s], by[s]) + reach - south) / cell)))
        for row in range(low, high + 1):
            py = south + row * cell - ay[s]
            for column in range(left, right + 1):
                before = near[row, column]
                if far and before == np.inf:
                    continue
                px = west + column * cell - ax[s]
                share = min(1.0, max(0.0, (px * dx + py * dy) * per_square))
                ex, ey = px - share * dx, py - share * dy
                away = ex * ex + ey * ey
                if away > before + _TIE:
                    continue
                if far:
                    if away < before - _TIE:
                        near[row, column] = away
                        distance[row, column] = np.inf
                    continue
                there = at_a[s] + share * (at_b[s] - at_a[s])
                if away < before - _TIE or there < distance[row, column]:
                    near[row, column] = away
                    distance[row, column] = there
    leg = np.sqrt(near)
    return leg, distance


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
