"""One way from a point to a facility: the edges walked, in order, and the line on the map."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from quartiermap.analysis.engine.graph import Graph, Placed
from quartiermap.analysis.engine.search import search_way
from quartiermap.domain.network import Floats, Ints

Piece = tuple[int, float, float]
"""A chain walked from one position on it to another."""


@dataclass(frozen=True)
class Way:
    """The shortest way between a place of a point and a place of a facility.

    Parameters
    ----------
    pieces : tuple of (chain, from, to)
        Positions along the chain in its costs; walked backwards where ``to < from``.
    here, there : int
        Which of the places is used, positions in the two `Placed`.
    cost : float
        On the network in (profile) metres, without the legs.
    """

    pieces: tuple[Piece, ...]
    here: int
    there: int
    cost: float


def way_between(graph: Graph, point: Placed, facility: Placed) -> Way | None:
    """Return the shortest way from a point to a facility (one each, with all their places), ``None`` if there is none."""
    best, found = float(np.inf), None
    for i in range(len(point.row)):
        for j in range(len(facility.row)):
            chain, x, y = int(point.chain[i]), float(point.at[i]), float(facility.at[j])
            closed = 2 if y > x else 1 if y < x else -1
            direct = float(point.leg[i]) + abs(x - y) + float(facility.leg[j])
            if int(facility.chain[j]) == chain and int(graph.way[chain]) != closed and direct < best:
                best, found = direct, Way(((chain, x, y),), i, j, abs(x - y))
    goals, beyond, exits = _exits(graph, point)
    distance, place, arc = search_way(
        graph.first, graph.target, graph.cost, graph.a, graph.b, graph.length, graph.way,
        facility.chain, facility.at, facility.leg, goals, beyond, graph.bucket_m, best,
    )  # fmt: skip
    total = distance[goals] + beyond
    if not len(total) or total.min() >= best:
        return found
    pick = int(total.argmin())
    row, position = exits[pick]
    node = int(goals[pick])
    pieces: list[Piece] = [(int(point.chain[row]), float(point.at[row]), position)]
    while arc[node] >= 0:
        chain = int(graph.arc_chain[arc[node]])
        length = float(graph.length[chain])
        following = int(graph.b[chain]) if int(graph.a[chain]) == node else int(graph.a[chain])
        pieces.append((chain, 0.0, length) if int(graph.a[chain]) == node else (chain, length, 0.0))
        node = following
    last = int(place[node])
    pieces.append(_arrival(graph, facility, last, node))
    legs = float(point.leg[row]) + float(facility.leg[last])
    return Way(tuple(p for p in pieces if p[1] != p[2]) or (pieces[0],), row, last, float(total[pick]) - legs)


def _exits(graph: Graph, point: Placed) -> tuple[Ints, Floats, list[tuple[int, float]]]:
    """Return the nodes a point can walk to first, what that costs with its leg, and (place, position) of each exit."""
    goals, beyond, exits = [], [], []
    for row, (chain, at, leg) in enumerate(zip(point.chain, point.at, point.leg, strict=True)):
        length, way = float(graph.length[chain]), int(graph.way[chain])
        for node, cost, position, closed in (
            (graph.a[chain], at, 0.0, 1),
            (graph.b[chain], length - at, length, 2),
        ):
            if way != closed:
                goals.append(int(node))
                beyond.append(float(leg + cost))
                exits.append((row, position))
    return np.array(goals, np.int32), np.array(beyond, np.float64), exits


def _arrival(graph: Graph, facility: Placed, row: int, node: int) -> Piece:
    """Return the last piece, from a node at the end of the facility's chain to the facility."""
    chain, at = int(facility.chain[row]), float(facility.at[row])
    length, way = float(graph.length[chain]), int(graph.way[chain])
    ways = []
    if int(graph.a[chain]) == node and way != 2:
        ways.append((at, 0.0))
    if int(graph.b[chain]) == node and way != 1:
        ways.append((length - at, length))
    return chain, min(ways)[1], at


def pieces_on_edges(graph: Graph, pieces: tuple[Piece, ...]) -> tuple[Ints, Floats, Floats]:
    """Return the edges walked in order, and from where to where in plain metres from node u of each.

    Returns
    -------
    edge : int32 array, shape (k,)
    begin, end : float64 array, shape (k,)
        ``end < begin`` where an edge is walked from v to u.
    """
    edges: list[int] = []
    ends: list[tuple[float, float]] = []
    for chain, begin, end in pieces:
        low, high = min(begin, end), max(begin, end)
        walked: list[tuple[int, float, float]] = []
        for edge in graph.edges_of(chain):
            start, cost = float(graph.start[edge]), float(graph.edge_cost[edge])
            if (
                start + cost < low
                or start > high
                or (cost > 0 and high > low and (start >= high or start + cost <= low))
            ):
                continue
            scale = float(graph.edge_length[edge]) / cost if cost > 0 else 0.0
            from_, to = (min(max(p - start, 0.0), cost) * scale for p in (low, high))
            if not graph.forward[edge]:
                whole = float(graph.edge_length[edge])
                from_, to = max(whole - from_, 0.0), max(whole - to, 0.0)
            walked.append((int(edge), from_, to))
        if begin > end:
            walked = [(edge, to, from_) for edge, from_, to in reversed(walked)]
        if high == low:
            walked = walked[:1]
        edges += [edge for edge, _, _ in walked]
        ends += [(from_, to) for _, from_, to in walked]
    bounds = np.array(ends, np.float64).reshape(-1, 2)
    return np.array(edges, np.int32), bounds[:, 0].copy(), bounds[:, 1].copy()
