"""Brings newly read rows and those that a project holds together: added, replaced, or the same file once more."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from quartiermap.domain import schema
from quartiermap.domain.network import WalkNetwork
from quartiermap.domain.project import Project, Source
from quartiermap.errors import InputError, Problem
from quartiermap.io.import_forecast import without_older_edition, without_years
from quartiermap.io.import_model import ImportRequest, Rows
from quartiermap.io.zensus_cells import merge_cells

_FIELDS: dict[str, tuple[str, ...]] = {
    "districts": ("districts",),
    "facilities": ("facilities",),
    "population": ("cells", "district_population"),
    "forecast": ("forecast",),
    "indicators": ("indicators",),
    "network": ("network", "barrier_lines"),
    "funding-areas": ("funding_areas",),
    "basemap": ("basemap_areas", "basemap_lines", "basemap_places"),
    "addresses": ("addresses",),
}
_TABLES = {t.name: t for t in (schema.DISTRICTS, schema.FACILITIES, schema.CELLS, schema.DISTRICT_POPULATION, schema.INDICATORS, schema.FORECAST, schema.FUNDING_AREAS, schema.RESIDENTIAL_LAND, schema.BASEMAP_AREAS, schema.BASEMAP_LINES, schema.BASEMAP_PLACES, schema.BARRIER_LINES, schema.ADDRESSES)}  # fmt: skip


def filled(project: Project, layer: str) -> bool:
    """Tell whether a project holds anything in the layer."""
    return any(
        value is not None and (isinstance(value, WalkNetwork) or len(value))
        for value in (getattr(project, f) for f in _FIELDS[layer])
    )


def without_earlier(
    project: Project, request: ImportRequest, path: Path, checksum: str
) -> tuple[Project, bool]:
    """Take out what the same file gave earlier (same content, or same name read the same way)."""

    def same(source: Source) -> bool:
        alike = (source.kind, source.period, source.mapping.get("@sublayer")) == (
            request.kind or "",
            request.period or "",
            request.sublayer,
        )
        return (
            source.layer == request.layer
            and alike
            and (source.sha256 == checksum or source.file == path.name)
        )

    gone = {s.source_id for s in project.sources if same(s)}
    if not gone:
        return project, False
    changes: dict[str, Any] = {"sources": tuple(s for s in project.sources if s.source_id not in gone)}
    for field in _FIELDS[request.layer]:
        value = getattr(project, field)
        if isinstance(value, pd.DataFrame) and "source_id" in value.columns:
            changes[field] = value[~value["source_id"].isin(gone)].reset_index(drop=True)
    return _shapes_of_facilities(project.with_(**changes)), True


def emptied_for_replace(project: Project, request: ImportRequest) -> Project:
    """Take out the rows of the layer; for facilities with a kind only that kind, for indicators only that period."""
    from quartiermap.io.bundled import kinds

    changes: dict[str, Any] = {}
    for field in _FIELDS[request.layer]:
        value = getattr(project, field)
        if value is None or isinstance(value, WalkNetwork):
            changes[field] = None
            continue
        keep = np.zeros(len(value), dtype=bool)
        if (
            field == "facilities"
            and request.kind is not None
            and (named := kinds().by_word(request.kind)) is not None
        ):
            family = {"school", "primary_school", "secondary_school"} if named.id == "school" else {named.id}
            keep = ~value["kind"].isin(family).to_numpy()
        elif field == "indicators" and request.period is not None:
            keep = (value["period"] != request.period).to_numpy()
        changes[field] = value[keep].reset_index(drop=True)
    used: set[Any] = set()
    for value in changes.values():
        if value is not None and "source_id" in value.columns:
            used |= set(value["source_id"])
    changes["sources"] = tuple(s for s in project.sources if s.layer != request.layer or s.source_id in used)
    return _shapes_of_facilities(project.with_(**changes))


def _shapes_of_facilities(project: Project) -> Project:
    """Drop entrances and outlines of facilities that are no longer there."""
    shapes = project.facility_shapes
    keep = shapes["facility_id"].isin(set(project.facilities["facility_id"]))
    return project if keep.all() else project.with_(facility_shapes=shapes[keep].reset_index(drop=True))


def joined(project: Project, request: ImportRequest, rows: Rows, source: Source) -> Project:
    """Return the project with the new rows."""
    epsg = project.epsg if project.epsg is not None else rows.epsg
    changes: dict[str, Any] = {"epsg": epsg, "sources": (*project.sources, source)}
    for field, new in rows.layers.items():
        if isinstance(new, WalkNetwork) or new is None:
            changes[field] = new
            continue
        fresh = new.copy()
        if field == "facility_shapes":
            fresh["source_id"] = source.source_id
            old = getattr(project, field)
            changes[field] = pd.concat([old, fresh], ignore_index=True).set_crs(epsg) if len(old) else fresh
            continue
        if field in _TABLES and "source_id" in _TABLES[field].names:
            fresh["source_id"] = source.source_id
        old = getattr(project, field)
        if field == "cells":
            changes[field] = merge_cells(old, fresh, source.file)
        elif field == "district_population":
            changes[field] = _population(old, fresh)
        elif field in ("residential_land", "barrier_lines") or (
            request.layer == "network" and field.startswith("basemap")
        ):
            changes[field] = _complete(fresh, field, epsg)
        elif field == "districts":
            _no_shared_keys(old, fresh, source.file)
            fresh = _own_levels(old, fresh, source.file)
            changes[field] = _append(old, fresh, field, epsg)
        elif field == "forecast":
            changes[field] = _append(without_years(old, fresh), fresh, field, epsg)
        elif field == "indicators":
            changes[field] = _append(_without_pairs(old, fresh), fresh, field, epsg)
        else:
            changes[field] = _append(old, fresh, field, epsg)
    return project.with_(**changes)


def without_older_forecast(project: Project, rows: Rows, file: str) -> Project:
    """Take out what an older edition of a forecast says beyond the new rows, and note it in their findings."""
    names = {s.source_id: s.file for s in project.sources}
    kept, told = without_older_edition(project.forecast, rows.layers["forecast"], names, file)
    rows.problems += told
    if not told:
        return project
    left = set(kept["source_id"])
    sources = tuple(s for s in project.sources if s.layer != "forecast" or s.source_id in left)
    return project.with_(forecast=kept.reset_index(drop=True), sources=sources)


def _complete(frame: Any, field: str, epsg: int | None) -> Any:
    """Give a frame every column of its table, in order, and a plain index."""
    table = _TABLES[field]
    out = frame.copy()
    for column in table.columns:
        if column.name not in out.columns:
            out[column.name] = np.nan if column.type in ("float", "int") else None
    extra = [c for c in out.columns if c not in table.names and c != "geometry"]
    names = [*table.names, *extra, *(["geometry"] if table.geometry else [])]
    out = out[names].reset_index(drop=True)
    for column in table.columns:
        if column.type in ("float", "int"):
            out[column.name] = out[column.name].astype(float)
        elif column.type in ("text", "date"):
            text = out[column.name].astype(object)
            out[column.name] = text.where(text.notna(), None)
    return gpd.GeoDataFrame(out, geometry="geometry", crs=epsg) if table.geometry else pd.DataFrame(out)


def _append(old: Any, new: Any, field: str, epsg: int | None) -> Any:
    fresh = _complete(new, field, epsg)
    if not len(old):
        return fresh
    return _complete(pd.concat([_complete(old, field, epsg), fresh], ignore_index=True), field, epsg)


def _population(old: pd.DataFrame, new: pd.DataFrame) -> pd.DataFrame:
    """Join register populations: rows of the new file win; ages stay with the file they came from."""
    table = schema.DISTRICT_POPULATION
    kept = old[~old["district_id"].isin(set(new["district_id"]))] if len(old) else old
    if len(old) and not any(c.startswith("age_") for c in new.columns):
        same = old[old["district_id"].isin(set(new["district_id"]))]
        bands = [c for c in old.columns if c.startswith("age_")]
        if bands and len(same):  # a file with totals only must not wipe out the ages
            new = new.merge(same[["district_id", *bands]], on="district_id", how="left")
    joined = pd.concat([kept, new], ignore_index=True) if len(kept) else new.reset_index(drop=True)
    for column in table.names:
        if column not in joined.columns:
            joined[column] = None
    bands = sorted(
        (c for c in joined.columns if c.startswith("age_")), key=lambda c: (int(c.split("_")[1]), c)
    )
    bands = [b for b in bands if not joined[b].isna().all()]
    return joined[["district_id", "population", *bands, "source_id"]]


def _without_pairs(old: pd.DataFrame, new: pd.DataFrame) -> pd.DataFrame:
    """Drop old indicator rows that the new file gives again."""
    if not len(old):
        return old
    again = set(zip(new["district_id"], new["period"], new["indicator"], strict=True))
    keep = [k not in again for k in zip(old["district_id"], old["period"], old["indicator"], strict=True)]
    return old[keep]


def _own_levels(old: gpd.GeoDataFrame, new: gpd.GeoDataFrame, file: str) -> gpd.GeoDataFrame:
    """Keep two files apart that call their levels alike but cover the same ground (areas of 2020 and of 2021)."""
    if not len(old):
        return new
    made = new.copy()
    for level in new["level"].unique():
        before, own = old[old["level"] == level], new["level"] == level
        if not len(before):
            continue
        ground = shapely.union_all(shapely.make_valid(before.geometry.to_numpy()))
        shapes = shapely.make_valid(new.geometry[own].to_numpy())
        if shapely.area(shapely.intersection(shapes, ground)).sum() > 0.5 * shapely.area(shapes).sum():
            made.loc[own, "level"] = f"{level} ({file.split('.')[0]})"
    return made


def _no_shared_keys(old: gpd.GeoDataFrame, new: gpd.GeoDataFrame, file: str) -> None:
    shared = sorted(set(old["district_id"]) & set(new["district_id"])) if len(old) else []
    if shared:
        raise InputError(
            Problem(
                "Schlüssel aus dieser Datei gibt es im Projekt schon.",
                remedy="Mit --replace ersetzen oder mit --map district_id=SPALTE eine Spalte mit anderen Schlüsseln wählen.", file=file,
                value=shared[0], count=len(shared), code="key_exists",
            )
        )  # fmt: skip
