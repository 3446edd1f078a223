"""Goes through an OSM file once and keeps what is wanted, still in degrees; says in German what is wrong with it."""

from __future__ import annotations

import re
import tempfile
from array import array
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import osmium

from quartiermap.domain.kinds import Kinds
from quartiermap.domain.progress import Progress
from quartiermap.errors import InputError, Problem
from quartiermap.io import osm_features as features
from quartiermap.io.osm_rules import WalkRules

_UNDEFINED = 2147483647
"""The coordinate that osmium gives to a node that is not in the file."""
_ABOVE_ALL_IDS = 1 << 42
"""OpenStreetMap's own ids are still far below."""
_STEP_EVERY = 5000


@dataclass
class WayShapes:
    """Vertices of many ways one after the other, as the file holds them (degrees times ten million)."""

    ref: array[int] = field(default_factory=lambda: array("q"))
    lon: array[int] = field(default_factory=lambda: array("i"))
    lat: array[int] = field(default_factory=lambda: array("i"))
    first: array[int] = field(default_factory=lambda: array("q", [0]))

    def add(self, nodes: list[tuple[int, int, int]]) -> None:
        """Append one way's vertices as (node id, lon, lat)."""
        ref, lon, lat = zip(*nodes, strict=True)
        self.ref.extend(ref)
        self.lon.extend(lon)
        self.lat.extend(lat)
        self.first.append(len(self.ref))

    def arrays(self) -> tuple[Any, Any, Any, Any]:
        """Return node ids, longitudes and latitudes (degrees, NaN for a node not in the file), starts."""
        lon = np.frombuffer(self.lon, np.int32) if self.lon else np.zeros(0, np.int32)
        lat = np.frombuffer(self.lat, np.int32) if self.lat else np.zeros(0, np.int32)
        missing = (lon == _UNDEFINED) | (lat == _UNDEFINED)
        degrees = [np.where(missing, np.nan, values / 1e7) for values in (lon, lat)]
        ref = np.array(self.ref, np.int64)
        return ref, degrees[0], degrees[1], np.array(self.first, np.int64)


@dataclass
class Scan:
    """Everything wanted from one file."""

    walk: WayShapes = field(default_factory=WayShapes)
    walk_class: list[str] = field(default_factory=list)
    walk_flags: list[int] = field(default_factory=list)
    barriers: set[int] = field(default_factory=set)
    lines: WayShapes = field(default_factory=WayShapes)
    line_rows: list[tuple[str, str | None, int]] = field(default_factory=list)
    places: list[tuple[str, str | None, int, float, float]] = field(default_factory=list)
    facilities: list[tuple[str, dict[str, str], tuple[str, ...]]] = field(default_factory=list)
    facility_shapes: list[str | tuple[float, float]] = field(default_factory=list)
    residential: list[str] = field(default_factory=list)
    area_rows: list[tuple[str, str | None]] = field(default_factory=list)
    area_shapes: list[str] = field(default_factory=list)
    boundaries: list[tuple[int, dict[str, str]]] = field(default_factory=list)
    boundary_shapes: list[str] = field(default_factory=list)
    ways_seen: int = 0
    highways_seen: int = 0
    broken_areas: int = 0
    sorted_first: bool = False


def scan(path: Path, want: frozenset[str], kinds: Kinds, rules: WalkRules, progress: Progress) -> Scan:
    """Read what is wanted; files whose objects are out of order are put in order first.

    Raises
    ------
    InputError
        If the file is empty, not OSM, cut off or damaged.
    """
    kind = file_format(path)
    unsaved = kind == "osm" and _has_negative_ids(path)
    try:
        if not unsaved:
            return _scan(osmium.io.File(str(path), kind), want, kinds, rules, progress)
    except RuntimeError as error:
        if "out of order" not in str(error):
            raise InputError(_damaged(path, error)) from error
    except (UnicodeDecodeError, ValueError, osmium.InvalidLocationError) as error:
        raise InputError(_damaged(path, error)) from error
    with tempfile.TemporaryDirectory() as folder:
        progress.step(0.0, "OSM-Datei wird sortiert")
        ordered = Path(folder) / "sortiert.osm.pbf"
        try:
            merger = osmium.MergeInputReader()
            merger.add_file(str(_renumbered(path, Path(folder)) if unsaved else path))
            with osmium.SimpleWriter(str(ordered)) as writer:
                merger.apply(writer, simplify=True)
            found = _scan(osmium.io.File(str(ordered), "pbf"), want, kinds, rules, progress)
        except (RuntimeError, UnicodeDecodeError, ValueError, osmium.InvalidLocationError) as error:
            raise InputError(_damaged(path, error)) from error
    found.sorted_first = not unsaved
    return found


