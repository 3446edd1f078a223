"""The window stands before anything heavy is imported."""

from __future__ import annotations

import os
import subprocess
import sys
import threading

from quartiermap.ui import starting

HEAVY = ("geopandas", "pandas", "shapely", "pyproj", "scipy", "folium", "matplotlib", "openpyxl")
BEHIND = (
    "quartiermap.ui.furnishing",
    "quartiermap.ui.viewmodels.viewdata",
    "quartiermap.ui.map.view",
    "quartiermap.io.autosave",
)
"""What only the furnished window needs: a third of the time of a start."""


def test_nothing_heavy_is_imported_before_the_window_stands(tmp_path):
    code = (
        "import sys\n"
        "from pathlib import Path\n"
        "from quartiermap.ui import main\n"
        "from quartiermap.ui.map import fences, scheme\n"
        "from PySide6.QtCore import QSettings\n"
        "from PySide6.QtWidgets import QApplication\n"
        "fences.harden_environment(); scheme.register_scheme()\n"
        "app = QApplication([]); main.theme.prepare(app)\n"
        "window = main.MainWindow(QSettings('start.ini', QSettings.Format.IniFormat), front_only=True)\n"
        "window.show(); app.processEvents()\n"
        "page, tools = window.start_page, window.toolbar.actions()\n"
        "usable = [b for b in page.buttons.values() if b.isEnabled()] + [a for a in tools if a.isEnabled() and a.text()]\n"
        f"print(sorted(set({(*HEAVY, *BEHIND)!r}) & set(sys.modules)), len(usable), page.status.text())\n"
        "window.close()\n"
        f"print(sorted(set({HEAVY!r}) & set(sys.modules)), window.isVisible(), window.closing.begun)\n"
        "window.tasks.shut_down()\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=120, check=False, cwd=tmp_path
    )
    front, closed = done.stdout.strip().splitlines()[-2:]
    assert front == "[] 0 Programm wird vorbereitet …", done.stderr[
        -2000:
    ]  # nothing to be pressed that would be lost
    assert closed.startswith("[] False"), done.stderr[-2000:]  # furnished for it, and gone


def test_the_last_imports_wait_for_a_project_that_is_being_opened(window, monkeypatch):
    begun = []
    monkeypatch.setattr(starting.Starting, "_import_rest", lambda _window: begun.append("rest"))
    let_go = threading.Event()
    window.tasks.job("Projekt öffnen", lambda _progress: let_go.wait(30))
    try:
        window.workspace.ready.emit()
        assert begun == []
        window.shown.emit()
        window.shown.emit()
        assert begun == ["rest"]
    finally:
        let_go.set()


def test_without_a_graphics_card_nothing_is_drawn_by_an_emulated_one(tmp_path, monkeypatch):
    from quartiermap.ui.map.drawing import choose_drawing

    monkeypatch.setattr("sys.platform", "linux")
    monkeypatch.delenv("QT_QUICK_BACKEND", raising=False)
    (tmp_path / "renderD128").touch()
    choose_drawing(tmp_path)
    assert "QT_QUICK_BACKEND" not in os.environ
    choose_drawing(tmp_path / "missing")
    assert os.environ["QT_QUICK_BACKEND"] == "software"
    monkeypatch.setenv("QT_QUICK_BACKEND", "rhi")
    choose_drawing(tmp_path / "missing")
    assert os.environ["QT_QUICK_BACKEND"] == "rhi"
