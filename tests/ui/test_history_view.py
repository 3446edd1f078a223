"""Back and forward over section, theme and selection."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from quartiermap.ui.viewmodels.history import MOST, History, Moment
from quartiermap.ui.viewmodels.selection import Group, Selected

HERE = (8.67, 49.41, 14.0)


class TestLine:
    def test_what_was_gone_back_from_is_forgotten_by_a_new_step(self):
        line = History()
        for kind in "abc":
            line.note(Moment(kind))
        line.back()
        line.note(Moment("d"))
        assert not line.can_go_forward
        assert [line.back().kind, line.back()] == ["a", None] or line.now.kind == "a"

    def test_a_small_move_is_no_step_and_a_large_one_is(self):
        line = History()
        line.note(Moment("a", place=HERE))
        line.note(Moment("a", place=(8.6705, 49.4102, 14.0)))
        assert not line.can_go_back
        assert line.now.place == (8.6705, 49.4102, 14.0)
        line.note(Moment("a", place=(8.80, 49.41, 14.0)))
        assert line.can_go_back
        line.note(Moment("a", place=(8.80, 49.41, 16.0)))
        assert line.back().place[2] == 14.0

    def test_the_line_does_not_grow_for_ever(self):
        line = History()
        for n in range(3 * MOST):
            line.note(Moment(str(n)))
        steps = 0
        while line.back() is not None:
            steps += 1
        assert steps == MOST - 1


def test_alt_left_brings_back_theme_selection_and_section(plain_window, qtbot):
    window, history = plain_window, plain_window.explore.history
    window.thematic.choose_kind("kita")
    window.selection.select("district", "0102")
    history.note()
    window.map.show_view(8.7, 49.42, 15.0)
    window.thematic.choose_kind("library")
    window.selection.pick(("0101", "0103"))
    history.note()
    window.actions_["back"].trigger()
    assert window.thematic.theme.kind == "kita"
    assert window.selection.selected == Selected("district", "0102")
    qtbot.waitUntil(lambda: history._going is None, timeout=5000)
    assert window.actions_["forward"].isEnabled()
    window.actions_["forward"].trigger()
    assert window.thematic.theme.kind == "library"
    assert window.selection.group.ids == ("0101", "0103")
    qtbot.waitUntil(lambda: history._going is None, timeout=5000)
    assert window.map.view["zoom"] == 15.0


def test_the_side_buttons_of_the_mouse_go_back_and_forward_wherever_they_are_pressed(plain_window, qtbot):
    window, history = plain_window, plain_window.explore.history
    for kind in ("kita", "library"):
        window.thematic.choose_kind(kind)
        history.note()
    before = window.selection.selected
    for part in (window.map, window.tables, window.inspector):
        place = part.mapTo(window, QPoint(part.width() // 2, part.height() // 2))
        QTest.mouseClick(window.windowHandle(), Qt.MouseButton.BackButton, pos=place)
        assert window.thematic.theme.kind == "kita"
        qtbot.waitUntil(lambda: history._going is None, timeout=5000)
        QTest.mouseClick(window.windowHandle(), Qt.MouseButton.ForwardButton, pos=place)
        assert window.thematic.theme.kind == "library"
        qtbot.waitUntil(lambda: history._going is None, timeout=5000)
    assert window.selection.selected == before  # what lies under the pointer was not clicked


def test_moments_are_told_apart_by_the_group_too():
    one = Moment("a", group=Group("x", ("1", "2"), picked=True))
    assert one.content != replace(one, group=Group("x", ("1", "3"), picked=True)).content
