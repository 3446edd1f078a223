"""Nearest facility of four kinds for every cell: ours and others, same graph, same run, distances compared.

The graph is made like a German street network (reference/engine.md 0): edges per node 1.07, 87 % of the raw
nodes of degree two, seeded. We get it as our readers deliver it (edges with shapes, points beside them). The
others get the raw graph physically split at every cell and facility, with the off-network legs as edges, which
is the only form in which they can give the same answer; building that form is not charged to them.
"""

from __future__ import annotations

import importlib
import importlib.metadata
import os
import platform
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import networkx as nx
import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import dijkstra

from quartiermap.analysis.paths import Router
from quartiermap.analysis.snapping import EdgeIndex, EdgeShapes
from quartiermap.domain.network import OnNetwork, WalkNetwork

Floats = NDArray[np.float64]
Say = Callable[[str], None] | None

SIZES = {"small": (82, 2_975, 5), "city": (258, 29_441, 3)}
"""Junctions along each side, cells, runs (their median counts)."""
KINDS = {"kita": 0.014, "school": 0.006, "library": 0.0004, "playground": 0.001}
"""Facilities per cell."""
SPACING_M = 110.0
MATRIX_M = 1500.0
PANDANA_M = 3000.0
"""pandana's limit; it is compared within it."""
TOLERANCE_M = 1e-6


def street_network(side: int, seed: int) -> WalkNetwork:
    """Return a jittered grid of side x side junctions with a quarter of the streets left out, bent shapes."""
    rng = np.random.default_rng(seed)
    column, row = (part.ravel() for part in np.meshgrid(np.arange(side), np.arange(side)))
    x = column * SPACING_M + rng.normal(0, 15, side * side)
    y = row * SPACING_M + rng.normal(0, 15, side * side)
    here = np.arange(side * side)
    u = np.concatenate([here[column < side - 1], here[row < side - 1]])
    v = np.concatenate([here[column < side - 1] + 1, here[row < side - 1] + side])
    kept = rng.random(len(u)) < 0.77
    u, v = u[kept], v[kept]
    inner = rng.poisson(4.2, len(u))
    count = inner + 2
    first = np.concatenate([[0], np.cumsum(count)])
    edge = np.repeat(np.arange(len(u)), count)
    nth = np.arange(first[-1]) - first[edge]
    share = nth / (count[edge] - 1)
    bend = np.where((nth > 0) & (nth < count[edge] - 1), 1.0, 0.0)
    vx = x[u[edge]] * (1 - share) + x[v[edge]] * share + bend * rng.normal(0, 4, len(edge))
    vy = y[u[edge]] * (1 - share) + y[v[edge]] * share + bend * rng.normal(0, 4, len(edge))
    step = np.hypot(np.diff(vx), np.diff(vy))
    step[first[1:-1] - 1] = 0.0
    return WalkNetwork(
        x, y, u.astype(np.int32), v.astype(np.int32), np.add.reduceat(np.append(step, 0.0), first[:-1]), vx, vy,
        first.astype(np.int64), np.zeros(len(u), np.int16), np.zeros(len(u), np.uint8), ("residential",),
    )  # fmt: skip


@dataclass
class Split:
    """The raw graph, split at every point: edges u, v, w; the nodes of the cells and of each kind."""

    nodes: int
    u: NDArray[np.int64]
    v: NDArray[np.int64]
    w: Floats
    cells: NDArray[np.int64]
    kinds: dict[str, NDArray[np.int64]]


