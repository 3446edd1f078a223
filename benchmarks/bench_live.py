"""What if: a Kita is set, moved, removed. Ours follows the edit; the others compute the kind anew."""

from __future__ import annotations

import time
from typing import Any

import numpy as np

from benchmarks import engines, ours, streets, towns
from benchmarks.jobs import Run, named
from benchmarks.measuring import percentile, repeat
from benchmarks.report import Row, Section
from benchmarks.worker import Job, timed, times
from quartiermap.domain.texts import number

KIND = towns.ONE_KIND
EDITS = 300
DRAG_M = (10.0, 50.0)
"""How far one step of a drag goes."""
SITES = (1, 2, 5, 20, 100, 400)
"""Facilities of a kind."""
DRAGS, STEPS = 6, 50
_ANEW = ("scipy", "networkit", "pandana")


def job_live(job: Job) -> dict[str, Any]:
    """Do the edits one by one, then the whole kind anew."""
    town = streets.load_town(job.folder)
    job.inputs_ready()
    ours.load_kernels()
    built, router_s = timed(lambda: ours.router(town.network))
    index = ours.index(built)
    cells, kitas = town.on["cells"], town.on[KIND]
    field, live_s = timed(lambda: ours.live(built, cells, kitas))
    rng = np.random.default_rng(job.settings["seed"])
    where = town.where[KIND].copy()
    width = float(town.where["cells"].max())
    spent: dict[str, list[tuple[float, float]]] = {"add": [], "move": [], "remove": []}
    changed: dict[str, list[int]] = {name: [] for name in spent}

    def edit(name: str, work: Any) -> None:
        wall, cpu = time.perf_counter(), time.process_time()
        points = work()
        spent[name].append((time.perf_counter() - wall, time.process_time() - cpu))
        changed[name].append(len(points))

    slots = len(where)
    for step in range(EDITS + 5):
        if step == 5:  # the first ones load kernels and caches
            for name in spent:
                spent[name].clear()
                changed[name].clear()
        at = rng.uniform(0, width, (1, 2))
        new = slots + step
        edit("add", lambda at=at, new=new: field.add(new, ours.locate(index, at)))
        turn, far = rng.uniform(0, 2 * np.pi), rng.uniform(*DRAG_M)
        near = at + far * np.array([[np.cos(turn), np.sin(turn)]])
        edit("move", lambda near=near, new=new: field.move(new, ours.locate(index, near)))
        old = int(rng.integers(slots))
        edit("remove", lambda old=old: field.remove(old))
        # Put the old one back and take the new one away, so that the town stays the same; not measured.
        field.add(old, kitas.pick(np.array([old])))
        field.remove(new)
    whole, timing = repeat(lambda: built.nearest(cells, kitas), 5, 10.0)
    distance, nearest = whole
    equal = bool((field.distance_m == distance).all() and (field.nearest == nearest).all())
    values: dict[str, Any] = {"equal": equal, "anew": times(timing), "router_s": router_s, "live_s": live_s, "edits": {}}  # fmt: skip
    for name, found in spent.items():
        walls, cpus = [wall for wall, _ in found], [cpu for _, cpu in found]
        values["edits"][name] = {
            "wall_s": percentile(walls, 0.5), "p95_s": percentile(walls, 0.95), "cpu_s": percentile(cpus, 0.5), "slowest_s": max(walls),
            "points": percentile([float(count) for count in changed[name]], 0.5),
        }  # fmt: skip
    return values


def job_moves(job: Job) -> dict[str, Any]:
    """Drag one facility of kinds of several sizes through the town, with and without a closed way."""
    town = streets.load_town(job.folder)
    job.inputs_ready()
    ours.load_kernels()
    built = ours.router(town.network)
    index, cells = ours.index(built), town.on["cells"]
    ground, ground_s = timed(lambda: ours.live_ground(built))
    width = float(town.where["cells"].max())
    rng = np.random.default_rng(job.settings["seed"])
    found = {}
    for sites in job.settings["sites"]:
        where = rng.uniform(0, width, (sites, 2))
        on = ours.locate(index, where)
        taken = {*on.edge.tolist(), *cells.edge.tolist()}
        shut = next(edge for edge in rng.permutation(town.network.edge_count).tolist() if edge not in taken)
        for closed in (False, True):
            field = ours.live(ground, cells, on)
            if closed:
                field.update(close=[shut])
            walls: list[float] = []
            cpus: list[float] = []
            for _ in range(DRAGS):
                slot = int(rng.integers(sites))
                at, turn = where[[slot]].copy(), rng.uniform(0, 2 * np.pi)
                for _ in range(STEPS):
                    turn += rng.normal(0, 0.4)
                    at = np.clip(
                        at + rng.uniform(*DRAG_M) * np.array([[np.cos(turn), np.sin(turn)]]), 0, width
                    )
                    wall, cpu = time.perf_counter(), time.process_time()
                    place = ours.locate(index, at)
                    if place.edge[0] == shut:
                        continue
                    field.move(slot, place)
                    walls.append(time.perf_counter() - wall)
                    cpus.append(time.process_time() - cpu)
            found[f"{sites}{' closed' if closed else ''}"] = {
                "wall_s": percentile(walls, 0.5), "p95_s": percentile(walls, 0.95), "slowest_s": max(walls),
                "cpu_s": percentile(cpus, 0.5), "cpu95_s": percentile(cpus, 0.95),
            }  # fmt: skip
    return {"ground_s": ground_s, "kinds": found}


