"""How long the window does not answer: every gap between two turns of its event loop while it is used.

    python -m benchmarks window [--town demo|city|FILE.gpkg] [--json] [--stacks] [--plain]

A timer of 5 ms notes how long the window's thread was away, on the clock and in processor time of that thread; on a loaded machine
only the second is the program's own. A second thread looks at what the window's thread was doing whenever it has been away
for 40 ms (``--stacks`` prints that). ``city`` is a generated one of 450 districts, 40,000 cells and 8,000 facilities. The page
takes its own time for a recolouring: from the command until the second animation frame after it.
"""

from __future__ import annotations

import argparse
import collections
import gc
import json
import os
import sys
import tempfile
import threading
import time
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

LIMIT_MS = 100.0
_LOOK_MS = 40.0
EPSG = 25832
X0, Y0 = 476_000.0, 5_474_000.0


def city(seed: int = 1, districts: int = 450, cells: int = 40_000, facilities: int = 8_000) -> Any:
    """Return an analysed project of that size; ways are air lines, for the window does not care."""
    import geopandas as gpd
    import shapely

    from quartiermap.app import usecases
    from quartiermap.domain.project import Project, Source
    from quartiermap.io import bundled

    rng = np.random.default_rng(seed)
    columns = 25
    rows = districts // columns
    size = 1000.0

    def ring(n: int) -> Any:
        a, b = n % columns, n // columns
        turn = np.linspace(0, 1, 60, endpoint=False)
        corner = np.array([(0, 0), (1, 0), (1, 1), (0, 1), (0, 0)], float)
        along = np.array([np.interp(turn * 4, range(5), corner[:, i]) for i in (0, 1)]).T
        return shapely.MultiPolygon([shapely.Polygon((along + np.array([a, b])) * size + np.array([X0, Y0]))])

    side = int(np.sqrt(cells * rows / columns))
    xs = X0 + (np.arange(cells) // side) * 100.0 + 50
    ys = Y0 + (np.arange(cells) % side) * 100.0 + 50
    people = rng.integers(5, 120, cells).astype(float)
    kinds = [k.id for k in bundled.kinds()][:8]
    at = rng.integers(0, cells, facilities)
    return usecases.analyse(
        Project(
            "Große Stadt", EPSG, "2026-01-01T00:00:00+00:00",
            districts=gpd.GeoDataFrame(
                {"district_id": [f"{n:08d}" for n in range(districts)], "name": [f"Planungsraum {n}" for n in range(districts)], "level": "Planungsraum",
                 "level_rank": 1, "parent_id": None, "source_id": "s"},
                geometry=[ring(n) for n in range(districts)], crs=EPSG,
            ),
            facilities=gpd.GeoDataFrame(
                {"facility_id": [f"f{n}" for n in range(facilities)], "kind": [kinds[n % 8] for n in range(facilities)], "name": [f"Einrichtung {n}" for n in range(facilities)],
                 "operator": "Stadt", "places": rng.integers(20, 140, facilities).astype(float), "area_m2": np.nan, "condition": "gut", "barrier_free": "ja",
                 "status": "Bestand", "opening_year": np.nan, "address": None, "source_id": "s"},
                geometry=gpd.points_from_xy(xs[at] + 20, ys[at] + 20), crs=EPSG,
            ),
            cells=gpd.GeoDataFrame(
                {"cell_id": [f"100mN{n}" for n in range(cells)], "resolution_m": 100.0, "population": people, "population_state": "value", "source_id": "s",
                 "age_0_3": np.round(people * 0.03), "age_3_6": np.round(people * 0.03), "age_6_10": np.round(people * 0.04), "age_10_plus": np.round(people * 0.9),
                 "ages_state": "value"},
                geometry=gpd.points_from_xy(xs, ys), crs=EPSG,
            ),
            sources=(Source("s", "facilities", "erzeugt", "0" * 64, facilities, facilities, "", title="erzeugt", invented=True),),
        )
    )  # fmt: skip


class Watch:
    """Notes the gaps of the window's thread, and what it did in the long ones."""

    def __init__(self) -> None:
        from PySide6.QtCore import Qt, QTimer

        self.gaps: list[tuple[float, float]] = []
        self.stacks: collections.Counter[str] = collections.Counter()
        self._main = threading.get_ident()
        self._last = time.perf_counter(), time.thread_time()
        self._over = False
        self._timer = QTimer()
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(5)
        self._timer.timeout.connect(self._tick)
        self._timer.start()
        self._looker = threading.Thread(target=self._look, daemon=True)
        self._looker.start()

    def _tick(self) -> None:
        now = time.perf_counter(), time.thread_time()
        self.gaps.append(((now[0] - self._last[0]) * 1000, (now[1] - self._last[1]) * 1000))
        self._last = now

    def _look(self) -> None:
        while not self._over:
            time.sleep(0.01)
            if (time.perf_counter() - self._last[0]) * 1000 < _LOOK_MS:
                continue
            frames = sys._current_frames()  # noqa: SLF001
            self.stacks[f"Fenster: {_told(frames.get(self._main))}"] += 1
            for number, frame in frames.items():
                if number not in (self._main, threading.get_ident()) and (told := _told(frame)):
                    self.stacks[f"daneben: {told}"] += 1

    def reset(self) -> None:
        """Forget what was so far."""
        self._tick()
        self.gaps.clear()
        self.stacks.clear()

    def result(self) -> dict[str, Any]:
        """Return the longest gaps (ms) since `reset`, on the clock and in processor time."""
        self._tick()
        clock, own = max(self.gaps, key=lambda g: g[0]), max(self.gaps, key=lambda g: g[1])
        over = sum(g[1] > LIMIT_MS for g in self.gaps)
        return {
            "clock_ms": clock[0],
            "cpu_ms": own[1],
            "over_limit": over,
            "stacks": self.stacks.most_common(14),
        }

    def stop(self) -> None:
        """Look no more."""
        self._over = True
        self._timer.stop()


def _told(frame: Any) -> str:
    """Return where a thread is, the innermost first; nothing for one that waits for work."""
    lines = [
        f"{Path(f.filename).name}:{f.lineno} {f.name}"
        for f in traceback.extract_stack(frame)
        if not any(part in f.filename for part in ("bench_window", "runpy", "threading.py", "concurrent"))
    ]
    return " < ".join(reversed(lines[-9:]))


class Bench:
    """The window, used."""

    def __init__(self, town: Path, scratch: Path, *, plain: bool) -> None:
        from PySide6.QtCore import QSettings
        from PySide6.QtWidgets import QApplication

        from quartiermap.ui import theme
        from quartiermap.ui.main_window import MainWindow
        from quartiermap.ui.messages import Messages

        if plain:
            os.environ["QUARTIERMAP_PLAIN_MAP"] = "1"
        started = time.thread_time(), time.perf_counter()
        self.app = QApplication.instance() or QApplication(["bench"])
        theme.apply(self.app)

        class Silent(Messages):
            def show_error(self, error: BaseException) -> None:
                raise error

            def ask_unsaved(self, _name: str, then: Callable[[str], None]) -> None:
                then("discard")

        self.window = MainWindow(
            QSettings(str(scratch / "fenster.ini"), QSettings.Format.IniFormat), make_messages=Silent,
            cache=scratch / "tiles", recovery=scratch / "sicherung",
        )  # fmt: skip
        self.window.resize(1366, 768)
        self.window.show()
        self.app.processEvents()
        self.stands_ms = (time.thread_time() - started[0]) * 1000
        self.watch = Watch()
        self.found: dict[str, dict[str, Any]] = {}
        self.town = town
        self.scratch = scratch

    def until(self, done: Callable[[], Any], timeout_s: float = 60.0) -> None:
        """Turn the event loop until something is true."""
        from PySide6.QtCore import QEventLoop

        end = time.monotonic() + timeout_s
        while not done():
            if time.monotonic() > end:
                raise TimeoutError
            self.app.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents, 20)

    def rest(self) -> None:
        """Wait until nothing is going on."""
        self.until(lambda: not self.window.tasks.reading and not self.window.tasks.busy)
        calm = time.monotonic() + 0.2
        self.until(lambda: time.monotonic() > calm)
        self.until(lambda: not self.window.tasks.reading and not self.window.tasks.busy)

    def measure(self, name: str, act: Callable[[], Any]) -> None:
        """Do something and note the longest gap until it has come to rest."""
        gc.collect()
        self.app.processEvents()
        self.watch.reset()
        act()
        self.rest()
        found = self.found[name] = self.watch.result()
        print(
            f"{name}: {found['cpu_ms']:.0f} ms Rechenzeit, {found['clock_ms']:.0f} ms Uhr",
            file=sys.stderr,
            flush=True,
        )

    def run(self) -> None:
        """Use the window as people do."""
        window = self.window
        heard: list[object] = []
        window.shown.connect(lambda: heard.append(1))
        ready: list[object] = []
        window.workspace.ready.connect(lambda: ready.append(1))

        def opened() -> None:
            window.files.open_path(self.town)
            self.until(lambda: bool(heard))

        def warmed() -> None:
            window.warm_up()
            self.until(lambda: bool(ready))

        self.measure("Programm vorbereiten", warmed)
        self.measure("Projekt öffnen", opened)
        data = window.data
        assert data is not None
        districts = [row.district_id for row in data.reporting][:4]
        gaps = [gap.gap_id for gap in data.gaps][:4]
        facilities = list(data.facilities)[:4]
        for number, key in enumerate(districts[:3]):
            self.measure(
                f"Quartier wählen ({number + 1})", lambda key=key: window.selection.select("district", key)
            )
        for number, key in enumerate(gaps[:3]):
            self.measure(f"Lücke wählen ({number + 1})", lambda key=key: window.selection.select("gap", key))
        self.measure("Einrichtung wählen", lambda: window.selection.select("facility", facilities[0]))
        for kind in list(data.kinds)[:3]:
            self.measure(f"Art wechseln: {kind}", lambda kind=kind: window.thematic.choose_kind(kind))
        for metres in (400.0, 700.0):
            self.measure(
                f"Regler {metres:.0f} m", lambda metres=metres: window.thematic.choose_target(metres)
            )
        self.measure("Formular einer Einrichtung", lambda: window.facilities.edit(facilities[0]))

        def changed() -> None:
            window.facilities.dialog.fields["operator"].setText("AWO")
            window.facilities.dialog.accept_form()

        self.measure("Einrichtung ändern", changed)
        self.measure("Rückgängig", window.undo)
        self.measure("Wiederholen", window.redo)
        self.measure("Sicherungskopie", lambda: window.recovery.keeping.keep_now())
        self.measure("Speichern unter", lambda: window.workspace.save(self.scratch / "kopie.gpkg"))
        self.measure("Angaben zur Vorprüfung", window.facts.ask)
        if window.facts.dialog is not None:
            self.measure("Angaben schließen", window.facts.dialog.close)
        self.measure("Daten laden (Fenster)", window.files.ask_import)
        from quartiermap.ui.widgets.import_window import ImportWindow

        for shown in window.findChildren(ImportWindow):
            shown.close()
        self.measure("Maßstäbe zeigen", window.show_rules)
        for index in range(window.tables.count()):
            self.measure(
                f"Tabelle: {window.tables.tabText(index)}",
                lambda index=index: window.tables.setCurrentIndex(index),
            )
        self.measure("Beamer", lambda: window.set_presentation(True))
        self.measure("Beamer verlassen", lambda: window.set_presentation(False))
        self.measure("Projekt schließen", window.files.close_project)

    def close(self) -> None:
        """Let the window go."""
        self.watch.stop()
        self.window.leave_without_asking()
        self.window.tasks.shut_down()
        self.window.deleteLater()
        self.app.processEvents()


