"""All cells to all cells within 1.5 km as a sparse matrix: ours whole, the others from some cells, scaled."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from benchmarks import engines, ours, streets, towns
from benchmarks.jobs import Run, named
from benchmarks.measuring import repeat
from benchmarks.report import Row, Section
from benchmarks.worker import Job, timed, times
from quartiermap.domain.texts import number

COLUMNS = (
    "wall_s",
    "cpu_s",
    "ratio",
    "build_s",
    "pairs",
    "pairs_per_s",
    "memory_mb",
    "deviation_m",
    "only_one",
)


def job_matrix(job: Job) -> dict[str, Any]:
    """Do the whole matrix with our engine; leave the sampled rows beside the answer."""
    cells = np.asarray(job.settings["cells"], np.int64)
    town = streets.load_town(job.folder)
    job.inputs_ready()
    ours.load_kernels()
    built, build_s = timed(lambda: ours.router(town.network))
    on = town.on["cells"]
    found, timing = repeat(lambda: ours.matrix(built, on, on, towns.LIMIT_M), job.settings["runs"], job.settings["budget_s"])  # fmt: skip
    some = found[cells].tocoo()
    rows = np.full((len(cells), found.shape[1]), np.inf)
    rows[some.row, some.col] = some.data
    np.savez(job.result(), rows=rows)
    return {"build_s": build_s, "pairs": int(found.nnz), "pairs_per_s": found.nnz / timing.wall_s} | times(timing)  # fmt: skip


def measure(run: Run) -> list[Section]:
    """Return one table for each size; the others at the largest only, where it matters."""
    sections = []
    for side in run.sides:
        where, town = towns.folder(run, side)
        total = len(town.where["cells"])
        cells = towns.sampled_cells(run, side, total)
        settings: dict[str, Any] = {
            "runs": 5,
            "budget_s": 5.0 if side < towns.BIG_SIDE else 60.0,
            "cells": cells,
        }
        section = Section(
            "matrix", f"Alle {number(total)} Zellen zu allen bis 1,5 km, {number(streets.raw_node_count(town.network))} Knoten", COLUMNS,
            about=towns.describe(town, run.seed),
            facts={"side": side, "limit_m": towns.LIMIT_M, "cells": total, "sampled": len(cells), "disagreements": []},
        )  # fmt: skip
        sections.append(section)
        done = run.job("matrix", "quartiermap", where, modules=ours.MODULES, **settings)
        section.rows.append(Row(ours.TITLE, done.result or {}, done.missing, ours=True, licence="MIT"))
        if side != run.sides[-1] and not run.large:
            section.notes.append("Andere Programme: siehe die größere Stadt.")
            continue
        section.rows += [_peer(run, side, peer, where, section) for peer in engines.PEERS if run.wanted(peer.id)]  # fmt: skip
        section.notes.append(
            f"Andere: von {number(len(cells))} zufälligen Zellen zu allen gemessen, auf {number(total)} Zellen hochgerechnet; Paare sind die der Stichprobe."
        )  # fmt: skip
        section.with_ratios()
    return sections


def _peer(run: Run, side: int, peer: engines.Peer, where: Path, section: Section) -> Row:
    done = towns.answers(run, side, peer)
    title = named(peer.title, peer.distribution)
    if not done.result:
        return Row(title, missing=done.missing, licence=peer.licence)
    values = dict(done.result["matrix"])
    scale = section.facts["cells"] / section.facts["sampled"]
    values |= {
        "sampled_wall_s": values["wall_s"],
        "wall_s": values["wall_s"] * scale,
        "cpu_s": values["cpu_s"] * scale,
    }
    values["pairs_per_s"] = values["pairs"] / values["sampled_wall_s"]
    row = Row(title, values, remark="hochgerechnet", licence=peer.licence)
    own = where / "result-matrix-quartiermap.npz"
    if own.is_file():
        with np.load(own) as arrays:
            mine = arrays["rows"]
        theirs = towns.stored(where, "matrix", peer.id)["rows"]
        cells = towns.sampled_cells(run, side, section.facts["cells"])
        found = towns.compared_rows(mine, theirs, cells, towns.ROUNDED_M.get(peer.id, towns.EXACT_M))
        row.values |= {"deviation_m": found.largest, "only_one": found.only_one, "compared": found.compared}
        section.facts["disagreements"] += towns.judged(f"Matrix, {title}", peer.id, found)
    return row
