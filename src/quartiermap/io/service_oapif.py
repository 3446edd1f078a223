"""OGC API Features: the collections of a service, and all objects of one within a box, page after page."""

from __future__ import annotations

import json
import urllib.parse
from pathlib import Path
from typing import Any

from quartiermap.domain.texts import number
from quartiermap.errors import InputError, Problem
from quartiermap.io.service_documents import read_json
from quartiermap.io.service_model import CRS84, Box, Raw, Service, ServiceLayer, box_in, epsg_of, note, terms
from quartiermap.io.service_transport import Connection, same_place, service_problem, without_secrets

PAGE = 1000
_JSON = "application/json, application/geo+json;q=0.9, */*;q=0.1"
_GEOJSON = "application/geo+json, application/json;q=0.9, */*;q=0.1"


def landing_of(url: str) -> tuple[str, str | None]:
    """Return the landing page of an address, and the collection it points to, if it does.

    Examples
    --------
    >>> landing_of("https://api.stadt.de/daten/collections/kitas/items?limit=5")
    ('https://api.stadt.de/daten', 'kitas')
    >>> landing_of("https://api.stadt.de/daten/")
    ('https://api.stadt.de/daten', None)
    """
    parts = urllib.parse.urlsplit(url)
    path, found, rest = parts.path.partition("/collections")
    query = "&".join(
        q
        for q in parts.query.split("&")
        if q and q.partition("=")[0].lower() not in ("f", "limit", "offset", "bbox", "crs")
    )
    collection = urllib.parse.unquote(rest.strip("/").partition("/")[0]) if found else ""
    return urllib.parse.urlunsplit(
        (parts.scheme, parts.netloc, path.rstrip("/"), query, "")
    ), collection or None


def _below(base: str, path: str, **parameters: str) -> str:
    parts = urllib.parse.urlsplit(base)
    query = "&".join(q for q in (parts.query, urllib.parse.urlencode(parameters, safe=":,/")) if q)
    return urllib.parse.urlunsplit((parts.scheme, parts.netloc, parts.path + path, query, ""))


def describe(connection: Connection, url: str) -> Service:
    """Ask an OGC API what it offers.

    Raises
    ------
    InputError
        If there is no such service.
    """
    base, _ = landing_of(url)
    problems: list[Problem] = []
    landing = _json(connection, base or url, "Beschreibung des Dienstes lesen")
    listed = _json(connection, _below(base, "/collections"), "Ebenen des Dienstes lesen")
    found = listed.get("collections")
    if not isinstance(found, list):
        raise service_problem("Unter dieser Adresse ist kein Geodienst (weder WFS noch OGC API Features).", "Die Adresse des Dienstes prüfen.", "service_unknown", url)  # fmt: skip
    layers = tuple(_layer(c, base) for c in found if isinstance(c, dict) and c.get("id") and _has_items(c))
    if not layers:
        raise service_problem("Der Dienst bietet keine Ebenen mit Objekten an.", "Die Adresse prüfen.", "service_no_layers", url)  # fmt: skip
    licence, source = terms(_licence(landing), _licence(listed), str(landing.get("attribution") or ""))
    provider = landing.get("provider") if isinstance(landing.get("provider"), dict) else {}
    return Service(
        address=without_secrets(base), kind="oapif", version="1.0", title=str(landing.get("title") or ""),
        provider=source or str((provider or {}).get("name") or ""), licence=licence, layers=layers, endpoint=base,
        problems=tuple(problems),
    )  # fmt: skip


def _json(connection: Connection, url: str, text: str) -> dict[str, Any]:
    """Read a JSON object; a service that answers with a web page is asked once more with ``f=json``."""
    try:
        found = read_json(connection.get(url, _JSON, text))
    except InputError as error:
        if error.problems[0].code not in ("service_html", "service_not_json", "service_406"):
            raise
        found = read_json(connection.get(_below(url, "", f="json"), _JSON, text))
    if not isinstance(found, dict):
        raise service_problem("Unter dieser Adresse ist kein Geodienst.", "Die Adresse des Dienstes prüfen.", "service_unknown", url)  # fmt: skip
    return found


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _links(document: dict[str, Any], relation: str) -> list[dict[str, Any]]:
    return [
        link
        for link in _list(document.get("links"))
        if isinstance(link, dict)
        and str(link.get("rel", "")).rpartition("/")[2] == relation
        and link.get("href")
    ]


