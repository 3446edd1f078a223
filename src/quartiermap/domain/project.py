"""The project: everything loaded, computed and decided, as one immutable value in memory.

A change makes a new `Project` (`dataclasses.replace`); the old one stays as it was, so undo keeps values.
Frames inside a project are never changed in place.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass, field, replace
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd

from quartiermap.domain import schema
from quartiermap.domain.network import WalkNetwork
from quartiermap.domain.results import Analysis


@dataclass(frozen=True)
class Source:
    """Where a layer's rows come from, and everything done to them (DESIGN.md 4.1)."""

    source_id: str
    layer: str
    file: str
    sha256: str
    rows_read: int
    rows_used: int
    imported_at: str
    title: str = ""
    provider: str = ""
    licence: str = ""
    data_date: str = ""
    crs_read: str = ""
    encoding: str = ""
    preset: str = ""
    kind: str = ""
    period: str = ""
    mapping: dict[str, str] = field(default_factory=dict)
    findings: tuple[dict[str, Any], ...] = ()
    invented: bool = False


def empty_frame(table: schema.Table, epsg: int | None) -> gpd.GeoDataFrame:
    """Return a table of the schema without rows.

    Examples
    --------
    >>> list(empty_frame(schema.RESIDENTIAL_LAND, 25832).columns)
    ['source_id', 'geometry']
    """
    frame = pd.DataFrame({name: pd.Series(dtype=_DTYPES[table[name].type]) for name in table.names})
    if table.geometry is None:
        return frame
    return gpd.GeoDataFrame(frame, geometry=gpd.GeoSeries([], crs=None if epsg is None else f"EPSG:{epsg}"))


def empty_shapes(epsg: int | None) -> gpd.GeoDataFrame:
    """Return `schema.FACILITY_SHAPES` without rows; its geometry holds points and polygons.

    Examples
    --------
    >>> list(empty_shapes(25832).columns)
    ['facility_id', 'part', 'source_id', 'geometry']
    """
    frame = pd.DataFrame({name: pd.Series(dtype="object") for name in schema.FACILITY_SHAPES.names})
    return gpd.GeoDataFrame(frame, geometry=gpd.GeoSeries([], crs=None if epsg is None else f"EPSG:{epsg}"))


_DTYPES = {"text": "object", "int": "float64", "float": "float64", "date": "object", "bool": "object"}


def _frame(table: schema.Table) -> Any:
    return field(default_factory=lambda: empty_frame(table, None))


def only_for_verdicts(setting: str) -> bool:
    """Tell whether only the programme check depends on a setting: facts stated, Land, date, programmes chosen.

    Examples
    --------
    >>> only_for_verdicts("facts.isek"), only_for_verdicts("land"), only_for_verdicts("standards.set")
    (True, True, False)
    """
    return setting.startswith("facts.") or setting in ("land", "date", "programmes", "programmes.custom")


def without_effect(setting: str) -> bool:
    """Tell whether no result depends on a setting at all: how things are shown, files attached, costs, weights, notes.

    With other weights the gaps are re-ranked at once (`app.ranking.with_weights`), so that no result grows stale.

    Examples
    --------
    >>> without_effect("view.theme"), without_effect("evidence.files"), without_effect("profile")
    (True, True, False)
    """
    return setting.startswith(
        ("view.", "evidence.", "ranking.", "money.", "supply.", "small_numbers.", "notes.")
    )


