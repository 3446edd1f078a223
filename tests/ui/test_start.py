"""The window stands before anything heavy is imported."""

from __future__ import annotations

import os
import subprocess
import sys

HEAVY = ("geopandas", "pandas", "shapely", "pyproj", "scipy", "folium", "matplotlib", "openpyxl")


def test_nothing_heavy_is_imported_before_the_window_stands(tmp_path):
    code = (
        "import sys\n"
        "from pathlib import Path\n"
        "from quartiermap.ui import main\n"
        "from quartiermap.ui.map import fences, scheme\n"
        "from PySide6.QtCore import QSettings\n"
        "from PySide6.QtWidgets import QApplication\n"
        "fences.harden_environment(); scheme.register_scheme()\n"
        "app = QApplication([]); main.theme.apply(app)\n"
        "window = main.MainWindow(QSettings('start.ini', QSettings.Format.IniFormat))\n"
        "window.show(); app.processEvents()\n"
        f"print(sorted(set({HEAVY!r}) & set(sys.modules)))\n"
        "window.tasks.shut_down()\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=120, check=False, cwd=tmp_path
    )
    assert done.stdout.strip().splitlines()[-1:] == ["[]"], done.stderr[-2000:]


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