def split(network: WalkNetwork, points: dict[str, OnNetwork]) -> Split:
    """Return the raw graph with every point as a node of its own, its leg as an edge."""
    shapes = EdgeShapes(network)
    node = np.full(len(network.vertex_x), -1, np.int64)
    first, last = network.edge_first[:-1], network.edge_first[1:] - 1
    inner = np.ones(len(node), bool)
    inner[first] = inner[last] = False
    nodes = network.node_count + int(inner.sum())
    node[inner] = np.arange(network.node_count, nodes)
    node[first], node[last] = network.edge_u, network.edge_v
    edge, along, stop = [shapes.vertex_edge], [shapes.along], [node]
    ends: dict[str, NDArray[np.int64]] = {}
    legs = []
    for name, on in points.items():
        assert (on.edge >= 0).all()
        foot = nodes + np.arange(len(on.edge))
        ends[name] = foot + len(foot)
        nodes += 2 * len(foot)
        edge.append(on.edge.astype(np.int64))
        along.append(on.offset_m)
        stop.append(foot)
        legs.append((foot, ends[name], on.leg_m))
    # Points exactly at the end of an edge are joined to its last vertex by an edge of no length.
    order = np.lexsort((np.concatenate(along), np.concatenate(edge)))
    e, a, s = np.concatenate(edge)[order], np.concatenate(along)[order], np.concatenate(stop)[order]
    same = e[1:] == e[:-1]
    u = np.concatenate([s[:-1][same], *(leg[0] for leg in legs)])
    v = np.concatenate([s[1:][same], *(leg[1] for leg in legs)])
    w = np.concatenate([np.diff(a)[same], *(leg[2] for leg in legs)])
    cells = ends.pop("cells")
    return Split(nodes, u, v, w, cells, ends)


def measure(size: str, seed: int, say: Say = None) -> dict[str, Any]:
    """Run everything and return times, sizes and deviations as plain values."""
    side, cell_count, runs = SIZES[size]
    tell = say or (lambda _text: None)
    tell(f"making the network ({size})")
    network = street_network(side, seed)
    rng = np.random.default_rng(seed + 1)
    width = side * SPACING_M
    x, y = rng.uniform(0, width, cell_count), rng.uniform(0, width, cell_count)
    places = {
        kind: rng.uniform(0, width, (max(1, round(share * cell_count)), 2)) for kind, share in KINDS.items()
    }
    prepare: dict[str, float] = {}

    def timed(name: str, work: Callable[[], Any]) -> Any:
        begin = time.perf_counter()
        done = work()
        prepare[name] = time.perf_counter() - begin
        return done

    router = timed("router (components, contraction, matrix)", lambda: Router(network, 500.0))
    index = timed("snapping index", lambda: EdgeIndex(network, router.allowed_edges))
    cells = timed(f"snapping {cell_count} cells", lambda: index.locate(x, y, 1e9))
    facilities = {kind: index.locate(p[:, 0], p[:, 1], 1e9) for kind, p in places.items()}
    tell("splitting the raw graph for the others")
    graph = split(network, {"cells": cells, **facilities})

    def ours() -> dict[str, Floats]:
        return {kind: router.nearest(cells, on)[0] for kind, on in facilities.items()}

    engines: list[tuple[str, Callable[[Split], Callable[[], dict[str, Floats]]], int]] = [
        ("scipy, raw graph", scipy_raw, runs),
        ("networkx", networkx_raw, runs if size == "small" else 1),
        ("rustworkx", rustworkx_raw, runs),
        ("networkit", networkit_raw, runs),
        ("pandana", pandana_raw, runs),
    ]
    tell("QuartierMap")
    truth, wall, cpu = repeat(ours, runs)
    rows = [row("QuartierMap", wall, cpu, wall, 0.0, None)]
    for name, build, times in engines:
        tell(name)
        try:
            importlib.import_module(name.split(",")[0])  # importing is not charged
            begin = time.perf_counter()
            run = build(graph)
            built = time.perf_counter() - begin
        except ImportError:
            rows.append({"engine": name, "available": False})
            continue
        found, their_wall, their_cpu = repeat(run, times)
        rows.append(row(name, their_wall, their_cpu, wall, deviation(truth, found), built))
    tell("bounded matrix")
    matrix, matrix_wall, matrix_cpu = repeat(
        lambda: router.distances(cells, facilities["kita"], MATRIX_M), min(runs, 3)
    )
    exact = [r for r in rows if r.get("available") and r["engine"] in ("scipy, raw graph", "networkx")]
    return {
        "size": size,
        "seed": seed,
        "machine": {"processor": platform.processor() or platform.machine(), "cores": os.cpu_count()},
        "python": platform.python_version(),
        "versions": {name: importlib.metadata.version(name) for name in ("numpy", "scipy", "networkx")},
        "load_before": os.getloadavg()[0] if hasattr(os, "getloadavg") else None,
        "network": {
            "raw_nodes": int(network.node_count + len(network.vertex_x) - 2 * network.edge_count),
            "raw_edges": int(len(network.vertex_x) - network.edge_count),
            "edges": network.edge_count,
            "routing_nodes": len(np.unique(np.concatenate([router.chains.u, router.chains.v]))),
            "split_nodes": graph.nodes,
            "cells": cell_count,
            "facilities": {kind: len(p) for kind, p in places.items()},
        },
        "prepare_s": prepare,
        "engines": rows,
        "matrix": {
            "limit_m": MATRIX_M,
            "pairs": int(matrix.nnz),
            "wall_s": matrix_wall,
            "cpu_s": matrix_cpu,
        },
        "tolerance_m": TOLERANCE_M,
        "agree": all(r["deviation_m"] <= TOLERANCE_M for r in exact),
    }


