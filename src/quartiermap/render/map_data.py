"""What the map page shows, as plain JSON-able data in degrees: districts, facilities, funding areas, gaps.

The page never gets a frame, a style or markup: geometry, ids, short German texts. Colours of classes come later and
alone (`ClassScheme` and ``{district_id: class}``), so that recolouring moves a few kilobytes, not the map.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
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
from quartiermap.domain.project import Project
from quartiermap.io import bundled
from quartiermap.render.map_credits import OSM_CREDIT, is_osm, layer_credits, source_line, source_list

LONLAT = "EPSG:4326"
DECIMALS = 6
"""Decimals of a degree in the page: 6 are at most 0.11 m."""

VERTEX_BUDGET = 60_000
"""Vertices that all district outlines together may have; drawing and zooming stay smooth up to here."""

GROUND_TOLERANCE_M = 0.5
"""So little the outline of a facility may be off on the map."""

LAYERS = ("districts", "outlines", "funding", "facilities", "gaps")

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
    made_of : mapping of str -> tuple
        What each layer was made of, compared by identity: nothing of it is ever changed in place.
    """

    payloads: dict[str, Any]
    meta: dict[str, Any]
    made_of: Mapping[str, tuple[object, ...]] = field(default_factory=dict, repr=False)
    _bodies: dict[str, bytes] = field(default_factory=dict, init=False, repr=False, compare=False)

    @property
    def bounds(self) -> Bounds | None:
        """West, south, east, north in degrees, or ``None`` without districts and facilities."""
        found = self.meta["bounds"]
        return None if found is None else (found[0], found[1], found[2], found[3])

    def encoded(self, layer: str) -> bytes:
        """Return a layer as UTF-8 JSON; made once, by who asks first (80 ms for Berlin)."""
        if layer not in self._bodies:
            self._bodies[layer] = to_json(self.payloads[layer]).encode("utf-8")
        return self._bodies[layer]

    def take_over(self, before: MapLayers) -> None:
        """Take over the JSON of every layer that is the same object in `before`."""
        for layer, body in before._bodies.items():
            if before.payloads[layer] is self.payloads[layer]:
                self._bodies[layer] = body


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


def build_layers(
    project: Project, progress: Progress | None = None, before: MapLayers | None = None
) -> MapLayers:
    """Turn a project into the layers of the map page.

    Parameters
    ----------
    project : Project
        Any project, also an empty one.
    progress : Progress, optional
    before : MapLayers, optional
        Of another state: what would be made of the same frames is taken from it.

    Examples
    --------
    >>> layers = build_layers(Project("Leerstadt"))
    >>> layers.bounds is None, layers.payloads["gaps"], layers.meta["title"]
    (True, [], 'Leerstadt')
    """
    progress = progress or Progress()
    epsg, districts, analysis = project.epsg, project.districts, project.analysis
    made_of: dict[str, tuple[object, ...]] = {
        "districts": (epsg, districts),
        "outlines": (epsg, districts),
        "funding": (epsg, project.funding_areas),
        "facilities": (epsg, project.facilities, project.facility_shapes),
        "gaps": (epsg, None if analysis is None else analysis.gaps),
    }
    make: dict[str, Callable[[Progress], Any]] = {
        "districts": lambda p: _areas(
            project, project.reporting_districts, "district_id", ("name", "parent_id"), p
        ),
        "outlines": lambda p: _areas(project, _parents(project), "district_id", ("name",), p),
        "funding": lambda p: _areas(
            project, project.funding_areas, "area_id", ("name", "programme", "status"), p
        ),
        "facilities": lambda p: _facilities(project, p),
        "gaps": lambda _: _gaps(project),
    }
    payloads: dict[str, Any] = {}
    for number, layer in enumerate(LAYERS):
        part = progress.part(number / len(LAYERS), (number + 1) / len(LAYERS))
        part.step(0.0, "Karte vorbereiten")
        if before is not None and _same(before.made_of.get(layer, ()), made_of[layer]):
            payloads[layer] = before.payloads[layer]
        else:
            payloads[layer] = make[layer](part)
    kinds = {
        kind.id: {"name": kind.name, "plural": kind.name_plural, "sign": kind.sign, "colour": kind.colour}
        for kind in bundled.kinds()
    }
    meta = {
        "title": project.name,
        "sources": source_line(project),
        "source_list": source_list(project),
        "credit": OSM_CREDIT if any(is_osm(s) for s in project.sources) else "",
        "credits": layer_credits(project),
        "invented": project.invented,
        "bounds": _bounds(payloads["districts"], payloads["facilities"]),
        "kinds": kinds,
    }
    progress.step(1.0, "Karte vorbereiten")
    return MapLayers(payloads, meta, made_of)


