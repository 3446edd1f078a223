"""What is known of a geodata service and of what was fetched from it."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

import numpy as np
import pyproj

from quartiermap.domain.progress import Progress
from quartiermap.errors import Problem

Box = tuple[float, float, float, float]
"""West, south, east, north."""

METRIC_FIRST = (25832, 25833)
"""Systems whose axes everybody writes in the same order (east, north); taken before others."""

CRS84 = 84


@dataclass(frozen=True)
class ServiceLayer:
    """One layer of a service.

    Parameters
    ----------
    name : str
        What the service is asked for; `title` is what people read.
    crs : tuple of str
        As the service spells them, its own one first.
    bounds : tuple of 4 floats or None
        West, south, east, north in degrees, as the service says (often coarse, sometimes wrong).
    items : str
        Address of the objects (OGC API Features), else empty.
    licence : str
        Of this layer, where it differs from the service.
    """

    name: str
    title: str
    abstract: str = ""
    crs: tuple[str, ...] = ()
    bounds: Box | None = None
    items: str = ""
    licence: str = ""

    def as_dict(self) -> dict[str, Any]:
        """Return plain values for JSON."""
        return {
            "name": self.name,
            "title": self.title,
            "abstract": self.abstract,
            "crs": list(self.crs),
            "bounds": self.bounds,
        }


@dataclass(frozen=True)
class Service:
    """A service: its address (without secrets), what it is, who offers it under which terms, and its layers.

    `endpoint` is where requests go (with login and key, if the user gave them); `page` what the service hands out
    at once (``None`` if it does not say).
    """

    address: str
    kind: Literal["wfs", "oapif"]
    version: str
    title: str
    provider: str
    licence: str
    layers: tuple[ServiceLayer, ...]
    endpoint: str
    page: int | None = None
    problems: tuple[Problem, ...] = ()

    @property
    def label(self) -> str:
        """Name and version of the kind of service."""
        return f"WFS {self.version}" if self.kind == "wfs" else "OGC API Features"

    def as_dict(self) -> dict[str, Any]:
        """Return plain values for JSON."""
        return {
            "address": self.address, "kind": self.kind, "version": self.version, "title": self.title, "provider": self.provider,
            "licence": self.licence, "layers": [layer.as_dict() for layer in self.layers],
            "problems": [p.as_dict() for p in self.problems],
        }  # fmt: skip


@dataclass(frozen=True)
class Raw:
    """All pages of a layer in one file as the service gave them.

    `crs` is ``EPSG:n`` where the service was asked for it; the file may say otherwise and then wins.
    """

    path: Path
    rows: int
    crs: str | None
    problems: tuple[Problem, ...]


def epsg_of(name: str) -> int | None:
    """Return the EPSG number of a CRS as services spell it; 84 for longitude and latitude in this order.

    Examples
    --------
    >>> epsg_of("urn:ogc:def:crs:EPSG::25833"), epsg_of("http://www.opengis.net/def/crs/EPSG/0/4326")
    (25833, 4326)
    >>> epsg_of("http://www.opengis.net/def/crs/OGC/1.3/CRS84"), epsg_of("EPSG:31467"), epsg_of("sonst")
    (84, 31467, None)
    """
    if re.search(r"CRS:?84h?$", name):
        return CRS84
    match = re.search(r"EPSG.*?(\d{4,6})$", name)
    return int(match.group(1)) if match and _exists(int(match.group(1))) else None


@cache
def _exists(code: int) -> bool:
    try:
        pyproj.CRS.from_epsg(code)
    except pyproj.exceptions.CRSError:
        return False
    return True


def choose_crs(offered: tuple[str, ...], wanted: int | None) -> tuple[str | None, int | None]:
    """Return the CRS to ask for, as the service spells it, and its number.

    The project's own first, then the metric systems of the surveying offices, then what the service keeps its data in.

    Examples
    --------
    >>> choose_crs(("urn:ogc:def:crs:EPSG::4326", "EPSG:25833"), 25833)
    ('EPSG:25833', 25833)
    >>> choose_crs(("urn:ogc:def:crs:EPSG::31468",), 25832)
    ('urn:ogc:def:crs:EPSG::31468', 31468)
    """
    known = {epsg_of(name): name for name in reversed(offered) if epsg_of(name) is not None}
    for code in (wanted, *METRIC_FIRST):
        if code in known:
            return known[code], code
    for name in offered:
        if (code := epsg_of(name)) is not None:
            return name, code
    return None, None


def north_first(name: str, code: int) -> bool:
    """Tell whether coordinates in a CRS are written north first, by how its name is spelled.

    The long spellings (urn, http) mean the order of the EPSG register, the short one (``EPSG:4326``) east first.

    Examples
    --------
    >>> north_first("urn:ogc:def:crs:EPSG::4326", 4326), north_first("EPSG:4326", 4326)
    (True, False)
    >>> north_first("urn:ogc:def:crs:EPSG::25832", 25832), north_first("urn:ogc:def:crs:EPSG::31467", 31467)
    (False, True)
    """
    if code == CRS84 or not name.lower().startswith(("urn:", "http")):
        return False
    return bool(pyproj.CRS.from_epsg(code).axis_info[0].direction == "north")


def box_in(box: Box, source: int, code: int) -> Box:
    """Transform a box into another CRS (84: degrees), so that it holds all of the old one."""
    to = pyproj.Transformer.from_crs(source, 4326 if code == CRS84 else code, always_xy=True)
    west, south, east, north = to.transform_bounds(*box, densify_pts=21)
    if not np.isfinite([west, south, east, north]).all():
        return box
    return float(west), float(south), float(east), float(north)


def terms(*texts: str) -> tuple[str, str]:
    """Return licence and provider of what services say about fees and constraints.

    German services write JSON of the GDI-DE into the plain text (``{"id": "dl-by-de/2.0", "name": …, "quelle": …}``).

    Examples
    --------
    >>> terms('Es gilt: {"name": "Datenlizenz Deutschland Zero", "quelle": "Geoportal Berlin"}', "NONE")
    ('Datenlizenz Deutschland Zero', 'Geoportal Berlin')
    >>> terms("none", "Nutzung frei nach dl-de/by-2-0")
    ('Nutzung frei nach dl-de/by-2-0', '')
    """
    said, source = [], ""
    for text in texts:
        match = re.search(r"\{[^{}]*\}", text)
        if match:
            try:
                found = json.loads(match.group(0))
            except ValueError:
                found = {}
            source = source or str(found.get("quelle") or "")
            text = str(found.get("name") or found.get("id") or text.replace(match.group(0), " "))
        text = re.sub(r"\s+", " ", text).strip()
        if (
            text
            and text.lower() not in ("none", "keine", "keine angabe", "n/a", "-", "conditions unknown")
            and text not in said
        ):
            said.append(text)
    return "; ".join(said)[:500], source[:200]


def note(
    message: str,
    remedy: str = "",
    code: str = "service_note",
    severity: Literal["warning", "info"] = "warning",
) -> Problem:
    """Return something that was noticed about a service."""
    return Problem(message, remedy=remedy, code=code, severity=severity)


def pages_progress(progress: Progress, got: int, matched: int | None, text: str) -> None:
    """Report how many objects are there."""
    progress.step(min(got / matched, 1.0) if matched else 0.5, text)
