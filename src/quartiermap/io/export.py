"""Data for others: a GeoPackage for QGIS, GeoJSON, and Parquet tables for an independent recomputation."""

from __future__ import annotations

import contextlib
import io
import sqlite3
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import pyproj
import shapely

from quartiermap.domain.ages import is_band
from quartiermap.domain.programme_checks import NO_PROMISE
from quartiermap.domain.project import Project
from quartiermap.domain.results import DEMAND_ORIGIN_LABELS, Analysis
from quartiermap.domain.schema import States
from quartiermap.errors import InputError, Problem
from quartiermap.io import export_about, styles
from quartiermap.io.atomic import replace_file
from quartiermap.io.bundled import kinds
from quartiermap.io.export_fields import CELL_NAMES, FIGURES, STATES, WAY_NAMES, age_field, kind_fields
from quartiermap.io.export_meta import write_meta
from quartiermap.io.project_content import Layer, access_frame, edge_shapes, edge_table
from quartiermap.io.project_layers import through_plain_path, write_layer
from quartiermap.io.project_tables import write_table

CENSUS_CRS = 3035
"""The census grid is square in ETRS89-LAEA; in the project's UTM zone its cells stand slightly turned."""

FIELD_FILE = "geojson_felder.json"
"""Beside the GeoJSON files: what their fields are called in German, what they mean, and whose data they are."""

PIECE_VALUES = 50_000
"""Fields and coordinates that GDAL writes in one call: it holds the interpreter while it does (0.1 s for so many), and
the window must stay alive."""


def write_gpkg(project: Project, path: Path) -> Path:
    """Write a copy of the project for QGIS, with German layer names and our colours as default styles.

    Layers without rows are left out. Shares are 0..1, distances metres; a missing value is NULL and the column
    ``…_stand`` beside it says why.

    Returns
    -------
    Path
        The file.

    Raises
    ------
    InputError
        If the project holds nothing to export or the file cannot be written.
    """
    layers = export_layers(project)
    if not layers:
        raise InputError(Problem("Das Projekt enthält noch nichts, was sich ausgeben lässt.", "Zuerst Daten einlesen.", code="nothing_to_export"))  # fmt: skip
    names = _kind_fields(project)
    metas = [
        export_about.layer_meta(project, la.name, la.title, _fields_of(la.frame), names) for la in layers
    ]
    aliases = {meta.name: {field: text.alias for field, text in meta.fields.items()} for meta in metas}
    made = project.created_at if project.analysis is None else project.analysis.computed_at.isoformat()

    def write(place: Path) -> None:
        for layer in layers:
            write_layer(place, layer.name, layer.frame, layer.geometry, project.epsg, title=layer.title)
        with contextlib.closing(sqlite3.connect(place)) as connection, connection:
            write_table(connection, "Quellen", export_about.source_table(project), "Quellen und Hinweise")
            first = {
                la.name: styles.with_aliases(la.style, aliases[la.name])
                for la in layers
                if la.style is not None
            }
            there = {la.name for la in layers}
            more = [
                (layer, name, styles.with_aliases(style, aliases[layer]))
                for layer, name, style in _more_styles(project, names)
                if layer in there
            ]
            styles.write_styles(connection, first, more=more)
            write_meta(connection, metas, export_about.whole_meta(project), made)

    replace_file(Path(path), lambda temporary: through_plain_path(temporary, write))
    return Path(path)


def _fields_of(frame: gpd.GeoDataFrame) -> list[str]:
    return [str(name) for name in frame.columns if name != frame.geometry.name]


def _kind_fields(project: Project) -> dict[str, str]:
    """Return what the fields of each kind of the result begin with."""
    if project.analysis is None:
        return {}
    found = [*project.analysis.figures["kind"].astype(str).unique(), *project.analysis.access.distance_m]
    return kind_fields(dict.fromkeys(found))


def _more_styles(project: Project, names: Mapping[str, str]) -> list[tuple[str, str, str]]:
    """Return further styles for the districts: reach and need covered of every kind, and the social index."""
    if project.analysis is None:
        return []
    found = []
    for kind, rows in _primary_figures(project.analysis).items():
        start = names[kind]
        found.append(("Quartiere", f"Reichweite {kinds().name(kind)}"[:30], _share_style(start)))
        if rows["supply_ratio"].notna().any():
            found.append(("Quartiere", f"Deckung {kinds().name(kind)}"[:30], styles.graduated("fill", f"{start}_deckung", styles.ratio_classes(), state_field=f"{start}_deckung_stand")))  # fmt: skip
    if len(project.analysis.need):
        classes = [
            styles.StyleClass(word, colour, value=word) for word, colour in styles.STATUS_COLOURS.items()
        ]
        found.append(("Quartiere", "Sozialindex Status", styles.categorised("fill", "sozialindex_status", classes, other_label="keine Daten")))  # fmt: skip
    return found


