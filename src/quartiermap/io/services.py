"""Geodata services as a source: what an address offers, and a layer of it as a file for the importers.

Nothing is read straight into the project: what a service hands out is put together in a temporary folder, read by the
hardened worker like any foreign file, clipped to the project, and written as a plain GeoJSON that goes through
`quartiermap.io.importers.import_layer`. From then on the project needs no network.
"""

from __future__ import annotations

import json
import re
import urllib.parse
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from rapidfuzz import fuzz, process

from quartiermap.domain.progress import Progress
from quartiermap.domain.project import Project
from quartiermap.domain.texts import number
from quartiermap.errors import InputError, Problem
from quartiermap.io import readers, service_oapif, service_wfs
from quartiermap.io.import_places import place
from quartiermap.io.service_model import Box, Raw, Service, ServiceLayer, note
from quartiermap.io.service_transport import (
    Connection,
    Limits,
    Permit,
    check_address,
    service_problem,
    without_secrets,
)

__all__ = [
    "CLIP_M",
    "Connection",
    "Fetched",
    "Limits",
    "Permit",
    "Service",
    "ServiceLayer",
    "count_objects",
    "fetch_layer",
    "list_layers",
]

CLIP_M = 3000.0
"""Objects up to this far beyond the districts are taken: people walk across the border."""


@dataclass(frozen=True)
class Fetched:
    """A layer of a service as a local file.

    Parameters
    ----------
    path : Path
        GeoJSON in ``EPSG:epsg``; its name tells server and layer.
    rows : int
        Objects in the file; `delivered` is what the service handed out before clipping.
    """

    path: Path
    epsg: int
    rows: int
    delivered: int
    service: Service
    layer: ServiceLayer
    problems: tuple[Problem, ...]


def list_layers(connection: Connection, address: str) -> Service:
    """Ask what an address offers; whether it is a WFS or an OGC API is found out.

    Parameters
    ----------
    connection : Connection
        Holds the permit, the limits and the progress.
    address : str
        Of the service; with or without parameters, also that of a single collection.

    Raises
    ------
    InputError
        If there is no such service; with what both attempts found where neither is evident.
    """
    url = check_address(address)
    hint = f"{urllib.parse.urlsplit(url).path}?{urllib.parse.urlsplit(url).query}".lower()
    kinds = [service_wfs.describe, service_oapif.describe]
    if "service=wfs" not in hint and (
        "/collections" in hint or "ogcapi" in hint or "oapi" in hint or "wfs3" in hint or "f=json" in hint
    ):
        kinds.reverse()
    try:
        return kinds[0](connection, url)
    except InputError as first:
        # a wrong kind of answer may be the other kind of service; no answer at all is none
        other = ("service_html", "service_not_xml", "service_not_json", "service_not_wfs", "service_unknown", "service_xml_refused",
                 "service_400", "service_404", "service_405", "service_406", "service_500", "service_exception", "service_empty")  # fmt: skip
        if first.problems[0].code not in other or "service=wfs" in hint:
            raise
        try:
            return kinds[1](connection, url)
        except InputError as second:
            if second.problems[0].code not in other:
                raise
            raise first from None


def fetch_layer(
    connection: Connection, service: Service, name: str, project: Project, folder: Path
) -> Fetched:
    """Fetch one layer, clipped to the project, as a file in `folder`.

    Parameters
    ----------
    connection : Connection
    service : Service
        From `list_layers`.
    name : str
        Name or title of a layer; the prefix before ``:`` may be left out.
    project : Project
        Its districts and 3 km around them are what is asked for; without districts everything is.
    folder : Path

    Raises
    ------
    InputError
        If the layer is not there, the service fails, or nothing of it lies in the project.
    """
    layer = layer_named(service, name)
    area = _area(project)
    box = None if area is None else _box(area)
    kind = service_wfs if service.kind == "wfs" else service_oapif
    progress = connection.progress
    connection.progress = progress.part(0.0, 0.6)
    try:
        raw = kind.fetch(connection, service, layer, connection.folder, box, project.epsg if box else None)
    finally:
        connection.progress = progress
    where = "im Gebiet des Projekts (Quartiere und 3 km ringsum)" if box else "in dieser Ebene"
    if not raw.rows:
        raise service_problem(
            f"Der Dienst hat {where} kein einziges Objekt.", "Eine andere Ebene wählen; im Zweifel den Betreiber fragen.", "service_nothing_here",
            service.address, layer.name,
        )  # fmt: skip
    frame, epsg, problems = _placed(raw, project, layer, progress.part(0.6, 0.9))
    delivered = len(frame)
    frame = _clipped(frame, area, layer, problems)
    if not len(frame):
        raise service_problem(
            f"Der Dienst hat {where} kein einziges Objekt; geliefert hat er {number(delivered)} von anderswo.",
            "Eine andere Ebene oder einen anderen Dienst wählen.", "service_nothing_here", service.address, layer.name,
        )  # fmt: skip
    target = folder / file_name(service, layer)
    _write(frame, epsg, target)
    if not (layer.licence or service.licence):
        problems.append(note("Der Dienst nennt keine Lizenz.", "Die Nutzungsbedingungen beim Betreiber erfragen.", "service_no_licence"))  # fmt: skip
    return Fetched(
        target, epsg, len(frame), delivered, service, layer, (*service.problems, *raw.problems, *problems)
    )


def count_objects(
    connection: Connection, service: Service, layer: ServiceLayer, project: Project
) -> int | None:
    """Ask how many objects of a layer lie in the box around the project and 3 km; ``None`` if the service does not say.

    Without districts all objects of the layer are counted. Not every service counts honestly; `fetch_layer` never
    relies on it.
    """
    area = _area(project)
    box, epsg = (None, None) if area is None else (_box(area), project.epsg)
    if service.kind == "wfs":
        return service_wfs.count(connection, service, layer, box, epsg)
    return service_oapif.count(connection, layer, box, epsg)


