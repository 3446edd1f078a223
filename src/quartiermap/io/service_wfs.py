"""Web Feature Service 1.1 and 2.0: what it offers, and all objects of a layer within a box.

Paging is by ``startIndex``. A service that ignores it (hands out the same page again), refuses it or caps its answers
is asked for smaller and smaller boxes instead; what cannot be had completely is refused, never taken in part.
"""

from __future__ import annotations

import contextlib
import urllib.parse
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree import ElementTree as ET

from quartiermap.domain.texts import number
from quartiermap.errors import InputError, Problem
from quartiermap.io.service_documents import (
    GmlCollector,
    GmlPage,
    children,
    local,
    read_page,
    read_xml,
    text_of,
)
from quartiermap.io.service_model import (
    Box,
    Raw,
    Service,
    ServiceLayer,
    box_in,
    choose_crs,
    north_first,
    note,
    terms,
)
from quartiermap.io.service_transport import Connection, same_place, service_problem, without_secrets

PAGE = 1000
"""Objects asked for at once."""

MAX_SPLITS = 7
"""How often a box is halved both ways; 4 ** 7 boxes is far beyond any town."""

_OWN = ("service", "request", "version", "acceptversions", "typename", "typenames", "outputformat", "srsname", "bbox", "count", "maxfeatures", "startindex", "resulttype", "filter", "propertyname", "sortby", "namespaces")  # fmt: skip


def base_of(url: str) -> str:
    """Return the address that requests are added to: without the parameters that are ours to set.

    Examples
    --------
    >>> base_of("https://gis.stadt.de/cgi?MAP=kita.map&SERVICE=WFS&REQUEST=GetCapabilities")
    'https://gis.stadt.de/cgi?MAP=kita.map'
    """
    parts = urllib.parse.urlsplit(url)
    kept = [p for p in parts.query.split("&") if p and p.partition("=")[0].lower() not in _OWN]
    return urllib.parse.urlunsplit((parts.scheme, parts.netloc, parts.path, "&".join(kept), ""))


def with_parameters(base: str, **parameters: str) -> str:
    """Return an address with parameters added."""
    parts = urllib.parse.urlsplit(base)
    query = "&".join(
        p
        for p in (
            parts.query,
            urllib.parse.urlencode({k.upper(): v for k, v in parameters.items()}, safe=":,/"),
        )
        if p
    )
    return urllib.parse.urlunsplit((parts.scheme, parts.netloc, parts.path, query, ""))


def describe(connection: Connection, url: str) -> Service:
    """Ask a WFS what it offers.

    Raises
    ------
    InputError
        If it is no WFS, or speaks neither 1.1 nor 2.0.
    """
    base = base_of(url)
    root = _capabilities(connection, base, acceptversions="2.0.0,1.1.0")
    if root.get("version", "").startswith("1.0"):
        root = _capabilities(connection, base, version="1.1.0")
    version = root.get("version", "")
    if not version.startswith(("1.1", "2.0")):
        raise service_problem(
            f"Der Dienst spricht WFS {version or 'ohne Versionsangabe'}; abgefragt werden 1.1 und 2.0.", "Beim Betreiber nach WFS 2.0 fragen.",
            "service_version", url,
        )  # fmt: skip
    problems: list[Problem] = []
    endpoint = _endpoint(root, base, problems)
    identity = next(children(root, "ServiceIdentification"), root)
    licence, source = terms(
        text_of(identity, "Fees"), *(e.text or "" for e in children(identity, "AccessConstraints"))
    )
    layers = tuple(_layer(e) for e in children(root, "FeatureTypeList", "FeatureType"))
    if not layers:
        raise service_problem(
            "Der Dienst bietet keine Ebenen an.", "Die Adresse prüfen.", "service_no_layers", url
        )
    return Service(
        address=without_secrets(base), kind="wfs", version=version, title=text_of(identity, "Title"),
        provider=source or text_of(root, "ServiceProvider", "ProviderName"), licence=licence, layers=layers, endpoint=endpoint,
        page=_page_size(root), problems=tuple(problems),
    )  # fmt: skip


