"""Services that lie, hang, break off, lead elsewhere: every object once or a sentence, never a part in silence."""

from __future__ import annotations

import gzip
import json
import subprocess
import time
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from quartiermap.app import network_switch
from quartiermap.app.service_import import ServiceRequest, import_from_service, service_layers
from quartiermap.domain.progress import Progress
from quartiermap.domain.project import Project
from quartiermap.errors import Cancelled, InputError, MachineError
from quartiermap.io.service_transport import Limits, check_address, same_place
from quartiermap.io.services import Connection

X, Y = 520_000.0, 6_070_000.0
QUICK = Limits(idle_s=2.0, request_s=4.0, total_s=20.0, bytes=20_000_000)


@pytest.fixture(autouse=True)
def _switched_on() -> None:
    network_switch.turn(True)


def spread(count: int) -> list[tuple[float, float]]:
    """Points all over the town, no two at one place."""
    return [(X + 10 + (i * 701) % 2980, Y + 10 + (i * 997) % 2980) for i in range(count)]


def fetch(
    url: str, town: Project, layer: str | None = "app:kitas", limits: Limits = QUICK, **more: Any
) -> Any:
    return import_from_service(
        town, ServiceRequest(url, layer, "facilities", kind="kita", **more), limits=limits
    )


def codes(problems: Any) -> set[str]:
    return {p.code for p in problems}


def refused(call: Callable[[], object]) -> set[str]:
    with pytest.raises(InputError) as caught:
        call()
    text = str(caught.value)
    assert "Traceback" not in text
    assert text.strip().endswith((".", "…", "?", "“", ")")), text
    return codes(caught.value.problems)


def all_there(project: Project, points: list[tuple[float, float]]) -> None:
    got = project.facilities
    assert len(got) == len(points)
    by_key = {i.split(":")[1]: g for i, g in zip(got["facility_id"], got.geometry, strict=True)}
    for i, (x, y) in enumerate(points):
        spot = by_key[f"0{i:04d}"]
        assert np.hypot(spot.x - x, spot.y - y) < 0.01


# ------------------------------------------------------------------------------------------ paging and numbers


@pytest.mark.parametrize(
    "fault",
    [
        {},
        {"limit": 70},  # a limit of its own below what is asked for
        {"paging": False, "limit": 200},  # ignores startIndex: the same page again
        {"matched": lambda _n: "unknown"},
        {"matched": lambda _n: "unknown", "paging": False, "limit": 100},
        {"matched": lambda n: min(n, 200), "limit": 200},  # numberMatched says what the page holds
        {"matched": lambda n: min(n, 200), "limit": 200, "paging": False},
        {"filtering": False},  # ignores bbox
        {"new_ids": True, "limit": 100},  # other ids with every answer
        {"new_ids": True, "limit": 100, "paging": False},
        {"version": "1.1.0", "limit": 70},
        {"version": "1.1.0", "paging": False, "limit": 100},
    ],
)
def test_every_object_arrives_once(stub: Any, wfs: Any, town: Project, fault: dict[str, Any]) -> None:
    points = spread(450)
    stub.answers = wfs(points, **fault)
    all_there(fetch(stub.url + "/wfs", town).project, points)


def test_a_count_that_does_not_come_is_said(stub: Any, wfs: Any, town: Project) -> None:
    stub.answers = wfs(spread(30), matched=lambda n: n + 5)
    result = fetch(stub.url, town)
    assert len(result.project.facilities) == 30
    assert "service_count_differs" in codes(result.problems)
    assert any(f["code"] == "service_count_differs" for f in result.sources[0].findings)


def test_what_cannot_be_had_completely_is_refused(stub: Any, wfs: Any, town: Project) -> None:
    stub.answers = wfs([(X + 500, Y + 500)] * 300, paging=False, limit=100)
    assert refused(lambda: fetch(stub.url, town)) == {"service_incomplete"}


def test_objects_elsewhere_are_left_out_and_counted(stub: Any, wfs: Any, town: Project) -> None:
    points = spread(20)
    stub.answers = wfs([*points, (X + 20_000, Y), (X - 20_000, Y)], filtering=False)
    result = fetch(stub.url, town)
    all_there(result.project, points)
    assert "service_clipped" in codes(result.problems)


def test_nothing_here_is_a_sentence(stub: Any, wfs: Any, town: Project) -> None:
    stub.answers = wfs([(X + 30_000, Y)])
    assert refused(lambda: fetch(stub.url, town)) == {"service_nothing_here"}


# ------------------------------------------------------------------------------------------ coordinates


