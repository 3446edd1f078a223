"""Why this figure? The way from a dwelling place, the places behind a figure, a catchment: on map, table and inspector."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from quartiermap.domain.profiles import ADULT, Profile
from quartiermap.io import bundled
from quartiermap.render.map_data import transformer
from quartiermap.ui.viewmodels.selection import Selected
from quartiermap.ui.viewmodels.viewdata_build import build
from quartiermap.ui.viewmodels.walking import Walking, minutes_words

X0, Y0 = 476_000.0, 5_474_000.0


@pytest.fixture
def shown(window, qtbot, computed):
    """The window with the really analysed town."""
    with qtbot.waitSignals([window.shown, window.map_controller.painted], timeout=60_000):
        window.workspace.adopt(computed)
    qtbot.waitUntil(lambda: not window.tasks.reading, timeout=20_000)
    window.thematic.choose_kind("kita")
    yield window
    assert window.messages.errors == []


def degrees(x: float, y: float) -> tuple[float, float]:
    lon, lat = transformer(25832).transform(x, y)
    return float(lon), float(lat)


def wait_for_cell(window, qtbot):
    qtbot.waitUntil(lambda: window.answers.state.cell is not None, timeout=20_000)
    return window.answers.state.cell


class TestWay:
    def test_a_right_click_explains_the_way_of_the_cell_under_it(self, shown, qtbot, computed):
        """The way is known by hand: 900 m straight down the street."""
        shown.map.wayWanted.emit(*degrees(X0 + 1510, Y0 + 1490))
        cell = wait_for_cell(shown, qtbot)
        assert cell.cell_id == "c4"
        assert shown.selection.selected == Selected("cell", "c4")
        # home on a crossing at (1500, 1500); straight down to the Kita at (1500, 600)
        assert cell.first.facility_id == "k2"
        assert cell.first.metres == pytest.approx(900.0, abs=0.01)
        assert cell.first.legs_m == pytest.approx((0.0, 0.0), abs=0.01)
        assert cell.second.facility_id == "k1"
        assert cell.second.metres == pytest.approx(2000.0, abs=0.01)
        assert sum(metres for _, metres in cell.first.streets) == pytest.approx(900.0, abs=0.01)
        assert cell.first.streets[0][0] == "Gartenstraße"

    def test_the_map_draws_both_ways_and_the_inspector_adds_them_up(self, shown, qtbot):
        shown.selection.select("cell", "c4")
        wait_for_cell(shown, qtbot)
        first, second = shown.map.named("show_ways")[-1]
        assert [first["rank"], second["rank"]] == ["first", "second"]
        assert first["start"] == pytest.approx(list(degrees(X0 + 1500, Y0 + 1500)), abs=1e-6)
        assert first["end"] == pytest.approx(list(degrees(X0 + 1500, Y0 + 600)), abs=1e-6)
        assert len(first["legs"]) == 2
        text = shown.inspector.text()
        assert "900\u00a0m" in text
        assert "Gartenstraße" in text
        assert "Zweite Wahl" in text
        assert "+1.100\u00a0m" in text
        assert "Erwachsene" in text

    def test_how_long_others_take(self, shown, qtbot):
        shown.selection.select("cell", "c4")
        wait_for_cell(shown, qtbot)
        ask = next(a for a, _ in shown.inspector.asks if a.what == "profiles")
        shown.answers.ask(ask)
        qtbot.waitUntil(lambda: bool(shown.answers.state.cell.by_profile), timeout=30_000)
        assert [name for name, _ in shown.answers.state.cell.by_profile] == [
            p.name for p in bundled.profiles()
        ]

    def test_a_click_near_by_means_the_cell_and_from_afar_the_district(self, shown, qtbot):
        shown.map.view = {"lon": 8.67, "lat": 49.42, "zoom": 13.0}
        shown.map.districtClicked.emit("0105")
        shown.map.mapClicked.emit(*degrees(X0 + 1510, Y0 + 1490))
        qtbot.waitUntil(lambda: not shown.tasks.reading)
        assert shown.selection.selected == Selected("district", "0105")
        shown.map.view = {"lon": 8.67, "lat": 49.42, "zoom": 16.0}
        shown.map.mapClicked.emit(*degrees(X0 + 1510, Y0 + 1490))
        wait_for_cell(shown, qtbot)
        assert shown.selection.selected == Selected("cell", "c4")

    def test_where_nobody_lives_no_way_is_invented(self, shown, qtbot):
        shown.map.wayWanted.emit(9.0, 50.0)
        qtbot.waitUntil(lambda: "niemand" in shown.status.said.text())
        assert shown.answers.state.cell is None

    def test_where_nobody_lives_the_dwelling_place_before_is_let_go(self, shown, qtbot):
        shown.selection.select("cell", "c4")
        wait_for_cell(shown, qtbot)
        shown.map.wayWanted.emit(9.0, 50.0)
        qtbot.waitUntil(lambda: "niemand" in shown.status.said.text())
        assert shown.selection.selected.what == "none"

    def test_a_gap_shows_a_way_from_somebody_it_affects(self, shown, qtbot, computed):
        gap = next(g for g in computed.analysis.gaps if g.reason.value == "out_of_reach" and g.kind == "kita")
        shown.selection.select("gap", gap.gap_id)
        shown.actions_["way"].trigger()
        cell = wait_for_cell(shown, qtbot)
        standard = next(s for s in computed.analysis.parameters.standards if s.id == gap.standard_id)
        assert cell.first.metres > standard.target_m

    def test_another_selection_takes_the_way_away(self, shown, qtbot):
        shown.selection.select("cell", "c4")
        wait_for_cell(shown, qtbot)
        shown.selection.select("district", "0103")
        assert shown.map.named("show_ways")[-1] == ()
        assert shown.answers.state.cell is None

    def test_another_kind_leads_elsewhere(self, shown, qtbot):
        shown.selection.select("cell", "c4")
        wait_for_cell(shown, qtbot)
        shown.thematic.choose_kind("library")
        qtbot.waitUntil(
            lambda: shown.answers.state.cell is not None and shown.answers.state.cell.kind == "library",
            timeout=20_000,
        )
        assert shown.answers.state.cell.first is None  # the library is only planned
        assert "keine Einrichtung" in shown.inspector.text()


class TestCellsOfAFigure:
    def ask(self, window, qtbot, district="0102"):
        window.selection.select("district", district)
        ask, button = next((a, b) for a, b in window.inspector.asks if a.what == "cells")
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
        qtbot.waitUntil(lambda: window.answers.state.cells is not None, timeout=20_000)
        return ask, window.answers.state.cells

    def test_the_rows_add_up_to_the_figure(self, shown, qtbot, computed):
        (district_id, standard_id), cells = self.ask(shown, qtbot)[0].about, shown.answers.state.cells
        row = computed.analysis.figures.set_index(["district_id", "standard_id"]).loc[
            (district_id, standard_id)
        ]
        covered = sum(r.persons for r in cells.rows if r.reached)
        assert covered == row["covered_population"]
        assert sum(r.persons for r in cells.rows) == row["target_population"]

    def test_table_and_map_show_them_and_follow_each_other(self, shown, qtbot):
        _, cells = self.ask(shown, qtbot)
        table = shown.tables.cells
        assert shown.tables.currentWidget() is table
        assert table.shown.rowCount() == len(cells.rows)
        squares = shown.map.named("show_squares")[-1]
        assert [c["id"] for c in squares["cells"]] == [r.cell_id for r in cells.rows]
        # districts may be painted by another kind: the legend says which one is meant
        assert squares["words"][0] == "Kita: Wohnort in Reichweite"
        shown.map.squareClicked.emit("c1")
        assert table.current_key() == "c1"
        assert shown.map.named("choose_square")[-1] == "c1"
        wait_for_cell(shown, qtbot)
        assert shown.answers.state.cells is cells
        shown.selection.select("none")
        table.view.setCurrentIndex(table.shown.index(0, 0))
        assert shown.selection.selected == Selected("cell", "c1")

    def test_closing_the_table_takes_them_from_the_map(self, shown, qtbot):
        self.ask(shown, qtbot)
        qtbot.mouseClick(shown.tables.cells.close_button, Qt.MouseButton.LeftButton)
        assert shown.map.named("show_squares")[-1] is None
        assert shown.tables.indexOf(shown.tables.cells) == -1

    def test_a_square_lies_where_its_cell_lies(self, shown, qtbot):
        self.ask(shown, qtbot)
        ring = shown.map.named("show_squares")[-1]["cells"][0]["ring"]
        to_metres = transformer(25832)
        corners = [to_metres.transform(*corner, direction="INVERSE") for corner in ring]
        xs, ys = [c[0] for c in corners], [c[1] for c in corners]
        assert min(xs) <= X0 + 1500 <= max(xs)
        assert min(ys) <= Y0 + 500 <= max(ys)
        assert max(xs) - min(xs) == pytest.approx(100, abs=8)  # the census grid stands slightly turned


class TestCatchment:
    def test_minutes_are_shown_as_areas_with_residents(self, shown, qtbot):
        shown.selection.select("facility", "k1")
        ask = next(a for a, _ in shown.inspector.asks if a.about == ("k1", "minutes", "5 10 15"))
        shown.answers.ask(ask)
        qtbot.waitUntil(lambda: shown.answers.state.catchment is not None, timeout=30_000)
        areas = shown.map.named("show_areas")[-1]
        assert [a["label"] for a in areas] == ["5\u00a0min", "10\u00a0min", "15\u00a0min"]
        assert all(a["shape"]["type"] in ("Polygon", "MultiPolygon") for a in areas)
        text = shown.inspector.text()
        # c0 lives at the Kita; c3 is 1,000 m up the street, within 15 minutes (1,250 m)
        assert "alle Einwohner" in text
        rings = shown.answers.state.catchment.rings
        assert [dict(r.residents)["alle Einwohner"] for r in rings] == [
            f"≈\u00a0{n}"
            for n in ("900", "900", "2.700")  # in steps of the limit for small numbers
        ]
        assert "Erwachsene" in text

    def test_for_somebody_else_and_away_again(self, shown, qtbot):
        shown.selection.select("facility", "k1")
        shown.answers.show_catchment("k1", "metres", (800.0,))
        qtbot.waitUntil(lambda: shown.answers.state.catchment is not None, timeout=30_000)
        other = next(a for a, _ in shown.inspector.asks if a.about[-1:] == ("wheelchair",))
        shown.answers.ask(other)
        qtbot.waitUntil(lambda: shown.answers.state.catchment.profile_id == "wheelchair", timeout=30_000)
        hide = next(a for a, _ in shown.inspector.asks if a.what == "catchment" and not a.about)
        shown.answers.ask(hide)
        assert shown.map.named("show_areas")[-1] == ()

    def test_another_selection_takes_it_away(self, shown, qtbot):
        shown.selection.select("facility", "k1")
        shown.answers.show_catchment("k1", "metres", (800.0,))
        qtbot.waitUntil(lambda: shown.answers.state.catchment is not None, timeout=30_000)
        shown.selection.select("facility", "k2")
        assert shown.map.named("show_areas")[-1] == ()


class TestWhoWalks:
    def test_every_figure_says_who_it_is_for(self, shown):
        assert "Erwachsene" in shown.status.method.text()
        assert "Erwachsene" in shown.map.named("paint")[-1][3]
        assert "Erwachsene" in shown.inspector.text()

    def test_another_profile_is_computed_on_wish_and_until_then_nothing_claims_it(
        self, shown, qtbot, monkeypatch
    ):
        panel, seen = shown.theme_panel, []
        monkeypatch.setattr(
            "quartiermap.app.usecases.analyse",
            lambda project, options, _progress: (seen.append(options.profile), project)[1],
        )
        row = panel.profile.findData("wheelchair")
        panel.profile.setCurrentIndex(row)
        panel.profile.activated.emit(row)
        assert panel.other_profile.isVisibleTo(shown)
        assert "Erwachsene" in panel.other_profile.text()
        qtbot.mouseClick(panel.compute, Qt.MouseButton.LeftButton)
        qtbot.waitUntil(lambda: seen == ["wheelchair"] and not shown.workspace.busy)

    def test_ways_in_minutes_everywhere(self, shown, qtbot):
        panel = shown.theme_panel
        with qtbot.waitSignal(shown.shown, timeout=20_000):
            panel.unit.setCurrentIndex(1)
            panel.unit.activated.emit(1)
        shown.thematic.choose_figure("mean_distance_m")
        qtbot.waitUntil(lambda: shown.map.named("paint")[-1][0].unit == "min", timeout=10_000)
        scheme = shown.map.named("paint")[-1][0]
        assert all("min" in label for label in scheme.labels)
        assert "min" in panel.source.text()
        with qtbot.waitSignal(shown.shown, timeout=20_000):
            panel.unit.setCurrentIndex(0)
            panel.unit.activated.emit(0)

    def test_minutes_follow_the_speed_of_who_walks(self):
        slow = Profile(id="slow", name="Langsam", speed_kmh=3.0)
        assert Walking(ADULT, True).way(500.0) == "6\u00a0min"
        assert Walking(slow, True).way(500.0) == "10\u00a0min"
        assert Walking(slow, False).way(500.0) == "500\u00a0m"
        assert Walking(slow).words.endswith("(Annahme)")
        assert minutes_words(float("inf")) == "keine Daten"

    def test_a_profile_with_rules_says_what_its_metres_are(self, computed):
        access = computed.analysis.access
        other = bundled.profile("wheelchair")
        changed = type(access)(
            **{**{k: getattr(access, k) for k in access.__dataclass_fields__}, "profile": other}
        )
        analysis = type(computed.analysis)(
            **{
                **{k: getattr(computed.analysis, k) for k in computed.analysis.__dataclass_fields__},
                "access": changed,
            }
        )
        data = build(computed.with_(analysis=analysis), bundled.kinds(), analysis.parameters.standards)
        assert other.name in data.walking.caveat
