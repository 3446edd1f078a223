"""Which layers and tables a project file holds, and how a project is put together from them."""

from __future__ import annotations

import datetime as dt
import json
import sqlite3
from dataclasses import asdict, dataclass, fields
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from quartiermap import __version__
from quartiermap.domain import schema
from quartiermap.domain.network import ATTRIBUTES, UNKNOWN, WalkNetwork
from quartiermap.domain.project import Project, Source
from quartiermap.domain.results import Analysis
from quartiermap.io import migrations, styles
from quartiermap.io.bundled import kinds
from quartiermap.io.project_layers import as_geo
from quartiermap.io.project_results import analysis_from, write_analysis
from quartiermap.io.project_tables import (
    Content,
    Spec,
    as_json,
    pack_frame,
    register,
    unpack_frame,
    write_array,
    write_table,
)

NEEDS_VERSION = "0.2.0"
"""The first version of the program that reads the current format."""

LAYERS = (
    schema.DISTRICTS, schema.FACILITIES, schema.CELLS, schema.FUNDING_AREAS, schema.RESIDENTIAL_LAND,
    schema.BASEMAP_AREAS, schema.BASEMAP_LINES, schema.BASEMAP_PLACES, schema.BARRIER_LINES, schema.FACILITY_SHAPES, schema.ADDRESSES,
)  # fmt: skip
TABLES = (schema.DISTRICT_POPULATION, schema.INDICATORS, schema.FORECAST)
SOURCES = "qm_sources"
"""The table that says where everything is from."""

_ATTRIBUTE = "network.attributes."
_ATTACHMENT = "attachment."
_NETWORK_TEXTS = ("classes", "origin", "names")
_NETWORK_ARRAYS = tuple(f.name for f in fields(WalkNetwork) if f.name not in (*_NETWORK_TEXTS, "attributes"))


@dataclass(frozen=True)
class Layer:
    """One layer with geometry as it is written; `display` ones are for QGIS and not read back."""

    name: str
    title: str
    frame: gpd.GeoDataFrame
    geometry: str
    style: str | None = None
    display: bool = False
    index: bool = True


def layers_of(project: Project) -> list[Layer]:
    """Return every layer that the project's file gets, in the order in which QGIS lists them.

    Layers without rows are left out of the file; their columns stand in its description.
    """
    layers = [
        Layer(
            table.name,
            table.label,
            getattr(project, table.name),
            table.geometry or "Unknown",
            _style(table.name),
        )
        for table in LAYERS
        if len(getattr(project, table.name))
    ]
    if project.network is not None and project.network.edge_count:
        layers += _network_layers(project.network, project.crs)
    if project.analysis is not None:
        layers += _result_layers(project.analysis, project.crs)
    return layers


def styles_of(layers: list[Layer]) -> dict[str, str]:
    """Return the QGIS style of each layer that has one."""
    return {layer.name: layer.style for layer in layers if layer.style is not None}


def kind_classes() -> list[styles.StyleClass]:
    """Return the legend of facilities by kind."""
    return [styles.StyleClass(kind.name, kind.colour, value=kind.id) for kind in kinds()]


def _style(layer: str) -> str | None:
    made = {
        "districts": lambda: styles.single("fill", "", styles.DISTRICT_LINE, 0.4),
        "facilities": lambda: styles.categorised("marker", "kind", kind_classes()),
        "cells": lambda: styles.single("marker", styles.DISTRICT_LINE),
        "funding_areas": lambda: styles.single("fill", "", styles.FUNDING_LINE, 0.8),
        "residential_land": lambda: styles.single("fill", styles.RESIDENTIAL_FACE, styles.NO_DATA_LINE, 0.1),
    }
    return made[layer]() if layer in made else None


def edge_shapes(network: WalkNetwork) -> Any:
    """Return the edges' shapes as LineStrings (m)."""
    return shapely.linestrings(
        np.column_stack((network.vertex_x, network.vertex_y)),
        indices=np.repeat(np.arange(network.edge_count), np.diff(network.edge_first)),
    )


def edge_table(network: WalkNetwork) -> pd.DataFrame:
    """Return the edges with plain columns u, v, length_m, class, flags, name and the attributes that are known.

    What is not known of an edge is missing, not -1.
    """
    classes = np.array([*network.classes, ""], object)
    columns = {
        "u": network.edge_u,
        "v": network.edge_v,
        "length_m": network.edge_length,
        "class": classes[network.edge_class],
        "flags": network.edge_flags.astype(np.int32),
    }
    if len(network.edge_name):
        columns["name"] = np.array([*network.names, None], object)[network.edge_name]
    for name, values in network.attributes.items():
        columns[name] = np.where(values == UNKNOWN, np.nan, values.astype(float))
    return pd.DataFrame(columns)


