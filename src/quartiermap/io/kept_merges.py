"""What was merged once stays merged when a file is read again: by the record of the merge, never by a new guess.

A merge is recorded with both sources (code ``facility_merged``): which entry went into which, and from which of the two each
field was taken. When one of the files comes again, the same two entries are brought together in the same way, the fields with
the values of the new file. Where an entry is no longer there, the other one stands alone again, and that is said.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import Any

import geopandas as gpd
import pandas as pd
import shapely

from quartiermap.domain import schema
from quartiermap.domain.project import Project
from quartiermap.errors import Problem

CODE = "facility_merged"
SAME_PLACE_M = 25.0
"""An entry whose key has changed is taken for the same if name and kind are the same and it lies this near."""


@dataclass
class _Case:
    """One recorded merge, and what became of its two entries."""

    note: Mapping[str, Any]
    kept_id: str
    other_id: str
    kept_source: str
    other_source: str
    kept_again: bool
    other_again: bool

    @property
    def name(self) -> str:
        return str(self.note.get("message", "")).removeprefix("Zusammengeführt: ").split(":")[0]


def carried_over(
    before: Project, after: Project, new_sources: Collection[str]
) -> tuple[Project, list[Problem]]:
    """Return the project with earlier merges made again in what was just read, and what is to be told.

    Parameters
    ----------
    before, after : Project
        Without and with the newly read files.
    new_sources : collection of str
        `source_id` of what was just read.
    """
    again = _read_again(before, after, new_sources)
    cases = _cases(before, again)
    if not cases:
        return after, []
    frame = after.facilities.copy()
    shapes = after.facility_shapes
    old = before.facilities.set_index("facility_id", drop=False)
    gone: set[str] = set()
    notes: dict[str, list[dict[str, Any]]] = {}
    outdated: set[tuple[str, str]] = set()
    kept_names: list[str] = []
    apart: list[str] = []
    restored: list[dict[str, Any]] = []
    for case in cases:
        rows = case.note.get("rows") or {}
        kept_source, other_source = (again.get(s, s) for s in (case.kept_source, case.other_source))
        kept = _find(frame, case.kept_id, kept_source if case.kept_again else None, rows.get("kept"), gone)
        other = (
            _find(frame, case.other_id, other_source, rows.get("other"), gone) if case.other_again else None
        )
        outdated.add((case.kept_id, case.other_id))
        if kept is None and not case.kept_again:
            continue  # somebody took it out of the project
        if kept is None or (case.other_again and other is None):
            apart.append(case.name)
            if kept is not None:
                _give_back(frame, kept, case, rows.get("kept"))
            elif not case.other_again and (row := _row_of(rows.get("other"), case, other_source)) is not None:
                restored.append(row)
            continue
        values = _values(frame, case, other, rows.get("other"), old)
        for field, origin in case.note.get("fields", {}).items():
            if origin == case.other_source and field in values:
                frame.at[kept, field] = values[field]
        new_kept = str(frame.at[kept, "facility_id"])
        new_other = case.other_id if other is None else str(frame.at[other, "facility_id"])
        if other is not None:
            gone.add(new_other)
        shapes = _with_shapes(shapes, before, case, new_kept, new_other, other_source)
        kept_names.append(case.name)
        note = _renewed(case, again, new_kept, new_other)
        for source in dict.fromkeys((kept_source, other_source)):
            notes.setdefault(source, []).append(note)
    frame = frame[~frame["facility_id"].isin(gone)]
    if restored:
        frame = _with_rows(frame, restored)
    if len(shapes):
        shapes = shapes[shapes["facility_id"].isin(set(frame["facility_id"]))].reset_index(drop=True)
    sources = tuple(
        replace(
            s, findings=(*(f for f in s.findings if _pair(f) not in outdated), *notes.get(s.source_id, ()))
        )
        for s in after.sources
    )
    made = after.with_(facilities=frame.reset_index(drop=True), facility_shapes=shapes, sources=sources)
    return made, _told(kept_names, apart, len(restored))


def described(row: Mapping[str, Any], shape: Any) -> dict[str, Any]:
    """Return an entry as it is kept in the record of its merge: fields as plain values, the middle as ``x`` and ``y``."""
    out: dict[str, Any] = {}
    for name in schema.FACILITIES.names:
        value = row.get(name)
        if value is not None and not (isinstance(value, float) and pd.isna(value)):
            out[name] = float(value) if schema.FACILITIES[name].type in ("int", "float") else str(value)
    if shape is not None and not shapely.is_empty(shape):
        middle = shapely.centroid(shape)
        out |= {"x": float(middle.x), "y": float(middle.y)}
    return out


def _read_again(before: Project, after: Project, new_sources: Collection[str]) -> dict[str, str]:
    """Return earlier source -> new source of the files that were read again."""
    new = [s for s in after.sources if s.source_id in new_sources]
    kept = {s.source_id for s in after.sources} - set(new_sources)
    out: dict[str, str] = {}
    for source in before.sources:
        if source.layer != "facilities" or source.source_id in kept:
            continue
        same = (
            [n for n in new if n.source_id == source.source_id]
            or [n for n in new if n.layer == source.layer and n.kind == source.kind and source.file == n.file]
            or [n for n in new if n.layer == source.layer and source.sha256 == n.sha256]
        )
        if same:
            out[source.source_id] = same[0].source_id
    return out


def _cases(before: Project, again: Mapping[str, str]) -> list[_Case]:
    """Return the recorded merges in which a file has a part that was read again, each once."""
    cases: dict[tuple[str, str], _Case] = {}
    for source in before.sources:
        for note in source.findings:
            pair = _pair(note)
            if pair is None or pair in cases:
                continue
            kept, other = note["merged_from"]
            sources = str(kept["source_id"]), str(other["source_id"])
            if sources[0] in again or sources[1] in again:
                cases[pair] = _Case(note, *pair, *sources, sources[0] in again, sources[1] in again)
    return list(cases.values())


def _pair(note: Mapping[str, Any]) -> tuple[str, str] | None:
    merged_from: list[dict[str, Any]] = list(note.get("merged_from") or [])
    if note.get("code") != CODE or len(merged_from) != 2:
        return None
    return str(merged_from[0]["facility_id"]), str(merged_from[1]["facility_id"])


def _find(
    frame: gpd.GeoDataFrame,
    facility_id: str,
    source: str | None,
    described_: Mapping[str, Any] | None,
    gone: set[str],
) -> Any:
    """Return the row of an entry in a source: by its key, else by name, kind and place; ``None`` if it is not there."""
    rows = frame if source is None else frame[frame["source_id"] == source]
    rows = rows[~rows["facility_id"].isin(gone)]
    same = rows.index[rows["facility_id"] == facility_id]
    if len(same):
        return same[0]
    if not described_ or "x" not in described_ or not described_.get("name"):
        return None
    alike = rows[(rows["name"] == described_["name"]) & (rows["kind"] == described_.get("kind"))]
    near = alike[alike.geometry.distance(shapely.Point(described_["x"], described_["y"])) <= SAME_PLACE_M]
    found = near.index.tolist()
    return found[0] if len(found) == 1 else None


def _values(
    frame: gpd.GeoDataFrame,
    case: _Case,
    other: Any,
    described_: Mapping[str, Any] | None,
    old: gpd.GeoDataFrame,
) -> dict[str, Any]:
    """Return the values of the entry that goes into the other one: of the new file, else as recorded, else as they stood."""
    if other is not None:
        return dict(frame.loc[other])
    if described_:
        return dict(described_)
    return dict(old.loc[case.kept_id]) if case.kept_id in old.index else {}


def _give_back(frame: gpd.GeoDataFrame, kept: Any, case: _Case, described_: Mapping[str, Any] | None) -> None:
    """Give an entry its own values back where it had those of an entry that is no longer there."""
    if case.kept_again or described_ is None:
        return
    for field, origin in case.note.get("fields", {}).items():
        if origin == case.other_source and origin != case.kept_source:
            frame.at[kept, field] = described_.get(field)


def _row_of(described_: Mapping[str, Any] | None, case: _Case, source: str) -> dict[str, Any] | None:
    if not described_ or "x" not in described_:
        return None
    fields = {k: v for k, v in described_.items() if k not in ("x", "y")}
    place = shapely.Point(described_["x"], described_["y"])
    return {**fields, "facility_id": case.other_id, "source_id": source, "geometry": place}


def _with_rows(frame: gpd.GeoDataFrame, rows: list[dict[str, Any]]) -> gpd.GeoDataFrame:
    more = gpd.GeoDataFrame(rows, geometry="geometry", crs=frame.crs).reindex(columns=frame.columns)
    made = pd.concat([frame, more], ignore_index=True)
    for column in schema.FACILITIES.columns:
        if column.type == "text":
            text = made[column.name].astype(object)
            made[column.name] = text.where(text.notna(), None)
    return gpd.GeoDataFrame(made, geometry="geometry", crs=frame.crs)


def _with_shapes(
    shapes: gpd.GeoDataFrame, before: Project, case: _Case, kept_id: str, other_id: str, other_source: str
) -> gpd.GeoDataFrame:
    """Give entrances and outlines of the entry that goes to the one that stays, if that has none of its own."""
    own = set(shapes["facility_id"]) if len(shapes) else set()
    if kept_id in own:
        return shapes
    if other_id in own:
        return shapes.assign(facility_id=shapes["facility_id"].replace(other_id, kept_id))
    earlier = before.facility_shapes
    if case.other_again or not len(earlier):
        return shapes
    lent = earlier[(earlier["facility_id"] == case.kept_id) & (earlier["source_id"] == other_source)]
    if not len(lent):
        return shapes
    lent = lent.assign(facility_id=kept_id)
    return gpd.GeoDataFrame(
        pd.concat([shapes, lent], ignore_index=True), geometry="geometry", crs=earlier.crs
    )


def _renewed(case: _Case, again: Mapping[str, str], kept_id: str, other_id: str) -> dict[str, Any]:
    """Return the record of the merge with the keys and sources of now."""
    note = dict(case.note)
    sources = {s: again.get(s, s) for s in (case.kept_source, case.other_source)}
    note["facility_id"] = note["value"] = kept_id
    note["merged_from"] = [
        {"facility_id": kept_id, "source_id": sources[case.kept_source]},
        {"facility_id": other_id, "source_id": sources[case.other_source]},
    ]
    note["fields"] = {f: sources.get(o, o) for f, o in case.note.get("fields", {}).items()}
    return note


def _told(kept: list[str], apart: list[str], restored: int) -> list[Problem]:
    out = []
    if kept:
        out.append(
            Problem(
                "Frühere Zusammenführungen gelten weiter, mit den Angaben der neuen Datei.", remedy="Sie stehen bei den Quellen; zurückgenommen werden sie mit dem Import.",
                value="; ".join(kept[:5]) + (" …" if len(kept) > 5 else ""), count=len(kept), code="merges_kept", severity="info",
            )
        )  # fmt: skip
    if apart:
        back = f" Der andere Eintrag steht wieder für sich ({restored})." if restored else ""
        out.append(
            Problem(
                f"Zusammengeführt war mit Einrichtungen, die in der neuen Datei fehlen; das gilt nicht mehr.{back}",
                remedy="Prüfen, ob sie geschlossen sind oder jetzt anders heißen; ähnliche Einträge werden neu vorgeschlagen.",
                value="; ".join(apart[:5]) + (" …" if len(apart) > 5 else ""), count=len(apart), code="merges_undone", severity="warning",
            )
        )  # fmt: skip
    return out