@dataclass(frozen=True)
class Project:
    """One municipality's project.

    Every GeoDataFrame is in `epsg` (a metric CRS), with the columns of its table in
    `quartiermap.domain.schema` and a plain 0..n-1 index.
    """

    name: str
    epsg: int | None = None
    created_at: str = ""
    districts: gpd.GeoDataFrame = _frame(schema.DISTRICTS)
    facilities: gpd.GeoDataFrame = _frame(schema.FACILITIES)
    cells: gpd.GeoDataFrame = _frame(schema.CELLS)
    district_population: pd.DataFrame = _frame(schema.DISTRICT_POPULATION)
    forecast: pd.DataFrame = _frame(schema.FORECAST)
    indicators: pd.DataFrame = _frame(schema.INDICATORS)
    funding_areas: gpd.GeoDataFrame = _frame(schema.FUNDING_AREAS)
    residential_land: gpd.GeoDataFrame = _frame(schema.RESIDENTIAL_LAND)
    basemap_areas: gpd.GeoDataFrame = _frame(schema.BASEMAP_AREAS)
    basemap_lines: gpd.GeoDataFrame = _frame(schema.BASEMAP_LINES)
    basemap_places: gpd.GeoDataFrame = _frame(schema.BASEMAP_PLACES)
    barrier_lines: gpd.GeoDataFrame = _frame(schema.BARRIER_LINES)
    facility_shapes: gpd.GeoDataFrame = field(default_factory=lambda: empty_shapes(None))
    addresses: gpd.GeoDataFrame = _frame(schema.ADDRESSES)
    network: WalkNetwork | None = None
    sources: tuple[Source, ...] = ()
    settings: dict[str, Any] = field(default_factory=dict)
    analysis: Analysis | None = None
    attachments: dict[str, bytes] = field(default_factory=dict)
    """Files attached as evidence, by the SHA-256 of their content; ``settings["evidence.files"]`` says what they are."""

    @property
    def crs(self) -> str | None:
        """The project CRS as ``EPSG:n``."""
        return None if self.epsg is None else f"EPSG:{self.epsg}"

    @property
    def invented(self) -> bool:
        """Whether any data in here are invented (the demo town)."""
        return any(source.invented for source in self.sources)

    @property
    def reporting_rank(self) -> int | None:
        """`level_rank` of the finest district level: the one that figures and gaps are reported for."""
        ranks = self.districts["level_rank"].dropna() if len(self.districts) else []
        return int(max(ranks)) if len(ranks) else None

    @property
    def reporting_districts(self) -> gpd.GeoDataFrame:
        """The districts of the finest level, with a plain index."""
        rank = self.reporting_rank
        if rank is None:
            return self.districts
        return self.districts[self.districts["level_rank"] == rank].reset_index(drop=True)

    @property
    def fingerprint(self) -> str:
        """A hash of every input that a result depends on: `data_fingerprint` and what only verdicts depend on."""
        stated = {k: v for k, v in self.settings.items() if only_for_verdicts(k)}
        if not stated:
            return self.data_fingerprint
        lines = "\n".join(f"{k}={v}" for k, v in sorted(stated.items()))
        return f"{self.data_fingerprint}-{hashlib.sha256(lines.encode()).hexdigest()[:8]}"

    @property
    def data_fingerprint(self) -> str:
        """A hash of every input that distances, figures and gaps depend on: sources, row counts, settings.

        A layer only changes through an import or a recorded edit, both of which leave a source or a
        setting behind, so hashing those is enough and takes microseconds.
        """
        parts = [
            f"{s.source_id}|{s.layer}|{s.sha256}|{s.rows_used}|{sorted(s.mapping.items())}|{s.kind}"
            for s in self.sources
            # only the supply balance reads a forecast, and that is computed when it is asked for; addresses place tables
            if s.layer not in ("forecast", "addresses")
        ]
        parts += [
            f"{k}={v}"
            for k, v in sorted(self.settings.items())
            if not without_effect(k) and not only_for_verdicts(k)
        ]
        parts += [
            f"{name}:{len(getattr(self, name))}"
            for name in (
                "districts",
                "facilities",
                "cells",
                "district_population",
                "indicators",
                "funding_areas",
                "residential_land",
            )
        ]
        # Only where there are some, so that results of projects from before these layers stay fresh.
        parts += [
            f"{name}:{len(getattr(self, name))}"
            for name in ("barrier_lines", "facility_shapes")
            if len(getattr(self, name))
        ]
        net = self.network
        parts.append(
            "no network"
            if net is None
            else f"{net.node_count}/{net.edge_count}/{np.float64(net.length_m):.3f}"
        )
        return hashlib.sha256("\n".join([str(self.epsg), *parts]).encode()).hexdigest()[:16]

    @property
    def stale(self) -> bool:
        """Whether there is a result that is older than its inputs."""
        return self.analysis is not None and self.analysis.fingerprint != self.fingerprint

    @property
    def only_verdicts_stale(self) -> bool:
        """Whether a stale result differs from its inputs only in what the verdicts depend on (facts, Land, date)."""
        return (
            self.analysis is not None
            and self.stale
            and self.analysis.fingerprint.partition("-")[0] == self.data_fingerprint
        )

    def completed(self) -> Project:
        """Return the project with every column of the schema in its facilities, cells and funding areas.

        A column that is not there (older files, tables put together by hand) holds nothing, as if nobody had
        filled it in. The same project if nothing is missing.
        """
        changes = {}
        for table in (schema.FACILITIES, schema.CELLS, schema.FUNDING_AREAS):
            frame = getattr(self, table.name)
            missing = [column for column in table.columns if column.name not in frame]
            if missing:
                changes[table.name] = frame.assign(
                    **{
                        c.name: pd.Series([None] * len(frame), index=frame.index, dtype=_DTYPES[c.type])
                        for c in missing
                    }
                )
        return replace(self, **changes) if changes else self

    def with_(self, **changes: Any) -> Project:
        """Return a copy with some layers replaced."""
        return replace(self, **changes)


def new_project(name: str, epsg: int | None = None) -> Project:
    """Return an empty project; without `epsg` the first data imported choose the metric CRS."""
    return Project(
        name=name, epsg=epsg, created_at=dt.datetime.now().astimezone().isoformat(timespec="seconds")
    )
