"""The kernels are compiled once for a version, in a process of its own."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QProcess, QSettings

from quartiermap.ui.kernels import Kernels, version


@pytest.fixture
def settings(tmp_path):
    return QSettings(str(tmp_path / "fenster.ini"), QSettings.Format.IniFormat)


def test_done_once_and_not_again(qapp, qtbot, settings):
    first = Kernels(settings, module="this")  # any module that ends by itself
    assert first.start()
    qtbot.waitUntil(lambda: settings.value("kernels") == version(), timeout=20_000)
    assert not Kernels(settings, module="this").start()


def test_a_failure_is_tried_again_at_the_next_start(qapp, qtbot, settings):
    broken = Kernels(settings, module="gibt.es.nicht")
    assert broken.start()
    qtbot.waitUntil(lambda: broken.process.state() == QProcess.ProcessState.NotRunning, timeout=20_000)
    assert settings.value("kernels") is None
    assert Kernels(settings, module="this").start()


def test_it_ends_with_the_window(qapp, settings):
    long = Kernels(settings, module="code")  # waits for its input
    assert long.start()
    assert long.process.waitForStarted(10_000)
    assert long.process.state() == QProcess.ProcessState.Running
    long.stop()
    assert long.process.state() == QProcess.ProcessState.NotRunning
    assert settings.value("kernels") is None
