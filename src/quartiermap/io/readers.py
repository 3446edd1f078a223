"""Foreign files in, plain frames out: the one door for geodata, and the way to the door for tables.

`read_vector` hands a copy of the file to the worker process (`quartiermap.io.worker`) and takes rows back;
`quartiermap.io.import_tables.read_table` (also importable from here) reads tables.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

import geopandas as gpd
import numpy as np
import pandas as pd
import pyproj
import shapely

from quartiermap.domain.progress import Progress
from quartiermap.errors import InputError, Problem
from quartiermap.io import shape_texts, srs_names, text_geodata
from quartiermap.io.dxf_areas import areas_of_drawing
from quartiermap.io.file_formats import ChoiceNeededError, FileKind, Format, failure
from quartiermap.io.file_recognition import file_kind, recognise
from quartiermap.io.import_tables import TableData, read_table
from quartiermap.io.staging import stage, unzip
from quartiermap.io.worker_call import ask_worker

FARTHEST = 1e9
"""No coordinate on earth is larger in any system."""

__all__ = ["FileKind", "TableData", "VectorData", "file_kind", "read_table", "read_vector"]


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
    clipped_from : int or None
        Rows of the whole layer, if only those near the town were read.
    """

    frame: gpd.GeoDataFrame
    crs: str | None
    crs_origin: Literal["file", "given", "assumed", "missing"]
    encoding: str
    problems: tuple[Problem, ...]
    layers: tuple[str, ...]
    layer: str
    clipped_from: int | None = None