def test_swapped_axes_are_turned_back_and_said(stub: Any, wfs: Any, town: Project) -> None:
    points = spread(20)
    stub.answers = wfs(points, turned=True, filtering=False)
    result = fetch(stub.url, town)
    all_there(result.project, points)
    assert "axes_swapped" in codes(result.problems)


def test_other_crs_than_asked_for(stub: Any, wfs: Any, town: Project) -> None:
    import pyproj

    to = pyproj.Transformer.from_crs(25832, 25833, always_xy=True)
    points = spread(20)
    stub.answers = wfs([to.transform(*p) for p in points], srs="urn:ogc:def:crs:EPSG::25833", filtering=False)
    all_there(fetch(stub.url, town).project, points)


# ------------------------------------------------------------------------------------------ licence, record, replacing


def test_terms_address_and_refresh(stub: Any, wfs: Any, town: Project) -> None:
    stub.answers = wfs(spread(20))
    address = (
        stub.url.replace("://", "://amt:geheim@") + "/wfs?apikey=123&REQUEST=GetCapabilities&service=WFS"
    )
    result = fetch(address, town)
    (source,) = result.sources
    assert source.licence == "Datenlizenz Deutschland – Zero – Version 2.0"
    assert source.provider == "Stadt Muster"
    assert source.mapping["@service"] == stub.url + "/wfs"
    assert "geheim" not in repr(result.project.sources)
    assert "123" not in source.mapping["@service"]
    assert all("geheim" not in r for r in stub.requests)
    again = fetch(address, result.project)
    assert len(again.project.facilities) == 20
    assert len([s for s in again.project.sources if s.layer == "facilities"]) == 1


def test_login_is_sent(stub: Any, wfs: Any, town: Project) -> None:
    answers = wfs(spread(20))
    stub.answers = lambda p, q: (
        answers(p, q) if q["@authorization"] == "Basic YW10OmdlaGVpbQ==" else (401, {}, b"")
    )
    fetch(stub.url.replace("://", "://amt:geheim@"), town)
    assert refused(lambda: fetch(stub.url, town)) == {"service_401"}


# ------------------------------------------------------------------------------------------ broken answers

REPORT = b'<ows:ExceptionReport xmlns:ows="http://www.opengis.net/ows/1.1"><ows:Exception exceptionCode="NoApplicableCode"><ows:ExceptionText>Die Datenbank ruht</ows:ExceptionText></ows:Exception></ows:ExceptionReport>'
BOMB = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><x>&b;</x>'
SECRET = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY s SYSTEM "file://localhost/geheim.txt">]><x>&s;</x>'


@pytest.mark.parametrize(
    ("status", "body", "code"),
    [
        (200, b"<html><head><title>Anmeldung</title></head></html>", "service_html"),
        (200, REPORT, "service_exception"),
        (200, BOMB, "service_xml_refused"),
        (200, SECRET, "service_xml_refused"),
        (200, "\ufeff".encode("utf-16-le") + BOMB.decode().replace('"1.0"', '"1.0" encoding="UTF-16"').encode("utf-16-le"), "service_xml_refused"),
        (200, b"", "service_empty"),
        (200, b"<a><b>", "service_not_xml"),
        (200, b"<a>" * 5000 + b"</a>" * 5000, "service_xml_refused"),
        (200, b'{"a": 1}', "service_not_xml"),
        (200, b'<WMS_Capabilities xmlns="http://www.opengis.net/wms"/>', "service_not_wfs"),
        (401, b"", "service_401"),
        (403, b"<html><title>gesperrt</title></html>", "service_403"),
        (404, b"", "service_404"),
        (500, REPORT, "service_500"),
        (503, b"", "service_503"),
        (418, b"", "service_418"),
    ],
)  # fmt: skip
def test_answers_that_are_no_service(stub: Any, town: Project, status: int, body: bytes, code: str) -> None:
    stub.answers = lambda _p, _q: (status, {"Content-Type": "text/xml"}, body)
    assert refused(lambda: fetch(stub.url + "/wfs?service=WFS", town)) == {code}
    assert refused(lambda: fetch(stub.url, town)) <= {code, "service_not_json", "service_unknown"}


@pytest.mark.parametrize("body", [b"<html></html>", REPORT, BOMB, b"<x/>", b"", b"<a"])
def test_bad_pages_leave_nothing_behind(stub: Any, wfs: Any, town: Project, body: bytes) -> None:
    good = wfs(spread(450), limit=70)
    stub.answers = lambda p, q: (200, {}, body) if q.get("startindex") == "140" else good(p, q)
    if body is REPORT:  # a service that refuses to page is asked in pieces instead
        assert len(fetch(stub.url, town).project.facilities) == 450
    else:
        assert refused(lambda: fetch(stub.url, town))


