"""The census grids of the statistical offices: Zensus 2022 and 2011, every topic, cut to the town while reading.

Formats: DOMAIN.md 4.1 and 4.2. Cells are points at their middle; the grid is EPSG:3035. ``–`` and ``-`` are
suppressed values (state *secret*), in 2011 also ``-1`` (uninhabited or secret) and ``-9`` (not shown): all are
missing, none is zero. Residents and ages go to their own columns; of every other topic (rents, vacancies, households …)
each column becomes a column ``zensus_…`` of the cells, with a companion ``…_state`` where a value is missing.
"""

from __future__ import annotations

import gzip
import zlib
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pyproj
import shapely
from numpy.typing import NDArray

from quartiermap.domain.ages import is_band
from quartiermap.domain.progress import Progress
from quartiermap.domain.project import Project
from quartiermap.domain.schema import States
from quartiermap.domain.texts import fold, number
from quartiermap.errors import InputError, Problem
from quartiermap.io.import_model import Loaded, Rows
from quartiermap.io.numbers import parse_column
from quartiermap.io.zensus_cells import cell_id, noise
from quartiermap.io.zensus_columns import PREFIX, Meaning, classified, long_columns, meaning_of
from quartiermap.io.zensus_files import clip_of
from quartiermap.io.zensus_stream import Clip, clip, grid_tables, starts_like_grid

GRID_EPSG = 3035
MARGIN_M = 100.0
"""Cells whose midpoint lies this far outside the districts are kept (half a cell and a bit)."""
_SECRET = ("–", "-", "—", "−")
_HIDDEN_2011 = frozenset(("-1", "-9", "-1,0", "-9,0", "-1.0", "-9.0"))


def is_zensus(path: Path, sublayer: str | None = None) -> bool:  # noqa: ARG001  (every table of an archive counts)
    """Tell whether a table (or one in an archive) is a census grid: by the heading of its first column."""
    try:
        if path.suffix.lower() == ".zip":
            return bool(grid_tables(path))
        with gzip.open(path, "rb") if path.suffix.lower() == ".gz" else path.open("rb") as stream:
            return starts_like_grid(stream.read(4096))
    except (InputError, OSError, EOFError, zlib.error):
        return False


@dataclass(frozen=True)
class Grid:
    """A census grid cut to the districts.

    Parameters
    ----------
    cells : GeoDataFrame
        Cells as points in the project CRS, as in the project's table, every topic with its state.
    rows : Rows
        What was read, told and mapped (our column -> heading); its layers are still empty.
    counts : frozenset of str
        Our columns that count persons or things; the others are averages and shares.
    year : str
        Edition: 2011 or 2022.
    """

    cells: gpd.GeoDataFrame
    rows: Rows
    counts: frozenset[str]
    year: str


def import_zensus(
    project: Project,
    path: Path,
    sublayer: str | None,
    encoding: str | None,
    progress: Progress,
    loaded: Loaded | None = None,
) -> Rows:
    """Read one census grid file, cut to the districts, as cells of the project.

    Raises
    ------
    InputError
        If the project has no districts (a grid covers all Germany), or nothing of the grid lies in them.
    """
    known = bool(len(project.cells)) and bool(project.cells["population"].notna().any())
    grid = read_grid(project, path, sublayer, encoding, progress, residents_known=known, loaded=loaded)
    rows = grid.rows
    rows.layers["cells"] = grid.cells
    _tell_topics(grid.cells, path.name, rows)
    rows.problems += noise(project, grid.cells, grid.year, path.name)
    return rows


