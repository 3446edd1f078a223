"""Maps of one district: complete, true to scale, honest about secrets, and the same bytes every time."""

import re
import xml.etree.ElementTree as ET
from dataclasses import replace

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from quartiermap.domain.project import new_project
from quartiermap.domain.schema import States
from quartiermap.errors import UsageError
from quartiermap.render.district_catchment import Catchments
from quartiermap.render.district_map import DistrictMaps
from quartiermap.render.district_scene import BEYOND, FAR_BEYOND, IN_REACH, UNKNOWN, DistrictScenes
from quartiermap.render.map_background import Background
from quartiermap.render.map_furniture import ROUND_SCALES, Imprint, shape_points
from quartiermap.render.overview_map import Overview
from quartiermap.render.svg_sheet import Placed, area_data, described, line_data

X0, Y0 = 560_000.0, 5_930_000.0
"""Lower left corner of the town of `conftest`, and of its first district."""

IMPRINT = Imprint("A. Muster", "Amt für Stadtentwicklung", "Beschlussvorlage")


def words(svg):
    return [node.text or "" for node in ET.fromstring(svg).iter() if node.tag.endswith("}text")]  # noqa: S314


def far_town(town, distances):
    """Return the town with other distances to the nearest Kita, one for each of the two points in a district."""
    access = replace(town.analysis.access, distance_m={"kita": np.array(distances, dtype=float)})
    return town.with_(analysis=replace(town.analysis, access=access))


@pytest.fixture(scope="module")
def maps(town):
    return DistrictMaps(town, imprint=IMPRINT, kind="kita")


@pytest.fixture(scope="module")
def svg(maps):
    return maps.draw("0001")


def test_everything_a_german_plan_must_show_is_there(svg):
    text = " ".join(words(svg)).replace("\u00a0", " ")
    for wanted in (
        "Altstadt (0001): Erreichbarkeit Kita", "Süd, Musterstadt", "Zielwert 500 m Fußweg (Richtwert)", "Stand 22.11.2026",
        "bis 500 m (in Reichweite)", "über 500 bis 750 m", "über 750 m oder kein Weg", "keine Daten", "Kitas",
        "Lücke mit Rang", "Grenze: Quartier", "Grenze: Stadtteil", "Städtebauförderungsgebiet", "Gewässer", "Bahn", "N",
        "EPSG:25832", "Bearbeitung: A. Muster", "Dienststelle: Amt für Stadtentwicklung", "Verfahrensstand: Beschlussvorlage",
        "Lage in der Stadt", "Erfundene Demonstrationsdaten", "Bahnhofsvorstadt",
    ):  # fmt: skip
        assert wanted in text, wanted


def test_the_scale_number_is_round_and_holds_on_paper(town, maps, svg):
    """A quarter is 800 m wide; its outline in the drawing must be that long at the scale that is written on it."""
    scale = int(re.search(r"1 : ([\d.]+)<", svg.decode()).group(1).replace(".", ""))
    assert scale in ROUND_SCALES
    assert f"{80_000_000 / scale:.0f}" in {n.strip("-") for n in re.findall(r"h(-?\d+)", svg.decode())}
    assert svg.startswith(b'<svg xmlns="http://www.w3.org/2000/svg" width="165mm" height="')


def test_the_same_project_gives_the_same_bytes(town, svg):
    assert DistrictMaps(town, imprint=IMPRINT, kind="kita").draw("0001") == svg


def test_the_drawing_carries_its_alternative_text(maps, svg):
    assert described(svg) == maps.describe("0001")
    assert described(svg[:-20]) is None
    assert described(b"") is None


def test_ways_are_classed_by_the_target_and_its_one_and_a_half(town):
    """500 m and 750 m belong to the nearer class; what cannot be reached is far; outside the network nothing is known."""
    project = far_town(town, [500.0, 500.1, 750.0, 750.1, np.inf, np.nan, 10, 10, 10, 10, 10, 10])
    scenes = DistrictScenes(project, "kita")
    standard = scenes.standard("0001")
    found = [scenes.reach(d, standard).counts for d in ("0001", "0002", "0003")]
    assert found == [(1, 1, 0, 0), (0, 1, 1, 0), (0, 0, 1, 1)]
    assert (IN_REACH, BEYOND, FAR_BEYOND, UNKNOWN) == (0, 1, 2, 3)


def test_the_alternative_text_counts_what_is_drawn(town):
    text = DistrictMaps(far_town(town, [900.0, 600.0] * 6), kind="kita").describe("0001")
    assert "Von 2 bewohnten Rasterzellen liegen 2 weiter als 500 m" in text.replace("\u00a0", " ")
    assert "davon 1 weiter als 750 m" in text.replace("\u00a0", " ")
    assert "Rang 1 Kita, außer Reichweite" in text


def test_a_secret_share_is_neither_drawn_nor_told(town):
    """District 0005 has a secret share: its dwelling places have no class, whatever the ways are."""
    near, far = (
        DistrictMaps(far_town(town, [100.0] * 8 + [d, d] + [100.0] * 2), kind="kita") for d in (100.0, 2000.0)
    )
    assert near.draw("0005") == far.draw("0005")
    assert near.draw("0002") == far.draw("0002")  # next to it
    assert "geheim" in near.describe("0005")
    assert "Rasterzellen" not in near.describe("0005")
    assert "geheim (kleine Zahlen)" in words(near.draw("0005"))


