"""The boxes around the edges of a network, and which of them touch a box: by a coarse grid, exact."""

from __future__ import annotations

import numpy as np

from quartiermap.compiling import compiled, ready
from quartiermap.domain.network import Floats, Ints, WalkNetwork

_PER_CELL = 8.0
_MOST_CELLS = 4_000_000
_LEAST_M = 100.0
"""Cells are at least as wide: most edges then lie in one or two of them."""


@compiled("(float64[::1], float64[::1], int64[::1])")
def boxes_of(x: Floats, y: Floats, first: Ints) -> tuple[Floats, Floats, Floats, Floats]:
    """Return west, south, east and north of the vertices of each edge."""
    count = len(first) - 1
    west, south = np.full(count, np.inf), np.full(count, np.inf)
    east, north = np.full(count, -np.inf), np.full(count, -np.inf)
    for e in range(count):
        for j in range(first[e], first[e + 1]):
            west[e], east[e] = min(west[e], x[j]), max(east[e], x[j])
            south[e], north[e] = min(south[e], y[j]), max(north[e], y[j])
    return west, south, east, north


@compiled("(float64[::1], float64[::1], float64[::1], float64[::1], float64, float64, float64, int64, int64)")
def edges_by_cell(
    west: Floats, south: Floats, east: Floats, north: Floats,
    low_x: float, low_y: float, side: float, columns: int, rows: int,
) -> tuple[Ints, Ints]:  # fmt: skip
    """Return the edges whose box touches each cell, in compressed rows."""
    first = np.zeros(columns * rows + 1, np.int32)
    edge = np.empty(0, np.int32)
    for filling in range(2):
        for e in range(len(west)):
            for row in range(int((south[e] - low_y) / side), int((north[e] - low_y) / side) + 1):
                for column in range(int((west[e] - low_x) / side), int((east[e] - low_x) / side) + 1):
                    cell = row * columns + column
                    if filling == 1:
                        edge[first[cell]] = e
                    first[cell + (1 - filling)] += 1
        if filling == 0:
            for cell in range(columns * rows):
                first[cell + 1] += first[cell]
            edge = np.empty(first[columns * rows], np.int32)
    for cell in range(columns * rows, 0, -1):  # filling has moved every beginning to its end
        first[cell] = first[cell - 1]
    first[0] = 0
    return first, edge


@compiled(
    "(float64, float64, float64, float64, float64[::1], float64[::1], float64[::1], float64[::1],"
    " int32[::1], int32[::1], float64, float64, float64, int64, int64)"
)
def touching(
    left: float, low: float, right: float, high: float,
    west: Floats, south: Floats, east: Floats, north: Floats,
    first: Ints, edge: Ints, low_x: float, low_y: float, side: float, columns: int, rows: int,
) -> Ints:  # fmt: skip
    """Return the edges whose box touches a box, each once, in no order."""
    begin_c, end_c = (
        max(int(np.floor((left - low_x) / side)), 0),
        min(int(np.floor((right - low_x) / side)), columns - 1),
    )
    begin_r, end_r = (
        max(int(np.floor((low - low_y) / side)), 0),
        min(int(np.floor((high - low_y) / side)), rows - 1),
    )
    room = 0
    for row in range(begin_r, end_r + 1):
        room += max(first[row * columns + end_c + 1] - first[row * columns + begin_c], 0)
    found = np.empty(room, np.int32)
    count = 0
    for row in range(begin_r, end_r + 1):
        for column in range(begin_c, end_c + 1):
            cell = row * columns + column
            for k in range(first[cell], first[cell + 1]):
                e = edge[k]
                # An edge of several cells is taken from the first of them that is looked at.
                if column != max(int((west[e] - low_x) / side), begin_c):
                    continue
                if row != max(int((south[e] - low_y) / side), begin_r):
                    continue
                if west[e] <= right and east[e] >= left and south[e] <= high and north[e] >= low:
                    found[count] = e
                    count += 1
    return found[:count]


class EdgeBoxes:
    """The boxes around all edges of a network.

    Parameters
    ----------
    network : WalkNetwork

    Attributes
    ----------
    west, south, east, north : float64 array, shape (m,)
        In the project CRS.
    """

    def __init__(self, network: WalkNetwork) -> None:
        self.west, self.south, self.east, self.north = boxes_of(
            ready(network.vertex_x, np.float64),
            ready(network.vertex_y, np.float64),
            ready(network.edge_first, np.int64),
        )
        count = network.edge_count
        self._low_x, self._low_y = float(self.west.min(initial=0.0)), float(self.south.min(initial=0.0))
        if count:
            self._low_x, self._low_y = float(self.west.min()), float(self.south.min())
        width = float(self.east.max()) - self._low_x if count else 0.0
        height = float(self.north.max()) - self._low_y if count else 0.0
        cells = min(max(count, 1) / _PER_CELL, _MOST_CELLS)
        self._side = max(
            float(np.sqrt(max(width, 1.0) * max(height, 1.0) / cells)), max(width, height) / 5_000, _LEAST_M
        )
        self._columns, self._rows = int(width / self._side) + 1, int(height / self._side) + 1
        self._first, self._edge = edges_by_cell(
            self.west, self.south, self.east, self.north,
            self._low_x, self._low_y, self._side, self._columns, self._rows,
        )  # fmt: skip

    def touching(self, west: float, south: float, east: float, north: float) -> Ints:
        """Return the edges whose box touches a box (edges included), rising; int32 array.

        Examples
        --------
        >>> cross = WalkNetwork(
        ...     node_x=np.array([0.0, 900.0, 400.0]), node_y=np.array([0.0, 0.0, 500.0]),
        ...     edge_u=np.array([0, 1], np.int32), edge_v=np.array([1, 2], np.int32),
        ...     edge_length=np.array([900.0, 707.1]), vertex_x=np.array([0.0, 900.0, 900.0, 400.0]),
        ...     vertex_y=np.array([0.0, 0.0, 0.0, 500.0]), edge_first=np.array([0, 2, 4]),
        ...     edge_class=np.zeros(2, np.int16), edge_flags=np.zeros(2, np.uint8))
        >>> boxes = EdgeBoxes(cross)
        >>> boxes.touching(-5, -5, 100, 5).tolist(), boxes.touching(400, 0, 500, 50).tolist()
        ([0], [0, 1])
        """
        found = touching(
            west, south, east, north, self.west, self.south, self.east, self.north,
            self._first, self._edge, self._low_x, self._low_y, self._side, self._columns, self._rows,
        )  # fmt: skip
        found.sort()
        return found
