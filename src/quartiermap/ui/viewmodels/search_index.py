"""The search of a project: what a typed text means, the likeliest first; made and asked in workers.

What has a name comes from `search_entries`, how well a text fits a name is told by `search_names`; houses with their
number and coordinates are read here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from quartiermap.domain.progress import Progress
from quartiermap.ui.translation import translate
from quartiermap.ui.viewmodels.search_entries import Box, Entry, district_names, entries_of
from quartiermap.ui.viewmodels.search_names import SURE, Name, Names
from quartiermap.ui.viewmodels.search_places import Coordinates, read_coordinates
from quartiermap.ui.viewmodels.viewdata import ViewData

if TYPE_CHECKING:
    from quartiermap.domain.project import Project
    from quartiermap.io.address_text import AddressText

MOST = 12
_AROUND_DEG = 0.008
"""Half the width of what is shown around coordinates: some 550 m."""
_ORDER = {"address": 0, "district": 1, "street": 2, "facility": 3, "gap": 4}
"""What comes first of equally likely names."""


@dataclass(frozen=True)
class Hit:
    """An entry that was found; `likeness` is 100 for the name as it is written."""

    entry: Entry
    likeness: float


class SearchIndex:
    """All entries with what they are compared by.

    Parameters
    ----------
    entries : sequence of Entry
    project : Project or None
        Whose directory of addresses is asked; without one there are no addresses.
    """

    def __init__(self, entries: Sequence[Entry] = (), project: Project | None = None) -> None:
        self.entries = tuple(entries)
        self.project = project
        self._names = Names([_name_of(entry) for entry in self.entries])
        self._addresses: Any = None

    def __len__(self) -> int:
        return len(self.entries)

    @property
    def has_streets(self) -> bool:
        """Whether the walk network of the project knows names of streets."""
        return any(entry.what == "street" for entry in self.entries)

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
        place = self._find_coordinates(text)
        if place is not None:
            return (place,)
        address = _house_of(text)
        houses = [] if address is None else self._find_houses(address, text, progress)
        progress.step(0.3, translate("Search", "Suchen"))
        rated = self._names.rate(text)
        if address is not None and not houses and max(rated.values(), default=0.0) < SURE:
            rated |= self._streets_like(address.street)
        order = sorted(rated, key=lambda at: self._rank(at, rated[at]))
        return (*houses, *(Hit(self.entries[at], rated[at]) for at in order))[:most]

    def _rank(self, at: int, likeness: float) -> tuple[float, int, int, int]:
        entry = self.entries[at]
        return (-likeness, _ORDER[entry.what], len(entry.name), at)

    def _streets_like(self, street: str) -> dict[int, float]:
        """Return the street of a house that no directory knows."""
        rated = self._names.rate(street)
        return {at: likeness for at, likeness in rated.items() if self.entries[at].what == "street"}

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

    def _find_houses(self, address: AddressText, text: str, progress: Progress) -> list[Hit]:
        """Return the house that a text with a number means, if the project has a directory of addresses."""
        project = self.project
        if project is None or project.epsg is None:
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


def build_index(project: Project, data: ViewData, progress: Progress | None = None) -> SearchIndex:
    """Make the index of a project as it may be shown, and its `ViewData`."""
    return SearchIndex(entries_of(project, data, progress), project)


def _name_of(entry: Entry) -> Name:
    lead = entry.name.partition(" ")[0] if entry.what == "gap" else ""
    key = entry.key.rpartition(":")[2] if entry.what == "facility" else entry.key
    return Name(entry.name, key, entry.also, entry.what == "district", lead)


def _house_of(text: str) -> AddressText | None:
    """Return the address that a text with the number of a house gives, or ``None``."""
    from quartiermap.io.address_text import read_address

    address = read_address(text) if any(letter.isdigit() for letter in text) else None
    known = address is not None and address.number is not None and len(address.street) > 2
    return address if known else None


def _district_at(project: Project, place: Coordinates) -> str:
    """Return the name of the district that a place in degrees lies in, empty outside of all."""
    if project.epsg is None:
        return ""
    from quartiermap.domain.crs import transformation

    x, y = transformation("EPSG:4326", f"EPSG:{project.epsg}").transform(place.lon, place.lat)
    return district_names(project, [x], [y])[0]


def _box(epsg: int, west: float, south: float, east: float, north: float) -> Box:
    from quartiermap.render.map_data import transformer

    lon, lat = transformer(epsg).transform([west, east, east, west], [south, south, north, north])
    return float(min(lon)), float(min(lat)), float(max(lon)), float(max(lat))
