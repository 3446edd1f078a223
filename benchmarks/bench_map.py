"""The map page under the load of a city, and how long the program takes to come up.

    python -m benchmarks map [--town demo|city|FILE.gpkg] [--size 1366x768 ...] [--part start page peer] [--json]

The window is the program's own with the real page (``QT_QPA_PLATFORM=offscreen`` without a screen; under ``xvfb-run`` or at a
desk it is drawn as there). ``city`` is a generated one of 450 districts, 40,000 cells and 8,000 facilities (`window_city`).

*Moving*: intervals between the page's frames while the map is dragged, zoomed or pointed at, tasks of the page over 50 ms,
processor time of the page's and of the window's process. *Recolouring*: from the wish until the second frame after the page has
carried out its commands. *Start*: warm, in a process of its own, from its beginning; what was imported by then. The peer is the
map that Folium makes of the same town by itself.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
PARTS = ("start", "page", "peer")
COLOURS_LIMIT_MS = 100.0
WARM_RUNS = 3


def started(town: Path | None, scratch: Path) -> list[dict[str, Any]]:
    """Start the program several times with caches of its own; the first run only fills them."""
    places = {
        f"XDG_{name}_HOME": str(scratch / name.lower()) for name in ("CONFIG", "CACHE", "DATA", "STATE")
    }
    environment = os.environ | places | {"PYTHONPYCACHEPREFIX": str(scratch / "compiled"), "PYTHONDONTWRITEBYTECODE": ""}  # fmt: skip
    found = []
    for _ in range(WARM_RUNS + 1):
        command = [sys.executable, "-m", "benchmarks.map_start", repr(time.monotonic())]
        done = subprocess.run([*command, *([str(town)] if town else [])], cwd=ROOT, env=environment, capture_output=True, text=True, check=True)  # fmt: skip
        found.append(json.loads(done.stdout.strip().splitlines()[-1]))
    return found[1:]


def used(town: Path, size: tuple[int, int], scratch: Path, parts: tuple[str, ...]) -> dict[str, Any]:
    """Open the town in a window of a size and use the map; in this process, which must have no window yet."""
    from quartiermap.ui.map import drawing, fences, scheme

    os.environ["QTWEBENGINE_CHROMIUM_FLAGS"] = "--enable-precise-memory-info"
    drawing.choose_drawing()
    fences.harden_environment()
    scheme.register_scheme()
    from benchmarks import map_steps
    from benchmarks.map_desk import Desk

    desk = Desk(size, scratch)
    desk.open(town)
    moved, ordered = (map_steps.moved(desk), map_steps.ordered(desk)) if "page" in parts else ({}, {})
    if "peer" in parts:
        more, again = map_steps.plain_folium(desk, scratch)
        moved, ordered = moved | more, ordered | again
    return {
        "size": list(size), "map": [desk.view.width(), desk.view.height()], "load": os.getloadavg()[0],
        "moved": {name: smooth.as_dict() for name, smooth in moved.items()},
        "ordered": {name: {"painted_ms": wish, "page_ms": page, "cells_ms": cells} for name, (wish, page, cells) in ordered.items()},
    }  # fmt: skip


def say_moved(result: dict[str, Any]) -> list[str]:
    """Return the table of what moved."""
    lines = [f"{'':48} {'Bilder':>6} {'Median':>7} {'95 %':>6} {'längst.':>8} {'>50 ms':>7} {'lange A.':>8} {'längste':>8} {'Seite':>7} {'Fenster':>8} {'Heap':>6}"]  # fmt: skip
    for name, f in result["moved"].items():
        heap = "–" if f["heap_mb"] is None else f"{f['heap_mb']:.0f}"
        lines.append(
            f"{name:48} {f['frames']:6.0f} {f['median_ms']:7.0f} {f['p95_ms']:6.0f} {f['longest_ms']:8.0f} {f['lost_ms']:7.0f} {f['long_tasks']:8.0f} "
            f"{f['longest_task_ms']:8.0f} {f['page_cpu_ms']:7.0f} {f['own_cpu_ms']:8.0f} {heap:>6}"
        )
    return [*lines, "Bildabstände, lange Aufgaben und Rechenzeit (Seite, Fenster) in ms; Heap in MB."]


def say_ordered(result: dict[str, Any]) -> list[str]:
    """Return the table of what was painted when."""
    lines = [f"{'':48} {'gemalt nach':>11} {'davon Seite':>11} {'Zellen nach':>11}"]
    for name, f in result["ordered"].items():
        late = " !" if f["painted_ms"] > COLOURS_LIMIT_MS else ""
        cells = " " * 11 if math.isnan(f["cells_ms"]) else f"{f['cells_ms']:8.0f} ms"
        lines.append(f"{name:48} {f['painted_ms']:8.0f} ms {f['page_ms']:8.0f} ms {cells}{late}")
    return [*lines, f"! über {COLOURS_LIMIT_MS:.0f} ms"]


def say_started(runs: list[dict[str, Any]]) -> list[str]:
    """Return the table of the start: the quickest and the slowest of the warm runs."""
    lines = [f"{'':30} {'schnellster':>11} {'langsamster':>11} {'Rechenzeit':>11}  eingeladen bis dahin"]
    names = sorted(runs[0], key=lambda name: runs[0][name]["ms"])
    for name in names:
        seen = [run[name] for run in runs if name in run]
        clock, cpu = [mark["ms"] for mark in seen], min(mark["cpu_ms"] for mark in seen)
        lines.append(f"{name:30} {min(clock):8.0f} ms {max(clock):8.0f} ms {cpu:8.0f} ms  {', '.join(seen[0]['imported'])}")  # fmt: skip
    return lines


def _in_own_process(town: Path, size: str, scratch: Path, parts: list[str]) -> dict[str, Any]:
    command = [
        sys.executable,
        "-m",
        "benchmarks",
        "map",
        "--inside",
        "--town",
        str(town),
        "--size",
        size,
        "--part",
        *parts,
    ]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, env=os.environ | {"TMPDIR": str(scratch)})  # fmt: skip
    if done.returncode != 0:
        raise SystemExit(done.stderr[-3000:])
    result: dict[str, Any] = json.loads(done.stdout.strip().splitlines()[-1])
    return result


def main(arguments: list[str]) -> int:
    """Measure and print; every size and every start in a process of its own."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks map", description=(__doc__ or "").splitlines()[0]
    )
    parser.add_argument("--town", default="city", help="demo, city oder eine Projektdatei")
    parser.add_argument("--size", nargs="+", default=["1366x768", "1920x1080"], help="Größen des Fensters")
    parser.add_argument("--part", nargs="+", default=list(PARTS), choices=PARTS)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    chosen = parser.parse_args(arguments)
    if "DISPLAY" not in os.environ and "WAYLAND_DISPLAY" not in os.environ:
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    scratch = Path(tempfile.mkdtemp(prefix="quartiermap-map-"))
    if chosen.inside:
        width, height = (int(part) for part in chosen.size[0].split("x"))
        print(json.dumps(used(Path(chosen.town), (width, height), scratch, tuple(chosen.part))))
        sys.stdout.flush()
        os._exit(0)  # the pages die with their process
    from benchmarks.bench_window import town_file

    town = town_file(chosen.town, scratch)
    result: dict[str, Any] = {"load_before": os.getloadavg()[0]}
    if "start" in chosen.part:
        result["start"] = {"ohne Projekt": started(None, scratch), "mit Projekt": started(town, scratch)}
    page = [part for part in chosen.part if part != "start"]
    if page:
        result["page"] = [_in_own_process(town, size, scratch, page) for size in chosen.size]
    print(json.dumps(result, ensure_ascii=False, indent=1) if chosen.json else "\n".join(_told(result)))
    return 0


def _told(result: dict[str, Any]) -> list[str]:
    lines = [f"Last vor dem Lauf {result['load_before']:.1f}, {os.cpu_count()} Kerne"]
    for name, runs in result.get("start", {}).items():
        lines += ["", f"Warmer Start {name}", *say_started(runs)]
    for one in result.get("page", []):
        width, height = one["size"]
        lines += ["", f"Fenster {width}x{height}, Karte {one['map'][0]}x{one['map'][1]}, Last {one['load']:.1f}", *say_moved(one), "", *say_ordered(one)]  # fmt: skip
    return lines
