"""An afternoon of each of the three people, in one window: with mouse and keys alone, and what is seen is what counts."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import shiboken6
from PySide6.QtCore import QSettings, Qt
from PySide6.QtTest import QTest
from tests.web.hand import WAIT_MS, Hand, words_of

from quartiermap.app import usecases
from quartiermap.app.session import Session

CONTROL, ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier
BOTH = CONTROL | Qt.KeyboardModifier.ShiftModifier


@pytest.fixture(scope="module")
def window(qapp: Any, cache: Path, demo: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """Return the window; a copy of the demo town lies beside it."""
    from quartiermap.ui.main_window import MainWindow
    from quartiermap.ui.map.view import MapView

    folder = tmp_path_factory.mktemp("nachmittag")
    shutil.copyfile(demo, folder / "stadt.gpkg")
    made = MainWindow(
        QSettings(str(folder / "fenster.ini"), QSettings.Format.IniFormat),
        map_factory=lambda parent: MapView(parent, cache=cache, still=True),
        cache=folder / "tiles",
    )
    made.resize(1366, 768)
    made.workspace.attach(Session())
    made.show()
    yield made
    made.leave_without_asking()
    made.tasks.shut_down()
    if made.map is not None:
        made.map.shutdown()
    shiboken6.delete(made)


@pytest.fixture
def hand(window: Any, qtbot: Any, demo: Path, tmp_path_factory: pytest.TempPathFactory) -> Hand:
    """Return the hand, with the demo town open, nothing chosen and the whole town in sight."""
    found = Hand(window, qtbot)
    if window.workspace.project is None:
        found.open(shutil.copy(demo, tmp_path_factory.mktemp("offen") / "stadt.gpkg"))
    for key, modifier in ((Qt.Key.Key_Escape, Qt.KeyboardModifier.NoModifier), (Qt.Key.Key_0, CONTROL)):
        found.key(key, modifier)
    found.rest()
    return found


def middle_of(name: str) -> str:
    """Return the expression for the middle of a Quartier."""
    return f"Array.from(QM.state.districts.values()).find((d) => d.name === '{name}').centre"


def legend(hand: Hand) -> str:
    return str(hand.js("document.getElementById('qm-legend').textContent"))


def test_the_planner_follows_a_figure_to_its_source(hand: Hand) -> None:
    """Search a Quartier, open its reach up to formula, standard and date, and look at the dwellings behind it."""
    window = hand.window
    hand.key(Qt.Key.Key_K, CONTROL)
    hand.type(window.explore.field, "Lerchenfeld-Ost")
    hand.until(lambda: window.explore.field.popup.isVisible())
    QTest.keyClick(window.explore.field, Qt.Key.Key_Return)
    hand.until(lambda: "Lerchenfeld-Ost" in hand.inspector() and len(window.inspector.how_buttons) > 1)
    hand.press(window.inspector.how_buttons[1])
    opened = window.inspector.how
    hand.until(opened.isVisible)
    said = words_of(opened)
    assert "500 m" in said
    assert "Grundlagen" in said
    assert re.search(r"\b20\d\d\b", said)
    QTest.keyClick(opened, Qt.Key.Key_Escape)
    behind = next(button for ask, button in window.inspector.asks if ask.what == "cells")
    hand.press(behind)
    hand.until(lambda: window.tables.cells.isVisible() and window.tables.cells.view.model().rowCount() > 0)
    hand.key(Qt.Key.Key_Escape)


def test_the_planner_narrows_gathers_and_goes_back(hand: Hand) -> None:
    """A filter holds for table and map; two Quartiere are one choice with its sum; back is where one was."""
    window = hand.window
    hand.key(Qt.Key.Key_F, CONTROL)
    whole = window.tables.gaps.view.model().rowCount()
    hand.type(window.tables.gaps.filter.words, "Bibliothek")
    hand.until(lambda: 0 < window.tables.gaps.view.model().rowCount() < whole)
    hand.until(lambda: f"von {whole} Lücken" in legend(hand))
    hand.key(Qt.Key.Key_F, BOTH)
    hand.until(lambda: window.tables.gaps.view.model().rowCount() == whole)
    for layer in ("facilities", "gaps"):  # so that a click means the Quartier
        hand.press(window.theme_panel.layers[layer])
    hand.rest()
    hand.click_map(middle_of("Ellingrode"))
    hand.until(lambda: "Ellingrode" in hand.inspector())
    hand.until(lambda: not window.explore.history._rest.isActive())  # what was looked at is a step of its own
    hand.key(Qt.Key.Key_0, CONTROL)
    hand.rest()
    hand.click_map(middle_of("Kleinhorst"), CONTROL)
    hand.until(lambda: "2 Quartiere" in hand.inspector())
    hand.key(Qt.Key.Key_Left, ALT)
    hand.until(lambda: "2 Quartiere" not in hand.inspector() and "Ellingrode" in hand.inspector())
    for layer in ("facilities", "gaps"):
        hand.press(window.theme_panel.layers[layer])


def test_the_planner_measures_and_holds_two_themes_side_by_side(hand: Hand) -> None:
    """The tools answer in German numbers, end with Escape, and leave no trace in the project."""
    window = hand.window
    before = window.workspace.project.fingerprint
    hand.key(Qt.Key.Key_0, CONTROL)
    hand.rest()
    hand.key(Qt.Key.Key_D, CONTROL)
    hand.rest()
    for place in ("Ellingrode", "Kleinhorst"):
        hand.click_map(middle_of(place))
    hand.until(lambda: bool(re.search(r"Fußweg \d\.\d{3}\u00a0m", window.area.tools_bar.result.text())))
    hand.key(Qt.Key.Key_Escape)
    hand.until(lambda: not window.area.tools_bar.isVisible())
    hand.key(Qt.Key.Key_R, CONTROL)
    hand.rest()
    hand.click_map(middle_of("Altstadt"))
    hand.until(lambda: "zu Fuß in 10\u00a0min" in legend(hand))
    hand.key(Qt.Key.Key_Escape)
    hand.key(Qt.Key.Key_T, CONTROL)
    hand.until(
        lambda: hand.js("document.querySelectorAll('.leaflet-qm-swipe-districts-pane path').length") > 5
    )
    hand.key(Qt.Key.Key_Escape)
    hand.until(lambda: not window.area.compare_bar.isVisible())
    assert window.workspace.project.fingerprint == before


def test_the_analyst_writes_the_report_and_holds_it_beside_last_years(hand: Hand, tmp_path: Path) -> None:
    """Through the four steps by mouse, then the comparison; a row of it shows the gap on the map."""
    window = hand.window
    project = window.workspace.project
    usecases.report(project, tmp_path / "vorjahr", ("json",))
    hand.key(Qt.Key.Key_P, CONTROL)
    report = window.reports.report
    hand.until(report.isVisible)
    for _ in range(3):
        hand.press(report.on)
    for name, box in report.output_page.boxes.items():
        if box.isChecked() != (name in ("json", "xlsx")):
            hand.press(box)
    report.output_page.folder.selectAll()
    hand.type(report.output_page.folder, str(tmp_path / "heute"))
    hand.press(report.write)
    hand.until(report.result_bar.isVisible)
    assert (tmp_path / "heute" / "report.json").is_file()
    hand.press(report.leave)
    hand.act("compare_reports")
    beside = window.reports.comparison
    hand.until(beside.isVisible)
    assert beside.after.text() == str(tmp_path / "heute")  # the newest stands there already
    hand.type(beside.before, str(tmp_path / "vorjahr"))
    with hand.qtbot.waitSignal(beside.compared, timeout=WAIT_MS):
        hand.press(beside.go)
    assert f"{len(project.analysis.gaps)} unverändert" in beside.summary.text()
    beside.state.setCurrentIndex(beside.state.count() - 1)
    row = next(n for n in range(beside.table.rowCount()) if beside.table.gap(n).state == "same")
    place = beside.view.visualRect(beside.table.index(row, 0)).center()
    QTest.mouseClick(beside.view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    hand.until(lambda: window.selection.selected.what == "gap")
    hand.press(beside.leave)


def test_the_facilitator_tells_a_story_and_leaves_the_project_as_it_was(hand: Hand) -> None:
    """A proposed story, told by the keys of a clicker; dark, rings, Escape step by step, one step to take back."""
    window = hand.window
    before = window.workspace.project.fingerprint
    hand.act("stations")
    hand.press(window.stage.views.dialog.propose)
    hand.press(window.stage.views.dialog.close_button)
    hand.key(Qt.Key.Key_F11)
    hand.until(lambda: window.presentation.on and not window.toolbar.isVisible())
    titles = []
    for _ in range(3):
        hand.key(Qt.Key.Key_PageDown)
        hand.rest()
        titles.append(window.presentation.title.text())
    assert len(set(titles)) == 3
    hand.key(Qt.Key.Key_B)
    hand.until(lambda: window.stage.is_dark)
    hand.key(Qt.Key.Key_Escape)
    hand.until(lambda: not window.stage.is_dark)
    assert window.presentation.on
    hand.key(Qt.Key.Key_Escape)
    hand.until(lambda: window.toolbar.isVisible())
    hand.key(Qt.Key.Key_Z, CONTROL)
    hand.until(lambda: window.workspace.project.fingerprint == before)
    assert window.map.refusals.total == 0
    assert hand.js("document.querySelectorAll('.leaflet-popup').length") == 0
