"""Tools, filters, rings and two themes on the real page: what is told to it is drawn, what the hand does is told."""

from __future__ import annotations

import base64
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from quartiermap.domain.project import Project
from quartiermap.render import map_data
from quartiermap.ui.map.tools import Drawing, SecondTheme, Shown

PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
EVIL = "<img src=x onerror=alert(1)>`${1}</script>"


@pytest.fixture
def loaded(probe: Any, town: Project) -> Any:
    layers = map_data.build_layers(town)
    probe.do(lambda: probe.view.load_layers(layers))
    return probe


def test_filters_leave_districts_as_outlines_and_take_signs_away(loaded: Any) -> None:
    ids = loaded.js("Array.from(QM.state.districts.keys())")
    known = loaded.js("QM.signs.ofFacilities(null).length")
    one = loaded.js("QM.signs.ofFacilities(null)[0].options.id")
    shown = Shown(frozenset(ids[:1]), frozenset({one}), None, (f"Filter: {EVIL}",))
    loaded.do(lambda: loaded.view.tools.show_only(shown))
    assert loaded.js("QM.signs.ofFacilities(null).length") == 1 < known
    opacity = "Array.from(QM.state.districts.values()).map((d) => d.layer.options.opacity)"
    assert sorted(set(loaded.js(opacity))) == [0.3, 0.75]
    assert EVIL in loaded.js("document.getElementById('qm-legend').textContent")
    assert loaded.js("document.querySelectorAll('#qm-legend img').length") == 0
    loaded.do(lambda: loaded.view.tools.show_only(Shown()))
    assert loaded.js("QM.signs.ofFacilities(null).length") == known


def test_drawings_and_rings_come_and_go_as_text(loaded: Any) -> None:
    lon, lat = loaded.js("[QM.map.getCenter().lng, QM.map.getCenter().lat]")
    drawing = Drawing(((lon, lat), (lon + 0.01, lat)), labels=((EVIL, (lon, lat)),), pin=(lon, lat))
    loaded.do(lambda: loaded.view.tools.draw(drawing))
    pane = "document.querySelector('.leaflet-qm-drawing-pane')"
    words = "document.querySelector('.leaflet-qm-tool-words-pane')"
    assert loaded.js(f"{words}.textContent") == EVIL
    assert loaded.js(
        f"+getComputedStyle({words}).zIndex > +getComputedStyle({pane}).zIndex"
    )  # no line through words
    assert (
        loaded.js(f"{pane}.querySelectorAll('path').length") == 6
    )  # two lines, two dots, the pin and its middle
    ring = {
        "shape": {"type": "Polygon", "coordinates": [[[lon, lat], [lon + 0.01, lat], [lon, lat + 0.01], [lon, lat]]]},
        "text": "zu Fuß in 5 min", "label": "5 Minuten", "place": [lon, lat],
    }  # fmt: skip
    loaded.do(lambda: loaded.view.tools.show_rings([ring]))
    assert "zu Fuß in 5 min" in loaded.js("document.getElementById('qm-legend').textContent")
    # The label lies on its own line: beside it "5 Minuten" lay on the ring of 10.
    off = f"""(() => {{ const box = [...{words}.children].find((one) => one.textContent === '5 Minuten').getBoundingClientRect(), map = QM.map.getContainer().getBoundingClientRect();
        const at = QM.map.latLngToContainerPoint([{lat}, {lon}]);
        return [Math.abs(box.left + box.width / 2 - map.left - at.x), Math.abs(box.top + box.height / 2 - map.top - at.y)]; }})()"""
    assert max(loaded.js(off)) <= 2.5
    loaded.do(lambda: loaded.view.tools.show_rings([]))
    loaded.do(lambda: loaded.view.tools.draw(None))
    assert loaded.js(f"{pane}.querySelectorAll('path').length") == 0


def test_a_legend_that_fits_again_has_no_scroll_bar(loaded: Any, qtbot: Any) -> None:
    """The bar took room, so lines wrapped, so it stayed for good after one longer legend."""
    box = "document.getElementById('qm-legend')"
    some, more = "ein Wort " * 30, "noch ein Wort " * 30
    told = [Shown(None, None, None, lines) for lines in ((some,), (some, more))]
    bar = f"{box}.offsetWidth - {box}.clientWidth"
    loaded.do(lambda: loaded.view.tools.show_only(told[0]))
    loaded.js(
        f"(b => {{ b.style.maxHeight = 'none'; b.style.maxHeight = b.offsetHeight + 'px'; return 1; }})({box})"
    )
    assert loaded.js(bar) == 0
    loaded.do(lambda: loaded.view.tools.show_only(told[1]))
    assert loaded.js(bar) > 4
    loaded.do(lambda: loaded.view.tools.show_only(told[0]))
    qtbot.waitUntil(lambda: loaded.js(bar) == 0, timeout=10_000)


