"""Tells what a file is by its first bytes, and by its ending only where content cannot: the door of every import."""

from __future__ import annotations

import csv
import gzip
import io
import re
import zipfile
import zlib
from collections import Counter
from pathlib import Path, PurePosixPath

from quartiermap.errors import InputError
from quartiermap.io import text_files
from quartiermap.io.file_formats import (
    DRIVERS,
    FORMATS,
    OSM,
    SHAPE_TEXTS,
    TABLES,
    TEXT_TABLES,
    FileKind,
    Format,
    ending_of,
    failure,
)
from quartiermap.io.text_encoding import decode
from quartiermap.io.text_formats import GEO_TYPES, HEAD, by_json, by_xml, named
from quartiermap.io.text_geodata import without_script


def file_kind(path: Path) -> FileKind:
    """Tell whether a file holds geodata, a table or OpenStreetMap data; see `recognise`."""
    return recognise(path).kind


def recognise(path: Path) -> Format:
    """Tell what a file is by its first bytes and its ending.

    Raises
    ------
    InputError
        If the file cannot hold municipal data; the sentence says what it is instead.
    """
    if (problem := text_files.examine(path)) is not None:
        raise InputError(problem)
    ending = ending_of(path)
    if path.is_dir():
        return Format("vector", "gdal", ".gdb")
    with path.open("rb") as stream:
        head = stream.read(HEAD)
    found = _by_magic(path, head, ending)
    if found is None:
        found = _by_text(path, head, ending)
    return found


def _by_magic(path: Path, head: bytes, ending: str) -> Format | None:
    """Recognise binary formats."""
    if head.startswith(b"SQLite format 3\x00"):
        return named(Format("vector", "gdal", ".gpkg"), ending, (".gpkg",), "ein GeoPackage")
    if head.startswith(b"PAR1"):
        kind: FileKind = "vector" if _is_geoparquet(path) else "table"
        return named(
            Format(kind, "parquet", ".parquet"), ending, (".parquet", ".geoparquet"), "eine Parquet-Datei"
        )
    if head.startswith(b"fgb\x03fgb"):
        return named(Format("vector", "gdal", ".fgb"), ending, (".fgb",), "eine FlatGeobuf-Datei")
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        return _by_ole(path, ending)
    if head.startswith(b"PK\x03\x04") or (
        ending in (".zip", ".gdb.zip", ".kmz", *_OOXML) and head[:2] == b"PK"
    ):
        return _by_zip(path, ending)
    if ending in (".zip", ".gdb.zip"):
        text_files.zip_names(path)  # says that it is none
    if b"OSMHeader" in head[:64]:
        return named(Format("osm", "osm", ".pbf"), ending, (".pbf",), "ein OSM-Auszug (.pbf)")
    if head.startswith(b"AutoCAD Binary DXF"):
        return named(Format("vector", "gdal", ".dxf"), ending, (".dxf",), "eine DXF-Zeichnung")
    if re.match(rb"AC10\d\d", head):
        raise failure(
            path,
            "Die Datei ist eine Zeichnung im Format DWG, das nicht gelesen wird.",
            "Im CAD-Programm als DXF speichern.",
            "is_dwg",
        )
    if head.startswith((b"\x1f\x8b", b"BZh")):
        return _by_gzip(path, ending)
    if head.startswith(b"\x00\x00\x27\x0a"):
        return Format("vector", "gdal", ".shp")
    if ending == ".dbf":
        if path.with_suffix(".shp").is_file() or path.with_suffix(".SHP").is_file():
            raise _shape_part(path)
        return Format("vector", "gdal", ".dbf")
    return None


_OOXML = (".xlsx", ".xlsm", ".xltx", ".xlsb", ".ods")


