"""Which formats are read, and which of them a file is: its content decides, its ending only where content cannot.

Municipal files are often called something else than they are: a text table named ``.xls``, a page with a table named
``.xls``, a workbook named ``.csv``. They are read as what they are, and the finding says so.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from quartiermap.errors import InputError, Problem

DRIVERS = {
    ".gpkg": "GPKG", ".shp": "ESRI Shapefile", ".dbf": "ESRI Shapefile", ".geojson": "GeoJSON", ".json": "GeoJSON", ".geojsonl": "GeoJSONSeq",
    ".geojsons": "GeoJSONSeq", ".ndjson": "GeoJSONSeq", ".jsonl": "GeoJSONSeq", ".topojson": "TopoJSON", ".esrijson": "ESRIJSON", ".fgb": "FlatGeobuf",
    ".kml": "LIBKML", ".kmz": "LIBKML", ".gml": "GML", ".xml": "GML", ".gdb": "OpenFileGDB", ".dxf": "DXF", ".gpx": "GPX", ".mif": "MapInfo File",
    ".parquet": "parquet", ".geoparquet": "parquet",
}  # fmt: skip
"""Ending -> GDAL driver; ``parquet`` is read by pyarrow, in the same worker process."""
SHAPE_TEXTS = (".wkt", ".ewkt", ".poly")
TEXT_TABLES = (".csv", ".tsv", ".tab", ".txt", ".asc")
WORKBOOKS = (".xlsx", ".xlsm", ".xltx", ".xls", ".xlsb", ".ods")
TABLES = (*TEXT_TABLES, *WORKBOOKS)
OSM = (".osm", ".osm.gz", ".osm.bz2", ".pbf")
SIDECARS = (".shx", ".dbf", ".prj", ".cpg", ".gfs", ".xsd", ".mid")
PACKED = (
    ".osm.gz",
    ".osm.bz2",
    ".csv.gz",
    ".tsv.gz",
    ".txt.gz",
    ".gdb.zip",
    ".geojson.gz",
    ".json.gz",
    ".gml.gz",
    ".kml.gz",
    ".xml.gz",
)
FORMATS = (
    "GeoPackage, Shapefile (auch als ZIP), GeoJSON, FlatGeobuf, KML, GML, FileGDB, GeoParquet, DXF, CSV, XLSX, XLS, ODS, Parquet, JSON, "
    "WKT, OSM (.osm, .pbf)"
)
FileKind = Literal["vector", "table", "osm"]
Reader = Literal[
    "gdal",
    "shape_text",
    "overpass",
    "parquet",
    "text",
    "xlsx",
    "ods",
    "binary_book",
    "html",
    "json",
    "zip",
    "osm",
]


@dataclass(frozen=True)
class Format:
    """What a file is.

    Parameters
    ----------
    kind : {"vector", "table", "osm"}
    reader : str
        Which of our readers it is for.
    ending : str
        The ending that fits its content (with the dot).
    renamed : str
        What the file really is, in German, where its name says something else; else empty.
    """

    kind: FileKind
    reader: Reader
    ending: str
    renamed: str = ""

    def notes(self, path: Path) -> list[Problem]:
        """Return the finding about a file whose name says something else than its content."""
        if not self.renamed:
            return []
        return [
            Problem(
                f"Die Datei ist {self.renamed} und wurde so gelesen; ihre Endung sagt etwas anderes.",
                file=path.name, code="content_decides", severity="info",
            )
        ]  # fmt: skip


class ChoiceNeededError(InputError):
    """A file with several layers, sheets or tables, of which one has to be named; `choices` are their names."""

    def __init__(self, problem: Problem, choices: tuple[str, ...]) -> None:
        self.choices = choices
        super().__init__(problem)


def ending_of(path: Path) -> str:
    """Return the ending of the name that decides the format; ``.osm.gz`` and ``.csv.gz`` whole."""
    name = path.name.lower()
    return next((ending for ending in PACKED if name.endswith(ending)), path.suffix.lower())


def failure(path: Path, message: str, remedy: str, code: str, value: str | None = None) -> InputError:
    """Return the error for a file that cannot be used."""
    return InputError(Problem(message, remedy=remedy, file=path.name, value=value, code=code))
