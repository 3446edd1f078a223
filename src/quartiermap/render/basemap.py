"""The background map: vector tiles made from the project's own basemap layers, for a map without any network.

GDAL's MBTiles driver cuts each layer into tiles; the tiles of all layers are then joined byte for byte, which the
format allows because a tile is a list of layers (webmap.md 5.3). The page draws them (``resources/page/basemap.js``).
"""

from __future__ import annotations

import hashlib
import sqlite3
import tempfile
import zlib
from contextlib import closing, suppress
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import geopandas as gpd
import numpy as np
import shapely

from quartiermap.domain.progress import Progress
from quartiermap.domain.project import Project
from quartiermap.render.tile_cutting import cut, cut_beside
from quartiermap.render.tile_store import TileStore, unpacked

MIN_ZOOM, MAX_ZOOM = 8, 14
"""Zoom levels of the stored tiles. A tile is drawn 512 pixels wide, so level 14 serves the map's level 15; at deeper
levels it is enlarged, at 0.4 m per unit of the tile still without steps."""

MARGIN_M = 1000.0
"""How far around the districts the background reaches."""

FORMAT = "2"
"""Goes into the cache key; raise it when the layers below change."""


class TileLayer(NamedTuple):
    """One layer of the tiles: which classes of which table, from which zoom level on."""

    name: str
    table: str
    classes: tuple[str, ...] | None
    min_zoom: int
    columns: tuple[str, ...] = ("class", "name")


TILE_LAYERS = (
    TileLayer(
        "areas", "basemap_areas", ("water", "forest", "green", "farmland", "residential", "industrial"), 8
    ),
    TileLayer("areas_small", "basemap_areas", ("school", "square"), 12),
    TileLayer("buildings", "basemap_areas", ("building",), 13, ("class",)),
    TileLayer("lines", "basemap_lines", ("motorway", "major", "rail", "waterway"), 8),
    TileLayer("streets", "basemap_lines", ("minor",), 11),
    TileLayer("paths", "basemap_lines", ("service", "path", "steps"), 13, ("class",)),
    TileLayer("places", "basemap_places", None, 8, ("class", "name", "rank")),
)


def has_basemap(project: Project) -> bool:
    """Tell whether the project holds anything to draw a background from."""
    return any(len(getattr(project, layer.table)) for layer in TILE_LAYERS)


def build_tiles(
    project: Project,
    folder: Path,
    progress: Progress | None = None,
    *,
    detail: bool = True,
    max_zoom: int = MAX_ZOOM,
    beside: bool = False,
) -> Path | None:
    """Make the background tiles of a project, or find them from last time.

    Parameters
    ----------
    project : Project
        `basemap_areas`, `basemap_lines`, `basemap_places` with the classes of `quartiermap.domain.schema`.
    folder : Path
        Where the tile file is kept; its name is a hash of the layers, so it is made once.
    progress : Progress, optional
    detail : bool
        Without it buildings, paths and service roads are left out (for the map as one file).
    max_zoom : int
        Deepest stored zoom level.
    beside : bool
        Cut the tiles in a process beside the program, so that a window of it does not stand still.

    Returns
    -------
    Path or None
        An MBTiles file with packed tiles of zoom 8 to `max_zoom`; ``None`` if the project has no basemap.
    """
    progress = progress or Progress()
    if project.epsg is None or not has_basemap(project):
        return None
    progress.step(0.0, "Grundkarte: Änderungen prüfen")
    target = folder / f"basemap-{_key(project, detail, max_zoom)}.mbtiles"
    if target.is_file():
        with suppress(sqlite3.Error, KeyError, ValueError), closing(TileStore(target)) as store:
            if store.max_zoom == max_zoom:
                progress.step(1.0, "Grundkarte ist fertig")
                return target
    folder.mkdir(parents=True, exist_ok=True)
    area = _area(project)
    tiles: dict[tuple[int, int, int], list[bytes]] = {}
    layers = [
        x for x in TILE_LAYERS if (detail or x.name not in ("buildings", "paths")) and x.min_zoom <= max_zoom
    ]
    with tempfile.TemporaryDirectory(prefix="quartiermap-tiles-") as temporary:
        frames: dict[str, gpd.GeoDataFrame] = {}
        for number, layer in enumerate(layers):
            progress.step(0.05 + 0.35 * number / len(layers), f"Grundkarte: {_LABELS[layer.table]} zeichnen")
            frame = _layer_frame(project, layer, area)
            if len(frame):
                frames[layer.name] = frame
        zooms = {layer.name: (layer.min_zoom, max_zoom) for layer in layers}
        if beside:
            told = partial(progress.step, 0.4, "Grundkarte: Kacheln schneiden")
            cut_beside(frames, Path(temporary), zooms, told)
        for number, (name, frame) in enumerate(frames.items()):
            progress.step(0.4 + 0.5 * number / len(frames), "Grundkarte: Kacheln schneiden")
            path = Path(temporary) / f"{name}.mbtiles"
            if not beside:
                cut(frame, name, path, zooms[name])
            _collect(path, tiles)
        if not tiles:
            return None
        progress.step(0.92, "Grundkarte: Kacheln ablegen")
        west, south, east, north = area_in_degrees(project) or _extent(project)
        draft = Path(temporary) / "tiles.mbtiles"
        _store(draft, tiles, max_zoom, f"{west:.6f},{south:.6f},{east:.6f},{north:.6f}")
        complete = target.with_suffix(".draft")
        complete.write_bytes(draft.read_bytes())
        complete.replace(target)
    progress.step(1.0, "Grundkarte ist fertig")
    return target