def _network_layers(network: WalkNetwork, crs: str | None) -> list[Layer]:
    edges = gpd.GeoDataFrame(edge_table(network), geometry=gpd.GeoSeries(edge_shapes(network), crs=crs))
    component = network.component if len(network.component) else np.zeros(network.node_count, np.int32)
    nodes = gpd.GeoDataFrame(
        {"node": np.arange(network.node_count), "component": component},
        geometry=gpd.GeoSeries(shapely.points(network.node_x, network.node_y), crs=crs),
    )
    steps = [styles.StyleClass("Treppe", styles.STEPS_LINE, value="steps")]
    style = styles.categorised("line", "class", steps, other=styles.EDGE_LINE, width_mm=0.2)
    return [
        Layer("network_edges", "Wegenetz: Wege", edges, "LineString", style, display=True),
        Layer("network_nodes", "Wegenetz: Knoten", nodes, "Point", display=True, index=False),
    ]


def access_frame(analysis: Analysis, crs: str | None) -> gpd.GeoDataFrame:
    """Return the demand points with one column ``m_<kind>`` of walking distance (m; missing = not reachable)."""
    table = analysis.demand.table.reset_index(drop=True)
    columns = {
        f"m_{kind}": np.where(np.isfinite(distance), distance, np.nan)
        for kind, distance in analysis.access.distance_m.items()
        if len(distance) == len(table)
    }
    points = gpd.GeoSeries(shapely.points(table["x"].to_numpy(float), table["y"].to_numpy(float)), crs=crs)
    return gpd.GeoDataFrame(table.assign(**columns), geometry=points)


def gap_frame(analysis: Analysis, crs: str | None) -> gpd.GeoDataFrame:
    """Return the gaps as points with plain columns, most pressing first as computed."""
    gaps = analysis.gaps
    points = [shapely.Point(g.x, g.y) if np.isfinite([g.x, g.y]).all() else None for g in gaps]
    columns: dict[str, Any] = {
        "gap_id": [g.gap_id for g in gaps],
        "rank": [g.rank for g in gaps],
        "district_id": [g.district_id for g in gaps],
        "district_name": [g.district_name for g in gaps],
        "kind": [g.kind for g in gaps],
        "reason": [g.reason.value for g in gaps],
        "affected_population": np.array([g.affected_population for g in gaps], float),
        "score": np.array([g.score for g in gaps], float),
        "confidence": [g.confidence for g in gaps],
        "because": [g.because for g in gaps],
    }
    return gpd.GeoDataFrame(columns, geometry=gpd.GeoSeries(points, crs=crs))


def _result_layers(analysis: Analysis, crs: str | None) -> list[Layer]:
    layers = []
    if len(analysis.demand.table):
        standards = analysis.parameters.standards
        first = next((s for s in standards if s.kind in analysis.access.distance_m), None)
        style = None
        if first is not None:
            style = styles.graduated("marker", f"m_{first.kind}", styles.distance_classes(first.target_m))
        layers.append(Layer("access_points", "Erreichbarkeit der Wohnorte", access_frame(analysis, crs), "Point", style, display=True))  # fmt: skip
    if analysis.gaps:
        style = styles.single("marker", styles.GAP_FACE, "#ffffff")
        layers.append(Layer("gaps", "Lücken", gap_frame(analysis, crs), "Point", style, display=True))
    return layers


def write_content(
    connection: sqlite3.Connection, project: Project, specs: dict[str, Spec], layer_styles: dict[str, str]
) -> dict[str, int]:
    """Write everything that is no layer with geometry; return how many rows each table must have."""
    specs = {name: dict(spec) for name, spec in specs.items()}
    for name in ("network_edges", "network_nodes", "access_points", "gaps"):
        if name in specs:
            specs[name] = {"display": True, "crs": specs[name]["crs"]}
    rows: dict[str, int] = {}

    def table(name: str, frame: pd.DataFrame, title: str) -> None:
        specs[name] = write_table(connection, name, frame, title)
        rows[name] = len(frame)

    for each in TABLES:
        table(each.name, getattr(project, each.name), each.label)
    table(SOURCES, _sources_frame(project.sources), "Quellen")
    empty = {each.name: _empty_spec(getattr(project, each.name)) for each in LAYERS if each.name not in specs}
    connection.execute(
        "CREATE TABLE qm_arrays (fid INTEGER PRIMARY KEY, name TEXT UNIQUE, dtype TEXT, shape TEXT, data BLOB)"
    )
    if project.network is not None:
        for name in _NETWORK_ARRAYS:
            write_array(connection, f"network.{name}", getattr(project.network, name))
        for name, values in project.network.attributes.items():
            write_array(connection, f"{_ATTRIBUTE}{name}", values)
    for checksum, attached in project.attachments.items():
        write_array(connection, f"{_ATTACHMENT}{checksum}", np.frombuffer(attached, np.uint8))
    meta: dict[str, Any] = {
        "format": migrations.FORMAT,
        "needs_version": NEEDS_VERSION,
        "app_version": __version__,
        "saved_at": dt.datetime.now().astimezone().isoformat(timespec="seconds"),
        "name": project.name,
        "created_at": project.created_at,
        "epsg": "" if project.epsg is None else project.epsg,
        "settings": as_json(project.settings),
    }
    if project.network is not None:
        meta["network"] = as_json({name: getattr(project.network, name) for name in _NETWORK_TEXTS})
    if project.analysis is not None:
        meta["analysis"] = write_analysis(connection, project.analysis, table)
    meta["tables"], meta["empty_layers"] = as_json(specs), as_json(empty)
    connection.execute("CREATE TABLE qm_meta (fid INTEGER PRIMARY KEY, key TEXT UNIQUE NOT NULL, value TEXT)")
    connection.executemany(
        "INSERT INTO qm_meta (key, value) VALUES (?, ?)", [(k, str(v)) for k, v in meta.items()]
    )
    rows["qm_meta"] = len(meta)
    rows["qm_arrays"] = connection.execute("SELECT count(*) FROM qm_arrays").fetchone()[0]
    register(connection, "qm_arrays", "QuartierMap: Felder")
    register(connection, "qm_meta", "QuartierMap: Angaben zum Projekt")
    styles.write_styles(connection, layer_styles)
    return rows


