"""Several districts outlined at once on the real page."""

from __future__ import annotations

from typing import Any

import pytest

from quartiermap.domain.project import Project
from quartiermap.render import map_data

OUTLINES = "document.querySelectorAll('.leaflet-qm-selection-pane path').length"


@pytest.fixture
def loaded(probe: Any, town: Project) -> Any:
    layers = map_data.build_layers(town)
    probe.do(lambda: probe.view.load_layers(layers))
    return probe


def test_a_group_is_outlined_dashed_and_a_single_district_takes_its_place(loaded: Any) -> None:
    ids = loaded.js("Array.from(QM.state.districts.keys())")[:3]
    loaded.do(lambda: loaded.view.select_group(ids, "Feld 4-"))
    assert loaded.js(OUTLINES) == 2 * len(ids)
    assert loaded.js("document.querySelector('.leaflet-qm-selection-pane path[stroke-dasharray]') !== null")
    loaded.do(lambda: loaded.view.select(ids[0]))
    assert loaded.js(OUTLINES) == 2
    assert loaded.js("document.querySelector('.leaflet-qm-selection-pane path[stroke-dasharray]') === null")
    loaded.do(lambda: loaded.view.select_group((), ""))
    assert loaded.js(OUTLINES) == 0


def test_an_unknown_district_in_a_group_is_left_out(loaded: Any) -> None:
    loaded.do(lambda: loaded.view.select_group(["gibtsnicht"], "x"))
    assert loaded.js(OUTLINES) == 0