def repeat(work: Callable[[], Any], runs: int) -> tuple[Any, float, float]:
    """Run once to warm up (unless one run is all there is time for), then return result and median times."""
    result = work() if runs > 1 else None
    walls, cpus = [], []
    for _ in range(runs):
        wall, cpu = time.perf_counter(), time.process_time()
        result = work()
        walls.append(time.perf_counter() - wall)
        cpus.append(time.process_time() - cpu)
    return result, statistics.median(walls), statistics.median(cpus)


def row(
    name: str, wall: float, cpu: float, ours: float, deviating: float, built: float | None
) -> dict[str, Any]:
    return {
        "engine": name,
        "available": True,
        "wall_s": wall,
        "cpu_s": cpu,
        "ratio": wall / ours,
        "build_s": built,
        "deviation_m": deviating,
    }


def deviation(ours: dict[str, Floats], theirs: dict[str, Floats]) -> float:
    """Return the largest difference; one reached and the other not is infinitely far off."""
    worst = 0.0
    for kind, distance in ours.items():
        other = theirs[kind]
        within = ~np.isnan(other)  # an engine with a limit says nothing beyond it
        both = within & np.isfinite(distance) & np.isfinite(other)
        if not np.array_equal(np.isfinite(distance[within]), np.isfinite(other[within])):
            return float("inf")
        worst = max(worst, float(np.abs(distance[both] - other[both]).max(initial=0.0)))
    return worst


def scipy_raw(graph: Split) -> Callable[[], dict[str, Floats]]:
    both = np.concatenate([graph.u, graph.v]), np.concatenate([graph.v, graph.u])
    keep = both[0] != both[1]
    rows, columns, weight = both[0][keep], both[1][keep], np.concatenate([graph.w, graph.w])[keep]
    order = np.lexsort((weight, columns, rows))  # csr_matrix adds parallel edges: keep the shortest only
    rows, columns, weight = rows[order], columns[order], weight[order]
    first = np.ones(len(rows), bool)
    first[1:] = (rows[1:] != rows[:-1]) | (columns[1:] != columns[:-1])
    pointer = np.concatenate([[0], np.cumsum(np.bincount(rows[first], minlength=graph.nodes))])
    matrix = csr_matrix(
        (weight[first], columns[first].astype(np.int32), pointer.astype(np.int32)),
        shape=(graph.nodes, graph.nodes),
    )
    return lambda: {
        kind: dijkstra(matrix, directed=True, indices=nodes, min_only=True)[graph.cells]
        for kind, nodes in graph.kinds.items()
    }


def networkx_raw(graph: Split) -> Callable[[], dict[str, Floats]]:
    net = nx.Graph()
    net.add_nodes_from(range(graph.nodes))
    for u, v, w in zip(graph.u.tolist(), graph.v.tolist(), graph.w.tolist(), strict=True):
        if not net.has_edge(u, v) or net[u][v]["weight"] > w:
            net.add_edge(u, v, weight=w)

    def run() -> dict[str, Floats]:
        found = {}
        for kind, nodes in graph.kinds.items():
            reach = nx.multi_source_dijkstra_path_length(net, nodes.tolist())
            found[kind] = np.array([reach.get(cell, np.inf) for cell in graph.cells.tolist()])
        return found

    return run


def _with_super_sources(graph: Split) -> tuple[NDArray[np.int64], NDArray[np.int64], Floats, dict[str, int]]:
    """Return directed edges with one extra source node per kind, for engines without multi-source search."""
    u, v, w = [graph.u, graph.v], [graph.v, graph.u], [graph.w, graph.w]
    source = {kind: graph.nodes + k for k, kind in enumerate(graph.kinds)}
    for kind, nodes in graph.kinds.items():
        u.append(np.full(len(nodes), source[kind]))
        v.append(nodes)
        w.append(np.zeros(len(nodes)))
    return np.concatenate(u), np.concatenate(v), np.concatenate(w), source


