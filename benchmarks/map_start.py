"""How long the program takes to come up, measured in a process of its own: the real start, with marks on the way.

Run by `benchmarks.bench_map`; ``python -m benchmarks.map_start BEGUN [PROJECT]`` prints one JSON object. ``BEGUN`` is the
monotonic clock of whoever started the process, so that the interpreter's own start counts too.
"""

from __future__ import annotations

import json
import os
import sys
import time
from pathlib import Path
from typing import Any

HEAVY = ("pydantic", "numpy", "pandas", "geopandas", "pyproj", "scipy", "numba", "folium", "matplotlib")
"""What must not be imported before the window stands."""
PATIENCE_S = 60.0


class Marks:
    """When something happened first (ms since the process was started), and what was imported by then."""

    def __init__(self, begun: float) -> None:
        self._begun = begun
        self.found: dict[str, dict[str, Any]] = {}

    def note(self, name: str) -> None:
        """Note that it has happened, the first time."""
        if name not in self.found:
            used = os.times()
            self.found[name] = {
                "ms": (time.monotonic() - self._begun) * 1000,
                "cpu_ms": (used.user + used.system) * 1000,
                "imported": [package for package in HEAVY if package in sys.modules],
            }


def watched(marks: Marks, project: Path | None) -> None:
    """Let the window that is about to be made note its marks, and let it go after the last one."""
    from PySide6.QtCore import QEvent, QTimer

    from quartiermap.ui import main
    from quartiermap.ui.main_window import MainWindow

    marks.note("Fenster eingeladen")
    last = (
        {"Karte mit Projekt gemalt", "Karte antwortet"} if project else {"Pakete eingeladen", "Karte bereit"}
    )
    end = time.monotonic() + PATIENCE_S

    class Window(MainWindow):
        """The program's own window with an eye on it."""

        def __init__(self, *given: Any, **named: Any) -> None:
            super().__init__(*given, **named)
            self.workspace.ready.connect(lambda: marks.note("Pakete eingeladen"))
            self.shown.connect(lambda: marks.note("Projekt in Tabellen"))
            looking = QTimer(self)
            looking.timeout.connect(self._look)
            looking.start(5)

        def event(self, event: QEvent) -> bool:
            done = bool(super().event(event))
            if event.type() == QEvent.Type.UpdateRequest:
                marks.note("Fenster gemalt")
            return done

        def begin_map(self) -> Any:
            begun: Any = super().begin_map()
            marks.note("Karte angelegt")
            begun.ready.connect(lambda: marks.note("Karte bereit"))
            return begun

        def ensure_map(self) -> None:
            marks.note("Fenster eingerichtet")
            before = self.map
            super().ensure_map()
            if before is None and self.map is not None:
                _watch_map(self, marks)

        def _look(self) -> None:
            if last <= set(marks.found) or time.monotonic() > end:
                print(json.dumps(marks.found, ensure_ascii=False))
                sys.stdout.flush()
                os._exit(0)  # how the program is left is not what this is about

    vars(main)["MainWindow"] = Window


def _watch_map(window: Any, marks: Marks) -> None:
    from PySide6.QtCore import QPoint, Qt, QTimer
    from PySide6.QtTest import QTest

    shown = window.map
    told: list[object] = []
    window.map_controller.painted.connect(lambda painting: told.append(painting))

    def settled() -> None:
        marks.note("Karte steht")
        if told:
            marks.note("Karte mit Projekt gemalt")

    shown.ready.connect(lambda: marks.note("Karte bereit"))
    shown.settled.connect(settled)
    shown.mapClicked.connect(lambda *_: marks.note("Karte antwortet"))
    knock = QTimer(window)

    def click() -> None:
        target = shown.web.focusProxy()
        if "Karte antwortet" in marks.found:
            knock.stop()
        elif "Karte bereit" in marks.found and target is not None:
            QTest.mouseClick(target, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, QPoint(target.width() // 2, target.height() // 2))  # fmt: skip

    knock.timeout.connect(click)
    knock.start(15)


def main(arguments: list[str]) -> int:
    """Start the program; it prints what was noted and leaves."""
    marks = Marks(float(arguments[0]))
    marks.note("Python läuft")
    project = Path(arguments[1]) if len(arguments) > 1 else None
    watched(marks, project)
    from quartiermap.ui.main import run

    return run(project)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