def _by_ole(path: Path, ending: str) -> Format:
    data = path.read_bytes()[: 1 << 20]
    if "EncryptedPackage".encode("utf-16-le") in data:
        raise failure(
            path, "Die Excel-Datei ist mit einem Kennwort geschützt.", "In Excel öffnen und ohne Kennwort speichern.", "encrypted"
        )  # fmt: skip
    whole = data if len(data) < 1 << 20 else path.read_bytes()
    if "Workbook".encode("utf-16-le") in whole or "Book\x00".encode("utf-16-le") in whole:
        return named(
            Format("table", "binary_book", ".xls"), ending, (".xls",), "eine Excel-Datei im alten Format"
        )
    raise failure(
        path, "Die Datei ist ein altes Office-Dokument, keine Tabelle.", "Die Tabelle als XLSX oder CSV speichern.", "is_office_document"
    )  # fmt: skip


def _by_gzip(path: Path, ending: str) -> Format:
    if ending in (".osm.gz", ".osm.bz2"):
        return Format("osm", "osm", ending)
    if path.suffix.lower() != ".gz":
        raise failure(
            path, "Die Datei ist gepackt.", "Von Hand entpacken und die Datei einzeln angeben.", "is_packed"
        )
    try:
        with gzip.open(path, "rb") as stream:
            head = stream.read(HEAD)
    except (OSError, EOFError, zlib.error) as error:
        raise failure(
            path,
            "Die gepackte Datei (.gz) ist beschädigt.",
            "Die Datei noch einmal herunterladen.",
            "gzip_broken",
        ) from error
    inner = Path(path.name[:-3])
    found = _by_text(inner, head, inner.suffix.lower(), whole=False)
    if found.reader == "osm":
        return Format("osm", "osm", ".osm.gz")
    if found.reader not in ("gdal", "text", "json"):
        raise failure(
            path, "Die Datei ist gepackt.", "Von Hand entpacken und die Datei einzeln angeben.", "is_packed"
        )
    return found


def _by_zip(path: Path, ending: str) -> Format:
    names = text_files.zip_names(path)
    lower = {n.lower() for n in names}
    if "xl/workbook.xml" in lower:
        return named(
            Format("table", "xlsx", ".xlsx"), ending, (".xlsx", ".xlsm", ".xltx"), "eine Excel-Datei (.xlsx)"
        )
    if "xl/workbook.bin" in lower:
        return named(Format("table", "binary_book", ".xlsb"), ending, (".xlsb",), "eine Excel-Datei (.xlsb)")
    if "content.xml" in lower and ("mimetype" in lower or "meta-inf/manifest.xml" in lower):
        return _by_opendocument(path, ending)
    if "word/document.xml" in lower or "ppt/presentation.xml" in lower:
        raise failure(
            path,
            "Die Datei ist ein Office-Dokument, keine Tabelle.",
            "Die Tabelle daraus als XLSX oder CSV speichern.",
            "is_office_document",
        )
    if ending in (".xlsx", ".xlsm", ".xltx", ".xlsb", ".ods"):
        raise failure(path, "Die Datei ist ein ZIP-Archiv, aber keine Tabellendatei; vielleicht ist sie beschädigt.", "In Excel oder LibreOffice öffnen und neu speichern.", "xlsx_broken")  # fmt: skip
    if ending == ".kmz" or (ending != ".zip" and "doc.kml" in lower):
        return named(Format("vector", "gdal", ".kmz"), ending, (".kmz",), "eine KMZ-Datei")
    kind = _archive_kind(path, names)
    if kind == "osm":
        raise failure(
            path,
            "Im ZIP-Archiv liegt ein OSM-Auszug.",
            "Von Hand entpacken und die Datei einzeln angeben.",
            "osm_in_zip",
        )
    return named(Format(kind, "zip", ".zip"), ending, (".zip", ".gdb.zip"), "ein ZIP-Archiv")


def _by_opendocument(path: Path, ending: str) -> Format:
    try:
        with zipfile.ZipFile(path) as archive:
            manifest = (
                archive.read("META-INF/manifest.xml")[:200_000]
                if "META-INF/manifest.xml" in archive.namelist()
                else b""
            )
            kind = archive.read("mimetype")[:100] if "mimetype" in archive.namelist() else b"spreadsheet"
    except text_files.ZIP_ERRORS as error:
        raise failure(
            path, "Die Datei ist beschädigt.", "In LibreOffice öffnen und neu speichern.", "xlsx_broken"
        ) from error
    if b"encryption-data" in manifest:
        raise failure(
            path,
            "Die Tabelle ist mit einem Kennwort geschützt.",
            "In LibreOffice öffnen und ohne Kennwort speichern.",
            "encrypted",
        )
    if b"spreadsheet" not in kind:
        raise failure(path, "Die Datei ist ein OpenDocument-Dokument, aber keine Tabelle.", "Die Tabelle daraus als ODS oder CSV speichern.", "is_office_document")  # fmt: skip
    return named(Format("table", "ods", ".ods"), ending, (".ods",), "eine OpenDocument-Tabelle")


