"""Shows what would be read from a file, before anything is imported; never raises for bad content."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

import geopandas as gpd
import pandas as pd
import pyproj

from quartiermap.domain import schema
from quartiermap.domain.ages import is_band
from quartiermap.domain.progress import Progress
from quartiermap.domain.project import Project, new_project
from quartiermap.domain.texts import fold
from quartiermap.errors import InputError, Problem
from quartiermap.io import mapping, readers, text_files, zensus, zensus_files
from quartiermap.io.address_layer import looks_like_directory
from quartiermap.io.bundled import kinds as kind_catalogue
from quartiermap.io.crs_guess import Reading
from quartiermap.io.file_formats import ChoiceNeededError
from quartiermap.io.import_ages import read_band
from quartiermap.io.import_facility_places import from_columns, has_places
from quartiermap.io.import_kinds import kind_of_name
from quartiermap.io.import_long import holds_ages_by_row
from quartiermap.io.import_model import FieldProposal, ImportPreview, ImportRequest, Loaded, Rows
from quartiermap.io.import_periods import period_column, year_of, years_in_headings
from quartiermap.io.import_places import place, readings
from quartiermap.io.zensus_columns import meaning_of
from quartiermap.io.zensus_stream import grid_tables, opened

_TABLES = {
    "districts": schema.DISTRICTS, "facilities": schema.FACILITIES, "population": schema.DISTRICT_POPULATION, "forecast": schema.FORECAST, "indicators": schema.INDICATORS,
    "funding-areas": schema.FUNDING_AREAS,
}  # fmt: skip
SHOWN_ROWS = 20
_ADDRESS = frozenset(
    (
        "strasse",
        "anschrift",
        "adresse",
        "strassehausnummer",
        "strassehausnr",
        "strassehnr",
        "strassenr",
        "strhausnr",
        "strnr",
        "strassenname",
        "strasseundhausnummer",
        "street",
        "address",
    )
)


def preview_file(project: Project, request: ImportRequest, progress: Progress | None = None) -> ImportPreview:
    """Read the first file of a request and say what it is, which columns fit, and what stands against it.

    With ``request.layer`` empty (or unknown) a layer is proposed by content.
    """
    if not request.files:
        return ImportPreview(
            "", None, "", problems=(Problem("Es ist keine Datei angegeben.", code="no_file"),)
        )
    path = Path(request.files[0])
    try:
        return _preview(project, request, path, progress or Progress())
    except InputError as error:
        problems = tuple(p if p.file else replace(p, file=path.name) for p in error.problems)
        choices = error.choices if isinstance(error, ChoiceNeededError) else ()
        return ImportPreview(path.name, request.layer or None, "", problems=problems, layers=choices)


def _preview(project: Project, request: ImportRequest, path: Path, progress: Progress) -> ImportPreview:
    kind = readers.file_kind(path)
    if kind == "osm":
        return ImportPreview(
            path.name,
            request.layer or "network",
            "OpenStreetMap-Daten: Wegenetz, Einrichtungen, Grenzen und Grundkarte",
        )
    if kind == "table" and zensus.is_zensus(path):
        return _grid_preview(path, request)
    seen = _look(project, request, path, kind, progress)
    loaded = seen.loaded
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
        row_count=loaded.clipped_from or len(frame), crs=seen.crs, bounds=seen.bounds, layers=seen.layers, encoding=loaded.encoding, problems=seen.problems,
        readings=seen.readings,
    )  # fmt: skip


def _grid_preview(path: Path, request: ImportRequest) -> ImportPreview:
    """Show the first rows of a census grid; the table of all Germany is never read for this."""
    names = grid_tables(path) if path.suffix.lower() == ".zip" else []
    with opened(path, request.sublayer) as (stream, inner, size):
        head = stream.read(1 << 16)
    whole = head[: head.rfind(b"\n") + 1] or head
    text, used = text_files.decode(whole, request.encoding)
    lines = text_files.split_rows(text.lstrip("\ufeff"), text_files.delimiter_of(text))
    columns = tuple(lines[0]) if lines else ()
    shown = tuple(tuple((r + [""] * len(columns))[: len(columns)]) for r in lines[1 : SHOWN_ROWS + 1])
    note = Problem(
        "Gitter des Zensus: die Zahl der Zeilen ist geschätzt; eingelesen werden nur die Zellen in den Quartieren.", file=path.name,
        code="grid_preview", severity="info",
    )  # fmt: skip
    count = int(size / max(len(whole) / max(len(lines), 1), 1))
    return ImportPreview(
        path.name, *_grid_layer(columns, PurePosixPath(inner).name, request), columns, (), shown, count, "EPSG:3035 (Gitter des Zensus)", None,
        tuple(PurePosixPath(n).stem for n in names), used, (note,),
    )  # fmt: skip


def _grid_layer(columns: tuple[str, ...], file: str, request: ImportRequest) -> tuple[str, str]:
    """Return the layer for a grid and why: residents and ages are cells, every other topic figures of the districts."""
    found = meaning_of(columns, file).columns.values()
    people = any(c == "population" or is_band(c) for c in found) or any(
        fold(c) == "auspraegungtext" for c in columns
    )
    layer, why = (
        ("population", "Gitter des Zensus mit Einwohnern")
        if people
        else ("indicators", "Gitter des Zensus mit einem Merkmal, das Kennzahlen der Quartiere ergibt")
    )
    return (request.layer if request.layer in ("population", "indicators") else layer), why


@dataclass(frozen=True)
class _Seen:
    """A file as the preview sees it: its rows, and where they lie if they have a place."""

    loaded: Loaded
    layers: tuple[str, ...]
    problems: tuple[Problem, ...]
    crs: str = ""
    bounds: tuple[float, float, float, float] | None = None
    readings: tuple[Reading, ...] = ()


def _look(
    project: Project, request: ImportRequest, path: Path, kind: readers.FileKind, progress: Progress
) -> _Seen:
    near = zensus_files.grid_boxes(project, zensus.MARGIN_M)
    if kind == "table":
        table = readers.read_table(
            path, request.sublayer, request.encoding, progress, request.header_row, near
        )
        loaded = Loaded.of_table(path, table)
        if request.layer in ("population", "indicators") or not has_places(table.frame):
            return _Seen(loaded, table.sheets, table.problems)
        return _look_at_places(project, request, loaded, table.sheets)
    data = readers.read_vector(path, request.sublayer, request.crs, request.encoding, progress, near=near)
    loaded = Loaded(
        path, data.frame, True, None, "", data.encoding, data.layer, data.problems, data.clipped_from
    )
    if data.frame.geometry.isna().all():
        return _Seen(replace(loaded, placed=False), data.layers, data.problems)
    return _put(project, loaded, data.frame, data.crs, data.crs_origin, data.layers)


def _look_at_places(
    project: Project, request: ImportRequest, loaded: Loaded, sheets: tuple[str, ...]
) -> _Seen:
    """Place the rows of a table with coordinates."""
    rows = Rows()
    try:
        frame, crs, origin = from_columns(loaded.frame, project, request, loaded.file, rows)
    except InputError as error:
        return _Seen(loaded, sheets, (*loaded.problems, *rows.problems, *error.problems))
    seen = _put(project, loaded, frame, crs, origin, sheets)
    return replace(seen, problems=(*seen.problems, *rows.problems))


def _put(
    project: Project,
    loaded: Loaded,
    frame: gpd.GeoDataFrame,
    crs: str | None,
    origin: str,
    layers: tuple[str, ...],
) -> _Seen:
    """Place rows; what cannot be placed comes with the systems to choose from."""
    try:
        placed = place(frame, crs, origin, project, loaded.file)
    except InputError as error:
        options = readings(frame, project) or readings(frame, new_project(""))
        return _Seen(loaded, layers, (*loaded.problems, *error.problems), str(crs or ""), None, options)
    to = pyproj.Transformer.from_crs(placed.epsg, 4326, always_xy=True)
    west, south, east, north = (float(v) for v in to.transform_bounds(*placed.frame.total_bounds))
    done = replace(loaded, frame=placed.frame, placed=True, epsg=placed.epsg, crs_read=placed.crs_read)
    options = readings(frame, project) if any(p.code == "crs_guessed" for p in placed.problems) else ()
    return _Seen(
        done,
        layers,
        (*loaded.problems, *placed.problems),
        placed.crs_read,
        (west, south, east, north),
        options,
    )


def _layer_of(loaded: Loaded, frame: pd.DataFrame, path: Path) -> tuple[str | None, str]:
    """Return the layer that the content fits best, and why."""
    if looks_like_directory(path, frame, loaded.placed or has_places(loaded.frame)):
        return "addresses", "Ein Verzeichnis von Anschriften mit ihren Orten."
    if zensus_files.is_grid(loaded):
        return _grid_layer(tuple(frame.columns), path.name, ImportRequest("", ()))
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
    several = _several_years(frame)
    if several and (bands >= 2 or totals or len(years_in_headings(list(frame.columns))) > 1) and not indices:
        return "forecast", f"Die Tabelle nennt Einwohner für mehrere Jahre ({several})."
    if bands >= 2 or (totals and not indices):
        return "population", "Die Tabelle nennt Einwohner" + (" nach Alter." if bands >= 2 else ".")
    if holds_ages_by_row(frame):
        if several:
            return "forecast", f"Die Tabelle hat je Gebiet, Jahr und Alter eine Zeile ({several})."
        return "population", "Die Tabelle hat je Gebiet und Alter eine Zeile."
    if kind_of_name(path.name) is not None:
        return (
            "facilities",
            f"Der Dateiname nennt die Art „{kind_catalogue().name(str(kind_of_name(path.name)))}“.",
        )
    if names & _ADDRESS:
        return "facilities", "Die Tabelle hat Anschriften."
    return ("indicators", "Eine Tabelle mit Zahlen.") if len(frame.columns) > 2 else (None, "")


def _several_years(frame: pd.DataFrame) -> str:
    """Return the years of a table that has more than one, in a column or as headings; else nothing."""
    column = period_column(frame)
    texts = mapping.texts(frame[column]) if column is not None else years_in_headings(list(frame.columns))
    years = {y for t in texts if t is not None and (y := year_of(t)) is not None}
    for heading in frame.columns:
        found = re.findall(r"(?<!\d)(?:19|20)\d{2}(?!\d)", str(heading))
        if len(found) == 1 and read_band(re.sub(found[0], " ", str(heading)).strip(" _-–./:()")) is not None:
            years.add(int(found[0]))
    return f"{min(years)}–{max(years)}" if len(years) > 1 else ""


def _fields(frame: pd.DataFrame, layer: str | None, request: ImportRequest) -> tuple[FieldProposal, ...]:
    table = _TABLES.get(layer or "")
    if table is None:
        return ()
    if layer in ("population", "forecast", "indicators"):
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