def _capabilities(connection: Connection, base: str, **parameters: str) -> ET.Element:
    asked = with_parameters(base, service="WFS", request="GetCapabilities", **parameters)
    answer = connection.get(asked, "text/xml,application/xml", "Beschreibung des Dienstes lesen")
    root = read_xml(answer)
    if local(root.tag) != "WFS_Capabilities":
        what = "ein Kartendienst (WMS), der nur Bilder liefert" if "WMS" in local(root.tag) or "WMT" in local(root.tag) else f"etwas anderes ({local(root.tag)})"  # fmt: skip
        raise service_problem(f"Unter dieser Adresse ist kein WFS, sondern {what}.", "Die Adresse des WFS angeben.", "service_not_wfs", base)  # fmt: skip
    return root


def _endpoint(root: ET.Element, base: str, problems: list[Problem]) -> str:
    """Return where features are asked for: what the service says if that is the same server, else where we are."""
    for operation in children(root, "OperationsMetadata", "Operation"):
        if operation.get("name") == "GetFeature":
            for get in children(operation, "DCP", "HTTP", "Get"):
                href = next((v for k, v in get.attrib.items() if local(k) == "href"), "")
                if href and urllib.parse.urlsplit(base).username is None and same_place(base, href):
                    there = urllib.parse.urlsplit(base_of(href))
                    query = "&".join(
                        dict.fromkeys(
                            q
                            for q in (*there.query.split("&"), *urllib.parse.urlsplit(base).query.split("&"))
                            if q
                        )
                    )
                    return urllib.parse.urlunsplit(there._replace(query=query))
                if href and urllib.parse.urlsplit(href).hostname != urllib.parse.urlsplit(base).hostname:
                    problems.append(
                        note("Der Dienst nennt für die Daten einen anderen Server; abgefragt wird der angegebene.", code="service_other_host", severity="info")
                    )  # fmt: skip
    return base


def _page_size(root: ET.Element) -> int | None:
    for constraint in root.iter():
        if local(constraint.tag) == "Constraint" and constraint.get("name") in (
            "CountDefault",
            "DefaultMaxFeatures",
        ):
            text = (
                text_of(constraint, "DefaultValue")
                or text_of(constraint, "AllowedValues", "Value")
                or text_of(constraint, "Value")
            )
            if text.isdigit():
                return int(text)
    return None


def _layer(element: ET.Element) -> ServiceLayer:
    crs = [
        (e.text or "").strip()
        for name in ("DefaultCRS", "DefaultSRS", "OtherCRS", "OtherSRS")
        for e in children(element, name)
    ]
    bounds = None
    lower = text_of(element, "WGS84BoundingBox", "LowerCorner").split()
    upper = text_of(element, "WGS84BoundingBox", "UpperCorner").split()
    try:
        west, south, east, north = (float(v) for v in (*lower[:2], *upper[:2]))
        bounds = (west, south, east, north)
    except ValueError:
        pass
    name = text_of(element, "Name")
    return ServiceLayer(
        name, text_of(element, "Title") or name, text_of(element, "Abstract")[:500], tuple(c for c in crs if c), bounds
    )  # fmt: skip


