"""The street network that everybody computes on: seeded, like a German town's, and the form the others need.

Edges per raw node 1.07, 89 % of the raw nodes of degree two, mean raw edge 22 m (reference/engine.md 0). We get
it as our readers deliver it: edges with shapes, points beside them. The others get the raw graph physically split
at every cell and facility, with the off-network legs as edges: the only form in which they can give the same
answer. Making that form is not charged to them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks import ours
from quartiermap.domain.network import OnNetwork, WalkNetwork

Floats = NDArray[np.float64]
Nodes = NDArray[np.int64]

SPACING_M = 110.0
CELLS_PER_JUNCTION = 29_441 / 258**2
"""One 100-m cell in three is lived in; the city of reference/engine.md 3 has 29,441."""
KINDS: Mapping[str, float] = {"kita": 0.014, "school": 0.006, "library": 0.0004, "playground": 0.001}
"""Facilities per cell."""
SIDES = {"50k": 82, "500k": 258, "5M": 818}
"""Junctions along each side by the number of raw nodes."""


def street_network(side: int, seed: int) -> WalkNetwork:
    """Return a jittered grid of side x side junctions with a quarter of the streets left out, bent shapes.

    Junctions are numbered row by row and shape points along their street: neighbours in space are neighbours in
    memory for everybody (a random numbering costs plain scipy a factor of 2.2).
    """
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


def raw_node_count(network: WalkNetwork) -> int:
    """Return the number of nodes if every shape point is one, as most other programs have it."""
    return int(network.node_count + len(network.vertex_x) - 2 * network.edge_count)


def raw_edge_count(network: WalkNetwork) -> int:
    """Return the number of straight pieces."""
    return int(len(network.vertex_x) - network.edge_count)


@dataclass(frozen=True)
class Town:
    """A street network with cells and facilities: coordinates, and places on the network.

    Parameters
    ----------
    network : WalkNetwork
    where : mapping of str to float64 array, shape (p, 2)
        Coordinates in metres of "cells" and of every kind.
    on : mapping of str to OnNetwork
        The same points on the network.
    """

    network: WalkNetwork
    where: Mapping[str, Floats]
    on: Mapping[str, OnNetwork]

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds of facilities."""
        return tuple(name for name in self.where if name != "cells")


def make_town(side: int, seed: int) -> Town:
    """Return the town of a size: cells and facilities spread evenly at random."""
    network = street_network(side, seed)
    rng = np.random.default_rng(seed + 1)
    width = side * SPACING_M
    cells = round(CELLS_PER_JUNCTION * side * side)
    where: dict[str, Floats] = {"cells": rng.uniform(0, width, (cells, 2))}
    for kind, share in KINDS.items():
        where[kind] = rng.uniform(0, width, (max(1, round(share * cells)), 2))
    return Town(network, where, ours.snapped(network, where))


@dataclass(frozen=True)
class Split:
    """The raw graph, split at every point.

    Parameters
    ----------
    nodes : int
    u, v : int64 array, shape (m,)
        Undirected edges; parallel ones are allowed.
    w : float64 array, shape (m,)
        Length in metres, 0 allowed.
    x, y : float64 array, shape (nodes,)
    cells : int64 array
        Nodes of the cells.
    kinds : mapping of str to int64 array
        Nodes of the facilities of every kind.
    """

    nodes: int
    u: Nodes
    v: Nodes
    w: Floats
    x: Floats
    y: Floats
    cells: Nodes
    kinds: Mapping[str, Nodes]


def split(town: Town) -> Split:
    """Return the raw graph with every point as a node of its own, its leg as an edge."""
    from quartiermap.analysis.snapping import EdgeShapes

    network = town.network
    shapes = EdgeShapes(network)
    node = np.full(len(network.vertex_x), -1, np.int64)
    first, last = network.edge_first[:-1], network.edge_first[1:] - 1
    inner = np.ones(len(node), bool)
    inner[first] = inner[last] = False
    nodes = network.node_count + int(inner.sum())
    node[inner] = np.arange(network.node_count, nodes)
    node[first], node[last] = network.edge_u, network.edge_v
    xs, ys = [network.node_x, network.vertex_x[inner]], [network.node_y, network.vertex_y[inner]]
    edge, along, stop = [shapes.vertex_edge], [shapes.along], [node]
    ends: dict[str, Nodes] = {}
    legs = []
    for name, on in town.on.items():
        if (on.edge < 0).any() or on.owner is not None:
            raise ValueError("every point needs exactly one place on the network")
        foot = nodes + np.arange(len(on.edge))
        ends[name] = foot + len(foot)
        nodes += 2 * len(foot)
        edge.append(on.edge.astype(np.int64))
        along.append(on.offset_m)
        stop.append(foot)
        legs.append((foot, ends[name], on.leg_m))
        foot_x, foot_y = shapes.coordinates(on.edge.astype(np.int64), on.offset_m)
        xs += [foot_x, town.where[name][:, 0]]
        ys += [foot_y, town.where[name][:, 1]]
    # Points exactly at the end of an edge are joined to its last vertex by an edge of no length.
    order = np.lexsort((np.concatenate(along), np.concatenate(edge)))
    e, a, s = np.concatenate(edge)[order], np.concatenate(along)[order], np.concatenate(stop)[order]
    same = e[1:] == e[:-1]
    u = np.concatenate([s[:-1][same], *(leg[0] for leg in legs)])
    v = np.concatenate([s[1:][same], *(leg[1] for leg in legs)])
    w = np.concatenate([np.diff(a)[same], *(leg[2] for leg in legs)])
    cells = ends.pop("cells")
    return Split(nodes, u, v, w, np.concatenate(xs), np.concatenate(ys), cells, ends)