def _same(one: tuple[object, ...], other: tuple[object, ...]) -> bool:
    return len(one) == len(other) and all(
        a is b or (isinstance(a, int) and a == b) for a, b in zip(one, other, strict=True)
    )


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


def _areas(
    project: Project, frame: gpd.GeoDataFrame, key: str, columns: tuple[str, ...], progress: Progress
) -> dict[str, Any]:
    if project.epsg is None or len(frame) == 0:
        return _collection([])
    frame = frame[~(frame.geometry.isna() | frame.geometry.is_empty)]
    shapes = to_lonlat(simplified(frame.geometry.to_numpy()), project.epsg)
    identities = [_text(value) for value in frame[key]]
    texts_of = {name: [_text(value) for value in frame[name]] for name in columns}
    features = []
    for at, (identity, shape) in enumerate(zip(identities, shapes, strict=True)):
        if at % _PIECE == 0:
            progress.step(at / len(shapes), "Karte vorbereiten: Gebiete")
        properties = {name: values[at] for name, values in texts_of.items()}
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


def _facilities(project: Project, progress: Progress) -> list[dict[str, Any]]:
    """Existing and planned facilities; closed ones are not on the map, they serve nobody."""
    frame = project.facilities
    if project.epsg is None or len(frame) == 0:
        return []
    frame = frame[~(frame.geometry.isna() | frame.geometry.is_empty) & (frame["status"] != "geschlossen")]
    points = to_lonlat(frame.geometry.to_numpy(), project.epsg)
    kinds, grounds = bundled.kinds(), _grounds(project)
    columns = [
        frame[name].tolist() for name in ("facility_id", "kind", "name", "places", "area_m2", "status")
    ]
    rows = []
    for at, (identity, kind, name, places, area, status, lon, lat) in enumerate(
        zip(*columns, shapely.get_x(points).tolist(), shapely.get_y(points).tolist(), strict=True)
    ):
        if at % (10 * _PIECE) == 0:
            progress.step(at / len(frame), "Karte vorbereiten: Einrichtungen")
        identity, kind = _text(identity), _text(kind)
        unit = kinds[kind].capacity_unit if kind in kinds else "Plätze"
        places = None if places is None or pd.isna(places) else float(places)
        planned = status == "geplant"
        size, called = places, unit
        if unit == "m²":  # a playground is as large as its ground, wherever places are given besides
            size, called = None if area is None or pd.isna(area) else float(area), "Fläche"
        lines = [
            kinds.name(kind) + (" (geplant)" if planned else ""),
            f"{texts.number(size)} {unit}" if size is not None else f"{called}: {texts.NO_DATA}",
        ]
        rows.append(
            {
                "id": identity,
                "kind": kind,
                "name": _text(name) or kinds.name(kind),
                "text": "\n".join(lines),
                "lon": lon,
                "lat": lat,
                "planned": planned,
                "places": places,
                **grounds.get(identity, {}),
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


def _outer(geometry: dict[str, Any]) -> Iterator[list[float]]:
    """Yield the corners of the outer rings of a polygon or of several."""
    parts = geometry["coordinates"] if geometry["type"] == "MultiPolygon" else [geometry["coordinates"]]
    for rings in parts:
        yield from rings[0]


def _bounds(districts: dict[str, Any], facilities: list[dict[str, Any]]) -> list[float] | None:
    if districts["features"]:
        corners = [c for feature in districts["features"] for c in _outer(feature["geometry"])]
    else:
        corners = [[row["lon"], row["lat"]] for row in facilities]
    if not corners:
        return None
    lon, lat = zip(*corners, strict=True)
    return [min(lon), min(lat), max(lon), max(lat)]
