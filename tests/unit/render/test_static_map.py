"""Printed maps: complete, repeatable, and honest about what is missing."""

import io
import re
import xml.etree.ElementTree as ET
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import geopandas as gpd
import pandas as pd
import pytest
from PIL import Image
from shapely import box

from quartiermap.domain.project import new_project
from quartiermap.errors import UsageError
from quartiermap.render.classes import scheme_for
from quartiermap.render.inset_map import LevelInset
from quartiermap.render.map_content import (
    OVERVIEW,
    describe,
    map_values,
    marked_classes,
    parents_of,
    plain_level,
)
from quartiermap.render.map_furniture import ROUND_SCALES, Imprint, bar_length, compact, round_scale
from quartiermap.render.static_map import MapPainter, draw_map


@pytest.fixture(scope="module")
def kita(town):
    return town.analysis.parameters.standards[0]


@pytest.fixture(scope="module")
def svg(town, kita):
    return draw_map(town, "covered_share", "kita", kita).decode()


def words(svg):
    return [node.text or "" for node in ET.fromstring(svg).iter() if node.tag.endswith("}text")]  # noqa: S314


def test_everything_a_german_plan_must_show_is_there(svg):
    text = " ".join(words(svg)).replace("\u00a0", " ")
    for wanted in (
        "Kita: Anteil in Reichweite", "Musterstadt", "Stand 22.11.2026", "90 bis 100 %", "unter 25 %", "keine Daten", "geheim (kleine Zahlen)",
        "entfällt", "dunkel = wenige in Reichweite", "Kitas", "geplant", "Lücke mit Rang", "Städtebauförderungsgebiet",
        "Grenze: Quartier", "Grenze: Stadtteil", "Gewässer", "Bahn", "N", "1 : 17.500", "EPSG:25832",
        "Eigene Berechnung", "Erfundene Demonstrationsdaten",
    ):  # fmt: skip
        assert wanted in text, wanted


def test_kinds_that_are_not_asked_for_are_left_out(svg):
    assert "Bibliotheken" not in " ".join(words(svg))


def test_the_legend_goes_from_high_to_low(svg):
    shown = [w for w in words(svg) if "%" in w]
    assert shown[0].startswith("90")
    assert shown[-1].startswith("unter 25")


def test_same_project_gives_the_same_picture_in_any_thread(town, kita, svg):
    with ThreadPoolExecutor(3) as pool:
        drawn = list(pool.map(lambda _: draw_map(town, "covered_share", "kita", kita), range(3)))
    assert {d.decode() for d in drawn} == {svg}
    assert not re.search(r"\d{4}-\d{2}-\d{2}T", svg)


def test_states_are_told_apart(town, kita):
    values = map_values(town, "covered_share", "kita", kita)
    found = dict(zip(values.ids, zip(values.classes.tolist(), values.states, strict=True), strict=True))
    assert found == {
        "0001": (0, "value"), "0002": (1, "value"), "0003": (2, "value"), "0004": (-1, "not_applicable"),
        "0005": (-1, "secret"), "0006": (0, "value"),
    }  # fmt: skip


def test_the_alternative_text_counts_every_district_once(town, kita):
    text = describe(town, "covered_share", "kita", kita)
    counted = sum(int(n) for n in re.findall(r": (\d+)(?=[;.])", text))
    assert counted == 6
    assert "geheim: 1" in text
    assert "entfällt: 1" in text


def test_the_title_block_says_who_made_the_map(town, kita):
    text = " ".join(
        words(
            draw_map(
                town, "covered_share", "kita", kita, imprint=Imprint("A. Muster", "Amt 61", "Entwurf")
            ).decode()
        )
    )
    for wanted in (
        "Bearbeitung: A. Muster",
        "Dienststelle: Amt 61",
        "Verfahrensstand: Entwurf",
        "Stand: 22.11.2026",
    ):
        assert wanted in text


