"""What a map service offers: the layers of a WMS or WMTS that can be shown as tiles in web mercator."""

from __future__ import annotations

import math
import re
import urllib.parse
from collections.abc import Iterable
from typing import Final
from xml.etree import ElementTree as ET

from quartiermap.errors import InputError
from quartiermap.io.service_documents import children, local, read_xml, text_of
from quartiermap.io.service_model import terms
from quartiermap.io.service_transport import Connection, check_address, service_problem
from quartiermap.io.tile_files import plain_text
from quartiermap.io.tile_services import HALF, TileService, box_of, xyz

_TOP_SCALE: Final = 559_082_264.0287178
"""Scale denominator of the whole world on one tile of 256 pixels at 0.28 mm each (OGC WMTS 1.0, annex E.4)."""

MERCATOR: Final = ("3857", "900913", "102100", "102113", "3785")
MAX_ZOOM: Final = 20
OFFERED: Final = 400
"""So many layers of a service are offered at most."""


def from_address(connection: Connection, address: str) -> list[TileService]:
    """Return what can be shown from an address: one layer of a tile address, or all of a WMS or WMTS.

    Raises
    ------
    InputError
        If the address is none, or nothing there can be shown.
    """
    if "{" in address:
        return [xyz(address)]
    url = check_address(address)
    words = url.lower()
    if "service=wms" in words and "service=wmts" not in words:
        return _wms(connection, url)
    if "wmts" in words:
        return _wmts(connection, url)
    try:
        return _wms(connection, url)
    except InputError as first:
        try:
            return _wmts(connection, url)
        except InputError:
            raise first from None


def _described(connection: Connection, url: str, service: str, **extra: str) -> ET.Element:
    own = {"service", "request", "version", "layers", "layer", "styles", "style", "format", "bbox", "width", "height", "crs", "srs",
           "tilematrix", "tilematrixset", "tilerow", "tilecol", "transparent"}  # fmt: skip
    parts = urllib.parse.urlsplit(url)
    kept = [p for p in parts.query.split("&") if p and p.partition("=")[0].lower() not in own]
    if not parts.path.lower().endswith(".xml"):
        kept += [
            f"{k.upper()}={v}" for k, v in {"service": service, "request": "GetCapabilities", **extra}.items()
        ]
    asked = urllib.parse.urlunsplit((parts.scheme, parts.netloc, parts.path, "&".join(kept), ""))
    return read_xml(connection.get(asked, "application/xml, text/xml, */*", "Kartendienst abfragen"))


def _base(address: str, url: str) -> str:
    """Return where tiles are asked for: as the service says, on its own server only."""
    told = urllib.parse.urljoin(url, address.strip()) if address.strip() else url
    ours, theirs = urllib.parse.urlsplit(url), urllib.parse.urlsplit(told)
    if ours.hostname != theirs.hostname:  # behind a proxy many services name an inner machine
        theirs = theirs._replace(scheme=ours.scheme, netloc=ours.netloc)
    elif theirs.scheme == "http" and ours.scheme == "https":
        theirs = theirs._replace(scheme="https", netloc=ours.netloc)
    elif ours.username is not None:
        theirs = theirs._replace(netloc=ours.netloc)
    return urllib.parse.urlunsplit(theirs._replace(fragment=""))


def _brace(text: str) -> str:
    """Return a text without braces, so that nothing in it is taken for a placeholder."""
    return text.replace("{", "%7B").replace("}", "%7D")


def _with(base: str, pairs: Iterable[tuple[str, str]]) -> str:
    query = "&".join(
        f"{k}={v if v.startswith('{') else urllib.parse.quote(v, safe=':/,;=')}" for k, v in pairs
    )
    base = _brace(base).rstrip("&?")
    return f"{base}{'&' if '?' in base else '?'}{query}"


