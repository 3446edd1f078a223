"""Facilities changed in the window: by form, by hand on the map, by drawing; every change a named step that can be taken back."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from quartiermap.ui.widgets.facility_on_map import MOVE, OUTLINE


@pytest.fixture
def flow(opened):
    return opened.facilities


def _degrees(opened, dx: float, dy: float) -> tuple[float, float]:
    row = opened.data.facilities["k1"]
    return opened.facilities.on_map.places.degrees((row.x + dx, row.y + dy))


class TestForm:
    def test_a_state_that_no_file_said_is_not_filled_in(self, opened, flow, qtbot):
        """The form showed "Bestand" where nothing was known, and wrote it with the next correction."""
        frame = opened.workspace.project.facilities.copy()
        frame.loc[frame["facility_id"] == "k1", "status"] = None
        with qtbot.waitSignal(opened.shown, timeout=20_000):
            opened.workspace.adopt(opened.workspace.project.with_(facilities=frame))
        table = opened.tables.facilities
        table.select_key("k1")
        table.view.activated.emit(table.view.currentIndex())
        dialog = flow.dialog
        assert dialog.fields["status"].currentText() == "keine Angabe"
        assert not dialog.touched
        dialog.close()

    def test_enter_in_the_table_opens_it_and_taking_over_is_one_step(self, opened, flow, qtbot):
        table = opened.tables.facilities
        table.select_key("k1")
        table.view.activated.emit(table.view.currentIndex())
        dialog = flow.dialog
        assert dialog.isVisible()
        assert not dialog.isModal()
        assert dialog.fields["name"].text() == "Kita Sonnenschein"
        dialog.fields["places"].setText("95")
        with qtbot.waitSignal(opened.shown, timeout=5000):
            dialog.accept_form()
        assert flow.dialog is None
        assert opened.workspace.undo_text == "Kita Sonnenschein: Plätze 80 → 95"
        assert "folgen gleich" in opened.status.said.text()
        assert "Von Hand geändert am" in opened.inspector.text()
        with qtbot.waitSignal(opened.shown, timeout=5000):
            opened.undo()
        assert not opened.data.stale
        assert opened.data.facilities["k1"].places == 80
        said = opened.status.said.text()  # not any more what the step itself had said
        assert said == "Rückgängig gemacht: Kita Sonnenschein: Plätze 80 → 95."
        with qtbot.waitSignal(opened.shown, timeout=5000):
            opened.redo()
        assert opened.status.said.text().startswith("Wiederholt: Kita Sonnenschein")
        with qtbot.waitSignal(opened.shown, timeout=5000):
            opened.undo()
        opened.status.say("")
        opened.undo()
        assert opened.status.said.text() == ""  # nothing was left to take back

    def test_what_is_wrong_is_said_below_its_field_and_nothing_happens(self, opened, flow, qtbot):
        flow.edit("k1")
        dialog = flow.dialog
        dialog.fields["places"].setText("viele")
        dialog.fields["opening"].setText("bald")
        dialog.accept_form()
        assert dialog.isVisible()
        assert "keine Zahl" in dialog.problems["places"].text()
        assert "01.08.2027" in dialog.problems["opening"].text()
        assert dialog.problems["name"].text() == ""
        assert opened.workspace.undo_text == ""
        dialog.fields["places"].setText("")
        dialog.fields["opening"].setText("")
        with qtbot.waitSignal(opened.shown, timeout=5000):
            dialog.accept_form()
        assert opened.data.facilities["k1"].places is None

    def test_a_double_click_on_the_map_opens_it_and_a_single_one_does_not(self, opened, flow):
        opened.map.facilityClicked.emit("k1")
        assert flow.dialog is None
        opened.map.facilityClicked.emit("k2")
        assert flow.dialog is None
        opened.map.facilityClicked.emit("k2")
        assert flow.dialog.fields["name"].text() == "Kita <b>Am Wall</b>"

    def test_what_was_typed_stays_when_the_project_changes_and_another_form_waits(self, opened, flow, qtbot):
        flow.edit("k1")
        dialog = flow.dialog
        dialog.fields["operator"].setText("AWO")
        flow.edit("b1")
        assert flow.dialog is dialog
        assert "noch offen" in opened.status.said.text()
        with qtbot.waitSignal(opened.shown, timeout=5000):
            flow._move("k1", (dialog.values().place[0] + 10, dialog.values().place[1]))
        values = dialog.values()
        assert values.operator == "AWO"
        assert values.place[0] == pytest.approx(opened.data.facilities["k1"].x)
        opened.selection.select("facility", "k1")
        with qtbot.waitSignal(opened.shown, timeout=5000):
            flow.remove()
        assert flow.dialog is None  # there is nothing left to edit

    def test_an_untouched_form_makes_room(self, opened, flow):
        flow.edit("k1")
        flow.edit("b1")
        assert flow.dialog.fields["name"].text() == "Stadtbibliothek"

    def test_the_inspector_has_a_button_for_it(self, opened, flow, qtbot):
        opened.selection.select("facility", "k2")
        opened.inspector.edit_wanted.emit("k2")
        assert flow.dialog is not None


class TestMap:
    def test_dragging_is_a_step_and_the_map_shows_it_at_once(self, opened, flow, qtbot):
        opened.actions_["facility_move"].trigger()
        assert flow.on_map.mode == MOVE
        assert flow.on_map.bar.isVisible()
        assert opened.map.named("show_game")[-1].tool == "hand"
        lon, lat = _degrees(opened, 300, 0)
        opened.map.live.grabbed.emit("k1")
        opened.map.live.handMoved.emit(lon, lat, 5.0)
        assert opened.map.named("answer")[-1] == (5.0, None, None)
        before = opened.data.facilities["k1"].x
        with qtbot.waitSignal(opened.shown, timeout=5000):
            opened.map.live.dropped.emit(lon, lat)
        assert opened.workspace.undo_text == "Kita Sonnenschein verschoben"
        assert opened.data.facilities["k1"].x == pytest.approx(before + 300, abs=0.05)
        assert opened.map.named("show_game")[-1].rows[0]["mark"] == "moved"
        assert flow.on_map.on  # the next one can be dragged
        opened.on_escape()
        assert not flow.on_map.on
        assert not opened.actions_["facility_move"].isChecked()
        assert opened.map.named("end_game")

    def test_escape_puts_back_what_the_hand_holds(self, opened, flow):
        flow.move()
        opened.map.live.grabbed.emit("k1")
        opened.on_escape()
        assert opened.map.named("let_go")
        assert flow.on_map.on
        assert opened.workspace.undo_text == ""

    def test_arrow_keys_move_the_chosen_one(self, opened, flow, qtbot):
        opened.selection.select("facility", "k1")
        flow.move()
        assert opened.focusWidget() is opened.map  # wherever the facility was chosen
        before = opened.data.facilities["k1"].x
        opened.map.live.nudged.emit(10.0, 0.0, 1.0)
        opened.map.live.nudged.emit(10.0, 0.0, 2.0)
        assert opened.workspace.undo_text == ""  # one walk is one step
        with qtbot.waitSignal(opened.workspace.changed, timeout=5000):
            flow.on_map.finish()
        assert opened.workspace.undo_labels == ("Kita Sonnenschein verschoben",)
        now = opened.workspace.project.facilities.geometry.iloc[0].x
        assert now == pytest.approx(before + 20, abs=0.1)

    def test_a_walk_that_has_just_ended_is_asked_for_when_the_window_is_closed(
        self, opened, flow, monkeypatch
    ):
        asked = []
        monkeypatch.setattr(opened.files, "when_safe", asked.append)
        opened.selection.select("facility", "k1")
        flow.move()
        opened.map.live.nudged.emit(10.0, 0.0, 1.0)
        opened.close()
        assert len(asked) == 1
        assert opened.workspace.undo_labels == ("Kita Sonnenschein verschoben",)

    def test_a_new_one_as_a_point(self, opened, flow, qtbot):
        opened.actions_["facility_add"].trigger()
        opened.map.mapClicked.emit(*_degrees(opened, 200, 100))
        dialog = flow.dialog
        assert dialog.values().status == "geplant"
        dialog.accept_form()
        assert "Der Name fehlt" in dialog.problems["name"].text()
        dialog.fields["name"].setText("Kita Neu")
        with qtbot.waitSignal(opened.shown, timeout=5000):
            dialog.accept_form()
        assert opened.workspace.undo_text == "Kita Neu geplant"
        assert opened.selection.selected.what == "facility"
        assert opened.data.facilities[opened.selection.selected.id].name == "Kita Neu"

    def test_a_new_one_as_an_outline_with_a_corner_taken_back(self, opened, flow, qtbot):
        opened.actions_["facility_draw"].trigger()
        assert not flow.on_map.bar.finish.isEnabled()
        for dx, dy in ((0, 100), (60, 100), (60, 160), (900, 900)):
            opened.map.mapClicked.emit(*_degrees(opened, dx, dy))
        assert opened.map.named("show_game")[-1].ways[0][0] == opened.map.named("show_game")[-1].ways[0][-1]
        flow.on_map.take_corner_back()
        flow.on_map.finish()
        dialog = flow.dialog
        assert "3 Ecken" in dialog.place.text()
        assert dialog.fields["area_m2"].text() == "1.800"
        dialog.fields["name"].setText("Spielplatz am Wall")
        with qtbot.waitSignal(opened.shown, timeout=5000):
            dialog.accept_form()
        parts = opened.workspace.project.facility_shapes
        assert list(parts["part"]) == ["outline"]
        assert parts.geometry.iloc[0].area == pytest.approx(1800, rel=0.01)

    def test_the_place_of_an_open_form_is_chosen_on_the_map(self, opened, flow, qtbot):
        flow.edit("k1")
        before = flow.dialog.values().place
        qtbot.mouseClick(flow.dialog.choose, Qt.MouseButton.LeftButton)
        opened.map.mapClicked.emit(*_degrees(opened, 50, 0))
        assert not flow.on_map.on
        assert flow.dialog.values().place[0] == pytest.approx(before[0] + 50, abs=0.05)
        assert opened.workspace.undo_text == ""  # only the form knows so far

    def test_closing_the_project_ends_everything(self, opened, flow):
        flow.add(OUTLINE)
        flow.edit("k1")
        opened.messages.answer = "discard"
        opened.files.close_project()
        assert not flow.on_map.on
        assert flow.dialog is None


def test_close_and_open_again_and_delete_by_the_menu(opened, qtbot):
    opened.selection.select("facility", "k1")
    for action, words in (
        ("facility_close", "geschlossen"),
        ("facility_close", "in Betrieb"),
        ("facility_remove", "gelöscht"),
    ):
        with qtbot.waitSignal(opened.shown, timeout=5000):
            opened.actions_[action].trigger()
        assert opened.workspace.undo_text == f"Kita Sonnenschein {words}"
    assert "k1" not in opened.data.facilities
    with qtbot.waitSignal(opened.shown, timeout=5000):
        opened.undo(3)
    assert opened.data.facilities["k1"].status == "Bestand"
    assert opened.workspace.undo_text == ""


def test_without_a_choice_it_says_what_to_do(opened):
    opened.selection.clear()
    opened.actions_["facility_edit"].trigger()
    assert "zuerst eine Einrichtung wählen" in opened.status.said.text()
