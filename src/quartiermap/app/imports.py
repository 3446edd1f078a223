"""Importing with what stands around it: a saved mapping applied or kept, addresses put to their places.

`quartiermap.app.usecases.import_into` is the plain way; `carry_out` is the one for window and command line.
"""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from quartiermap.app import address_choice, used_mapping
from quartiermap.app.wizard_steps import Stated
from quartiermap.domain.progress import Progress
from quartiermap.errors import InputError, Problem, UsageError

if TYPE_CHECKING:
    import pandas as pd

    from quartiermap.app.service_import import Origin
    from quartiermap.domain.project import Project, Source
    from quartiermap.io.address_index import AddressIndex
    from quartiermap.io.addresses import Placement
    from quartiermap.io.import_model import ImportRequest, ImportResult
    from quartiermap.io.prepared_copy import Prepared
    from quartiermap.io.saved_mappings import SavedMapping


@dataclass(frozen=True)
class ImportOrder:
    """An import and what is wanted besides.

    Parameters
    ----------
    request : ImportRequest
    addresses : Path or None
        Directory of addresses (OSM extract or file) for a table of facilities without coordinates;
        `address_choice.OF_PROJECT` is the one that the project keeps, which is taken by itself where a table has
        addresses and no places.
    street_middle : bool
        Whether rows of which only the street is found are put to its middle.
    mapping : str or None
        Name or file of a saved mapping to read the files with; what the request says itself wins.
    save_as : str or None
        Name or file to keep the mapping under that was used in the end.
    stated : Stated
        Title, provider, licence and date of the data, where a person states them; they win over what the file says.
    origin : Origin or None
        The service that the file was fetched from, for the record.
    """

    request: ImportRequest
    addresses: Path | None = None
    street_middle: bool = False
    mapping: str | None = None
    save_as: str | None = None
    stated: Stated = field(default_factory=Stated)
    origin: Origin | None = None


@dataclass(frozen=True)
class Outcome:
    """The import, what became of the addresses of each file, and where the mapping was kept."""

    result: ImportResult
    placements: tuple[Placement, ...] = ()
    saved_to: Path | None = None


def carry_out(project: Project, order: ImportOrder, progress: Progress | None = None) -> Outcome:
    """Import the files of an order.

    Raises
    ------
    InputError
        With every problem of all files; nothing was imported and nothing saved.
    UsageError
        If what is asked for does not go together.
    """
    from quartiermap.app.correction_steps import lost_corrections
    from quartiermap.io import saved_mappings
    from quartiermap.io.importers import import_layer

    progress = progress or Progress()
    saved = saved_mappings.load(order.mapping) if order.mapping else None
    request = used_mapping.with_saved(order.request, saved)
    _check(project, order, request)
    order = address_choice.by_default(project, order, request, progress)
    if order.save_as is not None:
        saved_mappings.path_of(order.save_as)
    placements: tuple[Placement, ...] = ()
    if saved is None and order.addresses is None:
        result = import_layer(project, request, progress.part(0.0, 0.95))
    else:
        result, placements = _one_by_one(project, order, request, saved, progress.part(0.0, 0.95))
    if order.origin is not None:
        result = order.origin.recorded(result)
    result = replace(result, problems=(*lost_corrections(project, result.project), *result.problems))
    result = _as_stated(result, order.stated)
    kept = used_mapping.save_mapping(order, result, progress) if order.save_as is not None else None
    return Outcome(result, placements, kept)


def _as_stated(result: ImportResult, stated: Stated) -> ImportResult:
    """Write what a person states about the source into the record of an import."""
    if not stated.said:
        return result
    made = {s.source_id for s in result.sources}

    def told(source: Source) -> Source:
        return replace(
            source, title=stated.title or source.title, provider=stated.provider or source.provider, licence=stated.licence or source.licence,
            data_date=stated.data_date or source.data_date,
        )  # fmt: skip

    sources = tuple(told(s) if s.source_id in made else s for s in result.project.sources)
    return replace(
        result,
        project=result.project.with_(sources=sources),
        sources=tuple(s for s in sources if s.source_id in made),
    )


def _check(project: Project, order: ImportOrder, request: ImportRequest) -> None:
    if order.addresses is None:
        return
    if request.layer != "facilities":
        raise UsageError("Anschriften werden nur für Einrichtungen verortet (facilities).")
    if project.epsg is None:
        raise UsageError(
            "Das Projekt hat noch keinen Ort. Zuerst die Quartiere oder das Wegenetz einlesen, dann die Anschriften."
        )


