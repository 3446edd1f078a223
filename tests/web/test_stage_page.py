"""The real page in front of a room: words for residents, names, nothing that pops up, an extent that stays."""

from __future__ import annotations

from typing import Any

import pytest

from quartiermap.render.classes import classify, scheme_for
from quartiermap.render.map_data import build_layers

LEGEND = "document.getElementById('qm-legend').innerText"
PLAIN = {
    "scheme": "covered_share", "title": "Kita: Wie viele kommen zu Fuß hin?", "note": "unter 6 Jahre <b>", "funding": {},
    "labels": ["kaum jemand", "wenige", "gut die Hälfte", "die meisten", "fast alle"],
    "figures": list(scheme_for("covered_share").labels),
}  # fmt: skip


@pytest.fixture
def shown(probe: Any, town: Any) -> Any:
    scheme = scheme_for("covered_share")
    shares = {"01": 0.1, "02": 0.95}
    classes = dict(zip(shares, classify(list(shares.values()), scheme).tolist(), strict=True))
    probe.do(
        lambda: probe.view.load_layers(build_layers(town)),
        lambda: probe.view.paint(scheme, classes, {}, "500 m · Studie, 2008"),
        lambda: probe.view.say_plainly(PLAIN),
    )
    return probe


def test_the_legend_speaks_plainly_on_the_projector_only(shown: Any) -> None:
    assert "Studie, 2008" in shown.js(LEGEND)
    assert "kaum jemand" not in shown.js(LEGEND)
    shown.do(lambda: shown.view.set_presentation(True))
    words = shown.js(LEGEND)
    assert "Studie" not in words
    assert "fast alle 90 bis 100" in words.replace("\u00a0", " ").replace("\n", " ")
    assert "keine Daten" in words
    assert "unter 6 Jahre <b>" in words  # text, never markup
    scheme = scheme_for("mean_distance_m")
    shown.do(lambda: shown.view.paint(scheme, {}, {}, ""))
    assert "fast alle" not in shown.js(LEGEND)  # those words belonged to another figure


def test_names_stand_on_the_map_for_a_room_only_and_none_covers_another(shown: Any) -> None:
    names = "[...document.querySelectorAll('.qm-names span')]"
    assert shown.js(f"{names}.length") == 0
    shown.do(lambda: shown.view.set_presentation(True))
    found = shown.js(f"{names}.map((n) => n.textContent)")
    assert found
    assert set(found) <= set(shown.js("[...QM.state.districts.values()].map((d) => d.name)"))
    boxes = shown.js(
        f"{names}.map((n) => {{ const b = n.getBoundingClientRect(); return [b.left, b.top, b.right, b.bottom]; }})"
    )
    for number, a in enumerate(boxes):
        for b in boxes[:number]:
            assert a[0] >= b[2] - 8 or b[0] >= a[2] - 8 or a[1] >= b[3] - 2 or b[1] >= a[3] - 2
    shown.do(lambda: shown.view.set_presentation(False))
    assert shown.js(f"{names}.length") == 0


def test_no_name_lies_on_the_number_of_a_gap_at_any_zoom(shown: Any) -> None:
    shown.do(lambda: shown.view.set_presentation(True))
    shown.js(
        """(() => { const b = document.querySelector('.qm-names span').getBoundingClientRect();
        const at = QM.map.containerPointToLatLng([(b.left + b.right) / 2, (b.top + b.bottom) / 2 + 12]);
        QM.signs.setGaps([{ rank: 7, id: 'g', kind: 'kita', lat: at.lat, lon: at.lng, title: '', text: '' }]); })()"""
    )
    covered = """(() => { const zero = QM.map.getContainer().getBoundingClientRect();
        const [gap] = QM.signs.shown('gaps');
        const { left, top, right, bottom } = QM.flags.box(gap);
        const [a, b] = [QM.map.layerPointToContainerPoint([left, top]), QM.map.layerPointToContainerPoint([right, bottom])];
        return [...document.querySelectorAll('.qm-names span')].filter((name) => { const r = name.getBoundingClientRect();
            return r.left - zero.left < b.x - 8 && r.right - zero.left > a.x + 8 && r.top - zero.top < b.y - 2 && r.bottom - zero.top > a.y + 2;
        }).map((name) => name.textContent); })()"""
    for zoom in (13.0, 13.5, 14.0, 14.5):
        view = shown.view.view
        shown.do(lambda z=zoom, v=view: shown.view.show_view(v["lon"], v["lat"], z))
        assert shown.js(covered) == []