def _wms(connection: Connection, url: str) -> list[TileService]:
    root = _described(connection, url, "WMS")
    if local(root.tag) not in ("WMS_Capabilities", "WMT_MS_Capabilities"):
        raise service_problem(
            "Unter dieser Adresse antwortet kein WMS.", "Die Adresse prüfen.", "service_not_wms", url
        )
    modern = root.get("version", "1.3.0") >= "1.3"
    service = next(children(root, "Service"), root)
    licence, _ = terms(text_of(service, "AccessConstraints"), text_of(service, "Fees"))
    provider = text_of(service, "ContactInformation", "ContactPersonPrimary", "ContactOrganization")
    get = next(children(root, "Capability", "Request", "GetMap"), None)
    base, formats = url, [""]
    if get is not None:
        formats = [(f.text or "").strip() for f in children(get, "Format")]
        for online in children(get, "DCPType", "HTTP", "Get", "OnlineResource"):
            base = next((v for k, v in online.attrib.items() if local(k) == "href"), "")
            break
    picture = next(
        (f for f in ("image/png", "image/png; mode=8bit", "image/jpeg", "image/webp") if f in formats), ""
    )
    if not picture:
        raise service_problem(
            "Der WMS liefert weder PNG noch JPEG.", "Einen anderen Dienst wählen.", "wms_format", url
        )
    base = _own_query(_base(base, url), url)
    found: list[TileService] = []
    every = 0

    def walk(
        layer: ET.Element,
        crs: frozenset[str],
        box: tuple[float, float, float, float] | None,
        credit: str,
        depth: int,
    ) -> None:
        nonlocal every
        known = crs | {
            (c.text or "").upper().rpartition(":")[2]
            for name in ("CRS", "SRS")
            for e in children(layer, name)
            for c in [e]
        }
        box = _wms_box(layer) or box
        credit = text_of(layer, "Attribution", "Title") or credit
        name = text_of(layer, "Name")
        if name and len(found) < OFFERED:
            every += 1
            code = next((c for c in MERCATOR[:2] if c in known), None)
            if code is not None:
                pairs = [("SERVICE", "WMS"), ("VERSION", "1.3.0" if modern else "1.1.1"), ("REQUEST", "GetMap"), ("LAYERS", name), ("STYLES", ""),
                         ("CRS" if modern else "SRS", f"EPSG:{code}"), ("BBOX", "{bbox}"), ("WIDTH", "256"), ("HEIGHT", "256"), ("FORMAT", picture)]  # fmt: skip
                found.append(TileService(
                    "wms", _with(base, pairs), plain_text(text_of(layer, "Title") or name, 120), max_zoom=MAX_ZOOM, bounds=box,
                    credit=plain_text(credit or provider), licence=plain_text(licence),
                ))  # fmt: skip
        if depth < 12:
            for child in children(layer, "Layer"):
                walk(child, frozenset(known), box, credit, depth + 1)

    for top in children(root, "Capability", "Layer"):
        walk(top, frozenset(), None, "", 0)
    if not found:
        raise service_problem(
            "Der WMS bietet keine Ebene im Koordinatensystem Web-Mercator (EPSG:3857) an." if every else "Der WMS bietet keine Ebene an.",
            "Einen anderen Dienst wählen.", "wms_no_layer", url,
        )  # fmt: skip
    return found


def _own_query(base: str, url: str) -> str:
    """Return the base with parameters of the user's address that the service needs (``map=…``, keys)."""
    ours = urllib.parse.urlsplit(url).query.split("&")
    have = {p.partition("=")[0].lower() for p in urllib.parse.urlsplit(base).query.split("&")}
    skip = {"service", "request", "version", *have}
    more = [p for p in ours if p and p.partition("=")[0].lower() not in skip]
    return base if not more else f"{base.rstrip('&?')}{'&' if '?' in base else '?'}{'&'.join(more)}"


def _wms_box(layer: ET.Element) -> tuple[float, float, float, float] | None:
    try:
        for box in children(layer, "EX_GeographicBoundingBox"):
            west, east, south, north = (
                float(text_of(box, name))
                for name in (
                    "westBoundLongitude",
                    "eastBoundLongitude",
                    "southBoundLatitude",
                    "northBoundLatitude",
                )
            )
            return box_of(west, south, east, north)
        for box in children(layer, "LatLonBoundingBox"):
            return box_of(*(float(box.get(name, "nan")) for name in ("minx", "miny", "maxx", "maxy")))
    except ValueError:
        pass
    return None


def _wmts(connection: Connection, url: str) -> list[TileService]:
    root = _described(connection, url, "WMTS", version="1.0.0")
    if local(root.tag) != "Capabilities":
        raise service_problem(
            "Unter dieser Adresse antwortet kein WMTS.", "Die Adresse prüfen.", "service_not_wmts", url
        )
    licence, _ = terms(
        text_of(root, "ServiceIdentification", "AccessConstraints"),
        text_of(root, "ServiceIdentification", "Fees"),
    )
    credit = plain_text(text_of(root, "ServiceProvider", "ProviderName"))
    sets = {
        text_of(s, "Identifier"): m
        for s in children(root, "Contents", "TileMatrixSet")
        if (m := _matrices(s))
    }
    get = ""
    for operation in children(root, "OperationsMetadata", "Operation"):
        if operation.get("name") == "GetTile":
            for online in children(operation, "DCP", "HTTP", "Get"):
                get = get or next((v for k, v in online.attrib.items() if local(k) == "href"), "")
    found: list[TileService] = []
    for layer in children(root, "Contents", "Layer"):
        chosen = next(
            (
                i
                for link in children(layer, "TileMatrixSetLink")
                if (i := text_of(link, "TileMatrixSet")) in sets
            ),
            None,
        )
        template = _wmts_template(layer, chosen, url, get) if chosen is not None else None
        if chosen is None or template is None or len(found) >= OFFERED:
            continue
        side, levels = sets[chosen]
        plain = all(str(z) == name for z, name in levels.items())
        found.append(TileService(
            "wmts", template.replace("{matrix}", "{z}") if plain else template,
            plain_text(text_of(layer, "Title") or text_of(layer, "Identifier"), 120), {} if plain else levels,
            min(levels), max(levels), _wmts_box(layer), side, credit, plain_text(licence),
        ))  # fmt: skip
    if not found:
        raise service_problem(
            "Der WMTS bietet keine Ebene mit Kacheln im Web-Mercator (EPSG:3857) an.",
            "Einen anderen Dienst wählen.",
            "wmts_no_layer",
            url,
        )
    return found