def _is_geoparquet(path: Path) -> bool:
    """Tell by the end of a Parquet file whether it describes geometry columns."""
    with path.open("rb") as stream:
        size = stream.seek(0, 2)
        stream.seek(max(0, size - (1 << 20)))
        tail = stream.read()
    return b'"primary_column"' in tail or b'"geometry_types"' in tail


def _by_text(path: Path, head: bytes, ending: str, *, whole: bool = True) -> Format:
    """Recognise formats that are text; `whole` tells that the file itself can be looked into."""
    text = decode(head)[0].lstrip("\ufeff \t\r\n\x1e")
    inner = without_script(text)
    if inner is not None and re.match(r"[\[{]\s*(?://[^\n]*\s*)*[\[{\"]", inner):
        return named(
            by_json(inner, ".json"),
            ending,
            (".js", ".json", ".jsonp"),
            "JSON in einem Skript",
        )
    if text[:1] in ("{", "[") and ending not in TEXT_TABLES:
        return by_json(text, ending)
    if text[:1] in ("{", "[") and re.match(r"[\[{]\s*[\[{\"]", text) and re.search(GEO_TYPES, text):
        return named(by_json(text, ".json"), ending, (), "GeoJSON")
    if text.startswith("<"):
        found = by_xml(path, text, ending, whole)
        if found is not None:
            return found
    if re.match(
        r"(?i)(srid=\d+;)?\s*(multi)?(point|linestring|polygon|curvepolygon|surface|curve)\s*[zm]*\s*\(|(srid=\d+;)?geometrycollection",
        text,
    ):
        return named(
            Format("vector", "shape_text", ".wkt"),
            ending,
            (".wkt", ".ewkt", ".txt", ".csv"),
            "eine Geometrie als Text (WKT)",
        )
    if re.match(r"(?:\s*999\r?\n.*\r?\n)*\s*0\r?\nSECTION", text):
        return named(Format("vector", "gdal", ".dxf"), ending, (".dxf",), "eine DXF-Zeichnung")
    if ending == ".mif" or (text.lower().startswith("version") and "\ncolumns " in text.lower()):
        return Format("vector", "gdal", ".mif")
    if text.lower().startswith("!table"):
        raise failure(
            path,
            "MapInfo-Tabellen (.tab) werden nicht gelesen.",
            "Die Daten als GeoPackage, MIF oder Shapefile anfordern.",
            "format_unknown",
        )
    if ending == ".poly":
        return Format("vector", "shape_text", ".poly")
    if ending in OSM:
        return Format("osm", "osm", ending)
    return _by_ending(path, head, text, ending)


