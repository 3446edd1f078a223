"""Tells the dialects of JSON, XML and HTML apart."""

from __future__ import annotations

import re
from pathlib import Path

from quartiermap.io.file_formats import Format, failure

HEAD = 65536
"""As much of a file is looked at to tell what it is."""
GEO_TYPES = (
    r'"type"\s*:\s*"(Feature|FeatureCollection|GeometryCollection|(Multi)?(Point|LineString|Polygon))"'
)
"""A JSON document that holds this is GeoJSON, or a list of records with a geometry each."""


def named(found: Format, ending: str, fitting: tuple[str, ...], words: str) -> Format:
    """Return the format with the note that the name says something else, if it does."""
    return found if ending in fitting else Format(found.kind, found.reader, found.ending, words)


def by_json(text: str, ending: str) -> Format:
    """Tell geodata in JSON from lists of records."""
    fitting = (
        ".json",
        ".geojson",
        ".json.gz",
        ".geojson.gz",
        ".geojsonl",
        ".geojsons",
        ".ndjson",
        ".jsonl",
        ".topojson",
        ".txt",
        ".js",
        "",
    )
    if re.search(r'"elements"\s*:\s*\[', text) and re.search(
        r'"type"\s*:\s*"(node|way|relation|count)"', text
    ):
        return named(
            Format("vector", "overpass", ".json"),
            ending,
            fitting,
            "die Antwort eines OSM-Dienstes (Overpass)",
        )
    if re.search(r'"type"\s*:\s*"Topology"', text):
        return named(Format("vector", "gdal", ".topojson"), ending, fitting, "TopoJSON")
    if (
        '"features"' in text
        and re.search(r'"(geometryType|spatialReference|fieldAliases)"\s*:', text)
        and not re.search(GEO_TYPES, text)
    ):
        return named(
            Format("vector", "gdal", ".esrijson"), ending, fitting, "eine Antwort eines ArcGIS-Dienstes"
        )
    lines = [line for line in text.split("\n", 3) if line.strip(" \r\x1e,")]
    several = (
        len(lines) > 1 and lines[0].rstrip("\r ").endswith("}") and lines[1].lstrip(" \x1e").startswith("{")
    )
    if several and re.match(r'\{.*"type"\s*:\s*"Feature"', lines[0]):
        return named(Format("vector", "gdal", ".geojsonl"), ending, fitting, "GeoJSON, ein Objekt je Zeile")
    if re.search(GEO_TYPES, text) and not several and not _nested_geometry_only(text):
        return named(Format("vector", "gdal", ".geojson"), ending, fitting, "GeoJSON")
    if ending == ".geojson" and len(text) >= HEAD // 2 and '"features"' in text:
        return Format("vector", "gdal", ".geojson")
    return named(Format("table", "json", ".json"), ending, fitting, "eine Liste von Datensätzen (JSON)")


def _nested_geometry_only(text: str) -> bool:
    """Tell a list of records of which each holds a geometry (``[{"name": …, "geo": {"type": "Point"}}]``)."""
    return text.startswith("[") and not re.search(r'"type"\s*:\s*"Feature', text)


def by_xml(path: Path, text: str, ending: str, whole: bool) -> Format | None:
    """Tell the dialects of XML apart; a page (HTML) is a table if it holds one."""
    start = (
        re.sub(
            r"(?s)<\?.*?\?>|<!--.*?-->|<!DOCTYPE\s+(?!html)[^>\[]*(\[.*?\])?\s*>",
            "",
            text[:20_000],
            flags=re.I,
        )
        .lstrip()
        .lower()
    )
    if re.match(r"<!doctype html|<html|<head|<meta|<table|<body|<style", start):
        if (
            whole
            and b"<t"
            in path.read_bytes()[:50_000_000]
            .lower()
            .replace(b"\x00", b"")
            .replace(b"<title", b"")
            .replace(b"<text", b"")
            and _has_table(path)
        ):
            return named(
                Format("table", "html", ".html"),
                ending,
                (".html", ".htm"),
                "eine Internetseite mit einer Tabelle (HTML)",
            )
        raise failure(
            path, "Die Datei ist eine Internetseite (HTML), keine Datentabelle; wahrscheinlich hat der Server beim "
            "Herunterladen eine Fehler- oder Anmeldeseite geschickt.",
            "Die Datei noch einmal herunterladen und vor dem Import in einem Texteditor ansehen.", "is_html",
        )  # fmt: skip
    if "urn:schemas-microsoft-com:office:spreadsheet" in text:
        return named(Format("table", "html", ".xml"), ending, (".xml",), "eine Excel-Tabelle als XML")
    if re.match(r"<osm[\s>]", start):
        return named(
            Format("osm", "osm", ".osm"), ending, (".osm", ".xml", ".osm.gz"), "ein OSM-Auszug (XML)"
        )
    if re.match(r"<(\w+:)?kml[\s>]", start):
        return named(Format("vector", "gdal", ".kml"), ending, (".kml", ".xml", ".kml.gz"), "eine KML-Datei")
    if re.match(r"<gpx[\s>]", start):
        return named(Format("vector", "gdal", ".gpx"), ending, (".gpx", ".xml"), "eine GPX-Datei")
    if "opengis.net/gml" in text or ending in (".gml", ".xml", ".gml.gz", ".xml.gz"):
        return named(
            Format("vector", "gdal", ".gml"), ending, (".gml", ".xml", ".gml.gz", ".xml.gz"), "eine GML-Datei"
        )
    return None


def _has_table(path: Path) -> bool:
    data = path.read_bytes()[:50_000_000].lower().replace(b"\x00", b"")
    return b"<table" in data and b"<td" in data
