"""The window: panels, map and tables follow one another; nothing gets lost; everything goes by keyboard."""

from __future__ import annotations

import re
import threading
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, QSettings, Qt, QUrl
from PySide6.QtGui import QAction, QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QLabel,
    QLineEdit,
    QMainWindow,
    QMenu,
    QScrollArea,
    QWidget,
)

from quartiermap.errors import Cancelled, InputError, MachineError, Problem
from quartiermap.io import project_file
from quartiermap.ui import messages, translation
from quartiermap.ui.viewmodels.selection import Selected
from quartiermap.ui.widgets.actions import Actions
from quartiermap.ui.widgets.import_window import ImportWindow

FIRST_GAP = "0105:kita:out_of_reach"


class TestSelection:
    def test_a_gap_in_the_table_moves_the_map_and_opens_the_inspector(self, opened, qtbot):
        table = opened.tables.gaps
        table.view.setFocus()
        table.view.setCurrentIndex(table.shown.index(0, 0))
        assert opened.map.named("focus_gap")[-1] == FIRST_GAP
        assert opened.map.named("select")[-1] == "0105"
        assert "204 Kinder" in opened.inspector.text()
        assert opened.tables.districts.current_key() == "0105"

    def test_layers_that_come_anew_mark_the_gap_and_leave_the_map_where_it_is(self, opened, qtbot):
        opened.selection.select("gap", FIRST_GAP)
        assert opened.map.gone_to == FIRST_GAP
        laid = len(opened.map.named("load_layers"))
        opened.map_controller.show(opened.workspace.project, opened.data)
        qtbot.waitUntil(lambda: len(opened.map.named("load_layers")) > laid)
        assert (opened.map.named("focus_gap")[-1], opened.map.gone_to) == (FIRST_GAP, None)

    def test_a_district_on_the_map_is_selected_in_the_table_and_the_inspector(self, opened):
        opened.map.districtClicked.emit("0103")
        assert opened.tables.districts.current_key() == "0103"
        assert opened.tables.gaps.current_key() == ""
        assert opened.inspector.page.title == "Neue Siedlung"

    def test_a_gap_and_a_facility_on_the_map(self, opened):
        opened.map.gapClicked.emit(FIRST_GAP)
        assert opened.tables.gaps.current_key() == FIRST_GAP
        opened.map.facilityClicked.emit("k2")
        assert opened.tables.facilities.current_key() == "k2"
        assert opened.tables.gaps.current_key() == ""

    def test_a_gap_of_another_kind_brings_its_kind_to_the_map(self, opened):
        opened.selection.select("gap", "0104:library:out_of_reach")
        assert opened.thematic.theme.kind == "library"
        assert opened.map.named("show_kind")[-1] == "library"

    def test_a_link_in_the_inspector_leads_on(self, opened, qtbot):
        opened.selection.select("district", "0103")
        target, button = next((t, b) for t, b in opened.inspector.links if t.what == "gap")
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
        assert opened.selection.selected == target

    def test_sorting_and_filtering_keep_the_selection(self, opened, qtbot):
        opened.selection.select("gap", "0103:kita:too_few_places")
        table = opened.tables.gaps
        table.view.sortByColumn(4, Qt.SortOrder.DescendingOrder)
        assert table.current_key() == "0103:kita:too_few_places"
        table.filter.words.setText("neue siedlung")
        qtbot.waitUntil(lambda: table.shown.rowCount() == 1)
        assert table.current_key() == "0103:kita:too_few_places"
        assert opened.selection.selected == Selected("gap", "0103:kita:too_few_places")

    def test_the_map_marks_the_facility_that_is_selected_and_no_other_thing(self, opened):
        facility = next(iter(opened.data.facilities))
        marked = lambda: opened.map.named("mark_facility")[-1]  # noqa: E731
        opened.selection.select("facility", facility)
        assert marked() == facility
        opened.selection.select("gap", FIRST_GAP)
        assert marked() is None

    def test_escape_selects_nothing(self, opened, qtbot):
        opened.selection.select("gap", FIRST_GAP)
        opened.on_escape()
        assert opened.selection.selected == Selected()
        assert opened.map.named("focus_gap")[-1] is None


