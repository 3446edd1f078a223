"""In front of a room: saved views called by number, a second window that shows the same, a pointer that everybody sees."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QKeySequence, QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from quartiermap.domain.project import new_project
from quartiermap.ui.plain.content import degrees, world
from quartiermap.ui.viewmodels.stations import KEY, Station, described, moved, stations, with_stations


@pytest.fixture
def window(plain_window):
    """The window with a town on a map that needs no web engine."""
    return plain_window


def there(page) -> tuple[float, float, float]:
    lon, lat = degrees(page._view.centre)
    return round(lon, 5), round(lat, 5), page._view.zoom


def hover(page, at: QPoint) -> None:
    """Move the mouse without a button; the room's window may lie above the page on a machine with one screen."""
    none = Qt.MouseButton.NoButton
    move = QMouseEvent(
        QMouseEvent.Type.MouseMove,
        QPointF(at),
        QPointF(page.mapToGlobal(at)),
        none,
        none,
        Qt.KeyboardModifier.NoModifier,
    )
    QApplication.sendEvent(page, move)


class TestStations:
    def test_they_travel_with_the_project_and_make_no_result_stale(self, computed):
        made = Station(
            "Lücke", "Text", "Notiz", "kita", "covered_share", "kita", 500.0, (8.6, 49.4, 14.0), {"gaps": True}, "gap", "x"
        )  # fmt: skip
        kept = with_stations(computed, [made])
        assert stations(kept) == (made,)
        assert not kept.stale
        assert kept.fingerprint == computed.fingerprint
        assert with_stations(kept, stations(kept)) is kept
        assert KEY not in with_stations(kept, ()).settings

    @pytest.mark.parametrize(
        "broken", [None, 3, {}, {"name": 7}, {"name": "a", "place": [1]}, {"name": "a", "place": ["x", 1, 2]}, {"name": "a", "target_m": "viel"},
                   {"name": "a", "target_m": float("nan")}, {"name": "a", "layers": [1, 2]}],
    )  # fmt: skip
    def test_an_entry_that_cannot_be_read_costs_no_other(self, broken):
        project = new_project("Stadt", 25832).with_(settings={KEY: [broken, {"name": "gut"}]})
        assert [s.name for s in stations(project)] == ["gut"]

    def test_moving_keeps_all_and_the_ends_hold(self):
        rows = [Station(name) for name in "abcd"]
        for at in range(4):
            for by in (-9, -1, 1, 9):
                assert sorted(s.name for s in moved(rows, at, by)) == list("abcd")
        assert [s.name for s in moved(rows, 0, -1)] == list("abcd")
        assert [s.name for s in moved(rows, 1, 9)] == list("acdb")

    def test_a_name_is_never_empty(self):
        assert described(Station("a"), "  ", " T ").name == "a"
        assert described(Station("a"), "  ", " T ").text == "T"


