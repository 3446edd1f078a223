"""Areas of Städtebauförderung: polygons with programme, legal basis, status and dates."""

from __future__ import annotations

import geopandas as gpd

from quartiermap.domain import schema
from quartiermap.domain.texts import fold
from quartiermap.errors import Problem
from quartiermap.io import mapping
from quartiermap.io.import_districts import polygons
from quartiermap.io.import_model import ImportRequest, Loaded, Rows, read_date

_STATUS = {
    "laufend": ("laufend", "aktiv", "indurchfuehrung", "durchfuehrung", "festgelegt", "foermlichfestgelegt", "rechtskraeftig", "inkraft", "current", "active"),
    "Voruntersuchung": ("voruntersuchung", "vorbereitendeuntersuchung", "vorbereitendeuntersuchungen", "vu", "untersuchungsgebiet", "invorbereitung", "vorbereitung"),
    "abgerechnet": ("abgerechnet", "abgeschlossen", "beendet", "aufgehoben", "entlassen", "closed"),
}  # fmt: skip


def import_areas(loaded: Loaded, request: ImportRequest) -> Rows:
    """Make rows of funding areas; unknown words of the status are reported and stay missing."""
    rows = Rows(rows_read=len(loaded.frame))
    file = loaded.file
    allowed = tuple(c.name for c in schema.FUNDING_AREAS.columns if c.name != "source_id")
    rows.problems += mapping.check_explicit(loaded.frame, request.mapping, allowed, file)
    if not loaded.placed:
        rows.problems.append(
            Problem(
                "Die Datei enthält keine Flächen, sondern nur eine Tabelle.",
                remedy="Eine Geodatei mit Polygonen angeben.",
                file=file,
                code="no_polygons",
            )
        )
    if rows.problems:
        return rows
    shapes, kept = polygons(loaded, rows, "ein Fördergebiet")
    if not kept:
        return rows
    frame = loaded.frame.loc[kept]
    chosen = mapping.resolve(frame, schema.FUNDING_AREAS, request.mapping)
    made = gpd.GeoDataFrame(
        geometry=gpd.GeoSeries(shapes, index=frame.index, crs=loaded.epsg), index=frame.index
    )
    ids = mapping.column_texts(frame, chosen["area_id"]) if "area_id" in chosen else [None] * len(frame)
    seen: set[str] = set()
    unique: list[str] = []
    for row, own in zip(frame.index, ids, strict=True):
        name = own or f"{loaded.path.stem}-{row}"
        while name in seen:
            name += "~2"
        seen.add(name)
        unique.append(name)
    made["area_id"] = unique
    for field in ("name", "programme", "legal_basis"):
        made[field] = mapping.column_texts(frame, chosen[field]) if field in chosen else None
    made["status"] = _status(frame, chosen.get("status"), file, rows) if "status" in chosen else None
    for field in ("valid_from", "valid_to"):
        texts = mapping.column_texts(frame, chosen[field]) if field in chosen else [None] * len(frame)
        dates = [read_date(t) for t in texts]
        made[field] = [None if d is None else d.isoformat() for d in dates]
        bad = [(row, t) for row, t, d in zip(frame.index, texts, dates, strict=True) if t and d is None]
        if bad:
            rows.problems.append(
                Problem("Das ist kein Datum; es gilt als unbekannt.", remedy="Schreibweise: 31.12.2025.", file=file, row=int(bad[0][0]), column=chosen[field], value=bad[0][1], count=len(bad), code="not_a_date", severity="warning")
            )  # fmt: skip
    for field in ("programme", "status"):
        if field not in chosen:
            label = schema.FUNDING_AREAS[field].label
            rows.problems.append(
                Problem(f"Die Datei sagt nichts zu „{label}“.", remedy=f"Falls doch, mit --map {field}=SPALTE angeben; sonst bleibt das Kriterium offen.", file=file, code=f"{field}_missing", severity="info")
            )  # fmt: skip
    rows.layers["funding_areas"] = made.reset_index(drop=True)
    rows.rows_used = len(made)
    rows.mapping = chosen
    return rows


def _status(frame: gpd.GeoDataFrame, column: str | None, file: str, rows: Rows) -> list[str | None]:
    if column is None:
        return [None] * len(frame)
    table = {word: ours for ours, words in _STATUS.items() for word in words}
    texts = mapping.column_texts(frame, column)
    out = [table.get(fold(t)) if t else None for t in texts]
    bad = [(row, t) for row, t, o in zip(frame.index, texts, out, strict=True) if t and o is None]
    if bad:
        rows.problems.append(
            Problem(
                f"Dieser Stand wird nicht verstanden und gilt als unbekannt ({', '.join(schema.FUNDING_STATUS)} sind möglich).", file=file,
                row=int(bad[0][0]), column=column, value=bad[0][1][:80], count=len(bad), code="status_unknown", severity="warning",
            )
        )  # fmt: skip
    return out
