"""Places shared out in catchments (E2SFCA) on one matrix of ways: ours next to PySAL access."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from benchmarks import ours
from benchmarks.jobs import Outcome, Run, named
from benchmarks.measuring import deviation, repeat
from benchmarks.report import Row, Section
from benchmarks.towns import describe, folder, largest_default
from benchmarks.worker import Job, times
from quartiermap.domain.texts import number

STEPS = [(500.0, 1.0), (1000.0, 0.68), (1500.0, 0.22)]
"""Weights of Luo and Qi 2009 on our distances."""
SETS = {"kitas": "Kitas", "cells": "Zellen als Standorte"}
RELATIVE = 1e-9
"""How far results may differ, relative to the largest."""


def job_fca(job: Job) -> dict[str, Any]:
    """Share the places of both sets; leave the ratio of every cell beside the answer."""
    job.inputs_ready()
    return {what: _share(job, what) for what in SETS}


def _share(job: Job, what: str) -> dict[str, Any]:
    from scipy.sparse import load_npz

    ways = load_npz(job.folder / f"ways-{what}.npz")
    with np.load(job.folder / "fca.npz") as stored:
        need, places = stored["need"], stored[f"places-{what}"]
    runs, budget = job.settings["runs"], job.settings["budget_s"]
    if job.engine == "quartiermap":
        found, timing = repeat(lambda: ours.shared(ways, need, places, STEPS), runs, budget)
    else:
        import pandas as pd
        from access import fca, weights

        # The frames that access wants are its inputs; making them is not charged.
        pairs = ways.tocoo()
        cost = pd.DataFrame({"origin": pairs.row, "dest": pairs.col, "cost": pairs.data})
        demand = pd.DataFrame({"geoid": np.arange(len(need)), "demand": need})
        supply = pd.DataFrame({"geoid": np.arange(len(places)), "supply": places})
        weigh = weights.step_fn(dict(STEPS))
        ratio, timing = repeat(lambda: fca.two_stage_fca(demand, supply, cost, weight_fn=weigh), runs, budget)
        found = ratio.reindex(np.arange(len(need))).fillna(0.0).to_numpy()
    np.savez(job.result(what), ratio=found)
    return {"pairs": int(ways.nnz)} | times(timing)


def measure(run: Run) -> list[Section]:
    """Return the tables: cells and Kitas, and every cell a site, in the largest default size."""
    from scipy.sparse import save_npz

    side = largest_default(run)
    where, town = folder(run, side)
    rng = np.random.default_rng(run.seed + 2)
    cells = town.on["cells"]
    built = ours.router(town.network)
    sets = {"kitas": town.on["kita"], "cells": cells}
    need = rng.integers(1, 12, len(cells.edge)).astype(np.float64)
    places = {what: rng.integers(20, 140, len(on.edge)).astype(np.float64) for what, on in sets.items()}
    supplies: dict[str, Any] = {f"places-{what}": values for what, values in places.items()}
    np.savez(where / "fca.npz", need=need, **supplies)
    for what, on in sets.items():
        run.say(f"Matrix für E2SFCA: {what}")
        save_npz(where / f"ways-{what}.npz", ours.matrix(built, cells, on, STEPS[-1][0]))
    settings: dict[str, Any] = {"runs": 5, "budget_s": 5.0}
    own = run.job("fca", "quartiermap", where, modules=["quartiermap.analysis.floating_catchments"], **settings)  # fmt: skip
    theirs = Outcome(None)
    if run.wanted("access"):
        theirs = run.job("fca", "access", where, modules=["access"], distribution="access", **settings)
    about = describe(town, run.seed)
    return [_section(what, f"{number(len(on.edge))} {SETS[what]}", where, about, own, theirs) for what, on in sets.items()]  # fmt: skip


def _section(what: str, title: str, where: Path, about: list[str], own: Outcome, theirs: Outcome) -> Section:
    section = Section("fca", f"E2SFCA, {title}, bis 1,5 km", ("wall_s", "cpu_s", "ratio", "pairs", "difference"), about=about, facts={"what": what, "steps": STEPS})  # fmt: skip
    section.rows.append(Row(ours.TITLE, (own.result or {}).get(what, {}), own.missing, ours=True, licence="MIT"))  # fmt: skip
    if theirs.result or theirs.missing:
        row = Row(named("PySAL access", "access"), (theirs.result or {}).get(what, {}), theirs.missing, licence="BSD")  # fmt: skip
        section.rows.append(row)
        if own.result and theirs.result:
            with np.load(where / f"{what}-fca-quartiermap.npz") as mine, np.load(where / f"{what}-fca-access.npz") as other:  # fmt: skip
                found = deviation(mine["ratio"], other["ratio"])
                scale = float(np.abs(mine["ratio"]).max())
            row.values |= {"difference": found.largest, "relative": found.largest / scale}
            if not found.largest <= RELATIVE * scale:
                section.facts["disagreements"] = [f"E2SFCA ({title}): größter Unterschied {found.largest:g}"]
    section.notes.append("Gewichte 1 / 0,68 / 0,22 bis 500 / 1.000 / 1.500 m; die Wege sind für beide dieselbe fertige Matrix.")  # fmt: skip
    return section.with_ratios()
