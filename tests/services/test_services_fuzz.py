"""Whatever a service answers, the outcome is a result or a sentence: no other exception leaves the readers."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from quartiermap.domain.progress import Progress
from quartiermap.errors import InputError
from quartiermap.io import service_oapif, service_wfs
from quartiermap.io.service_model import Service, ServiceLayer, terms
from quartiermap.io.service_transport import Answer, Limits, check_address, without_secrets

QUICK = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


class Canned:
    """A connection that gives the same answers again and again, then nothing."""

    limits = Limits(rows=1000)
    progress = Progress()

    def __init__(self, folder: Path, *bodies: bytes) -> None:
        self.folder, self.bodies, self.count = folder, bodies, 0

    def get(self, url: str, accept: str = "", text: str = "") -> Answer:
        self.count += 1
        if self.count > 40:
            raise AssertionError("asked for ever")
        path = self.folder / f"{self.count}.body"
        body = self.bodies[min(self.count - 1, len(self.bodies) - 1)]
        path.write_bytes(body)
        return Answer(url, {"content-crs": "<http://www.opengis.net/def/crs/EPSG/0/25832>"}, path, len(body))


def sentence(error: InputError) -> None:
    assert all(p.message for p in error.problems)


def mutated(data: st.DataObject, text: bytes) -> bytes:
    out = bytearray(text)
    for _ in range(data.draw(st.integers(0, 6))):
        at = data.draw(st.integers(0, max(len(out) - 1, 0)))
        what = data.draw(st.sampled_from(["flip", "cut", "insert", "drop"]))
        if what == "flip" and out:
            out[at] = data.draw(st.integers(0, 255))
        elif what == "cut":
            del out[at:]
        elif what == "drop":
            del out[at : at + data.draw(st.integers(1, 40))]
        else:
            out[at:at] = data.draw(
                st.sampled_from(
                    [
                        b"<",
                        b">",
                        b"&",
                        b"&x;",
                        b"\x00",
                        b"</wfs:member>",
                        b"<wfs:member/>",
                        b"EPSG::999999",
                        b"<!DOCTYPE a>",
                    ]
                )
            )
    return bytes(out)


@QUICK
@given(st.data())
def test_wfs_descriptions(tmp_path: Path, wfs: Any, data: st.DataObject) -> None:
    body = wfs([])("", {"request": "GetCapabilities"})[2]
    try:
        found = service_wfs.describe(Canned(tmp_path, mutated(data, body)), "https://a.de/wfs")  # type: ignore[arg-type]
    except InputError as error:
        sentence(error)
    else:
        assert found.layers


@QUICK
@given(st.data())
def test_wfs_pages(tmp_path: Path, wfs: Any, data: st.DataObject) -> None:
    layer = ServiceLayer("app:kitas", "Kitas", crs=("urn:ogc:def:crs:EPSG::25832",))
    service = Service("https://a.de/wfs", "wfs", "2.0.0", "", "", "", (layer,), "https://a.de/wfs")
    body = wfs([(1.0 * i, 2.0 * i) for i in range(5)])("", {})[2]
    try:
        raw = service_wfs.fetch(
            Canned(tmp_path, mutated(data, body)), service, layer, tmp_path, (0, 0, 9, 9), 25832
        )  # type: ignore[arg-type]
    except InputError as error:
        sentence(error)
    else:
        assert raw.rows <= 5 * 2


JSONISH = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(-5, 10**6), st.floats(), st.text(max_size=8), st.sampled_from(["next", "items", "license", "https://a.de/x", "EPSG:25832"])),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.sampled_from(["href", "rel", "id", "type", "spatial", "bbox", "properties", "geometry"]), inner, max_size=3)),
    max_leaves=8,
)  # fmt: skip


@QUICK
@given(
    st.fixed_dictionaries({}, optional=dict.fromkeys(("title", "links", "attribution", "provider", "license"), JSONISH)),
    st.lists(st.fixed_dictionaries({"id": JSONISH}, optional=dict.fromkeys(("title", "links", "crs", "storageCrs", "extent", "itemType", "description", "license"), JSONISH)), max_size=3),
)  # fmt: skip
def test_api_descriptions(tmp_path: Path, landing: dict[str, Any], found: list[Any]) -> None:
    canned = Canned(
        tmp_path, json.dumps(landing).encode(), json.dumps({"collections": found, **landing}).encode()
    )
    try:
        service = service_oapif.describe(canned, "https://a.de/api")  # type: ignore[arg-type]
    except InputError as error:
        sentence(error)
    else:
        assert all(isinstance(layer.name, str) for layer in service.layers)


@QUICK
@given(st.lists(JSONISH, max_size=4), JSONISH, JSONISH)
def test_api_pages(tmp_path: Path, features: list[Any], links: Any, matched: Any) -> None:
    layer = ServiceLayer("kitas", "Kitas", items="https://a.de/collections/kitas/items")
    service = Service("https://a.de", "oapif", "1.0", "", "", "", (layer,), "https://a.de")
    page = {"type": "FeatureCollection", "features": features, "links": links, "numberMatched": matched}
    try:
        service_oapif.fetch(Canned(tmp_path, json.dumps(page).encode()), service, layer, tmp_path, None, None)  # type: ignore[arg-type]
    except InputError as error:
        sentence(error)


@given(st.text(max_size=60))
def test_any_address_is_taken_or_refused(text: str) -> None:
    try:
        good = check_address(text)
    except InputError as error:
        sentence(error)
    else:
        assert good.startswith(("http://", "https://"))
        assert "@" not in without_secrets(good).partition("://")[2].partition("/")[0]


@given(st.text(max_size=80), st.text(max_size=80))
def test_any_terms(one: str, other: str) -> None:
    licence, provider = terms(one, other, '{"name": 5}', "{kaputt}")
    assert isinstance(licence, str)
    assert isinstance(provider, str)


@pytest.mark.parametrize("code", [4326, 25832, 31467, 999999])
def test_strange_crs_names(code: int) -> None:
    from quartiermap.io.service_model import choose_crs

    name, number = choose_crs((f"urn:ogc:def:crs:EPSG::{code}", "quatsch", "EPSG:", ""), 25832)
    assert (name is None) == (code == 999999)
    assert number in (code, None)