def test_squares_of_the_census_are_drawn_where_they_lie(town):
    """The one cell out of reach covers its midpoint and measures one hectare."""
    scenes = DistrictScenes(far_town(town, [600.0] + [100.0] * 11), "kita")
    areas, secret = scenes.dwellings((X0, Y0, X0 + 790, Y0 + 790), scenes.standard("0001"))
    x, y = town.analysis.demand.table.loc[0, ["x", "y"]].astype(float)
    assert areas[BEYOND].covers(shapely.Point(x, y))
    assert areas[BEYOND].area == pytest.approx(10_000, rel=2e-3)  # grid and UTM differ in scale
    assert not areas[IN_REACH].covers(shapely.Point(x, y))
    assert secret == []


def test_the_catchment_is_a_circle_as_the_crow_flies(town):
    """By air line with a detour factor of 1.25 a target of 500 m reaches 400 m far; planned Kitas do not count."""
    access = replace(town.analysis.access, method="air_line", detour_factor=1.25)
    project = town.with_(analysis=replace(town.analysis, access=access))
    standard = DistrictScenes(project, "kita").standard("0001")
    found = Catchments(project).around((X0, Y0, X0 + 2400, Y0 + 1600), standard)
    kitas = [
        p for p, s in zip(town.facilities.geometry, town.facilities["status"], strict=True) if s == "Bestand"
    ][:2]
    expected = shapely.union_all(shapely.buffer(kitas, 400.0, quad_segs=64))
    assert shapely.symmetric_difference(found, expected).area < 0.01 * expected.area


def test_no_catchment_is_drawn_inside_a_district_kept_secret(town):
    """The circle around a Kita next to the secret district 0005 ends at its border."""
    moved = town.facilities.copy()
    moved.loc[0, "geometry"] = shapely.Point(X0 + 1200, Y0 + 780)
    access = replace(town.analysis.access, method="air_line", detour_factor=1.0)
    project = town.with_(facilities=moved, analysis=replace(town.analysis, access=access))
    scenes, catchments = DistrictScenes(project, "kita"), Catchments(project)
    window, standard = (X0, Y0, X0 + 2400, Y0 + 1600), scenes.standard("0002")
    _, secret = scenes.dwellings(window, standard)
    assert [s.equals(scenes.shape("0005")) for s in secret] == [True]
    assert catchments.around(window, standard).intersection(secret[0]).area > 100_000
    assert catchments.around(window, standard, secret).intersection(secret[0]).area < 1e-6


def test_nobody_lives_in_a_cell_without_residents(town):
    demand = town.analysis.demand
    table = demand.table.copy()
    table.loc[0, "population"] = 0.0
    table.loc[1, "population"] = np.nan  # unknown is not nobody
    project = town.with_(analysis=replace(town.analysis, demand=replace(demand, table=table)))
    scenes = DistrictScenes(project, "kita")
    assert sum(scenes.reach("0001", scenes.standard("0001")).counts) == 1


def test_the_most_pressing_gap_chooses_what_is_shown(town):
    scenes = DistrictScenes(town)
    assert scenes.standard("0001").id == "kita-500"  # its gap
    assert scenes.standard("0006").kind == "kita"  # no gap: the smallest share, 50 %
    assert DistrictScenes(town, "library").standard("0001").id == "library-1250"
    assert DistrictScenes(town.with_(analysis=None)).standard("0001") is None


def test_a_kind_that_nobody_surveyed_is_no_data(town):
    without = town.with_(facilities=town.facilities[town.facilities["kind"] != "kita"].reset_index(drop=True))
    scenes = DistrictScenes(without, "kita")
    standard = scenes.standard("0001")
    assert scenes.reach("0001", standard).state is States.NO_DATA
    areas, _ = scenes.dwellings((X0, Y0, X0 + 790, Y0 + 790), standard)
    assert [a.is_empty for a in areas] == [True, True, True, False]  # "keine Daten", not "out of reach"


def test_facilities_are_numbered_by_kind_and_name_and_named_once(maps):
    own = maps.facilities("0001")
    assert [(f.number, f.facility_id) for f in own] == [(1, "k1")]
    everywhere = [f.facility_id for d in maps.ids for f in maps.facilities(d)]
    assert len(everywhere) == len(set(everywhere))


def test_only_sources_of_what_is_drawn_are_named(town, maps):
    text = " ".join(words(DistrictMaps(_real(town), kind="kita").draw("0001")))
    assert "Stadt Muster" in text
    plain = _real(town).with_(facilities=town.facilities.iloc[:0])
    assert "Einrichtungen (" not in " ".join(words(DistrictMaps(plain, kind="kita").draw("0001")))


def _real(town):
    return town.with_(sources=tuple(replace(s, invented=False) for s in town.sources))