def _one_by_one(
    project: Project,
    order: ImportOrder,
    request: ImportRequest,
    saved: SavedMapping | None,
    progress: Progress,
) -> tuple[ImportResult, tuple[Placement, ...]]:
    """Import file after file, each changed beforehand as the order says."""
    index = _index(project, order, progress.part(0.0, 0.2))
    current, errors, results, placements = project, [], [], []
    count = len(request.files)
    for i, file in enumerate(request.files):
        one = replace(
            request,
            files=(Path(file),),
            mode=request.mode if i == 0 else "append" if request.mode == "replace" else request.mode,
        )
        try:
            result, placement = _one(
                current,
                one,
                order,
                saved,
                index,
                progress.part(0.2 + 0.8 * i / count, 0.2 + 0.8 * (i + 1) / count),
            )
        except InputError as error:
            errors += [p if p.file else replace(p, file=Path(file).name) for p in error.problems]
            continue
        current = result.project
        results.append(result)
        placements += [placement] if placement is not None else []
    if errors:
        raise InputError(list(dict.fromkeys(errors)))
    last = results[-1]
    merged = replace(
        last, sources=tuple(s for r in results for s in r.sources), problems=tuple(p for r in results for p in r.problems),
        summary=" ".join(r.summary for r in results), rows=sum(r.rows for r in results),
    )  # fmt: skip
    return merged, tuple(placements)


def _index(project: Project, order: ImportOrder, progress: Progress) -> AddressIndex | None:
    if order.addresses is None or project.epsg is None:
        return None
    return address_choice.directory(project, order.addresses, project.epsg, progress)


def _one(
    project: Project, request: ImportRequest, order: ImportOrder, saved: SavedMapping | None, index: AddressIndex | None, progress: Progress
) -> tuple[ImportResult, Placement | None]:  # fmt: skip
    from quartiermap.io import mapping_places, prepared_copy, saved_mappings, zensus
    from quartiermap.io.importers import import_layer
    from quartiermap.io.readers import file_kind

    path = request.files[0]
    if (
        request.layer in ("population", "indicators")
        and file_kind(path) == "table"
        and zensus.is_zensus(path)
    ):
        return import_layer(
            project, request, progress
        ), None  # its columns are fixed; nothing to hold against them
    if file_kind(path) == "osm":
        if index is not None:
            raise InputError(
                Problem(
                    "Ein OSM-Auszug hat seine Orte selbst.",
                    "--addresses weglassen.",
                    file=path.name,
                    code="addresses_not_needed",
                )
            )
        return import_layer(project, request, progress), None
    notes, record = list[Problem](), dict[str, str]()
    if saved is not None and request.header_row is None and file_kind(path) == "table":
        there = mapping_places.locate(
            saved, path, request.sublayer, request.encoding, progress.part(0.0, 0.1)
        )
        request = replace(request, header_row=there.header_row, sublayer=there.sublayer)
        notes += there.problems
    prepared = prepared_copy.read(path, request, progress.part(0.1, 0.3))
    frame = prepared.frame
    placement = None
    if saved is not None:
        applied = saved_mappings.apply(saved, frame, path.name, request.mapping)
        if any(p.severity == "error" for p in applied.problems):
            raise InputError(applied.problems)
        notes += applied.problems
        record["@mapping"] = saved.name
        request = replace(request, mapping=applied.fields)
        if saved.kind_words and "kind" in applied.fields:
            frame, unknown = saved_mappings.with_kinds(frame, applied.fields["kind"], saved.kind_words)
            if unknown:
                notes.append(
                    Problem(
                        "Diese Wörter für die Einrichtungsart kennt die gespeicherte Zuordnung nicht.", "Sie wurden wie sonst gedeutet; bitte prüfen.",
                        file=path.name, column=applied.fields["kind"], value="; ".join(unknown)[:120], count=len(unknown), code="mapping_new_words", severity="warning",
                    )
                )  # fmt: skip
    if index is not None:
        frame, placement = _placed(project, prepared, frame, request, order, index, progress.part(0.3, 0.6))
        notes += placement.problems(path.name)
        record["@addresses"] = index.origin
        request = replace(request, mapping=_with_columns(request, placement), crs=project.crs)
    if frame is prepared.frame:
        result = import_layer(project, request, progress.part(0.6, 1.0))
        return _noted(result, tuple(notes), record, saved), placement
    with tempfile.TemporaryDirectory(prefix="quartiermap-tabelle-") as folder:
        copy = prepared_copy.write(replace(prepared, frame=frame), frame, Path(folder))
        before = prepared_copy.as_if_same_file(project, request, path, copy)
        as_copy = replace(
            request,
            files=(copy,),
            sublayer=None,
            encoding=None,
            header_row=None,
            crs=request.crs if index is not None or not prepared.has_places else None,
        )
        try:
            result = import_layer(before, as_copy, progress.part(0.6, 1.0))
        except InputError as error:
            raise InputError(
                [*notes, *prepared_copy.renamed(error.problems, replace(prepared, frame=frame), copy)]
            ) from error
    if placement is not None:  # said row by row already
        result = replace(result, problems=tuple(p for p in result.problems if p.code != "place_missing"))
    result = prepared_copy.put_right(
        result, project, replace(prepared, frame=frame), request, copy, tuple(notes), record
    )
    return _noted(result, (), {}, saved), placement


