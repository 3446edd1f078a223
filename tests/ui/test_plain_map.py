"""The simple map in the real window: the same clicks, the same game, without a web engine."""

from __future__ import annotations

import math

import pytest
from PySide6.QtCore import QPoint, QPointF, QSizeF, Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel
from shapely.geometry import Point

from quartiermap.render.live_look import PALETTE
from quartiermap.ui.plain.content import CellsImage, area, degrees, world
from quartiermap.ui.plain.extent import View
from quartiermap.ui.plain.furniture import hatched
from quartiermap.ui.plain.paint import HATCH_GROUND, round_length
from quartiermap.ui.plain.view import PlainMap
from quartiermap.ui.widgets import map_area

REASON = "Die Web-Ansicht fehlt."


@pytest.fixture
def window(plain_window):
    """The window with a town on a map that needs no web engine."""
    return plain_window


def pixel(page, lon: float, lat: float) -> QPoint:
    return page._view.pixel(world(lon, lat)).toPoint()


def sign(page, facility_id: str) -> QPoint:
    return page._view.pixel(next(s.at for s in page.content.facilities if s.key == facility_id)).toPoint()


def middle(page, key: str) -> QPoint:
    shape = next(d.path for d in page.content.districts if d.key == key)
    return page._view.pixel(shape.boundingRect().center()).toPoint()


def click(page, at: QPoint, button=Qt.MouseButton.LeftButton) -> None:
    QTest.mouseClick(page, button, Qt.KeyboardModifier.NoModifier, at)


class TestGeometry:
    @pytest.mark.parametrize(("lon", "lat"), [(0.0, 0.0), (13.4, 52.5), (-179.0, -80.0), (6.1, 50.77)])
    def test_there_and_back(self, lon, lat):
        assert degrees(world(lon, lat)) == pytest.approx((lon, lat), abs=1e-9)

    def test_the_world_is_that_of_web_maps(self):
        import pyproj

        x, y = pyproj.Transformer.from_crs(4326, 3857, always_xy=True).transform(13.4, 52.5)
        half = math.pi * 6378137
        assert world(13.4, 52.5).x() == pytest.approx((x + half) / (2 * half) * 256, abs=1e-9)
        assert world(13.4, 52.5).y() == pytest.approx((half - y) / (2 * half) * 256, abs=1e-9)

    def test_a_hole_is_not_inside(self):
        outer = [[8.0, 50.0], [9.0, 50.0], [9.0, 51.0], [8.0, 51.0], [8.0, 50.0]]
        hole = [[8.4, 50.4], [8.6, 50.4], [8.6, 50.6], [8.4, 50.6], [8.4, 50.4]]
        shape = area({"type": "MultiPolygon", "coordinates": [[outer, hole]]})
        assert shape.contains(world(8.1, 50.1))
        assert not shape.contains(world(8.5, 50.5))

    def test_view_and_pixels_are_inverse(self):
        view = View(world(8.5, 50.5), 13.25, QSizeF(900, 500))
        place = view.place(QPointF(123.0, 77.0))
        assert view.pixel(place).x() == pytest.approx(123.0, abs=1e-6)
        assert view.transform.map(place).y() == pytest.approx(77.0, abs=1e-6)

    @pytest.mark.parametrize("most", [1.0, 1.9, 2.0, 49.0, 51.0, 999.0, 130_000.0])
    def test_a_scale_bar_is_round_and_fits(self, most):
        found = round_length(most)
        assert found <= most < 2.5 * found
        assert str(int(found)).rstrip("0") in {"1", "2", "5"}