STORED = (
    "node_x", "node_y", "edge_u", "edge_v", "edge_length", "vertex_x", "vertex_y", "edge_first", "edge_class", "edge_flags",
)  # fmt: skip


def store(folder: Path, town: Town, graph: Split | None) -> None:
    """Write what the workers need; plain arrays, so that QGIS's Python can read some of them too."""
    folder.mkdir(parents=True, exist_ok=True)
    np.savez(folder / "network.npz", **{name: getattr(town.network, name) for name in STORED})
    points: dict[str, Any] = {}
    for name, on in town.on.items():
        points |= {f"{name}.xy": town.where[name], f"{name}.edge": on.edge, f"{name}.offset": on.offset_m, f"{name}.leg": on.leg_m}  # fmt: skip
    np.savez(folder / "points.npz", **points)
    if graph is None:
        return
    for part in ("u", "v", "w", "x", "y", "cells"):
        getattr(graph, part).tofile(folder / f"split.{part}")
    for kind, nodes in graph.kinds.items():
        nodes.tofile(folder / f"split.kind.{kind}")


def load_town(folder: Path) -> Town:
    """Read a town that `store` wrote."""
    with np.load(folder / "network.npz") as stored:
        network = WalkNetwork(**{name: stored[name] for name in STORED}, classes=("residential",))
    with np.load(folder / "points.npz") as stored:
        names = [name.removesuffix(".xy") for name in stored.files if name.endswith(".xy")]
        where = {name: stored[f"{name}.xy"] for name in names}
        on = {name: OnNetwork(stored[f"{name}.edge"], stored[f"{name}.offset"], stored[f"{name}.leg"]) for name in names}  # fmt: skip
    return Town(network, where, on)


def load_split(folder: Path) -> Split:
    """Read the split graph that `store` wrote."""
    whole = {part: np.fromfile(folder / f"split.{part}", np.int64) for part in ("u", "v", "cells")}
    exact = {part: np.fromfile(folder / f"split.{part}", np.float64) for part in ("w", "x", "y")}
    kinds = {
        path.name.removeprefix("split.kind."): np.fromfile(path, np.int64)
        for path in sorted(folder.glob("split.kind.*"))
    }
    return Split(
        len(exact["x"]), whole["u"], whole["v"], exact["w"], exact["x"], exact["y"], whole["cells"], kinds
    )


def raw_network(network: WalkNetwork) -> WalkNetwork:
    """Return the same streets with every shape point as a node and every straight piece as an edge."""
    first, last = network.edge_first[:-1], network.edge_first[1:] - 1
    node = np.full(len(network.vertex_x), -1, np.int64)
    inner = np.ones(len(node), bool)
    inner[first] = inner[last] = False
    node[inner] = network.node_count + np.arange(int(inner.sum()))
    node[first], node[last] = network.edge_u, network.edge_v
    begin = np.ones(len(node), bool)
    begin[last] = False
    at = np.flatnonzero(begin)
    x, y = network.vertex_x, network.vertex_y
    pair = np.column_stack([at, at + 1]).ravel()
    m = len(at)
    return WalkNetwork(
        np.concatenate([network.node_x, x[inner]]), np.concatenate([network.node_y, y[inner]]),
        node[at].astype(np.int32), node[at + 1].astype(np.int32), np.hypot(x[at + 1] - x[at], y[at + 1] - y[at]),
        x[pair], y[pair], np.arange(0, 2 * m + 1, 2), np.zeros(m, np.int16), np.zeros(m, np.uint8), network.classes,
    )  # fmt: skip


def only(network: WalkNetwork, edges: NDArray[np.bool_]) -> WalkNetwork:
    """Return the network with some edges only; nodes stay as they are."""
    kept = np.repeat(edges, np.diff(network.edge_first))
    return WalkNetwork(
        network.node_x, network.node_y, network.edge_u[edges], network.edge_v[edges], network.edge_length[edges],
        network.vertex_x[kept], network.vertex_y[kept],
        np.concatenate([[0], np.cumsum(np.diff(network.edge_first)[edges])]).astype(np.int64),
        network.edge_class[edges], network.edge_flags[edges], network.classes,
    )  # fmt: skip