@dataclass
class _Take:
    """One layer being fetched."""

    connection: Connection
    service: Service
    layer: ServiceLayer
    crs: str | None
    code: int | None
    out: GmlCollector
    keys: set[str] = field(default_factory=set)
    bare: set[str] = field(default_factory=set)
    problems: list[Problem] = field(default_factory=list)
    swapped: bool = False
    split: bool = False
    doubles: int = 0

    @property
    def two(self) -> bool:
        return self.service.version.startswith("2")

    def url(self, box: Box | None, **more: str) -> str:
        parameters = {
            "service": "WFS", "version": self.service.version, "request": "GetFeature",
            "typeNames" if self.two else "typeName": self.layer.name,
        }  # fmt: skip
        if self.crs is not None:
            parameters["srsName"] = self.crs
        if box is not None and self.crs is not None and self.code is not None:
            west, south, east, north = box
            turned = north_first(self.crs, self.code) != self.swapped
            corners = (south, west, north, east) if turned else (west, south, east, north)
            digits = 7 if abs(east) <= 180 and abs(north) <= 90 else 2
            parameters["bbox"] = ",".join([*(f"{v:.{digits}f}" for v in corners), self.crs])
        return with_parameters(self.service.endpoint, **parameters, **more)

    def page(self, box: Box | None, start: int, count: int) -> GmlPage:
        more = {"count" if self.two else "maxFeatures": str(count)}
        if start:
            more["startIndex"] = str(start)
        text = f"„{self.layer.title}“ abfragen" + (
            f": {number(self.out.count)} Objekte" if self.out.count else ""
        )
        return read_page(self.connection.get(self.url(box, **more), "*/*", text))

    def hits(self, box: Box | None) -> int | None:
        """Ask how many objects there are; ``None`` if the service does not say."""
        try:
            page = read_page(self.connection.get(self.url(box, resultType="hits"), "*/*", "Objekte zählen"))
        except InputError:
            return None
        return page.matched if page.matched is not None else page.returned

    def add(self, page: GmlPage) -> int:
        """Take over what is new; return how many."""
        keys = [m[3] for m in page.members]
        bare = [k.rpartition("|")[2] for k in keys]
        chosen = [
            i
            for i, (k, b) in enumerate(zip(keys, bare, strict=True))
            if k not in self.keys and not (self.split and b in self.bare)
        ]
        self.doubles += 0 if self.split else len(keys) - len(chosen)
        self.keys.update(keys)
        self.bare.update(bare)
        self.out.add(page, chosen, self.service.address)
        if self.out.count > self.connection.limits.rows:
            raise service_problem(
                f"Die Ebene hat mehr als {number(self.connection.limits.rows)} Objekte.", "Die Daten beim Betreiber als Datei herunterladen.",
                "service_too_many", self.service.address, self.layer.name,
            )  # fmt: skip
        return len(chosen)


def fetch(
    connection: Connection,
    service: Service,
    layer: ServiceLayer,
    folder: Path,
    box: Box | None,
    box_epsg: int | None,
) -> Raw:
    """Fetch all objects of a layer within a box (in ``EPSG:box_epsg``; ``None``: all there are).

    Raises
    ------
    InputError
        If the service fails, or hands out only a part and that cannot be helped.
    """
    crs, code = choose_crs(layer.crs, box_epsg)
    area = (
        box_in(box, box_epsg, code) if box is not None and box_epsg is not None and code is not None else None
    )
    with contextlib.closing(GmlCollector(folder / "dienst.gml")) as out:
        return _all(_Take(connection, service, layer, crs, code, out), area)


def count(
    connection: Connection, service: Service, layer: ServiceLayer, box: Box | None, box_epsg: int | None
) -> int | None:
    """Return how many objects the service says there are within a box; ``None`` if it does not say."""
    crs, code = choose_crs(layer.crs, box_epsg)
    area = (
        box_in(box, box_epsg, code) if box is not None and box_epsg is not None and code is not None else None
    )
    with contextlib.closing(GmlCollector(connection.folder / "zaehlung.gml")) as out:
        return _Take(connection, service, layer, crs, code, out).hits(area)


def _all(take: _Take, area: Box | None) -> Raw:
    """Fetch the area and put together what is to be said about it."""
    crs, code = take.crs, take.code
    matched = _take(take, area, 0)
    if not take.out.count and area is not None and crs is not None and code is not None:
        matched = _other_axes(take, area, crs, code, matched)
    if take.doubles:
        take.problems.append(
            note(f"Der Dienst hat {number(take.doubles)} Objekte mehrfach geliefert; sie wurden einmal übernommen.", code="service_repeated")
        )  # fmt: skip
    if matched is not None and matched != take.out.count:
        take.problems.append(
            note(
                f"Der Dienst nennt {number(matched)} Objekte, geliefert hat er {number(take.out.count)}.",
                "Die Zahl mit der des Betreibers vergleichen.", "service_count_differs",
            )
        )  # fmt: skip
    return Raw(
        take.out.finish(),
        take.out.count,
        None if code is None or code == 84 else f"EPSG:{code}",
        tuple(take.problems),
    )


