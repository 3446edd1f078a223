"""Walk networks and whatever else one OSM file gives, and networks of plain lines, as rows of the project."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pandas as pd

from quartiermap.domain.network import WalkNetwork
from quartiermap.domain.progress import Progress
from quartiermap.domain.project import Project
from quartiermap.errors import InputError, Problem
from quartiermap.io import readers
from quartiermap.io.import_model import ImportRequest, Loaded, Rows
from quartiermap.io.level_names import level_name


def osm_rows(project: Project, request: ImportRequest, path: Path, progress: Progress) -> Rows:
    """Read what an OSM file gives for the layer asked for (network, facilities, districts or basemap).

    Raises
    ------
    InputError
        If the layer cannot come from OSM, or the kind does not exist.
    """
    from quartiermap.io import osm
    from quartiermap.io.bundled import kinds

    if request.layer not in ("network", "facilities", "districts", "basemap"):
        raise InputError(
            Problem(
                f"Aus OpenStreetMap-Daten lässt sich die Ebene „{request.layer}“ nicht lesen.",
                remedy="Möglich: network, facilities, districts, basemap.",
                file=path.name,
                code="layer_not_in_osm",
            )
        )
    if request.kind is not None:
        named = kinds().by_word(request.kind)
        if named is None:
            raise InputError(
                Problem(
                    "Diese Einrichtungsart gibt es nicht.",
                    remedy=f"Möglich sind: {', '.join(kinds().ids)}.",
                    value=request.kind,
                    file=path.name,
                    code="kind_unknown",
                )
            )
        request = replace(request, kind=named.id)
    fields, problems, count = osm.import_osm(project, request, path, progress)
    layers = dict(fields)
    epsg = layers.pop("epsg", None)
    found = layers.get("districts")
    if isinstance(found, pd.DataFrame):
        layers["districts"] = found.assign(level=[level_name(str(level)) for level in found["level"]])
    rows = Rows(
        layers=layers,
        rows_read=count,
        rows_used=count,
        problems=list(problems),
        provider="OpenStreetMap",
        licence="ODbL 1.0",
    )
    rows.title = "© OpenStreetMap-Mitwirkende"
    rows.epsg = int(str(epsg)) if epsg is not None else project.epsg
    return rows


def to_be_extended(project: Project, request: ImportRequest, path: Path) -> WalkNetwork | None:
    """Return the network that a file adds to: that of an earlier file of the same call, or with --append the project's.

    Raises
    ------
    InputError
        If it comes from OpenStreetMap: what is joined there is known by node numbers, which lines do not have.
    """
    network = project.network
    if network is None or not (request.mode == "append" or path != request.files[0]):
        return None
    if network.origin == "osm" or readers.file_kind(path) == "osm":
        raise InputError(
            Problem(
                "Ein Wegenetz aus OpenStreetMap besteht aus einer Datei; es lässt sich nicht mit anderen zusammenfügen.",
                remedy="Einen Auszug verwenden, der die ganze Gemeinde enthält, und mit --replace einlesen.", file=path.name,
                code="network_not_extended",
            )
        )  # fmt: skip
    return network


def line_rows(loaded: Loaded, request: ImportRequest, onto: WalkNetwork | None, progress: Progress) -> Rows:
    """Make a walk network of a line layer, beside `onto` if there is one to be extended.

    Raises
    ------
    InputError
        If the file has no lines.
    """
    from quartiermap.io import line_network

    if not loaded.placed:
        raise InputError(
            Problem(
                "Ein Wegenetz braucht Linien; die Datei ist eine Tabelle.",
                remedy="Eine Geodatei mit Linien oder eine OSM-Datei angeben.",
                file=loaded.file,
                code="no_lines",
            )
        )
    lines = loaded.frame[loaded.frame.geometry.geom_type.isin(["LineString", "MultiLineString"])]
    if lines.empty:
        raise InputError(
            Problem(
                "Die Datei enthält keine Linien.",
                remedy="Eine Geodatei mit Wegen oder eine OSM-Datei angeben.",
                file=loaded.file,
                code="no_lines",
            )
        )
    network, problems = line_network.network_from_lines(
        lines, progress, node_at_crossings=request.join_crossings, onto=onto
    )
    problems = [p if p.file else replace(p, file=loaded.file) for p in problems]
    return Rows(
        layers={"network": network}, rows_read=len(loaded.frame), rows_used=len(lines), problems=problems
    )
