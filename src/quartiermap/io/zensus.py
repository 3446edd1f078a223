"""The census grids of the statistical offices: Zensus 2022 and 2011, read in pieces and cut to the town.

Formats: DOMAIN.md 4.1 and 4.2. Cells are points at their middle; the grid is EPSG:3035. ``–`` and ``-`` are
suppressed values (state *secret*), in 2011 also ``-1`` (uninhabited or secret) and ``-9`` (not shown): all are
missing, none is zero.
"""

from __future__ import annotations

import csv
import gzip
import io
import re
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any, BinaryIO

import geopandas as gpd
import numpy as np
import pandas as pd
import pyproj
import shapely

from quartiermap.domain.progress import Progress
from quartiermap.domain.project import Project
from quartiermap.domain.schema import States
from quartiermap.domain.texts import fold
from quartiermap.errors import InputError, Problem
from quartiermap.io import text_files
from quartiermap.io.import_ages import bands_of, read_band
from quartiermap.io.import_model import Rows
from quartiermap.io.numbers import parse, parse_column
from quartiermap.io.zensus_cells import cell_id, parse_cell_id

GRID_EPSG = 3035
MARGIN_M = 100.0
"""Cells whose midpoint lies this far outside the districts are kept (half a cell and a bit)."""
CHUNK_ROWS = 100_000
_TOTALS = ("einwohner", "insgesamtbevoelkerung", "insgesamt")
_MISSING = frozenset(("-1", "-9", "-1,0", "-9,0", "-1.0", "-9.0"))


@dataclass
class _Grid:
    """What has been read so far, one entry per cell."""

    ids: list[str] = field(default_factory=list)
    east: list[int] = field(default_factory=list)
    north: list[int] = field(default_factory=list)
    values: dict[str, list[float]] = field(default_factory=dict)
    secret: int = 0
    read: int = 0
    sizes: set[int] = field(default_factory=set)


def is_zensus(path: Path) -> bool:
    """Tell whether a table is a census grid: by the heading of its first column or the names in the archive."""
    try:
        with _open(path, None) as (stream, _):
            head = stream.read(4096)
    except (InputError, OSError, EOFError):
        return False
    line = text_files.decode(head.split(b"\n")[0])[0].strip("\ufeff").lower()
    return line.startswith(("gitter_id", '"gitter_id')) or bool(
        re.match(r'"?(?:crs3035res|\d+k?mn\d+e\d+)', line)
    )


@contextmanager
def _open(path: Path, sublayer: str | None) -> Iterator[tuple[BinaryIO, str]]:
    """Open the table; in an archive the 100 m one, if there are several."""
    if path.suffix.lower() == ".zip":
        names = [n for n in text_files.zip_names(path) if n.lower().endswith(".csv")]
        if sublayer:
            names = [n for n in names if PurePosixPath(n).stem == sublayer or sublayer.lower() in n.lower()]
        finest = (
            [n for n in names if re.search(r"(?<!\d)100m", n, re.I)]
            or [n for n in names if re.search(r"(?<!\d)1km", n, re.I)]
            or names
        )
        if len(finest) != 1:
            listed = ", ".join(PurePosixPath(n).stem for n in names[:10]) or "keine"
            raise InputError(
                Problem(
                    "Das ZIP-Archiv enthält nicht genau eine Tabelle mit 100-m-Gitter.",
                    remedy=f"Mit --sublayer wählen: {listed}.",
                    file=path.name,
                    code="sublayer_needed",
                )
            )
        with zipfile.ZipFile(path) as archive, archive.open(finest[0]) as stream:
            yield stream, PurePosixPath(finest[0]).name  # type: ignore[misc]
    elif path.suffix.lower() == ".gz":
        with gzip.open(path, "rb") as packed:
            yield packed, path.name  # type: ignore[misc]
    else:
        with path.open("rb") as plain:
            yield plain, path.name


