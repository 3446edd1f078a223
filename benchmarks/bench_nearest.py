"""Nearest facility of four kinds for every cell: ours and others, by size, with the exponent and the physical bound."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from benchmarks import contracted_scipy, engines, ours, qgis_native, streets, towns
from benchmarks.jobs import Outcome, Run, named
from benchmarks.measuring import bandwidth_gb_s, exponent, repeat
from benchmarks.report import Row, Section, seconds
from benchmarks.worker import Job, timed, times
from quartiermap.domain.texts import number

COLUMNS = (
    "wall_s",
    "cpu_s",
    "ratio",
    "import_s",
    "build_s",
    "first_s",
    "memory_mb",
    "deviation_m",
    "only_one",
)


def job_nearest(job: Job) -> dict[str, Any]:
    """Answer for all kinds with our engine, leave the distances beside the answer."""
    town = streets.load_town(job.folder)
    job.inputs_ready()
    count, kernels_s = timed(ours.load_kernels)
    built, router_s = timed(lambda: ours.router(town.network))
    on, index_s = timed(lambda: ours.index(built))
    placed, snap_s = timed(lambda: {name: ours.locate(on, where) for name, where in town.where.items()})
    cells = placed.pop("cells")
    found, timing = repeat(
        lambda: ours.nearest(built, cells, placed), job.settings["runs"], job.settings["budget_s"]
    )
    np.savez(job.result("nearest"), **found)
    values = {
        "kernels": count,
        "kernels_s": kernels_s,
        "router_s": router_s,
        "index_s": index_s,
        "snap_s": snap_s,
    }
    values |= {"build_s": router_s + index_s + snap_s} | ours.bytes_touched(built, cells, placed)
    return values | times(timing)


def measure(run: Run) -> list[Section]:
    """Return one table for each size, one of exponents, one of the physical bound."""
    sections = []
    walls: dict[str, list[tuple[int, float]]] = {}
    bounds: list[Row] = []
    starts: list[Section] = []
    run.say("Speicherbandbreite")
    single, double = bandwidth_gb_s(1), bandwidth_gb_s(2)
    for side in run.sides:
        section, nodes = _size(run, side, walls)
        sections.append(section)
        own = next(row for row in section.rows if row.ours)
        if not own.missing:
            bounds.append(_bound(own, nodes, max(single, double)))
        starts = [_start(section, nodes)]
    if run.large:
        starts[0].notes.append(_first_time(run))
    if len(run.sides) > 1:
        sections.append(_exponents(walls))
    sections += starts
    sections.append(
        Section(
            "bound", "Nächste Einrichtung: physikalische Schranke", ("wall_s", "bound_s", "above"), bounds,
            [
                "Bytes, die mindestens zu berühren sind (Graph, Marken, Zellen je einmal), geteilt durch die gemessene Bandbreite von Kopien:",
                f"{number(single, 1)} GB/s mit einem Strang, {number(double, 1)} GB/s mit zweien. Dijkstra bremsen abhängige Zugriffe, nicht Bytes.",
            ],
            facts={"bandwidth_gb_s": {"1": single, "2": double}},
        )
    )  # fmt: skip
    return sections


def _size(run: Run, side: int, walls: dict[str, list[tuple[int, float]]]) -> tuple[Section, int]:
    where, town = towns.folder(run, side)
    nodes = streets.raw_node_count(town.network)
    settings: dict[str, Any] = {"runs": 7, "budget_s": 3.5 if side < towns.BIG_SIDE else 90.0}
    section = Section(
        "nearest", f"Nächste Einrichtung von vier Arten für jede Zelle, {number(nodes)} Knoten", COLUMNS,
        about=towns.describe(town, run.seed),
        facts={"side": side, "raw_nodes": nodes, "cells": len(town.where["cells"]), "seed": run.seed, "disagreements": []},
    )  # fmt: skip
    done = run.job("nearest", "quartiermap", where, modules=ours.MODULES, **settings)
    section.rows.append(Row(ours.TITLE, done.result or {}, done.missing, ours=True, licence="MIT"))
    if run.wanted("scipy"):
        theirs = run.job("contracted", "scipy", where, modules=["scipy.sparse.csgraph"], **settings)
        section.rows.append(_row("contracted", named("scipy, unser kontrahiertes Netz", "scipy"), "BSD", theirs, where, section))  # fmt: skip
    for peer in engines.PEERS:
        if run.wanted(peer.id):
            theirs = towns.answers(run, side, peer)
            section.rows.append(_row(peer.id, named(peer.title, peer.distribution), peer.licence, theirs, where, section))  # fmt: skip
    if run.wanted("qgis"):
        theirs = run.qgis_job("nearest", where, **settings)
        section.rows.append(_row("qgis", "QGIS-Bibliothek", "GPL", theirs, where, section))
        if side == run.sides[0]:
            count = sum(len(town.where[kind]) for kind in town.kinds)
            section.rows.append(qgis_native.ways_to_cells(run, where, town, count))
    for row in section.rows:
        if not row.missing:
            walls.setdefault(row.engine, []).append((nodes, row.values["wall_s"]))
    section.notes += [
        "„unser kontrahiertes Netz“: derselbe Graph, den wir durchsuchen; was vom Vorsprung ohne die Kontraktion bleibt.",
        "Aufbau: bei uns Kontraktion, Verzeichnis und Einrasten aller Punkte; die anderen bekommen das an jedem Punkt zerteilte rohe Netz geschenkt.",
        "Speicher: Spitze über Python, numpy und Eingaben; jedes Programm in einem eigenen Prozess.",
    ]  # fmt: skip
    return section.with_ratios(), nodes


def _row(name: str, title: str, licence: str, done: Outcome, where: Path, section: Section) -> Row:
    row = Row(title, dict(done.result or {}), done.missing, licence=licence)
    if row.missing:
        return row
    row.engine = f"{title} {row.values.get('version', '')}".strip()
    remarks = ["ein Lauf"] if row.values["runs"] == 0 else []
    own = where / "nearest-nearest-quartiermap.npz"
    if own.is_file():
        with np.load(own) as arrays:
            truth = {kind: arrays[kind] for kind in arrays.files}
        found = towns.compared(truth, towns.stored(where, "nearest", name))
        row.values |= {"deviation_m": found.largest, "only_one": found.only_one, "compared": found.compared}
        section.facts["disagreements"] += towns.judged(title, name, found)
        if found.silent:
            remarks.append(f"ohne Aussage: {number(found.silent)}")
    row.remark = ", ".join(remarks)
    return row


def job_contracted(job: Job) -> dict[str, Any]:
    """Answer for all kinds with scipy on our contracted graph."""
    town = streets.load_town(job.folder)
    job.inputs_ready()
    built = ours.router(town.network)
    kinds = {kind: town.on[kind] for kind in town.kinds}
    engine, build_s = timed(lambda: contracted_scipy.build(built, town.on["cells"], kinds))
    found, timing = repeat(
        lambda: {kind: engine.nearest(kind) for kind in kinds}, job.settings["runs"], job.settings["budget_s"]
    )
    np.savez(job.folder / "nearest-engine-contracted.npz", **found)
    return {"build_s": build_s, "borrowed": True} | times(timing)


def job_kernels(job: Job) -> dict[str, Any]:
    """Compile all kernels, as on a machine that has never run the program."""
    job.inputs_ready()
    count, seconds_spent = timed(ours.load_kernels)
    return {"kernels": count, "kernels_s": seconds_spent}


def _first_time(run: Run) -> str:
    """Say how long the kernels take with an empty cache (where the cache folder can be chosen: Linux)."""
    where = run.work / "kernels"
    where.mkdir()
    done = run.job("kernels", "quartiermap", where, modules=ours.MODULES, environment={"XDG_CACHE_HOME": str(where)})  # fmt: skip
    if not done.result:
        return f"Rechenkerne beim allerersten Mal: nicht gemessen ({done.missing})."
    return f"Beim allerersten Mal auf einem Rechner ({done.result['kernels']} Rechenkerne übersetzen, beim Einrichten): {seconds(done.result['kernels_s'])}."


def _start(section: Section, nodes: int) -> Section:
    """Return how long everybody takes from nothing to the first answer: libraries, kernels, graph, search."""
    rows = []
    for row in section.rows:
        parts = [
            row.values[key] for key in ("import_s", "kernels_s", "build_s", "first_s") if key in row.values
        ]
        if (
            row.missing or len(parts) < 3 or row.values.get("borrowed")
        ):  # what it borrows from us took time too
            continue
        whole = sum(parts)
        chosen = {key: row.values.get(key) for key in ("import_s", "kernels_s", "build_s", "first_s")}
        rows.append(Row(row.engine, chosen | {"total_s": whole}, ours=row.ours, licence=row.licence))
    about = [
        "Neuer Prozess, Python und numpy schon geladen; Rechenkerne aus dem Zwischenspeicher dieses Rechners."
    ]
    return Section("start", f"Vom Start bis zur ersten Antwort, {number(nodes)} Knoten", ("total_s", "ratio", "import_s", "kernels_s", "build_s", "first_s"), rows, about, reference="total_s").with_ratios()  # fmt: skip


def _exponents(walls: dict[str, list[tuple[int, float]]]) -> Section:
    rows = []
    for engine, found in walls.items():
        slope = exponent([n for n, _ in found], [s for _, s in found])
        if slope is not None:
            rows.append(Row(engine, {"exponent": slope}, ours=engine == ours.TITLE))
    return Section("scaling", "Nächste Einrichtung: wie die Zeit mit den Knoten wächst", ("exponent",), rows, ["Zeit = a · Knoten^Exponent (kleinste Quadrate); 1 ist linear."])  # fmt: skip


def _bound(own: Row, nodes: int, bandwidth: float) -> Row:
    touched = own.values["touched_bytes"]
    bound = touched / (bandwidth * 1e9)
    wall = own.values["wall_s"]
    remark = f"{number(touched / 1e6, 1)} MB"
    return Row(f"{ours.TITLE}, {number(nodes)} Knoten", {"wall_s": wall, "bound_s": bound, "above": wall / bound}, remark=remark, ours=True)  # fmt: skip
