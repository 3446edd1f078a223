"""Writes the complete file of a project under a name that nothing else uses, and counts what is in it.

In the program itself, or in a process beside it (`project_process`).
"""

from __future__ import annotations

import contextlib
import sqlite3
from pathlib import Path
from typing import Any

from quartiermap.domain import schema
from quartiermap.domain.progress import Progress
from quartiermap.domain.project import Project, empty_frame
from quartiermap.errors import ProjectError
from quartiermap.io.project_check import gdal_counts, sqlite_counts
from quartiermap.io.project_content import layers_of, styles_of, write_content
from quartiermap.io.project_layers import PIECE_ROWS, write_layer


def build(project: Project, path: Path, progress: Progress, *, rows_at_once: int = PIECE_ROWS) -> None:
    """Write a project's file. It is not durable yet; whoever puts it in its place has it synced first.

    Parameters
    ----------
    project : Project
    path : Path
        Does not exist yet; a path that GDAL takes literally.
    progress : Progress
    rows_at_once : int
        Rows of a layer that GDAL writes in one call.

    Raises
    ------
    ProjectError
        If rows are missing in the file: counted as GDAL reads them and as SQLite sees them.
    OSError, sqlite3.Error, RuntimeError
        If it cannot be written.
    """
    layers = layers_of(project)
    specs: dict[str, Any] = {}
    for number, layer in enumerate(layers):
        specs[layer.name] = write_layer(
            path,
            layer.name,
            layer.frame,
            layer.geometry,
            project.epsg,
            title=layer.title,
            index=layer.index,
            rows_at_once=rows_at_once,
            progress=progress.part(0.8 * number / len(layers), 0.8 * (number + 1) / len(layers)),
        )
    if not layers:
        _empty_geopackage(path)
    progress.step(0.8, "Speichern: Tabellen")
    with contextlib.closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("PRAGMA synchronous = OFF")  # the whole file is synced before it counts
        rows = write_content(connection, project, specs, styles_of(layers))
    progress.step(0.9, "Gespeichertes wird geprüft")
    expected = {layer.name: len(layer.frame) for layer in layers}
    problems = [] if not layers else gdal_counts(path, expected)
    problems += sqlite_counts(path, expected, rows)
    if problems:
        raise ProjectError(problems)


def _empty_geopackage(path: Path) -> None:
    """Make a valid GeoPackage without layers: GDAL makes its tables, our placeholder goes away again."""
    write_layer(
        path, "qm_leer", empty_frame(schema.RESIDENTIAL_LAND, 25832), "MultiPolygon", 25832, index=False
    )
    with contextlib.closing(sqlite3.connect(path)) as connection, connection:
        connection.execute('DROP TABLE "qm_leer"')
        for table in ("gpkg_contents", "gpkg_geometry_columns", "gpkg_ogr_contents"):
            connection.execute(f"DELETE FROM {table} WHERE table_name = 'qm_leer'")  # noqa: S608
