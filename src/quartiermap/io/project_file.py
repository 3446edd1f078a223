"""The project file: one GeoPackage that holds everything loaded, computed and decided (DESIGN.md 4.1).

A project lives in memory. Saving builds a complete new file beside the old one, reads it back, makes it
durable, keeps the old one as ``.bak`` and swaps (reliability notes, rules R1 to R6). Python's SQLite and the one
inside GDAL never have the same file open at the same time: two libraries in one process destroy it (R2).
"""

from __future__ import annotations

import contextlib
import datetime as dt
import errno
import json
import os
import shutil
import sqlite3
import tempfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pyogrio
import shapely

from quartiermap import __version__
from quartiermap.domain import os_errors, schema
from quartiermap.domain.progress import Progress
from quartiermap.domain.project import Project
from quartiermap.errors import Problem, ProjectError
from quartiermap.io import migrations, project_building, project_process
from quartiermap.io.atomic import discard, remove_leftovers, swap_in, sync_file, temporary_name, write_problem
from quartiermap.io.lock import ProjectLock
from quartiermap.io.project_check import (
    backup_hint,
    backup_of,
    build_problem,
    damaged,
    feature_counts,
    open_read_only,
)
from quartiermap.io.project_content import (
    SOURCES,
    glimpse_from,
    project_from,
)
from quartiermap.io.project_layers import gdal_takes, read_layer, through_plain_path
from quartiermap.io.project_tables import Content, read_arrays, read_table

_SIDES = ("-journal", "-wal", "-shm")
_MAGIC = b"SQLite format 3\x00"


def save(project: Project, path: Path, progress: Progress | None = None, *, beside: bool = False) -> None:
    """Save a project; the previous version stays beside it as ``<name>.bak``.

    Either the old file or the new one is there at any moment, whole. The new one only counts after its rows
    were counted in three ways (in memory, as SQLite counts, as GDAL counts).

    Parameters
    ----------
    project : Project
    path : Path
    progress : Progress, optional
    beside : bool
        Have the file built by a process beside this one (`project_process`), while this one's other threads go on.

    Raises
    ------
    ProjectError
        If another program has the project open, the folder cannot be written, the disk is full or the check
        fails. The old file is then as it was.
    """
    target = Path(path).resolve()
    progress = progress or Progress()
    temporary = temporary_name(target)
    build = project_process.build if beside else project_building.build
    try:
        if target.is_dir():
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
        if target.exists() and not os.access(target, os.W_OK):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
        target.parent.mkdir(parents=True, exist_ok=True)
        with ProjectLock(target):
            remove_leftovers(target)
            try:
                through_plain_path(temporary, lambda place: build(project, place, progress))
                sync_file(temporary)
                progress.step(0.99, "Projekt wird gespeichert")
                _settle_sides(target)
                _backup(target)
                swap_in(temporary, target)
            finally:
                discard(temporary)
    except OSError as error:
        raise ProjectError(write_problem(error, target)) from error
    except (
        sqlite3.Error,
        pyogrio.errors.DataSourceError,
        pyogrio.errors.DataLayerError,
        RuntimeError,
    ) as error:
        raise ProjectError(build_problem(error, target)) from error


def load(
    path: Path, progress: Progress | None = None, glimpse: Callable[[Project], None] | None = None
) -> Project:
    """Open a project. The file itself is not changed (an older format is brought up to date in a copy).

    Parameters
    ----------
    path : Path
    progress : Progress, optional
    glimpse : callable, optional
        Is given the project with its districts, sources and settings alone, before the far larger rest is read. It is not
        checked as a whole by then.

    Raises
    ------
    ProjectError
        If the file is missing, no GeoPackage, no project of ours, of a newer format, damaged, or carries views
        or virtual tables in place of our tables.
    """
    path = Path(path)
    with _readable(path) as place:
        try:
            found = _read_head(place, path)
            with _migrated(place, found) as current:
                return _read(current, path, progress or Progress(), glimpse)
        except (sqlite3.Error, pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError) as error:
            raise ProjectError(damaged(path, str(error))) from error
        except (
            KeyError,
            ValueError,
            TypeError,
            IndexError,
            zlib.error,
            RuntimeError,
            shapely.errors.ShapelyError,
        ) as error:
            raise ProjectError(damaged(path, f"{type(error).__name__}: {error}")) from error


def check(path: Path) -> list[Problem]:
    """Examine a project file ("Projekt prüfen"): structure, row counts, and that everything can be read.

    Returns
    -------
    list of Problem
        Empty for a sound file.
    """
    try:
        load(path)
    except ProjectError as error:
        return list(error.problems)
    return []


