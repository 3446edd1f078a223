"""The keyboard is where its user left it, and never where nothing can be done: while opening, by F6, in pages and forms."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QAbstractButton, QApplication, QScrollArea, QStackedWidget

from quartiermap.app.facts import Statement, with_statement
from quartiermap.io import bundled
from quartiermap.ui.viewmodels.blocks import Page, PlacesTable
from quartiermap.ui.viewmodels.facts import build_form
from quartiermap.ui.viewmodels.selection import Selected
from quartiermap.ui.viewmodels.supply_balance import BalanceBlock, BalanceGroup, BalanceLine
from quartiermap.ui.widgets import tab_order
from quartiermap.ui.widgets.facts_dialog import FactsDialog
from quartiermap.ui.widgets.inspector_panel import InspectorPanel

FIRST_GAP = "0105:kita:out_of_reach"


def keyboard_in(part) -> bool:
    focus = QApplication.focusWidget()
    return focus is not None and (part is focus or part.isAncestorOf(focus))


def show(window, project, qtbot) -> None:
    with qtbot.waitSignal(window.shown, timeout=20_000):
        window.workspace.adopt(project)
    qtbot.waitUntil(lambda: not window.tasks.reading, timeout=20_000)


class TestOpening:
    def test_it_ends_at_the_kinds(self, window, analysed, qtbot):
        window.activateWindow()
        show(window, analysed, qtbot)
        assert window.theme_panel.kinds.hasFocus()

    def test_who_has_gone_elsewhere_meanwhile_stays_there(self, window, analysed, qtbot):
        window.activateWindow()
        pages: QStackedWidget = window.pages
        pages.currentChanged.connect(lambda _at: QTimer.singleShot(0, window.status.offline.setFocus))
        show(window, analysed, qtbot)
        assert window.status.offline.hasFocus()


class TestParts:
    def test_shift_f6_goes_the_way_of_f6_back(self, opened):
        opened.activateWindow()
        opened.theme_panel.kinds.setFocus()
        met = []
        for name in ("next_part", "next_part", "previous_part", "previous_part"):
            opened.actions_[name].trigger()
            met.append(QApplication.focusWidget())
        assert met[2] is met[0]
        assert opened.theme_panel.kinds.hasFocus()

    def test_a_panel_that_is_off_is_passed_by(self, opened):
        opened.activateWindow()
        opened.show_rules()
        opened.area.rules_panel.setEnabled(False)
        opened.status.offline.setFocus()
        opened.actions_["next_part"].trigger()
        assert not keyboard_in(opened.area.left)
        assert not keyboard_in(opened.status)

    def test_tab_does_not_stop_at_an_area_that_is_seen_as_a_whole(self, opened):
        opened.resize(1366, 3000)
        opened.selection.select("district", next(iter(opened.data.districts)))
        opened.inspector.complete()
        QApplication.processEvents()
        areas = [w for w in tab_order.stops(opened) if isinstance(w, QScrollArea)]
        assert [a.accessibleName() for a in areas if a.verticalScrollBar().maximum() == 0] == []


def bar_of(panel):
    return panel._area.verticalScrollBar()


def in_sight(part) -> bool:
    return not part.visibleRegion().isEmpty()


def written_anew(panel, of=None) -> None:
    """The page of the same thing, or of another one, with more to say."""
    panel.show_page(replace(panel.page, chips=(*panel.page.chips, "neu")), of)


class TestInspector:
    @pytest.fixture
    def panel(self, opened, qtbot):
        """An inspector of its own, with the page of a gap: nobody but the test writes it anew."""
        opened.selection.select("gap", FIRST_GAP)
        made = InspectorPanel()
        qtbot.addWidget(made)
        made.resize(330, 420)
        made.show()
        made.show_page(opened.inspector.page, opened.selection.selected)
        made.complete()
        qtbot.waitUntil(lambda: bar_of(made).maximum() > made.height())
        assert not in_sight(made.criteria[-1])
        return made

    def test_a_link_leads_to_a_page_that_has_the_keyboard(self, opened):
        opened.activateWindow()
        opened.selection.select("gap", FIRST_GAP)
        _, back = opened.inspector.links[0]
        back.setFocus()
        back.click()
        assert opened.selection.selected.what == "district"
        assert keyboard_in(opened.inspector)

    def test_a_page_that_says_more_by_now_keeps_its_button(self, opened):
        opened.activateWindow()
        opened.selection.select("gap", FIRST_GAP)
        button = opened.inspector.criteria[-1].more
        button.setFocus()
        written_anew(opened.inspector)
        focus = QApplication.focusWidget()
        assert focus is not button
        assert isinstance(focus, QAbstractButton)
        assert focus.accessibleName() == button.accessibleName()

    def test_a_criterion_that_opens_is_brought_into_sight(self, panel, qtbot):
        panel.criteria[-1].more.setChecked(True)
        qtbot.waitUntil(lambda: in_sight(panel.criteria[-1]))
        assert bar_of(panel).value() > 0

    def test_also_where_its_page_is_written_anew_that_very_moment(self, panel, qtbot):
        panel.criteria[-1].more.setChecked(True)
        written_anew(panel)
        qtbot.waitUntil(lambda: in_sight(panel.criteria[-1]))
        assert bar_of(panel).value() > 0

    def test_a_page_that_says_more_by_now_keeps_its_place_and_what_is_open(self, panel, qtbot):
        row = panel.criteria[-1]
        row.more.setChecked(True)
        qtbot.waitUntil(lambda: in_sight(row))
        place = bar_of(panel).value()
        assert place > panel.height() / 2
        written_anew(panel)
        again = panel.criteria[-1]
        assert again is not row
        assert (again.more.isChecked(), again.more.text(), again.folded()) == (True, row.more.text(), ())
        assert not panel.criteria[0].more.isChecked()
        assert bar_of(panel).value() == place
        assert in_sight(again)
        again.more.click()
        assert again.folded() == ()
        assert not again.more.isChecked()

    def test_another_thing_of_the_same_title_begins_at_its_top_and_folded(self, panel, qtbot):
        panel.criteria[-1].more.setChecked(True)
        qtbot.waitUntil(lambda: bar_of(panel).value() > 0)
        written_anew(panel, Selected("gap", "0101:kita:out_of_reach"))
        assert not any(row.more.isChecked() for row in panel.criteria)
        assert bar_of(panel).value() == 0

    def test_places_and_need_stay_open(self, panel):
        group = BalanceGroup("all", "zusammen", (BalanceLine("Plätze", "10", "12"),), "", "")
        blocks = [
            PlacesTable(BalanceBlock(f"Kita: {name}", (group,), "", (), 2030, "Berlin", ()))
            for name in ("Altstadt", "Hafen")
        ]
        panel.show_page(Page("Quartier", "Altstadt", (), tuple(blocks)), Selected("district", "0101"))
        panel.complete()
        first, second = panel._places
        second.more.click()
        written_anew(panel)
        panel.complete()
        assert first not in panel._places
        assert [box.more.isChecked() for box in panel._places] == [False, True]


def test_the_form_shows_the_field_that_it_was_opened_for(qapp, qtbot, analysed):
    dialog = FactsDialog(build_form(with_statement(analysed, Statement()), bundled.kinds(), FIRST_GAP))
    qtbot.addWidget(dialog)
    dialog.show()
    name, field = list(dialog.fields.items())[-1]
    dialog.show_field(name)
    qtbot.waitUntil(lambda: not field.inputs[0].visibleRegion().isEmpty())


def test_the_form_of_a_facility_makes_room_for_the_map_and_comes_back(opened, qtbot):
    flow = opened.facilities
    flow.edit("k1")
    flow.dialog.outline_wanted.emit()
    assert flow.on_map.on
    assert flow.dialog.isHidden()
    opened.on_escape()
    assert not flow.on_map.on
    assert flow.dialog.isVisible()
    flow.dialog.close()
