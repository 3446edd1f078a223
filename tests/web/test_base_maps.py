"""Backgrounds in the real page: tiles come from worker threads, styles change in place, the credit follows what is seen."""

from __future__ import annotations

import runpy
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import geopandas as gpd
import pytest
import shapely
from PySide6.QtCore import QPoint
from PySide6.QtGui import QColor

from quartiermap.domain.project import Project
from quartiermap.io.tile_files import TileFile
from quartiermap.io.tile_services import tile_range
from quartiermap.render.basemap import build_tiles
from quartiermap.render.basemap_source import Background
from quartiermap.render.map_credits import OSM_CREDIT
from quartiermap.render.map_data import build_layers

_helpers = runpy.run_path(str(Path(__file__).parents[1] / "unit/io/test_tile_files.py"))
png: Callable[..., bytes] = _helpers["png"]
mbtiles: Callable[..., Path] = _helpers["mbtiles"]

CREDIT = "document.getElementById('qm-credit').textContent"


class Painted:
    """Hands out one picture for every place and remembers who asked."""

    def __init__(self, body: bytes | None) -> None:
        self.body = body
        self.asked: list[tuple[int, int, int]] = []
        self.threads: set[int] = set()

    def tile(self, z: int, x: int, y: int) -> bytes | None:
        self.asked.append((z, x, y))
        self.threads.add(threading.get_ident())
        return self.body

    def close(self) -> None:
        pass


@pytest.fixture
def loaded(probe: Any, town: Project) -> Any:
    probe.do(lambda: probe.view.load_layers(build_layers(town)))
    probe.do(lambda: probe.view.set_visible("districts", False))
    return probe


def shade_at(probe: Any, spot: QPoint) -> int:
    return int(probe.view.web.grab().toImage().pixelColor(spot).red())


def test_pictures_come_from_a_worker_and_are_shown(loaded: Any, qtbot: Any) -> None:
    tiles = Painted(png(shade=40))
    shown = Background("abc", tiles, kind="raster", min_zoom=0, max_zoom=12, credit="© Amt")
    loaded.do(lambda: loaded.view.set_look("contrast", False), lambda: loaded.view.set_basemap(shown))
    qtbot.waitUntil(lambda: shade_at(loaded, QPoint(450, 200)) < 60, timeout=10_000)
    assert threading.get_ident() not in tiles.threads
    assert max(z for z, _, _ in tiles.asked) <= 12, "deeper views enlarge the deepest tiles"


def test_what_is_no_picture_leaves_the_map_going(loaded: Any, qtbot: Any) -> None:
    broken = Background("b1", Painted(b"<svg onload='window.pwned=1'>"), kind="raster", max_zoom=18)
    loaded.do(lambda: loaded.view.set_basemap(broken))
    rotten = Background(
        "b2", Painted(b"\x1a\xff\xff\xff\x07rotten"), kind="vector", max_zoom=14, layers=("a",)
    )
    loaded.do(lambda: loaded.view.set_basemap(rotten))
    qtbot.waitUntil(
        lambda: bool(loaded.js("QM.state.background && QM.state.background.kind === 'vector'")), timeout=5_000
    )
    loaded.do(lambda: loaded.view.set_basemap(None))
    assert loaded.js("[window.pwned === undefined, QM.state.districts.size]") == [True, 4]
    loaded.errors.clear()  # the page may say that it could not read a tile


def test_a_file_of_pictures_is_served(loaded: Any, qtbot: Any, tmp_path: Path) -> None:
    columns, rows = tile_range((8.9, 51.3, 9.2, 51.6), 10)
    places = [(10, x, y) for x in columns for y in rows]
    path = mbtiles(tmp_path / "k.mbtiles", {place: png(shade=30) for place in places})
    with TileFile(path) as tiles:
        shown = Background("file", tiles, kind="raster", min_zoom=10, max_zoom=10)
        loaded.do(lambda: loaded.view.set_look("contrast", False), lambda: loaded.view.set_basemap(shown))
        qtbot.waitUntil(lambda: shade_at(loaded, QPoint(450, 200)) < 60, timeout=10_000)
        loaded.do(lambda: loaded.view.set_basemap(None))


