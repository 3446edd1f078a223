"""Reads a census grid of any size in pieces and keeps the rows near the town: nothing else is ever held in memory.

The table of all Germany has 3 million rows and more than 100 MB; a town needs some thousand of them. pyarrow splits the
bytes into columns (in several threads), the coordinates are compared as numbers, and only rows that stay become text.
Where every line has the form of the published files, only the lines near the town are split at all
(`quartiermap.io.zensus_lines`), which takes a third of the time.
"""

from __future__ import annotations

import gzip
import io
import re
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from quartiermap.domain.progress import Progress
from quartiermap.domain.texts import fold, number
from quartiermap.errors import InputError, Problem
from quartiermap.io import text_files
from quartiermap.io.file_formats import ChoiceNeededError
from quartiermap.io.zensus_cells import parse_cell_id
from quartiermap.io.zensus_lines import Lines, NotPlainError, near_lines

BLOCK_BYTES = 8 << 20
_HEAD = 1 << 16


@dataclass
class Clip:
    """The rows of a table near the town.

    Parameters
    ----------
    frame : DataFrame of str
        Columns as in the file; the index is the row as the user counts it.
    cells : int array, shape (n, 3)
        Size, east and north of each row's cell (lower left corner, metres, EPSG:3035).
    key : str
        Heading of the column with the cell's name.
    read : int
        Rows in the whole table.
    problems : list of Problem
    """

    frame: pd.DataFrame
    cells: NDArray[np.int64]
    key: str
    read: int
    problems: list[Problem] = field(default_factory=list)


def starts_like_grid(head: bytes) -> bool:
    """Tell by its first line whether a table is a census grid."""
    line = text_files.decode(head.split(b"\n")[0])[0].strip("\ufeff \t\r\"'").lower()
    return line.startswith("gitter_id") or bool(re.match(r"(?:crs3035res\d+|\d+k?mn\d+e\d+)", line))


def grid_tables(path: Path) -> list[str]:
    """Return the members of an archive that are census grids."""
    found = []
    for name in text_files.zip_names(path):
        if name.lower().endswith((".csv", ".txt")):
            try:
                with zipfile.ZipFile(path) as archive, archive.open(name) as stream:
                    head = stream.read(4096)
            except text_files.ZIP_ERRORS:
                continue
            if starts_like_grid(head):
                found.append(name)
    return found


@contextmanager
def opened(path: Path, sublayer: str | None) -> Iterator[tuple[Any, str, int]]:
    """Open the table (in an archive the finest, if there are several); give the stream, its name and its size in bytes."""
    if path.suffix.lower() == ".zip":
        names = grid_tables(path)
        chosen = [
            n
            for n in names
            if sublayer is None or sublayer in (n, PurePosixPath(n).stem, PurePosixPath(n).name)
        ]
        chosen = chosen or [n for n in names if sublayer is not None and sublayer.lower() in n.lower()]
        for pattern in (r"(?<!\d)100m", r"(?<!\d)1km", ""):
            finest = [n for n in chosen if re.search(pattern, n, re.I)]
            if finest:
                break
        if len(finest) != 1:
            listed = ", ".join(PurePosixPath(n).stem for n in names[:10]) or "keine"
            raise ChoiceNeededError(
                Problem(
                    f"Das ZIP-Archiv enthält {len(finest or names)} Gittertabellen gleicher Zellgröße." if sublayer is None else "Diese Gittertabelle gibt es im ZIP-Archiv nicht.",
                    remedy=f"Mit --sublayer wählen: {listed}.", file=path.name, value=sublayer, code="sublayer_needed",
                ),
                tuple(PurePosixPath(n).stem for n in names),
            )  # fmt: skip
        with zipfile.ZipFile(path) as archive, archive.open(finest[0]) as stream:
            yield stream, PurePosixPath(finest[0]).name, archive.getinfo(finest[0]).file_size
    elif path.suffix.lower() == ".gz":
        with gzip.open(path, "rb") as packed:
            yield packed, path.name, path.stat().st_size * 8
    else:
        with path.open("rb") as plain:
            yield plain, path.name, path.stat().st_size


