"""Leaving "Was wäre, wenn …": the game as planning in a project, as if really built, and as sentences for a protocol."""

from __future__ import annotations

import datetime as dt
import hashlib
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from quartiermap.analysis.residents import locate
from quartiermap.app.whatif_ground import without_ways
from quartiermap.app.whatif_setup import Register, Setup
from quartiermap.app.whatif_state import GameState, changed_rules
from quartiermap.app.whatif_words import plain_number, way_name
from quartiermap.domain.project import Project, Source
from quartiermap.domain.texts import metres
from quartiermap.errors import Problem

TITLE = "Was-wäre-wenn"


def as_planning(project: Project, register: Register, setup: Setup, sentences: tuple[str, ...]) -> Project:
    """Return the project with the game taken over as planning (see `WhatIf.as_project`)."""
    frame = project.facilities.copy()
    source = _source(project, sentences, _touched(setup, register))
    extra: list[dict[str, Any]] = []
    for row in range(register.count(setup)):
        if row >= register.base:
            if row not in setup.closed:
                extra.append(_new_row(project, register, setup, row, source.source_id))
            continue
        status = str(frame["status"].iloc[row])
        if row in setup.closed:
            _put(frame, row, "status", "geschlossen")
        elif row in setup.opened and status == "geschlossen":
            _put(frame, row, "status", "geplant")
        if row in setup.closed:
            continue
        if row in setup.moved and np.isfinite([register.x[row], register.y[row]]).all():
            extra.append(_new_row(project, register, setup, row, source.source_id))
            continue
        if row in setup.moved:  # it had no place at all: now it has one
            frame.geometry = _with_place(frame.geometry, row, setup.moved[row])
        if row in setup.resized:
            _put(frame, row, "places", setup.resized[row])
    return project.with_(facilities=_extended(frame, extra), sources=(*project.sources, source))


def as_built(project: Project, register: Register, setup: Setup) -> Project:
    """Return the project as if everything in the game were already there; rows are those of the register."""
    frame = project.facilities.copy()
    geometry = frame.geometry
    for row, place in setup.moved.items():
        if row < register.base:
            geometry = _with_place(geometry, row, place)
    frame.geometry = geometry
    for row, places in setup.resized.items():
        if row < register.base:
            _put(frame, row, "places", places)
    for rows, status in ((setup.opened, "Bestand"), (setup.closed, "geschlossen")):
        for row in rows:
            if row < register.base:
                _put(frame, row, "status", status)
    extra = []
    for row in range(register.base, register.count(setup)):
        status = "geschlossen" if row in setup.closed else "Bestand"
        extra.append({**_new_row(project, register, setup, row, ""), "status": status})
    moved = {register.id[row] for row in setup.moved if row < register.base}
    shapes = project.facility_shapes
    if moved and len(shapes):
        shapes = shapes[~shapes["facility_id"].astype(str).isin(moved)].reset_index(drop=True)
    network = project.network
    if network is not None and setup.ways:
        network = without_ways(network, setup.ways)
    built = _extended(frame, extra)
    return project.with_(facilities=built, facility_shapes=shapes, network=network, analysis=None)


def deeds(project: Project, state: GameState) -> list[str]:
    """Return what was done, one German sentence each."""
    register, setup = state.register, state.setup
    found = []

    def where(row: int) -> str:
        x, y = register.place(setup, row)
        districts = project.reporting_districts
        at = int(locate(districts, np.array([x]), np.array([y]))[0])
        if at < 0:
            return "außerhalb aller Quartiere"
        name = districts["name"].iloc[at]
        return f"in {districts['district_id'].iloc[at] if pd.isna(name) else name}"

    for row in range(register.count(setup)):
        title = register.title(setup, row)
        places = register.places(setup, row)
        if row >= register.base:
            if row not in setup.closed:
                size = "Platzzahl offen" if np.isnan(places) else f"{plain_number(places)} Plätze"
                found.append(f"{title} neu {where(row)}, {size}.")
            continue
        if row in setup.closed:
            found.append(f"{title} geschlossen.")
            continue
        if row in setup.opened:
            found.append(f"{title} in Betrieb genommen.")
        if row in setup.moved:
            x, y = setup.moved[row]
            away = float(np.hypot(x - register.x[row], y - register.y[row]))
            by = f"um {metres(away)} verschoben" if np.isfinite(away) else "erhält einen Ort"
            found.append(f"{title} {by} (jetzt {where(row)}).")
        if row in setup.resized:
            was = register.places(Setup(setup.profile), row)
            old = "unbekannt" if np.isnan(was) else plain_number(was)
            found.append(f"{title}: {plain_number(places)} Plätze (bisher {old}).")
    if setup.ways and project.network is not None:
        network = project.network
        found += [f"Weg gesperrt: {way_name(network, edge)}." for edge in sorted(setup.ways)]
    return found + list(changed_rules(setup, Setup(state.analysis.access.profile), state.standards))


