"""Tables with addresses instead of coordinates: each row is put to its place, with a score, or listed with the reason.

The directory of addresses is an OpenStreetMap extract or any file with addresses and places (the official
Hauskoordinaten, an address layer, a table of the surveying office).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyproj

from quartiermap.domain.progress import Progress
from quartiermap.domain.project import Project
from quartiermap.domain.texts import fold, number, percent
from quartiermap.errors import InputError, Problem
from quartiermap.io import mapping, readers
from quartiermap.io.address_index import AddressIndex, Entries, Named
from quartiermap.io.address_matching import Found, Match, match
from quartiermap.io.address_official import is_official, read_official
from quartiermap.io.address_osm import read_osm_addresses
from quartiermap.io.address_text import AddressText, read_address, read_numbers
from quartiermap.io.import_model import ImportRequest
from quartiermap.io.numbers import parse_column

__all__ = ["AddressColumns", "Placement", "find_columns", "place_rows", "read_address_index"]

X, Y, SCORE, KIND = "quartiermap_x", "quartiermap_y", "quartiermap_guete", "quartiermap_fund"
"""Columns that are added to a table."""

_STREET = ("strasse", "str", "strassenname", "stn", "street", "streetname", "addrstreet", "adresse", "anschrift", "address", "strhausnr", "strassehausnummer", "strassehausnr", "strasseundhausnummer", "strnr", "lage")  # fmt: skip
_NUMBER = ("hausnummer", "hausnr", "hnr", "hsnr", "hausnum", "housenumber", "addrhousenumber", "nr", "haus")
_SUFFIX = (
    "hausnummernzusatz",
    "hausnummerzusatz",
    "hausnrzusatz",
    "hnrzusatz",
    "adz",
    "hnrz",
    "zusatz",
    "buchstabe",
)
_POSTCODE = ("plz", "postleitzahl", "zipcode", "zip", "postalcode", "postcode", "addrpostcode")
_PLACE = ("ort", "stadt", "city", "gemeinde", "wohnort", "ortsname", "addrcity")
_QUARTER = (
    "ortsteil",
    "stadtteil",
    "stadtbezirk",
    "suburb",
    "quartier",
    "district",
    "addrsuburb",
    "bezirk",
    "gemarkung",
    "ot",
)


FAR_M = 50_000.0
"""Coordinates without a CRS are those of the project if they lie this near its districts."""


@dataclass(frozen=True)
class AddressColumns:
    """The columns of a table that an address stands in; `street` may hold all of it."""

    street: str
    number: str | None = None
    suffix: str | None = None
    postcode: str | None = None
    place: str | None = None
    quarter: str | None = None

    @property
    def named(self) -> dict[str, str]:
        """What is there, for the record."""
        return {k: v for k, v in vars(self).items() if v}


@dataclass(frozen=True)
class Placement:
    """What became of every row of a table.

    Parameters
    ----------
    matches : tuple of Match
        In the order of the rows.
    addresses : tuple of str
        What the rows say, for the list.
    rows : tuple of int
        Row numbers as the user counts them.
    columns : AddressColumns
    origin : str
        What the directory was made of.
    """

    matches: tuple[Match, ...]
    addresses: tuple[str, ...]
    rows: tuple[int, ...]
    columns: AddressColumns
    origin: str

    def count(self, *found: Found) -> int:
        """Return how many rows ended so."""
        return sum(m.found in found for m in self.matches)

    @property
    def summary(self) -> str:
        """The outcome as a German sentence."""
        exact, near = self.count(Found.EXACT), self.count(Found.APPROXIMATE)
        total = len(self.matches)
        share = percent((exact + near) / total) if total else "keine"
        return (
            f"{number(exact + near)} von {number(total)} Anschriften sind verortet ({share}), davon {number(near)} nur ungefähr; "
            f"{number(total - exact - near)} sind nicht verortet (Verzeichnis: {self.origin})."
        )  # fmt: skip

    def problems(self, file: str) -> list[Problem]:
        """Return one finding for the outcome and one for every address that is not exactly there."""
        bad = self.count(Found.EXACT) < len(self.matches)
        told = [Problem(self.summary, file=file, code="addresses", severity="warning" if bad else "info")]
        for row, text, found in zip(self.rows, self.addresses, self.matches, strict=True):
            if found.found is Found.EXACT:
                continue
            listed = "; ".join(c.text for c in found.candidates)
            placed = found.found.placed
            said = "Ungefähr verortet" if placed else "Nicht verortet"
            score = f" (Güte {number(found.score, 2)})" if placed else ""
            remedy = f"In Frage kommen: {listed}." if listed else ""
            if not listed and not placed:
                remedy = "Anschrift prüfen oder Koordinaten ergänzen."
            told.append(
                Problem(
                    f"{said}{score}: {found.reason}", remedy=remedy, file=file, row=row, column=self.columns.street, value=text[:120] or None,
                    code=f"address_{found.found.value}", severity="info" if placed and found.score >= 0.6 else "warning",
                )
            )  # fmt: skip
        return told

    def table(self) -> pd.DataFrame:
        """Return the list of all rows with what became of them, for a file."""
        return pd.DataFrame(
            {
                "Zeile": self.rows, "Anschrift": self.addresses, "Ergebnis": [m.found.label for m in self.matches],
                "Güte": [m.score for m in self.matches], "gefunden": [m.matched for m in self.matches], "x": [m.x for m in self.matches],
                "y": [m.y for m in self.matches], "Grund": [m.reason for m in self.matches],
                "Möglichkeiten": ["; ".join(f"{c.text} [{c.x:.0f} {c.y:.0f}]" for c in m.candidates) for m in self.matches],
            }
        )  # fmt: skip


def find_columns(frame: pd.DataFrame, named: str | None = None) -> AddressColumns | None:
    """Find the columns of an address by their headings; `named` is the column of the street if the user said so.

    Examples
    --------
    >>> find_columns(pd.DataFrame(columns=["e_name", "e_plz", "e_strasse", "e_hnr"]))
    AddressColumns(street='e_strasse', number='e_hnr', suffix=None, postcode='e_plz', place=None, quarter=None)
    """
    columns = mapping.attributes(frame)
    heads = {c: fold(c) for c in columns}

    def find(words: Sequence[str], lead: str = "") -> str | None:
        for word in words:
            for column, head in heads.items():
                if head in (word, lead + word):
                    return column
        return None

    street, lead = named or find(_STREET), ""
    if street is None:  # a common lead ("e_strasse", "schul_adresse")
        for word in _STREET[:1] + _STREET[2:14]:
            street = street or next(
                (c for c, h in heads.items() if h.endswith(word) and len(h) <= len(word) + 8), None
            )
    if street is None or street not in heads:
        return None
    for word in sorted(_STREET, key=len, reverse=True):
        if heads[street].endswith(word):
            lead = heads[street][: -len(word)]
            break
    numbers = find(_NUMBER, lead)
    if numbers is not None and heads[numbers] == "nr" and not _look_like_numbers(frame, street, numbers):
        numbers = None  # "Nr" is more often a running number than a house number
    return AddressColumns(
        street, numbers, find(_SUFFIX, lead) if numbers else None, find(_POSTCODE, lead), find(_PLACE, lead), find(_QUARTER, lead)
    )  # fmt: skip


def _look_like_numbers(frame: pd.DataFrame, street: str, numbers: str) -> bool:
    """Tell whether a column holds house numbers: the street's column has none, and they repeat."""
    streets = [s for s in mapping.texts(frame[street].iloc[:500]) if s]
    values = [v for v in mapping.texts(frame[numbers].iloc[:500]) if v]
    with_number = sum(any(c.isdigit() for c in s) for s in streets)
    return with_number < 0.3 * max(len(streets), 1) and len(set(values)) < len(values)


