"""The four steps of the report in the real window: template, content, pages, output; nothing is blocked."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from threading import Event
from typing import Any, ClassVar

import platformdirs
import pytest
from PySide6.QtCore import QBuffer, QIODevice, QSettings, Qt
from PySide6.QtGui import QDesktopServices, QImage
from PySide6.QtWidgets import QAbstractButton, QComboBox, QLineEdit, QPlainTextEdit, QWidget

from quartiermap.app import report_templates, usecases
from quartiermap.app.session import Session
from quartiermap.domain.report_template import CHAPTER_IDS, ReportTemplate
from quartiermap.errors import InputError, Problem
from quartiermap.ui.tasks import Tasks
from quartiermap.ui.viewmodels.report_draft import AVAILABLE_FORMATS
from quartiermap.ui.viewmodels.workspace import Workspace
from quartiermap.ui.widgets import report_window
from quartiermap.ui.widgets.report_window import CONTENT, OUTPUT, PAGES, TEMPLATE, ReportWindow


class FakePages:
    """A draft with one page for each chapter; the page is as wide as its number."""

    made: ClassVar[list[ReportTemplate]] = []

    def __init__(self, _project: Any, template: ReportTemplate) -> None:
        if template.title == "kaputt":
            raise InputError(Problem("Das Logo lässt sich nicht lesen.", code="logo"))
        self.template = template
        self.maps = False
        FakePages.made.append(template)

    def cover(self, ppi: int) -> bytes:
        return self.page(1, ppi)

    def pages(self) -> int:
        return 1 + len(self.template.shown)

    def page(self, number: int, ppi: int) -> bytes:
        image = QImage(ppi, ppi + number, QImage.Format.Format_RGB32)
        image.fill(Qt.GlobalColor.white)
        buffer = QBuffer()
        buffer.open(QIODevice.OpenModeFlag.WriteOnly)
        image.save(buffer, "PNG")
        return bytes(buffer.data().data())

    def chapters(self) -> dict[str, int]:
        return {c.id: n for n, c in enumerate(self.template.shown, 2)}

    @property
    def left_out(self) -> int:
        return 3

    def has_maps(self) -> bool:
        return self.maps

    def draw(self, _progress: Any) -> None:
        self.maps = True


@pytest.fixture
def workspace(qapp: Any, analysed: Any) -> Iterator[Workspace]:
    """The analysed town, open without a main window."""
    tasks = Tasks()
    made = Workspace(tasks)
    made.attach(Session())
    made.adopt(analysed)
    made.problems = []  # type: ignore[attr-defined]
    tasks.failed.connect(made.problems.append)  # type: ignore[attr-defined]
    yield made
    assert made.problems == []  # type: ignore[attr-defined]
    assert tasks.shut_down()


@pytest.fixture
def habits(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> QSettings:
    """Settings and templates of nobody."""
    monkeypatch.setattr(platformdirs, "user_config_path", lambda *_a, **_k: tmp_path / "config")
    return QSettings(str(tmp_path / "fenster.ini"), QSettings.Format.IniFormat)


@pytest.fixture
def report(workspace: Workspace, habits: QSettings, qtbot: Any, tmp_path: Path) -> Iterator[ReportWindow]:
    """The window of the report with its pages counted, the first one drawn, the maps in it."""
    FakePages.made = []
    made = ReportWindow(workspace._tasks, workspace, habits, tmp_path / "Bericht", make_pages=FakePages)
    with qtbot.waitSignal(made.feed.drawn, timeout=20_000):
        made.show()
    settled(made, qtbot, lambda: None)
    yield made
    if not made.closed:
        made.close()


def settled(report: ReportWindow, qtbot: Any, act: Any) -> None:
    """Do something and wait until the pages that follow from it are there."""
    act()
    feed = report.feed
    qtbot.waitUntil(
        lambda: (
            FakePages.made[-1] == report.draft.template
            and not (feed._rest.isActive() or feed._lane.busy or feed._maps.busy)
        ),
        timeout=20_000,
    )


def test_the_action_opens_one_window_that_is_not_modal(
    opened: Any, habits: QSettings, monkeypatch: pytest.MonkeyPatch, qtbot: Any
) -> None:
    monkeypatch.setattr(report_window, "typeset", FakePages)
    opened.actions_["report"].trigger()
    report = opened.reports.report
    assert report.isVisible()
    assert not report.isModal()
    opened.actions_["report"].trigger()
    assert opened.reports.report is report
    assert opened.findChildren(ReportWindow) == [report]
    with qtbot.waitSignal(report.destroyed, timeout=10_000):
        opened.workspace.session.close()  # nothing is left to report


def test_four_steps_by_button_and_key(report: ReportWindow, qtbot: Any) -> None:
    assert report.step == TEMPLATE
    seen = []
    for step in (CONTENT, PAGES, OUTPUT):
        qtbot.mouseClick(report.on, Qt.MouseButton.LeftButton)
        seen.append(
            (report.step, report.stack.isVisible(), report.pages.isVisible(), report.write.isVisible())
        )
        assert report.step == step
    assert seen == [(CONTENT, True, True, False), (PAGES, False, True, False), (OUTPUT, True, True, True)]
    assert not report.on.isVisible()
    report.steps[TEMPLATE].click()
    assert report.step == TEMPLATE
    assert [b.isChecked() for b in report.steps] == [True, False, False, False]


def test_words_on_the_cover_reach_the_pages(report: ReportWindow, qtbot: Any) -> None:
    def typed() -> None:
        field = report.template_page.fields["status"]
        field.setFocus()
        qtbot.keyClicks(field, "Entwurf")

    settled(report, qtbot, typed)
    assert report.draft.template.status == "Entwurf"
    assert FakePages.made[-1].status == "Entwurf"
    assert len(FakePages.made) == 2  # what is typed in one go is one draft
    assert report.template_page.state.isVisibleTo(report)


def test_chapters_are_switched_ordered_and_given_text(report: ReportWindow, qtbot: Any) -> None:
    report.go_to(CONTENT)
    page = report.content_page
    page.list.setCurrentRow(1)
    page.list.setFocus()
    settled(report, qtbot, lambda: qtbot.keyClick(page.list, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier))
    assert [c.id for c in report.draft.template.chapters][:2] == ["area", "summary"]
    assert page.list.currentRow() == 0  # the chosen chapter stays chosen
    settled(report, qtbot, lambda: page.list.item(0).setCheckState(Qt.CheckState.Unchecked))
    assert "area" not in [c.id for c in report.draft.template.shown]
    page.list.setCurrentRow(page.ids().index("gaps"))
    settled(report, qtbot, lambda: qtbot.keyClicks(page.before, "Der Ausschuss hat gebeten."))
    chapter = next(c for c in report.draft.template.chapters if c.id == "gaps")
    assert (chapter.before, chapter.after) == ("Der Ausschuss hat gebeten.", "")
    settled(report, qtbot, page.add.click)
    own = report.draft.template.chapters[-1]
    assert own.own
    assert page.heading.text() == own.heading
    page.heading.clear()
    page.heading.textEdited.emit("")  # emptied for another name: the old one holds as long
    assert not report.notice.isVisible()
    assert report.draft.template.chapters[-1].heading == own.heading
    page.heading.editingFinished.emit()
    assert page.heading.text() == own.heading
    settled(report, qtbot, page.remove.click)
    assert sorted(page.ids()) == sorted(CHAPTER_IDS)


def test_dragging_orders_chapters(report: ReportWindow) -> None:
    report.go_to(CONTENT)
    page = report.content_page
    model = page.list.model()
    assert model.moveRow(page.list.rootIndex(), 0, page.list.rootIndex(), 3)
    assert [c.id for c in report.draft.template.chapters][:3] == ["area", "data", "summary"]
    assert page.ids() == [c.id for c in report.draft.template.chapters]


def test_a_report_without_any_chapter_is_refused(report: ReportWindow) -> None:
    ids = [c.id for c in report.draft.template.shown]
    for chapter in ids[:-1]:
        assert report.draft.edit_chapter(chapter, on=False)
    report.content_page.list.item(report.content_page.ids().index(ids[-1])).setCheckState(
        Qt.CheckState.Unchecked
    )
    assert [c.id for c in report.draft.template.shown] == ids[-1:]
    assert report.notice.isVisible()
    assert "mindestens eines einschalten" in report.notice.text().lower()


def test_templates_are_kept_chosen_and_deleted(report: ReportWindow) -> None:
    report.draft.change(department="Amt 61", map_paper="a3")
    assert report.draft.save("Amt 61")
    assert not report.draft.edited
    labels = [report.template_page.choice.itemText(i) for i in range(report.template_page.choice.count())]
    assert "Amt 61 · Amt 61" in labels
    assert report.draft.choose(report_templates.STANDARD)
    assert report.draft.template.map_paper == "a4"
    report.template_page.choice.setCurrentIndex(labels.index("Amt 61 · Amt 61"))
    report.template_page.choice.activated.emit(labels.index("Amt 61 · Amt 61"))
    assert report.draft.template.map_paper == "a3"
    assert report.content_page.paper.currentData() == "a3"
    assert report.draft.delete()
    assert report.draft.name == report_templates.STANDARD
    assert not report.template_page.remove.isEnabled()
    assert report_templates.names() == [report_templates.STANDARD]
    assert not report.draft.save("a/b")
    assert report.notice.isVisible()


def test_the_last_template_is_taken_up_again(
    report: ReportWindow, workspace: Workspace, habits: QSettings, tmp_path: Path
) -> None:
    report.draft.change(author="Ada")
    report.draft.save("Meine")
    report.close()
    again = ReportWindow(workspace._tasks, workspace, habits, tmp_path, make_pages=FakePages)
    assert (again.draft.name, again.template_page.fields["author"].text()) == ("Meine", "Ada")
    again.close()


def test_pages_are_turned_and_chapters_found(report: ReportWindow, qtbot: Any) -> None:
    report.go_to(PAGES)
    settled(report, qtbot, lambda: qtbot.keyClick(report.pages.area, Qt.Key.Key_PageDown))
    assert report.pages.page == 2
    settled(report, qtbot, lambda: qtbot.keyClick(report.pages.area, Qt.Key.Key_End))
    assert report.pages.page == 1 + len(CHAPTER_IDS)
    assert report.pages.chapter.currentText() == "Anhang"
    row = report.pages.chapter.findText("Lücken")
    settled(report, qtbot, lambda: report.pages.chapter.activated.emit(row))
    assert report.pages.page == report.pages.chapter.itemData(row)
    qtbot.waitUntil(lambda: "Karten" not in report.pages.note.text(), timeout=10_000)
    assert "3 Quartiersseiten" in report.pages.note.text()


def test_what_the_preview_cannot_show_is_said(report: ReportWindow, qtbot: Any) -> None:
    with qtbot.waitSignal(report.feed.failed, timeout=20_000):
        report.draft.change(title="kaputt")
    assert "Das Logo lässt sich nicht lesen." in report.pages.note.text()


def test_formats_and_folder_decide_whether_it_can_be_written(report: ReportWindow, tmp_path: Path) -> None:
    report.go_to(OUTPUT)
    page = report.output_page
    assert set(page.boxes) == set(AVAILABLE_FORMATS)
    for key, box in page.boxes.items():
        box.setChecked(key in ("csv", "json"))
    assert set(report.draft.formats) == {"csv", "json"}
    page.boxes["csv"].click()
    assert not page.csv.isEnabled()
    page.boxes["json"].click()
    assert page.boxes["json"].isChecked()  # one format at least
    assert report.write.isEnabled()
    page.folder.setText("  ")
    assert not report.write.isEnabled()
    page.folder.setText("Bericht 2")  # a name alone never means the folder that the program was started from
    assert page.target == tmp_path / "Bericht 2"


def test_writing_blocks_nothing_and_ends_with_the_files(
    report: ReportWindow, qtbot: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown: list[str] = []
    monkeypatch.setattr(
        QDesktopServices, "openUrl", lambda url: bool(shown.append(url.toLocalFile())) or True
    )
    go_on = Event()
    real = usecases.report

    def slow(*args: Any, **kwargs: Any) -> list[Path]:
        assert go_on.wait(20)
        return real(*args, **kwargs)

    monkeypatch.setattr(usecases, "report", slow)
    monkeypatch.setattr(usecases, "with_stability_if_fresh", lambda project, _progress: project)
    report.go_to(OUTPUT)
    report.output_page.folder.setText(str(tmp_path / "neu"))
    report.draft.set_formats(("csv", "json", "html"))
    report.draft.change(csv="machine")
    report.write.click()
    assert report.running.isVisible()
    assert not report.write.isEnabled()
    report.go_to(TEMPLATE)  # everything else goes on
    report.template_page.fields["author"].setText("Ada")
    with qtbot.waitSignal(report.written, timeout=60_000) as done:
        go_on.set()
    folder, files = done.args
    assert folder == tmp_path / "neu"
    assert {"report.json", "Karte.html"} <= {f.name for f in files}
    tables = [f for f in files if f.suffix == ".csv"]
    assert tables
    assert all(b";" not in f.read_bytes().splitlines()[0] for f in tables)  # the template's dialect
    qtbot.waitUntil(lambda: not report.running.isVisible(), timeout=10_000)
    assert report.result_bar.isVisible()
    report.open_button.click()
    report.show_folder.click()
    assert shown == [str(folder / "Karte.html"), str(folder)]


def test_print_now_writes_what_the_template_says(
    report: ReportWindow, monkeypatch: pytest.MonkeyPatch, qtbot: Any
) -> None:
    asked: list[Any] = []

    def write(_project: Any, out: Path, formats: Any, _progress: Any, **kwargs: Any) -> list[Path]:
        asked.append((out, tuple(formats), kwargs["template"]))
        return []

    monkeypatch.setattr(usecases, "report", write)
    report.draft.set_formats(("csv",))
    assert "CSV" in report.template_page.target.text()
    assert str(report.output_page.target) in report.template_page.target.text()
    with qtbot.waitSignal(report.written, timeout=20_000):
        qtbot.mouseClick(report.template_page.now, Qt.MouseButton.LeftButton)
    assert asked == [(report.output_page.target, ("csv",), report.draft.template)]


def test_cancelling_says_what_stays(
    report: ReportWindow, monkeypatch: pytest.MonkeyPatch, qtbot: Any
) -> None:
    begun = Event()

    def write(_project: Any, _out: Path, _formats: Any, progress: Any, **_kwargs: Any) -> list[Path]:
        begun.set()
        while True:
            progress.step(0.3, "PDF-Bericht schreiben")

    monkeypatch.setattr(usecases, "report", write)
    report.start()
    assert begun.wait(20)
    qtbot.waitUntil(lambda: report.progress.value() == 300, timeout=10_000)
    assert report.progress_text.text() == "PDF-Bericht schreiben"
    report.stop.click()
    qtbot.waitUntil(lambda: not report.running.isVisible(), timeout=20_000)
    assert "nichts geändert" in report.notice.text()
    assert not report.result_bar.isVisible()


def test_a_stale_result_is_said_with_a_button(report: ReportWindow, workspace: Workspace) -> None:
    assert not report.stale.isVisible() or report._project().stale
    project = workspace.project
    assert project is not None
    workspace.plan(
        "Einrichtung geschlossen",
        project.with_(facilities=project.facilities.iloc[1:].reset_index(drop=True)),
    )
    assert report.stale.isVisible()
    assert "älter als die Daten" in report.stale_text.text()
    assert report.compute.isEnabled()


def test_every_field_has_a_name_and_the_keyboard_comes_to_it(report: ReportWindow) -> None:
    for step in range(4):
        report.go_to(step)
        for widget in report.findChildren(QWidget):
            if not widget.isVisible() or not isinstance(
                widget, (QAbstractButton, QComboBox, QLineEdit, QPlainTextEdit)
            ):
                continue
            if widget.objectName().startswith("qt_"):
                continue  # parts of other fields
            labels = [
                lb for lb in report.findChildren(QWidget) if getattr(lb, "buddy", lambda: None)() is widget
            ]
            assert widget.accessibleName() or getattr(widget, "text", str)() or labels, widget
            assert widget.focusPolicy() & Qt.FocusPolicy.TabFocus, widget
