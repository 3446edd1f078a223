"""In front of a room: saved views called by number, a second window that shows the same, a pointer that everybody sees."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QKeySequence, QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QLabel, QMessageBox, QToolTip, QVBoxLayout, QWidget

from quartiermap.domain.project import new_project
from quartiermap.ui.plain.content import degrees, world
from quartiermap.ui.sight import panels_of
from quartiermap.ui.viewmodels.stations import KEY, Station, described, moved, stations, with_stations
from quartiermap.ui.widgets.presentation import FittedLabel, room_lines


@pytest.fixture
def window(plain_window):
    """The window with a town on a map that needs no web engine."""
    return plain_window


def there(page) -> tuple[float, float, float]:
    lon, lat = degrees(page._view.centre)
    return round(lon, 5), round(lat, 5), page._view.zoom


def sees_all_of(page, other) -> bool:
    """Whether a map shows at least what another one shows, in its middle and as large as that goes."""
    seen, wanted = page._view.seen, other._view.seen
    larger = min(seen.width() / wanted.width(), seen.height() / wanted.height())
    moved = page._view.centre - other._view.centre
    return 0.99 < larger < 1.3 and abs(moved.x()) + abs(moved.y()) < 1e-3 * wanted.width()


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


def drag(page) -> None:
    """Pull the map with the left button, and turn the wheel."""
    QTest.mousePress(page, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, QPoint(300, 200))
    for step in range(1, 5):
        QTest.mouseMove(page, QPoint(300 + 15 * step, 200 + 10 * step))
    QTest.mouseRelease(page, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, QPoint(360, 240))


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
        assert len(window.stage.views.all) == 1
        assert not window.data.stale
        window.undo()
        assert window.stage.views.all == ()

    def test_two_views_of_the_same_have_two_names(self, window):
        window.stage.views.remember()
        window.stage.views.remember()
        assert len({s.name for s in window.stage.views.all}) == 2

    def test_on_the_projector_numbers_call_views_and_without_views_kinds(self, window, qtbot):
        kinds = window.thematic.kinds()
        window.choose_kind_number(1)
        assert window.thematic.theme.kind == kinds[1]
        window.thematic.choose_kind(kinds[0])
        window.stage.views.remember()
        window.thematic.choose_kind(kinds[1])
        window.choose_kind_number(0)
        assert window.thematic.theme.kind == kinds[0]

    def test_next_and_previous_stop_at_the_ends(self, window):
        for figure in ("covered_share", "mean_distance_m", "supply_ratio"):
            window.thematic.choose_figure(figure)
            window.stage.views.remember()
        window.stage.views.call(0)
        for by, wanted in ((1, 1), (1, 2), (1, 2), (-1, 1), (-1, 0), (-1, 0)):
            assert window.stage.views.step(by)
            assert window.stage.views.at == wanted
        assert window.thematic.theme.figure == "covered_share"

    def test_without_a_saved_view_a_clicker_goes_through_the_kinds_and_stops_at_the_ends(self, window):
        kinds = window.thematic.kinds()
        assert len(kinds) > 2
        window.thematic.choose_kind(kinds[0])
        for by, wanted in ((-1, 0), (1, 1), (1, 2), (-1, 1)):
            assert window.stage.views.step(by)
            assert window.thematic.theme.kind == kinds[wanted]
        window.thematic.choose_kind(kinds[-1])
        assert window.stage.views.step(1)
        assert window.thematic.theme.kind == kinds[-1]

    def test_what_the_room_reads_is_the_stations_text_until_something_else_is_shown(self, window, qtbot):
        window.stage.views.remember()
        (station,) = window.stage.views.all
        window.stage.views._keep("x", (described(station, station.name, "Hier fehlt eine Kita.", "leise"),))
        window.stage.views.call(0)
        qtbot.waitUntil(lambda: window.stage.views._wanted is None, timeout=5_000)
        assert window.presentation.text.text() == "Hier fehlt eine Kita."
        window.thematic.choose_figure("mean_distance_m")
        assert window.presentation.text.text() != "Hier fehlt eine Kita."

    def test_the_list_renames_orders_and_removes_and_undo_brings_back(self, window, qtbot):
        for _ in range(3):
            window.stage.views.remember()
        window.stage.views.ask()
        dialog = window.stage.views.dialog
        dialog.list.setCurrentRow(2)
        dialog.name.setText("Ausgangslage")
        dialog.note.setPlainText("Begrüßung")
        dialog.up.click()  # what was typed is kept before
        assert [s.name for s in window.stage.views.all][1] == "Ausgangslage"
        assert window.stage.views.all[1].note == "Begrüßung"
        dialog.remove.click()
        assert len(window.stage.views.all) == 2
        window.undo()
        assert window.stage.views.all[1].name == "Ausgangslage"
        assert dialog.list.count() == 3
        dialog.close()

    def test_a_view_of_something_that_is_gone_says_so(self, window):
        window.stage.views.remember()
        (station,) = window.stage.views.all
        window.stage.views._keep("x", (Station(**{**vars(station), "kind": "gibt-es-nicht"}),))
        window.stage.views.call(0)
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
        mine, theirs = window.map.plain, room.map.plain
        window.map.show_view(8.67, 49.41, 15.0)
        qtbot.waitUntil(lambda: there(mine)[2] == 15.0 and sees_all_of(theirs, mine), timeout=5_000)
        held = there(theirs)
        window.actions_["freeze"].setChecked(True)
        window.map.show_view(8.68, 49.42, 12.0)
        qtbot.waitUntil(lambda: window.map.view["zoom"] == 12.0, timeout=5_000)
        assert there(theirs) == held
        gap = window.map.plain.content.gaps[0].key
        window.selection.select("gap", gap)
        assert room.map.plain.content.gap == gap  # marked, but not gone to
        assert there(theirs) == held
        window.actions_["freeze"].setChecked(False)
        qtbot.waitUntil(lambda: sees_all_of(theirs, mine), timeout=5_000)

    def test_the_whole_town_fills_the_rooms_window_whatever_its_size(self, window, room, qtbot):
        mine, theirs = window.map.plain, room.map.plain
        window.map.show_view(8.67, 49.41, 16.0)
        qtbot.waitUntil(lambda: there(mine)[2] == 16.0 and sees_all_of(theirs, mine), timeout=5_000)
        window.map.fit()
        qtbot.waitUntil(lambda: theirs._fitted and window.map.whole, timeout=5_000)
        before = there(theirs)[2]
        room.resize(2 * room.width(), 2 * room.height())
        qtbot.waitUntil(lambda: there(theirs)[2] > before, timeout=5_000)
        window.stage.views.remember()
        assert window.stage.views.all[-1].place is None  # it will be the whole town in a window of any size

    def test_what_the_room_sees_grows_with_its_window(self, window, room, qtbot):
        mine, theirs = window.map.plain, room.map.plain
        window.map.show_view(8.67, 49.41, 15.0)
        qtbot.waitUntil(lambda: sees_all_of(theirs, mine), timeout=5_000)
        before = there(theirs)[2]
        room.resize(2 * room.width(), 2 * room.height())
        qtbot.waitUntil(lambda: there(theirs)[2] > before and sees_all_of(theirs, mine), timeout=5_000)

    def test_a_bar_that_opens_beside_the_operators_map_moves_nothing_in_the_room(self, window, room, qtbot):
        mine, theirs = window.map.plain, room.map.plain
        window.map.show_view(8.67, 49.41, 15.0)
        qtbot.waitUntil(lambda: there(mine)[2] == 15.0 and sees_all_of(theirs, mine), timeout=5_000)
        before, height = there(theirs), mine.height()
        window.actions_["show_tables"].setChecked(False)
        with qtbot.waitSignal(window.map.viewChanged, timeout=5_000):
            qtbot.waitUntil(lambda: mine.height() > height + 50, timeout=5_000)
        assert there(theirs) == before

    def test_the_room_is_dark_while_the_operator_goes_on(self, window, room, qtbot):
        window.activateWindow()
        qtbot.waitUntil(lambda: QApplication.activeWindow() is window, timeout=5_000)
        QTest.keyClick(window, Qt.Key.Key_B)
        assert room.dark.isVisible()
        assert room.dark.geometry() == room.rect()
        assert window.stage.dark.isHidden()
        assert window.stage.panel.dark.isChecked()
        QTest.keyClick(room, Qt.Key.Key_Escape)  # light first, the window stays
        assert window.stage.room is room
        assert room.dark.isHidden()
        assert not window.stage.panel.dark.isChecked()
        QTest.keyClick(room, Qt.Key.Key_Period)
        assert room.dark.isVisible()
        window.stage.panel.dark.click()
        assert room.dark.isHidden()

    def test_a_letter_typed_into_a_field_is_a_letter(self, window, room):
        field = window.explore.field
        field.setFocus()
        QTest.keyClicks(field, "b.")
        assert field.text() == "b."
        assert not window.stage.is_dark

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
        room.activateWindow()
        qtbot.waitUntil(room.isActiveWindow, timeout=5_000)
        QTest.keyClick(room, Qt.Key.Key_Escape)
        assert window.stage.room is room  # a clicker's key; who means it presses it again
        assert "Noch einmal Esc" in window.status.said.text()
        QTest.keyClick(room, Qt.Key.Key_Escape)
        assert window.stage.room is None
        assert not window.actions_["room"].isChecked()
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        QApplication.instance().screenAdded.emit(window.screen())  # nobody is there any more who would follow
        window.thematic.choose_figure("supply_ratio")  # nobody is told any more
        window.actions_["room"].setChecked(True)
        assert window.stage.room is not None
        window.workspace.session.close()
        assert window.stage.room is None

    def test_a_clickers_start_key_computes_nothing_while_the_room_looks(self, window, room):
        assert window.actions_["analyse"].shortcuts() == []
        room.close()
        assert window.actions_["analyse"].shortcut().toString() == "F5"

    def test_the_window_is_closed_by_who_wishes_it_twice(self, window, room):
        window.close()
        assert window.isVisible()
        assert window.stage.room is room
        assert "Der Vortrag läuft noch" in window.status.said.text()
        assert window.stage.holds_open() is False

    def test_the_project_is_closed_by_who_wishes_it_twice(self, window, room, monkeypatch):
        closed = []
        monkeypatch.setattr(window.files, "close_project", lambda: closed.append(True))
        window.actions_["close"].trigger()
        assert closed == []
        assert "Der Vortrag läuft noch" in window.status.said.text()
        window.actions_["close"].trigger()
        assert closed == [True]

    def test_the_projector_is_pulled_out(self, window, room, qtbot):
        with qtbot.waitSignal(room.said, timeout=5_000) as said:
            room._on_screens()
        assert "steht jetzt hier" in said.args[0]  # there is one screen here
        assert room.isVisible()
        free = room.screen().availableGeometry()
        assert room.frameGeometry().bottomRight() == free.bottomRight()  # the note and the tools stay free
        assert room.width() < free.width()


class TestPresenting:
    @pytest.fixture
    def shown(self, window, qtbot):
        window.set_presentation(True)
        yield window
        window.set_presentation(False)

    def test_hand_and_wheel_do_not_move_the_map_until_a_key_frees_it(self, shown, qtbot):
        page = shown.map.plain
        before = there(page)
        drag(page)
        QTest.keyClick(page, Qt.Key.Key_Plus)
        assert there(page) == before
        QTest.keyClick(shown, Qt.Key.Key_F)
        drag(page)
        assert there(page) != before
        QTest.keyClick(shown, Qt.Key.Key_F)
        before = there(page)
        drag(page)
        assert there(page) == before
        shown.set_presentation(False)
        drag(page)
        assert there(page) != before

    def test_the_program_still_moves_it(self, shown, qtbot):
        shown.map.show_view(8.67, 49.41, 15.5)
        qtbot.waitUntil(lambda: there(shown.map.plain) == (8.67, 49.41, 15.5), timeout=5_000)

    def test_keys_that_open_windows_or_change_the_project_do_nothing(self, shown):
        dirty, project = shown.workspace.dirty, shown.workspace.project
        for name in (
            "new",
            "open",
            "import",
            "report",
            "facts",
            "close",
            "quit",
            "rules",
            "undo",
            "save_as",
            "stations",
        ):
            assert not shown.actions_[name].isEnabled(), name
        QTest.keyClick(shown, Qt.Key.Key_I, Qt.KeyboardModifier.ControlModifier)
        QTest.keyClick(shown, Qt.Key.Key_F8)
        assert (shown.workspace.dirty, shown.workspace.project) == (dirty, project)
        assert shown.actions_["next_gap"].isEnabled()
        shown.set_presentation(False)
        assert shown.actions_["import"].isEnabled()

    def test_what_wants_to_open_over_the_map_waits(self, window, qtbot):
        before = QDialog(window)
        before.setWindowTitle("schon offen")
        before.show()
        window.set_presentation(True)
        assert not before.isVisible()
        later = QMessageBox(QMessageBox.Icon.Warning, "später", "Etwas ist geschehen.", parent=window)
        later.open()
        qtbot.waitUntil(lambda: not later.isVisible(), timeout=5_000)
        assert QApplication.activeModalWidget() is None
        window.set_presentation(False)
        assert before.isVisible()
        assert later.isVisible()
        for dialog in (before, later):
            dialog.close()

    def test_a_panel_that_wants_to_be_seen_waits_too(self, shown):
        shown.recovery.bar.show()
        assert shown.recovery.bar.isHidden()
        shown.set_presentation(False)
        assert not shown.recovery.bar.isHidden()
        shown.recovery.bar.hide()

    def test_legend_and_lines_speak_to_residents(self, shown, qtbot):
        shown.thematic.choose_kind("kita")
        qtbot.waitUntil(lambda: shown.map.plain.content.plain_words is not None, timeout=20_000)
        words = [label.text() for label in shown.map.plain.legend.findChildren(QLabel)]
        assert any(text.startswith("fast alle (90 bis") for text in words)
        assert "keine Daten" in words
        legend = shown.map.plain.legend
        qtbot.waitUntil(
            lambda: not any("Studie" in label.text() for label in legend.findChildren(QLabel)), timeout=5_000
        )
        assert "Wie viele kommen zu Fuß hin?" in shown.presentation.title.text()

    def test_no_tip_lies_over_the_map(self, shown):
        page = shown.map.plain
        hover(page, page._view.pixel(page.content.facilities[0].at).toPoint())
        assert not QToolTip.isVisible()

    @pytest.mark.parametrize("size", [(800, 600), (1024, 768), (1280, 720), (1366, 768), (1920, 1080)])
    def test_the_title_is_never_cut_and_takes_two_lines_at_most(self, qtbot, size):
        window = QWidget()
        qtbot.addWidget(window)
        title, text = room_lines()
        column = QVBoxLayout(window)
        column.setContentsMargins(0, 0, 0, 0)
        for widget in (title, QWidget(), text):
            column.addWidget(widget, 0 if isinstance(widget, FittedLabel) else 1)
        window.resize(*size)
        window.show()
        title.setText(
            "Stadtteilzentrum, Bürgerhaus und Quartierstreff: Wie viele kommen zu Fuß hin? – Musterstadt am Fluss"
        )
        text.setText(
            "Ganze Stadt: gut die Hälfte (65,5 %) · unter 6 Jahre · höchstens 500 m zu Fuß, etwa 6 Minuten"
        )
        QApplication.processEvents()
        for label in (title, text):
            inner = label.contentsRect()
            needed = label.fontMetrics().boundingRect(inner, int(Qt.TextFlag.TextWordWrap), label.text())
            assert needed.height() <= inner.height()
            assert needed.height() <= 2 * label.fontMetrics().lineSpacing() + 2
            assert label.pixels >= 11
        assert title.height() + text.height() < 0.25 * size[1]

    def test_the_hint_goes_when_the_mouse_rests_and_comes_with_it(self, shown):
        hint = shown.presentation.hint
        assert hint.isVisible()
        hint._rest.timeout.emit()
        assert not hint.isVisible()
        shown.presentation._mouse = QPoint(-1, -1)  # it has moved since
        shown.presentation._look_at_mouse()
        assert hint.isVisible()

    def test_dark_and_light_again_and_escape_ends_one_thing_at_a_time(self, shown):
        QTest.keyClick(shown, Qt.Key.Key_B)
        assert shown.stage.dark.isVisible()
        QTest.keyClick(shown, Qt.Key.Key_Escape)
        assert shown.stage.dark.isHidden()
        assert shown.presentation.on
        shown.actions_["pointer"].setChecked(True)
        QTest.keyClick(shown, Qt.Key.Key_Escape)
        assert not shown.actions_["pointer"].isChecked()
        assert shown.presentation.on
        QTest.keyClick(shown, Qt.Key.Key_Escape)
        assert not shown.presentation.on


class TestTalk:
    def test_the_proposal_is_one_step_and_is_called_by_number(self, window, qtbot):
        window.thematic.choose_kind("kita")
        window.stage.views.ask()
        window.stage.views.dialog.propose.click()
        names = [s.name for s in window.stage.views.all]
        assert [n.split(":")[0] for n in names] == ["Ausgangslage", "Lücke", "Variante"]
        assert window.stage.views.dialog.list.count() == 3
        window.stage.views.dialog.close()
        window.stage.views.call(0)
        assert window.presentation.title.text().startswith("Ausgangslage: Kita – ")
        window.undo()
        assert window.stage.views.all == ()

    def test_the_variant_begins_what_if(self, window, qtbot):
        window.thematic.choose_kind("kita")
        window.stage.views.propose()
        window.stage.views.call(2)
        qtbot.waitUntil(lambda: window.game.on and not window.game.game.busy, timeout=60_000)

    def test_note_and_next_view_are_seen_by_the_operator_alone(self, window, qtbot):
        window.thematic.choose_kind("kita")
        window.stage.views.propose()
        window.actions_["room"].setChecked(True)
        room, panel = window.stage.room, window.stage.panel
        panel.forth.click()
        assert window.stage.views.at == 0
        assert panel.isVisible()
        assert window.stage.views.all[0].note in panel.note.text()
        assert window.stage.views.all[1].name in panel.next.text()
        assert ":" in panel.clock.text()
        said = " ".join(label.text() for label in room.findChildren(QLabel))
        assert window.stage.views.all[0].note not in said
        assert room.title.text() == window.presentation.title.text()
        window.set_presentation(True)
        assert not panel.isVisible()  # this screen may be the one that the room sees
        window.set_presentation(False)
        window.actions_["room"].setChecked(False)
        assert not panel.isVisible()


class TestSlips:
    """What goes wrong in front of a room, and must neither be seen nor stay."""

    @pytest.fixture
    def talk(self, window, qtbot):
        """The window on the projector, with a talk of three views."""
        window.thematic.choose_kind("kita")
        window.stage.views.propose()
        window.set_presentation(True)
        yield window
        window.set_presentation(False)

    def test_after_a_message_has_been_put_off_the_keys_still_call_views(self, talk, qtbot):
        dialog = QMessageBox(talk)
        dialog.open()
        qtbot.waitUntil(lambda: not dialog.isVisible(), timeout=5_000)
        qtbot.waitUntil(talk.isActiveWindow, timeout=5_000)
        QTest.keyClick(talk, Qt.Key.Key_2)
        assert talk.stage.views.at == 1
        QTest.keyClick(talk, Qt.Key.Key_Escape)
        assert not talk.presentation.on
        assert dialog.isVisible()
        dialog.close()

    def test_a_variant_that_was_tried_out_is_not_called_the_present(self, talk, qtbot):
        game = talk.game.game
        talk.stage.views.call(2)
        qtbot.waitUntil(lambda: talk.game.on and not game.busy, timeout=60_000)
        bar = talk.area.bar
        assert not any(button.isVisible() for button in (bar.discard, bar.take, bar.protocol))
        talk.stage.views.call(0)  # nothing was tried out: the game is over, and nobody is asked
        qtbot.waitUntil(lambda: not talk.game.on, timeout=5_000)
        assert talk.presentation.title.text().startswith("Ausgangslage")
        assert not talk.tables.isVisible()
        talk.stage.views.call(2)
        qtbot.waitUntil(lambda: talk.game.on and not game.busy, timeout=60_000)
        centre = talk.map.view
        game.add("kita", centre["lon"], centre["lat"], None)
        qtbot.waitUntil(lambda: talk.game.changed, timeout=20_000)
        talk.stage.views.call(0)
        assert talk.game.on
        assert "Ausgangslage" not in talk.presentation.title.text()
        talk.undo()
        qtbot.waitUntil(lambda: not talk.game.changed, timeout=20_000)
        talk.stage.views.call(0)
        qtbot.waitUntil(lambda: not talk.game.on, timeout=5_000)

    def test_tables_folded_for_the_game_come_back_after_the_talk_not_in_it(self, window, qtbot):
        window.actions_["whatif"].setChecked(True)
        qtbot.waitUntil(lambda: window.game.on and not window.game.game.busy, timeout=60_000)
        assert not window.tables.isVisible()
        window.set_presentation(True)
        window.game.leave()
        qtbot.waitUntil(lambda: not window.game.on, timeout=5_000)
        assert not window.tables.isVisible()
        window.set_presentation(False)
        assert window.tables.isVisible()

    def test_the_hint_is_the_usual_one_again_after_a_key_pressed_twice(self, talk):
        talk.presentation.show_hint()
        usual = talk.presentation.hint.text()
        talk.stage.toggle_hold()
        talk.stage.toggle_hold()
        hint = talk.presentation.hint
        assert hint.text() != usual
        hint._else.timeout.emit()
        talk.presentation.show_hint()
        assert hint.text() == usual

    def test_what_a_click_has_brought_goes_with_escape_and_the_map_stays(self, talk, qtbot):
        talk.stage.views.call(0)
        qtbot.waitUntil(lambda: talk.stage.views._wanted is None, timeout=5_000)
        said = talk.presentation.title.text(), talk.presentation.text.text()
        where = there(talk.map.plain)
        facility = talk.map.plain.content.facilities[0]
        district = talk.map.plain.content.districts[2].key
        talk.map.facilityClicked.emit(facility.key)
        assert talk.selection.selected.what == "facility"
        talk.map.districtClicked.emit(district)
        assert talk.presentation.text.text() != said[1]
        talk.map.wayWanted.emit(*degrees(facility.at))
        qtbot.waitUntil(lambda: talk.selection.selected.what == "cell", timeout=10_000)
        assert "Von hier bis" in talk.presentation.text.text()
        assert there(talk.map.plain) == where
        QTest.keyClick(talk, Qt.Key.Key_Escape)
        assert talk.presentation.on
        assert not talk.map.plain.content.ways
        assert (talk.presentation.title.text(), talk.presentation.text.text()) == said
        QTest.keyClick(talk, Qt.Key.Key_Escape)
        assert not talk.presentation.on

    def test_escape_ends_the_talk_when_a_view_was_called_after_the_click(self, talk):
        talk.map.districtClicked.emit(talk.map.plain.content.districts[2].key)
        talk.stage.views.call(1)
        QTest.keyClick(talk, Qt.Key.Key_Escape)
        assert not talk.presentation.on

    @pytest.mark.parametrize("at_desk", [True, False])
    def test_folding_the_legend_in_a_talk_leaves_the_desk_alone(self, window, at_desk):
        legend = window.actions_["legend"]
        legend.setChecked(at_desk)
        window.set_presentation(True)
        assert legend.isChecked()  # people far away need it
        window.map.legendShown.emit(False)
        assert not legend.isChecked()
        assert panels_of(window)["legend"] is at_desk  # what another language's window takes over
        window.set_presentation(False)
        assert legend.isChecked() is at_desk

    def test_the_dark_covers_a_window_that_gets_another_size(self, talk, qtbot):
        talk.stage.toggle_dark()
        talk.resize(talk.width() - 120, talk.height() - 60)
        qtbot.waitUntil(lambda: talk.stage.dark.geometry() == talk.rect(), timeout=5_000)
        seen = talk.grab().toImage()
        places = [(x * seen.width() // 8, y * seen.height() // 8) for x in range(8) for y in range(8)]
        assert {seen.pixelColor(*place).name() for place in places} == {"#000000"}
        talk.stage.toggle_dark()

    def test_a_clicker_turns_the_views_over_whichever_window_has_the_keyboard(self, window, qtbot):
        window.thematic.choose_kind("kita")
        window.stage.views.propose()
        window.actions_["room"].setChecked(True)
        room = window.stage.room
        QTest.keyClick(room, Qt.Key.Key_PageDown)
        assert window.stage.views.at == 0
        window.activateWindow()
        qtbot.waitUntil(window.isActiveWindow, timeout=5_000)
        QTest.keyClick(window, Qt.Key.Key_PageDown)
        assert window.stage.views.at == 1
        QTest.keyClick(room, Qt.Key.Key_1)
        assert window.stage.views.at == 0
        window.actions_["room"].setChecked(False)
        QTest.keyClick(window, Qt.Key.Key_PageDown)  # the tables have the key again
        assert window.stage.views.at == 0


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

    def test_escape_takes_the_spotlight_away_at_the_desk_too(self, window):
        window.actions_["spotlight"].setChecked(True)
        window.selection.select("district", "0101")
        window.on_escape()
        assert not window.actions_["spotlight"].isChecked()
        assert window.selection.selected.what == "district"  # one thing after the other

    def test_world_and_degrees_agree(self):
        assert degrees(world(8.6, 49.4)) == pytest.approx((8.6, 49.4), abs=1e-9)