class TestTheme:
    def test_another_kind_recolours_without_loading_layers_again(self, opened, qtbot):
        loads = len(opened.map.named("load_layers"))
        with qtbot.waitSignal(opened.map_controller.painted, timeout=5000):
            opened.thematic.choose_kind("library")
        scheme, classes, values, note, detail = opened.map.named("paint")[-1]
        assert scheme.id == "covered_share"
        assert classes == {"0101": 4, "0102": 4, "0103": 2, "0104": 3, "0105": 1, "0106": -1}
        assert values["0103"] == "51,2\u00a0%"
        assert "1.250" in note
        assert detail.startswith(note.split(" · ")[1])
        assert len(opened.map.named("load_layers")) == loads

    def test_the_slider_recolours_by_the_new_distance_and_says_so(self, opened, qtbot):
        with qtbot.waitSignal(opened.map_controller.painted, timeout=5000):
            opened.theme_panel.slider.setValue(14)
        assert opened.map.named("paint")[-1][1]["0104"] == 4
        assert opened.theme_panel.moved.isVisibleTo(opened)
        assert "700" in opened.theme_panel.moved.text()
        with qtbot.waitSignal(opened.map_controller.painted, timeout=5000):
            opened.theme_panel.reset.click()
        assert opened.map.named("paint")[-1][1]["0104"] == 2
        assert not opened.theme_panel.moved.isVisibleTo(opened)

    def test_many_wishes_paint_the_last_one_last(self, opened, qtbot):
        for metres in range(100, 800, 50):
            opened.thematic.choose_target(metres)
        qtbot.waitUntil(lambda: "750" in opened.map.named("paint")[-1][3])

    def test_how_binding_the_standard_is_and_where_it_comes_from(self, opened):
        panel = opened.theme_panel
        assert panel.source.text() == "500\u00a0m Fußweg · Studie, 2008"
        panel.more.click()
        assert panel.source.text().startswith("500\u00a0m Fußweg · Studie · Westphal")
        panel.more.click()
        assert "Westphal" not in panel.source.text()

    def test_layers_are_switched(self, opened):
        opened.theme_panel.layers["cells"].setChecked(False)
        assert opened.map.named("set_visible")[-1] == ("cells", False)