def layer_named(service: Service, name: str) -> ServiceLayer:
    """Return a layer by its name or title.

    Raises
    ------
    InputError
        With the layers there are, the most similar first.
    """
    wanted = name.strip().casefold()
    for spelled in (
        [la.name for la in service.layers],
        [la.name.casefold() for la in service.layers],
        [la.name.rpartition(":")[2].casefold() for la in service.layers],
        [la.title.casefold() for la in service.layers],
    ):
        found = [la for la, s in zip(service.layers, spelled, strict=True) if s in (name.strip(), wanted)]
        if len(found) == 1:
            return found[0]
    names = [la.name for la in service.layers]
    near = [m[0] for m in process.extract(name, names, scorer=fuzz.WRatio, limit=8)]
    raise service_problem(
        "Diese Ebene hat der Dienst nicht.", f"Vorhanden ({number(len(names))}): {'; '.join(near)}{' …' if len(names) > 8 else ''}.",
        "service_layer_unknown", service.address, name,
    )  # fmt: skip


def file_name(service: Service, layer: ServiceLayer) -> str:
    """Return the name of the local copy: server and layer, so that the same layer fetched again replaces its rows."""
    host = urllib.parse.urlsplit(service.address).hostname or "dienst"
    return re.sub(r"[^A-Za-z0-9._äöüÄÖÜß-]+", "_", f"{host}_{layer.name}")[:120].strip("._") + ".geojson"


def _area(project: Project) -> Any:
    """Return districts and 3 km around them as one shape in the project's CRS; ``None`` without districts."""
    if project.epsg is None or not len(project.districts):
        return None
    shapes = shapely.make_valid(project.districts.geometry.to_numpy())
    # 16 segments a quarter circle: the edge is off by 15 m at most, beyond which nobody looks
    return shapely.buffer(shapely.union_all(shapes), CLIP_M, quad_segs=16)


def _box(area: Any) -> Box:
    west, south, east, north = (float(v) for v in area.bounds)
    return west, south, east, north


def _placed(
    raw: Raw, project: Project, layer: ServiceLayer, progress: Progress
) -> tuple[gpd.GeoDataFrame, int, list[Problem]]:
    """Read the pages through the hardened worker and bring them into the project's CRS."""
    data = readers.read_vector(raw.path, progress=progress)
    problems = [p for p in data.problems if p.code != "sublayer_chosen"]
    crs, origin = (data.crs, data.crs_origin) if data.crs is not None else (raw.crs, "file")
    placed = place(data.frame, crs, origin, project, layer.name)
    problems += [p for p in placed.problems if p.code != "far_away"]
    return placed.frame, placed.epsg, [replace(p, file=None) for p in problems]


def _clipped(
    frame: gpd.GeoDataFrame, area: Any, layer: ServiceLayer, problems: list[Problem]
) -> gpd.GeoDataFrame:
    """Leave out what lies beyond the area; whole objects stay whole. Rows without a place stay (they are counted later)."""
    if area is None:
        return frame
    shapes: Any = frame.geometry.to_numpy()
    shapely.prepare(area)
    missing = shapely.is_missing(shapes) | shapely.is_empty(shapes)
    good: Any = np.where(missing, None, shapes)
    broken = ~shapely.is_valid(good) & ~missing
    good[broken] = shapely.make_valid(good[broken])
    # what has no place cannot be outside; the importer counts it
    inside = shapely.intersects(area, good) | missing
    left_out = int((~inside).sum())
    if left_out:
        problems.append(
            note(
                f"{number(left_out)} von {number(len(frame))} Objekten der Ebene „{layer.title}“ liegen weiter als 3 km außerhalb der Quartiere und wurden nicht übernommen.",
                code="service_clipped", severity="info",
            )
        )  # fmt: skip
    return frame[inside] if (inside & ~missing).any() else frame[inside & ~missing]


def _write(frame: gpd.GeoDataFrame, epsg: int, target: Path) -> None:
    """Write the local copy: text stays text, numbers stay numbers, missing stays missing."""
    columns = [c for c in frame.columns if c != frame.geometry.name]
    values = [[plain_value(v) for v in frame[c]] for c in columns]
    head = {
        "type": "FeatureCollection",
        "name": target.stem,
        "crs": {"type": "name", "properties": {"name": f"urn:ogc:def:crs:EPSG::{epsg}"}},
    }
    with target.open("w", encoding="utf-8") as out:
        out.write(json.dumps(head, ensure_ascii=False)[:-1] + ', "features": [\n')
        for i, shape in enumerate(frame.geometry):
            row = {str(c): column[i] for c, column in zip(columns, values, strict=True)}
            text = "null" if shape is None or shape.is_empty else shapely.to_geojson(shape)
            out.write(",\n" if i else "")
            out.write(
                f'{{"type": "Feature", "properties": {json.dumps(row, ensure_ascii=False)}, "geometry": {text}}}'
            )
        out.write("\n]}\n")


def plain_value(value: Any) -> Any:
    """Return a cell as JSON knows it; a missing one is ``None``."""
    if value is None or (not isinstance(value, str) and pd.isna(value)):
        return None
    if isinstance(value, np.generic):
        value = value.item()
    return value if isinstance(value, str | int | float | bool) else str(value)


def terms_of(fetched: Fetched) -> tuple[str, str]:
    """Return licence and provider as they go into the record of the source."""
    return fetched.layer.licence or fetched.service.licence, fetched.service.provider


def address_of(fetched: Fetched) -> str:
    """Return the address as it goes into the record, without login and keys."""
    return without_secrets(fetched.service.address)
