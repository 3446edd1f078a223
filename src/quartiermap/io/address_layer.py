"""The directory of addresses that a project keeps: read once, then every table with addresses can be placed by it.

It is no input of any result: nothing grows stale when it comes, changes or goes. Only what lies around the districts
is kept, so that a Land's directory does not make the project file heavy.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from quartiermap.domain.progress import Progress
from quartiermap.domain.project import Project
from quartiermap.domain.texts import fold, number
from quartiermap.errors import InputError, Problem
from quartiermap.io.address_index import AddressIndex, Entries, Named
from quartiermap.io.address_official import MARGIN_M, is_official
from quartiermap.io.addresses import find_columns, read_entries
from quartiermap.io.import_model import ImportRequest, Rows
from quartiermap.io.readers import FileKind

MOST = 1_000_000
"""Addresses that a project keeps at most: Berlin has 400,000."""


def import_addresses(
    project: Project, request: ImportRequest, path: Path, kind: FileKind, progress: Progress | None = None
) -> Rows:
    """Read a directory of addresses (OSM extract, Hauskoordinaten, geodata file, table) for the project to keep.

    Returns
    -------
    Rows
        `schema.ADDRESSES`, with what lies within 5 km of the districts (everything, if there are none).

    Raises
    ------
    InputError
        If the project has no place yet, or nothing of the file lies there.
    """
    progress = progress or Progress()
    if project.epsg is None:
        raise InputError(
            Problem(
                "Das Projekt hat noch keinen Ort; welche Anschriften dazugehören, ist nicht zu erkennen.",
                "Zuerst die Quartiere oder das Wegenetz einlesen, dann das Adressverzeichnis.", file=path.name, code="project_without_place",
            )
        )  # fmt: skip
    entries, named = read_entries(path, project, project.epsg, progress.part(0.0, 0.8), request)
    progress.step(0.85, f"{path.name}: Anschriften zuschneiden")
    read = len(entries.street)
    frame = _near(_frame(entries, named, project.crs), project)
    numbered = int(frame["number"].notna().sum())
    if not len(frame):
        raise InputError(
            Problem(
                f"Keine der {number(read)} Anschriften liegt in den Quartieren oder bis 5 km ringsum.", "Ein Adressverzeichnis dieser Stadt angeben.",
                file=path.name, code="addresses_elsewhere",
            )
        )  # fmt: skip
    if len(frame) > MOST:
        raise InputError(
            Problem(
                f"Die Datei enthält {number(len(frame))} Anschriften; ein Projekt behält höchstens {number(MOST)}.",
                "Zuerst die Quartiere einlesen, damit das Verzeichnis zugeschnitten werden kann." if not len(project.districts)
                else "Die Datei nicht in das Projekt laden, sondern bei jeder Tabelle als Adressverzeichnis angeben.",
                file=path.name, code="addresses_too_many",
            )
        )  # fmt: skip
    problems = []
    gone = read - numbered
    if gone > 0:
        problems.append(
            Problem(
                f"{number(gone)} von {number(read)} Anschriften liegen weiter als 5 km außerhalb der Quartiere und wurden nicht übernommen.",
                file=path.name, code="addresses_clipped", severity="info", count=gone,
            )
        )  # fmt: skip
    is_osm = kind == "osm"
    return Rows(
        layers={"addresses": frame}, rows_read=read, rows_used=numbered, problems=problems, epsg=project.epsg,
        title="OpenStreetMap: Anschriften" if is_osm else "Hauskoordinaten" if is_official(path) else "",
        provider="OpenStreetMap-Mitwirkende" if is_osm else "", licence="ODbL 1.0" if is_osm else "",
    )  # fmt: skip


def _frame(entries: Entries, named: Named, crs: str | None) -> gpd.GeoDataFrame:
    """Return addresses and points of streets (without a number) as one table."""
    streets, count = entries.street + named.street, len(named.street)
    table = pd.DataFrame(
        {
            "street": pd.Series(streets, dtype=object),
            "number": np.concatenate([np.array(entries.number, float), np.full(count, np.nan)]),
            "suffix": pd.Series([s or None for s in entries.suffix] + [None] * count, dtype=object),
            "labels": pd.Series(
                [" ".join(la) or None for la in entries.labels] + [None] * count, dtype=object
            ),
            "derived": pd.Series([bool(d) for d in entries.derived] + [False] * count, dtype=object),
            "source_id": pd.Series([None] * len(streets), dtype=object),
        }
    )
    points = shapely.points(np.array(entries.x + named.x, float), np.array(entries.y + named.y, float))
    made = gpd.GeoDataFrame(table, geometry=gpd.GeoSeries(points, crs=crs))
    doubles = pd.DataFrame(made[["street", "number", "suffix", "labels"]]).assign(
        x=made.geometry.x.round(1), y=made.geometry.y.round(1)
    )
    return made[~doubles.duplicated()].reset_index(drop=True)


def _near(frame: gpd.GeoDataFrame, project: Project) -> gpd.GeoDataFrame:
    """Keep what lies in the districts or within 5 km of them."""
    finite = np.isfinite(frame.geometry.x) & np.isfinite(frame.geometry.y)
    frame = frame[finite]
    if len(project.districts):
        shapes = shapely.make_valid(project.districts.geometry.to_numpy())
        area: Any = shapely.buffer(shapely.union_all(shapes), MARGIN_M, quad_segs=8)
        shapely.prepare(area)
        frame = frame[shapely.contains_properly(area, frame.geometry.to_numpy())]
    return frame.reset_index(drop=True)


def has_addresses(project: Project) -> bool:
    """Tell whether a project keeps a directory of addresses."""
    return bool(len(project.addresses)) and project.epsg is not None


def index_of(project: Project) -> AddressIndex:
    """Return the directory that a project keeps.

    Raises
    ------
    InputError
        If it keeps none.
    """
    if not has_addresses(project):
        raise InputError(
            Problem("Das Projekt hat kein Adressverzeichnis.", "Eines einlesen: Ebene addresses, oder eine Datei angeben.", code="no_project_addresses")
        )  # fmt: skip
    frame = project.addresses
    x, y = frame.geometry.x.to_numpy(), frame.geometry.y.to_numpy()
    numbered = frame["number"].notna().to_numpy()
    own, lines = frame[numbered], frame[~numbered]
    entries = Entries(
        street=[str(s) for s in own["street"]],
        number=[int(n) for n in own["number"]],
        suffix=_texts(own["suffix"]),
        x=x[numbered].tolist(),
        y=y[numbered].tolist(),
        labels=[tuple(t.split()) for t in _texts(own["labels"])],
        derived=[bool(d) for d in own["derived"]],
    )
    named = Named([str(s) for s in lines["street"]], x[~numbered].tolist(), y[~numbered].tolist())
    return AddressIndex(entries, named, origin_of(project), project)


def origin_of(project: Project) -> str:
    """Say what the project's directory was made of, for the record of what is placed by it."""
    files = dict.fromkeys(s.file for s in project.sources if s.layer == "addresses")
    return (
        f"Adressverzeichnis des Projekts ({', '.join(files)})" if files else "Adressverzeichnis des Projekts"
    )


def _texts(column: Iterable[Any]) -> list[str]:
    return ["" if v is None or pd.isna(v) else str(v) for v in column]


def looks_like_directory(path: Path, frame: pd.DataFrame, placed: bool) -> bool:
    """Tell whether a file is a directory of addresses rather than a list of facilities that have addresses.

    Either it is in the official format, or its name says so and it has streets and places, or all it has besides is
    the address.
    """
    if is_official(path):
        return True
    columns = find_columns(frame)
    if columns is None or not placed:
        return False
    name = fold(path.stem)
    if any(word in name for word in ("adress", "hauskoordinat", "hausnummer", "anschrift", "address")):
        return True
    known = {*columns.named.values(), "geometry"}
    others = [
        c for c in frame.columns if c not in known and fold(str(c)) not in ("id", "fid", "gid", "objectid", "x", "y", "lat", "lon", "oi", "uuid")
    ]  # fmt: skip
    return columns.number is not None and len(others) == 0 and len(frame) >= 50