def test_styles_change_in_place(loaded: Any, town: Project, tmp_path: Path, qtbot: Any) -> None:
    whole = shapely.union_all(town.districts.geometry.to_numpy())
    areas = gpd.GeoDataFrame({"class": ["forest"], "name": ["Wald"]}, geometry=[whole], crs=town.crs)
    path = build_tiles(town.with_(basemap_areas=areas), tmp_path)
    loaded.do(lambda: loaded.view.set_basemap(path))
    loaded.js("(window.sameDocument = 1)")
    spot = QPoint(560, 200)
    for name, colour in (("light", "#d0e0c3"), ("dark", "#1f2e23")):
        loaded.do(lambda name=name: loaded.view.set_look(name, name == "dark"))
        wanted = QColor(colour)
        qtbot.waitUntil(
            lambda w=wanted: loaded.view.web.grab().toImage().pixelColor(spot) == w, timeout=10_000
        )
    assert loaded.js("window.sameDocument") == 1, "nothing was loaded anew"


def test_what_stands_around_the_map_turns_dark_with_enough_contrast(loaded: Any) -> None:
    from quartiermap.ui.theme import contrast

    loaded.do(lambda: loaded.view.set_look("dark", True))
    read = """['#qm-legend', '#qm-legend p', '#qm-title', '#qm-sources', '.leaflet-bar a', '.qm-ratio'].map(s => document.querySelector(s)).filter(Boolean)
        .map(e => { let g = e; while (g && !/rgba?\\(\\d+, \\d+, \\d+(, (0\\.9\\d*|1))?\\)/.test(getComputedStyle(g).backgroundColor)) g = g.parentElement;
            return [getComputedStyle(e).color, getComputedStyle(g).backgroundColor]; })"""
    pairs = loaded.js(read)
    assert len(pairs) >= 4
    for ink, ground in pairs:
        names = [
            "#" + "".join(f"{int(float(v)):02x}" for v in c.split("(")[1].split(")")[0].split(",")[:3])
            for c in (ink, ground)
        ]
        assert contrast(*names) >= 4.5, (ink, ground)


def test_the_credit_follows_the_visible_layers_and_is_text(loaded: Any) -> None:
    evil = "© <img src=x onerror=window.pwned=1> Amt"
    shown = Background("abc", Painted(png()), kind="raster", max_zoom=12, credit=evil)
    loaded.do(lambda: loaded.view.set_basemap(shown))
    assert loaded.js(CREDIT) == evil
    assert loaded.js("[document.querySelectorAll('#qm-sources img').length, window.pwned === undefined]") == [
        0,
        True,
    ]
    loaded.do(lambda: loaded.view.set_visible("basemap", False))
    assert loaded.js(CREDIT) == ""
    loaded.do(lambda: loaded.view.set_visible("basemap", True))
    assert loaded.js(CREDIT) == evil
    loaded.do(lambda: loaded.view.set_basemap(None))
    assert loaded.js(CREDIT) == ""


def test_osm_is_credited_while_something_made_of_it_is_seen(probe: Any, town: Project) -> None:
    from dataclasses import replace

    osm = replace(
        town.sources[0], source_id="o", layer="facilities", provider="OpenStreetMap", licence="ODbL"
    )
    plain = town.with_(sources=(*town.sources, osm), analysis=None)
    probe.do(lambda: probe.view.load_layers(build_layers(plain)))
    assert probe.js(CREDIT) == OSM_CREDIT
    probe.do(lambda: probe.view.set_visible("facilities", False))
    assert probe.js(CREDIT) == ""


def test_no_request_leaves_with_a_foreign_background(loaded: Any, listener: Any) -> None:
    shown = Background(
        "abc",
        Painted(png()),
        kind="raster",
        max_zoom=12,
        credit=f"<img src='http://127.0.0.1:{listener.port}/x'>",
    )
    loaded.do(lambda: loaded.view.set_basemap(shown))
    assert listener.calls == []
    assert loaded.view.refusals.total == 0
