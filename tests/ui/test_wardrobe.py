"""A window is dressed part by part: what is seen as a whole, the rest when it comes up; early keys go nowhere."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QLabel, QPushButton, QTabWidget, QVBoxLayout, QWidget
from shiboken6 import isValid

from quartiermap.ui import theme
from quartiermap.ui.moments import EarlyKeys
from quartiermap.ui.wardrobe import Wardrobe


def _colour(widget: QWidget) -> str:
    return widget.palette().windowText().color().name()


@pytest.fixture
def window(qtbot, qapp):
    """A window with a title, tabs of two pages, and all of it in the light look."""
    theme.apply(qapp)
    made = QWidget()
    qtbot.addWidget(made)
    made.title, made.tabs = QLabel("Titel"), QTabWidget()
    made.front, made.behind = QLabel("vorn"), QLabel("dahinter")
    for page in (made.front, made.behind):
        made.tabs.addTab(page, page.text())
    column = QVBoxLayout(made)
    column.addWidget(made.title)
    column.addWidget(made.tabs)
    made.wardrobe = Wardrobe(made, made.tabs)
    made.show()
    yield made
    theme.apply(qapp)


class TestWardrobe:
    def test_what_is_seen_turns_as_a_whole(self, window, qtbot, qapp):
        theme.apply(qapp, dark=True)
        shown = [window.updatesEnabled()]
        qtbot.waitUntil(window.updatesEnabled)
        assert shown == [False]  # nothing is painted half light, half dark
        assert {_colour(part) for part in (window.title, window.front)} == {theme.DARK.text}

    def test_what_is_hidden_turns_when_it_comes_up_or_in_its_turn(self, window, qtbot, qapp):
        theme.apply(qapp, dark=True)
        assert not theme.is_dressed(window.behind)
        window.tabs.setCurrentWidget(window.behind)
        assert theme.is_dressed(window.behind)
        theme.apply(qapp)
        qtbot.waitUntil(lambda: theme.is_dressed(window.front))  # which is hidden now

    def test_frames_carry_no_sheet(self, window, qtbot, qapp):
        theme.apply(qapp, dark=True)
        qtbot.waitUntil(lambda: theme.is_dressed(window.behind))
        assert window.styleSheet() == window.tabs.styleSheet() == ""

    def test_what_comes_later_has_the_look_that_holds(self, window, qtbot, qapp):
        theme.apply(qapp, dark=True)
        dialog, late, own = QDialog(window), QLabel("spät"), QLabel("eigen")
        own.setStyleSheet("color: #123456;")
        words = QLabel("gefragt", dialog)
        for part in (late, own):
            window.layout().addWidget(part)
        for part in (dialog, late, own):
            part.show()
        assert _colour(words) == _colour(late) == theme.DARK.text
        assert own.styleSheet() == "color: #123456;"

    def test_parts_that_have_gone_are_forgotten(self, window, qtbot, qapp):
        dialog = QDialog(window)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.show()
        dialog.close()
        qtbot.waitUntil(lambda: not isValid(dialog))
        theme.apply(qapp, dark=True)
        qtbot.waitUntil(lambda: theme.is_dressed(window.behind))


class _Preparing(QObject):
    ready, failed = Signal(), Signal()


class TestEarlyKeys:
    @pytest.fixture
    def pressed(self, qtbot):
        window, self.preparing = QWidget(), _Preparing()
        qtbot.addWidget(window)
        button, pressed = QPushButton("Demo", window), []
        button.clicked.connect(lambda: pressed.append(1))
        with qtbot.waitExposed(window):
            window.show()
        button.setFocus()
        self.keys = EarlyKeys(window, self.preparing.ready, self.preparing.failed)
        self.type = lambda: QTest.keyClick(window.windowHandle(), Qt.Key.Key_Space)
        return pressed

    def test_what_was_typed_before_is_meant_for_nothing(self, pressed):
        self.type()
        self.preparing.ready.emit()
        self.type()  # waited in the queue while the window was made ready
        assert not pressed

    @pytest.mark.parametrize("end", ["ready", "failed"])
    def test_keys_count_when_the_hand_has_paused(self, pressed, qtbot, end):
        getattr(self.preparing, end).emit()
        qtbot.waitUntil(lambda: not isValid(self.keys))
        self.type()
        assert len(pressed) == 1