class _Watched(io.RawIOBase):
    """A stream that tells how far it is and asks whether to go on."""

    def __init__(self, table: _Table, head: bytes = b"") -> None:
        self._head, self._table, self._done = io.BytesIO(head), table, 0

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        data: bytes = self._head.read(size) or self._table.stream.read(size)
        self._done += len(data)
        share = min(0.95 * self._done / max(self._table.size, 1), 0.95)
        self._table.progress.step(share, f"{self._table.file}: Gitterzellen lesen")
        return data

    def readinto(self, buffer: Any) -> int:
        data = self.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)


@dataclass(frozen=True)
class _Table:
    """A table that is being read: its stream, its name and size in bytes, the file it is in, and what is wanted of it."""

    stream: Any
    name: str
    size: int
    file: str
    encoding: str | None
    box: tuple[float, float, float, float]
    progress: Progress


def clip(
    path: Path,
    sublayer: str | None,
    encoding: str | None,
    box: tuple[float, float, float, float],
    progress: Progress,
) -> tuple[Clip, str]:
    """Read the rows whose cell lies in `box` (west, south, east, north in EPSG:3035); return them and the table's name.

    Raises
    ------
    InputError
        If the table is damaged or a name in it is no cell.
    """
    try:
        for way in (_read_near_lines, _read_by_midpoints, _read_by_names):
            with opened(path, sublayer) as (stream, name, size):
                made = way(_Table(stream, name, size, path.name, encoding, box, progress))
            if made is not None:
                return made, name
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError) as error:
        raise _broken(path.name) from error
    raise _broken(path.name)


def _broken(file: str) -> InputError:
    return InputError(
        Problem(
            "Die Gitterdatei ist beschädigt.",
            remedy="Die Datei noch einmal herunterladen.",
            file=file,
            code="csv_broken",
        )
    )


def _read_near_lines(table: _Table) -> Clip | None:
    """Read only the lines near the town; ``None`` if the table does not have the plain form of the published ones."""
    head = table.stream.read(_HEAD)
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return None
    delimiter = text_files.delimiter_of(text_files.decode(head[:16384])[0], table.name)
    headings = _headings(head, delimiter)
    try:
        middles = [fold(h)[:3] for h in headings[1:3]] == ["xmp", "ymp"]
        if not middles and any(fold(h).startswith("xmp") for h in headings):
            return None
        lines = near_lines(_Watched(table), head, len(headings), delimiter, table.box, midpoints=middles)
    except NotPlainError:
        return None
    return _split(table, io.BytesIO(lines.data), headings, delimiter, True, 0, lines)


def _read_by_midpoints(table: _Table) -> Clip | None:
    """Read the whole table and compare the midpoints; ``None`` if they are no plain numbers."""
    return _read(table, numeric=True)


def _read_by_names(table: _Table) -> Clip | None:
    """Read the whole table and compare the names of the cells."""
    return _read(table, numeric=False)


def _read(table: _Table, *, numeric: bool) -> Clip | None:
    head = table.stream.read(_HEAD)
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        text = (head + table.stream.read(text_files.MAX_UNPACKED)).decode("utf-16", "replace")
        data = text.encode("utf-8")
        table, head = replace(table, stream=io.BytesIO(data)), b""
        first = data[:_HEAD]
    else:
        first = head
    delimiter = text_files.delimiter_of(text_files.decode(first)[0], table.name)
    stream = io.BufferedReader(_Watched(table, head), 1 << 20)
    return _split(table, stream, _headings(first, delimiter), delimiter, numeric, 1)


