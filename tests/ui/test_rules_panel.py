"""The panel "Maßstäbe" through the real window: everything follows, everything can be taken back, nothing is modal."""

from __future__ import annotations

import datetime as dt
import json

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QAbstractButton, QAbstractItemView, QAbstractSpinBox, QComboBox, QSlider

from quartiermap.app import programmes, usecases
from quartiermap.errors import Cancelled, InputError
from quartiermap.io import bundled
from quartiermap.ui.viewmodels import rules_changes, workspace
from quartiermap.ui.viewmodels.rules_panel import build_rules

WAIT = 30_000
GERMAN_INDEX = """
id = "eigene"
title = "Index der Stadt"
origin = { ref = "-", text = "Beschluss des Rates", tag = "user" }
[[indicator]]
key = "armut"
"""


@pytest.fixture
def shown(window, qtbot, computed):
    """The window with the computed town and the panel in front."""
    with qtbot.waitSignals([window.shown, window.map_controller.painted], timeout=WAIT):
        window.workspace.adopt(computed)
    window.show_rules()
    yield window
    assert window.messages.errors == []


@pytest.fixture
def panel(shown):
    return shown.area.rules_panel


def settled(window, qtbot):
    """Wait until nothing is computed any more and what is on screen is the project as it is."""
    qtbot.waitUntil(
        lambda: (
            not window.tasks.busy
            and not window.tasks.reading
            and window.rules._project is window.workspace.project
            and not window.workspace.project.stale
        ),
        timeout=WAIT,
    )


def choose(box: QComboBox, data: str) -> None:
    box.setCurrentIndex(box.findData(data))
    box.activated.emit(box.currentIndex())


def standard_row(panel, standard_id: str) -> int:
    return [row.standard_id for row in panel.rules.standards].index(standard_id)


def pick_standard(panel, standard_id: str) -> None:
    panel.standards.view.setCurrentIndex(panel.standards.model.index(standard_row(panel, standard_id), 0))


