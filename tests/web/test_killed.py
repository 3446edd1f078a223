"""The page's process is killed, twice, at the worst moments: the map comes back as it was, and the hand holds nothing any more."""

from __future__ import annotations

import os
import signal
import sys
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication, QPushButton

from quartiermap.render.map_data import build_layers
from quartiermap.ui.map.live import GameOnMap, LiveLegend
from quartiermap.ui.map.view import PATIENCE_MS

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="kills by signal")


def _kill(probe: Any, qtbot: Any) -> None:
    """Kill the page's process and wait until it is up again and has painted."""
    view = probe.view
    with qtbot.waitSignal(view.ready, timeout=20_000):
        os.kill(view.page.renderProcessPid(), signal.SIGKILL)
    qtbot.waitUntil(
        lambda: bool(
            probe.js("QM.state.districts.size > 0 && (QM.state.areas || []).length === 1 && QM.state.live.on")
        ),
        timeout=20_000,
    )


def test_killed_twice_while_dragging_and_presenting(probe: Any, town: Any, qtbot: Any) -> None:
    view = probe.view
    facility = str(town.facilities["facility_id"].iloc[0])
    game = GameOnMap("hand", (), (), facility, LiveLegend("Was wäre wenn", "", ()))
    ring = {"type": "Polygon", "coordinates": [[[10.0, 51.4], [10.02, 51.4], [10.02, 51.42], [10.0, 51.4]]]}
    probe.do(
        lambda: view.load_layers(build_layers(town)),
        lambda: view.select("02"),
        lambda: view.show_kind("kita"),
        lambda: view.set_presentation(True),
        lambda: view.show_areas([{"shape": ring, "text": "5 Minuten", "label": "", "place": None}]),
        lambda: view.live.show_game(game),
    )
    probe.do(lambda: view.show_view(10.005, 51.445, 15.0))
    backs: list[int] = []
    view.live.takenBack.connect(lambda: backs.append(1))
    for number in (1, 2):
        view.bridge.grabbed(facility)  # the hand has taken it, as the page would tell
        _kill(probe, qtbot)
        assert len(backs) == number
        assert probe.js("[QM.state.selected, QM.state.kind, QM.state.live.on, QM.state.areas.length]") == [
            "02",
            "kita",
            True,
            1,
        ]
        assert probe.js("document.body.classList.contains('qm-game')")
        assert probe.js("getComputedStyle(document.querySelector('.leaflet-control-zoom')).display") == "none"
        assert probe.js("(c => [c.lng, c.lat])(QM.map.getCenter())") == pytest.approx(
            [10.005, 51.445], abs=1e-4
        )
    assert view.plain is None
    assert [e.split(":")[0] for e in probe.errors] == ["render process ended"] * 2
    probe.errors.clear()


def test_the_keyboard_stays_with_a_map_whose_page_was_killed(probe: Any, town: Any, qtbot: Any) -> None:
    """It went to the next button of the window: "Neu", so that Enter began a new project."""
    view = probe.view
    probe.do(lambda: view.load_layers(build_layers(town)))
    button = QPushButton("Neu", view.window())
    button.show()
    view.setFocus()
    qtbot.waitUntil(lambda: view.isAncestorOf(QApplication.focusWidget() or button), timeout=10_000)
    with qtbot.waitSignal(view.ready, timeout=20_000):
        os.kill(view.page.renderProcessPid(), signal.SIGKILL)
    assert view.isAncestorOf(QApplication.focusWidget() or button)
    qtbot.waitUntil(lambda: QApplication.focusWidget() is view.web.focusProxy(), timeout=10_000)
    button.deleteLater()
    probe.errors.clear()


def test_a_page_that_lost_its_scripts_is_followed_by_another(probe: Any, town: Any, qtbot: Any) -> None:
    """The engine may forget injected scripts (the fences among them) in a process that follows a killed one."""
    view = probe.view
    probe.do(lambda: view.load_layers(build_layers(town)), lambda: view.select("03"))
    bare = view.page
    bare.scripts().clear()
    view._is_ready = False
    with qtbot.waitSignal(view.settled, timeout=20_000):
        bare.load(bare.url())
    assert view.page is not bare
    assert probe.js("[QM.state.selected, typeof RTCPeerConnection]") == ["03", "undefined"]


def test_a_page_that_never_comes_up_is_followed_by_another(probe: Any, town: Any, qtbot: Any) -> None:
    view = probe.view
    probe.do(lambda: view.load_layers(build_layers(town)), lambda: view.select("03"))
    dead = view.page
    view._is_ready = False  # as if it had been loaded and said nothing since
    with qtbot.waitSignal(view.settled, timeout=20_000):
        view._patience.start(0)
    assert view.page is not dead
    assert probe.js("QM.state.selected") == "03"
    assert [e for e in probe.errors if "in time" in e]
    probe.errors.clear()


def test_pages_that_never_come_up_give_way_to_the_simple_map(
    probe: Any, qtbot: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    view = probe.view
    monkeypatch.setattr(view, "_load_page", lambda: view._patience.start(0))  # nothing comes
    view._is_ready = False
    with qtbot.waitSignal(view.ready, timeout=20_000):
        view._load_page()
    assert view.plain is not None
    assert "nicht gemeldet" in view.plain.notice.words.text()
    assert len(probe.errors) == len(PATIENCE_MS)
    probe.errors.clear()
