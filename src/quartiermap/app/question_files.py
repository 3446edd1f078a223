"""Answers as files: tables for other programs, catchments for a GIS."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from quartiermap.errors import UsageError

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

    from quartiermap.app.questions import Catchment
    from quartiermap.domain.project import Project


def check_suffix(path: Path, allowed: tuple[str, ...]) -> str:
    """Return a file's ending in lower case.

    Raises
    ------
    UsageError
        If it is none of those allowed.
    """
    suffix = path.suffix.lower()
    if suffix not in allowed:
        raise UsageError(f"Die Datei {path.name} muss auf {' oder '.join(allowed)} enden.")
    return suffix


def write_table(frame: pd.DataFrame, path: Path) -> Path:
    """Write a table as CSV (UTF-8, comma, decimal point, missing values empty) or Parquet, by the file's ending.

    Raises
    ------
    UsageError
        If the ending is neither ``.csv`` nor ``.parquet``.
    InputError
        If the file cannot be written.
    """
    from quartiermap.io.atomic import replace_file

    if check_suffix(path, (".csv", ".parquet")) == ".parquet":
        replace_file(path, lambda place: frame.to_parquet(place, index=False))
    else:
        replace_file(path, lambda place: frame.to_csv(place, index=False, encoding="utf-8"))
    return path


def catchment_frame(project: Project, catchment: Catchment) -> gpd.GeoDataFrame:
    """Return a catchment as a layer: one row for each limit, the largest first (so that the small ones lie on top).

    Returns
    -------
    GeoDataFrame
        ``facility_id``, ``name``, ``kind``, ``profile``, ``limit_m``, ``minutes``, ``ways_m``, then ``population`` and every
        age band (persons in reach, NaN where there is none to give) with ``<band>_state``; project CRS.
    """
    import geopandas as gpd

    rows = []
    for ring in reversed(catchment.rings):
        row: dict[str, object] = {
            "facility_id": catchment.facility_id,
            "name": catchment.name,
            "kind": catchment.kind,
            "profile": catchment.profile.name,
            "limit_m": ring.limit_m,
            "minutes": ring.minutes,
            "ways_m": ring.ways_m,
        }
        for band, persons, state in ring.residents[["band", "persons", "state"]].itertuples(index=False):
            row[band] = persons
            row[f"{band}_state"] = state
        rows.append(row)
    areas = [ring.area for ring in reversed(catchment.rings)]
    return gpd.GeoDataFrame(rows, geometry=gpd.GeoSeries(areas, crs=project.crs))


def write_catchment(project: Project, catchment: Catchment, path: Path) -> Path:
    """Write a catchment as GeoPackage (project CRS) or GeoJSON (WGS 84, RFC 7946), by the file's ending.

    Raises
    ------
    UsageError
        If the ending is neither ``.gpkg`` nor ``.geojson``.
    InputError
        If the file cannot be written.
    """
    import pyogrio

    from quartiermap.io.atomic import replace_file
    from quartiermap.io.project_layers import through_plain_path

    suffix = check_suffix(path, (".gpkg", ".geojson"))
    frame = catchment_frame(project, catchment)

    def write(place: Path) -> None:
        if suffix == ".geojson":
            pyogrio.write_dataframe(
                frame.to_crs(4326),
                place,
                driver="GeoJSON",
                layer="einzugsgebiet",
                layer_options={"RFC7946": "YES"},
            )
        else:
            pyogrio.write_dataframe(
                frame, place, driver="GPKG", layer="einzugsgebiet", geometry_type="MultiPolygon"
            )

    replace_file(path, lambda temporary: through_plain_path(temporary, write))
    return path
