"""What the three people do, from beginning to end, in the real window with the real page."""

from __future__ import annotations

import csv
import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import shiboken6
from PySide6.QtCore import QSettings, Qt
from PySide6.QtTest import QTest
from tests.web.hand import WAIT_MS, Hand

from quartiermap.app.session import Session


@pytest.fixture
def hand(qtbot: Any, tmp_path: Path, cache: Path) -> Iterator[Hand]:
    from quartiermap.ui.main_window import MainWindow
    from quartiermap.ui.map.view import MapView

    settings = QSettings(str(tmp_path / "fenster.ini"), QSettings.Format.IniFormat)
    window = MainWindow(
        settings,
        map_factory=lambda parent: MapView(parent, cache=cache, still=True),
        cache=tmp_path / "tiles",
    )
    window.resize(1366, 768)
    window.workspace.attach(Session())
    window.show()
    found = Hand(window, qtbot)
    yield found
    window.leave_without_asking()
    window.tasks.shut_down()
    if window.map is not None:
        window.map.shutdown()
    shiboken6.delete(window)


@pytest.fixture
def town(demo: Path, tmp_path: Path) -> Path:
    """Return a copy of the demo town for one story."""
    path = tmp_path / "stadt.gpkg"
    shutil.copyfile(demo, path)
    return path


def test_the_planner_finds_out_why_a_quartier_has_a_gap(hand: Hand, town: Path) -> None:
    """Open, click a Quartier on the map, read its figures, go to its gap, ask for the way, and go on by keyboard."""
    hand.open(town)
    window = hand.window
    project = window.workspace.project
    gap = next(g for g in project.analysis.gaps if g.reason.value == "out_of_reach" and g.affected_population)
    hand.window.thematic.choose_kind(gap.kind)
    hand.rest()
    hand.click_map(f"QM.state.districts.get('{gap.district_id}').centre")
    hand.until(lambda: window.selection.selected.id != "")
    chosen = window.selection.selected
    assert chosen.what in ("district", "gap", "facility")
    # map, table and inspector are one selection: the other way round it begins in the table
    window.selection.select("gap", gap.gap_id)
    hand.until(lambda: gap.district_name in hand.inspector())
    assert f"Rang {gap.rank}" in hand.inspector()
    table = window.tables.gaps
    assert [table.view.model().data(i, 0) for i in table.view.selectionModel().selectedRows(0)] == [
        str(gap.rank)
    ]
    hand.act("way")
    hand.until(
        lambda: bool(hand.js("Boolean(QM.map && document.querySelector('.leaflet-qm-ways-pane path'))"))
    )
    before = window.selection.selected
    hand.act("next_gap")
    hand.until(lambda: window.selection.selected != before)
    hand.key(Qt.Key.Key_Escape)
    hand.until(lambda: window.selection.selected.what == "none")
    assert hand.js("QM.state.districts.size") == len(project.reporting_districts)


def test_the_analyst_corrects_a_file_and_hands_in_what_can_be_recomputed(
    hand: Hand, town: Path, tmp_path: Path
) -> None:
    """A broken file stands in nobody's way, the right one is taken over as one step; then analysis and report."""
    from quartiermap.app.wizard_steps import Step
    from quartiermap.ui.widgets.file_flow import open_wizard

    hand.open(town)
    window = hand.window
    before = window.workspace.project
    place = before.districts.geometry.iloc[-1].representative_point()
    broken, good = tmp_path / "kaputt.gpkg", tmp_path / "neue_kitas.csv"
    broken.write_bytes(b"SQLite format 3\0 und dann nichts")
    good.write_text(
        f"Nr;Bezeichnung;Plätze;Rechtswert;Hochwert\n1;Kita Neubau;45;{place.x:.0f};{place.y:.0f}\n", "utf-8"
    )
    shown = open_wizard(window, (broken, good))
    hand.until(lambda: not shown.run.busy)
    assert "nicht lesbar" in shown.files.item(0).text()
    shown.files.setCurrentRow(0)
    shown.drop.click()
    hand.until(lambda: not shown.run.busy)
    shown.run.go_to(Step.TAKE_OVER)
    hand.until(lambda: not shown.run.busy)
    with hand.qtbot.waitSignal(shown.finished_import, timeout=WAIT_MS):
        shown.next.click()
    shown.close()
    assert len(window.workspace.project.facilities) == len(before.facilities) + 1
    assert window.workspace.undo_text == "Einrichtungen laden (neue_kitas.csv)"
    hand.act("undo")
    hand.until(lambda: window.workspace.project is before)
    hand.act("redo")
    hand.rest()
    hand.act("analyse")
    hand.until(lambda: not window.workspace.project.stale)
    hand.rest()
    out = tmp_path / "bericht"
    window.workspace.report(out, ("json", "csv"))
    hand.until(lambda: (out / "Luecken.csv").is_file())
    hand.rest()
    told = json.loads((out / "report.json").read_text("utf-8"))
    rows = list(csv.DictReader((out / "Luecken.csv").read_text("utf-8-sig").splitlines(), delimiter=";"))
    assert [row["Rang"] for row in rows if row["Rang"].isdigit()] == [
        str(gap["rank"]) for gap in told["gaps"]
    ]
    assert told["meta"]["stale"] is False


