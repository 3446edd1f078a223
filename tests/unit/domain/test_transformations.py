"""Between the systems of every map PROJ is told what to do; it must be what PROJ itself would do in Germany."""

from __future__ import annotations

from itertools import permutations

import numpy as np
import pyproj
import pytest

from quartiermap.domain.crs import GERMANY_LONLAT, METRIC_EPSG, transformation

SYSTEMS = ("EPSG:4326", "EPSG:3857", "EPSG:3035", *(f"EPSG:{code}" for code in METRIC_EPSG))


@pytest.mark.parametrize(("one", "other"), permutations(SYSTEMS, 2))
def test_is_to_the_last_digit_what_proj_chooses(one: str, other: str) -> None:
    west, south, east, north = GERMANY_LONLAT
    lon, lat = np.meshgrid(np.linspace(west, east, 23), np.linspace(south, north, 23))
    x, y = pyproj.Transformer.from_crs("EPSG:4326", one, always_xy=True).transform(lon, lat)
    expected = pyproj.Transformer.from_crs(one, other, always_xy=True).transform(x, y)
    found = transformation(one, other).transform(x, y)
    assert np.array_equal(found, expected)


def test_other_systems_are_left_to_proj() -> None:
    x, y = transformation("EPSG:31467", "EPSG:25832").transform(3_500_000.0, 5_800_000.0)
    expected = pyproj.Transformer.from_crs("EPSG:31467", "EPSG:25832", always_xy=True).transform(
        3_500_000.0, 5_800_000.0
    )
    assert (x, y) == expected
    assert (x, y) != (3_500_000.0, 5_800_000.0)