def test_a_body_cut_short_is_noticed(stub: Any, wfs: Any, town: Project) -> None:
    stub.answers, stub.cut = wfs(spread(50)), True
    assert refused(lambda: fetch(stub.url, town)) == {"service_truncated"}


def test_gzip_is_read_and_bombs_are_bounded(stub: Any, wfs: Any, town: Project) -> None:
    good = wfs(spread(30))

    def packed(path: str, query: dict[str, str]) -> tuple[int, dict[str, str], bytes]:
        status, headers, body = good(path, query)
        return status, {**headers, "Content-Encoding": "gzip"}, gzip.compress(body)

    stub.answers = packed
    assert len(fetch(stub.url, town).project.facilities) == 30
    bomb = gzip.compress(b" " * 100_000_000)
    assert len(bomb) < 200_000
    stub.answers = lambda _p, _q: (200, {"Content-Encoding": "gzip"}, bomb)
    assert refused(lambda: fetch(stub.url, town)) == {"service_too_large"}


def test_more_rows_than_allowed(stub: Any, wfs: Any, town: Project) -> None:
    stub.answers = wfs(spread(450), limit=100)
    limits = Limits(rows=300, idle_s=5)
    assert refused(lambda: fetch(stub.url, town, limits=limits)) == {"service_too_many"}


# ------------------------------------------------------------------------------------------ time


def test_a_silent_server_ends_with_a_sentence(stub: Any, town: Project) -> None:
    stub.slow = 60.0
    assert refused(lambda: fetch(stub.url, town)) == {"service_timeout"}


def test_cancelling_does_not_wait_for_the_server(stub: Any, town: Project) -> None:
    stub.slow = 60.0
    calls = []

    def cancelled() -> bool:
        calls.append(time.monotonic())
        return len(calls) > 20

    with pytest.raises(Cancelled):
        import_from_service(
            town,
            ServiceRequest(stub.url, None, "facilities"),
            Progress(cancelled=cancelled),
            limits=Limits(idle_s=60),
        )
    assert max(np.diff(calls)) < 1.0


# ------------------------------------------------------------------------------------------ where requests go


@pytest.mark.parametrize(
    "target",
    [
        "file://localhost/geheim.txt", "ftp://127.0.0.1/x", "http://169.254.169.254/latest", "http://[fe80::1]/", "http://2852039166/", "http://0.0.0.0/",
        "http://example.invalid/wfs", "data:text/xml,x", "http://localhost:1/", "",
    ],
)  # fmt: skip
def test_redirects_elsewhere_are_refused(stub: Any, town: Project, target: str) -> None:
    stub.answers = lambda _p, _q: (302, {"Location": target}, b"")
    assert refused(lambda: fetch(stub.url, town)) == {"redirect_refused"}
    assert len(stub.requests) == 1


def test_redirects_within_the_server_are_followed_but_not_for_ever(
    stub: Any, wfs: Any, town: Project
) -> None:
    good = wfs(spread(30))
    stub.answers = lambda p, q: good(p, q) if p == "/neu" else (301, {"Location": "/neu?" + "&".join(f"{k}={v}" for k, v in q.items() if k[0] != "@")}, b"")  # fmt: skip
    assert len(fetch(stub.url + "/alt", town).project.facilities) == 30
    stub.answers = lambda _p, _q: (302, {"Location": "/immer"}, b"")
    assert refused(lambda: fetch(stub.url, town)) == {"redirect_loop"}


@pytest.mark.parametrize(
    "address",
    ["", "  ", "file://localhost/geheim.txt", "ftp://a.de/x", "javascript:alert(1)", "http://", "https:///x", "http://169.254.169.254/", "http://[::ffff:169.254.1.1]/",
     "http://a b.de", "http://a.de:99999/", "/vsicurl/http://x", "data:text/xml,x", "\\\\server\\share", "http://[::]/", "gopher://a"],
)  # fmt: skip
def test_addresses_that_are_refused_before_anything_is_asked(address: str) -> None:
    assert refused(lambda: check_address(address)) <= {"address_wrong", "address_scheme", "address_forbidden"}


def test_a_port_is_another_server() -> None:
    assert not same_place("http://a.de", "http://a.de:8080")
    assert not same_place("https://a.de", "https://a.de.evil.de")


# ------------------------------------------------------------------------------------------ OGC API Features


