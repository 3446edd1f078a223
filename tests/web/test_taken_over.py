"""A page that keeps dying: the simple map takes over with everything that was shown, and there is a way back."""

from __future__ import annotations

from typing import Any

from PySide6.QtWebEngineCore import QWebEnginePage

from quartiermap.domain.project import Project
from quartiermap.render.map_data import build_layers
from quartiermap.ui.map import view

DIED = QWebEnginePage.RenderProcessTerminationStatus.CrashedTerminationStatus


def test_after_too_many_crashes_the_simple_map_shows_what_was_shown(
    probe: Any, town: Project, qtbot: Any
) -> None:
    layers = build_layers(town)
    probe.do(lambda: probe.view.load_layers(layers), lambda: probe.view.select("02"))
    for _ in range(view.MAX_CRASHES):
        with qtbot.waitSignal(probe.view.settled, timeout=20_000):
            probe.view._on_crash(DIED, 5)
        assert probe.view.plain is None  # it is tried again
    with qtbot.waitSignal(probe.view.ready, timeout=20_000):
        probe.view._on_crash(DIED, 5)
    plain = probe.view.plain
    assert plain is not None
    assert plain.isVisible()
    assert not probe.view.web.isVisible()
    assert len(plain.content.districts) == 4
    assert plain.content.selected == "02"
    assert "abgestürzt" in plain.notice.words.text()
    probe.errors.clear()  # the crashes were reported

    # what is told from now on is told to the simple map, and it tells what is clicked
    probe.view.select("03")
    assert plain.content.selected == "03"
    for layer in ("facilities", "gaps"):
        probe.view.set_visible(layer, False)
    with qtbot.waitSignal(probe.view.districtClicked, timeout=5_000) as clicked:
        plain._click(
            plain._view.pixel(
                next(d for d in plain.content.districts if d.key == "04").path.boundingRect().center()
            )
        )
    assert clicked.args == ["04"]

    # and back again
    with qtbot.waitSignal(probe.view.settled, timeout=20_000):
        plain.notice.again.click()
    assert probe.view.plain is None
    assert probe.view.web.isVisible()
    assert probe.js("QM.state.selected") == "03"
    assert probe.js("QM.state.districts.size") == 4
