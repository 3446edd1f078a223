"""Two reports beside each other in the window: table, filters, workbook, the gap on the map."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from PySide6.QtCore import Qt

from quartiermap.app import report_comparison, report_split
from quartiermap.app.session import Session
from quartiermap.domain.project import Project
from quartiermap.render import report_model
from quartiermap.ui.tasks import Tasks
from quartiermap.ui.viewmodels.compare_reports import DIFFERENT, Wanted, fitting
from quartiermap.ui.viewmodels.workspace import Workspace
from quartiermap.ui.widgets.compare_reports_window import CompareReportsWindow


@pytest.fixture(scope="module")
def reports(analysed: Project, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A report, and one after new data: a gap gone, one new, one with other people."""
    folder = tmp_path_factory.mktemp("berichte")
    model = report_model.build(analysed, {})
    before, after = folder / "alt", folder / "neu"
    for place in (before, after):
        place.mkdir()
    (before / "report.json").write_text(report_model.to_json(model), "utf-8")
    later = json.loads(report_model.to_json(model))
    gone, changed, *_ = later["gaps"]
    new = {**gone, "gap_id": "0199:kita:out_of_reach", "district_name": "Neubaugebiet"}
    later["gaps"] = [new, {**changed, "affected_population": 46.0}, *later["gaps"][2:]]
    for part in ("sources", "layers"):
        for row in later["meta"][part]:
            if row["layer"] == "facilities":
                row["sha256"] = "cd" * 32
    (after / "report.json").write_text(json.dumps(later), "utf-8")
    return before, after


def compared(made: CompareReportsWindow, reports: tuple[Path, Path], qtbot: Any) -> CompareReportsWindow:
    made.before.setText(str(reports[0]))
    made.after.setText(str(reports[1] / "report.json"))
    with qtbot.waitSignal(made.compared, timeout=20_000):
        made.go.click()
    return made


@pytest.fixture
def shown(
    qapp: Any, analysed: Project, qtbot: Any, reports: tuple[Path, Path]
) -> Iterator[CompareReportsWindow]:
    """The window with both reports compared, over the open town."""
    tasks = Tasks()
    workspace = Workspace(tasks)
    workspace.attach(Session())
    workspace.adopt(analysed)
    made = CompareReportsWindow(tasks, workspace)
    made.show()
    yield compared(made, reports, qtbot)
    made.close()
    assert tasks.shut_down()


def column(window: CompareReportsWindow, number: int) -> list[str]:
    return [str(window.table.index(row, number).data()) for row in range(window.table.rowCount())]


def test_what_is_new_closed_and_changed_stands_in_the_table(shown: CompareReportsWindow) -> None:
    assert sorted(column(shown, 0)) == ["neu", "nicht mehr da", "verändert"]
    changed = column(shown, 0).index("verändert")
    assert column(shown, 6)[changed] == "nur Daten"
    assert column(shown, 7)[changed] == "Betroffene: 45 → 46"
    assert "1 neu" in shown.summary.text()
    assert "Einrichtungen" in shown.summary.text()  # the layer whose file differs


def test_filters_count_what_they_leave(shown: CompareReportsWindow) -> None:
    shown.state.setCurrentIndex(shown.state.findData("same"))
    same = shown.table.rowCount()
    shown.state.setCurrentIndex(shown.state.findData(""))
    assert shown.table.rowCount() == same + 3
    shown.words.setText("neubau")
    assert column(shown, 3) == ["Neubaugebiet"]
    assert shown.count.text() == f"1 von {same + 3}"
    shown.words.clear()
    shown.state.setCurrentIndex(shown.state.findData(DIFFERENT))
    shown.cause.setCurrentIndex(shown.cause.findData("rules"))
    assert shown.table.rowCount() == 0
    shown.cause.setCurrentIndex(shown.cause.findData("data"))
    assert shown.table.rowCount() == 3