def read_grid(
    project: Project,
    path: Path,
    sublayer: str | None,
    encoding: str | None,
    progress: Progress,
    *,
    residents_known: bool = False,
    loaded: Loaded | None = None,
) -> Grid:
    """Read one census grid file, cut to the districts.

    Parameters
    ----------
    residents_known : bool
        Whether the project has residents that the total of another topic must not replace.
    loaded : Loaded, optional
        The rows, if the file is no CSV and has been read (`quartiermap.io.zensus_files`).

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
    found, name = (
        clip(path, sublayer, encoding, box, progress.part(0.0, 0.9))
        if loaded is None
        else (clip_of(loaded, box), loaded.sublayer or path.name)
    )
    if not found.read:
        raise InputError(
            Problem(
                "Die Datei enthält keine Gitterzellen.",
                remedy="Die Datei noch einmal beschaffen.",
                file=path.name,
                code="table_empty",
            )
        )
    rows = Rows(rows_read=found.read, problems=list(found.problems))
    if not len(found.frame):
        raise _nothing_here(found.read, path.name)
    if len(np.unique(found.cells[:, 0])) > 1:
        raise InputError(
            Problem(
                "Die Datei mischt Zellen verschiedener Größe.",
                remedy="Je Datei eine Zellgröße verwenden.",
                file=path.name,
                code="resolutions_mixed",
            )
        )
    progress.step(0.92, f"{path.name}: Werte lesen")
    values, counts = (
        _long(found, name, rows)
        if any(fold(c) == "auspraegungtext" for c in found.frame.columns)
        else _wide(found, name, path.name, residents_known, rows)
    )
    cells = _cells(project, values, outline)
    if cells.empty:
        raise _nothing_here(found.read, path.name)
    year = _edition(name, path.name, found, loaded is None, rows)
    rows.rows_used, rows.provider = len(cells), "Statistisches Bundesamt"
    rows.title, rows.data_date = f"Zensus {year}", "2022-05-15" if year == "2022" else "2011-05-09"
    rows.licence = "Datenlizenz Deutschland – Namensnennung – Version 2.0"
    return Grid(cells, rows, counts, year)


def _tell_topics(cells: gpd.GeoDataFrame, file: str, rows: Rows) -> None:
    """Say which topics beside residents and ages the cells got."""
    topics = [rows.mapping[c] for c in cells.columns if c.startswith(PREFIX) and c in rows.mapping]
    if topics:
        listed = ", ".join(topics[:12]) + (" …" if len(topics) > 12 else "")
        rows.problems.append(
            Problem(f"Als weitere Merkmale der Zellen übernommen: {listed}.", file=file, count=1, code="grid_topics", severity="info")
        )  # fmt: skip


def _nothing_here(read: int, file: str) -> InputError:
    return InputError(
        Problem(
            f"Keine der {number(read)} Gitterzellen liegt in den Quartieren des Projekts.",
            remedy="Prüfen, ob der Ausschnitt des Gitters zur Stadt gehört.", file=file, code="wrong_place",
        )
    )  # fmt: skip


def _edition(name: str, file: str, found: Clip, published: bool, rows: Rows) -> str:
    """Tell the edition: by the name, else by what only one of them has; a file made by others need not show it."""
    for year in ("2011", "2022"):
        if year in name or year in file:
            return year
    columns = {fold(c) for c in found.frame.columns}
    new = str(found.frame[found.key].iloc[0]).startswith("CRS")
    if "auspraegungtext" in columns or (published and not new):
        return "2011"
    if not published and not new:
        rows.problems.append(
            Problem(
                "Ob die Zellen zum Zensus 2022 oder 2011 gehören, steht nicht in der Datei; angenommen wurde 2022 (Annahme).",
                remedy="Das Jahr in den Dateinamen schreiben, wenn es ein anderes ist.", file=file, code="grid_edition", severity="warning",
            )
        )  # fmt: skip
    return "2022"


# ---------------------------------------------------------------------------------------------- values


def _numbers(
    texts: list[str], column: str, file: str, index: pd.Index, *, counts: bool
) -> tuple[NDArray[np.float64], int]:
    """Return a column of the grid as numbers and how many values are suppressed.

    Raises
    ------
    InputError
        If a value is no number, or a count is negative.
    """
    given = pd.Series(texts, dtype="str")
    hidden = given.isin(_SECRET) | given.isin(_HIDDEN_2011)
    plain = given.where(~hidden, "")
    simple = plain.str.fullmatch(r"\d*(?:,\d+)?").to_numpy(dtype=bool)
    if simple.all():
        values = pd.to_numeric(
            plain.str.replace(",", ".", regex=False).replace("", None), errors="coerce"
        ).to_numpy(dtype=float)
    else:
        read = parse_column(list(plain), column=column, file=file, rows=[int(i) for i in index])
        if read.bad:
            raise InputError(list(read.problems))
        values = read.values
        hidden |= pd.Series([s is States.SECRET for s in read.states], index=hidden.index)
    below = np.flatnonzero(values < 0) if counts else np.array([], int)
    if len(below):
        first = int(below[0])
        raise InputError(
            Problem(
                "Eine Zahl von Personen kann nicht negativ sein.", remedy="Unterdrückte Werte stehen als „–“ in der Datei (2011 als -1 und -9).",
                file=file, row=int(index[first]), column=column, value=texts[first][:40], count=len(below), code="negative",
            )
        )  # fmt: skip
    return values, int(hidden.sum())


def _wide(found: Clip, name: str, file: str, known: bool, rows: Rows) -> tuple[pd.DataFrame, frozenset[str]]:
    """Return the values of a table with one row for each cell (index: name of the cell), and which columns are counts."""
    frame = found.frame
    if classified(name, list(frame.columns)):
        raise InputError(
            Problem(
                "Die Datei enthält klassierte Werte: die Nummer einer Größenklasse, keine Zahl von Personen.",
                remedy="Die Fassung mit den Werten verwenden („Zensus_spitze_Werte_1km-Gitter.csv“).", file=file, code="grid_of_classes",
            )
        )  # fmt: skip
    meaning = meaning_of([str(c) for c in frame.columns], name, residents_known=known)
    if not meaning.columns:
        raise InputError(
            Problem(
                "Die Gitterdatei enthält keine Werte.",
                remedy="Die Datei noch einmal beschaffen.",
                file=file,
                code="grid_without_population",
            )
        )
    ids = [cell_id(*(int(v) for v in c)) for c in found.cells]
    _no_repeats(ids, file)
    data: dict[str, object] = {
        "east": found.cells[:, 1] + found.cells[:, 0] // 2,
        "north": found.cells[:, 2] + found.cells[:, 0] // 2,
        "size": found.cells[:, 0],
    }
    secret: Counter[str] = Counter()
    for theirs, ours in meaning.columns.items():
        values, hidden = _numbers(
            list(frame[theirs]), theirs, file, frame.index, counts=ours in meaning.counts
        )
        secret[theirs] = hidden
        data[ours] = values
        rows.mapping[ours] = theirs
    _tell_secret(secret, file, rows)
    _tell_uncertain(frame, meaning, file, rows)
    return pd.DataFrame(data, index=pd.Index(ids)), meaning.counts


def _no_repeats(ids: list[str], file: str) -> None:
    seen = pd.Series(ids)
    again = seen.duplicated()
    if again.any():
        raise InputError(
            Problem(
                "Eine Gitterzelle steht mehrfach in der Datei.", remedy="Je Zelle darf es eine Zeile geben.", file=file,
                value=str(seen[again].iloc[0]), count=int(again.sum()), code="key_duplicate",
            )
        )  # fmt: skip


def _tell_secret(secret: Counter[str], file: str, rows: Rows) -> None:
    total = secret.total()
    if total:
        listed = ", ".join(f"{c} ({n})" for c, n in secret.most_common(5) if n)
        rows.problems.append(
            Problem(
                f"Unterdrückte (geheime) Werte im Gebiet: {number(total)} – {listed}. Sie gelten nicht als 0.", file=file, code="secret_values",
                severity="info",
            )
        )  # fmt: skip


def _tell_uncertain(frame: pd.DataFrame, meaning: Meaning, file: str, rows: Rows) -> None:
    if meaning.flag is None:
        return
    marked = int(frame[meaning.flag].str.upper().str.contains("KLAMMER").sum())
    if marked:
        rows.problems.append(
            Problem(
                f"{number(marked)} von {number(len(frame))} Werten nennt das Statistische Bundesamt unsicher (in Klammern); sie wurden übernommen.",
                file=file, column=meaning.flag, code="values_uncertain", severity="info",
            )
        )  # fmt: skip


def _long(found: Clip, name: str, rows: Rows) -> tuple[pd.DataFrame, frozenset[str]]:
    """Return the values of the long layout of 2011 (a row for each cell and value of a characteristic), all of them counts."""
    frame, file = found.frame, name
    folded = {fold(str(c)): str(c) for c in frame.columns}
    mark = folded.get("merkmal")
    if "anzahl" not in folded:
        raise InputError(
            Problem(
                "Der Gitterdatei fehlt die Spalte „Anzahl“.",
                remedy="Die Datei noch einmal beschaffen.",
                file=file,
                code="column_unknown",
            )
        )
    marks = frame[mark] if mark else pd.Series("ALTER", index=frame.index)
    pairs = pd.Series(
        list(zip(marks, frame[folded["auspraegungtext"]], strict=True)), index=frame.index, dtype=object
    )
    names = long_columns(list(dict.fromkeys(pairs)), file)
    ours = [names.get(p) for p in pairs]
    values, hidden = _numbers(list(frame[folded["anzahl"]]), folded["anzahl"], file, frame.index, counts=True)
    ids = [cell_id(*(int(v) for v in c)) for c in found.cells]
    table = pd.DataFrame({"id": ids, "column": ours, "value": values})
    table = table[table["column"].notna()]
    again = table.duplicated(["id", "column"])
    if again.any():
        raise InputError(
            Problem(
                "Eine Gitterzelle steht für dasselbe Merkmal mehrfach in der Datei.", remedy="Je Zelle und Ausprägung darf es eine Zeile geben.", file=file,
                value=str(table.loc[again, "id"].iloc[0]), count=int(again.sum()), code="key_duplicate",
            )
        )  # fmt: skip
    _tell_secret(Counter({folded["anzahl"]: hidden}), file, rows)
    rows.mapping.update({o: f"{m}: {t}" if mark else t for (m, t), o in names.items()})
    wide = table.pivot(index="id", columns="column", values="value") if len(table) else pd.DataFrame()
    places = pd.DataFrame(found.cells, columns=["size", "east", "north"], index=pd.Index(ids)).loc[
        lambda f: ~f.index.duplicated()
    ]
    places = places.loc[wide.index]
    half = places["size"] // 2
    made = wide.assign(size=places["size"], east=places["east"] + half, north=places["north"] + half)
    return made, frozenset(str(c) for c in wide.columns)


# ---------------------------------------------------------------------------------------------- cells


def _cells(project: Project, values: pd.DataFrame, outline: shapely.Geometry) -> gpd.GeoDataFrame:
    """Return the cells within the outline as points in the project CRS, each value with its state."""
    if values.empty:
        return gpd.GeoDataFrame(geometry=[], crs=project.epsg)
    to = pyproj.Transformer.from_crs(GRID_EPSG, project.epsg, always_xy=True)
    x, y = to.transform(values["east"].to_numpy(float), values["north"].to_numpy(float))
    inside = shapely.contains_xy(outline, x, y)
    values = values[inside]
    frame = pd.DataFrame(
        {"cell_id": values.index.to_numpy(dtype=object), "resolution_m": values["size"].to_numpy(float)}
    )
    for column in values.columns:
        if column not in ("east", "north", "size"):
            frame[str(column)] = values[column].to_numpy(float)
    # a value that the file holds for a cell but hides is secret; a cell or column it does not have is no data
    if "population" in frame.columns:
        frame["population_state"] = np.where(
            frame["population"].isna(), States.SECRET.value, States.VALUE.value
        )
    else:
        frame["population"], frame["population_state"] = np.nan, None
    bands = [c for c in frame.columns if is_band(c)]
    if bands:
        missing = frame[bands].isna().any(axis=1)
        frame["ages_state"] = np.where(missing, States.SECRET.value, States.VALUE.value)
    for topic in [c for c in frame.columns if c.startswith(PREFIX)]:
        if frame[topic].isna().any():
            frame[f"{topic}_state"] = np.where(frame[topic].isna(), States.SECRET.value, States.VALUE.value)
    return gpd.GeoDataFrame(
        frame, geometry=shapely.points(np.asarray(x)[inside], np.asarray(y)[inside]), crs=project.epsg
    )
