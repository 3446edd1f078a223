"""A grid over line segments and the nearest one to a point: exact, about one microsecond per point.

Segments are pairs of neighbouring vertices, known by the number of the first. Cells are as large as a few
segments; sixteen by sixteen of them make a block, so that empty country is crossed in large steps.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from quartiermap.compiling import compiled, ready
from quartiermap.domain.network import Floats, Ints

Flags = NDArray[np.bool_]
Cells = tuple[Floats, Floats, Ints, Ints, float, float, float, int, int]
"""A grid as kernels take it (`SegmentGrid.cells`)."""
CELLS = "Tuple((float64[::1], float64[::1], int32[::1], int32[::1], float64, float64, float64, int64, int64))"
"""Its type in numba's words."""

_BLOCK = 16
TIE_M = 1e-9
"""Nearer than this counts as equally near; the lowest number then wins, whatever the order of search."""
_PER_CELL = 3.0
_MOST_CELLS = 40_000_000


@dataclass(frozen=True)
class SegmentGrid:
    """Segments by the grid cells that they touch.

    Parameters
    ----------
    x, y : float64 array, shape (k,)
        Vertices.
    first : int32 array, shape (cells + 1,)
    segment : int32 array
        First vertices of the segments of each cell, row by row.
    block : bool array
        Whether any cell of a block has a segment.
    low_x, low_y, side : float
        Corner of the grid and side of a cell in metres.
    columns, rows : int
        Number of cells; multiples of the side of a block.
    """

    x: Floats
    y: Floats
    first: Ints
    segment: Ints
    block: Flags
    low_x: float
    low_y: float
    side: float
    columns: int
    rows: int

    @property
    def cells(self) -> Cells:
        """The grid as kernels take it."""
        return (
            self.x, self.y, self.first, self.segment, self.low_x, self.low_y, self.side, self.columns, self.rows,
        )  # fmt: skip


@compiled("(int32[::1], float64[::1], float64[::1], float64, float64, float64, int64, int64)")
def fill_cells(
    segments: Ints, x: Floats, y: Floats, low_x: float, low_y: float, side: float, columns: int, rows: int
) -> tuple[Ints, Ints]:
    """Return first and segment of the cells that each segment touches (a hair more rather than less)."""
    first = np.zeros(columns * rows + 1, np.int32)
    segment = np.empty(0, np.int32)
    for filling in range(2):
        for i in range(len(segments)):
            j = segments[i]
            x1, y1, x2, y2 = x[j] - low_x, y[j] - low_y, x[j + 1] - low_x, y[j + 1] - low_y
            hair = 1e-6 + 1e-9 * side
            if y1 > y2:
                x1, y1, x2, y2 = x2, y2, x1, y1
            begin = max(int((y1 - hair) / side), 0)
            end = min(int((y2 + hair) / side), rows - 1)
            slope = (x2 - x1) / (y2 - y1) if y2 > y1 else 0.0
            for row in range(begin, end + 1):
                if end == begin or y2 == y1:
                    left, right = x1, x2
                else:
                    left = x1 + slope * (max(row * side - hair, y1) - y1)
                    right = x1 + slope * (min((row + 1) * side + hair, y2) - y1)
                if left > right:
                    left, right = right, left
                for column in range(
                    max(int((left - hair) / side), 0), min(int((right + hair) / side), columns - 1) + 1
                ):
                    cell = row * columns + column
                    if filling == 1:
                        segment[first[cell]] = j
                    first[cell + (1 - filling)] += 1
        if filling == 0:
            for cell in range(columns * rows):
                first[cell + 1] += first[cell]
            segment = np.empty(first[columns * rows], np.int32)
    for cell in range(columns * rows, 0, -1):  # filling has moved every beginning to its end
        first[cell] = first[cell - 1]
    first[0] = 0
    return first, segment


