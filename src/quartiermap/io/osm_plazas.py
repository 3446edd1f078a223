"""Straight ways across open squares, between the places where other ways meet their outline or end inside."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from quartiermap.domain.progress import Progress

Longs = NDArray[np.int64]
Ints = NDArray[np.int32]
Floats = NDArray[np.float64]

MOST_MESHED = 40
"""Up to so many places are joined each with each; a square with more gets its neighbours and some hubs (bounded work)."""
_NEAREST = 12
_HUBS = 8
_INSIDE_M = 0.02
"""A sight line may leave the square by so much: coordinates of a shared border are rounded to a centimetre."""
_TURN = 0.1
"""Sine of the least turn of a corner (6 degrees): less is how a curve is drawn."""
_CELL_M = 60.0
_LARGE_M = 6000.0
"""Squares that are longer are held against all points; there are next to none."""
_LINES_AT_ONCE = 20_000


@dataclass(frozen=True)
class Plazas:
    """Open squares.

    Parameters
    ----------
    shape : object array, shape (p,)
        Polygons and MultiPolygons in metres, ``None`` for a square that is not whole.
    like : int64 array, shape (p,)
        The way whose class, name and attributes hold on the square.
    border_way, border_of : int64 arrays
        Ways that are an outline (or that of a hole), and of which square.
    """

    shape: Any
    like: Longs
    border_way: Longs
    border_of: Longs


def crossing_links(
    plazas: Plazas, x: Floats, y: Floats, at: Ints, first: Longs, stage: Longs, progress: Progress
) -> tuple[Longs, Longs, Longs]:
    """Return the straight ways across squares: the vertices at both ends, and the number of the square.

    Parameters
    ----------
    x, y : float64 array
        Places of the vertices in metres.
    at : int32 array
        Vertices of all ways one after the other, -1 unknown.
    first : int64 array
        Way i owns ``at[first[i]:first[i + 1]]``.
    stage : int64 array, one a way
        Ways of different stages (level, layer, bridge, tunnel) lie above each other and only meet at shared vertices.

    Notes
    -----
    Entry points are vertices of the outline that other ways use too, and ends of other ways of the same stage inside.
    Two of them are joined if the straight line between them stays on the square (holes respected) and is no piece of the
    outline. Corners that a way round something bends at (those of a house in the square, the inner corner of an L) are joined
    too, so that the way across is the shortest one there is; only a square with very many places does without.
    """
    none = np.zeros(0, np.int64)
    if not len(plazas.shape) or not len(at):
        return none, none, none
    way_of = np.repeat(np.arange(len(first) - 1, dtype=np.int32), np.diff(first))
    with ThreadPoolExecutor(1) as pool:
        border = pool.submit(_on_border, plazas, at, first, way_of, len(x))
        more_square, more_vertex = _inside(plazas, x, y, at, first, way_of, stage)
        square, vertex = border.result()
    places = _each_once(np.append(square, more_square), np.append(vertex, more_vertex), len(x))
    bends = _bends(plazas, np.bincount(places[:, 0], minlength=len(plazas.shape)), x, y, at, first)
    # Who only bends at a corner touches it in passing; at an entry point ways begin and end in every direction.
    only = ~np.isin(bends.key(len(x)), places[:, 0] * len(x) + places[:, 1])
    bends = bends.take(only)
    places = _each_once(np.append(places[:, 0], bends.square), np.append(places[:, 1], bends.vertex), len(x))
    pairs, of_square = _pairs(places, x, y)
    keep = ~_is_segment(pairs, at, first, len(x))
    keep &= bends.passed(of_square, pairs[:, 0], pairs[:, 1], x, y)
    keep &= bends.passed(of_square, pairs[:, 1], pairs[:, 0], x, y)
    return _seen(plazas, pairs[keep], of_square[keep], x, y, progress)


def _each_once(square: Longs, vertex: Longs, count: int) -> Longs:
    """Return (square, vertex) in order, each pair once; `count` is above any vertex."""
    return np.column_stack(np.divmod(np.unique(square * count + vertex), count))


@dataclass(frozen=True)
class _Bends:
    """Corners that point into squares, and the steps along the outline to the corners before and after (m)."""

    square: Longs
    vertex: Longs
    back: Floats
    ahead: Floats

    def key(self, count: int) -> Longs:
        """Return one number for square and vertex."""
        return self.square * count + self.vertex

    def take(self, keep: Any) -> _Bends:
        """Return some of the corners."""
        return _Bends(self.square[keep], self.vertex[keep], self.back[keep], self.ahead[keep])

    def passed(self, square: Longs, here: Longs, there: Longs, x: Floats, y: Floats) -> NDArray[np.bool_]:
        """Tell for lines that end at `here` whether they touch what is there in passing; true where there is no corner."""
        fine = np.ones(len(here), bool)
        own = self.key(len(x))
        order = np.argsort(own)
        if not len(order):
            return fine
        asked = square * len(x) + here
        place = np.minimum(np.searchsorted(own[order], asked), len(order) - 1)
        rows = np.flatnonzero(own[order][place] == asked)
        corner = order[place[rows]]
        dx, dy = x[there[rows]] - x[here[rows]], y[there[rows]] - y[here[rows]]
        sides = [dx * step[corner, 1] - dy * step[corner, 0] for step in (self.back, self.ahead)]
        fine[rows] = sides[0] * sides[1] >= 0
        return fine


def _on_border(plazas: Plazas, at: Ints, first: Longs, way_of: Ints, count: int) -> tuple[Longs, Longs]:
    """Return (square, vertex) for outline vertices that a way which is no outline of the square uses too."""
    size = np.diff(first)[plazas.border_way]
    offset = np.cumsum(size) - size
    index = np.repeat(first[plazas.border_way] - offset, size) + np.arange(int(size.sum()))
    own: Longs = np.column_stack(
        (np.repeat(plazas.border_of, size), at[index], np.repeat(plazas.border_way, size))
    )
    own = np.unique(own[own[:, 1] >= 0], axis=0)
    is_border = np.zeros(count + 1, bool)
    is_border[own[:, 1]] = True
    entry = np.flatnonzero(is_border[at])
    used = np.unique(at[entry] * np.int64(len(first)) + way_of[entry])
    ways_at = np.bincount(used // len(first), minlength=count)
    key, own_ways = np.unique(own[:, 0] * count + own[:, 1], return_counts=True)
    square, vertex = np.divmod(key, count)
    foreign = ways_at[vertex] > own_ways
    return square[foreign], vertex[foreign]


def _bends(plazas: Plazas, entries: Longs, x: Floats, y: Floats, at: Ints, first: Longs) -> _Bends:
    """Return the corners that point into a square, if they and its entry points are not too many."""
    squares: list[int] = []
    vertices: list[int] = []
    steps: list[tuple[float, float, float, float]] = []
    order = np.argsort(plazas.border_of, kind="stable")
    bounds = np.searchsorted(plazas.border_of[order], np.arange(len(plazas.shape) + 1))
    for square in np.flatnonzero((entries >= 2) & (entries < MOST_MESHED)).tolist():
        shape = plazas.shape[square]
        corners = [] if shape is None else _inward_corners(shape)
        if not corners or len(corners) + entries[square] > MOST_MESHED:
            continue
        border = plazas.border_way[order[bounds[square] : bounds[square + 1]]].tolist()
        own = np.concatenate([at[first[way] : first[way + 1]] for way in border])
        at_place = {(float(x[v]), float(y[v])): v for v in own.tolist() if v >= 0}
        for px, py, *around in corners:
            if (px, py) in at_place:
                squares.append(square)
                vertices.append(at_place[px, py])
                steps.append((around[0], around[1], around[2], around[3]))
    around_all = np.array(steps, float).reshape(-1, 4)
    return _Bends(
        np.array(squares, np.int64), np.array(vertices, np.int64), around_all[:, :2], around_all[:, 2:]
    )


def _inward_corners(shape: shapely.Geometry) -> list[list[float]]:
    """Return x, y and the steps to the neighbours of corners at which the ground takes more than half a circle."""
    corners: list[list[float]] = []
    for ring in shapely.get_rings(shapely.get_parts(shapely.orient_polygons(shape))):
        xy = shapely.get_coordinates(ring)[:-1]
        before, after = xy - np.roll(xy, 1, axis=0), np.roll(xy, -1, axis=0) - xy
        turn = before[:, 0] * after[:, 1] - before[:, 1] * after[:, 0]
        sharp = turn < -_TURN * np.hypot(*before.T) * np.hypot(*after.T)
        corners += np.column_stack((xy, -before, after))[sharp].tolist()
    return corners


def _inside(
    plazas: Plazas, x: Floats, y: Floats, at: Ints, first: Longs, way_of: Ints, stage: Longs
) -> tuple[Longs, Longs]:
    """Return (square, vertex) for ends of ways inside a square whose ways are all of the square's stage."""
    is_end = np.zeros(len(x) + 1, bool)
    is_end[at[first[:-1]]] = is_end[at[first[1:] - 1]] = True
    ends = np.flatnonzero(is_end[:-1])
    ends = ends[_near(plazas.shape, x[ends], y[ends])]
    if not len(ends):
        return ends, ends
    tree = shapely.STRtree(plazas.shape)
    which, square = tree.query(shapely.points(x[ends], y[ends]), predicate="within")
    vertex = ends[which]
    wanted = np.zeros(len(x) + 1, bool)
    wanted[vertex] = True
    entry = np.flatnonzero(wanted[at])
    spots, place = np.unique(vertex, return_inverse=True)
    spot = np.searchsorted(spots, at[entry])
    low, high = np.full(len(spots), np.iinfo(np.int64).max), np.full(len(spots), -1)
    np.minimum.at(low, spot, stage[way_of[entry]])
    np.maximum.at(high, spot, stage[way_of[entry]])
    level = stage[plazas.like[square]]
    same = (low[place] == level) & (high[place] == level)
    return square[same], vertex[same]


