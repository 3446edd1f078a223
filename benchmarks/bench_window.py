"""How long the window does not answer: every gap between two turns of its event loop while it is used.

    python -m benchmarks window [--town demo|city|FILE.gpkg] [--scene NAME ...] [--json] [--stacks] [--plain]

A timer of 5 ms notes how long the window's thread was away: on the clock, on the clock without the time in which other programs
had the processor (``own``: what counts against the limit), and what the thread itself computed. A second thread looks at what the
window's thread was doing whenever it has been away for 40 ms (``--stacks`` prints that). ``city`` is a generated one of 450
districts, 40,000 cells and 8,000 facilities (`window_city`); what is done with the window is in `window_steps`.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks.window_steps import SCENES
from benchmarks.window_watch import LIMIT_MS, Watch


class Bench:
    """The window, used. `window` is another one after the language was changed."""

    def __init__(self, town: Path, scratch: Path, *, plain: bool) -> None:
        from PySide6.QtCore import QSettings
        from PySide6.QtWidgets import QApplication

        from quartiermap.ui import theme
        from quartiermap.ui.main_window import MainWindow
        from quartiermap.ui.memory import CalmMemory
        from quartiermap.ui.messages import Messages
        from quartiermap.ui.window_keeper import WindowKeeper

        if plain:
            os.environ["QUARTIERMAP_PLAIN_MAP"] = "1"
        started = time.thread_time()
        found = QApplication.instance()
        self.app = found if isinstance(found, QApplication) else QApplication(["bench"])
        theme.prepare(self.app)

        class Silent(Messages):
            def show_error(self, error: BaseException) -> None:
                raise error

            def ask_unsaved(self, _name: str, then: Callable[[str], None]) -> None:
                then("discard")

        settings = QSettings(str(scratch / "fenster.ini"), QSettings.Format.IniFormat)

        def make() -> MainWindow:
            return MainWindow(
                settings,
                make_messages=Silent,
                cache=scratch / "tiles",
                recovery=scratch / "sicherung",
                front_only=True,
            )

        self.keeper = WindowKeeper(self.app, settings, make)
        self.memory = CalmMemory(self.keeper, self.app)
        self.memory.quiet.connect(self.keeper.drop)
        self.window.resize(1366, 768)
        self.window.show()
        self.app.processEvents()
        self.stands_ms = (time.thread_time() - started) * 1000
        self.watch = Watch()
        self.found: dict[str, dict[str, Any]] = {}
        self.town, self.scratch = town, scratch

    @property
    def window(self) -> Any:
        """The window that is open."""
        return self.keeper.window

    def until(self, done: Callable[[], Any], timeout_s: float = 60.0) -> None:
        """Turn the event loop until something is true."""
        from PySide6.QtCore import QCoreApplication, QEvent, QEventLoop

        end = time.monotonic() + timeout_s
        while not done():
            if time.monotonic() > end:
                raise TimeoutError
            # The watch's timer ends every wait; with a time limit Qt would not wait but go round and round beside the workers.
            self.app.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
            # Only a loop begun by exec() lets go by itself of what was put away with deleteLater().
            QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)

    def rest(self) -> None:
        """Wait until nothing is going on."""
        self.until(lambda: not self.window.tasks.reading and not self.window.tasks.busy)
        calm = time.monotonic() + 0.2
        self.until(lambda: time.monotonic() > calm)
        self.until(lambda: not self.window.tasks.reading and not self.window.tasks.busy)

    def measure(self, name: str, act: Callable[[], Any]) -> None:
        """Do something and note the longest gap until it has come to rest."""
        self.app.processEvents()
        self.memory.touch()  # as a hand would
        self.watch.reset()
        act()
        self.rest()
        found = self.found[name] = self.watch.result()
        print(told(name, found), file=sys.stderr, flush=True)

    def run(self, scenes: tuple[str, ...]) -> None:
        """Open the project, play the scenes, close it."""
        from quartiermap.ui.main import complete

        ready: list[object] = []

        def completed() -> None:
            complete(self.window, lambda: ready.append(1))
            self.until(lambda: bool(ready))

        self.measure("Programm vorbereiten", completed)
        self.measure("Projekt öffnen", lambda: self.open(self.town))
        for name in scenes:
            SCENES[name](self)
        self.measure("Projekt schließen", self.window.files.close_project)

    def open(self, path: Path) -> None:
        """Open a project and wait until it is on screen."""
        heard: list[object] = []
        ended = self.window.shown.connect(lambda: heard.append(1))
        self.window.files.open_path(path)
        self.until(lambda: bool(heard))
        self.window.disconnect(ended)

    def close(self) -> None:
        """Let the window go."""
        self.watch.stop()
        self.window.leave_without_asking()
        self.window.tasks.shut_down()
        self.window.deleteLater()
        self.app.processEvents()


def told(name: str, found: dict[str, Any]) -> str:
    """Return one step as a line."""
    mark = " !" if found["own_ms"] > LIMIT_MS else ""
    return f"{name:34} {found['own_ms']:6.0f} ms {found['cpu_ms']:6.0f} ms Rechenzeit {found['clock_ms']:6.0f} ms Uhr{mark}"


def main(arguments: list[str]) -> int:
    """Measure; 0 if no gap was the program's own over the limit."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks window", description=(__doc__ or "").splitlines()[0]
    )
    parser.add_argument("--town", default="demo", help="demo, city oder eine Projektdatei")
    parser.add_argument(
        "--scene", nargs="+", default=list(SCENES), choices=list(SCENES), help="nur diese Szenen"
    )
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--stacks", action="store_true", help="wobei der Faden des Fensters lange weg war")
    parser.add_argument("--plain", action="store_true", help="einfache Karte statt der Web-Karte")
    chosen = parser.parse_args(arguments)
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    scratch = Path(tempfile.mkdtemp(prefix="quartiermap-window-"))
    town = town_file(chosen.town, scratch)
    from quartiermap.ui.map import drawing, fences, scheme

    drawing.choose_drawing()
    fences.harden_environment()
    scheme.register_scheme()
    bench = Bench(town, scratch, plain=chosen.plain)
    try:
        bench.run(tuple(chosen.scene))
    finally:
        bench.close()
    if chosen.json:
        print(
            json.dumps({"stands_cpu_ms": bench.stands_ms, "steps": bench.found}, ensure_ascii=False, indent=1)
        )
    else:
        _print(bench, stacks=chosen.stacks)
    sys.stdout.flush()
    # The page and its profile end with the process; what is left of the window is nobody's business here.
    os._exit(int(any(found["own_ms"] > LIMIT_MS for found in bench.found.values())))


def _print(bench: Bench, *, stacks: bool) -> None:
    print(f"{'Fenster steht nach':34} {'':9} {bench.stands_ms:6.0f} ms Rechenzeit")
    for name, found in bench.found.items():
        print(told(name, found))
        if stacks and found["own_ms"] > LIMIT_MS * 0.8:
            for stack, count in found["stacks"]:
                print(f"      {count:3} x {stack}")


def town_file(wanted: str, scratch: Path) -> Path:
    """Return the project file, made in a process of its own: the window must find nothing imported."""
    if wanted not in ("demo", "city"):
        return Path(wanted)
    path = scratch / "stadt.gpkg"
    code = (
        "import sys; from pathlib import Path\n"
        "from quartiermap.io import project_file\n"
        "if sys.argv[1] == 'city':\n"
        "    from benchmarks.window_city import city; made = city()\n"
        "else:\n"
        "    from quartiermap.app import demo_town; from quartiermap.domain.progress import Progress\n"
        "    made = demo_town.open_demo(Path(sys.argv[2]).parent / 'roh', Progress())\n"
        "project_file.save(made, Path(sys.argv[2]))\n"
    )
    subprocess.run([sys.executable, "-c", code, wanted, str(path)], check=True)
    return path
