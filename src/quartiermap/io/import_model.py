"""What goes into an import and what comes out of it."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import pandas as pd

from quartiermap.domain.project import Project, Source
from quartiermap.errors import Problem
from quartiermap.io.crs_guess import Reading

if TYPE_CHECKING:
    from quartiermap.io.import_tables import TableData

Mode = Literal["auto", "append", "replace"]


@dataclass(frozen=True)
class ImportRequest:
    """One wish of the user: these files into that layer (DESIGN.md 4.2).

    Parameters
    ----------
    layer : str
        One of `schema.IMPORT_LAYERS`.
    files : tuple of Path
    kind : str or None
        Facility kind: an id or any word for it.
    mapping : dict
        Field -> column as the user named them; ``A+B`` joins the parts of a key.
    sublayer : str or None
        Layer, sheet, list or file inside a file with several.
    crs : str or None
        ``EPSG:n``; wins over the file.
    encoding : str or None
    preset : str or None
        Name of a file in ``data/presets``.
    period : str or None
        Year or quarter of indicators.
    mode : {"auto", "append", "replace"}
        ``auto`` adds; the same file again takes the place of its own earlier rows.
    join_crossings : bool
        Whether lines of a line layer that cross without a common vertex are joined (network only).
    joins : dict
        Key or name as it stands in a table -> `district_id` that the user said it means; empty: the row is left out
        knowingly.
    characteristics : tuple of str
        Of a long table (a row for each district, year and characteristic) the characteristics to take; empty: all.
    kind_words : dict
        Word of the kind column as it stands in the file -> kinds that the user said it means (none: left out knowingly).
    header_row : int or None
        Row of the (lowest) heading row of a table as the user counts rows from 1 (0: it has none); ``None``: found by content.
    decimal : {"comma", "dot"} or None
        Decimal sign of the numbers of a table; ``None``: each column's values tell.
    """

    layer: str
    files: tuple[Path, ...]
    kind: str | None = None
    mapping: dict[str, str] = field(default_factory=dict)
    sublayer: str | None = None
    crs: str | None = None
    encoding: str | None = None
    preset: str | None = None
    period: str | None = None
    mode: Mode = "auto"
    join_crossings: bool = True
    joins: dict[str, str] = field(default_factory=dict)
    characteristics: tuple[str, ...] = ()
    kind_words: dict[str, tuple[str, ...]] = field(default_factory=dict)
    header_row: int | None = None
    decimal: Literal["comma", "dot"] | None = None


@dataclass(frozen=True)
class ImportResult:
    """The new project and what was found on the way; `rows` counts the rows that the layer got."""

    project: Project
    sources: tuple[Source, ...]
    problems: tuple[Problem, ...]
    summary: str
    rows: int


@dataclass(frozen=True)
class FieldProposal:
    """A field of the layer with the column proposed for it."""

    field: str
    label: str
    column: str | None
    confidence: float
    reason: str
    required: bool


@dataclass(frozen=True)
class ImportPreview:
    """What would be read from a file; made for the import window, never raises for bad content.

    Parameters
    ----------
    layer : str or None
        The layer that the content fits best; `layer_reason` says why.
    columns : tuple of str
    fields : tuple of FieldProposal
        For the layer asked for (or proposed).
    rows : tuple of tuple of str
        The first 20 rows as text.
    row_count : int
    crs : str
        What was read or guessed, with the reason; empty for tables.
    bounds : tuple of 4 floats or None
        West, south, east, north in degrees.
    layers : tuple of str
        Layers, sheets or lists in the file; if one has to be chosen, the ones to choose from.
    problems : tuple of Problem
        Errors too.
    readings : tuple of Reading
        Coordinate systems in which the numbers can be read, each with where the data then lie, for a small map: filled
        where the file does not say, or says something that cannot be. ``Reading.crs`` is what to put into
        ``ImportRequest.crs``.
    """

    file: str
    layer: str | None
    layer_reason: str
    columns: tuple[str, ...] = ()
    fields: tuple[FieldProposal, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    row_count: int = 0
    crs: str = ""
    bounds: tuple[float, float, float, float] | None = None
    layers: tuple[str, ...] = ()
    encoding: str = ""
    problems: tuple[Problem, ...] = ()
    readings: tuple[Reading, ...] = ()

    @property
    def usable(self) -> bool:
        """Whether nothing stands against the import."""
        return not any(p.severity == "error" for p in self.problems)


@dataclass(frozen=True)
class Loaded:
    """One file, read: rows with their attributes, and their places in the project CRS if it has any.

    The index of `frame` counts rows as the user does. `clipped_from` counts the rows of the file, if it is a census grid of
    which only the cells near the town were read.
    """

    path: Path
    frame: pd.DataFrame
    placed: bool
    epsg: int | None
    crs_read: str = ""
    encoding: str = ""
    sublayer: str = ""
    problems: tuple[Problem, ...] = ()
    clipped_from: int | None = None

    @classmethod
    def of_table(cls, path: Path, table: TableData) -> Loaded:
        """Return a table that was read, whose rows have no places yet."""
        return cls(
            path,
            table.frame,
            False,
            None,
            "",
            table.encoding,
            table.sheet,
            table.problems,
            table.clipped_from,
        )

    @property
    def file(self) -> str:
        """Name of the file."""
        return self.path.name


@dataclass
class Rows:
    """What an importer of one layer makes of a file.

    Parameters
    ----------
    layers : dict
        Field of `Project` -> new rows (not yet joined with those that are there).
    rows_read, rows_used : int
    problems : list of Problem
        Errors end the import, the others are shown.
    mapping : dict
        Field -> column that was used, for the source record.
    """

    layers: dict[str, Any] = field(default_factory=dict)
    rows_read: int = 0
    rows_used: int = 0
    problems: list[Problem] = field(default_factory=list)
    mapping: dict[str, str] = field(default_factory=dict)
    data_date: str = ""
    provider: str = ""
    licence: str = ""
    title: str = ""
    epsg: int | None = None


_MONTHS = (
    "januar",
    "februar",
    "märz",
    "april",
    "mai",
    "juni",
    "juli",
    "august",
    "september",
    "oktober",
    "november",
    "dezember",
)
_DATE = re.compile(
    r"(?<!\d)(?:(\d{1,2})\.\s?(\d{1,2})\.\s?((?:19|20)\d{2})|((?:19|20)\d{2})[-/](\d{1,2})[-/](\d{1,2})|((?:19|20)\d{2})(\d{2})(\d{2}))(?!\d)"
)
_SPELT = re.compile(r"(?:(\d{1,2})\.?\s+)?([a-zä]{3,9})\.?\s+((?:19|20)\d{2})(?!\d)", re.I)
_MONTH = re.compile(r"\s*(?:(\d{1,2})[./-]((?:19|20)\d{2})|((?:19|20)\d{2})-(\d{1,2}))\s*")


def read_date(text: str | None) -> dt.date | None:
    """Read a German or ISO date; a bare year or month is its first day; ``None`` if there is none.

    Years of two digits are not read: nobody can tell 1920 from 2020.

    Examples
    --------
    >>> read_date("14.06.2006"), read_date("2018-01-01T00:00:00"), read_date("2021"), read_date("k. A.")
    (datetime.date(2006, 6, 14), datetime.date(2018, 1, 1), datetime.date(2021, 1, 1), None)
    >>> read_date("1. März 2020"), read_date("Dez. 2019"), read_date("06/2017"), read_date("20201231"), read_date("01.02.20")
    (datetime.date(2020, 3, 1), datetime.date(2019, 12, 1), datetime.date(2017, 6, 1), datetime.date(2020, 12, 31), None)
    """
    if text is None:
        return None
    try:
        if match := _DATE.search(text):
            if match.group(3):
                return dt.date(int(match.group(3)), int(match.group(2)), int(match.group(1)))
            year, month, day = match.group(4, 5, 6) if match.group(4) else match.group(7, 8, 9)
            return dt.date(int(year), int(month), int(day))
        if match := _SPELT.search(text):
            word = match.group(2).lower()
            months = [
                i for i, name in enumerate(_MONTHS, start=1) if len(word) >= 3 and name.startswith(word)
            ]
            return (
                dt.date(int(match.group(3)), months[0], int(match.group(1) or 1))
                if len(months) == 1
                else None
            )
        if match := _MONTH.fullmatch(text):
            year, month = (
                (match.group(2), match.group(1)) if match.group(1) else (match.group(3), match.group(4))
            )
            return dt.date(int(year), int(month), 1)
        bare = re.fullmatch(r"\s*((?:19|20)\d{2})\s*", text)
        return dt.date(int(bare.group(1)), 1, 1) if bare else None
    except ValueError:
        return None


def year_in(text: str) -> str | None:
    """Return the one year that a file name names (with the month, if it does), or ``None``.

    Examples
    --------
    >>> year_in("mss_2019_planungsraeume.csv"), year_in("ewr_2020-12_t2.csv"), year_in("lor_2019_2021.csv")
    ('2019', '2020-12', None)
    """
    found = {m.group(0) for m in re.finditer(r"(?<!\d)(?:19|20)\d{2}(?:-(?:0[1-9]|1[0-2]))?(?!\d)", text)}
    return found.pop() if len(found) == 1 else None