def _licence(document: dict[str, Any]) -> str:
    for link in _links(document, "license"):
        return str(link.get("title") or link["href"])
    return str(document.get("license") or "")


def _has_items(collection: dict[str, Any]) -> bool:
    return str(collection.get("itemType", "feature")).lower() == "feature"


def _layer(collection: dict[str, Any], base: str) -> ServiceLayer:
    name = str(collection["id"])
    own = str(collection.get("storageCrs") or "")
    offered = [c for c in _list(collection.get("crs")) if isinstance(c, str)]
    bounds = None
    try:
        box = [float(v) for v in collection["extent"]["spatial"]["bbox"][0]]
        bounds = (box[0], box[1], box[-2] if len(box) == 4 else box[3], box[-1] if len(box) == 4 else box[4])
    except (KeyError, IndexError, TypeError, ValueError):
        pass
    items = _below(base, f"/collections/{urllib.parse.quote(name, safe='')}/items")
    for link in _links(collection, "items"):
        there = urllib.parse.urljoin(base + "/", str(link["href"]))
        if "json" in str(link.get("type", "")) and same_place(base, there):
            parts, own_query = urllib.parse.urlsplit(there), urllib.parse.urlsplit(base).query
            items = urllib.parse.urlunsplit(parts._replace(query="&".join(q for q in dict.fromkeys((*parts.query.split("&"), *own_query.split("&"))) if q)))  # fmt: skip
            break
    return ServiceLayer(
        name, str(collection.get("title") or name), str(collection.get("description") or "")[:500],
        tuple(dict.fromkeys(c for c in (own if own in offered else "", *offered) if c)), bounds, items, terms(_licence(collection))[0],
    )  # fmt: skip


class _Items:
    """The features of all pages."""

    def __init__(self) -> None:
        self.features: list[dict[str, Any]] = []
        self.seen: set[str] = set()
        self.odd = 0
        self.doubles = 0

    def add(self, page: Any) -> int:
        """Take over what is new; return how many."""
        before = len(self.features)
        for feature in page:
            if not isinstance(feature, dict) or feature.get("type") != "Feature":
                self.odd += 1
                continue
            key = json.dumps(feature, sort_keys=True, ensure_ascii=False)
            if key in self.seen and feature.get("id") is not None:
                self.doubles += 1
                continue
            self.seen.add(key)
            self.features.append(feature)
        return len(self.features) - before


def fetch(
    connection: Connection,
    service: Service,
    layer: ServiceLayer,
    folder: Path,
    box: Box | None,
    box_epsg: int | None,
) -> Raw:
    """Fetch all objects of a collection within a box (in ``EPSG:box_epsg``; ``None``: all there are).

    Raises
    ------
    InputError
        If the service fails or answers with something else.
    """
    parameters: dict[str, str] = {"limit": str(PAGE)}
    if box is not None and box_epsg is not None:
        parameters["bbox"] = ",".join(f"{v:.7f}" for v in box_in(box, box_epsg, CRS84))
    wanted = next((c for c in layer.crs if box_epsg is not None and epsg_of(c) == box_epsg), None)
    if wanted is not None:
        parameters["crs"] = wanted
    items, problems = _Items(), list[Problem]()
    url = _with(layer.items, **parameters)
    try:
        document, crs = _page(connection, url, layer, items)
    except InputError as error:
        if error.problems[0].code != "service_400":
            raise
        # some services refuse a limit above their own, or a bbox of so many digits
        parameters["limit"] = "100"
        url = _with(layer.items, **parameters)
        document, crs = _page(connection, url, layer, items)
    matched = _matched(document)
    asked = {url}
    new = items.add(document["features"])
    while new:
        following = _next(document, url, layer, problems)
        if following is None and matched is not None and len(items.features) < matched:
            following = _with(url, offset=str(len(items.features)))
            if following in asked:
                break
        if following is None:
            break
        if following in asked:
            problems.append(note("Der Dienst verweist von einer Seite auf eine frühere; das Blättern wurde dort beendet.", code="service_page_loop"))  # fmt: skip
            break
        asked.add(following)
        try:
            document, _ = _page(connection, following, layer, items)
        except InputError as error:
            if "offset=" in following and error.problems[0].code in ("service_400", "service_500"):
                break
            raise
        new, url = items.add(document["features"]), following
        if len(items.features) > connection.limits.rows:
            raise service_problem(
                f"Die Ebene hat mehr als {number(connection.limits.rows)} Objekte.", "Die Daten beim Betreiber als Datei herunterladen.",
                "service_too_many", service.address, layer.name,
            )  # fmt: skip
    problems += _said(items, matched)
    path = folder / "dienst.geojson"
    code = epsg_of(crs) if crs else None
    member = (
        {}
        if code in (None, CRS84, 4326)
        else {"crs": {"type": "name", "properties": {"name": f"urn:ogc:def:crs:EPSG::{code}"}}}
    )
    path.write_text(
        json.dumps({"type": "FeatureCollection", **member, "features": items.features}, ensure_ascii=False),
        "utf-8",
    )
    return Raw(path, len(items.features), f"EPSG:{code}" if member else None, tuple(problems))


