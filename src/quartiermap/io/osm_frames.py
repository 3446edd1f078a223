"""Makes the frames of a project out of one OSM file's tables: land, basemap, boundaries, barrier lines."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from quartiermap.domain import schema
from quartiermap.domain.kinds import Kinds
from quartiermap.domain.progress import Progress
from quartiermap.domain.project import empty_frame
from quartiermap.errors import Problem
from quartiermap.io import osm_facilities as facilities
from quartiermap.io import osm_features as features
from quartiermap.io.osm_areas import (
    Places,
    relation_lines,
    relation_polygons,
    relation_rows,
    way_lines,
    way_polygons,
)
from quartiermap.io.osm_rules import WalkRules
from quartiermap.io.osm_tables import OsmTables, Tags

Longs = NDArray[np.int64]

_AREA_TYPES = ("multipolygon", "boundary")


class FrameBuilder:
    """Makes frames in the project CRS out of the tables of one file."""

    def __init__(
        self,
        tables: OsmTables,
        places: Places,
        path: Path,
        epsg: int,
        clip: shapely.Geometry | None,
        progress: Progress,
    ) -> None:
        self.tables, self.places, self.path, self.epsg, self.clip = tables, places, path, epsg, clip
        self.progress = progress
        self.broken = self.cut = 0

    def _frame(self, columns: dict[str, Any], shapes: Any) -> gpd.GeoDataFrame:
        frame = gpd.GeoDataFrame(columns, geometry=gpd.GeoSeries(shapes, crs=f"EPSG:{self.epsg}"))
        return self._clipped(frame)

    def _clipped(self, frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
        if self.clip is not None and len(frame):
            frame = frame[shapely.intersects(self.clip, frame.geometry.to_numpy())].reset_index(drop=True)
        return frame

    def _areas(self, ways: Longs, relations: Longs) -> tuple[Any, NDArray[np.bool_]]:
        """Return the areas of ways and then relations, and which of them are whole."""
        _, _, lacking = relation_lines(self.tables, relations)
        shapes = np.concatenate(
            (
                way_polygons(self.tables, self.places, ways),
                relation_polygons(self.tables, self.places, relations, self.progress),
            )
        )
        whole = ~shapely.is_missing(shapes)
        rim = int((lacking > 0).sum())
        self.cut += rim
        self.broken += int((~whole).sum()) - rim
        return shapes, whole

    def facilities(self, kinds: Kinds) -> tuple[gpd.GeoDataFrame, gpd.GeoDataFrame]:
        """Return the facilities as points, and their outlines and entrances."""
        found = facilities.find(self.tables, self.places, kinds, self.progress)
        self.broken += found.broken
        frame = self._clipped(facilities.facility_frame(found, kinds, self.epsg))
        shapes = facilities.shape_frame(found, self.tables, self.places, kinds, self.epsg)
        return frame, shapes[shapes["facility_id"].isin(set(frame["facility_id"]))].reset_index(drop=True)

    def residential(self) -> gpd.GeoDataFrame:
        """Return areas with ``landuse=residential``."""
        self.progress.step(0.3, "Wohnbauland wird übernommen")
        wanted = [("landuse", "residential")]
        ways = np.flatnonzero(self.tables.way_tags.matching(wanted) & self.tables.way_closed)
        relations = relation_rows(self.tables, self.tables.relation_tags.matching(wanted), _AREA_TYPES)
        shapes, whole = self._areas(ways, relations)
        return self._frame({"source_id": np.full(int(whole.sum()), "", object)}, shapes[whole])

    def basemap(self) -> tuple[gpd.GeoDataFrame, gpd.GeoDataFrame, gpd.GeoDataFrame]:
        """Return areas, lines and place names of the background map."""
        self.progress.step(0.5, "Grundkarte wird übernommen")
        return self._basemap_areas(), self._basemap_lines(), self._basemap_places()

    def _basemap_areas(self) -> gpd.GeoDataFrame:
        tables = self.tables
        way_number, way_kinds = tables.way_tags.combinations(set(features.AREA_KEYS) - {"name"})
        relation_number, relation_kinds = tables.relation_tags.combinations(
            set(features.AREA_KEYS) - {"name"}
        )
        of_ways = _drawn(way_kinds, from_way=True)[way_number]
        of_relations = _drawn(relation_kinds, from_way=False)[relation_number]
        ways = np.flatnonzero((of_ways != "") & self.tables.way_closed)
        relations = relation_rows(tables, of_relations != "", _AREA_TYPES)
        shapes, whole = self._areas(ways, relations)
        classes = np.concatenate((of_ways[ways], of_relations[relations]))
        names = np.concatenate(
            (_texts(tables.way_tags, "name", ways), _texts(tables.relation_tags, "name", relations))
        )
        return self._frame({"class": classes[whole].astype(object), "name": names[whole]}, shapes[whole])

    def _basemap_lines(self) -> gpd.GeoDataFrame:
        tags = self.tables.way_tags
        number, kinds = tags.combinations(set(features.LINE_KEYS) - {"name", "ref"})
        drawn = [features.line_class(kind) for kind in kinds]
        rows = np.flatnonzero(np.array([line is not None for line in drawn], bool)[number])
        lines, which = way_lines(self.tables, self.places, rows)
        rows = rows[which]
        names, refs = _texts(tags, "name", rows), _texts(tags, "ref", rows)
        classes = np.array([line[0] if line else "" for line in drawn], object)
        ranks = np.array([line[1] if line else 0 for line in drawn], float)
        missing = np.array([name is None for name in names], bool)
        names[missing] = refs[missing]
        return self._frame(
            {"class": classes[number[rows]], "name": names, "rank": ranks[number[rows]]}, lines
        )

    def _basemap_places(self) -> gpd.GeoDataFrame:
        tags = self.tables.node_tags
        rows = np.flatnonzero(tags.having({"place"}) & ~np.isnan(self.places.x))
        found = [
            (row, words, features.place_class(words)) for row in rows.tolist() for words in [tags.of(row)]
        ]
        named = [(row, words["name"], place) for row, words, place in found if place is not None]
        at = np.array([row for row, _, _ in named], np.int64)
        return self._frame(
            {
                "class": np.array([place[0] for _, _, place in named], object),
                "name": np.array([name for _, name, _ in named], object),
                "rank": np.array([place[1] for _, _, place in named], float),
            },
            shapely.points(self.places.x[at], self.places.y[at]),
        )

    def barrier_lines(self, rules: WalkRules) -> gpd.GeoDataFrame:
        """Return what nobody walks across beside the ways (`schema.BARRIER_LINES`); areas give their outlines."""
        self.progress.step(0.8, "Hindernisse werden übernommen")
        tables = self.tables
        number, kinds = tables.way_tags.combinations(rules.line_keys)
        relation_number, relation_kinds = tables.relation_tags.combinations(rules.line_keys)
        lines_of = _words([rules.line_class(kind) for kind in kinds])[number]
        areas_of = _words([rules.line_class(kind, area=True) for kind in kinds])[number]
        relations_of = _words([rules.line_class(kind, area=True) for kind in relation_kinds])[relation_number]
        # Of areas the outline is what bars the way; it need not be whole, as at the rim of an extract.
        is_area = (areas_of != "") & self.tables.way_closed
        classes = np.where(is_area, areas_of, lines_of)
        relations = relation_rows(tables, relations_of != "", _AREA_TYPES)
        members, owner, _ = relation_lines(tables, relations)
        names = _texts(tables.way_tags, "name", np.arange(len(tables.way_id)))
        for way, relation in zip(members.tolist(), relations[owner].tolist(), strict=True):
            if not classes[way]:
                classes[way] = relations_of[relation]
                names[way] = _texts(tables.relation_tags, "name", np.array([relation]))[0]
        rows = np.flatnonzero(classes != "")
        lines, which = way_lines(tables, self.places, rows)
        if not len(lines):
            return empty_frame(schema.BARRIER_LINES, self.epsg)
        chosen = rows[which]
        return self._frame(
            {
                "class": classes[chosen].astype(object),
                "name": names[chosen],
                "source_id": np.full(len(lines), "", object),
            },
            lines,
        )

    def boundaries(self) -> gpd.GeoDataFrame:
        """Return boundaries that can be districts, the usual level first."""
        tables = self.tables
        wanted = [("admin_level", level) for level in features.DISTRICT_LEVELS]
        ways = np.flatnonzero(tables.way_tags.matching(wanted) & self.tables.way_closed)
        relations = relation_rows(tables, tables.relation_tags.matching(wanted), _AREA_TYPES)
        found = [(int(tables.way_id[row]), tables.way_tags.of(row)) for row in ways.tolist()]
        found += [(int(tables.relation_id[row]), tables.relation_tags.of(row)) for row in relations.tolist()]
        good = np.array([features.district_level(tags) is not None for _, tags in found], bool)
        shapes, whole = self._areas(ways[good[: len(ways)]], relations[good[len(ways) :]])
        found = [each for each, keep in zip(found, good.tolist(), strict=True) if keep]
        found = [each for each, keep in zip(found, whole.tolist(), strict=True) if keep]
        levels = [tags["admin_level"] for _, tags in found]
        keys = [features.official_key(tags) for _, tags in found]
        own = [
            key if key is not None and keys.count(key) == 1 else f"osm-{i}"
            for (i, _), key in zip(found, keys, strict=True)
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
            shapes[whole],
        )
        order = {f"admin_level {level}": n for n, level in enumerate(features.DISTRICT_LEVELS)}
        return frame.iloc[np.argsort(frame["level"].map(order), kind="stable")].reset_index(drop=True)

    def problems(self) -> list[Problem]:
        """Return the notes about areas."""
        texts = (
            (self.broken, "Flächen mit fehlerhafter Geometrie wurden ausgelassen.", "osm_broken_areas", "warning"),
            (self.cut, "Flächen, von denen der Auszug nur einen Teil enthält, wurden ausgelassen.", "osm_cut_areas", "info"),
        )  # fmt: skip
        return [
            Problem(
                text,
                file=self.path.name,
                count=count,
                code=code,
                severity="info" if severity == "info" else "warning",
            )
            for count, text, code, severity in texts
            if count
        ]


def _drawn(kinds: list[dict[str, str]], *, from_way: bool) -> Any:
    """Return the basemap class of each combination of tags, empty for none."""
    found = []
    for tags in kinds:
        drawn = features.area_class(tags) if tags.get("area") != "no" else None
        if drawn == "square" and from_way and tags.get("area") != "yes" and "place" not in tags:
            drawn = None  # a closed street round a block is not a square
        found.append(drawn)
    return _words(found)


def _words(values: list[Any]) -> Any:
    return np.array([value or "" for value in values] or [""], np.str_)


def _texts(tags: Tags, key: str, rows: Longs) -> Any:
    """Return the texts of a key for some objects, ``None`` where they have none."""
    texts = np.array([*tags.texts, None], object)
    return texts[tags.column(key)[rows]]
