"""The menu "Kartenhintergrund": what can be chosen, what is greyed and why, files and services as undoable steps."""

from __future__ import annotations

import runpy
from pathlib import Path

import pytest
from PySide6.QtWidgets import QMenu

from quartiermap.app import base_maps, network_switch
from quartiermap.io import tile_services
from quartiermap.ui.plain.background import Board
from quartiermap.ui.widgets.base_map_dialogs import BaseMapAddressDialog, BaseMapFileDialog, BaseMapSaveDialog

_helpers = runpy.run_path(str(Path(__file__).parents[1] / "unit/io/test_tile_files.py"))
png, mbtiles = _helpers["png"], _helpers["mbtiles"]
PLACES = _helpers["PLACES"]


@pytest.fixture(autouse=True)
def _own_switch(tmp_path, monkeypatch):
    monkeypatch.setattr(network_switch, "settings_file", lambda: tmp_path / "netz.toml")


@pytest.fixture
def shown(opened, tmp_path, qtbot):
    """The window with the town, and backgrounds being prepared."""
    opened.map_controller.cache = tmp_path / "tiles"
    opened.network.refresh()
    return opened


@pytest.fixture
def karte(tmp_path):
    return mbtiles(
        tmp_path / "karte.mbtiles", dict.fromkeys(PLACES, png()), name="Plan", attribution="<b>© Amt</b>"
    )


def entries(window) -> dict[str, tuple[bool, bool]]:
    """Text of the menu's entries with (enabled, checked)."""
    menu = QMenu()
    window.backgrounds.fill_menu(menu)
    found = {a.text().replace("&", ""): (a.isEnabled(), a.isChecked()) for a in menu.actions() if a.text()}
    menu.deleteLater()
    return found


def rested(window, qtbot):
    qtbot.waitUntil(lambda: not (window.tasks.reading or window.tasks.busy), timeout=10_000)


class TestMenu:
    def test_online_maps_are_grey_and_say_why_while_the_network_is_off(self, shown):
        found = entries(shown)
        assert found["Eigene Karte aus OSM-Daten"] == (True, True)
        assert found["basemap.de Farbe (online – das Netz ist ausgeschaltet)"] == (False, False)
        assert found["Für offline speichern …"][0] is False

    def test_with_the_network_they_can_be_chosen(self, shown):
        shown.network.turn(True)
        assert entries(shown)["basemap.de Grau (online)"] == (True, False)

    def test_without_a_project_there_is_only_the_style(self, window):
        assert list(entries(window)) == ["Erst ein Projekt öffnen", "Stil der Karte"]

    def test_none_is_a_choice_that_can_be_undone(self, shown, qtbot):
        shown.backgrounds.choose(base_maps.NONE, "Ohne Hintergrund")
        assert base_maps.chosen(shown.workspace.project) == base_maps.NONE
        assert shown.workspace.undo_text == "Kartenhintergrund: Ohne Hintergrund"
        rested(shown, qtbot)
        shown.workspace.undo()
        assert base_maps.chosen(shown.workspace.project) == base_maps.OWN
        rested(shown, qtbot)

    def test_no_figure_becomes_stale(self, shown, qtbot):
        before = shown.workspace.project.data_fingerprint
        shown.backgrounds.choose(base_maps.NONE, "Ohne Hintergrund")
        assert shown.workspace.project.data_fingerprint == before
        rested(shown, qtbot)


class TestFile:
    def test_a_file_is_attached_shown_and_told_apart_by_its_credit(self, shown, karte, qtbot):
        shown.backgrounds.take_file(karte)
        qtbot.waitUntil(lambda: isinstance(shown.backgrounds.dialog, BaseMapFileDialog), timeout=10_000)
        dialog = shown.backgrounds.dialog
        assert (dialog.terms.name.text(), dialog.terms.credit.text()) == ("Plan", "© Amt")
        dialog.terms.licence.setText("dl-de/by-2-0")
        dialog.go.click()
        (added,) = base_maps.known(shown.workspace.project)
        assert (added.line, added.licence_by) == ("© Amt, dl-de/by-2-0", base_maps.BY_USER)
        rested(shown, qtbot)
        given = [call[1] for call in shown.map.calls if call[0] == "set_basemap"][-1]
        assert (given.kind, given.min_zoom, given.max_zoom, given.credit) == (
            "raster",
            10,
            12,
            "© Amt, dl-de/by-2-0",
        )
        assert given.tiles.tile(*PLACES[0]) == png()

    def test_two_files_of_one_name_are_told_apart(self, shown, karte, tmp_path, qtbot):
        other = mbtiles(tmp_path / "rat & haus.mbtiles", dict.fromkeys(PLACES, png(shade=3)), name="Plan")
        for path in (karte, other):
            added = base_maps.attach_file(path, None)
            shown.workspace.adjust("x", lambda project, added=added: base_maps.add(project, added))
        menu = QMenu()
        shown.backgrounds.fill_menu(menu)
        texts = [a.text() for a in menu.actions()]
        assert [t for t in texts if t.startswith("Plan")] == [
            "Plan – karte.mbtiles",
            "Plan – rat && haus.mbtiles",
        ]
        next(a for a in menu.actions() if "rat" in a.text()).trigger()
        assert shown.workspace.undo_text == "Kartenhintergrund: Plan – rat & haus.mbtiles"
        menu.deleteLater()
        rested(shown, qtbot)

    def test_a_missing_file_is_told_and_the_own_map_stands_there(self, shown, karte, qtbot):
        added = base_maps.attach_file(karte, None)
        karte.unlink()
        said = []
        shown.backgrounds.said.connect(said.append)
        shown.workspace.adjust("x", lambda project: base_maps.add(project, added))
        rested(shown, qtbot)
        qtbot.waitUntil(lambda: any("ist nicht da" in text for text in said), timeout=5_000)
        assert "eigene Karte" in said[-1]
        assert shown.messages.errors == []

    def test_a_file_that_is_none_is_an_error_in_a_sentence(self, shown, tmp_path, qtbot):
        bad = tmp_path / "k.pmtiles"
        bad.write_bytes(b"PMTiles\x03" + bytes(200))
        shown.backgrounds.take_file(bad)
        qtbot.waitUntil(lambda: bool(shown.messages.errors), timeout=10_000)
        assert "k.pmtiles" in str(shown.messages.errors[-1])
        shown.messages.errors.clear()


