"""Which system do these numbers belong to: known towns in every system, and the cases that must stay a question."""

from __future__ import annotations

import pyproj
import pytest

from quartiermap.io.crs_guess import candidates, in_germany, near

TOWNS = {"Flensburg": (9.43, 54.79), "Aachen": (6.08, 50.78), "Konstanz": (9.17, 47.66), "Görlitz": (14.98, 51.15), "Berlin": (13.4, 52.52), "Passau": (13.45, 48.57), "Sylt": (8.35, 54.9), "Emden": (7.2, 53.37)}  # fmt: skip


@pytest.mark.parametrize("town", TOWNS)
def test_german_towns_are_in_germany(town: str) -> None:
    assert in_germany(*TOWNS[town])


@pytest.mark.parametrize(
    "place", [(2.35, 48.86), (16.37, 48.2), (12.57, 55.68), (13.4, 0.0), (52.5, 13.4), (24.9, 60.2)]
)
def test_other_places_are_not(place: tuple[float, float]) -> None:
    assert not in_germany(*place)


@pytest.mark.parametrize("town", TOWNS)
@pytest.mark.parametrize("epsg", [4326, 25832, 25833, 3035, 3857])
def test_with_the_project_known_the_right_system_is_the_only_reading(town: str, epsg: int) -> None:
    lon, lat = TOWNS[town]
    x, y = pyproj.Transformer.from_crs(4326, epsg, always_xy=True).transform(lon, lat)
    if epsg == 25833 and not 0 <= x <= 600e3:
        pytest.skip("nobody uses zone 33 that far west")
    size = 0.01 if epsg == 4326 else 1000.0
    found = candidates((x - size, y - size, x + size, y + size), (lon - 0.1, lat - 0.1, lon + 0.1, lat + 0.1))
    assert [r.epsg for r in found] == [epsg]
    assert not found[0].swapped


def test_zone_prefix_and_swapped_axes_are_recognised() -> None:
    (reading,) = candidates((32_522_969, 6_067_279, 32_532_600, 6_075_308))
    assert (reading.epsg, reading.prefix, reading.swapped) == (25832, 32, False)
    (reading,) = candidates((6_067_279, 522_969, 6_075_308, 532_600))
    assert (reading.epsg, reading.swapped) == (25832, True)


def test_berlin_in_utm_33_without_a_project_is_a_question() -> None:
    assert {r.epsg for r in candidates((385_000, 5_815_000, 395_000, 5_822_000))} == {25832, 25833}


def test_numbers_that_fit_nothing_have_no_reading() -> None:
    assert candidates((1.0, 1.0, 2.0, 2.0)) == ()
    assert candidates((9e9, 9e9, 9.1e9, 9.1e9)) == ()


def test_near_is_measured_in_kilometres() -> None:
    area = (9.0, 54.0, 9.1, 54.1)
    assert near(9.05, 54.5, area)
    assert not near(9.05, 54.6, area)