class Api:
    """An OGC API of points with faults to choose."""

    def __init__(self, count: int, page: int = 20, **faults: Any) -> None:
        import pyproj

        to = pyproj.Transformer.from_crs(25832, 4326, always_xy=True)
        self.points = spread(count)
        self.features = [
            {"type": "Feature", "id": i, "properties": {"nummer": f"0{i:04d}"}, "geometry": {"type": "Point", "coordinates": list(to.transform(*p))}}
            for i, p in enumerate(self.points)
        ]  # fmt: skip
        self.page, self.faults = page, faults

    def __call__(self, path: str, query: dict[str, str]) -> tuple[int, dict[str, str], bytes]:
        base = self.faults.get("base", "")
        if path.endswith("/items"):
            start = int(query.get("offset", 0))
            part = self.features[start : start + self.page]
            document: dict[str, Any] = {"type": "FeatureCollection", "features": part, "links": []}
            if "matched" in self.faults:
                document["numberMatched"] = self.faults["matched"]
            if start + self.page < len(self.features) and self.faults.get("links", True):
                document["links"] = [
                    {"rel": "next", "href": f"{base}/api/collections/kitas/items?offset={start + self.page}"}
                ]
            if self.faults.get("loop"):
                document["links"] = [
                    {"rel": "next", "href": f"{base}/api/collections/kitas/items?offset={self.page}"}
                ]
        elif path.endswith("/collections"):
            document = {"collections": [{"id": "kitas", "title": "Kitas", "links": []}]}
        elif path == "/api":
            document = {
                "title": "Kita-API",
                "links": [{"rel": "license", "href": "https://x/", "title": "CC BY 4.0"}],
            }
        else:
            return 404, {}, b""
        return 200, {"Content-Type": "application/json"}, json.dumps(document).encode()


@pytest.mark.parametrize(
    ("faults", "code"),
    [
        ({}, None),
        ({"base": "http://innen.example.invalid:8080"}, "service_inner_links"),
        ({"links": False, "matched": 95}, None),  # no link to the next page, but a count
        ({"matched": 120}, "service_count_differs"),
    ],
)
def test_api_pages(stub: Any, town: Project, faults: dict[str, Any], code: str | None) -> None:
    api = Api(95, **faults)
    stub.answers = api
    result = fetch(stub.url + "/api", town, None)
    all_there(result.project, api.points)
    assert code is None or code in codes(result.problems)
    assert result.sources[0].licence == "CC BY 4.0"


def test_api_whose_pages_go_round_in_a_circle_ends(stub: Any, town: Project) -> None:
    stub.answers = Api(95, loop=True)
    result = fetch(stub.url + "/api/collections/kitas", town, None)
    assert len(result.project.facilities) == 40
    assert "service_page_loop" in codes(result.problems)


# ------------------------------------------------------------------------------------------ the switch


def test_while_the_switch_is_off_no_process_and_no_socket(
    stub: Any, wfs: Any, town: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    stub.answers = wfs(spread(30))
    network_switch.turn(False)

    def forbidden(*_: object, **__: object) -> None:
        raise AssertionError("a process or a socket was opened")

    monkeypatch.setattr(subprocess, "Popen", forbidden)
    monkeypatch.setattr("socket.socket.connect", forbidden)
    monkeypatch.setattr("socket.getaddrinfo", forbidden)
    for call in (lambda: fetch(stub.url, town), lambda: service_layers(stub.url)):
        with pytest.raises(MachineError) as caught:
            call()
        assert caught.value.command == "quartiermap network on"
    with pytest.raises(MachineError), Connection(network_switch.permit) as connection:
        connection.get(stub.url)
    assert not stub.requests


def test_turning_the_switch_off_stops_at_the_next_request(stub: Any, wfs: Any, town: Project) -> None:
    good = wfs(spread(450), limit=70)

    def answers(path: str, query: dict[str, str]) -> tuple[int, dict[str, str], bytes]:
        if "startindex" in query:
            network_switch.turn(False)
        return good(path, query)

    stub.answers = answers
    with pytest.raises(MachineError):
        fetch(stub.url, town)
    assert sum("STARTINDEX" in r.upper() for r in stub.requests) == 1


def test_the_switch_is_off_until_it_is_turned_and_when_damaged() -> None:
    network_switch.settings_file().unlink()
    assert not network_switch.state().on
    network_switch.turn(True)
    assert network_switch.state().on
    network_switch.settings_file().write_bytes(b'network = "on" \x00 kaputt')
    assert not network_switch.state().on