class TestStandards:
    def test_every_standard_says_target_limit_degree_and_source(self, panel):
        pick_standard(panel, "kita")
        assert panel.standards.target.text() == "Ziel: 500\u00a0m Fußweg · Studie"
        assert panel.standards.limit.text().startswith("Grenze (nicht das Ziel): 5.000")
        panel.standards.more.click()
        assert "Westphal" in panel.standards.source.text()
        assert "VG Köln" in panel.standards.limit.text()
        pick_standard(panel, "bibliothek" if panel.rules.standard("bibliothek") else "library")
        assert "Annahme" in panel.standards.target.text()

    def test_a_value_without_a_reason_is_refused_in_the_form_and_nothing_changes(self, shown, panel):
        before = shown.workspace.project
        pick_standard(panel, "kita")
        panel.standards.edit.click()
        panel.standards.form.value.setValue(300)
        panel.standards.form.take.click()
        assert "Grund" in panel.standards.form.problem.text()
        assert panel.standards.form.isVisible()
        assert shown.workspace.project is before

    def test_a_target_beyond_the_limit_is_refused_with_both_figures(self, shown, panel):
        pick_standard(panel, "kita")
        panel.standards.edit.click()
        panel.standards.form.value.setValue(6000)
        panel.standards.form.reason.setText("Probe der Grenze")
        panel.standards.form.take.click()
        assert "Zumutbarkeitsgrenze" in panel.standards.form.problem.text()

    def test_an_own_value_is_computed_by_itself_and_taken_back_with_its_result(self, shown, panel, qtbot):
        before = shown.workspace.project
        pick_standard(panel, "kita")
        panel.standards.edit.click()
        panel.standards.form.value.setValue(300)
        panel.standards.form.reason.setText("Ratsbeschluss vom 12.03.2026")
        qtbot.keyClick(panel.standards.form.reason, Qt.Key.Key_Return)
        assert shown.workspace.project.stale
        settled(shown, qtbot)
        used = {s.id: s for s in shown.workspace.project.analysis.parameters.standards}
        assert used["kita"].target_m == 300.0
        row = panel.rules.standard("kita")
        assert (row.edited, row.before, row.reason) == (
            True,
            "500\u00a0m Fußweg",
            "Ratsbeschluss vom 12.03.2026",
        )
        assert "vorher" not in panel.standards.target.text()
        assert "Ratsbeschluss" in panel.standards.own.text()
        assert shown.workspace.undo_text == "Richtwert ändern: Kita in 500 m Fußweg"
        assert "eigener Wert" in panel.sections["standards"].head.accessibleName()
        shown.undo()
        assert shown.workspace.project is before
        shown.redo()
        assert shown.workspace.project.analysis.parameters.standards == tuple(used.values())

    def test_an_own_value_can_be_taken_back_by_its_link(self, shown, panel, qtbot):
        edited = rules_changes.with_edit(
            shown.workspace.project, "kita", value=300.0, unit="m", rate=None, bindingness="richtwert", reason="Beschluss"
        )  # fmt: skip
        shown.rules._adjust("Probe", lambda _project: edited)
        settled(shown, qtbot)
        pick_standard(panel, "kita")
        panel.standards.revert.click()
        settled(shown, qtbot)
        assert panel.rules.edits == 0
        assert "standards.edits" not in shown.workspace.project.settings

    def test_sets_are_combined_in_the_order_that_is_shown(self, shown, panel, qtbot):
        panel.standards.choose.click()
        names = [panel.standards.sets.list.item(i).text() for i in range(panel.standards.sets.list.count())]
        assert names[0] == "1\u2002Voreinstellung"
        item = next(panel.standards.sets.list.item(i) for i in range(len(names)) if names[i] == "Berlin")
        item.setCheckState(Qt.CheckState.Checked)
        settled(shown, qtbot)
        assert panel.rules.chosen_sets == ("default", "berlin")
        assert panel.rules.set_title == "Voreinstellung + Berlin"
        assert shown.workspace.project.analysis.parameters.standard_set == "Voreinstellung + Berlin"
        kita = [s for s in shown.workspace.project.analysis.parameters.standards if s.kind == "kita"]
        assert [s.id for s in kita] == ["berlin-kita"]
        panel.standards.sets.list.setCurrentRow(1)
        panel.standards.sets.up.click()
        settled(shown, qtbot)
        assert panel.rules.chosen_sets == ("berlin", "default")
        assert shown.workspace.undo_text == "Richtwerte: Berlin + Voreinstellung"

    def test_the_last_set_cannot_be_taken_away(self, shown, panel):
        panel.standards.choose.click()
        before = shown.workspace.project
        panel.standards.sets.list.item(0).setCheckState(Qt.CheckState.Unchecked)
        assert panel.standards.sets.list.item(0).checkState() == Qt.CheckState.Checked
        assert shown.workspace.project is before

    def test_without_automatic_it_waits_and_says_so(self, shown, panel, qtbot):
        panel.automatic.setChecked(False)
        edited = rules_changes.with_sets(shown.workspace.project, ("default", "berlin"))
        shown.workspace.adjust("Richtwerte", lambda _project: edited)
        qtbot.waitUntil(lambda: panel.state.isVisible(), timeout=WAIT)
        assert "Richtwerte sind geändert" in panel.pending.toolTip()
        assert not shown.tasks.busy
        panel.recompute.click()
        settled(shown, qtbot)
        assert not panel.state.isVisible()

    def test_a_newer_change_overtakes_the_computing(self, shown, panel, qtbot, monkeypatch):
        real, calls = workspace.recomputed, []

        def slow(project, progress):
            calls.append(project)
            if len(calls) == 1:
                while True:  # until the newer change stops it
                    progress.step(0.1, "Probe")
            return real(project, progress)

        monkeypatch.setattr(workspace, "recomputed", slow)
        for ids in (("default", "berlin"), ("default", "muenchen")):
            panel.standards.sets.wanted.emit(ids)
            if len(calls) == 0:
                qtbot.waitUntil(lambda: len(calls) == 1, timeout=WAIT)
        settled(shown, qtbot)
        assert len(calls) == 2
        assert shown.workspace.project.analysis.parameters.standard_set == "Voreinstellung + München"
        assert "abgebrochen" not in shown.status.said.text()

    def test_cancelled_by_hand_the_setting_stays_and_the_result_is_said_to_be_older(
        self, shown, panel, qtbot, monkeypatch
    ):
        def endless(_project, progress):
            while True:
                progress.step(0.1, "Probe")

        monkeypatch.setattr(workspace, "recomputed", endless)
        panel.standards.sets.wanted.emit(("default", "berlin"))
        qtbot.waitUntil(lambda: shown.workspace.computing, timeout=WAIT)
        with qtbot.waitSignal(shown.tasks.cancelled, timeout=WAIT):
            shown.tasks.cancel()
        assert shown.workspace.project.stale
        assert "abgebrochen" in shown.status.said.text()
        with qtbot.waitSignal(shown.shown, timeout=WAIT):
            shown.showing.tell_ways_in(True)  # the same state is shown once more
        assert not shown.following.pending

    def test_loaded_data_wait_for_f5(self, shown, panel, qtbot):
        other = shown.workspace.project.with_(facilities=shown.workspace.project.facilities.iloc[:-1])
        with qtbot.waitSignal(shown.shown, timeout=WAIT):
            shown.workspace.session.apply("Probe", other, frozenset({"layers"}))
        assert panel.state.isVisible()
        assert not shown.following.pending


