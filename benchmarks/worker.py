"""One job in a process of its own: ``python -m benchmarks.worker JOB.json``.

The job says task, engine, folder with the inputs, settings, and where the answer goes. A task is the function
``job_<task>(job) -> dict`` of a module. Memory is counted in two steps: what importing the engine takes, and the peak
above the moment at which the inputs are in memory. So ``memory_mb`` is what the engine needs on top of Python, numpy
and the inputs: its libraries, its graph, its results.
"""

from __future__ import annotations

import importlib
import json
import os
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks import measuring
from benchmarks.jobs import absent

_TASKS = {
    "engine": "benchmarks.towns",
    "nearest": "benchmarks.bench_nearest",
    "contracted": "benchmarks.bench_nearest",
    "kernels": "benchmarks.bench_nearest",
    "matrix": "benchmarks.bench_matrix",
    "snapping": "benchmarks.bench_network",
    "contraction": "benchmarks.bench_network",
    "saving": "benchmarks.bench_loading",
    "loading": "benchmarks.bench_loading",
    "catchments": "benchmarks.bench_catchments",
    "fca": "benchmarks.bench_fca",
    "live": "benchmarks.bench_live",
    "moves": "benchmarks.bench_live",
    "census": "benchmarks.bench_census",
    "osm": "benchmarks.bench_osm_peers",
}


class Missing(Exception):  # noqa: N818  (not an error: a peer that is not there)
    """The engine cannot be used here; the text says why, in German."""


@dataclass
class Job:
    """What is to be done."""

    task: str
    engine: str
    folder: Path
    settings: dict[str, Any]
    level_mb: float | None = field(default=None)

    def inputs_ready(self) -> None:
        """Let the peak of the memory start from here: the inputs are read, the engine has done nothing yet."""
        measuring.forget_peak()
        self.level_mb = measuring.resident_mb()

    def result(self, name: str = "result") -> Path:
        """Return where this engine leaves an array for the comparison."""
        return self.folder / f"{name}-{self.task}-{self.engine}.npz"


def timed(work: Callable[[], Any]) -> tuple[Any, float]:
    """Return what a function makes and the seconds it took."""
    begin = time.perf_counter()
    made = work()
    return made, time.perf_counter() - begin


def times(timing: measuring.Timing) -> dict[str, Any]:
    """Return a timing as plain values."""
    return {"wall_s": timing.wall_s, "cpu_s": timing.cpu_s, "first_s": timing.first_s, "runs": timing.runs}


def main(path: str) -> int:
    """Do the job described in a file."""
    description = json.loads(Path(path).read_text(encoding="utf-8"))
    settings = description["settings"]
    job = Job(description["task"], description["engine"], Path(description["folder"]), settings)
    values: dict[str, Any]
    modules = settings.get("modules", [])
    missing = next(filter(None, (absent(m, settings.get("distribution", "")) for m in modules)), "")
    if missing:
        values = {"missing": missing}
    else:
        before = measuring.resident_mb()
        _, import_s = timed(lambda: [importlib.import_module(module) for module in modules])
        after = measuring.resident_mb()
        try:
            values = getattr(importlib.import_module(_TASKS[job.task]), f"job_{job.task}")(job)
        except Missing as reason:
            values = {"missing": str(reason)}
        peak = measuring.peak_mb()
        values |= {"import_s": import_s, "process_mb": peak}
        peak = values.get("peak_mb", peak)  # a job with several questions says what its figures are of
        if None not in (before, after, peak, job.level_mb):
            values["memory_mb"] = after - before + peak - job.level_mb  # type: ignore[operator]
    answer = Path(description["answer"])
    answer.write_text(json.dumps(values), encoding="utf-8")
    sys.stdout.flush()
    os._exit(0)  # some libraries hang or crash while they are torn down; everything is written


if __name__ == "__main__":
    main(sys.argv[1])