def _moves(run: Run, side: int) -> Section:
    """Return the table of dragging one facility of kinds with few and with many sites."""
    where, town = towns.folder(run, side)
    section = Section(
        "moves", f"Eine Einrichtung ziehen, je Art mit so vielen Standorten, {number(streets.raw_node_count(town.network))} Knoten",
        ("wall_s", "p95_s", "slowest_s", "cpu_s", "cpu95_s"), about=towns.describe(town, run.seed), facts={"side": side},
    )  # fmt: skip
    done = run.job("moves", "quartiermap", where, modules=ours.MODULES, seed=run.seed + 4, sites=list(SITES))
    if done.result is None:
        section.rows.append(Row(ours.TITLE, missing=done.missing, ours=True, licence="MIT"))
        return section
    for name, values in done.result["kinds"].items():
        sites, closed = name.split()[0], name.endswith("closed")
        places = "1 Standort" if sites == "1" else f"{sites} Standorte"
        section.rows.append(
            Row(f"{places}{', ein Weg gesperrt' if closed else ''}", values, ours=True, licence="MIT")
        )
    section.facts["ground_s"] = done.result["ground_s"]
    section.notes += [
        f"Je {DRAGS} Züge von {STEPS} Schritten zu 10 bis 50 m, Einrasten der neuen Stelle eingeschlossen.",
        f"Vorbereitung für das Spiel, einmal: {number(1000 * done.result['ground_s'])} ms. Der langsamste Schritt ist meist der erste eines Zugs.",
    ]  # fmt: skip
    return section


def measure(run: Run) -> list[Section]:
    """Return two tables for each size."""
    sections = []
    names = {"add": "Kita setzen", "move": "Kita um 10 bis 50 m verschieben", "remove": "Kita entfernen"}
    for side in run.sides:
        where, town = towns.folder(run, side)
        kitas = len(town.where[KIND])
        section = Section(
            "live", f"Was wäre wenn mit {number(kitas)} Kitas, {number(streets.raw_node_count(town.network))} Knoten",
            ("wall_s", "p95_s", "cpu_s", "ratio", "build_s", "points", "memory_mb"), about=towns.describe(town, run.seed),
            facts={"side": side, "kitas": kitas, "edits": EDITS},
        )  # fmt: skip
        sections.append(section)
        done = run.job("live", "quartiermap", where, modules=ours.MODULES, seed=run.seed + 3)
        if done.result is None:
            section.rows.append(Row(ours.TITLE, missing=done.missing, ours=True, licence="MIT"))
        else:
            build = done.result["router_s"] + done.result["live_s"]
            for edit, values in done.result["edits"].items():
                row = Row(f"{ours.TITLE}: {names[edit]}", values | {"build_s": build, "memory_mb": done.result.get("memory_mb")}, ours=edit == "move", licence="MIT")  # fmt: skip
                section.rows.append(row)
            section.rows.append(Row(f"{ours.TITLE}: alle Zellen neu", done.result["anew"], licence="MIT"))
            section.facts["equal"] = done.result["equal"]
            if not done.result["equal"]:
                section.facts["disagreements"] = ["Was wäre wenn: nach den Änderungen nicht Bit für Bit gleich der Neuberechnung"]  # fmt: skip
        for name in _ANEW if side == run.sides[-1] else ():
            if run.wanted(name):
                peer = engines.peer(name)
                theirs = towns.answers(run, side, peer)
                values = theirs.result or {}
                anew = (
                    {"wall_s": values.get("one_kind_s"), "build_s": values.get("build_s")} if values else {}
                )
                section.rows.append(Row(f"{named(peer.title, peer.distribution)}: neu", anew, theirs.missing, licence=peer.licence))  # fmt: skip
        section.notes += [
            f"Median und 95 % von je {EDITS} Änderungen, Einrasten der neuen Stelle eingeschlossen; danach ist das Feld Bit für Bit gleich der Neuberechnung.",
            "Andere kennen keine Änderung: gezeigt ist die Suche der ganzen Art, ohne die neue Stelle ins Netz einzubauen. Verhältnis zum Verschieben.",
        ]  # fmt: skip
        section.with_ratios()
        if side < towns.BIG_SIDE:
            sections.append(_moves(run, side))
    return sections
