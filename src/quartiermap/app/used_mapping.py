"""The mapping of an import: a saved one put under what is asked for, and the one used in the end kept under a name."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from quartiermap.domain.progress import Progress
from quartiermap.errors import UsageError

if TYPE_CHECKING:
    from quartiermap.app.imports import ImportOrder
    from quartiermap.io.import_model import ImportRequest, ImportResult
    from quartiermap.io.prepared_copy import Prepared
    from quartiermap.io.saved_mappings import SavedMapping


def with_saved(request: ImportRequest, saved: SavedMapping | None) -> ImportRequest:
    """Return what is asked for with what the saved mapping adds; what the request says itself wins.

    Raises
    ------
    UsageError
        If the mapping is for another layer.
    """
    if saved is None:
        return request
    if saved.layer != request.layer:
        raise UsageError(
            f"Die Zuordnung „{saved.name}“ ist für die Ebene {saved.layer}, nicht für {request.layer}."
        )
    return replace(
        request, kind=request.kind or saved.kind, crs=request.crs or saved.crs, encoding=request.encoding or saved.encoding,
        sublayer=request.sublayer or saved.sublayer, preset=request.preset or saved.preset, decimal=request.decimal or saved.decimal,
    )  # fmt: skip


def save_mapping(order: ImportOrder, result: ImportResult, progress: Progress | None = None) -> Path:
    """Keep the mapping that an import used under the name of the order (`save_as`), and return where."""
    from quartiermap.io import saved_mappings

    saved = saved_mappings.load(order.mapping) if order.mapping else None
    kept = _mapping_of(order, with_saved(order.request, saved), saved, result, progress or Progress())
    return saved_mappings.save(kept, order.save_as or "")


def _mapping_of(
    order: ImportOrder,
    request: ImportRequest,
    saved: SavedMapping | None,
    result: ImportResult,
    progress: Progress,
) -> SavedMapping:
    """Return the mapping that an import used in the end, from the record of its last file."""
    from quartiermap.io import mapping, mapping_places, prepared_copy
    from quartiermap.io.readers import file_kind
    from quartiermap.io.saved_mappings import SavedMapping

    source = result.sources[-1]
    path = request.files[-1]
    columns: tuple[str, ...] = ()
    header_row: int | None = None
    words: dict[str, tuple[str, ...]] = dict(saved.kind_words) if saved else {}
    fields = {
        k: v for k, v in source.mapping.items() if not k.startswith("@") and not v.startswith("quartiermap_")
    }
    if file_kind(path) != "osm" and not source.title.startswith("Zensus"):
        if saved is not None and request.header_row is None and file_kind(path) == "table":
            there = mapping_places.locate(saved, path, request.sublayer, request.encoding, progress)
            request = replace(request, header_row=there.header_row, sublayer=there.sublayer)
        prepared = prepared_copy.read(path, request, progress)
        columns = tuple(mapping.attributes(prepared.frame))
        header_row = request.header_row if request.header_row is not None else prepared.header_row or None
        fields = {k: v for k, v in fields.items() if mapping.has_column(prepared.frame, v)}
        if request.preset:  # which columns hold what is the preset's business, and changes from year to year
            fields = {k: v for k, v in fields.items() if k in ("district_id", "period")}
        if request.layer == "facilities" and "kind" in fields:
            words = _kind_words(prepared, replace(request, mapping={"kind": fields["kind"]})) | words
    name = Path(order.save_as or "").stem
    return SavedMapping(
        name=name or path.stem, layer=request.layer, title=source.title, file=path.name,
        saved_at=dt.datetime.now().astimezone().isoformat(timespec="seconds"), kind=request.kind, crs=_epsg(request.crs),
        encoding=request.encoding, sublayer=request.sublayer, preset=request.preset, provider=source.provider, licence=source.licence,
        columns=columns, fields=fields, kind_words=words, header_row=header_row, decimal=request.decimal,
    )  # fmt: skip


def _epsg(crs: str | None) -> str | None:
    """Return a CRS as ``EPSG:n``, as far as it has a number; others are not kept."""
    if crs is None:
        return None
    from quartiermap.io.readers import check_crs

    code = check_crs(crs).to_epsg()
    return None if code is None else f"EPSG:{code}"


def _kind_words(prepared: Prepared, request: ImportRequest) -> dict[str, tuple[str, ...]]:
    """Return what each word of the kind column was taken for."""
    from quartiermap.io import mapping
    from quartiermap.io.import_kinds import decide_kinds
    from quartiermap.io.import_model import Loaded

    loaded = Loaded(prepared.path, prepared.frame, False, None)
    kinds, _, column = decide_kinds(loaded, request)
    if column is None or column != request.mapping["kind"]:
        return {}
    cells = mapping.column_texts(prepared.frame, column)
    told = zip(cells, prepared.frame.index, strict=True)
    return dict(sorted({cell: tuple(kinds.get(row, ())) for cell, row in told if cell}.items()))
