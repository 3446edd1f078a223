"""The generator's own measure of what it made: walking distances and the gap rules, in their plainest form.

The program's analysis is a separate, better implementation. This one exists so that the town can be built to
have exactly the gaps it says it has, and so that two implementations can be held against each other.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import dijkstra

from quartiermap.demo.layout import GRID_M
from quartiermap.demo.streets import Key, Way

Floats = NDArray[np.float64]
Found = set[tuple[str, str, str]]
"""Gaps as (district, kind, reason)."""

MIN_PERSONS = 10.0
MIN_SHARE = 0.05


class Walks:
    """Walking distances on the ways people may use, in local metres."""

    def __init__(self, ways: list[Way]) -> None:
        number: dict[Key, int] = {}
        u, v = [], []
        for way in ways:
            if way.walkable:
                ids = [number.setdefault(k, len(number)) for k in way.keys]
                u += ids[:-1]
                v += ids[1:]
        self._xy = np.asarray(list(number), float) * GRID_M
        self._u, self._v = np.asarray(u), np.asarray(v)
        self._length = np.hypot(*(self._xy[self._u] - self._xy[self._v]).T)
        low, high = np.minimum(self._u, self._v), np.maximum(self._u, self._v)
        order = np.lexsort((self._length, high, low))
        a, b = low[order], high[order]
        first = np.append(True, (a[1:] != a[:-1]) | (b[1:] != b[:-1]))  # of parallel ways the shortest
        self._shortest = a[first], b[first], self._length[order][first]
        self._segments: NDArray[Any] = np.asarray(
            shapely.linestrings(np.stack([self._xy[self._u], self._xy[self._v]], axis=1))
        )
        self._tree = shapely.STRtree(self._segments)

    def _place(self, x: Floats, y: Floats) -> tuple[NDArray[np.int64], Floats, Floats]:
        points = np.asarray(shapely.points(x, y))
        (rows, edges), legs = self._tree.query_nearest(points, all_matches=False, return_distance=True)
        edge, leg = np.zeros(len(points), np.int64), np.zeros(len(points))
        edge[rows], leg[rows] = edges, legs
        return edge, np.asarray(shapely.line_locate_point(self._segments[edge], points)), leg

    def distances(self, x: Floats, y: Floats, to_x: Floats, to_y: Floats, limit: float) -> Floats:
        """Return the matrix of ways from points (rows) to places (columns); ``inf`` beyond `limit`."""
        edge, off, leg = self._place(x, y)
        to_edge, to_off, to_leg = self._place(to_x, to_y)
        n, m = len(self._xy), len(to_x)
        a, b, d = self._shortest
        own = n + np.arange(m)
        rows = np.concatenate([a, b, own, own])
        cols = np.concatenate([b, a, self._u[to_edge], self._v[to_edge]])
        data = np.concatenate([d, d, to_leg + to_off, to_leg + self._length[to_edge] - to_off])
        weights = coo_array((np.maximum(data, 1e-6), (rows, cols)), shape=(n + m, n + m)).tocsr()
        field = dijkstra(weights, indices=own, limit=limit)
        way = (
            np.minimum(field[:, self._u[edge]] + off, field[:, self._v[edge]] + self._length[edge] - off)
            + leg
        )
        along = np.where(
            to_edge[:, None] == edge, np.abs(to_off[:, None] - off) + to_leg[:, None] + leg, np.inf
        )
        return np.asarray(np.minimum(way, along).T)


@dataclass(frozen=True)
class Site:
    """What the gap rules ask of a facility; unknown places are NaN."""

    district: str
    places: float
    barrier_free: str
    condition: str


def gaps(
    kind: str, distance: Floats, sites: list[Site], people: Floats, need: Floats | None, district: NDArray[np.str_],
    target: float, min_persons: float = MIN_PERSONS, min_share: float = MIN_SHARE,
) -> Found:  # fmt: skip
    """Return the gaps of one kind by the plain rules of the product.

    Parameters
    ----------
    distance : float64 array, shape (points, facilities)
    people, need : float64 arrays, shape (points,)
        Persons of the target group, and the places they need (``None``: no standard counts places).
    """
    found: Found = set()
    near = distance <= target
    reached = near.any(axis=1)
    best = np.argmin(distance, axis=1)
    free = np.array([s.barrier_free == "ja" for s in sites])
    unfit = np.array([s.barrier_free in ("nein", "teilweise") for s in sites])
    poor = np.array([s.condition == "schlecht" for s in sites])
    stairs = reached & ~(near & free).any(axis=1) & ~(near & ~unfit & ~free).any(axis=1)
    bad = reached & poor[best]
    unserved = np.zeros(len(people))
    if need is not None:
        places = np.array([s.places for s in sites])
        demand = near.T.astype(float) @ need
        ratio = np.divide(np.nan_to_num(places), demand, out=np.zeros_like(demand), where=demand > 0)
        unserved = need * np.clip(1 - near @ ratio, 0, 1)
        unserved[~reached | (near & np.isnan(places)).any(axis=1)] = 0.0
    keys, code = np.unique(district, return_inverse=True)

    def by_district(values: Floats) -> Floats:
        return np.asarray(np.bincount(code, weights=values, minlength=len(keys)), float)

    def note(reason: str, persons: Floats, base: Floats, also: NDArray[np.bool_] | bool = True) -> None:
        hit = (persons >= min_persons) & (persons >= min_share * base) & also
        found.update((str(k), kind, reason) for k in keys[hit])

    total = by_district(people)
    note("out_of_reach", by_district(people * ~reached), total)
    note("not_barrier_free", by_district(people * stairs), total)
    note("poor_condition", by_district(people * bad), total)
    if need is not None:
        own = np.array(
            [sum(s.places for s in sites if s.district == k and not np.isnan(s.places)) for k in keys]
        )
        wanted = by_district(need)
        note("too_few_places", by_district(unserved), wanted, wanted - own >= 1)
    return found
