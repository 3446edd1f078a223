"""The official Hauskoordinaten Deutschland (HK-DE): one text format of all Länder, 18 fields, no heading.

Fields after the Datenformatbeschreibung of the ZSHH (versions 3.1 and 4.2): NBA; OI; QUA; LAN; RBZ; KRS; GMD; OTT; SSS; HNR; ADZ;
east with zone; north; STN; PLZ; ONM; ZON; POT. UTF-8 since version 4, ISO 8859-1 before. ETRS89/UTM, the zone in front of the
easting.
"""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pyproj

from quartiermap.domain.progress import Progress
from quartiermap.domain.project import Project
from quartiermap.io.address_index import Entries
from quartiermap.io.address_text import read_numbers

MARGIN_M = 5000.0
"""Addresses further than this from the districts of the project are passed over: a Land has a million of them."""

_EAST, _NORTH = re.compile(r"3[123]\d{6}(?:[.,]\d*)?"), re.compile(r"\d{7}(?:[.,]\d*)?")
_EVERY = 20_000


def is_official(path: Path) -> bool:
    """Tell whether a file is in the official format, by its first lines."""
    try:
        with path.open("rb") as stream:
            head = stream.read(8192).decode("latin-1")
    except OSError:
        return False
    lines = [line for line in head.splitlines()[:-1] or [head] if line and not line.startswith("#")]
    return bool(lines) and all(_fields(line) is not None for line in lines[:3])


def _fields(line: str) -> list[str] | None:
    parts = [p.strip().strip('"') for p in line.split(";")]
    if not 15 <= len(parts) <= 20 or not _EAST.fullmatch(parts[11]) or not _NORTH.fullmatch(parts[12]):
        return None
    return parts


def read_official(
    path: Path, project: Project, epsg: int, progress: Progress | None = None
) -> tuple[Entries, int]:
    """Read the addresses around the project (all of them, if it has no districts).

    Returns
    -------
    entries : Entries
        In ``EPSG:epsg``.
    skipped : int
        Lines that are no address: damaged, to be deleted (NBA ``L``), without street or number.
    """
    progress = progress or Progress()
    entries = Entries()
    zones: list[int] = []
    skipped = 0
    boxes = {zone: _box(project, zone) for zone in (31, 32, 33)}
    data = path.read_bytes()
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("latin-1")
    for i, line in enumerate(text.split("\n")):
        if i % _EVERY == 0:
            progress.step(0.5, f"{path.name}: Anschriften lesen")
        if not line.strip() or line.startswith("#"):
            continue
        parts = _fields(line)
        number = read_numbers(f"{parts[9].lstrip('0')}{parts[10]}") if parts is not None else None
        if parts is None or parts[0] == "L" or not parts[13]:
            skipped += 1
            continue
        number = number or read_numbers(parts[9])
        if number is None:
            skipped += 1
            continue
        zone, x, y = (
            int(parts[11][:2]),
            float(parts[11][2:].replace(",", ".")),
            float(parts[12].replace(",", ".")),
        )
        west, south, east, north = boxes[zone]
        if west <= x <= east and south <= y <= north:
            entries.add(parts[13], number, x, y, (parts[14], parts[15], *parts[17:18]))
            zones += [zone] * (len(entries.x) - len(zones))
    _move(entries, np.array(zones, int), epsg)
    return entries, skipped


def _box(project: Project, zone: int) -> tuple[float, float, float, float]:
    if project.epsg is None or not len(project.districts):
        return -1e9, -1e9, 1e9, 1e9
    to = pyproj.Transformer.from_crs(project.epsg, 25800 + zone, always_xy=True)
    bounds = [float(v) for v in project.districts.total_bounds]
    west, south, east, north = to.transform_bounds(bounds[0], bounds[1], bounds[2], bounds[3], densify_pts=21)
    return west - MARGIN_M, south - MARGIN_M, east + MARGIN_M, north + MARGIN_M


def _move(entries: Entries, zones: np.ndarray, epsg: int) -> None:
    """Bring coordinates of their own zone into the project's CRS."""
    x, y = np.array(entries.x), np.array(entries.y)
    for zone in np.unique(zones):
        own = zones == zone
        if 25800 + int(zone) != epsg:
            to = pyproj.Transformer.from_crs(25800 + int(zone), epsg, always_xy=True)
            x[own], y[own] = to.transform(x[own], y[own])
    entries.x, entries.y = x.tolist(), y.tolist()