def _has_negative_ids(path: Path) -> bool:
    """Tell whether an XML file holds objects that were never uploaded (JOSM numbers them below zero)."""
    with path.open("rb") as handle:
        return re.search(rb"""\sid=["']-\d""", handle.read(1 << 20)) is not None


def _renumbered(path: Path, folder: Path) -> Path:
    """Write a copy in which ids below zero stand above all others; osmium finds no places for negative ids."""
    target = folder / "nummeriert.osm.pbf"

    def moved(number: int) -> int:
        return number if number >= 0 else _ABOVE_ALL_IDS - number

    with osmium.SimpleWriter(str(target)) as writer:
        for item in osmium.FileProcessor(str(path)):
            if item.is_node():
                writer.add_node(item.replace(id=moved(item.id)))
            elif item.is_way():
                writer.add_way(item.replace(id=moved(item.id), nodes=[moved(n.ref) for n in item.nodes]))
            elif item.is_relation():
                members = [(m.type, moved(m.ref), m.role) for m in item.members]
                writer.add_relation(item.replace(id=moved(item.id), members=members))
    return target


def file_format(path: Path) -> str:
    """Tell an OSM file's format by its content, as osmium spells it ("pbf", "osm", "osm.gz", "osm.bz2").

    Raises
    ------
    InputError
        If the file cannot be read, is empty or is something else, with a sentence that says what.
    """
    try:
        with path.open("rb") as handle:
            head = handle.read(4096)
    except OSError as error:
        raise InputError(
            Problem(
                f"Die Datei lässt sich nicht öffnen ({error.strerror}).", "Pfad prüfen.", file=path.name,
                code="file_unreadable",
            )
        ) from error  # fmt: skip

    def refuse(message: str, remedy: str, code: str) -> InputError:
        return InputError(Problem(message, remedy, file=path.name, code=code))

    again = "Die Datei noch einmal herunterladen, z. B. als .osm.pbf von download.geofabrik.de."
    if not head:
        raise refuse("Die Datei ist leer.", again, "file_empty")
    if b"OSMHeader" in head[:64]:
        return "pbf"
    if head.startswith(b"\x1f\x8b"):
        return "osm.gz"
    if head.startswith(b"BZh"):
        return "osm.bz2"
    text = head.decode("utf-8", "replace").lstrip("\ufeff \t\r\n").lower()
    if text.startswith("version https://git-lfs"):
        raise refuse(
            "Die Datei ist nur ein Git-LFS-Zeiger, die eigentlichen Daten fehlen.",
            "Die Daten mit „git lfs pull“ holen oder die Datei von der Quelle herunterladen.",
            "lfs_pointer",
        )
    if text.startswith(("<!doctype html", "<html")):
        raise refuse(
            "Die Datei ist eine Internetseite (HTML), kein OSM-Auszug; vermutlich ist der Download fehlgeschlagen.",
            again,
            "html_instead_of_data",
        )
    if "<osmchange" in text:
        raise refuse(
            "Die Datei enthält nur Änderungen (osmChange), keinen vollständigen Auszug.", again, "osm_change"
        )
    if "<osm" in text:
        return "osm"
    raise refuse(
        "Die Datei ist kein OpenStreetMap-Auszug.",
        "Erwartet wird eine Datei .osm, .osm.gz, .osm.bz2 oder .osm.pbf.",
        "not_osm",
    )


def _damaged(path: Path, error: Exception) -> Problem:
    return Problem(
        "Die OSM-Datei ist beschädigt oder unvollständig; sie wurde nicht übernommen.",
        "Die Datei noch einmal herunterladen.",
        file=path.name,
        value=str(error)[:120],
        code="osm_damaged",
    )