class TestLooking:
    def test_it_says_why_it_stands_there_and_offers_no_second_try_without_an_engine(self, window):
        notice = window.map.plain.notice
        assert notice.isVisible()
        assert REASON in notice.words.text()
        assert notice.again is None

    def test_a_click_selects_the_district_under_it(self, window, qtbot):
        page = window.map.plain
        for layer in ("gaps", "facilities"):
            window.map.set_visible(layer, False)
        key = page.content.districts[4].key
        click(page, middle(page, key))
        assert (window.selection.selected.what, window.selection.selected.id) == ("district", key)
        assert page.content.selected == key

    def test_a_click_on_a_facility_and_on_a_flag_means_them(self, window):
        window.thematic.choose_kind("kita")
        page = window.map.plain
        click(page, sign(page, "k1"))
        assert (window.selection.selected.what, window.selection.selected.id) == ("facility", "k1")
        gaps = page.content.of_kind(page.content.gaps)
        window.selection.select("gap", gaps[0].key)
        at = page._view.pixel(gaps[0].at)
        assert page.rect().contains(at.toPoint())  # the map has gone there
        window.selection.clear()
        click(page, QPoint(round(at.x()), round(at.y()) - 18))
        assert (window.selection.selected.what, window.selection.selected.id) == ("gap", gaps[0].key)

    def test_districts_have_their_class_colour_and_missing_ones_are_hatched(self, window, qtbot):
        page = window.map.plain
        for layer in ("facilities", "gaps", "cells", "funding"):
            window.map.set_visible(layer, False)
        image = page.grab().toImage()
        shades = {}
        for district in page.content.districts:
            number = page.content.classes.get(district.key, -1)
            at = page._view.pixel(district.path.boundingRect().center()) + QPointF(9, 7)
            shades.setdefault(number, set()).add(image.pixelColor(at.toPoint()).name())
        shown = [n for n in shades if n >= 0]
        assert shown
        for number in shown:
            assert len(shades[number]) == 1
            wanted, found = (
                QColor(page.content.scheme["colours"][number]),
                QColor(*[next(iter(shades[number]))]),
            )
            ground = QColor("#f7f6f3")
            for part in ("red", "green", "blue"):
                mixed = 0.72 * getattr(wanted, part)() + 0.28 * getattr(ground, part)()
                assert getattr(found, part)() == pytest.approx(mixed, abs=3)

    def test_a_secret_district_is_dotted_and_one_without_data_stroked_also_where_it_is_small(self, qtbot):
        def inked_rows(sample):
            image = sample.toImage()
            ground = QColor(HATCH_GROUND).lightness()
            rows = range(4, image.height() - 4)
            return [any(image.pixelColor(x, y).lightness() < ground - 60 for x in range(4, image.width() - 4)) for y in rows]  # fmt: skip

        strokes, dots = inked_rows(hatched()), inked_rows(hatched(secret=True))
        assert all(strokes)  # a stroke crosses every row
        assert any(dots)
        assert not all(dots)  # between two rows of dots there is none
        assert dots.count(False) >= 4

    def test_the_legend_says_what_is_there_and_folds_together_with_the_menu(self, window):
        page = window.map.plain
        texts = [found.text() for found in page.legend.findChildren(QLabel)]
        assert "keine Daten" in texts
        assert all(label in texts for label in page.content.scheme["labels"])
        page.legend.show_content(page.content)
        assert page.legend.height() > 100  # its rows have their room at once
        page.legend.fold.click()
        assert not window.actions_["legend"].isChecked()
        window.actions_["legend"].trigger()
        assert page.legend.is_open

    def test_the_legend_explains_planned_facilities_and_leaves_the_notice_free(self, window):
        page = window.map.plain
        page.content.facilities[0].row["planned"] = True
        page.resize(420, 260)
        page.legend.show_content(page.content)
        assert "geplant" in [found.text() for found in page.legend.findChildren(QLabel)]
        assert page.legend.y() >= page.notice.height()

    def test_the_legend_is_read_from_the_last_row(self, window):
        page = window.map.plain

        def tall() -> int:
            return next(
                found.fontMetrics().height()
                for found in page.legend.findChildren(QLabel)
                if found.text() == "keine Daten"
            )

        at_a_desk = tall()
        page.do("presentation", {"on": True})
        assert tall() > 1.4 * at_a_desk
        page.do("presentation", {"on": False})
        assert tall() == at_a_desk

    def test_long_lines_of_the_legend_wrap_and_leave_the_map_free(self, window):
        page = window.map.plain
        way = {
            "rank": "first",
            "label": "",
            "end": [8.6, 49.4],
            "path": [[8.6, 49.4], [8.61, 49.4]],
            "legs": [],
        }
        page.content.ways = [way]
        for on in (False, True):
            page.do("presentation", {"on": on})
            page.resize(1366, 700)
            page.legend.show_content(page.content)
            assert page.legend.width() < 0.4 * page.width()
            (long,) = [
                x for x in page.legend.findChildren(QLabel) if x.isVisible() and x.text().startswith("Fußweg")
            ]
            assert long.height() >= 2 * long.fontMetrics().lineSpacing() - 2
            (short,) = [
                x for x in page.legend.findChildren(QLabel) if x.isVisible() and x.text() == "keine Daten"
            ]
            assert short.height() < 2 * short.fontMetrics().lineSpacing()

    def test_names_from_files_are_text(self, window, computed, qtbot):
        evil = "<img src=x onerror=alert(1)>"
        districts = computed.districts.assign(name=[evil] * len(computed.districts))
        with qtbot.waitSignals([window.shown, window.map_controller.painted], timeout=60_000):
            window.workspace.adopt(computed.with_(districts=districts))
        page = window.map.plain
        qtbot.waitUntil(lambda: page.content.districts[0].name == evil, timeout=20_000)
        from quartiermap.ui.viewmodels.tables import plain_tip

        assert "<img" not in plain_tip(f"{evil}\n{evil}")


