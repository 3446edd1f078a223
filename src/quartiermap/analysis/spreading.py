"""Residents of districts, spread over points where people can live (an estimate, labelled as one).

Each district takes the best place it has: residential land, else streets that people live on, else its whole
area. Within a district everybody weighs the same by area or by metre of street.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from quartiermap.analysis.residents import own_copy
from quartiermap.analysis.snapping import EdgeShapes
from quartiermap.domain.network import BRIDGE, TUNNEL, Floats, WalkNetwork
from quartiermap.domain.progress import Progress
from quartiermap.domain.project import Project
from quartiermap.domain.texts import number

SpreadOrigin = Literal["residential_land", "streets", "district_area"]

GRID_M = 100.0
FINE_GRID_M = 50.0
FINEST_GRID_M = 25.0
FINE_BELOW_M2 = 100_000.0
"""Districts smaller than 10 ha get the fine grid."""
FEW_POINTS = 5
"""With fewer grid points on residential land than this the land itself is gridded at 25 m."""
STREET_STEP_M = 50.0
LIVED_ON = frozenset(
    {"residential", "living_street", "unclassified", "tertiary", "secondary", "pedestrian", "road"}
)
"""Street classes along which people live (Annahme)."""
MAX_PER_HECTARE = 1000.0
"""More residents than this on a hectare of residential land means that the land data are incomplete (Annahme)."""
MAX_PER_STREET_M = 10.0
"""More residents than this on a metre of street means that the street data are incomplete (Annahme)."""

Indices = NDArray[np.int64]


@dataclass(frozen=True)
class Areas:
    """Polygons with keys, and which of them a point lies in.

    Parameters
    ----------
    keys : object array, shape (a,)
    shapes : object array of valid polygons, shape (a,)
    """

    keys: NDArray[np.object_]
    shapes: NDArray[np.object_]

    @classmethod
    def of(cls, districts: gpd.GeoDataFrame) -> Areas:
        """Take keys and polygons from a table of districts; invalid polygons are repaired for the lookup."""
        shapes = np.asarray(districts.geometry.array, dtype=object) if len(districts) else np.zeros(0, object)
        return cls(districts["district_id"].astype(str).to_numpy(object), _repaired(shapes))

    def row_at(self, x: Floats, y: Floats) -> Indices:
        """Return the row of the area that each point lies in, -1 for none; on a common border the first."""
        row = np.full(len(x), len(self.keys), np.int64)
        known = np.flatnonzero(np.isfinite(x) & np.isfinite(y))
        area, point = _inside(self.shapes, x[known], y[known])
        np.minimum.at(row, known[point], area)
        return np.where(row == len(self.keys), -1, row)

    def key_at(self, x: Floats, y: Floats) -> NDArray[np.object_]:
        """Return the key of the area that each point lies in, ``None`` for none."""
        keys = np.full(len(self.keys) + 1, None, dtype=object)
        keys[:-1] = self.keys
        return keys[self.row_at(x, y)]


def _repaired(shapes: NDArray[np.object_]) -> NDArray[np.object_]:
    broken = ~shapely.is_missing(shapes) & ~shapely.is_valid(shapes)
    if broken.any():
        shapes = shapes.copy()
        shapes[broken] = shapely.make_valid(shapes[broken])
    return shapes


def _inside(shapes: NDArray[np.object_], x: Floats, y: Floats) -> tuple[Indices, Indices]:
    """Return all pairs (polygon, point) where the polygon holds the point, its border included."""
    if not len(shapes) or not len(x):
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    pairs = shapely.STRtree(np.asarray(shapely.points(x, y), dtype=object)).query(shapes, predicate="covers")
    return pairs[0], pairs[1]


@dataclass(frozen=True)
class SpreadPoints:
    """Points over which the residents of areas are spread.

    Parameters
    ----------
    area : int64 array, shape (p,)
        Row of the area.
    number : int64 array, shape (p,)
        Running number within the area, from 1.
    x, y : float64 array, shape (p,)
        Metres.
    share : float64 array, shape (p,)
        Share of the area's residents; adds up to 1 for every area.
    origin_of_area : object array, shape (a,)
        A `SpreadOrigin`, or ``None`` for areas that weren't spread (not chosen, or nobody lives there).
    """

    area: Indices
    number: Indices
    x: Floats
    y: Floats
    share: Floats
    origin_of_area: NDArray[np.object_]


class Spreader:
    """Finds the points for the residents of areas.

    Parameters
    ----------
    project : Project
        Its residential land and network.
    areas : Areas
    residents : float64 array, shape (a,)
        Persons, to tell whether the land or street data can be complete.

    Attributes
    ----------
    notes : list of str
        German sentences about what the data did not allow, filled by `points`.
    """

    def __init__(self, project: Project, areas: Areas, residents: Floats) -> None:
        self._network = project.network
        land = np.asarray(project.residential_land.geometry.array, dtype=object)
        self._land = _repaired(land[~shapely.is_missing(land) & ~shapely.is_empty(land)])
        self._areas = areas
        self._residents = residents
        self.notes: list[str] = []

    def points(self, chosen: NDArray[np.bool_], progress: Progress) -> SpreadPoints:
        """Return points for every chosen area; an area in which nobody lives gets one point."""
        origin = np.full(len(chosen), None, dtype=object)
        found: dict[int, tuple[Floats, Floats, Floats]] = {}
        empty = chosen & (self._residents == 0)
        for row in np.flatnonzero(empty):
            found[int(row)] = self._middle(int(row))
        todo = np.flatnonzero(chosen & ~empty)
        grids = {}
        for at, row in enumerate(todo):
            progress.step(0.4 * at / len(todo), "Einwohner auf Wohnorte verteilen")
            shape = self._areas.shapes[row]
            grids[int(row)] = _grid(shape, FINE_GRID_M if shapely.area(shape) < FINE_BELOW_M2 else GRID_M)
        progress.step(0.4, "Einwohner auf Wohnbauland verteilen")
        steps: tuple[tuple[SpreadOrigin, Any], ...] = (
            ("residential_land", lambda rows: self._on_land(rows, grids)),
            ("streets", self._along_streets),
            ("district_area", lambda rows: {r: _weighted(grids[r]) if len(grids[r][0]) else self._middle(r) for r in rows}),
        )  # fmt: skip
        for at, (name, way) in enumerate(steps):
            progress.step(0.5 + 0.15 * at, "Einwohner auf Wohnorte verteilen")
            rows = [int(row) for row in todo if int(row) not in found]
            done = way(rows) if rows else {}
            found |= done
            origin[list(done)] = name
        order = sorted(found)
        counts = np.array([len(found[row][0]) for row in order], np.int64)
        if not order:
            nothing = np.zeros(0)
            return SpreadPoints(counts, counts, nothing, nothing, nothing, origin)
        return SpreadPoints(
            np.repeat(np.array(order, np.int64), counts),
            np.concatenate([np.arange(1, n + 1) for n in counts]),
            np.concatenate([found[row][0] for row in order]),
            np.concatenate([found[row][1] for row in order]),
            np.concatenate([found[row][2] / found[row][2].sum() for row in order]),
            origin,
        )

    def _middle(self, row: int) -> tuple[Floats, Floats, Floats]:
        point = shapely.point_on_surface(self._areas.shapes[row])
        return np.array([shapely.get_x(point)]), np.array([shapely.get_y(point)]), np.ones(1)

    def _on_land(
        self, rows: list[int], grids: dict[int, tuple[Floats, Floats]]
    ) -> dict[int, tuple[Floats, Floats, Floats]]:
        """Return the grid points on residential land, for areas whose land can hold their residents."""
        if not len(self._land):
            return {}
        x, y = (np.concatenate([grids[row][k] for row in rows]) for k in (0, 1))
        owner = np.repeat(rows, [len(grids[row][0]) for row in rows])
        on_land = np.zeros(len(x), bool)
        on_land[_inside(self._land, x, y)[1]] = True
        tree = shapely.STRtree(self._land)
        found, too_dense = {}, 0
        for row in rows:
            low, high = np.searchsorted(owner, [row, row + 1])  # rows rise, so do their points
            here = np.flatnonzero(on_land[low:high]) + low
            shape = self._areas.shapes[row]
            spacing = FINE_GRID_M if shapely.area(shape) < FINE_BELOW_M2 else GRID_M
            places, square_m = (x[here], y[here]), len(here) * spacing**2
            if len(here) < FEW_POINTS:
                near = tree.query(shape, predicate="intersects")
                part = shapely.intersection(shape, shapely.union_all(self._land[near]))
                square_m = float(shapely.area(part))
                if square_m <= 0:
                    continue
                places = _grid(part, FINEST_GRID_M)
                if not len(places[0]):
                    middle = shapely.point_on_surface(part)
                    places = np.array([shapely.get_x(middle)]), np.array([shapely.get_y(middle)])
            if self._residents[row] > MAX_PER_HECTARE * square_m / 10_000:
                too_dense += 1
                continue
            found[row] = _weighted(places)
        if too_dense:
            self.notes.append(
                f"In {number(too_dense)} {'Quartier' if too_dense == 1 else 'Quartieren'} ist das bekannte Wohnbauland zu klein "
                f"für die Einwohnerzahl (mehr als {number(MAX_PER_HECTARE)} Personen je Hektar, Annahme); "
                "es gilt dort als unvollständig und bleibt unbenutzt."
            )
        return found

    def _along_streets(self, rows: list[int]) -> dict[int, tuple[Floats, Floats, Floats]]:
        """Return points about every 50 m along the streets of each area, weighted by metres of street."""
        if self._network is None or not self._network.edge_count:
            return {}
        x, y, weight, all_classes = street_points(self._network)
        some = Areas(np.array(rows, object), self._areas.shapes[rows])
        at = some.row_at(x, y)
        found, too_dense = {}, 0
        order = np.argsort(at, kind="stable")
        limits = np.searchsorted(at[order], np.arange(len(rows) + 1))
        for k, row in enumerate(rows):
            here = order[limits[k] : limits[k + 1]]
            if not len(here):
                continue
            if self._residents[row] > MAX_PER_STREET_M * weight[here].sum():
                too_dense += 1
                continue
            found[row] = x[here], y[here], weight[here]
        if too_dense:
            self.notes.append(
                f"In {number(too_dense)} {'Quartier' if too_dense == 1 else 'Quartieren'} sind zu wenige Straßen bekannt "
                f"(mehr als {number(MAX_PER_STREET_M)} Personen je Meter Straße, Annahme); "
                "die Einwohner sind dort auf die Fläche verteilt."
            )
        if found and all_classes:
            self.notes.append(
                "Die Straßenklassen des Wegenetzes sind unbekannt; die Einwohner sind entlang aller Wege verteilt."
            )
        return found


def _weighted(places: tuple[Floats, Floats]) -> tuple[Floats, Floats, Floats]:
    return places[0], places[1], np.ones(len(places[0]))


def _grid(shape: shapely.Geometry, spacing: float) -> tuple[Floats, Floats]:
    """Return the points of a grid inside a polygon: the middles of squares aligned to whole multiples."""
    if shapely.is_missing(shape) or shapely.is_empty(shape):
        return np.zeros(0), np.zeros(0)
    west, south, east, north = shapely.bounds(shape) / spacing
    across = (np.arange(np.floor(west), np.ceil(east)) + 0.5) * spacing
    up = (np.arange(np.floor(south), np.ceil(north)) + 0.5) * spacing
    x, y = (part.ravel() for part in np.meshgrid(across, up))
    own = own_copy(shape)
    shapely.prepare(own)
    inside = shapely.contains_xy(own, x, y)
    return x[inside], y[inside]


def street_points(network: WalkNetwork) -> tuple[Floats, Floats, Floats, bool]:
    """Return points about every 50 m along the streets that people live on.

    Returns
    -------
    x, y : float64 array, shape (p,)
        Metres; the middles of equal pieces of each edge.
    weight : float64 array, shape (p,)
        Metres of street that a point stands for.
    all_classes : bool
        Whether all ways had to be taken because none of the classes is known.
    """
    lived_on = np.array([name in LIVED_ON for name in network.classes], bool)
    open_air = (network.edge_flags & (BRIDGE | TUNNEL)) == 0
    all_classes = not (len(lived_on) and lived_on[network.edge_class].any())
    edges = np.flatnonzero(open_air if all_classes else lived_on[network.edge_class] & open_air)
    length = network.edge_length[edges]
    pieces = np.maximum(1, np.round(length / STREET_STEP_M)).astype(np.int64)
    weight = np.repeat(length / pieces, pieces)
    nth = np.arange(int(pieces.sum())) - np.repeat(np.cumsum(pieces) - pieces, pieces)
    x, y = EdgeShapes(network).coordinates(np.repeat(edges, pieces), (nth + 0.5) * weight)
    return x, y, weight, all_classes