class TestWork:
    def test_cancel_stops_the_work_and_changes_nothing(self, opened, qtbot, monkeypatch):
        started = threading.Event()

        def endless(_project, _options, progress):
            while True:
                started.set()
                progress.step(0.3, "Wege messen")

        monkeypatch.setattr("quartiermap.app.usecases.analyse", endless)
        before = opened.workspace.project
        opened.workspace.analyse()
        assert started.wait(5)
        qtbot.waitUntil(lambda: opened.status.text.text() == "Wege messen")
        assert opened.status.cancel.isVisible()
        assert not opened.actions_["import"].isEnabled()
        with qtbot.waitSignal(opened.tasks.cancelled, timeout=5000):
            qtbot.mouseClick(opened.status.cancel, Qt.MouseButton.LeftButton)
        assert opened.workspace.project is before
        assert not opened.status.cancel.isVisible()
        assert opened.messages.errors == []

    def test_a_new_result_can_be_undone_and_done_again(self, opened, qtbot, monkeypatch, town):
        monkeypatch.setattr("quartiermap.app.usecases.analyse", lambda _project, _options, _progress: town)
        with qtbot.waitSignal(opened.shown, timeout=5000):
            opened.workspace.analyse()
        assert opened.actions_["undo"].text().endswith("Analyse rechnen")
        assert not opened.actions_["report"].isEnabled()
        with qtbot.waitSignal(opened.shown, timeout=5000):
            opened.actions_["undo"].trigger()
        assert opened.workspace.project.analysis is not None
        assert opened.actions_["redo"].isEnabled()

    def test_an_error_in_the_work_reaches_the_one_door(self, window, qtbot, town, monkeypatch):
        def fails(_project, _options, _progress):
            raise InputError([Problem("Es fehlen Quartiere.")])

        monkeypatch.setattr("quartiermap.app.usecases.analyse", fails)
        with qtbot.waitSignal(window.shown, timeout=10_000):
            window.workspace.adopt(town)
        with qtbot.waitSignal(window.tasks.failed, timeout=5000):
            window.workspace.analyse()
        assert [type(e) for e in window.messages.errors] == [InputError]

    def test_closing_while_busy_asks_and_then_waits_for_the_stop(self, opened, qtbot, monkeypatch):
        started = threading.Event()

        def endless(_project, _options, progress):
            while True:
                started.set()
                progress.step(0.3, "Wege messen")

        monkeypatch.setattr("quartiermap.app.usecases.analyse", endless)
        opened.workspace.analyse()
        assert started.wait(5)
        opened.messages.answer = False
        opened.close()
        assert opened.isVisible()
        assert opened.messages.questions == ["Analyse rechnen"]
        opened.messages.answer = True
        opened.close()
        opened.messages.answer = (
            "cancel"  # the work is stopped, and what was unsaved before it is still asked for
        )
        qtbot.waitUntil(lambda: opened.messages.questions[-1] == "Musterstadt")
        assert not opened.workspace.busy
        assert opened.isVisible()
        opened.messages.answer = "discard"
        opened.close()
        qtbot.waitUntil(lambda: not opened.isVisible())

    def test_closing_while_the_first_project_is_read_needs_no_question(self, window, qtbot):
        started, goes_on = threading.Event(), threading.Event()

        def work(progress):
            started.set()
            goes_on.wait(10)
            progress.step(1.0, "Projekt öffnen")

        window.tasks.job("Projekt öffnen", work)
        assert started.wait(5)
        window.close()
        assert window.messages.questions == []
        goes_on.set()
        qtbot.waitUntil(lambda: not window.isVisible())

    def test_closing_with_unsaved_changes_asks(self, opened, qtbot):
        assert opened.isWindowModified()
        opened.messages.answer = "cancel"
        opened.close()
        assert opened.isVisible()
        assert opened.messages.questions == ["Musterstadt"]
        opened.messages.answer = "discard"
        opened.close()
        qtbot.waitUntil(lambda: not opened.isVisible())

    def test_save_and_open_again(self, opened, qtbot, tmp_path: Path):
        path = tmp_path / "Musterstadt.gpkg"
        with qtbot.waitSignal(opened.workspace.saved, timeout=30_000):
            opened.workspace.save(path)
        assert not opened.isWindowModified()
        assert opened.files.recent() == [
            path
        ]  # a new project was not in the list until somebody found its file again
        assert [row.entry.path for row in opened.start_page.rows] == [str(path)]
        opened.files.close_project()
        assert opened.pages.currentWidget() is opened.start_page
        with qtbot.waitSignal(opened.shown, timeout=30_000):
            opened.files.take_files((path,))
        assert opened.workspace.project.name == "Musterstadt"
        assert opened.files.recent() == [path]


