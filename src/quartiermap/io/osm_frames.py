"""Makes the network and the frames in the project CRS out of one scan of an OSM file."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pyproj
import shapely

from quartiermap.domain import schema
from quartiermap.domain.network import WalkNetwork
from quartiermap.domain.progress import Progress
from quartiermap.domain.project import empty_frame
from quartiermap.errors import InputError, Problem
from quartiermap.io import osm_features as features
from quartiermap.io.bundled import kinds as kind_catalogue
from quartiermap.io.chains import build_network
from quartiermap.io.osm_rules import WalkRules
from quartiermap.io.osm_scan import Scan, WayShapes


class FrameBuilder:
    """Makes frames and arrays in the project CRS out of one scan."""

    def __init__(
        self, found: Scan, path: Path, epsg: int, clip: shapely.Geometry | None, progress: Progress
    ) -> None:
        self.found, self.path, self.epsg, self.clip, self.progress = found, path, epsg, clip, progress
        self.problems: list[Problem] = []
        self._to_metric = pyproj.Transformer.from_crs(4326, epsg, always_xy=True)
        if clip is not None:
            shapely.prepare(clip)

    def _project(self, lon: Any, lat: Any) -> tuple[Any, Any]:
        x, y = self._to_metric.transform(lon, lat)
        return np.asarray(x), np.asarray(y)

    def _shapes(self, wkb: Sequence[str | None]) -> Any:
        shapes = shapely.from_wkb(np.array(wkb, object))
        return shapely.transform(shapes, lambda c: np.column_stack(self._project(c[:, 0], c[:, 1])))

    def _frame(self, columns: dict[str, Any], shapes: Any) -> gpd.GeoDataFrame:
        frame = gpd.GeoDataFrame(columns, geometry=gpd.GeoSeries(shapes, crs=f"EPSG:{self.epsg}"))
        if self.clip is not None and len(frame):
            frame = frame[shapely.intersects(self.clip, frame.geometry.to_numpy())].reset_index(drop=True)
        return frame

    def network(self, rules: WalkRules) -> WalkNetwork:
        """Return the walk network; ways that lack nodes at the rim and locked gates are split there."""
        found = self.found
        if not found.walk_class:
            what = "enthält keine Wege, die man gehen kann" if found.ways_seen else "enthält keine Wege"
            raise InputError(
                Problem(
                    f"Die OSM-Datei {what}.",
                    "Einen Auszug mit Straßen und Wegen (highway=*) angeben.",
                    file=self.path.name,
                    code="osm_no_ways",
                )
            )
        self.progress.step(0.0, "Wegenetz wird aufgebaut")
        names = {name: number for number, name in enumerate(rules.class_names)}
        of_class = np.array([names[name] for name in found.walk_class], np.int16)
        flags = np.array(found.walk_flags, np.uint8)
        ref, x, y, first = self._ways(found.walk)
        if self.clip is not None:
            keep = self._touching(x, y, first)
            ref, x, y, first = _take_ways(keep, ref, x, y, first)
            of_class, flags = of_class[keep], flags[keep]
        ref, x, y, first, way = _split_ways(ref, x, y, first, found.barriers)
        missing = int(np.isnan(x).sum())
        if missing:
            self._note_missing(missing)
        known = ~np.isnan(x)
        # Ways were split at unknown nodes, so these stand alone in pieces of one vertex and drop out here.
        sizes = np.add.reduceat(known, first[:-1]) if len(first) > 1 else np.zeros(0, np.int64)
        whole = sizes >= 2
        ref, x, y, first = _take_ways(whole, ref, x, y, first)
        way = way[whole]
        _, at_first, numbers = np.unique(ref, return_index=True, return_inverse=True)
        return build_network(
            x[at_first], y[at_first], numbers, first, of_class[way], flags[way], rules.class_names, "osm",
            self.progress.part(0.1, 0.6),
        )  # fmt: skip

    def _ways(self, shapes: WayShapes) -> tuple[Any, Any, Any, Any]:
        ref, lon, lat, first = shapes.arrays()
        x, y = np.full(len(lon), np.nan), np.full(len(lat), np.nan)
        known = ~np.isnan(lon)
        x[known], y[known] = self._project(lon[known], lat[known])
        return ref, x, y, first

    def _touching(self, x: Any, y: Any, first: Any) -> Any:
        lines, has_line = _lines(x, y, first)
        keep = np.zeros(len(first) - 1, bool)
        keep[has_line] = shapely.intersects(self.clip, lines)
        return keep

    def _note_missing(self, count: int) -> None:
        self.problems.append(
            Problem(
                "Am Rand des Auszugs fehlen Knoten; die Wege enden dort.",
                "Liegt der Rand in der Gemeinde, einen größeren Auszug verwenden.",
                file=self.path.name,
                count=count,
                code="osm_missing_nodes",
                severity="info",
            )
        )

    def facilities(self) -> gpd.GeoDataFrame:
        """Return the facilities as points on their areas, one row per kind."""
        self.progress.step(0.6, "Einrichtungen werden übernommen")
        wkb = [s if isinstance(s, str) else None for s in self.found.facility_shapes]
        areas = self._shapes(wkb) if wkb else np.zeros(0, object)
        size = shapely.area(areas)
        inside = shapely.point_on_surface(areas)
        lonlat = np.array(
            [s if isinstance(s, tuple) else (np.nan, np.nan) for s in self.found.facility_shapes]
        )
        lonlat = lonlat.reshape(-1, 2)
        alone = ~np.isnan(lonlat[:, 0])
        points = np.array(inside, object)
        if alone.any():
            points[alone] = shapely.points(*self._project(lonlat[alone, 0], lonlat[alone, 1]))
        rows: list[dict[str, Any]] = []
        at: list[int] = []
        catalogue = kind_catalogue()
        for number_, (osm_id, tags, of_kinds) in enumerate(self.found.facilities):
            for order, kind in enumerate(of_kinds):
                rows.append(
                    {
                        "facility_id": osm_id if order == 0 else f"{osm_id}-{kind}",
                        "kind": kind,
                        "name": tags.get("name"),
                        "operator": tags.get("operator"),
                        # The places of a school with two levels cannot be told apart.
                        "places": features.capacity(tags) if len(of_kinds) == 1 else np.nan,
                        "area_m2": float(size[number_])
                        if catalogue[kind].open_space and not alone[number_]
                        else np.nan,
                        "condition": None,
                        "barrier_free": features.barrier_free(tags),
                        "status": "Bestand",
                        "opening_year": features.opening_year(tags),
                        "address": features.address(tags),
                        "source_id": "",
                    }
                )
                at.append(number_)
        if not rows:
            return empty_frame(schema.FACILITIES, self.epsg)
        columns = {name: [row[name] for row in rows] for name in schema.FACILITIES.names}
        return self._frame(columns, points[at])

    def residential(self) -> gpd.GeoDataFrame:
        """Return areas with ``landuse=residential``."""
        shapes = self._shapes(self.found.residential)
        return self._frame({"source_id": [""] * len(shapes)}, shapes)

    def basemap(self) -> tuple[gpd.GeoDataFrame, gpd.GeoDataFrame, gpd.GeoDataFrame]:
        """Return areas, lines and place names of the background map."""
        self.progress.step(0.8, "Grundkarte wird übernommen")
        found = self.found
        areas = self._frame(
            {"class": [c for c, _ in found.area_rows], "name": [n for _, n in found.area_rows]},
            self._shapes(found.area_shapes),
        )
        ref, x, y, first = self._ways(found.lines)
        _, x, y, first, way = _split_ways(ref, x, y, first, set())
        lines, has_line = _lines(x, y, first)
        rows = [found.line_rows[i] for i in way[has_line]]
        line_frame = self._frame(
            {"class": [r[0] for r in rows], "name": [r[1] for r in rows], "rank": np.array([r[2] for r in rows], float)},
            lines,
        )  # fmt: skip
        places = found.places
        x, y = self._project(np.array([p[3] for p in places]), np.array([p[4] for p in places]))
        place_frame = self._frame(
            {"class": [p[0] for p in places], "name": [p[1] for p in places], "rank": np.array([p[2] for p in places], float)},
            shapely.points(x, y),
        )  # fmt: skip
        return areas, line_frame, place_frame

    def boundaries(self) -> gpd.GeoDataFrame | None:
        """Return boundaries that can be districts, the usual level first."""
        found = self.found.boundaries
        shapes = self._shapes(self.found.boundary_shapes)
        levels = [tags["admin_level"] for _, tags in found]
        keys = [features.official_key(tags) for _, tags in found]
        own = [
            k if k is not None and keys.count(k) == 1 else f"osm-{i}"
            for (i, _), k in zip(found, keys, strict=True)
        ]
        ranks = {level: rank for rank, level in enumerate(sorted(set(levels), key=int), start=1)}
        frame = self._frame(
            {
                "district_id": own,
                "name": [tags.get("name") for _, tags in found],
                "level": [f"admin_level {level}" for level in levels],
                "level_rank": [float(ranks[level]) for level in levels],
                "parent_id": [None] * len(found),
                "source_id": [""] * len(found),
            },
            shapes,
        )
        order = {f"admin_level {level}": n for n, level in enumerate(features.DISTRICT_LEVELS)}
        return frame.iloc[np.argsort(frame["level"].map(order), kind="stable")].reset_index(drop=True)

    def all_problems(self) -> tuple[Problem, ...]:
        """Return every note about the file."""
        if self.found.sorted_first:
            self.problems.append(
                Problem(
                    "Die Objekte standen nicht in der Reihenfolge ihrer Nummern; die Datei wurde vor dem Lesen sortiert.",
                    file=self.path.name,
                    code="osm_sorted",
                    severity="info",
                )
            )
        if self.found.broken_areas:
            self.problems.append(
                Problem(
                    "Flächen mit fehlerhafter oder unvollständiger Geometrie wurden ausgelassen.",
                    file=self.path.name,
                    count=self.found.broken_areas,
                    code="osm_broken_areas",
                    severity="warning",
                )
            )
        return tuple(self.problems)


def _take_ways(keep: Any, ref: Any, x: Any, y: Any, first: Any) -> tuple[Any, Any, Any, Any]:
    sizes = np.diff(first)
    vertices = np.repeat(keep, sizes)
    return ref[vertices], x[vertices], y[vertices], np.concatenate(([0], np.cumsum(sizes[keep])))


def _split_ways(ref: Any, x: Any, y: Any, first: Any, barriers: set[int]) -> tuple[Any, Any, Any, Any, Any]:
    """Cut ways at barriers and around nodes that are not in the file.

    A barrier inside a way becomes two vertices with new negative numbers, one for each side: the way leads up
    to it from both sides, but not through. A barrier at the end of a way gets a number of its own there.

    Returns
    -------
    ref, x, y, first, way
        The pieces, and for each the number of the way it comes from.
    """
    way = np.repeat(np.arange(len(first) - 1), np.diff(first))
    shut = (
        np.isin(ref, np.fromiter(barriers, np.int64, len(barriers))) if barriers else np.zeros(len(ref), bool)
    )
    start = np.zeros(len(ref), bool)
    start[first[:-1]] = True
    end = np.zeros(len(ref), bool)
    end[first[1:] - 1] = True
    times = np.where(shut & ~start & ~end, 2, 1)
    ref, x, y, way = (np.repeat(a, times) for a in (ref, x, y, way))
    begins = np.repeat(start, times)
    position = np.cumsum(times) - times
    begins[position[times == 2] + 1] = True
    closed = np.repeat(shut, times)
    # Node ids of editors may be negative too; numbers below every id in use cannot collide.
    lowest = min(int(ref.min()), 0) if len(ref) else 0
    ref = np.where(closed, lowest - 1 - np.arange(len(ref)), ref)
    unknown = np.isnan(x)
    begins |= unknown
    begins[1:] |= unknown[:-1]
    starts = np.flatnonzero(begins)
    return ref, x, y, np.concatenate((starts, [len(ref)])), way[starts]


def _lines(x: Any, y: Any, first: Any) -> tuple[Any, Any]:
    """Return LineStrings of the ways that have at least two known vertices, and which those are."""
    known = ~np.isnan(x)
    way = np.repeat(np.arange(len(first) - 1), np.diff(first))[known]
    counts = np.bincount(way, minlength=len(first) - 1)
    enough = counts >= 2
    vertices = enough[way]
    numbers = np.cumsum(enough) - 1
    lines = shapely.linestrings(
        np.column_stack((x[known][vertices], y[known][vertices])), indices=numbers[way[vertices]]
    )
    return lines, enough