def import_zensus(
    project: Project, path: Path, sublayer: str | None, encoding: str | None, progress: Progress
) -> Rows:
    """Read one census grid file, cut to the districts.

    Raises
    ------
    InputError
        If the project has no districts (a grid covers all Germany), or nothing of the grid lies in them.
    """
    if project.districts.empty or project.epsg is None:
        raise InputError(
            Problem(
                "Das Gitter des Zensus wird auf die Quartiere zugeschnitten; das Projekt hat noch keine.",
                remedy="Zuerst die Quartiere einlesen: quartiermap import PROJEKT districts DATEI.", file=path.name, code="districts_first",
            )
        )  # fmt: skip
    outline = shapely.union_all(shapely.make_valid(project.districts.geometry.to_numpy())).buffer(MARGIN_M)
    shapely.prepare(outline)
    to_grid = pyproj.Transformer.from_crs(project.epsg, GRID_EPSG, always_xy=True)
    box = to_grid.transform_bounds(*outline.bounds)
    rows = Rows()
    grid = _Grid()
    size = max(path.stat().st_size, 1) * (8 if path.suffix.lower() in (".zip", ".gz") else 1)
    with _open(path, sublayer) as (stream, inner):
        _read(stream, inner, encoding, grid, box, size, path.name, rows, progress)
    if len(grid.sizes) > 1:
        raise InputError(
            Problem(
                "Die Datei mischt Zellen verschiedener Größe.",
                remedy="Je Datei eine Zellgröße verwenden.",
                file=path.name,
                code="resolutions_mixed",
            )
        )
    if not grid.read:
        raise InputError(
            Problem(
                "Die Datei enthält keine Gitterzellen.",
                remedy="Die Datei noch einmal beschaffen.",
                file=path.name,
                code="table_empty",
            )
        )
    cells = _cells(project, grid, outline)
    if cells.empty:
        raise InputError(
            Problem(
                f"Keine der {grid.read} Gitterzellen liegt in den Quartieren des Projekts.",
                remedy="Prüfen, ob der Ausschnitt des Gitters zur Stadt gehört.", file=path.name, code="wrong_place",
            )
        )  # fmt: skip
    rows.rows_read, rows.rows_used = grid.read, len(cells)
    rows.provider = "Statistisches Bundesamt"
    year = "2022" if _is_2022(path, rows) else "2011"
    rows.title, rows.data_date = f"Zensus {year}", "2022-05-15" if year == "2022" else "2011-05-09"
    rows.layers["cells"] = cells
    if grid.secret:
        rows.problems.append(
            Problem(
                f"Unterdrückte (geheime) Werte im Gebiet: {grid.secret}. Sie gelten nicht als 0.", file=path.name, code="secret_values",
                severity="info",
            )
        )  # fmt: skip
    return rows


def _is_2022(path: Path, rows: Rows) -> bool:
    return "2022" in path.name or ("2011" not in path.name and any(v in ("Unter3", "a75undaelter", "Insgesamt_Bevoelkerung") for v in rows.mapping.values()))  # fmt: skip


def _read(stream: BinaryIO, name: str, encoding: str | None, grid: _Grid, box: tuple[float, ...], size: int, file: str, rows: Rows, progress: Progress) -> None:  # fmt: skip
    """Read the table in pieces; every piece is cut to the box before anything else is done with it."""
    head = stream.read(1 << 16)
    chosen = encoding or text_files.decode(head)[1]
    if chosen == "utf-8" and _not_utf8_later(head):
        chosen = "cp1252"
    whole = io.TextIOWrapper(
        io.BufferedReader(_Chained(head, stream)), encoding=chosen, errors="replace", newline=""
    )
    delimiter = text_files.delimiter_of(text_files.decode(head, None)[0], name)
    reader = pd.read_csv(
        whole, sep=delimiter, dtype=str, chunksize=CHUNK_ROWS, keep_default_na=False, na_filter=False, quoting=csv.QUOTE_MINIMAL,
        on_bad_lines="skip", engine="c",
    )  # fmt: skip
    done = 0
    try:
        for chunk in reader:
            done += len(chunk)
            progress.step(min(done * 90 / size, 0.95), f"{file}: {done:,} Zellen gelesen".replace(",", "."))
            chunk.columns = [str(c).strip("\ufeff ") for c in chunk.columns]
            _take(chunk, grid, box, file, rows)
    except (ValueError, pd.errors.ParserError, EOFError, OSError) as error:
        raise InputError(
            Problem(
                "Die Gitterdatei ist beschädigt.",
                remedy="Die Datei noch einmal herunterladen.",
                file=file,
                code="csv_broken",
            )
        ) from error
    finally:
        whole.detach()


def _not_utf8_later(head: bytes) -> bool:
    return head.isascii() and b"Auspraegung_Text" in head


class _Chained(io.RawIOBase):
    """The bytes already looked at, then the rest of the stream."""

    def __init__(self, head: bytes, rest: BinaryIO) -> None:
        self._head, self._rest = io.BytesIO(head), rest

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        data = self._head.read(len(buffer)) or self._rest.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)