def main(arguments: list[str]) -> int:
    """Measure; 0 if no gap was the program's own over the limit."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks window", description=__doc__.splitlines()[0])
    parser.add_argument("--town", default="demo", help="demo, city oder eine Projektdatei")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--stacks", action="store_true", help="wobei der Faden des Fensters lange weg war")
    parser.add_argument("--plain", action="store_true", help="einfache Karte statt der Web-Karte")
    chosen = parser.parse_args(arguments)
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    scratch = Path(tempfile.mkdtemp(prefix="quartiermap-window-"))
    town = _town(chosen.town, scratch)
    from quartiermap.ui.map import drawing, fences, scheme

    drawing.choose_drawing()
    fences.harden_environment()
    scheme.register_scheme()
    bench = Bench(town, scratch, plain=chosen.plain)
    try:
        bench.run()
    finally:
        bench.close()
    if chosen.json:
        print(
            json.dumps({"stands_cpu_ms": bench.stands_ms, "steps": bench.found}, ensure_ascii=False, indent=1)
        )
    else:
        print(f"{'Fenster steht nach':34} {bench.stands_ms:8.0f} ms Rechenzeit")
        for name, found in bench.found.items():
            mark = " !" if found["cpu_ms"] > LIMIT_MS else ""
            print(f"{name:34} {found['cpu_ms']:8.0f} ms Rechenzeit {found['clock_ms']:8.0f} ms Uhr{mark}")
            if chosen.stacks and max(found["cpu_ms"], found["clock_ms"]) > 100:
                for stack, count in found["stacks"]:
                    print(f"      {count:3} x {stack}")
    sys.stdout.flush()
    # The page and its profile end with the process; what is left of the window is nobody's business here.
    os._exit(int(any(found["cpu_ms"] > LIMIT_MS for found in bench.found.values())))


def _town(wanted: str, scratch: Path) -> Path:
    """Return the project file, made in a process of its own: the window must find nothing imported."""
    import subprocess

    if wanted not in ("demo", "city"):
        return Path(wanted)
    path = scratch / "stadt.gpkg"
    code = (
        "import sys; from pathlib import Path\n"
        "from quartiermap.io import project_file\n"
        "if sys.argv[1] == 'city':\n"
        "    from benchmarks.bench_window import city; made = city()\n"
        "else:\n"
        "    from quartiermap.app import demo_town, usecases; from quartiermap.domain.progress import Progress\n"
        "    made = demo_town.open_demo(Path(sys.argv[2]).parent / 'roh', Progress())\n"
        "project_file.save(made, Path(sys.argv[2]))\n"
    )
    subprocess.run([sys.executable, "-c", code, wanted, str(path)], check=True)
    return path
