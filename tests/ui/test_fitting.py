"""Dialogs on a small screen at 200 %: as large as it allows, with their buttons in sight."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QDialog, QPushButton, QScrollArea, QVBoxLayout

from quartiermap.ui.sight import panels_of
from quartiermap.ui.widgets import parts
from quartiermap.ui.widgets.about_dialog import AboutDialog
from quartiermap.ui.widgets.fitting import fit
from quartiermap.ui.widgets.network_switch import NetworkSign
from quartiermap.ui.widgets.start_page import StartPage
from quartiermap.ui.widgets.stations_dialog import StationsDialog

SMALL = QSize(683, 384)
"""1366x768 at 200 %."""


@pytest.mark.parametrize("make", [AboutDialog, lambda: StationsDialog(())], ids=["about", "views"])
def test_no_button_of_a_dialog_lies_outside_of_a_small_screen(make, qtbot):
    dialog = make()
    qtbot.addWidget(dialog)
    fit(dialog, SMALL)
    dialog.show()
    assert dialog.width() <= SMALL.width()
    assert dialog.height() <= SMALL.height() - 40  # the title has room too
    for button in dialog.findChildren(QPushButton):
        where = QRect(button.mapTo(dialog, QPoint(0, 0)), button.size())
        assert dialog.rect().contains(where), button.text()


def test_a_dialog_that_fits_stays_as_it_is(qtbot):
    dialog = QDialog()
    qtbot.addWidget(dialog)
    dialog.resize(400, 300)
    fit(dialog, SMALL)
    assert dialog.size() == QSize(400, 300)
    assert dialog.minimumSize() == QSize(0, 0)


def test_a_dialog_of_the_window_is_fitted_before_it_is_seen(plain_window, qtbot):
    screen = plain_window.screen().availableSize()
    dialog = QDialog(plain_window)
    column = QVBoxLayout(dialog)
    column.addWidget(parts.label("Wort " * 400))
    column.addWidget(QPushButton("Schließen"))
    dialog.resize(screen.width() + 500, screen.height() + 500)
    dialog.show()
    assert dialog.width() <= screen.width()
    assert dialog.height() <= screen.height()
    dialog.close()
    dialog.deleteLater()


@pytest.mark.parametrize("width", [1366, 1280, 980, 683])
def test_the_search_stays_in_the_window_and_takes_the_keyboard(plain_window, qtbot, width):
    plain_window.resize(width, 600)
    qtbot.waitUntil(plain_window.explore.field.isVisible, timeout=5_000)
    plain_window.activateWindow()
    plain_window.actions_["search"].trigger()
    assert plain_window.explore.field.hasFocus()
    plain_window.explore.field.clearFocus()


def test_the_legend_folds_where_it_would_lie_on_half_of_the_map_and_opens_with_the_room(plain_window, qtbot):
    """1920 pixels at 200 % leave some 360 points between the panels; the legend takes 224."""
    legend, left = plain_window.actions_["legend"], plain_window.actions_["show_left"]
    assert legend.isChecked()
    plain_window.resize(960, 540)
    qtbot.waitUntil(lambda: not legend.isChecked(), timeout=5_000)
    assert panels_of(plain_window)["legend"], "only folded: a window of another language has to know"
    for panel in (left, plain_window.actions_["show_right"]):
        panel.trigger()
    qtbot.waitUntil(legend.isChecked, timeout=5_000)


@pytest.mark.parametrize("on_map", [False, True])
def test_a_legend_that_the_user_opens_or_closes_stays_so(plain_window, qtbot, on_map):
    def toggle(on):
        plain_window.map.legendShown.emit(on) if on_map else legend.trigger()

    legend = plain_window.actions_["legend"]
    plain_window.resize(960, 540)
    qtbot.waitUntil(lambda: not legend.isChecked(), timeout=5_000)
    toggle(True)
    plain_window.resize(940, 540)
    assert legend.isChecked()
    toggle(False)
    plain_window.resize(1366, 768)
    qtbot.waitUntil(lambda: plain_window.area.map_widget.width() > 600, timeout=5_000)
    assert not legend.isChecked()


def test_what_if_puts_panels_away_that_would_cut_its_bar_and_brings_them_back(plain_window, qtbot):
    plain_window.resize(980, 600)
    panels = ("show_left", "show_right", "show_tables")
    before = {name: plain_window.actions_[name].isChecked() for name in panels}
    assert before["show_right"]
    plain_window.actions_["whatif"].setChecked(True)
    qtbot.waitUntil(lambda: plain_window.game.on and not plain_window.game.game.busy, timeout=60_000)
    assert not plain_window.actions_["show_right"].isChecked()
    bar = plain_window.area.bar
    qtbot.waitUntil(lambda: bar.take.width() >= bar.take.sizeHint().width(), timeout=5_000)
    plain_window.game.leave()
    qtbot.waitUntil(lambda: not plain_window.game.on, timeout=5_000)
    assert {name: plain_window.actions_[name].isChecked() for name in panels} == before


def test_the_status_bar_keeps_its_right_end_on_a_narrow_screen(plain_window, qtbot):
    """1366 pixels at 200 % are 683: what is always there gives way, the switch of the network stays whole."""
    plain_window.resize(683, 600)
    qtbot.waitUntil(lambda: plain_window.width() == 683, timeout=5_000)
    status = plain_window.status
    sign = status.findChild(NetworkSign)
    assert sign.geometry().right() <= status.width()
    assert sign.width() >= sign.sizeHint().width()
    assert status.invented.isHidden() or status.invented.width() >= status.invented.sizeHint().width()
    plain_window.say("Ein Satz, der jetzt gelesen werden soll.")
    qtbot.waitUntil(lambda: status.said.width() > 60, timeout=5_000)
    assert sign.geometry().right() <= status.width()


@pytest.mark.parametrize(("size", "filled"), [((1366, 768), True), ((1366, 745), True), ((1300, 700), False)])
def test_a_window_that_was_left_on_a_larger_screen_fits_this_one(window, monkeypatch, size, filled):
    """Its status bar lay below the screen: what was kept was cut to the screen without the frame."""
    small = SimpleNamespace(availableGeometry=lambda: QRect(0, 0, 1366, 768))
    monkeypatch.setattr(window, "screen", lambda: small)
    window._settings.setValue("geometry", b"kept")
    window.setWindowState(Qt.WindowState.WindowNoState)
    window.resize(*size)
    window.fit_screen()
    assert bool(window.windowState() & Qt.WindowState.WindowMaximized) is filled


def test_the_start_page_scrolls_where_there_is_no_room(qtbot):
    page = StartPage()
    qtbot.addWidget(page)
    page.resize(683, 280)
    with qtbot.waitExposed(page):
        page.show()
    area = page.findChild(QScrollArea)
    assert area.verticalScrollBar().maximum() > 0
    for button in page.buttons.values():
        assert button.height() >= button.minimumSizeHint().height()