def read_vector(
    path: Path,
    sublayer: str | None = None,
    crs: str | None = None,
    encoding: str | None = None,
    progress: Progress | None = None,
    *,
    wanted: Literal["Polygon", "Point", "LineString"] | None = None,
    near: Mapping[str, Sequence[float]] | None = None,
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
    near : mapping, optional
        EPSG number as text -> west, south, east, north: of a census grid only the cells there are read.

    Raises
    ------
    InputError
        With a sentence on what the file is and what to do.
    """
    progress = progress or Progress()
    if crs is not None:
        check_crs(crs)
    form = recognise(path)
    problems = form.notes(path)
    with tempfile.TemporaryDirectory(prefix="quartiermap-") as name:
        folder = Path(name)
        inner, layer = path, sublayer
        if form.reader == "zip" or form.ending == ".kmz":  # GDAL loses the attributes of some KMZ
            inner, layer = unzip(path, folder, sublayer, progress)
            form = recognise(inner)
        if form.reader in ("shape_text", "overpass"):
            return _from_text(path, inner, form, crs, encoding, problems, progress)
        if form.reader not in ("gdal", "parquet"):
            raise failure(
                path, "Die Datei enthält keine Geodaten.", "Eine Geodatei angeben.", "content_mismatch"
            )
        staged = stage(inner, form, folder, path.name, encoding, progress)
        problems += staged.problems
        drawing = staged.driver == "DXF"
        try:
            answer = ask_worker(
                path,
                staged.path,
                staged.driver,
                folder,
                None if drawing else layer,
                staged.encoding,
                wanted,
                progress,
                near,
            )
        except InputError as error:
            raise _where_broken(error, staged.path, staged.driver) from error
        read = _layer_read(path, answer, layer)
        if answer["rows"] == 0 and not answer.get("clipped"):
            raise failure(path, f"Die Ebene „{read}“ enthält kein einziges Objekt.", "Die Daten in QGIS prüfen oder noch einmal beschaffen.", "no_features")  # fmt: skip
        frame, lost = _frame(path, folder / "rows.feather", answer)
        problems += lost
        if staged.driver == "LIBKML":
            frame = _own_columns(frame)
        text = (
            staged.path.read_bytes()[:65536].decode("utf-8", "replace") if staged.driver == "GeoJSON" else ""
        )
        if staged.driver == "GML":
            answer["crs"] = srs_names.crs_of_gml(
                staged.path, answer.get("crs"), path.name, given=crs is not None
            )
    names = tuple(str(entry["name"]) for entry in answer["layers"])
    if drawing:
        frame, names, read, found = areas_of_drawing(frame, layer, path.name)
        problems += found
    code, origin = _crs_of(answer, staged.driver, text, frame, crs)
    if code is not None:
        frame = frame.set_crs(code, allow_override=True)
    problems += _layers_told(path.name, answer, names, read, chosen=sublayer is not None or drawing)
    used = str(staged.encoding or answer.get("encoding") or "")
    total = next((int(e["features"]) for e in answer["layers"] if e["name"] == read), len(frame))
    return VectorData(
        frame, code, origin, used, tuple(problems), names, read, total if answer.get("clipped") else None
    )


def _layers_told(
    file: str, answer: Mapping[str, Any], names: tuple[str, ...], read: str, *, chosen: bool
) -> list[Problem]:
    """Tell which of several layers was read, or that all were; nothing where the layer was `chosen`."""
    if answer.get("folders"):
        return [
            Problem(
                f"Die Datei hat {answer['folders']} Ordner; sie wurden zusammen gelesen, ihr Name steht in der Spalte „Ordner“.",
                remedy=f"Einen einzelnen mit --sublayer NAME wählen: {', '.join(names[:12])}.", file=file, code="folders_joined", severity="info",
            )
        ]  # fmt: skip
    if len(names) > 1 and not chosen:
        return [
            Problem(
                f"Die Datei hat {len(names)} Ebenen; gelesen wurde „{read}“.",
                remedy="Eine andere mit --sublayer NAME wählen.",
                file=file, code="sublayer_chosen", severity="info",
            )
        ]  # fmt: skip
    return []


def _where_broken(error: InputError, staged: Path, driver: str) -> InputError:
    """Return what is wrong with a file that GDAL could not read, with the line if that can be told."""
    problem = error.problems[0]
    if problem.code != "unreadable" or driver not in ("GeoJSON", "TopoJSON", "ESRIJSON"):
        return error
    if staged.stat().st_size > _EXAMINED or (found := text_geodata.broken_line(staged.read_bytes())) is None:
        return error
    return InputError(
        replace(
            problem,
            message=found[1],
            remedy="Die Datei noch einmal herunterladen.",
            row=found[0],
            code="json_broken",
        )
    )


_EXAMINED = 200_000_000
"""Bytes up to which a damaged file is looked through for the line."""


def _from_text(
    path: Path, inner: Path, form: Format, crs: str | None, encoding: str | None, problems: list[Problem], progress: Progress
) -> VectorData:  # fmt: skip
    """Read geometries that are text (WKT, Osmosis polygons, answers of Overpass)."""
    if form.reader == "overpass":
        shapes = shape_texts.read_overpass(inner, encoding, progress)
    else:
        shapes = shape_texts.read_shape_text(inner, form.ending, encoding, progress)
    code = check_crs(crs).to_string() if crs is not None else shapes.crs
    origin: Literal["file", "given", "missing"] = (
        "given" if crs is not None else "file" if code else "missing"
    )
    if code is not None:
        code = check_crs(code).to_string()
    frame = shapes.frame.set_crs(code, allow_override=True) if code else shapes.frame
    return VectorData(
        frame, code, origin, shapes.encoding, (*problems, *shapes.problems), (path.stem,), path.stem
    )


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


def _layer_read(path: Path, answer: dict[str, Any], asked: str | None) -> str:
    """Return the layer that was read, or raise with the choice of layers."""
    layers = answer["layers"]
    if not layers:
        raise failure(path, "Die Datei enthält keine Objekte.", "Die Datei in QGIS prüfen.", "no_features")
    if answer.get("rows") is not None:
        return str(answer["layer"])
    listed = "; ".join(
        f"{entry['name']} ({entry['features'] if entry['features'] >= 0 else '?'} "
        f"{_shape_word(entry['geometry'], entry['features'])})"
        for entry in layers[:15]
    )
    message, remedy, code = (
        ("Diese Ebene gibt es in der Datei nicht.", f"Vorhanden: {listed}.", "sublayer_unknown")
        if asked is not None
        else (
            f"Die Datei hat {len(layers)} Ebenen.",
            f"Eine mit --sublayer wählen: {listed}.",
            "sublayer_needed",
        )
    )
    raise ChoiceNeededError(
        Problem(message, remedy=remedy, file=path.name, value=asked, code=code),
        tuple(str(entry["name"]) for entry in layers),
    )


def _shape_word(geometry: str | None, count: int) -> str:
    """Return the German word for what a layer holds, in the number it has."""
    plain = (geometry or "").replace("Multi", "").split(" ")[0]
    words = {
        "Point": ("Punkt", "Punkte"),
        "LineString": ("Linie", "Linien"),
        "Polygon": ("Fläche", "Flächen"),
        "Unknown": ("Objekt", "Objekte"),
        "GeometryCollection": ("Objekt", "Objekte"),
    }
    one, many = words.get(
        plain, (plain, plain) if plain else ("Zeile ohne Geometrie", "Zeilen ohne Geometrie")
    )
    return one if count == 1 else many


# ---------------------------------------------------------------------------------------------- rows


_WKB = "__wkb__"
"""What the worker calls the column of shapes."""


def _frame(path: Path, rows: Path, answer: dict[str, Any]) -> tuple[gpd.GeoDataFrame, list[Problem]]:
    """Make a frame of the Arrow rows; geometry as shapely objects in two dimensions."""
    import pyarrow.feather as feather

    table = feather.read_table(rows, memory_map=False)
    given = [str(n) for n in answer["columns"]]
    # the worker puts the shapes last; an attribute of the file that has their name is an attribute all the same
    shaped = bool(given) and given[-1] == _WKB and answer.get("geometry_type") is not None
    given = [
        f"{n} (Attribut)" if n == _WKB and not (shaped and i == len(given) - 1) else n
        for i, n in enumerate(given)
    ]
    names = _unique(given)
    data = {name: table.column(i).to_pandas() for i, name in enumerate(names) if name != _WKB}
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
    if _WKB in names:
        raw = np.array(table.column(names.index(_WKB)).to_pylist(), dtype=object)
        with np.errstate(invalid="ignore"):
            shapes = shapely.from_wkb(raw, on_invalid="ignore")
        unread = np.array([r is not None for r in raw], dtype=bool) & shapely.is_missing(shapes)
        broken = np.array(
            [bool(u) and _wkb_type(bytes(r)) <= 7 for u, r in zip(unread, raw, strict=True)], dtype=bool
        )
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
        corners, owner = shapely.get_coordinates(shapes, return_index=True)
        finite = np.ones(len(shapes), dtype=bool)
        finite[owner[~np.isfinite(corners).all(axis=1) | (np.abs(corners) > FARTHEST).any(axis=1)]] = False
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


_KML = ("timestamp", "begin", "end", "altitudeMode", "tessellate", "extrude", "visibility", "drawOrder", "icon", "snippet")  # fmt: skip


def _own_columns(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return a KML without the columns that every KML has, and without an ``id`` that only numbers the placemarks."""
    extra = [c for c in _KML if c in frame.columns]
    own = [c for c in frame.columns if c not in (*extra, "id", "Name", "description", "geometry")]
    if own and "id" in frame.columns:
        ids = [str(v) for v in frame["id"] if v is not None]
        if all(re.fullmatch(r"(?:.*[._])?\d+|ID_\d+", i) for i in ids):
            extra.append("id")
    return frame.drop(columns=extra)


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
        known = pyproj.CRS.from_user_input(found)
    except pyproj.exceptions.CRSError:
        return None, "missing"
    if known.is_engineering:  # a drawing's or a table's "local" system says nothing
        return None, "missing"
    if driver not in ("GeoJSON", "GeoJSONSeq", "TopoJSON"):
        return str(found), "file"
    # only a crs of the whole file counts: some offices write one into every geometry, which is no part of the format
    if known.to_epsg() not in (4326, 4979) or re.search(r'"crs"\s*:\s*\{', text.split('"features"', 1)[0]):
        return str(found), "file"
    bounds = frame.total_bounds
    if np.isfinite(bounds).all() and (abs(bounds[[0, 2]]).max() > 180 or abs(bounds[[1, 3]]).max() > 90):
        return None, "missing"  # numbers that are no degrees: the rule of the format does not apply
    return str(found), "assumed"
