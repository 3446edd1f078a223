"""Towns and census files for the tests: districts as boxes, grids as they are published."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import geopandas as gpd
import shapely

from quartiermap.domain.project import Project, new_project


def districts_of(names: Mapping[str, str], shapes: Sequence[shapely.Geometry], epsg: int = 25832) -> Project:
    """Return a project with districts of one level, keys and names as given."""
    frame = gpd.GeoDataFrame(
        {
            "district_id": list(names), "name": list(names.values()), "level": "Stadtteil", "level_rank": 1.0, "parent_id": None,
            "source_id": "districts-1",
        },
        geometry=list(shapes), crs=epsg,
    )  # fmt: skip
    return new_project("Prüfstadt", epsg).with_(districts=frame)


def cell_name(east: int, north: int, size: int = 100) -> str:
    """Return the name of the cell with that lower left corner, as of 2022."""
    return f"CRS3035RES{size}mN{north}E{east}"


def grid_csv(
    path: Path, columns: Sequence[str], cells: Mapping[tuple[int, int], Sequence[str]], size: int = 100
) -> Path:
    """Write a grid as the Zensus 2022 publishes it: lower left corner (east, north) -> the texts of its columns."""
    word = f"{size // 1000}km" if size >= 1000 else f"{size}m"
    lines = [";".join((f"GITTER_ID_{word}", f"x_mp_{word}", f"y_mp_{word}", *columns))]
    half = size // 2
    lines += [
        ";".join((cell_name(e, n, size), str(e + half), str(n + half), *values))
        for (e, n), values in cells.items()
    ]
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return path


def grid_box(west: float, south: float, east: float, north: float, epsg: int = 25832) -> shapely.Geometry:
    """Return a box of the census grid (EPSG:3035) in another CRS, its sides so finely bent that no cell changes sides."""
    ring = shapely.segmentize(shapely.box(west, south, east, north), 50.0)
    return gpd.GeoSeries([ring], crs=3035).to_crs(epsg).iloc[0]
