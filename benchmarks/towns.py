"""The towns of one run, and what each of the other engines answers on them: asked once, used by several tables."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks import engines, streets
from benchmarks.jobs import Outcome, Run
from benchmarks.measuring import Deviation, deviation, peak_mb, repeat
from benchmarks.worker import Job, timed, times
from quartiermap.domain.texts import number

EXACT_M = 1e-4
"""Engines with float64 distances have to agree to this; ours are multiples of 2**-26 m (`engine.graph.exact`)."""
ROUNDED_M = {"pandana": 0.5}
"""pandana cuts every edge to whole millimetres (reference/engine.md 4): up to 1 mm for each of the pieces within 3 km."""
LIMIT_M = 1500.0
"""Limit of the matrix."""
SAMPLE = {82: 60, 258: 20}
"""Cells that the others start from, by the size; their time is multiplied up to all cells."""
ONE_KIND = "kita"
BIG_SIDE = 300
"""From here on a size only belongs to ``--large``."""


def folder(run: Run, side: int) -> tuple[Path, streets.Town]:
    """Return the folder with the inputs of a size and the town itself; made once in a run."""
    where = run.work / f"streets-{side}"
    if (where / "split.u").is_file():
        return where, streets.load_town(where)
    run.say(f"Straßennetz mit {side} × {side} Kreuzungen")
    town = streets.make_town(side, run.seed)
    streets.store(where, town, streets.split(town))
    return where, town


def describe(town: streets.Town, seed: int) -> list[str]:
    """Say what graph it is."""
    network = town.network
    raw, edges = streets.raw_node_count(network), streets.raw_edge_count(network)
    count = sum(len(town.where[kind]) for kind in town.kinds)
    return [
        f"Erzeugtes Straßennetz (Startwert {seed}): {number(raw)} Knoten, {number(edges)} Kanten roh, {number(network.node_count)} Kreuzungen,",
        f"{number(network.length_m / 1000)} km; {number(len(town.where['cells']))} Zellen, {number(count)} Einrichtungen in {len(town.kinds)} Arten.",
    ]  # fmt: skip


def largest_default(run: Run) -> int:
    """Return the largest size that is not only for ``--large``."""
    return max(side for side in run.sides if side < BIG_SIDE)


def sampled_cells(run: Run, side: int, total: int) -> list[int]:
    """Return the cells that the others start from for the matrix."""
    count = min(total, SAMPLE.get(side, 4))
    return sorted(np.random.default_rng(run.seed).choice(total, count, replace=False).tolist())


def answers(run: Run, side: int, peer: engines.Peer) -> Outcome:
    """Return what a peer answers on the town of a size; asked once in a run, in one process.

    The values are those of the nearest facilities; ``one_kind_s`` is the median for the Kitas alone, ``matrix`` holds
    the figures of the rows of the matrix (only at the largest size, and with ``--large`` at all).
    """
    key = (side, peer.id)
    if key not in run.answers:
        where, town = folder(run, side)
        wanted = side == run.sides[-1] or run.large
        cells = sampled_cells(run, side, len(town.where["cells"])) if wanted else []
        settings: dict[str, Any] = {
            "runs": 7 if side < 200 else 5,
            "budget_s": 3.5 if side < BIG_SIDE else 90.0,
            "cells": cells,
        }
        run.answers[key] = run.job("engine", peer.id, where, modules=[peer.module], distribution=peer.distribution, **settings)  # fmt: skip
    return run.answers[key]


def job_engine(job: Job) -> dict[str, Any]:
    """Ask one of the other engines everything; leave the distances beside the answer."""
    graph = streets.load_split(job.folder)
    job.inputs_ready()
    engine, build_s = timed(lambda: engines.peer(job.engine).build(graph))
    alone: list[float] = []

    def ask() -> dict[str, Any]:
        found = {}
        for kind in graph.kinds:
            begin = time.perf_counter()
            found[kind] = engine.nearest(kind)
            if kind == ONE_KIND:
                alone.append(time.perf_counter() - begin)
        return found

    found, timing = repeat(ask, job.settings["runs"], job.settings["budget_s"])
    np.savez(job.result("nearest"), **found)
    values: dict[str, Any] = {"build_s": build_s, "one_kind_s": float(np.median(alone)), "peak_mb": peak_mb()}
    cells = np.asarray(job.settings["cells"], np.int64)
    if len(cells):
        rows, once = repeat(lambda: engine.rows(cells, LIMIT_M), 0)
        np.savez(job.result("matrix"), rows=rows)
        values["matrix"] = times(once) | {"build_s": build_s, "pairs": int(np.isfinite(rows).sum())}
    return values | times(timing)


def stored(where: Path, what: str, engine: str) -> dict[str, Any]:
    """Return the arrays that an engine left: ``nearest`` by kind, ``matrix`` as rows."""
    path = where / f"{what}-engine-{engine}.npz"
    if path.is_file():
        with np.load(path) as arrays:
            return {name: arrays[name] for name in arrays.files}
    # QGIS's Python has no numpy: plain values, one file each.
    begin = f"{what}-engine-{engine}."
    return {one.name.removeprefix(begin): np.fromfile(one, np.float64) for one in where.glob(f"{begin}*")}


def judged(title: str, engine: str, found: Deviation) -> list[str]:
    """Return the German sentence about distances that differ by more than the engine's arithmetic explains."""
    allowed = ROUNDED_M.get(engine, EXACT_M)
    if not found.only_one and found.largest <= allowed:
        return []
    return [f"{title}: {found.only_one} anders erreicht, größte Abweichung {found.largest:g} m (erlaubt {allowed:g} m)"]  # fmt: skip


def compared(ours: dict[str, Any], theirs: dict[str, Any]) -> Deviation:
    """Compare the nearest facilities of all kinds; silence within pandana's own limit is a place not found."""
    mine = np.concatenate([ours[kind] for kind in ours])
    other = np.concatenate([theirs[kind] for kind in ours])
    other[np.isnan(other) & (mine < engines.Pandana.LIMIT_M - 1.0)] = np.inf
    return deviation(mine, other)


def compared_rows(mine: Any, other: Any, cells: list[int], allowed: float) -> Deviation:
    """Compare rows of the matrix.

    A cell to itself is left out: we walk its leg twice (a place at the same address), a graph says 0. A way of just the
    limit may fall on either side of it where lengths are rounded.
    """
    mine, other = mine.copy(), other.copy()
    mine[np.arange(len(cells)), cells] = other[np.arange(len(cells)), cells] = 0.0
    apart = np.isfinite(mine) != np.isfinite(other)
    edge = apart & (np.minimum(mine, other) > LIMIT_M - allowed)
    mine[edge] = other[edge] = np.inf
    return deviation(mine, other)