def _near(shapes: Any, x: Floats, y: Floats) -> NDArray[np.bool_]:
    """Tell quickly which points can lie in one of the shapes: those in a grid cell that a shape's box touches."""
    boxes = shapely.bounds(shapes)
    boxes = boxes[np.isfinite(boxes).all(axis=1)]
    large = (boxes[:, 2:] - boxes[:, :2]).max(axis=1, initial=0.0) > _LARGE_M
    cells = [
        column * (1 << 32) + row
        for west, south, east, north in np.floor(boxes[~large] / _CELL_M).astype(np.int64).tolist()
        for column in range(west, east + 1)
        for row in range(south, north + 1)
    ]
    known = np.unique(np.array([*cells, 0], np.int64))
    own = np.floor(x / _CELL_M).astype(np.int64) * (1 << 32) + np.floor(y / _CELL_M).astype(np.int64)
    place = np.searchsorted(known, own)
    near: NDArray[np.bool_] = known[np.minimum(place, len(known) - 1)] == own
    for west, south, east, north in boxes[large].tolist():
        near |= (x >= west) & (x <= east) & (y >= south) & (y <= north)
    return near


def _pairs(places: Longs, x: Floats, y: Floats) -> tuple[Longs, Longs]:
    """Return pairs of entry points of a square that are to be tried, and the square of each pair."""
    runs = np.flatnonzero(np.diff(places[:, 0], prepend=-1))
    ends = np.append(runs[1:], len(places))
    pairs = [np.zeros((0, 2), np.int64)]
    owners = [np.zeros(0, np.int64)]
    for begin, end in zip(runs.tolist(), ends.tolist(), strict=True):
        if end - begin > 1:
            found = _mesh(places[begin:end, 1], x, y)
            pairs.append(found)
            owners.append(np.full(len(found), places[begin, 0]))
    return np.concatenate(pairs), np.concatenate(owners)


