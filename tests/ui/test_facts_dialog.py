"""The form for the programme check: everything by keyboard, nothing filled in, verdicts follow, one step to undo."""

from __future__ import annotations

import datetime as dt

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication, QDialogButtonBox

from quartiermap.app import facts
from quartiermap.app.facts import Statement
from quartiermap.app.usecases import programmes_for
from quartiermap.domain.facts import GROUP_LABELS
from quartiermap.domain.findings import Result
from quartiermap.domain.project import Project
from quartiermap.io import bundled
from quartiermap.ui import theme
from quartiermap.ui.viewmodels import facts as model
from quartiermap.ui.viewmodels.facts import build_form
from quartiermap.ui.widgets.facts_dialog import FactsDialog

GAP = "0105:kita:out_of_reach"


@pytest.fixture(scope="module")
def judged(analysed: Project) -> Project:
    """The town with real verdicts on its hand-made gaps."""
    return facts.with_statement(analysed, Statement(frame={"date": dt.date(2019, 6, 1)}))


@pytest.fixture
def ask(qapp, qtbot):
    """Make dialogs that are put away after the test."""
    theme.apply(qapp)

    def make(project: Project, gap_id: str | None = None, rule_id: str = "") -> FactsDialog:
        dialog = FactsDialog(build_form(project, bundled.kinds(), gap_id), rule_id)
        qtbot.addWidget(dialog)
        dialog.show()
        qapp.processEvents()
        return dialog

    return make


def result(project: Project, rule: str, gap_id: str = GAP) -> Result:
    gap = next(g for g in project.analysis.gaps if g.gap_id == gap_id)
    return next(c.result for c in gap.verdicts[0].criteria if c.id == rule)