def _objects(source: Any, want: frozenset[str], kinds: Kinds) -> Iterator[Any]:
    """Yield the objects that can matter; everything else is filtered away in C++."""
    keys = set()
    area_keys = set()
    if "network" in want:
        keys |= {"highway", "barrier"}
    if "facilities" in want:
        area_keys |= {tag.partition("=")[0] for kind in kinds for tag in kind.osm}
    if "residential" in want:
        area_keys |= {"landuse"}
    if "basemap" in want:
        keys |= {*features.LINE_KEYS, "place"}
        area_keys |= set(features.AREA_KEYS)
    if "boundaries" in want:
        area_keys |= {"admin_level"}
    processor = osmium.FileProcessor(source).with_locations()
    if area_keys:
        processor = processor.with_areas(osmium.filter.KeyFilter(*sorted(area_keys)))
    return iter(processor.with_filter(osmium.filter.KeyFilter(*sorted(keys | area_keys))))


def _scan(source: Any, want: frozenset[str], kinds: Kinds, rules: WalkRules, progress: Progress) -> Scan:
    found = Scan()
    wkb = osmium.geom.WKBFactory()
    for number, item in enumerate(_objects(source, want, kinds)):
        if not number % _STEP_EVERY:
            progress.step(number / (number + 200_000), "OSM-Datei wird gelesen")
        if item.is_way():
            _take_way(found, item, want, rules)
        elif item.is_node():
            _take_node(found, item, want, kinds, rules)
        elif item.is_area():
            _take_area(found, item, want, kinds, wkb)
    return found


def _tags(item: Any) -> dict[str, str]:
    return {tag.k: tag.v for tag in item.tags}


def _take_way(found: Scan, way: Any, want: frozenset[str], rules: WalkRules) -> None:
    found.ways_seen += 1
    tags = _tags(way)
    found.highways_seen += "highway" in tags
    walk = rules.walk(tags) if "network" in want else None
    line = features.line_class(tags) if "basemap" in want else None
    if walk is None and line is None:
        return
    nodes = [(node.ref, node.x, node.y) for node in way.nodes]
    if len(nodes) < 2:
        return
    if walk is not None:
        found.walk.add(nodes)
        found.walk_class.append(walk[0])
        found.walk_flags.append(walk[1])
    if line is not None:
        found.lines.add(nodes)
        found.line_rows.append((line[0], tags.get("name") or tags.get("ref"), line[1]))


def _take_node(found: Scan, node: Any, want: frozenset[str], kinds: Kinds, rules: WalkRules) -> None:
    tags = _tags(node)
    if "network" in want and rules.blocks(tags):
        found.barriers.add(node.id)
    if not node.location.valid():
        return
    if "basemap" in want:
        place = features.place_class(tags)
        if place is not None:
            found.places.append((place[0], tags.get("name"), place[1], node.lon, node.lat))
    if "facilities" in want:
        of_kinds = features.facility_kinds(tags, kinds)
        if of_kinds:
            found.facilities.append((f"osm-node-{node.id}", tags, of_kinds))
            found.facility_shapes.append((node.lon, node.lat))


def _take_area(found: Scan, area: Any, want: frozenset[str], kinds: Kinds, wkb: Any) -> None:
    tags = _tags(area)
    of_kinds = features.facility_kinds(tags, kinds) if "facilities" in want else ()
    residential = "residential" in want and tags.get("landuse") == "residential"
    drawn = features.area_class(tags) if "basemap" in want else None
    level = features.district_level(tags) if "boundaries" in want else None
    if drawn == "square" and area.from_way() and tags.get("area") != "yes" and "place" not in tags:
        drawn = None  # a closed street round a block is not a square
    if not (of_kinds or residential or drawn or level):
        return
    try:
        shape = wkb.create_multipolygon(area)
    except RuntimeError:
        found.broken_areas += 1
        return
    if of_kinds:
        origin = "way" if area.from_way() else "relation"
        found.facilities.append((f"osm-{origin}-{area.orig_id()}", tags, of_kinds))
        found.facility_shapes.append(shape)
    if residential:
        found.residential.append(shape)
    if drawn:
        found.area_rows.append((drawn, tags.get("name")))
        found.area_shapes.append(shape)
    if level:
        found.boundaries.append((area.orig_id(), tags))
        found.boundary_shapes.append(shape)
