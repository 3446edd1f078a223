"""The jobs of QGIS, in QGIS's own Python: nothing but its bindings and the standard library.

``python3 qgis_worker.py JOB.json`` (see `benchmarks.worker`). The graph is built by hand through ``QgsGraph``: a
graph that QGIS builds from lines joins nodes by coordinates and would be another one (reference/engine.md 4).
"""

from __future__ import annotations

import array
import json
import statistics
import sys
import time
from pathlib import Path
from typing import Any


def floats(path: Path) -> array.array[float]:
    """Read float64 values."""
    values = array.array("d")
    values.frombytes(path.read_bytes())
    return values


def integers(path: Path) -> array.array[int]:
    """Read int64 values."""
    values = array.array("q")
    values.frombytes(path.read_bytes())
    return values


def memory(field: str) -> float | None:
    """Return a figure of this process in MB (Linux)."""
    status = Path("/proc/self/status")
    if status.is_file():
        for line in status.read_text().splitlines():
            if line.startswith(f"{field}:"):
                return int(line.split()[1]) / 1024
    return None


def nearest(job: dict[str, Any]) -> dict[str, Any]:
    """Do the nearest facilities of every kind from one extra node per kind."""
    before = memory("VmRSS")
    begin = time.perf_counter()
    from qgis.analysis import QgsGraph, QgsGraphAnalyzer
    from qgis.core import Qgis, QgsPointXY

    import_s = time.perf_counter() - begin
    folder, settings = Path(job["folder"]), job["settings"]
    u, v = integers(folder / "split.u"), integers(folder / "split.v")
    w, x, y = floats(folder / "split.w"), floats(folder / "split.x"), floats(folder / "split.y")
    cells = integers(folder / "split.cells")
    kinds = {p.name.removeprefix("split.kind."): integers(p) for p in sorted(folder.glob("split.kind.*"))}
    inputs = (memory("VmRSS") or 0) - (before or 0)
    begin = time.perf_counter()
    graph = QgsGraph()
    for at in zip(x, y, strict=True):
        graph.addVertex(QgsPointXY(*at))
    for a, b, cost in zip(u, v, w, strict=True):
        graph.addEdge(a, b, [cost])
        graph.addEdge(b, a, [cost])
    source = {}
    for kind, nodes in kinds.items():
        source[kind] = graph.addVertex(QgsPointXY(0, 0))
        for node in nodes:
            graph.addEdge(source[kind], node, [0.0])
    build_s = time.perf_counter() - begin
    walls: list[float] = []
    cpus: list[float] = []
    found: dict[str, array.array[float]] = {}
    started = time.perf_counter()
    while not walls or (
        len(walls) <= settings["runs"] and time.perf_counter() - started + walls[0] < settings["budget_s"]
    ):
        wall, cpu = time.perf_counter(), time.process_time()
        for kind, start in source.items():
            costs = QgsGraphAnalyzer.dijkstra(graph, start, 0)[1]
            found[kind] = array.array("d", [costs[cell] for cell in cells])
        walls.append(time.perf_counter() - wall)
        cpus.append(time.process_time() - cpu)
    for kind, distances in found.items():
        # Its sign for "not reached" is the largest double.
        reached = array.array("d", [d if d < 1e300 else float("inf") for d in distances])
        (folder / f"nearest-engine-qgis.{kind}").write_bytes(reached.tobytes())
    peak = memory("VmHWM")
    return {
        "version": Qgis.QGIS_VERSION.partition("-")[0],
        "import_s": import_s,
        "build_s": build_s,
        "first_s": walls[0],
        "wall_s": statistics.median(walls[1:] or walls),
        "cpu_s": statistics.median(cpus[1:] or cpus),
        "runs": len(walls) - 1,
        "process_mb": peak,
        "memory_mb": None if peak is None or before is None else peak - before - inputs,
    }


def main(path: str) -> None:
    """Do the job described in a file."""
    job = json.loads(Path(path).read_text(encoding="utf-8"))
    values = {"nearest": nearest}[job["task"]](job)
    Path(job["answer"]).write_text(json.dumps(values), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1])
