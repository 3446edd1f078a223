"""Puts a foreign geodata file where the worker may read it: a copy under a plain name, content checked first."""

from __future__ import annotations

import re
import shutil
from pathlib import Path, PurePosixPath

from quartiermap.domain.progress import Progress
from quartiermap.errors import InputError, Problem
from quartiermap.io import text_files
from quartiermap.io.file_formats import DRIVERS, SIDECARS, ending_of, failure


def stage(
    path: Path, folder: Path, sublayer: str | None, progress: Progress
) -> tuple[Path, str, list[Problem]]:
    """Copy what is to be read into `folder` under a plain name; return the copy, its driver and warnings."""
    ending = ending_of(path)
    if ending == ".gdb.zip" or path.is_dir():
        return _stage_gdb(path, folder, progress), "OpenFileGDB", []
    if ending == ".zip":
        names = text_files.zip_names(path)
        main = _main_member(path, names, sublayer)
        if main is None:
            return _stage_gdb(path, folder, progress), "OpenFileGDB", []
        pure = PurePosixPath(main)
        siblings = [
            n
            for n in names
            if PurePosixPath(n).parent == pure.parent
            and n.lower().startswith(str(pure.with_suffix("")).lower() + ".")
        ]
        inner = folder / "zip"
        inner.mkdir()
        text_files.unpack(path, siblings, inner, progress)
        path_in, label = inner / pure.name, f"{path.name}: {pure.name}"
        if (problem := text_files.examine(path_in)) is not None:
            raise InputError(problem)
    else:
        path_in, label = path, path.name
    driver = DRIVERS[path_in.suffix.lower()]
    plain = re.sub(r"[^A-Za-z0-9_äöüÄÖÜß-]+", "_", path_in.stem).strip("_-")[:60] or "daten"
    target = folder / f"{plain}{path_in.suffix.lower()}"
    shutil.copyfile(path_in, target)
    present = {}
    for sibling in path_in.parent.iterdir():
        if sibling.stem == path_in.stem and sibling.suffix.lower() in SIDECARS and sibling.is_file():
            shutil.copyfile(sibling, target.with_suffix(sibling.suffix.lower()))
            present[sibling.suffix.lower()] = sibling
    problems = _check_content(path, label, target, driver, set(present))
    return target, driver, problems


def _stage_gdb(path: Path, folder: Path, progress: Progress) -> Path:
    target = folder / "daten.gdb"
    if path.is_dir():
        shutil.copytree(path, target)
        return target
    names = [n for n in text_files.zip_names(path) if PurePosixPath(n).parent.suffix.lower() == ".gdb"]
    if not names:
        raise failure(
            path,
            "Im ZIP-Archiv ist keine FileGDB.",
            "Ein ZIP mit einem Ordner NAME.gdb angeben.",
            "zip_nothing",
        )
    target.mkdir()
    text_files.unpack(path, names, target, progress)
    return target


def _main_member(path: Path, names: list[str], sublayer: str | None) -> str | None:
    """Return the geodata file of an archive; ``None`` for a file geodatabase."""
    main: list[str] = []
    for group in ((".shp",), (".gpkg",), (".geojson", ".fgb", ".gml", ".kml"), (".json", ".xml")):
        main = [n for n in names if PurePosixPath(n).suffix.lower() in group]
        if main:
            break
    if not main:
        return None
    if sublayer is not None and len(main) > 1:
        chosen = [n for n in main if PurePosixPath(n).stem == sublayer]
        if len(chosen) == 1:
            return chosen[0]
    if len(main) > 1:
        stems = ", ".join(PurePosixPath(n).stem for n in main[:12])
        raise failure(
            path, f"Das ZIP-Archiv enthält {len(main)} Geodateien.", f"Eine mit --sublayer wählen: {stems}.", "sublayer_needed"
        )  # fmt: skip
    return main[0]


def _check_content(path: Path, label: str, target: Path, driver: str, sidecars: set[str]) -> list[Problem]:
    """Check that content and ending agree; return warnings, raise on what cannot be read."""
    with target.open("rb") as stream:
        head = stream.read(65536)
    if driver == "GPKG" and not head.startswith(b"SQLite format 3\x00"):
        looks = (
            "eine Texttabelle (CSV)"
            if b"\x00" not in head and (b"," in head or b";" in head)
            else "etwas anderes"
        )
        raise failure(
            path, f"Die Datei heißt .gpkg, ist aber kein GeoPackage, sondern {looks}.",
            "Die Endung berichtigen (z. B. .csv) oder die richtige Datei angeben.", "content_mismatch",
        )  # fmt: skip
    if driver in ("GeoJSON", "GeoJSONSeq") and head.lstrip(b"\xef\xbb\xbf \t\r\n\x1e")[:1] not in (
        b"{",
        b"[",
    ):
        raise failure(
            path, "Die Datei heißt wie GeoJSON, enthält aber kein JSON.",
            "Die Datei in einem Texteditor ansehen und noch einmal herunterladen.", "content_mismatch",
        )  # fmt: skip
    if driver == "GeoJSON" and re.search(rb'"crs"\s*:\s*\{[^{}]*"type"\s*:\s*"link"', head):
        raise failure(
            path, "Die Datei verweist für ihr Koordinatensystem auf eine Internetadresse.",
            "Den Eintrag „crs“ aus der Datei entfernen und das Koordinatensystem mit --crs angeben.", "crs_link",
        )  # fmt: skip
    if (
        driver in ("GML", "LIBKML")
        and target.suffix != ".kmz"
        and b"<" not in head[:512].replace(b"\x00", b"")
    ):
        raise failure(
            path, "Die Datei enthält kein XML.", "Die Datei noch einmal herunterladen.", "content_mismatch"
        )
    if driver != "ESRI Shapefile":
        return []
    missing = [s for s in (".shx", ".dbf") if s not in sidecars]
    if missing:
        what = {".shx": "der Index der Geometrien", ".dbf": "die Tabelle mit Schlüsseln und Namen"}
        raise failure(
            path, f"Zum Shapefile {label} fehlt {' und '.join(f'{what[m]} ({m})' for m in missing)}.",
            "Ein Shapefile besteht aus mehreren Dateien (.shp, .shx, .dbf, .prj); alle vom Absender anfordern.",
            "shapefile_incomplete",
        )  # fmt: skip
    return []
