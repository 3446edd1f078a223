"""Corrections in the window: out as a workbook, back with every difference, only what was accepted is taken."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from PySide6.QtCore import Qt

from quartiermap.app import correction_steps, corrections
from quartiermap.ui.viewmodels.corrections import CONFLICT, FIELD, MISSING, NEW, CorrectionList, kinds_of
from quartiermap.ui.widgets.corrections_dialog import CorrectionsDialog


@pytest.fixture
def corrected(town, tmp_path: Path) -> Path:
    """The town's facilities, corrected by a department: two values, a new row, a row left out."""
    path = tmp_path / "Einrichtungen.xlsx"
    corrections.write_workbook(town, path)
    book = openpyxl.load_workbook(path)
    sheet = book["Einrichtungen"]
    head = {cell.value: cell.column for cell in sheet[1]}
    rows = {sheet.cell(r, 1).value: r for r in range(2, 5)}
    sheet.cell(rows["k1"], head["Plätze"]).value = 95
    sheet.cell(rows["k1"], head["Bemerkung"]).value = "Anbau 2026"
    sheet.cell(rows["k2"], head["Träger"]).value = "AWO"
    for column in head.values():
        sheet.cell(rows["b1"], column).value = None
    new = 8
    for name, value in (
        ("Art", "Kita"), ("Name", "Kita Neubau"), ("Plätze", 60), ("Rechtswert", 476_700), ("Hochwert", 5_474_700),
    ):  # fmt: skip
        sheet.cell(new, head[name]).value = value
    book.save(path)
    return path


def changed(town):
    """The town after somebody has changed the same number in the project."""
    frame = town.facilities.copy()
    frame.loc[frame["facility_id"] == "k1", "places"] = 85.0
    return town.with_(facilities=frame)


def listed(project, path) -> CorrectionList:
    return CorrectionList(corrections.compare(project, path), kinds_of(project))


@pytest.fixture
def dialog(window, qtbot, town, corrected):
    window.workspace.adopt(town)
    window.corrections.ask_in(corrected)
    made = window.corrections.dialog
    qtbot.waitSignal(made.compared, timeout=30_000).wait()
    yield made
    if window.corrections.dialog is made:
        made.reject()


def by_state(dialog, state):
    return [r for r in dialog.list.rows if r.state == state]


def test_every_difference_is_shown_and_nothing_is_taken(dialog, window, town):
    assert [len(by_state(dialog, s)) for s in (FIELD, CONFLICT, NEW, MISSING)] == [2, 0, 1, 1]
    assert dialog.model.rowCount() == 4
    assert dialog.list.taken == set()
    assert not dialog.go.isEnabled()
    assert dialog.taken.text() == "Noch ist nichts ausgewählt."
    assert window.workspace.project is town
    places = next(r for r in dialog.list.rows if r.id == "k1/places")
    assert (places.at_export, places.in_project, places.in_file) == ("80", "80", "95")
    assert "Anbau 2026" in places.explanation


def test_all_without_conflict_never_deletes(dialog):
    dialog.safe.click()
    assert {r.state for r in dialog.list.rows if r.id in dialog.list.taken} == {FIELD, NEW}
    assert dialog.taken.text() == "Übernommen wird: 2 Angaben, 1 neue Einrichtung (3 von 4 Unterschieden)."
    dialog.none.click()
    assert dialog.list.taken == set()


def test_by_keyboard_one_row_or_all_that_the_filter_shows(dialog, qtbot):
    dialog.state.setCurrentIndex(dialog.state.findData(FIELD))
    assert dialog.model.rowCount() == 2
    dialog.view.selectRow(0)
    qtbot.keyClick(dialog.view, Qt.Key.Key_Space)
    assert len(dialog.list.taken) == 1
    dialog.view.selectAll()
    qtbot.keyClick(dialog.view, Qt.Key.Key_Space)
    assert {r.id for r in by_state(dialog, FIELD)} == dialog.list.taken
    qtbot.keyClick(dialog.view, Qt.Key.Key_Space)
    assert dialog.list.taken == set()


def test_words_filter_name_field_and_value(dialog):
    for words, count in (("awo", 1), ("neubau 60", 1), ("sonnenschein", 1), ("volkshochschule", 0), ("", 4)):
        dialog.words.setText(words)
        dialog._delay.timeout.emit()
        assert dialog.model.rowCount() == count, words


