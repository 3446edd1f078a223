"""Charts: the same figures as everywhere, read off by mouse and keyboard, one selection with table and map."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from quartiermap.io import bundled
from quartiermap.ui.viewmodels.charts import distances, supply
from quartiermap.ui.viewmodels.selection import Selected
from quartiermap.ui.viewmodels.thematic import Theme
from quartiermap.ui.viewmodels.viewdata import TOWN
from quartiermap.ui.viewmodels.viewdata_build import build
from quartiermap.ui.widgets.chart_canvas import ticks
from quartiermap.ui.widgets.chart_panel import SUPPLY


@pytest.fixture(scope="module")
def town_data(computed):
    return build(computed, bundled.kinds(), ())


@pytest.fixture(scope="module")
def theme(town_data):
    standard = town_data.primary("kita")
    return Theme("kita", "covered_share", standard, standard.target_m)


def test_the_curve_at_the_standard_is_the_figure(computed, town_data, theme):
    found = distances(computed, town_data, theme, ("0102",), "Bahnhofsviertel")
    town, one = found.curves
    assert town.share_within(theme.target_m) == pytest.approx(
        town_data.figure(TOWN, theme.standard)["covered_share"], abs=1e-9
    )
    assert one.share_within(theme.target_m) == pytest.approx(
        town_data.figure("0102", theme.standard)["covered_share"], abs=1e-9
    )
    assert town.persons == pytest.approx(town_data.figure(TOWN, theme.standard)["target_population"])


def test_a_curve_never_falls_and_ends_with_everybody_who_has_a_way(computed, town_data, theme):
    for curve in distances(computed, town_data, theme, (), "").curves:
        assert (np.diff(curve.metres) > 0).all()
        assert (np.diff(curve.shares) > 0).all()
        assert curve.shares[-1] == pytest.approx(1 - curve.no_way / curve.persons)


def test_a_secret_figure_has_no_curve(computed, town_data, theme):
    from dataclasses import replace

    from quartiermap.analysis.protection import Secrets, ages_of

    ages = ages_of(theme.standard.age)
    secrets = Secrets(5.0, frozenset({("0102", ages)}), groups={theme.standard.id: ages})
    found = distances(computed, replace(town_data, secrets=secrets), theme, ("0102",), "Bahnhofsviertel")
    assert [curve.name for curve in found.curves] == ["ganze Stadt"]
    assert "Geheim" in found.summary


def test_places_and_need_are_those_of_the_table(view_data):
    kita = view_data.primary("kita")
    found = supply(view_data, Theme("kita", "covered_share", kita, kita.target_m))
    assert {spot.district_id for spot in found.spots} == {
        "0101",
        "0102",
        "0103",
    }  # nobody knows the places of the others
    assert "3 ohne Angabe" in found.left_out
    assert [spot.short for spot in found.spots] == [False, True, True]
    assert found.table[1][0] == "Neue Siedlung"  # the largest shortfall first
    nothing = supply(view_data, Theme("library", "covered_share", view_data.primary("library"), 1250.0))
    assert nothing.spots == ()
    assert "kein Richtwert" in nothing.summary
    assert dict(found.hows[0].inputs)["Quartiere im Bild"] == "3"
    assert nothing.hows == ()


@pytest.mark.parametrize("most", [0.3, 1.0, 7.0, 99.0, 101.0, 12_345.0])
def test_axes_end_at_or_beyond_the_largest_value(most):
    found = ticks(most)
    assert found[-1] >= most > found[-2]
    assert len(found) <= 8


def test_the_panel_follows_and_sets_the_selection(plain_window, qtbot):
    window, panel = plain_window, plain_window.tables.charts
    window.thematic.choose_kind("kita")
    window.tables.setCurrentWidget(panel)
    qtbot.waitUntil(
        lambda: panel.distances.found is not None and panel.distances.found.curves != (), timeout=20_000
    )
    assert panel.summary.text() == panel.distances.found.summary
    assert panel.distances.accessibleDescription() == panel.distances.found.summary
    window.selection.select("district", "0102")
    qtbot.waitUntil(lambda: len(panel.distances.found.curves) == 2, timeout=20_000)
    QTest.keyClick(panel.distances, Qt.Key.Key_Right)
    assert panel.distances.at_m == panel.distances.found.target_m
    QTest.keyClick(panel.distances, Qt.Key.Key_Right)
    assert panel.distances.at_m > panel.distances.found.target_m
    panel.how_link.click()
    counted = dict(panel.how.hows[0].inputs)
    assert {curve.name for curve in panel.distances.found.curves} <= set(counted)
    assert "Westphal" in counted["Richtwert"]
    panel.how.close()
    panel.as_table.setChecked(True)
    assert panel.views.currentWidget() is panel.table
    assert panel.table.rowCount() == len(panel.distances.found.table) - 1


def test_a_point_selects_its_district(opened, qtbot):
    panel = opened.tables.charts
    opened.thematic.choose_kind("kita")
    opened.tables.setCurrentWidget(panel)
    panel.buttons.button(SUPPLY).click()
    qtbot.waitUntil(lambda: panel.supply.found is not None and bool(panel.supply.found.spots), timeout=20_000)
    canvas = panel.supply
    spot = next(s for s in canvas.found.spots if s.district_id == "0103")
    QTest.mouseClick(
        canvas, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, canvas.place(spot).toPoint()
    )
    assert opened.selection.selected == Selected("district", "0103")
    assert opened.tables.districts.current_key() == "0103"
    other = next(s for s in canvas.found.spots if s.district_id == "0101")
    QTest.mouseClick(
        canvas, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.ControlModifier, canvas.place(other).toPoint()
    )
    assert set(opened.selection.group.ids) == {"0101", "0103"}
    QTest.keyClick(canvas, Qt.Key.Key_Right)
    QTest.keyClick(canvas, Qt.Key.Key_Return)
    assert opened.selection.selected == Selected("district", "0101")  # the one with the least need
