"""Foreign files in, plain frames out: the one door for geodata, and the way to the door for tables.

`read_vector` hands a copy of the file to the worker process (`quartiermap.io.worker`) and takes rows back;
`quartiermap.io.import_tables.read_table` (also importable from here) reads tables.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import tempfile
import time
import zipfile
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any, Literal

import geopandas as gpd
import numpy as np
import pandas as pd
import pyproj
import shapely

from quartiermap.domain.progress import Progress
from quartiermap.errors import InputError, MachineError, Problem
from quartiermap.io import text_files, worker
from quartiermap.io.import_tables import TableData, read_table

__all__ = ["FileKind", "TableData", "VectorData", "file_kind", "read_table", "read_vector"]

TIME_LIMIT_S = 50.0
"""A foreign file that the worker has not read after this time (plus 1 s for each 2 MB) is given up."""

DRIVERS = {
    ".gpkg": "GPKG", ".shp": "ESRI Shapefile", ".geojson": "GeoJSON", ".json": "GeoJSON", ".geojsonl": "GeoJSONSeq", ".geojsons": "GeoJSONSeq",
    ".ndjson": "GeoJSONSeq", ".fgb": "FlatGeobuf", ".kml": "LIBKML", ".kmz": "LIBKML", ".gml": "GML", ".xml": "GML", ".gdb": "OpenFileGDB",
}  # fmt: skip
TABLES = (".csv", ".tsv", ".tab", ".txt", ".xlsx", ".xlsm")
OSM = (".osm", ".osm.gz", ".osm.bz2", ".pbf")
SIDECARS = (".shx", ".dbf", ".prj", ".cpg", ".gfs", ".xsd")
FORMATS = "GeoPackage, Shapefile (auch als ZIP), GeoJSON, FlatGeobuf, KML, GML, FileGDB (ZIP), CSV, XLSX, JSON, OSM (.osm, .pbf)"

FileKind = Literal["vector", "table", "osm"]


@dataclass(frozen=True)
class VectorData:
    """What a geodata file holds.

    Parameters
    ----------
    frame : GeoDataFrame
        Attribute columns as in the file (text stays text, leading zeros included) and ``geometry`` in two
        dimensions, in the CRS of the file; geometries that were missing are ``None``. The index counts the
        features from 1.
    crs : str or None
        ``EPSG:n`` or WKT; ``None`` when the file does not say.
    crs_origin : {"file", "given", "assumed", "missing"}
        ``assumed``: the file says nothing and the format's rule applies (GeoJSON is WGS 84).
    encoding : str
    problems : tuple of Problem
        Warnings only.
    layers : tuple of str
        All layers of the file; `layer` is the one that was read.
    """

    frame: gpd.GeoDataFrame
    crs: str | None
    crs_origin: Literal["file", "given", "assumed", "missing"]
    encoding: str
    problems: tuple[Problem, ...]
    layers: tuple[str, ...]
    layer: str


def _ending(path: Path) -> str:
    """Return the ending that decides the format; ``.osm.gz`` and ``.csv.gz`` whole."""
    name = path.name.lower()
    for ending in (".osm.gz", ".osm.bz2", ".csv.gz", ".tsv.gz", ".txt.gz", ".gdb.zip"):
        if name.endswith(ending):
            return ending
    return path.suffix.lower()


def _fail(path: Path, message: str, remedy: str, code: str, value: str | None = None) -> InputError:
    return InputError(Problem(message, remedy=remedy, file=path.name, value=value, code=code))


def file_kind(path: Path) -> FileKind:
    """Tell by ending and first bytes whether a file holds geodata, a table or OpenStreetMap data.

    Raises
    ------
    InputError
        If the file cannot hold any of them; the sentence says what it is instead.
    """
    if (problem := text_files.examine(path)) is not None:
        raise InputError(problem)
    ending = _ending(path)
    if ending in OSM:
        return "osm"
    if ending in TABLES or ending in (".csv.gz", ".tsv.gz", ".txt.gz"):
        return "table"
    if ending == ".gdb.zip":
        return "vector"
    if ending == ".zip":
        return _zip_kind(path)
    if ending in (".json", ".xml"):
        with path.open("rb") as stream:
            head = stream.read(65536).decode("utf-8", "replace")
        if ending == ".xml":
            return "osm" if "<osm" in head else "vector"
        if re.search(r'"type"\s*:\s*"Topology"', head):
            raise _fail(
                path,
                "TopoJSON wird nicht gelesen.",
                "Die Daten als GeoJSON oder GeoPackage speichern.",
                "format_unknown",
            )
        geo = r'"type"\s*:\s*"(Feature|FeatureCollection|GeometryCollection|(Multi)?(Point|LineString|Polygon))"'
        return "vector" if re.search(geo, head) else "table"
    if ending in DRIVERS:
        return "vector"
    if ending in (".shx", ".dbf", ".prj", ".cpg", ".qpj", ".sbn", ".sbx"):
        raise _fail(
            path,
            "Das ist nur ein Teil eines Shapefiles.",
            f"Die Datei {path.stem}.shp angeben.",
            "shapefile_part",
        )
    raise _fail(
        path, f"Das Dateiformat „{path.suffix or path.name}“ wird nicht gelesen.", f"Gelesen werden: {FORMATS}.", "format_unknown"
    )  # fmt: skip


def _zip_kind(path: Path) -> FileKind:
    names = text_files.zip_names(path)
    endings = {PurePosixPath(n).suffix.lower() for n in names} | {
        PurePosixPath(n).parent.suffix.lower() for n in names
    }
    if endings & (DRIVERS.keys() - {".xml"}):
        return "vector"
    if endings & set(TABLES):
        return "table"
    if ".xml" in endings:
        return "vector"
    raise _fail(
        path, "Im ZIP-Archiv ist keine Datei, die gelesen werden kann.", f"Gelesen werden: {FORMATS}.",
        "zip_nothing", ", ".join(names[:3])[:80],
    )  # fmt: skip


def read_vector(
    path: Path,
    sublayer: str | None = None,
    crs: str | None = None,
    encoding: str | None = None,
    progress: Progress | None = None,
    *,
    wanted: Literal["Polygon", "Point", "LineString"] | None = None,
) -> VectorData:
    """Read one layer of a geodata file in the worker process.

    Parameters
    ----------
    path : Path
    sublayer : str, optional
        Layer to read; needed if the file has several that fit.
    crs : str, optional
        ``EPSG:n``; wins over what the file says.
    encoding : str, optional
        Encoding of the attributes (Shapefiles without ``.cpg``).
    progress : Progress, optional
        Cancelling kills the worker.
    wanted : {"Polygon", "Point", "LineString"}, optional
        If several layers are there and only one has this geometry, that one is read.

    Raises
    ------
    InputError
        With a sentence on what the file is and what to do.
    """
    progress = progress or Progress()
    if crs is not None:
        check_crs(crs)
    if (problem := text_files.examine(path)) is not None:
        raise InputError(problem)
    with tempfile.TemporaryDirectory(prefix="quartiermap-") as name:
        folder = Path(name)
        staged, driver, problems = _stage(path, folder, sublayer, progress)
        answer = _ask_worker(path, staged, driver, folder, sublayer, encoding, wanted, progress)
        layer = _layer_read(path, answer, sublayer)
        frame, lost = _frame(path, folder / "rows.feather", answer)
        problems += lost
        text = staged.read_bytes()[:4096].decode("utf-8", "replace") if driver == "GeoJSON" else ""
    found, origin = _crs_of(answer, driver, text, frame, crs)
    if found is not None:
        frame = frame.set_crs(found, allow_override=True)
    names = tuple(str(entry["name"]) for entry in answer["layers"])
    if len(names) > 1 and sublayer is None:
        problems.append(
            Problem(
                f"Die Datei hat {len(names)} Ebenen; gelesen wurde „{layer}“.",
                remedy="Eine andere mit --sublayer NAME wählen.",
                file=path.name, code="sublayer_chosen", severity="info",
            )
        )  # fmt: skip
    return VectorData(frame, found, origin, str(answer.get("encoding") or ""), tuple(problems), names, layer)


def check_crs(crs: str) -> pyproj.CRS:
    """Return a CRS that a user named, or raise `InputError` with how it is written."""
    try:
        return pyproj.CRS.from_user_input(int(crs) if crs.isdigit() else crs)
    except (pyproj.exceptions.CRSError, ValueError) as error:
        raise InputError(
            Problem(
                f"Das Koordinatensystem „{crs}“ gibt es nicht.",
                remedy="Als EPSG-Nummer angeben, z. B. EPSG:25832 (ETRS89/UTM 32), EPSG:25833 oder EPSG:4326.",
                code="crs_unknown",
            )
        ) from error


# ---------------------------------------------------------------------------------------------- copying


def _stage(
    path: Path, folder: Path, sublayer: str | None, progress: Progress
) -> tuple[Path, str, list[Problem]]:
    """Copy what is to be read into `folder` under a plain name; return the copy, its driver and warnings."""
    ending = _ending(path)
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
        raise _fail(
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
        raise _fail(
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
        raise _fail(
            path, f"Die Datei heißt .gpkg, ist aber kein GeoPackage, sondern {looks}.",
            "Die Endung berichtigen (z. B. .csv) oder die richtige Datei angeben.", "content_mismatch",
        )  # fmt: skip
    if driver in ("GeoJSON", "GeoJSONSeq") and head.lstrip(b"\xef\xbb\xbf \t\r\n\x1e")[:1] not in (
        b"{",
        b"[",
    ):
        raise _fail(
            path, "Die Datei heißt wie GeoJSON, enthält aber kein JSON.",
            "Die Datei in einem Texteditor ansehen und noch einmal herunterladen.", "content_mismatch",
        )  # fmt: skip
    if driver == "GeoJSON" and re.search(rb'"crs"\s*:\s*\{[^{}]*"type"\s*:\s*"link"', head):
        raise _fail(
            path, "Die Datei verweist für ihr Koordinatensystem auf eine Internetadresse.",
            "Den Eintrag „crs“ aus der Datei entfernen und das Koordinatensystem mit --crs angeben.", "crs_link",
        )  # fmt: skip
    if (
        driver in ("GML", "LIBKML")
        and target.suffix != ".kmz"
        and b"<" not in head[:512].replace(b"\x00", b"")
    ):
        raise _fail(
            path, "Die Datei enthält kein XML.", "Die Datei noch einmal herunterladen.", "content_mismatch"
        )
    if driver != "ESRI Shapefile":
        return []
    missing = [s for s in (".shx", ".dbf") if s not in sidecars]
    if missing:
        what = {".shx": "der Index der Geometrien", ".dbf": "die Tabelle mit Schlüsseln und Namen"}
        raise _fail(
            path, f"Zum Shapefile {label} fehlt {' und '.join(f'{what[m]} ({m})' for m in missing)}.",
            "Ein Shapefile besteht aus mehreren Dateien (.shp, .shx, .dbf, .prj); alle vom Absender anfordern.",
            "shapefile_incomplete",
        )  # fmt: skip
    return []


# ---------------------------------------------------------------------------------------------- the worker


def _ask_worker(
    path: Path, staged: Path, driver: str, folder: Path, layer: str | None, encoding: str | None, wanted: str | None, progress: Progress
) -> dict[str, Any]:  # fmt: skip
    """Run the worker and return its answer; every way it can end badly is a sentence."""
    limit = TIME_LIMIT_S + (sum(f.stat().st_size for f in folder.rglob("*") if f.is_file())) / 2_000_000
    request = {
        "path": str(staged), "driver": driver, "layer": layer, "wanted": wanted, "encoding": encoding,
        "out": str(folder / "rows.feather"), "answer": str(folder / "answer.json"),
    }  # fmt: skip
    if zipfile.is_zipfile(path) and driver != "OpenFileGDB" and layer is not None and staged.stem == layer:
        request["layer"] = None
    (folder / "request.json").write_text(json.dumps(request), "utf-8")
    skip: tuple[str, ...] = ()
    for _ in range(2):
        answer = _run_worker(path, folder, driver, skip, limit, progress)
        if answer.get("error") != "unknown_drivers":
            break
        skip = tuple(str(d) for d in answer["drivers"])
    error = answer.get("error")
    if error == "unknown_drivers":
        raise MachineError(
            "Die Geodaten-Bibliothek (GDAL) dieses Rechners lässt sich nicht absichern.", "make setup"
        )
    if error == "memory":
        raise _fail(
            path,
            "Die Datei braucht zum Lesen mehr als 4 GB Arbeitsspeicher.",
            "Die Daten auf das Stadtgebiet zuschneiden.",
            "too_large",
        )
    if error in ("unreadable", "layer_unreadable"):
        raise _fail(
            path, "Die Datei lässt sich nicht lesen; sie ist beschädigt oder hat ein anderes Format, als ihre Endung sagt.",
            "Die Datei noch einmal beschaffen oder in QGIS öffnen und als GeoPackage speichern.", "unreadable",
            str(answer.get("text", "")).replace(str(staged), path.name).replace(str(folder), "")[:120] or None,
        )  # fmt: skip
    return answer


def _run_worker(
    path: Path, folder: Path, driver: str, skip: tuple[str, ...], limit: float, progress: Progress
) -> dict[str, Any]:
    answer_file = folder / "answer.json"
    answer_file.unlink(missing_ok=True)
    started = time.monotonic()
    command = [sys.executable, "-m", "quartiermap.io.worker", str(folder / "request.json")]
    with (folder / "worker.log").open("wb") as log:
        process = subprocess.Popen(
            command,
            env=_worker_env(driver, skip),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            cwd=folder,
        )
        try:
            while True:
                try:
                    process.wait(timeout=0.05)
                    break
                except subprocess.TimeoutExpired:
                    used = time.monotonic() - started
                    progress.step(min(used / limit, 0.9), f"{path.name} lesen")
                    if used > limit:
                        raise _fail(
                            path, f"Das Lesen wurde nach {limit:.0f} Sekunden abgebrochen; die Datei ist zu groß oder läuft in eine Endlosschleife.",
                            "Die Daten in QGIS öffnen, zuschneiden und als GeoPackage speichern.", "time_limit",
                        ) from None  # fmt: skip
        finally:
            if process.poll() is None:
                process.kill()
            process.wait()
    if process.returncode != 0 or not answer_file.is_file():
        tail = (folder / "worker.log").read_bytes()[-300:].decode("utf-8", "replace").strip().splitlines()
        raise _fail(
            path, "Beim Lesen der Datei ist der Leseprozess abgestürzt; die Datei ist beschädigt oder zu groß.",
            "Die Datei noch einmal beschaffen oder in QGIS öffnen und als GeoPackage speichern.", "worker_crashed",
            tail[-1][:120] if tail else None,
        )  # fmt: skip
    answer: dict[str, Any] = json.loads(answer_file.read_text("utf-8"))
    return answer


def _worker_env(driver: str, skip: tuple[str, ...]) -> dict[str, str]:
    env = worker.environment(driver, skip)
    source = str(Path(__file__).resolve().parents[2])
    env["PYTHONPATH"] = source
    return env


def _layer_read(path: Path, answer: dict[str, Any], asked: str | None) -> str:
    """Return the layer that was read, or raise with the choice of layers."""
    layers = answer["layers"]
    if not layers:
        raise _fail(path, "Die Datei enthält keine Objekte.", "Die Datei in QGIS prüfen.", "no_features")
    if answer.get("rows") is not None:
        return str(answer["layer"])
    listed = "; ".join(
        f"{entry['name']} ({entry['features'] if entry['features'] >= 0 else '?'} "
        f"{_shape_word(entry['geometry'], entry['features'])})"
        for entry in layers[:15]
    )
    if asked is not None:
        raise _fail(
            path,
            "Diese Ebene gibt es in der Datei nicht.",
            f"Vorhanden: {listed}.",
            "sublayer_unknown",
            asked,
        )
    raise _fail(
        path,
        f"Die Datei hat {len(layers)} Ebenen.",
        f"Eine mit --sublayer wählen: {listed}.",
        "sublayer_needed",
    )


def _shape_word(geometry: str | None, count: int) -> str:
    """Return the German word for what a layer holds, in the number it has."""
    plain = (geometry or "").replace("Multi", "").split(" ")[0]
    words = {"Point": ("Punkt", "Punkte"), "LineString": ("Linie", "Linien"), "Polygon": ("Fläche", "Flächen")}
    one, many = words.get(plain, (plain, plain) if plain else ("Zeile ohne Geometrie", "Zeilen ohne Geometrie"))
    return one if count == 1 else many


# ---------------------------------------------------------------------------------------------- rows


def _frame(path: Path, rows: Path, answer: dict[str, Any]) -> tuple[gpd.GeoDataFrame, list[Problem]]:
    """Make a frame of the Arrow rows; geometry as shapely objects in two dimensions."""
    import pyarrow.feather as feather

    table = feather.read_table(rows, memory_map=False)
    names = _unique([str(n) for n in answer["columns"]])
    data = {name: table.column(i).to_pandas() for i, name in enumerate(names) if name != "__wkb__"}
    index = pd.RangeIndex(1, int(answer["rows"]) + 1)
    frame = pd.DataFrame(
        {
            name: values.to_numpy() if values.dtype.kind in "iufb" else list(values)
            for name, values in data.items()
        },
        index=index,
    )
    problems: list[Problem] = []
    shapes = np.full(len(index), None, dtype=object)
    if "__wkb__" in names:
        raw = np.array(table.column(names.index("__wkb__")).to_pylist(), dtype=object)
        with np.errstate(invalid="ignore"):
            shapes = shapely.from_wkb(raw, on_invalid="ignore")
        unread = np.array([r is not None for r in raw], dtype=bool) & shapely.is_missing(shapes)
        broken = np.array([bool(u) and _wkb_type(bytes(r)) <= 7 for u, r in zip(unread, raw, strict=True)], dtype=bool)
        if broken.any():
            problems.append(
                Problem(
                    "Die Geometrie ist unbrauchbar (Ring nicht geschlossen oder Koordinaten keine Zahlen) und wird wie eine fehlende behandelt.",
                    file=path.name, row=int(np.flatnonzero(broken)[0]) + 1, count=int(broken.sum()), code="geometry_unreadable", severity="warning",
                )
            )  # fmt: skip
        unread &= ~broken
        if unread.any():
            kind = _wkb_name(bytes(raw[int(np.flatnonzero(unread)[0])]))
            raise InputError(
                Problem(
                    f"Die Datei enthält Geometrien der Art {kind}, die nicht gelesen werden.",
                    remedy="In QGIS mit „Geometrietyp umwandeln“ in Flächen, Linien oder Punkte umwandeln.",
                    file=path.name, row=int(np.flatnonzero(unread)[0]) + 1, count=int(unread.sum()), code="geometry_type",
                )
            )  # fmt: skip
        shapes = shapely.force_2d(shapes)
        finite = np.array([g is None or g.is_empty or bool(np.isfinite(g.bounds).all()) for g in shapes], dtype=bool)
        if not finite.all():
            first = int(np.flatnonzero(~finite)[0])
            problems.append(
                Problem(
                    "Die Geometrie enthält keine gültigen Koordinaten (NaN oder unendlich) und wird wie eine fehlende behandelt.",
                    file=path.name, row=first + 1, count=int((~finite).sum()), code="coordinates_not_finite", severity="warning",
                )
            )  # fmt: skip
            shapes[~finite] = None
    geo = gpd.GeoDataFrame(frame, geometry=gpd.GeoSeries(shapes, index=index, crs=None))
    return geo, problems


def _unique(names: list[str]) -> list[str]:
    """Return column names made unique (``name``, ``name (2)``); ``geometry`` stays free for the shapes."""
    seen: dict[str, int] = {}
    out = []
    for raw in names:
        name = "geometry (Attribut)" if raw == "geometry" else raw
        seen[name] = seen.get(name, 0) + 1
        out.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return out


def _wkb_type(wkb: bytes) -> int:
    """Return the kind of geometry of a WKB, whatever its dimensions; up to 7 are the simple ones."""
    return (int.from_bytes(wkb[1:5], "little" if wkb[:1] == b"\x01" else "big") & 0x1FFFFFFF) % 1000


def _wkb_name(wkb: bytes) -> str:
    code = _wkb_type(wkb)
    return {15: "PolyhedralSurface", 16: "TIN", 17: "Triangle"}.get(code, f"Nr. {code}")


def _crs_of(
    answer: dict[str, Any], driver: str, text: str, frame: gpd.GeoDataFrame, given: str | None
) -> tuple[str | None, Literal["file", "given", "assumed", "missing"]]:
    """Return the CRS and where it comes from."""
    if given is not None:
        return check_crs(given).to_string(), "given"
    found = answer.get("crs")
    if found is None:
        return None, "missing"
    try:
        pyproj.CRS.from_user_input(found)
    except pyproj.exceptions.CRSError:
        return None, "missing"
    if driver not in ("GeoJSON", "GeoJSONSeq"):
        return str(found), "file"
    if re.search(r'"crs"\s*:\s*\{', text):
        return str(found), "file"
    bounds = frame.total_bounds
    if np.isfinite(bounds).all() and (abs(bounds[[0, 2]]).max() > 180 or abs(bounds[[1, 3]]).max() > 90):
        return None, "missing"  # numbers that are no degrees: the rule of the format does not apply
    return str(found), "assumed"