def accept(dialog: FactsDialog, qtbot) -> Statement:
    with qtbot.waitSignal(dialog.wanted, timeout=2000) as got:
        qtbot.keyClick(dialog, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert not dialog.isVisible()
    return got.args[0]


def test_it_asks_every_fact_once_in_five_groups_and_fills_nothing_in(judged, ask):
    dialog = ask(judged)
    assert set(dialog.fields) == {f.id for f in bundled.programme("siq-bund").fact}
    assert dialog.tabs.count() == len(GROUP_LABELS)
    assert dialog.statement() == Statement()
    assert all(
        field.raw() in (None, "", [], dict.fromkeys(field.raw() or (), ""))
        for field in dialog.fields.values()
    )


def test_every_field_says_what_it_is_for_and_what_it_decides(judged, ask):
    dialog = ask(judged)
    for name, field in dialog.fields.items():
        for widget in field.inputs:
            assert widget.accessibleName().startswith(field.field.fact.label), name
            assert field.field.fact.help in widget.accessibleDescription()
            assert widget.focusPolicy() & Qt.FocusPolicy.TabFocus, name
    assert "R10" in dialog.fields["isek"].field.decides
    assert "offen bei 4 von 4" in dialog.fields["isek"].field.decides


def test_tab_reaches_every_field_of_a_page(judged, ask, qtbot, qapp):
    dialog = ask(judged)
    dialog.activateWindow()
    qtbot.waitUntil(lambda: QApplication.activeWindow() is dialog)
    for index in range(dialog.tabs.count()):
        dialog.tabs.setCurrentIndex(index)
        dialog.tabs.tabBar().setFocus()
        wanted = {w for n, f in dialog.fields.items() if dialog._tab_of[n] == index for w in f.inputs}
        seen = set()
        for _ in range(40):
            qtbot.keyClick(dialog.focusWidget(), Qt.Key.Key_Tab)
            seen.add(dialog.focusWidget())
        assert wanted <= seen


def test_typed_by_keyboard_it_lands_in_the_settings_and_closes_the_criterion(judged, ask, qtbot):
    assert result(judged, "R10") is Result.OPEN
    dialog = ask(judged, None, "R10")
    qtbot.waitUntil(lambda: dialog.focusWidget() is dialog.fields["isek"].box)
    qtbot.keyClicks(dialog.focusWidget(), "ISEK 2018, S. 44")
    statement = accept(dialog, qtbot)
    assert statement == Statement({"isek": "ISEK 2018, S. 44"})
    done = facts.with_statement(judged, statement)
    assert done.settings["facts.isek"] == "ISEK 2018, S. 44"
    assert result(done, "R10") is Result.MET


def test_a_gap_s_own_fact_and_what_it_takes_over(judged, ask, qtbot):
    common = facts.with_statement(
        judged, Statement({"isek": "ISEK 2018", "work_kind": "umbau", "aims": ["Z1"]})
    )
    dialog = ask(common, GAP, "R05")
    assert "applicant_type" not in dialog.fields
    assert not hasattr(dialog, "land")
    assert dialog.fields["isek"].raw() == ""
    assert "ISEK 2018" in dialog.fields["isek"].box.placeholderText()
    assert "Umbau" in dialog.fields["work_kind"].box.itemText(0)
    assert dialog.fields["work_kind"].raw() is None
    dialog.fields["work_kind"].focus()
    qtbot.keyClicks(dialog.fields["work_kind"].box, "Ersatz")
    statement = accept(dialog, qtbot)
    assert statement == Statement(gaps={GAP: {"work_kind": "ersatzneubau"}})
    again = ask(facts.with_statement(common, statement), GAP)
    assert again.fields["work_kind"].raw() == "ersatzneubau"
    assert again.statement() == Statement()


def test_the_shares_are_checked_while_typing(judged, ask, qtbot):
    dialog = ask(judged, None, "R17")
    plan = dialog.fields["finance"]
    assert plan.says.text() == ""
    for payer, text in (("bund", "750.000"), ("land", "150.000")):
        qtbot.keyClicks(plan.boxes[payer], text)
    assert "Kommune" in plan.says.text()
    assert plan.says.text().startswith("?")
    qtbot.keyClicks(plan.boxes["kommune"], "100.000")
    assert plan.says.text().startswith("✓")
    assert "75,0\u00a0%" in plan.says.text()
    qtbot.keyClicks(plan.boxes["bund"], "0")
    assert plan.says.text().startswith("✗")
    plan.boxes["bund"].setText("750000")
    statement = accept(dialog, qtbot)
    assert statement.facts == {"finance": {"bund": 750_000, "land": 150_000, "kommune": 100_000}}


def test_everything_wrong_is_said_at_once_and_the_typing_stays(judged, ask, qtbot):
    dialog = ask(judged)
    dialog.fields["isek"].box.setPlainText("folgt")
    dialog.fields["operating_years"].box.setText("viele")
    dialog.date.setText("31.2.2019")
    with qtbot.assertNotEmitted(dialog.wanted):
        dialog.go.click()
    assert dialog.isVisible()
    said = dialog.notice.text()
    assert "nennt keinen Nachweis" in said
    assert "Geplante Nutzung" in said
    assert "kein Datum" in said
    assert dialog.tabs.currentIndex() == dialog._tab_of["isek"]
    assert dialog.fields["isek"].raw() == "folgt"
    dialog.fields["isek"].box.setPlainText("ISEK 2018")
    assert dialog.notice.isHidden()


def test_land_and_day(judged, ask, qtbot):
    dialog = ask(judged)
    assert dialog.date.text() == "01.06.2019"
    assert dialog.land.count() == 17
    dialog.land.setCurrentIndex(dialog.land.findData("HE"))
    dialog.date.clear()
    statement = accept(dialog, qtbot)
    assert statement.frame == {"land": "HE", "date": None}
    again = ask(facts.with_statement(judged, statement))
    assert (again.land.currentData(), again.date.text()) == ("HE", "")


def test_cancelling_loses_nothing_at_the_first_word(judged, ask, qtbot):
    dialog = ask(judged)
    dialog.fields["isek"].box.setPlainText("ISEK 2018")
    with qtbot.assertNotEmitted(dialog.wanted):
        qtbot.keyClick(dialog, Qt.Key.Key_Escape)
        assert dialog.isVisible()
        assert "nicht übernommen" in dialog.notice.text()
        qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()
    untouched = ask(judged)
    untouched.buttons.button(QDialogButtonBox.StandardButton.Cancel).click()
    assert not untouched.isVisible()


def test_nothing_changed_is_no_step(judged, ask, qtbot):
    dialog = ask(judged)
    with qtbot.assertNotEmitted(dialog.wanted):
        dialog.go.click()
    assert not dialog.isVisible()


def test_scrolling_the_form_changes_no_choice(judged, ask, qapp):
    dialog = ask(judged)
    box = dialog.fields["applicant_type"].box
    dialog.tabs.tabBar().setFocus()
    middle = QPointF(box.rect().center())
    for delta in (-120, -120):
        event = QWheelEvent(
            middle, box.mapToGlobal(middle), QPointF(0, delta).toPoint(), QPointF(0, delta).toPoint(),
            Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
        )  # fmt: skip
        qapp.sendEvent(box, event)
    assert box.currentIndex() == 0


def test_a_value_set_by_hand_in_a_file_is_never_replaced_silently(judged, ask):
    odd = judged.with_(
        settings={
            **judged.settings,
            "facts.applicant_type": "Verein",
            "facts.finance": "75/15/10",
            "facts.aims": "Z1",
        }
    )
    dialog = ask(odd)
    assert dialog.fields["applicant_type"].box.currentText() == "Verein"
    assert dialog.statement() == Statement()


def test_markup_in_a_fact_is_text(judged, ask):
    common = facts.with_statement(judged, Statement({"isek": "<b>ISEK</b> & Plan"}))
    dialog = ask(common)
    assert dialog.fields["isek"].raw() == "<b>ISEK</b> & Plan"


def test_a_criterion_leads_to_an_empty_field_before_a_filled_one(judged):
    common = facts.with_statement(judged, Statement({"time_plan": "Anlage 4"}))
    form = build_form(common, bundled.kinds())
    assert form.field_of_rule("R14").fact.id == "cost_plan"
    assert form.field_of_rule("R22") is None
    assert model.scope_of(common, GAP, "R02") is None
    assert model.scope_of(common, GAP, "R10") == GAP
    assert model.scope_of(common, GAP) == GAP


def test_which_criteria_can_be_decided_by_a_statement():
    siq = programmes_for(["siq-bund"])["siq-bund"]
    can = model.rules_with_facts("siq-bund")
    assert {"R01", "R06", "R08", "R09", "R22", "R23"} == {r.id for r in siq.rule} - can
    assert model.rules_with_facts("gibt-es-nicht") == frozenset()


class TestInTheWindow:
    def test_facts_recompute_the_verdicts_as_one_step_that_can_be_undone(self, opened, qtbot):
        workspace = opened.workspace
        before = workspace.project
        with qtbot.waitSignal(opened.shown, timeout=20_000):
            workspace.state_facts(Statement({"isek": "ISEK 2018, S. 44"}))
        after = workspace.project
        assert after.settings["facts.isek"] == "ISEK 2018, S. 44"
        assert result(after, "R10") is Result.MET
        assert not after.stale
        assert after.analysis.access is before.analysis.access
        assert workspace.undo_text == facts.LABEL
        with qtbot.waitSignal(opened.shown, timeout=20_000):
            workspace.undo()
        assert workspace.project is before

    def test_a_statement_that_changes_nothing_is_no_step(self, opened, qtbot):
        opened.workspace.state_facts(Statement({"isek": None}))
        qtbot.waitUntil(lambda: not opened.workspace.busy, timeout=20_000)
        assert opened.workspace.undo_text == ""

    def test_from_an_open_criterion_to_a_met_one_and_back(self, window, judged, qtbot):
        with qtbot.waitSignals([window.shown, window.map_controller.painted], timeout=20_000):
            window.workspace.adopt(judged)
        window.selection.select("gap", GAP)
        window.inspector.complete()
        assert {"R10", "R12", "R17", ""} <= set(window.inspector.facts_buttons)
        assert not {"R01", "R06", "R08", "R22", "R23"} & set(window.inspector.facts_buttons)
        window.inspector.facts_buttons["R12"].click()
        dialog = window.facts.dialog
        assert dialog is not None
        assert "Am Fluss" in dialog._form.intro
        qtbot.waitUntil(lambda: dialog.focusWidget() is dialog.fields["long_term_use"].box)
        qtbot.keyClicks(dialog.focusWidget(), "Betriebskonzept, Anlage 2")
        with qtbot.waitSignal(window.shown, timeout=20_000):
            accept(dialog, qtbot)
        assert window.workspace.project.settings[f"facts.{GAP}.long_term_use"] == "Betriebskonzept, Anlage 2"
        assert result(window.workspace.project, "R12") is Result.MET
        assert result(window.workspace.project, "R12", "0104:library:out_of_reach") is Result.OPEN
        assert "Betriebskonzept, Anlage 2" in window.inspector.text()
        assert "R12" not in window.inspector.facts_buttons
        with qtbot.waitSignal(window.shown, timeout=20_000):
            window.actions_["undo"].trigger()
        assert result(window.workspace.project, "R12") is Result.OPEN
        assert window.messages.errors == []

    def test_the_menu_asks_for_all_gaps(self, opened, qtbot):
        opened.actions_["facts"].trigger()
        assert opened.facts.dialog is not None
        assert opened.facts.dialog._form.gap_id is None
        opened.facts.dialog.reject()
        qtbot.waitUntil(lambda: opened.facts.dialog is None)

    def test_who_applies_is_asked_for_all_gaps_even_from_a_gap(self, opened):
        opened.selection.select("gap", GAP)
        opened.facts.ask_for_gap("R02")
        assert opened.facts.dialog._form.gap_id is None
        opened.facts.dialog.reject()
