"""The index that finds ways near a point, and the lines that nobody crosses."""

from __future__ import annotations

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property

import numpy as np
import shapely
from numpy.typing import NDArray

from quartiermap.analysis.engine.graph import Graph, build_graph
from quartiermap.analysis.engine.grid import SegmentGrid, make_grid, measure_segments, nearest_segments
from quartiermap.analysis.engine.placing import Streets
from quartiermap.analysis.engine.shapes import EdgeShapes
from quartiermap.compiling import ready
from quartiermap.domain.network import Floats, Ints, OnNetwork, WalkNetwork

_ALONE = 2_000
"""Fewer points than twice this are not worth a second thread."""


class Barriers:
    """Lines that nobody walks across beside the ways (rivers, railways, motorways).

    Parameters
    ----------
    lines : iterable of shapely geometries
        Lines or areas (their outlines count) in the CRS of the network; missing and empty ones are passed over.
    """

    def __init__(self, lines: Iterable[shapely.Geometry | None]) -> None:
        shapes = np.array([line for line in lines if line is not None and not line.is_empty], dtype=object)
        areas = shapely.get_dimensions(shapes) == 2
        shapes[areas] = shapely.boundary(shapes[areas])
        parts = shapely.get_parts(shapely.get_parts(shapes))
        parts = parts[shapely.get_dimensions(parts) == 1]
        xy, of = shapely.get_coordinates(parts, return_index=True)
        starts = np.flatnonzero(of[1:] == of[:-1]).astype(np.int32) if len(of) else np.zeros(0, np.int32)
        self.count = len(parts)
        self.grid: SegmentGrid = make_grid(xy[:, 0], xy[:, 1], starts)


class EdgeIndex:
    """A spatial index over the segments of a network; build once, ask often.

    Parameters
    ----------
    network : WalkNetwork
    allowed_edges : bool array, shape (m,), or int array, optional
        Edges that points may lie on (mask or numbers); all edges if not given.
    shapes : EdgeShapes, optional
        Positions along the edges if the caller has them already.
    graph : Graph, optional
        Its chains tell which places are on different ways; made when first needed if not given.
    """

    def __init__(
        self,
        network: WalkNetwork,
        allowed_edges: NDArray[np.bool_] | NDArray[np.integer] | None = None,
        shapes: EdgeShapes | None = None,
        graph: Graph | None = None,
    ) -> None:
        self.network = network
        self.shapes = shapes or EdgeShapes(network)
        self._graph = graph
        start = np.ones(len(network.vertex_x), bool)
        start[network.edge_first[1:] - 1] = False
        if allowed_edges is not None:
            allowed = np.zeros(network.edge_count, bool)
            allowed[allowed_edges] = True
            start &= allowed[self.shapes.vertex_edge]
        self.grid: SegmentGrid = make_grid(
            network.vertex_x, network.vertex_y, np.flatnonzero(start).astype(np.int32)
        )

    @property
    def graph(self) -> Graph:
        """The graph whose chains tell ways apart."""
        if self._graph is None:
            self._graph = build_graph(self.network)
        return self._graph

    def locate(self, x: Floats, y: Floats, limit_m: float) -> OnNetwork:
        """Return the nearest place on the allowed edges for every point (see `snap`)."""
        x, y = ready(x, np.float64), ready(y, np.float64)
        segment, away = self.nearest(x, y)
        leg = np.where(np.isfinite(x) & np.isfinite(y), away, np.nan)
        return self.on_segments(x, y, np.where(away <= limit_m, segment, -1).astype(np.int32), leg)

    def nearest(self, x: Floats, y: Floats) -> tuple[Ints, Floats]:
        """Return the nearest segment and its distance (-1 and ``inf``: none, or no coordinates) for points."""
        known = np.isfinite(x) & np.isfinite(y)
        ask_x, ask_y = ready(x[known], np.float64), ready(y[known], np.float64)
        half = len(ask_x) // 2
        if half < _ALONE:
            found, away = self._ask(ask_x, ask_y)
        else:
            with ThreadPoolExecutor(1) as other:
                later = other.submit(self._ask, ask_x[half:], ask_y[half:])
                found, away = self._ask(ask_x[:half], ask_y[:half])
                found, away = (
                    np.concatenate([found, later.result()[0]]),
                    np.concatenate([away, later.result()[1]]),
                )
        if known.all():
            return found, away
        segment, distance = np.full(len(x), -1, np.int32), np.full(len(x), np.inf)
        segment[known], distance[known] = found, away
        return segment, distance

    def _ask(self, x: Floats, y: Floats) -> tuple[Ints, Floats]:
        grid = self.grid
        found, _, away = nearest_segments(
            x, y, grid.x, grid.y, grid.first, grid.segment, grid.block,
            grid.low_x, grid.low_y, grid.side, grid.columns, grid.rows,
        )  # fmt: skip
        return found, away

    @cached_property
    def chain_ends(self) -> tuple[Ints, Ints]:
        """End nodes of each chain, as the network numbers them."""
        return self.graph.node[self.graph.a], self.graph.node[self.graph.b]

    @cached_property
    def nameless(self) -> Ints:
        """No street name for any edge: only chains tell streets apart."""
        return np.full(self.network.edge_count, -1, np.int32)

    @cached_property
    def streets(self) -> Streets:
        """What tells places on different streets apart, as `placing.other_places` takes it."""
        network, graph = self.network, self.graph
        names = network.edge_name if len(network.edge_name) else np.full(network.edge_count, -1, np.int32)
        return (
            self.shapes.vertex_edge, self.shapes.along,
            ready(network.edge_u, np.int32), ready(network.edge_v, np.int32), ready(network.edge_first, np.int64),
            graph.of_edge, ready(names, np.int32), *self.chain_ends,
            graph.length, graph.start, graph.forward,
        )  # fmt: skip

    def legs(self, x: Floats, y: Floats, segment: Ints) -> Floats:
        """Return the distances of points to given segments."""
        return measure_segments(x, y, segment, self.grid.x, self.grid.y)[0]

    def spots(self, x: Floats, y: Floats, segment: Ints) -> tuple[Floats, Floats]:
        """Return the nearest spots on given segments."""
        grid = self.grid
        _, share = measure_segments(x, y, segment, grid.x, grid.y)
        here, there = segment, segment + 1
        return (
            grid.x[here] + share * (grid.x[there] - grid.x[here]),
            grid.y[here] + share * (grid.y[there] - grid.y[here]),
        )

    def on_segments(
        self,
        x: Floats,
        y: Floats,
        segment: Ints,
        leg: Floats,
        owner: Ints | None = None,
        crosses: NDArray[np.bool_] | None = None,
    ) -> OnNetwork:
        """Return the nearest places on given segments (-1: none), with these legs."""
        edge = np.full(len(segment), -1, np.int32)
        offset = np.full(len(segment), np.nan)
        on = np.flatnonzero(segment >= 0)
        j = segment[on]
        along = self.shapes.along
        _, share = measure_segments(x[on], y[on], j, self.grid.x, self.grid.y)
        edge[on] = self.shapes.vertex_edge[j]
        offset[on] = np.minimum(along[j] + share * (along[j + 1] - along[j]), along[j + 1])
        return OnNetwork(edge, offset, leg, owner, crosses)
