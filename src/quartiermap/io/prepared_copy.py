"""A copy of a file for the importers, changed beforehand: places for addresses, kinds by a saved list of words.

The importers read files. Where something has to happen to the rows first, the file is read, changed and written as a
plain copy; afterwards the record of the import is put back to the file that the user named (name, checksum, rows).
"""

from __future__ import annotations

import csv
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pandas as pd
import shapely

from quartiermap.domain.progress import Progress
from quartiermap.domain.project import Project, Source
from quartiermap.errors import Problem
from quartiermap.io import mapping, readers, text_files
from quartiermap.io.import_model import ImportRequest, ImportResult
from quartiermap.io.services import plain_value

_WANTED = {"districts": "Polygon", "funding-areas": "Polygon", "facilities": "Point", "network": "LineString"}
"""Of a file with several layers the one with this geometry is read, as the importers do."""


@dataclass(frozen=True)
class Prepared:
    """A file as read, and what must be known to put the record right.

    Parameters
    ----------
    path : Path
        What the user named.
    frame : DataFrame
        Attributes (and ``geometry`` of geodata); the index counts rows as the user does.
    crs : str or None
        Of the geometry, if it has one.
    sublayer : str
        Sheet or layer that was read.
    problems : tuple of Problem
    header_row : int
        Row of a table's headings, counted from 1; 0 where there is none.
    """

    path: Path
    frame: pd.DataFrame
    crs: str | None
    sublayer: str
    encoding: str
    problems: tuple[Problem, ...]
    header_row: int = 0

    @property
    def has_places(self) -> bool:
        """Whether it is geodata."""
        return "geometry" in self.frame.columns


def read(path: Path, request: ImportRequest, progress: Progress) -> Prepared:
    """Read a table or geodata file as the importers would.

    Raises
    ------
    InputError
        If it cannot be read.
    """
    if readers.file_kind(path) == "table":
        table = readers.read_table(path, request.sublayer, request.encoding, progress, request.header_row)
        return Prepared(
            path, table.frame, None, table.sheet, table.encoding, table.problems, table.header_row
        )
    data = readers.read_vector(
        path, request.sublayer, request.crs, request.encoding, progress, wanted="Point"
    )
    return Prepared(path, data.frame, data.crs, data.layer, data.encoding, data.problems)


def write(prepared: Prepared, frame: pd.DataFrame, folder: Path) -> Path:
    """Write the changed rows as a copy: a table as CSV, geodata as GeoJSON; the name keeps that of the file."""
    if "geometry" not in frame.columns:
        target = folder / f"{prepared.path.name}.csv"
        columns = mapping.attributes(frame)
        with target.open("w", encoding="utf-8-sig", newline="") as out:
            writer = csv.writer(out, delimiter=";", quoting=csv.QUOTE_ALL)
            writer.writerow(columns)
            writer.writerows(
                ["" if t is None else t for t in row]
                for row in zip(*(_cells(frame[c]) for c in columns), strict=True)
            )
        return target
    target = folder / f"{prepared.path.name}.geojson"
    columns = mapping.attributes(frame)
    head: dict[str, Any] = {"type": "FeatureCollection"}
    if prepared.crs is not None and (code := readers.check_crs(prepared.crs).to_epsg()) not in (None, 4326):
        head["crs"] = {"type": "name", "properties": {"name": f"urn:ogc:def:crs:EPSG::{code}"}}
    head["features"] = [
        {
            "type": "Feature",
            "properties": {c: plain_value(v) for c, v in zip(columns, row, strict=True)},
            "geometry": None if shape is None or shape.is_empty else json.loads(shapely.to_geojson(shape)),
        }
        for shape, row in zip(
            frame["geometry"], frame[columns].itertuples(index=False, name=None), strict=True
        )
    ]
    target.write_text(json.dumps(head, ensure_ascii=False), "utf-8")
    return target


def _cells(values: Any) -> list[str | None]:
    """Return a column as text; numbers that we made are written with a point and all their digits."""
    if values.dtype.kind == "f":
        return [None if pd.isna(v) else repr(float(v)) for v in values]
    return mapping.texts(values)


def as_if_same_file(project: Project, request: ImportRequest, path: Path, copy: Path) -> Project:
    """Let an earlier import of the file look like one of the copy, so that the importer replaces its rows."""
    checksum = text_files.sha256(path)

    def renamed(source: Source) -> Source:
        if source.layer != request.layer or (source.file != path.name and source.sha256 != checksum):
            return source
        if (source.mapping.get("@sublayer") or None) != (request.sublayer or None):
            return source
        kept = {k: v for k, v in source.mapping.items() if k != "@sublayer"}
        return replace(source, file=copy.name, mapping=kept)

    return project.with_(sources=tuple(renamed(s) for s in project.sources))


def renamed(problems: Sequence[Problem], prepared: Prepared, copy: Path) -> tuple[Problem, ...]:
    """Return problems of a copy with the name and the rows of the file itself (`prepared` holds the rows as written)."""
    rows = [int(r) for r in prepared.frame.index]
    first = 1 if prepared.has_places else 2

    def moved(problem: Problem) -> Problem:
        if problem.file != copy.name:
            return problem
        row = problem.row
        if row is not None and 0 <= row - first < len(rows):
            row = rows[row - first]
        return replace(problem, file=prepared.path.name, row=row)

    return tuple(moved(p) for p in problems)


def put_right(
    result: ImportResult, before: Project, prepared: Prepared, request: ImportRequest, copy: Path, notes: tuple[Problem, ...], record: dict[str, str]
) -> ImportResult:  # fmt: skip
    """Give the record of an import from a copy the name, checksum and row numbers of the file itself."""
    problems = (*notes, *renamed(result.problems, prepared, copy))
    made = {s.source_id for s in result.sources}
    earlier = {s.source_id: s for s in before.sources}
    sources = []
    for source in result.project.sources:
        if source.source_id in made:
            extra = {"@sublayer": request.sublayer} if request.sublayer else {}
            source = replace(
                source, file=prepared.path.name, sha256=text_files.sha256(prepared.path), encoding=prepared.encoding or source.encoding,
                mapping={**source.mapping, **extra, **record}, findings=tuple(p.as_dict() for p in problems),
            )  # fmt: skip
        elif source.source_id in earlier:
            source = earlier[source.source_id]
        sources.append(source)
    named = tuple(s for s in sources if s.source_id in made)
    summary = result.summary.replace(copy.name, prepared.path.name)
    return replace(
        result,
        project=result.project.with_(sources=tuple(sources)),
        sources=named,
        problems=problems,
        summary=summary,
    )