def _by_ending(path: Path, head: bytes, text: str, ending: str) -> Format:
    """Recognise what content does not tell: text tables, and files that are none of what their ending says."""
    if ending in TEXT_TABLES or ending in (".csv.gz", ".tsv.gz", ".txt.gz"):
        return Format("table", "text", ending)
    if looks_like_table(head, text):
        return Format("table", "text", ".csv", "" if ending in ("", ".dat") else "eine Texttabelle (CSV)")
    if ending in (".shx", ".prj", ".cpg", ".qpj", ".sbn", ".sbx"):
        raise _shape_part(path)
    if ending in (".xlsx", ".xlsm", ".xltx", ".xls", ".xlsb", ".ods"):
        raise failure(
            path, f"Die Datei heißt {ending}, ist aber keine Tabellendatei.",
            "In Excel oder LibreOffice öffnen und neu speichern oder noch einmal herunterladen.", "content_mismatch",
        )  # fmt: skip
    if ending in (".geojson", ".json", ".geojsonl", ".geojsons", ".ndjson", ".jsonl"):
        raise failure(
            path, "Die Datei heißt wie GeoJSON, enthält aber kein JSON.",
            "Die Datei in einem Texteditor ansehen und noch einmal herunterladen.", "content_mismatch",
        )  # fmt: skip
    if ending in (".gml", ".kml", ".xml", ".gpx"):
        raise failure(
            path, "Die Datei enthält kein XML.", "Die Datei noch einmal herunterladen.", "content_mismatch"
        )
    if ending in (*SHAPE_TEXTS, ".kmz"):
        raise failure(
            path,
            f"Die Datei heißt {ending}, enthält aber keine Geometrie.",
            "Die Datei noch einmal beschaffen.",
            "content_mismatch",
        )
    if ending in DRIVERS:
        what = "ein Text" if b"\x00" not in head else "etwas anderes"
        raise failure(
            path, f"Die Datei heißt {ending}, ist aber {what}.", "Die Endung berichtigen oder die richtige Datei angeben.", "content_mismatch"
        )  # fmt: skip
    raise failure(
        path, f"Das Dateiformat „{path.suffix or path.name}“ wird nicht gelesen.", f"Gelesen werden: {FORMATS}.", "format_unknown"
    )  # fmt: skip


def _shape_part(path: Path) -> InputError:
    return failure(
        path, "Das ist nur ein Teil eines Shapefiles.", f"Die Datei {path.stem}.shp angeben.", "shapefile_part"
    )  # fmt: skip


def looks_like_table(head: bytes, text: str) -> bool:
    """Tell whether bytes are a text whose lines have the same number of columns.

    Examples
    --------
    >>> looks_like_table(b"a;b;c\\n1;2;3\\n4;5;6\\n", "a;b;c\\n1;2;3\\n4;5;6\\n"), looks_like_table(b"MZ", "MZ")
    (True, False)
    """
    control = sum(b < 32 and b not in (9, 10, 12, 13, 26) for b in head[:8192])
    if control > (0.6 if b"\x00" in head[:64] else 0.01) * max(len(head[:8192]), 1):
        return False
    delimiter = text_files.delimiter_of(text)
    try:
        rows = [len(r) for r in csv.reader(io.StringIO(text[:20_000], newline=""), delimiter=delimiter) if r]
    except csv.Error:
        return False
    width, count = max(Counter(rows).items(), key=lambda c: c[0] * c[1], default=(1, 0))
    return width >= 2 and count >= 2 and count >= 0.6 * len(rows)


def _archive_kind(path: Path, names: list[str]) -> FileKind:
    """Tell what an archive holds: geodata before tables, tables before the rest."""
    endings = {PurePosixPath(n).suffix.lower() for n in names} | {
        PurePosixPath(n).parent.suffix.lower() for n in names
    }
    plain = endings - {".json", ".xml", ".dbf", ".parquet"}
    if plain & DRIVERS.keys() or plain & set(SHAPE_TEXTS):
        return "vector"
    if endings & {*TABLES, ".htm", ".html"}:
        return "table"
    inner = [n for n in names if PurePosixPath(n).suffix.lower() in (".json", ".xml", ".dbf", ".parquet")]
    if inner:
        return (
            "vector"
            if PurePosixPath(inner[0]).suffix.lower() != ".json"
            else _json_member_kind(path, inner[0])
        )
    if endings & set(OSM):
        return "osm"
    raise failure(
        path, "Im ZIP-Archiv ist keine Datei, die gelesen werden kann.", f"Gelesen werden: {FORMATS}.",
        "zip_nothing", ", ".join(names[:3])[:80] or None,
    )  # fmt: skip


def _json_member_kind(path: Path, name: str) -> FileKind:
    try:
        with zipfile.ZipFile(path) as archive, archive.open(name) as stream:
            text = decode(stream.read(HEAD))[0].lstrip("\ufeff \t\r\n\x1e")
    except text_files.ZIP_ERRORS as error:
        raise failure(
            path,
            "Das ZIP-Archiv ist beschädigt.",
            "Die Datei noch einmal herunterladen.",
            "zip_broken",
            name[:80],
        ) from error
    return by_json(text, ".json").kind
