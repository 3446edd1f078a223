"""Which formats are read, and which of them a file is: by its ending and its first bytes."""

from __future__ import annotations

import re
from pathlib import Path, PurePosixPath
from typing import Literal

from quartiermap.errors import InputError, Problem
from quartiermap.io import text_files

DRIVERS = {
    ".gpkg": "GPKG", ".shp": "ESRI Shapefile", ".geojson": "GeoJSON", ".json": "GeoJSON", ".geojsonl": "GeoJSONSeq", ".geojsons": "GeoJSONSeq",
    ".ndjson": "GeoJSONSeq", ".fgb": "FlatGeobuf", ".kml": "LIBKML", ".kmz": "LIBKML", ".gml": "GML", ".xml": "GML", ".gdb": "OpenFileGDB",
}  # fmt: skip
TABLES = (".csv", ".tsv", ".tab", ".txt", ".xlsx", ".xlsm")
OSM = (".osm", ".osm.gz", ".osm.bz2", ".pbf")
SIDECARS = (".shx", ".dbf", ".prj", ".cpg", ".gfs", ".xsd")
FORMATS = "GeoPackage, Shapefile (auch als ZIP), GeoJSON, FlatGeobuf, KML, GML, FileGDB (ZIP), CSV, XLSX, JSON, OSM (.osm, .pbf)"

FileKind = Literal["vector", "table", "osm"]


def ending_of(path: Path) -> str:
    """Return the ending that decides the format; ``.osm.gz`` and ``.csv.gz`` whole."""
    name = path.name.lower()
    for ending in (".osm.gz", ".osm.bz2", ".csv.gz", ".tsv.gz", ".txt.gz", ".gdb.zip"):
        if name.endswith(ending):
            return ending
    return path.suffix.lower()


def failure(path: Path, message: str, remedy: str, code: str, value: str | None = None) -> InputError:
    """Return the error for a file that cannot be used."""
    return InputError(Problem(message, remedy=remedy, file=path.name, value=value, code=code))


def file_kind(path: Path) -> FileKind:
    """Tell by ending and first bytes whether a file holds geodata, a table or OpenStreetMap data.

    Raises
    ------
    InputError
        If the file cannot hold any of them; the sentence says what it is instead.
    """
    if (problem := text_files.examine(path)) is not None:
        raise InputError(problem)
    ending = ending_of(path)
    if ending in OSM:
        return "osm"
    if ending in TABLES or ending in (".csv.gz", ".tsv.gz", ".txt.gz"):
        return "table"
    if ending == ".gdb.zip":
        return "vector"
    if ending == ".zip":
        return _zip_kind(path)
    if ending in (".json", ".xml"):
        with path.open("rb") as stream:
            head = stream.read(65536).decode("utf-8", "replace")
        if ending == ".xml":
            return "osm" if "<osm" in head else "vector"
        if re.search(r'"type"\s*:\s*"Topology"', head):
            raise failure(
                path,
                "TopoJSON wird nicht gelesen.",
                "Die Daten als GeoJSON oder GeoPackage speichern.",
                "format_unknown",
            )
        geo = r'"type"\s*:\s*"(Feature|FeatureCollection|GeometryCollection|(Multi)?(Point|LineString|Polygon))"'
        return "vector" if re.search(geo, head) else "table"
    if ending in DRIVERS:
        return "vector"
    if ending in (".shx", ".dbf", ".prj", ".cpg", ".qpj", ".sbn", ".sbx"):
        raise failure(
            path,
            "Das ist nur ein Teil eines Shapefiles.",
            f"Die Datei {path.stem}.shp angeben.",
            "shapefile_part",
        )
    raise failure(
        path, f"Das Dateiformat „{path.suffix or path.name}“ wird nicht gelesen.", f"Gelesen werden: {FORMATS}.", "format_unknown"
    )  # fmt: skip


def _zip_kind(path: Path) -> FileKind:
    names = text_files.zip_names(path)
    endings = {PurePosixPath(n).suffix.lower() for n in names} | {
        PurePosixPath(n).parent.suffix.lower() for n in names
    }
    if endings & (DRIVERS.keys() - {".xml"}):
        return "vector"
    if endings & set(TABLES):
        return "table"
    if ".xml" in endings:
        return "vector"
    raise failure(
        path, "Im ZIP-Archiv ist keine Datei, die gelesen werden kann.", f"Gelesen werden: {FORMATS}.",
        "zip_nothing", ", ".join(names[:3])[:80],
    )  # fmt: skip
