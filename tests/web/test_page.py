"""The live map: what is drawn, recoloured, clicked, and what a crash leaves."""

from __future__ import annotations

import json
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from PySide6.QtCore import QPoint, Qt, QUrl
from PySide6.QtGui import QColor, QImage
from PySide6.QtTest import QTest

from quartiermap.domain.project import Project, new_project
from quartiermap.render.basemap import build_tiles
from quartiermap.render.cells_png import cells_png
from quartiermap.render.classes import classify, scheme_for
from quartiermap.render.map_data import build_layers

DISTRICTS = "[...document.querySelectorAll('.leaflet-qm-districts-pane path.leaflet-interactive')]"
LEGEND = "document.getElementById('qm-legend').innerText"


def _paint(view: Any, shares: dict[str, float]) -> None:
    scheme = scheme_for("covered_share")
    classes = dict(zip(shares, classify(shares.values(), scheme).tolist(), strict=True))
    view.paint(scheme, classes, {k: f"{v:.0%}" for k, v in shares.items()})


def _place(probe: Any, lon: float, lat: float) -> QPoint:
    x, y = probe.js(f"(p => [p.x, p.y])(QM.map.latLngToContainerPoint([{lat}, {lon}]))")
    return QPoint(round(x), round(y))


def _centre(probe: Any, district: str) -> QPoint:
    lon, lat = probe.js(f"(c => [c.lng, c.lat])(QM.state.districts.get('{district}').centre)")
    return _place(probe, lon, lat)