def test_a_project_without_result_or_facilities_can_be_drawn(town):
    bare = town.with_(
        analysis=None, facilities=town.facilities.iloc[:0], funding_areas=town.funding_areas.iloc[:0]
    )
    text = " ".join(words(DistrictMaps(bare).draw("0003")))
    assert "Einrichtungen" in text
    assert "Städtebauförderungsgebiet" not in text


def test_names_that_look_like_markup_are_only_text(town):
    districts = town.districts.copy()
    districts["name"] = ["<b>&", "]]>", '"x"', "a\x00b", "漢字", "&amp;", "</desc>", "'"]
    maps = DistrictMaps(town.with_(districts=districts), kind="kita")
    for district in maps.ids:
        drawn = maps.draw(district)
        ET.fromstring(drawn)  # noqa: S314
        assert described(drawn) is not None


def test_a_long_name_does_not_cost_the_title_its_theme(town):
    districts = town.districts.assign(name="Horstwalder Straße/Paplitzer Straße am Güterbahnhof")
    maps = DistrictMaps(town.with_(districts=districts), kind="primary_school")
    code = maps.ids[0]
    assert maps.heading(code) in words(maps.draw(code))


def test_a_wide_sheet_has_its_legend_beside_the_map(town):
    svg = DistrictMaps(town, (385.0, 235.0), IMPRINT, kind="kita").draw("0001").decode()
    legend = re.search(r'<text x="(\d+)"[^>]*>keine Daten<', svg)
    frame = re.search(r'<clipPath id="frame"><rect x="(\d+)" y="\d+" width="(\d+)"', svg)
    assert int(legend.group(1)) > int(frame.group(1)) + int(frame.group(2))
    assert "1\u00a0 Kita Regenbogen" in svg  # such a sheet stands by itself: its numbers are explained on it


def test_the_overview_lies_where_it_hides_least_of_the_district(town):
    """A district in the upper right part of the section leaves the upper left corner free, and so on."""
    overview, frame = Overview(town), (0.0, 10.0, 160.0, 80.0)
    for right, above in ((True, True), (False, True), (True, False), (False, False)):
        x, y = (600.0 if right else 0.0), (400.0 if above else 0.0)
        district = shapely.box(x, y, x + 1000, y + 400)
        left, top, west_end, bottom = overview.place((0.0, 0.0, 1600.0, 800.0), district, frame)
        hidden = shapely.box(left * 10, 800 - (bottom - 10) * 10, west_end * 10, 800 - (top - 10) * 10)
        assert hidden.intersection(district).area == 0


def test_the_background_is_cut_and_fine_things_are_left_to_large_scales(town):
    areas = pd.DataFrame({"class": ["building", "building", "green"], "name": None})
    corners = ((100, 100, 140, 140), (900, 100, 940, 140), (-5000, 500, 5000, 600))
    shapes = [shapely.box(X0 + a, Y0 + b, X0 + c, Y0 + d) for a, b, c, d in corners]
    ground = gpd.GeoDataFrame(areas, geometry=shapes, crs=town.crs)
    background, window = Background(town.with_(basemap_areas=ground)), (X0, Y0, X0 + 1600, Y0 + 800)
    district = shapely.box(X0, Y0, X0 + 800, Y0 + 800)
    near = background.on_sheet(window, 10_000, district)
    assert len(near["area:building"]) == 1  # the other one stands outside the district
    assert shapely.total_bounds(near["area:green"]).tolist() == [X0, Y0 + 500, X0 + 1600, Y0 + 600]
    assert "area:building" not in background.on_sheet(window, 50_000, district)
    assert background.on_sheet((X0 + 9e4, Y0, X0 + 9.1e4, Y0 + 800), 10_000, district) == {}


def test_nothing_without_districts_or_for_an_unknown_one(maps):
    with pytest.raises(UsageError, match="Quartiere"):
        DistrictMaps(new_project("Leer", 25832))
    with pytest.raises(KeyError):
        maps.draw("9999")


def test_kinds_are_told_apart_by_shape():
    shapes = [
        shape_points(k).round(3).tolist()
        for k in ("kita", "primary_school", "secondary_school", "library", "playground")
    ]
    assert all(a != b for n, a in enumerate(shapes) for b in shapes[:n])
    for points in (shape_points(k) for k in ("kita", "library", "green_space", "unknown")):
        assert shapely.Polygon(points).area == pytest.approx(np.pi, rel=0.01)


def test_paths_have_whole_units_and_lose_nothing_larger():
    placed = Placed(0.0, 100.0, 1000, 0.0, 0.0)
    ring = shapely.box(10, 10, 30, 20).difference(shapely.box(12, 12, 14, 14))
    assert area_data([ring], placed).count("z") == 2
    assert area_data([shapely.box(0, 0, 0.000001, 0.000001)], placed) == ""
    assert line_data([shapely.LineString([(0, 100), (0.1, 99.95)])], placed) == "M0 0l10 5"


def test_the_title_block_leaves_out_what_nobody_said():
    assert Imprint().rows() == []
    assert Imprint(date_line="Mai 2026").rows("22.11.2026") == [("Stand", "Mai 2026")]
