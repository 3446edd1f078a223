"""Which picture of the cells the map is shown: the quick one, and the finest only where somebody looks closer."""

from __future__ import annotations

from dataclasses import replace

import pytest

from quartiermap.domain.progress import Progress
from quartiermap.io import bundled
from quartiermap.render.cells_png import cells_png
from quartiermap.ui.viewmodels.thematic import Theme
from quartiermap.ui.widgets.map_cells import CellsOnMap


class AtOnce:
    """Does what others do in workers."""

    def read(self, _group, work, done):
        done(work(Progress()))


@pytest.fixture
def theme():
    standard = bundled.standard_set().primary("kita")
    return Theme("kita", "covered_share", standard, 1.0)


@pytest.fixture
def shown(qtbot, fake_map):
    made = fake_map()
    qtbot.addWidget(made)
    return made


def pictures(shown):
    return [png for png, _bounds, _label in shown.named("show_cells")]


def test_the_finest_picture_comes_when_one_looks_closer_and_stays(qtbot, shown, computed, theme):
    shown.view = {"lon": 8.67, "lat": 49.42, "zoom": 2.0}
    cells = CellsOnMap(AtOnce())
    cells.set_map(shown)
    cells.show(computed, theme)
    assert len(pictures(shown)) == 1
    shown.view = {**shown.view, "zoom": 19.0}
    shown.viewChanged.emit()
    qtbot.waitUntil(lambda: len(pictures(shown)) == 2, timeout=3000)
    finest = cells_png(computed, computed.analysis, "kita", 1.0, standard=theme.standard)
    assert pictures(shown)[1] == finest[0]
    cells.show(computed, replace(theme, standard=None))
    assert pictures(shown)[2:] == [None]


def test_one_look_up_serves_every_theme_of_a_result(shown, computed, theme, monkeypatch):
    from quartiermap.render import quick_cells

    made = []
    first = quick_cells.LiveCells
    monkeypatch.setattr(
        quick_cells, "LiveCells", lambda *given, **named: made.append(1) or first(*given, **named)
    )
    shown.view = None
    cells = CellsOnMap(AtOnce())
    cells.set_map(shown)
    for metres in (1.0, 2.0, 3.0):
        cells.show(computed, Theme("kita", "covered_share", theme.standard, metres))
    assert len(pictures(shown)) == 3
    assert len(made) == 1
    cells.clear()
    cells.show(computed, theme)
    assert len(made) == 2
