"""The worker that imports the rest of the window finds every type of Qt made already."""

from __future__ import annotations

import subprocess
import sys

LOOK = """
import sys
import quartiermap.ui.main
import quartiermap.ui.map.view
import quartiermap.ui.qt_types

def made():
    return {(name, each) for name, module in tuple(sys.modules.items()) if name.startswith("PySide6.Qt") for each in vars(module)}

before = made()
import quartiermap.ui.furnishing
print(sorted(f"{name}.{each}" for name, each in made() - before))
"""


def test_no_type_is_made_by_the_worker():
    found = subprocess.run([sys.executable, "-c", LOOK], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"
