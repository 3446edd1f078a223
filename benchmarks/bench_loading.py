"""A saved network comes back: our project file next to what the others keep their graphs in."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from benchmarks import ours, streets
from benchmarks.jobs import Run, named
from benchmarks.measuring import repeat
from benchmarks.report import Row, Section
from benchmarks.towns import describe, folder, largest_default
from benchmarks.worker import Job, timed, times
from quartiermap.domain.texts import number

_OTHERS = (
    ("npz", "numpy .npz (Arrays, sonst nichts)", "numpy", "numpy", "BSD"),
    ("geopandas", "geopandas/GDAL, GeoPackage", "geopandas", "geopandas", "BSD"),
    ("pandana", "pandana, HDF5", "pandana", "pandana", "AGPL"),
    ("osmnx", "OSMnx, GraphML", "osmnx", "osmnx", "MIT"),
)


def job_saving(job: Job) -> dict[str, Any]:
    """Write the network in the engine's own form."""
    town = streets.load_town(job.folder)
    network = town.network
    job.inputs_ready()
    target = _file(job.folder, job.engine)
    if job.engine == "quartiermap":
        _, wall = timed(lambda: ours.save_network(network, target))
    elif job.engine == "npz":
        _, wall = timed(lambda: np.savez(target, **{name: getattr(network, name) for name in streets.STORED}))
    elif job.engine == "geopandas":
        import geopandas as gpd
        import shapely

        count = np.diff(network.edge_first)
        at = np.column_stack([network.vertex_x, network.vertex_y])
        lines = shapely.linestrings(at, indices=np.repeat(np.arange(len(count)), count))
        values = {"u": network.edge_u, "v": network.edge_v, "length_m": network.edge_length, "class": network.edge_class}  # fmt: skip
        frame = gpd.GeoDataFrame(values, geometry=lines, crs="EPSG:25832")
        _, wall = timed(lambda: frame.to_file(target, layer="edges", driver="GPKG"))
    elif job.engine == "pandana":
        import pandana
        import pandas as pd

        raw = streets.raw_network(network)
        net = pandana.Network(pd.Series(raw.node_x), pd.Series(raw.node_y), pd.Series(raw.edge_u), pd.Series(raw.edge_v), pd.DataFrame({"weight": raw.edge_length}))  # fmt: skip
        _, wall = timed(lambda: net.save_hdf5(str(target)))
    else:
        import networkx as nx
        import osmnx
        import shapely

        net = nx.MultiDiGraph(crs="EPSG:25832")
        net.add_nodes_from((i, {"x": x, "y": y}) for i, (x, y) in enumerate(zip(network.node_x.tolist(), network.node_y.tolist(), strict=True)))  # fmt: skip
        count = np.diff(network.edge_first)
        at = np.column_stack([network.vertex_x, network.vertex_y])
        lines = shapely.linestrings(at, indices=np.repeat(np.arange(len(count)), count))
        for i, (u, v, w, line) in enumerate(zip(network.edge_u.tolist(), network.edge_v.tolist(), network.edge_length.tolist(), lines, strict=True)):  # fmt: skip
            net.add_edge(u, v, osmid=i, length=w, geometry=line)
        _, wall = timed(lambda: osmnx.save_graphml(net, target))
    return {"wall_s": wall, "file_mb": target.stat().st_size / 1e6}


def job_loading(job: Job) -> dict[str, Any]:
    """Read the network back; all of it, shapes too."""
    source = _file(job.folder, job.engine)
    runs, budget = job.settings["runs"], job.settings["budget_s"]
    saving = {"saving_s": job_saving(job)["wall_s"]} if job.settings.get("save") else {}
    job.inputs_ready()
    if job.engine == "quartiermap":
        network, timing = repeat(lambda: ours.load_network(source), runs, budget)
        found = {"nodes": network.node_count, "edges": network.edge_count}
    elif job.engine == "npz":

        def arrays() -> dict[str, Any]:
            with np.load(source) as stored:
                return {name: stored[name] for name in stored.files}

        whole, timing = repeat(arrays, runs, budget)
        found = {"nodes": len(whole["node_x"]), "edges": len(whole["edge_u"])}
    elif job.engine == "geopandas":
        import geopandas as gpd

        frame, timing = repeat(lambda: gpd.read_file(source, layer="edges", use_arrow=True), runs, budget)
        found = {"edges": len(frame)}
    elif job.engine == "pandana":
        import pandana

        net, timing = repeat(lambda: pandana.Network.from_hdf5(str(source)), runs, budget)
        found = {"nodes": len(net.nodes_df), "edges": len(net.edges_df)}
    else:
        import osmnx

        net, timing = repeat(lambda: osmnx.load_graphml(source), 0, budget)
        found = {"nodes": net.number_of_nodes(), "edges": net.number_of_edges()}
    return found | saving | times(timing) | {"file_mb": source.stat().st_size / 1e6}


def measure(run: Run) -> list[Section]:
    """Return a table for the largest of the default sizes."""
    side = largest_default(run)
    where, town = folder(run, side)
    vertices = len(town.network.vertex_x)
    settings: dict[str, Any] = {"runs": 5, "budget_s": 8.0}
    section = Section(
        "loading", f"Gespeichertes Wegenetz mit {number(vertices)} Stützpunkten laden",
        ("wall_s", "cpu_s", "ratio", "import_s", "first_s", "saving_s", "file_mb", "nodes", "edges", "memory_mb"),
        about=describe(town, run.seed), facts={"side": side, "vertices": vertices},
    )  # fmt: skip
    chosen = [("quartiermap", "QuartierMap, Projektdatei (GeoPackage)", "quartiermap.io.project_file", "quartiermap", "MIT"), *_OTHERS]  # fmt: skip
    for name, title, module, distribution, licence in chosen:
        if name != "quartiermap" and not run.wanted(name):
            continue
        row = Row(title if name == "quartiermap" else named(title, distribution), licence=licence, ours=name == "quartiermap")  # fmt: skip
        section.rows.append(row)
        if name in ("osmnx", "pandana") and not run.large and not run.small:
            row.missing = "nur mit --small und --large (zu langsam für den kurzen Lauf)"
            continue
        if name != "quartiermap":
            # One process for both: importing pandana twice would cost more than all the rest.
            done = run.job("loading", name, where, modules=[module], distribution=distribution, save=True, **settings)  # fmt: skip
            row.values, row.missing = done.result or {}, done.missing
            continue
        saved = run.job("saving", name, where, modules=[module], distribution=distribution)
        if saved.result is None:
            row.missing = saved.missing
            continue
        done = run.job("loading", name, where, modules=[module], distribution=distribution, **settings)
        row.values, row.missing = done.result or {}, done.missing
        row.values["saving_s"] = saved.result["wall_s"]
    section.notes.append("Unsere Datei ist das ganze Projekt, geprüft beim Schreiben und in QGIS lesbar; pandana bewahrt keine Wegformen auf und rechnet seine Hierarchie beim Laden neu.")  # fmt: skip
    return [section.with_ratios()]


def _file(where: Path, engine: str) -> Path:
    return where / {"quartiermap": "project.gpkg", "npz": "network-copy.npz", "geopandas": "edges.gpkg", "pandana": "network.h5", "osmnx": "network.graphml"}[engine]  # fmt: skip