def test_ranks_sort_as_numbers_with_none_last(shown: CompareReportsWindow) -> None:
    shown.state.setCurrentIndex(shown.state.findData(""))
    shown.view.sortByColumn(2, Qt.SortOrder.DescendingOrder)
    ranks = column(shown, 2)
    numbers = [int(r) for r in ranks if r != "–"]
    assert numbers == sorted(numbers, reverse=True)
    assert ranks[-1] == "–"


def test_a_row_shows_its_gap_on_the_map_if_the_project_has_it(
    opened: Any, reports: tuple[Path, Path], qtbot: Any
) -> None:
    opened.actions_["compare_reports"].trigger()
    window = compared(opened.reports.comparison, reports, qtbot)
    assert not window.isModal()
    changed = column(window, 0).index("verändert")
    window.view.selectRow(changed)
    gap = window.table.gap(changed)
    assert gap is not None
    assert (opened.selection.selected.what, opened.selection.selected.id) == ("gap", gap.gap_id)
    window.view.selectRow(column(window, 0).index("neu"))
    assert not window.show_gap.isEnabled()
    assert "Im offenen Projekt gibt es diese Lücke nicht." in window.detail.text()
    assert opened.selection.selected.id == gap.gap_id  # nothing else is selected
    window.close()


def test_the_workbook_has_every_difference(shown: CompareReportsWindow, tmp_path: Path, qtbot: Any) -> None:
    path = tmp_path / "Vergleich.xlsx"
    shown.write_workbook(path)
    qtbot.waitUntil(lambda: "Geschrieben" in shown.notice.text(), timeout=20_000)
    words = {
        str(cell.value)
        for sheet in openpyxl.load_workbook(path).worksheets
        for row in sheet.iter_rows()
        for cell in row
    }
    assert {"neu", "nicht mehr da", "verändert", "Neubaugebiet"} <= words


def test_what_is_no_report_is_said(shown: CompareReportsWindow, tmp_path: Path, qtbot: Any) -> None:
    wrong = tmp_path / "report.json"
    wrong.write_text('{"format": "etwas anderes"}', "utf-8")
    shown.after.setText(str(wrong))
    shown.go.click()
    qtbot.waitUntil(lambda: "kein Bericht von QuartierMap" in shown.notice.text(), timeout=20_000)
    assert shown.table.rowCount() == 0
    assert not shown.export.isEnabled()


def test_a_filter_is_only_about_what_it_names(reports: tuple[Path, Path]) -> None:
    old, new = (report_comparison.read_report(p) for p in reports)
    found = report_comparison.compare(old, new)
    assert fitting(found, Wanted(state="")) == list(found.gaps)
    for state in report_comparison.STATE_LABELS:
        assert fitting(found, Wanted(state=state)) == list(found.of(state))


def test_causes_are_told_apart_with_the_open_project(
    shown: CompareReportsWindow,
    reports: tuple[Path, Path],
    tmp_path: Path,
    qtbot: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert not shown.split.isEnabled()  # only the data differ: nothing is uncertain
    both = json.loads((reports[1] / "report.json").read_text("utf-8"))
    both["meta"]["parameters"]["min_gap_persons"] = 99.0
    (tmp_path / "report.json").write_text(json.dumps(both), "utf-8")
    compared(shown, (reports[0], tmp_path), qtbot)
    changed = column(shown, 0).index("verändert")
    assert column(shown, 7)[changed] != "nur Daten"
    assert shown.split.isEnabled()

    asked: list[Any] = []
    middle = json.loads((reports[1] / "report.json").read_text("utf-8"))

    def between(before: Path, _after: Any, project: Project, _progress: Any) -> dict[str, Any]:
        asked.append((before, project))
        return middle

    monkeypatch.setattr(report_split, "between", between)
    with qtbot.waitSignal(shown.compared, timeout=20_000) as told:
        shown.split.click()
    assert asked == [(reports[0], shown._workspace.project)]
    assert told.args[0].split
    assert "Daten" in column(shown, 6)[column(shown, 0).index("verändert")]