def _settle_sides(target: Path) -> None:
    """Let SQLite finish what a left-over journal holds; a new file beside an old journal would be destroyed (R4)."""
    if not target.exists():
        for end in _SIDES:
            target.with_name(f"{target.name}{end}").unlink(missing_ok=True)
        return
    if not any(target.with_name(f"{target.name}{end}").exists() for end in _SIDES):
        return
    with (
        contextlib.suppress(sqlite3.DatabaseError),
        contextlib.closing(sqlite3.connect(target, timeout=3)) as old,
    ):
        old.execute("SELECT count(*) FROM sqlite_master").fetchone()
        old.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        old.execute("PRAGMA journal_mode = DELETE")
    left = [e for e in _SIDES if target.with_name(f"{target.name}{e}").exists()]
    if left:
        raise ProjectError(
            Problem(
                "Neben dem Projekt liegen Zwischendateien eines anderen Programms "
                f"({', '.join(target.name + e for e in left)}); es wurde nichts gespeichert.",
                "Das andere Programm (z. B. QGIS) schließen oder unter anderem Namen speichern.",
                file=target.name,
                code="project_side_files",
            )
        )


def _backup(target: Path) -> None:
    """Keep the previous version; an older format is kept under its number too and never overwritten."""
    if not target.exists():
        return
    names = [backup_of(target)]
    with contextlib.suppress(sqlite3.Error, ProjectError, ValueError):
        with contextlib.closing(open_read_only(target)) as old:
            number = int(old.execute("SELECT value FROM qm_meta WHERE key = 'format'").fetchone()[0])
        kept = target.with_name(f"{target.name}.v{number}.bak")
        if number < migrations.FORMAT and not kept.exists():
            names.append(kept)
    for name in names:
        fresh = temporary_name(name)
        try:
            os.link(target, fresh)
        except OSError:
            shutil.copy2(target, fresh)
        fresh.replace(name)
        # Renaming a link onto another link of the same file does nothing and leaves both names.
        fresh.unlink(missing_ok=True)


@contextlib.contextmanager
def _readable(path: Path) -> Iterator[Path]:
    """Give a path that can be read without writing: a copy where a journal lies beside, or GDAL misreads the name."""
    try:
        with path.open("rb") as handle:
            head = handle.read(100)
    except OSError as error:
        reason = {
            errno.ENOENT: "Die Projektdatei gibt es nicht.",
            errno.EISDIR: "Das ist ein Ordner, keine Projektdatei.",
            errno.EACCES: "Die Berechtigung zum Lesen der Projektdatei fehlt.",
        }.get(error.errno or 0, f"Die Projektdatei lässt sich nicht öffnen ({os_errors.reason(error)}).")
        raise ProjectError(Problem(reason, "Pfad prüfen.", file=path.name, code="project_missing")) from error
    if not head.startswith(_MAGIC):
        what = (
            "Die Datei ist leer."
            if not head
            else "Die Datei ist kein GeoPackage und kein QuartierMap-Projekt."
        )
        raise ProjectError(
            Problem(
                what,
                f"Eine Projektdatei (*.gpkg) öffnen.{backup_hint(path)}",
                file=path.name,
                code="not_a_project",
            )
        )
    sides = [s for s in (path.with_name(f"{path.name}{end}") for end in _SIDES) if s.exists()]
    wal = head[18:20] == b"\x02\x02"
    if not sides and not wal and gdal_takes(path):
        yield path
        return
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "projekt.gpkg"
        for each in (path, *(s for s in sides if not s.name.endswith("-shm"))):
            shutil.copy2(each, copy.with_name(f"{copy.name}{each.name[len(path.name) :]}"))
        try:
            # A hot journal names its file only by lying beside it, so the pair recovers in the copy.
            with contextlib.closing(sqlite3.connect(copy)) as connection:
                connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
                connection.execute("PRAGMA journal_mode = DELETE")
        except sqlite3.Error as error:
            raise ProjectError(damaged(path, str(error))) from error
        yield copy