def _share_style(start: str) -> str:
    return styles.graduated(
        "fill", f"{start}_anteil_in_reichweite", styles.share_classes(), state_field=f"{start}_anteil_stand"
    )


def write_geojson(project: Project, folder: Path) -> list[Path]:
    """Write one GeoJSON file for each layer (WGS 84, RFC 7946) except the paths, and what their fields mean; return the files."""
    written = []
    layers = [layer for layer in export_layers(project) if layer.name != "Wege"]
    for layer in layers:
        target = Path(folder) / f"{layer.name.lower()}.geojson"

        def write(place: Path, name: str = layer.name, frame: gpd.GeoDataFrame = layer.frame) -> None:
            _write_features(place, name, frame)

        replace_file(target, write)
        written.append(target)
    target = Path(folder) / FIELD_FILE
    text = export_about.field_document(project, layers, _kind_fields(project))
    replace_file(target, lambda place: _write_text(place, text))
    return [*written, target]


def _write_text(place: Path, text: str) -> None:
    place.write_text(text, "utf-8")


def _write_features(place: Path, name: str, frame: gpd.GeoDataFrame) -> None:
    """Write a frame as GeoJSON, a piece at a time; the file is the same as if GDAL had written it in one go."""
    coordinates = 2 * int(shapely.get_num_coordinates(frame.geometry.to_numpy()).sum())
    rows = max(1, PIECE_VALUES * len(frame) // (coordinates + frame.size))
    with place.open("wb") as out:
        for start in range(0, len(frame), rows):
            piece = io.BytesIO()
            pyogrio.write_dataframe(
                # A project without a CRS has no places yet, so there is one here.
                frame.iloc[start : start + rows].to_crs(4326),
                piece,
                layer=name,
                driver="GeoJSON",
                layer_options={"RFC7946": "YES"},
            )
            # GDAL writes every feature on a line of its own; the first piece gives the head, the last one the end.
            text = piece.getvalue()
            head = text.index(b'"features": [\n') + len(b'"features": [\n')
            tail = text.rindex(b"\n]")
            out.write(text[:head] if start == 0 else b",\n")
            out.write(text[head:tail])
        out.write(text[tail:])


def write_network(frames: Mapping[str, pd.DataFrame], folder: Path) -> list[Path]:
    """Write each table as ``<name>.parquet`` (DESIGN.md 4.2, ``export-network``); return the files."""
    written = []
    for name, frame in frames.items():
        target = Path(folder) / f"{name}.parquet"
        replace_file(target, lambda place, frame=frame: frame.to_parquet(place, index=False))  # type: ignore[misc]
        written.append(target)
    return written


def export_layers(project: Project) -> list[Layer]:
    """Return the layers for QGIS in German, those that have rows."""
    analysis = project.analysis
    layers: list[Layer] = [*_districts(project), _facilities(project), _funding(project)]
    if analysis is not None:
        layers += [*_homes(analysis, project.crs, _kind_fields(project)), _gaps(analysis, project.crs)]
    elif len(project.cells):
        table = pd.DataFrame(project.cells.drop(columns=project.cells.geometry.name))
        points = project.cells.geometry
        layers.append(_cells(table.assign(x=points.x, y=points.y), project.crs, None))
    layers += _paths(project)
    return [layer for layer in layers if len(layer.frame)]


def _districts(project: Project) -> list[Layer]:
    """Return the reporting districts with their figures, and the coarser levels as outlines of their own."""
    frame = project.districts
    table = pd.DataFrame(
        {n: frame[n] for n in ("district_id", "name", "level", "parent_id") if n in frame.columns}
    )
    table = table.rename(columns={"district_id": "schluessel", "level": "ebene", "parent_id": "gehoert_zu"})
    first = None
    if project.analysis is not None:
        table = table.assign(**_need_columns(project.analysis, frame["district_id"]))
        names = _kind_fields(project)
        # Gathered first and put in at once: a frame that grows by hundreds of columns gets slow, and pandas warns on stderr.
        more: dict[str, Any] = {}
        for kind, rows in _primary_figures(project.analysis).items():
            first = first or names[kind]
            by_district = rows.set_index("district_id").reindex(frame["district_id"])
            for column, (german, _) in FIGURES.items():
                if column in by_district.columns:
                    values = by_district[column].to_numpy().astype(float)
                    more[f"{names[kind]}_{german}"] = np.where(np.isfinite(values), values, np.nan)
            for column, (german, _) in STATES.items():
                if column in by_district.columns:
                    more[f"{names[kind]}_{german}"] = _state_words(by_district[column].to_numpy())
        table = pd.concat([table, pd.DataFrame(more, index=table.index)], axis=1)
    style = styles.single("fill", "", styles.DISTRICT_LINE, 0.4) if first is None else _share_style(first)
    shapes = gpd.GeoSeries(frame.geometry.to_numpy(), crs=frame.crs)
    everything = gpd.GeoDataFrame(table, geometry=shapes)
    fine = frame["district_id"].isin(project.reporting_districts["district_id"]).to_numpy()
    outline = styles.single("fill", "", styles.PARENT_LINE, 0.8)
    return [
        Layer("Quartiere", "Quartiere mit Kennzahlen", everything[fine].reset_index(drop=True), "MultiPolygon", style),
        Layer("Obere_Ebenen", "Übergeordnete Gebiete mit Kennzahlen", everything[~fine].reset_index(drop=True), "MultiPolygon", outline),
    ]  # fmt: skip


def _need_columns(analysis: Analysis, districts: pd.Series) -> dict[str, Any]:
    """Return the social index of the districts, with the words of its classes; nothing where there is none."""
    if not len(analysis.need):
        return {}
    need = analysis.need.drop_duplicates("district_id").set_index("district_id").reindex(districts)
    yes = {True: "ja", False: "nein"}
    columns = {
        "sozialindex_jahr": need["period"].astype(object).to_numpy(),
        "sozialindex_status": need["status_class"].astype(object).to_numpy(),
        "sozialindex_dynamik": need["dynamics_class"].astype(object).to_numpy(),
        "sozialindex_feld": need["group"].astype(object).to_numpy(),
        "aufmerksamkeit": [None if pd.isna(v) else yes[bool(v)] for v in need["attention"]],
        "sozialindex_stand": _state_words(need["state"].to_numpy()),
    }
    return {name: [None if pd.isna(v) else v for v in values] for name, values in columns.items()}


def _primary_figures(analysis: Analysis) -> dict[str, pd.DataFrame]:
    """Return the figures of each kind's primary standard (the first one listed for it)."""
    figures = analysis.figures
    chosen = {s.kind: s.id for s in reversed(analysis.parameters.standards)}
    chosen |= {s.kind: s.id for s in reversed(analysis.parameters.standards) if s.primary}
    return {
        str(kind): rows[rows["standard_id"] == chosen.get(str(kind), rows["standard_id"].iloc[0])]
        .drop_duplicates("district_id")
        for kind, rows in figures.groupby("kind", sort=False)
    }  # fmt: skip


def _state_words(values: Any) -> list[str | None]:
    return [States(v).label or None if v in set(States) else None for v in values]


def _facilities(project: Project) -> Layer:
    frame = project.facilities
    names = {
        "facility_id": "kennung", "name": "name", "operator": "traeger", "places": "plaetze", "area_m2": "flaeche_m2",
        "condition": "zustand", "barrier_free": "barrierefrei", "status": "stand", "opening_year": "eroeffnung", "address": "anschrift",
    }  # fmt: skip
    table = pd.DataFrame({"art": [kinds().name(kind) for kind in frame["kind"]]}, dtype=object)
    for column, german in names.items():
        if column in frame.columns:
            table[german] = frame[column].to_numpy()
    classes = [styles.StyleClass(kind.name, kind.colour, value=kind.name) for kind in kinds()]
    shapes = gpd.GeoSeries(frame.geometry.to_numpy(), crs=frame.crs)
    return Layer("Einrichtungen", "Einrichtungen", gpd.GeoDataFrame(table, geometry=shapes), "Point", styles.categorised("marker", "art", classes))  # fmt: skip


def _funding(project: Project) -> Layer:
    frame = project.funding_areas
    names = {
        "area_id": "kennung", "name": "name", "programme": "programm", "legal_basis": "rechtsgrundlage", "status": "stand",
        "valid_from": "seit", "valid_to": "bis",
    }  # fmt: skip
    table = pd.DataFrame({german: frame[c].to_numpy() for c, german in names.items() if c in frame.columns})
    shapes = gpd.GeoSeries(frame.geometry.to_numpy(), crs=frame.crs)
    style = styles.single("fill", "", styles.FUNDING_LINE, 0.8)
    return Layer("Foerdergebiete", "Städtebauförderungsgebiete", gpd.GeoDataFrame(table, geometry=shapes), "MultiPolygon", style)  # fmt: skip


def _homes(analysis: Analysis, crs: str | None, names: Mapping[str, str]) -> list[Layer]:
    """Return census cells as squares; spread points of an estimate are points in a layer that says so."""
    frame = access_frame(analysis, crs)
    table = pd.DataFrame(frame.drop(columns=frame.geometry.name))
    standard = next((s for s in analysis.parameters.standards if f"m_{s.kind}" in table.columns), None)
    graded = None
    if standard is not None:
        graded = (f"m_{names[standard.kind]}", styles.distance_classes(standard.target_m))
    table = table.rename(columns={f"m_{kind}": f"m_{start}" for kind, start in names.items()})
    square = table["resolution_m"].to_numpy(float) > 0
    points = table[~square].reset_index(drop=True)
    style = None if graded is None else styles.graduated("marker", *graded)
    spread = gpd.GeoDataFrame(
        _german_cells(points),
        geometry=gpd.GeoSeries(frame.geometry.to_numpy()[~square], index=points.index, crs=crs),
    )
    label = DEMAND_ORIGIN_LABELS.get(analysis.demand.origin, analysis.demand.origin)
    return [
        _cells(table[square].reset_index(drop=True), crs, graded),
        Layer("Wohnorte_geschaetzt", label, spread, "Point", style),
    ]


def _cells(table: pd.DataFrame, crs: str | None, graded: tuple[str, Any] | None) -> Layer:
    half = table["resolution_m"].to_numpy(float) / 2
    there = pyproj.Transformer.from_crs(crs or CENSUS_CRS, CENSUS_CRS, always_xy=True)
    x, y = there.transform(table["x"].to_numpy(float), table["y"].to_numpy(float))
    # Midpoints were transformed once already; rounding to the decimetre puts the corners back on the grid.
    x, y = np.round(x, 1), np.round(y, 1)
    corners = [(-1, -1), (1, -1), (1, 1), (-1, 1)]
    ring = np.stack([np.column_stack((x + i * half, y + j * half)) for i, j in corners], axis=1)
    back = there.transform(ring[:, :, 0].ravel(), ring[:, :, 1].ravel(), direction="INVERSE")
    squares: Any = shapely.polygons(np.column_stack(back).reshape(len(table), 4, 2)) if len(table) else []
    style = styles.single("fill", "", styles.NO_DATA_LINE, 0.1) if graded is None else styles.graduated("fill", *graded, width_mm=0.05)  # fmt: skip
    frame = gpd.GeoDataFrame(
        _german_cells(table), geometry=gpd.GeoSeries(squares, index=table.index, crs=crs)
    )
    return Layer("Rasterzellen", "Rasterzellen mit Wegen (m_… = Meter zu Fuß)", frame, "MultiPolygon", style)


def _german_cells(table: pd.DataFrame) -> pd.DataFrame:
    """Return demand points or cells with German field names and German words for states."""
    table = table.assign(
        **{
            name: _state_words(table[name].to_numpy())
            for name in ("population_state", "ages_state")
            if name in table
        }
    )
    ages = {name: age_field(name) for name in table.columns if is_band(str(name))}
    return table.rename(columns={**CELL_NAMES, **ages})


def _gaps(analysis: Analysis, crs: str | None) -> Layer:
    gaps = analysis.gaps
    table = pd.DataFrame(
        {
            "rang": [g.rank for g in gaps],
            "kennung": [g.gap_id for g in gaps],
            "schluessel": [g.district_id for g in gaps],
            "quartier": [g.district_name for g in gaps],
            "art": [kinds().name(g.kind) for g in gaps],
            "grund": [g.reason.label for g in gaps],
            "betroffene": np.array([g.affected_population for g in gaps], float),
            "betroffene_stand": [
                States.NO_DATA.label if g.affected_population is None else None for g in gaps
            ],
            "gruppe": [g.affected_group for g in gaps],
            "richtwert": [g.standard_id for g in gaps],
            "befund": [g.because for g in gaps],
            "sicherheit": [g.confidence for g in gaps],
            "vorpruefung": [
                "; ".join(f"{v.programme_title}: {v.overall.label}" for v in g.verdicts)
                + (f". {NO_PROMISE}." if g.verdicts else "")
                for g in gaps
            ],
        }
    )
    points = [shapely.Point(g.x, g.y) if np.isfinite([g.x, g.y]).all() else None for g in gaps]
    frame = gpd.GeoDataFrame(table, geometry=gpd.GeoSeries(points, crs=crs))
    return Layer("Luecken", "Lücken", frame, "Point", styles.numbered("rang", styles.GAP_FACE, "#ffffff"))


def _paths(project: Project) -> list[Layer]:
    if project.network is None or not project.network.edge_count:
        return []
    table = edge_table(project.network).rename(columns=WAY_NAMES)
    frame = gpd.GeoDataFrame(table, geometry=gpd.GeoSeries(edge_shapes(project.network), crs=project.crs))
    steps = [styles.StyleClass("Treppe", styles.STEPS_LINE, value="steps")]
    style = styles.categorised("line", "wegeart", steps, other=styles.EDGE_LINE, width_mm=0.2)
    return [Layer("Wege", "Wegenetz", frame, "LineString", style)]