def _split(
    table: _Table, stream: Any, headings: list[str], delimiter: str, numeric: bool, skip: int, lines: Lines | None = None
) -> Clip | None:  # fmt: skip
    """Split lines into columns and keep those in the box; ``None`` if the midpoints are no plain numbers."""
    import pyarrow as pa
    import pyarrow.csv as pc

    bad: list[Any] = []

    def invalid(row: Any) -> str:
        bad.append((row.expected_columns, row.actual_columns, str(row.text)[:60]))
        return "skip"

    x, y = (next((h for h in headings if fold(h).startswith(k)), None) for k in ("xmp", "ymp"))
    types: dict[str, Any] = dict.fromkeys(headings, pa.binary())
    numeric = numeric and x is not None and y is not None
    if numeric:
        types |= {str(x): pa.float64(), str(y): pa.float64()}
    kept: list[tuple[pd.DataFrame, NDArray[np.int64]]] = []
    done = 0
    try:
        reader = pc.open_csv(
            pa.PythonFile(stream, mode="r"),
            read_options=pc.ReadOptions(
                block_size=BLOCK_BYTES, column_names=headings, skip_rows=skip, use_threads=True
            ),
            parse_options=pc.ParseOptions(delimiter=delimiter, invalid_row_handler=invalid),
            convert_options=pc.ConvertOptions(
                check_utf8=False, column_types=types, strings_can_be_null=False
            ),
        )
        for batch in reader:
            count = batch.num_rows
            numbers = np.arange(done, done + count) if lines is None else lines.numbers[done : done + count]
            middle = (str(x), str(y)) if numeric else None
            found = _near(batch, headings, middle, numbers, table)
            done += count
            kept += [found] if found is not None else []
    except pa.ArrowInvalid as error:
        if numeric and "onversion error" in str(error):
            return None
        if done or "Empty CSV" not in str(error):
            raise _broken(table.file) from error
    if lines is not None and bad:
        return None  # the numbers of the lines no longer fit
    frame = pd.concat([f for f, _ in kept]) if kept else pd.DataFrame(columns=headings)
    where = np.concatenate([np.empty((0, 3), np.int64), *(c for _, c in kept)])
    problems = []
    if bad:
        expected, actual, text = bad[0]
        problems.append(
            Problem(
                f"Die Zeile hat {actual} statt {expected} Felder und wurde ausgelassen; die Datei ist vielleicht nicht vollständig heruntergeladen.",
                remedy="Die Datei noch einmal herunterladen.", file=table.file, value=text, count=len(bad), code="row_damaged", severity="warning",
            )
        )  # fmt: skip
    return Clip(frame, where, _key(headings), done if lines is None else lines.count, problems)


def _headings(head: bytes, delimiter: str) -> list[str]:
    """Return the headings; repeated ones are numbered."""
    line = re.split(r"\r?\n|\r", text_files.decode(head)[0].lstrip("\ufeff"), maxsplit=1)[0]
    out: list[str] = []
    for i, cell in enumerate(text_files.split_rows(line, delimiter)[0] if line else []):
        name = cell.strip() or f"Spalte {i + 1}"
        out.append(name if name not in out else f"{name} ({i + 1})")
    return out


def _key(headings: Sequence[str]) -> str:
    """Return the heading of the cell's name; of two forms in one table the new one."""
    folded = {fold(h): h for h in headings}
    new = next((h for f, h in folded.items() if f.startswith("gitterid") and f.endswith("neu")), None)
    return new or next((h for f, h in folded.items() if f.startswith("gitterid")), headings[0])


