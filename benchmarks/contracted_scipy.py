"""scipy's Dijkstra on our contracted graph: what is left of the lead if somebody else had done the contraction too.

Facilities become virtual nodes with two outgoing edges to the ends of their chain, cells read both ends of theirs, and
facilities on a cell's own chain are compared along it (reference/engine.md 3): the technique of our first engine.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from quartiermap.analysis.engine.graph import Graph, Placed

Floats = NDArray[np.float64]


class ContractedScipy:
    """The contracted graph in scipy's form.

    Parameters
    ----------
    graph : Graph
        Without one-way edges.
    cells : Placed
    kinds : mapping of str to Placed
    """

    def __init__(self, graph: Graph, cells: Placed, kinds: dict[str, Placed]) -> None:
        self.graph, self.cells, self.kinds = graph, cells, kinds

    def nearest(self, kind: str) -> Floats:
        """Return the distance of every cell to the nearest facility of a kind, shape (cells,)."""
        from scipy.sparse import csr_matrix
        from scipy.sparse.csgraph import dijkstra

        graph, cells, there = self.graph, self.cells, self.kinds[kind]
        nodes, more = len(graph.node), len(there.chain)
        ends = np.column_stack([graph.a[there.chain], graph.b[there.chain]])
        out = np.column_stack([there.leg + there.at, there.leg + (graph.length[there.chain] - there.at)])
        loop = ends[:, 0] == ends[:, 1]
        out[loop] = out[loop].min(
            axis=1, keepdims=True
        )  # scipy would not take the shorter of two parallel edges
        matrix = csr_matrix(
            (
                np.concatenate([graph.cost, out.ravel()]),
                np.concatenate([graph.target, ends.ravel().astype(np.int32)]),
                np.concatenate([graph.first, graph.first[-1] + 2 * np.arange(1, more + 1)]).astype(np.int32),
            ),
            shape=(nodes + more, nodes + more),
        )
        start = nodes + np.arange(more)
        away = dijkstra(matrix, directed=True, indices=start, min_only=True)
        over_a = away[graph.a[cells.chain]] + cells.at
        over_b = away[graph.b[cells.chain]] + (graph.length[cells.chain] - cells.at)
        best = np.minimum(np.minimum(over_a, over_b), self._along(there))
        found = np.full(cells.count, np.inf)
        found[cells.owner] = best + cells.leg
        return found

    def _along(self, there: Placed) -> Floats:
        """Return the shortest way along a cell's own chain, ``inf`` without a facility on it."""
        order = np.argsort(there.chain, kind="stable")
        chain = there.chain[order]
        low = np.searchsorted(chain, self.cells.chain, side="left")
        count = np.searchsorted(chain, self.cells.chain, side="right") - low
        best = np.full(len(self.cells.chain), np.inf)
        for nth in range(int(count.max(initial=0))):
            cell = np.flatnonzero(count > nth)
            facility = order[low[cell] + nth]
            along = np.abs(self.cells.at[cell] - there.at[facility]) + there.leg[facility]
            best[cell] = np.minimum(best[cell], along)
        return best


def build(router: Any, cells: Any, kinds: dict[str, Any]) -> ContractedScipy:
    """Return the engine for a router of ours and points on its network."""
    placed = {kind: router.place(on) for kind, on in kinds.items()}
    return ContractedScipy(router.graph, router.place(cells), placed)
