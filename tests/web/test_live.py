"""The page's side of "Was wäre wenn" and of the answers, with a real mouse and real keys."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest

from quartiermap.domain.project import Project
from quartiermap.render.cells_png import palette_png
from quartiermap.render.live_look import PALETTE as LIVE
from quartiermap.render.live_look import Strokes
from quartiermap.render.map_data import build_layers
from quartiermap.ui.map.live import GameOnMap, LiveLegend
from quartiermap.ui.viewmodels.whatif import Picture

LEGEND = "document.getElementById('qm-legend').innerText"
PALETTE = ((0, 0, 0, 0), (255, 0, 0, 255), (0, 0, 255, 255), (0, 0, 0, 255))
SAMPLE = palette_png(np.ones((24, 36), np.uint8), PALETTE)

WAY = {
    "rank": "first", "path": [[9.0, 51.45], [9.01, 51.455]], "legs": [[[8.999, 51.45], [9.0, 51.45]], [[9.01, 51.455], [9.011, 51.455]]],
    "start": [8.999, 51.45], "end": [9.011, 51.455], "label": "<img src=x onerror=window.pwned=1> · 414 m",
}  # fmt: skip


def game(tool: str = "hand", rows: Any = (), ways: Any = (), chosen: str | None = None) -> GameOnMap:
    legend = LiveLegend("Was wäre wenn: Kita", "500 m (6 min) · Erwachsene", ((SAMPLE, "neu erreicht"),))
    return GameOnMap(tool, rows, ways, chosen, legend)


def picture(probe: Any, number: int) -> Picture:
    """Return a picture of the frame on screen, all in one colour."""
    bounds, width, height = probe.view.live.frame
    return Picture(palette_png(np.full((height, width), number, np.uint8), PALETTE), bounds, width, height)


def place(probe: Any, lon: float, lat: float) -> QPoint:
    x, y = probe.js(f"(p => [p.x, p.y])(QM.map.latLngToContainerPoint([{lat}, {lon}]))")
    return QPoint(round(x), round(y))


def sign(probe: Any, facility_id: str) -> QPoint:
    lat, lon = probe.js(f"(c => [c.lat, c.lng])(QM.signs.facility('{facility_id}').getLatLng())")
    return place(probe, lon, lat)


@pytest.fixture
def playing(probe: Any, town: Project, qtbot: Any) -> Any:
    """Return a page with a game on."""
    probe.do(lambda: probe.view.load_layers(build_layers(town)))
    probe.do(lambda: probe.view.live.show_game(game()))
    probe.js("(QM.frame(), 1)")
    qtbot.waitUntil(lambda: probe.view.live.frame is not None, timeout=10_000)
    return probe


def press(probe: Any, at: QPoint) -> Any:
    target = probe.view.web.focusProxy()
    QTest.mousePress(target, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, at)
    return target


def release(target: Any, at: QPoint) -> None:
    QTest.mouseRelease(target, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, at)


class TestHand:
    def test_a_drag_is_told_from_grab_to_drop_and_the_map_stays(self, playing: Any, qtbot: Any) -> None:
        live, told = playing.view.live, []
        live.grabbed.connect(lambda facility_id: told.append(("grab", facility_id)))
        live.handMoved.connect(lambda *place: (told.append(("hand", place)), live.answer(place[2], None)))
        centre = playing.js("(c => [c.lng, c.lat])(QM.map.getCenter())")
        at = sign(playing, "k1")
        target = press(playing, at)
        for step in range(1, 7):
            QTest.mouseMove(target, at + QPoint(10 * step, 6 * step))
            qtbot.wait(40)
        with qtbot.waitSignal(live.dropped, timeout=10_000) as dropped:
            release(target, at + QPoint(60, 36))
        assert told[0] == ("grab", "k1")
        assert {what for what, _ in told[1:]} == {"hand"}
        wanted = playing.js(
            f"(c => [c.lng, c.lat])(QM.map.containerPointToLatLng([{at.x() + 60}, {at.y() + 36}]))"
        )
        assert dropped.args == pytest.approx(wanted, abs=2e-4)
        assert playing.js("(c => [c.lng, c.lat])(QM.map.getCenter())") == centre

    def test_one_position_is_on_its_way_and_the_newest_waits(self, playing: Any, qtbot: Any) -> None:
        live, told = playing.view.live, []
        live.handMoved.connect(lambda lon, lat, stamp: told.append((lon, lat, stamp)))
        at = sign(playing, "k1")
        target = press(playing, at)
        for step in range(1, 9):
            QTest.mouseMove(target, at + QPoint(8 * step, 0))
            qtbot.wait(15)
        qtbot.waitUntil(lambda: len(told) == 1, timeout=10_000)
        qtbot.wait(60)
        assert len(told) == 1  # nobody has answered
        live.answer(told[0][2], picture(playing, 1))
        qtbot.waitUntil(lambda: len(told) == 2, timeout=10_000)
        wanted = playing.js(f"QM.map.containerPointToLatLng([{at.x() + 64}, {at.y()}]).lng")
        assert told[1][0] == pytest.approx(wanted, abs=2e-4)
        live.answer(told[1][2], None)
        release(target, at + QPoint(64, 0))
        qtbot.waitUntil(lambda: playing.js("QM.live.painted.length") >= 2, timeout=10_000)

    def test_escape_puts_it_back(self, playing: Any, qtbot: Any) -> None:
        live = playing.view.live
        before = playing.js("(c => [c.lat, c.lng])(QM.signs.facility('k1').getLatLng())")
        at = sign(playing, "k1")
        target = press(playing, at)
        for step in range(1, 5):
            QTest.mouseMove(target, at + QPoint(10 * step, 0))
            qtbot.wait(20)
        with qtbot.waitSignal(live.takenBack, timeout=10_000):
            playing.view.activateWindow()
            playing.view.web.setFocus()
            QTest.keyClick(target, Qt.Key.Key_Escape)
        assert playing.js("(c => [c.lat, c.lng])(QM.signs.facility('k1').getLatLng())") == before
        release(target, at + QPoint(40, 0))

    def test_let_go_beside_the_map_it_goes_back_and_no_text_is_marked(self, playing: Any, qtbot: Any) -> None:
        dropped: list[Any] = []
        playing.view.live.dropped.connect(lambda *place: dropped.append(place))
        at = sign(playing, "k1")
        target = press(playing, at)
        for step in range(1, 8):
            QTest.mouseMove(target, QPoint(at.x() + 20 * step, at.y() - step * (at.y() // 6)))
            qtbot.wait(30)
        with qtbot.waitSignal(playing.view.live.takenBack, timeout=10_000):
            release(target, QPoint(at.x() + 140, -60))
        assert dropped == []
        assert sign(playing, "k1") == at
        assert playing.js("getSelection().toString()") == ""

    def test_the_window_can_empty_the_hand(self, playing: Any, qtbot: Any) -> None:
        at = sign(playing, "k1")
        target = press(playing, at)
        for step in range(1, 5):
            QTest.mouseMove(target, at + QPoint(10 * step, 0))
            qtbot.wait(20)
        with qtbot.waitSignal(playing.view.live.takenBack, timeout=10_000):
            playing.view.live.let_go()
        release(target, at + QPoint(40, 0))
        assert sign(playing, "k1") == at

    def test_a_click_without_moving_chooses(self, playing: Any, qtbot: Any) -> None:
        grabbed: list[str] = []
        playing.view.live.grabbed.connect(grabbed.append)
        with qtbot.waitSignal(playing.view.facilityClicked, timeout=10_000) as seen:
            QTest.mouseClick(
                playing.view.web.focusProxy(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, sign(playing, "k1")
            )  # fmt: skip
        assert seen.args == ["k1"]
        assert grabbed == []

    def test_after_a_drag_no_click_is_told(self, playing: Any, qtbot: Any) -> None:
        clicks: list[Any] = []
        playing.view.facilityClicked.connect(clicks.append)
        playing.view.districtClicked.connect(clicks.append)
        at = sign(playing, "k1")
        target = press(playing, at)
        for step in range(1, 5):
            QTest.mouseMove(target, at + QPoint(15 * step, 0))
            qtbot.wait(20)
        with qtbot.waitSignal(playing.view.live.dropped, timeout=10_000):
            release(target, at + QPoint(60, 0))
        qtbot.wait(100)
        assert clicks == []

    def test_without_a_game_nothing_can_be_dragged(self, playing: Any, qtbot: Any) -> None:
        grabbed: list[str] = []
        playing.view.live.grabbed.connect(grabbed.append)
        playing.do(playing.view.live.end_game)
        at = sign(playing, "k1")
        target = press(playing, at)
        for step in range(1, 5):
            QTest.mouseMove(target, at + QPoint(15 * step, 0))
            qtbot.wait(20)
        release(target, at + QPoint(60, 0))
        qtbot.wait(100)
        assert grabbed == []


class TestKeys:
    def test_arrows_tell_metres_and_shift_makes_them_more(self, playing: Any, qtbot: Any) -> None:
        playing.do(lambda: playing.view.live.show_game(game(chosen="k1")))
        nudges: list[tuple[float, float]] = []
        playing.view.live.nudged.connect(lambda east, north, _stamp: nudges.append((east, north)))
        playing.view.activateWindow()
        playing.view.web.setFocus()
        target = playing.view.web.focusProxy()
        QTest.keyClick(target, Qt.Key.Key_Right)
        QTest.keyClick(target, Qt.Key.Key_Up, Qt.KeyboardModifier.ShiftModifier)
        with qtbot.waitSignal(playing.view.live.keyPressed, timeout=10_000) as key:
            QTest.keyClick(target, Qt.Key.Key_Delete)
        assert nudges == [(10.0, 0.0), (0.0, 50.0)]
        assert key.args == ["Delete"]

    def test_enter_means_the_middle_of_the_map_while_a_place_is_wanted(
        self, playing: Any, qtbot: Any
    ) -> None:
        playing.do(lambda: playing.view.live.show_game(game(tool="add")))
        playing.view.activateWindow()
        playing.view.web.setFocus()
        with qtbot.waitSignal(playing.view.mapClicked, timeout=10_000) as seen:
            QTest.keyClick(playing.view.web.focusProxy(), Qt.Key.Key_Return)
        assert seen.args == pytest.approx(playing.js("(c => [c.lng, c.lat])(QM.map.getCenter())"), abs=1e-9)


class TestPicture:
    def test_strokes_are_painted_over_the_picture_they_belong_to(self, playing: Any, qtbot: Any) -> None:
        bounds, width, height = playing.view.live.frame
        base = Picture(palette_png(np.zeros((height, width), np.uint8), LIVE[:4]), bounds, width, height, 7)
        playing.do(lambda: playing.view.live.answer(0.0, base))
        row, column = height // 2, width // 3
        runs = [
            row * width + column << 11 | (40 - 1) << 3 | 6,
            (row + 1) * width + column << 11 | (40 - 1) << 3 | 6,
        ]
        playing.do(lambda: playing.view.live.answer(0.0, Strokes(np.array(runs, "<u4").tobytes(), 7, 8)))
        pixel = "Array.from(document.querySelector('canvas.qm-live').getContext('2d').getImageData({}, {}, 1, 1).data)"
        for x, y, wanted in (
            (column, row, LIVE[6]), (column + 39, row + 1, LIVE[6]), (column + 40, row, LIVE[0]), (column, row + 2, LIVE[0]),
        ):  # fmt: skip
            found = playing.js(pixel.format(x, y))
            assert found == pytest.approx(wanted, abs=3)  # kept multiplied by the opacity
        # Strokes over a picture that this page has never seen: it asks for a whole one and paints nothing.
        with qtbot.waitSignal(playing.view.live.framed, timeout=10_000):
            playing.view.live.answer(0.0, Strokes(np.array([0 << 11 | 6], "<u4").tobytes(), 99, 100))
        assert playing.js(pixel.format(0, 0)) == list(LIVE[0])
        # Those that were answered belong over the next number.
        playing.do(lambda: playing.view.live.answer(0.0, Strokes(np.array([6], "<u4").tobytes(), 8, 9)))
        assert playing.js(pixel.format(0, 0)) == pytest.approx(LIVE[6], abs=3)

    def test_the_picture_lies_where_it_belongs_and_the_next_replaces_it(
        self, playing: Any, qtbot: Any
    ) -> None:
        for number, is_it in ((1, lambda c: c.red() > c.blue() + 60), (2, lambda c: c.blue() > c.red() + 60)):
            playing.do(lambda n=number: playing.view.live.answer(0.0, picture(playing, n)))

            def there(test: Any = is_it) -> bool:
                colour: QColor = playing.view.web.grab().toImage().pixelColor(450, 300)
                return bool(test(colour))

            qtbot.waitUntil(there, timeout=10_000)
        assert playing.js("document.querySelectorAll('canvas.qm-live').length") == 1
        playing.do(playing.view.live.end_game)
        assert playing.js("document.querySelectorAll('canvas.qm-live').length") == 0

    def test_the_legend_is_the_games_while_it_is_on(self, playing: Any) -> None:
        assert "Was wäre wenn: Kita" in playing.js(LEGEND)
        assert "neu erreicht" in playing.js(LEGEND)
        assert "Erwachsene" in playing.js(LEGEND)
        playing.do(playing.view.live.end_game)
        assert "Was wäre wenn" not in playing.js(LEGEND)

    def test_changed_facilities_and_closed_ways_are_drawn_and_gone_afterwards(self, playing: Any) -> None:
        rows = [
            {"id": "k1", "kind": "kita", "name": "<b>K</b>", "text": "", "lon": 9.01, "lat": 51.46, "planned": False, "places": 60.0,
             "mark": "moved", "from": [51.455, 9.007]},
            {"id": "neu", "kind": "kita", "name": "Neue Kita 1", "text": "", "lon": 9.02, "lat": 51.46, "planned": True, "places": None, "mark": "added"},
        ]  # fmt: skip
        playing.do(
            lambda: playing.view.live.show_game(
                game(rows=rows, ways=[[(9.0, 51.45), (9.01, 51.455)]], chosen="neu")
            )
        )
        marks = "QM.signs.shown('facilities').map(s => [s.options.id, s.options.mark, s.options.focus])"
        assert sorted(playing.js(marks)) == [
            ["k1", "moved", False],
            ["k2", "", False],
            ["neu", "added", True],
        ]
        assert playing.js("document.querySelectorAll('.leaflet-qm-traces-pane path').length") == 4
        playing.do(playing.view.live.end_game)
        assert sorted(playing.js(marks)) == [["k1", "", False], ["k2", "", False]]
        assert playing.js("document.querySelectorAll('.leaflet-qm-traces-pane path').length") == 0


class TestAnswers:
    def test_a_way_has_dashed_legs_a_thin_second_choice_and_text_that_is_no_markup(
        self, playing: Any
    ) -> None:
        playing.do(playing.view.live.end_game)
        second = {**WAY, "rank": "second", "label": "2. Wahl"}
        playing.do(lambda: playing.view.show_ways([WAY, second]))
        lines = playing.js(
            "[...document.querySelectorAll('.leaflet-qm-ways-pane path')].map(p => [+p.getAttribute('stroke-width'), p.getAttribute('stroke-dasharray')])"
        )
        assert [4, None] in lines
        assert [2, "9 4"] in lines
        assert sum(1 for width, dash in lines if dash and width < 3) >= 4
        assert "<img" in playing.js("document.querySelector('.qm-label-first').textContent")
        assert playing.js("window.pwned === undefined") is True
        assert "zweite Wahl" in playing.js(LEGEND)
        playing.do(lambda: playing.view.show_ways([]))
        assert playing.js("document.querySelectorAll('.leaflet-qm-ways-pane path').length") == 0

    def test_a_click_on_a_square_is_told_and_it_can_be_marked(self, playing: Any, qtbot: Any) -> None:
        playing.do(playing.view.live.end_game)
        lon, lat = playing.js("(c => [c.lng, c.lat])(QM.state.districts.get('03').centre)")
        d = 0.002
        ring = [[lon - d, lat - d], [lon + d, lat - d], [lon + d, lat + d], [lon - d, lat + d]]
        squares = {
            "cells": [{"id": "c1", "ring": ring, "reached": False}],
            "words": ["ja", "außer Reichweite hier", "?"],
        }
        playing.do(lambda: playing.view.show_squares(squares))
        assert "außer Reichweite hier" in playing.js(LEGEND)
        with qtbot.waitSignal(playing.view.squareClicked, timeout=10_000) as seen:
            QTest.mouseClick(
                playing.view.web.focusProxy(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, place(playing, lon, lat)
            )  # fmt: skip
        assert seen.args == ["c1"]
        playing.do(lambda: playing.view.choose_square("c1"))
        playing.do(lambda: playing.view.show_squares(None))
        assert "außer Reichweite hier" not in playing.js(LEGEND)

    def test_catchments_differ_by_their_line_and_their_words(self, playing: Any) -> None:
        playing.do(playing.view.live.end_game)
        shape = {
            "type": "Polygon",
            "coordinates": [[[9.0, 51.45], [9.01, 51.45], [9.01, 51.46], [9.0, 51.45]]],
        }
        areas = [
            {"shape": shape, "text": f"Einzugsgebiet {n} min", "label": f"{n} min", "place": [9.01, 51.46]}
            for n in (5, 10, 15)
        ]
        playing.do(lambda: playing.view.show_areas(areas))
        dashes = playing.js(
            "[...new Set([...document.querySelectorAll('.leaflet-qm-areas-pane path')].filter(p => p.getAttribute('stroke') !== '#ffffff').map(p => p.getAttribute('stroke-dasharray')))]"
        )
        assert len(dashes) == 3
        assert "Einzugsgebiet 10 min" in playing.js(LEGEND)