def test_taking_over_is_one_step_and_only_what_was_chosen(dialog, window, qtbot, town):
    dialog.list.set_taken(["k1/places"], True)
    dialog.model.tell_ticks()
    with qtbot.waitSignal(dialog.wanted, timeout=30_000):
        dialog.go.click()
    now = window.workspace.project.facilities.set_index("facility_id")
    assert now.loc["k1", "places"] == 95.0
    assert pd.isna(now.loc["k2", "operator"])
    assert len(now) == 3
    assert window.workspace.undo_text == "1 Berichtigung übernehmen (Einrichtungen.xlsx)"
    window.workspace.undo()
    assert window.workspace.project is town


def test_a_deletion_is_named_and_asked_twice(dialog, window, qtbot):
    (gone,) = by_state(dialog, MISSING)
    dialog.list.set_taken([gone.id], True)
    dialog.model.tell_ticks()
    dialog.go.click()
    assert "Stadtbibliothek" in dialog.notice.text()
    assert not dialog.notice.isHidden()
    assert len(window.workspace.project.facilities) == 3
    with qtbot.waitSignal(dialog.wanted, timeout=30_000):
        dialog.go.click()
    assert list(window.workspace.project.facilities["facility_id"]) == ["k1", "k2"]


def test_changing_the_choice_asks_for_the_deletion_anew(dialog, window):
    (gone,) = by_state(dialog, MISSING)
    dialog.list.set_taken([gone.id], True)
    dialog.model.tell_ticks()
    dialog.go.click()
    dialog.safe.click()
    assert dialog.notice.isHidden()
    dialog.go.click()
    assert not dialog.notice.isHidden()
    assert len(window.workspace.project.facilities) == 3


def test_a_conflict_shows_three_values_and_is_not_among_the_safe_ones(town, corrected):
    found = listed(changed(town), corrected)
    (clash,) = [r for r in found.rows if r.state == CONFLICT]
    assert (clash.at_export, clash.in_project, clash.in_file) == ("80", "85", "95")
    assert "inzwischen ebenfalls geändert" in clash.explanation
    found.take_safe()
    assert clash.id not in found.taken
    found.set_taken([clash.id], True)
    taken = correction_steps.take_over(changed(town), found.found, found.taken)
    assert taken.facilities.set_index("facility_id").loc["k1", "places"] == 95.0


def test_a_file_that_is_none_of_ours_is_refused_in_place(dialog, qtbot, tmp_path, window):
    stray = tmp_path / "fremd.xlsx"
    book = openpyxl.Workbook()
    book.active["A1"] = "irgendetwas"
    book.save(stray)
    with qtbot.waitSignal(dialog.compared, timeout=30_000):
        dialog.compare(stray)
    assert not dialog.notice.isHidden()
    assert "facilities-out" not in dialog.notice.text()
    assert "Einrichtungen zur Berichtigung ausgeben" in dialog.notice.text()
    assert not dialog.go.isEnabled()
    assert window.messages.errors == []


def test_a_file_without_differences_says_so(window, qtbot, town, tmp_path):
    path = tmp_path / "gleich.xlsx"
    corrections.write_workbook(town, path)
    made = CorrectionsDialog(window.tasks, town, parent=window)
    qtbot.addWidget(made)
    with qtbot.waitSignal(made.compared, timeout=30_000):
        made.compare(path)
    assert made.told.text() == "Die Datei sagt in 3 Zeilen dasselbe wie das Projekt."
    assert not made.safe.isEnabled()


def test_the_workbook_is_written_for_the_chosen_kinds(window, qtbot, town, tmp_path):
    window.workspace.adopt(town)
    window.corrections.ask_out()
    export = window.corrections.export
    assert sorted(export.boxes) == ["kita", "library"]
    assert export.kinds() == ()
    export.boxes["library"].setChecked(False)
    export.file.setText(str(tmp_path / "nur_kitas"))
    with qtbot.waitSignal(window.corrections.written, timeout=30_000) as heard:
        export.go.click()
    path, count = heard.args
    assert (path, count) == (tmp_path / "nur_kitas.xlsx", 2)
    assert len(corrections.compare(town, path).changes) == 0