def addresses_of(frame: pd.DataFrame, columns: AddressColumns) -> list[AddressText | None]:
    """Take the address of every row apart."""
    streets = mapping.texts(frame[columns.street])
    empty: list[str | None] = [None] * len(frame)

    def column(name: str | None) -> list[str | None]:
        return mapping.texts(frame[name]) if name else empty

    out = []
    for street, house, suffix, code, place in zip(
        streets, column(columns.number), column(columns.suffix), column(columns.postcode), column(columns.place), strict=True
    ):  # fmt: skip
        joined = f"{house}{suffix or ''}" if house else None
        if joined is not None and read_numbers(joined) is None:
            joined = house if house and read_numbers(house) else None
        out.append(read_address(street, joined, code, place))
    return out


def read_address_index(
    path: Path, project: Project, epsg: int, progress: Progress | None = None
) -> AddressIndex:
    """Read a directory of addresses.

    Parameters
    ----------
    path : Path
        An OpenStreetMap extract, a geodata file, or a table with coordinates.
    project : Project
        Its districts help to tell streets of one name apart, and to recognise the CRS of the file.
    epsg : int
        CRS of the result.

    Raises
    ------
    InputError
        If there are no addresses in it.
    """
    return AddressIndex(*read_entries(path, project, epsg, progress), path.name, project)


