"""WFS and OGC API Features against real servers on loopback (each test says so where its server is missing)."""

from __future__ import annotations

from collections.abc import Callable

import geopandas as gpd
import numpy as np
import pytest

from quartiermap.app import network_switch
from quartiermap.app.service_import import ServiceRequest, import_from_service
from quartiermap.domain.project import Project

INSIDE = 63
"""Kitas in the districts or within 3 km of them."""


@pytest.fixture(autouse=True)
def _switched_on() -> None:
    network_switch.turn(True)


def check(project: Project, kitas: gpd.GeoDataFrame, tolerance_m: float) -> None:
    """Every Kita inside the area is there once, with key, name, places and place."""
    got = project.facilities
    assert len(got) == INSIDE
    wanted = kitas.set_index("nummer")
    assert {i.split(":")[1] for i in got["facility_id"]} == set(wanted.index[:INSIDE])
    for row in got.itertuples():
        true = wanted.loc[row.facility_id.split(":")[1]]
        assert row.name == true["name"]
        assert row.places == true["plaetze"]
        assert np.hypot(row.geometry.x - true.geometry.x, row.geometry.y - true.geometry.y) <= tolerance_m


@pytest.mark.parametrize("srs", ["EPSG:25832 EPSG:4326", "EPSG:4326", "EPSG:31467"])
@pytest.mark.parametrize("limit", [None, 10])
def test_mapserver(
    mapserver: Callable[[str, int | None], str],
    town: Project,
    kitas: gpd.GeoDataFrame,
    srs: str,
    limit: int | None,
) -> None:
    result = import_from_service(
        town, ServiceRequest(mapserver(srs, limit), "kitas", "facilities", kind="kita")
    )
    check(
        result.project, kitas, 3.0 if "31467" in srs else 0.1
    )  # 31467: datum transformations differ by grid
    source = result.sources[0]
    assert "Namensnennung" in source.licence
    assert source.title == "Kita-Dienst – Kitas der Stadt"


def test_qgis_server(qgis_server: str, town: Project, kitas: gpd.GeoDataFrame) -> None:
    result = import_from_service(town, ServiceRequest(qgis_server, None, "facilities", kind="kita"))
    check(result.project, kitas, 0.1)
    source = result.sources[0]
    assert "Namensnennung" in source.licence
    assert source.provider == "Stadt Muster"
    assert source.mapping["@service_kind"] == "WFS 1.1.0"


def test_pygeoapi_is_paged_to_the_end(pygeoapi: str, town: Project, kitas: gpd.GeoDataFrame) -> None:
    result = import_from_service(town, ServiceRequest(f"{pygeoapi}/collections/kitas/items?limit=5", None, "facilities", kind="kita"))  # fmt: skip
    check(result.project, kitas, 0.2)
    assert int(result.sources[0].mapping["@service_requests"]) >= 7  # ten objects a page
    assert "Zero" in result.sources[0].licence
