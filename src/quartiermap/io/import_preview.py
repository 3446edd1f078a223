"""Shows what would be read from a file, before anything is imported; never raises for bad content."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pandas as pd
import pyproj

from quartiermap.domain import schema
from quartiermap.domain.progress import Progress
from quartiermap.domain.project import Project
from quartiermap.domain.texts import fold
from quartiermap.errors import InputError, Problem
from quartiermap.io import mapping, readers, zensus
from quartiermap.io.bundled import kinds as kind_catalogue
from quartiermap.io.import_ages import read_band
from quartiermap.io.import_kinds import kind_of_name
from quartiermap.io.import_model import FieldProposal, ImportPreview, ImportRequest, Loaded
from quartiermap.io.import_places import place

_TABLES = {
    "districts": schema.DISTRICTS, "facilities": schema.FACILITIES, "population": schema.DISTRICT_POPULATION, "indicators": schema.INDICATORS,
    "funding-areas": schema.FUNDING_AREAS,
}  # fmt: skip
SHOWN_ROWS = 20


def preview_file(project: Project, request: ImportRequest) -> ImportPreview:
    """Read the first file of a request and say what it is, which columns fit, and what stands against it.

    With ``request.layer`` empty (or unknown) a layer is proposed by content.
    """
    if not request.files:
        return ImportPreview(
            "", None, "", problems=(Problem("Es ist keine Datei angegeben.", code="no_file"),)
        )
    path = Path(request.files[0])
    try:
        return _preview(project, request, path)
    except InputError as error:
        problems = tuple(p if p.file else replace(p, file=path.name) for p in error.problems)
        return ImportPreview(path.name, request.layer or None, "", problems=problems)


def _preview(project: Project, request: ImportRequest, path: Path) -> ImportPreview:
    kind = readers.file_kind(path)
    if kind == "osm":
        return ImportPreview(
            path.name,
            request.layer or "network",
            "OpenStreetMap-Daten: Wegenetz, Einrichtungen, Grenzen und Grundkarte",
        )
    if kind == "table" and zensus.is_zensus(path) and path.suffix.lower() == ".zip":
        return ImportPreview(path.name, "population", "Gitter des Zensus (ZIP)")
    loaded, crs, bounds, layers, problems = _load(project, request, path, kind)
    frame = pd.DataFrame(loaded.frame[mapping.attributes(loaded.frame)])
    request = replace(request, mapping=mapping.named_columns(frame, request.mapping))
    proposed, reason = _layer_of(loaded, frame, path)
    asked = request.layer if request.layer in schema.IMPORT_LAYERS else None
    layer = asked or proposed
    shown = tuple(
        tuple(t or "" for t in row)
        for row in zip(*(mapping.texts(frame[c].iloc[:SHOWN_ROWS]) for c in frame.columns), strict=True)
    )
    return ImportPreview(
        file=path.name, layer=layer, layer_reason=reason, columns=tuple(frame.columns), fields=_fields(frame, layer, request), rows=shown,
        row_count=len(frame), crs=crs, bounds=bounds, layers=layers, encoding=loaded.encoding, problems=tuple(problems),
    )  # fmt: skip


def _load(
    project: Project, request: ImportRequest, path: Path, kind: readers.FileKind
) -> tuple[Loaded, str, tuple[float, float, float, float] | None, tuple[str, ...], list[Problem]]:
    progress = Progress()
    if kind == "table":
        table = readers.read_table(path, request.sublayer, request.encoding, progress)
        loaded = Loaded(path, table.frame, False, None, "", table.encoding, table.sheet, table.problems)
        return loaded, "", None, table.sheets, list(table.problems)
    data = readers.read_vector(path, request.sublayer, request.crs, request.encoding, progress)
    problems = list(data.problems)
    loaded = Loaded(path, data.frame, True, None, "", data.encoding, data.layer, data.problems)
    if data.frame.geometry.isna().all():
        return replace(loaded, placed=False), "", None, data.layers, problems
    try:
        placed = place(data.frame, data.crs, data.crs_origin, project, path.name)
    except InputError as error:
        return loaded, str(data.crs or ""), None, data.layers, [*problems, *error.problems]
    to = pyproj.Transformer.from_crs(placed.epsg, 4326, always_xy=True)
    west, south, east, north = (float(v) for v in to.transform_bounds(*placed.frame.total_bounds))
    done = replace(loaded, frame=placed.frame, epsg=placed.epsg, crs_read=placed.crs_read)
    return done, placed.crs_read, (west, south, east, north), data.layers, [*problems, *placed.problems]


def _layer_of(loaded: Loaded, frame: pd.DataFrame, path: Path) -> tuple[str | None, str]:
    """Return the layer that the content fits best, and why."""
    names = {fold(c) for c in frame.columns}
    shapes = set(loaded.frame.geometry.geom_type.dropna()) if loaded.placed else set()
    if shapes and shapes <= {"LineString", "MultiLineString"}:
        return "network", "Die Datei enthält Linien."
    if any("Polygon" in s or s == "GeometryCollection" for s in shapes):
        words = {
            "rechtsgrundlage",
            "foerderprogramm",
            "programm",
            "foerdergebiet",
            "kulisse",
            "verfahrensstand",
        }
        if names & words or any(
            w in fold(path.name)
            for w in ("foerdergebiet", "stadterneuerung", "sanierungsgebiet", "staedtebaufoerderung")
        ):
            return "funding-areas", "Flächen mit Angaben zu Förderung."
        if kind_of_name(path.name) is not None:
            return "facilities", "Flächen, deren Dateiname eine Einrichtungsart nennt."
        return "districts", "Die Datei enthält Flächen."
    if shapes:
        return "facilities", "Die Datei enthält Punkte."
    if zensus.is_zensus(path):
        return "population", "Gitter des Zensus."
    if (
        {"lat", "lon"} <= names
        or {"latitude", "longitude"} <= names
        or {"x", "y"} <= names
        or {"rechtswert", "hochwert"} <= names
    ):
        return "facilities", "Die Tabelle hat Koordinaten."
    bands = sum(read_band(c) is not None for c in frame.columns)
    totals = any(
        mapping.likeness(c, schema.DISTRICT_POPULATION["population"].synonyms)[0] > 0.9 for c in frame.columns
    )
    indices = any(w in n for n in names for w in ("statusindex", "percentageunemployed", "quote", "anteil"))
    if bands >= 2 or (totals and not indices):
        return "population", "Die Tabelle nennt Einwohner" + (" nach Alter." if bands >= 2 else ".")
    if kind_of_name(path.name) is not None:
        return (
            "facilities",
            f"Der Dateiname nennt die Art „{kind_catalogue().name(str(kind_of_name(path.name)))}“.",
        )
    return ("indicators", "Eine Tabelle mit Zahlen.") if len(frame.columns) > 2 else (None, "")


def _fields(frame: pd.DataFrame, layer: str | None, request: ImportRequest) -> tuple[FieldProposal, ...]:
    table = _TABLES.get(layer or "")
    if table is None:
        return ()
    if layer in ("population", "indicators"):
        key = mapping.propose(frame, schema.DISTRICTS).get("district_id")
        proposed = mapping.propose(frame, table)
        if key is not None:
            proposed["district_id"] = key
    else:
        proposed = mapping.propose(frame, table)
    out = []
    for column in table.columns:
        if column.name in mapping.NOT_MAPPED or column.name in ("indicator", "value", "text_value"):
            continue
        found = proposed.get(column.name)
        named = request.mapping.get(column.name)
        if named is not None:
            out.append(
                FieldProposal(column.name, column.label, named, 1.0, "vom Benutzer gewählt", column.required)
            )
        else:
            out.append(
                FieldProposal(column.name, column.label, found.column if found else None, found.confidence if found else 0.0, found.reason if found else "", column.required)
            )  # fmt: skip
    return tuple(out)
