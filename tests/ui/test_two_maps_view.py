"""Two themes: a divider on one map, or two maps that move together; on the simple map."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest


@pytest.fixture
def window(plain_window):
    plain_window.thematic.choose_kind("kita")
    return plain_window


def test_a_divider_shows_two_kinds_at_once(window, qtbot):
    page, compare = window.map.plain, window.explore.compare
    window.actions_["swipe"].setChecked(True)
    qtbot.waitUntil(lambda: page.tools.second is not None, timeout=20_000)
    assert compare.theme.kind != "kita"
    assert page.content.kind == "kita"
    assert page.tools.right.kind == compare.theme.kind
    assert page.tools.second["titles"][0].startswith("Kita")
    half = page.width() // 2
    QTest.mousePress(page, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, QPoint(half, 50))
    QTest.mouseMove(page, QPoint(half // 2, 50))
    QTest.mouseRelease(page, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, QPoint(half // 2, 50))
    assert page.tools.share == pytest.approx(0.25, abs=0.01)
    window.area.compare_bar.swap.click()
    qtbot.waitUntil(lambda: page.tools.right.kind == "kita", timeout=20_000)
    assert window.thematic.theme.kind != "kita"
    window.on_escape()
    assert page.tools.second is None
    assert not window.actions_["swipe"].isChecked()


def test_two_maps_move_together_and_share_the_selection(window, qtbot):
    compare = window.explore.compare
    window.actions_["beside"].setChecked(True)
    second = compare.second
    qtbot.waitUntil(lambda: second.is_ready and bool(second.plain.content.districts), timeout=20_000)
    assert second.plain.content.kind == compare.theme.kind
    qtbot.waitUntil(lambda: second.plain.content.scheme is not None, timeout=20_000)
    QTest.keyClick(second.plain, Qt.Key.Key_Plus)
    QTest.keyClick(second.plain, Qt.Key.Key_Right)
    qtbot.waitUntil(lambda: window.map.plain._view.zoom == second.plain._view.zoom, timeout=5000)
    assert window.map.plain._view.centre == second.plain._view.centre
    QTest.keyClick(window.map.plain, Qt.Key.Key_Left)
    qtbot.waitUntil(lambda: window.map.plain._view.centre == second.plain._view.centre, timeout=5000)
    window.selection.select("district", "0103")
    assert second.plain.content.selected == "0103"
    second.districtClicked.emit("0101")
    assert window.selection.selected.id == "0101"
    assert window.map.plain.content.kind == "kita"  # each keeps its own kind
    window.actions_["beside"].setChecked(False)
    assert compare.second is None
    assert window.area.second_map is None
    window.map.show_view(8.7, 49.4, 12.0)  # nobody follows any more, nothing breaks


def test_panels_at_the_sides_make_room_for_the_bar_and_come_back_when_nothing_needs_it(window, qtbot):
    """At 200 % on a large screen "Fertig (Esc)" was cut at both ends; the panels went only for "Was wäre wenn"."""
    window.resize(960, 540)
    panels = ("show_left", "show_right", "show_tables")
    bar = window.area.compare_bar
    window.actions_["swipe"].setChecked(True)
    assert not window.actions_["show_right"].isChecked()
    assert window.actions_["show_tables"].isChecked()
    button = bar.close_button
    qtbot.waitUntil(lambda: button.width() >= button.sizeHint().width(), timeout=5_000)
    window.actions_["whatif"].setChecked(True)  # ends the comparison, needs the room itself
    qtbot.waitUntil(lambda: window.game.on and not window.game.game.busy, timeout=60_000)
    assert not window.explore.compare.how
    assert not window.actions_["show_right"].isChecked()
    window.game.leave()
    qtbot.waitUntil(lambda: all(window.actions_[name].isChecked() for name in panels), timeout=5_000)


def test_where_there_is_room_nothing_is_folded(window):
    window.actions_["swipe"].setChecked(True)
    assert all(window.actions_[name].isChecked() for name in ("show_left", "show_right", "show_tables"))
