"""Where the names and the gap numbers of a printed map go, so that none lies on another.

Everything is measured in millimetres on paper from the lower left corner of the map frame; the placement is
greedy and has no chance in it: the same map gets the same labels.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import shapely
from matplotlib.font_manager import FontProperties
from matplotlib.textpath import text_to_path
from numpy.typing import NDArray

MM_PER_PT = 25.4 / 72
FONT_SIZES = (5.8, 5.0)
"""Sizes in pt that are tried for a name, the larger first."""

GRID = 11
"""How many places are tried across a district, in each direction."""

PADDING_MM = 0.35

Boxes = NDArray[np.float64]
"""Boxes on paper, shape (n, 4): left, bottom, right, top in mm."""


@dataclass(frozen=True)
class Label:
    """A name that found its place: text (maybe in two lines), middle in mm, size in pt."""

    text: str
    x: float
    y: float
    size: float


@lru_cache(maxsize=4096)
def text_width(text: str, size: float, *, bold: bool = False) -> float:
    """Return the width in mm of one line in the font of our maps.

    Examples
    --------
    >>> text_width("Altstadt", 10.0) > text_width("Altstadt", 5.0) > 0
    True
    """
    font = FontProperties(family="DejaVu Sans", size=size, weight="bold" if bold else "normal")
    return float(text_to_path.get_text_width_height_descent(text, font, ismath=False)[0]) * MM_PER_PT


def halves(name: str) -> str | None:
    """Return a long name in two lines of about equal length, or ``None`` if it has no place to break.

    Examples
    --------
    >>> halves("Lerchenfeld-Siedlung"), halves("Altstadt")
    ('Lerchenfeld-\\nSiedlung', None)
    """
    breaks = [i + 1 for i, sign in enumerate(name) if sign in " -/" and 2 < i < len(name) - 3]
    if not breaks:
        return None
    at = min(breaks, key=lambda i: (abs(i - len(name) / 2), i))
    return f"{name[:at].rstrip()}\n{name[at:]}"


def boxes_around(x: Any, y: Any, half_width: float, half_height: float) -> Boxes:
    """Return boxes of one size around points.

    Examples
    --------
    >>> boxes_around([10.0], [5.0], 2.0, 1.0).tolist()
    [[8.0, 4.0, 12.0, 6.0]]
    """
    x, y = np.asarray(x, dtype=np.float64), np.asarray(y, dtype=np.float64)
    return np.column_stack((x - half_width, y - half_height, x + half_width, y + half_height))


def overlaps(candidates: Boxes, taken: Boxes) -> NDArray[np.int64]:
    """Count for every candidate how many of the taken boxes it touches.

    Examples
    --------
    >>> overlaps(np.array([[0, 0, 2, 2], [5, 5, 6, 6]]), np.array([[1, 1, 3, 3]])).tolist()
    [1, 0]
    """
    if not len(taken):
        return np.zeros(len(candidates), dtype=np.int64)
    a, b = candidates[:, None, :], taken[None, :, :]
    apart = (
        (a[..., 0] >= b[..., 2])
        | (a[..., 2] <= b[..., 0])
        | (a[..., 1] >= b[..., 3])
        | (a[..., 3] <= b[..., 1])
    )
    return np.asarray((~apart).sum(axis=1), dtype=np.int64)  # fmt: skip


def place_names(
    names: Sequence[str],
    polygons: Sequence[Any],
    frame: tuple[float, float],
    signs: Boxes,
    numbers: Boxes,
    *,
    larger: float = 1.0,
) -> list[Label]:
    """Find a place inside its district for every name; a name that finds none is left out.

    Small districts choose first: a large one finds another place. A name never lies on another name or on the
    number of a gap, and over the rim of a facility's sign only if the district has no other room.

    Parameters
    ----------
    names : sequence of str
    polygons : sequence of polygon
        In mm on paper.
    frame : tuple of float
        Width and height of the frame in mm.
    signs, numbers : Boxes
        What facilities and gaps take.
    larger : float
        Factor on the size of the text.

    Returns
    -------
    list of Label
        In the order of the names that found room.
    """
    order = sorted(range(len(names)), key=lambda i: (float(shapely.area(polygons[i])), names[i], i))
    taken = np.zeros((0, 4))
    found: dict[int, Label] = {}
    for i in order:
        best = _place(names[i], polygons[i], frame, signs, numbers, taken, larger)
        if best is not None:
            found[i], box = best
            taken = np.vstack((taken, box))
    return [found[i] for i in sorted(found)]


def _place(
    name: str, polygon: Any, frame: tuple[float, float], signs: Boxes, numbers: Boxes, taken: Boxes, larger: float
) -> tuple[Label, Boxes] | None:  # fmt: skip
    x, y, away = _spots(polygon)
    if not len(x):
        return None
    for blocked in (signs, _hearts(signs)):
        for size in FONT_SIZES:
            for text in [t for t in (name, halves(name)) if t]:
                lines = text.split("\n")
                half_w = max(text_width(line, size * larger) for line in lines) / 2 + PADDING_MM
                half_h = (len(lines) * 1.15 * size * larger * MM_PER_PT) / 2
                boxes = boxes_around(x, y, half_w, half_h)
                inside = (
                    (boxes[:, 0] >= 0)
                    & (boxes[:, 1] >= 0)
                    & (boxes[:, 2] <= frame[0])
                    & (boxes[:, 3] <= frame[1])
                )
                hidden = overlaps(boxes, signs)
                fits = (
                    inside
                    & (overlaps(boxes, taken) == 0)
                    & (overlaps(boxes, numbers) == 0)
                    & (overlaps(boxes, blocked) == 0)
                )
                if not fits.any():
                    continue
                cost = away + 12.0 * _outside(boxes, polygon) + 30.0 * hidden
                best = int(np.flatnonzero(fits)[np.argmin(cost[fits])])
                return Label(text, float(x[best]), float(y[best]), size * larger), boxes[best : best + 1]
    return None


def _hearts(signs: Boxes) -> Boxes:
    """Return the inner half of signs, which a name must leave free in any case."""
    middle = (signs[:, :2] + signs[:, 2:]) / 2
    half = (signs[:, 2:] - signs[:, :2]) / 4
    return np.hstack((middle - half, middle + half))


def _spots(polygon: Any) -> tuple[Any, Any, Any]:
    """Return places inside a polygon, and how far each is from its middle in mm."""
    if polygon.is_empty:
        return (), (), ()
    middle = shapely.point_on_surface(polygon)
    west, south, east, north = polygon.bounds
    gx, gy = np.meshgrid(np.linspace(west, east, GRID + 2)[1:-1], np.linspace(south, north, GRID + 2)[1:-1])
    x, y = gx.ravel(), gy.ravel()
    within = shapely.contains_xy(polygon, x, y)
    x, y = np.append(x[within], middle.x), np.append(y[within], middle.y)
    heart = polygon.centroid if polygon.contains(polygon.centroid) else middle
    return x, y, np.hypot(x - heart.x, y - heart.y)


def _outside(boxes: Boxes, polygon: Any) -> NDArray[np.float64]:
    """Return the share of six points of each box that lie outside the polygon."""
    left, bottom, right, top = boxes.T
    third = (right - left) / 3
    outside = np.zeros(len(boxes))
    for px in (left, left + third, left + 2 * third, right):
        for py in (bottom, top):
            outside += ~shapely.contains_xy(polygon, px, py)
    return outside / 8


def spread_numbers(points: NDArray[np.float64], half_mm: float, columns: int = 3) -> NDArray[np.float64]:
    """Move gap numbers that would lie on each other side by side, in rows around their common middle.

    Parameters
    ----------
    points : float array, shape (n, 2)
        In mm on paper, the most pressing first.
    half_mm : float
        Half the side of a number's square.
    columns : int
        How many stand in a row at most.

    Returns
    -------
    float array, shape (n, 2)

    Examples
    --------
    >>> spread_numbers(np.array([[10.0, 10.0], [10.5, 10.0], [40.0, 10.0]]), 1.5).round(2).tolist()
    [[8.6, 10.0], [11.9, 10.0], [40.0, 10.0]]
    """
    step = 2 * half_mm + 0.3
    moved = points.copy()
    group = np.arange(len(points))
    while _join_touching(moved, group, step - 0.1):
        for number in np.unique(group):
            members = np.flatnonzero(group == number)
            moved[members] = _in_rows(points[members].mean(axis=0), len(members), columns, step)
    return moved


def _join_touching(points: NDArray[np.float64], group: NDArray[np.int64], step: float) -> bool:
    """Put points that lie closer than `step` into one group; tell whether there were any new ones."""
    joined = False
    for i in range(len(points)):  # a few dozen numbers at most
        for j in range(i):
            if group[i] != group[j] and np.all(np.abs(points[i] - points[j]) < step):
                group[group == group[i]] = group[j]
                joined = True
    return joined


def _in_rows(middle: NDArray[np.float64], count: int, columns: int, step: float) -> NDArray[np.float64]:
    """Return places in rows around a middle."""
    wide = min(columns, count)
    rows = -(-count // wide)
    row, column = np.divmod(np.arange(count), wide)
    in_row = np.minimum(wide, count - row * wide)
    return np.column_stack(
        (middle[0] + (column - (in_row - 1) / 2) * step, middle[1] + ((rows - 1) / 2 - row) * step)
    )


def fan_out(points: NDArray[np.float64], near_mm: float, most_mm: float = 2.6) -> NDArray[np.float64]:
    """Put points that lie on each other onto a small circle around their place; all others stay exactly where they are.

    Unlike `spread_numbers`, which finds room for labels, this never moves a place by more than `most_mm`: signs may
    overlap, but none is somewhere else than what it stands for.

    Parameters
    ----------
    points : float array, shape (n, 2)
        In mm on paper.
    near_mm : float
        Points closer than this to the first of a group belong to it.

    Examples
    --------
    >>> fan_out(np.array([[10.0, 10.0], [10.1, 10.0], [30.0, 5.0]]), 0.6).round(2).tolist()
    [[9.1, 10.0], [11.0, 10.0], [30.0, 5.0]]
    """
    moved = points.copy()
    left = np.ones(len(points), dtype=bool)
    for first in range(len(points)):
        if not left[first]:
            continue
        group = np.flatnonzero(left & (np.hypot(*(points - points[first]).T) < near_mm))
        left[group] = False
        if len(group) > 1:
            radius = min(max(0.95, 0.36 * len(group)), most_mm)
            angle = np.pi + 2 * np.pi * np.arange(len(group)) / len(group)
            middle = points[group].mean(axis=0)
            moved[group] = middle + radius * np.column_stack((np.cos(angle), np.sin(angle)))
    return moved