class TestCheck:
    def test_another_land_recomputes_only_the_verdicts_as_one_step(self, shown, panel, qtbot):
        before = shown.workspace.project
        panel.sections["check"].set_open(True)
        choose(panel.check.land, "BW")
        qtbot.waitUntil(lambda: panel.rules.land == "BW", timeout=WAIT)
        now = shown.workspace.project
        assert now.analysis.parameters.land == "BW"
        assert now.analysis.access is before.analysis.access
        assert shown.workspace.undo_text == "Land: Baden-Württemberg"
        assert panel.sections["check"].head.accessibleName().startswith("Vorprüfung: Baden-Württemberg")
        shown.undo()
        qtbot.waitUntil(lambda: panel.rules.land is None, timeout=WAIT)
        assert panel.check.land.currentData() == ""

    def test_a_fixed_day_opens_the_programme_in_words(self, shown, panel, qtbot):
        panel.sections["check"].set_open(True)
        assert "geschlossen seit 01.01.2021" in panel.check.boxes["siq-bund"].accessibleName()
        panel.check.day_kind.setCurrentIndex(1)
        panel.check.day_kind.activated.emit(1)
        panel.check.day.setDate(dt.date(2019, 6, 30))
        panel.check.day.editingFinished.emit()
        qtbot.waitUntil(lambda: panel.rules.day == dt.date(2019, 6, 30), timeout=WAIT)
        assert "offen" in panel.check.boxes["siq-bund"].accessibleName()
        assert shown.workspace.project.analysis.parameters.date == dt.date(2019, 6, 30)
        assert "30.06.2019" in panel.sections["check"].head.accessibleName()
        panel.check.day_kind.setCurrentIndex(0)
        panel.check.day_kind.activated.emit(0)
        qtbot.waitUntil(lambda: panel.rules.day is None, timeout=WAIT)
        assert not panel.check.day.isVisible()

    def test_programmes_are_chosen_and_one_always_stays(self, shown, panel, qtbot):
        panel.sections["check"].set_open(True)
        panel.check.boxes["sozialer-zusammenhalt"].click()
        qtbot.waitUntil(
            lambda: panel.rules.chosen_programmes == ("siq-bund", "sozialer-zusammenhalt"), timeout=WAIT
        )
        gap = shown.workspace.project.analysis.gaps[0]
        assert [v.programme for v in gap.verdicts] == ["siq-bund", "sozialer-zusammenhalt"]
        panel.check.boxes["siq-bund"].click()
        qtbot.waitUntil(lambda: panel.rules.chosen_programmes == ("sozialer-zusammenhalt",), timeout=WAIT)
        panel.check.boxes["sozialer-zusammenhalt"].click()
        assert panel.check.boxes["sozialer-zusammenhalt"].isChecked()
        assert programmes.chosen_ids(shown.workspace.project) == ("sozialer-zusammenhalt",)

    def test_a_programme_of_the_towns_own_comes_and_goes(self, shown, panel, qtbot, tmp_path):
        text = (bundled.data_dir() / "programmes" / "sozialer-zusammenhalt.toml").read_text("utf-8")
        own = tmp_path / "stadt.toml"
        own.write_text(
            text.replace('id = "sozialer-zusammenhalt"', 'id = "stadt-eigen"', 1), encoding="utf-8"
        )
        panel.sections["check"].set_open(True)
        shown.rules.take_programme_file(own)
        qtbot.waitUntil(lambda: "stadt-eigen" in panel.check.boxes, timeout=WAIT)
        assert "eigene Datei" in panel.check.boxes["stadt-eigen"].accessibleName()
        assert panel.check.boxes["stadt-eigen"].isChecked()
        panel.check.removed.emit("stadt-eigen", "Eigenes")
        qtbot.waitUntil(lambda: "stadt-eigen" not in panel.check.boxes, timeout=WAIT)

    def test_a_broken_programme_file_is_refused_whole(self, shown, panel, qtbot, tmp_path):
        broken = tmp_path / "kaputt.toml"
        broken.write_text('id = "x"\ntitle = 7\n', encoding="utf-8")
        before = shown.workspace.project
        with qtbot.waitSignal(shown.tasks.failed, timeout=WAIT):
            shown.rules.take_programme_file(broken)
        assert isinstance(shown.messages.errors[-1], InputError)
        assert shown.workspace.project is before
        shown.messages.errors.clear()