class TestViews:
    def test_a_view_is_remembered_and_called_by_its_number(self, window, qtbot):
        window.thematic.choose_kind("kita")
        district = window.map.plain.content.districts[2].key
        window.selection.select("district", district)
        window.theme_panel.layers["gaps"].setChecked(False)
        window.map.show_view(8.67, 49.41, 14.5)
        qtbot.waitUntil(lambda: window.map.view["zoom"] == 14.5, timeout=5_000)
        window.actions_["remember"].trigger()
        assert "Strg+1" in window.status.said.text()
        theme = window.thematic.theme

        other = next(k for k in window.thematic.kinds() if k != "kita")
        window.thematic.choose_kind(other)
        window.thematic.choose_figure("mean_distance_m")
        window.selection.clear()
        window.theme_panel.layers["gaps"].setChecked(True)
        window.map.fit()

        QTest.keySequence(window, QKeySequence("Ctrl+1"))
        qtbot.waitUntil(lambda: there(window.map.plain) == (8.67, 49.41, 14.5), timeout=5_000)
        assert window.thematic.theme == theme
        assert (window.selection.selected.what, window.selection.selected.id) == ("district", district)
        assert not window.theme_panel.layers["gaps"].isChecked()

    def test_remembering_is_a_step_that_can_be_undone_by_its_name(self, window):
        window.actions_["remember"].trigger()
        assert "merken" in window.workspace.undo_text
        assert len(window.stage.stations) == 1
        assert not window._data.stale
        window.undo()
        assert window.stage.stations == ()

    def test_two_views_of_the_same_have_two_names(self, window):
        window.stage.remember()
        window.stage.remember()
        assert len({s.name for s in window.stage.stations}) == 2

    def test_on_the_projector_numbers_call_views_and_without_views_kinds(self, window, qtbot):
        kinds = window.thematic.kinds()
        window.choose_kind_number(1)
        assert window.thematic.theme.kind == kinds[1]
        window.thematic.choose_kind(kinds[0])
        window.stage.remember()
        window.thematic.choose_kind(kinds[1])
        window.choose_kind_number(0)
        assert window.thematic.theme.kind == kinds[0]

    def test_next_and_previous_stop_at_the_ends(self, window):
        for figure in ("covered_share", "mean_distance_m", "supply_ratio"):
            window.thematic.choose_figure(figure)
            window.stage.remember()
        window.stage.call(0)
        for by, wanted in ((1, 1), (1, 2), (1, 2), (-1, 1), (-1, 0), (-1, 0)):
            assert window.stage.step(by)
            assert window.stage.at == wanted
        assert window.thematic.theme.figure == "covered_share"

    def test_what_the_room_reads_is_the_stations_text_until_something_else_is_shown(self, window, qtbot):
        window.stage.remember()
        (station,) = window.stage.stations
        window.stage._keep("x", (described(station, station.name, "Hier fehlt eine Kita.", "leise"),))
        window.stage.call(0)
        qtbot.waitUntil(lambda: window.stage._wanted is None, timeout=5_000)
        assert window.presentation.text.text() == "Hier fehlt eine Kita."
        window.thematic.choose_figure("mean_distance_m")
        assert window.presentation.text.text() != "Hier fehlt eine Kita."

    def test_the_list_renames_orders_and_removes_and_undo_brings_back(self, window, qtbot):
        for _ in range(3):
            window.stage.remember()
        window.stage.ask()
        dialog = window.stage.dialog
        dialog.list.setCurrentRow(2)
        dialog.name.setText("Ausgangslage")
        dialog.note.setPlainText("Begrüßung")
        dialog.up.click()  # what was typed is kept before
        assert [s.name for s in window.stage.stations][1] == "Ausgangslage"
        assert window.stage.stations[1].note == "Begrüßung"
        dialog.remove.click()
        assert len(window.stage.stations) == 2
        window.undo()
        assert window.stage.stations[1].name == "Ausgangslage"
        assert dialog.list.count() == 3
        dialog.close()

    def test_a_view_of_something_that_is_gone_says_so(self, window):
        window.stage.remember()
        (station,) = window.stage.stations
        window.stage._keep("x", (Station(**{**vars(station), "kind": "gibt-es-nicht"}),))
        window.stage.call(0)
        assert "nicht mehr" in window.status.said.text()


