"""What the wizard must know of a file beyond its preview: its form, its words for kinds, its long rows, its addresses, where it lies."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from quartiermap.app.wizard_preview import LittleMap, maps_of, raw_places
from quartiermap.domain.progress import Progress
from quartiermap.domain.project import Project
from quartiermap.errors import InputError
from quartiermap.io import mapping, readers, zensus, zensus_files
from quartiermap.io.addresses import find_columns
from quartiermap.io.bundled import kinds as kind_catalogue
from quartiermap.io.file_formats import Format, ending_of
from quartiermap.io.file_recognition import recognise
from quartiermap.io.import_facility_places import has_places
from quartiermap.io.import_kinds import decide_kinds
from quartiermap.io.import_long_indicators import LongTable, find_long
from quartiermap.io.import_model import ImportPreview, ImportRequest, Loaded
from quartiermap.io.numbers import Style, column_style

if TYPE_CHECKING:
    import geopandas as gpd

MOST_KIND_WORDS = 200
"""A column with more different words than this is no column of kinds; the rest is not shown."""
_STYLE_ROWS = 300

_READERS = {
    "shape_text": "Flächen als Text (WKT oder Osmosis)", "overpass": "Antwort von Overpass (JSON)", "parquet": "Parquet-Datei", "text": "Texttabelle",
    "xlsx": "Excel-Tabelle (XLSX)", "ods": "OpenDocument-Tabelle (ODS)", "html": "Tabelle einer Webseite (HTML)", "json": "Liste im Format JSON",
    "zip": "ZIP-Archiv", "osm": "OpenStreetMap-Auszug",
}  # fmt: skip
_ENDINGS = {
    ".gpkg": "GeoPackage", ".shp": "Shapefile", ".dbf": "dBASE-Tabelle", ".geojson": "GeoJSON", ".json": "GeoJSON", ".geojsonl": "GeoJSON, ein Objekt je Zeile",
    ".topojson": "TopoJSON", ".esrijson": "Esri-JSON", ".fgb": "FlatGeobuf", ".kml": "KML", ".kmz": "KMZ", ".gml": "GML", ".xml": "GML", ".gdb": "FileGDB",
    ".dxf": "DXF-Zeichnung", ".gpx": "GPX", ".mif": "MapInfo-Datei", ".xls": "Excel-Tabelle (XLS)", ".xlsb": "Excel-Tabelle (XLSB)",
}  # fmt: skip
_WITH_HEADINGS = ("text", "xlsx", "ods", "binary_book", "html")
_DELIMITERS = {
    ";": "Semikolon",
    ",": "Komma",
    "\t": "Tabulator",
    "|": "senkrechter Strich",
    ":": "Doppelpunkt",
    "#": "Raute",
}


@dataclass(frozen=True)
class KindWord:
    """A word of the kind column: how many rows have it, and which kinds it is taken for (none: the rows are left out)."""

    word: str
    count: int
    kinds: tuple[str, ...]
    known: bool


@dataclass(frozen=True)
class Survey:
    """What was seen of a file, for the steps of the wizard.

    Parameters
    ----------
    form : str
        The format in German words.
    tabular : bool
        Whether it is a table with rows of headings (text or workbook).
    header_row : int
        Row of the headings, counted from 1; 0 where there is none to choose.
    sublayer : str
        Layer, sheet or list that was read.
    decimal : {"comma", "dot"} or None
        Decimal sign that the numbers show; ``None``: they don't.
    kind_column : str or None
        The column that tells the kinds of facilities.
    kind_words : tuple of KindWord
        Its words, the most frequent first.
    long : LongTable or None
        Of indicators: the table has a row for each characteristic.
    address : dict
        Parts of an address -> column, as recognised.
    placed : bool
        Whether the rows have places of their own.
    maps : tuple of LittleMap
        Where the data lie; one for each reading of the coordinates, if they can be read in several ways.
    """

    form: str = ""
    tabular: bool = False
    header_row: int = 0
    sublayer: str = ""
    decimal: Style | None = None
    kind_column: str | None = None
    kind_words: tuple[KindWord, ...] = ()
    long: LongTable | None = None
    address: dict[str, str] = field(default_factory=dict)
    placed: bool = False
    maps: tuple[LittleMap, ...] = ()

    @property
    def only_addresses(self) -> bool:
        """Whether the rows have addresses and no places."""
        return bool(self.address) and not self.placed


def form_of(found: Format) -> str:
    """Return a format in words.

    Examples
    --------
    >>> form_of(Format("vector", "gdal", ".shp")), form_of(Format("table", "text", ".csv"))
    ('Shapefile', 'Texttabelle')
    """
    if found.reader in ("gdal", "binary_book"):
        return _ENDINGS.get(found.ending, "Geodatei")
    return _READERS[found.reader]


def is_extract(seen: Survey) -> bool:
    """Tell whether a file is an OpenStreetMap extract.

    Examples
    --------
    >>> is_extract(Survey("OpenStreetMap-Auszug", placed=True)), is_extract(Survey("Texttabelle"))
    (True, False)
    """
    return seen.form.startswith("OpenStreetMap")


def survey(
    project: Project, request: ImportRequest, preview: ImportPreview, progress: Progress | None = None
) -> Survey:
    """Look through a file once more, for what the preview does not say; never raises for bad content.

    Parameters
    ----------
    request : ImportRequest
        With the layer that the file is (to be) read into.
    preview : ImportPreview
        Of the same request.
    """
    progress = progress or Progress()
    path = Path(request.files[0])
    try:
        found = recognise(path)
    except InputError:
        return Survey()
    form = form_of(found)
    if ending_of(path) in (".zip", ".gdb.zip") and found.reader == "zip":
        form = "ZIP-Archiv mit Geodaten" if found.kind == "vector" else "ZIP-Archiv mit Tabellen"
    try:
        if found.kind == "osm" or (found.kind == "table" and zensus.is_zensus(path)):
            return Survey(form if found.kind == "osm" else f"{form}, Gitter des Zensus", placed=True)
        if found.kind == "table":
            return _of_table(project, request, preview, form, progress)
        return _of_vector(project, request, preview, form, progress)
    except InputError:
        return Survey(form, tabular=found.reader in _WITH_HEADINGS)


def _of_table(
    project: Project, request: ImportRequest, preview: ImportPreview, form: str, progress: Progress
) -> Survey:
    path = Path(request.files[0])
    table = readers.read_table(
        path, request.sublayer, request.encoding, progress.part(0.0, 0.6), request.header_row
    )
    if table.delimiter:
        form = f"{form}, getrennt durch {_DELIMITERS.get(table.delimiter, f'„{table.delimiter}“')}"
    made = _of_rows(request, path, table.frame)
    style, certain = column_style(v for c in table.frame.columns for v in table.frame[c].iloc[:_STYLE_ROWS])
    maps: tuple[LittleMap, ...] = ()
    placed = request.layer not in ("population", "forecast", "indicators") and has_places(table.frame)
    if placed:
        progress.step(0.7, "Lage zeichnen")
        places = raw_places(project, request, table.frame)
        maps = () if places is None else maps_of(project, *places, preview.readings, progress.part(0.7, 1.0))
    return replace(
        made, form=form, tabular=table.header_row > 0 or request.header_row is not None, header_row=table.header_row, sublayer=table.sheet, decimal=style if certain else None, placed=placed, maps=maps
    )  # fmt: skip


def _of_vector(
    project: Project, request: ImportRequest, preview: ImportPreview, form: str, progress: Progress
) -> Survey:
    path = Path(request.files[0])
    near = zensus_files.grid_boxes(project, zensus.MARGIN_M)
    data = readers.read_vector(
        path, request.sublayer, request.crs, request.encoding, progress.part(0.0, 0.7), near=near
    )
    frame: gpd.GeoDataFrame = data.frame
    placed = not bool(frame.geometry.isna().all())
    made = _of_rows(request, path, pd.DataFrame(frame[mapping.attributes(frame)]))
    maps = maps_of(project, frame, data.crs, preview.readings, progress.part(0.7, 1.0)) if placed else ()
    return replace(made, form=form, sublayer=data.layer, placed=placed, maps=maps)


def _of_rows(request: ImportRequest, path: Path, frame: pd.DataFrame) -> Survey:
    """Return what the attributes say, whatever the form of the file."""
    request = replace(request, mapping=mapping.named_columns(frame, request.mapping))
    if request.layer == "indicators":
        return Survey(long=None if request.preset else find_long(frame, request))
    if request.layer != "facilities":
        return Survey()
    address = find_columns(frame, request.mapping.get("address"))
    column, words = kind_words(path, frame, request)
    return Survey(kind_column=column, kind_words=words, address=address.named if address else {})


def kind_words(
    path: Path, frame: pd.DataFrame, request: ImportRequest
) -> tuple[str | None, tuple[KindWord, ...]]:
    """Return the column that tells kinds, and its words with how often they stand there and what they are taken for.

    Examples
    --------
    >>> rows = pd.DataFrame({"Art": ["Kita", "Kita", "Hort am See"], "Name": list("ABC")})
    >>> column, words = kind_words(Path("liste.csv"), rows, ImportRequest("facilities", ()))
    >>> column, [(w.word, w.count, w.kinds) for w in words]
    ('Art', [('Kita', 2, ('kita',)), ('Hort am See', 1, ())])
    """
    found, _, column = decide_kinds(Loaded(path, frame, False, None), request)
    if column is None or not mapping.has_column(frame, column) or "+" in column:
        return column, ()
    taken: dict[str, tuple[str, ...]] = {}
    counts: Counter[str] = Counter()
    for row, word in zip(frame.index, mapping.column_texts(frame, column), strict=True):
        if word:
            counts[word] += 1
            taken.setdefault(word, found.get(row, ()))
    catalogue = kind_catalogue()
    return column, tuple(
        KindWord(word, count, taken[word], catalogue.by_word(word) is not None)
        for word, count in counts.most_common(MOST_KIND_WORDS)
    )