def count(connection: Connection, layer: ServiceLayer, box: Box | None, box_epsg: int | None) -> int | None:
    """Return how many objects the service says there are within a box; ``None`` if it does not say.

    Raises
    ------
    InputError
        If the service cannot be asked.
    """
    parameters = {"limit": "1"}
    if box is not None and box_epsg is not None:
        parameters["bbox"] = ",".join(f"{v:.7f}" for v in box_in(box, box_epsg, CRS84))
    document, _ = _page(connection, _with(layer.items, **parameters), layer, _Items())
    return _matched(document)


def _matched(document: dict[str, Any]) -> int | None:
    found = document.get("numberMatched")
    return found if isinstance(found, int) and not isinstance(found, bool) and found >= 0 else None


def _with(url: str, **parameters: str) -> str:
    """Return an address with parameters set, in place of those of the same name."""
    parts = urllib.parse.urlsplit(url)
    kept = [q for q in parts.query.split("&") if q and q.partition("=")[0] not in parameters]
    query = "&".join([*kept, urllib.parse.urlencode(parameters, safe=":,/")])
    return urllib.parse.urlunsplit((parts.scheme, parts.netloc, parts.path, query, ""))


def _page(connection: Connection, url: str, layer: ServiceLayer, items: _Items) -> tuple[dict[str, Any], str]:
    """Return a page and the CRS its coordinates are in (empty: longitude and latitude)."""
    text = f"„{layer.title}“ abfragen" + (
        f": {number(len(items.features))} Objekte" if items.features else ""
    )
    answer = connection.get(url, _GEOJSON, text)
    document = read_json(answer)
    answer.path.unlink(missing_ok=True)
    if not isinstance(document, dict) or not isinstance(document.get("features"), list):
        raise service_problem("Der Dienst antwortet nicht mit Geodaten.", "Die Adresse und die Ebene prüfen.", "service_not_features", url)  # fmt: skip
    said = answer.headers.get("content-crs", "").strip("<> ")
    return document, said


def _next(document: dict[str, Any], url: str, layer: ServiceLayer, problems: list[Problem]) -> str | None:
    """Return the address of the next page; one on another server is asked for where we are."""
    for link in _links(document, "next"):
        there = urllib.parse.urljoin(url, str(link["href"]))
        if same_place(url, there):
            return there
        # the usual fault of a service behind a proxy: it knows only its inner name
        if not any(p.code == "service_inner_links" for p in problems):
            problems.append(
                note("Der Dienst verweist für weitere Seiten auf einen anderen Server; sie wurden unter der angegebenen Adresse abgefragt.", code="service_inner_links", severity="info")
            )  # fmt: skip
        here = urllib.parse.urlsplit(layer.items)
        return urllib.parse.urlunsplit(here._replace(query=urllib.parse.urlsplit(there).query))
    return None


def _said(items: _Items, matched: int | None) -> list[Problem]:
    problems = []
    if items.odd:
        problems.append(note(f"{number(items.odd)} Einträge des Dienstes sind keine Geoobjekte und wurden ausgelassen.", code="service_odd"))  # fmt: skip
    if items.doubles:
        problems.append(
            note(f"Der Dienst hat {number(items.doubles)} Objekte mehrfach geliefert; sie wurden einmal übernommen.", code="service_repeated")
        )  # fmt: skip
    if matched is not None and matched != len(items.features):
        problems.append(
            note(
                f"Der Dienst nennt {number(matched)} Objekte, geliefert hat er {number(len(items.features))}.",
                "Die Zahl mit der des Betreibers vergleichen.", "service_count_differs",
            )
        )  # fmt: skip
    return problems