@compiled("(int32[::1], int64, int64)")
def fill_blocks(first: Ints, columns: int, rows: int) -> Flags:
    """Tell which blocks of cells have any segment."""
    wide = columns // 16
    block = np.zeros(wide * (rows // 16), np.bool_)
    for row in range(rows):
        for column in range(columns):
            cell = row * columns + column
            if first[cell + 1] > first[cell]:
                block[(row // 16) * wide + column // 16] = True
    return block


def make_grid(x: Floats, y: Floats, segments: Ints) -> SegmentGrid:
    """Return the grid over some segments.

    Parameters
    ----------
    x, y : float64 array, shape (k,)
        Vertices in metres.
    segments : int32 array, shape (s,)
        First vertices j of the segments (j, j + 1).
    """
    x, y = ready(x, np.float64), ready(y, np.float64)
    segments = ready(segments, np.int32)
    ends_x = np.concatenate([x[segments], x[segments + 1]]) if len(segments) else np.zeros(1)
    ends_y = np.concatenate([y[segments], y[segments + 1]]) if len(segments) else np.zeros(1)
    low_x, low_y = float(ends_x.min()), float(ends_y.min())
    width, height = float(ends_x.max()) - low_x, float(ends_y.max()) - low_y
    cells = min(max(len(segments), 1) / _PER_CELL, _MOST_CELLS)
    side = max(float(np.sqrt(max(width, 1.0) * max(height, 1.0) / cells)), max(width, height) / 20_000, 10.0)
    columns = (int(width / side) // _BLOCK + 1) * _BLOCK
    rows = (int(height / side) // _BLOCK + 1) * _BLOCK
    first, segment = fill_cells(segments, x, y, low_x, low_y, side, columns, rows)
    return SegmentGrid(
        x, y, first, segment, fill_blocks(first, columns, rows), low_x, low_y, side, columns, rows
    )


@compiled()
def away_from(px: float, py: float, x1: float, y1: float, x2: float, y2: float) -> tuple[float, float]:
    """Return the distance of a point to a segment and the share (0..1) along it of the nearest place."""
    dx, dy = x2 - x1, y2 - y1
    qx, qy = px - x1, py - y1
    step = np.hypot(dx, dy)
    share = 0.0
    if step > 0.0:
        # Dividing twice by the length keeps tiny segments from underflowing in the square.
        share = min(max((qx * (dx / step) + qy * (dy / step)) / step, 0.0), 1.0)
    return np.hypot(qx - share * dx, qy - share * dy), share


@compiled()
def box_distance(px: float, py: float, left: float, low: float, side: float) -> float:
    """Return how far a point (in metres from the grid's corner) is from a square."""
    away_x = max(left - px, 0.0, px - (left + side))
    away_y = max(low - py, 0.0, py - (low + side))
    return float(np.hypot(away_x, away_y))


@compiled()
def _scan_cell(
    begin: int, end: int, px: float, py: float, segment: Ints, x: Floats, y: Floats,
    best: float, tied: Ints, tied_away: Floats, ties: int,
) -> tuple[float, int]:  # fmt: skip
    """Measure the segments of a cell; keep the smallest distance and the segments that are about as near."""
    enough = (best + 2e-6) * (best + 2e-6) * (1.0 + 1e-9)
    for at in range(begin, end):
        j = segment[at]
        # A quick look at the squares first: most segments are clearly farther.
        dx, dy = x[j + 1] - x[j], y[j + 1] - y[j]
        qx, qy = px - x[j], py - y[j]
        square = dx * dx + dy * dy
        share = min(max((qx * dx + qy * dy) / square, 0.0), 1.0) if square > 1e-12 else 0.0
        qx -= share * dx
        qy -= share * dy
        if qx * qx + qy * qy > enough:
            continue
        away, _ = away_from(px, py, x[j], y[j], x[j + 1], y[j + 1])
        if away > best + 1e-9:
            continue
        if away < best:
            best = away
            enough = (best + 2e-6) * (best + 2e-6) * (1.0 + 1e-9)
        known = False
        kept = 0
        for i in range(ties):
            if tied[i] == j:
                known = True
            if tied_away[i] <= best + 1e-9:
                tied[kept] = tied[i]
                tied_away[kept] = tied_away[i]
                kept += 1
        ties = kept
        if known:
            continue
        if ties == len(tied):  # more equally near segments than anybody maps: the lowest stay
            worst = np.argmax(tied)
            if tied[worst] < j:
                continue
            ties -= 1
            tied[worst] = tied[ties]
            tied_away[worst] = tied_away[ties]
        tied[ties] = j
        tied_away[ties] = away
        ties += 1
    return best, ties


@compiled(
    "(float64[::1], float64[::1], float64[::1], float64[::1], int32[::1], int32[::1], boolean[::1], "
    "float64, float64, float64, int64, int64)"
)
def nearest_segments(
    points_x: Floats, points_y: Floats, x: Floats, y: Floats, first: Ints, segment: Ints, block: Flags,
    low_x: float, low_y: float, side: float, columns: int, rows: int,
) -> tuple[Ints, Floats, Floats]:  # fmt: skip
    """Return the nearest segment, the share along it and the distance for finite points; -1 and ``inf`` if none.

    Of segments within `TIE_M` of the nearest the lowest wins.
    """
    count = len(points_x)
    found = np.full(count, -1, np.int32)
    shares = np.zeros(count)
    distances = np.full(count, np.inf)
    tied = np.empty(32, np.int32)
    tied_away = np.empty(32)
    wide, high = columns // 16, rows // 16
    if len(segment) == 0:
        return found, shares, distances
    for i in range(count):
        px, py = points_x[i] - low_x, points_y[i] - low_y
        best = np.inf
        ties = 0
        # The cells around, ring by ring, as far as three rings prove the answer.
        column, row = int(np.floor(px / side)), int(np.floor(py / side))
        margin = min(px - column * side, (column + 1) * side - px, py - row * side, (row + 1) * side - py)
        proved = False
        if -4 < column < columns + 4 and -4 < row < rows + 4:
            for ring in range(4):
                for r in range(max(row - ring, 0), min(row + ring, rows - 1) + 1):
                    step = 1 if abs(r - row) == ring else 2 * ring
                    for c in range(column - ring, column + ring + 1, max(step, 1)):
                        if c < 0 or c >= columns:
                            continue
                        cell = r * columns + c
                        if first[cell] < first[cell + 1]:
                            best, ties = _scan_cell(
                                first[cell], first[cell + 1], points_x[i], points_y[i], segment, x, y,
                                best, tied, tied_away, ties,
                            )  # fmt: skip
                if best + 2e-9 < ring * side + margin:
                    proved = True
                    break
        if not proved:
            # Blocks around, ring by ring: only those that can hold something nearer are opened.
            big = side * 16
            column, row = int(np.floor(px / big)), int(np.floor(py / big))
            margin = min(px - column * big, (column + 1) * big - px, py - row * big, (row + 1) * big - py)
            ring = max(-column, column - wide + 1, -row, row - high + 1, 0)
            while ring == 0 or best + 2e-9 >= (ring - 1) * big + margin:
                if column - ring < 0 and row - ring < 0 and column + ring >= wide and row + ring >= high:
                    last = True
                else:
                    last = False
                for r in range(max(row - ring, 0), min(row + ring, high - 1) + 1):
                    edge = abs(r - row) == ring
                    begin = max(column - ring, 0) if edge else column - ring
                    end = min(column + ring, wide - 1) if edge else column + ring
                    for c in range(begin, end + 1, 1 if edge else max(2 * ring, 1)):
                        if c < 0 or c >= wide or not block[r * wide + c]:
                            continue
                        if box_distance(px, py, c * big, r * big, big) > best + 2e-9:
                            continue
                        for rr in range(r * 16, r * 16 + 16):
                            for cc in range(c * 16, c * 16 + 16):
                                cell = rr * columns + cc
                                if first[cell] == first[cell + 1]:
                                    continue
                                if box_distance(px, py, cc * side, rr * side, side) > best + 2e-9:
                                    continue
                                best, ties = _scan_cell(
                                    first[cell], first[cell + 1], points_x[i], points_y[i], segment, x, y,
                                    best, tied, tied_away, ties,
                                )  # fmt: skip
                if last:
                    break
                ring += 1
        pick = tied[0]
        for k in range(1, ties):
            pick = min(pick, tied[k])
        found[i] = pick
        distances[i], shares[i] = away_from(
            points_x[i], points_y[i], x[pick], y[pick], x[pick + 1], y[pick + 1]
        )
    return found, shares, distances


@compiled("(float64[::1], float64[::1], int32[::1], float64[::1], float64[::1])")
def measure_segments(
    points_x: Floats, points_y: Floats, segments: Ints, x: Floats, y: Floats
) -> tuple[Floats, Floats]:
    """Return distance and share of the nearest spot on one given segment for each point."""
    away = np.empty(len(points_x))
    share = np.empty(len(points_x))
    for i in range(len(points_x)):
        j = segments[i]
        away[i], share[i] = away_from(points_x[i], points_y[i], x[j], y[j], x[j + 1], y[j + 1])
    return away, share