def _take(chunk: pd.DataFrame, grid: _Grid, box: tuple[float, ...], file: str, rows: Rows) -> None:
    folded = {fold(c): c for c in chunk.columns}
    key = next(
        (c for f, c in folded.items() if f.startswith("gitterid") and f.endswith("neu")), None
    ) or next((c for f, c in folded.items() if f.startswith("gitterid")), chunk.columns[0])
    grid.read += len(chunk)
    x = next((c for f, c in folded.items() if f.startswith("xmp")), None)
    y = next((c for f, c in folded.items() if f.startswith("ymp")), None)
    if x is not None and y is not None:
        east, north = pd.to_numeric(chunk[x], errors="coerce"), pd.to_numeric(chunk[y], errors="coerce")
        near = (east >= box[0]) & (east <= box[2]) & (north >= box[1]) & (north <= box[3])
        chunk = chunk[near.to_numpy()]
    if chunk.empty:
        return
    parsed = [parse_cell_id(k) for k in chunk[key]]
    bad = [i for i, p in enumerate(parsed) if p is None]
    if bad:
        raise InputError(
            Problem(
                "Das ist keine Kennung einer Gitterzelle.", remedy="Erwartet wird z. B. CRS3035RES100mN2689000E4337000 oder 100mN26890E43370.",
                file=file, row=int(chunk.index[bad[0]]) + 2, column=key, value=str(chunk[key].iloc[bad[0]])[:60], count=len(bad), code="cell_id",
            )
        )  # fmt: skip
    cells = [p for p in parsed if p is not None]
    inside = np.array(
        [box[0] <= e + s / 2 <= box[2] and box[1] <= n + s / 2 <= box[3] for s, e, n in cells], dtype=bool
    )
    chunk, cells = chunk[inside], [c for c, ok in zip(cells, inside, strict=True) if ok]
    if chunk.empty:
        return
    if "auspraegungtext" in folded:
        _take_long(chunk, cells, folded, grid, rows)
    else:
        _take_wide(chunk, cells, key, grid, file, rows)