def _is_segment(pairs: Longs, at: Ints, first: Longs, count: int) -> NDArray[np.bool_]:
    """Tell which pairs follow each other on a way, so that a straight way is there already."""
    # The last place stands for unknown vertices (-1).
    wanted = np.zeros(count + 1, bool)
    wanted[pairs.ravel()] = True
    hit = wanted[at]
    begin = np.flatnonzero(hit[:-1] & hit[1:])
    begin = begin[first[np.searchsorted(first, begin + 1)] != begin + 1]
    one, other = at[begin].astype(np.int64), at[begin + 1]
    drawn = np.minimum(one, other) * count + np.maximum(one, other)
    return np.isin(pairs.min(axis=1) * count + pairs.max(axis=1), drawn)


def _mesh(points: Longs, x: Floats, y: Floats) -> Longs:
    i, j = np.triu_indices(len(points), 1)
    if len(points) > MOST_MESHED:
        px, py = x[points], y[points]
        gap = np.hypot(px[:, None] - px[None, :], py[:, None] - py[None, :])
        near = np.argsort(np.argsort(gap, axis=1, kind="stable"), axis=1, kind="stable") <= _NEAREST
        # Hubs spread over the square carry the long ways: each next one is the place farthest from those before.
        hubs = [int(np.argmin(np.hypot(px - px.mean(), py - py.mean())))]
        while len(hubs) < _HUBS:
            hubs.append(int(np.argmax(gap[hubs].min(axis=0))))
        is_hub = np.zeros(len(points), bool)
        is_hub[hubs] = True
        keep = (near | near.T)[i, j] | is_hub[i] | is_hub[j]
        i, j = i[keep], j[keep]
    return np.column_stack((points[i], points[j]))