_LABELS = {"basemap_areas": "Flächen", "basemap_lines": "Wege und Gewässer", "basemap_places": "Ortsnamen"}


def _key(project: Project, detail: bool, max_zoom: int) -> str:
    digest = hashlib.sha256(f"{FORMAT} {project.epsg} {detail} {max_zoom} {TILE_LAYERS}".encode())
    for table in ("basemap_areas", "basemap_lines", "basemap_places"):
        frame = getattr(project, table)
        digest.update(f"{table} {len(frame)}".encode())
        if len(frame):
            for wkb in shapely.to_wkb(frame.geometry.to_numpy()):
                digest.update(wkb or b"-")
            digest.update("\n".join(map(str, frame["class"])).encode())
            digest.update("\n".join(map(str, frame["name"])).encode())
    area = _area(project)
    digest.update(b"" if area is None else shapely.to_wkb(area))
    return digest.hexdigest()[:20]


def _area(project: Project) -> Any:
    """Return the districts with a margin of 1 km, in the project CRS, or ``None`` without districts."""
    if not len(project.districts):
        return None
    shapes = project.reporting_districts.geometry
    boxes = shapely.box(*shapes[~(shapes.isna() | shapes.is_empty)].bounds.to_numpy().T)
    return shapely.box(*shapely.total_bounds(boxes)).buffer(MARGIN_M, join_style="mitre")


def area_in_degrees(project: Project) -> tuple[float, float, float, float] | None:
    """Return west, south, east, north of the districts and 1 km around them, or ``None`` without districts.

    Examples
    --------
    >>> area_in_degrees(Project("Leerstadt")) is None
    True
    """
    area = _area(project)
    if area is None or project.crs is None:
        return None
    west, south, east, north = gpd.GeoSeries([area], crs=project.crs).to_crs("EPSG:4326").total_bounds
    return float(west), float(south), float(east), float(north)


def _extent(project: Project) -> Any:
    boxes = [
        getattr(project, t).to_crs("EPSG:4326").total_bounds
        for t in ("basemap_areas", "basemap_lines", "basemap_places")
        if len(getattr(project, t))
    ]
    low, high = np.min(boxes, axis=0), np.max(boxes, axis=0)
    return low[0], low[1], high[2], high[3]


def _layer_frame(project: Project, layer: TileLayer, area: Any) -> gpd.GeoDataFrame:
    frame: gpd.GeoDataFrame = getattr(project, layer.table)
    if len(frame) == 0:
        return frame
    keep = ~(frame.geometry.isna() | frame.geometry.is_empty)
    if layer.classes is not None:
        keep &= frame["class"].isin(layer.classes)
    else:
        keep &= frame["name"].notna()
    frame = frame.loc[keep, [*layer.columns, "geometry"]]
    if area is not None and len(frame):
        frame = frame[shapely.intersects(frame.geometry.to_numpy(), area)]
        west, south, east, north = area.bounds
        outside = ~shapely.within(frame.geometry.to_numpy(), area)
        if outside.any():
            shapes = frame.geometry.to_numpy().copy()
            shapes[outside] = shapely.clip_by_rect(shapes[outside], west, south, east, north)
            frame = frame.set_geometry(gpd.GeoSeries(shapes, index=frame.index, crs=frame.crs))
            frame = frame[~frame.geometry.is_empty]
    frame = frame.to_crs("EPSG:3857")
    for column in ("class", "name"):
        if column in frame:
            frame[column] = frame[column].astype(object).where(frame[column].notna(), None)
    if layer.table == "basemap_areas":  # large first, so that a pond in a wood is painted after the wood
        frame = frame.iloc[np.argsort(-shapely.area(frame.geometry.to_numpy()), kind="stable")]
    return frame.reset_index(drop=True)


def _collect(path: Path, tiles: dict[tuple[int, int, int], list[bytes]]) -> None:
    """Add the tiles of one layer to `tiles` (row counted as in the file, from the south)."""
    with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as db:
        for z, x, row, body in db.execute("SELECT zoom_level, tile_column, tile_row, tile_data FROM tiles"):
            tiles.setdefault((z, x, row), []).append(unpacked(body))


def _store(path: Path, tiles: dict[tuple[int, int, int], list[bytes]], max_zoom: int, bounds: str) -> None:
    with closing(sqlite3.connect(path)) as db, db:
        db.execute("CREATE TABLE metadata (name TEXT PRIMARY KEY, value TEXT)")
        db.execute(
            "CREATE TABLE tiles (zoom_level INTEGER, tile_column INTEGER, tile_row INTEGER, tile_data BLOB, "
            "PRIMARY KEY (zoom_level, tile_column, tile_row)) WITHOUT ROWID"
        )
        about = {
            "name": "QuartierMap Grundkarte", "format": "pbf", "minzoom": str(MIN_ZOOM), "maxzoom": str(max_zoom),
            "bounds": bounds, "type": "baselayer",
        }  # fmt: skip
        db.executemany("INSERT INTO metadata VALUES (?, ?)", about.items())
        for (z, x, row), bodies in sorted(tiles.items()):
            packer = zlib.compressobj(6, wbits=31)
            packed = packer.compress(b"".join(bodies)) + packer.flush()
            db.execute("INSERT INTO tiles VALUES (?, ?, ?, ?)", (z, x, row, packed))
