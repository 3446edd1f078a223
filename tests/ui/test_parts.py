"""Small pieces that several panels are built from."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QSpinBox

from quartiermap.ui.widgets import parts


def test_quiet_tells_nothing_and_gives_the_voice_back(qtbot):
    spin, told = QSpinBox(), []
    qtbot.addWidget(spin)
    spin.valueChanged.connect(told.append)
    with parts.quiet(spin):
        spin.setValue(3)
    assert (spin.value(), told) == (3, [])
    spin.setValue(4)
    assert told == [4]


def test_quiet_ends_with_an_error(qtbot):
    spin, told = QSpinBox(), []
    qtbot.addWidget(spin)
    spin.valueChanged.connect(told.append)
    with pytest.raises(ZeroDivisionError), parts.quiet(spin):
        raise ZeroDivisionError
    spin.setValue(1)
    assert told == [1]


def test_what_was_quiet_before_stays_so(qtbot):
    spin = QSpinBox()
    qtbot.addWidget(spin)
    with parts.quiet(spin):
        with parts.quiet(spin):
            pass
        assert spin.signalsBlocked()
    assert not spin.signalsBlocked()