def _seen(
    plazas: Plazas, pairs: Longs, square: Longs, x: Floats, y: Floats, progress: Progress
) -> tuple[Longs, Longs, Longs]:
    """Keep the pairs whose straight line stays on their square and does not run along its outline."""
    # Two threads, each with squares of its own: prepared shapes are not to be asked from two sides.
    middle = int(np.searchsorted(square, square[len(square) // 2])) if len(square) else 0
    keep = np.zeros(len(pairs), bool)
    quiet = Progress(cancelled=progress.cancelled)
    with ThreadPoolExecutor(1) as pool:
        half = pool.submit(_stays, plazas, pairs[:middle], square[:middle], x, y, quiet)
        keep[middle:] = _stays(plazas, pairs[middle:], square[middle:], x, y, progress)
        keep[:middle] = half.result()
    return pairs[keep, 0], pairs[keep, 1], square[keep]


def _stays(
    plazas: Plazas, pairs: Longs, square: Longs, x: Floats, y: Floats, progress: Progress
) -> NDArray[np.bool_]:
    """Tell which straight lines stay on their square (rising numbers) and do not run along its outline."""
    used, of_used = np.unique(square, return_inverse=True)
    room = shapely.buffer(plazas.shape[used], _INSIDE_M, join_style="mitre")
    rim = shapely.buffer(shapely.boundary(plazas.shape[used]), _INSIDE_M)
    shapely.prepare(room)
    shapely.prepare(rim)
    keep = np.zeros(len(pairs), bool)
    for begin in range(0, len(pairs), _LINES_AT_ONCE):
        progress.step(begin / len(pairs), "Plätze werden überquert")
        part = slice(begin, begin + _LINES_AT_ONCE)
        one, other = pairs[part, 0], pairs[part, 1]
        lines = shapely.linestrings(
            np.stack((np.column_stack((x[one], y[one])), np.column_stack((x[other], y[other]))), axis=1)
        )
        apart = (x[one] != x[other]) | (y[one] != y[other])
        across = np.flatnonzero(apart & shapely.covers(room[of_used[part]], lines))
        across = across[~shapely.covers(rim[of_used[part][across]], lines[across])]
        keep[begin + across] = True
    return keep
