"""What the map of one district shows, taken from the project: no drawing, no paper.

The project is the one that may be shown (`report_suppression.shown`); where a district's share in reach is secret
no dwelling place of it is given a class, for counting them would tell the share.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import pyproj
import shapely
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from quartiermap.analysis.ground import facility_coordinates, outside_network
from quartiermap.domain import texts
from quartiermap.domain.findings import Gap, Reason
from quartiermap.domain.network import Floats
from quartiermap.domain.project import Project
from quartiermap.domain.schema import States
from quartiermap.domain.standards import Standard
from quartiermap.io import bundled

GRID_CRS = "EPSG:3035"
"""Census cells are squares in this system."""

POINT_SIDE_M = 40.0
"""Side of the square that stands for a demand point along a street."""

GRIDDED = ("district_area", "residential_land")
"""Origins whose demand points lie on a grid: the squares around them fill the ground."""

FAR = 1.5
"""From so many times the target on a way counts as far (the darkest class)."""

IN_REACH, BEYOND, FAR_BEYOND, UNKNOWN = 0, 1, 2, 3
"""Classes of dwelling places; `UNKNOWN` where the network has no data."""

Window = tuple[float, float, float, float]
"""West, south, east, north in the project CRS."""

Ints64 = NDArray[np.int64]


@dataclass(frozen=True)
class Reach:
    """Dwelling places in one district by the way to the nearest facility.

    Parameters
    ----------
    state : States
        `VALUE`, or why nothing can be said.
    counts : tuple of int
        Dwelling places in the district by class (`IN_REACH`, `BEYOND`, `FAR_BEYOND`, `UNKNOWN`).
    """

    state: States
    counts: tuple[int, int, int, int] = (0, 0, 0, 0)


@dataclass(frozen=True)
class ShownFacility:
    """A facility on a map; `number` counts those in the district, 0 for one outside."""

    facility_id: str
    kind: str
    name: str
    x: float
    y: float
    planned: bool
    number: int = 0


class DistrictScenes:
    """What there is to show of every district; prepared once for a project.

    Parameters
    ----------
    project : Project
        As it may be shown: see `report_suppression.shown`.
    kind : str or None
        Whose reach is drawn on every map; ``None``: of the district's most pressing gap.
    """

    def __init__(self, project: Project, kind: str | None = None) -> None:
        self.project = project
        self.kind = kind
        districts = project.reporting_districts
        self.ids = tuple(districts["district_id"].astype(str))
        self.shapes = districts.geometry.to_numpy()
        self.names = tuple(
            i if pd.isna(name) or not str(name).strip() else " ".join(str(name).split())
            for i, name in zip(self.ids, districts["name"], strict=True)
        )
        self._row = {i: n for n, i in enumerate(self.ids)}
        self._parents = districts["parent_id"].tolist()
        self._tree = shapely.STRtree(self.shapes)
        self._standards: tuple[Standard, ...] = ()
        if project.analysis is not None:
            self._standards = project.analysis.parameters.standards
        self._gaps: dict[str, list[Gap]] = {}
        for gap in sorted(
            project.analysis.gaps if project.analysis else (), key=lambda g: (g.rank, g.gap_id)
        ):
            self._gaps.setdefault(gap.district_id, []).append(gap)
        self._facilities = self._prepare_facilities()
        self._figures = self._prepare_figures()
        self._dwellings = None if project.analysis is None else _Dwellings(project)

    # -- one district ------------------------------------------------------------------------------------------

    def shape(self, district_id: str) -> Any:
        """Return the outline of a district."""
        return self.shapes[self._row[district_id]]

    def name(self, district_id: str) -> str:
        """Return the name of a district, its key where it has none."""
        return self.names[self._row[district_id]]

    def parent_name(self, district_id: str) -> str:
        """Return the name of the district above, empty if there is none."""
        parent = self._parents[self._row[district_id]]
        if pd.isna(parent):
            return ""
        rows = self.project.districts[self.project.districts["district_id"].astype(str) == str(parent)]
        return "" if rows.empty or pd.isna(rows["name"].iloc[0]) else str(rows["name"].iloc[0])

    def gaps(self, district_id: str) -> Sequence[Gap]:
        """Return the gaps of a district, the most pressing first."""
        return self._gaps.get(district_id, [])

    def standard(self, district_id: str) -> Standard | None:
        """Return the standard whose reach the map shows.

        That of the chosen kind; else of the most pressing gap (one out of reach before others); else of the kind with
        the smallest share in reach; ``None`` where nothing is known.
        """
        if self.kind is not None:
            return self._primary(self.kind)
        gaps = self.gaps(district_id)
        for gap in [*(g for g in gaps if g.reason is Reason.OUT_OF_REACH), *gaps]:
            found = next((s for s in self._standards if s.id == gap.standard_id), None)
            if found is not None:
                return found
        figures = self._figures.get(district_id, {})
        shares = [(share, n) for n, s in enumerate(self._standards) if s.primary and np.isfinite(share := figures.get(s.id, (np.nan, ""))[0])]  # fmt: skip
        return self._standards[min(shares)[1]] if shares else None

    def _primary(self, kind: str) -> Standard | None:
        of_kind = [s for s in self._standards if s.kind == kind]
        return next((s for s in of_kind if s.primary), of_kind[0] if of_kind else None)

    def surveyed(self, standard: Standard) -> bool:
        """Tell whether anybody gathered facilities of this kind; if not, nobody is out of their reach either."""
        return bool((self.project.facilities["kind"] == standard.kind).any())

    def state(self, district_id: str, standard: Standard) -> States:
        """Return whether the reach of a standard may be told for a district, or why not."""
        if self._dwellings is None or not self.surveyed(standard):
            return States.NO_DATA
        state = self._figures.get(district_id, {}).get(standard.id, (np.nan, States.NO_DATA.value))[1]
        return States(state) if state in set(States) else States.NO_DATA

    def reach(self, district_id: str, standard: Standard) -> Reach:
        """Return how many dwelling places of a district lie in and out of reach."""
        state = self.state(district_id, standard)
        if state is not States.VALUE or self._dwellings is None:
            return Reach(state)
        classes = self._dwellings.classes(standard)[self._dwellings.of_district(district_id)]
        counts = np.bincount(classes[classes >= 0], minlength=4)
        return Reach(state, (int(counts[0]), int(counts[1]), int(counts[2]), int(counts[3])))

    def facilities(self, district_id: str) -> list[ShownFacility]:
        """Return the facilities in a district, numbered by kind and name."""
        row = self._row[district_id]
        frame, rows = self._facilities, self._facilities["row"].to_numpy()
        return [_facility(f, n + 1) for n, f in enumerate(frame[rows == row].itertuples(index=False))]

    # -- around it ---------------------------------------------------------------------------------------------

    def neighbours(self, district_id: str, window: Window) -> list[tuple[str, Any]]:
        """Return name and outline of every other district that touches a window."""
        own = self._row[district_id]
        return [(self.names[n], self.shapes[n]) for n in self._districts_in(window) if n != own]

    def _districts_in(self, window: Window) -> Ints64:
        return np.sort(self._tree.query(shapely.box(*window), predicate="intersects"))

    def facilities_around(self, district_id: str, window: Window) -> list[ShownFacility]:
        """Return the facilities in a window that lie outside the district."""
        frame = self._facilities
        west, south, east, north = window
        near = (
            (frame["x"] > west)
            & (frame["x"] < east)
            & (frame["y"] > south)
            & (frame["y"] < north)
            & (frame["row"] != self._row[district_id])
        )
        return [_facility(f, 0) for f in frame[near].itertuples(index=False)]

    def dwellings(self, window: Window, standard: Standard) -> tuple[list[Any], list[Any]]:
        """Return the dwelling places in a window, and the districts about which nothing may be told.

        Returns
        -------
        areas : list of geometry
            One for each class (`IN_REACH` to `UNKNOWN`), in the project CRS; empty ones where there is none.
        secret : list of polygon
            Districts whose share in reach is secret: their dwelling places are not among the areas.
        """
        if self._dwellings is None:
            return [shapely.MultiPolygon()] * 4, []
        rows = self._districts_in(window)
        states = {self.ids[n]: self.state(self.ids[n], standard) for n in rows}
        hidden = {i for i, s in states.items() if s is States.SECRET}
        areas = self._dwellings.areas(window, standard, hidden)
        if not self.surveyed(standard):
            areas = [*([shapely.MultiPolygon()] * 3), shapely.union_all(areas)]
        return areas, [self.shapes[n] for n in rows if self.ids[n] in hidden]

    def facility_sources(self, facilities: Sequence[ShownFacility]) -> set[str]:
        """Return the ids of the sources that some facilities come from."""
        ids = {f.facility_id for f in facilities}
        frame = self._facilities
        return set(frame.loc[frame["facility_id"].isin(ids), "source_id"].dropna().astype(str))

    # -- prepared once -----------------------------------------------------------------------------------------

    def _prepare_facilities(self) -> pd.DataFrame:
        frame = self.project.facilities
        order = {k: n for n, k in enumerate(bundled.kinds().ids)}
        x, y = facility_coordinates(frame)
        row = np.full(len(frame), -1)
        if len(frame) and len(self.shapes):
            places, polygons = self._tree.query(frame.geometry.to_numpy(), predicate="intersects")
            for place, polygon in sorted(zip(places.tolist(), polygons.tolist(), strict=True), reverse=True):
                row[place] = polygon  # on a shared border the first district, as in the tables
        found = pd.DataFrame(
            {
                "facility_id": frame["facility_id"].astype(str).to_numpy(),
                "kind": frame["kind"].astype(str).to_numpy(),
                "name": ["" if pd.isna(n) else " ".join(str(n).split()) for n in frame["name"]],
                "planned": (frame["status"] == "geplant").to_numpy(bool, na_value=False),
                "closed": (frame["status"] == "geschlossen").to_numpy(bool, na_value=False),
                "source_id": frame["source_id"].to_numpy(),
                "x": x,
                "y": y,
                "row": row,
            }
        )
        found = found[~found["closed"] & np.isfinite(found["x"]) & np.isfinite(found["y"])]
        found["order"] = [order.get(k, len(order)) for k in found["kind"]]
        found["folded"] = [texts.fold(n) or "~" for n in found["name"]]
        return found.sort_values(["order", "kind", "folded", "facility_id"]).reset_index(drop=True)

    def _prepare_figures(self) -> dict[str, dict[str, tuple[float, str]]]:
        found: dict[str, dict[str, tuple[float, str]]] = {}
        if self.project.analysis is not None:
            frame = self.project.analysis.figures
            # Where bounds are told few persons are secret, not where dwelling places lie.
            bounds = frame.reindex(columns=["covered_share_low", "covered_share_high"]).notna().any(axis=1)
            states = frame["covered_share_state"].mask(bounds, States.VALUE.value)
            for district, standard, share, state in zip(
                frame["district_id"].astype(str), frame["standard_id"], frame["covered_share"], states, strict=True
            ):  # fmt: skip
                found.setdefault(district, {})[str(standard)] = (float(share), str(state))
        return found


def _facility(row: Any, number: int) -> ShownFacility:
    return ShownFacility(
        row.facility_id, row.kind, row.name, float(row.x), float(row.y), bool(row.planned), number
    )


class _Dwellings:
    """Where people live, as squares, and how far from there the nearest facility is."""

    def __init__(self, project: Project) -> None:
        analysis = project.analysis
        if analysis is None:
            raise ValueError("no result")
        self.access = analysis.access
        table = analysis.demand.table
        self.x: Floats = table["x"].to_numpy(np.float64)
        self.y: Floats = table["y"].to_numpy(np.float64)
        self.district = table["district_id"].astype(object).to_numpy()
        population = table["population"].to_numpy(np.float64, na_value=np.nan)
        self.lived_in = population != 0  # an unknown number is not nobody
        side = table["resolution_m"].to_numpy(np.float64, na_value=0.0)
        self.gridded = side > 0
        self.side = np.where(self.gridded, side, self._spacing(analysis.demand.origin))
        self.outside = outside_network(analysis.access, len(table))
        grid_x, grid_y = self.x.copy(), self.y.copy()
        self._to_project: Any = None
        if self.gridded.any() and project.epsg is not None:
            to_grid = pyproj.Transformer.from_crs(f"EPSG:{project.epsg}", GRID_CRS, always_xy=True)
            self._to_project = pyproj.Transformer.from_crs(GRID_CRS, f"EPSG:{project.epsg}", always_xy=True)
            own = self.gridded
            there_x, there_y = to_grid.transform(self.x[own], self.y[own])
            grid_x[own] = (np.floor(np.asarray(there_x) / side[own]) + 0.5) * side[own]
            grid_y[own] = (np.floor(np.asarray(there_y) / side[own]) + 0.5) * side[own]
        self.grid_x, self.grid_y = grid_x, grid_y
        self._classes: dict[str, Ints64] = {}

    def _spacing(self, origin: str) -> Floats:
        """Return the side of the square that stands for each spread point."""
        if origin not in GRIDDED or len(self.x) < 2:
            return np.full(len(self.x), POINT_SIDE_M)
        points = np.column_stack((self.x, self.y))
        nearest = cKDTree(points).query(points, k=2)[0][:, 1]
        # Grids of 100, 50 and 25 m (`analysis.spreading`); a lone point has no neighbour on its grid.
        return np.asarray(np.where(nearest > 75, 100.0, np.where(nearest > 37.5, 50.0, 25.0)))

    def of_district(self, district_id: str) -> NDArray[np.bool_]:
        return np.asarray(self.district == district_id, dtype=bool)

    def classes(self, standard: Standard) -> Ints64:
        """Return the class of every dwelling place, -1 where nobody lives."""
        if standard.id not in self._classes:
            distance = self.access.distance_for(standard)
            if distance is None:
                found = np.full(len(self.x), UNKNOWN, np.int64)
            else:
                found = np.full(len(self.x), FAR_BEYOND, np.int64)
                found[distance <= FAR * standard.target_m] = BEYOND
                found[distance <= standard.target_m] = IN_REACH
                found[self.outside | np.isnan(distance)] = UNKNOWN
            found[~self.lived_in] = -1
            self._classes[standard.id] = found
        return self._classes[standard.id]

    def areas(self, window: Window, standard: Standard, hidden: set[str]) -> list[Any]:
        west, south, east, north = window
        margin = 150.0
        near = (
            (self.x > west - margin)
            & (self.x < east + margin)
            & (self.y > south - margin)
            & (self.y < north + margin)
        )
        if hidden:
            near &= ~np.isin(self.district, list(hidden))
        rows = np.flatnonzero(near)
        classes = self.classes(standard)[rows]
        return [self._together(rows[classes == number]) for number in range(4)]

    def _together(self, rows: Ints64) -> Any:
        """Return squares as one area; squares of one grid share their sides exactly before they are joined."""
        parts = []
        for on_grid in (True, False):
            own = rows[self.gridded[rows] == on_grid]
            if not len(own):
                continue
            half = self.side[own] / 2
            x, y = self.grid_x[own], self.grid_y[own]
            joined = shapely.union_all(shapely.box(x - half, y - half, x + half, y + half))
            if on_grid and self._to_project is not None:
                joined = shapely.transform(joined, self._in_project)
            parts.append(joined)
        return shapely.union_all(parts) if len(parts) > 1 else parts[0] if parts else shapely.MultiPolygon()

    def _in_project(self, points: Floats) -> Floats:
        x, y = self._to_project.transform(points[:, 0], points[:, 1])
        return np.column_stack((x, y))
