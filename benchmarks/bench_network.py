"""Before any way is searched: points onto streets, and streets joined across nodes of degree two."""

from __future__ import annotations

from typing import Any

import numpy as np

from benchmarks import ours, streets
from benchmarks.jobs import Run, named
from benchmarks.measuring import deviation, repeat
from benchmarks.report import Row, Section
from benchmarks.towns import describe, folder
from benchmarks.worker import Job, timed, times
from quartiermap.domain.texts import number

SNAP_M = 1e-6
"""Exact methods have to agree to this."""
_SNAPPERS = (
    ("shapely", "shapely STRtree, Kanten", "shapely", "shapely", "BSD", True),
    ("geopandas", "geopandas sjoin_nearest, Kanten", "geopandas", "geopandas", "BSD", True),
    ("kdtree", "scipy cKDTree, nur Knoten", "scipy.spatial", "scipy", "BSD", False),
)
"""Id, title, module, distribution, licence, whether it is exact."""


def job_snapping(job: Job) -> dict[str, Any]:
    """Find the nearest street of every cell; leave the distances to it beside the answer."""
    town = streets.load_town(job.folder)
    runs, budget = job.settings["runs"], job.settings["budget_s"]
    where = town.where["cells"]
    values: dict[str, Any] = {}
    if job.engine == "quartiermap":
        built = ours.router(town.network)
        ours.load_kernels()
        job.inputs_ready()
        on, values["build_s"] = timed(lambda: ours.index(built))
        found, timing = repeat(lambda: ours.locate(on, where).leg_m, runs, budget)
    elif job.engine == "kdtree":
        from scipy.spatial import cKDTree

        network = streets.only(town.network, np.load(job.folder / "allowed.npy"))
        job.inputs_ready()
        tree, values["build_s"] = timed(lambda: cKDTree(np.column_stack([network.vertex_x, network.vertex_y])))  # fmt: skip
        found, timing = repeat(lambda: tree.query(where, workers=-1)[0], runs, budget)
    else:
        import shapely

        network = streets.only(town.network, np.load(job.folder / "allowed.npy"))
        count = np.diff(network.edge_first)
        job.inputs_ready()
        points = shapely.points(where)

        def lines() -> Any:
            at = np.column_stack([network.vertex_x, network.vertex_y])
            return shapely.linestrings(at, indices=np.repeat(np.arange(len(count)), count))

        if job.engine == "shapely":
            tree, values["build_s"] = timed(lambda: shapely.STRtree(lines()))
            found, timing = repeat(lambda: tree.query_nearest(points, return_distance=True, all_matches=False)[1], runs, budget)  # fmt: skip
        else:
            import geopandas as gpd

            frame, values["build_s"] = timed(lambda: gpd.GeoDataFrame(geometry=lines(), crs="EPSG:25832"))
            people = gpd.GeoDataFrame(geometry=points, crs="EPSG:25832")
            joined, timing = repeat(lambda: gpd.sjoin_nearest(people, frame, distance_col="away"), runs, budget)  # fmt: skip
            found = joined["away"].groupby(level=0).min().sort_index().to_numpy()
    np.savez(job.result(), leg=found)
    return values | times(timing)