class TestBusy:
    def test_a_land_chosen_while_computing_is_not_lost(self, shown, panel, qtbot, monkeypatch):
        real, calls = workspace.recomputed, []

        def slow(project, progress):
            calls.append(project)
            if len(calls) == 1:
                while True:  # until the newer change stops it
                    progress.step(0.1, "Probe")
            return real(project, progress)

        monkeypatch.setattr(workspace, "recomputed", slow)
        panel.standards.sets.wanted.emit(("default", "berlin"))
        qtbot.waitUntil(lambda: len(calls) == 1, timeout=WAIT)
        choose(panel.check.land, "BE")
        settled(shown, qtbot)
        parameters = shown.workspace.project.analysis.parameters
        assert (parameters.land, parameters.standard_set) == ("BE", "Voreinstellung + Berlin")
        assert panel.check.land.currentData() == "BE"

    def test_a_verdict_job_that_is_cancelled_leaves_the_old_land_in_the_panel(
        self, shown, panel, qtbot, monkeypatch
    ):
        def endless(_project, frame, progress):
            while True:
                progress.step(0.1, str(frame))

        monkeypatch.setattr(rules_changes, "with_frame", endless)
        choose(panel.check.land, "BE")
        with qtbot.waitSignal(shown.tasks.cancelled, timeout=WAIT):
            shown.tasks.cancel()
        assert panel.check.land.currentData() == ""
        assert shown.workspace.undo_text == ""


class TestIndexAndAges:
    def test_an_index_says_what_the_project_lacks(self, shown, panel, qtbot):
        panel.sections["index"].set_open(True)
        choose(panel.index.choice, "berlin-mss-2019")
        settled(shown, qtbot)
        assert panel.index.missing.isVisible()
        assert "s1" in panel.index.missing.text()
        assert shown.workspace.undo_text.startswith("Sozialindex:")
        choose(panel.index.choice, "")
        settled(shown, qtbot)
        assert "need.index" not in shown.workspace.project.settings

    def test_an_own_index_is_read_from_a_file_and_a_broken_one_is_refused(
        self, shown, panel, qtbot, tmp_path
    ):
        good, broken = tmp_path / "index.toml", tmp_path / "kaputt.toml"
        good.write_text(GERMAN_INDEX, encoding="utf-8")
        broken.write_text(GERMAN_INDEX + 'weight = "viel"\n', encoding="utf-8")
        shown.rules.take_index_file(good)
        settled(shown, qtbot)
        assert panel.index.choice.currentText() == "Index der Stadt"
        before = shown.workspace.project
        shown.rules.take_index_file(broken)
        assert shown.workspace.project is before
        assert "weight" in str(shown.messages.errors[-1])
        shown.messages.errors.clear()

    def test_limits_of_age_are_kept_and_nothing_grows_older(self, shown, panel, qtbot):
        panel.sections["ages"].set_open(True)
        choose(panel.ages.land, "BE")
        qtbot.waitUntil(lambda: panel.rules.ages.own_land == "BE", timeout=WAIT)
        assert "30.09." in panel.ages.words.text()
        assert not shown.workspace.project.stale
        panel.ages.split.setValue(36)
        panel.ages.split.editingFinished.emit()
        assert "andere Altersgrenze" in panel.ages.problem.text()
        panel.ages.end.setValue(78)
        panel.ages.end.editingFinished.emit()
        qtbot.waitUntil(lambda: panel.rules.ages.end_months == 78, timeout=WAIT)
        assert shown.workspace.project.settings["supply.windows"]["o3"] == [36, 78]
        panel.ages.day.setText("31.2.2025")
        panel.ages.day.editingFinished.emit()
        assert "kein Tag" in panel.ages.problem.text()