class TestService:
    def test_a_tile_address_needs_no_request(self, shown, qtbot):
        shown.backgrounds.ask_address()
        dialog = shown.backgrounds.dialog
        assert isinstance(dialog, BaseMapAddressDialog)
        dialog.address.setText("https://karten.stadt.de/wms")
        assert not dialog.ask.isEnabled()
        assert dialog.off.isVisibleTo(dialog)
        dialog.address.setText("https://karten.stadt.de/{z}/{x}/{y}.png")
        dialog.ask.click()
        qtbot.waitUntil(lambda: dialog.layers.count() == 1, timeout=10_000)
        dialog.terms.credit.setText("© Stadt")
        dialog.go.click()
        (added,) = base_maps.known(shown.workspace.project)
        assert added.is_online
        assert added.line == "© Stadt"
        rested(shown, qtbot)

    def test_a_wrong_address_is_told_in_the_dialog(self, shown, qtbot):
        shown.backgrounds.ask_address()
        dialog = shown.backgrounds.dialog
        dialog.address.setText("https://karten.stadt.de/{a}.png")
        dialog.ask.click()
        qtbot.waitUntil(lambda: dialog.problem.isVisibleTo(dialog), timeout=10_000)
        assert "{z}" in dialog.problem.text()
        dialog.reject()

    def test_saving_says_what_it_takes_and_asks_for_permission(self, shown, qtbot, qapp):
        from quartiermap.app import base_map_saving

        service = base_maps.from_service(tile_services.xyz("https://karten.stadt.de/{z}/{x}/{y}.png"))
        box = (8.66, 49.40, 8.70, 49.42)
        dialog = BaseMapSaveDialog(
            "Plan",
            "",
            "stadt-plan.mbtiles",
            True,
            lambda depth: base_map_saving.plan(service, box, depth),
            19,
            base_map_saving.MOST_TILES,
        )
        qtbot.addWidget(dialog)
        assert not dialog.go.isEnabled(), "nobody has said that it may be kept"
        dialog.permission.setText("Erlaubnis vom 3.5.2026")
        assert dialog.go.isEnabled()
        assert "Kacheln" in dialog.text.text()
        assert "MB" in dialog.text.text()
        wide = (6.0, 48.0, 12.0, 54.0)
        dialog._make = lambda depth: base_map_saving.plan(service, wide, depth)
        dialog.zoom.setValue(17)
        assert not dialog.go.isEnabled()


class TestSimpleMap:
    def test_it_draws_the_tiles_of_a_file(self, qtbot, karte):
        from PySide6.QtCore import QPointF, QRectF
        from PySide6.QtGui import QImage, QPainter

        from quartiermap.io.tile_files import TileFile
        from quartiermap.render.basemap_source import Background

        board = Board()
        with TileFile(karte) as tiles:
            board.dress("contrast")
            board.show(Background("k", tiles, kind="raster", min_zoom=10, max_zoom=12, credit="© Amt"))
            _, x, y = PLACES[3]
            corner = QPointF((x + 0.5) * 256 / 4096, (y + 0.5) * 256 / 4096)
            seen = QRectF(corner, corner + QPointF(0.001, 0.001))
            image = QImage(100, 100, QImage.Format.Format_ARGB32)

            def draw() -> None:
                image.fill(0)
                painter = QPainter(image)
                painter.scale(100_000, 100_000)
                painter.translate(-corner)
                board.draw(painter, seen, 12.0, above=False)
                painter.end()

            with qtbot.waitSignal(board.ready, timeout=10_000):
                draw()
            draw()
            assert image.pixelColor(50, 50).red() == 200
            assert board.credit == "© Amt"
            board.close()