def play_with_the_mouse(hand: Hand, kind: str) -> None:
    """Add a facility with the mouse before the room, take it back by key, and go on to a view that shows what is."""
    window = hand.window
    window.choose_kind_number(0)
    hand.key(Qt.Key.Key_F9)
    hand.until(lambda: window.game.on and not window.game.game.busy)
    bar = window.area.bar
    assert not any(button.isVisible() for button in (bar.discard, bar.take, bar.protocol))
    window.game.choose_tool("add")
    # the bar has taken its room
    hand.until(lambda: bool(hand.js("QM.map.getContainer().clientHeight < 600")))
    hand.click_map("QM.map.getCenter()")
    hand.until(lambda: window.game.changed)
    assert f"{window.workspace.project.name}" in window.presentation.title.text()
    assert window.thematic.theme.kind == kind
    hand.key(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    hand.until(lambda: not window.game.changed)
    window.choose_kind_number(1)
    hand.until(lambda: not window.game.on)


def show_in_the_room(hand: Hand, kind: str) -> None:
    """Give the room its own window: it shows the view that the operator calls, and nothing that the operator alone may read."""
    window = hand.window
    hand.act("room")
    room = window.stage.room
    hand.until(lambda: room.map.is_ready)
    QTest.keyClick(room, Qt.Key.Key_2)
    hand.until(lambda: window.thematic.theme.kind == kind and room.title.text() != "")
    hand.rest()
    assert room.title.text() == window.presentation.title.text()
    districts = len(window.workspace.project.reporting_districts)

    def shown() -> bool:
        with hand.qtbot.waitCallback(timeout=20_000) as answer:
            room.map.page.runJavaScript("QM.state.presentation ? QM.state.districts.size : 0", 0, answer)
        return bool(answer.args[0] == districts)

    hand.until(shown)  # the page of the room is told its layers after it has come up
    hand.act("room")
    hand.until(lambda: window.stage.room is None)


def test_the_facilitator_shows_plays_and_leaves_nothing_behind(hand: Hand, town: Path) -> None:
    """Two views called by number on the projector, a Kita added and taken back, and the project is as it was."""
    hand.open(town)
    window = hand.window
    untouched = window.workspace.project.fingerprint
    first, second = window.thematic.kinds()[:2]
    window.thematic.choose_kind(first)
    hand.rest()
    hand.act("remember")
    hand.rest()
    window.thematic.choose_kind(second)
    hand.rest()
    hand.act("remember")
    hand.rest()
    window.set_presentation(True)
    hand.until(lambda: window.presentation.on)
    assert not window.toolbar.isVisible()
    window.choose_kind_number(0)
    hand.until(lambda: window.thematic.theme.kind == first)
    window.choose_kind_number(1)
    hand.until(lambda: window.thematic.theme.kind == second)
    play_with_the_mouse(hand, first)
    window.set_presentation(False)
    hand.until(lambda: window.toolbar.isVisible())
    show_in_the_room(hand, second)
    assert window.workspace.project.fingerprint == untouched
    assert hand.js("document.querySelectorAll('.leaflet-popup').length") == 0
    assert window.map.refusals.total == 0