class TestKeyboard:
    def test_every_action_has_a_mnemonic_or_a_key(self, window):
        for action in window.findChildren(QAction):
            if action.parent() is window and action.text():
                assert "&" in action.text() or not action.shortcut().isEmpty(), action.text()

    @pytest.mark.parametrize("language", ["de", "en"])
    def test_no_letter_stands_for_two_entries_of_a_menu(self, qapp, language):
        installed = translation.install(qapp, language)
        try:
            outer = QMainWindow()
            bar = outer.menuBar()
            Actions(outer).fill_menus()
        finally:
            for translator in installed:
                qapp.removeTranslator(translator)
        menus = [bar, *outer.findChildren(QMenu)]
        assert len(menus) > 8
        twice = []
        for menu in menus:
            letters: dict[str, str] = {}
            for action in menu.actions():
                found = re.search(r"&([^&])", action.text())
                if found is None:
                    continue
                letter = found[1].lower()
                if letter in letters:
                    twice.append((letters[letter], action.text()))
                letters[letter] = action.text()
        assert twice == []

    def test_no_key_is_given_twice(self, window):
        keys = [
            k.toString() for a in window.findChildren(QAction) if a.parent() is window for k in a.shortcuts()
        ]
        assert len(keys) == len(set(keys))

    def test_f6_walks_through_the_parts(self, opened, qtbot):
        opened.activateWindow()
        opened.theme_panel.kinds.setFocus()
        opened.map.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        seen = []
        parts = (
            opened.theme_panel,
            opened.map,
            opened.tables,
            opened.inspector,
            opened.toolbar,
            opened.status,
        )
        for _ in parts:
            opened.area.focus_next()
            focus = opened.focusWidget()
            seen.append(next(p for p in parts if p is focus or p.isAncestorOf(focus)))
        assert seen == [*parts[1:], parts[0]]

    def test_the_main_job_by_keyboard_only(self, opened, qtbot):
        """Choose a kind, go to the gap table, walk to a gap, read it, open how it was computed, come back."""
        opened.activateWindow()
        kinds = opened.theme_panel.kinds
        kinds.setFocus()
        qtbot.keyClick(kinds, Qt.Key.Key_Down)
        assert opened.thematic.theme.kind == "library"
        opened.focus_filter()
        qtbot.keyClicks(opened.focusWidget(), "kita")
        qtbot.waitUntil(lambda: opened.tables.gaps.shown.rowCount() == 3)
        qtbot.keyClick(opened, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
        assert opened.selection.selected == Selected("gap", FIRST_GAP)
        qtbot.keyClick(opened, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
        assert opened.selection.selected.id == "0103:kita:too_few_places"
        button = opened.inspector.how_buttons[1]  # the first explains the people affected
        button.setFocus()
        qtbot.keyClick(button, Qt.Key.Key_Space)
        assert opened.inspector.how.isVisible()
        shown = " ".join(label.text() for label in opened.inspector.how.findChildren(QLabel))
        assert "Personen der Zielgruppe mit Fußweg bis zum Richtwert" in shown
        qtbot.keyClick(opened.inspector.how, Qt.Key.Key_Escape)

    def test_everything_that_can_be_pressed_has_a_name(self, opened):
        opened.selection.select("district", "0103")
        for button in opened.findChildren(QAbstractButton):
            if button.isVisible() and not isinstance(button.parent(), QLineEdit):
                assert button.text() or button.accessibleName() or button.toolTip(), button


class TestPresentation:
    def test_f11_in_and_escape_out_leave_everything_as_it_was(self, opened, qtbot):
        opened.actions_["show_right"].setChecked(False)
        chrome = (
            opened.menuBar(),
            opened.toolbar,
            opened.status,
            opened.theme_panel,
            opened.inspector,
            opened.tables,
        )
        before = [w.isVisible() for w in chrome]
        qtbot.keyClick(opened, Qt.Key.Key_F11)
        assert opened.isFullScreen()
        assert not any(w.isVisible() for w in chrome)
        assert opened.map.named("set_presentation") == [True]
        assert "Kita" in opened.presentation.title.text()
        qtbot.keyClick(opened, Qt.Key.Key_Escape)
        assert not opened.isFullScreen()
        assert [w.isVisible() for w in chrome] == before
        assert opened.map.named("set_presentation") == [True, False]

    def test_number_keys_choose_the_kind_and_arrows_walk_the_gaps(self, opened, qtbot):
        qtbot.keyClick(opened, Qt.Key.Key_F11)
        qtbot.keyClick(opened, Qt.Key.Key_2)
        assert opened.thematic.theme.kind == "library"
        qtbot.keyClick(opened, Qt.Key.Key_Right)
        assert opened.selection.selected.id == FIRST_GAP
        assert opened.presentation.text.text() == (
            "Lücke 1 von 4 · Am Fluss · Kita: außer Reichweite · betroffen: 204 Personen (unter 6 Jahre)"
        )
        qtbot.keyClick(opened, Qt.Key.Key_Left)
        assert opened.selection.selected.id == "0104:library:out_of_reach"
        qtbot.keyClick(opened, Qt.Key.Key_F11)
        assert not opened.presentation.on


class TestMessages:
    @pytest.fixture
    def door(self, qtbot):
        parent = QWidget()
        qtbot.addWidget(parent)
        return messages.Messages(parent, Path("quartiermap.log"))

    def test_all_problems_of_an_input_stand_in_one_table_and_can_be_copied(self, door, qapp):
        problems = [
            Problem(
                f"Problem {n}",
                file="kitas.csv",
                row=n,
                column="Plaetze",
                value="ca. 40",
                remedy="Ganze Zahl.",
            )
            for n in range(2, 40)
        ]
        door.show_error(InputError(problems))
        table = door.last.table
        assert table.problems.rowCount() == 38
        table.copy_all()
        copied = qapp.clipboard().text()
        assert all(
            f"kitas.csv\t{n}\tPlaetze\tca. 40\tProblem {n}\tGanze Zahl." in copied for n in range(2, 40)
        )

    def test_a_missing_thing_names_the_command(self, door):
        door.show_error(MachineError("Leaflet fehlt.", "make setup"))
        assert door.last.command.text() == "make setup"
        assert door.last.head.text() == "Leaflet fehlt."

    def test_a_bug_shows_details_and_where_the_log_is(self, door):
        try:
            raise KeyError("geometry")
        except KeyError as error:
            door.show_error(error)
        assert "KeyError: 'geometry'" in door.last.details.toPlainText()
        assert "quartiermap.log" in door.last.details.toPlainText()

    def test_a_cancel_is_silent(self, door):
        door.show_error(Cancelled())
        assert door.last is None


class TestLooks:
    def test_text_from_data_is_never_markup(self, opened):
        opened.selection.select("facility", "k2")
        assert "Kita <b>Am Wall</b>" in opened.inspector.text().splitlines()
        assert all(
            lb.textFormat() == Qt.TextFormat.PlainText
            for lb in opened.inspector.findChildren(QLabel)
            if lb.text()
        )

    def test_everything_fits_into_1366_by_768(self, opened, qtbot):
        opened.resize(1366, 768)
        assert opened.minimumSizeHint().width() <= 1366
        assert opened.minimumSizeHint().height() <= 768
        assert opened.map.width() >= 600

    def test_no_group_of_a_kind_is_cut_off_beside_its_name(self, opened):
        opened.resize(1366, 768)
        groups = [
            lb for lb in opened.inspector.findChildren(QLabel) if lb.toolTip() == "Personen der Zielgruppe"
        ]
        assert groups
        for group in groups:
            longest = max(group.text().split(" "), key=len)  # a word cannot be wrapped
            assert group.width() >= group.fontMetrics().horizontalAdvance(longest)
            assert group.height() >= group.heightForWidth(group.width())

    def test_an_icon_for_every_named_symbol(self, window):
        for action in window.findChildren(QAction):
            if not action.icon().isNull():
                assert not action.icon().pixmap(20, 20).isNull(), action.text()


class TestLayout:
    def test_gaps_can_be_told_apart_by_their_pre_check(self, opened):
        """One mandatory criterion is only the programme's period: it is said once and not counted."""
        table = opened.tables.gaps
        column = next(i for i, c in enumerate(table.model.columns) if c.title == "Vorprüfung")
        assert table.shown.index(0, column).data() == "geschlossen · 1 offen"

    def test_a_hostile_name_is_no_markup_in_a_tool_tip(self, opened):
        table = opened.tables.facilities
        tips = [
            table.shown.index(row, 0).data(Qt.ItemDataRole.ToolTipRole)
            for row in range(table.shown.rowCount())
        ]
        assert "<span>Kita &lt;b&gt;Am Wall&lt;/b&gt;</span>" in tips

    def test_the_left_panel_needs_no_scroll_bar_on_a_small_screen(self, opened, qtbot):
        opened.resize(1366, 768)
        area = opened.theme_panel.findChild(QScrollArea)
        qtbot.waitUntil(lambda: area.verticalScrollBar().maximum() == 0)

    def test_the_map_gets_most_of_the_height_and_the_splitter_is_remembered(self, opened, qtbot, tmp_path):
        opened.resize(1366, 768)
        qtbot.waitUntil(lambda: opened.map.height() > 1.8 * opened.tables.height())
        opened.area.rows.setSizes([300, 300])
        settings = QSettings(str(tmp_path / "andere.ini"), QSettings.Format.IniFormat)
        opened.area.keep(settings)
        kept = opened.area.rows.sizes()
        opened.area.rows.setSizes([500, 100])
        opened.area.restore(settings)
        assert opened.area.rows.sizes() == kept

    def test_f7_folds_the_legend_and_the_page_tells_back(self, opened, qtbot):
        qtbot.keyClick(opened, Qt.Key.Key_F7)
        assert opened.map.named("set_legend")[-1] is False
        opened.map.legendShown.emit(True)
        assert opened.actions_["legend"].isChecked()

    def test_the_language_is_kept_for_the_next_start_and_said_in_that_language(self, window, qtbot):
        english = next(a for a in window.actions_.language.actions() if "English" in a.text())
        english.trigger()
        assert window.files._settings.value("language") == "en"
        assert "next start" in window.status.said.text()

    def test_the_background_is_announced_while_it_is_made(self, window):
        window.map_controller.background.emit(0.4)
        assert "40\u00a0%" in window.status.background.text()
        assert window.status.background.isVisible()
        window.map_controller.background.emit(1.0)
        assert not window.status.background.isVisible()


class TestNarrow:
    def test_the_tabs_stay_readable_when_the_window_is_small(self, opened, qtbot):
        tables = opened.tables
        tables.resize(2000, 200)
        assert tables.gaps.filter.count.isVisibleTo(tables)
        tables.resize(tables.tabBar().sizeHint().width() + 180, 200)
        assert not tables.gaps.filter.count.isVisibleTo(tables)
        assert tables.gaps.filter.words.isVisibleTo(tables)

    def test_a_sentence_never_hides_that_the_data_are_invented(self, opened):
        opened.status.invented.show()
        opened.say("13 Quartiere eingelesen.")
        assert opened.status.invented.isVisibleTo(opened.status)
        assert opened.status.said.text() == "13 Quartiere eingelesen."

    def test_a_project_of_the_start_page_opens_its_file(self, window, tmp_path, monkeypatch):
        opened = []
        monkeypatch.setattr(window.files, "open_path", opened.append)
        window.start_page.recent_wanted.emit(str(tmp_path / "stadt.gpkg"))
        assert opened == [tmp_path / "stadt.gpkg"]


class TestDroppedFiles:
    """What falls on the window from a file manager."""

    @staticmethod
    def drop(window, *paths: Path) -> bool:
        data = QMimeData()
        data.setUrls([QUrl.fromLocalFile(str(p)) for p in paths])
        at, button, keys = QPoint(60, 60), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
        enter = QDragEnterEvent(at, Qt.DropAction.CopyAction, data, button, keys)
        QApplication.sendEvent(window, enter)
        if enter.isAccepted():
            QApplication.sendEvent(
                window, QDropEvent(QPointF(at), Qt.DropAction.CopyAction, data, button, keys)
            )
        return enter.isAccepted()

    def test_data_open_the_import_window_with_that_file(self, opened, qtbot, tmp_path, analysed):
        table = tmp_path / "neue_kitas.csv"
        table.write_text("Bezeichnung;Rechtswert;Hochwert\nKita;476500;5474500\n", encoding="utf-8")
        assert self.drop(opened, table)
        (dialog,) = opened.findChildren(ImportWindow)
        qtbot.waitUntil(lambda: not dialog.run.busy, timeout=60_000)
        assert [e.path for e in dialog.run.entries] == [table]
        assert dialog.run.entry.target == "facilities"
        assert opened.workspace.project is analysed
        dialog.close()

    def test_data_on_the_start_page_begin_a_project_of_that_name(self, window, qtbot, tmp_path):
        table = tmp_path / "quartiere.csv"
        table.write_text("Nr;Name\n1;Altstadt\n", encoding="utf-8")
        assert self.drop(window, table)
        qtbot.waitUntil(lambda: not window.tasks.reading, timeout=60_000)
        assert window.workspace.project.name == "quartiere"
        for dialog in window.findChildren(ImportWindow):
            dialog.close()

    def test_a_project_file_is_opened(self, window, qtbot, tmp_path, town):
        path = tmp_path / "stadt.gpkg"
        project_file.save(town, path)
        with qtbot.waitSignal(window.shown, timeout=60_000):
            assert self.drop(window, path)
        assert window.workspace.path == path
        assert window.workspace.project.fingerprint == town.fingerprint

    def test_text_is_not_taken(self, opened):
        data = QMimeData()
        data.setText("kitas.csv")
        keys = Qt.KeyboardModifier.NoModifier
        enter = QDragEnterEvent(
            QPoint(60, 60), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, keys
        )
        enter.setAccepted(False)
        QApplication.sendEvent(opened, enter)
        assert not enter.isAccepted()