def _near(
    batch: Any, headings: Sequence[str], middles: tuple[str, str] | None, numbers: NDArray[np.int64], table: _Table
) -> tuple[pd.DataFrame, NDArray[np.int64]] | None:  # fmt: skip
    """Return the rows of a piece that lie in the box, as text, and their cells."""
    key, box, file = _key(headings), table.box, table.file
    if middles is not None:
        east, north = (batch.column(c).to_numpy(zero_copy_only=False) for c in middles)
        near = (east >= box[0]) & (east <= box[2]) & (north >= box[1]) & (north <= box[3])
        near |= np.isnan(east) | np.isnan(north)
    else:
        places = _places(batch.column(key))
        if places is None:
            near = np.ones(batch.num_rows, dtype=bool)
        else:
            size, east, north = places
            near = (
                (east + size / 2 >= box[0])
                & (east + size / 2 <= box[2])
                & (north + size / 2 >= box[1])
                & (north + size / 2 <= box[3])
            )
    rows = np.flatnonzero(near)
    if not len(rows):
        return None
    index = numbers[rows] + 2
    taken = batch.take(rows)
    texts = {h: _texts(taken.column(i), table.encoding) for i, h in enumerate(headings)}
    frame = pd.DataFrame(texts, index=index, dtype=object)
    alike = _places(taken.column(key))
    parsed = [parse_cell_id(k) for k in frame[key]] if alike is None else []
    bad = [i for i, p in enumerate(parsed) if p is None]
    if bad:
        raise InputError(
            Problem(
                "Das ist keine Kennung einer Gitterzelle.", remedy="Erwartet wird z. B. CRS3035RES100mN2689000E4337000 oder 100mN26890E43370.",
                file=file, row=int(index[bad[0]]), column=key, value=str(frame[key].iloc[bad[0]])[:60], count=len(bad), code="cell_id",
            )
        )  # fmt: skip
    where = (
        np.array(parsed, dtype=np.int64)
        if alike is None
        else np.column_stack([np.full(len(rows), alike[0]), alike[1], alike[2]]).astype(np.int64)
    )
    middle = where[:, 1:] + where[:, :1] // 2
    if middles is not None:
        given = np.column_stack([batch.column(c).to_numpy(zero_copy_only=False)[rows] for c in middles])
        wrong = np.abs(given - middle).max(axis=1) > where[:, 0]
        if wrong.any():
            first = int(np.flatnonzero(wrong)[0])
            raise InputError(
                Problem(
                    "Kennung und Mittelpunkt der Gitterzelle passen nicht zusammen.",
                    remedy=f"Nach der Kennung liegt die Mitte bei {number(float(middle[first, 0]))} / {number(float(middle[first, 1]))}.", file=file,
                    row=int(index[first]), column=key, value=str(frame[key].iloc[first])[:60], count=int(wrong.sum()), code="cell_midpoint",
                )
            )  # fmt: skip
    good = (
        (middle[:, 0] >= box[0])
        & (middle[:, 0] <= box[2])
        & (middle[:, 1] >= box[1])
        & (middle[:, 1] <= box[3])
    )
    return (frame[good], where[good]) if good.any() else None


def _places(column: Any) -> tuple[float, NDArray[np.float64], NDArray[np.float64]] | None:
    """Return size, east and north of names that all have one length and form, in one go; ``None`` if they have not."""
    count = len(column)
    data = np.frombuffer(column.buffers()[2], dtype=np.uint8)
    offsets = np.frombuffer(column.buffers()[1], dtype=np.int32)[column.offset : column.offset + count + 1]
    width = int(offsets[1] - offsets[0])
    if count == 0 or (np.diff(offsets) != width).any() or column.null_count:
        return None
    letters = data[offsets[0] : offsets[-1]].reshape(count, width)
    pattern = re.fullmatch(rb"((?:CRS3035RES)?\d+k?mN)(\d+)(E)(\d+)", letters[0].tobytes())
    if pattern is None:
        return None
    size = parse_cell_id(letters[0].tobytes().decode("ascii"))
    fixed = np.ones(width, dtype=bool)
    fixed[pattern.start(2) : pattern.end(2)] = fixed[pattern.start(4) : pattern.end(4)] = False
    if (
        size is None
        or (letters[:, fixed] != letters[0, fixed]).any()
        or not ((letters[:, ~fixed] >= 48) & (letters[:, ~fixed] <= 57)).all()
    ):
        return None
    scale = 1 if pattern.group(1).startswith(b"CRS") else size[0]

    def value(group: int) -> NDArray[np.float64]:
        digits = letters[:, pattern.start(group) : pattern.end(group)].astype(np.float64) - 48
        return np.asarray(digits @ (10.0 ** np.arange(digits.shape[1] - 1, -1, -1)) * scale)

    return float(size[0]), value(4), value(2)


def _texts(column: Any, encoding: str | None) -> list[str]:
    """Return a column as trimmed texts; in one go where it is UTF-8."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if encoding is None and pa.types.is_binary(column.type):
        try:
            return list(pc.utf8_trim_whitespace(column.cast(pa.string())).to_pylist())
        except pa.ArrowInvalid:
            pass
    return [_decoded(v, encoding) for v in column.to_pylist()]


def _decoded(value: Any, encoding: str | None) -> str:
    if not isinstance(value, bytes):
        return "" if value is None else repr(value)
    if encoding is not None:
        return value.decode(encoding, "replace").strip()
    try:
        return value.decode("utf-8").strip()
    except UnicodeDecodeError:
        return value.decode("cp1252", "replace").strip()