class TestRanking:
    def test_moving_a_weight_reorders_the_table_at_once_and_becomes_one_step(self, shown, panel, qtbot):
        before = shown.workspace.project
        panel.sections["ranking"].set_open(True)
        slider = panel.weights.sliders["people"]
        slider.setFocus()
        for _ in range(10):
            qtbot.keyClick(slider, Qt.Key.Key_Left)
        assert panel.weights.weights["people"] == 0.0
        assert shown.workspace.project is before
        assert "zählt nicht" in shown.tables.gaps.model.record(0).part("people").tip
        order = [
            shown.tables.gaps.model.record(r).gap.gap_id for r in range(shown.tables.gaps.model.rowCount())
        ]
        qtbot.waitUntil(lambda: shown.workspace.undo_text == "Gewichte der Rangfolge", timeout=WAIT)
        settled(shown, qtbot)
        now = shown.workspace.project
        assert [gap.gap_id for gap in now.analysis.gaps] == order
        assert now.settings["ranking.weights"]["people"] == 0.0
        assert panel.sections["ranking"].head.accessibleName() == "Rangfolge: Gewichte 0 : 1 : 1"
        shown.undo()
        assert shown.workspace.project is before

    def test_a_typed_weight_and_the_way_back_to_plain_ones(self, shown, panel, qtbot):
        panel.sections["ranking"].set_open(True)
        panel.weights.spins["need"].setValue(2.25)
        assert panel.weights.sliders["need"].value() in (22, 23)
        qtbot.waitUntil(lambda: (panel.rules.weights or {}).get("need") == 2.25, timeout=WAIT)
        panel.weights.reset.click()
        qtbot.waitUntil(lambda: (panel.rules.weights or {}).get("need") == 1.0, timeout=WAIT)
        assert "ranking.weights" not in shown.workspace.project.settings

    def test_weights_of_nothing_are_refused_in_place(self, shown, panel, qtbot):
        panel.sections["ranking"].set_open(True)
        before = shown.workspace.project
        with qtbot.assertNotEmitted(panel.weights.settled, wait=600):
            for spin in panel.weights.spins.values():
                spin.blockSignals(True)
                spin.setValue(0.0)
                spin.blockSignals(False)
            panel.weights._changed()
        assert panel.weights.problem.isVisible()
        assert shown.workspace.project is before

    def test_the_stability_is_computed_beside_and_stands_in_the_table(self, shown, panel, qtbot):
        panel.sections["ranking"].set_open(True)
        panel.check_stability.click()
        qtbot.waitUntil(lambda: shown.tables.gaps.model.record(0).searched, timeout=WAIT)
        word = shown.tables.gaps.model.record(0).stability_words
        assert word.startswith(("robust", "kippelig"))
        assert word.endswith("\u00a0%")
        assert "robust" in panel.stable.text()

    def test_who_stops_the_test_of_stability_is_left_in_peace(self, shown, panel, qtbot, monkeypatch):
        from quartiermap.app import ranking

        def endless(_project, progress):
            while True:
                progress.step(0.3, "Probe")

        monkeypatch.setattr(ranking, "stability_of", endless)
        panel.sections["ranking"].set_open(True)
        shown.rules._look()
        qtbot.waitUntil(lambda: panel.stop_stability.isVisible(), timeout=WAIT)
        panel.stop_stability.click()
        qtbot.waitUntil(lambda: "stability" not in shown.tasks._latest, timeout=WAIT)
        shown.rules._look_by_itself()
        assert panel.stable.text() == "Noch nicht geprüft."
        assert panel.check_stability.isVisible()