def _matrices(found: ET.Element) -> tuple[int, dict[int, str]] | None:
    """Return tile side and names of the zoom levels of a matrix set, if it is the usual one."""
    if not any(text_of(found, "SupportedCRS").rstrip("/").endswith(code) for code in MERCATOR):
        return None
    levels: dict[int, str] = {}
    sides = set()
    for matrix in children(found, "TileMatrix"):
        try:
            scale = float(text_of(matrix, "ScaleDenominator"))
            left, top = (float(v) for v in text_of(matrix, "TopLeftCorner").split())
            side, high = int(text_of(matrix, "TileWidth")), int(text_of(matrix, "TileHeight"))
        except ValueError:
            return None
        if (
            side != high
            or side not in (256, 512)
            or abs(left + HALF) > 10
            or abs(top - HALF) > 10
            or not scale > 0
        ):
            return None
        exact = math.log2(_TOP_SCALE / scale)
        if abs(exact - round(exact)) > 0.01:
            return None
        z = round(exact) - (1 if side == 512 else 0)
        if 0 <= z <= MAX_ZOOM + 2:
            levels[z] = text_of(matrix, "Identifier")
        sides.add(side)
    return (sides.pop(), levels) if levels and len(sides) == 1 else None


def _wmts_template(layer: ET.Element, chosen: str, url: str, get: str) -> str | None:
    formats = [(f.text or "").strip() for f in children(layer, "Format")]
    picture = next((f for f in ("image/png", "image/jpeg", "image/webp") if f in formats), None)
    styles = sorted(children(layer, "Style"), key=lambda s: s.get("isDefault") != "true")
    style = text_of(styles[0], "Identifier") if styles else "default"
    for resource in children(layer, "ResourceURL"):
        if resource.get("resourceType") == "tile" and resource.get("format", "") in (
            "image/png",
            "image/jpeg",
            "image/webp",
        ):
            text = resource.get("template", "")
            for mark, value in (("{Style}", style), ("{style}", style), ("{TileMatrixSet}", chosen)):
                text = text.replace(mark, urllib.parse.quote(_brace(value), safe="%:"))
            text = (
                text.replace("{TileMatrix}", "{matrix}")
                .replace("{TileRow}", "{y}")
                .replace("{TileCol}", "{x}")
            )
            for dimension in children(layer, "Dimension"):
                text = text.replace(
                    f"{{{text_of(dimension, 'Identifier')}}}", _brace(text_of(dimension, "Default"))
                )
            if set(re.findall(r"\{[^{}]*\}", text)) == {"{matrix}", "{y}", "{x}"}:
                marked = text.replace("{", "(((").replace("}", ")))")  # urljoin must not quote them
                return _base(marked, url).replace("(((", "{").replace(")))", "}")
    if picture is None:
        return None
    base = _own_query(_base(get, url), url)
    pairs = [("SERVICE", "WMTS"), ("REQUEST", "GetTile"), ("VERSION", "1.0.0"), ("LAYER", text_of(layer, "Identifier")), ("STYLE", style),
             ("FORMAT", picture), ("TILEMATRIXSET", chosen), ("TILEMATRIX", "{matrix}"), ("TILEROW", "{y}"), ("TILECOL", "{x}")]  # fmt: skip
    return _with(base, pairs)


def _wmts_box(layer: ET.Element) -> tuple[float, float, float, float] | None:
    for box in children(layer, "WGS84BoundingBox"):
        try:
            west, south = (float(v) for v in text_of(box, "LowerCorner").split())
            east, north = (float(v) for v in text_of(box, "UpperCorner").split())
        except ValueError:
            return None
        return box_of(west, south, east, north)
    return None
