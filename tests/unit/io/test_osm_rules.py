"""Walking rules and the meaning of tags, case by case."""

from __future__ import annotations

import pytest

from quartiermap.domain.network import BARRIERS, BRIDGE, CONDITIONAL, CROSSING, LIFT, ONEWAY, STEPS, TUNNEL
from quartiermap.io.bundled import kinds
from quartiermap.io.osm_features import area_class, facility_kinds, isced_levels, line_class
from quartiermap.io.osm_rules import walk_rules


def tags(text: str) -> dict[str, str]:
    return dict(pair.split("=", 1) for pair in text.split(","))


@pytest.mark.parametrize(
    "text",
    [
        "highway=residential",
        "highway=primary",
        "highway=cycleway,foot=designated",
        "highway=bridleway,foot=yes",
        "highway=trunk,foot=yes",
        "highway=trunk,sidewalk=both",
        "highway=service,access=private,foot=yes",
        "highway=primary,motorroad=yes,foot=designated",
        "highway=track,access=forestry",
        "highway=track,access=agricultural",
        "highway=residential,access=destination",
        "highway=residential,oneway=yes",
        "highway=footway,bicycle=no",
        "highway=path,foot=no,foot:conditional=yes @ (Mo-Fr)",
        "highway=service,access=private,access:conditional=yes @ (06:00-20:00)",
        "highway=elevator",
        "highway=footway,foot:backward=no",
    ],
)
def test_walkable(text: str) -> None:
    assert walk_rules().walk(tags(text)) is not None


@pytest.mark.parametrize(
    "text",
    [
        "highway=motorway",
        "highway=motorway,foot=yes",
        "highway=construction",
        "highway=proposed",
        "highway=raceway",
        "highway=bus_guideway",
        "highway=cycleway",
        "highway=bridleway",
        "highway=trunk",
        "highway=trunk,motorroad=yes,sidewalk=both",
        "highway=primary,motorroad=yes",
        "highway=footway,foot=no",
        "highway=footway,foot=no,access:conditional=yes @ (06:00-20:00)",
        "highway=path,access=no,opening_hours=Mo-Fr",
        "highway=path,foot:forward=no,foot:backward=no",
        "highway=residential,foot=use_sidepath",
        "highway=service,access=private",
        "highway=service,access=agricultural",
        "highway=path,foot=private",
        "highway=footway,route=ferry",
        "route=ferry",
        "building=yes",
    ],
)
def test_not_walkable(text: str) -> None:
    assert walk_rules().walk(tags(text)) is None


def test_flags() -> None:
    rules = walk_rules()
    assert rules.walk(tags("highway=steps")) == ("steps", STEPS)
    assert rules.walk(tags("highway=path,bridge=viaduct,tunnel=no")) == ("path", BRIDGE)
    assert rules.walk(tags("highway=path,bridge=no,tunnel=building_passage")) == ("path", TUNNEL)


@pytest.mark.parametrize(
    ("text", "flag"),
    [
        ("highway=path,oneway:foot=yes", ONEWAY),
        ("highway=path,oneway:foot=-1", ONEWAY),
        ("highway=path,foot:forward=no", ONEWAY),
        ("highway=path,oneway=yes", 0),
        ("highway=path,opening_hours=Mo-Fr 08:00-16:00", CONDITIONAL),
        ("highway=path,opening_hours=24/7", 0),
        ("highway=path,foot:conditional=no @ (Nov-Mar)", CONDITIONAL),
        ("highway=footway,footway=crossing,crossing=zebra", CROSSING),
        ("highway=footway,footway=crossing,crossing=unmarked", 0),
        ("highway=elevator", LIFT),
    ],
)
def test_flags_of_signed_things(text: str, flag: int) -> None:
    walk = walk_rules().walk(tags(text))
    assert walk is not None
    assert walk[1] == flag


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("surface=paving_stones:20", {"surface": 0}),
        ("surface=sett", {"surface": 1}),
        ("surface=gravel;asphalt", {"surface": 3}),
        ("surface=moon_dust", {}),
        ("smoothness=horrible", {"smoothness": 3}),
        ("width=0.9", {"width_cm": 90}),
        ("width=narrow", {}),
        ("incline=10%", {"incline_pm": 100}),
        ("incline=-10°", {"incline_pm": 176}),
        ("incline=up", {}),
        ("kerb=flush", {"kerb_mm": 0}),
        ("kerb=raised", {"kerb_mm": 120}),
        ("kerb=raised,kerb:height=0.06", {"kerb_mm": 60}),
        ("kerb=yes", {}),
        ("wheelchair=designated", {"wheelchair": 2}),
        ("ramp:wheelchair=yes", {"ramp": 1}),
        ("ramp=no", {"ramp": 0}),
        ("ramp=yes", {}),
    ],
)
def test_attributes_and_what_stays_unknown(text: str, expected: dict[str, int]) -> None:
    assert walk_rules().attributes(tags(text)) == expected


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("barrier=bollard", "narrow"),
        ("barrier=cycle_barrier", "pram_hindered"),
        ("barrier=kissing_gate,wheelchair=yes", "narrow"),
        ("barrier=stile", "impassable_on_wheels"),
        ("barrier=entrance", "none"),
        ("barrier=unheard_of", None),
    ],
)
def test_what_a_barrier_means_on_wheels(text: str, kind: str | None) -> None:
    found = walk_rules().barrier_kind(tags(text))
    assert found == (None if kind is None else BARRIERS.index(kind))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("amenity=school,name=Gymnasium am Park", ("secondary_school",)),
        ("amenity=school,name=Astrid-Lindgren-Grundschule", ("primary_school",)),
        ("amenity=school,name=Grund- und Werkrealschule", ("primary_school", "secondary_school")),
        ("amenity=school,name=Hauptschule,isced:level=1", ("primary_school",)),
        ("amenity=school,isced:level=1-3", ("primary_school", "secondary_school")),
        ("amenity=school,name=Max-Weber-Schule", ("school",)),
        ("amenity=school,name=Berufsschule,isced:level=3", ("school",)),
        ("amenity=school,name=Abendgymnasium", ("school",)),
        ("amenity=community_centre", ("quartierstreff",)),
        ("amenity=community_centre,community_centre=youth_centre", ("youth_centre",)),
        ("amenity=community_centre,community_centre:for=senior;juvenile", ("youth_centre",)),
        ("amenity=social_facility,social_facility=nursing_home", ("care_home",)),
        ("leisure=park", ("green_space",)),
        ("leisure=park,access=private", ()),
        ("amenity=kindergarten,access=private", ("kita",)),
        ("amenity=pub", ()),
    ],
)
def test_kinds_of_facility(text: str, expected: tuple[str, ...]) -> None:
    assert facility_kinds(tags(text), kinds()) == expected


def test_isced_levels_with_lists_and_ranges() -> None:
    assert isced_levels("0;1") == {0, 1}
    assert isced_levels("") == frozenset()


def test_basemap_classes() -> None:
    assert area_class(tags("building=yes,amenity=school")) == "building"
    assert area_class(tags("natural=water")) == "water"
    assert area_class(tags("building=no")) is None
    assert line_class(tags("highway=steps")) == ("steps", 6)
    assert line_class(tags("waterway=stream,tunnel=culvert")) is None
    assert line_class(tags("highway=construction")) is None
