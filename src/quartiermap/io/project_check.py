"""Checks of a project file: row counts in three ways, integrity, and the German sentences for what is wrong."""

from __future__ import annotations

import contextlib
import errno
import os
import shutil
import sqlite3
from collections.abc import Iterable
from pathlib import Path

import pyogrio

from quartiermap.errors import Problem
from quartiermap.io.atomic import write_problem


def backup_of(path: Path) -> Path:
    """Return where the previous version of a project lies."""
    return path.with_name(f"{path.name}.bak")


def gdal_counts(path: Path, expected: dict[str, int]) -> list[Problem]:
    """Count the rows of each layer as GDAL reads them and report differences."""
    problems = []
    for layer, rows in expected.items():
        counted = int(pyogrio.read_info(path, layer=layer, force_feature_count=True)["features"])
        if counted != rows:
            problems.append(miscounted(path, layer, rows, counted))
    return problems


def sqlite_counts(path: Path, expected: dict[str, int], tables: dict[str, int]) -> list[Problem]:
    """Check the whole file and count the rows of each layer and table as SQLite sees them."""
    problems = []
    with contextlib.closing(open_read_only(path)) as connection:
        if connection.execute("PRAGMA integrity_check(1)").fetchone() != ("ok",):
            problems.append(damaged(path, "integrity_check"))
        for name, rows in (expected | tables).items():
            counted = connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0]  # noqa: S608
            if counted != rows:
                problems.append(miscounted(path, name, rows, counted))
        problems += feature_counts(connection, path, expected)
    return problems


def feature_counts(connection: sqlite3.Connection, path: Path, layers: Iterable[str]) -> list[Problem]:
    """Compare GDAL's stored counter with the rows: a wrong counter makes a full layer read as empty."""
    problems = []
    for name in layers:
        counter = connection.execute(
            "SELECT feature_count FROM gpkg_ogr_contents WHERE table_name = ?", (name,)
        ).fetchone()
        counted = connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0]  # noqa: S608
        if counter is not None and counter[0] is not None and counter[0] != counted:
            problems.append(miscounted(path, name, counted, counter[0]))
    return problems


def open_read_only(path: Path) -> sqlite3.Connection:
    """Open a file with SQLite for reading; nothing in the file can run."""
    connection = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True, timeout=5)
    connection.execute("PRAGMA trusted_schema = OFF")
    return connection


def backup_hint(path: Path) -> str:
    """Return the sentence that names the previous version, empty where there is none."""
    kept = backup_of(path)
    return f" Die vorige Fassung liegt in „{kept.name}“." if kept.exists() else ""


def damaged(path: Path, detail: str) -> Problem:
    """Return the problem of a project file that cannot be read."""
    return Problem(
        "Die Projektdatei ist beschädigt und lässt sich nicht vollständig lesen.",
        f"Eine Sicherung öffnen.{backup_hint(path)}",
        file=path.name,
        value=detail[:160],
        code="project_damaged",
    )


def miscounted(path: Path, table: str, expected: int, counted: int) -> Problem:
    """Return the problem of a table with another number of rows than it must have."""
    return Problem(
        f"In der Tabelle „{table}“ stehen {counted} statt {expected} Zeilen.",
        f"Die Datei ist nicht vollständig.{backup_hint(path)}",
        file=path.name,
        code="project_rows_missing",
    )


def build_problem(error: Exception, target: Path) -> Problem:
    """Say in German why a project file could not be built."""
    free = 0
    with contextlib.suppress(OSError):
        free = shutil.disk_usage(target.parent).free
    if "full" in str(error).lower() or "space" in str(error).lower() or free < 1_000_000:
        return write_problem(OSError(errno.ENOSPC, os.strerror(errno.ENOSPC)), target)
    return Problem(
        "Das Projekt konnte nicht gespeichert werden; eine vorhandene Datei ist unverändert.",
        "Unter anderem Namen oder in einen anderen Ordner speichern.",
        file=target.name,
        value=f"{type(error).__name__}: {error}"[:160],
        code="project_not_saved",
    )
