"""OpenStreetMap files: walk network, facilities, residential land, basemap and boundaries.

Read with pyosmium, because GDAL silently returns nothing on a damaged file (engine notes, section 1). The
walking rules are data (``data/walk_rules.toml``); nodes are joined by their id, never by their place.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from quartiermap.domain.crs import GERMANY_LONLAT, utm_epsg
from quartiermap.domain.network import WalkNetwork
from quartiermap.domain.progress import Progress
from quartiermap.domain.project import Project
from quartiermap.domain.texts import degrees
from quartiermap.errors import InputError, Problem
from quartiermap.io import osm_facilities, osm_notes
from quartiermap.io import osm_features as features
from quartiermap.io.bundled import kinds as kind_catalogue
from quartiermap.io.osm_areas import find_nodes, place_nodes
from quartiermap.io.osm_frames import FrameBuilder
from quartiermap.io.osm_network import KEYS as NETWORK_KEYS
from quartiermap.io.osm_network import choose_ways, walk_network
from quartiermap.io.osm_rules import WalkRules, walk_rules
from quartiermap.io.osm_scan import open_tables
from quartiermap.io.osm_tables import UNDEFINED, OsmTables

ATTRIBUTION = "© OpenStreetMap-Mitwirkende (ODbL)"
"""How OpenStreetMap data must be named on every map and in every report."""

WANTS = frozenset({"network", "facilities", "barriers", "residential", "basemap", "boundaries"})
"""Everything that `read_osm` can give, all of it in one pass over the file."""

CLIP_BUFFER_M = 3000.0
"""Ways and facilities up to this far outside the districts are kept, so that ways across the edge of town count."""


class OsmRequest(Protocol):
    """The fields of `quartiermap.io.importers.ImportRequest` that count for an OSM file."""

    @property
    def layer(self) -> str:
        """Layer of ``quartiermap import``."""

    @property
    def kind(self) -> str | None:
        """Facility kind to keep, ``None`` for all."""

    @property
    def sublayer(self) -> str | None:
        """Administrative level of the districts (9, 10 or 11), ``None`` for the usual one."""


@dataclass(frozen=True)
class OsmData:
    """What one OSM file holds, in ``EPSG:epsg``; parts that were not wanted are ``None``.

    Parameters
    ----------
    facilities : GeoDataFrame or None
        Columns of `schema.FACILITIES`; unknown values are missing, never 0.
    facility_shapes : GeoDataFrame or None
        `schema.FACILITY_SHAPES` of those that are areas.
    barrier_lines : GeoDataFrame or None
        `schema.BARRIER_LINES`: what nobody walks across beside the ways.
    boundaries : GeoDataFrame or None
        Candidates for districts: columns of `schema.DISTRICTS` with ``level`` = ``"admin_level 10"`` etc.
    problems : tuple of Problem
        Warnings and notes; the file was usable.
    """

    epsg: int
    network: WalkNetwork | None = None
    facilities: gpd.GeoDataFrame | None = None
    facility_shapes: gpd.GeoDataFrame | None = None
    barrier_lines: gpd.GeoDataFrame | None = None
    residential_land: gpd.GeoDataFrame | None = None
    basemap_areas: gpd.GeoDataFrame | None = None
    basemap_lines: gpd.GeoDataFrame | None = None
    basemap_places: gpd.GeoDataFrame | None = None
    boundaries: gpd.GeoDataFrame | None = None
    problems: tuple[Problem, ...] = ()


def read_osm(
    path: Path,
    want: frozenset[str] = WANTS,
    epsg: int | None = None,
    progress: Progress | None = None,
    clip: shapely.Geometry | None = None,
) -> OsmData:
    """Read an OSM extract (.osm, .osm.gz, .osm.bz2, .osm.pbf; told apart by content).

    Parameters
    ----------
    path : Path
    want : frozenset of str
        Any of `WANTS`.
    epsg : int or None
        Metric CRS of the result; ``None`` chooses ETRS89/UTM 32 or 33 by the median longitude of the data, so
        that stray far-away nodes don't matter.
    clip : shapely geometry in ``EPSG:epsg``, optional
        Objects that touch it are kept, whole ones.

    Raises
    ------
    InputError
        If the file is empty, damaged, cut off or no OSM file, or holds nothing of what is wanted.
    """
    path = Path(path)
    progress = progress or Progress()
    rules = walk_rules()
    tables = open_tables(path, _keys(want, rules), progress.part(0.0, 0.4))
    at = find_nodes(tables)
    chosen = epsg if epsg is not None else _choose_epsg(tables, at, path)
    places = place_nodes(tables, at, chosen, progress.part(0.4, 0.5))
    tables = tables.placed()
    # The frames are made in a thread of their own beside the network: both spend their time in numpy and GEOS. Each asks
    # an area of its own: a prepared shape builds its index while it is asked, and two threads at once crash the program.
    quiet = Progress(cancelled=progress.cancelled)
    frames = FrameBuilder(tables, places, path, chosen, _prepared_copy(clip), quiet)
    clip = _prepared_copy(clip)
    problems: list[Problem] = osm_notes.about_order(tables, path)
    way_count = len(tables.way_id)
    with ThreadPoolExecutor(1) as pool:
        others = pool.submit(_frames, frames, want, rules, OsmData(epsg=chosen))
        network = None
        if "network" in want:
            ways = choose_ways(tables, rules, places, clip, progress.part(0.5, 0.6))
            # Whoever is done with the tables lets go of them: of a city they are half of all memory.
            del tables, places, at, frames
            network, facts = walk_network(ways, rules, progress.part(0.6, 0.9))
            if not network.edge_count and clip is None:
                raise InputError(osm_notes.no_ways(way_count, path))
            problems += osm_notes.about_network(network, facts, path)
        progress.step(0.9, "Einrichtungen und Flächen werden übernommen")
        data = others.result()
    return replace(data, network=network, problems=(*problems, *data.problems))


def _prepared_copy(shape: shapely.Geometry | None) -> shapely.Geometry | None:
    """Return a copy that nobody else holds, ready to be asked often."""
    if shape is None:
        return None
    copy = shapely.from_wkb(shapely.to_wkb(shape))
    shapely.prepare(copy)
    return copy


def _frames(frames: FrameBuilder, want: frozenset[str], rules: WalkRules, data: OsmData) -> OsmData:
    """Return `data` with everything that is wanted but the network, and the notes about it."""
    if "facilities" in want:
        points, shapes = frames.facilities(kind_catalogue())
        data = replace(data, facilities=points, facility_shapes=shapes)
    if "residential" in want:
        data = replace(data, residential_land=frames.residential())
    if "basemap" in want:
        areas, lines, labels = frames.basemap()
        data = replace(data, basemap_areas=areas, basemap_lines=lines, basemap_places=labels)
    if "barriers" in want:
        data = replace(data, barrier_lines=frames.barrier_lines(rules))
    if "boundaries" in want:
        data = replace(data, boundaries=frames.boundaries())
    return replace(data, problems=tuple(frames.problems()))


def _keys(want: frozenset[str], rules: WalkRules) -> frozenset[str]:
    """Return the keys of all tags that are looked at."""
    keys: set[str] = {"type", "highway"}
    if "network" in want:
        keys |= rules.walk_keys | rules.node_keys | NETWORK_KEYS
    if "facilities" in want:
        keys |= osm_facilities.keys(kind_catalogue())
    if "residential" in want:
        keys |= {"landuse"}
    if "basemap" in want:
        keys |= {*features.LINE_KEYS, *features.AREA_KEYS}
    if "barriers" in want:
        keys |= rules.line_keys | {"name"}
    if "boundaries" in want:
        keys |= set(features.BOUNDARY_KEYS)
    return frozenset(keys)


def import_osm(
    project: Project, request: OsmRequest, path: Path, progress: Progress
) -> tuple[dict[str, object], list[Problem], int]:
    """Import one layer of an OSM file.

    Layer "network" also brings the barrier lines, and fills residential land and basemap where the project has none; layer
    "facilities" brings their entrances and outlines. Where the project has
    districts, everything is clipped to them and `CLIP_BUFFER_M` around; ways that touch are kept whole.

    Returns
    -------
    fields, problems, rows
        Fields of `Project` to replace (``epsg`` among them where the project had none), warnings, and how many
        rows the layer got. ``source_id`` is left empty for the caller to fill.

    Raises
    ------
    InputError
        If the file cannot be used or holds nothing for the layer.
    """
    wants = {
        "network": {"network", "barriers", "residential", "basemap"},
        "facilities": {"facilities"},
        "districts": {"boundaries"},
        "basemap": {"basemap", "residential"},
    }
    if request.layer not in wants:
        raise InputError(
            Problem(
                f"Aus einer OSM-Datei lässt sich die Ebene „{request.layer}“ nicht gewinnen.",
                f"Möglich sind: {', '.join(wants)}.",
                file=path.name,
                code="layer_not_in_osm",
            )
        )
    clip = None if request.layer == "districts" else _clip_of(project)
    data = read_osm(path, frozenset(wants[request.layer]), project.epsg, progress, clip)
    problems = list(data.problems)
    fields: dict[str, object] = {} if project.epsg is not None else {"epsg": data.epsg}
    if request.layer == "network":
        network = data.network
        if network is None or not network.edge_count:
            raise InputError(_nothing("keine zu Fuß benutzbaren Wege", path, clip is not None))
        fields["network"] = network
        fields["barrier_lines"] = data.barrier_lines
        rows = network.edge_count
    elif request.layer == "facilities":
        facilities = _of_kind(data.facilities, request.kind, path, clip is not None)
        fields["facilities"] = facilities
        shapes = data.facility_shapes
        if shapes is not None:
            own = shapes["facility_id"].isin(set(facilities["facility_id"]))
            fields["facility_shapes"] = shapes[own].reset_index(drop=True)
        rows = len(facilities)
    elif request.layer == "districts":
        districts = _one_level(data.boundaries, request.sublayer, path, problems)
        fields["districts"] = districts
        rows = len(districts)
    else:
        rows = sum(
            len(f) for f in (data.basemap_areas, data.basemap_lines, data.basemap_places) if f is not None
        )
        if not rows:
            raise InputError(_nothing("nichts, was eine Grundkarte zeigt", path, clip is not None))
    for name in ("residential_land", "basemap_areas", "basemap_lines", "basemap_places"):
        frame = getattr(data, name)
        wanted = request.layer == "basemap" and name != "residential_land"
        if frame is not None and len(frame) and (wanted or getattr(project, name).empty):
            fields[name] = frame
    return fields, problems, rows


def _clip_of(project: Project) -> shapely.Geometry | None:
    if project.epsg is None or project.districts.empty:
        return None
    # The hull's detail does not matter at a distance of kilometres; simplifying keeps Berlin's 448 areas fast.
    shapes = shapely.make_valid(project.districts.geometry.dropna().to_numpy())
    outline = shapely.union_all(shapely.simplify(shapes, 50.0))
    return shapely.buffer(outline, CLIP_BUFFER_M)


def _nothing(what: str, path: Path, clipped: bool) -> Problem:
    where = " im Gebiet der Quartiere (mit 3 km Umkreis)" if clipped else ""
    return Problem(
        f"Die OSM-Datei enthält{where} {what}.",
        "Einen Auszug angeben, der die Gemeinde abdeckt.",
        file=path.name,
        code="osm_nothing_found",
    )


def _of_kind(frame: gpd.GeoDataFrame | None, kind: str | None, path: Path, clipped: bool) -> gpd.GeoDataFrame:
    chosen = frame if frame is None or kind is None else frame[frame["kind"] == kind].reset_index(drop=True)
    if chosen is None or chosen.empty:
        what = "keine Einrichtungen"
        if kind is not None:
            what += f" der Art „{kind_catalogue().name(kind)}“"
        raise InputError(_nothing(what, path, clipped))
    return chosen


def _one_level(
    frame: gpd.GeoDataFrame | None, level: str | None, path: Path, problems: list[Problem]
) -> gpd.GeoDataFrame:
    found = pd.unique(frame["level"]).tolist() if frame is not None else []
    by_choice = [f"admin_level {each}" for each in features.DISTRICT_LEVELS]
    if level is not None:
        by_choice = [f"admin_level {level.rpartition(' ')[2].rpartition('=')[2]}"]
    chosen = next((each for each in by_choice if each in found), None)
    if frame is None or chosen is None:
        has = f" Vorhanden: {', '.join(found)}." if found else ""
        raise InputError(
            Problem(
                f"Die OSM-Datei enthält keine vollständigen Stadtteilgrenzen (gesucht: {', '.join(by_choice)}).{has}",
                "Die Quartiere aus einer amtlichen Datei einlesen.",
                file=path.name,
                code="osm_no_districts",
            )
        )
    if len(found) > 1:
        others = ", ".join(each for each in found if each != chosen)
        problems.append(
            Problem(
                f"Als Quartiere wurden die Grenzen mit {chosen} übernommen; die Datei enthält auch: {others}.",
                "Eine andere Ebene lässt sich mit --sublayer wählen.",
                file=path.name,
                code="osm_other_levels",
                severity="info",
            )
        )
    rows = frame[frame["level"] == chosen].reset_index(drop=True)
    rows["level_rank"] = 1.0
    return rows


def _choose_epsg(tables: OsmTables, at: np.ndarray, path: Path) -> int:
    place = _median_place(tables, at)
    if place is None:
        return 25832
    west, south, east, north = GERMANY_LONLAT
    if not (west <= place[0] <= east and south <= place[1] <= north):
        raise InputError(
            Problem(
                f"Die Daten liegen nicht in Deutschland (Mitte bei {degrees(*place, 3)}).",
                "Einen Auszug der Gemeinde angeben.",
                file=path.name,
                code="outside_germany",
            )
        )
    return utm_epsg(place[0])


def _median_place(tables: OsmTables, at: np.ndarray) -> tuple[float, float] | None:
    """Return the middle of the ways' vertices, without ways that of all nodes; stray far-away nodes don't move it."""
    rows = at[at >= 0]
    if not len(rows):
        rows = np.flatnonzero(tables.node_lon != UNDEFINED)
    if not len(rows):
        return None
    rows = rows[:: max(1, len(rows) // 100_000)]
    return float(np.median(tables.node_lon[rows])) / 1e7, float(np.median(tables.node_lat[rows])) / 1e7