def rustworkx_raw(graph: Split) -> Callable[[], dict[str, Floats]]:
    import rustworkx

    u, v, w, source = _with_super_sources(graph)
    net = rustworkx.PyDiGraph(multigraph=True)
    net.add_nodes_from(range(graph.nodes + len(source)))
    net.add_edges_from(list(zip(u.tolist(), v.tolist(), w.tolist(), strict=True)))

    def run() -> dict[str, Floats]:
        found = {}
        for kind, start in source.items():
            reach = dict(rustworkx.dijkstra_shortest_path_lengths(net, start, float).items())
            found[kind] = np.array([reach.get(cell, np.inf) for cell in graph.cells.tolist()])
        return found

    return run


def networkit_raw(graph: Split) -> Callable[[], dict[str, Floats]]:
    import networkit

    u, v, w, source = _with_super_sources(graph)
    net = networkit.GraphFromCoo((w, (u, v)), n=graph.nodes + len(source), weighted=True, directed=True)

    def run() -> dict[str, Floats]:
        found = {}
        for kind, start in source.items():
            search = networkit.distance.Dijkstra(net, start, False)
            search.run()
            reach = np.asarray(search.getDistances())[graph.cells]
            found[kind] = np.where(reach > 1e300, np.inf, reach)
        return found

    return run


def pandana_raw(graph: Split) -> Callable[[], dict[str, Floats]]:
    import pandana
    import pandas as pd

    far = PANDANA_M  # it always needs a limit, and time grows with it
    place = pd.Series(np.arange(graph.nodes, dtype=float))
    net = pandana.Network(
        place, place, pd.Series(graph.u), pd.Series(graph.v), pd.DataFrame({"weight": graph.w})
    )
    for kind, nodes in graph.kinds.items():
        net.set_pois(kind, far, 1, pd.Series(nodes.astype(float)), pd.Series(nodes.astype(float)))

    def run() -> dict[str, Floats]:
        found = {}
        for kind in graph.kinds:
            reach = net.nearest_pois(far, kind, num_pois=1)[1].to_numpy()[graph.cells]
            found[kind] = np.where(reach >= far, np.nan, reach)
        return found

    return run


def as_table(result: dict[str, Any]) -> str:
    """Return the result as text for people."""
    net = result["network"]
    head = (
        f"Nearest of {len(net['facilities'])} kinds ({sum(net['facilities'].values())} facilities) for {net['cells']:,} cells, "
        f"{net['raw_nodes']:,} raw nodes, {net['routing_nodes']:,} after contraction (seed {result['seed']})"
    )
    lines = [
        head,
        f"{result['machine']['cores']} cores, load {result['load_before']}, Python {result['python']}, "
        + ", ".join(f"{name} {version}" for name, version in result["versions"].items()),
        "",
        f"{'engine':<20}{'wall':>11}{'cpu':>11}{'ratio':>9}{'build':>11}{'largest deviation':>20}",
    ]
    for r in result["engines"]:
        if not r["available"]:
            lines.append(f"{r['engine']:<20}{'not installed (benchmarks/requirements-peers.txt)':>50}")
            continue
        built = "" if r["build_s"] is None else f"{r['build_s'] * 1000:,.0f} ms"
        lines.append(
            f"{r['engine']:<20}{r['wall_s'] * 1000:>8,.1f} ms{r['cpu_s'] * 1000:>8,.1f} ms{r['ratio']:>8,.1f}x"
            f"{built:>11}{r['deviation_m']:>18.1e} m"
        )
    lines += ["", *(f"{name}: {seconds * 1000:,.0f} ms" for name, seconds in result["prepare_s"].items())]
    m = result["matrix"]
    lines.append(
        f"matrix cells x kitas within {m['limit_m']:,.0f} m: {m['pairs']:,} pairs in {m['wall_s'] * 1000:,.0f} ms"
    )
    lines.append(f"distances agree within {result['tolerance_m']:g} m: {'yes' if result['agree'] else 'NO'}")
    return "\n".join(lines)