def _click(probe: Any, place: QPoint) -> None:
    QTest.mouseClick(
        probe.view.web.focusProxy(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, place
    )


@pytest.fixture
def loaded(probe: Any, town: Project) -> Any:
    """Return a page that shows the town."""
    probe.do(lambda: probe.view.load_layers(build_layers(town)))
    return probe


def test_every_district_is_drawn_and_named(loaded: Any) -> None:
    assert loaded.js(f"{DISTRICTS}.map(p => p.getAttribute('aria-label'))") == [
        "Altstadt",
        "Nordend",
        "Südhang",
        "Werder",
    ]


def test_closed_facilities_are_not_on_the_map_and_planned_ones_are_hollow(loaded: Any) -> None:
    signs = loaded.js("QM.signs.shown('facilities').map(s => [s.options.id, s.options.planned])")
    assert signs == [["k1", False], ["k2", True]]
    assert "geplant" in loaded.js(LEGEND)


def test_invented_data_are_announced(loaded: Any) -> None:
    assert loaded.js("document.getElementById('qm-banner').hidden") is False
    assert loaded.js("document.getElementById('qm-banner').textContent") == "Erfundene Demonstrationsdaten"


def test_recolouring_reaches_the_screen_without_a_reload(loaded: Any) -> None:
    loaded.js("(window.mark = 'same document')")
    scheme = scheme_for("covered_share")
    for low, high in ((0.1, 0.95), (0.95, 0.1)):
        loaded.do(lambda low=low, high=high: _paint(loaded.view, {"01": low, "02": high}))
        fills = loaded.js(f"{DISTRICTS}.map(p => p.getAttribute('fill'))")
        wanted = [scheme.colours[n] for n in classify([low, high], scheme)]
        assert fills == [*wanted, "url(#qm-hatch)", "url(#qm-hatch)"]
    assert loaded.js("window.mark") == "same document"
    assert loaded.js("QM.state.paints") == 2


def test_the_colour_is_really_on_the_screen(loaded: Any, qtbot: Any) -> None:
    loaded.do(lambda: _paint(loaded.view, dict.fromkeys(("01", "02", "03", "04"), 0.1)))
    spot = _centre(loaded, "03") + QPoint(-40, 0)

    def dark_blue() -> bool:
        colour: QColor = loaded.view.web.grab().toImage().pixelColor(spot)
        return colour.blue() > colour.red() + 40

    qtbot.waitUntil(dark_blue, timeout=10_000)


def test_secret_looks_in_the_legend_as_on_the_map(loaded: Any) -> None:
    """On a dark map secret districts were dark, and white in the legend."""
    grounds = []
    for look in ("light", "dark"):
        loaded.do(lambda look=look: loaded.view.set_look(look, look == "dark"))
        ground, dots, legend = loaded.js("""(() => {
            const probe = document.body.appendChild(Object.assign(document.createElement('i'), { className: 'qm-secret' }));
            const legend = getComputedStyle(probe).backgroundImage;
            probe.remove();
            const [rect, circle] = document.querySelector('#qm-dots').children;
            return [getComputedStyle(rect).fill, getComputedStyle(circle).fill, legend];
        })()""")
        assert ground in legend
        assert dots in legend
        grounds.append(ground)
    assert grounds[0] != grounds[1]


def test_legend_lists_classes_from_high_to_low_and_always_no_data(loaded: Any) -> None:
    loaded.do(lambda: _paint(loaded.view, {"01": 0.5}))
    lines = loaded.js(f"{LEGEND}.split('\\n').filter(Boolean)")
    scheme = scheme_for("covered_share")
    assert lines[1:7] == [*reversed(scheme.labels), "keine Daten"]
    assert scheme.dark_means in lines


def test_a_real_click_on_a_district_reaches_python(loaded: Any, qtbot: Any) -> None:
    with qtbot.waitSignal(loaded.view.districtClicked, timeout=10_000) as seen:
        _click(loaded, _centre(loaded, "03") + QPoint(-40, 0))
    assert seen.args == ["03"]


def test_the_pointer_over_a_district_shows_name_and_value(loaded: Any, qtbot: Any) -> None:
    loaded.do(lambda: loaded.view.paint(scheme_for("covered_share"), {"03": 1}, {"03": "31,5\u00a0%"}))
    QTest.mouseMove(loaded.view.web.focusProxy(), _centre(loaded, "03") + QPoint(-40, 0))
    text = "document.getElementById('qm-tip').innerText"
    qtbot.waitUntil(lambda: loaded.js(text) == "Südhang\n31,5\u00a0%", timeout=10_000)
    # The keyboard chooses another theme while the pointer rests.
    loaded.do(lambda: loaded.view.paint(scheme_for("covered_share"), {"03": 1}, {"03": "77,0\u00a0%"}))
    qtbot.waitUntil(lambda: loaded.js(text) == "Südhang\n77,0\u00a0%", timeout=10_000)


def test_a_sign_that_goes_takes_its_tip_along(loaded: Any, qtbot: Any) -> None:
    lon, lat = loaded.js("(c => [c.lng, c.lat])(QM.signs.shown('facilities')[0].getLatLng())")
    QTest.mouseMove(loaded.view.web.focusProxy(), _place(loaded, lon, lat))
    text = "document.getElementById('qm-tip').innerText.split('\\n')[0]"
    name = loaded.js("QM.signs.shown('facilities')[0].options.name")
    assert name
    qtbot.waitUntil(lambda: loaded.js(text) == name, timeout=10_000)
    loaded.do(lambda: loaded.view.set_visible("facilities", False))
    qtbot.waitUntil(lambda: loaded.js(text) != name, timeout=10_000)


def test_a_click_on_a_facility_is_not_a_click_on_its_district(loaded: Any, qtbot: Any) -> None:
    districts: list[str] = []
    loaded.view.districtClicked.connect(districts.append)
    with qtbot.waitSignal(loaded.view.facilityClicked, timeout=10_000) as seen:
        lon, lat = loaded.js("(c => [c.lng, c.lat])(QM.signs.shown('facilities')[0].getLatLng())")
        _click(loaded, _place(loaded, lon, lat))
    assert seen.args == ["k1"]
    assert districts == []


def test_one_more_district_is_taken_where_a_sign_lies_on_it(loaded: Any, qtbot: Any) -> None:
    """With Ctrl the facility was chosen instead, the map went to it, and the selection was lost."""
    facilities: list[str] = []
    loaded.view.facilityClicked.connect(facilities.append)
    lon, lat = loaded.js("(c => [c.lng, c.lat])(QM.signs.shown('facilities')[0].getLatLng())")
    with qtbot.waitSignal(loaded.view.tools.added, timeout=10_000):
        QTest.mouseClick(
            loaded.view.web.focusProxy(),
            Qt.MouseButton.LeftButton,
            Qt.KeyboardModifier.ControlModifier,
            _place(loaded, lon, lat),
        )
    assert facilities == []


def test_a_click_on_the_flag_of_a_gap(loaded: Any, qtbot: Any) -> None:
    lon, lat = loaded.js("(c => [c.lng, c.lat])(QM.signs.shown('gaps')[0].getLatLng())")
    with qtbot.waitSignal(loaded.view.gapClicked, timeout=10_000) as seen:
        _click(loaded, _place(loaded, lon, lat) + QPoint(0, -18))
    assert seen.args == ["04:kita:out_of_reach"]


def test_flags_never_cover_each_other_and_the_pressing_ones_keep_their_number(loaded: Any) -> None:
    rows = "[...Array(300).keys()].map(i => ({id: 'g' + i, kind: 'kita', rank: i + 1, title: '', text: '', lat: 51.45 + (i % 17) * 0.001, lon: 10 + (i % 23) * 0.0015}))"
    loaded.js(f"(QM.signs.setGaps({rows}), 1)")
    overlaps = """(() => {
        const shown = QM.signs.shown("gaps").filter(s => !s.options.crowded);
        const boxes = shown.map(QM.flags.box);
        let bad = 0;
        for (let i = 0; i < boxes.length; i++) for (let j = 0; j < i; j++) {
            const [a, b] = [boxes[i], boxes[j]];
            if (a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom) bad += 1;
        }
        return [bad, shown.length > 1, shown.some(s => s.options.rank === 1)];
    })()"""
    for zoom in (12, 16, 13):
        loaded.js(f"(QM.map.setZoom({zoom}, {{animate: false}}), 1)")
        assert loaded.js(overlaps) == [0, True, True]


def test_the_selected_facility_has_a_ring_and_a_line_of_the_legend(loaded: Any) -> None:
    """Read from the canvas: kind's colour in the middle, the ring where it must be, both gone again."""
    first, colour = loaded.js(
        "(() => { const [s] = QM.signs.shown('facilities'); return [s.options.id, s.options.kind.colour]; })()"
    )
    seen = f"""(() => {{
        const sign = QM.signs.facility({first!r});
        const sheet = Object.values(QM.map._layers).find((layer) => layer.signs === QM.signs.shown('facilities'));
        const at = (right) => {{
            const [r, g, b, a] = sheet._ctx.getImageData(...[sign.x + right - sheet._bounds.min.x, sign.y - sheet._bounds.min.y].map((v) => Math.round(v * sheet._ratio)), 1, 1).data;
            return a && '#' + [r, g, b].map((v) => v.toString(16).padStart(2, '0')).join('');
        }};
        return [at(-0.72 * sign.radius), at(sign.radius + 6), document.getElementById('qm-legend').textContent.includes('ausgewählte Einrichtung')];
    }})()"""
    loaded.do(lambda: loaded.view.mark_facility(None))
    bare = loaded.js(seen)
    assert (bare[0], bare[1] != "#f2c200", bare[2]) == (colour, True, False)
    loaded.do(lambda: loaded.view.mark_facility(first))
    assert loaded.js(seen) == [colour, "#f2c200", True]
    loaded.do(lambda: loaded.view.mark_facility(None))
    assert loaded.js(seen) == bare


def test_going_to_a_gap_centres_it(loaded: Any) -> None:
    loaded.do(lambda: loaded.view.focus_gap("04:kita:out_of_reach"))
    distance = loaded.js("QM.map.getCenter().distanceTo(QM.signs.shown('gaps')[0].getLatLng())")
    assert distance < 2
    assert loaded.js("QM.map.getZoom()") >= 15


def test_signs_and_areas_lie_where_leaflet_would_put_them(loaded: Any) -> None:
    """Both are placed by a multiplication of our own; at any zoom it must agree with Leaflet to the pixel."""
    loaded.do(lambda: loaded.view.show_view(9.013, 51.457, 13.75))
    assert loaded.js(
        """QM.signs.shown('facilities').every((sign) => QM.map.latLngToLayerPoint(sign.getLatLng()).equals(L.point(sign.x, sign.y)))"""
    )
    assert loaded.js(
        """Array.from(QM.state.districts.values()).every(({ layer }) => layer._rings.length && layer._rings.flat().every((point, i) =>
        point.equals(QM.map.latLngToLayerPoint(layer.getLatLngs().flat(2)[i]))))"""
    )


def test_who_drags_far_sees_districts_and_signs_on_the_way(loaded: Any) -> None:
    """What is drawn around the screen is less than a long drag; nobody has let go of the map yet."""
    drawn = """(() => { const seen = L.bounds(QM.map.containerPointToLayerPoint([0, 0]), QM.map.containerPointToLayerPoint(QM.map.getSize()));
      return [QM.state.districts.values().next().value.layer._renderer, Object.values(QM.groups.facilities._layers)[0]]
        .every((sheet) => sheet._bounds.contains(seen)); })()"""
    assert loaded.js(drawn)
    loaded.js("(QM.map._rawPanBy(QM.map.getSize().multiplyBy(0.7)), QM.map.fire('move'), 1)")
    assert loaded.js(drawn)
    loaded.js("(QM.map.fire('moveend'), 1)")


def test_a_facility_is_drawn_where_it_is_found(loaded: Any) -> None:
    loaded.do(lambda: loaded.view.show_view(9.0072, 51.4561, 16.0))
    drawn = """(sign => { const canvas = QM.map.getPane('qm-facilities').querySelector('canvas'); const at = L.DomUtil.getPosition(canvas);
      const ratio = canvas.width / canvas.offsetWidth;
      return Array.from(canvas.getContext('2d').getImageData((sign.x - at.x) * ratio + 7 * ratio, (sign.y - at.y) * ratio, 1, 1).data); })"""
    first = "QM.signs.shown('facilities')[0]"
    colour = loaded.js(f"{first}.options.kind.colour")
    red, green, blue, cover = loaded.js(f"{drawn}({first})")
    assert f"#{red:02x}{green:02x}{blue:02x}" == colour
    assert cover == 255
    assert loaded.js(f"QM.signs.hit(QM.map.layerPointToContainerPoint([{first}.x, {first}.y])).id") == "k1"


def test_kind_filters_facilities_and_gaps(loaded: Any) -> None:
    loaded.do(lambda: loaded.view.show_kind("library"))
    assert loaded.js("[QM.signs.shown('facilities').length, QM.signs.shown('gaps').length]") == [0, 0]
    loaded.do(lambda: loaded.view.show_kind(None))
    assert loaded.js("[QM.signs.shown('facilities').length, QM.signs.shown('gaps').length]") == [2, 1]


def test_keyboard_walks_from_district_to_district_and_chooses(loaded: Any, qtbot: Any) -> None:
    loaded.view.activateWindow()
    loaded.view.web.setFocus()
    loaded.js("(QM.focusDistrict('01'), 1)")
    target = loaded.view.web.focusProxy()
    with qtbot.waitSignal(loaded.view.districtClicked, timeout=10_000) as seen:
        QTest.keyClick(target, Qt.Key.Key_Right)  # 01 is the south-west square
        QTest.keyClick(target, Qt.Key.Key_Up)
        QTest.keyClick(target, Qt.Key.Key_Return)
    assert seen.args == ["04"]


def test_what_is_told_together_comes_in_one_piece_and_in_its_order(loaded: Any) -> None:
    pieces: list[list[str]] = []
    loaded.view.bridge.command.connect(lambda text: pieces.append([c["op"] for c in json.loads(text)]))
    with loaded.view.together():
        loaded.view.show_kind("kita")
        with loaded.view.together():
            loaded.view.show_cells(None, None)
        assert pieces == []
        loaded.view.select("01")
    loaded.do(lambda: loaded.view.show_kind(None))
    assert pieces == [["kind", "cells", "select"], ["kind"]]
    assert loaded.js("QM.state.selected") == "01"


def test_cells_lie_where_they_are(loaded: Any, town: Project) -> None:
    assert town.analysis is not None
    drawn = cells_png(town, town.analysis, "kita", 500)
    assert drawn is not None
    loaded.do(lambda: loaded.view.show_cells(*drawn, label="außer Reichweite"))
    size = Image.open(BytesIO(drawn[0])).size
    assert loaded.js("(c => [c.width, c.height])(document.querySelector('canvas.qm-cells'))") == list(size)
    assert "außer Reichweite" in loaded.js(LEGEND)
    loaded.do(lambda: loaded.view.show_cells(None, None))
    assert loaded.js("document.querySelector('.qm-cells')") is None


def test_layers_can_be_switched(loaded: Any) -> None:
    loaded.do(lambda: loaded.view.set_visible("districts", False))
    assert loaded.js(f"{DISTRICTS}.length") == 0
    loaded.do(lambda: loaded.view.set_visible("districts", True))
    assert loaded.js(f"{DISTRICTS}.length") == 4


def test_presentation_has_no_controls(loaded: Any) -> None:
    before = loaded.js("parseFloat(getComputedStyle(document.getElementById('qm-legend')).fontSize)")
    loaded.do(lambda: loaded.view.set_presentation(True))
    assert loaded.js("getComputedStyle(document.querySelector('.leaflet-control-zoom')).display") == "none"
    assert loaded.js("parseFloat(getComputedStyle(document.getElementById('qm-legend')).fontSize)") > before


def test_after_a_renderer_crash_everything_is_back(loaded: Any, qtbot: Any) -> None:
    view = loaded.view
    loaded.do(lambda: _paint(view, {"01": 0.1}), lambda: view.select("02"), lambda: view.show_kind("kita"))
    loaded.do(lambda: view.focus_bounds(10.0, 51.44, 10.01, 51.45))
    centre = loaded.js("(c => [c.lng, c.lat])(QM.map.getCenter())")
    with qtbot.waitSignal(view.ready, timeout=20_000):
        view.page.load(QUrl("chrome://crash"))
    qtbot.waitUntil(
        lambda: bool(loaded.js("QM.state.districts.size === 4 && QM.state.selected === '02'")), timeout=20_000
    )
    assert [e.split(":")[0] for e in loaded.errors] == ["render process ended"]
    loaded.errors.clear()
    assert loaded.js("[QM.state.selected, QM.state.kind, QM.state.paint.classes['01']]") == ["02", "kita", 0]
    assert loaded.js("(c => [c.lng, c.lat])(QM.map.getCenter())") == pytest.approx(centre, abs=1e-6)


def test_an_empty_project_is_an_empty_map(probe: Any) -> None:
    probe.do(lambda: probe.view.load_layers(build_layers(new_project("Leer"))))
    assert probe.js(f"{DISTRICTS}.length") == 0


def test_the_background_is_drawn_from_tiles(loaded: Any, town: Project, tmp_path: Path, qtbot: Any) -> None:
    import geopandas as gpd

    shape = town.districts.geometry.iloc[0]
    areas = gpd.GeoDataFrame({"class": ["water"], "name": ["See"]}, geometry=[shape], crs=town.crs)
    path = build_tiles(town.with_(basemap_areas=areas), tmp_path)
    assert path is not None
    loaded.do(lambda: loaded.view.set_visible("districts", False), lambda: loaded.view.set_basemap(path))
    spot = _centre(loaded, "03") + QPoint(-40, 0)
    water = QColor("#b3d0e2")
    qtbot.waitUntil(lambda: loaded.view.web.grab().toImage().pixelColor(spot) == water, timeout=10_000)


def test_a_picture_twice_as_large_shows_the_same(loaded: Any, tmp_path: Path, qtbot: Any) -> None:
    loaded.do(lambda: _paint(loaded.view, dict.fromkeys(("01", "02", "03", "04"), 0.1)))
    spot = _centre(loaded, "03") + QPoint(-40, 0)
    target = tmp_path / "karte.png"
    with qtbot.waitSignal(loaded.view.pictureSaved, timeout=30_000):
        loaded.view.grab_png(target, 2)
    picture = QImage(str(target))
    assert picture.width() == 2 * loaded.view.web.width()
    colour = picture.pixelColor(spot * 2)
    assert colour.blue() > colour.red() + 40


def test_the_legend_never_lies_on_the_town_after_fitting(loaded: Any) -> None:
    loaded.do(lambda: _paint(loaded.view, {"01": 0.5}))
    loaded.do(lambda: loaded.view.fit())
    covered = """(() => {
        const box = document.getElementById('qm-legend');
        const [right, top] = [box.offsetLeft + box.offsetWidth, box.offsetTop];
        const corners = [...QM.state.districts.values()].flatMap(d => d.layer.getLatLngs().flat(2));
        return corners.map(c => QM.map.latLngToContainerPoint(c)).filter(p => p.x < right && p.y > top).length;
    })()"""
    assert loaded.js(covered) == 0
    inside = "QM.map.getBounds().contains(L.latLngBounds([...QM.state.districts.values()].map(d => d.layer.getBounds())))"
    assert loaded.js(inside) is True


def test_folding_the_legend_is_told_and_leaves_its_title(loaded: Any, qtbot: Any) -> None:
    loaded.do(lambda: _paint(loaded.view, {"01": 0.5}))
    with qtbot.waitSignal(loaded.view.legendShown, timeout=10_000) as seen:
        loaded.js("(document.getElementById('qm-legend-fold').click(), 1)")
    assert seen.args == [False]
    assert loaded.js(LEGEND).strip() == loaded.js("document.getElementById('qm-legend-title').textContent")
    loaded.do(lambda: loaded.view.set_legend(True))
    assert "keine Daten" in loaded.js(LEGEND)


def test_on_the_projector_the_legend_is_open_and_afterwards_as_it_was(loaded: Any) -> None:
    loaded.do(lambda: _paint(loaded.view, {"01": 0.5}), lambda: loaded.view.set_legend(False))
    loaded.do(lambda: loaded.view.set_presentation(True))
    assert "keine Daten" in loaded.js(LEGEND)
    loaded.do(lambda: loaded.view.set_presentation(False))
    assert "keine Daten" not in loaded.js(LEGEND)


def test_the_source_in_full_opens_on_a_click(loaded: Any) -> None:
    scheme = scheme_for("covered_share")
    loaded.do(
        lambda: loaded.view.paint(scheme, {}, {}, "500 m · Studie", "500 m · Studie · Westphal <b>2008</b>")
    )
    assert "Westphal" not in loaded.js(LEGEND)
    loaded.js("(document.querySelector('#qm-legend .qm-more').click(), 1)")
    assert "Westphal <b>2008</b>" in loaded.js(LEGEND)


def test_all_sources_open_on_a_click(loaded: Any) -> None:
    shown = "document.getElementById('qm-sources').innerText"
    assert "eigene Berechnung" not in loaded.js(shown)
    loaded.js("(document.getElementById('qm-sources-fold').click(), 1)")
    assert "eigene Berechnung" in loaded.js(shown)


def test_a_right_click_asks_for_the_way_from_there(loaded: Any, qtbot: Any) -> None:
    lon, lat = loaded.js("(c => [c.lng, c.lat])(QM.state.districts.get('03').centre)")
    with qtbot.waitSignal(loaded.view.wayWanted, timeout=10_000) as seen:
        target = loaded.view.web.focusProxy()
        QTest.mouseClick(
            target, Qt.MouseButton.RightButton, Qt.KeyboardModifier.NoModifier, _centre(loaded, "03")
        )
    assert seen.args == pytest.approx([lon, lat], abs=1e-3)


def test_the_town_fills_a_window_that_changes_its_size_until_the_user_moves_the_map(
    loaded: Any, qtbot: Any
) -> None:
    loaded.do(lambda: loaded.view.fit())
    before = loaded.js("QM.map.getZoom()")
    size = loaded.view.size()
    loaded.view.resize(size * 2)
    qtbot.waitUntil(lambda: loaded.js("QM.map.getZoom()") > before, timeout=10_000)
    loaded.js("(QM.map.setZoom(12, {animate: false}), 1)")
    loaded.view.resize(size)
    qtbot.waitUntil(lambda: loaded.js("QM.map.getSize().x") == size.width(), timeout=10_000)
    assert loaded.js("[QM.map.getZoom(), QM.state.fitted]") == [12, False]
