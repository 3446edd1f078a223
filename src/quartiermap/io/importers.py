"""The one way in: files and a layer go in, a new project comes out, or every problem of all files at once.

Nothing is ever half imported: the project is a value, and a new one is only returned when every file was usable.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd

from quartiermap.domain import schema
from quartiermap.domain.progress import Progress
from quartiermap.domain.project import Project, Source
from quartiermap.domain.texts import number
from quartiermap.errors import InputError, Problem, UsageError
from quartiermap.io import import_joining as joining
from quartiermap.io import mapping as columns
from quartiermap.io import readers, text_files, zensus, zensus_files
from quartiermap.io.import_areas import import_areas
from quartiermap.io.import_districts import import_districts, rank_levels
from quartiermap.io.import_facilities import import_facilities
from quartiermap.io.import_facility_places import wkt_rows
from quartiermap.io.import_forecast import import_forecast
from quartiermap.io.import_indicators import import_indicators, read_preset
from quartiermap.io.import_model import (
    FieldProposal,
    ImportPreview,
    ImportRequest,
    ImportResult,
    Loaded,
    Rows,
)
from quartiermap.io.import_networks import line_rows, osm_rows, to_be_extended
from quartiermap.io.import_places import place
from quartiermap.io.import_population import import_population
from quartiermap.io.kept_merges import carried_over
from quartiermap.io.zensus_indicators import import_grid_indicators

__all__ = [
    "FieldProposal",
    "ImportPreview",
    "ImportRequest",
    "ImportResult",
    "import_layer",
    "load",
    "preview",
]

_WANTED = {"districts": "Polygon", "funding-areas": "Polygon", "facilities": "Point", "network": "LineString"}
_ONE_ONLY = ("network", "basemap")


def import_layer(project: Project, request: ImportRequest, progress: Progress | None = None) -> ImportResult:
    """Import files into one layer of a project.

    Parameters
    ----------
    project : Project
        Stays as it is; the result holds the new one.
    request : ImportRequest
    progress : Progress, optional

    Returns
    -------
    ImportResult
        With warnings and infos; `rows` is what the layer got.

    Raises
    ------
    InputError
        With every problem of all files; nothing was imported.
    UsageError
        If the layer does not exist or no file is named.
    """
    progress = progress or Progress()
    if request.layer not in schema.IMPORT_LAYERS:
        raise UsageError(
            f"Die Ebene „{request.layer}“ gibt es nicht. Möglich sind: {', '.join(schema.IMPORT_LAYERS)}."
        )
    if not request.files:
        raise UsageError("Es ist keine Datei angegeben.")
    request = replace(request, files=tuple(Path(f) for f in request.files))
    if request.preset:
        read_preset(request.preset)
    if request.crs is not None:
        readers.check_crs(request.crs)
    errors: list[Problem] = []
    notes: list[Problem] = []
    sources: list[Source] = []
    total = 0
    current = project
    if request.mode == "replace":
        current = joining.emptied_for_replace(project, request)
    steps = len(request.files)
    for i, path in enumerate(request.files):
        part = progress.part(i / steps, (i + 1) / steps)
        part.step(0.0, f"{path.name} lesen")
        try:
            current, source, rows = _import_file(current, project, request, path, part)
        except InputError as error:
            errors += [p if p.file else replace(p, file=path.name) for p in error.problems]
            continue
        sources = [s for s in sources if s.source_id != source.source_id] + [source]
        notes += rows.problems
        total += rows.rows_used
    if errors:
        raise InputError(_deduplicated([*errors, *notes]))
    if request.layer == "districts":
        current = current.with_(districts=rank_levels(current.districts))
    if request.layer == "facilities":
        current, told = carried_over(project, current, {s.source_id for s in sources})
        notes += told
        made = {s.source_id: s for s in current.sources}
        sources = [made[s.source_id] for s in sources]
    progress.step(1.0, "Fertig")
    return ImportResult(
        current,
        tuple(sources),
        tuple(_deduplicated(notes)),
        _summary(request, sources, total, current),
        total,
    )


def _deduplicated(problems: Iterable[Problem]) -> list[Problem]:
    return list(
        dict.fromkeys(
            p if p.value is None or len(p.value) <= _SHOWN else replace(p, value=f"{p.value[:_SHOWN]}…")
            for p in problems
        )
    )


_SHOWN = 160
"""A cell can hold megabytes; a finding shows its beginning."""


def _import_file(
    current: Project, before: Project, request: ImportRequest, path: Path, progress: Progress
) -> tuple[Project, Source, Rows]:
    """Import one file; return the project with it, its source and what was found."""
    kind = readers.file_kind(path)
    checksum = text_files.sha256(path)
    source_id = _source_id(request, checksum)
    current, replaced = joining.without_earlier(current, request, path, checksum)
    notes: list[Problem] = []
    if replaced:
        notes.append(
            Problem(
                "Die Datei war schon eingelesen; ihre früheren Zeilen wurden ersetzt.",
                file=path.name,
                code="import_repeated",
                severity="info",
            )
        )
    if (
        request.layer in _ONE_ONLY
        and request.mode == "auto"
        and not replaced
        and joining.filled(before, request.layer)
        and path == request.files[0]
    ):
        raise InputError(
            Problem(
                f"Das Projekt hat schon {'ein Wegenetz' if request.layer == 'network' else 'eine Grundkarte'}.",
                remedy="Mit --replace ersetzen" + (" oder mit --append anfügen." if request.layer == "basemap" or kind != "osm" else "."), file=path.name,
                code="layer_exists",
            )
        )  # fmt: skip
    rows, loaded = _read_rows(current, request, path, kind, source_id, progress)
    rows.problems = [*notes, *rows.problems]
    found = [p for p in rows.problems if p.severity == "error"]
    if found:
        raise InputError(rows.problems)
    if "forecast" in rows.layers and request.mode == "auto":
        current = joining.without_older_forecast(current, rows, path.name)
    source = Source(
        source_id=source_id, layer=request.layer, file=path.name, sha256=checksum, rows_read=rows.rows_read, rows_used=rows.rows_used,
        imported_at=dt.datetime.now().astimezone().isoformat(timespec="seconds"), title=rows.title, provider=rows.provider, licence=rows.licence,
        data_date=rows.data_date, crs_read=loaded.crs_read if loaded else "", encoding=loaded.encoding if loaded else "",
        preset=request.preset or "", kind=request.kind or "", period=request.period or "",
        mapping={**rows.mapping, **({"@sublayer": request.sublayer} if request.sublayer else {}), **_said(request)},
        findings=tuple(p.as_dict() for p in rows.problems),
    )  # fmt: skip
    return joining.joined(current, request, rows, source), source, rows


def _said(request: ImportRequest) -> dict[str, str]:
    """Return what the user said about single words, for the record."""
    said = {
        "@joins": request.joins,
        "@kind_words": request.kind_words,
        "@characteristics": request.characteristics,
    }
    told = {
        key: json.dumps(value, ensure_ascii=False, sort_keys=True) for key, value in said.items() if value
    }
    if request.header_row is not None:
        told["@header_row"] = str(request.header_row)
    return told | ({"@decimal": request.decimal} if request.decimal else {})


def _source_id(request: ImportRequest, checksum: str) -> str:
    """Return an id that is the same for the same file read the same way."""
    key = "|".join(
        (request.layer, checksum, request.kind or "", request.sublayer or "", request.period or "")
    )
    return f"{request.layer}-{hashlib.sha256(key.encode()).hexdigest()[:10]}"


def load(
    project: Project, request: ImportRequest, path: Path, kind: readers.FileKind, progress: Progress
) -> Loaded:
    """Read a file that is no OSM and put it in its place.

    Raises
    ------
    InputError
        If it cannot be read, or lies elsewhere.
    """
    near = zensus_files.grid_boxes(project, zensus.MARGIN_M) if request.layer in _GRIDS else None
    if kind == "table":
        if zensus.is_zensus(path):
            raise InputError(
                Problem(
                    "Das ist ein Gitter des Zensus; es wird als Bevölkerung (Zellen) oder als Sozialindikatoren (Werte der Quartiere) eingelesen.",
                    remedy="Die Ebene population oder indicators wählen.", file=path.name,
                    code="layer_not_in_grid",
                )
            )  # fmt: skip
        table = readers.read_table(
            path, request.sublayer, request.encoding, progress, request.header_row, near
        )
        loaded = Loaded.of_table(path, table)
        return _shaped(project, loaded, request) if request.layer in _SHAPED else loaded
    wanted: Any = _WANTED.get(request.layer)
    data = readers.read_vector(
        path, request.sublayer, request.crs, request.encoding, progress, wanted=wanted, near=near
    )
    without = bool(data.frame.geometry.isna().all()) and data.clipped_from is None
    if request.layer in ("population", "forecast", "indicators") or without:
        shaped = data.frame
        if request.layer in _GRIDS and not without:
            shaped = zensus_files.with_cell_names(shaped)
        plain = pd.DataFrame(shaped.drop(columns="geometry"))
        if len(plain.columns):
            return Loaded(
                path, plain, False, None, "", data.encoding, data.layer, data.problems, data.clipped_from
            )
    try:
        placed = place(data.frame, data.crs, data.crs_origin, project, path.name)
    except InputError as error:
        raise InputError([*data.problems, *error.problems]) from error
    return Loaded(
        path,
        placed.frame,
        True,
        placed.epsg,
        placed.crs_read,
        data.encoding,
        data.layer,
        (*data.problems, *placed.problems),
    )


_GRIDS = ("population", "indicators")
"""Layers that a census grid can be read into."""

_SHAPED = ("districts", "funding-areas", "network")
"""Layers of areas and lines: a table serves if it has a column of WKT."""


def _shaped(project: Project, loaded: Loaded, request: ImportRequest) -> Loaded:
    """Return a table with its shapes in place, if it has a column of WKT; else the table."""
    rows = Rows()
    request = replace(request, mapping=columns.named_columns(loaded.frame, request.mapping))
    found = wkt_rows(loaded.frame, request, loaded.file, rows)
    if found is None:
        return loaded
    frame, crs, origin = found
    try:
        placed = place(frame, crs, origin, project, loaded.file)
    except InputError as error:
        raise InputError([*loaded.problems, *rows.problems, *error.problems]) from error
    return replace(
        loaded, frame=placed.frame, placed=True, epsg=placed.epsg, crs_read=placed.crs_read,
        problems=(*loaded.problems, *rows.problems, *placed.problems),
    )  # fmt: skip


def _read_rows(
    project: Project,
    request: ImportRequest,
    path: Path,
    kind: readers.FileKind,
    source_id: str,
    progress: Progress,
) -> tuple[Rows, Loaded | None]:
    """Send a file to the importer of its layer."""
    if request.layer == "addresses":
        from quartiermap.io.address_layer import import_addresses

        return import_addresses(project, request, path, kind, progress), None
    if kind == "osm":
        if request.layer == "network":
            to_be_extended(project, request, path)
        return osm_rows(project, request, path, progress), None
    if request.layer == "population" and kind == "table" and zensus.is_zensus(path):
        return zensus.import_zensus(project, path, request.sublayer, request.encoding, progress), None
    if request.layer == "indicators" and kind == "table" and zensus.is_zensus(path):
        return import_grid_indicators(project, path, request, progress), None
    loaded = load(project, request, path, kind, progress.part(0.0, 0.5))
    request = replace(request, mapping=columns.named_columns(loaded.frame, request.mapping))
    late = progress.part(0.5, 1.0)
    if request.layer in _GRIDS and not loaded.placed and zensus_files.is_grid(loaded):
        rows = (
            import_grid_indicators(project, path, request, late, loaded)
            if request.layer == "indicators"
            else zensus.import_zensus(project, path, None, None, late, loaded)
        )
        rows.problems = [*loaded.problems, *rows.problems]
        return rows, loaded
    if request.layer == "districts":
        rows = import_districts(loaded, request, late)
    elif request.layer == "facilities":
        rows = import_facilities(project, loaded, request, source_id.rsplit("-", 1)[1][:5], late)
    elif request.layer == "population":
        rows = import_population(project, loaded, request)
    elif request.layer == "forecast":
        rows = import_forecast(project, loaded, request, late)
    elif request.layer == "indicators":
        rows = import_indicators(project, loaded, request)
    elif request.layer == "funding-areas":
        rows = import_areas(loaded, request)
    elif request.layer == "network":
        rows = line_rows(loaded, request, to_be_extended(project, request, path), late)
    else:
        raise InputError(
            Problem(
                "Die Grundkarte wird aus einer OSM-Datei gelesen.",
                remedy="Eine Datei .osm oder .osm.pbf angeben.",
                file=path.name,
                code="basemap_needs_osm",
            )
        )
    rows.epsg = rows.epsg or loaded.epsg
    rows.problems = [*loaded.problems, *rows.problems]
    return rows, loaded


def _summary(request: ImportRequest, sources: list[Source], rows: int, project: Project) -> str:
    words = {
        "districts": ("Quartier", "Quartiere"),
        "facilities": ("Einrichtung", "Einrichtungen"),
        "population": ("Zeile zur Bevölkerung", "Zeilen zur Bevölkerung"),
        "forecast": ("Zeile zur Einwohnerentwicklung", "Zeilen zur Einwohnerentwicklung"),
        "indicators": ("Zeile mit Kennzahlen", "Zeilen mit Kennzahlen"),
        "network": ("Weg", "Wege"),
        "funding-areas": ("Fördergebiet", "Fördergebiete"),
        "basemap": ("Objekt der Grundkarte", "Objekte der Grundkarte"),
        "addresses": ("Anschrift", "Anschriften"),
    }
    text = f"{number(rows)} {words[request.layer][rows != 1]} aus {', '.join(s.file for s in sources)} eingelesen"
    if request.layer == "population":
        frame = (
            project.cells
            if any(s.title.startswith("Zensus") for s in sources)
            else project.district_population
        )
        people = pd.to_numeric(frame["population"], errors="coerce").sum() if len(frame) else 0
        if people:
            text += f", zusammen {number(float(people))} Einwohner"
    return f"{text}."


def preview(project: Project, request: ImportRequest) -> ImportPreview:
    """Show what would be read from the first file; see `quartiermap.io.import_preview.preview_file`."""
    from quartiermap.io.import_preview import preview_file

    return preview_file(project, request)
