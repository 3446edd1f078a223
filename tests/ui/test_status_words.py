"""A sentence in the status bar is there as long as it takes to read, and is told to a screen reader."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtGui import QAccessible

from quartiermap.ui.widgets import status as status_module
from quartiermap.ui.widgets.status import Status

LONG = "1.135,0 von 1.141,8 Personen (6 bis unter 10 Jahre) mit bekanntem Weg haben höchstens 1.000 m Fußweg: 99,4 %."


@pytest.fixture
def status(qtbot):
    made = Status()
    qtbot.addWidget(made)
    return made


def waiting_ms(status: Status) -> int:
    (timer,) = (t for t in status.findChildren(QTimer) if t.isSingleShot() and t.isActive())
    return timer.interval()


def test_a_longer_sentence_stays_longer_and_none_stays_for_ten_seconds(status):
    status.say("Gespeichert.")
    short = waiting_ms(status)
    status.say(LONG)
    assert 1_500 < short < 3_000 < waiting_ms(status) < 8_000


def test_it_is_gone_when_its_time_is_over(status, qtbot, monkeypatch):
    monkeypatch.setattr(status_module, "_GLANCE_MS", 0)
    monkeypatch.setattr(status_module, "_LETTER_MS", 0)
    status.say(LONG)
    assert status.said.text() == LONG
    qtbot.waitUntil(lambda: not status.said.text())


def test_a_screen_reader_hears_it(status, monkeypatch):
    heard = []
    monkeypatch.setattr(QAccessible, "updateAccessibility", lambda event: heard.append(event.message()))
    status.say("Gespeichert.")
    assert heard == ["Gespeichert."]
