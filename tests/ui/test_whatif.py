"""The game of "Was wäre wenn" in the window: everything is shown at once, and the project stays as it is until it is taken over."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import Qt

from quartiermap.app import usecases
from quartiermap.io import bundled
from quartiermap.render.map_data import transformer
from quartiermap.ui import wording
from quartiermap.ui.viewmodels.whatif_words import figure_line, places_words, signed
from quartiermap.ui.widgets.whatif_bar import ADD, HAND, WAY

X0, Y0 = 476_000.0, 5_474_000.0


@pytest.fixture
def playing(window, qtbot, computed):
    """The window with a game on, played with Kitas."""
    with qtbot.waitSignals([window.shown, window.map_controller.painted], timeout=60_000):
        window.workspace.adopt(computed)
    qtbot.waitUntil(lambda: not window.tasks.reading, timeout=20_000)
    window.thematic.choose_kind("kita")
    window.actions_["whatif"].setChecked(True)
    qtbot.waitUntil(lambda: window.game.on and not window.game.game.busy, timeout=60_000)
    yield window
    assert window.messages.errors == []


def degrees(x: float, y: float) -> tuple[float, float]:
    lon, lat = transformer(25832).transform(x, y)
    return float(lon), float(lat)


def rest(window, qtbot) -> None:
    """Wait until every step is done and shown."""
    window.game.game._end_walk()
    qtbot.waitUntil(lambda: not window.game.game.busy, timeout=20_000)


def standing(window):
    return window.game.game.standing


def site(window, facility_id: str):
    return next((s for s in standing(window).edited if s.id == facility_id), None)


class TestBeginning:
    def test_the_bar_comes_and_the_project_is_untouched(self, playing, computed):
        assert playing.area.bar.isVisible()
        assert playing.map.named("show_game")[-1].tool == HAND
        assert playing.workspace.project is computed
        assert not playing.actions_["import"].isEnabled()
        assert not playing.actions_["analyse"].isEnabled()
        assert not playing.tables.isVisible()
        assert playing.workspace.undo_text == ""

    def test_before_anything_is_done_before_and_now_are_the_same(self, playing):
        change = standing(playing).change
        assert change.reach.town.before == change.reach.town.now
        figures = playing.area.bar.figures
        assert figures.town.gained.text() == "0"
        assert figures.town.lost.text() == "0"
        assert "→" not in figures.town.share.whole

    def test_a_picture_of_the_cells_is_sent(self, playing):
        stamp, picture, _at = playing.map.named("answer")[-1]
        assert stamp == 0.0
        assert picture.png.startswith(b"\x89PNG")

    def test_with_a_stale_result_it_does_not_begin_and_says_why(self, window, qtbot, computed):
        stale = computed.with_(settings={"standards.set": "default", "x": 1})
        with qtbot.waitSignals([window.shown, window.map_controller.painted], timeout=60_000):
            window.workspace.adopt(stale)
        window.actions_["whatif"].setChecked(True)
        assert not window.game.on
        assert not window.actions_["whatif"].isChecked()
        assert "F5" in window.status.said.text()


class TestHand:
    def test_dragging_counts_again_at_every_place_and_letting_go_is_one_step(self, playing, qtbot, computed):
        live = playing.map.live
        live.grabbed.emit("k1")
        for step in range(1, 6):
            live.handMoved.emit(*degrees(X0 + 500 + 200 * step, Y0 + 500 + 150 * step), float(step))
        qtbot.waitUntil(lambda: playing.map.named("answer")[-1][0] == 5.0, timeout=20_000)
        reach = playing.game._change.reach.town
        assert reach.newly_reached + reach.newly_lost > 0
        assert playing.area.bar.figures.town.places.whole == "…"  # counted when the hand lets go
        live.dropped.emit(*degrees(X0 + 1500, Y0 + 1250))
        rest(playing, qtbot)
        assert standing(playing).undo_text == "„Kita Sonnenschein“ verschoben"
        assert playing.area.bar.figures.town.places.whole != "…"
        moved = site(playing, "k1")
        assert (moved.x, moved.y) == pytest.approx((X0 + 1500, Y0 + 1250), abs=0.2)
        row = next(r for r in playing.map.named("show_game")[-1].rows if r["id"] == "k1")
        assert row["mark"] == "moved"
        assert row["from"][::-1] == pytest.approx(degrees(X0 + 500, Y0 + 500), abs=1e-5)
        assert playing.workspace.project is computed

    def test_of_many_places_at_once_the_last_is_answered(self, playing, qtbot):
        live = playing.map.live
        live.grabbed.emit("k1")
        before = len(playing.map.named("answer"))
        for step in range(1, 400):
            live.handMoved.emit(*degrees(X0 + 500 + step, Y0 + 500), float(step))
        qtbot.waitUntil(lambda: playing.map.named("answer")[-1][0] == 399.0, timeout=20_000)
        assert len(playing.map.named("answer")) - before < 399
        live.takenBack.emit()
        rest(playing, qtbot)
        assert standing(playing).edited == ()
        assert standing(playing).undo_text == ""

    def test_the_newly_reached_are_the_cells_that_the_full_computation_finds(self, playing, qtbot, computed):
        """What the bar says of a moved Kita is what an analysis of a really changed project gives."""
        live = playing.map.live
        live.grabbed.emit("k1")
        live.dropped.emit(*degrees(X0 + 2500, Y0 + 1500))
        rest(playing, qtbot)
        facilities = computed.facilities.copy()
        moved = facilities.geometry.to_list()
        moved[0] = type(moved[0])(site(playing, "k1").x, site(playing, "k1").y)
        facilities["geometry"] = moved
        again = usecases.analyse(computed.with_(facilities=facilities))
        standard = standing(playing).standard
        rows = again.analysis.figures.set_index(["district_id", "standard_id"])
        reach = standing(playing).change.reach
        for district_id in reach.ids:
            now = reach.district(district_id).now
            wanted = rows.loc[(district_id, standard.id), "covered_population"]
            assert now == wanted if now is not None else np.isnan(wanted)

    def test_keys_walk_in_metres_and_a_walk_is_one_step(self, playing, qtbot):
        playing.game.game.choose("k1")
        rest(playing, qtbot)
        for east, north in ((10.0, 0.0), (10.0, 0.0), (0.0, 50.0)):
            playing.map.live.nudged.emit(east, north, 1.0)
        qtbot.waitUntil(lambda: not playing.game.game.busy, timeout=20_000)
        _stamp, _picture, at = playing.map.named("answer")[-1]
        assert at[0] == "k1"
        rest(playing, qtbot)
        moved = site(playing, "k1")
        assert (moved.x, moved.y) == pytest.approx((X0 + 520, Y0 + 550), abs=0.01)
        playing.undo()
        rest(playing, qtbot)
        assert site(playing, "k1") is None

    def test_without_a_chosen_facility_keys_do_nothing(self, playing, qtbot):
        playing.map.live.nudged.emit(10.0, 0.0, 1.0)
        rest(playing, qtbot)
        assert standing(playing).edited == ()


class TestSteps:
    def test_a_click_adds_a_facility_which_is_then_chosen(self, playing, qtbot):
        qtbot.mouseClick(playing.area.bar.tools[ADD], Qt.MouseButton.LeftButton)
        assert playing.map.named("show_game")[-1].tool == ADD
        playing.map.mapClicked.emit(*degrees(X0 + 2500, Y0 + 1500))
        rest(playing, qtbot)
        chosen = standing(playing).chosen
        assert chosen.added
        assert chosen.kind == "kita"
        assert playing.area.bar.tool == HAND
        assert standing(playing).change.reach.district("0106").newly_reached > 0
        assert playing.area.bar.places.isVisible()

    def test_places_are_changed_in_the_bar(self, playing, qtbot):
        playing.map.facilityClicked.emit("k1")
        rest(playing, qtbot)
        playing.area.bar.places.setValue(130)
        qtbot.waitUntil(lambda: site(playing, "k1") is not None, timeout=20_000)
        assert site(playing, "k1").places == 130
        assert "Plätze" in standing(playing).undo_text

    def test_delete_closes_and_opens_again(self, playing, qtbot):
        playing.map.facilityClicked.emit("k1")
        rest(playing, qtbot)
        playing.map.live.keyPressed.emit("Delete")
        rest(playing, qtbot)
        assert site(playing, "k1").closed
        assert standing(playing).change.reach.town.newly_lost > 0
        assert playing.area.bar.close_button.text() == "Wieder öffnen"
        assert playing.area.bar.figures.town.lost.whole.startswith("▼")
        qtbot.mouseClick(playing.area.bar.close_button, Qt.MouseButton.LeftButton)
        rest(playing, qtbot)
        assert standing(playing).edited == ()

    def test_a_way_is_closed_by_a_click_and_opened_from_the_bar(self, playing, qtbot):
        qtbot.mouseClick(playing.area.bar.tools[WAY], Qt.MouseButton.LeftButton)
        playing.map.mapClicked.emit(*degrees(X0 + 625, Y0 + 500))
        rest(playing, qtbot)
        (way,) = standing(playing).ways
        assert "Gartenstraße" in way.name
        assert len(playing.map.named("show_game")[-1].ways) == 1
        assert playing.area.bar.ways.isVisible()
        playing.area.bar.ways_menu.actions()[0].trigger()
        rest(playing, qtbot)
        assert standing(playing).ways == ()

    def test_where_there_is_no_way_it_says_so(self, playing, qtbot):
        playing.game.choose_tool(WAY)
        playing.map.mapClicked.emit(*degrees(X0 + 90_000, Y0))
        rest(playing, qtbot)
        assert "kein Weg" in playing.status.said.text()
        assert standing(playing).ways == ()

    def test_undo_and_redo_of_the_window_are_the_games_and_have_names(self, playing, qtbot):
        playing.map.facilityClicked.emit("k1")
        playing.map.live.keyPressed.emit("Delete")
        rest(playing, qtbot)
        assert "Kita Sonnenschein" in playing.actions_["undo"].text()
        playing.actions_["undo"].trigger()
        rest(playing, qtbot)
        assert standing(playing).edited == ()
        assert "Kita Sonnenschein" in playing.actions_["redo"].text()
        playing.actions_["redo"].trigger()
        rest(playing, qtbot)
        assert site(playing, "k1").closed

    def test_another_distance_and_back_to_the_standard(self, playing, qtbot):
        bar = playing.area.bar
        bar.rules.metres.setValue(1200)
        qtbot.waitUntil(lambda: standing(playing).change.target_now_m == 1200.0, timeout=20_000)
        assert standing(playing).change.reach.town.newly_reached > 0
        assert "Annahme" in bar.figures.group.whole
        qtbot.mouseClick(bar.rules.reset, Qt.MouseButton.LeftButton)
        rest(playing, qtbot)
        assert bar.rules.metres.value() == round(standing(playing).standard.target_m)

    def test_minutes_at_another_speed(self, playing, qtbot):
        bar = playing.area.bar
        bar.rules.unit.setCurrentIndex(1)
        bar.rules.unit.activated.emit(1)
        rest(playing, qtbot)
        assert bar.rules.speed.isVisible()
        bar.rules.speed.setValue(2.5)
        rest(playing, qtbot)
        assert standing(playing).speed_kmh == 2.5
        assert standing(playing).change.target_now_m < standing(playing).change.target_before_m
        bar.rules.unit.activated.emit(0)
        rest(playing, qtbot)
        assert standing(playing).speed_kmh is None
        assert not bar.rules.speed.isVisible()

    def test_somebody_else_walks_and_everything_says_so(self, playing, qtbot):
        bar, profiles = playing.area.bar, list(bundled.profiles())
        row = next(i for i, p in enumerate(profiles) if p.id == "wheelchair")
        bar.rules.profile.setCurrentIndex(row)
        bar.rules.profile.activated.emit(row)
        rest(playing, qtbot)
        assert standing(playing).profile.id == "wheelchair"
        assert profiles[row].name in bar.figures.group.whole
        assert profiles[row].name in playing.map.named("show_game")[-1].legend.note

    def test_another_kind_is_played_with_by_choosing_it(self, playing, qtbot):
        playing.thematic.choose_kind("library")
        rest(playing, qtbot)
        assert standing(playing).change.kind == "library"
        assert "Bibliothek" in playing.map.named("show_game")[-1].legend.title

    def test_the_selected_district_has_its_own_line(self, playing, qtbot):
        playing.map.districtClicked.emit("0103")
        assert playing.area.bar.figures.district.name.whole == "Neue Siedlung"


class TestEnding:
    def test_discarding_leaves_the_project_as_it_was(self, playing, qtbot, computed):
        playing.map.facilityClicked.emit("k1")
        playing.map.live.keyPressed.emit("Delete")
        rest(playing, qtbot)
        playing.messages.answer = "discard"
        qtbot.mouseClick(playing.area.bar.discard, Qt.MouseButton.LeftButton)
        assert not playing.game.on
        assert playing.messages.questions == ["Was wäre wenn"]
        assert playing.workspace.project is computed
        assert playing.workspace.undo_text == ""
        assert playing.tables.isVisible()
        assert playing.map.named("end_game")
        assert playing.actions_["import"].isEnabled()

    def test_nothing_changed_needs_no_question(self, playing, qtbot):
        qtbot.mouseClick(playing.area.bar.discard, Qt.MouseButton.LeftButton)
        assert not playing.game.on
        assert playing.messages.questions == []

    def test_going_on_instead(self, playing, qtbot):
        playing.map.facilityClicked.emit("k1")
        playing.map.live.keyPressed.emit("Delete")
        rest(playing, qtbot)
        playing.messages.answer = "cancel"
        playing.actions_["whatif"].setChecked(False)
        assert playing.game.on
        assert playing.actions_["whatif"].isChecked()

    def test_escape_goes_back_step_by_step(self, playing, qtbot):
        playing.map.facilityClicked.emit("k1")
        playing.game.choose_tool(ADD)
        rest(playing, qtbot)
        playing.on_escape()
        assert playing.area.bar.tool == HAND
        playing.on_escape()
        rest(playing, qtbot)
        assert standing(playing).chosen is None
        playing.on_escape()
        assert not playing.game.on

    def test_escape_empties_the_hand_first(self, playing, qtbot):
        """The window has the key before the page: a drag ends and is no step, and the game goes on."""
        playing.map.live.grabbed.emit("k1")
        playing.map.live.handMoved.emit(*degrees(X0 + 900, Y0 + 900), 1.0)
        qtbot.keyClick(playing, Qt.Key.Key_Escape)
        rest(playing, qtbot)
        assert playing.map.named("let_go")
        assert standing(playing).edited == ()
        assert playing.game.on

    def test_taken_over_as_planning_in_one_step_that_can_be_undone(self, playing, qtbot, computed):
        playing.game.choose_tool(ADD)
        playing.map.mapClicked.emit(*degrees(X0 + 2500, Y0 + 1500))
        rest(playing, qtbot)
        with qtbot.waitSignal(playing.shown, timeout=20_000):
            qtbot.mouseClick(playing.area.bar.take, Qt.MouseButton.LeftButton)
            qtbot.waitUntil(lambda: not playing.game.on, timeout=20_000)
        project = playing.workspace.project
        assert len(project.facilities) == len(computed.facilities) + 1
        assert project.facilities["status"].iloc[-1] == "geplant"
        assert project.stale
        assert playing.workspace.undo_text == "Was wäre wenn übernehmen"
        with qtbot.waitSignal(playing.shown, timeout=20_000):
            playing.actions_["undo"].trigger()
        assert playing.workspace.project is computed

    def test_closing_the_window_asks_for_the_game_first(self, playing, qtbot):
        playing.map.facilityClicked.emit("k1")
        playing.map.live.keyPressed.emit("Delete")
        rest(playing, qtbot)
        playing.messages.answer = "cancel"
        playing.close()
        assert playing.isVisible()
        assert playing.messages.questions == ["Was wäre wenn"]
        assert playing.game.on

    def test_on_the_projector_the_bar_stays_and_the_figures_grow(self, playing, qtbot):
        before = playing.area.bar.figures.town.share.fontMetrics().height()
        playing.set_presentation(True)
        assert playing.area.bar.isVisible()
        assert playing.area.bar.figures.town.share.fontMetrics().height() > before
        playing.map.facilityClicked.emit("k1")
        qtbot.keyClick(playing, Qt.Key.Key_Right)
        rest(playing, qtbot)
        assert site(playing, "k1").x == pytest.approx(X0 + 510, abs=0.01)
        playing.set_presentation(False)


class TestWords:
    def test_signs(self):
        assert [signed(v) for v in (142.4, -13.0, 0.0, 0.3)] == ["+142", "−13", "0", "0"]

    def test_a_district_without_a_figure_says_so_and_no_zero(self, playing):
        change = standing(playing).change
        line = figure_line(change, None)
        assert line.gained == "0"
        assert figure_line(change, "gibt es nicht") is None

    def test_the_unit_that_goes_without_saying_is_not_said_in_english_either(self, playing):
        change = standing(playing).change
        wording.use("en")
        assert change.supply.unit == "Plätze"
        assert "Plätze" not in places_words(change, None)
        assert places_words(replace(change, supply=replace(change.supply, unit="m²")), None).endswith("m²")


class TestHandThatWasLost:
    def test_a_hand_that_never_let_go_is_empty_again(self, playing, qtbot):
        """The page may come up anew in the middle of a drag: nothing is left hanging, nothing goes wrong."""
        live = playing.map.live
        live.grabbed.emit("k1")
        live.handMoved.emit(*degrees(X0 + 900, Y0 + 900), 1.0)
        playing.map.ready.emit()
        live.grabbed.emit("k2")
        live.dropped.emit(*degrees(X0 + 1400, Y0 + 900))
        rest(playing, qtbot)
        assert [s.id for s in standing(playing).edited] == ["k2"]

    def test_letting_go_of_nothing_does_nothing(self, playing, qtbot):
        live = playing.map.live
        live.handMoved.emit(*degrees(X0 + 900, Y0 + 900), 1.0)
        live.dropped.emit(*degrees(X0 + 900, Y0 + 900))
        live.takenBack.emit()
        rest(playing, qtbot)
        assert standing(playing).edited == ()
        assert playing.status.said.text() == ""


class TestProtocol:
    def test_the_bar_shows_what_was_tried_and_it_can_be_copied_and_saved(
        self, playing, qtbot, tmp_path, qapp
    ):
        assert not playing.area.bar.protocol.isEnabled()
        playing.game.game.choose("k1")
        playing.game.game.close_chosen()
        rest(playing, qtbot)
        qtbot.mouseClick(playing.area.bar.protocol, Qt.MouseButton.LeftButton)
        qtbot.waitUntil(lambda: playing.messages.last is not None, timeout=20_000)
        dialog = playing.messages.last
        assert "Kita Sonnenschein" in dialog.text.toPlainText()
        assert "Musterstadt" in dialog.text.toPlainText()
        dialog.copy()
        assert qapp.clipboard().text() == dialog.text.toPlainText()
        dialog.save(tmp_path / "protokoll.txt")
        assert (tmp_path / "protokoll.txt").read_text(encoding="utf-8") == dialog.text.toPlainText()
        dialog.reject()
        assert playing.game.on

    def test_a_place_that_cannot_be_written_is_told(self, playing, qtbot, tmp_path):
        playing.messages.show_protocol("Musterstadt", ("Kita A geschlossen.",))
        (tmp_path / "datei").write_text("")
        playing.messages.last.save(tmp_path / "datei" / "p.txt")
        assert len(playing.messages.errors) == 1
        playing.messages.errors.clear()
        playing.messages.last.reject()

    def test_who_reads_it_before_leaving_is_asked_again_and_nothing_is_lost(self, playing, qtbot):
        playing.game.game.choose("k1")
        playing.game.game.close_chosen()
        rest(playing, qtbot)
        playing.messages.answer = "protocol"
        playing.game.leave()
        qtbot.waitUntil(lambda: playing.messages.last is not None, timeout=20_000)
        assert playing.game.on
        playing.messages.answer = "discard"
        playing.messages.last.reject()
        qtbot.waitUntil(lambda: not playing.game.on, timeout=20_000)
        assert playing.messages.questions == ["Was wäre wenn"] * 2

    def test_after_taking_over_it_is_offered(self, playing, qtbot):
        playing.game.game.choose("k1")
        playing.game.game.close_chosen()
        rest(playing, qtbot)
        playing.game.game.take()
        qtbot.waitUntil(lambda: playing.messages.last is not None, timeout=20_000)
        assert "Kita Sonnenschein" in playing.messages.last.text.toPlainText()
        playing.messages.last.reject()
        qtbot.waitUntil(lambda: not playing.tasks.reading, timeout=20_000)


class TestPlacesOfANewFacility:
    def test_they_are_set_before_it_is_put_down(self, playing, qtbot):
        bar = playing.area.bar
        playing.game.choose_tool(ADD)
        assert bar.places.isVisible()
        bar.places.setValue(45)
        playing.map.mapClicked.emit(*degrees(X0 + 2500, Y0 + 1500))
        rest(playing, qtbot)
        assert [s.places for s in standing(playing).edited if s.added] == [45.0]

    def test_they_are_not_those_of_the_facility_that_was_chosen(self, playing, qtbot):
        playing.game.game.choose("k1")
        rest(playing, qtbot)
        assert playing.area.bar.places.value() == 80
        playing.game.choose_tool(ADD)
        assert playing.area.bar.places.value() == 0
        playing.map.mapClicked.emit(*degrees(X0 + 2500, Y0 + 1500))
        rest(playing, qtbot)
        assert [s.places for s in standing(playing).edited if s.added] == [None]

    def test_what_was_typed_for_one_never_goes_to_another(self, playing, qtbot):
        playing.game.game.choose("k1")
        rest(playing, qtbot)
        playing.area.bar.places.setValue(120)
        playing.game.game.choose("k2")
        rest(playing, qtbot)
        qtbot.wait(250)
        rest(playing, qtbot)
        assert site(playing, "k2") is None


class TestStopping:
    """What takes long in the game can be stopped, and everything is then as it was."""

    @pytest.fixture
    def held(self, playing, monkeypatch):
        """Return an event that lets the computation of another profile go on."""
        import threading

        from quartiermap.app.whatif import WhatIf

        go, real = threading.Event(), WhatIf.set_profile

        def slow(self, profile, progress=None):
            assert go.wait(20)
            progress.step(0.0, "")
            return real(self, profile, progress)

        monkeypatch.setattr(WhatIf, "set_profile", slow)
        yield go
        go.set()

    def test_another_profile_is_stopped_by_the_button(self, playing, qtbot, held):
        bar, before = playing.area.bar, standing(playing)
        playing.game.game.set_profile(tuple(bundled.profiles())[1])
        assert bar.cancel.isVisible()
        qtbot.mouseClick(bar.cancel, Qt.MouseButton.LeftButton)
        held.set()
        rest(playing, qtbot)
        assert not bar.cancel.isVisible()
        assert standing(playing).profile == before.profile
        assert standing(playing).undo_text == ""
        assert bar.rules.profile.currentIndex() == 0
        assert "Abgebrochen" in playing.status.said.text()

    def test_escape_stops_it_and_leaves_nothing_else(self, playing, qtbot, held):
        playing.set_presentation(True)
        playing.game.game.set_profile(tuple(bundled.profiles())[1])
        playing.on_escape()
        held.set()
        rest(playing, qtbot)
        assert playing.presentation.on
        assert playing.game.on
        assert standing(playing).profile.id == "adult"
        playing.on_escape()
        assert not playing.presentation.on

    def test_the_newest_wish_wins(self, playing, qtbot, held):
        first, second = tuple(bundled.profiles())[1], tuple(bundled.profiles())[2]
        playing.game.game.set_profile(first)
        playing.game.game.set_profile(second)
        held.set()
        rest(playing, qtbot)
        assert standing(playing).profile == second
        assert not playing.area.bar.cancel.isVisible()
        assert "Abgebrochen" not in playing.status.said.text()


class TestWordsOfTheBar:
    def test_the_rule_says_what_is_measured_and_is_not_cut_off(self, playing):
        playing.resize(1366, 730)
        group = playing.area.bar.figures.group
        assert "500\u00a0m Fußweg" in group.whole
        assert "Erwachsene" in group.whole
        assert group.text() == group.whole

    def test_neither_what_to_do_nor_the_gaps_are_cut_off_in_a_narrow_window(self, playing, qtbot):
        playing.resize(960, 540)
        playing.set_presentation(True)
        figures = playing.area.bar.figures
        figures.setFixedWidth(740)
        town = replace(figure_line(standing(playing).change, None), gaps="Lücken beim Weg: 12\u2009→\u200911")
        figures.show_lines(town, None)
        for label in (figures.district.name, figures.gaps):
            qtbot.waitUntil(lambda label=label: label.text() == label.whole, timeout=5_000)
        figures.show_lines(town, replace(town, name="Am Anger", gaps="hier geschlossen"))
        assert figures.gaps.whole.endswith("· hier geschlossen")
        qtbot.waitUntil(lambda: figures.gaps.text() == figures.gaps.whole, timeout=5_000)
        name, share = figures.district.name, figures.district.share
        qtbot.waitUntil(lambda: name.geometry().right() < share.geometry().left(), timeout=5_000)
        playing.set_presentation(False)

    def test_who_reaches_nothing_is_not_in_the_need_without_a_place_and_that_is_said(self, playing):
        tip = playing.area.bar.figures.town.places.toolTip()
        assert "außer Reichweite" in tip

    def test_taking_a_step_back_about_another_kind_shows_that_kind(self, playing, qtbot):
        playing.game.game.choose("k1")
        playing.game.game.close_chosen()
        rest(playing, qtbot)
        playing.thematic.choose_kind("library")
        rest(playing, qtbot)
        playing.undo()
        rest(playing, qtbot)
        assert standing(playing).change.kind == "kita"
        assert playing.thematic.theme.kind == "kita"


class TestNothingSurveyed:
    """A kind of which the project has no facility: nothing can be said about today."""

    @pytest.fixture
    def green(self, playing, qtbot):
        playing.thematic.choose_kind("green_space")
        rest(playing, qtbot)
        assert standing(playing).change.kind == "green_space"
        return playing

    def test_no_figure_says_zero_or_does_not_apply(self, green):
        town = green.area.bar.figures.town
        assert town.share.whole == "keine Daten"
        assert town.places.whole == "keine Daten"
        assert "nichts erfasst" in green.area.bar.text.whole

    def test_nobody_is_painted_out_of_reach(self, green):
        from quartiermap.render.live_cells import LiveCells

        shown = green.game.game._table
        empty = shown._cells.picture(*[np.zeros(6)] * 2, 500.0, 500.0)
        assert green.map.named("answer")[-1][1].png == empty
        assert isinstance(shown._cells, LiveCells)

    def test_the_first_one_brings_figures(self, green, qtbot):
        green.game.choose_tool(ADD)
        green.map.mapClicked.emit(*degrees(X0 + 500, Y0 + 500))
        rest(green, qtbot)
        assert "%" in green.area.bar.figures.town.share.whole


def test_without_a_network_the_profile_cannot_be_chosen_and_the_game_goes_on(window, qtbot, town):
    with qtbot.waitSignals([window.shown, window.map_controller.painted], timeout=60_000):
        window.workspace.adopt(usecases.analyse(town))
    qtbot.waitUntil(lambda: not window.tasks.reading, timeout=20_000)
    window.actions_["whatif"].setChecked(True)
    qtbot.waitUntil(lambda: window.game.on and not window.game.game.busy, timeout=60_000)
    bar = window.area.bar
    assert not bar.rules.profile.isEnabled()
    assert not bar.tools[WAY].isEnabled()
    assert "geschätzt aus der Luftlinie" in bar.figures.group.whole
    window.map.live.grabbed.emit("k1")
    window.map.live.dropped.emit(*degrees(X0 + 1500, Y0 + 1250))
    rest(window, qtbot)
    assert standing(window).undo_text == "„Kita Sonnenschein“ verschoben"
    assert window.messages.errors == []


def test_ten_edits_and_all_of_them_back(playing, qtbot):
    before = standing(playing).change
    for number in range(10):
        playing.map.live.grabbed.emit("k1")
        playing.map.live.dropped.emit(*degrees(X0 + 300 + 200 * number, Y0 + 1250))
    rest(playing, qtbot)
    for _ in range(10):
        assert standing(playing).undo_text
        playing.undo()
        rest(playing, qtbot)
    assert standing(playing).undo_text == ""
    assert standing(playing).edited == ()
    assert np.array_equal(standing(playing).change.now_m, before.now_m)


def test_the_line_under_the_projector_follows_the_rule_of_the_game(playing, qtbot):
    playing.set_presentation(True)
    playing.area.bar.threshold_chosen.emit(800.0)
    rest(playing, qtbot)
    assert "800\u00a0m" in playing.area.text.text()
    playing.set_presentation(False)
