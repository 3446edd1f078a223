"""Times, memory, deviations, exponents, bandwidth: the arithmetic that all areas share."""

from __future__ import annotations

import gc
import math
import os
import platform
import statistics
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

_STATUS = Path("/proc/self/status")
_CLEAR = Path("/proc/self/clear_refs")


@dataclass(frozen=True)
class Timing:
    """How long something took.

    Parameters
    ----------
    wall_s, cpu_s : float
        Medians of the runs after the first; processor time is that of all threads together.
    first_s : float
        Wall time of the first call, with everything that is only done once (kernels, caches).
    runs : int
        Runs that the medians are of; 0 if the first call was all there was time for (it then is the figure).
    """

    wall_s: float
    cpu_s: float
    first_s: float
    runs: int


def repeat(work: Callable[[], Any], runs: int, budget_s: float = 20.0) -> tuple[Any, Timing]:
    """Call once to warm up, then up to `runs` times while the time lasts; return the last result and the medians."""
    gc.collect()
    begin = time.perf_counter()
    wall, cpu = time.perf_counter(), time.process_time()
    result = work()
    first, first_cpu = time.perf_counter() - wall, time.process_time() - cpu
    walls: list[float] = []
    cpus: list[float] = []
    while len(walls) < runs and time.perf_counter() - begin + first < budget_s:
        wall, cpu = time.perf_counter(), time.process_time()
        result = work()
        walls.append(time.perf_counter() - wall)
        cpus.append(time.process_time() - cpu)
    if not walls:
        return result, Timing(first, first_cpu, first, 0)
    return result, Timing(statistics.median(walls), statistics.median(cpus), first, len(walls))


def percentile(values: Sequence[float], share: float) -> float:
    """Return the smallest value that at least `share` of all values do not exceed.

    Examples
    --------
    >>> percentile([5.0, 1.0, 2.0, 9.0], 0.5), percentile([5.0, 1.0, 2.0, 9.0], 0.95), percentile([3.0], 0.95)
    (2.0, 9.0, 3.0)
    """
    ordered = sorted(values)
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)]


@dataclass(frozen=True)
class Deviation:
    """How far somebody's distances are from ours.

    Parameters
    ----------
    largest : float
        The largest difference where both have a value; NaN if nothing could be compared.
    compared : int
        Values compared.
    only_one : int
        Places that one of the two reaches and the other does not.
    silent : int
        Places that the other says nothing about (beyond its own limit, not sampled): NaN.
    """

    largest: float
    compared: int
    only_one: int
    silent: int


def deviation(ours: NDArray[Any], theirs: NDArray[Any]) -> Deviation:
    """Compare distances; ``inf`` is "not reached", NaN in `theirs` is "says nothing".

    Examples
    --------
    >>> inf, nan = np.inf, np.nan
    >>> deviation(np.array([1.0, 2.0, inf, inf, 7.0]), np.array([1.5, 2.0, inf, 3.0, nan]))
    Deviation(largest=0.5, compared=2, only_one=1, silent=1)
    """
    ours, theirs = np.asarray(ours, np.float64).ravel(), np.asarray(theirs, np.float64).ravel()
    if ours.shape != theirs.shape:
        raise ValueError(f"{len(ours)} distances against {len(theirs)}")
    says = ~np.isnan(theirs)
    both = says & np.isfinite(ours) & np.isfinite(theirs)
    only_one = says & (np.isfinite(ours) != np.isfinite(theirs))
    largest = float(np.abs(ours[both] - theirs[both]).max()) if both.any() else math.nan
    return Deviation(largest, int(both.sum()), int(only_one.sum()), int((~says).sum()))


def exponent(sizes: Sequence[float], seconds: Sequence[float]) -> float | None:
    """Return b of ``seconds = a * size ** b`` by least squares over the logarithms; ``None`` below two sizes.

    Examples
    --------
    >>> exponent([10, 100, 1000], [1.0, 10.0, 100.0]), exponent([10], [1.0])
    (1.0, None)
    """
    pairs = [(math.log(n), math.log(s)) for n, s in zip(sizes, seconds, strict=True) if n > 0 and s > 0]
    if len({n for n, _ in pairs}) < 2:
        return None
    mean_n, mean_s = (statistics.fmean(part) for part in zip(*pairs, strict=True))
    slope = sum((n - mean_n) * (s - mean_s) for n, s in pairs) / sum((n - mean_n) ** 2 for n, _ in pairs)
    return round(slope, 12)


def _status(field: str) -> float | None:
    if not _STATUS.is_file():
        return None
    for line in _STATUS.read_text().splitlines():
        if line.startswith(f"{field}:"):
            return int(line.split()[1]) / 1024
    return None


def resident_mb() -> float | None:
    """Return the memory this process holds now in MB (Linux), ``None`` elsewhere."""
    return _status("VmRSS")


def peak_mb() -> float | None:
    """Return the most memory this process ever held in MB (Linux), since `forget_peak`; ``None`` elsewhere."""
    return _status("VmHWM")


def forget_peak() -> None:
    """Let the peak start anew from what is held now (Linux; elsewhere and without leave it stays)."""
    gc.collect()
    try:
        _CLEAR.write_text("5")
    except OSError:
        return


def bandwidth_gb_s(threads: int = 1, megabytes: int = 256, runs: int = 5) -> float:
    """Return the memory bandwidth in GB/s of plain copies (read + written), the best of some runs.

    numpy copies outside the interpreter lock, so that threads add up.
    """
    size = megabytes * 1_000_000 // 8 // threads
    pairs = [(np.ones(size), np.zeros(size)) for _ in range(threads)]
    best = math.inf
    for _ in range(runs):
        gate = threading.Barrier(threads + 1)

        def copy(pair: tuple[NDArray[Any], NDArray[Any]], gate: threading.Barrier = gate) -> None:
            gate.wait()
            np.copyto(pair[1], pair[0])
            gate.wait()

        workers = [threading.Thread(target=copy, args=(pair,), daemon=True) for pair in pairs]
        for worker in workers:
            worker.start()
        gate.wait()
        begin = time.perf_counter()
        gate.wait()
        best = min(best, time.perf_counter() - begin)
        for worker in workers:
            worker.join()
    return 2 * 8 * size * threads / best / 1e9


def machine() -> dict[str, Any]:
    """Return what this machine is and how busy it is, as plain values."""
    return {
        "processor": _processor(),
        "cores": os.cpu_count(),
        "system": platform.system(),
        "python": platform.python_version(),
        "load_1min": round(os.getloadavg()[0], 2) if hasattr(os, "getloadavg") else None,
    }


def _processor() -> str:
    information = Path("/proc/cpuinfo")
    if information.is_file():
        for line in information.read_text().splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()