def test_no_tip_and_strong_lines_on_the_projector(shown: Any) -> None:
    width = (
        "parseFloat(document.querySelector('.leaflet-qm-districts-pane path').getAttribute('stroke-width'))"
    )
    before = shown.js(width)
    shown.js("QM.furniture.showTip('Altstadt', '85 %', L.point(10, 10))")
    shown.do(lambda: shown.view.set_presentation(True))
    assert shown.js("document.getElementById('qm-tip').hidden")
    shown.js("QM.furniture.showTip('Altstadt', '85 %', L.point(10, 10))")
    assert shown.js("document.getElementById('qm-tip').hidden")
    assert shown.js(width) > 1.5 * before
    assert shown.js("document.body.classList.contains('qm-map-contrast')")
    shown.do(lambda: shown.view.set_presentation(False))
    assert shown.js(width) == before
    assert shown.js("document.body.classList.contains('qm-map-light')")


def test_a_held_extent_is_only_moved_by_the_program(shown: Any) -> None:
    hands = "[QM.map.dragging, QM.map.scrollWheelZoom, QM.map.doubleClickZoom, QM.map.keyboard].map((h) => h.enabled())"
    assert all(shown.js(hands))
    shown.do(lambda: shown.view.hold(True))
    assert not any(shown.js(hands))
    shown.js("(QM.map.dragging.enable(), 0)")  # as a tool does when it is done
    assert not any(shown.js(hands))
    shown.do(lambda: shown.view.show_view(8.675, 49.412, 15.0))
    assert shown.js("QM.map.getZoom()") == 15.0
    shown.do(lambda: shown.view.hold(False))
    assert all(shown.js(hands))


def test_the_page_takes_the_words_of_another_language(shown: Any) -> None:
    shown.do(lambda: shown.view._send("words", words={"keine Daten": "no data", "Quellen": "Sources"}))
    assert "no data" in shown.js(LEGEND)
    assert shown.js("document.getElementById('qm-sources-fold').textContent") == "Sources"
    shown.do(lambda: shown.view._send("words", words={}))
    assert "keine Daten" in shown.js(LEGEND)


def test_a_held_map_does_not_make_way_for_a_growing_legend(shown: Any) -> None:
    """The same growth moves a map that is not held, and one that is just being set up."""
    grown = """(() => { window.after = 0;
        document.getElementById('qm-legend').style.cssText = 'WORDS';
        requestAnimationFrame(() => requestAnimationFrame(() => requestAnimationFrame(() => { window.after = 1; })));
        return 0; })()"""
    where = "[QM.map.getCenter().lng, QM.map.getCenter().lat, QM.map.getZoom()]"

    def moved_by(words: str) -> bool:
        before = shown.js(where)
        shown.js(grown.replace("WORDS", words))
        shown.qtbot.waitUntil(lambda: shown.js("window.after") == 1)
        return bool(shown.js(where) != before)

    large = "min-height: 80%; min-width: 40%; max-width: none"
    shown.do(lambda: shown.view.fit())
    assert moved_by(large)
    moved_by("")
    shown.do(lambda: shown.view.fit())
    shown.do(lambda: shown.view.hold(True))
    shown.js("(performance.now = () => 1e9, 0)")  # long after
    assert not moved_by(large)
    shown.do(lambda: shown.view.hold(False))