def test_the_worst_class_is_marked_beside_its_colour(town, kita):
    assert set(marked_classes(scheme_for("covered_share"))) == {0}  # the smallest share
    assert set(marked_classes(scheme_for("need_status"))) == {3}  # "sehr niedrig"
    assert (
        len(set(marked_classes(scheme_for("supply_ratio")).values())) == 3
    )  # every class below 100 % has its own
    marked = draw_map(town, "covered_share", "kita", kita).decode().count("<pattern")
    lighter = town.analysis.figures.assign(covered_share=0.99)
    without = draw_map(
        town.with_(analysis=replace(town.analysis, figures=lighter)), "covered_share", "kita", kita
    )
    assert without.decode().count("<pattern") == marked - 1  # gone on the map; in the legend it stays


def test_every_class_stands_in_the_legend_though_none_is_on_the_map(town, kita):
    same = town.analysis.figures.assign(covered_share=0.99, covered_share_state="value")
    text = " ".join(
        words(
            draw_map(
                town.with_(analysis=replace(town.analysis, figures=same)), "covered_share", "kita", kita
            ).decode()
        )
    )
    for label in (*scheme_for("covered_share").labels, "keine Daten", "geheim (kleine Zahlen)"):
        assert label in text


def test_a_wide_sheet_has_scale_and_legend_beside_the_map(town, kita):
    svg = draw_map(town, "covered_share", "kita", kita, size=(385.0, 235.0)).decode()
    root = ET.fromstring(svg)  # noqa: S314
    legend = next(n for n in root.iter() if n.tag.endswith("}text") and (n.text or "") == "keine Daten")
    assert float(legend.get("x")) > 320 / 25.4 * 72


def test_lines_of_one_look_become_one_path_and_dashes_stay():
    one = b'<path d="M 1 2 L 3 4" clip-path="url(#a)" style="fill: none; stroke: #111111"/>\n'
    other = one.replace(b"#111111", b"#222222")
    dashed = one.replace(b"#111111", b"#111111; stroke-dasharray: 1,2")
    joined = compact(one + one + other + dashed + dashed)
    assert joined.count(b"<path") == 4
    assert joined.count(b"M 1 2 L 3 4") == 5
    assert joined.startswith(
        b'<path d="M 1 2 L 3 4M 1 2 L 3 4" clip-path="url(#a)" style="fill: none; stroke: #111111"/>'
    )


def test_need_and_overview_can_be_drawn(town):
    assert "sehr niedrig" in " ".join(words(draw_map(town, "need_status").decode()))
    assert "Gebiet und Einrichtungen" in " ".join(words(draw_map(town, OVERVIEW).decode()))


def test_the_picture_has_the_size_asked_for(town):
    picture = Image.open(io.BytesIO(draw_map(town, OVERVIEW, size=(120.0, 150.0), dpi=100, format="png")))
    assert picture.size == pytest.approx((120 / 25.4 * 100, 150 / 25.4 * 100), abs=1)


def test_facilities_far_outside_do_not_decide_how_those_inside_are_drawn(town, kita):
    def drawn_with(count):
        one = town.facilities[town.facilities["kind"] == "kita"].iloc[[0]]
        far = gpd.GeoDataFrame(pd.concat([one] * count, ignore_index=True), crs=one.crs)
        far["facility_id"] = [f"far{n}" for n in range(count)]
        far["geometry"] = far.geometry.translate(50_000.0, 0.0)
        both = gpd.GeoDataFrame(pd.concat([town.facilities, far], ignore_index=True), crs=one.crs)
        return draw_map(town.with_(facilities=both), "covered_share", "kita", kita)

    assert drawn_with(500) == drawn_with(1)


def test_names_are_text_with_a_rim_and_no_outlines(svg):
    named = [g for g in ET.fromstring(svg).iter() if "paint-order" in (g.get("style") or "")]  # noqa: S314
    assert {node.text for g in named for node in g.iter() if node.tag.endswith("}text")} >= {"Altstadt"}


def test_the_coarse_map_colours_and_names_the_level_above(town):
    painter = MapPainter(town)
    values = map_values(town, "covered_share", "kita", None, coarse=True)
    assert set(values.ids) == set(parents_of(town)["district_id"])
    assert "nach Stadtteil" in painter.draw("covered_share", "kita", coarse=True).decode()


def test_the_social_index_shows_no_facilities_and_no_gaps(town):
    text = " ".join(words(draw_map(town, "need_status").decode()))
    assert "Kitas" not in text
    assert "Lücke mit Rang" not in text