def _placed(
    project: Project, prepared: Prepared, frame: pd.DataFrame, request: ImportRequest, order: ImportOrder, index: AddressIndex, progress: Progress
) -> tuple[pd.DataFrame, Placement]:  # fmt: skip
    """Put the addresses of a table to their places.

    Raises
    ------
    InputError
        If the file has places of its own, no column of streets, or not one address could be placed.
    """
    import numpy as np

    from quartiermap.io.addresses import find_columns, own_places, place_rows, with_places

    name = prepared.path.name
    if prepared.has_places:
        raise InputError(
            Problem(
                "Die Datei hat schon Orte.", "--addresses weglassen.", file=name, code="addresses_not_needed"
            )
        )
    columns = find_columns(frame, request.mapping.get("address"))
    if columns is None:
        raise InputError(
            Problem(
                "In der Tabelle ist keine Spalte mit Anschriften zu erkennen.", "Die Spalte nennen: --map address=SPALTE.", file=name,
                value=", ".join(str(c) for c in frame.columns[:12]), code="address_column_missing",
            )
        )  # fmt: skip
    own = own_places(frame, request, project, name)
    without = ~np.isfinite(own[:, 0])
    if not without.any():
        raise InputError(
            Problem(
                "Alle Zeilen der Datei haben schon Koordinaten.",
                "--addresses weglassen.",
                file=name,
                code="addresses_not_needed",
            )
        )
    placement = place_rows(frame[without], columns, index, progress)
    placed = with_places(frame, placement, own, street_middle=order.street_middle)
    if placed["quartiermap_x"].isna().all():
        told = placement.problems(name)
        only_streets = any(p.code == "address_street_only" for p in told)
        raise InputError(
            [
                replace(
                    told[0],
                    severity="error",
                    remedy="Die Straßen sind bekannt, die Hausnummern nicht: mit --street-middle die Mitte der Straße nehmen, oder ein anderes Adressverzeichnis."
                    if only_streets
                    else "Prüfen, ob das Adressverzeichnis zu dieser Stadt gehört.",
                ),
                *told[1:],
            ]
        )
    return placed, placement


def _with_columns(request: ImportRequest, placement: Placement) -> dict[str, str]:
    """Return the mapping with our columns as places, and the street as address where nothing else is said."""
    from quartiermap.io.addresses import X, Y

    return {"address": placement.columns.street, **request.mapping, "x": X, "y": Y}


def _noted(
    result: ImportResult, notes: tuple[Problem, ...], record: dict[str, str], saved: SavedMapping | None
) -> ImportResult:
    """Add notes and marks to the record of an import, and provider and licence of the mapping where the file says none."""
    made = {s.source_id for s in result.sources}

    def marked(source: Source) -> Source:
        if source.source_id not in made:
            return source
        return replace(
            source, mapping={**source.mapping, **record}, findings=(*(p.as_dict() for p in notes), *source.findings),
            provider=source.provider or (saved.provider if saved else ""), licence=source.licence or (saved.licence if saved else ""),
        )  # fmt: skip

    sources = tuple(marked(s) for s in result.project.sources)
    return replace(
        result, project=result.project.with_(sources=sources), sources=tuple(s for s in sources if s.source_id in made),
        problems=(*notes, *result.problems),
    )  # fmt: skip


def write_address_list(placements: Sequence[Placement], path: Path) -> None:
    """Write what became of every address (score, reason, possibilities) as CSV for Excel; text in it can run nothing."""
    import pandas as pd

    from quartiermap.io.atomic import replace_file
    from quartiermap.render.csv_tables import guard

    table = pd.concat([p.table() for p in placements], ignore_index=True)
    for column in table.columns:
        if not pd.api.types.is_numeric_dtype(table[column]):
            table[column] = [guard(str(v)) for v in table[column]]
    replace_file(
        path, lambda place: table.to_csv(place, sep=";", decimal=",", index=False, encoding="utf-8-sig")
    )