def _read_head(place: Path, path: Path) -> int:
    """Check that the file is a project this program can read; return its format."""
    with contextlib.closing(open_read_only(place)) as connection:
        kinds = dict(
            connection.execute(
                "SELECT name, type || ' ' || coalesce(substr(sql, 1, 14), '') FROM sqlite_master"
            )
        )
        if "gpkg_contents" not in kinds:
            raise ProjectError(
                Problem(
                    "Die Datei ist eine SQLite-Datenbank, aber kein GeoPackage.",
                    "Eine Projektdatei (*.gpkg) öffnen.", file=path.name, code="not_a_project",
                )
            )  # fmt: skip
        if "qm_meta" not in kinds:
            raise ProjectError(
                Problem(
                    "Die Datei ist ein GeoPackage, aber kein QuartierMap-Projekt.",
                    "Ein Projekt anlegen (quartiermap new) und diese Datei dort einlesen (quartiermap import).",
                    file=path.name,
                    code="not_a_project",
                )
            )
        ours = {"qm_", "gpkg_"}
        tables = {t.name for t in _schema_tables()} | {
            "network_edges",
            "network_nodes",
            "gaps",
            "access_points",
        }
        posing = sorted(
            name
            for name, kind in kinds.items()
            if (name in tables or any(name.startswith(o) for o in ours))
            and (kind.startswith("view") or kind.upper().startswith("TABLE CREATE VIRTUAL"))
        )
        if posing:
            raise ProjectError(
                Problem(
                    f"Anstelle der Projekttabellen liegen Abfragen in der Datei ({', '.join(posing[:5])}); "
                    "sie wird aus Sicherheitsgründen nicht geöffnet.",
                    f"Eine unveränderte Projektdatei öffnen.{backup_hint(path)}",
                    file=path.name,
                    code="project_unsafe",
                )
            )
        meta = dict(connection.execute("SELECT key, value FROM qm_meta"))
        number = int(meta["format"])
        if number > migrations.FORMAT:
            needed = meta.get("needs_version") or meta.get("app_version")
            raise ProjectError(
                Problem(
                    f"Das Projekt hat das Format {number}; dieses Programm (QuartierMap {__version__}) kennt Formate bis "
                    f"{migrations.FORMAT}. Die Datei ist unverändert.",
                    f"Mit QuartierMap {needed} oder neuer öffnen."
                    if needed
                    else "Mit einem neueren QuartierMap öffnen.",
                    file=path.name,
                    code="project_too_new",
                )
            )
        if connection.execute("PRAGMA integrity_check(1)").fetchone() != ("ok",):
            raise ProjectError(damaged(path, "integrity_check"))
        layers = [
            n
            for (n,) in connection.execute(
                "SELECT table_name FROM gpkg_contents WHERE data_type = 'features'"
            )
        ]
        problems = feature_counts(connection, path, [n for n in layers if n in tables])
        if problems:
            raise ProjectError(problems)
    return number


def _schema_tables() -> Iterator[schema.Table]:
    return (value for value in vars(schema).values() if isinstance(value, schema.Table))


@contextlib.contextmanager
def _migrated(place: Path, found: int) -> Iterator[Path]:
    if found == migrations.FORMAT:
        yield place
        return
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "projekt.gpkg"
        shutil.copyfile(place, copy)
        with contextlib.closing(sqlite3.connect(copy)) as connection:
            connection.execute("PRAGMA trusted_schema = OFF")
            triggers = connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall()
            for (name,) in triggers:
                # None of them is needed for reading, and a foreign one would run during the migration.
                connection.execute('DROP TRIGGER "{}"'.format(name.replace('"', '""')))
            migrations.migrate(connection, found, migrations.FORMAT)
        yield copy


def _read(place: Path, path: Path, progress: Progress, glimpse: Callable[[Project], None] | None) -> Project:
    with contextlib.closing(open_read_only(place)) as connection:
        meta = dict(connection.execute("SELECT key, value FROM qm_meta"))
        specs = json.loads(meta["tables"])
        present = {n for (n,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        missing = sorted(name for name in specs if name not in present)
        if missing:
            raise ProjectError(damaged(path, f"fehlt: {', '.join(missing)}"))
        frames = {SOURCES: read_table(connection, SOURCES, specs[SOURCES])}
    epsg = int(meta["epsg"]) if meta.get("epsg") else None
    layers = {n: spec for n, spec in specs.items() if "crs" in spec and not spec.get("display")}
    districts = schema.DISTRICTS.name
    if glimpse is not None and districts in layers:
        frames[districts] = read_layer(place, districts, layers[districts], epsg)
        glimpse(glimpse_from(Content(meta, frames=frames), epsg))
    with contextlib.closing(open_read_only(place)) as connection:
        tables = {n: spec for n, spec in specs.items() if "crs" not in spec and n not in frames}
        frames |= {n: read_table(connection, n, spec) for n, spec in tables.items()}
        content = Content(meta=meta, arrays=read_arrays(connection))
    left = {n: spec for n, spec in layers.items() if n not in frames}
    for number, (name, spec) in enumerate(left.items()):
        part = progress.part(number / len(left), (number + 1) / len(left))
        frames[name] = read_layer(place, name, spec, epsg, part)
    return project_from(replace(content, frames=frames), epsg)


def format_of(path: Path) -> tuple[int, str]:
    """Return a project's format number and when it was saved (ISO), without reading its layers."""
    with _readable(Path(path)) as place:
        number = _read_head(place, Path(path))
        with contextlib.closing(open_read_only(place)) as connection:
            row = connection.execute("SELECT value FROM qm_meta WHERE key = 'saved_at'").fetchone()
    return number, row[0] if row else dt.datetime.min.isoformat()