class TestCalm:
    def test_no_section_needs_a_scroll_bar_on_a_small_screen(self, shown, panel, qtbot):
        shown.resize(1366, 768)
        for section in panel.sections.values():
            section.set_open(True)
            qtbot.waitUntil(lambda: panel.area.verticalScrollBar().maximum() == 0, timeout=WAIT)

    def test_nothing_sticks_out_of_the_panel(self, shown, panel, qtbot):
        shown.resize(1366, 768)
        for section in panel.sections.values():
            section.set_open(True)
            qtbot.waitUntil(
                lambda: panel.area.widget().width() <= panel.area.viewport().width(), timeout=WAIT
            )

    def test_one_section_is_open_and_space_opens_another(self, panel, qtbot):
        head = panel.sections["ranking"].head
        head.setFocus()
        qtbot.keyClick(head, Qt.Key.Key_Space)
        assert [k for k, s in panel.sections.items() if s.is_open] == ["ranking"]
        assert not panel.standards.isVisible()

    def test_everything_that_takes_the_keyboard_has_a_name(self, shown, panel):
        for section in panel.sections.values():
            section.set_open(True)
            for kind in (QAbstractButton, QComboBox, QSlider, QAbstractSpinBox, QAbstractItemView):
                for widget in section.body.findChildren(kind):
                    if widget.isVisible() and widget.focusPolicy() != Qt.FocusPolicy.NoFocus:
                        said = widget.accessibleName() or (
                            widget.text() if isinstance(widget, QAbstractButton) else ""
                        )
                        assert said or widget.parent().metaObject().className() in (
                            "QComboBox",
                            "QComboBoxPrivateContainer",
                        ), widget

    def test_ctrl_m_brings_the_keyboard_into_the_panel(self, opened, qtbot):
        opened.actions_["show_left"].setChecked(False)
        opened.actions_["rules"].trigger()
        assert opened.area.rules_panel.isVisible()
        assert opened.area.rules_panel.sections["standards"].head.hasFocus()

    def test_the_panel_rests_while_the_game_is_on(self, shown, panel):
        shown.rules.set_game(True)
        assert not panel.isEnabled()
        shown.rules.set_game(False)
        assert panel.isEnabled()

    def test_a_stored_set_that_is_gone_is_said_and_the_panel_still_stands(self, computed):
        rules = build_rules(computed.with_(settings={"standards.set": "gibtsnicht"}), bundled.kinds())
        assert "gibtsnicht" in rules.problem
        assert rules.standards


def test_a_town_file_with_standards_is_named_and_not_edited_here(window, qtbot, computed):
    custom = bundled.standard_set().model_copy(update={"title": "Stadt Muster 2026"}).model_dump(mode="json")
    project = usecases.analyse(computed.with_(settings={"standards.custom": json.loads(json.dumps(custom))}))
    with qtbot.waitSignal(window.shown, timeout=WAIT):
        window.workspace.adopt(project)
    panel = window.area.rules_panel
    assert panel.standards.title.text() == "eigene Datei: Stadt Muster 2026"
    assert not panel.standards.edit.isEnabled()
    assert panel.rules.chosen_sets == ()


def test_cancelling_a_verdict_job_changes_nothing(window, qtbot, computed):
    with qtbot.waitSignal(window.shown, timeout=WAIT):
        window.workspace.adopt(computed)

    def stopped(_project, _progress):
        raise Cancelled

    with qtbot.waitSignal(window.tasks.cancelled, timeout=WAIT):
        window.workspace.adjust_verdicts("Probe", stopped)
    assert window.workspace.project is computed
    assert window.workspace.undo_text == ""


def test_a_click_on_a_head_opens_it(window, qtbot, computed):
    with qtbot.waitSignal(window.shown, timeout=WAIT):
        window.workspace.adopt(computed)
    window.show_rules()
    section = window.area.rules_panel.sections["check"]
    qtbot.mouseClick(section.head, Qt.MouseButton.LeftButton, pos=QPoint(20, 8))
    assert section.is_open
