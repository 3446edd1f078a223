"""Measuring, rings around a place, several districts at once; in the real window on the simple map."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest

from quartiermap.app.place_rings import place_rings, way_between
from quartiermap.errors import InputError
from quartiermap.render.map_data import transformer
from quartiermap.ui.plain.content import world
from quartiermap.ui.viewmodels.group_page import group_page, summed
from quartiermap.ui.viewmodels.measure import districts_in, measured, walked
from quartiermap.ui.viewmodels.rings import place_id
from quartiermap.ui.viewmodels.selection import Group, Selected

X0, Y0 = 476_000.0, 5_474_000.0


def degrees(x: float, y: float) -> tuple[float, float]:
    lon, lat = transformer(25832).transform(x, y)
    return float(lon), float(lat)


def at(*points: tuple[float, float]) -> tuple[tuple[float, float], ...]:
    return tuple(degrees(X0 + x, Y0 + y) for x, y in points)


class TestMeasuring:
    def test_lengths_are_those_of_the_projects_metres(self, computed):
        found = measured(computed, at((0, 0), (300, 400), (300, 1000)), "length")
        assert found.air_m == pytest.approx(500 + 600, abs=0.01)

    def test_areas_too_whichever_way_round(self, computed):
        corners = ((0, 0), (200, 0), (200, 100), (0, 100))
        for points in (corners, corners[::-1]):
            found = measured(computed, at(*points), "area")
            assert found.area_m2 == pytest.approx(20_000, abs=0.1)
            assert found.air_m == pytest.approx(600, abs=0.01)
        assert measured(computed, at((0, 0), (10, 0)), "area").area_m2 is None

    def test_the_way_on_foot_follows_the_streets(self, computed):
        """Streets are a grid: from one crossing to another it is |dx| + |dy|."""
        found = walked(computed, measured(computed, at((250, 250), (1000, 750)), "length"))
        assert found.air_m == pytest.approx(math.hypot(750, 500), abs=0.01)
        assert found.walk_m == pytest.approx(1250, abs=0.1)
        assert found.walk_min == pytest.approx(1250 / (5000 / 60), abs=0.01)
        assert len(found.way) == 1

    def test_there_and_back_is_as_far(self, computed):
        one = way_between(computed, (X0 + 310, Y0 + 250), (X0 + 1000, Y0 + 790))
        back = way_between(computed, (X0 + 1000, Y0 + 790), (X0 + 310, Y0 + 250))
        assert one.metres == pytest.approx(back.metres, abs=1e-6)

    def test_without_a_network_it_says_so(self, town):
        found = walked(town, measured(town, at((0, 0), (10, 0)), "length"))
        assert found.walk_m is None
        assert found.why_no_walk == "kein Wegenetz geladen"


class TestRings:
    def test_people_and_facilities_are_counted_by_their_way(self, computed):
        """From (500, 500): Kita k1 stands there; k2 at (1500, 600) is 1,100 m away; home c1 (1500, 500) is 1,000 m away."""
        found = place_rings(computed, X0 + 500, Y0 + 500, (1, 12, 13.3))
        assert [ring.facilities for ring in found.rings] == [("k1",), ("k1",), ("k1", "k2")]
        assert found.facility_m["k2"] == pytest.approx(1100, abs=0.1)
        persons = [ring.residents["persons"].iloc[0] for ring in found.rings]
        assert persons == [900.0, 900.0 * 3, 900.0 * 3]  # c0; with c1 and c3, both 1,000 m away
        areas = [ring.area.area for ring in found.rings]
        assert areas == sorted(areas)

    def test_a_place_without_a_way_says_so(self, computed):
        with pytest.raises(InputError, match="kein Weg"):
            place_rings(computed, X0 - 5000, Y0)

    def test_a_click_shows_rings_escape_takes_them_away(self, plain_window, qtbot):
        window, page = plain_window, plain_window.map.plain
        window.actions_["rings"].setChecked(True)
        assert window.area.tools_bar.isVisible()
        pixel = page._view.pixel(world(*degrees(X0 + 500, Y0 + 500))).toPoint()
        QTest.mouseClick(page, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, pixel)
        qtbot.waitUntil(lambda: len(page.content.rings) == 3, timeout=20_000)
        assert [ring["label"] for ring in page.content.rings] == ["5 Minuten", "10 Minuten", "15 Minuten"]
        place = page._view.pixel(world(*page.content.rings[0]["place"])).toPoint()
        on_its_line = page.grab().toImage().pixelColor(place + QPoint(0, -8))  # the label lies on it
        assert on_its_line.name() == "#fff8d6"
        assert window.selection.selected.what == "place"
        text = window.inspector.text()
        assert "Von hier zu Fuß" in text
        assert Selected("facility", "k1") in [target for target, _ in window.inspector.links]
        assert window.explore.tools.line("") == window.explore.tools.rings.line
        window.on_escape()  # the tool
        assert not window.actions_["rings"].isChecked()
        assert page.content.rings
        window.on_escape()  # the selection
        assert page.content.rings == []
        assert window.explore.tools.rings is None

    def test_far_from_every_way_a_sentence_and_no_error(self, plain_window, qtbot):
        window = plain_window
        window.selection.select("place", place_id(*degrees(X0 - 4000, Y0)))
        qtbot.waitUntil(lambda: window.selection.selected == Selected(), timeout=20_000)
        assert window.map.plain.content.rings == []


class TestByHand:
    def test_a_line_is_measured_while_it_grows(self, plain_window, qtbot):
        window, page, tools = plain_window, plain_window.map.plain, plain_window.explore.tools
        window.actions_["length"].setChecked(True)
        for x, y in ((250, 250), (1000, 250)):
            pixel = page._view.pixel(world(*degrees(X0 + x, Y0 + y))).toPoint()
            QTest.mouseClick(page, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, pixel)
        qtbot.waitUntil(lambda: tools.found is not None and tools.found.walk_m is not None, timeout=20_000)
        assert tools.found.air_m == pytest.approx(750, abs=25)  # a click is as exact as a pixel
        assert "Fußweg" in window.area.tools_bar.result.text()
        assert window.selection.selected == Selected()  # the clicks were the tool's
        QTest.keyClick(page, Qt.Key.Key_Backspace)
        assert len(tools.found.points) == 1
        window.on_escape()
        assert tools.mode == ""
        assert page.tools.drawing is None

    def test_the_game_puts_tools_away(self, plain_window, qtbot):
        window = plain_window
        window.actions_["area"].setChecked(True)
        window.explore._on_game(True)
        assert window.explore.tools.mode == ""


class TestSeveral:
    def test_states_of_a_sum(self):
        assert summed([(1.0, ""), (None, "secret"), (None, "no_data")]).state == "secret"
        some = summed([(1.0, ""), (None, "no_data"), (2.5, "")])
        assert (some.value, some.missing) == (3.5, 1)
        assert some.words(1) == "mindestens 3,5"

    def test_sums_are_those_of_the_figures(self, view_data):
        page = group_page(view_data, Group("zwei", ("0101", "0102"), picked=True))
        kita = next(b for b in page.blocks if type(b).__name__ == "KindTable").rows[0]
        # 90 and 130 children, 96 % and 81 % of them in reach (conftest)
        assert kita.group.startswith("220")
        assert kita.share == "87,1\u00a0%"  # (86.4 + 105.3) / 220
        assert kita.shortfall == "16"  # 0.74 · 130 − 80; the surplus of the other does not count against it
        facts = dict(page.blocks[0].rows)
        assert facts["Einwohner"] == "13.600"

    def test_a_district_without_data_makes_the_sum_a_lower_bound(self, view_data):
        nobody = replace(view_data.districts["0106"], population=None)
        data = replace(view_data, districts={**view_data.districts, "0106": nobody})
        facts = dict(group_page(data, Group("zwei", ("0101", "0106"), picked=True)).blocks[0].rows)
        assert facts["Einwohner"] == "mindestens 3.200 (1 von 2 Quartieren bekannt)"

    def test_ctrl_click_on_map_and_table_is_one_selection(self, plain_window):
        window, page, table = plain_window, plain_window.map.plain, plain_window.tables.districts
        window.selection.select("district", "0101")
        middle = page._view.pixel(
            next(d.path for d in page.content.districts if d.key == "0102").boundingRect().center()
        )
        QTest.mouseClick(
            page,
            Qt.MouseButton.LeftButton,
            Qt.KeyboardModifier.ControlModifier,
            (middle + QPointF(7, 31)).toPoint(),
        )
        assert window.selection.group.ids == ("0101", "0102")
        assert set(table.selected_keys()) == {"0101", "0102"}
        assert table.shown.rowCount() == 6  # the others stay in sight
        assert page.content.group == ("0101", "0102")
        assert "Summe der Auswahl" in window.inspector.text()
        window.selection.add("0101")
        assert window.selection.selected == Selected("district", "0102")
        assert window.selection.group.ids == ()
        assert table.selected_keys() == ("0102",)

    def test_a_box_on_the_map_selects_by_the_middle(self, plain_window, qtbot):
        window, page = plain_window, plain_window.map.plain
        window.actions_["box"].setChecked(True)
        low, high = (
            page._view.pixel(world(*degrees(X0 + x, Y0 + y))).toPoint() for x, y in ((100, 100), (1900, 900))
        )
        QTest.mousePress(page, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, low)
        QTest.mouseMove(page, (low + high) / 2)
        QTest.mouseMove(page, high)
        QTest.mouseRelease(page, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, high)
        qtbot.waitUntil(lambda: window.selection.group.ids == ("0101", "0102"), timeout=10_000)

    def test_an_outline_that_crosses_itself_is_no_error(self, computed):
        ring = at((0, 0), (1000, 1000), (1000, 0), (0, 1000))
        assert set(districts_in(computed, ring)) <= {"0101"}
