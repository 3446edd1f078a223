"""Names along streets: straight enough, upright, on nothing else, the most important first."""

import numpy as np
import pytest
import shapely

from quartiermap.render.street_names import MOST_NAMES, StreetNames, place_street_names

FRAME = (0.0, 0.0, 160.0, 120.0)
NOTHING = np.zeros((0, 4))


def line(*points):
    return np.array(points, dtype=float)


def test_a_name_never_stands_on_its_head():
    """Whichever way a street was drawn, its name is read from the left or from below."""
    for turn in range(0, 360, 15):
        end = (80 + 40 * np.cos(np.radians(turn)), 60 + 40 * np.sin(np.radians(turn)))
        (found,) = place_street_names([("Hauptstraße", line((80, 60), end))], FRAME, NOTHING)
        assert -90 < found.angle <= 90


def test_a_street_too_short_or_too_crooked_gets_no_name():
    zigzag = line(*((10 + n, 60 + 4 * (n % 2)) for n in range(40)))
    assert place_street_names([("Am Alten Wasserturm", line((10, 10), (20, 10)))], FRAME, NOTHING) == []
    assert place_street_names([("Hauptstraße", zigzag)], FRAME, NOTHING) == []


def test_nothing_is_written_on_signs_or_on_another_name():
    streets = [("Hauptstraße", line((10, 60), (150, 60))), ("Gartenweg", line((10, 60.5), (150, 60.5)))]
    one, other = place_street_names(streets, FRAME, NOTHING)
    assert abs(one.x - other.x) > 10
    wall = np.array([[0.0, 50.0, 160.0, 70.0]])
    assert place_street_names(streets, FRAME, wall) == []


def test_a_name_stays_on_the_sheet():
    assert place_street_names([("Hauptstraße", line((20, 119.8), (60, 119.8)))], FRAME, NOTHING) == []


def test_no_more_names_than_can_be_read():
    streets = [(f"Weg {n}", line((5, 4 * n), (155, 4 * n))) for n in range(1, 29)]
    assert len(place_street_names(streets, FRAME, NOTHING)) == MOST_NAMES


def test_only_named_streets_in_the_district_are_offered(town):
    lines = town.basemap_lines.copy()
    lines["name"] = ["Bahn", "Hauptstraße", None]
    streets = StreetNames(town.with_(basemap_lines=lines))
    district = town.reporting_districts.geometry.iloc[0]
    found = streets.stretches(tuple(district.buffer(300).bounds), district, 10_000)
    assert [name for name, _ in found] == ["Hauptstraße"]
    assert shapely.length(found[0][1]) == pytest.approx(800, rel=0.01)
    assert (
        StreetNames(town.with_(basemap_lines=lines.iloc[:0])).stretches(district.bounds, district, 10_000)
        == []
    )
