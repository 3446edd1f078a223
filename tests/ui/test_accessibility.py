"""For people who do not see the screen, or have no mouse: names, focus, keys."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSlider,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QDialog,
    QLineEdit,
    QPlainTextEdit,
    QScrollBar,
    QTabBar,
    QToolBar,
    QToolButton,
    QWidget,
)

from quartiermap.ui.widgets.inspector_parts import CriterionRow
from quartiermap.ui.widgets.tab_order import as_read

CONTROLS = (
    QAbstractButton, QAbstractItemView, QAbstractSlider, QAbstractSpinBox, QComboBox, QLineEdit, QPlainTextEdit, QTabBar,
)  # fmt: skip
WINDOWS = ("facts", "stations", "report", "service", "network", "keys", "about", "import")
"""Actions that open a window."""


def controls(root: QWidget) -> list[QWidget]:
    """Return what a person operates below a widget, without the pieces that Qt builds its own widgets of."""
    found = []
    for widget in root.findChildren(QWidget):
        if not isinstance(widget, CONTROLS) or isinstance(widget, QScrollBar):
            continue
        if widget.objectName().startswith("qt_") or widget.focusPolicy() == Qt.FocusPolicy.NoFocus:
            continue
        above = widget.parentWidget()
        inner = (
            isinstance(above, (QComboBox, QAbstractSpinBox))
            or type(above).__name__ == "QComboBoxPrivateContainer"
        )
        if not inner and above is not None and not _in_other_window(widget, root):
            found.append(widget)
    return found


def _in_other_window(widget: QWidget, root: QWidget) -> bool:
    return widget.window() is not root.window()


def name_of(widget: QWidget) -> str:
    """Return what a screen reader says."""
    interface = QAccessible.queryAccessibleInterface(widget)
    return "" if interface is None else interface.text(QAccessible.Text.Name).strip()


def told(widget: QWidget) -> str:
    chain, above = [], widget
    while above is not None and len(chain) < 4:
        chain.append(f"{type(above).__name__}({above.objectName()})")
        above = above.parentWidget()
    return " < ".join(chain)


def nameless(root: QWidget) -> list[str]:
    """Return the controls without a name; a button with neither word nor sign is not in use yet."""
    return [
        told(widget)
        for widget in controls(root)
        if not name_of(widget)
        and not (isinstance(widget, QAbstractButton) and not widget.text() and widget.icon().isNull())
    ]


@pytest.fixture
def window(plain_window):
    return plain_window


def test_every_control_of_window_and_dialogs_has_a_name(window, qtbot):
    missing = {"Hauptfenster": nameless(window)}
    for name in WINDOWS:
        before = {w for w in QApplication.topLevelWidgets() if w.isVisible()}
        window.actions_[name].trigger()
        qtbot.waitUntil(
            lambda seen=before: any(
                w.isVisible() and w not in seen and w.isWindow() for w in QApplication.topLevelWidgets()
            ),
            timeout=10_000,
        )
        for opened in [w for w in QApplication.topLevelWidgets() if w.isVisible() and w not in before]:
            missing[name] = nameless(opened)
            assert opened.windowTitle(), name
            opened.close()
    assert {where: what for where, what in missing.items() if what} == {}


def test_every_button_can_be_reached_without_a_mouse(window):
    menu = {action.text() for action in window.actions()}
    unreachable = []
    for button in window.findChildren(QAbstractButton):
        inside = isinstance(
            button.parentWidget(), (QAbstractItemView, QTabBar, QToolBar, QComboBox, QLineEdit)
        )
        if button.objectName().startswith("qt_") or inside or button.focusPolicy() != Qt.FocusPolicy.NoFocus:
            continue
        if (
            isinstance(button, QToolButton)
            and button.defaultAction() is not None
            and button.defaultAction().text() in menu
        ):
            continue
        if button.window() is window:
            unreachable.append(told(button))
    assert unreachable == []


def test_focus_can_be_seen_on_every_kind_of_control(window, qtbot):
    """The same control looks otherwise with the keyboard on it: in more pixels than a cursor has."""
    window.activateWindow()
    seen: set[str] = set()
    hidden = []
    for widget in controls(window):
        kind = f"{type(widget).__name__} {widget.property('link')} {widget.property('primary')} {widget.property('how')}"
        if kind in seen or not widget.isVisible() or not widget.isEnabled() or widget.width() < 8:
            continue
        seen.add(kind)
        window.setFocus()
        QApplication.processEvents()
        before = widget.grab().toImage()
        widget.setFocus(Qt.FocusReason.TabFocusReason)
        QApplication.processEvents()
        if not widget.hasFocus():
            continue
        after = widget.grab().toImage()
        changed = sum(
            before.pixel(x, y) != after.pixel(x, y)
            for x in range(min(before.width(), after.width()))
            for y in range(min(before.height(), after.height(), 40))
        )
        if changed < 2 * min(before.width(), 40):
            hidden.append(f"{told(widget)}: {changed}")
    assert len(seen) > 5
    assert hidden == []


def test_tab_goes_through_every_part_and_comes_back(window, qtbot):
    """Theme, map, tables, inspector, status, tools: in this order, none twice, and back to where it began; Shift+Tab the other way."""
    window.activateWindow()
    window.theme_panel.kinds.setFocus()
    parts = {
        "links": window.area.left,
        "Karte": window.map,
        "Tabellen": window.tables,
        "Inspektor": window.inspector,
        "Status": window.status,
        "Werkzeuge": window.toolbar,
    }
    met, stops = [], []
    for _ in range(300):
        focus = QApplication.focusWidget()
        stops.append(focus)
        name = next((name for name, part in parts.items() if part is focus or part.isAncestorOf(focus)), "?")
        if met[-1:] != [name]:
            met.append(name)
        window.focusNextPrevChild(True)
        if QApplication.focusWidget() is stops[0]:
            break
    assert met == [*parts, "links"]
    assert len(set(stops)) == len(stops)
    for before in reversed(stops):
        window.focusNextPrevChild(False)
        assert QApplication.focusWidget() is before
        assert not before.visibleRegion().isEmpty(), told(before)


def test_tab_does_not_depend_on_the_order_in_which_things_were_made(qtbot):
    """Line by line, left before right; a scrolled area before what it holds."""
    root, below, left, right = QWidget(), QLineEdit(), QLineEdit(), QLineEdit()
    for widget, place in ((below, (0, 60, 80, 20)), (right, (90, 2, 80, 40)), (left, (0, 10, 80, 20))):
        widget.setParent(root)
        widget.setGeometry(*place)
    qtbot.addWidget(root)
    assert as_read([below, right, left], root) == [left, right, below]


def test_enter_presses_the_button_that_has_the_keyboard(window, qtbot):
    window.activateWindow()
    window.selection.select("gap", window.data.gaps[0].gap_id)
    qtbot.waitUntil(lambda: any(row.isVisible() for row in window.inspector.findChildren(CriterionRow)))
    button = next(row for row in window.inspector.findChildren(CriterionRow) if row.isVisible()).more
    button.setFocus()
    qtbot.keyClick(button, Qt.Key.Key_Return)
    assert button.isChecked()


def test_f6_goes_through_every_part_and_each_has_a_name(window, qtbot):
    """Panels, a bar above the map, map, table, inspector, tools with the search, status: and round again."""
    window.activateWindow()
    window.actions_["whatif"].setChecked(True)
    qtbot.waitUntil(lambda: window.game.on, timeout=30_000)
    parts = {
        "links": window.area.left,
        "Was wäre wenn": window.area.bar,
        "Karte": window.map,
        "Tabellen": window.tables,
        "Inspektor": window.inspector,
        "Werkzeuge": window.toolbar,
        "Status": window.status,
    }
    met = []
    for _ in range(len(parts) + 1):
        window.actions_["next_part"].trigger()
        focus = QApplication.focusWidget()
        assert focus is not None
        met += [name for name, part in parts.items() if part is focus or part.isAncestorOf(focus)]
        assert name_of(focus), told(focus)
    shown = {name for name, part in parts.items() if part.isVisible()}
    assert set(met) == shown
    assert met[0] == met[len(shown)]
    assert [name for name, part in parts.items() if not part.accessibleName() and name != "Karte"] == []


def test_the_button_for_more_tools_has_a_name(window):
    more = window.toolbar.findChild(QToolButton, "qt_toolbar_ext_button")
    assert name_of(more)


def test_a_table_is_sorted_without_a_mouse(window, qtbot):
    """Left and right go through the columns; the one with the keyboard is sorted by."""
    window.activateWindow()
    table = window.tables.districts
    window.tables.setCurrentWidget(table)
    table.view.setFocus()
    table.view.setCurrentIndex(table.shown.index(0, 0))
    both = Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.ShiftModifier
    qtbot.keyClick(table.view, Qt.Key.Key_Down, both)
    names = [str(table.shown.index(row, 0).data()) for row in range(table.shown.rowCount())]
    assert names == sorted(names, reverse=True)
    qtbot.keyClick(table.view, Qt.Key.Key_Up, both)
    assert str(table.shown.index(0, 0).data()) == names[-1]


def test_dialogs_end_with_escape(window, qtbot):
    for name in ("facts", "stations", "keys", "about", "network"):
        before = {w for w in QApplication.topLevelWidgets() if w.isVisible()}
        window.actions_[name].trigger()
        qtbot.waitUntil(
            lambda seen=before: any(w.isVisible() and w not in seen for w in QApplication.topLevelWidgets()),
            timeout=10_000,
        )
        (opened,) = (
            w
            for w in QApplication.topLevelWidgets()
            if w.isVisible() and w not in before and isinstance(w, QDialog)
        )
        opened.activateWindow()
        qtbot.waitUntil(opened.isActiveWindow, timeout=5_000)
        qtbot.keyClick(opened, Qt.Key.Key_Escape)
        assert not opened.isVisible(), name


def test_panels_fold_where_there_is_no_room_and_come_back(window, qtbot):
    """1366x768 at 200 % is 683x384: theme and map stay; what the user opens by hand stays open."""
    panels = {name: window.actions_[name] for name in ("show_left", "show_right", "show_tables")}
    window.resize(683, 384)
    qtbot.waitUntil(lambda: window.width() == 683, timeout=5_000)
    assert [name for name, action in panels.items() if action.isChecked()] == ["show_left"]
    assert window.map.isVisible()
    qtbot.waitUntil(lambda: window.map.width() > 300, timeout=5_000)
    panels["show_tables"].trigger()
    window.resize(700, 390)
    assert panels["show_tables"].isChecked()
    window.resize(1366, 768)
    assert all(action.isChecked() for action in panels.values())
