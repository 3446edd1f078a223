"""Everything that can be searched by name: districts, streets, facilities, gaps; made and asked in workers.

A name is found as it is written (``ß`` as ``ss``, umlauts spelt out, ``Str.`` as ``Straße``), by the beginning of any of
its words, and with slips of the hand.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Literal

from quartiermap.domain import texts
from quartiermap.domain.progress import Progress
from quartiermap.ui.translation import translate
from quartiermap.ui.viewmodels.search_places import Coordinates, read_coordinates
from quartiermap.ui.viewmodels.viewdata import ViewData

if TYPE_CHECKING:
    from quartiermap.domain.project import Project

HitKind = Literal["district", "facility", "street", "address", "gap", "coordinates"]
Lonlat = tuple[float, float]
Box = tuple[float, float, float, float]
"""West, south, east, north in degrees."""

MOST = 12
_LEAST = 70.0
"""Likeness (0 to 100) below which a name is no hit."""
_STEP_M = 400.0
"""Side of the squares by which streets of one name are told apart: those in neighbouring squares are one street."""
_PADDING_M = 60.0
_AROUND_DEG = 0.008
"""Half the width of what is shown around coordinates: some 550 m."""


@dataclass(frozen=True)
class Entry:
    """Something with a name.

    Parameters
    ----------
    what : {"district", "facility", "street", "address", "gap", "coordinates"}
    key : str
        Its id; empty for a street.
    name, note : str
        What is shown; the note says what it is and where.
    bounds : Box or None
        What to show of the land, for a street.
    place : Lonlat or None
        The point of a street nearest to its middle.
    also : str
        What it is found by besides its name: the kind of a facility.
    """

    what: HitKind
    key: str
    name: str
    note: str
    bounds: Box | None = None
    place: Lonlat | None = None
    also: str = ""


@dataclass(frozen=True)
class Hit:
    """An entry that was found; `likeness` is 100 for the name as it is written."""

    entry: Entry
    likeness: float


@dataclass
class SearchIndex:
    """All entries with what they are compared by.

    Parameters
    ----------
    entries : tuple of Entry
    keys : list of str
        Each name as it is compared (`search_key`).
    words : list of str
        The same with a blank before every word, for beginnings of words.
    with_also : dict of int to str
        The words of the name and of what else an entry is found by (`Entry.also`), where there is such.
    project : Project or None
        Whose directory of addresses is asked; without one there are no addresses.
    """

    entries: tuple[Entry, ...] = ()
    keys: list[str] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    with_also: dict[int, str] = field(default_factory=dict)
    project: Project | None = None
    _addresses: Any = None

    def __len__(self) -> int:
        return len(self.entries)

    def find(self, text: str, most: int = MOST, progress: Progress | None = None) -> tuple[Hit, ...]:
        """Return what a text means, the likeliest first.

        Parameters
        ----------
        text : str
            As somebody types it; the last word may be unfinished.
        most : int
            At most so many hits.
        progress : Progress, optional
            Asked between the steps, so that a newer text can take over.
        """
        progress = progress or Progress()
        wanted = search_key(text)
        if not wanted:
            return ()
        place = self._find_coordinates(text)
        if place is not None:
            return (place,)
        hits = self._find_addresses(text, progress)
        street = _street_of(text)
        if street and not hits:
            wanted = search_key(street)
        progress.step(0.3, translate("Search", "Suchen"))
        rated = self._rate(wanted)
        order = sorted(
            rated, key=lambda at: (-rated[at], _ORDER[self.entries[at].what], len(self.keys[at]), at)
        )
        hits += [Hit(self.entries[at], rated[at]) for at in order[:most]]
        # a number that was typed asks for a house: the house first, if it was found for sure
        hits.sort(key=lambda hit: -hit.likeness if hit.entry.what != "address" else -hit.likeness - 1)
        return tuple(hits[:most])

    def _rate(self, wanted: str) -> dict[int, float]:
        """Return the likeness of every entry that may be meant: first by the letters, then with slips of the hand."""
        parts = wanted.split()
        rated: dict[int, float] = {}
        for at, key in enumerate(self.words):
            if all(f" {part}" in key for part in parts):
                plain = self.keys[at]
                if plain == wanted:
                    rated[at] = 100.0
                elif plain.startswith(f"{wanted} "):
                    rated[at] = 98.0
                else:
                    rated[at] = 96.0 if plain.startswith(wanted) else 92.0
            elif at in self.with_also and all(f" {part}" in self.with_also[at] for part in parts):
                rated[at] = 91.0  # of the kind that was typed: after all that are called so
            elif len(wanted) >= 3 and wanted in self.keys[at]:
                rated[at] = 84.0
        if len(wanted) >= 4 and sum(value >= 92.0 for value in rated.values()) < MOST:
            for at, likeness in self._alike(wanted):
                if likeness > rated.get(at, 0.0):
                    rated[at] = min(likeness, 91.0)
        return rated

    def _alike(self, wanted: str) -> Iterable[tuple[int, float]]:
        """Return entries whose name is written nearly so, or begins nearly so."""
        from rapidfuzz import fuzz, process

        for scorer, share in ((fuzz.ratio, 1.0), (fuzz.partial_ratio, 0.93)):
            if scorer is fuzz.partial_ratio and len(wanted) < 5:
                continue
            found = process.extract(wanted, self.keys, scorer=scorer, score_cutoff=_LEAST / share, limit=40)
            for name, likeness, at in found:
                if len(name) < 3 or (share < 1.0 and len(name) < len(wanted)):
                    continue
                if name.endswith(_STREET) and wanted.endswith(_STREET):  # what is common to all says nothing
                    likeness = fuzz.ratio(name.removesuffix(_STREET), wanted.removesuffix(_STREET))
                if likeness * share >= _LEAST:
                    yield int(at), float(likeness) * share

    def _find_coordinates(self, text: str) -> Hit | None:
        """Return the place that a text gives the coordinates of."""
        epsg = None if self.project is None else self.project.epsg
        found = read_coordinates(text, epsg)
        if found is None:
            return None
        inside = "" if self.project is None else _district_at(self.project, found)
        where = (
            translate("Search", "in {district}").format(district=inside)
            if inside
            else translate("Search", "außerhalb aller Quartiere")
        )
        d, place = _AROUND_DEG, (found.lon, found.lat)
        box = (found.lon - d, found.lat - d / 2, found.lon + d, found.lat + d / 2)
        return Hit(Entry("coordinates", "", found.words, f"{found.read_as}, {where}", box, place), 100.0)

    def _find_addresses(self, text: str, progress: Progress) -> list[Hit]:
        """Return the house that a text with a number means, if the project has a directory of addresses."""
        from quartiermap.io.address_text import read_address

        project = self.project
        address = read_address(text)
        if project is None or address is None or address.number is None or project.epsg is None:
            return []
        from quartiermap.io.address_layer import has_addresses, index_of
        from quartiermap.io.address_matching import match
        from quartiermap.render.map_data import transformer

        if not has_addresses(project):
            return []
        if self._addresses is None:
            progress.step(0.0, translate("Search", "Adressverzeichnis öffnen"))
            self._addresses = index_of(project)
        found = match(self._addresses, address)
        if not found.found.placed:
            return []
        lon, lat = transformer(project.epsg).transform(found.x, found.y)
        box = _box(project.epsg, found.x - 250, found.y - 250, found.x + 250, found.y + 250)
        note = translate("Search", "Adresse")
        if found.reason:
            note = f"{note} – {found.reason}"
        entry = Entry("address", "", found.matched or text.strip(), note, box, (float(lon), float(lat)))
        return [Hit(entry, 100.0 * found.score)]


def _street_of(text: str) -> str:
    """Return the street of a text that is an address with a number, or nothing."""
    from quartiermap.io.address_text import read_address

    address = read_address(text) if any(letter.isdigit() for letter in text) else None
    found = address is not None and address.number is not None and len(address.street) > 2
    return (
        address.street
        if found and address is not None and texts.fold(address.street) not in _NO_STREET
        else ""
    )


_NO_STREET = ("luecke", "quartier", "kita", "planungsraum", "bezirk", "stadtteil")
_STREET = "strasse"
_ORDER = {"address": 0, "district": 1, "facility": 2, "street": 3, "gap": 4}
"""What comes first of equally likely names."""


def search_key(text: str) -> str:
    """Return a name for comparing: words in small letters, umlauts spelt out, abbreviations of streets too.

    Examples
    --------
    >>> search_key("Große Str."), search_key("Ritter-Straße"), search_key("Kita „Löwenzahn“ e. V.")
    ('grosse strasse', 'ritter strasse', 'kita loewenzahn e v')
    >>> search_key("Hauptstr"), search_key("St. Anna-Pl.")
    ('hauptstrasse', 'st anna platz')
    """
    found = []
    for raw in text.replace("-", " ").replace("/", " ").replace("–", " ").split():
        word = texts.fold(raw)
        if not word:
            continue
        if word.endswith("str"):
            word = f"{word}asse"
        elif raw.lower().endswith("pl."):
            word = f"{word}atz"
        found.append(word)
    return " ".join(found)


def build_index(project: Project, data: ViewData, progress: Progress | None = None) -> SearchIndex:
    """Gather everything that has a name.

    Parameters
    ----------
    project : Project
        As it may be shown.
    data : ViewData
        Of the same state.
    """
    progress = progress or Progress()
    progress.step(0.0, translate("Search", "Suche vorbereiten"))
    entries = [*_districts(data), *_facilities(project, data), *_gaps(data)]
    progress.step(0.3, translate("Search", "Suche vorbereiten"))
    entries += _streets(project)
    progress.step(0.9, translate("Search", "Suche vorbereiten"))
    keys = [search_key(entry.name) for entry in entries]
    also = {at: f" {keys[at]} {search_key(entry.also)}" for at, entry in enumerate(entries) if entry.also}
    return SearchIndex(tuple(entries), keys, [f" {key}" for key in keys], also, project)


def _districts(data: ViewData) -> list[Entry]:
    rows = []
    for row in data.districts.values():
        parent = data.districts.get(row.parent_id)
        level = row.level or translate("Search", "Quartier")
        note = f"{level}, {parent.name}" if parent is not None else level
        rows.append(Entry("district", row.district_id, row.name, note))
    return rows


def _facilities(project: Project, data: ViewData) -> list[Entry]:
    """Return the facilities, each with its address and its district: names come again, like "Spielplatz"."""
    rows = []
    found = tuple(data.facilities.values())
    inside = _district_names(project, [row.x for row in found], [row.y for row in found])
    for row, district in zip(found, inside, strict=True):
        kind = data.kinds.get(row.kind)
        of_kind = kind.name if kind else row.kind
        note = ", ".join(part for part in (of_kind, row.address, district) if part)
        rows.append(Entry("facility", row.facility_id, row.name, note, also=of_kind))
    return rows


def _gaps(data: ViewData) -> list[Entry]:
    rows = []
    for gap in data.gaps:
        kind = data.kinds.get(gap.kind)
        name = translate("Search", "Lücke {n}: {district}").format(n=gap.rank, district=gap.district_name)
        rows.append(Entry("gap", gap.gap_id, name, f"{kind.name if kind else gap.kind}, {gap.reason.label}"))
    return rows


def _streets(project: Project) -> list[Entry]:
    """Return the streets of the walk network; streets of one name that lie apart are several."""
    import numpy as np
    from scipy.sparse import coo_matrix
    from scipy.sparse.csgraph import connected_components
    from scipy.spatial import cKDTree

    network, epsg = project.network, project.epsg
    if network is None or epsg is None or not len(network.edge_name) or not network.names:
        return []
    edges = np.flatnonzero(network.edge_name >= 0)
    if not len(edges):
        return []
    name = network.edge_name[edges].astype(np.int64)
    first, last = network.edge_first[edges], network.edge_first[edges + 1]
    middle = (first + last - 1) // 2
    x, y = network.vertex_x[middle], network.vertex_y[middle]
    squares = np.column_stack([name * 10, np.floor(x / _STEP_M), np.floor(y / _STEP_M)])
    unique, of_square = np.unique(squares, axis=0, return_inverse=True)
    of_square = of_square.ravel()
    pairs = cKDTree(unique).query_pairs(1.01, p=np.inf, output_type="ndarray")
    graph = coo_matrix((np.ones(len(pairs)), (pairs[:, 0], pairs[:, 1])), shape=(len(unique), len(unique)))
    count, group = connected_components(graph, directed=False)
    street = group[of_square]
    box = np.stack(
        [np.full(count, np.inf), np.full(count, np.inf), np.full(count, -np.inf), np.full(count, -np.inf)]
    )
    for at in (first, middle, last - 1):
        vx, vy = network.vertex_x[at], network.vertex_y[at]
        np.minimum.at(box[0], street, vx)
        np.minimum.at(box[1], street, vy)
        np.maximum.at(box[2], street, vx)
        np.maximum.at(box[3], street, vy)
    cx, cy = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    away = np.hypot(x - cx[street], y - cy[street])
    nearest = np.lexsort((away, street))
    starts = np.searchsorted(street[nearest], np.arange(count))
    at = nearest[starts]
    px, py = x[at], y[at]
    where = _district_names(project, px, py)
    return _street_entries(epsg, [network.names[n] for n in name[at]], where, box, px, py)


def _street_entries(
    epsg: int, names: Sequence[str], where: Sequence[str], box: Any, px: Any, py: Any
) -> list[Entry]:
    import numpy as np

    from quartiermap.render.map_data import transformer

    change = transformer(epsg)
    corners_lon, corners_lat = change.transform(
        np.stack([box[0], box[2], box[2], box[0]]) + np.array([[-1], [1], [1], [-1]]) * _PADDING_M,
        np.stack([box[1], box[1], box[3], box[3]]) + np.array([[-1], [-1], [1], [1]]) * _PADDING_M,
    )
    west, east = corners_lon.min(axis=0), corners_lon.max(axis=0)
    south, north = corners_lat.min(axis=0), corners_lat.max(axis=0)
    lon, lat = change.transform(px, py)
    rows = []
    for number, name in enumerate(names):
        if not name.strip():
            continue
        inside = where[number]
        note = (
            translate("Search", "Straße in {district}").format(district=inside)
            if inside
            else translate("Search", "Straße")
        )
        bounds = (float(west[number]), float(south[number]), float(east[number]), float(north[number]))
        rows.append(Entry("street", "", name, note, bounds, (float(lon[number]), float(lat[number]))))
    return _numbered(rows)


def _numbered(rows: Sequence[Entry]) -> list[Entry]:
    """Return entries that say which of several they are where name and note are the same."""
    alike = Counter((row.name, row.note) for row in rows)
    met: Counter[tuple[str, str]] = Counter()
    told = []
    for row in rows:
        key = (row.name, row.note)
        met[key] += 1
        words = translate("Search", "{note}, {n} von {m}").format(note=row.note, n=met[key], m=alike[key])
        told.append(replace(row, note=words) if alike[key] > 1 else row)
    return told


def _district_names(project: Project, x: Any, y: Any) -> list[str]:
    """Return the name of the reporting district that each place lies in, empty outside of all."""
    import pandas as pd
    import shapely

    names = [""] * len(x)
    frame = project.reporting_districts
    if not len(frame):
        return names
    tree = shapely.STRtree(frame.geometry.to_numpy())
    point, district = tree.query(shapely.points(x, y), predicate="within")
    for p, d in zip(point.tolist(), district.tolist(), strict=True):
        name = frame["name"].iloc[d]
        names[p] = "" if pd.isna(name) else str(name)
    return names


def _district_at(project: Project, place: Coordinates) -> str:
    """Return the name of the district that a place in degrees lies in, empty outside of all."""
    if project.epsg is None:
        return ""
    from quartiermap.domain.crs import transformation

    x, y = transformation("EPSG:4326", f"EPSG:{project.epsg}").transform(place.lon, place.lat)
    return _district_names(project, [x], [y])[0]


def _box(epsg: int, west: float, south: float, east: float, north: float) -> Box:
    from quartiermap.render.map_data import transformer

    lon, lat = transformer(epsg).transform([west, east, east, west], [south, south, north, north])
    return float(min(lon)), float(min(lat)), float(max(lon)), float(max(lat))
