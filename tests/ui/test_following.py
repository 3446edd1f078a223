"""The result follows what is changed by itself, and a step taken back brings everything back at once."""

from __future__ import annotations

import pytest

from quartiermap.ui.viewmodels import workspace
from quartiermap.ui.viewmodels.viewdata import TOWN

WAIT = 20_000


def fresh(window, qtbot) -> None:
    """Wait until the result fits the data and is on screen."""
    qtbot.waitUntil(
        lambda: (
            not window.workspace.project.stale
            and not window.tasks.busy
            and not window.tasks.reading
            and window.rules._project is window.workspace.project
        ),
        timeout=WAIT,
    )


def seen(window) -> tuple[object, ...]:
    """Return what is on the map, and the figures."""
    painted = window.map.named("paint")[-1]
    layers = window.map.named("load_layers")[-1]
    return painted[1:], layers.payloads["facilities"], layers.payloads["gaps"], str(window.data.figures)


@pytest.fixture
def shown(window, qtbot, computed):
    with qtbot.waitSignals([window.shown, window.map_controller.painted], timeout=WAIT):
        window.workspace.adopt(computed)
    window.thematic.choose_kind("kita")
    fresh(window, qtbot)
    yield window
    assert window.messages.errors == []


def move(window, east: float) -> None:
    row = window.workspace.project.facilities.geometry.iloc[0]
    window.facilities._move("k1", (row.x + east, row.y))


def test_figures_and_colours_follow_a_move_and_come_back_with_it_at_once(shown, qtbot, computed):
    town = (TOWN, shown.thematic.theme.standard.id)
    before, share = seen(shown), shown.data.figures[town]["covered_share"]
    move(shown, 1200.0)
    assert "folgen gleich" in shown.status.said.text()
    fresh(shown, qtbot)
    assert "neu gerechnet" in shown.status.said.text()
    assert shown.workspace.undo_labels == (
        "Kita Sonnenschein verschoben",
    )  # the result is no step of its own
    assert shown.data.figures[town]["covered_share"] != share
    moved, after = shown.workspace.project, seen(shown)
    shown.undo()
    assert shown.workspace.project is computed  # with its result: nothing is computed for it
    assert not shown.following.pending
    fresh(shown, qtbot)
    assert seen(shown) == before
    shown.redo()
    assert shown.workspace.project is moved
    fresh(shown, qtbot)
    assert seen(shown) == after


def test_while_it_is_computed_the_old_picture_stays_and_says_so(shown, qtbot, monkeypatch):
    def endless(_project, progress):
        while True:
            progress.step(0.1, "Probe")

    monkeypatch.setattr(workspace, "recomputed", endless)
    move(shown, 300.0)
    qtbot.waitUntil(lambda: shown.workspace.computing and not shown.tasks.reading, timeout=WAIT)
    scheme, classes, _values, note, _detail = shown.map.named("paint")[-1]
    assert scheme.breaks
    assert any(number >= 0 for number in classes.values())
    assert note.startswith("Stand vor der letzten Änderung")
    assert "wird neu gerechnet" in shown.status.stale.text()
    with qtbot.waitSignal(shown.tasks.given_way, timeout=WAIT):
        move(shown, 300.0)  # nothing has to be waited for
        shown.undo()
    assert len(shown.workspace.undo_labels) == 1
    qtbot.waitUntil(lambda: shown.workspace.computing, timeout=WAIT)
    with qtbot.waitSignal(shown.tasks.cancelled, timeout=WAIT):
        shown.tasks.cancel()
    assert not shown.following.pending
    assert "F5" in shown.status.stale.text()
    shown.undo()
    assert not shown.workspace.project.stale


def test_a_job_goes_before_the_computing_which_begins_again_after_it(shown, qtbot, tmp_path):
    move(shown, 300.0)
    qtbot.waitUntil(lambda: shown.workspace.computing, timeout=WAIT)
    with qtbot.waitSignal(shown.workspace.saved, timeout=WAIT):
        shown.workspace.save(tmp_path / "stadt.gpkg")
    fresh(shown, qtbot)
    assert shown.workspace.dirty  # the file has the state before its result


def test_a_state_that_cannot_be_computed_is_said_in_passing(shown, qtbot):
    project = shown.workspace.project
    for facility_id in project.facilities["facility_id"]:
        shown.selection.select("facility", facility_id)
        shown.facilities.remove()
    with qtbot.waitSignal(shown.workspace.held_up, timeout=WAIT):
        pass
    assert "Einrichtungen fehlen" in shown.status.said.text()
    assert shown.messages.errors == []
    shown.undo(3)
    assert shown.workspace.project is project


def test_a_bookmark_set_meanwhile_has_the_result_too_and_the_step_before_it(shown, qtbot):
    move(shown, 300.0)
    session = shown.workspace.session
    qtbot.waitUntil(lambda: shown.workspace.computing, timeout=WAIT)
    now = session.project
    session.apply(
        "Ansicht merken", now.with_(settings={**now.settings, "view.x": 1}), frozenset({"settings"})
    )
    fresh(shown, qtbot)
    shown.undo()
    assert shown.workspace.undo_text == "Kita Sonnenschein verschoben"
    assert not shown.workspace.project.stale