def _touched(setup: Setup, register: Register) -> int:
    rows = {*setup.moved, *setup.resized, *setup.closed, *setup.opened}
    return len(rows | set(range(register.base, register.count(setup))))


def _source(project: Project, sentences: tuple[str, ...], rows: int) -> Source:
    now = dt.datetime.now().astimezone().isoformat(timespec="seconds")
    known = {source.source_id for source in project.sources}
    number = next(n for n in range(1, len(known) + 2) if f"whatif-{n}" not in known)
    text = "\n".join(sentences)
    return Source(
        source_id=f"whatif-{number}",
        layer="facilities",
        file=TITLE,
        sha256=hashlib.sha256(f"{now}\n{text}".encode()).hexdigest(),
        rows_read=rows,
        rows_used=rows,
        imported_at=now,
        title=TITLE,
        provider="eigene Planung",
        licence="eigene Daten",
        data_date=now[:10],
        findings=tuple(Problem(sentence, code="whatif", severity="info").as_dict() for sentence in sentences),
        invented=project.invented,
    )


def _new_row(project: Project, register: Register, setup: Setup, row: int, source_id: str) -> dict[str, Any]:
    """Return a planned facility as a row: an added one, or a moved one at its new place."""
    x, y = register.place(setup, row)
    places = register.places(setup, row)
    values: dict[str, Any] = {
        "kind": register.kind_of(setup, row),
        "places": places,
        "status": "geplant",
        "source_id": source_id,
        "geometry": shapely.Point(x, y),
    }
    if row >= register.base:
        added = setup.added[row - register.base]
        return {**values, "facility_id": added.id, "name": added.name}
    old = project.facilities.iloc[row]
    return {
        **values,
        "facility_id": f"{register.id[row]}-neu",
        "name": f"{register.name(setup, row)} (neuer Standort)",
        "operator": old["operator"],
        "area_m2": old["area_m2"],
    }


def _put(frame: gpd.GeoDataFrame, row: int, column: str, value: Any) -> None:
    """Set one value of a frame of our own (a copy)."""
    values = frame[column].copy()
    if values.dtype != object and isinstance(value, float):
        values = values.astype(np.float64)
    values.iloc[row] = value
    frame[column] = values


def _with_place(geometry: gpd.GeoSeries, row: int, place: tuple[float, float]) -> gpd.GeoSeries:
    shapes = np.asarray(geometry.array, dtype=object).copy()
    shapes[row] = shapely.Point(*place)
    return gpd.GeoSeries(shapes, index=geometry.index, crs=geometry.crs)


def _extended(frame: gpd.GeoDataFrame, extra: list[dict[str, Any]]) -> gpd.GeoDataFrame:
    """Return a frame with rows added; ids that are taken get a number."""
    if not extra:
        return frame
    taken = set(frame["facility_id"].astype(str))
    columns: dict[str, Any] = {}
    for values in extra:
        key, number = str(values["facility_id"]), 1
        while values["facility_id"] in taken:
            number += 1
            values["facility_id"] = f"{key}-{number}"
        taken.add(values["facility_id"])
    name = frame.geometry.name
    for column in frame.columns:
        given = [values.get("geometry" if column == name else column) for values in extra]
        if column == name:
            columns[column] = gpd.GeoSeries(given, crs=frame.crs)
        elif pd.api.types.is_numeric_dtype(frame[column].dtype):
            columns[column] = pd.Series(pd.to_numeric(given), dtype=np.float64)
        else:
            columns[column] = pd.Series(given, dtype=frame[column].dtype)
    rows = gpd.GeoDataFrame(columns, geometry=name, crs=frame.crs)
    return gpd.GeoDataFrame(pd.concat([frame, rows], ignore_index=True), geometry=name, crs=frame.crs)