class TestKeys:
    def test_arrows_move_plus_zooms_and_enter_selects_what_lies_in_the_middle(self, window, qtbot):
        page = window.map.plain
        page.setFocus()
        start = page._view.centre.x()
        QTest.keyClick(page, Qt.Key.Key_Right)
        assert page._view.centre.x() == pytest.approx(start + 80 / page._view.scale)
        QTest.keyClick(page, Qt.Key.Key_Left)
        before = page._view.zoom
        QTest.keyClick(page, Qt.Key.Key_Plus)
        assert page._view.zoom == before + 0.5
        wanted = page.content.districts[0]
        lon, lat = degrees(wanted.path.boundingRect().center())
        page.do("view", {"view": {"lon": lon, "lat": lat, "zoom": 13.0}})
        QTest.keyClick(page, Qt.Key.Key_Return)
        assert window.selection.selected.what in {"district", "facility", "gap"}
        assert page._district_at(page._view.centre) == wanted.key

    def test_the_wheel_zooms_around_the_pointer(self, window):
        page = window.map.plain
        at = QPointF(200, 150)
        place = page._view.place(at)
        page._zoom(1.0, at)
        assert page._view.pixel(place).x() == pytest.approx(200, abs=1e-6)
        assert page._view.pixel(place).y() == pytest.approx(150, abs=1e-6)


def settled(window) -> bool:
    """Whether nothing is under way between the page and the game: no place of the hand, no extent, no picture."""
    page, game = window.map.plain, window.game.game
    resting = not page._rest.isActive() and not window.game._on_map._settle.isActive()
    if page._sent is not None or not resting or game.busy or page.content.live is None:
        return False
    return page.content.live.number == game._table._cells.number


class TestGame:
    @pytest.fixture
    def playing(self, window, qtbot):
        window.thematic.choose_kind("kita")
        window.actions_["whatif"].setChecked(True)
        qtbot.waitUntil(lambda: window.game.on and settled(window), timeout=60_000)
        return window

    def test_a_kita_is_dragged_and_the_cells_follow(self, playing, qtbot, computed):
        page = playing.map.plain
        before = page.content.live.image.copy()
        at = sign(page, "k1")
        QTest.mousePress(page, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, at)
        for step in range(1, 9):
            QTest.mouseMove(page, at + QPoint(12 * step, 8 * step))
        qtbot.waitUntil(lambda: page.content.live.image != before, timeout=20_000)
        QTest.mouseRelease(
            page, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, at + QPoint(96, 64)
        )
        qtbot.waitUntil(lambda: not playing.game.game.busy, timeout=20_000)
        moved = next(s for s in playing.game.game.standing.edited if s.id == "k1")
        home = computed.facilities.set_index("facility_id").geometry["k1"]
        assert Point(moved.x, moved.y).distance(home) > 50
        assert sign(page, "k1").x() == pytest.approx(at.x() + 96, abs=2)

    @pytest.mark.parametrize("asked_at", [0, 7, 14])
    def test_what_is_painted_over_is_what_a_whole_picture_shows(self, playing, qtbot, monkeypatch, asked_at):
        """After a drag told in strokes the page holds the pixels of a picture drawn anew.

        Also where the map, which has just come to rest, asks for its extent in the middle of the drag.
        """
        page = playing.map.plain
        painted = []
        over = CellsImage.paint_over
        monkeypatch.setattr(
            CellsImage, "paint_over", lambda *given: painted.append(over(*given)) or painted[-1]
        )
        at = sign(page, "k1")
        QTest.mousePress(page, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, at)
        for step in range(1, 15):
            QTest.mouseMove(page, at + QPoint(9 * step, 5 * step))
            if step == asked_at:
                playing.game._on_map._tell_frame()
            qtbot.waitUntil(lambda: page._sent is None, timeout=20_000)
        qtbot.waitUntil(lambda: settled(playing), timeout=20_000)
        assert painted
        assert all(painted)
        image = page.content.live.image.copy()
        table = playing.game.game._table
        whole = page.content.live.from_png(
            table._cells.picture(*table._ways(table.game.change)), (0, 0, 1, 1)
        )
        assert whole.image == image
        assert image.pixelColor(0, 0).alpha() in {colour[3] for colour in PALETTE}
        QTest.mouseRelease(page, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, at)
        qtbot.waitUntil(lambda: not playing.game.game.busy, timeout=20_000)

    def test_let_go_outside_of_the_map_puts_it_back(self, playing, qtbot):
        page = playing.map.plain
        at = sign(page, "k1")
        QTest.mousePress(page, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, at)
        QTest.mouseMove(page, at + QPoint(30, 30))
        QTest.mouseRelease(page, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, QPoint(-50, -50))
        qtbot.waitUntil(lambda: not playing.game.game.busy, timeout=20_000)
        assert sign(page, "k1").x() == pytest.approx(at.x(), abs=1)
        assert not playing.game.game.standing.worth_keeping


class TestChoice:
    def test_set_in_the_environment(self, monkeypatch, qtbot):
        monkeypatch.setenv(map_area.PLAIN_MAP, "1")
        made = map_area.web_map(None)
        qtbot.addWidget(made)
        assert isinstance(made, PlainMap)
        assert map_area.PLAIN_MAP in made.plain.notice.words.text()

    def test_a_missing_helper_program_is_noticed_before_it_ends_us(self, monkeypatch, tmp_path):
        monkeypatch.delenv(map_area.PLAIN_MAP, raising=False)
        monkeypatch.setenv("QTWEBENGINEPROCESS_PATH", str(tmp_path / "none"))
        assert "QtWebEngineProcess" in map_area.missing_engine()
        (tmp_path / "none").touch(mode=0o755)
        assert map_area.missing_engine() == ""
