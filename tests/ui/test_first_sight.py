"""What is seen before there is much to see: a project that is still being read, an empty one, a start with an offer."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QHideEvent, QShowEvent

from quartiermap.errors import Problem, ProjectError


def test_districts_are_seen_while_the_rest_is_read(window, town):
    window.workspace.glimpsed.emit(town)
    assert window.pages.currentWidget() is window.area
    assert not window.area.map_widget.isHidden()
    assert (
        window.theme_panel.kinds.isHidden() or not window.theme_panel.kinds.isVisible()
    )  # nothing to choose yet


def test_a_project_that_fails_after_its_districts_leads_back_to_the_start_page(window, town):
    window.workspace.glimpsed.emit(town)
    window.tasks.failed.emit(ProjectError(Problem("Die Datei ist beschädigt.")))
    assert window.pages.currentWidget() is window.start_page


def test_the_start_page_does_not_wait_for_work_that_ended_on_the_map(window, town):
    """After a recovery its buttons were dead for good: nothing told the page that the work was over once the map stood."""
    page = window.start_page
    window.tasks.busy_changed.emit(True, "Sicherung öffnen")
    assert not page.buttons["new"].isEnabled()
    window.workspace.glimpsed.emit(town)
    window.tasks.busy_changed.emit(False, "Sicherung öffnen")
    assert all(button.isEnabled() for button in page.buttons.values())
    assert page.status.text() == ""


def test_of_a_project_without_districts_nothing_is_seen_early(window, town):
    window.workspace.glimpsed.emit(town.with_(districts=town.districts.iloc[:0]))
    assert window.pages.currentWidget() is window.start_page


def test_an_empty_map_says_what_to_do_next(window, qtbot, town, monkeypatch):
    asked = []
    monkeypatch.setattr(window.files, "ask_import", lambda layer: asked.append(layer))
    with qtbot.waitSignal(window.shown, timeout=20_000):
        window.workspace.new("Leerstadt")
    invitation = window.area.invitation
    assert invitation.isVisible()
    assert not window.area.map_widget.isVisible()
    assert "Quartiere" in invitation.words.text()
    assert window.focusWidget() is window.theme_panel.checklist.buttons["districts"]
    invitation.button.click()
    assert asked == ["districts"]
    with qtbot.waitSignal(window.shown, timeout=20_000):
        window.workspace.adopt(town)
    assert not invitation.isVisible()
    assert window.area.map_widget.isVisible()


def test_the_keyboard_goes_on_from_a_step_that_is_done(window, qtbot, town, analysed):
    """It went to the toolbar: "Neu" after "Rechnen", where Enter begins another project."""
    with qtbot.waitSignal(window.shown, timeout=20_000):
        window.workspace.adopt(town)
    panel = window.theme_panel
    panel.checklist.buttons["analysis"].setFocus()
    assert window.focusWidget() is panel.checklist.buttons["analysis"]
    with qtbot.waitSignal(window.shown, timeout=20_000):
        window.workspace.session.apply("Analyse", analysed, frozenset({"analysis"}))
    assert window.focusWidget() is panel.kinds


@pytest.mark.parametrize("offered", [True, False])
def test_only_one_button_is_proposed_at_a_time(window, offered):
    bar, demo = window.recovery.bar, window.start_page.buttons["demo"]
    bar.showEvent(QShowEvent()) if offered else bar.hideEvent(QHideEvent())
    assert demo.property("primary") is not offered