class TestRoom:
    @pytest.fixture
    def room(self, window, qtbot):
        window.actions_["room"].setChecked(True)
        found = window.stage.room
        qtbot.waitUntil(
            lambda: found.map.is_ready and bool(found.map.plain.content.districts), timeout=20_000
        )
        return found

    def test_it_shows_what_the_first_window_shows_in_big_type_without_tools(self, window, room, qtbot):
        mine, theirs = window.map.plain.content, room.map.plain.content
        assert theirs.presentation
        assert not mine.presentation
        assert theirs.classes == mine.classes
        assert room.title.text() == window.presentation.title.text()
        window.selection.select("district", mine.districts[1].key)
        assert theirs.selected == mine.districts[1].key
        window.thematic.choose_figure("mean_distance_m")
        qtbot.waitUntil(
            lambda: theirs.scheme is not None and theirs.scheme["id"] == "mean_distance_m", timeout=20_000
        )
        assert room.title.text() == window.presentation.title.text()

    def test_it_follows_the_place_unless_it_is_held(self, window, room, qtbot):
        window.map.show_view(8.67, 49.41, 15.0)
        qtbot.waitUntil(lambda: there(room.map.plain) == (8.67, 49.41, 15.0), timeout=5_000)
        window.actions_["freeze"].setChecked(True)
        window.map.show_view(8.68, 49.42, 12.0)
        qtbot.waitUntil(lambda: window.map.view["zoom"] == 12.0, timeout=5_000)
        assert there(room.map.plain) == (8.67, 49.41, 15.0)
        gap = window.map.plain.content.gaps[0].key
        window.selection.select("gap", gap)
        assert room.map.plain.content.gap == gap  # marked, but not gone to
        assert there(room.map.plain) == (8.67, 49.41, 15.0)
        window.actions_["freeze"].setChecked(False)
        qtbot.waitUntil(lambda: there(room.map.plain) == there(window.map.plain), timeout=5_000)

    def test_the_room_sees_the_hand_of_the_operator(self, window, room, qtbot):
        window.thematic.choose_kind("kita")
        window.actions_["whatif"].setChecked(True)
        qtbot.waitUntil(lambda: window.game.on and not window.game.game.busy, timeout=60_000)
        mine, theirs = window.map.plain, room.map.plain
        qtbot.waitUntil(lambda: theirs.content.live is not None, timeout=20_000)
        at = mine._view.pixel(next(s.at for s in mine.content.facilities if s.key == "k1")).toPoint()
        QTest.mousePress(mine, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, at)
        for step in range(1, 8):
            QTest.mouseMove(mine, at + QPoint(14 * step, 9 * step))
            qtbot.waitUntil(lambda: mine._sent is None, timeout=20_000)
        assert theirs.content.live.image == mine.content.live.image
        QTest.mouseRelease(
            mine, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, at + QPoint(98, 63)
        )
        qtbot.waitUntil(lambda: not window.game.game.busy, timeout=20_000)
        moved_to = next(s.at for s in theirs.content.facilities if s.key == "k1")
        assert degrees(moved_to) == pytest.approx(
            degrees(next(s.at for s in mine.content.facilities if s.key == "k1")), abs=2e-5
        )

    def test_a_window_opened_in_the_middle_of_a_game_shows_its_cells(self, window, qtbot):
        window.thematic.choose_kind("kita")
        window.actions_["whatif"].setChecked(True)
        qtbot.waitUntil(lambda: window.game.on and not window.game.game.busy, timeout=60_000)
        window.actions_["room"].setChecked(True)
        room = window.stage.room
        qtbot.waitUntil(lambda: room.map.is_ready and room.map.plain.content.live is not None, timeout=20_000)
        assert room.map.plain.content.game is not None

    def test_closing_it_leaves_the_first_alone_and_closing_the_project_closes_it(self, window, room, qtbot):
        QTest.keyClick(room, Qt.Key.Key_Escape)
        assert window.stage.room is None
        assert not window.actions_["room"].isChecked()
        window.thematic.choose_figure("supply_ratio")  # nobody is told any more
        window.actions_["room"].setChecked(True)
        assert window.stage.room is not None
        window.workspace.session.close()
        assert window.stage.room is None

    def test_the_projector_is_pulled_out(self, window, room, qtbot):
        with qtbot.waitSignal(room.said, timeout=5_000) as said:
            room._on_screens()
        assert "steht jetzt hier" in said.args[0]  # there is one screen here
        assert room.isVisible()


class TestPointer:
    def test_pointer_and_spotlight_follow_the_mouse_here_and_in_the_room(self, window, qtbot):
        window.actions_["room"].setChecked(True)
        room = window.stage.room
        qtbot.waitUntil(lambda: room.map.is_ready, timeout=20_000)
        page = window.map.plain
        hover(page, QPoint(200, 180))
        assert page.content.pointer is None
        window.actions_["pointer"].setChecked(True)
        hover(page, QPoint(220, 190))
        place, spot = page.content.pointer
        assert not spot
        assert page._view.pixel(place).x() == pytest.approx(220, abs=0.5)
        shown = room.map.plain.content.pointer
        assert degrees(shown[0]) == pytest.approx(degrees(place), abs=1e-9)
        window.actions_["spotlight"].setChecked(True)
        assert not window.actions_["pointer"].isChecked()
        hover(page, QPoint(260, 210))
        assert page.content.pointer[1]
        window.actions_["spotlight"].setChecked(False)
        assert page.content.pointer is None
        assert room.map.plain.content.pointer is None

    def test_world_and_degrees_agree(self):
        assert degrees(world(8.6, 49.4)) == pytest.approx((8.6, 49.4), abs=1e-9)
