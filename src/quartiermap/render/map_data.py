"""What the map page shows, as plain JSON-able data in degrees: districts, facilities, funding areas, gaps.

The page never gets a frame, a style or markup: geometry, ids, short German texts. Colours of classes come later and
alone (`ClassScheme` and ``{district_id: class}``), so that recolouring moves a few kilobytes, not the map.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pyproj
import shapely

from quartiermap.domain import texts
from quartiermap.domain.crs import transformation
from quartiermap.domain.findings import Gap
from quartiermap.domain.progress import Progress
from quartiermap.domain.project import Project, Source
from quartiermap.io import bundled

LONLAT = "EPSG:4326"
DECIMALS = 6
"""Decimals of a degree in the page: 6 are at most 0.11 m."""

VERTEX_BUDGET = 60_000
"""Vertices that all district outlines together may have; drawing and zooming stay smooth up to here."""

GROUND_TOLERANCE_M = 0.5
"""So little the outline of a facility may be off on the map."""

LAYERS = ("districts", "outlines", "funding", "facilities", "gaps")

OSM_CREDIT = "© OpenStreetMap-Mitwirkende (ODbL)"

Bounds = tuple[float, float, float, float]


@dataclass(frozen=True)
class MapLayers:
    """Everything the page needs of one project.

    Parameters
    ----------
    payloads : dict of str -> object
        One JSON-able value for each of `LAYERS`: GeoJSON for areas (``id`` = key, ``properties.name``), lists of
        rows for facilities (``id, kind, name, text, lon, lat, planned, places``, and ``ground``, a GeoJSON geometry, of those whose
        outline is known) and gaps (``id, kind, district,
        rank, title, text, lon, lat``). Longitude and latitude in degrees (WGS 84).
    meta : dict
        ``title``, ``sources`` (the source line), ``source_list`` (the same, one entry a source), ``credit`` (what a
        licence wants to be seen at all times), ``invented``, ``bounds`` (west, south, east, north or ``None``),
        ``kinds`` (id -> name, sign, colour).
    """

    payloads: dict[str, Any]
    meta: dict[str, Any]

    @property
    def bounds(self) -> Bounds | None:
        """West, south, east, north in degrees, or ``None`` without districts and facilities."""
        found = self.meta["bounds"]
        return None if found is None else (found[0], found[1], found[2], found[3])

    @cached_property
    def bodies(self) -> dict[str, bytes]:
        """Every layer as UTF-8 JSON; made once, in the thread that asks first (80 ms for Berlin)."""
        return {name: to_json(payload).encode("utf-8") for name, payload in self.payloads.items()}

    def encoded(self, layer: str) -> bytes:
        """Return a layer as UTF-8 JSON."""
        return self.bodies[layer]


_PIECE = 50
"""Elements of a list that are written at a time: no other thread gets a word in while Python writes JSON."""


def to_json(value: object) -> str:
    """Return compact JSON; NaN and infinity are refused, a page would stumble over them.

    Examples
    --------
    >>> to_json({"features": [], "n": None}), to_json(list(range(3)))
    ('{"features":[],"n":null}', '[0,1,2]')
    """
    if isinstance(value, dict) and all(isinstance(key, str) for key in value):
        return f"{{{','.join(f'{_whole(key)}:{to_json(inner)}' for key, inner in value.items())}}}"
    if isinstance(value, list) and len(value) > _PIECE:
        starts = range(0, len(value), _PIECE)
        return f"[{','.join(_whole(value[first : first + _PIECE])[1:-1] for first in starts)}]"
    return _whole(value)


def _whole(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def build_layers(project: Project, progress: Progress | None = None) -> MapLayers:
    """Turn a project into the layers of the map page.

    Parameters
    ----------
    project : Project
        Any project, also an empty one.
    progress : Progress, optional

    Examples
    --------
    >>> layers = build_layers(Project("Leerstadt"))
    >>> layers.bounds is None, layers.payloads["gaps"], layers.meta["title"]
    (True, [], 'Leerstadt')
    """
    progress = progress or Progress()
    progress.step(0.0, "Karte vorbereiten: Quartiere")
    districts = _areas(project, project.reporting_districts, "district_id", ("name", "parent_id"))
    progress.step(0.45, "Karte vorbereiten: übergeordnete Gebiete")
    outlines = _areas(project, _parents(project), "district_id", ("name",))
    progress.step(0.6, "Karte vorbereiten: Fördergebiete")
    funding = _areas(project, project.funding_areas, "area_id", ("name", "programme", "status"))
    progress.step(0.7, "Karte vorbereiten: Einrichtungen")
    facilities = _facilities(project)
    progress.step(0.9, "Karte vorbereiten: Lücken")
    gaps = _gaps(project)
    kinds = {
        kind.id: {"name": kind.name, "plural": kind.name_plural, "sign": kind.sign, "colour": kind.colour}
        for kind in bundled.kinds()
    }
    meta = {
        "title": project.name,
        "sources": source_line(project),
        "source_list": source_list(project),
        "credit": OSM_CREDIT if any(_is_osm(s) for s in project.sources) else "",
        "credits": layer_credits(project),
        "invented": project.invented,
        "bounds": _bounds(districts, facilities),
        "kinds": kinds,
    }
    payloads = {
        "districts": districts,
        "outlines": outlines,
        "funding": funding,
        "facilities": facilities,
        "gaps": gaps,
    }
    progress.step(1.0, "Karte vorbereiten")
    return MapLayers(payloads, meta)


def source_line(project: Project) -> str:
    """Return the sources of everything on the map as one German line, each named once.

    Provider, licence and date stand where the source names them (german_peers.md 6.3).
    """
    parts = source_list(project)
    return f"Quellen: {' · '.join(parts)}" if parts else ""


def source_list(project: Project) -> list[str]:
    """Return the sources of everything on the map, each provider and licence once with all its dates."""
    dates: dict[str, list[str]] = {}
    for source in sorted(
        project.sources, key=lambda s: not _is_osm(s)
    ):  # OSM's licence wants its credit in sight
        title = OSM_CREDIT if _is_osm(source) else source.provider or source.title or source.file
        licence = "" if _is_osm(source) else source.licence
        known = dates.setdefault(", ".join(part for part in (title, licence) if part), [])
        stand = _german_date(source.data_date) if source.data_date else ""
        if stand and stand not in known:
            known.append(stand)
    parts = [f"{head}, Stand {' und '.join(found)}" if found else head for head, found in dates.items()]
    own = ["eigene Berechnung"] if project.analysis is not None and parts else []
    return [*parts, *own]


_MADE_FROM = {
    "basemap": ("basemap",),
    "districts": ("districts",),
    "outlines": ("districts",),
    "funding": ("funding",),
    "facilities": ("facilities",),
    "cells": ("cells", "population", "network", "facilities"),
}
"""Layers of the map, and the beginnings of the names of the sources that each is drawn from."""

_COMPUTED = ("network", "facilities", "population", "cells")


def layer_credits(project: Project) -> dict[str, list[str]]:
    """Return by layer of the map what a licence wants in sight while that layer can be seen.

    Colours of districts are made from all sources of the result, so they carry the credit of the walk network too.

    Examples
    --------
    >>> layer_credits(Project("Leerstadt"))["basemap"]
    []
    """
    osm = tuple(s.layer for s in project.sources if _is_osm(s))
    by_layer = {}
    for layer, made_from in _MADE_FROM.items():
        computed = _COMPUTED if layer == "districts" and project.analysis is not None else ()
        found = any(name.startswith((*made_from, *computed)) for name in osm)
        by_layer[layer] = [OSM_CREDIT] if found else []
    return by_layer


def _is_osm(source: Source) -> bool:
    return "openstreetmap" in f"{source.provider} {source.title} {source.licence}".lower()


def _german_date(text: str) -> str:
    """Write an ISO date or month the German way; anything else stays as it is."""
    match = re.fullmatch(r"(\d{4})-(\d{2})(?:-(\d{2}))?", text.strip())
    if match is None:
        return text
    year, month, day = match.groups()
    return f"{day}.{month}.{year}" if day else f"{month}/{year}"


def transformer(epsg: int, to: str = LONLAT) -> pyproj.Transformer:
    """Return the transformation from the project CRS; easting/longitude first on both sides."""
    return transformation(f"EPSG:{epsg}", to)


def to_lonlat(geometries: Any, epsg: int) -> Any:
    """Return geometries in degrees with `DECIMALS` decimals, all coordinates transformed in one call."""
    change = transformer(epsg)

    def move(coordinates: np.ndarray) -> np.ndarray:
        lon, lat = change.transform(coordinates[:, 0], coordinates[:, 1])
        return np.round(np.column_stack([lon, lat]), DECIMALS)

    return shapely.transform(shapely.force_2d(geometries), move)


def simplified(geometries: Any, budget: int = VERTEX_BUDGET) -> Any:
    """Return polygons with at most about `budget` vertices, thinned so that shared borders stay shared.

    The tolerance starts at 0.5 m and doubles; outlines that do not fit together cleanly (overlaps, gaps) are thinned
    one by one, which can leave slivers of at most the tolerance. Nothing is thinned that fits the budget.
    """
    found = np.asarray(geometries, dtype=object)
    if shapely.get_num_coordinates(found).sum() <= budget:
        return found
    clean = bool(shapely.coverage_is_valid(found))
    tolerance = 0.5
    thin = found
    while tolerance <= 64:
        # coverage_simplify takes the square root of the area of the triangle that a vertex makes
        thin = (
            shapely.coverage_simplify(found, tolerance)
            if clean
            else shapely.simplify(found, tolerance, preserve_topology=True)
        )
        if shapely.get_num_coordinates(thin).sum() <= budget:
            break
        tolerance *= 2
    empty = shapely.is_empty(thin)
    return np.where(empty, found, thin)


def _text(value: Any) -> str:
    return "" if value is None or pd.isna(value) else str(value)


def _collection(features: list[dict[str, Any]]) -> dict[str, Any]:
    return {"type": "FeatureCollection", "features": features}


def _areas(project: Project, frame: gpd.GeoDataFrame, key: str, columns: tuple[str, ...]) -> dict[str, Any]:
    if project.epsg is None or len(frame) == 0:
        return _collection([])
    frame = frame[~(frame.geometry.isna() | frame.geometry.is_empty)]
    shapes = to_lonlat(simplified(frame.geometry.to_numpy()), project.epsg)
    rows = frame[[key, *columns]].to_dict("records")
    features = []
    for row, shape in zip(rows, shapes, strict=True):
        identity = _text(row[key])
        properties = {name: _text(row[name]) for name in columns}
        properties["name"] = properties.get("name") or identity
        geometry = json.loads(shapely.to_geojson(shape))
        features.append({"type": "Feature", "id": identity, "properties": properties, "geometry": geometry})
    return _collection(features)


def _parents(project: Project) -> gpd.GeoDataFrame:
    """Return the level just above the reporting level."""
    rank = project.reporting_rank
    if rank is None:
        return project.districts
    coarser = project.districts[project.districts["level_rank"] < rank]
    if coarser.empty:
        return coarser
    return coarser[coarser["level_rank"] == coarser["level_rank"].max()].reset_index(drop=True)


def _facilities(project: Project) -> list[dict[str, Any]]:
    """Existing and planned facilities; closed ones are not on the map, they serve nobody."""
    frame = project.facilities
    if project.epsg is None or len(frame) == 0:
        return []
    frame = frame[~(frame.geometry.isna() | frame.geometry.is_empty) & (frame["status"] != "geschlossen")]
    points = to_lonlat(frame.geometry.to_numpy(), project.epsg)
    kinds, grounds = bundled.kinds(), _grounds(project)
    rows = []
    for row, lon, lat in zip(
        frame.drop(columns="geometry").to_dict("records"),
        shapely.get_x(points),
        shapely.get_y(points),
        strict=True,
    ):
        kind = _text(row["kind"])
        places = row["places"]
        unit = kinds[kind].capacity_unit if kind in kinds else "Plätze"
        places = None if places is None or pd.isna(places) else float(places)
        planned = row["status"] == "geplant"
        lines = [
            kinds.name(kind) + (" (geplant)" if planned else ""),
            f"{texts.number(places)} {unit}" if places is not None else f"{unit}: {texts.NO_DATA}",
        ]
        rows.append(
            {
                "id": _text(row["facility_id"]),
                "kind": kind,
                "name": _text(row["name"]) or kinds.name(kind),
                "text": "\n".join(lines),
                "lon": float(lon),
                "lat": float(lat),
                "planned": planned,
                "places": places,
                **grounds.get(_text(row["facility_id"]), {}),
            }
        )
    return rows


def _grounds(project: Project) -> dict[str, dict[str, Any]]:
    """Return the outlines of facilities, drawn or surveyed, as the ``ground`` of their rows."""
    parts = project.facility_shapes
    if project.epsg is None or not len(parts):
        return {}
    own = parts[(parts["part"] == "outline") & (parts.geometry.geom_type.isin(["Polygon", "MultiPolygon"]))]
    shapes = to_lonlat(shapely.simplify(own.geometry.to_numpy(), GROUND_TOLERANCE_M), project.epsg)
    return {
        _text(key): {"ground": json.loads(shapely.to_geojson(shape))}
        for key, shape in zip(own["facility_id"], shapes, strict=True)
    }


def _gaps(project: Project) -> list[dict[str, Any]]:
    if project.analysis is None or project.epsg is None or not project.analysis.gaps:
        return []
    gaps = [gap for gap in project.analysis.gaps if np.isfinite(gap.x) and np.isfinite(gap.y)]
    if not gaps:
        return []
    lon, lat = transformer(project.epsg).transform([g.x for g in gaps], [g.y for g in gaps])
    return [
        {
            "id": gap.gap_id,
            "kind": gap.kind,
            "district": gap.district_id,
            "rank": gap.rank,
            "title": f"Lücke {gap.rank}: {gap.district_name}",
            "text": _gap_text(gap),
            "lon": round(float(x), DECIMALS),
            "lat": round(float(y), DECIMALS),
        }
        for gap, x, y in zip(gaps, lon, lat, strict=True)
    ]


def _gap_text(gap: Gap) -> str:
    affected = texts.number(gap.affected_population)
    return (
        f"{bundled.kinds().name(gap.kind)}: {gap.reason.label}\n"
        f"{affected} Betroffene ({gap.affected_group})\nSicherheit {gap.confidence}"
    )


def _bounds(districts: dict[str, Any], facilities: list[dict[str, Any]]) -> list[float] | None:
    if districts["features"]:
        shapes = [shapely.from_geojson(json.dumps(f["geometry"])) for f in districts["features"]]
        return [round(float(v), DECIMALS) for v in shapely.total_bounds(shapes)]
    if facilities:
        lon = [row["lon"] for row in facilities]
        lat = [row["lat"] for row in facilities]
        return [min(lon), min(lat), max(lon), max(lat)]
    return None