def _other_axes(take: _Take, area: Box, crs: str, code: int, matched: int | None) -> int | None:
    """Ask once more with the corners of the box turned, if the CRS has its north first and services err there."""
    if not north_first(crs, code):
        return matched
    take.swapped = True
    again = _take(take, area, 0)
    if take.out.count > 0:
        take.problems.append(
            note("Der Dienst erwartet die Achsen des Gebietsfilters in der falschen Reihenfolge; er wurde so abgefragt.", code="service_axes")
        )  # fmt: skip
        return again
    return matched


def _take(take: _Take, box: Box | None, depth: int) -> int | None:
    """Fetch a box, page by page, or in quarters where paging does not work; return what the service counts."""
    page = take.page(box, 0, PAGE)
    got = len(page.members)
    first = {m[3].rpartition("|")[2] for m in page.members}
    take.add(page)
    if not got:
        return page.matched
    matched = page.matched if take.two else take.hits(box)
    if matched is None and take.two:
        matched = take.hits(box)
    if (
        not page.truncated
        and matched is not None
        and got >= matched
        and not _suspicious(got, take.service.page)
    ):
        return matched
    total, working = got, True
    while True:
        try:
            following = take.page(box, total, PAGE)
        except InputError as error:
            if error.problems[0].code not in (
                "service_exception",
                "service_400",
                "service_500",
                "service_501",
            ):
                raise
            working = False
            break
        if not following.members:
            break
        if {m[3].rpartition("|")[2] for m in following.members} <= first:
            working = False
            break
        total += len(following.members)
        take.add(following)
        if (
            matched is not None
            and total >= matched
            and not _suspicious(len(following.members), take.service.page)
        ):
            break
    complete = matched is not None and total >= matched and not page.truncated
    capped = (
        page.truncated or _suspicious(got, take.service.page) or (matched is not None and total < matched)
    )
    if working or (complete and not _suspicious(got, take.service.page)) or not capped:
        return matched
    return _quarters(take, box, depth, got, matched)


def _suspicious(got: int, page: int | None) -> bool:
    """Tell whether a number of objects looks like a limit rather than like all there are."""
    return got in (page, PAGE) or (got >= 100 and got % 100 == 0)


def _quarters(take: _Take, box: Box | None, depth: int, got: int, matched: int | None) -> int | None:
    if box is None or depth >= MAX_SPLITS:
        if matched is not None and got >= matched:
            take.problems.append(
                note(
                    f"Der Dienst gibt genau {number(got)} Objekte heraus und lässt sich nicht weiterblättern; ob das alle sind, lässt sich nicht prüfen.",
                    "Die Zahl mit der des Betreibers vergleichen.", "service_maybe_incomplete",
                )
            )  # fmt: skip
            return matched
        raise service_problem(
            f"Der Dienst gibt höchstens {number(got)} Objekte auf einmal heraus und lässt sich nicht weiterblättern; die Ebene käme unvollständig an.",
            "Zuerst die Quartiere einlesen, damit der Dienst nach dem Gebiet gefragt werden kann, oder die Datei beim Betreiber herunterladen."
            if box is None else "Die Datei beim Betreiber herunterladen.",
            "service_incomplete", take.service.address, take.layer.name,
        )  # fmt: skip
    if not take.split:
        take.split = True
        take.problems.append(
            note(
                f"Der Dienst lässt sich nicht weiterblättern und gibt höchstens {number(got)} Objekte heraus; er wurde in kleineren Gebieten abgefragt.",
                code="service_no_paging",
            )
        )  # fmt: skip
    west, south, east, north = box
    x, y = (west + east) / 2, (south + north) / 2
    for part in ((west, south, x, y), (x, south, east, y), (west, y, x, north), (x, y, east, north)):
        _take(take, part, depth + 1)
    return matched
