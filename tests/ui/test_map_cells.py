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
    """Does what others do in workers, and counts it."""

    def __init__(self):
        self.reads, self.given_up = [], []

    def read(self, group, work, done):
        self.reads.append(group)
        done(work(Progress()))

    def give_up(self, group):
        self.given_up.append(group)


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


def test_the_finest_picture_comes_when_one_looks_closer_and_goes_with_it(qtbot, shown, computed, theme):
    shown.view = {"lon": 8.67, "lat": 49.42, "zoom": 2.0}
    tasks = AtOnce()
    cells = CellsOnMap(tasks)
    cells.set_map(shown)
    cells.show(computed, theme)
    assert len(pictures(shown)) == 1
    shown.view = {**shown.view, "zoom": 19.0}
    shown.viewChanged.emit()
    qtbot.waitUntil(lambda: len(pictures(shown)) == 2, timeout=3000)
    finest = cells_png(computed, computed.analysis, "kita", 1.0, standard=theme.standard)
    assert pictures(shown)[1] == finest[0]
    shown.view = {**shown.view, "zoom": 2.0}  # from afar the page would only have to scale it
    shown.viewChanged.emit()
    assert pictures(shown)[2] == pictures(shown)[0]
    shown.view = {**shown.view, "zoom": 19.0}
    shown.viewChanged.emit()
    qtbot.waitUntil(lambda: len(pictures(shown)) == 4, timeout=3000)
    assert pictures(shown)[3] == finest[0]
    assert tasks.reads == ["cells", "cells"]  # it was drawn once
    asked = len(tasks.given_up)
    cells.show(computed, replace(theme, standard=None))
    assert pictures(shown)[4:] == [None]
    assert tasks.given_up[asked:] == ["cells"]  # a late picture would take its place


def test_a_glance_closer_brings_no_finer_picture(shown, computed, theme):
    shown.view = {"lon": 8.67, "lat": 49.42, "zoom": 2.0}
    cells = CellsOnMap(AtOnce())
    cells.set_map(shown)
    cells.show(computed, theme)
    shown.view = {**shown.view, "zoom": 19.0}
    shown.viewChanged.emit()
    assert cells._rest.isActive()
    shown.view = {**shown.view, "zoom": 2.0}
    shown.viewChanged.emit()
    assert not cells._rest.isActive()


def test_one_look_up_serves_every_theme_of_a_result(shown, computed, theme, monkeypatch):
    from quartiermap.render import quick_cells

    made = []
    first = quick_cells.LiveCells
    monkeypatch.setattr(
        quick_cells, "LiveCells", lambda *given, **named: made.append(1) or first(*given, **named)
    )
    shown.view = None
    tasks = AtOnce()
    cells = CellsOnMap(tasks)
    cells.set_map(shown)
    for metres in (1.0, 2.0, 3.0):
        cells.show(computed, Theme("kita", "covered_share", theme.standard, metres))
    assert len(pictures(shown)) == 3
    assert len(made) == 1
    assert tasks.reads == ["cells"]  # the others are there when the colours are
    cells.clear()
    cells.show(computed, theme)
    assert len(made) == 2
