"""The map beside a screen reader, and in front of a room."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QAccessible

from quartiermap.render.map_data import transformer


def test_the_stop_of_the_map_has_a_name(plain_window):
    area = plain_window.area
    found = QAccessible.queryAccessibleInterface(area.map_widget)
    assert found is not None
    assert found.text(QAccessible.Text.Name) == "Karte"


@pytest.mark.parametrize("in_a_room", [True, False])
def test_a_right_click_in_front_of_a_room_shows_the_way_and_leaves_the_map_where_it_is(
    window, qtbot, computed, in_a_room
):
    with qtbot.waitSignals([window.shown, window.map_controller.painted], timeout=60_000):
        window.workspace.adopt(computed)
    window.thematic.choose_kind("kita")
    qtbot.waitUntil(lambda: not window.tasks.reading, timeout=20_000)
    window.set_presentation(in_a_room)
    gone = len(window.map.named("focus_bounds"))
    window.map.wayWanted.emit(*transformer(25832).transform(477_510.0, 5_475_490.0))
    qtbot.waitUntil(lambda: window.answers.state.cell is not None, timeout=20_000)
    assert len(window.map.named("show_ways")[-1]) == 2
    assert len(window.map.named("focus_bounds")) - gone == (0 if in_a_room else 1)
    window.set_presentation(False)
