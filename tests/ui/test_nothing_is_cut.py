"""No text is cut without dots and a tip, and no part lies outside of its window: 1366x768 at 100, 150 and 200 %."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QSize
from PySide6.QtWidgets import (
    QAbstractItemView,
    QAbstractScrollArea,
    QAbstractSpinBox,
    QCheckBox,
    QLabel,
    QPushButton,
    QRadioButton,
    QScrollArea,
    QScrollBar,
    QSplitter,
    QTabBar,
    QWidget,
)

from quartiermap.ui import theme
from quartiermap.ui.widgets.about_dialog import AboutDialog, KeysDialog
from quartiermap.ui.widgets.choice_box import ChoiceBox
from quartiermap.ui.widgets.evidence_dialog import EvidenceDialog
from quartiermap.ui.widgets.fitting import fit
from quartiermap.ui.widgets.new_project_dialog import NewProjectDialog
from quartiermap.ui.widgets.requests_dialog import RequestsDialog

SIZES = {"100 %": QSize(1366, 700), "150 %": QSize(911, 470), "200 %": QSize(683, 360)}
"""What a window has of 1366x768, without title and task bar, in the pixels of its scale."""


def _cut_label(label: QLabel) -> Iterator[str]:
    if not label.text():
        return
    if label.wordWrap():
        if label.heightForWidth(label.width()) > label.height() + 2:
            yield f"lines are cut, {label.height()} of {label.heightForWidth(label.width())} px"
    elif label.sizeHint().width() > label.width() + 1 and not label.toolTip():
        yield "words are cut"


def _cut_tabs(tabs: QTabBar) -> Iterator[str]:
    for number in range(tabs.count()):
        if tabs.isTabVisible(number):
            words = tabs.fontMetrics().horizontalAdvance(tabs.tabText(number).replace("&", ""))
            if tabs.tabRect(number).width() < words and not tabs.tabToolTip(number):
                yield f"tab {tabs.tabText(number)} is cut"


def _cut(widget: QWidget) -> Iterator[str]:
    if isinstance(widget, QLabel):
        yield from _cut_label(widget)
    elif isinstance(widget, QTabBar):
        yield from _cut_tabs(widget)
    elif isinstance(widget, QPushButton | QCheckBox | QRadioButton):
        least = widget.minimumSizeHint()
        if least.width() > widget.width() + 1 or least.height() > widget.height() + 2:
            yield "words are cut"
    elif isinstance(widget, QAbstractSpinBox):
        if widget.fontMetrics().horizontalAdvance(widget.text()) > widget.lineEdit().width():
            yield f"{widget.text()} is cut"
    elif isinstance(widget, QScrollArea) and widget.horizontalScrollBar().maximum() > 0:
        yield f"scrolls sideways by {widget.horizontalScrollBar().maximum()}"
    parent = widget.parentWidget()
    if parent is None or isinstance(parent, QSplitter) or isinstance(widget, QScrollBar | QAbstractItemView):
        return
    if isinstance(parent.parentWidget(), QAbstractScrollArea):
        return  # what scrolls is larger than its frame
    where = widget.geometry()
    if where.right() > parent.width() + 1 or where.bottom() > parent.height() + 1:
        yield f"outside: {where.getRect()} of {parent.size().toTuple()}"


def cut_parts(window: QWidget) -> list[str]:
    """Return what is cut of all that is in sight in a window, as sentences."""
    return [
        f"{type(widget).__name__} “{getattr(widget, 'text', str)()}”: {what}"
        for widget in window.findChildren(QWidget)
        if widget.isVisible() and widget.window() is window and not widget.visibleRegion().isEmpty()
        for what in _cut(widget)
    ]


def test_nothing_is_cut_in_the_window(plain_window, qtbot, qapp):
    tables = plain_window.tables
    views = (tables.gaps, tables.more, tables.social, tables.money, tables.charts, tables.districts)

    def rest() -> None:
        """Let what is read in the background arrive, and be laid out."""
        qtbot.waitUntil(lambda: not plain_window.tasks.reading, timeout=20_000)
        qapp.processEvents()

    plain_window.show_rules()
    for scale, size in SIZES.items():
        plain_window.resize(size)
        for page in views:
            tables.setCurrentWidget(page)
            rest()
            assert "\n".join(cut_parts(plain_window)) == "", (scale, page)
    plain_window.selection.select("gap", plain_window.data.gaps[0].gap_id)
    plain_window.area.left.setCurrentIndex(0)
    rest()
    assert cut_parts(plain_window) == []


@pytest.mark.parametrize("scale", SIZES)
@pytest.mark.parametrize(
    "make",
    [
        AboutDialog,
        lambda: KeysDialog([("Strg+N", "Neu"), ("Alt+Umschalt+↑ ↓", "in einer Tabelle " * 9)]),
        lambda: EvidenceDialog("Integriertes städtebauliches Entwicklungskonzept (ISEK)", ""),
        NewProjectDialog,
        lambda: RequestsDialog("Das Netz ist ausgeschaltet.", 0, 2, ("https://a.test/1",)),
    ],
    ids=["about", "keys", "evidence", "new", "requests"],
)
def test_nothing_is_cut_in_a_dialog(make, scale, qtbot, qapp):
    theme.apply(qapp)
    dialog = make()
    qtbot.addWidget(dialog)
    dialog.show()
    fit(dialog, SIZES[scale])
    qapp.processEvents()
    assert cut_parts(dialog) == []


def test_a_dialog_of_a_few_sentences_is_not_as_tall_as_the_screen(qtbot):
    dialog = EvidenceDialog("Ratsbeschluss", "")
    qtbot.addWidget(dialog)
    dialog.show()
    fit(dialog, QSize(1366, 768))
    assert dialog.height() < 420


def test_a_choice_without_room_ends_in_dots(qtbot):
    box = ChoiceBox(6)
    qtbot.addWidget(box)
    box.addItem("Bibliothek in 1.250 m Fußweg")
    box.show()
    box.resize(box.sizeHint())
    assert box.shown_text().endswith("…")
    box.resize(400, box.height())
    assert box.shown_text() == box.currentText()


def test_a_choice_of_nothing_says_what_it_is_for(qtbot):
    box = ChoiceBox(20)
    qtbot.addWidget(box)
    box.addItem("Lücken")
    box.setCurrentIndex(-1)
    box.show()
    empty = box.grab().toImage()
    box.setPlaceholderText("Zum Kapitel …")
    assert box.shown_text() == "Zum Kapitel …"
    assert box.grab().toImage() != empty


def test_every_table_can_be_reached_however_narrow_the_window_is(plain_window, qapp):
    tables = plain_window.tables
    bar = tables.tabs
    for width in (1366, 911, 683):
        plain_window.resize(width, 700)
        tables.setCurrentWidget(tables.gaps)
        qapp.processEvents()
        seen = [n for n in range(bar.count()) if bar.isTabVisible(n)]
        assert sum(bar.tabRect(n).width() for n in seen) <= tables.width()
        offered = {action.text() for action in tables.more_menu().actions()}
        assert {bar.tabText(n) for n in range(bar.count())} <= {bar.tabText(n) for n in seen} | offered
        for page in (tables.money, tables.charts, tables.facilities, tables.social):
            tables.setCurrentWidget(page)
            assert tables.currentWidget() is page
            assert bar.isTabVisible(tables.indexOf(page))


def test_what_a_row_is_about_can_be_read_in_the_tables(plain_window, qapp):
    """District, kind and reason of a gap stand whole at 1366x768, before anything has to be scrolled; titles too."""
    plain_window.resize(SIZES["100 %"])
    table = plain_window.tables.gaps
    plain_window.tables.setCurrentWidget(table)
    qapp.processEvents()
    view, header = table.view, table.view.horizontalHeader()
    shown = view.fontMetrics()
    for number, column in enumerate(table.model.columns[:-1]):
        assert header.sectionSize(number) > header.fontMetrics().horizontalAdvance(column.title), column.title
        if column.is_name or column.is_subject:
            words = max(
                shown.horizontalAdvance(table.shown.index(row, number).data())
                for row in range(table.shown.rowCount())
            )
            assert view.columnWidth(number) > words, column.title
            assert view.columnViewportPosition(number) + view.columnWidth(number) <= view.viewport().width()
