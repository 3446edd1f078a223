"""Edges whose box touches a box: the same as looking at every one of them."""

from __future__ import annotations

import numpy as np
import pytest

from quartiermap.analysis.engine.edge_boxes import EdgeBoxes
from quartiermap.domain.network import WalkNetwork


def scattered(rng: np.random.Generator, edges: int, width: float, reach: float) -> WalkNetwork:
    """Return edges of two to five vertices, short ones and a few across the whole town."""
    count = rng.integers(2, 6, edges)
    first = np.concatenate([[0], np.cumsum(count)])
    owner = np.repeat(np.arange(edges), count)
    far = np.where(rng.random(edges) < 0.05, width, reach)[owner]
    x = rng.uniform(0, width, edges)[owner] + rng.uniform(-1, 1, len(owner)) * far + 4e5
    y = rng.uniform(0, width, edges)[owner] + rng.uniform(-1, 1, len(owner)) * far + 5.5e6
    nodes = 2 * edges
    return WalkNetwork(
        node_x=np.zeros(nodes), node_y=np.zeros(nodes), edge_u=np.arange(0, nodes, 2, dtype=np.int32),
        edge_v=np.arange(1, nodes, 2, dtype=np.int32), edge_length=np.ones(edges), vertex_x=x, vertex_y=y,
        edge_first=first, edge_class=np.zeros(edges, np.int16), edge_flags=np.zeros(edges, np.uint8),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("edges", "width", "reach"), [(1, 10.0, 5.0), (40, 300.0, 900.0), (3000, 9000.0, 40.0)]
)
def test_the_grid_finds_what_looking_at_every_edge_finds(edges: int, width: float, reach: float) -> None:
    rng = np.random.default_rng(edges)
    network = scattered(rng, edges, width, reach)
    first = network.edge_first[:-1]
    west, east = (f.reduceat(network.vertex_x, first) for f in (np.minimum, np.maximum))
    south, north = (f.reduceat(network.vertex_y, first) for f in (np.minimum, np.maximum))
    boxes = EdgeBoxes(network)
    assert boxes.west.tolist() == west.tolist()
    assert boxes.north.tolist() == north.tolist()
    found_any = 0
    for _ in range(300):
        x, y = 4e5 + rng.uniform(-width, 2 * width), 5.5e6 + rng.uniform(-width, 2 * width)
        wide, high = rng.uniform(0, width, 2)
        truth = np.flatnonzero((west <= x + wide) & (east >= x) & (south <= y + high) & (north >= y))
        assert boxes.touching(x, y, x + wide, y + high).tolist() == truth.tolist()
        found_any += len(truth)
    assert found_any


def test_a_box_that_only_touches_counts_and_a_network_without_edges_has_none() -> None:
    network = scattered(np.random.default_rng(0), 1, 10.0, 5.0)
    boxes = EdgeBoxes(network)
    west, south = boxes.west[0], boxes.south[0]
    assert boxes.touching(west - 1, south - 1, west, south).tolist() == [0]
    assert boxes.touching(west - 1, south - 1, np.nextafter(west, 0), south).tolist() == []
    none = np.zeros(0)
    empty = WalkNetwork(
        none, none, np.zeros(0, np.int32), np.zeros(0, np.int32), none, none, none, np.zeros(1, np.int64),
        np.zeros(0, np.int16), np.zeros(0, np.uint8),
    )  # fmt: skip
    assert EdgeBoxes(empty).touching(-1e9, -1e9, 1e9, 1e9).tolist() == []