def _take_wide(
    chunk: pd.DataFrame, cells: list[tuple[int, int, int]], key: str, grid: _Grid, file: str, rows: Rows
) -> None:
    columns = _columns(list(chunk.columns), key)
    if not columns:
        raise InputError(
            Problem(
                "Die Gitterdatei enthält weder Einwohner noch Altersgruppen.",
                remedy="Gebraucht wird „Bevölkerungszahl“ oder „Alter in infrastrukturellen Altersgruppen“.", file=file,
                value=", ".join(c for c in chunk.columns[3:9]), code="grid_without_population",
            )
        )  # fmt: skip
    rows.mapping.update({ours: theirs for theirs, ours in columns.items()})
    start = len(grid.ids)
    for size, east, north in cells:
        grid.sizes.add(size)
        grid.ids.append(cell_id(size, east, north))
        grid.east.append(east + size // 2)
        grid.north.append(north + size // 2)
    for theirs, ours in columns.items():
        texts = ["•" if v.strip() in _MISSING or v.strip() in ("–", "-", "—") else v for v in chunk[theirs]]
        read = parse_column(texts, column=theirs, file=file, rows=[int(i) + 2 for i in chunk.index])
        if read.bad:
            raise InputError(list(read.problems))
        below = np.flatnonzero(read.values < 0)
        if len(below):
            first = int(below[0])
            raise InputError(
                Problem(
                    "Eine Zahl von Personen kann nicht negativ sein.", remedy="Unterdrückte Werte stehen als „–“ in der Datei (2011 als -1 und -9).",
                    file=file, row=int(chunk.index[first]) + 2, column=theirs, value=str(chunk[theirs].iloc[first])[:40], count=len(below), code="negative",
                )
            )  # fmt: skip
        grid.secret += int(sum(s is States.SECRET for s in read.states))
        grid.values.setdefault(ours, [np.nan] * start).extend(read.values)


def _columns(names: list[str], key: str) -> dict[str, str]:
    """Return their column -> ours: the total and, if they are counts, the age bands."""
    out: dict[str, str] = {}
    plain = [
        n
        for n in names
        if n != key
        and not n.endswith(("_A", "_D", "_q"))
        and not fold(n).startswith(("xmp", "ymp", "anteil", "durchschn", "werterl"))
    ]
    for name in plain:
        if fold(name) in _TOTALS and "population" not in out.values():
            out[name] = "population"
    bands = bands_of(n for n in plain if n not in out and read_band(n) is not None)
    return out | {name: f"age_{lo}_{'plus' if hi is None else hi}" for name, (lo, hi) in bands.items()}


def _take_long(
    chunk: pd.DataFrame, cells: list[tuple[int, int, int]], folded: dict[str, str], grid: _Grid, rows: Rows
) -> None:
    """Take the long layout of 2011: one row per cell and value of a characteristic; only ages and totals count."""
    text, count = folded["auspraegungtext"], folded["anzahl"]
    position = {k: i for i, k in enumerate(grid.ids)}
    mark = folded.get("merkmal")
    merkmal = chunk[mark] if mark else pd.Series("ALTER", index=chunk.index)
    names = {t: _long_column(t, m) for t, m in set(zip(chunk[text], merkmal, strict=True))}
    for (size, east, north), what, amount in zip(cells, chunk[text], chunk[count], strict=True):
        column = names[what]
        if column is None:
            continue
        rows.mapping.setdefault(column, str(what))
        name = cell_id(size, east, north)
        at = position.get(name)
        if at is None:
            at = position[name] = len(grid.ids)
            grid.ids.append(name)
            grid.east.append(east + size // 2)
            grid.north.append(north + size // 2)
            grid.sizes.add(size)
            for values in grid.values.values():
                values.append(np.nan)
        values = grid.values.setdefault(column, [])
        values.extend([np.nan] * (len(grid.ids) - len(values)))
        stripped = str(amount).strip()
        if stripped in _MISSING or stripped in ("–", "-", ""):
            grid.secret += 1
            continue
        read = parse(stripped)
        if read.value is None:
            raise InputError(
                Problem(
                    "Das ist keine Zahl.",
                    remedy="Erwartet wird eine Anzahl von Personen.",
                    column=count,
                    value=stripped[:40],
                )
            )
        values[at] = read.value


def _long_column(text: str, merkmal: str) -> str | None:
    if fold(text) in ("insgesamt", "einheiteninsgesamt"):
        return "population"
    if not fold(merkmal).startswith("alter"):
        return None
    fixed = re.sub(r"(?i)\bund\s+\S*lter\b", "und aelter", text)  # "80 und älter" in whatever encoding
    fixed = re.sub(r"^(\d+)\s*-\s*(\d+)$", lambda m: f"a{m.group(1)}bis{m.group(2)}", fixed)
    band = read_band(fixed)
    return None if band is None else f"age_{band.lower}_{'plus' if band.upper is None else band.upper}"


def _cells(project: Project, grid: _Grid, outline: shapely.Geometry) -> gpd.GeoDataFrame:
    """Return the cells within the outline as points in the project CRS."""
    east, north = np.array(grid.east, float), np.array(grid.north, float)
    x, y = pyproj.Transformer.from_crs(GRID_EPSG, project.epsg, always_xy=True).transform(east, north)
    inside = shapely.contains_xy(outline, x, y)
    data: dict[str, Any] = {
        "cell_id": np.array(grid.ids, dtype=object)[inside],
        "resolution_m": float(next(iter(grid.sizes), 100)),
    }
    for column, values in grid.values.items():
        data[column] = np.array(values + [np.nan] * (len(grid.ids) - len(values)), float)[inside]
    frame = pd.DataFrame(data)
    repeated = frame["cell_id"].duplicated()
    if repeated.any():
        raise InputError(
            Problem(
                "Eine Gitterzelle steht mehrfach in der Datei.",
                remedy="Je Zelle darf es eine Zeile geben.",
                value=str(frame["cell_id"][repeated].iloc[0]),
                count=int(repeated.sum()),
                code="key_duplicate",
            )
        )
    # a value that the file holds for a cell but hides is secret; a cell or column it does not have is no data
    if "population" in frame.columns:
        hidden = frame["population"].isna()
        frame["population_state"] = np.where(hidden, States.SECRET.value, States.VALUE.value)
    else:
        frame["population"] = np.nan
        frame["population_state"] = None
    bands = [c for c in frame.columns if c.startswith("age_")]
    if bands:
        missing = frame[bands].isna().any(axis=1)
        frame["ages_state"] = np.where(missing, States.SECRET.value, States.VALUE.value)
    return gpd.GeoDataFrame(
        frame, geometry=shapely.points(np.asarray(x)[inside], np.asarray(y)[inside]), crs=project.epsg
    )
