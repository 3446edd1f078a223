"""What OpenStreetMap tags mean in our words: facilities and their kinds, basemap classes, districts."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping

from quartiermap.domain.kinds import Kinds

Tags = Mapping[str, str]

_PRIMARY_NAME = re.compile(r"grundschul|primarschul|volksschul|\bgrund-(?=\s*(und|,|/|u\.|&))", re.IGNORECASE)
_SECONDARY_NAME = re.compile(
    r"(?<!abend)(?<!berufs)gymnasi|realschul|hauptschul|gesamtschul|gemeinschaftsschul|sekundarschul"
    r"|(?<!berufs)oberschul|stadtteilschul|mittelschul|regelschul|\bhaupt-(?=\s*(und|,|/|u\.|&))",
    re.IGNORECASE,
)
_OTHER_SCHOOL = re.compile(
    r"berufs|beruflich|förder|sonderschul|sonderpädagog|musikschul|volkshochschul|fahrschul|abend|kolleg\b|oberstufenzentrum",
    re.IGNORECASE,
)
_CLOSED_TO_PUBLIC = frozenset({"no", "private"})
_BARRIER_FREE = {"yes": "ja", "designated": "ja", "limited": "teilweise", "no": "nein"}

PRIMARY, SECONDARY, SCHOOL = "primary_school", "secondary_school", "school"


def facility_kinds(tags: Tags, kinds: Kinds) -> tuple[str, ...]:
    """Return the kinds of facility that an object is, by the catalogue's OSM tags.

    A tag that refines another decides alone (``community_centre=youth_centre`` on an
    ``amenity=community_centre`` is a youth centre only). Schools are told apart by ``isced:level``, where it
    is missing by the German words in the name (Annahme); one with both levels is two kinds. Playgrounds and
    parks that are closed to the public are none.

    Examples
    --------
    >>> from quartiermap.io.bundled import kinds
    >>> facility_kinds({"amenity": "school", "name": "Grund- und Realschule Nord"}, kinds())
    ('primary_school', 'secondary_school')
    >>> facility_kinds({"amenity": "community_centre", "community_centre": "youth_centre"}, kinds())
    ('youth_centre',)
    """
    hits: list[tuple[str, str, str]] = []
    for kind in kinds:
        for tag in kind.osm:
            key, _, value = tag.partition("=")
            if value in (part.strip() for part in tags.get(key, "").split(";")):
                hits.append((kind.id, key, value))
    refined = {key.partition(":")[0] for _, key, _ in hits}
    found = dict.fromkeys(kind for kind, _, value in hits if value not in refined)
    if SCHOOL in found:
        del found[SCHOOL]
        found.update(dict.fromkeys(_school_kinds(tags)))
    if tags.get("access") in _CLOSED_TO_PUBLIC:
        return tuple(kind for kind in found if not kinds[kind].open_space)
    return tuple(found)


def _school_kinds(tags: Tags) -> tuple[str, ...]:
    levels = isced_levels(tags.get("isced:level", ""))
    if levels & {1, 2, 3}:
        found = ((PRIMARY,) if 1 in levels else ()) + ((SECONDARY,) if levels & {2, 3} else ())
        name = f"{tags.get('name', '')} {tags.get('school:de', '')}"
        # Vocational schools carry isced:level=3 too, but are no place in the obligatory school years.
        return (SCHOOL,) if found == (SECONDARY,) and _OTHER_SCHOOL.search(name) else found
    text = " ".join(tags.get(key, "") for key in ("name", "school:de", "school", "official_name"))
    if _OTHER_SCHOOL.search(text):
        return (SCHOOL,)
    found = ((PRIMARY,) if _PRIMARY_NAME.search(text) else ()) + (
        (SECONDARY,) if _SECONDARY_NAME.search(text) else ()
    )
    return found or (SCHOOL,)


def isced_levels(text: str) -> frozenset[int]:
    """Read an ``isced:level`` with lists and ranges.

    Examples
    --------
    >>> sorted(isced_levels("1;2-3")), isced_levels("primary")
    ([1, 2, 3], frozenset())
    """
    levels: set[int] = set()
    for low, high in re.findall(r"(\d)\s*(?:[-–]\s*(\d))?", text):
        levels.update(range(int(low), int(high or low) + 1))
    return frozenset(levels)


def capacity(tags: Tags) -> float:
    """Return the places from ``capacity`` (NaN where the tag is missing or not one plain number)."""
    text = tags.get("capacity", "").strip()
    return float(text) if re.fullmatch(r"\d{1,6}", text) else math.nan


def barrier_free(tags: Tags) -> str | None:
    """Return ja, teilweise or nein from ``wheelchair``, ``None`` where it says nothing."""
    return _BARRIER_FREE.get(tags.get("wheelchair", ""))


def opening_year(tags: Tags) -> float:
    """Return the year of ``start_date`` (NaN where it is missing or vague)."""
    match = re.match(r"(1[5-9]\d\d|20\d\d)(-|$)", tags.get("start_date", ""))
    return float(match.group(1)) if match else math.nan


def address(tags: Tags) -> str | None:
    """Return street, number, postcode and town as one line, ``None`` without a street or place."""
    street = tags.get("addr:street") or tags.get("addr:place")
    if not street:
        return None
    line = f"{street} {tags.get('addr:housenumber', '')}".strip()
    town = f"{tags.get('addr:postcode', '')} {tags.get('addr:city', '')}".strip()
    return f"{line}, {town}" if town else line


def is_entrance(tags: Tags) -> bool:
    """Tell whether visitors come in at a node.

    Examples
    --------
    >>> is_entrance({"entrance": "main"}), is_entrance({"entrance": "emergency"}), is_entrance({"barrier": "gate"})
    (True, False, False)
    """
    entrance = tags.get("entrance")
    return entrance is not None and entrance not in _NO_WAY_IN and tags.get("access") not in _CLOSED_TO_PUBLIC


_AREA_CLASSES: tuple[tuple[str, str, frozenset[str]], ...] = (
    ("natural", "water", frozenset({"water", "bay"})),
    ("waterway", "water", frozenset({"riverbank", "dock"})),
    ("landuse", "water", frozenset({"reservoir", "basin"})),
    ("landuse", "forest", frozenset({"forest"})),
    ("natural", "forest", frozenset({"wood"})),
    ("highway", "square", frozenset({"pedestrian", "footway"})),
    ("place", "square", frozenset({"square"})),
    ("amenity", "school", frozenset({"school", "kindergarten", "university", "college"})),
    ("leisure", "green", frozenset({"park", "garden", "playground", "pitch", "golf_course", "nature_reserve"})),
    ("landuse", "green", frozenset({
        "grass", "meadow", "recreation_ground", "village_green", "allotments", "cemetery", "greenfield", "flowerbed"})),
    ("natural", "green", frozenset({"grassland", "scrub", "heath"})),
    ("landuse", "farmland", frozenset({"farmland", "farmyard", "orchard", "vineyard", "plant_nursery"})),
    ("landuse", "residential", frozenset({"residential"})),
    ("landuse", "industrial", frozenset({"industrial", "commercial", "retail", "railway", "port", "quarry"})),
)  # fmt: skip

_ROADS: dict[str, tuple[str, int]] = {
    "motorway": ("motorway", 1), "trunk": ("motorway", 1), "motorway_link": ("motorway", 2), "trunk_link": ("motorway", 2),
    "primary": ("major", 2), "primary_link": ("major", 3), "secondary": ("major", 2), "secondary_link": ("major", 3),
    "tertiary": ("major", 3), "tertiary_link": ("major", 4), "residential": ("minor", 4), "unclassified": ("minor", 4),
    "living_street": ("minor", 4), "pedestrian": ("minor", 4), "road": ("minor", 4), "service": ("service", 5),
    "track": ("path", 6), "footway": ("path", 6), "path": ("path", 6), "cycleway": ("path", 6), "bridleway": ("path", 6),
    "platform": ("path", 6), "steps": ("steps", 6),
}  # fmt: skip
_RAILS = {"rail": 2, "light_rail": 3, "subway": 4, "tram": 4, "narrow_gauge": 4}
_WATERWAYS = {"river": 2, "canal": 3, "stream": 5, "ditch": 6, "drain": 6}
_PLACES = {
    "city": 1, "town": 2, "borough": 3, "suburb": 3, "village": 3, "quarter": 4, "neighbourhood": 5, "hamlet": 5,
}  # fmt: skip

LINE_KEYS = ("highway", "railway", "waterway", "area", "tunnel", "name", "ref")
AREA_KEYS = (
    "natural",
    "waterway",
    "landuse",
    "highway",
    "place",
    "amenity",
    "leisure",
    "building",
    "area",
    "name",
)
BOUNDARY_KEYS = (
    "boundary", "admin_level", "name", "de:regionalschluessel", "de:amtlicher_gemeindeschluessel", "ref", "type",
)  # fmt: skip
FACILITY_KEYS = (
    "name", "official_name", "operator", "capacity", "wheelchair", "start_date", "access", "isced:level", "school", "school:de",
    "addr:street", "addr:place", "addr:housenumber", "addr:postcode", "addr:city", "area",
)  # fmt: skip
ENTRANCE_KEYS = ("entrance", "access", "building")
_NO_WAY_IN = frozenset({"no", "exit", "emergency", "emergency_exit", "fire_exit", "garage", "service"})
DISTRICT_LEVELS = ("10", "9", "11")
"""Administrative levels that can be districts of a municipality; Stadtteile are level 10 most of the time."""


def area_class(tags: Tags) -> str | None:
    """Return the basemap class of an area, ``None`` for one that is not drawn."""
    if tags.get("building", "no") != "no":
        return "building"
    for key, name, values in _AREA_CLASSES:
        if tags.get(key) in values:
            return name
    return None


def line_class(tags: Tags) -> tuple[str, int] | None:
    """Return basemap class and rank (1 largest) of a line, ``None`` for one that is not drawn.

    Examples
    --------
    >>> line_class({"highway": "primary"}), line_class({"railway": "subway", "tunnel": "yes"})
    (('major', 2), None)
    """
    road = _ROADS.get(tags.get("highway", ""))
    if road is not None:
        return None if tags.get("area") == "yes" else road
    underground = tags.get("tunnel", "no") not in ("no", "passage")
    if tags.get("railway") in _RAILS:
        return None if underground else ("rail", _RAILS[tags["railway"]])
    if tags.get("waterway") in _WATERWAYS:
        return None if underground else ("waterway", _WATERWAYS[tags["waterway"]])
    return None


def place_class(tags: Tags) -> tuple[str, int] | None:
    """Return class and rank of a named place, ``None`` for one that is not labelled."""
    place = tags.get("place", "")
    return (place, _PLACES[place]) if place in _PLACES and tags.get("name") else None


def district_level(tags: Tags) -> str | None:
    """Return the administrative level of a boundary that can be a district, else ``None``."""
    level = tags.get("admin_level", "")
    return level if tags.get("boundary") == "administrative" and level in DISTRICT_LEVELS else None


def official_key(tags: Tags) -> str | None:
    """Return the official key of a boundary as text with its leading zeros, ``None`` without one."""
    for key in ("de:regionalschluessel", "de:amtlicher_gemeindeschluessel", "ref"):
        if tags.get(key):
            return tags[key].replace(" ", "")
    return None