def read_entries(
    path: Path,
    project: Project,
    epsg: int,
    progress: Progress | None = None,
    request: ImportRequest | None = None,
) -> tuple[Entries, Named]:
    """Read the addresses and the named streets of a file, in ``EPSG:epsg``.

    Parameters
    ----------
    request : ImportRequest, optional
        How the file is to be read (sublayer, CRS, encoding, columns), as far as a person said so.

    Raises
    ------
    InputError
        If there are no addresses in it.
    """
    progress = progress or Progress()
    named = Named()
    if is_official(path):
        entries, _ = read_official(path, project, epsg, progress)
    elif (kind := readers.file_kind(path)) == "osm":
        entries, named = read_osm_addresses(path, epsg, progress)
    else:
        entries = _from_file(path, kind, project, epsg, progress, request)
    if not entries.street and not named.street:
        raise InputError(
            Problem("Die Datei enthält keine Anschriften.", remedy="Einen OSM-Auszug oder eine Datei mit Straße, Hausnummer und Koordinaten angeben.", file=path.name, code="no_addresses")
        )  # fmt: skip
    return entries, named


def _from_file(
    path: Path, kind: str, project: Project, epsg: int, progress: Progress, wish: ImportRequest | None = None
) -> Entries:
    from quartiermap.io.import_facility_places import points
    from quartiermap.io.import_model import Rows
    from quartiermap.io.importers import load

    request = ImportRequest("facilities", (path,))
    if wish is not None:
        request = replace(wish, layer="facilities", files=(path,), kind=None)
    loaded = load(project, request, path, "table" if kind == "table" else "vector", progress)
    frame, shapes, found = points(project, loaded, request, Rows())
    columns = find_columns(frame, request.mapping.get("street"))
    if columns is None:
        raise InputError(
            Problem(
                "In der Datei ist keine Spalte mit Straßen zu erkennen.", remedy="Die Spalte Straße (oder Anschrift) nennen.", file=path.name,
                value=", ".join(mapping.attributes(frame)[:12]), code="no_addresses",
            )
        )  # fmt: skip
    import geopandas as gpd

    spots = gpd.GeoSeries(
        [s if s.geom_type == "Point" else s.representative_point() for s in shapes], crs=found
    ).to_crs(epsg)
    quarters = mapping.texts(frame[columns.quarter]) if columns.quarter else [None] * len(frame)
    entries = Entries()
    for address, spot, quarter in zip(addresses_of(frame, columns), spots, quarters, strict=True):
        if address is not None and address.number is not None:
            entries.add(
                address.street, address.number, spot.x, spot.y, (address.postcode, address.place, quarter)
            )
    return entries