def _empty_spec(frame: pd.DataFrame) -> Spec:
    _, spec = pack_frame(frame)
    named = isinstance(frame, gpd.GeoDataFrame)
    return {
        **spec,
        "crs": named and frame.crs is not None,
        "geometry": frame.geometry.name if named else None,
    }


def _sources_frame(sources: tuple[Source, ...]) -> pd.DataFrame:
    rows = [
        {
            **asdict(s),
            "mapping": as_json(s.mapping),
            "findings": as_json(s.findings),
            "invented": int(s.invented),
        }
        for s in sources
    ]
    return pd.DataFrame(rows, columns=[f.name for f in fields(Source)])


def _sources_from(frame: pd.DataFrame) -> tuple[Source, ...]:
    names = [f.name for f in fields(Source) if f.name in frame.columns]
    sources = []
    for values in frame[names].itertuples(index=False):
        row = dict(zip(names, values, strict=True))
        row["mapping"] = json.loads(row["mapping"])
        row["findings"] = tuple(json.loads(row["findings"]))
        row["invented"] = bool(row["invented"])
        sources.append(Source(**row))
    return tuple(sources)


def glimpse_from(content: Content, epsg: int | None) -> Project:
    """Put together what the districts, the sources and the settings alone make of a project."""
    return Project(
        name=content.meta["name"],
        epsg=epsg,
        created_at=content.meta["created_at"],
        sources=_sources_from(content.frames[SOURCES]),
        settings=json.loads(content.meta["settings"]),
        districts=content.frames[schema.DISTRICTS.name],
    )


def project_from(content: Content, epsg: int | None) -> Project:
    """Put a project together from what was read; raises `KeyError` or `ValueError` if something is missing."""
    meta, arrays = content.meta, content.arrays
    # Files from before a table was added do not have it.
    values: dict[str, Any] = {t.name: content.frames[t.name] for t in TABLES if t.name in content.frames}
    values |= {t.name: content.frames[t.name] for t in LAYERS if t.name in content.frames}
    for name, spec in json.loads(meta["empty_layers"]).items():
        values[name] = _empty_frame(spec, epsg)
    if "network" in meta:
        about = json.loads(meta["network"])
        values["network"] = WalkNetwork(
            **{name: arrays[f"network.{name}"] for name in _NETWORK_ARRAYS},
            classes=tuple(about["classes"]),
            origin=about["origin"],
            names=tuple(about["names"]),
            attributes={
                name: arrays[f"{_ATTRIBUTE}{name}"] for name in ATTRIBUTES if f"{_ATTRIBUTE}{name}" in arrays
            },
        )
    return Project(
        name=meta["name"],
        epsg=epsg,
        created_at=meta["created_at"],
        sources=_sources_from(content.frames[SOURCES]),
        settings=json.loads(meta["settings"]),
        analysis=analysis_from(content),
        attachments={
            name.removeprefix(_ATTACHMENT): values_.tobytes()
            for name, values_ in arrays.items()
            if name.startswith(_ATTACHMENT)
        },
        **values,
    )


def _empty_frame(spec: Spec, epsg: int | None) -> Any:
    table = unpack_frame({}, spec, 0)
    if spec["geometry"] is None:
        return table
    crs = f"EPSG:{epsg}" if spec["crs"] and epsg is not None else None
    return as_geo(table, np.zeros(0, object), crs, spec)