def test_no_tip_lies_on_what_a_tool_measures(loaded: Any, qtbot: Any) -> None:
    proxy, tip = loaded.view.web.focusProxy(), "document.getElementById('qm-tip').hidden"
    place = QPoint(
        *(
            int(v)
            for v in loaded.js(
                "(p => [p.x, p.y])(QM.map.latLngToContainerPoint(QM.signs.shown('facilities')[0].getLatLng()))"
            )
        )
    )
    QTest.mouseMove(proxy, place)
    qtbot.waitUntil(lambda: loaded.js(tip) is False, timeout=10_000)
    loaded.do(lambda: loaded.view.tools.use("place"))
    assert loaded.js(tip) is True
    QTest.mouseMove(proxy, place + QPoint(1, 1))
    with qtbot.waitSignal(loaded.view.tools.placed, timeout=10_000):  # the page has heard of the pointer, too
        QTest.mouseClick(proxy, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, place)
    assert loaded.js(tip) is True


def test_the_divider_clips_both_themes_and_is_told(loaded: Any, qtbot: Any) -> None:
    ids = loaded.js("Array.from(QM.state.districts.keys())")
    scheme = {
        "title": EVIL,
        "unit": "%",
        "colours": ["#111111", "#222222"],
        "labels": ["wenig", "viel"],
        "dark_means": "",
    }
    second = SecondTheme(scheme, {ids[0]: 1}, {ids[0]: "99 %"}, "", None, ("links", EVIL))
    loaded.do(lambda: loaded.view.tools.split(second))
    fills = "Array.from(document.querySelectorAll('.leaflet-qm-swipe-districts-pane path')).map((p) => p.getAttribute('fill'))"
    found = loaded.js(fills)
    assert found.count("#222222") == 1
    assert found.count("url(#qm-hatch)") == len(ids) - 1
    assert loaded.js("QM.map.getPane('qm-districts').style.clipPath").startswith("polygon")
    assert loaded.js("document.querySelector('.qm-plate-right').textContent") == EVIL
    assert loaded.js(f"QM.swipe.valueOf('{ids[0]}')") == "99 %"
    with qtbot.waitSignal(loaded.view.tools.divided, timeout=10_000) as told:
        loaded.js(
            "document.querySelector('.qm-divider').dispatchEvent(new KeyboardEvent('keydown', {key: 'ArrowLeft'}))"
        )
    assert told.args[0] == pytest.approx(0.48)
    cells = "Array.from(document.querySelectorAll('.leaflet-qm-swipe-cells-pane canvas'))"
    key = "document.querySelector('.qm-second-legend').textContent"
    loaded.do(lambda: loaded.view.tools.split_cells(PIXEL, (9.0, 51.0, 9.1, 51.1), label=f"rechts {EVIL}"))
    assert loaded.js(f"{cells}.map((c) => c.width)") == [1]
    assert f"rechts {EVIL}" in loaded.js(key)
    assert loaded.js("QM.map.getPane('qm-swipe-cells').style.clipPath").startswith("polygon")
    loaded.do(lambda: loaded.view.set_visible("cells", False))
    assert loaded.js(f"{cells}.length") == 0
    assert f"rechts {EVIL}" not in loaded.js(key)
    loaded.do(lambda: loaded.view.tools.split(None))
    assert loaded.js("QM.map.getPane('qm-districts').style.clipPath") == ""


def test_a_click_belongs_to_the_tool_while_one_is_on(loaded: Any, qtbot: Any) -> None:
    loaded.do(lambda: loaded.view.tools.use("place"))
    click = (
        "QM.map.fire('click', {latlng: QM.map.getCenter(), containerPoint: L.point(5, 5), "
        "originalEvent: {timeStamp: 1, target: {}}})"
    )
    heard: list[str] = []
    loaded.view.districtClicked.connect(heard.append)
    with qtbot.waitSignal(loaded.view.tools.placed, timeout=10_000):
        loaded.js(f"({click}, 1)")
    assert heard == []
    assert loaded.js("QM.map.doubleClickZoom.enabled()") is False
    loaded.do(lambda: loaded.view.tools.use(""))
    assert loaded.js("QM.map.doubleClickZoom.enabled()") is True