def test_a_level_called_like_a_file_gets_the_general_word():
    assert plain_level("quartiere_shp", "Quartier") == "Quartier"
    assert plain_level("lor_planungsraeume_bis2020", "Quartier") == "Quartier"
    assert plain_level("Statistischer Bezirk", "Quartier") == "Statistischer Bezirk"


def test_the_scale_number_holds(town, kita):
    """A quarter is 800 m wide: at 1 : 20.000 that is 40 mm on paper, 113.39 pt in the SVG."""
    svg = MapPainter(town).draw("covered_share", "kita", kita).decode()
    scale = int(re.search(r"1 : ([\d.]+)", svg).group(1).replace(".", ""))
    xs = {round(float(x), 2) for x in re.findall(r"[ML] ([\d.]+) [\d.]+", svg)}
    wide = 800 / scale * 1000 / 25.4 * 72
    assert any(any(abs(b - a - wide) < 0.02 for b in xs) for a in xs)


def test_names_that_look_like_mathematics_or_markup_are_only_text(town, kita):
    districts = town.districts.copy()
    districts["name"] = ["$x_1$", "<b>&", "a\x00b", "漢字", "\\alpha", "$", "{", "%"]
    drawn = draw_map(town.with_(districts=districts), OVERVIEW)
    ET.fromstring(drawn)  # noqa: S314


def test_an_empty_project_is_refused_in_german():
    with pytest.raises(UsageError, match="Quartiere"):
        draw_map(new_project("Leer", 25832), OVERVIEW)


def test_a_map_of_figures_needs_a_result(town):
    with pytest.raises(UsageError, match="kein Ergebnis"):
        draw_map(town.with_(analysis=None), "covered_share", "kita")


@pytest.mark.parametrize("extent", [50.0, 1_234.0, 9_999.0, 45_000.0, 800_000.0])
def test_the_scale_is_round_and_the_town_fits(extent):
    scale = round_scale(extent, extent / 2, 160, 120)
    assert extent <= 0.160 * scale
    assert scale in ROUND_SCALES or scale % 1_000_000 == 0
    bar = bar_length(scale, 42)
    assert 42 / 3 <= bar / scale * 1000 <= 42
    assert str(int(bar)).rstrip("0") in ("1", "2", "5")


class TestLevelAbove:
    """The small map of the Stadtteile."""

    def test_it_names_them_on_a_large_sheet_and_hides_nothing_on_a_low_one(self, town, kita, svg):
        names = set(parents_of(town)["name"])
        assert len(names) > 1
        assert names <= set(words(svg))
        inset = LevelInset(town)
        west, south, east, north = (float(v) for v in town.reporting_districts.total_bounds)
        wide = (west - 2 * (east - west), south, east + 2 * (east - west), north)  # room at both sides
        place = inset.place((0, 0, 0, 0), wide, (0.0, 0.0, 300.0, 60.0))
        assert place is not None
        left, bottom, width, height = place
        per_mm = ((wide[2] - wide[0]) / 300.0, (wide[3] - wide[1]) / 60.0)
        cover = box(
            wide[0] + left * per_mm[0], wide[1] + bottom * per_mm[1],
            wide[0] + (left + width) * per_mm[0], wide[1] + (bottom + height) * per_mm[1],
        )  # fmt: skip
        assert not town.reporting_districts.intersects(cover.buffer(-1)).any()
        tight = (west, south, east, north)
        assert inset.place((0, 0, 0, 0), tight, (0.0, 0.0, 80.0, 80.0)) is None

    def test_a_town_without_such_a_level_says_where_it_lies(self, town, kita):
        flat = town.with_(districts=town.reporting_districts)
        assert not LevelInset(flat)
        text = "".join(words(draw_map(flat, OVERVIEW).decode()))
        assert re.search(r"Kartenmitte \d+°\d\d′\sN, \d+°\d\d′\sO", text)

    def test_a_coarse_map_names_them_itself(self, town, kita):
        drawn = words(MapPainter(town).draw("covered_share", "kita", kita, coarse=True).decode())
        assert all(drawn.count(name) <= 1 for name in parents_of(town)["name"])