def place_rows(
    frame: pd.DataFrame, columns: AddressColumns, index: AddressIndex, progress: Progress | None = None
) -> Placement:
    """Place every row of a table.

    Parameters
    ----------
    frame : DataFrame
        Its index counts rows as the user does.
    columns : AddressColumns
    index : AddressIndex

    Returns
    -------
    Placement
        One match for each row; nothing is left out.
    """
    progress = progress or Progress()
    addresses = addresses_of(frame, columns)
    quarters = mapping.texts(frame[columns.quarter]) if columns.quarter else [None] * len(frame)
    matches = []
    for i, (address, quarter) in enumerate(zip(addresses, quarters, strict=True)):
        if i % 200 == 0:
            progress.step(i / max(len(frame), 1), "Anschriften verorten")
        matches.append(match(index, address, quarter))
    shown = [
        " ".join(t for t in (a.street, a.number.text if a.number else "", a.postcode, a.place) if t) if a else "" for a in addresses
    ]  # fmt: skip
    rows = tuple(int(r) for r in frame.index)
    return Placement(tuple(matches), tuple(shown), rows, columns, index.origin)


def own_places(
    frame: pd.DataFrame, request: ImportRequest, project: Project, file: str
) -> np.ndarray[Any, Any]:
    """Return the coordinates that a table brings itself, in the project's CRS; NaN for rows without.

    Returns
    -------
    (n, 2) float array

    Raises
    ------
    InputError
        If there are coordinates whose CRS cannot be told.
    """
    from quartiermap.io.import_facility_places import coordinate_columns

    x, y = request.mapping.get("x"), request.mapping.get("y")
    pair = (x, y) if x and y else coordinate_columns(frame)
    out = np.full((len(frame), 2), np.nan)
    if pair is None or any(c not in frame.columns for c in pair):
        return out
    for i, column in enumerate(pair):
        out[:, i] = parse_column(list(frame[column])).values
    out[(out == 0).all(axis=1)] = np.nan
    out[~np.isfinite(out).all(axis=1)] = np.nan
    there = np.isfinite(out[:, 0])
    if not there.any():
        return out
    code = None
    if request.crs is not None:
        code = readers.check_crs(request.crs)
    elif np.abs(out[there]).max() <= 180:
        code = pyproj.CRS.from_epsg(4326)
    elif project.epsg is not None and project.crs is not None and len(project.districts):
        bounds = np.asarray(project.districts.total_bounds, float)
        middle = np.median(out[there], axis=0)
        if (middle > bounds[:2] - FAR_M).all() and (middle < bounds[2:] + FAR_M).all():
            code = pyproj.CRS.from_epsg(project.epsg)
    if code is None:
        raise InputError(
            Problem(
                "Ein Teil der Zeilen hat Koordinaten, aber ihr Koordinatensystem ist nicht zu erkennen.", remedy="Mit --crs EPSG:… angeben.", file=file,
                column=pair[0], code="crs_missing",
            )
        )  # fmt: skip
    to = pyproj.Transformer.from_crs(code, project.epsg, always_xy=True)
    out[there, 0], out[there, 1] = to.transform(out[there, 0], out[there, 1])
    return out


def with_places(
    frame: pd.DataFrame,
    placement: Placement,
    own: np.ndarray[Any, Any] | None = None,
    *,
    street_middle: bool = False,
) -> pd.DataFrame:
    """Return the table with coordinates, score and kind of find; what is not placed has none.

    Parameters
    ----------
    placement : Placement
        Of the rows that have no coordinates of their own.
    own : (n, 2) float array, optional
        From `own_places`.
    street_middle : bool
        Whether rows of which only the street was found are put to its middle.
    """
    if {X, Y, SCORE, KIND} & set(frame.columns):
        frame = frame.drop(columns=[c for c in (X, Y, SCORE, KIND) if c in frame.columns])
    xy = np.full((len(frame), 2), np.nan) if own is None else own.copy()
    score, said = np.where(np.isfinite(xy[:, 0]), 1.0, 0.0), ["Koordinaten der Datei"] * len(frame)
    open_rows = np.flatnonzero(~np.isfinite(xy[:, 0]))
    for i, m in zip(open_rows, placement.matches, strict=True):
        score[i], said[i] = m.score, m.found.label
        if m.found.placed or (street_middle and m.found is Found.STREET_ONLY):
            xy[i] = m.x, m.y
    return frame.assign(**{X: xy[:, 0], Y: xy[:, 1], SCORE: score, KIND: said})