def job_contraction(job: Job) -> dict[str, Any]:
    """Join the raw network, in which every shape point is a node."""
    town = streets.load_town(job.folder)
    raw = streets.raw_network(town.network)
    runs, budget = job.settings["runs"], job.settings["budget_s"]
    if job.engine == "quartiermap":
        ours.load_kernels()
        job.inputs_ready()
        graph, timing = repeat(lambda: ours.contracted(raw), runs, budget)
        found = {"nodes": len(graph.node), "edges": len(graph.length), "km": float(graph.length.sum()) / 1000}
        return found | times(timing)
    import networkx as nx
    import osmnx

    job.inputs_ready()
    net = nx.MultiDiGraph(crs="EPSG:25832")
    net.add_nodes_from((i, {"x": x, "y": y}) for i, (x, y) in enumerate(zip(raw.node_x.tolist(), raw.node_y.tolist(), strict=True)))  # fmt: skip
    for u, v, w in zip(raw.edge_u.tolist(), raw.edge_v.tolist(), raw.edge_length.tolist(), strict=True):
        net.add_edge(u, v, length=w)
        net.add_edge(v, u, length=w)
    done, timing = repeat(lambda: osmnx.simplify_graph(net), 0, budget)
    km = sum(w for _, _, w in done.edges(data="length")) / 2000
    return {"nodes": done.number_of_nodes(), "edges": done.number_of_edges() // 2, "km": km} | times(timing)


def measure(run: Run) -> list[Section]:
    """Return the tables of snapping and contraction."""
    return [section for side in run.sides for section in (_snapping(run, side), _contraction(run, side))]


def _settings(side: int) -> dict[str, Any]:
    return {"runs": 5, "budget_s": 6.0 if side < 300 else 60.0}


def _snapping(run: Run, side: int) -> Section:
    where, town = folder(run, side)
    cells = len(town.where["cells"])
    pieces = streets.raw_edge_count(town.network)
    section = Section(
        "snapping", f"{number(cells)} Punkte auf {number(pieces)} Wegstücke einrasten",
        ("wall_s", "cpu_s", "ratio", "import_s", "build_s", "memory_mb", "deviation_m"), about=describe(town, run.seed),
        facts={"side": side, "points": cells, "pieces": pieces},
    )  # fmt: skip
    # Everybody gets the streets that may be snapped to: crumbs of less than 500 m are left out.
    np.save(where / "allowed.npy", ours.router(town.network).allowed_edges)
    settings = _settings(side)
    done = run.job("snapping", "quartiermap", where, modules=ours.MODULES, **settings)
    section.rows.append(Row(ours.TITLE, done.result or {}, done.missing, ours=True, licence="MIT"))
    for name, title, module, distribution, licence, exact in _SNAPPERS:
        if not run.wanted(name):
            continue
        done = run.job("snapping", name, where, modules=[module], distribution=distribution, **settings)
        row = Row(named(title, distribution), done.result or {}, done.missing, licence=licence)
        section.rows.append(row)
        own = where / "result-snapping-quartiermap.npz"
        if done.result and own.is_file():
            with np.load(own) as mine, np.load(where / f"result-snapping-{name}.npz") as theirs:
                found = deviation(mine["leg"], theirs["leg"])
            row.values |= {"deviation_m": found.largest, "only_one": found.only_one}
            if not exact:
                row.remark = "rastet auf Knoten ein: die Abweichung ist sein Fehler"
            elif found.only_one or not found.largest <= SNAP_M:
                section.facts.setdefault("disagreements", []).append(f"Einrasten, {title}: Abweichung {found.largest:g} m")  # fmt: skip
    section.notes.append("Abweichung: größter Unterschied des Abstands vom Punkt zum Weg.")
    return section.with_ratios()


def _contraction(run: Run, side: int) -> Section:
    where, town = folder(run, side)
    nodes = streets.raw_node_count(town.network)
    section = Section(
        "contraction", f"Kontraktion von {number(nodes)} rohen Knoten", ("wall_s", "cpu_s", "ratio", "nodes", "edges", "memory_mb"),
        about=describe(town, run.seed), facts={"side": side, "raw_nodes": nodes},
    )  # fmt: skip
    done = run.job("contraction", "quartiermap", where, modules=ours.MODULES, **_settings(side))  # fmt: skip
    own = Row(ours.TITLE, done.result or {}, done.missing, ours=True, licence="MIT")
    section.rows.append(own)
    if run.wanted("osmnx"):
        row = Row(named("OSMnx simplify_graph", "osmnx"), licence="MIT")
        section.rows.append(row)
        if side > 300:
            row.missing = "zu groß dafür (über 15 GB)"
        elif not run.large and not run.small:
            row.missing = "nur mit --small und --large (zu langsam für den kurzen Lauf)"
        else:
            done = run.job("contraction", "osmnx", where, modules=["osmnx"], distribution="osmnx", **_settings(side))  # fmt: skip
            row.values, row.missing, row.remark = done.result or {}, done.missing, "ein Lauf"
            if done.result and own.values and abs(row.values["km"] - own.values["km"]) > 1e-6 * own.values["km"]:  # fmt: skip
                section.facts.setdefault("disagreements", []).append(
                    f"Kontraktion: {own.values['km']:.6f} km gegen {row.values['km']:.6f} km bei OSMnx"
                )
    section.notes.append("Ringe ohne Kreuzung und gleichlaufende Ketten zählt jedes Programm anders; die Länge aller Wege ist gleich.")  # fmt: skip
    return section.with_ratios()
