"""Fields: how far it is from every node to the nearest of some facilities, and what points read off them."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from quartiermap.analysis.engine.graph import Graph, Placed
from quartiermap.analysis.engine.matrix import THREADS
from quartiermap.analysis.engine.search import by_chain, nearest_labels, read_nearest
from quartiermap.analysis.engine.search_two import IntPairs, Pairs, read_two_nearest, two_nearest_labels
from quartiermap.domain.network import Floats, Ints
from quartiermap.domain.progress import Progress


@dataclass(frozen=True)
class Field:
    """Distances from every node of a graph to the nearest of a set of facilities.

    Parameters
    ----------
    distance_m : float64 array, shape (nodes,)
        (Profile) metres with the facility's leg, for the nodes of the graph; ``inf`` where none can be reached.
    source : int32 array, shape (nodes,)
        Position in the set of facilities of the nearest one (of equally near ones the lowest), -1 where none can be
        reached.
    facilities : Placed
        Where they lie.
    """

    distance_m: Floats
    source: Ints
    facilities: Placed


def field(graph: Graph, facilities: Placed, limit: float = np.inf) -> Field:
    """Return the field of some facilities, up to a limit in (profile) metres."""
    distance, source = nearest_labels(
        graph.nodes, graph.first, graph.target, graph.cost, graph.a, graph.b, graph.length, graph.way,
        facilities.chain, facilities.at, facilities.leg, facilities.owner, graph.bucket_m, limit,
    )  # fmt: skip
    return Field(distance, source, facilities)


def read(graph: Graph, found: Field, points: Placed) -> tuple[Floats, Ints]:
    """Return distance (with both legs; ``inf``: none) and position of the nearest facility (-1: none) for points."""
    best, nearest = np.full(points.count, np.inf), np.full(points.count, -1, np.int32)
    there = found.facilities
    head, behind = by_chain(graph.chains, there.chain)
    read_nearest(
        found.distance_m, found.source, graph.a, graph.b, graph.length, graph.way,
        head, behind, there.at, there.leg, there.owner,
        points.chain, points.at, points.leg, points.owner, best, nearest,
    )  # fmt: skip
    return best, nearest


def nearest_of_each(
    graph: Graph, points: Placed, kinds: Sequence[Placed], progress: Progress | None = None
) -> list[tuple[Floats, Ints]]:
    """Return `read` of the field of each set of facilities; the sets are searched on two threads."""
    progress = progress or Progress()

    def one(facilities: Placed) -> tuple[Floats, Ints]:
        return read(graph, field(graph, facilities), points)

    found = []
    with ThreadPoolExecutor(THREADS) as pool:
        running = [pool.submit(one, facilities) for facilities in kinds]
        try:
            for position, kind in enumerate(running):
                progress.step(position / len(kinds), "Wege zu den Einrichtungen berechnen")
                found.append(kind.result())
        except BaseException:
            pool.shutdown(wait=True, cancel_futures=True)
            raise
    return found


def two_nearest(graph: Graph, points: Placed, facilities: Placed) -> tuple[Pairs, IntPairs]:
    """Return distances and positions of the two nearest different facilities for points, shape (p, 2)."""
    distance, source = two_nearest_labels(
        graph.nodes, graph.first, graph.target, graph.cost, graph.a, graph.b, graph.length, graph.way,
        facilities.chain, facilities.at, facilities.leg, facilities.owner, graph.bucket_m,
    )  # fmt: skip
    best, nearest = np.full((points.count, 2), np.inf), np.full((points.count, 2), -1, np.int32)
    head, behind = by_chain(graph.chains, facilities.chain)
    read_two_nearest(
        distance, source, graph.a, graph.b, graph.length, graph.way,
        head, behind, facilities.at, facilities.leg, facilities.owner,
        points.chain, points.at, points.leg, points.owner, best, nearest,
    )  # fmt: skip
    return best, nearest
