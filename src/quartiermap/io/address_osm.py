"""Addresses of an OpenStreetMap extract: nodes and areas with ``addr:``, interpolation lines, names of streets."""

from __future__ import annotations

import itertools
from pathlib import Path

import numpy as np
import osmium
import pyproj

from quartiermap.domain.progress import Progress
from quartiermap.errors import InputError, Problem
from quartiermap.io.address_index import Entries, Named
from quartiermap.io.address_text import HouseNumber, read_numbers
from quartiermap.io.osm_scan import file_format, what_is_damaged

_PLACES = ("addr:postcode", "addr:suburb", "addr:place", "addr:city", "addr:hamlet", "addr:district")
_EVERY = 5000
_SPACING = 8
"""Of a street's vertices every eighth is kept; streets are only ever found to some ten metres by them."""


def read_osm_addresses(path: Path, epsg: int, progress: Progress | None = None) -> tuple[Entries, Named]:
    """Read every address and every named street of an extract.

    Parameters
    ----------
    path : Path
        ``.osm``, ``.osm.gz``, ``.osm.bz2`` or ``.pbf``.
    epsg : int
        CRS of the result.

    Raises
    ------
    InputError
        If the file is damaged or no OSM file.
    """
    progress = progress or Progress()
    kind = file_format(path)
    entries, named = Entries(), Named()
    lines: list[tuple[str, dict[str, str], list[tuple[int, float, float]]]] = []
    numbers: dict[int, str] = {}
    relations: dict[int, list[dict[str, str]]] = {}
    seen = 0
    try:
        source = osmium.FileProcessor(osmium.io.File(str(path), kind)).with_locations()
        wanted = osmium.filter.KeyFilter("addr:housenumber", "addr:interpolation", "highway")
        for item in source.with_filter(wanted):
            seen += 1
            if seen % _EVERY == 0:
                progress.step(0.5, f"{path.name}: Anschriften lesen")
            tags = item.tags
            house = tags.get("addr:housenumber")
            if item.is_node():
                if house is not None and item.location.valid():
                    numbers[item.id] = house
                    _add(entries, dict(tags), house, item.location.lon, item.location.lat)
            elif item.is_way():
                spots = [(n.ref, n.location.lon, n.location.lat) for n in item.nodes if n.location.valid()]
                if not spots:
                    continue
                if "addr:interpolation" in tags:
                    lines.append((tags["addr:interpolation"], dict(tags), spots))
                elif house is not None:
                    lon, lat = _middle(spots)
                    _add(entries, dict(tags), house, lon, lat)
                elif "highway" in tags and tags.get("name"):
                    kept = [*spots[::_SPACING], spots[-1]]
                    named.street += [tags["name"]] * len(kept)
                    named.x += [s[1] for s in kept]
                    named.y += [s[2] for s in kept]
            elif house is not None:
                told = dict(tags)
                for member in item.members:
                    if member.type == "w" and member.role in ("outer", ""):
                        relations.setdefault(member.ref, []).append(told)
                        break
        _relations(path, kind, relations, entries)
    except (RuntimeError, UnicodeDecodeError, ValueError, osmium.InvalidLocationError) as error:
        row, value = what_is_damaged(error)
        raise InputError(
            Problem(
                "Die OSM-Datei ist beschädigt oder unvollständig; ihre Anschriften wurden nicht gelesen.", "Die Datei noch einmal herunterladen.",
                file=path.name, row=row, value=value, code="osm_damaged",
            )
        ) from error  # fmt: skip
    _interpolated(lines, numbers, entries)
    to = pyproj.Transformer.from_crs(4326, epsg, always_xy=True)
    for place in (entries, named):
        if place.x:
            x, y = to.transform(np.array(place.x), np.array(place.y))
            place.x, place.y = x.tolist(), y.tolist()
    return entries, named


def _middle(spots: list[tuple[int, float, float]]) -> tuple[float, float]:
    lon, lat = [s[1] for s in spots], [s[2] for s in spots]
    return (min(lon) + max(lon)) / 2, (min(lat) + max(lat)) / 2


def _add(entries: Entries, tags: dict[str, str], house: str, lon: float, lat: float) -> None:
    street = tags.get("addr:street") or tags.get("addr:place")
    numbers = read_numbers(house)
    if street and numbers is not None:
        entries.add(street, numbers, lon, lat, (tags.get(k) for k in _PLACES))


def _relations(path: Path, kind: str, wanted: dict[int, list[dict[str, str]]], entries: Entries) -> None:
    """Place the few addresses of multipolygons at their first outer way."""
    if not wanted:
        return
    again = osmium.FileProcessor(
        osmium.io.File(str(path), kind), osmium.osm.NODE | osmium.osm.WAY
    ).with_locations()
    again = again.with_filter(osmium.filter.EntityFilter(osmium.osm.WAY)).with_filter(
        osmium.filter.IdFilter(list(wanted))
    )
    for way in again:
        spots = [(n.ref, n.location.lon, n.location.lat) for n in way.nodes if n.location.valid()]
        for tags in wanted.get(way.id, []) if spots else []:
            _add(entries, tags, tags["addr:housenumber"], *_middle(spots))


def _interpolated(
    lines: list[tuple[str, dict[str, str], list[tuple[int, float, float]]]],
    numbers: dict[int, str],
    entries: Entries,
) -> None:
    """Spread the numbers of interpolation lines between their numbered nodes."""
    streets = {
        (x, y): (s, la)
        for s, x, y, la in zip(entries.street, entries.x, entries.y, entries.labels, strict=True)
    }
    for rule, tags, spots in lines:
        step = 1 if rule == "all" else 2 if rule in ("odd", "even") else 0
        stops = [i for i, (ref, _, _) in enumerate(spots) if ref in numbers]
        for i, j in itertools.pairwise(stops):
            one, two = read_numbers(numbers[spots[i][0]]), read_numbers(numbers[spots[j][0]])
            if not step or one is None or two is None:
                continue
            known = streets.get((spots[i][1], spots[i][2]), ("", ()))
            street = tags.get("addr:street") or known[0]
            low, high = one.numbers[0][0], two.numbers[0][0]
            if not street or low == high or abs(high - low) > 200:
                continue
            xy = np.array([s[1:] for s in spots[i : j + 1]])
            along = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(xy, axis=0).T))])
            sign = 1 if high > low else -1
            for n in range(low + sign * step, high, sign * step):
                at = along[-1] * (n - low) / (high - low)
                x, y = float(np.interp(at, along, xy[:, 0])), float(np.interp(at, along, xy[:, 1]))
                entries.add(street, HouseNumber(((n, ""),)), x, y, known[1], derived=True)
